//! What `import` writes: the same tenant, whoever reads it, and nothing that is not its own.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test runs programs, reads files, and says what it skipped"
)]

mod cli_support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cli_support::{Memory, Ran, run};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Value, json};
use tenantlint::host::Disk;
use tenantlint::jobs::import;
use tenantlint::lint::{self, Settings, Silent};
use tenantlint::source::SourceMap;
use tenantlint::tenant::Layout;

const PROFILE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <fieldPermissions>\n        <editable>false</editable>\n        <field>Account.Phone</field>\n        <readable>false</readable>\n    </fieldPermissions>\n    <objectPermissions>\n        <allowRead>true</allowRead>\n        <object>Account</object>\n        <viewAllRecords>true</viewAllRecords>\n    </objectPermissions>\n    <userLicense>Guest User License</userLicense>\n</Profile>\n";
const CREDENTIAL: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<NamedCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <endpoint>https://bank.example</endpoint>\n    <password>hunter2-Zx81</password>\n</NamedCredential>\n";

fn project() -> Memory {
    Memory::new(&[
        ("app/profiles/Guest.profile-meta.xml", PROFILE),
        (
            "app/namedCredentials/Bank.namedCredential-meta.xml",
            CREDENTIAL,
        ),
    ])
}

fn fine(ran: &Ran) {
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn a_component_is_a_file_and_denials_say_only_that_they_were_there() {
    let host = project();
    let ran = run(&host, "import salesforce app -o out --runtime counts.csv");
    assert_eq!(ran.code, 2, "a missing file is no reason to go on");
    let ran = run(&host, "import salesforce app -o out");
    fine(&ran);
    assert_eq!(
        ran.stderr,
        "1 secret is not copied: ******** stands instead\nout: 3 files written, 0 unchanged, 0 removed\n"
    );
    let profile = host.text("out/Profile/Guest.yaml").expect("it was written");
    assert_eq!(
        profile,
        "# Written by `tenantlint import`, which overwrites changes.\nplatform: salesforce\nProfile:\n  Guest:\n    fieldPermissions:\n      \"Account.Phone\": {}\n    objectPermissions:\n      Account:\n        allowRead: true\n        viewAllRecords: true\n    userLicense: Guest User License\n"
    );
    let secret = host
        .text("out/NamedCredential/Bank.yaml")
        .expect("it was written");
    assert!(secret.contains("password: \"********\"\n"), "{secret}");
    assert_eq!(
        host.text("out/tenant.yaml").as_deref(),
        Some(
            "# Written by `tenantlint import`, which overwrites changes.\nplatform: salesforce\ntenant:\n  name: default\n"
        )
    );
}

#[test]
fn a_second_import_changes_nothing_and_a_third_removes_what_is_gone() {
    let host = project();
    let command = "import salesforce . -o out";
    fine(&run(&host, command));
    let ran = run(&host, command);
    assert!(
        ran.stderr
            .ends_with("out: 0 files written, 3 unchanged, 0 removed\n"),
        "{}",
        ran.stderr
    );
    fine(&run(&host, &format!("{command} --check")));

    host.put("out/README.md", "Ours.");
    host.put("out/Profile/Mine.yaml", "Profile: {Mine: {}}\n");
    host.drop("app/namedCredentials/Bank.namedCredential-meta.xml");
    host.put(
        "app/profiles/Guest.profile-meta.xml",
        &PROFILE.replace("Account", "Lead"),
    );
    let ran = run(&host, &format!("{command} --check"));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(
        ran.stdout,
        "write  out/Profile/Guest.yaml\nremove out/NamedCredential/Bank.yaml\n"
    );
    assert!(
        host.text("out/NamedCredential/Bank.yaml").is_some(),
        "--check writes nothing"
    );
    fine(&run(&host, command));
    assert_eq!(host.text("out/NamedCredential/Bank.yaml"), None);
    assert_eq!(host.text("out/README.md").as_deref(), Some("Ours."));
    assert!(host.text("out/Profile/Mine.yaml").is_some());
    assert!(
        host.text("out/Profile/Guest.yaml")
            .is_some_and(|t| t.contains("Lead:"))
    );
}

#[test]
fn nothing_is_written_where_something_stands_in_the_way_or_is_in_doubt() {
    let host = project();
    host.put(
        "out/Profile/Guest.yaml",
        "Profile: {Guest: {custom: true}}\n",
    );
    let ran = run(&host, "import salesforce app -o out");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr
            .contains("`out/Profile/Guest.yaml` is in the way: not written by an import"),
        "{}",
        ran.stderr
    );
    assert_eq!(host.text("out/tenant.yaml"), None, "all or nothing");

    let ran = run(&host, "import salesforce app -o app");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr
            .contains("`app` is in the way: it holds what is read"),
        "{}",
        ran.stderr
    );

    let other = PROFILE.replace("<viewAllRecords>true", "<viewAllRecords>false");
    host.put("other/profiles/Guest.profile-meta.xml", &other);
    let ran = run(&host, "import salesforce . -o new");
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("viewAllRecords` can be read in two"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("Guest.profile-meta.xml:"),
        "with the place: {}",
        ran.stderr
    );
    assert_eq!(host.text("new/tenant.yaml"), None);
}

#[test]
fn several_tenants_have_a_folder_each() {
    let tenant =
        |name: &str| format!("tenant: {{name: {name}}}\nProfile: {{Guest: {{custom: true}}}}\n");
    let host = Memory::new(&[
        ("a/tenant.yaml", &tenant("eu/prod")),
        ("b/tenant.yaml", &tenant("us")),
    ]);
    fine(&run(&host, "import salesforce a b -o out --layout tenant"));
    assert!(host.text("out/eu%2Fprod/eu%2Fprod.yaml").is_some());
    assert!(host.text("out/us/us.yaml").is_some());
}

/// Texts that readers of YAML take for other things, and any others.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "",
        " ",
        "yes",
        "NO",
        "on",
        "y",
        "~",
        "null",
        "true",
        "1_000",
        "0o17",
        "0x1F",
        "017",
        "1:30",
        "1e3",
        ".inf",
        "2026-11-23",
        "=",
        "<<",
        "-",
        "- a",
        "? a",
        "a: b",
        "a:",
        ":a",
        "#a",
        "a #b",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        "[a",
        "{a}",
        "'",
        "\"",
        "\\",
        "|",
        ">",
        "\t",
        "\n",
        "a\r\nb",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{7f}",
        "\u{1b}[31m",
        "é",
        "日本",
        "\u{1f6b2}",
        "a\u{301}",
        "---",
        "...",
    ];
    prop_oneof![
        proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        "[ -~]{0,12}",
        "\\PC{0,8}",
        "[a-z]{300}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        (-1e300_f64..1e300).prop_map(Value::from),
        (-1e-3_f64..1e-3).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..5).prop_map(|entries| Value::Object(
                entries.into_iter().filter(|(k, _)| k != "<<").collect()
            )),
        ]
    })
}

/// The file of a tenant that holds `value` under a key that means nothing to the platform.
fn imported(value: &Value) -> String {
    let tenant = json!({"platform": "salesforce", "Profile": {"Guest": {}}, "notes": value});
    // JSON may hold some characters as they are that YAML must escape.
    let escape = |c: char| match c {
        '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
            format!("\\u{:04x}", c as u32)
        }
        c => c.to_string(),
    };
    let tenant: String = tenant.to_string().chars().map(escape).collect();
    let host = Memory::new(&[("a/tenant.json", &tenant)]);
    let ran = run(&host, "import salesforce a -o out --layout tenant");
    fine(&ran);
    let text = host.text("out/default.yaml").expect("it was written");
    let ran = run(&host, "input out");
    fine(&ran);
    let input: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(input["notes"], *value, "{text}");
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn readers_of_yaml_1_2_read_what_was_meant(value in value()) {
        let text = imported(&value);
        let read: Value = yaml_serde::from_str(&text).expect("YAML");
        prop_assert_eq!(&read["notes"], &value, "{}", text);
    }
}

#[test]
fn readers_of_yaml_1_1_read_what_was_meant() {
    let asked = Command::new("python3").args(["-c", "import yaml"]).output();
    if !asked.is_ok_and(|done| done.status.success()) {
        let ci = std::env::var_os("TENANTLINT_NEEDS_PYYAML").is_some();
        assert!(!ci, "python3 has no module `yaml`");
        eprintln!("skipped: python3 has no module `yaml`");
        return;
    }
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut texts, mut values) = (Vec::new(), Vec::new());
    for _ in 0..250 {
        let value = value().new_tree(&mut runner).expect("a value").current();
        texts.push(imported(&value));
        values.push(value);
    }
    let program = "import json, sys, yaml\nprint(json.dumps([yaml.safe_load(t)['notes'] for t in json.load(sys.stdin)]))";
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let given = serde_json::to_vec(&texts).expect("texts");
    child
        .stdin
        .take()
        .expect("it is piped")
        .write_all(&given)
        .expect("it is read");
    let done = child.wait_with_output().expect("it ends");
    let read: Vec<Value> = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(read.len(), values.len());
    for ((read, value), text) in read.iter().zip(&values).zip(&texts) {
        assert_eq!(read, value, "{text}");
    }
}

/// The real projects, or nothing where they are not at hand.
fn projects() -> Vec<PathBuf> {
    let Some(corpus) = std::env::var_os("TENANTLINT_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: no corpus: TENANTLINT_CORPUS");
        return Vec::new();
    };
    ["ebikes-lwc", "Summit-Events-App", "NebulaLogger"]
        .map(|name| corpus.join("salesforce/inputs").join(name))
        .to_vec()
}

/// A rule, and a fingerprint or a message.
type Said = (String, String);

/// Every finding's rule and fingerprint, and what was not judged.
fn judged(folder: &Path) -> (BTreeSet<Said>, Vec<Said>) {
    let settings = Settings {
        paths: vec![folder.to_owned()],
        as_of: Some("2026-07-09".to_owned()),
        ..Settings::default()
    };
    let report = lint::run(&Disk, &settings, SourceMap::new(), &Silent);
    assert_eq!(report.failures, [], "{}", folder.display());
    let findings = report.findings.iter();
    let unknown = report.not_evaluated.iter();
    (
        findings
            .map(|f| (f.rule.to_string(), f.fingerprint.to_string()))
            .collect(),
        unknown
            .map(|n| (n.rule.to_string(), n.message.clone()))
            .collect(),
    )
}

#[test]
fn real_projects_are_judged_the_same_from_their_xml_and_from_both_layouts() {
    for project in projects() {
        let name = project
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let (findings, unknown) = judged(&project);
        assert!(!findings.is_empty(), "{name}");
        for (layout, word) in [(Layout::Component, "component"), (Layout::Tenant, "tenant")] {
            let folder =
                PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("import-{name}-{word}"));
            if folder.exists() {
                fs::remove_dir_all(&folder).expect("an old folder can be removed");
            }
            let settings = Settings {
                paths: vec![project.clone()],
                ..Settings::default()
            };
            let plan = || {
                import::plan(&Disk, &settings, &mut SourceMap::new(), &folder, layout)
                    .expect("it can be imported")
            };
            let first = plan();
            import::carry_out(&Disk, &first).expect("it can be written");
            assert!(plan().is_done(), "{name}: a second import changes nothing");
            let (again, unknown_again) = judged(&folder);
            assert_eq!(again, findings, "{name}, {word}");
            assert_eq!(unknown_again, unknown, "{name}, {word}");
        }
    }
}
