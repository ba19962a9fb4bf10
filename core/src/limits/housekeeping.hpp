// Counts that are over are forgotten.
#pragma once
#include "limits/store/count_store.hpp"
#include <nucleus/async/recurring.hpp>
#include <string>

namespace nucleus::limits {

/// Each minute. What a flood of addresses may leave in the table between two rounds is what it
/// could send; after each round there are a million rows at most. Lives on the control context.
class housekeeping {
public:
    housekeeping(boost::asio::io_context& control, pg::database& database, std::string schema)
        : database_{database}
        , schema_{std::move(schema)}
        , minutely_{control, "limits.housekeeping", std::chrono::minutes{1},
                    [this] { return tidy(); }} {}

    void start() { minutely_.start(); }
    void stop() noexcept { minutely_.stop(); }

private:
    static constexpr std::uint64_t most_rows = 1'000'000;
    task<void> tidy() { return prune_counts(database_, {schema_}, most_rows); }

    pg::database& database_;
    std::string schema_;
    recurring minutely_;
};

}
