//! Unit tests of policies: what each answers, why one fails, and which lines were evaluated.
//!
//! Each module of tests has an engine of its own, which holds what the tests need and nothing
//! else. Models take part as modules, so that `with input` reaches them.

mod coverage;
mod why;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use regorus::{Engine, Value as Rego};
use serde_json::Value as Json;

use super::load::{Loading, Runs, Text};
use super::memory::{Budget, Pause};
use super::prepare::{data, modules, new_engine, prepare, timer};
use super::value::to_json;
use super::{Limits, as_opa};
use crate::check::Check;
use crate::finding::Failure;
use crate::rule::{Module, RuleSet};
use crate::source::{FileId, Span};
use crate::threads::{in_parallel, on_large_stack};

pub use coverage::{Covered, FileLines, Sample, cover, lines};
pub use why::Why;

/// What the names of rules that are unit tests start with.
const TEST: &str = "test_";

/// What the names of tests start with that are still to be written.
const TO_DO: &str = "todo_test_";

/// A module of unit tests and the examples that it may read.
#[derive(Debug)]
pub struct TestModule<'a> {
    /// The module; its rules whose names start with `test_` are the tests.
    pub module: &'a Module,
    /// The canonical inputs of the examples beside it, by file name, which the tests see at
    /// `data.tenantlint.examples`.
    pub examples: BTreeMap<String, Json>,
}

/// How tests are run.
pub struct Testing<'a> {
    /// The policies.
    pub rules: &'a RuleSet,
    /// Every declared parameter, by rule or model and name.
    pub params: &'a BTreeMap<String, BTreeMap<String, Json>>,
    /// The date of judgement, `YYYY-MM-DD`.
    pub as_of: &'a str,
    /// What one test may spend.
    pub limits: &'a Limits,
    /// How many threads there are.
    pub threads: usize,
    /// Whether to tell which lines are evaluated.
    pub coverage: bool,
    /// Which tests are run, by the path of their module and their name.
    pub wanted: &'a (dyn Fn(&str, &str) -> bool + Sync),
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
    /// What it says.
    pub outcome: TestOutcome,
}

/// What a unit test says.
#[derive(Debug)]
pub enum TestOutcome {
    /// It is true.
    True,
    /// It is not true, and as far as that can be told, why.
    NotTrue(Why),
    /// It is still to be written, and was not run.
    ToDo,
    /// It cannot be told.
    Failed(Failure),
}

/// A regular expression that picks tests by their names.
#[derive(Debug, Clone)]
pub struct TestFilter(regex::Regex);

impl TestFilter {
    /// Whether a name holds a match.
    pub fn takes(&self, name: &str) -> bool {
        self.0.is_match(name)
    }
}

impl FromStr for TestFilter {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let built = regex::RegexBuilder::new(s).size_limit(1 << 20).build();
        built.map(Self).map_err(|e| match e {
            regex::Error::CompiledTooBig(_) => "the expression is too big".to_owned(),
            other => other.to_string(),
        })
    }
}

const HELP: &str = "correct the test or the policy that it calls";

/// Runs unit tests, each module's on one thread. The answers are in the order of the modules, and
/// do not depend on the number of threads.
pub fn run_tests(testing: &Testing<'_>, tests: &[TestModule<'_>]) -> (Vec<TestAnswer>, Covered) {
    let limits = testing.limits;
    let pause = Pause::new();
    let shared = modules(testing.rules);
    let count = shared.len();
    let own = tests.iter().map(|t| (t.module, false));
    let all: Vec<(&Module, bool)> = shared.into_iter().chain(own).collect();
    let bench = Bench {
        loading: &on_large_stack(limits.stack_bytes, || Loading::new(&all, limits)),
        data: data(testing.rules, testing.params, testing.as_of, None),
        testing,
    };
    drop(pause);
    let _budget = Budget::new(limits.max_policy_memory);
    let answered = in_parallel(tests.len(), testing.threads, limits.stack_bytes, |n| {
        bench.module(count + n, &tests[n])
    });
    let mut answers = Vec::new();
    let mut covered = Covered::default();
    for (of_module, lines) in answered {
        answers.extend(of_module);
        covered.add(lines);
    }
    (answers, covered)
}

/// What all modules of tests share.
struct Bench<'a> {
    loading: &'a Loading,
    data: Rego,
    testing: &'a Testing<'a>,
}

impl Bench<'_> {
    fn module(&self, number: usize, test: &TestModule<'_>) -> (Vec<TestAnswer>, Covered) {
        let loaded = &self.loading.modules[number];
        let path = loaded.path.to_string();
        let mut covered = Covered::default();
        let wanted = self.tests(number);
        if wanted.is_empty() && loaded.failures.is_empty() {
            return (Vec::new(), covered);
        }
        let run = wanted.iter().any(|(_, name, _)| name.starts_with(TEST));
        let base = match run || !loaded.failures.is_empty() {
            true => self.ready(number, test, None),
            false => Err(Vec::new()),
        };
        if let Err(failures) = &base
            && let Some(failure) = failures.first()
        {
            let answer = TestAnswer {
                path,
                name: String::new(),
                place: (loaded.file, Span::new(0, 1)),
                outcome: TestOutcome::Failed(failure.clone()),
            };
            return (vec![answer], covered);
        }
        let answers = wanted.into_iter().map(|(rule, name, at)| {
            let outcome = match &base {
                Ok(base) if name.starts_with(TEST) => {
                    self.test(number, test, base, (rule, at), &mut covered)
                }
                _ => TestOutcome::ToDo,
            };
            TestAnswer {
                path: path.clone(),
                name: name.to_owned(),
                place: (loaded.file, at),
                outcome,
            }
        });
        (answers.collect(), covered)
    }

    /// The tests of a module that are to be run: full paths, names and places.
    fn tests(&self, number: usize) -> Vec<(&str, &str, Span)> {
        let loaded = &self.loading.modules[number];
        let prefix = format!("data.{}.", loaded.package);
        let heads = loaded.heads.iter().filter_map(|(path, at)| {
            let name = path.strip_prefix(&prefix)?;
            let is_test = name.starts_with(TEST) || name.starts_with(TO_DO);
            let wanted = is_test && (self.testing.wanted)(&loaded.path, name);
            wanted.then_some((path.as_str(), name, *at))
        });
        heads.collect()
    }

    /// An engine that holds a module of tests, or another text in its place, and all that it
    /// needs.
    fn ready(
        &self,
        number: usize,
        test: &TestModule<'_>,
        text: Option<&str>,
    ) -> Result<Engine, Vec<Failure>> {
        let loading = self.loading;
        let needed = needed(loading, number);
        let broken = needed.iter().flat_map(|&n| &loading.modules[n].failures);
        let broken: Vec<Failure> = broken.cloned().collect();
        if !broken.is_empty() {
            return Err(broken);
        }
        let examples = serde_json::json!({"tenantlint": {"examples": test.examples}});
        let numbers: Vec<usize> = needed.into_iter().collect();
        let texts = loading
            .texts(&numbers, Runs::Others)
            .map(|other| match text {
                Some(text) if other.is_of(number) => other.with(text),
                _ => other,
            });
        let engine = engine((loading, &numbers), texts, &self.data).and_then(|mut engine| {
            let added = engine.add_data(Rego::from(examples));
            added.map_err(|e| e.to_string())?;
            prepare(&mut engine).map(|()| engine)
        });
        engine.map_err(|error| {
            let place = (loading.modules[number].file, Span::new(0, 1));
            vec![loading.failed(Check::PolicyInvalid, &error, Some(place), HELP)]
        })
    }

    fn test(
        &self,
        number: usize,
        test: &TestModule<'_>,
        base: &Engine,
        (rule, at): (&str, Span),
        covered: &mut Covered,
    ) -> TestOutcome {
        let mut engine = base.clone();
        engine.set_enable_coverage(self.testing.coverage);
        let answer = self.ask(&mut engine, rule);
        covered.take(&engine);
        match answer {
            Ok(Rego::Bool(true)) => TestOutcome::True,
            Ok(value) => TestOutcome::NotTrue(self.why(number, test, rule, &value)),
            Err(error) => {
                let at = Some((self.loading.modules[number].file, at));
                TestOutcome::Failed(self.loading.failed(Check::PolicyFailed, &error, at, HELP))
            }
        }
    }

    /// The value of a rule.
    fn ask(&self, engine: &mut Engine, rule: &str) -> Result<Rego, String> {
        engine.set_input(Rego::new_object());
        engine.set_execution_timer_config(timer(self.testing.limits));
        engine.eval_rule(rule.to_owned()).map_err(|e| e.to_string())
    }
}

/// A module and all modules that it needs, each of them as a whole.
fn needed(loading: &Loading, number: usize) -> BTreeSet<usize> {
    let mut needed = BTreeSet::from([number]);
    let mut todo = vec![number];
    while let Some(module) = todo.pop() {
        let heads: Vec<String> = loading.modules[module].heads.keys().cloned().collect();
        let reached = loading.reach(&heads).modules;
        todo.extend(reached.into_iter().filter(|&m| needed.insert(m)));
    }
    needed
}

/// An engine with these modules, their texts and data, which is not prepared yet.
fn engine<'t>(
    (loading, numbers): (&Loading, &[usize]),
    texts: impl Iterator<Item = Text<'t>>,
    data: &Rego,
) -> Result<Engine, String> {
    let mut engine = new_engine()?;
    as_opa::add(&mut engine)?;
    loading.add_wholes(numbers, &mut engine)?;
    for text in texts {
        text.add_to(&mut engine)?;
    }
    engine.add_data(data.clone()).map_err(|e| e.to_string())?;
    Ok(engine)
}
