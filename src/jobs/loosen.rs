//! What a change would loosen in its own judge: the settings of two trees side by side.

use std::collections::BTreeSet;

use crate::assess::baseline::Recorded;
use crate::assess::waiver::{Scope, Written};
use crate::finding::count;
use crate::lint::{Settings, TenantSpec};
use crate::source::{FileId, Span};

/// Something that the head's settings would let pass and the base's do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosened {
    /// The setting, as keys from the configuration's top.
    pub key: Vec<String>,
    /// What becomes of it, in one sentence.
    pub message: String,
    /// Where it is written, where the settings know.
    pub place: Option<(FileId, Span)>,
}

/// Compares the settings of a base with those of a head. What only tightens is left out; what may
/// do either, such as a parameter, is in. Limits are out: one that is too low makes an error, which
/// fails the run.
pub fn loosened(base: &Settings, head: &Settings) -> Vec<Loosened> {
    let mut found = Vec::new();
    let mut say = |key: &[&str], message: String| {
        let key = key.iter().map(|k| (*k).to_owned()).collect();
        let place = None;
        found.push(Loosened {
            key,
            message,
            place,
        });
    };
    for (name, before, after) in [
        ("exclude", &base.exclude, &head.exclude),
        ("ignore", &base.ignore, &head.ignore),
    ] {
        let more = only_in(after, before);
        if !more.is_empty() {
            say(
                &[name],
                format!("this change adds to `{name}`: {}", list(&more)),
            );
        }
    }
    let fewer = match (base.select.is_empty(), head.select.is_empty()) {
        (_, true) => Vec::new(),
        (true, false) => vec!["all that is not named now"],
        (false, false) => only_in(&base.select, &head.select),
    };
    if !fewer.is_empty() {
        say(
            &["select"],
            format!("this change takes from `select`: {}", list(&fewer)),
        );
    }
    for (name, before, after) in [
        ("fail-on", base.fail_on, head.fail_on),
        (
            "fail-on-unknown",
            base.fail_on_unknown,
            head.fail_on_unknown,
        ),
    ] {
        let word = |s: Option<crate::check::Severity>| s.map_or("never", |s| s.as_str());
        let softer = match (before, after) {
            (Some(before), Some(after)) => after > before,
            (before, after) => before.is_some() && after.is_none(),
        };
        if softer {
            say(
                &[name],
                format!(
                    "this change sets `{name}` to {}, from {}",
                    word(after),
                    word(before)
                ),
            );
        }
    }
    severities(base, head, &mut say);
    if base.builtin && !head.builtin {
        let message = "this change leaves out the policies that came with the program";
        say(&["policies", "builtin"], message.to_owned());
    }
    let shown = |paths: &[std::path::PathBuf]| -> Vec<String> {
        paths
            .iter()
            .map(|p| p.to_string_lossy().into_owned())
            .collect()
    };
    let (before, after) = (shown(&base.policies), shown(&head.policies));
    let gone = only_in(&before, &after);
    if !gone.is_empty() {
        say(
            &["policies", "dirs"],
            format!("this change takes away policies: {}", list(&gone)),
        );
    }
    others(base, head, &mut say);
    params(base, head, &mut say);
    inventory(base, head, &mut say);
    if head.max_waiver_days > base.max_waiver_days {
        let message = format!(
            "this change lets waivers last {} days, not {}",
            head.max_waiver_days, base.max_waiver_days
        );
        say(&["max-waiver-days"], message);
    }
    found.extend(waivers(base, head));
    found.extend(baseline(base, head));
    found
}

/// How policies of the convention of other tools judge.
fn others(base: &Settings, head: &Settings, say: &mut impl FnMut(&[&str], String)) {
    let fewer = match (base.namespaces.is_empty(), head.namespaces.is_empty()) {
        (_, true) => Vec::new(),
        (true, false) => vec!["all that is not named now"],
        (false, false) => only_in(&base.namespaces, &head.namespaces),
    };
    if !fewer.is_empty() {
        let message = format!(
            "this change takes packages from those that judge: {}",
            list(&fewer)
        );
        say(&["policies", "namespaces"], message);
    }
    if base.combine != head.combine {
        let message = "this change gives policies files together, or apart, as it was not before";
        say(&["policies", "combine"], message.to_owned());
    }
    if base.rego_version != head.rego_version {
        let message = "this change reads policies as another version of Rego".to_owned();
        say(&["policies", "rego-version"], message);
    }
    if base.foreign != head.foreign {
        let message = "this change judges by other packs of policies".to_owned();
        say(&["policies", "packs"], message);
    }
    if base.data != head.data {
        let message = "this change gives policies other data".to_owned();
        say(&["policies", "data"], message);
    }
}

/// Waivers that the base does not have as they are.
fn waivers(base: &Settings, head: &Settings) -> Vec<Loosened> {
    let fresh = |new: &&Written| !base.waivers.iter().any(|old| alike(old, new));
    let told = head.waivers.iter().filter(fresh).map(|new| Loosened {
        key: vec!["waivers".to_owned(), what(new)],
        message: format!(
            "this change waives {} until {}",
            what(new),
            new.waiver.until
        ),
        place: Some(new.waiver.place),
    });
    told.collect()
}

/// Entries of the baseline that the base does not have, or not so wide.
fn baseline(base: &Settings, head: &Settings) -> Vec<Loosened> {
    let entries = |settings: &Settings| -> Vec<Recorded> {
        let baseline = settings.baseline.as_deref();
        baseline.map(|b| b.entries.clone()).unwrap_or_default()
    };
    let old = entries(base);
    let before = |new: &Recorded| old.iter().find(|old| old.fingerprint == new.fingerprint);
    let (known, fresh): (Vec<_>, Vec<_>) = entries(head)
        .into_iter()
        .partition(|new| before(new).is_some());
    let altered = known
        .iter()
        .filter(|new| before(new).is_some_and(|old| !old.says_as(new)));
    let altered = altered.map(|new| Loosened {
        key: vec!["baseline".to_owned(), new.fingerprint.clone()],
        message: format!(
            "this change alters what the baseline records of {}, {}",
            new.rule, new.fingerprint
        ),
        place: new.at,
    });
    let mut found: Vec<Loosened> = altered.collect();
    // A first baseline may record hundreds; what it takes is one decision.
    if let Some(first) = fresh.first() {
        let rules: BTreeSet<&str> = fresh.iter().map(|new| new.rule.as_str()).collect();
        found.push(Loosened {
            key: vec!["baseline".to_owned()],
            message: format!(
                "this change records {} in the baseline: {}",
                count(fresh.len(), "finding"),
                rules.into_iter().collect::<Vec<_>>().join(", ")
            ),
            place: first.at,
        });
    }
    found
}

/// Whether two waivers take the same, with the same words.
fn alike(one: &Written, other: &Written) -> bool {
    let words = |written: &Written| {
        let waiver = &written.waiver;
        let words = [&waiver.reason, &waiver.owner, &waiver.until].map(String::clone);
        (what(written), written.broad, words)
    };
    words(one) == words(other)
}

/// What a waiver takes, in words.
fn what(written: &Written) -> String {
    let mut parts: Vec<String> = written.rule.iter().cloned().collect();
    if let Scope::Named {
        tenant,
        subject,
        fingerprint,
        ..
    } = &written.scope
    {
        let names = subject.iter().map(|(name, value)| match value.as_str() {
            Some(text) => format!("{name} {text}"),
            None => format!("{name} {value}"),
        });
        parts.extend(names);
        parts.extend(tenant.iter().map(|tenant| format!("tenant {tenant}")));
        parts.extend(
            fingerprint
                .iter()
                .map(|digits| format!("fingerprint {digits}")),
        );
    }
    parts.join(", ")
}

type Say<'s> = dyn FnMut(&[&str], String) + 's;

fn severities(base: &Settings, head: &Settings, say: &mut Say<'_>) {
    for (id, severity) in &head.severity {
        let before = base.severity.get(id);
        if before.is_none_or(|before| severity < before) {
            let was = before.map_or_else(String::new, |before| format!(", from {before}"));
            say(
                &["severity", id],
                format!("this change gives {id} the severity {severity}{was}"),
            );
        }
    }
    for (id, severity) in base
        .severity
        .iter()
        .filter(|(id, _)| !head.severity.contains_key(*id))
    {
        say(
            &["severity"],
            format!("this change takes the severity {severity} from {id}"),
        );
    }
}

/// Whether a parameter tightens or loosens is known to its rule alone, so that any change is said.
fn params(base: &Settings, head: &Settings, say: &mut Say<'_>) {
    let rules: BTreeSet<&String> = base.params.keys().chain(head.params.keys()).collect();
    for rule in rules {
        let of = |settings: &Settings| settings.params.get(rule).cloned().unwrap_or_default();
        let (before, after) = (of(base), of(head));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            match (before.get(name), after.get(name)) {
                (old, new) if old == new => {}
                (_, Some(new)) => say(
                    &["params", rule, name],
                    format!("this change sets the parameter `{rule}.{name}` to {new}"),
                ),
                (_, None) => say(
                    &["params", rule],
                    format!("this change takes the parameter `{rule}.{name}` away"),
                ),
            }
        }
    }
}

fn inventory(base: &Settings, head: &Settings, say: &mut Say<'_>) {
    if base.tenants.is_empty() && !head.tenants.is_empty() {
        let message = "this change adds an inventory: what is in no tenant of it is not judged";
        say(&["tenants"], message.to_owned());
    }
    for (at, before) in base.tenants.iter().enumerate() {
        let after = head.tenants.iter().find(|t| t.name == before.name);
        let changed = match after {
            None => Some(format!(
                "this change takes the tenant `{}` out of the inventory",
                before.name
            )),
            Some(after) => narrowed(before, after),
        };
        let position = after.and_then(|a| head.tenants.iter().position(|t| t.name == a.name));
        if let Some(message) = changed {
            let index = position.unwrap_or(at).to_string();
            say(&["tenants", &index], message);
        }
    }
}

fn narrowed(before: &TenantSpec, after: &TenantSpec) -> Option<String> {
    let name = &before.name;
    let gone = only_in(&before.include, &after.include);
    let more = only_in(&after.exclude, &before.exclude);
    if !gone.is_empty() {
        Some(format!(
            "this change takes from the files of tenant `{name}`: {}",
            list(&gone)
        ))
    } else if !more.is_empty() {
        Some(format!(
            "this change excludes files of tenant `{name}`: {}",
            list(&more)
        ))
    } else if before.platform != after.platform {
        Some(format!(
            "this change gives tenant `{name}` another platform"
        ))
    } else {
        None
    }
}

fn only_in<'a>(these: &'a [String], those: &[String]) -> Vec<&'a str> {
    let missing = |word: &&String| !those.contains(word);
    these.iter().filter(missing).map(String::as_str).collect()
}

fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
