//! Policies state no place, and findings point at what they are made of all the same.

mod cli_support;

use cli_support::Memory;
use serde_json::Value;

const POLICY: &str = r#"package main

deny contains msg if {
	some name, service in input.services
	service.public
	some port in service.ports
	port == 22
	msg := sprintf("%s opens port %d to everyone", [name, port])
}

deny contains msg if {
	some name, service in input.services
	not service.owner
	msg := sprintf("nobody owns %s", [name])
}

deny contains msg if {
	input.tls.minimum != "1.3"
	msg := "old versions of TLS are allowed"
}

deny contains "logs are kept nowhere" if not input.logging.archive.bucket

deny contains "no policy asks for a second factor" if {
	count([p | some p in input.policies; p.mfa == true]) == 0
}

violation contains {"msg": "an account is shared", "account": account} if {
	some account in input.accounts
	account.users > 1
	account.enabled
}
"#;

const INPUT: &str = r#"tls:
  minimum: "1.2"
logging:
  level: info
services:
  shop:
    owner: sales
    public: true
    ports: [443, 22]
  archive:
    public: false
    ports: [22]
policies:
  - name: staff
    mfa: false
  - name: guests
    mfa: false
accounts:
  - name: clerk
    users: 1
    enabled: true
  - name: desk
    users: 4
    enabled: true
"#;

/// What `check` says of an input, as JSON.
fn report(input: &str, more: &str) -> Value {
    let host = Memory::new(&[("input.yaml", input), ("policy/main.rego", POLICY)]);
    let args = format!("check --no-builtin --format json --policy policy {more} input.yaml");
    let ran = cli_support::run(&host, &args);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("JSON")
}

/// What stands at a place of a report, and how sure it is.
fn said(input: &str, place: &Value) -> String {
    let byte = |end: &str| {
        let n = place["bytes"][end].as_u64().expect("a number");
        usize::try_from(n).expect("a small one")
    };
    let text = &input[byte("start")..byte("end")];
    let line = &place["start"]["line"];
    let precision = place["precision"].as_str().expect("a word");
    format!("{line} {text} {precision} {}", place["path"])
}

/// By message: where the finding points, and where else.
fn located(input: &str) -> Vec<(String, String, Vec<String>)> {
    let report = report(input, "");
    let findings = report["findings"].as_array().expect("findings");
    let of = |finding: &Value| {
        let related = finding["related"].as_array().expect("related");
        (
            finding["message"].as_str().expect("a message").to_owned(),
            said(input, &finding["primary"]),
            related.iter().map(|r| said(input, &r["place"])).collect(),
        )
    };
    let mut all: Vec<_> = findings.iter().map(of).collect();
    all.sort();
    all
}

fn expected(all: &[(&str, &str, &[&str])]) -> Vec<(String, String, Vec<String>)> {
    let owned = |(message, primary, related): &(&str, &str, &[&str])| {
        (
            (*message).to_owned(),
            (*primary).to_owned(),
            related.iter().map(|r| (*r).to_owned()).collect(),
        )
    };
    all.iter().map(owned).collect()
}

#[test]
fn findings_point_at_what_they_are_made_of() {
    let wanted = expected(&[
        (
            "an account is shared",
            r#"24 true exact ["accounts",1,"enabled"]"#,
            &[r#"23 4 exact ["accounts",1,"users"]"#],
        ),
        (
            "logs are kept nowhere",
            r#"3 logging belongs-here ["logging","archive"]"#,
            &[],
        ),
        (
            "no policy asks for a second factor",
            r#"13 policies collection ["policies"]"#,
            &[
                r#"15 false exact ["policies",0,"mfa"]"#,
                r#"17 false exact ["policies",1,"mfa"]"#,
            ],
        ),
        (
            "nobody owns archive",
            r#"10 archive belongs-here ["services","archive","owner"]"#,
            &[],
        ),
        (
            "old versions of TLS are allowed",
            r#"2 "1.2" exact ["tls","minimum"]"#,
            &[],
        ),
        (
            "shop opens port 22 to everyone",
            r#"9 22 exact ["services","shop","ports",1]"#,
            &[r#"8 true exact ["services","shop","public"]"#],
        ),
    ]);
    assert_eq!(located(INPUT), wanted);
}

#[test]
fn places_do_not_depend_on_what_stands_around_or_on_threads() {
    let more = |n: usize| {
        let others = (0..n).map(|i| {
            format!("  other{i}:\n    owner: sales\n    public: true\n    ports: [80, 443]\n")
        });
        others.collect::<String>()
    };
    let input = INPUT.replace("services:\n", &format!("services:\n{}", more(300)));
    let paths = |input: &str, threads: &str| -> Vec<Value> {
        let report = report(input, threads);
        let findings = report["findings"].as_array().expect("findings");
        findings
            .iter()
            .map(|f| f["primary"]["path"].clone())
            .collect()
    };
    let alone = paths(INPUT, "");
    assert_eq!(paths(&input, "--threads 1"), alone);
    assert_eq!(paths(&input, "--threads 3"), alone);
}

#[test]
fn a_search_that_ends_early_is_said_and_is_coarser() {
    let host = Memory::new(&[
        ("input.yaml", INPUT),
        ("policy/main.rego", POLICY),
        ("tenantlint.yaml", "limits: {max-place-evaluations: 4}\n"),
    ]);
    let ran = cli_support::run(
        &host,
        "check --no-builtin --format json --policy policy input.yaml",
    );
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 6, "what is found does not depend on it");
    let coarse = |f: &&Value| f["primary"]["precision"] == "collection";
    assert!(findings.iter().any(|f| coarse(&f)), "{findings:#?}");
    let notices = report["notices"].to_string();
    assert!(
        notices.contains("limits.max-place-evaluations"),
        "{notices}"
    );
}

#[test]
fn a_stated_place_that_is_no_cause_is_told_to_authors() {
    let policy = |at: &str| {
        format!(
            "# METADATA\n# title: T\n# custom:\n#   id: ACME-1\n#   severity: high\npackage acme.open_port\n\n\
             deny contains violation if {{\n\tinput.port == 22\n\t\
             violation := {{\"message\": \"the port is open\", \"at\": {at}, \"identity\": {{\"a\": 1}}}}\n}}\n"
        )
    };
    let run = |at: &str| {
        let host = Memory::new(&[
            ("rules/open_port/policy.rego", &policy(at)),
            (
                "rules/open_port/bad.yaml",
                "name: shop\nport: 22 # expect: ACME-1\n",
            ),
            (
                "rules/open_port/bad2.yaml",
                "port: 22 # expect: ACME-1\nname: shop\n",
            ),
        ]);
        cli_support::run(&host, "test rules")
    };
    let right = run("[\"port\"]");
    assert_eq!(right.code, 0, "{}{}", right.stdout, right.stderr);
    assert!(!right.stdout.contains("TL-POLICY-008"), "{}", right.stdout);
    let wrong = run("[\"name\"]");
    assert!(
        wrong.stdout.contains("TL-POLICY-008"),
        "{}{}",
        wrong.stdout,
        wrong.stderr
    );
    assert!(wrong.stdout.contains("`name`"), "{}", wrong.stdout);
}

/// A rule by our own contract that states no place.
const OWN: &str = r#"# METADATA
# title: No archive keeps logs
# custom:
#   id: ACME-LOG-001
#   severity: high
package acme.no_archive

deny contains violation if {
	input.region
	count([s | some s in input.services; s.kind == "archive"; s.logs]) == 0
	violation := {"message": "no archive keeps logs", "identity": {"what": "logs"}}
}

not_evaluated contains {"message": "the region was not exported"} if not input.region
"#;

#[test]
fn what_a_rule_needs_to_judge_at_all_is_not_what_is_wrong() {
    let input = "region: eu\nservices:\n  - {name: shop, kind: shop, logs: false}\n";
    let files = [
        ("input.yaml", input),
        ("policy/no_archive/policy.rego", OWN),
    ];
    let host = Memory::new(&files);
    let args = "check --no-builtin --format json --policy policy input.yaml";
    let ran = cli_support::run(&host, args);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let primary = &report["findings"][0]["primary"];
    assert_eq!(primary["path"][0], "services", "{primary}");
}
