#include "archiving/archive_files.hpp"

namespace nucleus::tenants {

using kind = tar_reader::event::kind;

tar_reader::event archive_files::step() {
    for (;;) {
        auto e = reader_.next();
        if (e.what != kind::hungry) return e;
        reader_.feed(from_());
    }
}

std::optional<archived_file> archive_files::next() {
    while (!more().empty()) {
    }
    auto e = step();
    if (e.what == kind::end) return std::nullopt;
    inside_ = true;
    return std::move(e.file);
}

std::string_view archive_files::more() {
    if (!inside_) return {};
    const auto e = step();
    inside_ = e.what == kind::bytes;
    return e.bytes;
}

}
