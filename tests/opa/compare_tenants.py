#!/usr/bin/env python3
"""Run every bundled policy over made-up tenants in OPA and in tenantlint, and require one answer.

`compare.py` does it over the examples of the rules, which their authors wrote. Here the tenants are
made up from a seed: examples of several rules in one, with the dense tenants that the access model
is tested on, changed in a few places (`mutate.py`). What differs in `deny` or `not_evaluated` of any
rule is told. A rule that is an error in the program is no difference, since that is said and not
passed over: a function that fails stops all rules of a model here, and in OPA those that ask for it.
No more than `--refused` percent of the answers may be errors.

    cargo build --example dense
    python3 tests/opa/compare_tenants.py --opa target/tools/opa \\
        --tenantlint target/release/tenantlint --dense target/debug/examples/dense

How many rules found something and which never did is printed; fewer than `--share` percent are a
failure. `--show N` prints the tenant of that number instead. OPA comes as `compare.py` says. Exits
with 1 where answers differ, with 2 when it could not start.
"""

import argparse
import json
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from compare import (
    RULE_SETS,
    Engines,
    OpaError,
    Program,
    Rule,
    Tally,
    Unusable,
    carried_out,
    data_of,
    difference,
    library,
    load,
    opa_answers,
    packs,
)
from mutate import Pool, changed, merged

# What tells which tenant it is, and of what platform.
KEPT = ("platform", "tenant")

# The date of examples that name none.
AS_OF = "2026-11-01"

# How many dense tenants there are: a number stands for the same tenant in each run.
DENSE = 1000


class Maker:
    """Makes tenants from examples, pairs of dates and canonical inputs by rule, and dense tenants."""

    def __init__(self, seed, by_rule, dense):
        self._seed, self._by_rule, self._dense = seed, by_rule, dense
        self._all = [example for examples in by_rule for example in examples]
        self._pool = Pool([given for _, given in self._all])

    def tenant(self, number):
        """The date and the tenant of a number."""
        chance = random.Random(f"{self._seed} {number}")
        # Each rule has its turn, so that none is left out.
        parts = [chance.choice(self._by_rule[number % len(self._by_rule)])]
        parts += [chance.choice(self._all) for _ in range(chance.randrange(4))]
        if chance.random() < 0.4:
            parts.insert(chance.randrange(2), self._dense[number % len(self._dense)])
        as_of, tenant = parts[0]
        for _, part in parts[1:]:
            tenant = merged(tenant, part)
        if chance.random() < 0.7:
            # What it says of its own coverage is of one part.
            tenant = {key: value for key, value in tenant.items() if key != "coverage"}
        number_of_changes = chance.choice([0, 1, 2, 4, 8, 16])
        return as_of, changed(chance, tenant, self._pool, number_of_changes, KEPT)


def text_of(as_of, tenant):
    """A tenant as the text of a file. JSON is YAML, and a comment tells the date."""
    return f"# as-of: {as_of}\n{json.dumps(tenant, ensure_ascii=False, indent=1)}\n"


def dense_tenants(program, number):
    """As many dense tenants as there are numbers."""
    done = subprocess.run([program, "0", str(number)], capture_output=True, text=True, encoding="utf-8")
    tenants = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(tenants) != number:
        raise Unusable(f"{program} failed:\n{done.stderr.strip()}")
    return [(tenant["as_of"], tenant["input"]) for tenant in tenants]


def example(source, path):
    """The date and the input of an example."""
    found = re.search(r"^# as-of: (\S+)", path.read_text("utf-8"), re.MULTILINE)
    return found.group(1) if found else AS_OF, source.envelope(path)["input"]


def written(source, maker, first, wanted, folder):
    """Files of as many tenants as are wanted, with what policies see of each, and how many beside them
    the program cannot read."""
    inputs, unread = {}, 0
    while len(inputs) < wanted:
        number = first + len(inputs) + unread
        path = folder / f"{number}.yaml"
        as_of, tenant = maker.tenant(number)
        path.write_text(text_of(as_of, tenant), "utf-8")
        try:
            inputs[path] = source.envelope(path)
        except Unusable as error:
            unread += 1
            if unread > 10 + wanted / 10:
                raise Unusable(f"too few tenants can be read: {error}") from None
    return inputs, unread


def run(options, scratch):
    """The whole comparison; gives the exit code."""
    policies = options.policies.resolve()
    source = Program(options.tenantlint)
    rules = [Rule(policy) for pack in packs(policies) for policy in sorted(pack.glob("*/policy.rego"))]
    by_rule = [[example(source, path) for path in rule.examples] for rule in rules]
    maker = Maker(options.seed, by_rule, dense_tenants(options.dense, DENSE))
    if options.show is not None:
        print(text_of(*maker.tenant(options.show)), end="")
        return 0

    library_path, data = library(options.opa, scratch), data_of(policies, source)
    load(library_path, policies, data)
    folder = Path(scratch) / "tenants"
    folder.mkdir()
    inputs, unread = written(source, maker, options.first, options.number, folder)
    told = {(Path(answer["file"]).name, answer["rule"]): answer for answer in source.results(list(inputs))}

    compared, spoke, refused = Tally(), {name: set() for name in RULE_SETS}, Counter()
    # All ask the same, which takes OPA longer to compile than to answer.
    opa = Engines(library_path, policies, data, share=100)
    for path, answer in opa_answers(opa, rules, inputs):
        rule = answer["rule"]
        ours = told.get((path.name, rule), {"error": ["no answer"]})
        if ours.get("error"):
            # Which value it was says less than which kind of mistake.
            refused["; ".join(re.sub("Got `.*` instead", "", words).strip() for words in ours["error"])] += 1
            continue
        compared.check(difference(answer, ours), f"tenant {path.stem}, {rule}")
        for name in RULE_SETS:
            if not isinstance(answer[name], OpaError) and answer[name]:
                spoke[name].add(rule)

    silent = sorted(rule.id for rule in rules if rule.id not in spoke["deny"])
    print(f"{len(inputs)} tenants, {unread} more that the program cannot read")
    print(f"{len(spoke['deny'])} of {len(rules)} rules found something, {len(spoke['not_evaluated'])} could not judge something")
    if silent:
        print(f"found nothing: {' '.join(silent)}")
    for words, times in sorted(refused.items()):
        print(f"an error of the program, {times} times: {words}")
    total = compared.ran() + refused.total()
    print(f"{compared.passed} passed, {compared.failed} failed, {refused.total()} refused")
    too_few = 100 * len(spoke["deny"]) < options.share * len(rules)
    too_many = 100 * refused.total() > options.refused * total
    return 1 if compared.failed or too_few or too_many or not compared.ran() else 0


def main():
    """Read the command line."""
    here = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--opa", type=Path, required=True, help="the wheel, a folder that holds it, or the library")
    parser.add_argument("--policies", type=Path, default=here / "policies", help="the policies (default: %(default)s)")
    parser.add_argument("--tenantlint", type=Path, required=True, help="the program to compare with")
    parser.add_argument("--dense", type=Path, required=True, help="the example `dense`, built")
    parser.add_argument("--seed", default="1", help="of the tenants (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first tenant (default: %(default)s)")
    parser.add_argument("--number", type=int, default=1000, help="of tenants (default: %(default)s)")
    parser.add_argument("--share", type=float, default=100, help="percent of rules that have to find something (default: %(default)s)")
    parser.add_argument("--refused", type=float, default=3, help="percent of answers that may be errors (default: %(default)s)")
    parser.add_argument("--show", type=int, help="print the tenant of this number, and compare nothing")
    return carried_out(parser, run)


if __name__ == "__main__":
    sys.exit(main())
