//! `sarif` and `code-scanning`: SARIF 2.1.0, the OASIS standard for results of static analysis.
//!
//! `sarif` holds every finding: waived and baselined ones are suppressed with their justification,
//! and where two trees were compared each tells its `baselineState`, with those that the change
//! mends as `absent`. `code-scanning` leaves out what is suppressed and what is absent, since
//! GitHub heeds neither and would show both as open alerts; what is unchanged stays, since an
//! alert that is not in an upload is closed.
//!
//! Columns count UTF-16 code units, and an end is the position after the last one. Byte offsets are
//! given where they are those of the file. A place that goes on over lines is shown by its key. No
//! source text is quoted. `sarif` tells what fixes put in the place of what, the texts as they are.
//! Both keep within what GitHub takes
//! (<https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit>)
//! and say what was cut.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::locate::{Locator, pointed};
use super::{Report, RuleInfo, Style, proposed, safe_json, text};
use crate::check::Severity;
use crate::finding::{
    Change, Failure, Finding, Fix, NotEvaluated, Notice, Place, Precision, Related, Status,
};
use crate::fix::Splice;
use crate::source::{Encoding, FileId, Span};

/// The version's schema.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What a relative address is relative to: the folder in which the program ran.
const ROOT: &str = "%SRCROOT%";

/// GitHub takes so many results a run, and shows the worst 5,000.
const RESULTS: usize = 25_000;

/// GitHub takes 10,000 steps a result and shows 1,000; it takes 1,000 locations.
const STEPS: usize = 1_000;

/// GitHub takes so many tags a rule.
const TAGS: usize = 20;

/// The id of notifications about what was not judged.
const NOT_EVALUATED: &str = "not-evaluated";

/// The id of notifications about what did not fit.
const CUT: &str = "cut";

pub(super) fn render(report: &Report, _: &Style) -> String {
    safe_json::write(&Writer::new(report, true).log())
}

pub(super) fn render_for_code_scanning(report: &Report, _: &Style) -> String {
    safe_json::write(&Writer::new(report, false).log())
}

struct Writer<'r> {
    report: &'r Report,
    locator: Locator<'r>,
    /// Whether results are told that are suppressed or absent.
    all: bool,
    /// The number of each rule among the rules.
    rules: HashMap<&'r str, usize>,
    /// The number of each file among the artifacts.
    artifacts: BTreeMap<FileId, usize>,
}

impl<'r> Writer<'r> {
    fn new(report: &'r Report, all: bool) -> Self {
        let rules = report.rules.iter().enumerate();
        let mut writer = Self {
            report,
            locator: Locator::new(&report.sources),
            all,
            rules: rules.map(|(n, rule)| (&*rule.id, n)).collect(),
            artifacts: BTreeMap::new(),
        };
        let mut files: Vec<FileId> = writer.files().collect();
        files.sort_unstable();
        files.dedup();
        writer.artifacts = files.into_iter().enumerate().map(|(n, f)| (f, n)).collect();
        writer
    }

    /// The findings that become results, worst first; then those that are fixed.
    fn told(&self) -> impl Iterator<Item = (&'r Finding, bool)> {
        let all = self.all;
        let findings = self.report.findings.iter();
        let findings = findings.filter(move |f| all || f.status == Status::Open);
        let fixed = self.report.comparison.iter().filter(move |_| all);
        let fixed = fixed.flat_map(|c| &c.fixed);
        findings
            .map(|f| (f, false))
            .chain(fixed.map(|f| (f, true)))
            .take(RESULTS)
    }

    /// All files that something points into.
    fn files(&self) -> impl Iterator<Item = FileId> {
        let of_findings = self.told().flat_map(|(f, _)| {
            let steps = f.related.iter().chain(&f.causes);
            let steps = steps.filter_map(|s| s.place.as_ref().map(|p| p.file));
            let waiver = match &f.status {
                Status::Waived(waiver) => Some(waiver.place.0),
                Status::Exempted(place) => Some(place.0),
                Status::Open | Status::Baselined => None,
            };
            let texts = self.texts_of_fixes(f).flat_map(|(_, splices)| splices);
            let texts = texts.map(|(file, _)| *file);
            steps.chain([f.primary.file]).chain(waiver).chain(texts)
        });
        let report = self.report;
        let failures = report.failures.iter().flat_map(|f| {
            let labels = f.labels.iter().map(|l| l.0);
            labels.chain(f.place.map(|p| p.0))
        });
        let gaps = report.not_evaluated.iter();
        let gaps = gaps.filter_map(|n| n.place.as_ref().map(|p| p.file));
        let notices = report.warnings.iter().chain(&report.notices);
        let notices = notices.filter_map(|n| n.place.map(|p| p.0));
        of_findings.chain(failures).chain(gaps).chain(notices)
    }

    fn log(&self) -> Value {
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [self.run()],
        })
    }

    fn run(&self) -> Value {
        let report = self.report;
        let mut properties = json!({
            "asOf": report.as_of,
            "summary": text::sentence(report, &super::summary::sentence(report)),
        });
        if let Some(comparison) = &report.comparison {
            properties["comparison"] = json!({
                "base": self.text(&comparison.base),
                "head": self.text(&comparison.head),
                "lead": comparison.lead.iter().map(|l| self.text(l)).collect::<Vec<_>>(),
            });
        }
        json!({
            "tool": {"driver": self.driver()},
            "columnKind": "utf16CodeUnits",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "originalUriBaseIds": {
                ROOT: {"description": {"text": "The folder in which tenantlint ran."}},
            },
            "invocations": [self.invocation()],
            "artifacts": self.artifacts.keys().map(|f| self.artifact(*f)).collect::<Vec<_>>(),
            "results": self.told().map(|(f, fixed)| self.result(f, fixed)).collect::<Vec<_>>(),
            "properties": properties,
        })
    }

    fn driver(&self) -> Value {
        let rules = &self.report.rules;
        json!({
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(|r| self.rule(r)).collect::<Vec<_>>(),
            "notifications": self.notification_kinds(),
        })
    }

    /// Notifications that are not of one of our own checks, and those of the checks that failed.
    fn notification_kinds(&self) -> Vec<Value> {
        let kind = |id: &str, words: &str| json!({"id": id, "shortDescription": {"text": words}});
        let mut kinds = vec![
            kind(NOT_EVALUATED, "What a rule could not judge"),
            kind(CUT, "What did not fit into this file"),
        ];
        let mut ids: Vec<&str> = self.report.failures.iter().map(|f| f.id).collect();
        ids.sort_unstable();
        ids.dedup();
        kinds.extend(ids.into_iter().map(|id| {
            let title = self.report.rule(id).map_or(id, |r| r.title.as_str());
            kind(id, &self.text(title))
        }));
        kinds
    }

    fn rule(&self, rule: &RuleInfo) -> Value {
        let words = |text: &str| json!({"text": self.text(text)});
        let mut frameworks = rule
            .frameworks
            .iter()
            .flat_map(|(name, ids)| ids.iter().map(move |id| format!("{name}/{id}")));
        let mut tags = vec!["security".to_owned(), self.text(&rule.family)];
        while let (Some(tag), true) = (frameworks.next(), tags.len() < TAGS) {
            let tag = self.text(&tag);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let mut value = json!({
            "id": self.text(&rule.id),
            "shortDescription": words(&rule.title),
            "fullDescription": words(match rule.description.is_empty() {
                true => &rule.title,
                false => &rule.description,
            }),
            "help": {"text": self.help(rule), "markdown": self.help_in_markdown(rule)},
            "defaultConfiguration": {"level": level(rule.severity)},
            "properties": {
                "precision": "high",
                "problem.severity": problem(rule.severity),
                "security-severity": score(rule.severity),
                "tags": tags,
            },
        });
        if !rule.name.is_empty() {
            value["name"] = self.text(&rule.name).into();
        }
        if let Some(page) = rule.references.iter().find_map(|r| super::page(&r.url)) {
            value["helpUri"] = page.into();
        }
        value
    }

    fn help(&self, rule: &RuleInfo) -> String {
        let mut parts = vec![self.prose(&rule.description), self.prose(&rule.remediation)];
        parts.extend(rule.references.iter().map(|r| self.text(&r.url)));
        parts.retain(|p| !p.is_empty());
        match parts.is_empty() {
            true => self.text(&rule.title),
            false => parts.join("\n\n"),
        }
    }

    fn help_in_markdown(&self, rule: &RuleInfo) -> String {
        use super::markdown_text::{link, prose};
        let mut parts = vec![format!("# {}", prose(&self.text(&rule.title)))];
        parts.push(prose(&self.prose(&rule.description)));
        let remediation = self.prose(&rule.remediation);
        if !remediation.is_empty() {
            parts.push(format!("## What to do\n\n{}", prose(&remediation)));
        }
        let references = rule.references.iter();
        let references: Vec<String> = references
            .map(|r| format!("- {}", link(Some(&r.url), &self.text(&r.title))))
            .collect();
        if !references.is_empty() {
            parts.push(format!("## Read on\n\n{}", references.join("\n")));
        }
        parts.retain(|p| !p.is_empty());
        parts.join("\n\n")
    }

    fn invocation(&self) -> Value {
        let report = self.report;
        let code = super::exit_code(report);
        let meaning = match code {
            0 => "judged, and nothing is as bad as the threshold",
            1 => "findings",
            _ => "something could not be judged",
        };
        let failures = report.failures.iter().map(|f| self.failure(f));
        let gaps = report.not_evaluated.iter().map(|n| self.gap(n));
        let warnings = report.warnings.iter().map(|n| self.notice(n, "warning"));
        let notices = report.notices.iter().map(|n| self.notice(n, "note"));
        let cut = self.cut().map(|message| {
            json!({
                "descriptor": {"id": CUT},
                "level": "warning",
                "message": {"text": message},
            })
        });
        json!({
            "executionSuccessful": code < 2,
            "exitCode": code,
            "exitCodeDescription": meaning,
            "toolExecutionNotifications": cut
                .into_iter()
                .chain(failures)
                .chain(gaps)
                .chain(warnings)
                .chain(notices)
                .collect::<Vec<_>>(),
        })
    }

    /// What does not fit.
    fn cut(&self) -> Option<String> {
        let report = self.report;
        let open = |f: &&Finding| f.status == Status::Open;
        let mut all = match self.all {
            true => report.findings.len(),
            false => report.findings.iter().filter(open).count(),
        };
        if self.all {
            all += report.comparison.as_ref().map_or(0, |c| c.fixed.len());
        }
        let results = all.saturating_sub(RESULTS);
        let long = self.told().filter(|(f, _)| steps(f).count() > STEPS);
        let words: Vec<String> = [
            (results, "result", format!("beyond the worst {RESULTS}")),
            (
                long.count(),
                "chain",
                format!("beyond its first {STEPS} steps"),
            ),
        ]
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, word, beyond)| format!("{} {beyond}", text::count(n, word)))
        .collect();
        let formats = "the format `json` holds everything";
        (!words.is_empty()).then(|| format!("left out: {}; {formats}", words.join(", ")))
    }

    fn failure(&self, failure: &Failure) -> Value {
        let message = match &failure.rule {
            Some(rule) => format!("{rule}: {}", failure.message),
            None => failure.message.clone(),
        };
        let help = match failure.help.is_empty() {
            true => String::new(),
            false => format!("\n\n{}", self.text(&failure.help)),
        };
        let mut value = json!({
            "descriptor": {"id": failure.id},
            "level": "error",
            "message": {"text": format!("{}{help}", self.text(&message))},
        });
        let places = failure.place.map(|(file, span)| self.stretch(file, span));
        let labels = failure.labels.iter().map(|(file, span, words)| {
            let mut location = self.stretch(*file, *span);
            location["message"] = self.message(words);
            location
        });
        let locations: Vec<Value> = places.into_iter().chain(labels).collect();
        if !locations.is_empty() {
            value["locations"] = locations.into();
        }
        if let Some(rule) = &failure.rule {
            value["associatedRule"] = self.rule_reference(rule);
        }
        value
    }

    fn gap(&self, gap: &NotEvaluated) -> Value {
        let level = if self.report.leaves_open(gap) {
            "error"
        } else if self.report.is_about_gap(gap) {
            "warning"
        } else {
            "note"
        };
        let mut value = json!({
            "descriptor": {"id": NOT_EVALUATED, "index": 0},
            "associatedRule": self.rule_reference(&gap.rule),
            "level": level,
            "message": self.message(&gap.message),
            "properties": {
                "severity": gap.severity,
                "tenant": self.text(&gap.tenant),
            },
        });
        if let Some(place) = &gap.place {
            value["locations"] = json!([self.location(place)]);
        }
        value
    }

    fn notice(&self, notice: &Notice, level: &str) -> Value {
        let mut value = json!({"level": level, "message": self.message(&notice.message)});
        if let Some((file, span)) = notice.place {
            value["locations"] = json!([self.stretch(file, span)]);
        }
        value
    }

    fn rule_reference(&self, id: &str) -> Value {
        let mut value = json!({"id": self.text(id)});
        if let Some(index) = self.rules.get(id) {
            value["index"] = json!(index);
        }
        value
    }

    fn result(&self, finding: &Finding, fixed: bool) -> Value {
        let mut value = json!({
            "ruleId": self.text(&finding.rule),
            "level": if fixed { "none" } else { level(finding.severity) },
            "kind": if fixed { "pass" } else { "fail" },
            "message": self.message(&finding.message),
            "locations": [self.location(&finding.primary)],
            "partialFingerprints": {"tenantlint/v1": finding.fingerprint.as_str()},
            "properties": self.properties(finding),
        });
        if let Some(index) = self.rules.get(&*finding.rule) {
            value["ruleIndex"] = json!(index);
        }
        if let Some(state) = state(finding, fixed) {
            value["baselineState"] = state.into();
        }
        // All results of a run tell their suppressions, or none does.
        if self.all {
            value["suppressions"] = self.suppressions(finding);
        }
        let related: Vec<Value> = steps(finding)
            .take(STEPS)
            .enumerate()
            .map(|(id, (place, message))| {
                let mut location = self.location(place);
                location["id"] = json!(id + 1);
                location["message"] = self.message(&message);
                location
            })
            .collect();
        if !related.is_empty() {
            value["relatedLocations"] = related.into();
        }
        let flow: Vec<Value> = chain(finding)
            .take(STEPS)
            .map(|(place, message)| {
                let mut location = self.location(place);
                location["message"] = self.message(message);
                json!({"location": location, "importance": "essential"})
            })
            .collect();
        if !flow.is_empty() {
            value["codeFlows"] = json!([{"threadFlows": [{"locations": flow}]}]);
        }
        let fixes = self.texts_of_fixes(finding);
        let fixes: Vec<Value> = fixes.map(|(fix, texts)| self.fix(fix, texts)).collect();
        if !fixes.is_empty() {
            value["fixes"] = fixes.into();
        }
        value
    }

    /// The fixes of a finding that are texts. GitHub heeds none.
    fn texts_of_fixes<'f>(
        &self,
        finding: &'f Finding,
    ) -> impl Iterator<Item = (&'f Fix, &'f [(FileId, Splice)])> + use<'f, 'r> {
        let (report, all) = (self.report, self.all);
        let fixes = finding.fixes.iter().filter(move |_| all);
        fixes.filter_map(|fix| Some((fix, proposed::splices(report, fix)?)))
    }

    fn fix(&self, fix: &Fix, splices: &[(FileId, Splice)]) -> Value {
        let of_file = splices.chunk_by(|one, other| one.0 == other.0);
        let changes = of_file.filter_map(|splices| {
            let (file, _) = splices.first()?;
            let replacements = splices.iter().map(|(file, splice)| {
                json!({
                    "deletedRegion": self.region(*file, splice.span),
                    "insertedContent": {"text": splice.text},
                })
            });
            Some(json!({
                "artifactLocation": self.artifact_location(*file),
                "replacements": replacements.collect::<Vec<_>>(),
            }))
        });
        json!({
            "description": self.message(&fix.title),
            "artifactChanges": changes.collect::<Vec<_>>(),
            "properties": {"safe": fix.safe},
        })
    }

    fn properties(&self, finding: &Finding) -> Value {
        let report = self.report;
        let mut value = json!({
            "severity": finding.severity,
            "security-severity": score(finding.severity),
            "platform": self.text(&finding.subject.platform),
            "tenant": self.text(&finding.subject.tenant),
            "path": text::clean_value(report, &finding.primary.path.to_json()),
            "fails": report.fails(finding),
        });
        if let Some(access) = &finding.access {
            value["access"] = json!(text::clean_access(report, access));
        }
        if !finding.details.is_empty() {
            let details = json!(finding.details);
            value["details"] = text::clean_value(self.report, &details);
        }
        if let Some(change) = finding.change {
            value["change"] = change.as_str().into();
        }
        let steps = finding.related.iter().chain(&finding.causes);
        let placeless = steps.filter(|s| s.place.is_none());
        let notes: Vec<String> = placeless.map(|s| self.text(&s.message)).collect();
        if !notes.is_empty() {
            value["notes"] = notes.into();
        }
        if let Some(help) = finding.help.as_deref().filter(|h| !h.trim().is_empty()) {
            value["help"] = self.text(help).into();
        }
        value
    }

    fn suppressions(&self, finding: &Finding) -> Value {
        match &finding.status {
            Status::Open => json!([]),
            Status::Baselined => json!([{
                "kind": "external",
                "status": "accepted",
                "justification": "It is in the baseline, and no wider than it was then.",
            }]),
            Status::Exempted((file, span)) => json!([{
                "kind": "external",
                "status": "accepted",
                "justification": "The policy exempts the input.",
                "location": self.stretch(*file, *span),
            }]),
            Status::Waived(waiver) => {
                let (file, span) = waiver.place;
                let kind = match file == finding.primary.file {
                    true => "inSource",
                    false => "external",
                };
                let justification = format!(
                    "{} (by {} until {})",
                    self.text(&waiver.reason),
                    self.text(&waiver.owner),
                    self.text(&waiver.until)
                );
                json!([{
                    "kind": kind,
                    "status": "accepted",
                    "justification": justification,
                    "location": self.stretch(file, span),
                }])
            }
        }
    }

    fn location(&self, place: &Place) -> Value {
        let mut value = self.stretch(place.file, pointed(&self.report.sources, place));
        if place.precision.remark().is_some() {
            value["properties"] = json!({"precision": place.precision.as_str()});
        }
        if place.path.0.is_empty() {
            return value;
        }
        let mut logical = Map::new();
        let path = self.text(&place.path.to_string());
        logical.insert("fullyQualifiedName".to_owned(), path.into());
        logical.insert("kind".to_owned(), "property".into());
        if place.precision == Precision::BelongsHere {
            logical.insert("properties".to_owned(), json!({"absent": true}));
        }
        value["logicalLocations"] = json!([logical]);
        value
    }

    fn stretch(&self, file: FileId, span: Span) -> Value {
        json!({
            "physicalLocation": {
                "artifactLocation": self.artifact_location(file),
                "region": self.region(file, span),
            },
        })
    }

    fn region(&self, file: FileId, span: Span) -> Value {
        let start = self.locator.position(file, span.start);
        let end = self.locator.position(file, span.end);
        let mut value = json!({
            "startLine": start.line,
            "startColumn": start.column_utf16,
            "endLine": end.line,
            "endColumn": end.column_utf16,
        });
        let source = self.report.sources.file(file);
        if source.encoding() == Encoding::Utf8 {
            // Lines and columns leave out a byte order mark, so the bytes do.
            let text = source.text();
            let first = text.len() - text.trim_start_matches('\u{feff}').len();
            let start = first.max(span.start as usize);
            let end = text.len().min(span.end as usize).max(start);
            value["byteOffset"] = json!(start);
            value["byteLength"] = json!(end - start);
        }
        value
    }

    fn artifact_location(&self, file: FileId) -> Value {
        let mut value = uri(self.report.sources.name(file));
        if let Some(index) = self.artifacts.get(&file) {
            value["index"] = json!(index);
        }
        value
    }

    fn artifact(&self, file: FileId) -> Value {
        let source = self.report.sources.file(file);
        let mut value = json!({
            "location": uri(source.name()),
            "roles": ["analysisTarget"],
        });
        match source.encoding() {
            Encoding::Utf8 => {
                value["encoding"] = "UTF-8".into();
                value["length"] = json!(source.bytes());
            }
            Encoding::Utf16 => value["encoding"] = "UTF-16".into(),
            Encoding::Utf32 => value["encoding"] = "UTF-32".into(),
        }
        value
    }

    fn text(&self, words: &str) -> String {
        text::sentence(self.report, words)
    }

    /// A text of several paragraphs.
    fn prose(&self, words: &str) -> String {
        let paragraphs = words.split("\n\n").map(|p| self.text(p.trim()));
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }

    fn message(&self, words: &str) -> Value {
        json!({"text": plain(&self.text(words))})
    }
}

/// A message in which nothing is a link or a placeholder: `[words](address)` would be the one,
/// `{0}` the other.
fn plain(words: &str) -> String {
    let mut out = words.to_owned();
    if out.contains("](") {
        out = out.replace('[', "\\[").replace(']', "\\]");
    }
    let placeholder = |s: &str| {
        let digits = s.trim_start_matches(|c: char| c.is_ascii_digit());
        digits.len() < s.len() && digits.starts_with('}')
    };
    if out.split('{').skip(1).any(placeholder) {
        out = out.replace('{', "{{").replace('}', "}}");
    }
    out
}

/// The steps of the chain that have a place.
fn chain(finding: &Finding) -> impl Iterator<Item = (&Place, &str)> {
    placed(&finding.related)
}

/// The lines of the change that made it, then the chain.
fn steps(finding: &Finding) -> impl Iterator<Item = (&Place, String)> {
    let causes = placed(&finding.causes).map(|(p, m)| (p, format!("this change: {m}")));
    causes.chain(chain(finding).map(|(p, m)| (p, m.to_owned())))
}

fn placed(steps: &[Related]) -> impl Iterator<Item = (&Place, &str)> {
    let place = |s: &'_ Related| s.place.is_some();
    let steps = steps.iter().filter(move |s| place(s));
    steps.filter_map(|s| Some((s.place.as_ref()?, s.message.as_str())))
}

fn state(finding: &Finding, fixed: bool) -> Option<&'static str> {
    if fixed {
        return Some("absent");
    }
    Some(match finding.change? {
        Change::New => "new",
        Change::Widened | Change::Narrowed => "updated",
        Change::Unchanged => "unchanged",
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// GitHub's word for it.
fn problem(severity: Severity) -> &'static str {
    match level(severity) {
        "note" => "recommendation",
        level => level,
    }
}

/// A number as of CVSS, from which GitHub makes its severities: critical over 9.0, high from 7.0,
/// medium from 4.0, low from 0.1.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.0",
    }
}

/// A name as an address: below the root, or of the machine where it is absolute.
fn uri(name: &str) -> Value {
    let encoded = encode(name.strip_prefix("./").unwrap_or(name));
    match name.starts_with('/') {
        true => json!({"uri": format!("file://{encoded}")}),
        false => json!({"uri": encoded, "uriBaseId": ROOT}),
    }
}

/// A name with all but unreserved characters and `/` percent-encoded (RFC 3986).
fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        let check = |name: &str, want: Value| assert_eq!(uri(name), want, "{name:?}");
        check(
            "./a/Merchant Portal.yaml",
            json!({"uri": "a/Merchant%20Portal.yaml", "uriBaseId": ROOT}),
        );
        check(
            "a:b/名%#?.yaml",
            json!({"uri": "a%3Ab/%E5%90%8D%25%23%3F.yaml", "uriBaseId": ROOT}),
        );
        check("/tmp/x y", json!({"uri": "file:///tmp/x%20y"}));
    }

    #[test]
    fn no_message_holds_a_link_or_a_placeholder() {
        assert_eq!(plain("a [b] {c}"), "a [b] {c}");
        assert_eq!(plain("[a](http://x)"), "\\[a\\](http://x)");
        assert_eq!(plain("{0} of {x}"), "{{0}} of {{x}}");
    }
}
