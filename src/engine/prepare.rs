//! Policies, parsed, checked and made ready to judge.

use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Arc, OnceLock};

use regorus::utils::limits::{ExecutionTimerConfig, PolicyLengthConfig};
use regorus::{Engine, Value as Rego};
use serde_json::Value as Json;

use super::compiled::Machine;
use super::load::{Loaded, Loading, Reach, Runs, failure};
use super::memory::Pause;
use super::mentions::Mentions;
use super::prepass::GIVEN;
use super::value::with_entry;
use super::{Limits, as_opa, extend, parts};
use crate::check::Check;
use crate::finding::Failure;
use crate::rule::{Convention, Module, Rule, RuleSet};
use crate::source::{FileId, Span};
use crate::tenant::Platform;
use crate::threads::on_large_stack;

/// A rule as it is evaluated.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) id: Arc<str>,
    pub(super) platform: Option<Platform>,
    /// How its answers are read.
    pub(super) convention: Convention,
    /// The number of its module.
    pub(super) module: usize,
    /// The path of its violations.
    pub(super) deny: String,
    /// The path of what exempts an input from it, and where that stands, if there is such a rule.
    pub(super) exception: Option<(String, (FileId, Span))>,
    /// The path of what it could not judge, where it says so.
    pub(super) not_evaluated: Option<String>,
    /// Where `deny` stands.
    pub(super) head: (FileId, Span),
    /// The models that it needs, by their numbers.
    pub(super) models: BTreeSet<usize>,
    /// Whether the build prepared it: then all that it needs comes with its input.
    pub(super) own: bool,
    /// Where a prepared rule answers all that it is asked for.
    pub(super) asked: Option<String>,
    /// The modules that it is evaluated with, beside functions and models.
    pub(super) modules: BTreeSet<usize>,
    /// Whether there is no such rule: a word in the text of others' modules was taken for one.
    pub(super) absent: bool,
    /// Why it cannot be evaluated.
    pub(super) failures: Vec<Failure>,
}

/// A model as it is evaluated.
#[derive(Debug)]
pub(super) struct ReadyModel {
    /// The number of its module.
    pub(super) module: usize,
    /// Its package.
    pub(super) package: String,
    /// Its first byte.
    pub(super) head: (FileId, Span),
}

/// Policies, parsed, checked and ready to judge any number of tenants.
#[derive(Debug)]
pub struct Prepared {
    pub(super) rules: Vec<Ready>,
    pub(super) models: Vec<ReadyModel>,
    pub(super) loading: Loading,
    pub(super) limits: Limits,
    /// Whether a policy may ask for the name of the file that it judges.
    pub(super) asks_file: bool,
    /// Hold everything but models.
    pub(super) engines: Engines,
    /// Holds models and functions, where the build did not prepare them.
    pub(super) modelling: Engine,
    /// Whether the engine is asked at once.
    pub(super) by_engine: bool,
    /// Asked where what the build prepared fails: for rules, and for models.
    slow: [OnceLock<Result<Engine, String>>; 2],
    /// The modules that may be evaluated with any other.
    functions: usize,
    /// What stands below `data.tenantlint` before a model says anything.
    pub(super) given: Rego,
}

/// The engines that rules are evaluated with.
#[derive(Debug, Clone, Default)]
pub(super) struct Engines {
    /// For rules that the build prepared: what they need comes with the input.
    pub(super) own: Machine,
    /// For rules that were read.
    pub(super) others: Engine,
}

/// A module that only makes the engine prepare itself.
const PREPARE: &str = "package __tl_prepare\nready := true\n";

impl Prepared {
    /// Takes all policies through the pre-pass.
    ///
    /// `params` holds every declared parameter, defaults filled in, by rule or model and name;
    /// `as_of` is the date of judgement, `YYYY-MM-DD`. The failures tell which modules cannot be
    /// used; the rules that need them answer [`Outcome::Error`](super::Outcome::Error), the others judge.
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

    /// The same, where the engine evaluates what the build compiled as well: for comparing them.
    #[must_use]
    pub fn by_engine(self) -> Self {
        Self {
            by_engine: true,
            ..self
        }
    }

    fn build(
        rules: &RuleSet,
        params: &BTreeMap<String, BTreeMap<String, Json>>,
        as_of: &str,
        limits: &Limits,
    ) -> (Self, Vec<Failure>) {
        let modules = modules(rules);
        let mut loading = Loading::divided(&modules, limits, &parts::questions(rules));
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
            engines: Engines::default(),
            modelling: Engine::new(),
            by_engine: false,
            slow: Default::default(),
            functions,
            given: data["tenantlint"].clone(),
        };
        let mut failures: Vec<Failure> = prepared
            .loading
            .modules
            .iter()
            .flat_map(|m| m.failures.clone())
            .collect();
        failures.extend(prepared.missing());
        failures.extend(prepared.make_engines(&data, shared));
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
    fn make_engines(&mut self, data: &Rego, shared: usize) -> Vec<Failure> {
        let mut failures = Vec::new();
        let library: Vec<usize> = (0..self.functions).collect();
        let with_models: Vec<usize> = (0..shared).collect();
        let models: Vec<usize> = (self.functions..shared).collect();
        let compiled = models.first().is_some_and(|&m| self.loading.is_prepared(m));
        let modelling = !compiled && self.loading.texts(&models, Runs::Models).next().is_some();
        let engine = modelling.then(|| {
            let engine = self.engine(data, &with_models, Runs::Models);
            engine.and_then(prepared)
        });
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
        match self.judging(data, &library, Runs::Others) {
            Ok(engine) => self.engines.others = engine,
            Err(_) => failures.extend(self.sort_out(data, &library)),
        }
        failures
    }

    /// The engine that is asked where what the build prepared fails: it says why, at which place.
    pub(super) fn slow(&self, runs: Runs) -> Result<Engine, String> {
        let slow = &self.slow[usize::from(runs == Runs::Models)];
        let engine = slow.get_or_init(|| {
            let _pause = Pause::new();
            let shared = self.functions + self.models.len();
            let rules = match runs {
                Runs::Models => (self.functions..shared).collect(),
                Runs::Own | Runs::Others => self.usable(runs),
            };
            let all: Vec<usize> = (0..self.functions).chain(rules).collect();
            self.engine(&Rego::new_object(), &all, runs)
                .and_then(prepared)
        });
        engine.clone()
    }

    /// The engine for the rules that can still be evaluated, prepared.
    fn judging(&self, data: &Rego, library: &[usize], runs: Runs) -> Result<Engine, String> {
        let usable = self.usable(runs);
        if usable.is_empty() {
            return Ok(Engine::new());
        }
        let all: Vec<usize> = library.iter().copied().chain(usable).collect();
        self.engine(data, &all, runs).and_then(prepared)
    }

    /// The modules of rules that can still be evaluated.
    fn usable(&self, runs: Runs) -> BTreeSet<usize> {
        let good = self.rules.iter().filter(|r| r.failures.is_empty());
        let good = good.filter(|r| r.own == (runs == Runs::Own));
        good.flat_map(|r| r.modules.iter().copied()).collect()
    }

    /// Some policy keeps the engine from being prepared: each is tried alone, and those that
    /// fail are left out.
    fn sort_out(&mut self, data: &Rego, library: &[usize]) -> Vec<Failure> {
        let runs = Runs::Others;
        let mut failures = Vec::new();
        for number in 0..self.rules.len() {
            let rule = &self.rules[number];
            if !rule.failures.is_empty() || rule.own {
                continue;
            }
            let mut alone = library.to_vec();
            alone.extend(&self.rules[number].modules);
            if let Err(error) = self.engine(data, &alone, runs).and_then(prepared) {
                let rule = &mut self.rules[number];
                let broken =
                    self.loading
                        .failed(Check::PolicyInvalid, &error, Some(rule.head), LOAD_HELP);
                rule.failures.push(of_rule(&broken, &rule.id));
                failures.push(broken);
            }
        }
        match self.judging(data, library, runs) {
            Ok(engine) => self.engines.others = engine,
            Err(error) => {
                let broken =
                    self.loading
                        .failed(Check::PolicyInvalid, &error, self.anywhere(), LOAD_HELP);
                self.fail_rules(&broken, |r| !r.own);
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
    fn engine(&self, data: &Rego, numbers: &[usize], runs: Runs) -> Result<Engine, String> {
        let mut engine = new_engine()?;
        if self.loading.has_others() {
            as_opa::add(&mut engine)?;
        }
        let text = |e: &dyn std::fmt::Display| e.to_string();
        if runs != Runs::Own {
            self.loading.add_wholes(numbers, &mut engine)?;
        }
        for policy in self.loading.texts(numbers, runs) {
            policy.add_to(&mut engine)?;
        }
        if runs != Runs::Own {
            engine.add_data(data.clone()).map_err(|e| text(&e))?;
        }
        Ok(engine)
    }

    /// Gives the engines of rules that need no model another input.
    pub(super) fn set_input(&self, engines: &mut Engines, input: Rego) {
        engines.own.set_input(self.with_given(&input, &self.given));
        engines.others.set_input(input);
    }

    /// The input of modules that the build prepared: that of a tenant, with what else they need.
    pub(super) fn with_given(&self, input: &Rego, given: &Rego) -> Rego {
        with_entry(input, &[GIVEN], given.clone())
    }

    /// What evaluations may spend.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether a rule needs what models say.
    pub(super) fn needs_models(&self, rule: usize) -> bool {
        !self.rules[rule].models.is_empty()
    }

    /// How the answers of a rule are read.
    pub(super) fn convention(&self, rule: usize) -> &Convention {
        &self.rules[rule].convention
    }

    /// What a rule and all that it needs mention.
    pub(super) fn mentions(&self, rule: usize) -> Mentions {
        let ready = &self.rules[rule];
        let mut mentions = Mentions::default();
        if let Convention::Pack(asked) = &ready.convention {
            let parts = ready.parts(asked, self);
            self.loading
                .stated(&parts)
                .into_iter()
                .for_each(|text| mentions.read(text));
            if !parts.is_empty() {
                return mentions;
            }
        }
        let reach = self.loading.reach(std::slice::from_ref(&ready.deny));
        let shared = reach.modules.into_iter().filter(|&m| m != ready.module);
        let numbers: Vec<usize> = std::iter::once(ready.module).chain(shared).collect();
        for runs in [Runs::Others, Runs::Models] {
            for text in self.loading.texts(&numbers, runs) {
                mentions.read(text.text);
            }
        }
        mentions
    }

    /// Whether any of these rules that can be evaluated needs a model.
    pub(super) fn wanted(&self, model: usize, among: impl Fn(&Ready) -> bool) -> bool {
        let needs = |r: &Ready| r.failures.is_empty() && r.models.contains(&model) && among(r);
        self.rules.iter().any(needs)
    }
}

/// Where conftest tells policies of the file that they judge.
pub(super) const CONFTEST: &str = "conftest";

pub(super) const LOAD_HELP: &str = "write it as Rego v1, as any OPA 1.x reads it";
pub(super) const FAILED_HELP: &str = "correct the policy: `tenantlint test` runs it alone";

/// An engine without policies, set up as all of them are.
pub(super) fn new_engine() -> Result<Engine, String> {
    let mut engine = Engine::new();
    engine.set_policy_length_config(PolicyLengthConfig {
        // What the author wrote is measured before; what is written out makes it longer.
        max_col: NonZeroU32::MAX,
        max_file_bytes: NonZeroUsize::MAX,
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
pub(super) fn prepared(mut engine: Engine) -> Result<Engine, String> {
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

pub(super) fn ready_model(loading: &Loading, module: usize, source: &Module) -> ReadyModel {
    let loaded = loading.modules.get(module);
    ReadyModel {
        module,
        package: loaded.map_or_else(|| source.package.clone(), |m| m.package.clone()),
        head: (source.file, Span::new(0, 1)),
    }
}

pub(super) fn ready_rule(
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
        own: loading.is_prepared(number),
        asked: loading.asked(&deny),
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

pub(super) fn no_deny(module: Option<&Loaded>, ready: &Ready, entry: &str) -> Failure {
    let path = module.map_or("the policy", |m| &*m.path);
    let message = format!("{path} defines no `{entry}`");
    let help = format!("define `{entry} contains violation if ...`");
    let broken = failure(Check::PolicyInvalid, ready.head, message, &help);
    of_rule(&broken, &ready.id)
}

/// A failure as that of a rule.
pub(super) fn of_rule(failure: &Failure, id: &Arc<str>) -> Failure {
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
