//! A run's report as bytes: one file a format. The only user of miette.
//!
//! A [`Report`] is plain data; each format takes the same one. All text that came from files is
//! escaped here, and nothing else in the program writes it.

mod checkstyle;
mod concise;
mod csv;
mod draw;
mod excerpt;
pub mod exposed;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod kept;
mod locate;
mod markdown;
mod markdown_fix;
mod markdown_text;
mod mended;
mod paint;
mod passwords;
pub mod past;
mod proposed;
mod safe_json;
mod sarif;
mod summary;
pub mod tested;
mod text;
mod xml_text;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::check::Severity;
use crate::finding::{Change, Failure, Finding, NotEvaluated, Notice, Status};
use crate::source::{FileId, SourceMap};

pub use kept::state;
pub use mended::{Difference, Mended, Mending, account, diff, left, secrets};
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

/// From where on a run fails; `None` is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Thresholds {
    /// The least severity of a finding.
    pub findings: Option<Severity>,
    /// The least severity of a rule that was not evaluated.
    pub unknown: Option<Severity>,
}

impl Thresholds {
    /// Those of a run for which nobody says any.
    pub const USUAL: Self = Self {
        findings: Some(Severity::Low),
        unknown: Some(Severity::Critical),
    };

    /// The stricter of two, each for itself.
    pub fn stricter(self, other: Self) -> Self {
        let least = |one: Option<Severity>, other| one.into_iter().chain(other).min();
        Self {
            findings: least(self.findings, other.findings),
            unknown: least(self.unknown, other.unknown),
        }
    }
}

/// What was judged, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Tenants judged.
    pub tenants: usize,
    /// Documents of no platform that were judged as they stand.
    #[serde(skip_serializing_if = "is_zero")]
    pub documents: usize,
    /// Files that belong to them.
    pub files: usize,
    /// Files that no platform recognised.
    pub unrecognised_files: usize,
    /// Rules that were selected.
    pub rules: usize,
    /// Those of them that could say nothing, since no tenant has any section that they read.
    pub rules_without_data: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// What a change does, where two trees were compared.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The tree that the change starts from, in words such as `main (1a2b3c4d5e6f)`.
    pub base: String,
    /// The tree that was judged, in words such as `the index`.
    pub head: String,
    /// What the change does, in sentences, the worst first.
    pub lead: Vec<String>,
    /// The findings of the base that are gone. Their places point into the base's texts.
    pub fixed: Vec<Finding>,
    /// The base's texts of the files of the tenants that both trees have.
    pub before: BTreeMap<FileId, FileId>,
    /// Whether findings fail the run that the change did not make.
    pub all: bool,
    /// Whether the change touches nothing that is judged, so that nothing had to be.
    pub untouched: bool,
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
    /// From where the run fails.
    pub thresholds: Thresholds,
    /// The same for single tenants, by their names, where more is demanded of them.
    pub thresholds_of: BTreeMap<String, Thresholds>,
    /// What the change does, where two trees were compared.
    pub comparison: Option<Comparison>,
    /// What fixes did, where some were asked for.
    pub mended: Option<Mended>,
}

/// Declares the formats in one place: variant, name, who reads it, the function that writes it, a
/// line of help.
macro_rules! formats {
    ($($name:ident = $word:literal, $reader:ident, $render:path, $help:literal;)+) => {
        /// How a report is written.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format {
            $(#[doc = concat!("`", $word, "`")] $name,)+
            /// `html`, which only what was open when is written as
            Html,
        }

        impl Format {
            /// The formats of a report in the order in which they are listed.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$name),+];

            /// The name that it is chosen by.
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $word,)+ Self::Html => "html" } }

            /// What it is for, in a few words.
            pub fn help(self) -> &'static str { match self { $(Self::$name => $help,)+ Self::Html => "A page for a browser" } }

            fn reader(self) -> Reader { match self { $(Self::$name => Reader::$reader,)+ Self::Html => Reader::Program } }

            fn renderer(self) -> fn(&Report, &Style) -> String {
                // No flag asks for a report as a page.
                match self { $(Self::$name => $render,)+ Self::Html => human::render }
            }
        }
    };
}

formats! {
    Human = "human", Person, human::render,
        "For people, with the source and carets";
    Concise = "concise", Person, concise::render,
        "One line a finding: file:line:column: severity[ID] message";
    Json = "json", Program, json::render,
        "For programs; its schema is `tenantlint schema report`";
    Sarif = "sarif", Program, sarif::render,
        "SARIF 2.1.0, with what is waived, in the baseline or fixed marked as such";
    CodeScanning = "code-scanning", Program, sarif::render_for_code_scanning,
        "SARIF 2.1.0 for GitHub, without those: it would show them as open";
    Github = "github", Person, github::render,
        "Annotations of a pull request, as workflow commands of GitHub Actions";
    Markdown = "markdown", Person, markdown::render,
        "A page for a job's summary or a comment of a pull request";
    Gitlab = "gitlab", Program, gitlab::render,
        "The Code Quality report of GitLab";
    Junit = "junit", Program, junit::render,
        "JUnit XML: what fails the run fails a test";
    Checkstyle = "checkstyle", Program, checkstyle::render,
        "Checkstyle XML";
    Csv = "csv", Program, csv::render,
        "A table for spreadsheets";
}

/// Who reads a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A person, in a terminal, a log or a page.
    Person,
    /// A program, so that a person who sees only the exit code must be told elsewhere.
    Program,
}

impl Format {
    /// Whether a person reads it as it is.
    pub fn is_for_people(self) -> bool {
        self.reader() == Reader::Person
    }

    /// Whether it shows what fixes do to the texts, so that somebody has to find that out.
    pub fn shows_texts_of_fixes(self) -> bool {
        matches!(self, Self::Json | Self::Sarif | Self::Markdown)
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

/// How the formats for people look. Those for programs heed none of it.
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
    format.renderer()(report, style)
}

/// 2 when something could not be judged: a failure, or a rule that was not evaluated and is as bad
/// as the threshold of its tenant says; else 1 when a finding fails the run; else 0.
pub fn exit_code(report: &Report) -> u8 {
    let unknown = |n: &NotEvaluated| report.leaves_open(n);
    if !report.failures.is_empty() || report.not_evaluated.iter().any(unknown) {
        2
    } else {
        u8::from(report.findings.iter().any(|f| report.fails(f)))
    }
}

fn reaches(severity: Severity, threshold: Option<Severity>) -> bool {
    threshold.is_some_and(|t| severity >= t)
}

impl Report {
    /// Whether a finding fails the run: it is open, bad enough, and of the change where only that
    /// counts.
    pub fn fails(&self, finding: &Finding) -> bool {
        self.is_about(finding)
            && reaches(
                finding.severity,
                self.thresholds(&finding.subject.tenant).findings,
            )
    }

    /// Whether the run is about a finding, however bad it is: it is open, and of the change where
    /// only that counts.
    pub fn is_about(&self, finding: &Finding) -> bool {
        finding.status == Status::Open && self.counts_change(finding.change)
    }

    /// Whether the run is about what could not be judged: not where that is so without the change
    /// as well, and only the change counts.
    pub fn is_about_gap(&self, gap: &NotEvaluated) -> bool {
        !(gap.unchanged && self.comparison.as_ref().is_some_and(|c| !c.all))
    }

    /// Whether what could not be judged makes the whole run one that could not judge.
    pub fn leaves_open(&self, gap: &NotEvaluated) -> bool {
        self.is_about_gap(gap) && reaches(gap.severity, self.thresholds(&gap.tenant).unknown)
    }

    /// From where what concerns a tenant fails the run.
    fn thresholds(&self, tenant: &str) -> Thresholds {
        let own = self.thresholds_of.get(tenant).copied();
        own.unwrap_or(self.thresholds)
    }

    fn counts_change(&self, change: Option<Change>) -> bool {
        let all = self.comparison.as_ref().is_none_or(|c| c.all);
        all || matches!(change, None | Some(Change::New | Change::Widened))
    }

    /// The rule or check of an id.
    fn rule(&self, id: &str) -> Option<&RuleInfo> {
        self.rules.iter().find(|r| &*r.id == id)
    }

    /// The findings that a format for people shows: those that the run is about, or all.
    fn shown(&self, style: &Style) -> impl Iterator<Item = &Finding> {
        let all = style.verbose;
        self.findings
            .iter()
            .filter(move |f| all || self.is_about(f))
    }

    /// What could not be judged, likewise.
    fn shown_gaps(&self, style: &Style) -> Vec<&NotEvaluated> {
        let shown = |n: &&NotEvaluated| style.verbose || self.is_about_gap(n);
        self.not_evaluated.iter().filter(shown).collect()
    }
}

/// The address of a page that may be linked: a plain one of the web, in which nothing ends a link.
fn page(url: &str) -> Option<String> {
    let plain = url.starts_with("https://") && url.bytes().all(|b| b.is_ascii_graphic());
    let encode = |c: char| match c {
        '(' | ')' | '<' | '>' | '[' | ']' | '{' | '}' | '"' | '\\' | '^' | '`' | '|' => {
            format!("%{:02X}", c as u32)
        }
        c => c.to_string(),
    };
    plain.then(|| url.chars().map(encode).collect())
}

/// What a finding is beside what counts: `new`, `widened`, `waived, unchanged`; nothing for one
/// that is open and was compared with nothing.
fn standing(finding: &Finding) -> String {
    let status = (finding.status != Status::Open).then(|| finding.status.as_str());
    let change = finding.change.map(Change::as_str);
    let words: Vec<&str> = status.into_iter().chain(change).collect();
    words.join(", ")
}

/// A finding's message after its [`standing`]: `new: Anonymous visitors ...`.
fn told(finding: &Finding) -> String {
    match standing(finding) {
        words if words.is_empty() => finding.message.clone(),
        words => format!("{words}: {}", finding.message),
    }
}
