#include "domain/seed_plan.hpp"
#include <map>
#include <nucleus/json/json.hpp>
#include <nucleus/suggestion.hpp>
#include <unordered_map>
#include <unordered_set>

namespace nucleus::crud {

namespace {

/// A row on its way into the plan.
struct seedling {
    const entity* of;
    planned_write row;
    std::string at;                   ///< its place, as a pointer
    std::vector<std::size_t> after{}; ///< those that it refers to
    bool planned = false;
};

/// The body of ADD without a caller who would own the row, and with an id.
shape shape_of_rows(const entity& e) {
    auto s = e.create;
    for (auto& f : s.fields) {
        if (f.offset == cell_offset(e.id)) f.read_only = f.required = false;
        if (!e.owner || f.offset != cell_offset(*e.owner)) continue;
        const auto& owner = e.columns[*e.owner];
        f.required = owner.not_null && owner.default_sql.empty();
    }
    return s;
}

/// One way of writing for each value.
std::string key_text(const column& c, const std::string& given) {
    if (c.type != column_type::uuid) return given;
    const auto id = uuid::parse(given);
    return id ? id->text() : given;
}

class seed_reader {
public:
    seed_reader(const std::vector<std::unique_ptr<entity>>& all, std::vector<fault>& found)
        : all_{all}
        , found_{found} {}

    std::vector<seedling> read(const seed_rows& rows) {
        for (const auto& [table, list] : rows) {
            const auto* e = find(table);
            if (!e) {
                add("/" + table, "unknown_entity",
                    "there is no entity of this name" + suggestion(table, tables()));
                continue;
            }
            const auto s = shape_of_rows(*e);
            for (std::size_t i = 0; i < list.size(); ++i)
                read_row(*e, s, list[i].text, "/" + table + "/" + std::to_string(i));
        }
        if (found_.empty())
            for (auto& one : read_) find_references(one);
        return std::move(read_);
    }

private:
    using rows_by_key = std::unordered_map<std::string, std::size_t>;

    void add(std::string path, std::string code, std::string message) {
        found_.push_back({std::move(path), std::move(code), std::move(message)});
    }

    const entity* find(std::string_view table) const {
        for (const auto& e : all_)
            if (e->table == table && !e->managed) return e.get();
        return nullptr;
    }

    std::vector<std::string> tables() const {
        std::vector<std::string> names;
        for (const auto& e : all_)
            if (!e->managed) names.push_back(e->table);
        return names;
    }

    void read_row(const entity& e, const shape& s, std::string_view text, const std::string& at) {
        auto given = e.new_record(s);
        if (const auto read = json::read(s, given.data(), text); !read) {
            const auto& why = read.error();
            if (why.faults.empty()) add(at, std::string{why.kind->code}, std::string{why.text()});
            for (const auto& f : why.faults) add(at + f.path, f.code, f.message);
            return;
        }
        seedling one{&e, {}, at};
        auto& id = given.cells[e.id];
        one.row.id = uuid::parse(id.text).value_or(uuid::v7());
        if (id.is == cell::state::value && !ids_[&e].insert(one.row.id).second)
            add(at + "/id", "duplicate", "there is a row with this id already");
        id = {};
        one.row.cells = std::make_shared<std::vector<cell>>(std::move(given.cells));
        read_.push_back(std::move(one));
    }

    void find_references(seedling& one) {
        const auto& e = *one.of;
        for (std::size_t i = 0; i < e.columns.size(); ++i) {
            const auto& c = e.columns[i];
            const auto& value = (*one.row.cells)[i];
            if (!c.references || value.is != cell::state::value) continue;
            const auto* target = find(c.references->table);
            if (!target) continue;
            const auto& known = rows_of(*target, target->find(c.references->column).value());
            const auto at = known.find(key_text(c, value.text));
            if (at == known.end())
                add(one.at + "/" + c.json_name, "missing_reference",
                    "no row of " + target->table + " that is given here has this " +
                        c.references->column);
            else if (&read_[at->second] != &one)
                one.after.push_back(at->second);
        }
    }

    const rows_by_key& rows_of(const entity& e, std::size_t column) {
        const auto [at, fresh] = keys_.try_emplace({&e, column});
        if (!fresh) return at->second;
        for (std::size_t i = 0; i < read_.size(); ++i) {
            if (read_[i].of != &e) continue;
            const auto& value = (*read_[i].row.cells)[column];
            if (column == e.id)
                at->second.emplace(read_[i].row.id.text(), i);
            else if (value.is == cell::state::value)
                at->second.emplace(key_text(e.columns[column], value.text), i);
        }
        return at->second;
    }

    const std::vector<std::unique_ptr<entity>>& all_;
    std::vector<fault>& found_;
    std::vector<seedling> read_;
    std::map<const entity*, std::unordered_set<uuid>> ids_;
    std::map<std::pair<const entity*, std::size_t>, rows_by_key> keys_;
};

column_set columns_given(const planned_write& w) {
    column_set given;
    for (std::size_t i = 0; i < w.cells->size(); ++i)
        given[i] = (*w.cells)[i].is != cell::state::absent;
    return given;
}

/// Those whose turn it is, in as few steps as there are kinds of them.
std::vector<seed_step> next_steps(std::vector<seedling>& all) {
    std::vector<seedling*> due;
    for (auto& one : all)
        if (!one.planned &&
            std::ranges::all_of(one.after, [&](std::size_t i) { return all[i].planned; }))
            due.push_back(&one);
    std::vector<seed_step> steps;
    for (auto* one : due) {
        const auto given = columns_given(one->row);
        const auto alike = std::ranges::find_if(steps, [&](const seed_step& s) {
            return s.of == one->of && columns_given(s.rows.front()) == given;
        });
        auto& step = alike == steps.end() ? steps.emplace_back(seed_step{one->of, {}}) : *alike;
        step.rows.push_back(std::move(one->row));
        one->planned = true;
    }
    return steps;
}

/// Of those that wait for one another: from each one goes on to one it waits for, until one is met
/// again.
const seedling* in_a_circle(const std::vector<seedling>& all) {
    auto at = std::ranges::find(all, false, &seedling::planned);
    std::unordered_set<const seedling*> seen;
    while (at != all.end() && seen.insert(&*at).second) {
        const auto next =
            std::ranges::find_if(at->after, [&](std::size_t i) { return !all[i].planned; });
        at = all.begin() + static_cast<std::ptrdiff_t>(*next);
    }
    return at == all.end() ? nullptr : &*at;
}

}

std::vector<seed_step> plan_seed(const std::vector<std::unique_ptr<entity>>& all,
                                 const seed_rows& rows, std::vector<fault>& found) {
    auto read = seed_reader{all, found}.read(rows);
    std::vector<seed_step> plan;
    if (!found.empty()) return plan;
    for (auto steps = next_steps(read); !steps.empty(); steps = next_steps(read))
        std::ranges::move(steps, std::back_inserter(plan));
    if (const auto* stuck = in_a_circle(read))
        found.push_back({stuck->at, "circular",
                         "this row and others refer to one another in a "
                         "circle, so that none can be the first"});
    return plan;
}

}
