//! One component's fields in the canonical shape, by the facts about its type.
//!
//! Lists with a natural key become maps, single elements become lists where the type repeats
//! them, texts that spell booleans and numbers become what they spell where the type wants one.
//! Words that only some readers take for booleans keep both readings.

use super::super::merge::Entries;
use super::super::value::{Map, Node, Origin, Value};
use super::super::{Sink, merge, names, origin, plain};
use super::elements::{self, Element, Plain, content};
use super::habits::Habits;
use super::types::{Field, FieldKind, Keyed, TypeFacts, type_facts};
use crate::check::Check;
use crate::document::{Ambiguity, DataPath, Document, Kind, NodeId, Scalar, Segment, Style};
use crate::source::Span;

/// Normalises one component of one document.
pub(super) struct Normaliser<'a> {
    document: &'a Document,
    sink: &'a mut Sink,
    way: Vec<Step<'a>>,
}

/// A step of the way to a node. It becomes one of a path where something is said of the node, which
/// is seldom.
#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Normaliser<'a> {
    /// A normaliser for the component at a path of keys.
    pub(super) fn new(document: &'a Document, sink: &'a mut Sink, keys: &[&'a str]) -> Self {
        Self {
            document,
            sink,
            way: keys.iter().map(|&key| Step::Key(key)).collect(),
        }
    }

    /// What is made may not be of its field's kind, or has several readings.
    fn irregular(&mut self) {
        if let Some(Step::Key(section)) = self.way.first() {
            self.sink.irregular(section);
        }
    }

    /// The path of the node that is made.
    fn path(&self) -> DataPath {
        path_of(&self.way)
    }

    /// A component that is a document of its own.
    pub(super) fn component(
        &mut self,
        facts: &'static TypeFacts,
        body: NodeId,
        name_at: Option<Span>,
    ) -> Node {
        self.entry(facts, body, name_at, None)
    }

    /// A component that is an entry of a section.
    pub(super) fn entry(
        &mut self,
        facts: &'static TypeFacts,
        body: NodeId,
        name_at: Option<Span>,
        merged: Option<NodeId>,
    ) -> Node {
        let at = origin(self.document, body, name_at, merged);
        match self.document.kind(self.document.resolve(body)) {
            Kind::Map => Node::new(self.fields(facts, body, Some("fullName")), at),
            Kind::Scalar if elements::is_empty(self.document, body) => {
                Node::new(Value::Map(Map::new()), at)
            }
            _ => {
                self.irregular();
                plain(self.document, body, name_at, merged)
            }
        }
    }

    /// A field of which one element stands in a document of its own.
    pub(super) fn one_of(&mut self, field: &Field, key: Span, body: NodeId) -> Node {
        let element = Element {
            name: field.name,
            key,
            value: body,
            merged: None,
            child: true,
        };
        self.field(field, &[element])
    }

    /// A component of a type of which nothing is known.
    pub(super) fn unknown(&mut self, body: NodeId) -> Node {
        self.loose(body, None, None)
    }

    /// The fields of a value of a type, without the one that its key or file name stands for.
    fn fields(
        &mut self,
        facts: &'static TypeFacts,
        body: NodeId,
        without: Option<&'static str>,
    ) -> Value {
        let mut habits = Habits::of(facts);
        let fields = self.fields_by(&mut habits, body, without);
        habits.keep();
        fields
    }

    /// The fields of a value of a type, which come as those of the value before did.
    fn fields_by(
        &mut self,
        habits: &mut Habits,
        body: NodeId,
        without: Option<&'static str>,
    ) -> Value {
        let document = self.document;
        if let Some(elements) = elements::plain_elements(document, body, without) {
            return self.plain_fields(habits, elements);
        }
        habits.begin();
        let mut map = Map::new();
        for group in elements::by_name(document, body).chunk_by(|a, b| a.name == b.name) {
            if without != Some(group[0].name) {
                self.add_field(&mut map, habits, group);
            }
        }
        Value::Map(map)
    }

    fn plain_fields(&mut self, habits: &mut Habits, elements: Plain<'a>) -> Value {
        habits.begin();
        let mut map = Map::with_capacity(elements.count);
        for element in elements {
            self.add_field(&mut map, habits, &[element]);
        }
        Value::Map(map)
    }

    /// Adds what elements of one name say.
    fn add_field(&mut self, map: &mut Map, habits: &mut Habits, group: &[Element<'a>]) {
        let name = group[0].name;
        let (key, field) = habits.next(name);
        self.way.push(Step::Key(name));
        let node = match field {
            Some(field) => self.field(field, group),
            None => self.loose_group(group),
        };
        self.way.pop();
        map.insert(key, node);
    }

    fn field(&mut self, field: &Field, group: &[Element<'a>]) -> Node {
        let node = self.value_of(field, group);
        if field.secret {
            self.sink.keep_secret(&node);
        }
        node
    }

    fn value_of(&mut self, field: &Field, group: &[Element<'a>]) -> Node {
        match (field.many, field.key, group) {
            (true, Some(key), _) => {
                let entries = self.keyed(field, key, group);
                self.of_group(Value::Map(entries), group)
            }
            (true, None, _) => {
                let items = self.list(field, group);
                self.of_group(Value::List(items.into()), group)
            }
            (false, _, [one]) => self.single(field, one),
            // An element that may stand once stands several times: the schema says so.
            (false, _, _) => self.loose_group(group),
        }
    }

    /// A node that several elements make up.
    fn of_group(&self, value: Value, group: &[Element<'a>]) -> Node {
        let mut origins = group.iter().map(|e| self.origin_of(e));
        let mut node = match origins.next() {
            Some(origin) => Node::new(value, origin),
            None => Node::computed(value),
        };
        node.add_further(origins);
        node
    }

    fn origin_of(&self, element: &Element<'a>) -> Origin {
        let at = content(self.document, element.value);
        origin(self.document, at, Some(element.key), element.merged)
    }

    /// An element that stands once; a list of one is that one.
    fn single(&mut self, field: &Field, element: &Element<'a>) -> Node {
        if element.merged.is_none()
            && let Some(node) = self.as_it_stands(field.kind, element.value, Some(element.key))
        {
            return node;
        }
        let id = elements::sole(self.document, element.value);
        self.element(field.kind, id, Some(element.key), element.merged)
    }

    /// What nearly all elements are: a boolean as it is spelt without quotes, or a text that no
    /// reader takes for nothing.
    #[inline]
    fn as_it_stands(&self, kind: FieldKind, id: NodeId, key: Option<Span>) -> Option<Node> {
        let (style, text, span) = self.document.untagged(id)?;
        let value = match kind {
            FieldKind::Boolean if style != Style::Plain => return None,
            FieldKind::Boolean if text == "true" => Value::Bool(true),
            FieldKind::Boolean if text == "false" => Value::Bool(false),
            FieldKind::String if !may_be_nothing(text) => Value::String(names::shared(text)),
            _ => return None,
        };
        let at = Origin {
            file: self.document.file(),
            key,
            value: span,
            definition: None,
        };
        Some(Node::new(value, at))
    }

    /// A repeated element without a key; a single one is a list of one, nothing an empty list.
    fn list(&mut self, field: &Field, group: &[Element<'a>]) -> Vec<Node> {
        let mut ids = Vec::with_capacity(group.len());
        for element in group {
            match self.document.kind(self.document.resolve(element.value)) {
                Kind::Seq => ids.extend(self.document.items(element.value)),
                _ => ids.push(content(self.document, element.value)),
            }
        }
        if ids.iter().all(|&id| elements::is_empty(self.document, id)) {
            return Vec::new();
        }
        let mut items = Vec::with_capacity(ids.len());
        for (i, item) in ids.into_iter().enumerate() {
            self.way.push(Step::Index(i));
            items.push(self.element(field.kind, item, None, None));
            self.way.pop();
        }
        items
    }

    /// A repeated element with a key: entries in a list, one entry, or the map that they become.
    fn keyed(&mut self, field: &Field, key: Keyed, group: &[Element<'a>]) -> Map {
        let document = self.document;
        let mut map = Entries::default();
        let mut habits = match field.kind {
            FieldKind::Object(type_name) => type_facts(type_name).map(Habits::of),
            FieldKind::Boolean | FieldKind::Number | FieldKind::String | FieldKind::Any => None,
        };
        let habits = &mut habits;
        for element in group {
            let resolved = document.resolve(element.value);
            match document.kind(resolved) {
                Kind::Seq => {
                    map.reserve(document.items(resolved).count());
                    for item in document.items(resolved) {
                        self.keyed_item(&mut map, (field, key), habits, item);
                    }
                }
                Kind::Map if element.child || self.is_one_entry(key, resolved) => {
                    self.keyed_item(&mut map, (field, key), habits, element.value);
                }
                Kind::Map => self.keyed_map(&mut map, (field, key), habits, resolved),
                Kind::Scalar | Kind::Alias if elements::is_empty(self.document, resolved) => {}
                Kind::Scalar | Kind::Alias => {
                    self.keyed_item(&mut map, (field, key), habits, element.value);
                }
            }
        }
        if let Some(habits) = habits.take() {
            habits.keep();
        }
        map.finish(|| path_of(&self.way), self.sink)
    }

    /// The canonical form: entries by their key.
    fn keyed_map(
        &mut self,
        map: &mut Entries,
        (field, key): (&Field, Keyed),
        habits: &mut Option<Habits>,
        entries: NodeId,
    ) {
        let document = self.document;
        match elements::plain_elements(document, entries, None) {
            Some(elements) => {
                map.reserve(elements.count);
                for entry in elements {
                    self.keyed_entry(map, (field, key), habits, &entry);
                }
            }
            None => {
                for entry in elements::elements(document, entries) {
                    self.keyed_entry(map, (field, key), habits, &entry);
                }
            }
        }
    }

    fn keyed_entry(
        &mut self,
        map: &mut Entries,
        (field, key): (&Field, Keyed),
        habits: &mut Option<Habits>,
        entry: &Element<'a>,
    ) {
        let document = self.document;
        let name = names::shared(entry.name);
        let at = Some(entry.key);
        self.way.push(Step::Key(entry.name));
        let collapsed = key
            .value
            .and_then(|v| elements::get(document, entry.value, v));
        let node = match (key.value, collapsed) {
            (Some(_), Some(value)) => self.boolean_of(&value, at),
            (Some(_), None) => self.boolean_of(entry, at),
            (None, _) => {
                self.says_its_name(entry.value, key.key, &name);
                self.keyed_value((field.kind, key), habits, entry.value, at, entry.merged)
            }
        };
        self.way.pop();
        map.push(name, node);
    }

    /// What stands under one name must not call itself another.
    pub(super) fn says_its_name(&mut self, body: NodeId, key: &str, name: &str) {
        let Some(own) = elements::get(self.document, body, key) else {
            return;
        };
        if let Some(id) = elements::text(self.document, &own)
            && let Some(Scalar::Str(text)) = self.document.scalar(id)
            && !merge::same_name(text, name)
        {
            let path = self.path();
            let message = format!("`{path}` says of itself that its `{key}` is another");
            let path = path.key(key);
            let at = origin(self.document, id, Some(own.key), own.merged);
            self.sink
                .report(Check::TenantConflict, message, &path, Some(at), []);
        }
    }

    /// Whether a map is one entry of the list rather than the map by key: it names its key, and
    /// beside it only what an entry has.
    fn is_one_entry(&self, key: Keyed, map: NodeId) -> bool {
        let Some(own) = elements::get(self.document, map, key.key) else {
            return false;
        };
        let text = elements::text(self.document, &own);
        let scalar = text.and_then(|id| self.document.scalar(id));
        matches!(scalar, Some(Scalar::Str(_)))
            && key
                .value
                .is_none_or(|value| elements::get(self.document, map, value).is_some())
    }

    fn keyed_item(
        &mut self,
        map: &mut Entries,
        (field, key): (&Field, Keyed),
        habits: &mut Option<Habits>,
        item: NodeId,
    ) {
        let document = self.document;
        if let Some(habits) = habits.as_mut().filter(|_| key.value.is_none())
            && let Some(elements) = elements::plain_elements(document, item, Some(key.key))
            && let Some((_, name)) = elements.left_out
            && document.kind(name) == Kind::Scalar
        {
            // By far the most frequent entry.
            let text = document.text(name);
            let at = origin(document, item, Some(document.span(name)), None);
            self.way.push(Step::Key(text));
            let node = Node::new(self.plain_fields(habits, elements), at);
            self.way.pop();
            map.push(names::shared(text), node);
            return;
        }
        let own = elements::get(document, item, key.key);
        let Some(name_id) = own.and_then(|e| elements::text(document, &e)) else {
            let path = self.path();
            let message = format!("an entry of `{path}` does not name its `{}`", key.key);
            let at = origin(document, item, None, None);
            self.sink
                .report(Check::ShapeType, message, &path, Some(at), []);
            return;
        };
        let text = document.text(name_id);
        let at = Some(document.span(name_id));
        self.way.push(Step::Key(text));
        let node = match key.value {
            Some(value) => match elements::get(document, item, value) {
                Some(e) => self.boolean_of(&e, at),
                None => {
                    self.irregular();
                    Node::new(Value::Null, origin(document, item, at, None))
                }
            },
            None => self.keyed_value((field.kind, key), habits, item, at, None),
        };
        self.way.pop();
        map.push(names::shared(text), node);
    }

    /// The boolean that is all there is to an entry beside its key.
    fn boolean_of(&mut self, element: &Element<'a>, key_at: Option<Span>) -> Node {
        if element.merged.is_none()
            && let Some(node) = self.as_it_stands(FieldKind::Boolean, element.value, key_at)
        {
            return node;
        }
        let id = elements::sole(self.document, element.value);
        self.element(FieldKind::Boolean, id, key_at, element.merged)
    }

    /// The value of an entry: its fields but the one that became its key.
    fn keyed_value(
        &mut self,
        (kind, key): (FieldKind, Keyed),
        habits: &mut Option<Habits>,
        id: NodeId,
        key_at: Option<Span>,
        merged: Option<NodeId>,
    ) -> Node {
        if let Some(habits) = habits
            && self.document.kind(self.document.resolve(id)) == Kind::Map
        {
            let at = origin(self.document, id, key_at, merged);
            return Node::new(self.fields_by(habits, id, Some(key.key)), at);
        }
        self.element(kind, id, key_at, merged)
    }

    /// One value of a kind.
    fn element(
        &mut self,
        kind: FieldKind,
        id: NodeId,
        key_at: Option<Span>,
        merged: Option<NodeId>,
    ) -> Node {
        let id = content(self.document, id);
        let at = origin(self.document, id, key_at, merged);
        if let FieldKind::Object(type_name) = kind {
            if type_facts(type_name).is_none() {
                self.irregular();
            }
            if elements::is_empty(self.document, id) {
                return Node::new(Value::Map(Map::new()), at);
            }
            if self.document.kind(self.document.resolve(id)) == Kind::Map
                && let Some(facts) = type_facts(type_name)
            {
                return Node::new(self.fields(facts, id, None), at);
            }
        }
        // That the element stands there can be all that it says, so that nothing is a text too.
        if kind == FieldKind::String && elements::is_empty(self.document, id) {
            return Node::new(Value::String("".into()), at);
        }
        let Some(scalar) = self.document.scalar(id) else {
            return self.loose(id, key_at, merged);
        };
        match kind {
            FieldKind::Boolean => self.boolean(id, scalar, at),
            FieldKind::Number => self.number(id, scalar, at),
            // `true` and `1` are texts here.
            FieldKind::String => {
                let text = self.document.text(self.document.resolve(id));
                Node::new(Value::String(names::shared(text)), at)
            }
            FieldKind::Object(_) | FieldKind::Any => self.loose(id, key_at, merged),
        }
    }

    /// A value of which nothing is known: its elements as they are written.
    fn loose(&mut self, id: NodeId, key_at: Option<Span>, merged: Option<NodeId>) -> Node {
        self.irregular();
        let id = content(self.document, id);
        let at = origin(self.document, id, key_at, merged);
        match self.document.kind(self.document.resolve(id)) {
            Kind::Map => {
                let mut map = Map::new();
                let elements = elements::by_name(self.document, id);
                for group in elements.chunk_by(|a, b| a.name == b.name) {
                    map.insert(names::shared(group[0].name), self.loose_group(group));
                }
                Node::new(Value::Map(map), at)
            }
            Kind::Seq => {
                let document = self.document;
                let items = document
                    .items(id)
                    .map(|item| self.loose(item, None, None))
                    .collect();
                Node::new(Value::List(items), at)
            }
            Kind::Scalar | Kind::Alias => plain(self.document, id, key_at, merged),
        }
    }

    fn loose_group(&mut self, group: &[Element<'a>]) -> Node {
        if let [one] = group {
            return self.loose(one.value, Some(one.key), one.merged);
        }
        let items = group.iter().map(|e| self.loose(e.value, None, e.merged));
        let items = items.collect();
        self.of_group(Value::List(items), group)
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
                        self.sink.quoted(at, || path_of(&self.way));
                        Node::new(Value::Bool(value), at)
                    }
                    None => {
                        self.irregular();
                        Node::new(Value::String(text.into()), at)
                    }
                }
            }
            _ => self.as_written(id, at, |value| matches!(value, Value::Bool(_))),
        }
    }

    /// `yes` is true to YAML 1.1 and text to YAML 1.2; to be safe it is judged as either boolean.
    fn ambiguous(&mut self, id: NodeId, old: bool, at: Origin) -> Node {
        let text = self.document.text(self.document.resolve(id));
        let path = self.path();
        let message =
            format!("`{path}` is `{text}`: {old} to YAML 1.1, the text \"{text}\" to YAML 1.2");
        self.irregular();
        self.sink
            .report(Check::YamlAmbiguousBoolean, message, &path, Some(at), []);
        let mut node = Node::new(Value::Bool(old), at);
        node.set_readings(vec![Value::Bool(true), Value::Bool(false)]);
        node
    }

    /// Numbers in quotes are numbers where the type wants one.
    fn number(&mut self, id: NodeId, scalar: Scalar<'_>, at: Origin) -> Node {
        if let Scalar::Str(text) = scalar
            && self.document.style(self.document.resolve(id)) != Style::Plain
            && let Ok(number) = text.trim().parse::<serde_json::Number>()
        {
            return Node::new(Value::Number(number), at);
        }
        self.as_written(id, at, |value| matches!(value, Value::Number(_)))
    }

    fn as_written(&mut self, id: NodeId, at: Origin, is_regular: fn(&Value) -> bool) -> Node {
        let value = plain(self.document, id, None, None).value;
        if !is_regular(&value) {
            self.irregular();
        }
        Node::new(value, at)
    }
}

fn path_of(way: &[Step<'_>]) -> DataPath {
    let steps = way.iter().map(|step| match *step {
        Step::Key(key) => Segment::Key(key.into()),
        Step::Index(at) => Segment::Index(at),
    });
    steps.collect()
}

/// Whether a text is empty or may stand for nothing, as `null` and `~` do without quotes.
fn may_be_nothing(text: &str) -> bool {
    matches!(text.as_bytes().first(), None | Some(b'~' | b'n' | b'N'))
}
