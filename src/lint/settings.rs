//! Everything that decides a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Selection;
use crate::assess::baseline::Baseline;
use crate::assess::waiver::{MAX_DAYS, Written};
use crate::check::Severity;
use crate::rule::{RegoVersion, Rule};
use crate::tenant::Platform;
use crate::{document, engine};

/// A tenant of the configuration's inventory.
#[derive(Debug, Clone, Default)]
pub struct TenantSpec {
    /// Its name.
    pub name: String,
    /// Its platform, where the files should not decide.
    pub platform: Option<Platform>,
    /// Globs of its files, relative to the configuration's folder.
    pub include: Vec<String>,
    /// Globs of files that are not its own.
    pub exclude: Vec<String>,
}

/// A pack of policies that was written for another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignPack {
    /// The name of a manifest that came with the program, or the path of one that did not.
    pub manifest: String,
    /// The folder that holds the pack.
    pub dir: PathBuf,
}

impl ForeignPack {
    /// The path of the manifest, where it did not come with the program.
    pub fn path(&self) -> Option<&Path> {
        let path = Path::new(&self.manifest);
        let ending = path.extension().and_then(|e| e.to_str());
        matches!(ending, Some("yaml" | "yml")).then_some(path)
    }
}

/// Everything that decides a run: flags over configuration over defaults.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Files and folders to judge; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// The name that standard input goes by.
    pub stdin_filename: Option<String>,
    /// The platform, where the files should not decide.
    pub platform: Option<Platform>,
    /// Files with record counts and guest users, merged into every tenant's `runtime`.
    pub runtime: Vec<PathBuf>,
    /// The configuration that was read, if one was.
    pub config: Option<PathBuf>,
    /// Configurations on the way to it, which do not apply.
    pub other_configs: Vec<PathBuf>,
    /// The folder of the configuration; globs of the inventory are relative to it.
    pub root: PathBuf,
    /// The inventory; empty when every path is a tenant.
    pub tenants: Vec<TenantSpec>,
    /// Globs of files that are never read.
    pub exclude: Vec<String>,
    /// Whether the bundled policies judge.
    pub builtin: bool,
    /// Folders of further policies, and single modules.
    pub policies: Vec<PathBuf>,
    /// The version of Rego that those are written in.
    pub rego_version: RegoVersion,
    /// Globs of packages: of policies that follow the convention of other tools, only those judge
    /// whose package one of them means. All where empty.
    pub namespaces: Vec<String>,
    /// Files and folders of data that policies see below `data`.
    pub data: Vec<PathBuf>,
    /// Packs of policies that were written for other programs, and the folders that hold them.
    pub foreign: Vec<ForeignPack>,
    /// Whether documents of no platform are judged together, as one input.
    pub combine: bool,
    /// Values of parameters, by rule or pack and name.
    pub params: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
    /// Severities that replace those of the rules, by id.
    pub severity: BTreeMap<String, Severity>,
    /// Ids, prefixes, families or severities that are judged; empty for all.
    pub select: Vec<String>,
    /// Ids, prefixes, families or severities that are not.
    pub ignore: Vec<String>,
    /// From which severity findings fail the run; `None` for never.
    pub fail_on: Option<Severity>,
    /// From which severity of a rule "not evaluated" fails the run; `None` for never.
    pub fail_on_unknown: Option<Severity>,
    /// The date of judgement, `YYYY-MM-DD`; today where nobody says.
    pub as_of: Option<String>,
    /// What parsing may spend.
    pub parse: document::Limits,
    /// What evaluating may spend.
    pub evaluate: engine::Limits,
    /// The number of threads; the host's where nobody says.
    pub threads: Option<usize>,
    /// The waivers of the configuration and of the file beside it.
    pub waivers: Vec<Written>,
    /// The file of waivers, whether it is there or not.
    pub waivers_file: PathBuf,
    /// The longest life of a waiver, in days from the date of judgement.
    pub max_waiver_days: u32,
    /// Whether waivers are applied.
    pub waive: bool,
    /// The keys of the waivers in comments that are applied; all where `None`.
    pub known_inline: Option<Arc<BTreeSet<String>>>,
    /// The findings that were there before; none where the baseline does not count.
    pub baseline: Option<Arc<Baseline>>,
    /// The file of the baseline, whether it is there or not.
    pub baseline_file: PathBuf,
}

/// The name of a baseline.
pub const BASELINE_NAME: &str = "tenantlint-baseline.yaml";

/// The name of a file of waivers.
pub const WAIVERS_NAME: &str = "tenantlint-waivers.yaml";

impl Default for Settings {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            stdin_filename: None,
            platform: None,
            runtime: Vec::new(),
            config: None,
            other_configs: Vec::new(),
            root: PathBuf::from("."),
            tenants: Vec::new(),
            exclude: Vec::new(),
            builtin: true,
            policies: Vec::new(),
            rego_version: RegoVersion::V1,
            namespaces: Vec::new(),
            data: Vec::new(),
            foreign: Vec::new(),
            combine: false,
            params: BTreeMap::new(),
            severity: BTreeMap::new(),
            select: Vec::new(),
            ignore: Vec::new(),
            fail_on: Some(Severity::Low),
            fail_on_unknown: Some(Severity::Critical),
            as_of: None,
            parse: document::Limits::default(),
            evaluate: engine::Limits::default(),
            threads: None,
            waivers: Vec::new(),
            waivers_file: PathBuf::from(WAIVERS_NAME),
            max_waiver_days: MAX_DAYS,
            waive: true,
            known_inline: None,
            baseline: None,
            baseline_file: PathBuf::from(BASELINE_NAME),
        }
    }
}

impl Settings {
    /// Which rules and checks take part.
    pub fn selection(&self) -> Selection {
        Selection {
            select: self.select.clone(),
            ignore: self.ignore.clone(),
        }
    }

    /// Whether a path is that of a file of waivers, a baseline or a pack's manifest: by its name,
    /// or since the configuration says so. `full` gives a path as a whole.
    pub(super) fn own_file(&self, path: &Path, full: &dyn Fn(&Path) -> PathBuf) -> bool {
        let names = [WAIVERS_NAME, BASELINE_NAME];
        let name = path.file_name().and_then(|name| name.to_str());
        let mut manifests = self.foreign.iter().filter_map(ForeignPack::path);
        name.is_some_and(|name| names.contains(&name))
            || manifests.any(|manifest| full(path) == full(manifest))
            || [&self.waivers_file, &self.baseline_file]
                .into_iter()
                .any(|file| full(path) == full(file))
    }

    /// The severity of a rule in this run.
    pub fn severity_of(&self, rule: &Rule) -> Severity {
        self.severity
            .get(&*rule.id)
            .copied()
            .unwrap_or(rule.severity)
    }
}
