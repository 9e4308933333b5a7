//! The manifests that `manifest` prints.

mod cli_support;

use std::collections::BTreeMap;

use cli_support::{Memory, run};
use tenantlint::document::{self, Limits};
use tenantlint::source::{Encoding, SourceMap};

/// The members of a manifest, by type.
fn members(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut sources = SourceMap::new();
    let file = sources.add("package.xml", text, Encoding::Utf8);
    let document = document::parse(file, text.into(), &Limits::default()).expect("it is XML");
    let mut members = BTreeMap::new();
    let root = document.entries(document.roots()[0])[0].value;
    for (key, types) in document.written_entries(root) {
        if document.text(key) != "types" {
            assert_eq!(document.text(key), "version");
            continue;
        }
        let entries: Vec<_> = document.written_entries(types).collect();
        let (last, names) = entries.split_last().expect("a name");
        assert_eq!(document.text(last.0), "name");
        let names = names
            .iter()
            .map(|(_, name)| document.text(*name).to_owned());
        members.insert(document.text(last.1).to_owned(), names.collect());
    }
    members
}

fn keys(map: &BTreeMap<String, Vec<String>>) -> Vec<&str> {
    map.keys().map(String::as_str).collect()
}

#[test]
fn all_that_the_selected_rules_read_is_retrieved() {
    let host = Memory::new(&[]);
    let ran = run(&host, "manifest");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let all = members(&ran.stdout);
    for name in [
        "ApexClass",
        "ConnectedApp",
        "CustomObject",
        "CustomSite",
        "Flow",
        "Network",
        "PermissionSet",
        "Profile",
        "Settings",
        "SharingRules",
    ] {
        assert!(
            all.contains_key(name),
            "{name} is not among {:?}",
            keys(&all)
        );
    }
    assert_eq!(all["SharingRules"], ["*"]);
    assert_eq!(all["CustomObject"][..3], ["*", "Account", "Asset"]);

    let some = members(&run(&host, "manifest --select SF-SITE-001").stdout);
    assert_eq!(keys(&some), ["CustomSite", "Network"]);
    assert_eq!(run(&host, "manifest --select TL-YAML-001").code, 2);
}

const WHOLE: &str = "platform: salesforce
CustomSite: {Shop: {active: true, masterLabel: Shop, clickjackProtectionLevel: SameOriginOnly}}
Network: {}
Profile: {Shop Profile: {userLicense: Guest User License, objectPermissions: {Zone: {allowRead: false}}, fieldPermissions: {Solution.Note: {readable: true}}}}
PermissionSet: {}
SharingRules: {}
CustomObject: {}
";

#[test]
fn what_a_run_could_not_judge_is_retrieved() {
    let host = Memory::new(&[("t/tenant.yaml", WHOLE)]);
    let ran = run(&host, "manifest t --select SF-SITE-001,SF-SHR-006");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(
        keys(&members(&ran.stdout)),
        ["Settings"],
        "all else is there"
    );

    let host = Memory::new(&[(
        "t/tenant.yaml",
        &WHOLE.replace("SharingRules: {}\nCustomObject: {}\n", ""),
    )]);
    let missing = members(
        &run(
            &host,
            "manifest t --select SF-GUEST-003,SF-GUEST-006,SF-SITE-001,SF-SHR-006",
        )
        .stdout,
    );
    for name in ["CustomObject", "Settings", "SharingRules"] {
        assert!(
            missing.contains_key(name),
            "{name} is not among {:?}",
            keys(&missing)
        );
    }
    for named in ["Zone", "Solution"] {
        assert!(
            missing["CustomObject"].contains(&named.to_owned()),
            "{missing:?}"
        );
    }

    let ran = run(&host, "manifest t --select SF-SITE-001");
    assert_eq!((ran.code, &*ran.stdout), (0, ""));
    assert!(
        ran.stderr.starts_with("nothing is missing"),
        "{}",
        ran.stderr
    );

    let host = Memory::new(&[(
        "t/tenant.yaml",
        "Profile: {a: {custom: true}, a: {custom: true}}",
    )]);
    let ran = run(&host, "manifest t");
    assert_eq!((ran.code, &*ran.stdout), (2, ""));
    assert!(ran.stderr.contains("TL-YAML-002"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_asked_for_by_a_star_is_named() {
    let policy = "# METADATA\n# title: T\n# scope: package\n# custom:\n#   id: X-1\n#   platform: salesforce\n#   severity: low\n#   types: [Report, StandardValueSet, Layout]\npackage pack.named\n\nimport rego.v1\n\ndeny contains {\"message\": \"never\", \"at\": [\"Report\"]} if input.Report == 1\n\nnot_evaluated contains {\"message\": \"unknown\", \"at\": [\"Report\"]} if input.Report\n";
    let tenant = "platform: salesforce\nReport: {A & B/Won: {name: Won}}\nLayout: {}\n";
    let host = Memory::new(&[
        ("pack/salesforce/named/policy.rego", policy),
        ("t/tenant.yaml", tenant),
    ]);
    let before = run(&host, "manifest --policy pack --no-builtin");
    assert_eq!(before.code, 0, "{}{}", before.stdout, before.stderr);
    assert_eq!(keys(&members(&before.stdout)), ["Layout"]);
    assert!(
        before.stdout.contains("<!-- Report: `*` retrieves none;"),
        "{}",
        before.stdout
    );
    let after = run(&host, "manifest t --policy pack --no-builtin");
    let named = members(&after.stdout);
    assert_eq!(keys(&named), ["Report"], "{}", after.stdout);
    assert_eq!(named["Report"], ["A & B/Won"]);
}

#[test]
fn a_gap_in_what_was_retrieved_is_retrieved_anew() {
    // Only a field of Case is there, so that its sharing model is not known; and no settings.
    let tenant = "platform: salesforce\nCustomObject: {Solution: {fields: {A__c: {type: Text}}}}\nCustomSite: {Shop: {active: true}}\n";
    let host = Memory::new(&[("t/tenant.yaml", tenant)]);
    let missing = members(&run(&host, "manifest t --select SF-SHR").stdout);
    assert!(
        missing.contains_key("Settings")
            && missing["CustomObject"].contains(&"Solution".to_owned()),
        "{missing:?}"
    );
}
