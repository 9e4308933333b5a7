//! YAML 1.2 (and with it JSON) into a [`Document`], from the events of `granit-parser`.
//!
//! The parser is asked for what other readers accept too (closing brackets at any indentation),
//! and is given the [`Limits`] of the caller.

use std::sync::Arc;

use granit_parser::{Event, Parser};

use super::build::Builder;
use super::notes::Notes;
use super::{Document, Error, Limits, characters, faults};
use crate::check::Check;
use crate::source::FileId;

/// Parses a text.
///
/// # Errors
/// All duplicate keys and unusable aliases of the text up to a thousand, with the first thing
/// that makes the rest unreadable, in source order.
pub(super) fn parse(
    file: FileId,
    source: Arc<str>,
    limits: &Limits,
) -> Result<Document, Vec<Error>> {
    let mut notes = Notes::default();
    characters::inspect(&source, Check::YamlSyntax, &mut notes).map_err(|e| vec![e])?;
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
