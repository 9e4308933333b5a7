//! What a text says, as plain trees, and what it is to say after changes: worked out here once
//! more, from nothing but the description of each change.

use std::collections::HashMap;

use serde_json::Value as Json;
use tenantlint::document::{Document, Kind, NodeId, Scalar};
use tenantlint::fix::{Change, Op};

/// A node that was read, or that a change brings.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// The node of the text that it comes from.
    pub(crate) node: Option<NodeId>,
    pub(crate) says: Says,
}

/// What a node says.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// What the node of this number says.
    Alias(NodeId),
    Seq(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

/// What a node of a text says.
pub(crate) fn read(document: &Document, node: NodeId) -> Tree {
    changed(document, node, &[])
}

/// What a node of a text is to say after changes.
pub(crate) fn changed(document: &Document, node: NodeId, changes: &[Change]) -> Tree {
    let own = || changes.iter().filter(|c| c.node == node);
    let says = own().find_map(|change| match &change.op {
        Op::Set(value) => Some(told(document, value)),
        _ => None,
    });
    let says = says.unwrap_or_else(|| match document.kind(node) {
        Kind::Alias => Says::Alias(document.resolve(node)),
        Kind::Scalar => {
            let added: Vec<(&String, &Json)> = own().filter_map(inserted).collect();
            match added.is_empty() {
                true => scalar(document, node),
                false => Says::Map(placed(document, Vec::new(), added)),
            }
        }
        Kind::Seq => {
            let mut items: Vec<Tree> = document
                .items(node)
                .filter(|item| !is_removed(*item, changes))
                .map(|item| changed(document, item, changes))
                .collect();
            items.extend(own().filter_map(|change| match &change.op {
                Op::Push(value) => Some(new(document, value)),
                _ => None,
            }));
            Says::Seq(items)
        }
        Kind::Map => {
            let old = document.written_entries(node);
            let old = old.map(|(key, value)| {
                let name = document.text(document.resolve(key)).to_owned();
                let tree = changed(document, value, changes);
                (name, tree, is_removed(value, changes))
            });
            let added = own().filter_map(inserted).collect();
            let entries = placed(document, old.collect(), added);
            match document.is_markup() && entries.is_empty() {
                true => Says::Text(String::new()),
                false => Says::Map(entries),
            }
        }
    });
    Tree {
        node: Some(node),
        says,
    }
}

fn inserted(change: &Change) -> Option<(&String, &Json)> {
    match &change.op {
        Op::Insert(key, value) => Some((key, value)),
        _ => None,
    }
}

fn is_removed(node: NodeId, changes: &[Change]) -> bool {
    changes.iter().any(|c| c.node == node && c.op == Op::Remove)
}

/// Entries with what is added, in order where the old ones are; else at the end, in XML behind the
/// last element of the same name. What is removed goes.
fn placed(
    document: &Document,
    old: Vec<(String, Tree, bool)>,
    mut added: Vec<(&String, &Json)>,
) -> Vec<(String, Tree)> {
    added.sort_by_key(|(key, _)| *key);
    let in_order = old.windows(2).all(|pair| pair[0].0 <= pair[1].0);
    let mut entries: Vec<(String, Tree, bool)> = old;
    for (key, value) in added {
        let alike = entries.iter().rposition(|(k, ..)| k == key);
        let at = match in_order {
            true => entries.iter().take_while(|(k, ..)| k <= key).count(),
            false if document.is_markup() => alike.map_or(entries.len(), |at| at + 1),
            false => entries.len(),
        };
        let values = match value {
            Json::Array(values) if document.is_markup() => values.iter().collect(),
            one => vec![one],
        };
        for (number, value) in values.into_iter().enumerate() {
            entries.insert(at + number, (key.clone(), new(document, value), false));
        }
    }
    let stay = entries.into_iter().filter(|(.., gone)| !gone);
    stay.map(|(key, tree, _)| (key, tree)).collect()
}

fn new(document: &Document, value: &Json) -> Tree {
    Tree {
        node: None,
        says: told(document, value),
    }
}

fn told(document: &Document, value: &Json) -> Says {
    let markup = document.is_markup();
    match value {
        Json::Object(map) if markup && map.is_empty() => Says::Text(String::new()),
        Json::Null if markup => Says::Text(String::new()),
        Json::Bool(_) | Json::Number(_) if markup => Says::Text(value.to_string()),
        Json::Null => Says::Null,
        Json::Bool(b) => Says::Bool(*b),
        Json::Number(n) => match n.as_i64() {
            Some(n) => Says::Int(n),
            None => Says::Float(n.as_f64().expect("a number")),
        },
        Json::String(text) => Says::Text(text.clone()),
        Json::Array(items) => Says::Seq(items.iter().map(|v| new(document, v)).collect()),
        Json::Object(map) => Says::Map(
            map.iter()
                .map(|(k, v)| (k.clone(), new(document, v)))
                .collect(),
        ),
    }
}

fn scalar(document: &Document, node: NodeId) -> Says {
    if document.is_markup() {
        return Says::Text(document.text(node).to_owned());
    }
    match document.scalar(node) {
        None | Some(Scalar::Null) => Says::Null,
        Some(Scalar::Bool(b)) => Says::Bool(b),
        Some(Scalar::Int(n)) => Says::Int(n),
        Some(Scalar::Float(n)) => Says::Float(n),
        Some(Scalar::Str(text)) => Says::Text(text.to_owned()),
    }
}

/// The nodes of a tree by the nodes that they come from.
pub(crate) fn by_node<'t>(trees: &'t [Tree], out: &mut HashMap<NodeId, &'t Tree>) {
    for tree in trees {
        out.extend(tree.node.map(|node| (node, tree)));
        match &tree.says {
            Says::Seq(items) => by_node(items, out),
            Says::Map(entries) => {
                for (_, value) in entries {
                    by_node(std::slice::from_ref(value), out);
                }
            }
            _ => {}
        }
    }
}

/// Two sides of a comparison, with what their aliases stand for.
pub(crate) struct Sides<'t> {
    pub(crate) old: &'t Document,
    pub(crate) new: &'t Document,
    pub(crate) wanted: HashMap<NodeId, &'t Tree>,
    pub(crate) found: HashMap<NodeId, &'t Tree>,
    /// Which new node each old one has become.
    pub(crate) became: Vec<(NodeId, NodeId)>,
}

impl<'t> Sides<'t> {
    /// Whether two trees say the same.
    pub(crate) fn same(&mut self, wanted: &'t Tree, found: &'t Tree) -> bool {
        if let (Some(old), Some(new)) = (wanted.node, found.node) {
            self.became.push((old, new));
        }
        match (&wanted.says, &found.says) {
            (Says::Alias(old), Says::Alias(new)) => {
                let pair = (self.wanted.get(old).copied(), self.found.get(new).copied());
                let known = self.became.len();
                let same = match pair {
                    (Some(old), Some(new)) => self.same(old, new),
                    // A key.
                    (None, None) => self.old.text(*old) == self.new.text(*new),
                    _ => false,
                };
                // What an alias stands for stands elsewhere.
                self.became.truncate(known);
                same
            }
            (Says::Null, Says::Null) => true,
            (Says::Bool(a), Says::Bool(b)) => a == b,
            (Says::Int(a), Says::Int(b)) => a == b,
            (Says::Float(a), Says::Float(b)) => a == b,
            (Says::Text(a), Says::Text(b)) => a == b,
            (Says::Seq(a), Says::Seq(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(a, b))
            }
            (Says::Map(a), Says::Map(b)) => {
                let mut pairs = a.iter().zip(b);
                a.len() == b.len() && pairs.all(|(a, b)| a.0 == b.0 && self.same(&a.1, &b.1))
            }
            _ => false,
        }
    }
}

/// What another reader's value is to be after changes; `None` where that reader took the text for
/// something else.
pub(crate) fn changed_there(
    document: &Document,
    node: NodeId,
    value: &yaml_serde::Value,
    changes: &[Change],
) -> Option<yaml_serde::Value> {
    use yaml_serde::Value;
    if let Value::Tagged(tagged) = value {
        return changed_there(document, node, &tagged.value, changes);
    }
    let own = || changes.iter().filter(|c| c.node == node);
    for change in own() {
        if let Op::Set(value) = &change.op {
            return yaml_serde::to_value(value).ok();
        }
    }
    match (document.kind(node), value) {
        (Kind::Scalar, value) => {
            let mut map = yaml_serde::Mapping::new();
            for (key, value) in own().filter_map(inserted) {
                map.insert(key.as_str().into(), yaml_serde::to_value(value).ok()?);
            }
            match (value, map.is_empty()) {
                (Value::Mapping(_) | Value::Sequence(_), _) => None,
                (value, true) => Some(value.clone()),
                _ => Some(Value::Mapping(map)),
            }
        }
        (Kind::Seq, Value::Sequence(old)) => {
            let mut items = Vec::new();
            if document.items(node).count() != old.len() {
                return None;
            }
            for (item, value) in document.items(node).zip(old) {
                if !is_removed(item, changes) {
                    items.push(changed_there(document, item, value, changes)?);
                }
            }
            for change in own() {
                if let Op::Push(value) = &change.op {
                    items.push(yaml_serde::to_value(value).ok()?);
                }
            }
            Some(Value::Sequence(items))
        }
        (Kind::Map, Value::Mapping(old)) => {
            let mut map = yaml_serde::Mapping::new();
            if document.written_entries(node).count() != old.len() {
                return None;
            }
            for ((_, value), (key, said)) in document.written_entries(node).zip(old) {
                if !is_removed(value, changes) {
                    map.insert(key.clone(), changed_there(document, value, said, changes)?);
                }
            }
            for (key, value) in own().filter_map(inserted) {
                map.insert(key.as_str().into(), yaml_serde::to_value(value).ok()?);
            }
            Some(Value::Mapping(map))
        }
        _ => None,
    }
}

/// What another reader takes a text for, document by document, without tags.
pub(crate) fn read_there(text: &str) -> Option<Vec<yaml_serde::Value>> {
    use serde::Deserialize;
    // That reader counts a byte order mark as a column, and keeps no line break that is not there.
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    if !text.ends_with(['\n', '\r']) {
        text.push('\n');
    }
    yaml_serde::Deserializer::from_str(&text)
        .map(|document| yaml_serde::Value::deserialize(document).ok().map(untagged))
        .collect()
}

fn untagged(value: yaml_serde::Value) -> yaml_serde::Value {
    use yaml_serde::Value;
    match value {
        Value::Tagged(tagged) => untagged(tagged.value),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(untagged).collect()),
        Value::Mapping(map) => Value::Mapping(
            map.into_iter()
                .map(|(key, value)| (untagged(key), untagged(value)))
                .collect(),
        ),
        other => other,
    }
}
