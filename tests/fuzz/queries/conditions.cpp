// Fields and filters.
#include "domain/operators.hpp"
#include "queries/grammar.hpp"
#include "queries/values.hpp"

namespace nucleus::fuzz {

namespace {

using kind = crud::expression::kind;
using crud::operand_count;

constexpr std::size_t operators = 24;
constexpr std::string_view strange[]{"",
                                     "nope",
                                     "id' OR 1=1 --",
                                     "deletedAt",
                                     "deleted_at",
                                     "xmin",
                                     "ctid",
                                     "t.id",
                                     "maker..name",
                                     "maker.",
                                     ".",
                                     "makers.id.id",
                                     "pg_catalog.pg_user",
                                     "t.\"id\"",
                                     "count(*)",
                                     "secret",
                                     "secretNote",
                                     "curatorId",
                                     "curator.name",
                                     "\U0001F600",
                                     "a\\b",
                                     "{schema}",
                                     "vault.content"};
constexpr std::string_view strange_operators[]{"", "=", "EQ", "regex", "eq ", "~*", "@>", "or"};
constexpr std::string_view strange_values[]{"null",
                                            "[]",
                                            "{}",
                                            "\"\"",
                                            "\"x'\"",
                                            "true",
                                            "-1",
                                            "1e999",
                                            "1e-999",
                                            "1e200000",
                                            "99999999999999999999",
                                            "0.1",
                                            "[null]",
                                            "[[1]]",
                                            "\"\\u0000\"",
                                            "\"\\ud800\"",
                                            "[1,2,3]",
                                            "\"NaN\"",
                                            "\"Infinity\"",
                                            "-0",
                                            "\"now()\"",
                                            "\"today\"",
                                            "\"2024-02-30\"",
                                            "\"24:00:00\"",
                                            "\"0000-00-00T00:00:00Z\"",
                                            "\"292278-01-01T00:00:00Z\"",
                                            "\"{1,2}\"",
                                            "\"\\\\\"",
                                            "\"%\\\\\"",
                                            "1.0",
                                            "1e2",
                                            "{\"a\":1}"};
constexpr std::string_view patterns[]{"%",  "_", "a%",  "%b",  "a\\_b", "%\\%%",
                                      "__", "",  "%a%", "\\a", "\\\\",  "A%b"};
constexpr std::string_view paths[]{"$.a",        "$.tags[*] ? (@ == \"x\")",
                                   "strict $.a", "$ ? (@.n > 1)",
                                   "$[*]",       "$.** ? (@ like_regex \"^x\")"};
constexpr std::string_view broken_paths[]{
    "", "$.", "a b", "$ ? (", "'", "$.a ? (@ like_regex \"(\")", "$[99999999999999999999]"};

std::string quoted(std::string_view name) { return "\"" + std::string{name} + "\""; }

}

std::string grammar::strange_name() { return std::string{dice_.of(strange)}; }

std::string grammar::value_of(const crud::entity& e, std::size_t column) {
    const auto& c = e.columns[column];
    const auto& seen = dice_.of(world_.rows(e))[column];
    if (dice_.percent(70) && seen) {
        if (!c.array) return *seen;
        const auto elements = elements_of(*seen);
        if (!elements.empty())
            if (const auto& one = dice_.of(elements)) return *one;
    }
    return c.field.choices.empty() ? some_value(c.type, dice_) : dice_.of(c.field.choices);
}

std::string grammar::field(const crud::entity& e, crud::field_ref& meant, const fitting& fits) {
    if (oddly()) return strange_name();
    meant = {};
    std::string name;
    const auto* at = &e;
    while (meant.path.size() < 3 && dice_.percent(25)) {
        std::vector<const crud::relation*> ways;
        const bool any = oddly();
        for (const auto& r : at->relations)
            if (r.to_one() && (any || world_.follows(caller_, *at, r))) ways.push_back(&r);
        if (ways.empty()) break;
        const auto* r = dice_.of(ways);
        const bool alias = !r->alias.empty() && dice_.percent(30);
        name.append(alias ? r->alias : r->name).append(".");
        meant.path.push_back(r);
        at = r->target;
    }
    std::vector<std::size_t> columns;
    const bool any = oddly();
    for (std::size_t i = 0; i < at->columns.size(); ++i)
        if (any || (world_.sees(caller_, *at, i) && fits(at->columns[i]))) columns.push_back(i);
    meant.column = columns.empty() ? at->id : dice_.of(columns);
    const auto& c = at->columns[meant.column];
    return name + (dice_.percent(25) ? c.name : c.json_name);
}

const crud::relation* grammar::relation(const crud::entity& e, bool to_many_only) {
    std::vector<const crud::relation*> all;
    const bool any = oddly();
    for (const auto& r : e.relations)
        if ((!to_many_only || !r.to_one()) && (any || world_.follows(caller_, e, r)))
            all.push_back(&r);
    return all.empty() ? nullptr : dice_.of(all);
}

std::string grammar::filters(const crud::entity& e, crud::expression& meant) {
    return dice_.percent(70) ? list(e, meant, 0) : node(e, meant, 0);
}

std::string grammar::list(const crud::entity& e, crud::expression& meant, std::size_t depth) {
    meant.is = kind::all;
    std::string text{"["};
    for (auto n = dice_.below(4); n > 0; --n) {
        if (text.size() > 1) text.append(dice_.percent(10) ? " ,\n" : ",");
        text.append(node(e, meant.parts.emplace_back(), depth));
    }
    if (meant.parts.empty()) meant.is = kind::always;
    return text.append("]");
}

std::string grammar::node(const crud::entity& e, crud::expression& meant, std::size_t depth) {
    const auto what = dice_.below(100);
    const bool flat = (depth >= 5 && !oddly()) || comparisons_ == 0;
    if (what < 55 || flat) return comparison(e, meant);
    if (what < 65) return "{\"and\":" + list(e, meant, depth + 1) + "}";
    if (what < 80) {
        auto text = list(e, meant, depth + 1);
        if (meant.parts.empty()) return comparison(e, meant); // nothing at all is no alternative
        meant.is = kind::any;
        return "{\"or\":" + text + "}";
    }
    if (what < 88) {
        meant.is = kind::negation;
        auto& part = meant.parts.emplace_back();
        return "{\"not\":" +
               (dice_.percent(50) ? list(e, part, depth + 1) : node(e, part, depth + 1)) + "}";
    }
    return over_many(e, meant, depth);
}

std::string grammar::over_many(const crud::entity& e, crud::expression& meant, std::size_t depth) {
    const auto* r = relation(e, !oddly());
    if (!r) return comparison(e, meant);
    constexpr std::pair<std::string_view, kind> quantifiers[]{
        {"some", kind::some}, {"none", kind::none}, {"every", kind::every}};
    const auto& [word, is] = dice_.of(quantifiers);
    meant.is = is, meant.over = r;
    auto& part = meant.parts.emplace_back();
    if (comparisons_ > 0) --comparisons_;
    std::string text = "{" + fuzz::quoted(word) + ":{\"relation\":" + fuzz::quoted(r->name);
    if (dice_.percent(75)) {
        text += ",\"filters\":";
        text += dice_.percent(70) ? list(*r->target, part, depth + 1)
                                  : node(*r->target, part, depth + 1);
    }
    return text + "}}";
}

std::string grammar::comparison(const crud::entity& e, crud::expression& meant) {
    meant = {};
    meant.is = kind::compare;
    if (comparisons_ > 0) --comparisons_;
    const auto name = field(e, meant.field, [](const crud::column&) { return true; });
    const auto& of = crud::entity_of(e, meant.field);
    const auto& c = of.columns[meant.field.column];
    std::vector<crud::comparison> fit;
    const bool any = oddly();
    for (std::size_t o = 0; o < operators; ++o)
        if (const auto how = static_cast<crud::comparison>(o); any || fits(crud::facts(how), c))
            fit.push_back(how);
    meant.how = dice_.of(fit);
    const auto& op = crud::facts(meant.how);
    std::string spelled{!op.alias.empty() && dice_.percent(25) ? op.alias : op.name};
    if (oddly()) spelled = dice_.of(strange_operators);
    std::string text{"{\"field\":"};
    text += json_string(name, dice_) + ",\"operator\":" + json_string(spelled, dice_);
    if (op.takes != operand_count::none)
        text += ",\"value\":" + operands(of, meant.field.column, meant);
    else if (dice_.percent(10))
        text += ",\"value\":null";
    return text + "}";
}

std::string grammar::operands(const crud::entity& of, std::size_t column, crud::expression& meant) {
    const auto takes = crud::facts(meant.how).takes;
    if (oddly(2)) return std::string{dice_.of(strange_values)};
    if (takes == operand_count::one) return operand(of, column, meant);
    std::string text{"["};
    for (auto n = takes == operand_count::two ? 2 : dice_.below(4); n > 0; --n)
        text.append(text.size() > 1 ? "," : "").append(operand(of, column, meant));
    return text.append("]");
}

std::string grammar::operand(const crud::entity& of, std::size_t column, crud::expression& meant) {
    const auto on = crud::facts(meant.how).on;
    if (oddly(2)) return std::string{dice_.of(strange_values)};
    if (on == crud::applies_to::text || on == crud::applies_to::search_words ||
        on == crud::applies_to::json)
        return text_operand(of, column, meant);
    const auto value = value_of(of, column);
    meant.operands.push_back(value);
    return json_of(of.columns[column].type, value, dice_);
}

std::string grammar::text_operand(const crud::entity& of, std::size_t column,
                                  crud::expression& meant) {
    std::string value;
    if (meant.how == crud::comparison::json_path) {
        value = oddly(10) ? dice_.of(broken_paths) : dice_.of(paths);
    } else if (meant.how == crud::comparison::like || meant.how == crud::comparison::ilike) {
        value = dice_.of(patterns);
    } else {
        value = value_of(of, column);
        const bool ascii = value.find_first_of("\xC3\xE2\xF0") == value.npos;
        if (ascii && !value.empty() && dice_.percent(60)) // a part of it
            value = value.substr(dice_.below(value.size()), 1 + dice_.below(3));
    }
    meant.operands.push_back(value);
    return json_string(value, dice_);
}

}
