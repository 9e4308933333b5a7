//! The canonical tree: data in which every node knows where it was written.

use std::sync::Arc;

pub use super::map::Map;
use crate::document::{DataPath, Segment};
use crate::finding::{Place, Precision};
use crate::source::{FileId, Span};

/// Where a node was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The text.
    pub file: FileId,
    /// The key's bytes, where the node is an entry. Of an entry that was an item of a list and
    /// was keyed by one of its children, that child's value.
    pub key: Option<Span>,
    /// The value's bytes; at an alias, those of the alias.
    pub value: Span,
    /// The bytes of the definition, where the value came through an alias or a merge key.
    pub definition: Option<Span>,
}

/// The first place where a node was written, in as few bytes as it takes: there are as many of them
/// as there are lines. What does not fit stands beside it, in [`More`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct At {
    /// [`UNWRITTEN`] of what the program computed, and of what stands in [`More`].
    file: FileId,
    key: u32,
    value: u32,
    /// The length of the key; [`KEYLESS`] where there is none.
    key_length: u16,
    value_length: u16,
}

/// What stands for no file.
const UNWRITTEN: FileId = FileId::LAST;

/// What stands for no key.
const KEYLESS: u16 = u16::MAX;

impl At {
    const NOWHERE: Self = Self {
        file: UNWRITTEN,
        key: 0,
        value: 0,
        key_length: KEYLESS,
        value_length: 0,
    };

    /// A place that fits.
    #[inline]
    fn of(origin: &Origin) -> Option<Self> {
        let length = |span: Span| u16::try_from(span.end.checked_sub(span.start)?).ok();
        let (key, key_length) = match origin.key {
            Some(key) => (key.start, length(key).filter(|length| *length != KEYLESS)?),
            None => (0, KEYLESS),
        };
        let at = Self {
            file: origin.file,
            key,
            value: origin.value.start,
            key_length,
            value_length: length(origin.value)?,
        };
        (origin.definition.is_none() && origin.file != UNWRITTEN).then_some(at)
    }

    fn origin(&self) -> Option<Origin> {
        let span = |start, length| Span {
            start,
            end: start + u32::from(length),
        };
        (self.file != UNWRITTEN).then(|| Origin {
            file: self.file,
            key: (self.key_length != KEYLESS).then(|| span(self.key, self.key_length)),
            value: span(self.value, self.value_length),
            definition: None,
        })
    }
}

/// Data without its places.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// A text.
    String(Arc<str>),
    /// Items in order.
    List(Box<[Node]>),
    /// Entries by key.
    Map(Map),
}

impl Value {
    /// What it is, in a word for messages.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value; where readings differ, the one that is judged as written: of two places that
    /// disagree about a boolean, `true`.
    pub value: Value,
    pub(super) at: At,
    /// What few nodes have.
    pub(super) more: Option<Box<More>>,
}

/// What a node has that is stated in several places, or can be read in several ways, or came
/// through an alias, or is long.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct More {
    /// The first place, where it does not fit in [`At`].
    origin: Option<Origin>,
    further: Vec<Origin>,
    readings: Vec<Value>,
}

impl Node {
    /// A node that was written at one place.
    #[inline]
    pub fn new(value: Value, origin: Origin) -> Self {
        match At::of(&origin) {
            Some(at) => Self {
                value,
                at,
                more: None,
            },
            None => {
                let mut node = Self::computed(value);
                node.set_origin(Some(origin));
                node
            }
        }
    }

    /// A node that stands in no file.
    pub fn computed(value: Value) -> Self {
        Self {
            value,
            at: At::NOWHERE,
            more: None,
        }
    }

    /// The first place where it was written; `None` for what the program computed.
    pub fn origin(&self) -> Option<Origin> {
        self.at
            .origin()
            .or_else(|| self.more.as_ref().and_then(|more| more.origin))
    }

    /// Says where it was written first.
    pub fn set_origin(&mut self, origin: Option<Origin>) {
        let at = origin.as_ref().and_then(At::of);
        self.at = at.unwrap_or(At::NOWHERE);
        let far = origin.filter(|_| at.is_none());
        if far.is_some() || self.more.is_some() {
            self.more.get_or_insert_default().origin = far;
        }
    }

    /// Further places that say something about it.
    pub fn further(&self) -> &[Origin] {
        self.more.as_ref().map_or(&[], |more| &more.further)
    }

    /// Other values that a reader could take it for. Booleans: `true` stands first.
    pub fn readings(&self) -> &[Value] {
        self.more.as_ref().map_or(&[], |more| &more.readings)
    }

    /// Adds places that say something about it.
    pub fn add_further(&mut self, places: impl IntoIterator<Item = Origin>) {
        let mut places = places.into_iter().peekable();
        if places.peek().is_some() {
            let more = self.more.get_or_insert_default();
            more.further.extend(places);
        }
    }

    /// Sets the values that a reader could take it for.
    pub fn set_readings(&mut self, readings: Vec<Value>) {
        if !readings.is_empty() || self.more.is_some() {
            self.more.get_or_insert_default().readings = readings;
        }
    }

    /// The entries, if it is a map.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The entries, if it is a map.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The child that a step leads to.
    pub fn child(&self, step: &Segment) -> Option<&Self> {
        match (&self.value, step) {
            (Value::Map(map), Segment::Key(key)) => map.get(key),
            (Value::List(items), Segment::Index(i)) => items.get(*i),
            _ => None,
        }
    }

    /// The node of a path.
    pub fn get(&self, path: &DataPath) -> Option<&Self> {
        path.0.iter().try_fold(self, Self::child)
    }

    /// Takes out what stands at a path, if anything does.
    pub fn remove(&mut self, path: &DataPath) {
        let Some((last, way)) = path.0.split_last() else {
            return;
        };
        let mut node = self;
        for step in way {
            let next = match (&mut node.value, step) {
                (Value::Map(map), Segment::Key(key)) => map.get_mut(&**key),
                (Value::List(items), Segment::Index(at)) => items.get_mut(*at),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => return,
            }
        }
        match (&mut node.value, last) {
            (Value::Map(map), Segment::Key(key)) => {
                map.remove(&**key);
            }
            (Value::List(items), Segment::Index(at)) if *at < items.len() => {
                let mut left = std::mem::take(items).into_vec();
                left.remove(*at);
                *items = left.into();
            }
            _ => {}
        }
    }

    /// The place of a path: its own; that of its nearest existing parent; where that is only
    /// spread over files, that of its first part. `None` where none of them was written.
    pub fn place(&self, path: &DataPath) -> Option<Place> {
        let mut node = self;
        let mut best = self.origin().map(|o| (o, 0));
        let mut used = None;
        let mut depth = 0;
        for step in &path.0 {
            let Some(child) = node.child(step) else { break };
            used = alias(node).or(used);
            node = child;
            depth += 1;
            if let Some(origin) = node.origin() {
                best = Some((origin, depth));
            }
        }
        let collection = matches!(node.value, Value::List(_) | Value::Map(_));
        let spread = || {
            let first = node.first_origin().filter(|_| depth > 1)?;
            Some(place_of(first, path, false, collection))
        };
        let place = match best {
            Some((origin, at)) if at == depth || depth <= 1 => {
                Some(place_of(origin, path, at == path.0.len(), collection))
            }
            best => spread()
                .or_else(|| best.map(|(origin, _)| place_of(origin, path, false, collection))),
        };
        place.map(|place| Place { used, ..place })
    }

    /// The further places that say what stands at a path, at most `most` of them.
    pub fn further_places(&self, path: &DataPath, most: usize) -> Vec<Place> {
        let Some(node) = self.get(path) else {
            return Vec::new();
        };
        let collection = matches!(node.value, Value::List(_) | Value::Map(_));
        let further = node.further().iter().take(most);
        further
            .map(|origin| place_of(*origin, path, true, collection))
            .collect()
    }

    /// The first place in the order of keys at which anything of the node was written.
    pub fn first_origin(&self) -> Option<Origin> {
        self.origin().or_else(|| match &self.value {
            Value::Map(map) => map.values().find_map(Self::first_origin),
            Value::List(items) => items.iter().find_map(Self::first_origin),
            _ => None,
        })
    }

    /// The same data as JSON, as it is written.
    pub fn to_json(&self) -> serde_json::Value {
        self.to_json_without(&|_| false, "")
    }

    /// As [`Self::to_json`], with `instead` for what stands at a hidden place.
    pub fn to_json_without(
        &self,
        hidden: &dyn Fn(&Origin) -> bool,
        instead: &str,
    ) -> serde_json::Value {
        if self.origin().as_ref().is_some_and(hidden) {
            return instead.into();
        }
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(b) => (*b).into(),
            Value::Number(n) => n.clone().into(),
            Value::String(s) => (&**s).into(),
            Value::List(items) => items
                .iter()
                .map(|item| item.to_json_without(hidden, instead))
                .collect(),
            Value::Map(map) => map
                .iter()
                .map(|(k, v)| (k.to_string(), v.to_json_without(hidden, instead)))
                .collect(),
        }
    }
}

/// The alias that a node came through.
fn alias(node: &Node) -> Option<(FileId, Span)> {
    let origin = node.origin()?;
    origin.definition.map(|_| (origin.file, origin.value))
}

/// A scalar is pointed at itself, a collection by its key, which says what it is.
fn place_of(origin: Origin, path: &DataPath, exact: bool, collection: bool) -> Place {
    let span = if exact && !(collection && origin.key.is_some()) {
        origin.value
    } else {
        origin.key.unwrap_or(first_byte(origin.value))
    };
    Place {
        file: origin.file,
        span,
        key: origin.key,
        value: Some(origin.value),
        definition: origin.definition.map(|d| (origin.file, d)),
        used: None,
        path: path.clone(),
        precision: if exact {
            Precision::Exact
        } else {
            Precision::BelongsHere
        },
    }
}

/// A parent without a key of its own (a whole file) is pointed at by its first byte.
fn first_byte(span: Span) -> Span {
    Span {
        start: span.start,
        end: span.end.min(span.start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There are as many entries as lines: what one takes is most of what a tenant takes.
    #[test]
    fn an_entry_takes_few_bytes() {
        assert_eq!(size_of::<(Arc<str>, Node)>(), 64);
    }

    /// An origin is given back as it was given, whatever it has and lacks.
    #[test]
    fn an_origin_comes_back() {
        let file = crate::source::SourceMap::default().reserve("a.yaml");
        let lengths = [0, 6, 65_534, 65_535, 65_536, 1 << 30];
        let spans = lengths.map(|length| Span::new(3, 3 + length));
        let last = Span::new(u32::MAX as usize - 7, u32::MAX as usize);
        let some = spans.into_iter().chain([last]).map(Some);
        let spans: Vec<Option<Span>> = some.chain([None]).collect();
        let definitions = [None, Some(Span::new(0, 0)), Some(Span::new(3, 9))];
        for (number, &key) in spans.iter().enumerate() {
            for definition in definitions {
                let value = spans[spans.len() - 1 - number].unwrap_or_default();
                for value in [value, last, Span::new(4, 8)] {
                    comes_back(Origin {
                        file,
                        key,
                        value,
                        definition,
                    });
                }
            }
        }
    }

    fn comes_back(origin: Origin) {
        let mut node = Node::new(Value::Null, origin);
        assert_eq!(node.origin(), Some(origin));
        node.set_origin(None);
        assert_eq!(node.origin(), None);
        node.set_origin(Some(origin));
        assert_eq!(node.origin(), Some(origin));
        let other = Origin {
            value: Span::new(1, 2),
            ..origin
        };
        node.set_origin(Some(other));
        assert_eq!(node.origin(), Some(other));
    }
}
