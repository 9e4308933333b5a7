//! Folders of policies as their authors name them for a test: a pack, a part of the bundled pack's
//! own source, or a single rule's folder, with what the pack around it shares.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Settings, bundled, paths, policy_files};
use crate::finding::Failure;
use crate::host::{Host, PathKind, plain_path};
use crate::rule::{self, PolicyFile, PolicyFolder, RegoVersion, RuleSet};
use crate::source::{FileId, SourceMap};

/// How many folders above the named one may be its pack's.
const FARTHEST: usize = 3;

/// The folders of a pack that all its rules share.
const SHARED: [&str; 2] = ["lib", "data"];

/// Policies of named folders.
#[derive(Debug, Default)]
pub struct Folders {
    /// The policies, with what they share.
    pub set: RuleSet,
    /// What could not be read or used.
    pub failures: Vec<Failure>,
    /// The packs, and what was taken for each that was not named.
    pub used: Vec<UsedPack>,
    /// The files that were named; the others came along.
    pub named: BTreeSet<FileId>,
}

/// A pack of which something was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedPack {
    /// Its folder, as a user would write it.
    pub pack: String,
    /// The folders that were taken along: its `lib` and `data`, and those of the program.
    pub with: Vec<String>,
}

/// What stands for the library and data that came with the program.
const OWN: &str = "the library of the program";

/// Reads folders of policies instead of all others. A folder inside a pack comes with the `lib` and
/// `data` of the pack, without their tests. The pack of a file is the folder of policies that the
/// settings name around it, else the nearest folder above it that has a `lib` or `data`. Where no
/// folder brings a library of ours, the bundled library stands beside it.
pub fn load_folders(
    host: &dyn Host,
    settings: &Settings,
    paths: &[PathBuf],
    sources: &mut SourceMap,
) -> Folders {
    let mut packs = Packs {
        host,
        settings,
        failures: Vec::new(),
        packs: BTreeMap::new(),
    };
    for path in paths {
        packs.add(path);
    }
    let mut failures = packs.failures;
    let mut used: Vec<UsedPack> = packs.packs.values().map(Pack::used).collect();
    let named: BTreeSet<String> = packs
        .packs
        .values()
        .flat_map(|pack| pack.named.iter().cloned())
        .collect();
    let mut texts = packs.packs.values().flat_map(|p| p.files.values());
    let imports = texts.any(uses_our_library);
    let folders = packs.packs.into_iter();
    let folders = folders.map(|pack| folder(pack, settings.rego_version));
    let mut folders: Vec<PolicyFolder> = folders.collect();
    let library = |f: &PolicyFile| is_in(&f.below, "lib");
    let ours = |f: &PolicyFolder| f.builtin && f.files.iter().any(library);
    if !folders.iter().any(ours) {
        let mut shared = bundled();
        shared.files.retain(|f| {
            let shares = SHARED.iter().any(|name| is_in(&f.below, name));
            shares && !f.below.ends_with("_test.rego")
        });
        folders.insert(0, shared);
        if let Some(last) = used.last_mut().filter(|_| imports) {
            last.with.push(OWN.to_owned());
        }
    }
    let (set, mut problems) = rule::load(RuleSet::default(), folders, sources);
    failures.append(&mut problems);
    let ids = sources.iter().filter(|(_, f)| named.contains(&**f.name()));
    Folders {
        set,
        failures,
        used,
        named: ids.map(|(id, _)| id).collect(),
    }
}

/// The files of packs, each once, whichever paths named them.
struct Packs<'a> {
    host: &'a dyn Host,
    settings: &'a Settings,
    failures: Vec<Failure>,
    /// By the pack's folder, in full.
    packs: BTreeMap<PathBuf, Pack>,
}

/// A pack.
#[derive(Default)]
struct Pack {
    /// Its folder, as a user would write it.
    shown: String,
    /// By the path below the pack's folder.
    files: BTreeMap<String, PolicyFile>,
    /// The names of the files that were named.
    named: BTreeSet<String>,
    /// The folders that were taken along.
    with: BTreeSet<String>,
}

impl Pack {
    fn used(&self) -> UsedPack {
        UsedPack {
            pack: self.shown.clone(),
            with: self.with.iter().cloned().collect(),
        }
    }
}

impl Packs<'_> {
    fn add(&mut self, path: &Path) {
        let (own, mut problems) = policy_files::policy_folder(self.host, self.settings, path);
        self.failures.append(&mut problems);
        let mut by_root: BTreeMap<PathBuf, Vec<PolicyFile>> = BTreeMap::new();
        for file in own.files {
            let root = self.root(path, &file.below);
            by_root.entry(root).or_default().push(file);
        }
        for (root, files) in by_root {
            self.pack(path, &root, files);
        }
    }

    /// Adds the named files of a pack, whose folder is given as a user would write it, and what
    /// the pack shares.
    fn pack(&mut self, path: &Path, root: &Path, files: Vec<PolicyFile>) {
        let (full, at) = (self.full(root), self.full(path));
        let shared = self.shared(root);
        let pack = self.packs.entry(full.clone()).or_default();
        pack.shown = match paths::shown(root) {
            shown if shown.is_empty() => ".".to_owned(),
            shown => shown,
        };
        for mut file in files {
            let whole = at.join(&file.below);
            let below = whole.strip_prefix(&full).unwrap_or(&whole);
            file.below = paths::shown(below);
            pack.named.insert(file.shown.clone());
            pack.files.insert(file.below.clone(), file);
        }
        for (folder, file) in shared {
            let is_named = full.join(&file.below).starts_with(&at);
            if !is_named && !pack.files.contains_key(&file.below) {
                pack.with.insert(folder);
                pack.files.insert(file.below.clone(), file);
            }
        }
    }

    /// What a pack shares but tests, each file with the shared folder that it stands in. A folder
    /// that the settings name is read as `check` reads it, so that shared folders may stand
    /// anywhere in it.
    fn shared(&mut self, root: &Path) -> Vec<(String, PolicyFile)> {
        let whole = self.settings.policies.iter().any(|p| p == root);
        let inside = match whole {
            true => vec![PathBuf::new()],
            false => SHARED.into_iter().map(PathBuf::from).collect(),
        };
        let mut shared = Vec::new();
        for inside in inside {
            let folder = root.join(&inside);
            if self.host.kind(&folder) != PathKind::Folder {
                continue;
            }
            let (files, mut problems) =
                policy_files::policy_files(self.host, self.settings, &folder);
            self.failures.append(&mut problems);
            for file in files {
                let below = paths::shown(&inside.join(&file.below));
                let parts = below.split('/').collect::<Vec<_>>();
                let at = parts.iter().position(|part| SHARED.contains(part));
                if let Some(at) = at.filter(|_| !below.ends_with("_test.rego")) {
                    let folder = root.join(parts[..=at].join("/"));
                    shared.push((paths::shown(&folder), PolicyFile { below, ..file }));
                }
            }
        }
        shared
    }

    /// The folder of the pack that a file belongs to, which is below a named folder.
    fn root(&self, path: &Path, below: &str) -> PathBuf {
        let full = self.full(&path.join(below));
        let configured = self.settings.policies.iter();
        if let Some(pack) = configured
            .filter(|pack| full.starts_with(self.full(pack)))
            .max_by_key(|pack| self.full(pack).components().count())
        {
            return pack.clone();
        }
        // Folders below the named one, the innermost first; then those above it. What stands in a
        // shared folder belongs to the pack that shares it.
        let parts: Vec<&str> = below.split('/').collect();
        let folders = &parts[..parts.len() - 1];
        let shared = folders.iter().position(|part| SHARED.contains(part));
        let deepest = shared.unwrap_or(folders.len());
        for count in (0..=deepest).rev() {
            let at = folders[..count]
                .iter()
                .fold(path.to_owned(), |at, p| at.join(p));
            if self.shares(&at) {
                return at;
            }
        }
        self.above(path).unwrap_or_else(|| path.to_owned())
    }

    fn shares(&self, folder: &Path) -> bool {
        let is_folder = |name| self.host.kind(&folder.join(name)) == PathKind::Folder;
        SHARED.into_iter().any(is_folder)
    }

    /// The folder of the pack that a folder belongs to, where that is above it.
    fn above(&self, path: &Path) -> Option<PathBuf> {
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
            if self.shares(&at) {
                return Some(at);
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
fn folder((root, pack): (PathBuf, Pack), version: RegoVersion) -> PolicyFolder {
    let name = root.file_name().map_or_else(
        || "policies".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let mut files: Vec<PolicyFile> = pack.files.into_values().collect();
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
        pack: None,
        files,
    }
}

/// Whether a text names a package or data that came with the program.
fn uses_our_library(file: &PolicyFile) -> bool {
    let mut places = file.text.split("data.tenantlint.").skip(1);
    places.any(|after| {
        let shared = after.split('.').nth(1).unwrap_or_default();
        SHARED.iter().any(|name| shared.starts_with(name))
    })
}

/// Whether a path below a pack goes through a folder.
fn is_in(below: &str, folder: &str) -> bool {
    let (above, _) = below.rsplit_once('/').unwrap_or(("", below));
    above.split('/').any(|part| part == folder)
}
