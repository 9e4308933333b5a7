//! Tenants: the settings of one account at one platform, in that platform's one canonical shape.
//!
//! Whatever the files looked like, [`build`] gives [`Tenant`]s whose `root` is the canonical
//! input of a policy (`Type -> fullName -> fields`), every node with its origin. The platforms'
//! own knowledge sits in one folder each; nothing above this module knows a platform's words.
//! A file that nothing here recognises is given back as such, never guessed at.

mod export;
mod merge;
mod salesforce;
mod shape;
mod value;
mod yaml;

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::check::Check;
use crate::document::{DataPath, Document, Form, NodeId, Segment};
use crate::finding::{Failure, Finding, Place, Precision, Related, Subject};
use crate::source::{FileId, Span};

pub use export::{Exported, Layout, MARK, export, file_name};
pub use value::{Map, Node, Origin, Value};

/// A platform whose settings tenantlint understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Salesforce, in the terms of its Metadata API.
    Salesforce,
}

impl Platform {
    /// All platforms.
    pub const ALL: &[Self] = &[Self::Salesforce];

    /// The name in configuration, input and policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Salesforce => "salesforce",
        }
    }

    /// What the platform's own tools retrieve these sections by; of a tenant, with what it names
    /// itself. It ends with a line break.
    pub fn manifest(self, sections: &BTreeSet<String>, tenant: Option<&Tenant>) -> String {
        match self {
            Self::Salesforce => salesforce::manifest(sections, tenant),
        }
    }

    fn holds(self, path: &str) -> Holds {
        match self {
            Self::Salesforce => salesforce::holds(path),
        }
    }

    /// Whether a file is code of the platform's own.
    fn is_code(self, path: &str) -> bool {
        match self {
            Self::Salesforce => salesforce::is_code(path),
        }
    }

    fn ignore_files(self) -> &'static [&'static str] {
        match self {
            Self::Salesforce => salesforce::IGNORE_FILES,
        }
    }

    fn recognise(self, document: &Document, root: NodeId, name: &str) -> Recognition {
        match self {
            Self::Salesforce => salesforce::recognise(document, root, name),
        }
    }

    /// What is wrong where nothing was recognised in a file whose name promises a component.
    fn broken_promise(self, document: &Document, path: &str) -> Option<Failure> {
        match self {
            Self::Salesforce => salesforce::broken_promise(document, path),
        }
    }

    fn add(self, builder: &mut Builder, document: &Document, piece: &Piece<'_>) {
        match self {
            Self::Salesforce => salesforce::add(builder, document, piece),
        }
    }

    /// Whether a component is right without a look at its schema.
    fn conforms(self, section: &str, component: &str, node: &Node) -> bool {
        match self {
            Self::Salesforce => salesforce::conforms(section, component, node),
        }
    }

    /// Says what a project's own files say of the rest.
    fn check_project(self, builder: &mut Builder, group: &Group<'_>) {
        match self {
            Self::Salesforce => salesforce::check_project(builder, &group.parts, &group.project),
        }
    }

    /// Record counts and guest users out of a file that holds nothing else.
    fn runtime(self, part: &Part<'_>, sink: &mut Sink) -> Node {
        match self {
            Self::Salesforce => salesforce::runtime(part, sink),
        }
    }

    fn finish(self, builder: &mut Builder) {
        match self {
            Self::Salesforce => salesforce::finish(builder),
        }
    }

    /// Whether a top-level key of the canonical input is a section of the platform's.
    fn is_section(self, key: &str) -> bool {
        match self {
            Self::Salesforce => salesforce::is_section(key),
        }
    }

    /// Empties the entries of a section that deny everything, which is what their absence means.
    fn drop_denials(self, section: &str, node: &mut Node) {
        match self {
            Self::Salesforce => salesforce::drop_denials(section, node),
        }
    }

    /// The keys of all sections.
    fn sections(self) -> impl Iterator<Item = &'static str> {
        match self {
            Self::Salesforce => salesforce::sections(),
        }
    }

    /// The keys that a section can have, where these are the platform's and not the tenant's.
    fn components(self, section: &str) -> impl Iterator<Item = &'static str> {
        match self {
            Self::Salesforce => salesforce::components(section),
        }
    }

    /// What the export covers beside its sections, by group.
    fn coverage(self, root: &Map) -> Vec<(&'static str, BTreeSet<Arc<str>>)> {
        match self {
            Self::Salesforce => salesforce::coverage(root),
        }
    }

    /// What is known of a component of a section.
    fn known(self, section: &str, component: &str) -> shape::Known {
        match self {
            Self::Salesforce => salesforce::known(section, component),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let names: Vec<&str> = Self::ALL.iter().map(|p| p.as_str()).collect();
        Self::ALL
            .iter()
            .copied()
            .find(|p| p.as_str() == s)
            .ok_or_else(|| format!("`{s}` is no known platform; known: {}", names.join(", ")))
    }
}

/// One tenant.
#[derive(Debug)]
pub struct Tenant {
    /// The platform.
    pub platform: Platform,
    /// The name: from the configuration or the files, else `default`.
    pub name: Arc<str>,
    /// The canonical input. Always a map.
    pub root: Node,
    /// The texts that it was made of, in their order.
    pub files: Vec<FileId>,
}

impl Tenant {
    /// Whether the export holds a section of the platform, be it empty.
    pub fn has_section(&self, name: &str) -> bool {
        let types = [key("coverage"), key("types"), key(name)];
        self.root.get(&types.into_iter().collect()).is_some()
    }
}

/// What the name of a file says about what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// Components of one of these sections.
    Sections(Vec<&'static str>),
    /// Whatever its content says.
    Anything,
    /// How the files of a project are organised; no settings.
    Project,
    /// Nothing that is judged, and why.
    Nothing(&'static str),
}

/// What a file may hold by its path, with `/` between the parts: what the first platform says
/// that knows the name.
pub fn holds(path: &str) -> Holds {
    let mut all = Platform::ALL.iter().map(|platform| platform.holds(path));
    let first = all.next().unwrap_or(Holds::Anything);
    match first {
        Holds::Nothing(_) => all
            .find(|other| !matches!(other, Holds::Nothing(_)))
            .unwrap_or(first),
        first => first,
    }
}

/// How a text is to be read, by its path.
pub fn form(path: &str) -> Form {
    let is_code = |platform: &Platform| platform.is_code(path);
    if path.to_ascii_lowercase().ends_with(".csv") {
        Form::Table
    } else if Platform::ALL.iter().any(is_code) {
        Form::Text
    } else {
        Form::Data
    }
}

/// The names of ignore files that the platforms' own tools go by.
pub fn ignore_files() -> Vec<&'static str> {
    let names = Platform::ALL.iter().flat_map(|p| p.ignore_files());
    names.copied().collect()
}

/// A text that may belong to a tenant.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// Its path with `/` between the parts, as it is shown.
    pub path: &'a str,
    /// What is in it.
    pub document: &'a Document,
}

/// Texts that together are one tenant, unless they name several.
#[derive(Debug, Default)]
pub struct Group<'a> {
    /// The name that the configuration gives.
    pub name: Option<Arc<str>>,
    /// The platform that the user gives.
    pub platform: Option<Platform>,
    /// The texts.
    pub parts: Vec<Part<'a>>,
    /// Texts that say how the files are organised, and what is retrieved or deleted.
    pub project: Vec<Part<'a>>,
    /// Texts that hold record counts and guest users alone.
    pub runtime: Vec<Part<'a>>,
    /// Sections that are there in files that were not read, since nothing asks for them.
    pub unread: BTreeSet<String>,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The text.
    pub file: FileId,
    /// The tenant that it belongs to; `None` where nothing recognised it.
    pub tenant: Option<(Platform, Arc<str>)>,
    /// What it holds, in a few words, or why it was left out.
    pub holds: String,
}

/// What [`build`] gives.
#[derive(Debug, Default)]
pub struct Built {
    /// The tenants, by name.
    pub tenants: Vec<Tenant>,
    /// What is wrong with the files themselves.
    pub findings: Vec<Finding>,
    /// What could not be read as a tenant.
    pub failures: Vec<Failure>,
    /// What became of each document of each text.
    pub roles: Vec<Role>,
    /// Where secrets are written, which no output may show.
    pub secrets: Vec<(FileId, Span)>,
}

/// What a platform makes of one document.
enum Recognition {
    /// It is not this platform's.
    Unknown,
    /// It is, but it contradicts itself.
    Refused(Failure),
    /// It is one or more components or a tenant in the canonical form.
    Known(Content),
}

/// What a document holds.
#[derive(Debug, Clone)]
enum Content {
    /// Types as top-level keys.
    Canonical {
        /// The tenant's name in it.
        tenant: Option<String>,
    },
    /// One component.
    Component {
        /// Its type, in the platform's words.
        type_name: String,
        /// Its full name.
        full_name: String,
        /// The component that it is a part of, such as a field's object.
        parent: Option<String>,
        /// Where the name is written, if it is.
        name_at: Option<Span>,
        /// The mapping that holds its fields.
        body: NodeId,
    },
    /// One element of a repeated field of a component.
    Part {
        /// The component's type.
        type_name: &'static str,
        /// The component's full name.
        full_name: String,
        /// The field.
        field: String,
        /// Where the element's name is written.
        key: Span,
        /// What the element holds.
        body: NodeId,
    },
}

/// A recognised document.
struct Piece<'a> {
    /// The path of its file.
    path: &'a str,
    root: NodeId,
    content: Content,
}

/// Findings and failures about the files of one tenant, while it is built.
struct Sink {
    platform: Platform,
    tenant: Arc<str>,
    findings: Vec<Finding>,
    failures: Vec<Failure>,
    secrets: Vec<(FileId, Span)>,
    /// The first boolean in quotes and how many there are; said once a tenant.
    quoted: Option<(Origin, DataPath, usize)>,
}

impl Sink {
    /// Counts a boolean in quotes.
    fn quoted(&mut self, at: Origin, path: &DataPath) {
        match &mut self.quoted {
            Some((_, _, count)) => *count += 1,
            None => self.quoted = Some((at, path.clone(), 1)),
        }
    }

    fn say_quoted(&mut self) {
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
    fn keep_secret(&mut self, node: &Node) {
        for at in node.origin.iter().chain(&node.further) {
            self.secrets.push((at.file, at.value));
            self.secrets.extend(at.definition.map(|d| (at.file, d)));
        }
    }

    /// Reports a finding at an origin; what has no origin has no place to be shown at and is
    /// dropped, which cannot happen to what was read from a file.
    fn report(
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

/// A tenant while it is built.
struct Builder {
    root: Map,
    files: Vec<FileId>,
    sink: Sink,
}

impl Builder {
    /// Merges a node into the tenant at a path of keys, making the maps that lead there.
    fn insert(&mut self, keys: &[&str], node: Node) {
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
}

/// Makes tenants of texts.
pub fn build(group: &Group<'_>) -> Built {
    let mut built = Built::default();
    let pieces = recognise_all(group, &mut built);
    let names = tenant_names(group, &pieces);
    let mut builders: BTreeMap<(Platform, Arc<str>), Builder> = BTreeMap::new();
    for ((platform, part, piece), name) in pieces.iter().zip(names) {
        let builder = builders
            .entry((*platform, Arc::clone(&name)))
            .or_insert_with(|| Builder::new(*platform, Arc::clone(&name)));
        let file = part.document.file();
        if builder.files.last() != Some(&file) {
            builder.files.push(file);
        }
        platform.add(builder, part.document, piece);
        built.roles.push(Role {
            file: part.document.file(),
            tenant: Some((*platform, name)),
            holds: describe(piece),
        });
    }
    if let Some((platform, name)) = builders.keys().next() {
        let whose = Some((*platform, Arc::clone(name)));
        built.roles.extend(group.project.iter().map(|part| Role {
            file: part.document.file(),
            tenant: whose.clone(),
            holds: "how the project is organised".to_owned(),
        }));
    }
    for ((platform, name), mut builder) in builders {
        for part in &group.runtime {
            add_runtime(&mut builder, platform, part);
        }
        platform.finish(&mut builder);
        platform.check_project(&mut builder, group);
        builder.sink.say_quoted();
        builder.finish_common(platform, &name, &group.unread);
        built.findings.append(&mut builder.sink.findings);
        built.failures.append(&mut builder.sink.failures);
        built.secrets.append(&mut builder.sink.secrets);
        built.tenants.push(Tenant {
            platform,
            name,
            root: Node::computed(Value::Map(builder.root)),
            files: builder.files,
        });
    }
    built
}

/// Whether a text holds single components rather than a whole tenant.
pub fn holds_components(part: &Part<'_>, platform: Option<Platform>) -> bool {
    let group = Group {
        platform,
        parts: vec![*part],
        ..Group::default()
    };
    let known = recognise_all(&group, &mut Built::default());
    let component = |piece: &Piece<'_>| !matches!(piece.content, Content::Canonical { .. });
    !known.is_empty() && known.iter().all(|(_, _, piece)| component(piece))
}

/// Checks the shape of a tenant against its platform's schemas.
pub fn check_shape(tenant: &Tenant) -> Vec<Finding> {
    shape::check(tenant)
}

type Known<'a> = (Platform, Part<'a>, Piece<'a>);

fn recognise_all<'a>(group: &Group<'a>, built: &mut Built) -> Vec<Known<'a>> {
    let mut known = Vec::new();
    let platforms = group
        .platform
        .as_ref()
        .map_or(Platform::ALL, std::slice::from_ref);
    for part in &group.parts {
        let before = known.len();
        let mut refused = false;
        for &root in part.document.roots() {
            for &platform in platforms {
                match platform.recognise(part.document, root, part.path) {
                    Recognition::Unknown => continue,
                    Recognition::Refused(failure) => {
                        refused = true;
                        built.failures.push(failure);
                    }
                    Recognition::Known(content) => {
                        let path = part.path;
                        known.push((
                            platform,
                            *part,
                            Piece {
                                path,
                                root,
                                content,
                            },
                        ));
                    }
                }
                break;
            }
        }
        if known.len() == before {
            if !refused {
                let promises = |p: &Platform| p.broken_promise(part.document, part.path);
                let broken = platforms.iter().find_map(promises);
                refused = broken.is_some();
                built.failures.extend(broken);
            }
            built.roles.push(Role {
                file: part.document.file(),
                tenant: None,
                holds: if refused { "refused" } else { "not recognised" }.to_owned(),
            });
        }
    }
    known
}

/// The tenant of each piece: the name in it; else the configuration's; else the one name that
/// the files of its folder, or of the nearest folder above, give; else `default`.
fn tenant_names(group: &Group<'_>, pieces: &[Known<'_>]) -> Vec<Arc<str>> {
    let own = |piece: &Piece<'_>| match &piece.content {
        Content::Canonical { tenant } => tenant.as_deref().map(Arc::<str>::from),
        Content::Component { .. } | Content::Part { .. } => None,
    };
    let mut by_folder: BTreeMap<&str, Vec<Arc<str>>> = BTreeMap::new();
    for (_, part, piece) in pieces {
        if let Some(name) = own(piece) {
            let names = by_folder.entry(folder(part.path)).or_default();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let inherited = |path: &str| {
        std::iter::successors(Some(folder(path)), |f| (!f.is_empty()).then(|| folder(f)))
            .find_map(|f| by_folder.get(f))
            .filter(|names| names.len() == 1)
            .map(|names| Arc::clone(&names[0]))
    };
    pieces
        .iter()
        .map(|(_, part, piece)| {
            group
                .name
                .clone()
                .or_else(|| own(piece))
                .or_else(|| inherited(part.path))
                .unwrap_or_else(|| "default".into())
        })
        .collect()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn describe(piece: &Piece<'_>) -> String {
    match &piece.content {
        Content::Part {
            type_name,
            full_name,
            field,
            ..
        } => format!("{type_name} {full_name}: one of {field}"),
        Content::Canonical { .. } => "a tenant in the canonical form".to_owned(),
        Content::Component {
            type_name,
            full_name,
            parent,
            ..
        } => match parent {
            Some(parent) => format!("{type_name} {parent}.{full_name}"),
            None => format!("{type_name} {full_name}"),
        },
    }
}

impl Builder {
    fn new(platform: Platform, tenant: Arc<str>) -> Self {
        Self {
            root: Map::new(),
            files: Vec::new(),
            sink: Sink {
                platform,
                tenant,
                findings: Vec::new(),
                failures: Vec::new(),
                secrets: Vec::new(),
                quoted: None,
            },
        }
    }

    /// Computes what every tenant has whatever its files say: `platform`, `tenant.name` and
    /// `coverage`, against which the files' own claims are held.
    fn finish_common(&mut self, platform: Platform, name: &Arc<str>, unread: &BTreeSet<String>) {
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
                .map(|(k, v)| (Arc::clone(k), v.value != Value::Bool(false), v.origin))
                .collect(),
            Value::List(items) => items
                .iter()
                .filter_map(|i| Some((i.as_str()?.into(), true, i.origin)))
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

/// Keys of a canonical tenant that are no types of its platform.
const COMMON_KEYS: &[&str] = &["platform", "tenant", "runtime", "coverage"];

fn key(key: &str) -> Segment {
    Segment::Key(key.into())
}

/// Puts in a file of record counts and guest users, which beats what the tenant says of itself,
/// as a flag beats a file.
fn add_runtime(builder: &mut Builder, platform: Platform, part: &Part<'_>) {
    let inner = platform.runtime(part, &mut builder.sink);
    match builder.root.entry("runtime".into()) {
        btree_map::Entry::Vacant(vacant) => {
            vacant.insert(inner);
        }
        btree_map::Entry::Occupied(mut stated) => merge::replace(stated.get_mut(), inner),
    }
}

/// A node without a platform's facts: scalars by the core schema of YAML, the rest as written.
fn plain(document: &Document, id: NodeId, key: Option<Span>, merged: Option<NodeId>) -> Node {
    use crate::document::{Kind, Scalar};
    let resolved = document.resolve(id);
    let value = match document.kind(resolved) {
        Kind::Map => Value::Map(
            document
                .entries(resolved)
                .into_iter()
                .map(|e| {
                    let node = plain(document, e.value, Some(document.span(e.key)), e.merged);
                    (document.text(e.key).into(), node)
                })
                .collect(),
        ),
        Kind::Seq => Value::List(
            document
                .items(resolved)
                .map(|i| plain(document, i, None, None))
                .collect(),
        ),
        Kind::Scalar | Kind::Alias => match document.scalar(resolved) {
            Some(Scalar::Bool(b)) => Value::Bool(b),
            Some(Scalar::Int(i)) => Value::Number(i.into()),
            Some(Scalar::Float(f)) => match serde_json::Number::from_f64(f) {
                Some(number) => Value::Number(number),
                None => Value::String(document.text(resolved).into()),
            },
            Some(Scalar::Str(s)) => Value::String(s.into()),
            Some(Scalar::Null) | None => Value::Null,
        },
    };
    Node::new(value, origin(document, id, key, merged))
}

/// A node of a document as JSON: scalars by the core schema of YAML, the rest as written.
pub fn plain_json(document: &Document, id: NodeId) -> serde_json::Value {
    plain(document, id, None, None).to_json()
}

/// The origin of a value: where it is used, and where it is defined if that is elsewhere.
fn origin(document: &Document, id: NodeId, key: Option<Span>, merged: Option<NodeId>) -> Origin {
    let resolved = document.resolve(id);
    let aliased = (resolved != id).then(|| document.span(resolved));
    match merged {
        // The entry stands at its definition; it is used where the merge key names it.
        Some(alias) => Origin {
            file: document.file(),
            key,
            value: document.span(alias),
            definition: Some(document.span(resolved)),
        },
        None => Origin {
            file: document.file(),
            key,
            value: document.span(id),
            definition: aliased,
        },
    }
}

/// Decodes `%2F` and its like; what is no valid escape, or gives no UTF-8, stays as it is.
fn percent_decode(name: &str) -> String {
    if !name.contains('%') {
        return name.to_owned();
    }
    let bytes = name.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = name
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        decoded.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| name.to_owned())
}
