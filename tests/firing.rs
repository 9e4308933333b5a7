//! How often each bundled rule fires where: over the examples of all rules, and over real
//! projects. The table is `tests/firing.tsv`; a change of it shows up in review.
//!
//! `TENANTLINT_RENEW=1` writes the table anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const PROJECTS: &[&str] = &["ebikes-lwc", "NebulaLogger", "Summit-Events-App"];

/// The date at which everything is judged that names none of its own.
const AS_OF: &str = "2026-11-01";

/// What a run says: `[rule, path, whether it is a finding]`, and the rules that it knows.
fn run(as_of: &str, paths: &[PathBuf]) -> Vec<(String, String, bool)> {
    let ran = Command::new(env!("CARGO_BIN_EXE_tenantlint"))
        .args(["check", "--format", "json", "--isolated", "--as-of", as_of])
        .args(paths)
        .output()
        .expect("the program starts");
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&ran.stderr)));
    let of = |list: &str, finding: bool| -> Vec<(String, String, bool)> {
        let items = report[list].as_array().expect("a list");
        items
            .iter()
            .map(|item| {
                let text =
                    |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
                let place = if finding {
                    &item["primary"]
                } else {
                    &item["place"]
                };
                (text(&item["rule"]), text(&place["file"]), finding)
            })
            .collect()
    };
    let mut all = of("findings", true);
    all.extend(of("not_evaluated", false));
    all
}

/// The folders of rules: id and folder.
fn rules() -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/salesforce");
    let mut rules = BTreeMap::new();
    for entry in std::fs::read_dir(&root).expect("policies are there") {
        let folder = entry.expect("an entry").path();
        let Ok(text) = std::fs::read_to_string(folder.join("policy.rego")) else {
            continue;
        };
        let id = text
            .lines()
            .find_map(|l| l.trim_start_matches(['#', ' ']).strip_prefix("id: "));
        rules.insert(id.expect("every rule has an id").trim().to_owned(), folder);
    }
    rules
}

/// Examples by their date of judgement.
fn examples(rules: &BTreeMap<String, PathBuf>) -> BTreeMap<String, Vec<PathBuf>> {
    let mut by_date: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for folder in rules.values() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "yaml") {
                let text = std::fs::read_to_string(&path).expect("text");
                let date = text.lines().find_map(|l| l.strip_prefix("# as-of: "));
                by_date
                    .entry(date.unwrap_or(AS_OF).trim().to_owned())
                    .or_default()
                    .push(path);
            }
        }
    }
    by_date
}

/// Numbers as they stand in the table: findings, and after a `+` what was not evaluated.
fn shown(findings: usize, unknown: usize) -> String {
    match (findings, unknown) {
        (0, 0) => "-".to_owned(),
        (n, 0) => n.to_string(),
        (n, u) => format!("{n}+{u}"),
    }
}

#[test]
fn the_table_says_how_often_each_rule_fires() {
    let rules = rules();
    let mut cells: BTreeMap<&str, Vec<String>> =
        rules.keys().map(|id| (id.as_str(), Vec::new())).collect();
    let mut said = Vec::new();
    for (date, mut paths) in examples(&rules) {
        paths.sort();
        said.extend(run(&date, &paths));
    }
    for (id, folder) in &rules {
        let own = folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let is_own = |path: &str| path.rsplit('/').nth(1) == Some(own.as_str());
        let count = |near: bool, finding: bool| {
            said.iter()
                .filter(|(r, p, f)| r == id && *f == finding && is_own(p) == near)
                .count()
        };
        let row = cells.get_mut(id.as_str()).expect("a row");
        row.push(shown(count(true, true), count(true, false)));
        row.push(shown(count(false, true), count(false, false)));
    }
    let corpus = std::env::var_os("TENANTLINT_CORPUS").map(PathBuf::from);
    for project in PROJECTS {
        let Some(corpus) = &corpus else { continue };
        let said = run(AS_OF, &[corpus.join("salesforce/inputs").join(project)]);
        for (id, row) in &mut cells {
            let count = |finding: bool| {
                said.iter()
                    .filter(|(r, _, f)| r == id && *f == finding)
                    .count()
            };
            row.push(shown(count(true), count(false)));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/firing.tsv");
    let head = format!(
        "rule\town examples\tother examples\t{}",
        PROJECTS.join("\t")
    );
    let lines: Vec<String> = cells
        .iter()
        .map(|(id, row)| format!("{id}\t{}", row.join("\t")))
        .collect();
    if std::env::var_os("TENANTLINT_RENEW").is_some() {
        assert!(
            corpus.is_some(),
            "the table has columns for real projects: set TENANTLINT_CORPUS"
        );
        std::fs::write(&path, format!("{head}\n{}\n", lines.join("\n"))).expect("it is written");
        return;
    }
    let table = std::fs::read_to_string(&path).expect("tests/firing.tsv is there");
    let columns = if corpus.is_some() {
        usize::MAX
    } else {
        println!("skipped: the columns of real projects, since TENANTLINT_CORPUS is not set");
        3
    };
    let cut = |line: &str| {
        line.split('\t')
            .take(columns)
            .collect::<Vec<_>>()
            .join("\t")
    };
    let wanted: Vec<String> = table.lines().skip(1).map(cut).collect();
    let differ: Vec<String> = lines
        .iter()
        .filter(|l| !wanted.contains(l))
        .map(|l| format!("now   {l}"))
        .chain(
            wanted
                .iter()
                .filter(|w| !lines.contains(w))
                .map(|w| format!("table {w}")),
        )
        .collect();
    assert!(
        differ.is_empty(),
        "{head}\n{}\nread why, then renew the table with TENANTLINT_RENEW=1",
        differ.join("\n")
    );
}
