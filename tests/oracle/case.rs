//! One generated tenant, and look-ups in it by names in any letter case.

use serde_json::{Map, Value};

/// A tenant in the canonical form, and the date as of which it is judged.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    pub(crate) as_of: &'static str,
    pub(crate) input: Value,
}

/// The dates of judgement: on both sides of the days from which releases count.
pub(crate) const DATES: [&str; 6] = [
    "2020-06-30",
    "2020-10-31",
    "2020-11-01",
    "2021-03-01",
    "2023-02-28",
    "2026-11-01",
];

impl Case {
    /// A tenant from its text.
    pub(crate) fn read(as_of: &str, text: &str) -> Self {
        let known = DATES.into_iter().find(|date| *date == as_of);
        let as_of = known.unwrap_or_else(|| panic!("`{as_of}` is none of {DATES:?}"));
        let input = yaml_serde::from_str(text).unwrap_or_else(|error| panic!("{error}"));
        Self { as_of, input }
    }

    /// The tenant as YAML, for a reader.
    pub(crate) fn yaml(&self) -> String {
        let text = yaml_serde::to_string(&self.input).unwrap_or_default();
        format!("# as-of: {}\n{text}", self.as_of)
    }

    /// A section of the export, where it was retrieved.
    pub(crate) fn section(&self, name: &str) -> Option<&Map<String, Value>> {
        self.input.get(name)?.as_object()
    }

    /// A component of a section.
    pub(crate) fn component(&self, section: &str, name: &str) -> Option<(&str, &Value)> {
        find(self.section(section)?, name)
    }
}

/// An entry by its name in any letter case.
pub(crate) fn find<'a>(map: &'a Map<String, Value>, name: &str) -> Option<(&'a str, &'a Value)> {
    let same = |(key, _): &(&'a String, &Value)| same(key, name);
    map.iter()
        .find(same)
        .map(|(key, value)| (key.as_str(), value))
}

/// The entries of a value that is a mapping.
pub(crate) fn entries<'a>(value: &'a Value, key: &str) -> Vec<(&'a str, &'a Value)> {
    let map = value.get(key).and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .map(|(k, v)| (k.as_str(), v))
        .collect()
}

/// An entry of a mapping below a key, by its name in any letter case.
pub(crate) fn entry<'a>(value: &'a Value, key: &str, name: &str) -> Option<&'a Value> {
    find(value.get(key)?.as_object()?, name).map(|(_, value)| value)
}

/// The texts of a list.
pub(crate) fn texts<'a>(value: &'a Value, key: &str) -> Vec<&'a str> {
    let list = value.get(key).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

pub(crate) fn is_true(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

pub(crate) fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}
