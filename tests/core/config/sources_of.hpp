// A loader and a config text for the tests of this room.
#pragma once
#include "config/loader.hpp"
#include <algorithm>
#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nucleus/testing/temp_folder.hpp>

namespace nucleus::testing {

inline const std::string strong = "0123456789abcdef0123456789abcdef";

/// One attempt at loading: the text is written to a file.
struct attempt {
    std::shared_ptr<const temp_folder> folder = std::make_shared<temp_folder>();
    config::loader loader;
    config::sources from;
    config::report found;
    std::shared_ptr<const config::snapshot> config;

    explicit attempt(std::string_view text) { from.file = folder->write("config.json", text); }

    attempt& load() {
        found = {};
        config = loader.load(from, found);
        return *this;
    }
    [[nodiscard]] const fault* at(std::string_view path) const {
        const auto f = std::find_if(found.faults.begin(), found.faults.end(),
                                    [&](const fault& candidate) { return candidate.path == path; });
        return f == found.faults.end() ? nullptr : &*f;
    }
    /// All findings, for messages of failed tests.
    [[nodiscard]] std::string told() const {
        std::string out;
        for (const auto& f : found.faults) out += f.path + " [" + f.code + "] " + f.message + "\n";
        for (const auto& w : found.warnings) out += "warning: " + w + "\n";
        return out;
    }
    [[nodiscard]] bool tells(std::string_view path, std::string_view part) const {
        const auto* f = at(path);
        return f && f->message.find(part) != std::string::npos;
    }
};

}
