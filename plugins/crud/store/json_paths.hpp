// Whether SQL/JSON paths of a client are such.
#pragma once
#include "domain/json_path.hpp"
#include <nucleus/error.hpp>
#include <nucleus/pg/database.hpp>
#include <vector>

namespace nucleus::crud {

/// Has PostgreSQL parse them, all at once; none costs nothing. The first that it does not take is
/// `invalid_query`, with its parameter, place and reason; so are those that keep it busy for longer
/// than any sensible ones (the patterns of like_regex can). Not for who holds a connection already.
task<result<void>> check_json_paths(pg::database& db, pg::call c,
                                    const std::vector<json_path>& paths);
/// The same within a transaction, which goes on whatever comes of it.
task<result<void>> check_json_paths(pg::transaction& tx, const std::vector<json_path>& paths);

}
