//! Where the oracle and the program differ, tenants made small, and counts of what was seen.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::case::Case;
use crate::model::{self, Verdict};
use crate::program::{Answer, Program};

/// One difference. The kind groups alike ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    pub(crate) kind: String,
    pub(crate) what: String,
}

/// All differences of one tenant.
pub(crate) fn differences(verdict: &Verdict, answer: &Answer) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut say = |kind: &str, what: String| {
        found.push(Difference {
            kind: kind.to_owned(),
            what,
        });
    };
    for message in &answer.failed {
        say("a policy failed", message.clone());
    }
    for (key, reading) in &verdict.reads {
        let Some(said) = answer.reads.get(key) else {
            let kind = match answer.unknown.contains(key) {
                true => "open, program: unknown",
                false => "open, program: nothing",
            };
            say(kind, format!("{key:?} {reading:?}"));
            continue;
        };
        let via: BTreeSet<String> = reading.via.iter().map(|v| (*v).to_owned()).collect();
        for path in via.difference(&said.via) {
            say(
                &format!("path only in oracle: {path}"),
                format!("{key:?} {:?}", said.via),
            );
        }
        for path in said.via.difference(&via) {
            say(
                &format!("path only in program: {path}"),
                format!("{key:?} {via:?}"),
            );
        }
        for field in reading.fields.difference(&said.fields) {
            say("field only in oracle", format!("{key:?} {field}"));
        }
        for field in said.fields.difference(&reading.fields) {
            say("field only in program", format!("{key:?} {field}"));
        }
        for holder in reading.holders.difference(&said.holders) {
            say("holder only in oracle", format!("{key:?} {holder}"));
        }
        for holder in said.holders.difference(&reading.holders) {
            say("holder only in program", format!("{key:?} {holder}"));
        }
    }
    for (key, said) in &answer.reads {
        if !verdict.reads.contains_key(key) {
            let kind = match verdict.unknown.contains(key) {
                true => "unknown, program: open",
                false => "nothing, program: open",
            };
            let via: Vec<_> = said.via.iter().cloned().collect();
            say(&format!("{kind} by {}", via.join("+")), format!("{key:?}"));
        }
    }
    for key in verdict.unknown.difference(&answer.unknown) {
        if !answer.reads.contains_key(key) {
            say("unknown, program: closed", format!("{key:?}"));
        }
    }
    for key in answer.unknown.difference(&verdict.unknown) {
        if !verdict.reads.contains_key(key) {
            let about = format!("site {} see records of {}", key.0, key.1);
            let words = answer
                .words
                .iter()
                .find(|w| w.to_lowercase().contains(&about));
            say("closed, program: unknown", format!("{key:?} {words:?}"));
        }
        if answer.reads.contains_key(key) {
            say("program: open and unknown", format!("{key:?}"));
        }
    }
    for site in verdict.unknown_sites.difference(&answer.unknown_sites) {
        say("site unknown, program: judged", site.clone());
    }
    for site in answer.unknown_sites.difference(&verdict.unknown_sites) {
        say("site judged, program: unknown", site.clone());
    }
    for profile in verdict
        .unknown_profiles
        .difference(&answer.unknown_profiles)
    {
        say("profile unknown, program: judged", profile.clone());
    }
    for profile in answer
        .unknown_profiles
        .difference(&verdict.unknown_profiles)
    {
        say("profile judged, program: unknown", profile.clone());
    }
    for object in verdict.open_by_default.difference(&answer.open_by_default) {
        say("default open, program: not", object.clone());
    }
    for object in answer.open_by_default.difference(&verdict.open_by_default) {
        say("default not open, program: open", object.clone());
    }
    found
}

/// The differences of a tenant.
pub(crate) fn check(program: &Program, case: &Case) -> Vec<Difference> {
    differences(&model::judge(case), &program.judge(case))
}

/// What every component states: without it the tenant is none that an export could give.
const KEPT: [&str; 16] = [
    "sharingModel",
    "access",
    "auraEnabled",
    "http",
    "referenceTo",
    "remoteAction",
    "restResource",
    "platform",
    "masterLabel",
    "sharing",
    "apiVersion",
    "methods",
    "status",
    "userLicense",
    "type",
    "allowRead",
];

/// The smallest tenant that removing parts leads to and that still has a difference of the kind.
pub(crate) fn shrink(program: &Program, case: &Case, kind: &str) -> Case {
    let mut best = case.clone();
    loop {
        let mut smaller = false;
        for path in paths(&best.input) {
            let mut tried = best.clone();
            if remove(&mut tried.input, &path)
                && check(program, &tried).iter().any(|d| d.kind == kind)
            {
                best = tried;
                smaller = true;
            }
        }
        if !smaller {
            return best;
        }
    }
}

/// The paths of all entries, outer ones first.
fn paths(input: &Value) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut level: Vec<(Vec<String>, &Value)> = vec![(Vec::new(), input)];
    while !level.is_empty() {
        let mut next = Vec::new();
        for (path, value) in level {
            let children: Vec<(String, &Value)> = match value {
                Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), v)).collect(),
                Value::Array(items) => {
                    let numbered = items.iter().enumerate();
                    numbered.map(|(i, v)| (i.to_string(), v)).collect()
                }
                _ => Vec::new(),
            };
            for (key, child) in children {
                let mut path = path.clone();
                path.push(key);
                if !path.last().is_some_and(|key| KEPT.contains(&key.as_str())) {
                    found.push(path.clone());
                }
                next.push((path, child));
            }
        }
        level = next;
    }
    found
}

fn remove(input: &mut Value, path: &[String]) -> bool {
    let Some((last, parents)) = path.split_last() else {
        return false;
    };
    let mut at = input;
    for key in parents {
        let next = match at {
            Value::Object(map) => map.get_mut(key),
            Value::Array(items) => key.parse().ok().and_then(|i: usize| items.get_mut(i)),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    match at {
        Value::Object(map) => map.remove(last).is_some(),
        Value::Array(items) => match last.parse() {
            Ok(i) if i < items.len() => {
                items.remove(i);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// What was seen in many tenants, so that nobody trusts ten thousand empty ones.
#[derive(Debug, Default)]
pub(crate) struct Counts(pub(crate) BTreeMap<String, usize>);

impl Counts {
    pub(crate) fn add(&mut self, case: &Case, verdict: &Verdict) {
        let mut count = |name: &str, by: usize| {
            *self.0.entry(name.to_owned()).or_default() += by;
        };
        count("tenants", 1);
        count(
            "tenants with exposures",
            usize::from(!verdict.reads.is_empty()),
        );
        count(
            "tenants with unknowns",
            usize::from(!verdict.unknown.is_empty()),
        );
        count("exposures", verdict.reads.len());
        count("unknown objects", verdict.unknown.len());
        count("unknown sites", verdict.unknown_sites.len());
        count("objects open by default", verdict.open_by_default.len());
        count(&format!("judged as of {}", case.as_of), 1);
        for reading in verdict.reads.values() {
            count("exposed fields", reading.fields.len());
            count(
                "exposures by several holders",
                usize::from(reading.holders.len() > 1),
            );
            count(
                "exposures over several paths",
                usize::from(reading.via.len() > 1),
            );
            for path in &reading.via {
                count(path, 1);
            }
        }
    }

    pub(crate) fn merge(&mut self, other: Counts) {
        for (name, number) in other.0 {
            *self.0.entry(name).or_default() += number;
        }
    }

    pub(crate) fn of(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or(0)
    }
}
