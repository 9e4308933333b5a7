//! Where the settings of a tenant differ between two trees.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::document::{DataPath, Segment};
use crate::tenant::{Node, Value};

/// How many differences are looked for below one path: a reader is shown a few.
const MOST: usize = 1_000;

/// One setting that is not what it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference<'t> {
    /// Where it stands, or stood.
    pub path: DataPath,
    /// What it was; none where the change adds it.
    pub before: Option<&'t Node>,
    /// What it is; none where the change removes it.
    pub after: Option<&'t Node>,
}

impl Difference<'_> {
    /// What becomes of it, such as "`active` is now `true`, was `false`".
    pub fn describe(&self) -> String {
        let name = match self.path.0.last() {
            Some(Segment::Key(key)) => key.to_string(),
            Some(Segment::Index(at)) => format!("item {}", at + 1),
            None => String::new(),
        };
        let value = |node: Option<&Node>| node.and_then(scalar);
        match (self.before.is_some(), self.after.is_some()) {
            (true, true) => match (value(self.before), value(self.after)) {
                (Some(before), Some(after)) => format!("`{name}` is now {after}, was {before}"),
                _ => format!("`{name}` is altered"),
            },
            (true, false) => match value(self.before) {
                Some(before) => format!("`{name}` is gone, was {before}"),
                None => format!("`{name}` is gone"),
            },
            (false, _) => match value(self.after) {
                Some(after) => format!("`{name}` is added: {after}"),
                None => format!("`{name}` is added"),
            },
        }
    }

    /// Whether it stands at, above or below a path.
    pub fn touches(&self, path: &DataPath) -> bool {
        let shared = self.path.0.len().min(path.0.len());
        shared > 0 && self.path.0[..shared] == path.0[..shared]
    }
}

/// A value that fits into a sentence.
fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::Null => Some("nothing".to_owned()),
        Value::Bool(value) => Some(format!("`{value}`")),
        Value::Number(value) => Some(format!("`{value}`")),
        Value::String(text) if text.len() <= 60 => Some(format!("`{text}`")),
        Value::String(_) | Value::List(_) | Value::Map(_) => None,
    }
}

/// Where two trees differ, in the order of paths. Where a whole entry came or went, it is one
/// difference.
pub fn differences<'t>(before: &'t Node, after: &'t Node) -> Vec<Difference<'t>> {
    let mut found = Vec::new();
    compare(before, after, &mut DataPath::default(), &mut found);
    found
}

/// Whether two nodes hold one mapping, in which nothing can differ.
fn is_one(before: &Node, after: &Node) -> bool {
    match (&before.value, &after.value) {
        (Value::Map(old), Value::Map(new)) => old.is(new),
        _ => false,
    }
}

fn compare<'t>(
    before: &'t Node,
    after: &'t Node,
    path: &mut DataPath,
    found: &mut Vec<Difference<'t>>,
) {
    if found.len() >= MOST || is_one(before, after) {
        return;
    }
    let mut step = |segment, before: Option<&'t Node>, after: Option<&'t Node>| {
        path.0.push(segment);
        match (before, after) {
            (Some(before), Some(after)) => compare(before, after, path, found),
            (None, None) => {}
            (before, after) => found.push(Difference {
                path: path.clone(),
                before,
                after,
            }),
        }
        path.0.pop();
    };
    match (&before.value, &after.value) {
        (Value::Map(old), Value::Map(new)) => {
            let keys: BTreeSet<&Arc<str>> = old.keys().chain(new.keys()).collect();
            for key in keys {
                step(Segment::Key(key.clone()), old.get(key), new.get(key));
            }
        }
        (Value::List(old), Value::List(new)) => {
            for at in 0..old.len().max(new.len()) {
                step(Segment::Index(at), old.get(at), new.get(at));
            }
        }
        (old, new) if same(old, new) && before.readings().len() == after.readings().len() => {}
        _ => found.push(Difference {
            path: path.clone(),
            before: Some(before),
            after: Some(after),
        }),
    }
}

/// Whether two values are the same data, wherever they were written.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Map(one), Value::Map(other)) => {
            let mut nodes = one.values().zip(other.values());
            one.keys().eq(other.keys()) && nodes.all(|(v, w)| same(&v.value, &w.value))
        }
        (Value::List(one), Value::List(other)) => {
            let pair = |(v, w): (&Node, &Node)| same(&v.value, &w.value);
            one.len() == other.len() && one.iter().zip(other).all(pair)
        }
        (one, other) => one == other,
    }
}
