//! Whether the place that a policy states has anything to do with the violation: it, or the entry
//! that it is in, which authors like to show by its name.

use super::causes::{self, candidates, others};
use super::search::{Kept, Search, Spent, State, hash, whole};
use crate::document::{DataPath, Segment};
use crate::engine::Violation;
use crate::tenant::{Map, Node, Value};

/// Whether the violation goes where its stated place is taken away, is given another value, or,
/// where nothing is there, is filled. `true` where the budget ends before that is known.
pub(super) fn is_cause(search: &mut Search<'_, '_>, violation: &Violation, key: &str) -> bool {
    let Some(at) = violation.at.as_ref().filter(|at| !at.0.is_empty()) else {
        return true;
    };
    decide(search, at, key).unwrap_or(true)
}

fn decide(search: &mut Search<'_, '_>, at: &DataPath, violation: &str) -> Result<bool, Spent> {
    let key = hash(violation);
    if !search.choose_reading(key)? {
        return Ok(true);
    }
    let (node, rest) = existing(search, at);
    match rest {
        [] => {
            let entry = search.plot.get(node).parent;
            Ok(goes_without(search, node, key)?
                || (entry != 0 && search.is_gone_without(entry, key)?)
                || is_needed(search, node, violation)?)
        }
        [Segment::Key(name), below @ ..] => {
            // An empty section says no more than one that is not there.
            Ok(goes_with(search, node, name, below, key)?
                || (node != 0
                    && (goes_without(search, node, key)? || is_needed(search, node, violation)?)))
        }
        [Segment::Index(_), ..] => Ok(node == 0 || goes_without(search, node, key)?),
    }
}

/// The node at which a path ends, and the steps that lead nowhere.
fn existing<'p>(search: &Search<'_, '_>, at: &'p DataPath) -> (usize, &'p [Segment]) {
    let plot = search.plot;
    let mut node = 0;
    for (done, step) in at.0.iter().enumerate() {
        let children = plot.get(node).children.clone();
        let same = |n: &usize| plot.step(*n) == Some(step);
        match children.clone().find(same) {
            Some(child) => node = child,
            None => return (node, &at.0[done..]),
        }
    }
    (node, &[])
}

/// Whether the violation goes where a node is left out or has another value.
fn goes_without(search: &mut Search<'_, '_>, node: usize, key: u64) -> Result<bool, Spent> {
    if search.is_gone_without(node, key)? {
        return Ok(true);
    }
    let old = search.plot.get(node).node.value.clone();
    let mut values = others(&old);
    match old {
        Value::List(_) => values.push(Value::List(Box::default())),
        Value::Map(_) => values.push(Value::Map(Map::new())),
        _ => values.extend(candidates(search)),
    }
    for value in values {
        let value = search.value(value);
        if search.is_gone(&whole().changing(&[node], value), key)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a smallest set of nodes that the violation needs holds this one, or something in it.
fn is_needed(search: &mut Search<'_, '_>, node: usize, violation: &str) -> Result<bool, Spent> {
    let key = hash(violation);
    let (kept, _) = search.shrink_beside(vec![Kept { node, bare: false }], key);
    let without = kept.into_iter().filter(|kept| kept.node != node);
    if search.is_gone(&State::of(without.collect()), key)? {
        return Ok(true);
    }
    let needed = causes::needed(search, violation)?;
    Ok(needed.into_iter().any(|n| search.plot.is_below(n, node)))
}

/// Whether the violation goes where an entry is added.
fn goes_with(
    search: &mut Search<'_, '_>,
    node: usize,
    name: &str,
    below: &[Segment],
    key: u64,
) -> Result<bool, Spent> {
    let name = search.key(name);
    for value in candidates(search) {
        let nested = below.iter().rev().fold(value, |value, step| match step {
            Segment::Key(key) => Value::Map(Map::from([(key.clone(), Node::computed(value))])),
            Segment::Index(_) => Value::List([Node::computed(value)].into()),
        });
        let value = search.value(nested);
        if search.is_gone(&whole().adding(&[(node, name)], value), key)? {
            return Ok(true);
        }
    }
    Ok(false)
}
