//! What an entry of a profile or of a permission set says that grants nothing.
//!
//! Leaving it out says so in the canonical form; a file that is deployed has to say it in full.

use std::sync::Arc;

use super::super::value::{Map, Node, Value};
use super::types::{Field, FieldKind, TypeFacts, type_facts};
use crate::document::Segment;

/// The type of which a deploy keeps what is left out.
pub(super) const PROFILE: &str = "Profile";

/// The types of what grants access.
const GRANTS: &[&str] = &["MutingPermissionSet", "PermissionSet", PROFILE];

/// What an entry says that grants nothing: the field of what grants access, a child, its value.
const DENIALS: &[(&str, &str, Denial)] = &[
    ("applicationVisibilities", "default", Denial::False),
    ("applicationVisibilities", "visible", Denial::False),
    (
        "categoryGroupVisibilities",
        "visibility",
        Denial::Text("NONE"),
    ),
    ("fieldPermissions", "editable", Denial::False),
    ("fieldPermissions", "readable", Denial::False),
    ("objectPermissions", "allowCreate", Denial::False),
    ("objectPermissions", "allowDelete", Denial::False),
    ("objectPermissions", "allowEdit", Denial::False),
    ("objectPermissions", "allowRead", Denial::False),
    ("objectPermissions", "modifyAllRecords", Denial::False),
    ("objectPermissions", NEW_CHILD, Denial::False),
    ("objectPermissions", "viewAllRecords", Denial::False),
    ("recordTypeVisibilities", "default", Denial::False),
    ("recordTypeVisibilities", "visible", Denial::False),
    ("tabSettings", "visibility", Denial::Text("None")),
    ("tabVisibilities", "visibility", Denial::Text("Hidden")),
];

/// A child that exports of before version 63 of the API lack, so that an entry which says
/// something is not given it.
const NEW_CHILD: &str = "viewAllFields";

/// A value that grants nothing.
#[derive(Debug, Clone, Copy)]
enum Denial {
    False,
    Text(&'static str),
}

/// Gives the entries of what grants access what the platform requires of them: an entry that says
/// nothing denies all. A permission set has no other state for what an entry does not say; a
/// profile keeps it.
pub(super) fn complete(facts: &TypeFacts, fields: &mut Map) {
    if !GRANTS.contains(&facts.name) {
        return;
    }
    for (name, node) in fields.iter_mut() {
        let Some(field) = facts.field(name) else {
            continue;
        };
        for entry in node.as_map_mut().into_iter().flat_map(Map::values_mut) {
            let Some(map) = entry.as_map_mut() else {
                continue;
            };
            let empty = map.is_empty();
            if empty || facts.name != PROFILE {
                for (child, node) in denials(field) {
                    if empty || *child != *NEW_CHILD {
                        map.entry(child).or_insert(node);
                    }
                }
            }
        }
    }
}

/// An entry, with what is gone of it denied; nothing where it cannot be.
pub(super) fn with_denials(field: &Field, entry: &Node, below: &[Segment]) -> Option<Node> {
    let [Segment::Key(child), ..] = below else {
        return Some(entry.clone());
    };
    if entry.child(&below[0]).is_some() {
        return Some(entry.clone());
    }
    let FieldKind::Object(type_name) = field.kind else {
        return None;
    };
    let mut entry = entry.clone();
    let value = match denial(field, child) {
        Some(denial) => denial,
        None => {
            let facts = type_facts(type_name)?.field(child)?;
            (facts.kind == FieldKind::Boolean).then_some(Denial::False)?
        }
    };
    entry.as_map_mut()?.insert(Arc::clone(child), value.node());
    Some(entry)
}

/// An entry that grants nothing; nothing where no entry does.
pub(super) fn denied(field: &Field) -> Option<Node> {
    if field.key?.value.is_some() {
        return Some(Denial::False.node());
    }
    let map = denials(field);
    (!map.is_empty()).then(|| Node::computed(Value::Map(map)))
}

fn denials(field: &Field) -> Map {
    let FieldKind::Object(type_name) = field.kind else {
        return Map::new();
    };
    let facts = type_facts(type_name);
    let known = |child: &str| facts.is_some_and(|facts| facts.field(child).is_some());
    let own = DENIALS.iter().filter(|(name, ..)| *name == field.name);
    own.filter(|(_, child, _)| known(child))
        .map(|(_, child, denial)| ((*child).into(), denial.node()))
        .collect()
}

fn denial(field: &Field, child: &str) -> Option<Denial> {
    let mut all = DENIALS.iter();
    let found = all.find(|(name, of, _)| *name == field.name && *of == child);
    found.map(|(.., denial)| *denial)
}

impl Denial {
    fn node(self) -> Node {
        Node::computed(match self {
            Self::False => Value::Bool(false),
            Self::Text(text) => Value::String(text.into()),
        })
    }
}
