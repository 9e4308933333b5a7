//! Facts of a flow: how it runs, what starts it, and which records it touches. Its screens and its
//! logic never become part of a tenant; fields that are not known here are kept.

use super::types;
use crate::tenant::value::{Node, Value};

/// The fields of a flow that are facts.
const FIELDS: &[&str] = &[
    "apiVersion",
    "environments",
    "isAdditionalPermissionRequiredToRun",
    "isTemplate",
    "label",
    "processType",
    "runInMode",
    "start",
    "status",
];

/// Elements of a flow that touch records or run other things, with the fields that say which.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("actionCalls", &["actionName", "actionType", "name"]),
    ("apexPluginCalls", &["apexClass", "name"]),
    ("dynamicChoiceSets", &["name", "object"]),
    ("recordCreates", &["name", "object"]),
    ("recordDeletes", &["name", "object"]),
    ("recordLookups", &["name", "object"]),
    ("recordUpdates", &["name", "object"]),
    ("subflows", &["flowName", "name"]),
];

/// The fields of what starts a flow that are facts.
const START: &[&str] = &[
    "flowRunAsUser",
    "object",
    "recordTriggerType",
    "triggerType",
];

/// Leaves of a flow what is fact.
pub(super) fn keep_facts(flow: &mut Node) {
    let Some(fields) = flow.as_map_mut() else {
        return;
    };
    let known = types::type_facts("Flow");
    let is_logic = |name: &str| known.is_some_and(|facts| facts.field(name).is_some());
    fields.retain(|name, value| {
        if let Some((_, kept)) = ELEMENTS.iter().find(|(element, _)| *element == &**name) {
            each(value, &mut |element| keep(element, kept));
            return true;
        }
        if &**name == "start" {
            keep(value, START);
        }
        FIELDS.contains(&&**name) || !is_logic(name)
    });
}

fn keep(node: &mut Node, kept: &[&str]) {
    if let Some(fields) = node.as_map_mut() {
        fields.retain(|name, _| kept.contains(&&**name));
    }
}

/// Does something to each element of a list, or of the map that it became.
fn each(node: &mut Node, what: &mut dyn FnMut(&mut Node)) {
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(what),
        Value::Map(entries) => entries.values_mut().for_each(what),
        _ => {}
    }
}
