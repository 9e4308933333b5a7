//! What the author of a policy needs to see: the input with its data, and bare answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::test::as_of;
use crate::document::{self, Document};
use crate::engine::Prepared;
use crate::finding::Failure;
use crate::host::Host;
use crate::lint::{self, Settings};
use crate::rule::{self, RuleSet};
use crate::source::SourceMap;
use crate::tenant::{self, Tenant};

type Params = BTreeMap<String, BTreeMap<String, Value>>;

/// All rules of the settings with complete parameters.
fn rules(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
) -> Result<(RuleSet, Params), Vec<Failure>> {
    let (rules, mut failures) = lint::load_rules(host, settings, sources);
    let (params, problems) = rule::complete_params(&rules, &settings.params);
    failures.extend(problems);
    if failures.is_empty() {
        Ok((rules, params))
    } else {
        Err(failures)
    }
}

/// The date of judgement: the setting's, else that of the comment `# as-of:` in the tenant's
/// first file (which examples of policies have, and `check` never reads), else today.
fn date(host: &dyn Host, settings: &Settings, sources: &SourceMap, tenant: &Tenant) -> String {
    let marked = || {
        let file = *tenant.files.first()?;
        let text = Arc::clone(sources.file(file).text());
        as_of(&document::parse(file, text, &settings.parse).ok()?)
    };
    let given = settings.as_of.clone();
    given.or_else(marked).unwrap_or_else(|| host.today())
}

/// The input of a tenant, as it may be shown, with the parameters and the date that policies see.
///
/// # Errors
/// What keeps the policies from being loaded.
pub fn with_data(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
    tenant: &Tenant,
    input: Value,
) -> Result<String, Vec<Failure>> {
    let (_, params) = rules(host, settings, sources)?;
    let date = date(host, settings, sources, tenant);
    let data = json!({"tenantlint": {"params": params, "as_of": date}});
    let all = json!({"input": input, "data": data});
    Ok(format!("{all:#}\n"))
}

/// Every document of the settings' paths as plain JSON, one after another.
///
/// # Errors
/// What cannot be read.
pub fn raw(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
) -> Result<String, Vec<Failure>> {
    let mut text = String::new();
    for document in lint::documents(host, settings, sources)? {
        for &root in Document::roots(&document) {
            let value = tenant::plain_json(&document, root);
            text.push_str(&format!("{value:#}\n"));
        }
    }
    Ok(text)
}

/// What every rule answers for every tenant: `{"file", "rule", "deny", "not_evaluated"}` or
/// `{"file", "rule", "error"}`, a line each.
///
/// # Errors
/// What keeps policies from being loaded or tenants from being read.
pub fn evaluate(
    host: &dyn Host,
    settings: &Settings,
    sources: &mut SourceMap,
) -> Result<String, Vec<Failure>> {
    let (rules, params) = rules(host, settings, sources)?;
    let mut survey = lint::survey(
        host,
        settings,
        sources,
        &lint::Silent,
        &lint::Wanted::default(),
    );
    if !survey.failures.is_empty() {
        return Err(survey.failures);
    }
    survey.set_unfit_aside();
    let mut prepared: BTreeMap<String, Prepared> = BTreeMap::new();
    let mut text = String::new();
    for tenant in &survey.tenants {
        let date = date(host, settings, sources, tenant);
        let prepared = prepared
            .entry(date)
            .or_insert_with_key(|date| Prepared::new(&rules, &params, date, &settings.evaluate).0);
        let file = tenant.files.first().map_or("", |f| sources.name(*f));
        for (rule, answers) in rules.rules.iter().zip(prepared.answers(tenant)) {
            let line = match answers {
                Ok(answers) => json!({
                    "file": file,
                    "rule": rule.id,
                    "deny": answers.deny,
                    "not_evaluated": answers.not_evaluated,
                }),
                Err(failures) => {
                    let messages: Vec<_> = failures.iter().map(|f| &f.message).collect();
                    json!({"file": file, "rule": rule.id, "error": messages})
                }
            };
            text.push_str(&format!("{line}\n"));
        }
    }
    Ok(text)
}
