//! The pipeline on one screen: settings and a host in, one report out.
//!
//! gather files -> parse -> tenants -> shapes -> rules -> findings in their order. What fails on
//! the way is told and the rest goes on.

mod assess;
mod batches;
mod convert;
mod data;
mod demands;
mod filter;
mod foreign;
mod gather;
mod globs;
mod kept;
mod namespaces;
mod nested;
mod packs;
mod paths;
mod places;
mod policies;
mod policy_files;
mod reader;
mod ready;
mod replay;
mod select;
mod settings;
mod shelf;
mod stream;
mod survey;
mod told;
mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assess::inline::{Inline, InlineWaiver};
use crate::engine::{Memory, Prepared};
use crate::finding::{Failure, Finding, Notice};
use crate::host::Host;
use crate::report::{Report, Thresholds};
use crate::rule::{self, Module, PolicyFile, PolicyFolder, RegoVersion, Rule, RuleSet};
use crate::source::{SourceMap, Texts};
use crate::tenant::Tenant;
use batches::Batches;
use ready::{Makes, Numbers, Ready};
use stream::{Court, Done, Seen, Stream};
use told::{about_the_run, keep_selected, nothing_to_read, report_of, settle};

pub use convert::add as add_outcome;
pub use demands::Demands;
pub use gather::{CONFIG_NAME, Skip, Target, Wanted, everything_below};
pub use nested::{Nested, folders_further_in, lay_demands};
pub use packs::{Folders, UsedPack, load_folders};
pub use paths::shown;
pub use places::{Places, find as find_places};
pub use policies::proofread;
pub use replay::{Files, Part, Replay};
pub use select::{Selection, sections};
pub use settings::{BASELINE_NAME, ForeignPack, Settings, TenantSpec, WAIVERS_NAME};
pub use survey::{Survey, documents, survey};
pub use told::{OWN_FAMILY, add_findings, check_info, heeds, rule_info};
pub use touched::{governs, in_no_tenant, touched};

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
    pass(host, settings, sources, None, progress).0
}

/// What judged, and what was judged: a process that ends next need not take it apart, which costs
/// a sixth of a small run.
#[derive(Debug, Default)]
#[expect(dead_code, reason = "it is only held")]
pub struct Spent(Vec<Arc<Ready>>, Vec<Tenant>);

/// Writes the fixes of findings about tenants whose texts are there.
pub type Mend<'a> = dyn Fn(&mut [&mut Finding], &[Tenant], Texts<'_>) + Sync + 'a;

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
    /// What judged.
    pub spent: Spent,
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

/// As [`run`], for tenants of which nothing is kept but what the report points at. Their fixes are
/// written by `mend` while they are there.
pub fn pass(
    host: &dyn Host,
    settings: &Settings,
    sources: SourceMap,
    mend: Option<&Mend<'_>>,
    progress: &dyn Progress,
) -> (Report, Spent) {
    let judged = judge_one(host, settings, sources, (false, mend), progress);
    (judged.report, judged.spent)
}

/// As [`run`], with what judged and what was judged.
pub fn judge(
    host: &dyn Host,
    settings: &Settings,
    sources: SourceMap,
    progress: &dyn Progress,
) -> Judged {
    judge_one(host, settings, sources, (true, None), progress)
}

fn judge_one(
    host: &dyn Host,
    settings: &Settings,
    sources: SourceMap,
    (keep, mend): (bool, Option<&Mend<'_>>),
    progress: &dyn Progress,
) -> Judged {
    let one = Trees {
        policies: host,
        hosts: &[host],
        first_waives: false,
        keep,
        mend,
    };
    let bench = judge_trees(&one, settings, sources, progress);
    let Bench {
        mut trees,
        sources,
        spent,
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
        spent,
    }
}

/// One tree of files, judged.
#[derive(Debug, Default)]
pub struct Tree {
    /// What was found out. Its places point into the sources of the [`Bench`]; it has none itself.
    pub report: Report,
    /// The tenants, in their order, where they are kept.
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
    /// What judged.
    pub spent: Spent,
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
    /// Whether the tenants are kept, and all texts. Else there are never more of them than judge at
    /// a time, and of the texts only those stay into which something points that is told.
    pub keep: bool,
    /// Writes fixes before the tenants are let go of.
    pub mend: Option<&'h Mend<'h>>,
}

/// Judges trees of files by the same policies. A rule judges all of them as soon as one holds
/// anything that it reads: what another lacks is then said.
pub fn judge_trees<'h>(
    asked: &Trees<'h>,
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
    let threads = settings.threads.unwrap_or_else(|| policies.threads());
    let mut batches = Batches::of_trees(asked.hosts, settings, &mut sources, &wanted, threads);
    if asked.hosts.len() > 1 {
        Batches::share(&mut batches, asked.hosts);
    }
    let as_of = settings.as_of.clone().unwrap_or_else(|| policies.today());
    let stream = Stream::new(&batches, &rules, settings, threads);
    progress.phase("reading", batches.iter().map(Batches::files).sum());
    let is_nested = settings.nested.as_ref().is_some_and(|all| !all.is_empty());
    let seen = stream.look(is_nested || asked.keep, asked.keep, progress);
    let mut settings = settings.clone();
    let warnings = lay_demands_on(asked, &mut settings, &seen, &sources);
    let settings = &settings;
    let selected = &rules;
    let rules = demanded(selected.clone(), settings);
    let (certain, likely) = to_prepare(&rules, selected, &seen, &stream);
    let makes = Makes::new(&rules, &params, &as_of, &settings.evaluate);
    let court = Court {
        stream: &stream,
        sources: &sources,
        rules: &rules,
        makes: &makes,
        settings,
        keep: asked.keep,
        mend: asked.mend,
        memory: (asked.hosts.len() > 1).then(Memory::default),
        progress,
    };
    let (done, needed) = court.judge(certain, &likely);
    let made = makes.into_made();
    if let Some(last) = made.last() {
        failures.extend(last.failures.iter().cloned());
    }
    let known_before: Vec<Survey> = batches.iter().map(Batches::known).collect();
    let unread: Vec<Vec<Failure>> = batches
        .into_iter()
        .map(|batches| batches.runtime_failures)
        .collect();
    let mut by_tree: Vec<Vec<Done>> = known_before.iter().map(|_| Vec::new()).collect();
    for done in done {
        by_tree[done.tree].push(done);
    }
    let (rules, idle) = apart(rules, &needed);
    let mut trees: Vec<Tree> = Vec::with_capacity(by_tree.len());
    let parts = by_tree
        .into_iter()
        .zip(known_before)
        .zip(unread)
        .zip(warnings);
    for ((((done, known_before), unread), warnings), host) in parts.zip(asked.hosts) {
        let first = trees.first().filter(|_| asked.first_waives);
        let settings = &match first {
            Some(first) => Settings {
                known_inline: Some(Arc::new(keys(&first.inline_waivers))),
                ..settings.clone()
            },
            None => settings.clone(),
        };
        let Whole {
            mut report,
            tenants,
            named,
            inline,
            parts,
        } = whole(
            known_before,
            done,
            (unread, warnings),
            &mut sources,
            settings,
        );
        let reach = assess::Reach::of(*host, settings, parts);
        report.as_of.clone_from(&as_of);
        report.failures.splice(0..0, failures.iter().cloned());
        report.counts.rules = rules.rules.len() + idle.len();
        report.counts.rules_without_data = idle.len();
        report.notices.extend(nothing_to_read(&idle, settings));
        let is_all = settings.touched.is_none();
        if is_all && rules.rules.is_empty() && !idle.is_empty() && !named.is_empty() {
            report.failures.push(gather::nothing_for_rules(&idle));
        }
        keep_selected(&mut report.findings, settings);
        report
            .findings
            .extend(about_the_run(of_policies.clone(), settings));
        let judgement = assess::Judgement {
            known: &known,
            rules: &rules.rules,
            tenants: &named,
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
        spent: Spent(made, Vec::new()),
        rules,
        settings: settings.clone(),
    }
}

/// Finds out what is demanded of single tenants, where all were looked at. Gives by tree what is to
/// be said of configurations that do not apply.
fn lay_demands_on(
    asked: &Trees<'_>,
    settings: &mut Settings,
    seen: &[Seen],
    sources: &SourceMap,
) -> Vec<Vec<Notice>> {
    let mut trees = vec![Vec::new(); asked.hosts.len()];
    for seen in seen {
        trees[seen.tree].extend(seen.tenants.iter().cloned());
    }
    nested::lay(asked.hosts, settings, &trees, sources)
}

/// The rules that have something to read, as far as tenants were looked at; and those that seem to,
/// by the names of the files, where not all were.
fn to_prepare(
    rules: &RuleSet,
    selected: &RuleSet,
    seen: &[Seen],
    stream: &Stream<'_>,
) -> (Numbers, Numbers) {
    let needed: BTreeSet<&str> = seen
        .iter()
        .flat_map(|seen| &seen.needed)
        .map(|&number| &*selected.rules[number].id)
        .collect();
    let all = rules.rules.iter().enumerate();
    let seen_needed = all.filter(|(_, rule)| needed.contains(&*rule.id));
    let mut certain = ready::needed(rules, &[]);
    certain.extend(seen_needed.map(|(number, _)| number));
    let likely = match seen.len() < stream.count() {
        true => ready::likely(rules, &stream.named()),
        false => Numbers::new(),
    };
    (certain, likely)
}

/// What is known of a tree when all of it is judged.
struct Whole {
    report: Report,
    /// Where they are kept.
    tenants: Vec<Tenant>,
    /// The names of all.
    named: BTreeSet<Arc<str>>,
    inline: Vec<Inline>,
    /// Whether single components were named.
    parts: bool,
}

/// Puts together what came of the batches of a tree. `known` is what was known before, and beside it
/// stand what could not be read that is every tenant's, and warnings. What rules said stands in no
/// order.
fn whole(
    known: Survey,
    done: Vec<Done>,
    (unread, warnings): (Vec<Failure>, Vec<Notice>),
    sources: &mut SourceMap,
    settings: &Settings,
) -> Whole {
    let mut survey = known;
    let (mut said, mut named, mut tenants) = (Vec::new(), Vec::new(), Vec::new());
    let (mut unfit, mut built, mut secrets) = (Vec::new(), Vec::new(), Vec::new());
    for done in done {
        survey.failures.extend(done.unparsed);
        built.push(done.survey);
        unfit.extend(done.unfit);
        named.extend(done.named);
        said.extend(done.said.into_values());
        tenants.extend(done.tenants);
        secrets.extend(done.secrets);
        for (id, file) in done.files {
            sources.fill(id, file);
        }
    }
    survey.failures.extend(unread);
    built.into_iter().for_each(|built| survey.append(built));
    survey.say_what_is_wrong(&named);
    survey.warnings.extend(warnings);
    survey.findings.extend(unfit);
    let inline = std::mem::take(&mut survey.inline);
    let parts = survey.parts;
    let platforms = named.iter().map(|tenant| tenant.platform);
    let mut report = Report {
        thresholds: settings.demands.thresholds(),
        thresholds_of: thresholds_of(settings),
        ..report_of(survey, platforms, settings)
    };
    for (file, span, secret) in secrets {
        report.redactions.remember(file, span, &secret);
    }
    said.into_iter().for_each(|said| said.add_to(&mut report));
    Whole {
        report,
        tenants,
        named: named.into_iter().map(|tenant| tenant.name).collect(),
        inline,
        parts,
    }
}

/// Asks the rules of the tenants of a survey; what they say stands in no order.
fn judge_survey(
    (prepared, rules): (&Prepared, &RuleSet),
    settings: &Settings,
    mut survey: Survey,
    threads: usize,
    memory: &Memory,
) -> (Report, Vec<Tenant>) {
    survey.set_unfit_aside();
    let tenants = std::mem::take(&mut survey.tenants);
    let asks = |tenant: &Tenant, rule: usize| {
        let rule = &rules.rules[rule];
        let demands = settings.demands_on(&tenant.name);
        demands.takes(&rule.id, &rule.family, rule.severity)
    };
    let outcomes = prepared.judge_asked(&tenants, threads, &asks, Some(memory), &|| ());
    let places = places::find(prepared, &tenants, &outcomes, threads);
    let mut report = Report {
        thresholds: settings.demands.thresholds(),
        thresholds_of: thresholds_of(settings),
        ..report_of(survey, tenants.iter().map(|t| t.platform), settings)
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

/// What the rules ask for: the sections that some rule reads, itself or through the models that it
/// uses, all where one does not say, or where nothing but our own checks is selected; and, where a
/// rule is for no platform, documents of none.
pub fn wanted(rules: &RuleSet) -> Wanted {
    let sections = select::sections_of_all(rules, &rules.rules);
    Wanted {
        sections: sections.filter(|_| !rules.rules.is_empty()),
        plain: rules.rules.iter().any(|rule| rule.platform.is_none()),
    }
}

/// The rules that had something to read, and apart from them the others.
fn apart(mut rules: RuleSet, needed: &Numbers) -> (RuleSet, Vec<Rule>) {
    let all = std::mem::take(&mut rules.rules).into_iter().enumerate();
    let (readable, idle): (Vec<_>, Vec<_>) = all.partition(|(number, _)| needed.contains(number));
    let rule = |(_, rule)| rule;
    rules.rules = readable.into_iter().map(rule).collect();
    (rules, idle.into_iter().map(rule).collect())
}
