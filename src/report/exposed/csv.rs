//! `csv`: a table (RFC 4180) with a header and a row for each exposure, written as that of a report.
//! What is several in one cell stands in lines of it.

use super::ExposureReport;
use crate::assess::exposure::Exposure;
use crate::report::csv::row;
use crate::report::locate::Locator;
use crate::report::text;

/// The columns; the word for each is its contract.
const HEADER: [&str; 13] = [
    "severity",
    "platform",
    "tenant",
    "principal",
    "actions",
    "object",
    "records",
    "categories",
    "fields",
    "via",
    "rules",
    "places",
    "fingerprints",
];

pub(super) fn render(exposed: &ExposureReport) -> String {
    let locator = Locator::new(&exposed.report.sources);
    let rows = exposed
        .rows
        .iter()
        .map(|e| row(&cells(exposed, &locator, e)));
    std::iter::once(row(&HEADER.map(str::to_owned)))
        .chain(rows)
        .collect()
}

fn cells(exposed: &ExposureReport, locator: &Locator<'_>, row: &Exposure) -> [String; 13] {
    let clean = |text: &str| text::sentence(&exposed.report, text);
    let list = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join("\n");
    let findings = || row.ways.iter().filter_map(|way| exposed.finding(way));
    let mut via: Vec<String> = row.ways.iter().map(|way| exposed.via(way)).collect();
    via.dedup();
    [
        row.severity.to_string(),
        clean(&row.platform),
        clean(&row.tenant),
        clean(&row.principal),
        list(&mut row.reach.actions.iter().map(|a| clean(a))),
        clean(&row.object),
        row.reach.records.map(|n| n.to_string()).unwrap_or_default(),
        list(&mut row.reach.categories.keys().map(|c| clean(c))),
        list(&mut row.reach.fields.iter().map(|f| clean(f))),
        via.join("\n"),
        list(&mut findings().map(|f| clean(&f.rule))),
        list(&mut findings().map(|f| exposed.place(locator, &f.primary))),
        list(&mut findings().map(|f| f.fingerprint.to_string())),
    ]
}
