//! Waivers as they are written, what each of them takes, and what is wrong with them.
//!
//! A waiver takes a finding by its names (in a file of waivers) or by its place (in a comment).
//! One that is too broad, too long or over is not applied, and is a finding itself. Nothing here
//! hides what could not be judged.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::date;
use super::index::Index;
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

    /// The findings that it takes.
    fn taken(&self, findings: &[Finding], index: &Index<'_>, context: &Context<'_>) -> Vec<usize> {
        let meant: Vec<&Known> = self.rules(context.known).collect();
        let of_rules = || meant.iter().map(|rule| index.of_rule(&rule.id));
        let (candidates, all_meant) = match self.named(index) {
            Some(named) if named.len() < of_rules().map(<[usize]>::len).sum() => (named, false),
            _ => (of_rules().flatten().copied().collect(), true),
        };
        let ids: BTreeSet<&str> = meant.iter().map(|rule| &*rule.id).collect();
        let is_meant = |finding: &Finding| all_meant || ids.contains(&*finding.rule);
        let takes = |at: &usize| is_meant(&findings[*at]) && self.takes(&findings[*at]);
        candidates.into_iter().filter(takes).collect()
    }

    /// The findings that it can take by what it names best, if that is anything; of whatever rule.
    fn named(&self, index: &Index<'_>) -> Option<Vec<usize>> {
        let (tenant, subject, fingerprint) = match &self.scope {
            Scope::Inline(cover) => return Some(index.starting_in(cover)),
            Scope::Named {
                tenant,
                subject,
                fingerprint,
                ..
            } => (tenant, subject, fingerprint),
        };
        if let Some(fingerprint) = fingerprint {
            return Some(index.of_fingerprint(fingerprint).to_vec());
        }
        let tenant = tenant.as_ref();
        let tenant = tenant.map(|tenant| index.of_tenant(tenant).into());
        let names = subject.iter();
        let names = names.filter_map(|(key, wanted)| Some((key, wanted.as_str()?)));
        let names = names.map(|(key, wanted)| match wanted.find(['*', '?']) {
            Some(end) if self.broad => Cow::Owned(index.of_names_from(key, &wanted[..end])),
            _ => Cow::Borrowed(index.of_name(key, wanted)),
        });
        let best = names.chain(tenant).min_by_key(|findings| findings.len());
        best.map(Cow::into_owned)
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
    if waivers.is_empty() {
        return Vec::new();
    }
    let index = Index::of(findings);
    let mut answers: BTreeMap<usize, &Arc<Waiver>> = BTreeMap::new();
    let mut said = Vec::new();
    for written in waivers {
        let taken = written.taken(findings, &index, context);
        let faults = faults(written, !taken.is_empty(), context);
        if faults.is_empty() && is_admitted(written) && apply {
            for at in taken.iter().copied() {
                answer(&mut answers, at, &written.waiver);
            }
        }
        if taken.is_empty() && faults.is_empty() && told_all(written, context) {
            said.push(unused(written, &index, context));
        }
        said.extend(faults);
    }
    for (at, waiver) in answers {
        // The policy's own exception needs nobody to answer for it.
        if !matches!(findings[at].status, Status::Exempted(_)) {
            findings[at].status = Status::Waived(Arc::clone(waiver));
        }
    }
    said
}

/// Of several waivers the one that holds longest answers.
fn answer<'w>(answers: &mut BTreeMap<usize, &'w Arc<Waiver>>, at: usize, waiver: &'w Arc<Waiver>) {
    let before = answers.entry(at).or_insert(waiver);
    if before.until < waiver.until {
        *before = waiver;
    }
}

fn is_admitted(written: &Written) -> bool {
    match &written.scope {
        Scope::Named { .. } => true,
        Scope::Inline(cover) => cover.admitted,
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

fn unused(written: &Written, index: &Index<'_>, context: &Context<'_>) -> Finding {
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
            let of_rule = rules.find_map(|rule| index.first_of(&rule.id));
            of_rule.and_then(|finding| unknown_key(subject, &finding.subject.identity))
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
    use crate::source::{Encoding, SourceMap};

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

    /// Findings of two rules in two tenants, of things with names that are patterns, texts and
    /// numbers, at places one after the other.
    fn all_findings(file: FileId) -> Vec<Finding> {
        let mut found = Vec::new();
        for (rule, tenant) in [("A-1", "x"), ("A-2", "x"), ("A-1", "y"), ("A-2", "y")] {
            for name in [
                Value::from("p"),
                "p*".into(),
                "pq".into(),
                "q".into(),
                1.into(),
            ] {
                let identity = [
                    ("kind".to_owned(), "thing".into()),
                    ("name".to_owned(), name),
                ];
                let subject = Subject {
                    platform: "salesforce".to_owned(),
                    tenant: tenant.to_owned(),
                    identity: identity.into(),
                };
                let start = found.len() * 10;
                let place = Place::of_span(file, Span::new(start, start + 5));
                found.push(Finding::new(rule, Severity::Low, "", place, subject));
            }
        }
        found
    }

    /// Waivers of all kinds, each with what is set and what is not.
    fn all_waivers(file: FileId, findings: &[Finding]) -> Vec<Written> {
        let some = findings[7].fingerprint.to_string();
        let fingerprints = [None, Some(some), Some("0".repeat(32))];
        let names = ["p", "p*", "*q", "?", "none", ""].map(|name| Some(Value::from(name)));
        let names = names
            .into_iter()
            .chain([None, Some(1.into()), Some(2.into())]);
        let mut scopes = Vec::new();
        for (name, fingerprint) in names.flat_map(|name| {
            let fingerprints = fingerprints.iter().cloned();
            fingerprints.map(move |fingerprint| (name.clone(), fingerprint))
        }) {
            for tenant in [None, Some("x".to_owned()), Some("z".to_owned())] {
                for kind in [None, Some(Value::from("thing")), Some("other".into())] {
                    let name = name.clone().map(|name| ("name".to_owned(), name));
                    let kind = kind.map(|kind| ("kind".to_owned(), kind));
                    scopes.push(Scope::Named {
                        tenant: tenant.clone(),
                        subject: name.into_iter().chain(kind).collect(),
                        pattern_at: None,
                        fingerprint: fingerprint.clone(),
                    });
                }
            }
        }
        let spans = [(0, 200), (10, 15), (11, 25), (10, 14), (30, 65), (199, 300)];
        let covers = spans.map(|(start, end)| Cover::of_span(file, Span::new(start, end)));
        scopes.extend(covers.map(Scope::Inline));
        let words = [None, Some("A-1"), Some("A"), Some("*"), Some("B-1")];
        let ways = words
            .into_iter()
            .flat_map(|rule| [(rule, false), (rule, true)]);
        let ways: Vec<_> = ways.collect();
        let written = scopes.into_iter().flat_map(|scope| {
            ways.iter().map(move |&(rule, broad)| Written {
                rule: rule.map(str::to_owned),
                scope: scope.clone(),
                broad,
                waiver: Arc::new(Waiver {
                    reason: String::new(),
                    owner: String::new(),
                    until: "2027-01-01".to_owned(),
                    place: (file, Span::new(0, 0)),
                }),
                what_at: Span::new(0, 0),
                until_at: Span::new(0, 0),
            })
        });
        written.collect()
    }

    #[test]
    fn what_a_waiver_takes_is_found_as_by_a_look_at_all_findings() {
        let file = SourceMap::new().add("a.yaml", "", Encoding::Utf8);
        let mut findings = all_findings(file);
        findings[3].primary.used = Some((file, Span::new(12, 14)));
        let index = Index::of(&findings);
        let known = ["A-1", "A-2", "A-3"].map(|id| Known {
            id: id.into(),
            family: "family".to_owned(),
            severity: Severity::Low,
            judged: true,
        });
        let context = Context {
            as_of: "2026-11-22",
            max_days: MAX_DAYS,
            known: &known,
            complete: true,
            file_name: &|_| String::new(),
            told_all: &|_, _, _| true,
        };
        let mut taking = 0;
        for written in all_waivers(file, &findings) {
            let means = |finding: &Finding| written.rules(&known).any(|r| r.id == finding.rule);
            let all = findings.iter().enumerate();
            let all = all.filter(|(_, finding)| means(finding) && written.takes(finding));
            let all: BTreeSet<usize> = all.map(|(at, _)| at).collect();
            let taken: BTreeSet<usize> = written
                .taken(&findings, &index, &context)
                .into_iter()
                .collect();
            assert_eq!(taken, all, "{written:?}");
            taking += usize::from(!all.is_empty());
        }
        assert!(taking > 200, "{taking}");
    }
}
