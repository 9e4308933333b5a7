//! `rules`: the list of rules, and of our own checks.

use super::args::{ListFormat, RuleSourceArgs, RulesArgs, SelectionArgs};
use super::console::{Page, Stream, one_line};
use super::settings::{Flags, resolve};
use super::{Run, TROUBLE, Trouble};
use crate::check::Check;
use crate::lint::{self, Selection};
use crate::report::RuleInfo;
use crate::rule::{Param, RuleSet};
use crate::source::SourceMap;

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
        ListFormat::Markdown => markdown(&listed).into_bytes(),
        ListFormat::Json => json(&listed),
    };
    run.print(text)?;
    Ok(loaded.code)
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
        platform: Some(rule.platform.as_str()),
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

fn markdown(listed: &[Listed]) -> String {
    let mut text =
        "| Id | Severity | Family | Title | What to do |\n|---|---|---|---|---|\n".to_owned();
    for Listed { info, .. } in listed {
        let cells = [
            &*info.id,
            info.severity.as_str(),
            &info.family,
            &info.title,
            &info.remediation,
        ];
        let cells: Vec<String> = cells.iter().map(|c| cell(c)).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

/// Untrusted text as a cell of a Markdown table.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text.trim()).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '*' | '_' | '[' | ']' | '`' | '~' | '#' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

fn json(listed: &[Listed]) -> Vec<u8> {
    let value = serde_json::json!({"version": 1, "rules": listed});
    format!("{value:#}\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_cannot_break_the_table_or_become_markup() {
        assert_eq!(cell("a|b <i>\n[x](y)"), "a\\|b &lt;i> \\[x\\](y)");
    }
}
