// What the archive of a tenant has in it besides rows: manifest.json. Pure.
#pragma once
#include <cstdint>
#include <nucleus/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus::tenants {

/// The form that this version writes and reads.
inline constexpr int archive_format = 1;
inline constexpr std::string_view manifest_name = "manifest.json";

/// One file `<name>.ndjson` with a row in each line.
struct archived_extent {
    std::string name;
    std::vector<std::string> columns;
    std::int64_t rows = 0, bytes = 0;
};
NUCLEUS_DESCRIBE(archived_extent, (name, "The table; its rows are in <name>.ndjson"),
                 (columns, "Of the table; what is null is left out of a row"),
                 (rows, "How many", at_least(0)), (bytes, "Size of the file", at_least(0)))

struct archived_feature {
    std::string name;
    bool enabled = true;
    raw_json config;
};
NUCLEUS_DESCRIBE(archived_feature, (name, "The feature"), (enabled, "Whether the tenant has it"),
                 (config, "Its settings"))

struct tenant_manifest {
    int format = archive_format;
    std::string version;     ///< of schema_keeper, of what the schema was made for
    std::string exported_at; ///< RFC 3339
    std::string id, subdomain, company_id, god_admin_email, plan;
    std::optional<std::string> company_name;
    std::optional<int> max_users;
    raw_json settings, trusted_sources;
    std::vector<archived_feature> features;
    std::vector<archived_extent> tables;
};
NUCLEUS_DESCRIBE(tenant_manifest, (format, "Form of the archive"),
                 (version, "What the tables were made for"),
                 (exported_at, "The moment that all of it is of"), (id, "Of the tenant, then"),
                 (subdomain, "Where it was reached"), (company_id, "Of the company"),
                 (god_admin_email, "Of its first administrator"), (plan, "Its plan"),
                 (company_name, "Its name"), (max_users, "How many users it may have"),
                 (settings, "Its settings"), (trusted_sources, "Its trusted sources"),
                 (features, "What it has beyond its plan, or does not have"),
                 (tables, "In the order of the files"))

/// The file that the rows of a table are in.
[[nodiscard]] std::string file_of_table(std::string_view table);

/// Throws bad_archive for one that this version cannot read.
[[nodiscard]] tenant_manifest read_manifest(std::string_view text);

/// Lines of a file, which come in pieces of any size, as JSON arrays of many of them.
class row_batches {
public:
    /// More of the file.
    void add(std::string_view piece);
    /// Whether take() has so much to give that it should be taken.
    [[nodiscard]] bool full() const noexcept;
    /// The rows that are complete, `[{…},{…}]`; empty: there is none. With `all` also what has no
    /// end of line.
    [[nodiscard]] std::string take(bool all = false);

private:
    std::string text_;
    std::size_t complete_ = 0; ///< up to behind the last end of a line
};

}
