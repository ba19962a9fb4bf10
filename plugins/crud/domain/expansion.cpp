#include "domain/expansion.hpp"
#include "domain/filter_parser.hpp"
#include "domain/json_literal.hpp"
#include "domain/parameter_fault.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>
#include <nucleus/suggestion.hpp>
#include <span>

namespace nucleus::crud {

struct expansion_node {
    std::string relation;
    std::optional<raw_json> fields, filters, sort, with;
    std::optional<std::int64_t> limit;
};
NUCLEUS_DESCRIBE(expansion_node, (relation, "Name of a relation"),
                 (fields, "Names of the fields to answer with"), (filters, "As in a list"),
                 (sort, "As in a list"), (with, "Relations of these rows"),
                 (limit, "Rows for each row that leads to them", at_least(1)))

namespace {

std::optional<std::string> text_of(const std::optional<raw_json>& j) {
    return j ? std::optional{j->text} : std::nullopt;
}

/// A fault of a nested parameter is one of `with`, at its place.
error moved(const error& inner, const std::string& at) {
    error e{errors::invalid_query};
    for (const auto& f : inner.faults)
        e.faults.push_back({"with", f.code, "at " + at + " " + f.message});
    return e;
}

class with_reader {
public:
    with_reader(const viewer& who, const query_limits& limits, filter_budget& budget)
        : who_{who}
        , limits_{limits}
        , budget_{budget} {}

    result<std::vector<expansion>> read(const entity& e, const json_literal& list,
                                        const std::string& at, std::size_t depth) {
        if (list.is != json_literal::kind::array)
            return parameter_fault("with", "wrong_type", at, "must be an array of relations");
        if (depth >= limits_.depth)
            return parameter_fault("with", "too_deep", at,
                                   "nested deeper than " + std::to_string(limits_.depth) +
                                       " levels");
        std::vector<expansion> all;
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            const auto where = at + "/" + std::to_string(i);
            auto one = read_one(e, list.items[i], where, depth);
            if (!one) return one.error();
            if (std::ranges::find(all, one->over, &expansion::over) != all.end())
                return parameter_fault("with", "duplicate", where,
                                       "this relation is there already");
            all.push_back(std::move(*one));
        }
        return all;
    }

private:
    result<expansion> read_one(const entity& e, const json_literal& item, const std::string& at,
                               std::size_t depth) {
        expansion_node node;
        if (item.is == json_literal::kind::string) {
            node.relation = item.text;
        } else {
            auto read = json::read<expansion_node>(item.text);
            if (!read) return parameter_fault("with", read.error(), at);
            node = std::move(*read);
        }
        if (++count_ > most_relations)
            return parameter_fault("with", "too_long", at,
                                   "more than " + std::to_string(most_relations) + " relations");
        const auto* r = e.find_relation(node.relation);
        if (!r || !who_.follows(e, *r))
            return parameter_fault("with", "unknown_relation", at,
                                   "there is no such relation" +
                                       suggestion(node.relation, names_of(e)));
        expansion x;
        x.over = r;
        return fill(std::move(x), node, at, depth);
    }

    result<expansion> fill(expansion x, const expansion_node& node, const std::string& at,
                           std::size_t depth) {
        const auto& target = *x.over->target;
        auto shown = parse_fields(target, text_of(node.fields), who_, "with", at + "/fields");
        if (!shown) return shown.error();
        x.shown = *shown;
        if (node.filters) {
            const auto paths = budget_.paths.size();
            auto where = parse_filters(target, node.filters->text, who_, budget_);
            if (!where) return moved(where.error(), at + "/filters");
            for (auto& p : std::span{budget_.paths}.subspan(paths))
                p.parameter = "with", p.at.insert(0, at + "/filters");
            x.where = std::move(*where);
        }
        auto order = parse_sort(target, node.sort ? node.sort->text : "", who_);
        if (!order) return moved(order.error(), at + "/sort");
        x.order = std::move(*order);
        x.limit = node.limit.value_or(limits_.page_size);
        if (x.limit > limits_.page_size)
            return parameter_fault("with", "too_big", at + "/limit",
                                   "must be at most " + std::to_string(limits_.page_size));
        if (!node.with) return x;
        auto nested = read(target, read_literal(node.with->text), at + "/with", depth + 1);
        if (!nested) return nested.error();
        x.with = std::move(*nested);
        return x;
    }

    std::vector<std::string> names_of(const entity& e) const {
        std::vector<std::string> names;
        for (const auto& r : e.relations)
            if (who_.follows(e, r)) names.push_back(r.name);
        return names;
    }

    static constexpr std::size_t most_relations = 32;
    const viewer& who_;
    const query_limits& limits_;
    filter_budget& budget_;
    std::size_t count_ = 0;
};

}

result<std::vector<expansion>> parse_with(const entity& e, std::string_view text, const viewer& who,
                                          const query_limits& limits, filter_budget& budget) {
    if (auto fine = json::check(text); !fine) return parameter_fault("with", fine.error());
    return with_reader{who, limits, budget}.read(e, read_literal(text), {}, 0);
}

result<column_set> parse_fields(const entity& e, const std::optional<std::string>& text,
                                const viewer& who, std::string_view name, const std::string& at) {
    const auto hidden = who.hidden(e);
    column_set shown;
    if (!text) {
        for (std::size_t i = 0; i < e.columns.size(); ++i)
            shown[i] = e.columns[i].readable && !hidden[i];
        return shown;
    }
    if (auto fine = json::check(*text); !fine) return parameter_fault(name, fine.error(), at);
    const auto list = read_literal(*text);
    if (list.is != json_literal::kind::array || list.items.empty())
        return parameter_fault(name, "wrong_type", at, "must be an array of fields");
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        const auto where = at + "/" + std::to_string(i);
        if (list.items[i].is != json_literal::kind::string)
            return parameter_fault(name, "wrong_type", where, "must be a string");
        const auto column = e.find_visible(list.items[i].text, hidden);
        if (!column)
            return parameter_fault(name, "unknown_field", where,
                                   "there is no such field" +
                                       suggestion(list.items[i].text, e.visible_names(hidden)));
        shown[*column] = true;
    }
    return shown;
}

}
