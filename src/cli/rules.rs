//! `rules`: the list of rules, and of our own checks.

use std::path::Path;

use super::args::{ListFormat, RuleSourceArgs, RulesArgs, SelectionArgs};
use super::console::{Page, Stream, one_line};
use super::settings::{Flags, resolve};
use super::{Run, TROUBLE, Trouble, rule_pages};
use crate::check::Check;
use crate::lint::{self, Selection};
use crate::report::RuleInfo;
use crate::rule::{Param, RuleSet};
use crate::source::SourceMap;
use crate::tenant::Platform;

/// A rule or check in the list.
#[derive(Debug, serde::Serialize)]
struct Listed {
    #[serde(flatten)]
    info: RuleInfo,
    platform: Option<&'static str>,
    builtin: bool,
    unit: String,
    types: Vec<String>,
    params: Vec<Param>,
}

pub(super) fn run(run: &mut Run<'_, '_>, args: &RulesArgs) -> Result<u8, Trouble> {
    let loaded = load(run, &args.sources, Some(&args.selection))?;
    let Some(loaded) = loaded else {
        return Ok(TROUBLE);
    };
    let selection = Selection {
        select: trimmed(&args.selection.select),
        ignore: trimmed(&args.selection.ignore),
    };
    let listed = listed(&loaded.rules, &selection);
    let text = match args.format {
        ListFormat::Human => human(run, &listed),
        ListFormat::Markdown => {
            let infos: Vec<RuleInfo> = listed.into_iter().map(|l| l.info).collect();
            let pages = rule_pages::pages(&infos, &loaded.rules, &loaded.sources);
            if let Some(folder) = &args.output {
                write(run, folder, &pages)?;
                return Ok(loaded.code);
            }
            let texts: Vec<String> = pages.into_iter().map(|(_, text)| text).collect();
            texts.join("\n").into_bytes()
        }
        ListFormat::Json => json(&listed),
    };
    if args.output.is_some() {
        let message = "`--output DIR` goes with `--format markdown`, which writes several files";
        return Err(Trouble::Usage(message.to_owned()));
    }
    run.print(text)?;
    Ok(loaded.code)
}

/// Writes each page that is not there already as it has to be.
fn write(run: &mut Run<'_, '_>, folder: &Path, pages: &[rule_pages::Page]) -> Result<(), Trouble> {
    for (name, text) in pages {
        let path = folder.join(name);
        let same = run.host.read(&path, text.len());
        if same.is_ok_and(|bytes| bytes == text.as_bytes()) {
            continue;
        }
        let written = run.host.write(&path, text.as_bytes());
        written.map_err(|reason| Trouble::Write(std::io::Error::other(reason)))?;
    }
    Ok(())
}

/// The rules that a command may speak of.
pub(super) struct Loaded {
    pub(super) rules: RuleSet,
    pub(super) sources: SourceMap,
    /// 2 where some policies could not be loaded, which has been said; else 0.
    pub(super) code: u8,
}

/// Loads the rules. What is wrong is shown; `None` where that leaves nothing to speak of.
pub(super) fn load(
    run: &mut Run<'_, '_>,
    args: &RuleSourceArgs,
    selection: Option<&SelectionArgs>,
) -> Result<Option<Loaded>, Trouble> {
    let flags = Flags {
        sources: Some(args),
        selection,
        ..Flags::default()
    };
    let mut sources = SourceMap::new();
    let resolved = match resolve(run.host, &flags, &mut sources) {
        Ok(resolved) => resolved,
        Err(failures) => {
            run.show_failures(sources, failures)?;
            return Ok(None);
        }
    };
    let (rules, failures) = lint::load_rules(run.host, &resolved.settings, &mut sources);
    let mut code = 0;
    if !failures.is_empty() {
        code = run.show_failures(sources, failures)?;
        sources = SourceMap::new();
        lint::load_rules(run.host, &resolved.settings, &mut sources);
    }
    Ok(Some(Loaded {
        rules,
        sources,
        code,
    }))
}

fn trimmed(words: &[String]) -> Vec<String> {
    words.iter().map(|w| w.trim().to_owned()).collect()
}

fn listed(rules: &RuleSet, selection: &Selection) -> Vec<Listed> {
    let ours = rules.rules.iter().map(|rule| Listed {
        info: lint::rule_info(rule),
        platform: rule.platform.map(Platform::as_str),
        builtin: rule.builtin,
        unit: rule.unit.clone(),
        types: rule.types.clone(),
        params: rule.params.clone(),
    });
    let checks = Check::ALL.iter().map(|check| Listed {
        info: lint::check_info(*check),
        platform: None,
        builtin: true,
        unit: String::new(),
        types: Vec::new(),
        params: Vec::new(),
    });
    ours.chain(checks)
        .filter(|l| selection.takes(&l.info.id, &l.info.family, l.info.severity))
        .collect()
}

fn human(run: &Run<'_, '_>, listed: &[Listed]) -> Vec<u8> {
    let mut page = Page::new(run.look(Stream::Stdout));
    let longest = |of: fn(&Listed) -> usize| listed.iter().map(of).max().unwrap_or(0);
    let ids = longest(|l| l.info.id.len());
    let families = longest(|l| l.info.family.len());
    for Listed { info, .. } in listed {
        page.styled(anstyle::Style::new().bold(), &format!("{:<ids$}", info.id));
        page.raw("  ");
        page.severity(info.severity);
        page.raw("  ");
        page.raw(&one_line(&format!(
            "{:<families$}  {}",
            info.family, info.title
        )));
        page.raw("\n");
    }
    page.raw(&format!("rules and checks: {}\n", listed.len()));
    page.into_bytes()
}

fn json(listed: &[Listed]) -> Vec<u8> {
    let value = serde_json::json!({"version": 1, "rules": listed});
    format!("{value:#}\n").into_bytes()
}
