//! `test FOLDER`: whatever folder of a pack is named, the pack's own library and data are used.

mod cli_support;

use cli_support::{Memory, run};

const LIBRARY: &str =
    "package PACK.lib.names\n\nis_open(name) if name in data.PACK.data.open.names\n";

const RULE: &str = "# METADATA\n# title: Site is open\n# custom:\n#   id: ID-001\n#   severity: high\n#   platform: salesforce\n#   types: [CustomSite]\npackage PACK.site_is_open\n\nimport data.PACK.lib.names\n\ndeny contains violation if {\n\tsome name, _ in input.CustomSite\n\tnames.is_open(name)\n\tviolation := {\"message\": sprintf(\"%s is open\", [name]), \"at\": [\"CustomSite\", name], \"identity\": {\"site\": name}}\n}\n";

const BAD: &str = "platform: salesforce\nCustomSite:\n  Harbour: {active: true, clickjackProtectionLevel: SameOriginOnly, masterLabel: Harbour, siteType: ChatterNetwork} # expect: ID-001\n  Quay: {active: true, clickjackProtectionLevel: SameOriginOnly, masterLabel: Quay, siteType: ChatterNetwork}\n";

const UNIT: &str = "package PACK.site_is_open_test\n\nimport data.PACK.lib.names\n\ntest_names if {\n\tnames.is_open(\"Harbour\")\n\tnot names.is_open(\"Quay\")\n}\n";

/// A pack in a folder, its packages below `package`.
fn pack(folder: &str, package: &str) -> Memory {
    let id = if package.starts_with("tenantlint") {
        "SF-X"
    } else {
        "ACME"
    };
    let text = |text: &str| {
        text.replace("PACK", package)
            .replace("ID-", &format!("{id}-"))
    };
    let files = [
        ("lib/names/names.rego", text(LIBRARY)),
        ("data/open.yaml", "names: [Harbour]\n".to_owned()),
        ("site_is_open/policy.rego", text(RULE)),
        ("site_is_open/policy_test.rego", text(UNIT)),
        ("site_is_open/bad.yaml", text(BAD)),
    ];
    let files: Vec<(String, String)> = files
        .into_iter()
        .map(|(below, text)| (format!("{folder}{below}"), text))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (&**p, &**t)).collect();
    Memory::new(&files)
}

#[track_caller]
fn passes(host: &Memory, args: &str) {
    let ran = run(host, args);
    assert_eq!(ran.code, 0, "{args}: {}{}", ran.stdout, ran.stderr);
    for own in ["bad.yaml", "policy_test.rego: test_names", "-001 fires"] {
        assert!(ran.stdout.contains(own), "{args}: {}", ran.stdout);
    }
}

#[test]
fn a_rule_of_a_pack_is_tested_with_its_packs_library_and_data() {
    let host = pack("p/acme/", "acme");
    passes(&host, "test --verbose p/acme");
    passes(&host, "test --verbose p/acme/site_is_open");
    passes(&host, "test --verbose ./p/acme/site_is_open/");
    passes(&host, "test --verbose p/acme/site_is_open p/acme");
}

#[test]
fn a_rule_of_our_own_pack_is_tested_with_what_stands_beside_it() {
    let host = pack("policies/salesforce/", "tenantlint.salesforce");
    passes(&host, "test --verbose policies");
    passes(&host, "test --verbose policies/salesforce");
    passes(&host, "test --verbose policies/salesforce/site_is_open");
    // The library of the program has no such function, so that it cannot have been used.
    host.put(
        "policies/salesforce/lib/names/names.rego",
        "package tenantlint.salesforce.lib.names\n\nis_open(name) if name == \"Quay\"\n",
    );
    let ran = run(&host, "test policies/salesforce/site_is_open");
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("test_names"), "{}", ran.stdout);
}

#[test]
fn the_current_folder_is_a_pack_like_any_other() {
    passes(&pack("", "tenantlint.work"), "test --verbose .");
    passes(&pack("", "tenantlint.work"), "test --verbose site_is_open");
    passes(&pack("", "work"), "test --verbose .");
    passes(&pack("", "work"), "test --verbose site_is_open");
}

#[test]
fn a_folder_of_the_library_alone_has_its_tests() {
    let host = pack("policies/salesforce/", "tenantlint.salesforce");
    host.put(
        "policies/salesforce/lib/names/names_test.rego",
        "package tenantlint.salesforce.lib.names_test\n\nimport data.tenantlint.salesforce.lib.names\n\ntest_alone if names.is_open(\"Harbour\")\n",
    );
    let ran = run(&host, "test --verbose policies/salesforce/lib/names");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("test_alone"), "{}", ran.stdout);
}

#[test]
fn nothing_outside_a_repository_is_taken_for_a_pack() {
    let host = pack("p/acme/", "acme");
    host.put("p/acme/site_is_open/.git/HEAD", "ref: refs/heads/main\n");
    let ran = run(&host, "test p/acme/site_is_open");
    assert_ne!(ran.code, 0, "{}", ran.stdout);
}
