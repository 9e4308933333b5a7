//! `--param ID.NAME=YAML`: a parameter on the command line, with places in the flag's text.

use std::sync::Arc;

use super::config::{self, ParamSetting, Placed, failure};
use crate::document;
use crate::finding::Failure;
use crate::source::{FileId, Span};

/// Reads a flag from its text, which the sources know as `file`. The name has no dot; the id may.
///
/// # Errors
/// What is wrong with it, with its place in the text.
pub(super) fn read(file: FileId, text: &str) -> Result<ParamSetting, Vec<Failure>> {
    let whole = Span::new(0, text.len());
    let shape = || {
        let help = "write it as `--param SF-COV-003.settings=[Sharing]`";
        let message = format!("`{text}` is no ID.NAME=YAML");
        vec![failure((file, whole), message, help.to_owned())]
    };
    let equals = text.find('=').ok_or_else(shape)?;
    let dot = text[..equals].rfind('.').ok_or_else(shape)?;
    if dot == 0 || dot + 1 == equals {
        return Err(shape());
    }
    let placed = |range: std::ops::Range<usize>| Placed {
        value: text[range.clone()].to_owned(),
        file,
        span: Span::new(range.start, range.end),
    };
    Ok(ParamSetting {
        rule: placed(0..dot),
        name: placed(dot + 1..equals),
        value: flag_value(file, text, equals + 1)?,
    })
}

/// The YAML after the `=` of a flag; what stands before it becomes blank, so that places are
/// those of the whole flag.
fn flag_value(
    file: FileId,
    text: &str,
    from: usize,
) -> Result<Placed<serde_json::Value>, Vec<Failure>> {
    let blank: Arc<str> = format!("{}{}", " ".repeat(from), &text[from..]).into();
    let refuse = |span: Span, message: String, help: String| failure((file, span), message, help);
    let doc = document::parse(file, blank, &config::LIMITS).map_err(|errors| {
        let refused = errors
            .into_iter()
            .map(|e| refuse(e.span, e.message, e.help));
        refused.collect::<Vec<_>>()
    })?;
    let whole = Span::new(from, text.len());
    let value = match *doc.roots() {
        [] => Some(serde_json::Value::Null),
        [root] => config::to_json(&doc, root),
        _ => None,
    };
    let value = value.ok_or_else(|| {
        let help = "write one value that JSON can express, such as `[A, B]`".to_owned();
        vec![refuse(
            whole,
            "this is no value of a parameter".to_owned(),
            help,
        )]
    })?;
    let span = doc.roots().first().map_or(whole, |root| doc.span(*root));
    Ok(Placed { value, file, span })
}
