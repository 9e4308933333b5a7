//! The judging of tenants by policies that are ready.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use regorus::Value as Rego;
use serde_json::Value as Json;

use super::again::{Last, Memory};
use super::answer::Said;
use super::compiled::{Halt, Machine};
use super::load::{Runs, failure};
use super::memory::Budget;
use super::parts::Part;
use super::prepare::{Engines, FAILED_HELP, LOAD_HELP, Prepared, Ready, of_rule, timer};
use super::prepass::FLAT;
use super::reading::{Reading, Start};
use super::value::{choices, to_json};
use super::{Outcome, Unknown, Violation, answer, controls};
use crate::check::Check;
use crate::finding::Failure;
use crate::rule::{Asked, Convention};
use crate::source::{FileId, Span};
use crate::tenant::Tenant;
use crate::threads::{in_parallel, in_parallel_with, on_large_stack};

/// Whether a rule, by its number, is asked of a tenant.
pub type Asks<'a> = dyn Fn(&Tenant, usize) -> bool + Sync + 'a;

/// The members of a rule's two sets, as JSON.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// Its violations.
    pub deny: Vec<Json>,
    /// What it could not judge.
    pub not_evaluated: Vec<Json>,
}

impl Prepared {
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
            let choices = choices(tenant);
            let Some(choice) = choices.first() else {
                return Vec::new();
            };
            let reading = self.reading(tenant, choice, Start::Anew);
            let rules = self.rules.iter();
            rules
                .map(|rule| rule.answers(self, tenant, &reading, &mut reading.engines.clone()))
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
        self.judge_asked(tenants, threads, &|_, _| true, None, done)
    }

    /// As [`Self::judge_all`], where not every rule is asked of every tenant: `asks` is given a
    /// tenant and the number of a rule. What is not asked is not applicable. With a memory, a tenant
    /// that it knows another state of costs what differs; with any state, the result is the same.
    pub fn judge_asked(
        &self,
        tenants: &[Tenant],
        threads: usize,
        asks: &Asks<'_>,
        memory: Option<&Memory>,
        done: &(dyn Fn() + Sync),
    ) -> Vec<Vec<Outcome>> {
        let _budget = Budget::new(self.limits.max_policy_memory);
        self.judge_on(tenants, threads.max(1), asks, memory, done)
    }

    /// As [`Self::judge_asked`], where the caller holds a [`Budget`] for all that judge, and this
    /// thread has as large a stack as the limits say: with one thread, it is this one that judges.
    pub fn judge_here(
        &self,
        tenants: &[Tenant],
        threads: usize,
        asks: &Asks<'_>,
        memory: Option<&Memory>,
        done: &(dyn Fn() + Sync),
    ) -> Vec<Vec<Outcome>> {
        if threads > 1 {
            return self.judge_on(tenants, threads, asks, memory, done);
        }
        let tenants = tenants.iter();
        tenants
            .map(|t| self.tenant(t, 1, asks, memory, done))
            .collect()
    }

    fn judge_on(
        &self,
        tenants: &[Tenant],
        threads: usize,
        asks: &Asks<'_>,
        memory: Option<&Memory>,
        done: &(dyn Fn() + Sync),
    ) -> Vec<Vec<Outcome>> {
        if tenants.len() >= threads {
            return in_parallel(tenants.len(), threads, self.limits.stack_bytes, |t| {
                self.tenant(&tenants[t], 1, asks, memory, done)
            });
        }
        tenants
            .iter()
            .map(|t| {
                on_large_stack(self.limits.stack_bytes, || {
                    self.tenant(t, threads, asks, memory, done)
                })
            })
            .collect()
    }

    fn tenant(
        &self,
        tenant: &Tenant,
        threads: usize,
        asks: &Asks<'_>,
        memory: Option<&Memory>,
        done: &(dyn Fn() + Sync),
    ) -> Vec<Outcome> {
        let choices = choices(tenant);
        let memory = memory.filter(|_| matches!(choices.as_slice(), [only] if only.is_empty()));
        let start = || match memory {
            Some(memory) => {
                let last = memory.take(tenant).map(Box::new);
                last.map_or(Start::First, Start::After)
            }
            None => Start::Anew,
        };
        let readings: Vec<Reading> = choices
            .iter()
            .map(|choice| self.reading(tenant, choice, start()))
            .collect();
        // Each thread has engines of its own, which it takes from rule to rule: what a clone holds
        // for loops grows with all that is loaded, so that one for each rule would be too many.
        let found = memory.map(|_| Mutex::default());
        let engines = || Own {
            engines: readings.iter().map(|r| r.engines.clone()).collect(),
            found: found.as_ref(),
        };
        let judge = |own: &mut Own<'_>, rule| {
            let outcome = match asks(tenant, rule) {
                true => self.safely(rule, tenant, &readings, &mut own.engines),
                false => Outcome::NotApplicable,
            };
            done();
            outcome
        };
        let rules = self.rules.len();
        let outcomes = if threads == 1 {
            let mut own = engines();
            (0..rules).map(|rule| judge(&mut own, rule)).collect()
        } else {
            let stack = self.limits.stack_bytes;
            in_parallel_with(rules, threads, stack, engines, judge)
        };
        if let (Some(memory), Some(found), Some(reading)) =
            (memory, found, readings.into_iter().next())
        {
            let own = found.into_inner().unwrap_or_else(PoisonError::into_inner);
            let last = Last {
                root: tenant.root.clone(),
                input: reading.input,
                found: own.unwrap_or(reading.engines.own).settled(),
            };
            memory.keep(tenant, last);
        }
        outcomes
    }

    /// A panic of the engine is the rule's error.
    fn safely(
        &self,
        rule: usize,
        tenant: &Tenant,
        readings: &[Reading],
        engines: &mut Vec<Engines>,
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
            *engines = readings.iter().map(|r| r.engines.clone()).collect();
        }
        outcome
    }

    /// The violations of a rule as the engine gives them. `None` where it fails.
    pub(super) fn members(&self, rule: usize, engines: &mut Engines) -> Option<Vec<Rego>> {
        self.answer(rule, engines).map(|answer| answer.deny)
    }

    fn answer(&self, rule: usize, engines: &mut Engines) -> Option<Answer> {
        let ready = &self.rules[rule];
        let mut value = |path: &str| ready.value(self, engines, path);
        ready.answer(self, &mut value).ok()
    }

    /// Whether a rule can say that it could not judge something.
    pub(super) fn tells_unknown(&self, rule: usize) -> bool {
        self.rules[rule].not_evaluated.is_some()
    }

    /// What a rule could not judge, as the engine gives it. `None` where it fails.
    pub(super) fn unknown(&self, rule: usize, engines: &mut Engines) -> Option<Vec<Rego>> {
        self.answer(rule, engines).map(|answer| answer.unknown)
    }

    /// What a rule that the build prepared says, by its name; of what fails, the engine says why.
    pub(super) fn compiled(
        &self,
        own: &mut Machine,
        runs: Runs,
        name: &str,
    ) -> Result<Rego, String> {
        if !self.by_engine {
            match own.value(name, self.limits.max_rule_time) {
                Ok(value) => return Ok(value),
                Err(Halt::Limit(why)) => return Err(why),
                Err(Halt::Failed) => {}
            }
        }
        let mut engine = self.slow(runs)?;
        engine.set_execution_timer_config(timer(&self.limits));
        engine.set_input(own.input().clone());
        let answer = engine.eval_rule(format!("data.{FLAT}.{name}"));
        answer.map_err(|e| e.to_string())
    }
}

const RESULT_HELP: &str =
    "give each violation a `message`, an `at` path and an `identity` of its own";

/// The engines of a thread, one for each reading of a tenant.
struct Own<'m> {
    engines: Vec<Engines>,
    /// Where it leaves what it found, if that is to be remembered.
    found: Option<&'m Mutex<Option<Machine>>>,
}

impl Drop for Own<'_> {
    fn drop(&mut self) {
        let engines = self.engines.pop();
        if let (Some(found), Some(engines)) = (self.found, engines) {
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            match found.as_mut() {
                Some(found) => found.learn(engines.own),
                None => *found = Some(engines.own),
            }
        }
    }
}

/// The members of a rule's two sets, as the engine gives them.
struct Answer {
    deny: Vec<Rego>,
    unknown: Vec<Rego>,
}

impl Ready {
    /// Whether it is there, and for a tenant: for one of its platform, or for any where it has none.
    pub(super) fn judges(&self, tenant: &Tenant) -> bool {
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
        engines: &mut [Engines],
    ) -> Outcome {
        if !self.judges(tenant) {
            return Outcome::NotApplicable;
        }
        if !self.failures.is_empty() {
            return Outcome::Error(self.failures.clone());
        }
        let mut union = Union::default();
        for (reading, engines) in readings.iter().zip(engines) {
            if let Err(failures) = self.judge(prepared, (tenant, reading), engines, &mut union) {
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
        engines: &mut Engines,
    ) -> Result<Answers, Vec<Failure>> {
        if !self.judges(tenant) {
            return Ok(Answers::default());
        }
        let broken = self.models.iter().filter_map(|m| reading.broken.get(m));
        let failures: Vec<Failure> = self.failures.iter().chain(broken).cloned().collect();
        if !failures.is_empty() {
            return Err(failures);
        }
        let answer = self.answer(prepared, &mut |path| self.value(prepared, engines, path))?;
        Ok(Answers {
            deny: answer.deny.iter().map(to_json).collect(),
            not_evaluated: answer.unknown.iter().map(to_json).collect(),
        })
    }

    fn judge(
        &self,
        prepared: &Prepared,
        (tenant, reading): (&Tenant, &Reading),
        engines: &mut Engines,
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
        let answer = self.answer(prepared, &mut |path| match &self.convention {
            Convention::Pack(_) => self.once(prepared, reading, engines, path),
            Convention::Own | Convention::Conftest { .. } => self.value(prepared, engines, path),
        })?;
        let violations: Vec<Json> = answer.deny.iter().map(to_json).collect();
        if violations.len() > prepared.limits.max_violations {
            let most = prepared.limits.max_violations;
            return Err(vec![
                self.wrong(format!("the rule gives more than {most} violations")),
            ]);
        }
        let exempt = match &self.exception {
            Some((path, at)) if !violations.is_empty() => {
                let exceptions = self.value(prepared, engines, path)?;
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
        for value in answer.unknown.iter().map(to_json) {
            let unknown = answer::unknown(&value).map_err(|e| vec![self.wrong(e)])?;
            union.unknown.push(unknown);
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

    /// What the rule answers about a tenant; `value` evaluates what stands at a path.
    fn answer(
        &self,
        prepared: &Prepared,
        value: &mut dyn FnMut(&str) -> Result<Rego, Vec<Failure>>,
    ) -> Result<Answer, Vec<Failure>> {
        if let Some(asked) = &self.asked {
            let Rego::Array(sets) = value(asked)? else {
                return Err(vec![self.wrong("the rule answers nothing".to_owned())]);
            };
            let members = |set: usize| match sets.get(set) {
                Some(set) => self.read(&self.deny, answer::members(&self.convention, set)),
                None => Ok(Vec::new()),
            };
            return Ok(Answer {
                deny: members(0)?,
                unknown: members(1)?,
            });
        }
        let deny = self.members(prepared, value)?;
        let unknown = match &self.not_evaluated {
            Some(path) => {
                let value = value(path)?;
                self.read(path, answer::members(&self.convention, &value))?
            }
            None => Vec::new(),
        };
        Ok(Answer { deny, unknown })
    }

    /// The violations as the engine gives them.
    fn members(
        &self,
        prepared: &Prepared,
        value: &mut dyn FnMut(&str) -> Result<Rego, Vec<Failure>>,
    ) -> Result<Vec<Rego>, Vec<Failure>> {
        if let Convention::Pack(asked) = &self.convention {
            let parts = self.parts(asked, prepared);
            if !parts.is_empty() {
                return self.members_of(asked, &parts, value);
            }
        }
        let value = value(&self.deny)?;
        self.read(&self.deny, answer::members(&self.convention, &value))
    }

    /// Of the rules that add to the set which a pack is asked for, those that this one has to ask;
    /// nothing where the set is asked for as a whole.
    pub(super) fn parts<'p>(&self, asked: &Asked, prepared: &'p Prepared) -> Vec<&'p Part> {
        let all = prepared.loading.parts(&self.deny);
        let names = |part: &&Part| part.control.as_deref() == asked.control.as_deref();
        match &asked.control {
            Some(_) if all.iter().any(|part| names(&part)) => {
                let unknown = |part: &&Part| part.control.is_none();
                all.iter().filter(|p| names(p) || unknown(p)).collect()
            }
            // Of a control that none of them names, any may speak.
            _ => all.iter().collect(),
        }
    }

    fn members_of(
        &self,
        asked: &Asked,
        parts: &[&Part],
        value: &mut dyn FnMut(&str) -> Result<Rego, Vec<Failure>>,
    ) -> Result<Vec<Rego>, Vec<Failure>> {
        let mut members = Vec::new();
        for part in parts {
            let value = match value(&part.path) {
                // It is the error of the control that it names.
                Err(_) if asked.control.is_none() && part.control.is_some() => continue,
                value => value?,
            };
            let own = controls::members(asked, &value, part.control.as_deref());
            members.extend(self.read(&self.deny, own)?);
        }
        Ok(members)
    }

    /// What stands at a path, which is found out once for all that ask for it.
    fn once(
        &self,
        prepared: &Prepared,
        reading: &Reading,
        engines: &mut Engines,
        path: &str,
    ) -> Result<Rego, Vec<Failure>> {
        let once = {
            let mut said = reading.said.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(said.entry(path.to_owned()).or_default())
        };
        let value = once.get_or_init(|| self.value(prepared, engines, path));
        value.clone()
    }

    fn read(
        &self,
        path: &str,
        members: Result<Vec<Rego>, String>,
    ) -> Result<Vec<Rego>, Vec<Failure>> {
        let path = path.trim_start_matches("data.");
        members.map_err(|wrong| vec![self.wrong(format!("`{path}` {wrong}"))])
    }

    /// What a rule answers.
    fn value(
        &self,
        prepared: &Prepared,
        engines: &mut Engines,
        path: &str,
    ) -> Result<Rego, Vec<Failure>> {
        let failed = |error: String| {
            let at = Some(self.head);
            vec![
                prepared
                    .loading
                    .failed(Check::PolicyFailed, &error, at, FAILED_HELP),
            ]
        };
        if self.own {
            return prepared
                .compiled(&mut engines.own, Runs::Own, path)
                .map_err(failed);
        }
        let engine = &mut engines.others;
        engine.set_execution_timer_config(timer(&prepared.limits));
        let answer = engine.eval_rule(path.to_owned());
        // What policies print is nobody's to read here.
        drop(engine.take_prints());
        answer.map_err(|e| failed(e.to_string()))
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
