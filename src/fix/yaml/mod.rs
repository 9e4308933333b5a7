//! Splices of YAML and JSON.

mod block;
mod brackets;
mod write;

use serde_json::Value as Json;

use super::plan::Plan;
use super::proof::says;
use super::{Refusal, Splice, line_break, mark};
use crate::document::{Document, Kind, NodeId, Style, after_colon, skip_blank, word_end};
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
