//! `junit`: a suite for each file of tests and for each rule, a case for each test. What is to do is
//! skipped; what kept policies from being tested is an error.

use std::collections::BTreeMap;

use super::{Case, Kind, TestReport, Verdict, percent_told};
use crate::report::junit::{Case as Entry, Outcome, Suite, Writer};
use crate::report::tested::difference::{self, Line};

pub(super) fn render(tested: &TestReport) -> String {
    let writer = Writer::new(&tested.report);
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    for case in &tested.cases {
        let suite = suites.entry(suite_of(tested, case)).or_default();
        entry(&writer, suite, tested, case);
    }
    writer.write(&whole(&writer, tested), &suites)
}

/// The run as a whole: what kept policies from being tested, and coverage where it is asked for.
fn whole(writer: &Writer<'_>, tested: &TestReport) -> Suite {
    let mut suite = Suite::default();
    for failure in &tested.report.failures {
        writer.failure(&mut suite, failure);
    }
    let Some(coverage) = tested.coverage.as_ref() else {
        return suite;
    };
    let percent = percent_told(coverage.count());
    let message = match coverage.wanted {
        Some(wanted) => format!("{percent} of the lines are covered, {wanted}% is wanted"),
        None => format!("{percent} of the lines are covered"),
    };
    let outcome = match coverage.is_short() {
        true => Outcome::Failed,
        false => Outcome::Passed,
    };
    let case = Entry {
        class: "tenantlint",
        name: "coverage",
        outcome,
        kind: "coverage",
        message: &message,
        lines: Vec::new(),
    };
    writer.case(&mut suite, case);
    suite
}

/// The file of a test; the rule of one that is about a rule.
fn suite_of<'t>(tested: &'t TestReport, case: &'t Case) -> &'t str {
    match (case.kind, case.place, &case.rule) {
        (Kind::Fires, _, Some(rule)) => rule,
        (_, Some((file, _)), _) => tested.report.sources.name(file),
        _ => "tenantlint",
    }
}

fn entry(writer: &Writer<'_>, suite: &mut Suite, tested: &TestReport, case: &Case) {
    let mut lines: Vec<String> = Vec::new();
    for problem in &case.problems {
        let place = problem.place.map(|(file, span)| writer.place(file, span));
        let place = place.map(|p| format!("{p}: ")).unwrap_or_default();
        lines.push(format!("{place}{}", problem.message));
    }
    if let Some(compared) = &case.compared {
        lines.extend(
            difference::lines(&compared.expected, &compared.came)
                .into_iter()
                .filter_map(|line| match line {
                    Line::Both(_) => None,
                    Line::Expected(line) => Some(format!("expected: {line}")),
                    Line::Came(line) => Some(format!("came: {line}")),
                }),
        );
    }
    let first = case.problems.first().map(|p| p.message.as_str());
    let (outcome, message) = match case.verdict() {
        Verdict::Passed => (Outcome::Passed, ""),
        Verdict::Failed => (Outcome::Failed, first.unwrap_or_default()),
        Verdict::ToDo => (Outcome::Skipped, "to do"),
    };
    let case = Entry {
        class: suite_of(tested, case),
        name: &case.name,
        outcome,
        kind: case.kind.as_str(),
        message,
        lines,
    };
    writer.case(suite, case);
}
