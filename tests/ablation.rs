//! Places that are found without those that the policies state.

mod cli_support;
mod policy_support;

use std::collections::BTreeMap;

use tenantlint::document::DataPath;
use tenantlint::engine::{Outcome, Prepared, Violation};
use tenantlint::lint::{self, Settings};
use tenantlint::locate::{self, Located};
use tenantlint::rule::RuleSet;
use tenantlint::source::SourceMap;
use tenantlint::tenant::{Node, Tenant};

/// How much of a path is there.
fn existing(root: &Node, path: &DataPath) -> DataPath {
    let mut node = root;
    let mut steps = Vec::new();
    for step in &path.0 {
        let Some(child) = node.child(step) else { break };
        node = child;
        steps.push(step.clone());
    }
    DataPath(steps)
}

fn found(tenant: &Tenant, stated: &DataPath, located: &Located) -> bool {
    let inside = located.at.0.starts_with(&stated.0);
    let same = existing(&tenant.root, stated) == existing(&tenant.root, &located.at);
    inside || same
}

#[test]
fn the_places_of_our_own_rules_are_found_without_them() {
    let settings = Settings::default();
    let mut sources = SourceMap::new();
    let host = cli_support::Memory::new(&[]);
    let (rules, failures) = lint::load_rules(&host, &settings, &mut sources);
    assert!(failures.is_empty(), "{failures:?}");
    let (params, _) = tenantlint::rule::complete_params(&rules, &settings.params);
    let mut asked = Vec::new();
    let (mut right, mut all, mut in_set) = (0, 0, 0);
    let only = std::env::var("ONLY").ok();
    for rule in &rules.rules {
        if only.as_ref().is_some_and(|only| !rule.id.contains(only)) {
            continue;
        }
        let alone = RuleSet {
            rules: vec![rule.clone()],
            library: rules.library.clone(),
        };
        let mut by_date: BTreeMap<String, Prepared> = BTreeMap::new();
        for (name, file) in &rule.examples {
            let Some((tenant, date)) = policy_support::tenant_of(&sources, name, *file) else {
                continue;
            };
            let prepared = by_date
                .entry(date.clone())
                .or_insert_with(|| Prepared::new(&alone, &params, &date, &settings.evaluate).0);
            let outcome = prepared.judge(&tenant).swap_remove(0);
            let Outcome::Judged { violations, .. } = outcome else {
                continue;
            };
            let asked_for: Vec<&Violation> = violations.iter().collect();
            let located = locate::locate(prepared, 0, &tenant, &asked_for);
            for (violation, located) in violations.iter().zip(located) {
                all += 1;
                asked.push(located.evaluations);
                let stated = violation.at.clone().expect("a place");
                let good = found(&tenant, &stated, &located);
                right += usize::from(good);
                let among = good
                    || located.also.iter().any(|(at, _)| {
                        at.0.starts_with(&stated.0)
                            || existing(&tenant.root, at) == existing(&tenant.root, &stated)
                    });
                in_set += usize::from(among);
                if !good || only.is_some() {
                    println!(
                        "{} {name} {good} {among} [{}]\n  {}\n  stated  {}\n  located {} ({:?}{})",
                        rule.id,
                        located.evaluations,
                        violation.message,
                        stated,
                        located.at,
                        located.precision,
                        if located.spent { ", spent" } else { "" }
                    );
                    for also in &located.also {
                        println!("     also {also:?}");
                    }
                }
            }
        }
    }
    asked.sort_unstable();
    println!(
        "{right} of {all} places first, {in_set} among the causes; evaluations: median {}, worst {}",
        asked[asked.len() / 2],
        asked[asked.len() - 1]
    );
}
