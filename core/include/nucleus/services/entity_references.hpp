// Which columns of entities hold ids of a table's rows. Provided by crud.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

struct referring_column {
    std::string table, column; ///< names in SQL
};

class entity_references {
public:
    static constexpr std::string_view service_name = "entity_references";
    virtual ~entity_references();
    /// Those that are declared to: by `references` or, of users, as the owner of a row; whether or
    /// not the database knows of it as a foreign key. Any thread.
    [[nodiscard]] virtual std::vector<referring_column> to(std::string_view table) const = 0;
};

}
