//! What to retrieve: what the selected rules read, or what a run could not judge for want of it.

use std::collections::BTreeSet;

use crate::lint::Judged;
use crate::rule::{Rule, RuleSet};
use crate::tenant::{Platform, Tenant};

/// The manifests that retrieve all that the rules read, one a platform.
pub fn of_rules(rules: &RuleSet) -> Vec<(Platform, String)> {
    let mut manifests = Vec::new();
    for &platform in Platform::ALL {
        let sections = rules.rules.iter().filter(|rule| rule.platform == platform);
        let sections: BTreeSet<String> = sections.flat_map(|rule| reads(rules, rule)).collect();
        if !sections.is_empty() {
            manifests.push((platform, platform.manifest(&sections, None)));
        }
    }
    manifests
}

/// The manifest that retrieves what was missing when a tenant was judged; `None` where nothing
/// was. A rule that could not judge for want of a section needs that section. One that has all of
/// its sections lacks something in them, so that all are retrieved anew.
pub fn of_gaps(rules: &RuleSet, judged: &Judged, tenant: &Tenant) -> Option<String> {
    let mut sections = BTreeSet::new();
    for rule in rules.rules.iter().filter(|r| r.platform == tenant.platform) {
        let read = reads(rules, rule);
        let missing: Vec<String> = read
            .iter()
            .filter(|section| !tenant.has_section(section))
            .cloned()
            .collect();
        let gap = judged
            .report
            .not_evaluated
            .iter()
            .any(|gap| gap.rule == rule.id && gap.tenant == *tenant.name);
        match missing.is_empty() {
            false => sections.extend(missing),
            true if gap => sections.extend(read),
            true => {}
        }
    }
    (!sections.is_empty()).then(|| tenant.platform.manifest(&sections, Some(tenant)))
}

/// The sections that a rule reads, and those of the models that it uses.
fn reads(rules: &RuleSet, rule: &Rule) -> BTreeSet<String> {
    let used = |package: &str| rule.policy.text.contains(package);
    let models = rules.library.models.iter();
    let models = models.filter(|model| used(&model.module.package));
    let types = models.flat_map(|model| &model.types);
    types.chain(&rule.types).cloned().collect()
}
