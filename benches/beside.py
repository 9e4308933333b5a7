"""Other programs with the same rules over the same tenants: OPA's engine and cfn-guard.

OPA comes from PyPI as a shared library (`tests/opa/compare.py` says how it is asked); cfn-guard is installed from
crates.io. Both go below `target/tools`, where `.ci/run` puts such things.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent / "target" / "tools"
POLICIES = HERE.parent / "policies"

OPA = "OPA, four rules"
GUARD = "cfn-guard, three rules"


def add_options(parser):
    """Which other programs run."""
    parser.add_argument("--beside", default="", metavar="NAMES", help="other programs to run: opa, cfn-guard")
    parser.add_argument("--opa", type=Path, default=TOOLS / "opa", help="OPA's wheel, or its folder (default: %(default)s)")
    parser.add_argument("--cfn-guard", type=Path, default=TOOLS / "cfn-guard/bin/cfn-guard", help="the program (default: %(default)s)")


def prepare(options):
    """Fetches what is missing."""
    options.others = [name for name in options.beside.split(",") if name]
    for name in options.others:
        if name not in ("opa", "cfn-guard"):
            sys.exit(f"--beside {name}: opa and cfn-guard are known")
    if "opa" in options.others and not options.opa.exists():
        wheel = ["--no-deps", "--python-version", "3.14", "--only-binary=:all:", "opa-golib-python-bindings==0.4.4"]
        _fetch("opa", [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(options.opa), *wheel])
    if "cfn-guard" in options.others and not options.cfn_guard.exists():
        root = ["--root", str(options.cfn_guard.parents[1]), "--target-dir", str(TOOLS / "cfn-guard-target")]
        _fetch("cfn-guard", ["cargo", "install", "--quiet", "--locked", "cfn-guard", "--version", "3.2.1", *root])


def _fetch(name, command):
    try:
        done = subprocess.run(command, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        sys.exit(f"{name} is not to be had: `{' '.join(command)}` failed; leave it out of --beside")


def commands(options, folder, rules):
    """By name, what to run on a corpus."""
    found = {}
    if "opa" in options.others:
        library, data = _opa_files(options, folder.parent)
        tenants = _canonical(options.tenantlint, folder)
        found[OPA] = [sys.executable, "-I", str(HERE / "opa.py"), library, POLICIES, data, tenants, *rules]
    # It takes a hundred times a document's size: the largest would be the end of the machine.
    largest = max(path.stat().st_size for path in folder.rglob("*.yaml"))
    if "cfn-guard" in options.others and largest < 50_000_000:
        # It finds something, and says so with 19.
        run = '"$@" > /dev/null; [ $? = 19 ] || exit 2'
        found[GUARD] = ["sh", "-c", run, "sh", options.cfn_guard, "validate", "--rules", HERE / "rules.guard", "--data", folder / "tenants", "--show-summary", "none"]
    return found


def check(commands, planted):
    """OPA finds as much as was planted; where is not told."""
    if OPA in commands:
        found = subprocess.run(list(map(str, commands[OPA])), check=True, capture_output=True, text=True).stdout
        if int(found) != planted:
            sys.exit(f"OPA finds {found.strip()} of {planted} planted")


def _opa_files(options, work):
    """The library, and the data files of the policies as JSON."""
    sys.path.insert(0, str(HERE.parent / "tests/opa"))
    import compare

    library = compare.library(options.opa, work)
    data = work / "data.json"
    if not data.exists():
        data.write_text(json.dumps(compare.data_of(POLICIES, compare.Program(options.tenantlint))))
    return library, data


def _canonical(tenantlint, folder):
    """Writes each tenant with its parameters as policies see it; gives the folder."""
    written = folder.with_suffix(".json")
    written.mkdir(exist_ok=True)
    for tenant in sorted((folder / "tenants").iterdir()):
        with (written / f"{tenant.name}.json").open("wb") as file:
            command = [tenantlint, "input", "--isolated", "--with-data", str(tenant)]
            subprocess.run(command, check=True, stdout=file)
    return written
