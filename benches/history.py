#!/usr/bin/env python3
"""Whole-process figures of `tenantlint history` beside a floor, on a made-up repository.

Builds a repository of the generated tenants of a shape (an inventory and their files) with COMMITS commits,
each of which changes CHANGES files of one tenant: a permission given or taken, a default, a comment. Then, in
turn: the floor (the object ids of `git log --raw` over the range, made unique, through `git cat-file --batch`
to nowhere), `history` with an empty cache, `history` with that cache. Printed: CPU and wall seconds, peak
memory in MB, and the ratios of both runs to the floor. It fails where the second run tells something else
than the first. Standard library only; run it from the repository.

    python3 benches/history.py [--commits N] [--changes N] [--shape NAME]
"""

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import add_programs, cores, generate, programs, run

FLIPS = [
    (b"allowRead: true", b"allowRead: false"),
    (b"allowEdit: true", b"allowEdit: false"),
    (b"readable: true", b"readable: false"),
    (b"externalSharingModel: Private", b"externalSharingModel: Read"),
]


def flip(text, dice):
    """One setting the other way round; a comment where the file has none to turn."""
    pairs = FLIPS + [(b, a) for a, b in FLIPS]
    there = [(a, b) for a, b in pairs if a in text]
    if not there or dice.random() < 0.3:
        return text + b"# looked at %d\n" % dice.randrange(10**6)
    a, b = dice.choice(there)
    places = [i for i in range(len(text)) if text.startswith(a, i)]
    at = dice.choice(places)
    return text[:at] + b + text[at + len(a) :]


def repository(folder, corpus, options):
    """Writes the history through `git fast-import`; gives how many files and bytes the tip has."""
    with tempfile.TemporaryDirectory() as work:
        made = Path(work) / options.shape
        generate(corpus, options.shape, made)
        files = {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    dice = random.Random(2016)
    names = sorted(name for name in files if name.startswith("tenants/"))
    by_tenant = {}
    for name in names:
        by_tenant.setdefault(name.split("/")[1], []).append(name)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)
    importer = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    write = importer.stdin.write

    def commit(number, changed):
        date = 1_450_000_000 + number * 86_400
        write(b"commit refs/heads/main\ncommitter Ada <ada@example.com> %d +0000\n" % date)
        message = b"change %d" % number
        write(b"data %d\n%s\n" % (len(message), message))
        for name in changed:
            write(b"M 100644 inline %s\ndata %d\n%s\n" % (name.encode(), len(files[name]), files[name]))
        write(b"\n")

    commit(0, files)
    for number in range(1, options.commits):
        own = by_tenant[dice.choice(sorted(by_tenant))]
        changed = dice.sample(own, min(options.changes, len(own)))
        for name in changed:
            files[name] = flip(files[name], dice)
        commit(number, changed)
    importer.stdin.close()
    if importer.wait() != 0:
        sys.exit("git fast-import failed")
    subprocess.run(["git", "-C", folder, "gc", "--quiet"], check=True)
    subprocess.run(["git", "-C", folder, "reset", "--quiet", "--hard"], check=True)
    return len(names), sum(len(text) for text in files.values())


def floor(folder):
    """Every content of the range once, to nowhere."""
    ids = "git log --raw --no-abbrev --no-renames --format= -m | awk '{print $4}' | sort -u | grep -v '^0*$'"
    return ["sh", "-c", f"cd '{folder}' && {ids} | git cat-file --batch > /dev/null"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--commits", type=int, default=500)
    parser.add_argument("--changes", type=int, default=10, help="files that a commit changes (default: %(default)s)")
    parser.add_argument("--shape", default="medium", help="of the corpus (default: %(default)s)")
    add_programs(parser)
    options = parser.parse_args()
    tenantlint, corpus = programs(options)
    with tempfile.TemporaryDirectory() as work:
        folder, cache = f"{work}/repository", f"{work}/cache"
        count, length = repository(folder, corpus, options)
        print(f"{cores()} cores; {options.commits} commits of {options.changes} changes over {count} files ({length / 1e6:.0f} MB)")
        print(f"{'':24}{'CPU s':>9}{'wall s':>9}{'MB':>8}{'CPU':>8}{'wall':>8}")
        base = run(floor(folder))
        told = []
        for name in ("floor", "first run", "second run"):
            figures = base
            if name != "floor":
                output = f"{work}/{len(told)}.json"
                command = [tenantlint, "history", "--format", "json", "--cache-dir", cache, "--config", f"{folder}/tenantlint.yaml"]
                figures = run(command, folder, output)
                told.append(Path(output).read_bytes())
            ratios = [a / b for a, b in zip(figures, base)]
            print(f"  {name:22}{figures[0]:9.2f}{figures[1]:9.2f}{figures[2]:8.0f}{ratios[0]:8.2f}{ratios[1]:8.2f}", flush=True)
        kept = [path for path in Path(cache).rglob("*") if path.is_file()]
        print(f"  kept: {len(kept)} files, {sum(path.stat().st_size for path in kept) / 1e6:.1f} MB")
        if told[0] != told[1] or b'"findings": []' in told[0]:
            sys.exit("the second run tells something else than the first, or both tell nothing")


if __name__ == "__main__":
    main()
