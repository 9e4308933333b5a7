//! Splices of YAML and JSON.

use serde_json::Value as Json;

use super::plan::{Added, Collection, Plan};
use super::proof::says;
use super::{Refusal, Splice, line_break, mark};
use crate::document::{
    Comment, Document, Kind, NodeId, Style, after_colon, numeral, shows, skip_blank, word, word_end,
};
use crate::source::{Span, after_line, line_start};

/// Where no nested block tells how far texts are indented, in blanks.
const USUAL_STEP: usize = 2;

/// How a text is written, found out once.
pub(super) struct Look {
    line_break: &'static str,
    layout: Layout,
    json: bool,
}

impl Look {
    pub(super) fn of(document: &Document) -> Self {
        Self {
            line_break: line_break(document.source()),
            layout: layout(document),
            json: is_json(document),
        }
    }
}

/// The splices for all that is to become of a text.
pub(super) fn splices(
    document: &Document,
    look: &Look,
    plan: &Plan,
) -> Result<Vec<Splice>, Refusal> {
    let writer = Writer {
        document,
        text: document.source(),
        parents: document.parents(),
        line_break: look.line_break,
        layout: look.layout,
        json: look.json,
    };
    let mut splices = Vec::new();
    for (node, value) in &plan.sets {
        writer.set(*node, value, &mut splices)?;
    }
    // What comes at one place comes to the inner collection first.
    for (node, collection) in plan.collections.iter().rev() {
        if document.has_brackets(*node) {
            writer.in_brackets(*node, collection, &mut splices)?;
        } else if writer.is_in_flow(*node) {
            writer.in_pair(*node, collection, &mut splices)?;
        } else {
            writer.in_block(*node, collection, &mut splices)?;
        }
    }
    Ok(splices)
}

/// How a text indents what is nested in a mapping, by the first block of each kind.
#[derive(Clone, Copy)]
struct Layout {
    /// By how much a mapping stands behind its key.
    step: usize,
    /// By how much a list stands behind its key.
    list: usize,
}

fn layout(document: &Document) -> Layout {
    let mut found = [None, None];
    for root in document.roots() {
        measure(document, *root, &mut found);
    }
    let step = found[0].unwrap_or(USUAL_STEP);
    Layout {
        step,
        list: found[1].unwrap_or(step),
    }
}

/// Looks for the first mapping and the first list that begin on a line of their own below a key.
fn measure(document: &Document, node: NodeId, found: &mut [Option<usize>; 2]) {
    let text = document.source();
    let mut inside = |key: Option<NodeId>, value: NodeId| {
        let which = match document.kind(value) {
            Kind::Map => 0,
            Kind::Seq => 1,
            Kind::Scalar | Kind::Alias => return true,
        };
        if document.has_brackets(value) {
            return true;
        }
        if let (Some(key), None) = (key, found[which]) {
            let [above, own] = [key, value].map(|n| document.span(n));
            let apart = text[above.end as usize..own.start as usize].contains(['\n', '\r']);
            let columns = [above, own].map(|span| column(text, span));
            let least = usize::from(which == 0);
            let by = columns[1].checked_sub(columns[0]).filter(|by| *by >= least);
            found[which] = by.filter(|_| apart);
        }
        measure(document, value, found);
        found.contains(&None)
    };
    match document.kind(node) {
        Kind::Map => document
            .written_entries(node)
            .all(|(key, value)| inside(Some(key), value)),
        Kind::Seq => document.items(node).all(|item| inside(None, item)),
        Kind::Scalar | Kind::Alias => true,
    };
}

/// Whether a text is JSON, in which every text stands in double quotes.
fn is_json(document: &Document) -> bool {
    let flow = |root: &NodeId| document.has_brackets(*root);
    let text = document.source().trim_start_matches('\u{feff}');
    document.roots().first().is_some_and(flow)
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// How many bytes a span stands behind the start of its line.
fn column(text: &str, span: Span) -> usize {
    let at = span.start as usize;
    let line = line_start(text, at);
    at - line.max(if line == 0 { mark(text) } else { 0 })
}

struct Writer<'d> {
    document: &'d Document,
    text: &'d str,
    parents: &'d [Option<NodeId>],
    line_break: &'static str,
    layout: Layout,
    json: bool,
}

impl Writer<'_> {
    /// Gives a node another value. One that says it already stays as it is.
    fn set(&self, node: NodeId, value: &Json, out: &mut Vec<Splice>) -> Result<(), Refusal> {
        if says(self.document, node, value) {
            return Ok(());
        }
        let span = self.document.span(node);
        let start = span.start as usize;
        let collection = matches!(self.document.kind(node), Kind::Map | Kind::Seq);
        let brackets = self.document.has_brackets(node);
        let is_root = self.parents[node.0 as usize].is_none();
        let flow = self.json || self.is_in_flow(node) || (is_root && brackets);
        let nested = is_nested(value) && !flow;
        let begins = self.begins_line(start);
        if let Some(key) = self.key_alone(node) {
            out.push(self.below_key(key, value, nested));
        } else if let (Some(line), true, false, false) = (
            begins,
            collection && !brackets,
            is_root,
            self.is_in_flow(node),
        ) {
            let old = self.without_lines(node);
            if nested {
                let kinds = (self.document.kind(node), value);
                let alike = matches!(
                    kinds,
                    (Kind::Map, Json::Object(_)) | (Kind::Seq, Json::Array(_))
                );
                let below = self.indent_below(node, value);
                let indent = below.filter(|_| !alike).unwrap_or(start - line);
                let lines = self.block(value, indent);
                let ends = self.text[..old.span.end as usize].ends_with(['\n', '\r']);
                let end = if ends { self.line_break } else { "" };
                out.push(splice(
                    old.span,
                    format!("{}{lines}{end}", " ".repeat(indent)),
                ));
            } else {
                let head = self.head_of(node)?;
                out.push(self.put(head, &format!(" {}", self.inline(value, Style::Plain))));
                out.push(old);
            }
        } else if nested {
            let Some(indent) = self.indent_below(node, value) else {
                let why = "there is no room for a mapping or list on this line";
                return Err(Refusal::new(span, why));
            };
            match self.beside_indicator(node, value) {
                Some(beside) => out.push(beside),
                None => out.extend(self.to_block(node, value, indent)),
            }
        } else {
            let new = self.inline(value, self.document.style(node));
            let (end, rest) = self.content(node);
            out.push(match start == end {
                true => self.put(end, &format!("{}{new}", self.space_before(node, end))),
                false => splice(Span::new(start, end), new),
            });
            out.extend(rest.map(|lines| splice(lines, String::new())));
        }
        Ok(())
    }

    /// The key of an entry that is nothing but `?` and that key.
    fn key_alone(&self, node: NodeId) -> Option<NodeId> {
        if !self.document.span(node).is_empty() || self.is_in_flow(node) {
            return None;
        }
        let parent = self.parents[node.0 as usize]?;
        let mut entries = self.document.written_entries(parent);
        let (key, _) = entries.find(|(_, value)| *value == node)?;
        let end = self.document.span(key).end as usize;
        (after_colon(self.text.as_bytes(), end) == end).then_some(key)
    }

    /// The value of a key that has none, on lines of its own below it.
    fn below_key(&self, key: NodeId, value: &Json, nested: bool) -> Splice {
        let span = self.document.span(key);
        let before = &self.text[..span.start as usize];
        let mark = before.rfind('?').unwrap_or(span.start as usize);
        let own = column(self.text, Span::new(mark, mark));
        let new = match nested {
            true => self.block(value, own + 2),
            false => self.inline(value, Style::Plain),
        };
        self.line_after(span.end as usize, &format!("{}: {new}", " ".repeat(own)))
    }

    /// A nested value that goes on in the line in which a dash, or the text itself, begins; `None`
    /// where it has to begin on a line of its own.
    fn beside_indicator(&self, node: NodeId, value: &Json) -> Option<Splice> {
        let span = self.document.span(node);
        let start = span.start as usize;
        let (end, rest) = self.content(node);
        let line = &self.text[end..after_line(self.text, end)];
        if rest.is_some() || line.trim_start().starts_with('#') {
            return None;
        }
        let own = column(self.text, span);
        let Some(parent) = self.parents[node.0 as usize] else {
            self.begins_line(start)?;
            return Some(splice(Span::new(start, end), self.block(value, own)));
        };
        if self.document.kind(parent) != Kind::Seq {
            return None;
        }
        let at = self.position(parent, node)?;
        let dash = self.document.extents(parent)[at];
        let gap = &self.text[dash.start as usize + 1..start];
        if !gap.trim_matches([' ', '\t']).is_empty() {
            return None;
        }
        let indent = column(self.text, dash) + 2;
        Some(match gap.is_empty() || gap.contains('\t') {
            true => splice(
                Span::new(dash.start as usize + 1, end),
                format!(" {}", self.block(value, indent)),
            ),
            false => splice(Span::new(start, end), self.block(value, own)),
        })
    }

    /// What stands between an indicator and the value that comes behind it.
    fn space_before(&self, node: NodeId, at: usize) -> &'static str {
        let lacks_colon = || {
            let parent = self.parents[node.0 as usize]?;
            let mut entries = self.document.written_entries(parent);
            let (key, _) = entries.find(|(_, value)| *value == node)?;
            let end = self.document.span(key).end as usize;
            Some(after_colon(self.text.as_bytes(), end) == end)
        };
        match self.text.as_bytes().get(at.wrapping_sub(1)) {
            Some(b' ' | b'\t' | b'\n' | b'\r') | None => "",
            // A key in braces without a colon.
            Some(_) if lacks_colon() == Some(true) => ": ",
            Some(_) => " ",
        }
    }

    /// Behind the last byte of what a node says, without line breaks that a block scalar keeps. A
    /// block scalar with a comment behind its header ends before that comment; then its lines are
    /// told apart.
    fn content(&self, node: NodeId) -> (usize, Option<Span>) {
        let span = self.document.span(node);
        let (start, end) = (span.start as usize, span.end as usize);
        let said = &self.text[span.range()];
        let block_scalar = matches!(self.document.style(node), Style::Literal | Style::Folded);
        if !block_scalar && !said.ends_with(['\n', '\r']) {
            return (end, None);
        }
        let mut end = start + said.trim_end().len();
        // Blanks at the end of a line of a block scalar are its own.
        end += self.text[end..span.end as usize]
            .bytes()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        let header = said.find(['\n', '\r']).unwrap_or(said.len());
        let indicators = said[..header].find([' ', '\t']).unwrap_or(header);
        match block_scalar && said[indicators..header].contains('#') {
            true => {
                let lines = Span::new(start + header, end.max(start + header));
                (start + indicators, Some(lines))
            }
            false => (end, None),
        }
    }

    /// A nested value in the place of one that stands behind its key: the old one goes from the
    /// key's line, and what it said there in a comment stays.
    fn to_block(&self, node: NodeId, value: &Json, indent: usize) -> Vec<Splice> {
        let span = self.document.span(node);
        let (end, rest) = self.content(node);
        let before = self.text[..span.start as usize].trim_end_matches([' ', '\t']);
        let begins = before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}']);
        let blanks =
            self.text[end..].len() - self.text[end..].trim_start_matches([' ', '\t']).len();
        let (from, until) = match begins {
            true => (span.start as usize, end + blanks),
            false => (before.len(), end),
        };
        let lines = format!("{}{}", " ".repeat(indent), self.block(value, indent));
        // Behind a dash, a tab before a comment is none that every reader takes.
        let tab = !begins && self.text[end..end + blanks].contains('\t');
        let gone = match tab {
            true => splice(Span::new(from, end + blanks), " ".to_owned()),
            false => splice(Span::new(from, until), String::new()),
        };
        match rest {
            Some(rest) => vec![gone, splice(rest, format!("{}{lines}", self.line_break))],
            None => vec![gone, self.line_after(end, &lines)],
        }
    }

    fn is_in_flow(&self, node: NodeId) -> bool {
        std::iter::successors(self.parents[node.0 as usize], |p| {
            self.parents[p.0 as usize]
        })
        .any(|p| self.document.style(p) == Style::Flow)
    }

    /// How far a block is indented that is the value of this entry or item; `None` of what is a key.
    fn indent_below(&self, node: NodeId, value: &Json) -> Option<usize> {
        let Some(parent) = self.parents[node.0 as usize] else {
            return Some(0);
        };
        let at = self.position(parent, node)?;
        let own = self.document.extents(parent)[at];
        let by = match self.document.kind(parent) {
            Kind::Seq => 2,
            _ => self.step(value),
        };
        Some(column(self.text, own) + by)
    }

    /// By how much a value stands behind its key.
    fn step(&self, value: &Json) -> usize {
        match value {
            Json::Array(_) => self.layout.list,
            _ => self.layout.step,
        }
    }

    /// The number of the entry or item that a node is the value of.
    fn position(&self, parent: NodeId, node: NodeId) -> Option<usize> {
        match self.document.kind(parent) {
            Kind::Map => self
                .document
                .written_entries(parent)
                .position(|(_, v)| v == node),
            _ => self.document.items(parent).position(|item| item == node),
        }
    }

    /// Where the indicator of a block and its anchor and tag end, behind which it begins on a line
    /// of its own.
    fn head_of(&self, node: NodeId) -> Result<usize, Refusal> {
        let span = self.document.span(node);
        let refuse = || Refusal::new(span, "it does not stand behind a key");
        let parent = self.parents[node.0 as usize].ok_or_else(refuse)?;
        let at = self.position(parent, node).ok_or_else(refuse)?;
        let text = self.text.as_bytes();
        let mut head = match self.document.kind(parent) {
            Kind::Seq => self.document.extents(parent)[at].start as usize + 1,
            _ => {
                let entry = self.document.written_entries(parent).nth(at);
                let (key, _) = entry.ok_or_else(refuse)?;
                after_colon(text, self.document.span(key).end as usize)
            }
        };
        loop {
            let next = skip_blank(text, head);
            if next >= span.start as usize || !matches!(text.get(next), Some(b'&' | b'!')) {
                return Ok(head);
            }
            head = word_end(text, next);
        }
    }

    fn start(&self, node: NodeId) -> usize {
        self.document.span(node).start as usize
    }

    /// The start of the line, where nothing but blanks stands before a byte.
    fn begins_line(&self, at: usize) -> Option<usize> {
        let line = line_start(self.text, at);
        let line = line.max(if line == 0 { mark(self.text) } else { 0 });
        let before = self.text.get(line..at)?;
        let blank = before.bytes().all(|b| matches!(b, b' ' | b'\t'));
        blank.then_some(line)
    }

    /// The start of the lines of an entry or item: its own, or that of the comments right above it
    /// at its own indentation. What a text begins with is about all of it.
    fn lines_from(&self, line: usize, column: usize, floor: usize) -> usize {
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
    fn without_lines(&self, node: NodeId) -> Splice {
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
    fn in_block(
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
    fn in_emptied_block(
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
    fn without_entry(&self, node: NodeId, extents: &[Span], at: usize, line: usize) -> Splice {
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
    fn line_behind(&self, node: NodeId, own: Span, at: usize) -> usize {
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
    fn block_end(&self, block: NodeId, around: usize, end: usize) -> usize {
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
    fn comments_end(&self, least: usize, mut end: usize) -> usize {
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
    fn spares_comments(&self, stretch: Span, gone: &[Span]) -> Result<(), Refusal> {
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
    fn lines(&self, added: &Added, extents: &[Span], column: usize) -> String {
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
    fn gap(&self, item: Span) -> usize {
        let said = &self.text[item.start as usize + 1..item.end as usize];
        let rest = said.trim_start_matches(' ');
        match rest.starts_with(['\n', '\r', '\t', '#']) || rest.is_empty() {
            true => 1,
            false => (said.len() - rest.len()).max(1),
        }
    }

    /// An entry or item more. Where the first one goes that stood behind a dash, `moved` is the
    /// number of the one that takes its place.
    fn with_entry(
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
    fn line_after(&self, end: usize, lines: &str) -> Splice {
        let at = after_line(self.text, end);
        let ends = at == 0 || self.text[..at].ends_with(['\n', '\r']);
        match ends {
            true => self.put(at, &format!("{lines}{}", self.line_break)),
            false => self.put(at, &format!("{}{lines}", self.line_break)),
        }
    }

    /// Changes an entry without braces in a list: it gets braces with a second one.
    fn in_pair(
        &self,
        node: NodeId,
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let span = self.document.span(node);
        let added = collection.added.iter();
        let added = added.map(|added| self.in_flow_entry(added.key.as_deref(), &added.value));
        let new = added.collect::<Vec<_>>().join(self.comma());
        if collection.is_emptied() {
            self.spares_comments(span, &[span])?;
            out.push(splice(span, format!("{{{new}}}")));
            return Ok(());
        }
        let is_first = collection.added.iter().all(|added| added.before == 0);
        let is_last = collection.added.iter().all(|added| added.before > 0);
        if !is_first && !is_last {
            let why = "it is an entry without braces";
            return Err(Refusal::new(span, why));
        }
        let comma = self.comma();
        let [open, close] = match is_first {
            true => [format!("{{{new}{comma}"), "}".to_owned()],
            false => ["{".to_owned(), format!("{comma}{new}}}")],
        };
        out.push(self.put(span.start as usize, &open));
        out.push(self.put(span.end as usize, &close));
        Ok(())
    }

    /// Changes a collection in brackets: what goes takes a comma with it, and what comes brings one.
    fn in_brackets(
        &self,
        node: NodeId,
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let span = self.document.span(node);
        let inside = Span::new(span.start as usize + 1, span.end as usize - 1);
        let extents = self.document.extents(node);
        let stays = |at: &usize| !collection.removed.contains(at);
        if !(0..extents.len()).any(|at| stays(&at)) {
            let added = collection.added.iter();
            let added = added.map(|a| self.in_flow_entry(a.key.as_deref(), &a.value));
            let added: Vec<String> = added.collect();
            let separator = format!(",{}", self.separator(inside, &extents));
            let stretch = match (extents.as_slice(), added.is_empty()) {
                ([first, .., last], false) => Span::new(first.start as usize, last.end as usize),
                ([only], false) => *only,
                _ => inside,
            };
            let spares = self.spares_comments(stretch, &extents);
            if spares.is_err() && added.is_empty() {
                return self.without_run(inside, &extents, 0..extents.len(), true, out);
            }
            spares?;
            out.push(splice(stretch, added.join(&separator)));
            return Ok(());
        }
        let next = |added: &Added| (added.before..extents.len()).find(stays);
        let ends = !collection.added.iter().any(|added| next(added).is_none());
        let mut at = 0;
        while at < extents.len() {
            let from = at;
            while collection.removed.contains(&at) {
                at += 1;
            }
            if at > from {
                self.without_run(inside, &extents, from..at, ends, out)?;
            }
            at += 1;
        }
        // What comes before the same entry comes together.
        let mut added = collection.added.as_slice();
        while let Some(first) = added.first() {
            let together = added.iter().take_while(|a| next(a) == next(first)).count();
            let new: Vec<String> = added[..together]
                .iter()
                .map(|a| self.in_flow_entry(a.key.as_deref(), &a.value))
                .collect();
            match next(first) {
                Some(next) => self.with_before(inside, &extents, next, &new, out)?,
                None => {
                    let last = (0..extents.len()).rev().find(stays).unwrap_or_default();
                    self.with_last(inside, &extents, last, &new, out);
                }
            }
            added = &added[together..];
        }
        Ok(())
    }

    /// Takes neighbours in brackets away: with their lines, where nothing else is on them. With the
    /// last ones goes the comma before them, if the list `ends` there from now on.
    fn without_run(
        &self,
        inside: Span,
        extents: &[Span],
        run: std::ops::Range<usize>,
        ends: bool,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let (before, after) = (run.start.checked_sub(1), extents.get(run.end));
        let (first, last) = (extents[run.start], extents[run.end - 1]);
        let end = last.end as usize;
        let next_line = after_line(self.text, end);
        let rest = self.text[end..next_line].trim_start_matches([' ', '\t']);
        let comma = rest.starts_with(',');
        let rest = rest.trim_start_matches(',').trim();
        let alone = next_line <= inside.end as usize && (rest.is_empty() || rest.starts_with('#'));
        let begins = self.begins_line(first.start as usize);
        if let (Some(line), true, true) = (begins, alone, comma || after.is_none()) {
            let floor = before.map_or(inside.start as usize, |n| extents[n].end as usize);
            let floor = after_line(self.text, floor);
            let from = self.lines_from(line, column(self.text, first), floor);
            if let (Some(before), false, true) = (before, comma, ends) {
                let comma = self.comma_behind(extents[before].end as usize);
                out.extend(comma.map(|at| splice(Span::new(at, at + 1), String::new())));
            }
            out.push(splice(Span::new(from, next_line), String::new()));
            return Ok(());
        }
        let stretch = match (before, after) {
            (_, Some(after)) => Span::new(first.start as usize, after.start as usize),
            // Where a comma ends the list, one does so from now on too.
            (Some(before), None) => {
                let before = extents[before].end as usize;
                match (self.comma_behind(before), self.comma_behind(end)) {
                    (Some(first), Some(last)) => Span::new(first + 1, last + 1),
                    _ => Span::new(before, end),
                }
            }
            (None, None) => inside,
        };
        self.spares_comments(stretch, &extents[run])?;
        out.push(splice(stretch, String::new()));
        Ok(())
    }

    /// Where the comma stands that follows an entry or item in brackets.
    fn comma_behind(&self, end: usize) -> Option<usize> {
        let at = skip_blank(self.text.as_bytes(), end);
        (self.text.as_bytes().get(at) == Some(&b',')).then_some(at)
    }

    /// Puts something before an entry or item in brackets, and before the comments above it.
    fn with_before(
        &self,
        inside: Span,
        extents: &[Span],
        next: usize,
        new: &[String],
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let start = extents[next].start as usize;
        let end = next
            .checked_sub(1)
            .map_or(inside.start as usize, |n| extents[n].end as usize);
        let comments = self.document.comments();
        let first = comments.partition_point(|c| (c.span.start as usize) < end);
        let comment = comments
            .get(first)
            .filter(|c| (c.span.start as usize) < start);
        let why = "a comment stands there of which it is not clear what it is about";
        let refusal = |comment: &Comment| Refusal::new(comment.span, why);
        let line = match (self.begins_line(start), comment) {
            (Some(line), _) => line,
            (None, Some(comment)) => return Err(refusal(comment)),
            (None, None) => {
                let separator = self.separator(inside, extents);
                let new = new.join(&format!(",{separator}"));
                out.push(self.put(start, &format!("{new},{separator}")));
                return Ok(());
            }
        };
        let own = column(self.text, extents[next]);
        let from = self.lines_from(line, own, after_line(self.text, end));
        let comma = self.comma_behind(end).filter(|comma| *comma >= from);
        if let (Some(_), Some(comment)) = (comma, comment) {
            return Err(refusal(comment));
        }
        let blanks = &self.text[line..start];
        let new = new.join(&format!(",{}{blanks}", self.line_break));
        out.push(self.put(from, &format!("{blanks}{new},{}", self.line_break)));
        Ok(())
    }

    /// Puts something behind the last entry or item in brackets that stays, and behind a comment
    /// on its line.
    fn with_last(
        &self,
        inside: Span,
        extents: &[Span],
        last: usize,
        new: &[String],
        out: &mut Vec<Splice>,
    ) {
        let end = extents[last].end as usize;
        let next_line = after_line(self.text, end);
        let rest = self.text[end..next_line].trim_start_matches([' ', '\t', ',']);
        let separator = self.separator(inside, extents);
        // Where a comma ends the list, one does so from now on too.
        let trailing = self.comma_behind(end).filter(|_| last + 1 == extents.len());
        let on_lines =
            rest.starts_with('#') || (separator.contains(['\n', '\r']) && rest.trim().is_empty());
        let comma_below = self
            .comma_behind(end)
            .is_some_and(|comma| comma >= next_line);
        if !on_lines || comma_below {
            let new = new.join(&format!(",{separator}"));
            out.push(match trailing {
                Some(comma) => self.put(comma + 1, &format!("{separator}{new},")),
                None => self.put(end, &format!(",{separator}{new}")),
            });
            return;
        }
        let line = line_start(self.text, extents[last].start as usize);
        let blanks =
            self.text[line..].len() - self.text[line..].trim_start_matches([' ', '\t']).len();
        let blanks = &self.text[line..line + blanks];
        if self.comma_behind(end).is_none() {
            out.push(self.put(end, ","));
        }
        let new = new.join(&format!(",{}{blanks}", self.line_break));
        let comma = if trailing.is_some() { "," } else { "" };
        let new = format!("{blanks}{new}{comma}{}", self.line_break);
        out.push(self.put(next_line, &new));
    }

    /// What stands between a comma and what follows it.
    fn separator(&self, inside: Span, extents: &[Span]) -> String {
        let (from, to) = match extents {
            [.., before, last] => (before.end, last.start),
            [only] => (inside.start, only.start),
            [] => return self.comma()[1..].to_owned(),
        };
        let between = &self.text[from as usize..to as usize];
        if between.contains(['\n', '\r']) {
            let blanks = between.rsplit(['\n', '\r']).next().unwrap_or("");
            let blanks = if blanks.trim().is_empty() { blanks } else { "" };
            return format!("{}{blanks}", self.line_break);
        }
        let between = between.trim_start_matches([' ', '\t']);
        match between.strip_prefix(',') {
            Some(blanks) if blanks.trim().is_empty() => blanks.to_owned(),
            _ => self.comma()[1..].to_owned(),
        }
    }

    /// What stands between a key in brackets and its value.
    fn colon(&self) -> &'static str {
        let has = |colon: &str| self.text.contains(colon);
        if self.json && has("\":") && !has("\": ") && !has("\" :") {
            return ":";
        }
        ": "
    }

    fn in_flow_entry(&self, key: Option<&str>, value: &Json) -> String {
        let value = self.inline(value, Style::Plain);
        match key {
            Some(key) => format!("{}{}{value}", self.quoted(key, Style::Plain), self.colon()),
            None => value,
        }
    }

    /// An entry of a block, the lines behind the first one indented below `column`.
    fn entry(&self, key: &str, value: &Json, column: usize) -> String {
        let key = word(key);
        match is_nested(value) {
            true => {
                let indent = column + self.step(value);
                let lines = self.block(value, indent);
                format!("{key}:{}{}{lines}", self.line_break, " ".repeat(indent))
            }
            false => format!("{key}: {}", self.inline(value, Style::Plain)),
        }
    }

    /// A value as a block whose first line is indented already.
    fn block(&self, value: &Json, indent: usize) -> String {
        let between = format!("{}{}", self.line_break, " ".repeat(indent));
        let lines: Vec<String> = match value {
            Json::Object(map) if !map.is_empty() => map
                .iter()
                .map(|(key, value)| self.entry(key, value, indent))
                .collect(),
            Json::Array(items) if !items.is_empty() => items
                .iter()
                .map(|item| format!("- {}", self.block(item, indent + 2)))
                .collect(),
            other => vec![self.inline(other, Style::Plain)],
        };
        lines.join(&between)
    }

    /// A value on one line.
    fn inline(&self, value: &Json, style: Style) -> String {
        match value {
            Json::Null => "null".to_owned(),
            Json::Bool(b) => b.to_string(),
            Json::Number(number) => numeral(number),
            Json::String(text) => self.quoted(text, style),
            Json::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|v| self.in_flow_entry(None, v)).collect();
                format!("[{}]", items.join(self.comma()))
            }
            Json::Object(map) => {
                let entries = map.iter().map(|(k, v)| self.in_flow_entry(Some(k), v));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(self.comma()))
            }
        }
    }

    fn comma(&self) -> &'static str {
        if self.colon() == ":" { "," } else { ", " }
    }

    /// A text in the quotes that the old one had, as far as they can hold it.
    fn quoted(&self, text: &str, style: Style) -> String {
        if self.json {
            return json_text(text);
        }
        let plain = word(text);
        let is_word = plain.len() == text.len();
        let shows = is_word || plain[1..plain.len() - 1] == *text || text.contains('\'');
        match style {
            Style::SingleQuoted
                if shows && !text.contains(['\\', '"']) && !plain.contains('\\') =>
            {
                format!("'{}'", text.replace('\'', "''"))
            }
            Style::DoubleQuoted if is_word => format!("\"{text}\""),
            _ => plain.into_owned(),
        }
    }

    fn put(&self, at: usize, text: &str) -> Splice {
        splice(Span::new(at, at), text.to_owned())
    }
}

fn splice(span: Span, text: String) -> Splice {
    Splice { span, text }
}

/// Whether a value takes lines of its own where it may.
fn is_nested(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty(),
        Json::Object(map) => !map.is_empty(),
        _ => false,
    }
}

/// A text of JSON, in which nothing stands that does not show or breaks lines elsewhere.
fn json_text(text: &str) -> String {
    // A text is always written.
    let written = serde_json::to_string(text).unwrap_or_default();
    let mut out = String::with_capacity(written.len());
    for c in written.chars() {
        match shows(c) {
            true => out.push(c),
            false => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out
}
