//! The functions that rewritten policies call, and bounded forms of the engine's own.

use std::fmt;

use regorus::{Engine, Value};

use super::prepass::{EACH, MEMBER, MEMBER_AT};

/// A range of numbers has at most this many.
const MAX_RANGE: i64 = 1_000_000;

/// What a function refuses, in words.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("`numbers.range` takes whole numbers")]
    NotWhole,
    #[error("`numbers.range` would give more than {MAX_RANGE} numbers")]
    TooMany,
}

/// Adds all of them to an engine. A function is not called when an argument is undefined.
pub(super) fn add(engine: &mut Engine) -> Result<(), impl fmt::Display + use<>> {
    engine
        .add_extension(
            EACH.to_owned(),
            1,
            Box::new(|args: Vec<Value>| Ok(each(&args))),
        )
        .and_then(|()| {
            engine.add_extension(
                MEMBER.to_owned(),
                2,
                Box::new(|args: Vec<Value>| Ok(member(&args))),
            )
        })
        .and_then(|()| {
            engine.add_extension(
                MEMBER_AT.to_owned(),
                3,
                Box::new(|args: Vec<Value>| Ok(member_at(&args))),
            )
        })
        .and_then(|()| {
            let bounded = |args: Vec<Value>| range(&args).map_err(Into::into);
            engine.add_extension("numbers.range".to_owned(), 2, Box::new(bounded))
        })
}

/// What can be iterated as it is, and an empty array for everything else.
fn each(args: &[Value]) -> Value {
    match args.first() {
        Some(value @ (Value::Array(_) | Value::Set(_) | Value::Object(_))) => value.clone(),
        _ => Value::new_array(),
    }
}

/// `x in xs`.
fn member(args: &[Value]) -> Value {
    let [value, collection] = args else {
        return Value::Undefined;
    };
    Value::Bool(match collection {
        Value::Array(items) => items.iter().any(|i| i == value),
        Value::Set(items) => items.contains(value),
        Value::Object(map) => map.values().any(|v| v == value),
        _ => false,
    })
}

/// `k, x in xs`.
fn member_at(args: &[Value]) -> Value {
    let [key, value, collection] = args else {
        return Value::Undefined;
    };
    Value::Bool(match collection {
        Value::Array(_) | Value::Object(_) => collection[key] == *value,
        Value::Set(items) => key == value && items.contains(value),
        _ => false,
    })
}

/// `numbers.range(a, b)`, both ends included, in either direction.
fn range(args: &[Value]) -> Result<Value, Refused> {
    let [from, to] = args else {
        return Err(Refused::NotWhole);
    };
    let (from, to) = match (from.as_i64(), to.as_i64()) {
        (Ok(from), Ok(to)) => (from, to),
        _ => return Err(Refused::NotWhole),
    };
    if from.checked_sub(to).is_none_or(|n| n.abs() >= MAX_RANGE) {
        return Err(Refused::TooMany);
    }
    let numbers: Vec<Value> = if from <= to {
        (from..=to).map(Value::from).collect()
    } else {
        (to..=from).rev().map(Value::from).collect()
    };
    Ok(Value::from(numbers))
}
