//! Which of a violation's causes is shown first.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::causes::{ByValue, Causes, Needed};
use super::search::Search;
use super::{Cause, Located};
use crate::document::{DataPath, Segment};
use crate::engine::Violation;
use crate::finding::Precision;
use crate::tenant::Value;

/// Further places that are told, at most.
const MOST_FURTHER: usize = 5;

/// A cause that can be shown first.
struct Candidate {
    /// The node, or the map that lacks an entry.
    node: usize,
    path: DataPath,
    kind: Cause,
    /// Of how many violations of the rule it is a cause.
    shared: usize,
}

/// The places of violations by their causes.
pub(super) fn places(
    search: &mut Search<'_, '_>,
    violations: &[&Violation],
    all: Vec<Causes>,
) -> Vec<Located> {
    let mut shared: HashMap<usize, usize> = HashMap::new();
    for causes in &all {
        let nodes: BTreeSet<usize> = causes.needed.iter().map(|n| n.node).collect();
        for node in nodes {
            *shared.entry(node).or_default() += 1;
        }
    }
    let pairs = violations.iter().zip(all);
    pairs
        .map(|(violation, causes)| place(search, violation, &causes, &shared))
        .collect()
}

fn place(
    search: &mut Search<'_, '_>,
    violation: &Violation,
    causes: &Causes,
    shared: &HashMap<usize, usize>,
) -> Located {
    let plot = search.plot;
    let mut candidates = candidates(search, causes, shared);
    let words = Words::of(&violation.message);
    let fields = search.trial.mentions().fields.clone();
    candidates.sort_by_cached_key(|c| {
        let value = match &plot.get(c.node).node.value {
            Value::String(text) if c.kind != Cause::Missing => Some(&**text),
            _ => None,
        };
        (
            // What other violations of the rule are made of as well tells less about this one.
            c.shared,
            Reverse(words.weight(&c.path, value) + words.kind(c.kind)),
            words.first_mention(&c.path),
            // Policies ask first of what something holds, and then what is wrong.
            Reverse(position(&fields, &c.path)),
            Reverse(c.path.0.len()),
        )
    });
    // What came back in the violation narrows it down.
    let inside = |c: &&Candidate| causes.returned.iter().any(|&r| plot.is_below(c.node, r));
    let object = causes.returned.iter().copied();
    let object = object.filter(|&r| r != 0 && plot.is_collection(r)).min();
    let first = candidates.iter().find(inside);
    let (at, precision) = match first.or(candidates.first().filter(|_| object.is_none())) {
        Some(first) if is_choice(&candidates, causes) => {
            let nodes: Vec<usize> = candidates.iter().map(|c| c.node).collect();
            match plot.common(&nodes) {
                0 => (first.path.clone(), precision(search, causes, first)),
                common => (plot.path(common), Precision::Collection),
            }
        }
        Some(first) => (first.path.clone(), precision(search, causes, first)),
        None => match object {
            Some(node) => (plot.path(node), Precision::Object),
            None => mentioned(search, &causes.frame, &words),
        },
    };
    let also = candidates.iter().filter(|c| c.path != at);
    let also = also.map(|c| (c.path.clone(), c.kind));
    Located {
        also: also.take(MOST_FURTHER).collect(),
        at,
        precision,
        evaluations: causes.asked,
        spent: causes.spent,
    }
}

fn candidates(
    search: &Search<'_, '_>,
    causes: &Causes,
    shared: &HashMap<usize, usize>,
) -> Vec<Candidate> {
    let plot = search.plot;
    let at = |node: usize, kind: Cause, shared: usize| Candidate {
        node,
        path: plot.path(node),
        kind,
        shared,
    };
    // Names tell which one it is, and nothing is wrong with them.
    let named = |n: &&Needed| n.by_value == ByValue::Renames;
    let more = causes.changed.len() + causes.missing.len();
    let only_names = more == 0 && causes.needed.iter().all(|n| named(&n));
    let needed = causes.needed.iter().filter(|n| only_names || !named(n));
    let needed = needed.map(|needed| {
        let by_value = needed.by_value == ByValue::Ends;
        let shared = shared.get(&needed.node).copied().unwrap_or(1);
        at(needed.node, Cause::Needed { by_value }, shared)
    });
    let changed = causes.changed.iter();
    let changed = changed.map(|&node| at(node, Cause::Changed, 1));
    let missing = causes.missing.iter().map(|&(node, key)| Candidate {
        path: plot.path(node).key(search.key_of(key).clone()),
        ..at(node, Cause::Missing, 1)
    });
    let mut all: Vec<Candidate> = needed.chain(changed).chain(missing).collect();
    // What is in something says more than that.
    let paths: Vec<DataPath> = all.iter().map(|c| c.path.clone()).collect();
    all.retain(|c| {
        let inner = |path: &DataPath| *path != c.path && path.0.starts_with(&c.path.0);
        !paths.iter().any(inner)
    });
    all
}

/// Where the policy first reads the last key of a path.
fn position(fields: &[String], path: &DataPath) -> Option<usize> {
    let Some(Segment::Key(key)) = path.0.last() else {
        return None;
    };
    fields.iter().position(|field| **field == **key)
}

/// Whether nothing is needed, and any of several changes ends the violation: it is what all of
/// them together lack.
fn is_choice(candidates: &[Candidate], causes: &Causes) -> bool {
    causes.needed.is_empty() && candidates.len() > 1
}

fn precision(search: &Search<'_, '_>, causes: &Causes, chosen: &Candidate) -> Precision {
    let whole = causes
        .needed
        .iter()
        .any(|n| n.node == chosen.node && n.whole);
    match chosen.kind {
        Cause::Missing => Precision::BelongsHere,
        _ if whole => Precision::Collection,
        _ if search.plot.is_collection(chosen.node) => Precision::Object,
        _ => Precision::Exact,
    }
}

/// The collection that the rule mentions, or that it needs to judge at all, of which the message
/// speaks most, where nothing else is known; else the deepest.
fn mentioned(search: &mut Search<'_, '_>, frame: &[usize], words: &Words) -> (DataPath, Precision) {
    let plot = search.plot;
    let paths = &search.trial.mentions().paths;
    let reached = paths.iter().map(|path| plot.follow(path).0);
    let nodes = reached.chain(frame.iter().copied());
    let nodes = nodes.filter(|&node| node != 0 && plot.is_collection(node));
    let speaks = |node: &usize| {
        let path = plot.path(*node);
        let early = Reverse(words.first_mention(&path));
        (words.weight(&path, None), early, path.0.len())
    };
    match nodes.max_by_key(speaks) {
        Some(node) => (plot.path(node), Precision::Collection),
        None => (DataPath::default(), Precision::File),
    }
}

/// The words of a message, in small letters, in their order.
struct Words {
    text: String,
    words: Vec<String>,
}

/// Words that tell that something is wanted.
const LACKING: &[&str] = &[
    "no", "not", "without", "lacks", "lack", "missing", "never", "none", "must", "should", "need",
    "needs", "off", "disabled", "unset", "requires", "required",
];

impl Words {
    fn of(message: &str) -> Self {
        Self {
            text: message.to_lowercase(),
            words: words(message),
        }
    }

    /// Where a word stands, or one that starts alike: `read` and `readable`.
    fn position(&self, word: &str) -> Option<usize> {
        let alike = |known: &String| {
            let (short, long) = match known.len() < word.len() {
                true => (known.as_str(), word),
                false => (word, known.as_str()),
            };
            short == long || (short.len() >= 4 && long.starts_with(short))
        };
        self.words.iter().position(alike)
    }

    /// Of these words, how many tenths the message has.
    fn share(&self, words: &[String]) -> usize {
        let known = words.iter().filter(|word| self.position(word).is_some());
        (known.count() * 10).checked_div(words.len()).unwrap_or(0)
    }

    /// Whether the message holds this name.
    fn names(&self, name: &str) -> bool {
        name.chars().count() > 1 && self.text.contains(&name.to_lowercase())
    }

    /// How much the message speaks of a path and of what stands there.
    fn weight(&self, path: &DataPath, value: Option<&str>) -> usize {
        let keys = || {
            path.0.iter().filter_map(|step| match step {
                Segment::Key(key) => Some(&**key),
                Segment::Index(_) => None,
            })
        };
        let named = keys().filter(|key| self.names(key));
        let named: usize = named.map(|key| key.chars().count().min(30)).sum();
        let last = keys().next_back().map_or(0, |key| match self.names(key) {
            true => 20,
            false => self.share(&words(key)),
        });
        // A label says no more than the name that it repeats.
        let in_keys = |word: &String| keys().any(|key| words(key).contains(word));
        let value = value.map_or(0, |value| match words(value) {
            label if label.iter().all(in_keys) => 0,
            words => self.share(&words),
        });
        named + 3 * last + 2 * value
    }

    /// What speaks for a kind of cause.
    fn kind(&self, kind: Cause) -> usize {
        let lacking = || self.words.iter().any(|w| LACKING.contains(&w.as_str()));
        match kind {
            Cause::Needed { by_value: true } => 5,
            Cause::Needed { by_value: false } => 0,
            Cause::Changed | Cause::Missing if lacking() => 15,
            Cause::Changed | Cause::Missing => 0,
        }
    }

    /// Where the message first speaks of the last key of a path.
    fn first_mention(&self, path: &DataPath) -> usize {
        let Some(Segment::Key(key)) = path.0.last() else {
            return usize::MAX;
        };
        let all = words(key);
        let known = all.iter().filter_map(|word| self.position(word));
        known.min().unwrap_or(usize::MAX)
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.flat_map(split_case).collect()
}

/// `allowRead` is `allow` and `read`.
fn split_case(word: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut lower = false;
    for c in word.chars() {
        match words.last_mut() {
            Some(last) if !(lower && c.is_uppercase()) => last.extend(c.to_lowercase()),
            _ => words.push(c.to_lowercase().collect()),
        }
        lower = c.is_lowercase();
    }
    words
}
