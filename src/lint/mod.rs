//! The pipeline on one screen: settings and a host in, one report out.
//!
//! gather files -> parse -> tenants -> shapes -> rules -> findings in their order. What fails on
//! the way is told and the rest goes on.

mod assess;
mod convert;
mod data;
mod demands;
mod foreign;
mod gather;
mod namespaces;
mod nested;
mod packs;
mod places;
mod policies;
mod policy_files;
mod replay;
mod select;
mod settings;
mod survey;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assess::inline::InlineWaiver;
use crate::check::{Check, Severity};
use crate::engine::Prepared;
use crate::finding::{Failure, Finding, Notice, Place};
use crate::host::Host;
use crate::report::{Counts, Report, RuleInfo, Thresholds};
use crate::rule::{self, Convention, Module, PolicyFile, PolicyFolder, RegoVersion, Rule, RuleSet};
use crate::source::{SourceMap, Span};
use crate::tenant::{Role, Tenant};

pub use convert::add as add_outcome;
pub use demands::Demands;
pub use gather::{CONFIG_NAME, Skip, Target, Wanted, everything_below, shown};
pub use nested::{Nested, folders_further_in, lay_demands};
pub use packs::{Folders, UsedPack, load_folders};
pub use places::{Places, find as find_places};
pub use policies::proofread;
pub use replay::{Files, Part, Replay};
pub use select::{Selection, sections};
pub use settings::{BASELINE_NAME, ForeignPack, Settings, TenantSpec, WAIVERS_NAME};
pub use survey::{Survey, documents, survey};

/// Hears how far a run is.
pub trait Progress: Sync {
    /// A phase of `total` steps begins.
    fn phase(&self, name: &str, total: usize);
    /// A step of the phase is done.
    fn step(&self);
}

/// A [`Progress`] that nobody looks at.
#[derive(Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn phase(&self, _name: &str, _total: usize) {}
    fn step(&self) {}
}

/// Loads all policies of the settings, selected or not: the bundled ones as the build prepared
/// them.
pub fn load_rules(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
) -> (RuleSet, Vec<Failure>) {
    match rule::bundled(sources) {
        Some(prepared) => add_policies(host, settings, sources, prepared, Vec::new()),
        None => read_rules(host, settings, sources),
    }
}

/// As [`load_rules`], with the bundled policies read as anybody's, as their authors want them
/// tested.
pub fn read_rules(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
) -> (RuleSet, Vec<Failure>) {
    let folders = vec![bundled()];
    add_policies(host, settings, sources, RuleSet::default(), folders)
}

fn add_policies(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
    set: RuleSet,
    mut folders: Vec<PolicyFolder>,
) -> (RuleSet, Vec<Failure>) {
    let mut failures = Vec::new();
    for path in &settings.policies {
        let (folder, mut problems) = policy_files::policy_folder(host, settings, path);
        failures.append(&mut problems);
        folders.push(folder);
    }
    for pack in &settings.foreign {
        let (folder, mut problems) = foreign::folder(host, settings, pack, sources);
        failures.append(&mut problems);
        folders.extend(folder);
    }
    let (mut set, mut problems) = rule::load(set, folders, sources);
    failures.append(&mut problems);
    if !settings.data.is_empty() {
        let (mut data, mut problems) = data::load(host, settings, sources);
        failures.append(&mut problems);
        // What packs bring themselves stands in front of it.
        data.append(&mut set.library.data);
        set.library.data = data;
    }
    failures.extend(namespaces::keep(&mut set, &settings.namespaces));
    if !settings.builtin {
        // The bundled library stays: a user's rules may build on it.
        set.rules.retain(|rule| !rule.builtin);
    }
    (set, failures)
}

/// The policies that are part of the program.
fn bundled() -> PolicyFolder {
    let files = crate::embedded::policies()
        .iter()
        .map(|(below, text)| PolicyFile {
            shown: format!("policies/{below}"),
            below: (*below).to_owned(),
            text: Arc::from(*text),
        });
    PolicyFolder {
        name: "tenantlint".to_owned(),
        builtin: true,
        version: RegoVersion::V1,
        pack: None,
        files: files.collect(),
    }
}

/// Whether a change of files at these paths, from the top of a repository, could change what a run
/// finds.
pub fn concerns(host: &dyn Host, settings: &Settings, paths: &[std::path::PathBuf]) -> bool {
    gather::concerns(host, settings, paths)
}

/// Judges: everything from the settings to the report.
pub fn run(
    host: &dyn Host,
    settings: &Settings,
    sources: SourceMap,
    progress: &dyn Progress,
) -> Report {
    judge(host, settings, sources, progress).report
}

/// What [`judge`] gives.
#[derive(Debug)]
pub struct Judged {
    /// The report.
    pub report: Report,
    /// The tenants, in their order.
    pub tenants: Vec<Tenant>,
    /// The waivers in comments of the tenants' files.
    pub inline_waivers: Vec<InlineWaiver>,
    /// The fingerprints of the baseline's entries that are no longer true.
    pub stale: Vec<String>,
    /// The policies that judged: a process that ends next need not take them apart, which costs
    /// a sixth of a small run.
    pub prepared: Prepared,
}

/// The rules that the settings select for any tenant. With them, all that is shared.
pub fn select_rules(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
) -> (RuleSet, Vec<Failure>) {
    let (rules, failures) = load_rules(host, settings, sources);
    (selected(rules, settings), failures)
}

fn selected(mut rules: RuleSet, settings: &Settings) -> RuleSet {
    rules
        .rules
        .retain(|r| settings.may_take(&r.id, &r.family, r.severity));
    rules
}

/// As [`run`], with what judged and what was judged.
pub fn judge(
    host: &dyn Host,
    settings: &Settings,
    sources: SourceMap,
    progress: &dyn Progress,
) -> Judged {
    let one = Trees {
        policies: host,
        hosts: &[host],
        first_waives: false,
    };
    let bench = judge_trees(&one, settings, sources, progress);
    let Bench {
        mut trees,
        sources,
        prepared,
        ..
    } = bench;
    // One tree went in.
    let tree = trees.pop().unwrap_or_default();
    Judged {
        report: Report {
            sources,
            ..tree.report
        },
        inline_waivers: tree.inline_waivers,
        stale: tree.stale,
        tenants: tree.tenants,
        prepared,
    }
}

/// One tree of files, judged.
#[derive(Debug, Default)]
pub struct Tree {
    /// What was found out. Its places point into the sources of the [`Bench`]; it has none itself.
    pub report: Report,
    /// The tenants, in their order.
    pub tenants: Vec<Tenant>,
    /// The waivers in comments of the tenants' files.
    pub inline_waivers: Vec<InlineWaiver>,
    /// The fingerprints of the baseline's entries that are no longer true.
    pub stale: Vec<String>,
}

/// What [`judge_trees`] gives.
#[derive(Debug)]
pub struct Bench {
    /// The trees, in the order in which they were given.
    pub trees: Vec<Tree>,
    /// The texts of the policies and of all trees.
    pub sources: SourceMap,
    /// The policies that judged.
    pub prepared: Prepared,
    /// The rules that judged.
    pub rules: RuleSet,
    /// The settings, with what is demanded of single tenants.
    pub settings: Settings,
}

/// What is judged together.
pub struct Trees<'h> {
    /// Reads the policies.
    pub policies: &'h dyn Host,
    /// Read a tree of files each.
    pub hosts: &'h [&'h dyn Host],
    /// Whether comments waive in the later trees only what they waive in the first.
    pub first_waives: bool,
}

/// Judges trees of files by the same policies. A rule judges all of them as soon as one holds
/// anything that it reads: what another lacks is then said.
pub fn judge_trees(
    asked: &Trees<'_>,
    settings: &Settings,
    mut sources: SourceMap,
    progress: &dyn Progress,
) -> Bench {
    let policies = asked.policies;
    let (all, mut failures) = load_rules(policies, settings, &mut sources);
    let (params, mut problems) = rule::complete_params(&all, &settings.params);
    failures.append(&mut problems);
    let known = assess::known(&all, settings);
    let rules = selected(all, settings);
    let users = |module: &Module| !select::is_ours(module);
    let of_policies = proofread(&rules, settings, &users);
    let wanted = wanted(&rules);
    let survey_of = |host: &&dyn Host| survey(*host, settings, &mut sources, progress, &wanted);
    let mut surveys: Vec<Survey> = asked.hosts.iter().map(survey_of).collect();
    let as_of = settings.as_of.clone().unwrap_or_else(|| policies.today());
    for survey in &mut surveys {
        foreign::unwrap(&mut survey.tenants, &rules);
    }
    let mut settings = settings.clone();
    nested::lay_demands(asked.hosts, &mut settings, &mut surveys, &sources);
    let settings = &settings;
    let rules = demanded(rules, settings);
    let tenants = || surveys.iter().flat_map(|survey| &survey.tenants);
    let (rules, idle) = with_something_to_read(rules, tenants);
    let (prepared, mut problems) = Prepared::new(&rules, &params, &as_of, &settings.evaluate);
    failures.append(&mut problems);

    progress.phase("judging", tenants().count() * rules.rules.len());
    let threads = settings.threads.unwrap_or_else(|| policies.threads());
    let mut trees: Vec<Tree> = Vec::with_capacity(surveys.len());
    for (survey, host) in surveys.iter_mut().zip(asked.hosts) {
        let first = trees.first().filter(|_| asked.first_waives);
        let settings = &match first {
            Some(first) => Settings {
                known_inline: Some(Arc::new(keys(&first.inline_waivers))),
                ..settings.clone()
            },
            None => settings.clone(),
        };
        let inline = std::mem::take(&mut survey.inline);
        let reach = assess::Reach::of(*host, settings, survey.parts);
        let judges = (&prepared, &rules);
        let (mut report, tenants) =
            judge_survey(judges, settings, std::mem::take(survey), threads, progress);
        report.as_of.clone_from(&as_of);
        report.failures.splice(0..0, failures.iter().cloned());
        report.counts.rules = rules.rules.len() + idle.len();
        report.counts.rules_without_data = idle.len();
        report.notices.extend(nothing_to_read(&idle));
        if rules.rules.is_empty() && !idle.is_empty() && !tenants.is_empty() {
            report.failures.push(gather::nothing_for_rules(&idle));
        }
        keep_selected(&mut report.findings, settings);
        report
            .findings
            .extend(about_the_run(of_policies.clone(), settings));
        let judgement = assess::Judgement {
            known: &known,
            rules: &rules.rules,
            tenants: &tenants,
            inline,
            reach,
        };
        let assessed = assess::assess(&mut report, &sources, settings, judgement);
        settle(&mut report, &sources, rules.rules.iter().chain(&idle));
        trees.push(Tree {
            report,
            tenants,
            inline_waivers: assessed.inline,
            stale: assessed.stale,
        });
    }
    Bench {
        trees,
        sources,
        prepared,
        rules,
        settings: settings.clone(),
    }
}

/// Asks the rules of the tenants of a survey; what they say stands in no order.
fn judge_survey(
    (prepared, rules): (&Prepared, &RuleSet),
    settings: &Settings,
    mut survey: Survey,
    threads: usize,
    progress: &dyn Progress,
) -> (Report, Vec<Tenant>) {
    survey.set_unfit_aside();
    let tenants = std::mem::take(&mut survey.tenants);
    let asks = |tenant: &Tenant, rule: usize| {
        let rule = &rules.rules[rule];
        let demands = settings.demands_on(&tenant.name);
        demands.takes(&rule.id, &rule.family, rule.severity)
    };
    let outcomes = prepared.judge_asked(&tenants, threads, &asks, &|| progress.step());
    let places = places::find(prepared, &tenants, &outcomes, threads);
    let mut report = Report {
        thresholds: settings.demands.thresholds(),
        thresholds_of: thresholds_of(settings),
        ..report_of(survey, &tenants, settings)
    };
    for ((tenant, outcomes), places) in tenants.iter().zip(outcomes).zip(places) {
        for ((rule, outcome), places) in rules.rules.iter().zip(outcomes).zip(places) {
            convert::add(&mut report, settings, (tenant, rule), outcome, places);
        }
    }
    (report, tenants)
}

/// Leaves out the rules that are selected for no tenant that is there.
fn demanded(mut rules: RuleSet, settings: &Settings) -> RuleSet {
    let takes = |demands: &Demands, r: &Rule| demands.takes(&r.id, &r.family, r.severity);
    rules.rules.retain(|rule| {
        let mut of_tenants = settings.of_tenants.values();
        takes(&settings.demands, rule) || of_tenants.any(|demands| takes(demands, rule))
    });
    rules
}

fn thresholds_of(settings: &Settings) -> BTreeMap<String, Thresholds> {
    let all = settings.of_tenants.iter();
    all.map(|(tenant, demands)| (tenant.clone(), demands.thresholds()))
        .collect()
}

fn keys(waivers: &[InlineWaiver]) -> BTreeSet<String> {
    waivers.iter().map(|waiver| waiver.key.clone()).collect()
}

/// What is known of a tree before a rule judges it.
fn report_of(survey: Survey, tenants: &[Tenant], settings: &Settings) -> Report {
    let mut report = Report {
        counts: counts(tenants, &survey.roles, survey.files),
        findings: survey.findings,
        failures: survey.failures,
        notices: survey.notices,
        warnings: survey.warnings,
        ..Report::default()
    };
    for &(file, span) in &survey.secrets {
        report.redactions.add(file, span);
    }
    let unjudged = unrecognised(&survey.roles, &survey.skipped, settings);
    report.notices.extend(unjudged);
    report.notices.extend(left_out(&survey.skipped));
    report
}

/// What the rules ask for: the sections that some rule reads, itself or through the models that it
/// uses, all where one does not say, or where nothing but our own checks is selected; and, where a
/// rule is for no platform, documents of none.
pub fn wanted(rules: &RuleSet) -> Wanted {
    let sections = rules.rules.iter().map(|rule| select::sections(rules, rule));
    let sections: Option<Vec<_>> = sections.collect();
    let sections = sections.filter(|all| !all.is_empty());
    Wanted {
        sections: sections.map(|all| all.into_iter().flatten().collect()),
        plain: rules.rules.iter().any(|rule| rule.platform.is_none()),
    }
}

/// The rules that read a section that some tenant has, and apart from them the others: they
/// could say nothing, and preparing them is what a small run would spend its time on.
fn with_something_to_read<'t, T: Iterator<Item = &'t Tenant>>(
    mut rules: RuleSet,
    tenants: impl Fn() -> T,
) -> (RuleSet, Vec<Rule>) {
    let has = |section: &String| tenants().any(|t| t.has_section(section));
    let reads = |rule: &Rule| match &rule.convention {
        Convention::Pack(asked) => tenants().any(|tenant| asked.reads(tenant)),
        Convention::Own | Convention::Conftest { .. } => {
            rule.types.is_empty() || rule.types.iter().any(has)
        }
    };
    let (readable, idle) = rules.rules.into_iter().partition(reads);
    rules.rules = readable;
    (rules, idle)
}

/// Says which rules had nothing to read.
fn nothing_to_read(idle: &[Rule]) -> Option<Notice> {
    let ids: Vec<&str> = idle.iter().map(|r| &*r.id).collect();
    (!ids.is_empty()).then(|| Notice {
        message: format!(
            "not applicable, since no tenant has any section that they read: {}",
            ids.join(", ")
        ),
        place: None,
    })
}

fn counts(tenants: &[Tenant], roles: &[Role], files: usize) -> Counts {
    let documents = tenants.iter().filter(|t| t.platform.is_none()).count();
    Counts {
        tenants: tenants.len() - documents,
        documents,
        files,
        unrecognised_files: roles.iter().filter(|r| r.tenant.is_none()).count(),
        ..Counts::default()
    }
}

/// Files in which nothing was judged, one remark each.
fn unrecognised(roles: &[Role], skipped: &[Skip], settings: &Settings) -> Vec<Notice> {
    let mut notices: Vec<Notice> = roles
        .iter()
        .filter(|r| r.tenant.is_none())
        .map(|r| Notice {
            message: format!("nothing in this file was judged: {}", r.holds),
            place: Some((r.file, Span::new(0, 0))),
        })
        .collect();
    if !settings.tenants.is_empty() {
        let outside = skipped.iter().filter(|s| s.reason.contains("inventory"));
        notices.extend(outside.map(|s| Notice {
            message: format!("{} was not judged: {}", s.shown, s.reason),
            place: None,
        }));
    }
    notices
}

/// How many of those that a remark of what was left out names.
const NAMED: usize = 3;

/// What was left out that no other remark tells of, one remark a reason.
fn left_out(skipped: &[Skip]) -> Vec<Notice> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for skip in skipped.iter().filter(|skip| !skip.said) {
        by_reason.entry(&skip.reason).or_default().push(&skip.shown);
    }
    let remarks = by_reason.into_iter().map(|(reason, names)| {
        let more = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(", and {n} more that `config` lists"),
        };
        let shown: Vec<&str> = names.into_iter().take(NAMED).collect();
        Notice {
            message: format!("not read, {reason}: {}{more}", shown.join(", ")),
            place: None,
        }
    });
    remarks.collect()
}

/// Adds findings about the run itself, whatever is selected, unless they are ignored.
pub fn add_findings(report: &mut Report, own: Vec<Finding>, settings: &Settings) {
    report.findings.extend(about_the_run(own, settings));
    sort(&mut report.findings, &report.sources);
    report.rules.retain(|rule| rule.family != OWN_FAMILY);
    name_checks(report);
}

/// Findings about the run itself that count.
fn about_the_run(mut own: Vec<Finding>, settings: &Settings) -> Vec<Finding> {
    override_severities(&mut own, settings);
    own.retain(|f| heeds(settings, &f.rule, f.severity));
    own
}

/// Whether what a check finds about the run itself counts: whatever is selected, unless it is
/// ignored.
pub fn heeds(settings: &Settings, id: &str, severity: Severity) -> bool {
    let ignoring = Selection {
        select: Vec::new(),
        ignore: settings.demands.selection.ignore.clone(),
    };
    ignoring.takes(id, OWN_FAMILY, severity)
}

fn override_severities(findings: &mut [Finding], settings: &Settings) {
    for finding in findings {
        if finding.rule.starts_with("TL-") {
            let demands = settings.demands_on(&finding.subject.tenant);
            finding.severity = demands.severity(&finding.rule, finding.severity);
        }
    }
}

/// Gives what the program found in its own name the severity that the settings want, and leaves
/// out what they do not select.
fn keep_selected(findings: &mut Vec<Finding>, settings: &Settings) {
    let is_own = |f: &Finding| f.rule.starts_with("TL-");
    let takes = |f: &Finding| {
        let demands = settings.demands_on(&f.subject.tenant);
        demands.takes(&f.rule, OWN_FAMILY, f.severity)
    };
    findings.retain(|f| !is_own(f) || takes(f));
    override_severities(findings, settings);
}

/// The worst first, then by place, rule and identity.
fn sort(findings: &mut [Finding], sources: &SourceMap) {
    let place = |p: &Place| (Arc::clone(sources.file(p.file).name()), p.span);
    findings.sort_by_cached_key(|f| {
        (
            std::cmp::Reverse(f.severity),
            place(&f.primary),
            Arc::clone(&f.rule),
            f.fingerprint.clone(),
        )
    });
}

/// Adds what a reader needs to know of our own checks that said something.
fn name_checks(report: &mut Report) {
    let own = Check::ALL.iter().filter(|c| {
        let id = c.id();
        report.findings.iter().any(|f| &*f.rule == id) || report.failures.iter().any(|f| f.id == id)
    });
    let own: Vec<_> = own.copied().map(check_info).collect();
    report.rules.extend(own);
}

/// Sorts and counts what was found, and adds what a reader needs to know of the rules.
fn settle<'a>(report: &mut Report, sources: &SourceMap, rules: impl Iterator<Item = &'a Rule>) {
    sort(&mut report.findings, sources);
    report.not_evaluated.sort_by(|a, b| {
        (
            std::cmp::Reverse(a.severity),
            &a.rule,
            &a.tenant,
            &a.message,
        )
            .cmp(&(
                std::cmp::Reverse(b.severity),
                &b.rule,
                &b.tenant,
                &b.message,
            ))
    });
    report.not_evaluated.dedup();
    // A module's failure is told once: as that of the rule that it fails, where there is one.
    let told: Vec<_> = report
        .failures
        .iter()
        .filter(|f| f.rule.is_some())
        .map(|f| (f.id, f.place))
        .collect();
    report
        .failures
        .retain(|f| f.rule.is_some() || !told.contains(&(f.id, f.place)) || f.place.is_none());
    report.rules = rules.map(rule_info).collect();
    report.rules.sort_by(|a, b| a.id.cmp(&b.id));
    name_checks(report);
}

/// The family of our own checks.
pub const OWN_FAMILY: &str = "tenantlint";

/// What a report says of a rule.
pub fn rule_info(rule: &Rule) -> RuleInfo {
    RuleInfo {
        id: Arc::clone(&rule.id),
        name: rule.name.clone(),
        title: rule.title.clone(),
        description: rule.description.clone(),
        severity: rule.severity,
        family: rule.family.clone(),
        remediation: rule.remediation.clone(),
        references: rule.references.clone(),
        frameworks: rule.frameworks.clone(),
    }
}

/// What a report says of one of our own checks.
pub fn check_info(check: Check) -> RuleInfo {
    RuleInfo {
        id: check.id().into(),
        name: String::new(),
        title: check.title().to_owned(),
        description: check.description().to_owned(),
        severity: check.severity(),
        family: OWN_FAMILY.to_owned(),
        remediation: check.remediation().to_owned(),
        references: Vec::new(),
        frameworks: std::collections::BTreeMap::new(),
    }
}
