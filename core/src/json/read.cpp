// The ways to read a JSON text.
#include "json/reader.hpp"
#include "json/utf8.hpp"

namespace nucleus::json {

bool reader::begins() {
    if (!valid_utf8(text_))
        return scan_.fail("a byte is not UTF-8", text_.data() + first_invalid_utf8(text_));
    return true;
}

result<void> reader::outcome(bool well_formed) {
    if (well_formed && (static_cast<void>(scan_.peek()), !scan_.at_end()))
        well_formed = scan_.fail("nothing may follow the value");
    if (!well_formed && text_.find_first_not_of(" \n\r\t") == std::string_view::npos)
        return error{errors::malformed_json, "JSON is expected here; the text is empty."};
    if (!well_formed)
        return error{errors::malformed_json,
                     "The JSON is malformed at " + scan_.place() + ": " + scan_.problem() + "."};
    if (!faults_.empty()) return error{errors::validation_failed, {}, std::move(faults_)};
    return {};
}

result<void> reader::object(const shape& s, void* into) {
    if (!begins()) return outcome(false);
    const spot root;
    if (scan_.peek() != '{') return outcome(refuse(root, {"wrong_type", "must be an object"}));
    return outcome(read_object(s, into, root));
}

result<void> reader::value(const field& f, void* into) {
    return outcome(begins() && read_value(f, *f.type, into, {}));
}

result<std::size_t> reader::array(const shape& s, void* context,
                                  void* (*next)(void* context, std::size_t index)) {
    const spot root;
    spot here{&root, {}, 0, true};
    const auto read_all = [&] {
        if (!begins()) return false;
        if (scan_.peek() != '[') return refuse(root, {"wrong_type", "must be an array"});
        bool done = false;
        if (!enter(']', done)) return false;
        for (; !done; ++here.index) {
            const bool read = scan_.peek() == '{'
                                  ? read_object(s, next(context, here.index), here)
                                  : refuse(here, {"wrong_type", "must be an object"});
            if (!read || !more(']', done)) return false;
        }
        return true;
    };
    if (auto r = outcome(read_all()); !r) return r.error();
    return here.index;
}

result<void> reader::any() { return outcome(begins() && skip()); }

result<void> read(const shape& s, void* into, std::string_view text, limits l) {
    return reader{text, l}.object(s, into);
}

result<std::size_t> read_array(const shape& s, std::string_view text, void* context,
                               void* (*next)(void* context, std::size_t index), limits l) {
    return reader{text, l}.array(s, context, next);
}

result<void> check(std::string_view text, limits l) { return reader{text, l}.any(); }

}
