//! What is known of Salesforce's metadata types: their fields, which of them repeat and by which child they are keyed,
//! which types live inside another one, and which suffix a type's files carry.
//!
//! The facts are six sorted tables beside this file. `types.tsv` is generated from a published listing of the Metadata
//! API (`tests/schemas.rs` holds the generator), the others are written by hand; a line of `types_supplement.tsv`
//! replaces the line of `types.tsv` for the same type and field. Lines are tab-separated:
//!
//! - types and supplement: type, field, field's type, flags (`many`). A line without a field is the type's own: its third
//!   column is the [`Role`], its fourth `open` (other fields may stand there) or, for a child, `Parent.field`;
//! - keys: type, field, key child, value child or `-`;
//! - suffixes: suffix, type; where several types share a suffix, the likeliest stands first;
//! - folders: type, folder, suffix, for types whose components are one file of the Metadata API that holds nothing
//!   but fields (public source: the registry of the npm package @salesforce/source-deploy-retrieve 13.2). Left out are
//!   types with contents beside their fields, folders, settings, and flows, of which a tenant keeps facts only;
//! - secrets: type, field, for fields whose text must never be shown.
//!
//! Names are compared exactly unless a function says that it ignores case. Nothing here reads a tenant: whether a field
//! is required is not recorded, because the listing's own answer is out of date.

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{OnceLock, PoisonError, RwLock};

use memchr::memmem;

const TYPES: &str = include_str!("types.tsv");
const SUPPLEMENT: &str = include_str!("types_supplement.tsv");
const KEYS: &str = include_str!("keys.tsv");
const SUFFIXES: &str = include_str!("suffixes.tsv");
const FOLDERS: &str = include_str!("folders.tsv");
const SECRETS: &str = include_str!("secrets.tsv");

/// One type and its fields.
#[derive(Debug)]
pub(crate) struct TypeFacts {
    /// The type's name in the Metadata API.
    pub(crate) name: &'static str,
    /// Where values of this type stand.
    pub(crate) role: Role,
    /// True when fields other than [`Self::fields`] are to be expected, so that an unknown one means nothing.
    pub(crate) open: bool,
    /// The fields, inherited ones included, sorted by name.
    pub(crate) fields: Vec<Field>,
    /// Whether a value of some field has fields of its own.
    pub(crate) nests: bool,
}

/// Where values of a type stand in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A component with a file and a section of its own, such as `Profile`.
    Component,
    /// One of the types behind the section `Settings`, such as `SecuritySettings`.
    Settings,
    /// A component that may have a file of its own and stands in a field of another, such as `CustomField`.
    Child(Parent),
    /// Only ever a part of other types.
    Part,
}

/// The place of a child: the field of the type that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parent {
    pub(crate) type_name: &'static str,
    pub(crate) field: &'static str,
}

/// One field of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: FieldKind,
    /// True when the element may repeat: a list, or a map when [`Self::key`] is given.
    pub(crate) many: bool,
    /// How the repeated element becomes a map.
    pub(crate) key: Option<Keyed>,
    /// True when its text must never be shown.
    pub(crate) secret: bool,
}

/// What one element of a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Boolean,
    Number,
    /// Text, enumerations included.
    String,
    /// A value of the named type; [`type_facts`] knows it.
    Object(&'static str),
    /// Anything, such as the value of a custom metadata record.
    Any,
}

/// The natural key of a repeated element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keyed {
    /// The child whose text is the key; for `fullName` the name of the child's own file stands in for it.
    pub(crate) key: &'static str,
    /// The only other child, a boolean, when the map's values are that boolean instead of a mapping.
    pub(crate) value: Option<&'static str>,
}

impl TypeFacts {
    /// The field of exactly this name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        let at = self.fields.binary_search_by(|field| field.name.cmp(name));
        at.ok().map(|at| &self.fields[at])
    }
}

/// The facts about a type of any role; `None` when the tables do not name it. Parsed at the first question and kept.
pub(crate) fn type_facts(name: &str) -> Option<&'static TypeFacts> {
    thread_local! {
        static RECENT: Recent<&'static TypeFacts> = const { Recent::new() };
    }
    RECENT
        .with(|recent| recent.or_look_up(name, || looked_up(name).map(|facts| (facts.name, facts))))
}

/// What a thread asked for last, by a few bytes of its name.
struct Recent<T>([Cell<Option<(&'static str, T)>>; 64]);

impl<T: Copy> Recent<T> {
    const fn new() -> Self {
        Self([const { Cell::new(None) }; 64])
    }

    /// What goes by a name, which `look_up` knows with its own name.
    fn or_look_up(
        &self,
        name: &str,
        look_up: impl FnOnce() -> Option<(&'static str, T)>,
    ) -> Option<T> {
        let byte = |at: usize| usize::from(name.as_bytes().get(at).copied().unwrap_or_default());
        let slot = &self.0[(name.len() * 7 + byte(0) * 3 + byte(name.len() / 2)) % 64];
        if let Some((known, what)) = slot.get()
            && known == name
        {
            return Some(what);
        }
        let found = look_up()?;
        slot.set(Some(found));
        Some(found.1)
    }
}

fn looked_up(name: &str) -> Option<&'static TypeFacts> {
    if let Some(facts) = known()
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(name)
    {
        return Some(facts);
    }
    let entry = entry(name)?;
    let mut known = known().write().unwrap_or_else(PoisonError::into_inner);
    // Leaked on purpose, once a type: the tables are a part of the program, and so is what they say.
    let parsed = || -> &'static TypeFacts { Box::leak(Box::new(entry.parse())) };
    Some(known.entry(entry.name).or_insert_with(parsed))
}

/// The types that were asked for so far.
fn known() -> &'static RwLock<HashMap<&'static str, &'static TypeFacts>> {
    static KNOWN: OnceLock<RwLock<HashMap<&'static str, &'static TypeFacts>>> = OnceLock::new();
    KNOWN.get_or_init(RwLock::default)
}

/// The role of a type, without parsing its fields.
pub(crate) fn role_of(name: &str) -> Option<Role> {
    thread_local! {
        static RECENT: Recent<Role> = const { Recent::new() };
    }
    RECENT.with(|recent| recent.or_look_up(name, || looked_up_role(name)))
}

/// The role of a type, with the type's name.
fn looked_up_role(name: &str) -> Option<(&'static str, Role)> {
    static ROLES: RwLock<BTreeMap<&str, Role>> = RwLock::new(BTreeMap::new());
    let known = ROLES.read().unwrap_or_else(PoisonError::into_inner);
    if let Some((name, role)) = known.get_key_value(name) {
        return Some((name, *role));
    }
    drop(known);
    let entry = entry(name)?;
    let (role, _) = entry.own_line();
    let mut known = ROLES.write().unwrap_or_else(PoisonError::into_inner);
    known.insert(entry.name, role);
    Some((entry.name, role))
}

/// True for components, settings and children: everything that may have a file of its own.
#[cfg(test)]
pub(crate) fn is_metadata_type(name: &str) -> bool {
    role_of(name).is_some_and(|role| role != Role::Part)
}

/// All types that may have a file of their own, sorted without regard to case.
pub(crate) fn metadata_types() -> impl Iterator<Item = &'static str> {
    names().iter().copied()
}

/// The type that is meant by a name in any case: the proper spelling of `profile` is `Profile`.
pub(crate) fn metadata_type_ignoring_case(name: &str) -> Option<&'static str> {
    spelt(name).copied()
}

/// Where a name in any case stands among the proper ones.
fn spelt(name: &str) -> Option<&'static &'static str> {
    thread_local! {
        static RECENT: Recent<&'static &'static str> = const { Recent::new() };
    }
    let look_up = || {
        let names = names();
        let at = names.binary_search_by(|known| ignoring_case(known, name));
        let spelt = names.get(at.ok()?)?;
        Some((*spelt, spelt))
    };
    RECENT.with(|recent| recent.or_look_up(name, look_up))
}

/// The type behind a key of the section `Settings`, in any case: `Security` is `SecuritySettings`.
pub(crate) fn settings_type_ignoring_case(section: &str) -> Option<&'static str> {
    types_of_settings(section).first().copied()
}

/// As [`settings_type_ignoring_case`]: one type or none.
pub(crate) fn types_of_settings(section: &str) -> &'static [&'static str] {
    let settings = spelt(&[section, "Settings"].concat());
    let settings = settings.filter(|name| role_of(name) == Some(Role::Settings));
    settings.map(std::slice::from_ref).unwrap_or_default()
}

/// The key of the section `Settings` under which a type stands: `SecuritySettings` is `Security`.
pub(crate) fn settings_section(type_name: &str) -> Option<&'static str> {
    let entry = entry(type_name)?;
    match entry.own_line().0 {
        Role::Settings => entry.name.strip_suffix("Settings"),
        Role::Component | Role::Child(_) | Role::Part => None,
    }
}

/// All types whose files `X.<suffix>` or `X.<suffix>-meta.xml` carry the suffix, the likeliest
/// first. The files of settings (`settings`) have no type of their own: their name is the key
/// that [`settings_type_ignoring_case`] takes. Case counts where two suffixes differ by it alone.
pub(crate) fn types_of_suffix(suffix: &str) -> &'static [&'static str] {
    thread_local! {
        static RECENT: Recent<&'static [&'static str]> = const { Recent::new() };
    }
    let exact = || {
        let (suffix, types) = suffixes().get_key_value(suffix)?;
        Some((*suffix, types.as_slice()))
    };
    let exact = RECENT.with(|recent| recent.or_look_up(suffix, exact));
    exact.unwrap_or_else(|| {
        let folded = folded_suffixes().get(&suffix.to_ascii_lowercase());
        folded.map(Vec::as_slice).unwrap_or_default()
    })
}

/// The folder and the suffix of the files of a type in a package of the Metadata API.
pub(crate) fn file_of(type_name: &str) -> Option<(&'static str, &'static str)> {
    let [_, folder, suffix, _] = columns(block_of(FOLDERS, type_name).trim_end());
    (!suffix.is_empty()).then_some((folder, suffix))
}

/// The types of each suffix in the order of the table.
type Suffixes<S> = HashMap<S, Vec<&'static str>>;

fn suffixes() -> &'static Suffixes<&'static str> {
    static EXACT: OnceLock<Suffixes<&'static str>> = OnceLock::new();
    EXACT.get_or_init(|| by_suffix(|suffix| suffix))
}

/// By the suffix in lower case. Nearly all files are written in the platform's own case.
fn folded_suffixes() -> &'static Suffixes<String> {
    static FOLDED: OnceLock<Suffixes<String>> = OnceLock::new();
    FOLDED.get_or_init(|| by_suffix(str::to_ascii_lowercase))
}

fn by_suffix<S: Hash + Eq>(key: impl Fn(&'static str) -> S) -> Suffixes<S> {
    let mut suffixes = HashMap::with_capacity(1024);
    for (suffix, name) in suffix_lines() {
        let types: &mut Vec<_> = suffixes.entry(key(suffix)).or_default();
        types.push(name);
    }
    suffixes
}

/// The lines of one type in the tables.
#[derive(Clone, Copy)]
struct Entry {
    name: &'static str,
    base: &'static str,
    supplement: &'static str,
}

impl Entry {
    /// Role and openness, from the type's own line. Every type has one, which the tests hold.
    fn own_line(&self) -> (Role, bool) {
        let lines = [self.supplement, self.base];
        let own = lines.into_iter().filter_map(|block| block.lines().next());
        let own = own.map(columns).find(|[_, field, ..]| field.is_empty());
        let Some([_, _, role, flags]) = own else {
            return (Role::Part, true);
        };
        let role = match role {
            "component" => Role::Component,
            "settings" => Role::Settings,
            "child" => parent(flags).map_or(Role::Part, Role::Child),
            _ => Role::Part,
        };
        (role, flags == "open")
    }

    fn parse(&self) -> TypeFacts {
        let (role, open) = self.own_line();
        let keys = block_of(KEYS, self.name);
        let secrets = block_of(SECRETS, self.name);
        let mut fields = Vec::new();
        for line in self.base.lines().chain(self.supplement.lines()) {
            let columns = columns(line);
            if !columns[1].is_empty() {
                place(&mut fields, parse_field(columns, keys, secrets));
            }
        }
        TypeFacts {
            name: self.name,
            role,
            open,
            nests: fields
                .iter()
                .any(|f| matches!(f.kind, FieldKind::Object(_))),
            fields,
        }
    }
}

/// The entry of exactly this name, by binary search in both tables.
fn entry(name: &str) -> Option<Entry> {
    let (base, supplement) = (block_of(TYPES, name), block_of(SUPPLEMENT, name));
    let own = if base.is_empty() { supplement } else { base };
    let (name, _) = own.split_once('\t')?;
    Some(Entry {
        name,
        base,
        supplement,
    })
}

/// The names of all types that are more than parts of others, sorted without regard to case.
fn names() -> &'static [&'static str] {
    static NAMES: OnceLock<Vec<&'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut supplement = own_lines(SUPPLEMENT).peekable();
        let mut names = Vec::with_capacity(2048);
        for (name, role) in own_lines(TYPES) {
            while let Some((new, role)) = supplement.next_if(|(new, _)| *new < name) {
                names.extend((role != "part").then_some(new));
            }
            let replaced = supplement.next_if(|(other, _)| *other == name);
            let role = replaced.map_or(role, |(_, role)| role);
            names.extend((role != "part").then_some(name));
        }
        names.extend(
            supplement
                .filter(|(_, role)| *role != "part")
                .map(|(name, _)| name),
        );
        names.sort_unstable_by(|a, b| ignoring_case(a, b));
        names
    })
}

fn ignoring_case(a: &str, b: &str) -> Ordering {
    let a = a.bytes().map(|byte| byte.to_ascii_lowercase());
    a.cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
}

/// The name and role of each type that has its own line in a table. Two tabs in a row stand in no other line, so that
/// looking for them is enough.
fn own_lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let tabs = memmem::find_iter(table.as_bytes(), b"\t\t");
    tabs.filter_map(move |at| {
        let start = line_start(table, at);
        let role = first_column(table.get(at + 2..)?);
        Some((table.get(start..at)?, role))
    })
}

/// The lines of one type in a sorted table; empty when it has none.
fn block_of(table: &'static str, name: &str) -> &'static str {
    let table = below_comments(table);
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let start = line_start(table, low.midpoint(high));
        let line = table.get(start..).unwrap_or_default();
        if first_column(line) < name {
            low = start + line.find('\n').map_or(line.len(), |end| end + 1);
        } else {
            high = start;
        }
    }
    let rest = table.get(low..).unwrap_or_default();
    rest.get(..block_length(rest, name)).unwrap_or_default()
}

/// The offset in bytes at which the line of the byte at `at` starts.
fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1)
}

fn first_column(line: &str) -> &str {
    line.split_once('\t').map_or(line, |(first, _)| first)
}

fn below_comments(table: &'static str) -> &'static str {
    let mut rest = table;
    while let Some(after) = rest.strip_prefix('#') {
        rest = after.split_once('\n').map_or("", |(_, below)| below);
    }
    rest
}

/// The bytes of the leading lines whose first column is `name`.
fn block_length(text: &str, name: &str) -> usize {
    let mut length = 0;
    while let Some(line) = text.get(length..)
        && line
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('\t'))
    {
        length += line.find('\n').map_or(line.len(), |end| end + 1);
    }
    length
}

/// The four columns of a line; a missing one is empty.
fn columns(line: &'static str) -> [&'static str; 4] {
    let mut columns = line.split('\t');
    std::array::from_fn(|_| columns.next().unwrap_or_default())
}

fn parent(path: &'static str) -> Option<Parent> {
    let (type_name, field) = path.split_once('.')?;
    Some(Parent { type_name, field })
}

fn parse_field(
    [_, name, kind, flags]: [&'static str; 4],
    keys: &'static str,
    secrets: &'static str,
) -> Field {
    let kind = match kind {
        "boolean" => FieldKind::Boolean,
        "number" => FieldKind::Number,
        "string" => FieldKind::String,
        "any" => FieldKind::Any,
        other => FieldKind::Object(other),
    };
    let keyed = keys
        .lines()
        .map(columns)
        .find(|[_, field, ..]| *field == name);
    let key = keyed.map(|[_, _, key, value]| Keyed {
        key,
        value: (value != "-").then_some(value),
    });
    Field {
        name,
        kind,
        many: flags == "many",
        key,
        secret: secrets.lines().any(|line| columns(line)[1] == name),
    }
}

/// Puts a field at its place by name, instead of an earlier one of that name.
fn place(fields: &mut Vec<Field>, field: Field) {
    match fields.binary_search_by(|other| other.name.cmp(field.name)) {
        Ok(at) => fields[at] = field,
        Err(at) => fields.insert(at, field),
    }
}

fn suffix_lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    SUFFIXES.lines().filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn field(type_name: &str, name: &str) -> Field {
        let facts = type_facts(type_name).expect("the type is known");
        *facts.field(name).expect("the field is known")
    }

    #[test]
    fn a_permission_is_keyed_by_its_name_and_is_its_boolean() {
        let permissions = field("Profile", "userPermissions");
        assert_eq!(
            permissions.key,
            Some(Keyed {
                key: "name",
                value: Some("enabled")
            })
        );
        let objects = field("Profile", "objectPermissions");
        assert_eq!(
            objects.key,
            Some(Keyed {
                key: "object",
                value: None
            })
        );
        assert_eq!(objects.kind, FieldKind::Object("ProfileObjectPermissions"));
        assert!(field("Profile", "loginIpRanges").key.is_none());
        assert!(field("Profile", "loginIpRanges").many);
    }

    #[test]
    fn the_supplement_adds_and_replaces() {
        let kind = |type_name, name| field(type_name, name).kind;
        assert_eq!(
            kind("CustomSite", "allowGuestPaymentsApi"),
            FieldKind::Boolean
        );
        assert_eq!(kind("CustomSite", "active"), FieldKind::Boolean);
        let rules = field("DuplicateRule", "duplicateRuleMatchRules");
        assert_eq!(rules.kind, FieldKind::Object("DuplicateRuleMatchRule"));
        assert_eq!(role_of("PicklistValue"), Some(Role::Part));
        assert!(type_facts("ExperienceRoute").is_some_and(|facts| facts.open));
        assert!(type_facts("Profile").is_some_and(|facts| !facts.open));
    }

    #[test]
    fn children_name_the_field_that_holds_them() {
        let parent = Parent {
            type_name: "CustomObject",
            field: "fields",
        };
        assert_eq!(role_of("CustomField"), Some(Role::Child(parent)));
        for name in metadata_types() {
            if let Some(Role::Child(parent)) = role_of(name) {
                let holder = field(parent.type_name, parent.field);
                assert_eq!(holder.kind, FieldKind::Object(name), "{name}");
            }
        }
    }

    #[test]
    fn names_are_recognised_in_any_case() {
        assert_eq!(metadata_type_ignoring_case("profile"), Some("Profile"));
        assert_eq!(
            metadata_type_ignoring_case("Sharingrules"),
            Some("SharingRules")
        );
        assert_eq!(metadata_type_ignoring_case("SessionSettings"), None);
        assert_eq!(metadata_type_ignoring_case("Nothing"), None);
        assert!(is_metadata_type("Network") && !is_metadata_type("network"));
    }

    #[test]
    fn settings_stand_under_their_short_name() {
        assert_eq!(
            settings_type_ignoring_case("security"),
            Some("SecuritySettings")
        );
        assert_eq!(
            settings_type_ignoring_case("Session"),
            None,
            "a part of SecuritySettings only"
        );
        assert_eq!(
            settings_type_ignoring_case("ExtlClntAppOauth"),
            None,
            "a component with files of its own"
        );
        assert_eq!(settings_section("SharingSettings"), Some("Sharing"));
        assert_eq!(settings_section("Profile"), None);
    }

    #[test]
    fn a_suffix_names_its_types() {
        let type_of_suffix = |suffix| types_of_suffix(suffix).first().copied();
        assert_eq!(type_of_suffix("profile"), Some("Profile"));
        assert_eq!(type_of_suffix("cls"), Some("ApexClass"));
        let sites = types_of_suffix("site");
        assert_eq!(sites, ["CustomSite", "ExperienceBundle", "SiteDotCom"]);
        assert_eq!(type_of_suffix("webLink"), Some("WebLink"));
        assert_eq!(type_of_suffix("weblink"), Some("CustomPageWebLink"));
        assert_eq!(type_of_suffix("permissionSet"), Some("PermissionSet"));
        assert_eq!(type_of_suffix("nothing"), None);
    }

    /// What the lookups lean on: order, one line a field, an own line a type, and no reference into the void.
    #[test]
    fn the_tables_are_well_formed() {
        for table in [TYPES, SUPPLEMENT, KEYS, FOLDERS] {
            let lines = table.lines().filter(|line| !line.starts_with('#'));
            let names: Vec<_> = lines
                .map(|line| (columns(line)[0], columns(line)[1]))
                .collect();
            assert!(
                names.windows(2).all(|pair| pair[0] < pair[1]),
                "sorted, no line twice"
            );
        }
        let own = own_lines(TYPES).chain(own_lines(SUPPLEMENT));
        let own: HashSet<_> = own.map(|(name, _)| name).collect();
        for line in TYPES.lines().chain(below_comments(SUPPLEMENT).lines()) {
            let name = columns(line)[0];
            assert!(own.contains(name), "{name} lacks its own line");
        }
        for name in own {
            let facts = type_facts(name).expect("the type is known");
            assert_eq!(
                facts.role != Role::Part,
                metadata_type_ignoring_case(name).is_some()
            );
            for field in &facts.fields {
                if let FieldKind::Object(part) = field.kind {
                    assert!(type_facts(part).is_some(), "{name}.{}: {part}", field.name);
                }
            }
        }
        for (suffix, name) in suffix_lines() {
            assert!(is_metadata_type(name), "{suffix}: {name}");
        }
        for line in FOLDERS.lines() {
            let [name, _, suffix, _] = columns(line);
            assert_eq!(role_of(name), Some(Role::Component), "{line}");
            assert!(types_of_suffix(suffix).contains(&name), "{line}");
        }
    }

    /// A key names a field that repeats, and a child that its entries have.
    #[test]
    fn keys_fit_the_fields() {
        for line in KEYS.lines() {
            let [type_name, name, key, value] = columns(line);
            let field = field(type_name, name);
            assert!(field.many, "{line}");
            let FieldKind::Object(entry) = field.kind else {
                panic!("{line}: its entries are not mappings");
            };
            let entry = type_facts(entry).expect("the type is known");
            assert!(key == "fullName" || entry.field(key).is_some(), "{line}");
            if value != "-" {
                assert_eq!(
                    entry.field(value).map(|field| field.kind),
                    Some(FieldKind::Boolean),
                    "{line}"
                );
                assert_eq!(entry.fields.len(), 2, "{line}: more than a key and a value");
            }
        }
    }
}
