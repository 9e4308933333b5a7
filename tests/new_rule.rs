//! `tenantlint new rule`: a folder whose tests pass at once, and notice when the rule changes.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes files and runs the program"
)]

mod git_support;

use std::fs;

use git_support::{Ran, Repo};

fn project(name: &str) -> Repo {
    let project = Repo::folder(&format!("new-rule-{name}"));
    project.write(".git/HEAD", "ref: refs/heads/main\n");
    project
}

fn run(project: &Repo, args: &str) -> Ran {
    project.run("tenantlint", &args.split(' ').collect::<Vec<_>>())
}

#[track_caller]
fn says(ran: &Ran, code: i32, parts: &[&str]) {
    assert_eq!(ran.code, code, "{}", ran.said);
    for part in parts {
        assert!(ran.said.contains(part), "no {part:?} in\n{}", ran.said);
    }
}

#[test]
fn a_new_rule_passes_its_own_tests_and_covers_its_lines() {
    let project = project("passes");
    let ran = run(
        &project,
        "new rule ACME-002 --dir policies/acme --name site_can_be_framed --severity high --family web",
    );
    let parts = [
        "wrote policies/acme/site_can_be_framed/policy.rego: the rule, with its METADATA\n",
        "wrote policies/acme/site_can_be_framed/policy_test.rego: its unit tests\n",
        "wrote policies/acme/site_can_be_framed/bad.yaml: a tenant that breaks it, with marks\n",
        "wrote policies/acme/site_can_be_framed/good.yaml: the same tenant, repaired\n",
        "next: tenantlint test policies/acme/site_can_be_framed, which passes;",
        "tenantlint check --policy policies/acme\n",
    ];
    says(&ran, 0, &parts);
    let tested = run(&project, "test policies/acme --min-coverage 100");
    assert_eq!(
        (tested.code, tested.said.as_str()),
        (
            0,
            "coverage 100.0%: 7 of 7 lines in 1 file\n6 passed, 0 failed\n"
        )
    );
    let told = run(&project, "explain ACME-002 --policy policies/acme");
    let parts = ["ACME-002", "high", "Site can be framed", "web"];
    says(&told, 0, &parts);
    let bad =
        "check --policy policies/acme --select ACME policies/acme/site_can_be_framed/bad.yaml";
    says(
        &run(&project, bad),
        1,
        &["high[ACME-002]", "1 finding (1 high)"],
    );
}

#[test]
fn its_tests_notice_when_its_condition_is_flipped() {
    let project = project("flipped");
    says(&run(&project, "new rule ACME-002 --dir acme"), 0, &[]);
    let path = "acme/acme_002/policy.rego";
    let text = fs::read_to_string(project.at(path)).expect("it was written");
    let flips = [
        ("\tvalue in data", "\tnot value in data"),
        ("\", null) == null", "\", null) != null"),
        ("default: [AllowAllFraming]", "default: [SameOriginOnly]"),
    ];
    for (right, wrong) in flips {
        assert!(text.contains(right), "{right}");
        project.write(path, text.replace(right, wrong));
        let ran = run(&project, "test acme");
        assert_eq!(ran.code, 1, "{wrong}: {}", ran.said);
    }
}

#[test]
fn nothing_that_is_there_is_replaced() {
    let project = project("there");
    says(
        &run(&project, "new rule ACME-002 --dir acme --name site"),
        0,
        &[],
    );
    project.write("acme/site/policy.rego", "mine");
    let again = run(&project, "new rule ACME-003 --dir acme --name site");
    says(&again, 2, &["`acme/site` is there already"]);
    let text = fs::read_to_string(project.at("acme/site/policy.rego")).expect("it is there");
    assert_eq!(text, "mine");
    let dry = run(&project, "new rule ACME-003 --dir acme --dry-run");
    says(&dry, 0, &["would write acme/acme_003/policy.rego"]);
    assert!(!project.at("acme/acme_003").exists());
}

#[test]
fn ids_that_are_taken_or_reserved_are_refused() {
    let project = project("ids");
    says(&run(&project, "new rule ACME-002 --dir acme"), 0, &[]);
    let again = run(&project, "new rule acme-002 --dir acme --name other");
    says(
        &again,
        2,
        &["the id `acme-002` is taken: by acme/acme_002/policy.rego"],
    );
    for id in ["SF-GUEST-001", "SF-NEW-001", "TL-NEW-001", "sf-new-1"] {
        let ran = run(&project, &format!("new rule {id} --dir acme"));
        says(&ran, 2, &["is taken"]);
    }
    for id in ["ACME", "acme.1", "1-A", "A-", "A\u{a0}-1"] {
        says(
            &run(&project, &format!("new rule {id} --dir acme")),
            2,
            &["such as ACME-002"],
        );
    }
    let reserved = run(&project, "new rule ACME-004 --dir tenantlint");
    says(
        &reserved,
        2,
        &["`tenantlint` cannot be one", "name the folder after your"],
    );
    says(
        &run(&project, "new rule ACME-004 --name Bad"),
        2,
        &["small letters with `_`"],
    );
    says(
        &run(&project, "new rule ACME-004 --family A:b"),
        2,
        &["small letters with `-`"],
    );
    says(
        &run(&project, "new rule ACME-004 --severity bad"),
        2,
        &["is no severity"],
    );
    says(
        &run(&project, "new rule ACME-004 --platform x"),
        2,
        &["is no known platform"],
    );
}

#[test]
fn the_configurations_folder_is_used_and_its_ids_are_known() {
    let project = project("configured");
    project.write("rules/acme/keep.yaml", "");
    project.write(
        "tenantlint.yaml",
        "version: 1\npolicies: {dirs: [rules/acme]}\n",
    );
    let ran = run(&project, "new rule ACME-001");
    says(
        &ran,
        0,
        &[
            "wrote rules/acme/acme_001/policy.rego",
            "; then tenantlint check\n",
        ],
    );
    says(
        &run(&project, "test rules/acme"),
        0,
        &["6 passed, 0 failed"],
    );
    let other = run(&project, "new rule ACME-001 --dir more");
    says(&other, 2, &["is taken: by rules/acme/acme_001/policy.rego"]);
}
