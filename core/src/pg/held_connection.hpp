// A connection that one caller keeps over several transactions.
#pragma once
#include "pg/lease.hpp"
#include <nucleus/pg/database.hpp>

namespace nucleus::pg {

class held_connection final : public connection {
public:
    held_connection(std::shared_ptr<lease> on, std::shared_ptr<statement_texts> texts, call c,
                    std::string channel);

    task<std::unique_ptr<transaction>> begin() override;
    task<void> script(std::string_view sql) override;

private:
    /// Throws when the transaction before was left open.
    void require_rest() const;

    std::shared_ptr<lease> lease_;
    std::shared_ptr<statement_texts> texts_;
    std::string schema_, channel_;
    steady::time_point deadline_;
};

}
