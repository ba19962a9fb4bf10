// The merged document made ready for the reader: annotations, substitutions, unknown keys.
#pragma once
#include "config/report.hpp"
#include "config/substitute.hpp"
#include <boost/json/value.hpp>
#include <nucleus/shape.hpp>
#include <set>
#include <string>

namespace nucleus::config {

/// Keys that a reader of the file may add anywhere: `$schema` and `x-…`.
[[nodiscard]] bool is_annotation(std::string_view key) noexcept;

/// Walks a value together with its type: drops annotations, expands substitutions (and converts
/// them to what the field takes), reports and drops unknown keys.
class normaliser {
public:
    normaliser(const environment_map& environment, report& found)
        : environment_{environment}
        , found_{found} {}

    /// `t` null: nothing is known about the value.
    void walk(boost::json::value& v, const value_type* t, const std::string& path);
    void members(boost::json::object& o, const shape& s, const std::string& path);

    /// Paths of the strings that hold substituted text.
    [[nodiscard]] const std::set<std::string>& substituted() const { return substituted_; }

private:
    void text(boost::json::value& v, const value_type* t, const std::string& path);

    const environment_map& environment_;
    report& found_;
    std::set<std::string> substituted_;
};

}
