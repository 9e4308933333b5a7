//! The schemas of the canonical form, and the table of facts: this file generates both, and holds that the committed ones
//! are what it generates.
//!
//! `UPDATE_SCHEMAS=1 cargo test --test schemas` writes them anew. The table `types.tsv` comes from a listing of the
//! Metadata API that is not part of the package: with `TENANTLINT_CORPUS` set to the folder that holds
//! `salesforce/metadata-types.json` it is compared (and, with `UPDATE_SCHEMAS`, written) too.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a generator reads and writes files, and says what it skipped"
)]

#[allow(
    dead_code,
    unreachable_pub,
    reason = "the program uses the rest of the module"
)]
#[path = "../src/tenant/salesforce/types.rs"]
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use types::{Field, FieldKind, Role, TypeFacts, metadata_types, settings_section, type_facts};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

#[test]
fn the_committed_schemas_are_the_generated_ones() {
    let folder = root().join("schemas/salesforce");
    let wanted = schemas();
    if updating() {
        write_all(&folder, &wanted);
    }
    let committed = read_all(&folder);
    let differing: Vec<_> = names(&wanted, &committed)
        .filter(|name| wanted.get(*name) != committed.get(*name))
        .collect();
    assert!(
        differing.is_empty(),
        "{differing:?} differ from the facts; UPDATE_SCHEMAS=1 cargo test --test schemas writes them"
    );
}

#[test]
fn the_table_of_types_is_the_generated_one() {
    let Some(corpus) = std::env::var_os("TENANTLINT_CORPUS") else {
        eprintln!("skipped: TENANTLINT_CORPUS is not set, so types.tsv is not compared");
        return;
    };
    let listing = PathBuf::from(corpus).join("salesforce/metadata-types.json");
    let listing = fs::read_to_string(&listing).expect("the corpus holds the listing");
    let wanted = types_table(&serde_json::from_str(&listing).expect("the listing is JSON"));
    let path = root().join("src/tenant/salesforce/types.tsv");
    if updating() {
        fs::write(&path, &wanted).expect("the table can be written");
    }
    let committed = fs::read_to_string(&path).expect("the table is committed");
    let line = wanted
        .lines()
        .zip(committed.lines())
        .position(|(wanted, committed)| wanted != committed);
    assert!(
        wanted == committed,
        "types.tsv differs from the listing, first at zero-based line {line:?}"
    );
}

#[test]
fn a_schema_says_what_the_facts_say() {
    let schemas = schemas();
    let profile: Value = parse(&schemas["Profile.schema.json"]);
    assert_eq!(profile["additionalProperties"], Value::Bool(false));
    let permissions = &profile["properties"]["userPermissions"]["additionalProperties"]["type"];
    assert_eq!(permissions, &serde_json::json!(["boolean", "null"]));
    let entry = &profile["properties"]["objectPermissions"]["additionalProperties"]["$ref"];
    assert_eq!(entry, "#/$defs/ProfileObjectPermissions");
    let tenant: Value = parse(&schemas["tenant.schema.json"]);
    let security = &tenant["properties"]["Settings"]["properties"]["Security"]["$ref"];
    assert_eq!(security, "SecuritySettings.schema.json");
    assert!(
        tenant["properties"]["CustomField"].is_null(),
        "a field stands in its object"
    );
}

#[test]
fn every_reference_leads_somewhere() {
    let schemas = schemas();
    for (name, text) in &schemas {
        let schema = parse(text);
        let mut references = BTreeSet::new();
        collect_references(&schema, &mut references);
        for reference in references {
            let found = match reference.strip_prefix('#') {
                Some(pointer) => schema.pointer(pointer).is_some(),
                None => schemas.contains_key(&reference),
            };
            assert!(found, "{name}: {reference}");
        }
    }
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("a schema is JSON")
}

fn collect_references(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                into.insert(reference.clone());
            }
            members
                .values()
                .for_each(|member| collect_references(member, into));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, into)),
        _ => {}
    }
}

// The schemas.

/// Every schema by file name.
fn schemas() -> BTreeMap<String, String> {
    let known = metadata_types().filter_map(type_facts);
    let mut schemas: BTreeMap<_, _> = known
        .filter(|facts| !facts.open || !facts.fields.is_empty())
        .map(|facts| (file_name(facts.name), component(facts).to_text()))
        .collect();
    schemas.insert("tenant.schema.json".to_owned(), tenant().to_text());
    schemas
}

fn file_name(type_name: &str) -> String {
    format!("{type_name}.schema.json")
}

/// The schema of one component: what stands under its name in its section.
fn component(facts: &TypeFacts) -> Json {
    let mut members = vec![
        ("$schema", Json::text(DRAFT)),
        ("title", Json::text(facts.name)),
    ];
    members.extend(mapping(facts));
    let parts = parts_of(facts);
    if !parts.is_empty() {
        let parts = parts
            .into_iter()
            .map(|part| (part.name.to_owned(), Json::object(mapping(part))));
        members.push(("$defs", Json::Object(parts.collect())));
    }
    Json::object(members)
}

/// The types that a type is made of, at any depth; itself only when it contains itself.
fn parts_of(facts: &TypeFacts) -> Vec<&'static TypeFacts> {
    let mut found = BTreeMap::new();
    let mut waiting = parts_of_fields(facts);
    while let Some(part) = waiting.pop() {
        if found.insert(part.name, part).is_none() {
            waiting.extend(parts_of_fields(part));
        }
    }
    found.into_values().collect()
}

fn parts_of_fields(facts: &TypeFacts) -> Vec<&'static TypeFacts> {
    let fields = facts.fields.iter().filter(|field| !is_boolean_map(field));
    let parts = fields.filter_map(|field| match field.kind {
        FieldKind::Object(name) => type_facts(name),
        FieldKind::Boolean | FieldKind::Number | FieldKind::String | FieldKind::Any => None,
    });
    parts.collect()
}

fn is_boolean_map(field: &Field) -> bool {
    field.key.is_some_and(|key| key.value.is_some())
}

/// A mapping of a type's fields. An element without content is null.
fn mapping(facts: &TypeFacts) -> Vec<(&'static str, Json)> {
    let fields = facts
        .fields
        .iter()
        .map(|field| (field.name.to_owned(), value_of(field)));
    let mut members = vec![
        ("type", Json::raw(r#"["object", "null"]"#)),
        ("properties", Json::Object(fields.collect())),
    ];
    if !facts.open {
        members.push(("additionalProperties", Json::raw("false")));
    }
    members
}

/// A field: one value, a list, or a map by natural key.
fn value_of(field: &Field) -> Json {
    let (container, entries) = match (field.many, field.key) {
        (false, _) => return one(field),
        (true, None) => ("array", "items"),
        (true, Some(_)) => ("object", "additionalProperties"),
    };
    let entry = if is_boolean_map(field) {
        scalar("boolean")
    } else {
        one(field)
    };
    Json::object(vec![("type", Json::text(container)), (entries, entry)])
}

fn one(field: &Field) -> Json {
    match field.kind {
        FieldKind::Boolean => scalar("boolean"),
        FieldKind::Number => scalar("number"),
        FieldKind::String => scalar("string"),
        FieldKind::Object(name) => reference(&format!("#/$defs/{name}")),
        FieldKind::Any => Json::raw("true"),
    }
}

fn scalar(name: &str) -> Json {
    Json::object(vec![("type", Json::raw(&format!(r#"["{name}", "null"]"#)))])
}

fn reference(to: &str) -> Json {
    Json::object(vec![("$ref", Json::text(to))])
}

/// The schema of a whole tenant in one file, for editors.
fn tenant() -> Json {
    let mut properties = vec![
        (
            "platform".to_owned(),
            Json::raw(r#"{"const": "salesforce"}"#),
        ),
        ("tenant".to_owned(), Json::raw(TENANT)),
        ("runtime".to_owned(), Json::raw(RUNTIME)),
        ("coverage".to_owned(), Json::raw(COVERAGE)),
        ("Settings".to_owned(), settings()),
    ];
    let types = metadata_types().filter_map(type_facts);
    let components = types.filter(|facts| facts.role == Role::Component);
    properties.extend(components.map(|facts| (facts.name.to_owned(), section(facts))));
    Json::object(vec![
        ("$schema", Json::text(DRAFT)),
        ("title", Json::text("A Salesforce tenant in canonical form")),
        ("type", Json::text("object")),
        ("properties", Json::Object(properties)),
        ("additionalProperties", Json::raw("false")),
    ])
}

const TENANT: &str = r#"{"type": "object", "properties": {"name": {"type": "string"}}}"#;

const RUNTIME: &str = r#"{
      "type": ["object", "null"],
      "properties": {
        "recordCounts": {"type": ["object", "null"], "additionalProperties": {"type": "integer", "minimum": 0}},
        "guestUsers": {
          "type": ["object", "null"],
          "additionalProperties": {
            "type": ["object", "null"],
            "properties": {
              "nickname": {"type": ["string", "null"]},
              "profile": {"type": ["string", "null"]},
              "permissionSets": {"type": ["array", "null"], "items": {"type": "string"}},
              "permissionSetGroups": {"type": ["array", "null"], "items": {"type": "string"}}
            }
          }
        },
        "users": {
          "type": ["object", "null"],
          "additionalProperties": {
            "type": ["object", "null"],
            "properties": {
              "profile": {"type": ["string", "null"]},
              "permissionSets": {"type": ["array", "null"], "items": {"type": "string"}}
            }
          }
        }
      }
    }"#;

const COVERAGE: &str = r#"{
      "type": ["object", "null"],
      "properties": {
        "types": {"type": "object", "additionalProperties": {"type": "boolean"}},
        "objects": {"type": "object", "additionalProperties": {"type": "boolean"}},
        "settings": {"type": "object", "additionalProperties": {"type": "boolean"}}
      }
    }"#;

/// The section of a type: its components by full name.
fn section(facts: &TypeFacts) -> Json {
    let entry = if facts.fields.is_empty() {
        Json::raw(r#"{"type": ["object", "null"]}"#)
    } else {
        reference(&file_name(facts.name))
    };
    Json::object(vec![
        ("type", Json::raw(r#"["object", "null"]"#)),
        ("additionalProperties", entry),
    ])
}

fn settings() -> Json {
    let sections = metadata_types().filter_map(|name| {
        let section = settings_section(name)?.to_owned();
        let known = type_facts(name).is_some_and(|facts| !facts.fields.is_empty());
        let schema = if known {
            reference(&file_name(name))
        } else {
            Json::raw(r#"{"type": ["object", "null"]}"#)
        };
        Some((section, schema))
    });
    Json::object(vec![
        ("type", Json::raw(r#"["object", "null"]"#)),
        ("properties", Json::Object(sections.collect())),
        ("additionalProperties", Json::raw("false")),
    ])
}

// JSON in a stable order and layout, which a diff reads well.

enum Json {
    Raw(String),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn raw(text: &str) -> Self {
        Self::Raw(text.to_owned())
    }

    /// A string without characters that JSON escapes.
    fn text(text: &str) -> Self {
        Self::Raw(format!("\"{text}\""))
    }

    fn object(members: Vec<(&str, Json)>) -> Self {
        let members = members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Self::Object(members.collect())
    }

    fn to_text(&self) -> String {
        self.render("") + "\n"
    }

    /// On one line where it fits, else a member a line.
    fn render(&self, indent: &str) -> String {
        let members = match self {
            Self::Raw(text) => return text.clone(),
            Self::Object(members) => members,
        };
        let inner = format!("{indent}  ");
        let rendered: Vec<_> = members
            .iter()
            .map(|(name, value)| format!("\"{name}\": {}", value.render(&inner)))
            .collect();
        let width: usize = rendered.iter().map(|member| member.len() + 2).sum();
        if width <= 100 && !rendered.iter().any(|member| member.contains('\n')) {
            return format!("{{{}}}", rendered.join(", "));
        }
        let separator = format!(",\n{inner}");
        format!("{{\n{inner}{}\n{indent}}}", rendered.join(&separator))
    }
}

// The table of types.

/// The lines of `types.tsv` from the listing: `{type: {metadata?, extends?, fields: {name: {type, many?}}}}`.
fn types_table(listing: &Value) -> String {
    let types = listing.as_object().expect("the listing is a mapping");
    let mut lines = BTreeSet::new();
    for (name, facts) in types {
        lines.insert(format!("{name}\t\t{}\t\n", role_in(name, facts)));
        for (field, facts) in fields_with_inherited(listing, name) {
            let kind = facts["type"]
                .as_str()
                .filter(|kind| !kind.is_empty())
                .unwrap_or("any");
            let many = facts["many"].as_bool().unwrap_or_default();
            let flags = if many { "many" } else { "" };
            lines.insert(format!("{name}\t{field}\t{kind}\t{flags}\n"));
        }
    }
    lines.into_iter().collect()
}

fn role_in(name: &str, facts: &Value) -> &'static str {
    match facts["metadata"].as_bool() {
        Some(true) if name.ends_with("Settings") => "settings",
        Some(true) => "component",
        _ => "part",
    }
}

fn fields_with_inherited<'a>(listing: &'a Value, name: &str) -> BTreeMap<&'a str, &'a Value> {
    let facts = &listing[name];
    let mut fields = match facts["extends"].as_str() {
        Some(base) => fields_with_inherited(listing, base),
        None => BTreeMap::new(),
    };
    let own = facts["fields"]
        .as_object()
        .expect("a type has a mapping of fields");
    fields.extend(own.iter().map(|(name, facts)| (name.as_str(), facts)));
    fields
}

// Files.

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn updating() -> bool {
    std::env::var_os("UPDATE_SCHEMAS").is_some_and(|value| value == "1")
}

fn names<'a>(
    wanted: &'a BTreeMap<String, String>,
    committed: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = &'a String> {
    let all: BTreeSet<_> = wanted.keys().chain(committed.keys()).collect();
    all.into_iter()
}

fn read_all(folder: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder).expect("the schemas are committed");
    let files = files.map(|file| file.expect("the folder can be read").path());
    files
        .map(|path| {
            let name = path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(&path).expect("a schema is text"))
        })
        .collect()
}

/// Writes the wanted files and removes the others.
fn write_all(folder: &Path, wanted: &BTreeMap<String, String>) {
    fs::create_dir_all(folder).expect("the folder can be made");
    for name in read_all(folder)
        .keys()
        .filter(|name| !wanted.contains_key(*name))
    {
        fs::remove_file(folder.join(name)).expect("a stale schema can be removed");
    }
    for (name, text) in wanted {
        fs::write(folder.join(name), text).expect("a schema can be written");
    }
}
