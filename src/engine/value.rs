//! Between our tree and the engine's values.

use std::collections::HashMap;
use std::sync::Arc;

use regorus::Value as Rego;

use crate::tenant::{Node, Value};

/// Which reading of each ambiguous node is taken; a node that is not in it is taken as written.
pub(super) type Choice = HashMap<*const Node, usize>;

/// The canonical input as the engine's value. Texts are shared with the tree.
pub(super) fn to_rego(node: &Node, choice: &Choice) -> Rego {
    if !choice.is_empty() && !node.readings().is_empty() {
        let taken = choice
            .get(&std::ptr::from_ref(node))
            .and_then(|&n| node.readings().get(n));
        if let Some(reading) = taken {
            return value_to_rego(reading, choice);
        }
    }
    value_to_rego(&node.value, choice)
}

/// A value without regard to its own readings.
pub(super) fn value_to_rego(value: &Value, choice: &Choice) -> Rego {
    match value {
        Value::Null => Rego::Null,
        Value::Bool(b) => Rego::Bool(*b),
        Value::Number(n) => number(n),
        Value::String(s) => Rego::String(Arc::clone(s)),
        Value::List(items) => {
            Rego::from(items.iter().map(|i| to_rego(i, choice)).collect::<Vec<_>>())
        }
        Value::Map(map) => map
            .iter()
            .map(|(k, v)| (Rego::String(Arc::clone(k)), to_rego(v, choice)))
            .collect::<regorus::value::Object>()
            .into_value(),
    }
}

fn number(n: &serde_json::Number) -> Rego {
    if let Some(n) = n.as_u64() {
        Rego::from(n)
    } else if let Some(n) = n.as_i64() {
        Rego::from(n)
    } else {
        Rego::from(n.as_f64().unwrap_or_default())
    }
}

/// An object with a further entry below these names; what is no object on the way becomes one.
pub(super) fn with_entry(value: &Rego, names: &[&str], entry: Rego) -> Rego {
    let Some((name, below)) = names.split_first() else {
        return entry;
    };
    let key = Rego::from(*name);
    let entry = with_entry(&value[&key], below, entry);
    let mut object = match value {
        Rego::Object(object) => regorus::value::Object::clone(object),
        _ => regorus::value::Object::default(),
    };
    object.insert(key, entry);
    object.into_value()
}

/// A value of the engine as JSON: sets become arrays in order, undefined becomes null.
pub(super) fn to_json(value: &Rego) -> serde_json::Value {
    match value {
        Rego::Null | Rego::Undefined => serde_json::Value::Null,
        Rego::Bool(b) => (*b).into(),
        Rego::String(s) => (&**s).into(),
        Rego::Array(items) => items.iter().map(to_json).collect(),
        Rego::Set(items) => items.iter_sorted().map(to_json).collect(),
        Rego::Object(map) => map
            .iter_sorted()
            .map(|(k, v)| (key(k), to_json(v)))
            .collect(),
        Rego::Number(_) => value
            .to_json_str()
            .ok()
            .and_then(|s| serde_json::from_str(&s).ok())
            .unwrap_or(serde_json::Value::Null),
    }
}

fn key(value: &Rego) -> String {
    match value {
        Rego::String(s) => s.to_string(),
        other => to_json(other).to_string(),
    }
}

/// At most this many combinations of readings are all judged.
const MAX_COMBINATIONS: usize = 16;

/// The readings under which a tenant is judged: every combination while there are few, else all
/// first, all last and as written. The first readings stand first.
pub(super) fn choices(root: &Node) -> Vec<Choice> {
    let mut ambiguous = Vec::new();
    collect(root, &mut ambiguous);
    let combinations = ambiguous
        .iter()
        .try_fold(1_usize, |n, node| n.checked_mul(options(node)))
        .filter(|n| *n <= MAX_COMBINATIONS);
    match combinations {
        Some(count) => (0..count).map(|n| combination(&ambiguous, n)).collect(),
        None => {
            let first = ambiguous.iter().map(|n| (std::ptr::from_ref(*n), 0));
            let last = ambiguous
                .iter()
                .map(|n| (std::ptr::from_ref(*n), n.readings().len() - 1));
            vec![first.collect(), last.collect(), Choice::new()]
        }
    }
}

/// The readings of a node, and what is written unless it is one of them.
fn options(node: &Node) -> usize {
    node.readings().len() + usize::from(!node.readings().contains(&node.value))
}

fn combination(ambiguous: &[&Node], mut number: usize) -> Choice {
    ambiguous
        .iter()
        .map(|node| {
            let taken = number % options(node);
            number /= options(node);
            (std::ptr::from_ref(*node), taken)
        })
        .collect()
}

fn collect<'a>(node: &'a Node, out: &mut Vec<&'a Node>) {
    if !node.readings().is_empty() {
        out.push(node);
    }
    match &node.value {
        Value::List(items) => items.iter().for_each(|i| collect(i, out)),
        Value::Map(map) => map.values().for_each(|v| collect(v, out)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ambiguous() -> Node {
        let mut node = Node::computed(Value::String("yes".into()));
        node.set_readings(vec![Value::Bool(true), Value::Bool(false)]);
        node
    }

    #[test]
    fn few_readings_are_combined_and_many_are_not() {
        let list = |n: usize| Node::computed(Value::List((0..n).map(|_| ambiguous()).collect()));
        assert_eq!(choices(&list(0)).len(), 1);
        assert_eq!(choices(&list(2)).len(), 9);
        assert_eq!(choices(&list(3)).len(), 3);
        let two = list(2);
        let first = &choices(&two)[0];
        assert_eq!(
            to_json(&to_rego(&two, first)),
            serde_json::json!([true, true])
        );
        let last = &choices(&two)[8];
        assert_eq!(
            to_json(&to_rego(&two, last)),
            serde_json::json!(["yes", "yes"])
        );
    }
}
