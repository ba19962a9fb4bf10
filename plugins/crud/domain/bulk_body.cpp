#include "domain/bulk_body.hpp"
#include "domain/json_literal.hpp"
#include <algorithm>
#include <charconv>
#include <nucleus/json/json.hpp>
#include <unordered_set>
#include <utility>

namespace nucleus::crud {

/// An item of a deletion.
struct item_id {
    std::string id;
};
NUCLEUS_DESCRIBE(item_id, (id, "Of the row"))

namespace {

error wrong(std::string path, std::string code, std::string message) {
    return {
        errors::validation_failed, {}, {{std::move(path), std::move(code), std::move(message)}}};
}

error too_many(const std::string& at, std::size_t most) {
    return wrong(at, "too_long", "must have at most " + std::to_string(most) + " items");
}

/// Takes "/12" off the front of a pointer.
std::size_t take_index(std::string& pointer) {
    std::size_t index = 0;
    const auto* end = pointer.data() + pointer.size();
    const auto stop = std::from_chars(pointer.data() + 1, end, index).ptr;
    pointer.erase(0, static_cast<std::size_t>(stop - pointer.data()));
    return index;
}

void refuse(planned_write& one, fault f) {
    if (!one.refused) one.refused = errors::validation_failed;
    one.refused->faults.push_back(std::move(f));
}

class item_reader {
public:
    item_reader(const entity& e, row_operation what, const shape& items, std::string at,
                std::size_t most)
        : entity_{e}
        , what_{what}
        , shape_{items}
        , at_{std::move(at)}
        , most_{most} {}

    result<std::vector<planned_write>> read(std::string_view array) {
        const auto read = what_ == row_operation::remove ? read_ids(array) : read_rows(array);
        if (!read) return read.error();
        if (items_.empty()) return wrong(at_, "too_short", "must have at least 1 item");
        for (std::size_t i = 0; i < items_.size(); ++i) items_[i].index = i;
        if (what_ == row_operation::create)
            for (auto& one : items_) one.id = uuid::v7();
        else
            check_ids();
        return std::move(items_);
    }

private:
    static void* next(void* self, std::size_t index) {
        auto& me = *static_cast<item_reader*>(self);
        if (index >= me.most_) throw failure{too_many(me.at_, me.most_)};
        me.items_.resize(index + 1);
        return me.give_cells(me.items_.back()).data();
    }

    std::vector<cell>& give_cells(planned_write& one) const {
        one.cells = std::make_shared<std::vector<cell>>(entity_.columns.size());
        return *one.cells;
    }

    result<void> read_rows(std::string_view array) {
        const json::limits limits{.faults = 4 * most_};
        const auto all = json::read_array(shape_, array, this, &next, limits);
        if (all) return {};
        auto why = all.error();
        if (!why.is(errors::validation_failed)) return why;
        if (why.faults.size() >= limits.faults) return too_many_faults(std::move(why));
        for (auto& f : why.faults) {
            if (f.path.empty()) return wrong(at_, f.code, f.message);
            const auto index = take_index(f.path);
            if (index >= most_) return too_many(at_, most_);
            if (index >= items_.size()) items_.resize(index + 1);
            refuse(items_[index], std::move(f));
        }
        return {};
    }

    /// Those of some items would not be known.
    error too_many_faults(error why) const {
        constexpr std::size_t told = 100;
        if (why.faults.size() > told) why.faults.resize(told);
        for (auto& f : why.faults) f.path.insert(0, at_);
        return why;
    }

    result<void> read_ids(std::string_view array) {
        if (auto fine = json::check(array); !fine) return fine.error();
        const auto list = read_literal(array);
        if (list.is != json_literal::kind::array)
            return wrong(at_, "wrong_type", "must be an array");
        if (list.items.size() > most_) return too_many(at_, most_);
        for (const auto& item : list.items) {
            auto& one = items_.emplace_back();
            auto& cells = give_cells(one);
            const bool alone = item.is == json_literal::kind::string;
            const auto read =
                alone ? result<item_id>{item_id{item.text}} : json::read<item_id>(item.text);
            if (read)
                cells[entity_.id] = {cell::state::value, read->id, {}};
            else
                one.refused = read.error();
        }
        return {};
    }

    void check_ids() {
        std::unordered_set<std::string> known;
        for (auto& one : items_) {
            if (one.refused) continue;
            const auto& given = (*one.cells)[entity_.id];
            const auto id = uuid::parse(given.text);
            if (given.is == cell::state::absent)
                refuse(one, {"/id", "required", "must be given"});
            else if (!id)
                refuse(one, {"/id", "malformed", "must be a UUID"});
            else if (!known.insert(id->text()).second)
                refuse(one, {"/id", "duplicate", "there is an item with this id already"});
            else
                take_id(one, *id);
        }
    }

    void take_id(planned_write& one, const uuid& id) const {
        one.id = id;
        (*one.cells)[entity_.id] = {};
    }

    const entity& entity_;
    row_operation what_;
    const shape& shape_;
    std::string at_;
    std::size_t most_;
    std::vector<planned_write> items_;
};

result<bulk_request> read_items(const entity& e, row_operation what, const shape& one,
                                std::string_view array, std::string at, std::size_t most) {
    bulk_request r;
    r.at = at;
    auto items = item_reader{e, what, one, std::move(at), most}.read(array);
    if (!items) return items.error();
    r.items = std::move(*items);
    return r;
}

/// A change of all rows that meet a filter.
result<bulk_request> read_filtered(const entity& e, row_operation what, const shape& set,
                                   const bulk_body& body, std::size_t most) {
    bulk_request r;
    const auto given = read_literal(body.filters->text); // JSON, or text that holds it
    r.filters = given.is == json_literal::kind::string ? given.text : body.filters->text;
    r.max_affected = body.max_affected.value_or(static_cast<std::int64_t>(most));
    if (r.max_affected > static_cast<std::int64_t>(most))
        return wrong("/maxAffected", "too_big", "must be at most " + std::to_string(most));
    if (what == row_operation::remove) {
        if (body.set) return wrong("/set", "conflict", "is for updates");
        return r;
    }
    if (!body.set) return wrong("/set", "required", "must be given with filters");
    auto change = e.new_record(set);
    if (auto read = json::read(set, change.data(), body.set->text); !read) {
        auto why = read.error();
        for (auto& f : why.faults) f.path.insert(0, "/set");
        return why;
    }
    if (change.cells[e.id].is != cell::state::absent)
        return wrong("/set/id", "read_only", "an id cannot be changed");
    r.change.cells = std::make_shared<std::vector<cell>>(std::move(change.cells));
    return r;
}

}

result<bulk_request> read_bulk(const entity& e, row_operation what, const shape& items,
                               std::string_view text, std::size_t most) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first != text.npos && text[first] == '[') return read_items(e, what, items, text, "", most);
    const auto body = json::read<bulk_body>(text);
    if (!body) return body.error();
    const bool filtered = body->filters && what != row_operation::create;
    if (body->items && !body->filters && !body->set && !body->max_affected)
        return read_items(e, what, items, body->items->text, "/items", most);
    if (body->items || !filtered)
        return wrong("", "required",
                     what == row_operation::create ? "give items, and nothing else"
                                                   : "give either items, or filters");
    return read_filtered(e, what, items, *body, most);
}

void check_given(bulk_request& r) {
    const fault nothing{"", "empty_update", "give at least one field to change"};
    for (auto& one : r.items)
        if (!one.refused && !one.gives_something()) refuse(one, nothing);
}

namespace {

/// The first says what kind of failure it is, the most patient one when to come back.
void take_over(std::optional<error>& all, const error& one) {
    if (!all) all = error{*one.kind, one.message};
    all->retry_after = std::max(all->retry_after, one.retry_after);
}

}

error all_refusals(const std::vector<planned_write>& items, const std::string& at) {
    std::optional<error> all;
    for (const auto& one : items) {
        if (!one.refused) continue;
        take_over(all, *one.refused);
        const auto path = at + "/" + std::to_string(one.index);
        for (const auto& f : one.refused->faults)
            all->faults.push_back({path + f.path, f.code, f.message});
        if (one.refused->faults.empty())
            all->faults.push_back(
                {path, std::string{one.refused->kind->code}, std::string{one.refused->text()}});
    }
    return std::move(all).value();
}

error shared_refusals(const std::vector<planned_write>& items, const std::string& at) {
    std::optional<error> all;
    for (const auto& one : items) {
        if (!one.refused) continue;
        take_over(all, *one.refused);
        for (const auto& f : one.refused->faults) {
            const auto same = [&](const fault& known) {
                return known.path == at + f.path && known.code == f.code;
            };
            if (std::ranges::none_of(all->faults, same))
                all->faults.push_back({at + f.path, f.code, f.message});
        }
    }
    return std::move(all).value();
}

}
