//! `tenantlint test` as an author of policies meets it: what fails is told with what was expected
//! and what came, at its place; tests are picked, counted, written for programs, and their
//! coverage is told in lines of the author's files.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes files and runs the program"
)]

mod git_support;

use std::fs;

use git_support::{Ran, Repo};
use serde_json::Value;

const RULE: &str = r#"# METADATA
# title: Site is open
# custom:
#   id: ACME-001
#   severity: high
#   platform: salesforce
#   types: [CustomSite]
package acme.site_is_open

import data.acme.lib.names

# What is open.
deny contains violation if {
	some name, site in input.CustomSite
	names.is_open(name) # by the table
	site.active == true
	violation := {
		"message": sprintf("%s is open", [name]),
		"at": ["CustomSite", name],
		"identity": {"site": name},
	}
}
"#;

const UNIT: &str = r#"package acme.site_is_open_test

import data.acme.lib.names
import data.acme.site_is_open

test_names if {
	names.is_open("Harbour")
	not names.is_open("Quay")
}

test_sites if {
	sites := {v.identity.site | some v in site_is_open.deny} with input as data.tenantlint.examples["bad.yaml"]
	sites == {"Harbour"}
}
"#;

const BAD: &str = "platform: salesforce\nCustomSite:\n  Harbour: {active: true, clickjackProtectionLevel: SameOriginOnly, masterLabel: Harbour, siteType: ChatterNetwork} # expect: ACME-001\n  Quay: {active: true, clickjackProtectionLevel: SameOriginOnly, masterLabel: Quay, siteType: ChatterNetwork}\n";

const LIBRARY: &str = "package acme.lib.names\n\nis_open(name) if name in data.acme.data.open.names\n\nfar(name) if {\n\tname == \"Quay\"\n\tcount(name) > 3\n}\n";

/// A pack of one rule, with a library and data, in the folder `rules/acme` of a project.
fn pack(name: &str) -> Repo {
    let project = Repo::folder(&format!("test-command-{name}"));
    project.write(".git/HEAD", "ref: refs/heads/main\n");
    project.write("rules/acme/lib/names/names.rego", LIBRARY);
    project.write("rules/acme/data/open.yaml", "names: [Harbour]\n");
    project.write("rules/acme/site_is_open/policy.rego", RULE);
    project.write("rules/acme/site_is_open/policy_test.rego", UNIT);
    project.write("rules/acme/site_is_open/bad.yaml", BAD);
    project
}

/// `tenantlint test` with arguments that are separated by spaces, in a folder of the project.
fn test_in(project: &Repo, folder: &str, args: &str) -> Ran {
    let args: Vec<&str> = args.split_whitespace().collect();
    let all = [&["test"], &args[..]].concat();
    Repo(project.at(folder)).run("tenantlint", &all)
}

fn test(project: &Repo, args: &str) -> Ran {
    test_in(project, ".", args)
}

/// The same text with something else in a place that it has.
#[track_caller]
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old:?} in {text}");
    text.replacen(old, new, 1)
}

#[track_caller]
fn says(ran: &Ran, code: i32, parts: &[&str]) {
    assert_eq!(ran.code, code, "{}", ran.said);
    for part in parts {
        assert!(ran.said.contains(part), "no {part:?} in\n{}", ran.said);
    }
}

#[test]
fn what_passes_is_counted_and_named_on_request() {
    let project = pack("passes");
    let ran = test(&project, "rules/acme");
    says(&ran, 0, &["4 passed, 0 failed\n"]);
    let ran = test(&project, "rules/acme --verbose");
    let named = [
        "ok   ACME-001 fires\n",
        "ok   rules/acme/site_is_open/bad.yaml\n",
        "ok   rules/acme/site_is_open/policy_test.rego: test_names\n",
    ];
    says(&ran, 0, &named);
}

#[test]
fn a_comparison_that_fails_shows_both_sides_and_its_place() {
    let project = pack("comparison");
    let unit = with(
        UNIT,
        "sites == {\"Harbour\"}",
        "sites == {\"Harbour\", \"Quay\"}",
    );
    project.write("rules/acme/site_is_open/policy_test.rego", unit);
    let ran = test(&project, "rules/acme");
    let parts = [
        "FAIL rules/acme/site_is_open/policy_test.rego: test_sites\n",
        "- expected + came\n",
        "     -   \"Harbour\",\n     -   \"Quay\"\n     +   \"Harbour\"\n",
        "policy_test.rego:13:2]\n",
        "13 │     sites == {\"Harbour\", \"Quay\"}",
        "the two are not equal",
        "3 passed, 1 failed\n",
    ];
    says(&ran, 1, &parts);
}

#[test]
fn a_statement_that_does_not_hold_is_pointed_at() {
    let project = pack("statement");
    let unit = with(
        UNIT,
        "not names.is_open(\"Quay\")",
        "names.is_open(\"Quay\")",
    );
    let unit = with(&unit, "sites == {\"Harbour\"}", "sites.unknown == 1");
    project.write("rules/acme/site_is_open/policy_test.rego", unit);
    let ran = test(&project, "rules/acme");
    let parts = [
        "policy_test.rego:8:2]\n",
        "this does not hold",
        "     - 1\n     + undefined\n",
        "what is compared here is undefined",
    ];
    says(&ran, 1, &parts);
}

#[test]
fn an_example_shows_what_it_expects_beside_what_came() {
    let project = pack("example");
    let bad = with(BAD, " # expect: ACME-001", "");
    let bad = format!("{} # expect: ACME-001, ACME-009\n", bad.trim_end());
    project.write("rules/acme/site_is_open/bad.yaml", bad);
    let ran = test(&project, "rules/acme --run yaml$");
    let parts = [
        "     - line 4: ACME-001\n     - line 4: ACME-009\n     + line 3: ACME-001\n",
        "ACME-001 is not expected here: Harbour is open",
        "ACME-001 is expected on this line and did not come: it",
        "came on line 3",
        "0 passed, 1 failed\n",
    ];
    says(&ran, 1, &parts);
}

#[test]
fn what_is_to_do_is_told_and_fails_nothing() {
    let project = pack("todo");
    let unit = format!("{UNIT}\ntodo_test_later if false\n");
    project.write("rules/acme/site_is_open/policy_test.rego", unit);
    let ran = test(&project, "rules/acme");
    let parts = [
        "todo rules/acme/site_is_open/policy_test.rego: todo_test_later\n",
        "4 passed, 0 failed, 1 to do\n",
    ];
    says(&ran, 0, &parts);
}

#[test]
fn tests_are_picked_by_their_names() {
    let project = pack("picked");
    says(
        &test(&project, "rules/acme --run test_names"),
        0,
        &["1 passed, 0 failed"],
    );
    says(
        &test(&project, "rules/acme --run fires"),
        0,
        &["1 passed, 0 failed"],
    );
    says(
        &test(&project, "rules/acme -r site_is_open/"),
        0,
        &["3 passed, 0 failed"],
    );
    let nothing = test(&project, "rules/acme --run nowhere");
    says(&nothing, 2, &["no test has a name that `--run` matches"]);
    says(
        &test(&project, "rules/acme --run ("),
        2,
        &["unclosed group"],
    );
}

#[test]
fn a_policy_that_does_not_load_is_exit_code_2() {
    let project = pack("broken");
    let rule = with(RULE, "site.active == true", "site.active ==");
    project.write("rules/acme/site_is_open/policy.rego", rule);
    let ran = test(&project, "rules/acme");
    says(&ran, 2, &["TL-POLICY-001", "policy.rego:"]);
}

#[test]
fn a_folder_without_tests_is_exit_code_2() {
    let project = Repo::folder("test-command-empty");
    project.write("acme/lib/a.rego", "package acme.lib.a\n\none := 1\n");
    let ran = test(&project, "acme");
    says(&ran, 2, &["error: there were no tests to run\n"]);
}

#[test]
fn a_pack_is_found_from_wherever_it_is_tested_and_said() {
    let project = pack("found");
    let whole = "4 passed, 0 failed\n";
    says(&test_in(&project, "rules/acme", "."), 0, &[whole]);
    says(&test_in(&project, ".", "."), 0, &[whole]);
    says(&test_in(&project, "rules", "."), 0, &[whole]);
    let of_rule = [whole, "rules/acme with rules/acme/data, rules/acme/lib\n"];
    says(&test(&project, "rules/acme/site_is_open"), 0, &of_rule);
    let inside = test_in(&project, "rules/acme/site_is_open", ".");
    says(&inside, 0, &[whole, ".. with ../data, ../lib\n"]);
    let beside = test_in(&project, "rules/acme", "site_is_open");
    says(&beside, 0, &[whole, ". with data, lib\n"]);
}

#[test]
fn a_folder_of_the_configuration_is_a_pack_as_a_whole() {
    let project = pack("configured");
    project.write("tenantlint.yaml", "version: 1\npolicies: {dirs: [rules]}\n");
    // `check` knows the data by the folder that the configuration names.
    let library = LIBRARY.replace("data.acme.data", "data.rules.acme.data");
    project.write("rules/acme/lib/names/names.rego", library);
    for folder in ["rules", "rules/acme", "rules/acme/site_is_open", "."] {
        says(&test(&project, folder), 0, &["4 passed, 0 failed\n"]);
    }
}

#[test]
fn tests_of_a_library_are_run_where_it_is_named() {
    let project = pack("library");
    let unit = "package acme.lib.names_test\n\nimport data.acme.lib.names\n\ntest_far if names.far(\"Quay\")\n";
    project.write("rules/acme/lib/names/names_test.rego", unit);
    says(&test(&project, "rules/acme"), 0, &["5 passed"]);
    says(&test(&project, "rules/acme/lib"), 0, &["1 passed"]);
    says(&test(&project, "rules/acme/site_is_open"), 0, &["4 passed"]);
}

#[test]
fn lines_that_no_test_evaluates_are_told() {
    let project = pack("coverage");
    let ran = test(&project, "rules/acme --coverage");
    let parts = [
        " 33.3%  rules/acme/lib/names/names.rego      not covered: 6-7\n",
        "coverage 71.4%: 5 of 7 lines in 2 files\n",
        "4 passed, 0 failed\n",
    ];
    says(&ran, 0, &parts);
    let short = test(&project, "rules/acme --min-coverage 71.5");
    says(&short, 1, &["coverage 71.4%", "and 71.5% is wanted"]);
    says(&test(&project, "rules/acme --min-coverage 71"), 0, &[]);
    says(
        &test(&project, "rules/acme --min-coverage 101"),
        2,
        &["from 0 to 100"],
    );
    // What comes along with a rule is not what is tested.
    let rule = test(&project, "rules/acme/site_is_open --coverage --verbose");
    says(
        &rule,
        0,
        &[
            "100.0%  rules/acme/site_is_open/policy.rego\n",
            "4 of 4 lines in 1 file\n",
        ],
    );
}

/// Lines are those of the file, whatever the pre-pass moves: here the head's value goes into the
/// body, and what a negated call takes is bound before it.
#[test]
fn covered_lines_are_those_of_the_file() {
    let project = pack("lines");
    let rule = r#"# METADATA
# title: Site is open
# custom:
#   id: ACME-001
#   severity: high
#   platform: salesforce
#   types: [CustomSite]
package acme.site_is_open # 8

# 10
deny contains {
	"message": sprintf("%s is open", [name]),
	"at": ["CustomSite", name],
	"identity": {"site": name},
} if {
	some name, site in input.CustomSite # 16

	not startswith(site.masterLabel, "Quay") # 18
	site.active == true # 19
}

deny contains {"message": "shut", "at": ["CustomSite", name], "identity": {"shut": name}} if {
	some name, site in input.CustomSite # 23
	site.active == false # 24
	count(
		name, # 26
	) > 1
}
"#;
    project.write("rules/acme/site_is_open/policy.rego", rule);
    project.write(
        "rules/acme/site_is_open/policy_test.rego",
        "package acme.site_is_open_test\n\nimport data.acme.site_is_open\n\ntest_none if count(site_is_open.deny) == 0 with input as {}\n",
    );
    let path = "rules/acme/site_is_open --coverage --format json --output out.json";
    says(&test(&project, path), 0, &[]);
    let report = json(&project, "out.json");
    let file = &report["coverage"]["files"][0];
    assert_eq!(file["covered"], serde_json::json!([16, 18, 19, 23, 24]));
    assert_eq!(file["not_covered"], serde_json::json!([25]));
}

fn json(project: &Repo, path: &str) -> Value {
    let text = fs::read_to_string(project.at(path)).expect("it was written");
    let value = serde_json::from_str(&text).expect("it is JSON");
    let schema = jsonschema::draft202012::new(&schema()).expect("the schema is one");
    let errors: Vec<String> = schema
        .iter_errors(&value)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    value
}

fn schema() -> Value {
    let text = include_str!("../schemas/test-report.schema.json");
    serde_json::from_str(text).expect("the schema is JSON")
}

#[test]
fn results_are_written_for_programs() {
    let project = pack("programs");
    let unit = with(
        UNIT,
        "not names.is_open(\"Quay\")",
        "names.is_open(\"Quay\")",
    );
    let unit = format!("{unit}\ntodo_test_later if false\n");
    project.write("rules/acme/site_is_open/policy_test.rego", unit);
    let formats = "--format json --output r/tests.json --format junit --output r/tests.xml --format human --coverage";
    fs::create_dir_all(project.at("r")).expect("a folder");
    let ran = test(&project, &format!("rules/acme {formats}"));
    says(&ran, 1, &["3 passed, 1 failed, 1 to do\n"]);
    let report = json(&project, "r/tests.json");
    assert_eq!(report["version"], 1);
    assert_eq!(report["exit_code"], 1);
    let counts = serde_json::json!({"passed": 3, "failed": 1, "todo": 1});
    assert_eq!(report["counts"], counts);
    let tests = report["tests"].as_array().expect("tests");
    let failed = tests.iter().find(|t| t["status"] == "failed").expect("one");
    assert_eq!(failed["rule"], "ACME-001");
    assert_eq!(failed["problems"][0]["place"]["start"]["line"], 8);
    let xml = fs::read_to_string(project.at("r/tests.xml")).expect("it was written");
    let head = "<testsuites name=\"tenantlint\" tests=\"6\" failures=\"1\" errors=\"0\">";
    for part in [
        head,
        "<skipped type=\"unit\" message=\"to do\">",
        "name=\"coverage\"",
    ] {
        assert!(xml.contains(part), "no {part:?} in\n{xml}");
    }
    says(
        &test(&project, "rules/acme --format sarif"),
        2,
        &["one of human, json, junit"],
    );
}

/// A report of tests has the places, findings and failures of a report of `check`.
#[test]
fn the_two_reports_describe_alike_what_they_share() {
    let other = include_str!("../schemas/report.schema.json");
    let other: Value = serde_json::from_str(other).expect("the schema is JSON");
    let own = schema();
    let mut shared = 0;
    for (name, definition) in own["$defs"].as_object().expect("definitions") {
        if let Some(theirs) = other["$defs"].get(name) {
            assert_eq!(definition, theirs, "{name}");
            shared += 1;
        }
    }
    assert!(shared > 5, "{shared}");
}

#[test]
fn secrets_of_an_example_are_shown_nowhere() {
    let project = pack("secrets");
    let secret = "tromboneQuay77lantern";
    let bad = format!(
        "{BAD}AuthProvider:\n  Login: {{consumerSecret: {secret}, nonsense: 1}} # expect: ACME-001\n"
    );
    project.write("rules/acme/site_is_open/bad.yaml", bad);
    let unit = format!(
        "{UNIT}\ntest_secret if data.tenantlint.examples[\"bad.yaml\"].AuthProvider.Login.consumerSecret == \"x\"\n"
    );
    project.write("rules/acme/site_is_open/policy_test.rego", unit);
    for format in ["human", "json", "junit"] {
        let ran = test(&project, &format!("rules/acme --format {format}"));
        says(&ran, 1, &["test_secret"]);
        assert!(!ran.said.contains(secret), "{}", ran.said);
        assert!(ran.said.contains("********"), "{}", ran.said);
    }
}

#[test]
fn the_result_does_not_depend_on_threads() {
    let project = pack("threads");
    let unit = with(UNIT, "sites == {\"Harbour\"}", "sites == 1");
    project.write("rules/acme/site_is_open/policy_test.rego", unit);
    let one = test(&project, "rules/acme --coverage --verbose --threads 1");
    let four = test(&project, "rules/acme --coverage --verbose --threads 4");
    assert_eq!((one.code, one.said), (four.code, four.said));
}

/// Judging by the rules that were tested finds this in a bad tenant.
fn check_finds(project: &Repo, said: &[&str]) {
    project.write(
        "tenantlint.yaml",
        "version: 1\npolicies: {builtin: false, dirs: [rules/acme]}\n",
    );
    project.write("tenant.yaml", BAD);
    let ran = project.run(
        "tenantlint",
        &["check", "--format", "concise", "tenant.yaml"],
    );
    says(&ran, 1, said);
}

#[test]
fn what_a_library_imports_is_found_by_all_that_use_it() {
    let project = pack("imports");
    let library = "package acme.lib.names\n\nimport data.acme.data.open\nimport data.acme.lib.kinds as of_kind\n\nlisted contains name if some name in open.names\n\nis_open(name) if {\n\tname in open.names\n\tof_kind.site[name]\n}\n";
    project.write("rules/acme/lib/names/names.rego", library);
    project.write(
        "rules/acme/lib/kinds/kinds.rego",
        "package acme.lib.kinds\n\nsite[name] if some name, _ in input.CustomSite\n",
    );
    let old = "\tnames.is_open(name) # by the table\n";
    let new = "\tname in names.listed\n\tnames.is_open(name)\n";
    project.write("rules/acme/site_is_open/policy.rego", with(RULE, old, new));
    let unit = "package acme.lib.names_test\n\nimport data.acme.lib.names\n\ntest_open if {\n\tasked := _asked with input as {\"CustomSite\": {\"Harbour\": {}}}\n\tasked == {\"listed\": {\"Harbour\"}, \"open\": [true]}\n}\n\n_asked := {\"listed\": listed, \"open\": open} if {\n\tlisted := names.listed\n\topen := [found | found := names.is_open(\"Harbour\")]\n}\n";
    project.write("rules/acme/lib/names/names_test.rego", unit);
    project.write(
        "rules/acme/site_is_open/policy_test.rego",
        "package acme.site_is_open_test\n",
    );
    let ran = test(&project, "rules/acme --verbose");
    let named = [
        "ok   ACME-001 fires\n",
        "ok   rules/acme/site_is_open/bad.yaml\n",
        "ok   rules/acme/lib/names/names_test.rego: test_open\n",
    ];
    says(&ran, 0, &named);
    check_finds(&project, &["ACME-001", "Harbour is open"]);
}

#[test]
fn a_rule_that_asks_all_packages_hears_all_their_files() {
    let project = pack("whole");
    let part = |name: &str, site: &str| {
        let text = format!(
            "package acme.lib.{name}\n\nopen_{site} contains name if {{\n\tsome name in _named_{site}\n}}\n\n_named_{site} := {{name | some name, _ in input.CustomSite; name == \"{site}\"}}\n"
        );
        project.write(format!("rules/acme/lib/{name}/{site}.rego"), &text);
    };
    part("kinds", "Harbour");
    part("kinds", "Quay");
    let old = "\tnames.is_open(name) # by the table\n";
    let new = "\tname in {found | some rule; startswith(rule, \"open_\"); some found in data.acme.lib.kinds[rule]}\n";
    let rule = with(RULE, old, new).replace("import data.acme.lib.names\n", "");
    project.write("rules/acme/site_is_open/policy.rego", &rule);
    project.write("rules/acme/site_is_open/policy_test.rego", "package acme.site_is_open_test\n\nimport data.acme.site_is_open\n\ntest_both if {\n\tfound := site_is_open.deny with input as data.tenantlint.examples[\"bad.yaml\"]\n\tcount(found) == 2\n}\n");
    let both = format!("{} # expect: ACME-001\n", BAD.trim_end());
    project.write("rules/acme/site_is_open/bad.yaml", &both);
    let ran = test(&project, "rules/acme --verbose");
    says(
        &ran,
        0,
        &["ok   rules/acme/site_is_open/policy_test.rego: test_both\n"],
    );
    check_finds(&project, &["Harbour is open", "Quay is open"]);
}
