//! For every entry of every tenant here, the text at its place is its key and its value.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test reads the examples and says what it skipped"
)]

mod tenant_support;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tenant_support::{check_places, world};

/// The texts of all YAML and JSON files below a folder, in order of their paths.
fn read(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("the folder can be read");
            open.extend(entries.map(|e| e.expect("the folder can be read").path()));
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "json") {
            let text = fs::read_to_string(&path).expect("the file is text");
            found.push((path.display().to_string(), text));
        }
    }
    found.sort();
    found
}

fn places(files: &[(String, String)]) -> usize {
    let files: Vec<_> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    let world = world(&files);
    let tenants = world.built.tenants.iter();
    tenants.map(|t| check_places(&world.sources, t)).sum()
}

#[test]
fn the_examples_stand_where_they_say() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for example in ["examples/merchant-portal", "examples/merchant-portal-fixed"] {
        let files = read(&root.join(example));
        assert!(places(&files) > 100, "{example}");
    }
}

#[test]
fn the_bundled_rules_examples_stand_where_they_say() {
    let files = read(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies"));
    let count: usize = files.into_iter().map(|file| places(&[file])).sum();
    assert!(count > 100, "{count}");
}

#[test]
fn a_real_tenant_stands_where_it_says() {
    let Some(corpus) = std::env::var_os("TENANTLINT_CORPUS") else {
        eprintln!(
            "skipped: no corpus, so no real tenant was looked at: TENANTLINT_CORPUS is not set"
        );
        return;
    };
    let path = PathBuf::from(corpus).join("salesforce/example-canonical.yaml");
    let text = fs::read_to_string(&path).expect("the corpus holds the tenant");
    let count = places(&[("example.yaml".to_owned(), text)]);
    assert!(count > 500, "{count}");
}

/// Names with what makes a key hard: quotes, colons, other scripts, escapes.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z][A-Za-z0-9_]{0,8}",
        "[A-Za-z é日本🙂:#'\"%&*!|>{}\\[\\],-]{1,8}",
    ]
    .prop_filter("a key is no decoration", |name| {
        !name.trim().is_empty()
            && !name.starts_with(['@', '_', '$', '?'])
            && !name.contains("xmlns")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_names_and_values_stand_where_they_say(
        profiles in proptest::collection::btree_map(
            name(),
            proptest::collection::btree_map(name(), (any::<bool>(), name()), 0..4),
            1..4,
        ),
        pretty in any::<bool>(),
    ) {
        let profiles: serde_json::Map<_, _> = profiles.into_iter().map(|(name, objects)| {
            let permissions: serde_json::Map<_, _> = objects.iter().map(|(object, (read, _))| {
                (object.clone(), serde_json::json!({"allowRead": read}))
            }).collect();
            let layouts: Vec<_> = objects.values().map(|(_, layout)| {
                serde_json::json!({"layout": layout})
            }).collect();
            (name, serde_json::json!({"objectPermissions": permissions, "layoutAssignments": layouts}))
        }).collect();
        let tenant = serde_json::json!({"platform": "salesforce", "Profile": profiles});
        let json = if pretty { serde_json::to_string_pretty(&tenant) } else { serde_json::to_string(&tenant) };
        let json = json.expect("data is JSON");
        let yaml = yaml_serde::to_string(&tenant).expect("data is YAML");
        for text in [json, yaml] {
            places(&[("tenant.yaml".to_owned(), text)]);
        }
    }
}
