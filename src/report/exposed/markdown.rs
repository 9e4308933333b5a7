//! `markdown`: a page with the table, and each row's data and ways in folded below it.

use super::ExposureReport;
use crate::assess::exposure::{Exposure, Way};
use crate::assess::people::{in_words, people};
use crate::finding::Place;
use crate::report::locate::Locator;
use crate::report::markdown_text::{html, inline};
use crate::report::text;

pub(super) fn render(exposed: &ExposureReport) -> String {
    let writer = Writer {
        exposed,
        locator: Locator::new(&exposed.report.sources),
    };
    let mut out = "## What is exposed\n\n".to_owned();
    out.push_str(&writer.table());
    for (number, row) in exposed.rows.iter().enumerate() {
        out.push_str(&writer.row(number + 1, row));
    }
    for failure in &exposed.report.failures {
        out.push_str(&format!(
            "- **not judged**: {}\n",
            writer.words(&failure.message)
        ));
    }
    if !exposed.report.failures.is_empty() {
        out.push('\n');
    }
    out.push_str(&inline(&exposed.summary()));
    out.push('\n');
    out
}

struct Writer<'e> {
    exposed: &'e ExposureReport,
    locator: Locator<'e>,
}

impl Writer<'_> {
    fn clean(&self, words: &str) -> String {
        text::sentence(&self.exposed.report, words)
    }

    fn words(&self, words: &str) -> String {
        inline(&self.clean(words))
    }

    fn table(&self) -> String {
        if self.exposed.rows.is_empty() {
            return String::new();
        }
        let tenants = self.exposed.has_tenants();
        let (head, rule) = match tenants {
            true => ("| Tenant ", "|---"),
            false => ("", ""),
        };
        let mut out = format!(
            "| | Severity {head}| Who | May | Object | Records | Data |\n|--:|---{rule}|---|---|---|--:|---|\n"
        );
        for (number, row) in self.exposed.rows.iter().enumerate() {
            let tenant = match tenants {
                true => format!("| {} ", self.words(&row.tenant)),
                false => String::new(),
            };
            let categories: Vec<&str> = row.reach.categories.keys().map(String::as_str).collect();
            out.push_str(&format!(
                "| {} | **{}** {tenant}| {} | {} | {} | {} | {} |\n",
                number + 1,
                row.severity,
                self.words(people(&row.principal)),
                self.words(&row.reach.actions.join(", ")),
                self.words(&row.object),
                row.reach.records.map(text::thousands).unwrap_or_default(),
                self.words(&categories.join(", "))
            ));
        }
        out.push('\n');
        out
    }

    fn row(&self, number: usize, row: &Exposure) -> String {
        let actions: Vec<&str> = row.reach.actions.iter().map(String::as_str).collect();
        let title = format!(
            "{number}. {} may {} {}",
            people(&row.principal),
            in_words(&actions),
            row.object
        );
        let title = html(self.clean(&title).trim_end());
        let mut out = format!("<details><summary>{title}</summary>\n\n");
        for (category, fields) in &row.reach.categories {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            let (category, fields) = (self.words(category), self.words(&fields.join(", ")));
            out.push_str(&format!("- {category}: {fields}\n"));
        }
        if !row.reach.categories.is_empty() {
            out.push('\n');
        }
        row.ways.iter().for_each(|way| out.push_str(&self.way(way)));
        out.push_str("</details>\n\n");
        out
    }

    fn way(&self, way: &Way) -> String {
        let Some(finding) = self.exposed.finding(way) else {
            return String::new();
        };
        let standing = match self.exposed.standing(way) {
            words if words.is_empty() => String::new(),
            words => format!(", {}", inline(&words)),
        };
        let step = |message: &str, place: Option<&Place>| match place {
            Some(place) => {
                let at = inline(&self.exposed.place(&self.locator, place));
                format!("{} ({at})", self.words(message))
            }
            None => self.words(message),
        };
        let mut out = format!(
            "**{}** ({} {}{standing})\n\n1. {}\n",
            inline(&self.exposed.via(way)),
            finding.severity,
            self.words(&finding.rule),
            step(&finding.message, Some(&finding.primary))
        );
        for (n, related) in finding.related.iter().enumerate() {
            let words = step(&related.message, related.place.as_ref());
            out.push_str(&format!("{}. {words}\n", n + 2));
        }
        out.push('\n');
        out
    }
}
