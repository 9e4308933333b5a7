//! Whether METADATA fits its schema: keys that have a meaning, and values of the right kind.
//!
//! A value of a wrong kind, and a misspelt key on which judging depends, make the policy one that
//! cannot be used: it would judge otherwise than its author means. Any other misspelt key is
//! told. Keys of an author's own are free below `custom`, as in OPA.

use super::metadata::Metadata;
use crate::check::Check;
use crate::document::{Kind, NodeId, Scalar};
use crate::finding::{Failure, Finding};
use crate::tenant::{InputPlace, InputStep, Platform};

/// What a value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    Text,
    /// A list of texts, or one text.
    Texts,
    List,
    Map,
    Any,
}

/// A key: its name, what its value has to be, and whether judging depends on it.
type Key = (&'static str, Want, bool);

const TOP: &[Key] = &[
    ("title", Want::Text, false),
    ("description", Want::Text, false),
    ("related_resources", Want::List, false),
    ("custom", Want::Map, true),
    ("scope", Want::Text, false),
    // OPA's own, which mean nothing here.
    ("authors", Want::Any, false),
    ("organizations", Want::Any, false),
    ("schemas", Want::Any, false),
    ("entrypoint", Want::Any, false),
    ("compile", Want::Any, false),
];

const CUSTOM: &[Key] = &[
    ("id", Want::Text, true),
    ("severity", Want::Text, true),
    ("platform", Want::Text, true),
    ("types", Want::Texts, true),
    ("params", Want::List, true),
    ("evaluate", Want::Text, true),
    ("family", Want::Text, false),
    ("unit", Want::Text, false),
    ("remediation", Want::Text, false),
    ("frameworks", Want::Map, false),
];

const PARAM: &[Key] = &[
    ("name", Want::Text, true),
    ("schema", Want::Any, true),
    ("default", Want::Any, true),
    ("description", Want::Text, false),
];

/// How alike a key and the one that was meant are at least, from 0 to 1.
const LIKENESS: f64 = 0.7;

/// What is wrong with METADATA.
#[derive(Debug, Default)]
pub(super) struct Misfits {
    /// What makes the policy one that cannot be used.
    pub(super) failures: Vec<Failure>,
    /// What is only told.
    pub(super) findings: Vec<Finding>,
}

/// Holds the METADATA of a module against its schema.
pub(super) fn check(metadata: &Metadata, package: &str) -> Misfits {
    let mut check = Checker {
        metadata,
        package,
        misfits: Misfits::default(),
    };
    check.map(metadata.root, "", TOP, true);
    if let Some(custom) = check.kind(metadata.root, "custom", Kind::Map) {
        check.map(custom, "custom.", CUSTOM, false);
        if let Some(params) = check.kind(custom, "params", Kind::Seq) {
            for param in metadata.document.items(params).collect::<Vec<_>>() {
                let param = metadata.document.resolve(param);
                match metadata.document.kind(param) {
                    Kind::Map => check.map(param, "custom.params.", PARAM, true),
                    _ => check.fail(param, "a parameter must be a mapping".to_owned()),
                }
            }
        }
    }
    check.misfits
}

/// The sections among `custom.types` that no tenant of the platform has: a rule is not even asked
/// where a tenant has none of its sections.
pub(super) fn types(
    metadata: &Metadata,
    custom: NodeId,
    platform: Platform,
    package: &str,
) -> Vec<Finding> {
    let input = InputPlace::root(platform);
    let mut findings = Vec::new();
    for item in metadata.nodes(custom, "types") {
        let name = metadata.document.text(item);
        let InputStep::Nowhere(meant) = input.key(name) else {
            continue;
        };
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "name the sections of the input that the rule reads".to_owned(),
        };
        findings.push(Finding::of_policy(
            Check::PolicyUnknownKey,
            format!("no tenant has a section `{name}`"),
            help,
            metadata.place(item),
            &[("package", package), ("types", name)],
        ));
    }
    findings
}

struct Checker<'a> {
    metadata: &'a Metadata,
    package: &'a str,
    misfits: Misfits,
}

impl Checker<'_> {
    /// Checks the keys of a mapping; where it is `closed`, it has no others.
    fn map(&mut self, map: NodeId, above: &str, keys: &[Key], closed: bool) {
        let document = &self.metadata.document;
        for entry in document.entries(map) {
            let name = document.text(entry.key);
            match keys.iter().find(|key| key.0 == name) {
                Some((_, want, _)) => self.value(entry.value, &format!("{above}{name}"), *want),
                None => self.unknown(map, (entry.key, name), above, (keys, closed)),
            }
        }
    }

    fn value(&mut self, value: NodeId, path: &str, want: Want) {
        let document = &self.metadata.document;
        let value = document.resolve(value);
        let kind = document.kind(value);
        // A key without a value says nothing.
        if document.scalar(value) == Some(Scalar::Null) {
            return;
        }
        let (fits, wanted) = match want {
            Want::Any => return,
            Want::Text => (kind == Kind::Scalar, "a text"),
            Want::Map => (kind == Kind::Map, "a mapping"),
            Want::List => (kind == Kind::Seq, "a list"),
            Want::Texts => {
                let scalar = |id| document.kind(document.resolve(id)) == Kind::Scalar;
                let items = kind == Kind::Seq && document.items(value).all(scalar);
                (items || kind == Kind::Scalar, "a list of texts")
            }
        };
        if !fits {
            let is = match kind {
                Kind::Map => "a mapping",
                Kind::Seq => "a list",
                Kind::Scalar | Kind::Alias => "a single value",
            };
            self.fail(value, format!("`{path}` must be {wanted}, but is {is}"));
        }
    }

    fn unknown(
        &mut self,
        map: NodeId,
        (at, name): (NodeId, &str),
        above: &str,
        (keys, closed): (&[Key], bool),
    ) {
        let like = |key: &&Key| {
            let free = self.metadata.get(map, key.0).is_none();
            free && strsim::normalized_damerau_levenshtein(name, key.0) >= LIKENESS
        };
        let meant = keys.iter().find(like);
        let message = format!("METADATA has no key `{above}{name}`");
        let help = meant.map_or_else(
            || "keys of your own stand below `custom`".to_owned(),
            |(meant, _, _)| format!("did you mean `{meant}`?"),
        );
        match meant {
            Some((_, _, true)) => {
                self.fail(at, message);
                if let Some(failure) = self.misfits.failures.last_mut() {
                    failure.help = help;
                }
            }
            None if !closed => {}
            _ => self.misfits.findings.push(Finding::of_policy(
                Check::PolicyMetadata,
                message,
                help,
                self.metadata.place(at),
                &[("package", self.package), ("key", name)],
            )),
        }
    }

    /// The value of a key, if it is of a kind.
    fn kind(&self, map: NodeId, key: &str, kind: Kind) -> Option<NodeId> {
        let document = &self.metadata.document;
        let value = document.resolve(self.metadata.get(map, key)?);
        (document.kind(value) == kind).then_some(value)
    }

    fn fail(&mut self, at: NodeId, message: String) {
        self.misfits
            .failures
            .push(self.metadata.invalid(at, message));
    }
}
