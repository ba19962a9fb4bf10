// Fields that name an environment variable, and the rules for what they may hold.
#pragma once
#include "config/report.hpp"
#include "config/snapshot.hpp"
#include "config/substitute.hpp"
#include <boost/json/object.hpp>
#include <nucleus/shape.hpp>
#include <set>

namespace nucleus::config {

/// Whether it reads like the name of a variable: UPPER_SNAKE.
[[nodiscard]] bool is_env_name(std::string_view text) noexcept;

/// Walks the `env_name` fields of a section's JSON.
class secret_check {
public:
    secret_check(const environment_map& environment, const std::set<std::string>& substituted,
                 bool production, report& found)
        : environment_{environment}
        , substituted_{substituted}
        , production_{production}
        , found_{found} {}

    void members(const boost::json::object& o, const shape& s, const std::string& path);

    [[nodiscard]] const std::vector<env_reference>& references() const { return references_; }
    /// Substituted texts that look like names but stand for themselves.
    [[nodiscard]] const std::set<std::string>& literals() const { return literals_; }

private:
    void walk(const boost::json::value& v, const value_type* t, const field* named,
              const std::string& path);
    void text(const std::string& value, const field& f, const std::string& path);
    void strength(std::string_view secret, const field& f, const std::string& path);

    const environment_map& environment_;
    const std::set<std::string>& substituted_;
    bool production_;
    report& found_;
    std::vector<env_reference> references_;
    std::set<std::string> literals_;
};

}
