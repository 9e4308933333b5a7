//! What is read of sites, classes and flows: facts, with their places, and no source.

mod cli_support;

use cli_support::{Memory, run};
use serde_json::{Value, json};

fn input(files: &[(&str, &str)]) -> Value {
    let ran = run(&Memory::new(files), "input p");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("JSON")
}

const BUNDLE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ExperienceBundle xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <label>Shop</label>\n    <type>ChatterNetworkPicasso</type>\n</ExperienceBundle>\n";
const ENHANCED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DigitalExperienceBundle xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <label>Shop</label>\n</DigitalExperienceBundle>\n";

#[test]
fn the_files_of_a_site_meet_in_one_component() {
    let files = [
        ("p/experiences/Shop1.site-meta.xml", BUNDLE),
        (
            "p/experiences/Shop1/config/shop.json",
            r#"{"isAvailableToGuests": true, "type": "site"}"#,
        ),
        (
            "p/experiences/Shop1/routes/home.json",
            r#"{"pageAccess": "Public", "type": "route"}"#,
        ),
        ("p/experiences/Shop1/views/home.json", r#"{"huge": true}"#),
        (
            "p/digitalExperiences/site/Shop2/Shop2.digitalExperience-meta.xml",
            ENHANCED,
        ),
        (
            "p/digitalExperiences/site/Shop2/sfdc_cms__site/Shop2/content.json",
            r#"{"type": "sfdc_cms__site", "title": "Shop", "contentBody": {"authenticationType": "AUTHENTICATED_WITH_PUBLIC_ACCESS_ENABLED"}}"#,
        ),
        (
            "p/digitalExperiences/site/Shop2/sfdc_cms__site/Shop2/_meta.json",
            r#"{"apiName": "Shop2", "path": "site"}"#,
        ),
        (
            "p/digitalExperiences/site/Shop2/sfdc_cms__route/Home__c/content.json",
            r#"{"type": "sfdc_cms__route", "contentBody": {"pageAccess": "UseParent"}}"#,
        ),
        (
            "p/digitalExperiences/site/Shop2/sfdc_cms__view/home/content.json",
            r#"{"contentBody": {}}"#,
        ),
    ];
    let input = input(&files);
    assert_eq!(
        input["ExperienceBundle"],
        json!({"Shop1": {
            "label": "Shop", "type": "ChatterNetworkPicasso",
            "config": {"shop": {"isAvailableToGuests": true, "type": "site"}},
            "routes": {"home": {"pageAccess": "Public", "type": "route"}},
        }})
    );
    assert_eq!(
        input["DigitalExperienceBundle"],
        json!({"site/Shop2": {
            "label": "Shop",
            "config": {"Shop2": {"authenticationType": "AUTHENTICATED_WITH_PUBLIC_ACCESS_ENABLED"}},
            "routes": {"Home__c": {"pageAccess": "UseParent"}},
        }})
    );
}

#[test]
fn folders_are_a_part_of_some_names() {
    let report =
        "<Report xmlns=\"http://soap.sforce.com/2006/04/metadata\"><name>Won</name></Report>";
    let input = input(&[
        ("p/main/reports/Sales/Won.report-meta.xml", report),
        ("p/main/reports/Service/EU/Won.report", report),
        (
            "p/main/reports/Sales-meta.xml",
            "<ReportFolder><name>Sales</name></ReportFolder>",
        ),
        (
            "p/main/reports/Service.reportFolder-meta.xml",
            "<ReportFolder><name>S</name></ReportFolder>",
        ),
    ]);
    let names: Vec<&String> = input["Report"]
        .as_object()
        .expect("reports")
        .keys()
        .collect();
    assert_eq!(names, ["Sales/Won", "Service/EU/Won"]);
}

#[test]
fn a_type_that_nobody_knows_yet_is_kept_and_said_once() {
    let thing = "<BrandNewThing xmlns=\"http://soap.sforce.com/2006/04/metadata\"><open>true</open><size>5</size><part><a>x</a></part><part><a>y</a></part></BrandNewThing>";
    let host = Memory::new(&[
        ("p/things/One.brandNewThing-meta.xml", thing),
        ("p/things/Two.brandNewThing-meta.xml", thing),
        ("p/pom.xml", "<Project><open>true</open></Project>"),
    ]);
    let ran = run(&host, "input p");
    let input: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(
        input["BrandNewThing"]["Two"],
        json!({"open": true, "size": 5, "part": [{"a": "x"}, {"a": "y"}]})
    );
    assert_eq!(input.get("Project"), None);
    let ran = run(&host, "check p --select TL --format concise");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "{}", ran.stdout);
    assert!(
        lines[0].contains("low[TL-SHAPE-002] unknown key `BrandNewThing`"),
        "{}",
        lines[0]
    );
    assert_eq!(run(&host, "import salesforce p -o out").code, 0);
    let again: Value = serde_json::from_str(&run(&host, "input out").stdout).expect("JSON");
    assert_eq!(again, input);
}

#[test]
fn a_flow_keeps_what_it_runs_as_and_what_it_touches() {
    let flow = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Flow xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <actionCalls>\n        <name>Send</name>\n        <actionName>emailSimple</actionName>\n        <actionType>emailSimple</actionType>\n        <inputParameters><name>body</name></inputParameters>\n    </actionCalls>\n    <brandNewSwitch>on</brandNewSwitch>\n    <dynamicChoiceSets>\n        <name>Choose</name>\n        <dataType>String</dataType>\n        <displayField>Name</displayField>\n        <object>Contact</object>\n    </dynamicChoiceSets>\n    <label>Look up</label>\n    <processType>AutoLaunchedFlow</processType>\n    <recordLookups>\n        <name>Get</name>\n        <filters><field>Id</field></filters>\n        <object>Account</object>\n    </recordLookups>\n    <runInMode>SystemModeWithoutSharing</runInMode>\n    <screens><name>S</name></screens>\n    <start>\n        <locationX>1</locationX>\n        <object>Case</object>\n        <triggerType>RecordAfterSave</triggerType>\n    </start>\n    <status>Active</status>\n    <variables><name>v</name></variables>\n</Flow>\n";
    let input = input(&[("p/flows/Look_up.flow-meta.xml", flow)]);
    assert_eq!(
        input["Flow"],
        json!({"Look_up": {
            "actionCalls": {"Send": {"actionName": "emailSimple", "actionType": "emailSimple"}},
            "brandNewSwitch": "on",
            "label": "Look up",
            "processType": "AutoLaunchedFlow",
            "dynamicChoiceSets": {"Choose": {"object": "Contact"}},
            "recordLookups": {"Get": {"object": "Account"}},
            "runInMode": "SystemModeWithoutSharing",
            "start": {"object": "Case", "triggerType": "RecordAfterSave"},
            "status": "Active",
        }})
    );
}

#[test]
fn a_class_and_its_settings_meet_and_the_canonical_form_says_the_same() {
    let class = "public without sharing class Orders {\n    @AuraEnabled\n    public static Order__c find(Id key) { return [SELECT Id FROM Order__c WHERE Id = :key]; }\n}\n";
    let meta = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <apiVersion>62.0</apiVersion>\n    <status>Active</status>\n</ApexClass>\n";
    let host = Memory::new(&[
        ("p/classes/Orders.cls", class),
        ("p/classes/Orders.cls-meta.xml", meta),
        ("p/classes/ns__Managed.cls", "(hidden)"),
    ]);
    let ran = run(&host, "input p");
    let first: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(
        first["ApexClass"],
        json!({
            "Orders": {
                "access": "public", "apiVersion": 62.0, "sharing": "without", "status": "Active",
                "methods": {"find": {"access": "public", "static": true, "auraEnabled": true, "parameters": [{"name": "key", "type": "Id"}]}},
                "queries": [{"object": "Order__c"}],
            },
            "ns__Managed": {"hidden": true},
        })
    );
    assert_eq!(run(&host, "import salesforce p -o out").code, 0);
    let again: Value = serde_json::from_str(&run(&host, "input out").stdout).expect("JSON");
    assert_eq!(again, first);
    let ran = run(&host, "check p --select TL");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn coverage_tells_which_objects_and_settings_there_are() {
    let object = |inner: &str| {
        format!(
            "<CustomObject xmlns=\"http://soap.sforce.com/2006/04/metadata\">{inner}</CustomObject>"
        )
    };
    let field = "<CustomField xmlns=\"http://soap.sforce.com/2006/04/metadata\"><fullName>Vip__c</fullName><type>Checkbox</type></CustomField>";
    let inline = object(
        "<fields><fullName>Vip__c</fullName></fields><validationRules><fullName>R</fullName></validationRules>",
    );
    let whole = object("<sharingModel>Private</sharingModel>");
    let settings =
        "<SharingSettings xmlns=\"http://soap.sforce.com/2006/04/metadata\"></SharingSettings>";
    let files = [
        ("p/objects/Account/fields/Vip__c.field-meta.xml", field),
        ("p/objects/Lead.object", &inline),
        ("p/objects/Case/Case.object-meta.xml", &whole),
        ("p/settings/Sharing.settings-meta.xml", settings),
    ];
    assert_eq!(
        input(&files)["coverage"],
        json!({
            "types": {"CustomObject": true, "Settings": true},
            "objects": {"Case": true},
            "settings": {"Sharing": true},
        })
    );
    let claim = "platform: salesforce\ncoverage: {objects: {Account: true, Case: true}, settings: [Security]}\n";
    let mut files = files.to_vec();
    files.push(("p/coverage.yaml", claim));
    let ran = run(&Memory::new(&files), "check p --select TL --format concise");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ran.stdout);
    assert!(lines[0].contains("p/coverage.yaml:2:31: high[TL-TENANT-004] the coverage says that `Account` was exported, but it is not here"), "{}", lines[0]);
    assert!(lines[1].contains("`Security` was exported"), "{}", lines[1]);
}

const POLICY: &str = "# METADATA\n# title: Classes share\n# custom:\n#   id: ACME-002\n#   severity: high\n#   platform: salesforce\n#   types: [ApexClass]\npackage acme.classes\n\ndeny contains violation if {\n\tsome name, class in input.ApexClass\n\tclass.sharing == \"without\"\n\tviolation := {\"message\": sprintf(\"%s runs without sharing\", [name]), \"at\": [\"ApexClass\", name, \"sharing\"], \"identity\": {\"class\": name}}\n}\n";

#[test]
fn a_finding_in_a_class_points_at_its_words_and_a_broken_class_is_an_error() {
    let host = Memory::new(&[
        (
            "p/classes/A.cls",
            "// A class.\npublic without sharing class A {\n}\n",
        ),
        ("q/classes/Cut.cls", "public class Cut { void m() {\n"),
        ("rules/classes/policy.rego", POLICY),
    ]);
    let ran = run(
        &host,
        "check p --policy rules --no-builtin --format concise",
    );
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("p/classes/A.cls:2:8: high[ACME-002] A runs without sharing"),
        "{}",
        ran.stdout
    );
    let ran = run(
        &host,
        "check q --policy rules --no-builtin --format concise",
    );
    assert_eq!(ran.code, 2);
    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert!(
        all.contains("q/classes/Cut.cls:1:29") && all.contains("TL-CODE-001"),
        "{all}"
    );
    // Nobody asks for classes here, so that none is read.
    let ran = run(&host, "check q --select SF-SITE-001 --format concise");
    assert!(!ran.stdout.contains("TL-CODE-001"), "{}", ran.stdout);
    assert!(ran.stdout.contains("TL-TENANT-006"), "{}", ran.stdout);
}
