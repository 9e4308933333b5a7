//! Policies through the pre-pass and the engine: the right answers, the refusals with their
//! places, and what one rule's trouble does to the others.

mod engine_common;

use std::time::Duration;

use engine_common::{Bench, messages, tenant, value_beside, value_in, value_of, value_of_r};
use serde_json::{Value as Json, json};
use tenantlint::engine::Outcome;
use tenantlint::rule::{PolicyFile, PolicyFolder, RegoVersion, RuleSet, complete_params, load};
use tenantlint::tenant::Value;

fn input() -> Json {
    json!({
        "l": [{"o": 1}, {"o": 2}, {"p": 3}],
        "n": null, "s": "str", "k": 5,
        "m": {"a": {"x": 1}, "b": {"y": 2}},
        "t": [1, 2, 3],
    })
}

#[track_caller]
fn gives(body: &str, wanted: Json) {
    assert_eq!(value_of_r(body, &input()), Ok(Some(wanted)), "{body}");
}

#[track_caller]
fn is_undefined(body: &str) {
    assert_eq!(value_of_r(body, &input()), Ok(None), "{body}");
}

/// The rule is refused with this id, at this text.
#[track_caller]
fn refused(body: &str, id: &str, at: &str) {
    refused_in("p", body, id, at);
}

/// The same in a module of ours, which has to be beyond doubt.
#[track_caller]
fn refused_in_ours(body: &str, id: &str, at: &str) {
    refused_in("tenantlint.p", body, id, at);
}

#[track_caller]
fn refused_in(package: &str, body: &str, id: &str, at: &str) {
    let bench = Bench::new().rule(&format!(
        "package {package}\n{body}\ndeny contains \"m\" if data.{package}.r\n"
    ));
    let (_, failures) = bench.prepare();
    let told: Vec<(&str, &str)> = failures
        .iter()
        .map(|f| (f.id, bench.pointed_at(f)))
        .collect();
    let shown: String = body.chars().take(200).collect();
    assert!(told.contains(&(id, at)), "{shown}: {failures:?}");
    assert!(
        failures
            .iter()
            .all(|f| !f.message.is_empty() && !f.help.is_empty())
    );
    assert!(matches!(bench.judge(&input())[0], Outcome::Error(_)));
}

const INVALID: &str = "TL-POLICY-001";
const UNSAFE: &str = "TL-POLICY-002";

// ---- rewrites: the answers are OPA's ----

#[test]
fn heads_that_can_be_undefined_lose_nothing() {
    gives("r contains op.o if some op in input.l", json!([1, 2]));
    gives(
        "r contains op.o if {\n\tsome op in input.l # each\n}",
        json!([1, 2]),
    );
    gives(
        "r contains {\"v\": op.o,\n\"w\": 1} if { some op in input.l }",
        json!([{"v": 1, "w": 1}, {"v": 2, "w": 1}]),
    );
    gives(
        "r[k] := op.o if { some k, op in input.l }",
        json!({"0": 1, "1": 2}),
    );
    gives(
        "f(x) := x.o\nr contains f(op) if { some op in input.l }",
        json!([1, 2]),
    );
    gives("r contains input.l[_].o", json!([1, 2]));
    gives(
        "r contains sprintf(\"%v\", [x.o]) if some x in input.l",
        json!(["1", "2"]),
    );
    gives("r contains (x.o) if { some x in (input.l) }", json!([1, 2]));
    gives(
        "f(x) := x.p if { x.o == 1 } else := x.o if { x.o == 2 } else := 7\nr contains f(x) if some x in input.l",
        json!([2, 7]),
    );
    gives("r := [x.o | some x in input.l]", json!([1, 2]));
    gives(
        "r := {k: x.o | some k, x in input.l}",
        json!({"0": 1, "1": 2}),
    );
    gives(
        "r contains [b, {\"c\": [x.o]}] if { some x in input.l; b := \"é\" }",
        json!([["é", {"c": [1]}], ["é", {"c": [2]}]]),
    );
}

#[test]
fn an_object_of_sets_without_a_member_is_an_empty_object() {
    for none in [
        "p[k] contains v if { some k, v in input.t; v > 9 }",
        "p[k] contains v if some k, v in {}",
        "p[k] contains v if {\n\tsome k, v in input.t # each\n\tv > 9\n} # none\n",
        "p[k][v] contains v if { some k, v in input.t; v > 9 }",
        "p[k].x contains v if { some k, v in input.t; v > 9 }",
        "p[k] contains v.o if { some k, v in input.l; k > 9 }",
        "p[k][v] if { some k, v in input.t; v > 9 }",
        "p[k][v] := 1 if { some k, v in input.t; v > 9 }",
        "p[k] contains v if { some k, v in input.t; v > 9 }\np[k] contains v if { some k, v in input.t; v > 8 }",
    ] {
        gives(&format!("{none}\nr := p"), json!({}));
        gives(&format!("{none}\nr := count(p)"), json!(0));
        gives(
            &format!("{none}\nr if every k, v in p {{ k == v }}"),
            json!(true),
        );
        gives(
            &format!("{none}\nr contains k if some k, _ in p"),
            json!([]),
        );
    }
    gives(
        "p[k] contains v if { some k, v in input.t; v > 1 }\np[k] contains 7 if { k := 1 }\nr := p",
        json!({"1": [2, 7], "2": [3]}),
    );
    gives(
        "q.p[k] contains v if { some k, v in input.t; v > 9 }\nr := q.p",
        json!({}),
    );
    gives("p[1] contains 2\nr := p", json!({"1": [2]}));
}

#[test]
fn functions_without_body_and_value_are_facts() {
    gives("f(null)\nr if f(null)", json!(true));
    gives(
        "f(null)\nf(x) := 3 if x == 2\nr := [f(null), f(2)]",
        json!([true, 3]),
    );
    gives(
        "r := [f(1), g.h([2, 3])]\nf(1)\n\ng.h([_, y]) # a fact",
        json!([true, true]),
    );
    is_undefined("f(1)\nr := f(2)");
    refused("f(1)\nr := 1 if\ng(2)\n", INVALID, "g");
}

#[test]
fn object_patterns_match_exact_keys() {
    let input = json!({"l": [{"a": 1}, {"a": 2, "b": 3}, {"a": null}, 4, {}]});
    for (body, wanted) in [
        ("r contains i if some i, {\"a\": 1} in input.l", json!([0])),
        (
            "r contains x if some {\"a\": x} in input.l",
            json!([null, 1]),
        ),
        (
            "r contains x if { {\"a\": x, \"b\": _} = input.l[_] }",
            json!([2]),
        ),
        ("r contains i if some i, {} in input.l", json!([4])),
        (
            "f({\"a\": x}) := x\nr contains f(o) if some o in input.l",
            json!([null, 1]),
        ),
        (
            "f({\"a\": 1})\nr contains i if { some i, o in input.l; f(o) }",
            json!([0]),
        ),
        (
            "r := [x | some [{\"a\": x}, 2] in [[{\"a\": 7}, 2], [{\"a\": 8, \"b\": 1}, 2]]]",
            json!([7]),
        ),
        (
            "r := [x | some {\"a\": {\"b\": x}} in [{\"a\": {\"b\": 1}}, {\"a\": {\"b\": 2, \"c\": 3}}]]",
            json!([1]),
        ),
    ] {
        assert_eq!(value_of_r(body, &input), Ok(Some(wanted)), "{body}");
    }
}

#[test]
fn what_the_engine_loses_in_loops_is_found() {
    // A declaration behind a loop, steps of `walk`, a line that starts with a parenthesis, and a
    // term that iterates by itself.
    gives(
        "r contains [x, i] if { x := input.t[_]; some i; input.m[i].x == x; not input.none[i] }",
        json!([[1, "a"]]),
    );
    gives(
        "r contains x if { x := input.t[_]; some i; g := {\"a\": []}[i]; count(g) == 0 }",
        json!([1, 2, 3]),
    );
    gives(
        "r contains p if { [p, v] := walk(input.m); v == 1 }",
        json!([["a", "x"]]),
    );
    gives(
        "r contains x if {\n\tsome x in input.t\n\tnot input.none.deep\n\t(x * 2) > 4\n}",
        json!([3]),
    );
    gives(
        "r := [input.t[_] | every x in input.t { x > 0 }]",
        json!([1, 2, 3]),
    );
    gives("r contains n if { count(input.t, n) }", json!([3]));
    gives(
        "r[[x, \"é\"]] := x if some x in input.t",
        json!({"[1,\"é\"]": 1, "[2,\"é\"]": 2, "[3,\"é\"]": 3}),
    );
}

#[test]
fn calls_of_others_that_fail_are_undefined_and_ours_are_errors() {
    gives(
        "r contains n if { some x in [\"1\", \"q\", null, \"2\"]; is_string(x); n := to_number(x) }",
        json!([1, 2]),
    );
    gives(
        "r contains n if { some x in [1, \"q\", null]; n := x + 1 }",
        json!([2]),
    );
    gives(
        "r := [x | some x in [\"a\", 1]; startswith(x, \"a\")]",
        json!(["a"]),
    );
    is_undefined("r := input.k / 0");
    gives(
        "r := [0.1 + 0.2, -input.k, {1, 2} - {1}]",
        json!([0.3, -5, [2]]),
    );
    gives("r := sprintf(input.s, [])", json!("str"));
    gives(
        "r := sprintf(\"%05.1f|%-4s|%+d|%s\", [2.25, \"é\", 3, 4])",
        json!("002.2|é   |+3|%!s(int64=4)"),
    );
    gives("r := time.now_ns()", json!(1_795_305_600_000_000_000_u64));
    let failing = "r contains n if { some x in [\"1\", \"q\"]; n := to_number(x) }";
    let got = value_in("tenantlint.p", failing, &input());
    assert!(got.is_err(), "{got:?}");
    // What only the engine fails at is no silence.
    let got = value_of_r("r := regex.match(\"(?=a)\", \"a\")", &input());
    assert!(got.is_err(), "{got:?}");
}

#[test]
fn rego_before_1_0_is_read_as_such() {
    for (body, wanted) in [
        ("r[x] { x := input.t[_] }", json!([1, 2, 3])),
        ("r[op.o] { op := input.l[_] }", json!([1, 2])),
        ("r[input.t[_]]", json!([1, 2, 3])),
        ("r = x { x := input.k } else = 3 { true }", json!(5)),
        ("default r = 7\nr = 1 { input.k == 6 }", json!(7)),
        ("r { input.k == 6 } { input.k == 5 }", json!(true)),
        ("f(null)\nr { f(null) }", json!(true)),
        (
            "r { any([input.k == 5]); all([true]); re_match(\"^s\", input.s) }",
            json!(true),
        ),
        (
            "import future.keywords.in\nr[x] { some x in input.t }",
            json!([1, 2, 3]),
        ),
        (
            "import rego.v1\nr contains x if { some x in input.t }",
            json!([1, 2, 3]),
        ),
        ("p[k][v] { v := input.m[k].none }\nr = p", json!({})),
    ] {
        let got = value_of("p", body, RegoVersion::V0, &input());
        assert_eq!(got, Ok(Some(wanted)), "{body}");
    }
    let refused = |body: &str, at: &str| {
        let got = value_of("p", body, RegoVersion::V0, &input());
        let message = got.err().unwrap_or_default();
        assert!(
            message.ends_with(&format!("at `{at}`")),
            "{body}: {message}"
        );
    };
    refused("r = x { x := 7 } { x := 1 }", "{ x := 1 }");
    refused("import rego.v1\nr { true }", "{");
}

#[test]
fn names_may_shadow() {
    gives(
        "x := 3\nr contains x if { some x in input.t }",
        json!([1, 2, 3]),
    );
    gives(
        "r contains z if { i := 7; z := [i | some i; input.t[i] == 2] }",
        json!([[1]]),
    );
    gives(
        "r contains z if { some i in input.t; z := [i | some i in [\"a\"]] }",
        json!([["a"]]),
    );
    gives(
        "f(x) := y if { y := [x | some x in [\"q\"]] }\nr := f(1)",
        json!(["q"]),
    );
    gives(
        "import data.p.q as k\nq := 1\nr contains k if { some k in input.t }",
        json!([1, 2, 3]),
    );
    gives(
        "xs := [9]\nr contains x if { xs := input.t; some x in xs }",
        json!([1, 2, 3]),
    );
}

/// A package with a rule, by which others take it as a whole, and what it imports.
#[track_caller]
fn gives_beside(others: &[&str], body: &str, wanted: Json) {
    let got = value_beside(others, ("p", body), RegoVersion::V1, &input());
    assert_eq!(got, Ok(Some(wanted)), "{others:?} {body}");
}

#[test]
fn what_is_imported_is_found_from_everywhere() {
    let names = "package names\nof := {\"a\": 1}\n";
    let asks = "import data.q\nr := [x | q.s; x := q.f(\"a\")]";
    for (import, function, wanted) in [
        ("data.names", "f(x) := names.of[x]", json!([1])),
        ("data.names", "f(x) := names[\"of\"][x]", json!([1])),
        ("data.names as n", "f(x) := n.of[x]", json!([1])),
        ("data.names.of", "f(x) := of[x]", json!([1])),
        ("data[\"names\"].of", "f(x) := of[x]", json!([1])),
        ("input.k", "f(_) := k", json!([5])),
        ("input as i", "f(_) := i.k", json!([5])),
        ("data.names", "f(x) if not names.of[x]", json!([])),
        (
            "data.names",
            "f(x) := [k | some k, _ in names.of]",
            json!([["a"]]),
        ),
        (
            "data.names",
            "f(x) := y if { {\"a\": y} = names.of }",
            json!([1]),
        ),
        (
            "data.names.of",
            "f(_) if { {\"n\": of} = {\"n\": {\"a\": 1}} }",
            json!([true]),
        ),
        (
            "data.names",
            "f(x) := names.of[x] + count(names.of)",
            json!([2]),
        ),
        (
            "data.names",
            "f(x) := y if { y := names.of[x] with names.of as {\"a\": 4} }",
            json!([4]),
        ),
        // What a body declares is not what was imported.
        (
            "data.names",
            "f(x) := y if { some names in [{\"of\": {x: 7}}]; y := names.of[x] }",
            json!([7]),
        ),
        ("data.names", "f(names) := names", json!(["a"])),
    ] {
        let q = format!("package q\nimport {import}\ns := 1\n{function}\n");
        gives_beside(&[names, &q], asks, wanted);
    }
    let body = "r := [x | k := \"s\"; data.q[k]; x := data.q.f(\"a\")]";
    let q = "package q\nimport data.names\ns := 1\nf(x) := names.of[x]\n";
    gives_beside(&[names, q], body, json!([1]));
}

#[test]
fn a_package_may_stand_in_several_modules_and_above_others() {
    let names = "package names\nof := {\"a\": 1}\n";
    let parts = [
        "package q\nimport data.names\na := names.of\n",
        "package q\nimport data.names as n\nb := n.of\n",
    ];
    gives_beside(
        &[names, parts[0], parts[1]],
        "import data.q\nr := [q.a, q.b]",
        json!([{"a": 1}, {"a": 1}]),
    );
    let below = "package q.below\nimport data.names\na := b\nb := names.of\n";
    gives_beside(
        &[names, "package q\ns := 1\n", below],
        "import data.q\nimport data.q.below\nr := [q.s, below.a, q.below.b]",
        json!([1, {"a": 1}, {"a": 1}]),
    );
}

#[test]
fn a_package_that_is_taken_as_a_whole_has_all_its_rules() {
    let module = |package: &str, names: [&str; 2]| {
        let [a, b] = names;
        format!(
            "package {package}\nimport input.k\n{a} := f({b})\n{b} := k\nf(x) := x + object.get(data.none, \"n\", 0)\n"
        )
    };
    let of_a = module("q", ["a", "b"]);
    let of_c = module("q", ["c", "d"]).replace("f(", "g(");
    let below = module("q.below", ["e", "f_"]);
    let set = "package q\nm[x] contains y if { some x in [1]; y := n }\nn := input.k\nw.v := n\n";
    let default = "package q\ndefault o := 0\no := n\n";
    let all: Vec<&str> = vec![&of_a, &of_c, &below, set, default];
    let body = "r := data.q";
    let none = "package none\nn := 0\n";
    let wanted = json!({
        "a": 5, "b": 5, "c": 5, "d": 5, "below": {"e": 5, "f_": 5},
        "m": {"1": [5]}, "n": 5, "w": {"v": 5}, "o": 5,
    });
    // In any order of the modules.
    for turn in 0..all.len() {
        let mut modules = all.clone();
        modules.rotate_left(turn);
        modules.push(none);
        gives_beside(&modules, body, wanted.clone());
    }
    let two = [
        "package q.x\ndeny contains m if { m := s }\ns := \"1\"\n",
        "package q.x\ndeny contains m if { m := t }\nt := \"2\"\n",
    ];
    for body in [
        "r contains m if { some n; m := data.q[n].deny[_] }",
        "import data.q\nr contains m if { some n; some m in q[n].deny }",
        "r contains m if { some _, v in data.q; some m in v.deny }",
        "r := x if { x := data.q.x.deny with input as 1; data.q.x }",
    ] {
        gives_beside(&two, body, json!(["1", "2"]));
    }
    let of_input = ["package q\na := 1\n", "package q\nb := c\nc := input.k\n"];
    gives_beside(
        &of_input,
        "r := [x | some k in [1, 2]; x := data.q with input as {\"k\": k}]",
        json!([{"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 2, "c": 2}]),
    );
    gives_beside(
        &of_input,
        "r := x if { x := data.q with data.q.c as 8 }",
        json!({"a": 1, "b": 8, "c": 8}),
    );
    gives_beside(
        &of_input,
        "r := x if { x := data.q with data.q as {\"z\": 1} }",
        json!({"z": 1}),
    );
}

#[test]
fn imports_that_are_written_out_have_an_end() {
    let long = "x".repeat(9_000);
    let many = "n, ".repeat(400);
    let q = format!("package q\nimport data.{long} as n\ns := [{many}]\n");
    gives_beside(&[&q], "r := count([x | x := data.q.s])", json!(0));
    let bench = Bench::new()
        .functions(&format!("{q}t := [{many}]\n"))
        .rule("package asks\ndeny contains \"m\" if data.q.s\n");
    let (_, failures) = bench.prepare();
    let [failure] = &failures[..] else {
        panic!("{failures:?}");
    };
    assert_eq!((failure.id, bench.pointed_at(failure)), (UNSAFE, "n"));
}

#[test]
fn what_is_no_collection_is_not_iterated() {
    gives("r contains v if { some v in input.n }", json!([]));
    gives("r contains v if { some v in input.s }", json!([]));
    gives(
        "r contains v if { some xs in [input.n, input.t]; some v in xs }",
        json!([1, 2, 3]),
    );
    gives("r contains v if { some v in input.missing }", json!([]));
}

#[test]
fn negations_are_undefined_where_their_arguments_are() {
    is_undefined("r if not startswith(input.missing, \"a\")");
    is_undefined("r if { not input.missing > 3 }");
    is_undefined("r if { not count(input.missing) == 0 }");
    is_undefined("r if { not \"x\" in input.missing }");
    is_undefined("r if { not input.m[input.missing] }");
    is_undefined("f(x) if { x.a == 1 }\nr if { not f({\"a\": input.missing}) }");
    is_undefined("f(x) if x == 8\nr if { not f(input.k) with input as {\"z\": 9} }");
    gives("r if { not input.missing }", json!(true));
    gives("r if { not input.missing == \"a\" }", json!(true));
    gives("r if not startswith(input.s, \"x\")", json!(true));
    gives(
        "f(x) if x == 8\nr if { not f(input.k) with input as {\"k\": 9} }",
        json!(true),
    );
    gives(
        "r contains x if { some x in input.t; not x in [2] }",
        json!([1, 3]),
    );
}

#[test]
fn memberships_as_values_are_undefined_where_their_collection_is() {
    is_undefined("r := b if { b := 1 in input.missing }");
    gives("r := b if { b := 1 in input.t }", json!(true));
    gives(
        "r contains b if { some x in [1, 9]; b := [x, x in input.t] }",
        json!([[1, true], [9, false]]),
    );
    is_undefined("r if { \"a\", input.missing in input.m }");
}

#[test]
fn what_with_gives_is_computed_before() {
    gives(
        "d := {\"k\": 8}\ne := input.k\nr if { e == 8 with input as d }",
        json!(true),
    );
    gives(
        "d := {\"k\": 8}\ne := input.k\nr if { not e == 9 with input as d }",
        json!(true),
    );
}

#[test]
fn a_format_is_written_as_opa_writes_it_or_is_an_error() {
    gives(
        "r := sprintf(\"%x %q %v %s %d%%\", [255, \"a\\\"\", {1}, [1], 7])",
        json!("ff \"a\\\"\" {1} [1] 7%"),
    );
    gives(
        "r := sprintf(\"%s %v %s\", [{\"b\": \"x\", \"a\": [\"y\"]}, null, true])",
        json!("{\"a\": [\"y\"], \"b\": \"x\"} null true"),
    );
    for (body, words) in [
        ("r := sprintf(\"%s\", [1])", "`%s` is given a number"),
        (
            "r := sprintf(\"%d\", [\"a\"])",
            "`%d` is given no whole number",
        ),
        (
            "r := sprintf(\"%d\", [1.5])",
            "`%d` is given no whole number",
        ),
        (
            "r := sprintf(\"%x\", [\"a\"])",
            "`%x` is given no whole number",
        ),
        ("r := sprintf(\"%q\", [1])", "`%q` is given no text"),
    ] {
        let got = value_in("tenantlint.p", body, &input())
            .err()
            .unwrap_or_default();
        assert!(
            got.contains(words) && got.contains("sprintf"),
            "{body}: {got}"
        );
    }
}

// ---- refusals ----

#[test]
fn what_reaches_outside_is_refused() {
    for call in [
        "http.send({})",
        "opa.runtime()",
        "rand.intn(\"a\", 3)",
        "uuid.rfc4122(\"a\")",
        "net.lookup_ip_addr(\"a\")",
        "graph.reachable_paths({}, [])",
        "bits.lsh(1, 9)",
    ] {
        let name = call.split('(').next().unwrap_or("");
        refused(&format!("r := {call}"), UNSAFE, name);
        refused(
            &format!("f(x) := [y | y := {call}; y == x]\nr := f(1)"),
            UNSAFE,
            name,
        );
    }
    refused_in_ours("r := time.now_ns()", UNSAFE, "time.now_ns");
}

#[test]
fn recursion_is_refused() {
    refused("f(x) := f(x - 1)\nr := f(3)", UNSAFE, "f");
    refused("g(x) := h(x) + 1\nh(x) := g(x) - 1\nr := g(1)", UNSAFE, "h");
    refused(
        "a contains x if { some x in b }\nb contains x if { some x in data.p.a }\nr := a",
        UNSAFE,
        "data.p.a",
    );
    refused("r contains x if { some x in data.p }", UNSAFE, "data.p");
    refused(
        "r contains x if { n := \"r\"; some x in data.p[n] }",
        UNSAFE,
        "data.p[n]",
    );
}

#[test]
fn what_opa_does_not_compile_is_refused() {
    refused("r := startwith(\"a\", \"b\")", INVALID, "startwith");
    refused(
        "r := azure.policy.fn.json(1)",
        INVALID,
        "azure.policy.fn.json",
    );
    refused("r := count(1, 2, 3)", INVALID, "count");
    refused("f(x) := x\nr := f(1, 2)", INVALID, "f");
    refused("r := nosuch", INVALID, "nosuch");
    refused("r contains x if { x := nosuch.y }", INVALID, "nosuch");
    refused("default r := 1\ndefault r := 2", INVALID, "default r := 2");
    refused("r if { x := 1; x := 2 }", INVALID, "x");
    refused(
        "r contains x if { some x; input.t[_] == x; x != 2 }",
        INVALID,
        "input.t[_] == x",
    );
    refused("r if { x := y + 1; y := x + 1 }", INVALID, "x := y + 1");
    refused("r := x { x := 1 }", INVALID, "{");
    refused("r := 1 +\n", INVALID, "contains");
}

#[test]
fn what_cannot_be_trusted_is_refused() {
    refused_in_ours("r := x if some {\"a\": x} in input.l", UNSAFE, "{\"a\": x}");
    refused(
        "r := x if some {input.k: x} in input.l",
        UNSAFE,
        "{input.k: x}",
    );
    refused(
        "r if { {\"a\": x} := input.l[0]; x == 1 }",
        UNSAFE,
        "{\"a\": x}",
    );
    refused(
        "f({\"a\": y}) := 1 if y == 1 else := 2\nr if f({\"a\": 1})",
        UNSAFE,
        "{\"a\": y}",
    );
    refused(
        "r contains p if { p := [walk(input.m)] }",
        UNSAFE,
        "walk(input.m)",
    );
    refused(
        "r contains x if { x := walk(input.m)[1] }",
        UNSAFE,
        "walk(input.m)",
    );
    refused_in_ours("r := sprintf(\"%5d\", [1])", UNSAFE, "\"%5d\"");
    refused_in_ours("r := sprintf(\"%s %s\", [1])", UNSAFE, "\"%s %s\"");
    refused_in_ours("r := sprintf(input.s, [1])", UNSAFE, "input.s");
    refused_in_ours("r := sprintf(\"%s\", input.t)", UNSAFE, "input.t");
    refused("r if not input.l[_].x", UNSAFE, "input.l[_].x");
    refused_in_ours("r := -input.k", UNSAFE, "-input.k");
    refused("r := -input.k + 1", UNSAFE, "-input.k + 1");
    refused("r := 1 with count as 3", INVALID, "with");
    refused(
        "r if { count(input.t) == 3 with count as 3 }",
        UNSAFE,
        "count",
    );
    refused("__tl_x := 1\nr := 1", UNSAFE, "__tl_x");
}

#[test]
fn hostile_texts_are_refused_in_no_time() {
    let started = std::time::Instant::now();
    let depth = 3_000;
    refused(
        &format!("r := {}1{}", "[".repeat(depth), "]".repeat(depth)),
        UNSAFE,
        "[",
    );
    refused(
        &format!("r := {}1{}", "{\"a\": ".repeat(40), "}".repeat(40)),
        UNSAFE,
        "{",
    );
    refused("r := 1e999999999", UNSAFE, "1e999999999");
    refused("r := 1\u{0}", UNSAFE, "\u{0}");
    refused(&format!("r := \"{}\"", "x".repeat(20_000)), UNSAFE, "x");
    refused(&"# long\n".repeat(200_000), UNSAFE, " ");
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn packages_below_ours_are_not_for_users() {
    let text = "package tenantlint.salesforce.mine\ndeny contains \"m\"\n";
    let bench = Bench::new().users_rule(text);
    let (_, failures) = bench.prepare();
    assert_eq!(failures[0].id, UNSAFE);
    assert_eq!(
        bench.pointed_at(&failures[0]),
        "package tenantlint.salesforce.mine"
    );
    let (_, failures) = Bench::new().rule(text).prepare();
    assert!(failures.is_empty(), "{failures:?}");
}

// ---- one rule's trouble stays its own ----

const GOOD: &str = "package good\ndeny contains v if { v := {\"message\": \"found\", \"at\": [\"t\", 0], \"identity\": {\"n\": \"x\"}} }\n";

#[test]
fn a_broken_rule_does_not_silence_the_others() {
    for broken in [
        "package bad\ndeny contains {{{\n",
        "package bad\nr := 1\nr := 2\ndeny contains \"m\" if { r == 1 }\n",
        "package bad\ndeny contains regex.match(\"(\", \"x\")\n",
        "package bad\ndeny := 3\n",
        "package bad\nallow := true\n",
        "package bad\ndeny contains {\"at\": []}\n",
        "package bad\ndeny contains {\"message\": \"m\", \"at\": \"t\"}\n",
        "package bad\ndeny contains {\"message\": x, \"identity\": {\"a\": 1}} if some x in [\"a\", \"b\"]\n",
        "package bad\ndeny contains \"m\" if { count(numbers.range(1, 99999999)) > 0 }\n",
    ] {
        let bench = Bench::new().rule(broken).rule(GOOD);
        let outcomes = bench.judge(&input());
        let Outcome::Error(failures) = &outcomes[0] else {
            panic!("{broken}: {outcomes:?}")
        };
        let failure = &failures[0];
        assert_eq!(failure.rule.as_deref(), Some("bad"), "{broken}");
        assert!(
            failure.place.is_some() && !bench.pointed_at(failure).is_empty(),
            "{broken}: {failure:?}"
        );
        assert_eq!(
            messages(&outcomes[1]),
            Ok(vec!["found".to_owned()]),
            "{broken}"
        );
    }
}

#[test]
fn an_error_while_judging_points_at_its_place() {
    let text = "package tenantlint.bad\n# a comment\nnumbers_of(x) := y if {\n\ty := to_number(x) # another\n}\n\ndeny contains {\n\t\"message\": \"m\",\n\t\"at\": [numbers_of(x)],\n} if {\n\tsome x in [\"1\", \"q\"]\n}\n";
    let bench = Bench::new().rule(text);
    let outcomes = bench.judge(&input());
    let Outcome::Error(failures) = &outcomes[0] else {
        panic!("{outcomes:?}")
    };
    let (file, span) = failures[0].place.expect("a place");
    assert_eq!(
        bench.sources.file(file).position(span.start).line,
        4,
        "{failures:?}"
    );
    assert_eq!(bench.sources.slice(file, span), "x");
}

#[test]
fn a_broken_library_fails_the_rules_that_need_it() {
    let lib = "package lib.a\nf(x) := x +\n";
    let between = "package lib.b\nimport data.lib.a\ng(x) := a.f(x)\n";
    let needs = "package needs\nimport data.lib.b\ndeny contains \"m\" if { b.g(1) == 1 }\n";
    let bench = Bench::new()
        .functions(lib)
        .functions(between)
        .rule(needs)
        .rule(GOOD);
    let (prepared, failures) = bench.prepare();
    assert_eq!(failures.len(), 1, "{failures:?}");
    let outcomes = prepared.judge(&tenant(&input()));
    let Outcome::Error(of_rule) = &outcomes[0] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(of_rule[0].place, failures[0].place);
    assert!(messages(&outcomes[1]).is_ok());
}

#[test]
fn a_model_is_evaluated_once_and_read_as_data() {
    let model = "package pack.model\nguests contains g if { some g in input.t; g > _least }\n_least := data.tenantlint.params.pack.least\nnames := {\"a\": {1, 2}}\n";
    let rule = "package uses\nimport data.pack.model\ndeny contains v if {\n\tsome g in model.guests\n\tis_set(model.guests)\n\tis_set(model.names.a)\n\tv := sprintf(\"guest %d as of %s\", [g, data.tenantlint.as_of])\n}\n";
    let mut bench = Bench::new().model(model).rule(rule).rule(GOOD);
    bench
        .params
        .entry("pack".to_owned())
        .or_default()
        .insert("least".to_owned(), json!(1));
    let outcomes = bench.judge(&input());
    let wanted = ["guest 2 as of 2026-11-22", "guest 3 as of 2026-11-22"].map(str::to_owned);
    assert_eq!(messages(&outcomes[0]), Ok(wanted.to_vec()));

    let failing = "package pack.model\nguests contains regex.match(g, \"x\") if { some g in [\"(\"] }\nnames := {}\n";
    let bench = Bench::new().model(failing).rule(rule).rule(GOOD);
    let outcomes = bench.judge(&input());
    let Outcome::Error(failures) = &outcomes[0] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(
        (failures[0].id, bench.pointed_at(&failures[0])),
        ("TL-POLICY-003", "regex.match")
    );
    assert!(messages(&outcomes[1]).is_ok());
}

#[test]
fn data_files_are_read_below_their_path() {
    let rule = "package uses\ndeny contains data.a.b.list[_]\n";
    let bench = Bench::new()
        .data(&["a", "b"], json!({"list": ["x", "y"]}))
        .rule(rule);
    assert_eq!(
        messages(&bench.judge(&input())[0]),
        Ok(vec!["x".to_owned(), "y".to_owned()])
    );
}

// ---- limits ----

#[test]
fn a_runaway_policy_is_stopped() {
    let text = "package slow\nn := numbers.range(1, 2000)\ndeny contains \"m\" if { count([1 | some a in n; some b in n; some c in n; a * b * c == 0]) > 0 }\n";
    let mut bench = Bench::new().rule(text).rule(GOOD);
    bench.limits.max_rule_time = Duration::from_millis(200);
    let started = std::time::Instant::now();
    let outcomes = bench.judge(&input());
    assert_eq!(
        messages(&outcomes[0]),
        Err("the policy ran longer than one rule may".to_owned())
    );
    assert!(messages(&outcomes[1]).is_ok());
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn too_many_violations_are_an_error() {
    let text =
        "package many\ndeny contains sprintf(\"%d\", [n]) if some n in numbers.range(1, 50)\n";
    let mut bench = Bench::new().rule(text);
    bench.limits.max_violations = 49;
    assert!(messages(&bench.judge(&input())[0]).is_err());
    bench.limits.max_violations = 50;
    assert_eq!(messages(&bench.judge(&input())[0]).map(|m| m.len()), Ok(50));
}

#[test]
fn a_long_chain_of_functions_does_not_exhaust_the_stack() {
    let mut text = "package deep\nf0(x) := x\n".to_owned();
    for n in 1..400 {
        text.push_str(&format!(
            "f{n}(x) := y if {{ y := [z | z := f{}(x)][0] }}\n",
            n - 1
        ));
    }
    text.push_str("deny contains f399(\"end\")\n");
    assert_eq!(
        messages(&Bench::new().rule(&text).judge(&input())[0]),
        Ok(vec!["end".to_owned()])
    );
}

// ---- results ----

#[test]
fn results_are_the_same_on_any_number_of_threads() {
    let mut bench = Bench::new();
    for n in 0..20 {
        bench = bench.rule(&format!(
            "package p{n}\ndeny contains sprintf(\"{n} %v %v\", [k, x]) if some k, x in input.t\nnot_evaluated contains {{\"message\": \"u\", \"at\": [\"Profile\"]}}\n"
        ));
    }
    let (prepared, _) = bench.prepare();
    let tenants: Vec<_> = (0..5).map(|n| tenant(&json!({"t": [n, n + 1]}))).collect();
    let one = prepared.judge_all(&tenants, 1, &|| ());
    assert_eq!(one.len(), 5);
    assert_eq!(
        messages(&one[3][7]),
        Ok(vec!["7 0 3".to_owned(), "7 1 4".to_owned()])
    );
    for threads in [2, 3, 8] {
        assert_eq!(prepared.judge_all(&tenants, threads, &|| ()), one);
    }
    assert_eq!(prepared.judge(&tenants[2]), one[2]);
}

#[test]
fn each_reading_is_judged_and_the_union_reported() {
    let text = "package p\ndeny contains v if {\n\tinput.a == true\n\tv := {\"message\": sprintf(\"on, b is %v\", [input.b]), \"identity\": {\"what\": \"a\"}}\n}\ndeny contains \"off\" if input.a == false\n";
    let bench = Bench::new().rule(text);
    let mut tenant = tenant(&json!({"a": "yes", "b": "no"}));
    for node in tenant.root.as_map_mut().expect("a map").values_mut() {
        node.set_readings(vec![Value::Bool(true), Value::Bool(false)]);
    }
    let outcome = &bench.prepare().0.judge(&tenant)[0];
    assert_eq!(
        messages(outcome),
        Ok(vec!["off".to_owned(), "on, b is true".to_owned()])
    );
}

#[test]
fn violations_are_sorted_and_unique() {
    let text = "package p\ndeny contains {\"message\": m, \"at\": [\"s\", i]} if { some i, m in [\"b\", \"a\"] }\ndeny contains {\"message\": \"a\", \"at\": [\"s\", 1]}\n";
    let outcomes = Bench::new().rule(text).judge(&input());
    assert_eq!(
        messages(&outcomes[0]),
        Ok(vec!["b".to_owned(), "a".to_owned()])
    );
}

#[test]
fn every_bundled_policy_loads_and_answers() {
    let mut bench = Bench::new();
    let files = tenantlint::embedded::policies()
        .iter()
        .map(|(below, text)| PolicyFile {
            shown: format!("policies/{below}"),
            below: (*below).to_owned(),
            text: (*text).into(),
        });
    let folder = PolicyFolder {
        pack: None,
        name: "tenantlint".to_owned(),
        builtin: true,
        version: RegoVersion::V1,
        files: files.collect(),
    };
    let (set, failures) = load(RuleSet::default(), vec![folder], &mut bench.sources);
    assert!(failures.is_empty(), "{failures:?}");
    let (params, failures) = complete_params(&set, &bench.params);
    assert!(failures.is_empty(), "{failures:?}");
    bench.set = set;
    bench.params = params;
    let (prepared, failures) = bench.prepare();
    assert!(failures.is_empty(), "{failures:?}");
    let empty = json!({"platform": "salesforce", "coverage": {"types": {}}});
    let outcomes = prepared.judge(&tenant(&empty));
    assert!(!outcomes.is_empty());
    for (rule, outcome) in bench.set.rules.iter().zip(&outcomes) {
        assert!(
            matches!(outcome, Outcome::Judged { .. }),
            "{}: {outcome:?}",
            rule.id
        );
    }
}
