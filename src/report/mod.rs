//! A run's report as bytes: one file a format. The only user of miette.
//!
//! A [`Report`] is plain data; each format takes the same one. All text that came from files is
//! escaped here, and nothing else in the program writes it.

mod concise;
mod draw;
mod excerpt;
mod human;
mod json;
mod locate;
mod paint;
mod passwords;
mod text;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::check::Severity;
use crate::finding::{Failure, Finding, NotEvaluated, Notice, Status};
use crate::source::SourceMap;

pub(crate) use passwords::hide_in as without_passwords;
pub(crate) use text::REDACTED;
pub use text::Redactions;

/// What a report says of a rule or check that took part.
#[derive(Debug, Clone, serde::Serialize)]
pub struct RuleInfo {
    /// The id.
    pub id: Arc<str>,
    /// The folder's name, or empty.
    pub name: String,
    /// A few words.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// The severity unless a finding says otherwise.
    pub severity: Severity,
    /// The family, or `tenantlint` for our own checks.
    pub family: String,
    /// What to do.
    pub remediation: String,
    /// Pages to read on.
    pub references: Vec<crate::rule::Reference>,
    /// Ids of controls, by framework.
    pub frameworks: BTreeMap<String, Vec<String>>,
}

/// What was judged, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Tenants judged.
    pub tenants: usize,
    /// Files that belong to them.
    pub files: usize,
    /// Files that no platform recognised.
    pub unrecognised_files: usize,
    /// Rules that were selected.
    pub rules: usize,
    /// Those of them that could say nothing, since no tenant has any section that they read.
    pub rules_without_data: usize,
}

/// Everything that a run found out, in its final order.
#[derive(Debug, Default)]
pub struct Report {
    /// All texts that places point into.
    pub sources: SourceMap,
    /// The rules and checks that took part, by id.
    pub rules: Vec<RuleInfo>,
    /// The findings: worst first, then by place, rule and identity.
    pub findings: Vec<Finding>,
    /// What could not be judged for want of data.
    pub not_evaluated: Vec<NotEvaluated>,
    /// What could not be judged at all.
    pub failures: Vec<Failure>,
    /// Remarks.
    pub notices: Vec<Notice>,
    /// Remarks that nobody should miss.
    pub warnings: Vec<Notice>,
    /// The numbers.
    pub counts: Counts,
    /// The stretches of the sources that are secret and printed nowhere.
    pub redactions: Redactions,
    /// The date of judgement, `YYYY-MM-DD`.
    pub as_of: String,
    /// From which severity findings fail the run.
    pub fail_on: Option<Severity>,
    /// From which severity of a rule "not evaluated" fails the run.
    pub fail_on_unknown: Option<Severity>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// For people: excerpts of the sources with the chain of places, and a summary.
    Human,
    /// One line a finding, `file:line:column: severity[ID] message`, for people and editors.
    Concise,
    /// For programs: `schemas/report.schema.json` describes it.
    Json,
}

impl Format {
    /// All formats in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Human, Self::Concise, Self::Json];

    /// The name that it is chosen by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|f| f.as_str() == s);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            format!("`{s}` is no format: one of {names}")
        })
    }
}

/// How the formats for people look. `json` heeds none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are used (ANSI escapes).
    pub color: bool,
    /// Whether diagrams are drawn with more than ASCII characters.
    pub unicode: bool,
    /// The width of the page in columns; 0 for one that is not known.
    pub width: usize,
    /// Whether rule ids lead to their pages (OSC 8 escapes).
    pub hyperlinks: bool,
    /// Whether to print all that there is to say: data paths, fingerprints, references, whole
    /// chains, notices.
    pub verbose: bool,
    /// Whether to leave out all but findings and what could not be judged.
    pub quiet: bool,
    /// Whether to print a table of counts by rule in place of the findings.
    pub statistics: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            color: false,
            unicode: true,
            width: 100,
            hyperlinks: false,
            verbose: false,
            quiet: false,
            statistics: false,
        }
    }
}

impl Style {
    /// The width to write for: not so narrow that nothing fits, not so wide that nobody reads it.
    fn page(&self) -> usize {
        match self.width {
            0 => 100,
            width => width.clamp(40, 160),
        }
    }
}

/// A report in a format. It ends in a line feed unless it is empty.
pub fn render(report: &Report, format: Format, style: &Style) -> String {
    match format {
        Format::Human => human::render(report, style),
        Format::Concise => concise::render(report, style),
        Format::Json => json::render(report),
    }
}

/// 2 when something could not be judged: a failure, or a rule of at least `fail_on_unknown` that
/// was not evaluated; else 1 when a finding is at least `fail_on`; else 0.
pub fn exit_code(report: &Report) -> u8 {
    let reaches = |severity, threshold: Option<Severity>| threshold.is_some_and(|t| severity >= t);
    let unknown = |n: &NotEvaluated| reaches(n.severity, report.fail_on_unknown);
    let counts = |f: &Finding| f.status == Status::Open && reaches(f.severity, report.fail_on);
    if !report.failures.is_empty() || report.not_evaluated.iter().any(unknown) {
        2
    } else {
        u8::from(report.findings.iter().any(counts))
    }
}

impl Report {
    /// The rule or check of an id.
    fn rule(&self, id: &str) -> Option<&RuleInfo> {
        self.rules.iter().find(|r| &*r.id == id)
    }
}
