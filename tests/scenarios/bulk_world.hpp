// Entities that are written in bulk.
#pragma once
#include "crud_world.hpp"

namespace nucleus::testing {

inline constexpr std::string_view bulk_entities = R"([
  {"table_name": "kinds", "columns": [{"name": "name", "type": "text", "notNull": true, "unique": true}]},
  {"table_name": "goods", "bulk_endpoints_enabled": true, "columns": [
    {"name": "code", "type": "varchar", "length": 10, "notNull": true, "unique": true},
    {"name": "price", "type": "numeric", "precision": 8, "scale": 2, "notNull": true, "default": 7, "validation": {"min": 0}},
    {"name": "stock", "type": "integer"},
    {"name": "slug", "type": "text", "unique": true},
    {"name": "tags", "type": "text", "array": true},
    {"name": "more", "type": "jsonb"},
    {"name": "seen", "type": "timestamptz"},
    {"name": "blob", "type": "bytea"},
    {"name": "cost", "type": "integer", "protected": true},
    {"name": "kind_id", "type": "uuid", "references": {"table": "kinds"}}],
   "constraints": {"check": [{"name": "goods_stock", "expression": "stock < 1000"}]}},
  {"table_name": "docs", "bulk_endpoints_enabled": true, "ownership": "owner_id", "columns": [
    {"name": "owner_id", "type": "uuid"}, {"name": "title", "type": "text"}, {"name": "more", "type": "jsonb"}]},
  {"table_name": "memos", "bulk_endpoints_enabled": true, "softDelete": true, "ownership": "created_by", "columns": [
    {"name": "title", "type": "text", "notNull": true, "unique": true}]}
])";
inline constexpr std::string_view bulk_claims =
    R"(["get.goods", "get.memos", "post.memos", "bulk.post.memos", "bulk.put.memos",
    "bulk.delete.memos", "get.docs", "put.docs", "post.docs", "bulk.put.docs", "bulk.delete.docs"])";

struct bulk_world : crud_world {
    bulk_world()
        : crud_world{bulk_entities, true, bulk_claims} {}
    http_client god = crud_world::god();
    std::string count(const std::string& where = "true", const std::string& table = "goods") {
        return ask("SELECT count(*) FROM main." + table + " WHERE " + where);
    }
};

inline std::string rows(int from, int to) {
    std::string list{"["};
    for (int n = from; n < to; ++n)
        list.append(n > from ? "," : "")
            .append(R"({"code":"C)" + std::to_string(n) + R"(","stock":)" +
                    std::to_string(n % 1000) + "}");
    return list + "]";
}

/// "path code" of each error.
inline std::string errors_of(const answer& a) {
    std::string all;
    const auto list = a.at("/errors");
    if (!list.is_array()) return "none";
    for (const auto& e : list.as_array())
        all.append(all.empty() ? "" : ", ")
            .append(std::string{e.at("path").as_string()})
            .append(" ")
            .append(std::string{e.at("code").as_string()});
    return all;
}

/// "index code" of each failure.
inline std::string failed_of(const answer& a) {
    INFO(a.body);
    REQUIRE(a.status == 200);
    std::string all;
    const auto list = a.at("/data/failed");
    for (const auto& f : list.as_array())
        all.append(all.empty() ? "" : ", ")
            .append(json::serialize(f.at("index")))
            .append(" ")
            .append(std::string{f.at("code").as_string()});
    return all;
}

inline std::string id_at(const answer& a, int n) {
    return a.text("/data/ids/" + std::to_string(n));
}

}
