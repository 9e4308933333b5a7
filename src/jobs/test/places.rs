//! Whether the places that rules state in their examples have anything to do with what they find.

use super::Bench;
use super::examples::Example;
use crate::check::Check;
use crate::engine::{Outcome, Prepared, Violation};
use crate::finding::Finding;
use crate::lint;
use crate::locate;
use crate::rule::{Convention, Rule, RuleSet};
use crate::tenant::Tenant;
use crate::threads::in_parallel;

/// The places in these examples, judged at one date, that have not. To find them takes longer than
/// the tests, so that nothing is looked for that is ignored.
pub(super) fn unfounded(
    bench: &Bench<'_>,
    date: &str,
    examples: &[&Example],
    tenants: &[Tenant],
) -> Vec<Finding> {
    let check = Check::PolicyPlace;
    if !lint::heeds(bench.settings, check.id(), check.severity()) {
        return Vec::new();
    }
    let stack = bench.settings.evaluate.stack_bytes;
    let threads = bench.settings.threads.unwrap_or(bench.threads);
    let found = in_parallel(examples.len(), threads, stack, |n| {
        let rule = &bench.rules.rules[examples[n].rule];
        match rule.convention {
            Convention::Own => of_example(bench, date, rule, &tenants[n]),
            // Others state no places.
            _ => Vec::new(),
        }
    });
    found.into_iter().flatten().collect()
}

fn of_example(bench: &Bench<'_>, date: &str, rule: &Rule, tenant: &Tenant) -> Vec<Finding> {
    // The rule alone is ready in a moment, and is asked many times.
    let alone = RuleSet {
        rules: vec![rule.clone()],
        library: bench.rules.library.clone(),
        ..RuleSet::default()
    };
    let (prepared, _) = Prepared::new(&alone, bench.params, date, &bench.settings.evaluate);
    let Some(Outcome::Judged { violations, .. }) = prepared.judge(tenant).pop() else {
        return Vec::new();
    };
    let stated: Vec<&Violation> = violations.iter().filter(|v| v.at.is_some()).collect();
    let unfounded = locate::unfounded(&prepared, 0, tenant, &stated);
    let findings = unfounded.into_iter().filter_map(|n| {
        let at = stated[n].at.as_ref()?;
        let place = tenant.root.place(at)?;
        Some(Finding::of_policy(
            Check::PolicyPlace,
            format!(
                "{} states `{at}`, and finds the same whatever stands there",
                rule.id
            ),
            "state the path of what makes it true".to_owned(),
            (place.file, place.span),
            &[("rule", &*rule.id), ("at", &at.to_string())],
        ))
    });
    findings.collect()
}
