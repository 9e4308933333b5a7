//! Who can do what to which data, as bytes: for people, for programs, for spreadsheets and as a page.

mod csv;
mod human;
mod json;
mod markdown;

use std::collections::BTreeSet;

use super::human::Page;
use super::locate::{Locator, pointed};
use super::{Format, Report, Style, text};
use crate::assess::exposure::{Exposure, Way};
use crate::finding::{Finding, Place};

/// A table of exposures with the report that it was made of.
#[derive(Debug, Default)]
pub struct ExposureReport {
    /// The report whose findings are the ways in.
    pub report: Report,
    /// The exposures that are shown, what matters most first.
    pub rows: Vec<Exposure>,
    /// How many there are that nobody asked for.
    pub hidden: usize,
}

/// The formats that a table of exposures has.
pub const FORMATS: [Format; 4] = [Format::Human, Format::Json, Format::Csv, Format::Markdown];

/// A table in one of [`FORMATS`]; in any other it is the one for people.
pub fn render(exposed: &ExposureReport, format: Format, style: &Style) -> String {
    match format {
        Format::Json => json::render(exposed),
        Format::Csv => csv::render(exposed),
        Format::Markdown => markdown::render(exposed),
        _ => human::render(exposed, style),
    }
}

/// The remarks that nobody should miss, for where no format for people shows them.
pub fn warnings(exposed: &ExposureReport, style: &Style) -> String {
    let mut page = Page::new(&exposed.report, style);
    page.notices(&exposed.report.warnings);
    page.finish()
}

impl ExposureReport {
    /// 2 where something could not be judged at all, so that the table may lack rows; else 0: what
    /// is exposed is an answer and no failure.
    pub fn exit_code(&self) -> u8 {
        if self.report.failures.is_empty() {
            0
        } else {
            2
        }
    }

    /// The finding that a way is made of.
    fn finding(&self, way: &Way) -> Option<&Finding> {
        self.report.findings.get(way.finding)
    }

    /// Whether the rows are about tenants of several names.
    fn has_tenants(&self) -> bool {
        let names: BTreeSet<&str> = self.rows.iter().map(|row| &*row.tenant).collect();
        names.len() > 1
    }

    /// How many rows there are, and how much the table cannot tell.
    fn summary(&self) -> String {
        let report = &self.report;
        let shown = text::count(self.rows.len(), "exposure");
        let hidden = match self.hidden {
            0 => String::new(),
            n => format!(", {n} not asked for"),
        };
        let counts = &report.counts;
        let judged = format!(
            "{shown}{hidden} in {} of {} as of {}, {}",
            text::count(counts.files, "file"),
            text::count(counts.tenants, "tenant"),
            report.as_of,
            text::count(counts.rules, "rule")
        );
        if !report.failures.is_empty() {
            let failed = text::count(report.failures.len(), "error");
            return format!("{judged}; {failed}, so that more may be open than is shown");
        }
        let unknown: BTreeSet<&str> = report.not_evaluated.iter().map(|gap| &*gap.rule).collect();
        match unknown.len() {
            0 => judged,
            n => format!(
                "{judged}; {} could not be evaluated, so that more may be open than is shown \
                 (`tenantlint check` names them)",
                text::count(n, "rule")
            ),
        }
    }

    /// A place as `file:line:column`, one-based, in characters.
    fn place(&self, locator: &Locator<'_>, place: &Place) -> String {
        let span = pointed(&self.report.sources, place);
        let at = locator.position(place.file, span.start);
        let name = text::sentence(&self.report, self.report.sources.name(place.file));
        format!("{name}:{}:{}", at.line, at.column)
    }

    /// What opens a way, in the rule's words.
    fn via(&self, way: &Way) -> String {
        match way.via.is_empty() {
            true => self.finding(way).map_or(String::new(), |f| {
                let rule = self.report.rule(&f.rule);
                text::sentence(&self.report, rule.map_or(&*f.rule, |r| &r.title))
            }),
            false => text::sentence(&self.report, &way.via.join(", ")),
        }
    }

    /// What is done about a way already: `waived until 2027-01-31 by crm-team`, or nothing.
    fn standing(&self, way: &Way) -> String {
        let standing = self.finding(way).map(super::standing).unwrap_or_default();
        text::sentence(&self.report, &standing)
    }
}
