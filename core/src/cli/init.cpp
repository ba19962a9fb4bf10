// init: a configuration to begin with.
#include "cli/reading.hpp"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace nucleus::cli {

namespace {

constexpr std::string_view starter = R"({
  "appId": "my-app",
  "mode": "development",
  "server": { "host": "127.0.0.1", "port": 8080 },
  "authentication": {
    "enabled": true,
    "defaultRole": "member",
    "register": { "enabled": true },
    "emailVerification": { "enabled": false }
  },
  "authorization": {
    "enabled": true,
    "seed": {
      "roles": [{ "name": "member", "description": "Everybody who registers" }],
      "roleClaimAssignments": [
        { "role": "member", "claims": ["post.notes", "put.notes", "delete.notes"] }
      ]
    }
  },
  "entities": [
    {
      "table_name": "notes",
      "public": ["get"],
      "columns": [
        { "name": "title", "type": "varchar", "length": 200, "notNull": true, "sanitize": ["trim"], "validation": { "minLength": 1 } },
        { "name": "body", "type": "text" }
      ]
    }
  ]
}
)";

}

int init(const init_options& o) {
    if (o.file == "-") {
        std::fwrite(starter.data(), 1, starter.size(), stdout);
        return done;
    }
    std::error_code none;
    if (!o.force && std::filesystem::exists(o.file, none)) {
        complain(o.file + " is there already: choose another name, or overwrite it with --force");
        return failed;
    }
    std::ofstream out{o.file, std::ios::binary | std::ios::trunc};
    out << starter << std::flush;
    if (!out) {
        complain(o.file + " cannot be written: " + std::strerror(errno));
        return failed;
    }
    complain("wrote " + o.file + "; serve it with: nucleusd --config " + o.file);
    return done;
}

}
