//! `history` and `notice`: what was open when, in real repositories with the real git.

mod git_support;

use std::path::Path;
use std::process::Command;

use git_support::Repo;
use serde_json::Value;

/// A tenant whose guest may, or may not, call APIs, with a wish of its own.
fn tenant(api_enabled: bool) -> String {
    git_support::tenant(api_enabled)
}

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// The program in a folder; nothing is kept unless the arguments say where.
fn tenantlint(folder: &Path, args: &[&str]) -> Ran {
    let ran = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .current_dir(folder)
        .args(args)
        .env_remove("XDG_CACHE_HOME")
        .env_remove("HOME")
        .output()
        .expect("the program starts");
    Ran {
        code: ran.status.code(),
        stdout: String::from_utf8(ran.stdout).expect("text"),
        stderr: String::from_utf8(ran.stderr).expect("text"),
    }
}

/// The history of a repository as JSON, which fits its schema.
fn history(repo: &Repo, args: &[&str]) -> Value {
    let args = [&["history", "--format", "json"], args].concat();
    let ran = tenantlint(&repo.0, &args);
    let value: Value = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}{}", ran.stdout, ran.stderr));
    let schema: Value =
        serde_json::from_str(include_str!("../schemas/history-report.schema.json")).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("the schema is one");
    let errors: Vec<String> = schema
        .iter_errors(&value)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(value["exit_code"].as_i64(), ran.code.map(i64::from));
    value
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

/// The windows of all findings of a rule: `from to, opened by subject, closed by subject`.
fn windows(report: &Value, rule: &str) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let windows = findings
        .filter(|finding| finding["rule"] == rule)
        .flat_map(|finding| finding["windows"].as_array().expect("windows"));
    let by = |edge: &Value| match text(&edge["by"]) {
        "commit" => text(&edge["commit"]["subject"]).to_owned(),
        other => other.to_owned(),
    };
    windows
        .map(|window| {
            let (opened, closed, unseen) = (
                &window["opened"],
                &window["closed"],
                &window["out_of_sight"],
            );
            let end = match (closed.is_null(), unseen.is_null()) {
                (false, _) => format!("{} by {}", text(&closed["date"]), by(closed)),
                (true, false) => {
                    format!(
                        "out of sight {} by {}",
                        text(&unseen["since"]["date"]),
                        by(&unseen["since"])
                    )
                }
                (true, true) => "open".to_owned(),
            };
            format!("{} by {} to {end}", text(&opened["date"]), by(opened))
        })
        .collect()
}

/// Commits everything on a day.
fn commit(repo: &Repo, day: &str, message: &str) {
    repo.git(&["add", "--all"]);
    as_of(
        repo,
        day,
        &["commit", "--quiet", "--allow-empty", "--message", message],
    );
}

fn as_of(repo: &Repo, day: &str, args: &[&str]) {
    let stamp = if day.contains('T') {
        day.to_owned()
    } else {
        format!("{day}T12:00:00+00:00")
    };
    let done = Command::new("git")
        .current_dir(&repo.0)
        .args([
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .env("GIT_AUTHOR_DATE", &stamp)
        .env("GIT_COMMITTER_DATE", &stamp)
        .output()
        .expect("git");
    assert!(
        done.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// The repository that a script of the examples builds.
fn merchant_portal(name: &str, args: &[&str]) -> Repo {
    let repo = Repo::folder(name);
    std::fs::remove_dir(&repo.0).expect("it is empty");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/merchant-portal-history.sh");
    let built = Command::new("sh")
        .arg(script)
        .arg(&repo.0)
        .args(args)
        .output()
        .expect("a shell");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    repo
}

const NINE: [&str; 9] = [
    "address",
    "company name",
    "contact's name",
    "e-mail",
    "fax",
    "phone",
    "representative's name",
    "sales information",
    "shop name",
];

#[test]
fn the_notice_tells_period_records_and_categories_from_the_repository_alone() {
    let repo = merchant_portal("history-notice", &[]);
    let notice = tenantlint(&repo.0, &["notice"]);
    assert_eq!((notice.code, &*notice.stderr), (Some(0), ""));
    let draft = notice.stdout;
    assert!(
        draft.contains("January 15, 2016 to November 24, 2020 (1,775 days)"),
        "{draft}"
    );
    assert!(draft.contains("up to 1,381,735 records"), "{draft}");
    assert!(draft.contains("**[known]** 9 categories"), "{draft}");
    for category in NINE {
        assert!(
            draft.contains(&format!("- **{category}**: Merchant")),
            "{category}: {draft}"
        );
    }
    let data = draft
        .split("## The settings")
        .next()
        .expect("the part before");
    assert_eq!(
        data.matches("\n- **").count(),
        NINE.len() + 1,
        "the categories and the period: {data}"
    );
    assert!(
        draft.contains("closed on November 24, 2020 (Merchant"),
        "{draft}"
    );
    assert!(
        draft.contains("(M. Sato: Close merchants to visitors)"),
        "{draft}"
    );
    assert!(
        draft.contains("**[not known]** whether anybody used the access"),
        "{draft}"
    );

    let report = history(&repo, &["--principal", "anonymous"]);
    assert_eq!(
        windows(&report, "SF-GUEST-001"),
        [
            "2016-01-15 by Open merchants to the shop search to 2020-11-24 by Close merchants to visitors"
        ]
    );
    let exposure = &report["exposures"][0];
    assert_eq!(
        exposure["records"], 1_381_735,
        "the most while it was open, and not what came after"
    );
    let last = &exposure["windows"][0]["last_seen"];
    assert_eq!(text(&last["subject"]), "Counts of October 2020");
    let report = history(&repo, &["--rule", "SF-GUEST-018", "--rule", "SF-GUEST-003"]);
    assert_eq!(
        windows(&report, "SF-GUEST-018"),
        ["2016-01-15 by Open merchants to the shop search to 2020-11-01 by platform"]
    );
    assert_eq!(
        windows(&report, "SF-GUEST-003"),
        [
            "2020-08-26 by Keep the shop search working after the October release to 2020-11-24 by Close merchants to visitors"
        ]
    );
}

#[test]
fn without_the_sharing_rule_the_platform_closes_it_and_no_commit() {
    let repo = merchant_portal("history-platform", &["--without-guest-rule"]);
    let draft = tenantlint(&repo.0, &["notice"]).stdout;
    assert!(
        draft.contains("January 15, 2016 to November 1, 2020 (1,752 days)"),
        "{draft}"
    );
    assert!(
        draft.contains("by the platform, whose rules changed on that day; no commit did it"),
        "{draft}"
    );
    let report = history(&repo, &["--rule", "SF-GUEST-001"]);
    assert_eq!(
        windows(&report, "SF-GUEST-001"),
        ["2016-01-15 by Open merchants to the shop search to 2020-11-01 by platform"]
    );
    // Judged by one day, there is no such change.
    let report = history(&repo, &["--rule", "SF-GUEST-001", "--as-of", "2020-06-30"]);
    assert_eq!(
        windows(&report, "SF-GUEST-001"),
        [
            "2016-01-15 by Open merchants to the shop search to 2020-11-24 by Close merchants to visitors"
        ]
    );
}

#[test]
fn a_day_shows_what_was_open_on_it() {
    let repo = merchant_portal("history-day", &[]);
    let rules = |day: &str| {
        let report = history(&repo, &["--on", day]);
        let findings = report["findings"].as_array().expect("findings").iter();
        let mut rules: Vec<String> = findings.map(|f| text(&f["rule"]).to_owned()).collect();
        rules.retain(|rule| ["SF-GUEST-001", "SF-GUEST-003", "SF-GUEST-018"].contains(&&**rule));
        rules.sort();
        rules
    };
    assert_eq!(rules("2016-01-14"), Vec::<String>::new());
    assert_eq!(rules("2016-01-15"), ["SF-GUEST-001", "SF-GUEST-018"]);
    assert_eq!(rules("2020-11-24"), ["SF-GUEST-001", "SF-GUEST-003"]);
    assert_eq!(rules("2020-11-25"), Vec::<String>::new());
    let of = |filter: &[&str]| {
        history(&repo, filter)["exposures"]
            .as_array()
            .expect("rows")
            .len()
    };
    assert_eq!(of(&["--object", "merchant__c"]), 3);
    assert_eq!(of(&["--object", "Case"]), 0);
    assert_eq!(of(&["--open"]), 0);
}

#[test]
fn a_merge_brings_what_a_commit_of_its_branch_made() {
    let repo = Repo::good("history-merge");
    as_of(
        &repo,
        "2024-01-01",
        &["commit", "--quiet", "--amend", "--no-edit"],
    );
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("prod.yaml", tenant(true));
    commit(&repo, "2024-02-01", "open it on the side");
    repo.write("notes.txt", "nothing");
    commit(&repo, "2024-02-02", "notes");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("more.txt", "nothing");
    commit(&repo, "2024-02-03", "meanwhile");
    as_of(
        &repo,
        "2024-03-01",
        &[
            "merge",
            "--quiet",
            "--no-ff",
            "-m",
            "merge the side",
            "side",
        ],
    );
    repo.write("prod.yaml", tenant(false));
    commit(&repo, "2024-04-01", "close it");
    let report = history(&repo, &[]);
    assert_eq!(
        windows(&report, "SF-GUEST-007"),
        ["2024-03-01 by open it on the side to 2024-04-01 by close it"],
        "open since the merge, by what the branch did"
    );
    let opened = &report["findings"][0]["windows"][0]["opened"];
    assert_eq!(text(&opened["commit"]["date"]), "2024-02-01");
    assert_eq!(text(&opened["merge"]["subject"]), "merge the side");
    let report = history(&repo, &["--first-parent"]);
    assert_eq!(
        windows(&report, "SF-GUEST-007"),
        ["2024-03-01 by merge the side to 2024-04-01 by close it"]
    );
}

#[test]
fn what_leaves_the_export_is_out_of_sight_and_not_closed() {
    let repo = Repo::good("history-sight");
    repo.write("prod.yaml", tenant(true));
    as_of(
        &repo,
        "2024-01-01",
        &["commit", "--quiet", "--all", "--amend", "--message", "open"],
    );
    repo.remove("prod.yaml");
    repo.write("other.yaml", "platform: salesforce\ntenant: {name: garden-tools}\nProfile:\n  Other:\n    userLicense: Salesforce\n");
    commit(&repo, "2024-02-01", "drop the profile");
    assert_eq!(
        windows(&history(&repo, &[]), "SF-GUEST-007"),
        ["2024-01-01 by open to out of sight 2024-02-01 by drop the profile"]
    );
    // It was there all the while.
    repo.write("prod.yaml", tenant(true));
    commit(&repo, "2024-03-01", "export it again");
    assert_eq!(
        windows(&history(&repo, &[]), "SF-GUEST-007"),
        ["2024-01-01 by open to open"]
    );
    // What does not parse closes nothing, and is told.
    repo.write("prod.yaml", "platform: [salesforce\n");
    commit(&repo, "2024-04-01", "break the file");
    let report = history(&repo, &[]);
    assert_eq!(
        windows(&report, "SF-GUEST-007"),
        ["2024-01-01 by open to out of sight 2024-04-01 by break the file"]
    );
    assert_eq!(report["exit_code"], 2);
    let ran = tenantlint(&repo.0, &["history", "--format", "csv"]);
    assert!(
        ran.stderr
            .contains("in 1 commit something could not be judged"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.contains("\"out of sight\",\"91\","),
        "{}",
        ran.stdout
    );
    assert_eq!(
        text(&report["failed_commits"][0]["commit"]["subject"]),
        "break the file"
    );
    let quiet = tenantlint(&repo.0, &["history", "--quiet"]).stdout;
    assert!(
        quiet.contains("in 1 commit something could not be judged"),
        "{quiet}"
    );
    repo.write("prod.yaml", tenant(false));
    commit(&repo, "2024-05-01", "mend and close it");
    assert_eq!(
        windows(&history(&repo, &[]), "SF-GUEST-007"),
        ["2024-01-01 by open to 2024-05-01 by mend and close it"]
    );
}

#[test]
fn a_configuration_further_in_demands_more_of_its_tenants_here_too() {
    let repo = Repo::good("history-nested");
    as_of(
        &repo,
        "2023-12-01",
        &["commit", "--quiet", "--amend", "--no-edit"],
    );
    repo.remove("prod.yaml");
    repo.write("shop/prod.yaml", open_profile("shop"));
    repo.write("stall/prod.yaml", open_profile("stall"));
    repo.write(
        "shop/tenantlint.yaml",
        "version: 1\nselect: [SF-GUEST-002]\n",
    );
    commit(&repo, "2024-01-01", "open");
    let check = tenantlint(&repo.0, &["check", "--format", "concise", "shop", "stall"]);
    assert_eq!(
        check.stdout.matches("SF-GUEST-002]").count(),
        1,
        "{}",
        check.stdout
    );
    let report = history(&repo, &["shop", "stall"]);
    assert_eq!(
        windows(&report, "SF-GUEST-002"),
        ["2024-01-01 by open to open"]
    );
    assert_eq!(text(&report["findings"][0]["tenant"]), "shop");
}

/// A tenant whose guest has View All Records.
fn open_profile(name: &str) -> String {
    format!(
        "platform: salesforce\ntenant: {{name: {name}}}\nProfile:\n  Garden Profile:\n    userLicense: Guest User License\n    objectPermissions: {{Lead: {{allowRead: true, viewAllRecords: true}}}}\n"
    )
}

#[test]
fn days_are_those_of_the_committers_and_never_go_back() {
    let repo = Repo::good("history-days");
    as_of(
        &repo,
        "2024-01-01",
        &["commit", "--quiet", "--amend", "--no-edit"],
    );
    repo.write("prod.yaml", tenant(true));
    // Still the tenth in New York, the eleventh in London.
    commit(&repo, "2024-01-10T22:00:00-05:00", "open late");
    repo.write("prod.yaml", tenant(false));
    commit(
        &repo,
        "2023-06-01",
        "closed by a machine whose clock is slow",
    );
    let report = history(&repo, &[]);
    assert_eq!(
        windows(&report, "SF-GUEST-007"),
        ["2024-01-10 by open late to 2024-01-10 by closed by a machine whose clock is slow"]
    );
    assert_eq!(report["findings"][0]["windows"][0]["days"], 0);
}

#[test]
fn a_shallow_clone_says_that_it_begins_in_the_middle() {
    let repo = Repo::good("history-deep");
    repo.write("prod.yaml", tenant(true));
    commit(&repo, "2024-01-01", "open");
    commit(&repo, "2024-02-01", "nothing");
    let shallow = Repo::folder("history-shallow");
    let from = format!("file://{}", repo.0.display());
    shallow.git(&["clone", "--quiet", "--depth=1", &from, "clone"]);
    let clone = Repo(shallow.at("clone"));
    let report = history(&clone, &[]);
    assert_eq!(report["shallow"], true);
    assert_eq!(report["findings"][0]["windows"][0]["from_start"], true);
    let ran = tenantlint(&clone.0, &["history", "--width", "160"]);
    assert!(
        ran.stdout.contains("this clone is shallow"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("it is older unless that commit made it"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_is_kept_is_heeded_checked_and_holds_no_secret() {
    let repo = Repo::good("history-kept");
    repo.write(
        "tenantlint.yaml",
        "version: 1\nselect: [SF-GUEST-007, secrets]\n",
    );
    let secret = "hunter2-and-more";
    let credential = format!(
        "NamedCredential:\n  Bank:\n    endpoint: https://bank.example\n    password: {secret}\n"
    );
    repo.write("prod.yaml", format!("{}{credential}", tenant(true)));
    commit(&repo, "2024-01-01", "open");
    repo.write("prod.yaml", tenant(false));
    commit(&repo, "2024-02-01", "close");
    let folder = repo.at("kept");
    let cache = ["--cache-dir", folder.to_str().expect("a path")];
    let first = history(&repo, &cache);
    let mut entries = Vec::new();
    collect(&folder, &mut entries);
    let states: Vec<_> = entries
        .iter()
        .filter(|path| path.to_string_lossy().contains("states"))
        .collect();
    assert_eq!(
        states.len(),
        2,
        "the first content came back, and was known"
    );
    for entry in &entries {
        let text = std::fs::read_to_string(entry).expect("an entry");
        assert!(!text.contains(secret), "{}", entry.display());
    }
    assert_eq!(history(&repo, &cache), first);
    // What was kept is what is read: an entry whose digest fits is believed.
    let before: Vec<_> = entries.iter().map(|path| modified(path)).collect();
    assert_eq!(
        before,
        entries
            .iter()
            .map(|path| modified(path))
            .collect::<Vec<_>>()
    );
    // One that was altered is not, and is found out again.
    for state in &states {
        let text = std::fs::read_to_string(state).expect("an entry");
        let emptied = text.replace("\"seen\":[\"", "\"seen\":[],\"was\":[\"");
        std::fs::write(state, emptied).expect("it can be written");
    }
    assert_eq!(history(&repo, &cache), first);
    // So is one whose findings were altered, cut short or removed.
    let parts = entries
        .iter()
        .filter(|path| path.to_string_lossy().contains("parts"));
    for (number, part) in parts.enumerate() {
        match number % 3 {
            0 => std::fs::write(part, "{}").expect("it can be written"),
            1 => std::fs::write(part, "").expect("it can be written"),
            _ => std::fs::remove_file(part).expect("it can be removed"),
        }
    }
    assert_eq!(history(&repo, &cache), first);
    // Other policies are asked anew.
    let other = history(&repo, &[&cache[..], &["--select", "SF-GUEST-006"]].concat());
    assert_eq!(other["findings"].as_array().map(Vec::len), Some(0));
    std::fs::remove_dir_all(&folder).expect("it may be deleted");
    assert_eq!(history(&repo, &cache), first);
}

fn modified(path: &Path) -> std::time::SystemTime {
    let data = std::fs::metadata(path).expect("it is there");
    data.modified().expect("a time")
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}

#[test]
fn every_format_keeps_what_tenants_and_commits_say_harmless() {
    let repo = Repo::good("history-harm");
    let evil = "<script>alert(1)</script> =1+1 \u{1b}[31m | @team";
    repo.write("prod.yaml", tenant(true));
    commit(&repo, "2024-01-01", evil);
    let of = |format: &str| {
        let ran = tenantlint(&repo.0, &["history", "--format", format]);
        assert!(!ran.stdout.contains('\u{1b}'), "{format}");
        ran.stdout
    };
    let page = of("html");
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert!(!page.contains("<script"), "{page}");
    assert!(
        !page.contains("http:") && !page.contains("https:") && !page.contains("src="),
        "{page}"
    );
    assert!(page.contains("default-src 'none'"), "{page}");
    let markdown = of("markdown");
    assert!(
        !markdown.contains("<script") && markdown.contains("\\|"),
        "{markdown}"
    );
    assert!(
        of("csv").contains("\"<script>alert(1)"),
        "no formula begins a cell"
    );
    assert!(
        of("human").contains("<script>alert(1)</script> =1+1 \\u{1b}[31m"),
        "{}",
        of("human")
    );
    let quiet = tenantlint(&repo.0, &["history", "--quiet"]).stdout;
    assert!(
        quiet.contains('█') && quiet.lines().count() < of("human").lines().count(),
        "{quiet}"
    );
}

#[test]
fn what_cannot_be_told_is_an_error_with_a_way_out() {
    let folder = std::env::temp_dir().join(format!("tenantlint-history-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let ran = tenantlint(&folder, &["history"]);
    std::fs::remove_dir(&folder).expect("it is empty");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("is in no git repository"),
        "{}",
        ran.stderr
    );
    let repo = Repo::good("history-unknown");
    let ran = tenantlint(&repo.0, &["history", "--rev", "nowhere"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("there is no commit `nowhere`"),
        "{}",
        ran.stderr
    );
    let ran = tenantlint(&repo.0, &["history", "exprts"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("holds anything to judge in exprts"),
        "{}",
        ran.stderr
    );
    let ran = tenantlint(&repo.0, &["history", "prod.yaml", "exprts"]);
    assert!(
        ran.stdout.contains("`exprts` is not in HEAD"),
        "{}",
        ran.stdout
    );
    let ran = tenantlint(&repo.0, &["history", "-"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("standard input has no history"),
        "{}",
        ran.stderr
    );
    let ran = tenantlint(&repo.0, &["notice", "--principal", "gest"]);
    assert!(
        ran.stderr.contains("`gest`: did you mean `guest`?"),
        "{}",
        ran.stderr
    );
    let slip = ["history", "--rule", "SF-GUEST-070", "--principal", "gest"];
    let ran = tenantlint(&repo.0, &slip);
    assert!(
        ran.stdout
            .contains("`SF-GUEST-070`: did you mean `SF-GUEST-007`?"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("`gest`: did you mean `guest`?"),
        "{}",
        ran.stdout
    );
    let ran = tenantlint(&repo.0, &["notice"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stderr.contains("nothing to tell"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn the_schema_shares_its_parts_with_that_of_a_report() {
    let read = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
    let own = read(include_str!("../schemas/history-report.schema.json"));
    let other = read(include_str!("../schemas/report.schema.json"));
    for name in ["severity", "failure", "stretch"] {
        assert_eq!(own["$defs"][name], other["$defs"][name], "{name}");
    }
}
