//! `html`: one page that needs nothing else and asks no network: the exposures with their timelines,
//! what opened and closed each, and the chains; then the findings.

use super::{Cell, PastReport, cells, standing};
use crate::assess::past::{Line, Standing, Window};
use crate::assess::people::people;
use crate::assess::seen::Step;
use crate::report::text;
use crate::report::xml_text::{escape, sentence};

/// Looks of the page, in light and dark, on wide and narrow screens.
const STYLE: &str = include_str!("page.css");

/// The parts that a timeline is drawn in.
const PARTS: usize = 400;

pub(super) fn render(past: &PastReport) -> String {
    let writer = Writer { past };
    let (from, to) = past.span();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>What was open when</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>What was open when</h1>\n<p class=\"span\">{from} to {to}</p>\n"
    );
    for said in past.summary() {
        out.push_str(&format!("<p>{}</p>\n", escape(&said)));
    }
    for failure in &past.report.failures {
        out.push_str(&format!(
            "<p class=\"failure\">not judged: {}</p>\n",
            writer.words(&failure.message)
        ));
    }
    writer.table(&mut out);
    writer.exposures(&mut out);
    writer.findings(&mut out);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

struct Writer<'p> {
    past: &'p PastReport,
}

impl Writer<'_> {
    fn words(&self, words: &str) -> String {
        sentence(&self.past.report, words)
    }

    fn table(&self, out: &mut String) {
        if self.past.exposures.is_empty() {
            return;
        }
        out.push_str("<h2>Exposures</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>Severity<th>Who<th>May<th>Object<th class=\"number\">Records<th>Data<th>When</tr></thead>\n<tbody>\n");
        for (number, (key, line)) in self.past.exposures.iter().enumerate() {
            let categories: Vec<&str> = line.reach.categories.keys().map(String::as_str).collect();
            out.push_str(&format!(
                "<tr><td>{}<td>{}<td>{}<td><a href=\"#e{}\">{}</a><td class=\"number\">{}<td>{}<td class=\"when\">{}</tr>\n",
                badge(line),
                self.words(people(&key.principal)),
                self.words(&line.reach.actions.join(", ")),
                number + 1,
                self.words(if key.object.is_empty() { &key.rule } else { &key.object }),
                line.reach.records.map(text::thousands).unwrap_or_default(),
                self.words(&categories.join(", ")),
                self.timeline(line),
            ));
        }
        out.push_str("</tbody>\n</table></div>\n");
    }

    /// A bar over the whole history, said in words for those who do not see it.
    fn timeline(&self, line: &Line) -> String {
        let cells = cells(&line.windows, self.past.span(), PARTS);
        let mut bars = String::new();
        let mut at = 0;
        for stretch in cells.chunk_by(|a, b| a == b) {
            let share = |parts: usize| parts as f64 * 100.0 / PARTS as f64;
            let (left, width) = (share(at), share(stretch.len()));
            at += stretch.len();
            let class = match stretch[0] {
                Cell::Shut => continue,
                Cell::Open => line.severity.as_str(),
                Cell::Unsure => "unsure",
            };
            bars.push_str(&format!(
                "<i class=\"{class}\" style=\"left:{left:.2}%;width:{width:.2}%\"></i>"
            ));
        }
        let said: Vec<String> = line
            .windows
            .iter()
            .map(|window| self.past.period(window))
            .collect();
        format!(
            "<span class=\"line\" role=\"img\" aria-label=\"{}\">{bars}</span>",
            escape(&said.join("; "))
        )
    }

    fn windows(&self, line: &Line, out: &mut String) {
        out.push_str("<ul class=\"windows\">\n");
        for window in &line.windows {
            let class = match window.standing() {
                Standing::Open => "open",
                Standing::OutOfSight => "unseen",
                Standing::Closed => "closed",
            };
            out.push_str(&format!(
                "<li><span class=\"{class}\">{}</span>",
                escape(&self.past.period(window))
            ));
            for told in self.past.told(window) {
                out.push_str(&format!("<br><small>{}</small>", escape(&told)));
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n");
    }

    fn exposures(&self, out: &mut String) {
        for (number, (key, line)) in self.past.exposures.iter().enumerate() {
            out.push_str(&format!(
                "<section id=\"e{}\">\n<h3>{} {}</h3>\n{}\n",
                number + 1,
                badge(line),
                escape(&self.past.headline(key, line)),
                self.timeline(line)
            ));
            self.windows(line, out);
            if !line.reach.categories.is_empty() {
                out.push_str("<dl>\n");
                for (category, fields) in &line.reach.categories {
                    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
                    out.push_str(&format!(
                        "<dt>{}<dd>{}\n",
                        self.words(category),
                        self.words(&fields.join(", "))
                    ));
                }
                out.push_str("</dl>\n");
            }
            let ways = self.past.ways(key);
            if !ways.is_empty() {
                out.push_str(&format!(
                    "<details><summary>{} in</summary>\n<ol>\n",
                    text::count(ways.len(), "way")
                ));
                for (seen, line) in ways {
                    let period: Vec<String> = line
                        .windows
                        .iter()
                        .map(|window: &Window| self.past.period(window))
                        .collect();
                    out.push_str(&format!(
                        "<li><b>{}</b> {}<br>{}<br><code>{}</code>\n",
                        self.words(&seen.rule),
                        escape(&period.join("; ")),
                        self.words(&seen.message),
                        escape(&self.past.spot(&seen.place))
                    ));
                    self.chain(&seen.chain, out);
                    out.push_str("</li>\n");
                }
                out.push_str("</ol>\n</details>\n");
            }
            out.push_str("</section>\n");
        }
    }

    fn chain(&self, chain: &[Step], out: &mut String) {
        if chain.is_empty() {
            return;
        }
        out.push_str("<ul class=\"chain\">\n");
        for step in chain {
            let place = step
                .place
                .as_ref()
                .map(|spot| format!(" <code>{}</code>", escape(&self.past.spot(spot))));
            out.push_str(&format!(
                "<li>{}{}</li>\n",
                self.words(&step.message),
                place.unwrap_or_default()
            ));
        }
        out.push_str("</ul>\n");
    }

    fn findings(&self, out: &mut String) {
        if self.past.findings.is_empty() {
            return;
        }
        out.push_str("<h2>Findings</h2>\n");
        for (id, line) in &self.past.findings {
            let Some(seen) = line.seen.first() else {
                continue;
            };
            out.push_str(&format!(
                "<details class=\"finding\"><summary>{} <b>{}</b> {}{}</summary>\n<p>{}<br><code>{}</code></p>\n",
                badge(line),
                self.words(&seen.rule),
                standing(line).as_str(),
                self.timeline(line),
                self.words(&seen.message),
                escape(&self.past.spot(&seen.place))
            ));
            self.windows(line, out);
            self.chain(&seen.chain, out);
            out.push_str(&format!(
                "<p><small>fingerprint {}</small></p>\n</details>\n",
                escape(id)
            ));
        }
    }
}

fn badge(line: &Line) -> String {
    let severity = line.severity.as_str();
    format!("<span class=\"badge {severity}\">{severity}</span>")
}
