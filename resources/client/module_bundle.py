#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Several ES modules as one file, without npm: each becomes a function of its own, so that no name of one meets another's.

usage: module_bundle.py ENTRY OUTPUT     an ES module

Knows the forms of import and export that these modules use, and refuses any other.
"""
import pathlib
import re
import sys

IMPORT = re.compile(r"^import \{([^}]*)\} from '([^']+)';\n", re.M)
FORWARD = re.compile(r"^export \{([^}]*)\} from '([^']+)';\n", re.M)
DECLARED = re.compile(r"^export (?:async )?(?:class|function\*?|const) (\w+)", re.M)


def names(text):
    """'A, B as C' -> [('A', 'A'), ('B', 'C')]"""
    parts = [re.split(r"\s+as\s+", part.strip()) for part in text.split(",") if part.strip()]
    return [(part[0], part[-1]) for part in parts]


def order(file, seen=None):
    """path -> text of the modules that `file` needs, each behind those that it needs itself, and itself last."""
    seen = {} if seen is None else seen
    text = file.read_text(encoding="utf-8")
    for _, source in IMPORT.findall(text) + FORWARD.findall(text):
        needed = (file.parent / source).resolve()
        if source.startswith(".") and needed not in seen:
            order(needed, seen)
    seen[file] = text
    return seen


def bundle(entry, external, licence):
    """(lines, name of the entry's function). external(names, source) is the line that brings names from elsewhere."""
    modules = order(pathlib.Path(entry).resolve())
    name_of = {}
    for file in modules:
        name = "module_" + re.sub(r"\W", "_", file.stem)
        assert name not in name_of.values(), f"two modules are called {file.stem}"
        name_of[file] = name
    lines = []
    for file, text in modules.items():
        exported = [(one, one) for one in DECLARED.findall(text)]
        head = []

        def bring(wanted, source):
            if not source.startswith("."):
                head.append(external(wanted, source))
                return
            listed = ", ".join(a if a == b else f"{a}: {b}" for a, b in wanted)
            head.append(f"const {{ {listed} }} = {name_of[(file.parent / source).resolve()]};")

        for wanted, source in IMPORT.findall(text):
            bring(names(wanted), source)
        for wanted, source in FORWARD.findall(text):
            pairs = names(wanted)
            bring([(a, f"forward_{b}") for a, b in pairs], source)
            exported += [(f"forward_{b}", b) for _, b in pairs]
        body = FORWARD.sub("", IMPORT.sub("", text))
        body = re.sub(r"^export (?=(?:async |class|function|const))", "", body, flags=re.M)
        assert not re.search(r"^(?:export|import) ", body, re.M), f"{file.name}: a form of import or export that is not known here"
        listed = ", ".join(b if a == b else f"{b}: {a}" for a, b in exported)
        lines += [f"const {name_of[file]} = (() => {{", *head, re.sub(r"^// SPDX.*\n", "", body).strip(), f"return {{ {listed} }};", "})();", ""]
    return [f"// SPDX-License-Identifier: {licence}", "", *lines], name_of[pathlib.Path(entry).resolve()]


def main():
    entry, output = sys.argv[1:3]
    lines, _ = bundle(entry, lambda _, source: sys.exit(f"{source} is not among the sources"), "GPL-3.0-or-later")
    pathlib.Path(output).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
