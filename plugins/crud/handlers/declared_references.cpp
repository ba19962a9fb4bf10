#include "handlers/declared_references.hpp"

namespace nucleus::crud {

std::vector<referring_column> declared_references::to(std::string_view table) const {
    std::vector<referring_column> found;
    for (const auto& e : all_)
        for (std::size_t i = 0; i < e->columns.size(); ++i) {
            const auto& c = e->columns[i];
            const bool owner = table == "users" && e->owner == i;
            if (owner || (c.references && c.references->table == table))
                found.push_back({e->table, c.name});
        }
    return found;
}

}
