//! For people: a table of who can do what to which object, then each row with its data and its ways
//! in, every step with its place; then what could not be judged.

use std::collections::BTreeSet;

use super::ExposureReport;
use crate::assess::exposure::{Exposure, Way};
use crate::assess::people::{in_words, people};
use crate::finding::Related;
use crate::report::human::Page;
use crate::report::locate::Locator;
use crate::report::paint::Tint;
use crate::report::{Style, text};

/// Fields of one kind and ways that are listed unless the style is verbose.
const FIELDS: usize = 8;
const WAYS: usize = 6;

/// The heads of the table's columns; that of the tenant is left out where there is one.
const HEAD: [&str; 7] = ["", "severity", "tenant", "who", "may", "object", "records"];

pub(super) fn render(exposed: &ExposureReport, style: &Style) -> String {
    let mut page = Page::new(&exposed.report, style);
    let writer = Writer {
        exposed,
        style,
        locator: Locator::new(&exposed.report.sources),
    };
    writer.table(&mut page);
    if !style.quiet {
        for (number, row) in exposed.rows.iter().enumerate() {
            writer.row(&mut page, number + 1, row);
        }
    }
    exposed.report.failures.iter().for_each(|f| page.failure(f));
    if !style.quiet {
        page.notices(&exposed.report.warnings);
        for line in text::wrap(&exposed.summary(), page.width) {
            page.line(&line);
        }
    }
    page.finish()
}

struct Writer<'e> {
    exposed: &'e ExposureReport,
    style: &'e Style,
    locator: Locator<'e>,
}

impl Writer<'_> {
    fn clean(&self, words: &str) -> String {
        text::sentence(&self.exposed.report, words)
    }

    fn table(&self, page: &mut Page<'_>) {
        if self.exposed.rows.is_empty() {
            return;
        }
        let tenants = self.exposed.has_tenants();
        let shown = |column: &usize| *column != 2 || tenants;
        let columns: Vec<usize> = (0..HEAD.len()).filter(shown).collect();
        let cells: Vec<[String; 7]> = self
            .exposed
            .rows
            .iter()
            .enumerate()
            .map(|(n, row)| {
                [
                    (n + 1).to_string(),
                    row.severity.to_string(),
                    self.clean(&row.tenant),
                    self.clean(people(&row.principal)),
                    self.clean(&row.reach.actions.join(", ")),
                    self.clean(&row.object),
                    row.reach.records.map(text::thousands).unwrap_or_default(),
                ]
            })
            .collect();
        let wide = |column: usize| {
            let cells = cells.iter().map(|row| text::width(&row[column]));
            cells.chain([HEAD[column].len()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = columns.iter().map(|&column| wide(column)).collect();
        let line = |cells: &dyn Fn(usize) -> String| {
            let cells = columns.iter().zip(&widths).map(|(&column, &width)| {
                let cell = cells(column);
                let gap = " ".repeat(width.saturating_sub(text::width(&cell)));
                // Numbers end below each other.
                match column {
                    0 | 6 => format!("{gap}{cell}"),
                    _ => format!("{cell}{gap}"),
                }
            });
            cells.collect::<Vec<_>>().join("  ")
        };
        let before = widths.iter().sum::<usize>() + 2 * widths.len();
        let room = page.width.saturating_sub(before);
        let head = format!("{}  data", line(&|column| HEAD[column].to_owned()));
        page.line(&page.paint.tint(Tint::Bold, head.trim_end()));
        for (row, cells) in self.exposed.rows.iter().zip(&cells) {
            let cell = |column: usize| match column {
                1 => {
                    let tinted = page.paint.tint(Tint::Severity(row.severity), &cells[1]);
                    // The colour takes no column, so that the gap is made here.
                    let gap = widths[1].saturating_sub(text::width(&cells[1]));
                    format!("{tinted}{}", " ".repeat(gap))
                }
                column => cells[column].clone(),
            };
            page.line(&format!("{}  {}", line(&cell), self.data(row, room)));
        }
        page.line("");
    }

    /// The categories of a row, as many as there is room for.
    fn data(&self, row: &Exposure, room: usize) -> String {
        let names: Vec<String> = row.reach.categories.keys().map(|c| self.clean(c)).collect();
        let all = names.join(", ");
        match (names.len(), row.reach.fields.len()) {
            (0, 0) => String::new(),
            (0, fields) => text::count(fields, "field"),
            _ if text::width(&all) <= room => all,
            (1, _) => "1 category".to_owned(),
            (n, _) => format!("{n} categories"),
        }
    }

    fn row(&self, page: &mut Page<'_>, number: usize, row: &Exposure) {
        let actions: Vec<&str> = row.reach.actions.iter().map(String::as_str).collect();
        let object = match row.object.is_empty() {
            true => String::new(),
            false => format!(" {}", self.clean(&row.object)),
        };
        let records = match row.reach.records {
            Some(n) => format!(", up to {} records", text::thousands(n)),
            None => String::new(),
        };
        let tenant = match self.exposed.has_tenants() {
            true => format!(" of {}", self.clean(&row.tenant)),
            false => String::new(),
        };
        let head = format!(
            "{number}. {} may {}{object}{tenant}{records}",
            self.clean(people(&row.principal)),
            self.clean(&in_words(&actions)),
        );
        for line in text::wrap(&head, page.width) {
            page.line(&page.paint.tint(Tint::Bold, &line));
        }
        self.fields(page, row);
        let limit = if self.style.verbose { usize::MAX } else { WAYS };
        let mut before = String::new();
        for (n, way) in row.ways.iter().take(limit).enumerate() {
            let head = self.head(way);
            // Findings that are open in the same way stand below one line.
            if head != before {
                for (n, line) in text::wrap(&head, page.width.saturating_sub(5))
                    .iter()
                    .enumerate()
                {
                    let indent = if n == 0 { "   " } else { "     " };
                    page.line(&format!("{indent}{line}"));
                }
            }
            before = head;
            self.way(page, way, n == 0 || self.style.verbose);
        }
        if let Some(more) = row.ways.len().checked_sub(limit).filter(|n| *n > 0) {
            let more = text::count(more, "more way");
            page.line(&format!("   and {more} (--verbose lists them)"));
        }
        page.line("");
    }

    /// The fields by category, then those whose category is not known.
    fn fields(&self, page: &mut Page<'_>, row: &Exposure) {
        let known: BTreeSet<&String> = row.reach.categories.values().flatten().collect();
        let others: BTreeSet<String> = row
            .reach
            .fields
            .iter()
            .filter(|f| !known.contains(f))
            .cloned()
            .collect();
        let rest = if known.is_empty() { "fields" } else { "other" };
        let mut kinds: Vec<(String, &BTreeSet<String>)> = row
            .reach
            .categories
            .iter()
            .map(|(category, fields)| (self.clean(category), fields))
            .collect();
        if !others.is_empty() {
            kinds.push((rest.to_owned(), &others));
        }
        let widest = kinds.iter().map(|(kind, _)| text::width(kind)).max();
        let widest = widest.unwrap_or(0);
        for (kind, fields) in kinds {
            let limit = if self.style.verbose {
                usize::MAX
            } else {
                FIELDS
            };
            let mut names: Vec<String> = fields.iter().take(limit).map(|f| self.clean(f)).collect();
            if let Some(more) = fields.len().checked_sub(limit).filter(|n| *n > 0) {
                names.push(format!("{} more", text::thousands(more as u64)));
            }
            let gap = " ".repeat(widest.saturating_sub(text::width(&kind)));
            let room = page.width.saturating_sub(widest + 5);
            for (n, line) in text::wrap(&names.join(", "), room).iter().enumerate() {
                match n {
                    0 => page.line(&format!("   {kind}{gap}  {line}")),
                    _ => page.line(&format!("   {}  {line}", " ".repeat(widest))),
                }
            }
        }
    }

    /// What a way lets them do, what opens it, and which rule says so.
    fn head(&self, way: &Way) -> String {
        let Some(finding) = self.exposed.finding(way) else {
            return String::new();
        };
        let standing = match self.exposed.standing(way) {
            words if words.is_empty() => String::new(),
            words => format!(", {words}"),
        };
        let rule = self.clean(&finding.rule);
        let actions: Vec<&str> = way.actions.iter().map(String::as_str).collect();
        format!(
            "{} by {} ({}[{rule}]{standing})",
            self.clean(&in_words(&actions)),
            self.exposed.via(way),
            finding.severity
        )
    }

    /// The places of a way in: its whole chain, or the one to look at first.
    fn way(&self, page: &mut Page<'_>, way: &Way, whole: bool) {
        let Some(finding) = self.exposed.finding(way) else {
            return;
        };
        let place = self.exposed.place(&self.locator, &finding.primary);
        self.step(page, &place, &self.clean(&finding.message));
        for Related { place, message } in finding.related.iter().filter(|_| whole) {
            let place = place.as_ref().map(|p| self.exposed.place(&self.locator, p));
            self.step(page, &place.unwrap_or_default(), &self.clean(message));
        }
    }

    fn step(&self, page: &mut Page<'_>, place: &str, message: &str) {
        page.line(&format!("     {}", page.paint.tint(Tint::Link, place)));
        for line in text::wrap(message, page.width.saturating_sub(9)) {
            page.line(&format!("         {line}"));
        }
    }
}
