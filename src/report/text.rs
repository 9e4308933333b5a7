//! Source text on its way out: redaction, escaping, clipping and wrapping, for every format.
//!
//! Texts, names and messages come from a tenant or a policy and are untrusted. Nothing that
//! steers a terminal or hides from the eye passes [`escape`], and no byte of a [`Redactions`]
//! span or of a password in an address passes [`Redactions::clean`] or a snippet. This module knows no format.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::Value;

use super::{Report, RuleInfo, passwords};
use crate::finding::Access;
pub(super) use crate::finding::{count, thousands};
use crate::source::{FileId, SourceMap, Span};

/// What stands for a secret: always the same, so that it does not tell the length.
pub(crate) const REDACTED: &str = "********";

/// A secret that is shorter, in bytes, is not looked for in messages: it would hit ordinary words.
const SHORTEST_SECRET: usize = 6;

/// The most characters of one message that a format for people prints.
pub(super) const LONGEST_MESSAGE: usize = 2_000;

/// Stretches of the sources that no format may print.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redactions {
    spans: BTreeMap<FileId, Vec<Span>>,
    /// What stands there, where the text was let go of.
    words: BTreeMap<(FileId, Span), Arc<str>>,
}

impl Redactions {
    /// Marks a stretch of a text as secret. Stretches may overlap.
    pub fn add(&mut self, file: FileId, span: Span) {
        let spans = self.spans.entry(file).or_default();
        let at = spans.partition_point(|s| s.start < span.start);
        spans.insert(at, span);
    }

    /// Remembers a secret of a text that is let go of, since messages may quote it.
    pub fn remember(&mut self, file: FileId, span: Span, secret: &Arc<str>) {
        self.words.insert((file, span), Arc::clone(secret));
    }

    /// Marks what another holds as secret as well.
    pub(crate) fn extend(&mut self, other: Self) {
        for (file, spans) in other.spans {
            spans.into_iter().for_each(|span| self.add(file, span));
        }
        self.words.extend(other.words);
    }

    /// Whether nothing is secret.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// What is secret of a text, in its order.
    pub(super) fn spans_of(&self, file: FileId) -> &[Span] {
        self.spans.get(&file).map_or(&[], Vec::as_slice)
    }

    /// Whether a stretch of a text holds some of a secret or stands right beside one.
    pub(super) fn touch(&self, file: FileId, stretch: Span) -> bool {
        let spans = self.spans_of(file).iter();
        let mut near = spans.take_while(|s| s.start <= stretch.end);
        near.any(|s| stretch.start <= s.end)
    }

    /// The end, in bytes, of the secret that holds the byte `offset` of a text.
    pub(super) fn end_at(&self, file: FileId, offset: usize) -> Option<usize> {
        let spans = self.spans.get(&file)?;
        spans
            .iter()
            .take_while(|s| s.start as usize <= offset)
            .map(|s| s.end as usize)
            .filter(|&end| offset < end)
            .max()
    }

    /// A message without the secrets that it quotes and without passwords in addresses.
    pub(super) fn clean<'t>(&self, sources: &SourceMap, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for (&file, spans) in &self.spans {
            for &span in spans {
                let secret = match self.words.get(&(file, span)) {
                    Some(word) => word,
                    None => sources.slice(file, span),
                };
                let secret = secret.trim_matches(['"', '\'']);
                if secret.len() >= SHORTEST_SECRET && text.contains(secret) {
                    text = Cow::Owned(text.replace(secret, REDACTED));
                }
            }
        }
        match passwords::hide(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(hidden) => Cow::Owned(hidden),
        }
    }
}

/// Whether a character is shown as an escape: controls (C0, DEL, C1), line and paragraph
/// separators, bidirectional controls, characters without a shape of their own, and
/// noncharacters.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// Appends a character, or its escape such as `\n` or `\u{1b}`.
pub(super) fn push_escaped(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_hidden(c) => {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        }
        c => out.push(c),
    }
}

/// A text in which every character shows and none moves the cursor.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push_escaped(&mut out, c));
    Cow::Owned(out)
}

/// At most `limit` characters of a text, and how many there would be more.
pub(super) fn clip(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some((at, _)) => {
            let more = text[at..].chars().count();
            let more = thousands(more as u64);
            Cow::Owned(format!("{} [{more} more characters]", &text[..at]))
        }
    }
}

/// A text of a report without the secrets that it quotes.
pub(super) fn clean(report: &Report, text: &str) -> String {
    report.redactions.clean(&report.sources, text).into_owned()
}

/// A value without the secrets that its texts and keys quote.
pub(super) fn clean_value(report: &Report, value: &Value) -> Value {
    match value {
        Value::String(text) => clean(report, text).into(),
        Value::Array(items) => items.iter().map(|v| clean_value(report, v)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(k, v)| (clean(report, k), clean_value(report, v)))
            .collect(),
        other => other.clone(),
    }
}

/// An access without the secrets that its texts quote.
pub(super) fn clean_access(report: &Report, access: &Access) -> Access {
    let clean = |text: &String| clean(report, text);
    let all = |texts: &Vec<String>| texts.iter().map(clean).collect();
    Access {
        principal: access.principal.as_ref().map(clean),
        actions: all(&access.actions),
        object: access.object.as_ref().map(clean),
        fields: all(&access.fields),
        categories: access
            .categories
            .iter()
            .map(|(category, fields)| (clean(category), all(fields)))
            .collect(),
        via: all(&access.via),
        records: access.records,
    }
}

/// What is said of a rule without the secrets that its texts quote.
pub(super) fn clean_rule(report: &Report, rule: &RuleInfo) -> RuleInfo {
    if report.redactions.is_empty() {
        return rule.clone();
    }
    let clean = |text: &str| clean(report, text);
    RuleInfo {
        title: clean(&rule.title),
        description: clean(&rule.description),
        remediation: clean(&rule.remediation),
        ..rule.clone()
    }
}

/// A message of a report on one line: without secrets, escaped, and clipped.
pub(super) fn sentence(report: &Report, message: &str) -> String {
    let cleaned = report.redactions.clean(&report.sources, message);
    escape(&clip(&cleaned, LONGEST_MESSAGE)).into_owned()
}

/// The columns that a character is counted as when lines are broken: never fewer than a
/// terminal gives it, so that no line gets too long.
pub(super) fn columns(c: char) -> usize {
    match c {
        '\u{0}'..='\u{10ff}' | '\u{1e00}'..='\u{22ff}' | '\u{2400}'..='\u{25ff}' => 1,
        _ => 2,
    }
}

/// [`columns`] of a text.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Breaks an escaped text into lines of at most `limit` columns: at spaces, and where there is
/// none, after any character.
pub(super) fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(2);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let wide = width(word);
        let gap = usize::from(used > 0);
        if used + gap + wide <= limit {
            push_word(&mut lines, gap, word);
            used += gap + wide;
            continue;
        }
        // A word in a script without spaces fills up the line; others start on a new one.
        let fill = wide > limit && !word.is_ascii() && used + gap + 2 <= limit;
        if used > 0 && !fill {
            lines.push(String::new());
            used = 0;
        } else if gap == 1 {
            push_word(&mut lines, gap, "");
            used += gap;
        }
        for c in word.chars() {
            if used + columns(c) > limit {
                lines.push(String::new());
                used = 0;
            }
            if let Some(last) = lines.last_mut() {
                last.push(c);
            }
            used += columns(c);
        }
    }
    lines
}

fn push_word(lines: &mut [String], gap: usize, word: &str) {
    if let Some(last) = lines.last_mut() {
        if gap == 1 {
            last.push(' ');
        }
        last.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Encoding;

    #[test]
    fn nothing_that_steers_a_terminal_or_hides_passes() {
        assert_eq!(
            escape("a\u{1b}[31m\u{7f}\u{9b}\r\n\t\u{202e}\u{200b}\u{2066}\u{feff}z"),
            "a\\u{1b}[31m\\u{7f}\\u{9b}\\r\\n\\t\\u{202e}\\u{200b}\\u{2066}\\u{feff}z"
        );
        let every: String = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        let shown = escape(&every);
        assert!(!shown.chars().any(is_hidden));
        assert!(shown.contains("加盟店") || shown.contains('加'));
        assert!(matches!(escape("店舗 😀 é <b> %0A"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_texts_are_clipped_with_a_count() {
        assert_eq!(clip("店舗名", 3), "店舗名");
        assert_eq!(clip("店舗名です", 3), "店舗名 [2 more characters]");
    }

    #[test]
    fn lines_break_at_spaces_and_within_long_words_only() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("加盟店の情報", 6), ["加盟店", "の情報"]);
        assert_eq!(
            wrap("名は 加盟店の情報です", 10),
            ["名は 加盟", "店の情報で", "す"]
        );
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn numbers_have_commas() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands(1_381_735), "1,381,735");
        assert_eq!(count(1, "file"), "1 file");
    }

    #[test]
    fn a_secret_is_taken_out_of_a_message() {
        let mut sources = SourceMap::new();
        let file = sources.add("a.yaml", "token: 's3cr3t-value'\n", Encoding::Utf8);
        let mut redactions = Redactions::default();
        redactions.add(file, Span::new(7, 21));
        assert_eq!(
            redactions.clean(&sources, "the token is s3cr3t-value."),
            "the token is ********."
        );
        assert_eq!(redactions.end_at(file, 7), Some(21));
        assert_eq!(redactions.end_at(file, 21), None);
    }
}
