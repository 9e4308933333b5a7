//! One component's fields in the canonical shape, by the facts about its type.
//!
//! Lists with a natural key become maps, single elements become lists where the type repeats
//! them, texts that spell booleans and numbers become what they spell where the type wants one.
//! Words that only some readers take for booleans keep both readings.

use std::sync::Arc;

use super::super::value::{Map, Node, Origin, Value};
use super::super::{Sink, merge, origin, plain};
use super::recognise::is_decoration;
use super::types::{Field, FieldKind, Keyed, TypeFacts, type_facts};
use crate::check::Check;
use crate::document::{Ambiguity, DataPath, Document, Kind, NodeId, Scalar, Segment, Style};
use crate::source::Span;

/// Normalises one component of one document.
pub(super) struct Normaliser<'a> {
    document: &'a Document,
    sink: &'a mut Sink,
    path: DataPath,
    /// The first boolean in quotes and how many there are; said once a component.
    quoted: Option<(Origin, DataPath, usize)>,
}

impl<'a> Normaliser<'a> {
    /// A normaliser for the component at a path of keys.
    pub(super) fn new(document: &'a Document, sink: &'a mut Sink, keys: &[&str]) -> Self {
        Self {
            document,
            sink,
            path: keys.iter().map(|&k| Segment::Key(k.into())).collect(),
            quoted: None,
        }
    }

    /// A component that is a document of its own.
    pub(super) fn component(
        &mut self,
        facts: &TypeFacts,
        body: NodeId,
        name_at: Option<Span>,
    ) -> Node {
        self.entry(facts, body, name_at, None)
    }

    /// A component that is an entry of a section.
    pub(super) fn entry(
        &mut self,
        facts: &TypeFacts,
        body: NodeId,
        name_at: Option<Span>,
        merged: Option<NodeId>,
    ) -> Node {
        let at = origin(self.document, body, name_at, merged);
        let node = match self.document.kind(self.document.resolve(body)) {
            Kind::Map => Node::new(self.fields(facts, body), at),
            Kind::Scalar if self.document.scalar(body) == Some(Scalar::Null) => {
                Node::new(Value::Map(Map::new()), at)
            }
            _ => plain(self.document, body, name_at, merged),
        };
        self.say_quoted();
        node
    }

    fn say_quoted(&mut self) {
        let Some((at, path, count)) = self.quoted.take() else {
            return;
        };
        let message = match count {
            1 => format!("`{path}` is a boolean in quotes"),
            n => format!("`{path}` and {} more of this component are booleans in quotes", n - 1),
        };
        self.sink
            .report(Check::YamlQuotedBoolean, message, &path, Some(at), []);
    }

    fn fields(&mut self, facts: &TypeFacts, body: NodeId) -> Value {
        let mut map = Map::new();
        for entry in self.document.entries(body) {
            let name = self.document.text(entry.key);
            if is_decoration(name) || name == "fullName" {
                continue;
            }
            let key: Arc<str> = name.into();
            let key_at = Some(self.document.span(entry.key));
            self.path.0.push(Segment::Key(Arc::clone(&key)));
            let node = match facts.field(name) {
                Some(field) => self.field(field, entry.value, key_at, entry.merged),
                None => plain(self.document, entry.value, key_at, entry.merged),
            };
            self.path.0.pop();
            merge::insert(&mut map, key, node, &mut self.path, self.sink);
        }
        Value::Map(map)
    }

    fn field(
        &mut self,
        field: &Field,
        id: NodeId,
        key_at: Option<Span>,
        merged: Option<NodeId>,
    ) -> Node {
        let at = origin(self.document, id, key_at, merged);
        match field.key {
            Some(key) if field.many => Node::new(self.keyed(field, key, id), at),
            _ if field.many => Node::new(self.list(field, id), at),
            _ => self.single(field, id, key_at, merged),
        }
    }

    /// An element that stands once; a list of one is that one.
    fn single(
        &mut self,
        field: &Field,
        id: NodeId,
        key_at: Option<Span>,
        merged: Option<NodeId>,
    ) -> Node {
        let mut items = self.document.items(id);
        let sole = items.next().filter(|_| items.next().is_none());
        drop(items);
        match sole {
            Some(item) => self.element(field.kind, item, key_at, merged),
            None => self.element(field.kind, id, key_at, merged),
        }
    }

    /// A repeated element without a key; a single one is a list of one, nothing an empty list.
    fn list(&mut self, field: &Field, id: NodeId) -> Value {
        let resolved = self.document.resolve(id);
        let ids: Vec<NodeId> = match self.document.kind(resolved) {
            Kind::Seq => self.document.items(resolved).collect(),
            _ if self.document.scalar(resolved) == Some(Scalar::Null) => Vec::new(),
            _ => vec![id],
        };
        let mut items = Vec::with_capacity(ids.len());
        for (i, item) in ids.into_iter().enumerate() {
            self.path.0.push(Segment::Index(i));
            items.push(self.element(field.kind, item, None, None));
            self.path.0.pop();
        }
        Value::List(items)
    }

    /// A repeated element with a key: a list of entries, one entry, or the map that it becomes.
    fn keyed(&mut self, field: &Field, key: Keyed, id: NodeId) -> Value {
        let resolved = self.document.resolve(id);
        let mut map = Map::new();
        match self.document.kind(resolved) {
            Kind::Seq => {
                for item in self.document.items(resolved).collect::<Vec<_>>() {
                    self.keyed_item(&mut map, field, key, item);
                }
            }
            Kind::Map if self.is_one_entry(key, resolved) => {
                self.keyed_item(&mut map, field, key, id);
            }
            Kind::Map => {
                for entry in self.document.entries(resolved) {
                    let name: Arc<str> = self.document.text(entry.key).into();
                    let key_at = Some(self.document.span(entry.key));
                    self.path.0.push(Segment::Key(Arc::clone(&name)));
                    let kind = key.value.map_or(field.kind, |_| FieldKind::Boolean);
                    let collapsed = key
                        .value
                        .and_then(|v| self.document.get(entry.value, v));
                    let value = collapsed.map_or(entry.value, |e| e.value);
                    let node = self.element(kind, value, key_at, entry.merged);
                    self.path.0.pop();
                    merge::insert(&mut map, name, node, &mut self.path, self.sink);
                }
            }
            Kind::Scalar | Kind::Alias => {
                if self.document.scalar(resolved) != Some(Scalar::Null) {
                    return plain(self.document, id, None, None).value;
                }
            }
        }
        Value::Map(map)
    }

    /// Whether a map is one entry of the list rather than the map by key: it names its key.
    fn is_one_entry(&self, key: Keyed, map: NodeId) -> bool {
        self.document.get(map, key.key).is_some_and(|e| {
            let value = self.document.resolve(e.value);
            self.document.kind(value) == Kind::Scalar
                && matches!(self.document.scalar(value), Some(Scalar::Str(_)))
        })
    }

    fn keyed_item(&mut self, map: &mut Map, field: &Field, key: Keyed, item: NodeId) {
        let name = self
            .document
            .get(item, key.key)
            .map(|e| self.document.resolve(e.value))
            .filter(|&id| self.document.kind(id) == Kind::Scalar);
        let Some(name_id) = name else {
            let message = format!("an entry of `{}` does not name its `{}`", self.path, key.key);
            let at = origin(self.document, item, None, None);
            let path = self.path.clone();
            self.sink.report(Check::ShapeType, message, &path, Some(at), []);
            return;
        };
        let name: Arc<str> = self.document.text(name_id).into();
        let key_at = Some(self.document.span(name_id));
        self.path.0.push(Segment::Key(Arc::clone(&name)));
        let node = match key.value {
            Some(value) => match self.document.get(item, value) {
                Some(e) => self.element(FieldKind::Boolean, e.value, key_at, e.merged),
                None => Node::new(Value::Null, origin(self.document, item, key_at, None)),
            },
            None => {
                let mut node = self.element(field.kind, item, key_at, None);
                if let Some(fields) = node.as_map_mut() {
                    fields.remove(key.key);
                }
                node
            }
        };
        self.path.0.pop();
        merge::insert(map, name, node, &mut self.path, self.sink);
    }

    /// One value of a kind.
    fn element(
        &mut self,
        kind: FieldKind,
        id: NodeId,
        key_at: Option<Span>,
        merged: Option<NodeId>,
    ) -> Node {
        let at = origin(self.document, id, key_at, merged);
        if let FieldKind::Object(type_name) = kind
            && self.document.kind(self.document.resolve(id)) == Kind::Map
            && let Some(facts) = type_facts(type_name)
        {
            return Node::new(self.fields(facts, id), at);
        }
        let Some(scalar) = self.document.scalar(id) else {
            return plain(self.document, id, key_at, merged);
        };
        match kind {
            FieldKind::Boolean => self.boolean(id, scalar, at),
            FieldKind::Number => self.number(id, scalar, at),
            // An empty element and an empty text are one; `true` and `1` are texts here.
            FieldKind::String => match scalar {
                Scalar::Null => Node::new(Value::String("".into()), at),
                _ => {
                    let text = self.document.text(self.document.resolve(id));
                    Node::new(Value::String(text.into()), at)
                }
            },
            FieldKind::Object(_) | FieldKind::Any => plain(self.document, id, key_at, merged),
        }
    }

    fn boolean(&mut self, id: NodeId, scalar: Scalar<'_>, at: Origin) -> Node {
        if let Some(Ambiguity::Boolean(old)) = self.document.ambiguity(id) {
            return self.ambiguous(id, old, at);
        }
        match scalar {
            Scalar::Str(text) => {
                let spelt = match text.trim().to_ascii_lowercase().as_str() {
                    "true" => Some(true),
                    "false" => Some(false),
                    _ => None,
                };
                match spelt {
                    Some(value) => {
                        self.quoted(at);
                        Node::new(Value::Bool(value), at)
                    }
                    None => Node::new(Value::String(text.into()), at),
                }
            }
            _ => self.as_written(id, at),
        }
    }

    fn quoted(&mut self, at: Origin) {
        match &mut self.quoted {
            Some((_, _, count)) => *count += 1,
            None => self.quoted = Some((at, self.path.clone(), 1)),
        }
    }

    /// `yes` is true to YAML 1.1 and text to YAML 1.2; to be safe it is judged as either boolean.
    fn ambiguous(&mut self, id: NodeId, old: bool, at: Origin) -> Node {
        let text = self.document.text(self.document.resolve(id));
        let message = format!(
            "`{}` is `{text}`: {old} to YAML 1.1, the text \"{text}\" to YAML 1.2",
            self.path
        );
        let path = self.path.clone();
        self.sink
            .report(Check::YamlAmbiguousBoolean, message, &path, Some(at), []);
        Node {
            readings: vec![Value::Bool(true), Value::Bool(false)],
            ..Node::new(Value::Bool(old), at)
        }
    }

    /// Numbers in quotes are numbers where the type wants one.
    fn number(&mut self, id: NodeId, scalar: Scalar<'_>, at: Origin) -> Node {
        if let Scalar::Str(text) = scalar
            && self.document.style(self.document.resolve(id)) != Style::Plain
            && let Ok(number) = text.trim().parse::<serde_json::Number>()
        {
            return Node::new(Value::Number(number), at);
        }
        self.as_written(id, at)
    }

    fn as_written(&self, id: NodeId, at: Origin) -> Node {
        Node::new(plain(self.document, id, None, None).value, at)
    }
}
