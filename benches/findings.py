#!/usr/bin/env python3
"""Time of `tenantlint check` with many findings in one file, in every format.

A guest profile has View All on N objects, which is a finding each. One in twenty is waived by an entry of its own, one in
twenty by a comment, and half of them stand in the baseline: of 20,000 that is 1,000, 1,000 and 10,000. Told are the CPU seconds of each format at N/4, N/2 and N, and how often the
last takes what the one before it took. It fails where that is more than `--growth`: twice the findings may take little
more than twice the time. Standard library only; run it from the repository.

    python3 benches/findings.py [--findings N] [--runs N] [--growth TIMES]
"""

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from measure import add_programs, cores, in_turn, median, programs

FORMATS = ["human", "concise", "json", "sarif", "code-scanning", "github", "markdown", "gitlab", "junit", "checkstyle", "csv"]

RULE = "SF-GUEST-002"

# A file may have no more of them.
MOST_COMMENTS = 1_000


def comment(until):
    """A comment that waives the finding on what follows it."""
    return f"# tenantlint: waive {RULE} until {until} by crm-team: shown to all\n"


def profile(objects, waived=(), until=None):
    """A guest profile that has View All on each of the objects; some of that is waived."""
    entries = "".join(
        f"{comment(until) if number in waived else ''}- allowCreate: false\n  allowDelete: false\n  allowEdit: false\n  allowRead: false\n  modifyAllRecords: false\n"
        f"  object: Thing_{number}__c\n  viewAllFields: false\n  viewAllRecords: true\n"
        for number in objects
    )
    return f"_tag: Profile\nobjectPermissions:\n{entries}userLicense: Guest User License\n"


def waiver(number, until):
    """The waiver of the finding on one object."""
    subject = f"{{object: Thing_{number}__c, profile: Portal Profile}}"
    return f"  - rule: {RULE}\n    subject: {subject}\n    reason: shown to all\n    owner: crm-team\n    until: {until}\n"


def tenant(folder, tenantlint, findings):
    """Writes the tenant, its waivers and its baseline."""
    folder.mkdir()
    waived = findings // 20
    known = findings // 2 + waived
    config, place = folder / "tenantlint.yaml", folder / "profiles" / "Portal Profile.profile-meta.yaml"
    place.parent.mkdir()
    config.write_text(f"version: 1\nselect: [{RULE}]\nlimits: {{max-rule-time: 900}}\ntenants:\n  - name: main\n    include: ['profiles/**']\n")
    place.write_text(profile(range(waived, known)))
    subprocess.run([tenantlint, "baseline", str(folder)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = datetime.date.today() + datetime.timedelta(days=90)
    commented = range(known, known + min(waived, MOST_COMMENTS))
    place.write_text(profile(range(findings), commented, until))
    (folder / "tenantlint-waivers.yaml").write_text("waivers:\n" + "".join(waiver(n, until) for n in range(waived)))
    command = [tenantlint, "check", "--format", "json", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    states = Counter(finding["status"] for finding in json.loads(told)["findings"])
    all_waived = waived + len(commented)
    if states != {"open": findings - known - len(commented), "waived": all_waived, "baselined": known - waived}:
        sys.exit(f"{findings} findings: {dict(states)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--findings", type=int, default=20_000, help="the most (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="that count, after a first that does not (default: %(default)s)")
    parser.add_argument("--growth", type=float, default=2.5, help="the most for twice the findings (default: %(default)s)")
    add_programs(parser)
    options = parser.parse_args()
    tenantlint, _ = programs(options)
    numbers = [options.findings // 4, options.findings // 2, options.findings]
    print(f"{cores()} cores; medians of {options.runs} runs; CPU seconds by the number of findings in one file, and MB of the last")
    print(f"{'':16}" + "".join(f"{number:>9,}" for number in numbers) + f"{'growth':>9}{'MB':>8}")
    worst = 0
    with tempfile.TemporaryDirectory() as work:
        folders = {number: Path(work) / str(number) for number in numbers}
        for number, folder in folders.items():
            tenant(folder, tenantlint, number)
        for name in FORMATS:
            commands = {n: [tenantlint, "check", "--format", name, folder] for n, folder in folders.items()}
            rows = {number: median(row) for number, row in in_turn(commands, options.runs).items()}
            growth = rows[numbers[2]].cpu / rows[numbers[1]].cpu
            worst = max(worst, growth)
            cells = "".join(f"{row.cpu:9.2f}" for row in rows.values())
            print(f"{name:16}{cells}{growth:9.2f}{rows[numbers[2]].memory:8.0f}", flush=True)
    if worst > options.growth:
        sys.exit(f"twice the findings take {worst:.2f} times as long; {options.growth} is the most")


if __name__ == "__main__":
    main()
