//! Waivers: what they take, what they do not take, and what is said of them.

mod cli_support;

use cli_support::{Memory, run_args};
use serde_json::Value;

/// A guest profile with access to APIs, which is a finding of one permission.
const GUEST: &str = "Profile:
  Portal Profile:
    userLicense: Guest User License
    userPermissions:
      ApiEnabled: true
";

const WAIVERS: &str = "tenantlint-waivers.yaml";

/// What a report says of one finding: its rule, its status and the bytes that it points at.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    rule: String,
    status: String,
    file: String,
    text: String,
    help: String,
    message: String,
}

impl Found {
    fn short(&self) -> (&str, &str, &str) {
        (&self.rule, &self.status, &self.text)
    }
}

/// The findings of `check` with more arguments, on 2026-11-22 unless they say otherwise.
fn check(host: &Memory, more: &[&str]) -> Vec<Found> {
    let mut args = vec!["check", "--format", "json", "--select"];
    args.push("SF-GUEST-007,SF-PERM-011,TL-WAIVER,TL-SHAPE,TL-BASELINE");
    args.extend(more);
    let ran = run_args(host, &args);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = report["findings"].as_array().expect("findings").iter();
    let mut sources = std::collections::BTreeMap::new();
    found
        .map(|f| {
            let place = &f["primary"];
            let bytes = &place["bytes"];
            let at = |key: &str| bytes[key].as_u64().expect("a byte") as usize;
            let file = text(&place["file"]);
            let read = || host.text(&file).expect("the file");
            let source = sources.entry(file.clone()).or_insert_with(read);
            Found {
                rule: text(&f["rule"]),
                status: text(&f["status"]),
                file: text(&place["file"]),
                text: source[at("start")..at("end")].to_owned(),
                help: text(&f["help"]),
                message: text(&f["message"]),
            }
        })
        .collect()
}

fn short(found: &[Found]) -> Vec<(&str, &str, &str)> {
    found.iter().map(Found::short).collect()
}

/// The guest tenant with a list of waivers in the file beside the configuration.
fn with_waivers(list: &str) -> Memory {
    let text = format!("waivers:\n{list}");
    Memory::new(&[("tenant.yaml", GUEST), (WAIVERS, &text), (".git/HEAD", "")])
}

const GOOD: &str = "  - rule: SF-GUEST-007
    subject: {profile: Portal Profile, permission: ApiEnabled}
    reason: partner API
    owner: crm-team
    until: 2027-03-31
";

const WAIVED: (&str, &str, &str) = ("SF-GUEST-007", "waived", "true");
const OPEN: (&str, &str, &str) = ("SF-GUEST-007", "open", "true");

#[test]
fn a_waiver_takes_what_it_names_and_the_run_passes() {
    for text in [
        GOOD.to_owned(),
        GOOD.replace(", permission: ApiEnabled", ""),
        GOOD.replace("    reason", "    tenant: default\n    reason"),
        GOOD.replace("rule: SF-GUEST-007", "rule: sf-guest-007"),
        GOOD.replace(
            "subject: {profile: Portal Profile, permission: ApiEnabled}",
            "fingerprint: 371DC5C0b6c86a3183a55cd053510053",
        ),
        GOOD.replace(
            "rule: SF-GUEST-007",
            "fingerprint: \"371dc5c0b6c86a3183a55cd053510053\"",
        ),
    ] {
        let host = with_waivers(&text);
        assert_eq!(short(&check(&host, &["."])), [WAIVED], "{text}");
        let args = [
            "check",
            "--select",
            "SF-GUEST-007,TL-WAIVER",
            "--quiet",
            ".",
        ];
        assert_eq!(run_args(&host, &args).code, 0, "{text}");
        let args = [&args[..], &["--no-waivers"]].concat();
        assert_eq!(run_args(&host, &args).code, 1, "{text}");
        assert_eq!(short(&check(&host, &[".", "--no-waivers"])), [OPEN]);
        assert_eq!(short(&check(&host, &[".", "--isolated"])), [OPEN]);
    }
}

#[test]
fn a_waiver_of_something_else_takes_nothing_and_is_unused() {
    for (text, place, help) in [
        (
            GOOD.replace("Portal Profile,", "Other,"),
            "SF-GUEST-007",
            "Take it away",
        ),
        (
            GOOD.replace("profile:", "name:"),
            "SF-GUEST-007",
            "`name` is nothing",
        ),
        (
            GOOD.replace("GUEST-007", "PERM-011"),
            "SF-PERM-011",
            "Take it away",
        ),
        (
            GOOD.replace(
                "    reason",
                "    fingerprint: 00000000000000000000000000000000\n    reason",
            ),
            "SF-GUEST-007",
            "Take it away",
        ),
    ] {
        let found = check(&with_waivers(&text), &["."]);
        assert_eq!(
            short(&found),
            [OPEN, ("TL-WAIVER-003", "open", place)],
            "{text}"
        );
        assert!(found[1].help.contains(help), "{found:?}");
        assert_eq!(found[1].file, WAIVERS);
    }
}

#[test]
fn unused_is_said_only_of_what_was_judged() {
    let unused = |host: &Memory, args: &[&str]| {
        let found = check(host, args);
        found.iter().any(|f| f.rule == "TL-WAIVER-003")
    };
    let other = GOOD.replace("Portal Profile,", "Other,");
    assert!(unused(&with_waivers(&other), &["."]));
    // The tenant is not among those judged, or was not read as a whole.
    let elsewhere = other.replace("    reason", "    tenant: staging\n    reason");
    assert!(!unused(&with_waivers(&elsewhere), &["."]));
    // The rule was not asked.
    assert!(!unused(
        &with_waivers(&other),
        &[".", "--ignore", "SF-GUEST"]
    ));
    let not_read = other.replace("SF-GUEST-007", "SF-SITE-001");
    assert!(!unused(&with_waivers(&not_read), &["."]));
    // Something could not be judged.
    let broken = with_waivers(&other);
    broken.put("broken.yaml", "Profile: {");
    assert!(!unused(&broken, &["."]));
    // A folder inside is not all that the waivers speak of, unless they name its tenant.
    let host = with_waivers(&other);
    host.put(
        "in/tenant.yaml",
        &format!("tenant: {{name: staging}}\n{GUEST}"),
    );
    assert!(!unused(&host, &["in"]));
    host.put(WAIVERS, &format!("waivers:\n{elsewhere}"));
    assert!(unused(&host, &["in"]));
}

#[test]
fn a_waiver_holds_to_the_end_of_its_last_day() {
    let host = with_waivers(GOOD);
    let on = |day: &str| check(&host, &[".", "--as-of", day]);
    assert_eq!(short(&on("2027-03-31")), [WAIVED]);
    let after = on("2027-04-01");
    assert_eq!(
        short(&after),
        [OPEN, ("TL-WAIVER-002", "open", "2027-03-31")]
    );
    assert!(
        after[1].help.contains("from 2027-04-01 to 2028-04-01"),
        "{after:?}"
    );
}

#[test]
fn a_waiver_has_a_longest_life() {
    // 366 days behind 2026-03-30 is 2027-03-31.
    let host = with_waivers(GOOD);
    let on = |day: &str| check(&host, &[".", "--as-of", day]);
    assert_eq!(short(&on("2026-03-30")), [WAIVED]);
    let before = on("2026-03-29");
    assert_eq!(
        short(&before),
        [OPEN, ("TL-WAIVER-005", "open", "2027-03-31")]
    );
    assert!(before[1].help.contains("2027-03-30 or"), "{before:?}");
    host.put("tenantlint.yaml", "max-waiver-days: 30\n");
    assert_eq!(short(&on("2027-03-01")), [WAIVED]);
    assert_eq!(on("2027-02-28")[1].rule, "TL-WAIVER-005");
}

#[test]
fn what_takes_too_much_has_to_say_so() {
    let pattern = GOOD.replace("profile: Portal Profile", "profile: Portal*");
    let nothing = GOOD.replace(
        "    subject: {profile: Portal Profile, permission: ApiEnabled}\n",
        "",
    );
    for (text, place) in [
        (GOOD.replace("SF-GUEST-007", "SF-GUEST"), "SF-GUEST"),
        (GOOD.replace("SF-GUEST-007", "guest-access"), "guest-access"),
        (GOOD.replace("SF-GUEST-007", "'*'"), "'*'"),
        (GOOD.replace("SF-GUEST-007", "critical"), "critical"),
        (nothing, "SF-GUEST-007"),
        (pattern, "Portal*"),
    ] {
        let found = check(&with_waivers(&text), &["."]);
        assert_eq!(
            short(&found),
            [OPEN, ("TL-WAIVER-004", "open", place)],
            "{text}"
        );
        assert!(found[1].help.contains("broad: true"), "{found:?}");
        let meant = text.replace("    reason", "    broad: true\n    reason");
        assert_eq!(
            short(&check(&with_waivers(&meant), &["."])),
            [WAIVED],
            "{meant}"
        );
    }
}

#[test]
fn findings_about_waivers_are_never_waived() {
    let all = GOOD.replace("SF-GUEST-007", "'*'").replace(
        "    subject: {profile: Portal Profile, permission: ApiEnabled}\n",
        "    broad: true\n",
    );
    let expired = GOOD.replace("2027-03-31", "2026-01-01");
    let found = check(&with_waivers(&format!("{all}{expired}")), &["."]);
    assert_eq!(
        short(&found),
        [WAIVED, ("TL-WAIVER-002", "open", "2026-01-01")]
    );
}

#[test]
fn our_own_findings_can_be_waived() {
    let shape = "  - rule: TL-SHAPE-002
    reason: misspelt on purpose
    owner: crm-team
    until: 2027-03-31
    broad: true
";
    let tenant = GUEST.replace("userLicense", "userPermision: {}\n    userLicense");
    let host = Memory::new(&[("tenant.yaml", &tenant), (".git/HEAD", "")]);
    let found = check(&host, &["."]);
    assert!(
        found
            .iter()
            .any(|f| f.rule == "TL-SHAPE-002" && f.status == "open"),
        "{found:?}"
    );
    host.put(WAIVERS, &format!("waivers:\n{shape}"));
    let found = check(&host, &["."]);
    assert!(
        found
            .iter()
            .any(|f| f.rule == "TL-SHAPE-002" && f.status == "waived"),
        "{found:?}"
    );
}

#[test]
fn what_could_not_be_judged_is_never_waived() {
    let all = GOOD.replace("SF-GUEST-007", "'*'").replace(
        "    subject: {profile: Portal Profile, permission: ApiEnabled}\n",
        "    broad: true\n",
    );
    let code =
        |host: &Memory, args: &[&str]| run_args(host, &[&["check", "."], args].concat()).code;
    assert_eq!(
        code(&with_waivers(&all), &["--fail-on-unknown", "never"]),
        0
    );
    assert_eq!(
        code(&with_waivers(&all), &[]),
        2,
        "rules could not be evaluated"
    );
    let broken = with_waivers(&all);
    broken.put("broken.yaml", "Profile: {");
    assert_eq!(code(&broken, &["--fail-on-unknown", "never"]), 2);
}

#[test]
fn mistakes_in_files_of_waivers_are_mistakes_of_the_configuration() {
    let wrong = |text: &str, place: &str, message: &str| {
        let host = with_waivers(text);
        let ran = run_args(&host, &["check", ".", "--format", "json"]);
        assert_eq!(ran.code, 2, "{text}");
        let report: Value = serde_json::from_str(&ran.stdout).expect("a report");
        let failure = &report["failures"][0];
        assert_eq!(failure["id"], "TL-CONFIG-001", "{text}");
        let bytes = &failure["place"]["bytes"];
        let at = |key: &str| bytes[key].as_u64().expect("a byte") as usize;
        let source = host.text(WAIVERS).expect("the file");
        assert_eq!(&source[at("start")..at("end")], place, "{failure}");
        let said = failure["message"].as_str().expect("a message");
        assert!(said.contains(message), "{said}");
    };
    for key in ["reason", "owner", "until"] {
        let without: String = GOOD
            .lines()
            .filter(|l| !l.contains(key))
            .map(|l| format!("{l}\n"))
            .collect();
        wrong(&without, "rule", &format!("`waivers[0]` has no `{key}`"));
    }
    wrong(
        &GOOD.replace("rule: SF-GUEST-007", "tenant: default"),
        "tenant",
        "neither a `rule` nor a `fingerprint`",
    );
    wrong(
        &GOOD.replace("2027-03-31", "2027-02-29"),
        "2027-02-29",
        "must be a date",
    );
    wrong(
        &GOOD.replace("2027-03-31", "soon"),
        "soon",
        "must be a date",
    );
    wrong(
        &GOOD.replace("crm-team", "\" \""),
        "\" \"",
        "must not be empty",
    );
    wrong(
        &GOOD.replace("partner API", "\"a\\nb\""),
        "\"a\\nb\"",
        "one line",
    );
    wrong(
        &GOOD.replace("partner API", "\"a\\u001b[2Jb\""),
        "\"a\\u001b[2Jb\"",
        "control",
    );
    wrong(
        &GOOD.replace("rule: SF-GUEST-007", "rule: SF-GUEST-777"),
        "SF-GUEST-777",
        "`SF-GUEST-777` is no id",
    );
    wrong(
        &GOOD.replace("rule: SF-GUEST-007", "rule: TL-WAIVER-003"),
        "TL-WAIVER-003",
        "cannot be waived",
    );
    wrong(
        &GOOD.replace("rule: SF-GUEST-007", "fingerprint: 12345"),
        "12345",
        "32 hexadecimal digits",
    );
    wrong(
        &GOOD.replace("owner", "ownr"),
        "ownr",
        "is no key of `waivers[0]`",
    );
    wrong(
        &GOOD.replace("    until", "    broad: maybe\n    until"),
        "maybe",
        "`true` or `false`",
    );
}

#[test]
fn the_configuration_holds_waivers_and_names_their_file() {
    let config = format!("waivers:\n{GOOD}");
    let host = Memory::new(&[("tenant.yaml", GUEST), ("tenantlint.yaml", &config)]);
    assert_eq!(short(&check(&host, &["."])), [WAIVED]);
    let host = Memory::new(&[
        ("tenant.yaml", GUEST),
        ("tenantlint.yaml", "waivers-file: agreed/waivers.yaml\n"),
        ("agreed/waivers.yaml", &config),
    ]);
    assert_eq!(short(&check(&host, &["."])), [WAIVED]);
    host.drop("agreed/waivers.yaml");
    let ran = run_args(&host, &["check", "."]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stdout
            .contains("there is no file `agreed/waivers.yaml`"),
        "{ran:?}"
    );
}

#[test]
fn a_huge_file_of_waivers_ends() {
    let mut text = String::new();
    for n in 0..5_000 {
        text.push_str(&GOOD.replace("Portal Profile,", &format!("P{n},")));
    }
    text.push_str(GOOD);
    let found = check(&with_waivers(&text), &["."]);
    assert_eq!(
        found.iter().filter(|f| f.rule == "TL-WAIVER-003").count(),
        5_000
    );
    assert_eq!(found[0].short(), WAIVED);
    let host = with_waivers(&"x".repeat(70 << 20));
    assert_eq!(run_args(&host, &["check", "."]).code, 2);
}
