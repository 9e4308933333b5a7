//! What is wrong with policies that can be used.

use super::Settings;
use crate::engine;
use crate::finding::{Finding, Related};
use crate::rule::{Module, RuleSet};

/// What is wrong with the wanted modules, and with METADATA, each slip once.
pub fn proofread(
    rules: &RuleSet,
    settings: &Settings,
    wanted: &(dyn Fn(&Module) -> bool + Sync),
) -> Vec<Finding> {
    let remarks = rules.remarks.iter().cloned();
    let found = remarks.chain(engine::proofread(rules, &settings.evaluate, wanted));
    let mut findings: Vec<Finding> = Vec::new();
    for finding in found {
        // One slip in several places is one finding.
        let same = |f: &&mut Finding| f.fingerprint == finding.fingerprint;
        match findings.iter_mut().find(same) {
            Some(first) => first.related.push(Related {
                place: Some(finding.primary),
                message: "and here".to_owned(),
            }),
            None => findings.push(finding),
        }
    }
    findings
}
