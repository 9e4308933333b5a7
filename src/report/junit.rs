//! `junit`: XML as JUnit's runners write it and Jenkins reads it
//! (<https://github.com/jenkinsci/xunit-plugin>, junit-10.xsd).
//!
//! A suite for the run, and one for each rule that found something or could not judge. What fails
//! the run is a failure. A failure of ours, and what makes the run one that could not judge, is an
//! error. The rest is skipped, with the reason: other findings that are open, unchanged ones, waived
//! ones, those in the baseline, and what was not evaluated. No test says that a rule passed: a rule
//! that had nothing to read would pass as well.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::locate::{Locator, pointed};
use super::xml_text::sentence;
use super::{Report, Style, summary};
use crate::finding::{Failure, Finding, NotEvaluated, Status};
use crate::source::{FileId, Span};

pub(super) fn render(report: &Report, _: &Style) -> String {
    let writer = Writer::new(report);
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    for f in &report.findings {
        let suite = suites.entry(&f.rule).or_default();
        writer.finding(suite, f);
    }
    for n in &report.not_evaluated {
        let suite = suites.entry(&n.rule).or_default();
        writer.gap(suite, n);
    }
    writer.write(&writer.whole(), &suites)
}

/// A suite that is being written.
#[derive(Default)]
pub(super) struct Suite {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    /// The cases as XML.
    cases: String,
}

/// What became of a case.
pub(super) enum Outcome {
    Passed,
    Failed,
    Errored,
    Skipped,
}

/// A test case.
pub(super) struct Case<'c> {
    pub(super) class: &'c str,
    pub(super) name: &'c str,
    pub(super) outcome: Outcome,
    /// A word for its kind.
    pub(super) kind: &'c str,
    /// Why, on one line.
    pub(super) message: &'c str,
    /// Further lines.
    pub(super) lines: Vec<String>,
}

/// Writes suites of one report.
pub(super) struct Writer<'r> {
    report: &'r Report,
    locator: Locator<'r>,
}

impl<'r> Writer<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        Self {
            report,
            locator: Locator::new(&report.sources),
        }
    }

    /// The run as a whole: that it judged, or why it could not.
    fn whole(&self) -> Suite {
        let mut suite = Suite::default();
        let report = self.report;
        for f in &report.failures {
            self.failure(&mut suite, f);
        }
        let words = summary::sentence(report);
        let unknown = super::exit_code(report) > 1;
        self.case(
            &mut suite,
            Case {
                class: "tenantlint",
                name: "everything could be judged",
                outcome: match unknown {
                    true => Outcome::Errored,
                    false => Outcome::Passed,
                },
                kind: "unknown",
                message: &words,
                lines: Vec::new(),
            },
        );
        let _ = writeln!(
            suite.cases,
            "    <system-out>{}</system-out>",
            sentence(report, &words)
        );
        suite
    }

    pub(super) fn failure(&self, suite: &mut Suite, failure: &Failure) {
        let mut lines = Vec::new();
        lines.extend(failure.place.map(|(f, s)| self.place(f, s)));
        let labels = failure.labels.iter();
        lines.extend(labels.map(|(f, s, words)| format!("{}: {words}", self.place(*f, *s))));
        lines.push(failure.help.clone());
        let message = match &failure.rule {
            Some(rule) => format!("{rule}: {}", failure.message),
            None => failure.message.clone(),
        };
        let case = Case {
            class: failure.id,
            name: &message,
            outcome: Outcome::Errored,
            kind: "error",
            message: &message,
            lines,
        };
        self.case(suite, case);
    }

    fn finding(&self, suite: &mut Suite, finding: &Finding) {
        let report = self.report;
        let standing = super::standing(finding);
        let (outcome, message) = match &finding.status {
            Status::Waived(w) => {
                let words = format!("waived by {} until {}: {}", w.owner, w.until, w.reason);
                (Outcome::Skipped, words)
            }
            Status::Baselined => (Outcome::Skipped, "in the baseline".to_owned()),
            Status::Exempted(_) => (Outcome::Skipped, "exempted by the policy".to_owned()),
            Status::Open if report.fails(finding) => (Outcome::Failed, super::told(finding)),
            Status::Open if report.is_about(finding) => {
                (Outcome::Skipped, "does not fail the run".to_owned())
            }
            Status::Open => (Outcome::Skipped, standing),
        };
        let span = pointed(&report.sources, &finding.primary);
        let place = self.place(finding.primary.file, span);
        let mut lines = vec![place.clone()];
        for (word, steps) in [("this change: ", &finding.causes), ("", &finding.related)] {
            lines.extend(steps.iter().map(|step| {
                let place = step.place.as_ref();
                let place = place.map(|p| self.place(p.file, pointed(&report.sources, p)));
                let place = place.map(|p| format!("{p}: ")).unwrap_or_default();
                format!("{place}{word}{}", step.message)
            }));
        }
        let remediation = report.rule(&finding.rule).map(|r| r.remediation.as_str());
        lines.extend(finding.help.as_deref().or(remediation).map(str::to_owned));
        // Names tell cases apart, and a message may be that of another place.
        let name = format!("{} ({place})", finding.message);
        let case = Case {
            class: &finding.rule,
            name: &name,
            outcome,
            kind: finding.severity.as_str(),
            message: &message,
            lines,
        };
        self.case(suite, case);
    }

    fn gap(&self, suite: &mut Suite, gap: &NotEvaluated) {
        let place = gap.place.as_ref();
        let place = place.map(|p| self.place(p.file, pointed(&self.report.sources, p)));
        let case = Case {
            class: &gap.rule,
            name: &format!("not judged: {}", gap.message),
            outcome: match self.report.leaves_open(gap) {
                true => Outcome::Errored,
                false => Outcome::Skipped,
            },
            kind: "unknown",
            message: &gap.message,
            lines: place.into_iter().collect(),
        };
        self.case(suite, case);
    }

    pub(super) fn case(&self, suite: &mut Suite, case: Case<'_>) {
        let text = |words: &str| sentence(self.report, words);
        suite.tests += 1;
        let element = match case.outcome {
            Outcome::Passed => "",
            Outcome::Failed => "failure",
            Outcome::Errored => "error",
            Outcome::Skipped => "skipped",
        };
        match case.outcome {
            Outcome::Passed => {}
            Outcome::Failed => suite.failures += 1,
            Outcome::Errored => suite.errors += 1,
            Outcome::Skipped => suite.skipped += 1,
        }
        let head = format!(
            "    <testcase classname=\"{}\" name=\"{}\"",
            text(case.class),
            text(case.name)
        );
        // Writing to a string cannot fail.
        let _ = match element {
            "" => writeln!(suite.cases, "{head}/>"),
            _ => {
                let lines: Vec<String> = case
                    .lines
                    .iter()
                    .filter(|l| !l.trim().is_empty())
                    .map(|l| text(l))
                    .collect();
                writeln!(
                    suite.cases,
                    "{head}>\n      <{element} type=\"{}\" message=\"{}\">{}</{element}>\n    </testcase>",
                    text(case.kind),
                    text(case.message),
                    lines.join("\n")
                )
            }
        };
    }

    pub(super) fn write(&self, whole: &Suite, suites: &BTreeMap<&str, Suite>) -> String {
        let all = || std::iter::once(whole).chain(suites.values());
        let sum = |of: fn(&Suite) -> usize| all().map(of).sum::<usize>();
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <testsuites name=\"tenantlint\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
            sum(|s| s.tests),
            sum(|s| s.failures),
            sum(|s| s.errors)
        );
        out.push_str(&self.suite("tenantlint", whole));
        for (id, suite) in suites {
            out.push_str(&self.suite(id, suite));
        }
        out.push_str("</testsuites>\n");
        out
    }

    fn suite(&self, name: &str, suite: &Suite) -> String {
        format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}  </testsuite>\n",
            sentence(self.report, name),
            suite.tests,
            suite.failures,
            suite.errors,
            suite.skipped,
            suite.cases
        )
    }

    pub(super) fn place(&self, file: FileId, span: Span) -> String {
        let at = self.locator.position(file, span.start);
        format!(
            "{}:{}:{}",
            self.report.sources.name(file),
            at.line,
            at.column
        )
    }
}
