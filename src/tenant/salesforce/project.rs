//! What a project says about its own files: `sfdx-project.json` and the manifests beside it.
//!
//! Text that a deploy replaces is not what is deployed; components that it deletes will not be
//! there; package directories elsewhere were not read. All of that is said, and none of it is
//! guessed.

use globset::GlobBuilder;

use super::super::value::Node;
use super::super::{Builder, Origin, Part, merge};
use super::types::{self, Role};
use super::{elements, section};
use crate::check::Check;
use crate::document::{DataPath, Document, Entry, Kind, NodeId, Scalar, Segment};
use crate::source::Span;

/// Looks at the project files of a tenant and at the files that they speak of.
pub(in crate::tenant) fn check(builder: &mut Builder, parts: &[Part<'_>], project: &[Part<'_>]) {
    for file in project {
        for &root in file.document.roots() {
            if file.document.is_markup() {
                deletions(builder, file, root);
            } else {
                outside(builder, file, root);
                replacements(builder, file, root, parts);
            }
        }
    }
}

fn origin(document: &Document, id: NodeId) -> Origin {
    Origin {
        file: document.file(),
        key: None,
        value: document.span(id),
        definition: None,
    }
}

fn path_of(names: &[&str]) -> DataPath {
    let steps = names.iter().map(|&name| Segment::Key(name.into()));
    steps.collect()
}

fn text<'d>(document: &'d Document, map: NodeId, key: &str) -> Option<(NodeId, &'d str)> {
    let id = document.resolve(document.get(map, key)?.value);
    match document.scalar(id)? {
        Scalar::Str(text) => Some((id, text)),
        _ => None,
    }
}

fn items(document: &Document, root: NodeId, key: &str) -> Vec<NodeId> {
    let list = document.get(root, key);
    let items = list
        .into_iter()
        .flat_map(|e: Entry| document.items(e.value));
    items.map(|id| document.resolve(id)).collect()
}

/// Package directories that lie above the project.
fn outside(builder: &mut Builder, file: &Part<'_>, root: NodeId) {
    let document = file.document;
    for directory in items(document, root, "packageDirectories") {
        let Some((id, path)) = text(document, directory, "path") else {
            continue;
        };
        let leaves = path.starts_with('/') || path.split(['/', '\\']).any(|part| part == "..");
        if leaves {
            let at = Some(origin(document, id));
            let message =
                format!("the package directory `{path}` is outside the project, and was not read");
            let path = path_of(&["packageDirectories", path]);
            builder
                .sink
                .report(Check::TenantOutside, message, &path, at, []);
        }
    }
}

/// Files in which the deploy replaces text, as far as the text is there.
fn replacements(builder: &mut Builder, file: &Part<'_>, root: NodeId, parts: &[Part<'_>]) {
    let document = file.document;
    let base = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for entry in items(document, root, "replacements") {
        if document.kind(entry) != Kind::Map {
            continue;
        }
        let concerned = parts.iter().filter(|part| {
            let below = part.path.strip_prefix(base);
            let below = below.map(|rest| rest.trim_start_matches('/'));
            below.is_some_and(|below| is_meant(document, entry, below))
        });
        for part in concerned {
            let Some(span) = replaced(document, entry, part.document) else {
                continue;
            };
            let at = Origin {
                file: part.document.file(),
                key: None,
                value: span,
                definition: None,
            };
            let message = format!(
                "the deploy replaces text in {}, so what is deployed is not what was judged",
                part.path
            );
            let path = path_of(&["replacements", part.path.rsplit('/').next().unwrap_or("")]);
            let said_here = (origin(document, entry), "by this entry");
            builder
                .sink
                .report(Check::TenantReplaced, message, &path, Some(at), [said_here]);
        }
    }
}

/// Whether an entry is about the file at a path below the project's folder.
fn is_meant(document: &Document, entry: NodeId, below: &str) -> bool {
    if let Some((_, name)) = text(document, entry, "filename") {
        return name.trim_start_matches("./") == below;
    }
    let Some((_, pattern)) = text(document, entry, "glob") else {
        return false;
    };
    // A pattern that cannot be read may mean any file.
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_or(true, |glob| glob.compile_matcher().is_match(below))
}

/// Where a text would be replaced. An expression may match anywhere, so that its file counts from
/// its first byte on.
fn replaced(document: &Document, entry: NodeId, file: &Document) -> Option<Span> {
    match text(document, entry, "stringToReplace") {
        Some((_, wanted)) if !wanted.is_empty() => {
            let at = file.source().find(wanted)?;
            Some(Span::new(at, at + wanted.len()))
        }
        Some(_) => None,
        None => Some(Span::new(0, 1.min(file.source().len()))),
    }
}

/// Components that destructive changes name while they stand in the tenant.
fn deletions(builder: &mut Builder, file: &Part<'_>, root: NodeId) {
    let name = file.path.rsplit('/').next().unwrap_or("");
    if !name.starts_with("destructiveChanges") {
        return;
    }
    let document = file.document;
    let package = elements::elements(document, root).into_iter().next();
    let Some(package) = package.filter(|p| p.name == "Package") else {
        return;
    };
    for types in elements::elements(document, package.value) {
        let Some(type_name) = elements::get(document, types.value, "name")
            .and_then(|e| elements::text(document, &e))
            .and_then(|id| types::metadata_type_ignoring_case(document.text(id)))
        else {
            continue;
        };
        for member in elements::elements(document, types.value) {
            if member.name != "members" {
                continue;
            }
            let Some(id) = elements::text(document, &member) else {
                continue;
            };
            let path = component_path(type_name, document.text(id));
            let steps: Vec<&str> = path.iter().map(String::as_str).collect();
            let path = path_of(&steps);
            builder.deletions.push(path.clone());
            let Some((path, there)) = standing(builder, &path) else {
                continue;
            };
            let message = format!(
                "{type_name} {} stands here, and {name} deletes it",
                document.text(id)
            );
            let deleted = (origin(document, id), "deleted by this entry");
            builder
                .sink
                .report(Check::TenantDeleted, message, &path, there, [deleted]);
        }
    }
}

/// A component at a path, whose names the platform compares without case, by the path that it has
/// in the tenant.
fn standing(builder: &Builder, path: &DataPath) -> Option<(DataPath, Option<Origin>)> {
    let mut found = DataPath::default();
    let mut node: Option<&Node> = None;
    for step in &path.0 {
        let Segment::Key(wanted) = step else {
            return None;
        };
        let map = match node {
            None => &builder.root,
            Some(node) => node.as_map()?,
        };
        let alike = |key: &str| key.len() == wanted.len() && merge::same_name(key, wanted);
        let (key, inner) = map
            .get_key_value(wanted)
            .or_else(|| map.iter().find(|(key, _)| alike(key)))?;
        found.0.push(Segment::Key(key.clone()));
        node = Some(inner);
    }
    Some((found, node?.origin()))
}

/// Where a member of a manifest stands in the canonical input.
fn component_path(type_name: &'static str, member: &str) -> Vec<String> {
    let member = super::proper_name(member);
    match (types::role_of(type_name), member.split_once('.')) {
        (Some(Role::Child(holder)), Some((parent, child))) => {
            vec![
                holder.type_name.to_owned(),
                parent.to_owned(),
                holder.field.to_owned(),
                child.to_owned(),
            ]
        }
        _ => match section(type_name) {
            Some(section) => vec![section.key.to_owned(), member],
            None => vec![super::SETTINGS.to_owned(), member],
        },
    }
}
