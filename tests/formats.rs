//! The formats for servers, pages and tables: an independent reader of each reads what was meant,
//! whatever the texts hold, and each says what it leaves out.

mod reports;

use std::path::Path;
use std::process::{Command, Stdio};
use std::{collections::BTreeMap, io::Write};

use reports::{Build, compared, hostile, hostile_change, narrow, offset, portal, secretive};
use serde_json::{Value, json};
use tenantlint::check::Severity;
use tenantlint::finding::{Finding, NotEvaluated, Place, Related, Status};
use tenantlint::report::{Format, Report, Style, render};
use tenantlint::source::Span;

fn written(report: &Report, format: Format) -> String {
    render(report, format, &narrow())
}

fn samples() -> Vec<(&'static str, Report)> {
    vec![
        ("portal", portal()),
        ("compared", compared()),
        ("hostile", hostile()),
        ("hostile change", hostile_change()),
        ("secretive", secretive()),
        ("nothing", Report::default()),
    ]
}

/// A text as it is shown: every hidden character as an escape.
fn shown(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{200b}' | '\u{202e}' | '\u{2066}' => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// A message as every format has it that clips.
fn said(message: &str) -> String {
    let clipped: String = message.chars().take(2_000).collect();
    match message.chars().count() - clipped.chars().count() {
        0 => shown(message),
        more => {
            let more = more.to_string();
            let (thousands, rest) = more.split_at(more.len().saturating_sub(3));
            let comma = if thousands.is_empty() { "" } else { "," };
            shown(&format!(
                "{clipped} [{thousands}{comma}{rest} more characters]"
            ))
        }
    }
}

/// What Python makes of a text, by a program that prints JSON.
fn python(program: &str, text: &str) -> Value {
    let mut child = Command::new("python3")
        .args(["-c", program])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(text.as_bytes()).expect("it is read");
    drop(stdin);
    let done = child.wait_with_output().expect("it ends");
    assert!(done.status.success(), "{text}");
    serde_json::from_slice(&done.stdout).expect("JSON")
}

/// Whether there is an independent reader.
fn has_python() -> bool {
    reports::tools().is_some()
}

/// The one-based lines and columns of the first character and after the last one, counted from the
/// start of the text.
fn place(report: &Report, at: &Place, unit: fn(char) -> u64) -> [u64; 4] {
    let text = report.sources.file(at.file).text();
    let position = |offset: u32| {
        let before = text[..offset as usize].trim_start_matches('\u{feff}');
        let lines = before.replace("\r\n", "\n").replace('\r', "\n");
        let last = lines.rsplit('\n').next().unwrap_or_default();
        let column = last.chars().map(unit).sum::<u64>() + 1;
        (lines.matches('\n').count() as u64 + 1, column)
    };
    let (start, end) = (position(at.span.start), position(at.span.end));
    [start.0, start.1, end.0, end.1]
}

/// A finding's message as formats have it that tell its state in words.
fn told(finding: &Finding) -> String {
    let status = finding.status.as_str();
    let status = (finding.status != Status::Open).then_some(status);
    let words = status.into_iter().chain(finding.change.map(|c| c.as_str()));
    match words.collect::<Vec<_>>().join(", ") {
        words if words.is_empty() => said(&finding.message),
        words => said(&format!("{words}: {}", finding.message)),
    }
}

fn utf16(c: char) -> u64 {
    c.len_utf16() as u64
}

/// A workflow command, as the runner of GitHub Actions reads a line: name, properties, message.
fn command(line: &str) -> (String, BTreeMap<String, String>, String) {
    let line = line.strip_prefix("::").expect("every line is a command");
    let (head, message) = line.split_once("::").expect("it has a message");
    let unescape = |s: &str| {
        s.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let (name, properties) = head.split_once(' ').expect("it has properties");
    let properties = properties.split(',').map(|p| {
        let (key, value) = p.split_once('=').expect("a key and a value");
        (key.to_owned(), unescape(value))
    });
    let data = message
        .replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%25", "%");
    (name.to_owned(), properties.collect(), data)
}

#[test]
fn github_commands_are_what_the_runner_reads() {
    for (name, report) in samples() {
        let out = written(&report, Format::Github);
        let lines: Vec<_> = out.lines().map(command).collect();
        assert_eq!(
            lines.last().expect("a line").1["title"],
            "tenantlint",
            "{name}"
        );
        assert!(
            lines
                .iter()
                .all(|l| ["error", "warning", "notice"].contains(&&*l.0))
        );
        for finding in report.findings.iter().filter(|f| report.is_about(f)) {
            let title = shown(&format!("{} {}", finding.severity, finding.rule));
            let found = lines.iter().find(|(_, properties, message)| {
                properties["title"] == title && *message == told(finding)
            });
            let Some((_, properties, _)) = found else {
                assert_eq!(name, "secretive", "{}", finding.message);
                continue;
            };
            let [line, column, end_line, end_column] = place(&report, &finding.primary, utf16);
            let number = |key: &str| properties.get(key).and_then(|n| n.parse().ok());
            let lines = [number("line"), number("endLine")];
            assert_eq!(lines, [Some(line), Some(end_line)], "{name}");
            let columns = [number("col"), number("endColumn")];
            match line == end_line {
                true => assert_eq!(columns, [Some(column), Some(end_column)], "{name}"),
                false => assert_eq!(columns, [None, None], "{name}"),
            }
            let file = report.sources.name(finding.primary.file);
            assert_eq!(properties["file"], shown(file));
        }
    }
}

#[test]
fn github_shows_the_worst_ten_of_each_kind_and_tells_the_rest() {
    let mut b = Build::new();
    let file = b.text("a.yaml", "a: b\nc:\n  d: e\n");
    for n in 0..60 {
        let severity = Severity::ALL[n % 5];
        b.finding(
            "SF-X-001",
            severity,
            &n.to_string(),
            Place::of_span(file, Span::new(3, 4)),
        );
    }
    b.report
        .findings
        .sort_by_key(|f| std::cmp::Reverse(f.severity));
    let out = written(&b.report, Format::Github);
    let lines: Vec<_> = out.lines().map(command).collect();
    let count = |name: &str| lines.iter().filter(|l| l.0 == name).count();
    assert_eq!([count("error"), count("warning"), count("notice")], [10; 3]);
    assert!(
        lines[..10]
            .iter()
            .all(|l| l.1["title"].starts_with("critical "))
    );
    let last = &lines.last().expect("a line").2;
    assert!(
        last.contains("31 annotations left out") && last.starts_with("60 findings ("),
        "{last}"
    );
    // What does not fail the run is no error.
    b.report.thresholds.findings = Some(Severity::Critical);
    let out = written(&b.report, Format::Github);
    assert!(out.lines().map(command).all(|l| l.0 != "warning"));
}

#[test]
fn github_tells_no_columns_over_lines() {
    let mut b = Build::new();
    let file = b.text("a.yaml", "a: b\nc:\n  d: e\n");
    b.finding(
        "SF-X-001",
        Severity::High,
        "open",
        Place::of_span(file, Span::new(0, 12)),
    );
    let out = written(&b.report, Format::Github);
    assert!(
        out.starts_with("::error file=a.yaml,line=1,endLine=3,title=high SF-X-001::open\n"),
        "{out}"
    );
}

#[test]
fn github_tells_what_the_run_is_about() {
    insta::assert_snapshot!(written(&compared(), Format::Github), @r#"
    ::error file=examples/merchant-portal/profiles/Merchant Portal Profile.profile-meta.yaml,line=113,endLine=113,col=14,endColumn=18,title=critical SF-GUEST-001::new: Anonymous visitors of the site Merchant_Portal can read up to 1,381,735 records of Merchant__c with personal data of nine categories
    ::error file=tenant/aliases.yaml,line=7,endLine=7,col=16,endColumn=21,title=high SF-GUEST-001::widened: The guest profile reads Account
    ::warning file=tenant/settings/Security.settings-meta.yaml,line=2,endLine=2,col=1,endColumn=16,title=unknown SF-GUEST-007::The organisation-wide default of Case was not exported; retrieve CustomObject:Case
    ::notice title=tenantlint::1 new finding (1 critical), 1 widened (1 high), 1 unchanged, 1 fixed in 16 files of 1 tenant, 17 rules; 1 waived, 1 in the baseline; 1 file not recognised; 1 rule could not be evaluated; 1 rule could not be evaluated with or without the change
    "#);
    insta::assert_snapshot!(written(&Report::default(), Format::Github), @"::notice title=tenantlint::nothing was judged: 0 files of 0 tenants, 0 rules");
}

#[test]
fn a_page_tells_what_a_change_does() {
    insta::assert_snapshot!(written(&compared(), Format::Markdown));
    insta::assert_snapshot!(written(&portal(), Format::Markdown));
}

/// The text of a page with all that Markdown could make something of taken out, where it is
/// escaped: what is left must be the page's own.
fn bare(page: &str) -> String {
    let mut out = String::new();
    let mut chars = page.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
        } else {
            let escaped = chars.next().expect("a backslash is before something");
            assert!(escaped.is_ascii_punctuation(), "{escaped:?}");
        }
    }
    out
}

/// A page as it is seen.
fn seen(page: &str) -> String {
    let mut out = String::new();
    let mut chars = page.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' {
            chars.next().expect("something")
        } else {
            c
        });
    }
    let mut parts = out.split("&#");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(';').expect("an entity ends");
        let c = number.parse().ok().and_then(char::from_u32);
        out.push(c.expect("a character"));
        out.push_str(rest);
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn no_text_makes_markup() {
    for report in [hostile(), hostile_change()] {
        for verbose in [false, true] {
            let style = Style {
                verbose,
                ..narrow()
            };
            let page = render(&report, Format::Markdown, &style);
            let bare = bare(&page);
            for line in bare.lines() {
                // Tags are the page's own.
                let mut tags = line.split('<').skip(1);
                assert!(
                    tags.all(|t| [
                        "details>",
                        "/details>",
                        "summary>",
                        "/summary>",
                        "br>",
                        "sub>",
                        "/sub>"
                    ]
                    .iter()
                    .any(|own| t.starts_with(own))),
                    "{line}"
                );
                // Every row has its cells.
                if line.starts_with('|') {
                    assert_eq!(line.matches('|').count(), 5, "{line}");
                }
                // Links lead to a rule's page alone.
                assert!(!line.contains("![") && !line.contains('`'), "{line}");
                for link in line.split("](").skip(1) {
                    assert!(link.starts_with("https://help.salesforce.com/"), "{line}");
                }
            }
            // What GitHub looks for in the finished page is not there.
            let seen = seen(&page);
            for word in ["@org", "#1", "GH-2", "www.evil", "http://"] {
                assert!(!seen.contains(word), "{word}");
            }
            assert!(seen.contains("@\u{200b}org #\u{200b}1 GH-\u{200b}2"));
            assert!(page.contains("&lt;script&gt;") && page.contains("@&#8203;org"));
            assert!(page.is_ascii() || !page.contains('\u{200b}'));
        }
    }
}

#[test]
fn a_page_fits_into_a_comment_and_tells_the_rest() {
    let mut b = Build::new();
    let file = b.text("a.yaml", "a: b\n");
    let at = Place::of_span(file, Span::new(3, 4));
    for n in 0..2_000 {
        let f = b.finding(
            "SF-X-001",
            Severity::High,
            &format!("finding {n}_x"),
            at.clone(),
        );
        f.related = vec![Related {
            place: Some(at.clone()),
            message: "加盟店".repeat(40),
        }];
    }
    for n in 0..2_000 {
        b.report.not_evaluated.push(NotEvaluated {
            rule: "SF-X-002".into(),
            severity: Severity::Critical,
            tenant: "t".into(),
            message: format!("gap {n}"),
            place: None,
            unchanged: false,
        });
    }
    let page = written(&b.report, Format::Markdown);
    assert!(
        page.len() <= 65_536 && page.len() > 50_000,
        "{}",
        page.len()
    );
    let rows = page.lines().filter(|l| l.starts_with("| **high**")).count();
    let gaps = page
        .lines()
        .filter(|l| l.starts_with("- **critical**"))
        .count();
    let chains = page.lines().filter(|l| *l == "</details>").count();
    assert!(
        rows > 100 && gaps > 100 && chains > 10,
        "{rows} {gaps} {chains}"
    );
    let last = page.lines().last().expect("a line");
    let number = |n: usize| format!("{},{:03}", n / 1_000, n % 1_000);
    for left in [
        format!("{} findings", number(2_000 - rows)),
        format!("{} gaps", number(2_000 - gaps)),
        format!("{} chains", number(2_000 - chains)),
    ] {
        assert!(last.contains(&left), "{left}: {last}");
    }
    assert!(page.starts_with("### tenantlint\n\n2,000 findings (2,000 high)"));
}

/// The contract of GitLab's Code Quality report, from its documentation: a list of objects, each
/// with a description, the name of a check, a fingerprint of its own, one of five severities, and a
/// relative path with a line.
fn code_quality(text: &str) -> Vec<Value> {
    assert!(!text.starts_with('\u{feff}'));
    let issues: Vec<Value> = serde_json::from_str(text).expect("a list");
    let mut seen = std::collections::BTreeSet::new();
    for issue in &issues {
        let text = |key: &str| {
            issue[key]
                .as_str()
                .unwrap_or_else(|| panic!("{key} of {issue}"))
        };
        assert!(!text("description").is_empty() && !text("check_name").is_empty());
        assert!(
            seen.insert(text("fingerprint").to_owned()),
            "{issue} has a fingerprint of its own"
        );
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("severity")));
        let path = issue["location"]["path"].as_str().expect("a path");
        assert!(!path.is_empty() && !path.starts_with("./") && !path.starts_with('/'));
        assert!(
            issue["location"]["lines"]["begin"]
                .as_u64()
                .expect("a line")
                >= 1
        );
    }
    issues
}

#[test]
fn gitlab_reads_code_quality() {
    for (name, report) in samples() {
        let issues = code_quality(&written(&report, Format::Gitlab));
        let open: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|f| f.status == Status::Open)
            .collect();
        assert_eq!(
            issues.len(),
            open.len() + report.failures.len() + report.not_evaluated.len(),
            "{name}"
        );
        for (issue, finding) in issues[report.failures.len()..].iter().zip(open) {
            assert_eq!(issue["fingerprint"], finding.fingerprint.as_str());
            let [line, ..] = place(&report, &finding.primary, |_| 1);
            assert_eq!(issue["location"]["lines"]["begin"], line);
            assert_eq!(
                issue["location"]["path"],
                report.sources.name(finding.primary.file)
            );
            if name != "secretive" {
                assert_eq!(issue["description"], said(&finding.message));
            }
        }
    }
    let told = code_quality(&written(&portal(), Format::Gitlab));
    let told: Vec<String> = told
        .iter()
        .map(|i| format!("{} {}", i["severity"], i["check_name"]))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "blocker" "TL-YAML-002"
    "blocker" "SF-GUEST-001"
    "critical" "SF-GUEST-001"
    "major" "SF-SESS-002"
    "info" "SF-GUEST-007"
    "info" "SF-GUEST-007"
    "info" "SF-GUEST-007"
    "info" "SF-GUEST-007"
    "#);
}

const XML: &str = "import json, sys, xml.etree.ElementTree as e\n\
    read = lambda x: [x.tag, x.attrib, x.text or '', [read(c) for c in x]]\n\
    print(json.dumps(read(e.fromstring(sys.stdin.buffer.read()))))";

#[test]
fn junit_fits_the_schema_of_jenkins() {
    let Some(tools) = reports::tools() else {
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("junit");
    std::fs::create_dir_all(&folder).expect("a folder");
    let schema = tools.join("junit-10.xsd");
    let valid = |text: &str| {
        let file = folder.join("report.xml");
        std::fs::write(&file, text).expect("written");
        let program =
            "import sys, xmlschema; xmlschema.XMLSchema(sys.argv[1]).validate(sys.argv[2])";
        let ran = Command::new("python3")
            .env("PYTHONPATH", &tools)
            .args(["-c", program])
            .args([&schema, &file])
            .output()
            .expect("python3 runs");
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        ran.status.success().then_some(()).ok_or(told)
    };
    for (name, report) in samples() {
        let text = written(&report, Format::Junit);
        assert_eq!(valid(&text), Ok(()), "{name}");
        assert!(
            valid(&text.replace(" tests=", " test=")).is_err(),
            "the schema can refuse"
        );
    }
    // What `test` says, of a rule whose tests pass and of a folder that is none.
    for folder in ["policies/salesforce/guest_has_api_access", "src"] {
        let ran = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["test", folder, "--format", "junit", "--coverage"])
            .output()
            .expect("the program runs");
        let text = String::from_utf8(ran.stdout).expect("UTF-8");
        assert_eq!(valid(&text), Ok(()), "{text}");
    }
}

#[test]
fn junit_counts_what_it_tells() {
    if !has_python() {
        return;
    }
    for (name, report) in samples() {
        let read = python(XML, &written(&report, Format::Junit));
        let mut sums = [0; 3];
        let mut cases = Vec::new();
        for suite in read[3].as_array().expect("suites") {
            let inside: Vec<&Value> = suite[3]
                .as_array()
                .expect("cases")
                .iter()
                .filter(|c| c[0] == "testcase")
                .collect();
            let of = |element: &str| inside.iter().filter(|c| c[3][0][0] == element).count();
            let counts = [
                ("tests", inside.len()),
                ("failures", of("failure")),
                ("errors", of("error")),
                ("skipped", of("skipped")),
            ];
            for (key, count) in counts {
                assert_eq!(suite[1][key], count.to_string(), "{name}");
            }
            for (sum, (_, count)) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
            cases.extend(inside);
        }
        for (key, sum) in ["tests", "failures", "errors"].into_iter().zip(sums) {
            assert_eq!(read[1][key], sum.to_string(), "{name}");
        }
        let failing: Vec<&Finding> = report.findings.iter().filter(|f| report.fails(f)).collect();
        assert_eq!(sums[1], failing.len());
        assert_eq!(
            sums[2] > 0,
            tenantlint::report::exit_code(&report) == 2,
            "{name}"
        );
        for finding in failing {
            let words = told(finding);
            let told = cases.iter().any(|c| {
                c[1]["classname"] == shown(&finding.rule)
                    && c[3][0][1]["message"]
                        .as_str()
                        .is_some_and(|m| m.ends_with(&words))
            });
            assert!(told || name == "secretive", "{name}: {words}");
        }
    }
    let read = python(XML, &written(&compared(), Format::Junit));
    let cases = read[3]
        .as_array()
        .expect("suites")
        .iter()
        .flat_map(|s| s[3].as_array().expect("cases"));
    let told = cases.filter(|c| c[0] == "testcase").map(|c| {
        format!(
            "{} {} {}",
            c[1]["classname"], c[3][0][0], c[3][0][1]["message"]
        )
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    "tenantlint" null null
    "SF-GUEST-001" "failure" "new: Anonymous visitors of the site Merchant_Portal can read up to 1,381,735 records of Merchant__c with personal data of nine categories"
    "SF-GUEST-001" "failure" "widened: The guest profile reads Account"
    "SF-GUEST-007" "skipped" "The organisation-wide default of Case was not exported; retrieve CustomObject:Case"
    "SF-SESS-002" "skipped" "unchanged"
    "SF-SESS-002" "skipped" "waived by security@merchant-portal.example until 2026-12-31: The kiosk in the lobby shows opening hours only"
    "SF-SESS-002" "skipped" "in the baseline"
    "SF-SESS-002" "skipped" "The organisation-wide default of Lead was not exported; retrieve CustomObject:Lead"
    "#);
}

/// The contract of Checkstyle's XML, which has no published schema: files with errors, each with a
/// line, a column, one of four severities, a message and a source.
#[test]
fn checkstyle_is_what_its_readers_read() {
    if !has_python() {
        return;
    }
    for (name, report) in samples() {
        let read = python(XML, &written(&report, Format::Checkstyle));
        assert_eq!(read[0], "checkstyle");
        assert!(read[1]["version"].is_string());
        let mut told = Vec::new();
        for file in read[3].as_array().expect("files") {
            assert_eq!(file[0], "file");
            for error in file[3].as_array().expect("errors") {
                assert_eq!(error[0], "error");
                let attributes = error[1].as_object().expect("attributes");
                let keys: Vec<&str> = attributes.keys().map(String::as_str).collect();
                assert_eq!(keys, ["column", "line", "message", "severity", "source"]);
                let severity = attributes["severity"].as_str().expect("a word");
                assert!(["ignore", "info", "warning", "error"].contains(&severity));
                told.push((file[1]["name"].clone(), error[1].clone()));
            }
        }
        let about: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|f| report.is_about(f))
            .collect();
        let gaps = report
            .not_evaluated
            .iter()
            .filter(|n| report.is_about_gap(n))
            .count();
        assert_eq!(
            told.len(),
            about.len() + gaps + report.failures.len(),
            "{name}"
        );
        for finding in about {
            let [line, column, ..] = place(&report, &finding.primary, |_| 1);
            let (line, column) = (line.to_string(), column.to_string());
            let words = self::told(finding);
            let found = told.iter().any(|(file, error)| {
                *file == shown(report.sources.name(finding.primary.file))
                    && error["line"] == *line
                    && error["column"] == *column
                    && (error["message"]
                        .as_str()
                        .is_some_and(|m| m.ends_with(&words))
                        || name == "secretive")
            });
            assert!(found, "{name}: {words} at {line}:{column}");
        }
    }
}

const CSV: &str = "import csv, io, json, sys\n\
    text = sys.stdin.buffer.read().decode('utf-8')\n\
    print(json.dumps(list(csv.DictReader(io.StringIO(text, newline=''), strict=True))))";

#[test]
fn a_table_reads_as_what_was_found() {
    if !has_python() {
        return;
    }
    for (name, report) in samples() {
        let text = written(&report, Format::Csv);
        assert!(text.lines().all(|l| l.ends_with('"')) && text.ends_with("\r\n"));
        let rows = python(CSV, &text);
        let rows = rows.as_array().expect("rows");
        let fixed = report.comparison.as_ref().map_or(0, |c| c.fixed.len());
        let all =
            report.failures.len() + report.findings.len() + fixed + report.not_evaluated.len();
        assert_eq!(rows.len(), all, "{name}");
        for (row, finding) in rows[report.failures.len()..].iter().zip(&report.findings) {
            let want = place(&report, &finding.primary, |_| 1);
            let got = ["line", "column", "end_line", "end_column"].map(|k| row[k].clone());
            assert_eq!(got, want.map(|n| json!(n.to_string())), "{name}");
            assert_eq!(row["fingerprint"], finding.fingerprint.as_str());
            assert_eq!(row["status"], finding.status.as_str());
            assert_eq!(row["fails"], report.fails(finding).to_string());
            let message = row["message"].as_str().expect("a text");
            let message = message.strip_prefix('\'').unwrap_or(message);
            assert!(message == said(&finding.message) || name == "secretive");
        }
        for row in rows {
            for (key, cell) in row.as_object().expect("cells") {
                let cell = cell.as_str().expect("a text");
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
                    "{key}: {cell}"
                );
            }
        }
    }
    let rows = python(CSV, &written(&compared(), Format::Csv));
    let told = rows.as_array().expect("rows").iter().map(|r| {
        let cells = [
            "kind", "rule", "severity", "status", "change", "fails", "waiver",
        ];
        cells.map(|k| r[k].as_str().unwrap_or_default()).join(" ")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @r#"
    finding SF-GUEST-001 critical open new true 
    finding SF-GUEST-001 high open widened true 
    finding SF-SESS-002 medium open unchanged false 
    finding SF-SESS-002 medium waived new false The kiosk in the lobby shows opening hours only (by security@merchant-portal.example until 2026-12-31)
    finding SF-SESS-002 medium baselined unchanged false 
    fixed SF-SESS-002 medium open fixed false 
    not-evaluated SF-GUEST-007 high   false 
    not-evaluated SF-SESS-002 high  unchanged false
    "#);
}

/// One place through every format: the same line, and the same column but for its unit.
#[test]
fn all_formats_agree_on_a_place() {
    let mut b = Build::new();
    let text = "\u{feff}加盟店: '情報'\r\n名😀: true\r\n";
    let file = b.text("店.yaml", text);
    let at = text.find("true").expect("there");
    b.finding(
        "SF-X-001",
        Severity::High,
        "open",
        Place::of_span(file, Span::new(at, at + 4)),
    );
    assert_eq!(offset(text, 2, 5, |_| 1), at);
    assert_eq!(offset(text, 2, 6, utf16), at);
    let has = |format, part: &str| {
        let out = written(&b.report, format);
        assert!(out.contains(part), "{format}: {out}");
    };
    has(Format::Concise, "店.yaml:2:5: high[SF-X-001]");
    has(Format::Human, "[店.yaml:2:5]");
    has(
        Format::Github,
        "file=店.yaml,line=2,endLine=2,col=6,endColumn=10,",
    );
    has(Format::Markdown, "| 店.yaml:2:5 |");
    has(Format::Junit, "店.yaml:2:5");
    has(Format::Checkstyle, "line=\"2\" column=\"5\"");
    has(Format::Csv, "\"店.yaml\",\"2\",\"5\",\"2\",\"9\"");
    has(Format::Gitlab, "\"begin\": 2");
    has(Format::Sarif, "\"startColumn\": 6");
}
