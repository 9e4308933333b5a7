//! The code of all bundled rules: decoded when a rule is first run, and kept.

use std::sync::{LazyLock, OnceLock};

use regorus::Value;

use super::code::{Branch, Code, Constant, Kind};
use super::functions::{Function, function};
use crate::embedded;
use crate::engine::prepass::natives::{LIST_AT, OBJECT_AT};

/// A rule that can be run.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) kind: Kind,
    pub(super) slots: usize,
    pub(super) constants: Vec<Value>,
    pub(super) functions: Vec<Function>,
    /// Of these functions, whether it looks up what stands at a key and reads nothing else.
    looks_up: Vec<bool>,
    pub(super) parts: Vec<Vec<Branch>>,
}

/// `None` for a rule that cannot be run here.
static RULES: LazyLock<Vec<OnceLock<Option<Rule>>>> =
    LazyLock::new(|| coded().iter().map(|_| OnceLock::new()).collect());

impl Rule {
    /// Whether a function that it calls looks up what stands at a key and reads nothing else.
    pub(super) fn looks_up(&self, function: u16) -> bool {
        self.looks_up.get(usize::from(function)) == Some(&true)
    }
}

fn looks_up(function: &str) -> bool {
    [OBJECT_AT, LIST_AT, "object.get"].contains(&function)
}

fn coded() -> &'static [(&'static str, &'static [u8])] {
    embedded::pack().map_or(&[], |pack| pack.compiled)
}

/// How many rules there are.
pub(super) fn count() -> usize {
    coded().len()
}

/// The number of a rule, by its name in the one package of all.
pub(super) fn number(name: &str) -> Option<usize> {
    coded()
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()
}

/// The name of a rule.
#[cfg(test)]
pub(super) fn name(number: usize) -> Option<&'static str> {
    coded().get(number).map(|(name, _)| *name)
}

/// The rule of a number.
pub(super) fn rule(number: usize) -> Option<&'static Rule> {
    let decode = || decoded(postcard::from_bytes(coded().get(number)?.1).ok()?);
    RULES.get(number)?.get_or_init(decode).as_ref()
}

fn decoded(code: Code) -> Option<Rule> {
    let functions = code.builtins.iter().map(|name| function(name));
    Some(Rule {
        kind: code.kind,
        slots: usize::from(code.slots),
        functions: functions.collect::<Option<_>>()?,
        looks_up: code.builtins.iter().map(|name| looks_up(name)).collect(),
        constants: code.constants.iter().map(value).collect(),
        parts: code.parts,
    })
}

fn value(constant: &Constant) -> Value {
    match constant {
        Constant::Null => Value::Null,
        Constant::Bool(value) => Value::Bool(*value),
        Constant::Whole(value) => Value::from(*value),
        Constant::Number(text) => Value::from_numeric_string(text).unwrap_or(Value::Undefined),
        Constant::Text(text) => Value::from(text.as_str()),
        Constant::List(items) => Value::from(items.iter().map(value).collect::<Vec<_>>()),
        Constant::Set(items) => {
            let items = items.iter().map(value);
            items.collect::<regorus::value::Set>().into_value()
        }
        Constant::Object(pairs) => {
            let pairs = pairs.iter().map(|(k, v)| (value(k), value(v)));
            pairs.collect::<regorus::value::Object>().into_value()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_rule_can_be_run() {
        assert!(count() > 500, "{}", count());
        let broken: Vec<_> = (0..count()).filter(|&n| rule(n).is_none()).collect();
        let names: Vec<_> = broken.iter().map(|&n| coded()[n].0).collect();
        assert!(names.is_empty(), "{names:?}");
    }
}
