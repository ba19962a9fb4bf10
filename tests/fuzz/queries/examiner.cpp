#include "queries/examiner.hpp"
#include "handlers/expanded_rows.hpp"
#include "queries/sql_audit.hpp"
#include "store/related_rows.hpp"
#include <algorithm>
#include <nucleus/testing/fake_request.hpp>
#include <nucleus/testing/run.hpp>
#include <set>
#include <stdexcept>

namespace nucleus::fuzz {

namespace {

namespace json = boost::json;

void demand(bool holds, const std::string& otherwise) {
    if (!holds) throw std::runtime_error(otherwise);
}

bool structured(std::string_view parameter) {
    constexpr std::string_view names[]{"filters",   "sort",     "fields",    "select", "with",
                                       "relations", "distinct", "aggregate", "groupBy"};
    return std::ranges::find(names, parameter) != std::end(names);
}

/// What a fault of these kinds is about is always somewhere inside of the parameter.
bool has_position(std::string_view code) {
    constexpr std::string_view codes[]{"unknown_field",        "unknown_operator", "not_sortable",
                                       "operator_not_allowed", "unknown_relation", "not_groupable"};
    return std::ranges::find(codes, code) != std::end(codes);
}

/// What only PostgreSQL can tell of a well-formed question: a path of SQL/JSON that it cannot read.
bool left_to_postgres(const sent& s) {
    return s.sql.find("::jsonpath") != s.sql.npos &&
           (s.sqlstate.starts_with("22") || s.sqlstate == "42601");
}

std::string shown(const sent& s) {
    auto text = s.name + ": " + s.sql;
    for (std::size_t i = 0; i < s.values.size(); ++i)
        text +=
            "\n  $" + std::to_string(i + 1) + " = " + s.values[i].value_or("NULL").substr(0, 200);
    return text;
}

std::string told(const error& e) {
    std::string text{e.text()};
    for (const auto& f : e.faults) text += "; " + f.path + " (" + f.code + ") " + f.message;
    return text;
}

crud::query_limits limits_of(const crud::live_settings& s) {
    return {s.max_limit, s.max_expressions, s.max_depth};
}

}

/// None: PostgreSQL refused, which the statement tells.
template <class T> std::optional<T> examiner::ask(task<T> t) {
    try {
        return testing::run(io_, std::move(t));
    } catch (const pg::query_failure&) {
        return std::nullopt;
    }
}

void examiner::examine(const question& q) {
    ++tally_.questions;
    db_.statements.clear();
    testing::fake_request rc{q.body.empty() ? http::method::get : http::method::post,
                             q.of->path + (q.query.empty() ? "" : "?" + q.query)};
    if (!q.body.empty()) rc.with_body(q.body);
    rc.database = &db_;
    rc.caller = q.who->who;
    rc.deadline = steady::now() + std::chrono::minutes{1};
    auto& endpoint = world_.endpoint(*q.of);
    const auto done =
        ask(q.body.empty() ? crud::list_rows(endpoint, rc) : crud::query_rows(endpoint, rc));
    const crud::viewer who{q.who->who.get()};
    const auto given = q.body.empty() ? crud::read_list_parameters(*q.of, q.query, who)
                                      : crud::read_list_body(q.body);
    check_statements(q, given ? given->deleted : crud::deleted_mode::without);
    demand(done.has_value(), "a refusal of PostgreSQL became no answer");
    if (!*done) {
        ++tally_.refused;
        check_refusal(q, done->error());
        demand(q.odd, "a sound question was refused: " + told(done->error()));
        return;
    }
    check_answer(q, rc.response.body);
    const auto asked = crud::check_list_query(*q.of, *given, who, limits_of(endpoint.settings));
    demand(asked.has_value(), "a question was answered that does not pass the check");
    check_store(q, *asked);
    check_statements(q, asked->deleted);
    if (!q.odd && !asked->groups && q.meant.limit % 8 == 0) check_pages(q, *asked);
}

void examiner::check_statements(const question& q, crud::deleted_mode deleted) {
    for (const auto& s : db_.statements) {
        ++tally_.statements;
        const auto wrong = audit(world_, *q.who, s, deleted);
        demand(wrong.empty(), wrong + "\n" + shown(s));
        const bool fine = s.sqlstate.empty() ||
                          (s.sqlstate == "57014" && s.name.ends_with(".count")) ||
                          (q.odd && left_to_postgres(s));
        demand(fine, "PostgreSQL: " + s.sqlstate + " " + s.message + "\n" + shown(s));
    }
    db_.statements.clear();
}

void examiner::check_refusal(const question& q, const error& e) const {
    if (e.is(errors::forbidden)) {
        demand(!world_.sees_deleted(*q.who, *q.of), "forbidden, and it is not");
        return;
    }
    // A body that is no JSON has no parameters.
    if (!q.body.empty() && e.is(errors::malformed_json)) return;
    demand(e.is(errors::invalid_query) || (!q.body.empty() && e.is(errors::validation_failed)),
           "another kind of refusal: " + std::string{e.kind->code} + " " + e.message);
    demand(!e.faults.empty(), "the refusal does not say what is wrong: " + std::string{e.text()});
    for (const auto& f : e.faults) {
        demand(!f.path.empty() && !f.code.empty() && !f.message.empty(),
               "the refusal lacks parameter, code or reason: " + f.path + " " + f.message);
        if (structured(f.path) && has_position(f.code))
            demand(f.message.starts_with("at /"),
                   "the refusal does not say where: " + f.path + ": " + f.message);
        check_suggestion(q, f.message);
    }
}

/// What is suggested may be seen.
void examiner::check_suggestion(const question& q, const std::string& message) const {
    constexpr std::string_view mark = "did you mean \"";
    const auto at = message.find(mark);
    if (at == message.npos) return;
    auto name = message.substr(at + mark.size());
    name.erase(std::min(name.find('"'), name.size()));
    std::set<std::string> hidden, visible;
    for (const auto& e : world_.entities()) {
        const bool reads = world_.reads(*q.who, *e);
        for (std::size_t i = 0; i < e->columns.size(); ++i)
            (reads && world_.sees(*q.who, *e, i) ? visible : hidden)
                .insert(e->columns[i].json_name);
        for (const auto& r : e->relations)
            (reads && world_.follows(*q.who, *e, r) ? visible : hidden).insert(r.name);
    }
    demand(!hidden.contains(name) || visible.contains(name), "suggests what is hidden: " + message);
}

void examiner::check_store(const question& q, const crud::list_query& asked) {
    const crud::viewer who{q.who->who.get()};
    const auto& store = world_.endpoint(*q.of).lists;
    const pg::call call;
    const auto columns = crud::columns_for(*q.of, asked.shown, asked.with);
    const auto total = ask(store.count(db_, call, asked, who, std::nullopt, std::nullopt));
    const auto bounded = ask(store.count(db_, call, asked, who, 5, std::nullopt));
    if (total && bounded)
        demand(*bounded == std::min<std::int64_t>(*total, 5), "a bounded count counts otherwise");
    if (asked.groups) {
        static_cast<void>(ask(store.groups(db_, call, asked, who)));
    } else {
        static_cast<void>(ask(store.list(db_, call, asked, who, columns)));
        const auto id = uuid::parse(*world_.rows(*q.of).front()[q.of->id]).value();
        static_cast<void>(ask(store.one(db_, call, id, asked, who, columns)));
        check_related(*q.who, *q.of, asked.with);
    }
    static_cast<void>(ask(store.estimate(db_, call, asked, who)));
    if (q.odd || !total || asked.groups || (!asked.search.empty() && q.of->search) ||
        !evaluator::knows(q.meant.where))
        return;
    const auto rows = evaluator{world_, *q.who}.rows(*q.of, q.meant);
    demand(*total == static_cast<std::int64_t>(rows.size()),
           "counts " + std::to_string(*total) + " rows, not " + std::to_string(rows.size()));
}

void examiner::check_related(const caller& c, const crud::entity& e,
                             const std::vector<crud::expansion>& with) {
    const crud::viewer who{c.who.get()};
    for (const auto& x : with) {
        std::vector<std::string> keys;
        for (const auto& row : world_.rows(e))
            if (row[x.over->near] && keys.size() < 3) keys.push_back(*row[x.over->near]);
        const auto columns = crud::columns_for(*x.over->target, x.shown, x.with);
        static_cast<void>(ask(crud::related_rows(db_, {}, e, x, keys, who, columns)));
        check_related(c, *x.over->target, x.with);
    }
}

/// Pages, one after the other, are the whole list.
void examiner::check_pages(const question& q, const crud::list_query& asked) {
    const crud::viewer who{q.who->who.get()};
    const auto& store = world_.endpoint(*q.of).lists;
    const auto ids_of = [&](std::int64_t limit, std::int64_t offset) {
        auto part = asked;
        part.limit = limit, part.offset = offset;
        std::vector<std::string> ids;
        const auto rows = ask(store.list(db_, {}, part, who, {q.of->id}));
        for (std::size_t r = 0; rows && r < rows->size(); ++r) ids.emplace_back(rows->text(r, 0));
        return ids;
    };
    const auto whole = ids_of(1000, 0);
    std::vector<std::string> pages;
    const auto size = 1 + asked.offset % 7;
    for (std::int64_t offset = 0;; offset += size) {
        auto page = ids_of(size, offset);
        const bool more = page.size() > static_cast<std::size_t>(size);
        if (more) page.pop_back();
        pages.insert(pages.end(), page.begin(), page.end());
        if (!more) break;
    }
    demand(pages == whole, "the pages are not the list");
    check_statements(q, asked.deleted);
}

}
