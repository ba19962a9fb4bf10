#include "domain/approval.hpp"
#include <nucleus/crypto/digest.hpp>

namespace nucleus::auth {

approval approval_of(const session& s, instant now) {
    if (s.approval_status == "approved") return approval::approved;
    if (s.approval_status == "rejected" || s.revoked_at) return approval::rejected;
    const bool open = s.approval_status == "pending" && now < s.expires_at;
    return open ? approval::pending : approval::expired;
}

std::string approval_code(const session& s) {
    const auto mac = crypto::hmac_sha256(secret_string{s.seed}, "approval code");
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(mac[i]);
    const auto code = std::to_string(n % 100);
    return code.size() == 1 ? "0" + code : code;
}

verdict judge(const session& waiting, int wrong_before, const decision& d, instant now) {
    switch (approval_of(waiting, now)) {
    case approval::approved:
    case approval::rejected: return verdict::decided;
    case approval::expired: return verdict::late;
    case approval::pending: break;
    }
    if (!d.approves) return verdict::reject;
    if (!d.code || crypto::equal(*d.code, approval_code(waiting))) return verdict::approve;
    return wrong_before + 1 < most_wrong_codes ? verdict::wrong_code : verdict::too_many_codes;
}

}
