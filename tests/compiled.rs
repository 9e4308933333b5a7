//! What the build compiled answers as the policy engine does, and for the next state of a tenant as
//! for that state alone.

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

use tenantlint::engine::{Memory, Outcome, Prepared};
use tenantlint::lint::Settings;
use tenantlint::rule::{self, RuleSet};
use tenantlint::source::{Encoding, FileId, SourceMap};
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

    /// The examples of all rules.
    fn examples(&self) -> Vec<(String, FileId)> {
        let rules = self.rules.rules.iter();
        rules.flat_map(|rule| rule.examples.clone()).collect()
    }

    fn ready(&mut self, date: &str) -> &(Prepared, Prepared) {
        let Self { rules, ready } = self;
        ready.entry(date.to_owned()).or_insert_with(|| {
            let settings = Settings::default();
            let (params, failures) = rule::complete_params(rules, &settings.params);
            assert!(failures.is_empty(), "{failures:?}");
            let new = || Prepared::new(rules, &params, date, &settings.evaluate).0;
            (new(), new().by_engine())
        })
    }

    /// How many violations and gaps there are, which are the same in both ways.
    fn compare(&mut self, what: &str, tenant: &Tenant, date: &str) -> usize {
        let (compiled, engine) = self.ready(date);
        let compiled = compiled.answers(tenant);
        let engine = engine.answers(tenant);
        let mut found = 0;
        for ((rule, ours), theirs) in self.rules.rules.iter().zip(&compiled).zip(&engine) {
            assert_eq!(ours, theirs, "{} of {what}", rule.id);
            let answers = ours.as_ref().expect("no bundled rule fails");
            found += answers.deny.len() + answers.not_evaluated.len();
        }
        found
    }
}

/// A made-up tenant.
fn tenant(sources: &mut SourceMap, input: &serde_json::Value) -> Tenant {
    let file = sources.add("tenant.json", input.to_string(), Encoding::Utf8);
    let tenant = policy_support::tenant_of(sources, "tenant.json", file);
    tenant.expect("it is JSON").0
}

/// States of one tenant, each judged in memory of those before, and by itself.
struct States {
    both: Both,
    memory: Memory,
    /// How many rules answered with something.
    told: usize,
    /// How many answers were not those of the state before.
    changed: usize,
    before: Vec<Outcome>,
}

impl States {
    fn new(sources: &mut SourceMap) -> Self {
        Self {
            both: Both::new(sources),
            memory: Memory::default(),
            told: 0,
            changed: 0,
            before: Vec::new(),
        }
    }

    fn judge(&mut self, what: &str, mut tenant: Tenant, date: &str) {
        tenant.name = "one".into();
        let (compiled, _) = self.both.ready(date);
        let tenants = std::slice::from_ref(&tenant);
        let memory = Some(&self.memory);
        let mut remembered = compiled.judge_asked(tenants, 1, &|_, _| true, memory, &|| ());
        let alone = compiled.judge(&tenant);
        let remembered = remembered.pop().expect("a tenant has outcomes");
        let rules = self.both.rules.rules.iter();
        for ((rule, one), other) in rules.zip(&remembered).zip(&alone) {
            assert_eq!(one, other, "{} of {what}", rule.id);
        }
        let tells = |outcome: &&Outcome| match outcome {
            Outcome::Judged {
                violations,
                not_evaluated,
                ..
            } => !violations.is_empty() || !not_evaluated.is_empty(),
            _ => false,
        };
        self.told += alone.iter().filter(tells).count();
        let pairs = alone.iter().zip(&self.before);
        self.changed += pairs.filter(|(one, other)| one != other).count();
        self.before = alone;
    }
}

#[test]
fn the_next_state_of_a_tenant_is_judged_as_it_is_alone() {
    let mut sources = SourceMap::new();
    let mut states = States::new(&mut sources);
    for (name, file) in states.both.examples() {
        if let Some((tenant, date)) = policy_support::tenant_of(&sources, &name, file) {
            states.judge(&name, tenant, &date);
        }
    }
    assert!(states.told > 200, "{}", states.told);
    assert!(states.changed > 200, "{}", states.changed);
}

/// Of one made-up tenant section after section becomes that of another.
#[test]
fn a_tenant_that_changes_by_sections_is_judged_as_it_is_alone() {
    let mut sources = SourceMap::new();
    let mut states = States::new(&mut sources);
    let mut now = generate::case(0);
    for seed in 1..8 {
        let next = generate::case(seed);
        let of = |case: &case::Case| case.input.as_object().cloned().unwrap_or_default();
        let (sections, mut input) = (of(&next), of(&now));
        let mut names: Vec<String> = sections.keys().chain(input.keys()).cloned().collect();
        names.sort();
        names.dedup();
        for name in names {
            match sections.get(&name) {
                Some(section) => input.insert(name.clone(), section.clone()),
                None => input.remove(&name),
            };
            let tenant = tenant(&mut sources, &serde_json::Value::Object(input.clone()));
            states.judge(&format!("{name} of seed {seed}"), tenant, now.as_of);
        }
        now = next;
    }
    assert!(states.told > 1000, "{}", states.told);
    assert!(states.changed > 100, "{}", states.changed);
}

#[test]
fn every_example_is_answered_as_the_engine_answers_it() {
    let mut sources = SourceMap::new();
    let mut both = Both::new(&mut sources);
    // Each example is judged by all rules, so that every third is enough.
    let mut found = 0;
    for (name, file) in both.examples().into_iter().step_by(3) {
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
        let tenant = tenant(&mut sources, &case.input);
        found += both.compare(&format!("seed {seed}"), &tenant, case.as_of);
    }
    assert!(found > 1000, "{found}");
}
