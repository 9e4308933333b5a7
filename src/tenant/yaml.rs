//! The canonical tree as YAML that every reader takes for the same data, be it of YAML 1.1 or 1.2.
//!
//! One form for each value: block collections with two blanks of indentation, keys in the order of
//! the tree, a text without quotes only where no reader could take it for anything else, every
//! other text in double quotes on one line. Anchors, tags and comments are never written.

use super::value::{Map, Node, Value};
use crate::document::{numeral, word};

/// The longest key, in bytes, that is written without a `?`: readers look ahead for its colon by
/// at most 1,024 characters.
const LONGEST_KEY: usize = 250;

/// Appends the entries of a mapping, `depth` levels deep.
pub(super) fn write_map(map: &Map, depth: usize, out: &mut String) {
    for (key, node) in map {
        write_entry(key, node, depth, out);
    }
}

/// Appends one entry of a mapping, `depth` levels deep.
pub(super) fn write_entry(key: &str, node: &Node, depth: usize, out: &mut String) {
    indent(depth, out);
    if key.len() > LONGEST_KEY {
        out.push_str("? ");
        out.push_str(&word(key));
        out.push('\n');
        indent(depth, out);
    } else {
        out.push_str(&word(key));
    }
    out.push(':');
    value(&node.value, depth, out);
}

/// Appends what stands after a colon.
fn value(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            out.push('\n');
            write_map(map, depth + 1, out);
        }
        Value::List(items) if !items.is_empty() => {
            out.push('\n');
            for item in items {
                write_item(&item.value, depth + 1, out);
            }
        }
        other => {
            out.push(' ');
            scalar(other, out);
            out.push('\n');
        }
    }
}

fn write_item(item: &Value, depth: usize, out: &mut String) {
    indent(depth, out);
    out.push('-');
    match item {
        Value::Map(map) if !map.is_empty() => {
            // The first entry stands on the line of the dash.
            let mut entries = String::new();
            write_map(map, depth + 1, &mut entries);
            out.push(' ');
            out.push_str(entries.trim_start_matches(' '));
        }
        other => value(other, depth, out),
    }
}

fn scalar(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&numeral(number)),
        Value::String(s) => out.push_str(&word(s)),
        Value::List(_) => out.push_str("[]"),
        Value::Map(_) => out.push_str("{}"),
    }
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}
