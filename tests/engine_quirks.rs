//! How the Rego engine differs from OPA, engine alone: when an upgrade changes one of these, the
//! pre-pass can be looked at again. OPA's answers were taken from OPA 1.20.

mod engine_common;

use engine_common::value_beside;
use serde_json::{Value as Json, json};
use tenantlint::rule::RegoVersion;

/// The value of `data.p.r`, as JSON text; `undefined`; or `error`.
fn engine_says(body: &str) -> String {
    engine_says_beside(&[], body)
}

/// The same beside other modules.
fn engine_says_beside(others: &[&str], body: &str) -> String {
    let input = json!({"l": [{"o": 1}, {"o": 2}, {"p": 3}], "n": null, "t": [1, 2, 3], "k": 5});
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(false);
    let own = format!("package p\n{body}\n");
    for (number, text) in others.iter().copied().chain([own.as_str()]).enumerate() {
        let added = engine.add_policy(format!("m{number}.rego"), text.to_owned());
        if added.is_err() {
            return "refused".to_owned();
        }
    }
    engine.set_input(regorus::Value::from(input));
    match engine.eval_rule("data.p.r".to_owned()) {
        Ok(regorus::Value::Undefined) => "undefined".to_owned(),
        Ok(value) => {
            let text = value.to_json_str().expect("a value is JSON");
            serde_json::from_str::<Json>(&text)
                .expect("JSON")
                .to_string()
        }
        Err(_) => "error".to_owned(),
    }
}

#[track_caller]
fn differs(body: &str, engine: &str, opa: &str) {
    assert_ne!(engine, opa, "this would be no difference");
    assert_eq!(engine_says(body), engine, "{body}");
}

#[test]
fn b1_a_head_that_is_undefined_once_loses_what_was_found_before() {
    differs("r contains op.o if some op in input.l", "[]", "[1,2]");
    differs(
        "r contains {\"v\": op.o} if some op in input.l",
        "[]",
        r#"[{"v":1},{"v":2}]"#,
    );
    differs(
        "f(x) := x.o\nr contains f(op) if some op in input.l",
        "[]",
        "[1,2]",
    );
    differs(
        "r[k] := op.o if some k, op in input.l",
        "{}",
        r#"{"0":1,"1":2}"#,
    );
}

#[test]
fn b3_a_local_name_that_is_also_a_rule_is_not_understood() {
    differs(
        "x := 3\nr contains x if { some x in input.t }",
        "error",
        "[1,2,3]",
    );
}

#[test]
fn b4_a_name_declared_again_inside_keeps_its_value() {
    differs(
        "r contains z if { i := 7; z := [i | some i; input.t[i] == 2] }",
        "[[]]",
        "[[1]]",
    );
}

#[test]
fn b5_iterating_over_no_collection_is_an_error() {
    differs("r contains x if some x in input.n", "error", "[]");
}

#[test]
fn b6_a_function_of_a_constant_without_a_body_is_refused() {
    differs("f(null)\nr if f(null)", "refused", "true");
}

#[test]
fn b7_a_negated_call_of_something_undefined_is_true() {
    differs(
        "r if not startswith(input.missing, \"a\")",
        "true",
        "undefined",
    );
    differs("r if not input.missing > 3", "true", "undefined");
    differs("r if not \"x\" in input.missing", "true", "undefined");
}

#[test]
fn b8_an_object_pattern_matches_a_part() {
    differs(
        "r if { x := {\"a\": 1, \"b\": 2}; {\"a\": y} := x; y == 1 }",
        "true",
        "refused",
    );
    differs(
        "r if { f({\"a\": 1, \"b\": 2}) }\nf({\"a\": y}) if { y == 1 }",
        "true",
        "refused",
    );
}

#[test]
fn b9_some_formats_give_nothing_or_another_text() {
    differs("r := sprintf(\"%6.2f\", [1.5])", "undefined", "\"  1.50\"");
    differs("r := sprintf(\"%+d\", [1])", "undefined", "\"+1\"");
    differs("r := sprintf(\"%T\", [1])", "undefined", "\"int64\"");
    differs("r := sprintf(\"%s\", [])", "undefined", "\"%!s(MISSING)\"");
    differs(
        "r := sprintf(\"%d\", [1.5])",
        "undefined",
        "\"%!d(float64=1.5)\"",
    );
    differs("r := sprintf(\"%q\", [1])", "undefined", "\"'\\\\x01'\"");
    differs("r := sprintf(\"%d\", [\"a\"])", "\"\"", "\"%!d(string=a)\"");
    differs("r := sprintf(\"%s\", [1])", "\"1\"", "\"%!s(int64=1)\"");
}

#[test]
fn b10_recursive_functions_are_accepted() {
    differs(
        "f(x) := 0 if x <= 0\nf(x) := f(x - 1) if x > 0\nr := f(3)",
        "0",
        "refused",
    );
}

#[test]
fn b11_unknown_functions_are_found_only_when_they_are_called() {
    differs("r if { input.missing; nosuch(1) }", "undefined", "refused");
    differs("default r := 1\ndefault r := 2", "1", "refused");
}

#[test]
fn b12_an_object_of_sets_without_a_member_is_undefined() {
    let none = "p[k] contains v if { some k, v in input.t; v > 9 }";
    differs(&format!("{none}\nr := p"), "undefined", "{}");
    differs(&format!("{none}\nr := count(p)"), "undefined", "0");
    differs(
        &format!("{none}\nr := object.get(p, 1, 7)"),
        "undefined",
        "7",
    );
    differs(
        &format!("{none}\nr if every k, v in p {{ k == v }}"),
        "undefined",
        "true",
    );
    differs(&format!("{none}\nr if not p"), "true", "undefined");
    differs(
        "p[k].x contains v if { some k, v in input.t; v > 9 }\nr := p",
        "undefined",
        "{}",
    );
}

#[test]
fn the_value_of_a_membership_is_false_where_it_is_undefined() {
    differs(
        "r := b if { b := 1 in input.missing }",
        "false",
        "undefined",
    );
}

#[test]
fn statements_that_can_never_be_evaluated_find_nothing() {
    differs(
        "r contains x if { some x; input.t[_] == x; x != 2 }",
        "[]",
        "refused",
    );
}

#[test]
fn b13_a_declaration_behind_a_loop_that_finds_nothing_is_an_error() {
    differs(
        "r contains x if { x := input.t[_]; some i; g := {}[i]; g }",
        "error",
        "[]",
    );
}

#[test]
fn b14_walk_as_a_value_gives_nothing() {
    differs(
        "r contains p if { [p, v] := walk(input.l[0]); v == 1 }",
        "[]",
        r#"[["o"]]"#,
    );
}

#[test]
fn b15_a_line_that_starts_with_a_parenthesis_is_read_as_arguments() {
    differs(
        "r contains x if {\n\tsome x in input.t\n\tnot input.missing.deep\n\t(x * 2) > 4\n}",
        "error",
        "[3]",
    );
}

#[test]
fn b16_a_term_that_iterates_over_no_collection_is_an_error() {
    differs("r := [input.n[_] | input.k == 5]", "error", "[]");
}

#[test]
fn b17_a_second_body_gives_true_whatever_the_head_says() {
    let mut engine = regorus::Engine::new();
    engine.set_rego_v0(true);
    let text = "package p\nr = x { x := 7; x == 1 } { x := 5 }\n";
    engine
        .add_policy("p.rego".to_owned(), text.to_owned())
        .expect("it parses");
    let got = engine.eval_rule("data.p.r".to_owned()).expect("an answer");
    assert_eq!(got, regorus::Value::Bool(true), "OPA says 5");
}

#[test]
fn b18_a_step_of_a_sets_head_that_computes_is_an_error() {
    differs(
        "r[sprintf(\"%d\", [x])] contains x if some x in [1]",
        "error",
        r#"{"1":[1]}"#,
    );
}

#[test]
fn b20_an_import_is_lost_once_its_module_was_evaluated_as_a_whole() {
    let differs = |lib: &str, body: &str, engine: &str, opa: &str| {
        let names = "package names\nof := {\"a\": 1}\n";
        assert_ne!(engine, opa, "this would be no difference");
        let got = engine_says_beside(&[names, lib], body);
        assert_eq!(got, engine, "{lib}{body}");
    };
    let used = "import data.q\nr := [x | q.s; x := q.f(\"a\")]";
    let of = |import: &str, f: &str| format!("package q\nimport {import}\ns := 1\n{f}\n");
    differs(&of("data.names", "f(x) := names.of[x]"), used, "[]", "[1]");
    differs(&of("data.names as n", "f(x) := n.of[x]"), used, "[]", "[1]");
    differs(&of("data.names.of", "f(x) := of[x]"), used, "[]", "[1]");
    differs(&of("input.k", "f(_) := k"), used, "[]", "[5]");
    differs(
        &of("data.names", "f(x) if not names.of[x]"),
        used,
        "[true]",
        "[]",
    );
    let by_step = "r := [x | k := \"s\"; data.q[k]; x := data.q.f(\"a\")]";
    differs(
        &of("data.names", "f(x) := names.of[x]"),
        by_step,
        "[]",
        "[1]",
    );
    // Nothing is lost where nobody took the module as a whole, nor by the full path.
    let alone = "import data.q\nr := [x | x := q.f(\"a\")]";
    let names = "package names\nof := {\"a\": 1}\n";
    let by_import = of("data.names", "f(x) := names.of[x]");
    assert_eq!(engine_says_beside(&[names, &by_import], alone), "[1]");
    let in_full = of("data.names", "f(x) := data.names.of[x]");
    assert_eq!(engine_says_beside(&[names, &in_full], used), "[1]");
}

#[test]
fn b21_a_package_in_several_modules_is_taken_behind_the_first() {
    let first = "package q\na := 1\n";
    let taken = "r := data.q";
    for (second, body, engine, opa) in [
        (
            "package q\nb := c\nc := input.k\n",
            taken,
            r#"{"a":1,"c":5}"#,
            r#"{"a":1,"b":5,"c":5}"#,
        ),
        (
            "package q\ndefault b := 1\nb := c\nc := input.k\n",
            taken,
            r#"{"a":1,"b":1,"c":5}"#,
            r#"{"a":1,"b":5,"c":5}"#,
        ),
        (
            "package q.d\nb := c\nc := input.k\n",
            "r := [x | some n; x := data.q[n].b]",
            "[]",
            "[5]",
        ),
    ] {
        assert_ne!(engine, opa, "this would be no difference");
        assert_eq!(engine_says_beside(&[first, second], body), engine);
    }
}

/// The text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(found, _)| found)
}

#[test]
fn pages_about_differences_tell_what_both_engines_answer() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/upstream");
    let mut wrong = Vec::new();
    let mut count = 0;
    for page in std::fs::read_dir(folder).expect("the folder is there") {
        let path = page.expect("a page").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        let body = between(&text, "package p\n", "```").expect("a policy");
        let fences = text.split("```rego\n").skip(1);
        let modules = fences.filter_map(|fence| Some(fence.split_once("```")?.0));
        let others: Vec<&str> = modules.filter(|m| !m.starts_with("package p\n")).collect();
        let input = between(&text, "Input: `", "`").unwrap_or("{}");
        let input: Json = serde_json::from_str(input).expect("JSON");
        let answers = between(&text, "|---|---|\n| ", " |\n").expect("answers");
        let (opa, regorus) = answers.split_once(" | ").expect("two answers");
        let version = match text.contains("before 1.0") {
            true => RegoVersion::V0,
            false => RegoVersion::V1,
        };
        let ours = match value_beside(&others, ("p", body), version, &input) {
            Ok(Some(value)) => format!("`{value}`"),
            Ok(None) => "undefined".to_owned(),
            Err(_) => "does not compile".to_owned(),
        };
        let plain = |told: &str| told.split([',', ':', ';']).next().unwrap_or("").to_owned();
        let same =
            |told: &str, got: &str| match told.strip_prefix('`').and_then(|t| t.split_once('`')) {
                Some((json, _)) => {
                    serde_json::from_str::<Json>(json)
                        .ok()
                        .map(|j| format!("`{j}`"))
                        == Some(got.to_owned())
                }
                None => plain(told) == got,
            };
        let refused = text.contains("**What tenantlint does:** Refused");
        if !(same(opa, &ours) || refused && ours == "does not compile") {
            wrong.push(format!("{}: tenantlint: {ours}, not {opa}", path.display()));
        }
        let says = engine_on(&others, body, &input, version);
        if !same(regorus, &says) {
            wrong.push(format!(
                "{}: regorus: {says}, not {regorus}",
                path.display()
            ));
        }
        count += 1;
    }
    assert!(wrong.is_empty() && count > 0, "{}", wrong.join("\n"));
}

fn engine_on(others: &[&str], body: &str, input: &Json, version: RegoVersion) -> String {
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(false);
    engine.set_rego_v0(version == RegoVersion::V0);
    let own = format!("package p\n{body}\n");
    for (number, text) in others.iter().copied().chain([own.as_str()]).enumerate() {
        let added = engine.add_policy(format!("m{number}.rego"), text.to_owned());
        if added.is_err() {
            return "error".to_owned();
        }
    }
    engine.set_input(regorus::Value::from(input.clone()));
    match engine.eval_rule("data.p.r".to_owned()) {
        Ok(regorus::Value::Undefined) => "undefined".to_owned(),
        Ok(value) => {
            let text = value.to_json_str().expect("a value is JSON");
            let json: Json = serde_json::from_str(&text).expect("JSON");
            format!("`{json}`")
        }
        Err(_) => "error".to_owned(),
    }
}
