//! Quoted scalars.

use super::folded::{self, fold};
use super::scan::{self, after_break, byte};

/// Where a quoted scalar ends, and its text.
pub(super) struct Quoted {
    /// The offset behind the last quote.
    pub(super) end: usize,
    /// The text, where it is another than that between the quotes.
    pub(super) decoded: Option<Box<str>>,
    pub(super) has_breaks: bool,
}

/// The scalar in single quotes whose first quote stands at `start`.
pub(super) fn single(text: &str, start: usize) -> Option<Quoted> {
    read::<b'\'', b'\''>(text, start)
}

/// The scalar in double quotes whose first quote stands at `start`.
pub(super) fn double(text: &str, start: usize) -> Option<Quoted> {
    read::<b'"', b'\\'>(text, start)
}

/// Reads to the last quote; `ESCAPE` is what gives the byte behind it another meaning.
#[inline(always)]
fn read<const QUOTE: u8, const ESCAPE: u8>(text: &str, start: usize) -> Option<Quoted> {
    let bytes = text.as_bytes();
    let at = scan::find::<QUOTE, ESCAPE>(bytes, start + 1);
    let is_last = ESCAPE != QUOTE || byte(bytes, at + 1) != QUOTE;
    if byte(bytes, at) == QUOTE && is_last {
        return Some(Quoted {
            end: at + 1,
            decoded: None,
            has_breaks: false,
        });
    }
    decode::<QUOTE, ESCAPE>(text, start)
}

/// As [`read`], of more than one line or with what stands for something else.
#[inline(never)]
fn decode<const QUOTE: u8, const ESCAPE: u8>(text: &str, start: usize) -> Option<Quoted> {
    let bytes = text.as_bytes();
    let mut decoded = String::new();
    let mut has_breaks = false;
    // What was decoded last ends here.
    let mut from = start + 1;
    let mut at = from;
    loop {
        at = scan::find::<QUOTE, ESCAPE>(bytes, at);
        let piece = text.get(from..at)?;
        match byte(bytes, at) {
            b'\'' if QUOTE == b'\'' && byte(bytes, at + 1) == b'\'' => {
                decoded.push_str(piece);
                decoded.push('\'');
                at += 2;
            }
            quote if quote == QUOTE => break,
            b'\\' if after_break(bytes, at + 1).is_some() => {
                decoded.push_str(piece);
                let (next, breaks) = after_breaks(bytes, at + 1)?;
                decoded.extend(std::iter::repeat_n('\n', breaks - 1));
                has_breaks = true;
                at = next;
            }
            b'\\' => {
                decoded.push_str(piece);
                let (character, length) = escape(bytes, at + 1)?;
                decoded.push(character);
                at += 1 + length;
            }
            b'\n' | b'\r' => {
                decoded.push_str(piece.trim_ascii_end());
                let (next, breaks) = after_breaks(bytes, at)?;
                fold(&mut decoded, breaks);
                has_breaks = true;
                at = next;
            }
            b'\t' => {
                at += 1;
                continue;
            }
            _ => return None,
        }
        from = at;
    }
    let is_decoded = from > start + 1;
    if is_decoded {
        decoded.push_str(text.get(from..at)?);
    }
    Some(Quoted {
        end: at + 1,
        decoded: is_decoded.then(|| decoded.into()),
        has_breaks,
    })
}

/// The offset of the next byte of a scalar behind line breaks, and their number. Tabs before it
/// are left to the full parser, and so is what may be a marker between documents.
fn after_breaks(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let (next, breaks) = folded::after_breaks(text, at);
    let is_marker = matches!(byte(text, next), b'-' | b'.') && byte(text, next - 1) == b'\n';
    let is_odd = byte(text, next) == b'\t' || is_marker || next == text.len();
    (!is_odd).then_some((next, breaks))
}

/// The character of the escape that follows a backslash, and its length in bytes. The escapes of
/// JSON and few more; a text is never shorter than what it stands for.
fn escape(text: &[u8], at: usize) -> Option<(char, usize)> {
    let character = match byte(text, at) {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b' ' => ' ',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'e' => '\u{1b}',
        b'0' => '\0',
        b'u' => return unicode(text, at + 1),
        _ => return None,
    };
    Some((character, 1))
}

fn unicode(text: &[u8], at: usize) -> Option<(char, usize)> {
    let first = hex(text, at)?;
    if !(0xD800..0xDC00).contains(&first) {
        return Some((char::from_u32(first)?, 5));
    }
    let escape = text.get(at + 4..at + 6)? == b"\\u";
    let second = hex(text, at + 6).filter(|n| escape && (0xDC00..0xE000).contains(n))?;
    let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    Some((char::from_u32(code)?, 11))
}

fn hex(text: &[u8], at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    digits.iter().try_fold(0, |sum, &digit| {
        Some(sum * 16 + char::from(digit).to_digit(16)?)
    })
}
