#include "queries/question.hpp"
#include "queries/values.hpp"
#include "support/percent_encoding.hpp"
#include <map>

namespace nucleus::fuzz {

namespace {

constexpr std::string_view nasty[]{
    "'",    "\"",   "\\",       "\\\"",    "$1",
    "$$",   "--",   "/*",       ";",       "\U0001F600",
    "\xC3", "\xFF", "\\u0000",  "\\ud800", "{schema}",
    "%",    "null", "1e999999", "-0",      "[",
    "]",    "{",    "}",        ",",       ":",
    "0",    "\n",   "\t",       "\"'--\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["};
constexpr std::string_view strange_numbers[]{
    "0", "-1", "1.5", "1e3", "", "x", "1000000000001", "9223372036854775808", "1001", "'"};

/// Most questions are sound, so that there are answers to compare.
constexpr std::size_t oddnesses[]{0, 0, 0, 0, 0, 0, 2, 2, 4, 9};

/// A slip of the pen, or of a wicked mind.
std::string spoiled(std::string text, dice& d) {
    const auto at = text.empty() ? 0 : d.below(text.size());
    switch (d.below(7)) {
    case 0: return text.substr(0, at);
    case 1: return text.erase(at, 1 + d.below(3));
    case 2: return text.insert(at, text.substr(at, 1 + d.below(20)));
    case 3: return text.insert(at, std::string(300 + d.below(20'000), "a[\\9"[d.below(4)]));
    case 4: {
        const auto& word = d.of(nasty);
        return text.replace(at, d.below(4), word);
    }
    default: return text.insert(at, d.of(nasty));
    }
}

class questioner {
public:
    questioner(const world& w, const caller& c, dice& d)
        : world_{w}
        , dice_{d}
        , caller_{&c}
        , grammar_{w, c, d, d.of(oddnesses)} {}

    question run() {
        q_.who = caller_;
        choose_entity();
        q_.meant.shown = grammar_.all_fields(*q_.of);
        if (dice_.percent(75)) given_["filters"] = grammar_.filters(*q_.of, q_.meant.where);
        add_search();
        if (dice_.percent(20))
            add_groups();
        else
            add_rows();
        add_page();
        add_deleted();
        if (dice_.percent(15) && !given_.empty()) spoil();
        q_.odd = odd_ || grammar_.odd();
        if (dice_.percent(60))
            write_query();
        else
            write_body();
        return std::move(q_);
    }

private:
    void choose_entity() {
        std::vector<const crud::entity*> open;
        for (const auto& e : world_.entities())
            if (world_.reads(*caller_, *e)) open.push_back(e.get());
        q_.of = dice_.of(open);
    }

    void add_search() {
        const bool searchable = q_.of->search.has_value() || sees_text();
        if (!dice_.percent(12) || (!searchable && !dice_.percent(10))) return;
        q_.meant.search = some_value(crud::column_type::text, dice_);
        given_["search"] = q_.meant.search;
        odd_ |= !searchable;
    }
    [[nodiscard]] bool sees_text() const {
        for (const auto c : q_.of->searchable)
            if (world_.sees(*caller_, *q_.of, c)) return true;
        return false;
    }

    void add_rows() {
        auto& m = q_.meant;
        if (dice_.percent(15)) {
            auto [field, direction] = grammar_.order_by(*q_.of, m.order);
            given_["orderBy"] = std::move(field);
            if (direction == "desc" || dice_.percent(50)) given_["orderDirection"] = direction;
        } else {
            auto text = grammar_.sort(*q_.of, m.order);
            if (text != "[]" || dice_.percent(20)) given_["sort"] = std::move(text);
        }
        if (dice_.percent(30))
            given_[dice_.percent(30) ? "select" : "fields"] = grammar_.fields(*q_.of, m.shown);
        if (dice_.percent(40))
            given_[dice_.percent(30) ? "relations" : "with"] = grammar_.with(*q_.of, m.with);
    }

    void add_groups() {
        auto& g = q_.meant.groups.emplace();
        if (dice_.percent(40)) {
            given_["distinct"] = grammar_.keys(*q_.of, g, false);
        } else {
            const auto which = dice_.below(3);
            if (which != 0) given_["groupBy"] = grammar_.keys(*q_.of, g, true);
            if (which != 1) given_["aggregate"] = grammar_.aggregates(*q_.of, g);
        }
        if (dice_.percent(50)) given_["sort"] = grammar_.sort_of_groups(g);
        if (grammar_.oddly()) given_["fields"] = "[\"id\"]";
    }

    void add_page() {
        auto& m = q_.meant;
        if (dice_.percent(70)) {
            m.limit = dice_.percent(20) ? 1000 : dice_.between(1, 30);
            given_["limit"] = std::to_string(m.limit);
        }
        if (dice_.percent(20)) {
            m.page = dice_.between(1, 4);
            given_["page"] = std::to_string(m.page);
        }
        m.offset = (m.page - 1) * m.limit;
        if (dice_.percent(10)) {
            m.offset = dice_.between(0, 20);
            given_["offset"] = std::to_string(m.offset);
        }
        constexpr std::pair<std::string_view, crud::count_mode> counts[]{
            {"auto", crud::count_mode::automatic},
            {"exact", crud::count_mode::exact},
            {"none", crud::count_mode::none}};
        if (dice_.percent(60)) {
            const auto& [word, mode] = dice_.of(counts);
            m.count = mode, given_["count"] = word;
        }
        constexpr const char* numbers[]{"limit", "page", "offset", "count", "nonsense", "deleted"};
        if (grammar_.oddly()) given_[dice_.of(numbers)] = dice_.of(strange_numbers);
    }

    void add_deleted() {
        const bool may = world_.sees_deleted(*caller_, *q_.of);
        if (!dice_.percent(may ? 40 : 2)) return;
        constexpr std::pair<std::string_view, crud::deleted_mode> modes[]{
            {"without", crud::deleted_mode::without},
            {"with", crud::deleted_mode::with},
            {"only", crud::deleted_mode::only}};
        const auto& [word, mode] = dice_.of(modes);
        q_.meant.deleted = mode, given_["deleted"] = word;
        odd_ |= !may;
    }

    void spoil() {
        auto at = given_.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(dice_.below(given_.size())));
        at->second = spoiled(at->second, dice_);
        odd_ = true;
    }

    void write_query() {
        q_.told = caller_->name + " GET " + q_.of->path + "?";
        for (const auto& [name, text] : given_) q_.told += "&" + name + "=" + text;
        for (const auto& [name, text] : given_)
            q_.query += (q_.query.empty() ? "" : "&") + name + "=" + testing::encoded(text);
    }

    /// Structured values as they are, or as text.
    void write_body() {
        constexpr std::string_view plain = " page limit offset ";
        constexpr std::string_view texts = " search orderBy orderDirection count deleted nonsense ";
        q_.body = "{";
        for (const auto& [name, text] : given_) {
            if (q_.body.size() > 1) q_.body += ",";
            const auto listed = " " + name + " ";
            const bool as_text = texts.find(listed) != texts.npos ||
                                 (plain.find(listed) == plain.npos && dice_.percent(30));
            q_.body += "\"" + name + "\":" + (as_text ? json_string(text, dice_) : text);
        }
        q_.body += "}";
        q_.told = caller_->name + " POST " + q_.of->path + "/query " + q_.body;
    }

    const world& world_;
    dice& dice_;
    const caller* caller_ = nullptr;
    grammar grammar_;
    question q_;
    std::map<std::string, std::string> given_;
    bool odd_ = false;
};

}

question make_question(const world& w, dice& d) {
    const auto& who = d.of(w.callers());
    return questioner{w, who, d}.run();
}

}
