//! Findings that are named by the first digits of their fingerprints.

use super::console::one_line;
use super::suggest;
use crate::finding::Finding;
use crate::report::Report;

/// The one finding whose fingerprint begins so; of equal ones, the first.
///
/// # Errors
/// That there is none, or that there are several.
pub(super) fn one<'r>(report: &'r Report, digits: &str) -> Result<&'r Finding, String> {
    let begins = |f: &&Finding| f.fingerprint.as_str().starts_with(digits);
    let mut found: Vec<&Finding> = report.findings.iter().filter(begins).collect();
    found.sort_by_key(|f| f.fingerprint.as_str());
    found.dedup_by_key(|f| f.fingerprint.as_str());
    match found[..] {
        [one] => Ok(one),
        [] => Err(unknown(report, digits)),
        _ => {
            let all = listed(&found);
            Err(format!("several fingerprints begin with `{digits}`:{all}"))
        }
    }
}

fn unknown(report: &Report, digits: &str) -> String {
    let same_length = |f: &'_ Finding| f.fingerprint.as_str()[..digits.len()].to_owned();
    let candidates: Vec<String> = report.findings.iter().map(same_length).collect();
    let near = suggest::nearest(digits, candidates.iter().map(String::as_str));
    let near: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|f| near.is_some_and(|near| f.fingerprint.as_str().starts_with(near)))
        .collect();
    let what = format!("no finding has a fingerprint that begins with `{digits}`");
    match near.is_empty() {
        true => format!("{what}; `tenantlint check --verbose` with the same paths shows them"),
        false => format!("{what}; did you mean{}", listed(&near)),
    }
}

/// Findings with their fingerprints, a line each.
fn listed(findings: &[&Finding]) -> String {
    let lines = findings
        .iter()
        .take(5)
        .map(|f| format!("\n  {} {}: {}", f.fingerprint, f.rule, one_line(&f.message)));
    lines.collect()
}
