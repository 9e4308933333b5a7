//! Splices of XML.

use serde_json::Value as Json;

use super::plan::{Added, Collection, Plan};
use super::proof::says;
use super::{Refusal, Splice, line_break};
use crate::document::{Document, Kind, NodeId, markup};
use crate::source::{Span, after_line, line_start};

/// How far elements are indented where none tells: as the platforms' own tools do.
const USUAL_STEP: usize = 4;

/// How a text is written, found out once.
pub(super) struct Look {
    line_break: &'static str,
    step: String,
}

impl Look {
    pub(super) fn of(document: &Document) -> Self {
        Self {
            line_break: line_break(document.source()),
            step: step(document),
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
        step: &look.step,
    };
    let mut splices = Vec::new();
    for (node, value) in &plan.sets {
        splices.extend(writer.set(*node, value)?);
    }
    for (node, collection) in &plan.collections {
        writer.in_element(*node, collection, &mut splices)?;
    }
    Ok(splices)
}

/// What an element inside another one is indented by: the blanks before the first in the root.
fn step(document: &Document) -> String {
    let root = document.roots().first();
    let body = root.and_then(|root| document.written_entries(*root).next());
    let first = body.and_then(|(_, body)| document.extents(body).first().copied());
    let usual = || " ".repeat(USUAL_STEP);
    first
        .and_then(|first| indent(document.source(), first.start as usize))
        .filter(|blanks| !blanks.is_empty())
        .map_or_else(usual, str::to_owned)
}

/// The blanks before a byte, where it is the first of its line.
fn indent(text: &str, at: usize) -> Option<&str> {
    let line = line_start(text, at);
    let before = text.get(line..at)?;
    (line > 0 && before.trim_matches([' ', '\t']).is_empty()).then_some(before)
}

struct Writer<'d> {
    document: &'d Document,
    text: &'d str,
    parents: &'d [Option<NodeId>],
    line_break: &'static str,
    step: &'d str,
}

impl Writer<'_> {
    /// Gives an element other content. One that says it already stays as it is.
    fn set(&self, node: NodeId, value: &Json) -> Result<Option<Splice>, Refusal> {
        let span = self.document.span(node);
        if says(self.document, node, value) {
            return Ok(None);
        }
        let (key, extent) = self
            .element_of(node)
            .ok_or_else(|| Refusal::new(span, "it is the root element"))?;
        if self.document.tag(node).is_some() {
            return Err(Refusal::new(
                span,
                "the element says of itself that it is nothing",
            ));
        }
        let empty = span.is_empty() && self.text[span.end as usize..].starts_with("/>");
        let content = if empty {
            span
        } else {
            self.inside(key, extent)
        };
        let comments = self.document.comments();
        let next = comments.partition_point(|c| c.span.start < content.start);
        let inside = comments
            .get(next)
            .is_some_and(|c| c.span.end <= content.end);
        // Comments between elements belong to them, those inside a text to nothing else.
        let is_text = self.document.kind(node) == Kind::Scalar;
        if is_text && inside {
            let why = "a comment stands inside what would be replaced";
            return Err(Refusal::new(span, why));
        }
        let written = &self.text[content.range()];
        if is_text && written.contains("<?") && !written.contains("<![CDATA[") {
            let why = "an instruction stands inside what would be replaced";
            return Err(Refusal::new(span, why));
        }
        let outer = indent(self.text, extent.start as usize);
        let inner = match value {
            Json::Object(map) => self.elements(map, outer, self.prefix(key))?,
            other => self.escaped(other, span)?,
        };
        // An element that is closed at once has no place for content.
        if empty {
            let from = self.text[..span.start as usize].trim_end().len();
            let name = self.name(key);
            let text = format!(">{inner}</{name}>");
            return Ok(Some(splice(Span::new(from, extent.end as usize), text)));
        }
        Ok(Some(splice(content, inner)))
    }

    /// The key of the element that a node is the content of, and all of the element.
    fn element_of(&self, node: NodeId) -> Option<(NodeId, Span)> {
        let parent = self.parents[node.0 as usize]?;
        let entries = self.document.written_entries(parent);
        let (at, (key, _)) = entries.enumerate().find(|(_, (_, value))| *value == node)?;
        Some((key, self.document.extents(parent)[at]))
    }

    /// The name of an element as it is written, with its prefix.
    fn name(&self, key: NodeId) -> &str {
        let span = self.document.span(key);
        let open = self.text[..span.start as usize]
            .rfind('<')
            .map_or(0, |n| n + 1);
        &self.text[open..span.end as usize]
    }

    /// The prefix of the name of an element, with its colon.
    fn prefix(&self, key: NodeId) -> &str {
        let name = self.name(key);
        &name[..name.rfind(':').map_or(0, |colon| colon + 1)]
    }

    /// All between the start tag of an element and its end tag.
    fn inside(&self, key: NodeId, extent: Span) -> Span {
        let mut at = self.document.span(key).end as usize;
        let mut quote = None;
        for (offset, byte) in self.text.as_bytes()[at..].iter().enumerate() {
            match (quote, byte) {
                (None, b'>') => {
                    at += offset + 1;
                    break;
                }
                (None, b'"' | b'\'') => quote = Some(*byte),
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
        }
        let end = self.text[..extent.end as usize].rfind("</");
        Span::new(at, end.unwrap_or(at))
    }

    fn in_element(
        &self,
        node: NodeId,
        collection: &Collection,
        out: &mut Vec<Splice>,
    ) -> Result<(), Refusal> {
        let extents = self.document.extents(node);
        for &at in &collection.removed {
            out.push(self.without(extents[at]));
        }
        for added in &collection.added {
            let stays = |at: &usize| !collection.removed.contains(at);
            let before = (0..added.before.min(extents.len())).rev().find(stays);
            out.push(self.with(node, &extents, added, before)?);
        }
        Ok(())
    }

    /// The end of an element with the comment behind it, if nothing else follows on its line.
    fn with_comment(&self, end: usize) -> usize {
        let comments = self.document.comments();
        let next = comments.partition_point(|c| (c.span.start as usize) < end);
        let Some(comment) = comments.get(next) else {
            return end;
        };
        let (first, last) = (comment.span.start as usize, comment.span.end as usize);
        let beside = self.text[end..first].trim_matches([' ', '\t']).is_empty();
        let ends = self.text[last..after_line(self.text, last)]
            .trim()
            .is_empty();
        if beside && ends { last } else { end }
    }

    /// An element goes with its lines, where nothing else is on them, and with the comments on the
    /// lines right above it and behind it.
    fn without(&self, extent: Span) -> Splice {
        let start = extent.start as usize;
        let end = self.with_comment(extent.end as usize);
        let after = after_line(self.text, end);
        let alone = self.text[end..after].trim().is_empty();
        let Some(blanks) = indent(self.text, start).filter(|_| alone) else {
            return splice(extent, String::new());
        };
        let mut from = start - blanks.len();
        let comments = self.document.comments();
        let before = comments.partition_point(|c| (c.span.start as usize) < start);
        for comment in comments[..before].iter().rev() {
            let (first, last) = (comment.span.start as usize, comment.span.end as usize);
            let above = last <= from
                && after_line(self.text, last) == from
                && self.text[last..from].trim().is_empty();
            match indent(self.text, first).filter(|own| above && *own == blanks) {
                Some(own) => from = first - own.len(),
                None if last > from => {}
                None => break,
            }
        }
        splice(Span::new(from, after), String::new())
    }

    /// A new element, behind the element of the number `last` or before all.
    fn with(
        &self,
        node: NodeId,
        extents: &[Span],
        added: &Added,
        last: Option<usize>,
    ) -> Result<Splice, Refusal> {
        let span = self.document.span(node);
        let name = added.key.as_deref().unwrap_or_default();
        let sibling = extents.first().map_or(span.start, |e| e.start) as usize;
        let own = indent(self.text, sibling);
        // A new element is of the namespace of its neighbours.
        let neighbour = self.document.written_entries(node).next();
        let neighbour = neighbour.map(|(key, _)| key);
        let around = || self.element_of(node).map(|(key, _)| key);
        let prefix = neighbour.or_else(around).map_or("", |key| self.prefix(key));
        let element = self.element(name, &added.value, own, prefix)?;
        let lead = own.map_or_else(String::new, |own| format!("{}{own}", self.line_break));
        if let Some(last) = last {
            let end = self.with_comment(extents[last].end as usize);
            return Ok(put(end, format!("{lead}{element}")));
        }
        let Some((key, extent)) = self.element_of(node) else {
            return Err(Refusal::new(span, "a text has one root element"));
        };
        Ok(put(
            self.inside(key, extent).start as usize,
            format!("{lead}{element}"),
        ))
    }

    /// An element; the lines inside it are indented below `own`, where it has lines.
    fn element(
        &self,
        name: &str,
        value: &Json,
        own: Option<&str>,
        prefix: &str,
    ) -> Result<String, Refusal> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let fits = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !fits || !name.chars().all(is_name) {
            let why = format!("`{name}` is no name of an element");
            return Err(Refusal::new(Span::default(), why));
        }
        let inside = match value {
            Json::Object(map) => self.elements(map, own, prefix)?,
            other => self.escaped(other, Span::default())?,
        };
        Ok(format!("<{prefix}{name}>{inside}</{prefix}{name}>"))
    }

    /// The elements for a mapping, one for each item of a list, with what stands between the tags
    /// around them; `own` is the indentation of those tags, where elements have lines.
    fn elements(
        &self,
        map: &serde_json::Map<String, Json>,
        own: Option<&str>,
        prefix: &str,
    ) -> Result<String, Refusal> {
        let deeper = own.map(|own| format!("{own}{}", self.step));
        let mut inside = String::new();
        for (name, value) in each(map) {
            if let Some(deeper) = &deeper {
                inside.push_str(self.line_break);
                inside.push_str(deeper);
            }
            inside.push_str(&self.element(name, value, deeper.as_deref(), prefix)?);
        }
        if let (Some(own), false) = (own, inside.is_empty()) {
            inside.push_str(self.line_break);
            inside.push_str(own);
        }
        Ok(inside)
    }

    /// A value as the text of an element.
    fn escaped(&self, value: &Json, span: Span) -> Result<String, Refusal> {
        let text = said(value).ok_or_else(|| Refusal::new(span, "an element holds no list"))?;
        markup(&text, self.line_break)
            .ok_or_else(|| Refusal::new(span, "XML cannot hold a control character"))
    }
}

/// The elements that a mapping stands for: a list is one for each item.
pub(super) fn each(map: &serde_json::Map<String, Json>) -> Vec<(&str, &Json)> {
    let mut out = Vec::new();
    for (name, value) in map {
        match value {
            Json::Array(items) => out.extend(items.iter().map(|item| (name.as_str(), item))),
            one => out.push((name.as_str(), one)),
        }
    }
    out
}

/// What an element says whose value this is.
pub(super) fn said(value: &Json) -> Option<String> {
    match value {
        Json::Null => Some(String::new()),
        Json::Bool(b) => Some(b.to_string()),
        Json::Number(number) => Some(number.to_string()),
        Json::String(text) => Some(text.clone()),
        Json::Array(_) | Json::Object(_) => None,
    }
}

fn put(at: usize, text: String) -> Splice {
    splice(Span::new(at, at), text)
}

fn splice(span: Span, text: String) -> Splice {
    Splice { span, text }
}
