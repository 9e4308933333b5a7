//! Every finding on the real projects was gone through by hand; `tests/verdicts.tsv` says of each
//! whether it is true, and why. A finding without a verdict fails here, and so does a verdict
//! without its finding.

#![allow(
    clippy::print_stderr,
    reason = "a test of real inputs says that it was skipped"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

const PROJECTS: &[&str] = &["ebikes-lwc", "NebulaLogger", "Summit-Events-App"];

/// Project, rule and message of each finding.
type Found = BTreeSet<(String, String, String)>;

fn found(corpus: &std::path::Path) -> Found {
    let mut found = Found::new();
    for project in PROJECTS {
        let ran = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
            .args(["check", "--format", "json", "--isolated"])
            .args(["--as-of", "2026-11-01"])
            .arg(corpus.join("salesforce/inputs").join(project))
            .output()
            .expect("the program starts");
        let report: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("JSON");
        for finding in report["findings"].as_array().expect("a list") {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            found.insert(((*project).to_owned(), text("rule"), text("message")));
        }
    }
    found
}

#[test]
fn every_finding_on_real_projects_has_a_verdict() {
    let Some(corpus) = std::env::var_os("TENANTLINT_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: no real inputs: TENANTLINT_CORPUS");
        return;
    };
    let table = std::fs::read_to_string(
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts.tsv"),
    )
    .expect("the table is there");
    let mut judged = Found::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [project, rule, message, verdict, why] = columns[..] else {
            panic!("five columns: {line}");
        };
        assert_eq!(
            verdict, "true",
            "a false alarm is mended, not listed: {line}"
        );
        assert!(!why.is_empty(), "why: {line}");
        judged.insert((project.to_owned(), rule.to_owned(), message.to_owned()));
    }
    let found = found(&corpus);
    let without: Vec<_> = found.difference(&judged).collect();
    let idle: Vec<_> = judged.difference(&found).collect();
    assert!(
        without.is_empty(),
        "findings without a verdict: {without:#?}"
    );
    assert!(idle.is_empty(), "verdicts without a finding: {idle:#?}");
}
