// URL query parameters into a described object.
#include "json/reader.hpp"
#include "json/scalars.hpp"
#include "json/utf8.hpp"
#include <algorithm>

namespace nucleus::json {

namespace {

int hexadecimal(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Percent-decoded, `+` being a space; empty when malformed, not UTF-8, or with a NUL.
std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i] == '+' ? ' ' : text[i]);
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hexadecimal(text[i + 1]), low = hexadecimal(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<char>(high << 4 | low));
        i += 2;
    }
    if (out.find('\0') != std::string::npos || !valid_utf8(out)) return std::nullopt;
    return out;
}

class query_reader {
public:
    query_reader(const shape& s, void* into)
        : shape_{s}
        , into_{static_cast<char*>(into)}
        , given_(s.fields.size()) {}

    void parameter(std::string_view pair) {
        const auto equals = pair.find('=');
        const auto name = decoded(pair.substr(0, equals));
        const auto text = decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        if (!name || !text) {
            const bool shown = name && name->size() <= 80;
            add(shown ? *name : "", "malformed", "is not percent-encoded UTF-8 without NUL");
            return;
        }
        const auto* f = shape_.find(*name);
        if (!f) return unknown(*name);
        const auto i = static_cast<std::size_t>(f - shape_.fields.data());
        if (given_[i]) return add(f->name, "repeated", "must be given only once");
        given_[i] = true;
        read_value(*f, *text);
    }

    [[nodiscard]] result<void> end() {
        for (std::size_t i = 0; i < given_.size(); ++i)
            if (shape_.fields[i].required && !given_[i])
                add(shape_.fields[i].name, "required", "must be given");
        if (!faults_.empty()) return error{errors::invalid_query, {}, std::move(faults_)};
        return {};
    }

private:
    void read_value(const field& f, const std::string& text) {
        void* self = into_ + f.offset;
        const value_type* t = f.type;
        if (t->holds == container::optional) self = t->append(self, {}), t = t->element;
        // Structured values are given as JSON.
        if (t->holds != container::none || t->kind == value_kind::object)
            return read_json(f, text, into_ + f.offset);
        scalar value;
        if (auto refused = from_plain_text(f, *t, text, value, scratch_))
            return add(f.name, refused->code, std::move(refused->message));
        t->assign(*t, self, value);
    }

    void read_json(const field& f, const std::string& text, void* self) {
        const auto read = reader{text, {}}.value(f, self);
        if (read) return;
        const auto& wrong = read.error();
        if (wrong.faults.empty()) add(f.name, wrong.kind->code, std::string{wrong.text()});
        for (const auto& inside : wrong.faults)
            add(f.name + inside.path, inside.code, inside.message);
    }

    void unknown(std::string_view name) {
        if (shape_.open) return;
        auto known = std::string{"is not known here"};
        for (std::size_t i = 0; i < shape_.fields.size() && i < 24; ++i)
            known.append(i ? ", " : "; known are ").append(shape_.fields[i].name);
        add(std::string{name.size() <= 80 ? name : "…"}, "unknown_parameter", std::move(known));
    }

    void add(std::string name, std::string_view code, std::string message) {
        constexpr std::size_t most_faults = 100;
        if (faults_.size() < most_faults)
            faults_.push_back({std::move(name), std::string{code}, std::move(message)});
    }

    const shape& shape_;
    char* into_;
    std::vector<bool> given_;
    std::vector<fault> faults_;
    std::string scratch_;
};

}

result<void> read_query(const shape& s, void* into, std::string_view query) {
    query_reader reading{s, into};
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        if (!pair.empty()) reading.parameter(pair);
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
    }
    return reading.end();
}

}
