// A way out for mails.
#pragma once
#include "domain/retry.hpp"
#include <atomic>
#include <filesystem>
#include <memory>
#include <nucleus/secret_string.hpp>
#include <nucleus/uuid.hpp>
#include <string>

namespace nucleus::mailing {

/// One mail, ready to go.
struct parcel {
    uuid id;
    instant written{};
    std::string purpose, from, to, message;
};

/// No attempt takes longer.
inline constexpr std::chrono::seconds longest_attempt{60};

/// Blocks. Immutable; used from the sending thread.
class transport {
public:
    virtual ~transport() = default;
    /// Ends early once `stopping`, where that leaves no doubt about the mail. Does not throw.
    [[nodiscard]] virtual outcome deliver(const parcel& p,
                                          const std::atomic<bool>& stopping) const = 0;
};

struct smtp_settings {
    enum class tls : std::uint8_t { required, optional, off };
    std::string url;
    secret_string username, password; ///< both or none
    tls start_tls = tls::required;
    std::string ca_file; ///< empty: the system's
};
/// Throws std::runtime_error when libcurl cannot do SMTP.
[[nodiscard]] std::shared_ptr<const transport> make_smtp_transport(smtp_settings s);

/// Writes `<time>-<purpose>-<id>.eml` into the folder, which is made for its owner only.
[[nodiscard]] std::shared_ptr<const transport> make_file_transport(std::filesystem::path directory);

}
