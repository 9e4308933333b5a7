//! Whether the rules that a configuration or a flag mentions exist.
//!
//! This is the second look at them: the first, at their shape, needs no rules.

use std::collections::BTreeSet;

use super::config::{ParamSetting, Placed, failure};
use super::suggest;
use crate::check::{Check, Severity};
use crate::finding::Failure;
use crate::lint::{OWN_FAMILY, Selection};
use crate::rule::{Param, RuleSet};

/// What was mentioned, each with its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Mentions {
    /// Ids, prefixes of ids, families and severities.
    pub(super) selectors: Vec<Placed<String>>,
    /// Ids of rules or checks.
    pub(super) ids: Vec<Placed<String>>,
    /// Parameters with their values.
    pub(super) params: Vec<ParamSetting>,
}

impl Mentions {
    /// Whether nothing was mentioned.
    pub(super) fn is_empty(&self) -> bool {
        self.selectors.is_empty() && self.ids.is_empty() && self.params.is_empty()
    }

    /// One failure for each mention of something that is not there.
    pub(super) fn check_against(&self, rules: &RuleSet) -> Vec<Failure> {
        let selectors = self.selectors.iter().filter_map(|s| selector(s, rules));
        let ids = self.ids.iter().filter_map(|id| rule_or_check(id, rules));
        let params = self.params.iter().filter_map(|p| param(p, rules));
        let mut failures: Vec<Failure> = selectors.chain(ids).chain(params).collect();
        failures.sort_by_key(|f| f.place);
        failures.dedup();
        failures
    }
}

fn rule_ids(rules: &RuleSet) -> impl Iterator<Item = &str> {
    rules.rules.iter().map(|r| &*r.id)
}

fn check_ids<'a>() -> impl Iterator<Item = &'a str> {
    Check::ALL.iter().map(|c| c.id())
}

fn selector(word: &Placed<String>, rules: &RuleSet) -> Option<Failure> {
    let one = Selection {
        select: vec![word.value.clone()],
        ignore: Vec::new(),
    };
    let of_rules = rules
        .rules
        .iter()
        .any(|r| one.takes(&r.id, &r.family, r.severity));
    let of_checks = Check::ALL
        .iter()
        .any(|c| one.takes(c.id(), OWN_FAMILY, c.severity()));
    if of_rules || of_checks || word.value.parse::<Severity>().is_ok() {
        return None;
    }
    let mut words: BTreeSet<&str> = rule_ids(rules).chain(check_ids()).collect();
    words.extend(rules.rules.iter().map(|r| r.family.as_str()));
    words.extend(Severity::ALL.map(Severity::as_str));
    let prefixes: BTreeSet<&str> = words.iter().copied().flat_map(prefixes).collect();
    words.extend(prefixes);
    let message = format!(
        "`{}` is no id, prefix of ids, family or severity of any rule",
        word.value
    );
    Some(unknown(word, message, words))
}

/// `SF-GUEST-001` begins with `SF` and `SF-GUEST`.
fn prefixes(id: &str) -> impl Iterator<Item = &str> {
    let upper = id.starts_with(|c: char| c.is_ascii_uppercase());
    id.match_indices('-')
        .filter(move |_| upper)
        .map(|(at, _)| &id[..at])
}

fn rule_or_check(id: &Placed<String>, rules: &RuleSet) -> Option<Failure> {
    let ids = || rule_ids(rules).chain(check_ids());
    if ids().any(|known| known == id.value) {
        return None;
    }
    let message = format!("there is no rule `{}`", id.value);
    Some(unknown(id, message, ids()))
}

fn param(setting: &ParamSetting, rules: &RuleSet) -> Option<Failure> {
    let ParamSetting { rule, name, value } = setting;
    let Some(params) = params_of(&rule.value, rules) else {
        let models = rules.library.models.iter().map(|m| m.id.as_str());
        let message = format!("there is no rule `{}`", rule.value);
        return Some(unknown(rule, message, rule_ids(rules).chain(models)));
    };
    let Some(param) = params.iter().find(|p| p.name == name.value) else {
        let message = format!("`{}` has no parameter `{}`", rule.value, name.value);
        let help = owner_of(&name.value, rules).unwrap_or_else(|| near_param(name, &params));
        return Some(failure((name.file, name.span), message, help));
    };
    let mistake = param.check(&value.value).err()?;
    let help = format!("a right value is {}", param.default);
    Some(failure((value.file, value.span), mistake, help))
}

/// Where a parameter of this name belongs, such as to a model that many rules share.
fn owner_of(name: &str, rules: &RuleSet) -> Option<String> {
    let of_models = rules.library.models.iter().map(|m| (&*m.id, &m.params));
    let of_rules = rules.rules.iter().map(|r| (&*r.id, &r.params));
    let mut all = of_models.chain(of_rules);
    let (owner, _) = all.find(|(_, params)| params.iter().any(|p| p.name == name))?;
    Some(format!("`{name}` is a parameter of `{owner}`"))
}

fn near_param(name: &Placed<String>, params: &[&Param]) -> String {
    let names = || params.iter().map(|p| p.name.as_str());
    suggest::help(&name.value, names(), || match params.len() {
        0 => "it has no parameters at all".to_owned(),
        _ => format!(
            "its parameters are {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    })
}

/// The parameters of a rule, or of all models that share an id.
fn params_of<'a>(id: &str, rules: &'a RuleSet) -> Option<Vec<&'a Param>> {
    if let Some(rule) = rules.rules.iter().find(|r| &*r.id == id) {
        return Some(rule.params.iter().collect());
    }
    let mut models = rules.library.models.iter().filter(|m| m.id == id);
    let first = models.next()?;
    let params = first.params.iter();
    Some(params.chain(models.flat_map(|m| &m.params)).collect())
}

fn unknown<'a>(
    word: &Placed<String>,
    message: String,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Failure {
    let help = suggest::help(&word.value, candidates, || {
        "`tenantlint rules` lists what there is".to_owned()
    });
    failure((word.file, word.span), message, help)
}
