//! Putting pieces together: entry by entry, keeping every place.
//!
//! What two places say alike is kept once with both places; where they disagree, the node
//! keeps all values as its readings, and the disagreement is a finding.

use std::cell::RefCell;
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::sequences::Sequences;
use super::value::{Map, Node, Value};
use super::{Sink, percent_decode};
use crate::check::Check;
use crate::document::{DataPath, Segment};

/// Adds an entry to a map, merging it with the entry of the same key.
pub(super) fn insert(
    map: &mut Map,
    key: Arc<str>,
    node: Node,
    path: &mut DataPath,
    sink: &mut Sink,
) {
    match map.get_mut(&key) {
        Some(first) => {
            path.0.push(Segment::Key(key));
            merge(first, node, path, sink);
            path.0.pop();
        }
        None => {
            map.insert(key, node);
        }
    }
}

/// The entries of a mapping, as they come.
#[derive(Default)]
pub(super) struct Entries(Vec<(Arc<str>, Node)>);

impl Entries {
    /// Makes room for as many as are to come.
    pub(super) fn reserve(&mut self, entries: usize) {
        self.0.reserve_exact(entries);
    }

    /// Adds an entry.
    pub(super) fn push(&mut self, key: Arc<str>, node: Node) {
        self.0.push((key, node));
    }

    /// The mapping at a path, in which entries of one key are merged in the order in which they
    /// came. The path is asked for where there are such.
    pub(super) fn finish(self, path: impl FnOnce() -> DataPath, sink: &mut Sink) -> Map {
        let mut entries = self.0;
        if !entries.is_sorted_by(|(one, _), (other, _)| one < other) && !in_order(&mut entries) {
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        }
        if entries.windows(2).all(|two| two[0].0 != two[1].0) {
            return Map::of_sorted(entries);
        }
        let mut map = Map::new();
        let mut path = path();
        for (key, node) in entries {
            insert(&mut map, key, node, &mut path, sink);
        }
        map
    }
}

thread_local! {
    /// By the names of entries as they came, the place of each once they are sorted.
    static PLACES: RefCell<Sequences<Box<[u32]>>> = const { RefCell::new(Sequences::new()) };
    /// Sorted names that all differ, as the platform compares them.
    static APART: RefCell<Sequences<()>> = const { RefCell::new(Sequences::new()) };
}

/// Puts entries in the order of their keys, where these are known or all differ.
fn in_order(entries: &mut [(Arc<str>, Node)]) -> bool {
    PLACES.with_borrow_mut(|places| {
        let names = entries.iter().map(|(name, _)| name);
        if let Some(known) = places.find(entries.len(), names.clone()) {
            let mut known = known.clone();
            put(entries, &mut known);
            return true;
        }
        let Ok(length) = u32::try_from(entries.len()) else {
            return false;
        };
        let mut order: Vec<u32> = (0..length).collect();
        let name = |at: u32| &entries[at as usize].0;
        order.sort_unstable_by(|&one, &other| name(one).cmp(name(other)));
        if order.windows(2).any(|two| name(two[0]) == name(two[1])) {
            return false;
        }
        let mut found = vec![0; order.len()].into_boxed_slice();
        for (place, &at) in (0..length).zip(&order) {
            found[at as usize] = place;
        }
        places.keep(entries.len(), names, found.clone());
        put(entries, &mut found);
        true
    })
}

/// Puts each entry in its place.
fn put(entries: &mut [(Arc<str>, Node)], places: &mut [u32]) {
    for at in 0..entries.len() {
        // Each turn brings one entry to where it stays.
        while places[at] as usize != at {
            let place = places[at] as usize;
            entries.swap(at, place);
            places.swap(at, place);
        }
    }
}

/// Puts the entries of a second node in the place of those that the first has.
pub(super) fn replace(first: &mut Node, second: Node) {
    match (&mut first.value, second.value) {
        (Value::Map(map), Value::Map(more)) => {
            for (key, node) in more {
                match map.get_mut(&key) {
                    Some(first) => replace(first, node),
                    None => {
                        map.insert(key, node);
                    }
                }
            }
        }
        (_, value) => {
            *first = Node { value, ..second };
        }
    }
}

/// Merges a second statement about one node into the first.
pub(super) fn merge(first: &mut Node, mut second: Node, path: &mut DataPath, sink: &mut Sink) {
    if second.value == Value::Bool(true) && first.value == Value::Bool(false) {
        // Where two places disagree, what grants more is the value, at its own place.
        std::mem::swap(&mut first.value, &mut second.value);
        let (one, other) = (first.origin(), second.origin());
        first.set_origin(other);
        second.set_origin(one);
    }
    let second_origin = second.origin();
    let readings = second.readings().to_vec();
    let further = second.further().to_vec();
    match (&mut first.value, second.value) {
        (Value::Map(map), Value::Map(more)) => {
            for (key, node) in more {
                insert(map, key, node, path, sink);
            }
        }
        (Value::List(items), Value::List(more)) => {
            let mut all = std::mem::take(items).into_vec();
            for item in more {
                if !all.iter().any(|i| same_data(i, &item)) {
                    all.push(item);
                }
            }
            *items = all.into();
        }
        (one, other) if same_value(one, &other) => add_readings(first, readings),
        (_, other) => {
            sink.irregular_at(path);
            conflict(first, &other, second_origin, path, sink);
            add_readings(first, std::iter::once(other).chain(readings).collect());
        }
    }
    match first.origin() {
        // What was made to hold parts found before it gets its place now.
        None => first.set_origin(second_origin),
        Some(_) => first.add_further(second_origin),
    }
    first.add_further(further);
}

fn add_readings(node: &mut Node, more: Vec<Value>) {
    if more.is_empty() {
        return;
    }
    let mut readings = node.readings().to_vec();
    if readings.is_empty() {
        readings.push(node.value.clone());
    }
    for value in more {
        if !readings.iter().any(|r| same_value(r, &value)) {
            readings.push(value);
        }
    }
    // What grants more stands first, whichever file was read first.
    readings.sort_by_key(|v| *v != Value::Bool(true));
    node.set_readings(readings);
}

fn conflict(
    first: &Node,
    other: &Value,
    other_origin: Option<super::Origin>,
    path: &DataPath,
    sink: &mut Sink,
) {
    let (one, two) = (show(&first.value), show(other));
    let message = match one == two {
        // Values that do not show are told apart by their places.
        true => format!("`{path}` is {one} in one place and a different one in another"),
        false => format!("`{path}` is {one} in one place and {two} in another"),
    };
    let further = other_origin.into_iter().map(|o| (o, "the other says this"));
    sink.report(
        Check::TenantConflict,
        message,
        path,
        first.origin(),
        further,
    );
}

/// A scalar as it is written, a collection by its kind: a message never prints a whole tree.
fn show(value: &Value) -> String {
    match value {
        Value::Bool(b) => format!("`{b}`"),
        Value::Number(n) => format!("`{n}`"),
        Value::Null | Value::String(_) | Value::List(_) | Value::Map(_) => {
            value.type_name().to_owned()
        }
    }
}

fn same_data(one: &Node, other: &Node) -> bool {
    same_value(&one.value, &other.value)
}

/// Whether two values are the same data, wherever they were written.
fn same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(x, y)| same_data(x, y))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((k, x), (l, y))| k == l && same_data(x, y))
        }
        _ => one == other,
    }
}

/// Merges the entries of a map whose names the platform takes for one, and reports each.
/// Names are compared percent-decoded, in Unicode normal form C, without case.
pub(super) fn fold_names(map: &mut Map, path: &mut DataPath, sink: &mut Sink) {
    if map.len() < 2 {
        return;
    }
    if APART.with_borrow(|known| known.find(map.len(), map.keys()).is_some()) {
        return;
    }
    if all_differ(map) {
        APART.with_borrow_mut(|known| known.keep(map.len(), map.keys(), ()));
        return;
    }
    let mut first_by_name: HashMap<String, Arc<str>> = HashMap::with_capacity(map.len());
    let mut doubles = Vec::new();
    for key in map.keys() {
        if let Some(first) = first_by_name.get(&folded(key)) {
            doubles.push((Arc::clone(first), Arc::clone(key)));
        } else {
            first_by_name.insert(folded(key), Arc::clone(key));
        }
    }
    for (first, double) in doubles {
        let Some(node) = map.remove(&double) else {
            continue;
        };
        let Some(kept) = map.get_mut(&first) else {
            continue;
        };
        path.0.push(Segment::Key(Arc::clone(&first)));
        let message = format!("`{first}` and `{double}` are one name to the platform");
        let further = node
            .origin()
            .into_iter()
            .map(|o| (o, "the same name again"));
        sink.report(
            Check::TenantDuplicateName,
            message,
            path,
            kept.origin(),
            further,
        );
        merge(kept, node, path, sink);
        path.0.pop();
    }
}

/// Whether [`fold_names`] finds nothing to do in a map.
pub(super) fn is_folded(map: &Map) -> bool {
    map.len() < 2 || all_differ(map) || {
        let names: HashSet<String> = map.keys().map(|key| folded(key)).collect();
        names.len() == map.len()
    }
}

/// Whether the names of a map differ for certain, by a hash of each in lower case; names that are
/// more than ASCII are looked at one by one.
fn all_differ(map: &Map) -> bool {
    if rise(map.keys()) {
        return true;
    }
    let state = RandomState::new();
    let mut hashes = Vec::with_capacity(map.len());
    for key in map.keys() {
        if !key.is_ascii() || key.contains('%') {
            return false;
        }
        let mut hasher = state.build_hasher();
        let mut lower = [0_u8; 64];
        for chunk in key.as_bytes().chunks(lower.len()) {
            let lower = &mut lower[..chunk.len()];
            lower.copy_from_slice(chunk);
            lower.make_ascii_lowercase();
            hasher.write(lower);
        }
        hashes.push(hasher.finish());
    }
    hashes.sort_unstable();
    hashes.windows(2).all(|pair| pair[0] != pair[1])
}

/// Whether each of these names of ASCII stands before the next in lower case, too. Such names all
/// differ.
fn rise<'a>(mut names: impl Iterator<Item = &'a Arc<str>>) -> bool {
    let is_plain = |name: &str| name.bytes().all(|byte| byte.is_ascii() && byte != b'%');
    let Some(mut last) = names.next() else {
        return true;
    };
    is_plain(last)
        && names.all(|name| {
            let before = std::mem::replace(&mut last, name);
            is_plain(name) && rises(before, name)
        })
}

/// Whether a name stands before another in lower case, as the first byte tells by which they differ.
fn rises(one: &str, other: &str) -> bool {
    let bytes = one.bytes().zip(other.bytes());
    let alike = bytes.take_while(|(a, b)| a == b).count();
    let lower = |name: &str| name.as_bytes().get(alike).map(u8::to_ascii_lowercase);
    lower(one) < lower(other)
}

/// Whether the platform takes two names for one.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

fn folded(name: &str) -> String {
    if name.is_ascii() && !name.contains('%') {
        return name.to_ascii_lowercase();
    }
    percent_decode(name)
        .nfc()
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries that came in any order, again and again, are those of a map that they were put into.
    #[test]
    fn entries_in_any_order_are_those_of_a_map() {
        let names: Vec<Arc<str>> = (0..50).map(|n| format!("name{n}").into()).collect();
        let mut sink = super::super::Builder::new(super::super::Platform::ALL[0], "t".into()).sink;
        let mut seed = 1_usize;
        for round in 0..300 {
            let mut order: Vec<usize> = (0..round % names.len()).collect();
            if round % 3 > 0 {
                for at in 1..order.len() {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    order.swap(at, (seed >> 33) % at);
                }
            }
            if round % 7 == 0 && order.len() > 3 {
                order[1] = order[0];
            }
            // The second time, the names are known.
            for time in 0..2 {
                let node = |number: usize| Node::computed(Value::Number(number.into()));
                let mut entries = Entries::default();
                let mut map = Map::new();
                let mut path = DataPath::default();
                for &at in &order {
                    let name = &names[at];
                    entries.push(Arc::clone(name), node(at + time));
                    insert(
                        &mut map,
                        Arc::clone(name),
                        node(at + time),
                        &mut path,
                        &mut sink,
                    );
                }
                assert_eq!(entries.finish(DataPath::default, &mut sink), map);
            }
        }
    }

    /// Whatever way it is found out, names differ where their folded forms do.
    #[test]
    fn names_differ_where_their_folded_forms_do() {
        let parts = ["A", "a", "_", "B", "b_", "É", "e\u{301}", "%41", ""];
        let (mut alike, mut rising) = (0, 0);
        for one in parts {
            for two in parts {
                for three in parts {
                    let names = [
                        format!("x{one}{two}"),
                        format!("x{three}"),
                        format!("w{one}"),
                    ];
                    let map: Map = names
                        .iter()
                        .map(|name| (name.as_str().into(), Node::computed(Value::Null)))
                        .collect();
                    let folded: HashSet<String> = map.keys().map(|key| folded(key)).collect();
                    let differ = folded.len() == map.len();
                    if all_differ(&map) {
                        assert!(differ, "{names:?}");
                    }
                    alike += usize::from(!differ);
                    rising += usize::from(rise(map.keys()));
                }
            }
        }
        assert!(alike > 10 && rising > 100, "{alike} {rising}");
    }
}
