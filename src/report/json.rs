//! `json`: everything, for programs. `schemas/report.schema.json` describes it.
//!
//! The order of keys is that of the types below, so the same report gives the same bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::locate::Locator;
use super::{Counts, Report, RuleInfo, Style, proposed, safe_json, text};
use crate::check::Severity;
use crate::finding::{self, Access, Change, EditOp, Status};
use crate::source::{self, Encoding, FileId, Span};

/// The version of the format: raised when a reader of the older one would misunderstand.
const VERSION: u32 = 1;

pub(super) fn render(report: &Report, _: &Style) -> String {
    safe_json::write(&Writer::new(report).document())
}

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    tool: Tool,
    as_of: &'r str,
    exit_code: u8,
    fail_on: Option<Severity>,
    fail_on_unknown: Option<Severity>,
    counts: Summary<'r>,
    comparison: Option<Comparison<'r>>,
    mended: Option<Mended<'r>>,
    rules: Vec<RuleInfo>,
    findings: Vec<Finding<'r>>,
    not_evaluated: Vec<NotEvaluated<'r>>,
    failures: Vec<Failure<'r>>,
    notices: Vec<Notice<'r>>,
    sources: Vec<Source<'r>>,
}

#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary<'r> {
    #[serde(flatten)]
    judged: &'r Counts,
    findings: usize,
    by_severity: BySeverity,
    by_rule: BTreeMap<&'r str, usize>,
    by_status: ByStatus,
    by_change: Option<ByChange>,
    rules_not_evaluated: usize,
    failures: usize,
}

#[derive(Serialize)]
struct BySeverity {
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    info: usize,
}

#[derive(Serialize)]
struct ByStatus {
    open: usize,
    waived: usize,
    baselined: usize,
    #[serde(skip_serializing_if = "super::is_zero")]
    exempted: usize,
}

#[derive(Serialize)]
struct ByChange {
    new: usize,
    widened: usize,
    narrowed: usize,
    unchanged: usize,
    fixed: usize,
}

#[derive(Serialize)]
struct Comparison<'r> {
    base: String,
    head: String,
    all: bool,
    lead: Vec<String>,
    fixed: Vec<Finding<'r>>,
}

#[derive(Serialize)]
struct Mended<'r> {
    applied: Vec<Mending<'r>>,
    refused: Vec<Mending<'r>>,
    offered: Vec<Mending<'r>>,
    files: usize,
    dry: bool,
}

#[derive(Serialize)]
struct Mending<'r> {
    rule: &'r str,
    severity: Severity,
    message: String,
    fingerprint: &'r str,
    title: String,
    safe: bool,
    why: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Finding<'r> {
    rule: &'r str,
    severity: Severity,
    status: &'static str,
    waiver: Option<Waiver<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<Stretch<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Value>,
    change: Option<Change>,
    fails: bool,
    message: String,
    fingerprint: &'r str,
    subject: Subject<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<Access>,
    primary: Place<'r>,
    related: Vec<Related<'r>>,
    causes: Vec<Related<'r>>,
    fixes: Vec<Fix<'r>>,
    help: Option<String>,
}

#[derive(Serialize)]
struct Waiver<'r> {
    reason: String,
    owner: String,
    until: String,
    place: Stretch<'r>,
}

#[derive(Serialize)]
struct Subject<'r> {
    platform: &'r str,
    tenant: String,
    identity: BTreeMap<String, Value>,
}

#[derive(Serialize)]
struct Related<'r> {
    message: String,
    place: Option<Place<'r>>,
}

#[derive(Serialize)]
struct Place<'r> {
    file: &'r str,
    #[serde(flatten)]
    region: Region,
    key: Option<Region>,
    value: Option<Region>,
    path: Value,
    precision: &'static str,
    definition: Option<Stretch<'r>>,
    used: Option<Stretch<'r>>,
}

#[derive(Serialize)]
pub(super) struct Stretch<'r> {
    file: &'r str,
    #[serde(flatten)]
    region: Region,
}

#[derive(Serialize)]
struct Region {
    bytes: Bytes,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Bytes {
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    column_utf16: u32,
}

#[derive(Serialize)]
struct Fix<'r> {
    title: String,
    safe: bool,
    edits: Vec<Edit<'r>>,
    changes: Option<Vec<Replacement<'r>>>,
}

#[derive(Serialize)]
struct Replacement<'r> {
    #[serde(flatten)]
    stretch: Stretch<'r>,
    insert: &'r str,
}

#[derive(Serialize)]
struct Edit<'r> {
    op: &'static str,
    at: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    place: Option<Place<'r>>,
}

#[derive(Serialize)]
pub(super) struct NotEvaluated<'r> {
    rule: &'r str,
    severity: Severity,
    tenant: String,
    message: String,
    place: Option<Place<'r>>,
    unchanged: bool,
}

#[derive(Serialize)]
pub(super) struct Failure<'r> {
    id: &'r str,
    rule: Option<&'r str>,
    message: String,
    place: Option<Stretch<'r>>,
    labels: Vec<Label<'r>>,
    help: String,
}

#[derive(Serialize)]
struct Label<'r> {
    message: String,
    place: Stretch<'r>,
}

#[derive(Serialize)]
struct Notice<'r> {
    message: String,
    place: Option<Stretch<'r>>,
}

#[derive(Serialize)]
struct Source<'r> {
    file: &'r str,
    encoding: &'static str,
    bytes: usize,
}

pub(super) struct Writer<'r> {
    report: &'r Report,
    locator: Locator<'r>,
}

impl Tool {
    /// This program.
    pub(super) fn own() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

impl<'r> Writer<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        Self {
            report,
            locator: Locator::new(&report.sources),
        }
    }

    fn document(&self) -> Document<'r> {
        let report = self.report;
        let places = report.not_evaluated.iter();
        Document {
            version: VERSION,
            tool: Tool::own(),
            as_of: &report.as_of,
            exit_code: super::exit_code(report),
            fail_on: report.thresholds.findings,
            fail_on_unknown: report.thresholds.unknown,
            counts: summary(report),
            comparison: report.comparison.as_ref().map(|c| self.comparison(c)),
            mended: report.mended.as_ref().map(|m| self.mended(m)),
            rules: report
                .rules
                .iter()
                .map(|r| text::clean_rule(report, r))
                .collect(),
            findings: report.findings.iter().map(|f| self.finding(f)).collect(),
            not_evaluated: places.map(|n| self.not_evaluated(n)).collect(),
            failures: report.failures.iter().map(|f| self.failure(f)).collect(),
            notices: report
                .warnings
                .iter()
                .chain(&report.notices)
                .map(|n| self.notice(n))
                .collect(),
            sources: report
                .sources
                .iter()
                .map(|(_, file)| source(file))
                .collect(),
        }
    }

    pub(super) fn clean(&self, message: &str) -> String {
        text::clean(self.report, message)
    }

    fn clean_value(&self, value: &Value) -> Value {
        text::clean_value(self.report, value)
    }

    fn comparison(&self, c: &'r super::Comparison) -> Comparison<'r> {
        Comparison {
            base: self.clean(&c.base),
            head: self.clean(&c.head),
            all: c.all,
            lead: c.lead.iter().map(|l| self.clean(l)).collect(),
            // What is gone fails nothing, whatever it was.
            fixed: c
                .fixed
                .iter()
                .map(|f| Finding {
                    fails: false,
                    ..self.finding(f)
                })
                .collect(),
        }
    }

    fn mended(&self, mended: &'r super::Mended) -> Mended<'r> {
        let all = |fixes: &'r [super::Mending]| fixes.iter().map(|fix| self.mending(fix)).collect();
        Mended {
            applied: all(&mended.applied),
            refused: all(&mended.refused),
            offered: all(&mended.offered),
            files: mended.files,
            dry: mended.dry,
        }
    }

    fn mending(&self, fix: &'r super::Mending) -> Mending<'r> {
        Mending {
            rule: &fix.rule,
            severity: fix.severity,
            message: self.clean(&fix.message),
            fingerprint: &fix.fingerprint,
            title: self.clean(&fix.title),
            safe: fix.safe,
            why: (!fix.why.is_empty()).then(|| self.clean(&fix.why)),
        }
    }

    fn waiver(&self, waiver: &'r finding::Waiver) -> Waiver<'r> {
        let (file, span) = waiver.place;
        Waiver {
            reason: self.clean(&waiver.reason),
            owner: self.clean(&waiver.owner),
            until: self.clean(&waiver.until),
            place: self.stretch(file, span),
        }
    }

    pub(super) fn finding(&self, f: &'r finding::Finding) -> Finding<'r> {
        let rule = self.report.rule(&f.rule);
        let remediation = rule.map(|r| r.remediation.as_str());
        let help = f.help.as_deref().or(remediation);
        Finding {
            rule: &f.rule,
            severity: f.severity,
            status: f.status.as_str(),
            waiver: match &f.status {
                Status::Waived(waiver) => Some(self.waiver(waiver)),
                Status::Open | Status::Baselined | Status::Exempted(_) => None,
            },
            exception: match f.status {
                Status::Exempted((file, span)) => Some(self.stretch(file, span)),
                Status::Open | Status::Baselined | Status::Waived(_) => None,
            },
            details: (!f.details.is_empty())
                .then(|| self.clean_value(&serde_json::json!(f.details))),
            change: f.change,
            fails: self.report.fails(f),
            message: self.clean(&f.message),
            fingerprint: f.fingerprint.as_str(),
            subject: Subject {
                platform: &f.subject.platform,
                tenant: self.clean(&f.subject.tenant),
                identity: f
                    .subject
                    .identity
                    .iter()
                    .map(|(k, v)| (self.clean(k), self.clean_value(v)))
                    .collect(),
            },
            access: f
                .access
                .as_ref()
                .map(|a| text::clean_access(self.report, a)),
            primary: self.place(&f.primary),
            related: f.related.iter().map(|r| self.related(r)).collect(),
            causes: f.causes.iter().map(|r| self.related(r)).collect(),
            fixes: f.fixes.iter().map(|x| self.fix(x)).collect(),
            help: help.filter(|h| !h.is_empty()).map(|h| self.clean(h)),
        }
    }

    fn related(&self, r: &'r finding::Related) -> Related<'r> {
        Related {
            message: self.clean(&r.message),
            place: r.place.as_ref().map(|p| self.place(p)),
        }
    }

    fn fix(&self, fix: &'r finding::Fix) -> Fix<'r> {
        let edits = fix.edits.iter().map(|edit| {
            let (op, value) = match &edit.op {
                EditOp::Set(value) => ("set", Some(self.clean_value(value))),
                EditOp::Remove => ("remove", None),
                EditOp::Add(value) => ("add", Some(self.clean_value(value))),
            };
            Edit {
                op,
                at: self.clean_value(&edit.at.to_json()),
                value,
                place: edit.place.as_ref().map(|p| self.place(p)),
            }
        });
        let changes = proposed::splices(self.report, fix).map(|splices| {
            let changes = splices.iter().map(|(file, splice)| Replacement {
                stretch: self.stretch(*file, splice.span),
                insert: &splice.text,
            });
            changes.collect()
        });
        Fix {
            title: self.clean(&fix.title),
            safe: fix.safe,
            edits: edits.collect(),
            changes,
        }
    }

    pub(super) fn not_evaluated(&self, n: &'r finding::NotEvaluated) -> NotEvaluated<'r> {
        NotEvaluated {
            rule: &n.rule,
            severity: n.severity,
            tenant: self.clean(&n.tenant),
            message: self.clean(&n.message),
            place: n.place.as_ref().map(|p| self.place(p)),
            unchanged: n.unchanged,
        }
    }

    pub(super) fn failure(&self, f: &'r finding::Failure) -> Failure<'r> {
        let labels = f.labels.iter().map(|(file, span, message)| Label {
            message: self.clean(message),
            place: self.stretch(*file, *span),
        });
        Failure {
            id: f.id,
            rule: f.rule.as_deref(),
            message: self.clean(&f.message),
            place: f.place.map(|(file, span)| self.stretch(file, span)),
            labels: labels.collect(),
            help: self.clean(&f.help),
        }
    }

    fn notice(&self, n: &'r finding::Notice) -> Notice<'r> {
        Notice {
            message: self.clean(&n.message),
            place: n.place.map(|(file, span)| self.stretch(file, span)),
        }
    }

    fn place(&self, place: &'r finding::Place) -> Place<'r> {
        let region = |span| self.region(place.file, span);
        let definition = place.definition;
        Place {
            file: self.report.sources.name(place.file),
            region: region(place.span),
            key: place.key.map(region),
            value: place.value.map(region),
            path: self.clean_value(&place.path.to_json()),
            precision: place.precision.as_str(),
            definition: definition.map(|(file, span)| self.stretch(file, span)),
            used: place.used.map(|(file, span)| self.stretch(file, span)),
        }
    }

    pub(super) fn stretch(&self, file: FileId, span: Span) -> Stretch<'r> {
        Stretch {
            file: self.report.sources.name(file),
            region: self.region(file, span),
        }
    }

    fn region(&self, file: FileId, span: Span) -> Region {
        let position = |offset| {
            let at = self.locator.position(file, offset);
            Position {
                line: at.line,
                column: at.column,
                column_utf16: at.column_utf16,
            }
        };
        Region {
            bytes: Bytes {
                start: span.start,
                end: span.end,
            },
            start: position(span.start),
            end: position(span.end),
        }
    }
}

fn summary(report: &Report) -> Summary<'_> {
    let of = |s| report.findings.iter().filter(|f| f.severity == s).count();
    let status = |of: fn(&Status) -> bool| report.findings.iter().filter(|f| of(&f.status)).count();
    let change = |of| {
        report
            .findings
            .iter()
            .filter(|f| f.change == Some(of))
            .count()
    };
    let mut by_rule = BTreeMap::new();
    for f in &report.findings {
        *by_rule.entry(&*f.rule).or_default() += 1;
    }
    let unknown = report.not_evaluated.iter().map(|n| &*n.rule);
    let unknown: std::collections::BTreeSet<&str> = unknown.collect();
    Summary {
        judged: &report.counts,
        findings: report.findings.len(),
        by_severity: BySeverity {
            critical: of(Severity::Critical),
            high: of(Severity::High),
            medium: of(Severity::Medium),
            low: of(Severity::Low),
            info: of(Severity::Info),
        },
        by_rule,
        by_status: ByStatus {
            open: status(|s| *s == Status::Open),
            waived: status(|s| matches!(s, Status::Waived(_))),
            baselined: status(|s| *s == Status::Baselined),
            exempted: status(|s| matches!(s, Status::Exempted(_))),
        },
        by_change: report.comparison.as_ref().map(|c| ByChange {
            new: change(Change::New),
            widened: change(Change::Widened),
            narrowed: change(Change::Narrowed),
            unchanged: change(Change::Unchanged),
            fixed: c.fixed.len(),
        }),
        rules_not_evaluated: unknown.len(),
        failures: report.failures.len(),
    }
}

fn source(file: &source::SourceFile) -> Source<'_> {
    Source {
        file: file.name(),
        encoding: match file.encoding() {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf32 => "utf-32",
        },
        bytes: file.bytes(),
    }
}
