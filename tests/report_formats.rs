//! The formats of a report: what they look like, and an oracle that re-reads every region that
//! they report from the texts.

mod reports;

use std::time::{Duration, Instant};

use reports::{
    Build, SECRET, compared, hostile, hostile_change, narrow, offset, portal, secretive,
};
use serde_json::Value;
use tenantlint::check::Severity;
use tenantlint::finding::{Change, Place, Precision, Status};
use tenantlint::report::{Format, Redactions, Report, Style, exit_code, render};
use tenantlint::source::Span;

#[test]
fn human_at_width_80() {
    insta::assert_snapshot!(render(&portal(), Format::Human, &narrow()));
}

#[test]
fn human_at_width_120_verbose() {
    let style = Style {
        width: 120,
        verbose: true,
        ..Style::default()
    };
    insta::assert_snapshot!(render(&portal(), Format::Human, &style));
}

#[test]
fn human_in_ascii() {
    let style = Style {
        unicode: false,
        ..narrow()
    };
    insta::assert_snapshot!(render(&portal(), Format::Human, &style));
}

#[test]
fn human_in_color() {
    let style = Style {
        color: true,
        hyperlinks: true,
        ..narrow()
    };
    let colored = render(&portal(), Format::Human, &style);
    insta::assert_snapshot!(colored.replace('\u{1b}', "␛"));
    assert_eq!(plain(&colored), render(&portal(), Format::Human, &narrow()));
}

#[test]
fn a_place_that_the_policy_does_not_state_is_told_as_such() {
    for (precision, human, markdown) in [
        (Precision::Object, "about this", "about this"),
        (Precision::Collection, "about something in here", "in here"),
        (
            Precision::File,
            "somewhere in this file: the policy states no place",
            "somewhere in the file",
        ),
    ] {
        let mut build = Build::new();
        let file = build.text("service.yaml", "ports:\n  - 23\n");
        build.rule("OWN-1", "Ports", Severity::High, "");
        let place = Place {
            precision,
            ..Place::of_file(file)
        };
        build.finding("OWN-1", Severity::High, "telnet is open", place);
        let told = |format| render(&build.report, format, &narrow());
        assert!(told(Format::Human).contains(human), "{precision:?}");
        assert!(told(Format::Markdown).contains(markdown), "{precision:?}");
        let json = json(&build.report);
        let word = precision.as_str();
        assert_eq!(json["findings"][0]["primary"]["precision"], word);
        let sarif: Value = serde_json::from_str(&told(Format::Sarif)).expect("SARIF is JSON");
        let location = &sarif["runs"][0]["results"][0]["locations"][0];
        assert_eq!(location["properties"]["precision"], word);
    }
}

/// A text without its ANSI escapes.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            out.push(c);
        } else if chars.next() == Some('[') {
            chars.by_ref().find(|c| c.is_ascii_alphabetic());
        } else {
            // An operating system command ends in ESC and a backslash.
            chars.by_ref().find(|&c| c == '\\');
        }
    }
    out
}

#[test]
fn concise_lines() {
    insta::assert_snapshot!(render(&portal(), Format::Concise, &narrow()));
}

#[test]
fn statistics_are_a_table_in_place_of_the_findings() {
    let style = Style {
        statistics: true,
        quiet: true,
        ..narrow()
    };
    let mut report = portal();
    report.failures.clear();
    report.not_evaluated.clear();
    insta::assert_snapshot!(render(&report, Format::Human, &style), @r#"
    rule          severity  count  title
    SF-GUEST-001  critical      1  Anonymous visitors can read personal data
    SF-GUEST-001  high          1  Anonymous visitors can read personal data
    SF-SESS-002   medium        1  Sessions last
"#);
}

#[test]
fn quiet_leaves_out_notices_and_summary_but_not_what_is_unknown() {
    let quiet = render(
        &portal(),
        Format::Human,
        &Style {
            quiet: true,
            verbose: true,
            ..narrow()
        },
    );
    assert!(!quiet.contains("3 findings") && !quiet.contains("transcoded"));
    assert!(quiet.contains("critical[SF-GUEST-001]") && quiet.contains("unknown[SF-GUEST-007]"));
    assert!(quiet.contains("error[TL-YAML-002]"));
}

#[test]
fn human_tells_what_a_change_does() {
    let report = compared();
    insta::assert_snapshot!(render(&report, Format::Human, &narrow()));
    let verbose = Style {
        verbose: true,
        ..narrow()
    };
    insta::assert_snapshot!(render(&report, Format::Human, &verbose));
}

#[test]
fn concise_tells_what_a_change_does() {
    let mut report = compared();
    insta::assert_snapshot!(render(&report, Format::Concise, &narrow()), @r#"
    examples/merchant-portal/profiles/Merchant Portal Profile.profile-meta.yaml:113:14: critical[SF-GUEST-001] new: Anonymous visitors of the site Merchant_Portal can read up to 1,381,735 records of Merchant__c with personal data of nine categories
    tenant/aliases.yaml:7:16: high[SF-GUEST-001] widened: The guest profile reads Account
    tenant/settings/Security.settings-meta.yaml:2:1: unknown[SF-GUEST-007] The organisation-wide default of Case was not exported; retrieve CustomObject:Case
    "#);
    report.comparison.as_mut().expect("it was compared").all = true;
    insta::assert_snapshot!(render(&report, Format::Concise, &narrow()), @r#"
    examples/merchant-portal/profiles/Merchant Portal Profile.profile-meta.yaml:113:14: critical[SF-GUEST-001] new: Anonymous visitors of the site Merchant_Portal can read up to 1,381,735 records of Merchant__c with personal data of nine categories
    tenant/aliases.yaml:7:16: high[SF-GUEST-001] widened: The guest profile reads Account
    tenant/settings/Security.settings-meta.yaml:2:1: medium[SF-SESS-002] unchanged: A login is not asked for again
    tenant/settings/Security.settings-meta.yaml:2:1: unknown[SF-GUEST-007] The organisation-wide default of Case was not exported; retrieve CustomObject:Case
    tenantlint: unknown[SF-SESS-002] The organisation-wide default of Lead was not exported; retrieve CustomObject:Lead
    "#);
}

#[test]
fn statistics_tell_what_a_change_does() {
    let statistics = Style {
        statistics: true,
        ..narrow()
    };
    insta::assert_snapshot!(render(&compared(), Format::Human, &statistics), @r#"
    This change lets anonymous visitors read up to 1,381,735 records of Merchant__c.
    It takes nothing away from anyone.

    rule          severity  change   count  title
    SF-GUEST-001  critical  new          1  Anonymous visitors can read personal
                                            data
    SF-GUEST-001  high      widened      1  Anonymous visitors can read personal
                                            data

    unknown[SF-GUEST-007] Guests may own records
      - The organisation-wide default of Case was not exported; retrieve
        CustomObject:Case
        tenant/settings/Security.settings-meta.yaml:2:1

    `tenantlint manifest` with the same paths prints what to retrieve for the rules
    that could not be evaluated

    1 new finding (1 critical), 1 widened (1 high), 1 unchanged, 1 fixed in 16 files
    of 1 tenant, 17 rules; 1 waived, 1 in the baseline; 1 file not recognised; 1
    rule could not be evaluated; 1 rule could not be evaluated with or without the
    change
    1 fixable with `tenantlint fix --unsafe-fixes`
    "#);
}

#[test]
fn what_has_a_fix_is_counted() {
    let said = |report: &Report| {
        let out = render(report, Format::Human, &Style::default());
        let last = out.trim_end().rsplit('\n').next().unwrap_or_default();
        last.contains("fixable").then(|| last.to_owned())
    };
    let mut report = portal();
    insta::assert_snapshot!(said(&report).unwrap_or_default(), @"1 fixable with `tenantlint fix`, 1 more with --unsafe-fixes");
    report
        .findings
        .retain(|f| f.fixes.iter().any(|fix| fix.safe));
    insta::assert_snapshot!(said(&report).unwrap_or_default(), @"1 fixable with `tenantlint fix`");
    report.findings[0].status = Status::Baselined;
    assert_eq!(said(&report), None, "what does not count is not counted");
    let mut report = portal();
    report.mended = Some(tenantlint::report::Mended::default());
    assert_eq!(said(&report), None, "fixes were asked for already");
}

#[test]
fn the_summary_of_a_change_hides_nothing() {
    let mut report = compared();
    insta::assert_snapshot!(last_line(&report), @"1 new finding (1 critical), 1 widened (1 high), 1 unchanged, 1 fixed in 16 files of 1 tenant, 17 rules; 1 waived, 1 in the baseline; 1 file not recognised; 1 rule could not be evaluated; 1 rule could not be evaluated with or without the change");
    report.findings[0].status = Status::Baselined;
    report.findings[1].change = Some(Change::Narrowed);
    insta::assert_snapshot!(last_line(&report), @"no new findings, 1 narrowed, 1 unchanged, 1 fixed in what could be judged of 16 files of 1 tenant, 17 rules; 1 waived, 2 in the baseline; 1 file not recognised; 1 rule could not be evaluated; 1 rule could not be evaluated with or without the change");
    report.findings[1].change = None;
    report.not_evaluated.clear();
    insta::assert_snapshot!(last_line(&report), @"no new findings, 1 compared with nothing (1 high), 1 unchanged, 1 fixed in 16 files of 1 tenant, 17 rules; 1 waived, 2 in the baseline; 1 file not recognised");
    report.findings.clear();
    report.failures = portal().failures;
    insta::assert_snapshot!(last_line(&report), @"no new findings, 1 fixed in what could be judged of 16 files of 1 tenant, 17 rules; 1 file not recognised; 1 error");
}

#[test]
fn json_tells_what_a_change_does() {
    let report = compared();
    let value = json(&report);
    assert!(reread(&report, &value) >= 3 * 17);
    let told: Vec<_> = value["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|f| (f["status"].clone(), f["change"].clone(), f["fails"].clone()))
        .collect();
    let told: Vec<String> = told
        .iter()
        .map(|(s, c, f)| format!("{s} {c} {f}"))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    "open" "new" true
    "open" "widened" true
    "open" "unchanged" false
    "waived" "new" false
    "baselined" "unchanged" false
    "#);
    let waiver = &value["findings"][3]["waiver"];
    assert_eq!(waiver["until"], "2026-12-31");
    assert_eq!(waiver["place"]["file"], "tenantlint.yaml");
    assert_eq!(
        value["findings"][0]["causes"][0]["place"]["file"],
        value["findings"][0]["related"][4]["place"]["file"]
    );
    assert_eq!(value["findings"][0]["causes"][1]["place"], Value::Null);
    assert_eq!(value["not_evaluated"][1]["unchanged"], true);
    insta::assert_snapshot!(value["counts"]["by_change"].to_string(), @r#"{"fixed":1,"narrowed":0,"new":2,"unchanged":2,"widened":1}"#);
    insta::assert_snapshot!(value["counts"]["by_status"].to_string(), @r#"{"baselined":1,"open":3,"waived":1}"#);
    let comparison = &value["comparison"];
    assert_eq!(comparison["base"], "main (1a2b3c4d5e6f)");
    assert_eq!(comparison["lead"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        comparison["fixed"][0]["message"],
        "A session is never locked"
    );
    assert_eq!(comparison["fixed"][0]["fails"], false);
}

#[test]
fn only_the_change_fails_the_run() {
    let code = |edit: &dyn Fn(&mut Report)| {
        let mut report = compared();
        edit(&mut report);
        exit_code(&report)
    };
    assert_eq!(code(&|_| {}), 1);
    assert_eq!(code(&|r| drop(r.findings.drain(..2))), 0);
    let all = |r: &mut Report| r.comparison.as_mut().expect("it was compared").all = true;
    assert_eq!(
        code(&|r| {
            r.findings.drain(..2);
            all(r)
        }),
        1
    );
    // SF-SESS-002 is left open by the other tree as well.
    let strict = |r: &mut Report| {
        r.not_evaluated.remove(0);
        r.thresholds.unknown = Some(Severity::Low)
    };
    assert_eq!(code(&strict), 1);
    assert_eq!(
        code(&|r| {
            strict(r);
            all(r)
        }),
        2
    );
}

fn last_line(report: &Report) -> String {
    let style = Style {
        width: 160,
        ..Style::default()
    };
    let out = render(report, Format::Human, &style);
    let last = out.trim_end().rsplit("\n\n").next().unwrap_or_default();
    // How much of it has a fix is a sentence of its own.
    let told = last.lines().filter(|line| !line.contains(" fixable with "));
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_summary_says_what_was_judged_and_no_more() {
    let mut report = portal();
    insta::assert_snapshot!(last_line(&report), @"3 findings (1 critical, 1 high, 1 medium) in 16 files of 1 tenant, 17 rules; 1 file not recognised; 1 rule could not be evaluated; 1 error");
    report.findings.clear();
    insta::assert_snapshot!(last_line(&report), @"no findings in what could be judged of 16 files of 1 tenant, 17 rules; 1 file not recognised; 1 rule could not be evaluated; 1 error");
    report.failures.clear();
    report.not_evaluated.clear();
    report.counts.unrecognised_files = 0;
    insta::assert_snapshot!(last_line(&report), @"no findings in 16 files of 1 tenant, 17 rules");
    report.counts.tenants = 0;
    insta::assert_snapshot!(last_line(&report), @"nothing was judged: 16 files of 0 tenants, 17 rules");
}

#[test]
fn format_names_are_a_closed_set() {
    for format in Format::ALL {
        assert_eq!(format.as_str().parse(), Ok(format));
    }
    assert_eq!(
        "pretty".parse::<Format>(),
        Err("`pretty` is no format: one of human, concise, json, sarif, code-scanning, github, markdown, gitlab, junit, checkstyle, csv".into())
    );
}

#[test]
fn exit_codes() {
    let check = |edit: &dyn Fn(&mut Report), code: u8| {
        let mut report = portal();
        report.failures.clear();
        edit(&mut report);
        assert_eq!(exit_code(&report), code);
        let json: Value =
            serde_json::from_str(&render(&report, Format::Json, &narrow())).expect("JSON");
        assert_eq!(json["exit_code"], code);
    };
    // SF-GUEST-007 is high and was not evaluated; the findings are critical, high and medium.
    check(&|_| {}, 1);
    check(&|r| r.findings.clear(), 0);
    check(&|r| r.thresholds.findings = None, 0);
    check(
        &|r| r.findings.retain(|f| f.severity == Severity::Medium),
        1,
    );
    check(
        &|r| {
            r.findings.retain(|f| f.severity == Severity::Medium);
            r.thresholds.findings = Some(Severity::High)
        },
        0,
    );
    check(
        &|r| {
            r.findings.retain(|f| f.severity == Severity::Medium);
            r.thresholds.findings = Some(Severity::Medium)
        },
        1,
    );
    check(
        &|r| {
            r.findings
                .iter_mut()
                .for_each(|f| f.severity = Severity::Info)
        },
        0,
    );
    check(
        &|r| {
            r.findings.clear();
            r.thresholds.unknown = Some(Severity::High)
        },
        2,
    );
    check(
        &|r| {
            r.findings.clear();
            r.thresholds.unknown = None
        },
        0,
    );
    check(&|r| r.thresholds.unknown = Some(Severity::Low), 2);
    check(&|r| r.failures = portal().failures, 2);
    check(
        &|r| {
            r.failures = portal().failures;
            r.findings.clear()
        },
        2,
    );
    assert_eq!(exit_code(&Report::default()), 0);
}

fn schema() -> Value {
    let text = include_str!("../schemas/report.schema.json");
    serde_json::from_str(text).expect("the schema is JSON")
}

fn json(report: &Report) -> Value {
    let text = render(report, Format::Json, &narrow());
    let value: Value = serde_json::from_str(&text).expect("the report is JSON");
    let schema = jsonschema::draft202012::new(&schema()).expect("the schema is one");
    let errors: Vec<_> = schema
        .iter_errors(&value)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    value
}

#[test]
fn json_fits_its_schema_and_is_the_same_every_time() {
    let value = json(&portal());
    assert_eq!(value["version"], 1);
    assert_eq!(value["counts"]["by_severity"]["critical"], 1);
    assert_eq!(value["counts"]["rules_not_evaluated"], 1);
    assert_eq!(
        render(&portal(), Format::Json, &narrow()),
        render(&portal(), Format::Json, &Style::default())
    );
    json(&Report {
        as_of: "2026-01-01".into(),
        ..Report::default()
    });
    let first = &value["findings"][0];
    insta::assert_snapshot!(serde_json::to_string_pretty(&first["primary"]).expect("JSON"));
}

#[test]
fn the_schema_describes_every_field_and_allows_no_other() {
    fn walk(at: &str, schema: &Value) {
        if let Some(properties) = schema["properties"].as_object() {
            assert_eq!(schema["additionalProperties"], false, "{at}");
            for (name, property) in properties {
                let at = format!("{at}.{name}");
                let told = property.get("description").or_else(|| property.get("$ref"));
                assert!(told.is_some(), "{at} has no description");
                walk(&at, property);
                walk(&at, &property["items"]);
            }
        }
    }
    let schema = schema();
    walk("", &schema);
    for (name, definition) in schema["$defs"].as_object().expect("definitions") {
        walk(name, definition);
    }
}

/// Re-reads every region of a JSON report from the texts in three ways; returns how many.
fn reread(report: &Report, value: &Value) -> usize {
    let mut regions = 0;
    let inner = match value {
        Value::Array(items) => items.iter().map(|v| (None, v)).collect::<Vec<_>>(),
        Value::Object(map) => map.iter().map(|(k, v)| (Some(k), v)).collect(),
        _ => Vec::new(),
    };
    for (name, v) in inner {
        let v = if name.is_some_and(|n| n == "key" || n == "value")
            && v.get("bytes").is_some()
            && v.get("file").is_none()
        {
            let mut region = v.clone();
            region["file"] = value["file"].clone();
            region
        } else {
            v.clone()
        };
        regions += reread(report, &v);
    }
    if let (Some(file), Some(start), Some(end)) =
        (value["file"].as_str(), value.get("start"), value.get("end"))
    {
        let (id, source) = report
            .sources
            .iter()
            .find(|(_, f)| &**f.name() == file)
            .expect("a known file");
        let byte = |v: &Value| usize::try_from(v.as_u64().expect("a number")).expect("in memory");
        let span = Span::new(byte(&value["bytes"]["start"]), byte(&value["bytes"]["end"]));
        let place = |v: &Value, column: &str, unit| {
            offset(
                source.text(),
                v["line"].as_u64().expect("line"),
                v[column].as_u64().expect("column"),
                unit,
            )
        };
        let chars = place(start, "column", |_| 1)..place(end, "column", |_| 1);
        let units = place(start, "column_utf16", |c| c.len_utf16() as u64)
            ..place(end, "column_utf16", |c| c.len_utf16() as u64);
        assert_eq!(
            &source.text()[chars],
            report.sources.slice(id, span),
            "characters of {value}"
        );
        assert_eq!(
            &source.text()[units],
            report.sources.slice(id, span),
            "UTF-16 units of {value}"
        );
        regions += 1;
    }
    regions
}

#[test]
fn every_region_of_json_reads_as_its_bytes() {
    let report = portal();
    let regions = reread(&report, &json(&report));
    assert!(regions >= 3 * 17, "{regions} regions were read");
}

/// The place of each line of `concise`, and each `[file:line:column]` of `human`.
#[test]
fn every_place_for_people_reads_as_its_bytes() {
    let report = portal();
    let concise = render(&report, Format::Concise, &narrow());
    for (line, finding) in concise.lines().zip(&report.findings) {
        let (place, _) = line.split_once(": ").expect("a place");
        let mut parts = place.rsplitn(3, ':');
        let mut number = || parts.next().and_then(|n| n.parse().ok()).expect("a number");
        let (column, line) = (number(), number());
        let source = report.sources.file(finding.primary.file);
        assert_eq!(
            offset(source.text(), line, column, |_| 1),
            finding.primary.span.start as usize
        );
    }
    assert_eq!(concise.lines().count(), 3 + 1 + 4);

    let mut known = Vec::new();
    for finding in &report.findings {
        let related = finding.related.iter().filter_map(|r| r.place.as_ref());
        for place in related.chain([&finding.primary]) {
            known.push((place.file, place.span.start as usize));
            known.extend(place.definition.map(|(f, s)| (f, s.start as usize)));
        }
    }
    for failure in &report.failures {
        known.extend(failure.place.map(|(f, s)| (f, s.start as usize)));
        let labels = failure.labels.iter();
        known.extend(labels.map(|(f, s, _)| (*f, s.start as usize)));
    }
    let human = render(&report, Format::Human, &narrow());
    let (mut file, mut heads) = (None, 0);
    for line in human.lines().filter(|l| l.contains("─[")) {
        let place = line.split_once('[').expect("a bracket").1;
        let mut parts = place.trim_end_matches(']').rsplitn(3, ':');
        let mut number = || parts.next().and_then(|n| n.parse().ok()).expect("a number");
        let (column, line) = (number(), number());
        if let Some(name) = parts.next() {
            file = report.sources.iter().find(|(_, f)| &**f.name() == name);
        }
        let (id, source) = file.expect("a known file");
        let at = offset(source.text(), line, column, |_| 1);
        assert!(known.contains(&(id, at)), "{place} is a reported place");
        heads += 1;
    }
    assert!(heads >= 11, "{heads} heads were read");
}

#[test]
fn hostile_texts_stay_texts() {
    for report in [hostile(), hostile_change()] {
        for format in Format::ALL {
            for style in [
                narrow(),
                Style {
                    verbose: true,
                    unicode: false,
                    ..narrow()
                },
            ] {
                let out = render(&report, format, &style);
                let control = |c: char| {
                    // A row of a table ends in CR LF.
                    c != '\n'
                        && (c != '\r' || format != Format::Csv)
                        && (c.is_control()
                            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
                };
                assert_eq!(out.chars().find(|&c| control(c)), None, "{format}");
            }
        }
    }
    let report = hostile();
    let concise = render(&report, Format::Concise, &narrow());
    assert_eq!(concise.lines().count(), 9);
    assert!(
        concise.lines().all(|l| l.len() < 8_000),
        "long messages are clipped"
    );
    assert!(
        concise
            .lines()
            .next()
            .expect("a line")
            .starts_with("dir\\u{1b}[31m/\\n::error file=x::%0A<script>\\u{202e}.yaml:3:")
    );
    let human = render(&report, Format::Human, &narrow());
    assert!(human.len() < 60_000, "long messages are clipped");
    assert!(
        !human
            .lines()
            .any(|l| l.trim_start().starts_with("high[SF-X]")),
        "a message adds no line"
    );
}

#[test]
fn json_keeps_hostile_texts_exact() {
    let report = hostile();
    let value = json(&report);
    assert_eq!(
        value["findings"][0]["message"],
        report.findings[0].message.as_str()
    );
    assert_eq!(
        value["findings"][1]["message"].as_str().map(str::len),
        Some(50_000)
    );
    assert_eq!(
        value["sources"][0]["file"],
        &**report.sources.iter().next().expect("one").1.name()
    );
    assert!(reread(&report, &value["findings"]) >= 8);
}

/// Every underline stands under its words: what is above it, by the columns of a terminal, is
/// what the place says.
#[test]
fn underlines_stand_under_their_words() {
    let mut b = Build::new();
    let file = b.text(
        "a.yaml",
        "\u{feff}加盟店:\t'情報😀'\r\n\tallow:\u{1b} true # é\r\nlast: 店",
    );
    for needle in ["'情報😀'", "true", "allow", "店"] {
        let text = b.report.sources.file(file).text();
        let at = if needle == "店" {
            text.rfind(needle)
        } else {
            text.find(needle)
        }
        .expect("there");
        let place = Place::of_span(file, Span::new(at, at + needle.len()));
        b.finding("SF-X-001", Severity::High, "it is open", place);
    }
    insta::assert_snapshot!(render(&b.report, Format::Human, &Style { quiet: true, ..narrow() }), @r#"
    high[SF-X-001] it is open
       ╭─[a.yaml:1:6]
     1 │ 加盟店: '情報😀'
       ·         ────────
     2 │     allow:\u{1b} true # é
       ╰─

    high[SF-X-001] it is open
       ╭─[a.yaml:2:10]
     1 │ 加盟店: '情報😀'
     2 │     allow:\u{1b} true # é
       ·                  ────
     3 │ last: 店
       ╰─

    high[SF-X-001] it is open
       ╭─[a.yaml:2:2]
     1 │ 加盟店: '情報😀'
     2 │     allow:\u{1b} true # é
       ·     ─────
     3 │ last: 店
       ╰─

    high[SF-X-001] it is open
       ╭─[a.yaml:3:7]
     2 │     allow:\u{1b} true # é
     3 │ last: 店
       ·       ──
       ╰─
"#);
}

#[test]
fn secrets_are_shown_nowhere() {
    let report = secretive();
    for format in Format::ALL {
        for statistics in [false, true] {
            let style = Style {
                verbose: true,
                statistics,
                ..narrow()
            };
            let out = render(&report, format, &style);
            assert!(!out.contains(&SECRET[..6]), "{format}: {out}");
            let out = out.replace("\\*", "*");
            assert!(out.contains("********") || statistics, "{format}");
        }
    }
    // A secret is not cut in two where a text is clipped, which would show its first half.
    for before in [490, 1_990] {
        let mut report = secretive();
        let message = format!("{}{SECRET}{}", "x ".repeat(before / 2), " y".repeat(2_000));
        for f in &mut report.findings {
            f.message.clone_from(&message);
        }
        report.not_evaluated[0].message.clone_from(&message);
        report.failures[0].message = message;
        for format in Format::ALL {
            let out = render(&report, format, &narrow());
            assert!(!out.contains(&SECRET[..4]), "{format}: {out}");
        }
    }
    let empty = Redactions::default();
    assert!(empty.is_empty() && !report.redactions.is_empty());
}

#[test]
fn a_line_of_many_megabytes_is_cut_around_the_place() {
    let mut b = Build::new();
    let text = format!(
        "a: \"{}店NEEDLE{}\"\nb: 1\n",
        "x名".repeat(5_000_000),
        "y".repeat(20_000_000)
    );
    let file = b.text("big.yaml", &text);
    let at = text.find("NEEDLE").expect("there");
    for _ in 0..500 {
        b.finding(
            "SF-X-001",
            Severity::High,
            "open",
            Place::of_span(file, Span::new(at, at + 6)),
        );
        b.finding(
            "SF-X-002",
            Severity::High,
            "open",
            Place::of_span(file, Span::new(3, text.len() - 6)),
        );
    }
    let start = Instant::now();
    for format in Format::ALL {
        let out = render(&b.report, format, &narrow());
        assert!(out.len() < 3_000_000);
        assert_eq!(out.contains("NEEDLE"), format == Format::Human);
        let shown = matches!(format, Format::Human | Format::Concise);
        assert!(!shown || out.contains("big.yaml:1:10000006"));
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}

/// `count` findings spread over a text of ten megabytes.
fn many(count: usize) -> Report {
    let mut b = Build::new();
    let line = format!("  key: true # {}\n", "店".repeat(160));
    let text = line.repeat(10_000_000 / line.len());
    let file = b.text("big.yaml", &text);
    let lines = text.len() / line.len();
    for i in 0..count {
        let at = (i * lines / count) * line.len() + 7;
        b.finding(
            "SF-X-001",
            Severity::High,
            "it is open",
            Place::of_span(file, Span::new(at, at + 4)),
        );
    }
    b.report
}

#[test]
fn the_time_grows_with_the_number_of_findings_only() {
    for format in Format::ALL {
        let time = |count| {
            let report = many(count);
            let start = Instant::now();
            let out = render(&report, format, &narrow());
            // These two show what fits a page.
            let page = matches!(format, Format::Github | Format::Markdown);
            assert!(page || out.matches("SF-X-001").count() >= count);
            start.elapsed()
        };
        let (some, all) = (time(2_000), time(20_000));
        // Ten times the findings; quadratic would be a hundred times.
        assert!(
            all < some * 40 + Duration::from_secs(2),
            "{format}: {some:?}, then {all:?}"
        );
    }
}
