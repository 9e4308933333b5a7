//! Fixes in reports: what they put in the place of what is what `tenantlint fix` writes, in every
//! format that tells it; nothing next to a secret is told; and many cost no more than they must.

mod reports;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use reports::{Build, SECRET, compared, narrow, offset, portal, secretive};
use serde_json::Value;
use tenantlint::check::Severity;
use tenantlint::finding::{Fix, Place};
use tenantlint::fix::Splice;
use tenantlint::host::Disk;
use tenantlint::jobs::fix::propose;
use tenantlint::lint::{self, Settings, Silent};
use tenantlint::report::{Comparison, Format, Mended, Mending, Report, render};
use tenantlint::source::{FileId, SourceMap, Span};

/// A folder of its own, with what the program says in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let own = format!("tenantlint-proposed-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(own);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        Self(folder)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).expect("the file is there")
    }

    fn copy(&self, from: &Path) {
        let copied = Command::new("cp").arg("-r").arg(from).arg(&self.0).status();
        assert!(copied.expect("cp starts").success());
    }

    fn program(&self, args: &[&str]) -> Output {
        let done = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
            .current_dir(&self.0)
            .args(args)
            .args(["--as-of", "2026-11-01"])
            .output();
        done.expect("tenantlint starts")
    }

    /// What a check writes.
    fn check(&self, args: &[&str]) -> String {
        let all: Vec<&str> = ["check"].iter().chain(args).copied().collect();
        let done = self.program(&all);
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(matches!(done.status.code(), Some(0 | 1)), "{told}");
        String::from_utf8(done.stdout).expect("UTF-8")
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.check(args)).expect("JSON")
    }

    fn git(&self, args: &[&str]) {
        let done = Command::new("git")
            .current_dir(&self.0)
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com"])
            .args(args)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git starts");
        assert!(done.status.success(), "git {args:?}");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Texts by file after replacements, the last first, so that the earlier ones still fit.
fn replaced(
    folder: &Folder,
    replacements: Vec<(String, std::ops::Range<usize>, String)>,
) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (file, range, insert) in replacements.into_iter().rev() {
        let text: &mut String = texts
            .entry(file.clone())
            .or_insert_with(|| folder.read(&file));
        text.replace_range(range, &insert);
    }
    texts
}

/// What a fix of SARIF makes of the files, by its lines and columns alone.
fn by_sarif(folder: &Folder, fix: &Value) -> BTreeMap<String, String> {
    let mut all = Vec::new();
    for change in fix["artifactChanges"].as_array().expect("changes") {
        let uri = change["artifactLocation"]["uri"].as_str().expect("a uri");
        let file = decoded(uri);
        let text = folder.read(&file);
        for replacement in change["replacements"].as_array().expect("replacements") {
            let region = &replacement["deletedRegion"];
            let number = |key: &str| region[key].as_u64().expect("a number");
            let at = |line, column| {
                let units = |c: char| c.len_utf16() as u64;
                offset(&text, number(line), number(column), units)
            };
            let range = at("startLine", "startColumn")..at("endLine", "endColumn");
            let start = usize::try_from(number("byteOffset")).expect("in memory");
            let length = usize::try_from(number("byteLength")).expect("in memory");
            assert_eq!(range, start..start + length, "{region}");
            let insert = &replacement["insertedContent"]["text"];
            all.push((
                file.clone(),
                range,
                insert.as_str().expect("a text").to_owned(),
            ));
        }
    }
    replaced(folder, all)
}

fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(b) = rest.next() {
        if b == b'%' {
            let digits: Vec<u8> = rest.by_ref().take(2).collect();
            let digits = String::from_utf8(digits).expect("ASCII");
            bytes.push(u8::from_str_radix(&digits, 16).expect("hexadecimal"));
        } else {
            bytes.push(b);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// What a fix of JSON makes of the files, by its bytes alone.
fn by_json(folder: &Folder, fix: &Value) -> BTreeMap<String, String> {
    let changes = fix["changes"].as_array().expect("changes").iter();
    let all = changes.map(|change| {
        let byte = |key: &str| {
            let at = change["bytes"][key].as_u64().expect("a number");
            usize::try_from(at).expect("in memory")
        };
        let text = |key: &str| change[key].as_str().expect("a text").to_owned();
        (text("file"), byte("start")..byte("end"), text("insert"))
    });
    replaced(folder, all.collect())
}

/// A tenant in three forms, with characters of every width in front of what is to be changed, and
/// every kind of line break.
const FORMS: &[(&str, &str)] = &[
    (
        "org/sites.yaml",
        "\u{feff}platform: salesforce\r\nCustomSite:\r\n  加盟店😀: {active: true, masterLabel: 加盟店😀}\r\nProfile:\r\n  \"加盟店😀 Profile\": {userLicense: Guest User License, objectPermissions: {Merchant__c: {allowEdit: true, allowRead: true}}} # é😀\r\n",
    ),
    (
        "org/profiles/Shop.profile-meta.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <!-- 名😀 --><objectPermissions>\n        <allowCreate>true</allowCreate>\n        <allowDelete>false</allowDelete>\n        <!-- 名😀 --><allowEdit>true</allowEdit>\n        <allowRead>true</allowRead>\n        <modifyAllRecords>false</modifyAllRecords>\n        <object>Order__c</object>\n        <viewAllRecords>false</viewAllRecords>\n    </objectPermissions>\n    <userLicense>Guest User License</userLicense>\n</Profile>\n",
    ),
    (
        "org/more.json",
        "{\"Profile\": {\"é Profile\": {\"userLicense\": \"Guest User License\", \"objectPermissions\": {\"😀__c\": {\"allowRead\": true, \"allowEdit\": true}}}}}",
    ),
];

/// Holds that each fix of a rule that reports tell is what `tenantlint fix` writes for its finding;
/// returns for how many. One of each rule is tried in each file.
fn hold(folder: &Folder, path: &str, args: &[&str]) -> usize {
    let files = files_of(folder, path);
    let of_format = |format: &'static str| [&["--format", format, path][..], args].concat();
    let json = folder.json(&of_format("json"));
    let sarif = folder.json(&of_format("sarif"));
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let mut tried = Vec::new();
    let mut same = 0;
    for (finding, result) in json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .zip(results)
    {
        let fingerprint = finding["fingerprint"].as_str().expect("a fingerprint");
        assert_eq!(result["partialFingerprints"]["tenantlint/v1"], fingerprint);
        let fixes = finding["fixes"].as_array().expect("fixes");
        let told: Vec<&Value> = fixes.iter().filter(|f| !f["changes"].is_null()).collect();
        let of_sarif = result["fixes"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(told.len(), of_sarif.len());
        let case = (finding["rule"].clone(), finding["primary"]["file"].clone());
        // Safe fixes stand in front of others when one is made.
        let first = fixes
            .iter()
            .position(|fix| fix["safe"] == true)
            .unwrap_or(0);
        let Some(first) = fixes.get(first).filter(|_| !tried.contains(&case)) else {
            continue;
        };
        tried.push(case);
        let done = folder.program(&["fix", fingerprint, path, "--unsafe-fixes"]);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        let mut written = BTreeMap::new();
        for (file, before) in &files {
            let after = folder.read(file);
            if after != *before {
                written.insert(file.clone(), after);
            }
            folder.write(file, before);
        }
        assert_eq!(first["changes"].is_null(), written.is_empty(), "{told}");
        if written.is_empty() {
            continue;
        }
        let title = &first["title"];
        let of_sarif = of_sarif.iter().find(|f| f["description"]["text"] == *title);
        let of_sarif = of_sarif.unwrap_or_else(|| panic!("{title} is in SARIF"));
        assert_eq!(by_json(folder, first), written, "{title}: {told}");
        assert_eq!(by_sarif(folder, of_sarif), written, "{title}: {told}");
        same += 1;
    }
    same
}

/// The texts of all files below a folder, by name.
fn files_of(folder: &Folder, below: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder.0.join(below)).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{below}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files.extend(files_of(folder, &name));
        } else {
            files.insert(name.clone(), folder.read(&name));
        }
    }
    files
}

#[test]
fn what_reports_tell_is_what_fix_writes() {
    let folder = Folder::new("portal");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.copy(&root.join("examples/merchant-portal"));
    let same = hold(&folder, "merchant-portal", &[]);
    assert!(same >= 10, "{same}");
}

#[test]
fn it_is_so_in_every_form_of_text() {
    let folder = Folder::new("forms");
    for (path, text) in FORMS {
        folder.write(path, text);
    }
    assert_eq!(hold(&folder, "org", &["--select", "SF-GUEST-005"]), 3);
    let sarif = folder.json(&["--format", "sarif", "--select", "SF-GUEST-005", "org"]);
    let fixes = &sarif["runs"][0]["results"][2]["fixes"];
    insta::assert_snapshot!(serde_json::to_string_pretty(fixes).expect("JSON"));
}

const SITE: &str = "CustomSite:\n  Shop: {active: true, masterLabel: Shop}\n";

const PROFILE: &str = "Profile:
  Shop Profile:
    userLicense: Guest User License
    objectPermissions:
      Order__c:
        allowEdit: true
        allowRead: true
      Zone__c:
        allowRead: true
";

/// The section of a page for the finding that a text names.
fn section<'p>(page: &'p str, words: &str) -> &'p str {
    let mut all = page.split("<details>").skip(1);
    let of_it = |part: &&str| {
        let summary = part.split_once("</summary>");
        summary.is_some_and(|(summary, _)| summary.contains(words))
    };
    all.find(of_it).expect("a section")
}

#[test]
fn a_change_gets_suggestions_for_its_own_lines() {
    let folder = Folder::new("change");
    folder.git(&["init", "-q", "-b", "main"]);
    folder.write("org/site.yaml", SITE);
    folder.write("org/profile.yaml", PROFILE);
    folder.git(&["add", "-A"]);
    folder.git(&["commit", "-qm", "a tenant"]);
    let mut changed = PROFILE.replace("Zone__c:\n", "Zone__c:\n        allowEdit: true # ```\n");
    changed.push_str("      Zoo__c: {allowEdit: true, allowRead: true}\n");
    folder.write("org/profile.yaml", &changed);
    let since = ["--since", "HEAD", "--select", "SF-GUEST-005", "org"];
    let page = folder.check(&[&["--format", "markdown", "--all"], &since[..]].concat());
    insta::assert_snapshot!(section(&page, "Zone"));
    let old = section(&page, "Order");
    assert!(
        old.contains("```diff\n") && !old.contains("suggestion"),
        "{old}"
    );
    let flow = section(&page, "Zoo");
    assert!(flow.contains("profile.yaml, line 11:\n\n```suggestion\n      Zoo__c: {allowEdit: false, allowRead: true}\n```\n"), "{flow}");

    // What a suggestion puts in the place of its lines is what the fix writes.
    let json = folder.json(&[&["--format", "json"], &since[..]].concat());
    let fixes = json["findings"].as_array().expect("findings");
    let mut same = 0;
    for finding in fixes.iter().filter(|f| f["change"] == "new") {
        let after = by_json(&folder, &finding["fixes"][0]);
        let fingerprint = finding["fingerprint"].as_str().expect("a fingerprint");
        folder.program(&["fix", fingerprint, "org"]);
        let written = folder.read("org/profile.yaml");
        folder.write("org/profile.yaml", &changed);
        assert_eq!(after["org/profile.yaml"], written);
        let object = finding["subject"]["identity"]["object"]
            .as_str()
            .expect("an object");
        let object = object.trim_end_matches("__c");
        assert_eq!(suggested(&changed, section(&page, object)), written);
        same += 1;
    }
    assert_eq!(same, 2);

    // A file that the base does not have is all the change's own.
    folder.git(&["mv", "org/profile.yaml", "org/renamed.yaml"]);
    folder.git(&["add", "-A"]);
    let page =
        folder.check(&[&["--format", "markdown", "--staged", "--all"], &since[2..]].concat());
    assert_eq!(page.matches("```suggestion").count(), 3, "{page}");
}

/// A text with the lines that a section's suggestion is about replaced.
fn suggested(text: &str, section: &str) -> String {
    let (before, rest) = section.split_once("suggestion\n").expect("a suggestion");
    let fence: String = before.chars().rev().take_while(|c| *c == '`').collect();
    let (new, _) = rest.split_once(&format!("{fence}\n")).expect("its end");
    let (_, line) = before.rsplit_once("yaml, line ").expect("its line");
    let (line, _) = line.split_once(':').expect("a colon");
    let line: usize = line.parse().expect("a number");
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines[line - 1] = new;
    lines.concat()
}

/// A report with one finding at a text, and a fix that splices it.
fn with_fix(build: &mut Build, file: FileId, splices: Vec<(Span, &str)>) {
    let place = Place::of_span(file, splices[0].0);
    let finding = build.finding("SF-X-001", Severity::High, "it is open", place);
    let splice = |(span, text): (Span, &str)| {
        let text = text.to_owned();
        (file, Splice { span, text })
    };
    finding.fixes = vec![Fix {
        title: "close it".to_owned(),
        safe: true,
        edits: Vec::new(),
        splices: Some(splices.into_iter().map(splice).collect()),
    }];
}

/// A change of which all texts are.
fn change() -> Comparison {
    Comparison {
        fixed: Vec::new(),
        ..compared().comparison.expect("it was compared")
    }
}

/// Where words stand in a text.
fn at(text: &str, words: &str) -> Span {
    let start = text.find(words).expect("there");
    Span::new(start, start + words.len())
}

/// The fix of the first finding in JSON, in SARIF and on the page.
fn told(report: &Report) -> (Value, Value, String) {
    let read = |format| -> Value {
        serde_json::from_str(&render(report, format, &narrow())).expect("JSON")
    };
    let json = read(Format::Json)["findings"][0]["fixes"][0]["changes"].clone();
    let sarif = read(Format::Sarif)["runs"][0]["results"][0]["fixes"].clone();
    (json, sarif, render(report, Format::Markdown, &narrow()))
}

#[test]
fn nothing_next_to_a_secret_is_told() {
    let text = "a: 1\nsecret: abc123-secret-value\nb: true\nc: https://x:hunter2@h.example\n";
    let secret = at(text, SECRET);
    let before = Span::new(secret.start as usize, secret.start as usize);
    let behind = Span::new(secret.end as usize, secret.end as usize);
    let line = at(text, "secret: abc123-secret-value\n");
    let one = |span, insert| {
        let mut build = Build::new();
        let file = build.text("a.yaml", text);
        build.report.redactions.add(file, secret);
        with_fix(&mut build, file, vec![(at(text, "1"), "2"), (span, insert)]);
        build.report
    };
    for (span, insert) in [
        (secret, "x"),
        (before, "x"),
        (behind, "x"),
        (line, ""),
        (at(text, "true"), SECRET),
        (at(text, "true"), "https://x:hunter2@h.example"),
    ] {
        let (json, sarif, page) = told(&one(span, insert));
        assert_eq!((json, sarif), (Value::Null, Value::Null), "{span:?}");
        assert!(page.contains("**Fix** (safe): close it"), "{page}");
        assert!(!page.contains("```"), "{page}");
    }
    // Lines around are shown, without what is secret in them.
    let mut report = one(at(text, "true"), "false");
    for compares in [false, true] {
        report.comparison = compares.then(change);
        let (json, sarif, page) = told(&report);
        assert_eq!(json.as_array().map(Vec::len), Some(2));
        assert_eq!(
            sarif[0]["artifactChanges"][0]["replacements"][1]["insertedContent"]["text"],
            "false"
        );
        assert!(page.contains("-b: true\n+b: false\n") && page.contains(" secret: ********\n"));
        assert!(
            page.contains(" c: https://x:********@h.example\n"),
            "{page}"
        );
        assert!(
            !page.contains(SECRET) && !page.contains("hunter2"),
            "{page}"
        );
    }
    // A fix that states a secret in its data alone is as before.
    assert!(!render(&secretive(), Format::Markdown, &narrow()).contains(SECRET));
}

#[test]
fn blocks_stay_blocks() {
    let text = "\u{feff}a: 1 # ````` <b> @org\r\nb:\t'\u{202e}\u{1b}' # ``\r\nc: 1\r\nd: 1\r\n";
    let mut build = Build::new();
    let file = build.text("a.yaml", text);
    with_fix(&mut build, file, vec![(at(text, "'\u{202e}\u{1b}'"), "2")]);
    let (_, _, page) = told(&build.report);
    insta::assert_snapshot!(section(&page, "it is open"));

    // A suggestion holds its lines exactly, without the byte order mark that it cannot hold.
    build.report.comparison = Some(change());
    let (_, _, page) = told(&build.report);
    assert!(page.contains("```suggestion\nb:\t2 # ``\n```\n"), "{page}");
    let suggest = |splices: Vec<(Span, &str)>| {
        let mut build = Build::new();
        let file = build.text("a.yaml", text);
        with_fix(&mut build, file, splices);
        build.report.comparison = Some(change());
        told(&build.report).2
    };
    let page = suggest(vec![(at(text, "c: 1\r\nd: 1\r\n"), "")]);
    assert!(
        page.contains("a.yaml, lines 3 to 4:\n\n```suggestion\n```\n"),
        "{page}"
    );
    let page = suggest(vec![(at(text, "b:"), "k:")]);
    assert!(page.contains("+k:\t'\\u{202e}\\u{1b}' # ``\n"), "{page}");
    let end = Span::new(text.len(), text.len());
    let page = suggest(vec![(end, "e: 1\r\n")]);
    assert!(
        page.contains("a.yaml, line 4:\n\n```suggestion\nd: 1\ne: 1\n```\n"),
        "{page}"
    );
    let page = suggest(vec![(at(text, "1 # `````"), "2 # `````")]);
    assert!(page.contains("``````diff\n-a: 1"), "{page}");
    // GitHub counts no line that a carriage return alone ends.
    let mut build = Build::new();
    let file = build.text("a.yaml", "a: 1\rb: 1\n");
    with_fix(&mut build, file, vec![(Span::new(8, 9), "2")]);
    build.report.comparison = Some(change());
    assert!(told(&build.report).2.contains("```diff\n"));
}

#[test]
fn a_page_shows_few_blocks_and_short_ones() {
    let text: String = (0..100).map(|n| format!("k{n:02}: true\n")).collect();
    let mut build = Build::new();
    let file = build.text("a.yaml", &text);
    for n in 0..12 {
        let at = at(&text, &format!("k{n:02}: true"));
        with_fix(&mut build, file, vec![(at, "k: false")]);
    }
    let page = render(&build.report, Format::Markdown, &narrow());
    assert_eq!(page.matches("```diff").count(), 10);
    assert_eq!(page.matches("**Fix** (safe): close it").count(), 12);
    for (lines, shown) in [(6, 1), (30, 0)] {
        let mut build = Build::new();
        let file = build.text("a.yaml", &text);
        let new = "n: 1\n".repeat(lines);
        with_fix(&mut build, file, vec![(Span::new(0, 0), &new)]);
        let page = render(&build.report, Format::Markdown, &narrow());
        assert_eq!(page.matches("```diff").count(), shown, "{lines}");
    }
    // Two stretches that are far apart are two blocks of one fix.
    let mut build = Build::new();
    let file = build.text("a.yaml", &text);
    let far = ["k10: true", "k90: true"].map(|words| (at(&text, words), "k: false"));
    with_fix(&mut build, file, far.to_vec());
    let page = render(&build.report, Format::Markdown, &narrow());
    assert_eq!(page.matches("```diff").count(), 2);
    assert!(page.contains("a.yaml, line 11:") && page.contains("a.yaml, line 91:"));
}

#[test]
fn only_formats_that_show_it_ask_for_it() {
    let asks: Vec<Format> = Format::ALL
        .into_iter()
        .filter(|format| format.shows_texts_of_fixes())
        .collect();
    assert_eq!(asks, [Format::Json, Format::Sarif, Format::Markdown]);
    // What a format writes does not hang on which others are written beside it.
    let text = "a: 1\n";
    let mut build = Build::new();
    let file = build.text("a.yaml", text);
    with_fix(&mut build, file, vec![(at(text, "1"), "2")]);
    let mut without = Build::new();
    let file = without.text("a.yaml", text);
    with_fix(&mut without, file, vec![(at(text, "1"), "2")]);
    without.report.findings[0].fixes[0].splices = None;
    for format in Format::ALL {
        let [with, without] =
            [&build, &without].map(|build| render(&build.report, format, &narrow()));
        assert_eq!(with != without, format.shows_texts_of_fixes(), "{format}");
    }
}

#[test]
fn json_tells_what_fixes_did() {
    let folder = Folder::new("mended");
    folder.write("org/site.yaml", SITE);
    folder.write("org/profile.yaml", PROFILE);
    let select = ["--select", "SF-GUEST-005", "org"];
    let before = folder.json(&[&["--format", "json"], &select[..]].concat());
    assert_eq!(before["mended"], Value::Null);
    let after = folder.json(&[&["--fix", "--format", "json"], &select[..]].concat());
    let mended = &after["mended"];
    assert_eq!(
        (mended["files"].as_u64(), &mended["dry"]),
        (Some(1), &false.into())
    );
    let applied = mended["applied"].as_array().expect("a list");
    assert_eq!(applied.len(), 1);
    for key in ["rule", "severity", "message", "fingerprint"] {
        assert_eq!(applied[0][key], before["findings"][0][key], "{key}");
    }
    assert_eq!(
        applied[0]["title"],
        before["findings"][0]["fixes"][0]["title"]
    );
    assert_eq!(applied[0]["why"], Value::Null);
    assert_eq!(after["findings"].as_array().map(Vec::len), Some(0));
    assert_eq!(
        folder.read("org/profile.yaml"),
        PROFILE.replace("allowEdit: true", "allowEdit: false")
    );

    // What is left tells its own fixes as they are in the new texts, which are longer here.
    let object = "CustomObject:\n  Order__c: {sharingModel: Private, externalSharingModel: Read}\n";
    folder.write("org/profile.yaml", &format!("{PROFILE}{object}"));
    let select = ["--select", "SF-GUEST-005,SF-SHR-002", "org"];
    let left = folder.json(&[&["--fix", "--format", "json"], &select[..]].concat());
    assert_eq!(left["mended"]["offered"].as_array().map(Vec::len), Some(1));
    let fix = &left["findings"][0]["fixes"][0];
    let closed = by_json(&folder, fix);
    let want = folder
        .read("org/profile.yaml")
        .replace("Model: Read", "Model: Private");
    assert!(want.contains("allowEdit: false"), "{want}");
    assert_eq!(closed["org/profile.yaml"], want);

    // Every part of it, with what keeps a secret.
    let mut report = secretive();
    let mending = |why: &str| Mending {
        rule: "SF-SEC-001".into(),
        severity: Severity::High,
        message: format!("it says {SECRET}"),
        fingerprint: report.findings[0].fingerprint.to_string(),
        title: format!("take {SECRET} away"),
        safe: false,
        why: why.to_owned(),
    };
    let mended = Mended {
        applied: Vec::new(),
        refused: vec![mending(&format!("{SECRET} would stay"))],
        offered: vec![mending("")],
        files: 0,
        dry: true,
    };
    report.mended = Some(mended);
    let told = render(&report, Format::Json, &narrow());
    assert!(!told.contains(SECRET));
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["mended"]["refused"][0]["why"], "******** would stay");
    let schema = include_str!("../schemas/report.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("a schema");
    for report in [&told, &before, &after, &left] {
        let errors: Vec<String> = schema.iter_errors(report).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    assert!(render(&portal(), Format::Json, &narrow()).contains("\"mended\": null"));
}

/// The time that it takes to write the fixes of so many findings in one file, and how many can be.
fn time_of(count: usize) -> (Duration, usize) {
    let folder = Folder::new(&format!("many-{count}"));
    let mut profile = PROFILE.to_owned();
    for n in 0..count {
        profile.push_str(&format!(
            "      Zoo{n:05}__c: {{allowEdit: true, allowRead: true}}\n"
        ));
    }
    folder.write("org/site.yaml", SITE);
    folder.write("org/profile.yaml", &profile);
    let settings = Settings {
        paths: vec![folder.0.join("org")],
        ..Settings::default()
    };
    let mut judged = lint::judge(&Disk, &settings, SourceMap::new(), &Silent);
    let start = Instant::now();
    propose(&mut judged.report, &judged.tenants, &settings);
    let time = start.elapsed();
    let fixes = judged.report.findings.iter().flat_map(|f| &f.fixes);
    (time, fixes.filter(|fix| fix.splices.is_some()).count())
}

#[test]
fn the_time_grows_with_the_number_of_fixes_only() {
    let ((some, few), (all, many)) = (time_of(250), time_of(2_000));
    assert!(few >= 250 && many >= 2_000, "{few}, {many}");
    // Eight times the fixes; quadratic would be sixty-four times.
    assert!(
        all < some * 30 + Duration::from_secs(1),
        "{some:?}, then {all:?}"
    );
}
