//! The nodes of a [`Document`] that is read without events: open collections, their keys, and the
//! limits.

use std::sync::Arc;

use super::scan;
use crate::document::duplicates::{Duplicates, all_differ};
use crate::document::notes::Notes;
use crate::document::{
    Comment, Document, Kind, Limits, META_DECODED, META_STYLE_SHIFT, Node, NodeId, Style,
    kind_bits, style_bits,
};
use crate::source::{FileId, Span};

/// How many comments may follow each other: below what the full parser keeps.
const MAX_COMMENTS: usize = 50_000;

/// A collection that is not closed yet.
pub(super) struct Frame {
    id: u32,
    /// The column of its keys or dashes from 1; 0 for what is around the root.
    pub(super) indent: u32,
    /// Where the last value or item stands if it is absent: behind its indicator. 0 once it is
    /// there.
    pub(super) pending: u32,
    /// The end of the last child.
    end: u32,
    /// The first of its keys among all.
    keys: u32,
    pub(super) is_seq: bool,
    /// Whether one of its keys may be the same as another of a different text.
    pub(super) has_forms: bool,
}

pub(super) struct Tree<'a> {
    doc: Document,
    source: &'a str,
    notes: Notes,
    limits: &'a Limits,
    max_nodes: usize,
    max_scalar_bytes: usize,
    /// The innermost collection; what is around the root is one, which waits for it.
    pub(super) top: Frame,
    outer: Vec<Frame>,
    /// The hashes of the keys of all open mappings, the innermost last.
    keys: Vec<u32>,
    duplicates: Duplicates,
    /// The last comments that follow each other without a node between them.
    comments: usize,
    nodes_before_comment: usize,
}

/// An offset or a number in a text, whose length fits.
pub(super) fn offset(at: usize) -> u32 {
    at as u32
}

fn meta(kind: Kind, style: Style) -> u32 {
    kind_bits(kind) | style_bits(style) << META_STYLE_SHIFT
}

impl<'a> Tree<'a> {
    /// A text has fewer than 2^32 bytes.
    pub(super) fn new(
        file: FileId,
        source: &'a Arc<str>,
        limits: &'a Limits,
        notes: Notes,
    ) -> Self {
        let max_nodes = limits.max_nodes.min(u32::MAX as usize - 1);
        Self {
            doc: Document {
                nodes: Vec::with_capacity(likely_nodes(source).min(max_nodes)),
                ..Document::empty(file, Arc::clone(source))
            },
            source,
            notes,
            limits,
            max_nodes,
            max_scalar_bytes: limits.max_scalar_bytes,
            top: Frame {
                id: 0,
                indent: 0,
                pending: 1,
                end: 0,
                keys: 0,
                is_seq: true,
                has_forms: false,
            },
            outer: Vec::new(),
            keys: Vec::new(),
            duplicates: Duplicates::default(),
            comments: 0,
            nodes_before_comment: 0,
        }
    }

    /// Ends what was before a `---`; `None` where a root is absent.
    pub(super) fn start_document(&mut self) -> Option<()> {
        self.end_document()?;
        self.doc.roots.push(NodeId(offset(self.doc.nodes.len())));
        self.top.pending = 1;
        Some(())
    }

    fn end_document(&mut self) -> Option<()> {
        while !self.outer.is_empty() {
            self.close()?;
        }
        let doc = &mut self.doc;
        match doc.roots.last() {
            Some(root) if root.0 as usize == doc.nodes.len() => None,
            // Before the first `---` may stand nothing, or a document without one.
            None if !doc.nodes.is_empty() => {
                doc.roots.push(NodeId(0));
                Some(())
            }
            _ => Some(()),
        }
    }

    /// The document; `None` where a root is absent.
    pub(super) fn finish(mut self) -> Option<Document> {
        self.end_document()?;
        let doc = &mut self.doc;
        if doc.nodes.capacity() - doc.nodes.len() > doc.nodes.len() / 4 {
            doc.nodes.shrink_to_fit();
        }
        doc.notes = self.notes.finish();
        Some(self.doc)
    }

    /// The number of open collections.
    pub(super) fn depth(&self) -> usize {
        self.outer.len()
    }

    #[inline(always)]
    fn push(&mut self, start: usize, end: usize, meta: u32) -> Option<u32> {
        let id = self.doc.nodes.len();
        if id >= self.max_nodes {
            return None;
        }
        self.doc.nodes.push(Node {
            start: offset(start),
            end: offset(end),
            next: offset(id) + 1,
            meta,
        });
        Some(offset(id))
    }

    /// Opens a collection as the value or item that is waited for.
    #[inline(never)]
    pub(super) fn open(
        &mut self,
        kind: Kind,
        style: Style,
        start: usize,
        indent: u32,
    ) -> Option<()> {
        if self.outer.len() >= self.limits.max_depth {
            return None;
        }
        let id = self.push(start, start, meta(kind, style))?;
        self.top.pending = 0;
        let frame = Frame {
            id,
            indent,
            pending: 0,
            end: offset(start),
            keys: offset(self.keys.len()),
            is_seq: kind == Kind::Seq,
            has_forms: false,
        };
        self.outer.push(std::mem::replace(&mut self.top, frame));
        Some(())
    }

    /// Closes the innermost collection behind its last child.
    #[inline(never)]
    pub(super) fn close(&mut self) -> Option<()> {
        self.absent()?;
        self.close_at(self.top.end)
    }

    /// Closes the innermost collection.
    pub(super) fn close_at(&mut self, end: u32) -> Option<()> {
        let frame = std::mem::replace(&mut self.top, self.outer.pop()?);
        let next = offset(self.doc.nodes.len());
        let node = self.doc.nodes.get_mut(frame.id as usize)?;
        node.end = end;
        node.next = next;
        self.top.end = end;
        if !frame.is_seq {
            self.check_keys(&frame)?;
            self.keys.truncate(frame.keys as usize);
        }
        Some(())
    }

    fn check_keys(&mut self, frame: &Frame) -> Option<()> {
        let hashes = self.keys.get_mut(frame.keys as usize..)?;
        if !frame.has_forms && all_differ(hashes) {
            return Some(());
        }
        let mut errors = Vec::new();
        self.duplicates
            .check(&self.doc, NodeId(frame.id), &mut errors);
        errors.is_empty().then_some(())
    }

    /// Writes down that a value or item is absent, if one is waited for.
    #[inline(always)]
    pub(super) fn absent(&mut self) -> Option<()> {
        match self.top.pending {
            0 => Some(()),
            at => self.push_absent(at),
        }
    }

    #[inline(never)]
    fn push_absent(&mut self, at: u32) -> Option<()> {
        self.push(at as usize, at as usize, meta(Kind::Scalar, Style::Plain))?;
        self.top.end = at;
        self.top.pending = 0;
        Some(())
    }

    /// A key of the innermost mapping; its value is absent behind the colon unless it follows.
    /// The text is that of a plain key, or between the quotes.
    #[inline(always)]
    pub(super) fn key(
        &mut self,
        start: usize,
        end: usize,
        style: Style,
        colon: usize,
    ) -> Option<()> {
        let quotes = usize::from(style != Style::Plain);
        let text = self.source.as_bytes().get(start + quotes..end - quotes)?;
        self.keys.push(scan::hash(text));
        self.scalar(start, end, style)?;
        self.top.pending = offset(colon) + 1;
        Some(())
    }

    /// A scalar at the end of the innermost collection.
    #[inline(always)]
    pub(super) fn scalar(&mut self, start: usize, end: usize, style: Style) -> Option<()> {
        if end - start > self.max_scalar_bytes {
            return None;
        }
        self.push(start, end, meta(Kind::Scalar, style))?;
        self.top.end = offset(end);
        self.top.pending = 0;
        Some(())
    }

    /// Gives the last scalar its text, if it is another than that between its quotes.
    #[inline(always)]
    pub(super) fn decode(&mut self, text: Option<Box<str>>) {
        let id = offset(self.doc.nodes.len()).saturating_sub(1);
        if let Some(text) = text
            && let Some(node) = self.doc.nodes.last_mut()
        {
            node.meta |= META_DECODED;
            self.doc.decoded.push((id, text));
        }
    }

    /// The place of the last node, if it is a plain scalar that is written.
    pub(super) fn last_plain(&self) -> Option<(usize, usize)> {
        let node = self.doc.nodes.last()?;
        let is_plain = node.meta == meta(Kind::Scalar, Style::Plain) && node.start < node.end;
        is_plain.then_some((node.start as usize, node.end as usize))
    }

    /// Gives the last scalar another end and text.
    pub(super) fn extend(&mut self, end: usize, text: Box<str>) -> Option<()> {
        let node = self.doc.nodes.last_mut()?;
        if end - node.start as usize > self.max_scalar_bytes {
            return None;
        }
        node.end = offset(end);
        self.top.end = node.end;
        self.decode(Some(text));
        Some(())
    }

    /// Notes what is to be said of a plain scalar.
    #[inline(never)]
    pub(super) fn note(&mut self, start: usize, end: usize) -> Option<()> {
        let text = self.source.get(start..end)?;
        self.notes
            .scalar(text, Style::Plain, None, span(start, end));
        Some(())
    }

    pub(super) fn comment(&mut self, start: usize, end: usize) -> Option<()> {
        let nodes = self.doc.nodes.len();
        let follows = nodes == self.nodes_before_comment;
        self.comments = if follows { self.comments + 1 } else { 1 };
        self.nodes_before_comment = nodes;
        if self.comments > MAX_COMMENTS {
            return None;
        }
        let span = span(start, end);
        self.doc.comments.push(Comment { span });
        Some(())
    }
}

/// About how many nodes a text has: a key and a value a line, and some collections. Within bounds,
/// for a text may be a single line, or hold nothing but line breaks.
fn likely_nodes(source: &str) -> usize {
    let lines = memchr::memchr_iter(b'\n', source.as_bytes()).count();
    let length = source.len();
    (2 * lines + lines / 3).clamp(length / 32, length / 6) + 8
}

fn span(start: usize, end: usize) -> Span {
    Span {
        start: offset(start),
        end: offset(end),
    }
}
