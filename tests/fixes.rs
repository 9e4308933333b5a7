//! Fixes as a user sees them: what is written, what is refused, and what is left alone.
//!
//! Every rule that states a fix is held to it on its own bad example; the real projects are fixed in
//! a copy, as XML and as imported YAML, where `TENANTLINT_CORPUS` leads to them.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test reads and writes files, and says what it skipped"
)]

mod cli_support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cli_support::{Memory, Ran, run_args};
use serde_json::Value;

const BINARY: &str = env!("CARGO_BIN_EXE_tenantlint");

/// A tenant with a safe fix (View All) and an opt-in one (the standard pages).
const TENANT: &str = "\
# The portal.
Profile:
  Portal: # guests
    userLicense: Guest User License
    objectPermissions:
      Order:
        allowRead: true
        viewAllRecords: true # for the shop window
CustomSite:
  Portal:
    active: true
    clickjackProtectionLevel: SameOriginOnly
    guestProfile: Portal
    allowStandardPortalPages: true
";

fn fixed(host: &Memory, args: &[&str]) -> Ran {
    run_args(host, args)
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn a_fix_changes_its_value_and_nothing_else() {
    let host = Memory::new(&[("t.yaml", TENANT)]);
    let ran = fixed(
        &host,
        &[
            "check",
            "--fix",
            "--select",
            "SF-GUEST-002,SF-SITE-004",
            "t.yaml",
        ],
    );
    let want = TENANT.replace("viewAllRecords: true", "viewAllRecords: false");
    assert_eq!(host.text("t.yaml"), Some(want.clone()));
    // What is left counts.
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("fixed SF-GUEST-002 Take View All Records on Order away"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("fixed 1 finding in 1 file; 1 more with --unsafe-fixes"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("[SF-SITE-004]") && !ran.stdout.contains("[SF-GUEST-002]"),
        "{}",
        ran.stdout
    );
    // A second run changes nothing.
    let again = fixed(
        &host,
        &[
            "check",
            "--fix",
            "--select",
            "SF-GUEST-002,SF-SITE-004",
            "t.yaml",
        ],
    );
    assert_eq!(host.text("t.yaml"), Some(want));
    assert!(
        again
            .stdout
            .contains("nothing was fixed; 1 more with --unsafe-fixes"),
        "{}",
        again.stdout
    );

    let all = fixed(
        &host,
        &[
            "check",
            "--fix",
            "--unsafe-fixes",
            "--select",
            "SF-GUEST-002,SF-SITE-004",
            "t.yaml",
        ],
    );
    assert_eq!(all.code, 0, "{}", all.stdout);
    let text = host.text("t.yaml").expect("the file");
    assert!(
        text.contains("    allowStandardPortalPages: false\n"),
        "{text}"
    );
}

#[test]
fn a_diff_shows_what_would_change_and_changes_nothing() {
    for args in [
        ["check", "--diff", "t.yaml"].as_slice(),
        &["check", "--fix", "--dry-run", "t.yaml"],
        &["check", "--fix-only", "--dry-run", "t.yaml"],
    ] {
        let host = Memory::new(&[("t.yaml", TENANT)]);
        let ran = fixed(&host, args);
        assert_eq!(host.text("t.yaml").as_deref(), Some(TENANT));
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let want = "\
--- a/t.yaml
+++ b/t.yaml
@@ -5,7 +5,7 @@
     objectPermissions:
       Order:
         allowRead: true
-        viewAllRecords: true # for the shop window
+        viewAllRecords: false # for the shop window
 CustomSite:
   Portal:
     active: true
";
        assert_eq!(ran.stdout, want);
        assert!(
            ran.stderr.contains("would fix 1 finding in 1 file"),
            "{}",
            ran.stderr
        );
    }
    let clean = Memory::new(&[("t.yaml", "Profile: {P: {custom: true}}\n")]);
    let ran = fixed(&clean, &["check", "--diff", "t.yaml"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
}

#[test]
fn fix_only_reports_nothing_of_what_is_left() {
    let host = Memory::new(&[("t.yaml", TENANT)]);
    let ran = fixed(&host, &["check", "--fix-only", "t.yaml"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(
        ran.stderr.contains("fixed 1 finding in 1 file"),
        "{}",
        ran.stderr
    );
    // Where a program reads the report, the account is for people all the same.
    let host = Memory::new(&[("t.yaml", TENANT)]);
    let ran = fixed(&host, &["check", "--fix", "--format", "csv", "t.yaml"]);
    assert!(
        ran.stderr.contains("fixed 1 finding in 1 file"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stdout.contains("SF-GUEST-002"), "{}", ran.stdout);
}

#[test]
fn what_is_left_is_told_where_no_report_follows() {
    for args in [
        ["fix", "t.yaml"].as_slice(),
        &["check", "--fix-only", "t.yaml"],
    ] {
        let host = Memory::new(&[("t.yaml", TENANT)]);
        let ran = fixed(&host, args);
        let last = ran.stderr.trim_end().lines().last().unwrap_or_default();
        assert!(
            last.contains(" left, and ")
                && last.contains(" that could not judge: `tenantlint check` shows them"),
            "{}",
            ran.stderr
        );
    }
    // A slip of the pen is nothing that a fix mends, and "nothing was fixed" is not all there is.
    let slip = TENANT.replace("viewAllRecords", "viewAllRecord");
    let host = Memory::new(&[("t.yaml", &slip)]);
    let ran = fixed(&host, &["fix", "--select", "TL-SHAPE", "t.yaml"]);
    assert!(
        ran.stderr
            .contains("1 finding left: `tenantlint check` shows them"),
        "{}",
        ran.stderr
    );
    let host = Memory::new(&[("t.yaml", TENANT)]);
    let ran = fixed(&host, &["fix", "--select", "SF-GUEST-002", "t.yaml"]);
    assert!(!ran.stderr.contains(" left"), "{}", ran.stderr);
}

fn fingerprint(host: &Memory, rule: &str) -> String {
    let ran = run_args(host, &["check", ".", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).expect("a report");
    let all = report["findings"].as_array().expect("findings");
    let finding = all.iter().find(|f| f["rule"] == rule).expect("it is found");
    finding["fingerprint"].as_str().expect("a text").to_owned()
}

#[test]
fn one_finding_is_fixed_by_its_fingerprint() {
    let host = Memory::new(&[("t.yaml", TENANT)]);
    let own = fingerprint(&host, "SF-GUEST-002");
    let site = fingerprint(&host, "SF-SITE-004");
    let refused = fixed(&host, &["fix", &site[..8], "t.yaml"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("with --unsafe-fixes SF-SITE-004"),
        "{}",
        refused.stderr
    );
    let done = fixed(&host, &["fix", "--unsafe-fixes", &site, "t.yaml"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(
        done.stdout.contains("+    allowStandardPortalPages: false"),
        "{}",
        done.stdout
    );
    let text = host.text("t.yaml").expect("the file");
    assert!(
        text.contains("viewAllRecords: true"),
        "only the named one is fixed"
    );
    let done = fixed(&host, &["fix", &own.to_uppercase(), "t.yaml"]);
    assert_eq!(done.code, 0, "{}", done.stderr);

    let unknown = fixed(&host, &["fix", "0123456789", "t.yaml"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("no finding has a fingerprint"),
        "{}",
        unknown.stderr
    );
    let host = Memory::new(&[("t.yaml", TENANT)]);
    let without = fingerprint(&host, "SF-GUEST-001");
    let without = fixed(&host, &["fix", &without[..8], "t.yaml"]);
    assert_eq!(without.code, 1, "{}", without.stderr);
    assert!(
        without.stderr.contains("its rule knows no fix"),
        "{}",
        without.stderr
    );
}

#[test]
fn what_stands_for_several_is_changed_where_that_is_right_for_all() {
    let shared = |admin: &str| {
        format!(
            "Profile:\n  Portal:\n    userLicense: Guest User License\n    objectPermissions:\n      Order: &open {{allowRead: true, viewAllRecords: true}}\n  {admin}:\n    userLicense: {}\n    objectPermissions: {{Order: *open}}\n",
            if admin == "Second" {
                "Guest User License"
            } else {
                "Salesforce"
            }
        )
    };
    // Both are guests: the definition is right for both.
    let host = Memory::new(&[("t.yaml", &shared("Second"))]);
    let ran = fixed(&host, &["fix", "--select", "SF-GUEST-002", "t.yaml"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let want = shared("Second").replace("viewAllRecords: true", "viewAllRecords: false");
    assert_eq!(host.text("t.yaml"), Some(want), "{}", ran.stderr);
    // An employee's profile uses it as well.
    let host = Memory::new(&[("t.yaml", &shared("Staff"))]);
    let ran = fixed(&host, &["fix", "--select", "SF-GUEST-002", "t.yaml"]);
    assert_eq!(host.text("t.yaml"), Some(shared("Staff")));
    assert!(
        ran.stderr.contains("not fixed SF-GUEST-002")
            && ran.stderr.contains(
                "it would change Profile.Staff.objectPermissions.Order.viewAllRecords as well"
            ),
        "{}",
        ran.stderr
    );
}

/// A policy whose fix is what the test says.
fn policy(fix: &str) -> String {
    format!(
        "# METADATA\n# title: Site is public\n# scope: package\n# description: d\n# custom:\n#   id: ACME-001\n#   severity: high\n#   family: site\n#   types: [CustomSite]\n#   unit: a site\n#   remediation: r\npackage acme.site\n\ndeny contains violation if {{\n\tsome name, site in input.CustomSite\n\tsite.active == true\n\tat := [\"CustomSite\", name, \"active\"]\n\tviolation := {{\"message\": \"public\", \"at\": at, \"identity\": {{\"site\": name}}, \"fixes\": [{{\"title\": \"close it\", \"safe\": true, \"edits\": [{fix}]}}]}}\n}}\n"
    )
}

fn with_policy(fix: &str, tenant: &str) -> (Ran, String) {
    let host = Memory::new(&[("p/policy.rego", &policy(fix)), ("t.yaml", tenant)]);
    let ran = fixed(&host, &["fix", "--policy", "p", "--no-builtin", "t.yaml"]);
    let text = host.text("t.yaml").expect("the file");
    (ran, text)
}

const SITE: &str = "CustomSite:\n  A:\n    # on air\n    active: true # now\n    masterLabel: A\n";

#[test]
fn a_policy_may_set_remove_and_add() {
    let (ran, text) = with_policy("{\"op\": \"set\", \"at\": at, \"value\": false}", SITE);
    assert_eq!(text, SITE.replace("true", "false"), "{}", ran.stderr);
    let (ran, text) = with_policy("{\"op\": \"remove\", \"at\": at}", SITE);
    assert_eq!(
        text, "CustomSite:\n  A:\n    masterLabel: A\n",
        "{}",
        ran.stderr
    );
    let more = "{\"op\": \"set\", \"at\": at, \"value\": false}, {\"op\": \"add\", \"at\": [\"CustomSite\", name, \"description\"], \"value\": \"closed\"}, {\"op\": \"set\", \"at\": [\"CustomSite\", name, \"siteIframeWhiteListUrls\"], \"value\": [{\"url\": \"a.example\"}]}";
    let (ran, text) = with_policy(more, SITE);
    let want = "CustomSite:\n  A:\n    # on air\n    active: false # now\n    description: closed\n    masterLabel: A\n    siteIframeWhiteListUrls:\n      - url: \"a.example\"\n";
    assert_eq!(text, want, "{}", ran.stderr);
}

#[test]
fn a_fix_that_does_not_mend_is_not_made() {
    let (ran, text) = with_policy(
        "{\"op\": \"set\", \"at\": [\"CustomSite\", name, \"masterLabel\"], \"value\": \"B\"}",
        SITE,
    );
    assert_eq!(text, SITE);
    assert!(
        ran.stderr
            .contains("the finding would still be there: public"),
        "{}",
        ran.stderr
    );
    let (ran, text) = with_policy(
        "{\"op\": \"set\", \"at\": [\"CustomSite\", \"B\", \"active\"], \"value\": false}",
        SITE,
    );
    assert_eq!(text, SITE);
    assert!(
        ran.stderr.contains("`CustomSite.B` is in no file")
            || ran.stderr.contains("still be there"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.code, 0, "no finding was named");
    // What is gone with its component is out of sight, and not mended: the base still had it.
    let two = format!("{SITE}  B: {{active: true, active2: 1}}\n");
    let (ran, text) = with_policy(
        "{\"op\": \"set\", \"at\": [\"CustomSite\", \"A\", \"active\"], \"value\": false}",
        &two,
    );
    assert!(text.contains("active: false # now"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("not fixed ACME-001"),
        "one of them changes the other's site: {}",
        ran.stderr
    );
}

/// A fix that widens elsewhere is refused though its own finding goes.
#[test]
fn a_fix_that_opens_something_else_is_not_made() {
    let fix = "{\"op\": \"set\", \"at\": at, \"value\": false}, {\"op\": \"set\", \"at\": [\"Profile\", \"Portal\", \"objectPermissions\", \"Order\", \"modifyAllRecords\"], \"value\": true}";
    let tenant = format!("{TENANT}Settings: {{}}\n");
    let host = Memory::new(&[("p/policy.rego", &policy(fix)), ("t.yaml", &tenant)]);
    // The rule that would see it is not selected, and judges all the same.
    let ran = fixed(
        &host,
        &["fix", "--policy", "p", "--select", "ACME-001", "t.yaml"],
    );
    assert_eq!(host.text("t.yaml"), Some(tenant));
    assert!(ran.stderr.contains("not fixed ACME-001"), "{}", ran.stderr);
    assert!(ran.stderr.contains("would come: "), "{}", ran.stderr);
}

/// A policy that wants a permission of each profile to be stated as not given, and a length to be
/// stated at all.
const STATED: &str = r#"# METADATA
# title: Not stated
# scope: package
# description: d
# custom:
#   id: ACME-003
#   severity: high
#   family: stated
#   types: [Profile, Settings]
#   unit: a setting
#   remediation: r
package acme.stated

deny contains violation if {
	some name, profile in input.Profile
	not profile.userPermissions.RunFlow == false
	at := ["Profile", name, "userPermissions", "RunFlow"]
	violation := {"message": "not denied", "at": at, "identity": {"profile": name}, "fixes": [{"title": "deny it", "safe": true, "edits": [{"op": "set", "at": at, "value": false}]}]}
}

deny contains violation if {
	some name, settings in input.Settings
	not settings.passwordPolicies.minimumPasswordLength
	at := ["Settings", name, "passwordPolicies", "minimumPasswordLength"]
	violation := {"message": "no length", "at": at, "identity": {"settings": name}, "fixes": [{"title": "state it", "safe": true, "edits": [{"op": "set", "at": at, "value": "12"}]}]}
}
"#;

/// What is missing comes in the form in which its neighbours are written, in whatever form that is.
#[test]
fn what_is_missing_is_written_as_its_neighbours_are() {
    let xml = |inner: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <custom>true</custom>\n{inner}    <userLicense>Salesforce</userLicense>\n</Profile>\n"
        )
    };
    let permission = |name: &str| {
        format!(
            "    <userPermissions>\n        <enabled>false</enabled>\n        <name>{name}</name>\n    </userPermissions>\n"
        )
    };
    let behind = |text: String, more: &str| {
        text.replace(
            "    <userLicense>Salesforce</userLicense>\n",
            &format!("    <userLicense>Salesforce</userLicense>\n{more}"),
        )
    };
    let settings = |inner: &str| {
        format!(
            "<SecuritySettings xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <enableAdminLoginAsAnyUser>false</enableAdminLoginAsAnyUser>\n{inner}</SecuritySettings>\n"
        )
    };
    let cases = [
        // A first one of its kind, and one more.
        ("profiles/P.profile-meta.xml", xml(""), behind(xml(""), &permission("RunFlow"))),
        (
            "profiles/P.profile-meta.xml",
            behind(xml(""), &permission("ApiEnabled")),
            behind(xml(""), &(permission("ApiEnabled") + &permission("RunFlow"))),
        ),
        (
            "settings/Security.settings-meta.xml",
            settings(""),
            settings("    <passwordPolicies>\n        <minimumPasswordLength>12</minimumPasswordLength>\n    </passwordPolicies>\n"),
        ),
        // The canonical form, a list, and the order of the original.
        (
            "t.yaml",
            "Profile:\n  P:\n    custom: true\n".to_owned(),
            "Profile:\n  P:\n    custom: true\n    userPermissions:\n      RunFlow: false\n".to_owned(),
        ),
        (
            "P.profile-meta.yaml",
            "_tag: Profile\nuserPermissions:\n- enabled: false\n  name: ApiEnabled\n# end\n".to_owned(),
            "_tag: Profile\nuserPermissions:\n- enabled: false\n  name: ApiEnabled\n- enabled: false\n  name: RunFlow\n# end\n".to_owned(),
        ),
        (
            "Security.settings-meta.yaml",
            "_tag: SecuritySettings\n_children:\n- enableAdminLoginAsAnyUser: false\n".to_owned(),
            "_tag: SecuritySettings\n_children:\n- enableAdminLoginAsAnyUser: false\n- passwordPolicies:\n    minimumPasswordLength: \"12\"\n".to_owned(),
        ),
        (
            "Security.settings-meta.json",
            "{\"_tag\": \"SecuritySettings\", \"passwordPolicies\": {}}".to_owned(),
            "{\"_tag\": \"SecuritySettings\", \"passwordPolicies\": {\"minimumPasswordLength\": \"12\"}}".to_owned(),
        ),
    ];
    for (name, before, want) in cases {
        let host = Memory::new(&[("p/policy.rego", STATED), (name, &before)]);
        let ran = fixed(&host, &["fix", "--policy", "p", "--no-builtin", name]);
        assert_eq!(host.text(name), Some(want), "{name}: {}", ran.stderr);
    }
}

/// A policy by the name of its package that wants a length of at least so much.
fn at_least(id: &str, package: &str, least: u32) -> String {
    format!(
        "# METADATA\n# title: Too short\n# scope: package\n# description: d\n# custom:\n#   id: {id}\n#   severity: high\n#   family: length\n#   types: [Settings]\n#   unit: a tenant\n#   remediation: r\npackage acme.{package}\n\ndeny contains violation if {{\n\tat := [\"Settings\", \"Security\", \"passwordPolicies\", \"minimumPasswordLength\"]\n\tto_number(input.Settings.Security.passwordPolicies.minimumPasswordLength) < {least}\n\tviolation := {{\"message\": \"short\", \"at\": at, \"identity\": {{\"setting\": \"length\"}}, \"fixes\": [{{\"title\": \"lengthen it to {least}\", \"safe\": true, \"edits\": [{{\"op\": \"set\", \"at\": at, \"value\": \"{least}\"}}]}}]}}\n}}\n"
    )
}

#[test]
fn fixes_that_contradict_each_other_take_turns() {
    let tenant =
        "Settings:\n  Security:\n    passwordPolicies:\n      minimumPasswordLength: '5' # old\n";
    let host = Memory::new(&[
        ("p/eight/policy.rego", &at_least("ACME-008", "eight", 8)),
        ("p/twelve/policy.rego", &at_least("ACME-012", "twelve", 12)),
        ("t.yaml", tenant),
    ]);
    let ran = fixed(&host, &["fix", "--policy", "p", "--no-builtin", "t.yaml"]);
    let text = host.text("t.yaml").expect("the file");
    assert_eq!(text, tenant.replace("'5'", "'12'"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("fixed 2 findings in 1 file"),
        "{}",
        ran.stderr
    );
}

#[test]
fn one_fix_that_cannot_be_proven_holds_up_no_other() {
    let grant = |name: &str, license: &str, granted: &str| {
        format!(
            "  {name}:\n    userLicense: {license}\n    objectPermissions: {{Order: {granted}}}\n"
        )
    };
    let open = "{allowRead: true, viewAllRecords: true}";
    let mut tenant = "Profile:\n".to_owned();
    for name in ["A", "B", "C"] {
        tenant.push_str(&grant(name, "Guest User License", open));
    }
    tenant.push_str(&grant("D", "Guest User License", &format!("&d {open}")));
    tenant.push_str(&grant("E", "Salesforce", "*d"));
    for name in ["F", "G"] {
        tenant.push_str(&grant(name, "Guest User License", open));
    }
    let host = Memory::new(&[("t.yaml", &tenant)]);
    let ran = fixed(&host, &["fix", "--select", "SF-GUEST-002", "t.yaml"]);
    let text = host.text("t.yaml").expect("the file");
    assert_eq!(text.matches("viewAllRecords: false").count(), 5, "{text}");
    assert!(
        text.contains("&d {allowRead: true, viewAllRecords: true}"),
        "{text}"
    );
    assert!(
        ran.stderr
            .contains("fixed 5 findings in 1 file; 1 fix could not be proven"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_package_deploys_just_what_changed() {
    let host = Memory::new(&[("t.yaml", TENANT)]);
    let ran = fixed(&host, &["fix", "--dry-run", "--package", "out", "t.yaml"]);
    assert_eq!(host.text("out/package.xml"), None);
    assert!(
        ran.stderr.contains("would write 2 files to deploy to out"),
        "{}",
        ran.stderr
    );
    let ran = fixed(&host, &["fix", "--package", "out", "t.yaml"]);
    assert!(
        ran.stderr.contains("wrote 2 files to deploy to out"),
        "{}",
        ran.stderr
    );
    let profile = host
        .text("out/profiles/Portal.profile")
        .expect("it is written");
    let want = "    <objectPermissions>\n        <allowRead>true</allowRead>\n        <object>Order</object>\n        <viewAllRecords>false</viewAllRecords>\n    </objectPermissions>\n</Profile>\n";
    assert!(profile.ends_with(want), "{profile}");
    assert!(
        !profile.contains("userLicense"),
        "only what changed: {profile}"
    );
    let manifest = host.text("out/package.xml").expect("it is written");
    assert!(
        manifest.contains("<members>Portal</members>\n        <name>Profile</name>"),
        "{manifest}"
    );
    // What is there is not written over, and nothing is fixed either.
    host.put("t.yaml", TENANT);
    let ran = fixed(&host, &["fix", "--package", "out", "t.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("`--package out` is there already"),
        "{}",
        ran.stderr
    );
    assert_eq!(host.text("t.yaml").as_deref(), Some(TENANT));
    // What nothing deploys is said before anything is written.
    let plain = "ports:\n  - 22\n  - 23 # old\n";
    let rego = "# METADATA\n# title: Telnet\n# custom:\n#   id: ACME-001\n#   severity: high\npackage acme.telnet\n\ndeny contains v if {\n\tsome i, port in input.ports\n\tport == 23\n\tv := {\"message\": \"telnet\", \"at\": [\"ports\", i], \"identity\": {\"port\": \"telnet\"}, \"fixes\": [{\"title\": \"close it\", \"safe\": true, \"edits\": [{\"op\": \"remove\", \"at\": [\"ports\", i]}]}]}\n}\n";
    let host = Memory::new(&[("u.yaml", plain), ("p/a.rego", rego)]);
    let ran = fixed(
        &host,
        &[
            "fix",
            "--policy",
            "p",
            "--no-builtin",
            "--package",
            "o",
            "u.yaml",
        ],
    );
    assert_eq!(
        host.text("u.yaml").as_deref(),
        Some(plain),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("a file of no platform"),
        "{}",
        ran.stderr
    );
    let ran = fixed(&host, &["fix", "--policy", "p", "--no-builtin", "u.yaml"]);
    let text = host.text("u.yaml");
    assert_eq!(text.as_deref(), Some("ports:\n  - 22\n"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_fixed_where_it_stands_is_said() {
    let host = Memory::new(&[("t.yaml", TENANT)]).stdin(TENANT);
    for args in [
        ["check", "--fix", "-"].as_slice(),
        &["fix", "-"],
        &["check", "--fix", "--staged"],
        &["check", "--fix", "--since", "HEAD"],
        &["check", "--unsafe-fixes", "t.yaml"],
        &["check", "--dry-run", "t.yaml"],
        &["check", "--diff", "--format", "json", "t.yaml"],
    ] {
        let ran = fixed(&host, args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(
            ran.stderr.starts_with("error: "),
            "{args:?}: {}",
            ran.stderr
        );
    }
    assert_eq!(host.text("t.yaml").as_deref(), Some(TENANT));
    // A broken file beside it: nothing hides that it was not judged.
    let host = Memory::new(&[("t.yaml", TENANT), ("u.yaml", "a: [\n")]);
    let ran = fixed(&host, &["fix", "."]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("u.yaml"), "{}", ran.stderr);
}

fn program(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(BINARY);
    command.current_dir(folder).args(args).env("NO_COLOR", "1");
    command.output().expect("the program runs")
}

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_links() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = fresh("fix-permissions");
    let (file, link) = (folder.join("real.yaml"), folder.join("t.yaml"));
    std::fs::write(&file, TENANT.replace('\n', "\r\n")).expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("set");
    std::os::unix::fs::symlink("real.yaml", &link).expect("linked");
    let ran = program(&folder, &["fix", "t.yaml"]);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let text = std::fs::read_to_string(&file).expect("read");
    let want = TENANT.replace("viewAllRecords: true", "viewAllRecords: false");
    assert_eq!(text, want.replace('\n', "\r\n"));
    let mode = std::fs::metadata(&file)
        .expect("there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(
        std::fs::symlink_metadata(&link)
            .expect("there")
            .is_symlink()
    );
    let names: Vec<_> = std::fs::read_dir(&folder).expect("read").collect();
    assert_eq!(names.len(), 2, "nothing is left behind");

    std::fs::write(&file, TENANT).expect("written");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o440)).expect("set");
    let ran = program(&folder, &["fix", "t.yaml"]);
    assert_eq!(ran.status.code(), Some(2));
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(said.contains("t.yaml: it may not be written to"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).expect("read"), TENANT);
}

#[test]
fn a_file_that_changed_since_is_never_overwritten() {
    use tenantlint::host::{Disk, Host as _, Replaced};
    let folder = fresh("fix-changed");
    let file = folder.join("t.yaml");
    std::fs::write(&file, "theirs").expect("written");
    let replaced = Disk.replace(&file, b"old", b"new");
    assert_eq!(replaced, Ok(Replaced::Changed));
    assert_eq!(std::fs::read(&file).expect("read"), b"theirs");
    assert_eq!(Disk.replace(&file, b"theirs", b"new"), Ok(Replaced::Done));
    assert_eq!(std::fs::read(&file).expect("read"), b"new");
    assert!(Disk.replace(&folder.join("none"), b"", b"new").is_err());
}

/// The folders of the bundled rules, with their bad examples.
fn rules() -> Vec<(String, PathBuf)> {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/salesforce");
    let folders = std::fs::read_dir(policies).expect("the policies");
    let mut rules: Vec<_> = folders
        .map(|folder| folder.expect("a folder").path())
        .filter(|folder| folder.join("bad.yaml").exists())
        .map(|folder| {
            let text = std::fs::read_to_string(folder.join("policy.rego")).expect("a policy");
            let id = text.lines().find_map(|l| l.strip_prefix("#   id: "));
            (id.expect("an id").to_owned(), folder.join("bad.yaml"))
        })
        .collect();
    rules.sort();
    rules
}

fn findings(host: &Memory, args: &[&str]) -> Vec<Value> {
    let ran = run_args(host, args);
    let report: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}"));
    report["findings"].as_array().expect("findings").clone()
}

/// Lines that differ between two texts of which one has more lines at single places.
fn changed(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let mut gone = lines(before)
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let mut come = Vec::new();
    for line in lines(after) {
        match gone.iter().position(|old| old == line) {
            Some(at) => drop(gone.remove(at)),
            None => come.push(line.to_owned()),
        }
    }
    (gone, come)
}

#[test]
fn every_stated_fix_mends_its_own_bad_example() {
    let mut with_fixes = 0;
    let mut edited = 0;
    for (id, path) in rules() {
        let text = std::fs::read_to_string(&path).expect("an example");
        let as_of = text.lines().find_map(|l| l.strip_prefix("# as-of: "));
        let as_of = as_of.unwrap_or("2026-11-01");
        let host = Memory::new(&[("bad.yaml", &text)]);
        let common = ["--as-of", as_of, "--select", &id, "bad.yaml"];
        let report = [["check", "--format", "json"].as_slice(), &common].concat();
        let before = findings(&host, &report);
        let fixable: Vec<_> = before
            .iter()
            .filter(|f| f["fixes"] != Value::Array(Vec::new()))
            .collect();
        if fixable.is_empty() {
            continue;
        }
        with_fixes += 1;
        let ran = run_args(
            &host,
            &[["fix", "--unsafe-fixes"].as_slice(), &common].concat(),
        );
        assert_eq!(ran.code, 0, "{id}: {}", ran.stderr);
        assert!(!ran.stderr.contains("not fixed"), "{id}: {}", ran.stderr);
        let after = findings(&host, &report);
        assert_eq!(after.len(), before.len() - fixable.len(), "{id}");
        let left = after
            .iter()
            .filter(|f| f["fixes"] != Value::Array(Vec::new()));
        assert_eq!(left.count(), 0, "{id}");
        // Each line that is new stands for one edit, and what it replaces differs by the value alone.
        let new = host.text("bad.yaml").expect("the file");
        let (gone, come) = changed(&text, &new);
        let edits: usize = fixable
            .iter()
            .map(|f| f["fixes"][0]["edits"].as_array().map_or(0, Vec::len))
            .sum();
        assert!(
            come.len() <= edits,
            "{id}: {} lines for {edits} edits\n{}",
            come.len(),
            ran.stdout
        );
        let comments = |lines: &[String]| {
            let words = lines
                .iter()
                .filter_map(|l| l.split_once(" #").map(|(_, c)| c.to_owned()));
            words.collect::<Vec<_>>()
        };
        assert_eq!(comments(&gone), comments(&come), "{id}: no comment is lost");
        edited += come.len();
        // A second run has nothing to do.
        let again = run_args(
            &host,
            &[["fix", "--unsafe-fixes"].as_slice(), &common].concat(),
        );
        assert_eq!(again.stdout, "", "{id}");
        assert_eq!(host.text("bad.yaml"), Some(new), "{id}");
    }
    // All that the catalogue calls safe or opt-in.
    assert_eq!(with_fixes, 70);
    assert!(edited > 100, "{edited}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry").path();
        let target = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            let bytes = std::fs::read(&entry).expect("read");
            std::fs::write(target, bytes).expect("written");
        }
    }
}

fn texts(folder: &Path, below: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder.join(below)).expect("a folder") {
        let entry = entry.expect("an entry");
        let path = below.join(entry.file_name());
        if entry.path().is_dir() {
            texts(folder, &path, all);
        } else {
            all.insert(path, std::fs::read(entry.path()).expect("read"));
        }
    }
}

/// The findings fixed and the lines changed, with the opt-in fixes, in XML and in imported YAML.
const REAL: [(&str, usize, usize); 3] = [
    ("NebulaLogger", 14, 14),
    ("Summit-Events-App", 2, 2),
    ("ebikes-lwc", 7, 7),
];

#[test]
fn real_projects_are_fixed_line_by_line() {
    let Ok(corpus) = std::env::var("TENANTLINT_CORPUS") else {
        eprintln!("skipped: TENANTLINT_CORPUS is not set");
        return;
    };
    for (name, fixed, lines) in REAL {
        let project = Path::new(&corpus).join("salesforce/inputs").join(name);
        let folder = fresh(&format!("fix-{name}"));
        copy(&project, &folder.join("xml"));
        let imported = program(&folder, &["import", "salesforce", "xml", "-o", "yaml"]);
        assert!(
            imported.status.success(),
            "{}",
            String::from_utf8_lossy(&imported.stderr)
        );
        for form in ["xml", "yaml"] {
            let mut before = BTreeMap::new();
            texts(&folder.join(form), Path::new(""), &mut before);
            let args = [
                "fix",
                "--isolated",
                "--unsafe-fixes",
                "--as-of",
                "2026-11-01",
                form,
            ];
            let ran = program(&folder, &args);
            let said = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert_eq!(ran.status.code(), Some(0), "{name} {form}: {said}");
            assert!(
                said.contains(&format!("fixed {fixed} findings in")),
                "{name} {form}: {said}"
            );
            assert!(!said.contains("not fixed"), "{name} {form}: {said}");
            let mut after = BTreeMap::new();
            texts(&folder.join(form), Path::new(""), &mut after);
            assert!(
                before.keys().eq(after.keys()),
                "{name} {form}: no file comes or goes"
            );
            let mut count = 0;
            for (path, old) in &before {
                let (old, new) = (
                    String::from_utf8_lossy(old),
                    String::from_utf8_lossy(&after[path]),
                );
                let pairs = old.split('\n').zip(new.split('\n'));
                assert_eq!(
                    old.split('\n').count(),
                    new.split('\n').count(),
                    "{}",
                    path.display()
                );
                for (was, is) in pairs.filter(|(was, is)| was != is) {
                    count += 1;
                    let indent = |line: &str| line.len() - line.trim_start().len();
                    assert_eq!(indent(was), indent(is), "{}", path.display());
                }
            }
            assert_eq!(count, lines, "{name} {form}");
        }
    }
}
