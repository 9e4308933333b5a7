//! Where a violation is whose policy does not say it: the nodes of the input that it is made of.
//!
//! First by identity: a value of the input that comes back in the violation is still the same
//! value. Then by ablation: the rule is asked again without parts of the tenant, and with other
//! values in it, until the smallest set of nodes is known without which the violation is not
//! there. It judges nothing: what the rule says of the whole tenant stands.

mod causes;
mod plot;
mod rank;
mod search;
mod stated;

use std::fmt;

use crate::document::DataPath;
use crate::engine::{Limits, Prepared, Violation};
use crate::finding::Precision;
use crate::tenant::Tenant;

use plot::Plot;
use search::Search;

/// The place that was found for one violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The place to look at first. What it leads to need not be there: then it is missing.
    pub at: DataPath,
    /// How sure that is: [`Precision::BelongsHere`] for what is missing.
    pub precision: Precision,
    /// Further nodes of which the violation is made, the best first.
    pub also: Vec<(DataPath, Cause)>,
    /// How often the rule was evaluated.
    pub evaluations: usize,
    /// Whether the budget ended the search.
    pub spent: bool,
}

/// What a node has to do with a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The violation is not there without it.
    Needed {
        /// Whether its value decides, and not only that it is there.
        by_value: bool,
    },
    /// Another value of it ends the violation.
    Changed,
    /// It is missing, and ends the violation where it is added.
    Missing,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Needed { by_value: true } => "this value makes it so, too",
            Self::Needed { by_value: false } => "this being here makes it so, too",
            Self::Changed => "another value here would end it",
            Self::Missing => "an entry here would end it",
        })
    }
}

/// Finds places for these violations of one rule, which has this number among the prepared ones,
/// in their order. Nothing where the engine broke down. In a run that looks for the places of
/// `of_run` violations, each gets its share of evaluations.
pub fn locate(
    prepared: &Prepared,
    rule: usize,
    tenant: &Tenant,
    violations: &[&Violation],
    of_run: usize,
) -> Vec<Located> {
    let located = search(prepared, rule, tenant, |search| {
        let mut budget = Budget::of(prepared.limits(), search);
        let share = (MOST_OF_RUN / of_run.max(1)).max(FEWEST);
        budget.of_violation = budget.of_violation.min(share);
        let mut all = Vec::new();
        for violation in violations {
            budget.start(search);
            let key = key(search, violation, violations);
            all.push(causes::of(search, key));
            budget.end(search);
        }
        rank::places(search, violations, all)
    });
    located.unwrap_or_default()
}

/// Those of these violations of one rule whose stated places have nothing to do with them: they
/// are there whatever stands at that place. By their numbers.
pub fn unfounded(
    prepared: &Prepared,
    rule: usize,
    tenant: &Tenant,
    violations: &[&Violation],
) -> Vec<usize> {
    let unfounded = search(prepared, rule, tenant, |search| {
        let mut budget = Budget::of(prepared.limits(), search);
        let mut numbers = Vec::new();
        for (number, violation) in violations.iter().enumerate() {
            budget.start(search);
            let key = key(search, violation, violations);
            if !stated::is_cause(search, violation, key) {
                numbers.push(number);
            }
            budget.end(search);
        }
        numbers
    });
    unfounded.unwrap_or_default()
}

/// What tells a violation from these, itself among them, and from itself for another reason.
fn key<'v>(search: &mut Search<'_, '_>, violation: &'v Violation, all: &[&Violation]) -> &'v str {
    let same = all.iter().filter(|other| other.key == violation.key);
    if same.count() < 2 && !search.trial.says_met() {
        return &violation.key;
    }
    search.subject(&violation.whole_key, &violation.key);
    &violation.whole_key
}

fn search<T: Send>(
    prepared: &Prepared,
    rule: usize,
    tenant: &Tenant,
    run: impl FnOnce(&mut Search<'_, '_>) -> T + Send,
) -> Option<T> {
    prepared.try_rule(rule, tenant, |trial| {
        let plot = Plot::new(&trial.tenant().root);
        run(&mut Search::new(trial, &plot))
    })
}

/// Nodes that all evaluations for one rule may have before them, whatever the limits say, and the
/// evaluations that are allowed in any case.
const MOST_NODES: usize = 50_000_000;
const FEWEST: usize = 60;
/// Evaluations that the violations of a run share, as long as that is not less than the fewest for
/// each.
const MOST_OF_RUN: usize = 8_000;

/// What is left of the questions that may be asked.
struct Budget {
    of_violation: usize,
    left: usize,
    before: usize,
}

impl Budget {
    /// What an evaluation costs grows with the tenant, so that a large one is asked less often.
    fn of(limits: &Limits, search: &Search<'_, '_>) -> Self {
        let affordable = (MOST_NODES / search.plot.len()).max(FEWEST);
        Self {
            of_violation: limits.max_place_evaluations,
            left: limits.max_place_evaluations_of_rule.min(affordable),
            before: 0,
        }
    }

    fn start(&mut self, search: &mut Search<'_, '_>) {
        self.before = search.asked;
        search.until = search.asked + self.left.min(self.of_violation);
    }

    fn end(&mut self, search: &Search<'_, '_>) {
        self.left = self.left.saturating_sub(search.asked - self.before);
    }
}
