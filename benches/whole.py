#!/usr/bin/env python3
"""Whole-process figures of `tenantlint check` beside a plain parse of the same files.

For each shape of `benches/corpus` it generates the tenants, compares what is found with what was planted by
file, line, column and rule (four rules and the full pack; a difference ends it with 1), and runs in turn,
A B A B ...: reading the bytes, the plain `yaml_serde` parse of every file to a value on one thread (the base,
1.0), `tenantlint check` with four rules, and with all bundled rules. Told are the medians of CPU seconds, wall
seconds and peak memory, and the ratios to the base, taken pair by pair. The four rules: a public site exposes
an object (site, guest profile and sharing rules joined), a guest profile has View All, a guest sharing rule
matches every record, a guest profile reads personal data.

`--beside opa` also runs OPA with the same four rules over the same tenants, an evaluation each. It is handed
each tenant as JSON in canonical form, written before the clock starts: it is spared reading and joining the
YAML. `--beside cfn-guard` runs `cfn-guard validate` over the YAML with the three rules that it can say, which
are all but the join; a document of 115 MB it is spared.

    python3 benches/whole.py [--shapes tiny,small,...] [--runs N] [--beside opa,cfn-guard] [--markdown]
        [--growth TIMES] [--targets]

Standard library only; run it from the repository.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import beside
from measure import add_programs, cores, generate, in_turn, median, programs, ratios

SHAPES = ["tiny", "small", "medium", "large", "one", "wide"]

FOUR = ["SF-GUEST-001", "SF-GUEST-002", "SF-GUEST-003", "SF-GUEST-006"]

BASE = "plain parse"

NAMES = ["read", BASE, "four rules", "full pack"]


def check_places(tenantlint, folder, selection, rules):
    """Compares the places of the planted violations with those that are found; gives how many."""
    command = [tenantlint, "check", "--format", "json", *selection, str(folder)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(found.stdout)
    if report["failures"]:
        sys.exit(f"{folder}: {report['failures'][0]}")
    places = []
    for finding in report["findings"]:
        place = finding["primary"]
        start = place["value"]["start"]
        below = os.path.relpath(place["file"], folder)
        places.append((below, start["line"], start["column"], finding["rule"]))
    rows = (row.split("\t") for row in folder.with_suffix(".tsv").read_text().splitlines())
    planted = [(f, int(n), int(c), rule) for f, n, c, rule in rows if not rules or rule in rules]
    if sorted(places) != sorted(planted):
        first = sorted(set(places) ^ set(planted))[:3]
        sys.exit(f"{folder}: found {len(places)}, planted {len(planted)}; first differences: {first}")
    return len(planted)


class Shape:
    """A corpus on disk, and what was measured on it."""

    def __init__(self, name, work, options):
        self.name, self.folder = name, Path(work) / name
        self.files, self.length = generate(options.corpus, name, self.folder)
        four = ["--select", ",".join(FOUR)]
        self.planted = check_places(options.tenantlint, self.folder, four, FOUR)
        self.all = check_places(options.tenantlint, self.folder, [], None)
        check = [options.tenantlint, "check", "--format", "concise"]
        self.commands = {
            "read": [options.corpus, "read", self.folder],
            BASE: [options.corpus, "parse", self.folder],
            "four rules": [*check, *four, self.folder],
            "full pack": [*check, self.folder],
        }
        others = beside.commands(options, self.folder, FOUR)
        beside.check(others, self.planted)
        self.commands |= others

    def measure(self, runs):
        """Runs all commands in turn."""
        rows = in_turn(self.commands, runs)
        self.medians = {name: median(row) for name, row in rows.items()}
        self.ratios = {name: ratios(row, rows[BASE]) for name, row in rows.items()}

    def told(self):
        """The figures for people."""
        head = f"{self.name}: {self.length / 1e6:.3g} MB, {self.files} files"
        lines = [f"{head}; {self.planted} and {self.all} planted, all found at their place and nothing else"]
        for name, ratio in self.ratios.items():
            cpu, wall, memory = self.medians[name]
            lines.append(
                f"  {name:22}{cpu:9.3f}{wall:9.3f}{memory:8.0f}{self.length / 1e6 / wall:9.1f}"
                f"{ratio.cpu:8.2f}{ratio.wall:8.2f}{ratio.memory:8.2f}"
            )
        return "\n".join(lines)

    def per_byte(self, name):
        """CPU seconds for a byte."""
        return self.medians[name].cpu / self.length


def size(length):
    """Bytes as MB, of two digits that count."""
    return f"{float(f'{length / 1e6:.2g}'):g}"


def table(shapes):
    """The figures as the table of the README."""
    names = [name for name in dict.fromkeys(name for shape in shapes for name in shape.ratios) if name not in ("read", BASE)]
    today = datetime.date.today()
    lines = [
        f"Whole processes on {cores()} cores, {today.day} {today:%B %Y}. CPU and wall time are ratios to a plain `yaml_serde` parse",
        "of the same files on one thread; beside them the peak memory.",
        "",
        f"| Tenants | {BASE} | " + " | ".join(names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    for shape in shapes:
        base = shape.medians[BASE]
        cells = [f"`{shape.name}`: {size(shape.length)} MB, {shape.files:,} files", f"{base.cpu:.2g} s, {base.memory:.0f} MB"]
        for name in names:
            ratio = shape.ratios.get(name)
            cells.append(f"{ratio.cpu:.2f}, {ratio.wall:.2f}, {shape.medians[name].memory:.0f} MB" if ratio else "")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def targets(shapes, options):
    """What is aimed at, what was measured, and whether it was reached."""
    by_name = {shape.name: shape for shape in shapes}
    rows = []
    for name in ("medium", "large"):
        if name in by_name:
            shape = by_name[name]
            rows += [
                (f"{name}, four rules: CPU", 0.40, shape.ratios["four rules"].cpu),
                (f"{name}, four rules: wall on two threads", 0.25, shape.ratios["four rules"].wall),
                (f"{name}, full pack: CPU", 0.80, shape.ratios["full pack"].cpu),
            ]
    if "medium" in by_name and "large" in by_name:
        for name in ("four rules", "full pack"):
            growth = by_name["large"].per_byte(name) / by_name["medium"].per_byte(name)
            rows.append((f"{name}: CPU for a byte, large to medium", 1.10, growth))
    if "large" in by_name:
        rows.append(("large, full pack: MB", 64, by_name["large"].medians["full pack"].memory))
    if "one" in by_name:
        one = by_name["one"]
        rows.append(("one, full pack: memory to size", 6, one.medians["full pack"].memory * 2**20 / one.length))
    if "tiny" in by_name:
        tiny, check = by_name["tiny"], [options.tenantlint, "check", "--format", "concise"]
        small = {
            "one rule": [*check, "--select", FOUR[1], tiny.folder],
            "--version": [options.tenantlint, "--version"],
            "rules": [options.tenantlint, "rules"],
        }
        found = {name: median(row) for name, row in in_turn(small, max(options.runs, 5)).items()}
        rows += [
            ("tiny, full pack: ms of CPU", 30, tiny.medians["full pack"].cpu * 1000),
            ("tiny, full pack: MB", 16, tiny.medians["full pack"].memory),
            ("tiny, one rule: ms of CPU", 10, found["one rule"].cpu * 1000),
            ("--version: ms of CPU", 5, found["--version"].cpu * 1000),
            ("rules: ms of CPU", 5, found["rules"].cpu * 1000),
        ]
    lines = [f"{'':48}{'at most':>9}{'measured':>10}"]
    for what, most, measured in rows:
        lines.append(f"{what:48}{most:9g}{measured:10.3g}  {'reached' if measured <= most else 'missed'}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shapes", default=",".join(SHAPES), help="of the corpus (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=5, help="that count, after a first that does not (default: %(default)s)")
    parser.add_argument("--markdown", action="store_true", help="print the table of the README")
    parser.add_argument("--growth", type=float, help="fail where a byte costs more than this times as much in the last shape as in the one before")
    parser.add_argument("--targets", action="store_true", help="print what is aimed at and what is reached")
    add_programs(parser)
    beside.add_options(parser)
    options = parser.parse_args()
    beside.prepare(options)
    options.tenantlint, options.corpus = programs(options)
    shapes = []
    # People see the figures as they come; a table is all there is on standard output.
    out = sys.stderr if options.markdown else sys.stdout
    print(f"{cores()} cores; medians of {options.runs} runs in turn after one that does not count; ratios are to the {BASE}", file=out)
    print(f"{'':24}{'CPU s':>9}{'wall s':>9}{'MB':>8}{'MB/s':>9}{'CPU':>8}{'wall':>8}{'memory':>8}", file=out)
    with tempfile.TemporaryDirectory() as work:
        for name in options.shapes.split(","):
            shape = Shape(name, work, options)
            shape.measure(options.runs)
            print(shape.told(), flush=True, file=out)
            shapes.append(shape)
        if options.targets:
            print(targets(shapes, options), file=out)
    if options.markdown:
        print(table(shapes))
    for name in ("four rules", "full pack"):
        if options.growth:
            before, last = shapes[-2:]
            growth = last.per_byte(name) / before.per_byte(name)
            words = f"{name}: a byte costs {growth:.2f} times as much in {last.name} as in {before.name}"
            if growth > options.growth:
                sys.exit(f"{words}; {options.growth} is the most")
            print(words, file=out)


if __name__ == "__main__":
    main()
