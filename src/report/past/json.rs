//! `json`: everything, for programs. `schemas/history-report.schema.json` describes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{PastReport, standing};
use crate::assess::past::{Edge, Key, Line, Standing, Why, Window};
use crate::assess::seen::{Commit, Seen, Spot, Step};
use crate::check::Severity;
use crate::finding::Access;
use crate::report::json::{Failure, Tool, Writer};
use crate::report::safe_json;

/// The version of the format: raised when a reader of the older one would misunderstand.
const VERSION: u32 = 1;

pub(super) fn render(past: &PastReport) -> String {
    let writer = Writer::new(&past.report);
    let chronicle = &past.chronicle;
    let (from, to) = past.span();
    let failed = chronicle.failures.iter();
    safe_json::write(&Document {
        version: VERSION,
        tool: Tool::own(),
        from,
        to,
        as_of: chronicle.as_of.as_deref(),
        on: past.on.as_deref(),
        exit_code: past.exit_code(),
        commits: chronicle.commits.len(),
        shallow: chronicle.cut,
        not_asked_for: past.hidden,
        exposures: past
            .exposures
            .iter()
            .map(|(key, line)| exposure(past, key, line))
            .collect(),
        findings: past
            .findings
            .iter()
            .filter_map(|(_, line)| finding(past, line))
            .collect(),
        failed_commits: failed
            .map(|(commit, message)| Failed { commit, message })
            .collect(),
        failures: past
            .report
            .failures
            .iter()
            .map(|f| writer.failure(f))
            .collect(),
    })
}

#[derive(Serialize)]
struct Document<'p> {
    version: u32,
    tool: Tool,
    from: &'p str,
    to: &'p str,
    as_of: Option<&'p str>,
    on: Option<&'p str>,
    exit_code: u8,
    commits: usize,
    shallow: bool,
    not_asked_for: usize,
    exposures: Vec<Exposure<'p>>,
    findings: Vec<Finding<'p>>,
    failed_commits: Vec<Failed<'p>>,
    failures: Vec<Failure<'p>>,
}

#[derive(Serialize)]
struct Exposure<'p> {
    platform: &'p str,
    tenant: &'p str,
    principal: &'p str,
    object: Option<&'p str>,
    rule: Option<&'p str>,
    severity: Severity,
    standing: Standing,
    actions: &'p [String],
    records: Option<u64>,
    fields: &'p BTreeSet<String>,
    categories: &'p BTreeMap<String, BTreeSet<String>>,
    via: &'p BTreeSet<String>,
    windows: Vec<Stretch<'p>>,
    findings: Vec<&'p str>,
}

#[derive(Serialize)]
struct Finding<'p> {
    rule: &'p str,
    severity: Severity,
    standing: Standing,
    platform: &'p str,
    tenant: &'p str,
    fingerprint: &'p str,
    message: &'p str,
    access: Option<&'p Access>,
    place: &'p Spot,
    chain: &'p [Step],
    windows: Vec<Stretch<'p>>,
}

#[derive(Serialize)]
struct Stretch<'p> {
    opened: End<'p>,
    from_start: bool,
    closed: Option<End<'p>>,
    out_of_sight: Option<OutOfSight<'p>>,
    last_seen: &'p Commit,
    days: i64,
    standing: Standing,
}

#[derive(Serialize)]
struct End<'p> {
    date: &'p str,
    by: &'static str,
    commit: Option<&'p Commit>,
    merge: Option<&'p Commit>,
}

#[derive(Serialize)]
struct OutOfSight<'p> {
    since: End<'p>,
    why: String,
}

#[derive(Serialize)]
struct Failed<'p> {
    commit: &'p Commit,
    message: &'p str,
}

fn exposure<'p>(past: &'p PastReport, key: &'p Key, line: &'p Line) -> Exposure<'p> {
    let text = |text: &'p String| Some(&**text).filter(|text| !text.is_empty());
    Exposure {
        platform: &key.platform,
        tenant: &key.tenant,
        principal: &key.principal,
        object: text(&key.object),
        rule: text(&key.rule),
        severity: line.severity,
        standing: standing(line),
        actions: &line.reach.actions,
        records: line.reach.records,
        fields: &line.reach.fields,
        categories: &line.reach.categories,
        via: &line.reach.via,
        windows: windows(past, line),
        findings: past
            .ways(key)
            .into_iter()
            .map(|(seen, _)| &*seen.fingerprint)
            .collect(),
    }
}

fn finding<'p>(past: &'p PastReport, line: &'p Line) -> Option<Finding<'p>> {
    let seen: &Seen = line.seen.first()?;
    Some(Finding {
        rule: &seen.rule,
        severity: line.severity,
        standing: standing(line),
        platform: &seen.platform,
        tenant: &seen.tenant,
        fingerprint: &seen.fingerprint,
        message: &seen.message,
        access: seen.access.as_ref(),
        place: &seen.place,
        chain: &seen.chain,
        windows: windows(past, line),
    })
}

fn windows<'p>(past: &'p PastReport, line: &'p Line) -> Vec<Stretch<'p>> {
    let stretch = |window: &'p Window| Stretch {
        opened: end(&window.opened),
        from_start: window.from_start,
        closed: window.closed.as_ref().map(end),
        out_of_sight: window.unseen.as_ref().map(|(edge, why)| OutOfSight {
            since: end(edge),
            why: past.unsure(why),
        }),
        last_seen: &window.last,
        days: window.days(&past.chronicle.today),
        standing: window.standing(),
    };
    line.windows.iter().map(stretch).collect()
}

fn end(edge: &Edge) -> End<'_> {
    let (by, commit, merge) = match &edge.why {
        Why::Commit(commit, merge) => ("commit", Some(&**commit), merge.as_deref()),
        Why::Day => ("platform", None, None),
    };
    End {
        date: &edge.date,
        by,
        commit,
        merge,
    }
}
