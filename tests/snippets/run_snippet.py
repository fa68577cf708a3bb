#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one program of resources/snippets against a server of its own, as the Reference page shows it: only the address changed.

usage: run_snippet.py SNIPPET FOLDER COMMAND...     ({file} in COMMAND is the program with the live address, put into FOLDER;
                                                     {url} the address; several commands are separated by "&&")
WAVETAPE_SERVER names the server. The program must print three prices and, over WebSocket, that it closed with 1000; and leave.
"""
import os
import pathlib
import re
import subprocess
import sys

WRITTEN = "127.0.0.1:8080/"
DEADLINE = 120


def main():
    snippet, folder, command = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    folder.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen([os.environ["WAVETAPE_SERVER"], "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    try:
        base = re.search(r"http://(\S+?)/", server.stdout.readline()).group(1)
        source = snippet.read_text()
        assert WRITTEN in source, f"{snippet.name} does not name {WRITTEN}"
        url = f"ws://{base}/ws"
        program = folder / f"snippet-{snippet.name}"
        program.write_text(source.replace(WRITTEN, f"{base}/"))
        output = ""
        for step in " ".join(command).split(" && "):
            words = [word.format(file=program, url=url, folder=folder) for word in step.split()]
            done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=DEADLINE)
            output = done.stdout
            if done.returncode:
                sys.exit(f"{words[0]} exited with {done.returncode}:\n{output}")
    finally:
        server.terminate()
        server.wait(30)
    prices = re.findall(r"ticker\.AAPL \d+(?:\.\d+)?", output)
    if len(prices) != 3 or ("ws://" in source and not re.search(r"closed with\D+1000", output)):
        sys.exit(f"three prices, and over WebSocket a close with 1000, were expected:\n{output}")


if __name__ == "__main__":
    main()
