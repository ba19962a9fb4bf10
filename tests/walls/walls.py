"""Holds the tree against its walls (rules.py). Prints every breach; exit code 1 when there is any."""
import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys

import rules

FOLDERS = ("core", "plugins", "testkit", "examples", "tests", "benchmarks")
DOCUMENT = "docs/writing-a-plugin.md"
EXAMPLE = "examples/plugin-hello"


def sources(root):
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and re.search(rules.CODE, file.name):
                yield file.relative_to(root).as_posix(), file.read_text()


def tree_findings(root):
    found = []
    for path, text in sources(root):
        found += rules.findings_of_path(path)
        found += rules.findings_of_text(path, text)
    headers = [(path, text) for path, text in sources(root) if path.endswith(".hpp")]
    return found + rules.findings_of_types(headers)


def symbol_findings(plugins):
    found = []
    for plugin in sorted(plugins.glob("*.so")):
        nm = subprocess.run(["nm", "-D", "--defined-only", plugin], capture_output=True, text=True)
        found += rules.findings_of_symbols(plugin.name, nm.stdout)
    return found


def document_findings(root):
    texts = [file.read_text() for file in (root / EXAMPLE).rglob("*") if file.is_file()]
    return rules.findings_of_document(DOCUMENT, (root / DOCUMENT).read_text(), texts)


def headers_that_do_not_compile_alone(root, compiler):
    """Two compiler processes, each with half of the headers; the compiler names file and line."""
    headers = sorted((root / "core/include").rglob("*.hpp"))
    headers += sorted((root / "testkit/include").rglob("*.hpp"))
    command = [*compiler, f"-I{root}/core/include", f"-I{root}/testkit/include", "-fsyntax-only"]
    command += ["-Wno-pragma-once-outside-header", "-x", "c++"]

    def check(half):
        return subprocess.run([*command, *half], capture_output=True, text=True)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(check, (headers[::2], headers[1::2])))
    return [run.stderr for run in runs if run.returncode != 0]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--root", type=pathlib.Path, required=True)
    options.add_argument("--plugins", type=pathlib.Path, required=True, help="folder of built ones")
    options.add_argument("compiler", nargs="+", help="with the flags of the project")
    given = options.parse_args()
    breaches = tree_findings(given.root) + symbol_findings(given.plugins)
    breaches += document_findings(given.root)
    breaches += headers_that_do_not_compile_alone(given.root, given.compiler)
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
