#include "config/convert.hpp"
#include "config/node.hpp"
#include <boost/json/parse.hpp>

namespace nucleus::config {

namespace {

bool takes_json(const value_type* t) {
    if (!t || t->holds == container::list || t->holds == container::map) return true;
    switch (t->kind) {
    case value_kind::boolean:
    case value_kind::integer:
    case value_kind::number:
    case value_kind::json:
    case value_kind::size:
    case value_kind::object: return true;
    default: return false;
    }
}

}

boost::json::value convert(std::string_view text, const value_type* t) {
    t = node_of(t).type;
    if (takes_json(t)) {
        boost::system::error_code failed;
        auto value = boost::json::parse(text, failed);
        if (!failed && (!value.is_string() || (t && t->kind == value_kind::json))) return value;
    }
    return boost::json::string{text};
}

}
