#include "sending.hpp"
#include "domain/links.hpp"

namespace nucleus::mailing {

namespace {

template_values values_of(const sending& s, const sealed_content& content) {
    template_values values{content.values.begin(), content.values.end()};
    values["appName"] = s.with->app_name;
    const auto& base = s.with->base_domain;
    const auto url =
        content.tenant ? tenant_url(s.with->public_url, base, *content.tenant) : s.with->public_url;
    values["publicUrl"] = url;
    values["email"] = s.row.recipient;
    values.erase("link");
    if (content.token.empty()) return values;
    auto link = link_of(link_for(s.with->config.links, s.row.purpose), url, content.token.reveal());
    if (content.tenant && base.empty()) link = naming_tenant(std::move(link), *content.tenant);
    values["link"] = std::move(link);
    return values;
}

parcel parcel_of(const sending& s, const sealed_content& content) {
    const auto values = values_of(s, content);
    const auto& wording = s.with->templates.at(s.row.purpose);
    const message_parts parts{s.row.id, s.row.written, s.with->from, s.row.recipient,
                              render(wording, values)};
    return {s.row.id,        s.row.written, s.row.purpose, s.with->from.address,
            s.row.recipient, compose(parts)};
}

}

outcome send_now(const sending& s, const std::atomic<bool>& stopping) {
    using end = outcome::kind;
    if (stopping || steady::now() > s.begin_by) return {end::untried};
    try {
        const auto content = open_content(*s.with, s.row.id, s.row.data);
        if (!content) return {end::refused, "it was sealed with a key that is gone"};
        auto o = s.with->way->deliver(parcel_of(s, *content), stopping);
        const auto token = content->token.reveal();
        if (!token.empty() && o.reason.find(token) != std::string::npos)
            o.reason = "the reply repeats the mail's link, and is not kept";
        return o;
    } catch (const std::out_of_range&) {
        return {end::refused, "there is no template of that name"};
    } catch (const std::invalid_argument& e) { // of compose()
        return {end::refused, e.what()};
    } catch (const std::exception&) {
        return {end::later, "it could not be made"};
    }
}

sending_thread::sending_thread(std::function<void()> done)
    : done_{std::move(done)}
    , thread_{[this] {
        run();
        over_ = true;
    }} {}

sending_thread::~sending_thread() {
    ask_to_stop();
    thread_.join();
}

void sending_thread::give(std::vector<sending> mails) {
    {
        const std::lock_guard lock{guard_};
        for (auto& m : mails) {
            if (stopping_)
                finished_.push_back({std::move(m.row), {}});
            else
                waiting_.push_back(std::move(m));
        }
    }
    given_.notify_one();
}

bool sending_thread::busy() const {
    const std::lock_guard lock{guard_};
    return sending_ || !waiting_.empty();
}

std::optional<sent_mail> sending_thread::finished() const {
    const std::lock_guard lock{guard_};
    return finished_.empty() ? std::nullopt : std::optional{finished_.front()};
}

void sending_thread::forget(const claimed_row& row) {
    const std::lock_guard lock{guard_};
    std::erase_if(finished_, [&](const sent_mail& m) {
        return m.row.id == row.id && m.row.held_until == row.held_until;
    });
}

void sending_thread::ask_to_stop() noexcept {
    {
        const std::lock_guard lock{guard_};
        stopping_ = true;
    }
    given_.notify_one();
}

void sending_thread::run() {
    std::unique_lock lock{guard_};
    for (;;) {
        given_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return; // once stopping, what waits comes back untried
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        sending_ = true;
        lock.unlock();
        auto end = send_now(next, stopping_);
        lock.lock();
        sending_ = false;
        finished_.push_back({next.row, std::move(end)});
        lock.unlock();
        done_();
        lock.lock();
    }
}

}
