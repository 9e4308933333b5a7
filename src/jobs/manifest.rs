//! What to retrieve: what the selected rules read, or what a run could not judge for want of it.

use std::collections::BTreeSet;

use crate::document::Segment;
use crate::lint::{self, Judged};
use crate::rule::{Rule, RuleSet};
use crate::tenant::{Platform, Tenant};

/// The manifests that retrieve all that the rules read, one a platform.
pub fn of_rules(rules: &RuleSet) -> Vec<(Platform, String)> {
    let mut manifests = Vec::new();
    for &platform in Platform::ALL {
        let sections = rules
            .rules
            .iter()
            .filter(|rule| rule.platform == Some(platform));
        let sections: BTreeSet<String> = sections.flat_map(|rule| reads(rules, rule)).collect();
        if !sections.is_empty() {
            manifests.push((platform, platform.manifest(&sections, None)));
        }
    }
    manifests
}

/// The manifest that retrieves what was missing when a tenant was judged; `None` where nothing
/// was. A rule that could not judge for want of a section needs that section, and the one in which
/// it says that something is missing. One that has all of its sections lacks something in them, so
/// that all are retrieved anew.
pub fn of_gaps(rules: &RuleSet, judged: &Judged, tenant: &Tenant) -> Option<String> {
    let platform = tenant.platform?;
    let mut sections = BTreeSet::new();
    for rule in rules.rules.iter().filter(|r| r.platform == tenant.platform) {
        let read = reads(rules, rule);
        let missing: Vec<String> = read
            .iter()
            .filter(|section| !tenant.has_section(section))
            .cloned()
            .collect();
        let gaps = judged.report.not_evaluated.iter();
        let gaps: Vec<_> = gaps
            .filter(|gap| gap.rule == rule.id && gap.tenant == *tenant.name)
            .collect();
        for gap in &gaps {
            let first = gap.place.as_ref().and_then(|place| place.path.0.first());
            if let Some(Segment::Key(section)) = first
                && read.contains(&**section)
            {
                sections.insert(section.to_string());
            }
        }
        if !gaps.is_empty() && missing.is_empty() {
            sections.extend(read);
        }
        sections.extend(missing);
    }
    (!sections.is_empty()).then(|| platform.manifest(&sections, Some(tenant)))
}

/// The sections that a rule reads; those that it names itself where it may read any, since all
/// there are would be too many.
fn reads(rules: &RuleSet, rule: &Rule) -> BTreeSet<String> {
    lint::sections(rules, rule).unwrap_or_else(|| rule.types.iter().cloned().collect())
}
