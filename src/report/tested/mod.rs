//! What became of the tests of policies, and that as bytes: for people, as JSON and as JUnit XML.

mod difference;
mod human;
mod json;
mod junit;

use std::sync::Arc;

use super::{Format, Report, Style, text};
use crate::engine::FileLines;
use crate::source::{FileId, Span};

/// What a test is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A rule of Rego whose name starts with `test_`.
    Unit,
    /// A tenant beside a rule, which all rules judge.
    Example,
    /// That a rule fires in an example of its own.
    Fires,
}

impl Kind {
    /// The word for it in formats for programs.
    fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Example => "example",
            Self::Fires => "fires",
        }
    }
}

/// What became of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All is as it is expected.
    Passed,
    /// Something is not.
    Failed,
    /// It is still to be written.
    ToDo,
}

impl Verdict {
    /// The word for it in formats for programs.
    fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::ToDo => "todo",
        }
    }
}

/// Something that is not as a test wants it.
#[derive(Debug, Clone)]
pub struct Problem {
    /// What.
    pub message: String,
    /// Where.
    pub place: Option<(FileId, Span)>,
}

/// What a test expects beside what came, each in lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// What is expected.
    pub expected: String,
    /// What came.
    pub came: String,
}

/// One test and what became of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it is: a unit test's path and name, an example's path, or a rule's id.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Where it stands.
    pub place: Option<(FileId, Span)>,
    /// The rule that it belongs to, if it belongs to one.
    pub rule: Option<Arc<str>>,
    /// Whether it is still to be written.
    pub to_do: bool,
    /// Why it failed; empty where it passed.
    pub problems: Vec<Problem>,
    /// What it compares, where it failed by that.
    pub compared: Option<Compared>,
}

impl Case {
    /// What became of it.
    pub fn verdict(&self) -> Verdict {
        match (self.to_do, self.problems.is_empty()) {
            (true, _) => Verdict::ToDo,
            (false, true) => Verdict::Passed,
            (false, false) => Verdict::Failed,
        }
    }
}

/// Where the policies of a test came from, and what they were given of others.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Used {
    /// The folder of the pack, as users write it.
    pub pack: String,
    /// The folders that came with it although they were not named: its library and data, or those
    /// of the program.
    pub with: Vec<String>,
}

/// Which lines the tests evaluated.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// The lines that count, by file in the order of their names.
    pub files: Vec<FileLines>,
    /// The percentage below which the run fails.
    pub wanted: Option<f64>,
}

impl Coverage {
    /// How many lines are covered, and how many there are.
    pub fn count(&self) -> (usize, usize) {
        self.files
            .iter()
            .map(count)
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    }

    /// Whether less is covered than is wanted.
    pub fn is_short(&self) -> bool {
        self.wanted
            .is_some_and(|wanted| percent(self.count()) < wanted)
    }
}

fn count(file: &FileLines) -> (usize, usize) {
    let covered = file.covered.len();
    (covered, covered + file.not_covered.len())
}

/// A percentage; everything of nothing is covered.
fn percent((covered, all): (usize, usize)) -> f64 {
    match all {
        0 => 100.0,
        _ => covered as f64 * 100.0 / all as f64,
    }
}

/// A percentage in words, rounded down: what is short of a limit is never shown as the limit.
fn percent_told(count: (usize, usize)) -> String {
    format!("{:.1}%", (percent(count) * 10.0).floor() / 10.0)
}

/// All tests of a run.
#[derive(Debug, Default)]
pub struct TestReport {
    /// The texts that places point into, what kept policies from being tested, and what is wrong
    /// with them beside their tests.
    pub report: Report,
    /// The tests, in the order of their names.
    pub cases: Vec<Case>,
    /// Which folders the policies came from, where the user named some.
    pub used: Vec<Used>,
    /// Which lines were evaluated, where that was asked for.
    pub coverage: Option<Coverage>,
}

impl TestReport {
    /// How many tests there are of a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.cases.iter().filter(|c| c.verdict() == verdict).count()
    }

    /// 2 where policies could not be tested or there was no test, else 1 where a test failed or
    /// too little is covered, else 0.
    pub fn exit_code(&self) -> u8 {
        let short = self.coverage.as_ref().is_some_and(Coverage::is_short);
        if !self.report.failures.is_empty() || self.cases.is_empty() {
            2
        } else {
            u8::from(self.count(Verdict::Failed) > 0 || short)
        }
    }

    /// `12 passed, 0 failed`, how many are to do, and how much is wrong with the policies.
    pub fn summary(&self) -> String {
        let (passed, failed) = (self.count(Verdict::Passed), self.count(Verdict::Failed));
        let to_do = match self.count(Verdict::ToDo) {
            0 => String::new(),
            n => format!(", {n} to do"),
        };
        let remarks = match self.report.findings.len() {
            0 => String::new(),
            n => format!("; {} about the policies", text::count(n, "warning")),
        };
        format!("{passed} passed, {failed} failed{to_do}{remarks}")
    }
}

/// The formats that a report of tests has.
pub const FORMATS: [Format; 3] = [Format::Human, Format::Json, Format::Junit];

/// A report of tests in one of [`FORMATS`]; in any other it is the one for people.
pub fn render(tested: &TestReport, format: Format, style: &Style) -> String {
    match format {
        Format::Json => json::render(tested),
        Format::Junit => junit::render(tested),
        _ => human::render(tested, style),
    }
}
