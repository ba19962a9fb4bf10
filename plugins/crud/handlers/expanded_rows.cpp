#include "handlers/expanded_rows.hpp"
#include "domain/parameter_fault.hpp"
#include "store/related_rows.hpp"
#include <algorithm>
#include <unordered_map>

namespace nucleus::crud {

namespace {

/// The different values of a column among the rows, and which of them each row has.
std::vector<std::string> keys_of(const pg::rows& rows, std::size_t column, std::size_t count,
                                 std::vector<std::optional<std::size_t>>& key_of) {
    std::vector<std::string> keys;
    std::unordered_map<std::string_view, std::size_t> known;
    for (std::size_t r = 0; r < count; ++r) {
        if (rows.null(r, column)) {
            key_of.emplace_back();
            continue;
        }
        const auto [at, fresh] = known.try_emplace(rows.text(r, column), keys.size());
        if (fresh) keys.emplace_back(rows.text(r, column));
        key_of.emplace_back(at->second);
    }
    return keys;
}

/// Rows of one key stand together.
void find_ranges(branch& b, std::size_t keys) {
    b.of_key.assign(keys, {0, 0});
    for (std::size_t r = 0; r < b.rows.size(); ++r) {
        auto& range = b.of_key[static_cast<std::size_t>(b.rows.integer(r, 0)) - 1];
        if (range.second == 0) range.first = r;
        range.second = r + 1;
    }
}

error too_many(const relation& r) {
    return parameter_fault("with", "too_many_rows", {},
                           r.name + " would bring more than " + std::to_string(most_related_rows) +
                               " rows, counting each as often as it is shown: give it a limit");
}

/// How many objects the branch is in the answer, for rows that `count` others lead to.
std::uint64_t count_objects(branch& b, std::size_t count) {
    b.objects_before.assign(1, 0);
    for (std::size_t r = 0; r < b.rows.size(); ++r) {
        std::uint64_t objects = 1;
        for (const auto& next : b.beyond) objects += next.objects_of(r);
        b.objects_before.push_back(b.objects_before.back() + objects);
    }
    std::uint64_t all = 0;
    for (std::size_t parent = 0; parent < count; ++parent) all += b.objects_of(parent);
    return all;
}

task<result<branch>> read_branch(request_context& rc, const viewer& who, const entity& of,
                                 const pg::rows& rows, std::size_t first, std::size_t count,
                                 const std::vector<std::size_t>& columns, const expansion& x) {
    const auto& target = *x.over->target;
    branch b{x, columns_for(target, x.shown, x.with)};
    const auto near =
        static_cast<std::size_t>(std::ranges::find(columns, x.over->near) - columns.begin());
    const auto keys = keys_of(rows, first + near, count, b.key_of);
    if (!keys.empty()) {
        const auto call = call_of(rc);
        b.rows = co_await related_rows(*rc.database, call, of, x, keys, who, b.columns);
    }
    if (b.rows.size() > static_cast<std::size_t>(most_related_rows)) co_return too_many(*x.over);
    find_ranges(b, keys.size());
    auto beyond =
        co_await read_branches(rc, who, target, b.rows, 1, b.rows.size(), b.columns, x.with);
    if (!beyond) co_return beyond.error();
    b.beyond = std::move(*beyond);
    if (count_objects(b, count) > static_cast<std::uint64_t>(most_related_rows))
        co_return too_many(*x.over);
    co_return std::move(b);
}

}

std::vector<std::size_t> columns_for(const entity& e, const column_set& shown,
                                     const std::vector<expansion>& with) {
    auto needed = shown;
    for (const auto& x : with) needed[x.over->near] = true;
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < e.columns.size(); ++i)
        if (needed[i]) columns.push_back(i);
    return columns;
}

task<result<std::vector<branch>>> read_branches(request_context& rc, const viewer& who,
                                                const entity& of, const pg::rows& rows,
                                                std::size_t first, std::size_t count,
                                                const std::vector<std::size_t>& columns,
                                                const std::vector<expansion>& with) {
    std::vector<branch> all;
    for (const auto& x : with) {
        auto one = co_await read_branch(rc, who, of, rows, first, count, columns, x);
        if (!one) co_return one.error();
        all.push_back(std::move(*one));
    }
    co_return std::move(all);
}

void expanded_writer::object(const row_writer& writer, const pg::rows& rows, std::size_t r,
                             std::size_t first, const column_set& shown,
                             const std::vector<branch>& branches) {
    writer.write(out_, rows, r, first, ~shown, numbers_);
    if (branches.empty()) return;
    out_.pop_back(); // the object is not over
    for (const auto& b : branches) {
        if (out_.back() != '{') out_.push_back(',');
        out_.append("\"").append(b.asked->over->name).append("\":");
        related(b, r);
    }
    out_.push_back('}');
}

void expanded_writer::related(const branch& b, std::size_t parent) {
    const auto& x = *b.asked;
    const auto [from, end] = b.rows_of(parent);
    too_long_ |= out_.size() > most_bytes;
    if (too_long_) return;
    const bool one = x.over->to_one();
    if (one && from == end) {
        out_.append("null");
        return;
    }
    if (!one) out_.push_back('[');
    for (auto r = from; r < end; ++r) {
        if (r > from) out_.push_back(',');
        object(b.writer, b.rows, r, 1, x.shown, b.beyond);
    }
    if (!one) out_.push_back(']');
}

result<void> expanded_writer::verdict() const {
    if (!too_long_) return {};
    return parameter_fault("with", "too_long", {},
                           "the answer would be longer than " +
                               std::to_string(most_bytes / 1024 / 1024) +
                               " MiB: ask for fewer fields, rows or relations");
}

}
