//! `csv`: a table (RFC 4180) with a header, a row for each finding whatever its state, for each one
//! that the change mends, for each failure and for each thing that could not be judged.
//!
//! Every cell is quoted. A text that a spreadsheet would take for a formula has an apostrophe
//! before it. Lines and columns are one-based, columns in characters.

use super::locate::{Locator, pointed};
use super::{Report, Style, text};
use crate::finding::{Finding, Place, Status};
use crate::source::{FileId, Span};

/// The columns; the word for each is its contract.
const HEADER: [&str; 18] = [
    "kind",
    "rule",
    "severity",
    "status",
    "change",
    "fails",
    "message",
    "file",
    "line",
    "column",
    "end_line",
    "end_column",
    "platform",
    "tenant",
    "path",
    "fingerprint",
    "waiver",
    "help",
];

pub(super) fn render(report: &Report, _: &Style) -> String {
    let table = Table {
        report,
        locator: Locator::new(&report.sources),
    };
    let mut out = row(&HEADER.map(str::to_owned));
    for f in &report.failures {
        let rule = f.rule.as_deref().unwrap_or(f.id);
        let mut cells = table.cells("failure", rule, &f.message, f.place);
        cells[5] = "true".to_owned();
        cells[17] = f.help.clone();
        out.push_str(&table.row(cells));
    }
    for f in &report.findings {
        out.push_str(&table.row(table.finding("finding", f)));
    }
    for f in report.comparison.iter().flat_map(|c| &c.fixed) {
        let mut cells = table.finding("fixed", f);
        cells[4] = "fixed".to_owned();
        cells[5] = "false".to_owned();
        out.push_str(&table.row(cells));
    }
    for n in &report.not_evaluated {
        let place = n.place.as_ref();
        let mut cells = table.cells(
            "not-evaluated",
            &n.rule,
            &n.message,
            place.map(|p| table.pointed(p)),
        );
        cells[2] = n.severity.to_string();
        cells[4] = if n.unchanged { "unchanged" } else { "" }.to_owned();
        cells[5] = report.leaves_open(n).to_string();
        cells[13] = n.tenant.clone();
        cells[14] = place.map(|p| p.path.to_string()).unwrap_or_default();
        out.push_str(&table.row(cells));
    }
    out
}

type Cells = [String; HEADER.len()];

struct Table<'r> {
    report: &'r Report,
    locator: Locator<'r>,
}

impl Table<'_> {
    fn finding(&self, kind: &str, f: &Finding) -> Cells {
        let report = self.report;
        let place = self.pointed(&f.primary);
        let mut cells = self.cells(kind, &f.rule, &f.message, Some(place));
        cells[2] = f.severity.to_string();
        cells[3] = f.status.as_str().to_owned();
        cells[4] = f.change.map_or("", |c| c.as_str()).to_owned();
        cells[5] = report.fails(f).to_string();
        cells[12].clone_from(&f.subject.platform);
        cells[13].clone_from(&f.subject.tenant);
        cells[14] = f.primary.path.to_string();
        cells[15] = f.fingerprint.to_string();
        if let Status::Waived(waiver) = &f.status {
            cells[16] = format!(
                "{} (by {} until {})",
                waiver.reason, waiver.owner, waiver.until
            );
        }
        let remediation = report.rule(&f.rule).map(|r| r.remediation.as_str());
        let help = f.help.as_deref().or(remediation);
        cells[17] = help.unwrap_or_default().to_owned();
        cells
    }

    fn pointed(&self, place: &Place) -> (FileId, Span) {
        (place.file, pointed(&self.report.sources, place))
    }

    fn cells(&self, kind: &str, rule: &str, message: &str, place: Option<(FileId, Span)>) -> Cells {
        let mut cells: Cells = std::array::from_fn(|_| String::new());
        cells[0] = kind.to_owned();
        cells[1] = rule.to_owned();
        cells[6] = message.to_owned();
        if let Some((file, span)) = place {
            let start = self.locator.position(file, span.start);
            let end = self.locator.position(file, span.end);
            cells[7] = self.report.sources.name(file).to_owned();
            let numbers = [start.line, start.column, end.line, end.column];
            for (cell, number) in cells[8..].iter_mut().zip(numbers) {
                *cell = number.to_string();
            }
        }
        cells
    }

    fn row(&self, cells: Cells) -> String {
        row(&cells.map(|c| text::sentence(self.report, &c)))
    }
}

/// A row of any number of escaped cells.
pub(super) fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|c| cell(c)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A quoted cell that no spreadsheet computes.
fn cell(text: &str) -> String {
    let formula = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
