//! From what a rule answered to violations, by its convention.
//!
//! Our own contract is read strictly: what does not fit it is an error of the rule. Of others' only
//! what the convention itself demands is; the rest is their author's own, and taken for ours where
//! it fits.

use std::collections::BTreeMap;

use regorus::Value as Rego;
use serde_json::Value as Json;

use super::controls;
use super::value::to_json;
use super::{Unknown, Violation, ViolationFix};
use crate::document::{DataPath, Segment};
use crate::finding::{Access, EditOp, Severity};
use crate::rule::{self, Convention};

type Map = serde_json::Map<String, Json>;

/// The members of what a rule answers. The error says what it is instead, as the end of a sentence.
pub(super) fn members(convention: &Convention, value: &Rego) -> Result<Vec<Rego>, String> {
    match (convention, value) {
        (Convention::Pack(asked), _) => controls::members(asked, value, None),
        (_, Rego::Set(members)) => Ok(members.iter_sorted().cloned().collect()),
        (_, Rego::Undefined) => Ok(Vec::new()),
        (Convention::Own, _) => Err("is no set".to_owned()),
        (Convention::Conftest { .. }, Rego::Array(items)) => Ok(items.iter().cloned().collect()),
        (Convention::Conftest { .. }, Rego::Bool(false) | Rego::Null) => Ok(Vec::new()),
        (Convention::Conftest { .. }, _) => Err(
            "is no set or list of violations: write it as `NAME contains msg if ...`".to_owned(),
        ),
    }
}

/// Whether a member of what the `exception` rules of a package answer names a rule by what stands
/// behind `deny_`, `violation_` or `warn_`; the empty text names one without.
pub(super) fn exempts(exceptions: &Rego, path: &str) -> bool {
    let suffix = rule::suffix(path.rsplit('.').next().unwrap_or_default());
    let names = |value: &Json| match value {
        Json::Array(names) => names.iter().any(|name| name == suffix),
        Json::Object(names) => names.values().any(|name| name == suffix),
        _ => false,
    };
    match to_json(exceptions) {
        Json::Array(members) => members.iter().any(names),
        Json::Object(members) => members.values().any(names),
        _ => false,
    }
}

/// What tells a violation from the others of its rule, in short and in whole (see
/// [`Violation::key`]). Nothing for a member that is none.
pub(super) fn keys(convention: &Convention, value: &Json) -> Vec<String> {
    match convention {
        Convention::Own | Convention::Conftest { .. } => vec![key(value), whole_key(value)],
        Convention::Pack(asked) => controls::keys(asked, value),
    }
}

/// Whether rules of this convention also say what is well.
pub(super) fn says_met(convention: &Convention) -> bool {
    matches!(convention, Convention::Pack(_))
}

/// What tells that which a member says to be well from other things, as [`keys`] does.
pub(super) fn met(convention: &Convention, value: &Json) -> Option<String> {
    match convention {
        Convention::Own | Convention::Conftest { .. } => None,
        Convention::Pack(asked) => controls::met(asked, value),
    }
}

/// What tells a violation from the others of its rule: its identity, else its message with what
/// simple values it holds. What it hands on of the input is left out.
fn key(value: &Json) -> String {
    let Json::Object(map) = value else {
        return value.to_string();
    };
    if let Some(identity) = map.get("identity") {
        return format!("identity {identity}");
    }
    let simple = |(_, value): &(&String, &Json)| !value.is_object() && !value.is_array();
    let simple: Map = told(map).filter(simple).map(owned).collect();
    Json::from(simple).to_string()
}

/// The same, with all that it holds but its places, its access and its fixes: where others share
/// its key.
fn whole_key(value: &Json) -> String {
    match value {
        Json::Object(map) => {
            let all: Map = told(map).map(owned).collect();
            format!("whole {}", Json::from(all))
        }
        other => other.to_string(),
    }
}

fn told(map: &Map) -> impl Iterator<Item = (&String, &Json)> {
    map.iter()
        .filter(|(name, _)| !["at", "related", "access", "fixes"].contains(&name.as_str()))
}

fn owned((name, value): (&String, &Json)) -> (String, Json) {
    (name.clone(), value.clone())
}

/// What one member of an answer says.
#[derive(Debug)]
pub(super) enum Said {
    /// Something is wrong.
    Violation(Box<Violation>),
    /// It could not be judged.
    Unknown(Unknown),
    /// All is well.
    Nothing,
}

/// Reads a member of what a rule answers. The error says what is wrong with it, as the end of a
/// sentence.
pub(super) fn said(convention: &Convention, value: &Json) -> Result<Said, String> {
    match convention {
        Convention::Pack(asked) => controls::said(asked, value),
        Convention::Own | Convention::Conftest { .. } => {
            violation(convention, value).map(|violation| Said::Violation(Box::new(violation)))
        }
    }
}

fn violation(convention: &Convention, value: &Json) -> Result<Violation, String> {
    let violation = stated(convention, value)?;
    Ok(Violation {
        key: key(value),
        whole_key: whole_key(value),
        ..violation
    })
}

fn stated(convention: &Convention, value: &Json) -> Result<Violation, String> {
    if let Json::String(message) = value {
        return Ok(bare(message));
    }
    let Json::Object(map) = value else {
        return Err("a violation is neither an object nor a text".to_owned());
    };
    let (first, second) = match convention {
        Convention::Conftest { .. } => ("msg", "message"),
        Convention::Own | Convention::Pack(_) => ("message", "msg"),
    };
    let message = message(map.get(first).or_else(|| map.get(second)))?;
    match convention {
        Convention::Conftest { warns } => Ok(conftest(map, message, *warns)),
        Convention::Own | Convention::Pack(_) => {
            let context = |e: String| format!("{e}, in the violation \"{message}\"");
            read(map, &message).map_err(context)
        }
    }
}

/// A violation whose author has the keys to himself, but for the message: those that fit our
/// contract mean what they mean there. The severity of a warning is its rule's.
fn conftest(map: &Map, message: String, warns: bool) -> Violation {
    let mut details: BTreeMap<String, Json> = BTreeMap::new();
    let mut violation = bare(&message);
    for (key, value) in map {
        let taken = match key.as_str() {
            "msg" | "message" => value.as_str() == Some(&*message),
            "at" => take(&mut violation.at, path(value, key)),
            "identity" => take(&mut violation.identity, identity(value)),
            "access" => take(&mut violation.access, access(value)),
            "related" => take_all(&mut violation.related, value, key, related),
            "fixes" => take_all(&mut violation.fixes, value, key, fix),
            "severity" if !warns => {
                let word = value.as_str().unwrap_or_default().to_ascii_lowercase();
                take(&mut violation.severity, word.parse())
            }
            _ => false,
        };
        if !taken {
            details.insert(key.clone(), value.clone());
        }
    }
    Violation {
        details,
        ..violation
    }
}

fn take<T>(into: &mut Option<T>, value: Result<T, String>) -> bool {
    *into = value.ok();
    into.is_some()
}

/// As [`take`], of a list that fits as a whole or not at all.
fn take_all<T>(
    into: &mut Vec<T>,
    value: &Json,
    name: &str,
    read: fn(&Json) -> Result<T, String>,
) -> bool {
    let read = each(Some(value), name, read);
    let fits = read.is_ok();
    *into = read.unwrap_or_default();
    fits
}

fn each<T>(
    value: Option<&Json>,
    name: &str,
    read: fn(&Json) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    list(value, name)?.iter().map(read).collect()
}

pub(super) fn bare(message: &str) -> Violation {
    Violation {
        message: message.to_owned(),
        at: None,
        identity: None,
        access: None,
        related: Vec::new(),
        severity: None,
        fixes: Vec::new(),
        key: String::new(),
        whole_key: String::new(),
        details: BTreeMap::new(),
    }
}

fn read(map: &Map, message: &str) -> Result<Violation, String> {
    Ok(Violation {
        at: map.get("at").map(|p| path(p, "at")).transpose()?,
        identity: map.get("identity").map(identity).transpose()?,
        access: map.get("access").map(access).transpose()?,
        related: each(map.get("related"), "related", related)?,
        severity: map.get("severity").map(severity).transpose()?,
        fixes: each(map.get("fixes"), "fixes", fix)?,
        ..bare(message)
    })
}

/// Reads what a rule could not judge.
pub(super) fn unknown(value: &Json) -> Result<Unknown, String> {
    match value {
        Json::String(message) => Ok(Unknown {
            message: message.clone(),
            at: None,
        }),
        Json::Object(map) => Ok(Unknown {
            message: message(map.get("message"))?,
            at: map.get("at").map(|p| path(p, "at")).transpose()?,
        }),
        _ => Err("what was not evaluated is neither an object nor a text".to_owned()),
    }
}

fn message(value: Option<&Json>) -> Result<String, String> {
    match value {
        Some(Json::String(s)) if !s.trim().is_empty() => Ok(s.clone()),
        Some(_) => Err("`message` is no text".to_owned()),
        None => Err("a violation has no `message`".to_owned()),
    }
}

fn path(value: &Json, what: &str) -> Result<DataPath, String> {
    let wrong = || format!("`{what}` is no path: an array of texts and whole numbers");
    let Json::Array(steps) = value else {
        return Err(wrong());
    };
    steps
        .iter()
        .map(|step| match step {
            Json::String(key) => Ok(Segment::Key(key.as_str().into())),
            Json::Number(n) => n
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .map(Segment::Index)
                .ok_or_else(wrong),
            _ => Err(wrong()),
        })
        .collect()
}

fn identity(value: &Json) -> Result<BTreeMap<String, Json>, String> {
    match value {
        Json::Object(map) if !map.is_empty() => {
            Ok(map.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
        }
        _ => Err("`identity` is no object of names".to_owned()),
    }
}

fn severity(value: &Json) -> Result<Severity, String> {
    value
        .as_str()
        .ok_or_else(|| "`severity` is no text".to_owned())?
        .parse()
}

fn list<'a>(value: Option<&'a Json>, what: &str) -> Result<&'a [Json], String> {
    match value {
        None => Ok(&[]),
        Some(Json::Array(items)) => Ok(items),
        Some(_) => Err(format!("`{what}` is no array")),
    }
}

fn text(value: Option<&Json>, what: &str) -> Result<Option<String>, String> {
    match value {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(s)) => Ok(Some(s.clone())),
        Some(_) => Err(format!("`{what}` is no text")),
    }
}

fn texts(value: Option<&Json>, what: &str) -> Result<Vec<String>, String> {
    if let Some(Json::String(one)) = value {
        return Ok(vec![one.clone()]);
    }
    list(value, what)?
        .iter()
        .map(|v| {
            v.as_str()
                .map(str::to_owned)
                .ok_or_else(|| format!("`{what}` holds something that is no text"))
        })
        .collect()
}

fn access(value: &Json) -> Result<Access, String> {
    let Json::Object(map) = value else {
        return Err("`access` is no object".to_owned());
    };
    let categories = match map.get("categories") {
        None => BTreeMap::new(),
        Some(Json::Object(by)) => by
            .iter()
            .map(|(k, v)| Ok((k.clone(), texts(Some(v), "access.categories")?)))
            .collect::<Result<_, String>>()?,
        Some(_) => return Err("`access.categories` is no object".to_owned()),
    };
    let records = match map.get("records") {
        None | Some(Json::Null) => None,
        Some(n) => {
            Some(whole(n).ok_or_else(|| "`access.records` is no number of records".to_owned())?)
        }
    };
    Ok(Access {
        principal: text(map.get("principal"), "access.principal")?,
        actions: texts(map.get("actions"), "access.actions")?,
        object: text(map.get("object"), "access.object")?,
        fields: texts(map.get("fields"), "access.fields")?,
        categories,
        via: texts(map.get("via"), "access.via")?,
        records,
    })
}

fn whole(value: &Json) -> Option<u64> {
    value.as_u64()
}

fn related(value: &Json) -> Result<(Option<DataPath>, String), String> {
    let Json::Object(map) = value else {
        return Err("`related` holds something that is no object".to_owned());
    };
    let at = match map.get("at") {
        None | Some(Json::Null) => None,
        Some(at) => Some(path(at, "related.at")?),
    };
    let message = text(map.get("message"), "related.message")?;
    Ok((
        at,
        message.ok_or_else(|| "`related` holds a place without a `message`".to_owned())?,
    ))
}

fn fix(value: &Json) -> Result<ViolationFix, String> {
    let Json::Object(map) = value else {
        return Err("`fixes` holds something that is no object".to_owned());
    };
    let title = text(map.get("title"), "fixes.title")?;
    let safe = match map.get("safe") {
        None => false,
        Some(Json::Bool(safe)) => *safe,
        Some(_) => return Err("`fixes.safe` is no boolean".to_owned()),
    };
    Ok(ViolationFix {
        title: title.ok_or_else(|| "`fixes` holds a fix without a `title`".to_owned())?,
        safe,
        edits: list(map.get("edits"), "fixes.edits")?
            .iter()
            .map(edit)
            .collect::<Result<_, _>>()?,
    })
}

fn edit(value: &Json) -> Result<(EditOp, DataPath), String> {
    let at = path(value.get("at").unwrap_or(&Json::Null), "fixes.edits.at")?;
    let new = || {
        let new = value.get("value").cloned();
        new.ok_or_else(|| "`fixes.edits` holds an edit without a `value`".to_owned())
    };
    let op = match value.get("op").and_then(Json::as_str) {
        Some("set") => EditOp::Set(new()?),
        Some("add") => EditOp::Add(new()?),
        Some("remove") => EditOp::Remove,
        _ => return Err("`fixes.edits.op` is none of set, remove and add".to_owned()),
    };
    Ok((op, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_full_violation_is_read() {
        let got = violation(
            &Convention::Own,
            &json!({
                "message": "m",
                "at": ["Profile", "Guest", "loginIpRanges", 0],
                "identity": {"profile": "Guest"},
                "access": {"principal": "anonymous", "actions": ["read"], "records": 3, "categories": {"email": ["E"]}},
                "related": [{"at": ["Network"], "message": "r"}],
                "severity": "low",
                "fixes": [{"title": "t", "safe": true, "edits": [{"op": "set", "at": ["a"], "value": false}]}],
            }),
        );
        let Ok(got) = got else { panic!("{got:?}") };
        assert_eq!(
            got.at.map(|at| at.to_json()),
            Some(json!(["Profile", "Guest", "loginIpRanges", 0]))
        );
        assert_eq!(got.severity, Some(Severity::Low));
        assert_eq!(got.access.and_then(|a| a.records), Some(3));
        assert_eq!(got.fixes[0].edits[0].0, EditOp::Set(json!(false)));
    }

    #[test]
    fn what_breaks_the_contract_is_said() {
        for (value, words) in [
            (json!({"at": []}), "no `message`"),
            (json!({"message": 1}), "`message` is no text"),
            (json!({"message": "m", "at": "Profile"}), "`at` is no path"),
            (json!({"message": "m", "at": [1.5]}), "`at` is no path"),
            (
                json!({"message": "m", "identity": "x"}),
                "`identity` is no object",
            ),
            (json!({"message": "m", "severity": "grave"}), "no severity"),
            (
                json!({"message": "m", "access": {"records": "many"}}),
                "`access.records`",
            ),
            (json!(3), "neither an object nor a text"),
        ] {
            let got = violation(&Convention::Own, &value)
                .err()
                .unwrap_or_default();
            assert!(got.contains(words), "{value}: {got}");
        }
    }

    #[test]
    fn others_keep_their_keys_to_themselves() {
        let warns = Convention::Conftest { warns: true };
        let fails = Convention::Conftest { warns: false };
        let value = json!({"msg": "m", "message": "other", "severity": "HIGH", "at": "line 3", "identity": {"a": 1}, "details": {}});
        let got = violation(&fails, &value).expect("it is one");
        assert_eq!((&*got.message, got.severity), ("m", Some(Severity::High)));
        assert_eq!(got.at, None);
        assert!(got.identity.is_some());
        let details = json!({"at": "line 3", "details": {}, "message": "other"});
        assert_eq!(json!(got.details), details);
        let got = violation(&warns, &value).expect("it is one");
        assert_eq!(got.severity, None);
        assert_eq!(got.details["severity"], "HIGH");
        for wrong in [json!({"details": 1}), json!({"msg": 1}), json!(["m"])] {
            assert!(violation(&fails, &wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_rule_of_others_answers_with_a_set_or_a_list() {
        let convention = Convention::Conftest { warns: false };
        let members = |value: Json| members(&convention, &Rego::from(value));
        assert_eq!(members(json!(["a"])), Ok(vec![Rego::from("a")]));
        assert_eq!(members(json!(false)), Ok(Vec::new()));
        for wrong in [json!(true), json!("m"), json!({"m": true}), json!(1)] {
            assert!(members(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn exceptions_name_rules_by_their_ends() {
        let exempts = |value: Json, path| exempts(&Rego::from(value), path);
        assert!(exempts(
            json!([["run_as_root"]]),
            "data.main.deny_run_as_root"
        ));
        assert!(exempts(json!([["x", ""]]), "data.main.violation"));
        assert!(!exempts(json!([["root"]]), "data.main.deny_run_as_root"));
        assert!(!exempts(
            json!(["run_as_root"]),
            "data.main.deny_run_as_root"
        ));
        assert!(!exempts(json!([[""]]), "data.main.deny_x"));
    }
}
