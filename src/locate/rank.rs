//! Which of a violation's causes is shown first.

use std::collections::{BTreeSet, HashMap};

use super::causes::Causes;
use super::search::Search;
use super::{Located, Sure};
use crate::document::{DataPath, Segment};
use crate::engine::Violation;
use crate::tenant::Value;

/// Further places that are told, at most.
const MOST_FURTHER: usize = 5;

/// A cause that can be shown first.
struct Candidate {
    /// The node, or the map that lacks an entry.
    node: usize,
    path: DataPath,
    kind: Kind,
    /// Of how many violations of the rule it is a cause.
    shared: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// It is there, and should not be so.
    Needed {
        by_value: bool,
    },
    Changed,
    Missing,
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
    let mut candidates: Vec<Candidate> = Vec::new();
    for needed in &causes.needed {
        candidates.push(Candidate {
            node: needed.node,
            path: plot.path(needed.node),
            kind: Kind::Needed {
                by_value: needed.by_value,
            },
            shared: shared.get(&needed.node).copied().unwrap_or(1),
        });
    }
    for &node in &causes.changed {
        candidates.push(Candidate {
            node,
            path: plot.path(node),
            kind: Kind::Changed,
            shared: 1,
        });
    }
    for &(node, key) in &causes.missing {
        candidates.push(Candidate {
            node,
            path: plot.path(node).key(search.key_of(key).clone()),
            kind: Kind::Missing,
            shared: 1,
        });
    }
    let inner: Vec<DataPath> = candidates.iter().map(|c| c.path.clone()).collect();
    candidates.retain(|c| {
        let deeper =
            |path: &DataPath| path.0.len() > c.path.0.len() && path.0.starts_with(&c.path.0);
        !inner.iter().any(deeper)
    });
    let words = Words::of(&violation.message);
    candidates.sort_by_cached_key(|c| {
        let value = match &plot.get(c.node).node.value {
            Value::String(text) if c.kind != Kind::Missing => Some(&**text),
            _ => None,
        };
        let first = words.first_mention(&c.path);
        (
            c.shared,
            std::cmp::Reverse(words.weight(&c.path, value) + words.kind(c.kind)),
            first,
            std::cmp::Reverse(c.path.0.len()),
        )
    });
    // What came back in the violation narrows it down.
    let inside: Vec<usize> = (0..candidates.len())
        .filter(|&n| {
            let below = |&&r: &&usize| plot.is_below(candidates[n].node, r);
            causes.returned.iter().any(|r| below(&r))
        })
        .collect();
    let first = inside
        .first()
        .copied()
        .or((!candidates.is_empty()).then_some(0));
    let whole = |node: usize| causes.needed.iter().any(|n| n.node == node && n.whole);
    let (at, sure) = match first {
        Some(first) => {
            let chosen = &candidates[first];
            let only = matches!(chosen.kind, Kind::Changed | Kind::Missing)
                && causes.needed.is_empty()
                && candidates.len() > 1;
            let collection = plot.is_collection(chosen.node) && chosen.kind != Kind::Missing;
            let sure = match collection {
                true if whole(chosen.node) => Sure::Collection,
                true => Sure::Object,
                false => Sure::Exact,
            };
            if only {
                let nodes: Vec<usize> = candidates.iter().map(|c| c.node).collect();
                (plot.path(plot.common(&nodes)), Sure::Collection)
            } else {
                (chosen.path.clone(), sure)
            }
        }
        None => match causes.returned.first() {
            Some(&node) if node != 0 => (plot.path(node), Sure::Object),
            _ => mentioned(search),
        },
    };
    let also = candidates
        .iter()
        .map(|c| &c.path)
        .filter(|path| **path != at);
    Located {
        also: also.take(MOST_FURTHER).cloned().collect(),
        at,
        sure,
        evaluations: causes.asked,
        spent: causes.spent,
    }
}

/// The deepest collection that the rule mentions, where nothing else is known.
fn mentioned(search: &mut Search<'_, '_>) -> (DataPath, Sure) {
    let plot = search.plot;
    let paths = &search.trial.mentions().paths;
    let reached = paths.iter().map(|path| plot.follow(path).0);
    match reached.max_by_key(|&node| plot.path(node).0.len()) {
        Some(node) if node != 0 => (plot.path(node), Sure::Collection),
        _ => (DataPath::default(), Sure::File),
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
        let last = keys().last().map_or(0, |key| match self.names(key) {
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
    fn kind(&self, kind: Kind) -> usize {
        let lacking = || self.words.iter().any(|w| LACKING.contains(&w.as_str()));
        match kind {
            Kind::Needed { by_value: true } => 5,
            Kind::Needed { by_value: false } => 0,
            Kind::Changed | Kind::Missing if lacking() => 15,
            Kind::Changed | Kind::Missing => 0,
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
