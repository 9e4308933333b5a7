//! The findings that a baseline records.

use std::collections::{BTreeMap, HashMap};

use super::read::{Reader, Slot, failure};
use super::{Key, key};
use crate::assess::baseline::Recorded;
use crate::check::Severity;
use crate::finding::Access;
use crate::source::Span;

/// A right line.
pub(super) const EXAMPLE: &str = "findings: [{fingerprint: \"0123456789abcdef0123456789abcdef\", rule: SF-GUEST-007, tenant: default, subject: {profile: Portal Profile}, severity: high}]";

const KEYS: &[Key] = &[
    key(
        "fingerprint",
        "fingerprint: \"0123456789abcdef0123456789abcdef\"",
    ),
    key("rule", "rule: SF-GUEST-007"),
    key("tenant", "tenant: default"),
    key("subject", "subject: {profile: Portal Profile}"),
    key("severity", "severity: high"),
    key("access", "access: {principal: guest, actions: [read]}"),
];

const ACCESS: &[Key] = &[
    key("principal", "principal: guest"),
    key("actions", "actions: [read]"),
    key("object", "object: Lead"),
    key("fields", "fields: [Email]"),
];

/// What every entry says.
const REQUIRED: [&str; 5] = ["fingerprint", "rule", "tenant", "subject", "severity"];

/// The entries of a list.
pub(super) fn list(reader: &mut Reader<'_>, slot: &Slot) -> Vec<Recorded> {
    let mut entries: Vec<Recorded> = Vec::new();
    let mut places: HashMap<String, Span> = HashMap::new();
    for item in reader.list_or_nothing(slot) {
        let Some((entry, at)) = one(reader, &item) else {
            continue;
        };
        if let Some(first) = places.insert(entry.fingerprint.clone(), at) {
            let file = reader.placed(&item, ()).file;
            let message = "this finding is recorded twice".to_owned();
            let help = "keep the entry that is true".to_owned();
            let mut failure = failure((file, at), message, help);
            failure.labels = vec![(file, first, "the first".to_owned())];
            reader.failures.push(failure);
        }
        entries.push(entry);
    }
    entries
}

fn one(reader: &mut Reader<'_>, item: &Slot) -> Option<(Recorded, Span)> {
    let mistakes = reader.failures.len();
    let (mut fingerprint, mut rule, mut tenant) = (None, None, None);
    let (mut severity, mut access) = (None, None);
    let mut subject = BTreeMap::new();
    let mut named = Vec::new();
    for (key, slot) in reader.known(item, KEYS) {
        named.push(key);
        match key {
            "fingerprint" => {
                let at = reader.span(&slot);
                fingerprint = reader.fingerprint(&slot).map(|digits| (digits, at));
            }
            "rule" => rule = reader.text(&slot),
            "tenant" => tenant = reader.text(&slot),
            "subject" => subject = names(reader, &slot),
            "severity" => {
                let words = Severity::ALL.map(Severity::as_str);
                severity = reader.word(&slot, &words).and_then(|w| w.parse().ok());
            }
            _ => access = Some(access_of(reader, &slot)),
        }
    }
    if reader.failures.len() > mistakes {
        return None;
    }
    if let Some(key) = REQUIRED.into_iter().find(|key| !named.contains(key)) {
        reader.lacks(item, &format!("has no `{key}`"), KEYS, key);
        return None;
    }
    let (fingerprint, at) = fingerprint?;
    let file = reader.placed(item, ()).file;
    let recorded = Recorded {
        fingerprint,
        rule: rule?,
        tenant: tenant?,
        subject,
        severity: severity?,
        access,
        at: Some((file, at)),
    };
    Some((recorded, at))
}

/// A mapping of names to what they are.
pub(super) fn names(reader: &mut Reader<'_>, slot: &Slot) -> BTreeMap<String, serde_json::Value> {
    let entries = reader.entries(slot, "a mapping of names");
    let value = |(key, slot): (super::Placed<String>, Slot)| Some((key.value, reader.json(&slot)?));
    entries.into_iter().filter_map(value).collect()
}

fn access_of(reader: &mut Reader<'_>, slot: &Slot) -> Access {
    let mut access = Access::default();
    let words = |reader: &mut Reader<'_>, slot: &Slot| -> Vec<String> {
        let texts = reader.texts(slot).into_iter();
        texts.map(|text| text.value).collect()
    };
    for (key, slot) in reader.known(slot, ACCESS) {
        match key {
            "principal" => access.principal = reader.text(&slot),
            "actions" => access.actions = words(reader, &slot),
            "object" => access.object = reader.text(&slot),
            _ => access.fields = words(reader, &slot),
        }
    }
    access
}
