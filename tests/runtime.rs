//! Record counts and guest users, in every form in which the platform gives them.

mod cli_support;

use cli_support::{Memory, run};
use serde_json::{Value, json};

const TENANT: &str =
    "platform: salesforce\nCustomSite: {Shop: {active: true, masterLabel: Shop}}\n";

fn runtime(files: &[(&str, &str)]) -> Value {
    let mut all = vec![("t/tenant.yaml", TENANT)];
    all.extend(files);
    let flags: Vec<String> = files
        .iter()
        .map(|(name, _)| format!("--runtime {name}"))
        .collect();
    let ran = run(&Memory::new(&all), &format!("input t {}", flags.join(" ")));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let input: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    input["runtime"].clone()
}

#[test]
fn every_form_of_an_answer_says_the_same() {
    let counts = json!({"recordCounts": {"Account": 1381735, "Lead": 3}});
    for (name, text) in [
        (
            "c.json",
            r#"{"sObjects":[{"count":1381735,"name":"Account"},{"count":3,"name":"Lead"}]}"#,
        ),
        ("c.csv", "name,count\nAccount,1381735\nLead,3\n"),
        (
            "c.csv",
            "\u{feff}\"sObject\",\"Count\"\r\n\"Account\",\"1381735\"\r\n\r\n\"Lead\",\"3\"",
        ),
        ("c.yaml", "recordCounts: {Account: 1381735, Lead: 3}"),
        (
            "c.yaml",
            "runtime:\n  recordCounts: {Account: 1381735, Lead: 3}",
        ),
    ] {
        assert_eq!(runtime(&[(name, text)]), counts, "{text}");
    }
    let users =
        json!({"guestUsers": {"Shop": {"nickname": "Shop", "profile": "Shop, the \"Profile\""}}});
    for (name, text) in [
        (
            "u.csv",
            "CommunityNickname,Profile.Name,UserType\nShop,\"Shop, the \"\"Profile\"\"\",Guest\nAda,Sales,Standard\n",
        ),
        (
            "u.json",
            r#"{"totalSize":2,"done":true,"records":[{"attributes":{"type":"User","url":"/x"},"CommunityNickname":"Shop","UserType":"Guest","Profile":{"attributes":{"type":"Profile"},"Name":"Shop, the \"Profile\""}},{"CommunityNickname":"Ada","UserType":"Standard","Profile":{"Name":"Sales"}}]}"#,
        ),
        (
            "u.json",
            r#"{"status":0,"result":{"records":[{"CommunityNickname":"Shop","Profile":{"Name":"Shop, the \"Profile\""}}],"totalSize":1,"done":true},"warnings":[]}"#,
        ),
        (
            "u.json",
            r#"[{"CommunityNickname":"Shop","Profile.Name":"Shop, the \"Profile\""}]"#,
        ),
    ] {
        assert_eq!(runtime(&[(name, text)]), users, "{text}");
    }
}

#[test]
fn permission_sets_come_by_their_assignments_and_files_add_up() {
    let users = "CommunityNickname,Profile.Name\nShop,Shop Profile\n";
    let sets = "Assignee.CommunityNickname,Assignee.UserType,PermissionSet.Name,PermissionSet.IsOwnedByProfile,PermissionSetGroup.DeveloperName\nShop,Guest,X00ex,true,\nShop,Guest,Catalogue,false,\nShop,Guest,Orders,false,Everything\nAda,Standard,Admins,false,\n";
    assert_eq!(
        runtime(&[("u.csv", users), ("s.csv", sets), ("c.csv", "name,count\n")]),
        json!({"guestUsers": {"Shop": {
            "nickname": "Shop", "profile": "Shop Profile",
            "permissionSets": ["Catalogue", "Orders"], "permissionSetGroups": ["Everything"],
        }}})
    );
}

#[test]
fn what_makes_no_sense_is_told_at_its_place() {
    for (text, place, message) in [
        (
            "name,count\nAccount,many\n",
            "x.csv:2:9",
            "`runtime.recordCounts.Account` is a text, but must be a whole number",
        ),
        (
            "name,count\nAccount\n",
            "x.csv:2:1",
            "this row has 1 cells, and the first row has 2",
        ),
        (
            "name,count\n\"Account,3\n",
            "x.csv:2:1",
            "this quote is not closed",
        ),
        (
            "name,count\n\"Account\"x,3\n",
            "x.csv:2:10",
            "something stands behind the closing quote",
        ),
        (
            "colour,size\nred,3\n",
            "x.csv:1:1",
            "x.csv holds neither record counts nor guest users",
        ),
        (
            "Username,UserType\nx@y.example,Guest\n",
            "x.csv:2:1",
            "this guest user has no `CommunityNickname`",
        ),
    ] {
        let host = Memory::new(&[("t/tenant.yaml", TENANT), ("x.csv", text)]);
        let ran = run(&host, "check t --runtime x.csv --format concise");
        assert_ne!(ran.code, 0);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert!(
            all.contains(place) && all.contains(message),
            "{text}: {all}"
        );
    }
}
