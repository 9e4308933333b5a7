//! Documents of no platform, judged as they stand: the policies are the user's own.
//!
//! Each document of a text is an input by itself, whatever its root is, with the place of every
//! node. XML is left out: there is no one way to see it as data. A word that only some readers take
//! for a boolean keeps both readings.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{Built, Group, Node, Part, Role, Tenant, Value, plain};
use crate::document::{Ambiguity, Document, Form, NodeId};
use crate::source::FileId;

/// Makes a tenant of each document that no platform recognised. One that a platform refused is
/// that platform's, and told as a failure.
pub(super) fn add(group: &Group<'_>, built: &mut Built) {
    let parts = group.parts.iter().filter(|part| is_plain(part));
    let parts: HashMap<FileId, &Part<'_>> =
        parts.map(|part| (part.document.file(), part)).collect();
    let refused = |role: &Role| role.tenant.is_none() && role.holds == super::REFUSED;
    let refused = built.roles.iter().filter(|role| refused(role));
    let refused: HashSet<FileId> = refused.map(|role| role.file).collect();
    let mut taken = HashSet::new();
    for (file, number) in std::mem::take(&mut built.unknown) {
        let part = parts.get(&file).filter(|_| !refused.contains(&file));
        let Some((part, root)) =
            part.and_then(|part| Some((part, part.document.roots().get(number)?)))
        else {
            continue;
        };
        taken.insert(file);
        let tenant = tenant(part, *root, number);
        built.roles.push(Role {
            file,
            tenant: Some((None, Arc::clone(&tenant.name))),
            holds: "a document of no platform, judged as it stands".to_owned(),
        });
        built.tenants.push(tenant);
    }
    built
        .roles
        .retain(|role| role.tenant.is_some() || !taken.contains(&role.file));
}

/// Gives the words of a node that are booleans to readers of YAML 1.1 that reading as well.
fn doubt(document: &Document, id: NodeId, node: &mut Node) {
    let id = document.resolve(id);
    match &mut node.value {
        Value::Map(map) => {
            for entry in document.entries(id) {
                if let Some(child) = map.get_mut(document.text(entry.key)) {
                    doubt(document, entry.value, child);
                }
            }
        }
        Value::List(items) => {
            for (item, child) in document.items(id).zip(items) {
                doubt(document, item, child);
            }
        }
        _ => {
            if let Some(Ambiguity::Boolean(meant)) = document.ambiguity(id) {
                node.set_readings(vec![Value::Bool(meant)]);
            }
        }
    }
}

/// The name of what all documents are together.
const COMBINED: &str = "combined";

/// Takes documents of no platform together: a list of mappings with the `path` of a text and its
/// `contents`, in the order of paths, in the place of the first of them.
pub fn combine(tenants: &mut Vec<Tenant>) {
    let (mut plain, others): (Vec<Tenant>, Vec<Tenant>) = std::mem::take(tenants)
        .into_iter()
        .partition(|tenant| tenant.platform.is_none());
    *tenants = others;
    if plain.is_empty() {
        return;
    }
    // The documents of one text stay in their order.
    plain.sort_by(|a, b| path_of(a).cmp(path_of(b)));
    let mut files: Vec<FileId> = plain.iter().flat_map(|t| t.files.clone()).collect();
    files.dedup();
    let items = plain.into_iter().map(|tenant| {
        let path = Node::computed(Value::String(path_of(&tenant).into()));
        let item = [("path".into(), path), ("contents".into(), tenant.root)];
        Node::computed(Value::Map(item.into()))
    });
    tenants.push(Tenant {
        platform: None,
        name: COMBINED.into(),
        root: Node::computed(Value::List(items.collect())),
        files,
        deletions: Vec::new(),
        regular: BTreeSet::new(),
    });
}

/// The path of the text that a document of no platform is in, from the configuration's folder.
pub fn path_of(tenant: &Tenant) -> &str {
    match tenant.name.rsplit_once('#') {
        Some((path, number)) if number.bytes().all(|b| b.is_ascii_digit()) => path,
        _ => &tenant.name,
    }
}

fn is_plain(part: &Part<'_>) -> bool {
    let form = super::form(part.path);
    form == Form::Toml || form == Form::Data && !part.document.is_markup()
}

/// The first document of a text goes by the path of its file, so that it keeps its name when
/// others follow.
fn tenant(part: &Part<'_>, root: NodeId, number: usize) -> Tenant {
    let name = match number {
        0 => part.below.to_owned(),
        n => format!("{}#{}", part.below, n + 1),
    };
    let mut node = plain(part.document, root, None, None);
    doubt(part.document, root, &mut node);
    Tenant {
        platform: None,
        name: name.into(),
        root: node,
        files: vec![part.document.file()],
        deletions: Vec::new(),
        regular: BTreeSet::new(),
    }
}
