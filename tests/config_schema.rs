//! The published schema of `tenantlint.yaml` and its parser accept and refuse the same.
#![allow(
    clippy::disallowed_methods,
    reason = "a test reads the committed schema"
)]

use serde_json::{Value, json};
use tenantlint::assess::waiver::MAX_DAYS;
use tenantlint::cli::config::{parse, parse_baseline, parse_waivers};
use tenantlint::source::SourceMap;
use tenantlint::tenant::Platform;

fn schema() -> Value {
    named("tenantlint.schema.json")
}

/// A schema by the name of its file.
fn named(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/");
    let text = std::fs::read_to_string(format!("{folder}{name}")).expect("it is published");
    serde_json::from_str(&text).expect("it is JSON")
}

fn parser_accepts(text: &str) -> bool {
    parse("tenantlint.yaml", text, &mut SourceMap::new()).is_ok()
}

/// Both say `right` of a configuration. JSON is YAML, so one text serves both.
fn check(validator: &jsonschema::Validator, config: &Value, right: bool) {
    assert_eq!(validator.is_valid(config), right, "the schema on {config}");
    assert_eq!(
        parser_accepts(&config.to_string()),
        right,
        "the parser on {config}"
    );
}

#[test]
fn both_agree_on_right_and_wrong_configurations() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    for right in [
        json!({}),
        json!({"version": 1}),
        json!({"tenants": []}),
        json!({"tenants": [{"name": "a"}, {"name": "名前 b", "platform": "salesforce", "include": ["a/**"], "exclude": ["*.x"]}]}),
        json!({"exclude": ["a", "**/b", "..c/d"]}),
        json!({"policies": {}}),
        json!({"policies": {"builtin": false, "dirs": ["p", "../q"]}}),
        json!({"params": {}}),
        json!({"params": {"X": {}, "Y": {"a": [1, null, {"b": true}]}}}),
        json!({"severity": {"X": "critical", "Y": "info"}}),
        json!({"select": ["a"], "ignore": []}),
        json!({"fail-on": "never", "fail-on-unknown": "info"}),
        json!({"runtime": ["r.yaml"]}),
        json!({"limits": {}}),
    ] {
        check(&validator, &right, true);
    }
    for wrong in [
        json!([]),
        json!("a"),
        json!({"version": 2}),
        json!({"version": "1"}),
        json!({"other": 1}),
        json!({"tenants": {}}),
        json!({"tenants": [{}]}),
        json!({"tenants": ["a"]}),
        json!({"tenants": [{"name": ""}]}),
        json!({"tenants": [{"name": " a"}]}),
        json!({"tenants": [{"name": "a\nb"}]}),
        json!({"tenants": [{"name": 1}]}),
        json!({"tenants": [{"name": "a", "platform": "other"}]}),
        json!({"tenants": [{"name": "a", "include": "b"}]}),
        json!({"tenants": [{"name": "a", "paths": []}]}),
        json!({"exclude": [""]}),
        json!({"exclude": ["!a"]}),
        json!({"exclude": ["/a"]}),
        json!({"exclude": ["../a"]}),
        json!({"exclude": ["a/.."]}),
        json!({"exclude": ["a\\b"]}),
        json!({"exclude": null}),
        json!({"policies": []}),
        json!({"policies": {"builtin": "yes"}}),
        json!({"policies": {"dirs": "a"}}),
        json!({"policies": {"folders": []}}),
        json!({"params": []}),
        json!({"params": {"X": 1}}),
        json!({"severity": {"X": "bad"}}),
        json!({"severity": {"X": "never"}}),
        json!({"select": "a"}),
        json!({"select": [1]}),
        json!({"ignore": [" "]}),
        json!({"fail-on": "none"}),
        json!({"fail-on": null}),
        json!({"fail_on": "low"}),
        json!({"fail-on-unknown": false}),
        json!({"runtime": "r.yaml"}),
        json!({"limits": {"max-lines": 1}}),
        json!({"limits": {"max-bytes": "1"}}),
        json!({"limits": {"max-bytes": -1}}),
        json!({"limits": {"max-bytes": 1.5}}),
    ] {
        check(&validator, &wrong, false);
    }
}

/// A value that the parser takes for each key of the top: were a key missing here, in the parser
/// or in the schema, this would say so.
#[test]
fn every_key_of_the_schema_is_one_of_the_parser() {
    let schema = schema();
    let sample = |key: &str| match key {
        "version" => json!(1),
        "policies" | "params" | "severity" | "limits" => json!({}),
        "fail-on" | "fail-on-unknown" => json!("high"),
        "waivers-file" | "baseline" => json!("a.yaml"),
        "max-waiver-days" => json!(366),
        _ => json!([]),
    };
    let keys = |of: &Value| -> Vec<String> {
        let properties = of["properties"].as_object().expect("an object");
        properties.keys().cloned().collect()
    };
    let top = keys(&schema);
    for key in &top {
        assert!(
            parser_accepts(&json!({key: sample(key)}).to_string()),
            "{key}"
        );
    }
    assert_eq!(top, known_to_parser("{zzzzzzzz: 1}", &top), "the top");
    let policies = keys(&schema["properties"]["policies"]);
    assert_eq!(
        policies,
        known_to_parser("{policies: {zzzzzzzz: 1}}", &policies)
    );
    let tenant = keys(&schema["$defs"]["tenant"]);
    assert_eq!(
        tenant,
        known_to_parser("{tenants: [{name: a, zzzzzzzz: 1}]}", &tenant)
    );
    let limits = keys(&schema["properties"]["limits"]);
    assert_eq!(limits, known_to_parser("{limits: {zzzzzzzz: 1}}", &limits));
}

/// The keys that the parser lists where a key is unknown, in the order of `like`.
fn known_to_parser(text: &str, like: &[String]) -> Vec<String> {
    let failures = parse("t", text, &mut SourceMap::new()).expect_err("the key is unknown");
    let list = failures[0]
        .help
        .strip_prefix("the keys are ")
        .expect("a list")
        .to_owned();
    let mut keys: Vec<String> = list.split(", ").map(str::to_owned).collect();
    let place = |key: &String| like.iter().position(|k| k == key).unwrap_or(usize::MAX);
    keys.sort_by_key(place);
    keys
}

/// A waiver with a key more, or with another value for it; `null` takes it away.
fn waiver(key: &str, value: Value) -> Value {
    let mut waiver = json!({
        "rule": "SF-GUEST-006",
        "subject": {"profile": "Portal Profile"},
        "reason": "a catalogue",
        "owner": "crm-team",
        "until": "2027-03-31",
    });
    let entries = waiver.as_object_mut().expect("an object");
    match value {
        Value::Null => drop(entries.remove(key)),
        value => drop(entries.insert(key.to_owned(), value)),
    }
    waiver
}

#[test]
fn both_agree_on_right_and_wrong_waivers() {
    let config = schema();
    let of_config = jsonschema::validator_for(&config).expect("it is a schema");
    let file = named("waivers.schema.json");
    let of_file = jsonschema::validator_for(&file).expect("it is a schema");
    let both = |waiver: Value, right: bool| {
        let value = json!({"waivers": [waiver]});
        check(&of_config, &value, right);
        assert_eq!(of_file.is_valid(&value), right, "the schema on {value}");
        let parsed = parse_waivers("w", value.to_string(), &mut SourceMap::new());
        assert_eq!(parsed.is_ok(), right, "the parser on {value}");
    };
    for (key, value) in [
        ("tenant", json!("production")),
        ("subject", json!({})),
        ("subject", json!({"a": 1, "b": ["c"]})),
        ("subject", Value::Null),
        ("fingerprint", json!("0123456789abcdefABCDEF0123456789")),
        ("rule", json!("*")),
        ("reason", json!(" 名前 \n")),
        ("broad", json!(true)),
    ] {
        both(waiver(key, value), true);
    }
    for (key, value) in [
        ("rule", Value::Null),
        ("rule", json!("TL-WAIVER-001")),
        ("rule", json!(1)),
        ("reason", Value::Null),
        ("reason", json!("")),
        ("reason", json!("a\nb")),
        ("reason", json!("a\u{7}b")),
        ("owner", Value::Null),
        ("owner", json!(["a"])),
        ("until", Value::Null),
        ("until", json!("2027-3-31")),
        ("until", json!("0000-01-01")),
        ("until", json!("2027-13-01")),
        ("until", json!("soon")),
        ("subject", json!("a")),
        ("fingerprint", json!("0123")),
        ("broad", json!("yes")),
        ("why", json!("a")),
    ] {
        both(waiver(key, value), false);
    }
    let by_fingerprint = {
        let mut waiver = waiver("rule", Value::Null);
        waiver["fingerprint"] = json!("0123456789abcdef0123456789abcdef");
        waiver
    };
    both(by_fingerprint, true);
    for part in ["waivers", "waiver", "line"] {
        assert_eq!(file["$defs"][part], config["$defs"][part], "{part}");
    }
    let days = &config["properties"]["max-waiver-days"];
    let said = days["description"].as_str().expect("a text");
    assert!(said.ends_with(&format!("Default: {MAX_DAYS}.")), "{said}");
    for (n, right) in [(0, false), (1, true), (3660, true), (3661, false)] {
        check(&of_config, &json!({"max-waiver-days": n}), right);
    }
}

#[test]
fn both_agree_on_right_and_wrong_baselines() {
    let schema = named("baseline.schema.json");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let both = |value: Value, right: bool| {
        assert_eq!(validator.is_valid(&value), right, "the schema on {value}");
        let parsed = parse_baseline("b", value.to_string(), &mut SourceMap::new());
        assert_eq!(parsed.is_ok(), right, "the parser on {value}");
    };
    let with = |key: &str, value: Value| {
        let mut entry = json!({
            "fingerprint": "0123456789abcdef0123456789abcdef",
            "rule": "SF-GUEST-006",
            "tenant": "default",
            "subject": {"profile": "Portal Profile"},
            "severity": "high",
        });
        let entries = entry.as_object_mut().expect("an object");
        match value {
            Value::Null => drop(entries.remove(key)),
            value => drop(entries.insert(key.to_owned(), value)),
        }
        json!({"version": 1, "findings": [entry]})
    };
    for right in [
        json!({}),
        json!({"findings": []}),
        json!({"findings": null}),
        with("subject", json!({"a": [1]})),
        with("access", json!({})),
        with(
            "access",
            json!({"principal": "guest", "actions": ["read"], "object": "Lead", "fields": []}),
        ),
    ] {
        both(right, true);
    }
    for wrong in [
        json!([]),
        json!({"version": 2}),
        json!({"findings": {}}),
        json!({"finding": []}),
        with("fingerprint", Value::Null),
        with("fingerprint", json!("0123")),
        with("rule", Value::Null),
        with("rule", json!(" ")),
        with("tenant", Value::Null),
        with("subject", Value::Null),
        with("subject", json!([])),
        with("severity", Value::Null),
        with("severity", json!("bad")),
        with("access", json!([])),
        with("access", json!({"records": 1})),
        with("access", json!({"actions": "read"})),
        with("access", json!({"fields": [1]})),
        with("access", json!({"object": ""})),
        with("reason", json!("a")),
    ] {
        both(wrong, false);
    }
}

#[test]
fn limits_have_the_same_bounds_and_the_documented_defaults() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let limits = schema["properties"]["limits"]["properties"]
        .as_object()
        .expect("an object");
    let config = parse("t", "", &mut SourceMap::new()).expect("nothing is right");
    let defaults = [
        ("max-bytes", config.parse.max_bytes as u64),
        ("max-depth", config.parse.max_depth as u64),
        ("max-nodes", config.parse.max_nodes as u64),
        ("max-expanded-nodes", config.parse.max_expanded_nodes as u64),
        ("max-scalar-bytes", config.parse.max_scalar_bytes as u64),
        ("max-rule-time", config.evaluate.max_rule_time.as_secs()),
        ("max-policy-bytes", config.evaluate.max_policy_bytes as u64),
        (
            "max-policy-columns",
            config.evaluate.max_policy_columns as u64,
        ),
        ("max-policy-depth", config.evaluate.max_policy_depth as u64),
        (
            "max-policy-memory",
            config.evaluate.max_policy_memory as u64,
        ),
        ("max-violations", config.evaluate.max_violations as u64),
        (
            "max-place-evaluations",
            config.evaluate.max_place_evaluations as u64,
        ),
        (
            "max-place-evaluations-of-rule",
            config.evaluate.max_place_evaluations_of_rule as u64,
        ),
        ("stack-bytes", config.evaluate.stack_bytes as u64),
    ];
    assert_eq!(limits.len(), defaults.len());
    for (key, default) in defaults {
        let (least, most) = (&limits[key]["minimum"], &limits[key]["maximum"]);
        let (least, most) = (least.as_u64().expect(key), most.as_u64().expect(key));
        for (n, right) in [
            (least, true),
            (most, true),
            (least - 1, false),
            (most + 1, false),
        ] {
            check(&validator, &json!({"limits": {key: n}}), right);
        }
        let description = limits[key]["description"].as_str().expect(key);
        assert!(
            description.ends_with(&format!("Default: {default}.")),
            "{key}: {default}"
        );
    }
}

#[test]
fn platforms_are_those_of_the_program() {
    let names: Vec<&str> = Platform::ALL.iter().map(|p| p.as_str()).collect();
    assert_eq!(
        schema()["$defs"]["tenant"]["properties"]["platform"]["enum"],
        json!(names)
    );
}
