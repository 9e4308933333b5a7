//! A component as the XML of the Metadata API: the way back from the canonical form.
//!
//! Elements stand as Salesforce exports them, so that what did not change gives the text that was
//! retrieved: `fullName` first, then what a type has from the one that it extends, then its own,
//! by name; four blanks for a level; quotes escaped in texts too; `<x/>` for what is empty. The
//! entries of a map stand in the order in which they were written, as far as they were. What is in
//! doubt, has the wrong kind or must not be shown is refused: nothing is written in part.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::value::{Map, Node, Value};
use super::types::{Field, FieldKind, Keyed, TypeFacts, type_facts};
use crate::document::{DataPath, Segment, markup};

/// The first lines of every file of the Metadata API, up to the root element's name.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<";

const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

/// The element that stands before all others.
const NAME: &str = "fullName";

/// Types that extend another one than `Metadata`, and that one (public source: the same listing as
/// that of `types.tsv`).
const EXTENDED: &[(&str, &str)] = &[
    ("AppActionOverride", "ActionOverride"),
    ("AppProfileActionOverride", "ProfileActionOverride"),
    ("CommunityThemeBundleInfo", "CommunityTemplateBundleInfo"),
    ("CustomShortcut", "DefaultShortcut"),
    ("DuplicateRuleFilterItem", "FilterItem"),
    ("Role", "RoleOrTerritory"),
    ("SharingCriteriaRule", "SharingBaseRule"),
    ("SharingGuestRule", "SharingBaseRule"),
    ("SharingOwnerRule", "SharingBaseRule"),
    ("SharingTerritoryRule", "SharingOwnerRule"),
    ("StandardValue", "CustomValue"),
    ("StrategyNodeExclusive", "StrategyNodeUnionBase"),
    ("StrategyNodeFilter", "StrategyNodeUnionBase"),
    ("StrategyNodeIf", "StrategyNodeUnionBase"),
    ("StrategyNodeInvocableAction", "StrategyNodeUnionBase"),
    ("StrategyNodeMap", "StrategyNodeUnionBase"),
    ("StrategyNodeRecommendationLimit", "StrategyNodeUnionBase"),
    ("StrategyNodeRecommendationLoad", "StrategyNodeUnionBase"),
    ("StrategyNodeSort", "StrategyNodeUnionBase"),
    ("StrategyNodeUnion", "StrategyNodeUnionBase"),
    ("StrategyNodeUnionBase", "StrategyNodeBase"),
    ("Territory", "RoleOrTerritory"),
];

/// The shortest row of stars that is taken for a text that was hidden.
const HIDDEN: usize = 8;

/// One component as a file, with the type's name around its fields.
///
/// # Errors
/// What cannot be written, with its path below `at`.
pub(super) fn component(facts: &TypeFacts, fields: &Map, at: DataPath) -> Result<String, String> {
    let mut writer = Writer {
        text: format!("{HEAD}{} xmlns=\"{NAMESPACE}\"", facts.name),
        path: at,
    };
    if fields.is_empty() {
        writer.text.push_str("/>\n");
        return Ok(writer.text);
    }
    writer.text.push_str(">\n");
    writer.fields(Some(facts), fields, None, 1)?;
    writer.text.push_str(&format!("</{}>\n", facts.name));
    Ok(writer.text)
}

/// The names of components by type.
pub(super) type Members = BTreeMap<&'static str, BTreeSet<String>>;

/// A manifest: for each type the names of its components.
pub(super) fn manifest(types: &Members, version: &str) -> String {
    let mut text = format!("{HEAD}Package xmlns=\"{NAMESPACE}\">\n");
    for (name, members) in types {
        push_members(name, members, &mut text);
    }
    text.push_str(&format!("    <version>{version}</version>\n</Package>\n"));
    text
}

/// Appends what a manifest says of one type.
pub(super) fn push_members(name: &str, members: &BTreeSet<String>, text: &mut String) {
    text.push_str("    <types>\n");
    for member in members {
        // No component has a name that XML cannot hold.
        let member = markup(member, "\n").unwrap_or_default();
        text.push_str(&format!("        <members>{member}</members>\n"));
    }
    text.push_str(&format!("        <name>{name}</name>\n    </types>\n"));
}

struct Writer {
    text: String,
    /// The path of what is written, for messages.
    path: DataPath,
}

/// What an element holds.
#[derive(Clone, Copy)]
enum Content<'a> {
    /// The key of an entry.
    Key(&'a str),
    /// A field.
    Field(&'a Node),
}

impl Writer {
    fn refuse(&self, why: &str) -> String {
        format!("`{}` {why}", self.path)
    }

    fn below<T>(
        &mut self,
        step: Segment,
        write: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        self.path.0.push(step);
        let done = write(self)?;
        self.path.0.pop();
        Ok(done)
    }

    /// The fields of a value, and the key under which it stands as the child that it is.
    fn fields(
        &mut self,
        facts: Option<&TypeFacts>,
        fields: &Map,
        key: Option<(&str, &str)>,
        depth: usize,
    ) -> Result<(), String> {
        let own = fields
            .iter()
            .map(|(name, node)| (&**name, Content::Field(node)));
        let mut elements: Vec<_> = own.collect();
        if let Some((child, name)) = key {
            elements.retain(|(other, _)| *other != child);
            elements.push((child, Content::Key(name)));
        }
        elements.sort_by_key(|(name, _)| (*name != NAME, level_of(facts, name), *name));
        for (name, content) in elements {
            match content {
                Content::Key(key) => self.text_element(name, key, depth)?,
                Content::Field(node) => {
                    self.below(Segment::Key(name.into()), |writer| {
                        match facts.and_then(|facts| facts.field(name)) {
                            Some(field) => writer.field(field, node, depth),
                            None if !is_name(name) => {
                                Err(writer.refuse("is no name of an element"))
                            }
                            None => writer.loose(name, node, depth),
                        }
                    })?
                }
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &Field, node: &Node, depth: usize) -> Result<(), String> {
        self.check(node)?;
        if field.secret && node.as_str() != Some("") {
            return Err(self.refuse("is a secret"));
        }
        match (field.many, field.key, &node.value) {
            (true, Some(key), Value::Map(entries)) => {
                for (name, entry) in in_order(entries) {
                    self.below(Segment::Key(Arc::clone(name)), |writer| {
                        writer.entry(field, key, name, entry, depth)
                    })?;
                }
                Ok(())
            }
            // `layoutColumns` may stand there three times with nothing in it, which is a list of none.
            (true, None, Value::List(items)) if items.is_empty() && is_object(field) => {
                Err(self.refuse("is empty, and how many empty elements it stands for is not known"))
            }
            (true, None, Value::List(items)) => {
                for (i, item) in items.iter().enumerate() {
                    self.below(Segment::Index(i), |writer| writer.value(field, item, depth))?;
                }
                Ok(())
            }
            (false, _, _) => self.value(field, node, depth),
            (true, _, other) => Err(self.refuse(&format!(
                "is {}, which is not how its type repeats it",
                other.type_name()
            ))),
        }
    }

    /// One entry of a map as the repeated element that it stands for.
    fn entry(
        &mut self,
        field: &Field,
        key: Keyed,
        name: &str,
        entry: &Node,
        depth: usize,
    ) -> Result<(), String> {
        self.check(entry)?;
        match (key.value, field.kind, &entry.value) {
            (Some(value), _, Value::Bool(on)) => {
                let mut children = [(key.key, name), (value, if *on { "true" } else { "false" })];
                children.sort_by_key(|(child, _)| (*child != NAME, *child));
                self.open(field.name, depth);
                for (child, text) in children {
                    self.text_element(child, text, depth + 1)?;
                }
                self.close(field.name, depth);
                Ok(())
            }
            (None, FieldKind::Object(type_name), Value::Map(fields)) => {
                self.open(field.name, depth);
                let facts = type_facts(type_name);
                self.fields(facts, fields, Some((key.key, name)), depth + 1)?;
                self.close(field.name, depth);
                Ok(())
            }
            (_, _, other) => Err(self.refuse(&format!(
                "is {}, which is not what an entry of its type is",
                other.type_name()
            ))),
        }
    }

    /// One element of a kind.
    fn value(&mut self, field: &Field, node: &Node, depth: usize) -> Result<(), String> {
        self.check(node)?;
        let name = field.name;
        match (field.kind, &node.value) {
            (FieldKind::Any, _) => Err(self.refuse("is of a kind that is not kept")),
            (FieldKind::Object(type_name), Value::Map(fields)) => {
                self.map(name, type_facts(type_name), fields, depth)
            }
            (FieldKind::Boolean, Value::Bool(value)) => {
                self.text_element(name, &value.to_string(), depth)
            }
            (FieldKind::Number, Value::Number(value)) => {
                self.text_element(name, &value.to_string(), depth)
            }
            (FieldKind::String, Value::String(value)) => self.text_element(name, value, depth),
            (_, other) => Err(self.refuse(&format!(
                "is {}, which its type does not take",
                other.type_name()
            ))),
        }
    }

    /// An element of which nothing is known, as it was written.
    fn loose(&mut self, name: &str, node: &Node, depth: usize) -> Result<(), String> {
        self.check(node)?;
        match &node.value {
            Value::Map(fields) => self.map(name, None, fields, depth),
            Value::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.below(Segment::Index(i), |writer| match &item.value {
                        Value::List(_) => Err(writer.refuse("is a list in a list")),
                        _ => writer.loose(name, item, depth),
                    })?;
                }
                Ok(())
            }
            Value::Bool(value) => self.text_element(name, &value.to_string(), depth),
            Value::Number(value) => self.text_element(name, &value.to_string(), depth),
            Value::String(value) => self.text_element(name, value, depth),
            Value::Null => Err(self.refuse("has no value")),
        }
    }

    fn map(
        &mut self,
        name: &str,
        facts: Option<&TypeFacts>,
        fields: &Map,
        depth: usize,
    ) -> Result<(), String> {
        if fields.is_empty() {
            self.text.push_str(&format!("{}<{name}/>\n", blanks(depth)));
            return Ok(());
        }
        self.open(name, depth);
        self.fields(facts, fields, None, depth + 1)?;
        self.close(name, depth);
        Ok(())
    }

    fn check(&self, node: &Node) -> Result<(), String> {
        match node.readings().is_empty() {
            true => Ok(()),
            false => Err(self.refuse("can be read in several ways")),
        }
    }

    fn open(&mut self, name: &str, depth: usize) {
        self.text.push_str(&format!("{}<{name}>\n", blanks(depth)));
    }

    fn close(&mut self, name: &str, depth: usize) {
        self.text.push_str(&format!("{}</{name}>\n", blanks(depth)));
    }

    fn text_element(&mut self, name: &str, text: &str, depth: usize) -> Result<(), String> {
        if text.len() >= HIDDEN && text.bytes().all(|byte| byte == b'*') {
            return Err(self.refuse("was hidden, and is not known"));
        }
        let Some(text) = markup(text, "\n") else {
            return Err(self.refuse("holds a character that XML cannot"));
        };
        let blanks = blanks(depth);
        self.text.push_str(&match text.is_empty() {
            true => format!("{blanks}<{name}/>\n"),
            false => format!("{blanks}<{name}>{text}</{name}>\n"),
        });
        Ok(())
    }
}

/// Whether a key that no type names can be that of an element.
fn is_name(key: &str) -> bool {
    let letters = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    letters && key.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn is_object(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Object(_))
}

fn blanks(depth: usize) -> String {
    "    ".repeat(depth)
}

/// The place of the type that a field comes from among those that its type extends, the farthest
/// first and itself last.
fn level_of(facts: Option<&TypeFacts>, field: &str) -> usize {
    let base = |facts: &TypeFacts| {
        let mut all = EXTENDED.iter();
        let found = all.find(|(name, _)| *name == facts.name);
        found.and_then(|(_, base)| type_facts(base))
    };
    let Some(own) = facts else { return 0 };
    let bases: Vec<_> = std::iter::successors(base(own), |facts| base(facts)).collect();
    let farthest = bases.iter().rposition(|facts| facts.field(field).is_some());
    bases.len() - farthest.map_or(0, |at| at + 1)
}

/// The entries of a map in the order of their places; by name, where they have none.
fn in_order(entries: &Map) -> Vec<(&Arc<str>, &Node)> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(_, node)| {
        let place = node.first_origin();
        place.map(|at| (at.file, at.key.unwrap_or(at.value).start))
    });
    entries
}
