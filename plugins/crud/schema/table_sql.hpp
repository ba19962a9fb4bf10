// The SQL that makes an entity's table and what hangs on it.
#pragma once
#include "domain/entity.hpp"
#include <string>

namespace nucleus::crud {

/// Columns and primary key, without checks, indexes and foreign keys. `table` is quoted and
/// qualified; for `shadow` it is made temporary.
[[nodiscard]] std::string create_table_sql(const entity& e, const std::string& table, bool shadow);
/// As in CREATE TABLE and ADD COLUMN.
[[nodiscard]] std::string column_sql(const column& c);
[[nodiscard]] std::string add_check_sql(const std::string& table, const check& c);
/// `beside`: while others write, which is not possible in a transaction.
[[nodiscard]] std::string create_index_sql(const std::string& table, const index& i, bool beside);
/// Behind ADD CONSTRAINT and its name.
[[nodiscard]] std::string reference_sql(const column& c, const std::string& target_schema);
/// All of that for one entity, as text: to tell two declarations of it apart.
[[nodiscard]] std::string declaration_sql(const entity& e);
/// `"main"."products"`.
[[nodiscard]] std::string qualified(const std::string& schema, const std::string& table);
[[nodiscard]] std::string_view action_sql(reference_action a) noexcept;

}
