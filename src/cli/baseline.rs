//! `baseline`: records the open findings of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::args::{AssessArgs, BaselineArgs};
use super::console::one_line;
use super::settings::{Flags, Resolved, resolve, shown, text_of};
use super::{Run, Trouble, config};
use crate::assess::baseline::{Recorded, can_hold};
use crate::assess::insert::{Change, Listing, Unfit};
use crate::finding::{Failure, Status};
use crate::host::PathKind;
use crate::lint::{self, Judged};
use crate::source::{Encoding, SourceMap, Span};

/// The key of the list.
const KEY: &str = "findings";

/// What a new file begins with.
const HEAD: &str = "\
# Findings that were there when `tenantlint baseline` recorded them. They do not fail a run unless they
# grow: one more object, field, action or principal, or a worse severity.
version: 1
";

/// How many entries of a kind are listed.
const LISTED: usize = 20;

pub(super) fn run(run: &mut Run<'_, '_>, args: &BaselineArgs) -> Result<u8, Trouble> {
    let assess = AssessArgs {
        may_lack: true,
        baseline: args.output.clone(),
        ..AssessArgs::default()
    };
    let flags = Flags {
        input: Some(&args.input),
        policies: Some(&args.policies),
        configuration: Some(&args.configuration),
        assess: Some(&assess),
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let Resolved { settings, .. } = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let mut judged = lint::judge(run.host, &settings, sources, &lint::Silent);
    if !judged.report.failures.is_empty() {
        // What could not be judged would be missing in it.
        let failures = std::mem::take(&mut judged.report.failures);
        return run.show_failures(judged.report.sources, failures);
    }
    let path = &settings.baseline_file;
    let text = match run.host.kind(path) {
        PathKind::Missing => String::new(),
        PathKind::Folder => return Err(Trouble::Usage(format!("`{}` is a folder", shown(path)))),
        PathKind::File => text_of(run.host, path, config::LONG.max_bytes).map_err(|reason| {
            Trouble::Usage(format!("`{}` cannot be read: {reason}", shown(path)))
        })?,
    };
    let before = settings.baseline.as_ref();
    let before = before.map_or(&[][..], |baseline| &baseline.entries);
    let plan = Plan::of(&judged, before, args.prune);
    match plan.text(&text, path, before) {
        Ok(after) if after == text => {}
        Ok(after) => run.host.write(path, after.as_bytes()).map_err(|reason| {
            Trouble::Write(std::io::Error::other(format!("{}: {reason}", shown(path))))
        })?,
        Err((sources, failures)) => return run.show_failures(sources, failures),
    }
    run.print(plan.told(path, before))?;
    Ok(0)
}

/// What is done to the entries of a baseline.
struct Plan {
    added: Vec<Recorded>,
    /// New entries by the numbers of those that they replace.
    updated: BTreeMap<usize, Recorded>,
    /// Numbers of entries that are no longer true.
    stale: Vec<usize>,
    prune: bool,
}

/// Why a file is not written, with the texts that this points into.
type Refused = (SourceMap, Vec<Failure>);

impl Plan {
    fn of(judged: &Judged, before: &[Recorded], prune: bool) -> Self {
        let numbers = before.iter().enumerate();
        let numbers: BTreeMap<&str, usize> = numbers.map(|(n, e)| (&*e.fingerprint, n)).collect();
        let mut plan = Self {
            added: Vec::new(),
            updated: BTreeMap::new(),
            stale: Vec::new(),
            prune,
        };
        let mut seen = BTreeSet::new();
        for finding in &judged.report.findings {
            let waived = matches!(finding.status, Status::Waived(_) | Status::Exempted(_));
            if waived || !can_hold(&finding.rule) || !seen.insert(&finding.fingerprint) {
                continue;
            }
            let entry = Recorded::of(finding);
            match numbers.get(&*entry.fingerprint) {
                None => plan.added.push(entry),
                Some(&n) if before[n].says_as(&entry) => {}
                Some(&n) => drop(plan.updated.insert(n, entry)),
            }
        }
        plan.added.sort_by(|a, b| a.fingerprint.cmp(&b.fingerprint));
        let stale = judged.stale.iter();
        plan.stale = stale.filter_map(|f| numbers.get(&**f).copied()).collect();
        plan
    }

    /// The text of the file after all changes.
    fn text(&self, text: &str, path: &Path, before: &[Recorded]) -> Result<String, Refused> {
        let name = shown(path);
        let refused = |unfit: Unfit| {
            let mut sources = SourceMap::new();
            let file = sources.add(&*name, text, Encoding::Utf8);
            let message = format!("`{name}` cannot be changed: {}", unfit.why);
            let help = format!(
                "write `{KEY}:` on a line of its own, and each entry below it behind a `-`"
            );
            let failure = config::failure((file, unfit.span), message, help);
            (sources, vec![failure])
        };
        let lines = |entries: &mut dyn Iterator<Item = &Recorded>| -> Vec<String> {
            entries.map(Recorded::lines).collect()
        };
        let added = lines(&mut self.added.iter());
        let updated = lines(&mut self.updated.values());
        let mut changes: Vec<Change<'_>> = self
            .added
            .iter()
            .zip(&added)
            .map(|(entry, lines)| Change::Add {
                fingerprint: &entry.fingerprint,
                lines,
            })
            .collect();
        let updated = self.updated.keys().zip(&updated);
        changes.extend(updated.map(|(&item, lines)| Change::Replace { item, lines }));
        let removed = self.stale.iter().filter(|_| self.prune);
        changes.extend(removed.map(|&item| Change::Remove { item }));
        if changes.is_empty() {
            return Ok(text.to_owned());
        }
        let listing = Listing::of(text, KEY, HEAD, &config::LONG).map_err(refused)?;
        let after = listing.apply(&changes);
        // What is written is read again first: a list that people write may be of any form.
        match config::parse_baseline(&name, &*after, &mut SourceMap::new()) {
            Ok(read) if self.is_done(before, &read.entries) => Ok(after),
            Ok(_) | Err(_) => Err(refused(Unfit {
                span: Span::default(),
                why: "that would change what else it says",
            })),
        }
    }

    /// Whether a list is the one before with all changes, in any order.
    fn is_done(&self, before: &[Recorded], after: &[Recorded]) -> bool {
        let kept = before.iter().enumerate().filter_map(|(n, entry)| {
            let gone = self.prune && self.stale.contains(&n);
            (!gone).then(|| self.updated.get(&n).unwrap_or(entry))
        });
        let mut want: Vec<&Recorded> = kept.chain(&self.added).collect();
        let mut got: Vec<&Recorded> = after.iter().collect();
        want.sort_by(|a, b| a.fingerprint.cmp(&b.fingerprint));
        got.sort_by(|a, b| a.fingerprint.cmp(&b.fingerprint));
        want.len() == got.len() && want.iter().zip(got).all(|(a, b)| a.says_as(b))
    }

    fn told(&self, path: &Path, before: &[Recorded]) -> String {
        let mut text = String::new();
        list(&mut text, "added", &mut self.added.iter());
        list(&mut text, "updated", &mut self.updated.values());
        let stale = if self.prune {
            "removed"
        } else {
            "no longer true"
        };
        list(
            &mut text,
            stale,
            &mut self.stale.iter().map(|&n| &before[n]),
        );
        let removed = if self.prune { self.stale.len() } else { 0 };
        let all = before.len() + self.added.len() - removed;
        text.push_str(&format!(
            "{}: {} ({} added, {} updated, {removed} removed)\n",
            one_line(&shown(path)),
            match all {
                1 => "1 finding".to_owned(),
                n => format!("{n} findings"),
            },
            self.added.len(),
            self.updated.len(),
        ));
        if !self.prune && !self.stale.is_empty() {
            text.push_str("`--prune` removes what is no longer true\n");
        }
        text
    }
}

fn list(text: &mut String, what: &str, entries: &mut dyn Iterator<Item = &Recorded>) {
    let mut entries = entries;
    for entry in (&mut entries).take(LISTED) {
        let names = entry.subject.values().map(|name| match name.as_str() {
            Some(name) => name.to_owned(),
            None => name.to_string(),
        });
        let names: Vec<String> = names.collect();
        let line = format!(
            "{what}: {} {} {} ({})",
            &entry.fingerprint[..8],
            entry.severity,
            entry.rule,
            names.join(", ")
        );
        text.push_str(&format!("{}\n", one_line(&line)));
    }
    match entries.count() {
        0 => {}
        n => text.push_str(&format!("{what}: {n} more\n")),
    }
}
