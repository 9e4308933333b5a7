//! Components that tools take apart into several files are judged as the whole that they are.
//!
//! The shapes are those that `sf-decomposer` (by the crate `config-disassembler` 0.11.2) and the
//! vendor's own tools write.

mod tenant_support;

use serde_json::json;
use tenant_support::world;

const HEAD: &str = "?xml:\n  \"@version\": \"1.0\"\n  \"@encoding\": UTF-8\n";

/// The text of a file in the YAML of `sf-decomposer`.
fn part(type_name: &str, body: &str) -> String {
    format!("{HEAD}{type_name}:\n  \"@xmlns\": http://soap.sforce.com/2006/04/metadata\n{body}")
}

#[test]
fn one_file_an_element() {
    let leaf = part(
        "Profile",
        "  custom:\n  - \"#text\": \"true\"\n  userLicense:\n  - \"#text\": Guest User License\n",
    );
    let object = part(
        "Profile",
        "  objectPermissions:\n    allowRead:\n      \"#text\": \"true\"\n    object:\n      \"#text\": Product__c\n",
    );
    let user = part(
        "Profile",
        "  userPermissions:\n    enabled:\n      \"#text\": \"true\"\n    name:\n      \"#text\": ApiEnabled\n",
    );
    let base = "profiles/Shop %26 More";
    let world = world(&[
        (&format!("{base}/Shop %26 More.profile-meta.yaml"), &leaf),
        (
            &format!("{base}/objectPermissions/Product__c.objectPermissions-meta.yaml"),
            &object,
        ),
        (
            &format!("{base}/userPermissions/ApiEnabled.userPermissions-meta.yaml"),
            &user,
        ),
    ]);
    assert_eq!(
        world.input()["Profile"],
        json!({"Shop & More": {
            "custom": true,
            "userLicense": "Guest User License",
            "objectPermissions": {"Product__c": {"allowRead": true}},
            "userPermissions": {"ApiEnabled": true},
        }})
    );
}

#[test]
fn one_file_a_kind() {
    let objects = part(
        "PermissionSet",
        "  objectPermissions:\n  - allowRead:\n      \"#text\": \"true\"\n    object:\n      \"#text\": A__c\n  - allowRead:\n      \"#text\": \"false\"\n    object:\n      \"#text\": B__c\n",
    );
    let world = world(&[("permissionsets/HR/objectPermissions.yaml", &objects)]);
    assert_eq!(
        world.input()["PermissionSet"],
        json!({"HR": {"objectPermissions": {"A__c": {"allowRead": true}, "B__c": {"allowRead": false}}}})
    );
}

#[test]
fn the_vendors_own_parts() {
    let xml = |body: &str| {
        format!("<?xml version=\"1.0\"?>\n<PermissionSet xmlns=\"x\">{body}</PermissionSet>\n")
    };
    let objects = xml(
        "<objectPermissions><allowRead>true</allowRead><object>A__c</object></objectPermissions><fieldPermissions><editable>false</editable><field>A__c.F__c</field><readable>true</readable></fieldPermissions>",
    );
    let classes = xml(
        "<classAccesses><apexClass>Open</apexClass><enabled>true</enabled></classAccesses><classAccesses><apexClass>Shut</apexClass><enabled>false</enabled></classAccesses>",
    );
    let label = xml("<label>HR</label>");
    let rule = "<SharingGuestRule xmlns=\"x\"><fullName>Open</fullName><accessLevel>Read</accessLevel><sharedTo><guestUser>Shop</guestUser></sharedTo></SharingGuestRule>";
    let world = world(&[
        ("permissionsets/HR/HR.permissionset-meta.xml", &label),
        (
            "permissionsets/HR/objectSettings/A__c.objectSettings-meta.xml",
            &objects,
        ),
        ("permissionsets/HR/HR.classAccess-meta.xml", &classes),
        (
            "sharingRules/A__c/sharingGuestRules/Open.sharingGuestRule-meta.xml",
            rule,
        ),
    ]);
    let input = world.input();
    assert_eq!(
        input["PermissionSet"],
        json!({"HR": {
            "label": "HR",
            "objectPermissions": {"A__c": {"allowRead": true}},
            "fieldPermissions": {"A__c.F__c": {"editable": false, "readable": true}},
            "classAccesses": {"Open": true, "Shut": false},
        }})
    );
    assert_eq!(
        input["SharingRules"],
        json!({"A__c": {"sharingGuestRules": {"Open": {"accessLevel": "Read", "sharedTo": {"guestUser": ["Shop"]}}}}})
    );
}

#[test]
fn entries_with_a_root_element_of_their_own() {
    let xml = |name: &str, body: &str| {
        format!("<?xml version=\"1.0\"?>\n<{name} xmlns=\"x\">{body}</{name}>\n")
    };
    let files = [
        (
            "HR.permissionset-meta.xml",
            xml("PermissionSet", "<label>HR</label>"),
        ),
        (
            "objectPermissions/A__c.objectPermission-meta.xml",
            xml(
                "ObjectPermission",
                "<allowRead>true</allowRead><object>A__c</object>",
            ),
        ),
        (
            "fieldPermissions/A__c.F__c.fieldPermission-meta.xml",
            xml(
                "FieldPermission",
                "<field>A__c.F__c</field><readable>true</readable>",
            ),
        ),
        (
            "fieldPermissions/A__c.G__c.fieldPermission-meta.xml",
            xml(
                "FieldPermission",
                "<field>A__c.G__c</field><readable>false</readable>",
            ),
        ),
        (
            "customPermissions/Go.customPermission-meta.xml",
            xml("CustomPermission", "<enabled>true</enabled><name>Go</name>"),
        ),
    ];
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (format!("permissionsets/HR/{path}"), text))
        .collect();
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let world = world(&files);
    assert_eq!(
        world.input()["PermissionSet"],
        json!({"HR": {
            "label": "HR",
            "objectPermissions": {"A__c": {"allowRead": true}},
            "fieldPermissions": {"A__c.F__c": {"readable": true}, "A__c.G__c": {"readable": false}},
            "customPermissions": {"Go": true},
        }})
    );
    assert_eq!(world.input().get("CustomPermission"), None);
}

#[test]
fn a_component_without_a_name_stays_one() {
    let text = part("Profile", "  custom:\n    \"#text\": \"true\"\n");
    let world = world(&[("exports/guest.yaml", &text)]);
    assert_eq!(world.built.tenants.len(), 0);
    assert!(world.built.failures[0].message.contains("has no name"));
}
