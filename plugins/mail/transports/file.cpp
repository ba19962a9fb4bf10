#include "transports/transport.hpp"
#include <algorithm>
#include <fstream>

namespace nucleus::mailing {

namespace {

namespace fs = std::filesystem;

/// 20260102T030405Z
std::string compact(instant t) {
    auto text = format_instant(std::chrono::floor<std::chrono::seconds>(t));
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text.substr(0, text.find_first_of(".Z")) + "Z";
}

void make_private(const fs::path& folder) {
    if (fs::create_directories(folder)) fs::permissions(folder, fs::perms::owner_all);
}

class file_transport final : public transport {
public:
    explicit file_transport(fs::path directory)
        : directory_{std::move(directory)} {}

    outcome deliver(const parcel& p, const std::atomic<bool>&) const override {
        try {
            write(p);
            return {outcome::kind::sent};
        } catch (const std::exception& e) {
            return {outcome::kind::later, clipped(e.what())};
        }
    }

private:
    /// In a folder that only the owner can enter, whatever `directory_` allows; then moved as a
    /// whole. The name is that of the mail: another attempt replaces the file.
    void write(const parcel& p) const {
        make_private(directory_);
        const auto making = directory_ / ".making";
        make_private(making);
        const auto name = compact(p.written) + "-" + p.purpose + "-" + p.id.text() + ".eml";
        std::ofstream file{making / name, std::ios::binary | std::ios::trunc};
        file << p.message;
        file.close();
        if (!file) throw std::runtime_error("cannot write into " + making.string());
        fs::permissions(making / name, fs::perms::owner_read | fs::perms::owner_write);
        fs::rename(making / name, directory_ / name);
    }

    fs::path directory_;
};

}

std::shared_ptr<const transport> make_file_transport(fs::path directory) {
    return std::make_shared<file_transport>(std::move(directory));
}

}
