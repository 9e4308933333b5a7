//! Text to spanned tree.
//!
//! A [`Document`] is one parsed text: a compact tree of 16-byte nodes in source order, with the
//! exact byte span of every key, value, item and comment. Aliases and merge keys stay what they
//! are in the tree and are resolved by [`Document::resolve`] and [`Document::entries`]. This
//! module refuses what a security gate must not guess about (duplicate keys, unknown anchors,
//! texts beyond the [`Limits`]) with an [`Error`] that carries its place, and reports what it
//! accepts with doubt as a [`Note`].

mod build;
mod characters;
mod damage;
mod decode;
mod duplicates;
mod entries;
mod extents;
mod fast;
mod faults;
mod notes;
mod path;
mod places;
mod scalar;
mod table;
mod toml;
mod words;
mod xml;
mod yaml;

use std::sync::{Arc, OnceLock};

use crate::check::Check;
use crate::source::{FileId, Span};

pub use decode::{decode, encoding_note};
pub use path::{DataPath, Segment};
pub(crate) use places::{after_colon, skip_blank, word_end};
pub use scalar::{Ambiguity, Scalar};
pub(crate) use words::shows;
pub use words::{markup, numeral, reference, word};

/// Names one node of one [`Document`]. Nodes are numbered in source order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A scalar; [`Document::scalar`] resolves it.
    Scalar,
    /// A mapping.
    Map,
    /// A sequence.
    Seq,
    /// An alias; [`Document::resolve`] gives its definition.
    Alias,
}

/// How a scalar or collection is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A scalar without quotes, or a block collection.
    Plain,
    /// `'...'`
    SingleQuoted,
    /// `"..."`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// `{...}` or `[...]`
    Flow,
}

/// One key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The key's node; never an alias (aliases are resolved), its text is [`Document::text`].
    pub key: NodeId,
    /// The value's node, which may be an alias.
    pub value: NodeId,
    /// The alias through which the entry came by a merge key (`<<`), if it did.
    pub merged: Option<NodeId>,
}

/// What a parser may spend on one text. All are settings.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The length of a text, in bytes.
    pub max_bytes: usize,
    /// Nested collections, also those that aliases and merge keys nest.
    pub max_depth: usize,
    /// Nodes that one text may hold.
    pub max_nodes: usize,
    /// Nodes that one text may stand for when every alias is expanded.
    pub max_expanded_nodes: usize,
    /// The length of one scalar, in bytes.
    pub max_scalar_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            max_depth: 200,
            max_nodes: 50_000_000,
            max_expanded_nodes: 100_000_000,
            max_scalar_bytes: 16 << 20,
        }
    }
}

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind of trouble it is.
    pub check: Check,
    /// One sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Further places that belong to it, each with a short text.
    pub labels: Vec<(Span, String)>,
    /// What to do.
    pub help: String,
}

/// What a text was accepted with, though it should be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What kind of doubt it is.
    pub check: Check,
    /// One sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to do.
    pub help: String,
}

/// A comment of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the last character, without the line break.
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Node {
    start: u32,
    end: u32,
    /// The id after the last node of this subtree.
    next: u32,
    /// Kind, style and flags; see `META_*`.
    meta: u32,
}

impl Node {
    #[inline]
    fn style(self) -> Style {
        match (self.meta & META_STYLE) >> META_STYLE_SHIFT {
            0 => Style::Plain,
            1 => Style::SingleQuoted,
            2 => Style::DoubleQuoted,
            3 => Style::Literal,
            4 => Style::Folded,
            _ => Style::Flow,
        }
    }
}

/// One parsed text: zero or more documents of a stream.
#[derive(Debug, PartialEq)]
pub struct Document {
    file: FileId,
    source: Arc<str>,
    nodes: Vec<Node>,
    /// Texts that differ from their source (escapes, folding), by node, ascending.
    decoded: Vec<(u32, Box<str>)>,
    /// The definition of each alias, by node, ascending.
    aliases: Vec<(u32, u32)>,
    /// The tags, by node, ascending; the text is the resolved tag such as `tag:yaml.org,2002:str`.
    tags: Vec<(u32, Arc<str>)>,
    roots: Vec<NodeId>,
    comments: Vec<Comment>,
    notes: Vec<Note>,
    /// Whether the text is XML.
    markup: bool,
    /// The collection of each node, once somebody asked.
    parents: OnceLock<Vec<Option<NodeId>>>,
}

const META_KIND: u32 = 0b11;
const META_STYLE_SHIFT: u32 = 2;
const META_STYLE: u32 = 0b111 << META_STYLE_SHIFT;
const META_DECODED: u32 = 1 << 5;
const META_TAGGED: u32 = 1 << 6;
/// Set on a map that holds a merge key.
const META_MERGES: u32 = 1 << 7;

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// YAML, JSON or XML, told apart by how the text begins.
    #[default]
    Data,
    /// Comma-separated values: a list of mappings, a row each.
    Table,
    /// TOML.
    Toml,
    /// A language that is not read here: the whole text is one scalar.
    Text,
}

/// Parses a text in a form.
///
/// # Errors
/// As [`parse`]; of a table or of TOML, the first place at which it is none.
pub fn parse_as(
    form: Form,
    file: FileId,
    source: Arc<str>,
    limits: &Limits,
) -> Result<Document, Vec<Error>> {
    if form == Form::Data {
        return parse(file, source, limits);
    }
    check_length(&source, limits)
        .and_then(|()| damage::inspect(&source))
        .and_then(|()| match form {
            Form::Table => table::parse(file, source, limits),
            Form::Toml => toml::parse(file, source, limits),
            Form::Text | Form::Data => Ok(Document::of_text(file, source)),
        })
        .map_err(|error| vec![error])
}

/// Parses a text: XML where it begins as XML does, else YAML or JSON.
///
/// # Errors
/// What makes it unreadable, in source order; of YAML, all duplicate keys and unusable aliases up
/// to a thousand. What git left in the place of the file is refused as such.
pub fn parse(file: FileId, source: Arc<str>, limits: &Limits) -> Result<Document, Vec<Error>> {
    parse_with(yaml::parse, file, source, limits)
}

/// As [`parse`], but never by the fast path, which is held against this.
///
/// # Errors
/// As [`parse`].
pub fn parse_in_full(
    file: FileId,
    source: Arc<str>,
    limits: &Limits,
) -> Result<Document, Vec<Error>> {
    parse_with(yaml::parse_in_full, file, source, limits)
}

/// Parses a text, with one of the parsers for YAML and JSON.
fn parse_with(
    parse_yaml: impl Fn(FileId, Arc<str>, &Limits) -> Result<Document, Vec<Error>>,
    file: FileId,
    source: Arc<str>,
    limits: &Limits,
) -> Result<Document, Vec<Error>> {
    check_length(&source, limits)
        .and_then(|()| damage::inspect(&source))
        .map_err(|error| vec![error])?;
    if xml::is_markup(&source) {
        xml::parse(file, source, limits)
    } else {
        parse_yaml(file, source, limits)
    }
}

/// Offsets are 32 bits wide, whatever the setting.
fn check_length(source: &str, limits: &Limits) -> Result<(), Error> {
    let max = limits.max_bytes.min(u32::MAX as usize - 1);
    if source.len() <= max {
        return Ok(());
    }
    let what = format!("the text has {} bytes", source.len());
    Err(faults::limit(Span::default(), &what, "max-bytes", max))
}

impl Document {
    fn empty(file: FileId, source: Arc<str>) -> Self {
        Self {
            file,
            source,
            nodes: Vec::new(),
            decoded: Vec::new(),
            aliases: Vec::new(),
            tags: Vec::new(),
            roots: Vec::new(),
            comments: Vec::new(),
            notes: Vec::new(),
            markup: false,
            parents: OnceLock::new(),
        }
    }

    /// A text as one scalar.
    fn of_text(file: FileId, source: Arc<str>) -> Self {
        let whole = Node {
            start: 0,
            end: u32::try_from(source.len()).unwrap_or(u32::MAX),
            next: 1,
            meta: kind_bits(Kind::Scalar) | style_bits(Style::Literal) << META_STYLE_SHIFT,
        };
        Self {
            nodes: vec![whole],
            roots: vec![NodeId(0)],
            ..Self::empty(file, source)
        }
    }

    /// The text that was parsed.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The source text.
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// The root of each document of the stream, in order; an empty text has none.
    pub fn roots(&self) -> &[NodeId] {
        &self.roots
    }

    /// All comments in source order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// What the text was accepted with.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the text holds no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    #[inline]
    fn node(&self, id: NodeId) -> Node {
        self.nodes[id.0 as usize]
    }

    /// The bytes of a node, without its anchor and tag: of a quoted scalar with its quotes, of a
    /// block scalar from its `|` or `>` to the last character of its content, of an alias `*name`,
    /// of a flow collection with its brackets, of a block collection from its first key (with
    /// that key's `?`, anchor and tag) or `-` to the end of its last value, of an absent value the
    /// empty place after its indicator. A mapping of one entry without braces inside `[...]` is
    /// placed like a block collection.
    #[inline]
    pub fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        Span {
            start: node.start,
            end: node.end,
        }
    }

    /// What a node is.
    #[inline]
    pub fn kind(&self, id: NodeId) -> Kind {
        match self.node(id).meta & META_KIND {
            0 => Kind::Scalar,
            1 => Kind::Map,
            2 => Kind::Seq,
            _ => Kind::Alias,
        }
    }

    /// How a node is written.
    #[inline]
    pub fn style(&self, id: NodeId) -> Style {
        self.node(id).style()
    }

    /// The text of a scalar as a reader of the data sees it; of other nodes, their source.
    #[inline]
    pub fn text(&self, id: NodeId) -> &str {
        self.text_of(id, self.node(id))
    }

    #[inline]
    fn text_of(&self, id: NodeId, node: Node) -> &str {
        if node.meta & META_DECODED != 0 {
            return self.decoded(id);
        }
        let quoted = matches!(node.style(), Style::SingleQuoted | Style::DoubleQuoted);
        let quote = u32::from(quoted);
        let inner = (node.start + quote) as usize..node.end.saturating_sub(quote) as usize;
        self.source.get(inner).unwrap_or("")
    }

    /// How a scalar without a tag is written, its text and its bytes; `None` of other nodes, be they
    /// aliases of one.
    #[inline]
    pub fn untagged(&self, id: NodeId) -> Option<(Style, &str, Span)> {
        let node = self.node(id);
        if node.meta & (META_KIND | META_TAGGED) != kind_bits(Kind::Scalar) {
            return None;
        }
        let span = Span {
            start: node.start,
            end: node.end,
        };
        Some((node.style(), self.text_of(id, node), span))
    }

    /// The text of a scalar that is another than its source. Out of the way of all others.
    #[inline(never)]
    fn decoded(&self, id: NodeId) -> &str {
        let found = self.decoded.binary_search_by_key(&id.0, |d| d.0);
        found.map_or("", |i| &self.decoded[i].1)
    }

    /// The resolved tag of a node, if one was written.
    #[inline]
    pub fn tag(&self, id: NodeId) -> Option<&str> {
        if self.node(id).meta & META_TAGGED == 0 {
            return None;
        }
        self.written_tag(id)
    }

    /// The tag of a node that has one. Out of the way of all others.
    #[inline(never)]
    fn written_tag(&self, id: NodeId) -> Option<&str> {
        let i = self.tags.binary_search_by_key(&id.0, |t| t.0).ok()?;
        Some(&self.tags[i].1)
    }

    /// The node itself, or the definition of an alias.
    #[inline]
    pub fn resolve(&self, id: NodeId) -> NodeId {
        if self.kind(id) != Kind::Alias {
            return id;
        }
        self.definition(id)
    }

    /// The definition of an alias. Out of the way of all others.
    #[inline(never)]
    fn definition(&self, id: NodeId) -> NodeId {
        match self.aliases.binary_search_by_key(&id.0, |a| a.0) {
            Ok(i) => NodeId(self.aliases[i].1),
            Err(_) => id,
        }
    }

    /// Whether the text is XML: then the keys of a mapping may repeat, and no word is ambiguous.
    #[inline]
    pub fn is_markup(&self) -> bool {
        self.markup
    }

    /// A scalar by the core schema of YAML 1.2; in XML, a boolean or a plain decimal number by its
    /// text. `None` for collections. Aliases are resolved.
    pub fn scalar(&self, id: NodeId) -> Option<Scalar<'_>> {
        let id = self.resolve(id);
        (self.kind(id) == Kind::Scalar).then(|| match self.markup {
            true if self.tag(id).is_some() => Scalar::Null,
            true => scalar::of_markup(self.text(id)),
            false => scalar::resolve(self.text(id), self.style(id), self.tag(id)),
        })
    }

    /// Whether other readers of YAML take this plain scalar for something else.
    pub fn ambiguity(&self, id: NodeId) -> Option<Ambiguity> {
        let id = self.resolve(id);
        let plain = self.kind(id) == Kind::Scalar && self.style(id) == Style::Plain;
        (plain && !self.markup && self.tag(id).is_none())
            .then(|| scalar::ambiguity(self.text(id)))
            .flatten()
    }

    /// Whether a resolved node is a map that holds a merge key.
    #[inline]
    pub fn merges(&self, id: NodeId) -> bool {
        self.node(id).meta & META_MERGES != 0
    }

    /// The direct children of a collection in source order: of a map key, value, key, value.
    fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).next;
        let mut at = id.0 + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let child = NodeId(at);
                at = self.nodes[at as usize].next;
                child
            })
        })
    }

    /// The items of a sequence in order; none for other nodes. Aliases are resolved.
    pub fn items(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let id = self.resolve(id);
        let seq = self.kind(id) == Kind::Seq;
        self.children(id).take_while(move |_| seq)
    }

    /// The entries of a map as they are written, merge keys included; none for other nodes.
    #[inline]
    pub fn written_entries(&self, id: NodeId) -> Written<'_> {
        let id = self.resolve(id);
        let end = match self.kind(id) {
            Kind::Map => self.node(id).next,
            Kind::Scalar | Kind::Seq | Kind::Alias => 0,
        };
        Written {
            nodes: &self.nodes,
            at: id.0 + 1,
            end,
        }
    }
}

/// The keys and values of a map; see [`Document::written_entries`].
#[derive(Debug, Clone)]
pub struct Written<'a> {
    nodes: &'a [Node],
    at: u32,
    end: u32,
}

impl Iterator for Written<'_> {
    type Item = (NodeId, NodeId);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let key = self.at;
        if key >= self.end {
            return None;
        }
        let value = self.nodes.get(key as usize)?.next;
        if value >= self.end {
            return None;
        }
        self.at = self.nodes.get(value as usize)?.next;
        Some((NodeId(key), NodeId(value)))
    }
}

/// A kind as [`Document::kind`] reads it.
fn kind_bits(kind: Kind) -> u32 {
    match kind {
        Kind::Scalar => 0,
        Kind::Map => 1,
        Kind::Seq => 2,
        Kind::Alias => 3,
    }
}

/// A style as [`Document::style`] reads it.
fn style_bits(style: Style) -> u32 {
    match style {
        Style::Plain => 0,
        Style::SingleQuoted => 1,
        Style::DoubleQuoted => 2,
        Style::Literal => 3,
        Style::Folded => 4,
        Style::Flow => 5,
    }
}
