#include "embedded/naming.hpp"
#include <catch2/catch_test_macros.hpp>
#include <libpq-fe.h>
#include <map>
#include <memory>

using namespace nucleus::embedded;

namespace {

/// As libpq reads it.
std::map<std::string, std::string> parsed(const std::string& dsn) {
    const std::unique_ptr<PQconninfoOption, decltype(&::PQconninfoFree)> all{
        ::PQconninfoParse(dsn.c_str(), nullptr), &::PQconninfoFree};
    REQUIRE(all);
    std::map<std::string, std::string> given;
    for (const auto* o = all.get(); o->keyword; ++o)
        if (o->val) given[o->keyword] = o->val;
    return given;
}

}

TEST_CASE("A database is named after its application, in letters that need no quotes") {
    CHECK(database_name("shop") == "shop");
    CHECK(database_name("My-Shop 2") == "my_shop_2");
    CHECK(database_name("caf\xc3\xa9") == "caf__");
    CHECK(database_name("") == "_app");
    for (const char* own : {"postgres", "template0", "Template1"})
        CHECK(database_name(own).ends_with("_app"));
    CHECK(database_name(std::string(100, 'a')).size() == 59); // PostgreSQL cuts at 63
}

TEST_CASE("The place of the socket never changes: a later version adopts what runs there") {
    CHECK(socket_folder("/var/lib/nucleusd/shop") == "/tmp/nucleus-801689df3b5e039f");
    CHECK(socket_folder("/var/lib/nucleusd/shop2") != socket_folder("/var/lib/nucleusd/shop"));
}

TEST_CASE("The socket's address is short, however long the folder's name is") {
    const auto folder = socket_folder("/" + std::string(4000, 'x'));
    CHECK((folder / ".s.PGSQL.5432.lock").native().size() < 107);
}

TEST_CASE("libpq reads back what was written, spaces, quotes and backslashes included") {
    const auto hostile = R"(/tmp/it's a \ folder' dbname=other)";
    const auto given = parsed(connection_string(hostile, "shop"));
    CHECK(given ==
          std::map<std::string, std::string>{
              {"host", hostile}, {"port", "5432"}, {"dbname", "shop"}, {"user", "nucleus"}});
}
