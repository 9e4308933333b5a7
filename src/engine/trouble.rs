//! From the engine's errors, which are one string, to failures with a place.

use std::num::NonZeroU32;
use std::ops::Range;

use regorus::unstable::{Lexer, Source, TokenKind};

/// An error of the engine, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// The number of the module, line and column, as the engine counts.
    pub(super) place: Option<(usize, u32, u32)>,
    /// What it says.
    pub(super) message: String,
}

/// The name that the engine knows a module by.
pub(super) fn module_name(number: usize) -> String {
    format!("m{number}")
}

/// Takes an error apart: `--> m3:12:5`, the line, a caret and `error: ...`.
pub(super) fn take_apart(error: &str) -> Trouble {
    let message = match error.rsplit_once("error: ") {
        Some((_, message)) => message,
        None => error,
    };
    Trouble {
        place: place(error),
        message: message.trim().lines().next().unwrap_or("").to_owned(),
    }
}

fn place(error: &str) -> Option<(usize, u32, u32)> {
    let after = error.split_once("--> m")?.1;
    let line = after.lines().next()?;
    let mut numbers = line.split(':');
    let module = numbers.next()?.parse().ok()?;
    let line = numbers.next()?.parse().ok()?;
    let column = numbers.next()?.parse().ok()?;
    Some((module, line, column))
}

/// The bytes of the token at a line and column as the engine counts them.
pub(super) fn token_at(text: &str, line: u32, column: u32) -> Option<Range<usize>> {
    let source = Source::from_contents(String::new(), text.to_owned()).ok()?;
    let mut lexer = Lexer::new(&source);
    lexer.set_max_col(NonZeroU32::MAX);
    loop {
        let token = lexer.next_token().ok()?;
        let span = &token.1;
        let (start, end) = (span.start as usize, span.end as usize);
        let reached = span.line > line || (span.line == line && span.col >= column);
        match token.0 {
            TokenKind::Eof => {
                let last = text.trim_end().len();
                return Some(last.saturating_sub(1)..last);
            }
            TokenKind::String | TokenKind::RawString if reached || (span.line == line && span.col + 1 >= column && span.col <= column + 1) => {
                return Some(start.saturating_sub(1)..(end + 1).min(text.len()));
            }
            _ if reached => return Some(start..end),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_taken_apart() {
        let got = take_apart("\n--> m12:3:9\n  |\n3 | r := x\n  |      ^\nerror: var x is unsafe");
        assert_eq!(got.place, Some((12, 3, 9)));
        assert_eq!(got.message, "var x is unsafe");
        assert_eq!(take_apart("not an object").place, None);
    }

    #[test]
    fn tokens_are_found_by_line_and_column() {
        let text = "package a\nr := \"xyz\"\n";
        assert_eq!(token_at(text, 2, 1), Some(10..11));
        assert_eq!(token_at(text, 2, 7), Some(15..20));
    }
}
