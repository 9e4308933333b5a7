//! Packs of policies that were written for other programs: their files, and the documents that are
//! their inputs.

use std::path::Path;
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::{ForeignPack, Settings, gather, paths, policy_files};
use crate::check::Check;
use crate::document::{DataPath, Segment};
use crate::finding::Failure;
use crate::host::{Host, PathKind};
use crate::rule::{Convention, Manifest, PolicyFolder, RuleSet, pack_named};
use crate::source::{Encoding, SourceMap};
use crate::tenant::Tenant;

/// The files of a pack that its manifest names. `None` where it cannot be run at all.
pub(super) fn folder(
    host: &dyn Host,
    settings: &Settings,
    pack: &ForeignPack,
    sources: &mut SourceMap,
) -> (Option<PolicyFolder>, Vec<Failure>) {
    let manifest = match manifest(host, settings, pack, sources) {
        Ok(manifest) => Arc::new(manifest),
        Err(failures) => return (None, failures),
    };
    let set = |globs: &[String]| set(globs).map_err(|message| vec![invalid(message)]);
    let wanted = [&manifest.policies, &manifest.titles].map(|globs| set(globs));
    let (wanted, except) = match (wanted, set(&manifest.except)) {
        ([Ok(policies), Ok(titles)], Ok(except)) => ((policies, titles), except),
        (_, Err(failures)) | ([Err(failures), _] | [_, Err(failures)], _) => {
            return (None, failures);
        }
    };
    let takes = |below: &str| {
        let asked = match below.ends_with(".rego") {
            true => &wanted.0,
            false => &wanted.1,
        };
        asked.is_match(below) && !except.is_match(below)
    };
    let (files, mut failures) = match host.kind(&pack.dir) {
        PathKind::Folder => policy_files::pack_files(host, settings, &pack.dir, &takes),
        PathKind::File | PathKind::Missing => (Vec::new(), Vec::new()),
    };
    if !files.iter().any(|file| file.below.ends_with(".rego")) {
        failures.push(invalid(format!(
            "`{}` holds no policies of the pack `{}`",
            paths::shown(&pack.dir),
            manifest.name
        )));
    }
    let folder = PolicyFolder {
        name: manifest.name.clone(),
        builtin: false,
        version: manifest.rego_version,
        pack: Some(manifest),
        files,
    };
    (Some(folder), failures)
}

fn manifest(
    host: &dyn Host,
    settings: &Settings,
    pack: &ForeignPack,
    sources: &mut SourceMap,
) -> Result<Manifest, Vec<Failure>> {
    let (shown, text) = match pack.path() {
        Some(path) => (paths::shown(path), read(host, settings, path)?),
        None => {
            let unknown = || {
                vec![invalid(format!(
                    "there is no pack `{}`: name scubagoggles, scubagear or the path of a manifest (`*.yaml`)",
                    pack.manifest
                ))]
            };
            let (below, text) = pack_named(&pack.manifest).ok_or_else(unknown)?;
            (format!("policies/{below}"), text.to_owned())
        }
    };
    let text: Arc<str> = text.into();
    let file = sources.add(shown, Arc::clone(&text), Encoding::Utf8);
    Manifest::read(file, &text)
}

fn read(host: &dyn Host, settings: &Settings, path: &Path) -> Result<String, Vec<Failure>> {
    let most = settings.evaluate.max_policy_bytes;
    let text = host.read(path, most).and_then(|bytes| {
        String::from_utf8(bytes).map_err(|_| "it is no text in UTF-8".to_owned())
    });
    text.map_err(|reason| vec![gather::unreadable(&paths::shown(path), &reason)])
}

fn set(globs: &[String]) -> Result<GlobSet, String> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        let wrong = |e: globset::Error| format!("`{glob}` is no glob: {}", e.kind());
        let glob = GlobBuilder::new(glob).literal_separator(true).build();
        builder.add(glob.map_err(wrong)?);
    }
    builder.build().map_err(|e| e.to_string())
}

fn invalid(message: String) -> Failure {
    Failure {
        id: Check::ConfigInvalid.id(),
        rule: None,
        message,
        place: None,
        labels: Vec::new(),
        help: "name a pack and its folder: `--pack scubagoggles=DIR`".to_owned(),
    }
}

/// Takes documents for the inputs of packs that they hold below a key.
pub(super) fn unwrap(tenants: &mut [Tenant], rules: &RuleSet) {
    let asked = rules
        .rules
        .iter()
        .filter_map(|rule| match &rule.convention {
            Convention::Pack(asked) => Some(asked),
            Convention::Own | Convention::Conftest { .. } => None,
        });
    let asked: Vec<_> = asked.collect();
    for tenant in tenants {
        let key = asked.iter().find_map(|asked| asked.reads_below(tenant));
        let path = key.map(|key| [Segment::Key(key.into())].into_iter().collect::<DataPath>());
        if let Some(input) = path.and_then(|path| tenant.root.get(&path).cloned()) {
            tenant.root = input;
        }
    }
}
