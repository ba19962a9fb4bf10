// What the schemas of tenants have to be made for.
#pragma once
#include "store/version_store.hpp"
#include <optional>

namespace nucleus::tenants {

/// What schemas are made from has a number: a new one whenever something else comes into use than
/// was in use last, also when that was in use before. A tenant's row has the numbers that it was
/// made for, each once: so nodes with different configurations, as in a rolling restart, do not
/// undo each other's work for ever. Control context only.
class schema_versions {
public:
    schema_versions(const schema_keeper& keeper, pg::database& database, std::string home)
        : keeper_{keeper}
        , db_{database}
        , home_{std::move(home)} {}

    /// Of what is in force here, which comes into use now if it was not.
    task<schema_version> current();
    /// The same, with what has the same tables and has come into use elsewhere since.
    task<schema_version> current_anew();
    /// The same for who only looks: the number that it had last, or 0.
    task<schema_version> known();

private:
    const schema_keeper& keeper_;
    pg::database& db_;
    std::string home_;
    std::optional<schema_contents> contents_; ///< of version_
    schema_version version_;
};

}
