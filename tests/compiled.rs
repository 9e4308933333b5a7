//! What the build compiled answers as the policy engine does.

#[path = "oracle/case.rs"]
#[allow(dead_code, reason = "the comparison of models uses the rest")]
mod case;
#[path = "oracle/generate.rs"]
mod generate;
#[allow(dead_code, reason = "other tests use the rest")]
mod policy_support;
#[path = "oracle/random.rs"]
mod random;

use std::collections::BTreeMap;

use tenantlint::engine::Prepared;
use tenantlint::lint::Settings;
use tenantlint::rule::{self, RuleSet};
use tenantlint::source::{Encoding, SourceMap};
use tenantlint::tenant::Tenant;

/// Both ways to judge by all bundled rules, by date.
struct Both {
    rules: RuleSet,
    ready: BTreeMap<String, (Prepared, Prepared)>,
}

impl Both {
    fn new(sources: &mut SourceMap) -> Self {
        Self {
            rules: rule::bundled(sources).expect("the build prepared them"),
            ready: BTreeMap::new(),
        }
    }

    /// How many violations and gaps there are, which are the same in both ways.
    fn compare(&mut self, what: &str, tenant: &Tenant, date: &str) -> usize {
        let Self { rules, ready } = self;
        let (compiled, engine) = ready.entry(date.to_owned()).or_insert_with(|| {
            let settings = Settings::default();
            let (params, failures) = rule::complete_params(rules, &settings.params);
            assert!(failures.is_empty(), "{failures:?}");
            let new = || Prepared::new(rules, &params, date, &settings.evaluate).0;
            (new(), new().by_engine())
        });
        let compiled = compiled.answers(tenant);
        let engine = engine.answers(tenant);
        let mut found = 0;
        for ((rule, ours), theirs) in rules.rules.iter().zip(&compiled).zip(&engine) {
            assert_eq!(ours, theirs, "{} of {what}", rule.id);
            let answers = ours.as_ref().expect("no bundled rule fails");
            found += answers.deny.len() + answers.not_evaluated.len();
        }
        found
    }
}

#[test]
fn every_example_is_answered_as_the_engine_answers_it() {
    let mut sources = SourceMap::new();
    let mut both = Both::new(&mut sources);
    let mut examples = Vec::new();
    for rule in &both.rules.rules {
        examples.extend(rule.examples.iter().cloned());
    }
    // Each example is judged by all rules, so that every third is enough.
    let mut found = 0;
    for (name, file) in examples.into_iter().step_by(3) {
        if let Some((tenant, date)) = policy_support::tenant_of(&sources, &name, file) {
            found += both.compare(&name, &tenant, &date);
        }
    }
    assert!(found > 200, "{found}");
}

#[test]
fn made_up_tenants_are_answered_as_the_engine_answers_them() {
    let mut sources = SourceMap::new();
    let mut both = Both::new(&mut sources);
    let mut found = 0;
    for seed in 0..40 {
        let case = generate::case(seed);
        let json = case.input.to_string();
        let file = sources.add("tenant.json", json.as_str(), Encoding::Utf8);
        let tenant = policy_support::tenant_of(&sources, "tenant.json", file);
        let (tenant, _) = tenant.expect("it is JSON");
        found += both.compare(&format!("seed {seed}"), &tenant, case.as_of);
    }
    assert!(found > 1000, "{found}");
}
