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

/// By message: where the finding points, what stands there, and how sure it is.
fn located(input: &str) -> Vec<(String, String, String, String)> {
    let host = Memory::new(&[("input.yaml", input), ("policy/main.rego", POLICY)]);
    let ran = cli_support::run(
        &host,
        "check --no-builtin --format json --policy policy input.yaml",
    );
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let mut all: Vec<_> = findings
        .iter()
        .map(|finding| {
            let place = &finding["location"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let range = &place["region"]["bytes"];
            let (start, end) = (&range["start"], &range["end"]);
            let at = |n: &Value| usize::try_from(n.as_u64().expect("bytes")).expect("small");
            (
                text(&finding["message"]),
                place["path"].to_string(),
                input[at(start)..at(end)].to_owned(),
                text(&place["precision"]),
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn print_it() {
    let host = Memory::new(&[("input.yaml", INPUT), ("policy/main.rego", POLICY)]);
    let ran = cli_support::run(
        &host,
        "check --no-builtin --format json --policy policy input.yaml",
    );
    let report: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    println!("{:#}", report["findings"][0]);
    let ran = cli_support::run(&host, "check --no-builtin --policy policy input.yaml");
    println!("{}", ran.stdout);
}
