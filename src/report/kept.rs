//! Findings as they are kept beyond a run: by name and position, and without secrets.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::locate::{Locator, pointed};
use super::{Report, text};
use crate::assess::seen::{Gap, Seen, Spot, State, Step};
use crate::document::{DataPath, Segment};
use crate::finding::{Failure, Finding, Place};
use crate::tenant::Tenant;

/// What a report found of tenants, as it may be kept.
pub fn state(report: &Report, tenants: &[Tenant]) -> State {
    let keeper = Keeper {
        report,
        locator: Locator::new(&report.sources),
    };
    let gaps = report.not_evaluated.iter().map(|gap| Gap {
        rule: gap.rule.to_string(),
        tenant: gap.tenant.clone(),
        message: keeper.clean(&gap.message),
    });
    let failures = report.failures.iter();
    let deletions = tenants.iter().flat_map(|tenant| {
        let named = tenant
            .deletions
            .iter()
            .filter_map(|path| component(&tenant.name, path));
        named.map(|name| name.to_lowercase())
    });
    State {
        tenants: tenants.iter().map(|t| t.name.to_string()).collect(),
        seen: report
            .findings
            .iter()
            .map(|f| Arc::new(keeper.seen(f)))
            .collect(),
        gaps: gaps.collect(),
        failures: failures.map(|f| keeper.failure(f)).collect(),
        components: Arc::new(tenants.iter().flat_map(components).collect()),
        deletions: deletions.collect(),
    }
}

/// The name of the component that a path leads into.
fn component(tenant: &str, path: &DataPath) -> Option<String> {
    match &path.0[..] {
        [Segment::Key(section), Segment::Key(name), ..] => {
            Some(format!("{tenant}/{section}/{name}"))
        }
        _ => None,
    }
}

fn components(tenant: &Tenant) -> Vec<String> {
    let Some(platform) = tenant.platform else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for (section, entries) in tenant.root.as_map().into_iter().flatten() {
        if platform.is_section(section) {
            let entries = entries.as_map().into_iter().flatten();
            names.extend(entries.map(|(name, _)| format!("{}/{section}/{name}", tenant.name)));
        }
    }
    names
}

struct Keeper<'r> {
    report: &'r Report,
    locator: Locator<'r>,
}

impl Keeper<'_> {
    fn clean(&self, text: &str) -> String {
        text::clean(self.report, text)
    }

    fn failure(&self, failure: &Failure) -> String {
        let file = failure
            .place
            .map(|(file, _)| self.report.sources.name(file));
        let file = file.map_or_else(String::new, |name| format!("{name}: "));
        self.clean(&format!("{file}{}", failure.message))
    }

    fn spot(&self, place: &Place) -> Spot {
        let span = pointed(&self.report.sources, place);
        let at = self.locator.position(place.file, span.start);
        Spot {
            file: self.clean(self.report.sources.name(place.file)),
            line: at.line,
            column: at.column,
        }
    }

    fn seen(&self, finding: &Finding) -> Seen {
        let places = finding
            .related
            .iter()
            .filter_map(|step| step.place.as_ref());
        let places = std::iter::once(&finding.primary).chain(places);
        let tenant = &finding.subject.tenant;
        let components: BTreeSet<String> = places
            .filter_map(|place| component(tenant, &place.path))
            .collect();
        let chain = finding.related.iter().map(|step| Step {
            place: step.place.as_ref().map(|place| self.spot(place)),
            message: self.clean(&step.message),
        });
        Seen {
            fingerprint: finding.fingerprint.to_string(),
            rule: finding.rule.to_string(),
            severity: finding.severity,
            platform: finding.subject.platform.clone(),
            tenant: tenant.clone(),
            message: self.clean(&finding.message),
            place: self.spot(&finding.primary),
            chain: chain.collect(),
            access: finding
                .access
                .as_ref()
                .map(|access| text::clean_access(self.report, access)),
            components: components.into_iter().collect(),
        }
    }
}
