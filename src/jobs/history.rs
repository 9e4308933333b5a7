//! The history of a repository, judged commit by commit: what was open when, and what made it so.
//!
//! The commits are those that led to the tip by their first parents: what the branch held, one state
//! after the other. Where a merge brings a change, the commit of the merged branch is looked for that
//! made it. All states are judged by the tip's policies and settings, each as of its own day.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::store::Store;
use crate::assess::past::{Chronicle, Edge, Thing, Turn, Why, things};
use crate::assess::seen::{Seen, State};
use crate::host::{self, Commit, NoSnapshot, Repository};
use crate::lint::{Files, Progress, Replay};
use crate::threads::in_parallel;

/// How many parts a thread judges between two looks at the commits, which bounds what is held.
const BATCH: usize = 32;

/// The stack of a thread that judges, in bytes; those that parse and evaluate have their own.
const STACK_BYTES: usize = 8 << 20;

/// What is asked of a history.
pub struct Asked<'a> {
    /// The state that it leads to.
    pub tip: host::State<'a>,
    /// Whether merges themselves count, and not the commits that they bring.
    pub first_parent: bool,
    /// The date by which all states are judged; each by its own where nobody says.
    pub as_of: Option<String>,
    /// The last day that is told of.
    pub today: String,
}

/// Judges the history.
///
/// # Errors
/// When the repository cannot be read.
pub fn run(
    repository: &dyn Repository,
    replay: Replay<'_>,
    store: &mut Store<'_>,
    asked: &Asked<'_>,
    progress: &dyn Progress,
) -> Result<Chronicle, NoSnapshot> {
    let history = repository.history(asked.tip)?;
    let mut teller = Teller {
        repository,
        workers: (0..replay.threads().max(1))
            .map(|_| Mutex::new(replay.fork()))
            .collect(),
        replay,
        store,
        asked,
        at: None,
        parts: HashMap::new(),
        known: HashMap::new(),
        chronicle: Chronicle {
            cut: history.cut,
            today: asked.today.clone(),
            as_of: asked.as_of.clone(),
            ..Chronicle::default()
        },
    };
    let days = teller.days(&history.commits);
    progress.phase("judging commits", history.commits.len());
    teller.foresee(&history.commits, &days, progress)?;
    teller.tell(&history.commits, &days)?;
    let mut chronicle = teller.chronicle;
    chronicle.past.finish();
    Ok(chronicle)
}

struct Teller<'t, 'h, 's> {
    repository: &'t dyn Repository,
    replay: Replay<'h>,
    /// One for each thread.
    workers: Vec<Mutex<Replay<'h>>>,
    store: &'t mut Store<'s>,
    asked: &'t Asked<'t>,
    /// The commit that was looked at last, and its files.
    at: Option<(String, Files)>,
    /// The parts of the commits that were looked at, by their keys.
    parts: HashMap<String, Vec<Arc<str>>>,
    /// What is known of parts by what is in them and the day as of which they were judged.
    known: HashMap<String, Arc<State>>,
    chronicle: Chronicle,
}

/// A part of a commit's files that is to be judged.
struct Task {
    key: String,
    files: Files,
    era: String,
}

impl Teller<'_, '_, '_> {
    /// The day of each commit. Clocks differ: none is taken to be older than the one that it was made
    /// on, or than today.
    fn days(&self, commits: &[Commit]) -> Vec<String> {
        let mut last = String::new();
        let days = commits.iter().map(|commit| {
            let own = self.asked.today.clone().min(commit.told.date.clone());
            last = own.max(last.clone());
            last.clone()
        });
        days.collect()
    }

    /// Judges what is not known yet of all commits, on all threads.
    fn foresee(
        &mut self,
        commits: &[Commit],
        days: &[String],
        progress: &dyn Progress,
    ) -> Result<(), NoSnapshot> {
        let mut tasks: BTreeMap<String, Task> = BTreeMap::new();
        let mut order = Vec::new();
        for (number, commit) in commits.iter().enumerate() {
            self.look_at(&commit.told.id)?;
            let (day, next) = (&days[number], days.get(number + 1));
            let mut eras = self.replay.turns(day, next.unwrap_or(&self.asked.today));
            eras.insert(0, day.clone());
            if let Some(as_of) = &self.asked.as_of {
                eras = vec![as_of.clone()];
            }
            let eras: Vec<String> = eras.iter().map(|day| self.replay.era(day)).collect();
            let parts = self.at.iter().flat_map(|(_, files)| files.parts()).cloned();
            for part in parts.collect::<Vec<_>>() {
                for era in eras.clone() {
                    let key = format!("{}-{era}", part.key);
                    if tasks.contains_key(&key) || self.remember(&key).is_some() {
                        continue;
                    }
                    if let Some((_, files)) = &self.at {
                        let task = Task {
                            key: key.clone(),
                            files: files.only(&part),
                            era,
                        };
                        order.push(key.clone());
                        tasks.insert(key, task);
                    }
                }
            }
            if tasks.len() >= BATCH * self.workers.len() {
                self.judge(
                    order
                        .drain(..)
                        .filter_map(|key| tasks.remove(&key))
                        .collect(),
                );
            }
            progress.step();
        }
        self.judge(
            order
                .drain(..)
                .filter_map(|key| tasks.remove(&key))
                .collect(),
        );
        Ok(())
    }

    /// Judges each thread's share of tasks: those of a group of files follow one another, and come to
    /// the same thread each time as far as the shares are even, so that they cost what changed.
    fn judge(&mut self, mut tasks: Vec<Task>) {
        let (count, workers) = (tasks.len(), &self.workers);
        let home = |group: Option<usize>| group.map(|group| group % workers.len());
        tasks.sort_by_key(|task| (home(task.files.group()), task.files.group()));
        let share = count.div_ceil(workers.len()).max(1);
        let repository = self.repository;
        let judged = in_parallel(workers.len(), workers.len(), STACK_BYTES, |worker| {
            let mut replay = workers[worker]
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let own = tasks.iter().skip(worker * share).take(share);
            let judged = own.map(|task| {
                let files: Vec<_> = task.files.contents().collect();
                replay.judge(&*repository.holding(&files), &task.files, &task.era)
            });
            judged.collect::<Vec<State>>()
        });
        let mut tasks = tasks.into_iter();
        for states in judged {
            for (state, task) in states.into_iter().zip(&mut tasks) {
                self.chronicle.judged += 1;
                let state = self.store.put(&task.key, state);
                self.known.insert(task.key, state);
            }
        }
    }

    /// What is known of a part, from this run or one before.
    fn remember(&mut self, key: &str) -> Option<Arc<State>> {
        if let Some(state) = self.known.get(key) {
            return Some(Arc::clone(state));
        }
        let state = self.store.get(key)?;
        self.chronicle.remembered += 1;
        self.known.insert(key.to_owned(), Arc::clone(&state));
        Some(state)
    }

    fn tell(&mut self, commits: &[Commit], days: &[String]) -> Result<(), NoSnapshot> {
        let mut before: Option<(&Commit, &String, Vec<Arc<State>>)> = None;
        for (commit, date) in commits.iter().zip(days) {
            let mut last = Vec::new();
            if let Some((previous, earlier, states)) = &before {
                last = self.pass(previous, earlier, date, states)?;
            }
            let states = self.states(&commit.told.id, date)?;
            let same = before.is_some() && alike(&states, &last);
            if same {
                self.chronicle.past.goes_by(&commit.told);
            } else {
                let why = Why::Commit(Arc::clone(&commit.told), None);
                let edge = Edge {
                    date: date.clone(),
                    why,
                };
                let turns = self.chronicle.past.step(&edge, &commit.told, &states);
                if commit.parents.len() > 1 && !self.asked.first_parent {
                    self.attribute(commit, &turns)?;
                }
            }
            let failure = states.iter().flat_map(|state| &state.failures).next();
            if let Some(failure) = failure {
                let failed = (Arc::clone(&commit.told), failure.clone());
                self.chronicle.failures.push(failed);
            }
            self.chronicle.commits.push(Arc::clone(&commit.told));
            before = Some((commit, date, states));
        }
        if let Some((last, date, states)) = &before {
            let today = self.asked.today.clone();
            self.pass(last, date, &today, states)?;
        }
        Ok(())
    }

    /// Lets the days go by after a commit, on some of which the same files may be judged otherwise.
    /// Gives how they are judged at the end.
    fn pass(
        &mut self,
        commit: &Commit,
        from: &str,
        to: &str,
        states: &[Arc<State>],
    ) -> Result<Vec<Arc<State>>, NoSnapshot> {
        let mut last = states.to_vec();
        if self.asked.as_of.is_some() {
            return Ok(last);
        }
        for day in self.replay.turns(from, to) {
            let states = self.states(&commit.told.id, &day)?;
            if !alike(&states, &last) {
                let edge = Edge {
                    date: day,
                    why: Why::Day,
                };
                self.chronicle.past.step(&edge, &commit.told, &states);
                last = states;
            }
        }
        Ok(last)
    }

    /// Finds the commits of a merged branch that made what began or ended with the merge.
    fn attribute(&mut self, merge: &Commit, turns: &[Turn]) -> Result<(), NoSnapshot> {
        let mut open: Vec<&Turn> = turns.iter().collect();
        if open.is_empty() {
            return Ok(());
        }
        let merged = self.repository.merged(merge)?;
        let day = |commit: &Commit| commit.told.date.clone().min(self.asked.today.clone());
        let days: HashMap<&str, String> = merged
            .iter()
            .map(|commit| (&*commit.told.id, day(commit)))
            .collect();
        // The last one counts: what it did is what came with the merge.
        for commit in merged.iter().rev() {
            if open.is_empty() {
                break;
            }
            let date = day(commit);
            let here = things(&self.states(&commit.told.id, &date)?);
            let mut parents = Vec::new();
            for parent in &commit.parents {
                let date = days.get(&**parent).unwrap_or(&date);
                parents.push(things(&self.states(parent, date)?));
            }
            let made = |turn: &Turn| {
                let holds = |things: &Known| things.contains_key(&turn.of) == turn.opened;
                holds(&here) && !parents.iter().any(holds)
            };
            for turn in open.extract_if(.., |turn| made(turn)) {
                self.chronicle
                    .past
                    .attribute(turn, &commit.told, &merge.told);
            }
        }
        Ok(())
    }

    /// What is found in the files of a commit as of a day.
    fn states(&mut self, id: &str, day: &str) -> Result<Vec<Arc<State>>, NoSnapshot> {
        let day = self.asked.as_of.as_deref().unwrap_or(day);
        let era = self.replay.era(day);
        let keys = match self.parts.get(id) {
            Some(keys) => keys.clone(),
            None => {
                self.look_at(id)?;
                self.parts.get(id).cloned().unwrap_or_default()
            }
        };
        let mut states = Vec::with_capacity(keys.len());
        for (number, part) in keys.iter().enumerate() {
            let key = format!("{part}-{era}");
            if self.remember(&key).is_none() {
                self.look_at(id)?;
                let files = self.at.iter().filter_map(|(_, files)| {
                    let part = files.parts().get(number)?;
                    Some(files.only(part))
                });
                let tasks = files.map(|files| Task {
                    key: key.clone(),
                    files,
                    era: era.clone(),
                });
                self.judge(tasks.collect());
            }
            states.extend(self.remember(&key));
        }
        Ok(states)
    }

    /// Finds the files of a commit, by what differs from those of the one that was looked at last.
    fn look_at(&mut self, id: &str) -> Result<(), NoSnapshot> {
        let files = match self.at.take() {
            Some((last, files)) if last == id => files,
            Some((last, mut files)) => {
                let changes = self.repository.differences(Some(&last), id)?;
                match self.replay.absorb(&mut files, self.top(), &changes) {
                    true => files,
                    false => self.files(id)?,
                }
            }
            None => self.files(id)?,
        };
        let keys = files.parts().iter().map(|part| Arc::clone(&part.key));
        self.parts.insert(id.to_owned(), keys.collect());
        self.at = Some((id.to_owned(), files));
        Ok(())
    }

    fn files(&self, id: &str) -> Result<Files, NoSnapshot> {
        let snapshot = self.repository.snapshot(host::State::Commit(id))?;
        Ok(self.replay.files(&*snapshot.host))
    }

    fn top(&self) -> &Path {
        self.repository.top()
    }
}

type Known = BTreeMap<Thing, Vec<Arc<Seen>>>;

fn alike(one: &[Arc<State>], other: &[Arc<State>]) -> bool {
    let same = |(one, other): (&Arc<State>, &Arc<State>)| Arc::ptr_eq(one, other);
    one.len() == other.len() && one.iter().zip(other).all(same)
}
