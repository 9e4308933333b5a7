//! Waivers as they are written, what each of them takes, and what is wrong with them.
//!
//! A waiver takes a finding by its names (in a file of waivers) or by its place (in a comment).
//! One that is too broad, too long or over is not applied, and is a finding itself. Nothing here
//! hides what could not be judged.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::date;
use super::inline::Cover;
use crate::check::{Check, Severity};
use crate::finding::{Finding, Place, Status, Subject, Waiver};
use crate::rule::means;
use crate::source::{FileId, Span};

/// The beginning of the ids of findings about waivers, which nobody can waive.
pub const OWN_PREFIX: &str = "TL-WAIVER";

/// The longest life of a waiver where the configuration gives none, in days.
pub const MAX_DAYS: u32 = 366;

/// A waiver as somebody wrote it.
#[derive(Debug, Clone)]
pub struct Written {
    /// The word for its rules: an id, or what means several of them. `None` where the fingerprint
    /// says it all.
    pub rule: Option<String>,
    /// What it takes.
    pub scope: Scope,
    /// Whether it says that it means more than one thing.
    pub broad: bool,
    /// Why, who and until when.
    pub waiver: Arc<Waiver>,
    /// The bytes that tell its rules, or its fingerprint.
    pub what_at: Span,
    /// The bytes of its last day.
    pub until_at: Span,
}

/// What a waiver takes.
#[derive(Debug, Clone)]
pub enum Scope {
    /// What is called so.
    Named {
        /// The tenant; all where none is named.
        tenant: Option<String>,
        /// The names that a finding is to have.
        subject: BTreeMap<String, Value>,
        /// The bytes of the first name that is a pattern.
        pattern_at: Option<Span>,
        /// The fingerprint: 32 digits in lower case.
        fingerprint: Option<String>,
    },
    /// What stands in an entry of a file.
    Inline(Cover),
}

/// A rule or check that there is.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its id.
    pub id: Arc<str>,
    /// Its family.
    pub family: String,
    /// Its severity.
    pub severity: Severity,
    /// Whether this run asked it.
    pub judged: bool,
}

/// What a run knows when it weighs its waivers.
pub struct Context<'a> {
    /// The date of judgement.
    pub as_of: &'a str,
    /// The longest life of a waiver, in days.
    pub max_days: u32,
    /// All rules and checks.
    pub known: &'a [Known],
    /// Whether there are no others, so that a word for none of them is a mistake.
    pub complete: bool,
    /// The name that a text is shown by.
    pub file_name: &'a dyn Fn(FileId) -> String,
    /// Whether a rule was asked about all that it reads, so that what it does not find is not
    /// there: the id, the tenant, and whether the question stands in that tenant's own file.
    pub told_all: &'a dyn Fn(&str, Option<&str>, bool) -> bool,
}

impl Context<'_> {
    /// The last day that a waiver may name today.
    pub fn latest(&self) -> Option<String> {
        Some(latest(date::day(self.as_of)?, self.max_days))
    }
}

/// The last day that a waiver may name on a day.
pub fn latest(today: i64, max_days: u32) -> String {
    date::date(today.saturating_add(i64::from(max_days)).min(MAX_DAY))
}

/// 9999-12-31.
const MAX_DAY: i64 = 2_932_896;

impl Written {
    /// The rules that it means. Findings about waivers are made of what is left, so that none of
    /// them can be taken.
    fn rules<'k>(&self, known: &'k [Known]) -> impl Iterator<Item = &'k Known> {
        let word = self.rule.clone();
        known.iter().filter(move |rule| {
            word.as_deref().is_none_or(|word| {
                word == "*" || means(word, &rule.id, &rule.family, rule.severity)
            })
        })
    }

    /// Whether its word for rules is no id of a single one.
    fn means_several(&self, known: &[Known]) -> bool {
        let is_id = |word: &String| known.iter().any(|r| r.id.eq_ignore_ascii_case(word));
        let is_known = || self.rules(known).next().is_some();
        self.rule.as_ref().is_some_and(|word| !is_id(word)) && is_known()
    }

    /// Whether it takes a finding of a rule that it means.
    fn takes(&self, finding: &Finding) -> bool {
        match &self.scope {
            Scope::Inline(cover) => cover.holds(&finding.primary),
            Scope::Named {
                tenant,
                subject,
                fingerprint,
                ..
            } => {
                let same = |name: &String| *name == finding.subject.tenant;
                fingerprint
                    .as_ref()
                    .is_none_or(|f| f == finding.fingerprint.as_str())
                    && tenant.as_ref().is_none_or(same)
                    && subject.iter().all(|(key, wanted)| {
                        let name = finding.subject.identity.get(key);
                        name.is_some_and(|name| self.is_meant(wanted, name))
                    })
            }
        }
    }

    fn is_meant(&self, wanted: &Value, name: &Value) -> bool {
        let fits = |pattern: &str, name: &str| self.broad && fits(pattern, name);
        match (wanted, name) {
            (Value::String(pattern), Value::String(name)) => pattern == name || fits(pattern, name),
            _ => wanted == name,
        }
    }

    /// What it is called in a sentence.
    fn called(&self) -> String {
        let what = match (&self.rule, &self.scope) {
            (Some(rule), _) => format!("of {rule}"),
            (None, Scope::Named { fingerprint, .. }) => {
                format!("of {}", fingerprint.as_deref().unwrap_or("nothing"))
            }
            (None, Scope::Inline(_)) => String::new(),
        };
        format!("the waiver {what} by {}", self.waiver.owner)
    }

    /// What it says, apart from how it is written.
    pub(super) fn identity(&self, file: String) -> BTreeMap<String, Value> {
        let scope = match &self.scope {
            Scope::Named {
                tenant,
                subject,
                fingerprint,
                ..
            } => serde_json::json!({
                "tenant": tenant, "subject": subject, "fingerprint": fingerprint,
            }),
            Scope::Inline(cover) => serde_json::json!({
                "tenant": cover.tenant, "entry": cover.path,
            }),
        };
        BTreeMap::from([
            ("file".to_owned(), file.into()),
            ("rule".to_owned(), self.rule.clone().into()),
            ("scope".to_owned(), scope),
        ])
    }

    fn finding(
        &self,
        check: Check,
        span: Span,
        message: String,
        help: String,
        context: &Context<'_>,
    ) -> Finding {
        let (file, _) = self.waiver.place;
        let tenant = match &self.scope {
            Scope::Named { tenant, .. } => tenant.clone().unwrap_or_default(),
            Scope::Inline(cover) => cover.tenant.to_string(),
        };
        let subject = Subject {
            platform: String::new(),
            tenant,
            identity: self.identity((context.file_name)(file)),
        };
        let mut message = message;
        if let Some(first) = message.get(..1) {
            let upper = first.to_ascii_uppercase();
            message.replace_range(..1, &upper);
        }
        let place = Place::of_span(file, span);
        let mut finding = Finding::new(check.id(), check.severity(), message, place, subject);
        finding.help = Some(help);
        finding
    }
}

/// The entry of a file of waivers that takes one finding and no other, for
/// [`super::insert::Change::Add`].
pub fn lines_for(finding: &Finding, reason: &str, owner: &str, until: &str) -> String {
    let subject = serde_json::json!(finding.subject.identity);
    let entries = [
        ("rule", (&*finding.rule).into()),
        ("subject", subject),
        ("tenant", finding.subject.tenant.as_str().into()),
        ("reason", reason.into()),
        ("owner", owner.into()),
        ("until", until.into()),
    ];
    super::lines_of(finding.fingerprint.as_str(), &entries)
}

/// Whether a text fits a pattern in which `*` stands for any characters and `?` for one.
fn fits(pattern: &str, text: &str) -> bool {
    // The place to go back to when what follows the last `*` does not fit.
    let (mut p, mut t, mut star) = (0, 0, None);
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else {
                    return false;
                };
                star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Whether a name is written as a pattern.
pub fn is_pattern(name: &Value) -> bool {
    name.as_str().is_some_and(|name| name.contains(['*', '?']))
}

/// Weighs waivers against findings: those that hold are applied unless `apply` is false, and what
/// is wrong with the others comes back as findings.
pub(super) fn weigh(
    waivers: &[Written],
    findings: &mut [Finding],
    context: &Context<'_>,
    apply: bool,
) -> Vec<Finding> {
    let mut by_rule: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        by_rule.entry(finding.rule.clone()).or_default().push(at);
    }
    let mut said = Vec::new();
    for written in waivers {
        let taken: Vec<usize> = written
            .rules(context.known)
            .filter_map(|rule| by_rule.get(&rule.id))
            .flatten()
            .copied()
            .filter(|&at| written.takes(&findings[at]))
            .collect();
        let faults = faults(written, !taken.is_empty(), context);
        let holds = faults.is_empty() && is_admitted(written);
        if holds && apply {
            for at in taken.iter().copied() {
                waive(&mut findings[at], &written.waiver);
            }
        }
        if taken.is_empty() && faults.is_empty() && told_all(written, context) {
            said.push(unused(written, findings, &by_rule, context));
        }
        said.extend(faults);
    }
    said
}

fn is_admitted(written: &Written) -> bool {
    match &written.scope {
        Scope::Named { .. } => true,
        Scope::Inline(cover) => cover.admitted,
    }
}

/// Of several waivers the one that holds longest answers.
fn waive(finding: &mut Finding, waiver: &Arc<Waiver>) {
    match &finding.status {
        Status::Waived(other) if other.until >= waiver.until => {}
        // The policy's own exception needs nobody to answer for it.
        Status::Exempted(_) => {}
        _ => finding.status = Status::Waived(Arc::clone(waiver)),
    }
}

/// Whether all that a waiver could take was judged.
fn told_all(written: &Written, context: &Context<'_>) -> bool {
    let (tenant, inline) = match &written.scope {
        Scope::Named { tenant, .. } => (tenant.as_deref(), false),
        Scope::Inline(cover) => (Some(&*cover.tenant), true),
    };
    let mut rules = written.rules(context.known).peekable();
    rules.peek().is_some() && rules.all(|r| r.judged && (context.told_all)(&r.id, tenant, inline))
}

fn unused(
    written: &Written,
    findings: &[Finding],
    by_rule: &BTreeMap<Arc<str>, Vec<usize>>,
    context: &Context<'_>,
) -> Finding {
    let message = match &written.scope {
        Scope::Inline(_) => format!(
            "{} takes no finding in the entry that it covers",
            written.called()
        ),
        Scope::Named { .. } => format!("{} takes no finding", written.called()),
    };
    let keys = match &written.scope {
        Scope::Named { subject, .. } => {
            let mut rules = written.rules(context.known);
            let of_rule = rules
                .find_map(|r| by_rule.get(&r.id))
                .and_then(|all| all.first());
            let identity = of_rule.map(|&at| &findings[at].subject.identity);
            identity.and_then(|identity| unknown_key(subject, identity))
        }
        Scope::Inline(_) => None,
    };
    let help = keys.unwrap_or_else(|| Check::WaiverUnused.remediation().to_owned());
    written.finding(Check::WaiverUnused, written.what_at, message, help, context)
}

/// What to write in the place of a name that no finding of the rule has.
fn unknown_key(
    subject: &BTreeMap<String, Value>,
    identity: &BTreeMap<String, Value>,
) -> Option<String> {
    let wrong = subject.keys().find(|key| !identity.contains_key(*key))?;
    let names: Vec<&str> = identity.keys().map(String::as_str).collect();
    Some(format!(
        "`{wrong}` is nothing that its findings are known by: write {}, or take the waiver away.",
        names.join(", ")
    ))
}

/// What keeps a waiver from being applied.
fn faults(written: &Written, takes_some: bool, context: &Context<'_>) -> Vec<Finding> {
    let last = context.latest().unwrap_or_default();
    let until = &written.waiver.until;
    let days = date::day(until).zip(date::day(context.as_of));
    let finding = |check, span, message, help| written.finding(check, span, message, help, context);
    match days {
        Some((until_day, today)) if until_day < today => {
            let message = format!("{} ended on {until}", written.called());
            let help = format!(
                "Mend what it waived and take it away, or agree on it anew: write a day from {} to {last}.",
                context.as_of
            );
            return vec![finding(
                Check::WaiverExpired,
                written.until_at,
                message,
                help,
            )];
        }
        _ => {}
    }
    let mut faults = Vec::new();
    if let Some((span, why, instead)) = too_broad(written, takes_some, context) {
        let message = format!("{} is not applied: {why}", written.called());
        let help = format!("{instead}, or say `broad: true` if it is meant.");
        faults.push(finding(Check::WaiverTooBroad, span, message, help));
    }
    let life = days.map(|(until, today)| until - today);
    if life.is_none_or(|life| life > i64::from(context.max_days)) {
        let message = format!(
            "{} is not applied: it would hold until {until}, longer than the {} days for which a waiver may",
            written.called(),
            context.max_days
        );
        let help = format!("Write {last} or an earlier day.");
        faults.push(finding(
            Check::WaiverTooLong,
            written.until_at,
            message,
            help,
        ));
    }
    faults
}

/// Why a waiver takes too much, at which bytes, and what to write instead.
fn too_broad(
    written: &Written,
    takes_some: bool,
    context: &Context<'_>,
) -> Option<(Span, String, &'static str)> {
    if written.broad {
        return None;
    }
    if written.means_several(context.known) {
        let word = written.rule.as_deref().unwrap_or_default();
        let why = format!("`{word}` stands for more than one rule");
        return Some((
            written.what_at,
            why,
            "Write a waiver for each rule, by its id",
        ));
    }
    match &written.scope {
        Scope::Named {
            fingerprint: Some(_),
            ..
        } => None,
        Scope::Named { subject, .. } if subject.is_empty() => Some((
            written.what_at,
            "it names neither a subject nor a fingerprint".to_owned(),
            "Name what it is about, as in `subject: {profile: Portal Profile}`",
        )),
        // A name may hold a `*` of its own.
        Scope::Named {
            pattern_at: Some(span),
            ..
        } if !takes_some => Some((
            *span,
            "a name in its subject is a pattern".to_owned(),
            "Write a waiver for each name",
        )),
        Scope::Named { .. } => None,
        Scope::Inline(cover) if cover.components > 1 => Some((
            written.waiver.place.1,
            format!(
                "the entry that it covers holds {} components",
                cover.components
            ),
            "Move it into each component that it is meant for",
        )),
        Scope::Inline(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_two_wildcards_and_no_cost() {
        for (pattern, text, fit) in [
            ("Portal*", "Portal Profile", true),
            ("*Profile", "Portal Profile", true),
            ("P*l P*e", "Portal Profile", true),
            ("Portal?Profile", "Portal Profile", true),
            ("Portal", "Portal Profile", false),
            ("*x", "Portal Profile", false),
            ("*", "", true),
            ("?", "", false),
            ("店*", "店舗", true),
        ] {
            assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
        }
        let pattern = "*a".repeat(5_000);
        assert!(!fits(&pattern, &format!("{}b", "a".repeat(4_000))));
    }
}
