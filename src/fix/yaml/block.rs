//! Entries and items of blocks, which have lines of their own: with the comments that belong to them.

use serde_json::Value as Json;

use super::super::plan::{Added, Collection};
use super::super::{Refusal, Splice, mark};
use super::{Writer, column, splice};
use crate::document::{Kind, NodeId};
use crate::source::{Span, after_line, line_start};

impl Writer<'_> {
    /// The start of the lines of an entry or item: its own, or that of the comments right above it
    /// at its own indentation. What a text begins with is about all of it.
    pub(super) fn lines_from(&self, line: usize, column: usize, floor: usize) -> usize {
        let mut from = line;
        while from > floor {
            let above = line_start(self.text, from - 1);
            let said = &self.text[above..from];
            let blanks = said.len() - said.trim_start_matches([' ', '\t']).len();
            let is_own = blanks == column && said[column..].starts_with('#');
            if above < floor || !is_own {
                break;
            }
            from = above;
        }
        let begins_document =
            from <= mark(self.text) || self.text[..from].trim_end().ends_with("---");
        if begins_document { line } else { from }
    }

    /// All lines of a block.
    pub(super) fn without_lines(&self, node: NodeId) -> Splice {
        let span = self.document.span(node);
        let start = span.start as usize;
        let line = self.begins_line(start).unwrap_or(start);
        let from = self.lines_from(line, column(self.text, span), 0);
        let end = after_line(self.text, span.end as usize);
        let parent = self.parents[node.0 as usize];
        let entry = parent.and_then(|parent| {
            let at = self.position(parent, node)?;
            Some(self.document.extents(parent)[at])
        });
        let around = entry.map_or(0, |own| column(self.text, own));
        let end = self.block_end(node, around, end);
        splice(Span::new(from, end), String::new())
    }

    /// Changes a collection that has lines of its own.
    pub(super) fn in_block(
        &self,
        node: NodeId,
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let extents = self.document.extents(node);
        if collection.is_emptied() {
            return self.in_emptied_block(node, &extents, collection, out);
        }
        let mut removed = collection.removed.iter().copied().peekable();
        // Where the first entry that stays takes the place of one behind a dash.
        let mut moved = None;
        while let Some(mut at) = removed.next() {
            if let Some(line) = self.begins_line(extents[at].start as usize) {
                out.push(self.without_entry(node, &extents, at, line));
                continue;
            }
            let first = at;
            while removed.next_if_eq(&(at + 1)).is_some() {
                at += 1;
            }
            let Some(next) = extents.get(at + 1).filter(|_| first == 0) else {
                let why = "it stands on a line with another one";
                return Err(Refusal::new(extents[first], why));
            };
            let stretch = Span::new(extents[0].start as usize, next.start as usize);
            if self.spares_comments(stretch, &extents[..=at]).is_ok() {
                moved = Some(at + 1);
                out.push(splice(stretch, String::new()));
                continue;
            }
            // A comment is about what follows, which begins on a line of its own from now on.
            let before = self.text[..stretch.start as usize].trim_end_matches([' ', '\t']);
            let line = after_line(self.text, extents[at].end as usize);
            let end = self.text[..line].trim_end_matches(['\n', '\r']).len();
            let stretch = Span::new(before.len(), end.max(extents[at].end as usize));
            self.spares_comments(stretch, &extents[..=at])?;
            out.push(splice(stretch, String::new()));
        }
        for added in &collection.added {
            out.push(self.with_entry(node, &extents, collection, (added, moved)));
        }
        Ok(())
    }

    /// A collection of which all goes; what comes takes its place.
    pub(super) fn in_emptied_block(
        &self,
        node: NodeId,
        extents: &[Span],
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        if collection.added.is_empty() {
            let nothing = match self.document.kind(node) {
                Kind::Map => Json::Object(serde_json::Map::new()),
                _ => Json::Array(Vec::new()),
            };
            return self.set(node, &nothing, out);
        }
        let own = column(self.text, extents[0]);
        let indent = " ".repeat(own);
        let added = collection.added.iter();
        let lines: Vec<String> = added.map(|added| self.lines(added, extents, own)).collect();
        let lines = lines.join(&format!("{}{indent}", self.line_break));
        if self.begins_line(extents[0].start as usize).is_none() {
            let (end, _) = self.content(node);
            let stretch = Span::new(extents[0].start as usize, end);
            self.spares_comments(stretch, extents)?;
            out.push(splice(stretch, lines));
            return Ok(());
        }
        for at in 0..extents.len() {
            let line = self.begins_line(extents[at].start as usize);
            let gone = self.without_entry(node, extents, at, line.unwrap_or_default());
            let new = match at {
                0 => format!("{indent}{lines}{}", self.line_break),
                _ => String::new(),
            };
            out.push(splice(gone.span, new));
        }
        Ok(())
    }

    /// The lines of an entry or item that begins at a line of its own.
    pub(super) fn without_entry(
        &self,
        node: NodeId,
        extents: &[Span],
        at: usize,
        line: usize,
    ) -> Splice {
        let own = extents[at];
        let mut end = self.line_behind(node, own, at);
        let before = at.checked_sub(1).map(|n| extents[n].end as usize);
        let floor = at
            .checked_sub(1)
            .map_or(0, |n| self.line_behind(node, extents[n], n));
        let from = self.lines_from(line, column(self.text, own), floor);
        // A text before it that keeps its last line breaks must not get more of them.
        if before.is_some_and(|end| end == from && self.text[..end].ends_with(['\n', '\r'])) {
            loop {
                let next = after_line(self.text, end);
                let next = match self.text[end..].starts_with(['\n', '\r']) {
                    true if self.text[end..].starts_with("\r\n") => end + 2,
                    true => end + 1,
                    false => next,
                };
                if next == end || !self.text[end..next].trim().is_empty() {
                    break;
                }
                end = next;
            }
        }
        splice(Span::new(from, end), String::new())
    }

    /// The byte behind the lines of an entry or item, the comments at the end of its block with it.
    pub(super) fn line_behind(&self, node: NodeId, own: Span, at: usize) -> usize {
        let value = match self.document.kind(node) {
            Kind::Map => self.document.written_entries(node).nth(at).map(|e| e.1),
            _ => self.document.items(node).nth(at),
        };
        let end = after_line(self.text, own.end as usize);
        let inside = value.filter(|value| self.start(*value) > own.start as usize);
        inside.map_or(end, |value| {
            self.block_end(value, column(self.text, own), end)
        })
    }

    /// The byte behind the comments that end a block, given the byte behind its last line: those
    /// that are indented as it is or deeper, which is deeper than `around`.
    pub(super) fn block_end(&self, block: NodeId, around: usize, end: usize) -> usize {
        let is_block = matches!(self.document.kind(block), Kind::Map | Kind::Seq)
            && !self.document.has_brackets(block);
        let least = column(self.text, self.document.span(block));
        if !is_block || least <= around || !self.text[..end].ends_with(['\n', '\r']) {
            return end;
        }
        self.comments_end(least, end)
    }

    /// The byte behind the comments that stand behind a line break and are indented by `least` or
    /// more.
    pub(super) fn comments_end(&self, least: usize, mut end: usize) -> usize {
        let mut at = end;
        while at < self.text.len() {
            let said = self.text[at..].trim_start_matches([' ', '\t']);
            let blanks = self.text.len() - at - said.len();
            let next = at + blanks;
            at = match said.as_bytes() {
                // A line without anything.
                [b'\r', b'\n', ..] => next + 2,
                [b'\r' | b'\n', ..] => next + 1,
                [b'#', ..] if blanks >= least => {
                    end = after_line(self.text, next + 1);
                    end
                }
                _ => break,
            };
        }
        end
    }

    /// Refuses a stretch that holds a comment which need not belong to what goes: one that is
    /// neither in it nor behind it on its line.
    pub(super) fn spares_comments(&self, stretch: Span, gone: &[Span]) -> Result<(), Refusal> {
        let comments = self.document.comments();
        let first = comments.partition_point(|c| c.span.start < stretch.start);
        let inside = comments[first..]
            .iter()
            .take_while(|c| c.span.start < stretch.end);
        for comment in inside {
            let belongs = |own: &Span| {
                let line = after_line(self.text, own.end as usize);
                own.start <= comment.span.start && (comment.span.start as usize) < line
            };
            if !gone.iter().any(belongs) {
                let why = "a comment stands there of which it is not clear what it is about";
                return Err(Refusal::new(comment.span, why));
            }
        }
        Ok(())
    }

    /// The lines of what is added, the first one without its indentation.
    pub(super) fn lines(&self, added: &Added, extents: &[Span], column: usize) -> String {
        match &added.key {
            Some(key) => self.entry(key, &added.value, column),
            None => {
                let gap = extents.last().map_or(1, |item| self.gap(*item));
                let value = self.block(&added.value, column + 1 + gap);
                format!("-{}{value}", " ".repeat(gap))
            }
        }
    }

    /// How many blanks stand between a dash and what is on its line.
    pub(super) fn gap(&self, item: Span) -> usize {
        let said = &self.text[item.start as usize + 1..item.end as usize];
        let rest = said.trim_start_matches(' ');
        match rest.starts_with(['\n', '\r', '\t', '#']) || rest.is_empty() {
            true => 1,
            false => (said.len() - rest.len()).max(1),
        }
    }

    /// An entry or item more. Where the first one goes that stood behind a dash, `moved` is the
    /// number of the one that takes its place.
    pub(super) fn with_entry(
        &self,
        node: NodeId,
        extents: &[Span],
        collection: &Collection,
        (added, moved): (&Added, Option<usize>),
    ) -> Splice {
        let column = extents.first().map_or(0, |e| column(self.text, *e));
        let lines = self.lines(added, extents, column);
        let indent = " ".repeat(column);
        let stays = |at: &usize| !collection.removed.contains(at);
        if let Some(before) = (0..added.before.min(extents.len())).rev().find(stays) {
            let end = self.line_behind(node, extents[before], before);
            let end = self.comments_end(column + 1, end);
            return self.line_after(end, &format!("{indent}{lines}"));
        }
        let next = (0..extents.len()).find(stays);
        let first = next.map_or(self.start(node), |at| extents[at].start as usize);
        match self.begins_line(first).filter(|_| moved.is_none()) {
            Some(line) => {
                let from = self.lines_from(line, column, 0);
                self.put(from, &format!("{indent}{lines}{}", self.line_break))
            }
            None => self.put(first, &format!("{lines}{}{indent}", self.line_break)),
        }
    }

    /// Lines behind the line in which something ends.
    pub(super) fn line_after(&self, end: usize, lines: &str) -> Splice {
        let at = after_line(self.text, end);
        let ends = at == 0 || self.text[..at].ends_with(['\n', '\r']);
        match ends {
            true => self.put(at, &format!("{lines}{}", self.line_break)),
            false => self.put(at, &format!("{}{lines}", self.line_break)),
        }
    }
}
