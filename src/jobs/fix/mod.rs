//! Fixes that are proven before they are written.
//!
//! The texts are edited in memory and judged again, by everything that the settings know and not
//! only by what was selected. A fix counts when its finding is gone, nothing new or wider came,
//! nothing that could be judged no longer can, and the data of every tenant differs by exactly what
//! the fix says. Fixes are tried together; where that fails, each half by itself, so that one that
//! cannot be proven is found and left out, with the reason. Fixes that contradict each other take
//! turns: after one is made, the other is asked for again only if its finding is still there.

mod desk;
mod expect;
mod propose;
mod prove;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

use super::overlay::{Overlay, Texts};
use crate::document::DataPath;
use crate::finding::{EditOp, Finding, Fix, Status};
use crate::fix;
use crate::host::{Host, Replaced};
use crate::lint::{self, Demands, Progress, Selection, Settings, Silent};
use crate::report::{Mending, Redactions, Report};
use crate::source::SourceMap;
use crate::tenant::Tenant;

pub use propose::{propose, propose_for};

use desk::{Changes, Desk, tenant_of};

/// How often what is left is looked at again after a fix.
const MOST_TURNS: usize = 20;

/// The fingerprints of chosen findings, if some are chosen; else what is wrong with the choice.
pub type Chosen = Result<Option<BTreeSet<String>>, String>;

/// What is to be fixed.
pub struct Asked<'a> {
    /// Whether fixes are made that change what somebody may rely on.
    pub unsafe_too: bool,
    /// Whether what is left tells the fixes that it has as texts.
    pub proposes: bool,
    /// Chooses findings of a report by their fingerprints; all that count where it chooses none.
    pub choose: &'a dyn Fn(&Report) -> Chosen,
}

/// A text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The name of its file.
    pub name: Arc<str>,
    /// The text that was judged.
    pub before: Arc<str>,
    /// The text that takes its place.
    pub after: Arc<str>,
}

/// What [`mend`] gives.
#[derive(Debug, Default)]
pub struct Mended {
    /// What is left, by the user's own selection.
    pub report: Report,
    /// The fixes that are proven.
    pub applied: Vec<Mending>,
    /// Those that are not.
    pub refused: Vec<Mending>,
    /// Those that wait to be asked for.
    pub offered: Vec<Mending>,
    /// The texts that they change.
    pub texts: Vec<Edited>,
    /// What is secret in the old texts, and where those are.
    pub before: (SourceMap, Redactions),
    /// What was changed of each tenant's data, and the tenants as they are then.
    pub changed: Vec<(Tenant, Vec<DataPath>)>,
}

/// The tenants and their findings at one moment.
struct State {
    report: Report,
    tenants: Vec<Tenant>,
    texts: Texts,
}

/// Which fix of which finding.
type Key = (String, String);

/// A fix that may be made.
#[derive(Clone)]
struct Candidate {
    key: Key,
    told: Mending,
}

/// Judges, makes the fixes that are asked for in memory, and proves them.
///
/// # Errors
/// What is wrong with the choice.
pub fn mend(
    host: &dyn Host,
    settings: &Settings,
    sources: SourceMap,
    asked: &Asked<'_>,
    progress: &dyn Progress,
) -> Result<Mended, (String, Box<Report>)> {
    let own = sources.first(usize::MAX);
    let judged = lint::judge(host, settings, sources, progress);
    std::mem::forget(judged.spent);
    let chosen = match (asked.choose)(&judged.report) {
        Ok(chosen) => chosen,
        Err(message) => return Err((message, Box::new(judged.report))),
    };
    let selected: BTreeSet<Arc<str>> = judged
        .report
        .rules
        .iter()
        .map(|r| Arc::clone(&r.id))
        .collect();
    let mut state = State {
        report: judged.report,
        tenants: judged.tenants,
        texts: Texts::new(),
    };
    let narrow = !settings.demands.selection.is_all();
    let whole = Settings {
        demands: Arc::new(Demands {
            selection: Selection::default(),
            ..(*settings.demands).clone()
        }),
        ..settings.clone()
    };
    let mut mender = Mender {
        host,
        settings: &whole,
        sources: &own,
        unsafe_too: asked.unsafe_too,
        proposes: asked.proposes,
        chosen,
        selected: &selected,
        mended: Mended::default(),
        tried: BTreeSet::new(),
        changed: BTreeMap::new(),
    };
    if mender.candidates(&state).is_empty() {
        mender.mended.offered = mender.offers(&state.report);
        mender.mended.report = mender.proposed(state.report, &state.tenants);
        return Ok(mender.mended);
    }
    if narrow {
        state = mender.judged(Texts::new());
    }
    let first = (
        state.report.sources.first(usize::MAX),
        state.report.redactions.clone(),
    );
    for _ in 0..MOST_TURNS {
        let candidates = mender.candidates(&state);
        if candidates.is_empty() {
            break;
        }
        progress.phase("proving fixes", candidates.len());
        state = mender.settle(state, &candidates, progress);
    }
    Ok(mender.finish(state, first, narrow.then_some(settings)))
}

struct Mender<'a> {
    host: &'a dyn Host,
    /// With everything selected.
    settings: &'a Settings,
    sources: &'a SourceMap,
    unsafe_too: bool,
    proposes: bool,
    chosen: Option<BTreeSet<String>>,
    /// The rules that the user selected.
    selected: &'a BTreeSet<Arc<str>>,
    mended: Mended,
    tried: BTreeSet<Key>,
    /// The paths that fixes changed, by platform and tenant.
    changed: BTreeMap<(String, String), Vec<DataPath>>,
}

impl Mender<'_> {
    fn judged(&self, texts: Texts) -> State {
        let overlay = Overlay {
            below: self.host,
            texts: &texts,
        };
        let sources = self.sources.first(usize::MAX);
        let judged = lint::judge(&overlay, self.settings, sources, &Silent);
        std::mem::forget(judged.spent);
        State {
            report: judged.report,
            tenants: judged.tenants,
            texts,
        }
    }

    fn proposed(&self, mut report: Report, tenants: &[Tenant]) -> Report {
        if self.proposes {
            propose(&mut report, tenants, self.settings);
        }
        report
    }

    fn wants(&self, finding: &Finding) -> bool {
        let fingerprint = finding.fingerprint.as_str();
        self.selected.contains(&finding.rule)
            && match &self.chosen {
                Some(chosen) => chosen.contains(fingerprint),
                None => finding.status == Status::Open,
            }
    }

    /// The first fix of each finding that was not tried yet.
    fn candidates(&self, state: &State) -> Vec<Candidate> {
        let findings = state.report.findings.iter().filter(|f| self.wants(f));
        let first = |finding: &Finding| {
            let mut fixes: Vec<&Fix> = finding.fixes.iter().collect();
            fixes.sort_by_key(|fix| !fix.safe);
            let allowed = fixes.into_iter().filter(|fix| fix.safe || self.unsafe_too);
            allowed
                .map(|fix| candidate(finding, fix))
                .find(|candidate| !self.tried.contains(&candidate.key))
        };
        findings.filter_map(first).collect()
    }

    /// What would be fixed if it were asked for.
    fn offers(&self, report: &Report) -> Vec<Mending> {
        let findings = report.findings.iter().filter(|f| self.wants(f));
        let only = |finding: &Finding| {
            let waits = !self.unsafe_too && finding.fixes.iter().all(|fix| !fix.safe);
            let first = finding.fixes.first().filter(|_| waits);
            first.map(|fix| candidate(finding, fix).told)
        };
        findings.filter_map(only).collect()
    }

    /// Makes as many of some fixes as can be proven.
    fn settle(&mut self, state: State, candidates: &[Candidate], progress: &dyn Progress) -> State {
        let (picked, edits) = self.compatible(&state, candidates);
        if picked.is_empty() {
            return state;
        }
        let gone: BTreeSet<&str> = picked.iter().map(|c| c.key.0.as_str()).collect();
        match self.attempt(&state, &edits, &gone) {
            Ok(next) => {
                for candidate in &picked {
                    self.tried.insert(candidate.key.clone());
                    self.mended.applied.push(candidate.told.clone());
                    progress.step();
                }
                for ((at, path), _) in edits {
                    let tenant = &state.tenants[at];
                    let whose = (tenant.platform_name().to_owned(), tenant.name.to_string());
                    self.changed.entry(whose).or_default().push(path);
                }
                next
            }
            Err(why) => match &picked[..] {
                [one] => {
                    self.tried.insert(one.key.clone());
                    let told = one.told.clone();
                    self.mended.refused.push(Mending { why, ..told });
                    progress.step();
                    state
                }
                several => {
                    let (first, second) = several.split_at(several.len() / 2);
                    let state = self.settle(state, first, progress);
                    self.settle(state, second, progress)
                }
            },
        }
    }

    /// The fixes that do not contradict those before them, with all that they change.
    fn compatible(&mut self, state: &State, candidates: &[Candidate]) -> (Vec<Candidate>, Edits) {
        let mut by_fingerprint: HashMap<&str, &Finding> = HashMap::new();
        for finding in &state.report.findings {
            let fingerprint = finding.fingerprint.as_str();
            by_fingerprint.entry(fingerprint).or_insert(finding);
        }
        let mut edits = Edits::new();
        let mut picked = Vec::new();
        for candidate in candidates {
            // What one fix mended may have been the matter of another one as well.
            let finding = by_fingerprint.get(candidate.key.0.as_str());
            let found = finding.and_then(|finding| find(state, finding, &candidate.key.1));
            let Some((tenant, fix)) = found else {
                continue;
            };
            let Some(tenant) = tenant else {
                self.tried.insert(candidate.key.clone());
                let why = "nothing tells which tenant it is about".to_owned();
                let told = candidate.told.clone();
                self.mended.refused.push(Mending { why, ..told });
                continue;
            };
            let own: Vec<_> = fix
                .edits
                .iter()
                .map(|edit| ((tenant, edit.at.clone()), edit.op.clone()))
                .collect();
            if own.iter().any(|edit| contradicts(&edits, edit)) {
                continue;
            }
            edits.extend(own);
            picked.push(candidate.clone());
        }
        (picked, edits)
    }

    /// The state after changes of tenants' data.
    fn attempt(
        &self,
        state: &State,
        edits: &Edits,
        gone: &BTreeSet<&str>,
    ) -> Result<State, String> {
        let mut desk = Desk::new((&state.report.sources).into(), &self.settings.parse);
        let mut by_file = Changes::new();
        for ((tenant, at), op) in edits {
            desk.add(&state.tenants[*tenant], at, op, &mut by_file)?;
        }
        let mut texts = state.texts.clone();
        for (file, changes) in &by_file {
            let document = desk.document(*file);
            let name = state.report.sources.file(*file).name();
            let edited = fix::edit(document, changes, &self.settings.parse);
            let edited = edited.map_err(|refusal| {
                let at = state
                    .report
                    .sources
                    .file(*file)
                    .position(refusal.span.start);
                format!("{name}:{}:{}: {}", at.line, at.column, refusal.why)
            })?;
            texts.insert(Arc::clone(name), edited.text);
        }
        let next = self.judged(texts);
        prove::check(state, &next, edits, gone)?;
        Ok(next)
    }

    fn finish(
        self,
        state: State,
        before: (SourceMap, Redactions),
        narrow: Option<&Settings>,
    ) -> Mended {
        let offered = self.offers(&state.report);
        let report = match narrow {
            None => self.proposed(state.report, &state.tenants),
            Some(settings) => {
                let overlay = Overlay {
                    below: self.host,
                    texts: &state.texts,
                };
                let sources = self.sources.first(usize::MAX);
                let judged = lint::judge(&overlay, settings, sources, &Silent);
                self.proposed(judged.report, &judged.tenants)
            }
        };
        let Self {
            changed,
            mut mended,
            ..
        } = self;
        let texts = state.texts.iter().map(|(name, after)| Edited {
            name: Arc::clone(name),
            before: text_named(&before.0, name).unwrap_or_default(),
            after: Arc::clone(after),
        });
        mended.offered = offered;
        mended.texts = texts.collect();
        mended.before = before;
        mended.report = report;
        let of = |tenant: Tenant| {
            let whose = (tenant.platform_name().to_owned(), tenant.name.to_string());
            let paths = changed.get(&whose)?.clone();
            Some((tenant, paths))
        };
        mended.changed = state.tenants.into_iter().filter_map(of).collect();
        mended
    }
}

/// What is to become of the data of tenants, by their number.
type Edits = BTreeMap<(usize, DataPath), EditOp>;

/// Whether an edit does otherwise than another one at its place, or is inside of something that
/// another one takes away or replaces, or the other way around.
fn contradicts(edits: &Edits, ((tenant, at), op): &((usize, DataPath), EditOp)) -> bool {
    if let Some(other) = edits.get(&(*tenant, at.clone())) {
        return other != op;
    }
    let mut above = (0..at.0.len()).map(|n| at.0[..n].iter().cloned().collect::<DataPath>());
    let replaced = above.any(|path| edits.get(&(*tenant, path)).is_some_and(is_of_all));
    replaced || is_of_all(op) && has_below(edits, (*tenant, at.clone()))
}

/// Whether something below a path is changed: paths stand behind those that they begin with.
fn has_below(edits: &Edits, at: (usize, DataPath)) -> bool {
    let (tenant, path) = &at;
    let behind = (Bound::Excluded(&at), Bound::Unbounded);
    let next = edits.range(behind).next();
    next.is_some_and(|((whose, other), _)| whose == tenant && other.0.starts_with(&path.0))
}

/// Whether an edit does something to all that stands below its path.
fn is_of_all(op: &EditOp) -> bool {
    match op {
        EditOp::Remove => true,
        EditOp::Set(value) => value.is_array() || value.is_object(),
        EditOp::Add(_) => false,
    }
}

fn candidate(finding: &Finding, fix: &Fix) -> Candidate {
    let fingerprint = finding.fingerprint.as_str().to_owned();
    Candidate {
        key: (fingerprint.clone(), fix.title.clone()),
        told: Mending {
            rule: Arc::clone(&finding.rule),
            severity: finding.severity,
            message: finding.message.clone(),
            fingerprint,
            title: fix.title.clone(),
            safe: fix.safe,
            why: String::new(),
        },
    }
}

/// A finding's fix by its title, and the number of the tenant that it is about.
fn find<'s>(state: &State, finding: &'s Finding, title: &str) -> Option<(Option<usize>, &'s Fix)> {
    let fix = finding.fixes.iter().find(|fix| fix.title == title)?;
    Some((tenant_of(&state.tenants, finding), fix))
}

fn text_named(sources: &SourceMap, name: &str) -> Option<Arc<str>> {
    let file = sources.named(name)?;
    Some(Arc::clone(sources.file(file).text()))
}

/// Writes texts over their files, each of which must still be what was judged.
///
/// # Errors
/// The file that is not, or cannot be written, and why; those before it in the list are written.
pub fn write(host: &dyn Host, texts: &[Edited]) -> Result<(), String> {
    // Nothing is written where anything has changed since.
    for text in texts {
        let there = host.read(Path::new(&*text.name), usize::MAX);
        let there = there.map_err(|why| format!("{} cannot be read again: {why}", text.name))?;
        if there != text.before.as_bytes() {
            let name = &text.name;
            return Err(format!("{name} has changed since it was judged: run again"));
        }
    }
    for (done, text) in texts.iter().enumerate() {
        let path = Path::new(&*text.name);
        let replaced = host.replace(path, text.before.as_bytes(), text.after.as_bytes());
        let why = match replaced {
            Ok(Replaced::Done) => continue,
            Ok(Replaced::Changed) => "it has changed since it was judged".to_owned(),
            Err(why) => why,
        };
        let others = match done {
            0 => "nothing was written".to_owned(),
            n => format!("{} written before it", crate::finding::count(n, "file")),
        };
        return Err(format!("{}: {why}; {others}", text.name));
    }
    Ok(())
}
