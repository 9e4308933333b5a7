//! Places of violations whose policies name none.

use crate::engine::{Outcome, Prepared, Violation};
use crate::locate::{Located, locate};
use crate::tenant::Tenant;
use crate::threads::in_parallel;

/// What was found for the violations of one rule and one tenant, by their numbers; `None` for
/// those that name their place, and where nothing can be found.
pub type Places = Vec<Option<Located>>;

/// How many violations there are for which [`find`] would look.
pub(super) fn wanted(outcomes: &[Vec<Outcome>]) -> usize {
    let without = outcomes.iter().flatten().map(without_place);
    without.map(|violations| violations.len()).sum()
}

/// Looks for the places that the outcomes of tenants do not name, by tenant and rule.
pub fn find(
    prepared: &Prepared,
    tenants: &[Tenant],
    outcomes: &[Vec<Outcome>],
    threads: usize,
) -> Vec<Vec<Places>> {
    find_among(wanted(outcomes), prepared, tenants, outcomes, threads)
}

/// As [`find`], for some of the tenants of a run, in which it looks for the places of `of_run`
/// violations.
pub(super) fn find_among(
    of_run: usize,
    prepared: &Prepared,
    tenants: &[Tenant],
    outcomes: &[Vec<Outcome>],
    threads: usize,
) -> Vec<Vec<Places>> {
    let mut tasks = Vec::new();
    let mut places = Vec::with_capacity(outcomes.len());
    for (tenant, outcomes) in outcomes.iter().enumerate() {
        places.push(vec![Places::new(); outcomes.len()]);
        for (rule, outcome) in outcomes.iter().enumerate() {
            let without = without_place(outcome);
            if !without.is_empty() {
                tasks.push((tenant, rule, without));
            }
        }
    }
    if tasks.is_empty() {
        return places;
    }
    let stack = prepared.limits().stack_bytes;
    let found = in_parallel(tasks.len(), threads.max(1), stack, |task| {
        let (tenant, rule, without) = &tasks[task];
        let violations: Vec<&Violation> = without.iter().map(|(_, v)| *v).collect();
        locate(prepared, *rule, &tenants[*tenant], &violations, of_run)
    });
    for ((tenant, rule, without), found) in tasks.iter().zip(found) {
        let of_rule = &mut places[*tenant][*rule];
        for ((number, _), located) in without.iter().zip(found) {
            of_rule.resize(number + 1, None);
            of_rule[*number] = Some(located);
        }
    }
    places
}

fn without_place(outcome: &Outcome) -> Vec<(usize, &Violation)> {
    let violations = match outcome {
        Outcome::Judged { violations, .. } => violations.as_slice(),
        _ => &[],
    };
    let without = violations.iter().enumerate();
    without.filter(|(_, v)| v.at.is_none()).collect()
}
