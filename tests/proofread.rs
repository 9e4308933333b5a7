//! What is wrong with policies that load: keys that no tenant has, rules that nothing uses, and
//! METADATA that does not fit its schema, each at its place in the Rego file and with a way out.
#![allow(
    clippy::disallowed_methods,
    reason = "a test makes files and runs the program"
)]

mod git_support;

use std::fs;

use git_support::{Ran, Repo};
use serde_json::Value;

const HEAD: &str = "# METADATA\n# title: Site is open\n# custom:\n#   id: ACME-001\n#   severity: high\n#   platform: salesforce\n#   types: [CustomSite, Profile]\n";

const BODY: &str = r#"package acme.site_is_open

deny contains violation if {
	some name, site in input.CustomSite
	site.active == true
	violation := {"message": "open", "at": ["CustomSite", name], "identity": {"site": name}}
}
"#;

const TENANT: &str = "platform: salesforce\nCustomSite:\n  Harbour: {active: true, clickjackProtectionLevel: SameOriginOnly, masterLabel: Harbour, siteType: ChatterNetwork}\n";

/// A pack of one rule, and a tenant.
fn pack(name: &str, rule: &str) -> Repo {
    let project = Repo::folder(&format!("proofread-{name}"));
    project.write(".git/HEAD", "ref: refs/heads/main\n");
    project.write("acme/site_is_open/policy.rego", rule);
    let bad = TENANT.replace("ChatterNetwork}", "ChatterNetwork} # expect: ACME-001");
    project.write("acme/site_is_open/bad.yaml", bad);
    project.write("tenant.yaml", TENANT);
    project
}

fn check(project: &Repo) -> Ran {
    let args = "check --policy acme --select ACME --format concise --fail-on low tenant.yaml";
    project.run("tenantlint", &args.split(' ').collect::<Vec<_>>())
}

fn test(project: &Repo, args: &str) -> Ran {
    let args: Vec<&str> = args.split_whitespace().collect();
    project.run("tenantlint", &[&["test", "acme"], &args[..]].concat())
}

/// The remarks on a policy: line, column, id and message; and what to do.
fn remarks(project: &Repo) -> Vec<(String, String)> {
    let args = [
        "check",
        "--policy",
        "acme",
        "--select",
        "ACME",
        "--format",
        "json",
        "--output",
        "out.json",
        "tenant.yaml",
    ];
    let ran = project.run("tenantlint", &args);
    assert_ne!(ran.code, 2, "{}", ran.said);
    let report = fs::read_to_string(project.at("out.json")).expect("it was written");
    let report: Value = serde_json::from_str(&report).expect("a report");
    let findings = report["findings"].as_array().expect("findings").iter();
    let own = findings.filter(|f| f["rule"].as_str().expect("an id").starts_with("TL-POLICY"));
    own.map(|f| {
        let text = fs::read_to_string(project.at(f["primary"]["file"].as_str().expect("a file")));
        let text = text.expect("the file is there");
        let bytes = &f["primary"]["bytes"];
        let at = |key: &str| usize::try_from(bytes[key].as_u64().expect("a byte")).expect("small");
        let place = &text[at("start")..at("end")];
        let told = |key: &str| f[key].as_str().expect("text").to_owned();
        (format!("{place}: {}", told("message")), told("help"))
    })
    .collect()
}

#[track_caller]
fn says(ran: &Ran, code: i32, parts: &[&str]) {
    assert_eq!(ran.code, code, "{}", ran.said);
    for part in parts {
        assert!(ran.said.contains(part), "no {part:?} in\n{}", ran.said);
    }
}

/// The remarks on a rule whose body has further statements after its first.
fn of_statements(name: &str, statements: &str, rest: &str) -> Vec<String> {
    let body = BODY.replace(
        "\tsite.active == true\n",
        &format!("\tsite.active == true\n{statements}"),
    );
    let project = pack(name, &format!("{HEAD}{body}{rest}"));
    remarks(&project)
        .into_iter()
        .map(|(told, _)| told)
        .collect()
}

#[test]
fn a_key_that_no_tenant_has_is_told_where_it_is_asked_for() {
    let rule = format!(
        "{HEAD}{}",
        BODY.replace("input.CustomSite", "input.CustomSit")
    );
    let project = pack("section", &rule);
    let (told, help) = remarks(&project).remove(0);
    assert_eq!(told, "CustomSit: no tenant has a section `CustomSit`");
    assert!(help.starts_with("did you mean `CustomSite`?"), "{help}");
    let ran = check(&project);
    says(
        &ran,
        1,
        &["acme/site_is_open/policy.rego:11:27: low[TL-POLICY-005]"],
    );
    let ran = test(&project, "--run yaml$");
    says(
        &ran,
        1,
        &["low[TL-POLICY-005]", "; 1 warning about the policies\n"],
    );
}

#[test]
fn one_slip_in_several_places_is_one_finding() {
    let again = "\ndeny contains \"x\" if input.CustomSit.y\n";
    let rule = BODY.replace("input.CustomSite", "input.CustomSit");
    let project = pack("several", &format!("{HEAD}{rule}{again}"));
    assert_eq!(remarks(&project).len(), 1);
    says(&test(&project, "--run yaml$"), 1, &["and here", "[16:28]"]);
}

#[test]
fn keys_are_followed_through_names_iteration_and_functions() {
    let statements = "\tprofile := input.Profile[\"Admin\"]\n\tsome permission in profile.objectPermission\n\t_reads(profile)\n\tobject.get(site, \"activ\", false)\n\tobject.get(profile, [\"loginHours\", \"foo\"], 1)\n\tevery p in profile.fieldPermissions { p.editabel }\n\tcount([1 | some o in profile.objectPermissions; o.allowReed]) > 0\n\tsome name2, _ in _profiles\n\t_profiles[name2].custm\n";
    let rest = "\n_reads(profile) if profile.objectPermissions.Account.viewAllRecord\n\n_profiles[name] := profile if some name, profile in input.Profile\n";
    let told = of_statements("followed", statements, rest);
    let want = [
        "objectPermission: `input.Profile.Admin` has no key `objectPermission`",
        "\"activ\": `input.CustomSite[_]` has no key `activ`",
        "\"foo\": `input.Profile.Admin.loginHours` has no key `foo`",
        "editabel: `input.Profile.Admin.fieldPermissions[_]` has no key `editabel`",
        "allowReed: `input.Profile.Admin.objectPermissions[_]` has no key `allowReed`",
        "custm: `input.Profile[_]` has no key `custm`",
        "viewAllRecord: `input.Profile.Admin.objectPermissions.Account` has no key `viewAllRecord`",
    ];
    assert_eq!(told, want);
}

#[test]
fn nothing_is_said_of_what_is_not_certain() {
    let statements = "\tsection := data.acme.section\n\tinput[section].anything.misspelt\n\tinput.tenant.whatever\n\tx := {\"a\": section}\n\tx.a.misspelt\n\twalk(site, [path, value])\n\tvalue.misspelt\n\t_either(site)\n\t_either(input.Profile.Admin)\n\tsome input_like in [site, {\"activ\": 1}]\n\tinput_like.activ\n\tdata.acme.other.misspelt with input as {\"CustomSit\": 1}\n";
    let rest = "\n_either(thing) if thing.userLicense\n\n_other if input.CustomSit\n\ndeny contains \"x\" if _other with input as {\"CustomSit\": {}}\n";
    // Only the rule that is also evaluated with the tenant itself is told.
    let told = of_statements("uncertain", statements, rest);
    assert_eq!(told, ["CustomSit: no tenant has a section `CustomSit`"]);
}

/// What is known of a value doubles with each of these lines, and with each of these calls.
#[test]
fn a_policy_cannot_make_reading_it_endless() {
    let lines: String = (1..60)
        .map(|n| format!("\tx{n} := {{\"a\": x{0}, \"b\": x{0}}}\n", n - 1))
        .collect();
    let calls: String = (1..60)
        .map(|n| {
            format!(
                "\n_f{n}(x) := [_f{0}({{\"a\": x}}), _f{0}({{\"b\": x}})]\n",
                n - 1
            )
        })
        .collect();
    let statements = format!("\tx0 := site\n{lines}\tx59.a\n\tcount(_f59(site)) > 100\n");
    let rest = format!("\n_f0(x) := x\n{calls}");
    let body = BODY.replace(
        "\tsite.active == true\n",
        &format!("\tsite.active == \"never\"\n{statements}"),
    );
    let project = pack("endless", &format!("{HEAD}{body}{rest}"));
    let told = remarks(&project);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0.contains("keys of the input are not looked at"));
}

#[test]
fn a_pack_s_own_library_is_read_with_what_it_is_given() {
    let rule = format!(
        "{HEAD}{}",
        BODY.replace("site.active == true", "sites.is_open(site)")
            .replace(
                "package acme.site_is_open\n",
                "package acme.site_is_open\n\nimport data.acme.lib.sites\n"
            )
    );
    let project = pack("library", &rule);
    project.write(
        "acme/lib/sites/sites.rego",
        "package acme.lib.sites\n\nis_open(site) if site.activ\n\nunused(site) if site.whatever\n",
    );
    let told = remarks(&project);
    let told: Vec<&str> = told.iter().map(|(told, _)| told.as_str()).collect();
    assert_eq!(told, ["activ: `input.CustomSite[_]` has no key `activ`"]);
}

#[test]
fn a_rule_that_nothing_uses_is_told() {
    let rest = "\ndeni contains \"x\" if input.CustomSite\n\n_left_over := 1\n\n_for_a_test := 2\n\n_used := 3\n\nnot_evaluated contains _used if false\n";
    let project = pack("unused", &format!("{HEAD}{BODY}{rest}"));
    project.write(
        "acme/site_is_open/policy_test.rego",
        "package acme.site_is_open_test\n\nimport data.acme.site_is_open\n\ntest_it if site_is_open._for_a_test == 2\n",
    );
    let told = remarks(&project);
    let tail = "neither `deny` or `not_evaluated` nor a test";
    let want = [
        (
            format!("deni: nothing uses the rule `deni`: {tail}"),
            "did you mean `deny`? As it stands nobody asks for it".to_owned(),
        ),
        (
            format!("_left_over: nothing uses the rule `_left_over`: {tail}"),
            "use it, or take it away".to_owned(),
        ),
    ];
    assert_eq!(told, want);
}

/// The failures of a run, as `place: message` and what to do.
fn failures(name: &str, head: &str) -> (i32, Vec<(String, String)>) {
    let project = pack(name, &format!("{head}{BODY}"));
    let args = [
        "check",
        "--policy",
        "acme",
        "--select",
        "ACME",
        "--format",
        "json",
        "--output",
        "out.json",
        "tenant.yaml",
    ];
    let ran = project.run("tenantlint", &args);
    let report = fs::read_to_string(project.at("out.json")).expect("it was written");
    let report: Value = serde_json::from_str(&report).expect("a report");
    let failures = report["failures"].as_array().expect("failures").iter();
    let told = failures.map(|f| {
        let text =
            fs::read_to_string(project.at("acme/site_is_open/policy.rego")).expect("it is there");
        let bytes = &f["place"]["bytes"];
        let at = |key: &str| usize::try_from(bytes[key].as_u64().expect("a byte")).expect("small");
        let place = text[at("start")..at("end")].to_owned();
        let told = |key: &str| f[key].as_str().expect("text");
        (
            format!("{place}: {}", told("message")),
            told("help").to_owned(),
        )
    });
    (ran.code, told.collect())
}

#[test]
fn metadata_that_could_make_a_rule_judge_otherwise_is_exit_code_2() {
    let params = "#   parms:\n#     - name: names\n#       default: [a]\n";
    let (code, told) = failures("parms", &format!("{HEAD}{params}"));
    assert_eq!(code, 2);
    assert_eq!(told[0].0, "parms: METADATA has no key `custom.parms`");
    assert_eq!(told[0].1, "did you mean `params`?");
    let (code, told) = failures(
        "severity",
        &HEAD.replace("severity: high", "severity: [high]"),
    );
    assert_eq!(code, 2);
    assert_eq!(
        told[0].0,
        "[high]: `custom.severity` must be a text, but is a list"
    );
    let (_, told) = failures(
        "types",
        &HEAD.replace("[CustomSite, Profile]", "{CustomSite: 1}"),
    );
    assert!(
        told[0]
            .0
            .ends_with("`custom.types` must be a list of texts, but is a mapping"),
        "{told:?}"
    );
    let (_, told) = failures(
        "default",
        &format!("{HEAD}#   params:\n#     - {{name: names, defalt: [a]}}\n"),
    );
    assert_eq!(
        told[0].0,
        "defalt: METADATA has no key `custom.params.defalt`"
    );
    let (_, told) = failures("lacks", &HEAD.replace("#   severity: high\n", ""));
    assert!(told[0].0.ends_with("`custom` lacks `severity`"), "{told:?}");
}

#[test]
fn other_keys_of_metadata_are_told_or_the_authors_own() {
    let head = HEAD.replace("# title:", "# titel:");
    let project = pack(
        "titel",
        &format!("{head}#   remedation: Shut it.\n#   team: network\n{BODY}"),
    );
    let told = remarks(&project);
    let want = [
        (
            "titel: METADATA has no key `titel`",
            "did you mean `title`?",
        ),
        (
            "remedation: METADATA has no key `custom.remedation`",
            "did you mean `remediation`?",
        ),
    ];
    let want = want.map(|(told, help)| (told.to_owned(), help.to_owned()));
    assert_eq!(told, want);
}

#[test]
fn a_section_in_types_that_no_tenant_has_is_told() {
    let head = HEAD.replace("[CustomSite, Profile]", "[CustomSite, Profiel]");
    let project = pack("sections", &format!("{head}{BODY}"));
    let want = (
        "Profiel: no tenant has a section `Profiel`",
        "did you mean `Profile`?",
    );
    assert_eq!(remarks(&project), [(want.0.to_owned(), want.1.to_owned())]);
}

#[test]
fn an_id_that_is_taken_is_shown_in_both_files() {
    let project = pack("twice", &format!("{HEAD}{BODY}"));
    let other = BODY.replace("site_is_open", "other");
    project.write("acme/other/policy.rego", format!("{HEAD}{other}"));
    let args = [
        "check",
        "--policy",
        "acme",
        "--select",
        "ACME",
        "tenant.yaml",
    ];
    let ran = project.run("tenantlint", &args);
    let parts = [
        "error[TL-POLICY-001] ACME-001 has the id of ACME-001, which is in",
        "acme/site_is_open/policy.rego:4:9]",
        "acme/other/policy.rego:4:9]",
        "the other one",
        "give each rule an id of its own",
    ];
    says(&ran, 2, &parts);
}

#[test]
fn what_is_told_can_be_given_another_severity_or_ignored() {
    let rule = format!(
        "{HEAD}{}",
        BODY.replace("input.CustomSite", "input.CustomSit")
    );
    let project = pack("severity-of", &rule);
    project.write(
        "tenantlint.yaml",
        "version: 1\nseverity: {TL-POLICY-005: info}\n",
    );
    says(&check(&project), 0, &["info[TL-POLICY-005]"]);
    project.write("tenantlint.yaml", "version: 1\nignore: [TL-POLICY-005]\n");
    let ran = check(&project);
    says(&ran, 0, &[]);
    assert!(!ran.said.contains("TL-POLICY"), "{}", ran.said);
    for id in ["TL-POLICY-005", "TL-POLICY-006", "TL-POLICY-007"] {
        says(&project.run("tenantlint", &["explain", id]), 0, &[id]);
    }
}

/// The bundled policies give no cause for a remark, and are read: each of these slips in a copy of
/// them is told.
#[test]
fn the_bundled_policies_are_without_remarks_and_are_read() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Repo::folder("proofread-bundled");
    let ran = project.run("tenantlint", &["test", "--run", "SF-FILE-001 fires"]);
    says(&ran, 0, &["1 passed, 0 failed\n"]);
    let copy = project.at("salesforce");
    let copied = std::process::Command::new("cp")
        .args([
            "-r".as_ref(),
            root.join("policies/salesforce").as_os_str(),
            copy.as_os_str(),
        ])
        .status();
    assert!(copied.expect("cp runs").success());
    let slips = [
        ("remote_site_over_http", "site.isActive", "site.isActiv"),
        (
            "guest_file_access_is_on",
            "network.enableGuestFileAccess",
            "network.enableGuestFileAcess",
        ),
    ];
    for (rule, right, wrong) in slips {
        let path = format!("salesforce/{rule}/policy.rego");
        let text = fs::read_to_string(project.at(&path)).expect("the policy");
        assert!(text.contains(right), "{rule}");
        project.write(&path, text.replace(right, wrong));
        let ran = project.run(
            "tenantlint",
            &["test", &format!("salesforce/{rule}"), "--run", "fires"],
        );
        let told = wrong.split_once('.').map_or(wrong, |(_, key)| key);
        let told = format!("`{told}`");
        assert!(
            ran.said.contains("TL-POLICY-005") && ran.said.contains(&told),
            "{rule}: {}",
            ran.said
        );
    }
}
