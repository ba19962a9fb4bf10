// A caller of the service mailer: sends what a request asks for, and fails afterwards if told to.
#include <nucleus/plugin.hpp>
#include <nucleus/services/mailer.hpp>
#include <stdexcept>

namespace nucleus::contract {

struct mail_request {
    std::string to, purpose, token;
    std::map<std::string, std::string> values;
    bool fail = false;
};
NUCLEUS_DESCRIBE(mail_request, (to, "Address"), (purpose, "Which mail"),
                 (token, "Of its link", defaulted), (values, "Of its template", defaulted),
                 (fail, "Throw once it is in the outbox", defaulted))

struct sender {
    nucleus::services* services = nullptr;
};

task<result<void>> send(sender& self, request_context& rc, mail_request wanted) {
    const pg::call call{rc.schema, rc.deadline};
    auto tx = co_await rc.database->begin(call);
    mail m{wanted.to, wanted.purpose, secret_string{wanted.token}, {}};
    m.values.assign(wanted.values.begin(), wanted.values.end());
    co_await self.services->get<mailer>().send(*tx, m);
    if (wanted.fail) throw std::runtime_error("on purpose");
    co_await tx->commit();
    co_return result<void>{};
}

class sends_mail final : public plugin {
public:
    void describe(registry& r) override {
        r.requires_service<mailer>();
        r.routes([this](catalog& c, const config_view&) {
            c.post("SEND", "/send", access::anyone, limit::none, bind<&send>(self_),
                   "Sends a mail");
        });
    }
    task<void> start(start_context& context) override {
        self_.services = &context.services;
        co_return;
    }

private:
    sender self_;
};

}

NUCLEUS_PLUGIN(nucleus::contract::sends_mail)
