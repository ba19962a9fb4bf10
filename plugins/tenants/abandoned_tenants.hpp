// Removes tenants that somebody signed up for and never came into.
#pragma once
#include "store/unproven_store.hpp"
#include "tenants_context.hpp"
#include <nucleus/async/recurring.hpp>

namespace nucleus::tenants {

/// Who signs up has selfSignup.confirmWithin to confirm the address. A tenant that nobody can have
/// been in by then is removed, without grace, in one transaction that begins by making sure of
/// that. Used from the control context.
class abandoned_tenants {
public:
    abandoned_tenants(const tenants_context& t, schema_removal& removal,
                      boost::asio::io_context& control, pg::database& database, std::string home);

    /// Looks every five seconds.
    void start() { rounds_.start(); }
    void stop() noexcept { rounds_.stop(); }

private:
    task<void> round();
    task<void> decide(unproven_tenant u);

    const tenants_context& context_;
    schema_removal& removal_;
    pg::database& db_;
    std::string home_;
    recurring rounds_;
};

}
