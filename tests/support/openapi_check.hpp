// Holds answers against the server's own OpenAPI document: the proof that the catalog says enough.
#pragma once
#include <boost/json/value.hpp>
#include <nucleus/testing/http_client.hpp>
#include <string>
#include <string_view>

namespace nucleus::testing {

/// Understands the JSON Schema (2020-12) that nucleusd generates: $ref, type, properties, required,
/// additionalProperties, items, enum, const, oneOf, anyOf, allOf, and bounds.
class openapi_check {
public:
    explicit openapi_check(std::string_view document);
    /// What is wrong with this answer, or empty. An unknown path must be a 404 of the common form.
    [[nodiscard]] std::string problem(std::string_view method, std::string_view target,
                                      const answer& a) const;

private:
    [[nodiscard]] const boost::json::object* operation(std::string_view method,
                                                       std::string_view path) const;
    [[nodiscard]] const boost::json::value& resolve(const boost::json::value& schema) const;
    [[nodiscard]] std::string mismatch(const boost::json::value& schema,
                                       const boost::json::value& value,
                                       const std::string& at) const;
    [[nodiscard]] std::string object_mismatch(const boost::json::object& schema,
                                              const boost::json::object& value,
                                              const std::string& at) const;
    boost::json::value document_;
};

}
