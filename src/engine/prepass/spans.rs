//! Where an expression of the engine's syntax tree stands, in bytes.
//!
//! The spans of the tree leave out the quotes of a text at an expression's ends, start an object
//! at its last entry, and end an empty set too late.

use std::ops::Range;

use regorus::unstable::{Expr, Span};

fn bytes(span: &Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The bytes of a span, the quotes at its ends included.
pub(crate) fn quoted(text: &str, span: &Span) -> Range<usize> {
    let Range { mut start, mut end } = bytes(span);
    let quote = |at: usize| matches!(text.as_bytes().get(at), Some(b'"' | b'`'));
    // No expression starts right behind the quote that ends another, nor ends right before one.
    if start > 0 && quote(start - 1) {
        start -= 1;
    }
    if quote(end) {
        end += 1;
    }
    start..end
}

/// The bytes of an expression, without parentheses around all of it.
pub(crate) fn of(text: &str, expr: &Expr) -> Range<usize> {
    match expr {
        Expr::Object { span, fields, .. } => {
            let end = span.end as usize;
            match fields.first() {
                Some((_, key, _)) => open_brace(text, of(text, key).start)..end,
                None => bytes(span),
            }
        }
        Expr::Set { span, items, .. } if items.is_empty() => {
            let start = span.start as usize;
            let length = text
                .get(start..)
                .and_then(|t| t.find(')'))
                .map_or(0, |n| n + 1);
            start..start + length
        }
        Expr::Set { span, .. }
        | Expr::Array { span, .. }
        | Expr::ArrayCompr { span, .. }
        | Expr::SetCompr { span, .. }
        | Expr::ObjectCompr { span, .. } => bytes(span),
        Expr::Var { span, .. }
        | Expr::Number { span, .. }
        | Expr::Bool { span, .. }
        | Expr::Null { span, .. } => bytes(span),
        other => quoted(text, other.span()),
    }
}

fn open_brace(text: &str, key: usize) -> usize {
    text.get(..key).and_then(|t| t.rfind('{')).unwrap_or(key)
}
