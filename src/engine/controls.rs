//! What packs of other tools say of their controls, as the manifest of the pack tells: one member
//! of an answer is about one control, which is met, is not, or could not be judged.
//!
//! Unknown is not a pass: a control that the pack does not judge, that it has no answer for, or
//! whose data could not be collected is not evaluated.

use std::collections::BTreeMap;

use regorus::Value as Rego;
use serde_json::Value as Json;

use super::answer::{self, Said};
use super::html::text_of;
use super::{Unknown, Violation};
use crate::document::{DataPath, Segment};
use crate::rule::{Asked, Convention};
use crate::tenant::{Tenant, Value};

type Map = serde_json::Map<String, Json>;

/// The members of an answer that are about a rule's control. Where the text of the answer's rule
/// names a control, who asks for another will not ask that rule: what it says of others all the
/// same is said by the rule that stands for all.
pub(super) fn members(
    asked: &Asked,
    value: &Rego,
    named: Option<&str>,
) -> Result<Vec<Rego>, String> {
    let own = |member: &&Rego| match written_id(asked, member).map(|id| asked.manifest.id(id)) {
        Some(id) => {
            let strays = named.is_some_and(|named| named != id);
            asked.is_about(id) || strays && asked.control.is_none()
        }
        // What is about nothing is for the rule that stands for all.
        None => asked.control.is_none(),
    };
    match value {
        Rego::Set(members) => Ok(members.iter_sorted().filter(own).cloned().collect()),
        Rego::Array(items) => Ok(items.iter().filter(own).cloned().collect()),
        Rego::Undefined => Ok(Vec::new()),
        _ => Err("is no set or list of what is said of controls".to_owned()),
    }
}

fn written_id<'a>(asked: &Asked, member: &'a Rego) -> Option<&'a str> {
    let Rego::Object(map) = member else {
        return None;
    };
    let key = Rego::from(asked.manifest.answer.id.as_str());
    match map.get(&key) {
        Some(Rego::String(id)) => Some(id),
        _ => None,
    }
}

/// A member of an answer.
struct Member<'a> {
    map: &'a Map,
    id: &'a str,
    met: bool,
    /// The word for how bad it is.
    word: &'a str,
    /// Why it was not judged.
    why_not: Option<&'a str>,
}

impl<'a> Member<'a> {
    fn read(asked: &Asked, value: &'a Json) -> Result<Self, String> {
        let keys = &asked.manifest.answer;
        let map = value
            .as_object()
            .ok_or("what is said of a control is no object")?;
        let text = |key: &str| {
            let text = map.get(key).and_then(Json::as_str);
            text.ok_or_else(|| format!("what is said of a control has no `{key}` that is a text"))
        };
        let id = text(&keys.id)?;
        let criticality = text(&keys.criticality).map_err(|e| format!("{e}, about {id}"))?;
        let (word, suffix) = criticality.split_once('/').unwrap_or((criticality, ""));
        let not_judged = |word: &&String| word.eq_ignore_ascii_case(suffix.trim());
        let is_true = |key: &&String| map.get(&**key) == Some(&Json::Bool(true));
        let why_not = keys.not_judged.iter().find(not_judged);
        let why_not = why_not.or_else(|| keys.unknown.iter().find(is_true));
        let why_not = why_not.map(|_| match suffix.trim() {
            "" => "it could not be told",
            suffix => suffix,
        });
        let met = map.get(&keys.met).and_then(Json::as_bool);
        if met.is_none() && why_not.is_none() {
            let key = &keys.met;
            return Err(format!("`{key}` of {id} is neither true nor false"));
        }
        Ok(Self {
            map,
            id,
            met: met.unwrap_or_default(),
            word,
            why_not,
        })
    }
}

/// What tells a control that is not met from others: its id, and the same with why it is not met.
/// Nothing for one that is met or not judged.
pub(super) fn keys(asked: &Asked, value: &Json) -> Vec<String> {
    match Member::read(asked, value) {
        Ok(member) if !member.met && member.why_not.is_none() => {
            let id = asked.manifest.id(member.id);
            vec![id.to_owned(), whole_key(id, &details_of(asked, &member))]
        }
        _ => Vec::new(),
    }
}

/// A control with why it is not met: one may be for several reasons, such as a licence that is not
/// there. Of what the pack says, numbers and what follows a colon, such as a list, do not count.
fn whole_key(id: &str, details: &str) -> String {
    let reason = details.split(':').next().unwrap_or_default();
    let reason: String = reason.chars().filter(|c| !c.is_numeric()).collect();
    format!("{id}: {reason}")
}

fn details_of(asked: &Asked, member: &Member<'_>) -> String {
    let details = member.map.get(&asked.manifest.answer.details);
    text_of(details.and_then(Json::as_str).unwrap_or_default())
}

/// The same of a control that is met.
pub(super) fn met(asked: &Asked, value: &Json) -> Option<String> {
    let member = Member::read(asked, value).ok()?;
    let met = member.met && member.why_not.is_none();
    met.then(|| asked.manifest.id(member.id).to_owned())
}

/// Reads what is said of a control.
pub(super) fn said(asked: &Asked, value: &Json) -> Result<Said, String> {
    let member = Member::read(asked, value)?;
    let details = details_of(asked, &member);
    if let Some(why) = member.why_not {
        let details = match details.as_str() {
            "" => why,
            details => details,
        };
        return Ok(unknown(asked, member.id, details));
    }
    if member.met {
        return Ok(Said::Nothing);
    }
    let id = asked.manifest.id(member.id);
    let demand = asked.title.as_deref().map(|t| t.trim_end_matches('.'));
    let message = match (demand, details.as_str()) {
        (Some(demand), "") => demand.to_owned(),
        (Some(demand), details) => format!("{demand}: {details}"),
        (None, "") => format!("{id} is not met"),
        (None, details) => details.to_owned(),
    };
    let name = BTreeMap::from([("control".to_owned(), id.into())]);
    Ok(Said::Violation(Box::new(Violation {
        identity: Some(name),
        severity: asked.manifest.severity(member.word),
        key: id.to_owned(),
        whole_key: whole_key(id, &details),
        details: member
            .map
            .iter()
            .filter(|(key, _)| **key != asked.manifest.answer.details)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        ..answer::bare(&message)
    })))
}

fn unknown(asked: &Asked, id: &str, why: &str) -> Said {
    let message = match &asked.control {
        Some(_) => why.to_owned(),
        None => format!("{id}: {why}"),
    };
    Said::Unknown(Unknown { message, at: None })
}

/// What is said of a control, unless what it is made of could not be collected.
pub(super) fn with_calls(
    convention: &Convention,
    tenant: &Tenant,
    value: &Json,
    said: Result<Said, String>,
) -> Result<Said, String> {
    let (Convention::Pack(asked), Ok(Said::Nothing | Said::Violation(_))) = (convention, &said)
    else {
        return said;
    };
    let Some(calls) = &asked.manifest.answer.calls else {
        return said;
    };
    let needed = value.get(&calls.member).and_then(Json::as_array);
    let needed = needed.into_iter().flatten().filter_map(Json::as_str);
    // The names are those of commands, whose case does not count.
    let among = |keys: &[String], name: &str| {
        let mut lists = keys.iter().filter_map(|key| list(tenant, key));
        lists.any(|items| items.iter().any(|item| item.eq_ignore_ascii_case(name)))
    };
    let fails = |name: &&str| {
        let spared = calls.unless.as_deref().is_some_and(|u| name.starts_with(u));
        among(&calls.failed, name) || !spared && !among(&calls.done, name)
    };
    let failed: Vec<&str> = needed.filter(fails).collect();
    if failed.is_empty() {
        return said;
    }
    let id = value.get(&asked.manifest.answer.id);
    let id = id.and_then(Json::as_str).unwrap_or_default();
    let why = format!(
        "what it is judged by was not collected: {}",
        failed.join(", ")
    );
    Ok(unknown(asked, id, &why))
}

/// The texts of a list of the input.
fn list<'t>(tenant: &'t Tenant, key: &str) -> Option<Vec<&'t str>> {
    let path: DataPath = [Segment::Key(key.into())].into_iter().collect();
    let Value::List(items) = &tenant.root.get(&path)?.value else {
        return None;
    };
    let texts = items.iter().filter_map(|item| match &item.value {
        Value::String(text) => Some(&**text),
        _ => None,
    });
    Some(texts.collect())
}

/// Says that a pack has nothing to say of a control that it is known to judge.
pub(super) fn unanswered(convention: &Convention, members: usize) -> Option<Unknown> {
    let Convention::Pack(asked) = convention else {
        return None;
    };
    asked.control.as_ref().filter(|_| members == 0)?;
    Some(Unknown {
        message: "the pack gives no answer for this control".to_owned(),
        at: None,
    })
}
