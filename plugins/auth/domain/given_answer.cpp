#include "domain/given_answer.hpp"
#include <nucleus/json/json.hpp>

namespace nucleus::auth {

namespace {

struct answer_text {
    std::string text;
};
NUCLEUS_DESCRIBE(answer_text, (text, "", max_length(4000))) // the widget's has some 800

}

result<std::string> read_answer(const raw_json& given, const std::string& path) {
    const bool number = given.text.find_first_not_of("0123456789") == std::string::npos;
    const std::string quote{number ? "\"" : ""};
    auto read = json::read<answer_text>(R"({"text":)" + quote + given.text + quote + "}");
    if (read) return std::move(read->text);
    auto refused = read.error();
    for (auto& f : refused.faults) {
        f.path = path;
        if (f.code == "wrong_type") f.message = "must be a string or a whole number";
    }
    return refused;
}

}
