//! Unit tests of policies, and what rules answer before anyone reads it.

use std::collections::BTreeMap;

use regorus::{Engine, Value as Rego};
use serde_json::Value as Json;

use super::judge::{data, modules, new_engine, prepare, timer};
use super::load::Loading;
use super::memory::{Budget, Pause};
use super::{Limits, as_opa};
use crate::check::Check;
use crate::finding::Failure;
use crate::rule::{Module, RuleSet};
use crate::source::{FileId, Span};
use crate::threads::on_large_stack;

/// A module of unit tests and the examples that it may read.
#[derive(Debug)]
pub struct TestModule<'a> {
    /// The module; its rules whose names start with `test_` are the tests.
    pub module: &'a Module,
    /// The canonical inputs of the examples beside it, by file name, which the tests see at
    /// `data.tenantlint.examples`.
    pub examples: BTreeMap<String, Json>,
}

/// What became of one unit test.
#[derive(Debug)]
pub struct TestAnswer {
    /// The path that the module is shown by.
    pub path: String,
    /// The name of the rule; empty where the module itself cannot be used.
    pub name: String,
    /// Where the rule stands.
    pub place: (FileId, Span),
    /// Whether it is true, or why that cannot be told.
    pub outcome: Result<bool, Failure>,
}

const HELP: &str = "correct the test or the policy that it calls";

/// Runs the unit tests of a set of rules. Models take part as modules, so that `with input`
/// reaches them.
pub fn run_tests(
    rules: &RuleSet,
    tests: &[TestModule<'_>],
    params: &BTreeMap<String, BTreeMap<String, Json>>,
    as_of: &str,
    limits: &Limits,
) -> Vec<TestAnswer> {
    on_large_stack(limits.stack_bytes, || {
        let pause = Pause::new();
        let shared = modules(rules);
        let count = shared.len();
        let own = tests.iter().map(|t| (t.module, false));
        let all: Vec<(&Module, bool)> = shared.into_iter().chain(own).collect();
        let loading = Loading::new(&all, limits);
        let data = data(rules, params, as_of, None);
        let base = base(&loading, count, &data);
        drop(pause);
        let _budget = Budget::new(limits.max_policy_memory);
        let mut answers = Vec::new();
        for (number, test) in tests.iter().enumerate() {
            match &base {
                Ok(base) => {
                    answers.extend(run_module(&loading, base, count + number, test, limits))
                }
                Err(error) => answers.push(broken(&loading, count + number, error)),
            }
        }
        answers
    })
}

/// An engine that holds everything but tests.
fn base(loading: &Loading, count: usize, data: &Rego) -> Result<Engine, String> {
    let mut engine = new_engine()?;
    as_opa::add(&mut engine)?;
    for text in loading.texts(&(0..count).collect::<Vec<_>>(), false) {
        text.add_to(&mut engine)?;
    }
    engine.add_data(data.clone()).map_err(|e| e.to_string())?;
    Ok(engine)
}

fn run_module(
    loading: &Loading,
    base: &Engine,
    number: usize,
    test: &TestModule<'_>,
    limits: &Limits,
) -> Vec<TestAnswer> {
    let loaded = &loading.modules[number];
    if let Some(failure) = loaded.failures.first() {
        let mut answer = broken(loading, number, "");
        answer.outcome = Err(failure.clone());
        return vec![answer];
    }
    let examples = serde_json::json!({"tenantlint": {"examples": test.examples}});
    let mut engine = base.clone();
    let ready = loading
        .texts(&[number], false)
        .try_for_each(|text| text.add_to(&mut engine))
        .and_then(|()| {
            engine
                .add_data(Rego::from(examples))
                .map_err(|e| e.to_string())
        })
        .and_then(|()| prepare(&mut engine));
    if let Err(error) = ready {
        return vec![broken(loading, number, &error)];
    }
    let prefix = format!("data.{}.", loaded.package);
    let tests = loaded.heads.iter().filter_map(|(path, at)| {
        let name = path.strip_prefix(&prefix)?;
        name.starts_with("test_").then_some((path, name, *at))
    });
    tests
        .map(|(path, name, at)| {
            let mut engine = engine.clone();
            engine.set_input(Rego::new_object());
            engine.set_execution_timer_config(timer(limits));
            // What a module that cannot be used would say is no answer.
            let needed = loading.reach(std::slice::from_ref(path)).modules;
            let broken = needed.iter().filter_map(|&n| loading.modules.get(n));
            let outcome = match broken.flat_map(|m| &m.failures).next() {
                Some(failure) => Err(failure.clone()),
                None => engine
                    .eval_rule(path.clone())
                    .map(|answer| answer == Rego::Bool(true))
                    .map_err(|e| {
                        let at = Some((loaded.file, at));
                        loading.failed(Check::PolicyFailed, &e.to_string(), at, HELP)
                    }),
            };
            TestAnswer {
                path: loaded.path.to_string(),
                name: name.to_owned(),
                place: (loaded.file, at),
                outcome,
            }
        })
        .collect()
}

fn broken(loading: &Loading, number: usize, error: &str) -> TestAnswer {
    let loaded = &loading.modules[number];
    let place = (loaded.file, Span::new(0, 1));
    TestAnswer {
        path: loaded.path.to_string(),
        name: String::new(),
        place,
        outcome: Err(loading.failed(Check::PolicyInvalid, error, Some(place), HELP)),
    }
}
