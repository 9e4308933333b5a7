//! The program from arguments to exit code, without a disk.

mod cli_support;

use cli_support::{Memory, Ran, run, run_args};
use serde_json::Value;

/// A tenant that is judged without a critical finding.
const QUIET: &str = "Profile:\n  Admin:\n    userLicense: Salesforce\n";

fn tenant() -> Memory {
    Memory::new(&[("tenant.yaml", QUIET), (".git/HEAD", "")])
}

fn with_config(config: &str) -> Memory {
    Memory::new(&[
        ("a/tenant.yaml", QUIET),
        ("tenantlint.yaml", config),
        (".git/HEAD", ""),
    ])
}

/// Exit code 2, with each part on standard error and nothing on standard output.
fn usage(args: &[&str], parts: &[&str]) {
    let ran = run_args(&tenant(), args);
    assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
    assert_eq!(ran.stdout, "", "{args:?}");
    for part in parts {
        assert!(
            ran.stderr.contains(part),
            "{args:?}: {part:?} in {}",
            ran.stderr
        );
    }
}

#[test]
fn wrong_usage_is_exit_code_2() {
    usage(&[], &["Usage:"]);
    usage(&["chekc"], &["unrecognized subcommand", "check"]);
    usage(&["check", "--frobnicate"], &["unexpected argument"]);
    usage(
        &["check", "--fail-on", "bad"],
        &["`bad` is none of critical, high"],
    );
    usage(
        &["check", "--format", "xml"],
        &["invalid value 'xml'", "human, concise, json"],
    );
    usage(
        &["check", "--format", "json", "--format", "human"],
        &["standard output"],
    );
    usage(
        &["check", "--output", "r.json"],
        &["has no `--format` before it"],
    );
    usage(
        &["check", "--format", "json", "--output", ".git"],
        &["`--output .git` is a folder"],
    );
    usage(&["check", "--as-of", "2026-02-30"], &["a date such as"]);
    usage(&["check", "--as-of", "tomorrow"], &["a date such as"]);
    usage(&["check", "--threads", "0"], &["from 1 to 1024"]);
    usage(&["check", "--width", "3"], &["from 40 to 1000"]);
    usage(&["check", "--quiet", "--verbose"], &["cannot be used with"]);
    usage(
        &["check", "--config", "a", "--isolated"],
        &["cannot be used with"],
    );
    usage(
        &["check", "--platform", "salseforce"],
        &["no known platform"],
    );
    usage(
        &["explain", "SF-GUEST-0001"],
        &["there is no rule or check", "did you mean `SF-GUEST-001`?"],
    );
    usage(
        &["schema", "confg"],
        &["there is no schema", "did you mean `config`?"],
    );
    usage(
        &["man", "chek"],
        &["there is no command", "did you mean `check`?"],
    );
    usage(&["completions", "tcsh"], &["invalid value"]);
}

#[test]
fn help_and_version_are_exit_code_0_on_standard_output() {
    for args in [
        "--help",
        "-h",
        "--version",
        "check --help",
        "rules -h",
        "input --help",
    ] {
        let Ran {
            code,
            stdout,
            stderr,
        } = run(&tenant(), args);
        assert_eq!((code, stderr.as_str()), (0, ""), "{args}");
        assert!(
            !stdout.contains('\u{1b}'),
            "{args}: no colours without a terminal"
        );
        assert!(stdout.contains("tenantlint"), "{args}: {stdout}");
    }
    for command in [
        "check",
        "rules",
        "explain",
        "test",
        "new",
        "schema",
        "config",
        "input",
        "completions",
        "man",
    ] {
        let help = run(&tenant(), &format!("{command} --help")).stdout;
        assert!(help.contains("Example"), "{command}: {help}");
    }
}

#[test]
fn colours_of_help_follow_the_rules_too() {
    let coloured = |host: &Memory, args: &str| run(host, args).stdout.contains('\u{1b}');
    assert!(coloured(&tenant(), "--color always --help"));
    assert!(coloured(&tenant().env("FORCE_COLOR", "1"), "--help"));
    assert!(!coloured(
        &tenant().env("FORCE_COLOR", "1"),
        "--color=never --help"
    ));
    assert!(!coloured(
        &tenant().env("FORCE_COLOR", "1").env("NO_COLOR", "1"),
        "--help"
    ));
}

#[test]
fn a_mistake_in_the_configuration_is_exit_code_2_and_nothing_is_judged() {
    let host = with_config("selct: [SF-GUEST]\nfail-on: hgh\n");
    let ran = run(&host, "check a/tenant.yaml --format concise");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stdout.contains("tenantlint.yaml:1:1: "),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("tenantlint.yaml:2:10: "),
        "{}",
        ran.stdout
    );
    let json = run(&host, "check a --format json --output r.json");
    assert_eq!((json.code, json.stdout.as_str()), (2, ""));
    assert!(
        json.stderr.contains("did you mean `select`?"),
        "{}",
        json.stderr
    );
    let report: Value = serde_json::from_str(&host.text("r.json").unwrap()).unwrap();
    assert_eq!(
        report["failures"].as_array().map(Vec::len),
        Some(2),
        "{report:#}"
    );
}

#[test]
fn ids_that_do_not_exist_are_mistakes_wherever_they_stand() {
    let ran = run(
        &with_config(
            "select: [SF-GEUST]\nignore: [guest-acess]\nseverity: {SF-GUEST-999: low}\nparams: {SF-X-1: {a: 1}, SF-GUEST-001: {zzz: 1}}\n",
        ),
        "check a --format concise",
    );
    assert_eq!(ran.code, 2);
    let lines: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|l| l.starts_with("tenantlint.yaml:"))
        .collect();
    let places: Vec<&str> = lines.iter().filter_map(|l| l.split(": ").next()).collect();
    let want = ["1:10", "2:10", "3:12", "4:10", "4:41"].map(|p| format!("tenantlint.yaml:{p}"));
    assert_eq!(places, want, "{}", ran.stdout);
    let flag = run(
        &tenant(),
        "check tenant.yaml --select SF-GEUST,critical --format concise",
    );
    assert_eq!(flag.code, 2);
    assert!(flag.stdout.contains("--select:1:1: "), "{}", flag.stdout);
}

#[test]
fn selectors_may_be_ids_prefixes_families_severities_and_our_own_checks() {
    for word in [
        "SF-GUEST-001",
        "SF-GUEST",
        "SF",
        "guest-access",
        "info",
        "TL-YAML-003",
        "TL",
        "tenantlint",
        "sf-guest",
    ] {
        let ran = run(
            &tenant(),
            &format!("check tenant.yaml --format json --ignore {word}"),
        );
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(
            report["failures"],
            serde_json::json!([]),
            "{word}: {report:#}"
        );
    }
}

#[test]
fn parameters_of_flags_are_yaml_with_a_place() {
    let place = |text: &str| {
        let ran = run_args(
            &tenant(),
            &[
                "check",
                "tenant.yaml",
                "--format",
                "concise",
                "--param",
                text,
            ],
        );
        let line = ran
            .stdout
            .lines()
            .find(|l| l.starts_with("--param:"))
            .map(str::to_owned);
        assert!(line.is_none() || ran.code == 2);
        line.unwrap_or_default()
    };
    assert!(
        place("SF-GUEST-001").starts_with("--param:1:1: "),
        "no value"
    );
    assert!(
        place("SF-GUEST-001=1").starts_with("--param:1:1: "),
        "no name"
    );
    assert!(
        place("SF-GUEST-999.a=1").starts_with("--param:1:1: "),
        "no rule"
    );
    assert!(
        place("SF-GUEST-001.zzz=1").starts_with("--param:1:14: "),
        "no parameter"
    );
    let right = place("salesforce.public_objects=[Product__c]");
    assert_eq!(right, "", "a parameter that rules share");
    let other = place("salesforce.public_sites=[Docks]");
    assert_eq!(other, "", "a parameter of another model of the same id");
    let wrong = place("salesforce.public_objects=7");
    assert!(wrong.starts_with("--param:1:27: "), "{wrong}");
    assert!(
        place("SF-GUEST-001.zzz=[a").starts_with("--param:1:"),
        "no YAML"
    );
}

#[test]
fn models_of_one_id_are_explained_together() {
    let ran = run(&tenant(), "explain salesforce");
    assert_eq!(ran.code, 0, "{ran:?}");
    for name in ["public_objects", "public_sites", "name_patterns"] {
        assert!(ran.stdout.contains(name), "{name}: {}", ran.stdout);
    }
    let ran = run(&tenant(), "explain SF-SITE-014");
    assert_eq!(
        ran.stdout.matches("Parameters of salesforce\n").count(),
        1,
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("public_sites"), "{}", ran.stdout);
}

#[test]
fn a_parameter_of_another_owner_is_pointed_to_it() {
    let host = with_config("params: {SF-GUEST-001: {public_objects: []}}\n");
    let ran = run(&host, "check a");
    assert_eq!(ran.code, 2);
    let help = "`public_objects` is a parameter of `salesforce`";
    assert!(ran.stdout.contains(help), "{}", ran.stdout);
}

#[test]
fn the_outermost_configuration_up_to_the_repository_root_applies() {
    let host = Memory::new(&[
        ("/tenantlint.yaml", "fail-on: critical\n"),
        ("tenantlint.yaml", "fail-on: high\n"),
        (".git/HEAD", ""),
        ("a/b/tenant.yaml", QUIET),
        ("c/tenant.yaml", QUIET),
        ("c/tenantlint.yaml", "fail-on: medium\n"),
        ("d/.git/HEAD", ""),
        ("d/tenant.yaml", QUIET),
    ]);
    let fail_on = |args: &str| -> (String, String) {
        let ran = run(&host, &format!("config --format json {args}"));
        let shown: Value = serde_json::from_str(&ran.stdout).expect(&ran.stderr);
        let path = shown["configuration"]["path"]
            .as_str()
            .unwrap_or("none")
            .to_owned();
        (
            path,
            shown["settings"]["fail-on"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    let want = |path: &str, fail_on: &str| (path.to_owned(), fail_on.to_owned());
    assert_eq!(fail_on("a/b"), want("tenantlint.yaml", "high"));
    assert_eq!(fail_on("a/b/tenant.yaml"), want("tenantlint.yaml", "high"));
    assert_eq!(fail_on("a/b/*.yaml"), want("tenantlint.yaml", "high"));
    // One further in adds to the repository's own for its tenants, and is not the run's.
    assert_eq!(fail_on("c"), want("tenantlint.yaml", "high"));
    assert_eq!(
        fail_on("d"),
        want("none", "low"),
        "not beyond the repository's root"
    );
    assert_eq!(fail_on("a --isolated"), want("none", "low"));
    assert_eq!(
        fail_on("a --config c/tenantlint.yaml"),
        want("c/tenantlint.yaml", "medium")
    );
    assert_eq!(
        fail_on("a --fail-on never"),
        want("tenantlint.yaml", "never")
    );
}

#[test]
fn outside_a_repository_files_far_above_do_not_decide() {
    let host = Memory::new(&[
        ("/tenantlint.yaml", "fail-on: never\n"),
        ("/other/tenantlint.yaml", "fail-on: never\n"),
        ("/other/a/tenant.yaml", QUIET),
        ("a/tenant.yaml", QUIET),
    ]);
    for path in ["a", "/other/a"] {
        let ran = run(&host, &format!("config --format json {path}"));
        let shown: Value = serde_json::from_str(&ran.stdout).expect(&ran.stderr);
        assert_eq!(shown["configuration"]["path"], Value::Null, "{path}");
    }
}

#[test]
fn a_configuration_that_would_be_overlooked_is_said() {
    let host = Memory::new(&[
        ("a/tenant.yaml", QUIET),
        ("tenantlint.yml", ""),
        (".git/HEAD", ""),
    ]);
    let ran = run(&host, "check a");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stdout.contains("rename it to `tenantlint.yaml`"),
        "{}",
        ran.stdout
    );

    let host = Memory::new(&[
        ("tenantlint.yaml", ""),
        (".git/HEAD", ""),
        ("a/tenant.yaml", QUIET),
        ("a/tenantlint.yaml", "fail-on: never\n"),
    ]);
    let ran = run(&host, "check . --format json --config tenantlint.yaml");
    assert!(
        ran.stdout.contains("`a/tenantlint.yaml` was not applied"),
        "{}",
        ran.stdout
    );
}

#[test]
fn paths_of_the_configuration_count_from_its_folder_and_must_exist() {
    let config = "policies: {dirs: [here, gone]}\nruntime: [gone.yaml]\n";
    let host = Memory::new(&[
        ("c/tenantlint.yaml", config),
        ("c/here/policy.rego", "package p\n"),
        ("c/tenant.yaml", QUIET),
    ]);
    let ran = run(&host, "check c --format concise");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stdout.contains("c/tenantlint.yaml:1:25: "),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("c/tenantlint.yaml:2:11: "),
        "{}",
        ran.stdout
    );
    assert!(
        !ran.stdout.contains("c/tenantlint.yaml:1:19"),
        "{}",
        ran.stdout
    );
}

#[test]
fn an_output_that_cannot_be_written_is_exit_code_2() {
    let ran = run(
        &tenant(),
        "check tenant.yaml --fail-on never --format json --output /forbidden/r.json",
    );
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("/forbidden/r.json: permission denied"),
        "{}",
        ran.stderr
    );
}

#[test]
fn several_formats_in_one_run_go_where_they_are_told() {
    let host = tenant();
    let ran = run(
        &host,
        "check tenant.yaml --format json --output r.json --format concise --output r.txt --format human",
    );
    let report: Value = serde_json::from_str(&host.text("r.json").unwrap()).unwrap();
    assert!(report.is_object());
    assert!(host.text("r.txt").is_some());
    assert!(
        !ran.stdout.starts_with('{') && !ran.stdout.is_empty(),
        "{}",
        ran.stdout
    );
}

#[test]
fn nothing_to_judge_is_exit_code_2() {
    assert_eq!(run(&Memory::new(&[(".git/HEAD", "")]), "check").code, 2);
    assert_eq!(run(&tenant(), "check gone.yaml").code, 2);
}

#[test]
fn rules_are_listed_and_filtered_in_three_formats() {
    let all = run(&tenant(), "rules");
    assert_eq!(all.code, 0, "{}", all.stderr);
    assert!(all.stdout.contains("SF-GUEST-001") && all.stdout.contains("TL-CONFIG-001"));
    let some = run(
        &tenant(),
        "rules --select SF-GUEST --ignore SF-GUEST-001 --format json",
    );
    let list: Value = serde_json::from_str(&some.stdout).unwrap();
    let ids: Vec<&str> = list["rules"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|r| r["id"].as_str())
        .collect();
    assert!(
        !ids.is_empty()
            && ids
                .iter()
                .all(|i| i.starts_with("SF-GUEST-") && *i != "SF-GUEST-001"),
        "{ids:?}"
    );
    let table = run(&tenant(), "rules --select SF-GUEST-001 --format markdown").stdout;
    let rows = table.lines().filter(|l| l.starts_with('|'));
    assert_eq!(rows.clone().count(), 3, "{table}");
    assert!(rows.into_iter().all(|l| l.ends_with('|')));
    assert_eq!(run(&tenant(), "rules --select SF-GEUST").code, 2);
}

#[test]
fn every_rule_and_check_can_be_explained() {
    let list = run(&tenant(), "rules --format json").stdout;
    let list: Value = serde_json::from_str(&list).unwrap();
    for rule in list["rules"].as_array().unwrap() {
        let id = rule["id"].as_str().unwrap();
        let ran = run(&tenant(), &format!("explain {id}"));
        assert_eq!(ran.code, 0, "{id}: {}", ran.stderr);
        for part in [
            id,
            "Why it matters",
            "What to do",
            rule["severity"].as_str().unwrap(),
        ] {
            assert!(ran.stdout.contains(part), "{id}: {part}");
        }
        assert!(
            id.starts_with("TL-") || ran.stdout.contains("A bad example"),
            "{id}"
        );
    }
    let lower = run(&tenant(), "explain sf-guest-001").stdout;
    assert_eq!(lower, run(&tenant(), "explain SF-GUEST-001").stdout);
}

#[test]
fn every_listed_schema_can_be_printed() {
    let names = run(&tenant(), "schema").stdout;
    assert!(names.lines().any(|n| n == "config"), "{names}");
    for name in names.lines() {
        let schema: Value =
            serde_json::from_str(&run(&tenant(), &format!("schema {name}")).stdout).unwrap();
        assert!(schema.is_object(), "{name}");
    }
}

#[test]
fn completions_and_manual_pages_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = run(&tenant(), &format!("completions {shell}")).stdout;
        assert!(text.contains("fail-on-unknown"), "{shell}");
    }
    assert!(run(&tenant(), "man").stdout.contains(".TH tenantlint 1"));
    let check = run(&tenant(), "man check").stdout;
    assert!(
        check.contains(".TH tenantlint-check 1") && check.contains("fail\\-on"),
        "{check}"
    );
}

#[test]
fn input_prints_the_canonical_input_of_one_tenant() {
    let list =
        "_tag: Profile\nfullName: Guest\nuserPermissions:\n- {name: ApiEnabled, enabled: 'true'}\n";
    let host = Memory::new(&[("t/Guest.profile-meta.yaml", list), (".git/HEAD", "")]);
    let ran = run(&host, "input t");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let input: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(input["platform"], "salesforce");
    assert_eq!(
        input["Profile"]["Guest"]["userPermissions"]["ApiEnabled"],
        true
    );
    assert_eq!(run(&host, "input t --tenant other").code, 2);
}

#[test]
fn config_names_every_file_with_a_reason() {
    let host = Memory::new(&[
        ("t/tenant.yaml", QUIET),
        ("t/readme.md", "# notes"),
        ("t/other.yaml", "colour: blue\n"),
        (".git/HEAD", ""),
    ]);
    let ran = run(&host, "config t --format json");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let shown: Value = serde_json::from_str(&ran.stdout).unwrap();
    let files = shown["files"].as_array().unwrap();
    for (path, platform) in [
        ("t/tenant.yaml", Value::from("salesforce")),
        ("t/readme.md", Value::Null),
        ("t/other.yaml", Value::Null),
    ] {
        let file = files.iter().find(|f| f["path"] == path).expect(path);
        assert_eq!(file["platform"], platform, "{path}");
        assert!(
            file["reason"].as_str().is_some_and(|r| !r.is_empty()),
            "{path}"
        );
    }
    assert!(run(&host, "config t").stdout.contains("t/readme.md"));
}

#[test]
fn standard_input_is_judged_under_its_name() {
    let host = Memory::new(&[(".git/HEAD", "")]).stdin("Profile: {A: {userLicense: [}}\n");
    let ran = run(
        &host,
        "check --stdin-filename here/it.yaml --format concise -",
    );
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("here/it.yaml:1:"), "{}", ran.stdout);
}

#[test]
fn a_reader_who_goes_away_changes_nothing() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut stderr = Vec::new();
    let mut console = tenantlint::cli::Console {
        stdout: &mut Gone,
        stderr: &mut stderr,
        stdout_terminal: false,
        stderr_terminal: false,
    };
    let args = ["tenantlint", "rules"].map(Into::into);
    assert_eq!(tenantlint::cli::run(args, &tenant(), &mut console), 0);
    assert!(stderr.is_empty());
}

#[test]
fn a_value_of_a_wrong_type_keeps_no_rule_from_judging_the_rest() {
    let tenant = "platform: salesforce\nCustomSite:\n  Elm: {active: true, masterLabel: {a: b}}\n  Oak: {active: true, masterLabel: Oak}\nProfile:\n  Oak Profile:\n    userLicense: Guest User License\n    objectPermissions: {Lead: {allowRead: true, viewAllRecords: true, allowEdit: [7]}}\nPermissionSetGroup:\n  Bundle: {permissionSets: [{a: b}, Extra, {c: d}]}\n";
    let host = Memory::new(&[("t.yaml", tenant)]);
    let ran = run(&host, "check --format concise t.yaml");
    assert!(!ran.stdout.contains("error["), "{}", ran.stdout);
    let found = |text: &str| assert!(ran.stdout.contains(text), "{text}: {}", ran.stdout);
    found("t.yaml:3:36: high[TL-SHAPE-001] `CustomSite.Elm.masterLabel` is a mapping");
    found("critical[SF-GUEST-002] The guest profile \"Oak Profile\" has View All Records on Lead");
    found("`PermissionSetGroup.Bundle.permissionSets[0]` is a mapping");
    found("`PermissionSetGroup.Bundle.permissionSets[2]` is a mapping");
    let ran = run(&host, "input t.yaml");
    let input: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(
        input["PermissionSetGroup"]["Bundle"]["permissionSets"],
        serde_json::json!(["Extra"]),
        "policies see what is shown"
    );
    let lead = &input["Profile"]["Oak Profile"]["objectPermissions"]["Lead"];
    assert_eq!(lead["allowEdit"], Value::Null);
}
