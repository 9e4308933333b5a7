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
            TokenKind::String | TokenKind::RawString
                if reached
                    || (span.line == line && span.col + 1 >= column && span.col <= column + 1) =>
            {
                return Some(start.saturating_sub(1)..(end + 1).min(text.len()));
            }
            _ if reached => return Some(start..end),
            _ => {}
        }
    }
}

/// The character at a line and column, where what stands there is no token.
pub(super) fn byte_at(text: &str, line: u32, column: u32) -> Option<Range<usize>> {
    let number = usize::try_from(line.checked_sub(1)?).ok()?;
    let start: usize = text.split_inclusive('\n').take(number).map(str::len).sum();
    let before = usize::try_from(column.saturating_sub(1)).ok()?;
    let rest = text.get(start..)?.lines().next()?;
    let (at, sign) = rest
        .char_indices()
        .nth(before)
        .or_else(|| rest.char_indices().last())?;
    Some(start + at..start + at + sign.len_utf8())
}

/// A token that is only the sign between the parts of a reference or call, with the parts beside
/// it: the engine tells the sign's place for the whole.
pub(super) fn widened(text: &str, token: Range<usize>) -> Range<usize> {
    let sign = matches!(text.get(token.clone()), Some("." | "(" | "["));
    if !sign {
        return token;
    }
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let before = text.get(..token.start).unwrap_or("");
    let after = text.get(token.end..).unwrap_or("");
    let start = before.trim_end_matches(part).len();
    let dotted = text.get(token.clone()) == Some(".");
    let length = after.find(|c| !part(c)).unwrap_or(after.len());
    let end = if dotted {
        token.end + length
    } else {
        token.start
    };
    if start < end { start..end } else { token }
}

/// The place of another rule that an error names: `rule conflicts with rule at m3:12:5`.
pub(super) fn other_place(message: &str) -> Option<(&str, (usize, u32, u32))> {
    let (words, rest) = message.split_once(" at m")?;
    Some((words, place(&format!("--> m{rest}"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_stands_for_what_it_joins() {
        let text = "x := lib.f(input.s)";
        assert_eq!(&text[widened(text, 10..11)], "lib.f");
        assert_eq!(&text[widened(text, 16..17)], "input.s");
        assert_eq!(&text[widened(text, 2..4)], ":=");
    }

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
