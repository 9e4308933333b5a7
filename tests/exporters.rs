//! What a real exporter writes of a real project is judged as what it is.
//!
//! The exporter is `sf-compact` 0.4.1, in its three formats; the projects are open ones:
//! `ebikes-lwc`, a sample of the vendor's, `Summit-Events-App` and `NebulaLogger`. Two environment variables lead there: `TENANTLINT_SF_COMPACT` (the
//! program) and `TENANTLINT_CORPUS` (the folder that holds the project and what should be found
//! in it). Where they are not set, nothing is judged here, and the test says so.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test runs a program, reads files, and says what it skipped"
)]

mod tenant_support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tenant_support::{World, check_places, world};
use tenantlint::document::DataPath;
use tenantlint::host::Disk;
use tenantlint::jobs::import;
use tenantlint::lint::{self, Settings, Silent};
use tenantlint::source::SourceMap;
use tenantlint::tenant::Layout;

/// The formats of the exporter, and the ending of their files.
const FORMATS: [(&str, &str); 3] = [("yaml", "yaml"), ("yaml-ordered", "yaml"), ("json", "json")];

/// The rules whose labels are compared.
const LABELLED: [&str; 7] = [
    "SF-GUEST-001",
    "SF-GUEST-002",
    "SF-GUEST-003",
    "SF-GUEST-005",
    "SF-GUEST-006",
    "SF-GUEST-008",
    "SF-COV-001",
];

/// The program and the corpus, or `None` where they are not at hand.
fn inputs() -> Option<(PathBuf, PathBuf)> {
    let path = |name| std::env::var_os(name).map(PathBuf::from);
    let (program, corpus) = (path("TENANTLINT_SF_COMPACT"), path("TENANTLINT_CORPUS"));
    if let (Some(program), Some(corpus)) = (&program, &corpus) {
        return Some((program.clone(), corpus.clone()));
    }
    let ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    let there = corpus.is_some_and(|corpus| corpus.is_dir());
    assert!(
        !(ci && there),
        "the corpus is here, but TENANTLINT_SF_COMPACT is not set"
    );
    eprintln!("skipped: no corpus, or no exporter: TENANTLINT_CORPUS and TENANTLINT_SF_COMPACT");
    None
}

/// The project as the exporter writes it in a format: a folder of this test's own.
fn export(program: &Path, corpus: &Path, name: &str, format: &str, test: &str) -> PathBuf {
    let base = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("exporters-{test}-{name}-{format}"));
    if base.exists() {
        fs::remove_dir_all(&base).expect("an old folder can be removed");
    }
    copy(
        &corpus.join("salesforce/inputs").join(name),
        &base.join("source"),
    );
    let done = Command::new(program)
        .args(["pack", "source", "-o", "packed", "--format", format])
        .current_dir(&base)
        .output()
        .expect("the exporter runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{format}: {said}");
    base.join("packed")
}

/// Copies the metadata of a folder. The exporter takes only names that end in `-meta.xml`, so a
/// name in the older form (`X.profile`) gets that ending; its content stays as it is.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() {
            copy(&path, &to.join(name));
            continue;
        }
        let is_old = [
            "network",
            "object",
            "permissionset",
            "profile",
            "settings",
            "site",
            "sharingRules",
            "profilePasswordPolicy",
            "profileSessionSetting",
        ]
        .iter()
        .any(|ending| name.ends_with(&format!(".{ending}")));
        let name = if is_old {
            format!("{name}-meta.xml")
        } else {
            name
        };
        let bytes = fs::read(&path).expect("the file can be read");
        fs::write(to.join(name), bytes).expect("the file can be written");
    }
}

/// The texts of all files below a folder that end in `ending`, by path below it.
fn read(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            // The exporter's notes for itself stand in a hidden folder.
            let hidden = path
                .file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with('.'));
            let entries = fs::read_dir(&path).expect("the folder can be read");
            open.extend(
                entries
                    .map(|e| e.expect("the folder can be read").path())
                    .filter(|_| !hidden),
            );
        } else if path.extension().is_some_and(|e| e == ending) {
            let below = path.strip_prefix(folder).expect("it is below");
            let below = below.to_string_lossy().replace('\\', "/");
            found.push((below, fs::read_to_string(&path).expect("the file is text")));
        }
    }
    found.sort();
    found
}

fn tenant_of(files: &[(String, String)]) -> World {
    let files: Vec<_> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    world(&files)
}

#[test]
fn all_formats_of_the_exporter_give_the_same_input() {
    let Some((program, corpus)) = inputs() else {
        return;
    };
    let mut inputs = Vec::new();
    for (format, ending) in FORMATS {
        let folder = export(&program, &corpus, "ebikes-lwc", format, "input");
        let world = tenant_of(&read(&folder, ending));
        let findings = world.shown(&world.built.findings);
        assert_eq!(findings, Vec::<String>::new(), "{format}");
        assert_eq!(
            world.shown(&world.shape()),
            Vec::<String>::new(),
            "{format}"
        );
        assert!(
            check_places(&world.sources, world.tenant()) > 1000,
            "{format}"
        );
        let unknown = world.built.roles.iter().filter(|r| r.tenant.is_none());
        assert_eq!(unknown.count(), 0, "{format}");
        inputs.push((format, world.input()));
    }
    let (_, first) = &inputs[0];
    let guest = &first["Profile"]["E-Bikes Profile"];
    assert_eq!(guest["userLicense"], "Guest User License");
    assert_eq!(
        guest["objectPermissions"]["Product__c"]["viewAllRecords"],
        true
    );
    let rule =
        &first["SharingRules"]["Product__c"]["sharingGuestRules"]["Product_guest_visibility"];
    assert_eq!(
        rule["sharedTo"],
        serde_json::json!({"guestUser": ["E_Bikes"]})
    );
    assert_eq!(first["CustomSite"]["E_Bikes"]["active"], true);
    assert_eq!(
        first["CustomObject"]["Product__c"]["fields"]["MSRP__c"]["type"],
        "Currency"
    );
    for (format, input) in &inputs[1..] {
        for (section, content) in first.as_object().expect("an input is a mapping") {
            assert_eq!(&input[section], content, "{format}: {section}");
        }
        assert_eq!(input, first, "{format}");
    }
}

/// The rules and fingerprints of all findings of a folder, but for remarks on how a YAML text is
/// written, which XML cannot have.
fn fingerprints(folder: &Path) -> BTreeSet<(String, String)> {
    let settings = Settings {
        paths: vec![folder.to_owned()],
        as_of: Some("2026-07-09".to_owned()),
        ..Settings::default()
    };
    let report = lint::run(&Disk, &settings, SourceMap::new(), &Silent);
    assert_eq!(report.failures, [], "{}", folder.display());
    let findings = report.findings.iter();
    findings
        .filter(|f| !f.rule.starts_with("TL-YAML-"))
        .map(|f| (f.rule.to_string(), f.fingerprint.to_string()))
        .collect()
}

#[test]
fn the_findings_are_those_of_the_xml_and_of_what_import_writes() {
    let Some((program, corpus)) = inputs() else {
        return;
    };
    for (name, least) in [
        ("ebikes-lwc", 15),
        ("Summit-Events-App", 8),
        ("NebulaLogger", 2),
    ] {
        for (format, ending) in FORMATS {
            let packed = export(&program, &corpus, name, format, "fingerprints");
            let source = packed.parent().expect("a folder").join("source");
            leave_out_what_is_not_exported(&source, &packed, ending);
            let xml = fingerprints(&source);
            assert!(xml.len() >= least, "{name}: {xml:?}");
            assert_eq!(fingerprints(&packed), xml, "{name}, {format}");
            for layout in [Layout::Component, Layout::Tenant] {
                let folder = packed.with_file_name(format!("imported-{layout:?}"));
                let settings = Settings {
                    paths: vec![packed.clone()],
                    ..Settings::default()
                };
                let plan = import::plan(&Disk, &settings, &mut SourceMap::new(), &folder, layout);
                let plan = plan.expect("it can be imported");
                import::carry_out(&Disk, &plan).expect("it can be written");
                assert_eq!(fingerprints(&folder), xml, "{name}, {format}, {layout:?}");
            }
        }
    }
}

/// The exporter knows some types and leaves the files of others alone (`Network`, the JSON of
/// sites): only what it wrote can be compared.
fn leave_out_what_is_not_exported(source: &Path, packed: &Path, ending: &str) {
    let mut open = vec![source.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("the folder can be read");
            open.extend(entries.map(|e| e.expect("the folder can be read").path()));
            continue;
        }
        let below = path.strip_prefix(source).expect("it is below");
        if !packed.join(below).with_extension(ending).exists() {
            fs::remove_file(&path).expect("a copy can be removed");
        }
    }
}

/// A finding as the labels have it: the rule, and names that stand in its path.
type Label = (String, Vec<String>);

/// What the labels of the project say about the rules that are compared.
fn labels(corpus: &Path) -> BTreeSet<Label> {
    let text = fs::read_to_string(corpus.join("salesforce/labels.tsv")).expect("there are labels");
    let mut labels = BTreeSet::new();
    for line in text.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [repo, rule, file, _, element, value, ..] = columns[..] else {
            continue;
        };
        if repo != "trailheadapps+ebikes-lwc" || !LABELLED.contains(&rule) {
            continue;
        }
        let name = file.rsplit('/').next().unwrap_or(file);
        let component = name.split('.').next().unwrap_or(name);
        let subject = match rule {
            // `Case.allowRead=true`: the object.
            "SF-GUEST-002" | "SF-GUEST-005" | "SF-GUEST-006" => value.split('.').next(),
            "SF-GUEST-001" | "SF-GUEST-008" => Some(value),
            _ => None,
        };
        // The label of a field permission is at its `field`, which is its key here.
        let element = (element != "field").then_some(element);
        let parts = [Some(component), subject, element].into_iter().flatten();
        labels.insert((rule.to_owned(), parts.map(str::to_owned).collect()));
    }
    labels
}

#[test]
fn the_findings_are_those_of_the_labels() {
    let Some((program, corpus)) = inputs() else {
        return;
    };
    let labels = labels(&corpus);
    assert!(labels.len() >= 10, "{labels:?}");
    for (format, _) in FORMATS {
        let folder = export(&program, &corpus, "ebikes-lwc", format, "findings");
        let settings = Settings {
            paths: vec![folder],
            as_of: Some("2026-07-09".to_owned()),
            ..Settings::default()
        };
        let report = lint::run(&Disk, &settings, SourceMap::new(), &Silent);
        assert_eq!(report.failures, [], "{format}");
        let mut open = labels.clone();
        for finding in report
            .findings
            .iter()
            .filter(|f| LABELLED.contains(&&*f.rule))
        {
            let place = &finding.primary;
            let steps = keys(&place.path);
            let meant = open
                .iter()
                .find(|(rule, names)| {
                    **rule == *finding.rule && names.iter().all(|name| steps.contains(name))
                })
                .cloned();
            let Some(meant) = meant else {
                panic!("{format}: no label for {} at {}", finding.rule, place.path);
            };
            open.remove(&meant);
            let key = place.key.expect("an entry has a key");
            let text = report
                .sources
                .slice(place.file, key)
                .trim_matches(['"', '\'']);
            assert_eq!(
                Some(text),
                steps.last().map(String::as_str),
                "{format}: {}",
                place.path
            );
        }
        assert_eq!(open, BTreeSet::new(), "{format}: labels without a finding");
    }
}

fn keys(path: &DataPath) -> Vec<String> {
    let json = path.to_json();
    let steps = json.as_array().into_iter().flatten();
    steps
        .filter_map(|s| s.as_str().map(str::to_owned))
        .collect()
}
