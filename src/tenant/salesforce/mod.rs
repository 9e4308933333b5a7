//! Salesforce: what its files hold and how they become the canonical input.
//!
//! A document is recognised by its content first (a type in `_tag` or as the root key, types as
//! top-level keys) and by its file name second; where both speak, they must agree. Fields are
//! normalised by the facts of the Metadata API in [`types`], so that every way of writing a
//! component gives the same input.

mod apex;
mod denials;
mod elements;
mod example;
mod flow;
mod habits;
mod layout;
mod manifest;
mod markup;
mod normalise;
mod package;
mod project;
mod recognise;
mod runtime;
mod types;
mod written;

use std::collections::BTreeSet;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

use super::made::Component;
use super::merge;
use super::shape::Known;
use super::value::{Map, Node, Value};
use super::{Builder, Content, Part, Piece, Sink, percent_decode, plain};
use crate::document::{DataPath, Document, Entry, Kind, Segment};

pub(super) use example::RULE as RULE_EXAMPLE;
pub(super) use layout::{IGNORE_FILES, holds, is_code, is_project};
pub(super) use manifest::manifest;
pub(super) use package::package;
pub(super) use project::check as check_project;
pub(super) use recognise::{broken_promise, recognise};
pub(super) use runtime::runtime;
pub(super) use written::{children, keys};

use habits::Habits;
use normalise::Normaliser;
use types::{FieldKind, Role, TypeFacts};

/// The section of the settings, each of its own type.
const SETTINGS: &str = "Settings";

/// Where a type's components stand in the canonical input.
struct Section {
    /// The section's key.
    key: &'static str,
    /// The type of a component; `None` where the facts have none.
    type_name: Option<&'static str>,
}

/// Adds a recognised document to its tenant.
pub(super) fn add(builder: &mut Builder, part: &Part<'_>, piece: &Piece<'_>) {
    let document = part.document;
    match &piece.content {
        Content::Canonical { .. } => add_canonical(builder, document, piece),
        Content::Part {
            type_name,
            full_name,
            field,
            key,
            body,
        } => {
            let facts = types::type_facts(type_name).and_then(|facts| facts.field(field));
            let Some(facts) = facts else { return };
            let keys = [*type_name, full_name, field];
            let mut normaliser = Normaliser::new(document, &mut builder.sink, &keys);
            let node = normaliser.one_of(facts, *key, *body);
            builder.insert(&keys, node);
        }
        Content::Component { type_name, .. } => {
            let facts = types::type_facts(type_name);
            let make = |sink: &mut Sink| component(document, piece, facts, sink);
            let settled = |node: &Node| {
                facts.is_none_or(|facts| facts.role != Role::Part && is_folded(node, facts))
            };
            // What is kept of a text is all of it.
            let component = match part.made.filter(|_| document.roots().len() == 1) {
                Some(made) => made.once(&mut builder.sink, &make, &settled),
                None => make(&mut builder.sink),
            };
            if let Some((keys, node)) = component {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                builder.insert(&keys, node);
            }
        }
    }
}

/// A component that is a document of its own, and where it stands.
fn component(
    document: &Document,
    piece: &Piece<'_>,
    facts: Option<&'static TypeFacts>,
    sink: &mut Sink,
) -> Option<Component> {
    let Content::Component {
        type_name,
        full_name,
        parent,
        name_at,
        body,
    } = &piece.content
    else {
        return None;
    };
    let Some(facts) = facts else {
        let keys = [type_name.as_str(), full_name];
        let node = Normaliser::new(document, sink, &keys).unknown(*body);
        return Some((keys.map(str::to_owned).to_vec(), node));
    };
    let keys: Vec<&str> = match (facts.role, parent) {
        (Role::Part, Some(site)) => {
            let field = match facts.name {
                recognise::CONFIG => "config",
                _ => "routes",
            };
            let enhanced = site.contains('/');
            let bundle = match enhanced {
                true => "DigitalExperienceBundle",
                false => "ExperienceBundle",
            };
            vec![bundle, site, field, full_name]
        }
        (Role::Settings, _) => {
            vec![
                SETTINGS,
                types::settings_section(facts.name).unwrap_or(full_name),
            ]
        }
        (Role::Child(holder), Some(parent)) => {
            vec![holder.type_name, parent, holder.field, full_name]
        }
        _ => vec![facts.name, full_name],
    };
    let mut node = match layout::is_code(piece.path) {
        true => {
            sink.irregular(facts.name);
            apex::class(document, *body, sink)?
        }
        false => Normaliser::new(document, sink, &keys).component(facts, *body, *name_at),
    };
    keep_facts(facts.name, &mut node, sink);
    Some((keys.into_iter().map(str::to_owned).collect(), node))
}

fn add_canonical(builder: &mut Builder, document: &Document, piece: &Piece<'_>) {
    for entry in document.entries(piece.root) {
        let key = document.text(entry.key);
        let key_at = Some(document.span(entry.key));
        let Some(section) = section(key) else {
            let node = plain(document, entry.value, key_at, entry.merged);
            builder.insert(&[key], node);
            continue;
        };
        if document.kind(document.resolve(entry.value)) != Kind::Map {
            // An empty section says that there are none of the type; anything else is reported
            // by the schema at its place.
            let node = plain(document, entry.value, key_at, entry.merged);
            builder.sink.irregular(section.key);
            let node = match node.value {
                Value::Null => Node {
                    value: Value::Map(Map::new()),
                    ..node
                },
                _ => node,
            };
            builder.insert(&[section.key], node);
            continue;
        }
        if let Some(Role::Child(_)) = section.type_name.and_then(types::role_of) {
            for child in document.entries(entry.value) {
                add_component(builder, document, &section, &child);
            }
            continue;
        }
        let empty = Node::new(
            Value::Map(Map::new()),
            super::origin(document, entry.value, key_at, entry.merged),
        );
        builder.insert(&[section.key], empty);
        for component in document.entries(entry.value) {
            add_component(builder, document, &section, &component);
        }
    }
}

/// Adds a component that is an entry of a section.
fn add_component(builder: &mut Builder, document: &Document, section: &Section, entry: &Entry) {
    let written = document.text(entry.key);
    let name_at = Some(document.span(entry.key));
    let type_name = match section.type_name {
        Some(name) => Some(name),
        None => types::settings_type_ignoring_case(written),
    };
    let Some(facts) = type_name.and_then(types::type_facts) else {
        let node = plain(document, entry.value, name_at, entry.merged);
        builder.sink.irregular(section.key);
        builder.insert(&[section.key, written], node);
        return;
    };
    let name = proper_name(written);
    let keys: Vec<&str> = match (facts.role, name.split_once('.')) {
        (Role::Settings, _) => {
            vec![
                SETTINGS,
                types::settings_section(facts.name).unwrap_or(&name),
            ]
        }
        // `CustomField: {Account.Email__c: ...}` stands in its object, as everywhere else.
        (Role::Child(holder), Some((parent, child))) => {
            vec![holder.type_name, parent, holder.field, child]
        }
        _ => vec![section.key, &name],
    };
    let mut normaliser = Normaliser::new(document, &mut builder.sink, &keys);
    if facts.role == Role::Component {
        normaliser.says_its_name(entry.value, "fullName", written);
    }
    let mut node = normaliser.entry(facts, entry.value, name_at, entry.merged);
    keep_facts(facts.name, &mut node, &mut builder.sink);
    builder.insert(&keys, node);
}

/// Leaves of a component what is fact rather than source.
fn keep_facts(type_name: &str, node: &mut Node, sink: &mut Sink) {
    if type_name == "Flow" {
        sink.irregular(type_name);
        flow::keep_facts(node);
    }
}

/// The name of a component as the platform shows it: exporters write some of its characters as
/// `%28` and their like, and file systems decompose accents.
pub(in crate::tenant) fn proper_name(name: &str) -> String {
    if name.is_ascii() && !name.contains('%') {
        return name.to_owned();
    }
    percent_decode(name).nfc().collect()
}

/// The section that a top-level key of the canonical form means, in any case.
fn section(key: &str) -> Option<Section> {
    if key.eq_ignore_ascii_case(SETTINGS) {
        return Some(Section {
            key: SETTINGS,
            type_name: None,
        });
    }
    let name = types::metadata_type_ignoring_case(key)?;
    matches!(types::role_of(name), Some(Role::Component | Role::Child(_))).then_some(Section {
        key: name,
        type_name: Some(name),
    })
}

/// Whether a key of the canonical input is a section of this platform's, as it is spelt.
pub(super) fn is_section(key: &str) -> bool {
    section(key).is_some_and(|section| section.key == key)
}

/// The keys of all sections that the canonical form has.
pub(super) fn sections() -> impl Iterator<Item = &'static str> {
    let components =
        types::metadata_types().filter(|name| types::role_of(name) == Some(Role::Component));
    components.chain([SETTINGS])
}

/// The keys of a section, where they are the platform's own.
pub(super) fn components(section: &str) -> impl Iterator<Item = &'static str> {
    let settings = section == SETTINGS;
    types::metadata_types()
        .filter_map(types::settings_section)
        .filter(move |_| settings)
}

/// What is known of a component of a section.
pub(super) fn known(section: &str, component: &str) -> Known {
    let type_name = match section {
        SETTINGS => types::settings_type_ignoring_case(component),
        name => Some(name),
    };
    let Some(type_name) = type_name else {
        return Known::Nothing;
    };
    let path = format!("salesforce/{type_name}.schema.json");
    match crate::embedded::schema(&path) {
        Some(_) => Known::Schema(path),
        None => Known::Mapping,
    }
}

/// Whether a component has nothing but known fields of the right kinds. What it does not answer
/// for is left to the schema, which is made of the same facts and takes longer to compile than
/// most tenants to judge.
pub(super) fn conforms(section: &str, component: &str, node: &Node) -> bool {
    let type_name = match section {
        SETTINGS => types::settings_type_ignoring_case(component),
        name => Some(name),
    };
    type_name.is_some_and(|name| conforms_to(name, node))
}

fn conforms_to(type_name: &str, node: &Node) -> bool {
    let Some(facts) = types::type_facts(type_name) else {
        return false;
    };
    let mut habits = Habits::of(facts);
    let conforms = conforms_by(&mut habits, node);
    habits.keep();
    conforms
}

/// Whether a value conforms to its type; its fields come as those of the value before did.
fn conforms_by(habits: &mut Habits, node: &Node) -> bool {
    let Some(map) = node.as_map() else {
        return false;
    };
    habits.begin();
    map.iter().all(|(name, value)| {
        let Some(field) = habits.field(name) else {
            return habits.facts().open;
        };
        match (field.many, field.key, &value.value) {
            (true, Some(key), Value::Map(entries)) => {
                let kind = key.value.map_or(field.kind, |_| FieldKind::Boolean);
                all_are_of(kind, entries.values())
            }
            (true, None, Value::List(items)) => all_are_of(field.kind, items.iter()),
            (false, _, _) => is_of(field.kind, value),
            _ => false,
        }
    })
}

fn all_are_of<'a>(kind: FieldKind, mut nodes: impl Iterator<Item = &'a Node>) -> bool {
    let FieldKind::Object(name) = kind else {
        return nodes.all(|node| is_of(kind, node));
    };
    let Some(facts) = types::type_facts(name) else {
        return nodes.next().is_none();
    };
    let mut habits = Habits::of(facts);
    let conform = nodes.all(|node| conforms_by(&mut habits, node));
    habits.keep();
    conform
}

fn is_of(kind: FieldKind, node: &Node) -> bool {
    match (kind, &node.value) {
        (FieldKind::Boolean, Value::Bool(_))
        | (FieldKind::Number, Value::Number(_))
        | (FieldKind::String, Value::String(_)) => true,
        (FieldKind::Object(name), _) => conforms_to(name, node),
        _ => false,
    }
}

/// What an export covers beside its sections: objects whose own settings are there, and not only
/// some of their parts, and settings. `CustomObject *` retrieves no standard object.
pub(super) fn coverage(root: &Map) -> Vec<(&'static str, BTreeSet<Arc<str>>)> {
    let of = |section: &str| root.get(section).and_then(Node::as_map);
    let is_part = |field: &str| {
        let facts = types::type_facts("CustomObject").and_then(|facts| facts.field(field));
        match facts.map(|field| field.kind) {
            Some(FieldKind::Object(name)) => matches!(types::role_of(name), Some(Role::Child(_))),
            _ => false,
        }
    };
    let has_own = |object: &Node| {
        let fields = object.as_map();
        fields.is_none_or(|f| f.is_empty() || f.keys().any(|field| !is_part(field)))
    };
    let objects = of("CustomObject").into_iter().flatten();
    let objects = objects.filter(|(_, object)| has_own(object));
    let settings = of(SETTINGS).into_iter().flatten();
    let settings = settings.filter(|(_, node)| node.as_map().is_some());
    vec![
        (
            "objects",
            objects.map(|(name, _)| Arc::clone(name)).collect(),
        ),
        (
            "settings",
            settings.map(|(name, _)| Arc::clone(name)).collect(),
        ),
    ]
}

/// Empties the entries of what grants access (`objectPermissions`, `fieldPermissions` and their
/// like) in which all is `false`.
pub(super) fn drop_denials(section: &str, node: &mut Node) {
    if !matches!(section, "Profile" | "PermissionSet" | "MutingPermissionSet") {
        return;
    }
    let components = node.as_map_mut().into_iter().flatten();
    for (_, component) in components {
        for (_, field) in component.as_map_mut().into_iter().flatten() {
            for (_, entry) in field.as_map_mut().into_iter().flatten() {
                if let Some(fields) = entry.as_map_mut()
                    && fields.values().all(|v| v.value == Value::Bool(false))
                {
                    fields.clear();
                }
            }
        }
    }
}

/// Folds names that the platform compares without case, all over the tenant.
pub(super) fn finish(builder: &mut Builder) {
    let keys: Vec<_> = builder.root.keys().cloned().collect();
    for key in keys {
        let Some(section) = section(&key) else {
            continue;
        };
        let Some(node) = builder.root.get_mut(&key) else {
            continue;
        };
        let Some(components) = node.as_map_mut() else {
            continue;
        };
        let mut path = DataPath(vec![Segment::Key(key)]);
        merge::fold_names(components, &mut path, &mut builder.sink);
        for (name, component) in components.iter_mut() {
            let type_name = match section.type_name {
                Some(name) => Some(name),
                None => types::settings_type_ignoring_case(name),
            };
            path.0.push(Segment::Key(name.clone()));
            if let Some(facts) = type_name.and_then(types::type_facts) {
                fold(component, facts, &mut path, &mut builder.sink);
            }
            path.0.pop();
        }
    }
}

/// Folds the keyed fields of a value of a type, and of the values in it.
fn fold(node: &mut Node, facts: &TypeFacts, path: &mut DataPath, sink: &mut Sink) {
    if !facts.nests {
        return;
    }
    // What several tenants share is folded.
    let map = node.as_map_mut().filter(|map| !map.is_shared());
    let Some(map) = map else { return };
    for (name, value) in map.iter_mut() {
        if !matches!(value.value, Value::Map(_) | Value::List(_)) {
            continue;
        }
        let Some(field) = facts.field(name) else {
            continue;
        };
        let FieldKind::Object(inner) = field.kind else {
            continue;
        };
        let Some(inner) = types::type_facts(inner) else {
            continue;
        };
        path.0.push(Segment::Key(name.clone()));
        match &mut value.value {
            Value::Map(entries) if field.key.is_some() => {
                merge::fold_names(entries, path, sink);
                for (key, entry) in entries.iter_mut().filter(|_| inner.nests) {
                    path.0.push(Segment::Key(key.clone()));
                    fold(entry, inner, path, sink);
                    path.0.pop();
                }
            }
            Value::List(items) => {
                for (i, item) in items.iter_mut().enumerate() {
                    path.0.push(Segment::Index(i));
                    fold(item, inner, path, sink);
                    path.0.pop();
                }
            }
            _ => fold(value, inner, path, sink),
        }
        path.0.pop();
    }
}

/// Whether [`fold`] finds nothing to do in a value of a type.
fn is_folded(node: &Node, facts: &TypeFacts) -> bool {
    let Some(map) = node.as_map().filter(|_| facts.nests) else {
        return true;
    };
    map.iter().all(|(name, value)| {
        let Some(field) = facts.field(name) else {
            return true;
        };
        let FieldKind::Object(inner) = field.kind else {
            return true;
        };
        let Some(inner) = types::type_facts(inner) else {
            return true;
        };
        match &value.value {
            Value::Map(entries) if field.key.is_some() => {
                let mut entries_within = entries.values();
                merge::is_folded(entries) && entries_within.all(|entry| is_folded(entry, inner))
            }
            Value::List(items) => items.iter().all(|item| is_folded(item, inner)),
            _ => is_folded(value, inner),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::shape;
    use super::*;

    /// A value of a kind; nothing stands for what may be anything.
    fn value_of(kind: FieldKind, depth: usize) -> Option<Value> {
        match kind {
            FieldKind::Boolean => Some(Value::Bool(true)),
            FieldKind::Number => Some(Value::Number(1.into())),
            FieldKind::String => Some(Value::String("text".into())),
            FieldKind::Object(_) if depth == 0 => Some(Value::Map(Map::new())),
            FieldKind::Object(name) => Some(component(name, depth - 1)),
            FieldKind::Any => None,
        }
    }

    /// A value of a type with all of its fields, down to a depth.
    fn component(type_name: &str, depth: usize) -> Value {
        let facts = types::type_facts(type_name).expect("the type is known");
        let fields = facts.fields.iter().filter_map(|field| {
            let kind = match field.key {
                Some(key) if key.value.is_some() => FieldKind::Boolean,
                _ => field.kind,
            };
            let one = Node::computed(value_of(kind, depth)?);
            let value = match (field.many, field.key) {
                (true, Some(_)) => Value::Map(Map::from([("key".into(), one)])),
                (true, None) => Value::List([one].into()),
                (false, _) => return Some((field.name.into(), one)),
            };
            Some((field.name.into(), Node::computed(value)))
        });
        Value::Map(fields.collect())
    }

    #[test]
    fn what_conforms_is_what_the_schemas_take() {
        let (mut right, mut wrong) = (0, 0);
        for name in types::metadata_types() {
            let path = format!("salesforce/{name}.schema.json");
            let mut node = Node::computed(component(name, 2));
            let Some(taken) = shape::takes(&path, &node) else {
                continue;
            };
            assert!(taken, "{name}");
            assert!(conforms_to(name, &node), "{name}");
            right += 1;
            let fields: Vec<_> = node
                .as_map()
                .into_iter()
                .flatten()
                .map(|(k, _)| k.clone())
                .collect();
            for field in fields {
                let Some(map) = node.as_map_mut() else {
                    continue;
                };
                let Some(value) = map.get_mut(&field) else {
                    continue;
                };
                let other = match value.value {
                    Value::Bool(_) => Value::String("true".into()),
                    _ => Value::Bool(true),
                };
                let kept = std::mem::replace(&mut value.value, other);
                assert!(!conforms_to(name, &node), "{name}.{field}");
                assert_eq!(shape::takes(&path, &node), Some(false), "{name}.{field}");
                wrong += 1;
                if let Some(value) = node.as_map_mut().and_then(|map| map.get_mut(&field)) {
                    value.value = kept;
                }
            }
        }
        assert!(right > 500 && wrong > 3000, "{right} {wrong}");
    }
}
