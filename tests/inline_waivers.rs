//! Waivers in comments: what they cover, in YAML and XML, and what is said of those that are wrong.

mod cli_support;

use std::collections::BTreeSet;
use std::sync::Arc;

use cli_support::{Memory, run_args};
use serde_json::Value;
use tenantlint::lint::{self, Demands, Judged, Selection, Settings, Silent};
use tenantlint::source::SourceMap;

/// Text in which `«` and `»` stand around each place that a finding about a waiver is to point at.
fn marked(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut plain = String::new();
    let (mut start, mut places) = (0, Vec::new());
    for c in text.chars() {
        match c {
            '«' => start = plain.len(),
            '»' => places.push((start, plain.len())),
            c => plain.push(c),
        }
    }
    (plain, places)
}

/// Judges one file. Findings of rules are told as `ID@line`, with `!` where they are open; those
/// about waivers as their ids, and they must point exactly at the marks.
fn check(name: &str, text: &str) -> Vec<String> {
    let (plain, mut want) = marked(text);
    let host = Memory::new(&[(name, &plain), (".git/HEAD", "")]);
    let select = "SF-GUEST-007,SF-PERM-011,SF-PERM-002,TL-WAIVER";
    let args = ["check", "--format", "json", "--select", select, "."];
    let ran = run_args(&host, &args);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    assert!(
        report["failures"].as_array().is_some_and(Vec::is_empty),
        "{ran:?}"
    );
    let mut told = Vec::new();
    let mut got = Vec::new();
    for finding in report["findings"].as_array().expect("findings") {
        let rule = finding["rule"].as_str().expect("an id");
        let place = &finding["primary"];
        if rule.starts_with("TL-WAIVER") {
            let at = |key: &str| place["bytes"][key].as_u64().expect("a byte") as usize;
            got.push((at("start"), at("end")));
            told.push(rule.to_owned());
        } else {
            let open = if finding["status"] == "open" { "!" } else { "" };
            told.push(format!("{open}{rule}@{}", place["start"]["line"]));
        }
    }
    got.sort_unstable();
    want.sort_unstable();
    assert_eq!(got, want, "places in {plain}: {report:#}");
    told.sort();
    told
}

const SAYS: &str = "tenantlint: waive SF-GUEST-007 until 2027-03-31 by crm-team: partner API";

#[test]
fn at_the_end_of_a_line_it_covers_the_entry_that_begins_there() {
    let tenant = |first: &str, second: &str, key: &str| {
        format!(
            "Profile:
  Portal Profile:{key}
    userLicense: Guest User License
    userPermissions:
      ApiEnabled: true{first}
      ApexRestServices: true{second}
"
        )
    };
    let says = format!(" # {SAYS}");
    let one = check("t.yaml", &tenant(&says, "", ""));
    assert_eq!(one, ["!SF-GUEST-007@6", "SF-GUEST-007@5"]);
    let other = check("t.yaml", &tenant("", &says, ""));
    assert_eq!(other, ["!SF-GUEST-007@5", "SF-GUEST-007@6"]);
    let both = check("t.yaml", &tenant("", "", &says));
    assert_eq!(both, ["SF-GUEST-007@5", "SF-GUEST-007@6"]);
    let windows = tenant(&says, "", "").replace('\n', "\r\n");
    assert_eq!(check("t.yaml", &windows), one);
    let wide = tenant(&says, "", "").replace("partner API", "提携先 API 😀");
    assert_eq!(check("t.yaml", &format!("\u{feff}{wide}")), one);
}

#[test]
fn on_a_line_of_its_own_it_covers_the_next_entry() {
    let tenant = |place: usize| {
        let mut lines = vec![
            "Profile:",
            "  Portal Profile:",
            "    userLicense: Guest User License",
            "    userPermissions:",
            "      ApiEnabled: true",
            "      ApexRestServices: true",
        ];
        let says = format!("  #   {SAYS}");
        lines.insert(place, &says);
        lines.join("\n")
    };
    for (place, want) in [
        (1, ["SF-GUEST-007@6", "SF-GUEST-007@7"]),
        (3, ["SF-GUEST-007@6", "SF-GUEST-007@7"]),
        (4, ["!SF-GUEST-007@7", "SF-GUEST-007@6"]),
        (5, ["!SF-GUEST-007@5", "SF-GUEST-007@7"]),
    ] {
        assert_eq!(check("t.yaml", &tenant(place)), want, "{place}");
    }
    let nothing = tenant(6).replace(&format!("#   {SAYS}"), &format!("«#   {SAYS}»"));
    let told = check("t.yaml", &nothing);
    assert_eq!(
        told,
        ["!SF-GUEST-007@5", "!SF-GUEST-007@6", "TL-WAIVER-001"]
    );
}

#[test]
fn a_line_of_a_flow_mapping_is_a_line() {
    let tenant = format!(
        "Profile: {{Portal Profile: {{userLicense: Guest User License,
  userPermissions: {{
    ApiEnabled: true, # {SAYS}
    ApexRestServices: true}}}}}}
"
    );
    assert_eq!(
        check("t.yaml", &tenant),
        ["!SF-GUEST-007@4", "SF-GUEST-007@3"]
    );
    let list = format!(
        "_tag: Profile
fullName: Portal Profile
userLicense: Guest User License
userPermissions:
- {{enabled: true, name: ApiEnabled}} # {SAYS}
- enabled: true
  name: ApexRestServices
"
    );
    assert_eq!(
        check("t.yaml", &list),
        ["!SF-GUEST-007@6", "SF-GUEST-007@5"]
    );
    let scalar = format!(
        "{list}loginHours:\n- one # {}\n",
        SAYS.replace("SF-GUEST-007", "«SF-GUEST-007»")
    );
    let scalar = scalar.replacen(&format!(" # {SAYS}"), "", 1);
    let told = check("t.yaml", &scalar);
    assert!(told.contains(&"TL-WAIVER-003".to_owned()), "{told:?}");
    // At the end of an item's first line it is that line's entry, above the item all of it.
    let block = list.replace("- enabled: true\n", &format!("- enabled: true # {SAYS}\n"));
    assert_eq!(
        check("t.yaml", &block),
        ["SF-GUEST-007@5", "SF-GUEST-007@6"]
    );
    let above = list.replace("- enabled: true\n", &format!("# {SAYS}\n- enabled: true\n"));
    assert_eq!(
        check("t.yaml", &above),
        ["SF-GUEST-007@5", "SF-GUEST-007@7"]
    );
}

#[test]
fn an_absent_setting_is_waived_where_it_belongs() {
    let tenant = |says: &str| {
        format!(
            "Profile:
  Admin:{says}
    custom: false
    userLicense: Salesforce
    userPermissions:
      ModifyAllData: true
      ViewAllData: true
ProfileSessionSetting:
  Admin_session: {{profile: admin, requiredSessionLevel: HIGH_ASSURANCE}}
"
        )
    };
    let about = |rule: &str| format!(" # {}", SAYS.replace("SF-GUEST-007", rule));
    let open = check("t.yaml", &tenant(""));
    assert!(open.contains(&"!SF-PERM-011@2".to_owned()), "{open:?}");
    let waived = check("t.yaml", &tenant(&about("SF-PERM-011")));
    assert!(waived.contains(&"SF-PERM-011@2".to_owned()), "{waived:?}");
    assert!(!waived.iter().any(|t| t.starts_with("TL-")), "{waived:?}");
}

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Profile xmlns="http://soap.sforce.com/2006/04/metadata">
    <userLicense>Guest User License</userLicense>
    <userPermissions>
        <enabled>true</enabled>
        <name>ApiEnabled</name>
    </userPermissions>
    <userPermissions>
        <enabled>true</enabled>
        <name>ApexRestServices</name>
    </userPermissions>
</Profile>
"#;

#[test]
fn in_xml_it_covers_elements() {
    let name = "profiles/Portal Profile.profile-meta.xml";
    let says = format!("<!-- {SAYS} -->");
    let with = |from: &str, to: &str| check(name, &XML.replacen(from, to, 1));
    assert_eq!(check(name, XML), ["!SF-GUEST-007@5", "!SF-GUEST-007@9"]);
    let end = with(
        "<userPermissions>\n",
        &format!("<userPermissions> {says}\n"),
    );
    assert_eq!(end, ["!SF-GUEST-007@9", "SF-GUEST-007@5"]);
    let value = with("</enabled>\n", &format!("</enabled>{says}\n"));
    assert_eq!(value, ["!SF-GUEST-007@9", "SF-GUEST-007@5"]);
    let above = with(
        "    <userPermissions>\n",
        &format!("    {says}\n    <userPermissions>\n"),
    );
    assert_eq!(above, ["!SF-GUEST-007@10", "SF-GUEST-007@6"]);
    let root = with("<Profile", &format!("{says}\n<Profile"));
    assert_eq!(root, ["SF-GUEST-007@10", "SF-GUEST-007@6"]);
    let lines = says.replace(" by ", "\r\n   by ");
    let long = with(
        "    <userPermissions>\n",
        &format!("    {lines}\r\n    <userPermissions>\n"),
    );
    assert_eq!(long, ["!SF-GUEST-007@11", "SF-GUEST-007@7"]);
    let closing = with(
        "</userPermissions>\n",
        &format!("</userPermissions>«{says}»\n"),
    );
    assert_eq!(
        closing,
        ["!SF-GUEST-007@5", "!SF-GUEST-007@9", "TL-WAIVER-001"]
    );
}

/// A guest's finding with a comment beside it.
fn beside(comment: &str) -> Vec<String> {
    let tenant = format!(
        "Profile:
  Portal Profile:
    userLicense: Guest User License
    userPermissions:
      ApiEnabled: true {comment}
"
    );
    check("t.yaml", &tenant)
}

#[test]
fn a_comment_that_is_not_understood_is_a_finding() {
    for wrong in [
        "«# tenantlint:»",
        "# tenantlint: «wave» SF-GUEST-007 until 2027-03-31 by a: b",
        "«# tenantlint waive SF-GUEST-007 until 2027-03-31 by a: b»",
        "# «tenantlint: waive»",
        "# «tenantlint: waive until 2027-03-31 by a: b»",
        "# «tenantlint: waive SF-GUEST-007 by a: b»",
        "# «tenantlint: waive SF-GUEST-007 until»",
        "# tenantlint: waive SF-GUEST-007 until «2027-02-29» by a: b",
        "# tenantlint: waive SF-GUEST-007 until «tomorrow» by a: b",
        "# tenantlint: waive SF-GUEST-007 until «2027-03-31:» b",
        "# «tenantlint: waive SF-GUEST-007 until 2027-03-31 crm: b»",
        "# «tenantlint: waive SF-GUEST-007 until 2027-03-31 by a»",
        "# «tenantlint: waive SF-GUEST-007 until 2027-03-31 by : b»",
        "# «tenantlint: waive SF-GUEST-007 until 2027-03-31 by a:»",
        "# tenantlint: waive «SF-GUEST-777» until 2027-03-31 by a: b",
        "# tenantlint: waive «TL-WAIVER-002» until 2027-03-31 by a: b",
        "# tenantlint: waive «TL-WAIVER» broad: true until 2027-03-31 by a: b",
    ] {
        let wrong = match wrong.strip_prefix("«# tenantlint") {
            Some(rest) => format!("# «tenantlint{rest}"),
            None => wrong.to_owned(),
        };
        assert_eq!(
            beside(&wrong),
            ["!SF-GUEST-007@5", "TL-WAIVER-001"],
            "{wrong}"
        );
    }
    for other in [
        "# tenantlint judges this",
        "# waived by tenantlint: waive it",
        "# see tenantlint.yaml",
    ] {
        assert_eq!(beside(other), ["!SF-GUEST-007@5"], "{other}");
    }
}

#[test]
fn what_is_wrong_with_a_comment_is_shown_at_its_place() {
    let about = |from: &str, to: &str| beside(&format!("# {}", SAYS.replace(from, to)));
    assert_eq!(about("", ""), ["SF-GUEST-007@5"]);
    let expired = about("2027-03-31", "«2026-11-21»");
    assert_eq!(expired, ["!SF-GUEST-007@5", "TL-WAIVER-002"]);
    let unused = about("SF-GUEST-007", "«SF-PERM-011»");
    assert_eq!(unused, ["!SF-GUEST-007@5", "TL-WAIVER-003"]);
    let broad = about("SF-GUEST-007", "«SF-GUEST»");
    assert_eq!(broad, ["!SF-GUEST-007@5", "TL-WAIVER-004"]);
    let meant = about("SF-GUEST-007", "SF-GUEST-007 broad: true");
    assert_eq!(meant, ["SF-GUEST-007@5"]);
    let long = about("2027-03-31", "«2027-11-24»");
    assert_eq!(long, ["!SF-GUEST-007@5", "TL-WAIVER-005"]);
}

#[test]
fn more_than_one_component_has_to_be_meant() {
    let tenant = |comment: &str| {
        format!(
            "Profile: {comment}
  Portal Profile:
    userLicense: Guest User License
    userPermissions: {{ApiEnabled: true}}
  Other Profile:
    userLicense: Guest User License
    userPermissions: {{ApiEnabled: true}}
"
        )
    };
    let told = check("t.yaml", &tenant(&format!("«# {SAYS}»")));
    assert_eq!(
        told,
        ["!SF-GUEST-007@4", "!SF-GUEST-007@7", "TL-WAIVER-004"]
    );
    let meant = SAYS.replace("SF-GUEST-007", "SF-GUEST-007 broad: true");
    let told = check("t.yaml", &tenant(&format!("# {meant}")));
    assert_eq!(told, ["SF-GUEST-007@4", "SF-GUEST-007@7"]);
}

#[test]
fn hostile_comments_end_and_steer_no_terminal() {
    let mut many = "Profile:\n  Portal Profile:\n    userLicense: Guest User License\n".to_owned();
    for n in 0..1_001 {
        let says = format!("# {SAYS}");
        let says = if n == 1_000 {
            format!("«{says}»")
        } else {
            says.replace("SF-GUEST-007", "«SF-GUEST-007»")
        };
        many.push_str(&format!("    key{n}: 1 {says}\n"));
    }
    let told = check("t.yaml", &many);
    assert_eq!(told.iter().filter(|t| *t == "TL-WAIVER-001").count(), 1);
    let reason = SAYS.replace("partner", "a\u{1b}b\u{85}");
    let xml = XML.replacen(
        "<userPermissions>\n",
        &format!("<userPermissions> <!-- {reason} -->\n"),
        1,
    );
    for (name, text) in [
        (
            "t.yaml",
            format!(
                "Profile:\n  P: # {}\n    userLicense: Guest User License\n    userPermissions: {{ApiEnabled: true}}\n",
                SAYS.replace("partner", "a\u{202e}\u{85}b")
            ),
        ),
        ("profiles/P.profile-meta.xml", xml),
    ] {
        let host = Memory::new(&[(name, &text), (".git/HEAD", "")]);
        for format in ["human", "concise", "json"] {
            let ran = run_args(&host, &["check", "--format", format, "--verbose", "."]);
            let all = format!("{}{}", ran.stdout, ran.stderr);
            let raw = |c: char| matches!(c, '\u{1b}' | '\u{85}' | '\u{202e}');
            assert!(!all.contains(raw), "{name} {format}: {all}");
        }
    }
}

#[test]
fn rules_that_are_left_out_for_once_are_no_mistake() {
    let tenant = format!("Profile:\n  P: # {SAYS}\n    userLicense: Guest User License\n");
    let waivers =
        "waivers: [{rule: SF-GUEST-001, subject: {a: b}, reason: a, owner: b, until: 2027-01-01}]";
    let host = Memory::new(&[("t.yaml", &*tenant), ("tenantlint-waivers.yaml", waivers)]);
    let ran = run_args(
        &host,
        &["check", "--no-builtin", "--format", "concise", "."],
    );
    assert_eq!((ran.code, &*ran.stdout), (0, ""), "{ran:?}");
}

/// The file as one tenant, judged with settings of the test.
fn judge(text: &str, known: Option<BTreeSet<String>>) -> Judged {
    let host = Memory::new(&[("t.yaml", text)]);
    let settings = Settings {
        paths: vec![".".into()],
        demands: Arc::new(Demands {
            selection: Selection {
                select: vec!["SF-GUEST-007".into(), "TL-WAIVER".into()],
                ..Selection::default()
            },
            ..Demands::default()
        }),
        known_inline: known.map(Arc::new),
        ..Settings::default()
    };
    lint::judge(&host, &settings, SourceMap::new(), &Silent)
}

#[test]
fn the_key_of_a_comment_survives_moving_and_reformatting_and_nothing_else() {
    let tenant = |says: &str| {
        format!(
            "Profile:\n  Portal Profile:\n    userLicense: Guest User License\n    userPermissions:\n      ApiEnabled: true # {says}\n"
        )
    };
    let key = |text: &str| {
        let judged = judge(text, None);
        assert_eq!(judged.inline_waivers.len(), 1, "{text}");
        judged.inline_waivers[0].key.clone()
    };
    let one = key(&tenant(SAYS));
    let moved = format!(
        "# a line more\nProfile: {{Portal Profile: {{\n  userPermissions: {{\n    #  {}\n    ApiEnabled: true\n  }},\n  userLicense: Guest User License}}}}\n",
        SAYS.replace(' ', "  ")
    );
    assert_eq!(key(&moved), one);
    let waiver = &judge(&tenant(SAYS), None).inline_waivers[0];
    assert_eq!(
        waiver.path,
        "Profile.\"Portal Profile\".userPermissions.ApiEnabled"
    );
    assert_eq!(
        (
            &*waiver.rule,
            &*waiver.owner,
            &*waiver.reason,
            &*waiver.until,
            &*waiver.tenant
        ),
        (
            "SF-GUEST-007",
            "crm-team",
            "partner API",
            "2027-03-31",
            "default"
        )
    );
    for (from, to) in [
        ("2027-03-31", "2027-04-30"),
        ("crm-team", "it"),
        ("partner", "any"),
        ("SF-GUEST-007", "SF-GUEST-006"),
        (" until", " broad: true until"),
    ] {
        assert_ne!(key(&tenant(&SAYS.replace(from, to))), one, "{to}");
    }
    assert_ne!(
        key(&tenant(SAYS).replace("ApiEnabled", "ApexRestServices")),
        one
    );
    assert_ne!(
        key(&format!("tenant: {{name: other}}\n{}", tenant(SAYS))),
        one
    );
}

#[test]
fn a_comment_that_is_not_admitted_waives_nothing_and_is_told() {
    let text = format!(
        "Profile:\n  Portal Profile:\n    userLicense: Guest User License\n    userPermissions:\n      ApiEnabled: true # {SAYS}\n"
    );
    let all = judge(&text, None);
    let status = |judged: &Judged| {
        judged
            .report
            .findings
            .iter()
            .map(|f| format!("{} {}", f.rule, f.status.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(status(&all), ["SF-GUEST-007 waived"]);
    let none = judge(&text, Some(BTreeSet::new()));
    assert_eq!(status(&none), ["SF-GUEST-007 open"]);
    assert_eq!(none.inline_waivers.len(), 1);
    assert!(!none.inline_waivers[0].admitted);
    let known = BTreeSet::from([all.inline_waivers[0].key.clone()]);
    let again = judge(&text, Some(known));
    assert_eq!(status(&again), ["SF-GUEST-007 waived"]);
    assert!(again.inline_waivers[0].admitted);
}
