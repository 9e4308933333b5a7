//! TOML into a [`Document`] of one root (<https://toml.io/en/v1.0.0>).
//!
//! A table may be written in several places; its entries stand in the order in which their keys
//! are first written. The span of a key is that step of it, quotes included; of a value, the value;
//! of a table that has a header, from the header to the end of its last entry; of one that only
//! dotted keys make, from the first of these to the end of the last. Dates and times are texts.
//! Comments are not kept.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::{
    Document, Error, Kind, Limits, META_DECODED, META_STYLE_SHIFT, Node, NodeId, Style, faults,
    kind_bits, style_bits,
};
use crate::check::Check;
use crate::source::{FileId, Span};

/// Parses a text.
///
/// # Errors
/// The first place at which it is no TOML, or a limit.
pub(super) fn parse(file: FileId, source: Arc<str>, limits: &Limits) -> Result<Document, Error> {
    let text = source.trim_start_matches('\u{feff}');
    let skipped = source.len() - text.len();
    let root = DeTable::parse(text).map_err(|e| refused(&e, text, skipped))?;
    let mut builder = Builder {
        doc: Document::empty(file, Arc::clone(&source)),
        limits,
        skipped,
    };
    let whole = Span::new(skipped, source.len());
    builder.table(root.get_ref(), whole, 1)?;
    builder.doc.roots.push(NodeId(0));
    Ok(builder.doc)
}

fn refused(error: &toml::de::Error, text: &str, skipped: usize) -> Error {
    let at = error.span().unwrap_or(text.len()..text.len());
    let end = at.end.min(text.len());
    let span = Span::new(skipped + at.start.min(end), skipped + end);
    let check = Check::TomlSyntax;
    let message = format!("this is no TOML: {}", error.message());
    faults::error(check, span, message, check.remediation())
}

struct Builder<'a> {
    doc: Document,
    limits: &'a Limits,
    /// The bytes before the text that was parsed.
    skipped: usize,
}

impl Builder<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.skipped + range.start, self.skipped + range.end)
    }

    /// A table, `depth` levels deep, whose own bytes are `span`. Gives where its last entry ends.
    fn table(&mut self, table: &DeTable<'_>, span: Span, depth: usize) -> Result<u32, Error> {
        self.check_depth(span, depth)?;
        let id = self.push(Kind::Map, span, Style::Plain, None)?;
        let mut entries: Vec<(&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)> =
            table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            self.key(key)?;
            let end = self.value(value, depth)?;
            self.widen(id, end);
        }
        Ok(self.close(id))
    }

    fn array(&mut self, array: &DeArray<'_>, span: Span, depth: usize) -> Result<u32, Error> {
        self.check_depth(span, depth)?;
        // One of tables goes by the header of its first.
        let first = array.iter().next().map(|item| self.span(item.span()));
        let style = match first == Some(span) {
            true => Style::Plain,
            false => Style::Flow,
        };
        let id = self.push(Kind::Seq, span, style, None)?;
        for item in array.iter() {
            let end = self.value(item, depth)?;
            self.widen(id, end);
        }
        Ok(self.close(id))
    }

    fn key(&mut self, key: &Spanned<DeString<'_>>) -> Result<u32, Error> {
        let span = self.span(key.span());
        let style = self.style(span);
        self.push(Kind::Scalar, span, style, Some(key.get_ref()))
    }

    /// A value of a table or array `depth` levels deep. Gives where it ends.
    fn value(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<u32, Error> {
        let span = self.span(value.span());
        let quoted = Style::DoubleQuoted;
        let source = Arc::clone(&self.doc.source);
        let written = source.get(span.range()).unwrap_or_default();
        match value.get_ref() {
            DeValue::Table(table) => return self.table(table, span, depth + 1),
            DeValue::Array(array) => return self.array(array, span, depth + 1),
            DeValue::String(text) => self.push(Kind::Scalar, span, self.style(span), Some(text)),
            DeValue::Boolean(_) => self.push(Kind::Scalar, span, Style::Plain, None),
            DeValue::Integer(number) => {
                // What does not fit would be refused by a reader of TOML; here it stays a number.
                let decimal = i128::from_str_radix(number.as_str(), number.radix());
                let decimal = decimal.map_or_else(|_| written.to_owned(), |n| n.to_string());
                self.push(Kind::Scalar, span, Style::Plain, Some(&decimal))
            }
            DeValue::Float(number) => {
                let digits = number.as_str();
                let decimal = match digits.trim_start_matches('+') {
                    "inf" => ".inf",
                    "-inf" => "-.inf",
                    "nan" | "-nan" => ".nan",
                    other => other,
                };
                self.push(Kind::Scalar, span, Style::Plain, Some(decimal))
            }
            DeValue::Datetime(_) => self.push(Kind::Scalar, span, quoted, Some(written)),
        }?;
        Ok(span.end)
    }

    /// How a text is quoted. What stands between quotes on several lines is given by itself.
    fn style(&self, span: Span) -> Style {
        let source = self.doc.source.get(span.range()).unwrap_or_default();
        match source.as_bytes().first() {
            Some(b'"') => Style::DoubleQuoted,
            Some(b'\'') => Style::SingleQuoted,
            _ => Style::Plain,
        }
    }

    fn check_depth(&self, span: Span, depth: usize) -> Result<(), Error> {
        let max = self.limits.max_depth;
        if depth <= max {
            return Ok(());
        }
        let what = "the collections are nested too deeply";
        Err(faults::limit(span, what, "max-depth", max))
    }

    /// Adds a node; `text` is what a scalar says, where that could differ from its source.
    fn push(
        &mut self,
        kind: Kind,
        span: Span,
        style: Style,
        text: Option<&str>,
    ) -> Result<u32, Error> {
        let count = self.doc.nodes.len();
        let max = self.limits.max_nodes.min(u32::MAX as usize - 1);
        if count >= max {
            let what = "the text holds too many nodes";
            return Err(faults::limit(span, what, "max-nodes", max));
        }
        let max = self.limits.max_scalar_bytes;
        if kind == Kind::Scalar && span.range().len() > max {
            let what = "a text is too long";
            return Err(faults::limit(span, what, "max-scalar-bytes", max));
        }
        let id = u32::try_from(count).unwrap_or(u32::MAX);
        self.doc.nodes.push(Node {
            start: span.start,
            end: span.end,
            next: id + 1,
            meta: kind_bits(kind) | style_bits(style) << META_STYLE_SHIFT,
        });
        if let Some(text) = text
            && self.doc.text(NodeId(id)) != text
        {
            self.doc.nodes[count].meta |= META_DECODED;
            self.doc.decoded.push((id, text.into()));
        }
        Ok(id)
    }

    /// Makes a collection reach to where something in it ends.
    fn widen(&mut self, id: u32, end: u32) {
        let node = &mut self.doc.nodes[id as usize];
        node.end = node.end.max(end);
    }

    /// Ends a collection; gives where it ends.
    fn close(&mut self, id: u32) -> u32 {
        let next = u32::try_from(self.doc.nodes.len()).unwrap_or(u32::MAX);
        let node = &mut self.doc.nodes[id as usize];
        node.next = next;
        node.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Form, parse_as};
    use crate::source::{Encoding, SourceMap};

    fn document(text: &str) -> Result<Document, Error> {
        let file = SourceMap::new().add("a.toml", text, Encoding::Utf8);
        parse_as(Form::Toml, file, text.into(), &Limits::default()).map_err(|mut e| e.remove(0))
    }

    fn json(text: &str) -> serde_json::Value {
        let document = document(text).expect("it is TOML");
        crate::tenant::plain_json(&document, document.roots()[0])
    }

    #[test]
    fn values_are_what_readers_of_toml_take_them_for() {
        let text = "a = 0x1F\nb = 1_000\nc = 1e3\nd = [true, 'no']\ne = 1979-05-27\nf = \"\"\"\nx\\ty\"\"\"\n'g h'.i = \"2\"\nj = -0b11\n";
        let text = text.replace("-0b11", "+7");
        assert_eq!(
            json(&text),
            serde_json::json!({
                "a": 31, "b": 1000, "c": 1000.0, "d": [true, "no"], "e": "1979-05-27", "f": "x\ty",
                "g h": {"i": "2"}, "j": 7,
            })
        );
        assert_eq!(json(""), serde_json::json!({}));
    }

    #[test]
    fn every_key_and_value_has_its_bytes() {
        let text = "\u{feff}[a.b] # c\nx = 1\n[[list]]\n\"y\".z = ['q']\n[a]\nw = 'Ö'\n[[list]]\n";
        let document = document(text).expect("it is TOML");
        let root = document.roots()[0];
        let slice = |id| &text[document.span(id).range()];
        let a = document.get(root, "a").expect("a");
        assert_eq!(slice(a.key), "a");
        let b = document.get(a.value, "b").expect("b");
        assert_eq!((slice(b.key), slice(b.value)), ("b", "[a.b] # c\nx = 1"));
        let w = document.get(a.value, "w").expect("w");
        assert_eq!((slice(w.key), slice(w.value)), ("w", "'Ö'"));
        let list = document.get(root, "list").expect("list");
        let items: Vec<NodeId> = document.items(list.value).collect();
        assert_eq!(slice(items[1]), "[[list]]");
        let y = document.get(items[0], "y").expect("y");
        assert_eq!(slice(y.key), "\"y\"");
        let z = document.get(y.value, "z").expect("z");
        assert_eq!(slice(z.value), "['q']");
    }

    #[test]
    fn what_is_no_toml_is_refused_at_its_place() {
        for (text, at) in [
            ("a = \n", 4),
            ("a = 1\na = 2\n", 6),
            ("[a]\n[a]\n", 5),
            ("x", 1),
        ] {
            let error = document(text).expect_err(text);
            assert_eq!(
                (error.check, error.span.start),
                (Check::TomlSyntax, at),
                "{text}: {}",
                error.message
            );
        }
    }

    #[test]
    fn depth_is_bounded_however_it_is_written() {
        for text in [
            format!("{}=1", vec!["a"; 100_000].join(".")),
            format!("[{}]", vec!["a"; 100_000].join(".")),
            format!("a = {}", "[".repeat(100_000)),
            format!("a = {}", "{a=".repeat(100_000)),
        ] {
            assert!(document(&text).is_err(), "{}", &text[..20]);
        }
        let file = SourceMap::new().add("a.toml", "", Encoding::Utf8);
        let limits = Limits {
            max_depth: 2,
            ..Limits::default()
        };
        let error = parse(file, "a.b.c = 1".into(), &limits).expect_err("too deep");
        assert!(error.message.contains("max-depth"), "{}", error.message);
    }
}
