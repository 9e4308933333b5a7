//! What a document holds: by its content, then by its file name; both must agree.

use super::super::{Content, Recognition};
use super::elements::{self, Element, content, is_decoration};
use super::types::{self, Role};
use crate::check::Check;
use crate::document::{Document, Kind, NodeId, Scalar};
use crate::finding::Failure;
use crate::source::Span;

/// The types of the parts of a site.
pub(super) const CONFIG: &str = "ExperienceConfig";
const ROUTE: &str = "ExperienceRoute";

/// Keys of a canonical tenant beside its types.
const CANONICAL_KEYS: &[&str] = &["platform", "tenant", "runtime", "coverage"];

/// The endings of files of data, whatever the data's own name ends with.
const DATA_ENDINGS: [&str; 4] = [".yaml", ".yml", ".json", ".xml"];

/// What a file name says.
#[derive(Clone, Copy)]
struct Named<'a> {
    /// The types that its suffix stands for, the likeliest first.
    types: &'static [&'static str],
    /// The name before the suffix, as it is written.
    name: &'a str,
    /// The folders that it stands in.
    folders: &'a str,
}

impl Named<'_> {
    /// The name before the suffix, decoded.
    fn full_name(&self) -> String {
        super::proper_name(self.name)
    }

    /// The folder of the object that a child belongs to, decoded:
    /// `objects/Merchant__c/fields/Email__c.field-meta.yaml` has it above the kind's folder.
    fn parent(&self) -> Option<String> {
        self.folders.rsplit('/').nth(1).map(super::proper_name)
    }
}

/// Recognises one document of the text at `path`.
pub(in crate::tenant) fn recognise(document: &Document, root: NodeId, path: &str) -> Recognition {
    if super::layout::is_code(path) {
        return code(root, path);
    }
    if document.kind(document.resolve(root)) != Kind::Map {
        return Recognition::Unknown;
    }
    if let Some(part) = site_part(path) {
        return part.recognise(document, root);
    }
    let named = by_file_name(path);
    if document.is_markup() {
        return by_root_element(document, root, named, path);
    }
    if let Some(platform) = document.get(root, "platform") {
        return match document.scalar(platform.value) {
            Some(Scalar::Str("salesforce")) => canonical(document, root),
            _ => Recognition::Unknown,
        };
    }
    let (claimed, claim_at, body) = match by_content(document, root, named.as_ref()) {
        Some(Claim::Canonical) => return canonical(document, root),
        Some(Claim::Component {
            type_name,
            at,
            body,
        }) => (Some(type_name), Some(at), body),
        None => (None, None, root),
    };
    let type_name = match (claimed, &named) {
        (Some(claimed), Some(named)) if !named.types.contains(&claimed) => {
            return Recognition::Refused(mismatch(document, claimed, claim_at, named, path));
        }
        (Some(claimed), _) => claimed,
        (None, Some(named)) => likeliest(document, body, named),
        (None, None) => return Recognition::Unknown,
    };
    component(document, type_name, body, named, path)
}

/// Says of a text in which nothing was recognised that its name promises a component: an empty
/// file, a page of HTML or a lone text in the place of a profile. Names in which only a word
/// before `.json` or `.yaml` is that of a type (`unit.report.json`) promise nothing.
pub(in crate::tenant) fn broken_promise(document: &Document, path: &str) -> Option<Failure> {
    let file = path.rsplit_once('/').map_or(path, |(_, file)| file);
    let data = DATA_ENDINGS.iter().find_map(|e| strip_ending(file, e));
    let promised = match data {
        Some(stem) => stem.to_ascii_lowercase().ends_with("-meta") || file.ends_with(".xml"),
        None => true,
    };
    let promised = promised.then(|| by_file_name(path)).flatten()?;
    let wanted = promised.types[0];
    let source = document.source();
    let start = source.len() - source.trim_start_matches('\u{feff}').trim_start().len();
    let root = document.roots().first().copied();
    let elements = root.map_or_else(Vec::new, |root| elements::elements(document, root));
    let (message, at) = match elements.first().filter(|_| document.is_markup()) {
        Some(element) => {
            let found = element.name;
            return Some(mismatch(
                document,
                found,
                Some(element.key),
                &promised,
                path,
            ));
        }
        None if start == source.len() => (
            format!("this file is empty, and its name says `{wanted}`: {path}"),
            Span::default(),
        ),
        None => {
            let first = source[start..].chars().next().map_or(0, char::len_utf8);
            (
                format!("nothing in this file is a `{wanted}`, which its name says: {path}"),
                Span::new(start, start + first),
            )
        }
    };
    Some(Failure {
        id: Check::TenantFileName.id(),
        rule: None,
        message,
        place: Some((document.file(), at)),
        labels: Vec::new(),
        help: "Export the file again, or remove it.".to_owned(),
    })
}

/// Folders of types whose components the vendor's tools take apart entry by entry.
const WHOLES: &[(&str, &str)] = &[
    ("mutingpermissionsets", "MutingPermissionSet"),
    ("permissionsets", "PermissionSet"),
    ("profiles", "Profile"),
];

/// One entry of a component, with a root element of its own:
/// `permissionsets/HR/fieldPermissions/Case.Owner.fieldPermission-meta.xml` (public source: the
/// preset decomposePermissionSetBeta of the npm package @salesforce/source-deploy-retrieve 12.37).
fn entry_of_whole(document: &Document, element: Element<'_>, path: &str) -> Option<Recognition> {
    let (type_name, whole, field) = whole_by_folder(path)?;
    (element.name != type_name).then(|| {
        Recognition::Known(Content::Part {
            type_name,
            full_name: super::proper_name(whole),
            field: field.to_owned(),
            key: element.key,
            body: document.resolve(element.value),
        })
    })
}

/// The type, the name and the field of the component that a file is a part of, by its folders.
pub(super) fn whole_by_folder(path: &str) -> Option<(&'static str, &str, &str)> {
    let (folders, _) = split_last(path, b'/')?;
    let (folders, field) = split_last(folders, b'/')?;
    let (folders, whole) = split_last(folders, b'/')?;
    let base = split_last(folders, b'/').map_or(folders, |(_, base)| base);
    let (_, type_name) = WHOLES.iter().find(|(folder, _)| *folder == base)?;
    let many = types::type_facts(type_name)?.field(field)?.many;
    many.then_some((*type_name, whole, field))
}

/// A component of a type that the tables do not know yet: a file that is named as those of a
/// project are (`X.suffix-meta.xml`), whose root element is named as types are.
fn brand_new(element: Element<'_>, path: &str) -> Recognition {
    let file = path.rsplit_once('/').map_or(path, |(_, file)| file);
    let name = strip_ending(file, "-meta.xml").and_then(|stem| stem.rsplit_once('.'));
    let is_type = element.name.starts_with(|c: char| c.is_ascii_uppercase())
        && element.name.bytes().all(|b| b.is_ascii_alphanumeric());
    match name {
        Some((name, _)) if is_type => Recognition::Known(Content::Component {
            type_name: element.name.to_owned(),
            full_name: super::proper_name(name),
            parent: None,
            name_at: None,
            body: element.value,
        }),
        _ => Recognition::Unknown,
    }
}

/// The class of a file `X.cls`.
fn code(root: NodeId, path: &str) -> Recognition {
    let Some(named) = by_file_name(path) else {
        return Recognition::Unknown;
    };
    Recognition::Known(Content::Component {
        type_name: named.types[0].to_owned(),
        full_name: named.full_name(),
        parent: None,
        name_at: None,
        body: root,
    })
}

/// A file of JSON that is a part of a site.
pub(super) struct SitePart {
    /// The type of the site's component: `ExperienceBundle` or `DigitalExperienceBundle`.
    pub(super) bundle: &'static str,
    /// The full name of the site's component.
    site: String,
    /// The type of the part.
    type_name: &'static str,
    name: String,
    /// The key below which the part's fields stand; none where they are the file's.
    body: Option<&'static str>,
}

/// The part of a site that a file is by its folders, where it says who may see what:
/// `experiences/Shop1/config/shop.json`, `experiences/Shop1/routes/home.json`, and of enhanced
/// sites `digitalExperiences/site/Shop1/sfdc_cms__site/Shop1/content.json` and
/// `.../sfdc_cms__route/Home__c/content.json`, whose full name is `site/Shop1`
/// (<https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_experiencebundle.htm>,
/// `meta_digitalexperiencebundle.htm`).
pub(super) fn site_part(path: &str) -> Option<SitePart> {
    let stem = strip_ending(path, ".json")?;
    let parts: Vec<&str> = stem.rsplit('/').take(6).collect();
    match parts[..] {
        [name, kind @ ("config" | "routes"), site, "experiences", ..] => Some(SitePart {
            bundle: "ExperienceBundle",
            site: super::proper_name(site),
            type_name: if kind == "config" { CONFIG } else { ROUTE },
            name: super::proper_name(name),
            body: None,
        }),
        [
            "content",
            name,
            kind @ ("sfdc_cms__site" | "sfdc_cms__route"),
            site,
            space,
            "digitalExperiences",
        ] => Some(SitePart {
            bundle: "DigitalExperienceBundle",
            site: format!("{space}/{}", super::proper_name(site)),
            type_name: if kind == "sfdc_cms__site" {
                CONFIG
            } else {
                ROUTE
            },
            name: super::proper_name(name),
            body: Some("contentBody"),
        }),
        _ => None,
    }
}

impl SitePart {
    fn recognise(self, document: &Document, root: NodeId) -> Recognition {
        let body = match self.body {
            None => Some(root),
            Some(key) => document.get(root, key).map(|entry| entry.value),
        };
        let Some(body) = body else {
            return Recognition::Unknown;
        };
        Recognition::Known(Content::Component {
            type_name: self.type_name.to_owned(),
            full_name: self.name,
            parent: Some(self.site),
            name_at: None,
            body,
        })
    }
}

/// XML holds one component, whose type is the name of its root element.
fn by_root_element(
    document: &Document,
    root: NodeId,
    named: Option<Named<'_>>,
    path: &str,
) -> Recognition {
    let Some(element) = elements::elements(document, root).into_iter().next() else {
        return Recognition::Unknown;
    };
    if let Some(entry) = entry_of_whole(document, element, path) {
        return entry;
    }
    let Some(type_name) = types::metadata_type_ignoring_case(element.name) else {
        return match named {
            // What only looks like a type that nobody knows yet must not take a profile's place.
            Some(_) => Recognition::Unknown,
            None => brand_new(element, path),
        };
    };
    match named {
        Some(named) if !named.types.contains(&type_name) => {
            let at = Some(element.key);
            Recognition::Refused(mismatch(document, type_name, at, &named, path))
        }
        named => component(document, type_name, element.value, named, path),
    }
}

enum Claim {
    Canonical,
    Component {
        type_name: &'static str,
        at: Span,
        body: NodeId,
    },
}

/// What the content claims: a `_tag`, types as top-level keys, or a type as the root key.
fn by_content(document: &Document, root: NodeId, named: Option<&Named<'_>>) -> Option<Claim> {
    let entries = document.entries(root);
    for tag in ["_tag", "@type", "$type"] {
        let Some(entry) = entries.iter().find(|e| document.text(e.key) == tag) else {
            continue;
        };
        if let Some(Scalar::Str(name)) = document.scalar(entry.value)
            && let Some(type_name) = types::metadata_type_ignoring_case(name)
        {
            return Some(Claim::Component {
                type_name,
                at: document.span(document.resolve(entry.value)),
                body: root,
            });
        }
    }
    let mut typed = entries.iter().filter(|e| {
        let key = document.text(e.key);
        key == "Settings" || types::metadata_type_ignoring_case(key).is_some_and(|t| t == key)
    });
    let first = typed.next()?;
    let sole = typed.next().is_none()
        && entries
            .iter()
            .all(|e| e.key == first.key || is_decoration(document.text(e.key)));
    let key = document.text(first.key);
    let named = named.is_some_and(|named| named.types.contains(&key));
    let component = looks_like_component(document, key, first.value, named);
    if sole && key != "Settings" && component {
        return Some(Claim::Component {
            type_name: types::metadata_type_ignoring_case(key)?,
            at: document.span(first.key),
            body: first.value,
        });
    }
    // Fields of a component can carry the names of types (`Country`), so every other key must
    // fit the canonical form too before the document counts as such.
    let canonical = entries.iter().all(|e| {
        let key = document.text(e.key);
        let known = key == "Settings" || CANONICAL_KEYS.contains(&key);
        known || types::metadata_type_ignoring_case(key).is_some()
    });
    let sections = [Kind::Map, Kind::Scalar];
    let value = document.resolve(first.value);
    (canonical || sections.contains(&document.kind(value)) && key.starts_with(char::is_uppercase))
        .then_some(Claim::Canonical)
}

/// `Profile: {userLicense: ...}` is one component under its root element's name, where
/// `Profile: {Guest: {...}}` is a section of the canonical form. A file that is named as one
/// component of the type holds that if its keys are the type's, or if nothing is in it.
fn looks_like_component(document: &Document, name: &str, body: NodeId, named: bool) -> bool {
    let Some(facts) = types::type_facts(name) else {
        return false;
    };
    if facts.role == Role::Settings {
        return true;
    }
    let elements = elements::elements(document, body);
    if named && elements.iter().all(|e| facts.field(e.name).is_some()) {
        return true;
    }
    elements.iter().any(|e| {
        let value = document.resolve(e.value);
        let map = document.kind(value) == Kind::Map;
        let known = facts.field(e.name);
        known.is_some_and(|f| e.child || !map || f.many || content(document, value) != value)
    })
}

fn canonical(document: &Document, root: NodeId) -> Recognition {
    let name = document
        .get(root, "tenant")
        .and_then(|tenant| document.get(tenant.value, "name"))
        .map(|name| document.resolve(name.value))
        .filter(|&name| document.kind(name) == Kind::Scalar && !document.text(name).is_empty())
        .map(|name| document.text(name).to_owned());
    Recognition::Known(Content::Canonical { tenant: name })
}

/// What `profiles/E-Bikes Profile.profile-meta.yaml` says by its name.
fn by_file_name(path: &str) -> Option<Named<'_>> {
    let (folders, file) = split_last(path, b'/').unwrap_or(("", path));
    let (name, suffix) = name_and_suffix(file)?;
    let types = types_of(name, suffix);
    (!types.is_empty()).then_some(Named {
        types,
        name,
        folders,
    })
}

/// The types that the name of a file stands for, the likeliest first.
pub(super) fn types_by_name(file: &str) -> &'static [&'static str] {
    name_and_suffix(file).map_or(&[], |(name, suffix)| types_of(name, suffix))
}

fn name_and_suffix(file: &str) -> Option<(&str, &str)> {
    let stem = DATA_ENDINGS
        .iter()
        .find_map(|ending| strip_ending(file, ending))
        // The Metadata API's own names end with the suffix of the type.
        .unwrap_or(file);
    split_last(strip_ending(stem, "-meta").unwrap_or(stem), b'.')
}

fn types_of(name: &str, suffix: &str) -> &'static [&'static str] {
    match suffix.eq_ignore_ascii_case("settings") {
        true => types::types_of_settings(&super::proper_name(name)),
        false => types::types_of_suffix(suffix),
    }
}

/// What stands before and after the last of an ASCII character.
pub(super) fn split_last(text: &str, character: u8) -> Option<(&str, &str)> {
    let at = memchr::memrchr(character, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn strip_ending<'a>(text: &'a str, ending: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(ending.len())?;
    let (stem, end) = text.is_char_boundary(at).then(|| text.split_at(at))?;
    end.eq_ignore_ascii_case(ending).then_some(stem)
}

/// Of the types that share a suffix, the one whose fields the content has most of.
fn likeliest(document: &Document, body: NodeId, named: &Named<'_>) -> &'static str {
    let elements = elements::elements(document, body);
    let fits = |name: &'static str| {
        types::type_facts(name).map_or(0, |facts| {
            let known = elements.iter().filter(|e| facts.field(e.name).is_some());
            known.count()
        })
    };
    let mut best = named.types[0];
    for &name in &named.types[1..] {
        if fits(name) > fits(best) {
            best = name;
        }
    }
    best
}

/// The folders that are a part of a component's name: `reports/Sales/Won.report-meta.xml` is
/// `Sales/Won`, and `digitalExperiences/site/Shop1/Shop1.digitalExperience-meta.xml` is
/// `site/Shop1`.
fn folders_in_name(type_name: &str, path: &str) -> Option<String> {
    let base = match type_name {
        "Dashboard" | "DashboardFolder" => "dashboards",
        "DigitalExperienceBundle" => "digitalExperiences",
        "Document" | "DocumentFolder" => "documents",
        "EmailTemplate" | "EmailFolder" => "email",
        "Report" | "ReportFolder" => "reports",
        _ => return None,
    };
    let (folders, _) = path.rsplit_once('/')?;
    let parts: Vec<&str> = folders.split('/').collect();
    let at = parts.iter().rposition(|part| *part == base)?;
    let mut inner = &parts[at + 1..];
    if base == "digitalExperiences" {
        // The last folder is the site's own.
        inner = inner.split_last()?.1;
    }
    let inner: Vec<String> = inner.iter().map(|part| super::proper_name(part)).collect();
    (!inner.is_empty()).then(|| inner.join("/"))
}

fn component(
    document: &Document,
    type_name: &'static str,
    body: NodeId,
    named: Option<Named<'_>>,
    path: &str,
) -> Recognition {
    let written = elements::get(document, body, "fullName")
        .and_then(|e| elements::text(document, &e))
        .filter(|&id| !document.text(id).is_empty());
    let from_file = match &named {
        Some(named) => Some(named.full_name()),
        None => whole_of_part(document, type_name, body, path).or_else(|| of_folder(path)),
    };
    let name = written.map(|id| document.text(id).to_owned()).or(from_file);
    let Some(mut full_name) = name.map(|name| super::proper_name(&name)) else {
        return Recognition::Refused(nameless(document, type_name, body, path));
    };
    if written.is_none()
        && let Some(folders) = folders_in_name(type_name, path)
    {
        full_name = format!("{folders}/{full_name}");
    }
    let name_at = written.map(|id| document.span(id));
    let mut parent = None;
    if let Some(Role::Child(_)) = types::role_of(type_name) {
        if let Some((object, child)) = full_name.split_once('.') {
            parent = Some(object.to_owned());
            full_name = child.to_owned();
        } else if let Some(folder) = named.and_then(|n| n.parent()) {
            parent = Some(folder);
        } else {
            return Recognition::Refused(nameless(document, type_name, body, path));
        }
    }
    Recognition::Known(Content::Component {
        type_name: type_name.to_owned(),
        full_name,
        parent,
        name_at,
        body,
    })
}

/// The name of a folder whose settings a file of the Metadata API holds: `reports/Sales-meta.xml`.
fn of_folder(path: &str) -> Option<String> {
    let file = path.rsplit_once('/').map_or(path, |(_, file)| file);
    let name = strip_ending(file, "-meta.xml")?;
    (!name.contains('.')).then(|| super::proper_name(name))
}

/// The component that a file is a part of, by its folders: tools that take large components apart
/// write `HR_Admin/objectPermissions/Account.objectPermissions-meta.yaml`, `HR_Admin/objectPermissions.yaml`
/// (`sf-decomposer`, by element or by name), `HR_Admin/objectSettings/Account.objectSettings-meta.xml` or
/// `HR_Admin/HR_Admin.classAccess-meta.xml` (the vendor's own, public source: the presets of the npm package
/// @salesforce/source-deploy-retrieve 12.37), each with the whole component's type around it.
fn whole_of_part(document: &Document, type_name: &str, body: NodeId, path: &str) -> Option<String> {
    let facts = types::type_facts(type_name)?;
    let mut parts = path.rsplit('/');
    let (file, folder) = (parts.next()?, parts.next()?);
    let stem = DATA_ENDINGS
        .iter()
        .find_map(|ending| strip_ending(file, ending))?;
    let elements = elements::elements(document, body);
    if facts.field(stem).is_some() && elements.iter().all(|e| e.name == stem) {
        return Some(super::proper_name(folder));
    }
    strip_ending(stem, "-meta")?.rsplit_once('.')?;
    let by_kind = facts.field(folder).is_some() || folder == "objectSettings";
    let whole = if by_kind { parts.next()? } else { folder };
    Some(super::proper_name(whole))
}

fn mismatch(
    document: &Document,
    claimed: &str,
    at: Option<Span>,
    named: &Named<'_>,
    path: &str,
) -> Failure {
    Failure {
        id: Check::TenantFileName.id(),
        rule: None,
        message: format!(
            "the content says `{claimed}`, the file name says `{}`: {path}",
            named.types[0]
        ),
        place: Some((document.file(), at.unwrap_or_default())),
        labels: Vec::new(),
        help: Check::TenantFileName.remediation().to_owned(),
    }
}

fn nameless(document: &Document, type_name: &str, body: NodeId, path: &str) -> Failure {
    let span = document.span(body);
    let child = matches!(types::role_of(type_name), Some(Role::Child(_)));
    let wanted = if child {
        "`fullName: Object.Name`, or the folder `objects/Object/...`"
    } else {
        "`fullName`, or a file name such as `Name.profile-meta.yaml`"
    };
    Failure {
        id: Check::TenantFileName.id(),
        rule: None,
        message: format!("this {type_name} has no name: {path}"),
        place: Some((
            document.file(),
            Span::new(
                span.start as usize,
                (span.end as usize).min(span.start as usize + 1),
            ),
        )),
        labels: Vec::new(),
        help: format!("Give it one by {wanted}."),
    }
}
