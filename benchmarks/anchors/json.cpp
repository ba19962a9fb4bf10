// A JSON body to a typed struct: nucleus::json against nlohmann-json, same fields, same result.
// Prints one line per size: BYTES RATIO (median of alternating rounds).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <nucleus/json/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace bench {

struct line {
    std::string sku;
    std::int64_t quantity = 0;
    double price = 0;
    std::optional<std::string> note;
};
NUCLEUS_DESCRIBE(line, (sku, "Article"), (quantity, "How many"), (price, "Each"), (note, "Remark"))

struct order {
    std::string customer;
    std::string email;
    bool express = false;
    std::vector<line> lines;
};
NUCLEUS_DESCRIBE(order, (customer, "Name"), (email, "E-mail"), (express, "Today"), (lines, "What"))

std::string body_of(std::size_t lines) {
    nlohmann::json j{{"customer", "Ada Lovelace"},
                     {"email", "ada@example.com"},
                     {"express", true},
                     {"lines", nlohmann::json::array()}};
    for (std::size_t i = 0; i < lines; ++i)
        j["lines"].push_back({{"sku", "A-" + std::to_string(1000 + i)},
                              {"quantity", i % 7 + 1},
                              {"price", 12.5},
                              {"note", "gift wrap, please"}});
    return j.dump();
}

order with_nlohmann(const std::string& text) {
    const auto j = nlohmann::json::parse(text);
    order o{j.at("customer"), j.at("email"), j.at("express"), {}};
    for (const auto& l : j.at("lines")) {
        auto& added =
            o.lines.emplace_back(line{l.at("sku"), l.at("quantity"), l.at("price"), std::nullopt});
        if (l.contains("note")) added.note = l.at("note").get<std::string>();
    }
    return o;
}

order with_nucleus(const std::string& text) {
    auto read = nucleus::json::read<order>(text);
    if (!read) std::fputs(read.error().kind->code.data(), stderr), std::abort();
    return std::move(*read);
}

template <class F> double seconds_each(F&& f, int times) {
    const auto started = std::chrono::steady_clock::now();
    std::size_t seen = 0;
    for (int i = 0; i < times; ++i) seen += f().lines.size();
    if (seen == 0) std::abort();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count() /
           times;
}

}

int main() {
    for (const std::size_t lines : {std::size_t{3}, std::size_t{14000}}) {
        const auto text = bench::body_of(lines);
        const int times = lines < 10 ? 20000 : 12;
        std::vector<double> ratios;
        for (int round = 0; round < 7; ++round) {
            const auto theirs =
                bench::seconds_each([&] { return bench::with_nlohmann(text); }, times);
            const auto ours = bench::seconds_each([&] { return bench::with_nucleus(text); }, times);
            ratios.push_back(theirs / ours);
        }
        std::sort(ratios.begin(), ratios.end());
        std::printf("%zu %.2f\n", text.size(), ratios[3]);
    }
}
