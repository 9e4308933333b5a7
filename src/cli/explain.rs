//! `explain`: all that is known of one rule, model or check.

use std::collections::{BTreeMap, BTreeSet};

use super::args::ExplainArgs;
use super::console::{Page, Stream, one_line};
use super::rules::{Loaded, load};
use super::{Run, TROUBLE, Trouble, suggest};
use crate::check::Check;
use crate::lint::OWN_FAMILY;
use crate::rule::{Model, Param, Rule, RuleSet};

pub(super) fn run(run: &mut Run<'_, '_>, args: &ExplainArgs) -> Result<u8, Trouble> {
    let Some(loaded) = load(run, &args.sources, None)? else {
        return Ok(TROUBLE);
    };
    let mut page = Page::new(run.look(Stream::Stdout));
    if let Some(found) = find_rule(&loaded.rules, &args.id) {
        rule(&mut page, found, &loaded);
    } else if let Some(found) = find_check(&args.id) {
        check(&mut page, found);
    } else if let models = find_models(&loaded.rules, &args.id)
        && !models.is_empty()
    {
        model(&mut page, &args.id, &models);
    } else {
        return Err(Trouble::Usage(unknown(&loaded.rules, &args.id)));
    }
    run.print(page.into_bytes())?;
    Ok(loaded.code)
}

fn find_rule<'a>(rules: &'a RuleSet, id: &str) -> Option<&'a Rule> {
    let mut all = rules.rules.iter();
    all.find(|r| r.id.eq_ignore_ascii_case(id) || r.name == id)
}

fn find_check(id: &str) -> Option<Check> {
    let mut all = Check::ALL.iter().copied();
    all.find(|c| c.id().eq_ignore_ascii_case(id))
}

/// Several models may share an id, and with it the place of their parameters.
fn find_models<'a>(rules: &'a RuleSet, id: &str) -> Vec<&'a Model> {
    let models = rules.library.models.iter();
    models.filter(|m| m.id == id).collect()
}

fn unknown(rules: &RuleSet, id: &str) -> String {
    let all = rules
        .rules
        .iter()
        .flat_map(|r| [&*r.id, r.name.as_str()])
        .chain(Check::ALL.iter().map(|c| c.id()))
        .chain(rules.library.models.iter().map(|m| m.id.as_str()));
    let help = suggest::help(id, all, || "`tenantlint rules` lists them".to_owned());
    format!("there is no rule or check `{}`; {help}", one_line(id))
}

fn rule(page: &mut Page, rule: &Rule, loaded: &Loaded) {
    page.title(&format!("{}  {}", rule.id, rule.title));
    page.severity(rule.severity);
    let words = [&*rule.family, rule.platform_name(), &*rule.name];
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    let line = format!(" {}\n", words.join(", "));
    page.raw(&one_line(line.trim_end()));
    page.raw("\n");
    section(page, "Why it matters", &rule.description);
    section(page, "What to do", &rule.remediation);
    section(page, "What one finding stands for", &rule.unit);
    section(page, "What it reads", &rule.types.join(", "));
    params(page, &rule.id, &rule.params.iter().collect::<Vec<_>>());
    shared_params(page, rule, &loaded.rules);
    frameworks(page, rule);
    references(page, rule);
    examples(page, rule, loaded);
}

fn check(page: &mut Page, check: Check) {
    page.title(&format!("{}  {}", check.id(), check.title()));
    page.severity(check.severity());
    page.raw(&format!(" {OWN_FAMILY}\n"));
    section(page, "Why it matters", check.description());
    section(page, "What to do", check.remediation());
}

fn model(page: &mut Page, id: &str, models: &[&Model]) {
    page.title(id);
    page.paragraphs(
        0,
        "What several rules build on; it gives no findings of its own.",
    );
    let types: BTreeSet<&str> = models
        .iter()
        .flat_map(|m| m.types.iter().map(String::as_str))
        .collect();
    let types: Vec<&str> = types.into_iter().collect();
    section(page, "What it reads", &types.join(", "));
    let all: Vec<&Param> = models.iter().flat_map(|m| &m.params).collect();
    params(page, id, &all);
}

fn section(page: &mut Page, title: &str, text: &str) {
    if !text.trim().is_empty() {
        page.title(title);
        page.paragraphs(2, text);
    }
}

fn params(page: &mut Page, id: &str, params: &[&Param]) {
    if params.is_empty() {
        return;
    }
    page.title("Parameters");
    for param in params {
        page.raw(&format!("  {}\n", one_line(&param.name)));
        page.paragraphs(4, &param.description);
        page.paragraphs(4, &format!("Schema: {}", param.schema));
        page.paragraphs(4, &format!("Default: {}", param.default));
    }
    let first = &params[0].name;
    page.paragraphs(
        2,
        &format!("Set one in tenantlint.yaml under `params: {{{id}: {{{first}: ...}}}}`, or by `--param {id}.{first}=...`."),
    );
}

/// Parameters of the models that the rules of a platform share.
fn shared_params(page: &mut Page, rule: &Rule, rules: &RuleSet) {
    let platform = format!(".{}.", rule.platform_name());
    let mut by_id: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let models = rules.library.models.iter();
    for model in models.filter(|m| m.module.package.contains(&platform) && !m.params.is_empty()) {
        let names = model.params.iter().map(|p| p.name.as_str());
        by_id.entry(&model.id).or_default().extend(names);
    }
    for (id, names) in by_id {
        page.title(&format!("Parameters of {id}"));
        page.paragraphs(
            2,
            &format!(
                "{}: shared by the rules of the platform; `tenantlint explain {id}` says more.",
                names.join(", ")
            ),
        );
    }
}

fn frameworks(page: &mut Page, rule: &Rule) {
    if rule.frameworks.is_empty() {
        return;
    }
    page.title("Frameworks");
    for (framework, ids) in &rule.frameworks {
        page.paragraphs(2, &format!("{framework}: {}", ids.join(", ")));
    }
}

fn references(page: &mut Page, rule: &Rule) {
    if rule.references.is_empty() {
        return;
    }
    page.title("References");
    for reference in &rule.references {
        page.raw(&format!("  {}\n", one_line(&reference.title)));
        page.raw(&format!("    {}\n", one_line(&reference.url)));
    }
}

fn examples(page: &mut Page, rule: &Rule, loaded: &Loaded) {
    for (name, file) in &rule.examples {
        let kind = match name.as_str() {
            "bad.yaml" => "A bad example",
            "good.yaml" => "A good example",
            _ => continue,
        };
        page.title(kind);
        page.listing(loaded.sources.file(*file).text());
    }
}
