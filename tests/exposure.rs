//! `exposure`: who can do what to which data, as one table in every format.

mod cli_support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use cli_support::{Memory, Ran, run};
use serde_json::{Value, json};

/// The program itself, in the folder of the project.
fn tenantlint(args: &str) -> Ran {
    let args: Vec<&str> = args.split_whitespace().collect();
    let ran = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .output()
        .expect("the program starts");
    Ran {
        code: u8::try_from(ran.status.code().expect("a code")).expect("a small one"),
        stdout: String::from_utf8(ran.stdout).expect("text"),
        stderr: String::from_utf8(ran.stderr).expect("text"),
    }
}

fn schema() -> Value {
    let text = include_str!("../schemas/exposure-report.schema.json");
    serde_json::from_str(text).expect("the schema is JSON")
}

/// A report of exposures, which fits its schema.
fn read(ran: &Ran) -> Value {
    let value = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", ran.stdout, ran.stderr));
    let schema = jsonschema::draft202012::new(&schema()).expect("the schema is one");
    let errors: Vec<String> = schema
        .iter_errors(&value)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    value
}

/// Principal, actions and object of each row.
fn told(report: &Value) -> Vec<String> {
    let rows = report["exposures"].as_array().expect("rows").iter();
    let words = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    let row = |row: &Value| {
        let actions = row["actions"].as_array().expect("actions").iter();
        let actions: Vec<String> = actions.map(words).collect();
        format!(
            "{} {} {}",
            words(&row["principal"]),
            actions.join("+"),
            words(&row["object"])
        )
    };
    rows.map(row).collect()
}

const PORTAL: &str = "exposure examples/merchant-portal --format json";

#[test]
fn the_portal_of_the_notice() {
    let ran = tenantlint(PORTAL);
    assert_eq!((ran.code, &*ran.stderr), (0, ""));
    let report = read(&ran);
    let row = &report["exposures"][0];
    assert_eq!(told(&report)[0], "anonymous read Merchant__c");
    assert_eq!(row["severity"], "critical");
    assert_eq!(row["records"], 1_381_735);
    let categories: Vec<&String> = row["categories"]
        .as_object()
        .expect("a map")
        .keys()
        .collect();
    let of_the_notice = [
        "address",
        "company name",
        "contact's name",
        "e-mail",
        "fax",
        "phone",
        "representative's name",
        "sales information",
        "shop name",
    ];
    assert_eq!(categories, of_the_notice);
    assert_eq!(row["ways"][0]["via"], json!(["guest sharing rule"]));
    assert_eq!(row["ways"][0]["finding"]["rule"], "SF-GUEST-001");
    // What no fewer people can do comes after what fewer can.
    assert!(told(&report).contains(&"any-member read Terminal__c".to_owned()));
}

/// Every finding of `check` that tells of access is a way, and no other.
#[test]
fn nothing_that_check_finds_is_left_out() {
    let check = tenantlint("check examples/merchant-portal --format json");
    let check: Value = serde_json::from_str(&check.stdout).expect("a report");
    let print = |f: &Value| f["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let open = check["findings"].as_array().expect("findings").iter();
    let open: BTreeSet<String> = open.filter(|f| !f["access"].is_null()).map(print).collect();
    assert!(open.len() > 10, "{open:?}");
    let report = read(&tenantlint(PORTAL));
    let rows = report["exposures"].as_array().expect("rows").iter();
    let ways = rows.flat_map(|row| row["ways"].as_array().expect("ways"));
    let ways: BTreeSet<String> = ways.map(|way| print(&way["finding"])).collect();
    assert_eq!(ways, open);
}

#[test]
fn the_repaired_portal_exposes_no_merchant() {
    let report = read(&tenantlint(
        "exposure examples/merchant-portal-fixed --format json",
    ));
    let rows = told(&report);
    assert!(!rows.iter().any(|row| row.contains("Merchant")), "{rows:?}");
}

#[test]
fn a_table_shows_what_is_asked_for() {
    let report = read(&tenantlint(&format!(
        "{PORTAL} --object MERCHANT__c --category fax"
    )));
    let rows = [
        "anonymous read Merchant__c",
        "guest read Merchant__c",
        "any-member read Merchant__c",
    ];
    assert_eq!(told(&report), rows);
    let all = told(&read(&tenantlint(PORTAL))).len();
    assert_eq!(report["not_asked_for"], all - rows.len());
    let report = read(&tenantlint(&format!(
        "{PORTAL} --principal guest --principal admin"
    )));
    assert!(told(&report).len() > 1);
    assert!(told(&report).iter().all(|row| row.starts_with("guest ")));
}

#[test]
fn people_see_a_table_and_the_chain_of_each_row() {
    let ran = tenantlint("exposure examples/merchant-portal --object Merchant__c --width 100");
    let head = "   severity  who                 may   object         records  data\n\
                1  critical  anonymous visitors  read  Merchant__c  1,381,735  9 categories\n";
    assert!(ran.stdout.starts_with(head), "{}", ran.stdout);
    for line in [
        "1. anonymous visitors may read Merchant__c, up to 1,381,735 records",
        "   representative's name  Representative_Name__c",
        "   read by guest sharing rule (critical[SF-GUEST-001])",
        "     examples/merchant-portal/sharingRules/Merchant__c.sharingRules-meta.yaml:13:13",
        "3 exposures, 6 not asked for in 21 files of 1 tenant as of ",
    ] {
        assert!(ran.stdout.contains(line), "no {line:?} in\n{}", ran.stdout);
    }
    assert!(
        ran.stdout.lines().all(|line| line.chars().count() <= 100),
        "{}",
        ran.stdout
    );
    let quiet = tenantlint("exposure examples/merchant-portal --object Merchant__c --quiet");
    assert_eq!(quiet.stdout.lines().count(), 4);
}

#[test]
fn a_date_before_the_platform_closed_it() {
    let at = |date: &str| {
        let report = read(&tenantlint(&format!(
            "{PORTAL} --as-of {date} --object Merchant__c"
        )));
        assert_eq!(report["as_of"], date);
        report["exposures"][0]["ways"][0]["via"].clone()
    };
    assert_eq!(
        at("2019-06-01"),
        json!(["guest sharing rule, external default"])
    );
    assert_eq!(at("2022-06-01"), json!(["guest sharing rule"]));
}

/// A text with its line breaks, which depend on the width, as spaces.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An empty table because of a slip must not look like a good answer.
#[test]
fn a_word_that_nothing_has_is_told() {
    let ran = tenantlint(&format!("{PORTAL} --principal gest --object Zebra"));
    assert_eq!(read(&ran)["exposures"], json!([]));
    let told = flat(&ran.stderr);
    for part in [
        "nothing here is of the principal `gest`: did you mean `guest`?",
        "nothing here is of the object `Zebra`: there is Case, ",
    ] {
        assert!(told.contains(part), "{told}");
    }
    let human = tenantlint("exposure examples/merchant-portal --category fxa");
    assert!(
        human.stdout.contains("did you mean `fax`?"),
        "{}",
        human.stdout
    );
    assert_eq!(human.stderr, "");
}

/// A policy for files of no platform, whose texts would do harm.
const POLICY: &str = r#"# METADATA
# title: Buckets are shut
# description: Whoever may read a bucket reads all of it.
# custom:
#   id: ACME-001
#   severity: high
#   family: integrity
#   remediation: Shut it.
package acme.buckets

deny contains violation if {
	some name, bucket in input.buckets
	bucket.public == true
	violation := {
		"message": "open",
		"at": ["buckets", name, "public"],
		"identity": {"bucket": name},
		"access": {"principal": bucket.who, "actions": ["read"], "object": name, "fields": bucket.fields, "via": "public"},
	}
}
"#;

const BUCKETS: &str = "buckets:
  '=cmd()': {public: true, who: anonymous, fields: ['<b>x</b>', \"a\\u001b[31mb\"]}
  plain: {public: true, who: partners, fields: []}
";

fn buckets(args: &str) -> Ran {
    let host = Memory::new(&[("p/buckets/policy.rego", POLICY), ("b.yaml", BUCKETS)]);
    run(
        &host,
        &format!("exposure --no-builtin --policy p {args} b.yaml"),
    )
}

#[test]
fn files_of_any_platform_fill_the_same_table() {
    let report = read(&buckets("--format json"));
    assert_eq!(
        told(&report),
        ["anonymous read =cmd()", "partners read plain"]
    );
    assert_eq!(report["exposures"][0]["platform"], "");
}

#[test]
fn texts_of_files_stay_texts_in_every_format() {
    let human = buckets("").stdout;
    assert!(!human.contains('\u{1b}'), "{human}");
    assert!(human.contains("a\\u{1b}[31mb"), "{human}");
    let csv = buckets("--format csv").stdout;
    assert_eq!(csv.lines().next().map(|l| l.matches(',').count()), Some(12));
    assert!(csv.contains("\"'=cmd()\""), "{csv}");
    let page = buckets("--format markdown").stdout;
    assert!(
        !page.contains("<b>") && page.contains("| anonymous visitors | read |"),
        "{page}"
    );
}

#[test]
fn what_cannot_be_judged_fails_the_run() {
    let host = Memory::new(&[("p/buckets/policy.rego", POLICY), ("b.yaml", "a: [")]);
    let ran = run(
        &host,
        "exposure --no-builtin --policy p --format csv b.yaml",
    );
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("b.yaml:1"), "{}", ran.stderr);
    let human = run(&host, "exposure --no-builtin --policy p b.yaml");
    let told = "; 1 error, so that more may be open than is shown";
    assert!(flat(&human.stdout).ends_with(told), "{}", human.stdout);
    let wrong = run(&host, "exposure --format sarif b.yaml");
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.stderr.contains("one of human, json, csv, markdown"),
        "{}",
        wrong.stderr
    );
}

/// What the reports share is described alike.
#[test]
fn the_schemas_agree() {
    let other = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/report.schema.json");
    let other = std::fs::read_to_string(other).expect("it is there");
    let other: Value = serde_json::from_str(&other).expect("the schema is JSON");
    let own = schema();
    let definitions = own["$defs"].as_object().expect("definitions").iter();
    let (shared, of_its_own): (Vec<_>, Vec<_>) =
        definitions.partition(|(name, _)| !other["$defs"][name.as_str()].is_null());
    for (name, definition) in shared {
        assert_eq!(*definition, other["$defs"][name.as_str()], "{name}");
    }
    let names: Vec<&String> = of_its_own.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["exposure", "way"]);
}
