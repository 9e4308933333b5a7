//! `tenantlint.yaml` as data, every value with its place.
//!
//! [`parse`] gathers all mistakes of shape; whether the ids in it exist is asked later, when the
//! rules are known. Nothing here reads a file.

mod baseline;
mod find;
mod places;
mod read;
mod waivers;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use globset::Glob;

use super::args::Threshold;
use crate::assess::baseline::Baseline;
use crate::assess::waiver::Written;
use crate::check::{Check, Severity};
use crate::finding::Failure;
use crate::lint::TenantSpec;
use crate::rule::RegoVersion;
use crate::source::{FileId, SourceMap, Span};
use crate::tenant::Platform;
use crate::{document, engine};

pub(super) use find::{FILE_NAME, OTHER_NAME, Search, search};
pub(super) use places::ConfigText;
pub use read::Placed;
use read::{Key, Reader, Slot};
pub(super) use read::{failure, to_json};

/// What a configuration may spend on itself: it is small, or it is none.
pub(super) const LIMITS: document::Limits = document::Limits {
    max_bytes: 1 << 20,
    max_depth: 64,
    max_nodes: 100_000,
    max_expanded_nodes: 200_000,
    max_scalar_bytes: 64 << 10,
};

/// What a file may spend that holds an entry for each finding.
pub(super) const LONG: document::Limits = document::Limits {
    max_bytes: 64 << 20,
    max_depth: 64,
    max_nodes: 5_000_000,
    max_expanded_nodes: 5_000_000,
    max_scalar_bytes: 64 << 10,
};

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct ParamSetting {
    /// The id of the rule or model.
    pub rule: Placed<String>,
    /// The parameter's name.
    pub name: Placed<String>,
    /// Its value.
    pub value: Placed<serde_json::Value>,
}

/// The configuration of a run. What it does not say is empty or `None`.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The inventory.
    pub tenants: Vec<TenantSpec>,
    /// Globs of files that are never read.
    pub exclude: Vec<String>,
    /// Whether the bundled policies judge.
    pub builtin: Option<bool>,
    /// Folders of further policies, relative to the configuration's.
    pub policies: Vec<Placed<PathBuf>>,
    /// The version of Rego that those are written in.
    pub rego_version: Option<RegoVersion>,
    /// Globs of the packages that judge, of policies by the convention of other tools.
    pub namespaces: Vec<String>,
    /// Packs of policies for other programs, their names or manifests and folders, relative to the
    /// configuration's.
    pub packs: Vec<(String, Placed<PathBuf>)>,
    /// Files and folders of data that policies see, relative to the configuration's.
    pub data: Vec<Placed<PathBuf>>,
    /// Whether files of no platform are judged together.
    pub combine: Option<bool>,
    /// Values of parameters.
    pub params: Vec<ParamSetting>,
    /// Severities that replace those of the rules.
    pub severity: Vec<(Placed<String>, Severity)>,
    /// What is judged.
    pub select: Option<Vec<Placed<String>>>,
    /// What is not.
    pub ignore: Option<Vec<Placed<String>>>,
    /// From which severity findings fail the run; the inner `None` is never.
    pub fail_on: Option<Option<Severity>>,
    /// From which severity of a rule "not evaluated" fails the run; the inner `None` is never.
    pub fail_on_unknown: Option<Option<Severity>>,
    /// Files with record counts and guest users, relative to the configuration's folder.
    pub runtime: Vec<Placed<PathBuf>>,
    /// Waivers.
    pub waivers: Vec<Written>,
    /// The file of further waivers, relative to the configuration's folder.
    pub waivers_file: Option<Placed<PathBuf>>,
    /// The baseline, relative to the configuration's folder.
    pub baseline: Option<Placed<PathBuf>>,
    /// The longest life of a waiver, in days.
    pub max_waiver_days: Option<u32>,
    /// What parsing may spend.
    pub parse: document::Limits,
    /// What evaluating may spend.
    pub evaluate: engine::Limits,
}

const TOP: &[Key] = &[
    key("version", "version: 1"),
    key(
        "tenants",
        "tenants: [{name: production, include: [exports/**]}]",
    ),
    key("exclude", "exclude: [archive/**]"),
    key("policies", "policies: {builtin: true, dirs: [policies]}"),
    key("params", "params: {SF-COV-003: {settings: [Sharing]}}"),
    key("severity", "severity: {SF-GUEST-001: critical}"),
    key("select", "select: [SF-GUEST, critical]"),
    key("ignore", "ignore: [SF-SITE-001]"),
    key("fail-on", "fail-on: low"),
    key("fail-on-unknown", "fail-on-unknown: critical"),
    key("runtime", "runtime: [runtime.yaml]"),
    key("waivers", waivers::EXAMPLE),
    key("waivers-file", "waivers-file: waivers.yaml"),
    key("max-waiver-days", "max-waiver-days: 366"),
    key("baseline", "baseline: baseline.yaml"),
    key("limits", "limits: {max-bytes: 268435456}"),
];

/// What a configuration further in cannot settle for its tenants, and why.
const OF_THE_RUN: &[(&str, &str)] = &[
    ("tenants", "which files are whose is settled once"),
    ("exclude", "which files are read is settled once"),
    ("policies", "policies are loaded once"),
    ("runtime", "these files are read once"),
    ("waivers-file", "waivers are weighed once"),
    ("max-waiver-days", "waivers are weighed once"),
    ("baseline", "there is one baseline"),
    ("limits", "limits hold"),
];

const WAIVERS: &[Key] = &[
    key("version", "version: 1"),
    key("waivers", waivers::EXAMPLE),
];

const BASELINE: &[Key] = &[
    key("version", "version: 1"),
    key("findings", baseline::EXAMPLE),
];

const TENANT: &[Key] = &[
    key("name", "name: production"),
    key("platform", "platform: NAME"),
    key("include", "include: [exports/**]"),
    key("exclude", "exclude: [exports/old/**]"),
];

const POLICIES: &[Key] = &[
    key("builtin", "builtin: true"),
    key("dirs", "dirs: [policies]"),
    key("namespaces", "namespaces: [main]"),
    key("data", "data: [exclusions]"),
    key("packs", "packs: {scubagoggles: vendor/scubagoggles}"),
    key("rego-version", "rego-version: v1"),
    key("combine", "combine: false"),
];

const fn key(name: &'static str, example: &'static str) -> Key {
    Key { name, example }
}

/// A limit that is a setting.
struct Limit {
    key: Key,
    least: u64,
    most: u64,
    set: fn(&mut Config, u64),
}

macro_rules! limits {
    ($($name:literal, $example:literal, $least:expr, $most:expr, $part:ident.$field:ident = $from:expr;)+) => {
        const LIMIT_KEYS: &[Key] = &[$(key($name, $example)),+];

        const LIMIT_TABLE: &[Limit] = &[$(Limit {
            key: key($name, $example),
            least: $least,
            most: $most,
            set: |config, n| config.$part.$field = $from(n),
        }),+];
    };
}

limits! {
    "max-bytes", "max-bytes: 268435456", 1, u32::MAX as u64, parse.max_bytes = size;
    "max-depth", "max-depth: 200", 1, 1_000, parse.max_depth = size;
    "max-nodes", "max-nodes: 50000000", 1, u32::MAX as u64, parse.max_nodes = size;
    "max-expanded-nodes", "max-expanded-nodes: 100000000", 1, u32::MAX as u64, parse.max_expanded_nodes = size;
    "max-scalar-bytes", "max-scalar-bytes: 16777216", 1, u32::MAX as u64, parse.max_scalar_bytes = size;
    "max-rule-time", "max-rule-time: 30", 1, 86_400, evaluate.max_rule_time = Duration::from_secs;
    "max-policy-bytes", "max-policy-bytes: 1048576", 1, 64 << 20, evaluate.max_policy_bytes = size;
    "max-policy-columns", "max-policy-columns: 10000", 1, 1 << 20, evaluate.max_policy_columns = size;
    "max-policy-depth", "max-policy-depth: 64", 1, 128, evaluate.max_policy_depth = size;
    "max-policy-memory", "max-policy-memory: 4294967296", 1 << 20, 1 << 40, evaluate.max_policy_memory = size;
    "max-violations", "max-violations: 100000", 1, 100_000_000, evaluate.max_violations = size;
    "max-place-evaluations", "max-place-evaluations: 400", 1, 1_000_000, evaluate.max_place_evaluations = size;
    "max-place-evaluations-of-rule", "max-place-evaluations-of-rule: 10000", 1, 1_000_000_000, evaluate.max_place_evaluations_of_rule = size;
    "stack-bytes", "stack-bytes: 67108864", 16 << 20, 1 << 30, evaluate.stack_bytes = size;
}

fn size(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// Reads a configuration from its text, which is added to `sources` under `name`.
///
/// # Errors
/// All mistakes in it. Each has its place.
pub fn parse(
    name: &str,
    text: impl Into<Arc<str>>,
    sources: &mut SourceMap,
) -> Result<Config, Vec<Failure>> {
    let mut config = Config::default();
    document_of(name, text, sources, &LIMITS, |reader, root| {
        let whole = "the configuration";
        top(reader, &Slot::root(root, whole), &mut config);
    })?;
    Ok(config)
}

/// Reads a configuration further in than `outermost`, as [`parse`] does, with where its settings
/// are written.
///
/// # Errors
/// All mistakes in it, and what is settled for the whole run. Each has its place.
pub(super) fn parse_nested(
    name: &str,
    text: impl Into<Arc<str>>,
    outermost: &str,
    sources: &mut SourceMap,
) -> Result<(Config, ConfigText), Vec<Failure>> {
    let mut config = Config::default();
    let file = document_of(name, text, sources, &LIMITS, |reader, root| {
        let whole = "the configuration";
        for (key, slot) in reader.known(&Slot::root(root, whole), TOP) {
            match OF_THE_RUN.iter().find(|(name, _)| *name == key) {
                Some((_, what)) => reader.refuse_key(
                    &slot,
                    format!("`{key}` has no place here: {what} for the whole run"),
                    format!("move it to `{outermost}`"),
                ),
                None => setting(reader, key, &slot, &mut config),
            }
        }
    })?;
    Ok((config, ConfigText::of(file, sources)))
}

/// Reads a file of waivers from its text, which is added to `sources` under `name`.
///
/// # Errors
/// All mistakes in it. Each has its place.
pub fn parse_waivers(
    name: &str,
    text: impl Into<Arc<str>>,
    sources: &mut SourceMap,
) -> Result<Vec<Written>, Vec<Failure>> {
    let mut all = Vec::new();
    document_of(name, text, sources, &LONG, |reader, root| {
        let root = Slot::root(root, "the file of waivers");
        for (key, slot) in reader.known(&root, WAIVERS) {
            match key {
                "version" => version(reader, &slot),
                _ => all = waivers::list(reader, &slot),
            }
        }
    })?;
    Ok(all)
}

/// Reads a baseline from its text, which is added to `sources` under `name`.
///
/// # Errors
/// All mistakes in it. Each has its place.
pub fn parse_baseline(
    name: &str,
    text: impl Into<Arc<str>>,
    sources: &mut SourceMap,
) -> Result<Baseline, Vec<Failure>> {
    let mut baseline = Baseline::default();
    document_of(name, text, sources, &LONG, |reader, root| {
        let root = Slot::root(root, "the baseline");
        for (key, slot) in reader.known(&root, BASELINE) {
            match key {
                "version" => version(reader, &slot),
                _ => baseline.entries = baseline::list(reader, &slot),
            }
        }
    })?;
    Ok(baseline)
}

/// Reads the one document of a text, and gives the text's id; an empty text has nothing to read.
fn document_of(
    name: &str,
    text: impl Into<Arc<str>>,
    sources: &mut SourceMap,
    limits: &document::Limits,
    read: impl FnOnce(&mut Reader<'_>, document::NodeId),
) -> Result<FileId, Vec<Failure>> {
    let text: Arc<str> = text.into();
    let file = sources.add(name, text.clone(), crate::source::Encoding::Utf8);
    let doc = document::parse(file, text, limits).map_err(|errors| refused(file, errors))?;
    let mut reader = Reader::new(&doc);
    hidden_characters(&doc, &mut reader);
    match *doc.roots() {
        [] => {}
        [root] => read(&mut reader, root),
        [_, second, ..] => reader.fail(
            doc.span(second),
            "a configuration is one document, and this begins a second".to_owned(),
            "remove the `---` and join the two".to_owned(),
        ),
    }
    let mut failures = reader.failures;
    failures.sort_by_key(|f| f.place);
    if failures.is_empty() {
        Ok(file)
    } else {
        Err(failures)
    }
}

fn refused(file: FileId, errors: Vec<document::Error>) -> Vec<Failure> {
    let placed = |(span, text): (Span, String)| (file, span, text);
    errors
        .into_iter()
        .map(|e| Failure {
            labels: e.labels.into_iter().map(placed).collect(),
            ..failure((file, e.span), e.message, e.help)
        })
        .collect()
}

fn hidden_characters(doc: &document::Document, reader: &mut Reader<'_>) {
    for note in doc.notes() {
        if note.check == Check::YamlHiddenCharacter {
            reader.fail(note.span, note.message.clone(), note.help.clone());
        }
    }
}

fn top(reader: &mut Reader<'_>, root: &Slot, config: &mut Config) {
    for (key, slot) in reader.known(root, TOP) {
        setting(reader, key, &slot, config);
    }
}

fn setting(reader: &mut Reader<'_>, key: &str, slot: &Slot, config: &mut Config) {
    match key {
        "version" => version(reader, slot),
        "tenants" => config.tenants = tenants(reader, slot),
        "exclude" => config.exclude = globs(reader, slot),
        "policies" => policies(reader, slot, config),
        "params" => config.params = params(reader, slot),
        "severity" => config.severity = severities(reader, slot),
        "select" => config.select = Some(reader.texts(slot)),
        "ignore" => config.ignore = Some(reader.texts(slot)),
        "fail-on" => config.fail_on = threshold(reader, slot),
        "fail-on-unknown" => config.fail_on_unknown = threshold(reader, slot),
        "runtime" => config.runtime = paths(reader, slot),
        "waivers" => config.waivers = waivers::list(reader, slot),
        "waivers-file" => config.waivers_file = path(reader, slot),
        "baseline" => config.baseline = path(reader, slot),
        "max-waiver-days" => {
            let days = reader.whole(slot, 1, 3_660);
            config.max_waiver_days = days.and_then(|n| u32::try_from(n).ok());
        }
        _ => limits(reader, slot, config),
    }
}

fn version(reader: &mut Reader<'_>, slot: &Slot) {
    if let Some(n) = reader.whole(slot, 0, u64::MAX)
        && n != 1
    {
        reader.refuse(slot, &format!("is {n}, and this program understands 1"));
    }
}

fn tenants(reader: &mut Reader<'_>, slot: &Slot) -> Vec<TenantSpec> {
    let mut names: Vec<Placed<String>> = Vec::new();
    let mut tenants = Vec::new();
    for item in reader.list(slot) {
        let Some((name, tenant)) = tenant(reader, &item) else {
            continue;
        };
        if let Some(first) = names.iter().find(|n| n.value == name.value) {
            let message = format!("two tenants are called `{}`", name.value);
            let mut failure = failure(
                (name.file, name.span),
                message,
                "give each tenant a name of its own".to_owned(),
            );
            failure.labels = vec![(first.file, first.span, "the first".to_owned())];
            reader.failures.push(failure);
        }
        names.push(name);
        tenants.push(tenant);
    }
    tenants
}

fn tenant(reader: &mut Reader<'_>, slot: &Slot) -> Option<(Placed<String>, TenantSpec)> {
    let mistakes = reader.failures.len();
    let mut spec = TenantSpec::default();
    let mut name = None;
    let mut named = false;
    for (key, slot) in reader.known(slot, TENANT) {
        match key {
            "name" => {
                named = true;
                name = tenant_name(reader, &slot);
            }
            "platform" => spec.platform = platform(reader, &slot),
            "include" => spec.include = globs(reader, &slot),
            _ => spec.exclude = globs(reader, &slot),
        }
    }
    if !named && reader.failures.len() == mistakes {
        reader.refuse(slot, "has no `name`");
    }
    let name = name?;
    spec.name.clone_from(&name.value);
    Some((name, spec))
}

/// A name goes into messages and fingerprints, so it is a line of text without control characters.
fn tenant_name(reader: &mut Reader<'_>, slot: &Slot) -> Option<Placed<String>> {
    let name = reader.text(slot)?;
    if name.chars().any(char::is_control) || name.trim() != name {
        reader.refuse(slot, "must be one line without spaces around it");
        return None;
    }
    Some(reader.placed(slot, name))
}

fn platform(reader: &mut Reader<'_>, slot: &Slot) -> Option<Platform> {
    let names: Vec<&str> = Platform::ALL.iter().map(|p| p.as_str()).collect();
    reader.word(slot, &names)?.parse().ok()
}

fn globs(reader: &mut Reader<'_>, slot: &Slot) -> Vec<String> {
    let mut globs = Vec::new();
    for item in reader.list(slot) {
        let Some(glob) = reader.text(&item) else {
            continue;
        };
        match glob_mistake(&glob) {
            Some(mistake) => reader.refuse(&item, &mistake),
            None => globs.push(glob),
        }
    }
    globs
}

/// Globs are relative to the configuration's folder and stay below it.
fn glob_mistake(glob: &str) -> Option<String> {
    if glob.starts_with('!') {
        return Some("must not begin with `!`; use `exclude`".to_owned());
    }
    if glob.contains('\\') || glob.starts_with('/') || glob.split('/').any(|part| part == "..") {
        return Some(
            "must be relative to the folder of the configuration, with `/` between folders"
                .to_owned(),
        );
    }
    Glob::new(glob)
        .err()
        .map(|e| format!("is no glob: {}", e.kind()))
}

fn policies(reader: &mut Reader<'_>, slot: &Slot, config: &mut Config) {
    for (key, slot) in reader.known(slot, POLICIES) {
        match key {
            "builtin" => config.builtin = reader.boolean(&slot),
            "namespaces" => {
                let names = reader.texts(&slot).into_iter();
                config.namespaces = names.map(|name| name.value).collect();
            }
            "data" => config.data = paths(reader, &slot),
            "combine" => config.combine = reader.boolean(&slot),
            "packs" => config.packs = packs(reader, &slot),
            "rego-version" => {
                let word = reader.word(&slot, &RegoVersion::WORDS);
                config.rego_version = word.and_then(|word| word.parse().ok());
            }
            _ => config.policies = paths(reader, &slot),
        }
    }
}

fn packs(reader: &mut Reader<'_>, slot: &Slot) -> Vec<(String, Placed<PathBuf>)> {
    let mut packs = Vec::new();
    for (name, slot) in reader.entries(slot, "a mapping of packs and folders") {
        if let Some(dir) = path(reader, &slot) {
            packs.push((name.value, dir));
        }
    }
    packs
}

fn path(reader: &mut Reader<'_>, slot: &Slot) -> Option<Placed<PathBuf>> {
    let text = reader.text(slot)?;
    Some(reader.placed(slot, PathBuf::from(text)))
}

fn paths(reader: &mut Reader<'_>, slot: &Slot) -> Vec<Placed<PathBuf>> {
    reader
        .texts(slot)
        .into_iter()
        .map(|p| Placed {
            value: PathBuf::from(p.value),
            file: p.file,
            span: p.span,
        })
        .collect()
}

fn params(reader: &mut Reader<'_>, slot: &Slot) -> Vec<ParamSetting> {
    let mut params = Vec::new();
    for (rule, slot) in reader.entries(slot, "a mapping of ids") {
        for (name, slot) in reader.entries(&slot, "a mapping of parameters") {
            if let Some(value) = reader.json(&slot) {
                let value = reader.placed(&slot, value);
                let rule = rule.clone();
                params.push(ParamSetting { rule, name, value });
            }
        }
    }
    params
}

fn severities(reader: &mut Reader<'_>, slot: &Slot) -> Vec<(Placed<String>, Severity)> {
    let words = Severity::ALL.map(Severity::as_str);
    let mut severities = Vec::new();
    for (rule, slot) in reader.entries(slot, "a mapping of ids") {
        if let Some(severity) = reader.word(&slot, &words).and_then(|w| w.parse().ok()) {
            severities.push((rule, severity));
        }
    }
    severities
}

fn threshold(reader: &mut Reader<'_>, slot: &Slot) -> Option<Option<Severity>> {
    let word = reader.word(slot, &Threshold::WORDS)?;
    word.parse().ok().map(|Threshold(severity)| severity)
}

fn limits(reader: &mut Reader<'_>, slot: &Slot, config: &mut Config) {
    for (key, slot) in reader.known(slot, LIMIT_KEYS) {
        for limit in LIMIT_TABLE.iter().filter(|l| l.key.name == key) {
            if let Some(n) = reader.whole(&slot, limit.least, limit.most) {
                (limit.set)(config, n);
            }
        }
    }
}
