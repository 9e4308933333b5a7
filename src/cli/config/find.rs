//! Where the configuration of a run is.

use std::path::{Path, PathBuf};

use crate::host::{Host, PathKind, plain_path, relative_path};

/// The name of a configuration.
pub(crate) const FILE_NAME: &str = "tenantlint.yaml";

/// A name that people write for it.
pub(crate) const OTHER_NAME: &str = "tenantlint.yml";

/// What the search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Search {
    /// It is here.
    Found(PathBuf),
    /// There is none.
    Nothing,
    /// There is one under a name that is not read.
    Misnamed(PathBuf),
}

/// Looks from the folder of `start` (absolute, or relative to the current folder) upwards to the
/// nearest folder that holds a `.git`. Outside a repository it looks up to the current folder,
/// if `start` is below it, and else only where it starts: a file far above, which somebody else
/// may have put there, does not decide. Of several the outermost is the run's, so that none further
/// in can loosen what it demands. Paths in the answer are relative to the current folder.
pub(crate) fn search(host: &dyn Host, start: &Path) -> Search {
    let here = host.current_dir();
    let mut folder = plain_path(&here.join(start));
    if host.kind(&folder) != PathKind::Folder {
        folder.pop();
    }
    let mut found = Vec::new();
    for folder in candidates(host, &folder, &plain_path(&here)) {
        let path = folder.join(FILE_NAME);
        if host.kind(&path) == PathKind::File {
            found.push(relative_path(&path, &here));
            continue;
        }
        let other = folder.join(OTHER_NAME);
        if host.kind(&other) == PathKind::File {
            return Search::Misnamed(relative_path(&other, &here));
        }
    }
    match found.pop() {
        Some(path) => Search::Found(path),
        None => Search::Nothing,
    }
}

fn candidates<'a>(host: &dyn Host, folder: &'a Path, here: &Path) -> Vec<&'a Path> {
    let holds_git = |f: &&Path| host.kind(&f.join(".git")) != PathKind::Missing;
    let above: Vec<&Path> = folder.ancestors().collect();
    let last = above.iter().position(holds_git);
    let last = last.or_else(|| above.iter().position(|f| *f == here));
    above.into_iter().take(last.unwrap_or(0) + 1).collect()
}
