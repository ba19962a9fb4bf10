// The rules across fields of core's own sections.
#include "sources_of.hpp"

using namespace nucleus;
using testing::attempt;

TEST_CASE("values that core's sections refuse") {
    struct row {
        const char *text, *path;
    };
    for (const auto& [text, path] :
         {row{R"("server":{"host":""})", "$.server.host"},
          row{R"("server":{"port":5,"adminPort":5})", "$.server.adminPort"},
          row{R"("server":{"publicUrl":"https://a.example/"})", "$.server.publicUrl"},
          row{R"("server":{"publicUrl":"ftp://a.example"})", "$.server.publicUrl"},
          row{R"("server":{"publicUrl":"https://a.example?x"})", "$.server.publicUrl"},
          row{R"("server":{"publicUrl":"https://u:p@a.example"})", "$.server.publicUrl"},
          row{R"("server":{"tls":{"certificate":"/no/c","key":"/no/k"}})",
              "$.server.tls.certificate"},
          row{R"("server":{"tls":{"certificate":"/no/c","key":"/no/k"}})", "$.server.tls.key"},
          row{R"("server":{"timeouts":{"header":"0ms"}})", "$.server.timeouts.header"},
          row{R"("server":{"bodyLimit":0})", "$.server.bodyLimit"},
          row{R"("server":{"headerLimit":10})", "$.server.headerLimit"},
          row{R"("server":{"trustedProxies":["10.0.0.256"]})", "$.server.trustedProxies[0]"},
          row{R"("server":{"trustedProxies":["::/0","10.0.0.0/-1"]})",
              "$.server.trustedProxies[1]"},
          row{R"("server":{"trustedProxies":["10.0.0.0/8x"]})", "$.server.trustedProxies[0]"},
          row{R"("server":{"trustedProxies":["fd00::/129"]})", "$.server.trustedProxies[0]"},
          row{R"("server":{"cors":{"origins":["*"]}})", "$.server.cors.origins[0]"},
          row{R"("server":{"cors":{"origins":["https://a.example/x"]}})",
              "$.server.cors.origins[0]"},
          row{R"("server":{"cors":{"origins":["a.example"]}})", "$.server.cors.origins[0]"},
          row{R"("database":{"schemas":["Main"]})", "$.database.schemas[0]"},
          row{R"("database":{"schemas":["a;drop"]})", "$.database.schemas[0]"},
          row{R"("database":{"schemas":["a","pg_a"]})", "$.database.schemas[1]"},
          row{R"("database":{"schemas":["information_schema"]})", "$.database.schemas[0]"},
          row{R"("database":{"schemas":["a","a"]})", "$.database.schemas[1]"},
          row{R"("database":{"schemas":[]})", "$.database.schemas"},
          row{R"("database":{"tenantHeader":"a b"})", "$.database.tenantHeader"},
          row{R"("database":{"tenantHeader":"Authorization"})", "$.database.tenantHeader"},
          row{R"("database":{"tenantHeader":"X-Tenant-Schema"})", "$.database.tenantHeader"},
          row{R"("database":{"isMultiTenant":true,"schemas":["tenant_acme"]})",
              "$.database.schemas[0]"},
          row{R"("database":{"baseDomain":"-a-"})", "$.database.baseDomain"},
          row{R"("database":{"pool":{"acquireTimeout":"0s"}})", "$.database.pool.acquireTimeout"},
          row{R"("rateLimit":{"authRoutes":{"window":"0s"}})", "$.rateLimit.authRoutes.window"},
          row{R"("rateLimit":{"publicRoutes":{"window":"32d"}})",
              "$.rateLimit.publicRoutes.window"},
          row{R"("rateLimit":{"privateRoutes":{"block":"0s"}})", "$.rateLimit.privateRoutes.block"},
          row{R"("logging":{"scopes":["*.a"]})", "$.logging.scopes[0]"},
          row{R"("plugins":{"load":["a","a"]})", "$.plugins.load[1]"},
          row{R"("plugins":{"load":[""]})", "$.plugins.load[0]"},
          row{R"("server":[])", "$.server"}}) {
        attempt a{R"({"mode":"development",)" + std::string{text} + "}"};
        a.load();
        INFO(text << "\n" << a.told());
        CHECK_FALSE(a.config);
        CHECK(a.at(path));
    }
}

TEST_CASE("text without end is refused, not matched") {
    attempt a{R"({"mode":"development","database":{"tenantHeader":")" + std::string(200'000, 'a') +
              R"("}})"};
    a.load();
    CHECK(a.at("$.database.tenantHeader"));
}

TEST_CASE("values that they take") {
    for (const auto* text :
         {R"("server":{"port":0,"adminPort":0})",
          R"("server":{"publicUrl":"https://a.example:8443/app"})",
          R"("server":{"publicUrl":"http://[::1]:80"})",
          R"("server":{"trustedProxies":["10.0.0.0/8","::1/128","0.0.0.0/0","10.0.0.1","::1"]})",
          R"("server":{"cors":{"origins":["*"],"credentials":false}})",
          R"("server":{"cors":{"origins":["https://a.example","http://localhost:3000"]}})",
          R"("database":{"schemas":["main","_x1"],"baseDomain":"shop.example"})",
          R"("logging":{"scopes":["*","a.*","a.b-c"],"level":"debug"})",
          R"("plugins":{"load":["a","./b.so"]})"}) {
        attempt a{R"({"mode":"development",)" + std::string{text} + "}"};
        a.load();
        INFO(text << "\n" << a.told());
        CHECK(a.config);
    }
}
