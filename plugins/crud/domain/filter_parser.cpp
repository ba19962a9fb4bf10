#include "domain/filter_parser.hpp"
#include "domain/column_rules.hpp"
#include "domain/field_path.hpp"
#include "domain/operators.hpp"
#include "domain/parameter_fault.hpp"
#include "domain/value_check.hpp"
#include <nucleus/json/json.hpp>
#include <utility>

namespace nucleus::crud {

/// The rows at the other end of a relation.
struct related_node {
    std::string relation;
    std::optional<raw_json> filters;
};
NUCLEUS_DESCRIBE(related_node, (relation, "Name of a to-many relation"),
                 (filters, "What they are like; default: anything"))

/// One node of the grammar as written: a comparison, or one of and, or, not, some, none, every.
struct filter_node {
    std::optional<std::string> field, op;
    std::optional<raw_json> value, inverse;
    std::optional<std::vector<filter_node>> all, any;
    std::optional<related_node> some, none, every;
};
NUCLEUS_DESCRIBE(filter_node, (field, "Name of a column"),
                 (op, "How it is compared", named("operator")),
                 (value, "What it is compared with", nullable), (all, "All of these", named("and")),
                 (any, "At least one of these", named("or")), (inverse, "Not this", named("not")),
                 (some, "At least one related row is like this"),
                 (none, "No related row is like this"), (every, "All related rows are like this"))

namespace {

error refused(std::string code, const std::string& at, const std::string& why) {
    return parameter_fault("filters", std::move(code), at, why);
}
error refused(const error& found, const std::string& at) {
    return parameter_fault("filters", found, at);
}

class filter_checker {
public:
    filter_checker(const viewer& who, filter_budget& budget, const scope_words* words)
        : who_{who}
        , budget_{budget}
        , words_{words} {}

    result<expression> read(const entity& e, std::string_view text, const std::string& at,
                            std::size_t depth) {
        const auto first = text.find_first_not_of(" \t\r\n");
        if (first != text.npos && text[first] == '[') {
            const auto nodes = json::read_list<filter_node>(text);
            if (!nodes) return refused(nodes.error(), at);
            return check_parts(e, *nodes, expression::kind::all, at, depth);
        }
        const auto node = json::read<filter_node>(text);
        if (!node) return refused(node.error(), at);
        return check(e, *node, at, depth);
    }

private:
    result<expression> check(const entity& e, const filter_node& node, const std::string& at,
                             std::size_t depth) {
        const bool compares = node.field || node.op || node.value;
        const int given = compares + node.all.has_value() + node.any.has_value() +
                          node.inverse.has_value() + node.some.has_value() + node.none.has_value() +
                          node.every.has_value();
        if (given != 1)
            return refused("malformed_filter", at,
                           "give either field, operator and value, or one of and, or, not, some, "
                           "none, every");
        if (compares) return check_comparison(e, node, at);
        if (depth >= budget_.depth)
            return refused("too_deep", at,
                           "nested deeper than " + std::to_string(budget_.depth) + " levels");
        if (node.all)
            return check_parts(e, *node.all, expression::kind::all, at + "/and", depth + 1);
        if (node.any)
            return check_parts(e, *node.any, expression::kind::any, at + "/or", depth + 1);
        if (node.inverse)
            return around(expression::kind::negation,
                          read(e, node.inverse->text, at + "/not", depth + 1));
        if (node.some)
            return check_related(e, *node.some, expression::kind::some, at + "/some", depth);
        if (node.none)
            return check_related(e, *node.none, expression::kind::none, at + "/none", depth);
        return check_related(e, *node.every, expression::kind::every, at + "/every", depth);
    }

    static result<expression> around(expression::kind is, result<expression> part) {
        if (!part) return part;
        expression e;
        e.is = is;
        e.parts.push_back(std::move(*part));
        return e;
    }

    result<expression> check_parts(const entity& of, const std::vector<filter_node>& nodes,
                                   expression::kind is, const std::string& at, std::size_t depth) {
        if (nodes.empty() && is == expression::kind::any)
            return refused("malformed_filter", at, "or needs at least one condition");
        expression e;
        e.is = nodes.empty() ? expression::kind::always : is;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            auto part = check(of, nodes[i], at + "/" + std::to_string(i), depth);
            if (!part) return part;
            e.parts.push_back(std::move(*part));
        }
        return e;
    }

    /// The table at the other end, and one in between, need their own claims.
    result<expression> check_related(const entity& of, const related_node& node,
                                     expression::kind is, const std::string& at,
                                     std::size_t depth) {
        if (budget_.expressions == 0) return too_many(at);
        --budget_.expressions;
        const auto* r = of.find_relation(node.relation);
        if (!r || r->to_one() || !who_.follows(of, *r))
            return refused("unknown_relation", at + "/relation",
                           "there is no such to-many relation");
        auto e = around(is, node.filters
                                ? read(*r->target, node.filters->text, at + "/filters", depth + 1)
                                : result<expression>{expression{}});
        if (e) e->over = r;
        return e;
    }

    error too_many(const std::string& at) const {
        return refused("too_many_expressions", at,
                       "more than " + std::to_string(budget_.allowed) + " comparisons");
    }

    result<expression> check_comparison(const entity& of, const filter_node& node,
                                        const std::string& at) {
        if (budget_.expressions == 0) return too_many(at);
        --budget_.expressions;
        if (!node.field) return refused("required", at, "`field` is missing");
        if (!node.op) return refused("required", at, "`operator` is missing");
        auto field = find_field(of, *node.field, who_);
        if (!field)
            return refused("unknown_field", at + "/field", unknown_field(of, *node.field, who_));
        if (!joins_.admit(*field))
            return refused("too_many_joins", at + "/field",
                           "the paths of a filter lead to at most " +
                               std::to_string(joined_tables::most) + " tables");
        const auto& col = column_of(of, *field);
        const auto* op = find_operator(*node.op);
        if (!op)
            return refused("unknown_operator", at + "/operator",
                           "there is no such operator; " + operators_for(col));
        if (!fits(*op, col))
            return refused("operator_not_allowed", at + "/operator",
                           std::string{op->name} + " does not fit this field; it takes " +
                               operators_for(col));
        expression e;
        e.is = expression::kind::compare, e.field = std::move(*field), e.how = op->how;
        return check_operands(std::move(e), node, *op, col, at + "/value");
    }

    result<expression> check_operands(expression e, const filter_node& node,
                                      const operator_facts& op, const column& col,
                                      const std::string& at) {
        if (op.takes == operand_count::none) {
            if (node.value && node.value->text != "true")
                return refused("wrong_type", at,
                               "takes no value; isNull and isNotNull are each other's opposite");
            return e;
        }
        if (!node.value)
            return refused("required", at, "a value is missing; isNull and isNotNull ask for null");
        const auto meant = meaning(read_literal(node.value->text), at);
        if (!meant) return meant.error();
        const auto& given = *meant;
        const auto operand = operand_for(op, col);
        if (op.takes == operand_count::one)
            return add_operand(std::move(e), operand, given, op, at);
        if (given.is != json_literal::kind::array)
            return refused("wrong_type", at, "must be an array");
        if (op.takes == operand_count::two && given.items.size() != 2)
            return refused("wrong_type", at, "must be an array of two values");
        result<expression> done{std::move(e)};
        for (std::size_t n = 0; done && n < given.items.size(); ++n)
            done = add_operand(std::move(*done), operand, given.items[n], op,
                               at + "/" + std::to_string(n));
        return done;
    }

    /// A word of a scope, also as an element of a list, becomes what it stands for.
    result<json_literal> meaning(json_literal given, const std::string& at) const {
        if (!words_) return given;
        if (given.is == json_literal::kind::string && scope_words::is_one(given.text)) {
            auto stands_for = words_->meaning(given.text);
            if (!stands_for) return refused("unknown_word", at, scope_words::unknown(given.text));
            return std::move(*stands_for);
        }
        for (std::size_t n = 0; n < given.items.size(); ++n) {
            auto item = meaning(std::move(given.items[n]), at + "/" + std::to_string(n));
            if (!item) return item;
            given.items[n] = std::move(*item);
        }
        return given;
    }

    /// A pattern, words or a JSON path need not be a value that the column could hold.
    static field operand_for(const operator_facts& op, const column& col) {
        const bool any_text = op.on == applies_to::text || op.on == applies_to::search_words ||
                              op.on == applies_to::json;
        if (!any_text) return operand_of(col);
        field f;
        f.name = col.json_name;
        f.type = &value_type_of<std::string>();
        return f;
    }

    result<expression> add_operand(expression e, const field& f, const json_literal& given,
                                   const operator_facts& op, const std::string& at) const {
        auto text = operand_text(f, given);
        if (!text) return refused("wrong_type", at, text.error().message);
        if (text->size() > longest_operand)
            return refused("too_long", at,
                           "must have at most " + std::to_string(longest_operand) + " bytes");
        auto bound = pattern_of(op.how, *text);
        if (!bound) return refused("malformed", at, "ends in the middle of an escape (\\)");
        if (op.how == comparison::json_path) budget_.paths.push_back({"filters", at, *bound});
        e.operands.push_back(std::move(*bound));
        return e;
    }

    /// PostgreSQL's parsers of patterns, words and paths go deeper the longer these are.
    static constexpr std::size_t longest_operand = 16384;
    const viewer& who_;
    filter_budget& budget_;
    const scope_words* words_;
    joined_tables joins_;
};

}

result<expression> parse_filters(const entity& e, std::string_view text, const viewer& who,
                                 filter_budget& budget, const scope_words* words) {
    return filter_checker{who, budget, words}.read(e, text, {}, 0);
}

}
