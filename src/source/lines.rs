//! Lines and columns of a text.
//!
//! A line ends after `\n`, `\r\n` or a lone `\r`, the line breaks of YAML 1.2. Line starts are
//! found once a text; columns are counted only when asked for, and only within their line.

/// A place for people: all numbers are one-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column in characters (Unicode scalar values).
    pub column: u32,
    /// The column in UTF-16 code units.
    pub column_utf16: u32,
}

/// The starts of all lines of a text, in bytes.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    ascii: bool,
}

impl LineIndex {
    /// Finds the line starts of `text`, in one pass.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !crlf {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self {
            starts,
            ascii: text.is_ascii(),
        }
    }

    /// The number of lines; a text that ends in a line break has an empty last line.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The zero-based number of the line that holds the byte `offset`.
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|&s| s <= offset).max(1) - 1
    }

    /// The first byte of the zero-based `line`; beyond the last line, the last line's.
    pub fn start_of(&self, line: usize) -> usize {
        let line = line.min(self.starts.len() - 1);
        self.starts[line] as usize
    }

    /// The bytes of the zero-based `line`, without its line break.
    pub fn range_of(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.start_of(line);
        let end = self
            .starts
            .get(line + 1)
            .map_or(text.len(), |&e| e as usize);
        let trimmed = text
            .get(start..end)
            .map_or(0, |l| l.trim_end_matches(['\n', '\r']).len());
        start..start + trimmed
    }

    /// The position of the byte `offset` in `text`, which must be the text of this index.
    /// An offset inside a character counts as its first byte, one beyond the end as the end.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line_of(u32::try_from(at).unwrap_or(u32::MAX));
        let before = &text[self.start_of(line)..at];
        let (chars, units) = if self.ascii {
            (before.len(), before.len())
        } else {
            before
                .chars()
                .filter(|&c| c != '\u{feff}' || line > 0)
                .fold((0, 0), |(n, u), c| (n + 1, u + c.len_utf16()))
        };
        let one_based = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        Position {
            line: one_based(line),
            column: one_based(chars),
            column_utf16: one_based(units),
        }
    }
}

/// The start of the line that holds a byte.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    let before = match &text.as_bytes()[..at] {
        // The line break of a line belongs to it.
        [rest @ .., b'\r'] if text.as_bytes().get(at) == Some(&b'\n') => rest,
        all => all,
    };
    memchr::memrchr2(b'\n', b'\r', before).map_or(0, |n| n + 1)
}

/// The byte behind the line break of the line in which something ends.
pub(crate) fn after_line(text: &str, end: usize) -> usize {
    let bytes = text.as_bytes();
    // A text that keeps its last line breaks ends behind them.
    if end > 0 && matches!(bytes[end - 1], b'\n' | b'\r') {
        return end;
    }
    match memchr::memchr2(b'\n', b'\r', &bytes[end..]) {
        None => text.len(),
        Some(n) if bytes[end + n] == b'\r' && bytes.get(end + n + 1) == Some(&b'\n') => end + n + 2,
        Some(n) => end + n + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: u32, line: u32, column: u32, utf16: u32) {
        let got = LineIndex::new(text).position(text, offset);
        let want = Position {
            line,
            column,
            column_utf16: utf16,
        };
        assert_eq!(got, want, "offset {offset} of {text:?}");
    }

    #[test]
    fn every_line_break_of_yaml_counts_once() {
        check("a\nb", 2, 2, 1, 1);
        check("a\r\nb", 3, 2, 1, 1);
        check("a\rb", 2, 2, 1, 1);
        check("a\r\n\r\nb", 5, 3, 1, 1);
    }

    #[test]
    fn columns_count_characters_and_utf16_units() {
        check("名: x", 3, 1, 2, 2);
        check("😀: x", 4, 1, 2, 3);
        check("\u{feff}a: b", 3, 1, 1, 1);
        check("x\n😀é: x", 8, 2, 3, 4);
    }

    #[test]
    fn offsets_beyond_the_text_or_inside_a_character_are_held_to_it() {
        check("ab", 9, 1, 3, 3);
        check("😀", 2, 1, 1, 1);
    }

    #[test]
    fn a_line_has_no_line_break_in_it() {
        let text = "ab\r\ncd";
        let index = LineIndex::new(text);
        assert_eq!(&text[index.range_of(text, 0)], "ab");
        assert_eq!(&text[index.range_of(text, 1)], "cd");
    }
}
