//! Tenants: the settings of one account at one platform, in that platform's one canonical shape.
//!
//! Whatever the files looked like, [`build`] gives [`Tenant`]s whose `root` is the canonical
//! input of a policy (`Type -> fullName -> fields`), every node with its origin. The platforms'
//! own knowledge sits in one folder each; nothing above this module knows a platform's words.
//! A file that nothing here recognises is given back as such, never guessed at; where somebody
//! wants to judge such files, each of their documents is a tenant of no platform, as it stands.

mod builder;
mod change;
mod export;
mod made;
mod map;
mod merge;
mod names;
mod plain;
mod platform;
mod salesforce;
mod sequences;
mod shape;
mod value;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::check::Check;
use crate::document::{DataPath, Document, Form, NodeId, Segment};
use crate::finding::{Failure, Finding};
use crate::source::{FileId, Span};

pub use change::{Documents, changes};
pub use export::{Exported, Layout, MARK, export, file_name};
pub use made::Made;
pub use plain::{combine, path_of};
pub use platform::{Platform, RuleExample};
pub use shape::keys::{InputPlace, Step as InputStep};

pub use value::{Map, Node, Origin, Value};

use builder::{Builder, Sink};

/// One tenant.
#[derive(Debug)]
pub struct Tenant {
    /// The platform; `None` for a document that is judged as it stands.
    pub platform: Option<Platform>,
    /// The name: from the configuration or the files, else `default`; of a document without a
    /// platform, the path of its file.
    pub name: Arc<str>,
    /// The canonical input, always a map; of a document without a platform, whatever it is.
    pub root: Node,
    /// The texts that it was made of, in their order.
    pub files: Vec<FileId>,
    /// Components that its files ask the platform to delete, whether they stand in it or not.
    pub deletions: Vec<DataPath>,
    /// The sections that are known to be regular since they were made: each value in them is of the
    /// kind of its field, and has one reading. Of the others nothing is known.
    pub regular: BTreeSet<Arc<str>>,
}

impl Tenant {
    /// The platform's name; empty where there is none.
    pub fn platform_name(&self) -> &'static str {
        self.platform.map_or("", Platform::as_str)
    }

    /// Whether its files ask the platform to delete the component of a path. Case does not count.
    pub fn deletes(&self, component: &DataPath) -> bool {
        let same = |(one, other): (&Segment, &Segment)| match (one, other) {
            (Segment::Key(one), Segment::Key(other)) => one.to_lowercase() == other.to_lowercase(),
            (one, other) => one == other,
        };
        self.deletions.iter().any(|deleted| {
            deleted.0.len() == component.0.len() && deleted.0.iter().zip(&component.0).all(same)
        })
    }

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

/// Whether a file says how the files of a project are organised, by its path: what [`holds`] says
/// of it is [`Holds::Project`].
pub fn is_project(path: &str) -> bool {
    let is_project = |platform: &Platform| platform.is_project(path);
    Platform::ALL.iter().any(is_project)
}

/// How a text is to be read, by its path.
pub fn form(path: &str) -> Form {
    let is_code = |platform: &Platform| platform.is_code(path);
    if path.to_ascii_lowercase().ends_with(".csv") {
        Form::Table
    } else if is_toml(Path::new(path)) {
        Form::Toml
    } else if Platform::ALL.iter().any(is_code) {
        Form::Text
    } else {
        Form::Data
    }
}

/// Whether a file can only be a document of no platform, and may be one: it is TOML, where YAML
/// would be looked at.
pub fn may_be_plain(path: &Path) -> bool {
    let twin = path.with_extension("yaml");
    is_toml(path) && !matches!(holds(&twin.to_string_lossy()), Holds::Nothing(_))
}

fn is_toml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
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
    /// Its path from the configuration's folder, the same wherever a run is started.
    pub below: &'a str,
    /// What is in it.
    pub document: &'a Document,
    /// What it gave a tenant before, where it stays for others.
    pub made: Option<&'a Made>,
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
    /// Whether documents that no platform recognises are judged as they stand.
    pub plain: bool,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The text.
    pub file: FileId,
    /// The tenant that it belongs to; `None` where nothing recognised it.
    pub tenant: Option<(Option<Platform>, Arc<str>)>,
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
    /// Documents that no platform recognised: the text, and which of its documents.
    unknown: Vec<(FileId, usize)>,
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

/// Makes tenants of texts.
pub fn build(group: &Group<'_>) -> Built {
    let bytes = group.parts.iter().map(|part| part.document.source().len());
    names::expect(bytes.sum());
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
        platform.add(builder, part, piece);
        built.roles.push(Role {
            file: part.document.file(),
            tenant: Some((Some(*platform), name)),
            holds: describe(piece),
        });
    }
    if let Some((platform, name)) = builders.keys().next() {
        let whose = Some((Some(*platform), Arc::clone(name)));
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
            regular: builder.regular(platform),
            platform: Some(platform),
            name,
            root: Node::computed(Value::Map(builder.root)),
            files: builder.files,
            deletions: builder.deletions,
        });
    }
    if group.plain {
        plain::add(group, &mut built);
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
    tenant
        .platform
        .map_or_else(Vec::new, |platform| shape::check(tenant, platform))
}

/// As [`check_shape`], and takes values of a wrong type out: a policy that trips over one would say
/// nothing of all the rest, and the finding says of it what there is to say.
pub fn take_unfit(tenant: &mut Tenant) -> Vec<Finding> {
    let findings = check_shape(tenant);
    let unfit = findings
        .iter()
        .filter(|f| *f.rule == *Check::ShapeType.id());
    // What stands in a list has a number, which what is taken out before it would change.
    for finding in unfit.rev() {
        tenant.root.remove(&finding.primary.path);
    }
    findings
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
        for (number, &root) in part.document.roots().iter().enumerate() {
            let mut unknown = true;
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
                unknown = false;
                break;
            }
            if unknown {
                built.unknown.push((part.document.file(), number));
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
                holds: if refused { REFUSED } else { "not recognised" }.to_owned(),
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

/// What becomes of a text that contradicts itself.
const REFUSED: &str = "refused";

/// Keys of a canonical tenant that are no types of its platform.
const COMMON_KEYS: &[&str] = &["platform", "tenant", "runtime", "coverage"];

fn key(key: &str) -> Segment {
    Segment::Key(key.into())
}

/// Puts in a file of record counts and guest users, which beats what the tenant says of itself,
/// as a flag beats a file.
fn add_runtime(builder: &mut Builder, platform: Platform, part: &Part<'_>) {
    let inner = platform.runtime(part, &mut builder.sink);
    match builder.root.get_mut("runtime") {
        Some(stated) => merge::replace(stated, inner),
        None => {
            builder.root.insert("runtime".into(), inner);
        }
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
                    (names::shared(document.text(e.key)), node)
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

/// Appends an entry of a mapping, `depth` levels deep, as YAML that every reader takes for the
/// same data.
pub fn write_yaml(key: &str, value: &serde_json::Value, depth: usize, out: &mut String) {
    yaml::write_entry(key, &of_json(value), depth, out);
}

fn of_json(value: &serde_json::Value) -> Node {
    use serde_json::Value as Json;
    Node::computed(match value {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => Value::Number(n.clone()),
        Json::String(s) => Value::String(s.as_str().into()),
        Json::Array(items) => Value::List(items.iter().map(of_json).collect()),
        Json::Object(entries) => {
            let entries = entries.iter();
            Value::Map(
                entries
                    .map(|(k, v)| (k.as_str().into(), of_json(v)))
                    .collect(),
            )
        }
    })
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
