// SQL/JSON paths of a request.
#pragma once
#include <string>

namespace nucleus::crud {

/// One that a filter has used, and where it stands. Only PostgreSQL can tell whether it is one.
struct json_path {
    std::string parameter, at, text;
};

}
