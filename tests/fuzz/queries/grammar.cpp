// Sorts, expansions, fields and groups.
#include "queries/grammar.hpp"
#include "queries/values.hpp"
#include <algorithm>

namespace nucleus::fuzz {

namespace {

bool has_order(const crud::column& c) { return !c.array && crud::facts(c.type).ordered; }

bool is_time(const crud::column& c) {
    return !c.array &&
           (c.type == crud::column_type::date || c.type == crud::column_type::timestamp ||
            c.type == crud::column_type::timestamptz);
}
bool is_number(const crud::column& c) {
    const auto k = crud::facts(c.type).kind;
    return !c.array &&
           (k == value_kind::integer || k == value_kind::number || k == value_kind::decimal);
}
bool has_least(const crud::column& c) {
    return has_order(c) && c.type != crud::column_type::boolean &&
           c.type != crud::column_type::uuid;
}

constexpr std::string_view strange_texts[]{"null",
                                           "{}",
                                           "[]",
                                           "\"x\"",
                                           "[1]",
                                           "[[]]",
                                           "[null]",
                                           "[\"\"]",
                                           "7",
                                           "",
                                           "[\"id\",\"id\"]",
                                           "[{\"field\":\"id\"}]",
                                           "[{}]"};

}

std::string grammar::direction(bool& descending) {
    descending = dice_.percent(50);
    if (oddly()) return ",\"direction\":\"descending\"";
    if (!descending && dice_.percent(30)) return {};
    return descending ? ",\"direction\":\"desc\"" : ",\"direction\":\"asc\"";
}

/// Newest first without a word about it; the primary key makes it total.
void grammar::complete(const crud::entity& e, std::vector<crud::sort_key>& keys) {
    if (keys.empty() && e.created_at) keys.push_back({{{}, *e.created_at}, true, {}});
    const crud::field_ref id{{}, e.id};
    if (std::ranges::find(keys, id, &crud::sort_key::field) == keys.end())
        keys.push_back({id, !keys.empty() && keys.back().descending, {}});
}

std::string grammar::sort(const crud::entity& e, std::vector<crud::sort_key>& meant) {
    if (oddly()) return std::string{dice_.of(strange_texts)};
    meant.clear();
    std::string text{"["};
    for (auto n = dice_.below(4); n > 0; --n) {
        crud::sort_key key;
        const auto name = field(e, key.field, has_order);
        if (std::ranges::find(meant, key.field, &crud::sort_key::field) != meant.end() && !oddly())
            continue;
        if (text.size() > 1) text.push_back(',');
        text.append("{\"field\":").append(json_string(name, dice_));
        text.append(direction(key.descending));
        if (dice_.percent(30)) {
            const bool first = dice_.percent(50);
            key.nulls = first ? crud::nulls_order::first : crud::nulls_order::last;
            text.append(first ? ",\"nulls\":\"first\"" : ",\"nulls\":\"last\"");
        }
        text.push_back('}');
        meant.push_back(std::move(key));
    }
    complete(e, meant);
    return text.append("]");
}

std::pair<std::string, std::string> grammar::order_by(const crud::entity& e,
                                                      std::vector<crud::sort_key>& meant) {
    crud::sort_key key;
    auto name = field(e, key.field, has_order);
    key.descending = dice_.percent(50);
    std::string down{key.descending ? "desc" : "asc"};
    meant = {std::move(key)};
    complete(e, meant);
    return {std::move(name), std::move(down)};
}

crud::column_set grammar::all_fields(const crud::entity& e) const {
    crud::column_set all;
    for (std::size_t i = 0; i < e.columns.size(); ++i) all[i] = world_.sees(caller_, e, i);
    return all;
}

std::string grammar::fields(const crud::entity& e, crud::column_set& meant) {
    if (oddly()) return std::string{dice_.of(strange_texts)};
    meant = {};
    std::string text{"["};
    for (auto n = 1 + dice_.below(4); n > 0; --n) {
        const auto i = dice_.percent(40) ? e.id : dice_.below(e.columns.size());
        if (!world_.sees(caller_, e, i) && !oddly()) continue;
        if (text.size() > 1) text.push_back(',');
        const auto& c = e.columns[i];
        text.append(json_string(dice_.percent(25) ? c.name : c.json_name, dice_));
        meant[i] = true;
    }
    if (meant.none()) meant[e.id] = true, text.append("\"id\"");
    return text.append("]");
}

std::string grammar::with(const crud::entity& e, std::vector<crud::expansion>& meant,
                          std::size_t depth) {
    if (oddly()) return std::string{dice_.of(strange_texts)};
    std::string text{"["};
    for (auto n = dice_.below(depth == 0 ? 4 : 3); n > 0 && relations_ > 0; --n) {
        const auto* r = relation(e, false);
        if (!r) break;
        if (std::ranges::find(meant, r, &crud::expansion::over) != meant.end() && !oddly())
            continue;
        --relations_;
        if (text.size() > 1) text.push_back(',');
        auto& x = meant.emplace_back();
        x.over = r;
        text.append(expansion(*r->target, x, depth));
    }
    return text.append("]");
}

std::string grammar::expansion(const crud::entity& e, crud::expansion& x, std::size_t depth) {
    x.shown = all_fields(e);
    x.limit = 1000;
    complete(e, x.order);
    const bool alias = !x.over->alias.empty() && dice_.percent(30);
    const auto name = json_string(alias ? x.over->alias : x.over->name, dice_);
    if (dice_.percent(40)) return name;
    std::string text{"{\"relation\":"};
    text += name;
    if (dice_.percent(40)) text += ",\"fields\":" + fields(e, x.shown);
    if (dice_.percent(40)) text += ",\"filters\":" + filters(e, x.where);
    if (dice_.percent(40)) text += ",\"sort\":" + sort(e, x.order);
    if (dice_.percent(40)) {
        x.limit = oddly() ? dice_.between(-1, 0) : dice_.between(1, 5);
        text += ",\"limit\":" + std::to_string(x.limit);
    }
    if (depth < 3 && dice_.percent(50)) text += ",\"with\":" + with(e, x.with, depth + 1);
    return text + "}";
}

std::string grammar::keys(const crud::entity& e, crud::grouping& meant, bool buckets) {
    if (oddly()) return std::string{dice_.of(strange_texts)};
    constexpr std::string_view names[]{"none", "minute", "hour",    "day",
                                       "week", "month",  "quarter", "year"};
    std::string text{"["};
    for (auto n = 1 + dice_.below(3); n > 0; --n) {
        crud::group_key key;
        const bool timely = buckets && dice_.percent(40);
        key.name = field(e, key.field, timely ? is_time : has_order);
        const auto& c = crud::column_of(e, key.field);
        if (std::ranges::find(meant.keys, key.name, &crud::group_key::name) != meant.keys.end())
            continue;
        if (text.size() > 1) text.push_back(',');
        if (timely && (is_time(c) || oddly())) {
            const auto unit = dice_.below(std::size(names));
            key.by = static_cast<crud::bucket>(unit);
            text.append("{\"field\":").append(json_string(key.name, dice_));
            text.append(",\"bucket\":\"").append(names[unit]).append("\"}");
        } else {
            text.append(json_string(key.name, dice_));
        }
        meant.keys.push_back(std::move(key));
    }
    return text.append("]");
}

std::string grammar::aggregates(const crud::entity& e, crud::grouping& meant) {
    if (oddly()) return std::string{dice_.of(strange_texts)};
    constexpr std::string_view names[]{"count", "sum", "avg", "min", "max"};
    std::string text{"["};
    for (auto n = 1 + dice_.below(4); n > 0; --n) {
        crud::aggregate a;
        const auto fn = dice_.below(std::size(names));
        a.fn = static_cast<crud::aggregate_function>(fn);
        a.name = oddly() ? "x\"; DROP" : "v" + std::to_string(meant.values.size());
        if (text.size() > 1) text.push_back(',');
        text.append("{\"fn\":\"").append(names[fn]).append("\",\"as\":");
        text.append(json_string(a.name, dice_));
        if (fn > 0 || dice_.percent(40)) {
            const fitting all = [](const crud::column&) { return true; };
            const auto fit = oddly() || fn == 0 ? all : fn <= 2 ? is_number : fitting{has_least};
            a.field.emplace();
            const auto name = field(e, *a.field, fit);
            const auto& c = crud::column_of(e, *a.field);
            if (!fit(c)) odd_ = true; // there was none that fits
            text.append(",\"field\":").append(json_string(name, dice_));
        }
        text.push_back('}');
        meant.values.push_back(std::move(a));
    }
    return text.append("]");
}

std::string grammar::sort_of_groups(const crud::grouping& meant) {
    std::string text{"["};
    bool descending = false;
    for (const auto& k : meant.keys)
        if (dice_.percent(50))
            text.append(text.size() > 1 ? "," : "")
                .append("{\"field\":")
                .append(json_string(oddly() ? strange_name() : k.name, dice_))
                .append(direction(descending))
                .append("}");
    for (const auto& a : meant.values)
        if (dice_.percent(30))
            text.append(text.size() > 1 ? "," : "")
                .append("{\"field\":")
                .append(json_string(a.name, dice_))
                .append(direction(descending))
                .append("}");
    return text.append("]");
}

}
