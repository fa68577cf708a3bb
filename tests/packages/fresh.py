# SPDX-License-Identifier: GPL-3.0-or-later
"""Fresh Debian 12 systems in folders: the smallest that apt works in, unpacked from an archive that is made once. Needs root."""
import os
import shutil
import subprocess
import time

CACHE = "/var/cache/wavetape-packages"
# Inside: its own processes and mounts, this machine's network, names and X displays.
ENTER = """
root=$1; shift
mount -t proc proc "$root/proc"; mount --rbind /dev "$root/dev"; mount -t tmpfs tmpfs "$root/run"; mount -t tmpfs tmpfs "$root/tmp"
if [ -d /tmp/.X11-unix ]; then mkdir -m 1777 "$root/tmp/.X11-unix"; mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"; fi
exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"
"""


def output(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def sources():
    """Where this machine has its Debian from."""
    lines = output("apt-get", "indextargets", "--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages", "Origin: Debian")
    return "".join(sorted({line + "\n" for line in lines.splitlines()}))


def proxy():
    lines = output("apt-config", "dump", "Acquire::http::Proxy", "Acquire::https::Proxy")
    return "".join(line + "\n" for line in lines.splitlines() if '""' not in line)


def archive():
    """The smallest Debian 12 with its lists of packages; thrown away after a week, for its updates."""
    path = os.path.join(CACHE, "debian-12.tar")
    if not os.path.exists(path) or time.time() - os.path.getmtime(path) > 7 * 86400:
        os.makedirs(CACHE, exist_ok=True)
        print("making a fresh Debian 12 (minutes, once a week)", flush=True)
        subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", "--format=tar", "--skip=cleanup/apt/lists", "bookworm", path + ".new", "-"], input=sources(), text=True, check=True)
        os.replace(path + ".new", path)
    return path


def obstacle(folder):
    """Why this machine can have no fresh systems, or nothing."""
    try:
        with Fresh(folder) as fresh:
            if fresh.run("true", check=False).returncode:
                return "no namespaces or mounts may be made here"
            if fresh.contain("true").returncode:
                return "systemd-nspawn may not run here"
    except subprocess.CalledProcessError as error:
        return f"{error.cmd[0]} could not make a fresh Debian 12"
    return ""


class Fresh:
    """One such system in `folder`, until the end of a `with` block."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        subprocess.run(["tar", "-xf", archive(), "-C", self.folder], check=True)
        shutil.copy("/etc/resolv.conf", self.at("etc/resolv.conf"))
        with open(self.at("etc/apt/apt.conf.d/90packages"), "w", encoding="utf-8") as file:
            file.write(proxy() + 'Acquire::Retries "3";\n')
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def at(self, path):
        return os.path.join(self.folder, path.lstrip("/"))

    def command(self, *words):
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-euc", ENTER, "enter", self.folder, *words]

    def run(self, *words, check=True):
        done = subprocess.run(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if check and done.returncode:
            raise AssertionError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}")
        return done

    def install(self, command):
        """Runs a line that a reader would type, counting. Returns what it cost."""
        before = self.packages()
        started = time.monotonic()
        said = self.run("bash", "-ec", f"cd /root; apt() {{ command apt-get -y -q --no-install-recommends \"$@\"; }}; {command}").stdout
        took = time.monotonic() - started
        after = self.packages()
        size = sum(after.values()) - sum(before.values())
        fetched = next((line for line in said.splitlines() if line.startswith("Need to get ")), "").removeprefix("Need to get ")
        return f"{len(after) - len(before)} packages, {size / 1024:.0f} MB, {took:.0f} s (to fetch: {fetched.removesuffix(' of archives.')})"

    def packages(self):
        lines = self.run("dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package} ${Installed-Size}\n").stdout.splitlines()
        return {words[1]: int(words[2]) for words in (line.split() for line in lines) if words[0] == "ii"}

    def files_named(self, word):
        """Whatever of the system, users' folders left out, has `word` in its name."""
        said = self.run("find", "/", "-xdev", "(", "-path", "/home", "-o", "-path", "/root", ")", "-prune", "-o", "-name", f"*{word}*", "-print")
        return said.stdout.splitlines()

    def contain(self, *words):
        return subprocess.run(["systemd-nspawn", "--quiet", "-D", self.folder, "--private-network", "--register=no", "--keep-unit", *words],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900)

    def boot(self, script, *arguments):
        """With systemd as the first process: runs `script` inside once all is up. Returns (exit code, output)."""
        shutil.copy(script, self.at("root/check"))
        with open(self.at("etc/systemd/system/check.service"), "w", encoding="utf-8") as file:
            file.write("[Unit]\nAfter=multi-user.target\n[Service]\nType=oneshot\nStandardOutput=file:/root/said\nStandardError=inherit\n"
                       f"ExecStart=/bin/bash -c '/root/check {' '.join(arguments)}; systemctl exit $?'\n[Install]\nWantedBy=graphical.target\n")
        self.run("systemctl", "enable", "check.service")
        done = self.contain("--boot")
        try:
            with open(self.at("root/said"), encoding="utf-8") as file:
                return done.returncode, file.read()
        except FileNotFoundError:
            return done.returncode, done.stdout
