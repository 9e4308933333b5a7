//! The notes of one text, held to a number that a hostile text cannot raise.

use super::duplicates::shorten;
use super::scalar::{self, Ambiguity};
use super::{Note, Style};
use crate::check::Check;
use crate::source::Span;

/// How many notes of one check a text is given; one more then says how many were left out.
const MAX_PER_CHECK: usize = 1_000;

#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
    counts: Vec<(Check, usize)>,
}

impl Notes {
    /// Adds a note, or counts it once its check has been noted often enough.
    pub(super) fn add(&mut self, note: Note) {
        if self.is_wanted(note.check) {
            self.notes.push(note);
        }
    }

    /// Notes a number that does not survive, and a plain scalar that readers take differently.
    /// Words for booleans are left to those who know whether a boolean is wanted.
    pub(super) fn scalar(&mut self, text: &str, style: Style, tag: Option<&str>, span: Span) {
        let first = text.as_bytes().first();
        if !first.is_some_and(|&b| may_need_note(b)) || is_short_integer(text) {
            return;
        }
        let value = scalar::resolve(text, style, tag);
        if let Some(why) = scalar::fragile_number(text, value) {
            self.add_with(Check::YamlNumber, || Note {
                check: Check::YamlNumber,
                message: format!("`{}` {why}", shorten(text)),
                span,
                help: Check::YamlNumber.remediation().to_owned(),
            });
        }
        if style == Style::Plain
            && tag.is_none()
            && let Some(ambiguity) = scalar::ambiguity(text)
        {
            self.add_with(Check::YamlAmbiguousScalar, || Note {
                check: Check::YamlAmbiguousScalar,
                message: format!("`{}` {}", shorten(text), readings(text, ambiguity)),
                span,
                help: "Put quotes around it.".to_owned(),
            });
        }
    }

    /// Adds what `note` makes, which is not called once its check has been noted often enough.
    fn add_with(&mut self, check: Check, note: impl FnOnce() -> Note) {
        if self.is_wanted(check) {
            self.notes.push(note());
        }
    }

    fn is_wanted(&mut self, check: Check) -> bool {
        let slot = match self.counts.iter().position(|(c, _)| *c == check) {
            Some(i) => i,
            None => {
                self.counts.push((check, 0));
                self.counts.len() - 1
            }
        };
        self.counts[slot].1 += 1;
        self.counts[slot].1 <= MAX_PER_CHECK
    }

    /// Whether a plain scalar would be noted.
    pub(super) fn are_due(text: &str) -> bool {
        let mut notes = Self::default();
        notes.scalar(text, Style::Plain, None, Span::default());
        !notes.counts.is_empty()
    }

    /// All notes in the order of the text, each overfull check with a last note of its own.
    pub(super) fn finish(mut self) -> Vec<Note> {
        self.notes.sort_by_key(|n| (n.span, n.check));
        for (check, count) in self.counts {
            let more = count.saturating_sub(MAX_PER_CHECK);
            let last = self.notes.iter().rev().find(|n| n.check == check);
            if let Some(span) = last.map(|n| n.span).filter(|_| more > 0) {
                self.notes.push(Note {
                    check,
                    message: format!("{more} more places of this kind are not listed one by one"),
                    span,
                    help: check.remediation().to_owned(),
                });
            }
        }
        self.notes
    }
}

/// Whether a scalar that begins with this byte may be noted.
fn may_need_note(first: u8) -> bool {
    matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.' | b'=')
}

/// Whether a text is a whole number that every reader takes alike: no sign, no leading zero, and
/// far below 2^53.
fn is_short_integer(text: &str) -> bool {
    let bytes = text.as_bytes();
    let leading = bytes.len() > 1 && bytes.first() == Some(&b'0');
    bytes.len() <= 15 && !leading && bytes.iter().all(u8::is_ascii_digit)
}

/// How two readers take an ambiguous scalar.
fn readings(text: &str, ambiguity: Ambiguity) -> &'static str {
    match ambiguity {
        Ambiguity::Boolean(true) => "is `true` in YAML 1.1 and text in YAML 1.2",
        Ambiguity::Boolean(false) => "is `false` in YAML 1.1 and text in YAML 1.2",
        Ambiguity::Octal if text.contains('o') => {
            "is text in YAML 1.1 and an octal number in YAML 1.2"
        }
        Ambiguity::Octal if text.contains(['8', '9']) => {
            "is text in YAML 1.1 and a number in YAML 1.2"
        }
        Ambiguity::Octal => "is an octal number in YAML 1.1 and a decimal one in YAML 1.2",
        Ambiguity::Underscore | Ambiguity::Binary => "is a number in YAML 1.1 and text in YAML 1.2",
        Ambiguity::Sexagesimal => "is a number of base 60 in YAML 1.1 and text in YAML 1.2",
        Ambiguity::Date => "is a date in YAML 1.1 and text in YAML 1.2",
        Ambiguity::Value => "is a default value in YAML 1.1 and text in YAML 1.2",
    }
}
