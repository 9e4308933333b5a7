//! Policies that were written for conftest judge as they do there, through the built program.

mod git_support;

use git_support::{Ran, Repo};
use serde_json::Value;

const MAIN: &str = r#"package main

import data.limits

# METADATA
# title: Public ports
# description: What the port serves is reached from everywhere.
# custom:
#   severity: CRITICAL
deny_public_port contains msg if {
	some port in input.ports
	port in limits.forbidden
	msg := sprintf("port %d is public", [port])
}

deny contains msg if {
	not input.owner
	msg := "nobody owns the service"
}

warn contains msg if {
	input.replicas == 1
	msg := "there is one replica"
}

exception contains rules if {
	input.legacy
	rules := ["public_port"]
}
"#;

const OTHER: &str = r#"# METADATA
# custom:
#   id: ACME-KEEP
#   severity: medium
package retention

import data.words

violation contains {"msg": msg, "details": {"days": input.days}, "severity": "unheard of"} if {
	input.days > words.most
	msg := sprintf("%d days", [input.days])
}

warn_short := [{"message": "kept shortly", "severity": "HIGH"}] if input.days < 2
"#;

const SHARED: &str = "package words\n\nmost := 30\n";

/// What must not be loaded: it has no meaning without its test runner.
const TEST: &str =
    "package main\n\ntest_broken if no_such_function(1)\n\ndeny contains \"of a test\"\n";

const SERVICE: &str = "owner: a\nports: [22, 80]\nreplicas: 1\n";

fn policies(name: &str) -> Repo {
    let repo = Repo::folder(&format!("conventions-{name}"));
    repo.write("policy/main.rego", MAIN);
    repo.write("policy/deep/er/retention.rego", OTHER);
    repo.write("policy/lib/words.rego", SHARED);
    repo.write("policy/main_test.rego", TEST);
    repo.write("data/top.yaml", "limits:\n  forbidden: [22]\n");
    repo.write("service.yaml", SERVICE);
    repo
}

fn check(repo: &Repo, args: &[&str]) -> Ran {
    let own = ["--no-builtin", "--policy", "policy", "--data", "data"];
    repo.check(&[&own[..], args].concat())
}

fn json(repo: &Repo, args: &[&str]) -> Value {
    let ran = check(repo, &[&["--format", "json"], args].concat());
    let report = serde_json::from_str(&ran.said);
    let report = report.unwrap_or_else(|e| panic!("{e}: {}", ran.said));
    let schema = include_str!("../schemas/report.schema.json");
    let schema = serde_json::from_str(schema).expect("the schema is JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("the schema is one");
    let errors: Vec<String> = schema.iter_errors(&report).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    report
}

/// The lines of a report that tell findings, without their places.
fn told(ran: &Ran) -> Vec<&str> {
    let lines = ran.said.lines();
    lines
        .filter_map(|l| l.splitn(4, ':').nth(3).map(str::trim))
        .collect()
}

#[test]
fn deny_violation_and_warn_judge_in_every_package() {
    let repo = policies("kinds");
    let ran = check(&repo, &["service.yaml"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    assert_eq!(
        told(&ran),
        [
            "critical[main.deny_public_port] port 22 is public",
            "info[main.warn] there is one replica",
        ]
    );
    repo.write("keep.json", r#"{"owner": "b", "days": 40}"#);
    let ran = check(&repo, &["keep.json"]);
    assert_eq!(told(&ran), ["medium[ACME-KEEP.violation] 40 days"]);
    ran.is_silent_of("of a test");
}

#[test]
fn warnings_fail_only_where_that_is_asked_for() {
    let repo = policies("warnings");
    repo.write("warned.yaml", "owner: a\nreplicas: 1\n");
    repo.write("short.yaml", "owner: a\ndays: 1\n");
    for file in ["warned.yaml", "short.yaml"] {
        let ran = check(&repo, &[file]);
        assert_eq!(ran.code, 0, "{}", ran.said);
        ran.says("info[");
        assert_eq!(check(&repo, &[file, "--fail-on", "info"]).code, 1);
    }
    check(&repo, &["short.yaml"]).says("info[ACME-KEEP.warn_short] kept shortly");
}

#[test]
fn what_a_policy_says_beside_the_message_is_reported() {
    let repo = policies("details");
    repo.write("keep.toml", "owner = 'b'\ndays = 40\n");
    let report = json(&repo, &["keep.toml"]);
    let finding = &report["findings"][0];
    assert_eq!(
        finding["details"],
        serde_json::json!({"details": {"days": 40}, "severity": "unheard of"})
    );
    assert_eq!(finding["primary"]["precision"], "exact");
    assert_eq!(finding["primary"]["path"], serde_json::json!(["days"]));
    assert_eq!(finding["subject"]["tenant"], "keep.toml");
    assert_eq!(finding["severity"], "medium");
    let human = check(&repo, &["keep.toml", "--format", "human", "--verbose"]);
    human.says(r#"{"details":{"days":40},"severity":"unheard of"}"#);
    let port = json(&repo, &["service.yaml"]);
    let rule = port["rules"].as_array().expect("rules").iter();
    let rule = rule
        .clone()
        .find(|r| r["id"] == "main.deny_public_port")
        .expect("the rule");
    assert_eq!(rule["title"], "Public ports");
    assert_eq!(
        rule["description"],
        "What the port serves is reached from everywhere."
    );
}

#[test]
fn namespaces_choose_packages_and_words_choose_rules() {
    let repo = policies("namespaces");
    repo.write("both.yaml", "days: 40\n");
    let ids = |args: &[&str]| -> Vec<String> {
        let report = json(&repo, &[&["both.yaml"], args].concat());
        let findings = report["findings"].as_array().expect("findings").iter();
        findings
            .map(|f| f["rule"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(ids(&[]), ["main.deny", "ACME-KEEP.violation"]);
    assert_eq!(ids(&["--namespace", "main"]), ["main.deny"]);
    assert_eq!(ids(&["--namespace", "ret*"]), ["ACME-KEEP.violation"]);
    let both = ["--namespace", "main", "--namespace", "retention"];
    assert_eq!(ids(&both).len(), 2);
    assert_eq!(ids(&["--all-namespaces"]).len(), 2);
    assert_eq!(ids(&["--select", "main"]), ["main.deny"]);
    assert_eq!(ids(&["--select", "main.deny"]), ["main.deny"]);
    assert_eq!(ids(&["--ignore", "main"]), ["ACME-KEEP.violation"]);
    let ran = check(&repo, &["both.yaml", "--namespace", "mian"]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    ran.says("no policy has a package `mian`");
    repo.write(
        "tenantlint.yaml",
        "policies: {builtin: false, dirs: [policy], data: [data], namespaces: [retention]}\n",
    );
    repo.check(&["both.yaml"])
        .says("ACME-KEEP")
        .is_silent_of("main.deny");
    repo.check(&["both.yaml", "--all-namespaces"])
        .says("main.deny");
}

#[test]
fn an_exception_exempts_one_document_and_is_told() {
    let repo = policies("exceptions");
    repo.write("two.yaml", format!("{SERVICE}legacy: true\n---\n{SERVICE}"));
    let report = json(&repo, &["two.yaml"]);
    let findings = report["findings"].as_array().expect("findings");
    let port = findings
        .iter()
        .filter(|f| f["rule"] == "main.deny_public_port");
    let told: Vec<_> = port
        .map(|f| {
            (
                &f["subject"]["tenant"],
                &f["status"],
                &f["exception"]["file"],
            )
        })
        .collect();
    assert_eq!(
        told[0],
        (
            &"two.yaml".into(),
            &"exempted".into(),
            &"policy/main.rego".into()
        )
    );
    assert_eq!(
        (told[1].0, told[1].1),
        (&"two.yaml#2".into(), &"open".into())
    );
    assert_eq!(report["counts"]["by_status"]["exempted"], 1);
    // The warning that is left does not fail the run.
    repo.write("one.yaml", format!("{SERVICE}legacy: true\n"));
    check(&repo, &["one.yaml", "--format", "human"])
        .passes()
        .says("1 exempted by the policy");
    let all = check(&repo, &["one.yaml", "--format", "human", "--verbose"]);
    all.says("exempted: port 22 is public")
        .says("by the policy, policy/main.rego:");
    let sarif = check(&repo, &["one.yaml", "--format", "sarif"]);
    sarif.says("The policy exempts the input.");
    check(&repo, &["one.yaml", "--format", "junit"]).says("exempted by the policy");
}

#[test]
fn data_is_merged_and_what_contradicts_is_refused() {
    let repo = policies("data");
    repo.write("data/deep/x.json", r#"{"a": 1}"#);
    repo.write("data/more.toml", "[limits]\nforbidden = [22]\nothers = 1\n");
    assert_eq!(check(&repo, &["service.yaml"]).code, 1);
    repo.write("data/zz.yaml", "limits: {forbidden: [23]}\n");
    let ran = check(&repo, &["service.yaml"]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    ran.says("data/zz.yaml:1:")
        .says("`data.limits.forbidden` has another value");
    repo.write("data/zz.yaml", "tenantlint: {params: {}}\n");
    check(&repo, &["service.yaml"]).says("is the program's own");
    repo.write("data/zz.yaml", "- a\n");
    check(&repo, &["service.yaml"]).says("data is a mapping");
    let ran = repo.check(&["service.yaml", "--policy", "policy", "--data", "nowhere"]);
    assert_eq!(ran.code, 2);
    ran.says("there is no file or folder `nowhere`");
}

#[test]
fn answers_that_are_no_violations_are_errors() {
    let repo = policies("answers");
    for (rule, words) in [
        ("deny_a if input.owner", "is no set or list of violations"),
        (
            "deny_a := \"m\" if input.owner",
            "is no set or list of violations",
        ),
        ("deny_a contains 1", "neither an object nor a text"),
        ("deny_a contains {\"details\": 1}", "no `message`"),
        ("deny_a contains x if { x := {\"msg\": 1} }", "is no text"),
    ] {
        repo.write("policy/wrong.rego", format!("package wrong\n\n{rule}\n"));
        let ran = check(&repo, &["service.yaml"]);
        assert_eq!(ran.code, 2, "{rule}: {}", ran.said);
        // The others judge all the same.
        ran.says(words).says("port 22 is public");
    }
    // One that is false, or not defined, finds nothing.
    for rule in [
        "deny_a := false",
        "deny_a if input.nothing",
        "default deny_a := []",
    ] {
        repo.write("policy/wrong.rego", format!("package wrong\n\n{rule}\n"));
        let ran = check(&repo, &["service.yaml"]);
        assert_eq!(ran.code, 1, "{rule}: {}", ran.said);
    }
}

#[test]
fn a_rule_is_found_however_it_is_written_or_it_is_told() {
    let repo = policies("heads");
    for rule in [
        "  deny_odd contains \"found\"",
        "x := 1; deny_odd contains \"found\"",
        "y := {1} deny_odd contains \"found\"",
        "z := `\ndeny_no {`\n# deny_never\ndeny_odd contains \"found\"",
        "x contains 1 if {\n\ttrue\n}\tdeny_odd contains \"found\"",
        "x := 1 deny_odd contains \"found\"",
    ] {
        repo.write("policy/odd.rego", format!("package odd\n\n{rule}\n"));
        let ran = check(&repo, &["service.yaml"]);
        let told = ran.said.contains("[odd.deny_odd] found")
            || ran.code == 2 && ran.said.contains("policy/odd.rego");
        assert!(told, "{rule}: {}", ran.said);
    }
    // A word in another place, and a function, are no rules.
    repo.write(
        "policy/odd.rego",
        "package odd\n\ndeny_f(x) := x\n\nallow if\n\twarn_x\n\nwarn_x := []\n",
    );
    assert_eq!(check(&repo, &["service.yaml"]).code, 1);
}

#[test]
fn one_more_of_the_same_is_something_new() {
    let repo = policies("alike");
    repo.write("data/top.yaml", "limits:\n  forbidden: [22, 23]\n");
    let prints = |text: &str| -> Vec<String> {
        repo.write("service.yaml", text);
        let report = json(
            &repo,
            &["service.yaml", "--select", "main.deny_public_port"],
        );
        let findings = report["findings"].as_array().expect("findings").iter();
        findings
            .map(|f| f["fingerprint"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let one = prints("owner: a\nports: [23]\n");
    let moved = prints("# a comment\nowner: b\nports: [80, 23]\n");
    assert_eq!(one, moved);
    let two = prints("owner: a\nports: [22, 23]\n");
    assert_eq!(two.len(), 2);
    assert!(two.contains(&one[0]) && two[0] != two[1], "{two:?}");
}

#[test]
fn packs_stay_apart_from_our_own_packages_and_ids() {
    let repo = policies("reserved");
    repo.write(
        "policy/x.rego",
        "package tenantlint.salesforce.x\n\ndeny contains \"m\"\n",
    );
    let ran = check(&repo, &["service.yaml"]);
    assert_eq!(ran.code, 2);
    ran.says("is reserved");
    let id = "# METADATA\n# custom: {id: SF-GUEST-001}\npackage x\n\ndeny contains \"m\"\n";
    repo.write("policy/x.rego", id);
    let ran = check(&repo, &["service.yaml"]);
    assert_eq!(ran.code, 2);
    ran.says("the id `SF-GUEST-001` is reserved");
    // Nor may a loose module add to the package of a rule by our own contract.
    repo.write("policy/own/policy.rego", "# METADATA\n# title: T\n# custom: {id: OWN-1, severity: low}\npackage own.x\n\ndeny contains {\"message\": \"m\", \"at\": [\"owner\"], \"identity\": {\"a\": 1}} if input.owner\n");
    repo.write("policy/x.rego", "package own.x\n\ndeny contains \"n\"\n");
    let ran = check(&repo, &["service.yaml"]);
    assert_eq!(ran.code, 2);
    ran.says("the package `own.x` is that of OWN-1")
        .says("low[OWN-1] m");
}

#[test]
fn a_single_file_is_a_policy() {
    let repo = policies("file");
    repo.write("alone.rego", "package main\n\ndeny contains \"alone\"\n");
    let ran = repo.check(&["service.yaml", "--no-builtin", "--policy", "alone.rego"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    assert_eq!(told(&ran), ["high[main.deny] alone"]);
    let ran = repo.check(&["service.yaml", "--policy", "service.yaml"]);
    assert_eq!(ran.code, 2);
    ran.says("holds no policies");
}

#[test]
fn the_program_lists_and_explains_what_it_judges_by() {
    let repo = policies("lists");
    let run = |args: &[&str]| repo.run("tenantlint", args);
    let list = run(&["rules", "--no-builtin", "--policy", "policy"]);
    list.says("main.deny_public_port")
        .says("ACME-KEEP.warn_short");
    let named = run(&[
        "rules",
        "--no-builtin",
        "--policy",
        "policy",
        "--namespace",
        "main",
    ]);
    named.says("main.warn").is_silent_of("ACME-KEEP");
    run(&["explain", "--policy", "policy", "main.deny_public_port"])
        .says("reached from everywhere");
    let config = run(&["config", "--policy", "policy", "service.yaml"]);
    config.says("a document of no platform, judged as it stands");
    let v0 = run(&[
        "config",
        "--rego-version",
        "v0",
        "--policy",
        "policy",
        "service.yaml",
    ]);
    v0.says("\"rego-version\":\"v0\"");
    let wrong = run(&["check", "--rego-version", "v2", "service.yaml"]);
    assert_eq!(wrong.code, 2);
    wrong.says("`v2` is no version of Rego");
}

const TOGETHER: &str = r#"package main

deny contains violation if {
	some i, item in input
	item.contents.replicas == 1
	violation := {"msg": sprintf("%s (%d) has one replica", [item.path, i]), "at": [i, "contents", "replicas"]}
}
"#;

#[test]
fn files_are_judged_together_where_that_is_asked_for() {
    let repo = Repo::folder("conventions-combine");
    repo.write("policy/main.rego", TOGETHER);
    repo.write("b.yaml", "replicas: 3\n---\nreplicas: 1\n");
    repo.write("a.toml", "name = 'a'\nreplicas = 1\n");
    let check = |args: &[&str]| {
        let own = ["--no-builtin", "--policy", "policy", "b.yaml", "a.toml"];
        repo.check(&[&own[..], args].concat())
    };
    check(&[]).passes();
    let ran = check(&["--combine"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.says("a.toml:2:12: high[main.deny] a.toml (0) has one replica");
    ran.says("b.yaml:3:11: high[main.deny] b.yaml (2) has one replica");
    repo.write(
        "tenantlint.yaml",
        "policies: {builtin: false, dirs: [policy], combine: true}\n",
    );
    let report = repo.check(&["--format", "json", "."]);
    let report: Value = serde_json::from_str(&report.said).expect("JSON");
    assert_eq!(report["findings"][0]["subject"]["tenant"], "combined");
}

#[test]
fn a_policy_may_ask_for_the_name_of_the_file() {
    let repo = Repo::folder("conventions-name");
    let policy = "package main\n\ndeny contains v if v := {\"msg\": \"m\", \"_loc\": {\"file\": data.conftest.file.name, \"line\": 1}}\n\nwarn contains data.conftest.file.dir\n";
    repo.write("policy/main.rego", policy);
    repo.write("deep/er/a.yaml", "a: 1\n---\na: 2\n");
    let args = [
        "--no-builtin",
        "--policy",
        "policy",
        "--format",
        "json",
        "deep",
    ];
    let report: Value = serde_json::from_str(&repo.check(&args).said).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 4, "{findings:?}");
    for finding in findings {
        match finding["severity"].as_str() {
            Some("high") => assert_eq!(finding["details"]["_loc"]["file"], "a.yaml"),
            _ => assert_eq!(finding["message"], "deep/er"),
        }
    }
}

#[test]
fn tests_beside_the_policies_are_run() {
    let repo = policies("tests");
    let unit = |holds: &str| {
        format!(
            "package main\n\ntest_owner if {{\n\tdeny[\"nobody owns the service\"] with input as {{\"a\": 1}}\n\t{holds}\n}}\n"
        )
    };
    repo.write("policy/main_test.rego", unit("true"));
    let ran = repo.run("tenantlint", &["test", "policy"]);
    ran.passes().is_silent_of("fires");
    repo.write("policy/main_test.rego", unit("count(warn) == 1"));
    let ran = repo.run("tenantlint", &["test", "policy"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.says("policy/main_test.rego: test_owner");
}

#[test]
fn a_change_of_a_file_of_no_platform_is_judged_beside_what_was_there() {
    let repo = Repo::empty("conventions-change");
    repo.write("policy/main.rego", MAIN);
    repo.write("data/top.yaml", "limits:\n  forbidden: [22]\n");
    repo.write(
        "tenantlint.yaml",
        "policies: {builtin: false, dirs: [policy], data: [data]}\n",
    );
    repo.write("a.toml", "owner = 'a'\n");
    repo.write("b.yaml", "ports: [22]\n");
    repo.git(&["add", "."]);
    repo.git(&["commit", "--quiet", "--message=one"]);
    repo.write("a.toml", "owner = 'a'\nports = [22]\n");
    repo.git(&["add", "."]);
    let ran = repo.check(&["--staged"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.says("a.toml:2:10: critical[main.deny_public_port] new: port 22 is public")
        .is_silent_of("b.yaml");
    // The change cannot take away what judges it.
    repo.write("policy/main.rego", "package main\n");
    repo.write("data/top.yaml", "limits: {forbidden: []}\n");
    repo.git(&["add", "."]);
    let ran = repo.check(&["--staged"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    ran.says("new: port 22 is public");
}
