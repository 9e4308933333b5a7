//! Unit tests in Rego: which are run, and what is told of those that fail.

use std::sync::Arc;

use serde_json::Value;

use super::examples::Example;
use super::{Bench, folder};
use crate::engine::{self, TestAnswer, TestModule, TestOutcome, Why};
use crate::report::tested::{Case, Compared, Kind, Problem};
use crate::rule::Module;

/// What stands for no value.
const UNDEFINED: &str = "undefined";

impl Bench<'_> {
    /// Runs the unit tests that are asked for.
    pub(super) fn unit_tests(&mut self, examples: &[Example]) {
        let of_rules = self.rules.rules.iter().flat_map(|rule| {
            let id = Some(Arc::clone(&rule.id));
            rule.tests.iter().map(move |module| (module, id.clone()))
        });
        let of_library = self.rules.library.tests.iter().map(|module| (module, None));
        let (modules, ids): (Vec<&Module>, Vec<Option<Arc<str>>>) =
            of_rules.chain(of_library).unzip();
        let tests: Vec<TestModule<'_>> = modules
            .iter()
            .map(|module| TestModule {
                module,
                examples: beside(module, examples),
            })
            .collect();
        let asked = self.asked;
        let wanted = |path: &str, name: &str| asked.takes(&format!("{path}: {name}"));
        let (answers, covered) = engine::run_tests(&self.testing(&wanted), &tests);
        self.covered.add(covered);
        for answer in answers {
            let module = modules.iter().position(|m| *m.path == *answer.path);
            let rule = module.and_then(|n| ids[n].clone());
            // A module that cannot be used fails whatever is asked for: it may hold what is.
            let case = case(answer, rule);
            self.cases.push(case);
        }
    }
}

/// The inputs of the examples beside a module, by file name.
fn beside(module: &Module, examples: &[Example]) -> std::collections::BTreeMap<String, Value> {
    let folder = folder(&module.path);
    let near = examples.iter().filter(|e| self::folder(&e.name) == folder);
    near.filter_map(|e| {
        let name = e.name.rsplit('/').next()?.to_owned();
        Some((name, e.tenant()?.root.to_json()))
    })
    .collect()
}

fn case(answer: TestAnswer, rule: Option<Arc<str>>) -> Case {
    let mut case = Case {
        name: format!("{}: {}", answer.path, answer.name),
        kind: Kind::Unit,
        place: Some(answer.place),
        rule,
        to_do: false,
        problems: Vec::new(),
        compared: None,
    };
    match answer.outcome {
        TestOutcome::True => {}
        TestOutcome::ToDo => case.to_do = true,
        TestOutcome::Failed(failure) => case.problems.push(Problem {
            message: failure.message,
            place: failure.place,
        }),
        TestOutcome::NotTrue(why) => not_true(&mut case, &why),
    }
    case
}

fn not_true(case: &mut Case, why: &Why) {
    let message = match (&why.value, &why.sides, why.statement) {
        (_, Some(sides), _) if sides.came.is_none() => "what is compared here is undefined",
        (_, Some(_), _) => "the two are not equal",
        (_, None, Some(_)) => "this does not hold",
        (Some(Value::Bool(false)), None, None) => "is false",
        (Some(_), None, None) => "is not true",
        (None, None, None) => "is undefined",
    };
    case.problems.push(Problem {
        message: message.to_owned(),
        place: why.statement.or(case.place),
    });
    if let Some(sides) = &why.sides {
        case.compared = Some(Compared {
            expected: pretty(sides.expected.as_ref()),
            came: pretty(sides.came.as_ref()),
        });
    } else if let Some(value) = why.value.as_ref().filter(|_| why.statement.is_none()) {
        case.compared = Some(Compared {
            expected: "true".to_owned(),
            came: pretty(Some(value)),
        });
    }
}

/// A value in lines.
fn pretty(value: Option<&Value>) -> String {
    let text = value.and_then(|v| serde_json::to_string_pretty(v).ok());
    text.unwrap_or_else(|| UNDEFINED.to_owned())
}
