//! One key twice in one mapping, and keys that are none.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use super::faults::MAX_ERRORS;
use super::{Document, Error, Kind, NodeId};
use crate::check::Check;
use crate::source::Span;

/// How many places of one key are shown.
const MAX_PLACES: usize = 20;
/// How many keys are compared each with each rather than sorted.
const FEW: usize = 16;

/// Looks for duplicate keys in one mapping after the other.
///
/// Two keys are the same when they resolve to the same value (`1` and `0x1`, `a` and `"a"`), and
/// also when their text is the same (`1` and `"1"`): as keys of JSON they would be one.
#[derive(Default)]
pub(super) struct Duplicates {
    /// Keyed at random, so that no text can be made of colliding keys.
    hasher: RandomState,
    /// Hash and key, of the mapping in hand.
    hashes: Vec<(u64, NodeId)>,
}

impl Duplicates {
    /// Checks the keys of a mapping whose subtree is complete.
    pub(super) fn check(&mut self, doc: &Document, map: NodeId, errors: &mut Vec<Error>) {
        self.hashes.clear();
        for (key, _) in doc.written_entries(map) {
            match doc.kind(doc.resolve(key)) {
                Kind::Scalar => {}
                // An alias that leads nowhere has an error of its own.
                Kind::Alias => continue,
                Kind::Map | Kind::Seq => {
                    refuse_complex(doc, key, errors);
                    continue;
                }
            }
            let text = doc.text(doc.resolve(key));
            let identity = doc.key_identity(key);
            self.hashes.push((self.hasher.hash_one(text), key));
            if identity != text {
                let hash = self.hasher.hash_one(identity.as_ref());
                self.hashes.push((hash, key));
            }
        }
        if self.hashes.len() > 1 {
            self.report(doc, errors);
        }
    }

    /// Reports the keys of equal hashes in source order, whatever the hashes are.
    fn report(&mut self, doc: &Document, errors: &mut Vec<Error>) {
        self.hashes.sort_unstable();
        let equal = self.hashes.chunk_by(|a, b| a.0 == b.0);
        let mut found: Vec<Vec<NodeId>> = equal
            .filter(|group| group.len() > 1)
            .map(|group| {
                // The hash has 64 bits under a secret of the process, so that these are one key.
                // All the same each is compared, for a false alarm would refuse a good file.
                let keys = group.iter().map(|(_, key)| *key);
                keys.filter(|&key| is_same(doc, group[0].1, key)).collect()
            })
            .filter(|keys: &Vec<NodeId>| keys.len() > 1)
            .collect();
        found.sort_unstable();
        found.sort_by_key(|keys| keys[1]);
        found.dedup_by_key(|keys| keys[1]);
        let room = MAX_ERRORS.saturating_sub(errors.len());
        errors.extend(found.iter().take(room).map(|keys| duplicate(doc, keys)));
    }
}

/// Whether no two of these are the same. Their order may change.
pub(super) fn all_differ(hashes: &mut [u32]) -> bool {
    if hashes.len() > FEW {
        hashes.sort_unstable();
        return hashes.windows(2).all(|pair| pair[0] != pair[1]);
    }
    let mut rest = &*hashes;
    while let [first, others @ ..] = rest {
        if others.iter().any(|other| other == first) {
            return false;
        }
        rest = others;
    }
    true
}

fn is_same(doc: &Document, a: NodeId, b: NodeId) -> bool {
    let text = |key| doc.text(doc.resolve(key));
    let (a_identity, b_identity) = (doc.key_identity(a), doc.key_identity(b));
    text(a) == text(b) || a_identity == b_identity || text(a) == b_identity || a_identity == text(b)
}

/// The error about a key at all its places, in source order, of which there are two or more.
fn duplicate(doc: &Document, keys: &[NodeId]) -> Error {
    let text = |key| shorten(doc.text(doc.resolve(key)));
    let (first, second) = (text(keys[0]), text(keys[1]));
    let label = |key: NodeId, words: &str| {
        let resolved = doc.resolve(key);
        let place = (doc.span(key), words.to_owned());
        let definition =
            (resolved != key).then(|| (doc.span(resolved), "this alias's definition".to_owned()));
        std::iter::once(place).chain(definition)
    };
    let mut labels: Vec<(Span, String)> = label(keys[0], "first written here").collect();
    labels.extend(label(keys[1], "and again here").skip(1));
    labels.extend(
        keys.iter()
            .skip(2)
            .take(MAX_PLACES)
            .flat_map(|&key| label(key, "and here")),
    );
    let times = match keys.len() {
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    };
    let also = if first == second {
        String::new()
    } else {
        format!(", also as `{second}`")
    };
    Error {
        check: Check::YamlDuplicateKey,
        message: format!("the key `{first}` stands {times} in one mapping{also}"),
        span: doc.span(keys[1]),
        labels,
        help: Check::YamlDuplicateKey.remediation().to_owned(),
    }
}

/// Refuses a key that is a collection, once for `{{ template }}`, where it is one in itself.
fn refuse_complex(doc: &Document, key: NodeId, errors: &mut Vec<Error>) {
    let span = doc.span(key);
    let is_inside = |e: &Error| e.check == Check::YamlSyntax && e.span.to(span) == span;
    while errors.last().is_some_and(is_inside) {
        errors.pop();
    }
    if errors.len() < MAX_ERRORS {
        errors.push(complex(doc, key));
    }
}

fn complex(doc: &Document, key: NodeId) -> Error {
    let what = match doc.kind(doc.resolve(key)) {
        Kind::Seq => "a list",
        _ => "a mapping",
    };
    Error {
        check: Check::YamlSyntax,
        message: format!("{what} is used as a key"),
        span: doc.span(key),
        labels: Vec::new(),
        help: "Write a text as the key. A value that begins with `{` or `[`, such as a template, needs quotes.".to_owned(),
    }
}

/// A text for a message: at most 60 characters.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
