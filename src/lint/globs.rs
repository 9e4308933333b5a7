//! The globs of the settings: which files are left out, and which tenant of the inventory takes one.

use std::path::Path;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::Settings;
use super::gather::placeless;
use crate::check::Check;
use crate::finding::Failure;

/// The globs of the tenants of an inventory.
pub(super) struct Inventory {
    /// All that include, in the order of the tenants.
    include: GlobSet,
    /// By the number of a glob, that of its tenant.
    owners: Vec<usize>,
    /// By tenant, those that exclude.
    exclude: Vec<GlobSet>,
}

impl Inventory {
    /// The inventory of the settings. What is no glob is a failure.
    pub(super) fn of(settings: &Settings, failures: &mut Vec<Failure>) -> Self {
        let mut include = GlobSetBuilder::new();
        let (mut owners, mut exclude) = (Vec::new(), Vec::new());
        for (number, tenant) in settings.tenants.iter().enumerate() {
            for glob in valid(&tenant.include, failures) {
                include.add(glob);
                owners.push(number);
            }
            exclude.push(globs(&tenant.exclude, failures));
        }
        Self {
            include: built(&include, failures),
            owners,
            exclude,
        }
    }

    /// The first tenant that takes a path.
    pub(super) fn whose(&self, path: &Path) -> Option<usize> {
        let matches = self.include.matches(path);
        let owners = matches.into_iter().map(|glob| self.owners[glob]);
        owners
            .filter(|&tenant| !self.exclude[tenant].is_match(path))
            .min()
    }
}

/// What any of these patterns takes. What is no glob is a failure.
pub(super) fn globs(patterns: &[String], failures: &mut Vec<Failure>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in valid(patterns, failures) {
        builder.add(glob);
    }
    built(&builder, failures)
}

/// The globs of patterns, those left out that are none.
fn valid(patterns: &[String], failures: &mut Vec<Failure>) -> Vec<Glob> {
    let mut globs = Vec::with_capacity(patterns.len());
    for pattern in patterns {
        match GlobBuilder::new(pattern).literal_separator(true).build() {
            Ok(glob) => globs.push(glob),
            Err(error) => failures.push(no_glob(&format!(
                "`{pattern}` is no glob: {}",
                error.kind()
            ))),
        }
    }
    globs
}

fn built(builder: &GlobSetBuilder, failures: &mut Vec<Failure>) -> GlobSet {
    builder.build().unwrap_or_else(|error| {
        failures.push(no_glob(&format!(
            "the globs are too much: {}",
            error.kind()
        )));
        GlobSet::empty()
    })
}

fn no_glob(message: &str) -> Failure {
    placeless(
        Check::ConfigInvalid,
        message.to_owned(),
        "Correct the pattern; `*` stays in a folder, `**` goes through folders.",
    )
}
