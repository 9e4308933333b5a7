//! `waive`: writes one entry and changes nothing else; two branches that each add one can be merged.

mod cli_support;

use std::path::{Path, PathBuf};
use std::process::Command;

use cli_support::{Memory, Ran, run_args};
use serde_json::Value;

const FILE: &str = "tenantlint-waivers.yaml";

/// So many guest profiles, each with one finding.
fn tenant(profiles: usize) -> String {
    let mut text = "Profile:\n".to_owned();
    for n in 0..profiles {
        text.push_str(&format!(
            "  Portal {n}: {{userLicense: Guest User License, userPermissions: {{ApiEnabled: true}}}}\n"
        ));
    }
    text
}

fn host(waivers: Option<&str>) -> Memory {
    let tenant = tenant(1);
    let mut files = vec![("tenant.yaml", tenant.as_str()), (".git/HEAD", "")];
    files.extend(waivers.map(|text| (FILE, text)));
    Memory::new(&files)
}

/// The fingerprint of the first guest's finding.
fn fingerprint() -> String {
    let ran = run_args(&host(None), &["check", ".", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).expect("a report");
    let all = report["findings"].as_array().expect("findings");
    let finding = all.iter().find(|f| f["rule"] == "SF-GUEST-007");
    finding.expect("it is found")["fingerprint"]
        .as_str()
        .expect("a text")
        .to_owned()
}

fn waive(host: &Memory, digits: &str, more: &[&str]) -> Ran {
    let args = [
        "waive",
        digits,
        "--reason",
        "partner API",
        "--owner",
        "crm-team",
    ];
    let until = match more.contains(&"--until") {
        true => &[][..],
        false => &["--until", "2027-03-31"],
    };
    run_args(host, &[&args[..], until, more].concat())
}

fn entry(fingerprint: &str) -> String {
    format!(
        "- fingerprint: \"{fingerprint}\"
  rule: SF-GUEST-007
  subject:
    permission: ApiEnabled
    profile: Portal 0
  tenant: default
  reason: partner API
  owner: crm-team
  until: \"2027-03-31\"
"
    )
}

fn indented(text: &str) -> String {
    text.lines().map(|l| format!("  {l}\n")).collect()
}

#[test]
fn it_writes_an_entry_that_takes_the_finding() {
    let digits = fingerprint();
    let host = host(None);
    let dry = waive(&host, &digits[..8], &["--dry-run", "."]);
    assert_eq!((dry.code, host.text(FILE)), (0, None), "{dry:?}");
    let ran = waive(&host, &digits[..8].to_uppercase(), &["."]);
    let lines = indented(&entry(&digits));
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{ran:?}");
    assert_eq!(ran.stdout, format!("wrote to {FILE}:\n{lines}"));
    assert_eq!(dry.stdout, format!("would write to {FILE}:\n{lines}"));
    let text = host.text(FILE).expect("it is written");
    assert!(
        text.starts_with("# ") && text.ends_with(&format!("waivers:\n{lines}")),
        "{text}"
    );
    let check = ["check", ".", "--select", "SF-GUEST-007,TL-WAIVER"];
    assert_eq!(run_args(&host, &check).code, 0);
    let again = waive(&host, &digits, &["."]);
    assert_eq!(again.code, 2);
    assert!(
        again
            .stderr
            .contains("waived already, until 2027-03-31 by crm-team: partner API"),
        "{again:?}"
    );
}

#[test]
fn what_stands_in_the_file_stays_byte_for_byte() {
    let digits = fingerprint();
    let below = "0".repeat(32);
    let above = "f".repeat(32);
    let text = format!(
        "# ours\nwaivers: # agreed\n\n- rule: SF-GUEST-001 # by hand\n  subject: {{a: b}}\n  reason: >-\n    long\n    reason\n  owner: a\n  until: 2027-01-01\n# the lowest\n{}# the highest\n{}\nversion: 1",
        entry(&below),
        entry(&above)
    );
    for (text, line_break) in [(text.clone(), "\n"), (text.replace('\n', "\r\n"), "\r\n")] {
        let host = host(Some(&text));
        let ran = waive(&host, &digits, &["."]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let new = entry(&digits).replace('\n', line_break);
        let after = host.text(FILE).expect("it is there");
        let at = text.find("# the highest").expect("a place");
        assert_eq!(after, format!("{}{new}{}", &text[..at], &text[at..]));
    }
}

#[test]
fn it_refuses_what_would_not_be_a_waiver() {
    let digits = fingerprint();
    let refuses = |host: &Memory, digits: &str, more: &[&str], said: &str| {
        let before = host.text(FILE);
        let ran = waive(host, digits, more);
        assert_eq!(ran.code, 2, "{more:?}: {ran:?}");
        assert!(ran.stderr.contains(said), "{said}: {ran:?}");
        assert_eq!(host.text(FILE), before);
    };
    let plain = host(None);
    refuses(
        &plain,
        &digits,
        &["--until", "2026-11-21", "."],
        "is over; write a day from 2026-11-22 to 2027-11-23",
    );
    refuses(
        &plain,
        &digits,
        &["--until", "2027-11-24", "."],
        "at most 366 days, until 2027-11-23",
    );
    refuses(
        &plain,
        &digits,
        &["--until", "2027-02-29", "."],
        "a date such as",
    );
    refuses(&plain, &digits[..5], &["."], "6 to 32 hexadecimal digits");
    refuses(&plain, "nothex", &["."], "6 to 32 hexadecimal digits");
    refuses(
        &plain,
        &digits,
        &["--reason", "a\nb", "."],
        "cannot be used multiple times",
    );
    let near = digits.replacen(
        &digits[3..4],
        if &digits[3..4] == "0" { "1" } else { "0" },
        1,
    );
    refuses(
        &plain,
        &near,
        &["."],
        &format!("did you mean\n  {digits} SF-GUEST-007"),
    );
    let far: String = digits
        .chars()
        .map(|c| if c == '0' { '1' } else { '0' })
        .collect();
    refuses(&plain, &far, &["."], "--verbose");
    for form in [
        "waivers: []",
        "waivers: [{rule: SF-GUEST-001, subject: {a: b}, reason: a, owner: b, until: 2027-01-01}]",
        "{version: 1}",
    ] {
        refuses(&host(Some(form)), &digits, &["."], "nothing can be added");
    }
    refuses(
        &host(Some("waivers:\n- rule: X")),
        &digits,
        &["."],
        "no `reason`",
    );
    let broken = host(None);
    broken.put("tenant.yaml", "Profile: {");
    refuses(&broken, &digits, &["."], "TL-YAML-001");
    refuses(
        &plain,
        &digits,
        &["--file", ".git", "."],
        "`.git` is a folder",
    );
    for text in ["a\nb", "a\u{1b}[2Jb", " "] {
        let args = [
            "waive",
            &digits,
            "--reason",
            text,
            "--owner",
            "a",
            "--until",
            "2027-03-31",
            ".",
        ];
        let ran = run_args(&plain, &args);
        assert_eq!(ran.code, 2, "{text:?}");
        assert!(!ran.stderr.contains('\u{1b}'), "{ran:?}");
    }
    let expired = entry(&digits).replace("2027-03-31", "2026-01-01");
    let host = host(Some(&format!("waivers:\n{expired}")));
    let ran = run_args(&host, &["check", ".", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).expect("a report");
    let all = report["findings"].as_array().expect("findings");
    let own = all
        .iter()
        .find(|f| f["rule"] == "TL-WAIVER-002")
        .expect("it is said");
    refuses(
        &host,
        own["fingerprint"].as_str().expect("a text"),
        &["."],
        "cannot be waived",
    );
}

#[test]
fn another_file_can_be_named_and_the_configuration_names_its_own() {
    let digits = fingerprint();
    let plain = host(None);
    let ran = waive(&plain, &digits, &["--file", "other.yaml", "."]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("waivers-file: other.yaml"), "{ran:?}");
    assert!(
        plain
            .text("other.yaml")
            .is_some_and(|t| t.contains(&digits))
    );
    let named = host(None);
    named.put("tenantlint.yaml", "waivers-file: agreed/all.yaml\n");
    let ran = waive(&named, &digits, &["."]);
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{ran:?}");
    assert!(
        named
            .text("agreed/all.yaml")
            .is_some_and(|t| t.contains(&digits))
    );
}

/// A repository in a folder of its own.
struct Repository(PathBuf);

impl Repository {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let repository = Self(folder);
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn command(&self, program: &str, args: &[&str]) -> (bool, String) {
        let done = Command::new(program)
            .args(args)
            .current_dir(&self.0)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .envs([
                ("GIT_AUTHOR_NAME", "a"),
                ("GIT_AUTHOR_EMAIL", "a@example.com"),
            ])
            .envs([
                ("GIT_COMMITTER_NAME", "a"),
                ("GIT_COMMITTER_EMAIL", "a@example.com"),
            ])
            .output()
            .expect("it runs");
        let text = [done.stdout, done.stderr].concat();
        (
            done.status.success(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    }

    fn git(&self, args: &[&str]) -> String {
        let (well, text) = self.command("git", args);
        assert!(well, "git {args:?}: {text}");
        text
    }

    fn tenantlint(&self, args: &[&str]) -> (bool, String) {
        self.command(env!("CARGO_BIN_EXE_tenantlint"), args)
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    fn fingerprints(&self) -> Vec<String> {
        let (_, text) =
            self.tenantlint(&["check", ".", "--select", "SF-GUEST-007", "--format", "json"]);
        let report: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
        let mut all: Vec<String> = report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|f| f["fingerprint"].as_str().expect("a text").to_owned())
            .collect();
        all.sort();
        all
    }

    fn waive(&self, digits: &str) {
        let args = [
            "waive",
            digits,
            "--reason",
            "a reason",
            "--owner",
            "a",
            "--as-of",
            "2026-11-22",
        ];
        let (well, text) = self.tenantlint(&[&args[..], &["--until", "2027-03-31", "."]].concat());
        assert!(well, "{text}");
    }
}

#[test]
fn two_branches_that_each_add_a_waiver_merge() {
    let repository = Repository::new("waive-merge");
    std::fs::write(repository.0.join("tenant.yaml"), tenant(14)).expect("a file");
    let all = repository.fingerprints();
    assert_eq!(all.len(), 14);
    // The file holds a dozen; the two that come go to different places among them.
    for (at, digits) in all.iter().enumerate() {
        if ![3, 9].contains(&at) {
            repository.waive(digits);
        }
    }
    repository.commit("a dozen");
    for (branch, at) in [("one", 3), ("other", 9)] {
        repository.git(&["checkout", "-q", "-b", branch, "main"]);
        repository.waive(&all[at]);
        repository.commit(branch);
    }
    repository.git(&["merge", "-q", "--no-edit", "one"]);
    let check = [
        "check",
        ".",
        "--select",
        "SF-GUEST-007,TL-WAIVER",
        "--as-of",
        "2026-11-22",
    ];
    let (well, text) = repository.tenantlint(&check);
    assert!(well, "{text}");
    let file = std::fs::read_to_string(repository.0.join(FILE)).expect("the file");
    let mut order = file
        .match_indices("- fingerprint: \"")
        .map(|(at, m)| &file[at + m.len()..][..32]);
    assert!(order.by_ref().eq(all.iter().map(String::as_str)), "{file}");
}
