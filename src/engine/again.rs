//! What is remembered of tenants that were judged, so that a later state of one costs what differs.
//!
//! What the build compiled is known by what it reads: where that is the same, the answer is. Rules
//! of others are evaluated anew each time, and so is a tenant that can be read in several ways.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use regorus::Value as Rego;

use super::compiled::{Machine, same};
use super::value::{Choice, to_rego};
use crate::tenant::{Node, Platform, Tenant, Value};

/// How tenants were judged last.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<Name, Last>>);

type Name = (Option<Platform>, Arc<str>);

/// How a tenant was judged last.
#[derive(Debug)]
pub(super) struct Last {
    /// What was judged, as it was read from its files.
    pub(super) root: Node,
    /// The same as the engine has it.
    pub(super) input: Rego,
    /// What was found of it.
    pub(super) found: Machine,
}

impl Memory {
    /// What is remembered of a tenant's last state, which is forgotten here.
    pub(super) fn take(&self, tenant: &Tenant) -> Option<Last> {
        self.lock().remove(&name(tenant))
    }

    /// Remembers how a tenant was judged.
    pub(super) fn keep(&self, tenant: &Tenant, last: Last) {
        self.lock().insert(name(tenant), last);
    }

    /// Forgets all.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Name, Last>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(tenant: &Tenant) -> Name {
    (tenant.platform, Arc::clone(&tenant.name))
}

impl Last {
    /// The engine's value of another state, which shares what both states share.
    pub(super) fn input_of(&self, root: &Node) -> Rego {
        value_after(root, (&self.root, &self.input))
    }
}

/// The engine's value of a node, where the value of another one is known.
fn value_after(node: &Node, (before, known): (&Node, &Rego)) -> Rego {
    let (Value::Map(map), Value::Map(old), Rego::Object(object)) =
        (&node.value, &before.value, known)
    else {
        return to_rego(node, &Choice::new());
    };
    if map.is(old) {
        return known.clone();
    }
    if map.is_shared() {
        let value = to_rego(node, &Choice::new());
        // A text may be written in another way and say the same.
        return if same(known, &value) {
            known.clone()
        } else {
            value
        };
    }
    let mut all_same = map.len() == old.len();
    let entries = map.iter().map(|(key, node)| {
        let name = Rego::String(Arc::clone(key));
        let known = old
            .get(&**key)
            .and_then(|old| Some((old, object.get(&name)?)));
        let value = match known {
            Some(known) => value_after(node, known),
            None => to_rego(node, &Choice::new()),
        };
        all_same &= known.is_some_and(|(_, known)| is(known, &value));
        (name, value)
    });
    let entries: std::collections::BTreeMap<Rego, Rego> = entries.collect();
    match all_same {
        true => known.clone(),
        false => regorus::value::Object::from(entries).into_value(),
    }
}

/// Whether two values are one in memory, or scalars that are equal.
fn is(one: &Rego, other: &Rego) -> bool {
    match (one, other) {
        (Rego::Object(one), Rego::Object(other)) => Arc::ptr_eq(one, other),
        (Rego::String(one), Rego::String(other)) => Arc::ptr_eq(one, other) || one == other,
        (Rego::Bool(one), Rego::Bool(other)) => one == other,
        (Rego::Null, Rego::Null) => true,
        _ => false,
    }
}
