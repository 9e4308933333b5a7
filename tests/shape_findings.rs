//! What the shape check says, and where.

mod tenant_support;

use tenant_support::{world, world_of};
use tenantlint::finding::Severity;

#[test]
fn a_wrong_type_is_shown_at_the_value() {
    let text = "Profile:\n  X:\n    objectPermissions:\n      Account:\n        allowRead: maybe\n        allowEdit: 7\n        allowCreate: [a, b]\n    userPermissions: {ApiEnabled: \"on\"}\n    loginIpRanges:\n      - startAddress: {a: 1}\n    userLicense: [one, two]\n";
    let world = world(&[("a.yaml", text)]);
    let findings = world.shape();
    assert_eq!(
        sorted(world.shown(&findings)),
        [
            "TL-SHAPE-001 \"on\": `Profile.X.userPermissions.ApiEnabled` is a text, but must be a boolean",
            "TL-SHAPE-001 7: `Profile.X.objectPermissions.Account.allowEdit` is a number, but must be a boolean",
            "TL-SHAPE-001 [a, b]: `Profile.X.objectPermissions.Account.allowCreate` is a list, but must be a boolean",
            "TL-SHAPE-001 [one, two]: `Profile.X.userLicense` is a list, but must be a text",
            "TL-SHAPE-001 maybe: `Profile.X.objectPermissions.Account.allowRead` is a text, but must be a boolean",
            "TL-SHAPE-001 {a: 1}: `Profile.X.loginIpRanges[0].startAddress` is a mapping, but must be a text",
        ]
    );
    assert!(findings.iter().all(|f| f.severity == Severity::High));
}

#[test]
fn an_unknown_key_is_shown_at_the_key_each_on_its_own() {
    let text = "Profile:\n  X:\n    objectPermissions:\n      Account: {allowReed: true, 'viewAllRecord': false, zebra: 1}\n    userLicence: a\n";
    let world = world(&[("a.yaml", text)]);
    let findings = world.shape();
    assert_eq!(
        sorted(world.shown(&findings)),
        [
            "TL-SHAPE-002 'viewAllRecord': unknown key `viewAllRecord` in `Profile.X.objectPermissions.Account`; did you mean `viewAllRecords`?",
            "TL-SHAPE-002 allowReed: unknown key `allowReed` in `Profile.X.objectPermissions.Account`; did you mean `allowRead`?",
            "TL-SHAPE-002 userLicence: unknown key `userLicence` in `Profile.X`; did you mean `userLicense`?",
            "TL-SHAPE-002 zebra: unknown key `zebra` in `Profile.X.objectPermissions.Account`",
        ]
    );
    assert!(findings.iter().all(|f| f.severity == Severity::Low));
    let mut identities: Vec<_> = findings.iter().map(|f| &f.fingerprint).collect();
    identities.sort();
    identities.dedup();
    assert_eq!(identities.len(), 4);
}

#[test]
fn an_unknown_type_is_shown_where_its_first_component_is() {
    let namespace = "http://soap.sforce.com/2006/04/metadata";
    let zebra = format!("<Zebra xmlns=\"{namespace}\"><stripes>1</stripes></Zebra>");
    let world = world(&[
        (
            "a.yaml",
            "platform: salesforce\nProfile: {X: {custom: true}}\n",
        ),
        ("zebras/Z.zebra-meta.xml", &zebra),
    ]);
    let findings = world.shape();
    assert_eq!(
        sorted(world.shown(&findings)),
        ["TL-SHAPE-002 <stripes>1</stripes>: unknown key `Zebra`"]
    );
    let file = findings[0].primary.file;
    assert_eq!(world.sources.name(file), "zebras/Z.zebra-meta.xml");
}

#[test]
fn an_unknown_key_is_said_once_a_section_with_its_first_places() {
    let profile = |name: &str| {
        format!("  {name}: {{brandNew: 1, objectPermissions: {{Case: {{brandNew: 2}}}}}}\n")
    };
    let text = format!(
        "Profile:\n{}{}{}PermissionSet:\n{}",
        profile("A"),
        profile("B"),
        profile("C"),
        profile("D")
    );
    let world = world(&[("a.yaml", &text)]);
    let findings = world.shape();
    assert_eq!(
        sorted(world.shown(&findings)),
        [
            "TL-SHAPE-002 brandNew: unknown key `brandNew` in `PermissionSet.D.objectPermissions.Case`; it stands in 1 more place",
            "TL-SHAPE-002 brandNew: unknown key `brandNew` in `Profile.A.objectPermissions.Case`; it stands in 5 more places",
        ]
    );
    let most = findings.iter().map(|f| f.related.len()).max();
    assert_eq!(most, Some(3), "the first places are shown");
}

#[test]
fn keys_of_digits_slashes_and_nothing_are_found() {
    let text = "Profile:\n  \"007\":\n    objectPermissions:\n      \"\": {allowRead: one}\n      a/b~c: {allowRead: two}\n      \"1\": {allowRead: three}\n";
    let world = world(&[("a.yaml", text)]);
    let shown = sorted(
        world
            .shape()
            .iter()
            .map(|f| world.text(&f.primary).to_owned())
            .collect(),
    );
    assert_eq!(shown, ["one", "three", "two"]);
}

#[test]
fn sections_and_components_are_mappings() {
    let text = "Profile: [a, b]\nNetwork:\n  N: text\nSettings:\n  Security: 5\nCustomSite:\n";
    let world = world(&[("a.yaml", text)]);
    assert_eq!(
        sorted(world.shown(&world.shape())),
        [
            "TL-SHAPE-001 5: `Settings.Security` is a number, but must be a mapping",
            "TL-SHAPE-001 [a, b]: `Profile` is a list, but must be a mapping",
            "TL-SHAPE-001 text: `Network.N` is a text, but must be a mapping",
        ]
    );
}

#[test]
fn unknown_sections_are_shown_and_are_no_coverage() {
    let text = "platform: salesforce\nProfil:\n  X: {userLicense: Guest User License}\nSettings:\n  Securty: {}\n";
    let world = world(&[("a.yaml", text)]);
    assert_eq!(
        sorted(world.shown(&world.shape())),
        [
            "TL-SHAPE-002 Profil: unknown key `Profil`; did you mean `Profile`?",
            "TL-SHAPE-002 Securty: unknown key `Securty` in `Settings`; did you mean `Security`?",
        ]
    );
    let types = &world.input()["coverage"]["types"];
    assert_eq!(types, &serde_json::json!({"Settings": true}));
}

#[test]
fn record_counts_are_whole_numbers() {
    let text = "platform: salesforce\ntenant: {name: 5}\nProfile: {}\n";
    let runtime = "recordCounts: {Account: many, Case: -1, Lead: 3}\nguestUsers: {Site: {permissionSets: one, profile: P}}\nusers: {robot@a.example: {profile: [P]}}\n";
    let world = world_of(&[("a.yaml", text)], &[("counts.yaml", runtime)]);
    assert_eq!(
        sorted(world.shown(&world.shape())),
        [
            "TL-SHAPE-001 -1: `runtime.recordCounts.Case` is below 0, the least that is allowed",
            "TL-SHAPE-001 5: `tenant.name` is a number, but must be a text",
            "TL-SHAPE-001 [P]: `runtime.users.\"robot@a.example\".profile` is a list, but must be a text",
            "TL-SHAPE-001 many: `runtime.recordCounts.Account` is a text, but must be a whole number",
            "TL-SHAPE-001 one: `runtime.guestUsers.Site.permissionSets` is a text, but must be a list",
        ]
    );
}

#[test]
fn a_file_given_for_the_runtime_beats_what_the_tenant_says() {
    let text =
        "platform: salesforce\nruntime: {recordCounts: {Account: 5, Lead: 6}}\nProfile: {}\n";
    let world = world_of(
        &[("a.yaml", text)],
        &[("counts.yaml", "recordCounts: {Account: 7}")],
    );
    let counts = &world.input()["runtime"]["recordCounts"];
    assert_eq!(counts, &serde_json::json!({"Account": 7, "Lead": 6}));
    assert_eq!(world.shown(&world.built.findings), Vec::<String>::new());
}

#[test]
fn no_message_shows_a_value() {
    let secret = "hunter2-hunter2";
    let text = format!(
        "ConnectedApp:\n  A:\n    oauthConfig:\n      consumerSecret: [{secret}]\n      isAdminApproved: {secret}\n      scopes: {{{secret}: {secret}}}\nSettings: {{Security: {secret}}}\nNamedCredential: {{N: {secret}}}\n"
    );
    let world = world(&[("a.yaml", &text)]);
    let findings = world.shape();
    assert!(findings.len() >= 4, "{:?}", world.shown(&findings));
    for finding in &findings {
        assert!(!finding.message.contains(secret), "{}", finding.message);
        assert!(!finding.help.as_deref().unwrap_or("").contains(secret));
    }
}

#[test]
fn a_flood_is_counted_and_hides_nothing_worse() {
    let keys: String = (0..1500).map(|n| format!("    key{n:04}: x\n")).collect();
    let text = format!("Profile:\n  A:\n{keys}  B: {{userPermissions: {{ApiEnabled: maybe}}}}\n");
    let world = world(&[("a.yaml", &text)]);
    let findings = world.shape();
    assert_eq!(findings.len(), 1000 + 1 + 1);
    let wrong = findings.iter().filter(|f| &*f.rule == "TL-SHAPE-001");
    assert_eq!(wrong.count(), 1);
    let more: Vec<_> = findings
        .iter()
        .filter(|f| f.message.contains("500 more"))
        .collect();
    assert_eq!(more.len(), 1);
    assert_eq!(world.text(&more[0].primary), "key1000");
}

#[test]
fn what_is_right_is_silent() {
    let text = "Profile:\n  Guest:\n    userLicense: Guest User License\n    objectPermissions: {Account: {allowRead: 'true'}}\n    userPermissions: {ApiEnabled: false}\n    layoutAssignments: [{layout: A}]\n    description:\nSettings:\n  Security: {sessionSettings: {sessionTimeout: TwoHours, requireHttpOnly: true}}\nCustomObject:\n  A__c: {fields: {B__c: {type: Text, length: 5}}}\nruntime: {recordCounts: {A__c: 5}, guestUsers: {S: {profile: Guest, permissionSets: []}}}\ntenant: {name: prod, capturedAt: 2026-07-09}\n";
    let world = world(&[("a.yaml", text)]);
    assert_eq!(world.shown(&world.shape()), Vec::<String>::new());
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}
