//! Who reads which records without logging in: plain loops over the canonical input.
//!
//! Written from the platform's documentation, and on purpose without a look at the policies. Every
//! question is asked anew for every site and object; nothing is remembered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::case::{Case, entries, entry, find, is_true, same, text, texts};
use crate::code;

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

/// Every kind of path.
pub(crate) const KINDS: [&str; 8] = [
    RULE, VIEW_ALL, MODIFY_ALL, APEX, FLOW, UNSHARED, DEFAULT, PARENT,
];

/// What the policies are known to answer otherwise than the platform's documentation says. The
/// oracle can imitate each, so that everything else is still compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    /// Code that queries a parent is taken to open the rows of what hangs on it.
    CodeOnParents,
    /// A permission set that is muted in one site's group is not where another site has it direct.
    MutingElsewhere,
    /// The name fields of standard objects are known by one spelling only.
    NameFieldsByCase,
    /// A stated nickname does not replace the site's name.
    FullNameBesideNickname,
    /// Fields without field-level security are left out: required ones and master-detail.
    FieldsWithoutSecurity,
    /// View All Fields opens no fields.
    ViewAllFields,
    /// An inner class that inherits sharing is taken to run with it, whoever calls it.
    InnerInherits,
    /// Fields that only a permission set without read on the object opens are left out.
    FieldsOfOtherHolders,
    /// A subflow that the export lacks is taken to be harmless.
    MissingSubflows,
    /// Where the external sharing model is off, a stated external default still counts.
    DefaultWhileOff,
    /// A profile that `runtime` gives to one site is still taken for another's by its name.
    StatedProfilesOfOthers,
    /// A custom object whose sharing model is not stated is taken to follow no parent.
    ModelNotStated,
    /// What a flow without sharing reads is taken for unknown where its subflow is not active.
    InactiveSubflows,
    /// A class whose base class the export lacks is judged as if it had none.
    MissingBaseClasses,
    /// The API version of a base class decides how the queries of the class itself run.
    BaseVersion,
    /// A muting permission set mutes only what it spells as the permission set does.
    MutingByCase,
    /// A parent that the export lacks is taken to follow no parent of its own.
    MissingParents,
    /// Of a parent with two masters, one of which is unknown, the other decides.
    UnknownGrandparents,
}

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

/// The visitor of a site: what gives rights, each a profile or a permission set.
pub(crate) struct Visitor<'a> {
    pub(crate) holders: Vec<Holder<'a>>,
    nicknames: Vec<String>,
    /// What is imitated.
    pub(crate) known: &'a [Known],
}

/// Something that gives rights, less what mutes it.
pub(crate) struct Holder<'a> {
    pub(crate) name: &'a str,
    pub(crate) rights: &'a Value,
    muted: Vec<&'a Value>,
    /// Whether muting tells letter case.
    by_case: bool,
}

impl<'a> Holder<'a> {
    fn new(name: &'a str, rights: &'a Value, muted: Vec<&'a Value>, known: &[Known]) -> Self {
        Self {
            name,
            rights,
            muted,
            by_case: known.contains(&Known::MutingByCase),
        }
    }

    /// Whether a right is given, and by nothing muted: the entry of that name in an element.
    fn gives(&self, element: &str, name: &str, is_given: impl Fn(&Value) -> bool) -> bool {
        let map = self.rights.get(element).and_then(Value::as_object);
        let Some((spelt, value)) = map.and_then(|map| find(map, name)) else {
            return false;
        };
        let is_muted = |muting: &&Value| {
            let map = muting.get(element).and_then(Value::as_object);
            let entry = map.and_then(|map| find(map, name));
            entry.is_some_and(|(key, value)| is_given(value) && (!self.by_case || key == spelt))
        };
        is_given(value) && !self.muted.iter().any(is_muted)
    }

    /// Whether a permission on an object is given.
    fn object(&self, object: &str, permission: &str) -> bool {
        self.gives("objectPermissions", object, |row| is_true(row, permission))
    }

    /// What a map of names to booleans gives: classes, flows, user permissions.
    pub(crate) fn enabled(&self, element: &str) -> Vec<String> {
        let mut names = Vec::new();
        for (name, _) in entries(self.rights, element) {
            if self.gives(element, name, |value| value == &Value::Bool(true)) {
                names.push(name.to_lowercase());
            }
        }
        names
    }

    fn readable_fields(&self, object: &str) -> Vec<String> {
        let mut fields = Vec::new();
        for (name, _) in entries(self.rights, "fieldPermissions") {
            let Some((of, field)) = name.split_once('.') else {
                continue;
            };
            let readable = |field: &Value| is_true(field, "readable");
            if same(of, object) && self.gives("fieldPermissions", name, readable) {
                fields.push(field.to_lowercase());
            }
        }
        fields
    }
}

/// Judges a tenant.
pub(crate) fn judge(case: &Case, known: &[Known]) -> Verdict {
    let mut verdict = Verdict::default();
    let mut owned = BTreeSet::new();
    for (site, settings) in case.section("CustomSite").into_iter().flatten() {
        let profile = guest_profile(case, site, settings, known);
        owned.extend(profile.map(|(name, _)| name.to_lowercase()));
        match settings.get("active") {
            Some(Value::Bool(true)) => {}
            Some(Value::Bool(false)) => {
                let (visitor, _) = visitor(case, site, profile, known);
                defaults(case, &visitor, &mut verdict);
                continue;
            }
            _ => {
                verdict.unknown_sites.insert(site.to_lowercase());
                let (visitor, _) = visitor(case, site, profile, known);
                defaults(case, &visitor, &mut verdict);
                continue;
            }
        }
        let (visitor, complete) = visitor(case, site, profile, known);
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
        let (visitor, _) = visitor(case, site, None, known);
        defaults(case, &visitor, &mut verdict);
    }
    for (name, rights) in guest_profiles(case) {
        if !owned.contains(&name.to_lowercase()) {
            let rows = entries(rights, "objectPermissions");
            if rows.iter().any(|(_, row)| is_true(row, "allowRead")) {
                verdict.unknown_profiles.insert(name.to_lowercase());
            }
            let (visitor, _) = visitor(case, "", Some((name, rights)), known);
            defaults(case, &visitor, &mut verdict);
        }
    }
    verdict
}

/// Objects that the visitor may read, as a permission goes.
fn readable(visitor: &Visitor<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for holder in &visitor.holders {
        for (object, _) in entries(holder.rights, "objectPermissions") {
            // A platform event keeps no records.
            let object = object.to_lowercase();
            if holder.object(&object, "allowRead") && !object.ends_with("__e") {
                names.insert(object);
            }
        }
    }
    names
}

fn objects(case: &Case, site: &str, visitor: &Visitor<'_>, verdict: &mut Verdict) {
    for object in readable(visitor) {
        let mut holders = BTreeSet::new();
        for holder in &visitor.holders {
            if holder.object(&object, "allowRead") {
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
    for object in readable(visitor) {
        let settings = case.component("CustomObject", &object).map(|(_, o)| o);
        let own = matches!(parents(case, visitor, &object), Parents::None);
        if own
            && !is_unshared(&object, settings)
            && !default(case, visitor, &object).open.is_empty()
        {
            verdict.open_by_default.insert(object);
        }
    }
}

/// The site's visitor, and whether all that belongs to it is in the export.
fn visitor<'a>(
    case: &'a Case,
    site: &str,
    profile: Option<(&'a str, &'a Value)>,
    known: &'a [Known],
) -> (Visitor<'a>, bool) {
    let stated = entry(&case.input["runtime"], "guestUsers", site);
    let stated = stated.unwrap_or(&Value::Null);
    let mut complete = profile.is_some();
    let mut holders: Vec<Holder<'_>> = Vec::new();
    holders.extend(profile.map(|(name, rights)| Holder::new(name, rights, Vec::new(), known)));
    for set in texts(stated, "permissionSets") {
        match case.component("PermissionSet", set) {
            Some((name, rights)) => holders.push(Holder::new(name, rights, Vec::new(), known)),
            None => complete = false,
        }
    }
    for group in texts(stated, "permissionSetGroups") {
        let Some((_, group)) = case.component("PermissionSetGroup", group) else {
            complete = false;
            continue;
        };
        let mut muted = Vec::new();
        for muting in texts(group, "mutingPermissionSets") {
            // One that is not in the export is taken to mute nothing: the worse reading.
            match case.component("MutingPermissionSet", muting) {
                Some((_, muting)) => muted.push(muting),
                None => complete &= texts(group, "permissionSets").is_empty(),
            }
        }
        for set in texts(group, "permissionSets") {
            match case.component("PermissionSet", set) {
                Some((name, rights)) => {
                    let elsewhere = known.contains(&Known::MutingElsewhere) && is_direct(case, set);
                    let muted = if elsewhere { Vec::new() } else { muted.clone() };
                    holders.push(Holder::new(name, rights, muted, known));
                }
                None => complete = false,
            }
        }
    }
    let nickname = text(stated, "nickname");
    let mut nicknames = vec![nickname.unwrap_or(site).to_owned()];
    if known.contains(&Known::FullNameBesideNickname) {
        nicknames.push(site.to_owned());
    }
    let visitor = Visitor {
        holders,
        nicknames,
        known,
    };
    (visitor, complete)
}

/// Whether a permission set is assigned to any guest user but through a group.
fn is_direct(case: &Case, set: &str) -> bool {
    let users = entries(&case.input["runtime"], "guestUsers");
    let mut direct = users
        .iter()
        .flat_map(|(_, user)| texts(user, "permissionSets"));
    direct.any(|name| same(name, set))
}

/// The profile of a site's guest user, where the export shows which it is.
fn guest_profile<'a>(
    case: &'a Case,
    site: &str,
    settings: &Value,
    known: &[Known],
) -> Option<(&'a str, &'a Value)> {
    let stated = entry(&case.input["runtime"], "guestUsers", site);
    // What is named belongs to the site, unless its licence says that it is no guest's.
    let stated = stated.and_then(|s| text(s, "profile"));
    if let Some(name) = stated.or_else(|| text(settings, "guestProfile")) {
        let named = case.component("Profile", name);
        return named.filter(|(_, p)| is_guest(p) || p.get("userLicense").is_none());
    }
    let label = text(settings, "masterLabel")?.to_lowercase();
    let exact = format!("{label} profile");
    if let Some((name, profile)) = case.component("Profile", &exact)
        && (is_guest(profile) || profile.get("userLicense").is_none())
    {
        return Some((name, profile));
    }
    let mut guests = guest_profiles(case);
    // Every site has a profile of its own.
    guests.retain(|(name, _)| {
        let mut others = case.section("CustomSite").into_iter().flatten();
        !others.any(|(other, settings)| {
            let theirs = certain(case, other, settings, known);
            other != site && theirs.is_some_and(|theirs| same(&theirs, name))
        })
    });
    let starts: Vec<_> = guests
        .iter()
        .filter(|(name, _)| name.to_lowercase().starts_with(&label))
        .collect();
    if let [only] = starts[..] {
        return Some(*only);
    }
    let contains: Vec<_> = guests
        .iter()
        .filter(|(name, _)| name.to_lowercase().contains(&label))
        .collect();
    match contains[..] {
        [only] => Some(*only),
        _ => None,
    }
}

/// The name of the profile that is a site's own: stated, or with the exact name.
fn certain(case: &Case, site: &str, settings: &Value, known: &[Known]) -> Option<String> {
    let stated = entry(&case.input["runtime"], "guestUsers", site);
    let stated = stated.and_then(|s| text(s, "profile"));
    let stated = stated.or_else(|| text(settings, "guestProfile"));
    if let Some(name) = stated.filter(|_| !known.contains(&Known::StatedProfilesOfOthers)) {
        return Some(name.to_owned());
    }
    Some(format!("{} Profile", text(settings, "masterLabel")?))
}

/// Profiles with a guest's licence, without the stock templates, which belong to no site.
fn guest_profiles(case: &Case) -> Vec<(&str, &Value)> {
    let mut guests = Vec::new();
    for (name, profile) in case.section("Profile").into_iter().flatten() {
        let stock = same(name, "Guest") || same(name, "Guest License User");
        if is_guest(profile) && !stock {
            guests.push((name.as_str(), profile));
        }
    }
    guests
}

fn is_guest(profile: &Value) -> bool {
    let licence = text(profile, "userLicense").unwrap_or("");
    same(licence, "Guest User License") || same(licence, "Guest")
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
    }
    if is_unshared(object, settings) {
        paths.open.insert(UNSHARED);
        return paths;
    }
    let parents = parents(case, visitor, object);
    let mut own = rules(case, visitor, object);
    // What follows a parent has no sharing rules of its own that the export could lack.
    own.unknown &= !matches!(parents, Parents::Of(_));
    paths.add(own);
    match parents {
        Parents::None => paths.add(default(case, visitor, object)),
        Parents::Unknown if depth > 0 && visitor.known.contains(&Known::MissingParents) => {
            paths.add(default(case, visitor, object));
        }
        Parents::Unknown => paths.unknown = true,
        Parents::Perhaps(parent) => {
            let of = shared(case, visitor, parent, depth + 1);
            let own = default(case, visitor, object);
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
                    let mut of = shared(case, visitor, &parent, depth + 1);
                    if visitor.known.contains(&Known::CodeOnParents) {
                        of.add(code::apex(case, visitor, &parent));
                        of.add(code::flows(case, visitor, &parent));
                    }
                    of
                };
                closed |= of.open.is_empty() && !of.unknown;
                all.unknown |= of.open.is_empty() && of.unknown;
                all.open.extend(of.open);
            }
            if closed {
                all = Paths::default();
            } else if all.unknown
                && depth > 0
                && !all.open.is_empty()
                && visitor.known.contains(&Known::UnknownGrandparents)
            {
                all.unknown = false;
                all.open.insert(PARENT);
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

fn is_unshared(object: &str, settings: Option<&Value>) -> bool {
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
            if visitor.nicknames.iter().any(|n| same(nickname, n)) {
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

fn parents(case: &Case, visitor: &Visitor<'_>, object: &str) -> Parents {
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
        ("account" | "lead" | "case" | "opportunity", None) => Parents::None,
        (_, Some("ControlledByParent") | None) if !masters.is_empty() => Parents::Of(masters),
        (_, None) if settings.is_some() && visitor.known.contains(&Known::ModelNotStated) => {
            Parents::None
        }
        (_, Some("ControlledByParent") | None) => Parents::Unknown,
        _ => Parents::None,
    }
}

/// The external organisation-wide default, which guests obeyed until Winter '21.
fn default(case: &Case, visitor: &Visitor<'_>, object: &str) -> Paths {
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
        (Some(external), ..) if visitor.known.contains(&Known::DefaultWhileOff) => Some(external),
        (_, Some(internal), Value::Bool(false)) => Some(internal),
        // The internal default is at least as wide.
        (Some(external), None, Value::Bool(false)) if !open(external) => None,
        (Some(external), _, _) => Some(external),
        // The external default is never wider than the internal one.
        (None, Some("Private"), _) => Some("Private"),
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
    let mut spelt = Vec::new();
    for holder in &visitor.holders {
        for (name, _) in entries(holder.rights, "objectPermissions") {
            if same(name, object) && holder.object(name, "allowRead") {
                spelt.push(name);
            }
        }
    }
    let (standard, names) = with_object(object);
    let by_case = visitor.known.contains(&Known::NameFieldsByCase);
    if !by_case || object.ends_with("__c") || spelt.contains(&standard) {
        fields.extend(names.iter().map(|name| name.to_lowercase()));
    }
    for holder in &visitor.holders {
        let only_own = visitor.known.contains(&Known::FieldsOfOtherHolders);
        if !only_own || holder.object(object, "allowRead") {
            fields.extend(holder.readable_fields(object));
        }
        let all = holder.object(object, "viewAllFields");
        if all && !visitor.known.contains(&Known::ViewAllFields) {
            for (name, _) in all_fields(case, object) {
                fields.insert(name.to_lowercase());
            }
        }
    }
    for (name, field) in all_fields(case, object) {
        // No field-level security guards a field that every record must fill.
        let unguarded = is_true(field, "required") || text(field, "type") == Some("MasterDetail");
        if unguarded && !visitor.known.contains(&Known::FieldsWithoutSecurity) {
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

/// An object's name as the platform spells it, and the fields that every reader of it reads.
fn with_object(object: &str) -> (&'static str, &'static [&'static str]) {
    match object {
        "account" => ("Account", &["Name"]),
        "contact" => ("Contact", &["Name"]),
        "case" => ("Case", &["CaseNumber"]),
        "order" => ("Order", &["OrderNumber"]),
        name if name.ends_with("__c") => ("", &["Name"]),
        _ => ("", &[]),
    }
}
