//! The files that deploy what changed of a tenant: a package of the Metadata API, as
//! `sf project deploy start --metadata-dir` takes it.
//!
//! How much of a component its file must hold depends on what a deploy makes of what is left out:
//!
//! - A profile is laid over the one that is there, so that its file holds only the entries that
//!   changed, each with all of its fields; a list without keys is replaced as a whole, so that it
//!   stands whole. What is gone is denied, as leaving it out changes nothing
//!   (<https://developer.salesforce.com/docs/atlas.en-us.216.0.api_meta.meta/api_meta/meta_profile.htm>;
//!   of lists <https://salesforce.stackexchange.com/questions/250292>).
//! - A permission set is replaced: from version 40 of the API on all of it must stand there, so
//!   that a tenant which holds only a part of it would take the rest away
//!   (<https://developer.salesforce.com/docs/platform/api-metadata/references/meta-types/metadata-permissionset.html>).
//! - Settings are taken to keep what their file does not name: the vendor's own way to give a new
//!   tenant its settings deploys files of single ones
//!   (<https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_scratch_orgs_settings.htm>).
//!   Each setting of the first level that changed stands with all that is below it.
//! - Fields, record types, sharing rules, workflow rules and other children are components of
//!   their own: those that changed stand in the file of their parent, which the manifest does not name
//!   (<https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/manifest_samples.htm>).
//!   Those that are gone are deleted, after all the rest is deployed
//!   (<https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy_deleting_files.htm>).
//! - Of all other types nothing is promised. An object without some of its elements is said to
//!   keep them, but not to be accepted without its label or its name field
//!   (<https://salesforce.stackexchange.com/questions/277989>), so that all that was exported of it
//!   stands there, its children left out.
//!
//! Nothing is written in part. Refused are types whose file holds more than settings (code, pages,
//! flows), values that are in doubt or secret, and what a file cannot take away.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::export::Exported;
use super::super::value::{Map, Node, Value};
use super::super::{Tenant, percent_decode};
use super::denials;
use super::manifest::API_VERSION;
use super::markup::{self, Members};
use super::types::{self, FieldKind, Parent, Role, TypeFacts, type_facts};
use super::{SETTINGS, is_section};
use crate::document::{DataPath, Segment};

/// Children that a manifest cannot name, so that they are a part of their parent (public source:
/// the registry of the npm package @salesforce/source-deploy-retrieve 13.2).
const NAMELESS: &[&str] = &[
    "CustomFieldTranslation",
    "DigitalExperience",
    "ExternalDataSrcDescriptor",
    "SensitiveDataRuleElmnt",
    "WorkflowFlowAutomation",
    "WorkflowNotification",
];

/// Types whose names are free texts, so that a full stop in them joins no two names.
const FREE_NAMES: &[&str] = &["HomePageLayout", "Layout", "Network", "Profile"];

/// Types whose names begin with that of a folder.
const IN_FOLDERS: &[&str] = &["Dashboard", "Report"];

/// What a deploy makes of what a component's file leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absence {
    /// It may be lost.
    Lost,
    /// It stays; what the file names is replaced.
    KeptByField,
    /// It stays; of a map the entries that the file names are replaced.
    KeptByEntry,
}

/// The package that deploys what changed of a tenant; nothing where nothing did.
///
/// # Errors
/// Why one of the changes cannot be deployed by a file.
pub(in crate::tenant) fn package(
    tenant: &Tenant,
    changed: &[DataPath],
) -> Result<Vec<Exported>, String> {
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let mut package = Package::default();
    for ((section, name), changes) in by_component(changed)? {
        let component = Component::of(section, name)?;
        let place: DataPath = [key(section), key(name)].into_iter().collect();
        match tenant.root.get(&place) {
            Some(node) => package.add(&component, node, &changes)?,
            None if changes.contains(&[][..]) => package.delete(&component)?,
            None => package.add_gone(&component, &changes)?,
        }
    }
    Ok(package.finish())
}

fn key(name: &str) -> Segment {
    Segment::Key(name.into())
}

/// What changed of each component: paths below it, in their order.
type Changes<'a> = BTreeMap<(&'a str, &'a str), BTreeSet<&'a [Segment]>>;

fn by_component(changed: &[DataPath]) -> Result<Changes<'_>, String> {
    let mut components = Changes::new();
    for path in changed {
        let [Segment::Key(section), Segment::Key(name), below @ ..] = &path.0[..] else {
            return Err(format!("`{path}` is no component"));
        };
        if !is_section(section) {
            return Err(format!("`{path}` is nothing that can be deployed"));
        }
        let changes = components.entry((section, name)).or_default();
        changes.insert(below);
    }
    Ok(components)
}

/// A component, and how its file is named.
struct Component<'a> {
    /// Its path in the canonical input.
    path: DataPath,
    name: &'a str,
    facts: &'static TypeFacts,
    /// The type by which a manifest names it.
    manifest_type: &'static str,
    folder: &'static str,
    suffix: &'static str,
    absence: Absence,
}

impl<'a> Component<'a> {
    fn of(section: &str, name: &'a str) -> Result<Self, String> {
        let path: DataPath = [key(section), key(name)].into_iter().collect();
        let settings = section == SETTINGS;
        let type_name = match settings {
            true => types::settings_type_ignoring_case(name),
            false => types::metadata_type_ignoring_case(section),
        };
        let facts = type_name.and_then(type_facts);
        let facts = facts.ok_or_else(|| format!("`{path}` is of a type that is not known"))?;
        let file = match settings {
            true => Some(("settings", "settings")),
            false => types::file_of(facts.name),
        };
        let (folder, suffix) = file.ok_or_else(|| {
            format!(
                "`{path}` is of the type {}, whose files are not written",
                facts.name
            )
        })?;
        Ok(Self {
            path,
            name,
            facts,
            manifest_type: if settings { SETTINGS } else { facts.name },
            folder,
            suffix,
            absence: match facts.name {
                denials::PROFILE => Absence::KeptByEntry,
                _ if settings => Absence::KeptByField,
                _ => Absence::Lost,
            },
        })
    }

    /// The name by which the platform's files and manifests call it.
    fn encoded_name(&self) -> Result<String, String> {
        let keeps = match self.facts.name {
            name if FREE_NAMES.contains(&name) => "",
            // The platform's own folder is `unfiled$public`.
            name if IN_FOLDERS.contains(&name) => "/$",
            _ => ".",
        };
        let name = encoded(self.name, keeps);
        let whole = name.split('/').all(|part| !part.chars().all(|c| c == '.'));
        match whole {
            true => Ok(name),
            false => Err(format!("`{}` has a name that no file can have", self.path)),
        }
    }

    fn file(&self, fields: &Map) -> Result<Exported, String> {
        let path = format!("{}/{}.{}", self.folder, self.encoded_name()?, self.suffix);
        let text = markup::component(self.facts, fields, self.path.clone())?;
        Ok(Exported { path, text })
    }

    /// The type of the children that a field holds, where they are components of their own.
    fn child_type(&self, field: &str) -> Option<&'static str> {
        let FieldKind::Object(name) = self.facts.field(field)?.kind else {
            return None;
        };
        let place = Parent {
            type_name: self.facts.name,
            field: self.facts.field(field)?.name,
        };
        let child = types::role_of(name) == Some(Role::Child(place));
        (child && !NAMELESS.contains(&name)).then_some(name)
    }

    /// The name by which a manifest calls a child.
    fn child_name(&self, child: &str) -> Result<String, String> {
        let child = encoded(child, "");
        match self.facts.name {
            "CustomLabels" => Ok(child),
            _ => Ok(format!("{}.{child}", self.encoded_name()?)),
        }
    }

    /// Whether it has anything but children.
    fn is_more_than_children(&self) -> bool {
        let mut fields = self.facts.fields.iter();
        fields.any(|field| field.name != "fullName" && self.child_type(field.name).is_none())
    }
}

/// A package while it is made.
#[derive(Default)]
struct Package {
    files: Vec<Exported>,
    members: Members,
    deleted: Members,
}

impl Package {
    fn add(
        &mut self,
        component: &Component<'_>,
        node: &Node,
        changes: &BTreeSet<&[Segment]>,
    ) -> Result<(), String> {
        let path = &component.path;
        let Value::Map(fields) = &node.value else {
            return Err(format!("`{path}` is {}", node.value.type_name()));
        };
        if !node.readings().is_empty() {
            return Err(format!("`{path}` can be read in several ways"));
        }
        let (named, mut chosen) = match component.absence {
            Absence::Lost => self.choose_lost(component, fields, changes)?,
            Absence::KeptByField | Absence::KeptByEntry => {
                (true, choose_kept(component, fields, changes)?)
            }
        };
        if named {
            let members = self.members.entry(component.manifest_type).or_default();
            members.insert(component.encoded_name()?);
        }
        denials::complete(component.facts, &mut chosen);
        // Where all that changed is gone, nothing is left to write.
        if named || !chosen.is_empty() {
            self.files.push(component.file(&chosen)?);
        }
        Ok(())
    }

    /// The fields of a component whose file must hold all of it: its own, if one of them changed,
    /// of which it tells whether it did, and the children that changed.
    fn choose_lost(
        &mut self,
        component: &Component<'_>,
        fields: &Map,
        changes: &BTreeSet<&[Segment]>,
    ) -> Result<(bool, Map), String> {
        let whole = changes.contains(&[][..]);
        let mut own = whole;
        let mut children: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for change in changes {
            let [Segment::Key(field), below @ ..] = change else {
                continue;
            };
            if component.child_type(field).is_none() {
                own = true;
                continue;
            }
            let chosen = children.entry(field).or_default();
            match below {
                [Segment::Key(child), ..] => {
                    chosen.insert(child);
                }
                _ => chosen.extend(entries(fields, field).ok_or_else(|| {
                    let path = component.path.key(&**field);
                    format!("`{path}` is gone, and which there were is not known")
                })?),
            }
        }
        if whole {
            for field in fields.keys().filter(|f| component.child_type(f).is_some()) {
                let all = entries(fields, field).into_iter().flatten();
                children.entry(field).or_default().extend(all);
            }
        }
        let mut map = Map::new();
        if own {
            let own = fields.iter();
            let own = own.filter(|(field, _)| component.child_type(field).is_none());
            map.extend(own.map(|(field, node)| (Arc::clone(field), node.clone())));
        }
        for (field, names) in children {
            let Some(type_name) = component.child_type(field) else {
                continue;
            };
            for name in names {
                let member = component.child_name(name)?;
                match fields.get(field).and_then(|node| node.child(&key(name))) {
                    Some(node) => {
                        insert(&mut map, field, name, node.clone());
                        self.members.entry(type_name).or_default().insert(member);
                    }
                    None => {
                        self.deleted.entry(type_name).or_default().insert(member);
                    }
                }
            }
        }
        Ok((own, map))
    }

    /// Has children deleted whose parent is gone too, as its file held nothing but them.
    fn add_gone(
        &mut self,
        component: &Component<'_>,
        changes: &BTreeSet<&[Segment]>,
    ) -> Result<(), String> {
        let is_child = |change: &&[Segment]| match change {
            [Segment::Key(field), ..] => component.child_type(field).is_some(),
            _ => false,
        };
        match changes.iter().all(is_child) {
            true => self
                .choose_lost(component, &Map::new(), changes)
                .map(|_| ()),
            false => Err(format!("`{}` is gone", component.path)),
        }
    }

    /// Has a component deleted that is gone.
    fn delete(&mut self, component: &Component<'_>) -> Result<(), String> {
        let path = &component.path;
        if component.manifest_type == SETTINGS {
            return Err(format!("`{path}` is gone, but settings are never deleted"));
        }
        if !component.is_more_than_children() {
            return Err(format!("`{path}` is gone, and what was in it is not known"));
        }
        let members = self.deleted.entry(component.manifest_type).or_default();
        members.insert(component.encoded_name()?);
        Ok(())
    }

    fn finish(mut self) -> Vec<Exported> {
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut files = vec![Exported {
            path: "package.xml".to_owned(),
            text: markup::manifest(&self.members, API_VERSION),
        }];
        if !self.deleted.is_empty() {
            files.push(Exported {
                path: "destructiveChangesPost.xml".to_owned(),
                text: markup::manifest(&self.deleted, API_VERSION),
            });
        }
        files.append(&mut self.files);
        files
    }
}

/// The names of a field's entries, if it has any.
fn entries<'a>(fields: &'a Map, field: &str) -> Option<impl Iterator<Item = &'a str>> {
    let entries = fields.get(field).and_then(Node::as_map)?;
    (!entries.is_empty()).then(|| entries.keys().map(|name| &**name))
}

fn insert(map: &mut Map, field: &str, name: &str, node: Node) {
    let empty = || Node::computed(Value::Map(Map::new()));
    let entries = map.entry(field.into()).or_insert_with(empty);
    if let Some(entries) = entries.as_map_mut() {
        entries.insert(name.into(), node);
    }
}

/// The fields that changed of a component whose file may leave out the others.
fn choose_kept(
    component: &Component<'_>,
    fields: &Map,
    changes: &BTreeSet<&[Segment]>,
) -> Result<Map, String> {
    let whole = changes.contains(&[][..]);
    let mut chosen = Map::new();
    if whole {
        // An empty list says nothing there.
        let list = |node: &Node| matches!(node.value, Value::List(_));
        let said = fields.iter();
        let said = said.filter(|(_, node)| !list(node) || says_something(node));
        chosen.extend(said.map(|(name, node)| (Arc::clone(name), node.clone())));
    }
    for change in changes {
        let [Segment::Key(name), below @ ..] = change else {
            continue;
        };
        let gone = || {
            let way = component.path.0.iter().chain(*change).cloned();
            let path: DataPath = way.collect();
            format!("`{path}` is gone, which a file cannot say that keeps what it leaves out")
        };
        let facts = component.facts.field(name);
        let keyed = facts.filter(|f| f.key.is_some() && component.absence == Absence::KeptByEntry);
        match (keyed, below) {
            (Some(field), [Segment::Key(entry), below @ ..]) => {
                let there = fields.get(name).and_then(|node| node.child(&key(entry)));
                let whole = match there {
                    Some(there) => denials::with_denials(field, there, below),
                    None => denials::denied(field),
                };
                insert_beside(&mut chosen, name, entry, whole.ok_or_else(gone)?);
            }
            _ => {
                let there = fields.get(name).filter(|node| says_something(node));
                let there = there.ok_or_else(gone)?;
                if is_gone(there, below) {
                    return Err(gone());
                }
                chosen.insert(Arc::clone(name), there.clone());
            }
        }
    }
    Ok(chosen)
}

/// Puts in an entry, beside what other changes denied in it.
fn insert_beside(chosen: &mut Map, field: &str, name: &str, node: Node) {
    let there = chosen.get_mut(field).and_then(Node::as_map_mut);
    let there = there.and_then(|entries| entries.get_mut(name));
    match (there.and_then(Node::as_map_mut), node.value) {
        (Some(there), Value::Map(fields)) => {
            for (child, node) in fields {
                there.entry(child).or_insert(node);
            }
        }
        (_, value) => {
            let node = Node { value, ..node };
            insert(chosen, field, name, node);
        }
    }
}

/// Whether a file says anything by an element for a value.
fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// Whether a path leads to nothing, or to what no element stands for. Items of a list are no
/// matter: the list is replaced.
fn is_gone(node: &Node, below: &[Segment]) -> bool {
    let Some((step, below)) = below.split_first() else {
        return !says_something(node);
    };
    match (&node.value, node.child(step)) {
        (Value::List(items), _) => items.is_empty(),
        (_, Some(child)) => is_gone(child, below),
        (_, None) => true,
    }
}

/// A name as the platform writes it in the names of files and in manifests: letters and digits of
/// any language, blanks, `_`, `-` and what `keeps` names stay, all else is written as `%XX` by
/// UTF-8 bytes (<https://github.com/forcedotcom/cli/issues/2869>; the platform leaves `*` as it is,
/// which some systems do not take in the name of a file). What is encoded already stays as it is.
fn encoded(name: &str, keeps: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in percent_decode(name).chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '_' | '-') || keeps.contains(c) {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_encoded_as_the_platform_does() {
        let name =
            "^ \u{b0} ! \" \u{a7} $ % & / ( ) = ? \u{b4} ` + @ # ' < > [ ] \\ , ; . : - _ ä ß 製";
        let there = "%5E %C2%B0 %21 %22 %C2%A7 %24 %25 %26 %2F %28 %29 %3D %3F %C2%B4 %60 %2B %40 %23 %27 %3C %3E %5B %5D %5C %2C %3B %2E %3A - _ ä ß 製";
        assert_eq!(encoded(name, ""), there);
        assert_eq!(encoded(there, ""), there, "once is enough");
        assert_eq!(encoded("Account.New_Case", "."), "Account.New_Case");
        assert_eq!(
            encoded("*", ""),
            "%2A",
            "no file is named so on every system"
        );
    }
}
