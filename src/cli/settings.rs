//! Flags over configuration over defaults: the settings of a run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{
    AssessArgs, ConfigurationArgs, InputArgs, PolicyArgs, RuleSourceArgs, SelectionArgs, Threshold,
    VerdictArgs,
};
use super::config::{self, Config, ParamSetting, Placed, Search, failure};
use super::mentions::Mentions;
use super::nested::{self, Inner};
use super::param_flag;
use crate::assess::baseline::Baseline;
use crate::assess::waiver::Written;
use crate::check::Check;
use crate::finding::Failure;
use crate::host::{Host, PathKind};
use crate::lint::{self, Demands, ForeignPack, Selection, Settings};
use crate::report::Thresholds;
use crate::rule::RuleSet;
use crate::source::{Encoding, FileId, SourceMap, Span};

/// The flags of any command that has settings.
#[derive(Debug, Default)]
pub(super) struct Flags<'a> {
    pub(super) input: Option<&'a InputArgs>,
    pub(super) policies: Option<&'a PolicyArgs>,
    pub(super) selection: Option<&'a SelectionArgs>,
    pub(super) verdict: Option<&'a VerdictArgs>,
    pub(super) sources: Option<&'a RuleSourceArgs>,
    pub(super) configuration: Option<&'a ConfigurationArgs>,
    pub(super) threads: Option<usize>,
    /// Waivers and baseline; without it, the files of neither are read.
    pub(super) assess: Option<&'a AssessArgs>,
}

/// Where the configuration of a run came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum ConfigSource {
    /// From this file, because of `--config`.
    Named(PathBuf),
    /// From a file that was found, the outermost one.
    Found(PathBuf),
    /// From none: there is none.
    #[default]
    Nothing,
    /// From none, because of `--isolated`.
    Isolated,
}

impl ConfigSource {
    /// The file.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Named(path) | Self::Found(path) => Some(path),
            Self::Nothing | Self::Isolated => None,
        }
    }
}

/// The settings of a run, and where they come from.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) settings: Settings,
    pub(super) source: ConfigSource,
}

/// Brings flags and configuration together. The texts that mistakes point into are added to
/// `sources`.
///
/// # Errors
/// All mistakes of the configuration and of the flags that can be told without judging.
pub(super) fn resolve(
    host: &dyn Host,
    flags: &Flags<'_>,
    sources: &mut SourceMap,
) -> Result<Resolved, Vec<Failure>> {
    let source = locate(host, flags)?;
    let config = match source.path() {
        Some(path) => read(host, path, sources)?,
        None => Config::default(),
    };
    let mut resolver = Resolver {
        host,
        flags,
        sources,
        config: source.path().map(Path::to_owned),
        folder: folder_of(source.path()),
        settings: Settings::default(),
        mentions: Mentions::default(),
        failures: Vec::new(),
    };
    resolver.assessment(&config, source == ConfigSource::Isolated);
    resolver.fill(&config);
    let inner = match &source {
        ConfigSource::Found(path) if flags.input.is_some() => resolver.further_in(path),
        _ => None,
    };
    let rules = resolver.check_against_rules();
    if let Some(inner) = inner {
        resolver.nest(&config, &inner, &rules);
    }
    let Resolver {
        settings, failures, ..
    } = resolver;
    if !failures.is_empty() {
        return Err(failures);
    }
    Ok(Resolved { settings, source })
}

fn locate(host: &dyn Host, flags: &Flags<'_>) -> Result<ConfigSource, Vec<Failure>> {
    let nested = flags.sources.map(|s| &s.configuration);
    let configuration = flags.configuration.or(nested);
    if configuration.is_some_and(|c| c.isolated) {
        return Ok(ConfigSource::Isolated);
    }
    if let Some(path) = configuration.and_then(|c| c.config.clone()) {
        return Ok(ConfigSource::Named(path));
    }
    match config::search(host, &start(flags)) {
        Search::Found(path) => Ok(ConfigSource::Found(path)),
        Search::Nothing => Ok(ConfigSource::Nothing),
        Search::Misnamed(path) => Err(vec![misnamed(&path)]),
    }
}

/// What is wrong with a configuration under a name that is not read.
pub(super) fn misnamed(path: &Path) -> Failure {
    placeless(
        format!("`{}` is not read", shown(path)),
        format!(
            "rename it to `{}`, or name it by `--config`",
            config::FILE_NAME
        ),
    )
}

/// Where the search for a configuration starts: the first path, or what standard input is said
/// to be, or the current folder. Of a glob, the part before its first pattern.
pub(super) fn start(flags: &Flags<'_>) -> PathBuf {
    let input = flags.input;
    let first = input.and_then(|i| i.paths.first());
    match first {
        None => PathBuf::from("."),
        Some(path) if path == Path::new("-") => input
            .and_then(|i| i.stdin_filename.as_ref())
            .map_or_else(|| PathBuf::from("."), PathBuf::from),
        Some(path) => before_patterns(path),
    }
}

fn before_patterns(path: &Path) -> PathBuf {
    let plain = |part: &std::path::Component<'_>| {
        let text = part.as_os_str().to_string_lossy();
        !text.contains(['*', '?', '[', '{'])
    };
    path.components().take_while(plain).collect()
}

fn folder_of(config: Option<&Path>) -> PathBuf {
    match config.and_then(Path::parent) {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn read(host: &dyn Host, path: &Path, sources: &mut SourceMap) -> Result<Config, Vec<Failure>> {
    config::parse(&shown(path), config_text(host, path)?, sources)
}

/// The text of a configuration.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn config_text(host: &dyn Host, path: &Path) -> Result<String, Vec<Failure>> {
    text_of(host, path, config::LIMITS.max_bytes).map_err(|reason| {
        vec![placeless(
            format!(
                "the configuration `{}` cannot be read: {reason}",
                shown(path)
            ),
            "name a readable file, or give `--isolated` to judge without one".to_owned(),
        )]
    })
}

/// The text of a file.
///
/// # Errors
/// When it cannot be read, is longer than `max_bytes`, or is no UTF-8.
pub(super) fn text_of(host: &dyn Host, path: &Path, max_bytes: usize) -> Result<String, String> {
    let bytes = host.read(path, max_bytes)?;
    String::from_utf8(bytes)
        .map_err(|e| format!("byte {} is no UTF-8", e.utf8_error().valid_up_to()))
}

/// The waivers of a file.
fn waivers_of(
    host: &dyn Host,
    path: &Path,
    sources: &mut SourceMap,
) -> Result<Vec<Written>, Vec<Failure>> {
    let text = own_text(host, path, "waivers")?;
    config::parse_waivers(&shown(path), text, sources)
}

/// The baseline of a file.
fn baseline_of(
    host: &dyn Host,
    path: &Path,
    sources: &mut SourceMap,
) -> Result<Baseline, Vec<Failure>> {
    let text = own_text(host, path, "baseline")?;
    config::parse_baseline(&shown(path), text, sources)
}

fn own_text(host: &dyn Host, path: &Path, what: &str) -> Result<String, Vec<Failure>> {
    text_of(host, path, config::LONG.max_bytes).map_err(|reason| {
        vec![placeless(
            format!("the {what} in `{}` cannot be read: {reason}", shown(path)),
            "make it a readable file of UTF-8, or take it away".to_owned(),
        )]
    })
}

struct Resolver<'a> {
    host: &'a dyn Host,
    flags: &'a Flags<'a>,
    sources: &'a mut SourceMap,
    config: Option<PathBuf>,
    folder: PathBuf,
    settings: Settings,
    mentions: Mentions,
    failures: Vec<Failure>,
}

impl Resolver<'_> {
    fn fill(&mut self, config: &Config) {
        self.input(config);
        self.policies(config);
        self.params(config);
        let severities = config.severity.iter();
        self.settings.demands = Arc::new(Demands {
            selection: self.selection(config),
            severity: severities
                .map(|(id, severity)| (id.value.clone(), *severity))
                .collect(),
            thresholds: self.verdict(config),
            within: Vec::new(),
        });
        let ids = config.severity.iter().map(|(id, _)| id.clone());
        self.mentions.ids.extend(ids);
        self.settings.tenants.clone_from(&config.tenants);
        self.settings.exclude.clone_from(&config.exclude);
        self.settings.parse.clone_from(&config.parse);
        self.settings.evaluate.clone_from(&config.evaluate);
        self.settings.threads = self.flags.threads;
        self.settings.root.clone_from(&self.folder);
        self.settings.config = self.config.clone();
    }

    /// A file that the configuration names, or that stands beside it: its path, and whether it is
    /// to be read. One that is named and not there is a mistake, unless the command makes it.
    fn beside(
        &mut self,
        named: Option<&Placed<PathBuf>>,
        name: &str,
        may_lack: bool,
    ) -> (PathBuf, bool) {
        let path = named.map_or(Path::new(name), |named| &named.value);
        let file = joined(&self.folder, path);
        let is_there = self.host.kind(&file) == PathKind::File;
        if let Some(named) = named.filter(|_| !is_there && !may_lack) {
            self.failures.push(failure(
                (named.file, named.span),
                format!("there is no file `{}`", shown(&file)),
                "paths count from the folder of the configuration".to_owned(),
            ));
        }
        (file, is_there)
    }

    /// Waivers and the baseline, from the configuration and from the files beside it; from those
    /// files even where there is no configuration, but not where none is to be read.
    fn assessment(&mut self, config: &Config, isolated: bool) {
        if let Some(days) = config.max_waiver_days {
            self.settings.max_waiver_days = days;
        }
        let args = self.flags.assess.filter(|_| !isolated);
        let may_lack = args.is_none_or(|args| args.may_lack);
        let named = config.waivers_file.as_ref();
        let (waivers, has_waivers) = self.beside(named, lint::WAIVERS_NAME, may_lack);
        let named = config.baseline.as_ref();
        let (mut baseline, mut has_baseline) = self.beside(named, lint::BASELINE_NAME, may_lack);
        if let Some(other) = args.and_then(|args| args.baseline.clone()) {
            has_baseline = self.host.kind(&other) == PathKind::File;
            baseline = other;
        }
        self.settings.waivers_file.clone_from(&waivers);
        self.settings.baseline_file.clone_from(&baseline);
        let Some(args) = args else {
            return;
        };
        self.settings.waive = !args.no_waivers;
        self.settings.waivers.clone_from(&config.waivers);
        if has_waivers {
            match waivers_of(self.host, &waivers, self.sources) {
                Ok(waivers) => self.settings.waivers.extend(waivers),
                Err(mut mistakes) => self.failures.append(&mut mistakes),
            }
        }
        if has_baseline && !args.no_baseline {
            match baseline_of(self.host, &baseline, self.sources) {
                Ok(baseline) => self.settings.baseline = Some(Arc::new(baseline)),
                Err(mut mistakes) => self.failures.append(&mut mistakes),
            }
        }
        // A flag that leaves rules out for once makes no mistake of what is said about them.
        if self.flags.policies.is_some_and(|p| p.no_builtin) {
            return;
        }
        let words = self.settings.waivers.iter().filter_map(|written| {
            let word = written.rule.clone().filter(|word| word != "*")?;
            Some(Placed {
                value: word,
                file: written.waiver.place.0,
                span: written.what_at,
            })
        });
        self.mentions.selectors.extend(words);
    }

    /// Without paths the inventory is judged, which is below the configuration's folder; without
    /// an inventory, the current folder.
    fn input(&mut self, config: &Config) {
        let runtime = self.existing(&config.runtime, PathKind::File);
        if let Some(input) = self.flags.input {
            self.settings.paths.clone_from(&input.paths);
            self.settings.platform = input.about.platform;
            self.settings
                .stdin_filename
                .clone_from(&input.stdin_filename);
            self.settings.runtime = if input.about.runtime.is_empty() {
                runtime
            } else {
                input.about.runtime.clone()
            };
        }
        if self.settings.paths.is_empty() {
            self.settings.paths = vec![if config.tenants.is_empty() {
                PathBuf::from(".")
            } else {
                self.folder.clone()
            }];
        }
    }

    fn policies(&mut self, config: &Config) {
        let (dirs, no_builtin) = match (self.flags.policies, self.flags.sources) {
            (Some(p), _) => (&*p.policy, p.no_builtin),
            (None, Some(s)) => (&*s.policy, s.no_builtin),
            (None, None) => (&[][..], false),
        };
        self.settings.builtin = config.builtin.unwrap_or(true) && !no_builtin;
        self.settings.policies = self.existing(&config.policies, PathKind::Folder);
        for dir in dirs {
            if !self.settings.policies.contains(dir) {
                self.settings.policies.push(dir.clone());
            }
        }
        self.others(config);
        if let Some(as_of) = self.flags.policies.and_then(|p| p.as_of.clone()) {
            self.settings.as_of = Some(as_of);
        }
    }

    /// How policies are read that follow the convention of other tools, and their data.
    fn others(&mut self, config: &Config) {
        let others = match (self.flags.policies, self.flags.sources) {
            (Some(p), _) => Some(&p.others),
            (None, Some(s)) => Some(&s.others),
            (None, None) => None,
        };
        let version = others.and_then(|others| others.rego_version);
        self.settings.rego_version = version.or(config.rego_version).unwrap_or_default();
        let all = others.is_some_and(|others| others.all_namespaces);
        let named = others.map_or(&[][..], |others| &others.namespace);
        self.settings.namespaces = match (all, named) {
            (true, _) => Vec::new(),
            (false, []) => config.namespaces.clone(),
            (false, named) => named.to_vec(),
        };
        for path in &config.data {
            let joined = joined(&self.folder, &path.value);
            if self.host.kind(&joined) == PathKind::Missing {
                self.failures.push(failure(
                    (path.file, path.span),
                    format!("there is no file or folder `{}`", shown(&joined)),
                    "paths count from the folder of the configuration".to_owned(),
                ));
            } else {
                self.settings.data.push(joined);
            }
        }
        self.packs(config, others.map_or(&[][..], |others| &others.pack));
        let combine = self.flags.policies.is_some_and(|p| p.combine);
        self.settings.combine = combine || config.combine.unwrap_or_default();
        let given = self.flags.policies.map_or(&[][..], |p| &p.data);
        self.settings.data.extend(given.iter().cloned());
    }

    /// Packs of policies for other programs: those of the configuration, then those of flags.
    fn packs(&mut self, config: &Config, given: &[ForeignPack]) {
        for (name, dir) in &config.packs {
            let dirs = self.existing(std::slice::from_ref(dir), PathKind::Folder);
            let pack = |dir| ForeignPack {
                manifest: name.clone(),
                dir,
            };
            let packs = dirs.into_iter().map(pack).map(|pack| {
                let manifest = pack.path().map(|path| joined(&self.folder, path));
                let manifest = manifest.map(|path| shown(&path));
                ForeignPack {
                    manifest: manifest.unwrap_or_else(|| pack.manifest.clone()),
                    ..pack
                }
            });
            self.settings.foreign.extend(packs);
        }
        for pack in given {
            if !self.settings.foreign.contains(pack) {
                self.settings.foreign.push(pack.clone());
            }
        }
    }

    /// Paths of the configuration, from its folder; those that are not there are mistakes.
    fn existing(&mut self, paths: &[Placed<PathBuf>], kind: PathKind) -> Vec<PathBuf> {
        let what = match kind {
            PathKind::Folder => "folder",
            PathKind::File | PathKind::Missing => "file",
        };
        let mut found = Vec::new();
        for path in paths {
            let joined = joined(&self.folder, &path.value);
            if self.host.kind(&joined) == kind {
                found.push(joined);
            } else {
                self.failures.push(failure(
                    (path.file, path.span),
                    format!("there is no {what} `{}`", shown(&joined)),
                    "paths count from the folder of the configuration".to_owned(),
                ));
            }
        }
        found
    }

    fn params(&mut self, config: &Config) {
        let mut params = config.params.clone();
        let given = self.flags.policies.map_or(&[][..], |p| &p.params);
        for text in given {
            match param_flag::read(self.flag("--param", text), text) {
                Ok(param) => params.push(param),
                Err(mut mistakes) => self.failures.append(&mut mistakes),
            }
        }
        for ParamSetting { rule, name, value } in &params {
            self.settings
                .params
                .entry(rule.value.clone())
                .or_default()
                .insert(name.value.clone(), value.value.clone());
        }
        self.mentions.params = params;
    }

    fn selection(&mut self, config: &Config) -> Selection {
        let flags = self.flags.selection;
        let select = flags.map_or(&[][..], |s| &s.select);
        let ignore = flags.map_or(&[][..], |s| &s.ignore);
        Selection {
            select: self.selectors("--select", select, config.select.as_deref()),
            ignore: self.selectors("--ignore", ignore, config.ignore.as_deref()),
        }
    }

    fn selectors(
        &mut self,
        flag: &str,
        given: &[String],
        config: Option<&[Placed<String>]>,
    ) -> Vec<String> {
        let words = if given.is_empty() {
            config.unwrap_or_default().to_vec()
        } else {
            let place = |word: &String| Placed {
                file: self.flag(flag, word),
                span: Span::new(0, word.len()),
                value: word.trim().to_owned(),
            };
            given.iter().map(place).collect()
        };
        let values = self::words(&words);
        self.mentions.selectors.extend(words);
        values
    }

    fn verdict(&self, config: &Config) -> Thresholds {
        let flag = |threshold: Option<Threshold>| threshold.map(|t| t.0);
        let verdict = self.flags.verdict;
        let findings = verdict.and_then(|v| flag(v.fail_on));
        let unknown = verdict.and_then(|v| flag(v.fail_on_unknown));
        let usual = Thresholds::USUAL;
        Thresholds {
            findings: findings.or(config.fail_on).unwrap_or(usual.findings),
            unknown: unknown.or(config.fail_on_unknown).unwrap_or(usual.unknown),
        }
    }

    /// The configurations further in than the one at `outermost`.
    fn further_in(&mut self, outermost: &Path) -> Option<Vec<Inner>> {
        let names = [config::FILE_NAME, config::OTHER_NAME];
        let is_inside = self.host.in_repository(&self.settings.root).is_some();
        let folders = match self.host.count_named(&names).filter(|_| is_inside) {
            // The one that is there is the outermost.
            Some(1) => Vec::new(),
            _ => lint::folders_further_in(self.host, &self.settings, &names),
        };
        let read = nested::read(self.host, &folders, outermost, self.sources);
        let inner = match read {
            Ok(inner) => inner,
            Err(mut mistakes) => {
                self.failures.append(&mut mistakes);
                return None;
            }
        };
        for Inner { config, .. } in &inner {
            let words = config.select.iter().chain(&config.ignore).flatten();
            self.mentions.selectors.extend(words.cloned());
            let ids = config.severity.iter().map(|(id, _)| id.clone());
            self.mentions.ids.extend(ids);
            self.mentions.params.extend(config.params.iter().cloned());
        }
        Some(inner)
    }

    fn nest(&mut self, config: &Config, inner: &[Inner], rules: &RuleSet) {
        let outermost = (config, &self.settings);
        match nested::nest(self.host, self.flags, outermost, inner, rules) {
            Ok(nested) => self.settings.nested = Some(nested),
            Err(mut mistakes) => self.failures.append(&mut mistakes),
        }
    }

    /// A flag's text as a source, so that mistakes in it have a place.
    fn flag(&mut self, name: &str, text: &str) -> FileId {
        self.sources.add(name, text, Encoding::Utf8)
    }

    /// Rules are read only where something is to be looked up. Where they cannot all be read,
    /// the run says so itself, and what is missing here may be one of those.
    fn check_against_rules(&mut self) -> RuleSet {
        if self.mentions.is_empty() {
            return RuleSet::default();
        }
        let mut scratch = SourceMap::new();
        let (rules, broken) = lint::load_rules(self.host, &self.settings, &mut scratch);
        if broken.is_empty() {
            self.failures.extend(self.mentions.check_against(&rules));
        }
        rules
    }
}

fn placeless(message: String, help: String) -> Failure {
    Failure {
        id: Check::ConfigInvalid.id(),
        rule: None,
        message,
        place: None,
        labels: Vec::new(),
        help,
    }
}

/// Words without their places.
pub(super) fn words(placed: &[Placed<String>]) -> Vec<String> {
    placed.iter().map(|word| word.value.clone()).collect()
}

fn joined(folder: &Path, path: &Path) -> PathBuf {
    if folder == Path::new(".") {
        path.to_owned()
    } else {
        folder.join(path)
    }
}

/// A path as messages show it: `/` between its parts.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.replace(std::path::MAIN_SEPARATOR, "/")
}
