//! A tenant's history in a real repository: what `check` says of each change, word for word, and
//! that no change softens its own judge.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

const SITE: &str = "CustomSite:
  Shop:
    active: false
    masterLabel: Shop
";

const PROFILE: &str = "Profile:
  Shop Profile:
    userLicense: Guest User License
    objectPermissions:
      Merchant__c:
        allowRead: true
    fieldPermissions:
      Merchant__c.Email__c:
        readable: true
";

const OBJECT: &str = "CustomObject:
  Merchant__c:
    sharingModel: Private
    externalSharingModel: Private
    fields:
      Email__c: {type: Email, label: E-mail}
      Phone__c: {type: Phone, label: Phone}
";

const SHARING: &str = "SharingRules:
  Merchant__c:
    sharingGuestRules:
      All:
        accessLevel: Read
        includeHVUOwnedRecords: true
        sharedTo: {guestUser: [Shop]}
";

/// A repository in a folder of its own.
struct Repository(PathBuf);

/// What a run said.
struct Said {
    code: i32,
    report: Json,
    stderr: String,
}

impl Repository {
    /// One with the tenant committed while its site is still inactive.
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("tenantlint-change-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        let repository = Self(folder);
        repository.git(&["init", "-q", "-b", "main"]);
        for (path, text) in [
            ("org/site.yaml", SITE),
            ("org/profile.yaml", PROFILE),
            ("org/object.yaml", OBJECT),
            ("org/sharing.yaml", SHARING),
        ] {
            repository.write(path, text);
        }
        repository.commit("a tenant");
        repository
    }

    /// One whose site is open to the public.
    fn open(name: &str) -> Self {
        let repository = Self::new(name);
        repository.edit("org/site.yaml", "active: false", "active: true");
        repository.commit("open");
        repository
    }

    fn git(&self, args: &[&str]) {
        let done = Command::new("git")
            .current_dir(&self.0)
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com"])
            .args(args)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git starts");
        assert!(
            done.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).expect("the file is there")
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{from} is in {path}");
        self.write(path, &text.replace(from, to));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", message]);
    }

    fn check(&self, args: &[&str]) -> Said {
        self.check_in(".", args)
    }

    /// A check that is started in a folder of the repository.
    fn check_in(&self, folder: &str, args: &[&str]) -> Said {
        let done = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
            .current_dir(self.0.join(folder))
            .args(["check", "--format", "json", "--as-of", "2026-11-01"])
            .args(args)
            .output()
            .expect("tenantlint starts");
        let stdout = String::from_utf8(done.stdout).expect("JSON is UTF-8");
        Said {
            code: done.status.code().expect("it was not killed"),
            report: serde_json::from_str(&stdout).unwrap_or_default(),
            stderr: String::from_utf8_lossy(&done.stderr).into_owned(),
        }
    }

    /// What is staged, beside `HEAD`, by the rule of anonymous reading alone.
    fn staged(&self) -> Said {
        self.git(&["add", "-A"]);
        self.check(&["--staged", "--select", "SF-GUEST-001"])
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Said {
    fn lead(&self) -> Vec<&str> {
        let lead = self.report["comparison"]["lead"].as_array();
        lead.into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect()
    }

    /// Rule and change of each finding.
    fn findings(&self) -> Vec<(&str, &str)> {
        let findings = self.report["findings"].as_array();
        findings
            .into_iter()
            .flatten()
            .map(|f| {
                (
                    f["rule"].as_str().unwrap_or(""),
                    f["change"].as_str().unwrap_or(""),
                )
            })
            .collect()
    }

    #[track_caller]
    fn says(&self, code: i32, lead: &[&str], findings: &[(&str, &str)]) {
        assert_eq!(
            self.lead(),
            lead,
            "{} {}",
            self.stderr,
            self.report["failures"]
        );
        assert_eq!(self.findings(), findings);
        assert_eq!(self.code, code, "{}", self.stderr);
    }

    /// The line of the first finding of a rule, `file:line`.
    fn place(&self, rule: &str) -> String {
        let findings = self.report["findings"].as_array();
        let found = findings.into_iter().flatten().find(|f| f["rule"] == rule);
        let place = &found.expect("it is found")["primary"];
        format!(
            "{}:{}",
            place["file"].as_str().unwrap_or(""),
            place["start"]["line"]
        )
    }
}

const OPENED: &str = "This change lets anonymous visitors read Merchant__c (1 data category).";

#[test]
fn a_history_is_told_change_by_change() {
    let repository = Repository::new("history");
    repository
        .staged()
        .says(0, &["This change touches nothing that is judged."], &[]);

    // The site is switched on: what that opens is seen at the profile, and made by the site's line.
    repository.edit("org/site.yaml", "active: false", "active: true");
    let said = repository.staged();
    said.says(1, &[OPENED], &[("SF-GUEST-001", "new")]);
    assert_eq!(said.place("SF-GUEST-001"), "org/profile.yaml:6");
    let cause = &said.report["findings"][0]["causes"][0];
    assert_eq!(cause["message"], "`active` is now `true`, was `false`");
    assert_eq!(cause["place"]["file"], "org/site.yaml");
    assert_eq!(cause["place"]["start"]["line"], 3);
    repository.commit("open");

    repository.edit(
        "org/profile.yaml",
        "        readable: true\n",
        "        readable: true\n      Merchant__c.Phone__c:\n        readable: true\n",
    );
    repository.staged().says(
        1,
        &["This change lets anonymous visitors reach one more field of Merchant__c, Phone__c."],
        &[("SF-GUEST-001", "widened")],
    );
    repository.commit("widen");

    repository.edit(
        "org/profile.yaml",
        "      Merchant__c.Phone__c:\n        readable: true\n",
        "",
    );
    repository.staged().says(
        0,
        &["This change makes nothing worse; 1 finding is narrower."],
        &[("SF-GUEST-001", "narrowed")],
    );
    repository.commit("narrow");

    repository.git(&["mv", "org/profile.yaml", "org/guests.yaml"]);
    repository.staged().says(
        0,
        &["This change makes nothing worse."],
        &[("SF-GUEST-001", "unchanged")],
    );
    repository.commit("rename");

    let text = repository
        .read("org/guests.yaml")
        .replace("\n  ", "\n      ");
    repository.write(
        "org/guests.yaml",
        &format!("# The guests of the shop.\n\n{text}"),
    );
    repository.staged().says(
        0,
        &["This change makes nothing worse."],
        &[("SF-GUEST-001", "unchanged")],
    );
    repository.commit("reformat");

    repository.edit("org/site.yaml", "active: true", "active: false");
    let said = repository.staged();
    said.says(
        0,
        &["After this change anonymous visitors can no longer read Merchant__c (1 data category); 1 finding is fixed."],
        &[],
    );
    assert_eq!(
        said.report["comparison"]["fixed"][0]["rule"],
        "SF-GUEST-001"
    );
    repository.commit("close");

    // A pull request over the whole history, from where it left the branch.
    repository.git(&["branch", "base", "main~6"]);
    let said = repository.check(&["--since", "base", "--select", "SF-GUEST-001"]);
    said.says(0, &["This change makes nothing worse."], &[]);
    let since_open = repository.check(&[
        "--since",
        "main~3",
        "--rev",
        "main~2",
        "--select",
        "SF-GUEST-001",
        "--all",
    ]);
    since_open.says(
        1,
        &["This change makes nothing worse."],
        &[("SF-GUEST-001", "unchanged")],
    );
}

#[test]
fn what_counts_is_what_is_staged() {
    let repository = Repository::new("staged");
    repository.edit("org/site.yaml", "active: false", "active: true");
    repository.git(&["add", "-A"]);
    repository.edit("org/site.yaml", "active: true", "active: false");
    let args = ["--staged", "--select", "SF-GUEST-001"];
    repository
        .check(&args)
        .says(1, &[OPENED], &[("SF-GUEST-001", "new")]);
    repository.git(&["add", "-A"]);
    repository.edit("org/site.yaml", "active: false", "active: true");
    let nothing = "This change touches nothing that is judged.";
    repository.check(&args).says(0, &[nothing], &[]);
    // Beside the branch, what lies on disk counts.
    let on_disk = ["--since", "main", "--select", "SF-GUEST-001"];
    repository
        .check(&on_disk)
        .says(1, &[OPENED], &[("SF-GUEST-001", "new")]);
}

#[test]
fn a_first_commit_is_all_new() {
    let repository = Repository::new("first");
    repository.git(&["checkout", "-q", "--orphan", "fresh"]);
    repository.edit("org/site.yaml", "active: false", "active: true");
    let said = repository.staged();
    said.says(1, &[OPENED], &[("SF-GUEST-001", "new")]);
    assert_eq!(said.report["comparison"]["base"], "no commit at all");
}

/// A folder that is new is no first commit: what the change says of itself does not count there
/// either.
#[test]
fn a_new_folder_is_judged_by_the_base() {
    let repository = Repository::new("folder");
    repository.write("tenantlint.yaml", "ignore: [SF-GUEST-001]\n");
    for file in ["site", "profile", "object", "sharing"] {
        let text = repository.read(&format!("org/{file}.yaml"));
        let text = text.replace("active: false", "active: true");
        repository.write(&format!("new/{file}.yaml"), &text);
    }
    repository.git(&["add", "-A"]);
    let said = repository.check_in("new", &["--staged", "--fail-on-unknown", "never"]);
    let found = said.findings();
    assert!(found.contains(&("SF-GUEST-001", "new")), "{found:?}");
    assert!(found.contains(&("TL-CHANGE-001", "new")), "{found:?}");
    assert_eq!(said.code, 1, "{}", said.report["failures"]);
}

#[test]
fn a_configuration_that_is_emptied_or_removed_is_told() {
    let repository = Repository::new("emptied");
    repository.write("tenantlint.yaml", "severity: {SF-SITE-014: critical}\n");
    repository.commit("stricter");
    for emptied in [true, false] {
        match emptied {
            true => repository.write("tenantlint.yaml", "# Nothing.\n"),
            false => repository.git(&["rm", "-qf", "tenantlint.yaml"]),
        }
        let said = repository.staged();
        let told = [("TL-CHANGE-001", "new")];
        assert_eq!(
            (said.code, said.findings()),
            (1, told.to_vec()),
            "{emptied}"
        );
        assert_eq!(said.place("TL-CHANGE-001"), "tenantlint.yaml:1");
    }
}

/// Each way of softening the judge: what is changed, and where that is told.
#[test]
fn no_change_softens_its_own_judge() {
    type Softener = (&'static str, &'static str, &'static str, &'static str);
    let softeners: [Softener; 9] = [
        (
            "exclude",
            "exclude: [org/profile.yaml]\n",
            "this change adds to `exclude`: `org/profile.yaml`",
            "tenantlint.yaml:1",
        ),
        (
            "ignore",
            "ignore: [SF-GUEST-001]\n",
            "this change adds to `ignore`: `SF-GUEST-001`",
            "tenantlint.yaml:1",
        ),
        (
            "severity",
            "severity: {SF-GUEST-001: info}\n",
            "this change gives SF-GUEST-001 the severity info",
            "tenantlint.yaml:1",
        ),
        (
            "threshold",
            "fail-on: never\n",
            "this change sets `fail-on` to never, from low",
            "tenantlint.yaml:1",
        ),
        (
            "selection",
            "select: [SF-SITE]\n",
            "this change takes from `select`: `all that is not named now`",
            "tenantlint.yaml:1",
        ),
        (
            "inventory",
            "tenants: [{name: other, include: [elsewhere/**]}]\n",
            "this change adds an inventory: what is in no tenant of it is not judged",
            "tenantlint.yaml:1",
        ),
        (
            "waiver",
            "waivers:\n  - rule: SF-GUEST-001\n    subject: {object: Merchant__c}\n    reason: it is public\n    owner: crm\n    until: 2027-03-31\n",
            "this change waives SF-GUEST-001, object Merchant__c until 2027-03-31",
            "tenantlint.yaml:2",
        ),
        (
            "waiver-life",
            "max-waiver-days: 3000\n",
            "this change lets waivers last 3000 days, not 366",
            "tenantlint.yaml:1",
        ),
        (
            "builtin",
            "policies: {builtin: false}\n",
            "this change leaves out the policies that came with the program",
            "tenantlint.yaml:1",
        ),
    ];
    for (name, config, message, place) in softeners {
        let repository = Repository::new(&format!("soft-{name}"));
        repository.edit("org/site.yaml", "active: false", "active: true");
        repository.write("tenantlint.yaml", config);
        repository.git(&["add", "-A"]);
        // A selection on the command line would stand in for the configuration's, and needs rules.
        let selects = matches!(name, "selection" | "builtin");
        let said = match selects {
            true => repository.check(&["--staged"]),
            false => repository.staged(),
        };
        assert_eq!(said.code, 1, "{name}: {}", said.stderr);
        let found = said.findings();
        assert!(
            found.contains(&("SF-GUEST-001", "new")),
            "{name}: {found:?}"
        );
        assert!(
            found.contains(&("TL-CHANGE-001", "new")),
            "{name}: {found:?}"
        );
        assert_eq!(said.place("TL-CHANGE-001"), place, "{name}");
        let told = said.report["findings"].as_array().expect("findings");
        let told = told
            .iter()
            .find(|f| f["rule"] == "TL-CHANGE-001")
            .expect("it is told");
        assert_eq!(told["message"], message, "{name}");
        let lead = said.lead();
        assert_eq!(
            lead.last(),
            Some(&"It would soften its own judge in 1 place; none of that was applied."),
            "{name}"
        );
        assert!(selects || lead[0] == OPENED, "{name}: {lead:?}");
        // The owner of the settings may take them as they are.
        let accepted = repository.check(&["--staged", "--accept-governance"]);
        let found = accepted.findings();
        assert!(
            !found.contains(&("TL-CHANGE-001", "new")),
            "{name}: {found:?}"
        );
        let notices = accepted.report["notices"].to_string();
        assert!(notices.contains(message), "{name}: {notices}");
    }
}

#[test]
fn a_comment_waives_from_the_next_change_on() {
    let repository = Repository::new("comment");
    repository.edit("org/site.yaml", "active: false", "active: true");
    repository.edit(
        "org/profile.yaml",
        "        allowRead: true",
        "        # tenantlint: waive SF-GUEST-001 until 2027-03-31 by crm: it is public\n        allowRead: true",
    );
    let said = repository.staged();
    let both = [("SF-GUEST-001", "new"), ("TL-CHANGE-001", "new")];
    assert_eq!((said.code, said.findings()), (1, both.to_vec()));
    assert_eq!(said.place("TL-CHANGE-001"), "org/profile.yaml:6");
    let accepted = repository.check(&[
        "--staged",
        "--accept-governance",
        "--select",
        "SF-GUEST-001",
    ]);
    assert_eq!(accepted.code, 0, "{}", accepted.report);
    assert_eq!(accepted.report["findings"][0]["status"], "waived");
    // Once it is there, it holds for what comes after, wherever it moves.
    repository.commit("waived");
    repository.git(&["mv", "org/profile.yaml", "org/guests.yaml"]);
    let moved = repository.staged();
    assert_eq!(
        (moved.code, moved.findings()),
        (0, vec![("SF-GUEST-001", "unchanged")])
    );
    assert_eq!(moved.report["findings"][0]["status"], "waived");
}

#[test]
fn a_baseline_is_the_base_s() {
    let repository = Repository::new("baseline");
    repository.edit("org/site.yaml", "active: false", "active: true");
    let recorded = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(&repository.0)
        .args(["baseline", "--as-of", "2026-11-01"])
        .output()
        .expect("tenantlint starts");
    assert!(recorded.status.success(), "{recorded:?}");
    let said = repository.staged();
    let both = [("SF-GUEST-001", "new"), ("TL-CHANGE-001", "new")];
    assert_eq!((said.code, said.findings()), (1, both.to_vec()));
    assert!(
        said.place("TL-CHANGE-001")
            .starts_with("tenantlint-baseline.yaml:")
    );
    repository.commit("recorded");
    // What was recorded may stay, and may not grow.
    let args = ["--select", "SF-GUEST-001"];
    assert_eq!(repository.check(&args).code, 0);
    repository.edit(
        "org/profile.yaml",
        "        readable: true\n",
        "        readable: true\n      Merchant__c.Phone__c:\n        readable: true\n",
    );
    let grown = repository.staged();
    assert_eq!(
        (grown.code, grown.findings()),
        (1, vec![("SF-GUEST-001", "widened")])
    );
    repository.git(&["checkout", "-q", "HEAD", "."]);
    // Mending what it records is no fault of the change, though the entry is idle then.
    repository.edit("org/site.yaml", "active: true", "active: false");
    let mended = repository.staged();
    assert_eq!(mended.code, 0, "{}", mended.report);
    assert_eq!(
        mended.report["comparison"]["fixed"][0]["rule"],
        "SF-GUEST-001"
    );
}

#[test]
fn a_file_that_the_change_hides_is_not_fixed() {
    let repository = Repository::open("hidden");
    repository.write(".gitignore", "org/profile.yaml\n");
    let said = repository.staged();
    let told = said.findings();
    assert!(told.contains(&("TL-CHANGE-002", "new")), "{told:?}");
    assert_ne!(said.code, 0);
}

#[test]
fn what_the_platform_is_told_to_delete_is_fixed() {
    let repository = Repository::open("deleted");
    repository.git(&["rm", "-q", "org/profile.yaml"]);
    repository.write(
        "destructiveChanges.xml",
        "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>Shop Profile</members><name>Profile</name></types><version>60.0</version></Package>",
    );
    let said = repository.staged();
    let told = said.findings();
    assert!(
        !told.iter().any(|(rule, _)| *rule == "TL-CHANGE-002"),
        "{told:?}"
    );
    assert_eq!(
        said.report["comparison"]["fixed"][0]["rule"],
        "SF-GUEST-001"
    );
}

#[test]
fn a_plain_file_that_goes_takes_its_findings_along_and_it_is_said() {
    let repository = Repository::new("plain");
    let policy = "package main\n\ndeny contains message if {\n\tinput.kind == \"Bad\"\n\tmessage := input.name\n}\n";
    repository.write("rules/main.rego", policy);
    repository.write("a.yaml", "kind: Bad\nname: a\n");
    repository.write("b.yaml", "kind: Bad\nname: b\n");
    repository.commit("plain files");
    repository.git(&["rm", "-q", "b.yaml"]);
    let said = repository.check(&["--staged", "--no-builtin", "--policy", "rules"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let told = [("main.deny", "unchanged"), ("TL-CHANGE-002", "new")];
    assert_eq!(said.findings(), told);
    let gone = &said.report["findings"][1];
    assert_eq!(gone["severity"], "info");
    assert_eq!(
        gone["message"],
        "b.yaml is no longer there, and 1 finding with it"
    );
    assert_eq!(said.report["comparison"]["fixed"][0]["message"], "b");
}

#[test]
fn parameters_are_the_base_s() {
    let repository = Repository::new("params");
    repository.edit("org/site.yaml", "active: false", "active: true");
    repository.write(
        "tenantlint.yaml",
        "params: {salesforce: {public_objects: [Merchant__c]}}\n",
    );
    let said = repository.staged();
    let both = [("SF-GUEST-001", "new"), ("TL-CHANGE-001", "new")];
    assert_eq!(said.findings(), both, "{}", said.report["failures"]);
    let accepted = repository.check(&[
        "--staged",
        "--accept-governance",
        "--select",
        "SF-GUEST-001",
    ]);
    assert_eq!((accepted.code, accepted.findings()), (0, Vec::new()));
}

#[test]
fn what_is_out_of_sight_is_not_fixed() {
    let repository = Repository::open("lost");
    repository.git(&["rm", "-q", "org/profile.yaml"]);
    let said = repository.staged();
    let told = said.findings();
    assert!(told.contains(&("TL-CHANGE-002", "new")), "{told:?}");
    assert_ne!(said.code, 0);
    let lead = said.lead();
    assert!(
        lead.contains(&"It takes 1 component with findings out of sight, which mends nothing."),
        "{lead:?}"
    );
    assert!(
        !lead
            .iter()
            .any(|l| l.contains("fixed") || l.contains("no longer read")),
        "{lead:?}"
    );
    assert_eq!(said.report["comparison"]["fixed"], serde_json::json!([]));
}

/// A file that is read no more, of a component that another one states as well.
#[test]
fn what_cannot_be_judged_is_not_fixed() {
    let repository = Repository::open("unread");
    let more = "Profile:\n  Shop Profile:\n    description: Ours\n";
    repository.write("org/more.yaml", more);
    repository.commit("a file more");
    repository.edit("org/profile.yaml", "readable: true", "readable: [true");
    let said = repository.staged();
    let lead = ["Not all of this change can be judged; 1 finding may be fixed or not."];
    said.says(2, &lead, &[]);
    assert_eq!(said.report["failures"].as_array().map(Vec::len), Some(1));
    assert_eq!(said.report["comparison"]["fixed"], serde_json::json!([]));
    // So it is where a key is no longer the one that is asked for.
    repository.edit("org/profile.yaml", "readable: [true", "readable: true");
    repository.edit("org/site.yaml", "active: true", "activ: true");
    let said = repository.staged();
    let lead = said.lead();
    let told = "1 finding may be fixed or not; 1 rule can no longer judge all that could be judged before.";
    assert!(lead[0].ends_with(told), "{lead:?}");
    assert_eq!(said.report["comparison"]["fixed"], serde_json::json!([]));
    assert_eq!(said.code, 2);
    // It is fixed where all is read and known.
    repository.edit("org/site.yaml", "activ: true", "active: true");
    repository.edit("org/profile.yaml", "allowRead: true", "allowRead: false");
    let said = repository.staged();
    assert_eq!(said.code, 0, "{}", said.stderr);
    let fixed = &said.report["comparison"]["fixed"];
    assert_eq!(fixed[0]["rule"], "SF-GUEST-001");
}

#[test]
fn a_policy_that_the_change_alters_judges_as_it_was() {
    let repository = Repository::new("policy");
    repository.write(
        "tenantlint.yaml",
        "policies: {dirs: [rules], builtin: false}\n",
    );
    let rule = "# METADATA
# scope: package
# title: Sites are inactive
# description: Sites are inactive.
# custom:
#   id: MY-SITE-001
#   platform: salesforce
#   severity: high
#   family: anonymous-access
#   types: [CustomSite]
#   unit: a site
#   remediation: Switch it off.
package my.site_is_active

deny contains violation if {
	some name, site in input.CustomSite
	site.active == true
	violation := {
		\"message\": sprintf(\"Site `%s` is active\", [name]),
		\"at\": [\"CustomSite\", name, \"active\"],
		\"identity\": {\"site\": name},
	}
}
";
    repository.write("rules/site_is_active/policy.rego", rule);
    repository.commit("a rule of our own");
    repository.edit("org/site.yaml", "active: false", "active: true");
    repository.edit(
        "rules/site_is_active/policy.rego",
        "== true",
        "== \"never\"",
    );
    repository.git(&["add", "-A"]);
    let said = repository.check(&["--staged"]);
    assert_eq!(
        said.findings(),
        [("MY-SITE-001", "new"), ("TL-CHANGE-001", "new")],
        "{}",
        said.report["failures"]
    );
    assert_eq!(
        said.place("TL-CHANGE-001"),
        "rules/site_is_active/policy.rego:1"
    );
}

#[test]
fn a_revision_that_is_not_here_says_how_to_get_it() {
    let repository = Repository::new("missing");
    let said = repository.check(&["--since", "origin/main"]);
    assert_eq!(said.code, 2);
    let failure = said.report["failures"][0].clone();
    assert_eq!(failure["id"], "TL-TREE-001");
    assert_eq!(
        failure["message"],
        "there is no commit `origin/main` in this clone"
    );
    let help = failure["help"].as_str().unwrap_or("");
    assert!(help.contains("`git fetch origin main`"), "{help}");
    let nowhere =
        Repository(std::env::temp_dir().join(format!("tenantlint-nowhere-{}", std::process::id())));
    std::fs::create_dir_all(&nowhere.0).expect("the folder can be made");
    assert_eq!(nowhere.check(&["--staged"]).code, 2);
    assert!(Path::new(&nowhere.0).exists());
}
