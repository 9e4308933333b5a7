"""What the benchmarks of whole processes share: building, running in turn, and reading a tree of tenants."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

# A process counts the memory of what it was before as its own: it is started from a small one, so that no
# figure is that of the script. The least that can be told is the 8 MB of this one.
LAUNCH = """
import posix, sys, time
output, *command = sys.argv[1:]
write = posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC
actions = [(posix.POSIX_SPAWN_OPEN, 1, output, write, 0o666), (posix.POSIX_SPAWN_OPEN, 2, "/dev/null", write, 0o666)]
began = time.monotonic()
_, status, usage = posix.wait4(posix.posix_spawnp(command[0], command, posix.environ, file_actions=actions), 0)
wall = time.monotonic() - began
print(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, posix.waitstatus_to_exitcode(status))
"""


class Figures(NamedTuple):
    """What a process took: seconds, seconds, and MB at its peak."""

    cpu: float
    wall: float
    memory: float


def add_programs(parser):
    """The options that name programs which are built already."""
    parser.add_argument("--tenantlint", help="the program to measure, instead of building it")
    parser.add_argument("--corpus", help="the bench target `corpus`, instead of building it")


def programs(options):
    """The paths of `tenantlint` and `corpus`, both built where no option names them."""
    build = ["cargo", "build", "--locked", "--release", "--quiet"]
    tenantlint, corpus = options.tenantlint, options.corpus
    if not tenantlint or not corpus:
        subprocess.run(build, check=True)
        command = [*build, "--bench", "corpus", "--message-format=json"]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        made = [json.loads(line) for line in out.splitlines()]
        found = [m["executable"] for m in made if m.get("executable") and m["target"]["name"] == "corpus"]
        corpus = corpus or found[0]
        tenantlint = tenantlint or str(Path(found[0]).parents[1] / "tenantlint")
    return str(Path(tenantlint).resolve()), str(Path(corpus).resolve())


def run(command, folder=None, output="/dev/null"):
    """Runs a command to its end, with all that it starts; an exit code other than 0 and 1 ends everything."""
    launch = [sys.executable, "-I", "-S", "-c", LAUNCH, *map(str, [output, *command])]
    told = subprocess.run(launch, capture_output=True, text=True, check=True, cwd=folder).stdout.split()
    if int(told[3]) not in (0, 1):
        sys.exit(f"exit code {told[3]}: {' '.join(map(str, command))}")
    return Figures(*map(float, told[:3]))


def in_turn(commands, runs, folder=None):
    """The figures of each command: A B A B ..., after one round that does not count."""
    figures = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            figure = run(command, folder)
            if turn:
                figures[name].append(figure)
    return figures


def median(rows):
    """The medians of the figures of several runs."""
    return Figures(*map(statistics.median, zip(*rows)))


def ratios(rows, base):
    """The medians of the ratios to the base, taken pair by pair."""
    pairs = [[a / b for a, b in zip(row, other)] for row, other in zip(rows, base)]
    return Figures(*map(statistics.median, zip(*pairs)))


def generate(corpus, shape, folder):
    """Writes a corpus to the folder; gives how many files and bytes it has."""
    made = subprocess.run([corpus, "generate", shape, str(folder)], check=True, capture_output=True, text=True)
    files, length, _ = made.stdout.split()
    return int(files), int(length)


def cores():
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))
