// Archives as tar has them: POSIX.1-2001, ustar headers, and pax records where those are too short.
// Pure: what is written comes back as text, what is read is fed in pieces of any size.
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace nucleus::tenants {

struct archived_file {
    std::string name;
    std::uint64_t size = 0; ///< bytes that follow the header
};

/// What stands before the bytes of a regular file (mode 0600). `modified`: seconds since 1970.
/// Throws std::invalid_argument for a name that is empty or has a NUL.
[[nodiscard]] std::string tar_header(const archived_file& file, std::int64_t modified);
/// What stands behind them.
[[nodiscard]] std::string tar_padding(std::uint64_t size);
/// What stands at the end of an archive: without it, it was cut off.
[[nodiscard]] std::string tar_end();

/// This is no such archive, or not the whole of it; what() says what is wrong, for people.
class bad_archive : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Takes an archive apart. Holds no more of it than a header, and what was fed last.
class tar_reader {
public:
    /// One step through the archive.
    struct event {
        enum class kind : std::uint8_t {
            hungry, ///< feed more
            file,   ///< one begins
            bytes,  ///< a piece of it; valid until the next feed()
            closed, ///< all of it was there
            end     ///< of the archive; whatever follows does not belong to it
        };
        kind what = kind::hungry;
        archived_file file{};
        std::string_view bytes{};
    };

    /// After an event that was `hungry`. The piece must live until the next one. An empty piece is
    /// the end of what there is.
    void feed(std::string_view piece);
    /// Throws bad_archive.
    [[nodiscard]] event next();

private:
    enum class place : std::uint8_t { header, contents, padding, records, skipped, over };

    bool gather(std::size_t size);
    event read_header();
    event read_contents();
    void read_records();
    event hungry();

    std::string_view left_;
    bool finished_ = false; // nothing more is fed
    place at_ = place::header;
    std::string gathered_;      // a header, or pax records, as far as they are there
    std::uint64_t to_go_ = 0;   // bytes of this place
    std::uint64_t padding_ = 0; // after them
    bool empty_block_ = false;  // the first of the two at the end was seen
    archived_file told_;        // by pax records, of the next file; an empty name: not told
    bool size_told_ = false;
};

}
