//! Typed values out of a spanned tree, with every mistake kept.

use crate::assess::date;
use crate::check::Check;
use crate::cli::suggest;
use crate::document::{Document, Kind, NodeId, Scalar};
use crate::finding::Failure;
use crate::source::{FileId, Span};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// The text that it stands in.
    pub file: FileId,
    /// Its bytes.
    pub span: Span,
}

/// A key that a mapping may have.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name.
    pub(super) name: &'static str,
    /// A right line, for the help.
    pub(super) example: &'static str,
}

/// A value that is to be read: its node, and what to call it.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    node: NodeId,
    key: Option<Span>,
    /// What messages call it, such as `tenants[0].name`.
    name: String,
    /// What they call the root.
    whole: &'static str,
    example: &'static str,
}

impl Slot {
    /// The root of a document, which messages call `whole`.
    pub(super) fn root(node: NodeId, whole: &'static str) -> Self {
        Self {
            node,
            key: None,
            name: String::new(),
            whole,
            example: "version: 1",
        }
    }

    fn child(&self, node: NodeId, key: Option<Span>, step: &str) -> Self {
        Self {
            node,
            key,
            name: format!("{}{step}", self.name),
            whole: self.whole,
            example: self.example,
        }
    }

    fn entry(&self, key: &str) -> String {
        let dot = if self.name.is_empty() { "" } else { "." };
        format!("{dot}{key}")
    }

    fn called(&self) -> String {
        if self.name.is_empty() {
            self.whole.to_owned()
        } else {
            format!("`{}`", self.name)
        }
    }
}

/// Reads one document and gathers its mistakes.
pub(super) struct Reader<'a> {
    doc: &'a Document,
    pub(super) failures: Vec<Failure>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(doc: &'a Document) -> Self {
        Self {
            doc,
            failures: Vec::new(),
        }
    }

    /// The bytes to point at for a value; of an absent one, its key's.
    pub(super) fn span(&self, slot: &Slot) -> Span {
        let span = self.doc.span(slot.node);
        match slot.key {
            Some(key) if span.is_empty() => key,
            _ => span,
        }
    }

    /// A value with its place.
    pub(super) fn placed<T>(&self, slot: &Slot, value: T) -> Placed<T> {
        Placed {
            value,
            file: self.doc.file(),
            span: self.span(slot),
        }
    }

    /// Keeps a mistake.
    pub(super) fn fail(&mut self, span: Span, message: String, help: String) {
        self.failures
            .push(failure((self.doc.file(), span), message, help));
    }

    /// Keeps a mistake of a value.
    pub(super) fn refuse(&mut self, slot: &Slot, message: &str) {
        let text = format!("{} {message}", slot.called());
        self.fail(self.span(slot), text, format!("write `{}`", slot.example));
    }

    /// Keeps a mistake of an entry, at its key.
    pub(super) fn refuse_key(&mut self, slot: &Slot, message: String, help: String) {
        let span = slot.key.unwrap_or_else(|| self.span(slot));
        self.fail(span, message, help);
    }

    /// Keeps a mistake of an item of a list that lacks a key, at the item's first key, with the
    /// right line of the key.
    pub(super) fn lacks(&mut self, slot: &Slot, message: &str, keys: &[Key], key: &str) {
        let doc = self.doc;
        let first = doc.written_entries(slot.node).next();
        let span = first.map_or_else(|| self.span(slot), |(key, _)| doc.span(key));
        let example = keys
            .iter()
            .find(|k| k.name == key)
            .map_or("", |k| k.example);
        let text = format!("{} {message}", slot.called());
        self.fail(span, text, format!("write `{example}`"));
    }

    fn wrong_type(&mut self, slot: &Slot, wanted: &str) {
        let got = type_name(self.doc, slot.node);
        self.refuse(slot, &format!("must be {wanted}, but is {got}"));
    }

    /// The entries of a mapping, in source order; unknown keys are mistakes.
    pub(super) fn known(&mut self, slot: &Slot, keys: &'static [Key]) -> Vec<(&'static str, Slot)> {
        let mut found = Vec::new();
        for (name, child) in self.entries(slot, "a mapping") {
            match keys.iter().find(|k| k.name == name.value) {
                Some(key) => found.push((
                    key.name,
                    Slot {
                        example: key.example,
                        ..child
                    },
                )),
                None => self.unknown(slot, &name, keys),
            }
        }
        found
    }

    fn unknown(&mut self, slot: &Slot, name: &Placed<String>, keys: &[Key]) {
        let names = || keys.iter().map(|k| k.name);
        let message = format!("`{}` is no key of {}", name.value, slot.called());
        let help = suggest::help(&name.value, names(), || {
            format!("the keys are {}", names().collect::<Vec<_>>().join(", "))
        });
        self.fail(name.span, message, help);
    }

    /// The entries of a mapping whose keys are free, in source order.
    pub(super) fn entries(&mut self, slot: &Slot, wanted: &str) -> Vec<(Placed<String>, Slot)> {
        let doc = self.doc;
        if doc.kind(doc.resolve(slot.node)) != Kind::Map {
            self.wrong_type(slot, wanted);
            return Vec::new();
        }
        let mut entries = Vec::new();
        for entry in doc.entries(slot.node) {
            let span = doc.span(entry.key);
            if doc.kind(entry.key) != Kind::Scalar {
                let message = format!("a key of {} is no text", slot.called());
                self.fail(span, message, format!("write `{}`", slot.example));
                continue;
            }
            let value = doc.text(entry.key).to_owned();
            let child = slot.child(entry.value, Some(span), &slot.entry(&value));
            let file = doc.file();
            entries.push((Placed { value, file, span }, child));
        }
        entries
    }

    /// The items of a list.
    pub(super) fn list(&mut self, slot: &Slot) -> Vec<Slot> {
        let doc = self.doc;
        if doc.kind(doc.resolve(slot.node)) != Kind::Seq {
            self.wrong_type(slot, "a list");
            return Vec::new();
        }
        doc.items(slot.node)
            .enumerate()
            .map(|(i, node)| slot.child(node, None, &format!("[{i}]")))
            .collect()
    }

    /// The items of a list that may be left with nothing in it.
    pub(super) fn list_or_nothing(&mut self, slot: &Slot) -> Vec<Slot> {
        match self.doc.scalar(slot.node) {
            Some(Scalar::Null) => Vec::new(),
            _ => self.list(slot),
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, slot: &Slot) -> Option<String> {
        match self.doc.scalar(slot.node) {
            Some(Scalar::Str(text)) if text.trim().is_empty() => {
                self.refuse(slot, "must not be empty");
                None
            }
            Some(Scalar::Str(text)) => Some(text.to_owned()),
            _ => {
                self.wrong_type(slot, "a text");
                None
            }
        }
    }

    /// One line of text that shows, without blanks around it.
    pub(super) fn line(&mut self, slot: &Slot) -> Option<String> {
        let text = self.text(slot)?.trim().to_owned();
        if text.chars().any(char::is_control) {
            self.refuse(slot, "must be one line without control characters");
            return None;
        }
        Some(text)
    }

    /// A date, `YYYY-MM-DD`.
    pub(super) fn date(&mut self, slot: &Slot) -> Option<String> {
        let text = self.doc.text(self.doc.resolve(slot.node));
        if date::day(text).is_none() {
            self.refuse(slot, "must be a date");
            return None;
        }
        Some(text.to_owned())
    }

    /// A fingerprint: 32 hexadecimal digits, which readers of YAML may take for a number.
    pub(super) fn fingerprint(&mut self, slot: &Slot) -> Option<String> {
        let text = self.doc.text(self.doc.resolve(slot.node));
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            self.refuse(slot, "must be a fingerprint of 32 hexadecimal digits");
            return None;
        }
        Some(text.to_ascii_lowercase())
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, slot: &Slot) -> Vec<Placed<String>> {
        let items = self.list(slot);
        let mut texts = Vec::new();
        for item in &items {
            if let Some(text) = self.text(item) {
                texts.push(self.placed(item, text));
            }
        }
        texts
    }

    /// A boolean.
    pub(super) fn boolean(&mut self, slot: &Slot) -> Option<bool> {
        match self.doc.scalar(slot.node) {
            Some(Scalar::Bool(value)) => Some(value),
            _ => {
                self.wrong_type(slot, "`true` or `false`");
                None
            }
        }
    }

    /// A whole number between two others, both included.
    pub(super) fn whole(&mut self, slot: &Slot, least: u64, most: u64) -> Option<u64> {
        match self.doc.scalar(slot.node) {
            Some(Scalar::Int(n)) => {
                let value = u64::try_from(n).ok().filter(|n| (least..=most).contains(n));
                if value.is_none() {
                    self.refuse(slot, &format!("must be from {least} to {most}"));
                }
                value
            }
            _ => {
                self.wrong_type(slot, "a whole number");
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn word<'w>(&mut self, slot: &Slot, words: &[&'w str]) -> Option<&'w str> {
        let text = self.text(slot)?;
        let found = words.iter().copied().find(|w| *w == text);
        if found.is_none() {
            let all = || format!("write one of {}", words.join(", "));
            let help = suggest::help(&text, words.iter().copied(), all);
            let message = format!("`{text}` is no value of {}", slot.called());
            self.fail(self.span(slot), message, help);
        }
        found
    }

    /// Any value, as JSON.
    pub(super) fn json(&mut self, slot: &Slot) -> Option<serde_json::Value> {
        let value = to_json(self.doc, slot.node);
        if value.is_none() {
            self.refuse(slot, "holds a number or a key that JSON cannot express");
        }
        value
    }
}

/// A mistake in the configuration.
pub(crate) fn failure(place: (FileId, Span), message: String, help: String) -> Failure {
    Failure {
        id: Check::ConfigInvalid.id(),
        rule: None,
        message,
        place: Some(place),
        labels: Vec::new(),
        help,
    }
}

/// A value as JSON; `None` for infinities and for keys that are no text. Depth and expansion are
/// bounded by the limits of the parser.
pub(crate) fn to_json(doc: &Document, node: NodeId) -> Option<serde_json::Value> {
    match doc.kind(doc.resolve(node)) {
        Kind::Map => doc
            .entries(node)
            .into_iter()
            .map(|e| {
                let text = doc.kind(e.key) == Kind::Scalar;
                text.then_some(())?;
                Some((doc.text(e.key).to_owned(), to_json(doc, e.value)?))
            })
            .collect::<Option<serde_json::Map<_, _>>>()
            .map(Into::into),
        Kind::Seq => doc
            .items(node)
            .map(|item| to_json(doc, item))
            .collect::<Option<Vec<_>>>()
            .map(Into::into),
        Kind::Scalar | Kind::Alias => scalar_to_json(doc.scalar(node)?),
    }
}

fn scalar_to_json(scalar: Scalar<'_>) -> Option<serde_json::Value> {
    Some(match scalar {
        Scalar::Null => serde_json::Value::Null,
        Scalar::Bool(value) => value.into(),
        Scalar::Int(value) => value.into(),
        Scalar::Float(value) => serde_json::Number::from_f64(value)?.into(),
        Scalar::Str(value) => value.into(),
    })
}

fn type_name(doc: &Document, node: NodeId) -> &'static str {
    match (doc.kind(doc.resolve(node)), doc.scalar(node)) {
        (Kind::Map, _) => "a mapping",
        (Kind::Seq, _) => "a list",
        (_, Some(Scalar::Null) | None) => "empty",
        (_, Some(Scalar::Bool(_))) => "a boolean",
        (_, Some(Scalar::Int(_) | Scalar::Float(_))) => "a number",
        (_, Some(Scalar::Str(_))) => "a text",
    }
}
