//! Statuses: what the waivers and the baseline of the settings make of the findings of a run.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::paths::Below;
use super::{OWN_FAMILY, Settings, keep_selected};
use crate::assess::inline::Inline;
use crate::assess::waiver::{Context, Known};
use crate::assess::{self, Assessed, Given};
use crate::check::Check;
use crate::host::{Host, PathKind};
use crate::report::Report;
use crate::rule::{Rule, RuleSet};
use crate::source::SourceMap;

/// All rules and checks, each with whether the settings ask it of any tenant.
pub(super) fn known(all: &RuleSet, settings: &Settings) -> Vec<Known> {
    let of_rule = |rule: &Rule| Known {
        id: Arc::clone(&rule.id),
        family: rule.family.clone(),
        severity: settings.demands.severity(&rule.id, rule.severity),
        judged: settings.may_take(&rule.id, &rule.family, rule.severity),
    };
    let of_check = |check: &Check| Known {
        id: check.id().into(),
        family: OWN_FAMILY.to_owned(),
        severity: check.severity(),
        judged: settings.may_take(check.id(), OWN_FAMILY, check.severity()),
    };
    let rules = all.rules.iter().map(of_rule);
    rules.chain(Check::ALL.iter().map(of_check)).collect()
}

/// How much of what the settings speak of a run has read.
pub(super) struct Reach {
    /// The whole folder of the configuration.
    folder: bool,
    /// Of every tenant that it read anything of, all that belongs to it as far as its paths tell.
    tenants: bool,
}

impl Reach {
    /// What the paths of the settings reach; `parts` tells that single components were named.
    pub(super) fn of(host: &dyn Host, settings: &Settings, parts: bool) -> Self {
        let below = Below::new(host, settings);
        let root = below.full(&settings.root);
        let holds_root =
            |path: &Path| host.kind(path) == PathKind::Folder && root.starts_with(below.full(path));
        let folder = settings.paths.iter().any(|path| holds_root(path));
        if settings.touched.is_some() {
            return Self {
                folder: false,
                tenants: folder,
            };
        }
        Self {
            folder,
            tenants: folder || (settings.tenants.is_empty() && !parts),
        }
    }
}

/// What a run hands to its assessment.
pub(super) struct Judgement<'a> {
    pub(super) known: &'a [Known],
    /// The rules that had something to read.
    pub(super) rules: &'a [Rule],
    /// The names of the tenants.
    pub(super) tenants: &'a BTreeSet<Arc<str>>,
    /// Comments, each with what it covers.
    pub(super) inline: Vec<Inline>,
    pub(super) reach: Reach,
}

/// The name of a tenant that nobody has named, which says little about which one it is.
const UNNAMED: &str = "default";

/// Sets the statuses of the findings of a report, and adds what is wrong with the waivers and
/// the baseline.
pub(super) fn assess(
    report: &mut Report,
    sources: &SourceMap,
    settings: &Settings,
    judgement: Judgement<'_>,
) -> Assessed {
    let Judgement {
        known,
        rules,
        tenants,
        inline: comments,
        reach,
    } = judgement;
    let failed = !report.failures.is_empty();
    let asked: BTreeSet<&str> = rules.iter().map(|r| &*r.id).collect();
    let checks: BTreeSet<&str> = Check::ALL.iter().map(|c| c.id()).collect();
    let open: BTreeSet<(&str, &str)> = report
        .not_evaluated
        .iter()
        .map(|gap| (&*gap.rule, &*gap.tenant))
        .collect();
    let judged = |name: &str| tenants.contains(name);
    let exists = |rule: &str| known.iter().any(|k| *k.id == *rule);
    let asked_of = |rule: &str, tenant: &str| {
        let demands = settings.demands_on(tenant);
        let known = known.iter().find(|k| *k.id == *rule);
        known.is_none_or(|k| demands.takes(&k.id, &k.family, k.severity))
    };
    let told_all = |rule: &str, tenant: Option<&str>, inline: bool| {
        let reached = match tenant {
            _ if reach.folder => true,
            Some(name) => reach.tenants && (inline || name != UNNAMED),
            None => false,
        };
        let open = |name: &str| open.contains(&(rule, name));
        !failed
            && reached
            && (asked.contains(rule) || checks.contains(rule) || !exists(rule))
            && match tenant {
                Some(name) => judged(name) && asked_of(rule, name) && !open(name),
                None => tenants
                    .iter()
                    .all(|name| asked_of(rule, name) && !open(name)),
            }
    };
    let context = Context {
        as_of: &report.as_of,
        max_days: settings.max_waiver_days,
        known,
        complete: settings.builtin,
        file_name: &|file| sources.name(file).to_owned(),
        told_all: &told_all,
    };
    let given = Given {
        named: &settings.waivers,
        inline: comments,
        admitted: settings.known_inline.as_deref(),
        apply: settings.waive,
        baseline: settings.baseline.as_deref(),
    };
    let mut assessed = assess::assess(given, &mut report.findings, &context);
    keep_selected(&mut assessed.findings, settings);
    report.findings.append(&mut assessed.findings);
    assessed
}
