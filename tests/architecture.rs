//! The modules use only those above them, and only their own libraries.

use std::path::{Path, PathBuf};

/// The order of `src/lib.rs`, foundation first.
const ORDER: &[&str] = &[
    "embedded", "threads", "source", "check", "document", "fix", "finding", "tenant", "rule",
    "engine", "locate", "assess", "report", "host", "lint", "jobs", "cli",
];

/// Libraries that only one module may use.
const OWNERS: &[(&str, &[&str])] = &[
    ("regex", &["engine", "rule"]),
    ("regorus", &["engine"]),
    ("regorus_mimalloc", &["engine"]),
    ("miette", &["report"]),
    ("similar", &["report"]),
    ("granit_parser", &["document"]),
    ("quick_xml", &["document"]),
    ("toml", &["document"]),
    ("jsonschema", &["tenant", "rule"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("ignore", &["host"]),
    ("terminal_size", &["host"]),
    ("jiff", &["host", "cli"]),
    ("rustix", &["host"]),
    ("gix", &["host"]),
];

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// One-based numbers and lines.
type Lines = Vec<(usize, String)>;

/// The module of a file, and its lines of code; inline test modules, which stand last, are left
/// out.
fn modules() -> Vec<(String, PathBuf, Lines)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 20, "the sources are found");
    let read = |path: PathBuf| {
        let below = path.strip_prefix(&src).expect("below src").to_owned();
        let first = below.components().next().expect("a first part");
        let module = first.as_os_str().to_string_lossy().replace(".rs", "");
        let text = std::fs::read_to_string(&path).expect("a source");
        let code = text
            .lines()
            .take_while(|l| !l.starts_with("#[cfg(test)]"))
            .enumerate()
            .filter(|(_, l)| !l.trim_start().starts_with("//"))
            .map(|(n, l)| (n + 1, l.to_owned()));
        (module, below, code.collect())
    };
    files.into_iter().map(read).collect()
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|m| *m == module)
}

#[test]
fn no_module_uses_one_below_it() {
    let mut upward = Vec::new();
    for (module, file, lines) in modules() {
        if module == "lib" || module == "main" {
            continue;
        }
        let own = rank(&module).unwrap_or_else(|| panic!("`{module}` is not in the order"));
        for (number, line) in lines {
            for part in line.split("crate::").skip(1) {
                let used: String = part
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if rank(&used).is_some_and(|other| other > own) {
                    upward.push(format!("{}:{number}: {}", file.display(), line.trim()));
                }
            }
        }
    }
    assert!(upward.is_empty(), "upward arrows:\n{}", upward.join("\n"));
}

#[test]
fn each_library_has_its_one_owner() {
    let mut strays = Vec::new();
    for (module, file, lines) in modules() {
        for (number, line) in lines {
            for (library, owners) in OWNERS {
                let used = line.contains(&format!("{library}::"));
                if used && !owners.contains(&module.as_str()) {
                    strays.push(format!("{}:{number}: {}", file.display(), line.trim()));
                }
            }
        }
    }
    assert!(strays.is_empty(), "strays:\n{}", strays.join("\n"));
}

#[test]
fn only_the_tenant_module_knows_a_platform() {
    let mut knowing = Vec::new();
    for (module, file, lines) in modules() {
        if module == "tenant" {
            continue;
        }
        for (number, line) in lines {
            let lower = line.to_lowercase();
            if ["salesforce", "apex", "visualforce"]
                .iter()
                .any(|w| lower.contains(w))
            {
                knowing.push(format!("{}:{number}: {}", file.display(), line.trim()));
            }
        }
    }
    assert!(
        knowing.is_empty(),
        "platform words:\n{}",
        knowing.join("\n")
    );
}
