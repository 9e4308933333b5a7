//! Regular expressions of policies, compiled once, and with tables once a thread.
//!
//! The engine keeps compiled patterns as well, but hands out a copy for each match, and a copy
//! begins with empty tables, which costs far more than the match. These are its `regex.match`,
//! `regex.replace` and `regex.find_n` over one pattern in place, and many patterns of many texts at
//! once. Arguments of a wrong kind and patterns that do not compile are left to the engine's own
//! functions, so that they are answered in its words.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread::LocalKey;

use regex::{Regex, RegexBuilder};
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::{Input, MatchKind, PatternSet};
use regorus::Value;
use regorus::value::Object;

/// The engine's own bound on a compiled pattern, in bytes.
const MAX_COMPILED: usize = 100 * 1024;

/// The bound on many patterns compiled as one, in bytes.
const MAX_COMPILED_TABLE: usize = 4 << 20;

/// A thread keeps this many patterns; one more, and it begins anew. The bundled pack has fewer.
const MAX_KEPT: usize = 512;

/// Compiled patterns, by their text.
type Known<T> = HashMap<String, T>;

/// What any thread compiled. Threads share the program of a pattern and not its tables.
static COMPILED: LazyLock<Mutex<Known<Regex>>> = LazyLock::new(Mutex::default);
static COMPILED_TABLES: LazyLock<Mutex<Known<Table>>> = LazyLock::new(Mutex::default);

thread_local! {
    static KEPT: RefCell<Known<Regex>> = RefCell::default();
    static KEPT_TABLES: RefCell<Known<Table>> = RefCell::default();
}

/// Many patterns as one automaton, of which a table is built as far as texts have asked for it.
#[derive(Clone)]
struct Table {
    automaton: Arc<DFA>,
    cache: Cache,
    matched: PatternSet,
}

impl Table {
    /// `None` where a pattern is none, or one that such an automaton cannot tell (`\b` in Unicode).
    fn new(patterns: &[&str]) -> Option<Self> {
        let nfa = thompson::Config::new().nfa_size_limit(Some(MAX_COMPILED_TABLE));
        let automaton = DFA::builder()
            .configure(DFA::config().match_kind(MatchKind::All))
            .thompson(nfa)
            .build_many(patterns)
            .ok()?;
        Some(Self {
            cache: automaton.create_cache(),
            matched: PatternSet::new(automaton.pattern_len()),
            automaton: Arc::new(automaton),
        })
    }

    /// The patterns that match a text, by their numbers.
    fn matching(&mut self, text: &str) -> Option<Vec<usize>> {
        self.matched.clear();
        let (cache, input) = (&mut self.cache, Input::new(text));
        let searched =
            self.automaton
                .try_which_overlapping_matches(cache, &input, &mut self.matched);
        searched.ok()?;
        let matched = self.matched.iter().map(|pattern| pattern.as_usize());
        Some(matched.collect())
    }
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

/// Of each text that a pattern matches, the keys of the patterns that do; `None` where a text or a
/// pattern is none. Both are collections. One pass over a text serves all patterns.
pub(super) fn keys(texts: &Value, patterns: &Value) -> Option<Value> {
    let (texts, patterns) = (items(texts), items(patterns));
    if texts.is_empty() || patterns.is_empty() {
        return Some(Value::new_object());
    }
    let of_each = patterns.iter().map(|(_, pattern)| text_of(pattern));
    let of_each = of_each.collect::<Option<Vec<_>>>()?;
    let found = |matching: &mut dyn FnMut(&str) -> Option<Vec<usize>>| {
        let mut found = Object::new();
        for (_, text) in &texts {
            let matched = matching(text_of(text)?)?.into_iter();
            let keys = matched.filter_map(|i| patterns.get(i));
            let keys: BTreeSet<Value> = keys.map(|(key, _)| key.clone()).collect();
            if !keys.is_empty() {
                found.insert((*text).clone(), Value::from(keys));
            }
        }
        Some(found.into_value())
    };
    let (name, compile) = (of_each.join("\0"), || Table::new(&of_each));
    let by_table = known(&KEPT_TABLES, &COMPILED_TABLES, &name, compile, |table| {
        found(&mut |text| table.matching(text))
    });
    by_table
        .flatten()
        .or_else(|| found(&mut |text| one_by_one(&of_each, text)))
}

/// The patterns that match a text, by their numbers.
fn one_by_one(patterns: &[&str], text: &str) -> Option<Vec<usize>> {
    let mut matched = Vec::new();
    for (number, pattern) in patterns.iter().enumerate() {
        if with(pattern, |regex| regex.is_match(text))? {
            matched.push(number);
        }
    }
    Some(matched)
}

/// The items of a collection, each behind its key.
fn items(collection: &Value) -> Vec<(Value, &Value)> {
    match collection {
        Value::Array(items) => (0_u64..).map(Value::from).zip(items.iter()).collect(),
        Value::Set(items) => items.iter().map(|item| (item.clone(), item)).collect(),
        Value::Object(map) => map.iter().map(|(key, item)| (key.clone(), item)).collect(),
        _ => Vec::new(),
    }
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Answers by a pattern that is compiled at its first use.
fn with<T>(pattern: &str, answer: impl FnOnce(&Regex) -> T) -> Option<T> {
    let compile = || RegexBuilder::new(pattern).size_limit(MAX_COMPILED).build();
    known(
        &KEPT,
        &COMPILED,
        pattern,
        || compile().ok(),
        |regex| answer(regex),
    )
}

/// Answers by what a thread keeps under a name, else by a copy of what some thread compiled already,
/// else by what is compiled now.
fn known<C: Clone + 'static, T>(
    kept: &'static LocalKey<RefCell<Known<C>>>,
    compiled: &Mutex<Known<C>>,
    name: &str,
    compile: impl FnOnce() -> Option<C>,
    answer: impl FnOnce(&mut C) -> T,
) -> Option<T> {
    kept.with_borrow_mut(|kept| {
        if !kept.contains_key(name) {
            let mut compiled = compiled.lock().unwrap_or_else(PoisonError::into_inner);
            if !compiled.contains_key(name) {
                keep(&mut compiled, name, compile()?);
            }
            keep(kept, name, compiled.get(name)?.clone());
        }
        kept.get_mut(name).map(answer)
    })
}

fn keep<C>(known: &mut Known<C>, name: &str, pattern: C) {
    if known.len() >= MAX_KEPT {
        known.clear();
    }
    known.insert(name.to_owned(), pattern);
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
