//! A policy's text on its way to the engine: rewrites put in, and for every byte the way back to the
//! file.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use crate::source::Span;

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
    /// Whether the stretch was copied; otherwise all of it stands for what is at `src`.
    copied: bool,
    /// The bytes that a stretch which was not copied stands for, one at least.
    covers: usize,
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
    pub(super) fn copy(&mut self, original: &str, range: Range<usize>) {
        let Some(text) = original.get(range.clone()).filter(|t| !t.is_empty()) else {
            return;
        };
        self.pieces.push(Piece {
            out: self.text.len(),
            src: range.start,
            copied: true,
            covers: 1,
        });
        self.text.push_str(text);
    }

    /// Appends text that stands for a range of the original, or for the byte at an empty one.
    pub(super) fn glue(&mut self, text: &str, stands_for: Range<usize>) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            out: self.text.len(),
            src: stands_for.start,
            copied: false,
            covers: stands_for.len().max(1),
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
            covers: 1,
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
        let end = self.origin_end(range.end - 1);
        start..end.max(start)
    }

    /// The byte of the original behind what a byte of the text comes from.
    fn origin_end(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|p| p.out <= at);
        match after.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            Some(p) if !p.copied => p.src + p.covers,
            _ => self.origin(at) + 1,
        }
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
                let origin = first.origin_of(piece.src..piece.src + piece.covers);
                pieces.push(Piece {
                    src: origin.start,
                    covers: origin.len().max(1),
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
                    covers: 1,
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

/// What an insertion belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Side {
    /// This expression, which ends there; it moves with it.
    Close(Range<usize>),
    /// Nothing: it stays.
    Between,
    /// This expression, which starts there; it moves with it.
    Open(Range<usize>),
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

    /// The order at one byte: what ends there, what stands between, what starts there, the widest
    /// first.
    fn rank(&self) -> (u8, Reverse<usize>) {
        match self {
            Self::Insert { side, .. } => match side {
                Side::Close(_) => (0, Reverse(0)),
                Side::Between => (1, Reverse(0)),
                Side::Open(whole) => (2, Reverse(whole.end)),
            },
            Self::Cut { range, .. } => (3, Reverse(range.end)),
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
            (range.start, Side::Open(range.clone()), open),
            (range.end, Side::Close(range), close),
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
    pub(crate) fn apply(self, stripped: Mapped) -> Mapped {
        if self.0.is_empty() {
            return stripped;
        }
        let sorted = Sorted::new(self.0);
        let mut out = Mapped::default();
        sorted.render(&stripped.text, 0..stripped.text.len(), None, &mut out);
        out.after(&stripped)
    }

    /// The rewritten text in parts: one from each of these bytes to the next, without the blank
    /// lines at its end.
    #[allow(dead_code, reason = "the build calls it")]
    pub(crate) fn apply_in_parts(self, stripped: &Mapped, starts: &[usize]) -> Vec<Mapped> {
        let sorted = Sorted::new(self.0);
        let ends = starts.iter().skip(1).copied().chain([stripped.text.len()]);
        let ranges = starts.iter().zip(ends);
        ranges
            .map(|(&start, end)| {
                let text = stripped.text.get(start..end).unwrap_or("");
                let mut out = Mapped::default();
                let range = start..start + text.trim_end().len();
                sorted.render(&stripped.text, range, None, &mut out);
                out.after(stripped)
            })
            .collect()
    }
}

/// Rewrites in the order in which they stand.
struct Sorted {
    edits: Vec<Edit>,
    /// By the byte where they end, the numbers of what is copied elsewhere.
    ends: HashMap<usize, Vec<usize>>,
}

impl Sorted {
    fn new(mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|e| (e.at(), e.rank()));
        let mut ends: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, edit) in edits.iter().enumerate() {
            if let Edit::Cut {
                range, moved: true, ..
            } = edit
            {
                ends.entry(range.end).or_default().push(number);
            }
        }
        Self { edits, ends }
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
        let first = self.edits.partition_point(|e| e.at() < range.start);
        for edit in &self.edits[first..] {
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
                    if self.elsewhere(*here, side, own) {
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
                    out.glue(word, cut.clone());
                    at = cut.end;
                }
            }
        }
        out.copy(text, at..range.end);
    }

    fn put(&self, text: &str, parts: &[Part], at: usize, out: &mut Mapped) {
        for part in parts {
            match part {
                Part::Glue(glue) => out.glue(glue, at..at),
                Part::Copy(range) => self.render(text, range.clone(), Some(range), out),
            }
        }
    }

    /// Whether an insertion is not part of the text that is being rendered: it moves with a cut,
    /// or lies at the edge of what is copied and does not belong to it.
    fn elsewhere(&self, at: usize, side: &Side, own: Option<&Range<usize>>) -> bool {
        let within = |whole: &Range<usize>, outer: &Range<usize>| {
            outer.start <= whole.start && whole.end <= outer.end
        };
        if let Some(own) = own {
            let wanted = match side {
                Side::Between => own.start < at && at < own.end,
                Side::Open(whole) | Side::Close(whole) => within(whole, own),
            };
            if !wanted {
                return true;
            }
        }
        let (Side::Open(whole) | Side::Close(whole)) = side else {
            return false;
        };
        // What starts or ends where it does stands beside it in order.
        let same = |e: &&Edit| match e {
            Edit::Cut {
                range, moved: true, ..
            } => Some(range) != own && within(whole, range),
            _ => false,
        };
        match side {
            Side::Open(_) => {
                let first = self.edits.partition_point(|e| e.at() < at);
                let mut here = self.edits[first..].iter().take_while(|e| e.at() == at);
                here.any(|e| same(&e))
            }
            _ => {
                let here = self.ends.get(&at).into_iter().flatten();
                here.map(|&i| &self.edits[i]).any(|e| same(&e))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::prepass::strip::{TextLimits, strip};

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
}
