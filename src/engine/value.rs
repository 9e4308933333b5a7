//! Between our tree and the engine's values.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use regorus::Value as Rego;

use crate::tenant::{Map, Node, Tenant, Value};

/// Which reading of each ambiguous node is taken; a node that is not in it is taken as written.
pub(super) type Choice = HashMap<*const Node, usize>;

/// The canonical input as the engine's value. Texts are shared with the tree, and mappings of few
/// scalars that are alike with each other: those are most of what a tenant holds.
pub(super) fn to_rego(node: &Node, choice: &Choice) -> Rego {
    Making::new(choice).node(node)
}

/// A value without regard to its own readings.
pub(super) fn value_to_rego(value: &Value, choice: &Choice) -> Rego {
    Making::new(choice).value(value)
}

/// How many mappings are kept to be shared.
const KEPT: usize = 256;

/// A mapping of more entries is not looked for.
const FEW: usize = 16;

/// Makes values under a choice of readings.
struct Making<'a> {
    choice: &'a Choice,
    /// The mappings of few scalars that were made last, by their entries.
    last: Vec<Rego>,
}

impl<'a> Making<'a> {
    fn new(choice: &'a Choice) -> Self {
        Self {
            choice,
            last: Vec::new(),
        }
    }

    fn node(&mut self, node: &Node) -> Rego {
        if !self.choice.is_empty() && !node.readings().is_empty() {
            let taken = self.choice.get(&std::ptr::from_ref(node));
            if let Some(reading) = taken.and_then(|&n| node.readings().get(n)) {
                return self.value(reading);
            }
        }
        self.value(&node.value)
    }

    fn value(&mut self, value: &Value) -> Rego {
        match value {
            Value::Null => Rego::Null,
            Value::Bool(b) => Rego::Bool(*b),
            Value::Number(n) => number(n),
            Value::String(s) => Rego::String(Arc::clone(s)),
            Value::List(items) => {
                Rego::from(items.iter().map(|i| self.node(i)).collect::<Vec<_>>())
            }
            Value::Map(map) => self.map(map),
        }
    }

    fn map(&mut self, map: &Map) -> Rego {
        let Some(slot) = self.slot(map) else {
            return self.new_map(map);
        };
        if self.last.is_empty() {
            self.last.resize(KEPT, Rego::Undefined);
        }
        if !is_alike(&self.last[slot], map) {
            self.last[slot] = self.new_map(map);
        }
        self.last[slot].clone()
    }

    fn new_map(&mut self, map: &Map) -> Rego {
        let entries = map.iter();
        let entries = entries.map(|(k, v)| (Rego::String(Arc::clone(k)), self.node(v)));
        // A search tree that is made at once costs less than one that grows.
        let entries: BTreeMap<Rego, Rego> = entries.collect();
        regorus::value::Object::from(entries).into_value()
    }

    /// Where a mapping of few scalars is kept, by where its texts stand in memory: equal names
    /// nearly always are one text.
    fn slot(&self, map: &Map) -> Option<usize> {
        if map.len() > FEW {
            return None;
        }
        let mut hash = map.len();
        for (key, node) in map {
            let value = match &node.value {
                Value::Bool(b) => 1 + usize::from(*b),
                Value::String(text) => text.as_ptr().addr(),
                _ => return None,
            };
            if !self.choice.is_empty() && !node.readings().is_empty() {
                return None;
            }
            hash = hash.wrapping_mul(0x9e37_79b9) ^ key.as_ptr().addr();
            hash = hash.wrapping_mul(0x85eb_ca6b) ^ value;
        }
        // The last bits of an address are alike.
        let hash = hash.wrapping_mul(0x9e37_79b9);
        Some((hash >> 16) % KEPT)
    }
}

/// Whether a value is the one of a mapping of booleans and texts.
fn is_alike(value: &Rego, map: &Map) -> bool {
    let Rego::Object(object) = value else {
        return false;
    };
    let same = |(key, node): (&Arc<str>, &Node), (other, value): (&Rego, &Rego)| {
        let value = match (&node.value, value) {
            (Value::Bool(one), Rego::Bool(other)) => one == other,
            (Value::String(one), Rego::String(other)) => same_text(one, other),
            _ => false,
        };
        value && matches!(other, Rego::String(other) if same_text(key, other))
    };
    object.len() == map.len() && map.iter().zip(object.iter()).all(|(a, b)| same(a, b))
}

fn same_text(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
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
pub(super) fn choices(tenant: &Tenant) -> Vec<Choice> {
    let mut ambiguous = Vec::new();
    match &tenant.root.value {
        Value::Map(sections) if tenant.root.readings().is_empty() => sections
            .iter()
            .filter(|(section, _)| !tenant.regular.contains(*section))
            .for_each(|(_, section)| collect(section, &mut ambiguous)),
        _ => collect(&tenant.root, &mut ambiguous),
    }
    debug_assert!({
        let mut all = Vec::new();
        collect(&tenant.root, &mut all);
        all.len() == ambiguous.len()
    });
    combinations(&ambiguous)
}

fn combinations(ambiguous: &[&Node]) -> Vec<Choice> {
    let combinations = ambiguous
        .iter()
        .try_fold(1_usize, |n, node| n.checked_mul(options(node)))
        .filter(|n| *n <= MAX_COMBINATIONS);
    match combinations {
        Some(count) => (0..count).map(|n| combination(ambiguous, n)).collect(),
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
        Value::Map(map) => map.each(|_, node| collect(node, out)),
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

    fn choices(root: &Node) -> Vec<Choice> {
        let mut ambiguous = Vec::new();
        collect(root, &mut ambiguous);
        combinations(&ambiguous)
    }

    /// What is made with sharing is what is made of each mapping by itself.
    #[test]
    fn values_are_those_of_their_mappings_alone() {
        let flag = |n: usize| Node::computed(Value::Bool(n.is_multiple_of(2)));
        let text = |n: usize| Node::computed(Value::String(format!("text{n}").into()));
        let map = |n: usize| {
            let keys = ["a", "b", "c"].into_iter().take(1 + n % 3);
            let entry = |(at, key): (usize, &str)| {
                let node = match n % 5 {
                    0 => text(n % 7),
                    _ => flag(n >> at),
                };
                (Arc::<str>::from(key), node)
            };
            Node::computed(Value::Map(keys.enumerate().map(entry).collect()))
        };
        let maps: Vec<Node> = (0..2_000).map(map).collect();
        let alone: Vec<Rego> = maps
            .iter()
            .map(|map| to_rego(map, &Choice::new()))
            .collect();
        let list = Node::computed(Value::List(maps.into()));
        let together = to_rego(&list, &Choice::new());
        assert_eq!(together, Rego::from(alone));
        assert_eq!(to_json(&together), list.to_json());
    }

    /// A mapping whose entry is read in another way is not the one that is like it as written.
    #[test]
    fn a_reading_is_not_shared() {
        // Texts are looked for by where they stand, so that both mappings have the same ones.
        let key: Arc<str> = "a".into();
        let map = |node| Node::computed(Value::Map(Map::from([(Arc::clone(&key), node)])));
        let unclear = ambiguous();
        let yes = Node::computed(unclear.value.clone());
        let list = Node::computed(Value::List([map(yes), map(unclear)].into()));
        let read = |n: usize| to_json(&to_rego(&list, &choices(&list)[n]));
        assert_eq!(read(0), serde_json::json!([{"a": "yes"}, {"a": true}]));
        assert_eq!(read(1), serde_json::json!([{"a": "yes"}, {"a": false}]));
        assert_eq!(read(2), serde_json::json!([{"a": "yes"}, {"a": "yes"}]));
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
