// Owners of what libpq allocates.
#pragma once
#include <libpq-fe.h>
#include <memory>

namespace nucleus::pg {

struct libpq_deleter {
    void operator()(PGconn* c) const noexcept { ::PQfinish(c); }
    void operator()(PGresult* r) const noexcept { ::PQclear(r); }
    void operator()(PGnotify* n) const noexcept { ::PQfreemem(n); }
    void operator()(PGcancel* c) const noexcept { ::PQfreeCancel(c); }
    void operator()(PQconninfoOption* o) const noexcept { ::PQconninfoFree(o); }
};
template <class T> using libpq_ptr = std::unique_ptr<T, libpq_deleter>;

}
