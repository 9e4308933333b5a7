//! What rules answer over the examples that stand beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tenantlint::document;
use tenantlint::engine::Prepared;
use tenantlint::jobs::test::as_of;
use tenantlint::lint::Settings;
use tenantlint::rule::{self, RuleSet};
use tenantlint::source::{FileId, SourceMap};
use tenantlint::tenant::{self, Group, Part, Tenant};

/// The date at which everything is judged that names none of its own.
pub(crate) const AS_OF: &str = "2026-11-01";

/// By the name of a rule's folder: the answers of that rule over each of its own examples.
pub(crate) fn answers(
    rules: &RuleSet,
    sources: &SourceMap,
    settings: &Settings,
) -> BTreeMap<String, Value> {
    let (params, failures) = rule::complete_params(rules, &settings.params);
    assert!(failures.is_empty(), "{failures:?}");
    let mut all = BTreeMap::new();
    for rule in &rules.rules {
        let alone = RuleSet {
            rules: vec![rule.clone()],
            library: rules.library.clone(),
            remarks: Vec::new(),
        };
        let mut prepared: BTreeMap<String, Prepared> = BTreeMap::new();
        let mut of_rule = BTreeMap::new();
        for (name, file) in &rule.examples {
            let Some((tenant, date)) = tenant_of(sources, name, *file) else {
                continue;
            };
            let prepared = prepared.entry(date).or_insert_with_key(|date| {
                Prepared::new(&alone, &params, date, &settings.evaluate).0
            });
            let said = match prepared.answers(&tenant).swap_remove(0) {
                Ok(said) => json!({"deny": said.deny, "not_evaluated": said.not_evaluated}),
                Err(failures) => {
                    let messages: Vec<&String> = failures.iter().map(|f| &f.message).collect();
                    json!({"error": messages})
                }
            };
            of_rule.insert(name.clone(), said);
        }
        all.insert(rule.name.clone(), json!(of_rule));
    }
    all
}

/// The tenant of an example, and the date at which it is judged.
pub(crate) fn tenant_of(sources: &SourceMap, name: &str, file: FileId) -> Option<(Tenant, String)> {
    let text = Arc::clone(sources.file(file).text());
    let document = document::parse(file, text, &document::Limits::default()).ok()?;
    let date = as_of(&document).unwrap_or_else(|| AS_OF.to_owned());
    let group = Group {
        parts: vec![Part {
            path: name,
            below: name,
            document: &document,
            made: None,
        }],
        ..Group::default()
    };
    Some((tenant::build(&group).tenants.pop()?, date))
}
