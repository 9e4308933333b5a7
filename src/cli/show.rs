//! `config` and `input`: what a run would go by, and what policies would see.

use std::sync::Arc;

use serde_json::{Value, json};

use super::args::{AssessArgs, ConfigCommandArgs, InputCommandArgs, ShowFormat};
use super::console::{Page, Stream, one_line};
use super::settings::{ConfigSource, Flags, Resolved, resolve, shown};
use super::{Run, Trouble, suggest};
use crate::check::Severity;
use crate::jobs::author;
use crate::lint::{self, Demands, Nested, Settings, Survey};
use crate::source::SourceMap;
use crate::tenant::{Platform, Tenant};

/// What became of one file.
struct Line {
    path: String,
    tenant: Option<(Option<&'static str>, String)>,
    reason: String,
}

pub(super) fn config(run: &mut Run<'_, '_>, args: &ConfigCommandArgs) -> Result<u8, Trouble> {
    let assess = AssessArgs::default();
    let flags = Flags {
        assess: Some(&assess),
        input: Some(&args.input),
        policies: Some(&args.policies),
        selection: Some(&args.selection),
        verdict: Some(&args.verdict),
        configuration: Some(&args.configuration),
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let mut resolved = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let settings = &mut resolved.settings;
    let wanted = everything(run, settings);
    let mut survey = lint::survey(run.host, settings, &mut sources, &lint::Silent, &wanted);
    lint::lay_demands(run.host, settings, &mut survey, &sources);
    let lines = lines(&survey, &sources);
    let text = match args.format {
        ShowFormat::Human => human(run, &resolved, &survey, &lines),
        ShowFormat::Json => as_json(&resolved, &survey, &lines),
    };
    run.print(text)?;
    if survey.failures.is_empty() {
        return Ok(0);
    }
    run.show_failures(sources, survey.failures)
}

/// All sections, and documents of no platform where a policy is for none.
fn everything(run: &Run<'_, '_>, settings: &Settings) -> lint::Wanted {
    let mut wanted = lint::Wanted::default();
    if !settings.policies.is_empty() {
        // What is wrong with the policies is for `check` to say.
        let (rules, _) = lint::select_rules(run.host, settings, &mut SourceMap::new());
        wanted.plain = lint::wanted(&rules).plain;
    }
    wanted
}

/// Files that were read first, then the others, each in the order of their paths.
fn lines(survey: &Survey, sources: &SourceMap) -> Vec<Line> {
    let read = survey.roles.iter().map(|role| Line {
        path: sources.name(role.file).to_owned(),
        tenant: role
            .tenant
            .as_ref()
            .map(|(platform, name)| (platform.map(Platform::as_str), name.to_string())),
        reason: role.holds.clone(),
    });
    let skipped = survey.skipped.iter().map(|skip| Line {
        path: skip.shown.clone(),
        tenant: None,
        reason: format!("not read: {}", skip.reason),
    });
    let mut lines: Vec<Line> = read.collect();
    lines.sort_by(|a, b| (&a.path, &a.reason).cmp(&(&b.path, &b.reason)));
    let mut others: Vec<Line> = skipped.collect();
    others.sort_by(|a, b| a.path.cmp(&b.path));
    lines.append(&mut others);
    lines
}

fn human(run: &Run<'_, '_>, resolved: &Resolved, survey: &Survey, lines: &[Line]) -> Vec<u8> {
    let mut page = Page::new(run.look(Stream::Stdout));
    page.title("Configuration");
    let (path, why) = source(&resolved.source);
    let path = path.map_or_else(String::new, |p| format!("{p}: "));
    page.raw(&format!("  {}{why}\n", one_line(&path)));
    for nested in resolved.settings.nested.iter().flatten() {
        let whose = match &tenants_of(&resolved.settings, nested)[..] {
            [] => "no tenant of this run".to_owned(),
            names => format!("`{}`", names.join("`, `")),
        };
        let line = format!("{}: adds for {whose}", shown(&nested.config));
        page.raw(&format!("  {}\n", one_line(&line)));
        for (key, value) in added(&nested.demands) {
            page.raw(&format!("    {key}: {}\n", one_line(&value.to_string())));
        }
    }
    for notice in survey.warnings.iter().chain(&survey.notices) {
        page.paragraphs(2, &notice.message);
    }
    page.title("Settings");
    if let Value::Object(settings) = settings(&resolved.settings) {
        for (key, value) in settings {
            page.raw(&format!("  {key}: {}\n", one_line(&value.to_string())));
        }
    }
    page.title("Files");
    for line in lines {
        page.raw(&format!("  {}\n", one_line(&line.path)));
        let tenant = line.tenant.as_ref();
        let whose = tenant.map_or_else(String::new, |(platform, name)| match platform {
            Some(platform) => format!("{platform} tenant `{name}`: "),
            None => String::new(),
        });
        page.raw(&format!(
            "    {}\n",
            one_line(&format!("{whose}{}", line.reason))
        ));
    }
    page.into_bytes()
}

fn as_json(resolved: &Resolved, survey: &Survey, lines: &[Line]) -> Vec<u8> {
    let (path, why) = source(&resolved.source);
    let files: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "path": line.path,
                "platform": line.tenant.as_ref().and_then(|t| t.0),
                "tenant": line.tenant.as_ref().map(|t| &t.1),
                "reason": line.reason,
            })
        })
        .collect();
    let nested = resolved.settings.nested.iter().flatten();
    let nested: Vec<Value> = nested
        .map(|nested| {
            json!({
                "path": shown(&nested.config),
                "tenants": tenants_of(&resolved.settings, nested),
                "adds": added(&nested.demands),
            })
        })
        .collect();
    let value = json!({
        "version": 1,
        "configuration": {"path": path, "reason": why, "nested": nested},
        "notices": survey.warnings.iter().chain(&survey.notices).map(|n| &n.message).collect::<Vec<_>>(),
        "settings": settings(&resolved.settings),
        "files": files,
    });
    format!("{value:#}\n").into_bytes()
}

fn source(source: &ConfigSource) -> (Option<String>, &'static str) {
    let why = match source {
        ConfigSource::Named(_) => "named by --config",
        ConfigSource::Found(_) => "the outermost one above the first path",
        ConfigSource::Nothing => "none was found",
        ConfigSource::Isolated => "none, because of --isolated",
    };
    (source.path().map(shown), why)
}

/// The tenants of which a configuration further in demands something.
fn tenants_of<'s>(settings: &'s Settings, nested: &Nested) -> Vec<&'s str> {
    let is_on = |demands: &Demands| {
        let mut all = demands.within.iter();
        all.any(|demands| Arc::ptr_eq(demands, &nested.demands))
    };
    let all = settings.of_tenants.iter();
    all.filter(|(_, demands)| is_on(demands))
        .map(|(name, _)| name.as_str())
        .collect()
}

/// What a configuration further in says, in the words of `tenantlint.yaml`.
fn added(demands: &Demands) -> serde_json::Map<String, Value> {
    let mut added = serde_json::Map::new();
    let mut say = |key: &str, value: Value| added.insert(key.to_owned(), value);
    if !demands.selection.select.is_empty() {
        say("select", json!(demands.selection.select));
    }
    if !demands.severity.is_empty() {
        say("severity", json!(demands.severity));
    }
    for (key, threshold) in [
        ("fail-on", demands.thresholds.findings),
        ("fail-on-unknown", demands.thresholds.unknown),
    ] {
        if let Some(severity) = threshold {
            say(key, json!(severity));
        }
    }
    added
}

/// The settings in the words of `tenantlint.yaml`, with what flags alone can say.
fn settings(settings: &Settings) -> Value {
    let paths = |list: &[std::path::PathBuf]| list.iter().map(|p| shown(p)).collect::<Vec<_>>();
    let threshold = |s: Option<Severity>| s.map_or("never", Severity::as_str);
    let demands = &settings.demands;
    let tenants: Vec<Value> = settings
        .tenants
        .iter()
        .map(|t| {
            json!({
                "name": t.name,
                "platform": t.platform.map(|p| p.as_str()),
                "include": t.include,
                "exclude": t.exclude,
            })
        })
        .collect();
    json!({
        "paths": paths(&settings.paths),
        "root": shown(&settings.root),
        "platform": settings.platform.map(|p| p.as_str()),
        "tenants": tenants,
        "exclude": settings.exclude,
        "policies": {
            "builtin": settings.builtin,
            "dirs": paths(&settings.policies),
            "namespaces": settings.namespaces,
            "data": paths(&settings.data),
            "packs": settings
                .foreign
                .iter()
                .map(|pack| (pack.manifest.clone(), json!(shown(&pack.dir))))
                .collect::<serde_json::Map<_, _>>(),
            "rego-version": settings.rego_version.as_str(),
            "combine": settings.combine,
        },
        "params": settings.params,
        "severity": demands.severity,
        "select": demands.selection.select,
        "ignore": demands.selection.ignore,
        "fail-on": threshold(demands.thresholds.findings),
        "fail-on-unknown": threshold(demands.thresholds.unknown),
        "runtime": paths(&settings.runtime),
        "waivers": settings.waivers.len(),
        "waivers-file": shown(&settings.waivers_file),
        "max-waiver-days": settings.max_waiver_days,
        "baseline": shown(&settings.baseline_file),
        "baselined": settings.baseline.as_ref().map_or(0, |b| b.entries.len()),
        "as-of": settings.as_of,
        "limits": limits(settings),
    })
}

fn limits(settings: &Settings) -> Value {
    json!({
        "max-bytes": settings.parse.max_bytes,
        "max-depth": settings.parse.max_depth,
        "max-nodes": settings.parse.max_nodes,
        "max-expanded-nodes": settings.parse.max_expanded_nodes,
        "max-scalar-bytes": settings.parse.max_scalar_bytes,
        "max-rule-time": settings.evaluate.max_rule_time.as_secs(),
        "max-policy-bytes": settings.evaluate.max_policy_bytes,
        "max-policy-columns": settings.evaluate.max_policy_columns,
        "max-policy-depth": settings.evaluate.max_policy_depth,
        "max-policy-memory": settings.evaluate.max_policy_memory,
        "max-violations": settings.evaluate.max_violations,
        "max-place-evaluations": settings.evaluate.max_place_evaluations,
        "max-place-evaluations-of-rule": settings.evaluate.max_place_evaluations_of_rule,
        "stack-bytes": settings.evaluate.stack_bytes,
    })
}

pub(super) fn input(run: &mut Run<'_, '_>, args: &InputCommandArgs) -> Result<u8, Trouble> {
    let flags = Flags {
        input: Some(&args.input),
        configuration: Some(&args.configuration),
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let resolved = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => return run.show_failures(sources, failures),
    };
    let settings = &resolved.settings;
    let printed = if args.evaluate {
        author::evaluate(run.host, settings, &mut sources)
    } else if args.raw {
        author::raw(run.host, settings, &mut sources)
    } else {
        let wanted = everything(run, settings);
        let mut survey = lint::survey(run.host, settings, &mut sources, &lint::Silent, &wanted);
        if !survey.failures.is_empty() {
            return run.show_failures(sources, survey.failures);
        }
        survey.set_unfit_aside();
        let tenant = chosen(&survey.tenants, args.tenant.as_deref()).map_err(Trouble::Usage)?;
        if args.with_data {
            let input = survey.shown(tenant);
            author::with_data(run.host, settings, &mut sources, tenant, input)
        } else {
            Ok(format!("{:#}\n", survey.shown(tenant)))
        }
    };
    match printed {
        Ok(text) => run.print(text).map(|()| 0),
        Err(failures) => run.show_failures(sources, failures),
    }
}

pub(super) fn chosen<'a>(tenants: &'a [Tenant], name: Option<&str>) -> Result<&'a Tenant, String> {
    let names = || tenants.iter().map(|t| &*t.name);
    match (name, tenants) {
        (None, [one]) => Ok(one),
        (None, []) => Err("no tenant was recognised in these files".to_owned()),
        (None, _) => Err(format!(
            "there are several tenants; choose one by `--tenant`: {}",
            names().collect::<Vec<_>>().join(", ")
        )),
        (Some(name), _) => tenants.iter().find(|t| &*t.name == name).ok_or_else(|| {
            let help = suggest::help(name, names(), || {
                format!("there are: {}", names().collect::<Vec<_>>().join(", "))
            });
            format!("there is no tenant `{name}`; {help}")
        }),
    }
}
