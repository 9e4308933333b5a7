//! Which files a run reads, and as whose.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;

use super::Settings;
use super::filter::{Filter, Found, Refused};
use super::globs::globs;
use super::paths::{Below, shown};
use crate::check::Check;
use crate::document;
use crate::finding::{self, Failure, Notice};
use crate::host::{Host, PathKind};
use crate::rule::Rule;
use crate::source::{FileId, Span};
use crate::tenant::{self, Holds};

/// The name of the configuration file, which is never a tenant's.
pub const CONFIG_NAME: &str = "tenantlint.yaml";

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file whose path is the name that it is shown by, as nearly all are.
    Shown,
    /// Any other file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// A text to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where it comes from.
    pub origin: Origin,
    /// The name that it is shown by, with `/` between the parts.
    pub shown: Arc<str>,
    /// Whose it is: the number of a group.
    pub group: usize,
    /// Its path from the configuration's folder; empty where no documents of no platform are
    /// wanted, whose name it is.
    pub below: Arc<str>,
}

impl Target {
    /// Its path, if it is a file.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Shown => Some(Path::new(&*self.shown)),
            Origin::File(path) => Some(path),
            Origin::Stdin => None,
        }
    }
}

/// Something that is not read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The name that it is shown by.
    pub shown: String,
    /// Why, in a few words.
    pub reason: String,
    /// Whether a remark says so already.
    pub said: bool,
}

/// What a group of targets is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupKind {
    /// All targets are one tenant, unless they name several.
    Folder,
    /// Single files that the user named: components form one tenant, the rest one each.
    Files,
    /// A tenant of the inventory, by its number.
    Inventory(usize),
    /// Record counts and guest users for every tenant.
    Runtime,
}

/// What somebody asks for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The sections of tenants; `None` where all are wanted.
    pub sections: Option<BTreeSet<String>>,
    /// Whether documents of no platform are, too.
    pub plain: bool,
}

/// What [`gather`] gives.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    pub(super) targets: Vec<Target>,
    pub(super) groups: Vec<GroupKind>,
    pub(super) skipped: Vec<Skip>,
    pub(super) failures: Vec<Failure>,
    pub(super) notices: Vec<Notice>,
    /// Remarks that nobody should miss.
    pub(super) warnings: Vec<Notice>,
    /// Files that hold what nobody asks for, with the sections that their names tell.
    pub(super) unread: Vec<(Target, Vec<&'static str>)>,
    /// The sections that the names of the others tell.
    pub(super) named: BTreeSet<&'static str>,
    /// Tenants of the inventory whose files are left alone.
    pub(super) left: BTreeSet<usize>,
}

/// Finds the files of the settings' paths.
pub(super) fn gather(host: &dyn Host, settings: &Settings, wanted: &Wanted) -> Gathered {
    let mut gathered = Gathered::default();
    let filter = Filter::new(host, settings, wanted, &mut gathered.failures);
    for path in &settings.paths {
        gathered.path(&filter, path);
    }
    if !settings.tenants.is_empty() {
        gathered.assign(&filter);
    }
    gathered
        .targets
        .sort_by(|a, b| (a.group, &a.shown).cmp(&(b.group, &b.shown)));
    gathered.targets.dedup_by(|a, b| a.path() == b.path());
    let runtime = gathered.groups.len();
    for path in &settings.runtime {
        if host.kind(path) == PathKind::File {
            gathered.push_file(path, runtime);
        } else {
            gathered.failures.push(no_input(&shown(path)));
        }
    }
    gathered.groups.push(GroupKind::Runtime);
    if wanted.plain {
        for target in &mut gathered.targets {
            target.below = filter.below.name(target);
        }
    }
    let nothing_else = gathered.targets.iter().all(|t| t.group == runtime);
    if nothing_else && gathered.unread.is_empty() && gathered.failures.is_empty() {
        gathered.failures.push(nothing());
    }
    gathered
}

/// The path of a target; of standard input, the name that it is shown by.
fn named(target: &Target) -> &Path {
    target.path().unwrap_or_else(|| Path::new(&*target.shown))
}

/// The files that [`gather`] finds.
pub(super) fn paths(host: &dyn Host, settings: &Settings, wanted: &Wanted) -> Vec<PathBuf> {
    let targets = gather(host, settings, wanted).targets;
    targets
        .iter()
        .map(|target| named(target).to_owned())
        .collect()
}

/// All files that [`paths`] could find, whatever their names are, and some that it does not. Those of
/// a folder stand together.
pub(super) fn near(host: &dyn Host, settings: &Settings) -> Vec<PathBuf> {
    let mut files = settings.runtime.clone();
    for path in &settings.paths {
        if path == Path::new("-") {
            files.extend(settings.stdin_filename.as_ref().map(PathBuf::from));
            continue;
        }
        match host.kind(path) {
            PathKind::File => files.push(path.clone()),
            PathKind::Folder => in_folder(host, path, &mut files),
            PathKind::Missing if is_glob(path) => in_folder(host, &fixed_part(path), &mut files),
            PathKind::Missing => {}
        }
    }
    files
}

/// Adds the files of a folder, those that an ignore file hides and git tracks all the same too.
fn in_folder(host: &dyn Host, folder: &Path, files: &mut Vec<PathBuf>) {
    let walk = host.walk(folder, &tenant::ignore_files());
    files.extend(walk.files);
    if !walk.ignored.is_empty() {
        // Where git cannot tell, none of them is read.
        files.extend(host.tracked(folder).unwrap_or_default());
    }
}

/// Whether files at these paths, from the top of a repository, could matter to a run: they could
/// hold what a selected rule reads, or decide about files, rules or findings.
pub(super) fn concerns(host: &dyn Host, settings: &Settings, paths: &[PathBuf]) -> bool {
    let below = Below::new(host, settings);
    let policies: Vec<PathBuf> = judges(settings).map(|p| below.full(p)).collect();
    let matters = |path: &PathBuf| {
        let is_policy = |folder: &PathBuf| ends_alike(folder, path);
        let policy = policies.iter().any(is_policy);
        let plain = !policies.is_empty() && tenant::may_be_plain(path);
        let holds = || !matches!(tenant::holds(&shown(path)), Holds::Nothing(_));
        decides(path) || policy || plain || holds()
    };
    paths.iter().any(matters)
}

/// Whether a file may decide by its content which others are read.
pub(super) fn decides(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str());
    let name = name.unwrap_or_default();
    is_config(path) || name.starts_with("tenantlint") || name.ends_with("ignore")
}

/// Whether a path from a repository's top could lie in a folder: some part of it is the folder's
/// last.
pub(super) fn ends_alike(folder: &Path, path: &Path) -> bool {
    let last = folder.file_name();
    last.is_none() || path.iter().any(|part| Some(part) == last)
}

/// Where policies and their data stand.
pub(super) fn judges(settings: &Settings) -> impl Iterator<Item = &PathBuf> {
    let packs = settings.foreign.iter().map(|pack| &pack.dir);
    let policies = settings.policies.iter().chain(&settings.data);
    policies.chain(packs)
}

impl Gathered {
    fn path(&mut self, filter: &Filter<'_>, path: &Path) {
        let (host, settings) = (filter.host, filter.settings);
        if path == Path::new("-") {
            let name = settings.stdin_filename.as_deref().unwrap_or("<stdin>");
            let group = self.files_group();
            self.targets.push(Target {
                origin: Origin::Stdin,
                shown: name.into(),
                group,
                below: Arc::default(),
            });
            return;
        }
        match host.kind(path) {
            PathKind::File => {
                let group = self.files_group();
                self.push_file(path, group);
            }
            PathKind::Folder => {
                let group = self.groups.len();
                self.groups.push(GroupKind::Folder);
                self.folder(filter, path, group, None);
            }
            PathKind::Missing if is_glob(path) => self.glob(filter, path),
            PathKind::Missing => self.failures.push(no_input(&shown(path))),
        }
    }

    fn files_group(&mut self) -> usize {
        let found = self.groups.iter().position(|g| *g == GroupKind::Files);
        found.unwrap_or_else(|| {
            self.groups.push(GroupKind::Files);
            self.groups.len() - 1
        })
    }

    fn push_file(&mut self, path: &Path, group: usize) {
        self.targets.push(Found::at(path).target(group));
    }

    fn folder(&mut self, filter: &Filter<'_>, folder: &Path, group: usize, only: Option<&GlobSet>) {
        let walk = filter.host.walk(folder, &tenant::ignore_files());
        for skipped in walk.skipped {
            let said = filter.may_read(&skipped.path);
            let (shown, reason) = (shown(&skipped.path), skipped.reason);
            if said {
                self.warn(format!("{shown} was not read: {reason}"));
            }
            self.skipped.push(Skip {
                shown,
                reason,
                said,
            });
        }
        for part in walk.unreadable {
            self.failures
                .push(unreadable(&shown(&part.path), &part.reason));
        }
        for path in walk.files {
            let found = Found::at(&path);
            let is_config = found.is_named(CONFIG_NAME);
            if is_config {
                self.other_config(filter, &path);
            }
            if only.is_some_and(|only| !only.is_match(&*found.shown)) {
                continue;
            }
            if let Some(tenant) = filter.leaves_to(&path) {
                self.left.insert(tenant);
                continue;
            }
            match filter.takes(&found) {
                Ok(sections) => {
                    self.named.extend(sections);
                    self.targets.push(found.target(group));
                }
                Err(Refused::Because(reason)) => self.skipped.push(Skip {
                    shown: found.shown.into_owned(),
                    said: is_config,
                    reason,
                }),
                Err(Refused::Unasked(sections)) => {
                    self.unread.push((found.target(group), sections));
                }
            }
        }
        self.ignored(filter, folder, group, &walk.ignored);
    }

    /// Where only one configuration applies, the others are told of.
    fn other_config(&mut self, filter: &Filter<'_>, path: &Path) {
        let full = |path: &Path| filter.below.full(path);
        let applied = filter.settings.config.as_deref();
        let is_applied = applied.is_some_and(|applied| full(applied) == full(path));
        if filter.settings.nested.is_some() || is_applied {
            return;
        }
        let and = applied.map_or_else(String::new, |applied| {
            format!(", and this one's is `{}`", shown(applied))
        });
        let message = format!(
            "the configuration `{}` was not applied: one run has one configuration{and}",
            shown(path)
        );
        self.warn(message);
    }

    fn warn(&mut self, message: String) {
        let place = None;
        self.warnings.push(Notice { message, place });
    }

    /// What an ignore file hides is left out, unless git tracks it and its name says that it
    /// holds what somebody asks for: then it is deployed all the same.
    fn ignored(&mut self, filter: &Filter<'_>, folder: &Path, group: usize, hidden: &[PathBuf]) {
        if hidden.is_empty() {
            return;
        }
        let tracked = filter.host.tracked(folder).unwrap_or_else(|reason| {
            let may_hold = |path: &&PathBuf| {
                let named = matches!(tenant::holds(&shown(path)), Holds::Sections(_));
                (named || filter.host.kind(path) == PathKind::Folder) && filter.may_read(path)
            };
            if let Some(first) = hidden.iter().find(may_hold) {
                self.failures.push(untold(&shown(first), &reason));
            }
            Vec::new()
        });
        let mut all = 0;
        for path in hidden {
            let first = tracked.partition_point(|t| t < path);
            let below = tracked[first..].iter().take_while(|t| t.starts_with(path));
            let mut judged = 0;
            for file in below {
                let named = matches!(tenant::holds(&shown(file)), Holds::Sections(_));
                if !named || filter.refuses(file).is_some() {
                    continue;
                }
                judged += 1;
                self.push_file(file, group);
                self.notices.push(Notice {
                    message: format!(
                        "{} is hidden by an ignore file and tracked by git all the same, so it is judged",
                        shown(file)
                    ),
                    place: None,
                });
            }
            all += judged;
            let reason = match judged {
                0 => "hidden by an ignore file",
                _ => "hidden by an ignore file, but for what git tracks",
            };
            self.skipped.push(Skip {
                shown: shown(path),
                reason: reason.to_owned(),
                said: judged > 0,
            });
        }
        if all > 0 {
            let are = match all {
                1 => "1 file is",
                n => &format!("{n} files are"),
            };
            self.warn(format!(
                "{are} hidden by an ignore file and tracked by git all the same, and judged"
            ));
        }
    }

    /// A pattern that the shell left alone: each match counts as if the user had named it.
    fn glob(&mut self, filter: &Filter<'_>, path: &Path) {
        let pattern = shown(path);
        let only = globs(std::slice::from_ref(&pattern), &mut self.failures);
        let base = fixed_part(path);
        let before = self.targets.len();
        let group = self.files_group();
        self.folder(filter, &base, group, Some(&only));
        if self.targets.len() == before {
            self.failures.push(no_input(&pattern));
        }
    }

    /// Gives each file to the first tenant of the inventory whose globs take it.
    fn assign(&mut self, filter: &Filter<'_>) {
        let Filter {
            settings,
            inventory,
            below,
            ..
        } = filter;
        self.groups = (0..settings.tenants.len())
            .map(GroupKind::Inventory)
            .collect();
        let whose = |target: &Target| inventory.whose(&below.of(named(target)));
        self.unread.retain_mut(|(target, _)| {
            let group = whose(target);
            target.group = group.unwrap_or(target.group);
            group.is_some()
        });
        let mut kept = Vec::new();
        for mut target in std::mem::take(&mut self.targets) {
            match whose(&target) {
                Some(group) => {
                    target.group = group;
                    kept.push(target);
                }
                None => self.skipped.push(Skip {
                    shown: target.shown.to_string(),
                    reason: "in no tenant of the inventory".to_owned(),
                    said: true,
                }),
            }
        }
        self.targets = kept;
        if let Some(touched) = &settings.touched {
            self.leave_out(touched);
        }
    }

    /// Leaves out the tenants of the inventory that are not among these.
    fn leave_out(&mut self, touched: &BTreeSet<usize>) {
        self.targets.retain(|t| touched.contains(&t.group));
        self.unread.retain(|(t, _)| touched.contains(&t.group));
        let left = self.left.len();
        if left > 0 {
            let message = format!(
                "the change touches no file of {}, which {} judged",
                finding::count(left, "other tenant"),
                if left == 1 { "was not" } else { "were not" }
            );
            let place = None;
            self.notices.push(Notice { message, place });
        }
    }
}

/// A glob for all that stands in a folder, as `exclude` takes it.
pub fn everything_below(host: &dyn Host, settings: &Settings, folder: &Path) -> String {
    let folder = shown(&Below::new(host, settings).of(folder));
    format!("{}/**", globset::escape(&folder))
}

fn is_config(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == CONFIG_NAME)
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// The folder in which all is that a glob could match.
fn fixed_part(glob: &Path) -> PathBuf {
    let parts = glob.components();
    let fixed: PathBuf = parts
        .take_while(|c| !is_glob(Path::new(c.as_os_str())))
        .collect();
    match fixed.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => fixed,
    }
}

pub(super) fn failure(file: FileId, error: document::Error) -> Failure {
    Failure {
        id: error.check.id(),
        rule: None,
        message: error.message,
        place: Some((file, error.span)),
        labels: error
            .labels
            .into_iter()
            .map(|(span, text)| (file, span, text))
            .collect(),
        help: error.help,
    }
}

pub(super) fn unreadable(shown: &str, reason: &str) -> Failure {
    placeless(
        Check::YamlLimit,
        format!("{shown} cannot be read: {reason}"),
        "Make the file readable, or leave it out with `exclude`.",
    )
}

fn untold(shown: &str, reason: &str) -> Failure {
    placeless(
        Check::FileUntold,
        format!(
            "ignore files hide {shown}, and git cannot tell which of what they hide it tracks: {reason}"
        ),
        Check::FileUntold.remediation(),
    )
}

pub(super) fn no_input(shown: &str) -> Failure {
    placeless(
        Check::TenantNothing,
        format!("there is no file or folder `{shown}`"),
        "Name a file or folder that exists, or a glob that matches one.",
    )
}

pub(super) fn nothing() -> Failure {
    placeless(
        Check::TenantNothing,
        "there was nothing to judge".to_owned(),
        Check::TenantNothing.remediation(),
    )
}

/// Nothing that the selected rules read is there.
pub(super) fn nothing_for_rules(idle: &[Rule]) -> Failure {
    let ids: Vec<&str> = idle.iter().map(|r| &*r.id).take(3).collect();
    let more = match idle.len().saturating_sub(ids.len()) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    placeless(
        Check::TenantNothing,
        format!(
            "nothing was judged: no tenant has any section that the selected rules read ({}{more})",
            ids.join(", ")
        ),
        "Export what they read (`tenantlint manifest` prints what to retrieve), or select other rules.",
    )
}

pub(super) fn placeless(check: Check, message: String, help: &str) -> Failure {
    Failure {
        id: check.id(),
        rule: None,
        message,
        place: None::<(FileId, Span)>,
        labels: Vec::new(),
        help: help.to_owned(),
    }
}
