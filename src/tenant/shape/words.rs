//! What the schema library found, in our words.

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value as Json;

use super::super::value::{Node, Value};
use crate::document::{DataPath, Segment};

/// How many characters of a key a message shows.
const MAX_KEY_CHARS: usize = 80;

/// How alike a key and the one that was meant are at least, from 0 to 1.
const LIKENESS: f64 = 0.6;

/// The path of a JSON pointer that starts at a node. The library's own segments cannot be used:
/// they take a key of digits for an index, and lose an empty one.
pub(super) fn instance_path(node: &Node, path: &DataPath, pointer: &str) -> DataPath {
    let mut path = path.clone();
    let mut at = Some(node);
    for step in pointer.split('/').skip(1) {
        let segment = match at.map(|n| &n.value) {
            Some(Value::List(_)) => Segment::Index(step.parse().unwrap_or(usize::MAX)),
            _ => Segment::Key(unescaped(step).into()),
        };
        at = at.and_then(|n| n.child(&segment));
        path.0.push(segment);
    }
    path
}

/// A step of a JSON pointer as the key that it stands for.
fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The keys that the schema allows which holds the keyword at a pointer.
pub(super) fn properties<'a>(schema: &'a Json, keyword: &str) -> Vec<&'a str> {
    let holder = keyword.rsplit_once('/').map_or("", |(holder, _)| holder);
    let properties = schema.pointer(&format!("{holder}/properties"));
    let known = properties.and_then(Json::as_object).into_iter().flatten();
    known.map(|(key, _)| key.as_str()).collect()
}

/// "unknown key `allowReed` in `Profile.Guest`; did you mean `allowRead`?"
pub(super) fn unknown<'a>(
    parent: &DataPath,
    key: &str,
    known: impl Iterator<Item = &'a str>,
) -> String {
    let shown: String = key.chars().take(MAX_KEY_CHARS).collect();
    let cut = if shown.len() < key.len() { "..." } else { "" };
    let place = match parent.0.is_empty() {
        true => String::new(),
        false => format!(" in `{parent}`"),
    };
    match nearest(key, known) {
        Some(meant) => format!("unknown key `{shown}{cut}`{place}; did you mean `{meant}`?"),
        None => format!("unknown key `{shown}{cut}`{place}"),
    }
}

/// The known key that was most likely meant. Case does not count. Of two that are as near, the
/// first in the alphabet is taken.
pub(super) fn nearest<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if key.len() > MAX_KEY_CHARS {
        return None;
    }
    let key = key.to_lowercase();
    known
        .map(|k| {
            (
                strsim::normalized_damerau_levenshtein(&key, &k.to_lowercase()),
                k,
            )
        })
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, k)| k)
}

/// What is wrong with a value, and what to do. Of the value only its kind is told.
pub(super) fn wrong(
    path: &DataPath,
    value: &Value,
    kind: &ValidationErrorKind,
) -> (String, Option<String>) {
    let message = |words: String| format!("`{path}` {words}");
    match kind {
        ValidationErrorKind::Type { kind } => {
            let types = types(kind);
            let is = value.type_name();
            (
                message(format!("is {is}, but must be {}", wanted(&types))),
                types
                    .contains(&JsonType::Boolean)
                    .then(|| "Write `true` or `false`.".to_owned()),
            )
        }
        ValidationErrorKind::Minimum { limit } => (
            message(format!("is below {limit}, the least that is allowed")),
            None,
        ),
        ValidationErrorKind::Maximum { limit } => (
            message(format!("is above {limit}, the most that is allowed")),
            None,
        ),
        ValidationErrorKind::Required { property } => {
            (message(format!("has no key {property}")), None)
        }
        ValidationErrorKind::Enum { options } => (
            message("is none of the values that are allowed".to_owned()),
            Some(choice(options)),
        ),
        ValidationErrorKind::Constant { expected_value } => (
            message("is not the only value that is allowed".to_owned()),
            Some(format!("Write {expected_value}.")),
        ),
        other => (
            message(format!(
                "breaks the rule `{}` of its schema",
                other.keyword()
            )),
            None,
        ),
    }
}

fn choice(options: &Json) -> String {
    let options = options.as_array().into_iter().flatten();
    let options: Vec<String> = options.map(Json::to_string).collect();
    format!("Write one of {}.", options.join(", "))
}

/// The types that are wanted; that nothing may stand there too is not said.
fn types(kind: &TypeKind) -> Vec<JsonType> {
    let types: Vec<JsonType> = match kind {
        TypeKind::Single(one) => vec![*one],
        TypeKind::Multiple(several) => several.iter().collect(),
    };
    match types.as_slice() {
        [JsonType::Null] => types,
        _ => types.into_iter().filter(|t| *t != JsonType::Null).collect(),
    }
}

fn wanted(types: &[JsonType]) -> String {
    let words: Vec<&str> = types.iter().map(|t| word(*t)).collect();
    words.join(" or ")
}

fn word(json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::Null => "nothing",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "a text",
        JsonType::Array => "a list",
        JsonType::Object => "a mapping",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_that_was_meant_is_the_nearest() {
        let known = ["allowCreate", "allowRead", "viewAllRecords"];
        assert_eq!(nearest("allowReed", known.into_iter()), Some("allowRead"));
        assert_eq!(nearest("AllowREAD", known.into_iter()), Some("allowRead"));
        assert_eq!(
            nearest("viewAllRecord", known.into_iter()),
            Some("viewAllRecords")
        );
        assert_eq!(nearest("label", known.into_iter()), None);
    }

    #[test]
    fn a_pointer_leads_through_keys_of_digits_and_empty_keys() {
        let leaf = || Node::computed(Value::Null);
        let list = Node::computed(Value::List([leaf(), leaf()].into()));
        let inner = [("".into(), list), ("a/b~".into(), leaf())].into();
        let root = [("007".into(), Node::computed(Value::Map(inner)))].into();
        let root = Node::computed(Value::Map(root));
        let path = instance_path(&root, &DataPath::default(), "/007//1");
        assert_eq!(path, DataPath::default().key("007").key("").index(1));
        assert!(root.get(&path).is_some());
        let path = instance_path(&root, &DataPath::default(), "/007/a~1b~0");
        assert!(root.get(&path).is_some());
    }
}
