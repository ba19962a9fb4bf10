// What a snapshot is made of; between the loader and the snapshot.
#pragma once
#include "config/layer.hpp"
#include "config/loader.hpp"
#include <boost/json/object.hpp>
#include <set>

namespace nucleus::config {

struct section_value {
    section_declaration declaration;
    std::shared_ptr<void> value;
    boost::json::object given; ///< what it was read from: without defaults
};

struct snapshot::contents {
    std::vector<section_value> sections;
    std::vector<layer> layers;
    std::set<std::string, std::less<>> switched_on, switched_off; ///< sections
    std::map<std::string, std::string> environment;
    std::vector<env_reference> references;
    std::set<std::string> literals; ///< secrets that look like names but are none

    [[nodiscard]] const section_value&
    at(std::string_view name) const; ///< throws std::out_of_range
    template <class T> [[nodiscard]] const T& get(std::string_view name) const {
        return *static_cast<const T*>(at(name).value.get());
    }
};

}
