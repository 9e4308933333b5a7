//! Exact places that the events of the parser do not tell.
//!
//! All functions look at the source between the end of the last token and the next one, where
//! nothing but blanks, line breaks, comments, indicators and node properties can stand, so that
//! each byte of a text is looked at a bounded number of times. Offsets are bytes.

/// The offset after the blanks, line breaks and comments that start at `at`.
pub(crate) fn skip_blank(text: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = text.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'#' => at = line_end(text, at),
            _ => break,
        }
    }
    at
}

/// The offset of the line break that ends the line of `at`, or the end of the text.
pub(super) fn line_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    memchr::memchr2(b'\n', b'\r', rest).map_or(text.len(), |n| at + n)
}

/// The offset after the `:` that follows a key which ends at `key_end`; without a `:`, the end
/// of the key.
pub(crate) fn after_colon(text: &[u8], key_end: usize) -> usize {
    let at = skip_blank(text, key_end);
    if text.get(at) == Some(&b':') {
        at + 1
    } else {
        key_end
    }
}

/// The offset after the `-` of an absent item of a block sequence; the token before it ends at
/// `from`.
pub(super) fn after_dash(text: &[u8], from: usize) -> Option<usize> {
    let at = skip_blank(text, from);
    (text.get(at) == Some(&b'-')).then_some(at + 1)
}

/// The offset of the first `-` of a block sequence that is the value of a key which ends at
/// `key_end`, behind its `:`, anchor, tag and comments.
pub(super) fn first_dash(text: &[u8], key_end: usize) -> Option<usize> {
    let mut at = after_colon(text, key_end);
    loop {
        at = skip_blank(text, at);
        match text.get(at)? {
            b'-' => return Some(at),
            b'&' | b'!' => at = word_end(text, at),
            _ => return None,
        }
    }
}

/// The offset after the word that begins at `at`.
pub(crate) fn word_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let is_blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
    rest.iter()
        .position(is_blank)
        .map_or(text.len(), |n| at + n)
}

/// The offset of the `|` or `>` of a block scalar, at or after the end of the token before it,
/// `from`, behind its `:`, `-`, anchor, tag and comments.
pub(super) fn block_header(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at = skip_blank(text, at);
        match text.get(at)? {
            b'|' | b'>' => return Some(at),
            b'&' | b'!' => at = word_end(text, at),
            b':' | b'?' | b'-' => at += 1,
            0xEF if text.get(at..at + 3) == Some("\u{feff}".as_bytes()) => at += 3,
            _ => return None,
        }
    }
}

/// What the parser says about the content of a block scalar.
pub(super) struct BlockContent {
    /// The first byte of the first line of content, behind its indentation.
    pub(super) start: usize,
    /// Where the parser went on.
    pub(super) end: usize,
    /// The indentation in bytes: the column of the first line of content.
    pub(super) indent: usize,
    /// Whether the scalar is the empty text.
    pub(super) empty: bool,
}

/// The end of a block scalar whose header starts at `header`. The parser's own end may lie in the
/// indentation of what follows.
///
/// Trailing line breaks are left out unless the header keeps them (`+`). A scalar without content
/// ends with its header.
pub(super) fn block_end(text: &[u8], header: usize, content: &BlockContent) -> usize {
    let &BlockContent {
        start,
        end,
        indent,
        empty,
    } = content;
    let indicators = text[header + 1..]
        .iter()
        .take_while(|b| matches!(b, b'+' | b'-' | b'0'..=b'9'))
        .count();
    let header_end = header + 1 + indicators;
    let keeps = text[header..header_end].contains(&b'+');
    let first_line = line_end(text, header_end);
    let start = start.max(first_line);
    let mut end = end.min(text.len());
    if keeps {
        return trim_partial_line(text, first_line, end).max(header_end);
    }
    while end > start && !empty {
        let line = line_start(text, start, end);
        let width = end - line;
        let blank = text[line..end].iter().all(|&b| b == b' ');
        // The first line of content starts behind its indentation.
        let indent = if line > start { indent } else { 0 };
        if !blank || width > indent {
            return end;
        }
        // A line break of two characters is an empty line more to this loop.
        end = line.saturating_sub(1).max(start);
    }
    header_end
}

/// The start of the line that ends at `end`, not before `from`.
fn line_start(text: &[u8], from: usize, end: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &text[from..end]).map_or(from, |n| from + n + 1)
}

/// `end` without the indentation of a following line.
fn trim_partial_line(text: &[u8], from: usize, end: usize) -> usize {
    if from >= end {
        return end;
    }
    let line = line_start(text, from, end);
    let blank = text[line..end].iter().all(|&b| b == b' ');
    if blank { line } else { end }
}
