#!/usr/bin/env python3
"""Ask OPA and tenantlint's engine the same of packs of policies that others wrote for OPA.

The packs are no part of this project; where one is there, below `--packs`, its policies are asked over

1. its unit tests: whether each holds, and where a test names what it asked for `Output`, that too;
2. what it brings as samples: reports, exports, files that its policies are for;
3. the inputs that its unit tests give to the policies, and `--number` more that are made up from
   them (`mutate.py`).

Where OPA answers, tenantlint must give the same answer, or refuse and say the place.

    cargo build --example rego
    python3 -m pip download --no-deps --dest target/tools/packs scubagoggles
    unzip -d target/tools/packs target/tools/packs/scubagoggles-*.whl
    python3 tests/opa/compare_packs.py --opa target/tools/opa --rego target/debug/examples/rego \\
        --packs target/tools/packs

`scubagoggles`, `scubagear` and `conftest` are looked for there, each a copy of its repository or
package. OPA comes as `compare.py` says. Exits with 1 where answers differ or nothing was compared,
with 2 when it could not start.
"""

import argparse
import concurrent.futures
import json
import multiprocessing
import random
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

from compare import Opa, OpaError, Program, Unusable, canonical, carried_out, library, package_of
from compare_rego import compare, in_order
from mutate import Pool, changed, merged

# What conftest's policies are asked for.
CONVENTION = re.compile(r"^((?:deny|violation|warn)\w*)", re.MULTILINE)


class Part:
    """Modules that are loaded together, as pairs of path and text, and what is asked of them."""

    def __init__(self, name, policies, tests, inputs, v0, answers):
        self.name, self.v0 = name, v0
        self.policies, self.tests, self.inputs = policies, tests, inputs
        found = {(package_of(text), rule) for _, text in policies for rule in answers.findall(text)}
        self.rules = [f"data.{package}.{rule}" for package, rule in sorted(found)]


def modules(paths):
    """Paths and texts of modules; what is no text, or names no package, is none."""
    texts = [(str(path), path.read_text("utf-8-sig")) for path in sorted(paths)]
    return [(path, text) for path, text in texts if re.search(r"^package\s+\S", text, re.MULTILINE)]


def scuba(name, folder, policies, tests, samples):
    """A part for each product of one of CISA's packs, whose tests are in a folder of their own."""
    known = modules((folder / policies).rglob("*.rego"))
    given = [json.loads(path.read_text("utf-8-sig")) for path in sorted(folder.glob(samples))]
    given = [sample.get("Raw", sample) for sample in given]
    answers = re.compile(r"^(tests)\b", re.MULTILINE)
    for product in sorted(path for path in (folder / tests).iterdir() if path.is_dir()):
        yield Part(f"{name}, {product.name}", known, modules(product.rglob("*.rego")), given, True, answers)
        given = []


def conftest(folder, source):
    """A part for each example of conftest."""
    for place in sorted({*folder.glob("examples/*"), *folder.glob("tests/*")}):
        known = modules(place.rglob("*.rego"))
        tests = [module for module in known if module[0].endswith("_test.rego")]
        policies = [module for module in known if module not in tests]
        given = [one for path in sorted(place.rglob("*")) for one in documents(path, source)]
        if policies:
            yield Part(f"conftest, {place.name}", policies, tests, given, False, CONVENTION)


def documents(path, source):
    """What a file of YAML, JSON or TOML holds; nothing where it is no such file."""
    try:
        if path.suffix == ".toml":
            return [json.loads(json.dumps(tomllib.loads(path.read_text("utf-8")), default=str))]
        if path.suffix in (".yaml", ".yml", ".json"):
            return source.documents(path)
    except (Unusable, ValueError):
        pass
    return []


def found(packs, source):
    """The parts of all packs that are there."""
    goggles, gear = packs / "scubagoggles", packs / "scubagear"
    if (goggles / "scubagoggles").is_dir():
        goggles = goggles / "scubagoggles"
    if (gear / "PowerShell/ScubaGear").is_dir():
        gear = gear / "PowerShell/ScubaGear"
    if goggles.is_dir():
        yield from scuba("scubagoggles", goggles, "rego", "Testing/Unit/Rego", "sample-report/ScubaResults*.json")
    if gear.is_dir():
        yield from scuba("scubagear", gear, "Rego", "Testing/Unit/Rego", "Sample-Reports/ProviderSettingsExport.json")
    if (packs / "conftest").is_dir():
        yield from conftest(packs / "conftest", source)


def speaking(text):
    """A module of tests in which tests that name an `Output` answer with it."""

    def head(match):
        body = text[match.end() : text.find("\n}", match.end())]
        return f"{match[1]} contains Output if {{" if re.search(r"^\s+Output :=", body, re.MULTILINE) else match[0]

    return re.sub(r"^(test_\w+) if \{", head, text, flags=re.MULTILINE)


def telling(text):
    """A module of tests with rules `given_N` that answer with the inputs that its tests give."""
    rules = []
    for test in re.finditer(r"^test_\w+ if \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
        asked = re.search(r"^(\s+)Output := \S+(?=\s+with input)", test[1], re.MULTILINE)
        if asked:
            before, after = test[1][: asked.start()], statement(test[1][asked.end() :])
            rules.append(f"given_{len(rules)} contains Output if {{\n{before}{asked[1]}Output := input{after}\n}}\n")
    return "\n".join([text, *rules]), len(rules)


def statement(text):
    """A text up to the end of its first statement, which `with` may continue on further lines."""
    lines, depth = [], 0
    for line in text.split("\n"):
        if lines and depth == 0 and not line.strip().startswith("with "):
            break
        lines.append(line)
        bare = re.sub(r'"(\\.|[^"\\])*"', "", line)
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
    return "\n".join(lines)


def tests_of(tests):
    """References to the tests of modules."""
    names = {(package_of(text), name) for _, text in tests for name in re.findall(r"^(test_\w+)", text, re.MULTILINE)}
    return [f"data.{package}.{name}" for package, name in sorted(names)]


def ask_opa(library_path, texts, references, inputs):
    """OPA's answers, by reference for each input: a value in a list, an empty one, or an error's words."""
    opa = Opa(library_path)
    try:
        for path, text in texts:
            opa.add_policy(path, text)
        opa.evaluate({"loaded": "input"}, envelope({}))
    except OpaError as error:
        return [{reference: str(error) for reference in references} for _ in inputs]
    told = [opa.evaluate({reference: reference for reference in references}, envelope(given)) for given in inputs]
    plain = lambda answer: str(answer) if isinstance(answer, OpaError) else answer
    return [{reference: plain(answer) for reference, answer in answers.items()} for answers in told]


def envelope(given):
    """An input as `Opa.evaluate` wants it."""
    return {"input": given, "data": {"tenantlint": {}}}


class Both:
    """OPA, in processes of their own, and the program beside it."""

    def __init__(self, library_path, program):
        self._library, self._program = library_path, program

    def opa(self, texts, references, inputs):
        """As `ask_opa`."""
        shares = [inputs[at : at + 100] for at in range(0, len(inputs), 100)]
        context = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1) as pool:
            waiting = [pool.submit(ask_opa, self._library, texts, references, share) for share in shares]
            return [answer for done in waiting for answer in done.result()]

    def tenantlint(self, texts, references, inputs, v0):
        """The program's answers, an object by reference for each input."""
        question = {
            "modules": [{"path": path, "text": text, "v0": v0} for path, text in texts],
            "inputs": inputs,
            "ask": {reference: reference for reference in references},
        }
        done = subprocess.run([self._program], input=json.dumps(question) + "\n", capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            raise Unusable(f"{self._program} stopped:\n{done.stderr.strip()[-2000:]}")
        return json.loads(done.stdout)["answers"]

    def differ(self, part, what, texts, references, inputs, counts):
        """Ask both, count, and print what differs."""
        if not references or not inputs:
            return
        theirs, ours = self.opa(texts, references, inputs), self.tenantlint(texts, references, inputs, part.v0)
        for number, (their, our) in enumerate(zip(theirs, ours, strict=True)):
            for reference in references:
                kind, words = compare(their[reference], our[reference])
                counts[kind] += 1
                if kind == "wrong":
                    print(f"{part.name}, {what} {number}, {reference}:\n{shorter(their[reference], our[reference]) or words}\n")


def shorter(theirs, ours):
    """What differs between two answers of sets: the members that only one of them has."""
    if not (isinstance(theirs, list) and theirs and isinstance(theirs[0], list) and isinstance(ours.get("value"), list)):
        return None
    left, right = ({canonical(in_order(member)) for member in answer} for answer in (theirs[0], ours["value"]))
    lines = [f"only in OPA: {member}" for member in sorted(left - right)]
    return "\n".join(lines + [f"not in OPA: {member}" for member in sorted(right - left)])


def inputs_of_tests(both, part):
    """The inputs that unit tests give to the policies."""
    inputs = []
    for path, text in part.tests:
        told, number = telling(text)
        if number == 0:
            continue
        others = [module for module in part.tests if module[0] != path]
        references = [f"data.{package_of(text)}.given_{at}" for at in range(number)]
        answers = both.opa([*part.policies, *others, (path, told)], references, [{}])[0]
        failed = [answer for answer in answers.values() if isinstance(answer, str)]
        if failed:
            print(f"{path}: no inputs are taken from it: {failed[0][:300]}")
        inputs += [given for answer in answers.values() if not isinstance(answer, str) for some in answer for given in some]
    return inputs


def made_up(seed, part, inputs, number):
    """Inputs made up from others."""
    pool = Pool(inputs)
    for at in range(number if inputs else 0):
        chance = random.Random(f"{seed} {part.name} {at}")
        given = chance.choice(inputs)
        for _ in range(chance.randrange(3)):
            given = merged(given, chance.choice(inputs))
        yield changed(chance, given, pool, chance.choice([1, 2, 4, 8]))


class Files(Program):
    """Reads files by the program, where it is known."""

    def documents(self, path):
        """The documents of a file."""
        text, decoder, all_of_them = self._run("--isolated", "--raw", str(path)).strip(), json.JSONDecoder(), []
        while text:
            value, end = decoder.raw_decode(text)
            all_of_them.append(value)
            text = text[end:].strip()
        return all_of_them


def run(options, scratch):
    """The whole comparison; gives the exit code."""
    both = Both(library(options.opa, scratch), options.rego)
    wrong = ran = 0
    for part in found(options.packs, Files(options.tenantlint)):
        if options.only and options.only not in part.name:
            continue
        counts = Counter()
        speaks = [(path, speaking(text)) for path, text in part.tests]
        both.differ(part, "tests", [*part.policies, *speaks], tests_of(part.tests), [{}], counts)
        given = inputs_of_tests(both, part)
        both.differ(part, "sample", part.policies, part.rules, part.inputs, counts)
        both.differ(part, "input of its tests", part.policies, part.rules, given, counts)
        more = list(made_up(options.seed, part, given or part.inputs, options.number))
        both.differ(part, "made-up input", part.policies, part.rules, more, counts)
        told = ", ".join(f"{times} {kind}" for kind, times in sorted(counts.items()))
        print(f"{part.name}: {len(part.inputs)} samples, {len(given)} inputs of tests, {len(more)} made up; {told or 'nothing to ask'}")
        wrong += counts["wrong"]
        ran += counts["evaluated"]
    print(f"{ran} answers are the same, {wrong} differ")
    return 1 if wrong or not ran else 0


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--opa", type=Path, required=True, help="the wheel, a folder that holds it, or the library")
    parser.add_argument("--rego", type=Path, required=True, help="the example `rego`, built")
    parser.add_argument("--tenantlint", type=Path, default="tenantlint", help="the program, which reads conftest's files (default: %(default)s)")
    parser.add_argument("--packs", type=Path, required=True, help="the folder that holds the packs")
    parser.add_argument("--only", help="only parts with this in their names")
    parser.add_argument("--seed", default="1", help="of the inputs that are made up (default: %(default)s)")
    parser.add_argument("--number", type=int, default=20, help="of made-up inputs for each product (default: %(default)s)")
    return carried_out(parser, run)


if __name__ == "__main__":
    sys.exit(main())
