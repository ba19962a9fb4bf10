// Records of what was done by other means than the API of entities. Provided by audit.
#pragma once
#include <nucleus/async/task.hpp>
#include <nucleus/http/request_context.hpp>
#include <nucleus/pg/database.hpp>
#include <nucleus/uuid.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nucleus {

/// A row that it was done to; values are JSON, without secrets, or none.
struct audited_row {
    std::optional<uuid> id;
    std::optional<std::string> before{}, after{};
};

class audit_trail {
public:
    static constexpr std::string_view service_name = "audit_trail";
    virtual ~audit_trail();
    /// One record for each row of the table `entity`, in the caller's transaction, so that there is
    /// none without the other: who asks and from where is that of `rc`. `operation` is in upper
    /// case, "SUSPEND". Does nothing where audit.actions.AUTH is off.
    virtual task<void> note(pg::transaction& tx, const request_context& rc, std::string_view entity,
                            std::string_view operation, const std::vector<audited_row>& rows) = 0;
    /// The same of what no request has asked for: a command of whoever runs the server.
    virtual task<void> note(pg::transaction& tx, std::string_view entity,
                            std::string_view operation, const std::vector<audited_row>& rows) = 0;
};

}
