//! Texts for XML: in an attribute or between tags they stay texts, and XML 1.0 can hold them.

use super::{Report, text};

/// A text of a report without secrets, on one line, escaped.
pub(super) fn sentence(report: &Report, words: &str) -> String {
    escape(&text::sentence(report, words))
}

/// A text without control characters, escaped.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
    out
}
