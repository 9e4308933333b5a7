//! Mistakes in `tenantlint.yaml`: each is found, at its exact place, with what to do.

use tenantlint::cli::config::parse;
use tenantlint::finding::Failure;
use tenantlint::source::{SourceMap, Span};

/// Text in which `«` and `»` stand around each place that must be pointed at.
fn marked(text: &str) -> (String, Vec<Span>) {
    let mut plain = String::new();
    let mut starts = Vec::new();
    let mut spans = Vec::new();
    for c in text.chars() {
        match c {
            '«' => starts.push(plain.len()),
            '»' => {
                let start = starts.pop().expect("every » has its «");
                spans.push(Span::new(start, plain.len()));
            }
            c => plain.push(c),
        }
    }
    assert!(starts.is_empty(), "every « has its »");
    spans.sort();
    (plain, spans)
}

fn mistakes(text: &str) -> Vec<Failure> {
    parse("tenantlint.yaml", text, &mut SourceMap::new())
        .err()
        .unwrap_or_default()
}

/// Exactly the marked places are mistakes; the first says `message` and helps with `help`.
fn check(text: &str, message: &str, help: &str) {
    let (plain, want) = marked(text);
    let failures = mistakes(&plain);
    let got: Vec<Span> = failures
        .iter()
        .filter_map(|f| f.place)
        .map(|(_, s)| s)
        .collect();
    assert_eq!(got, want, "places in {plain:?}: {failures:#?}");
    assert!(
        failures.iter().all(|f| f.id == "TL-CONFIG-001"),
        "{failures:#?}"
    );
    let first = &failures[0];
    assert!(
        first.message.contains(message),
        "{plain:?}: {}",
        first.message
    );
    assert!(first.help.contains(help), "{plain:?}: {}", first.help);
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_one() {
    check(
        "«exclud»: [a]",
        "`exclud` is no key of the configuration",
        "did you mean `exclude`?",
    );
    check("«fail_on»: low", "no key", "did you mean `fail-on`?");
    check(
        "«zebra»: 1",
        "no key",
        "the keys are version, tenants, exclude",
    );
    check(
        "policies:\n  «dir»: [a]",
        "no key of `policies`",
        "did you mean `dirs`?",
    );
    check(
        "tenants: [{name: a, «inclde»: []}]",
        "no key of `tenants[0]`",
        "`include`",
    );
    check(
        "limits: {«max-byte»: 1}",
        "no key of `limits`",
        "`max-bytes`",
    );
}

#[test]
fn values_of_the_wrong_type_are_shown_with_a_right_line() {
    check(
        "select: «SF-GUEST»",
        "`select` must be a list, but is a text",
        "write `select: [",
    );
    check(
        "select: «{a: b}»",
        "must be a list, but is a mapping",
        "select: [",
    );
    check("«select»:", "must be a list, but is empty", "select: [");
    check(
        "select: [«1»]",
        "`select[0]` must be a text, but is a number",
        "select: [",
    );
    check(
        "select: [«\"\"»]",
        "`select[0]` must not be empty",
        "select: [",
    );
    check(
        "policies: {builtin: «no»}",
        "must be `true` or `false`, but is a text",
        "builtin: true",
    );
    check(
        "policies: {builtin: «\"true\"»}",
        "must be `true` or `false`",
        "builtin: true",
    );
    check(
        "limits: {max-depth: «0»}",
        "must be from 1 to 1000",
        "max-depth: 200",
    );
    check(
        "limits: {max-depth: «200.5»}",
        "must be a whole number",
        "max-depth: 200",
    );
    check(
        "limits: {max-rule-time: «30s»}",
        "must be a whole number",
        "max-rule-time: 30",
    );
    check(
        "params: {SF-GUEST-001: «[a]»}",
        "must be a mapping of parameters, but is a list",
        "params:",
    );
    check(
        "version: «2»",
        "is 2, and this program understands 1",
        "version: 1",
    );
    check(
        "«- a»",
        "the configuration must be a mapping, but is a list",
        "version: 1",
    );
}

#[test]
fn words_that_are_none_of_the_right_ones_get_a_suggestion() {
    check(
        "severity: {SF-GUEST-001: «hihg»}",
        "`hihg` is no value of `severity.SF-GUEST-001`",
        "`high`",
    );
    check(
        "fail-on: «nevr»",
        "`nevr` is no value of `fail-on`",
        "did you mean `never`?",
    );
    check("fail-on: «7»", "must be a text", "fail-on: low");
    check(
        "fail-on-unknown: «none at all»",
        "no value",
        "write one of critical",
    );
    check(
        "tenants: [{name: a, platform: «saleforce»}]",
        "no value of `tenants[0].platform`",
        "`salesforce`",
    );
}

#[test]
fn tenants_have_one_name_each() {
    check(
        "tenants: [«{include: [a]}»]",
        "`tenants[0]` has no `name`",
        "write `",
    );
    check("tenants: [{name: «\" a\"»}]", "must be one line", "");
    check(
        "tenants:\n  - name: a\n  - name: «a»\n",
        "two tenants are called `a`",
        "a name of its own",
    );
    let (plain, _) = marked("tenants:\n  - name: a\n  - name: «a»\n");
    let labels = &mistakes(&plain)[0].labels;
    assert_eq!(labels.len(), 1);
    assert_eq!(&plain[labels[0].1.range()], "a");
    assert_eq!(Some(labels[0].1.start as usize), plain.find("a\n  -"));
}

#[test]
fn globs_stay_below_the_folder() {
    for glob in ["'!a'", "/etc/**", "../b/**", "a/../b", "'a[b'", "'a\\b'"] {
        check(
            &format!("exclude: [«{glob}»]"),
            "`exclude[0]`",
            "exclude: [archive/**]",
        );
    }
}

#[test]
fn one_key_twice_shows_both_places() {
    let text = "select: [a]\nignore: [a]\n«select»: [b]\n";
    check(text, "select", "");
    let (plain, _) = marked(text);
    let failures = mistakes(&plain);
    let first = failures[0]
        .labels
        .iter()
        .find(|(_, span, _)| span.start == 0);
    assert!(first.is_some(), "{failures:#?}");
}

#[test]
fn all_mistakes_are_told_in_their_order_and_not_only_the_first() {
    check(
        "version: «3»\nselect: «a»\nlimits: {«max»: 1, max-nodes: «x»}\n«tenant»: []\n",
        "is 3",
        "version: 1",
    );
}

#[test]
fn places_are_right_behind_wide_characters_and_other_line_breaks() {
    check(
        "exclude: [店舗/**, 😀]\r\n«selct»: [a]\r\n",
        "`selct`",
        "`select`",
    );
    check("\u{feff}«selct»: [a]", "`selct`", "`select`");
}

#[test]
fn a_configuration_is_one_document_of_text_that_shows() {
    check(
        "version: 1\n---\n«version: 1»\n",
        "begins a second",
        "remove the `---`",
    );
    let hidden = mistakes("exclude: [\"a\u{202e}b\"]");
    assert_eq!(hidden.len(), 1, "{hidden:#?}");
    let syntax = mistakes("select: [a");
    assert!(syntax.iter().any(|f| f.place.is_some()), "{syntax:#?}");
}

#[test]
fn a_bomb_ends_in_an_error() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let uses = format!("*a{}, ", level - 1).repeat(10);
        bomb.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            uses.trim_end_matches(", ")
        ));
    }
    let failures = mistakes(&bomb);
    assert_eq!(failures.len(), 1, "{failures:#?}");
    assert!(failures[0].place.is_some());
}

#[test]
fn values_of_parameters_keep_their_types_and_places() {
    let text = "params: {SF-GUEST-001: {objects: [A, 2, true, null, 1.5], name: '7'}}";
    let config = parse("t", text, &mut SourceMap::new()).expect("it is right");
    let values: Vec<_> = config
        .params
        .iter()
        .map(|p| p.value.value.clone())
        .collect();
    assert_eq!(
        values,
        [
            serde_json::json!(["A", 2, true, null, 1.5]),
            serde_json::json!("7")
        ]
    );
    assert_eq!(&text[config.params[0].name.span.range()], "objects");
    assert_eq!(&text[config.params[0].rule.span.range()], "SF-GUEST-001");
    assert_eq!(&text[config.params[1].value.span.range()], "'7'");
}
