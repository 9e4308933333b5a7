//! The shape of a tenant against the published schemas of its platform.
//!
//! Each component is held against the schema of its type by the `jsonschema` crate, straight on
//! the canonical tree. Only the crate's verdicts are used, never its words: every message is ours
//! and names kinds of values alone, because a value can be a secret. Schemas are compiled when a
//! tenant first has their type, and kept; nothing is ever fetched for one.

pub(super) mod keys;
mod tree;
mod words;

use std::collections::{BTreeMap, HashMap, btree_map};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Validator};
use serde::Deserialize;
use serde_json::Value as Json;

use super::value::{Node, Value};
use super::{Platform, Tenant};
use crate::check::Check;
use crate::document::{DataPath, Segment};
use crate::embedded;
use crate::finding::{Finding, Place, Precision, Related, Subject};
use crate::source::Span;

use tree::Tree;

/// How many findings of one check are told one by one for one tenant; the rest are counted.
const MAX_FINDINGS: usize = 1000;

/// How many further places of one unknown key are shown.
const MAX_PLACES: usize = 3;

/// How a section's components are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known {
    /// By the schema of this path below `schemas/`.
    Schema(String),
    /// By being a mapping.
    Mapping,
    /// Not at all: the platform does not know such a component.
    Nothing,
}

/// Checks the shape of a tenant.
pub(super) fn check(tenant: &Tenant, platform: Platform) -> Vec<Finding> {
    let mut shape = Shape::new(tenant, platform);
    let Some(sections) = tenant.root.as_map() else {
        return Vec::new();
    };
    for (key, section) in sections {
        let path = DataPath::default().key(Arc::clone(key));
        if super::COMMON_KEYS.contains(&&**key) {
            // What the program computed itself stands in no file and is right.
            if section.first_origin().is_some() {
                let known = common_schema(platform, key);
                shape.held(section, &path, &known);
            }
        } else if platform.is_section(key) {
            shape.section(key, section, &path);
        } else {
            shape.unknown_section(key);
        }
    }
    shape.finish()
}

/// A schema that is ready to be used.
struct Schema {
    validator: Validator<Tree>,
    text: Json,
}

/// The schemas that were asked for so far; `None` for those that are not there.
type Schemas = Mutex<HashMap<String, Option<Arc<Schema>>>>;

/// The compiled schema of a path below `schemas/`, with the key that is meant of a whole tenant's
/// after a `#`.
fn schema(path: &str) -> Option<Arc<Schema>> {
    static SCHEMAS: OnceLock<Schemas> = OnceLock::new();
    let schemas = SCHEMAS.get_or_init(Schemas::default);
    let mut schemas = schemas.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = schemas.get(path) {
        return known.clone();
    }
    let compiled = compile(path).map(Arc::new);
    schemas.insert(path.to_owned(), compiled.clone());
    compiled
}

fn compile(path: &str) -> Option<Schema> {
    let mut text = match path.split_once('#') {
        Some((file, part)) => part_of(embedded::schema(file)?, part)?,
        None => serde_json::from_str(embedded::schema(path)?).ok()?,
    };
    // The library checks each schema against that of its dialect, which costs several times as
    // much for the newest one; what our schemas use means the same in all of them.
    text.as_object_mut()?.remove("$schema");
    let options = jsonschema::options_for::<Tree>().with_draft(Draft::Draft7);
    // Offline: a reference to anything that is not in the schema itself is an error.
    let validator = options.offline().build(&text).ok()?;
    Some(Schema { validator, text })
}

/// The schema of one of the keys that every tenant has, out of that of a whole tenant.
fn part_of(whole: &str, part: &str) -> Option<Json> {
    #[derive(Deserialize)]
    struct Whole {
        properties: Common,
    }
    #[derive(Deserialize)]
    struct Common {
        tenant: Json,
        runtime: Json,
    }
    let Whole { properties } = serde_json::from_str(whole).ok()?;
    match part {
        "tenant" => Some(properties.tenant),
        "runtime" => Some(properties.runtime),
        _ => None,
    }
}

/// The schema of what every tenant has beside its sections.
fn common_schema(platform: Platform, part: &str) -> Known {
    Known::Schema(format!("{platform}/tenant.schema.json#{part}"))
}

/// What was found so far in one tenant.
struct Shape<'a> {
    tenant: &'a Tenant,
    platform: Platform,
    findings: Vec<Finding>,
    counts: BTreeMap<Check, Count>,
    /// Keys that are not known, by section: each is said once, whatever holds it.
    unknown: BTreeMap<(Arc<str>, String), Unknown>,
}

/// A key that is not known, at its first place and further ones.
struct Unknown {
    path: DataPath,
    message: String,
    more: Vec<DataPath>,
    count: usize,
}

/// How many findings of a check there are, and where the first stands that was not told.
#[derive(Default)]
struct Count {
    all: usize,
    first_untold: Option<DataPath>,
}

impl<'a> Shape<'a> {
    fn new(tenant: &'a Tenant, platform: Platform) -> Self {
        Self {
            tenant,
            platform,
            findings: Vec::new(),
            counts: BTreeMap::new(),
            unknown: BTreeMap::new(),
        }
    }

    fn section(&mut self, name: &str, section: &Node, path: &DataPath) {
        let Some(components) = section.as_map() else {
            self.wrong_type(section, path, "a mapping");
            return;
        };
        let platform = self.platform;
        let conforms = |key: &str, component| platform.conforms(name, key, component);
        let regular = self.tenant.regular.contains(name);
        debug_assert!(
            !regular
                || components
                    .iter()
                    .all(|(key, component)| conforms(key, component))
        );
        for (key, component) in components {
            if regular || conforms(key, component) {
                continue;
            }
            match platform.known(name, key) {
                Known::Nothing => self.unknown_component(name, key),
                known => self.held(component, &path.key(Arc::clone(key)), &known),
            }
        }
    }

    /// Holds a node against what is known of it.
    fn held(&mut self, node: &Node, path: &DataPath, known: &Known) {
        let schema = match known {
            Known::Schema(schema_path) => schema(schema_path),
            Known::Mapping | Known::Nothing => None,
        };
        match schema {
            Some(schema) => self.by_schema(node, path, &schema),
            None if matches!(node.value, Value::Map(_) | Value::Null) => {}
            None => self.wrong_type(node, path, "a mapping"),
        }
    }

    fn by_schema(&mut self, node: &Node, path: &DataPath, schema: &Schema) {
        // Most components are right, and to say so is cheaper than to look for errors.
        if schema.validator.is_valid(node) {
            return;
        }
        for error in schema.validator.iter_errors(node) {
            let at = words::instance_path(node, path, error.instance_path().as_str());
            match error.kind() {
                ValidationErrorKind::AdditionalProperties { unexpected } => {
                    let known = words::properties(&schema.text, error.schema_path().as_str());
                    for key in unexpected {
                        self.unknown_key(&at, key, || known.iter().copied());
                    }
                }
                kind => {
                    let value = self.tenant.root.get(&at).map_or(&node.value, |n| &n.value);
                    let (message, help) = words::wrong(&at, value, kind);
                    self.report(Check::ShapeType, &at, message, help);
                }
            }
        }
    }

    fn wrong_type(&mut self, node: &Node, path: &DataPath, wanted: &str) {
        let message = format!(
            "`{path}` is {}, but must be {wanted}",
            node.value.type_name()
        );
        self.report(Check::ShapeType, path, message, None);
    }

    fn unknown_section(&mut self, key: &str) {
        let platform = self.platform;
        let known = || {
            let sections = platform.sections();
            sections.chain(super::COMMON_KEYS.iter().copied())
        };
        self.unknown_key(&DataPath::default(), key, known);
    }

    fn unknown_component(&mut self, section: &str, key: &str) {
        let platform = self.platform;
        let parent = DataPath::default().key(section);
        self.unknown_key(&parent, key, || platform.components(section));
    }

    /// Remembers a key that is not among the known ones, which are asked for if it is new.
    fn unknown_key<'k, I: Iterator<Item = &'k str>>(
        &mut self,
        parent: &DataPath,
        key: &str,
        known: impl FnOnce() -> I,
    ) {
        let path = parent.key(key);
        let section = match path.0.first() {
            Some(Segment::Key(section)) => Arc::clone(section),
            _ => "".into(),
        };
        let full = self.unknown.len() >= MAX_FINDINGS;
        match self.unknown.entry((section, key.to_owned())) {
            btree_map::Entry::Occupied(mut seen) => {
                let seen = seen.get_mut();
                seen.count += 1;
                if seen.more.len() < MAX_PLACES {
                    seen.more.push(path);
                }
            }
            btree_map::Entry::Vacant(_) if full => {
                self.report(Check::ShapeUnknownKey, &path, String::new(), None);
            }
            btree_map::Entry::Vacant(new) => {
                new.insert(Unknown {
                    message: words::unknown(parent, key, known()),
                    path,
                    more: Vec::new(),
                    count: 1,
                });
                // It takes room from now on.
                self.counts.entry(Check::ShapeUnknownKey).or_default().all += 1;
            }
        }
    }

    /// Says each unknown key once, with its first places.
    fn say_unknown(&mut self) {
        for ((section, key), unknown) in std::mem::take(&mut self.unknown) {
            let message = match unknown.count {
                1 => unknown.message,
                n => format!(
                    "{}; it stands in {} more {}",
                    unknown.message,
                    n - 1,
                    if n == 2 { "place" } else { "places" }
                ),
            };
            let identity = serde_json::json!([&*section, key]);
            let identity = ("key".to_owned(), identity);
            let before = self.findings.len();
            self.push(
                Check::ShapeUnknownKey,
                &unknown.path,
                message,
                identity,
                None,
            );
            let further = unknown.more.iter();
            let further = further.map(|path| Related {
                place: self.place(Check::ShapeUnknownKey, path),
                message: "and here".to_owned(),
            });
            let further: Vec<Related> = further.collect();
            if let Some(finding) = self.findings.get_mut(before) {
                finding.related = further;
            }
        }
    }

    /// Whether a further finding of a check is told.
    fn room(&self, check: Check) -> bool {
        self.counts.get(&check).is_none_or(|c| c.all < MAX_FINDINGS)
    }

    fn report(&mut self, check: Check, path: &DataPath, message: String, help: Option<String>) {
        let told = self.room(check);
        let count = self.counts.entry(check).or_default();
        count.all += 1;
        if told {
            let identity = ("path".to_owned(), path.to_json());
            self.push(check, path, message, identity, help);
        } else if count.first_untold.is_none() {
            count.first_untold = Some(path.clone());
        }
    }

    fn push(
        &mut self,
        check: Check,
        path: &DataPath,
        message: String,
        identity: (String, Json),
        help: Option<String>,
    ) {
        let subject = Subject {
            platform: self.platform.as_str().to_owned(),
            tenant: self.tenant.name.to_string(),
            identity: BTreeMap::from([identity]),
        };
        // Only a tenant of no file has no place, and nothing in that one was written by anybody.
        let Some(place) = self.place(check, path) else {
            return;
        };
        let mut finding = Finding::new(check.id(), check.severity(), message, place, subject);
        finding.help = help;
        self.findings.push(finding);
    }

    /// An unknown key is shown at the key, a wrong value at the value, a collection too.
    fn place(&self, check: Check, path: &DataPath) -> Option<Place> {
        let stated = self.tenant.root.place(path);
        let mut place = stated.or_else(|| self.first_below(path)).or_else(|| {
            let file = *self.tenant.files.first()?;
            Some(Place {
                path: path.clone(),
                precision: Precision::BelongsHere,
                ..Place::of_span(file, Span::new(0, 0))
            })
        })?;
        let span = match check {
            Check::ShapeUnknownKey => place.key,
            _ if place.precision == Precision::Exact => place.value,
            _ => None,
        };
        place.span = span.unwrap_or(place.span);
        Some(place)
    }

    /// The place of the first entry of what nobody wrote itself: a section whose components are
    /// files of their own.
    fn first_below(&self, path: &DataPath) -> Option<Place> {
        let (name, _) = self.tenant.root.get(path)?.as_map()?.iter().next()?;
        let place = self.tenant.root.place(&path.key(Arc::clone(name)))?;
        Some(Place {
            path: path.clone(),
            ..place
        })
    }

    /// The findings, each check with a last one that counts what was not told.
    fn finish(mut self) -> Vec<Finding> {
        self.say_unknown();
        for (check, count) in std::mem::take(&mut self.counts) {
            let Some(path) = count.first_untold else {
                continue;
            };
            let message = format!(
                "{} more of this kind are not shown; the first of them is `{path}`",
                count.all - MAX_FINDINGS
            );
            self.push(
                check,
                &path,
                message,
                ("more".to_owned(), true.into()),
                None,
            );
        }
        self.findings
    }
}

/// Whether the schema of a path takes a node; `None` where there is no such schema.
#[cfg(test)]
pub(super) fn takes(path: &str, node: &Node) -> Option<bool> {
    schema(path).map(|schema| schema.validator.is_valid(node))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_schema_of_a_type_can_be_used() {
        let types = embedded::schemas().iter().map(|(path, _)| *path);
        let mut used = 0;
        for path in types.filter(|path| !path.ends_with("/tenant.schema.json")) {
            if path.starts_with("salesforce/") {
                assert!(schema(path).is_some(), "{path}");
                used += 1;
            }
        }
        assert!(used > 500, "{used}");
        for part in ["tenant", "runtime"] {
            let Known::Schema(path) = common_schema(Platform::Salesforce, part) else {
                panic!("{part} has a schema");
            };
            assert!(schema(&path).is_some(), "{path}");
        }
    }

    /// What [`compile`] says of the dialects holds for these keywords.
    #[test]
    fn the_schemas_use_keywords_that_all_dialects_share() {
        let shared = [
            "$schema",
            "$defs",
            "$ref",
            "title",
            "type",
            "properties",
            "additionalProperties",
            "items",
            "minimum",
            "const",
        ];
        let mut open: Vec<Json> = Vec::new();
        for (path, text) in embedded::schemas() {
            if path.starts_with("salesforce/") {
                open.push(serde_json::from_str(text).expect("a schema is JSON"));
            }
        }
        while let Some(schema) = open.pop() {
            let Json::Object(members) = schema else {
                continue;
            };
            assert!(
                !members.contains_key("$ref") || members.len() == 1,
                "{members:?}"
            );
            for (keyword, value) in members {
                assert!(shared.contains(&keyword.as_str()), "{keyword}");
                match (keyword.as_str(), value) {
                    ("properties" | "$defs", Json::Object(named)) => {
                        open.extend(named.into_iter().map(|(_, schema)| schema));
                    }
                    ("items" | "additionalProperties", schema) => open.push(schema),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn nothing_is_fetched_for_a_schema() {
        for elsewhere in [
            "https://example.invalid/a.json",
            "file:///etc/hostname",
            "Profile.schema.json",
        ] {
            let text = serde_json::json!({"$ref": elsewhere});
            let built = jsonschema::options_for::<Tree>().offline().build(&text);
            assert!(built.is_err(), "{elsewhere}");
        }
    }
}
