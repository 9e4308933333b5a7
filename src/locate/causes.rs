//! What takes one violation away: nodes that it needs, values whose change ends it, entries that
//! are missing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Number;

use super::search::{Fate, Kept, Search, Spent, State, hash, whole};
use crate::tenant::{Map, Node, Value};

/// Scalars that are changed, at most.
const MOST_SCALARS: usize = 4_000;
/// Texts and numbers of the policy that scalars are changed to, at most.
const MOST_VALUES: usize = 32;
/// Keys that are added to a map, at most.
const MOST_KEYS: usize = 60;
/// A tenant of so many nodes is tried as a whole.
const SMALL: usize = 20_000;
/// Keys that are tried by themselves, at most, and for how many of the first values.
const MOST_GROUPS: usize = 12;
const FIRST_VALUES: usize = 10;
/// Values that are tried where several steps of a path are missing, at most.
const MOST_DEEP: usize = 8;
/// So many entities are few.
const FEW_ENTITIES: usize = 30;
/// Entities of one section that are looked at for what they lack, at most.
const MOST_ENTITIES: usize = 50;
/// Names of other entities that texts are changed to, at most.
const MOST_NAMES: usize = 12;
/// Decisive nodes of one kind, at most.
const MOST_FOUND: usize = 6;

/// What was found out about one violation.
#[derive(Debug, Default)]
pub(super) struct Causes {
    /// Nodes without which it is not there.
    pub(super) needed: Vec<Needed>,
    /// Nodes without which the rule does not judge: the violation is made of them only where
    /// nothing else is known.
    pub(super) frame: Vec<usize>,
    /// Other scalars, one of which may be changed to end it.
    pub(super) changed: Vec<usize>,
    /// Maps that lack an entry which would end it, and the entry's key.
    pub(super) missing: Vec<(usize, usize)>,
    /// Nodes that came back in it.
    pub(super) returned: Vec<usize>,
    /// How often the rule was asked.
    pub(super) asked: usize,
    /// Whether the budget ended the search.
    pub(super) spent: bool,
}

/// A node that a violation needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needed {
    pub(super) node: usize,
    /// What its value does, beside that it is there.
    pub(super) by_value: ByValue,
    /// Whether the search ended before what is in it was looked at.
    pub(super) whole: bool,
}

/// What another value of a scalar does to a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByValue {
    Nothing,
    /// The violation is there, in other words: the value is a name.
    Renames,
    Ends,
}

/// Searches the causes of the violation that this tells from others.
pub(super) fn of(search: &mut Search<'_, '_>, violation: &str) -> Causes {
    let before = search.asked;
    let mut causes = Causes::default();
    causes.spent = fill(search, violation, &mut causes).is_err();
    causes.asked = search.asked - before;
    causes
}

fn fill(search: &mut Search<'_, '_>, violation: &str, causes: &mut Causes) -> Result<(), Spent> {
    let key = hash(violation);
    if !search.choose_reading(key)? {
        return Ok(());
    }
    causes.returned = returned(search, violation);
    let (kept, complete) = search.shrink(key);
    let state = State::of(kept.clone());
    causes.needed = needed_of(search, &kept);
    if !complete {
        return Err(Spent);
    }
    set_frame_apart(search, causes, key)?;
    for needed in &mut causes.needed {
        needed.by_value = decides(search, &state, needed.node, key)?;
    }
    take_back_what_decides(search, causes, &state, key)?;
    alternatives(search, causes, key)?;
    let context = context(search, key)?;
    // What was found stays where the budget ends the search.
    let mut found = BTreeSet::new();
    let changed = changed(search, &kept, &context, key, &mut found);
    causes.changed = found.into_iter().collect();
    changed?;
    let mut found = BTreeSet::new();
    let missing = missing(search, &kept, &context, key, &mut found);
    causes.missing = found.into_iter().collect();
    missing
}

/// Takes those from what is needed without which the rule does not judge: that it says nothing
/// does not end a violation.
fn set_frame_apart(
    search: &mut Search<'_, '_>,
    causes: &mut Causes,
    violation: u64,
) -> Result<(), Spent> {
    let mut at = 0;
    while let Some(needed) = causes.needed.get(at) {
        match search.fate_without(needed.node, violation)? == Fate::Unjudged {
            true => causes.frame.push(causes.needed.remove(at).node),
            false => at += 1,
        }
    }
    Ok(())
}

/// Takes nodes back to what is needed whose values decide, though the rule does not judge without
/// them.
fn take_back_what_decides(
    search: &mut Search<'_, '_>,
    causes: &mut Causes,
    state: &State,
    violation: u64,
) -> Result<(), Spent> {
    let mut at = 0;
    while let Some(&node) = causes.frame.get(at) {
        match decides(search, state, node, violation)? {
            ByValue::Nothing => at += 1,
            by_value => causes.needed.push(Needed {
                node: causes.frame.remove(at),
                by_value,
                whole: false,
            }),
        }
    }
    Ok(())
}

fn needed_of(search: &Search<'_, '_>, kept: &[Kept]) -> Vec<Needed> {
    // What the program computed says nothing to a reader.
    let written = |node: usize| search.plot.get(node).node.first_origin().is_some();
    let below = kept
        .iter()
        .filter(|kept| kept.node != 0 && written(kept.node));
    let needed = below.map(|kept| Needed {
        node: kept.node,
        by_value: ByValue::Nothing,
        whole: !kept.bare && search.plot.is_collection(kept.node),
    });
    needed.collect()
}

fn returned(search: &mut Search<'_, '_>, violation: &str) -> Vec<usize> {
    let reading = search.reading();
    let returned = search.trial.returned(reading, violation);
    if returned.is_empty() {
        return Vec::new();
    }
    let numbers = search.plot.numbers();
    let nodes = returned.iter().filter_map(|node| numbers.get(node));
    nodes.copied().collect()
}

/// Nodes of which some smallest set holds that the violation needs.
pub(super) fn needed(search: &mut Search<'_, '_>, violation: &str) -> Result<Vec<usize>, Spent> {
    let key = hash(violation);
    let (kept, _) = search.shrink(key);
    let mut causes = Causes {
        needed: needed_of(search, &kept),
        ..Causes::default()
    };
    alternatives(search, &mut causes, key)?;
    Ok(causes.needed.iter().map(|needed| needed.node).collect())
}

/// Nodes that take the place of needed ones where these are left out.
fn alternatives(
    search: &mut Search<'_, '_>,
    causes: &mut Causes,
    violation: u64,
) -> Result<(), Spent> {
    let mut known: BTreeSet<usize> = causes.needed.iter().map(|n| n.node).collect();
    let mut at = 0;
    while let Some(needed) = causes.needed.get(at).filter(|_| at < MOST_FOUND) {
        let others = search.shrink_without(needed.node, violation)?;
        let state = State::of(others.clone());
        for kept in others.iter().filter(|kept| kept.node != 0) {
            if known.insert(kept.node) {
                let by_value = decides(search, &state, kept.node, violation)?;
                causes.needed.push(Needed {
                    node: kept.node,
                    by_value,
                    whole: false,
                });
            }
        }
        at += 1;
    }
    Ok(())
}

/// What another value of a scalar does to the violation.
fn decides(
    search: &mut Search<'_, '_>,
    state: &State,
    node: usize,
    violation: u64,
) -> Result<ByValue, Spent> {
    let old = &search.plot.get(node).node.value;
    let mut values = others(old);
    if matches!(old, Value::String(_)) {
        let texts = candidates(search).into_iter();
        values.extend(texts.filter(|v| matches!(v, Value::String(_)) && v != old));
    }
    let mut by_value = ByValue::Nothing;
    for value in values {
        let value = search.value(value);
        let other = state.changing(&[node], value);
        if !search.is_gone(&other, violation)? {
            continue;
        }
        // Another violation in its place: they differ by what they call it.
        if search.count(&other)? < search.count(state)? {
            return Ok(ByValue::Ends);
        }
        by_value = ByValue::Renames;
    }
    Ok(by_value)
}

/// Values that a scalar could have instead.
pub(super) fn others(value: &Value) -> Vec<Value> {
    let number = |n: i64| Value::Number(Number::from(n));
    match value {
        Value::Bool(b) => vec![Value::Bool(!b)],
        Value::Null => vec![Value::Bool(true)],
        Value::String(_) => vec![Value::String("\u{1}".into())],
        Value::Number(_) => vec![number(0), number(i64::from(i32::MAX)), number(-1)],
        Value::List(_) | Value::Map(_) => Vec::new(),
    }
}

/// The part of the tenant in which changes are tried: all of it; of a large one the sections that
/// the rule mentions, where they are enough for the violation.
fn context(search: &mut Search<'_, '_>, violation: u64) -> Result<(State, Vec<usize>), Spent> {
    if search.plot.len() <= SMALL {
        return Ok((whole(), vec![0]));
    }
    let sections = search.mentioned_sections();
    let kept = sections.iter().map(|&node| Kept { node, bare: false });
    let state = State::of(kept.collect());
    if !sections.is_empty() && search.holds(&state, violation)? {
        return Ok((state, sections));
    }
    Ok((whole(), vec![0]))
}

/// Scalars whose change ends the violation: those that somebody wrote, the nearest to what is
/// needed first.
fn changed(
    search: &mut Search<'_, '_>,
    kept: &[Kept],
    (state, around): &(State, Vec<usize>),
    violation: u64,
    found: &mut BTreeSet<usize>,
) -> Result<(), Spent> {
    let plot = search.plot;
    let needed: BTreeSet<usize> = kept.iter().map(|kept| kept.node).collect();
    let near = kept.iter().map(|kept| match kept.bare {
        true => kept.node,
        false => plot.get(kept.node).parent,
    });
    let near = near.filter(|&node| node != 0);
    let mut seen = BTreeSet::new();
    let scalars: Vec<usize> = near
        .chain(around.iter().copied())
        .flat_map(|node| plot.scalars(node, MOST_SCALARS))
        .filter(|node| !needed.contains(node) && plot.get(*node).node.origin().is_some())
        .filter(|&node| seen.insert(node))
        .take(MOST_SCALARS)
        .collect();
    let read = read_keys(search);
    let key = |node: &usize| read.get(plot.key(*node)?).copied();
    for (number, value) in candidates(search).into_iter().enumerate() {
        let fits = |&node: &usize| {
            let old = &plot.get(node).node.value;
            !found.contains(&node)
                && std::mem::discriminant(old) == std::mem::discriminant(&value)
                && *old != value
        };
        let nodes: Vec<usize> = scalars.iter().copied().filter(fits).collect();
        let groups = groups(&nodes, &key, number < FIRST_VALUES);
        let number = search.value(value);
        let make = &mut |nodes: &[usize]| state.changing(nodes, number);
        let left = MOST_FOUND - found.len();
        found.extend(search.decisive(groups, left, make, violation)?);
        if found.len() >= MOST_FOUND {
            break;
        }
    }
    Ok(())
}

/// Changes of many nodes at once may hide each other, so that those of one key stand together, if
/// the policy reads it, and all others are one group.
fn groups<T: Copy>(nodes: &[T], key: &dyn Fn(&T) -> Option<usize>, alone: bool) -> Vec<Vec<T>> {
    let mut by_key: BTreeMap<usize, Vec<T>> = BTreeMap::new();
    for node in nodes {
        let number = key(node).filter(|_| alone).unwrap_or(usize::MAX);
        by_key.entry(number).or_default().push(*node);
    }
    let others = by_key.remove(&usize::MAX).unwrap_or_default();
    let mut groups: Vec<Vec<T>> = by_key.into_values().collect();
    let rest = groups.split_off(groups.len().min(MOST_GROUPS));
    groups.push(rest.into_iter().flatten().chain(others).collect());
    groups
}

/// The keys that the policy reads, each with its number in their order.
fn read_keys(search: &mut Search<'_, '_>) -> BTreeMap<String, usize> {
    let mentions = search.trial.mentions();
    let keys = mentions.fields.iter().chain(&mentions.texts);
    let mut read = BTreeMap::new();
    for key in keys.chain(mentions.paths.iter().flatten()) {
        let number = read.len();
        read.entry(key.clone()).or_insert(number);
    }
    read
}

/// Values that scalars are changed to: those that the policy mentions, and those about as large.
pub(super) fn candidates(search: &mut Search<'_, '_>) -> Vec<Value> {
    let names = search.names(MOST_NAMES);
    let mentions = search.trial.mentions();
    let texts = mentions.texts.iter().take(MOST_VALUES);
    let texts = texts.map(|text| Value::String(text.as_str().into()));
    let numbers: BTreeSet<i64> = mentions
        .numbers
        .iter()
        .flat_map(|&n| [n.saturating_sub(1), n, n.saturating_add(1)])
        .chain([0, i64::from(i32::MAX)])
        .take(MOST_VALUES)
        .collect();
    let numbers = numbers.into_iter().map(|n| Value::Number(Number::from(n)));
    let names = names
        .into_iter()
        .map(|name| Value::String(name.as_str().into()));
    let some = || Node::computed(Value::Map(Map::new()));
    [
        Value::Bool(true),
        Value::Bool(false),
        Value::List([some()].into()),
        Value::Map(Map::from([("a".into(), some())])),
    ]
    .into_iter()
    .chain(texts)
    .chain(numbers)
    .chain(names)
    .collect()
}

/// Entries that end the violation where they are added: to the maps around what is needed, and to
/// those in which a path of the policy ends.
fn missing(
    search: &mut Search<'_, '_>,
    kept: &[Kept],
    (state, _): &(State, Vec<usize>),
    violation: u64,
    found: &mut BTreeSet<(usize, usize)>,
) -> Result<(), Spent> {
    let plot = search.plot;
    let mut maps: BTreeSet<usize> = BTreeSet::new();
    for kept in kept {
        maps.extend(plot.upwards(kept.node).take(2));
    }
    let mentions = search.trial.mentions();
    let names = mentions.texts.iter().filter(|text| is_name(text));
    let keys: Vec<String> = mentions.fields.iter().chain(names).cloned().collect();
    let paths = mentions.paths.clone();
    maps.extend(paths.iter().map(|path| plot.follow(path).0));
    let keys: BTreeSet<usize> = keys.iter().map(|key| search.key(key)).collect();
    let keys: Vec<usize> = keys.into_iter().take(MOST_KEYS).collect();
    let mut entries = Vec::new();
    for node in maps {
        let Some(map) = plot.get(node).node.as_map() else {
            continue;
        };
        let lacking = keys.iter().copied();
        let lacking = lacking.filter(|&key| !map.contains_key(search.key_of(key)));
        entries.extend(lacking.map(|key| (node, key)));
    }
    entries.extend(as_siblings(search, &keys));
    let read = read_keys(search);
    let names: BTreeMap<usize, usize> = keys
        .iter()
        .filter_map(|&key| Some((key, *read.get(&**search.key_of(key))?)))
        .collect();
    let key = |entry: &(usize, usize)| names.get(&entry.1).copied();
    for (number, value) in candidates(search).into_iter().enumerate() {
        entries.retain(|entry| !found.contains(entry));
        let groups = groups(&entries, &key, number < FIRST_VALUES);
        let number = search.value(value);
        let make = &mut |entries: &[(usize, usize)]| state.adding(entries, number);
        let left = MOST_FOUND - found.len();
        found.extend(search.decisive(groups, left, make, violation)?);
        if found.len() >= MOST_FOUND {
            break;
        }
    }
    if found.is_empty() {
        found.extend(deeper(search, state, &paths, violation)?);
    }
    Ok(())
}

/// Entries of these keys that entities lack: where there are many, those that others of their
/// section have.
fn as_siblings(search: &Search<'_, '_>, keys: &[usize]) -> Vec<(usize, usize)> {
    let plot = search.plot;
    let sections = plot.get(0).children.clone();
    let few = sections.map(|n| plot.get(n).children.len()).sum::<usize>() <= FEW_ENTITIES;
    let mut entries = Vec::new();
    for section in plot.get(0).children.clone() {
        let entities = || plot.get(section).children.clone().take(MOST_ENTITIES);
        let maps = || entities().filter_map(|n| Some((n, plot.get(n).node.as_map()?)));
        for &key in keys {
            let has = |map: &Map| map.contains_key(search.key_of(key));
            if few || maps().any(|(_, map)| has(map)) {
                let lacking = maps().filter(|(_, map)| !has(map));
                entries.extend(lacking.map(|(node, _)| (node, key)));
            }
        }
    }
    entries
}

/// Entries on the way of a path of the policy, more than one step of which is missing.
fn deeper(
    search: &mut Search<'_, '_>,
    state: &State,
    paths: &[Vec<String>],
    violation: u64,
) -> Result<Option<(usize, usize)>, Spent> {
    for path in paths.iter().take(MOST_VALUES) {
        let (node, done) = search.plot.follow(path);
        let [first, below @ ..] = &path[done..] else {
            continue;
        };
        if node == 0 || below.is_empty() || search.plot.get(node).node.as_map().is_none() {
            continue;
        }
        let key = search.key(first);
        for value in candidates(search).into_iter().take(MOST_DEEP) {
            let nested = below.iter().rev().fold(value, |value, step| {
                Value::Map(Map::from([(step.as_str().into(), Node::computed(value))]))
            });
            let number = search.value(nested);
            if search.is_gone(&state.adding(&[(node, key)], number), violation)? {
                return Ok(Some((node, key)));
            }
        }
    }
    Ok(None)
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic)
        && chars.all(|c| c.is_alphanumeric() || "_-:./".contains(c))
}
