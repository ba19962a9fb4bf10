#include "store/refusals.hpp"
#include "domain/parameter_fault.hpp"

namespace nucleus::crud {

namespace {

error about(const error_kind& kind, const std::vector<std::string>& fields, const std::string& code,
            const std::string& message) {
    error e{kind};
    for (const auto& f : fields) e.faults.push_back({"/" + f, code, message});
    return e;
}

}

std::optional<error> explain(const entity& of, const pg::query_failure& f, verb v) {
    const auto fields = of.columns_of(f.constraint);
    if (f.sqlstate == "23505") {
        if (f.constraint == of.table + "_pkey")
            return about(errors::duplicate, {"id"}, "duplicate", "this id exists already");
        const bool several = fields.size() > 1;
        return about(errors::duplicate, fields, "duplicate",
                     several ? "another row has this combination of values"
                             : "another row has this value");
    }
    if (f.sqlstate == "23503") {
        if (!fields.empty())
            return about(errors::referenced, fields, "missing_reference",
                         "there is no row with this id");
        error e{errors::referenced};
        if (v == verb::del || v == verb::put)
            e.message = "Rows of " + f.table + " still refer to this one.";
        return e;
    }
    if (f.sqlstate == "23502") {
        const auto c = of.find(f.column);
        return about(errors::validation_failed,
                     c ? std::vector{of.columns[*c].json_name} : std::vector<std::string>{},
                     "required", "must be given");
    }
    if (f.sqlstate == "23514") {
        auto e =
            about(errors::constraint_violated, fields, "constraint_violated", "is not allowed");
        if (fields.empty()) e.message = "The rule " + f.constraint + " does not allow this row.";
        return e;
    }
    // Data exceptions are what our own checks leave to PostgreSQL.
    const bool data = f.sqlstate.starts_with("22");
    // A JSON path may ask for what PostgreSQL does not do with the values it finds (0A000).
    if (v == verb::get && (data || f.sqlstate == "0A000"))
        return parameter_fault(
            f.statement.ends_with(".related") ? "with" : "filters", "malformed", {},
            "a value is outside of what its column can hold, or a JSON path asks for "
            "what PostgreSQL does not do");
    if (f.sqlstate.starts_with("54"))
        return error{v == verb::get ? errors::invalid_query : errors::validation_failed,
                     "A value is too long or too deep for what it is used for here."};
    if (data)
        return error{errors::validation_failed, "A value is outside of what its column can hold."};
    return std::nullopt;
}

}
