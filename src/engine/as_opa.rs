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

/// Whether OPA fails as well where the engine does, for arguments of the right kinds. Where this is
/// not certain, the failure stays one.
fn fails(name: &str, args: &[Value]) -> bool {
    match (name, args) {
        ("to_number", [Value::String(text)]) => text.parse::<f64>().is_err(),
        // Members that are no texts or numbers.
        ("concat" | "sum" | "product" | "strings.any_prefix_match", _)
        | ("strings.any_suffix_match" | "strings.replace_n" | "object.union_n", _)
        | ("union" | "intersection" | "json.filter" | "json.remove", _) => true,
        ("json.unmarshal" | "base64.decode" | "base64url.decode" | "hex.decode", _) => true,
        ("substring" | "indexof" | "semver.compare" | "format_int", _) => true,
        _ => false,
    }
}
