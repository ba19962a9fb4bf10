#include "domain/parameter_fault.hpp"

namespace nucleus::crud {

error parameter_fault(std::string_view parameter, std::string code, const std::string& at,
                      const std::string& why) {
    const auto where = at.empty() ? std::string{} : "at " + at + ": ";
    return {errors::invalid_query, {}, {{std::string{parameter}, std::move(code), where + why}}};
}

error parameter_fault(std::string_view parameter, const error& found, const std::string& at) {
    if (found.faults.empty())
        return parameter_fault(parameter, "malformed_json", at, std::string{found.text()});
    error e{errors::invalid_query};
    for (const auto& f : found.faults) {
        auto one = parameter_fault(parameter, f.code, at + f.path, f.message);
        e.faults.push_back(std::move(one.faults.front()));
    }
    return e;
}

}
