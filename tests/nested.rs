//! A configuration further in tightens what is demanded of the tenants below its folder, and of no
//! other.

mod cli_support;
mod git_support;

use cli_support::{Memory, run};
use git_support::Repo;
use serde_json::{Value, json};

/// A guest may call APIs, and anybody may frame the pages of the site.
const TENANT: &str = "\
Profile:
  Shop Profile:
    userLicense: Guest User License
    userPermissions: {ApiEnabled: true, PasswordNeverExpires: true}
CustomSite:
  Shop:
    active: true
    clickjackProtectionLevel: AllowAllFraming
";

const OUTER: &str = "\
tenants:
  - {name: production, include: [t/production/**]}
  - {name: staging, include: [t/staging/**]}
";

const INNER: &str = "t/production/tenantlint.yaml";

/// What the two rules say of the tenant.
const GUEST: &str = "critical SF-GUEST-007";
const SITE: &str = "high SF-SITE-001";

const GUEST_ONLY: &str = "select: [SF-GUEST-007]\n";
const BOTH: &str = "select: [SF-GUEST-007, SF-SITE-001]\n";

/// Two tenants beside each other, with more in the configuration of the run, and one further in.
fn two(outer: &str, inner: &str) -> Memory {
    Memory::new(&[
        (".git/HEAD", ""),
        ("tenantlint.yaml", &format!("{OUTER}{outer}")),
        (INNER, inner),
        ("t/production/org.yaml", TENANT),
        ("t/staging/org.yaml", TENANT),
    ])
}

fn report(host: &Memory, args: &str) -> (u8, Value) {
    let ran = run(host, &format!("check --format json {args}"));
    let report = serde_json::from_str(&ran.stdout).expect(&ran.stderr);
    (ran.code, report)
}

/// The findings of a tenant as `severity rule`, in their order.
fn found(report: &Value, tenant: &str) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings");
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let own = findings.iter().filter(|f| f["subject"]["tenant"] == tenant);
    own.map(|f| format!("{} {}", word(&f["severity"]), word(&f["rule"])))
        .collect()
}

/// What is found in the two tenants.
#[track_caller]
fn finds(host: &Memory, args: &str, code: u8, production: &[&str], staging: &[&str]) {
    let (exit, report) = report(host, args);
    assert_eq!(report["failures"], json!([]));
    assert_eq!(found(&report, "production"), production, "production");
    assert_eq!(found(&report, "staging"), staging, "staging");
    assert_eq!(exit, code);
}

/// The inner configuration is refused at the place between `«` and `»`, and nothing is judged.
#[track_caller]
fn refuses(outer: &str, inner: &str, message: &str) {
    let start = inner.find('«').expect("a place is marked");
    let plain = inner.replace('«', "");
    let end = plain.find('»').expect("it ends");
    let host = two(outer, &plain.replace('»', ""));
    let (code, report) = report(&host, "");
    let failures = report["failures"].as_array().expect("failures");
    assert_eq!((code, failures.len()), (2, 1), "{inner}: {failures:#?}");
    let failure = &failures[0];
    assert_eq!(failure["message"], message, "{inner}");
    let place = &failure["place"];
    let bytes = (&place["bytes"]["start"], &place["bytes"]["end"]);
    assert_eq!(place["file"], INNER, "{inner}");
    assert_eq!(bytes, (&json!(start), &json!(end)), "{inner}");
    let help = failure["help"].as_str().unwrap_or_default();
    assert!(help.contains("move it to `tenantlint.yaml`"), "{help}");
    assert_eq!(report["findings"], json!([]));
}

#[test]
fn a_rule_that_is_selected_further_in_judges_there_alone() {
    let host = two(GUEST_ONLY, "select: [SF-SITE-001]\n");
    for args in ["", "t", "t/staging t/production", "t/*/org.yaml"] {
        finds(&host, args, 1, &[GUEST, SITE], &[GUEST]);
    }
    for args in ["t/production", "t/production/org.yaml"] {
        finds(&host, args, 1, &[GUEST, SITE], &[]);
    }
    let stdin = two(GUEST_ONLY, "select: [SF-SITE-001]\n").stdin(TENANT);
    let args = "- --stdin-filename t/production/org.yaml";
    finds(&stdin, args, 1, &[GUEST, SITE], &[]);
    let (_, said) = report(&host, "t/staging");
    assert_eq!(
        said["counts"]["rules"], 1,
        "what nobody asks is not counted"
    );
}

#[test]
fn what_is_ignored_further_out_is_selected_further_in() {
    let host = two(
        "select: [SF-GUEST-007, SF-SITE]\nignore: [SF-SITE]\n",
        "select: [SF-SITE-001]\n",
    );
    finds(&host, "", 1, &[GUEST, SITE], &[GUEST]);
    let host = two("ignore: [SF-SITE-001]\n", "select: [SF-SITE-001]\n");
    let (_, said) = report(&host, "");
    assert!(found(&said, "production").contains(&SITE.to_owned()));
    assert!(!found(&said, "staging").contains(&SITE.to_owned()));
    assert!(found(&said, "staging").contains(&GUEST.to_owned()));
}

#[test]
fn a_severity_that_is_raised_further_in_counts_there_alone() {
    let raised = "severity: {SF-SITE-001: critical}\n";
    let host = two(&format!("{BOTH}fail-on: critical\n"), raised);
    let critical = [GUEST, "critical SF-SITE-001"];
    finds(&host, "", 1, &critical, &[GUEST, SITE]);
    // It is also chosen where that severity is.
    let host = two("select: [SF-SITE-001]\nfail-on: critical\n", raised);
    finds(&host, "", 1, &critical[1..], &[SITE]);
    finds(&host, "t/staging", 0, &[], &[SITE]);
    // What is lowered for all is what may be raised for one.
    let host = two(
        &format!("{BOTH}severity: {{SF-SITE-001: low}}\n"),
        "severity: {SF-SITE-001: medium}\n",
    );
    let (medium, low) = ("medium SF-SITE-001", "low SF-SITE-001");
    finds(&host, "", 1, &[GUEST, medium], &[GUEST, low]);
}

#[test]
fn thresholds_further_in_are_those_of_its_tenants() {
    let host = two(
        "select: [SF-SITE-001]\nfail-on: critical\n",
        "fail-on: high\n",
    );
    finds(&host, "", 1, &[SITE], &[SITE]);
    finds(&host, "t/staging", 0, &[], &[SITE]);
    let (_, said) = report(&host, "");
    let fails = |n: usize| {
        (
            &said["findings"][n]["subject"]["tenant"],
            &said["findings"][n]["fails"],
        )
    };
    assert_eq!(fails(0), (&json!("production"), &json!(true)));
    assert_eq!(fails(1), (&json!("staging"), &json!(false)));
    // A rule that lacks what it reads is no pass where less is let pass.
    let host = two(
        "select: [SF-SITE-001]\nfail-on: never\nfail-on-unknown: never\n",
        "fail-on-unknown: high\n",
    );
    let lacking = TENANT.replace("    clickjackProtectionLevel: AllowAllFraming\n", "");
    host.put("t/staging/org.yaml", &lacking);
    finds(&host, "", 0, &[SITE], &[]);
    host.put("t/production/org.yaml", &lacking);
    finds(&host, "", 2, &[], &[]);
}

#[test]
fn what_the_program_says_in_its_own_name_is_raised_too() {
    let host = two("select: [TL-SHAPE]\n", "severity: {TL-SHAPE-002: high}\n");
    for tenant in ["production", "staging"] {
        let text = TENANT.replace("active:", "actve:");
        host.put(&format!("t/{tenant}/org.yaml"), &text);
    }
    finds(&host, "", 1, &["high TL-SHAPE-002"], &["low TL-SHAPE-002"]);
}

#[test]
fn what_would_loosen_is_refused_at_its_place() {
    let only = "a configuration further in may only tighten, and this ";
    for (outer, inner, what) in [
        (
            "",
            "version: 1\n«ignore»: [SF-SITE-001]\n",
            "adds to `ignore`: `SF-SITE-001`",
        ),
        (
            "",
            "severity:\n  «SF-SITE-001»: low\n",
            "gives SF-SITE-001 the severity low, from high",
        ),
        (
            "severity: {SF-SITE-001: critical}\n",
            "severity: {«SF-SITE-001»: high}\n",
            "gives SF-SITE-001 the severity high, from critical",
        ),
        (
            "",
            "severity: {«TL-SHAPE-001»: info}\n",
            "gives TL-SHAPE-001 the severity info, from high",
        ),
        (
            "",
            "«fail-on»: medium\n",
            "sets `fail-on` to medium, from low",
        ),
        (
            "fail-on: high\n",
            "«fail-on»: never\n",
            "sets `fail-on` to never, from high",
        ),
        (
            "",
            "«fail-on-unknown»: never\n",
            "sets `fail-on-unknown` to never, from critical",
        ),
        (
            "",
            "«select»: [SF-SITE-001]\n",
            "takes from `select`: `all that is not named now`",
        ),
        (
            "",
            "waivers:\n  - rule: «SF-SITE-001»\n    subject: {site: Shop}\n    reason: public\n    owner: crm\n    until: 2027-03-31\n",
            "waives SF-SITE-001, site Shop until 2027-03-31",
        ),
    ] {
        refuses(outer, inner, &format!("{only}{what}"));
    }
}

#[test]
fn a_parameter_belongs_to_the_run() {
    refuses(
        "",
        "params:\n  salesforce:\n    «public_objects»: [Product__c]\n",
        "only its rule knows whether it tightens that this sets the parameter `salesforce.public_objects` to [\"Product__c\"]",
    );
    let same = "params: {salesforce: {public_objects: [Product__c]}}\n";
    finds(
        &two(&format!("{GUEST_ONLY}{same}"), same),
        "",
        1,
        &[GUEST],
        &[GUEST],
    );
}

#[test]
fn what_is_settled_for_the_whole_run_is_refused_at_its_place() {
    for (inner, why) in [
        (
            "«tenants»: [{name: production, include: [org.yaml]}]\n",
            "`tenants` has no place here: which files are whose is settled once for the whole run",
        ),
        (
            "«exclude»: [org.yaml]\n",
            "`exclude` has no place here: which files are read is settled once for the whole run",
        ),
        (
            "«policies»: {builtin: false}\n",
            "`policies` has no place here: policies are loaded once for the whole run",
        ),
        (
            "«runtime»: [runtime.yaml]\n",
            "`runtime` has no place here: these files are read once for the whole run",
        ),
        (
            "«waivers-file»: mine.yaml\n",
            "`waivers-file` has no place here: waivers are weighed once for the whole run",
        ),
        (
            "«max-waiver-days»: 10\n",
            "`max-waiver-days` has no place here: waivers are weighed once for the whole run",
        ),
        (
            "«baseline»: mine.yaml\n",
            "`baseline` has no place here: there is one baseline for the whole run",
        ),
        (
            "«limits»: {max-rule-time: 10}\n",
            "`limits` has no place here: limits hold for the whole run",
        ),
    ] {
        refuses("", inner, why);
    }
}

#[test]
fn a_mistake_further_in_is_one_and_a_flag_hides_no_loosening() {
    let host = two(GUEST_ONLY, "selct: [SF-SITE-001]\n");
    let ran = run(&host, "check --format concise");
    assert_eq!(ran.code, 2);
    let said = "t/production/tenantlint.yaml:1:1: error[TL-CONFIG-001] `selct` is no key";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    let host = two(GUEST_ONLY, "severity: {SF-SITE-999: critical}\n");
    let ran = run(&host, "check --format concise");
    assert!(
        ran.stdout.contains("there is no rule `SF-SITE-999`"),
        "{}",
        ran.stdout
    );
    let host = two("", "fail-on: never\n");
    assert_eq!(run(&host, "check --fail-on never").code, 2);
    let host = two(GUEST_ONLY, "");
    host.put("t/staging/tenantlint.yml", "select: [SF-SITE-001]\n");
    let ran = run(&host, "check");
    let said = "`t/staging/tenantlint.yml` is not read";
    assert!(ran.code == 2 && ran.stdout.contains(said), "{}", ran.stdout);
}

#[test]
fn flags_beat_what_is_said_further_in() {
    let host = two(GUEST_ONLY, "select: [SF-SITE-001]\nfail-on: info\n");
    finds(&host, "--select SF-GUEST-007", 1, &[GUEST], &[GUEST]);
    finds(&host, "--ignore SF-SITE-001", 1, &[GUEST], &[GUEST]);
    finds(&host, "--fail-on never", 0, &[GUEST, SITE], &[GUEST]);
}

#[test]
fn a_tenant_with_files_elsewhere_is_not_of_the_folder() {
    let host = two(GUEST_ONLY, "select: [SF-SITE-001]\n");
    let outer = OUTER.replace("t/production/**", "t/production/**, t/more.yaml");
    host.put("tenantlint.yaml", &format!("{outer}{GUEST_ONLY}"));
    finds(&host, "", 1, &[GUEST, SITE], &[GUEST]);
    host.put("t/more.yaml", "CustomObject: {Product__c: {}}\n");
    finds(&host, "", 1, &[GUEST], &[GUEST]);
    let said = "the configuration `t/production/tenantlint.yaml` does not apply to tenant `production`, which has files outside its folder too, such as t/more.yaml";
    for command in ["check", "config"] {
        let ran = run(&host, command);
        let text = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.matches(said).count(), 1, "{text}");
    }
}

#[test]
fn each_stands_on_the_one_around_it() {
    let middle = "select: [SF-SITE-001]\nseverity: {SF-SITE-001: critical}\n";
    let host = two(GUEST_ONLY, "fail-on: info\n");
    host.put("t/tenantlint.yaml", middle);
    let raised = "critical SF-SITE-001";
    finds(&host, "", 1, &[GUEST, raised], &[GUEST, raised]);
    // What only the middle one demands may not be taken back further in.
    host.put(INNER, "severity: {SF-SITE-001: high}\n");
    let ran = run(&host, "check --format concise t/staging t/production");
    assert_eq!(ran.code, 2);
    let help = run(&host, "check").stdout;
    assert!(help.contains("move it to `t/tenantlint.yaml`"), "{help}");
    assert!(
        ran.stdout.contains("t/production/tenantlint.yaml:1:12: error[TL-CONFIG-001] a configuration further in may only tighten, and this gives SF-SITE-001 the severity high, from critical"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_is_found_by_nobody_further_in_changes_nothing() {
    // A configuration that no file of a tenant lies below is nobody's.
    let host = two(GUEST_ONLY, "");
    host.put("docs/tenantlint.yaml", "fail-on: never\n");
    host.put("docs/page.yaml", "a: 1\n");
    finds(&host, "", 1, &[GUEST], &[GUEST]);
    // So is one beside files that are never read.
    host.put("t/staging/old/tenantlint.yaml", "fail-on: never\n");
    host.put("t/staging/old/org.yaml", TENANT);
    assert_eq!(report(&host, "").0, 2);
    host.put(
        "tenantlint.yaml",
        &format!("{OUTER}{GUEST_ONLY}exclude: [t/staging/old/**]\n"),
    );
    finds(&host, "", 1, &[GUEST], &[GUEST]);
}

#[test]
fn a_configuration_that_is_named_stands_alone() {
    let host = two(GUEST_ONLY, "select: [SF-SITE-001]\n");
    let said = "`t/production/tenantlint.yaml` was not applied: one run has one configuration";
    for args in ["--config tenantlint.yaml", "--isolated t/production"] {
        let (_, report) = report(&host, args);
        let notices = report["notices"].to_string();
        assert!(notices.contains(said), "{args}: {notices}");
    }
    finds(&host, "--config tenantlint.yaml", 1, &[GUEST], &[GUEST]);
}

#[test]
fn tenants_of_one_name_are_held_to_what_is_demanded_of_either() {
    let host = two("", "select: [SF-SITE-001]\n");
    host.put("tenantlint.yaml", GUEST_ONLY);
    let (_, report) = report(&host, "t/staging t/production");
    let all = found(&report, "default");
    assert_eq!(all, [GUEST, GUEST, SITE, SITE]);
}

#[test]
fn a_waiver_of_what_only_one_tenant_is_asked_is_idle_there_alone() {
    let waiver = |tenant: &str| {
        format!(
            "waivers: [{{rule: SF-SITE-001, tenant: {tenant}, subject: {{site: Other}}, reason: r, owner: o, until: 2027-03-31}}]\n"
        )
    };
    let outer = |tenant: &str| format!("select: [SF-GUEST-007, TL-WAIVER]\n{}", waiver(tenant));
    let idle = |tenant: &str| {
        let (_, report) = report(&two(&outer(tenant), "select: [SF-SITE-001]\n"), "");
        report["counts"]["by_rule"]["TL-WAIVER-003"] == 1
    };
    assert!(idle("production"));
    assert!(!idle("staging"));
}

#[test]
fn config_shows_what_is_added_and_for_whom() {
    let inner = "select: [SF-SITE-001]\nseverity: {SF-SITE-001: critical}\nfail-on: info\n";
    let host = two(GUEST_ONLY, inner);
    let ran = run(&host, "config");
    let shown = "  tenantlint.yaml: the outermost one above the first path
  t/production/tenantlint.yaml: adds for `production`
    fail-on: \"info\"
    select: [\"SF-SITE-001\"]
    severity: {\"SF-SITE-001\":\"critical\"}
";
    assert!(ran.stdout.contains(shown), "{}", ran.stdout);
    let ran = run(&host, "config --format json t/production");
    let shown: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let adds = json!({"select": ["SF-SITE-001"], "severity": {"SF-SITE-001": "critical"}, "fail-on": "info"});
    assert_eq!(
        shown["configuration"]["nested"],
        json!([{"path": INNER, "tenants": ["production"], "adds": adds}])
    );
}

/// The two tenants in a repository, with good settings.
fn repository(name: &str, inner: Option<&str>) -> Repo {
    let repo = Repo::empty(name);
    let fine = TENANT.replace("ApiEnabled: true", "ApiEnabled: false");
    repo.write("tenantlint.yaml", format!("{OUTER}{GUEST_ONLY}"));
    repo.write("t/production/org.yaml", &fine);
    repo.write("t/staging/org.yaml", &fine);
    if let Some(inner) = inner {
        repo.write(INNER, inner);
    }
    repo.git(&["add", "."]);
    repo.git(&["commit", "--quiet", "--message=first"]);
    repo
}

#[test]
fn one_that_an_ignore_file_hides_counts_wherever_the_run_starts() {
    for hidden in ["tenantlint.yaml\n", "production/\n"] {
        let repo = repository("nested-hidden", Some("select: [SF-SITE-001]\n"));
        repo.write("t/.gitignore", hidden);
        let site = TENANT.rsplit_once("Shop:\n").expect("a site").1;
        repo.write("t/production/sites/Other.site-meta.yaml", site);
        repo.git(&["add", "--force", "t/production"]);
        for (folder, path) in [
            ("", "t"),
            ("t", "."),
            ("t/staging", ".."),
            ("t/production", "org.yaml"),
            ("t/staging", "../production/*.yaml"),
        ] {
            let ran = Repo(repo.at(folder)).check(&[path]);
            ran.says("high[SF-SITE-001]").is_silent_of("t/staging");
        }
    }
}

#[test]
fn a_change_that_adds_one_is_judged_without_it() {
    let repo = repository("nested-added", None);
    repo.write(INNER, "select: [SF-SITE-001]\n");
    repo.git(&["add", "."]);
    let ran = repo.check(&["--staged", "--all"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert!(!ran.said.contains("SF-SITE-001"), "{}", ran.said);
    repo.git(&["commit", "--quiet", "--message=stricter"]);
    repo.write("t/production/org.yaml", TENANT);
    repo.write("t/staging/org.yaml", TENANT);
    repo.git(&["add", "."]);
    let ran = repo.check(&["--staged", "--all"]);
    assert_eq!(ran.said.matches("SF-GUEST-007").count(), 2, "{}", ran.said);
    assert_eq!(ran.said.matches("SF-SITE-001").count(), 1, "{}", ran.said);
    // One that would loosen is no less refused.
    repo.write("t/staging/tenantlint.yaml", "fail-on: never\n");
    repo.git(&["add", "."]);
    let ran = repo.check(&["--staged"]);
    assert_eq!(ran.code, 2, "{}", ran.said);
    assert!(
        ran.said.contains("t/staging/tenantlint.yaml:1:1"),
        "{}",
        ran.said
    );
}

#[test]
fn a_change_that_takes_from_one_softens_its_own_judge() {
    let inner =
        "select: [SF-SITE-001, SF-SITE-002]\nseverity: {SF-SITE-001: critical}\nfail-on: info\n";
    for (changed, place, message) in [
        (
            Some(inner.replace(", SF-SITE-002", "")),
            "1:1",
            "this change takes from `select`: `SF-SITE-002`",
        ),
        (
            Some(inner.replace("severity: {SF-SITE-001: critical}\n", "")),
            "1:1",
            "this change takes the severity critical from SF-SITE-001",
        ),
        (
            Some(inner.replace("fail-on: info", "fail-on: low")),
            "3:1",
            "this change sets `fail-on` to low, from info",
        ),
        (
            None,
            "1:1",
            "this change takes away what `t/production/tenantlint.yaml` demands",
        ),
    ] {
        let repo = repository("nested-softened", Some(inner));
        match changed {
            Some(text) => repo.write(INNER, text),
            None => repo.remove(INNER),
        }
        repo.write("t/production/org.yaml", TENANT);
        repo.git(&["add", "-A"]);
        let ran = repo.check(&["--staged"]);
        assert_eq!(ran.code, 1, "{message}: {}", ran.said);
        let told = format!("{INNER}:{place}: high[TL-CHANGE-001] new: {message}");
        assert!(ran.said.contains(&told), "{message}: {}", ran.said);
    }
}

#[test]
fn moving_a_tenant_out_of_the_folder_takes_nothing_away() {
    let repo = repository("nested-moved", Some("select: [SF-SITE]\n"));
    let wide = OUTER.replace("t/production/**", "t/production/**, moved.yaml");
    repo.write("tenantlint.yaml", format!("{wide}{GUEST_ONLY}"));
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "--quiet", "--message=wide"]);
    repo.git(&["mv", "t/production/org.yaml", "moved.yaml"]);
    let ran = repo.check(&["--staged", "--all"]);
    let told = "moved.yaml:8:31: high[SF-SITE-001] unchanged";
    assert!(ran.said.contains(told), "{}", ran.said);
    assert!(!ran.said.contains("does not apply"), "{}", ran.said);
}
