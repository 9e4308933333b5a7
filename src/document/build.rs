//! Events to the nodes of a [`Document`]: exact spans, resolved aliases, and the limits that are
//! counted rather than left to the parser.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{ScalarStyle, StructureStyle, Tag};

use super::duplicates::{Duplicates, shorten};
use super::notes::Notes;
use super::places::BlockContent;
use super::scalar::{self, CORE};
use super::{
    Comment, Document, Error, Kind, Limits, META_DECODED, META_MERGES, META_STYLE_SHIFT,
    META_TAGGED, Node, NodeId, Style, faults, kind_bits, places, style_bits,
};
use crate::check::Check;
use crate::source::{FileId, Span};

/// The length of text for which one node is set aside at the start.
const BYTES_PER_NODE: usize = 16;

/// The number of an anchor (none is 0) and the tag of a node.
type Properties<'a> = (usize, Option<&'a Tag>);

/// A collection that is not closed yet.
struct Frame {
    id: NodeId,
    kind: Kind,
    /// Whether it ends with a bracket of its own.
    brackets: bool,
    /// The keys, values or items so far.
    children: usize,
    /// The end of the last child, in bytes.
    last_end: usize,
    /// Whether the last key is a merge key.
    merging: bool,
    /// The nested collections below, aliases expanded.
    height: usize,
    /// The expanded nodes of the text before it.
    expanded_before: usize,
    anchor: usize,
}

/// What a node is to its collection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Root,
    Key,
    Value,
    Item,
}

/// What an anchor stands for; `size` is `None` while its collection is open.
#[derive(Clone, Copy)]
struct Anchor {
    id: NodeId,
    /// The nodes with all aliases expanded.
    size: Option<usize>,
    /// The nested collections, aliases expanded: 0 for a scalar.
    height: usize,
}

pub(super) struct Builder<'a> {
    doc: Document,
    source: Arc<str>,
    limits: &'a Limits,
    notes: Notes,
    errors: Vec<Error>,
    stack: Vec<Frame>,
    /// By the parser's number, less one.
    anchors: Vec<Option<Anchor>>,
    duplicates: Duplicates,
    tags: HashSet<Arc<str>>,
    tag_bytes: usize,
    /// The nodes so far with all aliases expanded.
    expanded: usize,
    /// The end of the last token.
    cursor: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(file: FileId, source: Arc<str>, limits: &'a Limits, notes: Notes) -> Self {
        let nodes = Vec::with_capacity((source.len() / BYTES_PER_NODE).min(limits.max_nodes));
        Self {
            doc: Document {
                nodes,
                ..Document::empty(file, Arc::clone(&source))
            },
            source,
            limits,
            notes,
            errors: Vec::new(),
            stack: Vec::new(),
            anchors: Vec::new(),
            duplicates: Duplicates::default(),
            tags: HashSet::new(),
            tag_bytes: 0,
            expanded: 0,
            cursor: 0,
        }
    }

    /// The document, or all that speaks against it in source order.
    pub(super) fn finish(mut self) -> Result<Document, Vec<Error>> {
        if !self.errors.is_empty() {
            self.errors.sort_by_key(|e| (e.span, e.check));
            return Err(self.errors);
        }
        let doc = &mut self.doc;
        if !doc.comments.is_sorted_by_key(|c| c.span) {
            doc.comments.sort_unstable_by_key(|c| c.span);
        }
        doc.notes = self.notes.finish();
        Ok(self.doc)
    }

    /// Adds an error after which nothing is read.
    pub(super) fn stop(&mut self, mut error: Error) {
        let open = self.stack.iter().rfind(|frame| frame.brackets);
        if let Some(frame) = open.filter(|_| error.check == Check::YamlSyntax) {
            let start = self.doc.span(frame.id).start as usize;
            let label = "this bracket is still open".to_owned();
            error.labels.push((Span::new(start, start + 1), label));
        }
        self.errors.push(error);
    }

    /// Adds an error after which reading goes on; the text will be refused at the end.
    fn refuse(&mut self, error: Error) {
        if self.errors.len() < faults::MAX_ERRORS {
            self.errors.push(error);
        }
    }

    /// Goes on behind a document marker.
    pub(super) fn skip_to(&mut self, end: usize) {
        self.cursor = end;
    }

    pub(super) fn comment(&mut self, bytes: Range<usize>) {
        let span = Span::new(bytes.start, bytes.end);
        self.doc.comments.push(Comment { span });
    }

    /// A scalar; the column is that of its content, from 0.
    pub(super) fn scalar(
        &mut self,
        text: &str,
        (style, column): (ScalarStyle, usize),
        (anchor, tag): Properties<'_>,
        bytes: Range<usize>,
    ) -> Result<(), Error> {
        let absent = style == ScalarStyle::Plain && bytes.is_empty();
        let text = if absent { "" } else { text };
        let (style, bytes) = match style {
            ScalarStyle::Plain if absent => {
                let at = self.absent_place(bytes.start, anchor != 0 || tag.is_some());
                (Style::Plain, at..at)
            }
            ScalarStyle::Plain => (Style::Plain, bytes),
            ScalarStyle::SingleQuoted => (Style::SingleQuoted, bytes),
            ScalarStyle::DoubleQuoted => (Style::DoubleQuoted, bytes),
            ScalarStyle::Literal => (Style::Literal, self.block_place(text, column, &bytes)),
            ScalarStyle::Folded => (Style::Folded, self.block_place(text, column, &bytes)),
        };
        self.check_scalar_length(text, &bytes)?;
        let id = self.push(Kind::Scalar, style, bytes.clone())?;
        if self.doc.text(id) != text {
            self.doc.decoded.push((id.0, text.into()));
            self.doc.nodes[id.0 as usize].meta |= META_DECODED;
        }
        self.set_tag(id, tag)?;
        self.define(anchor, id, Some(1), 0);
        let span = self.doc.span(id);
        self.notes.scalar(text, style, self.doc.tag(id), span);
        self.complete(id, bytes.end, 0);
        Ok(())
    }

    fn check_scalar_length(&self, text: &str, bytes: &Range<usize>) -> Result<(), Error> {
        let length = bytes.len().max(text.len());
        if length <= self.limits.max_scalar_bytes {
            return Ok(());
        }
        let what = format!("a scalar has {length} bytes");
        let max = self.limits.max_scalar_bytes;
        let span = Span::new(bytes.start, bytes.start + 1);
        Err(faults::limit(span, &what, "max-scalar-bytes", max))
    }

    /// Where an absent scalar stands for which the parser gives `at`.
    fn absent_place(&self, at: usize, has_properties: bool) -> usize {
        let text = self.source.as_bytes();
        match self.slot() {
            _ if has_properties => at,
            Slot::Value => places::after_colon(text, self.cursor),
            Slot::Item => places::after_dash(text, self.cursor).unwrap_or(at),
            Slot::Root | Slot::Key => at,
        }
    }

    fn block_place(&self, value: &str, indent: usize, bytes: &Range<usize>) -> Range<usize> {
        let text = self.source.as_bytes();
        let Some(header) = places::block_header(text, self.cursor) else {
            return bytes.clone();
        };
        let content = BlockContent {
            start: bytes.start,
            end: bytes.end,
            indent,
            empty: value.is_empty(),
        };
        header..places::block_end(text, header, &content)
    }

    pub(super) fn open_map(
        &mut self,
        style: StructureStyle,
        properties: Properties<'_>,
        bytes: Range<usize>,
    ) -> Result<(), Error> {
        self.open(Kind::Map, style, properties, bytes)
    }

    pub(super) fn open_seq(
        &mut self,
        style: StructureStyle,
        properties: Properties<'_>,
        mut bytes: Range<usize>,
    ) -> Result<(), Error> {
        if style == StructureStyle::Block && self.slot() == Slot::Value {
            // The parser places a sequence that is not indented after its first `- `.
            let dash = places::first_dash(self.source.as_bytes(), self.cursor);
            bytes.start = dash.unwrap_or(bytes.start);
        }
        self.open(Kind::Seq, style, properties, bytes)
    }

    fn open(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        (anchor, tag): Properties<'_>,
        bytes: Range<usize>,
    ) -> Result<(), Error> {
        let brackets = matches!(self.source.get(bytes.clone()), Some("{" | "["));
        let style = match style {
            StructureStyle::Block => Style::Plain,
            StructureStyle::Flow => Style::Flow,
        };
        let start = bytes.start;
        if self.stack.len() >= self.limits.max_depth {
            let what = "the collections are nested too deeply";
            let span = Span::new(start, bytes.end.max(start));
            return Err(faults::limit(
                span,
                what,
                "max-depth",
                self.limits.max_depth,
            ));
        }
        let expanded_before = self.expanded;
        let id = self.push(kind, style, start..start)?;
        self.set_tag(id, tag)?;
        self.define(anchor, id, None, 0);
        // A token that opens a collection is behind us; a block collection has none of its own.
        self.cursor = if brackets {
            bytes.end
        } else {
            self.cursor.max(start)
        };
        self.stack.push(Frame {
            id,
            kind,
            brackets,
            children: 0,
            last_end: start,
            merging: false,
            height: 0,
            expanded_before,
            anchor,
        });
        Ok(())
    }

    /// The end of the innermost collection; the parser's own end counts where it is a bracket.
    pub(super) fn close(&mut self, bytes: Range<usize>) {
        let Some(frame) = self.stack.pop() else {
            return;
        };
        let end = if frame.brackets {
            bytes.end
        } else {
            frame.last_end
        };
        let next = u32::try_from(self.doc.nodes.len()).unwrap_or(u32::MAX);
        let node = &mut self.doc.nodes[frame.id.0 as usize];
        node.end = u32::try_from(end).unwrap_or(u32::MAX);
        node.next = next;
        let height = frame.height + 1;
        let size = self.expanded - frame.expanded_before;
        self.define(frame.anchor, frame.id, Some(size), height);
        if frame.kind == Kind::Map && self.errors.len() < faults::MAX_ERRORS {
            self.duplicates.check(&self.doc, frame.id, &mut self.errors);
        }
        self.complete(frame.id, end, height);
    }

    /// An alias of a known anchor.
    pub(super) fn alias(&mut self, anchor: usize, bytes: Range<usize>) -> Result<(), Error> {
        let id = self.push(Kind::Alias, Style::Plain, bytes.clone())?;
        let span = Span::new(bytes.start, bytes.end);
        let definition = anchor
            .checked_sub(1)
            .and_then(|i| self.anchors.get(i).copied().flatten());
        let mut height = 0;
        match definition {
            Some(Anchor {
                id: target,
                size: Some(size),
                height: below,
            }) => {
                self.expand(span, size)?;
                height = below;
                self.check_expanded_depth(span, below)?;
                self.doc.aliases.push((id.0, target.0));
            }
            Some(Anchor {
                id: target,
                size: None,
                ..
            }) => self.refuse_cycle(span, target),
            None => self.refuse(unknown(span, self.doc.text(id))),
        }
        self.complete(id, bytes.end, height);
        Ok(())
    }

    /// An alias of no anchor before it in its document.
    pub(super) fn unknown_alias(&mut self, name: &str, bytes: Range<usize>) -> Result<(), Error> {
        let id = self.push(Kind::Alias, Style::Plain, bytes.clone())?;
        let span = Span::new(bytes.start, bytes.end);
        self.refuse(unknown(span, &format!("*{name}")));
        self.complete(id, bytes.end, 0);
        Ok(())
    }

    /// Counts what an alias stands for; the alias itself is counted as a node already.
    fn expand(&mut self, span: Span, size: usize) -> Result<(), Error> {
        self.expanded = self.expanded.saturating_add(size.saturating_sub(1));
        let max = self.limits.max_expanded_nodes;
        if self.expanded <= max {
            return Ok(());
        }
        let what = "the aliases up to here stand for too many nodes";
        Err(faults::limit(span, what, "max-expanded-nodes", max))
    }

    fn check_expanded_depth(&self, span: Span, below: usize) -> Result<(), Error> {
        let max = self.limits.max_depth;
        if self.stack.len() + below <= max {
            return Ok(());
        }
        let what = "aliases nest the collections too deeply";
        Err(faults::limit(span, what, "max-depth", max))
    }

    fn refuse_cycle(&mut self, span: Span, target: NodeId) {
        let start = self.doc.span(target).start as usize;
        let mut error = faults::error(
            Check::YamlAlias,
            span,
            format!(
                "the alias `{}` stands inside its own definition",
                self.doc.source[span.range()].trim()
            ),
            "Write the value where it is used.",
        );
        error.labels = vec![(
            Span::new(start, start + 1),
            "the definition begins here".to_owned(),
        )];
        self.refuse(error);
    }

    /// What the next node is to the innermost collection.
    fn slot(&self) -> Slot {
        match self.stack.last() {
            None => Slot::Root,
            Some(frame) if frame.kind == Kind::Seq => Slot::Item,
            Some(frame) if frame.children % 2 == 0 => Slot::Key,
            Some(_) => Slot::Value,
        }
    }

    fn push(&mut self, kind: Kind, style: Style, bytes: Range<usize>) -> Result<NodeId, Error> {
        let count = self.doc.nodes.len();
        let span = Span::new(bytes.start, bytes.end);
        let max = self.limits.max_nodes.min(u32::MAX as usize - 1);
        if count >= max {
            return Err(faults::limit(
                span,
                "the text holds too many nodes",
                "max-nodes",
                max,
            ));
        }
        let id = u32::try_from(count).unwrap_or(u32::MAX);
        self.doc.nodes.push(Node {
            start: span.start,
            end: span.end,
            next: id + 1,
            meta: kind_bits(kind) | style_bits(style) << META_STYLE_SHIFT,
        });
        if self.stack.is_empty() {
            self.doc.roots.push(NodeId(id));
        }
        self.expanded = self.expanded.saturating_add(1);
        Ok(NodeId(id))
    }

    fn define(&mut self, anchor: usize, id: NodeId, size: Option<usize>, height: usize) {
        let Some(slot) = anchor.checked_sub(1) else {
            return;
        };
        if self.anchors.len() <= slot {
            self.anchors.resize(slot + 1, None);
        }
        self.anchors[slot] = Some(Anchor { id, size, height });
    }

    /// A node is whole: tell its collection.
    fn complete(&mut self, id: NodeId, end: usize, height: usize) {
        self.cursor = self.cursor.max(end);
        let slot = self.slot();
        let merge = match slot {
            Slot::Key => self.doc.is_merge_key(self.doc.resolve(id)),
            _ => false,
        };
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        frame.children += 1;
        frame.last_end = end;
        frame.height = frame.height.max(height);
        let was_merging = std::mem::replace(&mut frame.merging, merge);
        if merge {
            self.doc.nodes[frame.id.0 as usize].meta |= META_MERGES;
        }
        if was_merging && slot == Slot::Value {
            self.check_merge(id);
        }
    }

    /// The value of a merge key is a mapping, or a list of mappings.
    fn check_merge(&mut self, value: NodeId) {
        let doc = &self.doc;
        let is_map = |id| doc.kind(doc.resolve(id)) == Kind::Map;
        // An alias that leads nowhere has an error of its own.
        let is_lost = |id| doc.kind(doc.resolve(id)) == Kind::Alias;
        let wrong = match doc.kind(doc.resolve(value)) {
            Kind::Seq => doc.items(value).find(|&i| !is_map(i) && !is_lost(i)),
            _ => (!is_map(value) && !is_lost(value)).then_some(value),
        };
        if let Some(wrong) = wrong {
            self.refuse(faults::error(
                Check::YamlAlias,
                doc.span(wrong),
                "a merge key (`<<`) takes a mapping, or a list of mappings",
                "Name the alias of a mapping, or quote the key if `<<` is its name.",
            ));
        }
    }

    fn set_tag(&mut self, id: NodeId, tag: Option<&Tag>) -> Result<(), Error> {
        let Some(tag) = tag else {
            return Ok(());
        };
        let (handle, suffix) = tag.parts();
        let text = self.intern(format!("{handle}{suffix}"));
        let span = self.doc.span(id);
        if self.tag_bytes > self.limits.max_bytes {
            let what = "the tags are too long once their handles are resolved";
            return Err(faults::limit(
                span,
                what,
                "max-bytes",
                self.limits.max_bytes,
            ));
        }
        if let Some(wanted) = self.misfit(id, &text) {
            self.refuse(faults::error(
                Check::YamlSyntax,
                span,
                format!("{} is no {wanted}, though its tag says so", self.name(id)),
                "Remove the tag, or write a value that it fits.",
            ));
        }
        self.doc.tags.push((id.0, text));
        self.doc.nodes[id.0 as usize].meta |= META_TAGGED;
        Ok(())
    }

    /// A node in a sentence.
    fn name(&self, id: NodeId) -> String {
        match self.doc.kind(id) {
            Kind::Map => "this mapping".to_owned(),
            Kind::Seq => "this list".to_owned(),
            Kind::Scalar | Kind::Alias => format!("`{}`", shorten(self.doc.text(id))),
        }
    }

    fn intern(&mut self, tag: String) -> Arc<str> {
        if let Some(known) = self.tags.get(tag.as_str()) {
            return Arc::clone(known);
        }
        self.tag_bytes += tag.len();
        let tag: Arc<str> = tag.into();
        self.tags.insert(Arc::clone(&tag));
        tag
    }

    /// The name of what a tag of the core schema asks for, where the node is something else.
    fn misfit<'t>(&self, id: NodeId, tag: &'t str) -> Option<&'t str> {
        let name = tag.strip_prefix(CORE)?;
        let is_core = matches!(
            name,
            "null" | "bool" | "int" | "float" | "str" | "map" | "seq"
        );
        let fits = match self.doc.kind(id) {
            Kind::Map => name == "map",
            Kind::Seq => name == "seq",
            Kind::Scalar => scalar::fits(self.doc.text(id), tag),
            Kind::Alias => true,
        };
        (is_core && !fits).then_some(name)
    }
}

fn unknown(span: Span, alias: &str) -> Error {
    faults::error(
        Check::YamlAlias,
        span,
        format!(
            "no anchor before this place has the name of `{}`",
            shorten(alias)
        ),
        "Define the anchor earlier in the same document, or quote the text if `*` belongs to it.",
    )
}
