#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the npm package of this folder: the CommonJS form of the ES modules, their declarations, and the tarball.

usage: make_package.py OUTPUT_FOLDER     writes package/ (what is in the tarball) and wavetape-client-<version>.tgz: the same bytes
                                         from the same sources, whenever and wherever it runs
"""
import gzip
import io
import json
import pathlib
import re
import shutil
import sys
import tarfile

from module_bundle import bundle

SOURCE = pathlib.Path(__file__).resolve().parent
ENTRIES = ["index", "websocket", "testing"]
WHEN = 499162500  # the date that npm gives to every file: 1985-10-26


def common_js(entry):
    """One CommonJS file; what Node has itself is required by its name."""
    def required(wanted, source):
        listed = ", ".join(a if a == b else f"{a}: {b}" for a, b in wanted)
        return f"const {{ {listed} }} = require('{source}');"

    lines, name = bundle(SOURCE / entry, required, "MIT")
    return "\n".join(["'use strict';", *lines, f"module.exports = {name};"]) + "\n"


def main():
    output = pathlib.Path(sys.argv[1])
    package = output / "package"
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir(parents=True)
    version = json.loads((SOURCE / "package.json").read_text())["version"]
    for pattern in ("*.js", "*.d.ts", "package.json", "README.md", "LICENSE"):
        for file in SOURCE.glob(pattern):
            (package / file.name).write_bytes(file.read_bytes())
    for entry in ENTRIES:
        (package / f"{entry}.cjs").write_text(common_js(f"{entry}.js"), encoding="utf-8")
    for file in SOURCE.glob("*.d.ts"):
        # The same for whoever requires it: declarations name each other by the ending of their kind.
        text = re.sub(r"(from '\./\w+)\.js'", r"\1.cjs'", file.read_text(encoding="utf-8"))
        (package / file.name.replace(".d.ts", ".d.cts")).write_text(text, encoding="utf-8")
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in sorted(package.iterdir()):
            entry = tarfile.TarInfo(f"package/{file.name}")
            entry.size, entry.mtime, entry.mode = file.stat().st_size, WHEN, 0o644
            archive.addfile(entry, io.BytesIO(file.read_bytes()))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(raw.getvalue())
    (output / f"wavetape-client-{version}.tgz").write_bytes(packed.getvalue())


if __name__ == "__main__":
    main()
