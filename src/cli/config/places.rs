//! Where the settings of a configuration are written.

use super::LIMITS;
use crate::document::{self, Document};
use crate::source::{FileId, SourceMap, Span};

/// The text of a configuration, in which places are looked up.
pub(crate) struct ConfigText {
    file: FileId,
    document: Option<Document>,
}

impl ConfigText {
    /// A text of the sources; in one that does not parse every place is its start.
    pub(crate) fn of(file: FileId, sources: &SourceMap) -> Self {
        let text = sources.file(file).text().clone();
        let document = document::parse(file, text, &LIMITS).ok();
        Self { file, document }
    }

    /// The place of a key, as keys from the top, or of its nearest parent; the start of the text
    /// where it has neither.
    pub(crate) fn place(&self, key: &[String]) -> (FileId, Span) {
        let span = self.document.as_ref().map(|document| span(document, key));
        (self.file, span.unwrap_or(Span::new(0, 0)))
    }
}

fn span(document: &Document, key: &[String]) -> Span {
    let mut span = Span::new(0, 0);
    let Some(&(mut at)) = document.roots().first() else {
        return span;
    };
    for step in key {
        let at_index = step
            .parse()
            .ok()
            .and_then(|n: usize| document.items(at).nth(n));
        let entry = document
            .written_entries(at)
            .find(|(key, _)| document.text(*key) == step);
        match (entry, at_index) {
            (Some((key, value)), _) => {
                span = document.span(key);
                at = value;
            }
            (None, Some(item)) => {
                span = document.span(item);
                at = item;
            }
            (None, None) => break,
        }
    }
    span
}
