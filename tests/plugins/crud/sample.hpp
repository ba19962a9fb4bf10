// An entity with a column of every kind, for the tests of the pure parts.
#pragma once
#include "domain/entity.hpp"
#include <nucleus/json/json.hpp>
#include <stdexcept>

namespace nucleus::crud::testing {

inline column_config col(std::string name, column_type type, bool not_null = false) {
    column_config c;
    c.name = std::move(name);
    c.type = type;
    c.not_null = not_null;
    return c;
}

inline entity_config products() {
    entity_config e;
    e.table_name = "products";
    auto sku = col("sku", column_type::varchar, true);
    sku.length = 40;
    sku.unique = true;
    auto status = col("status", column_type::varchar, true);
    status.enum_values = {"draft", "on sale", "it's gone"};
    status.default_value = raw_json{R"("draft")"};
    auto price = col("price", column_type::numeric, true);
    price.precision = 10;
    price.scale = 2;
    price.validation.min = 0;
    auto category = col("category_id", column_type::uuid);
    category.references = reference_config{"categories", "id", reference_action::set_null,
                                           reference_action::no_action};
    auto cost = col("cost", column_type::numeric);
    cost.is_protected = true;
    auto tags = col("tags", column_type::text);
    tags.array = true;
    e.columns = {sku,
                 status,
                 price,
                 category,
                 cost,
                 tags,
                 col("title", column_type::text),
                 col("stock", column_type::integer),
                 col("weight", column_type::real),
                 col("is_new", column_type::boolean),
                 col("released_on", column_type::date),
                 col("sold_at", column_type::timestamptz),
                 col("attributes", column_type::jsonb),
                 col("picture", column_type::bytea)};
    return e;
}

inline entity_config categories() {
    entity_config e;
    e.table_name = "categories";
    e.columns = {col("name", column_type::text, true)};
    e.soft_delete = true;
    e.columns.front().unique = true;
    return e;
}

inline std::unique_ptr<entity> make(const entity_config& from) {
    auto all = make_entities({{from}}, {});
    return std::move(all.front());
}

/// The message of the only fault of a refused result.
template <class T> std::string why(const result<T>& r) {
    if (r.has_value()) return "accepted";
    if (r.error().kind != &errors::invalid_query || r.error().faults.size() != 1)
        return "not one invalid_query";
    return r.error().faults.front().path + ": " + r.error().faults.front().message;
}

}
