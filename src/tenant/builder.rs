//! A tenant while it is made: the tree so far, and what is said about the files on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::platform::Platform;
use super::value::{Map, Node, Origin, Value};
use super::{key, merge};
use crate::check::Check;
use crate::document::{DataPath, Segment};
use crate::finding::{Failure, Finding, Place, Precision, Related, Subject};
use crate::source::{FileId, Span};

/// A tenant while it is built.
pub(super) struct Builder {
    pub(super) root: Map,
    pub(super) files: Vec<FileId>,
    /// Components that the files ask the platform to delete.
    pub(super) deletions: Vec<DataPath>,
    pub(super) sink: Sink,
}

impl Builder {
    /// Merges a node into the tenant at a path of keys, making the maps that lead there.
    pub(super) fn insert(&mut self, keys: &[&str], node: Node) {
        let Some((last, parents)) = keys.split_last() else {
            return;
        };
        let mut path = DataPath::default();
        let mut map = &mut self.root;
        for &key in parents {
            path.0.push(Segment::Key(key.into()));
            let parent = map
                .entry(key.into())
                .or_insert_with(|| Node::computed(Value::Map(Map::new())));
            match &mut parent.value {
                Value::Map(inner) => map = inner,
                // A section that is no mapping was reported when it was read.
                _ => return,
            }
        }
        merge::insert(map, (*last).into(), node, &mut path, &mut self.sink);
    }

    pub(super) fn new(platform: Platform, tenant: Arc<str>) -> Self {
        Self {
            root: Map::new(),
            files: Vec::new(),
            deletions: Vec::new(),
            sink: Sink {
                platform,
                tenant,
                findings: Vec::new(),
                failures: Vec::new(),
                secrets: Vec::new(),
                quoted: None,
                irregular: BTreeSet::new(),
                irregularities: 0,
            },
        }
    }

    /// The sections that are known to be regular.
    pub(super) fn regular(&self, platform: Platform) -> BTreeSet<Arc<str>> {
        let sections = self.root.keys().filter(|key| platform.is_section(key));
        let regular = sections.filter(|&key| !self.sink.irregular.contains(&**key));
        regular.cloned().collect()
    }

    /// Computes what every tenant has whatever its files say: `platform`, `tenant.name` and
    /// `coverage`, against which the files' own claims are held.
    pub(super) fn finish_common(
        &mut self,
        platform: Platform,
        name: &Arc<str>,
        unread: &BTreeSet<String>,
    ) {
        let read = self.root.keys().filter(|k| platform.is_section(k)).cloned();
        let sections: BTreeSet<Arc<str>> = read
            .chain(unread.iter().map(|name| name.as_str().into()))
            .collect();
        let mut groups = vec![("types", sections)];
        groups.extend(platform.coverage(&self.root));
        let mut coverage = Map::new();
        for (group, covered) in groups {
            self.check_coverage(group, &covered);
            let entries = covered
                .into_iter()
                .map(|name| (name, Node::computed(Value::Bool(true))));
            let entries = Node::computed(Value::Map(entries.collect()));
            coverage.insert(group.into(), entries);
        }
        self.root
            .insert("coverage".into(), Node::computed(Value::Map(coverage)));
        self.root.insert(
            "platform".into(),
            Node::computed(Value::String(platform.as_str().into())),
        );
        let tenant = self
            .root
            .entry("tenant".into())
            .or_insert_with(|| Node::computed(Value::Map(Map::new())));
        if let Some(map) = tenant.as_map_mut() {
            map.entry("name".into())
                .or_insert_with(|| Node::computed(Value::String(Arc::clone(name))));
        }
    }

    /// A file may say what it covers; what it says must be what is there.
    fn check_coverage(&mut self, group: &str, there: &BTreeSet<Arc<str>>) {
        let Some(claimed) = self.root.get("coverage").and_then(|c| c.child(&key(group))) else {
            return;
        };
        let claims: Vec<(Arc<str>, bool, Option<Origin>)> = match &claimed.value {
            Value::Map(map) => map
                .iter()
                .map(|(k, v)| (Arc::clone(k), v.value != Value::Bool(false), v.origin()))
                .collect(),
            Value::List(items) => items
                .iter()
                .filter_map(|i| Some((i.as_str()?.into(), true, i.origin())))
                .collect(),
            _ => Vec::new(),
        };
        for (name, covered, origin) in claims {
            let is_there = there.contains(&name);
            if is_there != covered {
                let message = if is_there {
                    format!("the coverage says that `{name}` was not exported, but it is here")
                } else {
                    format!("the coverage says that `{name}` was exported, but it is not here")
                };
                let path = [key("coverage"), key(group), Segment::Key(name)];
                let path: DataPath = path.into_iter().collect();
                self.sink
                    .report(Check::TenantCoverage, message, &path, origin, []);
            }
        }
    }
}

/// Findings and failures about the files of one tenant, while it is built.
pub(super) struct Sink {
    pub(super) platform: Platform,
    pub(super) tenant: Arc<str>,
    pub(super) findings: Vec<Finding>,
    pub(super) failures: Vec<Failure>,
    pub(super) secrets: Vec<(FileId, Span)>,
    /// The first boolean in quotes and how many there are; said once a tenant.
    pub(super) quoted: Option<(Origin, DataPath, usize)>,
    /// The sections of which not all is known to be regular: each value of the kind of its field,
    /// with one reading.
    irregular: BTreeSet<Box<str>>,
    /// How often that was said.
    pub(super) irregularities: usize,
}

impl Sink {
    /// Says that something of a section may not be regular.
    pub(super) fn irregular(&mut self, section: &str) {
        self.irregularities += 1;
        if !self.irregular.contains(section) {
            self.irregular.insert(section.into());
        }
    }

    /// The same of the section that a path leads into.
    pub(super) fn irregular_at(&mut self, path: &DataPath) {
        if let Some(Segment::Key(section)) = path.0.first() {
            self.irregular(section);
        }
    }

    /// Counts a boolean in quotes.
    pub(super) fn quoted(&mut self, at: Origin, path: impl FnOnce() -> DataPath) {
        match &mut self.quoted {
            Some((_, _, count)) => *count += 1,
            None => self.quoted = Some((at, path(), 1)),
        }
    }

    pub(super) fn say_quoted(&mut self) {
        let Some((at, path, count)) = self.quoted.take() else {
            return;
        };
        let message = match count {
            1 => format!("`{path}` is a boolean in quotes"),
            n => format!(
                "`{path}` and {} more of this tenant are booleans in quotes",
                n - 1
            ),
        };
        self.report(Check::YamlQuotedBoolean, message, &path, Some(at), []);
    }

    /// Remembers the places of a value that no output may show.
    pub(super) fn keep_secret(&mut self, node: &Node) {
        for at in node.origin().iter().chain(node.further()) {
            self.secrets.push((at.file, at.value));
            self.secrets.extend(at.definition.map(|d| (at.file, d)));
        }
    }

    /// Reports a finding at an origin; what has no origin has no place to be shown at and is
    /// dropped, which cannot happen to what was read from a file.
    pub(super) fn report(
        &mut self,
        check: Check,
        message: String,
        path: &DataPath,
        at: Option<Origin>,
        further: impl IntoIterator<Item = (Origin, &'static str)>,
    ) {
        let Some(at) = at else { return };
        let subject = Subject {
            platform: self.platform.as_str().to_owned(),
            tenant: self.tenant.to_string(),
            identity: BTreeMap::from([("path".to_owned(), path.to_json())]),
        };
        let mut finding = Finding::new(
            check.id(),
            check.severity(),
            message,
            place(at, path),
            subject,
        );
        finding.related = further
            .into_iter()
            .map(|(origin, message)| Related {
                place: Some(place(origin, path)),
                message: message.to_owned(),
            })
            .collect();
        self.findings.push(finding);
    }
}

fn place(origin: Origin, path: &DataPath) -> Place {
    Place {
        file: origin.file,
        span: origin.value,
        key: origin.key,
        value: Some(origin.value),
        definition: origin.definition.map(|d| (origin.file, d)),
        used: None,
        path: path.clone(),
        precision: Precision::Exact,
    }
}
