#include "domain/filter_parser.hpp"
#include "domain/column_rules.hpp"
#include "domain/operators.hpp"
#include "domain/value_check.hpp"
#include <nucleus/json/json.hpp>
#include <nucleus/suggestion.hpp>

namespace nucleus::crud {

/// One node of the grammar as written: a comparison, or one of and, or, not.
struct filter_node {
    std::optional<std::string> field, op;
    std::optional<raw_json> value, inverse;
    std::optional<std::vector<filter_node>> all, any;
};
NUCLEUS_DESCRIBE(filter_node, (field, "Name of a column"),
                 (op, "How it is compared", named("operator")),
                 (value, "What it is compared with", nullable), (all, "All of these", named("and")),
                 (any, "At least one of these", named("or")), (inverse, "Not this", named("not")))

namespace {

error refused(std::string code, const std::string& at, const std::string& why) {
    const auto where = at.empty() ? std::string{} : "at " + at + ": ";
    return {errors::invalid_query, {}, {{"filters", std::move(code), where + why}}};
}

/// What core's JSON reader found, told as faults of the parameter.
error refused(const error& found, const std::string& at) {
    if (found.faults.empty()) return refused("malformed_json", at, std::string{found.text()});
    error e{errors::invalid_query};
    for (const auto& f : found.faults) {
        const auto path = at + f.path;
        const auto where = path.empty() ? std::string{} : "at " + path + ": ";
        e.faults.push_back({"filters", f.code, where + f.message});
    }
    return e;
}

class filter_checker {
public:
    filter_checker(const entity& e, const column_set& hidden, filter_limits l)
        : entity_{e}
        , hidden_{hidden}
        , limits_{l} {}

    result<expression> read(std::string_view text, const std::string& at, std::size_t depth) {
        const auto first = text.find_first_not_of(" \t\r\n");
        if (first != text.npos && text[first] == '[') {
            const auto nodes = json::read_list<filter_node>(text);
            if (!nodes) return refused(nodes.error(), at);
            return check_parts(*nodes, expression::kind::all, at, depth);
        }
        const auto node = json::read<filter_node>(text);
        if (!node) return refused(node.error(), at);
        return check(*node, at, depth);
    }

private:
    result<expression> check(const filter_node& node, const std::string& at, std::size_t depth) {
        const bool compares = node.field || node.op || node.value;
        if (compares + node.all.has_value() + node.any.has_value() + node.inverse.has_value() != 1)
            return refused("malformed_filter", at,
                           "give either field, operator and value, or one of and, or, not");
        if (compares) return check_comparison(node, at);
        if (depth >= limits_.depth)
            return refused("too_deep", at,
                           "nested deeper than " + std::to_string(limits_.depth) + " levels");
        if (node.all) return check_parts(*node.all, expression::kind::all, at + "/and", depth + 1);
        if (node.any) return check_parts(*node.any, expression::kind::any, at + "/or", depth + 1);
        auto part = read(node.inverse->text, at + "/not", depth + 1);
        if (!part) return part;
        expression e;
        e.is = expression::kind::negation;
        e.parts.push_back(std::move(*part));
        return e;
    }

    result<expression> check_parts(const std::vector<filter_node>& nodes, expression::kind is,
                                   const std::string& at, std::size_t depth) {
        if (nodes.empty() && is == expression::kind::any)
            return refused("malformed_filter", at, "or needs at least one condition");
        expression e;
        e.is = nodes.empty() ? expression::kind::always : is;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            auto part = check(nodes[i], at + "/" + std::to_string(i), depth);
            if (!part) return part;
            e.parts.push_back(std::move(*part));
        }
        return e;
    }

    result<expression> check_comparison(const filter_node& node, const std::string& at) {
        if (++count_ > limits_.expressions)
            return refused("too_many_expressions", at,
                           "more than " + std::to_string(limits_.expressions) + " comparisons");
        if (!node.field) return refused("required", at, "`field` is missing");
        if (!node.op) return refused("required", at, "`operator` is missing");
        const auto i = entity_.find_visible(*node.field, hidden_);
        if (!i)
            return refused("unknown_field", at + "/field",
                           "there is no such field" +
                               suggestion(*node.field, entity_.visible_names(hidden_)));
        const auto& col = entity_.columns[*i];
        const auto* op = find_operator(*node.op);
        if (!op)
            return refused("unknown_operator", at + "/operator",
                           "there is no such operator; " + operators_for(col));
        if (!fits(*op, col))
            return refused("operator_not_allowed", at + "/operator",
                           std::string{op->name} + " does not fit this field; it takes " +
                               operators_for(col));
        return check_operands(node, *op, *i, at + "/value");
    }

    result<expression> check_operands(const filter_node& node, const operator_facts& op,
                                      std::size_t i, const std::string& at) {
        expression e;
        e.is = expression::kind::compare, e.column = i, e.how = op.how;
        if (op.takes == operand_count::none) return e;
        if (!node.value)
            return refused("required", at, "a value is missing; isNull and isNotNull ask for null");
        const auto given = read_literal(node.value->text);
        const auto operand = operand_of(entity_.columns[i]);
        if (op.takes == operand_count::one) return add_operand(std::move(e), operand, given, at);
        if (given.is != json_literal::kind::array)
            return refused("wrong_type", at, "must be an array");
        if (op.takes == operand_count::two && given.items.size() != 2)
            return refused("wrong_type", at, "must be an array of two values");
        result<expression> done{std::move(e)};
        for (std::size_t n = 0; done && n < given.items.size(); ++n)
            done = add_operand(std::move(*done), operand, given.items[n],
                               at + "/" + std::to_string(n));
        return done;
    }

    static result<expression> add_operand(expression e, const field& f, const json_literal& given,
                                          const std::string& at) {
        auto text = operand_text(f, given);
        if (!text) return refused("wrong_type", at, text.error().message);
        e.operands.push_back(std::move(*text));
        return e;
    }

    const entity& entity_;
    const column_set& hidden_;
    filter_limits limits_;
    std::size_t count_ = 0;
};

}

result<expression> parse_filters(const entity& e, std::string_view text, const column_set& hidden,
                                 filter_limits limits) {
    return filter_checker{e, hidden, limits}.read(text, {}, 0);
}

}
