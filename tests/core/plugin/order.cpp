// Start order: providers first, the given order where nothing else decides.
#include "plugin/order.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using nucleus::plugin_host::order;
using nucleus::plugin_host::participant;

namespace {

std::string names(const std::vector<participant>& all) {
    const auto decided = order(all, {"bus"});
    std::string text;
    for (const auto& f : decided.faults) text += f.code + ":" + f.plugin + " ";
    for (const auto i : decided.indexes) text += all[i].name + " ";
    if (!text.empty()) text.pop_back();
    return text;
}

}

TEST_CASE("Plugins are put in order, or the fault is named") {
    struct row {
        std::string_view what;
        std::vector<participant> all;
        std::string_view expected;
    };
    // name, provides, requires, uses, after
    const auto r = GENERATE(
        row{"nobody", {}, ""},
        row{"free ones keep their order",
            {{"c", {}, {}, {}, {}}, {"a", {}, {}, {}, {}}, {"b", {}, {}, {}, {}}},
            "c a b"},
        row{"a provider comes first",
            {{"user", {}, {"s"}, {}, {}}, {"free", {}, {}, {}, {}}, {"maker", {"s"}, {}, {}, {}}},
            "free maker user"},
        row{"one that is used comes first",
            {{"user", {}, {}, {"s"}, {}}, {"maker", {"s"}, {}, {}, {}}},
            "maker user"},
        row{"nobody need provide what is only used", {{"user", {}, {}, {"s"}, {}}}, "user"},
        row{"after another", {{"b", {}, {}, {}, {"a"}}, {"a", {}, {}, {}, {}}}, "a b"},
        row{"after one that is not there", {{"b", {}, {}, {}, {"a"}}}, "b"},
        row{"core's services are there", {{"b", {}, {"bus"}, {}, {}}}, "b"},
        row{"a chain given backwards",
            {{"c", {}, {"t"}, {}, {}}, {"b", {"t"}, {"s"}, {}, {}}, {"a", {"s"}, {}, {}, {}}},
            "a b c"},
        row{"its own service", {{"a", {"s"}, {"s"}, {}, {}}}, "a"},
        row{"missing", {{"a", {}, {"s"}, {}, {}}}, "missing_service:a"},
        row{"two providers",
            {{"a", {"s"}, {}, {}, {}}, {"b", {"s"}, {}, {}, {}}},
            "duplicate_service:b"},
        row{"core's service again", {{"a", {"bus"}, {}, {}, {}}}, "duplicate_service:a"},
        row{"two of one name",
            {{"a", {}, {}, {}, {}}, {"a", {}, {}, {}, {}}},
            "duplicate_plugin:a"},
        row{"a cycle",
            {{"a", {"s"}, {"t"}, {}, {}}, {"b", {"t"}, {}, {}, {"a"}}},
            "cyclic_plugins:a"});
    INFO(r.what);
    CHECK(names(r.all) == r.expected);
}

TEST_CASE("A cycle names its members and nobody who merely waits for them") {
    const auto decided = order({{"waiting", {}, {"s"}, {}, {}},
                                {"a", {"s"}, {"t"}, {}, {}},
                                {"b", {"t"}, {}, {"u"}, {}},
                                {"c", {"u"}, {"s"}, {}, {}}},
                               {});
    REQUIRE(decided.faults.size() == 1);
    CHECK(decided.faults[0].message.find("a → b → c → a") != std::string::npos);
    CHECK(decided.faults[0].message.find("waiting") == std::string::npos);
}

TEST_CASE("A missing service of a bundled plugin names that plugin") {
    const auto decided = order({{"shop", {}, {"identity"}, {}, {}}}, {});
    REQUIRE(decided.faults.size() == 1);
    CHECK(decided.faults[0].message.find("load the plugin auth") != std::string::npos);
}
