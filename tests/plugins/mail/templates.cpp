#include "domain/templates.hpp"
#include "config.hpp"
#include "domain/links.hpp"
#include "domain/purposes.hpp"
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <stdexcept>

using namespace nucleus;
using namespace nucleus::mailing;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("every purpose has a sound template, and a link if it needs one") {
    for (const auto& p : purposes()) {
        INFO(p.name);
        const auto& t = built_in(p.name);
        CHECK_FALSE(fault_of_template(t.subject, p.linked()));
        CHECK_FALSE(fault_of_template(t.text, p.linked()));
        CHECK_FALSE(fault_of_template(t.html, p.linked()));
        CHECK((t.text.find("{{link}}") != std::string::npos) == p.linked());
        CHECK((t.html.find("href=\"{{link}}\"") != std::string::npos) == p.linked());
        CHECK(link_for(links_config{}, p.name).empty() != p.linked());
        const auto made = render(t, {{"appName", "Shop"}, {"link", "https://x"}});
        CHECK_THAT(made.subject, ContainsSubstring("Shop"));
        CHECK_THAT(made.subject + made.text + made.html, !ContainsSubstring("{{"));
    }
    CHECK_THROWS_AS(built_in("nonsense"), std::invalid_argument);
    CHECK(find_purpose("nonsense") == nullptr);
}

TEST_CASE("values are data: escaped in HTML, on one line everywhere, and read once") {
    const mail_template t{"Hi {{name}}", "Hi {{name}}!", "<p title=\"{{name}}\">{{name}}</p>"};
    const auto made =
        render(t, {{"name", "<b>\"A\" & 'B'</b>\r\nBcc: x\x7f {{link}}"}, {"link", "secret"}});
    CHECK(made.subject == "Hi <b>\"A\" & 'B'</b>Bcc: x {{link}}");
    CHECK(made.text == "Hi <b>\"A\" & 'B'</b>Bcc: x {{link}}!\n");
    const std::string escaped = "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;Bcc: x {{link}}";
    CHECK(made.html == "<p title=\"" + escaped + "\">" + escaped + "</p>\n");
}

TEST_CASE("a line that would say nothing is left out") {
    const mail_template t{"S", "Device: {{device}}\nAt {{time}} by {{name}}\n\nend", ""};
    CHECK(render(t, {{"name", "Ada"}}).text == "At  by Ada\n\nend\n");
    CHECK(render(t, {{"device", ""}}).text == "\nend\n");
    CHECK(render(t, {{"device", "x"}, {"time", "noon"}}).text == "Device: x\nAt noon by \n\nend\n");
}

TEST_CASE("until when an address is to be confirmed is said where that is known") {
    const auto& t = built_in("verifyEmail");
    const auto bounded = render(t, {{"expiresIn", "1 day"}, {"confirmBefore", "2026-12-07"}});
    for (const auto& text : {bounded.text, bounded.html})
        CHECK_THAT(text, ContainsSubstring("Unless that is done by 2026-12-07"));
    const auto other = render(t, {{"expiresIn", "1 day"}});
    CHECK_THAT(other.text + other.html, !ContainsSubstring("Unless"));
}

TEST_CASE("what is wrong with a template is told with its line") {
    const auto fault = fault_of_template("a {{name}}\r\n{{nmae}}", true);
    REQUIRE(fault);
    CHECK(fault->line == 2);
    CHECK(fault->why == "there is no {{nmae}} here");
    CHECK(fault_of_template("\n\n{{name", true)->line == 3);
    CHECK(fault_of_template("{{link}}", false));
    CHECK_FALSE(fault_of_template("{{link}} { } }}", true));
}

TEST_CASE("links are made of the configured pattern") {
    CHECK(link_of(links_config{}.invite, "https://shop.example", "a-b_c") ==
          "https://shop.example/auth/link#invite=a-b_c");
    CHECK(link_of("{publicUrl}?t={token}", "https://{token}", "a&b=\"<\n") ==
          "https://{token}?t=a%26b%3D%22%3C%0A");
    CHECK_FALSE(fault_of_link("https://app.example/reset?t={token}"));
    CHECK(fault_of_link("{publicUrl}/reset"));
    CHECK(fault_of_link("{publicUrl}/{purpose}/{token}"));
    CHECK(fault_of_link("javascript:alert('{token}')"));
    CHECK(fault_of_link("{publicUrl}/a b/{token}"));
}

TEST_CASE("links of a tenant lead to its host, or name it") {
    CHECK(tenant_url("https://shop.example:8443", "shop.example", "acme") ==
          "https://acme.shop.example:8443");
    CHECK(tenant_url("https://www.shop.example/app", "shop.example", "acme") ==
          "https://acme.shop.example/app");
    CHECK(tenant_url("https://shop.example", "", "acme") == "https://shop.example");
    CHECK(naming_tenant("https://shop.example/auth/link#invite=t", "acme") ==
          "https://shop.example/auth/link?tenant=acme#invite=t");
    CHECK(naming_tenant("https://shop.example/reset?t=1", "acme") ==
          "https://shop.example/reset?t=1&tenant=acme");
    CHECK(naming_tenant("https://shop.example/#/a?b=1", "acme") ==
          "https://shop.example/?tenant=acme#/a?b=1");
}

TEST_CASE("hosts are read from URLs") {
    CHECK(host_of("https://shop.example/x") == "shop.example");
    CHECK(host_of("http://[::1]:8080") == "[::1]");
    CHECK(host_of("smtp://mail.example:587") == "mail.example");
    CHECK(is_loopback("127.0.0.1"));
    CHECK(is_loopback("[::1]"));
    CHECK(is_loopback("localhost"));
    CHECK_FALSE(is_loopback("127.evil.example"));
    CHECK_FALSE(is_loopback("mail.example"));
}
