//! YAML 1.2 (and with it JSON) into a [`Document`]: by the fast path, or in full from the events of
//! `granit-parser`.
//!
//! The parser is asked for what other readers accept too (closing brackets at any indentation),
//! and is given the [`Limits`] of the caller.

use std::sync::Arc;

use granit_parser::{Event, Parser};

use super::build::Builder;
use super::notes::Notes;
use super::{Document, Error, Limits, characters, fast, faults};
use crate::check::Check;
use crate::source::FileId;

/// Parses a text: by the fast path where it is plain enough, else in full.
///
/// # Errors
/// All duplicate keys and unusable aliases of the text up to a thousand, with the first thing
/// that makes the rest unreadable, in source order.
pub(super) fn parse(
    file: FileId,
    source: Arc<str>,
    limits: &Limits,
) -> Result<Document, Vec<Error>> {
    let (notes, is_content) = inspect(&source)?;
    if is_content && let Some(document) = fast::parse(file, &source, limits, &notes) {
        return Ok(document);
    }
    build(file, source, limits, notes)
}

/// Parses a text by the events of the full parser.
///
/// # Errors
/// As [`parse`].
pub(super) fn parse_in_full(
    file: FileId,
    source: Arc<str>,
    limits: &Limits,
) -> Result<Document, Vec<Error>> {
    let (notes, _) = inspect(&source)?;
    build(file, source, limits, notes)
}

/// The notes on hidden characters, and whether these are nothing but content.
fn inspect(source: &str) -> Result<(Notes, bool), Vec<Error>> {
    let mut notes = Notes::default();
    let inspected = characters::inspect(source, Check::YamlSyntax, &mut notes);
    Ok((notes, inspected.map_err(|e| vec![e])?))
}

fn build(
    file: FileId,
    source: Arc<str>,
    limits: &Limits,
    notes: Notes,
) -> Result<Document, Vec<Error>> {
    let mut builder = Builder::new(file, Arc::clone(&source), limits, notes);
    if let Err(error) = read(&source, limits, &mut builder) {
        builder.stop(error);
    }
    builder.finish()
}

fn read(source: &str, limits: &Limits, builder: &mut Builder<'_>) -> Result<(), Error> {
    for event in Parser::new_from_str_with_options(source, options(limits)) {
        let (event, span) = event.map_err(|e| faults::from_scan(&e, source, limits))?;
        let bytes = span.byte_range().unwrap_or_default();
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let column = span.start.col();
                builder.scalar(&text, (style, column), (anchor, tag.as_deref()), bytes)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                builder.open_map(style, (anchor, tag.as_deref()), bytes)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                builder.open_seq(style, (anchor, tag.as_deref()), bytes)?;
            }
            Event::MappingEnd | Event::SequenceEnd => builder.close(bytes),
            Event::Alias(anchor) => builder.alias(anchor, bytes)?,
            Event::UnresolvedAlias(name) => builder.unknown_alias(&name, bytes)?,
            Event::Comment(..) => builder.comment(bytes),
            Event::DocumentStart(explicit, _) if explicit => builder.skip_to(bytes.end),
            Event::DocumentEnd if !bytes.is_empty() => builder.skip_to(bytes.end),
            _ => {}
        }
    }
    Ok(())
}

fn options(limits: &Limits) -> granit_parser::Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: faults::MAX_COMMENT_RUN,
        simple_key_max_lookahead: faults::MAX_KEY_CHARS,
        max_directive_bytes: faults::MAX_DIRECTIVE_BYTES,
        flow_nesting_limit: limits.max_depth,
        block_nesting_limit: limits.max_depth,
    }
}
