//! B6: `f(null)` without a body is a fact in OPA, and no rule at all to the engine's parser. It is
//! found before anything is parsed, and told the value that OPA gives it.

use std::num::NonZeroU32;

use regorus::unstable::{Lexer, Source, Token, TokenKind};

/// Words that start no rule, and after which none starts.
const WORDS: &[&str] = &[
    "as", "contains", "default", "else", "every", "if", "import", "in", "not", "package", "some",
    "with",
];

/// Signs that end something, after which a rule can start.
const ENDS: &[&str] = &["]", "}", ")"];

/// Where the walk over the tokens stands.
enum State {
    /// In the name of a rule that starts on this line.
    Name,
    /// Within the arguments that follow the name.
    Arguments,
    /// Behind them, at this byte.
    Behind(usize),
    /// In anything else.
    Rest,
}

/// The bytes behind functions that have neither a body nor a value.
pub(crate) fn facts(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let Ok(source) = Source::from_contents(String::new(), text.to_owned()) else {
        return found;
    };
    let mut lexer = Lexer::new(&source);
    lexer.set_max_col(NonZeroU32::MAX);
    let mut state = State::Rest;
    let mut depth = 0_usize;
    let mut before: Option<Token> = None;
    while let Ok(token) = lexer.next_token() {
        let last = matches!(token.0, TokenKind::Eof);
        let starts = depth == 0 && starts_rule(before.as_ref(), &token);
        if let (State::Behind(at), true) = (&state, starts || last) {
            found.push(*at);
        }
        if last {
            break;
        }
        let sign = sign(&token);
        state = match (state, sign) {
            _ if starts && sign == "default" => State::Rest,
            _ if starts => State::Name,
            (State::Name, "(") if depth == 0 => State::Arguments,
            (State::Name, "." | "[" | "]") => State::Name,
            (State::Name, _) if depth > 0 => State::Name,
            (State::Name, word) if is_name(&token) && !WORDS.contains(&word) => State::Name,
            (State::Arguments, ")") if depth == 1 => State::Behind(token.1.end as usize),
            (State::Arguments, _) => State::Arguments,
            _ => State::Rest,
        };
        match sign {
            "(" | "[" | "{" | "set(" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = Some(token);
    }
    found
}

/// The text of a token that is no text itself.
fn sign(token: &Token) -> &str {
    match token.0 {
        TokenKind::String | TokenKind::RawString => "",
        _ => token.1.text(),
    }
}

fn is_name(token: &Token) -> bool {
    matches!(token.0, TokenKind::Ident)
}

fn starts_rule(before: Option<&Token>, token: &Token) -> bool {
    let word = |t: &Token| is_name(t) && WORDS.contains(&t.1.text());
    let Some(before) = before else {
        return false;
    };
    let ended = match before.0 {
        TokenKind::Symbol => ENDS.contains(&before.1.text()),
        _ => !word(before),
    };
    let can = !word(token) || token.1.text() == "default";
    is_name(token) && can && token.1.line > before.1.line && ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_functions_without_body_and_value_are_facts() {
        let text = "package a\nimport data.b\nf(null)\n\nf(x) if x == 1\ng([1,\n{\"a\": (2)}])\nr := f(1)\ns if f(2)\nt := 1 +\nf(3)\nu if {\nf(4)\n}\nh(x) := 2\nk(x)\n:= 3\nm.n[\"o\"](5)\ndefault q(x) := 1\nv(6)";
        let before: Vec<&str> = facts(text).into_iter().map(|at| &text[..at]).collect();
        let lines: Vec<&str> = before
            .iter()
            .map(|text| text.rsplit('\n').next().unwrap_or(""))
            .collect();
        assert_eq!(
            lines,
            ["f(null)", "{\"a\": (2)}])", "m.n[\"o\"](5)", "v(6)"]
        );
    }
}
