#!/usr/bin/env python3
"""OPA as a process of its own: loads the policies and evaluates `deny` of some rules over each tenant once.

    python3 benches/opa.py LIBRARY POLICIES DATA TENANTS RULE...

LIBRARY is the shared library that `tests/opa/compare.py` speaks of, DATA the data files of the policies as JSON,
TENANTS a folder of envelopes as `tenantlint input --with-data` prints them. Only the policies of the rules and the
shared library of policies are loaded. Prints how many violations there are.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/opa"))

from compare import Opa, Rule  # noqa: E402


def main():
    library, policies, data, tenants, *wanted = sys.argv[1:]
    opa = Opa(library)
    rules = []
    for module in sorted(Path(policies).rglob("*.rego")):
        if module.name.endswith("_test.rego"):
            continue
        if module.name == "policy.rego":
            rule = Rule(module)
            if rule.id not in wanted:
                continue
            rules.append(rule)
        opa.add_policy(str(module), module.read_text("utf-8"))
    for document in json.loads(Path(data).read_text()):
        opa.add_data(document)
    references = ", ".join(f"{json.dumps(rule.id)}: data.{rule.package}.deny" for rule in rules)
    total = 0
    for tenant in sorted(Path(tenants).iterdir()):
        # The text goes in as it is: nothing of it is read here.
        found = opa.answers(f"{{{references}}}", tenant.read_bytes(), ["as_of", "params"])
        total += sum(len(violations) for violations in found.values())
    print(total)


if __name__ == "__main__":
    main()
