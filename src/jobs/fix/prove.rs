//! Whether a state is the one before it with its fixes made, and nothing else.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::expect;
use super::{Edits, State};
use crate::assess::change;
use crate::check::Check;
use crate::document::DataPath;
use crate::finding::{Change, EditOp, Failure, Finding, NotEvaluated};
use crate::tenant::Tenant;

/// Checks that fixes did what they say.
///
/// # Errors
/// What they did else, or did not do.
pub(super) fn check(
    before: &State,
    after: &State,
    edits: &Edits,
    gone: &BTreeSet<&str>,
) -> Result<(), String> {
    same_data(before, after, edits)?;
    let findings = &after.report.findings;
    let stays = |f: &&Finding| gone.contains(f.fingerprint.as_str());
    if let Some(finding) = findings.iter().find(stays) {
        return Err(format!(
            "the finding would still be there: {}",
            finding.message
        ));
    }
    let known: BTreeSet<(&str, &str)> = before.report.failures.iter().map(key).collect();
    let new = after
        .report
        .failures
        .iter()
        .find(|f| !known.contains(&key(f)));
    if let Some(failure) = new {
        return Err(format!("it could no longer be judged: {}", failure.message));
    }
    let mut findings = findings.clone();
    let vanished = change::compare(before.report.findings.clone(), &mut findings);
    // That a waiver or an entry of a baseline speaks of nothing any more is what is meant.
    let idle = [Check::WaiverUnused.id(), Check::BaselineStale.id()];
    let worse = findings.iter().find(|f| {
        let grew = matches!(f.change, Some(Change::New | Change::Widened));
        grew && !idle.contains(&&*f.rule)
    });
    if let Some(finding) = worse {
        return Err(format!("{} would come: {}", finding.rule, finding.message));
    }
    still_judged(before, after, &vanished, gone)
}

/// Refuses what makes something unknown that was known. That another rule does not know whether
/// there is a second way, where the first one was a finding of its own, is no loss; the rule that
/// asked for the fix has to know.
fn still_judged(
    before: &State,
    after: &State,
    vanished: &[Finding],
    gone: &BTreeSet<&str>,
) -> Result<(), String> {
    let mut gaps = after.report.not_evaluated.clone();
    change::compare_gaps(&before.report.not_evaluated, &mut gaps);
    let mended = |f: &&Finding| gone.contains(f.fingerprint.as_str());
    let asked: BTreeSet<&str> = vanished.iter().filter(mended).map(|f| &*f.rule).collect();
    let others = vanished.iter().filter(|f| !asked.contains(&*f.rule));
    let answered: BTreeSet<(&str, &str)> = others
        .map(|f| (&*f.rule, f.subject.tenant.as_str()))
        .collect();
    let lost = |gap: &&NotEvaluated| {
        !gap.unchanged && !answered.contains(&(&*gap.rule, gap.tenant.as_str()))
    };
    match gaps.iter().find(lost) {
        Some(gap) => Err(format!(
            "{} could no longer judge: {}",
            gap.rule, gap.message
        )),
        None => Ok(()),
    }
}

fn key(failure: &Failure) -> (&str, &str) {
    (failure.id, &failure.message)
}

/// Compares the tenants' data with what the edits ask for.
fn same_data(before: &State, after: &State, edits: &Edits) -> Result<(), String> {
    if before.tenants.len() != after.tenants.len() {
        return Err("there would be another number of tenants".to_owned());
    }
    for (number, (old, new)) in before.tenants.iter().zip(&after.tenants).enumerate() {
        let mut wanted = data(old);
        let mut own: Vec<(&DataPath, &EditOp)> = edits
            .iter()
            .filter(|((tenant, _), _)| *tenant == number)
            .map(|((_, at), op)| (at, op))
            .collect();
        // What is taken out of a list changes the numbers behind it.
        own.sort_by(|a, b| b.0.cmp(a.0));
        let mut emptied = Vec::new();
        for (at, op) in own {
            expect::change(&mut wanted, at, op)?;
            if *op == EditOp::Remove {
                emptied.extend((1..at.0.len()).map(|n| at.0[..n].iter().cloned().collect()));
            }
        }
        let same_name = old.platform == new.platform && old.name == new.name;
        let other = match same_name {
            true => expect::difference(&wanted, &data(new), &emptied),
            false => Some(old.name.to_string()),
        };
        if let Some(at) = other {
            return Err(format!("it would change {at} as well"));
        }
    }
    Ok(())
}

/// A tenant's data without what the program computes of it.
fn data(tenant: &Tenant) -> Json {
    let mut data = tenant.root.to_json();
    if let (Some(_), Json::Object(map)) = (tenant.platform, &mut data) {
        map.remove("coverage");
    }
    data
}
