//! What functions of policies answer, in the program: see [`prepass::natives`](super::prepass::natives).

use std::collections::BTreeMap;

use regorus::Value;

use super::extend::Refused;
use super::patterns;

/// The object at a key; an empty one where there is none.
pub(super) fn object_at(args: &[Value]) -> Value {
    match args {
        [value, key] => match &value[key] {
            found @ Value::Object(_) => found.clone(),
            _ => Value::new_object(),
        },
        _ => Value::Undefined,
    }
}

/// The list at a key, a single value as a list of one, nothing as none.
pub(super) fn list_at(args: &[Value]) -> Value {
    match args {
        [value, key] => match &value[key] {
            found @ Value::Array(_) => found.clone(),
            Value::Null | Value::Undefined => Value::new_array(),
            found => Value::from(vec![found.clone()]),
        },
        _ => Value::Undefined,
    }
}

/// Names by their lower case, of each the first of its spellings; `Refused` where one is no text.
pub(super) fn spelt(args: &[Value]) -> Result<Value, Refused> {
    let names: Vec<&Value> = match args.first() {
        Some(Value::Set(items)) => items.iter().collect(),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Object(map)) => map.values().collect(),
        _ => Vec::new(),
    };
    let mut first: BTreeMap<String, &Value> = BTreeMap::new();
    for name in names {
        let Value::String(text) = name else {
            return Err(Refused::NoText);
        };
        let kept = first.entry(text.to_lowercase()).or_insert(name);
        if name < *kept {
            *kept = name;
        }
    }
    let named = first.into_iter();
    let named = named.map(|(key, name)| (Value::from(key), name.clone()));
    Ok(named.collect::<regorus::value::Object>().into_value())
}

/// Of each text that a pattern matches, the keys of the patterns that do; `Refused` where one of
/// them is no text, or a pattern is none.
pub(super) fn keys_of_matches(args: &[Value]) -> Result<Value, Refused> {
    match args {
        [texts, patterns] => patterns::keys(texts, patterns).ok_or(Refused::NoMatch),
        _ => Err(Refused::NoMatch),
    }
}

/// The keys of an object that are `Owner.Name`, by the owner in lower case: of each the name;
/// `Refused` where one is no text.
pub(super) fn by_owner(args: &[Value]) -> Result<Value, Refused> {
    let mut owners: BTreeMap<String, BTreeMap<Value, Value>> = BTreeMap::new();
    let keys: Vec<&Value> = match args.first() {
        Some(Value::Object(map)) => map.keys().collect(),
        Some(Value::Set(items)) => items.iter().collect(),
        Some(Value::Array(items)) if !items.is_empty() => return Err(Refused::NoText),
        _ => Vec::new(),
    };
    for key in keys {
        let Value::String(text) = key else {
            return Err(Refused::NoText);
        };
        let Some((owner, name)) = text.split_once('.').filter(|(_, name)| !name.contains('.'))
        else {
            continue;
        };
        let owner = owners.entry(owner.to_lowercase()).or_default();
        owner.insert(key.clone(), Value::from(name));
    }
    let owned = owners.into_iter();
    let owned = owned.map(|(owner, names)| {
        let names = regorus::value::Object::from(names).into_value();
        (Value::from(owner), names)
    });
    Ok(owned.collect::<regorus::value::Object>().into_value())
}

#[cfg(test)]
mod tests {
    use regorus::Engine;

    use super::super::prepass::natives::native;
    use super::*;

    /// What a policy's function answers, and what answers in its place; `None` where it fails.
    fn both(library: &str, name: &str, args: &[Value]) -> (Option<Value>, Option<Value>) {
        let text = crate::embedded::policies()
            .iter()
            .find(|(path, _)| path.ends_with(library))
            .map(|(_, text)| *text)
            .expect("the library is there");
        let functions = text.split("\n\n").map(|part| {
            let lines = part.lines().skip_while(|line| line.starts_with('#'));
            lines.collect::<Vec<_>>().join("\n")
        });
        let call = format!("{name}(");
        let function = functions.into_iter().find(|text| text.starts_with(&call));
        let function = function.expect("the function is there");
        let mut engine = Engine::new();
        engine.set_strict_builtin_errors(true);
        engine
            .add_policy(
                "library".to_owned(),
                format!("package library\n\n{function}\n"),
            )
            .expect("it loads");
        let names = ["a", "b"].iter().take(args.len());
        let call: Vec<String> = names.map(|n| format!("input.{n}")).collect();
        let query = format!("x := data.library.{name}({})", call.join(", "));
        let mut input = Value::new_object();
        for (key, arg) in ["a", "b"].into_iter().zip(args) {
            let object = input.as_object_mut().expect("it is one");
            object.insert(Value::from(key), arg.clone());
        }
        engine.set_input(input);
        let answered = engine.eval_query(query, false);
        let rego = answered
            .ok()
            .and_then(|a| a.result.first().map(|r| r.bindings["x"].clone()));
        let own = match name {
            "object_at" => Some(object_at(args)),
            "list_at" => Some(list_at(args)),
            "_keys_of_matches" => keys_of_matches(args).ok(),
            "by_owner" => by_owner(args).ok(),
            _ => spelt(args).ok(),
        };
        (rego, own)
    }

    fn value(json: &str) -> Value {
        Value::from_json_str(json).expect("it is JSON")
    }

    #[test]
    fn parts_of_values_are_those_that_the_policy_gives() {
        let values = [
            r#"{"a": {"b": 1}, "l": [1, 2], "n": null, "f": false, "s": "text", "e": {}, "0": 7}"#,
            r#"[{"a": 1}, [2], null, false, 3]"#,
            r#""text""#,
            "null",
            "3",
            "{}",
        ];
        let keys = [
            r#""a""#, r#""l""#, r#""n""#, r#""f""#, r#""s""#, r#""e""#, r#""x""#, "0", "1", "2",
            "3", "9", "null",
        ];
        for of in values {
            for key in keys {
                for name in ["object_at", "list_at"] {
                    let args = [value(of), value(key)];
                    let (rego, own) = both("paths/paths.rego", name, &args);
                    assert_eq!(rego, own, "{name}({of}, {key})");
                    assert!(own.is_some());
                }
            }
        }
    }

    #[test]
    fn names_stand_below_their_owners_as_the_policy_says() {
        for of in [
            r#"{"Boat__c.Hull__c": 1, "boat__C.Call__c": {}, "Boat__c.": 2, ".Hull__c": 3, "Dock__c": 4}"#,
            r#"{"Ägir.Ä": 1, "ägir.b": 2, "a.b.c": 3, "": 4, ".": 5, "Boat__c.hull__c": false}"#,
            "{}",
            "[]",
            r#"["a.b"]"#,
            r#"{"a": 1, "b.c": 2}"#,
        ] {
            let (rego, own) = both("text/text.rego", "by_owner", &[value(of)]);
            assert_eq!(rego, own, "by_owner({of})");
        }
        let mut set = Value::new_set();
        for name in ["b.B", "B.a", "c", "b.c.d"] {
            set.as_set_mut()
                .expect("it is one")
                .insert(Value::from(name));
        }
        let (rego, own) = both("text/text.rego", "by_owner", &[set]);
        assert_eq!(rego, own);
        assert!(own.is_some_and(|own| own["b"]["B.a"] == Value::from("a")));
    }

    #[test]
    fn names_are_spelt_as_the_policy_spells_them() {
        let mut set = Value::new_set();
        for name in ["b", "B", "a", "Ä", "ä", "Straße", "STRASSE", ""] {
            set.as_set_mut()
                .expect("it is one")
                .insert(Value::from(name));
        }
        let others = [
            r#"["x", "X", "y"]"#,
            r#"{"k": "Q", "l": "q"}"#,
            "[]",
            r#"["a", 1]"#,
        ];
        for of in std::iter::once(set).chain(others.map(value)) {
            let (rego, own) = both("text/text.rego", "spelt", std::slice::from_ref(&of));
            assert_eq!(rego, own, "{of}");
        }
    }

    #[test]
    fn texts_have_the_keys_of_the_patterns_that_match_them() {
        let texts = [
            r#"["shop name", "fax", "", "e mail 2", "ファックス", "a\nfax", "é"]"#,
            r#"{"x": "fax", "y": "fax"}"#,
            r#"["fax", 1]"#,
            "[]",
        ];
        let patterns = [
            r#"{"fax": "(?:^| )(?:fax(?:es)?|ファックス)(?: |$)", "e": "e ?mail", "none": "^$", "any": "."}"#,
            r#"{"words": "\\w+ \\w+\\b", "É": "(?i)É"}"#,
            r#"{"broken": "("}"#,
            r#"{"number": 3}"#,
            r#"["a", "x"]"#,
            "{}",
        ];
        for texts in texts {
            for patterns in patterns {
                let args = [value(texts), value(patterns)];
                let (rego, own) = both("categories/categories.rego", "_keys_of_matches", &args);
                assert_eq!(rego, own, "{texts} by {patterns}");
            }
        }
    }

    #[test]
    fn a_function_of_another_text_is_evaluated() {
        let text =
            "(value, key) := found if {\n\tfound := value[key]\n\tis_object(found)\n} else := {}";
        assert!(native(text).is_some());
        assert!(native(&text.replace("else := {}", "else := null")).is_none());
    }
}
