// One step towards the declared shape.
#pragma once
#include <string>
#include <vector>

namespace nucleus::crud {

/// Work that is not done in the transaction of all changes, since it takes as long as the table is
/// large.
struct later_work {
    enum class way : std::uint8_t {
        brief,   ///< a transaction that locks others out, for a moment
        beside,  ///< one statement, not in a transaction, beside which others read and write
        batches, ///< statements from id $1 on; each answers the last id that it did
    };
    way how = way::brief;
    std::string sql;
};

/// A step, in words and in SQL.
struct change {
    std::string object; ///< "products.price"
    std::string what;   ///< "add the column"
    std::string sql{};  ///< in the transaction of all changes; may be empty
    std::string remedy{};
    /// Finds what stands in the way: answers one text ("row <id>") or no row. Run before anything
    /// is changed.
    std::string probe{};
    std::vector<later_work> later{}; ///< after that transaction, in order
    later_work undo{};               ///< takes back an unfinished `later`; idempotent
    std::string effect{};            ///< what it means to those who work with the table
    bool destructive = false;        ///< data could be lost
    bool needed = true; ///< false: the table serves as it is (a column that is no longer declared)
};

}
