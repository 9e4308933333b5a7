//! What becomes of a finding: whether somebody answers for it, and whether it grew.
//!
//! Statuses are set here and nothing is dropped. This module reads no file and prints nothing.

pub mod access;
pub mod baseline;
pub mod change;
pub mod date;
pub mod differences;
pub mod exposure;
mod index;
pub mod inline;
pub mod insert;
pub mod lead;
pub mod past;
pub mod people;
pub mod reach;
pub mod seen;
pub mod waiver;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::finding::Finding;
use crate::tenant;
use baseline::Baseline;
use inline::{Inline, InlineWaiver};
use waiver::{Context, Written};

/// What the findings of a run are held against.
#[derive(Debug, Default)]
pub struct Given<'a> {
    /// The waivers of the configuration and its files.
    pub named: &'a [Written],
    /// Those in comments of the tenants' files.
    pub inline: Vec<Inline>,
    /// The keys of the comments that are applied; all where `None`.
    pub admitted: Option<&'a BTreeSet<String>>,
    /// Whether waivers are applied.
    pub apply: bool,
    /// The findings that were there before.
    pub baseline: Option<&'a Baseline>,
}

/// What [`assess`] found out.
#[derive(Debug, Default)]
pub struct Assessed {
    /// What is wrong with the waivers and the baseline.
    pub findings: Vec<Finding>,
    /// The fingerprints of the baseline's entries that are no longer true.
    pub stale: Vec<String>,
    /// The waivers in comments, in the order of the files.
    pub inline: Vec<InlineWaiver>,
}

/// Sets the status of every finding that somebody answers for, or that was there before.
pub fn assess(given: Given<'_>, findings: &mut [Finding], context: &Context<'_>) -> Assessed {
    let mut assessed = Assessed::default();
    let mut all = given.named.to_vec();
    for inline in given.inline {
        match inline.into_written(context) {
            Err(finding) => assessed.findings.push(*finding),
            Ok(mut written) => {
                let known = InlineWaiver::of(&mut written, given.admitted);
                assessed.inline.extend(known);
                all.push(written);
            }
        }
    }
    let said = waiver::weigh(&all, findings, context, given.apply);
    assessed.findings.extend(said);
    if let Some(baseline) = given.baseline {
        let compared = baseline::compare(baseline, findings, context);
        assessed.findings.extend(compared.findings);
        assessed.stale = compared.stale;
    }
    assessed
}

/// An entry of a list for [`insert::Change`]: its fingerprint, then what else it says.
fn lines_of(fingerprint: &str, entries: &[(&str, Value)]) -> String {
    let mut lines = format!("- fingerprint: \"{fingerprint}\"\n");
    for (key, value) in entries {
        tenant::write_yaml(key, value, 1, &mut lines);
    }
    lines
}
