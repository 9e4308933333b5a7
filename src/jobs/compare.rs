//! Two trees judged by the same policies, and what the change between them does.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use crate::assess::change::{self, Lost};
use crate::assess::differences::differences;
use crate::assess::inline::InlineWaiver;
use crate::assess::lead::{self, Told};
use crate::check::Check;
use crate::document::{DataPath, Segment};
use crate::finding::{Change, Finding, Notice, Place, Related, Severity, Subject, count};
use crate::host::Host;
use crate::lint::{self, Bench, ForeignPack, Progress, Settings, Tree};
use crate::report::{Comparison, Report};
use crate::source::{FileId, SourceMap};
use crate::tenant::{self, Tenant};

/// The two trees, and how they are called.
pub struct Trees<'h> {
    /// What the change starts from.
    pub base: &'h dyn Host,
    /// What it leads to.
    pub head: &'h dyn Host,
    /// The base's name, such as `main (1a2b3c4d5e6f)`.
    pub base_name: String,
    /// The head's name, such as `the index`.
    pub head_name: String,
    /// Reads the policies: the base, unless the change may choose its own judge.
    pub policies: &'h dyn Host,
    /// Whether the change may choose its own judge.
    pub accepts: bool,
    /// Whether fixes are told as texts.
    pub proposes: bool,
}

/// Judges both trees and reports on the head. `softened` are findings about what the change would
/// loosen in its own judge; `all` says that findings fail the run that the change did not make.
pub fn compare(
    trees: Trees<'_>,
    settings: &Settings,
    sources: SourceMap,
    softened: Vec<Finding>,
    all: bool,
    progress: &dyn Progress,
) -> Report {
    let hosts = [trees.base, trees.head];
    let asked = lint::Trees {
        policies: trees.policies,
        hosts: &hosts,
        first_waives: !trees.accepts,
        keep: true,
        mend: None,
    };
    let bench = lint::judge_trees(&asked, settings, sources, progress);
    let Bench {
        trees: judged,
        sources,
        spent,
        rules,
        settings,
    } = bench;
    // The process ends next; the policies' memory goes as a whole.
    std::mem::forget(spent);
    let mut judged = judged.into_iter();
    // Two trees went in.
    let (base, head) = (
        judged.next().unwrap_or_default(),
        judged.next().unwrap_or_default(),
    );
    let Tree {
        mut report,
        tenants,
        inline_waivers,
        ..
    } = head;
    report.redactions.extend(base.report.redactions);
    let before = base.report.findings;
    change::compare_gaps(&base.report.not_evaluated, &mut report.not_evaluated);
    let gone = change::compare(before.clone(), &mut report.findings);
    leave_to_the_base(&mut report.findings, &inline_waivers);
    for after in &tenants {
        let Some(before) = change::counterpart(after, &base.tenants) else {
            continue;
        };
        let reads = |id: &str, section: &str| {
            let rule = rules.rules.iter().find(|rule| &*rule.id == id);
            let sections = rule.and_then(|rule| lint::sections(&rules, rule));
            sections.is_none_or(|sections| sections.contains(section))
        };
        change::find_causes(before, after, &mut report.findings, &reads);
    }
    let (mut own, gone) = unseen(&base.tenants, &tenants, gone);
    let (gone, unread) = read_in_full(gone, &report, &base.tenants, &sources);
    let (fixed, unknown) = known_in_full(gone, &report, &tenants);
    let unclear = unread + unknown;
    own.extend(claims(&base.tenants, &tenants, &fixed));
    own.extend(softened);
    own.extend(in_comments(&inline_waivers));
    for finding in &mut own {
        finding.change = Some(Change::New);
    }
    warn_of_the_base(
        &mut report,
        base.report.failures.len(),
        &base.tenants,
        &trees.base_name,
    );
    let blinded: BTreeSet<&str> = report
        .not_evaluated
        .iter()
        .filter(|gap| !gap.unchanged)
        .map(|gap| &*gap.rule)
        .collect();
    let lead = lead::lead(&Told {
        before: &before,
        after: &report.findings,
        fixed: &fixed,
        blinded: blinded.len(),
        failed: !report.failures.is_empty(),
        unclear,
    });
    let mut lead = vec![lead];
    lead.extend(of_judge(&own));
    report.comparison = Some(Comparison {
        base: trees.base_name,
        head: trees.head_name,
        lead,
        fixed,
        before: texts_before(&sources, &base.tenants, &tenants),
        all,
        untouched: false,
    });
    report.sources = sources;
    lint::add_findings(&mut report, own, &settings);
    if trees.proposes {
        super::fix::propose(&mut report, &tenants, &settings);
    }
    report
}

/// The texts of the base that have the names of the head's: those of both trees themselves, and of
/// the others those that were read before.
fn texts_before(sources: &SourceMap, base: &[Tenant], head: &[Tenant]) -> BTreeMap<FileId, FileId> {
    let files = |tenants: &[Tenant]| -> BTreeSet<FileId> {
        let files = tenants
            .iter()
            .flat_map(|tenant| tenant.files.iter().copied());
        files.collect()
    };
    let (of_base, of_head) = (files(base), files(head));
    let others = sources.iter().filter(|(id, _)| !of_head.contains(id));
    let others: HashMap<&str, FileId> = others.map(|(id, file)| (&**file.name(), id)).collect();
    let before = |id: FileId| {
        if of_base.contains(&id) {
            return Some((id, id));
        }
        let other = *others.get(sources.name(id))?;
        (other < id).then_some((id, other))
    };
    of_head.into_iter().filter_map(before).collect()
}

/// A report of a change that touches nothing that is judged.
pub fn untouched(
    base_name: String,
    head_name: String,
    settings: &Settings,
    as_of: String,
) -> Report {
    Report {
        as_of,
        thresholds: settings.demands.thresholds(),
        comparison: Some(Comparison {
            base: base_name,
            head: head_name,
            lead: vec!["This change touches nothing that is judged.".to_owned()],
            fixed: Vec::new(),
            before: BTreeMap::new(),
            all: false,
            untouched: true,
        }),
        ..Report::default()
    }
}

/// The findings that are gone although the head could read all files of their tenant and evaluate
/// their rule. How many others there are, which may be fixed or not.
fn read_in_full(
    gone: Vec<Finding>,
    head: &Report,
    base: &[Tenant],
    sources: &SourceMap,
) -> (Vec<Finding>, usize) {
    let (of_rules, of_files): (Vec<_>, Vec<_>) =
        head.failures.iter().partition(|f| f.rule.is_some());
    let places: Vec<_> = of_files.iter().map(|failure| failure.place).collect();
    let files = places.iter().flatten();
    let files: BTreeSet<&str> = files.map(|&(file, _)| sources.name(file)).collect();
    let is_read = |tenant: &&Tenant| {
        let mut own = tenant.files.iter();
        own.all(|&file| !files.contains(sources.name(file)))
    };
    let read: BTreeSet<&str> = base.iter().filter(is_read).map(|t| &*t.name).collect();
    let failed: BTreeSet<&str> = of_rules.iter().filter_map(|f| f.rule.as_deref()).collect();
    let all = places.iter().all(Option::is_some);
    let (clear, unclear): (Vec<_>, Vec<_>) = gone.into_iter().partition(|finding| {
        all && read.contains(&*finding.subject.tenant) && !failed.contains(&*finding.rule)
    });
    (clear, unclear.len())
}

/// The findings that are gone although nothing that was known of their tenant is unknown to their
/// rule now, or what they are about is to be deleted. How many others there are, which may be fixed
/// or not.
fn known_in_full(gone: Vec<Finding>, report: &Report, head: &[Tenant]) -> (Vec<Finding>, usize) {
    let gaps = report.not_evaluated.iter().filter(|gap| !gap.unchanged);
    let gaps: BTreeSet<(&str, &str)> = gaps.map(|gap| (&*gap.rule, &*gap.tenant)).collect();
    let is_deleted = |finding: &Finding| {
        let own = |tenant: &&Tenant| *tenant.name == *finding.subject.tenant;
        let related = finding.related.iter().filter_map(|r| r.place.as_ref());
        let places = std::iter::once(&finding.primary).chain(related);
        let components = places.map(|place| place.path.0.iter().take(2).cloned().collect());
        let components: Vec<DataPath> = components.map(DataPath).collect();
        let mut tenants = head.iter().filter(own);
        tenants.any(|tenant| components.iter().any(|path| tenant.deletes(path)))
    };
    let (clear, unclear): (Vec<_>, Vec<_>) = gone.into_iter().partition(|finding| {
        !gaps.contains(&(&*finding.rule, &*finding.subject.tenant)) || is_deleted(finding)
    });
    (clear, unclear.len())
}

/// Components that the head lacks, as findings; and those of the gone findings that are not out of
/// sight with them.
fn unseen(base: &[Tenant], head: &[Tenant], gone: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let mut own = Vec::new();
    let mut fixed = gone;
    for before in base {
        let after = change::counterpart(before, head);
        let lost = change::lost(before, after);
        let mut idle = Vec::new();
        for component in &lost {
            let of_tenant = |f: &Finding| f.subject.tenant == *before.name;
            let concerned = |f: &Finding| of_tenant(f) && component.concerns(f);
            let (hidden, rest) = fixed.into_iter().partition(concerned);
            fixed = rest;
            match hidden.is_empty() {
                true => idle.push(component),
                false => own.extend(hidden_by(before, component, &hidden)),
            }
        }
        own.extend(gone_quietly(before, &idle));
        if before.platform.is_none() && after.is_none() {
            let of_file = |f: &&Finding| f.subject.tenant == *before.name;
            own.extend(gone_with_file(before, fixed.iter().filter(of_file).count()));
        }
    }
    (own, fixed)
}

/// Findings that are gone with their plain file. Of a file of no platform nobody can tell whether
/// it is the thing itself or a copy of it, so that they count as fixed and it is said.
fn gone_with_file(tenant: &Tenant, findings: usize) -> Option<Finding> {
    let message = format!(
        "{} is no longer there, and {} with it",
        tenant::path_of(tenant),
        count(findings, "finding")
    );
    let whole = Lost {
        path: DataPath::default(),
    };
    let mut finding = lost_finding(tenant, &[&whole], Severity::Info, message)?;
    finding.help = Some("Make sure that what the file stood for is gone as well.".to_owned());
    (findings > 0).then_some(finding)
}

fn hidden_by(tenant: &Tenant, component: &Lost, hidden: &[Finding]) -> Option<Finding> {
    let message = format!(
        "{} is no longer in the export of tenant `{}`, and {} about it {} only out of sight",
        component.path,
        tenant.name,
        count(hidden.len(), "finding"),
        if hidden.len() == 1 { "is" } else { "are" }
    );
    let severity = hidden.iter().map(|f| f.severity).max();
    let related = hidden.iter().map(|f| Related {
        place: Some(f.primary.clone()),
        message: format!("{}: {}", f.rule, f.message),
    });
    let mut finding = lost_finding(tenant, &[component], severity?, message)?;
    finding.related = related.collect();
    Some(finding)
}

/// Components without findings that are gone: good to know, since nothing about them is judged.
fn gone_quietly(tenant: &Tenant, lost: &[&Lost]) -> Option<Finding> {
    const NAMED: usize = 5;
    let named: Vec<String> = lost
        .iter()
        .take(NAMED)
        .map(|l| l.path.to_string())
        .collect();
    let more = match lost.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let message = format!(
        "{} {} no longer in the export of tenant `{}`: {}{more}",
        count(lost.len(), "component"),
        if lost.len() == 1 { "is" } else { "are" },
        tenant.name,
        named.join(", ")
    );
    lost_finding(tenant, lost, Severity::Info, message)
}

fn lost_finding(
    tenant: &Tenant,
    lost: &[&Lost],
    severity: Severity,
    message: String,
) -> Option<Finding> {
    let place = tenant.root.place(&lost.first()?.path)?;
    let subject = Subject {
        platform: tenant.platform_name().to_owned(),
        tenant: tenant.name.to_string(),
        identity: [(
            "components".to_owned(),
            lost.iter().map(|l| l.path.to_json()).collect(),
        )]
        .into(),
    };
    let check = Check::ChangeUnseen;
    let mut finding = Finding::new(check.id(), severity, message, place, subject);
    finding.help = Some(check.remediation().to_owned());
    Some(finding)
}

/// What is wrong with waivers and entries of a baseline that are the base's is no fault of the
/// change, such as that it mends what they spoke of.
fn leave_to_the_base(findings: &mut [Finding], inline: &[InlineWaiver]) {
    let idle = [Check::WaiverUnused.id(), Check::BaselineStale.id()];
    for finding in findings.iter_mut().filter(|f| idle.contains(&&*f.rule)) {
        let in_tenant = inline.iter().any(|w| w.place.0 == finding.primary.file);
        if !in_tenant {
            finding.change = Some(Change::Unchanged);
        }
    }
}

/// Waivers in comments that the change adds, which are not applied.
fn in_comments(waivers: &[InlineWaiver]) -> Vec<Finding> {
    let added = waivers.iter().filter(|waiver| !waiver.admitted);
    let told = added.map(|waiver| {
        let message = format!("this change waives {} until {}", waiver.rule, waiver.until);
        let (file, span) = waiver.place;
        softening(message, Place::of_span(file, span), &waiver.key)
    });
    told.collect()
}

/// What the tenant's own files claim about who is a guest, where it is other than it was and
/// findings are gone: the one may be why the others are.
fn claims(base: &[Tenant], head: &[Tenant], fixed: &[Finding]) -> Vec<Finding> {
    let mut own = Vec::new();
    for after in head {
        let here = |f: &&Finding| f.subject.tenant == *after.name;
        let gone = fixed.iter().filter(here).count();
        let Some(before) = change::counterpart(after, base).filter(|_| gone > 0) else {
            continue;
        };
        for difference in differences(&before.root, &after.root) {
            let is = |at: usize, word: &str| matches!(difference.path.0.get(at), Some(Segment::Key(key)) if &**key == word);
            if !is(0, "runtime") || is(1, "recordCounts") || difference.before.is_none() {
                continue;
            }
            let Some(place) = after.root.place(&difference.path) else {
                continue;
            };
            let message = format!(
                "this change alters what the files claim ({}), and {} of tenant `{}` {} gone with it",
                difference.describe(),
                count(gone, "finding"),
                after.name,
                if gone == 1 { "is" } else { "are" }
            );
            own.push(softening(message, place, &difference.path.to_string()));
        }
    }
    own
}

/// A finding about what a change loosens in its own judge.
pub fn softening(message: String, place: Place, setting: &str) -> Finding {
    let subject = Subject {
        identity: [("setting".to_owned(), setting.into())].into(),
        ..Subject::default()
    };
    let check = Check::ChangeSoftens;
    let mut finding = Finding::new(check.id(), check.severity(), message, place, subject);
    finding.help = Some(check.remediation().to_owned());
    finding
}

/// What is said of the judge and of what is out of sight, after what is said of the tenant.
fn of_judge(own: &[Finding]) -> Vec<String> {
    let of = |check: Check| own.iter().filter(|f| *f.rule == *check.id()).count();
    let mut said = Vec::new();
    let softer = of(Check::ChangeSoftens);
    if softer > 0 {
        said.push(format!(
            "It would soften its own judge in {}; none of that was applied.",
            count(softer, "place")
        ));
    }
    let hidden = own.iter().filter(|f| *f.rule == *Check::ChangeUnseen.id());
    let hidden = hidden.filter(|f| f.severity > Severity::Info).count();
    if hidden > 0 {
        said.push(format!(
            "It takes {} with findings out of sight, which mends nothing.",
            count(hidden, "component")
        ));
    }
    said
}

/// What the base leaves open makes what the head says look new: that errs on the safe side, and
/// is said.
fn warn_of_the_base(report: &mut Report, failures: usize, tenants: &[Tenant], name: &str) {
    if failures > 0 && !tenants.is_empty() {
        report.warnings.push(Notice {
            message: format!(
                "the base, {name}, could not be judged in full ({}), so that findings may count as new that are not",
                count(failures, "error")
            ),
            place: None,
        });
    }
}

/// Whether any of the policies in the folders of the settings differs between two trees, by path.
pub fn changed_policies(base: &dyn Host, head: &dyn Host, settings: &Settings) -> Vec<String> {
    let limit = settings.evaluate.max_policy_bytes.max(1 << 20);
    let mut changed = BTreeSet::new();
    let manifests = settings.foreign.iter().filter_map(ForeignPack::path);
    let manifests = manifests.map(Path::to_owned).collect();
    let packs = settings.foreign.iter().map(|pack| &pack.dir);
    let folders = settings.policies.iter().chain(packs);
    let folders = folders.map(|folder| base.walk(folder, &[]).files);
    for files in folders.chain([manifests]) {
        for path in files {
            let same = match (base.read(&path, limit), head.read(&path, limit)) {
                (Ok(before), Ok(after)) => before == after,
                _ => false,
            };
            if is_policy(&path) && !same {
                changed.insert(path.to_string_lossy().into_owned());
            }
        }
    }
    changed.into_iter().collect()
}

fn is_policy(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str());
    matches!(ending, Some("rego" | "yaml" | "yml"))
}
