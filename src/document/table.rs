//! Comma-separated values into a [`Document`]: a list of mappings, a row each, by the names of the
//! first row (<https://www.rfc-editor.org/rfc/rfc4180>).
//!
//! The span of a value is its cell, quotes included; the keys of all rows are the cells of the
//! first. Empty lines count as nothing. A cell is a boolean or a number by its text.

use std::sync::Arc;

use super::{
    Document, Error, Kind, Limits, META_DECODED, Node, NodeId, Style, faults, kind_bits, style_bits,
};
use crate::check::Check;
use crate::source::{FileId, Span};

/// Parses a text.
///
/// # Errors
/// The first cell whose quotes do not close or do not end the cell, the first row that has not as
/// many cells as the first, or a limit.
pub(super) fn parse(file: FileId, source: Arc<str>, limits: &Limits) -> Result<Document, Error> {
    let mut builder = Builder {
        doc: Document {
            markup: true,
            ..Document::empty(file, Arc::clone(&source))
        },
        limits,
    };
    let mut reader = Cells {
        text: &source,
        at: source.len() - source.trim_start_matches('\u{feff}').len(),
    };
    let Some(header) = reader.row()? else {
        return Ok(builder.doc);
    };
    let list = builder.push(Kind::Seq, &Cell::plain(header[0].start, source.len()))?;
    builder.doc.roots.push(NodeId(list));
    while let Some(row) = reader.row()? {
        if row.len() != header.len() {
            return Err(uneven(&row, &header));
        }
        let whole = Cell::plain(row[0].start, row[row.len() - 1].end);
        let map = builder.push(Kind::Map, &whole)?;
        for (name, cell) in header.iter().zip(&row) {
            builder.push(Kind::Scalar, name)?;
            builder.push(Kind::Scalar, cell)?;
        }
        builder.close(map);
    }
    builder.close(list);
    Ok(builder.doc)
}

/// A cell of a row, by its bytes.
struct Cell {
    start: usize,
    end: usize,
    quoted: bool,
    /// What it says, where that is not what stands between its quotes.
    decoded: Option<String>,
}

impl Cell {
    fn plain(start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            quoted: false,
            decoded: None,
        }
    }
}

/// Reads rows of cells.
struct Cells<'a> {
    text: &'a str,
    at: usize,
}

impl Cells<'_> {
    fn row(&mut self) -> Result<Option<Vec<Cell>>, Error> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        if self.at == self.text.len() {
            return Ok(None);
        }
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell()?);
            let rest = &self.text[self.at..];
            if !rest.starts_with(',') {
                return Ok(Some(cells));
            }
            self.at += 1;
        }
    }

    fn cell(&mut self) -> Result<Cell, Error> {
        let start = self.at;
        let rest = &self.text[start..];
        if rest.starts_with('"') {
            return self.quoted(start);
        }
        let length = rest.find([',', '\r', '\n']).unwrap_or(rest.len());
        self.at = start + length;
        Ok(Cell::plain(start, self.at))
    }

    fn quoted(&mut self, start: usize) -> Result<Cell, Error> {
        let mut at = start + 1;
        let mut doubled = false;
        loop {
            let Some(quote) = self.text[at..].find('"') else {
                let place = Span::new(start, start + 1);
                return Err(refused(place, "this quote is not closed"));
            };
            at += quote + 1;
            if !self.text[at..].starts_with('"') {
                break;
            }
            doubled = true;
            at += 1;
        }
        if !matches!(
            self.text.as_bytes().get(at),
            None | Some(b',' | b'\r' | b'\n')
        ) {
            let place = Span::new(at, at + 1);
            return Err(refused(place, "something stands behind the closing quote"));
        }
        self.at = at;
        let inner = &self.text[start + 1..at - 1];
        Ok(Cell {
            start,
            end: at,
            quoted: true,
            decoded: doubled.then(|| inner.replace("\"\"", "\"")),
        })
    }
}

struct Builder<'a> {
    doc: Document,
    limits: &'a Limits,
}

impl Builder<'_> {
    fn push(&mut self, kind: Kind, cell: &Cell) -> Result<u32, Error> {
        let count = self.doc.nodes.len();
        let max = self.limits.max_nodes.min(u32::MAX as usize - 1);
        let span = Span::new(cell.start, cell.end);
        if count >= max {
            let what = "the text holds too many nodes";
            return Err(faults::limit(span, what, "max-nodes", max));
        }
        let style = match cell.quoted {
            true => Style::DoubleQuoted,
            false => Style::Plain,
        };
        let decoded = cell.decoded.as_deref().filter(|_| kind == Kind::Scalar);
        let id = u32::try_from(count).unwrap_or(u32::MAX);
        self.doc.nodes.push(Node {
            start: span.start,
            end: span.end,
            next: id + 1,
            meta: kind_bits(kind)
                | style_bits(style) << super::META_STYLE_SHIFT
                | if decoded.is_some() { META_DECODED } else { 0 },
        });
        self.doc
            .decoded
            .extend(decoded.map(|text| (id, text.into())));
        Ok(id)
    }

    fn close(&mut self, id: u32) {
        let next = u32::try_from(self.doc.nodes.len()).unwrap_or(u32::MAX);
        self.doc.nodes[id as usize].next = next;
    }
}

fn uneven(row: &[Cell], header: &[Cell]) -> Error {
    let place = Span::new(row[0].start, row[row.len() - 1].end);
    let message = format!(
        "this row has {} cells, and the first row has {}",
        row.len(),
        header.len()
    );
    refused(place, &message)
}

fn refused(place: Span, message: &str) -> Error {
    faults::error(
        Check::TableSyntax,
        place,
        message,
        Check::TableSyntax.remediation(),
    )
}
