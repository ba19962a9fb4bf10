// Failures as values and as exceptions.
#include <nucleus/error.hpp>

namespace nucleus {

error::error() noexcept
    : kind{&errors::internal} {}

failure::failure(error reason)
    : reason_{std::move(reason)}
    , what_{reason_.text()} {}
failure::~failure() = default;
const char* failure::what() const noexcept { return what_.c_str(); }

void throw_exception_from_error(const error& e, const boost::source_location&) { throw failure{e}; }

}
