//! The manifest (`package.xml`) that retrieves sections of a tenant.
//!
//! Every type that takes it is asked for by `*`; settings too, all together. Of the types whose
//! components stand in folders `*` retrieves nothing, so that only what the tenant names is asked
//! for, and a comment says so. For objects it retrieves no standard object, so these stand by name
//! beside it: those that usually hold people's data, and those that the tenant names itself. A
//! profile or a permission set is retrieved with the permissions for what stands in the same
//! manifest only, so that objects come with them.
//! (<https://developer.salesforce.com/docs/platform/salesforce-migration-guide/guide/daas-package-by-component-type.html>,
//! <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm>)

use std::collections::BTreeSet;

use super::markup::push_members;
use crate::tenant::Tenant;
use crate::tenant::value::{Map, Node};

/// The version of the Metadata API that is asked for: that of Spring '26. A tenant takes every
/// version up to its own release's.
pub(super) const API_VERSION: &str = "66.0";

/// Types that hold permissions for objects.
const GRANTS: &[&str] = &["MutingPermissionSet", "PermissionSet", "Profile"];

/// Types of which `*` retrieves nothing: their components are asked for by name, those in folders
/// with the folder's
/// (<https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/file_based.htm>,
/// <https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_standardvalueset.htm>).
const BY_NAME: &[&str] = &[
    "Dashboard",
    "Document",
    "EmailTemplate",
    "Report",
    "StandardValueSet",
];

/// Standard objects that have a sharing model of their own and usually hold people's data. One
/// that a tenant does not have is left out of what it sends, with a warning.
const STANDARD_OBJECTS: &[&str] = &[
    "Account",
    "Asset",
    "AssetRelationship",
    "AssociatedLocation",
    "Campaign",
    "Case",
    "Contact",
    "ContactPointAddress",
    "ContactPointEmail",
    "ContactPointPhone",
    "Contract",
    "Event",
    "Individual",
    "Lead",
    "Location",
    "Opportunity",
    "Order",
    "Pricebook2",
    "Product2",
    "Quote",
    "ServiceAppointment",
    "ServiceContract",
    "ServiceResource",
    "Task",
    "User",
    "WorkOrder",
];

/// The manifest for sections; of a tenant, with the standard objects that it names.
pub(in crate::tenant) fn manifest(sections: &BTreeSet<String>, tenant: Option<&Tenant>) -> String {
    let mut types: BTreeSet<&str> = sections.iter().map(String::as_str).collect();
    if types.iter().any(|name| GRANTS.contains(name)) {
        types.insert("CustomObject");
    }
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n",
    );
    for name in types {
        let by_name = BY_NAME.contains(&name);
        let mut members = match by_name {
            true => tenant.map_or_else(BTreeSet::new, |tenant| components(tenant, name)),
            false => BTreeSet::from(["*".to_owned()]),
        };
        if by_name {
            text.push_str(&format!(
                "    <!-- {name}: `*` retrieves none; add the names that `sf org list metadata` tells -->\n"
            ));
        }
        if members.is_empty() {
            continue;
        }
        if name == "CustomObject" {
            members.extend(STANDARD_OBJECTS.iter().map(|&name| name.to_owned()));
            members.extend(tenant.map(named_objects).unwrap_or_default());
        }
        push_members(name, &members, &mut text);
    }
    text.push_str(&format!(
        "    <version>{API_VERSION}</version>\n</Package>\n"
    ));
    text
}

/// The components of a type that a tenant has.
fn components(tenant: &Tenant, type_name: &str) -> BTreeSet<String> {
    let section = tenant.root.as_map().and_then(|root| root.get(type_name));
    let names = section.and_then(Node::as_map).into_iter().flatten();
    names.map(|(name, _)| name.to_string()).collect()
}

/// The standard objects that a tenant's permissions, sharing rules, record counts and fields name.
fn named_objects(tenant: &Tenant) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let of = |key: &str| tenant.root.as_map().and_then(|root| root.get(key));
    for component in GRANTS.iter().filter_map(|name| of(name)).flat_map(values) {
        for field in ["objectPermissions", "fieldPermissions"] {
            names.extend(
                entries(component, field).map(|(name, _)| name.split('.').next().unwrap_or(name)),
            );
        }
    }
    for section in ["SharingRules", "CustomObject"] {
        let named = of(section).and_then(Node::as_map).into_iter().flatten();
        names.extend(named.map(|(name, _)| &**name));
    }
    let runtime = of("runtime").into_iter();
    names.extend(
        runtime
            .flat_map(|r| entries(r, "recordCounts"))
            .map(|(name, _)| name),
    );
    names
        .into_iter()
        .filter(|name| is_standard(name))
        .map(str::to_owned)
        .collect()
}

fn values(node: &Node) -> impl Iterator<Item = &Node> {
    node.as_map().into_iter().flat_map(Map::values)
}

fn entries<'a>(node: &'a Node, field: &str) -> impl Iterator<Item = (&'a str, &'a Node)> {
    let map = node
        .as_map()
        .and_then(|map| map.get(field))
        .and_then(Node::as_map);
    map.into_iter()
        .flatten()
        .map(|(name, node)| (&**name, node))
}

/// Whether a name is that of a standard object: letters and digits, and no `__c` or its like.
fn is_standard(name: &str) -> bool {
    !name.is_empty()
        && !name.contains("__")
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
