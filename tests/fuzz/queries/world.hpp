// What is asked about: entities of every kind, their tables and rows in PostgreSQL, and callers.
#pragma once
#include "dice.hpp"
#include "domain/entity.hpp"
#include "handlers/entity_endpoint.hpp"
#include <deque>
#include <map>

namespace nucleus::fuzz {

struct caller {
    std::string name;
    principal_ptr who; ///< null: anonymous
};

/// One row: by index of column, in PostgreSQL's text form.
using row = std::vector<std::optional<std::string>>;

class world {
public:
    /// Makes schema `main` and all rows in that database.
    world(const std::string& dsn, dice& d);

    [[nodiscard]] const std::vector<std::unique_ptr<crud::entity>>& entities() const {
        return entities_;
    }
    [[nodiscard]] const std::vector<row>& rows(const crud::entity& e) const { return rows_.at(&e); }
    [[nodiscard]] crud::entity_endpoint& endpoint(const crud::entity& e) const {
        return *endpoints_.at(&e);
    }
    [[nodiscard]] const std::vector<caller>& callers() const { return callers_; }
    [[nodiscard]] const crud::entity* find(std::string_view table) const;

    // The rules of sight, said once more, apart from the code under test.
    [[nodiscard]] bool reads(const caller& c, const crud::entity& e) const;
    [[nodiscard]] bool sees(const caller& c, const crud::entity& e, std::size_t column) const;
    [[nodiscard]] bool follows(const caller& c, const crud::entity& e,
                               const crud::relation& r) const;
    [[nodiscard]] bool sees_deleted(const caller& c, const crud::entity& e) const;
    /// Whose rows alone this caller reaches there.
    [[nodiscard]] std::optional<std::string> restricted_to(const caller& c,
                                                           const crud::entity& e) const;

private:
    void add_callers();
    void invent_ids(dice& d);
    [[nodiscard]] row invent_row(const crud::entity& e, std::size_t n, dice& d) const;
    void make_tables(const std::string& dsn, dice& d);
    void read_back(const std::string& dsn);

    std::vector<std::unique_ptr<crud::entity>> entities_;
    crud::live_settings settings_;
    crud::hook_list hooks_;
    std::map<const crud::entity*, std::unique_ptr<crud::entity_endpoint>> endpoints_;
    std::map<const crud::entity*, std::vector<std::string>> ids_;
    std::map<const crud::entity*, std::vector<row>> rows_;
    std::vector<caller> callers_;
};

}
