// Which of two schemas is newer, which their digests do not tell.
#pragma once
#include <nucleus/pg/database.hpp>
#include <nucleus/services/schema_keeper.hpp>

namespace nucleus::tenants {

/// What schemas are made from has a number; what came into use later has a higher one. Nodes with
/// different configurations, as in a rolling restart, then agree on who is behind: a schema with a
/// higher number than one's own is left alone, and served. Control context only.
class schema_versions {
public:
    schema_versions(const schema_keeper& keeper, pg::database& database, std::string home)
        : keeper_{keeper}
        , db_{database}
        , home_{std::move(home)} {}

    /// Of what is in force here.
    task<int> current();

private:
    const schema_keeper& keeper_;
    pg::database& db_;
    std::string home_, digest_;
    int number_ = 0; ///< of digest_
};

}
