//! The sentence that ends a report for people: what was found, what the run is not about, and
//! what could not be judged. It never says more than was judged.

use super::paint::Tint;
use super::{Counts, Report, text};
use crate::check::Severity;
use crate::finding::{Change, Finding, NotEvaluated, Status};

/// A part of the sentence and its colour.
pub(super) type Piece = (Option<Tint>, String);

/// `7 findings (2 critical, 5 high) in 16 files of 1 tenant, 17 rules; 1 rule could not be
/// evaluated`, in pieces.
pub(super) fn pieces(report: &Report) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let counts = &report.counts;
    let judged = format!(
        "{} of {}, {}",
        text::count(counts.files, "file"),
        whose(counts),
        text::count(counts.rules, "rule")
    );
    let nothing = counts.tenants + counts.documents == 0 || counts.rules == 0;
    let untouched = report.comparison.as_ref().is_some_and(|c| c.untouched);
    if untouched && report.failures.is_empty() {
        return vec![plain("nothing had to be judged".to_owned())];
    }
    if nothing && report.findings.is_empty() {
        pieces.push((Some(Tint::Unknown), "nothing was judged".to_owned()));
        pieces.push(plain(format!(": {judged}")));
    } else {
        let clean = found(report, &mut pieces);
        let gaps = !report.not_evaluated.is_empty() || !report.failures.is_empty();
        let part = if clean && gaps {
            "what could be judged of "
        } else {
            ""
        };
        pieces.push(plain(format!(" in {part}{judged}")));
    }
    pieces.extend(set_aside(report).map(|words| plain(format!("; {words}"))));
    if counts.unrecognised_files > 0 {
        let files = text::count(counts.unrecognised_files, "file");
        pieces.push(plain(format!("; {files} not recognised")));
    }
    if counts.rules_without_data > 0 {
        let rules = text::count(counts.rules_without_data, "rule");
        pieces.push(plain(format!("; {rules} had nothing to read")));
    }
    unknown(report, &mut pieces);
    if !report.failures.is_empty() {
        pieces.push(plain("; ".to_owned()));
        let errors = text::count(report.failures.len(), "error");
        pieces.push((Some(Tint::Failure), errors));
    }
    pieces
}

/// `1 tenant`, `2 documents` or both.
fn whose(counts: &Counts) -> String {
    let documents = text::count(counts.documents, "document");
    match (counts.tenants, counts.documents) {
        (tenants, 0) => text::count(tenants, "tenant"),
        (0, _) => documents,
        (tenants, _) => format!("{} and {documents}", text::count(tenants, "tenant")),
    }
}

/// How much of what counts has a fix: `4 fixable with `tenantlint fix`, 16 more with
/// --unsafe-fixes`. Nothing where fixes were asked for already.
pub(super) fn fixable(report: &Report) -> Option<String> {
    let about = report.findings.iter().filter(|f| report.is_about(f));
    let (safe, others): (Vec<_>, Vec<_>) = about
        .filter(|f| !f.fixes.is_empty())
        .partition(|f| f.fixes.iter().any(|fix| fix.safe));
    let more = text::thousands(others.len() as u64);
    let count = text::thousands(safe.len() as u64);
    match (safe.len(), others.len()) {
        _ if report.mended.is_some() => None,
        (0, 0) => None,
        (0, _) => Some(format!(
            "{more} fixable with `tenantlint fix --unsafe-fixes`"
        )),
        (_, 0) => Some(format!("{count} fixable with `tenantlint fix`")),
        _ => Some(format!(
            "{count} fixable with `tenantlint fix`, {more} more with --unsafe-fixes"
        )),
    }
}

/// The sentence without colours.
pub(super) fn sentence(report: &Report) -> String {
    pieces(report).into_iter().map(|p| p.1).collect()
}

fn plain(text: String) -> Piece {
    (None, text)
}

/// What was found; whether that is nothing.
fn found(report: &Report, pieces: &mut Vec<Piece>) -> bool {
    let open = || report.findings.iter().filter(|f| f.status == Status::Open);
    let Some(comparison) = &report.comparison else {
        return number(pieces, open(), "finding", "s");
    };
    let of = |change| open().filter(move |f| f.change == change);
    let mut clean = number(pieces, of(Some(Change::New)), "new finding", "s");
    let others = [
        (Some(Change::Widened), "widened"),
        (None, "compared with nothing"),
    ];
    for (change, word) in others {
        if of(change).next().is_some() {
            pieces.push(plain(", ".to_owned()));
            clean &= number(pieces, of(change), word, "");
        }
    }
    let mut rest = |n: usize, word: &str| {
        if n > 0 {
            pieces.push(plain(format!(", {} {word}", text::thousands(n as u64))));
        }
    };
    rest(of(Some(Change::Narrowed)).count(), "narrowed");
    rest(of(Some(Change::Unchanged)).count(), "unchanged");
    rest(comparison.fixed.len(), "fixed");
    clean
}

/// `2 new findings (1 critical, 1 high)`; whether there are none.
fn number<'f>(
    pieces: &mut Vec<Piece>,
    findings: impl Iterator<Item = &'f Finding>,
    word: &str,
    plural: &str,
) -> bool {
    let severities: Vec<Severity> = findings.map(|f| f.severity).collect();
    let n = severities.len();
    if n == 0 {
        pieces.push(plain(format!("no {word}{plural}")));
        return true;
    }
    let plural = if n == 1 { "" } else { plural };
    let total = format!("{} {word}{plural}", text::thousands(n as u64));
    pieces.push((Some(Tint::Bold), total));
    let mut before = " (";
    for severity in Severity::ALL {
        let n = severities.iter().filter(|s| **s == severity).count();
        if n > 0 {
            pieces.push(plain(before.to_owned()));
            let n = text::thousands(n as u64);
            pieces.push((Some(Tint::Severity(severity)), format!("{n} {severity}")));
            before = ", ";
        }
    }
    pieces.push(plain(")".to_owned()));
    false
}

/// `2 waived, 5 in the baseline, 1 exempted by its policy`.
fn set_aside(report: &Report) -> Option<String> {
    let count = |of: fn(&Status) -> bool| report.findings.iter().filter(|f| of(&f.status)).count();
    let waived = count(|s| matches!(s, Status::Waived(_)));
    let baselined = count(|s| *s == Status::Baselined);
    let exempted = count(|s| matches!(s, Status::Exempted(_)));
    let words = [
        (waived, "waived"),
        (baselined, "in the baseline"),
        (exempted, "exempted by the policy"),
    ];
    let words: Vec<String> = words
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", text::thousands(n as u64)))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The rules that could not be evaluated; those that only the change leaves open first.
fn unknown(report: &Report, pieces: &mut Vec<Piece>) {
    let (about, before): (Vec<&NotEvaluated>, Vec<_>) = report
        .not_evaluated
        .iter()
        .partition(|n| report.is_about_gap(n));
    let about = rules(about);
    if !about.is_empty() {
        pieces.push(plain("; ".to_owned()));
        let rules = text::count(about.len(), "rule");
        let words = format!("{rules} could not be evaluated");
        pieces.push((Some(Tint::Unknown), words));
    }
    let mut before = rules(before);
    before.retain(|rule| about.binary_search(rule).is_err());
    if !before.is_empty() {
        let rules = text::count(before.len(), "rule");
        let words = format!("; {rules} could not be evaluated with or without the change");
        pieces.push(plain(words));
    }
}

/// The rules of some gaps, each once, in order.
fn rules(gaps: Vec<&NotEvaluated>) -> Vec<&str> {
    let mut rules: Vec<&str> = gaps.into_iter().map(|n| &*n.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}
