//! A policy's text on its way to the engine: comments taken out, rewrites put in, and for every
//! byte the way back to the file.

use std::ops::Range;

use crate::source::Span;

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

/// A text made from another one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mapped {
    /// The text.
    pub(crate) text: String,
    /// Stretches in order of `out`.
    pieces: Vec<Piece>,
}

/// From the byte `out` of the made text on, bytes come from `src` of the original.
#[derive(Debug, Clone, Copy)]
struct Piece {
    out: usize,
    src: usize,
    /// Whether the stretch was copied; otherwise all of it stands for the byte `src`.
    copied: bool,
}

impl Mapped {
    /// A text that was made from nothing but itself.
    #[allow(dead_code, reason = "the build makes none")]
    pub(crate) fn whole(text: &str) -> Self {
        let mut whole = Self::default();
        whole.copy(text, 0..text.len());
        whole
    }

    /// Appends a copy of the original's bytes.
    fn copy(&mut self, original: &str, range: Range<usize>) {
        let Some(text) = original.get(range.clone()).filter(|t| !t.is_empty()) else {
            return;
        };
        self.pieces.push(Piece {
            out: self.text.len(),
            src: range.start,
            copied: true,
        });
        self.text.push_str(text);
    }

    /// Appends text that stands for the byte `src` of the original.
    fn glue(&mut self, text: &str, src: usize) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            out: self.text.len(),
            src,
            copied: false,
        });
        self.text.push_str(text);
    }

    /// The stretches, in order: the byte of the text, that of the original, and whether the stretch
    /// was copied; otherwise all of it stands for that one byte.
    #[allow(dead_code, reason = "the build calls it")]
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (usize, usize, bool)> + '_ {
        self.pieces.iter().map(|p| (p.out, p.src, p.copied))
    }

    /// Appends a text that was made from the same original, with its stretches.
    pub(crate) fn append(&mut self, text: &str, stretches: &[(u32, u32, bool)]) {
        let start = self.text.len();
        let pieces = stretches.iter().map(|&(out, src, copied)| Piece {
            out: start + out as usize,
            src: src as usize,
            copied,
        });
        self.pieces.extend(pieces);
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// The byte of the original that a byte of the text comes from.
    fn origin(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|p| p.out <= at);
        match after.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            Some(p) if p.copied => p.src + (at - p.out),
            Some(p) => p.src,
            None => 0,
        }
    }

    /// The bytes of the original that a range of the text comes from.
    pub(crate) fn origin_of(&self, range: Range<usize>) -> Range<usize> {
        let start = self.origin(range.start);
        if range.is_empty() {
            return start..start;
        }
        let end = self.origin(range.end - 1) + 1;
        start..end.max(start)
    }

    /// The same as a span.
    pub(crate) fn span_of(&self, range: Range<usize>) -> Span {
        let origin = self.origin_of(range);
        Span::new(origin.start, origin.end)
    }

    /// This text made from `first`'s original, where `self` was made from `first`'s text.
    fn after(mut self, first: &Self) -> Self {
        let mut pieces = Vec::with_capacity(self.pieces.len() + first.pieces.len());
        for (i, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(i + 1).map_or(self.text.len(), |p| p.out);
            if !piece.copied {
                pieces.push(Piece {
                    src: first.origin(piece.src),
                    ..*piece
                });
                continue;
            }
            let mut out = piece.out;
            while out < end {
                let at = piece.src + (out - piece.out);
                pieces.push(Piece {
                    out,
                    src: first.origin(at),
                    copied: true,
                });
                let next = first.pieces.partition_point(|p| p.out <= at);
                match first.pieces.get(next) {
                    Some(p) => out += p.out - at,
                    None => break,
                }
            }
        }
        self.pieces = pieces;
        self
    }
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
    open: Vec<Open>,
    out: Mapped,
}

impl<'a> Scan<'a> {
    fn new(source: &'a str, limits: TextLimits) -> Self {
        let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            source,
            bytes: source.as_bytes(),
            limits,
            at: bom,
            copied: bom,
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
                b'[' | b'{' | b'(' => self.bracket(byte)?,
                b']' | b'}' | b')' => self.close(),
                b',' => self.item(false),
                b'|' | b';' | b'\n' => self.item(true),
                0 => return Err(self.nul()),
                b'0'..=b'9' => self.number()?,
                b'_' | b'a'..=b'z' | b'A'..=b'Z' => self.word()?,
                _ => self.at += 1,
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

/// What the names of rewrites start with.
pub(crate) const RESERVED: &str = "__tl_";

/// A part of an insertion.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// New text.
    Glue(String),
    /// The text of a range, with the rewrites in it.
    Copy(Range<usize>),
}

/// What an insertion belongs to, in the order in which several at one byte stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    /// The expression that ends there; it moves with it.
    Close,
    /// Nothing: it stays.
    Between,
    /// The expression that starts there; it moves with it.
    Open,
}

/// One rewrite of a text.
#[derive(Debug, Clone)]
enum Edit {
    /// Puts something at a byte.
    Insert {
        at: usize,
        side: Side,
        parts: Vec<Part>,
    },
    /// Puts a word in the place of a range. What is `moved` is copied elsewhere, with what
    /// belongs to it.
    Cut {
        range: Range<usize>,
        word: String,
        moved: bool,
    },
}

impl Edit {
    fn at(&self) -> usize {
        match self {
            Self::Insert { at, .. } => *at,
            Self::Cut { range, .. } => range.start,
        }
    }

    /// The order at one byte.
    fn rank(&self) -> (bool, Side) {
        match self {
            Self::Insert { side, .. } => (false, *side),
            Self::Cut { .. } => (true, Side::Open),
        }
    }
}

/// Rewrites of one text, collected in any order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edits(Vec<Edit>);

impl Edits {
    /// Puts statements or a bracket at a byte.
    pub(crate) fn insert(&mut self, at: usize, parts: Vec<Part>) {
        self.0.push(Edit::Insert {
            at,
            side: Side::Between,
            parts,
        });
    }

    /// Puts a call around an expression.
    pub(crate) fn wrap(&mut self, range: Range<usize>, open: &str, close: &str) {
        let ends = [
            (range.start, Side::Open, open),
            (range.end, Side::Close, close),
        ];
        for (at, side, text) in ends {
            self.0.push(Edit::Insert {
                at,
                side,
                parts: vec![Part::Glue(text.to_owned())],
            });
        }
    }

    /// Puts a word in the place of an expression that is copied elsewhere.
    pub(crate) fn cut(&mut self, range: Range<usize>, word: impl Into<String>) {
        self.0.push(Edit::Cut {
            range,
            word: word.into(),
            moved: true,
        });
    }

    /// Puts other text in the place of a range.
    pub(crate) fn replace(&mut self, range: Range<usize>, word: impl Into<String>) {
        self.0.push(Edit::Cut {
            range,
            word: word.into(),
            moved: false,
        });
    }

    /// The rewritten text, with the way back to the file that `stripped` was made of.
    pub(crate) fn apply(mut self, stripped: Mapped) -> Mapped {
        if self.0.is_empty() {
            return stripped;
        }
        self.0.sort_by_key(|e| (e.at(), e.rank()));
        let mut out = Mapped::default();
        self.render(&stripped.text, 0..stripped.text.len(), None, &mut out);
        out.after(&stripped)
    }

    /// The rewritten text in parts: one from each of these bytes to the next, without the blank
    /// lines at its end.
    #[allow(dead_code, reason = "the build calls it")]
    pub(crate) fn apply_in_parts(mut self, stripped: &Mapped, starts: &[usize]) -> Vec<Mapped> {
        self.0.sort_by_key(|e| (e.at(), e.rank()));
        let ends = starts.iter().skip(1).copied().chain([stripped.text.len()]);
        let ranges = starts.iter().zip(ends);
        ranges
            .map(|(&start, end)| {
                let text = stripped.text.get(start..end).unwrap_or("");
                let mut out = Mapped::default();
                let range = start..start + text.trim_end().len();
                self.render(&stripped.text, range, None, &mut out);
                out.after(stripped)
            })
            .collect()
    }

    /// Renders a range. `own` is the range of the cut that is being copied, if one is.
    fn render(
        &self,
        text: &str,
        range: Range<usize>,
        own: Option<&Range<usize>>,
        out: &mut Mapped,
    ) {
        let mut at = range.start;
        let first = self.0.partition_point(|e| e.at() < range.start);
        for edit in &self.0[first..] {
            if edit.at() > range.end {
                break;
            }
            if edit.at() < at {
                continue;
            }
            match edit {
                Edit::Insert {
                    at: here,
                    side,
                    parts,
                } => {
                    if self.elsewhere(*here, *side, own) {
                        continue;
                    }
                    out.copy(text, at..*here);
                    at = *here;
                    self.put(text, parts, *here, out);
                }
                Edit::Cut {
                    range: cut,
                    moved: true,
                    ..
                } if Some(cut) == own => {}
                Edit::Cut {
                    range: cut, word, ..
                } => {
                    if cut.end > range.end {
                        continue;
                    }
                    out.copy(text, at..cut.start);
                    out.glue(word, cut.start);
                    at = cut.end;
                }
            }
        }
        out.copy(text, at..range.end);
    }

    fn put(&self, text: &str, parts: &[Part], at: usize, out: &mut Mapped) {
        for part in parts {
            match part {
                Part::Glue(glue) => out.glue(glue, at),
                Part::Copy(range) => self.render(text, range.clone(), Some(range), out),
            }
        }
    }

    /// Whether an insertion is not part of the text that is being rendered: it moves with a cut,
    /// or lies at the edge of what is copied and does not belong to it.
    fn elsewhere(&self, at: usize, side: Side, own: Option<&Range<usize>>) -> bool {
        if let Some(own) = own {
            let wanted =
                (at != own.start || side == Side::Open) && (at != own.end || side == Side::Close);
            if !wanted {
                return true;
            }
        }
        self.0.iter().any(|e| match e {
            Edit::Cut {
                range, moved: true, ..
            } if Some(range) != own => match side {
                Side::Open => range.start == at,
                Side::Close => range.end == at,
                Side::Between => false,
            },
            _ => false,
        })
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

    fn stripped(text: &str) -> Mapped {
        strip(text, LIMITS).unwrap_or_default()
    }

    #[test]
    fn comments_go_and_every_byte_finds_its_way_back() {
        let text = "# METADATA\npackage a # b\nr := \"#\" # c\n";
        let got = stripped(text);
        assert_eq!(got.text, "\npackage a \nr := \"#\" \n");
        let r = got.text.find('r').unwrap_or(0);
        assert_eq!(got.origin_of(r..r + 1), 25..26);
    }

    #[test]
    fn rewrites_inside_a_moved_expression_move_with_it() {
        let text = "r contains f(a) if { x }";
        let mut edits = Edits::default();
        edits.cut(11..15, "h");
        edits.wrap(13..14, "g(", ")");
        edits.insert(
            23,
            vec![
                Part::Glue("; h := ".into()),
                Part::Copy(11..15),
                Part::Glue(" ".into()),
            ],
        );
        let got = edits.apply(stripped(text));
        assert_eq!(got.text, "r contains h if { x ; h := f(g(a)) }");
        let a = got.text.rfind('a').unwrap_or(0);
        assert_eq!(got.origin_of(a..a + 1), 13..14);
    }

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
