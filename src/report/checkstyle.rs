//! `checkstyle`: XML as Checkstyle writes it, which many servers and editors read.
//!
//! Only what the run is about is told, since the format knows no state: no unchanged, waived or
//! baselined findings. What fails the run is an `error` (critical and high) or a `warning`, what does
//! not an `info`; what could not be judged is an `error` where it makes the run one that could not
//! judge. Lines and columns are one-based, columns in characters.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::locate::{Locator, pointed};
use super::xml_text::{escape, sentence};
use super::{Report, Style, text};
use crate::check::Severity;
use crate::source::{FileId, Span};

/// What stands for the file of something that has none.
const NOWHERE: &str = "tenantlint";

pub(super) fn render(report: &Report, _: &Style) -> String {
    let mut files = Files {
        report,
        locator: Locator::new(&report.sources),
        lines: BTreeMap::new(),
    };
    for f in &report.failures {
        let message = match &f.rule {
            Some(rule) => format!("{rule}: {}", f.message),
            None => f.message.clone(),
        };
        files.add(f.place, "error", f.id, &message);
    }
    for f in report.findings.iter().filter(|f| report.is_about(f)) {
        let severity = match f.severity {
            _ if !report.fails(f) => "info",
            Severity::Critical | Severity::High => "error",
            Severity::Medium | Severity::Low | Severity::Info => "warning",
        };
        let place = (f.primary.file, pointed(&report.sources, &f.primary));
        files.add(Some(place), severity, &f.rule, &super::told(f));
    }
    for n in report
        .not_evaluated
        .iter()
        .filter(|n| report.is_about_gap(n))
    {
        let severity = match report.leaves_open(n) {
            true => "error",
            false => "warning",
        };
        let place = n.place.as_ref();
        let place = place.map(|p| (p.file, pointed(&report.sources, p)));
        files.add(
            place,
            severity,
            &n.rule,
            &format!("not judged: {}", n.message),
        );
    }
    files.write()
}

struct Files<'r> {
    report: &'r Report,
    locator: Locator<'r>,
    /// The lines of each file, by its name.
    lines: BTreeMap<&'r str, String>,
}

impl Files<'_> {
    fn add(&mut self, place: Option<(FileId, Span)>, severity: &str, id: &str, message: &str) {
        let report = self.report;
        let name = place.map_or(NOWHERE, |(file, _)| report.sources.name(file));
        let at = place.map(|(file, span)| self.locator.position(file, span.start));
        let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.lines.entry(name).or_default(),
            "    <error line=\"{line}\" column=\"{column}\" severity=\"{severity}\" message=\"{}\" \
             source=\"tenantlint.{}\"/>",
            sentence(report, message),
            sentence(report, id)
        );
    }

    fn write(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n",
        );
        for (name, lines) in &self.lines {
            let name = escape(&text::escape(name.strip_prefix("./").unwrap_or(name)));
            out.push_str(&format!("  <file name=\"{name}\">\n{lines}  </file>\n"));
        }
        out.push_str("</checkstyle>\n");
        out
    }
}
