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

use crate::document::DataPath;
use crate::engine::{Prepared, Violation};
use crate::tenant::Tenant;

use plot::Plot;
use search::Search;

/// How many questions may be asked. Both are settings.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// For one violation.
    pub per_violation: usize,
    /// For all violations of one rule in one tenant.
    pub per_rule: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            per_violation: 250,
            per_rule: 10_000,
        }
    }
}

/// How sure a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sure {
    /// This value alone decides.
    Exact,
    /// It is in this entry.
    Object,
    /// It is something that this collection lacks, or that several of its entries make together.
    Collection,
    /// It is somewhere in the input.
    File,
}

/// The place that was found for one violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The place to look at first. What it leads to need not be there: then it is missing.
    pub at: DataPath,
    /// How sure that is.
    pub sure: Sure,
    /// Further nodes that the violation needs, or whose change would take it away.
    pub also: Vec<DataPath>,
    /// How often the rule was asked.
    pub evaluations: usize,
    /// Whether the budget ended the search.
    pub spent: bool,
}

/// Finds places for these violations of one rule, which has this number among the prepared ones.
/// In their order; `None` where the engine broke down.
pub fn locate(
    prepared: &Prepared,
    rule: usize,
    tenant: &Tenant,
    violations: &[&Violation],
    budget: Budget,
) -> Vec<Option<Located>> {
    let located = prepared.try_rule(rule, tenant, |trial| {
        let plot = Plot::new(&trial.tenant().root);
        let mut search = Search::new(trial, &plot);
        let mut left = budget.per_rule;
        let mut all = Vec::new();
        for violation in violations {
            let before = search.asked;
            search.until = before + left.min(budget.per_violation);
            all.push(causes::of(&mut search, violation));
            left = left.saturating_sub(search.asked - before);
        }
        rank::places(&mut search, violations, all)
    });
    match located {
        Some(located) => located.into_iter().map(Some).collect(),
        None => violations.iter().map(|_| None).collect(),
    }
}
