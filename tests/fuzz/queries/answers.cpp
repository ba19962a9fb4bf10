// What was answered, against what was meant.
#include "queries/examiner.hpp"
#include "queries/values.hpp"
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <stdexcept>

namespace nucleus::fuzz {

namespace {

namespace json = boost::json;

void demand(bool holds, const std::string& otherwise) {
    if (!holds) throw std::runtime_error(otherwise);
}

/// Those of a page.
std::vector<std::size_t> part(const std::vector<std::size_t>& rows, std::int64_t offset,
                              std::int64_t limit) {
    const auto from = std::min(rows.size(), static_cast<std::size_t>(offset));
    const auto end = std::min(rows.size(), from + static_cast<std::size_t>(limit));
    return {rows.begin() + static_cast<std::ptrdiff_t>(from),
            rows.begin() + static_cast<std::ptrdiff_t>(end)};
}

bool known(const std::vector<crud::expansion>& with) {
    for (const auto& x : with)
        if (!evaluator::knows(x.where) || !known(x.with)) return false;
    return true;
}

}

void examiner::check_answer(const question& q, const std::string& body) {
    const auto answer = json::parse(body);
    const auto& data = answer.at("data").as_object();
    const auto& items = data.at("items").as_array();
    const auto& meta = data.at("meta").as_object();
    if (q.odd) return;
    const auto& m = q.meant;
    demand(items.size() <= static_cast<std::size_t>(m.limit), "more items than the limit");
    if (!evaluator::knows(m.where) || (!m.search.empty() && q.of->search) || !known(m.with)) return;
    ++tally_.compared;
    if (m.groups) return check_groups(q, items);
    const auto all = evaluator{world_, *q.who}.rows(*q.of, m);
    const auto rows = part(all, m.offset, m.limit);
    check_items(*q.who, *q.of, items, rows, m.shown, m.with);
    const bool more = all.size() > static_cast<std::size_t>(m.offset + m.limit);
    demand(meta.at("hasNextPage").as_bool() == more, "hasNextPage is not " + std::to_string(more));
    if (m.count != crud::count_mode::none && !meta.contains("totalIsEstimate"))
        demand(meta.at("totalItems").to_number<std::size_t>() == all.size(),
               "totalItems is not " + std::to_string(all.size()));
}

void examiner::check_items(const caller& c, const crud::entity& e, const json::array& items,
                           const std::vector<std::size_t>& rows, const crud::column_set& shown,
                           const std::vector<crud::expansion>& with) const {
    demand(items.size() == rows.size(), std::to_string(items.size()) + " items of " + e.table +
                                            ", not " + std::to_string(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& item = items[i].as_object();
        const auto& values = world_.rows(e)[rows[i]];
        std::set<std::string> names;
        for (std::size_t column = 0; column < e.columns.size(); ++column) {
            if (!shown[column]) continue;
            const auto& name = e.columns[column].json_name;
            names.insert(name);
            demand(item.contains(name), "the answer lacks " + e.table + "." + name);
            demand(item.at(name).is_null() == !values[column] ||
                       e.columns[column].type == crud::column_type::jsonb,
                   "NULL or not: " + e.table + "." + name);
        }
        if (shown[e.id])
            demand(item.at("id").as_string() == *values[e.id],
                   "item " + std::to_string(i) + " of " + e.table + " is another row");
        for (const auto& x : with) {
            names.insert(x.over->name);
            check_branch(c, e, item, rows[i], x);
        }
        for (const auto& member : item)
            demand(names.contains(std::string{member.key()}),
                   "nobody asked for " + e.table + "." + std::string{member.key()});
    }
}

void examiner::check_branch(const caller& c, const crud::entity& e, const json::object& item,
                            std::size_t row, const crud::expansion& x) const {
    demand(item.contains(x.over->name), "the answer lacks relation " + x.over->name);
    const auto& given = item.at(x.over->name);
    json::array items;
    if (!x.over->to_one())
        items = given.as_array();
    else if (!given.is_null())
        items.push_back(given);
    const auto rows = evaluator{world_, c}.related(e, row, x);
    check_items(c, *x.over->target, items, rows, x.shown, x.with);
}

/// Their number, and how many rows they stand for.
void examiner::check_groups(const question& q, const json::array& items) const {
    const auto& g = *q.meant.groups;
    const evaluator over{world_, *q.who};
    auto all = q.meant;
    all.order.clear();
    const auto rows = over.rows(*q.of, all);
    std::set<std::vector<std::optional<sort_value>>> different;
    for (const auto r : rows) {
        std::vector<std::optional<sort_value>> key;
        for (const auto& k : g.keys) {
            if (k.by != crud::bucket::none) return;
            const auto v = over.value(*q.of, r, k.field);
            key.push_back(v ? std::optional{sort_value_of(crud::type_of(*q.of, k), *v)}
                            : std::nullopt);
        }
        different.insert(std::move(key));
    }
    const auto groups = g.keys.empty() ? 1 : different.size();
    const auto skipped = std::min(groups, static_cast<std::size_t>(q.meant.offset));
    demand(items.size() == std::min(groups - skipped, static_cast<std::size_t>(q.meant.limit)),
           std::to_string(items.size()) + " groups, not " + std::to_string(groups));
    if (items.size() != groups) return;
    for (const auto& a : g.values) {
        if (a.fn != crud::aggregate_function::count || a.field) continue;
        std::size_t counted = 0;
        for (const auto& item : items) counted += item.at(a.name).to_number<std::size_t>();
        demand(counted == rows.size(), "the groups count " + std::to_string(counted) +
                                           " rows, not " + std::to_string(rows.size()));
    }
}

}
