//! Changes, sorted by the collections that they change.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{Change, Op, Refusal};
use crate::document::{Document, Kind, NodeId, Style};

/// What is to become of a text.
pub(super) struct Plan {
    /// The nodes that get another value.
    pub(super) sets: BTreeMap<NodeId, Json>,
    /// The collections that lose or gain something.
    pub(super) collections: BTreeMap<NodeId, Collection>,
}

/// What is to become of a collection.
#[derive(Default)]
pub(super) struct Collection {
    /// Which of its entries or items go, by their number.
    pub(super) removed: BTreeSet<usize>,
    /// What comes, in order.
    pub(super) added: Vec<Added>,
    /// How many entries or items there are.
    pub(super) length: usize,
}

/// Something new in a collection.
pub(super) struct Added {
    /// The number of the entry or item that it comes before; their count where it comes last.
    pub(super) before: usize,
    /// Its key, in a mapping.
    pub(super) key: Option<String>,
    /// Its value.
    pub(super) value: Json,
}

impl Collection {
    /// Whether all that is there goes.
    pub(super) fn is_emptied(&self) -> bool {
        self.length > 0 && self.removed.len() == self.length
    }
}

impl Plan {
    /// Brings changes together.
    ///
    /// # Errors
    /// When they contradict each other, or ask for what the node cannot have.
    pub(super) fn of(document: &Document, changes: &[Change]) -> Result<Self, Refusal> {
        let mut plan = Self {
            sets: BTreeMap::new(),
            collections: BTreeMap::new(),
        };
        let mut inserted: BTreeMap<NodeId, BTreeMap<&str, Vec<Json>>> = BTreeMap::new();
        for Change { node, op } in changes {
            match op {
                Op::Set(value) => plan.set(document, *node, value)?,
                Op::Remove => plan.remove(document, *node)?,
                Op::Insert(key, value) => {
                    let values = inserted.entry(*node).or_default().entry(key).or_default();
                    merge(document, *node, values, value)?;
                }
                Op::Push(value) => plan.push(document, *node, value)?,
            }
        }
        for (node, entries) in inserted {
            // Elements that join others of their name come before new ones.
            let alike = |key: &str| {
                let mut keys = document.written_entries(node);
                keys.any(|(k, _)| document.text(k) == key)
            };
            let mut entries: Vec<_> = entries.into_iter().collect();
            entries.sort_by_key(|(key, _)| !alike(key));
            for (key, values) in entries {
                for value in values {
                    plan.insert(document, node, key, value)?;
                }
            }
        }
        for collection in plan.collections.values_mut() {
            collection.added.sort_by_key(|added| added.before);
        }
        Ok(plan)
    }

    fn set(&mut self, document: &Document, node: NodeId, value: &Json) -> Result<(), Refusal> {
        match self.sets.insert(node, value.clone()) {
            Some(other) if other != *value => {
                let why = "two changes give it different values";
                Err(Refusal::new(document.span(node), why))
            }
            _ => Ok(()),
        }
    }

    fn collection(&mut self, document: &Document, node: NodeId) -> &mut Collection {
        self.collections.entry(node).or_insert_with(|| Collection {
            length: match document.kind(node) {
                Kind::Map => document.written_entries(node).count(),
                _ => document.items(node).count(),
            },
            ..Collection::default()
        })
    }

    fn remove(&mut self, document: &Document, node: NodeId) -> Result<(), Refusal> {
        let Some(Some(parent)) = document.parents().get(node.0 as usize).copied() else {
            let why = "a whole document cannot be taken away";
            return Err(Refusal::new(document.span(node), why));
        };
        let at = match document.kind(parent) {
            Kind::Map => document
                .written_entries(parent)
                .position(|(_, v)| v == node),
            _ => document.items(parent).position(|item| item == node),
        };
        let Some(at) = at else {
            let why = "a key cannot be taken away without its value";
            return Err(Refusal::new(document.span(node), why));
        };
        self.collection(document, parent).removed.insert(at);
        Ok(())
    }

    fn insert(
        &mut self,
        document: &Document,
        node: NodeId,
        key: &str,
        value: Json,
    ) -> Result<(), Refusal> {
        if document.kind(node) != Kind::Map {
            return self.fill(document, node, key, value);
        }
        let keys: Vec<&str> = document
            .written_entries(node)
            .map(|(key, _)| document.text(document.resolve(key)))
            .collect();
        let markup = document.is_markup();
        if !markup && keys.contains(&key) {
            return Err(Refusal::new(
                document.span(node),
                format!("`{key}` is there"),
            ));
        }
        let before = if keys.is_sorted() {
            keys.partition_point(|k| *k <= key)
        } else {
            let alike = keys.iter().rposition(|k| *k == key);
            alike.map_or(keys.len(), |at| at + 1)
        };
        let added = Added {
            before,
            key: Some(key.to_owned()),
            value,
        };
        self.collection(document, node).added.push(added);
        Ok(())
    }

    /// An entry of a mapping that is written as nothing.
    fn fill(
        &mut self,
        document: &Document,
        node: NodeId,
        key: &str,
        value: Json,
    ) -> Result<(), Refusal> {
        let empty = || Json::Object(serde_json::Map::new());
        let map = is_nothing(document, node)
            .then(|| self.sets.entry(node).or_insert_with(empty))
            .and_then(Json::as_object_mut);
        match map {
            Some(map) => {
                // Elements of one name are a list.
                match map.get_mut(key) {
                    Some(Json::Array(items)) if document.is_markup() => items.push(value),
                    Some(first) if document.is_markup() => {
                        *first = Json::Array(vec![first.take(), value]);
                    }
                    _ => {
                        map.insert(key.to_owned(), value);
                    }
                }
                Ok(())
            }
            None => Err(Refusal::new(document.span(node), "it is no mapping")),
        }
    }

    fn push(&mut self, document: &Document, node: NodeId, value: &Json) -> Result<(), Refusal> {
        if document.kind(node) != Kind::Seq {
            return Err(Refusal::new(document.span(node), "it is no list"));
        }
        let collection = self.collection(document, node);
        collection.added.push(Added {
            before: collection.length,
            key: None,
            value: value.clone(),
        });
        Ok(())
    }
}

/// Whether a node is written as nothing: no value, or the null of YAML without words.
fn is_nothing(document: &Document, node: NodeId) -> bool {
    let plain = document.kind(node) == Kind::Scalar && document.style(node) == Style::Plain;
    plain && document.tag(node).is_none() && matches!(document.text(node).trim(), "" | "~" | "null")
}

/// Adds a value for a key to those asked for: one that is there already is asked for once, and what
/// is missing below one key is asked for together. In XML a list stands for an element each.
fn merge(
    document: &Document,
    node: NodeId,
    values: &mut Vec<Json>,
    value: &Json,
) -> Result<(), Refusal> {
    if let (true, Json::Array(items)) = (document.is_markup(), value) {
        for item in items {
            if !values.contains(item) {
                values.push(item.clone());
            }
        }
        return Ok(());
    }
    match values.first_mut() {
        None => {
            values.push(value.clone());
            Ok(())
        }
        Some(first) => join(first, value).map_err(|()| {
            let why = "two changes add it with different values";
            Refusal::new(document.span(node), why)
        }),
    }
}

fn join(into: &mut Json, value: &Json) -> Result<(), ()> {
    match (into, value) {
        (Json::Object(into), Json::Object(more)) => {
            for (key, value) in more {
                match into.get_mut(key) {
                    None => {
                        into.insert(key.clone(), value.clone());
                    }
                    Some(old) => join(old, value)?,
                }
            }
            Ok(())
        }
        (into, value) if *into == *value => Ok(()),
        _ => Err(()),
    }
}
