"""The walls of the source tree as data: what must not stand where, and why."""
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    name: str
    where: str  # regex on the path from the root of the tree
    forbids: str  # regex on one line without its comment
    because: str
    but_not: str = "$^"  # regex on paths that are exempt
    allows: str = "$^"  # regex on the matched text


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    because: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.because}"


CODE = r"\.(cpp|hpp)$"
OURS = r"^(core|plugins|testkit|examples)/"
INCLUDE = r'^\s*#\s*include\s*([<"][^>"]+[>"])'
STD = r"<[a-z_]+>"


def library(name, header, *homes):
    """A library that only some rooms may include."""
    return Rule(
        f"only-{homes[0].rsplit('/', 1)[-1]}-knows-{name}",
        r"^(core|plugins|examples)/",
        rf"^\s*#\s*include\s*[<\"]({header})",
        f"{name} belongs into {' and '.join(homes)}",
        but_not="^(" + "|".join(re.escape(home) for home in homes) + ")",
    )


RULES = [
    Rule(
        "sdk-includes",
        r"^core/include/nucleus/",
        INCLUDE,
        "an SDK header includes std, <nucleus/…>, Asio's awaitable and io_context, Boost.System, "
        "Boost.Preprocessor and boost/version.hpp only",
        allows=rf"{STD}|<nucleus/[\w/]+\.hpp>|<boost/asio/(awaitable|io_context)\.hpp>"
        r"|<boost/(system|preprocessor)/[\w/]+\.hpp>|<boost/version\.hpp>",
    ),
    Rule(
        "plugin-includes",
        r"^(plugins|examples/plugin-[^/]+)/",
        INCLUDE,
        "a plugin includes std, <nucleus/…> and its own files only (for timers: "
        "nucleus/async/)",
        but_not=r"^examples/plugin-[^/]+/tests/",
        allows=rf'{STD}|<nucleus/(?!testing/)[\w/]+\.hpp>|"(?!\.\.)[\w/]+\.hpp"'
        r"|<(curl/curl|gd)\.h>",  # where, another rule says
    ),
    Rule(
        "handlers-have-no-sql",
        r"^(plugins|examples/plugin-[^/]+)/.*handlers/",
        r'"[^"]*(\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|WITH)\b\s'
        r"|\b(?i:select .+ from|insert into|delete from|update \S+ set)\b)",
        "SQL belongs into store/",
    ),
    Rule(
        "domain-has-no-io",
        r"^(plugins|examples/plugin-[^/]+)/.*domain/",
        r"#\s*include\s*<(iostream|fstream|cstdio|filesystem|thread|mutex|future|random|ctime)>"
        r"|#\s*include\s*<nucleus/(http/|pg/database|plugin|registry|catalog|bind|log|metrics|"
        r"workers|services|async/)",
        "domain/ is pure: values in, values out",
    ),
    Rule(
        "domain-has-no-clock",
        r"^(plugins|examples/plugin-[^/]+)/.*domain/",
        r"\b(system_clock|steady_clock|steady|clock)::now\b|\bclock\s*&|\btime\s*\(\s*(nullptr|0)",
        "domain/ takes time as a parameter",
    ),
    library("libpq", r"libpq-fe\.h|libpq/", "core/src/pg"),
    library("simdjson", r"simdjson", "core/src/json"),
    library("Beast", r"boost/beast", "core/src/http", "core/src/build"),
    library("spdlog", r"spdlog", "core/src/observe"),
    library("CLI11", r"CLI/", "core/src/cli"),
    library("Boost.DLL", r"boost/dll", "core/src/plugin"),
    library("libcurl", r"curl/", "plugins/mail/transports"),
    library("libgd", r"gd\.h", "plugins/auth/captcha"),
    library("utf8proc", r"utf8proc", "core/src/unicode"),
    library("libsodium-and-argon2", r"sodium|argon2", "core/src/crypto"),
    Rule(
        "headers-open-no-namespace",
        OURS + r".*\.hpp$",
        r"^using namespace\b(?!.*_literals;)",
        "a header that opens a namespace opens it for everyone who includes it",
    ),
]

NAMELESS = re.compile(r"(^|/)(utils?|common|helpers?|misc|managers?)(/|\.|$)")
LONGEST = 400


def without_comment(line):
    return re.sub(r"(?<!:)//.*$", "", line)  # not the // of a URL


def findings_of_text(path, text):
    """Every breach of a rule in one file."""
    found = []
    lines = text.splitlines()
    for rule in RULES:
        if not re.search(rule.where, path) or re.search(rule.but_not, path):
            continue
        for number, line in enumerate(lines, 1):
            match = re.search(rule.forbids, without_comment(line))
            if not match:
                continue
            judged = match.group(1) if match.groups() and match.group(1) else match.group(0)
            if not re.fullmatch(rule.allows, judged):
                found.append(Finding(path, number, rule.name, rule.because))
    if len(lines) > LONGEST:
        because = f"{len(lines)} lines; beyond {LONGEST} a file is asking for a room"
        found.append(Finding(path, LONGEST + 1, "file-length", because))
    if path.endswith(".hpp") and not any(line.startswith("#pragma once") for line in lines):
        found.append(Finding(path, 1, "pragma-once", "a header guards itself"))
    return found


def findings_of_path(path):
    """Names that say nothing."""
    if NAMELESS.search(path):
        return [Finding(path, 1, "names", "name it after its concept")]
    return []


TYPE = re.compile(r"^(?:struct|class|enum class) (\w+)(?: final)?(?: :[^:].*)?\s*\{")


def findings_of_types(headers):
    """Two types of one name in the headers of one library: the linker would take one for the
    other. `headers` are (path, text)."""
    found, seen = [], {}
    for path, text in headers:
        house = "/".join(path.split("/")[:2])
        space = re.search(r"^namespace ([\w:]+) \{", text, re.MULTILINE)
        for number, line in enumerate(text.splitlines(), 1):
            match = TYPE.match(line)
            if not match or not space:
                continue
            first = seen.setdefault((house, space.group(1), match.group(1)), path)
            if first != path:
                because = f"{match.group(1)} is the name of another type in {first}"
                found.append(Finding(path, number, "one-definition", because))
    return found


def findings_of_symbols(path, listing):
    """`listing` is the output of `nm -D --defined-only` of a plugin."""
    symbols = [line.split()[-1] for line in listing.splitlines() if line.strip()]
    if len(symbols) == 1 and symbols[0].startswith("nucleus_plugin_"):
        return []
    shown = ", ".join(symbols[:5]) or "nothing"
    return [Finding(path, 1, "one-symbol", f"a plugin exports its entry symbol only, not {shown}")]


def snippets_of(markdown):
    """(line, text) of every fenced block of code; shell sessions are not code."""
    found, start, block = [], None, []
    for number, line in enumerate(markdown.splitlines(), 1):
        fence = re.match(r"```(\w*)", line)
        if start is None and fence:
            start, language, block = number + 1, fence.group(1), []
        elif fence:
            if language not in ("", "sh", "text"):
                found.append((start, "\n".join(block)))
            start = None
        else:
            block.append(line)
    return found


def findings_of_document(path, markdown, sources):
    """Code in a document that stands in none of the sources."""
    because = "this code is not (any more) in the example that the document is cut from"
    return [
        Finding(path, line, "verbatim-snippets", because)
        for line, block in snippets_of(markdown)
        if not any(block in source for source in sources)
    ]
