//! What a change would loosen in its own judge: the settings of two trees side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::assess::baseline::Recorded;
use crate::assess::waiver::{Scope, Written};
use crate::check::Severity;
use crate::finding::count;
use crate::lint::{Demands, Settings, TenantSpec};
use crate::report::Thresholds;
use crate::source::{FileId, Span};

/// Something that the head's settings would let pass and the base's do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosened {
    /// The setting, as keys from the configuration's top.
    pub key: Vec<String>,
    /// The configuration that it belongs to, where it is not that of the run.
    pub config: Option<PathBuf>,
    /// What becomes of it: the end of a sentence such as `this change ...`.
    pub what: String,
    /// Where it is written, where the settings know.
    pub place: Option<(FileId, Span)>,
}

/// Compares the settings of a base with those of a head. What only tightens is left out; what may
/// do either, such as a parameter, is in. Limits are out: one that is too low makes an error, which
/// fails the run.
pub fn loosened(base: &Settings, head: &Settings) -> Vec<Loosened> {
    let mut found = Vec::new();
    let mut say = |key: &[&str], what: String| found.push(loosening(key, what));
    let (old, new) = (&base.demands, &head.demands);
    for (name, before, after) in [
        ("exclude", &base.exclude, &head.exclude),
        ("ignore", &old.selection.ignore, &new.selection.ignore),
    ] {
        let more = only_in(after, before);
        if !more.is_empty() {
            say(&[name], format!("adds to `{name}`: {}", list(&more)));
        }
    }
    let (before, after) = (&old.selection.select, &new.selection.select);
    let fewer = match (before.is_empty(), after.is_empty()) {
        (_, true) => Vec::new(),
        (true, false) => vec!["all that is not named now"],
        (false, false) => only_in(before, after),
    };
    deselected(&fewer, &mut say);
    thresholds(old.thresholds, new.thresholds, &mut say);
    severities(&old.severity, &new.severity, true, &mut say);
    if base.builtin && !head.builtin {
        let message = "leaves out the policies that came with the program";
        say(&["policies", "builtin"], message.to_owned());
    }
    let shown = |paths: &[PathBuf]| -> Vec<String> {
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
            format!("takes away policies: {}", list(&gone)),
        );
    }
    others(base, head, &mut say);
    params(base, head, &mut say);
    inventory(base, head, &mut say);
    if head.max_waiver_days > base.max_waiver_days {
        let message = format!(
            "lets waivers last {} days, not {}",
            head.max_waiver_days, base.max_waiver_days
        );
        say(&["max-waiver-days"], message);
    }
    found.extend(nested(base, head));
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
        let message = format!("takes packages from those that judge: {}", list(&fewer));
        say(&["policies", "namespaces"], message);
    }
    if base.combine != head.combine {
        let message = "gives policies files together, or apart, as it was not before";
        say(&["policies", "combine"], message.to_owned());
    }
    if base.rego_version != head.rego_version {
        let message = "reads policies as another version of Rego".to_owned();
        say(&["policies", "rego-version"], message);
    }
    if base.foreign != head.foreign {
        let message = "judges by other packs of policies".to_owned();
        say(&["policies", "packs"], message);
    }
    if base.data != head.data {
        let message = "gives policies other data".to_owned();
        say(&["policies", "data"], message);
    }
}

/// Waivers that the base does not have as they are.
fn waivers(base: &Settings, head: &Settings) -> Vec<Loosened> {
    let fresh = |new: &&Written| !base.waivers.iter().any(|old| alike(old, new));
    let told = head.waivers.iter().filter(fresh).map(|new| Loosened {
        place: Some(new.waiver.place),
        ..loosening(
            &["waivers", &what(new)],
            format!("waives {} until {}", what(new), new.waiver.until),
        )
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
        place: new.at,
        ..loosening(
            &["baseline", &new.fingerprint],
            format!(
                "alters what the baseline records of {}, {}",
                new.rule, new.fingerprint
            ),
        )
    });
    let mut found: Vec<Loosened> = altered.collect();
    // A first baseline may record hundreds; what it takes is one decision.
    if let Some(first) = fresh.first() {
        let rules: BTreeSet<&str> = fresh.iter().map(|new| new.rule.as_str()).collect();
        found.push(Loosened {
            place: first.at,
            ..loosening(
                &["baseline"],
                format!(
                    "records {} in the baseline: {}",
                    count(fresh.len(), "finding"),
                    rules.into_iter().collect::<Vec<_>>().join(", ")
                ),
            )
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

fn loosening(key: &[&str], what: String) -> Loosened {
    Loosened {
        key: key.iter().map(|k| (*k).to_owned()).collect(),
        config: None,
        what,
        place: None,
    }
}

type Say<'s> = dyn FnMut(&[&str], String) + 's;

fn deselected(words: &[&str], say: &mut Say<'_>) {
    if !words.is_empty() {
        let what = format!("takes from `select`: {}", list(words));
        say(&["select"], what);
    }
}

fn thresholds(old: Thresholds, new: Thresholds, say: &mut Say<'_>) {
    for (name, before, after) in [
        ("fail-on", old.findings, new.findings),
        ("fail-on-unknown", old.unknown, new.unknown),
    ] {
        let word = |s: Option<Severity>| s.map_or("never", Severity::as_str);
        let softer = match (before, after) {
            (Some(before), Some(after)) => after > before,
            (before, after) => before.is_some() && after.is_none(),
        };
        if softer {
            let (after, before) = (word(after), word(before));
            say(&[name], format!("sets `{name}` to {after}, from {before}"));
        }
    }
}

/// Severities by id. One that is new `replaces` that of its rule or check, which may be worse, or
/// only counts where it is the worse of the two.
fn severities(
    old: &BTreeMap<String, Severity>,
    new: &BTreeMap<String, Severity>,
    replaces: bool,
    say: &mut Say<'_>,
) {
    for (id, severity) in new {
        let before = old.get(id);
        if before.map_or(replaces, |before| severity < before) {
            let was = before.map_or_else(String::new, |before| format!(", from {before}"));
            say(
                &["severity", id],
                format!("gives {id} the severity {severity}{was}"),
            );
        }
    }
    for (id, severity) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
        say(
            &["severity"],
            format!("takes the severity {severity} from {id}"),
        );
    }
}

/// What configurations further in no longer add.
fn nested(base: &Settings, head: &Settings) -> Vec<Loosened> {
    let mut found = Vec::new();
    for old in base.nested.iter().flatten() {
        let mut say = |key: &[&str], what: String| {
            let config = Some(old.config.clone());
            found.push(Loosened {
                config,
                ..loosening(key, what)
            });
        };
        let mut all = head.nested.iter().flatten();
        match all.find(|new| new.config == old.config) {
            Some(new) => added_less(&old.demands, &new.demands, &mut say),
            None => {
                let path = old.config.to_string_lossy();
                say(&[], format!("takes away what `{path}` demands"));
            }
        }
    }
    found
}

fn added_less(old: &Demands, new: &Demands, say: &mut Say<'_>) {
    deselected(&only_in(&old.selection.select, &new.selection.select), say);
    thresholds(old.thresholds, new.thresholds, say);
    severities(&old.severity, &new.severity, false, say);
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
                    format!("sets the parameter `{rule}.{name}` to {new}"),
                ),
                (_, None) => say(
                    &["params", rule],
                    format!("takes the parameter `{rule}.{name}` away"),
                ),
            }
        }
    }
}

fn inventory(base: &Settings, head: &Settings, say: &mut Say<'_>) {
    if base.tenants.is_empty() && !head.tenants.is_empty() {
        let message = "adds an inventory: what is in no tenant of it is not judged";
        say(&["tenants"], message.to_owned());
    }
    for (at, before) in base.tenants.iter().enumerate() {
        let after = head.tenants.iter().find(|t| t.name == before.name);
        let changed = match after {
            None => Some(format!(
                "takes the tenant `{}` out of the inventory",
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
            "takes from the files of tenant `{name}`: {}",
            list(&gone)
        ))
    } else if !more.is_empty() {
        Some(format!(
            "excludes files of tenant `{name}`: {}",
            list(&more)
        ))
    } else if before.platform != after.platform {
        Some(format!("gives tenant `{name}` another platform"))
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
