#!/usr/bin/env python3
"""Ask OPA and tenantlint's engine the same of hundreds of small policies, and require one answer.

People's own policies are Rego for OPA; tenantlint evaluates them with another engine, behind a
pre-pass that rewrites what that engine answers wrongly. This script compares answers over

1. `snippets.txt`: known differences of the engine in many disguises, written by hand;
2. policies in the style of linters that `generate.py` makes up from a seed, over inputs with
   missing keys, nulls and nested lists;
3. every function that fails differently, called with arguments of every kind.

Where OPA answers, tenantlint must give the same answer, or refuse and say the place. At least
`--share` percent of the policies that are made up have to be evaluated. Where OPA does not compile a policy or stops at a
function that fails, there is no answer to compare; how many these are is printed.

    cargo build --example rego
    python3 tests/opa/compare_rego.py --opa target/tools/opa --rego target/debug/examples/rego

OPA comes as `compare.py` says. Exits with 1 where answers differ, too little was evaluated, or
nothing ran, with 2 when it could not start.
"""

import argparse
import concurrent.futures
import json
import multiprocessing
import random
import re
import subprocess
import sys
from pathlib import Path

from compare import Opa, OpaError, Unusable, canonical, carried_out, library
from generate import policy, record

HERE = Path(__file__).resolve().parent

# What snippets are asked of.
INPUT = {
    "k": 5,
    "s": "str",
    "f": False,
    "n": None,
    "t": [1, 2, 3],
    "l": [
        {"name": "a", "o": 1, "list": [7, 8]},
        {"name": "b", "p": 3, "list": None},
        {"name": "c", "o": 2, "list": []},
        {"o": 2, "num": "12"},
    ],
    "m": {"a": {"x": 1}, "b": {"y": 2}},
    "names": ["z", "a", "b"],
    "first": {"a": 1, "b": False},
    "tree": [[1, 2], None, [[3]], "x"],
    "pairs": [[1, 2], [2, 3], [4]],
    "pair": [1, "x"],
    "fmt": "%d of %v",
    "oks": {"one": {"ok": True}, "two": {"ok": True, "more": 1}, "three": {"ok": False}, "four": {}},
    "true": True,
}

# A value of each kind, for arguments.
KINDS = {
    "null": None,
    "boolean": True,
    "number": 3,
    "text": "a1",
    "empty text": "",
    "array": [1, "a"],
    "empty array": [],
    "object": {"a": 1},
    "undefined": ...,
}

# Calls that answer something; each argument is then replaced by a value of every kind.
CALLS = """
abs(3) array.concat([1], [2]) array.reverse([1]) array.slice([1, 2], 0, 1) base64.decode("YQ==")
base64.encode("a") base64.is_valid("YQ==") base64url.decode("YQ") base64url.encode("a") ceil(1.5)
concat(",", ["a"]) contains("ab", "a") count([1]) endswith("ab", "b") floor(1.5) format_int(10, 16)
glob.match("a*", [], "ab") graph.reachable({"a": ["b"]}, ["a"]) hex.decode("61") hex.encode("a")
indexof("ab", "b") indexof_n("abb", "b") json.filter({"a": 1}, ["a"]) json.is_valid("{}")
json.marshal(1) json.patch({"a": 1}, [{"op": "add", "path": "/b", "value": 1}])
json.remove({"a": 1}, ["a"]) json.unmarshal("[1]") lower("A") max([1]) min([1]) minus(2, 1) mul(2, 3)
div(6, 4) rem(5, 3) plus(1, 2) and({1}, {1}) or({1}, {2}) net.cidr_contains("10.0.0.0/8", "10.0.0.1")
numbers.range(1, 3) object.filter({"a": 1}, ["a"]) object.get({"a": 1}, "a", 2) object.keys({"a": 1})
object.remove({"a": 1}, ["a"]) object.subset({"a": 1}, {"a": 1}) object.union({"a": 1}, {"b": 1})
object.union_n([{"a": 1}]) product([2]) regex.find_n("a", "aa", 1) regex.is_valid("a")
regex.match("a", "ab") regex.replace("ab", "a", "c") regex.split(",", "a,b") replace("ab", "a", "b")
round(1.5) semver.compare("1.0.0", "1.0.1") semver.is_valid("1.0.0") sort([2, 1]) split("a,b", ",")
sprintf("%v", [1]) startswith("ab", "a") strings.any_prefix_match("ab", "a") strings.count("aa", "a")
strings.any_suffix_match(["ab"], ["b"]) strings.replace_n({"a": "b"}, "ab") strings.reverse("ab")
substring("abc", 1, 1) sum([1]) time.add_date(0, 1, 1, 1) time.clock(0) time.date(0)
time.diff(0, 1000000000) time.format(0) time.parse_duration_ns("1h")
time.parse_rfc3339_ns("2020-01-01T00:00:00Z") time.parse_ns("2006-01-02", "2020-01-01")
time.weekday(0) to_number("1") trace("a") trim(" a ", " ") trim_left("aab", "a") trim_prefix("ab", "a")
trim_right("abb", "b") trim_space(" a ") trim_suffix("ab", "b") type_name(1) union({{1}})
intersection({{1}, {1}}) units.parse("1K") units.parse_bytes("1KB") upper("a") urlquery.decode("a%20b")
urlquery.encode("a b") urlquery.encode_object({"a": "b"}) uuid.parse("00000000-0000-0000-0000-000000000000")
yaml.is_valid("a: 1") yaml.marshal({"a": 1}) yaml.unmarshal("a: 1") is_string("a") is_array([1])
"""


class Question:
    """A policy, an input, and what is asked of them."""

    def __init__(self, name, text, given, ask):
        self.name, self.text, self.input, self.ask = name, text, given, ask


def snippets():
    """The policies that were written by hand."""
    section, number = "", 0
    for part in re.split(r"^---", (HERE / "snippets.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        if title.strip():
            section, number = title.strip(), 0
        number += 1
        yield Question(f"{section}, {number}", f"package p\n{body}", INPUT, "data.p.r")


def generated(seed, number):
    """Policies that are made up, each over three inputs."""
    for at in range(number):
        chance = random.Random(f"{seed} {at}")
        text = policy(chance)
        for turn in range(3):
            yield Question(f"seed {seed}, {at}, input {turn}", text, record(chance), "data.lint.answers")


def calls():
    """Calls with one argument replaced by a value of another kind, which only the input knows."""
    for call in re.findall(r"[\w.]+\(.*?\)(?=\s+\w[\w.]*\(|\s*$)", CALLS, re.DOTALL):
        name, _, inner = call.partition("(")
        arguments = split(inner[:-1])
        for at, argument in enumerate(arguments):
            for kind, value in KINDS.items():
                given = [*arguments[:at], "input.given", *arguments[at + 1 :]]
                text = f"package p\nr := {name}({', '.join(given)})\n"
                known = {} if value is ... else {"given": value}
                yield Question(f"{name}, argument {at + 1}: {kind}", text, known, "data.p.r")


def split(arguments):
    """Arguments at their commas, those within brackets and texts excepted."""
    parts, depth, quoted = [""], 0, False
    for sign in arguments:
        quoted ^= sign == '"'
        depth += not quoted and (sign in "[{(") - (sign in "]})")
        if sign == "," and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def ask_opa(library_path, questions):
    """OPA's answers: a value in a list, an empty list for undefined, or an error's words."""
    answers = []
    for text, given, ask in questions:
        opa = Opa(library_path)
        try:
            opa.add_policy("p.rego", text)
            answers.append(opa.value(ask, given))
        except OpaError as error:
            answers.append(str(error))
    return answers


def in_opa(library_path, questions):
    """The same from processes of their own, since what one has used it never gives back."""
    known = [(question.text, question.input, question.ask) for question in questions]
    shares = [known[at : at + 150] for at in range(0, len(known), 150)]
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1) as pool:
        waiting = [pool.submit(ask_opa, library_path, share) for share in shares]
        return [answer for done in waiting for answer in done.result()]


def in_tenantlint(program, questions):
    """Tenantlint's answers, one JSON object each."""
    lines = "".join(
        json.dumps({"modules": [{"path": "p.rego", "text": q.text}], "input": q.input, "ask": {"it": q.ask}}) + "\n"
        for q in questions
    )
    done = subprocess.run([program], input=lines, capture_output=True, text=True, encoding="utf-8")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(told) != len(questions):
        stopped = questions[len(told)].name if len(told) < len(questions) else "the end"
        raise Unusable(f"{program} stopped at {stopped}:\n{done.stderr.strip()[-2000:]}")
    return [answer["answers"]["it"] for answer in told]


def in_order(value):
    """A value in which lists of what the engines order differently are in one order: a set is a list
    here, and sets and objects stand in different orders in a set, also where members of objects are
    one or the other."""
    if isinstance(value, dict):
        return {key: in_order(member) for key, member in value.items()}
    if isinstance(value, list):
        members = [in_order(member) for member in value]
        found = {place for member in value for place in collections(member)}
        mixed = len({path for path, _ in found}) < len(found)
        return sorted(members, key=canonical) if mixed else members
    return value


def collections(value, path=()):
    """The objects and lists in a value, by the keys that lead to them."""
    if isinstance(value, (dict, list)):
        yield path, type(value)
    if isinstance(value, dict):
        for key, member in value.items():
            yield from collections(member, (*path, key))


def compare(theirs, ours):
    """What became of a question, and what differs, if anything does. `theirs` is OPA's answer."""
    refused = ours.get("error")
    if refused is not None and not re.match(r"\S+\.rego:\d+:\d+: TL-POLICY-00\d ", refused):
        return "wrong", f"a refusal without a place: {refused}"
    if isinstance(theirs, str):
        stops = "eval_type_error" in theirs or "eval_builtin_error" in theirs
        conflict = "eval_conflict_error" in theirs or "object keys must be unique" in theirs
        if conflict and refused is None:
            return "wrong", f"OPA: {theirs}\ntenantlint: {json.dumps(ours)}"
        return ("stops" if stops else "conflicts" if conflict else "uncompiled"), None
    if refused is not None:
        return "refused", refused
    told = [ours["value"]] if "value" in ours else []
    if canonical(told) != canonical(theirs) and in_order(told) != in_order(theirs):
        return "wrong", f"OPA: {json.dumps(theirs)}\ntenantlint: {json.dumps(told)}"
    return "evaluated", None


def run(options, scratch):
    """The whole comparison; gives the exit code."""
    library_path = library(options.opa, scratch)
    parts = {
        "snippets": list(snippets()),
        "generated": list(generated(options.seed, options.number)),
        "calls": list(calls()),
    }
    failed = 0
    for part, questions in parts.items():
        if options.only and options.only != part:
            continue
        theirs, ours = in_opa(library_path, questions), in_tenantlint(options.rego, questions)
        counts = dict.fromkeys(["evaluated", "refused", "wrong", "stops", "conflicts", "uncompiled"], 0)
        for question, their, our in zip(questions, theirs, ours, strict=True):
            if part == "calls" and isinstance(their, str) and "eval_" in their:
                # Alone in its rule, a call that fails is an undefined answer.
                their = []
            kind, words = compare(their, our)
            counts[kind] += 1
            if kind == "wrong" or (kind == "refused" and options.refusals):
                print(f"{question.name}: {kind}\n{question.text.strip()}\n{words}\n")
                if kind == "wrong" and part == "generated":
                    print(f"input: {json.dumps(question.input)}\n")
        answered = counts["evaluated"] + counts["refused"] + counts["wrong"]
        share = 100 * counts["evaluated"] / max(answered, 1)
        print(f"{part}: {len(questions)} asked, {', '.join(f'{n} {kind}' for kind, n in counts.items())}; {share:.1f} %")
        too_few = part == "generated" and share < options.share
        failed += counts["wrong"] + too_few + (answered == 0)
    return 1 if failed else 0


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--opa", type=Path, required=True, help="the wheel, a folder that holds it, or the library")
    parser.add_argument("--rego", type=Path, required=True, help="the example `rego`, built")
    parser.add_argument("--seed", default="1", help="of the generated policies (default: %(default)s)")
    parser.add_argument("--number", type=int, default=600, help="of generated policies (default: %(default)s)")
    parser.add_argument("--share", type=float, default=97, help="percent to be evaluated (default: %(default)s)")
    parser.add_argument("--only", help="one part: snippets, generated or calls")
    parser.add_argument("--refusals", action="store_true", help="show what is refused as well")
    return carried_out(parser, run)


if __name__ == "__main__":
    sys.exit(main())
