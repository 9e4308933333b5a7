//! Which nodes a violation needs: the rule is asked again without parts of the tenant, or with
//! other values in it, and each answer is kept.
//!
//! The smallest set is found level by level from the root down. On each level the children of what
//! is still needed are divided by halves, as in Junker's QuickXplain (AAAI 2004): `k` needed
//! children of `n` cost about `2 k log(n / k)` questions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

use super::plot::Plot;
use crate::engine::{Parts, Trial};
use crate::tenant::Value;

/// No more questions may be asked.
#[derive(Debug)]
pub(super) struct Spent;

/// A node that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Kept {
    pub(super) node: usize,
    /// Whether nothing of what is in it stays.
    pub(super) bare: bool,
}

/// One question: what stays, and what is other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct State {
    kept: Vec<Kept>,
    /// Scalars with the numbers of their new values.
    changed: Vec<(usize, usize)>,
    /// Maps with a new entry: the numbers of its key and its value.
    added: Vec<(usize, usize, usize)>,
    /// Nodes that are left out, whatever stays.
    without: Vec<usize>,
}

impl State {
    pub(super) fn of(mut kept: Vec<Kept>) -> Self {
        kept.sort_unstable();
        kept.dedup();
        Self {
            kept,
            ..Self::default()
        }
    }

    pub(super) fn changing(&self, nodes: &[usize], value: usize) -> Self {
        let mut state = self.clone();
        state.changed.extend(nodes.iter().map(|&n| (n, value)));
        state.changed.sort_unstable();
        state
    }

    pub(super) fn adding(&self, entries: &[(usize, usize)], value: usize) -> Self {
        let mut state = self.clone();
        let entries = entries.iter().map(|&(node, key)| (node, key, value));
        state.added.extend(entries);
        state.added.sort_unstable();
        state
    }
}

/// What the rule says to a question. `None` where it fails.
type Said = Option<Rc<Answer>>;

/// An answer, by the hashes of what tells violations apart.
#[derive(Debug)]
struct Answer {
    violated: BTreeSet<u64>,
    /// What is well, where the rule says that.
    met: Option<BTreeSet<u64>>,
}

/// What became of a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Holds,
    /// The rule judges, and the violation is not there.
    Gone,
    /// The rule fails, or has no answer: nobody knows.
    Unjudged,
}

/// All questions about one rule and one tenant.
pub(super) struct Search<'s, 'a> {
    pub(super) trial: &'s mut Trial<'a>,
    pub(super) plot: &'s Plot<'a>,
    reading: usize,
    /// Values that scalars are given.
    values: Vec<Value>,
    /// Keys that entries are added at.
    keys: Vec<Arc<str>>,
    answers: HashMap<(usize, State), Said>,
    /// By the hash of a violation: that of what is well where it is gone.
    subjects: HashMap<u64, u64>,
    /// The hashes of what the rule could not judge.
    unknown: HashMap<(usize, State), Rc<BTreeSet<u64>>>,
    /// How many questions were asked that had no answer yet.
    pub(super) asked: usize,
    /// When no more may be asked.
    pub(super) until: usize,
    /// Nodes that are left out of every question.
    without: Vec<usize>,
}

pub(super) fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

impl<'s, 'a> Search<'s, 'a> {
    pub(super) fn new(trial: &'s mut Trial<'a>, plot: &'s Plot<'a>) -> Self {
        Self {
            trial,
            plot,
            reading: 0,
            values: Vec::new(),
            keys: Vec::new(),
            answers: HashMap::new(),
            subjects: HashMap::new(),
            unknown: HashMap::new(),
            asked: 0,
            until: 0,
            without: Vec::new(),
        }
    }

    /// Records by what the rule tells that a violation is not there, where it tells that.
    pub(super) fn subject(&mut self, violation: &str, met: &str) {
        self.subjects.insert(hash(violation), hash(met));
    }

    /// The number of a value.
    pub(super) fn value(&mut self, value: Value) -> usize {
        let known = self.values.iter().position(|v| *v == value);
        known.unwrap_or_else(|| {
            self.values.push(value);
            self.values.len() - 1
        })
    }

    /// The number of a key.
    pub(super) fn key(&mut self, key: &str) -> usize {
        let known = self.keys.iter().position(|k| &**k == key);
        known.unwrap_or_else(|| {
            self.keys.push(key.into());
            self.keys.len() - 1
        })
    }

    /// What a key's number stands for.
    pub(super) fn key_of(&self, number: usize) -> &Arc<str> {
        &self.keys[number]
    }

    /// Takes the first reading under which the whole tenant has the violation.
    pub(super) fn choose_reading(&mut self, violation: u64) -> Result<bool, Spent> {
        for reading in 0..self.trial.readings() {
            self.reading = reading;
            if self.holds(&whole(), violation)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn reading(&self) -> usize {
        self.reading
    }

    /// Whether the violation is still there.
    pub(super) fn holds(&mut self, state: &State, violation: u64) -> Result<bool, Spent> {
        let said = self.said(state)?;
        Ok(said.is_some_and(|said| said.violated.contains(&violation)))
    }

    /// Whether the rule answers, and the violation is gone.
    pub(super) fn is_gone(&mut self, state: &State, violation: u64) -> Result<bool, Spent> {
        Ok(self.fate(state, violation)? == Fate::Gone)
    }

    /// What becomes of the violation. Without an answer about it, it is not gone: a setting that is
    /// left out may keep the rule from judging.
    pub(super) fn fate(&mut self, state: &State, violation: u64) -> Result<Fate, Spent> {
        let said = self.said(state)?;
        let judged = match said.as_deref() {
            Some(said) if said.violated.contains(&violation) => return Ok(Fate::Holds),
            Some(Answer { met: Some(met), .. }) => {
                let subject = self.subjects.get(&violation).unwrap_or(&violation);
                met.contains(subject)
            }
            Some(Answer { met: None, .. }) => self.is_judged(state)?,
            None => false,
        };
        Ok(if judged { Fate::Gone } else { Fate::Unjudged })
    }

    /// Whether the rule could judge all that it could in the whole tenant. A value that it cannot
    /// judge is one that it asks for, so that this is asked only of what is left out.
    fn is_judged(&mut self, state: &State) -> Result<bool, Spent> {
        let leaves_out = state.changed.is_empty() && state.added.is_empty();
        if !leaves_out || !self.trial.tells_unknown() {
            return Ok(true);
        }
        let unknown = self.unknown(state)?;
        let without = std::mem::take(&mut self.without);
        let before = self.unknown(&whole());
        self.without = without;
        let before = before?;
        Ok(unknown.is_subset(&before))
    }

    /// How many violations there are, by what tells them apart.
    pub(super) fn count(&mut self, state: &State) -> Result<usize, Spent> {
        Ok(self.said(state)?.map_or(0, |said| said.violated.len()))
    }

    fn said(&mut self, state: &State) -> Result<Said, Spent> {
        let question = self.question(state);
        if let Some(said) = self.answers.get(&question) {
            return Ok(said.clone());
        }
        self.spend()?;
        let parts = self.parts(&question.1);
        let said = self.trial.ask(self.reading, &parts);
        let hashes = |keys: BTreeSet<String>| keys.iter().map(|key| hash(key)).collect();
        let said = said.map(|said| {
            Rc::new(Answer {
                violated: hashes(said.violated),
                met: said.met.map(hashes),
            })
        });
        self.answers.insert(question, said.clone());
        Ok(said)
    }

    /// What the rule could not judge; nothing where it fails.
    fn unknown(&mut self, state: &State) -> Result<Rc<BTreeSet<u64>>, Spent> {
        let question = self.question(state);
        if let Some(unknown) = self.unknown.get(&question) {
            return Ok(Rc::clone(unknown));
        }
        self.spend()?;
        let parts = self.parts(&question.1);
        let said = self.trial.unknown(self.reading, &parts).unwrap_or_default();
        let unknown = Rc::new(said.iter().map(|key| hash(key)).collect());
        self.unknown.insert(question, Rc::clone(&unknown));
        Ok(unknown)
    }

    fn question(&self, state: &State) -> (usize, State) {
        let state = State {
            without: self.without.clone(),
            ..state.clone()
        };
        (self.reading, state)
    }

    /// One question more.
    fn spend(&mut self) -> Result<(), Spent> {
        if self.asked >= self.until {
            return Err(Spent);
        }
        self.asked += 1;
        Ok(())
    }

    fn parts(&self, state: &State) -> Parts {
        let mut only: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for kept in &state.kept {
            if kept.bare {
                only.entry(kept.node).or_default();
            }
            for pair in self.plot.upwards(kept.node).collect::<Vec<_>>().windows(2) {
                let ordinal = self.plot.get(pair[0]).ordinal;
                if !only.entry(pair[1]).or_default().insert(ordinal) {
                    break;
                }
            }
        }
        let pointer = |number: usize| std::ptr::from_ref(self.plot.get(number).node);
        let mut parts = Parts::new();
        for (node, children) in only {
            parts.entry(pointer(node)).or_default().only = Some(children);
        }
        let changed = state.changed.iter().map(|c| c.0);
        let added = state.added.iter().map(|a| a.0);
        for node in changed.chain(added) {
            for above in self.plot.upwards(node) {
                parts.entry(pointer(above)).or_default();
            }
        }
        for &node in &state.without {
            let parent = self.plot.get(node).parent;
            for above in self.plot.upwards(parent) {
                parts.entry(pointer(above)).or_default();
            }
            let only = &mut parts.entry(pointer(parent)).or_default().only;
            let all = || (0..self.plot.get(parent).children.len()).collect();
            only.get_or_insert_with(all)
                .remove(&self.plot.get(node).ordinal);
        }
        for &(node, value) in &state.changed {
            parts.entry(pointer(node)).or_default().value = Some(self.values[value].clone());
        }
        for &(node, key, value) in &state.added {
            let entry = (Arc::clone(&self.keys[key]), self.values[value].clone());
            parts.entry(pointer(node)).or_default().more.push(entry);
        }
        parts
    }

    /// The smallest set of nodes found that the violation needs, and whether the search came to
    /// its end: otherwise some of them stay whole.
    pub(super) fn shrink(&mut self, violation: u64) -> (Vec<Kept>, bool) {
        self.shrink_beside(Vec::new(), violation)
    }

    /// As [`Self::shrink`], with nodes that stay in any case.
    pub(super) fn shrink_beside(
        &mut self,
        mut done: Vec<Kept>,
        violation: u64,
    ) -> (Vec<Kept>, bool) {
        let mut level = vec![0];
        while !level.is_empty() {
            match self.descend(&mut done, &level, violation) {
                Ok(next) => level = next,
                Err(Spent) => {
                    let rest = level.iter().map(|&node| Kept { node, bare: false });
                    done.extend(rest);
                    return (done, false);
                }
            }
        }
        (done, true)
    }

    /// Whether the violation is gone where a node is left out.
    pub(super) fn is_gone_without(&mut self, node: usize, violation: u64) -> Result<bool, Spent> {
        Ok(self.fate_without(node, violation)? == Fate::Gone)
    }

    /// What becomes of the violation where a node is left out.
    pub(super) fn fate_without(&mut self, node: usize, violation: u64) -> Result<Fate, Spent> {
        self.without = vec![node];
        let fate = self.fate(&whole(), violation);
        self.without.clear();
        fate
    }

    /// As [`Self::shrink`], of the whole tenant without one node. Nothing where the violation is
    /// gone without it.
    pub(super) fn shrink_without(
        &mut self,
        node: usize,
        violation: u64,
    ) -> Result<Vec<Kept>, Spent> {
        self.without = vec![node];
        let found = self.holds(&whole(), violation).map(|holds| match holds {
            true => self.shrink(violation).0,
            false => Vec::new(),
        });
        self.without.clear();
        found
    }

    /// One level further down: what is needed of what is in these.
    fn descend(
        &mut self,
        done: &mut Vec<Kept>,
        level: &[usize],
        violation: u64,
    ) -> Result<Vec<usize>, Spent> {
        let bare = level.iter().map(|&node| Kept { node, bare: true });
        let mut base: Vec<Kept> = done.clone();
        base.extend(bare);
        let children: Vec<usize> = level
            .iter()
            .flat_map(|&node| self.plot.get(node).children.clone())
            .collect();
        let mut needed = Vec::new();
        if !self.holds(&State::of(base.clone()), violation)? {
            let children = match level {
                [0] => self.mentioned(&base, children, violation)?,
                _ => children,
            };
            self.needed(&base, &children, &mut needed, violation)?;
        }
        let parents: BTreeSet<usize> = needed.iter().map(|&n| self.plot.get(n).parent).collect();
        let alone = level.iter().filter(|node| !parents.contains(node));
        done.extend(alone.map(|&node| Kept { node, bare: true }));
        let (next, scalars): (Vec<usize>, Vec<usize>) = needed
            .into_iter()
            .partition(|&n| self.plot.is_collection(n));
        done.extend(scalars.into_iter().map(|node| Kept { node, bare: false }));
        Ok(next)
    }

    /// The children of the root that the rule mentions, if they are enough.
    fn mentioned(
        &mut self,
        base: &[Kept],
        children: Vec<usize>,
        violation: u64,
    ) -> Result<Vec<usize>, Spent> {
        let named = self.mentioned_sections();
        let enough = !named.is_empty()
            && named.len() < children.len()
            && self.holds(&with(base, &named), violation)?;
        Ok(if enough { named } else { children })
    }

    /// The children of the root that the rule mentions.
    pub(super) fn mentioned_sections(&mut self) -> Vec<usize> {
        let paths = &self.trial.mentions().paths;
        let named: BTreeSet<&String> = paths.iter().filter_map(|p| p.first()).collect();
        let children = self.plot.get(0).children.clone();
        let is_named = |&n: &usize| {
            self.plot
                .key(n)
                .is_some_and(|key| named.iter().any(|n| *n == key))
        };
        children.filter(is_named).collect()
    }

    /// Names of entities of the tenant, to which others may refer.
    pub(super) fn names(&self, most: usize) -> Vec<String> {
        let sections = self.plot.get(0).children.clone();
        let written = |n: &usize| self.plot.get(*n).node.origin().is_some();
        let entities = sections.flat_map(|n| self.plot.get(n).children.clone().take(4));
        let names = entities.filter(written).filter_map(|n| self.plot.key(n));
        names.take(most).map(str::to_owned).collect()
    }

    /// Those of the candidates that are needed beside the base, by halves.
    fn needed(
        &mut self,
        base: &[Kept],
        candidates: &[usize],
        out: &mut Vec<usize>,
        violation: u64,
    ) -> Result<(), Spent> {
        if let [one] = candidates {
            out.push(*one);
            return Ok(());
        }
        let (left, right) = candidates.split_at(candidates.len() / 2);
        let start = out.len();
        let beside_left = extended(base, left);
        if !self.holds(&State::of(beside_left.clone()), violation)? {
            self.needed(&beside_left, right, out, violation)?;
        }
        let beside_right = extended(base, &out[start..]);
        if !self.holds(&State::of(beside_right.clone()), violation)? {
            self.needed(&beside_right, left, out, violation)?;
        }
        Ok(())
    }

    /// Those of the nodes, in groups, whose change alone takes the violation away, by halves, at most `most`.
    /// `make` is the question in which some of them are changed.
    pub(super) fn decisive<T: Copy>(
        &mut self,
        groups: Vec<Vec<T>>,
        most: usize,
        make: &mut dyn FnMut(&[T]) -> State,
        violation: u64,
    ) -> Result<Vec<T>, Spent> {
        let mut found = Vec::new();
        let mut todo = groups;
        todo.reverse();
        while let Some(some) = todo.pop() {
            if some.is_empty() || found.len() >= most || !self.is_gone(&make(&some), violation)? {
                continue;
            }
            if let [one] = some[..] {
                found.push(one);
                continue;
            }
            let (left, right) = some.split_at(some.len() / 2);
            let halves = [left, right].map(|half| self.is_gone(&make(half), violation));
            if let [Ok(false), Ok(false)] = halves {
                // Only several of them together end it.
                if some.len() <= MOST_TOGETHER {
                    found.extend(self.together(some, make, violation)?);
                }
                continue;
            }
            todo.extend([right.to_vec(), left.to_vec()]);
        }
        Ok(found)
    }

    /// Nodes each of which has to change, of some that end the violation together.
    fn together<T: Copy>(
        &mut self,
        mut some: Vec<T>,
        make: &mut dyn FnMut(&[T]) -> State,
        violation: u64,
    ) -> Result<Vec<T>, Spent> {
        let mut at = 0;
        while at < some.len() {
            let mut others = some.clone();
            others.remove(at);
            match self.is_gone(&make(&others), violation)? {
                true => some = others,
                false => at += 1,
            }
        }
        Ok(some)
    }
}

/// Nodes that may end a violation together, at most.
const MOST_TOGETHER: usize = 16;

/// The whole tenant.
pub(super) fn whole() -> State {
    State::of(vec![Kept {
        node: 0,
        bare: false,
    }])
}

fn extended(base: &[Kept], more: &[usize]) -> Vec<Kept> {
    let more = more.iter().map(|&node| Kept { node, bare: false });
    base.iter().copied().chain(more).collect()
}

fn with(base: &[Kept], more: &[usize]) -> State {
    State::of(extended(base, more))
}
