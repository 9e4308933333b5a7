//! Positions for output, at a cost that does not depend on where in a text they are.
//!
//! `LineIndex` counts a column from the start of its line. In a text that is one line of many
//! megabytes that is too far for many findings, so here the counts are kept at regular steps.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::finding::Place;
use crate::source::{FileId, Position, SourceFile, SourceMap, Span};

/// Columns further into a line than this, in bytes, are counted from the nearest step.
const FAR: usize = 4096;

/// The distance of the steps in bytes.
const STEP: usize = 1024;

/// Turns offsets into positions; remembers the steps of texts that need them.
#[derive(Debug)]
pub(super) struct Locator<'s> {
    sources: &'s SourceMap,
    steps: RefCell<HashMap<FileId, Steps>>,
}

impl<'s> Locator<'s> {
    pub(super) fn new(sources: &'s SourceMap) -> Self {
        Self {
            sources,
            steps: RefCell::default(),
        }
    }

    /// The one-based position of the byte `offset`; the same as [`SourceFile::position`].
    pub(super) fn position(&self, file: FileId, offset: u32) -> Position {
        let source = self.sources.file(file);
        let text = source.text();
        let at = floor(text, offset as usize);
        let line = source
            .lines()
            .line_of(u32::try_from(at).unwrap_or(u32::MAX));
        let start = source.lines().start_of(line);
        if at - start < FAR {
            return source.position(offset);
        }
        let mut steps = self.steps.borrow_mut();
        let steps = steps.entry(file).or_insert_with(|| Steps::of(source));
        let (from, to) = (steps.counts(text, start), steps.counts(text, at));
        let mark = u32::from(line == 0 && text.starts_with('\u{feff}'));
        Position {
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: to.0 - from.0 - mark + 1,
            column_utf16: to.1 - from.1 - mark + 1,
        }
    }
}

/// What to point at of a place: its span, or its key where the span goes on over lines.
pub(super) fn pointed(sources: &SourceMap, place: &Place) -> Span {
    let lines = sources.file(place.file).lines();
    let one = lines.line_of(place.span.start) == lines.line_of(place.span.end);
    match place.key {
        Some(key) if !one => key,
        _ => place.span,
    }
}

/// The nearest start of a character at or before `at`, within the text.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// How many characters and UTF-16 units stand before each multiple of [`STEP`] bytes.
#[derive(Debug)]
struct Steps(Vec<(u32, u32)>);

impl Steps {
    fn of(source: &SourceFile) -> Self {
        let mut steps = Vec::with_capacity(source.text().len() / STEP + 1);
        let mut counts = (0, 0);
        for chunk in source.text().as_bytes().chunks(STEP) {
            steps.push(counts);
            counts = add(counts, chunk);
        }
        steps.push(counts);
        Self(steps)
    }

    fn counts(&self, text: &str, at: usize) -> (u32, u32) {
        let step = (at / STEP).min(self.0.len() - 1);
        add(self.0[step], &text.as_bytes()[step * STEP..at])
    }
}

/// Adds the characters that start in some bytes of UTF-8: all but continuation bytes start one,
/// and those of four bytes are two units of UTF-16.
fn add(counts: (u32, u32), bytes: &[u8]) -> (u32, u32) {
    bytes.iter().fold(counts, |(chars, units), &b| {
        let starts = u32::from(b & 0xc0 != 0x80);
        (chars + starts, units + starts + u32::from(b >= 0xf0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Encoding;

    #[test]
    fn it_agrees_with_the_line_index_everywhere() {
        let mut text = String::from("\u{feff}first: ");
        text.push_str(&"名😀é-".repeat(2_000));
        text.push_str("\r\nsecond: ");
        text.push_str(&"x😀".repeat(3_000));
        let mut sources = SourceMap::new();
        let file = sources.add("a.yaml", text.as_str(), Encoding::Utf8);
        let locator = Locator::new(&sources);
        for offset in (0..text.len() + 3).step_by(7) {
            let offset = u32::try_from(offset).unwrap_or(0);
            assert_eq!(
                locator.position(file, offset),
                sources.file(file).position(offset),
                "offset {offset}"
            );
        }
    }
}
