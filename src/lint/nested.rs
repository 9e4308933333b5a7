//! Configurations further in: which there are, and on which tenants their demands lie.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::gather;
use super::paths::{self, Below};
use super::{Demands, Settings, Survey, Wanted};
use crate::finding::Notice;
use crate::host::{Host, Once, PathKind};
use crate::source::{FileId, SourceMap};
use crate::tenant::{Platform, Tenant};

/// A configuration further in than that of the run.
#[derive(Debug, Clone)]
pub struct Nested {
    /// Its path.
    pub config: PathBuf,
    /// What it demands, within what those around it do.
    pub demands: Arc<Demands>,
}

/// The folders below that of the configuration in which a file of one of these names stands, and one
/// further in that may be read; the outermost first. Whether an ignore file hides the former does
/// not count.
pub fn folders_further_in(host: &dyn Host, settings: &Settings, names: &[&str]) -> Vec<PathBuf> {
    let host = &Once::new(host);
    let below = Below::new(host, settings);
    let holds = |folder: &PathBuf| {
        let path = |name| below.way_to(folder).join(name);
        let mut paths = names.iter().map(path);
        paths.any(|path| host.kind(&path) == PathKind::File)
    };
    // Most have none, which is found out sooner than which files may be read.
    let near = gather::near(host, settings);
    if !folders(&near, &below).iter().any(holds) {
        return Vec::new();
    }
    let wanted = Wanted {
        sections: None,
        plain: true,
    };
    let paths = gather::paths(host, settings, &wanted);
    let mut folders = folders(&paths, &below);
    folders.retain(holds);
    folders.sort_unstable();
    folders.dedup();
    folders.iter().map(|f| below.way_to(f)).collect()
}

/// The folders around files, from that of the configuration and below it; each once where what
/// stands in a folder stands together.
fn folders(files: &[PathBuf], below: &Below) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let mut last = None;
    let mut last_inside = PathBuf::new();
    for file in files {
        let folder = file.parent().map(Path::as_os_str);
        if last.replace(folder) == Some(folder) {
            continue;
        }
        let Some(inside) = below.inside(file) else {
            continue;
        };
        let inside = inside.parent().unwrap_or(Path::new(""));
        let is_new = |folder: &&Path| *folder != Path::new("") && !last_inside.starts_with(folder);
        let new = inside.ancestors().take_while(is_new).map(Path::to_owned);
        folders.extend(new);
        inside.clone_into(&mut last_inside);
    }
    folders
}

/// A tenant, as far as it decides what is demanded of it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) platform: Option<Platform>,
    pub(super) name: Arc<str>,
    pub(super) files: Vec<FileId>,
}

impl Named {
    pub(super) fn of(tenant: &Tenant) -> Self {
        Self {
            platform: tenant.platform,
            name: Arc::clone(&tenant.name),
            files: tenant.files.clone(),
        }
    }
}

/// Finds out what is demanded of single tenants, and says of which nothing further in is.
pub fn lay_demands(
    host: &dyn Host,
    settings: &mut Settings,
    survey: &mut Survey,
    sources: &SourceMap,
) {
    let tenants = vec![survey.tenants.iter().map(Named::of).collect()];
    let warnings = lay(&[host], settings, &tenants, sources);
    survey.warnings.extend(warnings.into_iter().flatten());
}

/// Finds out what is demanded of single tenants: what the innermost configuration demands that all
/// their files lie below, in any of the trees, so that moving a file out of a folder takes nothing
/// away. Tenants of one name cannot be told apart, and all is demanded of them that is of one. Gives
/// by tree what is to be said of configurations that do not apply.
pub(super) fn lay(
    hosts: &[&dyn Host],
    settings: &mut Settings,
    trees: &[Vec<Named>],
    sources: &SourceMap,
) -> Vec<Vec<Notice>> {
    let mut warnings = vec![Vec::new(); trees.len()];
    let Some(nested) = settings.nested.clone().filter(|nested| !nested.is_empty()) else {
        return warnings;
    };
    let mut of_names: BTreeMap<Arc<str>, BTreeMap<&Path, &Arc<Demands>>> = BTreeMap::new();
    let mut left = Vec::new();
    for (number, (host, tenants)) in hosts.iter().zip(trees).enumerate() {
        let below = Below::new(*host, settings);
        for tenant in tenants {
            let files = files(tenant, &below, sources);
            let inside = |nested: &Nested| {
                let folder = below.full(&nested.config);
                let folder = folder.parent().unwrap_or(Path::new("")).to_owned();
                let (inside, outside): (Vec<_>, Vec<_>) = files
                    .iter()
                    .partition(|(full, _)| full.starts_with(&folder));
                (
                    inside.len(),
                    outside.first().map(|(_, shown)| shown.clone()),
                )
            };
            let mut innermost = None;
            for nested in &nested {
                match inside(nested) {
                    (0, _) => {}
                    (_, None) => innermost = Some(nested),
                    (_, Some(outside)) => {
                        let name = Arc::clone(&tenant.name);
                        left.push((number, nested, name, outside));
                    }
                }
            }
            if let Some(nested) = innermost {
                let all = of_names.entry(Arc::clone(&tenant.name)).or_default();
                all.insert(&nested.config, &nested.demands);
            }
        }
    }
    for (number, nested, name, outside) in left {
        let laid = of_names.get(&name);
        if !laid.is_some_and(|all| all.contains_key(&*nested.config)) {
            warnings[number].push(not_demanded(nested, &name, &outside));
        }
    }
    let demands = of_names.into_iter().map(|(name, all)| {
        let within = all.into_values().map(Arc::clone).collect();
        let together = Demands {
            within,
            ..Demands::default()
        };
        (name.to_string(), Arc::new(together))
    });
    settings.of_tenants = demands.collect();
    warnings
}

/// The files of a tenant, in full and as they are shown.
fn files(tenant: &Named, below: &Below, sources: &SourceMap) -> Vec<(PathBuf, String)> {
    let names = tenant.files.iter().map(|file| sources.name(*file));
    names
        .map(|name| (below.full(Path::new(name)), name.to_owned()))
        .collect()
}

fn not_demanded(nested: &Nested, tenant: &str, outside: &str) -> Notice {
    Notice {
        message: format!(
            "the configuration `{}` does not apply to tenant `{}`, which has files outside its folder too, such as {outside}",
            paths::shown(&nested.config),
            tenant
        ),
        place: None,
    }
}
