// The files of an archive, one after the other.
#pragma once
#include "domain/tar.hpp"
#include <functional>
#include <optional>

namespace nucleus::tenants {

/// `from` gives the archive piece by piece, at the end an empty one. All of it throws bad_archive.
class archive_files {
public:
    explicit archive_files(std::function<std::string_view()> from)
        : from_{std::move(from)} {}

    /// What is left of the file before is passed over; none: that was the last one.
    std::optional<archived_file> next();
    /// The next piece of the file; empty: that was all of it. Lives until the next call.
    std::string_view more();

private:
    tar_reader::event step();

    std::function<std::string_view()> from_;
    tar_reader reader_;
    bool inside_ = false;
};

}
