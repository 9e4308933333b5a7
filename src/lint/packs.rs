//! Folders of policies as their authors name them for a test: a pack, a part of the bundled pack's
//! own source, or a single rule's folder, with what the pack around it shares.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Settings, bundled, gather};
use crate::finding::Failure;
use crate::host::{Host, PathKind, plain_path};
use crate::rule::{self, PolicyFile, PolicyFolder, RegoVersion, RuleSet};
use crate::source::SourceMap;

/// How many folders above the named one may be its pack's.
const FARTHEST: usize = 3;

/// The folders of a pack that all its rules share.
const SHARED: [&str; 2] = ["lib", "data"];

/// Reads folders of policies instead of all others. A folder inside a pack comes with the `lib` and
/// `data` of the pack, which is the nearest folder above that has one of them. Where no folder
/// brings a library of ours, the bundled library stands beside it.
pub fn load_folders(
    host: &dyn Host,
    settings: &Settings,
    paths: &[PathBuf],
    sources: &mut SourceMap,
) -> (RuleSet, Vec<Failure>) {
    let mut packs = Packs {
        host,
        settings,
        failures: Vec::new(),
        files: BTreeMap::new(),
    };
    for path in paths {
        packs.add(path);
    }
    let mut failures = packs.failures;
    let mut folders: Vec<PolicyFolder> = packs
        .files
        .into_iter()
        .map(|pack| folder(pack, settings.rego_version))
        .collect();
    let library = |f: &PolicyFile| is_in(&f.below, "lib");
    let ours = |f: &PolicyFolder| f.builtin && f.files.iter().any(library);
    if !folders.iter().any(ours) {
        let mut shared = bundled();
        shared
            .files
            .retain(|f| SHARED.iter().any(|name| is_in(&f.below, name)));
        folders.insert(0, shared);
    }
    let (set, mut problems) = rule::load(RuleSet::default(), folders, sources);
    failures.append(&mut problems);
    (set, failures)
}

/// The files of packs, each once, whichever paths named them.
struct Packs<'a> {
    host: &'a dyn Host,
    settings: &'a Settings,
    failures: Vec<Failure>,
    /// By the pack's folder, in full, and by the path below it.
    files: BTreeMap<PathBuf, BTreeMap<String, PolicyFile>>,
}

impl Packs<'_> {
    fn add(&mut self, path: &Path) {
        let (own, mut problems) = gather::policy_folder(self.host, self.settings, path);
        self.failures.append(&mut problems);
        let full = self.full(path);
        let shares = |f: &PolicyFile| SHARED.iter().any(|name| is_in(&f.below, name));
        let above = match own.files.iter().any(shares) {
            true => None,
            false => self.above(path),
        };
        let (root, shared) = above.unwrap_or_else(|| (full.clone(), Vec::new()));
        let inside = full.strip_prefix(&root).unwrap_or(Path::new(""));
        let inside = gather::shown(inside);
        let files = self.files.entry(root).or_default();
        for mut file in own.files {
            if !inside.is_empty() {
                file.below = format!("{inside}/{}", file.below);
            }
            files.entry(file.below.clone()).or_insert(file);
        }
        for file in shared {
            files.entry(file.below.clone()).or_insert(file);
        }
    }

    /// The pack that a folder belongs to, and what it shares.
    fn above(&mut self, path: &Path) -> Option<(PathBuf, Vec<PolicyFile>)> {
        let mut at = path.to_owned();
        for _ in 0..FARTHEST {
            // Nothing outside a repository belongs to a pack in it.
            if self.host.kind(&at.join(".git")) != PathKind::Missing {
                return None;
            }
            let last = self.full(&at);
            at = parent(&at);
            if self.full(&at) == last {
                return None;
            }
            let mut shared = Vec::new();
            for name in SHARED {
                let folder = at.join(name);
                if self.host.kind(&folder) == PathKind::Folder {
                    let (files, mut problems) =
                        gather::policy_files(self.host, self.settings, &folder);
                    self.failures.append(&mut problems);
                    shared.extend(files.into_iter().map(|file| PolicyFile {
                        below: format!("{name}/{}", file.below),
                        ..file
                    }));
                }
            }
            if !shared.is_empty() {
                return Some((self.full(&at), shared));
            }
        }
        None
    }

    fn full(&self, path: &Path) -> PathBuf {
        plain_path(&self.host.current_dir().join(path))
    }
}

/// The folder above, as a user would write it.
fn parent(path: &Path) -> PathBuf {
    match (path.file_name(), path.parent()) {
        (Some(_), Some(parent)) if parent.as_os_str().is_empty() => PathBuf::from("."),
        (Some(_), Some(parent)) => parent.to_owned(),
        _ if path == Path::new(".") => PathBuf::from(".."),
        _ => path.join(".."),
    }
}

/// A pack's files as a folder. Those of the bundled pack's own source stand below the platform's
/// name, and a rule below its own.
fn folder(
    (root, files): (PathBuf, BTreeMap<String, PolicyFile>),
    version: RegoVersion,
) -> PolicyFolder {
    let name = root.file_name().map_or_else(
        || "policies".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let mut files: Vec<PolicyFile> = files.into_values().collect();
    let ours = |f: &PolicyFile| {
        let mut lines = f.text.lines();
        lines.any(|l| l.starts_with("package tenantlint."))
    };
    let builtin = files.iter().any(ours);
    // Our own pack is what it is, whatever others are.
    let version = match builtin {
        true => RegoVersion::V1,
        false => version,
    };
    let shares = |f: &PolicyFile| SHARED.iter().any(|s| f.below.starts_with(&format!("{s}/")));
    let platform = builtin && files.iter().any(shares);
    for file in &mut files {
        if platform || !file.below.contains('/') {
            file.below = format!("{name}/{}", file.below);
        }
    }
    PolicyFolder {
        name,
        builtin,
        version,
        files,
    }
}

/// Whether a path below a pack goes through a folder.
fn is_in(below: &str, folder: &str) -> bool {
    let (above, _) = below.rsplit_once('/').unwrap_or(("", below));
    above.split('/').any(|part| part == folder)
}
