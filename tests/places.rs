//! Every place that a finding points at holds the key or the value that it is about.

use std::path::{Path, PathBuf};

use tenantlint::document::{DataPath, Segment, parse};
use tenantlint::finding::{Place, Precision};
use tenantlint::host::Disk;
use tenantlint::lint::{self, Settings, Silent};
use tenantlint::report::Report;
use tenantlint::source::{Encoding, SourceMap};
use tenantlint::tenant::{self, Tenant, Value};

fn settings(path: &Path) -> Settings {
    Settings {
        paths: vec![path.to_owned()],
        ..Settings::default()
    }
}

fn judged(path: &Path) -> (Report, Vec<Tenant>) {
    let settings = settings(path);
    let report = lint::run(&Disk, &settings, SourceMap::new(), &Silent);
    let mut sources = SourceMap::new();
    let survey = lint::survey(
        &Disk,
        &settings,
        &mut sources,
        &Silent,
        &lint::Wanted::default(),
    );
    (report, survey.tenants)
}

/// What a stretch of text says as data: a scalar by its YAML, anything else as it stands.
fn said(text: &str) -> String {
    let mut sources = SourceMap::new();
    let file = sources.add("slice", text, Encoding::Utf8);
    let parsed = parse(file, text.into(), &tenantlint::document::Limits::default());
    let value = parsed.ok().and_then(|document| {
        let root = *document.roots().first()?;
        Some(tenant::plain_json(&document, root))
    });
    match value {
        Some(serde_json::Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => text.to_owned(),
    }
}

fn value_said(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Number(n) => Some(n.to_string()),
        Value::String(s) => Some(s.to_string()),
        Value::List(_) | Value::Map(_) => None,
    }
}

fn last_key(path: &DataPath) -> Option<&str> {
    path.0.iter().rev().find_map(|s| match s {
        Segment::Key(key) => Some(&**key),
        Segment::Index(_) => None,
    })
}

/// Why a place is not right, if it is not.
fn wrong(report: &Report, tenants: &[Tenant], place: &Place) -> Option<String> {
    let text = report.sources.slice(place.file, place.span);
    let shown = |why: &str| {
        let name = report.sources.name(place.file);
        Some(format!(
            "{name}: `{}` points at {text:?}: {why}",
            place.path
        ))
    };
    if place.path.0.is_empty() {
        return None;
    }
    if place.precision == Precision::BelongsHere {
        let there = tenants.iter().any(|t| {
            let node = t.root.get(&place.path);
            node.is_some_and(|n| n.origin().is_some_and(|o| o.file == place.file))
        });
        return if there {
            shown("it is there, and is said to be absent")
        } else {
            None
        };
    }
    let text = match place.definition {
        Some((file, span)) => report.sources.slice(file, span),
        None => text,
    };
    let said = said(text);
    let key = last_key(&place.path).unwrap_or_default();
    let is_key = said.eq_ignore_ascii_case(key) || said.ends_with(&format!(".{key}"));
    let is_value = tenants
        .iter()
        .filter_map(|t| t.root.get(&place.path))
        .any(|node| {
            let readings = node.readings().iter().chain([&node.value]);
            readings
                .filter_map(value_said)
                .any(|v| v.trim().eq_ignore_ascii_case(said.trim()))
        });
    // An entry of a list, or a component that is a file, has no key: all of it is meant, so that
    // everything that it says stands there.
    let nodes = tenants.iter().filter_map(|t| t.root.get(&place.path));
    let is_whole = nodes.filter_map(|node| node.as_map()).any(|map| {
        let mut texts = map.values().filter_map(|child| value_said(&child.value));
        !map.is_empty() && texts.all(|v| text.contains(&*v))
    });
    if is_key || is_value || is_whole {
        None
    } else {
        shown("neither its key nor its value")
    }
}

fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![
        root.join("examples/merchant-portal"),
        root.join("examples/merchant-portal-fixed"),
    ];
    for entry in std::fs::read_dir(root.join("policies/salesforce")).expect("the policies") {
        let folder = entry.expect("an entry").path();
        for file in std::fs::read_dir(&folder).expect("a folder") {
            let file = file.expect("an entry").path();
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if name.ends_with(".yaml") && (name.starts_with("bad") || name.starts_with("good")) {
                paths.push(file);
            }
        }
    }
    paths
}

#[test]
fn every_place_holds_its_key_or_value() {
    let mut places = 0;
    let mut problems = Vec::new();
    for path in examples() {
        let (report, tenants) = judged(&path);
        assert_eq!(report.failures, [], "{}", path.display());
        for finding in &report.findings {
            let related = finding.related.iter().filter_map(|r| r.place.as_ref());
            let edits = finding.fixes.iter().flat_map(|f| &f.edits);
            let edits = edits.filter_map(|e| e.place.as_ref());
            for place in std::iter::once(&finding.primary)
                .chain(related)
                .chain(edits)
            {
                places += 1;
                problems.extend(wrong(&report, &tenants, place));
            }
        }
        for unknown in &report.not_evaluated {
            problems.extend(
                unknown
                    .place
                    .as_ref()
                    .and_then(|p| wrong(&report, &tenants, p)),
            );
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(places > 200, "only {places} places were looked at");
}

#[test]
fn a_wrong_place_is_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut report, tenants) = judged(&root.join("examples/merchant-portal"));
    let finding = report.findings.first_mut().expect("a finding");
    finding.primary.span.start += 1;
    let place = finding.primary.clone();
    assert!(wrong(&report, &tenants, &place).is_some());
}
