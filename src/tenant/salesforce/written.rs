//! How entries are written that a file lacks: what the facts say of their kind, and what the other
//! entries look like.

use serde_json::Value as Json;

use super::super::change::{Children, Keys};
use super::types::{FieldKind, TypeFacts, settings_type_ignoring_case, type_facts};
use super::{SETTINGS, elements};
use crate::document::{DataPath, Document, NodeId, Segment};

/// The child that keys the entries of the map at a path, and the only other one where there is one.
pub(in crate::tenant) fn keys(at: &DataPath) -> Option<Keys> {
    let mut steps = at.0.iter().map(|step| match step {
        Segment::Key(key) => Some(&**key),
        Segment::Index(_) => None,
    });
    let (section, component) = (steps.next()??, steps.next()??);
    let mut facts: &TypeFacts = match section {
        SETTINGS => settings_type_ignoring_case(component).and_then(type_facts)?,
        section => type_facts(section)?,
    };
    loop {
        let field = facts.field(steps.next()??)?;
        let keyed = field.key.filter(|_| field.many);
        let mut rest = steps.clone();
        if rest.next().is_none() {
            return keyed.map(|key| (key.key, key.value));
        }
        let FieldKind::Object(name) = field.kind else {
            return None;
        };
        facts = type_facts(name)?;
        if field.many {
            // The entry's own name, or the number of an item.
            steps = rest;
        }
    }
}

/// The list of a mapping's children in the order of the original, and a child in the form of the
/// first one.
pub(in crate::tenant) fn children(document: &Document, node: NodeId) -> Option<Children> {
    let list = document.get(node, elements::CHILDREN)?.value;
    let first = document.items(list).next();
    let tagged = first.is_some_and(|first| document.get(first, "_tag").is_some());
    Some((list, if tagged { tagged_child } else { plain_child }))
}

fn plain_child(name: &str, value: Json) -> Json {
    Json::Object([(name.to_owned(), value)].into_iter().collect())
}

fn tagged_child(name: &str, value: Json) -> Json {
    let mut child = match value {
        Json::Object(map) => map,
        text => [("_text".to_owned(), text)].into_iter().collect(),
    };
    child.insert("_tag".to_owned(), name.into());
    Json::Object(child)
}
