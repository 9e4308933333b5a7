//! The functions that rewritten policies call, and bounded or faster forms of the engine's own.

use std::fmt;
use std::sync::LazyLock;

use regorus::unstable::{BUILTINS, BuiltinFcn, Expr, Ref, Source, Span};
use regorus::{Engine, Value};

use super::prepass::natives::{BY_OWNER, KEYS_OF_MATCHES, LIST_AT, OBJECT_AT, SPELT};
use super::prepass::{EACH, MEMBER, MEMBER_AT};
use super::{natives, patterns};

/// A range of numbers has at most this many.
const MAX_RANGE: i64 = 1_000_000;

/// What a function refuses, in words.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("`numbers.range` takes whole numbers")]
    NotWhole,
    #[error("`numbers.range` would give more than {MAX_RANGE} numbers")]
    TooMany,
    #[error("`{verb}` is given {given}: {instead}")]
    Format {
        verb: &'static str,
        given: &'static str,
        instead: &'static str,
    },
    #[error("`lower` takes a text")]
    NoText,
    #[error("`regex.match` takes a pattern and a text")]
    NoMatch,
    #[error("`sprintf` takes a format and a list")]
    NoFormat,
    #[error("{0}")]
    Engine(String),
}

/// A function of the program.
pub(super) type Own = fn(&[Value]) -> Result<Value, Refused>;

/// All of them: names, numbers of arguments, and what they do.
pub(super) const OWN: &[(&str, u8, Own)] = &[
    (EACH, 1, |args| Ok(each(args))),
    (OBJECT_AT, 2, |args| Ok(natives::object_at(args))),
    (LIST_AT, 2, |args| Ok(natives::list_at(args))),
    (SPELT, 1, natives::spelt),
    (KEYS_OF_MATCHES, 2, natives::keys_of_matches),
    (BY_OWNER, 1, natives::by_owner),
    (MEMBER, 2, |args| Ok(member(args))),
    (MEMBER_AT, 3, |args| Ok(member_at(args))),
    ("numbers.range", 2, range),
    ("sprintf", 2, sprintf),
    ("regex.match", 2, |args| {
        patterns::matches(args).map_or_else(|| engines_own("regex.match", args), Ok)
    }),
    ("regex.find_n", 3, |args| {
        patterns::find(args).map_or_else(|| engines_own("regex.find_n", args), Ok)
    }),
    ("regex.replace", 3, |args| {
        patterns::replace(args).map_or_else(|| engines_own("regex.replace", args), Ok)
    }),
];

/// Adds all of them to an engine. A function is not called when an argument is undefined.
pub(super) fn add(engine: &mut Engine) -> Result<(), String> {
    let text = |e: &dyn fmt::Display| e.to_string();
    for (name, arity, function) in OWN.iter().copied() {
        let function = move |args: Vec<Value>| function(&args).map_err(Into::into);
        engine
            .add_extension(name.to_owned(), arity, Box::new(function))
            .map_err(|e| text(&e))?;
    }
    Ok(())
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
pub(super) fn range(args: &[Value]) -> Result<Value, Refused> {
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

/// `sprintf`, where OPA and the engine agree; everything else is an error. The engine would leave
/// out a text for `%d`, and OPA would write `%!s(int64=1)` for a number for `%s`.
fn sprintf(args: &[Value]) -> Result<Value, Refused> {
    let [Value::String(format), Value::Array(items)] = args else {
        return Err(Refused::NoFormat);
    };
    let mut items = items.iter();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c == '%' {
            match chars.next() {
                Some('%') => {}
                Some(verb) => suits(verb, items.next())?,
                None => return Err(Refused::NoFormat),
            }
        }
    }
    engines_own("sprintf", args)
}

/// Whether a value is one that a verb writes alike everywhere.
fn suits(verb: char, value: Option<&Value>) -> Result<(), Refused> {
    let Some(value) = value else {
        return Err(Refused::NoFormat);
    };
    let whole = matches!(value, Value::Number(n) if n.is_integer());
    let wrong = |verb, given, instead| {
        Err(Refused::Format {
            verb,
            given,
            instead,
        })
    };
    match (verb, value) {
        ('s', Value::Number(_)) => wrong("%s", "a number", "use `%d` or `%v`"),
        ('d', _) if !whole => wrong("%d", "no whole number", "use `%v`"),
        ('x', _) if !whole => wrong("%x", "no whole number", "use `%v`"),
        ('q', value) if !matches!(value, Value::String(_)) => wrong("%q", "no text", "use `%v`"),
        _ => Ok(()),
    }
}

/// A place, and as many arguments as a function takes.
type Nowhere = (Span, Vec<Ref<Expr>>);

/// Places for what the engine's functions say where they fail.
static NOWHERE: LazyLock<Result<Nowhere, String>> = LazyLock::new(|| {
    let source = Source::from_contents(String::new(), String::new()).map_err(|e| e.to_string())?;
    let span = Span {
        source,
        line: 1,
        col: 1,
        start: 0,
        end: 0,
    };
    let nothing = || Expr::Null {
        span: span.clone(),
        value: Value::Null,
        eidx: 0,
    };
    let nothings = (0..MOST_ARGUMENTS).map(|_| Ref::new(nothing()));
    let nothings = nothings.collect();
    Ok((span, nothings))
});

/// No function of the engine takes more.
const MOST_ARGUMENTS: usize = 8;

/// Calls the engine's own function of a name.
pub(super) fn engines_own(name: &str, args: &[Value]) -> Result<Value, Refused> {
    match BUILTINS.get(name) {
        Some(function) => call(*function, args),
        None => Err(Refused::NoFormat),
    }
}

/// Calls a function of the engine, which wants places for its errors.
pub(super) fn call((function, _): BuiltinFcn, args: &[Value]) -> Result<Value, Refused> {
    let (span, nothings) = NOWHERE.as_ref().map_err(|e| Refused::Engine(e.clone()))?;
    let places = nothings.get(..args.len()).ok_or(Refused::NoFormat)?;
    function(span, places, args, true).map_err(|e| Refused::Engine(e.to_string()))
}
