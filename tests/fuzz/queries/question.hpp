// One request for a list, made by chance, and what it means.
#pragma once
#include "queries/grammar.hpp"

namespace nucleus::fuzz {

struct question {
    const crud::entity* of = nullptr;
    const caller* who = nullptr;
    std::string query; ///< of the URL; without one it is a body
    std::string body;
    std::string told; ///< the same, for people
    bool odd = false; ///< something was made wrong, so it may be refused
    crud::list_query meant;
};

[[nodiscard]] question make_question(const world& w, dice& d);

}
