//! Characters that deceive: what YAML forbids, and what does not show.

use super::notes::Notes;
use super::{Error, Note, faults};
use crate::check::Check;
use crate::source::Span;

/// How many bytes are looked at together.
const CHUNK: usize = 64;

/// Whether a byte opens a character worth a look: a control character, or the first byte of the
/// UTF-8 form of any that [`hidden`] knows.
///
/// Without a branch, so that the compiler takes many bytes at once.
const fn is_suspect(byte: u8) -> bool {
    let control = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
    let lead = (byte == 0xC2) | (byte == 0xD8) | (byte == 0xE2) | (byte == 0xEF);
    control | lead | (byte == 0x7F)
}

/// Reports every hidden character of a text, comments included. A byte order mark at the start
/// is none. Whether all of them are nothing but content to a parser of YAML.
///
/// # Errors
/// The first control character that neither YAML nor JSON nor XML allows anywhere.
pub(super) fn inspect(text: &str, syntax: Check, notes: &mut Notes) -> Result<bool, Error> {
    let mut is_content = true;
    let (chunks, rest) = text.as_bytes().as_chunks::<CHUNK>();
    for (number, chunk) in chunks.iter().enumerate() {
        if chunk
            .iter()
            .fold(false, |any, &byte| any | is_suspect(byte))
        {
            is_content &= inspect_bytes(text, number * CHUNK, chunk, syntax, notes)?;
        }
    }
    is_content &= inspect_bytes(text, chunks.len() * CHUNK, rest, syntax, notes)?;
    Ok(is_content)
}

/// Reports the hidden characters that begin in the bytes of a text from `start` on.
fn inspect_bytes(
    text: &str,
    start: usize,
    bytes: &[u8],
    syntax: Check,
    notes: &mut Notes,
) -> Result<bool, Error> {
    let mut is_content = true;
    let suspects = bytes.iter().enumerate().filter(|&(_, &b)| is_suspect(b));
    for at in suspects.map(|(n, _)| start + n) {
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            continue;
        };
        let span = Span::new(at, at + c.len_utf8());
        if c < ' ' {
            return Err(forbidden(c, span, syntax));
        }
        let is_mark = at == 0 && c == '\u{feff}';
        if !is_mark && let Some(name) = hidden(c) {
            is_content &= !is_odd(c);
            notes.add(Note {
                check: Check::YamlHiddenCharacter,
                message: format!("U+{:04X} ({name}) does not show", c as u32),
                span,
                help: Check::YamlHiddenCharacter.remediation().to_owned(),
            });
        }
    }
    Ok(is_content)
}

/// Whether a hidden character is more to some parser of YAML 1.2 than a part of a word.
fn is_odd(c: char) -> bool {
    matches!(
        c,
        '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

fn forbidden(c: char, span: Span, syntax: Check) -> Error {
    let (language, help) = match syntax {
        Check::XmlSyntax => ("XML", "Remove the character."),
        _ => (
            "YAML",
            "Remove the character, or write it as an escape in double quotes.",
        ),
    };
    let message = format!(
        "{language} does not allow the control character U+{:04X}",
        c as u32
    );
    faults::error(syntax, span, message, help)
}

/// The name of a character that does not show, or that only some readers take for a line break.
fn hidden(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{7f}' => "delete",
        '\u{85}' => "next line, a line break in YAML 1.1 only",
        '\u{80}'..='\u{9f}' => "control character",
        '\u{ad}' => "soft hyphen",
        '\u{61c}' => "Arabic letter mark",
        '\u{200b}' => "zero width space",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator, a line break in YAML 1.1 only",
        '\u{2029}' => "paragraph separator, a line break in YAML 1.1 only",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "invisible operator",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{feff}' => "byte order mark inside the text",
        '\u{fffe}' | '\u{ffff}' => "no character",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_byte_order_mark_is_passed_over_at_the_start() {
        let noted = |text: &str| {
            let mut notes = Notes::default();
            inspect(text, Check::YamlSyntax, &mut notes).expect("no control character");
            notes.finish().len()
        };
        assert_eq!(noted("\u{feff}a: b"), 0);
        assert_eq!(noted("\u{200b}a: b"), 1);
        assert_eq!(noted("\u{85}a: b"), 1);
        let late = format!("{}\u{feff}\u{2028}", "a".repeat(CHUNK - 1));
        assert_eq!(noted(&late), 2);
    }

    #[test]
    fn every_hidden_character_is_found_by_its_first_byte() {
        let missed: Vec<char> = ('\u{20}'..=char::MAX)
            .filter(|&c| hidden(c).is_some())
            .filter(|&c| !is_suspect(c.to_string().as_bytes()[0]))
            .collect();
        assert_eq!(missed, Vec::<char>::new());
    }
}
