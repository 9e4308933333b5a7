#!/usr/bin/env python3
"""Time of the hook, `tenantlint check --staged`, beside what git itself takes to tell the same bytes.

A repository of 20 generated tenants with 5,000 files; three files of two tenants are changed and staged. In turn, A B A B
...: the floor (`git diff --cached --name-only`, and the blobs of the two tenants through `git cat-file --batch` to
nowhere), the same with the changed blobs alone, the hook with four rules, and with all bundled ones. Told are medians, and
the ratios to the floor, taken pair by pair. Standard library only; run it from the repository.

    python3 benches/hook.py [--runs N]
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import add_programs, cores, generate, in_turn, median, programs, ratios
from whole import FOUR


def repository(folder, corpus):
    """Writes the repository with its staged change; gives the number of files and the tenants that changed."""
    files, _ = generate(corpus, "company", folder)
    git = ["git", "-C", str(folder), "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "all"], ["gc", "--quiet"]):
        subprocess.run([*git, *command], check=True)
    tenants = sorted(path for path in (folder / "tenants").iterdir())[3:5]
    changes = [
        (next(tenants[0].glob("profiles/Service Portal Profile*")), "allowRead: false", "allowRead: true"),
        (next(tenants[0].glob("sites/Service_Portal*")), "allowHomePage: false", "allowHomePage: true"),
        (next(tenants[1].glob("settings/Security*")), "forceRelogin: true", "forceRelogin: false"),
    ]
    for path, before, after in changes:
        text = path.read_text()
        if before not in text:
            sys.exit(f"{path} does not hold {before}")
        path.write_text(text.replace(before, after, 1))
    subprocess.run([*git, "add", "."], check=True)
    return files, [f"tenants/{tenant.name}" for tenant in tenants]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="that count, after a first that does not (default: %(default)s)")
    add_programs(parser)
    options = parser.parse_args()
    tenantlint, corpus = programs(options)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "company"
        files, tenants = repository(folder, corpus)
        blobs = f"git ls-files --stage {' '.join(tenants)} | awk '{{print $2}}' | git cat-file --batch > /dev/null"
        changed = "git diff --cached --raw --no-abbrev | awk '{print $4}' | git cat-file --batch > /dev/null"
        check = [tenantlint, "check", "--staged", "--format", "concise"]
        commands = {
            "git alone": ["sh", "-c", f"git diff --cached --name-only && {blobs}"],
            "changed blobs": ["sh", "-c", f"git diff --cached --name-only && {changed}"],
            "four rules": [*check, "--select", ",".join(FOUR)],
            "full pack": check,
        }
        told = subprocess.run(check, cwd=folder, capture_output=True, text=True, check=False)
        if told.returncode != 1 or "SF-SESS-005" not in told.stdout:
            sys.exit(f"the hook does not find what the change makes worse:\n{told.stdout}{told.stderr}")
        rows = in_turn(commands, options.runs, folder)
    print(f"{cores()} cores; medians of {options.runs} runs; 3 changed files among {files:,} of 20 tenants")
    print(f"{'':16}{'CPU s':>9}{'wall s':>9}{'MB':>8}{'CPU':>8}{'wall':>8}")
    for name, row in rows.items():
        cpu, wall, memory = median(row)
        ratio = ratios(row, rows["git alone"])
        print(f"{name:16}{cpu:9.3f}{wall:9.3f}{memory:8.0f}{ratio.cpu:8.1f}{ratio.wall:8.1f}")


if __name__ == "__main__":
    main()
