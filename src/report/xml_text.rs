//! Texts for XML: in an attribute or between tags they stay texts, and XML 1.0 can hold them.

use super::{Report, text};
use crate::document::reference;

/// A text of a report without secrets, on one line, escaped.
pub(super) fn sentence(report: &Report, words: &str) -> String {
    escape(&text::sentence(report, words))
}

/// A text without control characters, escaped.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match reference(c) {
            Some(reference) => out.push_str(reference),
            None => out.push(c),
        }
    }
    out
}
