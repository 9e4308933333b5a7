//! Whether a file that was found is read, as far as its path and the settings tell.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;

use super::gather::{CONFIG_NAME, Origin, Target, Wanted, judges};
use super::globs::{Inventory, globs};
use super::paths::{Below, as_shown};
use super::settings::{BASELINE_NAME, Settings, WAIVERS_NAME};
use crate::finding::Failure;
use crate::host::{Host, PathKind};
use crate::tenant::{self, Holds};

/// What decides about a file beside its own name.
pub(super) struct Filter<'a> {
    pub(super) host: &'a dyn Host,
    pub(super) settings: &'a Settings,
    pub(super) below: Below,
    /// The files of the settings' runtime, as full paths.
    runtime: Vec<PathBuf>,
    /// The files of waivers, baselines and packs' manifests that the settings name: the last parts of
    /// their paths, and these in full.
    own: Vec<(OsString, PathBuf)>,
    /// The folders of policies and of their data, as full paths.
    policies: Vec<PathBuf>,
    exclude: GlobSet,
    pub(super) inventory: Inventory,
    wanted: &'a Wanted,
}

impl<'a> Filter<'a> {
    /// The filter of the settings. What is no glob in them is a failure.
    pub(super) fn new(
        host: &'a dyn Host,
        settings: &'a Settings,
        wanted: &'a Wanted,
        failures: &mut Vec<Failure>,
    ) -> Self {
        let below = Below::new(host, settings);
        Self {
            host,
            settings,
            runtime: settings.runtime.iter().map(|p| below.full(p)).collect(),
            own: named_in_full(settings.own_files(), &below),
            policies: judges(settings).map(|p| below.full(p)).collect(),
            below,
            exclude: globs(&settings.exclude, failures),
            inventory: Inventory::of(settings, failures),
            wanted,
        }
    }

    /// Why a file is not read, if it is not.
    pub(super) fn refuses(&self, path: &Path) -> Option<Refused> {
        self.takes(&Found::at(path)).err()
    }

    /// The sections that the name of a file tells, which is read.
    ///
    /// # Errors
    /// Why it is not.
    pub(super) fn takes(&self, found: &Found<'_>) -> Result<Vec<&'static str>, Refused> {
        let path = found.path;
        let because = |reason: &str| Err(Refused::Because(reason.to_owned()));
        if !self.exclude.is_empty() && self.exclude.is_match(self.below.of(path)) {
            return because("excluded by the settings");
        }
        if !self.runtime.is_empty() && self.runtime.contains(&self.below.full(path)) {
            return because("given as `runtime`, not as settings");
        }
        if found.is_named(CONFIG_NAME) {
            return because("the configuration");
        }
        if self.is_own(found) {
            return because("waivers or a baseline, not settings");
        }
        if self.is_policy(path) {
            return because("policies and their data");
        }
        match tenant::holds(&found.shown) {
            Holds::Nothing(_) if self.wanted.plain && tenant::may_be_plain(path) => Ok(Vec::new()),
            Holds::Nothing(reason) => because(reason),
            Holds::Sections(sections) => {
                let asked =
                    |wanted: &BTreeSet<String>| sections.iter().any(|s| wanted.contains(*s));
                let wanted = self.wanted.sections.as_ref();
                match wanted.is_none_or(asked) {
                    true => Ok(sections),
                    false => Err(Refused::Unasked(sections)),
                }
            }
            Holds::Anything | Holds::Project => Ok(Vec::new()),
        }
    }

    /// Whether what stands at a path may be read, as far as its name tells.
    pub(super) fn may_read(&self, path: &Path) -> bool {
        match self.host.kind(path) {
            // What holds of a folder holds of a file in it that could be anything.
            PathKind::Folder => self.refuses(&path.join("any.yaml")).is_none(),
            PathKind::File | PathKind::Missing => self.refuses(path).is_none(),
        }
    }

    /// Whether a file is one of waivers, a baseline or a pack's manifest: by its name, or since the
    /// settings say so.
    fn is_own(&self, found: &Found<'_>) -> bool {
        // Files of different names are different files, which is told without going through paths.
        let same = |(name, own): &(OsString, PathBuf)| {
            found.name.is_none_or(|found| found == name) && *own == self.below.full(found.path)
        };
        let names = [WAIVERS_NAME, BASELINE_NAME];
        names.iter().any(|name| found.is_named(name)) || self.own.iter().any(same)
    }

    /// Whether a file belongs to the policies. Where only tenants are judged, it would not be taken
    /// for one.
    fn is_policy(&self, path: &Path) -> bool {
        if !self.wanted.plain || self.policies.is_empty() {
            return false;
        }
        let path = self.below.full(path);
        self.policies.iter().any(|folder| path.starts_with(folder))
    }

    /// The tenant that takes a file, where that is none of those that are judged.
    pub(super) fn leaves_to(&self, path: &Path) -> Option<usize> {
        let touched = self.settings.touched.as_ref()?;
        let whose = self.inventory.whose(&self.below.of(path));
        whose.filter(|tenant| !touched.contains(tenant))
    }
}

/// A file that was found, and what its path tells.
pub(super) struct Found<'p> {
    path: &'p Path,
    /// The last part of the path.
    name: Option<&'p OsStr>,
    /// The path as it is shown.
    pub(super) shown: Cow<'p, str>,
}

impl<'p> Found<'p> {
    pub(super) fn at(path: &'p Path) -> Self {
        Self {
            path,
            name: path.file_name(),
            shown: as_shown(path),
        }
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name.is_some_and(|own| own == name)
    }

    pub(super) fn target(&self, group: usize) -> Target {
        Target {
            origin: match self.path.to_str() {
                Some(path) if *path == *self.shown => Origin::Shown,
                _ => Origin::File(self.path.to_owned()),
            },
            shown: Arc::from(&*self.shown),
            group,
            below: Arc::default(),
        }
    }
}

/// Why a file is not read.
pub(super) enum Refused {
    Because(String),
    /// Nobody asks for the sections that its name tells.
    Unasked(Vec<&'static str>),
}

/// Files in full, with the last parts of their paths.
fn named_in_full<'a>(
    files: impl Iterator<Item = &'a Path>,
    below: &Below,
) -> Vec<(OsString, PathBuf)> {
    let full = files.map(|file| below.full(file));
    let named = full.filter_map(|full| Some((full.file_name()?.to_owned(), full)));
    named.collect()
}
