// A whole list, streamed.
#pragma once
#include "handlers/entity_endpoint.hpp"

namespace nucleus::crud {

/// Answers with every row (or group) of the list as csv or ndjson, in one snapshot of the database
/// and in as much memory as some rows take. What is wrong is told before the first byte is sent;
/// what goes wrong afterwards ends the connection, so that no one takes a part for the whole.
task<result<answered>> export_rows(entity_endpoint& ep, request_context& rc, const list_query& q,
                                   const viewer& who);

}
