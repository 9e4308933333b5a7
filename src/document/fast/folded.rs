//! Scalars of several lines: plain ones, and block scalars after `|` and `>`.

use super::lines::{Lines, indent};
use super::scan::{Class, after_break, after_spaces, byte, class};
use crate::document::Style;
use crate::document::notes::Notes;
use crate::document::places::line_end;

/// Line breaks between two lines, of which the first is none where lines are folded.
pub(super) fn fold(text: &mut String, breaks: usize) {
    match breaks {
        0 | 1 => text.push(' '),
        _ => text.extend(std::iter::repeat_n('\n', breaks - 1)),
    }
}

/// The offset behind blank lines and the spaces before the next byte, and the line breaks on the
/// way from `at`.
pub(super) fn after_breaks(text: &[u8], mut at: usize) -> (usize, usize) {
    let mut breaks = 0;
    loop {
        at = after_spaces(text, at);
        match after_break(text, at) {
            Some(next) if at < text.len() => at = next,
            _ => return (at, breaks),
        }
        breaks += 1;
    }
}

impl Lines<'_> {
    /// Goes on with the plain scalar that ends the line before, at the first byte of a line that
    /// is indented below its collection.
    #[inline(never)]
    pub(super) fn continuation(&mut self, first: usize) -> Option<usize> {
        let (start, first_end) = self.tree.last_plain()?;
        let (mut at, mut breaks) = after_breaks(self.text, first_end);
        // A comment or bracket between them ends it, and a root has lines that may be markers.
        let is_root = self.tree.depth() == 0;
        if at != first || is_root || class(self.text, at) == Class::Hash {
            return None;
        }
        let mut text = self.source.get(start..first_end)?.to_owned();
        loop {
            let (end, stop) = self.plain(at)?;
            let next = after_break(self.text, stop)?;
            fold(&mut text, breaks);
            text.push_str(self.source.get(at..end)?);
            (at, breaks) = after_breaks(self.text, stop);
            let line = line_start(self.text, next, at);
            let is_inside = indent(line, at) > self.tree.top.indent;
            if at == self.text.len() || !is_inside || class(self.text, at) == Class::Hash {
                // A note on the first line alone cannot be taken back.
                let is_noted =
                    Notes::are_due(self.source.get(start..first_end)?) || Notes::are_due(&text);
                self.tree.extend(end, text.into())?;
                return (!is_noted).then_some(line);
            }
        }
    }

    /// Reads the block scalar whose indicator stands at `start`; gives the start of the line
    /// behind it.
    #[inline(never)]
    pub(super) fn block_scalar(&mut self, start: usize) -> Option<usize> {
        let style = match byte(self.text, start) {
            b'>' => Style::Folded,
            _ => Style::Literal,
        };
        let strips = byte(self.text, start + 1) == b'-';
        let header = after_spaces(self.text, start + 1 + usize::from(strips));
        let (mut line, mut breaks) = self.empty_lines(header)?;
        let indent = after_spaces(self.text, line) - line;
        // What is not indented is no content, and a root may be indented by nothing.
        if indent < self.tree.top.indent as usize || indent == 0 || line == self.text.len() {
            return None;
        }
        let mut text = "\n".repeat(breaks - 1);
        let end = loop {
            let at = line + indent;
            if style == Style::Folded && matches!(byte(self.text, at), b' ' | b'\t') {
                // Lines that are indented further are not folded.
                return None;
            }
            let end = line_end(self.text, at);
            text.push_str(self.source.get(at..end)?);
            (line, breaks) = self.blank_lines(end, indent)?;
            if after_spaces(self.text, line) < line + indent || line == self.text.len() {
                break end;
            }
            match style {
                Style::Folded => fold(&mut text, breaks),
                _ => text.extend(std::iter::repeat_n('\n', breaks)),
            }
        };
        if !strips {
            text.push('\n');
        }
        self.tree.scalar(start, end, style)?;
        self.tree.decode(Some(text.into()));
        Some(line)
    }

    /// The first line with content below a header that ends at `from`, and the line breaks before
    /// it. Spaces on the lines between would count.
    fn empty_lines(&self, from: usize) -> Option<(usize, usize)> {
        let (mut at, mut breaks) = (after_break(self.text, from)?, 1);
        while at < self.text.len()
            && let Some(next) = after_break(self.text, at)
        {
            (at, breaks) = (next, breaks + 1);
        }
        let first = after_spaces(self.text, at);
        let has_content = first < self.text.len() && after_break(self.text, first).is_none();
        has_content.then_some((at, breaks))
    }

    /// The first line below content that ends at `from` that is not blank, or the end of the text,
    /// and the line breaks before it. Spaces beyond the indentation would be content.
    fn blank_lines(&self, from: usize, indent: usize) -> Option<(usize, usize)> {
        let mut line = after_break(self.text, from)?;
        let mut breaks = 1;
        loop {
            let at = after_spaces(self.text, line);
            let is_blank = after_break(self.text, at).is_some();
            if is_blank && at > line + indent {
                return None;
            }
            if at == self.text.len() {
                return Some((at, breaks));
            }
            if !is_blank {
                return Some((line, breaks));
            }
            line = after_break(self.text, at)?;
            breaks += 1;
        }
    }
}

/// The start of the line of `at`, which is `from` or a later one.
fn line_start(text: &[u8], from: usize, at: usize) -> usize {
    let before = text.get(from..at).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(from, |n| from + n + 1)
}
