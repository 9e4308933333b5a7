//! Plain YAML and JSON into a [`Document`], without the full parser.
//!
//! Exports are block mappings and block sequences, scalars, flow collections and comments, or are
//! JSON. That much is read here in one pass over the lines, more than ten times as fast. All else
//! makes it give up: tabs between tokens, anchors, tags, merge keys, directives, block scalars
//! that state their indentation or keep what follows, mappings as keys, texts beyond the limits,
//! and whatever is wrong. It never words an error; the full parser does.
//!
//! What it gives is equal to what the full parser gives, to the last byte of a span. The tests and
//! a fuzz target hold the two against each other.
//!
//! What most lines pass through is inlined into one loop, and what few do is kept out of it: that
//! saves a third of the instructions.

mod flow;
mod folded;
mod lines;
mod quoted;
mod scan;
mod tree;

use std::sync::Arc;

use self::lines::Lines;
use super::notes::Notes;
use super::{Document, Limits};
use crate::source::FileId;

/// Parses a text, if it is plain enough. Its hidden characters were noted, and are nothing but
/// content.
pub(super) fn parse(
    file: FileId,
    source: &Arc<str>,
    limits: &Limits,
    notes: &Notes,
) -> Option<Document> {
    let text = source.as_bytes();
    let is_lone = |at| text.get(at + 1) != Some(&b'\n');
    let fits = u32::try_from(text.len()).is_ok_and(|length| length < u32::MAX);
    if !fits || memchr::memchr_iter(b'\r', text).any(is_lone) {
        return None;
    }
    let mark = if source.starts_with('\u{feff}') { 3 } else { 0 };
    Lines::new(file, source, limits, notes).read(mark)
}

#[cfg(test)]
mod tests;
