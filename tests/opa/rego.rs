//! Answers questions about Rego as tenantlint's engine does, for comparing it with OPA: each line of
//! the input is a question in JSON, each line of the output its answer. `compare_rego.py` asks.
//!
//! A question holds `modules` (`path`, `text`, `v0`), and `input` and `ask` (references by name), or
//! `tests` (modules of unit tests). Its answer holds `failures`, what the pre-pass says of modules;
//! `answers`, for each reference its `value`, an `error`, or neither where it is undefined; and
//! `tests` likewise. With `inputs`, a list, in place of `input`, `answers` is a list of as many.

#[path = "../engine_common/mod.rs"]
mod engine_common;

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};

use engine_common::{Bench, tenant};
use serde_json::{Value as Json, json};
use tenantlint::engine::{Outcome, TestModule, TestOutcome, Testing, run_tests};
use tenantlint::finding::Failure;
use tenantlint::rule::{Module, RegoVersion};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let question: Json = serde_json::from_str(&line?)?;
        writeln!(out, "{}", answer(&question))?;
    }
    Ok(())
}

fn answer(question: &Json) -> Json {
    let mut bench = Bench::new();
    for module in modules(&mut bench, &question["modules"]) {
        bench.set.library.functions.push(module);
    }
    let tests = modules(&mut bench, &question["tests"]);
    if !tests.is_empty() {
        return tested(&bench, &tests);
    }
    let mut names = Vec::new();
    for (name, reference) in question["ask"].as_object().into_iter().flatten() {
        let reference = reference.as_str().unwrap_or("");
        let number = names.len();
        bench = bench.rule(&format!(
            "package tl_ask.n{number}\ndeny contains violation if {{ value := {reference}; violation := {{\"message\": \"m\", \"identity\": {{\"value\": value}}}} }}\n"
        ));
        names.push(name);
    }
    let (prepared, failures) = bench.prepare();
    let over = |input: &Json| -> BTreeMap<&String, Json> {
        let outcomes = prepared.judge(&tenant(input));
        let told = outcomes.iter().map(|outcome| told(&bench, outcome));
        names.iter().copied().zip(told).collect()
    };
    let answers = match question["inputs"].as_array() {
        Some(inputs) => inputs.iter().map(|input| json!(over(input))).collect(),
        None => json!(over(&question["input"])),
    };
    json!({"failures": shown(&bench, &failures), "answers": answers})
}

/// The modules of a question.
fn modules(bench: &mut Bench, modules: &Json) -> Vec<Module> {
    let modules = modules.as_array().into_iter().flatten();
    modules
        .map(|module| {
            let text = |key: &str| module[key].as_str().unwrap_or("");
            Module {
                version: match module["v0"] == json!(true) {
                    true => RegoVersion::V0,
                    false => RegoVersion::V1,
                },
                ..bench.module_at(text("path"), text("text"))
            }
        })
        .collect()
}

fn tested(bench: &Bench, tests: &[Module]) -> Json {
    let tests: Vec<TestModule<'_>> = tests
        .iter()
        .map(|module| TestModule {
            module,
            examples: BTreeMap::new(),
        })
        .collect();
    let testing = Testing {
        rules: &bench.set,
        params: &bench.params,
        as_of: "2026-11-22",
        limits: &bench.limits,
        threads: 1,
        coverage: false,
        wanted: &|_, _| true,
    };
    let (answers, _) = run_tests(&testing, &tests);
    let answers: Vec<Json> = answers
        .into_iter()
        .map(|answer| {
            let told = match &answer.outcome {
                TestOutcome::True => json!({"value": true}),
                TestOutcome::NotTrue(_) | TestOutcome::ToDo => json!({"value": false}),
                TestOutcome::Failed(failure) => json!({"error": place(bench, failure)}),
            };
            json!({"path": answer.path, "name": answer.name, "told": told})
        })
        .collect();
    let (_, failures) = bench.prepare();
    json!({"failures": shown(bench, &failures), "tests": answers})
}

fn told(bench: &Bench, outcome: &Outcome) -> Json {
    match outcome {
        Outcome::Judged { violations, .. } => {
            let identity = violations.first().and_then(|v| v.identity.as_ref());
            identity.map_or_else(|| json!({}), |identity| json!(identity))
        }
        Outcome::Error(failures) => {
            let first = failures.first().map(|f| place(bench, f));
            json!({"error": first.unwrap_or_default()})
        }
        Outcome::NotApplicable => json!({"error": "not applicable"}),
    }
}

fn shown(bench: &Bench, failures: &[Failure]) -> Vec<String> {
    failures.iter().map(|f| place(bench, f)).collect()
}

/// `path:line:column: id message [text]`; without a place, a question mark stands for it.
fn place(bench: &Bench, failure: &Failure) -> String {
    let place = failure.place.map(|(file, span)| {
        let position = bench.sources.file(file).position(span.start);
        let name = bench.sources.file(file).name();
        format!("{name}:{}:{}", position.line, position.column)
    });
    let place = place.unwrap_or_else(|| "?".to_owned());
    let text: String = bench.pointed_at(failure).chars().take(60).collect();
    format!("{place}: {} {} [{text}]", failure.id, failure.message)
}
