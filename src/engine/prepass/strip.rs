//! A policy's text before anyone parses it: comments taken out, and refused what the parser could not
//! survive.

use std::ops::Range;

use super::text::{Mapped, RESERVED};

/// What a text may be, before anyone parses it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextLimits {
    /// Its length in bytes.
    pub(crate) bytes: usize,
    /// The columns of a line.
    pub(crate) columns: usize,
    /// Nested brackets.
    pub(crate) depth: usize,
}

/// Why a text is not even handed to the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Where, in bytes.
    pub(crate) at: Range<usize>,
    /// One sentence.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: &'static str,
}

fn refused(at: Range<usize>, message: impl Into<String>, help: &'static str) -> Refused {
    Refused {
        at,
        message: message.into(),
        help,
    }
}

/// How often the parser may read one literal: it reads the first item of each literal twice, so
/// that nesting costs double at each level.
const MAX_READINGS: u32 = 1 << 14;

/// One open bracket.
struct Open {
    at: usize,
    /// How often what stands in it is read.
    readings: u32,
    /// Whether the bracket's first item is still open.
    first: bool,
}

/// Takes the comments out, and refuses what the parser could not survive: texts beyond the
/// limits, NUL (which it takes for the end), and brackets nested so deeply that it would need
/// hours or all of the stack.
pub(crate) fn strip(source: &str, limits: TextLimits) -> Result<Mapped, Refused> {
    if source.len() > limits.bytes {
        return Err(refused(
            limits.bytes..limits.bytes + 1,
            format!("the policy is longer than {} bytes", limits.bytes),
            "split it, or raise `max-policy-bytes`",
        ));
    }
    let mut scan = Scan::new(source, limits);
    scan.run()?;
    Ok(scan.out)
}

struct Scan<'a> {
    source: &'a str,
    bytes: &'a [u8],
    limits: TextLimits,
    at: usize,
    copied: usize,
    /// The byte behind the last that was neither blank nor in a comment.
    last: usize,
    open: Vec<Open>,
    out: Mapped,
}

/// Words after which a statement goes on.
const KEYWORDS: &[&str] = &[
    "as", "contains", "else", "every", "if", "in", "not", "some", "with",
];

impl<'a> Scan<'a> {
    fn new(source: &'a str, limits: TextLimits) -> Self {
        let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            source,
            bytes: source.as_bytes(),
            limits,
            at: bom,
            copied: bom,
            last: bom,
            open: Vec::new(),
            out: Mapped::default(),
        }
    }

    fn run(&mut self) -> Result<(), Refused> {
        self.columns()?;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'#' => self.comment(),
                b'"' => self.string(),
                b'`' => self.raw_string(),
                b'[' | b'{' | b'(' => {
                    self.next_statement(byte);
                    self.bracket(byte)?;
                }
                b']' | b'}' | b')' => self.close(),
                b',' => self.item(false),
                b'|' | b';' | b'\n' => self.item(true),
                0 => return Err(self.nul()),
                b'0'..=b'9' => self.number()?,
                b'_' | b'a'..=b'z' | b'A'..=b'Z' => self.word()?,
                _ => self.at += 1,
            }
            if !byte.is_ascii_whitespace() && byte != b'#' {
                self.last = self.at;
            }
        }
        self.out.copy(self.source, self.copied..self.source.len());
        Ok(())
    }

    fn columns(&self) -> Result<(), Refused> {
        let mut start = 0;
        for line in self.source.split('\n') {
            if line.len() > self.limits.columns {
                let at = start + self.limits.columns;
                return Err(refused(
                    at..at + 1,
                    format!("a line is longer than {} columns", self.limits.columns),
                    "break the line, or raise `max-policy-columns`",
                ));
            }
            start += line.len() + 1;
        }
        Ok(())
    }

    fn nul(&self) -> Refused {
        refused(
            self.at..self.at + 1,
            "the policy holds a NUL character, and everything after it would be ignored",
            "remove the character",
        )
    }

    /// B15: a parenthesis that starts a line starts a statement, where the engine's parser takes it
    /// for the arguments of what the line before ends with.
    fn next_statement(&mut self, byte: u8) {
        let before = self.source.get(..self.last).unwrap_or("");
        let gap = self.source.get(self.last..self.at).unwrap_or("");
        if byte != b'(' || !gap.contains('\n') {
            return;
        }
        let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let word = before.len() - before.trim_end_matches(name).len();
        let word = &before[before.len() - word..];
        if before.ends_with(']') || (!word.is_empty() && !KEYWORDS.contains(&word)) {
            self.out.copy(self.source, self.copied..self.at);
            self.out.glue(";", self.at..self.at);
            self.copied = self.at;
        }
    }

    /// Leaves out the rest of the line, its break excepted.
    fn comment(&mut self) {
        self.out.copy(self.source, self.copied..self.at);
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.copied = self.at;
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' | b'\n' => break,
                _ => {}
            }
        }
    }

    fn raw_string(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        self.at += 1 + memchr::memchr(b'`', rest).map_or(rest.len(), |n| n + 1);
    }

    fn bracket(&mut self, byte: u8) -> Result<(), Refused> {
        let (outer, first) = self
            .open
            .last()
            .map_or((1, false), |o| (o.readings, o.first));
        let readings = if first {
            outer.saturating_mul(2)
        } else {
            outer
        };
        let deep = self.open.len() >= self.limits.depth;
        if deep || readings > MAX_READINGS {
            return Err(refused(
                self.at..self.at + 1,
                format!("the policy nests {} brackets here", self.open.len() + 1),
                "bind the inner parts to variables first, or move the data to a YAML file",
            ));
        }
        self.open.push(Open {
            at: self.at,
            readings,
            first: byte != b'(',
        });
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.open.pop();
        self.at += 1;
    }

    /// The next item of a list is read once; the next statement of a body may be read twice.
    fn item(&mut self, statement: bool) {
        if let Some(open) = self.open.last_mut() {
            open.first = statement && self.bytes.get(open.at) != Some(&b'(');
        }
        self.at += 1;
    }

    /// A number of few characters can be one of a billion digits.
    fn number(&mut self) -> Result<(), Refused> {
        let start = self.at;
        let part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'.';
        while self.bytes.get(self.at).is_some_and(part) {
            let exponent = matches!(self.bytes[self.at], b'e' | b'E');
            self.at += 1;
            if exponent && matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
        }
        let text = &self.source[start..self.at];
        let exponent = text.find(['e', 'E']).map_or(0, |e| text.len() - e);
        if exponent > 5 || text.len() > 400 {
            return Err(refused(
                start..self.at,
                "the number is too big to compute with",
                "write a number of at most 400 digits and an exponent of at most three",
            ));
        }
        Ok(())
    }

    fn word(&mut self) -> Result<(), Refused> {
        let start = self.at;
        let part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        while self.bytes.get(self.at).is_some_and(part) {
            self.at += 1;
        }
        if self.source[start..self.at].starts_with(RESERVED) {
            return Err(refused(
                start..self.at,
                format!("names that start with `{RESERVED}` are reserved"),
                "use another name",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: TextLimits = TextLimits {
        bytes: 1 << 20,
        columns: 10_000,
        depth: 64,
    };

    #[test]
    fn what_the_parser_would_not_survive_is_refused() {
        let limits = LIMITS;
        let deep = format!("package a\nr := {}{}", "[".repeat(100), "]".repeat(100));
        assert!(strip(&deep, limits).is_err());
        let costly = format!("package a\nr := {}1{}", "[".repeat(20), "]".repeat(20));
        assert!(strip(&costly, limits).is_err());
        assert!(strip("package a\nr := \u{0}1", limits).is_err());
        assert!(strip("package a\nr := 1e99999999", limits).is_err());
        assert!(strip(&"# long\n".repeat(1 << 20), limits).is_err());
        assert!(strip("package a\n__tl_x := 1", limits).is_err());
    }
}
