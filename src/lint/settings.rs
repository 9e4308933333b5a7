//! Everything that decides a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Demands, Nested};
use crate::assess::baseline::Baseline;
use crate::assess::waiver::{MAX_DAYS, Written};
use crate::check::Severity;
use crate::report::Thresholds;
use crate::rule::RegoVersion;
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
    /// Configurations further in, the outermost first, each of which adds to what is demanded of
    /// the tenants below its folder; `None` where none applies but that of the run.
    pub nested: Option<Vec<Nested>>,
    /// The folder of the configuration; globs of the inventory are relative to it.
    pub root: PathBuf,
    /// The inventory; empty when every path is a tenant.
    pub tenants: Vec<TenantSpec>,
    /// Of those the ones that are judged, by their numbers, where a change touches no others; else
    /// all of them.
    pub touched: Option<BTreeSet<usize>>,
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
    /// What is demanded of every tenant.
    pub demands: Arc<Demands>,
    /// What is demanded of single tenants beyond that, by their names; known when their files are.
    pub of_tenants: BTreeMap<String, Arc<Demands>>,
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
            nested: None,
            root: PathBuf::from("."),
            tenants: Vec::new(),
            touched: None,
            exclude: Vec::new(),
            builtin: true,
            policies: Vec::new(),
            rego_version: RegoVersion::V1,
            namespaces: Vec::new(),
            data: Vec::new(),
            foreign: Vec::new(),
            combine: false,
            params: BTreeMap::new(),
            demands: Arc::new(Demands {
                thresholds: Thresholds::USUAL,
                ..Demands::default()
            }),
            of_tenants: BTreeMap::new(),
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
    /// Whether a rule or check may judge some tenant, which is of a severity where nothing
    /// replaces it.
    pub fn may_take(&self, id: &str, family: &str, own: Severity) -> bool {
        let nested = self.nested.iter().flatten().map(|nested| &nested.demands);
        let mut all = nested.chain([&self.demands]);
        all.any(|demands| demands.takes(id, family, own))
    }

    /// What is demanded of a tenant.
    pub fn demands_on(&self, tenant: &str) -> &Demands {
        self.of_tenants.get(tenant).unwrap_or(&self.demands)
    }

    /// The files of waivers, baselines and packs' manifests that the configuration names.
    pub(super) fn own_files(&self) -> impl Iterator<Item = &Path> {
        let own = [&self.waivers_file, &self.baseline_file].into_iter();
        let manifests = self.foreign.iter().filter_map(ForeignPack::path);
        own.map(PathBuf::as_path).chain(manifests)
    }
}
