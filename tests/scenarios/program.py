# SPDX-License-Identifier: GPL-3.0-or-later
"""`wavetape-server scenario` as a process."""
import glob
import os
import subprocess
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "../../resources/config/scenarios")
PROGRAM = os.environ.get("WAVETAPE_DISARMABLE_PROGRAM", "wavetape-server-disarmable")
SHIPPED = sorted(glob.glob(os.path.join(FOLDER, "*.toml")))


def surroundings(**more):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("WAVETAPE_") and k != "DISARM"}
    return {**clean, **more}


def start(*arguments, **more):
    return subprocess.Popen([PROGRAM, "scenario", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=surroundings(**more))


def run(*arguments, **more):
    """Exit code, stdout, stderr."""
    process = start(*arguments, **more)
    out, err = process.communicate(timeout=90)
    return process.returncode, out, err


def settled(*arguments, attempts=3, **more):
    """The same, once more where the machine was too busy for a valid run."""
    for _ in range(attempts):
        result = run(*arguments, **more)
        if result[0] != 3:
            break
    return result


def read(path):
    with open(path, "rb") as file:
        return tomllib.load(file)
