//! For people: each test that failed with the difference between what it expects and what came,
//! and its places drawn; then what is wrong with the policies, coverage, and the count.

use std::collections::BTreeSet;

use super::difference::{self, Line};
use super::{Case, Coverage, TestReport, Verdict, count, percent_told};
use crate::report::excerpt::{Label, Rank};
use crate::report::human::Page;
use crate::report::paint::Tint;
use crate::report::{Style, text};

/// The lines of a difference that are shown unless the style is verbose, and how many equal lines
/// stand around a change.
const LINES: usize = 40;
const AROUND: usize = 2;

pub(super) fn render(tested: &TestReport, style: &Style) -> String {
    let mut page = Page::new(&tested.report, style);
    let writer = Writer { tested, style };
    for case in &tested.cases {
        writer.case(&mut page, case);
    }
    tested.report.findings.iter().for_each(|f| page.finding(f));
    tested.report.failures.iter().for_each(|f| page.failure(f));
    if let Some(coverage) = &tested.coverage {
        writer.coverage(&mut page, coverage);
    }
    if !style.quiet {
        for used in &tested.used {
            if !used.with.is_empty() {
                let with = used.with.join(", ");
                page.line(&writer.clean(&format!("{} with {with}", used.pack)));
            }
        }
    }
    if !tested.cases.is_empty() {
        page.line(&tested.summary());
    }
    page.finish()
}

struct Writer<'t> {
    tested: &'t TestReport,
    style: &'t Style,
}

impl Writer<'_> {
    fn clean(&self, words: &str) -> String {
        text::sentence(&self.tested.report, words)
    }

    fn case(&self, page: &mut Page<'_>, case: &Case) {
        let (word, tint) = match case.verdict() {
            Verdict::Passed => ("ok  ", Tint::Fixed),
            Verdict::ToDo => ("todo", Tint::Unknown),
            Verdict::Failed => ("FAIL", Tint::Failure),
        };
        if case.verdict() == Verdict::Passed && !self.style.verbose {
            return;
        }
        let word = page.paint.tint(tint, word);
        page.line(&format!("{word} {}", self.clean(&case.name)));
        if case.verdict() != Verdict::Failed {
            return;
        }
        if let Some(compared) = &case.compared {
            self.difference(page, &compared.expected, &compared.came);
        }
        let placed = case.problems.iter().filter_map(|problem| {
            let (file, span) = problem.place?;
            Some(Label {
                file,
                span,
                text: self.clean(&problem.message),
                rank: Rank::Primary,
                owner: None,
            })
        });
        let mut labels: Vec<Label> = placed.collect();
        labels.sort_by_key(|l| (l.file, l.span));
        let placeless = case.problems.iter().filter(|p| p.place.is_none());
        for problem in placeless {
            for line in text::wrap(&self.clean(&problem.message), page.width.saturating_sub(5)) {
                page.line(&format!("     {line}"));
            }
        }
        page.diagram(labels, Tint::Failure, Vec::new());
    }

    fn difference(&self, page: &mut Page<'_>, expected: &str, came: &str) {
        let lines = difference::lines(expected, came);
        let changed = |n: usize| !matches!(lines[n], Line::Both(_));
        let near = |n: usize| {
            let last = (n + AROUND).min(lines.len() - 1);
            (n.saturating_sub(AROUND)..=last).any(changed)
        };
        let shown: Vec<usize> = (0..lines.len()).filter(|&n| near(n)).collect();
        if shown.is_empty() {
            return;
        }
        let legend = format!(
            "     {} {}",
            page.paint.tint(Tint::Failure, "- expected"),
            page.paint.tint(Tint::Fixed, "+ came")
        );
        page.line(&legend);
        let most = match self.style.verbose {
            true => usize::MAX,
            false => LINES,
        };
        let mut last = None;
        for &n in shown.iter().take(most) {
            if last.is_some_and(|last| last + 1 != n) {
                page.line("       ...");
            }
            last = Some(n);
            let line = match lines[n] {
                Line::Both(line) => format!("       {}", self.verbatim(line)),
                Line::Expected(line) => {
                    let line = format!("- {}", self.verbatim(line));
                    format!("     {}", page.paint.tint(Tint::Failure, &line))
                }
                Line::Came(line) => {
                    let line = format!("+ {}", self.verbatim(line));
                    format!("     {}", page.paint.tint(Tint::Fixed, &line))
                }
            };
            page.line(&line);
        }
        let more = shown.len().saturating_sub(most);
        if more > 0 {
            let more = text::count(more, "more line");
            page.line(&format!("       {more} (--verbose shows all)"));
        }
    }

    fn verbatim(&self, line: &str) -> String {
        self.clean(line)
    }

    fn coverage(&self, page: &mut Page<'_>, coverage: &Coverage) {
        let names = coverage
            .files
            .iter()
            .map(|f| self.clean(self.tested.report.sources.name(f.file)));
        let names: Vec<String> = names.collect();
        let widest = names.iter().map(|n| text::width(n)).max().unwrap_or(0);
        for (file, name) in coverage.files.iter().zip(&names) {
            let (covered, all) = count(file);
            if covered == all && !self.style.verbose {
                continue;
            }
            let pad = widest.saturating_sub(text::width(name));
            let percent = percent_told((covered, all));
            let mut line = format!("{percent:>6}  {name}{:pad$}", "");
            if covered < all {
                line.push_str(&format!("  not covered: {}", ranges(&file.not_covered)));
            }
            page.line(&line);
        }
        let (covered, all) = coverage.count();
        let files = text::count(coverage.files.len(), "file");
        let percent = percent_told((covered, all));
        let mut line = format!("coverage {percent}: {covered} of {all} lines in {files}");
        let mut tint = Tint::Bold;
        if let Some(wanted) = coverage.wanted.filter(|_| coverage.is_short()) {
            line.push_str(&format!(", and {wanted}% is wanted"));
            tint = Tint::Failure;
        }
        let line = page.paint.tint(tint, &line);
        page.line(&line);
    }
}

/// `3-5, 9` for 3, 4, 5 and 9.
fn ranges(lines: &BTreeSet<u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => runs.push((line, line)),
        }
    }
    let told = runs.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    told.collect::<Vec<_>>().join(", ")
}
