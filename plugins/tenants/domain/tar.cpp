#include "domain/tar.hpp"
#include <algorithm>
#include <charconv>
#include <utility>

namespace nucleus::tenants {

namespace {

constexpr std::size_t block = 512;
/// Where the fields of a header are, POSIX.1-2001 "ustar Interchange Format".
struct header_field {
    std::size_t at, size;
};
constexpr header_field name_field{0, 100}, mode_field{100, 8}, owner_field{108, 8},
    group_field{116, 8}, size_field{124, 12}, time_field{136, 12}, checksum_field{148, 8},
    type_field{156, 1}, magic_field{257, 8}, prefix_field{345, 155};
constexpr std::string_view magic{"ustar\00000", 8};
/// Eleven octal digits.
constexpr std::uint64_t largest_plain_size = (std::uint64_t{1} << 33) - 1;
/// What pax records of one file may amount to; names are shorter.
constexpr std::uint64_t longest_records = 64UL * 1024;

void put(std::string& header, header_field f, std::string_view value) {
    header.replace(f.at, value.size(), value);
}

/// Octal digits and a NUL, as wide as the field.
void put_number(std::string& header, header_field f, std::uint64_t value) {
    for (auto at = f.at + f.size - 1; at-- > f.at; value /= 8)
        header[at] = static_cast<char>('0' + value % 8);
}

/// Of all bytes, those of the checksum itself as spaces.
std::uint64_t checksum_of(std::string_view header) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block; ++i) {
        const bool own = i >= checksum_field.at && i < checksum_field.at + checksum_field.size;
        sum += own ? ' ' : static_cast<unsigned char>(header[i]);
    }
    return sum;
}

/// `prefix/name`, where the name alone is too long for its field.
bool put_name(std::string& header, std::string_view name) {
    if (name.size() <= name_field.size) {
        put(header, name_field, name);
        return true;
    }
    for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
        const auto prefix = name.substr(0, slash), rest = name.substr(slash + 1);
        if (prefix.empty() || prefix.size() > prefix_field.size || rest.empty() ||
            rest.size() > name_field.size)
            continue;
        put(header, prefix_field, prefix);
        put(header, name_field, rest);
        return true;
    }
    put(header, name_field, name.substr(0, name_field.size)); // the whole of it is in a record
    return false;
}

std::string header_of(char type, std::string_view name, std::uint64_t size, std::int64_t modified,
                      bool& fits) {
    std::string header(block, '\0');
    fits = put_name(header, name) && size <= largest_plain_size;
    put_number(header, mode_field, 0600);
    put_number(header, owner_field, 0);
    put_number(header, group_field, 0);
    put_number(header, size_field, size <= largest_plain_size ? size : 0);
    put_number(header, time_field, modified > 0 ? static_cast<std::uint64_t>(modified) : 0);
    put(header, type_field, {&type, 1});
    put(header, magic_field, magic);
    // Six digits, a NUL and a space: since ever.
    put_number(header, {checksum_field.at, 7}, checksum_of(header));
    header[checksum_field.at + 7] = ' ';
    return header;
}

/// `<length> <key>=<value>\n`, where the length counts its own digits.
std::string record(std::string_view key, std::string_view value) {
    const auto rest = key.size() + value.size() + 3;
    auto length = rest + 1;
    while (std::to_string(length).size() + rest != length) ++length;
    return std::to_string(length) + ' ' + std::string{key} + '=' + std::string{value} + '\n';
}

std::uint64_t padding_after(std::uint64_t size) { return (block - size % block) % block; }

std::string_view text_of(std::string_view header, header_field f) {
    const auto field = header.substr(f.at, f.size);
    return field.substr(0, std::min(field.find('\0'), field.size()));
}

std::uint64_t number_in(std::string_view digits, int base) {
    const auto first = digits.find_first_not_of(' ');
    const auto last = digits.find_last_not_of(' ');
    std::uint64_t n = 0;
    if (first == digits.npos) return 0;
    digits = digits.substr(first, last - first + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), n, base);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size())
        throw bad_archive("the archive is damaged: there is no number where one should be");
    return n;
}

bool is_empty(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '\0'; });
}

}

std::string tar_header(const archived_file& file, std::int64_t modified) {
    if (file.name.empty() || file.name.find('\0') != std::string::npos)
        throw std::invalid_argument("this is no name of a file in an archive");
    bool fits = false;
    const auto header = header_of('0', file.name, file.size, modified, fits);
    if (fits) return header;
    const auto records = record("path", file.name) + record("size", std::to_string(file.size));
    auto whole = header_of('x', "pax_header", records.size(), modified, fits);
    return whole + records + tar_padding(records.size()) + header;
}

std::string tar_padding(std::uint64_t size) { return std::string(padding_after(size), '\0'); }

std::string tar_end() { return std::string(2 * block, '\0'); }

void tar_reader::feed(std::string_view piece) {
    left_ = piece;
    finished_ = piece.empty();
}

/// Whether `size` bytes are there now, in gathered_.
bool tar_reader::gather(std::size_t size) {
    const auto taken = std::min(size - gathered_.size(), left_.size());
    gathered_.append(left_.substr(0, taken));
    left_.remove_prefix(taken);
    return gathered_.size() == size;
}

tar_reader::event tar_reader::hungry() {
    if (finished_) throw bad_archive("the archive is cut off: its end is missing");
    return {};
}

tar_reader::event tar_reader::next() {
    for (;;) {
        switch (at_) {
        case place::over: return {event::kind::end};
        case place::header:
            if (!gather(block)) return hungry();
            if (auto e = read_header(); e.what != event::kind::hungry) return e;
            break;
        case place::records:
            if (!gather(to_go_)) return hungry();
            read_records();
            break;
        case place::contents: return read_contents();
        case place::padding:
        case place::skipped:
            const auto passed = std::min<std::uint64_t>(to_go_, left_.size());
            left_.remove_prefix(passed);
            if (to_go_ -= passed; to_go_ > 0) return hungry();
            at_ = place::header;
            break;
        }
    }
}

/// One that begins a file or ends the archive is an event; of others there is nothing to tell.
tar_reader::event tar_reader::read_header() {
    const auto header = std::move(gathered_);
    gathered_.clear();
    if (is_empty(header)) {
        if (!std::exchange(empty_block_, true)) return {};
        at_ = place::over;
        return {event::kind::end};
    }
    if (!header.substr(magic_field.at).starts_with("ustar"))
        throw bad_archive("this is no tar archive, or one that is compressed or damaged");
    if (number_in(text_of(header, checksum_field), 8) != checksum_of(header))
        throw bad_archive("the archive is damaged: the checksum of a header does not fit");
    const auto size = number_in(text_of(header, size_field), 8);
    switch (header[type_field.at]) {
    case 'x':
        if (size > longest_records)
            throw bad_archive("the archive is damaged: what is said of one file is too long");
        at_ = place::records, to_go_ = size;
        return {};
    case 'g': // of the archive as a whole
    case '5': // a folder
        at_ = place::skipped, to_go_ = size + padding_after(size);
        return {};
    case '0':
    case '\0': break;
    default: throw bad_archive("the archive has something other than files in it");
    }
    archived_file file{std::move(told_)};
    if (!std::exchange(size_told_, false)) file.size = size;
    if (file.name.empty()) {
        const std::string prefix{text_of(header, prefix_field)};
        file.name = (prefix.empty() ? "" : prefix + "/") + std::string{text_of(header, name_field)};
    }
    told_ = {};
    at_ = place::contents, to_go_ = file.size, padding_ = padding_after(file.size);
    return {event::kind::file, std::move(file)};
}

tar_reader::event tar_reader::read_contents() {
    if (to_go_ == 0) {
        at_ = place::padding, to_go_ = padding_;
        return {event::kind::closed};
    }
    if (left_.empty()) return hungry();
    const auto piece =
        left_.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(to_go_, left_.size())));
    left_.remove_prefix(piece.size());
    to_go_ -= piece.size();
    return {event::kind::bytes, {}, piece};
}

/// Of the file whose header follows.
void tar_reader::read_records() {
    std::string_view all = gathered_;
    while (!all.empty()) {
        const auto space = all.find(' ');
        const auto length = number_in(all.substr(0, std::min(space, all.size())), 10);
        if (space == all.npos || length <= space + 1 || length > all.size() ||
            all[length - 1] != '\n')
            throw bad_archive("the archive is damaged: what is said of a file makes no sense");
        const auto entry = all.substr(space + 1, length - space - 2);
        const auto equals = std::min(entry.find('='), entry.size());
        const auto value = entry.substr(std::min(equals + 1, entry.size()));
        if (entry.substr(0, equals) == "path") told_.name = value;
        if (entry.substr(0, equals) == "size") told_.size = number_in(value, 10), size_told_ = true;
        all.remove_prefix(length);
    }
    at_ = place::skipped, to_go_ = padding_after(gathered_.size());
    gathered_.clear();
}

}
