//! `# METADATA` blocks, above a module's `package` and above its rules, read with places in the
//! Rego file.

use std::ops::Range;
use std::sync::Arc;

use crate::check::Check;
use crate::document::{self, Document, Kind, NodeId, Scalar};
use crate::finding::Failure;
use crate::source::{FileId, Span};

/// A parsed block. Spans of its nodes are bytes of the Rego file.
pub(super) struct Metadata {
    pub(super) document: Document,
    pub(super) root: NodeId,
    file: FileId,
}

/// Reads the block of a module; `Ok(None)` where there is none.
pub(super) fn parse(file: FileId, text: &str) -> Result<Option<Metadata>, Vec<Failure>> {
    match block(text) {
        Some(block) => parse_block(file, text, block),
        None => Ok(None),
    }
}

/// Reads a block whose YAML stands at these bytes; `Ok(None)` where nothing stands in it.
pub(super) fn parse_block(
    file: FileId,
    text: &str,
    block: Range<usize>,
) -> Result<Option<Metadata>, Vec<Failure>> {
    // Everything but the block becomes blank, so that spans are those of the whole file.
    let blanked: String = text[..block.end]
        .char_indices()
        .flat_map(|(at, c)| {
            let keep = at >= block.start && c != '\r';
            let line_start = at == 0 || text.as_bytes()[at - 1] == b'\n';
            let mark = c == '#' && line_start;
            let shown = if c == '\n' || (keep && !mark) { c } else { ' ' };
            std::iter::repeat_n(shown, if keep && !mark { 1 } else { c.len_utf8() })
        })
        .collect();
    let limits = document::Limits::default();
    let document = document::parse(file, Arc::from(blanked), &limits).map_err(|errors| {
        errors
            .into_iter()
            .map(|e| invalid(file, e.span, e.message))
            .collect::<Vec<_>>()
    })?;
    let Some(&root) = document.roots().first() else {
        return Ok(None);
    };
    if document.kind(root) != Kind::Map {
        return Err(vec![invalid(
            file,
            document.span(root),
            "the METADATA is no mapping",
        )]);
    }
    Ok(Some(Metadata {
        document,
        root,
        file,
    }))
}

/// The bytes of the first block's YAML: the comment lines after `# METADATA`.
fn block(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        match start {
            None if trimmed == "# METADATA" => start = Some(at + line.len()),
            None if !trimmed.is_empty() && !trimmed.starts_with('#') => return None,
            Some(start) if !trimmed.starts_with('#') => return Some(start..at),
            _ => {}
        }
        at += line.len();
    }
    start.map(|start| start..at)
}

/// The blocks above rules: the rule's name, and the bytes of the block's YAML. That above the
/// package is none of them.
pub(super) fn blocks_of_rules(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut block: Option<Range<usize>> = None;
    let mut open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        let end = at + line.len();
        if trimmed == "# METADATA" {
            block = Some(end..end);
            open = true;
        } else if trimmed.starts_with('#') {
            if let Some(block) = block.as_mut().filter(|_| open) {
                block.end = end;
            }
        } else if trimmed.is_empty() {
            open = false;
        } else if let Some(block) = block.take() {
            let head = trimmed
                .strip_prefix("default ")
                .unwrap_or(trimmed)
                .trim_start();
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let name = &head[..head.find(|c| !word(c)).unwrap_or(head.len())];
            if name != "package" {
                found.push((name.to_owned(), block));
            }
        }
        at = end;
    }
    found
}

/// A failure in a policy's file.
pub(super) fn invalid(file: FileId, span: Span, message: impl Into<String>) -> Failure {
    Failure {
        id: Check::PolicyInvalid.id(),
        rule: None,
        message: message.into(),
        place: Some((file, span)),
        labels: Vec::new(),
        help: Check::PolicyInvalid.remediation().to_owned(),
    }
}

impl Metadata {
    /// The value of a key of a mapping.
    pub(super) fn get(&self, map: NodeId, key: &str) -> Option<NodeId> {
        self.document.get(map, key).map(|e| e.value)
    }

    /// The text of a key; block scalars lose their last line break.
    pub(super) fn text(&self, map: NodeId, key: &str) -> Option<String> {
        let id = self.document.resolve(self.get(map, key)?);
        (self.document.kind(id) == Kind::Scalar && self.document.scalar(id) != Some(Scalar::Null))
            .then(|| self.document.text(id).trim_end().to_owned())
    }

    /// The texts of a list; of a single text, that one.
    pub(super) fn texts(&self, map: NodeId, key: &str) -> Vec<String> {
        let nodes = self.nodes(map, key).into_iter();
        nodes.map(|id| self.document.text(id).to_owned()).collect()
    }

    /// The nodes of those texts.
    pub(super) fn nodes(&self, map: NodeId, key: &str) -> Vec<NodeId> {
        let Some(id) = self.get(map, key) else {
            return Vec::new();
        };
        let id = self.document.resolve(id);
        let items = self.document.items(id);
        match self.document.kind(id) {
            Kind::Seq => items.map(|item| self.document.resolve(item)).collect(),
            Kind::Scalar => vec![id],
            Kind::Map | Kind::Alias => Vec::new(),
        }
    }

    /// Where a node of the block stands.
    pub(super) fn place(&self, at: NodeId) -> (FileId, Span) {
        (self.file, self.document.span(at))
    }

    /// A failure at a node of the block.
    pub(super) fn invalid(&self, at: NodeId, message: impl Into<String>) -> Failure {
        invalid(self.file, self.document.span(at), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Encoding, SourceMap};

    #[test]
    fn spans_are_those_of_the_rego_file() {
        let text = "# 日本\n# METADATA\n# title: Öffentlich\n# custom:\n#   id: X-1\npackage a\n";
        let mut sources = SourceMap::new();
        let file = sources.add("p.rego", text, Encoding::Utf8);
        let found = parse(file, text).expect("it parses").expect("there is one");
        assert_eq!(
            found.text(found.root, "title").as_deref(),
            Some("Öffentlich")
        );
        let custom = found.get(found.root, "custom").expect("custom");
        let id = found.get(custom, "id").expect("id");
        assert_eq!(&text[found.document.span(id).range()], "X-1");
    }

    #[test]
    fn blocks_above_rules_go_by_their_names() {
        let text = "# METADATA\n# title: P\npackage a\n\n# METADATA\n# title: D\n\n# else\ndeny contains m if m := 1\n# METADATA\n# title: W\ndefault warn_x := 1\n";
        let found = blocks_of_rules(text);
        let found: Vec<_> = found
            .iter()
            .map(|(n, r)| (&**n, &text[r.clone()]))
            .collect();
        assert_eq!(
            found,
            [("deny", "# title: D\n"), ("warn_x", "# title: W\n")]
        );
    }

    #[test]
    fn a_module_without_a_block_has_none() {
        let mut sources = SourceMap::new();
        let text = "# just a comment\npackage a\n# METADATA\n# title: of a rule\n";
        let file = sources.add("p.rego", text, Encoding::Utf8);
        assert!(parse(file, text).expect("it parses").is_none());
    }
}
