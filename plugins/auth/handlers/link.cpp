#include "handlers/link.hpp"
#include "pages/link_page.hpp"
#include <nucleus/crypto/random.hpp>

namespace nucleus::auth {

task<result<answered>> show_link_page(auth_context& auth, request_context& rc) {
    const auto nonce = crypto::random_token();
    auto& r = rc.response;
    r.content_type = "text/html; charset=utf-8";
    r.set("Content-Security-Policy", link_page_policy(nonce.reveal()));
    r.set("Cache-Control", "no-store");
    r.body = link_page(nonce.reveal(), auth.settings.now()->tenant_header);
    co_return answered{};
}

}
