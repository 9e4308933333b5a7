//! Which files a run reads, as whose, and their parsing.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use globset::GlobSet;

use super::globs::{Inventory, globs};
use super::{Progress, Settings};
use crate::check::Check;
use crate::document::{self, Document};
use crate::finding::{self, Failure, Notice};
use crate::host::{Host, PathKind, is_plain, plain_path};
use crate::rule::Rule;
use crate::source::{Encoding, FileId, SourceFile, Span};
use crate::tenant::{self, Holds};
use crate::threads::in_parallel;

/// The name of the configuration file, which is never a tenant's.
pub const CONFIG_NAME: &str = "tenantlint.yaml";

/// The stack of a thread that parses, in bytes; depth is bounded by `limits.max-depth`.
pub(super) const STACK_BYTES: usize = 16 << 20;

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file.
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
    pub below: String,
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

/// What decides about a file beside its own name.
struct Filter<'a> {
    host: &'a dyn Host,
    settings: &'a Settings,
    below: Below,
    /// The files of the settings' runtime, as full paths.
    runtime: Vec<PathBuf>,
    /// The folders of policies and of their data, as full paths.
    policies: Vec<PathBuf>,
    exclude: GlobSet,
    inventory: Inventory,
    wanted: &'a Wanted,
}

impl Filter<'_> {
    /// Why a file is not read, if it is not.
    fn refuses(&self, path: &Path) -> Option<Refused> {
        self.takes(path).err()
    }

    /// The sections that the name of a file tells, which is read.
    ///
    /// # Errors
    /// Why it is not.
    fn takes(&self, path: &Path) -> Result<Vec<&'static str>, Refused> {
        let because = |reason: &str| Err(Refused::Because(reason.to_owned()));
        if !self.exclude.is_empty() && self.exclude.is_match(self.below.of(path)) {
            return because("excluded by the settings");
        }
        if !self.runtime.is_empty() && self.runtime.contains(&self.below.full(path)) {
            return because("given as `runtime`, not as settings");
        }
        if is_config(path) {
            return because("the configuration");
        }
        if self.settings.own_file(path, &|path| self.below.full(path)) {
            return because("waivers or a baseline, not settings");
        }
        if self.is_policy(path) {
            return because("policies and their data");
        }
        match tenant::holds(&shown(path)) {
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
}

impl Filter<'_> {
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
    fn leaves_to(&self, path: &Path) -> Option<usize> {
        let touched = self.settings.touched.as_ref()?;
        let whose = self.inventory.whose(&self.below.of(path));
        whose.filter(|tenant| !touched.contains(tenant))
    }
}

/// Why a file is not read.
enum Refused {
    Because(String),
    /// Nobody asks for the sections that its name tells.
    Unasked(Vec<&'static str>),
}

/// Finds the files of the settings' paths.
pub(super) fn gather(host: &dyn Host, settings: &Settings, wanted: &Wanted) -> Gathered {
    let mut gathered = Gathered::default();
    let below = Below::new(host, settings);
    let filter = Filter {
        host,
        settings,
        runtime: settings.runtime.iter().map(|p| below.full(p)).collect(),
        policies: judges(settings).map(|p| below.full(p)).collect(),
        below,
        exclude: globs(&settings.exclude, &mut gathered.failures),
        inventory: Inventory::of(settings, &mut gathered.failures),
        wanted,
    };
    for path in &settings.paths {
        gathered.path(&filter, path);
    }
    if !settings.tenants.is_empty() {
        gathered.assign(&filter);
    }
    gathered
        .targets
        .sort_by(|a, b| (a.group, &a.shown).cmp(&(b.group, &b.shown)));
    gathered.targets.dedup_by(|a, b| a.origin == b.origin);
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

/// The files that [`gather`] finds.
pub(super) fn paths(host: &dyn Host, settings: &Settings, wanted: &Wanted) -> Vec<PathBuf> {
    let targets = gather(host, settings, wanted).targets.into_iter();
    let paths = targets.map(|target| match target.origin {
        Origin::File(path) => path,
        Origin::Stdin => PathBuf::from(&*target.shown),
    });
    paths.collect()
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
                below: String::new(),
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
        self.targets.push(file(path, group));
    }

    fn folder(&mut self, filter: &Filter<'_>, folder: &Path, group: usize, only: Option<&GlobSet>) {
        let walk = filter.host.walk(folder, &tenant::ignore_files());
        for skipped in walk.skipped {
            let said = may_be_read(filter, &skipped.path);
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
            let name = shown(&path);
            if is_config(&path) {
                self.other_config(filter, &path);
            }
            if only.is_some_and(|only| !only.is_match(&name)) {
                continue;
            }
            if let Some(tenant) = filter.leaves_to(&path) {
                self.left.insert(tenant);
                continue;
            }
            match filter.takes(&path) {
                Ok(sections) => {
                    self.named.extend(sections);
                    self.push_file(&path, group);
                }
                Err(Refused::Because(reason)) => self.skipped.push(Skip {
                    shown: name,
                    said: is_config(&path),
                    reason,
                }),
                Err(Refused::Unasked(sections)) => {
                    self.unread.push((file(&path, group), sections));
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
                (named || filter.host.kind(path) == PathKind::Folder) && may_be_read(filter, path)
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
        let fixed: PathBuf = path
            .components()
            .take_while(|c| !is_glob(Path::new(c.as_os_str())))
            .collect();
        let base = if fixed.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            fixed
        };
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
        let whose = |target: &Target| {
            let path = match &target.origin {
                Origin::File(path) => path,
                Origin::Stdin => Path::new(&*target.shown),
            };
            inventory.whose(&below.of(path))
        };
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

/// A target that was read.
#[derive(Debug)]
pub(super) struct Taken {
    /// Its text, where there is one.
    pub(super) file: Option<SourceFile>,
    /// What it holds, or why nobody can tell.
    pub(super) parsed: Result<Document, Vec<Failure>>,
}

/// Reads targets, any number of times.
pub(super) struct Reader<'a> {
    host: &'a dyn Host,
    settings: &'a Settings,
    /// Standard input, which can be read but once.
    stdin: OnceLock<Result<Vec<u8>, String>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(host: &'a dyn Host, settings: &'a Settings) -> Self {
        Self {
            host,
            settings,
            stdin: OnceLock::new(),
        }
    }

    /// Reads and parses targets whose texts have these ids, on a number of threads; what comes
    /// stands in the targets' order. With one thread it is this one, which needs a stack of
    /// [`STACK_BYTES`].
    pub(super) fn take(
        &self,
        targets: &[(FileId, &Target)],
        threads: usize,
        progress: &dyn Progress,
    ) -> Vec<Taken> {
        let take = |&(id, target): &(FileId, &Target)| {
            progress.step();
            self.take_one(id, target)
        };
        match threads {
            0 | 1 => targets.iter().map(take).collect(),
            _ => in_parallel(targets.len(), threads, STACK_BYTES, |at| take(&targets[at])),
        }
    }

    fn take_one(&self, id: FileId, target: &Target) -> Taken {
        let unread = |reason: &str| vec![unreadable(&target.shown, reason)];
        let none = |failures| Taken {
            file: None,
            parsed: Err(failures),
        };
        let (file, error) = match safely(|| self.text(target)) {
            None => return none(unread("reading it failed unexpectedly")),
            Some(Err(reason)) => return none(unread(&reason)),
            Some(Ok(read)) => read,
        };
        let parse = || {
            let text = Arc::clone(file.text());
            let form = tenant::form(&target.shown);
            document::parse_as(form, id, text, &self.settings.parse)
        };
        let parsed = match error {
            Some(error) => Err(vec![failure(id, error)]),
            None => safely(parse).map_or_else(
                || Err(unread("parsing it failed unexpectedly")),
                |parsed| parsed.map_err(|all| all.into_iter().map(|e| failure(id, e)).collect()),
            ),
        };
        Taken {
            file: Some(file),
            parsed,
        }
    }

    /// The text of a target, and what is wrong with its encoding.
    fn text(&self, target: &Target) -> Result<(SourceFile, Option<document::Error>), String> {
        let limit = self.settings.parse.max_bytes;
        let read;
        let bytes = match &target.origin {
            Origin::File(path) => {
                read = self.host.read(path, limit)?;
                &read
            }
            Origin::Stdin => {
                let stdin = self.stdin.get_or_init(|| self.host.stdin(limit));
                stdin.as_ref().map_err(String::clone)?
            }
        };
        let shown = || Arc::clone(&target.shown);
        Ok(match document::decode(bytes) {
            Ok((text, encoding)) => (SourceFile::new(shown(), text, encoding), None),
            Err(error) => {
                // What is readable up to the fault shows where it is.
                let valid = bytes.get(..error.span.start as usize).unwrap_or_default();
                let text = std::str::from_utf8(valid).map_or("", |text| text);
                let file = SourceFile::new(shown(), format!("{text}\u{fffd}"), Encoding::Utf8);
                (file, Some(error))
            }
        })
    }
}

/// What panics costs one file alone.
fn safely<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Paths below the configuration's folder, whatever folder the run was started in.
pub(super) struct Below {
    current: PathBuf,
    root: PathBuf,
    /// Whether that folder is the current one.
    here: bool,
}

impl Below {
    pub(super) fn new(host: &dyn Host, settings: &Settings) -> Self {
        let current = host.current_dir();
        let root = plain_path(&current.join(&settings.root));
        let here = current.is_absolute() && plain_path(&current) == root;
        Self {
            current,
            root,
            here,
        }
    }

    /// A path as a whole.
    pub(super) fn full(&self, path: &Path) -> PathBuf {
        plain_path(&self.current.join(path))
    }

    /// The path of a target from that folder; as it is shown where it is not below it.
    fn name(&self, target: &Target) -> String {
        let path = match &target.origin {
            Origin::File(path) => path,
            Origin::Stdin => return target.shown.to_string(),
        };
        if let Some(below) = self.plain(path) {
            return shown(below);
        }
        let path = self.full(path);
        path.strip_prefix(&self.root)
            .map_or_else(|_| target.shown.to_string(), shown)
    }

    /// A path from that folder; one that is not below it as a whole.
    fn of<'p>(&self, path: &'p Path) -> Cow<'p, Path> {
        if let Some(below) = self.plain(path) {
            return Cow::Borrowed(below);
        }
        let path = self.full(path);
        let below = path.strip_prefix(&self.root).map(Path::to_owned);
        Cow::Owned(below.unwrap_or(path))
    }

    /// A path from that folder that says so already, as nearly all do.
    fn plain<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        let path = Path::new(without_dot(path.to_str()?)?);
        (self.here && path.is_relative() && is_plain(path)).then_some(path)
    }
}

/// A glob for all that stands in a folder, as `exclude` takes it.
pub fn everything_below(host: &dyn Host, settings: &Settings, folder: &Path) -> String {
    let folder = shown(&Below::new(host, settings).of(folder));
    format!("{}/**", globset::escape(&folder))
}

/// Whether what stands at a path may be read, as far as its name tells.
fn may_be_read(filter: &Filter<'_>, path: &Path) -> bool {
    match filter.host.kind(path) {
        // What holds of a folder holds of a file in it that could be anything.
        PathKind::Folder => filter.refuses(&path.join("any.yaml")).is_none(),
        PathKind::File | PathKind::Missing => filter.refuses(path).is_none(),
    }
}

fn file(path: &Path, group: usize) -> Target {
    Target {
        origin: Origin::File(path.to_owned()),
        shown: shown(path).into(),
        group,
        below: String::new(),
    }
}

fn is_config(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == CONFIG_NAME)
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// A path as it is shown: `/` between its parts, no `./` in front.
pub fn shown(path: &Path) -> String {
    if std::path::MAIN_SEPARATOR == '/'
        && let Some(plain) = path.to_str().and_then(without_dot)
    {
        return plain.to_owned();
    }
    let path = path.strip_prefix("./").unwrap_or(path);
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// A path without the `./` in front, where it is plain behind that for certain.
fn without_dot(path: &str) -> Option<&str> {
    match path.strip_prefix("./") {
        Some(rest) => (!rest.starts_with('/') && is_plain(Path::new(rest))).then_some(rest),
        None => (!path.starts_with('.')).then_some(path),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// However a path is taken apart, it is shown as its parts say.
    #[test]
    fn a_path_is_shown_as_its_parts_say() {
        let parts = ["", ".", "./", "/", "//", "a", "a b", "..", ".a", "é"];
        for one in parts {
            for two in parts {
                for three in parts {
                    for four in parts {
                        let text = format!("{one}{two}{three}{four}");
                        let path = Path::new(&text);
                        let plain = path.strip_prefix("./").unwrap_or(path);
                        assert_eq!(shown(path), plain.to_string_lossy(), "{text}");
                    }
                }
            }
        }
    }

    /// The way below the configuration's folder is the same whether it is seen or worked out.
    #[test]
    fn a_path_below_is_the_same_however_it_is_found() {
        let below = |root: &str| {
            let current = PathBuf::from("/home/me/repository");
            let root = plain_path(&current.join(root));
            let here = plain_path(&current) == root;
            Below {
                current,
                root,
                here,
            }
        };
        let roots = [".", "", "..", "sub", "./sub/..", "../repository"];
        let paths = [
            ".",
            "./a",
            "a",
            "a/b c",
            "./a/b",
            ".//a",
            "././a",
            "./.a",
            "../a",
            "/x/a",
            "a/",
            "a//b",
            "a/../b",
            "./a/.",
            "/home/me/repository/a",
            "../repository/a",
        ];
        for root in roots {
            let below = below(root);
            for path in paths {
                let full = below.full(Path::new(path));
                let want = full.strip_prefix(&below.root).unwrap_or(&full);
                assert_eq!(below.of(Path::new(path)), want, "{path} below {root}");
            }
        }
    }
}
