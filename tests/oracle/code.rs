//! Rows that code hands out: Apex classes and flows that run without sharing.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::case::{Case, entries, is_true, same, text};
use crate::model::{APEX, FLOW, Paths};
use crate::visitor::Visitor;

/// The first day on which nobody holds Run Flows any more.
const SPRING_23: &str = "2023-03-01";
/// From this version a class without a keyword runs with sharing, and queries run in user mode.
const SAFE_BY_DEFAULT: f64 = 67.0;

/// How code runs.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Runs {
    With,
    Without,
    Unknown,
}

/// Classes that the visitor may run and that query the object without sharing.
pub(crate) fn apex(case: &Case, visitor: &Visitor<'_>, object: &str) -> Paths {
    let mut paths = Paths::default();
    for holder in &visitor.holders {
        for name in holder.enabled("classAccesses") {
            let Some((_, class)) = case.component("ApexClass", &name) else {
                paths.unknown = true;
                continue;
            };
            if is_true(class, "isTest") || class.get("kind").is_some() {
                continue;
            }
            // Without a method there is nothing to call.
            if text(class, "sharing").is_some() && entries(class, "methods").is_empty() {
                continue;
            }
            let runs = entered(case, class);
            let asked = Asked {
                object,
                user_mode: is_modern(class),
            };
            queries(class, runs, &asked, &mut paths);
            paths.unknown |= hands_on(class, runs);
        }
    }
    paths
}

/// How a class runs that a visitor calls: by its keyword, else by that of the nearest class above
/// it that has one.
fn entered(case: &Case, class: &Value) -> Runs {
    let mut at = class;
    for _ in 0..9 {
        match text(at, "sharing") {
            Some("with" | "inherited") => return Runs::With,
            Some("without") => return Runs::Without,
            // What the class itself leaves open, its version decides.
            Some("none") if std::ptr::eq(at, class) && is_modern(class) => return Runs::With,
            Some("none") => {}
            _ => return Runs::Unknown,
        }
        let Some(name) = text(at, "extends") else {
            break;
        };
        let Some((_, base)) = case.component("ApexClass", name) else {
            return Runs::Unknown;
        };
        at = base;
    }
    by_caller(class)
}

/// Whether the class is of a version in which nothing is said the safe way.
fn is_modern(class: &Value) -> bool {
    let version = class.get("apiVersion").and_then(Value::as_f64);
    version.is_some_and(|v| v >= SAFE_BY_DEFAULT)
}

/// A class without a keyword: with sharing where only Lightning components call it.
fn by_caller(class: &Value) -> Runs {
    let mut other = class.get("restResource").is_some();
    for (_, method) in entries(class, "methods") {
        other |= !is_true(method, "auraEnabled");
    }
    if other { Runs::Without } else { Runs::With }
}

/// What is asked of a class.
struct Asked<'a> {
    object: &'a str,
    /// Whether queries that say nothing run in user mode.
    user_mode: bool,
}

fn queries(class: &Value, runs: Runs, asked: &Asked<'_>, paths: &mut Paths) {
    if runs == Runs::Unknown && text(class, "sharing").is_none() {
        paths.unknown = true;
        return;
    }
    for query in class
        .get("queries")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let user = match text(query, "mode") {
            Some("user") => true,
            Some("system") => false,
            _ => asked.user_mode,
        };
        if runs == Runs::With || user {
            continue;
        }
        let hits = text(query, "object").is_some_and(|o| same(o, asked.object));
        let dynamic = is_true(query, "dynamic");
        if hits && runs == Runs::Without {
            paths.open.insert(APEX);
        } else if hits || dynamic {
            paths.unknown = true;
        }
    }
    for (_, inner) in entries(class, "classes") {
        queries(inner, inside(inner, runs), asked, paths);
    }
}

/// How an inner class runs, called by the outer one.
fn inside(inner: &Value, outer: Runs) -> Runs {
    match text(inner, "sharing") {
        Some("with") => Runs::With,
        Some("without") => Runs::Without,
        // It runs as the class that calls it.
        _ => outer,
    }
}

/// Whether something runs without sharing, and nothing that does queries or changes records itself:
/// it hands on to other code.
fn hands_on(class: &Value, runs: Runs) -> bool {
    let mut parts = vec![(class, runs)];
    for (_, inner) in entries(class, "classes") {
        parts.push((inner, inside(inner, runs)));
    }
    parts.retain(|(_, runs)| *runs == Runs::Without);
    let acts = |part: &Value| part.get("queries").is_some() || part.get("changes").is_some();
    !parts.is_empty() && !parts.iter().any(|(part, _)| acts(part))
}

/// Flows that the visitor may start and that look the object up without sharing.
pub(crate) fn flows(case: &Case, visitor: &Visitor<'_>, object: &str) -> Paths {
    let mut paths = Paths::default();
    let mut names = BTreeSet::new();
    for holder in &visitor.holders {
        names.extend(holder.enabled("flowAccesses"));
        let runs_all = holder
            .enabled("userPermissions")
            .contains(&"runflow".to_owned());
        if runs_all && case.as_of < SPRING_23 {
            match case.section("Flow") {
                None => paths.unknown = true,
                Some(flows) => {
                    for (name, flow) in flows {
                        if !is_true(flow, "isAdditionalPermissionRequiredToRun") {
                            names.insert(name.to_lowercase());
                        }
                    }
                }
            }
        }
    }
    for name in names {
        let called = Called {
            name: &name,
            mode: "",
            depth: 0,
        };
        started(case, &called, object, &mut paths);
    }
    paths
}

/// A flow as it is started, or called by another flow that runs in this mode.
struct Called<'a> {
    name: &'a str,
    mode: &'a str,
    depth: usize,
}

fn started(case: &Case, called: &Called<'_>, object: &str, paths: &mut Paths) {
    if called.depth > 8 {
        return;
    }
    let Some((_, flow)) = case.component("Flow", called.name) else {
        paths.unknown = true;
        return;
    };
    if text(flow, "status") != Some("Active") || flow["start"].get("triggerType").is_some() {
        return;
    }
    let mode = match text(flow, "runInMode") {
        None | Some("DefaultMode") => called.mode,
        Some(mode) => mode,
    };
    if mode == "SystemModeWithoutSharing" {
        for element in ["recordLookups", "dynamicChoiceSets"] {
            for (_, lookup) in entries(flow, element) {
                if text(lookup, "object").is_some_and(|o| same(o, object)) {
                    paths.open.insert(FLOW);
                }
            }
        }
    }
    for (_, subflow) in entries(flow, "subflows") {
        if let Some(name) = text(subflow, "flowName") {
            let called = Called {
                name,
                mode,
                depth: called.depth + 1,
            };
            started(case, &called, object, paths);
        }
    }
}
