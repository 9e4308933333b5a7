//! The text of a class in words, texts and signs, as far as telling its facts needs them apart.

use crate::source::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Text,
    /// Any other character, a byte of ASCII.
    Sign(u8),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Words, texts and signs, without comments.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let rest = &bytes[at..];
        let until = |needle: &[u8], from: usize| {
            let found = memchr::memmem::find(rest.get(from..).unwrap_or(&[]), needle);
            found.map_or(rest.len(), |n| from + n + needle.len())
        };
        if rest.starts_with(b"//") {
            at += until(b"\n", 0);
        } else if rest.starts_with(b"/*") {
            at += until(b"*/", 2);
        } else if rest.starts_with(b"'''") {
            at += until(b"'''", 3);
            tokens.push(Token {
                kind: Kind::Text,
                start,
                end: at,
            });
        } else if rest[0] == b'\'' {
            at += text_length(rest);
            tokens.push(Token {
                kind: Kind::Text,
                start,
                end: at,
            });
        } else if is_word(rest[0]) {
            at += rest.iter().take_while(|b| is_word(**b)).count();
            tokens.push(Token {
                kind: Kind::Word,
                start,
                end: at,
            });
        } else {
            at += 1;
            if !rest[0].is_ascii_whitespace() {
                tokens.push(Token {
                    kind: Kind::Sign(rest[0]),
                    start,
                    end: at,
                });
            }
        }
    }
    tokens
}

/// The bytes of a text in single quotes, which ends with its line at the latest.
fn text_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\'' => return at + 1,
            b'\n' => return at,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Letters beyond ASCII belong to words, though the language knows none in names.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
