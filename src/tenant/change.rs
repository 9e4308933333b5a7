//! Changes of a tenant's data as changes of the texts that it was made of.
//!
//! Where something was written is known of every node, so that a value is given where it stands,
//! wherever its file and form; only what is missing needs the platform's word on how its kind of
//! entry is written. Whether the texts then give the data that was meant is for the caller to prove.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::value::{Node, Origin, Value};
use super::{Platform, Tenant};
use crate::document::{DataPath, Document, Kind, NodeId, Segment, Style};
use crate::finding::EditOp;
use crate::fix::{Change, Op};
use crate::source::FileId;

/// How the entries of a repeated element become a map: by which of their children, and which other
/// child is all that there is to them.
pub(super) type Keys = (&'static str, Option<&'static str>);

/// The documents that a tenant was made of, as far as they can be edited.
pub type Documents = HashMap<FileId, Document>;

/// The changes of texts that make one change of a tenant's data.
///
/// # Errors
/// Why there are none, in a few words.
pub fn changes(
    tenant: &Tenant,
    op: &EditOp,
    at: &DataPath,
    documents: &Documents,
) -> Result<Vec<(FileId, Change)>, String> {
    let scribe = Scribe { tenant, documents };
    match (op, tenant.root.get(at)) {
        (EditOp::Set(value), Some(node)) => scribe.set(node, at, value),
        (EditOp::Set(value), None) => scribe.write(at, value),
        (EditOp::Remove, Some(node)) => scribe.remove(node, at),
        (EditOp::Remove, None) => Ok(Vec::new()),
        (EditOp::Add(value), Some(node)) => scribe.append(node, at, value),
        (EditOp::Add(value), None) => scribe.write(at, value),
    }
}

struct Scribe<'a> {
    tenant: &'a Tenant,
    documents: &'a Documents,
}

type Found<'a> = (&'a Document, NodeId);

impl<'a> Scribe<'a> {
    /// The node of a document that an origin speaks of: of what came through an alias, the
    /// definition.
    fn find(&self, origin: &Origin, at: &DataPath) -> Result<Found<'a>, String> {
        let document = self.documents.get(&origin.file);
        let document = document.ok_or_else(|| format!("the file of `{at}` is not edited"))?;
        let span = origin.definition.unwrap_or(origin.value);
        let node = document.node_at(span);
        let node = node.ok_or_else(|| format!("`{at}` is not written in one place"))?;
        Ok((document, node))
    }

    /// All places that say what stands at a path.
    fn places(&self, node: &'a Node, at: &DataPath) -> Result<Vec<Origin>, String> {
        let further = node.further().iter().copied();
        let all: Vec<Origin> = node.origin().into_iter().chain(further).collect();
        match all.is_empty() {
            true => Err(format!("`{at}` stands in no file")),
            false => Ok(all),
        }
    }

    fn set(
        &self,
        node: &'a Node,
        at: &DataPath,
        value: &Json,
    ) -> Result<Vec<(FileId, Change)>, String> {
        let mut changes = Vec::new();
        for origin in self.places(node, at)? {
            let (document, id) = self.find(&origin, at)?;
            let op = match self.keys(&above(at)) {
                // An entry that lacks the child which would say it.
                Some((_, Some(child))) if document.kind(id) == Kind::Map => {
                    Op::Insert(child.to_owned(), value.clone())
                }
                _ => Op::Set(as_written(document, id, value)),
            };
            changes.push((origin.file, Change { node: id, op }));
        }
        Ok(changes)
    }

    fn remove(&self, node: &'a Node, at: &DataPath) -> Result<Vec<(FileId, Change)>, String> {
        let mut changes = Vec::new();
        for origin in self.places(node, at)? {
            let document = self.find(&origin, at)?.0;
            let id = document.node_at(origin.value);
            let id = id.ok_or_else(|| format!("`{at}` is not written in one place"))?;
            let parent = document.parents()[id.0 as usize];
            // An entry of a list that is all its key says goes as a whole.
            let by_sibling = parent.filter(|parent| {
                let mut entries = document.written_entries(*parent);
                entries.any(|(_, other)| Some(document.span(other)) == origin.key)
            });
            let node = by_sibling.unwrap_or(id);
            let op = Op::Remove;
            changes.push((origin.file, Change { node, op }));
        }
        Ok(changes)
    }

    /// Adds an item to a list that is there.
    fn append(
        &self,
        node: &'a Node,
        at: &DataPath,
        value: &Json,
    ) -> Result<Vec<(FileId, Change)>, String> {
        if !matches!(node.value, Value::List(_)) {
            return Err(format!("`{at}` is there already"));
        }
        let origin = node.origin();
        let origin = origin.as_ref();
        let origin = origin.ok_or_else(|| format!("`{at}` stands in no file"))?;
        let (document, id) = self.find(origin, at)?;
        let value = value.clone();
        let change = match document.kind(id) {
            Kind::Seq => Change {
                node: id,
                op: Op::Push(value),
            },
            _ if document.is_markup() => beside(document, id, at, vec![value])?,
            Kind::Scalar if document.text(id).is_empty() => Change {
                node: id,
                op: Op::Set(Json::Array(vec![value])),
            },
            _ => return Err(format!("`{at}` is not written as a list")),
        };
        Ok(vec![(origin.file, change)])
    }

    /// Writes what stands nowhere yet into the nearest thing around it that does.
    fn write(&self, at: &DataPath, value: &Json) -> Result<Vec<(FileId, Change)>, String> {
        let mut depth = at.0.len();
        let (around, node) = loop {
            depth = depth.checked_sub(1).ok_or("an empty path names nothing")?;
            let around: DataPath = at.0[..depth].iter().cloned().collect();
            if let Some(node) = self.tenant.root.get(&around) {
                break (around, node);
            }
        };
        let missing = || format!("`{around}` is in no file of the export");
        let origin = node.origin().ok_or_else(missing)?;
        let origin = &origin;
        let (document, id) = self.find(origin, &around)?;
        let mut names = Vec::new();
        for step in &at.0[depth..] {
            match step {
                Segment::Key(name) => names.push(&**name),
                Segment::Index(_) => return Err(format!("`{around}` has no such item")),
            }
        }
        let change = match self.keys(&around) {
            Some(keys) if document.kind(id) == Kind::Seq => Change {
                node: id,
                op: Op::Push(self.item(&around, &names, value, keys, document)),
            },
            Some(keys) if document.is_markup() => {
                let item = self.item(&around, &names, value, keys, document);
                beside(document, id, &around, vec![item])?
            }
            _ => self.entry(document, id, &around, &names, value)?,
        };
        Ok(vec![(origin.file, change)])
    }

    /// An entry of a mapping, in the form in which its neighbours are written.
    fn entry(
        &self,
        document: &Document,
        node: NodeId,
        around: &DataPath,
        names: &[&str],
        value: &Json,
    ) -> Result<Change, String> {
        let (name, below) = names.split_first().ok_or("an empty path names nothing")?;
        let value = self.nested(&around.key(*name), below, value, document);
        let in_order = self
            .tenant
            .platform
            .and_then(|p| p.children(document, node));
        if let Some((list, item)) = in_order {
            let op = Op::Push(item(name, value));
            return Ok(Change { node: list, op });
        }
        if document.kind(node) == Kind::Seq {
            return Err(format!("`{around}` is written as a list"));
        }
        let op = Op::Insert((*name).to_owned(), value);
        Ok(Change { node, op })
    }

    /// A value below further names, as a document of this form would hold it.
    fn nested(&self, at: &DataPath, names: &[&str], value: &Json, document: &Document) -> Json {
        let Some((name, below)) = names.split_first() else {
            return value.clone();
        };
        match self.keys(at).filter(|_| document.is_markup()) {
            Some(keys) => Json::Array(vec![self.item(at, names, value, keys, document)]),
            None => {
                let inner = self.nested(&at.key(*name), below, value, document);
                Json::Object([((*name).to_owned(), inner)].into_iter().collect())
            }
        }
    }

    /// An entry of a repeated element, which names itself.
    fn item(
        &self,
        at: &DataPath,
        names: &[&str],
        value: &Json,
        (key, child): Keys,
        document: &Document,
    ) -> Json {
        let (name, below) = names.split_first().unwrap_or((&"", &[]));
        let inner = self.nested(&at.key(*name), below, value, document);
        let mut item = match (child, inner) {
            (Some(child), inner) => [(child.to_owned(), inner)].into_iter().collect(),
            (None, Json::Object(map)) => map,
            (None, _) => serde_json::Map::new(),
        };
        item.insert(key.to_owned(), (*name).into());
        Json::Object(item)
    }

    fn keys(&self, at: &DataPath) -> Option<Keys> {
        self.tenant.platform.and_then(|platform| platform.keys(at))
    }
}

/// Elements beside one of their name.
fn beside(
    document: &Document,
    element: NodeId,
    at: &DataPath,
    items: Vec<Json>,
) -> Result<Change, String> {
    let parent = document.parents()[element.0 as usize];
    let parent = parent.ok_or_else(|| format!("`{at}` is the root element"))?;
    let mut entries = document.written_entries(parent);
    let own = entries.find(|(_, value)| *value == element);
    let (key, _) = own.ok_or_else(|| format!("`{at}` is not written in one place"))?;
    let op = Op::Insert(document.text(key).to_owned(), Json::Array(items));
    Ok(Change { node: parent, op })
}

/// A value in the words of the one that it takes the place of: where a boolean or a number stands in
/// quotes, its successor does too.
fn as_written(document: &Document, node: NodeId, value: &Json) -> Json {
    let node = document.resolve(node);
    let quoted = matches!(
        document.style(node),
        Style::SingleQuoted | Style::DoubleQuoted
    );
    let is_word = matches!(value, Json::Bool(_) | Json::Number(_));
    let spells = !document.is_markup() && document.kind(node) == Kind::Scalar;
    match spells && quoted && is_word && !document.text(node).is_empty() {
        true => Json::String(value.to_string()),
        false => value.clone(),
    }
}

fn above(at: &DataPath) -> DataPath {
    let steps = at.0.len().saturating_sub(1);
    at.0[..steps].iter().cloned().collect()
}

/// What `platform.children` gives: the list of the children of a mapping, and how one is written.
pub(super) type Children = (NodeId, fn(&str, Json) -> Json);

impl Platform {
    /// How the entries of a repeated element become the map at this path, if they do.
    fn keys(self, at: &DataPath) -> Option<Keys> {
        match self {
            Self::Salesforce => super::salesforce::keys(at),
        }
    }

    /// Where a mapping keeps its entries in a list of their own.
    fn children(self, document: &Document, node: NodeId) -> Option<Children> {
        match self {
            Self::Salesforce => super::salesforce::children(document, node),
        }
    }
}
