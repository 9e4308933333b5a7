//! `markdown`: a table of exposures with their windows, each with what opened and closed it folded
//! below, and a table of findings.

use super::{PastReport, standing};
use crate::assess::past::{Line, Window};
use crate::assess::people::people;
use crate::report::markdown_text::{html, inline};
use crate::report::text;

pub(super) fn render(past: &PastReport) -> String {
    let mut out = "## What was open when\n\n".to_owned();
    exposures(past, &mut out);
    findings(past, &mut out);
    for failure in &past.report.failures {
        let words = past.clean(&failure.message);
        out.push_str(&format!("- **not judged**: {}\n", inline(&words)));
    }
    for said in past.summary() {
        out.push_str(&format!("{}\n\n", inline(&said)));
    }
    format!("{}\n", out.trim_end())
}

fn exposures(past: &PastReport, out: &mut String) {
    if past.exposures.is_empty() {
        return;
    }
    out.push_str("| | Severity | Who | May | Object | Records | Open | Data |\n|--:|---|---|---|---|--:|---|---|\n");
    for (number, (key, line)) in past.exposures.iter().enumerate() {
        let words = |words: &str| inline(&past.clean(words));
        let categories: Vec<&str> = line.reach.categories.keys().map(String::as_str).collect();
        out.push_str(&format!(
            "| {} | **{}** | {} | {} | {} | {} | {} | {} |\n",
            number + 1,
            line.severity,
            words(people(&key.principal)),
            words(&line.reach.actions.join(", ")),
            words(&key.object),
            line.reach.records.map(text::thousands).unwrap_or_default(),
            periods(past, line),
            words(&categories.join(", "))
        ));
    }
    out.push('\n');
    for (number, (key, line)) in past.exposures.iter().enumerate() {
        let title = html(&format!("{}. {}", number + 1, past.headline(key, line)));
        out.push_str(&format!("<details><summary>{title}</summary>\n\n"));
        windows(past, line, out);
        out.push('\n');
        for (seen, line) in past.ways(key) {
            out.push_str(&format!(
                "- **{}** {}: {} ({})\n",
                inline(&past.clean(&seen.rule)),
                periods(past, line),
                inline(&past.clean(&seen.message)),
                inline(&past.spot(&seen.place))
            ));
        }
        out.push_str("\n</details>\n\n");
    }
}

fn findings(past: &PastReport, out: &mut String) {
    if past.findings.is_empty() {
        return;
    }
    out.push_str("| Severity | Rule | Finding | Open | By |\n|---|---|---|---|---|\n");
    for (_, line) in &past.findings {
        let Some(seen) = line.seen.first() else {
            continue;
        };
        let by: Vec<String> = line
            .windows
            .iter()
            .flat_map(|window| past.told(window))
            .collect();
        out.push_str(&format!(
            "| **{}** | {} | {} ({}) | {} | {} |\n",
            line.severity,
            inline(&past.clean(&seen.rule)),
            inline(&past.clean(&seen.message)),
            inline(&past.spot(&seen.place)),
            periods(past, line),
            by.iter()
                .map(|by| inline(by))
                .collect::<Vec<_>>()
                .join("<br>")
        ));
    }
    out.push('\n');
}

fn windows(past: &PastReport, line: &Line, out: &mut String) {
    for window in &line.windows {
        out.push_str(&format!("- {}\n", inline(&past.period(window))));
        for told in past.told(window) {
            out.push_str(&format!("  - {}\n", inline(&told)));
        }
    }
}

fn periods(past: &PastReport, line: &Line) -> String {
    let period = |window: &Window| format!("{} to {}", window.opened.date, window.until("today"));
    let all: Vec<String> = line.windows.iter().map(period).collect();
    let standing = standing(line).as_str();
    inline(&past.clean(&format!("{} ({standing})", all.join(", "))))
}
