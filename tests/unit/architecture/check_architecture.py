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
NET = {"clock", "defence", "delivery", "channels", "websocket", "protocol", "security", "metrics", "config", "faults", "cluster"}
SESSIONS = NET | {"net"}
SERVER_EDGES = {
    "clock": set(),
    "defence": set(),
    "websocket": {"defence"},
    "protocol": {"defence"},
    "config": {"defence", "security", "metrics"},
    "security": {"clock", "defence", "protocol", "config", "metrics"},
    "metrics": {"defence", "config", "security"},
    "process": set(),
    "channels": {"clock", "defence", "protocol", "websocket", "metrics"},
    "state": {"channels", "protocol"},
    "delivery": {"clock", "defence", "channels", "protocol", "websocket", "metrics"},
    "feeds": {"clock", "defence", "protocol", "channels", "config", "recording"},
    "recording": {"clock", "defence", "protocol", "channels", "websocket"},
    "cluster": {"clock", "defence", "protocol", "channels", "delivery", "websocket"},
    "documents": {"defence", "protocol"},
    "faults": {"defence", "metrics", "protocol", "websocket"},
    "net": NET,
    "sessions": SESSIONS | {"dialects", "documents"},
    "dialects": {"defence", "protocol", "channels"},
    "dialects/yjs": {"documents"},
    "http": SESSIONS | {"sessions", "dialects", "documents", "web"},
    "monitoring": {"clock", "defence", "channels", "cluster", "delivery", "metrics", "net", "protocol", "config"},
    "scenario": {"clock", "defence", "protocol", "websocket", "config", "faults"},
}
# The folders that may know what lies beside them in server/ (Server.h …).
KNOW_SERVER = {"scenario"}
# Files that include each other: an owner, and what it alone makes and destroys.
OWNERS = {
    "server/channels/ChannelHub": {"server/channels/Presence"},
    "server/http/Router": {"server/http/Upgrade"},
    "server/monitoring/ServerTotals": {"server/monitoring/CounterFigure"},
    "server/net/IoThread": {"server/net/Connection", "server/net/Sender"},
    "server/protocol/Command": {"server/protocol/MemberReader"},
    "app/client/FeedClient": {"app/client/FeedConnection", "app/client/FeedInbox"},
    "app/plotting/TraceNode": {"app/plotting/PaintedTraceNode"},
}
# folder of app/ -> folders of app/ and server/ besides itself
APP_EDGES = {
    "client": {"websocket", "protocol"},
    "plotting": set(),
    "viewmodels": {"client", "plotting"},
    "inspector": {"client", "viewmodels", "websocket", "protocol", "recording"},
    "report": {"viewmodels", "feeds"},
    "recordings": {"viewmodels", "recording"},
    "demos": {"client", "viewmodels", "documents"},
    "lab": {"client", "viewmodels", "inspector", "websocket", "protocol", "config", "scenario"},
}
# A library -> the only folders under server/ that may know it.
LIBRARY_HOMES = {
    "simdjson.h": {"cluster", "faults", "protocol", "security"},
    "toml++/": {"config"},
    "CLI/": {"config"},
    "boost/beast": {"http"},
    "zlib.h": {"websocket", "feeds", "recording", "state", "scenario"},
    "zstd.h": {"recording"},
    "hiredis/": {"cluster"},
    "jwt.h": {"security"},
}
# QML module -> the modules of ours it may import
QML_EDGES = {
    "Theme": set(),
    "Controls": {"Theme", "Plotting", "ViewModels"},
    "Charts": {"Theme", "Controls", "Plotting", "ViewModels"},
    "Pages": {"Theme", "Controls", "Charts", "Plotting", "ViewModels", "Inspector", "Lab", "Recordings", "Report", "Demos"},
    "Shell": {"Theme", "Controls", "Charts", "Plotting", "ViewModels", "Pages"},
}

# What they do depends on the process's locale, which the window's is not in our hands: 'I' has no 'i' in Turkish.
LOCALE = re.compile(r"\b(tolower|toupper|is(alnum|alpha|cntrl|digit|lower|print|punct|space|upper|xdigit)|strn?casecmp|strto[df]|stod|stof|atof"
                    r"|v?sn?printf|setlocale|strftime|localtime)\s*\(")

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
QML_IMPORT = re.compile(r"^\s*import\s+Wavetape\.(\w+)")
QT_HEADER = re.compile(r"^(Q[A-Z]\w*|Qt\w*/.*|q[a-z]+\.h)$")
SPDX = "SPDX-License-Identifier: "
# What is copied into programs of other people; how the project builds it nobody copies.
MIT = ("resources/client/", "resources/snippets/", "resources/examples/")
SOURCE_NAMES = re.compile(r"(\.(h|cpp|qml|js|mjs|ts|jsx|vue|py|sh|cmake|go|frag|vert)|(^|/)(CMakeLists\.txt|qmldir)|^(run|test)\.sh|^\.ci/run)$")
# Somebody else's files keep their own notices; Qt's lupdate keeps none.
FOREIGN = ("third_party/", "resources/fonts/", "resources/i18n/")


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


def check_server_include(path, kind, target, paths):
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
    if "/" not in target and f"{os.path.dirname(path)}/{target}" not in paths and f"server/{target}" in paths:
        return None if folder in KNOW_SERVER else f"{folder} must not include what stands above it"
    other = target.split("/")[0] if "/" in target else folder
    allowed = SERVER_EDGES[folder] | SERVER_EDGES.get("/".join(parts[1:3]), set())
    if other != folder and other not in allowed:
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


def unit_of(path):
    """A header and its .cpp are one: what includes whom is asked of both together."""
    return path.rsplit(".", 1)[0]


def circles_of(edges):
    """The strongly connected parts of more than one node (Tarjan)."""
    order, low, stack, found = {}, {}, [], []
    for start in sorted(edges):
        if start in order:
            continue
        work = [(start, iter(sorted(edges[start])))]
        order[start] = low[start] = len(order)
        stack.append(start)
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    part = stack[stack.index(node):]
                    del stack[stack.index(node):]
                    if len(part) > 1:
                        found.append(sorted(part))
            elif following not in order:
                order[following] = low[following] = len(order)
                stack.append(following)
                work.append((following, iter(sorted(edges.get(following, ())))))
            elif following in stack:
                low[node] = min(low[node], order[following])
    return found


def is_owner_and_owned(circle):
    return any(set(circle) - {owner} <= owned for owner, owned in OWNERS.items() if owner in circle)


def problems_of(root):
    paths = set(source_files(root))
    edges = {}
    for folder in MIT:
        if any(path.startswith(folder) for path in paths) and folder + "LICENSE" not in paths:
            yield f"{folder}LICENSE is missing: the folder has a licence of its own"
    for path in sorted(paths):
        is_code = path.endswith((".h", ".cpp"))
        is_source = bool(SOURCE_NAMES.search(path)) and not path.startswith(FOREIGN)
        if not is_source:
            continue
        lines = lines_of(root, path)
        licence = SPDX + ("MIT" if path.startswith(MIT) and not path.endswith("CMakeLists.txt") else "GPL-3.0-or-later")
        if not any(licence in line for line in lines[:3]):
            yield f"{path}:1: no line {licence}"
        for number, line in enumerate(lines, 1):
            problem = None
            include = INCLUDE.match(line) if is_code else None
            top = path.split("/")[0]
            if include and top in ("server", "app"):
                near, far = f"{os.path.dirname(path)}/{include[2]}", f"{top}/{include[2]}"
                target = near if near in paths else far if far in paths else None
                if target and unit_of(target) != unit_of(path):
                    edges.setdefault(unit_of(path), {}).setdefault(unit_of(target), f"{path}:{number}")
            if include and path.startswith("server/"):
                problem = check_server_include(path, *include.groups(), paths)
            elif is_code and path.startswith("server/") and LOCALE.search(line.split("//")[0]):
                problem = "server/ knows no locale"
            elif include and path.startswith("app/"):
                problem = check_app_include(path, *include.groups())
            elif path.startswith("qml/") and path.endswith(".qml"):
                module = QML_IMPORT.match(line)
                problem = check_qml_import(path, module.group(1)) if module else None
            if problem:
                yield f"{path}:{number}: {problem}: {line.strip()}"
    for circle in circles_of(edges):
        if not is_owner_and_owned(circle):
            where = next(place for unit in circle for target, place in edges[unit].items() if target in circle)
            yield f"{where}: a circle of {len(circle)} files: {', '.join(circle)}"


def main():
    problems = list(problems_of(sys.argv[1]))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
