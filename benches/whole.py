#!/usr/bin/env python3
"""Whole-process figures of `tenantlint check` beside a plain parse of the same files.

For 1, 10 and 100 MB it generates a tenant, then runs in turn, A B A B ..., the plain `yaml_serde`
parse of every file to its value (the base, 1.0) and `tenantlint check` on all threads and on one.
Printed: the median of CPU seconds, wall seconds and peak memory, MB/s of wall time, and the ratios
to the base, taken pair by pair. It also compares what was found with what was planted, by file,
line and column, and fails on a difference; with `--growth`, also where a byte costs more in a larger
tenant. Standard library only; run it from the repository.

    python3 benches/whole.py [--runs N] [--sizes 1,10,100] [--growth TIMES]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def build():
    """Builds both programs and returns their paths."""
    subprocess.run(["cargo", "build", "--locked", "--release", "--quiet"], check=True)
    out = subprocess.run(
        ["cargo", "build", "--locked", "--release", "--quiet", "--bench", "corpus", "--message-format=json"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    made = [json.loads(line) for line in out.splitlines()]
    corpus = [m["executable"] for m in made if m.get("executable") and m["target"]["name"] == "corpus"]
    target = Path(corpus[0]).parents[1]
    return str(target / "tenantlint"), corpus[0]


def run(command):
    """Runs a command to its end: CPU seconds, wall seconds, peak memory in MB, exit code."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss / 1024, process.returncode


def check_places(tenantlint, folder):
    """Compares the places of the planted violations with those that are found."""
    tenant = Path(folder) / "tenant"
    found = subprocess.run(
        [tenantlint, "check", "--isolated", "--format", "json", "--select", "SF-GUEST-002", str(tenant)],
        capture_output=True,
        text=True,
        check=False,
    )
    places = set()
    for finding in json.loads(found.stdout)["findings"]:
        place = finding["primary"]
        start = place["value"]["start"]
        below = os.path.relpath(place["file"], tenant)
        places.add((below, start["line"], start["column"], finding["rule"]))
    rows = (Path(folder) / "planted.tsv").read_text().splitlines()
    planted = {(f, int(n), int(c), r) for f, n, c, r in (row.split("\t") for row in rows)}
    if places != planted:
        sys.exit(f"found {len(places)}, planted {len(planted)}; first differences: {sorted(places ^ planted)[:3]}")
    return len(planted)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sizes", default="1,10,100")
    parser.add_argument("--growth", type=float, help="fail where the ratio of CPU grows by more than this from the first size to the last")
    options = parser.parse_args()
    tenantlint, corpus = build()
    print(f"{os.cpu_count()} cores; medians of {options.runs} runs in turn after one warm-up; ratios are to the plain parse")
    print(f"{'':26}{'CPU s':>9}{'wall s':>9}{'MB':>8}{'MB/s':>8}{'CPU':>7}{'wall':>7}{'memory':>8}")
    ratios_of_check = []
    for size in options.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            made = subprocess.run([corpus, "generate", folder, size], check=True, capture_output=True, text=True)
            files, length, _ = made.stdout.split()
            planted = check_places(tenantlint, folder)
            tenant = str(Path(folder) / "tenant")
            check = [tenantlint, "check", "--isolated", "--format", "concise", tenant]
            commands = {
                "plain yaml_serde parse": [corpus, "parse", tenant],
                "check": check,
                "check --threads 1": check + ["--threads", "1"],
            }
            figures = {name: [] for name in commands}
            for turn in range(options.runs + 1):
                for name, command in commands.items():
                    figure = run(command)
                    if turn:
                        figures[name].append(figure)
            print(f"{int(length) / 1e6:.0f} MB, {files} files, {planted} planted, all found at their place")
            base = figures["plain yaml_serde parse"]
            for name, rows in figures.items():
                cpu, wall, memory = (statistics.median(r[i] for r in rows) for i in range(3))
                ratios = [statistics.median(r[i] / b[i] for r, b in zip(rows, base)) for i in range(3)]
                if name == "check":
                    ratios_of_check.append(ratios[0])
                speed = int(length) / 1e6 / wall
                print(f"  {name:24}{cpu:9.2f}{wall:9.2f}{memory:8.0f}{speed:8.1f}" + "".join(f"{r:{w}.2f}" for r, w in zip(ratios, (7, 7, 8))))
    growth = ratios_of_check[-1] / ratios_of_check[0]
    if options.growth and growth > options.growth:
        sys.exit(f"a byte costs {growth:.1f} times as much at {size} MB as at the first size; {options.growth} is the most")


if __name__ == "__main__":
    main()
