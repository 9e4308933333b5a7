//! The documentation of rules in Markdown: an index, and a page a rule. Texts of rules are
//! somebody's words: they are escaped, and stay what they were.

use super::console::one_line;
use crate::report::RuleInfo;
use crate::rule::{Param, Rule, RuleSet};
use crate::source::SourceMap;

/// A page: its file's name, and its text.
pub(super) type Page = (String, String);

/// The name of the index among the pages.
pub(super) const INDEX: &str = "README.md";

/// The index of all, then a page for each rule that the index names, in the order of their ids.
pub(super) fn pages(infos: &[RuleInfo], rules: &RuleSet, sources: &SourceMap) -> Vec<Page> {
    let rule = |info: &RuleInfo| rules.rules.iter().find(|r| r.id == info.id);
    let mut pages = vec![(INDEX.to_owned(), index(infos, &|info| rule(info).is_some()))];
    for info in infos {
        if let Some(rule) = rule(info) {
            pages.push((file_name(&rule.id), page(rule, rules, sources)));
        }
    }
    pages
}

fn file_name(id: &str) -> String {
    format!("{id}.md")
}

fn index(infos: &[RuleInfo], has_page: &dyn Fn(&RuleInfo) -> bool) -> String {
    let mut text = format!(
        "# Rules and checks\n\n{} in all. `tenantlint explain ID` prints the same in a terminal.\n\n",
        infos.len()
    );
    text.push_str("| Id | Severity | Family | Title |\n|---|---|---|---|\n");
    for info in infos {
        let id = match has_page(info) {
            true => format!("[{}]({})", inline(&info.id), file_name(&info.id)),
            false => inline(&info.id),
        };
        let cells = [
            inline(info.severity.as_str()),
            inline(&info.family),
            inline(&info.title),
        ];
        text.push_str(&format!("| {id} | {} |\n", cells.join(" | ")));
    }
    text
}

fn page(rule: &Rule, rules: &RuleSet, sources: &SourceMap) -> String {
    let mut text = format!("# {}: {}\n\n", inline(&rule.id), inline(&rule.title));
    let code = |word: &str| match word {
        "" => String::new(),
        word => format!("`{word}`"),
    };
    let words = [
        format!("**{}**", rule.severity),
        inline(&rule.family).to_string(),
        code(rule.platform_name()),
        code(&rule.name),
    ];
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|w| !w.is_empty())
        .collect();
    text.push_str(&words.join(" · "));
    text.push('\n');
    section(&mut text, "Why it matters", &prose(&rule.description));
    section(&mut text, "What to do", &prose(&rule.remediation));
    section(&mut text, "What one finding stands for", &prose(&rule.unit));
    let types: Vec<String> = rule
        .types
        .iter()
        .map(|t| format!("`{}`", one_line(t)))
        .collect();
    section(&mut text, "What it reads", &types.join(", "));
    section(&mut text, "Parameters", &params(&rule.id, &rule.params));
    section(&mut text, "Shared parameters", &shared(rule, rules));
    let frameworks: Vec<String> = rule
        .frameworks
        .iter()
        .map(|(name, ids)| format!("- {}: {}", inline(name), inline(&ids.join(", "))))
        .collect();
    section(&mut text, "Frameworks", &frameworks.join("\n"));
    let references: Vec<String> = rule
        .references
        .iter()
        .map(|r| {
            format!(
                "- {}: <{}>",
                inline(&r.title),
                one_line(&r.url).replace(['<', '>'], "")
            )
        })
        .collect();
    section(&mut text, "References", &references.join("\n"));
    for (name, title) in [
        ("bad.yaml", "A bad example"),
        ("good.yaml", "A good example"),
    ] {
        let found = rule.examples.iter().find(|(own, _)| own == name);
        if let Some((_, file)) = found {
            section(&mut text, title, &block(sources.file(*file).text()));
        }
    }
    text
}

fn section(text: &mut String, title: &str, body: &str) {
    if !body.trim().is_empty() {
        text.push_str(&format!("\n## {title}\n\n{}\n", body.trim_end()));
    }
}

fn params(owner: &str, params: &[Param]) -> String {
    let lines = params.iter().map(|param| {
        format!(
            "- `{owner}.{}`: {}\n\n  Default: `{}`\n",
            one_line(&param.name),
            inline(&param.description),
            one_line(&param.default.to_string()),
        )
    });
    lines.collect()
}

/// Parameters of the models that the rule uses.
fn shared(rule: &Rule, rules: &RuleSet) -> String {
    let used = rules
        .library
        .models
        .iter()
        .filter(|m| rule.policy.text.contains(m.module.package.as_str()));
    used.map(|m| params(&m.id, &m.params)).collect()
}

/// Paragraphs, kept apart.
fn prose(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(inline);
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// A fence that no line of the text can close.
fn block(text: &str) -> String {
    let longest = text
        .lines()
        .map(|l| l.trim_start().bytes().take_while(|b| *b == b'`').count())
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}yaml\n{}\n{fence}", text.trim_end())
}

/// Text that stays text in Markdown, on one line; what stands between backticks stays code.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    let text = one_line(text.trim());
    let balanced = text.matches('`').count().is_multiple_of(2);
    for c in text.chars() {
        match c {
            '`' if balanced => {
                code = !code;
                out.push('`');
            }
            c if code => out.push(if c == '|' { '¦' } else { c }),
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

#[cfg(test)]
mod tests {
    use super::{block, inline};

    #[test]
    fn text_cannot_break_a_table_or_become_markup() {
        assert_eq!(inline("a|b <i>\n[x](y)"), "a\\|b &lt;i> \\[x\\](y)");
        assert_eq!(inline("set `a_b` to *"), "set `a_b` to \\*");
        assert_eq!(inline("one ` alone"), "one \\` alone");
    }

    #[test]
    fn an_example_cannot_close_its_fence() {
        assert_eq!(block("a: |\n  ```\n"), "````yaml\na: |\n  ```\n````");
    }
}
