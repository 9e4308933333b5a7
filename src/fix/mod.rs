//! Edits to texts that keep every byte which they do not mean to change.
//!
//! A [`Change`] says what is to become of one node of a [`Document`]. [`edit`] makes it by splicing
//! the text: comments, blank lines, quotes, order, indentation and line breaks stay, and what is new
//! is written in the text's own style. The new text is parsed again and compared with what was
//! meant, node by node; anything else is a [`Refusal`], and so is what cannot be done without
//! touching more than was asked. Nothing is read from a disk or written to one here.

mod each;
mod plan;
mod proof;
#[cfg(test)]
mod tests;
mod xml;
mod yaml;

use std::sync::Arc;

use serde_json::Value as Json;

use crate::document::{Document, Limits, NodeId, parse};
use crate::source::Span;

use plan::Plan;

pub use each::each;

/// What is to become of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The node: a value, an item, a root, or the collection that something is added to.
    pub node: NodeId,
    /// What is done.
    pub op: Op,
}

/// What a [`Change`] does.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// Gives the node another value. Its anchor and tag stay.
    Set(Json),
    /// Takes the entry or item away that the node is the value of, with the comments that belong to
    /// it: those right above it at its own indentation, the one behind it, and those that end its
    /// block.
    Remove,
    /// Adds an entry to a mapping: in the order of its keys, if they are in order, else at the end.
    Insert(String, Json),
    /// Adds an item at the end of a sequence.
    Push(Json),
}

/// A stretch of a text and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Splice {
    /// The bytes that go; empty where something is put between two bytes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// An edited text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The whole of it.
    pub text: Arc<str>,
    /// What was done, in the order of the text, apart from each other.
    pub splices: Vec<Splice>,
}

/// Why a text cannot be edited as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    /// Where.
    pub span: Span,
    /// In a few words.
    pub why: String,
}

impl Refusal {
    pub(crate) fn new(span: Span, why: impl Into<String>) -> Self {
        Self {
            span,
            why: why.into(),
        }
    }
}

/// Makes changes of one text, all at once.
///
/// # Errors
/// When two changes are in each other's way, when one cannot be made in the style of the text
/// without touching what is not meant, or when the new text does not say exactly what was asked.
pub fn edit(document: &Document, changes: &[Change], limits: &Limits) -> Result<Edited, Refusal> {
    let plan = Plan::of(document, changes)?;
    let splices = Look::of(document).splices(document, &plan)?;
    let text = proven(document, &plan, &splices, limits)?;
    Ok(Edited { text, splices })
}

/// How a text is written, found out once.
enum Look {
    Markup(xml::Look),
    Plain(yaml::Look),
}

impl Look {
    fn of(document: &Document) -> Self {
        match document.is_markup() {
            true => Self::Markup(xml::Look::of(document)),
            false => Self::Plain(yaml::Look::of(document)),
        }
    }

    /// What is to be done to a text, in its order.
    fn splices(&self, document: &Document, plan: &Plan) -> Result<Vec<Splice>, Refusal> {
        let mut splices = match self {
            Self::Markup(look) => xml::splices(document, look, plan)?,
            Self::Plain(look) => yaml::splices(document, look, plan)?,
        };
        // What is put at one place comes in the order in which it was asked for.
        splices.sort_by_key(|s| (s.span.start, s.span.end));
        for pair in splices.windows(2) {
            if pair[0].span.end > pair[1].span.start {
                let why = "two changes touch the same bytes";
                return Err(Refusal::new(pair[1].span, why));
            }
        }
        Ok(splices)
    }
}

/// The text after splices, which says what the plan says.
fn proven(
    document: &Document,
    plan: &Plan,
    splices: &[Splice],
    limits: &Limits,
) -> Result<Arc<str>, Refusal> {
    let text: Arc<str> = spliced(document.source(), splices).into();
    let new = parse(document.file(), Arc::clone(&text), limits).map_err(|errors| {
        let what = errors.first().map_or("", |e| e.message.as_str());
        let at = splices.first().map_or_else(Span::default, |s| s.span);
        Refusal::new(at, format!("the text would no longer be read: {what}"))
    })?;
    proof::check(document, &new, plan, splices)?;
    Ok(text)
}

/// A text after splices that stand in its order and apart from each other.
pub fn spliced(text: &str, splices: &[Splice]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for splice in splices {
        out.push_str(text.get(done..splice.span.start as usize).unwrap_or(""));
        out.push_str(&splice.text);
        done = splice.span.end as usize;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

/// The line break of a text: the first one in it.
fn line_break(text: &str) -> &'static str {
    match memchr::memchr2(b'\n', b'\r', text.as_bytes()) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text.as_bytes()[at] == b'\r' => "\r",
        _ => "\n",
    }
}

/// The length of the byte order mark of a text.
fn mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}
