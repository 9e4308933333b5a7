//! What the rules of one tenant are asked over: its input, and what the models say of it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock};

use regorus::{Engine, Value as Rego};

use super::again::Last;
use super::compiled::{Machine, Pending};
use super::load::Runs;
use super::prepare::{CONFTEST, Engines, FAILED_HELP, Prepared, prepare, timer};
use super::prepass::{GIVEN, said};
use super::value::{Choice, to_rego, with_entry};
use crate::check::Check;
use crate::finding::Failure;
use crate::tenant::{self, Tenant};

/// What the judging of a tenant begins with.
pub(super) enum Start {
    /// Nothing.
    Anew,
    /// Nothing yet; what is found is to be remembered.
    First,
    /// What was found of its last state, which serves where nothing is other than it was.
    After(Box<Last>),
}

/// Engines that are ready for one reading of one tenant.
pub(super) struct Reading {
    /// The tenant alone, as the engine has it.
    pub(super) input: Rego,
    pub(super) engines: Engines,
    /// Models that failed.
    pub(super) broken: BTreeMap<usize, Failure>,
    /// Why nothing can be evaluated.
    pub(super) unprepared: Option<String>,
    /// What packs answered, by what was asked: one answer is about many controls.
    pub(super) said: Mutex<BTreeMap<String, SaidOnce>>,
}

/// An answer that is found out once.
pub(super) type SaidOnce = Arc<OnceLock<Result<Rego, Vec<Failure>>>>;

impl Prepared {
    pub(super) fn reading(&self, tenant: &Tenant, choice: &Choice, start: Start) -> Reading {
        let input = match &start {
            Start::After(last) => last.input_of(&tenant.root),
            Start::Anew | Start::First => to_rego(&tenant.root, choice),
        };
        self.reading_from(tenant, input, None, start)
    }

    /// The engine for one input, with what the models say of it that one rule needs, or all.
    pub(super) fn reading_of(&self, tenant: &Tenant, input: Rego, rule: Option<usize>) -> Reading {
        self.reading_from(tenant, input, rule, Start::Anew)
    }

    fn reading_from(
        &self,
        tenant: &Tenant,
        input: Rego,
        rule: Option<usize>,
        start: Start,
    ) -> Reading {
        let needed = |model: usize| match rule {
            Some(rule) => self.rules[rule].models.contains(&model),
            None => self.wanted(model, |r| r.judges(tenant)),
        };
        let needed: Vec<usize> = (0..self.models.len())
            .filter(|&model| needed(model) && self.loading.is_good(self.models[model].module))
            .collect();
        let mut broken = BTreeMap::new();
        // Models build on each other: in one query each is evaluated once. Where that fails, each
        // is asked alone, so that the others still answer.
        let base = self.with_given(&input, &self.given);
        let mut own = match start {
            Start::Anew => Machine::of(base),
            Start::First => Machine::of(base).noting_reads(),
            Start::After(last) => last.found.about(base, self.pending()),
        };
        let said = self.said(&needed, &input, &mut own).unwrap_or_else(|_| {
            let mut said = Vec::new();
            for &number in &needed {
                match self.said(&[number], &input, &mut own) {
                    Ok(one) => said.extend(one),
                    Err(error) => {
                        let head = Some(self.models[number].head);
                        let failure =
                            self.loading
                                .failed(Check::PolicyFailed, &error, head, FAILED_HELP);
                        broken.insert(number, failure);
                    }
                }
            }
            said
        });
        let mut engines = self.engines.clone();
        let given = said
            .iter()
            .fold(self.given.clone(), |given, (model, said)| {
                with_entry(&given, &self.path_of(*model), said.clone())
            });
        own.extend_input(self.with_given(&input, &given));
        engines.own = own;
        let prepared = self.add_said(&mut engines.others, tenant, said);
        engines.others.set_input(input.clone());
        Reading {
            input,
            engines,
            broken,
            unprepared: prepared.err(),
            said: Mutex::default(),
        }
    }

    /// Where a model's answers stand below what policies are given.
    fn path_of(&self, model: usize) -> Vec<&str> {
        self.models[model].package.split('.').skip(1).collect()
    }

    /// What the input lacks until the models have answered.
    fn pending(&self) -> Pending {
        let path = |model| {
            let steps = self.path_of(model).into_iter();
            std::iter::once(GIVEN)
                .chain(steps)
                .map(Rego::from)
                .collect()
        };
        Pending((0..self.models.len()).map(path).collect())
    }

    /// Adds what models say to the engine of rules that were read, as data at their own paths, and
    /// what those rules may ask besides.
    fn add_said(
        &self,
        engine: &mut Engine,
        tenant: &Tenant,
        said: Vec<(usize, Rego)>,
    ) -> Result<(), String> {
        let mut more = Vec::new();
        for (model, said) in said {
            if self.wanted(model, |rule| !rule.own) {
                more.push(at_path(&self.models[model].package, said));
            }
        }
        if self.asks_file {
            more.push(file_of(tenant));
        }
        if more.is_empty() {
            return Ok(());
        }
        for data in more {
            engine.add_data(data).map_err(|e| e.to_string())?;
        }
        prepare(engine)
    }

    /// What models, by their numbers, say of an input, which `own` holds already.
    fn said(
        &self,
        numbers: &[usize],
        input: &Rego,
        own: &mut Machine,
    ) -> Result<Vec<(usize, Rego)>, String> {
        let Some(&first) = numbers.first() else {
            return Ok(Vec::new());
        };
        // All of them come from the build, or none.
        let compiled = self.loading.is_prepared(self.models[first].module);
        let values = match compiled {
            true => {
                let names = numbers.iter().map(|&n| said(&self.models[n].package));
                names
                    .map(|name| self.compiled(own, Runs::Models, &name))
                    .collect()
            }
            false => self.said_by_engine(numbers, input),
        }?;
        let said = values.into_iter().map(public);
        Ok(numbers.iter().copied().zip(said).collect())
    }

    fn said_by_engine(&self, numbers: &[usize], input: &Rego) -> Result<Vec<Rego>, String> {
        let asked = numbers
            .iter()
            .map(|&number| format!("data.{}", self.models[number].package));
        let query = asked.collect::<Vec<_>>().join("; ");
        let answers = catch_unwind(AssertUnwindSafe(|| {
            let mut modelling = self.modelling.clone();
            modelling.set_execution_timer_config(timer(&self.limits));
            modelling.set_input(input.clone());
            modelling.eval_query(query, false)
        }))
        .map_err(|_| "the policy engine broke down".to_owned())?
        .map_err(|e| e.to_string())?;
        let answers = answers.result.into_iter().next();
        let values = answers.map(|a| a.expressions).unwrap_or_default();
        if values.len() != numbers.len() {
            return Err("a model of the library says nothing".to_owned());
        }
        Ok(values.into_iter().map(|said| said.value).collect())
    }
}

/// What a model says without the rules that are its own, whose names begin with `_`: its package,
/// or a set of names and values.
fn public(said: Rego) -> Rego {
    let map = match said {
        Rego::Object(map) => map,
        Rego::Set(pairs) => {
            let pair = |pair: &Rego| (pair[0_usize].clone(), pair[1_usize].clone());
            return pairs
                .iter()
                .map(pair)
                .collect::<regorus::value::Object>()
                .into_value();
        }
        _ => return said,
    };
    let own = |name: &Rego| matches!(name, Rego::String(s) if s.starts_with('_'));
    map.iter()
        .filter(|(name, _)| !own(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect::<regorus::value::Object>()
        .into_value()
}

/// A value below the names of a path.
fn at_path(path: &str, value: Rego) -> Rego {
    path.rsplit('.').fold(value, |below, name| {
        std::iter::once((Rego::from(name), below))
            .collect::<regorus::value::Object>()
            .into_value()
    })
}

/// `data.conftest.file` for an input: the name of its file, and the folder from that of the
/// configuration, so that a policy answers the same on every machine.
fn file_of(tenant: &Tenant) -> Rego {
    let path = tenant::path_of(tenant);
    let (dir, name) = path.rsplit_once('/').unwrap_or((".", path));
    Rego::from(serde_json::json!({CONFTEST: {"file": {"name": name, "dir": dir}}}))
}
