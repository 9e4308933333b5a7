//! Block mappings and block sequences, line by line.

use std::sync::Arc;

use super::quoted::{self, Quoted};
use super::scan::{self, Class, after_break, after_spaces, byte, class, is_apart};
use super::tree::{Tree, offset};
use crate::document::notes::Notes;
use crate::document::places::line_end;
use crate::document::{Document, Kind, Limits, Style};
use crate::source::FileId;

/// The longest key in bytes: below what the full parser looks ahead.
const MAX_KEY: usize = 60_000;

/// The column of an offset in the line of another, from 1.
pub(super) fn indent(line: usize, at: usize) -> u32 {
    offset(at - line) + 1
}

/// A text that is read from its first line to its last.
pub(super) struct Lines<'a> {
    pub(super) source: &'a str,
    pub(super) text: &'a [u8],
    pub(super) tree: Tree<'a>,
    /// Whether the innermost flow collection holds an entry.
    pub(super) has_entries: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(
        file: FileId,
        source: &'a Arc<str>,
        limits: &'a Limits,
        notes: &Notes,
    ) -> Self {
        Self {
            source,
            text: source.as_bytes(),
            tree: Tree::new(file, source, limits, notes.clone()),
            has_entries: false,
        }
    }

    /// Reads the lines from an offset on.
    pub(super) fn read(mut self, mut at: usize) -> Option<Document> {
        while at < self.text.len() {
            at = self.line(at)?;
        }
        self.tree.finish()
    }

    /// Reads a line, or all lines of a flow collection that is the root; gives the offset behind
    /// it.
    #[inline(always)]
    fn line(&mut self, start: usize) -> Option<usize> {
        let mut at = after_spaces(self.text, start);
        let mut first = class(self.text, at);
        match first {
            Class::Plain => {}
            Class::Break => return after_break(self.text, at),
            Class::Hash => return self.comment(at),
            Class::Dash | Class::Number if at == start && self.is_marker(at) => {
                return self.marker(at);
            }
            _ => {}
        }
        if self.tree.top.indent < indent(start, at) && self.tree.top.pending == 0 {
            return self.continuation(at);
        }
        while self.tree.top.indent > indent(start, at) {
            self.tree.close()?;
        }
        while first == Class::Dash && is_apart(self.text, at + 1) {
            self.item(at, indent(start, at))?;
            at = after_spaces(self.text, at + 1);
            first = class(self.text, at);
            match first {
                Class::Break => return after_break(self.text, at),
                Class::Hash => return self.comment(at),
                _ => {}
            }
        }
        self.entry(at, indent(start, at), first)
    }

    /// Whether a line begins with `---` or `...`, be it a marker or not.
    fn is_marker(&self, start: usize) -> bool {
        let rest = self.text.get(start..).unwrap_or_default();
        rest.starts_with(b"---") || rest.starts_with(b"...")
    }

    /// A `---` before a root.
    #[inline(never)]
    fn marker(&mut self, start: usize) -> Option<usize> {
        if byte(self.text, start) != b'-' {
            return None;
        }
        self.tree.start_document()?;
        self.rest(start + 3)
    }

    /// A `-`, and the sequence that it opens.
    fn item(&mut self, at: usize, indent: u32) -> Option<()> {
        let top = &self.tree.top;
        if top.is_seq && top.indent == indent {
            self.tree.absent()?;
        } else if top.pending != 0 && top.indent <= indent {
            // A sequence need not be indented below its key.
            self.tree.open(Kind::Seq, Style::Plain, at, indent)?;
        } else {
            return None;
        }
        self.tree.top.pending = offset(at) + 1;
        Some(())
    }

    /// A key and what follows it, or what a key or a `-` before it waits for.
    #[inline(always)]
    fn entry(&mut self, at: usize, indent: u32, first: Class) -> Option<usize> {
        if !first.is_plain() {
            return self.other_entry(at, indent, first);
        }
        let (end, stop) = self.plain(at)?;
        if byte(self.text, stop) == b':' {
            self.mapping(at, indent)?;
            self.key(at, end, Style::Plain, stop)?;
            if first != Class::Plain {
                self.plain_key(first, at, end)?;
            }
            return self.value(stop + 1);
        }
        self.waits(indent)?;
        self.tree.scalar(at, end, Style::Plain)?;
        self.note(first, at, end)?;
        self.line_end(stop)
    }

    /// As [`Self::entry`], of what is no plain scalar.
    #[inline(never)]
    fn other_entry(&mut self, at: usize, indent: u32, first: Class) -> Option<usize> {
        if first == Class::Open {
            self.waits(indent)?;
            let end = self.flow(at)?;
            return self.rest(end);
        }
        if first == Class::Block {
            self.waits(indent)?;
            return self.block_scalar(at);
        }
        let (style, scalar) = self.quoted(at, first)?;
        let colon = after_spaces(self.text, scalar.end);
        if byte(self.text, colon) == b':' {
            if !is_apart(self.text, colon + 1) || scalar.has_breaks {
                return None;
            }
            self.mapping(at, indent)?;
            self.quoted_key(at, style, scalar, colon)?;
            return self.value(colon + 1);
        }
        self.waits(indent)?;
        let end = scalar.end;
        self.quoted_scalar(at, style, scalar)?;
        self.rest(end)
    }

    /// Looks closer at a plain key that may be more than its text.
    #[inline(never)]
    pub(super) fn plain_key(&mut self, first: Class, start: usize, end: usize) -> Option<()> {
        match self.text.get(start..end)? {
            b"<<" => None,
            b"~" | b"Null" | b"NULL" | b"True" | b"TRUE" | b"False" | b"FALSE" => {
                self.tree.top.has_forms = true;
                Some(())
            }
            _ => {
                self.tree.top.has_forms |= matches!(first, Class::Number | Class::Dash);
                self.note(first, start, end)
            }
        }
    }

    /// Notes what is to be said of a plain scalar.
    #[inline(always)]
    pub(super) fn note(&mut self, first: Class, start: usize, end: usize) -> Option<()> {
        match first {
            Class::Number | Class::Dash => self.tree.note(start, end),
            _ => Some(()),
        }
    }

    /// Whether a value or item is to come in this column.
    #[inline(always)]
    fn waits(&self, indent: u32) -> Option<()> {
        let top = &self.tree.top;
        (top.pending != 0 && top.indent < indent).then_some(())
    }

    /// Goes on with the mapping of a column, or opens it.
    #[inline(always)]
    fn mapping(&mut self, at: usize, indent: u32) -> Option<()> {
        let top = &self.tree.top;
        if top.indent == indent && !top.is_seq {
            self.tree.absent()
        } else {
            self.other_mapping(at, indent)
        }
    }

    #[inline(never)]
    fn other_mapping(&mut self, at: usize, indent: u32) -> Option<()> {
        if self.tree.top.is_seq && self.tree.top.indent == indent {
            // The sequence was not indented below its key.
            self.tree.close()?;
            let top = &self.tree.top;
            return (top.indent == indent && !top.is_seq).then_some(());
        }
        self.waits(indent)?;
        self.tree.open(Kind::Map, Style::Plain, at, indent)
    }

    /// A key with its colon.
    #[inline(always)]
    pub(super) fn key(&mut self, at: usize, end: usize, style: Style, colon: usize) -> Option<()> {
        if colon - at > MAX_KEY {
            return None;
        }
        self.tree.key(at, end, style, colon)
    }

    /// The rest of a line, from behind the `:` of a key.
    #[inline(always)]
    fn value(&mut self, from: usize) -> Option<usize> {
        let mut at = from + 1;
        let mut first = class(self.text, at);
        if byte(self.text, from) != b' ' || first == Class::Odd {
            at = after_spaces(self.text, from);
            first = class(self.text, at);
        }
        if !first.is_plain() || (first == Class::Dash && is_apart(self.text, at + 1)) {
            return self.other_value(at, first);
        }
        let (end, stop) = self.plain(at)?;
        self.tree.scalar(at, end, Style::Plain)?;
        self.note(first, at, end)?;
        self.line_end(stop)
    }

    /// As [`Self::value`], of what is no plain scalar.
    #[inline(never)]
    fn other_value(&mut self, at: usize, first: Class) -> Option<usize> {
        let end = match first {
            Class::Break => return after_break(self.text, at),
            Class::Hash => return self.comment(at),
            Class::Block => return self.block_scalar(at),
            Class::Open => self.flow(at)?,
            Class::Single | Class::Double => {
                let (style, scalar) = self.quoted(at, first)?;
                let end = scalar.end;
                self.quoted_scalar(at, style, scalar)?;
                end
            }
            _ => return None,
        };
        self.rest(end)
    }

    #[inline(always)]
    pub(super) fn quoted(&self, at: usize, first: Class) -> Option<(Style, Quoted)> {
        Some(match first {
            Class::Single => (Style::SingleQuoted, quoted::single(self.source, at)?),
            Class::Double => (Style::DoubleQuoted, quoted::double(self.source, at)?),
            _ => return None,
        })
    }

    #[inline(always)]
    pub(super) fn quoted_key(
        &mut self,
        at: usize,
        style: Style,
        scalar: Quoted,
        colon: usize,
    ) -> Option<()> {
        self.key(at, scalar.end, style, colon)?;
        self.tree.top.has_forms |= scalar.decoded.is_some();
        self.tree.decode(scalar.decoded);
        Some(())
    }

    #[inline(always)]
    pub(super) fn quoted_scalar(&mut self, at: usize, style: Style, scalar: Quoted) -> Option<()> {
        self.tree.scalar(at, scalar.end, style)?;
        self.tree.decode(scalar.decoded);
        Some(())
    }

    /// The end of the plain scalar that begins at `start`, and the offset of what ends it: a line
    /// break, a comment, or the `:` of a key.
    #[inline(always)]
    pub(super) fn plain(&self, start: usize) -> Option<(usize, usize)> {
        let mut stop = start;
        loop {
            stop = scan::find::<b':', b'#'>(self.text, stop);
            match byte(self.text, stop) {
                b'\n' | b'\r' => break,
                b':' if is_apart(self.text, stop + 1) => break,
                b'#' if byte(self.text, stop - 1) == b' ' => break,
                // A tab between the `:` and a value is left to the full parser.
                b':' if byte(self.text, stop + 1) == b'\t' => return None,
                b':' | b'#' => stop += 1,
                _ => return None,
            }
        }
        match byte(self.text, stop - 1) {
            b' ' => Some((self.before_spaces(stop), stop)),
            _ => Some((stop, stop)),
        }
    }

    /// The offset behind the last byte before `end` that is no space; there is one.
    #[inline(never)]
    fn before_spaces(&self, mut end: usize) -> usize {
        while byte(self.text, end - 1) == b' ' {
            end -= 1;
        }
        end
    }

    /// What ends a plain scalar that is no key.
    #[inline(always)]
    fn line_end(&mut self, at: usize) -> Option<usize> {
        match byte(self.text, at) {
            b'#' => self.comment(at),
            _ => after_break(self.text, at),
        }
    }

    /// The rest of a line behind a token: nothing, or a comment behind a space.
    fn rest(&mut self, from: usize) -> Option<usize> {
        let at = after_spaces(self.text, from);
        if at > from && byte(self.text, at) == b'#' {
            return self.comment(at);
        }
        after_break(self.text, at)
    }

    fn comment(&mut self, start: usize) -> Option<usize> {
        let end = line_end(self.text, start);
        self.tree.comment(start, end)?;
        after_break(self.text, end)
    }
}
