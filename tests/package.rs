//! What deploys a change: only what changed, never in part, and read back as what it was.
//!
//! Real projects are looked at where `TENANTLINT_CORPUS` leads to them; where it is not set, the
//! tests say so.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test reads files, and says what it skipped"
)]

mod tenant_support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use tenant_support::{World, path, world};
use tenantlint::document::DataPath;
use tenantlint::tenant::{Exported, Holds, Node, Platform, Tenant, holds};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn package(tenant: &Tenant, changed: &[DataPath]) -> Result<Vec<Exported>, String> {
    Platform::Salesforce.package(tenant, changed)
}

/// The files of a package by path, of a tenant that is one text in the canonical form.
fn files(tenant: &str, changed: &[&[&str]]) -> BTreeMap<String, String> {
    let world = world(&[("tenant.yaml", tenant)]);
    let changed: Vec<_> = changed.iter().map(|steps| path(steps)).collect();
    let files = package(world.tenant(), &changed).expect("it can be packed");
    files.into_iter().map(|f| (f.path, f.text)).collect()
}

/// Why a package is refused.
fn refused(tenant: &str, changed: &[&str]) -> String {
    let world = world(&[("tenant.yaml", tenant)]);
    package(world.tenant(), &[path(changed)]).expect_err("it cannot be packed")
}

fn xml(type_name: &str, body: &str) -> String {
    format!(
        "{HEAD}<{type_name} xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{body}</{type_name}>\n"
    )
}

/// A manifest of types with one member each.
fn manifest(types: &[(&str, &str)]) -> String {
    let types = types.iter().map(|(name, member)| {
        format!("    <types>\n        <members>{member}</members>\n        <name>{name}</name>\n    </types>\n")
    });
    let types: String = types.collect();
    xml("Package", &format!("{types}    <version>66.0</version>\n"))
}

const PROFILE: &str = "
platform: salesforce
Profile:
  \"Shop: (Guest)\":
    userLicense: Guest User License
    userPermissions: {ApiEnabled: false, ViewSetup: true}
    fieldPermissions:
      Account.Phone: {readable: true, editable: false}
    objectPermissions:
      Account: {allowRead: true, allowEdit: false, viewAllRecords: false}
      Case: {allowRead: true}
      Lead: {}
    loginIpRanges:
    - {startAddress: 10.0.0.1, endAddress: 10.0.0.9}
    - {startAddress: 10.1.0.1, endAddress: 10.1.0.9, description: \"A & \\\"B\\\" <c>\"}
";
const GUEST: &str = "Shop: (Guest)";
const GUEST_FILE: &str = "profiles/Shop%3A %28Guest%29.profile";

#[test]
fn a_profile_holds_the_entries_that_changed() {
    let files = files(
        PROFILE,
        &[
            &[
                "Profile",
                GUEST,
                "objectPermissions",
                "Account",
                "viewAllRecords",
            ],
            &["Profile", GUEST, "userPermissions", "ApiEnabled"],
        ],
    );
    let body = "    <objectPermissions>\n        <allowEdit>false</allowEdit>\n        <allowRead>true</allowRead>\n        <object>Account</object>\n        <viewAllRecords>false</viewAllRecords>\n    </objectPermissions>\n    <userPermissions>\n        <enabled>false</enabled>\n        <name>ApiEnabled</name>\n    </userPermissions>\n";
    assert_eq!(files.len(), 2);
    assert_eq!(files[GUEST_FILE], xml("Profile", body));
    assert_eq!(
        files["package.xml"],
        manifest(&[("Profile", "Shop%3A %28Guest%29")])
    );
}

#[test]
fn what_is_gone_from_a_profile_is_denied() {
    let files = files(
        PROFILE,
        &[
            &["Profile", GUEST, "objectPermissions", "Case", "allowDelete"],
            &[
                "Profile",
                GUEST,
                "objectPermissions",
                "Case",
                "modifyAllRecords",
            ],
            &["Profile", GUEST, "objectPermissions", "Contact"],
            &["Profile", GUEST, "fieldPermissions", "Contact.Email"],
            &["Profile", GUEST, "classAccesses", "Search"],
            &["Profile", GUEST, "tabVisibilities", "standard-Account"],
        ],
    );
    let body = "    <classAccesses>\n        <apexClass>Search</apexClass>\n        <enabled>false</enabled>\n    </classAccesses>\n    <fieldPermissions>\n        <editable>false</editable>\n        <field>Contact.Email</field>\n        <readable>false</readable>\n    </fieldPermissions>\n    <objectPermissions>\n        <allowCreate>false</allowCreate>\n        <allowDelete>false</allowDelete>\n        <allowEdit>false</allowEdit>\n        <allowRead>false</allowRead>\n        <modifyAllRecords>false</modifyAllRecords>\n        <object>Contact</object>\n        <viewAllFields>false</viewAllFields>\n        <viewAllRecords>false</viewAllRecords>\n    </objectPermissions>\n    <objectPermissions>\n        <allowDelete>false</allowDelete>\n        <allowRead>true</allowRead>\n        <modifyAllRecords>false</modifyAllRecords>\n        <object>Case</object>\n    </objectPermissions>\n    <tabVisibilities>\n        <tab>standard-Account</tab>\n        <visibility>Hidden</visibility>\n    </tabVisibilities>\n";
    assert_eq!(files[GUEST_FILE], xml("Profile", body));
}

#[test]
fn a_list_of_a_profile_stands_whole_and_never_empty() {
    let range = ["Profile", GUEST, "loginIpRanges", "2"];
    let files = files(PROFILE, &[&range]);
    let body = "    <loginIpRanges>\n        <endAddress>10.0.0.9</endAddress>\n        <startAddress>10.0.0.1</startAddress>\n    </loginIpRanges>\n    <loginIpRanges>\n        <description>A &amp; &quot;B&quot; &lt;c&gt;</description>\n        <endAddress>10.1.0.9</endAddress>\n        <startAddress>10.1.0.1</startAddress>\n    </loginIpRanges>\n";
    assert_eq!(files[GUEST_FILE], xml("Profile", body));

    let none = "platform: salesforce\nProfile: {A: {loginIpRanges: [], custom: true}}\n";
    for gone in ["loginIpRanges", "description"] {
        let why = refused(none, &["Profile", "A", gone]);
        assert_eq!(
            why,
            format!(
                "`Profile.A.{gone}` is gone, which a file cannot say that keeps what it leaves out"
            )
        );
    }
}

#[test]
fn a_permission_set_stands_whole_with_what_is_required_of_it() {
    let tenant = "platform: salesforce\nPermissionSet:\n  Reviewer:\n    label: レビュー担当\n    objectPermissions: {Account: {allowRead: true}, Lead: {}}\n    userPermissions: {ApiEnabled: true}\n";
    let changed: [&[&str]; 1] = [&[
        "PermissionSet",
        "Reviewer",
        "userPermissions",
        "ViewAllData",
    ]];
    let files = files(tenant, &changed);
    let body = "    <label>レビュー担当</label>\n    <objectPermissions>\n        <allowCreate>false</allowCreate>\n        <allowDelete>false</allowDelete>\n        <allowEdit>false</allowEdit>\n        <allowRead>true</allowRead>\n        <modifyAllRecords>false</modifyAllRecords>\n        <object>Account</object>\n        <viewAllRecords>false</viewAllRecords>\n    </objectPermissions>\n    <objectPermissions>\n        <allowCreate>false</allowCreate>\n        <allowDelete>false</allowDelete>\n        <allowEdit>false</allowEdit>\n        <allowRead>false</allowRead>\n        <modifyAllRecords>false</modifyAllRecords>\n        <object>Lead</object>\n        <viewAllFields>false</viewAllFields>\n        <viewAllRecords>false</viewAllRecords>\n    </objectPermissions>\n    <userPermissions>\n        <enabled>true</enabled>\n        <name>ApiEnabled</name>\n    </userPermissions>\n";
    assert_eq!(
        files["permissionsets/Reviewer.permissionset"],
        xml("PermissionSet", body)
    );
}

#[test]
fn settings_hold_the_setting_that_changed() {
    let tenant = "platform: salesforce\nSettings:\n  Security:\n    canUsersGrantLoginAccess: true\n    sessionSettings: {sessionTimeout: TwoHours, forceRelogin: true}\n    passwordPolicies: {minimumPasswordLength: 12}\n";
    let timeout = ["Settings", "Security", "sessionSettings", "sessionTimeout"];
    let files = files(tenant, &[&timeout]);
    let body = "    <sessionSettings>\n        <forceRelogin>true</forceRelogin>\n        <sessionTimeout>TwoHours</sessionTimeout>\n    </sessionSettings>\n";
    assert_eq!(
        files["settings/Security.settings"],
        xml("SecuritySettings", body)
    );
    assert_eq!(files["package.xml"], manifest(&[("Settings", "Security")]));
    let gone = [
        "Settings",
        "Security",
        "sessionSettings",
        "lockSessionsToIp",
    ];
    assert!(refused(tenant, &gone).contains("is gone"));
    assert!(refused(tenant, &["Settings", "Sharing"]).contains("never deleted"));
}

#[test]
fn sites_networks_and_apps_stand_whole() {
    let tenant = "platform: salesforce\nCustomSite:\n  Shop: {active: false, masterLabel: Shop, siteType: ChatterNetwork}\nNetwork:\n  Shop St. 1:\n    selfRegistration: false\n    networkMemberGroups: {profile: [Admin, Shop User]}\nConnectedApp:\n  Loader:\n    contactEmail: a@example.com\n    label: Loader\n    oauthConfig: {callbackUrl: 'https://l.example/cb', scopes: [Api, RefreshToken]}\n";
    let files = files(
        tenant,
        &[
            &["CustomSite", "Shop", "active"],
            &["Network", "Shop St. 1", "selfRegistration"],
            &["ConnectedApp", "Loader", "oauthConfig", "scopes", "2"],
        ],
    );
    assert_eq!(
        files["sites/Shop.site"],
        xml(
            "CustomSite",
            "    <active>false</active>\n    <masterLabel>Shop</masterLabel>\n    <siteType>ChatterNetwork</siteType>\n"
        )
    );
    assert_eq!(
        files["networks/Shop St%2E 1.network"],
        xml(
            "Network",
            "    <networkMemberGroups>\n        <profile>Admin</profile>\n        <profile>Shop User</profile>\n    </networkMemberGroups>\n    <selfRegistration>false</selfRegistration>\n"
        )
    );
    assert_eq!(
        files["connectedApps/Loader.connectedApp"],
        xml(
            "ConnectedApp",
            "    <contactEmail>a@example.com</contactEmail>\n    <label>Loader</label>\n    <oauthConfig>\n        <callbackUrl>https://l.example/cb</callbackUrl>\n        <scopes>Api</scopes>\n        <scopes>RefreshToken</scopes>\n    </oauthConfig>\n"
        )
    );
    assert_eq!(
        files["package.xml"],
        manifest(&[
            ("ConnectedApp", "Loader"),
            ("CustomSite", "Shop"),
            ("Network", "Shop St%2E 1")
        ])
    );
}

const OBJECT: &str = "
platform: salesforce
CustomObject:
  Merchant__c:
    label: Merchant
    sharingModel: Private
    nameField: {type: Text, label: Name}
    fields:
      Email__c: {label: E-mail, type: Email, unique: false}
      Fax__c: {label: Fax, type: Phone}
    recordTypes:
      Shop: {active: true, label: Shop}
SharingRules:
  Merchant__c:
    sharingGuestRules:
      Open: {accessLevel: Read, label: Open}
      Shut:
        accessLevel: Read
        label: Shut
        sharedTo: {guestUser: [Shop]}
        criteriaItems: [{field: Name, operation: notEqual, value: ''}]
        includeHVUOwnedRecords: false
";

#[test]
fn an_object_stands_without_its_children_and_a_child_without_its_object() {
    let own = "    <label>Merchant</label>\n    <nameField>\n        <label>Name</label>\n        <type>Text</type>\n    </nameField>\n    <sharingModel>Private</sharingModel>\n";
    let field = "    <fields>\n        <fullName>Email__c</fullName>\n        <label>E-mail</label>\n        <type>Email</type>\n        <unique>false</unique>\n    </fields>\n";
    let model: &[&str] = &["CustomObject", "Merchant__c", "sharingModel"];
    let email: &[&str] = &["CustomObject", "Merchant__c", "fields", "Email__c", "type"];
    let only = files(OBJECT, &[model]);
    assert_eq!(only["objects/Merchant__c.object"], xml("CustomObject", own));
    assert_eq!(
        only["package.xml"],
        manifest(&[("CustomObject", "Merchant__c")])
    );
    let child = files(OBJECT, &[email]);
    assert_eq!(
        child["objects/Merchant__c.object"],
        xml("CustomObject", field)
    );
    assert_eq!(
        child["package.xml"],
        manifest(&[("CustomField", "Merchant__c.Email__c")])
    );
    let both = files(OBJECT, &[model, email]);
    assert_eq!(
        both["objects/Merchant__c.object"],
        xml("CustomObject", &format!("{field}{own}"))
    );
    let all = files(OBJECT, &[&["CustomObject", "Merchant__c"]]);
    let text = &all["objects/Merchant__c.object"];
    assert!(
        text.contains("<recordTypes>") && text.contains("Fax__c"),
        "{text}"
    );
    assert!(all["package.xml"].contains("<members>Merchant__c.Shop</members>"));
}

#[test]
fn a_child_that_is_gone_is_deleted() {
    let rule = |name| ["SharingRules", "Merchant__c", "sharingGuestRules", name];
    let files = files(OBJECT, &[&rule("Gone"), &rule("Shut")]);
    assert_eq!(
        files["destructiveChangesPost.xml"],
        manifest(&[("SharingGuestRule", "Merchant__c.Gone")])
    );
    assert_eq!(
        files["package.xml"],
        manifest(&[("SharingGuestRule", "Merchant__c.Shut")])
    );
    let body = "    <sharingGuestRules>\n        <fullName>Shut</fullName>\n        <accessLevel>Read</accessLevel>\n        <label>Shut</label>\n        <sharedTo>\n            <guestUser>Shop</guestUser>\n        </sharedTo>\n        <criteriaItems>\n            <field>Name</field>\n            <operation>notEqual</operation>\n            <value/>\n        </criteriaItems>\n        <includeHVUOwnedRecords>false</includeHVUOwnedRecords>\n    </sharingGuestRules>\n";
    assert_eq!(
        files["sharingRules/Merchant__c.sharingRules"],
        xml("SharingRules", body)
    );
    let only = self::files(OBJECT, &[&rule("Gone")]);
    assert_eq!(only.len(), 2, "{only:?}");
    assert_eq!(only["package.xml"], manifest(&[]));
    let app = self::files(OBJECT, &[&["ConnectedApp", "Old.App"]]);
    assert_eq!(
        app["destructiveChangesPost.xml"],
        manifest(&[("ConnectedApp", "Old.App")])
    );
    let last = ["SharingRules", "Account", "sharingGuestRules", "Last"];
    let last = self::files(OBJECT, &[&last]);
    assert_eq!(
        last["destructiveChangesPost.xml"],
        manifest(&[("SharingGuestRule", "Account.Last")])
    );
    assert_eq!(
        refused(
            OBJECT,
            &["Profile", "Guest", "userPermissions", "ApiEnabled"]
        ),
        "`Profile.Guest` is gone"
    );
    let all = ["SharingRules", "Merchant__c", "sharingOwnerRules"];
    assert!(refused(OBJECT, &all).contains("which there were is not known"));
    assert!(refused(OBJECT, &["SharingRules", "Account"]).contains("is not known"));
}

#[test]
fn what_cannot_be_deployed_is_refused() {
    let tenant = "platform: salesforce\nruntime: {recordCounts: {Account: 3}}\nNamedCredential:\n  Bank: {endpoint: 'https://bank.example', password: hunter2}\n  Other: {endpoint: '************'}\nApexClass: {Search: {}}\nFlow: {F: {label: F}}\nRole: {R: {'a><b': 1}}\nNetwork: {N: {selfRegistration: yes}, M: {selfRegistration: {a: 1}}}\nCustomMetadata: {T.R: {label: R, values: {A__c: {value: 1}}}}\nConnectedApp: {'..': {label: X}}\nLayout: {A-B: {layoutSections: [{layoutColumns: [{}, {}], style: CustomLinks}]}}\n";
    for (changed, why) in [
        (
            &["runtime", "recordCounts"][..],
            "`runtime.recordCounts` is nothing that can be deployed",
        ),
        (&["Profile"], "`Profile` is no component"),
        (
            &["NamedCredential", "Bank", "endpoint"],
            "`NamedCredential.Bank.password` is a secret",
        ),
        (
            &["NamedCredential", "Other"],
            "`NamedCredential.Other.endpoint` was hidden, and is not known",
        ),
        (
            &["ApexClass", "Search"],
            "`ApexClass.Search` is of the type ApexClass, whose files are not written",
        ),
        (
            &["Flow", "F"],
            "`Flow.F` is of the type Flow, whose files are not written",
        ),
        (&["Role", "R"], "`Role.R.\"a><b\"` is no name of an element"),
        (
            &["Network", "N"],
            "`Network.N.selfRegistration` can be read in several ways",
        ),
        (
            &["Network", "M"],
            "`Network.M.selfRegistration` is a mapping, which its type does not take",
        ),
        (
            &["CustomMetadata", "T.R"],
            "`CustomMetadata.\"T.R\".values.A__c.value` is of a kind that is not kept",
        ),
        (
            &["ConnectedApp", ".."],
            "`ConnectedApp.\"..\"` has a name that no file can have",
        ),
        (
            &["Layout", "A-B"],
            "`Layout.\"A-B\".layoutSections[0].layoutColumns` is empty, and how many empty elements it stands for is not known",
        ),
    ] {
        assert_eq!(refused(tenant, changed), why);
    }
}

#[test]
fn nothing_changed_is_no_package() {
    assert_eq!(files(OBJECT, &[]).len(), 0);
}

/// The projects that are at hand: those of this repository, and real ones.
fn projects() -> Vec<(String, Vec<(String, String)>)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut folders: Vec<PathBuf> = Vec::new();
    for below in [
        "merchant-portal",
        "merchant-portal-fixed",
        "parts-shop",
        "two-tenants/production",
        "two-tenants/staging",
    ] {
        folders.push(here.join(below));
    }
    match std::env::var_os("TENANTLINT_CORPUS") {
        Some(corpus) => {
            let inputs = Path::new(&corpus).join("salesforce/inputs");
            let entries = fs::read_dir(inputs).expect("the corpus has inputs");
            let mut real: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
            real.sort();
            folders.extend(real);
        }
        None => eprintln!("skipped: no corpus: TENANTLINT_CORPUS"),
    }
    let named = folders.into_iter();
    named
        .map(|folder| (folder.to_string_lossy().into_owned(), texts(&folder)))
        .collect()
}

/// The texts of a folder that may hold components, by path below it.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        if at.is_dir() {
            let entries = fs::read_dir(&at).expect("the folder can be read");
            open.extend(entries.map(|e| e.expect("an entry").path()));
            continue;
        }
        let below = at.strip_prefix(folder).expect("it is below");
        let below = below.to_string_lossy().replace('\\', "/");
        if matches!(holds(&below), Holds::Sections(_) | Holds::Anything)
            && !below.contains("tenantlint.yaml")
        {
            found.push((below, fs::read_to_string(&at).expect("the file is text")));
        }
    }
    found.sort();
    found
}

fn world_of(files: &[(String, String)]) -> World {
    let files: Vec<_> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    world(&files)
}

/// The components of a tenant: section, name, value.
fn components(tenant: &Tenant) -> Vec<(String, String, &Node)> {
    let root = tenant.root.as_map().into_iter().flatten();
    let sections = root.filter(|(key, _)| Platform::Salesforce.is_section(key));
    let inner = sections.flat_map(|(section, node)| {
        let components = node.as_map().into_iter().flatten();
        components.map(move |(name, node)| (section.to_string(), name.to_string(), node))
    });
    inner.collect()
}

/// Data without what says nothing: empty collections, and of what grants access all denials.
fn told(value: &Json, denials: bool) -> Option<Json> {
    match value {
        Json::Object(map) => {
            let told = map
                .iter()
                .filter_map(|(k, v)| Some((k.clone(), told(v, denials)?)));
            let map: serde_json::Map<_, _> = told.collect();
            (!map.is_empty()).then_some(Json::Object(map))
        }
        Json::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(|v| told(v, denials)).collect();
            (!items.is_empty()).then_some(Json::Array(items))
        }
        Json::Bool(false) if denials => None,
        other => Some(other.clone()),
    }
}

#[test]
fn a_package_is_read_back_as_what_it_was_made_of() {
    let (mut same, mut equal, mut refusals) = (0, 0, BTreeMap::<String, usize>::new());
    for (project, files) in projects() {
        let before = world_of(&files);
        for tenant in &before.built.tenants {
            for (section, name, node) in components(tenant) {
                let at = path(&[&section, &name]);
                let files = match package(tenant, std::slice::from_ref(&at)) {
                    Ok(files) => files,
                    Err(why) => {
                        let why = why.rsplit("` ").next().unwrap_or("").to_owned();
                        *refusals.entry(format!("{section} {why}")).or_default() += 1;
                        continue;
                    }
                };
                let files: Vec<_> = files.into_iter().map(|f| (f.path, f.text)).collect();
                let read: Vec<_> = files
                    .iter()
                    .filter(|(p, _)| p.contains('/'))
                    .cloned()
                    .collect();
                let after = world_of(&read);
                let now = after.tenant().root.get(&at).map(Node::to_json);
                let (was, now) = (node.to_json(), now.unwrap_or_default());
                let grants = section == "Profile" || section.ends_with("PermissionSet");
                assert_eq!(
                    told(&now, grants),
                    told(&was, grants),
                    "{project}: {section} {name}: {files:#?}"
                );
                same += 1;
                equal += usize::from(was == now);
            }
        }
    }
    eprintln!("{same} components are read back as what they were, {equal} of them to the letter");
    for (why, count) in refusals {
        eprintln!("refused: {count} {why}");
    }
    assert!(same > 30, "{same}");
}

/// What a file that holds one child would be in its parent's file.
fn block(text: &str, field: &str) -> Option<String> {
    let mut lines = text.lines().skip(2);
    let mut out = format!("    <{field}>\n");
    let mut last = lines.next()?;
    for line in lines {
        // A text of several lines goes on without an indentation of ours.
        let indented = last.starts_with("    ") && last.trim_start().starts_with('<');
        out.push_str(if indented { "    " } else { "" });
        out.push_str(last);
        out.push('\n');
        last = line;
    }
    out.push_str(&format!("    </{field}>\n"));
    Some(out)
}

#[test]
fn what_did_not_change_is_the_text_that_was_exported() {
    let (mut whole, mut same) = (0, 0);
    let mut by_type = BTreeMap::<String, (usize, usize)>::new();
    let mut differing = Vec::new();
    for (project, files) in projects() {
        for (name, text) in files.iter().filter(|(_, t)| t.contains("<?xml")) {
            let world = world_of(&[(name.clone(), text.clone())]);
            let Some(tenant) = world.built.tenants.first() else {
                continue;
            };
            let components = components(tenant);
            let [(section, component, _)] = &components[..] else {
                continue;
            };
            let Ok(packed) = package(tenant, &[path(&[section, component])]) else {
                continue;
            };
            let Some(ours) = packed.iter().find(|f| f.path.contains('/')) else {
                continue;
            };
            let field = name.rsplit('/').nth(1).unwrap_or("");
            let child = text.contains("<fullName>")
                && section == "CustomObject"
                && !name.contains(".object");
            let is_same = match child {
                true => block(text, field).is_some_and(|block| ours.text.contains(&block)),
                false => ours.text == *text,
            };
            let kind = name
                .trim_end_matches("-meta.xml")
                .rsplit('.')
                .next()
                .unwrap_or("");
            let (of_kind, same_of_kind) = by_type.entry(kind.to_owned()).or_default();
            *of_kind += 1;
            whole += 1;
            if is_same {
                *same_of_kind += 1;
                same += 1;
            } else {
                let pairs = text.lines().zip(ours.text.lines());
                let first = pairs.enumerate().find(|(_, (was, is))| !child && was != is);
                let first = first.map(|(n, (was, is))| format!(" {}: {was:?}, ours {is:?}", n + 1));
                differing.push(format!("{project}/{name}{}", first.unwrap_or_default()));
            }
        }
    }
    eprintln!("{same} of {whole} files are the same to the byte: {by_type:?}");
    for name in &differing {
        eprintln!("differs: {name}");
    }
    // What differs was formatted or edited by other programs than the platform's own.
    assert!(differing.len() <= 1 + whole / 20, "{same} of {whole}");
}
