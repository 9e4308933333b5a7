//! One tenant in every form that exporters write it in gives the same canonical input.

mod tenant_support;

use serde_json::{Value, json};
use tenant_support::{World, path, world};

const CANONICAL: &str = "\
platform: salesforce
Profile:
  Guest:
    userLicense: Guest User License
    custom: true
    objectPermissions:
      Account: {allowRead: true, viewAllRecords: false}
      Case: {allowRead: false}
    userPermissions: {ApiEnabled: true}
    layoutAssignments: [{layout: A}]
    description: ''
";

/// What [`CANONICAL`] says, beside what every tenant has.
fn canonical() -> Value {
    json!({"Guest": {
        "userLicense": "Guest User License",
        "custom": true,
        "objectPermissions": {
            "Account": {"allowRead": true, "viewAllRecords": false},
            "Case": {"allowRead": false}
        },
        "userPermissions": {"ApiEnabled": true},
        "layoutAssignments": [{"layout": "A"}],
        "description": ""
    }})
}

/// The forms of one profile, each with a path whose name gives the component's.
fn forms() -> Vec<(&'static str, &'static str, String)> {
    let list = "\
userLicense: Guest User License
custom: true
objectPermissions:
- {object: Account, allowRead: true, viewAllRecords: false}
- {object: Case, allowRead: false}
userPermissions: [{name: ApiEnabled, enabled: true}]
layoutAssignments: [{layout: A}]
description: ''
";
    let collapsed = list
        .replace(
            "[{name: ApiEnabled, enabled: true}]",
            "{name: ApiEnabled, enabled: true}",
        )
        .replace("[{layout: A}]", "{layout: A}");
    let quoted = collapsed
        .replace("true", "'true'")
        .replace("false", "\"False\"");
    let indented: String = list.lines().map(|l| format!("  {l}\n")).collect();
    let named = |body: &str| format!("fullName: Guest\n{body}");
    let ordered = "\
_tag: Profile
_ns: http://soap.sforce.com/2006/04/metadata
_children:
- userLicense: Guest User License
- custom: true
- objectPermissions: {object: Account, allowRead: true, viewAllRecords: false}
- objectPermissions:
    _children: [object: Case, allowRead: false]
- userPermissions: {name: ApiEnabled, enabled: true}
- layoutAssignments: {layout: A}
- description: ''
";
    let tagged = json!({"_tag": "Profile", "_ns": "x", "_children": [
        {"_tag": "userLicense", "_text": "Guest User License"},
        {"_tag": "custom", "_text": true},
        {"_tag": "objectPermissions", "_children": [
            {"_tag": "object", "_text": "Account"},
            {"_tag": "allowRead", "_text": true},
            {"_tag": "viewAllRecords", "_text": "false"}]},
        {"_tag": "objectPermissions", "object": "Case", "allowRead": false},
        {"_tag": "userPermissions", "name": "ApiEnabled", "enabled": true},
        {"_tag": "layoutAssignments", "layout": "A"},
        {"_tag": "description", "_text": ""}
    ]});
    let xml2js = json!({"Profile": {
        "$": {"xmlns": "http://soap.sforce.com/2006/04/metadata"},
        "userLicense": ["Guest User License"],
        "custom": ["true"],
        "objectPermissions": [
            {"object": ["Account"], "allowRead": ["true"], "viewAllRecords": ["false"]},
            {"object": ["Case"], "allowRead": ["false"]}],
        "userPermissions": [{"name": ["ApiEnabled"], "enabled": ["true"]}],
        "layoutAssignments": [{"layout": ["A"]}],
        "description": [""]
    }});
    let attributes = json!({"?xml": {"@version": "1.0"}, "Profile": {
        "@xmlns": "http://soap.sforce.com/2006/04/metadata",
        "userLicense": {"#text": "Guest User License", "@xsi:type": "xsd:string"},
        "custom": "true",
        "objectPermissions": [
            {"object": "Account", "allowRead": "true", "viewAllRecords": "false"},
            {"object": "Case", "allowRead": "false"}],
        "userPermissions": {"name": "ApiEnabled", "enabled": "true"},
        "layoutAssignments": {"layout": "A"},
        "description": {"@xsi:nil": "true"}
    }});
    let anchors = "\
x: &none {allowRead: false}
_tag: Profile
fullName: Guest
userLicense: &l Guest User License
custom: &yes true
objectPermissions:
  Account: {<<: *none, allowRead: *yes, viewAllRecords: false}
  Case: *none
userPermissions: {ApiEnabled: *yes}
layoutAssignments: [{layout: A}]
description:
";
    let folded = list.replace("Guest User License", ">-\n  Guest\n  User License");
    vec![
        ("canonical", "tenant.yaml", CANONICAL.to_owned()),
        ("canonical without a platform", "x.yaml", CANONICAL.replace("platform: salesforce\n", "")),
        ("section in another case", "x.yaml", CANONICAL.replace("Profile:", "profile:")),
        ("a tag and a name", "any.yaml", format!("_tag: Profile\n{}", named(list))),
        ("by file name", "p/Guest.profile-meta.yaml", list.to_owned()),
        ("by short file name", "p/Guest.profile.yml", list.to_owned()),
        ("root element", "p/Guest.profile.yaml", format!("Profile:\n{indented}")),
        ("list form in a section", "x.yaml", format!("platform: salesforce\nProfile:\n  Guest:\n{}", indented.replace("  ", "    "))),
        ("single ones collapsed", "p/Guest.profile-meta.yaml", collapsed),
        ("booleans in quotes", "p/Guest.profile-meta.yaml", quoted),
        ("ordered children", "p/Guest.profile-meta.yaml", ordered.to_owned()),
        ("tagged children", "p/Guest.profile-meta.json", tagged.to_string()),
        ("lists of one", "p/Guest.profile-meta.json", xml2js.to_string()),
        ("attributes", "p/Guest.profile-meta.json", attributes.to_string()),
        ("JSON", "x.json", json!({"platform": "salesforce", "Profile": canonical()}).to_string()),
        ("anchors", "any.yaml", anchors.replace("x: &none {allowRead: false}\n", "").replace("  Account: {<<: *none, ", "  Case: &none {allowRead: false}\n  Account: {<<: *none, ").replace("  Case: *none\n", "")),
        ("folded text", "p/Guest.profile-meta.yaml", folded),
        ("two documents", "x.yaml", "platform: salesforce\nProfile: {Guest: {custom: true, userLicense: Guest User License, description: ''}}\n---\n_tag: Profile\nfullName: Guest\nobjectPermissions: {Account: {allowRead: true, viewAllRecords: false}, Case: {allowRead: false}}\nuserPermissions: {ApiEnabled: true}\nlayoutAssignments: {layout: A}\n".to_owned()),
        ("CRLF and a byte order mark", "tenant.yaml", format!("\u{feff}{}", CANONICAL.replace('\n', "\r\n"))),
    ]
}

#[test]
fn every_form_gives_the_same_input() {
    for (form, path, text) in forms() {
        let world = world(&[(path, &text)]);
        let input = world.input();
        assert_eq!(input["Profile"], canonical(), "{form}");
        assert_eq!(
            input["coverage"],
            json!({"types": {"Profile": true}, "objects": {}, "settings": {}}),
            "{form}"
        );
        assert_eq!(input["platform"], "salesforce", "{form}");
        assert_eq!(world.shown(&world.shape()), Vec::<String>::new(), "{form}");
    }
}

#[test]
fn every_form_is_shown_at_the_right_place() {
    for (form, file, text) in forms() {
        let world = world(&[(file, &text)]);
        let at = path(&[
            "Profile",
            "Guest",
            "objectPermissions",
            "Account",
            "allowRead",
        ]);
        let place = world.tenant().root.place(&at).expect("it has a place");
        let value = world.text(&place).trim_matches(['"', '\'']).to_lowercase();
        assert!(value == "true" || value == "*yes", "{form}: {value}");
        let key = place.key.map(|key| world.sources.slice(place.file, key));
        assert_eq!(
            key.map(|k| k.trim_matches('"')),
            Some("allowRead"),
            "{form}"
        );
        let at = path(&["Profile", "Guest", "userPermissions", "ApiEnabled"]);
        let place = world.tenant().root.place(&at).expect("it has a place");
        let key = place.key.map(|key| world.sources.slice(place.file, key));
        assert_eq!(
            key.map(|k| k.trim_matches('"')),
            Some("ApiEnabled"),
            "{form}"
        );
    }
}

#[test]
fn two_files_of_one_component_merge_entry_by_entry() {
    let one = "userLicense: Guest User License\nobjectPermissions:\n  Account: {allowRead: true}\n";
    let two = "objectPermissions:\n- {object: Account, viewAllRecords: true}\n- {object: Case, allowRead: true}\n";
    let world = world(&[
        ("a/Guest.profile-meta.yaml", one),
        ("b/Guest.profile-meta.yaml", two),
    ]);
    assert_eq!(world.built.findings, []);
    let profile = &world.input()["Profile"]["Guest"];
    assert_eq!(
        profile["objectPermissions"],
        json!({"Account": {"allowRead": true, "viewAllRecords": true}, "Case": {"allowRead": true}})
    );
    let account = path(&["Profile", "Guest", "objectPermissions", "Account"]);
    let node = world.tenant().root.get(&account).expect("it is there");
    let files: Vec<_> = node
        .origin()
        .iter()
        .chain(node.further())
        .map(|o| o.file)
        .collect();
    assert_eq!(files.len(), 2);
    assert_ne!(files[0], files[1]);
}

#[test]
fn files_that_disagree_are_shown_at_both_places_and_the_worse_is_read_first() {
    for (one, two) in [("true", "false"), ("false", "true")] {
        let text = |value| format!("objectPermissions: {{Account: {{allowRead: {value}}}}}\n");
        let world = world(&[
            ("a/Guest.profile-meta.yaml", &text(one)),
            ("b/Guest.profile-meta.yaml", &text(two)),
        ]);
        let [finding] = world.built.findings.as_slice() else {
            panic!("{:?}", world.shown(&world.built.findings));
        };
        assert_eq!(&*finding.rule, "TL-TENANT-001");
        // Whichever file comes first, what grants more is the value, at its own place.
        assert_eq!(world.text(&finding.primary), "true");
        let other = finding.related[0]
            .place
            .as_ref()
            .expect("the other has a place");
        assert_eq!(world.text(other), "false");
        assert_ne!(other.file, finding.primary.file);
        let at = path(&[
            "Profile",
            "Guest",
            "objectPermissions",
            "Account",
            "allowRead",
        ]);
        let node = world.tenant().root.get(&at).expect("it is there");
        let readings: Vec<bool> = node
            .readings()
            .iter()
            .map(|v| *v == tenantlint::tenant::Value::Bool(true))
            .collect();
        assert_eq!(readings, [true, false]);
    }
}

#[test]
fn one_entry_twice_in_a_list_is_a_conflict_where_the_two_differ() {
    let text = "objectPermissions:\n- {object: Account, allowRead: true}\n- {object: Account, allowRead: false}\n";
    let world = world(&[("a/Guest.profile-meta.yaml", text)]);
    assert_eq!(ids(&world), ["TL-TENANT-001"]);
    assert_eq!(world.text(&world.built.findings[0].primary), "true");
    let at = path(&[
        "Profile",
        "Guest",
        "objectPermissions",
        "Account",
        "allowRead",
    ]);
    let node = world.tenant().root.get(&at).expect("it is there");
    assert_eq!(node.readings().len(), 2);
}

#[test]
fn a_file_name_of_another_type_is_refused() {
    for text in [
        "_tag: PermissionSet\nlabel: A\n",
        "PermissionSet:\n  label: A\n",
    ] {
        let world = world(&[("a/Guest.profile-meta.yaml", text)]);
        assert_eq!(world.built.tenants.len(), 0);
        let [failure] = world.built.failures.as_slice() else {
            panic!("{:?}", world.built.failures);
        };
        assert_eq!(failure.id, "TL-TENANT-002");
        let (file, span) = failure.place.expect("it has a place");
        assert_eq!(world.sources.slice(file, span), "PermissionSet");
    }
}

#[test]
fn names_are_decoded_and_composed() {
    for (file, text) in [
        ("p/A%28b%29 Caf%C3%A9.profile-meta.yaml", "custom: true\n"),
        ("p/A(b) Cafe\u{301}.profile-meta.yaml", "custom: true\n"),
        (
            "x.yaml",
            "_tag: Profile\nfullName: A%28b%29 Café\ncustom: true\n",
        ),
        (
            "x.yaml",
            "platform: salesforce\nProfile: {\"A(b) Cafe\u{301}\": {custom: true}}\n",
        ),
        (
            "x.yaml",
            "platform: salesforce\nProfile: {\"A%28b%29 Caf\u{e9}\": {custom: true}}\n",
        ),
    ] {
        let world = world(&[(file, text)]);
        assert_eq!(
            world.input()["Profile"],
            json!({"A(b) Café": {"custom": true}}),
            "{file} {text}"
        );
    }
}

#[test]
fn names_that_differ_in_case_alone_are_one() {
    let text =
        "platform: salesforce\nProfile:\n  Guest: {custom: true}\n  GUEST: {userLicense: A}\n";
    let world = world(&[("x.yaml", text)]);
    assert_eq!(ids(&world), ["TL-TENANT-005"]);
    let profiles = &world.input()["Profile"];
    assert_eq!(profiles.as_object().map(serde_json::Map::len), Some(1));
    let entries = "platform: salesforce\nProfile:\n  Guest:\n    objectPermissions:\n      account: {allowRead: true}\n      Account: {allowRead: true}\n";
    let world = self::world(&[("x.yaml", entries)]);
    assert_eq!(ids(&world), ["TL-TENANT-005"]);
}

#[test]
fn settings_stand_under_their_short_name_in_every_form() {
    let body = "sessionSettings: {requireHttpOnly: false}\n";
    let wanted = json!({"Security": {"sessionSettings": {"requireHttpOnly": false}}});
    for (file, text) in [
        ("settings/Security.settings-meta.yaml", body.to_owned()),
        (
            "settings/Security.settings-meta.yaml",
            format!("_tag: SecuritySettings\n{body}"),
        ),
        (
            "settings/Security.settings-meta.yaml",
            format!("SecuritySettings:\n  {body}"),
        ),
        (
            "x.yaml",
            format!("platform: salesforce\nSettings:\n  Security:\n    {body}"),
        ),
        (
            "x.yaml",
            format!("platform: salesforce\nsettings:\n  security:\n    {body}"),
        ),
    ] {
        let world = world(&[(file, &text)]);
        assert_eq!(world.input()["Settings"], wanted, "{file} {text}");
    }
}

#[test]
fn a_field_stands_in_its_object_in_every_form() {
    let wanted = json!({"Merchant__c": {"fields": {"Email__c": {"type": "Email"}}}});
    for (file, text) in [
        (
            "objects/Merchant__c/fields/Email__c.field-meta.yaml",
            "type: Email\n",
        ),
        (
            "objects/Merchant__c/fields/Email__c.field-meta.yaml",
            "_tag: CustomField\nfullName: Email__c\ntype: Email\n",
        ),
        (
            "x.yaml",
            "_tag: CustomField\nfullName: Merchant__c.Email__c\ntype: Email\n",
        ),
        (
            "objects/Merchant__c.object-meta.yaml",
            "fields: {fullName: Email__c, type: Email}\n",
        ),
        (
            "x.yaml",
            "platform: salesforce\nCustomObject: {Merchant__c: {fields: {Email__c: {type: Email}}}}\n",
        ),
        (
            "x.yaml",
            "platform: salesforce\nCustomField: {Merchant__c.Email__c: {type: Email}}\n",
        ),
    ] {
        let world = world(&[(file, text)]);
        assert_eq!(world.input()["CustomObject"], wanted, "{file} {text}");
        assert_eq!(
            world.input()["coverage"]["types"],
            json!({"CustomObject": true}),
            "{file} {text}"
        );
    }
}

#[test]
fn presence_is_kept_where_it_is_the_meaning() {
    for empty in ["''", "", "{}", "[\"\"]", "{\"@xsi:nil\": \"true\"}"] {
        let text = format!(
            "sharingOwnerRules:\n- fullName: R\n  sharedTo:\n    allInternalUsers: {empty}\n  sharedFrom: {empty}\n"
        );
        let world = world(&[("a/Account.sharingRules-meta.yaml", &text)]);
        let rules = &world.input()["SharingRules"]["Account"]["sharingOwnerRules"];
        assert_eq!(
            rules,
            &json!({"R": {"sharedTo": {"allInternalUsers": ""}, "sharedFrom": {}}}),
            "{empty}"
        );
        assert_eq!(world.shown(&world.shape()), Vec::<String>::new());
    }
}

#[test]
fn names_in_lists_without_a_key_are_kept() {
    let text = "valueSet:\n  valueSetDefinition:\n    value:\n    - {fullName: Mountain, default: false}\n    - {fullName: City, default: 'true'}\n";
    let world = world(&[("objects/A__c/fields/B__c.field-meta.yaml", text)]);
    let set = &world.input()["CustomObject"]["A__c"]["fields"]["B__c"]["valueSet"];
    assert_eq!(
        set["valueSetDefinition"]["value"],
        json!([{"fullName": "Mountain", "default": false}, {"fullName": "City", "default": true}])
    );
}

#[test]
fn an_entry_that_calls_itself_another_is_told() {
    let text = "platform: salesforce\nProfile:\n  Guest:\n    objectPermissions:\n      Case: {object: Account, allowRead: true}\n      Lead: {object: Lead, allowRead: true}\n  Admin: {fullName: Guest}\n";
    let world = world(&[("x.yaml", text)]);
    let shown = world.shown(&world.built.findings);
    assert_eq!(
        shown,
        [
            "TL-TENANT-001 Account: `Profile.Guest.objectPermissions.Case` says of itself that its `object` is another",
            "TL-TENANT-001 Guest: `Profile.Admin` says of itself that its `fullName` is another",
        ]
    );
    let lead = &world.input()["Profile"]["Guest"]["objectPermissions"]["Lead"];
    assert_eq!(lead, &json!({"allowRead": true}));
}

#[test]
fn an_entry_without_its_name_is_told() {
    for text in [
        "objectPermissions:\n- {allowRead: true}\n",
        "objectPermissions: Account\n",
        "_children:\n- objectPermissions: {allowRead: true}\n",
    ] {
        let world = world(&[("a/Guest.profile-meta.yaml", text)]);
        assert_eq!(ids(&world), ["TL-SHAPE-001"], "{text}");
    }
}

#[test]
fn an_empty_component_is_there() {
    for (file, text) in [
        ("a/Guest.profile-meta.yaml", "Profile: {}\n"),
        ("a/Guest.profile-meta.yaml", "Profile:\n"),
        ("x.yaml", "platform: salesforce\nProfile: {Guest: }\n"),
        ("x.yaml", "platform: salesforce\nProfile: {Guest: ''}\n"),
        ("x.yaml", "_tag: Profile\nfullName: Guest\n"),
    ] {
        let world = world(&[(file, text)]);
        assert_eq!(
            world.input()["Profile"],
            json!({"Guest": {}}),
            "{file} {text}"
        );
    }
}

#[test]
fn plain_words_of_yaml_1_1_are_told_and_read_as_either() {
    let text = "platform: salesforce\nProfile: {Guest: {objectPermissions: {Account: {allowRead: yes}}}}\n";
    let world = world(&[("x.yaml", text)]);
    assert_eq!(ids(&world), ["TL-YAML-003"]);
    assert_eq!(world.text(&world.built.findings[0].primary), "yes");
    let at = path(&[
        "Profile",
        "Guest",
        "objectPermissions",
        "Account",
        "allowRead",
    ]);
    let node = world.tenant().root.get(&at).expect("it is there");
    assert_eq!(node.readings().len(), 2);
}

fn ids(world: &World) -> Vec<&str> {
    assert_eq!(world.built.failures, []);
    world.built.findings.iter().map(|f| &*f.rule).collect()
}
