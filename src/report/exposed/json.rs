//! `json`: everything, for programs. `schemas/exposure-report.schema.json` describes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ExposureReport;
use crate::assess::exposure::Exposure;
use crate::check::Severity;
use crate::report::json::{Failure, Finding, NotEvaluated, Tool, Writer};
use crate::report::safe_json;

/// The version of the format: raised when a reader of the older one would misunderstand.
const VERSION: u32 = 1;

pub(super) fn render(exposed: &ExposureReport) -> String {
    let maker = Maker {
        exposed,
        writer: Writer::new(&exposed.report),
    };
    safe_json::write(&maker.document())
}

#[derive(Serialize)]
struct Document<'e> {
    version: u32,
    tool: Tool,
    as_of: &'e str,
    exit_code: u8,
    not_asked_for: usize,
    exposures: Vec<Row<'e>>,
    not_evaluated: Vec<NotEvaluated<'e>>,
    failures: Vec<Failure<'e>>,
}

#[derive(Serialize)]
struct Row<'e> {
    platform: &'e str,
    tenant: String,
    principal: String,
    object: Option<String>,
    actions: Vec<String>,
    severity: Severity,
    records: Option<u64>,
    fields: BTreeSet<String>,
    categories: BTreeMap<String, BTreeSet<String>>,
    ways: Vec<Way<'e>>,
}

#[derive(Serialize)]
struct Way<'e> {
    via: Vec<String>,
    actions: Vec<String>,
    finding: Finding<'e>,
}

struct Maker<'e> {
    exposed: &'e ExposureReport,
    writer: Writer<'e>,
}

impl<'e> Maker<'e> {
    fn document(&self) -> Document<'e> {
        let report = &self.exposed.report;
        let gaps = report.not_evaluated.iter();
        let failures = report.failures.iter();
        Document {
            version: VERSION,
            tool: Tool::own(),
            as_of: &report.as_of,
            exit_code: self.exposed.exit_code(),
            not_asked_for: self.exposed.hidden,
            exposures: self.exposed.rows.iter().map(|row| self.row(row)).collect(),
            not_evaluated: gaps.map(|gap| self.writer.not_evaluated(gap)).collect(),
            failures: failures.map(|f| self.writer.failure(f)).collect(),
        }
    }

    fn row(&self, row: &'e Exposure) -> Row<'e> {
        let clean = |text: &String| self.writer.clean(text);
        let ways = row.ways.iter().filter_map(|way| {
            Some(Way {
                via: way.via.iter().map(clean).collect(),
                actions: way.actions.iter().map(clean).collect(),
                finding: self.writer.finding(self.exposed.finding(way)?),
            })
        });
        let categories = row.reach.categories.iter();
        Row {
            platform: &row.platform,
            tenant: clean(&row.tenant),
            principal: clean(&row.principal),
            object: (!row.object.is_empty()).then(|| clean(&row.object)),
            actions: row.reach.actions.iter().map(clean).collect(),
            severity: row.severity,
            records: row.reach.records,
            fields: row.reach.fields.iter().map(clean).collect(),
            categories: categories
                .map(|(category, fields)| (clean(category), fields.iter().map(clean).collect()))
                .collect(),
            ways: ways.collect(),
        }
    }
}
