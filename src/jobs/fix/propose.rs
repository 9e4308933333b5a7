//! Fixes as what they do to the texts, for reports that show it.
//!
//! Each fix is written as if it were the only one, and the text after it says what was meant. That
//! its finding is then gone and nothing else comes is proven by [`super::mend`] alone, which judges
//! again.

use std::collections::BTreeMap;

use super::desk::{Changes, Desk, tenant_of};
use crate::finding::{Finding, Fix};
use crate::fix::{self, Change, Splice};
use crate::lint::Settings;
use crate::report::Report;
use crate::source::{FileId, Texts};
use crate::tenant::Tenant;

/// Which fix of which finding, by their numbers.
type Which = (usize, usize);

/// Gives each fix of a report its splices, where it can be written as text. The tenants are those
/// that were judged, and the report has the texts.
pub fn propose(report: &mut Report, tenants: &[Tenant], settings: &Settings) {
    let mut findings: Vec<&mut Finding> = report.findings.iter_mut().collect();
    propose_for(&mut findings, tenants, (&report.sources).into(), settings);
}

/// As [`propose`], for findings about some of the tenants of a run, whose texts are there.
pub fn propose_for(
    findings: &mut [&mut Finding],
    tenants: &[Tenant],
    texts: Texts<'_>,
    settings: &Settings,
) {
    let mut desk = Desk::new(texts, &settings.parse);
    let mut wanted: BTreeMap<Which, usize> = BTreeMap::new();
    let mut by_file: BTreeMap<FileId, (Vec<Which>, Vec<Vec<Change>>)> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate() {
        if finding.fixes.is_empty() {
            continue;
        }
        let Some(tenant) = tenant_of(tenants, finding) else {
            continue;
        };
        for (nth, fix) in finding.fixes.iter().enumerate() {
            let Some(changes) = changes(&mut desk, &tenants[tenant], fix) else {
                continue;
            };
            wanted.insert((number, nth), changes.len());
            for (file, changes) in changes {
                let (which, all) = by_file.entry(file).or_default();
                which.push((number, nth));
                all.push(changes);
            }
        }
    }
    let mut written: BTreeMap<Which, Vec<(FileId, Splice)>> = BTreeMap::new();
    let mut files_of: BTreeMap<Which, usize> = BTreeMap::new();
    for (file, (which, all)) in by_file {
        let results = fix::each(desk.document(file), &all, &settings.parse);
        for (which, result) in which.into_iter().zip(results) {
            let Ok(splices) = result else { continue };
            *files_of.entry(which).or_default() += 1;
            let of_file = splices.into_iter().map(|splice| (file, splice));
            written.entry(which).or_default().extend(of_file);
        }
    }
    for (which, splices) in written {
        // A fix of several files is one only with all of them.
        let whole = files_of.get(&which) == wanted.get(&which);
        if whole && !splices.is_empty() {
            let (number, nth) = which;
            findings[number].fixes[nth].splices = Some(splices);
        }
    }
}

/// What a fix does to the texts; nothing where some of it cannot be written.
fn changes(desk: &mut Desk<'_>, tenant: &Tenant, fix: &Fix) -> Option<Changes> {
    let mut changes = Changes::new();
    for edit in &fix.edits {
        desk.add(tenant, &edit.at, &edit.op, &mut changes).ok()?;
    }
    Some(changes)
}
