// The description of a value: which fields it has, of what type, within which bounds.
//
// A shape is plain data. The JSON reader and writer, the config reader, OpenAPI and the client
// generators all walk it. Structs get one from NUCLEUS_DESCRIBE (describe.hpp); entities of the
// config get one at run time, over a `record`. Nobody can tell the difference.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nucleus {

enum class value_kind : std::uint8_t {
    boolean,
    integer, ///< within value_type::lowest … highest
    number,  ///< IEEE double
    decimal, ///< exact; travels as text
    text,
    secret, ///< text that is never written out
    uuid,
    date,      ///< 2026-11-24
    time,      ///< 14:28:33.5
    timestamp, ///< without a zone: 2026-11-24T14:28:33
    instant,   ///< RFC 3339, stored as UTC
    json,      ///< any JSON value, kept verbatim
    bytes,     ///< base64 in JSON
    duration,  ///< "30s", config only
    size,      ///< "10MiB" or bytes, config only
    choice,    ///< one of value_type::choices
    object,    ///< value_type::object
};

enum class container : std::uint8_t { none, optional, list, map };

/// How a scalar crosses between core and a field. Text kinds are string_view (valid for the call).
using scalar = std::variant<std::monostate, bool, std::int64_t, double, std::string_view>;

struct shape;

/// How core reaches into a value of one C++ type. Instances are static and immutable.
struct value_type {
    value_kind kind = value_kind::text; ///< of a container: that of its innermost element
    container holds = container::none;
    const value_type* element = nullptr; ///< of a container

    const shape& (*object)() = nullptr;                     ///< kind object
    const std::vector<std::string>& (*choices)() = nullptr; ///< kind choice, by index
    std::int64_t lowest = INT64_MIN;                        ///< kind integer
    std::int64_t highest = INT64_MAX;

    /// Scalars: store `value`, already checked against kind and bounds (choice: as its index).
    void (*assign)(const value_type&, void* self, const scalar& value) = nullptr;
    /// Scalars: read it; text may be formatted into `scratch`. Choice: as its text.
    scalar (*fetch)(const value_type&, const void* self, std::string& scratch) = nullptr;
    /// Containers: make room for one more element and return it (`key` only for maps).
    void* (*append)(void* self, std::string_view key) = nullptr;
    /// Containers: number of elements; an empty optional has none.
    std::size_t (*size)(const void* self) = nullptr;
    /// Containers: element `i`; maps also give its key.
    const void* (*at)(const void* self, std::size_t i, std::string_view* key) = nullptr;
    /// Containers and cells: back to empty or null.
    void (*clear)(void* self) = nullptr;
    /// Cells: whether it was never given (so not written).
    bool (*absent)(const void* self) = nullptr;
};

enum class format : std::uint8_t { none, email, uri, hostname, pointer };

/// One field of a shape.
struct field {
    std::string name;  ///< as in JSON: camelCase
    std::string alias; ///< also accepted (entity columns: snake_case); empty: none
    std::string doc;
    const value_type* type = nullptr;
    std::size_t offset = 0; ///< from the start of the object

    bool required = false;  ///< must be given
    bool nullable = false;  ///< null is accepted and written; other optionals are left out
    bool secret = false;    ///< masked wherever a config is shown
    bool env_name = false;  ///< config: holds the NAME of an environment variable
    bool restart = false;   ///< config: takes effect at the next restart
    bool read_only = false; ///< refused in requests with `read_only`

    format as = format::none;
    std::optional<double> minimum, maximum;
    std::optional<std::size_t> min_length, max_length;       ///< text: characters; lists: items
    std::string pattern;                                     ///< ECMAScript; empty: any
    std::optional<unsigned> precision, scale;                ///< decimal
    std::vector<std::string> choices;                        ///< text: allowed values; empty: any
    bool trim = false, lowercase = false, uppercase = false; ///< applied before validation
};

/// A described object type. Immutable once made; lives as long as what uses it.
struct shape {
    std::string name; ///< as in OpenAPI: PascalCase
    std::string doc;
    std::vector<field> fields;
    bool open = false; ///< unknown fields are ignored (foreign formats only)

    [[nodiscard]] const field* find(std::string_view name) const noexcept;
};

/// One column of a run-time row: not given, null, or a value in PostgreSQL's text form.
struct cell {
    enum class state : std::uint8_t { absent, null, value };
    state is = state::absent;
    std::string text;
    std::vector<cell> items; ///< of an array column
};

/// A row described at run time: `shape.fields[i].offset` addresses `cells[i]`.
struct record {
    explicit record(const shape& s)
        : of{&s}
        , cells(s.fields.size()) {}
    const shape* of;
    std::vector<cell> cells;
    [[nodiscard]] void* data() { return cells.data(); }
    [[nodiscard]] const void* data() const { return cells.data(); }
    [[nodiscard]] const cell* find(std::string_view field_name) const noexcept;
};

/// The value_type of a cell of this kind. Choices of an entity column are text with field::choices.
[[nodiscard]] const value_type& cell_type(value_kind kind, bool array = false);
/// The offset of column `index` in a record.
[[nodiscard]] constexpr std::size_t cell_offset(std::size_t index) { return index * sizeof(cell); }

}
