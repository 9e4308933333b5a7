//! `json`: everything, for programs. `schemas/test-report.schema.json` describes it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Coverage, TestReport, Used, Verdict, count, percent};
use crate::report::json::{Failure, Finding, Stretch, Tool, Writer};
use crate::report::safe_json;

/// The version of the format: raised when a reader of the older one would misunderstand.
const VERSION: u32 = 1;

pub(super) fn render(tested: &TestReport) -> String {
    let maker = Maker {
        tested,
        writer: Writer::new(&tested.report),
    };
    safe_json::write(&maker.document())
}

#[derive(Serialize)]
struct Document<'t> {
    version: u32,
    tool: Tool,
    exit_code: u8,
    counts: Counts,
    tests: Vec<Test<'t>>,
    findings: Vec<Finding<'t>>,
    failures: Vec<Failure<'t>>,
    used: &'t [Used],
    coverage: Option<Covered<'t>>,
}

#[derive(Serialize)]
struct Counts {
    passed: usize,
    failed: usize,
    todo: usize,
}

#[derive(Serialize)]
struct Test<'t> {
    name: String,
    kind: &'static str,
    rule: Option<&'t str>,
    status: &'static str,
    place: Option<Stretch<'t>>,
    problems: Vec<Problem<'t>>,
    expected: Option<String>,
    came: Option<String>,
}

#[derive(Serialize)]
struct Problem<'t> {
    message: String,
    place: Option<Stretch<'t>>,
}

#[derive(Serialize)]
struct Covered<'t> {
    percent: f64,
    covered: usize,
    lines: usize,
    wanted_percent: Option<f64>,
    files: Vec<CoveredFile<'t>>,
}

#[derive(Serialize)]
struct CoveredFile<'t> {
    file: &'t str,
    percent: f64,
    covered: &'t BTreeSet<u32>,
    not_covered: &'t BTreeSet<u32>,
}

struct Maker<'t> {
    tested: &'t TestReport,
    writer: Writer<'t>,
}

impl<'t> Maker<'t> {
    fn document(&self) -> Document<'t> {
        let tested = self.tested;
        let report = &tested.report;
        Document {
            version: VERSION,
            tool: Tool::own(),
            exit_code: tested.exit_code(),
            counts: Counts {
                passed: tested.count(Verdict::Passed),
                failed: tested.count(Verdict::Failed),
                todo: tested.count(Verdict::ToDo),
            },
            tests: tested.cases.iter().map(|c| self.test(c)).collect(),
            findings: report
                .findings
                .iter()
                .map(|f| self.writer.finding(f))
                .collect(),
            failures: report
                .failures
                .iter()
                .map(|f| self.writer.failure(f))
                .collect(),
            used: &tested.used,
            coverage: tested.coverage.as_ref().map(|c| self.coverage(c)),
        }
    }

    fn test(&self, case: &'t super::Case) -> Test<'t> {
        let problems = case.problems.iter().map(|problem| Problem {
            message: self.writer.clean(&problem.message),
            place: problem.place.map(|p| self.writer.stretch(p.0, p.1)),
        });
        let compared = case.compared.as_ref();
        Test {
            name: self.writer.clean(&case.name),
            kind: case.kind.as_str(),
            rule: case.rule.as_deref(),
            status: case.verdict().as_str(),
            place: case.place.map(|p| self.writer.stretch(p.0, p.1)),
            problems: problems.collect(),
            expected: compared.map(|c| self.writer.clean(&c.expected)),
            came: compared.map(|c| self.writer.clean(&c.came)),
        }
    }

    fn coverage(&self, coverage: &'t Coverage) -> Covered<'t> {
        let (covered, lines) = coverage.count();
        let files = coverage.files.iter().map(|file| CoveredFile {
            file: self.tested.report.sources.name(file.file),
            percent: percent(count(file)),
            covered: &file.covered,
            not_covered: &file.not_covered,
        });
        Covered {
            percent: percent((covered, lines)),
            covered,
            lines,
            wanted_percent: coverage.wanted,
            files: files.collect(),
        }
    }
}
