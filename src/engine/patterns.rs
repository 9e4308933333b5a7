//! Regular expressions of policies, compiled once, and with tables once a thread.
//!
//! The engine keeps compiled patterns as well, but hands out a copy for each match, and a copy
//! begins with empty tables, which costs far more than the match. These are its `regex.match`,
//! `regex.replace` and `regex.find_n` over one pattern in place. Arguments of a wrong kind and patterns that do not
//! compile are left to the engine's own functions, so that they are answered in its words.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};
use regorus::Value;

/// The engine's own bound on a compiled pattern, in bytes.
const MAX_COMPILED: usize = 100 * 1024;

/// A thread keeps this many patterns; one more, and it begins anew. The bundled pack has fewer.
const MAX_KEPT: usize = 512;

/// What any thread compiled. Threads share the program of a pattern and not its tables.
static COMPILED: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);

thread_local! {
    static KEPT: RefCell<HashMap<String, Regex>> = RefCell::new(HashMap::new());
}

/// `regex.match(pattern, text)`; `None` where the engine has to answer.
pub(super) fn matches(args: &[Value]) -> Option<Value> {
    let [Value::String(pattern), Value::String(text)] = args else {
        return None;
    };
    with(pattern, |regex| Value::Bool(regex.is_match(text)))
}

/// `regex.replace(text, pattern, by)`; `None` where the engine has to answer.
pub(super) fn replace(args: &[Value]) -> Option<Value> {
    let [
        Value::String(text),
        Value::String(pattern),
        Value::String(by),
    ] = args
    else {
        return None;
    };
    with(pattern, |regex| {
        Value::String(regex.replace_all(text, by.as_ref()).into())
    })
}

/// `regex.find_n(pattern, text, number)`; `None` where the engine has to answer.
pub(super) fn find(args: &[Value]) -> Option<Value> {
    let [
        Value::String(pattern),
        Value::String(text),
        Value::Number(number),
    ] = args
    else {
        return None;
    };
    let number = match number.as_i64().filter(|_| number.is_integer())? {
        all if all < 0 => usize::MAX,
        number => usize::try_from(number).ok()?,
    };
    with(pattern, |regex| {
        let found = regex.find_iter(text).take(number);
        Value::from(found.map(|m| Value::from(m.as_str())).collect::<Vec<_>>())
    })
}

/// `regex.split(pattern, text)` as Go splits; `None` where the engine has to answer.
pub(super) fn split(pattern: &str, text: &str) -> Option<Value> {
    with(pattern, |regex| {
        if text.is_empty() && !pattern.is_empty() {
            return Value::from(vec![Value::from("")]);
        }
        let mut parts = Vec::new();
        let (mut start, mut end) = (0, 0);
        for found in regex.find_iter(text) {
            end = found.start();
            if found.end() != 0 {
                parts.push(Value::from(&text[start..end]));
            }
            start = found.end();
        }
        if end != text.len() {
            parts.push(Value::from(&text[start..]));
        }
        Value::from(parts)
    })
}

fn with(pattern: &str, answer: impl FnOnce(&Regex) -> Value) -> Option<Value> {
    KEPT.with_borrow_mut(|kept| {
        if let Some(regex) = kept.get(pattern) {
            return Some(answer(regex));
        }
        let regex = compiled(pattern)?;
        let value = answer(&regex);
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(pattern.to_owned(), regex);
        Some(value)
    })
}

/// A copy of a pattern that some thread compiled already, or the pattern compiled.
fn compiled(pattern: &str) -> Option<Regex> {
    let mut known = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known.get(pattern) {
        return Some(regex.clone());
    }
    let compiled = RegexBuilder::new(pattern).size_limit(MAX_COMPILED).build();
    let regex = compiled.ok()?;
    if known.len() >= MAX_KEPT {
        known.clear();
    }
    known.insert(pattern.to_owned(), regex.clone());
    Some(regex)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::extend::engines_own;

    fn texts(texts: &[&str]) -> Vec<Value> {
        texts.iter().map(|&t| Value::from(t)).collect()
    }

    #[test]
    fn answers_are_the_engines_own() {
        let patterns = [
            "",
            "^a",
            "a$",
            "(a)(b)?",
            "[a-z0-9][A-Z]",
            r"\w+\b",
            "電話|携帯",
            "(?i)É",
        ];
        let subjects = ["", "ab", "ShopName2", "携帯電話番号", "é a\nb", "aaa ab"];
        for pattern in patterns {
            for subject in subjects {
                let args = texts(&[pattern, subject]);
                let own = engines_own("regex.match", &args).ok();
                assert_eq!(matches(&args), own, "{pattern} on {subject}");
                for number in [-1, 0, 1, 2] {
                    let mut args = texts(&[pattern, subject]);
                    args.push(Value::from(number));
                    let own = engines_own("regex.find_n", &args).ok();
                    assert_eq!(find(&args), own, "{number} of {pattern} in {subject}");
                }
                for by in ["", "${1} $2", "$0", "$$"] {
                    let args = texts(&[subject, pattern, by]);
                    let own = engines_own("regex.replace", &args).ok();
                    assert_eq!(replace(&args), own, "{pattern} on {subject} by {by}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_pattern_is_left_to_the_engine() {
        assert_eq!(matches(&texts(&["(", "a"])), None);
        assert_eq!(matches(&texts(&["(a{1000}){1000}", "a"])), None);
        assert_eq!(matches(&[Value::from(1), Value::from("a")]), None);
        assert_eq!(replace(&texts(&["a", "("])), None);
    }

    #[test]
    fn more_patterns_than_are_kept_are_answered_too() {
        for number in 0..=MAX_KEPT + 1 {
            let pattern = format!("^{number}$");
            let args = texts(&[&pattern, &number.to_string()]);
            assert_eq!(matches(&args), Some(Value::Bool(true)));
        }
        assert!(KEPT.with_borrow(HashMap::len) <= MAX_KEPT);
    }
}
