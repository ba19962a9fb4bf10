// What an OpenAPI document describes once and refers to: schemas and responses.
#pragma once
#include "generate/json_schema.hpp"
#include <map>
#include <set>

namespace nucleus::generate {

class components {
public:
    /// A `$ref` to the schema of `s`. The same schema is kept once; of two different ones with one
    /// name the second is called NameInput or NamePatch in requests, else Name2 and so on.
    [[nodiscard]] boost::json::object schema(const shape& s, direction to, bool partial = false);
    /// A `$ref` to `content` under the first free name of `name`, `name`2, …
    [[nodiscard]] boost::json::object schema(const std::string& name, boost::json::object content);
    [[nodiscard]] boost::json::object response(const std::string& name,
                                               boost::json::object content);

    [[nodiscard]] const boost::json::object& schemas() const { return schemas_; }
    [[nodiscard]] const boost::json::object& responses() const { return responses_; }

private:
    struct use {
        const shape* of;
        direction to;
        bool partial;
        auto operator<=>(const use&) const = default;
    };
    std::string name_for(const use& u, const boost::json::object& content);

    boost::json::object schemas_, responses_;
    std::map<use, std::string> names_;
};

}
