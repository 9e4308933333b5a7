//! The files that policies are read from.

use std::path::{Path, PathBuf};

use super::Settings;
use super::gather::{placeless, unreadable};
use super::paths::shown;
use crate::check::Check;
use crate::document;
use crate::finding::Failure;
use crate::host::{Host, PathKind};
use crate::rule::{PolicyFile, PolicyFolder};

/// All policies below a folder that the user named, or the one in a file.
pub(super) fn policy_folder(
    host: &dyn Host,
    settings: &Settings,
    path: &Path,
) -> (PolicyFolder, Vec<Failure>) {
    let name = path.file_name().map_or_else(
        || "policies".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let (files, mut failures) = match host.kind(path) {
        PathKind::Folder => policy_files(host, settings, path),
        PathKind::File => policy_texts(host, settings, Path::new(""), vec![path.to_owned()]),
        PathKind::Missing => (Vec::new(), Vec::new()),
    };
    if !files.iter().any(|f| f.below.ends_with(".rego")) {
        failures.push(no_policies(&shown(path)));
    }
    let folder = PolicyFolder {
        name,
        builtin: false,
        version: settings.rego_version,
        pack: None,
        files,
    };
    (folder, failures)
}

/// The policies, data and examples in a folder, with their paths below it.
pub(super) fn policy_files(
    host: &dyn Host,
    settings: &Settings,
    path: &Path,
) -> (Vec<PolicyFile>, Vec<Failure>) {
    let is_one = |found: &PathBuf| {
        let ending = found.extension().and_then(|e| e.to_str());
        matches!(ending, Some("rego" | "yaml" | "yml"))
    };
    let mut all = host.walk(path, &[]).files;
    all.retain(is_one);
    policy_texts(host, settings, path, all)
}

/// The files in a folder that `takes` takes by their paths below it.
pub(super) fn pack_files(
    host: &dyn Host,
    settings: &Settings,
    path: &Path,
    takes: &dyn Fn(&str) -> bool,
) -> (Vec<PolicyFile>, Vec<Failure>) {
    let mut all = host.walk(path, &[]).files;
    all.retain(|found| takes(&shown(found.strip_prefix(path).unwrap_or(found))));
    policy_texts(host, settings, path, all)
}

fn policy_texts(
    host: &dyn Host,
    settings: &Settings,
    path: &Path,
    all: Vec<PathBuf>,
) -> (Vec<PolicyFile>, Vec<Failure>) {
    let mut files = Vec::new();
    let mut failures = Vec::new();
    let most = settings.evaluate.max_policy_bytes.max(1 << 20);
    for found in all {
        let name = shown(&found);
        let text = host.read(&found, most).and_then(|bytes| {
            document::decode(&bytes)
                .map(|(text, _)| text)
                .map_err(|e| e.message)
        });
        match text {
            Ok(text) => files.push(PolicyFile {
                below: shown(found.strip_prefix(path).unwrap_or(&found)),
                shown: name,
                text: text.trim_start_matches('\u{feff}').into(),
            }),
            Err(reason) => failures.push(unreadable(&name, &reason)),
        }
    }
    (files, failures)
}

fn no_policies(shown: &str) -> Failure {
    placeless(
        Check::PolicyInvalid,
        format!("`{shown}` holds no policies"),
        "Name a folder that holds policies in files of Rego (`*.rego`), or one such file.",
    )
}
