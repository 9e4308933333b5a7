//! Policies that are ready to judge, and the judging of tenants.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use regorus::utils::limits::{ExecutionTimerConfig, PolicyLengthConfig};
use regorus::{Engine, Value as Rego};
use serde_json::Value as Json;

use super::answer::Said;
use super::load::{Loaded, Loading, Reach, failure};
use super::memory::{Budget, Pause};
use super::mentions::Mentions;
use super::value::{Choice, choices, to_json, to_rego};
use super::{Limits, Outcome, Unknown, Violation, answer, as_opa, controls, extend};
use crate::check::Check;
use crate::finding::Failure;
use crate::rule::{Convention, Module, Rule, RuleSet};
use crate::source::{FileId, Span};
use crate::tenant::{self, Platform, Tenant};
use crate::threads::{in_parallel, in_parallel_with, on_large_stack};

/// A rule as it is evaluated.
#[derive(Debug)]
struct Ready {
    id: Arc<str>,
    platform: Option<Platform>,
    /// How its answers are read.
    convention: Convention,
    /// The number of its module.
    module: usize,
    /// The path of its violations.
    deny: String,
    /// The path of what exempts an input from it, and where that stands, if there is such a rule.
    exception: Option<(String, (FileId, Span))>,
    /// The path of what it could not judge, where it says so.
    not_evaluated: Option<String>,
    /// Where `deny` stands.
    head: (FileId, Span),
    /// The models that it needs, by their numbers.
    models: BTreeSet<usize>,
    /// The modules that it is evaluated with, beside functions and models.
    modules: BTreeSet<usize>,
    /// Whether there is no such rule: a word in the text of others' modules was taken for one.
    absent: bool,
    /// Why it cannot be evaluated.
    failures: Vec<Failure>,
}

/// A model as it is evaluated.
#[derive(Debug)]
struct ReadyModel {
    /// The number of its module.
    module: usize,
    /// Its package.
    package: String,
    /// Its first byte.
    head: (FileId, Span),
}

/// Whether a rule, by its number, is asked of a tenant.
pub type Asks<'a> = dyn Fn(&Tenant, usize) -> bool + Sync + 'a;

/// Policies, parsed, checked and ready to judge any number of tenants.
#[derive(Debug)]
pub struct Prepared {
    rules: Vec<Ready>,
    models: Vec<ReadyModel>,
    loading: Loading,
    limits: Limits,
    /// Whether a policy may ask for the name of the file that it judges.
    asks_file: bool,
    /// Holds everything but models.
    judging: Engine,
    /// Holds models and functions.
    modelling: Engine,
}

/// The members of a rule's two sets, as JSON.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// Its violations.
    pub deny: Vec<Json>,
    /// What it could not judge.
    pub not_evaluated: Vec<Json>,
}

/// A module that only makes the engine prepare itself.
const PREPARE: &str = "package __tl_prepare\nready := true\n";

impl Prepared {
    /// Takes all policies through the pre-pass.
    ///
    /// `params` holds every declared parameter, defaults filled in, by rule or model and name;
    /// `as_of` is the date of judgement, `YYYY-MM-DD`. The failures tell which modules cannot be
    /// used; the rules that need them answer [`Outcome::Error`], the others judge.
    pub fn new(
        rules: &RuleSet,
        params: &BTreeMap<String, BTreeMap<String, Json>>,
        as_of: &str,
        limits: &Limits,
    ) -> (Self, Vec<Failure>) {
        let _pause = Pause::new();
        on_large_stack(limits.stack_bytes, || {
            Self::build(rules, params, as_of, limits)
        })
    }

    fn build(
        rules: &RuleSet,
        params: &BTreeMap<String, BTreeMap<String, Json>>,
        as_of: &str,
        limits: &Limits,
    ) -> (Self, Vec<Failure>) {
        let modules = modules(rules);
        let mut loading = Loading::new(&modules, limits);
        let functions = rules.library.functions.len();
        let models: Vec<ReadyModel> = rules
            .library
            .models
            .iter()
            .enumerate()
            .map(|(i, m)| ready_model(&loading, functions + i, &m.module))
            .collect();
        let shared = functions + models.len();
        let others = &rules.library.policies;
        loading.fail_unjudged(shared..shared + others.len(), &rules.library.judged);
        let mut own = shared + others.len()..;
        let mut needed = Reach::default();
        let mut ready = Vec::with_capacity(rules.rules.len());
        for rule in &rules.rules {
            let number = match rule.convention {
                Convention::Own => own.next(),
                Convention::Conftest { .. } | Convention::Pack(_) => others
                    .iter()
                    .position(|module| module.file == rule.policy.file)
                    .map(|at| shared + at),
            };
            // A rule of others without its module is one that nobody can evaluate.
            let number = number.unwrap_or(modules.len());
            let (rule, reach) = ready_rule(&loading, (&models, shared), number, rule);
            needed.add(&reach);
            ready.push(rule);
        }
        loading.write(&needed);
        let data = data(rules, params, as_of, loading.data(&needed).as_ref());
        let mut prepared = Self {
            rules: ready,
            models,
            loading,
            limits: limits.clone(),
            asks_file: others.iter().any(|module| module.text.contains(CONFTEST)),
            judging: Engine::new(),
            modelling: Engine::new(),
        };
        let mut failures: Vec<Failure> = prepared
            .loading
            .modules
            .iter()
            .flat_map(|m| m.failures.clone())
            .collect();
        failures.extend(prepared.missing());
        failures.extend(prepared.engines(
            &data,
            functions,
            shared,
            rules.rules.iter().all(|r| r.builtin),
        ));
        (prepared, failures)
    }

    /// Rules without violations to ask for.
    fn missing(&self) -> Vec<Failure> {
        let own = |r: &&Ready| {
            r.failures
                .iter()
                .any(|f| f.id == Check::PolicyInvalid.id() && f.message.contains("no `deny`"))
        };
        self.rules
            .iter()
            .filter(own)
            .flat_map(|r| r.failures.clone())
            .collect()
    }

    /// Builds both engines. What the engine itself refuses fails the rules that need it.
    fn engines(
        &mut self,
        data: &Rego,
        functions: usize,
        shared: usize,
        trusted: bool,
    ) -> Vec<Failure> {
        let mut failures = Vec::new();
        let library: Vec<usize> = (0..functions).collect();
        let with_models: Vec<usize> = (0..shared).collect();
        let models: Vec<usize> = (functions..shared).collect();
        let modelling = self.loading.texts(&models, true).next().is_some();
        let engine = modelling.then(|| self.engine(data, &with_models, true).and_then(prepared));
        match engine.transpose() {
            Ok(engine) => self.modelling = engine.unwrap_or_default(),
            Err(error) => {
                let broken =
                    self.loading
                        .failed(Check::PolicyInvalid, &error, self.anywhere(), LOAD_HELP);
                let models: BTreeSet<usize> = (0..self.models.len()).collect();
                self.fail_rules(&broken, |r| !r.models.is_disjoint(&models));
                failures.push(broken);
            }
        }
        let mut all = library.clone();
        all.extend(self.usable());
        // What models say of a tenant is added later, and the engine prepared again: with rules
        // that came with the program, all of which are known to load, once is enough.
        let later = trusted && (0..self.models.len()).any(|model| self.wanted(model, |_| true));
        let engine = self.engine(data, &all, false);
        match if later {
            engine
        } else {
            engine.and_then(prepared)
        } {
            Ok(engine) => self.judging = engine,
            Err(_) => failures.extend(self.sort_out(data, &library)),
        }
        failures
    }

    /// The modules of rules that can still be evaluated.
    fn usable(&self) -> BTreeSet<usize> {
        let good = self.rules.iter().filter(|r| r.failures.is_empty());
        good.flat_map(|r| r.modules.iter().copied()).collect()
    }

    /// Some policy keeps the engine from being prepared: each is tried alone, and those that
    /// fail are left out.
    fn sort_out(&mut self, data: &Rego, library: &[usize]) -> Vec<Failure> {
        let mut failures = Vec::new();
        for number in 0..self.rules.len() {
            if !self.rules[number].failures.is_empty() {
                continue;
            }
            let mut alone = library.to_vec();
            alone.extend(&self.rules[number].modules);
            if let Err(error) = self.engine(data, &alone, false).and_then(prepared) {
                let rule = &mut self.rules[number];
                let broken =
                    self.loading
                        .failed(Check::PolicyInvalid, &error, Some(rule.head), LOAD_HELP);
                rule.failures.push(of_rule(&broken, &rule.id));
                failures.push(broken);
            }
        }
        let mut all = library.to_vec();
        all.extend(self.usable());
        match self.engine(data, &all, false).and_then(prepared) {
            Ok(engine) => self.judging = engine,
            Err(error) => {
                let broken =
                    self.loading
                        .failed(Check::PolicyInvalid, &error, self.anywhere(), LOAD_HELP);
                self.fail_rules(&broken, |_| true);
                failures.push(broken);
            }
        }
        failures
    }

    fn fail_rules(&mut self, broken: &Failure, which: impl Fn(&Ready) -> bool) {
        for rule in self.rules.iter_mut().filter(|r| which(r)) {
            rule.failures.push(of_rule(broken, &rule.id));
        }
    }

    /// A place for an error that tells none.
    fn anywhere(&self) -> Option<(FileId, Span)> {
        let of_model = self.models.first().map(|m| m.head);
        of_model.or_else(|| self.rules.first().map(|r| r.head))
    }

    /// An engine with the usable ones of these modules.
    fn engine(&self, data: &Rego, numbers: &[usize], models: bool) -> Result<Engine, String> {
        let mut engine = new_engine()?;
        if self.loading.has_others() {
            as_opa::add(&mut engine)?;
        }
        let text = |e: &dyn std::fmt::Display| e.to_string();
        for policy in self.loading.texts(numbers, models) {
            policy.add_to(&mut engine)?;
        }
        engine.add_data(data.clone()).map_err(|e| text(&e))?;
        Ok(engine)
    }

    /// Judges one tenant: an outcome for each rule, in the order of the rules.
    pub fn judge(&self, tenant: &Tenant) -> Vec<Outcome> {
        self.judge_all(std::slice::from_ref(tenant), 1, &|| ())
            .pop()
            .unwrap_or_default()
    }

    /// What each rule answers for a tenant as it is written, before anyone reads it: for
    /// comparing engines. Rules of other platforms answer nothing.
    pub fn answers(&self, tenant: &Tenant) -> Vec<Result<Answers, Vec<Failure>>> {
        let _budget = Budget::new(self.limits.max_policy_memory);
        on_large_stack(self.limits.stack_bytes, || {
            let choices = choices(&tenant.root);
            let Some(choice) = choices.first() else {
                return Vec::new();
            };
            let reading = self.reading(tenant, choice);
            let rules = self.rules.iter();
            rules
                .map(|rule| rule.answers(self, tenant, &reading, &mut reading.engine.clone()))
                .collect()
        })
    }

    /// Judges tenants on a number of threads. The result does not depend on the number.
    ///
    /// `done` is called after each rule of each tenant, on the thread that judged it.
    pub fn judge_all(
        &self,
        tenants: &[Tenant],
        threads: usize,
        done: &(dyn Fn() + Sync),
    ) -> Vec<Vec<Outcome>> {
        self.judge_asked(tenants, threads, &|_, _| true, done)
    }

    /// As [`Self::judge_all`], where not every rule is asked of every tenant: `asks` is given a
    /// tenant and the number of a rule. What is not asked is not applicable.
    pub fn judge_asked(
        &self,
        tenants: &[Tenant],
        threads: usize,
        asks: &Asks<'_>,
        done: &(dyn Fn() + Sync),
    ) -> Vec<Vec<Outcome>> {
        let threads = threads.max(1);
        let _budget = Budget::new(self.limits.max_policy_memory);
        if tenants.len() >= threads {
            return in_parallel(tenants.len(), threads, self.limits.stack_bytes, |t| {
                self.tenant(&tenants[t], 1, asks, done)
            });
        }
        tenants
            .iter()
            .map(|t| {
                on_large_stack(self.limits.stack_bytes, || {
                    self.tenant(t, threads, asks, done)
                })
            })
            .collect()
    }

    fn tenant(
        &self,
        tenant: &Tenant,
        threads: usize,
        asks: &Asks<'_>,
        done: &(dyn Fn() + Sync),
    ) -> Vec<Outcome> {
        let choices = choices(&tenant.root);
        let readings: Vec<Reading> = choices.iter().map(|c| self.reading(tenant, c)).collect();
        // Each thread has engines of its own, which it takes from rule to rule: what a clone holds
        // for loops grows with all that is loaded, so that one for each rule would be too many.
        let engines = || readings.iter().map(|r| r.engine.clone()).collect();
        let judge = |engines: &mut Vec<Engine>, rule| {
            let outcome = match asks(tenant, rule) {
                true => self.safely(rule, tenant, &readings, engines),
                false => Outcome::NotApplicable,
            };
            done();
            outcome
        };
        if threads == 1 {
            let mut own = engines();
            let rules = 0..self.rules.len();
            return rules.map(|rule| judge(&mut own, rule)).collect();
        }
        let stack = self.limits.stack_bytes;
        in_parallel_with(self.rules.len(), threads, stack, engines, judge)
    }

    /// A panic of the engine is the rule's error.
    fn safely(
        &self,
        rule: usize,
        tenant: &Tenant,
        readings: &[Reading],
        engines: &mut Vec<Engine>,
    ) -> Outcome {
        let ready = &self.rules[rule];
        let judge = AssertUnwindSafe(|| ready.outcome(self, tenant, readings, engines));
        let outcome = catch_unwind(judge).unwrap_or_else(|_| {
            let message = "the policy engine broke down while it evaluated the rule".to_owned();
            let broken = failure(Check::PolicyFailed, ready.head, message, FAILED_HELP);
            Outcome::Error(vec![of_rule(&broken, &ready.id)])
        });
        // What a failed evaluation leaves behind must not reach the next rule.
        if matches!(outcome, Outcome::Error(_)) {
            *engines = readings.iter().map(|r| r.engine.clone()).collect();
        }
        outcome
    }

    fn reading(&self, tenant: &Tenant, choice: &Choice) -> Reading {
        self.reading_of(tenant, to_rego(&tenant.root, choice), None)
    }

    /// The engine for one input, with what the models say of it that one rule needs, or all.
    pub(super) fn reading_of(&self, tenant: &Tenant, input: Rego, rule: Option<usize>) -> Reading {
        let needed = |model: usize| match rule {
            Some(rule) => self.rules[rule].models.contains(&model),
            None => self.wanted(model, |r| r.judges(tenant)),
        };
        let needed: Vec<usize> = (0..self.models.len())
            .filter(|&model| needed(model) && self.loading.is_good(self.models[model].module))
            .collect();
        let mut broken = BTreeMap::new();
        let mut engine = self.judging.clone();
        // Models build on each other: in one query each is evaluated once. Where that fails, each
        // is asked alone, so that the others still answer.
        let together = self.model(&needed, &input, &mut engine);
        for &number in needed.iter().filter(|_| together.is_err()) {
            if let Err(error) = self.model(&[number], &input, &mut engine) {
                let head = Some(self.models[number].head);
                let failure = self
                    .loading
                    .failed(Check::PolicyFailed, &error, head, FAILED_HELP);
                broken.insert(number, failure);
            }
        }
        let named = match self.asks_file {
            true => engine.add_data(file_of(tenant)).map_err(|e| e.to_string()),
            false => Ok(()),
        };
        engine.set_input(input);
        let prepared = named.and_then(|()| prepare(&mut engine));
        Reading {
            engine,
            broken,
            unprepared: prepared.err(),
            said: Mutex::default(),
        }
    }

    /// What evaluations may spend.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether a rule needs what models say.
    pub(super) fn needs_models(&self, rule: usize) -> bool {
        !self.rules[rule].models.is_empty()
    }

    /// The violations of a rule as the engine gives them. `None` where it fails.
    pub(super) fn members(&self, rule: usize, engine: &mut Engine) -> Option<Vec<Rego>> {
        let ready = &self.rules[rule];
        let answer = ready.value(self, engine, &ready.deny).ok()?;
        answer::members(&ready.convention, &answer).ok()
    }

    /// How the answers of a rule are read.
    pub(super) fn convention(&self, rule: usize) -> &Convention {
        &self.rules[rule].convention
    }

    /// What a rule and all that it needs mention.
    pub(super) fn mentions(&self, rule: usize) -> Mentions {
        let ready = &self.rules[rule];
        let reach = self.loading.reach(std::slice::from_ref(&ready.deny));
        let shared = reach.modules.into_iter().filter(|&m| m != ready.module);
        let numbers: Vec<usize> = std::iter::once(ready.module).chain(shared).collect();
        let mut mentions = Mentions::default();
        for text in self.loading.texts(&numbers, false) {
            mentions.read(text.text);
        }
        for text in self.loading.texts(&numbers, true) {
            mentions.read(text.text);
        }
        mentions
    }

    /// Whether any of these rules that can be evaluated needs a model.
    fn wanted(&self, model: usize, among: impl Fn(&Ready) -> bool) -> bool {
        let needs = |r: &Ready| r.failures.is_empty() && r.models.contains(&model) && among(r);
        self.rules.iter().any(needs)
    }

    /// Adds what models say of an input to an engine, as data at their own paths.
    fn model(&self, numbers: &[usize], input: &Rego, engine: &mut Engine) -> Result<(), String> {
        if numbers.is_empty() {
            return Ok(());
        }
        let packages: Vec<&str> = numbers.iter().map(|&n| &*self.models[n].package).collect();
        let asked = packages.iter().map(|package| format!("data.{package}"));
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
        if values.len() != packages.len() {
            return Err("a model of the library says nothing".to_owned());
        }
        for (package, said) in packages.into_iter().zip(values) {
            let data = at_path(package, public(said.value));
            engine.add_data(data).map_err(|e| e.to_string())?;
        }
        Ok(())
    }
}

/// What a model says without the rules that are its own, whose names begin with `_`.
fn public(said: Rego) -> Rego {
    let Rego::Object(map) = said else {
        return said;
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

/// Where conftest tells policies of the file that they judge.
const CONFTEST: &str = "conftest";

/// `data.conftest.file` for an input: the name of its file, and the folder from that of the
/// configuration, so that a policy answers the same on every machine.
fn file_of(tenant: &Tenant) -> Rego {
    let path = tenant::path_of(tenant);
    let (dir, name) = path.rsplit_once('/').unwrap_or((".", path));
    Rego::from(serde_json::json!({CONFTEST: {"file": {"name": name, "dir": dir}}}))
}

const LOAD_HELP: &str = "write it as Rego v1, as any OPA 1.x reads it";
const FAILED_HELP: &str = "correct the policy: `tenantlint test` runs it alone";
const RESULT_HELP: &str =
    "give each violation a `message`, an `at` path and an `identity` of its own";

/// An engine that is ready for one reading of one tenant.
pub(super) struct Reading {
    pub(super) engine: Engine,
    /// Models that failed.
    pub(super) broken: BTreeMap<usize, Failure>,
    /// Why nothing can be evaluated.
    pub(super) unprepared: Option<String>,
    /// What packs answered, by what was asked: one answer is about many controls.
    pub(super) said: Mutex<BTreeMap<String, SaidOnce>>,
}

/// An answer that is found out once.
pub(super) type SaidOnce = Arc<OnceLock<Result<Rego, Vec<Failure>>>>;

/// An engine without policies, set up as all of them are.
pub(super) fn new_engine() -> Result<Engine, String> {
    let mut engine = Engine::new();
    engine.set_policy_length_config(PolicyLengthConfig {
        max_col: NonZeroU32::MAX,
        ..PolicyLengthConfig::default()
    });
    // A builtin that fails is an error of the rule: taken for undefined, as in OPA's default,
    // it would take violations away without a word.
    engine.set_strict_builtin_errors(true);
    engine.set_gather_prints(true);
    extend::add(&mut engine)?;
    engine
        .add_policy("prepare".to_owned(), PREPARE.to_owned())
        .map_err(|e| e.to_string())?;
    Ok(engine)
}

pub(super) fn prepare(engine: &mut Engine) -> Result<(), String> {
    engine
        .eval_rule("data.__tl_prepare.ready".to_owned())
        .map(|_| ())
        .map_err(|e| e.to_string())
}

/// The same engine, prepared.
fn prepared(mut engine: Engine) -> Result<Engine, String> {
    prepare(&mut engine)?;
    Ok(engine)
}

pub(super) fn timer(limits: &Limits) -> ExecutionTimerConfig {
    ExecutionTimerConfig {
        limit: limits.max_rule_time,
        check_interval: NonZeroU32::MIN.saturating_add(255),
    }
}

/// All modules in the order of their numbers, and whether their package may not be ours.
pub(super) fn modules(rules: &RuleSet) -> Vec<(&Module, bool)> {
    let library = &rules.library;
    let functions = library.functions.iter().map(|m| (m, false));
    let models = library.models.iter().map(|m| (&m.module, false));
    let others = library.policies.iter().map(|m| (m, true));
    let own = rules.rules.iter();
    let own = own.filter(|r| r.convention == Convention::Own);
    let own = own.map(|r| (&r.policy, !r.builtin));
    functions.chain(models).chain(others).chain(own).collect()
}

/// The numbers of the modules that are one rule each, with the numbers of those rules.
pub(super) fn policies(rules: &RuleSet) -> Vec<(usize, usize)> {
    let own = rules.rules.iter().enumerate();
    let own: Vec<usize> = own
        .filter(|(_, r)| r.convention == Convention::Own)
        .map(|(n, _)| n)
        .collect();
    let first = modules(rules).len() - own.len();
    (first..).zip(own).collect()
}

fn ready_model(loading: &Loading, module: usize, source: &Module) -> ReadyModel {
    let loaded = loading.modules.get(module);
    ReadyModel {
        module,
        package: loaded.map_or_else(|| source.package.clone(), |m| m.package.clone()),
        head: (source.file, Span::new(0, 1)),
    }
}

fn ready_rule(
    loading: &Loading,
    (models, shared): (&[ReadyModel], usize),
    number: usize,
    rule: &Rule,
) -> (Ready, Reach) {
    let module = loading.modules.get(number);
    let package = module.map_or(&rule.policy.package, |m| &m.package);
    let deny = format!("data.{package}.{}", rule.entry);
    let stated = |path: &String| loading.head(path);
    let (exception, not_evaluated) = match rule.convention {
        Convention::Own => (None, Some(format!("data.{package}.not_evaluated"))),
        Convention::Conftest { .. } => (Some(format!("data.{package}.exception")), None),
        Convention::Pack(_) => (None, None),
    };
    let exception = exception.and_then(|path| Some((path.clone(), stated(&path)?)));
    let not_evaluated = not_evaluated.filter(|path| stated(path).is_some());
    let head = stated(&deny);
    let others = not_evaluated.iter().chain(exception.iter().map(|(p, _)| p));
    let roots: Vec<String> = std::iter::once(&deny).chain(others).cloned().collect();
    let mut reach = loading.reach(&roots);
    reach.modules.insert(number);
    let needed = &reach.modules;
    let broken = needed
        .iter()
        .filter_map(|&n| loading.modules.get(n))
        .flat_map(|m| &m.failures);
    let mut ready = Ready {
        id: Arc::clone(&rule.id),
        platform: rule.platform,
        convention: rule.convention.clone(),
        module: number,
        head: head.unwrap_or((rule.policy.file, Span::new(0, 1))),
        models: (0..models.len())
            .filter(|&m| needed.contains(&models[m].module))
            .collect(),
        modules: needed.range(shared..).copied().collect(),
        failures: broken.map(|f| of_rule(f, &rule.id)).collect(),
        absent: false,
        exception,
        not_evaluated,
        deny,
    };
    if ready.failures.is_empty() && head.is_none() {
        match rule.convention {
            Convention::Own | Convention::Pack(_) => {
                ready.failures.push(no_deny(module, &ready, &rule.entry));
            }
            Convention::Conftest { .. } => ready.absent = true,
        }
    }
    (ready, reach)
}

fn no_deny(module: Option<&Loaded>, ready: &Ready, entry: &str) -> Failure {
    let path = module.map_or("the policy", |m| &*m.path);
    let message = format!("{path} defines no `{entry}`");
    let help = format!("define `{entry} contains violation if ...`");
    let broken = failure(Check::PolicyInvalid, ready.head, message, &help);
    of_rule(&broken, &ready.id)
}

/// A failure as that of a rule.
fn of_rule(failure: &Failure, id: &Arc<str>) -> Failure {
    Failure {
        rule: Some(Arc::clone(id)),
        ..failure.clone()
    }
}

/// The data that policies see: of the files, those at these paths, or all.
pub(super) fn data(
    rules: &RuleSet,
    params: &BTreeMap<String, BTreeMap<String, Json>>,
    as_of: &str,
    needed: Option<&BTreeSet<&[&str]>>,
) -> Rego {
    let mut root = serde_json::json!({"tenantlint": {"params": params, "as_of": as_of}});
    for data in &rules.library.data {
        let path: Vec<&str> = data.path.iter().map(String::as_str).collect();
        if needed.is_some_and(|needed| !needed.contains(&path[..])) {
            continue;
        }
        let mut at = &mut root;
        for step in path {
            if !at.is_object() {
                *at = Json::Object(serde_json::Map::new());
            }
            at = &mut at[step];
        }
        // It was JSON when the policies were loaded.
        *at = serde_json::from_str(&data.json).unwrap_or_default();
    }
    Rego::from(root)
}

impl Ready {
    /// Whether it is there, and for a tenant: for one of its platform, or for any where it has none.
    fn judges(&self, tenant: &Tenant) -> bool {
        let reads = match &self.convention {
            Convention::Pack(asked) => asked.reads(tenant),
            Convention::Own | Convention::Conftest { .. } => true,
        };
        reads && !self.absent && (self.platform.is_none() || tenant.platform == self.platform)
    }

    fn outcome(
        &self,
        prepared: &Prepared,
        tenant: &Tenant,
        readings: &[Reading],
        engines: &mut [Engine],
    ) -> Outcome {
        if !self.judges(tenant) {
            return Outcome::NotApplicable;
        }
        if !self.failures.is_empty() {
            return Outcome::Error(self.failures.clone());
        }
        let mut union = Union::default();
        for (reading, engine) in readings.iter().zip(engines) {
            if let Err(failures) = self.judge(prepared, (tenant, reading), engine, &mut union) {
                return Outcome::Error(failures.iter().map(|f| of_rule(f, &self.id)).collect());
            }
        }
        union.outcome()
    }

    fn answers(
        &self,
        prepared: &Prepared,
        tenant: &Tenant,
        reading: &Reading,
        engine: &mut Engine,
    ) -> Result<Answers, Vec<Failure>> {
        if !self.judges(tenant) {
            return Ok(Answers::default());
        }
        let broken = self.models.iter().filter_map(|m| reading.broken.get(m));
        let failures: Vec<Failure> = self.failures.iter().chain(broken).cloned().collect();
        if !failures.is_empty() {
            return Err(failures);
        }
        let unknown = self.not_evaluated.as_ref();
        let unknown = unknown.map(|path| self.ask(prepared, engine, path));
        Ok(Answers {
            deny: self.ask(prepared, engine, &self.deny)?,
            not_evaluated: unknown.transpose()?.unwrap_or_default(),
        })
    }

    fn judge(
        &self,
        prepared: &Prepared,
        (tenant, reading): (&Tenant, &Reading),
        engine: &mut Engine,
        union: &mut Union,
    ) -> Result<(), Vec<Failure>> {
        let broken: Vec<Failure> = self
            .models
            .iter()
            .filter_map(|m| reading.broken.get(m))
            .cloned()
            .collect();
        if !broken.is_empty() {
            return Err(broken);
        }
        if let Some(error) = &reading.unprepared {
            return Err(vec![prepared.loading.failed(
                Check::PolicyInvalid,
                error,
                Some(self.head),
                LOAD_HELP,
            )]);
        }
        let violations = match &self.convention {
            Convention::Pack(_) => self.ask_once(prepared, reading, engine)?,
            Convention::Own | Convention::Conftest { .. } => {
                self.ask(prepared, engine, &self.deny)?
            }
        };
        if violations.len() > prepared.limits.max_violations {
            let most = prepared.limits.max_violations;
            return Err(vec![
                self.wrong(format!("the rule gives more than {most} violations")),
            ]);
        }
        let exempt = match &self.exception {
            Some((path, at)) if !violations.is_empty() => {
                let exceptions = self.value(prepared, engine, path)?;
                answer::exempts(&exceptions, &self.deny).then_some(*at)
            }
            _ => None,
        };
        union.exempt = exempt.or(union.exempt);
        union.counts |= exempt.is_none() && !violations.is_empty();
        let mut own = BTreeMap::new();
        for value in &violations {
            let said = answer::said(&self.convention, value);
            let said = controls::with_calls(&self.convention, tenant, value, said);
            match said.map_err(|e| vec![self.wrong(e)])? {
                Said::Violation(violation) => {
                    self.alone(&mut own, &violation, value)?;
                    union.add(*violation, value);
                }
                Said::Unknown(unknown) => union.unknown.push(unknown),
                Said::Nothing => {}
            }
        }
        union
            .unknown
            .extend(controls::unanswered(&self.convention, violations.len()));
        if let Some(path) = &self.not_evaluated {
            for value in &self.ask(prepared, engine, path)? {
                union
                    .unknown
                    .push(answer::unknown(value).map_err(|e| vec![self.wrong(e)])?);
            }
        }
        Ok(())
    }

    /// No two violations of one reading may have one identity.
    fn alone(
        &self,
        own: &mut BTreeMap<String, Json>,
        new: &Violation,
        value: &Json,
    ) -> Result<(), Vec<Failure>> {
        let Some(identity) = &new.identity else {
            return Ok(());
        };
        let identity = Json::from_iter(identity.clone()).to_string();
        match own.insert(identity.clone(), value.clone()) {
            Some(other) if other != *value => {
                Err(vec![self.wrong(format!(
                    "two violations have the identity {identity}"
                ))])
            }
            _ => Ok(()),
        }
    }

    fn wrong(&self, message: String) -> Failure {
        failure(Check::PolicyResult, self.head, message, RESULT_HELP)
    }

    /// The members of what a rule answers.
    fn ask(
        &self,
        prepared: &Prepared,
        engine: &mut Engine,
        path: &str,
    ) -> Result<Vec<Json>, Vec<Failure>> {
        let value = self.value(prepared, engine, path)?;
        self.members(&value, path)
    }

    /// The members of what a pack answers of all its controls, which is found out once for all.
    fn ask_once(
        &self,
        prepared: &Prepared,
        reading: &Reading,
        engine: &mut Engine,
    ) -> Result<Vec<Json>, Vec<Failure>> {
        let once = {
            let mut said = reading.said.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(said.entry(self.deny.clone()).or_default())
        };
        let value = once.get_or_init(|| self.value(prepared, engine, &self.deny));
        self.members(value.as_ref().map_err(Clone::clone)?, &self.deny)
    }

    fn members(&self, value: &Rego, path: &str) -> Result<Vec<Json>, Vec<Failure>> {
        let members = answer::members(&self.convention, value).map_err(|wrong| {
            let path = path.trim_start_matches("data.");
            vec![self.wrong(format!("`{path}` {wrong}"))]
        })?;
        Ok(members.iter().map(to_json).collect())
    }

    /// What a rule answers.
    fn value(
        &self,
        prepared: &Prepared,
        engine: &mut Engine,
        path: &str,
    ) -> Result<Rego, Vec<Failure>> {
        engine.set_execution_timer_config(timer(&prepared.limits));
        let answer = engine.eval_rule(path.to_owned());
        // What policies print is nobody's to read here.
        drop(engine.take_prints());
        answer.map_err(|error| {
            vec![prepared.loading.failed(
                Check::PolicyFailed,
                &error.to_string(),
                Some(self.head),
                FAILED_HELP,
            )]
        })
    }
}

/// What all readings of a tenant give.
#[derive(Default)]
struct Union {
    /// By identity, else by all of it: the order that it is shown in, and the violation.
    violations: BTreeMap<String, (String, Violation)>,
    unknown: Vec<Unknown>,
    /// The rule that exempts the tenant, under some reading.
    exempt: Option<(FileId, Span)>,
    /// Whether there are violations under another, which it does not exempt.
    counts: bool,
}

impl Union {
    fn add(&mut self, violation: Violation, value: &Json) {
        let all = value.to_string();
        let key = match &violation.identity {
            Some(identity) => format!("identity {}", Json::from_iter(identity.clone())),
            None => all.clone(),
        };
        self.violations.entry(key).or_insert((all, violation));
    }

    fn outcome(self) -> Outcome {
        let mut violations: Vec<(String, Violation)> = self.violations.into_values().collect();
        violations.sort_by(|(a, v), (b, w)| (&v.at, &v.message, a).cmp(&(&w.at, &w.message, b)));
        let mut unknown = self.unknown;
        unknown.sort_by(|a, b| (&a.at, &a.message).cmp(&(&b.at, &b.message)));
        unknown.dedup();
        Outcome::Judged {
            violations: violations.into_iter().map(|(_, v)| v).collect(),
            not_evaluated: unknown,
            exempt: self.exempt.filter(|_| !self.counts),
        }
    }
}
