//! Tenants from texts, for the tests of tenants and their shapes.
#![allow(dead_code, reason = "each test uses a part of it")]

use tenantlint::document::{self, DataPath, Document, Limits, Segment};
use tenantlint::finding::{Finding, Place};
use tenantlint::source::{Encoding, FileId, SourceMap, Span};
use tenantlint::tenant::{self, Built, Group, Node, Origin, Part, Tenant, Value};
use unicode_normalization::UnicodeNormalization as _;

/// Texts, and what was made of them.
pub struct World {
    pub sources: SourceMap,
    pub built: Built,
}

/// Makes tenants of texts by their paths, all of which must parse.
pub fn world(files: &[(&str, &str)]) -> World {
    world_of(files, &[])
}

/// As [`world`], with files of record counts and guest users.
pub fn world_of(files: &[(&str, &str)], runtime: &[(&str, &str)]) -> World {
    let mut sources = SourceMap::new();
    let parts = parse(&mut sources, files);
    let runtime = parse(&mut sources, runtime);
    let group = Group {
        parts: parts.iter().map(part).collect(),
        runtime: runtime.iter().map(part).collect(),
        ..Group::default()
    };
    let built = tenant::build(&group);
    World { sources, built }
}

fn parse(sources: &mut SourceMap, files: &[(&str, &str)]) -> Vec<(String, Document)> {
    let mut parsed = Vec::new();
    for (path, text) in files {
        let id = sources.add(*path, *text, Encoding::Utf8);
        let source = sources.file(id).text().clone();
        let document = document::parse(id, source, &Limits::default())
            .unwrap_or_else(|errors| panic!("{path} does not parse: {errors:?}"));
        parsed.push(((*path).to_owned(), document));
    }
    parsed
}

fn part((path, document): &(String, Document)) -> Part<'_> {
    Part {
        path,
        below: path,
        document,
        made: None,
    }
}

impl World {
    /// The only tenant.
    pub fn tenant(&self) -> &Tenant {
        assert_eq!(self.built.failures, []);
        assert_eq!(self.built.tenants.len(), 1, "{:?}", self.built.roles);
        &self.built.tenants[0]
    }

    /// The canonical input of the only tenant.
    pub fn input(&self) -> serde_json::Value {
        self.tenant().root.to_json()
    }

    /// The shape findings of the only tenant.
    pub fn shape(&self) -> Vec<Finding> {
        tenant::check_shape(self.tenant())
    }

    /// Findings as `check at "text": message`, in their order.
    pub fn shown(&self, findings: &[Finding]) -> Vec<String> {
        let line = |f: &Finding| format!("{} {}: {}", f.rule, self.text(&f.primary), f.message);
        findings.iter().map(line).collect()
    }

    /// The text that a place points at.
    pub fn text(&self, place: &Place) -> &str {
        self.sources.slice(place.file, place.span)
    }
}

/// A path of keys; a number is an item of a list.
pub fn path(steps: &[&str]) -> DataPath {
    let step = |step: &&str| match step.parse() {
        Ok(index) => Segment::Index(index),
        Err(_) => Segment::Key((*step).into()),
    };
    steps.iter().map(step).collect()
}

/// Requires of every entry of a tenant that the text at its places is what it stands for, and
/// gives the number of places that were looked at.
pub fn check_places(sources: &SourceMap, tenant: &Tenant) -> usize {
    let mut checker = Places { sources, count: 0 };
    checker.node(&tenant.root, &DataPath::default(), None);
    checker.count
}

struct Places<'a> {
    sources: &'a SourceMap,
    count: usize,
}

impl Places<'_> {
    fn node(&mut self, node: &Node, path: &DataPath, parent: Option<(&Node, &str)>) {
        for origin in node.origin().iter().chain(node.further()) {
            self.count += 1;
            if let Some((parent, key)) = parent {
                self.key(origin, parent, key, path);
            }
        }
        if let Some(origin) = &node.origin() {
            self.value(origin, node, path);
        }
        match &node.value {
            Value::Map(map) => {
                for (key, child) in map {
                    self.node(child, &path.key(key.clone()), Some((node, key)));
                }
            }
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.node(item, &path.index(index), None);
                }
            }
            _ => {}
        }
    }

    fn key(&self, origin: &Origin, parent: &Node, key: &str, path: &DataPath) {
        let Some(span) = origin.key else {
            // Only what is named by its file has no key of its own.
            let inner = parent.origin().is_some_and(|p| p.file == origin.file);
            assert!(!inner, "{path} has no key");
            return;
        };
        let written = self.scalar(origin.file, span);
        let last = written.rsplit('.').next().unwrap_or_default();
        let same = |text: &str| folded(text) == folded(key);
        assert!(
            same(&written) || same(last),
            "{path}: the key is `{written}`"
        );
    }

    fn value(&self, origin: &Origin, node: &Node, path: &DataPath) {
        let span = origin.definition.unwrap_or(origin.value);
        let slice = self.sources.slice(origin.file, span);
        match &node.value {
            Value::Bool(value) => {
                let written = self.scalar(origin.file, span).trim().to_lowercase();
                let spelt = match written.as_str() {
                    "true" | "yes" | "on" | "y" => true,
                    "false" | "no" | "off" | "n" => false,
                    _ => panic!("{path}: `{slice}` is no boolean"),
                };
                assert!(
                    spelt == *value || !node.readings().is_empty(),
                    "{path}: `{slice}`"
                );
            }
            Value::String(text) if text.is_empty() => {
                assert!(
                    ["", "''", "\"\"", "{}", "~", "null"].contains(&slice),
                    "{path}: `{slice}`"
                );
            }
            Value::String(text) => assert_eq!(self.scalar(origin.file, span), **text, "{path}"),
            Value::Number(number) => {
                let written: f64 = self.scalar(origin.file, span).parse().expect("a number");
                assert_eq!(Some(written), number.as_f64(), "{path}");
            }
            Value::Null => assert!(["", "~", "null"].contains(&slice), "{path}: `{slice}`"),
            Value::Map(_) | Value::List(_) => self.children(origin, node, path),
        }
    }

    /// A collection holds what is in it, but for what came through an alias or another file.
    fn children(&self, origin: &Origin, node: &Node, path: &DataPath) {
        let children: Vec<&Node> = match &node.value {
            Value::Map(map) => map.values().collect(),
            Value::List(items) => items.iter().collect(),
            _ => Vec::new(),
        };
        let holders: Vec<Span> = std::iter::once(origin)
            .chain(node.further())
            .flat_map(|o| [Some(o.value), o.definition])
            .flatten()
            .collect();
        for child in children.into_iter().filter_map(|c| c.origin()) {
            let inside = holders
                .iter()
                .any(|h| h.start <= child.value.start && child.value.end <= h.end);
            let other = node
                .further()
                .iter()
                .chain([origin])
                .all(|o| o.file != child.file);
            assert!(inside || other, "{path} does not hold {:?}", child.value);
        }
    }

    /// The text that the scalar at a span stands for.
    fn scalar(&self, file: FileId, span: Span) -> String {
        let slice = self.sources.slice(file, span);
        let source: std::sync::Arc<str> = slice.into();
        let document = document::parse(file, source, &Limits::default())
            .unwrap_or_else(|errors| panic!("`{slice}` is no scalar: {errors:?}"));
        let root = document.roots().first().copied();
        root.map_or_else(String::new, |root| document.text(root).to_owned())
    }
}

/// A name without case, composed, with its escapes resolved.
fn folded(name: &str) -> String {
    let mut decoded = Vec::new();
    let mut bytes = name.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        let hex = name.get(at + 1..at + 3).filter(|_| byte == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                bytes.nth(1);
            }
            None => decoded.push(byte),
        }
    }
    let text = String::from_utf8_lossy(&decoded).to_lowercase();
    text.nfc().collect()
}
