// Looking up fields; cells of rows described at run time.
#include <array>
#include <charconv>
#include <nucleus/shape.hpp>

namespace nucleus {

const field* shape::find(std::string_view wanted) const noexcept {
    for (const auto& f : fields)
        if (f.name == wanted || (!f.alias.empty() && f.alias == wanted)) return &f;
    return nullptr;
}

const cell* record::find(std::string_view field_name) const noexcept {
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (of->fields[i].name == field_name) return &cells[i];
    return nullptr;
}

namespace {

cell& cell_at(void* p) { return *static_cast<cell*>(p); }
const cell& cell_at(const void* p) { return *static_cast<const cell*>(p); }

/// A scalar in PostgreSQL's text form.
struct as_text {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool b) const { return b ? "t" : "f"; }
    std::string operator()(std::int64_t n) const { return std::to_string(n); }
    std::string operator()(double d) const {
        char text[32];
        const auto end = std::to_chars(text, text + sizeof text, d).ptr;
        return {text, end};
    }
    std::string operator()(std::string_view t) const { return std::string{t}; }
};

void assign_cell(const value_type&, void* self, const scalar& value) {
    cell_at(self).is =
        std::holds_alternative<std::monostate>(value) ? cell::state::null : cell::state::value;
    cell_at(self).text = std::visit(as_text{}, value);
}

scalar fetch_cell(const value_type& type, const void* self, std::string&) {
    const auto& c = cell_at(self);
    if (c.is != cell::state::value) return std::monostate{};
    if (type.kind == value_kind::boolean) return c.text == "t";
    if (type.kind == value_kind::integer) {
        std::int64_t n = 0;
        std::from_chars(c.text.data(), c.text.data() + c.text.size(), n);
        return n;
    }
    if (type.kind == value_kind::number) {
        double d = 0;
        std::from_chars(c.text.data(), c.text.data() + c.text.size(), d);
        return d;
    }
    return std::string_view{c.text};
}

void clear_cell(void* self) {
    cell_at(self).is = cell::state::null;
    cell_at(self).text.clear();
    cell_at(self).items.clear();
}

constexpr std::size_t kinds = static_cast<std::size_t>(value_kind::object) + 1;

std::array<value_type, kinds> scalar_cells() {
    std::array<value_type, kinds> types;
    for (std::size_t k = 0; k < kinds; ++k) {
        types[k].kind = static_cast<value_kind>(k);
        types[k].assign = assign_cell;
        types[k].fetch = fetch_cell;
        types[k].clear = clear_cell;
        types[k].absent = [](const void* self) { return cell_at(self).is == cell::state::absent; };
    }
    return types;
}

std::array<value_type, kinds> array_cells() {
    auto types = scalar_cells();
    for (std::size_t k = 0; k < kinds; ++k) {
        types[k].holds = container::list;
        types[k].element = &cell_type(static_cast<value_kind>(k), false);
        types[k].append = [](void* self, std::string_view) -> void* {
            cell_at(self).is = cell::state::value;
            return &cell_at(self).items.emplace_back();
        };
        types[k].size = [](const void* self) { return cell_at(self).items.size(); };
        types[k].at = [](const void* self, std::size_t i, std::string_view*) -> const void* {
            return &cell_at(self).items[i];
        };
        // An empty array is a value, unlike null: the reader clears before it fills.
        types[k].clear = [](void* self) {
            clear_cell(self);
            cell_at(self).is = cell::state::value;
        };
    }
    return types;
}

}

const value_type& cell_type(value_kind kind, bool array) {
    static const auto scalars = scalar_cells();
    if (!array) return scalars[static_cast<std::size_t>(kind)];
    static const auto arrays = array_cells();
    return arrays[static_cast<std::size_t>(kind)];
}

}
