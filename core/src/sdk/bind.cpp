#include <algorithm>
#include <nucleus/bind.hpp>
#include <nucleus/catalog.hpp>

namespace nucleus::detail {

namespace {

/// At the same place, or around it.
bool covers(const fault& known, const fault& f) {
    return f.path.starts_with(known.path) &&
           (f.path.size() == known.path.size() || f.path[known.path.size()] == '/');
}

}

std::string_view body_of(const request_context& rc) {
    const bool left_out =
        rc.request.body.empty() && rc.endpoint != nullptr && rc.endpoint->optional_body;
    return left_out ? std::string_view{"{}"} : std::string_view{rc.request.body};
}

result<void> read_and_check(const shape& s, void* into, std::string_view text,
                            const std::function<void(std::vector<fault>&)>& check) {
    auto read = json::read(s, into, text);
    if (!read && !read.error().is(errors::validation_failed)) return read;
    auto all = read ? std::vector<fault>{} : std::move(read.error().faults);
    std::vector<fault> more;
    check(more);
    const auto told = all.size();
    for (auto& f : more)
        if (std::none_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(told),
                         [&](const fault& known) { return covers(known, f); }))
            all.push_back(std::move(f));
    if (all.empty()) return {};
    return error{errors::validation_failed, {}, std::move(all)};
}

}
