//! Which rules are made ready to judge: those that read a section that some tenant has. Preparing
//! the others is what a small run would spend its time on, and they could say nothing.
//!
//! Where tenants are read one after the other, a later one may have a section that none before it
//! had: then more rules are made ready, and who judged has to say which of them judged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::{Limits, Prepared};
use crate::finding::Failure;
use crate::rule::{Convention, Rule, RuleSet};
use crate::tenant::Tenant;

/// Rules by their numbers in a set of rules.
pub(super) type Numbers = BTreeSet<usize>;

/// Values of parameters, by rule or pack and name.
type Params = BTreeMap<String, BTreeMap<String, serde_json::Value>>;

/// How often more rules are made ready as they are asked for; the next time, all of ours are.
const MOST_STEPS: usize = 3;

/// Rules that are ready to judge.
#[derive(Debug)]
pub(super) struct Ready {
    /// Their numbers among all, in the order in which they are prepared.
    pub(super) numbers: Vec<usize>,
    pub(super) prepared: Prepared,
    /// What is wrong with them.
    pub(super) failures: Vec<Failure>,
}

impl Ready {
    /// Whether all of some rules are among them.
    fn holds(&self, needed: &Numbers) -> bool {
        let has = |number| self.numbers.binary_search(number).is_ok();
        needed.iter().all(has)
    }
}

/// Makes rules ready as tenants ask for them.
pub(super) struct Makes<'a> {
    rules: &'a RuleSet,
    params: &'a Params,
    as_of: &'a str,
    limits: &'a Limits,
    /// Each holds all that those before it hold.
    made: Mutex<Vec<Arc<Ready>>>,
}

impl<'a> Makes<'a> {
    pub(super) fn new(
        rules: &'a RuleSet,
        params: &'a Params,
        as_of: &'a str,
        limits: &'a Limits,
    ) -> Self {
        Self {
            rules,
            params,
            as_of,
            limits,
            made: Mutex::default(),
        }
    }

    /// Rules that are ready, among them those that are needed.
    pub(super) fn ready(&self, needed: &Numbers) -> Arc<Ready> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let last = made.last();
        if let Some(last) = last.filter(|last| last.holds(needed)) {
            return Arc::clone(last);
        }
        let before = last.iter().flat_map(|last| last.numbers.iter().copied());
        let mut numbers: Numbers = before.chain(needed.iter().copied()).collect();
        if made.len() >= MOST_STEPS {
            numbers.extend(own(self.rules, |_| true));
        }
        let rules = RuleSet {
            rules: numbers
                .iter()
                .map(|&number| self.rules.rules[number].clone())
                .collect(),
            library: self.rules.library.clone(),
            remarks: Vec::new(),
        };
        let (prepared, failures) = Prepared::new(&rules, self.params, self.as_of, self.limits);
        let ready = Arc::new(Ready {
            numbers: numbers.into_iter().collect(),
            prepared,
            failures,
        });
        made.push(Arc::clone(&ready));
        ready
    }

    /// All that were made, the last of which holds the rules of all.
    pub(super) fn into_made(self) -> Vec<Arc<Ready>> {
        self.made
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The rules that read a section that some of these tenants has.
pub(super) fn needed(rules: &RuleSet, tenants: &[Tenant]) -> Numbers {
    let has = |section: &String| tenants.iter().any(|t| t.has_section(section));
    let reads = |rule: &Rule| match &rule.convention {
        Convention::Pack(asked) => tenants.iter().any(|tenant| asked.reads(tenant)),
        Convention::Own | Convention::Conftest { .. } => {
            rule.types.is_empty() || rule.types.iter().any(has)
        }
    };
    numbers(rules, reads)
}

/// The rules that came with the program and read one of these sections.
pub(super) fn likely(rules: &RuleSet, sections: &BTreeSet<&'static str>) -> Numbers {
    let named = |section: &String| sections.contains(section.as_str());
    own(rules, |rule| rule.types.iter().any(named))
}

/// Some of the rules that came with the program, in which nothing is wrong, so that one that is
/// ready in vain is not told of.
fn own(rules: &RuleSet, takes: impl Fn(&Rule) -> bool) -> Numbers {
    let is_own = |rule: &Rule| rule.builtin && rule.convention == Convention::Own;
    numbers(rules, |rule| is_own(rule) && takes(rule))
}

fn numbers(rules: &RuleSet, takes: impl Fn(&Rule) -> bool) -> Numbers {
    let all = rules.rules.iter().enumerate();
    all.filter(|(_, rule)| takes(rule))
        .map(|(n, _)| n)
        .collect()
}
