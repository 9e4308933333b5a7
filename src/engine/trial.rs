//! A rule asked again about a tenant of which something is missing or other: by what it still
//! says, the causes of a violation are found.

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use regorus::Value as Rego;

use super::answer;

use super::memory::Budget;
use super::mentions::Mentions;
use super::prepare::{Engines, Prepared};
use super::reading::Reading;
use super::value::{Choice, choices, to_json, value_to_rego};
use crate::tenant::{Node, Tenant, Value};
use crate::threads::on_large_stack;

/// What a trial makes of a node. Nodes that it does not speak of are as they are; of what is in
/// the others, what it says holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// The value is another.
    pub value: Option<Value>,
    /// Only these children, by their numbers in the node's order, are there. Items of a list
    /// before the last of them become null, so that those that stay keep their numbers.
    pub only: Option<BTreeSet<usize>>,
    /// Entries are there besides.
    pub more: Vec<(Arc<str>, Value)>,
}

/// What a trial makes of a tenant, by node.
pub type Parts = HashMap<*const Node, Part>;

/// What a rule says of a trial, by what tells its violations apart, both ways (see
/// [`Violation::key`](super::Violation::key)).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// What is violated.
    pub violated: BTreeSet<String>,
    /// What is not, by a rule that says so. `None` for one that says nothing of what is well.
    pub met: Option<BTreeSet<String>>,
}

/// One rule and one tenant, ready to be asked any number of times.
pub struct Trial<'a> {
    prepared: &'a Prepared,
    rule: usize,
    tenant: &'a Tenant,
    readings: Vec<TriedReading>,
    /// What the rule mentions, once somebody asked.
    mentions: Option<Mentions>,
}

/// One reading of the tenant.
struct TriedReading {
    choice: Choice,
    /// The collections of the input as values of the engine, which share their parts.
    whole: HashMap<*const Node, Rego>,
    /// The keys of its entries, by their nodes: each a text of its own, by which a key that comes
    /// back is told from others of the same letters.
    keys: HashMap<*const Node, Arc<str>>,
    /// The engine for a rule that needs no model.
    engines: Option<Engines>,
}

impl Prepared {
    /// Hands `search` what asks one rule, by its number, about readings of one tenant. `None`
    /// where the engine broke down.
    pub fn try_rule<T: Send>(
        &self,
        rule: usize,
        tenant: &Tenant,
        search: impl FnOnce(&mut Trial<'_>) -> T + Send,
    ) -> Option<T> {
        let limits = self.limits();
        let _budget = Budget::new(limits.max_policy_memory);
        on_large_stack(limits.stack_bytes, || {
            let mut trial = Trial::new(self, rule, tenant);
            catch_unwind(AssertUnwindSafe(|| search(&mut trial))).ok()
        })
    }
}

impl<'a> Trial<'a> {
    fn new(prepared: &'a Prepared, rule: usize, tenant: &'a Tenant) -> Self {
        let readings = choices(tenant).into_iter().map(|choice| {
            let (mut whole, mut keys) = (HashMap::new(), HashMap::new());
            convert(&tenant.root, &choice, (&mut whole, &mut keys));
            TriedReading {
                choice,
                whole,
                keys,
                engines: None,
            }
        });
        Self {
            readings: readings.collect(),
            prepared,
            rule,
            tenant,
            mentions: None,
        }
    }

    /// How many readings there are.
    pub fn readings(&self) -> usize {
        self.readings.len()
    }

    /// The tenant.
    pub fn tenant(&self) -> &'a Tenant {
        self.tenant
    }

    /// What the rule says of one reading in which some parts are other. `None` where it fails.
    pub fn ask(&mut self, reading: usize, parts: &Parts) -> Option<Said> {
        let said = self.say(reading, parts)?;
        let convention = self.prepared.convention(self.rule);
        let mut answer = Said {
            met: self.says_met().then(BTreeSet::new),
            ..Said::default()
        };
        for value in said.iter().map(to_json) {
            answer.violated.extend(answer::keys(convention, &value));
            if let Some(met) = &mut answer.met {
                met.extend(answer::met(convention, &value));
            }
        }
        Some(answer)
    }

    /// Whether the rule also says what is well.
    pub fn says_met(&self) -> bool {
        answer::says_met(self.prepared.convention(self.rule))
    }

    /// Whether the rule can say that it could not judge something.
    pub fn tells_unknown(&self) -> bool {
        self.prepared.tells_unknown(self.rule)
    }

    /// What the rule could not judge of one reading in which some parts are other. `None` where it
    /// fails.
    pub fn unknown(&mut self, reading: usize, parts: &Parts) -> Option<BTreeSet<String>> {
        let rule = self.rule;
        let said = self.evaluate(reading, parts, &|prepared, engines| {
            prepared.unknown(rule, engines)
        })?;
        Some(
            said.iter()
                .map(|value| to_json(value).to_string())
                .collect(),
        )
    }

    /// The nodes of the input that come back in the violation of this key, outermost first.
    pub fn returned(&mut self, reading: usize, key: &str) -> Vec<*const Node> {
        let said = self.say(reading, &Parts::new()).unwrap_or_default();
        let convention = self.prepared.convention(self.rule);
        let same = |v: &&Rego| {
            answer::keys(convention, &to_json(v))
                .iter()
                .any(|k| k == key)
        };
        let Some(violation) = said.iter().find(same) else {
            return Vec::new();
        };
        let nodes = self.readings[reading].addresses(&self.tenant.root);
        let mut returned = Vec::new();
        collect(violation, &nodes, &mut returned);
        returned
    }

    /// What the rule and all that it needs mention.
    pub fn mentions(&mut self) -> &Mentions {
        let (prepared, rule) = (self.prepared, self.rule);
        self.mentions.get_or_insert_with(|| prepared.mentions(rule))
    }

    fn say(&mut self, reading: usize, parts: &Parts) -> Option<Vec<Rego>> {
        let rule = self.rule;
        self.evaluate(reading, parts, &|prepared, engines| {
            prepared.members(rule, engines)
        })
    }

    fn evaluate(
        &mut self,
        reading: usize,
        parts: &Parts,
        what: &dyn Fn(&Prepared, &mut Engines) -> Option<Vec<Rego>>,
    ) -> Option<Vec<Rego>> {
        let tried = self.readings.get_mut(reading)?;
        let input = tried.input(&self.tenant.root, parts);
        match &mut tried.engines {
            Some(engines) => {
                self.prepared.set_input(engines, input);
                what(self.prepared, engines)
            }
            None => {
                let Reading {
                    mut engines,
                    broken,
                    unprepared,
                    ..
                } = self
                    .prepared
                    .reading_of(self.tenant, input, Some(self.rule));
                if !broken.is_empty() || unprepared.is_some() {
                    return None;
                }
                let said = what(self.prepared, &mut engines);
                if !self.prepared.needs_models(self.rule) {
                    tried.engines = Some(engines);
                }
                said
            }
        }
    }
}

impl TriedReading {
    fn input(&self, node: &Node, parts: &Parts) -> Rego {
        let at = std::ptr::from_ref(node);
        let Some(part) = parts.get(&at) else {
            return match self.whole.get(&at) {
                Some(whole) => whole.clone(),
                None => value_to_rego(self.value(node), &self.choice),
            };
        };
        let keep = part.only.as_ref();
        let kept = |number: &usize| keep.is_none_or(|keep| keep.contains(number));
        match part.value.as_ref().unwrap_or_else(|| self.value(node)) {
            Value::List(items) => {
                let until = keep.map_or(items.len(), |k| k.last().map_or(0, |last| last + 1));
                let items = items.iter().enumerate().take(until);
                Rego::from(
                    items
                        .map(|(n, item)| match kept(&n) {
                            true => self.input(item, parts),
                            false => Rego::Null,
                        })
                        .collect::<Vec<_>>(),
                )
            }
            Value::Map(map) => {
                let entries = map.iter().enumerate().filter(|(n, _)| kept(n));
                let entries =
                    entries.map(|(_, (k, v))| (Rego::String(Arc::clone(k)), self.input(v, parts)));
                let entries = entries.chain(part.more.iter().map(|(key, value)| {
                    let value = value_to_rego(value, &self.choice);
                    (Rego::String(Arc::clone(key)), value)
                }));
                entries.collect::<regorus::value::Object>().into_value()
            }
            other => value_to_rego(other, &self.choice),
        }
    }

    /// The value of a node under this reading.
    fn value<'n>(&self, node: &'n Node) -> &'n Value {
        let chosen = self.choice.get(&std::ptr::from_ref(node));
        chosen
            .and_then(|&n| node.readings().get(n))
            .unwrap_or(&node.value)
    }

    /// The nodes by the addresses of their values, and of their keys; those that several share
    /// are left out.
    fn addresses(&self, root: &Node) -> HashMap<usize, Option<*const Node>> {
        let mut nodes = HashMap::new();
        self.address(root, &mut nodes);
        nodes
    }

    fn address(&self, node: &Node, nodes: &mut HashMap<usize, Option<*const Node>>) {
        let mut add = |address: usize, node: &Node| {
            let node = std::ptr::from_ref(node);
            let shared = nodes.entry(address);
            shared
                .and_modify(|other| *other = None)
                .or_insert(Some(node));
        };
        let whole = self.whole.get(&std::ptr::from_ref(node));
        if let Some(address) = whole.and_then(address) {
            add(address, node);
        }
        match self.value(node) {
            Value::String(text) => add(Arc::as_ptr(text).addr(), node),
            Value::List(items) => items.iter().for_each(|item| self.address(item, nodes)),
            Value::Map(map) => {
                for child in map.values() {
                    if let Some(key) = self.keys.get(&std::ptr::from_ref(child)) {
                        add(Arc::as_ptr(key).addr(), child);
                    }
                }
                map.values().for_each(|child| self.address(child, nodes));
            }
            _ => {}
        }
    }
}

/// What is remembered of a conversion, by node: the values of collections, and the keys of entries.
type Converted<'a> = (
    &'a mut HashMap<*const Node, Rego>,
    &'a mut HashMap<*const Node, Arc<str>>,
);

/// The value of a node, with those of all collections in it by node.
fn convert(node: &Node, choice: &Choice, (whole, keys): Converted<'_>) -> Rego {
    let chosen = choice.get(&std::ptr::from_ref(node));
    let value = chosen
        .and_then(|&n| node.readings().get(n))
        .unwrap_or(&node.value);
    let converted = match value {
        Value::List(items) => {
            let items = items
                .iter()
                .map(|item| convert(item, choice, (&mut *whole, &mut *keys)));
            Rego::from(items.collect::<Vec<_>>())
        }
        Value::Map(map) => map
            .iter()
            .map(|(k, v)| {
                let key: Arc<str> = Arc::from(&**k);
                keys.insert(std::ptr::from_ref(v), Arc::clone(&key));
                let value = convert(v, choice, (&mut *whole, &mut *keys));
                (Rego::String(key), value)
            })
            .collect::<regorus::value::Object>()
            .into_value(),
        scalar => return value_to_rego(scalar, choice),
    };
    whole.insert(std::ptr::from_ref(node), converted.clone());
    converted
}

/// Where a value lies that others may share.
fn address(value: &Rego) -> Option<usize> {
    match value {
        Rego::Object(object) => Some(Arc::as_ptr(object).addr()),
        Rego::Array(array) => Some(Arc::as_ptr(array).addr()),
        Rego::String(text) => Some(Arc::as_ptr(text).addr()),
        _ => None,
    }
}

fn collect(value: &Rego, nodes: &HashMap<usize, Option<*const Node>>, out: &mut Vec<*const Node>) {
    if let Some(Some(node)) = address(value).and_then(|a| nodes.get(&a)) {
        if !out.contains(node) {
            out.push(*node);
        }
        return;
    }
    match value {
        Rego::Object(map) => map.iter_sorted().for_each(|(_, v)| collect(v, nodes, out)),
        Rego::Array(items) => items.iter().for_each(|v| collect(v, nodes, out)),
        Rego::Set(items) => items.iter_sorted().for_each(|v| collect(v, nodes, out)),
        _ => {}
    }
}
