//! Splices of XML.

use serde_json::Value as Json;

use super::plan::{Added, Collection, Plan};
use super::{Refusal, Splice, line_break};
use crate::document::{Comment, Document, Kind, NodeId};
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
        splices.push(writer.set(*node, value)?);
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
    /// Gives an element other content.
    fn set(&self, node: NodeId, value: &Json) -> Result<Splice, Refusal> {
        let span = self.document.span(node);
        let (key, extent) = self
            .element_of(node)
            .ok_or_else(|| Refusal::new(span, "it is the root element"))?;
        if self.document.tag(node).is_some() {
            return Err(Refusal::new(
                span,
                "the element says of itself that it is nothing",
            ));
        }
        let inside =
            |comment: &Comment| span.start <= comment.span.start && comment.span.end <= span.end;
        if self.document.comments().iter().any(inside) {
            return Err(Refusal::new(
                span,
                "a comment stands inside what would be replaced",
            ));
        }
        let outer = indent(self.text, extent.start as usize);
        let inner = match value {
            Json::Object(map) => {
                let own = outer.unwrap_or("");
                let deeper = format!("{own}{}", self.step);
                let mut inside = String::new();
                for (name, value) in map {
                    if outer.is_some() {
                        inside.push_str(self.line_break);
                        inside.push_str(&deeper);
                    }
                    inside.push_str(&self.element(
                        name,
                        value,
                        outer.is_some().then_some(&deeper),
                    )?);
                }
                if outer.is_some() && !map.is_empty() {
                    inside.push_str(self.line_break);
                    inside.push_str(own);
                }
                inside
            }
            other => escaped(other, span)?,
        };
        // An element that is closed at once has no place for content.
        if span.is_empty() && self.text[span.end as usize..].starts_with("/>") {
            let from = self.text[..span.start as usize].trim_end().len();
            let name = self.name(key);
            let text = format!(">{inner}</{name}>");
            return Ok(splice(Span::new(from, extent.end as usize), text));
        }
        let span = match self.document.kind(node) {
            Kind::Scalar => span,
            _ => self.inside(key, extent),
        };
        Ok(splice(span, inner))
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
            out.push(self.with(node, &extents, added)?);
        }
        Ok(())
    }

    /// An element goes with its lines, where nothing else is on them, and with the comments on the
    /// lines right above it.
    fn without(&self, extent: Span) -> Splice {
        let (start, end) = (extent.start as usize, extent.end as usize);
        let after = after_line(self.text, end);
        let alone = self.text[end..after].trim().is_empty();
        let Some(blanks) = indent(self.text, start).filter(|_| alone) else {
            return splice(extent, String::new());
        };
        let mut from = start - blanks.len();
        for comment in self.document.comments().iter().rev() {
            let (first, last) = (comment.span.start as usize, comment.span.end as usize);
            let above = last <= from && after_line(self.text, last) == from;
            match indent(self.text, first).filter(|own| above && *own == blanks) {
                Some(own) => from = first - own.len(),
                None if last > from => {}
                None => break,
            }
        }
        splice(Span::new(from, after), String::new())
    }

    fn with(&self, node: NodeId, extents: &[Span], added: &Added) -> Result<Splice, Refusal> {
        let span = self.document.span(node);
        let name = added.key.as_deref().unwrap_or_default();
        let sibling = extents.first().map_or(span.start, |e| e.start) as usize;
        let own = indent(self.text, sibling);
        let element = self.element(name, &added.value, own)?;
        let lead = own.map_or_else(String::new, |own| format!("{}{own}", self.line_break));
        if let Some(before) = added.before.checked_sub(1).and_then(|n| extents.get(n)) {
            let end = before.end as usize;
            // A comment behind an element belongs to it.
            let line = after_line(self.text, end);
            let rest = self.text[end..line].trim();
            let is_comment =
                rest.starts_with("<!--") && rest.find("-->") == Some(rest.len().wrapping_sub(3));
            let end = match is_comment {
                true => self.text[..line].trim_end().len(),
                false => end,
            };
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
    fn element(&self, name: &str, value: &Json, own: Option<&str>) -> Result<String, Refusal> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let fits = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !fits || !name.chars().all(is_name) {
            let why = format!("`{name}` is no name of an element");
            return Err(Refusal::new(Span::default(), why));
        }
        let Json::Object(map) = value else {
            return Ok(format!(
                "<{name}>{}</{name}>",
                escaped(value, Span::default())?
            ));
        };
        let mut inside = String::new();
        let deeper = own.map(|own| format!("{own}{}", self.step));
        for (key, value) in map {
            if let Some(deeper) = &deeper {
                inside.push_str(self.line_break);
                inside.push_str(deeper);
            }
            inside.push_str(&self.element(key, value, deeper.as_deref())?);
        }
        if let (Some(own), false) = (own, map.is_empty()) {
            inside.push_str(self.line_break);
            inside.push_str(own);
        }
        Ok(format!("<{name}>{inside}</{name}>"))
    }
}

/// A value as the text of an element.
fn escaped(value: &Json, span: Span) -> Result<String, Refusal> {
    let text = said(value).ok_or_else(|| Refusal::new(span, "an element holds no list"))?;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            c if c < ' ' => return Err(Refusal::new(span, "XML cannot hold a control character")),
            c => out.push(c),
        }
    }
    Ok(out)
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
