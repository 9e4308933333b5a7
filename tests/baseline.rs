//! The baseline: what it records, what it takes, and what it says of what grew and what is gone.

mod cli_support;

use std::path::{Path, PathBuf};
use std::process::Command;

use cli_support::{Memory, Ran, run_args};
use serde_json::Value;
use tenantlint::cli::config::parse_baseline;
use tenantlint::source::SourceMap;

const FILE: &str = "tenantlint-baseline.yaml";

/// A policy whose findings open what the tenant says: a note for each object of the export.
const POLICY: &str = r#"# METADATA
# scope: package
# title: Object is open
# description: An object is open.
# custom:
#   id: T-OPEN-001
#   severity: medium
#   family: test
#   types: [CustomObject]
#   unit: an object
#   remediation: Close it.
#   platform: salesforce
package own.object_is_open

deny contains violation if {
	some name, object in input.CustomObject
	fields := object.get(object, "fields", {})
	violation := {
		"message": sprintf("%s is open", [name]),
		"at": ["CustomObject", name],
		"identity": {"object": name},
		"severity": object.get(object, "description", "medium"),
		"access": {
			"principal": object.get(object, "label", "guest"),
			"actions": sort({action | some action in split(object.get(object, "pluralLabel", "read"), " ")}),
			"object": name,
			"fields": sort(object.keys(fields)),
		},
	}
}
"#;

fn tenant(objects: &[(&str, &str)]) -> String {
    let mut text = "CustomObject:\n".to_owned();
    for (name, says) in objects {
        text.push_str(&format!("  {name}: {{{says}}}\n"));
    }
    text
}

fn host(objects: &[(&str, &str)]) -> Memory {
    Memory::new(&[
        ("tenant.yaml", &tenant(objects)),
        (
            "tenantlint.yaml",
            "policies: {builtin: false, dirs: [own]}\n",
        ),
        ("own/object_is_open/policy.rego", &policy()),
        (".git/HEAD", ""),
    ])
}

/// `object.get` is a builtin, so the object itself has another name.
fn policy() -> String {
    POLICY
        .replace("some name, object in", "some name, node in")
        .replace("object.get(object,", "object.get(node,")
}

fn baseline(host: &Memory, more: &[&str]) -> Ran {
    run_args(host, &[&["baseline"][..], more, &["."]].concat())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The exit code, and of each finding its rule, its status, and what stands at its last related
/// place.
fn check(host: &Memory, more: &[&str]) -> (u8, Vec<(String, String, String)>) {
    let ran = run_args(
        host,
        &[&["check", "--format", "json"][..], more, &["."]].concat(),
    );
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    let all = report["findings"].as_array().expect("findings").iter();
    let told = all.map(|f| {
        let related = f["related"].as_array().and_then(|r| r.last());
        let note = related.map_or_else(String::new, |r| text(&r["message"]));
        (text(&f["rule"]), text(&f["status"]), note)
    });
    (ran.code, told.collect())
}

fn one(status: &str, note: &str) -> Vec<(String, String, String)> {
    vec![("T-OPEN-001".to_owned(), status.to_owned(), note.to_owned())]
}

#[test]
fn what_was_there_does_not_fail_a_run_and_reads_well() {
    let host = host(&[("A__c", "fields: {One__c: {}, Two__c: {}}"), ("B__c", "")]);
    assert_eq!(check(&host, &[]).0, 1);
    let ran = baseline(&host, &[]);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{ran:?}");
    assert!(
        ran.stdout.ends_with(&format!(
            "{FILE}: 2 findings (2 added, 0 updated, 0 removed)\n"
        )),
        "{ran:?}"
    );
    let written = host.text(FILE).expect("it is written");
    let entry = "
    rule: T-OPEN-001
    tenant: default
    subject:
      object: A__c
    severity: medium
    access:
      actions:
        - read
      fields:
        - One__c
        - Two__c
      object: A__c
      principal: guest
";
    assert!(written.contains(entry), "{written}");
    assert!(
        written.starts_with("# Findings that were there"),
        "{written}"
    );
    let (code, told) = check(&host, &[]);
    assert_eq!(code, 0);
    assert!(
        told.iter().all(|(_, status, _)| status == "baselined"),
        "{told:?}"
    );
    assert_eq!(check(&host, &["--no-baseline"]).0, 1);
    assert_eq!(
        check(&host, &["--isolated", "--no-builtin", "--policy", "own"]).0,
        1
    );
    let again = baseline(&host, &[]);
    assert!(
        again.stdout.contains("(0 added, 0 updated, 0 removed)"),
        "{again:?}"
    );
    assert_eq!(host.text(FILE), Some(written));
}

#[test]
fn what_grew_counts_and_says_by_what() {
    let before = "fields: {One__c: {}}, pluralLabel: read";
    let host = host(&[("A__c", before)]);
    baseline(&host, &[]);
    let with = |says: &str| {
        host.put("tenant.yaml", &tenant(&[("A__c", says)]));
        check(&host, &[])
    };
    assert_eq!(with(before), (0, one("baselined", "")));
    for (says, note) in [
        ("fields: {One__c: {}, Two__c: {}}", "+ field Two__c"),
        ("fields: {Two__c: {}}", "+ field Two__c"),
        ("pluralLabel: read edit", "+ action edit"),
        ("label: anonymous", "+ principal anonymous instead of guest"),
        ("description: high", "+ severity high instead of medium"),
    ] {
        let note = format!("wider than the baseline: {note}");
        assert_eq!(with(says), (1, one("open", &note)), "{says}");
    }
    for says in ["", "label: admin", "description: low"] {
        assert_eq!(with(says), (0, one("baselined", "")), "{says}");
    }
    // Recording again takes what grew, and what shrank, as it is now.
    with("label: anonymous, fields: {Two__c: {}}");
    let ran = baseline(&host, &[]);
    assert!(
        ran.stdout.contains("(0 added, 1 updated, 0 removed)"),
        "{ran:?}"
    );
    assert_eq!(with("label: anonymous").0, 0);
    assert_eq!(with("label: anonymous, fields: {One__c: {}}").0, 1);
}

#[test]
fn what_is_gone_is_told_and_pruned() {
    let host = host(&[("A__c", ""), ("B__c", "")]);
    baseline(&host, &[]);
    let written = host.text(FILE).expect("it is written");
    let commented = written.replace("  - fingerprint", "  # looked at\n  - fingerprint");
    host.put(FILE, &commented);
    host.put("tenant.yaml", &tenant(&[("B__c", "")]));
    let (code, told) = check(&host, &[]);
    assert_eq!(code, 0, "it never fails by default");
    let gone = (
        "TL-BASELINE-001".to_owned(),
        "open".to_owned(),
        String::new(),
    );
    assert_eq!(told, [one("baselined", "").remove(0), gone]);
    let ran = baseline(&host, &[]);
    assert!(
        ran.stdout.contains("no longer true: ") && ran.stdout.contains("--prune"),
        "{ran:?}"
    );
    assert_eq!(host.text(FILE), Some(commented.clone()));
    let ran = baseline(&host, &["--prune"]);
    assert!(
        ran.stdout
            .contains(": 1 finding (0 added, 0 updated, 1 removed)"),
        "{ran:?}"
    );
    let left = host.text(FILE).expect("it stays");
    assert!(!left.contains("A__c") && left.contains("B__c"), "{left}");
    assert_eq!(left.matches("# looked at").count(), 2, "{left}");
    host.put("tenant.yaml", &tenant(&[("C__c", "description: info")]));
    let (_, told) = check(&host, &[]);
    assert_eq!(told.len(), 2, "{told:?}");
    host.put("tenant.yaml", "CustomObject: {}\nProfile: {}\n");
    assert_eq!(check(&host, &[]).1.len(), 1);
    let ran = baseline(&host, &["--prune"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(check(&host, &[]), (0, Vec::new()));
}

#[test]
fn what_was_not_judged_is_not_gone() {
    let host = host(&[("A__c", ""), ("B__c", "")]);
    baseline(&host, &[]);
    host.put("tenant.yaml", "Profile: {}\n");
    let stale = |args: &[&str]| {
        check(&host, args)
            .1
            .iter()
            .any(|(rule, ..)| rule == "TL-BASELINE-001")
    };
    assert!(
        !stale(&["--fail-on-unknown", "never"]),
        "the section is not there"
    );
    host.put("tenant.yaml", &tenant(&[("B__c", "")]));
    assert!(stale(&[]));
    assert!(
        !stale(&["--ignore", "T-OPEN-001"]),
        "the rule was not asked"
    );
    host.put("broken.yaml", "Profile: {");
    assert!(!stale(&[]), "a file was not read");
    let before = host.text(FILE);
    let ran = baseline(&host, &["--prune"]);
    assert_eq!((ran.code, host.text(FILE)), (2, before), "{ran:?}");
}

#[test]
fn waived_findings_and_those_about_waivers_are_not_recorded() {
    let host = host(&[("A__c", ""), ("B__c", "")]);
    host.put(
        "tenantlint-waivers.yaml",
        "waivers:
- {rule: T-OPEN-001, subject: {object: A__c}, reason: a, owner: b, until: 2027-01-01}
- {rule: T-OPEN-001, subject: {object: Z__c}, reason: a, owner: b, until: 2027-01-01}
",
    );
    let ran = baseline(&host, &[]);
    assert!(ran.stdout.contains(": 1 finding (1 added"), "{ran:?}");
    let written = host.text(FILE).expect("it is written");
    assert!(
        written.contains("B__c") && !written.contains("TL-WAIVER"),
        "{written}"
    );
}

#[test]
fn an_entry_is_held_to_all_that_it_says() {
    let host = host(&[("A__c", ""), ("B__c", "")]);
    baseline(&host, &[]);
    let written = host.text(FILE).expect("it is written");
    host.put(
        FILE,
        &written.replacen("      object: A__c", "      object: Harmless__c", 1),
    );
    let (code, told) = check(&host, &[]);
    assert_eq!(code, 1);
    let open = told
        .iter()
        .find(|(_, status, _)| status == "open")
        .expect("one counts");
    assert!(
        open.2.contains("another rule, tenant or subject"),
        "{open:?}"
    );
}

#[test]
fn the_configuration_and_the_flag_name_the_file() {
    let host = host(&[("A__c", "")]);
    let config = host.text("tenantlint.yaml").expect("it is there");
    host.put(
        "tenantlint.yaml",
        &format!("{config}baseline: kept/known.yaml\n"),
    );
    let ran = run_args(&host, &["check", "."]);
    assert!(
        ran.code == 2 && ran.stdout.contains("there is no file `kept/known.yaml`"),
        "{ran:?}"
    );
    assert_eq!(baseline(&host, &[]).code, 0);
    assert_eq!(check(&host, &[]).0, 0);
    assert_eq!(baseline(&host, &["--output", "other.yaml"]).code, 0);
    assert_eq!(host.text("other.yaml"), host.text("kept/known.yaml"));
    let ran = baseline(&host, &["--output", ".git"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("is a folder"),
        "{ran:?}"
    );
}

#[test]
fn mistakes_in_a_baseline_are_mistakes_of_the_configuration() {
    let host = host(&[("A__c", "")]);
    baseline(&host, &[]);
    let written = host.text(FILE).expect("it is written");
    let entry = written.find("  - fingerprint").expect("an entry");
    for (text, place, message) in [
        (
            written.replace("severity: medium", "severity: bad"),
            "bad",
            "`bad` is no value",
        ),
        (
            written.replace("    tenant: default\n", ""),
            "fingerprint",
            "has no `tenant`",
        ),
        (
            written.replace("subject", "about"),
            "about",
            "is no key of `findings[0]`",
        ),
        (
            format!("{written}{}", &written[entry..]),
            "",
            "recorded twice",
        ),
        ("findings: {".to_owned(), "", ""),
    ] {
        host.put(FILE, &text);
        let ran = run_args(&host, &["check", ".", "--format", "json"]);
        assert_eq!(ran.code, 2, "{text}");
        let report: Value = serde_json::from_str(&ran.stdout).expect("a report");
        let failure = &report["failures"][0];
        assert_eq!(failure["id"], "TL-CONFIG-001");
        assert!(text_of(failure, &text).contains(place), "{failure}");
        let said = failure["message"].as_str().expect("a message");
        assert!(said.contains(message), "{said}");
        assert_eq!(baseline(&host, &[]).code, 2);
        assert_eq!(host.text(FILE), Some(text));
    }
}

fn text_of<'t>(failure: &Value, text: &'t str) -> &'t str {
    let at = |key: &str| failure["place"]["bytes"][key].as_u64().expect("a byte") as usize;
    &text[at("start")..at("end")]
}

#[test]
fn hostile_names_come_back_as_they_were() {
    let host = host(&[
        ("'a: b # c'", ""),
        ("\"\\u202e\\u001b[2J\"", ""),
        ("yes", ""),
        ("'1e3'", ""),
        ("'- x'", "fields: {'null': {}, '~': {}}"),
        ("店舗__c", ""),
    ]);
    let ran = baseline(&host, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
    let (code, told) = check(&host, &["--ignore", "TL-YAML,TL-SHAPE,TL-TENANT"]);
    assert_eq!((code, told.len()), (0, 6), "{told:?}");
    let written = host.text(FILE).expect("it is written");
    let read = parse_baseline("b", written, &mut SourceMap::new()).expect("it is right");
    assert!(
        read.entries
            .iter()
            .any(|e| e.subject["object"] == "\u{202e}\u{1b}[2J")
    );
}

/// Runs a program in a folder; both streams, and whether it went well.
fn command(folder: &Path, program: &str, args: &[&str]) -> (bool, String) {
    let done = Command::new(program)
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .envs([
            ("GIT_AUTHOR_NAME", "a"),
            ("GIT_AUTHOR_EMAIL", "a@example.com"),
        ])
        .envs([
            ("GIT_COMMITTER_NAME", "a"),
            ("GIT_COMMITTER_EMAIL", "a@example.com"),
        ])
        .output()
        .expect("it runs");
    let text = [done.stdout, done.stderr].concat();
    (
        done.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn two_branches_that_each_record_a_finding_merge() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("baseline-merge");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("own/object_is_open")).expect("a folder");
    std::fs::create_dir_all(folder.join("objects")).expect("a folder");
    let put = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    put("own/object_is_open/policy.rego", &policy());
    put(
        "tenantlint.yaml",
        "policies: {builtin: false, dirs: [own]}\n",
    );
    let git = |args: &[&str]| {
        let (well, text) = command(&folder, "git", args);
        assert!(well, "git {args:?}: {text}");
    };
    let program = env!("CARGO_BIN_EXE_tenantlint");
    let record = || {
        let (well, text) = command(&folder, program, &["baseline", "."]);
        assert!(well, "{text}");
    };
    let object = |n: usize| {
        put(
            &format!("objects/{n}.yaml"),
            &tenant(&[(&format!("Thing{n}__c"), "fields: {A: {}, B: {}}")]),
        )
    };
    let commit = |message: &str| {
        git(&["add", "-A"]);
        git(&["commit", "-q", "-m", message]);
    };
    // In the order of fingerprints, the entries of these two stand apart among the others.
    (0..14).for_each(object);
    record();
    let all = std::fs::read_to_string(folder.join(FILE)).expect("it is written");
    let names: Vec<usize> = all
        .match_indices("      object: Thing")
        .filter_map(|(at, m)| all[at + m.len()..].split("__c").next()?.parse().ok())
        .collect();
    let mut order: Vec<usize> = Vec::new();
    names.iter().for_each(|n| {
        if !order.contains(n) {
            order.push(*n)
        }
    });
    assert_eq!(order.len(), 14, "{all}");
    for n in [order[3], order[9]] {
        std::fs::remove_file(folder.join(format!("objects/{n}.yaml"))).expect("it was there");
    }
    std::fs::remove_file(folder.join(FILE)).expect("it was there");
    record();
    git(&["init", "-q", "-b", "main"]);
    commit("a dozen");
    for (branch, n) in [("one", order[3]), ("other", order[9])] {
        git(&["checkout", "-q", "-b", branch, "main"]);
        object(n);
        record();
        commit(branch);
    }
    git(&["merge", "-q", "--no-edit", "one"]);
    let merged = std::fs::read_to_string(folder.join(FILE)).expect("it is there");
    assert_eq!(merged, all);
    let (well, text) = command(&folder, program, &["check", "."]);
    assert!(well, "{text}");
}
