"""The walls test can fail: each rule finds a planted breach, and leaves sound code alone."""
import unittest

import rules

SDK = "core/include/nucleus/thing.hpp"
PLANTED = [  # rule, path, line
    ("sdk-includes", SDK, "#include <boost/beast/http.hpp>"),
    ("sdk-includes", SDK, "#include <boost/asio.hpp>"),
    ("sdk-includes", SDK, "#include <libpq-fe.h>"),
    ("sdk-includes", SDK, '#include "pg/pool.hpp"'),
    ("plugin-includes", "plugins/auth/routes.cpp", "#include <boost/json.hpp>"),
    ("plugin-includes", "plugins/auth/routes.cpp", "#include <libpq-fe.h>"),
    ("plugin-includes", "plugins/auth/routes.cpp", '#include "../crud/routes.hpp"'),
    ("plugin-includes", "examples/plugin-hello/plugin.cpp", "#include <unistd.h>"),
    ("handlers-have-no-sql", "plugins/a/handlers/x.cpp", 'run("SELECT id "'),
    ("handlers-have-no-sql", "plugins/a/handlers/x.cpp", 'f("delete from users");'),
    ("handlers-have-no-sql", "examples/plugin-hello/handlers/x.cpp", '"UPDATE t SET a = 1"'),
    ("domain-has-no-io", "plugins/a/domain/x.hpp", "#include <nucleus/http/request_context.hpp>"),
    ("domain-has-no-io", "plugins/a/domain/x.cpp", "#include <fstream>"),
    ("domain-has-no-clock", "plugins/a/domain/x.cpp", "auto t = std::chrono::system_clock::now();"),
    ("domain-has-no-clock", "plugins/a/domain/x.hpp", "bool late(const clock& c);"),
    ("only-pg-knows-libpq", "core/src/http/x.cpp", "#include <libpq-fe.h>"),
    ("only-json-knows-simdjson", "core/src/config/x.cpp", "#include <simdjson.h>"),
    ("only-http-knows-Beast", "core/src/app/x.cpp", "#include <boost/beast/core.hpp>"),
    ("only-observe-knows-spdlog", "core/src/app/x.cpp", "#include <spdlog/spdlog.h>"),
    ("only-cli-knows-CLI11", "core/src/app/x.cpp", "#include <CLI/CLI.hpp>"),
    ("only-plugin-knows-Boost.DLL", "core/src/app/x.cpp", "#include <boost/dll/import.hpp>"),
    ("only-unicode-knows-utf8proc", "core/src/json/x.cpp", "#include <utf8proc.h>"),
    ("only-transports-knows-libcurl", "plugins/mail/courier.cpp", "#include <curl/curl.h>"),
    ("only-transports-knows-libcurl", "core/src/app/x.cpp", "#include <curl/curl.h>"),
    ("only-captcha-knows-libgd", "plugins/auth/handlers/captcha.cpp", "#include <gd.h>"),
    ("only-crypto-knows-libsodium-and-argon2", "core/src/app/x.cpp", "#include <sodium.h>"),
    ("headers-open-no-namespace", "plugins/a/config.hpp", "using namespace std;"),
]
SOUND = [  # path, line
    (SDK, "#include <boost/asio/awaitable.hpp>"),
    (SDK, "#include <nucleus/pg/value.hpp>"),
    (SDK, "#include <string_view>"),
    ("plugins/auth/routes.cpp", '#include "handlers/login.hpp"'),
    ("plugins/auth/routes.cpp", "#include <nucleus/services/bus.hpp>"),
    ("plugins/a/handlers/x.cpp", "store.update(rc, row); // UPDATE and SELECT"),
    ("plugins/a/handlers/x.cpp", 'error{kinds::gone, "Select another row."}'),
    ("plugins/mail/transports/smtp.cpp", "#include <curl/curl.h>"),
    ("plugins/auth/captcha/png.cpp", "#include <gd.h>"),
    ("plugins/a/store/x.cpp", '"SELECT id FROM t"'),
    ("plugins/a/domain/x.cpp", "bool late(instant now, instant until);"),
    ("core/src/pg/x.cpp", "#include <libpq-fe.h>"),
    ("core/src/http/x.cpp", "#include <boost/beast/http.hpp>"),
    ("core/src/config/sections.hpp", "using namespace std::chrono_literals;"),
    ("plugins/a/x.cpp", "using namespace std;"),
]


def rules_broken(path, text):
    return [finding.rule for finding in rules.findings_of_text(path, text + "\n#pragma once")]


class Rules(unittest.TestCase):
    def test_planted_breaches_are_found(self):
        for rule, path, line in PLANTED:
            with self.subTest(rule=rule, line=line):
                self.assertIn(rule, rules_broken(path, line))

    def test_every_rule_has_a_planted_breach(self):
        self.assertEqual({rule.name for rule in rules.RULES}, {rule for rule, _, _ in PLANTED})

    def test_sound_code_is_left_alone(self):
        for path, line in SOUND:
            with self.subTest(line=line):
                self.assertEqual([], rules_broken(path, line))

    def test_a_finding_names_file_line_and_rule(self):
        (found,) = rules.findings_of_text("plugins/a/x.cpp", "\n\n#include <libpq-fe.h>")[:1]
        self.assertTrue(str(found).startswith("plugins/a/x.cpp:3: plugin-includes: "))

    def test_nameless_folders_and_files(self):
        for path in ("core/src/utils/x.cpp", "plugins/a/helper.hpp", "core/src/common/y.hpp"):
            self.assertEqual(1, len(rules.findings_of_path(path)), path)
        self.assertEqual([], rules.findings_of_path("core/src/http/pipeline.cpp"))

    def test_long_files_and_unguarded_headers(self):
        self.assertIn("file-length", rules_broken("core/src/x.cpp", "\n" * 401))
        found = rules.findings_of_text("core/src/x.hpp", "int x();")
        self.assertEqual(["pragma-once"], [finding.rule for finding in found])

    def test_two_types_of_one_name(self):
        text = "namespace nucleus::a {\n\nstruct grant {\n    int x;\n};\n\n}\n"
        one, two = ("plugins/a/store/x.hpp", text), ("plugins/a/domain/y.hpp", text)
        (found,) = rules.findings_of_types([one, two])
        self.assertEqual(("plugins/a/domain/y.hpp", 3), (found.path, found.line))
        derived = text.replace("struct grant {", "class grant final : public base {")
        self.assertEqual(1, len(rules.findings_of_types([one, ("plugins/a/z.hpp", derived)])))
        elsewhere = ("plugins/b/domain/y.hpp", text)
        inner = ("plugins/a/w.hpp", text.replace("nucleus::a", "nucleus::a::inner"))
        named = ("plugins/a/v.hpp", text.replace("struct grant {", "struct grant;"))
        self.assertEqual([], rules.findings_of_types([one, elsewhere, inner, named]))

    def test_symbols_of_a_plugin(self):
        one = "000 T nucleus_plugin_sdk1_clang19_cxx11_boost108300_plain\n"
        self.assertEqual([], rules.findings_of_symbols("a.so", one))
        self.assertEqual(1, len(rules.findings_of_symbols("a.so", one + "000 W _ZN3fooEv\n")))
        self.assertEqual(1, len(rules.findings_of_symbols("a.so", "")))

    def test_code_in_a_document_must_be_verbatim(self):
        text = "Text\n```cpp\nint a;\nint b;\n```\n```sh\nmake\n```\n```sql\nSELECT 1\n```\n"
        found = rules.findings_of_document("d.md", text, ["x\nint a;\nint b;\ny", "SELECT 2"])
        self.assertEqual([9 + 1], [finding.line for finding in found])


if __name__ == "__main__":
    unittest.main()
