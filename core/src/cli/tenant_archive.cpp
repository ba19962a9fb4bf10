// tenant export|restore: a tenant into a file, and out of one.
#include "cli/reading.hpp"
#include "cli/tenant_service.hpp"
#include "process/descriptor.hpp"
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <nucleus/json/json.hpp>
#include <nucleus/services/tenant_archives.hpp>
#include <sys/stat.h>

namespace nucleus::cli {

namespace {

std::runtime_error trouble(const std::string& file, const char* what) {
    return std::runtime_error(file + " cannot be " + what + ": " + std::strerror(errno));
}

void write_whole(int to, std::string_view piece, const std::string& name) {
    while (!piece.empty()) {
        const auto n = ::write(to, piece.data(), piece.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw trouble(name, "written");
        piece.remove_prefix(static_cast<std::size_t>(n));
    }
}

/// A new file that only its owner can read, and that is there once it is complete; or stdout.
class new_file {
public:
    explicit new_file(const std::string& name)
        : name_{name}
        , partial_{name + ".partial"} {
        if (name_ == "-") return;
        std::error_code none;
        if (std::filesystem::exists(name_, none))
            throw std::runtime_error(name_ + " is there already");
        to_ = process::descriptor{
            ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (!to_ || ::fchmod(to_.get(), 0600) != 0) throw trouble(partial_, "written");
    }
    ~new_file() {
        if (to_) ::unlink(partial_.c_str());
    }
    new_file(const new_file&) = delete;
    new_file& operator=(const new_file&) = delete;

    void write(std::string_view piece) {
        write_whole(to_ ? to_.get() : STDOUT_FILENO, piece, to_ ? partial_ : "stdout");
    }
    void finish() {
        if (!to_) return;
        if (::fsync(to_.get()) != 0 || std::rename(partial_.c_str(), name_.c_str()) != 0)
            throw trouble(name_, "written");
        to_.close();
    }

private:
    std::string name_, partial_;
    process::descriptor to_;
};

/// A file, or stdin, piece by piece. What is slow or may end early, as a pipe, is here as a whole
/// before the first piece is given: meanwhile nothing is claimed in the database.
class old_file {
public:
    explicit old_file(const std::string& name)
        : name_{name}
        , from_{name == "-" ? ::dup(STDIN_FILENO) : ::open(name.c_str(), O_RDONLY | O_CLOEXEC)} {
        struct stat is{};
        if (!from_ || ::fstat(from_.get(), &is) != 0) throw trouble(name_, "read");
        if (!S_ISREG(is.st_mode)) take_over();
    }
    std::string_view read() {
        for (;;) {
            const auto n = ::read(from_.get(), buffer_.data(), buffer_.size());
            if (n >= 0) return {buffer_.data(), static_cast<std::size_t>(n)};
            if (errno != EINTR) throw trouble(name_, "read");
        }
    }

private:
    /// Into a file that has no name, and is gone with this process.
    void take_over() {
        const auto folder = std::filesystem::temp_directory_path();
        process::descriptor to{::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
        if (!to) throw trouble(folder.string(), "written");
        for (auto piece = read(); !piece.empty(); piece = read())
            write_whole(to.get(), piece, folder.string());
        if (::lseek(to.get(), 0, SEEK_SET) != 0) throw trouble(folder.string(), "read");
        from_ = std::move(to);
    }

    std::string name_;
    process::descriptor from_;
    std::array<char, 256UL * 1024> buffer_;
};

void print(const tenant_contents& t, std::FILE* to, bool as_json) {
    if (!as_json) {
        std::fprintf(to, "%s  %s  %lld tables  %lld rows\n", t.subdomain.c_str(),
                     t.id.text().c_str(), static_cast<long long>(t.tables),
                     static_cast<long long>(t.rows));
        return;
    }
    std::string out;
    json::writer w{out};
    w.begin_object().key("id");
    w.value(t.id.text()).key("subdomain");
    w.value(t.subdomain).key("tables");
    w.value(t.tables).key("rows");
    w.value(t.rows).key("leftOut").begin_array();
    for (const auto& what : t.left_out) w.value(what);
    w.end_array().end_object();
    std::fprintf(to, "%s\n", out.c_str());
}

task<int> tell(task<result<tenant_contents>> work, std::FILE* to, bool as_json) {
    const auto outcome = co_await std::move(work);
    if (!outcome) co_return complain_of(outcome.error());
    for (const auto& what : outcome->left_out)
        complain("left out, since it is not declared here: " + what);
    print(*outcome, to, as_json);
    co_return done;
}

}

int tenant_export(const common& c, const std::string& tenant, const std::string& file) {
    const auto w = read_world(c);
    if (!w) return failed;
    new_file to{file};
    auto* const about = file == "-" ? stderr : stdout;
    const int code = with_tenants<tenant_archives>(*w, [&](tenant_archives& all) {
        auto writing = all.write(tenant, [&](std::string_view piece) { to.write(piece); });
        return tell(std::move(writing), about, c.json);
    });
    if (code == done) to.finish();
    return code;
}

int tenant_restore(const common& c, const std::string& file, const std::string& subdomain) {
    const auto w = read_world(c);
    if (!w) return failed;
    const auto from = std::make_unique<old_file>(file);
    return with_tenants<tenant_archives>(*w, [&](tenant_archives& all) {
        return tell(all.restore(subdomain, [&] { return from->read(); }), stdout, c.json);
    });
}

}
