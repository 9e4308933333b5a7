//! Tenants through the program, one after the other: each batch of files is read, made into tenants,
//! judged, told and let go of, as many at a time as there are threads.
//!
//! What a run gives does not depend on when a batch is read. What only all tenants together decide
//! is found out first where it must be known before (see [`Stream::look`]), and else made good
//! afterwards: a rule that only a late tenant gives something to read is asked of the earlier ones,
//! which are read again for it, and what a rule said that in the end reads nothing is dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::batches::{Batches, Taken};
use super::convert::{self, Said};
use super::nested::Named;
use super::places::{self, Places};
use super::ready::{Makes, Numbers, Ready, needed};
use super::survey::Survey;
use super::{Mend, Progress, Settings, foreign, kept, reader};
use crate::assess::inline;
use crate::engine::{Budget, Memory, Outcome};
use crate::finding::{Failure, Finding};
use crate::rule::RuleSet;
use crate::source::{FileId, SourceFile, SourceMap, Span, Texts};
use crate::tenant::{self, Tenant};
use crate::threads::in_parallel;

/// How much text may be held only since it was looked at, in bytes. A run over less has all of it
/// in memory, and nothing is read twice.
const MOST_HELD: usize = 256 << 10;

/// The batches of all trees of a run.
pub(super) struct Stream<'a> {
    trees: &'a [Batches<'a>],
    /// The rules that are selected for any tenant.
    selected: &'a RuleSet,
    threads: usize,
    stack_bytes: usize,
    /// By batch, its tree and its number there, and what was read of it and not judged yet.
    batches: Vec<(usize, usize, Mutex<Option<Held>>)>,
}

/// What was read, with the allowance for the memory that it takes.
type Held = (Taken, Budget);

/// What a look at a batch told.
pub(super) struct Seen {
    /// The number of its tree.
    pub(super) tree: usize,
    pub(super) tenants: Vec<Named>,
    /// The selected rules that read something of them.
    pub(super) needed: Numbers,
}

impl<'a> Stream<'a> {
    pub(super) fn new(
        trees: &'a [Batches<'a>],
        selected: &'a RuleSet,
        settings: &Settings,
        threads: usize,
    ) -> Self {
        let all = trees.iter().enumerate();
        let batches = all.flat_map(|(tree, batches)| {
            (0..batches.count()).map(move |number| (tree, number, Mutex::default()))
        });
        Self {
            trees,
            selected,
            threads: threads.max(1),
            stack_bytes: reader::STACK_BYTES.max(settings.evaluate.stack_bytes),
            batches: batches.collect(),
        }
    }

    /// How many batches there are.
    pub(super) fn count(&self) -> usize {
        self.batches.len()
    }

    /// The numbers of the batches of each tree that has any.
    fn by_tree(&self) -> Vec<Range<usize>> {
        let mut first = 0;
        let trees = self.batches.chunk_by(|one, other| one.0 == other.0);
        let ranges = trees.map(|batches| {
            let range = first..first + batches.len();
            first = range.end;
            range
        });
        ranges.collect()
    }

    /// The sections that the names of the files tell.
    pub(super) fn named(&self) -> BTreeSet<&'static str> {
        let trees = self.trees.iter();
        trees.flat_map(|batches| batches.named()).copied().collect()
    }

    /// Reads the first batches, or all of them where `everything` is asked for, and holds on to as
    /// much as may be held; to all where they are to be kept.
    pub(super) fn look(&self, everything: bool, keep: bool, progress: &dyn Progress) -> Vec<Seen> {
        let mut seen = Vec::new();
        let held = AtomicUsize::new(0);
        let goes_on = || everything || held.load(Ordering::Relaxed) <= MOST_HELD;
        while seen.len() < self.count() && goes_on() {
            let first = seen.len();
            // What two trees share is read once.
            let trees = self.by_tree();
            let tree = trees.iter().find(|batches| batches.contains(&first));
            let left = tree.map_or(0, |batches| batches.end) - first;
            let next = if everything {
                left
            } else {
                left.min(self.threads)
            };
            seen.extend(self.each(next, |number, threads| {
                let (tree, _, slot) = &self.batches[first + number];
                let (taken, budget) = self.take(first + number, threads(), progress);
                let tenants = &taken.survey.tenants;
                let told = Seen {
                    tree: *tree,
                    tenants: tenants.iter().map(Named::of).collect(),
                    needed: needed(self.selected, tenants),
                };
                let bytes: usize = taken.files.iter().map(|(_, file)| file.bytes()).sum();
                let before = held.fetch_add(bytes, Ordering::Relaxed);
                if keep || !everything || before + bytes <= MOST_HELD {
                    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some((taken, budget));
                }
                told
            }));
        }
        seen
    }

    /// What was held of a batch, or else what is read now.
    fn held(&self, number: usize, threads: usize) -> Held {
        let slot = &self.batches[number].2;
        let held = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        held.unwrap_or_else(|| self.take(number, threads, &super::Silent))
    }

    fn take(&self, number: usize, threads: usize, progress: &dyn Progress) -> Held {
        let (tree, batch, _) = &self.batches[number];
        Budget::beside(|| {
            let mut taken = self.trees[*tree].take(*batch, threads, progress);
            foreign::unwrap(&mut taken.survey.tenants, self.selected);
            taken
        })
    }

    /// Results of work by number, on all threads. The work is told how many threads it may use
    /// itself: more than one where there is less work than threads.
    fn each<T: Send>(
        &self,
        count: usize,
        work: impl Fn(usize, &dyn Fn() -> usize) -> T + Sync,
    ) -> Vec<T> {
        let at_once = match count < self.threads {
            true => 1,
            false => self.threads,
        };
        let (waiting, busy) = (AtomicUsize::new(count), AtomicUsize::new(0));
        in_parallel(count, at_once, self.stack_bytes, |number| {
            waiting.fetch_sub(1, Ordering::Relaxed);
            busy.fetch_add(1, Ordering::Relaxed);
            let done = work(
                number,
                &|| match at_once > 1 && waiting.load(Ordering::Relaxed) > 0 {
                    true => 1,
                    false => self.threads + 1 - busy.load(Ordering::Relaxed),
                },
            );
            busy.fetch_sub(1, Ordering::Relaxed);
            done
        })
    }
}

/// What came of a batch.
pub(super) struct Done {
    /// The number of its tree.
    pub(super) tree: usize,
    /// What was said while its tenants were made. It has no tenants itself.
    pub(super) survey: Survey,
    /// Why files of it could not be read.
    pub(super) unparsed: Vec<Failure>,
    /// What the shapes of its tenants refuse.
    pub(super) unfit: Vec<Finding>,
    /// Its tenants, as far as names tell.
    pub(super) named: Vec<Named>,
    /// Its tenants, where they are kept.
    pub(super) tenants: Vec<Tenant>,
    /// What rules said, by the numbers of tenant and rule.
    pub(super) said: BTreeMap<(usize, usize), Said>,
    /// Its texts; those let go of that nothing points into.
    pub(super) files: Vec<(FileId, SourceFile)>,
    /// The secrets of those.
    pub(super) secrets: Vec<(FileId, Span, Arc<str>)>,
    /// The rules that read something of it, and those that judged it.
    needed: Numbers,
    ready: Arc<Ready>,
    /// What rules said, where the places of violations are still to be found.
    open: Vec<(Arc<Ready>, Vec<Vec<Outcome>>)>,
}

/// Judges the batches of a stream.
pub(super) struct Court<'a> {
    pub(super) stream: &'a Stream<'a>,
    pub(super) sources: &'a SourceMap,
    /// The rules that are asked of some tenant.
    pub(super) rules: &'a RuleSet,
    pub(super) makes: &'a Makes<'a>,
    pub(super) settings: &'a Settings,
    /// Whether tenants and texts are kept.
    pub(super) keep: bool,
    pub(super) mend: Option<&'a Mend<'a>>,
    /// How the tenants of the trees before were judged.
    pub(super) memory: Option<Memory>,
    pub(super) progress: &'a dyn Progress,
}

impl Court<'_> {
    /// Judges all batches, and tells which rules had something to read; `certain` have in any case,
    /// and `likely` are asked until that is known.
    pub(super) fn judge(&self, certain: Numbers, likely: &Numbers) -> (Vec<Done>, Numbers) {
        let budget = Budget::new(self.settings.evaluate.max_policy_memory);
        let first = self.makes.ready(&(&certain | likely));
        let steps = self.stream.count() * first.numbers.len();
        self.progress.phase("judging", steps);
        let stream = self.stream;
        let mut all = Vec::with_capacity(stream.count());
        // Tree by tree, so that what is judged of one is known when it comes to the next.
        for batches in stream.by_tree() {
            all.extend(stream.each(batches.len(), |number, threads| {
                self.first(batches.start + number, threads)
            }));
        }
        let needed = all.iter().flat_map(|done| done.needed.iter().copied());
        let needed: Numbers = certain.into_iter().chain(needed).collect();
        self.ask_later(&mut all, &needed);
        drop(budget);
        self.find_places(&mut all);
        for done in &mut all {
            done.said.retain(|(_, rule), _| needed.contains(rule));
        }
        (all, needed)
    }

    fn first(&self, number: usize, threads: &dyn Fn() -> usize) -> Done {
        let (taken, _budget) = self.stream.held(number, threads());
        let Taken {
            mut survey,
            unparsed,
            files,
        } = taken;
        let mut tenants = std::mem::take(&mut survey.tenants);
        let needed = needed(self.rules, &tenants);
        let ready = self.makes.ready(&needed);
        let unfit = tenants.iter_mut().flat_map(tenant::take_unfit).collect();
        inline::locate(&mut survey.inline, &tenants);
        let mut done = Done {
            tree: self.stream.batches[number].0,
            survey,
            unparsed,
            unfit,
            named: tenants.iter().map(Named::of).collect(),
            tenants: Vec::new(),
            said: BTreeMap::new(),
            files,
            secrets: Vec::new(),
            needed,
            ready: Arc::clone(&ready),
            open: Vec::new(),
        };
        let outcomes = self.ask(&ready, &tenants, &|_| true, threads());
        self.hear(&mut done, tenants, (ready, outcomes));
        done
    }

    /// The outcomes of rules that are ready, of those whose numbers are asked.
    fn ask(
        &self,
        ready: &Ready,
        tenants: &[Tenant],
        asked: &(dyn Fn(usize) -> bool + Sync),
        threads: usize,
    ) -> Vec<Vec<Outcome>> {
        let asks = |tenant: &Tenant, at: usize| {
            let number = ready.numbers[at];
            let rule = &self.rules.rules[number];
            let demands = self.settings.demands_on(&tenant.name);
            asked(number) && demands.takes(&rule.id, &rule.family, rule.severity)
        };
        // A batch counts as one, however many tenants it has.
        let judged = AtomicUsize::new(0);
        let done = || {
            let before = judged.fetch_add(1, Ordering::Relaxed);
            if before.is_multiple_of(tenants.len().max(1)) {
                self.progress.step();
            }
        };
        let memory = self.memory.as_ref();
        let prepared = &ready.prepared;
        prepared.judge_here(tenants, threads, &asks, memory, &done)
    }

    /// Takes what rules said, and lets go of what nothing asks for any more.
    fn hear(&self, done: &mut Done, tenants: Vec<Tenant>, said: (Arc<Ready>, Vec<Vec<Outcome>>)) {
        let (ready, outcomes) = said;
        if places::wanted(&outcomes) > 0 {
            // The places are found when all are known that are to be found.
            done.open.push((ready, outcomes));
            done.tenants = tenants;
            return;
        }
        let said = self.told(&tenants, &ready, outcomes, None);
        self.add(done, &tenants, said);
        if self.keep || !done.open.is_empty() {
            done.tenants = tenants;
        } else {
            self.forget(done);
        }
    }

    /// Outcomes as a report tells them, with the places that were found.
    fn told(
        &self,
        tenants: &[Tenant],
        ready: &Ready,
        outcomes: Vec<Vec<Outcome>>,
        places: Option<Vec<Vec<Places>>>,
    ) -> BTreeMap<(usize, usize), Said> {
        let mut all = BTreeMap::new();
        let mut places = places.into_iter().flatten();
        for (number, (tenant, outcomes)) in tenants.iter().zip(outcomes).enumerate() {
            let mut places = places.next().into_iter().flatten();
            for (&rule, outcome) in ready.numbers.iter().zip(outcomes) {
                let places = places.next().unwrap_or_default();
                let about = (tenant, &self.rules.rules[rule]);
                let said = convert::said(self.settings, about, outcome, places);
                if !said.is_empty() {
                    all.insert((number, rule), said);
                }
            }
        }
        all
    }

    /// Adds what rules said of tenants whose texts are there.
    fn add(&self, done: &mut Done, tenants: &[Tenant], mut said: BTreeMap<(usize, usize), Said>) {
        if let Some(mend) = self.mend {
            let findings = said.values_mut().flat_map(|said| &mut said.findings);
            let texts = Texts::beside(&done.files, self.sources);
            mend(&mut findings.collect::<Vec<_>>(), tenants, texts);
        }
        done.said.append(&mut said);
    }

    /// Lets go of the texts into which nothing points.
    fn forget(&self, done: &mut Done) {
        if self.keep {
            return;
        }
        let pointed = kept::files(done);
        // Messages may quote the secrets of any text.
        for &(file, span) in &done.survey.secrets {
            let at = done.files.binary_search_by_key(&file, |(id, _)| *id);
            if let Ok(at) = at
                && !pointed.contains(&file)
            {
                let secret = done.files[at].1.slice(span).into();
                done.secrets.push((file, span, secret));
            }
        }
        let unneeded = done
            .files
            .iter_mut()
            .filter(|(id, _)| !pointed.contains(id));
        unneeded.for_each(|(_, text)| text.forget());
        // What is said of the others is no longer asked for.
        done.survey.roles.retain(|role| role.tenant.is_none());
    }

    /// Asks rules that were not known to read anything when a batch was judged.
    fn ask_later(&self, all: &mut [Done], needed: &Numbers) {
        let last = self.makes.ready(needed);
        let missing = |done: &Done| -> Numbers {
            let judged = |rule: &usize| done.ready.numbers.binary_search(rule).is_ok();
            // Rules that break each other may have judged while they were apart.
            let anew = done.ready.failures != last.failures;
            let rules = needed.iter().copied();
            rules.filter(|rule| anew || !judged(rule)).collect()
        };
        let late = all.iter_mut().enumerate();
        let late = late.filter_map(|(number, done)| {
            let missing = missing(done);
            (!missing.is_empty() && !done.named.is_empty())
                .then(|| (number, missing, Mutex::new(done)))
        });
        let late: Vec<_> = late.collect();
        self.stream.each(late.len(), |at, threads| {
            let (number, missing, done) = &late[at];
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            let mut tenants = std::mem::take(&mut done.tenants);
            let mut _budget = None;
            if tenants.is_empty() {
                let (taken, budget) = self.stream.take(*number, threads(), &super::Silent);
                _budget = Some(budget);
                tenants = taken.survey.tenants;
                tenants.iter_mut().for_each(|tenant| {
                    tenant::take_unfit(tenant);
                });
                done.files = taken.files;
                done.secrets.clear();
            }
            done.said.retain(|(_, rule), _| !missing.contains(rule));
            let outcomes = self.ask(&last, &tenants, &|rule| missing.contains(&rule), threads());
            self.hear(&mut done, tenants, (Arc::clone(&last), outcomes));
        });
    }

    /// Finds the places that policies do not name, once it is known how many there are.
    fn find_places(&self, all: &mut [Done]) {
        let wanted = |tree| -> usize {
            let of_tree = all.iter().filter(|done| done.tree == tree);
            let open = of_tree.flat_map(|done| &done.open);
            open.map(|(_, outcomes)| places::wanted(outcomes)).sum()
        };
        let wanted: Vec<usize> = (0..self.stream.trees.len()).map(wanted).collect();
        for done in all.iter_mut().filter(|done| !done.open.is_empty()) {
            let tenants = std::mem::take(&mut done.tenants);
            for (ready, outcomes) in std::mem::take(&mut done.open) {
                let of_run = wanted[done.tree];
                let threads = self.stream.threads;
                let places =
                    places::find_among(of_run, &ready.prepared, &tenants, &outcomes, threads);
                let said = self.told(&tenants, &ready, outcomes, Some(places));
                self.add(done, &tenants, said);
            }
            if self.keep {
                done.tenants = tenants;
            } else {
                self.forget(done);
            }
        }
    }
}
