//! `csv`: a table (RFC 4180) with a header and a row for each window of an exposure or a finding.
//! What is several in one cell stands in lines of it.

use super::PastReport;
use crate::assess::past::{Edge, Line, Why};
use crate::assess::seen::Commit;
use crate::report::csv::row;

/// The columns; the word for each is its contract.
const HEADER: [&str; 24] = [
    "kind",
    "severity",
    "platform",
    "tenant",
    "principal",
    "actions",
    "object",
    "records",
    "categories",
    "rule",
    "message",
    "place",
    "fingerprint",
    "opened",
    "opened_by",
    "opened_author",
    "opened_subject",
    "ended",
    "ended_by",
    "ended_author",
    "ended_subject",
    "standing",
    "days",
    "last_seen",
];

pub(super) fn render(past: &PastReport) -> String {
    let mut out = row(&HEADER.map(str::to_owned));
    for (key, line) in &past.exposures {
        let lines = |texts: &mut dyn Iterator<Item = &String>| {
            texts.map(|t| past.clean(t)).collect::<Vec<_>>().join("\n")
        };
        let head = [
            "exposure".to_owned(),
            line.severity.to_string(),
            past.clean(&key.platform),
            past.clean(&key.tenant),
            past.clean(&key.principal),
            lines(&mut line.reach.actions.iter()),
            past.clean(&key.object),
            line.reach
                .records
                .map(|n| n.to_string())
                .unwrap_or_default(),
            lines(&mut line.reach.categories.keys()),
            past.clean(&key.rule),
            String::new(),
            String::new(),
            String::new(),
        ];
        windows(past, &head, line, &mut out);
    }
    for (id, line) in &past.findings {
        let Some(seen) = line.seen.first() else {
            continue;
        };
        let access = seen.access.clone().unwrap_or_default();
        let text = |text: Option<String>| past.clean(&text.unwrap_or_default());
        let head = [
            "finding".to_owned(),
            line.severity.to_string(),
            past.clean(&seen.platform),
            past.clean(&seen.tenant),
            text(access.principal),
            past.clean(&access.actions.join(" ")),
            text(access.object),
            line.reach
                .records
                .map(|n| n.to_string())
                .unwrap_or_default(),
            line.reach
                .categories
                .keys()
                .map(|c| past.clean(c))
                .collect::<Vec<_>>()
                .join("\n"),
            past.clean(&seen.rule),
            past.clean(&seen.message),
            past.spot(&seen.place),
            id.clone(),
        ];
        windows(past, &head, line, &mut out);
    }
    out
}

fn windows(past: &PastReport, head: &[String], line: &Line, out: &mut String) {
    for window in &line.windows {
        let mut cells = head.to_vec();
        cells.extend(edge(past, Some(&window.opened)));
        cells.extend(edge(past, window.end()));
        cells.push(window.standing().as_str().to_owned());
        cells.push(window.days(&past.chronicle.today).to_string());
        cells.push(window.last.id.clone());
        out.push_str(&row(&cells));
    }
}

/// The day, and what it was done by: id, author and subject of a commit, or the platform.
fn edge(past: &PastReport, edge: Option<&Edge>) -> [String; 4] {
    let Some(edge) = edge else {
        return [const { String::new() }; 4];
    };
    let by = |commit: &Commit| {
        [
            commit.id.clone(),
            past.clean(&commit.author),
            past.clean(&commit.subject),
        ]
    };
    let [id, author, subject] = match &edge.why {
        Why::Commit(commit, _) => by(commit),
        Why::Day => ["platform".to_owned(), String::new(), String::new()],
    };
    [edge.date.clone(), id, author, subject]
}
