#include "domain/grouping.hpp"
#include "domain/json_literal.hpp"
#include "domain/list_parameters.hpp"
#include "domain/parameter_fault.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>
#include <nucleus/suggestion.hpp>
#include <set>

namespace nucleus::crud {

inline const std::vector<std::string>& nucleus_choices(const bucket*) {
    static const std::vector<std::string> texts{"none", "minute", "hour",    "day",
                                                "week", "month",  "quarter", "year"};
    return texts;
}
inline const std::vector<std::string>& nucleus_choices(const aggregate_function*) {
    static const std::vector<std::string> texts{"count", "sum", "avg", "min", "max"};
    return texts;
}

struct key_node {
    std::string field;
    bucket by = bucket::none;
    std::optional<std::string> as;
};
NUCLEUS_DESCRIBE(key_node, (field, "Name of a field"),
                 (by, "Of a time: its minute, hour, day …", named("bucket"), defaulted),
                 (as, "Name in the answer", pattern("^[A-Za-z][A-Za-z0-9_]{0,62}$")))
struct aggregate_node {
    aggregate_function fn = aggregate_function::count;
    std::optional<std::string> field, as;
};
NUCLEUS_DESCRIBE(aggregate_node, (fn, "count, sum, avg, min or max"),
                 (field, "Name of a field; count may do without"),
                 (as, "Name in the answer", pattern("^[A-Za-z][A-Za-z0-9_]{0,62}$")))
namespace {

constexpr std::size_t most_outputs = 32;

bool is_time(column_type t) {
    return t == column_type::date || t == column_type::timestamp || t == column_type::timestamptz;
}
bool is_number(column_type t) {
    const auto k = facts(t).kind;
    return k == value_kind::integer || k == value_kind::number || k == value_kind::decimal;
}
bool is_whole(column_type t) { return t == column_type::smallint || t == column_type::integer; }

/// What one of the three parameters says, read into one grouping.
class grouping_reader {
public:
    grouping_reader(const entity& e, const viewer& who)
        : entity_{e}
        , who_{who} {}

    result<void> keys(std::string_view parameter, std::string_view text, bool buckets) {
        if (auto fine = json::check(text); !fine) return parameter_fault(parameter, fine.error());
        const auto list = read_literal(text);
        if (list.is != json_literal::kind::array || list.items.empty())
            return parameter_fault(parameter, "wrong_type", {}, "must be an array of fields");
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            const auto at = "/" + std::to_string(i);
            auto added = key(parameter, list.items[i], at, buckets);
            if (!added) return added;
        }
        return {};
    }

    result<void> values(std::string_view text) {
        const auto nodes = json::read_list<aggregate_node>(text);
        if (!nodes) return parameter_fault("aggregate", nodes.error());
        if (nodes->empty())
            return parameter_fault("aggregate", "too_short", {}, "must have at least 1 item");
        for (std::size_t i = 0; i < nodes->size(); ++i) {
            auto added = value((*nodes)[i], "/" + std::to_string(i));
            if (!added) return added;
        }
        return {};
    }

    result<void> order(std::string_view text) {
        if (text.empty()) return {};
        const auto items = read_sort_items(text);
        if (!items) return items.error();
        for (std::size_t i = 0; i < items->size(); ++i) {
            const auto& item = (*items)[i];
            const auto at = "/" + std::to_string(i) + "/field";
            const auto found = std::ranges::find(outputs_, item.field);
            if (found == outputs_.end())
                return parameter_fault("sort", "unknown_field", at,
                                       "is none of the outputs" + suggestion(item.field, outputs_));
            const auto output = static_cast<std::size_t>(found - outputs_.begin());
            if (std::ranges::find(made_.order, output, &group_order::output) != made_.order.end())
                return parameter_fault("sort", "duplicate", at, "this output is sorted by already");
            made_.order.push_back(
                {output, item.direction == sort_direction::desc, order_of(item.nulls)});
        }
        return {};
    }

    grouping done() { return std::move(made_); }

private:
    result<field_ref> field(std::string_view parameter, const std::string& name,
                            const std::string& at) {
        auto found = find_field(entity_, name, who_);
        if (!found)
            return parameter_fault(parameter, "unknown_field", at,
                                   unknown_field(entity_, name, who_));
        if (!joins_.admit(*found))
            return parameter_fault(parameter, "too_many_joins", at,
                                   "paths lead to at most " + std::to_string(joined_tables::most) +
                                       " tables");
        return std::move(*found);
    }

    result<void> name_output(std::string_view parameter, const std::string& name,
                             const std::string& at) {
        if (std::ranges::find(outputs_, name) != outputs_.end())
            return parameter_fault(parameter, "duplicate", at,
                                   "there are two outputs \"" + name + "\"; name one with `as`");
        if (outputs_.size() == most_outputs)
            return parameter_fault(parameter, "too_long", at,
                                   "more than " + std::to_string(most_outputs) + " outputs");
        outputs_.push_back(name);
        return {};
    }

    result<void> key(std::string_view parameter, const json_literal& item, const std::string& at,
                     bool buckets) {
        key_node node;
        if (item.is == json_literal::kind::string) {
            node.field = item.text;
        } else {
            const auto read = json::read<key_node>(item.text);
            if (!read || !buckets)
                return read ? parameter_fault(parameter, "wrong_type", at, "must be a string")
                            : parameter_fault(parameter, read.error(), at);
            node = *read;
        }
        auto found = field(parameter, node.field, at);
        if (!found) return found.error();
        const auto& c = column_of(entity_, *found);
        if (c.array || !facts(c.type).ordered)
            return parameter_fault(parameter, "not_groupable", at, "this field has no order");
        if (node.by != bucket::none && !is_time(c.type))
            return parameter_fault(parameter, "wrong_type", at + "/bucket",
                                   "is for dates and times");
        const auto name = node.as.value_or(node.field);
        made_.keys.push_back({std::move(*found), node.by, name});
        return name_output(parameter, name, at);
    }

    result<void> value(const aggregate_node& node, const std::string& at) {
        aggregate a{node.fn, std::nullopt, {}};
        const auto& fn = nucleus_choices(&node.fn)[static_cast<std::size_t>(node.fn)];
        a.name = node.as.value_or(fn + (node.field ? detail::pascal_case(*node.field) : ""));
        if (node.field) {
            auto found = field("aggregate", *node.field, at + "/field");
            if (!found) return found.error();
            const auto& c = column_of(entity_, *found);
            const bool adds =
                node.fn == aggregate_function::sum || node.fn == aggregate_function::avg;
            const bool compares =
                node.fn == aggregate_function::min || node.fn == aggregate_function::max;
            if (adds && (c.array || !is_number(c.type)))
                return parameter_fault("aggregate", "operator_not_allowed", at + "/fn",
                                       fn + " is for numbers");
            if (compares && (c.array || !facts(c.type).ordered || c.type == column_type::boolean ||
                             c.type == column_type::uuid))
                return parameter_fault("aggregate", "operator_not_allowed", at + "/fn",
                                       fn + " is for fields with an order");
            a.field = std::move(*found);
        } else if (node.fn != aggregate_function::count) {
            return parameter_fault("aggregate", "required", at, "`field` is missing");
        }
        const auto name = a.name;
        made_.values.push_back(std::move(a));
        return name_output("aggregate", name, at);
    }

    const entity& entity_;
    const viewer& who_;
    grouping made_;
    std::vector<std::string> outputs_;
    joined_tables joins_;
};

}

column_type type_of(const entity& e, const group_key& k) { return column_of(e, k.field).type; }

column_type type_of(const entity& e, const aggregate& a) {
    if (a.fn == aggregate_function::count) return column_type::bigint;
    const auto t = column_of(e, *a.field).type;
    const bool floating = t == column_type::real || t == column_type::double_precision;
    switch (a.fn) {
    case aggregate_function::sum:
        if (is_whole(t)) return column_type::bigint;
        return floating ? t : column_type::numeric;
    case aggregate_function::avg:
        return floating ? column_type::double_precision : column_type::numeric;
    default: return t;
    }
}

result<grouping> parse_grouping(const entity& e, const std::optional<std::string>& aggregates,
                                const std::optional<std::string>& group_by, std::string_view sort,
                                const viewer& who) {
    grouping_reader reader{e, who};
    if (group_by)
        if (auto r = reader.keys("groupBy", *group_by, true); !r) return r.error();
    if (aggregates)
        if (auto r = reader.values(*aggregates); !r) return r.error();
    if (auto r = reader.order(sort); !r) return r.error();
    return reader.done();
}

result<grouping> parse_distinct(const entity& e, std::string_view fields, std::string_view sort,
                                const viewer& who) {
    grouping_reader reader{e, who};
    if (auto r = reader.keys("distinct", fields, false); !r) return r.error();
    if (auto r = reader.order(sort); !r) return r.error();
    return reader.done();
}

}
