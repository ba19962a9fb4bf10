// A tenant as an archive: one state of it, however large it is, in constant memory.
#pragma once
#include "domain/archive.hpp"
#include "store/tenant_store.hpp"

namespace nucleus::tenants {

/// Where an archive goes to. Worker or control context: that of the database.
class archive_sink {
public:
    virtual ~archive_sink() = default;
    /// From now on there will be something to put; of which tenant. Called once.
    virtual task<void> begin(const tenant_manifest& of) = 0;
    /// The piece lives until then.
    virtual task<void> put(std::string_view piece) = 0;
};

/// Fails, before it has begun, for one whose tables are not complete. What fails later is thrown:
/// the archive is cut off then, and has no end. `home`: the first schema.
task<result<tenant_manifest>> write_archive(pg::database& db, std::string home, uuid tenant,
                                            archive_sink& to);

}
