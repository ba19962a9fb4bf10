// Keys of what every schema has its own of.
#pragma once
#include <functional>
#include <nucleus/uuid.hpp>
#include <string_view>

namespace nucleus::auth {

/// An id or a token is one thing only together with its schema: a restored tenant has the ids and
/// keys of the original. Found by views as well, and by the bare id: then in any schema.
template <class Schema, class What> struct in_schema {
    Schema schema;
    What what;

    template <class S, class W> bool operator==(const in_schema<S, W>& other) const {
        return what == other.what && schema == other.schema;
    }
    bool operator==(const uuid& id) const
        requires std::same_as<What, uuid>
    {
        return what == id;
    }
};

struct hash_in_schema {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
    std::size_t operator()(const uuid& id) const noexcept { return std::hash<uuid>{}(id); }
    template <class S, class W> std::size_t operator()(const in_schema<S, W>& k) const noexcept {
        return (*this)(k.what);
    }
};

}
