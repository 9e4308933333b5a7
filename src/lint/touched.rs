//! Which tenants of an inventory a change touches: of the others nothing need be read, since each
//! is judged by itself and by the same policies before and after.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Settings;
use super::gather::{decides, ends_alike, judges};
use super::globs::Inventory;
use super::paths::shown;
use crate::finding::Notice;
use crate::host::{Host, PathKind};
use crate::tenant::{self, Holds};

/// Whether a change of files at these paths, from the top of a repository, may change the settings
/// or policies by which is judged, or which files are.
pub fn governs(settings: &Settings, changed: &[PathBuf]) -> bool {
    let files = settings.runtime.iter().chain(&settings.config);
    let named: Vec<&Path> = files
        .chain(judges(settings))
        .map(PathBuf::as_path)
        .chain(settings.own_files())
        .collect();
    let governs = |path: &PathBuf| decides(path) || named.iter().any(|n| ends_alike(n, path));
    changed.iter().any(governs)
}

/// The tenants of the inventory, by their numbers, that files at these paths belong to; those from
/// the top of a repository that `host` reads. Nothing where that does not tell all that a change may
/// alter: where it governs, where tenants are judged together, or where there is no inventory.
pub fn touched(
    host: &dyn Host,
    settings: &Settings,
    changed: &[PathBuf],
) -> Option<BTreeSet<usize>> {
    let nested = settings.nested.as_ref().is_some_and(|all| !all.is_empty());
    if settings.tenants.is_empty() || settings.combine || nested || governs(settings, changed) {
        return None;
    }
    let root = host.in_repository(&settings.root)?;
    let mut failures = Vec::new();
    let inventory = Inventory::of(settings, &mut failures);
    if !failures.is_empty() {
        return None;
    }
    let mut touched = BTreeSet::new();
    for path in changed {
        // A glob could mean what lies outside the configuration's folder by its whole path.
        touched.extend(inventory.whose(path.strip_prefix(&root).ok()?));
    }
    // What goes by one name is compared as one.
    let names: BTreeSet<&str> = touched
        .iter()
        .map(|&number| settings.tenants[number].name.as_str())
        .collect();
    let all = settings.tenants.iter().enumerate();
    let alike = all.filter(|(_, tenant)| names.contains(tenant.name.as_str()));
    Some(alike.map(|(number, _)| number).collect())
}

/// Says of changed files that could hold settings, and are there, that no tenant takes them.
pub fn in_no_tenant(host: &dyn Host, settings: &Settings, changed: &[PathBuf]) -> Vec<Notice> {
    let Some(root) = host.in_repository(&settings.root) else {
        return Vec::new();
    };
    let below = changed
        .iter()
        .filter_map(|path| path.strip_prefix(&root).ok());
    let paths = below.map(|path| settings.root.join(path));
    let could_be = |path: &PathBuf| {
        let holds = tenant::holds(&shown(path));
        !matches!(holds, Holds::Nothing(_)) && host.kind(path) == PathKind::File
    };
    let outside = paths.filter(could_be).map(|path| Notice {
        message: format!(
            "{} was not judged: in no tenant of the inventory",
            shown(&path)
        ),
        place: None,
    });
    outside.collect()
}
