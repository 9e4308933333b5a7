//! A tenant of any form as files in the canonical form.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::check::Check;
use crate::finding::Failure;
use crate::host::{Host, PathKind, plain_path};
use crate::lint::{self, Settings};
use crate::report::REDACTED;
use crate::source::SourceMap;
use crate::tenant::{self, Layout, MARK, Tenant};

/// The longest file, in bytes, that is looked at to tell whether an import wrote it.
const LONGEST: usize = 1 << 30;

/// What an import does to a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to write: those that are not there, or hold something else.
    pub write: Vec<(PathBuf, Vec<u8>)>,
    /// Files that earlier imports wrote for components that are no more.
    pub remove: Vec<PathBuf>,
    /// How many files stay as they are.
    pub unchanged: usize,
    /// How many values were left out because they are secret.
    pub secrets: usize,
    /// Files that were read but hold nothing that could be imported, with the reason.
    pub left_out: Vec<(String, String)>,
}

impl Plan {
    /// Whether the folder is as the plan wants it.
    pub fn is_done(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }
}

/// Reads the settings' paths and compares what they hold with what stands in `folder`. Nothing is
/// written.
///
/// # Errors
/// What cannot be read, what has two readings, and what stands in the way.
pub fn plan(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
    folder: &Path,
    layout: Layout,
) -> Result<Plan, Vec<Failure>> {
    let mut settings = settings.clone();
    let full = |path: &Path| plain_path(&host.current_dir().join(path));
    for path in &settings.paths {
        if full(path) == full(folder) {
            return Err(vec![in_the_way(folder, "it holds what is read")]);
        }
    }
    if settings
        .paths
        .iter()
        .any(|path| full(folder).starts_with(full(path)))
    {
        let own = lint::everything_below(host, &settings, folder);
        settings.exclude.push(own);
    }
    let survey = lint::survey(
        host,
        &settings,
        sources,
        &lint::Silent,
        &lint::Wanted::default(),
    );
    if !survey.failures.is_empty() {
        return Err(survey.failures);
    }
    if survey.tenants.is_empty() {
        return Err(vec![refusal(
            "no tenant was recognised in these files".to_owned(),
            Check::TenantUnrecognised.remediation(),
        )]);
    }
    let hidden = |at: &tenant::Origin| survey.secrets.contains(&(at.file, at.value));
    let mut failures = Vec::new();
    let mut texts = BTreeMap::new();
    for tenant in &survey.tenants {
        let own = match &survey.tenants[..] {
            [_] => folder.to_owned(),
            _ => folder.join(tenant::file_name(&tenant.name)),
        };
        match tenant::export(tenant, layout, &hidden, REDACTED) {
            Ok(files) => {
                for file in files {
                    texts.insert(own.join(file.path), file.text.into_bytes());
                }
            }
            Err(doubts) => failures.extend(doubts.iter().map(|path| doubt(tenant, path))),
        }
    }
    let mut plan = compare(host, folder, texts, &mut failures);
    if !failures.is_empty() {
        return Err(failures);
    }
    plan.secrets = survey.secrets.len();
    let unknown = survey.roles.iter().filter(|r| r.tenant.is_none());
    plan.left_out = unknown
        .map(|r| (sources.name(r.file).to_owned(), r.holds.clone()))
        .collect();
    Ok(plan)
}

/// Does what a plan says.
///
/// # Errors
/// The first file that cannot be written or removed, and why.
pub fn carry_out(host: &dyn Host, plan: &Plan) -> Result<(), String> {
    let because = |path: &Path, reason: String| format!("{}: {reason}", path.display());
    for (path, bytes) in &plan.write {
        host.write(path, bytes).map_err(|e| because(path, e))?;
    }
    for path in &plan.remove {
        host.remove(path).map_err(|e| because(path, e))?;
    }
    Ok(())
}

/// Holds the texts that should be in a folder against what is there.
fn compare(
    host: &dyn Host,
    folder: &Path,
    texts: BTreeMap<PathBuf, Vec<u8>>,
    failures: &mut Vec<Failure>,
) -> Plan {
    let mut plan = Plan::default();
    let walk = match host.kind(folder) {
        PathKind::Folder => host.walk(folder, &[]),
        PathKind::Missing => crate::host::Walk::default(),
        PathKind::File => {
            failures.push(in_the_way(folder, "a file, not a folder"));
            return plan;
        }
    };
    for path in texts.keys() {
        let through = |skip: &&crate::host::Skipped| path.starts_with(&skip.path);
        if let Some(skip) = walk.skipped.iter().find(through) {
            failures.push(in_the_way(&skip.path, &skip.reason));
        }
    }
    for path in walk.files {
        if !texts.contains_key(&path) && is_ours(host, &path) {
            plan.remove.push(path);
        }
    }
    for (path, bytes) in texts {
        match host.kind(&path) {
            PathKind::Missing => plan.write.push((path, bytes)),
            PathKind::Folder => failures.push(in_the_way(&path, "a folder")),
            PathKind::File if host.read(&path, bytes.len()).is_ok_and(|old| old == bytes) => {
                plan.unchanged += 1;
            }
            PathKind::File if is_ours(host, &path) => plan.write.push((path, bytes)),
            PathKind::File => failures.push(in_the_way(&path, "not written by an import")),
        }
    }
    plan
}

/// Whether an import wrote a file.
fn is_ours(host: &dyn Host, path: &Path) -> bool {
    let ending = path.extension().is_some_and(|e| e == "yaml");
    let text = || host.read(path, LONGEST);
    ending && text().is_ok_and(|bytes| bytes.starts_with(MARK.as_bytes()))
}

fn doubt(tenant: &Tenant, path: &crate::document::DataPath) -> Failure {
    Failure {
        id: Check::TenantConflict.id(),
        rule: None,
        message: format!("`{path}` can be read in two ways, and an import keeps one"),
        place: tenant
            .root
            .place(path)
            .map(|place| (place.file, place.span)),
        labels: Vec::new(),
        help: "Make the files say one thing; `tenantlint check` shows every place.".to_owned(),
    }
}

fn in_the_way(path: &Path, what: &str) -> Failure {
    refusal(
        format!("`{}` is in the way: {what}", path.display()),
        "Move it, or name another folder.",
    )
}

fn refusal(message: String, help: &str) -> Failure {
    Failure {
        id: Check::ConfigInvalid.id(),
        rule: None,
        message,
        place: None,
        labels: Vec::new(),
        help: help.to_owned(),
    }
}
