//! Functions in modules of others: what fails in OPA too is undefined, as it is there, and what
//! only the engine fails at is an error. In our own modules every failure is an error.

use std::sync::Arc;

use regorus::{Engine, Value};

use super::extend::{self, Refused};
use super::format;
use super::patterns;
use super::prepass::{AS_OPA, NOW, builtins};

/// Adds them to an engine, under names that only rewritten policies call.
pub(super) fn add(engine: &mut Engine) -> Result<(), String> {
    for (name, kinds) in builtins::as_opa() {
        let kinds: Arc<[&str]> = kinds.split(' ').collect();
        let arity = u8::try_from(kinds.len()).unwrap_or(u8::MAX);
        let function = move |args: Vec<Value>| call(name, &kinds, &args).map_err(Into::into);
        engine
            .add_extension(format!("{AS_OPA}{name}"), arity, Box::new(function))
            .map_err(|e| e.to_string())?;
    }
    let now = |args: Vec<Value>| now(&args).map_err(Into::into);
    engine
        .add_extension(NOW.to_owned(), 1, Box::new(now))
        .map_err(|e| e.to_string())
}

/// The first nanosecond of a date, `YYYY-MM-DD`.
fn now(args: &[Value]) -> Result<Value, Refused> {
    let Some(Value::String(date)) = args.first() else {
        return Ok(Value::Undefined);
    };
    let start = Value::from(format!("{date}T00:00:00Z"));
    extend::engines_own("time.parse_rfc3339_ns", &[start])
}

fn call(name: &str, kinds: &[&str], args: &[Value]) -> Result<Value, Refused> {
    let suits = |(kinds, arg): (&&str, &Value)| kinds.contains('x') || kinds.contains(kind(arg));
    if !kinds.iter().zip(args).all(suits) {
        return Ok(Value::Undefined);
    }
    match answer(name, args) {
        Err(_) if fails(name, args) => Ok(Value::Undefined),
        answer => answer,
    }
}

fn kind(value: &Value) -> char {
    match value {
        Value::Null => '0',
        Value::Bool(_) => 'b',
        Value::Number(_) => 'n',
        Value::String(_) => 's',
        Value::Array(_) => 'a',
        Value::Set(_) => 't',
        Value::Object(_) => 'o',
        Value::Undefined => '?',
    }
}

/// The answer for arguments of the right kinds.
fn answer(name: &str, args: &[Value]) -> Result<Value, Refused> {
    let engines_own = || extend::engines_own(name, args);
    match (name, args) {
        ("plus" | "minus" | "mul" | "div" | "rem" | "and" | "or", [a, b]) => operator(name, a, b),
        ("sprintf", [Value::String(format), Value::Array(items)]) => {
            let text = format::sprintf(format, items.iter());
            text.map(Value::from)
                .map_err(|e| Refused::Engine(e.to_string()))
        }
        ("trace", _) => Ok(Value::Bool(true)),
        ("json.is_valid" | "yaml.is_valid" | "semver.is_valid", [value])
        | ("regex.is_valid" | "base64.is_valid", [value])
            if !matches!(value, Value::String(_)) =>
        {
            Ok(Value::Bool(false))
        }
        ("indexof" | "indexof_n", [_, Value::String(part)]) if part.is_empty() => {
            Ok(Value::Undefined)
        }
        ("strings.count", [Value::String(text), Value::String(part)]) if part.is_empty() => {
            Ok(Value::from(text.chars().count() + 1))
        }
        ("object.subset", [a, b]) if !comparable(a, b) => Ok(Value::Undefined),
        ("regex.split", [Value::String(pattern), Value::String(text)]) => {
            patterns::split(pattern, text).map_or_else(engines_own, Ok)
        }
        ("sum" | "product", [list]) => {
            let name = if name == "sum" { "plus" } else { "mul" };
            let start = Value::from(u64::from(name == "mul"));
            members(list)
                .into_iter()
                .try_fold(start, |total, member| operator(name, &total, member))
        }
        ("any", [list]) => Ok(Value::Bool(members(list).contains(&&Value::Bool(true)))),
        ("all", [list]) => {
            let all = members(list).iter().all(|m| **m == Value::Bool(true));
            Ok(Value::Bool(all))
        }
        ("numbers.range", _) => extend::range(args),
        ("regex.match", _) => patterns::matches(args).map_or_else(engines_own, Ok),
        ("re_match", _) => {
            patterns::matches(args).map_or_else(|| extend::engines_own("regex.match", args), Ok)
        }
        ("regex.replace", _) => patterns::replace(args).map_or_else(engines_own, Ok),
        _ => engines_own(),
    }
}

/// Whether one may be part of the other.
fn comparable(a: &Value, b: &Value) -> bool {
    match a {
        Value::Object(_) => matches!(b, Value::Object(_)),
        Value::Set(_) => matches!(b, Value::Set(_)),
        _ => matches!(b, Value::Array(_) | Value::Set(_)),
    }
}

fn members(list: &Value) -> Vec<&Value> {
    match list {
        Value::Array(items) => items.iter().collect(),
        Value::Set(items) => items.iter().collect(),
        _ => Vec::new(),
    }
}

fn operator(name: &str, a: &Value, b: &Value) -> Result<Value, Refused> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let zero = b.as_f64() == Some(0.0);
            let whole = a.is_integer() && b.is_integer();
            if !whole && let Some(exact) = decimal(name, a.as_f64(), b.as_f64()) {
                return Ok(exact);
            }
            let result = match name {
                "plus" => a.add(b),
                "minus" => a.sub(b),
                "mul" => a.mul(b),
                "div" if !zero => a.clone().divide(b),
                "rem" if !zero && whole => a.clone().modulo(b),
                _ => return Ok(Value::Undefined),
            };
            result
                .map(Value::Number)
                .map_err(|e| Refused::Engine(e.to_string()))
        }
        (Value::Set(left), Value::Set(right)) => {
            let mut result: regorus::value::Set = left.as_ref().clone();
            match name {
                "or" => right.iter().for_each(|m| {
                    result.insert(m.clone());
                }),
                "and" => result = left.iter().filter(|m| right.contains(m)).cloned().collect(),
                _ => {
                    result = left
                        .iter()
                        .filter(|m| !right.contains(m))
                        .cloned()
                        .collect()
                }
            }
            Ok(result.into_value())
        }
        _ => Ok(Value::Undefined),
    }
}

/// The result as people compute it, which is how OPA does: 0.1 + 0.2 is 0.3.
fn decimal(name: &str, a: Option<f64>, b: Option<f64>) -> Option<Value> {
    let (a, mut a_places) = digits(a?)?;
    let (b, b_places) = digits(b?)?;
    let (digits, places) = match name {
        "mul" => (a.checked_mul(b)?, a_places + b_places),
        _ => {
            let places = a_places.max(b_places);
            let wide = |n: i128, own: u32| n.checked_mul(10_i128.checked_pow(places - own)?);
            let (a, b) = (wide(a, a_places)?, wide(b, b_places)?);
            a_places = places;
            match name {
                "plus" => (a.checked_add(b)?, a_places),
                "minus" => (a.checked_sub(b)?, a_places),
                _ => return None,
            }
        }
    };
    let value: f64 = format!("{digits}e-{places}").parse().ok()?;
    Some(Value::from(value))
}

/// The digits of a number, and how many of them stand behind the point.
fn digits(f: f64) -> Option<(i128, u32)> {
    let text = format!("{f}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let places = u32::try_from(part.len()).ok()?;
    Some((format!("{whole}{part}").parse().ok()?, places))
}

/// Whether OPA fails as well where the engine does, for arguments of the right kinds. Where this is
/// not certain, the failure stays one.
fn fails(name: &str, args: &[Value]) -> bool {
    match (name, args) {
        ("to_number", [Value::String(text)]) => text.parse::<f64>().is_err(),
        // Members that are no texts or numbers.
        ("concat" | "sum" | "product" | "strings.any_prefix_match", _)
        | ("strings.any_suffix_match" | "strings.replace_n" | "object.union_n", _)
        | ("union" | "intersection" | "json.filter" | "json.remove", _) => true,
        ("json.unmarshal" | "hex.decode", _) => true,
        // Others are read more or less strictly.
        ("base64.decode" | "base64url.decode", [Value::String(text)]) => {
            let part = |b: u8| b.is_ascii_alphanumeric() || b"+/-_=\r\n".contains(&b);
            !text.bytes().all(part)
        }
        (_, [Value::Array(parts), ..] | [_, Value::Array(parts)]) if name.starts_with("time.") => {
            let kinds: String = parts.iter().map(kind).collect();
            !kinds.starts_with("ns")
        }
        ("substring" | "indexof" | "semver.compare" | "format_int", _) => true,
        _ => false,
    }
}
