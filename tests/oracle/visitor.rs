//! Who visits a site: the guest user's profile, and what else gives that user rights.

use serde_json::Value;

use crate::case::{Case, entries, entry, find, is_true, same, text, texts};
use crate::model::is_unshared;

/// The visitor of a site: what gives rights, each a profile or a permission set.
pub(crate) struct Visitor<'a> {
    pub(crate) holders: Vec<Holder<'a>>,
    /// The name by which sharing rules mean the guest user.
    pub(crate) nickname: String,
}

/// Something that gives rights, less what mutes it.
pub(crate) struct Holder<'a> {
    pub(crate) name: &'a str,
    pub(crate) rights: &'a Value,
    muted: Vec<&'a Value>,
}

impl<'a> Holder<'a> {
    fn new(name: &'a str, rights: &'a Value, muted: Vec<&'a Value>) -> Self {
        Self {
            name,
            rights,
            muted,
        }
    }

    /// Whether a right is given, and by nothing muted: the entry of that name in an element.
    fn gives(&self, element: &str, name: &str, is_given: impl Fn(&Value) -> bool) -> bool {
        let map = self.rights.get(element).and_then(Value::as_object);
        let Some((_, value)) = map.and_then(|map| find(map, name)) else {
            return false;
        };
        let is_muted = |muting: &&Value| entry(muting, element, name).is_some_and(&is_given);
        is_given(value) && !self.muted.iter().any(is_muted)
    }

    /// Whether a permission on an object is given.
    pub(crate) fn object(&self, object: &str, permission: &str) -> bool {
        self.gives("objectPermissions", object, |row| is_true(row, permission))
    }

    /// Whether a permission on all objects is given.
    pub(crate) fn user(&self, permission: &str) -> bool {
        let is_on = |value: &Value| value == &Value::Bool(true);
        self.gives("userPermissions", permission, is_on)
    }

    /// Whether read of an object is given, by itself or with that of all data.
    pub(crate) fn reads(&self, case: &Case, object: &str) -> bool {
        let all = self.user("ViewAllData") || self.user("ModifyAllData");
        let settings = case.component("CustomObject", object);
        self.object(object, "allowRead")
            || all && settings.is_some_and(|(_, s)| !is_unshared(object, Some(s)))
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

    pub(crate) fn readable_fields(&self, object: &str) -> Vec<String> {
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

/// The site's visitor, and whether all that belongs to it is in the export.
pub(crate) fn visitor<'a>(
    case: &'a Case,
    site: &str,
    profile: Option<(&'a str, &'a Value)>,
) -> (Visitor<'a>, bool) {
    let stated = entry(&case.input["runtime"], "guestUsers", site);
    let stated = stated.unwrap_or(&Value::Null);
    let mut complete = profile.is_some();
    let mut holders: Vec<Holder<'_>> = Vec::new();
    holders.extend(profile.map(|(name, rights)| Holder::new(name, rights, Vec::new())));
    for set in texts(stated, "permissionSets") {
        match case.component("PermissionSet", set) {
            Some((name, rights)) => holders.push(Holder::new(name, rights, Vec::new())),
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
                    holders.push(Holder::new(name, rights, muted.clone()));
                }
                None => complete = false,
            }
        }
    }
    let nickname = text(stated, "nickname");
    let visitor = Visitor {
        holders,
        nickname: nickname.unwrap_or(site).to_owned(),
    };
    (visitor, complete)
}

/// The profile of a site's guest user, where the export shows which it is.
pub(crate) fn guest_profile<'a>(
    case: &'a Case,
    site: &str,
    settings: &Value,
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
            let theirs = certain(case, other, settings);
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
fn certain(case: &Case, site: &str, settings: &Value) -> Option<String> {
    let stated = entry(&case.input["runtime"], "guestUsers", site);
    let stated = stated.and_then(|s| text(s, "profile"));
    let stated = stated.or_else(|| text(settings, "guestProfile"));
    if let Some(name) = stated {
        return Some(name.to_owned());
    }
    Some(format!("{} Profile", text(settings, "masterLabel")?))
}

/// Profiles with a guest's licence, without the stock templates, which belong to no site.
pub(crate) fn guest_profiles(case: &Case) -> Vec<(&str, &Value)> {
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
