// SMTP by libcurl, which is known to this file only.
#include "transports/transport.hpp"
#include <algorithm>
#include <charconv>
#include <cstring>
#include <curl/curl.h>
#include <stdexcept>

namespace nucleus::mailing {

namespace {

constexpr long connect_timeout = 30, response_timeout = 30, farewell_timeout = 2;
/// What a stopping server still waits for the answer to a mail that was handed over.
constexpr std::chrono::seconds patience{5};

/// The process's libcurl; never cleaned up, as other libraries may use it too.
void prepare_curl() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
    const auto* about = curl_version_info(CURLVERSION_NOW);
    const auto* const* protocol = about->protocols;
    while (*protocol && std::strcmp(*protocol, "smtp") != 0) ++protocol;
    if (done != CURLE_OK || !*protocol) throw std::runtime_error("this libcurl has no SMTP");
}

/// One transfer, as libcurl's callbacks tell of it.
struct transfer {
    const parcel& mail;
    const std::atomic<bool>& stopping;
    std::size_t given = 0;       ///< bytes of the message that libcurl has taken
    char command[5] = {};        ///< the first letters of the last command
    bool signing_in = false;     ///< what was sent last is part of an AUTH
    bool leaving = false;        ///< QUIT was said: what comes now is of no interest
    std::string reply{};         ///< the server's last line before that
    steady::time_point handed{}; ///< when the last byte was taken

    [[nodiscard]] bool complete() const { return given == mail.message.size(); }
    /// Of the last line; 0: there is none. CURLINFO_RESPONSE_CODE would be that of the QUIT.
    [[nodiscard]] int code() const {
        int n = 0;
        std::from_chars(reply.data(), reply.data() + std::min<std::size_t>(3, reply.size()), n);
        return n;
    }
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* context) {
    auto& t = *static_cast<transfer*>(context);
    if (t.stopping && !t.complete()) return CURL_READFUNC_ABORT;
    const auto n = std::min(size * count, t.mail.message.size() - t.given);
    std::memcpy(to, t.mail.message.data() + t.given, n);
    t.given += n;
    if (t.complete()) t.handed = steady::now();
    return n;
}

std::size_t hear(char* line, std::size_t size, std::size_t count, void* context) {
    auto& t = *static_cast<transfer*>(context);
    if (!t.leaving) t.reply.assign(line, size * count);
    return size * count;
}

std::size_t ignore_body(char*, std::size_t size, std::size_t count, void*) { return size * count; }

/// Of what libcurl sends only the command's name is looked at: the rest may be a password.
int watch(CURL* curl, curl_infotype what, char* data, std::size_t size, void* context) {
    auto& t = *static_cast<transfer*>(context);
    if (what != CURLINFO_HEADER_OUT || size < 4 || t.leaving) return 0;
    const auto says = [data](const char* verb) { return std::memcmp(data, verb, 4) == 0; };
    t.leaving = says("QUIT");
    t.signing_in = says("AUTH") || (t.signing_in && !t.leaving && !says("MAIL"));
    if (t.leaving) // nothing depends on the answer any more
        curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, farewell_timeout);
    else
        std::memcpy(t.command, data, 4);
    return 0;
}

/// Not 0: end the transfer. A mail that was handed over is waited for, but not for ever.
int may_go_on(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& t = *static_cast<const transfer*>(context);
    if (!t.stopping) return 0;
    return !t.complete() || steady::now() - t.handed > patience ? 1 : 0;
}

/// The 5xx of these speak of the account, not of the mail (RFC 4954).
bool is_about_account(int reply) { return reply == 530 || (reply >= 534 && reply <= 538); }

/// "535 5.7.8", and not the words after it: what answers a password may repeat it.
std::string codes_of(std::string_view reply) {
    const auto code = reply.substr(0, 3),
               rest = reply.substr(std::min<std::size_t>(4, reply.size()));
    const auto detail = rest.substr(0, rest.find_first_not_of("0123456789."));
    const bool enhanced =
        detail.size() <= 9 && detail.starts_with(std::string{code[0], '.'}); // RFC 3463
    return clipped("the sign-in was answered " + std::string{code} + (enhanced ? " " : "") +
                   std::string{enhanced ? detail : ""});
}

outcome outcome_of(CURLcode code, const transfer& t, const char* why) {
    using end = outcome::kind;
    if (code == CURLE_OK) return {end::sent};
    const auto reply = t.code();
    const auto said = reply < 400    ? clipped(why)
                      : t.signing_in ? codes_of(t.reply)
                                     : clipped(t.reply);
    if (t.complete()) { // the replies before this one were 354 and below
        if (reply == 250) return {end::sent};
        if (reply >= 500) return {end::refused, said};
        if (reply >= 400) return {end::later, said};
        return {end::unknown, "no answer after the mail was handed over: " + said};
    }
    if (code == CURLE_ABORTED_BY_CALLBACK && t.stopping) return {end::untried};
    const bool of_mail = !std::strcmp(t.command, "RCPT") || !std::strcmp(t.command, "DATA");
    if (of_mail && reply >= 500 && !is_about_account(reply)) return {end::refused, said};
    return {end::later, said};
}

class smtp_transport final : public transport {
public:
    explicit smtp_transport(smtp_settings s)
        : settings_{std::move(s)} {}

    outcome deliver(const parcel& p, const std::atomic<bool>& stopping) const override {
        const std::unique_ptr<CURL, void (*)(CURL*)> curl{curl_easy_init(), &curl_easy_cleanup};
        const auto to = "<" + p.to + ">", from = "<" + p.from + ">";
        const std::unique_ptr<curl_slist, void (*)(curl_slist*)> recipients{
            curl_slist_append(nullptr, to.c_str()), &curl_slist_free_all};
        if (!curl || !recipients) return {outcome::kind::later, "out of memory"};
        transfer t{p, stopping};
        char why[CURL_ERROR_SIZE] = {};
        set_server(curl.get());
        set_callbacks(curl.get(), t);
        curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
        curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, why);
        const auto code = curl_easy_perform(curl.get());
        return outcome_of(code, t, *why ? why : curl_easy_strerror(code));
    }

private:
    void set_server(CURL* curl) const {
        curl_easy_setopt(curl, CURLOPT_URL, settings_.url.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L); // QUIT is said in here, and watched
        curl_easy_setopt(curl, CURLOPT_QUICK_EXIT,
                         1L); // a name that is being resolved is left to it
        if (!settings_.ca_file.empty())
            curl_easy_setopt(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_timeout);
        curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, response_timeout);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(longest_attempt.count()));
        const long levels[] = {CURLUSESSL_ALL, CURLUSESSL_TRY, CURLUSESSL_NONE};
        curl_easy_setopt(curl, CURLOPT_USE_SSL,
                         levels[static_cast<std::size_t>(settings_.start_tls)]);
        if (settings_.username.empty()) return;
        const std::string name{settings_.username.reveal()}, word{settings_.password.reveal()};
        curl_easy_setopt(curl, CURLOPT_USERNAME, name.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, word.c_str());
    }
    static void set_callbacks(CURL* curl, transfer& t) {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give);
        curl_easy_setopt(curl, CURLOPT_READDATA, &t);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &hear);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, &t);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &ignore_body);
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); // into watch(), not to stderr
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &watch);
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &t);
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &may_go_on);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &t);
    }

    smtp_settings settings_;
};

}

std::shared_ptr<const transport> make_smtp_transport(smtp_settings s) {
    prepare_curl();
    return std::make_shared<smtp_transport>(std::move(s));
}

}
