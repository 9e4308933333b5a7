//! Values as text, in the style of the text around them.

use serde_json::Value as Json;

use super::{Writer, is_nested};
use crate::document::{Style, numeral, shows, word};

impl Writer<'_> {
    /// What stands between a key in brackets and its value.
    pub(super) fn colon(&self) -> &'static str {
        let has = |colon: &str| self.text.contains(colon);
        if self.json && has("\":") && !has("\": ") && !has("\" :") {
            return ":";
        }
        ": "
    }

    pub(super) fn in_flow_entry(&self, key: Option<&str>, value: &Json) -> String {
        let value = self.inline(value, Style::Plain);
        match key {
            Some(key) => format!("{}{}{value}", self.quoted(key, Style::Plain), self.colon()),
            None => value,
        }
    }

    /// An entry of a block, the lines behind the first one indented below `column`.
    pub(super) fn entry(&self, key: &str, value: &Json, column: usize) -> String {
        let key = word(key);
        match is_nested(value) {
            true => {
                let indent = column + self.step(value);
                let lines = self.block(value, indent);
                format!("{key}:{}{}{lines}", self.line_break, " ".repeat(indent))
            }
            false => format!("{key}: {}", self.inline(value, Style::Plain)),
        }
    }

    /// A value as a block whose first line is indented already.
    pub(super) fn block(&self, value: &Json, indent: usize) -> String {
        let between = format!("{}{}", self.line_break, " ".repeat(indent));
        let lines: Vec<String> = match value {
            Json::Object(map) if !map.is_empty() => map
                .iter()
                .map(|(key, value)| self.entry(key, value, indent))
                .collect(),
            Json::Array(items) if !items.is_empty() => items
                .iter()
                .map(|item| format!("- {}", self.block(item, indent + 2)))
                .collect(),
            other => vec![self.inline(other, Style::Plain)],
        };
        lines.join(&between)
    }

    /// A value on one line.
    pub(super) fn inline(&self, value: &Json, style: Style) -> String {
        match value {
            Json::Null => "null".to_owned(),
            Json::Bool(b) => b.to_string(),
            Json::Number(number) => numeral(number),
            Json::String(text) => self.quoted(text, style),
            Json::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|v| self.in_flow_entry(None, v)).collect();
                format!("[{}]", items.join(self.comma()))
            }
            Json::Object(map) => {
                let entries = map.iter().map(|(k, v)| self.in_flow_entry(Some(k), v));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(self.comma()))
            }
        }
    }

    pub(super) fn comma(&self) -> &'static str {
        if self.colon() == ":" { "," } else { ", " }
    }

    /// A text in the quotes that the old one had, as far as they can hold it.
    pub(super) fn quoted(&self, text: &str, style: Style) -> String {
        if self.json {
            return json_text(text);
        }
        let plain = word(text);
        let is_word = plain.len() == text.len();
        let shows = is_word || plain[1..plain.len() - 1] == *text || text.contains('\'');
        match style {
            Style::SingleQuoted
                if shows && !text.contains(['\\', '"']) && !plain.contains('\\') =>
            {
                format!("'{}'", text.replace('\'', "''"))
            }
            Style::DoubleQuoted if is_word => format!("\"{text}\""),
            _ => plain.into_owned(),
        }
    }
}

/// A text of JSON, in which nothing stands that does not show or breaks lines elsewhere.
fn json_text(text: &str) -> String {
    // A text is always written.
    let written = serde_json::to_string(text).unwrap_or_default();
    let mut out = String::with_capacity(written.len());
    for c in written.chars() {
        match shows(c) {
            true => out.push(c),
            false => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out
}
