#include "domain/archive.hpp"
#include "domain/tar.hpp"
#include <algorithm>
#include <nucleus/json/json.hpp>

namespace nucleus::tenants {

namespace {

/// Rows that go to the database at once: many to a statement, none of it felt in memory.
constexpr std::size_t batch_size = 512UL * 1024;

}

std::string file_of_table(std::string_view table) { return std::string{table} + ".ndjson"; }

tenant_manifest read_manifest(std::string_view text) {
    auto read = json::read<tenant_manifest>(text);
    if (read && read->format == archive_format) return std::move(*read);
    std::string why = "its manifest is of another format";
    if (!read) {
        const auto& e = read.error();
        why += ": " + (e.faults.empty() ? std::string{e.text()}
                                        : e.faults.front().path + " " + e.faults.front().message);
    }
    throw bad_archive("this version cannot read the archive: " + why);
}

void row_batches::add(std::string_view piece) {
    const auto last = piece.rfind('\n');
    if (last != piece.npos) complete_ = text_.size() + last + 1;
    text_.append(piece);
}

bool row_batches::full() const noexcept { return complete_ >= batch_size; }

std::string row_batches::take(bool all) {
    if (all) complete_ = text_.size();
    std::string rows;
    std::string_view lines = std::string_view{text_}.substr(0, complete_);
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        if (!line.empty()) rows.append(rows.empty() ? "[" : ",").append(line);
    }
    text_.erase(0, complete_);
    complete_ = 0;
    return rows.empty() ? rows : rows + "]";
}

}
