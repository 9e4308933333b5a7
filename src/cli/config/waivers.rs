//! Waivers as they stand in the configuration and in the file beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::read::{Reader, Slot};
use super::{Key, key};
use crate::assess::waiver::{OWN_PREFIX, Scope, Written, is_pattern};
use crate::finding::Waiver;

/// A right line.
pub(super) const EXAMPLE: &str = "waivers: [{rule: SF-GUEST-006, subject: {profile: Portal Profile}, reason: public catalogue, owner: crm-team, until: 2027-03-31}]";

const KEYS: &[Key] = &[
    key("rule", "rule: SF-GUEST-006"),
    key("subject", "subject: {profile: Portal Profile}"),
    key("tenant", "tenant: production"),
    key(
        "fingerprint",
        "fingerprint: \"0123456789abcdef0123456789abcdef\"",
    ),
    key("reason", "reason: public product catalogue"),
    key("owner", "owner: crm-team"),
    key("until", "until: 2027-03-31"),
    key("broad", "broad: true"),
];

/// What every waiver says.
const REQUIRED: [&str; 3] = ["reason", "owner", "until"];

/// The waivers of a list.
pub(super) fn list(reader: &mut Reader<'_>, slot: &Slot) -> Vec<Written> {
    let items = reader.list_or_nothing(slot);
    items.iter().filter_map(|item| one(reader, item)).collect()
}

fn one(reader: &mut Reader<'_>, item: &Slot) -> Option<Written> {
    let mistakes = reader.failures.len();
    let (mut rule, mut tenant, mut fingerprint) = (None, None, None);
    let (mut reason, mut owner, mut until) = (None, None, None);
    let mut subject = BTreeMap::new();
    let mut pattern_at = None;
    let mut broad = false;
    let mut named = Vec::new();
    for (key, slot) in reader.known(item, KEYS) {
        named.push(key);
        let at = reader.span(&slot);
        match key {
            "rule" => rule = word(reader, &slot).map(|word| (word, at)),
            "subject" => {
                for (key, slot) in reader.entries(&slot, "a mapping of names") {
                    if let Some(value) = reader.json(&slot) {
                        let at = is_pattern(&value).then(|| reader.span(&slot));
                        pattern_at = pattern_at.or(at);
                        subject.insert(key.value, value);
                    }
                }
            }
            "tenant" => tenant = reader.text(&slot),
            "fingerprint" => fingerprint = reader.fingerprint(&slot).map(|f| (f, at)),
            "reason" => reason = reader.line(&slot),
            "owner" => owner = reader.line(&slot),
            "until" => until = reader.date(&slot).map(|date| (date, at)),
            _ => broad = reader.boolean(&slot).unwrap_or_default(),
        }
    }
    if reader.failures.len() > mistakes {
        return None;
    }
    let missing = REQUIRED.into_iter().find(|key| !named.contains(key));
    if let Some(key) = missing {
        reader.lacks(item, &format!("has no `{key}`"), KEYS, key);
        return None;
    }
    if rule.is_none() && fingerprint.is_none() {
        let message = "names neither a `rule` nor a `fingerprint`";
        reader.lacks(item, message, KEYS, "rule");
        return None;
    }
    let what_at = rule.as_ref().map(|(_, at)| *at);
    let what_at = what_at.or(fingerprint.as_ref().map(|(_, at)| *at))?;
    let (until, until_at) = until?;
    let place = reader.placed(item, ());
    Some(Written {
        rule: rule.map(|(word, _)| word),
        scope: Scope::Named {
            tenant,
            subject,
            pattern_at,
            fingerprint: fingerprint.map(|(digits, _)| digits),
        },
        broad,
        waiver: Arc::new(Waiver {
            reason: reason?,
            owner: owner?,
            until,
            place: (place.file, what_at),
        }),
        what_at,
        until_at,
    })
}

/// A word for rules.
fn word(reader: &mut Reader<'_>, slot: &Slot) -> Option<String> {
    let word = reader.line(slot)?;
    if word.to_ascii_uppercase().starts_with(OWN_PREFIX) {
        reader.refuse(
            slot,
            "must be another rule: what is wrong with a waiver cannot be waived",
        );
        return None;
    }
    Some(word)
}
