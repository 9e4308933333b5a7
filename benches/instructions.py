#!/usr/bin/env python3
"""Counts the instructions of five fixed runs of `tenantlint` and compares them with what is committed.

What a machine does beside does not change the counts, as it does times: a run on one thread differs from the next by
less than 0.5 %. They are of the release binary under `valgrind --tool=callgrind`, and stand in
`benches/instructions.tsv` with the compiler that they hold for. A run that takes more than 5 % more than there ends
this with 1. With another compiler the counts are told and not judged. A change that is wanted is recorded with

    python3 benches/instructions.py --refresh

Where there is no valgrind its package is fetched and unpacked below `target/tools`, which needs no rights. Standard
library only; run it from the repository.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import add_programs, programs
from whole import FOUR

HERE = Path(__file__).resolve().parent
STORED = HERE / "instructions.tsv"
TOOLS = HERE.parent / "target" / "tools"

# How much more a run may take.
MOST = 1.05


def valgrind():
    """The command, and the environment that it needs."""
    found = shutil.which("valgrind")
    if found:
        return found, {}
    folder = TOOLS / "valgrind"
    program = folder / "usr/bin/valgrind"
    if not program.exists():
        lists = folder / "lists"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        own = ["apt-get", "-q", "-o", f"Dir::State::lists={lists}", "-o", "Debug::NoLocking=1", "-o", f"Dir::Cache={folder}"]
        for command in ([*own, "update"], [*own, "download", "valgrind"]):
            if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False).returncode != 0:
                sys.exit(f"valgrind is not to be had: `{' '.join(command)}` failed")
        package = next(folder.glob("valgrind_*.deb"))
        subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)
    library = next(folder.glob("usr/lib*/**/callgrind-*")).parent
    return str(program), {"VALGRIND_LIB": str(library)}


def cases(corpus, work):
    """By name, the folder that each runs in and its arguments."""
    for shape, name, tenants in (("tiny", "tiny", []), ("small", "small", []), ("medium", "three", ["3"])):
        subprocess.run([corpus, "generate", shape, str(work / name), *tenants], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(work / "three", work / "staged")
    git = ["git", "-C", str(work / "staged"), "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "all"]):
        subprocess.run([*git, *command], check=True)
    security = next((work / "staged").glob("tenants/amber-foods/settings/Security*"))
    security.write_text(security.read_text().replace("forceRelogin: true", "forceRelogin: false"))
    subprocess.run([*git, "add", "."], check=True)
    return {
        "tiny, full pack": ("tiny", []),
        "tiny, one rule": ("tiny", ["--select", FOUR[1]]),
        "small, full pack": ("small", []),
        "three tenants of medium, four rules": ("three", ["--select", ",".join(FOUR)]),
        "staged change of one of them": ("staged", ["--staged"]),
    }


def count(tenantlint, folder, arguments):
    """The instructions of one run. It finds something."""
    program, more = valgrind()
    command = [program, "--tool=callgrind", "--callgrind-out-file=/dev/null", tenantlint]
    command += ["check", "--threads", "1", "--format", "concise", *arguments]
    # The settings of whoever runs this are not those of the next.
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_GLOBAL": "/dev/null", **more}
    told = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", told.stderr)
    if told.returncode != 1 or not found:
        sys.exit(f"`{' '.join(command)}` in {folder} ended with {told.returncode}:\n{told.stderr}")
    return int(found.group(1))


def stored():
    """The compiler, and the counts by name."""
    first, *rows = STORED.read_text().splitlines()
    return first.removeprefix("# "), {name: int(number) for name, number in (row.split("\t") for row in rows)}


def compiler():
    """What the counts hold for."""
    return subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--refresh", action="store_true", help="write the counts instead of comparing them")
    add_programs(parser)
    options = parser.parse_args()
    tenantlint, corpus = programs(options)
    with tempfile.TemporaryDirectory() as work:
        found = {name: count(tenantlint, Path(work) / folder, words) for name, (folder, words) in cases(corpus, Path(work)).items()}
    if options.refresh:
        STORED.write_text(f"# {compiler()}\n" + "".join(f"{name}\t{number}\n" for name, number in found.items()))
        return
    known, before = stored()
    if set(before) != set(found):
        sys.exit(f"{STORED.name} has other runs: refresh it (`--refresh`)")
    worse = []
    for name, number in found.items():
        change = number / before[name]
        print(f"{name:40}{number / 1e6:10.1f} million{100 * (change - 1):+8.1f} %")
        if change > MOST:
            worse.append(f"{name}: {number:,} instructions, {100 * (change - 1):.1f} % more than {before[name]:,}")
    if known != compiler():
        print(f"told and not judged: {STORED.name} is of {known}, and this is {compiler()}")
    elif worse:
        sys.exit("\n".join([*worse, "a change that is wanted is recorded with `python3 benches/instructions.py --refresh`"]))


if __name__ == "__main__":
    main()
