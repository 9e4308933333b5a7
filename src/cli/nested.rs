//! Configurations further in: each adds to what the one around it demands of the tenants below its
//! folder, and may do nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::{self, Config, ConfigText, failure};
use super::settings::{Flags, config_text, misnamed, shown, words};
use crate::check::{Check, Severity};
use crate::finding::Failure;
use crate::host::{Host, PathKind, plain_path};
use crate::jobs::loosen::{self, Loosened};
use crate::lint::{Demands, Nested, OWN_FAMILY, Selection, Settings};
use crate::report::Thresholds;
use crate::rule::{RuleSet, means};
use crate::source::SourceMap;

/// A configuration further in, read.
pub(super) struct Inner {
    pub(super) path: PathBuf,
    pub(super) config: Config,
    pub(super) written: ConfigText,
}

/// What is demanded in a folder, by its configuration alone and with those around it.
struct Layer {
    /// The folder, in full.
    folder: PathBuf,
    config: PathBuf,
    /// All that holds there, whatever the flags say: what may only become tighter.
    plain: Settings,
    demands: Arc<Demands>,
}

/// Puts each of the configurations, the outermost first, on top of the one around it, in the end
/// that of the run.
///
/// # Errors
/// What one of them would loosen, each with its place.
pub(super) fn nest(
    host: &dyn Host,
    flags: &Flags<'_>,
    (outermost, settings): (&Config, &Settings),
    inner: &[Inner],
    rules: &RuleSet,
) -> Result<Vec<Nested>, Vec<Failure>> {
    let folder = |path: &Path| {
        let full = plain_path(&host.current_dir().join(path));
        full.parent().map(Path::to_owned).unwrap_or_default()
    };
    let top = settings.config.clone().unwrap_or_default();
    let mut layers = vec![Layer {
        folder: folder(&top),
        config: top,
        plain: plain(outermost),
        demands: Arc::clone(&settings.demands),
    }];
    let mut failures = Vec::new();
    for Inner {
        path,
        config,
        written,
    } in inner
    {
        let folder = folder(path);
        let is_around = |layer: &&Layer| folder.starts_with(&layer.folder);
        let Some(around) = layers.iter().rev().find(is_around) else {
            continue;
        };
        let (before, after) = with(&around.plain, config, rules);
        let refused = loosen::loosened(&before, &after).into_iter();
        failures.extend(refused.map(|l| refusal(l, written, &around.config)));
        let demands = Arc::new(Demands {
            within: vec![Arc::clone(&around.demands)],
            ..demands(config, flags)
        });
        layers.push(Layer {
            folder,
            config: path.clone(),
            plain: after,
            demands,
        });
    }
    if !failures.is_empty() {
        failures.sort_by_key(|f| f.place);
        return Err(failures);
    }
    let nested = layers.into_iter().skip(1).map(|layer| Nested {
        config: layer.config,
        demands: layer.demands,
    });
    Ok(nested.collect())
}

/// What a configuration adds to demands. Flags beat it.
fn demands(config: &Config, flags: &Flags<'_>) -> Demands {
    let none = &[][..];
    let select = flags.selection.map_or(none, |s| &s.select);
    let ignore = flags.selection.map_or(none, |s| &s.ignore);
    let chosen = config.select.as_deref().filter(|_| select.is_empty());
    let thresholds = thresholds(config);
    let verdict = flags.verdict;
    Demands {
        selection: Selection {
            select: chosen.map(words).unwrap_or_default(),
            ignore: ignore.iter().map(|word| word.trim().to_owned()).collect(),
        },
        severity: severities(config).collect(),
        thresholds: Thresholds {
            findings: thresholds
                .findings
                .filter(|_| verdict.is_none_or(|v| v.fail_on.is_none())),
            unknown: thresholds
                .unknown
                .filter(|_| verdict.is_none_or(|v| v.fail_on_unknown.is_none())),
        },
        within: Vec::new(),
    }
}

fn thresholds(config: &Config) -> Thresholds {
    Thresholds {
        findings: config.fail_on.flatten(),
        unknown: config.fail_on_unknown.flatten(),
    }
}

fn severities(config: &Config) -> impl Iterator<Item = (String, Severity)> {
    let severities = config.severity.iter();
    severities.map(|(id, severity)| (id.value.clone(), *severity))
}

/// What the configuration of a run says of all that one further in may speak of.
fn plain(config: &Config) -> Settings {
    let mut settings = Settings::default();
    let usual = settings.demands.thresholds;
    settings.demands = Arc::new(Demands {
        selection: Selection {
            select: words(config.select.as_deref().unwrap_or_default()),
            ignore: words(config.ignore.as_deref().unwrap_or_default()),
        },
        severity: severities(config).collect(),
        thresholds: Thresholds {
            findings: config.fail_on.unwrap_or(usual.findings),
            unknown: config.fail_on_unknown.unwrap_or(usual.unknown),
        },
        within: Vec::new(),
    });
    set_params(&mut settings, config);
    settings.waivers.clone_from(&config.waivers);
    settings
}

fn set_params(settings: &mut Settings, config: &Config) {
    for param in &config.params {
        let rule = settings.params.entry(param.rule.value.clone()).or_default();
        rule.insert(param.name.value.clone(), param.value.value.clone());
    }
}

/// The settings around a configuration, with the severities of the rules that it speaks of, and the
/// same as they would be if all that it says replaced what they say.
fn with(around: &Settings, config: &Config, rules: &RuleSet) -> (Settings, Settings) {
    let mut before = Demands::clone(&around.demands);
    let mut after = Demands::clone(&around.demands);
    for (id, severity) in severities(config) {
        let own = before.severity.get(&id).copied();
        let own = own.or_else(|| severity_of(&id, rules)).unwrap_or(severity);
        before.severity.insert(id.clone(), own);
        after.severity.insert(id, severity);
    }
    if let Some(select) = &config.select {
        // Where all are chosen, a word can only add what is ignored.
        let all = before.selection.select.is_empty();
        let chosen = words(select).into_iter();
        let added = chosen.filter(|word| !all || !leads_to_more(word, &around.demands, rules));
        after.selection.select.extend(added);
    }
    let ignored = config.ignore.as_deref().map(words).unwrap_or_default();
    after.selection.ignore.extend(ignored);
    after.thresholds = Thresholds {
        findings: config.fail_on.unwrap_or(before.thresholds.findings),
        unknown: config.fail_on_unknown.unwrap_or(before.thresholds.unknown),
    };
    let mut replaced = Settings {
        demands: Arc::new(after),
        ..around.clone()
    };
    set_params(&mut replaced, config);
    replaced.waivers.extend(config.waivers.iter().cloned());
    let around = Settings {
        demands: Arc::new(before),
        ..around.clone()
    };
    (around, replaced)
}

fn severity_of(id: &str, rules: &RuleSet) -> Option<Severity> {
    let rule = rules.rules.iter().find(|rule| *rule.id == *id);
    let check = || id.parse::<Check>().ok().map(Check::severity);
    rule.map(|rule| rule.severity).or_else(check)
}

/// Whether a word means a rule or check that demands leave out.
fn leads_to_more(word: &str, demands: &Demands, rules: &RuleSet) -> bool {
    let more = |id: &str, family: &str, severity| {
        means(word, id, family, severity) && !demands.takes(id, family, severity)
    };
    let mut rules = rules.rules.iter();
    let mut checks = Check::ALL.iter();
    rules.any(|r| more(&r.id, &r.family, r.severity))
        || checks.any(|c| more(c.id(), OWN_FAMILY, c.severity()))
}

fn refusal(loosened: Loosened, written: &ConfigText, around: &Path) -> Failure {
    let place = loosened.place;
    let place = place.unwrap_or_else(|| written.place(&loosened.key));
    let what = loosened.what;
    let is_param = loosened.key.first().is_some_and(|key| key == "params");
    let message = match is_param {
        true => format!("only its rule knows whether it tightens that this {what}"),
        false => format!("a configuration further in may only tighten, and this {what}"),
    };
    let help = format!("take it out, or move it to `{}`", shown(around));
    failure(place, message, help)
}

/// Reads the configurations in folders.
///
/// # Errors
/// All mistakes of their shape, each with its place.
pub(super) fn read(
    host: &dyn Host,
    folders: &[PathBuf],
    outermost: &Path,
    sources: &mut SourceMap,
) -> Result<Vec<Inner>, Vec<Failure>> {
    let outermost = shown(outermost);
    let mut inner = Vec::new();
    let mut failures = Vec::new();
    for folder in folders {
        let path = folder.join(config::FILE_NAME);
        if host.kind(&path) == PathKind::File {
            let read = config_text(host, &path)
                .and_then(|text| config::parse_nested(&shown(&path), text, &outermost, sources));
            match read {
                Ok((config, written)) => inner.push(Inner {
                    path,
                    config,
                    written,
                }),
                Err(mut mistakes) => failures.append(&mut mistakes),
            }
            continue;
        }
        let other = folder.join(config::OTHER_NAME);
        if host.kind(&other) == PathKind::File {
            failures.push(misnamed(&other));
        }
    }
    match failures.is_empty() {
        true => Ok(inner),
        false => Err(failures),
    }
}
