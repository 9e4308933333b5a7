//! What the engine's tests share: policies and tenants from text, outcomes as JSON.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;
use tenantlint::engine::{Limits, Outcome, Prepared};
use tenantlint::finding::{Failure, Severity};
use tenantlint::rule::{Convention, Data, Library, Model, Module, RegoVersion, Rule, RuleSet};
use tenantlint::source::{Encoding, SourceMap};
use tenantlint::tenant::{Node, Platform, Tenant, Value};

/// Rules, libraries and models under construction.
#[derive(Default)]
pub(crate) struct Bench {
    pub(crate) sources: SourceMap,
    pub(crate) set: RuleSet,
    pub(crate) params: BTreeMap<String, BTreeMap<String, Json>>,
    pub(crate) limits: Limits,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn module(&mut self, text: &str) -> Module {
        let path = format!("{}.rego", package_of(text));
        self.module_at(&path, text)
    }

    pub(crate) fn module_at(&mut self, path: &str, text: &str) -> Module {
        let package = package_of(text);
        let file = self.sources.add(path, text, Encoding::Utf8);
        Module {
            file,
            path: path.into(),
            package: package.to_owned(),
            text: text.to_owned().into(),
            prepared: None,
            version: RegoVersion::V1,
        }
    }

    /// Adds a rule of our own; its id is its package.
    pub(crate) fn rule(mut self, text: &str) -> Self {
        self.add(text, true);
        self
    }

    /// Adds a rule of a user.
    pub(crate) fn users_rule(mut self, text: &str) -> Self {
        self.add(text, false);
        self
    }

    fn add(&mut self, text: &str, builtin: bool) {
        let policy = self.module(text);
        self.set.rules.push(Rule {
            id: policy.package.as_str().into(),
            platform: Some(Platform::Salesforce),
            name: policy.package.clone(),
            title: String::new(),
            description: String::new(),
            severity: Severity::High,
            family: String::new(),
            types: Vec::new(),
            remediation: String::new(),
            references: Vec::new(),
            frameworks: BTreeMap::new(),
            params: Vec::new(),
            unit: String::new(),
            builtin,
            convention: Convention::Own,
            entry: "deny".to_owned(),
            policy,
            tests: Vec::new(),
            examples: Vec::new(),
        });
    }

    pub(crate) fn functions(mut self, text: &str) -> Self {
        let module = self.module(text);
        self.set.library.functions.push(module);
        self
    }

    pub(crate) fn model(mut self, text: &str) -> Self {
        let module = self.module(text);
        self.set.library.models.push(Model {
            id: "pack".to_owned(),
            params: Vec::new(),
            types: Vec::new(),
            module,
        });
        self
    }

    pub(crate) fn data(mut self, path: &[&str], value: Json) -> Self {
        let Library { data, .. } = &mut self.set.library;
        data.push(Data {
            path: path.iter().map(|s| (*s).to_owned()).collect(),
            json: value.to_string().into(),
        });
        self
    }

    pub(crate) fn prepare(&self) -> (Prepared, Vec<Failure>) {
        Prepared::new(&self.set, &self.params, "2026-11-22", &self.limits)
    }

    pub(crate) fn judge(&self, input: &Json) -> Vec<Outcome> {
        self.prepare().0.judge(&tenant(input))
    }

    /// The text that a failure points at.
    pub(crate) fn pointed_at<'a>(&'a self, failure: &Failure) -> &'a str {
        failure
            .place
            .map_or("", |(file, span)| self.sources.slice(file, span))
    }
}

fn package_of(text: &str) -> &str {
    let package = text.lines().find_map(|l| l.strip_prefix("package "));
    package.unwrap_or("").trim()
}

pub(crate) fn tenant(input: &Json) -> Tenant {
    Tenant {
        platform: Some(Platform::Salesforce),
        name: "default".into(),
        root: node(input),
        files: Vec::new(),
        deletions: Vec::new(),
        regular: Default::default(),
    }
}

pub(crate) fn node(json: &Json) -> Node {
    Node::computed(match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => Value::Number(n.clone()),
        Json::String(s) => Value::String(Arc::from(s.as_str())),
        Json::Array(items) => Value::List(items.iter().map(node).collect()),
        Json::Object(map) => Value::Map(
            map.iter()
                .map(|(k, v)| (Arc::from(k.as_str()), node(v)))
                .collect(),
        ),
    })
}

/// The violations' messages, or an error's words.
pub(crate) fn messages(outcome: &Outcome) -> Result<Vec<String>, String> {
    match outcome {
        Outcome::Judged { violations, .. } => {
            Ok(violations.iter().map(|v| v.message.clone()).collect())
        }
        Outcome::Error(failures) => Err(failures
            .iter()
            .map(|f| f.message.as_str())
            .collect::<Vec<_>>()
            .join("; ")),
        Outcome::NotApplicable => Err("not applicable".to_owned()),
    }
}

/// The value of the rule `r` in a module without package, as tenantlint computes it: `Ok(None)`
/// where it is undefined.
pub(crate) fn value_of_r(body: &str, input: &Json) -> Result<Option<Json>, String> {
    value_in("p", body, input)
}

/// The same in a package of this name.
pub(crate) fn value_in(package: &str, body: &str, input: &Json) -> Result<Option<Json>, String> {
    value_of(package, body, RegoVersion::V1, input)
}

/// The same in Rego of a version. The rule that asks is one of version 1.
pub(crate) fn value_of(
    package: &str,
    body: &str,
    version: RegoVersion,
    input: &Json,
) -> Result<Option<Json>, String> {
    value_beside(&[], (package, body), version, input)
}

/// The same beside other modules.
pub(crate) fn value_beside(
    others: &[&str],
    (package, body): (&str, &str),
    version: RegoVersion,
    input: &Json,
) -> Result<Option<Json>, String> {
    let deny = format!(
        "deny contains violation if {{ value := data.{package}.r; violation := {{\"message\": \"m\", \"identity\": {{\"r\": value}}}} }}"
    );
    let mut bench = Bench::new();
    for (number, text) in others.iter().enumerate() {
        let other = bench.module_at(&format!("other{number}.rego"), text);
        bench.set.library.functions.push(other);
    }
    let asked = Module {
        version,
        ..bench.module(&format!("package {package}\n{body}\n"))
    };
    bench.set.library.functions.push(asked);
    let bench = bench.rule(&format!("package asks\n{deny}\n"));
    match &bench.judge(input)[0] {
        Outcome::Judged { violations, .. } => Ok(violations
            .first()
            .and_then(|v| v.identity.as_ref())
            .and_then(|i| i.get("r").cloned())),
        Outcome::Error(failures) => Err(format!(
            "{} {} at `{}`",
            failures[0].id,
            failures[0].message,
            bench.pointed_at(&failures[0])
        )),
        Outcome::NotApplicable => Err("not applicable".to_owned()),
    }
}
