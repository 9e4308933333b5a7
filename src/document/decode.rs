//! Bytes to text, strictly: nothing is replaced and nothing is guessed.

use std::fmt::Write as _;

use super::{Error, Note};
use crate::check::Check;
use crate::source::{Encoding, Span};

/// Decodes the bytes of a file: UTF-8, or UTF-16 and UTF-32 by their byte order mark.
///
/// A byte order mark of UTF-8 stays in the text, so that offsets in the text are those of the
/// file; those of UTF-16 and UTF-32 are left out of the transcoded text.
///
/// # Errors
/// Bytes that are none of these. The span counts the bytes as they were given; for UTF-8 all
/// before it is valid.
pub fn decode(bytes: &[u8]) -> Result<(String, Encoding), Error> {
    match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => utf32(rest, u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, rest @ ..] => utf32(rest, u32::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

/// The note that a text of this encoding is accepted with.
pub fn encoding_note(encoding: Encoding) -> Option<Note> {
    let name = match encoding {
        Encoding::Utf8 => return None,
        Encoding::Utf16 => "UTF-16",
        Encoding::Utf32 => "UTF-32",
    };
    Some(Note {
        check: Check::YamlEncoding,
        message: format!(
            "the file is {name} and was transcoded; byte offsets count its UTF-8 text"
        ),
        span: Span::default(),
        help: Check::YamlEncoding.remediation().to_owned(),
    })
}

fn utf8(bytes: &[u8]) -> Result<(String, Encoding), Error> {
    if let Some(name) = unmarked(bytes) {
        return Err(fault(
            (0, 1),
            format!("this looks like {name} without a byte order mark"),
        ));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Encoding::Utf8)),
        Err(error) => {
            let at = error.valid_up_to();
            let length = error.error_len().unwrap_or(bytes.len() - at);
            let shown = hex(bytes.get(at..at + length.min(4)).unwrap_or_default());
            Err(fault(
                (at, length),
                format!("byte {at} is not valid UTF-8 ({shown})"),
            ))
        }
    }
}

/// The encoding that the zero bytes among the first four give away (YAML 1.2.2, section 5.2).
fn unmarked(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0, 0, 0, 1..=255, ..] => Some("UTF-32 (big endian)"),
        [1..=255, 0, 0, 0, ..] => Some("UTF-32 (little endian)"),
        [0, 1..=255, ..] => Some("UTF-16 (big endian)"),
        [1..=255, 0, ..] => Some("UTF-16 (little endian)"),
        _ => None,
    }
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Result<(String, Encoding), Error> {
    const MARK: usize = 2;
    let (units, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut at = MARK;
    for unit in char::decode_utf16(units.iter().map(|&b| read(b))) {
        let Ok(c) = unit else {
            return Err(fault(
                (at, 2),
                format!("byte {at} holds half of a UTF-16 surrogate pair"),
            ));
        };
        text.push(c);
        at += 2 * c.len_utf16();
    }
    whole(rest, at).map(|()| (text, Encoding::Utf16))
}

fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> Result<(String, Encoding), Error> {
    const MARK: usize = 4;
    let (units, rest) = bytes.as_chunks::<4>();
    let mut text = String::with_capacity(units.len());
    for (i, unit) in units.iter().enumerate() {
        let at = MARK + 4 * i;
        let Some(c) = char::from_u32(read(*unit)) else {
            return Err(fault(
                (at, 4),
                format!("byte {at} is not valid UTF-32 ({})", hex(unit)),
            ));
        };
        text.push(c);
    }
    whole(rest, MARK + bytes.len() - rest.len()).map(|()| (text, Encoding::Utf32))
}

fn whole(rest: &[u8], at: usize) -> Result<(), Error> {
    if rest.is_empty() {
        return Ok(());
    }
    Err(fault(
        (at, rest.len()),
        format!("the file ends in the middle of a character, at byte {at}"),
    ))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let space = if text.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = write!(text, "{space}{byte:02X}");
        text
    })
}

fn fault((at, length): (usize, usize), message: String) -> Error {
    Error {
        check: Check::YamlEncoding,
        message,
        span: Span::new(at, at + length),
        labels: Vec::new(),
        help: "Save the file as UTF-8.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_of(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn utf32_of(text: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
        text.chars().flat_map(|c| bytes(c as u32)).collect()
    }

    #[test]
    fn every_marked_encoding_gives_the_same_text() {
        let text = "名: 😀\r\n";
        let marked = format!("\u{feff}{text}");
        for bytes in [
            utf16_of(&marked, u16::to_le_bytes),
            utf16_of(&marked, u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes), Ok((text.to_owned(), Encoding::Utf16)));
        }
        for bytes in [
            utf32_of(&marked, u32::to_le_bytes),
            utf32_of(&marked, u32::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes), Ok((text.to_owned(), Encoding::Utf32)));
        }
        assert_eq!(
            decode(marked.as_bytes()),
            Ok((marked.clone(), Encoding::Utf8))
        );
        assert_eq!(decode(b""), Ok((String::new(), Encoding::Utf8)));
    }

    fn refused(bytes: &[u8], span: (usize, usize), words: &str) {
        let error = decode(bytes).expect_err("the bytes are no text");
        assert_eq!(error.span, Span::new(span.0, span.1), "{error}");
        assert!(error.message.contains(words), "{error}");
    }

    #[test]
    fn the_first_bad_byte_is_named() {
        refused(b"a: \xff\xfe b", (3, 4), "byte 3 is not valid UTF-8 (FF)");
        refused(b"a: \xe3\x81", (3, 5), "(E3 81)");
        refused(b"a: \xed\xa0\x80", (3, 4), "byte 3");
        refused(b"\xff\xfea\0\x00\xd8b\0", (4, 6), "surrogate");
        refused(
            b"\xff\xfe\x3d\xd8\x00\xde\x00\xdc",
            (6, 8),
            "byte 6 holds half",
        );
        refused(b"\xff\xfea\0b", (4, 5), "middle of a character");
        refused(b"\xff\xfe\0\0a\0\0\0\0\xd8\0\0", (8, 12), "UTF-32");
        refused(b"\0\0\xfe\xff\0\0\0a\0", (8, 9), "middle of a character");
    }

    #[test]
    fn unmarked_wide_text_is_named_not_guessed() {
        for (encode, name) in [
            (
                u16::to_le_bytes as fn(u16) -> [u8; 2],
                "UTF-16 (little endian)",
            ),
            (u16::to_be_bytes, "UTF-16 (big endian)"),
        ] {
            refused(&utf16_of("a: b", encode), (0, 1), name);
        }
        refused(
            &utf32_of("a: b", u32::to_le_bytes),
            (0, 1),
            "UTF-32 (little endian)",
        );
        refused(
            &utf32_of("a: b", u32::to_be_bytes),
            (0, 1),
            "UTF-32 (big endian)",
        );
    }
}
