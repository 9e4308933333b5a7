//! Who reads which records without logging in: plain loops over the canonical input.
//!
//! Written from the platform's documentation, and on purpose without a look at the policies. Every
//! question is asked anew for every site and object; nothing is remembered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::case::{Case, entries, is_true, same, text, texts};
use crate::code;
use crate::visitor::{Visitor, guest_profile, guest_profiles, visitor};

/// What one site's visitors can do with one object.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Reading {
    /// The profile and permission sets that give read, in lower case.
    pub(crate) holders: BTreeSet<String>,
    /// The kinds of paths that open rows.
    pub(crate) via: BTreeSet<&'static str>,
    /// Fields that can be read, in lower case.
    pub(crate) fields: BTreeSet<String>,
}

/// All that is to be said about a tenant; names in lower case.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Verdict {
    /// By site and object.
    pub(crate) reads: BTreeMap<(String, String), Reading>,
    /// Sites and objects that cannot be judged.
    pub(crate) unknown: BTreeSet<(String, String)>,
    /// Sites of which something is missing that every object depends on.
    pub(crate) unknown_sites: BTreeSet<String>,
    /// Guest profiles that cannot be judged: of no site, or without a word on objects.
    pub(crate) unknown_profiles: BTreeSet<String>,
    /// Objects that the external default opens to a guest.
    pub(crate) open_by_default: BTreeSet<String>,
}

pub(crate) const RULE: &str = "guest sharing rule";
pub(crate) const VIEW_ALL: &str = "viewAllRecords";
pub(crate) const MODIFY_ALL: &str = "modifyAllRecords";
pub(crate) const APEX: &str = "Apex without sharing";
pub(crate) const FLOW: &str = "flow without sharing";
pub(crate) const UNSHARED: &str = "no sharing";
pub(crate) const DEFAULT: &str = "external default";
pub(crate) const PARENT: &str = "controlled by parent";

/// Permissions on all objects at once.
const ALL_DATA: [(&str, &str); 2] = [
    ("ViewAllData", "View All Data"),
    ("ModifyAllData", "Modify All Data"),
];

/// Every kind of path.
pub(crate) const KINDS: [&str; 10] = [
    RULE,
    VIEW_ALL,
    MODIFY_ALL,
    APEX,
    FLOW,
    UNSHARED,
    DEFAULT,
    PARENT,
    ALL_DATA[0].1,
    ALL_DATA[1].1,
];

/// The first day on which guests obey no external default any more.
const WINTER_21: &str = "2020-11-01";

/// Paths that open rows, and whether there may be more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paths {
    pub(crate) open: BTreeSet<&'static str>,
    pub(crate) unknown: bool,
}

impl Paths {
    fn add(&mut self, other: Paths) {
        self.open.extend(other.open);
        self.unknown |= other.unknown;
    }
}

/// Judges a tenant.
pub(crate) fn judge(case: &Case) -> Verdict {
    let mut verdict = Verdict::default();
    let mut owned = BTreeSet::new();
    for (site, settings) in case.section("CustomSite").into_iter().flatten() {
        let profile = guest_profile(case, site, settings);
        owned.extend(profile.map(|(name, _)| name.to_lowercase()));
        match settings.get("active") {
            Some(Value::Bool(true)) => {}
            Some(Value::Bool(false)) => {
                let (visitor, _) = visitor(case, site, profile);
                defaults(case, &visitor, &mut verdict);
                continue;
            }
            _ => {
                verdict.unknown_sites.insert(site.to_lowercase());
                let (visitor, _) = visitor(case, site, profile);
                defaults(case, &visitor, &mut verdict);
                continue;
            }
        }
        let (visitor, complete) = visitor(case, site, profile);
        if !complete {
            verdict.unknown_sites.insert(site.to_lowercase());
        }
        objects(case, site, &visitor, &mut verdict);
        defaults(case, &visitor, &mut verdict);
        if let Some((name, rights)) = profile
            && rights.get("objectPermissions").is_none()
            && case.section("CustomObject").is_none()
        {
            verdict.unknown_profiles.insert(name.to_lowercase());
        }
    }
    // Guest users of sites that the export lacks.
    for (site, _) in entries(&case.input["runtime"], "guestUsers") {
        let (visitor, _) = visitor(case, site, None);
        defaults(case, &visitor, &mut verdict);
    }
    for (name, rights) in guest_profiles(case) {
        if !owned.contains(&name.to_lowercase()) {
            let (visitor, _) = visitor(case, "", Some((name, rights)));
            let objects = case.section("CustomObject").into_iter().flatten();
            let mut names = objects
                .map(|(object, _)| object.as_str())
                .collect::<Vec<_>>();
            names.extend(entries(rights, "objectPermissions").iter().map(|(o, _)| *o));
            let reads = |object: &&str| visitor.holders.iter().any(|h| h.reads(case, object));
            if names.iter().any(reads) {
                verdict.unknown_profiles.insert(name.to_lowercase());
            }
            defaults(case, &visitor, &mut verdict);
        }
    }
    verdict
}

/// Objects that the visitor may read, as a permission goes.
fn readable(case: &Case, visitor: &Visitor<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for holder in &visitor.holders {
        for (object, _) in entries(holder.rights, "objectPermissions") {
            // A platform event keeps no records.
            let object = object.to_lowercase();
            if holder.object(&object, "allowRead") && !object.ends_with("__e") {
                names.insert(object);
            }
        }
        // Who may view all data reads what no permission on objects names.
        for (object, _) in case.section("CustomObject").into_iter().flatten() {
            let object = object.to_lowercase();
            if holder.reads(case, &object) && !object.ends_with("__e") {
                names.insert(object);
            }
        }
    }
    names
}

fn objects(case: &Case, site: &str, visitor: &Visitor<'_>, verdict: &mut Verdict) {
    for object in readable(case, visitor) {
        let mut holders = BTreeSet::new();
        for holder in &visitor.holders {
            if holder.reads(case, &object) {
                holders.insert(holder.name.to_lowercase());
            }
        }
        let paths = rows(case, visitor, &object);
        let key = (site.to_lowercase(), object.clone());
        if !paths.open.is_empty() {
            let fields = fields(case, visitor, &object);
            let via = paths.open;
            let reading = Reading {
                holders,
                via,
                fields,
            };
            verdict.reads.insert(key, reading);
        } else if paths.unknown {
            verdict.unknown.insert(key);
        }
    }
}

/// Objects with a default of their own that opens them to the visitor, whether or not the site is
/// on: the default is wrong in any case.
fn defaults(case: &Case, visitor: &Visitor<'_>, verdict: &mut Verdict) {
    for object in readable(case, visitor) {
        let settings = case.component("CustomObject", &object).map(|(_, o)| o);
        let own = matches!(parents(case, &object), Parents::None);
        if own && !is_unshared(&object, settings) && !default(case, &object).open.is_empty() {
            verdict.open_by_default.insert(object);
        }
    }
}

/// All paths to an object's rows.
fn rows(case: &Case, visitor: &Visitor<'_>, object: &str) -> Paths {
    let mut paths = shared(case, visitor, object, 0);
    paths.add(code::apex(case, visitor, object));
    paths.add(code::flows(case, visitor, object));
    paths
}

/// Paths that give the user the record itself, and with it what hangs on it. Code gives only what
/// it queries.
fn shared(case: &Case, visitor: &Visitor<'_>, object: &str, depth: usize) -> Paths {
    let mut paths = Paths::default();
    let settings = case.component("CustomObject", object).map(|(_, o)| o);
    for holder in &visitor.holders {
        if holder.object(object, "viewAllRecords") {
            paths.open.insert(VIEW_ALL);
        }
        if holder.object(object, "modifyAllRecords") {
            paths.open.insert(MODIFY_ALL);
        }
        for (permission, kind) in ALL_DATA {
            if holder.user(permission) && !is_unshared(object, settings) {
                paths.open.insert(kind);
            }
        }
    }
    if is_unshared(object, settings) {
        paths.open.insert(UNSHARED);
        return paths;
    }
    let parents = parents(case, object);
    let mut own = rules(case, visitor, object);
    // What follows a parent has no sharing rules of its own that the export could lack.
    own.unknown &= !matches!(parents, Parents::Of(_));
    paths.add(own);
    match parents {
        Parents::None => paths.add(default(case, object)),
        Parents::Unknown => paths.unknown = true,
        Parents::Perhaps(parent) => {
            let of = shared(case, visitor, parent, depth + 1);
            let own = default(case, object);
            paths.unknown |= of.unknown || !of.open.is_empty();
            paths.unknown |= own.unknown || !own.open.is_empty();
        }
        Parents::Of(parents) => {
            let mut all = Paths::default();
            let mut closed = false;
            for parent in parents {
                // A circle of parents opens nothing.
                let of = if depth > 8 {
                    Paths::default()
                } else {
                    shared(case, visitor, &parent, depth + 1)
                };
                closed |= of.open.is_empty() && !of.unknown;
                all.unknown |= of.open.is_empty() && of.unknown;
                all.open.extend(of.open);
            }
            if closed {
                all = Paths::default();
            } else if all.unknown {
                all.open.clear();
            } else {
                all.open.insert(PARENT);
            }
            paths.add(all);
        }
    }
    paths
}

pub(crate) fn is_unshared(object: &str, settings: Option<&Value>) -> bool {
    let suffixes = ["__mdt", "__x", "__b", "__e"];
    let setting = settings.is_some_and(|o| o.get("customSettingsType").is_some());
    setting || suffixes.iter().any(|s| object.to_lowercase().ends_with(s))
}

/// Guest sharing rules that mean the site's guest user.
fn rules(case: &Case, visitor: &Visitor<'_>, object: &str) -> Paths {
    let mut paths = Paths::default();
    if case.section("SharingRules").is_none() {
        paths.unknown = true;
        return paths;
    }
    let Some((_, rules)) = case.component("SharingRules", object) else {
        return paths;
    };
    for (_, rule) in entries(rules, "sharingGuestRules") {
        for nickname in texts(&rule["sharedTo"], "guestUser") {
            if same(nickname, &visitor.nickname) {
                paths.open.insert(RULE);
            }
        }
    }
    paths
}

/// What an object's rows follow.
enum Parents {
    /// They have a sharing model of their own.
    None,
    Unknown,
    /// It follows this one, or none.
    Perhaps(&'static str),
    Of(Vec<String>),
}

fn parents(case: &Case, object: &str) -> Parents {
    let of = |names: &[&str]| Parents::Of(names.iter().map(|n| (*n).to_owned()).collect());
    let lower = object.to_lowercase();
    match lower.as_str() {
        "opportunitylineitem" | "opportunitycontactrole" => return of(&["opportunity"]),
        "orderitem" => return of(&["order"]),
        "campaignmember" => return of(&["campaign"]),
        _ => {}
    }
    let settings = case.component("CustomObject", object).map(|(_, o)| o);
    // Where an object follows a parent, both defaults say so.
    let model = settings.and_then(|o| {
        let internal = text(o, "sharingModel");
        internal.or_else(|| text(o, "externalSharingModel"))
    });
    let switch = &case.input["Settings"]["Sharing"]["enableExternalSharingModel"];
    let mut masters = Vec::new();
    for (_, field) in settings.map(|o| entries(o, "fields")).unwrap_or_default() {
        if text(field, "type") == Some("MasterDetail") {
            match text(field, "referenceTo") {
                Some(master) => masters.push(master.to_lowercase()),
                None => return Parents::Unknown,
            }
        }
    }
    match (lower.as_str(), model) {
        ("contact" | "asset" | "order", Some("ControlledByParent")) => of(&["account"]),
        ("contact" | "asset" | "order", None) => Parents::Perhaps("account"),
        // The model for outsiders may still be that of the parent, where only the internal one is open.
        ("contact" | "asset" | "order", Some(internal))
            if internal != "Private"
                && settings.is_some_and(|o| o.get("externalSharingModel").is_none())
                && switch != &Value::Bool(false) =>
        {
            Parents::Perhaps("account")
        }
        ("account" | "lead" | "case" | "opportunity", None) => Parents::None,
        (_, Some("ControlledByParent") | None) if !masters.is_empty() => Parents::Of(masters),
        (_, Some("ControlledByParent") | None) => Parents::Unknown,
        _ => Parents::None,
    }
}

/// The external organisation-wide default, which guests obeyed until Winter '21.
fn default(case: &Case, object: &str) -> Paths {
    let mut paths = Paths::default();
    if case.as_of >= WINTER_21 {
        return paths;
    }
    let open = |model: &str| model.starts_with("Read") || model == "FullAccess";
    let settings = case.component("CustomObject", object).map(|(_, o)| o);
    let internal = settings.and_then(|o| text(o, "sharingModel"));
    let external = settings.and_then(|o| text(o, "externalSharingModel"));
    let switch = &case.input["Settings"]["Sharing"]["enableExternalSharingModel"];
    let counts = match (external, internal, switch) {
        (_, Some(internal), Value::Bool(false)) => Some(internal),
        // The internal default is at least as wide.
        (Some(external), None, Value::Bool(false)) if !open(external) => None,
        (Some(external), _, _) => Some(external),
        // The external default is never wider than the internal one.
        (None, Some(internal @ ("Private" | "ControlledByParent")), _) => Some(internal),
        (None, _, _) => None,
    };
    match counts {
        Some(model) if open(model) => {
            paths.open.insert(DEFAULT);
        }
        Some(_) => {}
        None => paths.unknown = true,
    }
    paths
}

/// The fields that the visitor can read of records that are open.
fn fields(case: &Case, visitor: &Visitor<'_>, object: &str) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    fields.extend(with_object(object).iter().map(|name| name.to_lowercase()));
    for holder in &visitor.holders {
        fields.extend(holder.readable_fields(object));
        if holder.object(object, "viewAllFields") {
            for (name, _) in all_fields(case, object) {
                fields.insert(name.to_lowercase());
            }
        }
    }
    for (name, field) in all_fields(case, object) {
        // No field-level security guards a field that every record must fill.
        if is_true(field, "required") || text(field, "type") == Some("MasterDetail") {
            fields.insert(name.to_lowercase());
        }
    }
    fields
}

fn all_fields<'a>(case: &'a Case, object: &str) -> Vec<(&'a str, &'a Value)> {
    let settings = case.component("CustomObject", object);
    settings
        .map(|(_, o)| entries(o, "fields"))
        .unwrap_or_default()
}

/// The fields that every reader of an object reads.
fn with_object(object: &str) -> &'static [&'static str] {
    match object {
        "account" | "contact" => &["Name"],
        "case" => &["CaseNumber"],
        "order" => &["OrderNumber"],
        name if name.ends_with("__c") => &["Name"],
        _ => &[],
    }
}
