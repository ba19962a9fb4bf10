// Rows with the rows that they lead to, as JSON.
#pragma once
#include "handlers/entity_endpoint.hpp"
#include <memory>

namespace nucleus::crud {

/// The columns of `e` that have to be read to show `shown` and to follow `with`.
[[nodiscard]] std::vector<std::size_t> columns_for(const entity& e, const column_set& shown,
                                                   const std::vector<expansion>& with);

/// The rows at the end of one relation of some rows, and those beyond them.
struct branch {
    branch(const expansion& x, std::vector<std::size_t> c)
        : asked{&x}
        , columns{std::move(c)}
        , writer{*x.over->target, columns} {}

    const expansion* asked;
    pg::rows rows; ///< as related_rows() answers
    std::vector<std::size_t> columns;
    row_writer writer;                              ///< of these
    std::vector<std::optional<std::size_t>> key_of; ///< of each row that leads here: its key
    std::vector<std::pair<std::size_t, std::size_t>> of_key; ///< of each key: first row and end
    std::vector<branch> beyond;
    /// Objects that the rows before each one are in the answer, with all that is beyond them.
    std::vector<std::uint64_t> objects_before;

    /// Rows that row `parent` leads to: first and end.
    [[nodiscard]] std::pair<std::size_t, std::size_t> rows_of(std::size_t parent) const {
        const auto& key = key_of[parent];
        return key ? of_key[*key] : std::pair<std::size_t, std::size_t>{0, 0};
    }
    [[nodiscard]] std::uint64_t objects_of(std::size_t parent) const {
        const auto [first, end] = rows_of(parent);
        return objects_before[end] - objects_before[first];
    }
};

/// Reads what `with` asks of these rows, whose `columns` begin at `first`; level by level, one
/// statement per relation. `invalid_query` when the answer would have too many objects.
task<result<std::vector<branch>>> read_branches(request_context& rc, const viewer& who,
                                                const entity& of, const pg::rows& rows,
                                                std::size_t first, std::size_t count,
                                                const std::vector<std::size_t>& columns,
                                                const std::vector<expansion>& with);

/// Appends rows as objects, each with its branches.
class expanded_writer {
public:
    expanded_writer(std::string& out, big_number_form numbers)
        : out_{out}
        , numbers_{numbers} {}

    /// Row `r`, which `writer` knows and which begins at column `first`.
    void object(const row_writer& writer, const pg::rows& rows, std::size_t r, std::size_t first,
                const column_set& shown, const std::vector<branch>& branches);
    /// Why it is no answer: what many rows lead to is repeated in each of them, and that got too
    /// long.
    [[nodiscard]] result<void> verdict() const;

private:
    void related(const branch& b, std::size_t parent);
    static constexpr std::size_t most_bytes = 128UL * 1024 * 1024;
    std::string& out_;
    big_number_form numbers_;
    bool too_long_ = false;
};

}
