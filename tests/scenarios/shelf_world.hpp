// Books, and what hangs on them.
#pragma once
#include "crud_world.hpp"

namespace nucleus::testing {

/// Authors have books, books have labels and reviews; reviews belong to their makers; a member may
/// not read vaults.
inline constexpr std::string_view library = R"([
  {"table_name": "authors", "columns": [
    {"name": "name", "type": "text", "notNull": true},
    {"name": "country", "type": "varchar", "length": 2}]},
  {"table_name": "books", "search": {"columns": ["title", "summary"], "language": "english"}, "columns": [
    {"name": "title", "type": "text", "notNull": true, "searchable": true},
    {"name": "summary", "type": "text"},
    {"name": "author_id", "type": "uuid", "references": {"table": "authors"}},
    {"name": "price", "type": "numeric", "precision": 8, "scale": 2},
    {"name": "copies", "type": "integer"},
    {"name": "published_at", "type": "timestamptz"},
    {"name": "themes", "type": "text", "array": true},
    {"name": "details", "type": "jsonb"},
    {"name": "cost", "type": "numeric", "protected": true}]},
  {"table_name": "labels", "columns": [
    {"name": "name", "type": "text", "notNull": true, "unique": true, "searchable": true}]},
  {"table_name": "book_labels", "columns": [
    {"name": "book_id", "type": "uuid", "notNull": true, "references": {"table": "books", "onDelete": "cascade"}},
    {"name": "label_id", "type": "uuid", "notNull": true, "references": {"table": "labels"}}]},
  {"table_name": "reviews", "softDelete": true, "ownership": "created_by", "columns": [
    {"name": "book_id", "type": "uuid", "notNull": true, "references": {"table": "books"}},
    {"name": "stars", "type": "integer", "notNull": true},
    {"name": "body", "type": "text"}]},
  {"table_name": "vaults", "columns": [
    {"name": "book_id", "type": "uuid", "references": {"table": "books"}},
    {"name": "code", "type": "text"}]}
])";
inline constexpr std::string_view member_claims = R"(["get.authors", "get.books", "get.labels",
    "get.book_labels", "get.reviews", "post.reviews", "put.reviews", "delete.reviews"])";

struct shelf {
    crud_world w{library, true, member_claims};
    http_client god = w.god();

    shelf() {
        w.ask(R"(
INSERT INTO main.authors (id, name, country) VALUES
  ('00000000-0000-7000-8000-00000000000a', 'Ada', 'GB'), ('00000000-0000-7000-8000-00000000000b', 'Bob', 'US'),
  ('00000000-0000-7000-8000-00000000000c', 'Cleo', NULL);
INSERT INTO main.books (id, title, summary, author_id, price, copies, published_at, themes, details, cost) VALUES
  ('00000000-0000-7000-8000-000000000001', '100% Engines', 'About running machines', '00000000-0000-7000-8000-00000000000a', 10.50, 3, '2026-01-15T10:00:00Z', '{math,steam}', '{"pages": 120, "cover": {"color": "red"}}', 4),
  ('00000000-0000-7000-8000-000000000002', 'Under_score', NULL, '00000000-0000-7000-8000-00000000000a', 20, 1, '2026-01-20T23:30:00Z', '{math}', '{"pages": 80}', 5),
  ('00000000-0000-7000-8000-000000000003', 'Rivers', 'Boats that run', '00000000-0000-7000-8000-00000000000b', 5.25, 7, '2026-02-01T00:00:00Z', '{}', NULL, 1),
  ('00000000-0000-7000-8000-000000000004', 'Nobody''s', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO main.labels (id, name) VALUES ('00000000-0000-7000-8000-000000000011', 'old'), ('00000000-0000-7000-8000-000000000012', 'new');
INSERT INTO main.book_labels (book_id, label_id) VALUES
  ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000011'),
  ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000012'),
  ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000012');
INSERT INTO main.reviews (book_id, stars, body, deleted_at) VALUES
  ('00000000-0000-7000-8000-000000000001', 5, 'good', NULL), ('00000000-0000-7000-8000-000000000001', 1, 'bad', NULL),
  ('00000000-0000-7000-8000-000000000001', 2, 'gone', now()), ('00000000-0000-7000-8000-000000000003', 4, 'fine', NULL);
INSERT INTO main.vaults (book_id, code) VALUES ('00000000-0000-7000-8000-000000000001', 's3cret'))");
    }
    /// Last digits of the ids that a list answers with, in its order.
    static std::string ids(const answer& a) {
        INFO(a.body);
        REQUIRE(a.status == 200);
        std::string out;
        const auto items = a.at("/data/items");
        for (const auto& item : items.as_array()) {
            const auto id = item.at("id").as_string();
            out += id.back();
        }
        return out;
    }
    std::string books(const std::string& filters) {
        return ids(god.get("/books?filters=" + encoded(filters) +
                           "&sort=" + encoded(R"([{"field":"id"}])")));
    }
    std::string where(const std::string& field, const std::string& op, const std::string& value) {
        return books(R"([{"field":")" + field + R"(","operator":")" + op + R"(","value":)" + value +
                     "}]");
    }
    answer get(const std::string& path_and_query) { return god.get(path_and_query); }
};

}
