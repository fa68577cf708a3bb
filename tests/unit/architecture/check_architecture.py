#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the #include and import lines of the tree and names every edge that the house plan forbids.

Usage: check_architecture.py SOURCE_FOLDER        exit code 1 and one line per problem, if there is any
"""
import os
import re
import subprocess
import sys

# folder of server/ -> the folders it may include besides itself
SERVER_EDGES = {
    "defence": set(),
    "websocket": {"defence"},
    "protocol": {"defence"},
    "config": {"defence", "security", "metrics"},
    "security": {"defence", "config", "metrics"},
    "metrics": {"defence", "config", "security"},
    "channels": {"defence", "protocol", "websocket", "metrics"},
    "feeds": {"defence", "protocol", "channels", "config"},
    "cluster": {"defence", "protocol", "channels"},
    "recording": {"defence", "protocol", "channels"},
    "net": {"defence", "websocket", "protocol", "channels", "security", "metrics", "config"},
    "http": {"defence", "net", "websocket", "protocol", "channels", "security", "metrics", "config", "web"},
    "monitoring": {"defence", "channels", "metrics", "net", "protocol", "config"},
}
# folder of app/ -> folders of app/ and server/ besides itself
APP_EDGES = {
    "client": {"websocket", "protocol"},
    "plotting": set(),
    "viewmodels": {"client", "plotting"},
    "inspector": {"client", "viewmodels", "websocket", "protocol"},
    "lab": {"client", "viewmodels", "inspector", "websocket", "protocol", "config"},
}
# A library -> the only folders under server/ that may know it.
LIBRARY_HOMES = {
    "simdjson.h": {"protocol", "security"},
    "toml++/": {"config"},
    "CLI/": {"config"},
    "boost/beast": {"http"},
    "zlib.h": {"websocket", "feeds"},
    "nats/": {"cluster"},
    "hiredis/": {"cluster"},
    "sqlite3.h": {"recording"},
    "jwt.h": {"security"},
}
# QML module -> the modules of ours it may import
QML_EDGES = {
    "Theme": set(),
    "Controls": {"Theme", "Plotting", "ViewModels"},
    "Charts": {"Theme", "Controls", "Plotting", "ViewModels"},
    "Pages": {"Theme", "Controls", "Charts", "Plotting", "ViewModels", "Inspector", "Lab"},
    "Shell": {"Theme", "Controls", "Charts", "Plotting", "ViewModels", "Pages"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
QML_IMPORT = re.compile(r"^\s*import\s+Wavetape\.(\w+)")
QT_HEADER = re.compile(r"^(Q[A-Z]\w*|Qt\w*/.*|q[a-z]+\.h)$")
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
SOURCE_NAMES = re.compile(r"(\.(h|cpp|qml|js|mjs|py|sh|cmake|go|frag|vert)|(^|/)(CMakeLists\.txt|qmldir)|^(run|test)\.sh|^\.ci/run)$")
# Somebody else's files keep their own notices.
FOREIGN = ("third_party/", "resources/fonts/")


def source_files(root):
    """Paths relative to root: what git knows, or everything where there is no repository."""
    try:
        listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, check=True)
        paths = [p for p in listed.stdout.decode().split("\0") if p]
        if paths:
            return [p for p in paths if os.path.isfile(os.path.join(root, p))]
    except (OSError, subprocess.CalledProcessError):
        pass
    paths = []
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in ("build", "node_modules", ".git")]
        paths += [os.path.relpath(os.path.join(folder, f), root) for f in files]
    return paths


def lines_of(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()


def check_server_include(path, kind, target):
    parts = path.split("/")
    if QT_HEADER.match(target):
        return "server/ has no Qt"
    folder = parts[1] if len(parts) > 2 else None
    for library, homes in LIBRARY_HOMES.items():
        if target.startswith(library) and folder not in homes:
            return f"{library} belongs to {', '.join(sorted(homes))}"
    if kind == "<" or folder is None:
        return None
    if ".." in target.split("/"):
        return "includes are relative to server/"
    if folder not in SERVER_EDGES:
        return f"server/{folder} is not in the plan"
    other = target.split("/")[0] if "/" in target else folder
    if other != folder and other not in SERVER_EDGES[folder]:
        return f"{folder} must not include {other}"
    return None


def check_app_include(path, kind, target):
    parts = path.split("/")
    if len(parts) == 2 or kind == "<":
        return None
    folder = parts[1]
    if folder not in APP_EDGES:
        return f"app/{folder} is not in the plan"
    other = target.split("/")[0] if "/" in target else folder
    if other != folder and other not in APP_EDGES[folder]:
        return f"{folder} must not include {other}"
    return None


def check_qml_import(path, module):
    folder = path.split("/")[1].capitalize()
    if folder not in QML_EDGES:
        return f"qml/{path.split('/')[1]} is not in the plan"
    if folder == "Pages" and module == "Pages":
        return "a page must not import another"
    if module != folder and module not in QML_EDGES[folder]:
        return f"{folder} must not import {module}"
    return None


def problems_of(root):
    for path in sorted(source_files(root)):
        is_code = path.endswith((".h", ".cpp"))
        is_source = bool(SOURCE_NAMES.search(path)) and not path.startswith(FOREIGN)
        if not is_source:
            continue
        lines = lines_of(root, path)
        if not any(SPDX in line for line in lines[:3]):
            yield f"{path}:1: no line {SPDX}"
        for number, line in enumerate(lines, 1):
            problem = None
            include = INCLUDE.match(line) if is_code else None
            if include and path.startswith("server/"):
                problem = check_server_include(path, *include.groups())
            elif include and path.startswith("app/"):
                problem = check_app_include(path, *include.groups())
            elif path.startswith("qml/") and path.endswith(".qml"):
                module = QML_IMPORT.match(line)
                problem = check_qml_import(path, module.group(1)) if module else None
            if problem:
                yield f"{path}:{number}: {problem}: {line.strip()}"


def main():
    problems = list(problems_of(sys.argv[1]))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
