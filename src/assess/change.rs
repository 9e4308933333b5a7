//! What a change does: the findings of two trees side by side, by identity and access, never by
//! line or file.

use std::collections::{BTreeMap, HashMap};

use super::access::widening_of_case;
use super::differences::{Difference, differences, same};
use crate::document::{DataPath, Segment};
use crate::finding::{Change, Finding, Fingerprint, NotEvaluated, Related};
use crate::tenant::{Node, Tenant};

/// How many changed settings are named as the cause of a finding whose chain holds none of them.
const MOST_CAUSES: usize = 3;

/// Says of each finding of the head what it is beside the base's, and gives the findings of the
/// base that are gone.
pub fn compare(base: Vec<Finding>, head: &mut [Finding]) -> Vec<Finding> {
    let mut old: HashMap<Fingerprint, Finding> = HashMap::with_capacity(base.len());
    for finding in base {
        old.entry(finding.fingerprint.clone()).or_insert(finding);
    }
    let mut unmatched = Vec::new();
    for (at, finding) in head.iter_mut().enumerate() {
        match old.remove(&finding.fingerprint) {
            Some(before) => grow(&before, finding),
            None => unmatched.push(at),
        }
    }
    // What is said of a text's form has no name that survives the moving of the text: there the
    // words count, one finding for one.
    let mut by_words: BTreeMap<_, Vec<Fingerprint>> = BTreeMap::new();
    for finding in old.values().filter(|f| is_own(f)) {
        let alike = by_words.entry(words(finding)).or_default();
        alike.push(finding.fingerprint.clone());
    }
    for at in unmatched {
        let finding = &mut head[at];
        let alike = match is_own(finding) {
            true => by_words.get_mut(&words(finding)).and_then(Vec::pop),
            false => None,
        };
        match alike.and_then(|fingerprint| old.remove(&fingerprint)) {
            Some(_) => finding.change = Some(Change::Unchanged),
            None => finding.change = Some(Change::New),
        }
    }
    let mut gone: Vec<Finding> = old.into_values().collect();
    gone.sort_by(|a, b| {
        let key = |f: &Finding| (std::cmp::Reverse(f.severity), f.rule.clone());
        (key(a), &a.message, &a.fingerprint).cmp(&(key(b), &b.message, &b.fingerprint))
    });
    gone
}

fn is_own(finding: &Finding) -> bool {
    finding.rule.starts_with("TL-")
}

fn words(finding: &Finding) -> (String, String, String) {
    let tenant = finding.subject.tenant.clone();
    (finding.rule.to_string(), tenant, finding.message.clone())
}

fn grow(before: &Finding, after: &mut Finding) {
    let widening = widening_of_case(
        (before.severity, before.access.as_ref()),
        (after.severity, after.access.as_ref()),
    );
    after.change = Some(
        match (widening.wider.is_empty(), widening.narrower.is_empty()) {
            (true, true) => Change::Unchanged,
            (true, false) => Change::Narrowed,
            (false, _) => Change::Widened,
        },
    );
    if !widening.wider.is_empty() {
        after.related.push(Related {
            place: None,
            message: format!("wider than before: {}", widening.wider.join(", ")),
        });
    }
}

/// Marks what could not be judged before either.
pub fn compare_gaps(base: &[NotEvaluated], head: &mut [NotEvaluated]) {
    for gap in head {
        let same = |old: &NotEvaluated| {
            old.rule == gap.rule && old.tenant == gap.tenant && old.message == gap.message
        };
        gap.unchanged = base.iter().any(same);
    }
}

/// The tenant of the same platform and name.
pub fn counterpart<'t>(tenant: &Tenant, among: &'t [Tenant]) -> Option<&'t Tenant> {
    let same = |t: &&Tenant| t.platform == tenant.platform && t.name == tenant.name;
    among.iter().find(same)
}

/// Finds which changed settings made the new and widened findings of a tenant, for those whose
/// primary place is not one of them: the first changed step of the chain, or else what changed in
/// the sections that the rule reads.
pub fn find_causes(
    before: &Tenant,
    after: &Tenant,
    findings: &mut [Finding],
    reads: &dyn Fn(&str, &str) -> bool,
) {
    let of_change = |f: &Finding| {
        let made = matches!(f.change, Some(Change::New | Change::Widened));
        made && f.subject.tenant == *after.name && !is_own(f)
    };
    if !findings.iter().any(of_change) {
        return;
    }
    let changed = differences(&before.root, &after.root);
    // What the program computes is no cause: something in the files made it so.
    let changed: Vec<_> = changed.iter().filter(|d| !is_computed(d)).collect();
    for finding in findings.iter_mut().filter(|f| of_change(f)) {
        let at = |path: &DataPath| changed.iter().find(|d| d.touches(path)).copied();
        if at(&finding.primary.path).is_some() {
            continue;
        }
        let steps = finding.related.iter().filter_map(|r| r.place.as_ref());
        let mut causes: Vec<&Difference<'_>> =
            steps.filter_map(|place| at(&place.path)).take(1).collect();
        if causes.is_empty() {
            let read = |d: &&Difference<'_>| match d.path.0.first() {
                Some(Segment::Key(section)) => reads(&finding.rule, section),
                _ => false,
            };
            causes = changed
                .iter()
                .copied()
                .filter(read)
                .take(MOST_CAUSES)
                .collect();
        }
        finding.causes = causes.into_iter().map(|d| cause(after, d)).collect();
    }
}

fn is_computed(difference: &Difference<'_>) -> bool {
    let nodes = [difference.before, difference.after];
    let mut nodes = nodes.into_iter().flatten();
    nodes.all(|node| node.origin().is_none() && node.as_map().is_none())
        || matches!(difference.path.0.first(), Some(Segment::Key(key)) if &**key == "coverage")
}

fn cause(after: &Tenant, difference: &Difference<'_>) -> Related {
    Related {
        place: after.root.place(&difference.path),
        message: difference.describe(),
    }
}

/// A component that the base has and the head lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// Its path: section and name.
    pub path: DataPath,
}

/// The components of a tenant that another state of it lacks, unless its files ask the platform to
/// delete them, or the same component stands there under another name.
pub fn lost(before: &Tenant, after: Option<&Tenant>) -> Vec<Lost> {
    let empty = Node::computed(crate::tenant::Value::Map(crate::tenant::Map::new()));
    let root = after.map_or(&empty, |tenant| &tenant.root);
    let mut lost = Vec::new();
    let Some(platform) = before.platform else {
        return lost;
    };
    for (section, old) in before.root.as_map().into_iter().flatten() {
        if !platform.is_section(section) {
            continue;
        }
        let at = DataPath::default().key(section.clone());
        let new = root.get(&at).and_then(Node::as_map);
        for (name, component) in old.as_map().into_iter().flatten() {
            if new.is_some_and(|new| new.contains_key(name)) {
                continue;
            }
            let path = at.key(name.clone());
            let deleted = after.is_some_and(|tenant| tenant.deletes(&path));
            let fresh = new
                .into_iter()
                .flatten()
                .filter(|(name, _)| !old.as_map().is_some_and(|old| old.contains_key(*name)));
            let mut fresh = fresh.map(|(_, node)| node);
            let renamed = fresh.any(|node| same(&node.value, &component.value));
            if !deleted && !renamed {
                lost.push(Lost { path });
            }
        }
    }
    lost
}

impl Lost {
    /// Whether a finding of the base is about the component: one of its places lies in it.
    pub fn concerns(&self, finding: &Finding) -> bool {
        let places = finding.related.iter().filter_map(|r| r.place.as_ref());
        let mut places = std::iter::once(&finding.primary).chain(places);
        places.any(|place| place.path.0.starts_with(&self.path.0))
    }
}
