//! Files of no platform, judged as they stand by policies that name none.

mod cli_support;

use cli_support::{Memory, Ran, run};
use serde_json::Value;

const PORTS: &str = r#"# METADATA
# title: Telnet is open
# custom:
#   id: ACME-001
#   severity: high
package acme.telnet

deny contains violation if {
	some i, port in input.ports
	port == 23
	violation := {"message": "Telnet is open", "at": ["ports", i], "identity": {"port": "telnet"}}
}

deny contains violation if {
	is_array(input)
	violation := {"message": "a list", "at": [0], "identity": {"root": "list"}}
}
"#;

const OPEN: &str = "name: a\nports: [22, 23]\n";

fn with(files: &[(&str, &str)]) -> Memory {
    let policy = [("p/telnet/policy.rego", PORTS)];
    Memory::new(&[&policy[..], files].concat())
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", ran.stdout, ran.stderr))
}

/// The tenant, the fingerprint and the bytes of each finding.
fn findings(ran: &Ran, texts: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let report = report(ran);
    let findings = report["findings"].as_array().expect("findings");
    let told = findings.iter().map(|f| {
        assert_eq!(f["subject"]["platform"], "");
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let place = &f["primary"];
        let byte = |end: &str| {
            let byte = place["bytes"][end].as_u64().expect("a byte");
            usize::try_from(byte).expect("small")
        };
        let source = texts
            .iter()
            .find(|(name, _)| place["file"] == **name)
            .expect("a text")
            .1;
        (
            text(&f["subject"]["tenant"]),
            text(&f["fingerprint"]),
            source[byte("start")..byte("end")].to_owned(),
        )
    });
    told.collect()
}

const CHECK: &str = "check --policy p --format json";

#[test]
fn a_file_of_any_format_is_an_input() {
    for (name, text, shown) in [
        ("a.yaml", OPEN, "23"),
        ("a.json", r#"{"ports": [22, 23]}"#, "23"),
        ("a.toml", "ports = [22, 0x17]\n", "0x17"),
        ("sub/list.yaml", "- {a: 1}\n- 2\n", "{a: 1}"),
    ] {
        let host = with(&[(name, text)]);
        let ran = run(&host, &format!("{CHECK} {name}"));
        assert_eq!(ran.code, 1, "{name}: {}", ran.stdout);
        let found = findings(&ran, &[(name, text)]);
        let found: Vec<_> = found.iter().map(|(t, _, s)| (&**t, &**s)).collect();
        assert_eq!(found, [(name, shown)]);
        // In a folder it is found, too; the policies are no inputs.
        let ran = run(&host, &format!("{CHECK} ."));
        assert_eq!(findings(&ran, &[(name, text)]).len(), 1, "{}", ran.stdout);
    }
}

#[test]
fn each_document_is_judged_by_itself_and_keeps_its_name() {
    let two = format!("{OPEN}---\n{OPEN}");
    let ran = run(&with(&[("a.yaml", &two)]), &format!("{CHECK} a.yaml"));
    let both = findings(&ran, &[("a.yaml", &two)]);
    let names: Vec<&str> = both.iter().map(|(t, ..)| &**t).collect();
    assert_eq!(names, ["a.yaml", "a.yaml#2"]);
    let ran = run(&with(&[("a.yaml", OPEN)]), &format!("{CHECK} ./a.yaml"));
    assert_eq!(findings(&ran, &[("a.yaml", OPEN)])[0].1, both[0].1);
}

#[test]
fn tenants_are_judged_by_them_too_and_other_files_only_by_them() {
    let tenant = "platform: salesforce\nports: [23]\n";
    let host = with(&[("t/tenant.yaml", tenant)]);
    let ran = run(&host, "check t --policy p --no-builtin --format concise");
    assert!(ran.stdout.contains("Telnet is open"), "{}", ran.stdout);
    // A policy of a platform judges no file of none.
    let of = PORTS.replace("#   id:", "#   platform: salesforce\n#   id:");
    let host = Memory::new(&[("p/telnet/policy.rego", &of), ("a.yaml", OPEN)]);
    let ran = run(&host, "check a.yaml --policy p --no-builtin");
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("nothing to judge"), "{}", ran.stdout);
    // Nor does one that names a platform that nobody knows.
    let of = of.replace("salesforce", "salesfarce");
    let host = Memory::new(&[("p/telnet/policy.rego", &of), ("a.yaml", OPEN)]);
    let ran = run(
        &host,
        "check a.yaml --policy p --no-builtin --format concise",
    );
    assert!(ran.stdout.contains("no known platform"), "{}", ran.stdout);
}

#[test]
fn what_is_no_toml_fails_closed() {
    let host = with(&[("a.toml", "ports = [23\n")]);
    let ran = run(&host, "check a.toml --policy p");
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("TL-TOML-001"), "{}", ran.stdout);
}

#[test]
fn a_word_that_some_take_for_a_boolean_is_judged_as_both() {
    let policy = "package main\n\ndeny contains \"as a boolean\" if input.open == true\n\ndeny contains \"as a text\" if input.open == \"yes\"\n\nexception contains [\"\"] if input.open == true\n";
    let host = Memory::new(&[("p/main.rego", policy), ("a.yaml", "open: yes\n")]);
    let ran = run(
        &host,
        "check a.yaml --policy p --no-builtin --format concise",
    );
    // What exempts one reading leaves the other.
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("as a boolean"), "{}", ran.stdout);
    assert!(ran.stdout.contains("as a text"), "{}", ran.stdout);
    for sure in ["open: true\n", "a: 1\n"] {
        let host = Memory::new(&[("p/main.rego", policy), ("a.yaml", sure)]);
        let ran = run(
            &host,
            "check a.yaml --policy p --no-builtin --format concise",
        );
        assert_eq!(ran.code, 0, "{}", ran.stdout);
    }
}

#[test]
fn toml_is_read_where_yaml_would_be() {
    let host = with(&[
        ("a.toml", "ports = [23]"),
        ("node_modules/x/b.toml", "ports = [23]"),
    ]);
    let ran = run(&host, "check . --policy p --no-builtin --format concise");
    assert!(ran.stdout.contains("a.toml:1:10"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("b.toml"), "{}", ran.stdout);
}
