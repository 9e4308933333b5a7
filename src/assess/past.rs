//! What was true when: findings and exposures over the states of a history, as windows of time.
//!
//! A state is what was found in one tree as of one day. [`Past::step`] takes them in their order and
//! keeps, of every finding (by fingerprint) and every exposure (by whom it lets reach which object),
//! when it began and when it ended. What a state cannot tell ends nothing: a file that does not parse, a
//! component that is no longer exported or a rule that could not judge leaves a window as last seen.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::date::day;
use super::reach::Reach;
use super::seen::{Commit, Gap, Seen, State};
use crate::check::Severity;

/// Whom an exposure lets reach what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The platform.
    pub platform: String,
    /// The tenant's name.
    pub tenant: String,
    /// Who; empty where no rule says.
    pub principal: String,
    /// The object; empty where it is about none.
    pub object: String,
    /// The rule, where it is about no object.
    pub rule: String,
}

impl Key {
    /// That of a finding which tells of access.
    pub fn of(seen: &Seen) -> Option<Self> {
        let access = seen.access.as_ref()?;
        let object = access.object.clone().unwrap_or_default();
        Some(Self {
            platform: seen.platform.clone(),
            tenant: seen.tenant.clone(),
            principal: access.principal.clone().unwrap_or_default(),
            rule: match object.is_empty() {
                true => seen.rule.clone(),
                false => String::new(),
            },
            object,
        })
    }
}

/// What has windows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A finding, by its fingerprint.
    Finding(String),
    /// An exposure.
    Exposure(Key),
}

/// What made a window begin or end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A commit; and the merge that brought it, where it was made on another branch.
    Commit(Arc<Commit>, Option<Arc<Commit>>),
    /// The day alone: the files stayed as they were, and the platform changed.
    Day,
}

/// When something began or ended, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// By what.
    pub why: Why,
}

/// Why a state does not tell whether something is still true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsure {
    /// A component is no longer there; it may live on where it was exported from.
    Lost(String),
    /// Something could not be read or judged.
    Failed(String),
    /// The rule could not judge, for this reason.
    Gap(String),
}

/// A time during which something was true.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// When it began.
    pub opened: Edge,
    /// Whether it was there in the first state of all, so that it may be older.
    pub from_start: bool,
    /// When it ended.
    pub closed: Option<Edge>,
    /// Since when nobody can tell, where it did not end.
    pub unseen: Option<(Edge, Unsure)>,
    /// The last commit in which it was seen.
    pub last: Arc<Commit>,
}

/// How a window stands at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is still true.
    Open,
    /// It was true when it was last seen.
    OutOfSight,
    /// It ended.
    Closed,
}

impl Standing {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OutOfSight => "out of sight",
            Self::Closed => "closed",
        }
    }
}

impl Window {
    /// How it stands at the end.
    pub fn standing(&self) -> Standing {
        match (&self.closed, &self.unseen) {
            (Some(_), _) => Standing::Closed,
            (None, Some(_)) => Standing::OutOfSight,
            (None, None) => Standing::Open,
        }
    }

    /// What ended it, or took it out of sight.
    pub fn end(&self) -> Option<&Edge> {
        let unseen = self.unseen.as_ref().map(|(edge, _)| edge);
        self.closed.as_ref().or(unseen)
    }

    /// The day on which it ended or was last known to be true; `today` where it is open.
    pub fn until<'w>(&'w self, today: &'w str) -> &'w str {
        self.end().map_or(today, |edge| &edge.date)
    }

    /// Whether it was true on a day, or a part of it.
    pub fn covers(&self, day: &str) -> bool {
        *self.opened.date <= *day && self.end().is_none_or(|edge| *day <= *edge.date)
    }

    /// How many days lie between its two ends.
    pub fn days(&self, today: &str) -> i64 {
        let ends = (day(&self.opened.date), day(self.until(today)));
        match ends {
            (Some(from), Some(to)) => (to - from).max(0),
            _ => 0,
        }
    }
}

/// One thing and when it was true.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its findings as they were when it was last true, the worst first.
    pub seen: Vec<Arc<Seen>>,
    /// The worst that it ever was.
    pub severity: Severity,
    /// What it ever let people reach.
    pub reach: Reach,
    /// Its windows, in their order; there is at least one.
    pub windows: Vec<Window>,
    /// The states in which it was last true.
    at: Vec<Arc<State>>,
}

/// A beginning or an end that a step brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Of what.
    pub of: Thing,
    /// Whether it began.
    pub opened: bool,
}

/// Findings and exposures with their windows.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// By what they are about.
    pub lines: BTreeMap<Thing, Line>,
    /// The commit whose files came last.
    last: Option<Arc<Commit>>,
    /// What was found in them.
    states: Vec<Arc<State>>,
}

/// What a history tells.
#[derive(Debug, Default)]
pub struct Chronicle {
    /// What was true when.
    pub past: Past,
    /// The commits, the oldest first.
    pub commits: Vec<Arc<Commit>>,
    /// Whether the clone ends at the first of them.
    pub cut: bool,
    /// The last day that is told of.
    pub today: String,
    /// The date by which all states were judged, where it was one.
    pub as_of: Option<String>,
    /// Commits in which something could not be read or judged, and the first reason.
    pub failures: Vec<(Arc<Commit>, String)>,
    /// How many states of parts were judged.
    pub judged: usize,
    /// How many were known from runs before.
    pub remembered: usize,
}

impl Chronicle {
    /// Whether there was nothing to judge at any time.
    pub fn is_empty(&self) -> bool {
        self.judged == 0 && self.remembered == 0
    }
}

/// What is true in states, by what it is about.
pub fn things(states: &[Arc<State>]) -> BTreeMap<Thing, Vec<Arc<Seen>>> {
    let mut things: BTreeMap<Thing, Vec<Arc<Seen>>> = BTreeMap::new();
    for seen in states.iter().flat_map(|state| &state.seen) {
        let finding = Thing::Finding(seen.fingerprint.clone());
        let exposure = Key::of(seen).map(Thing::Exposure);
        for thing in exposure.into_iter().chain([finding]) {
            things.entry(thing).or_default().push(Arc::clone(seen));
        }
    }
    for seen in things.values_mut() {
        seen.sort_by(|a, b| {
            (b.severity, &a.rule, &a.fingerprint).cmp(&(a.severity, &b.rule, &b.fingerprint))
        });
    }
    things
}

impl Past {
    /// Takes the next state: what is true from this edge on, in the files of `commit`. Gives what
    /// began or ended. It costs what the tenants cost that are not as they were.
    pub fn step(&mut self, edge: &Edge, commit: &Arc<Commit>, states: &[Arc<State>]) -> Vec<Turn> {
        let before = self.last.replace(Arc::clone(commit));
        let old = std::mem::replace(&mut self.states, states.to_vec());
        let changed = other_than(&old, states);
        let others = other_than(states, &old);
        let names = others
            .iter()
            .chain(&changed)
            .flat_map(|state| &state.tenants);
        let tenants: BTreeSet<&String> = names.collect();
        let is_meant = |state: &&Arc<State>| {
            let same = changed.iter().any(|changed| Arc::ptr_eq(changed, state));
            same || state.tenants.iter().any(|tenant| tenants.contains(tenant))
        };
        let states: Vec<Arc<State>> = states.iter().filter(is_meant).cloned().collect();
        let mut turns = Vec::new();
        let mut now = things(&states);
        for (thing, line) in &mut self.lines {
            let tenant = line.seen.first().map(|seen| &seen.tenant);
            if !tenant.is_some_and(|tenant| tenants.contains(tenant)) {
                continue;
            }
            let seen = now.remove(thing);
            if line.goes_on(edge, (before.as_ref(), commit), &states, seen) {
                let last = line.windows.last();
                turns.push(Turn {
                    of: thing.clone(),
                    opened: last.is_some_and(|window| window.closed.is_none()),
                });
            }
        }
        for (thing, seen) in now {
            turns.push(Turn {
                of: thing.clone(),
                opened: true,
            });
            let mut line = Line {
                severity: Severity::Info,
                seen: Vec::new(),
                reach: Reach::default(),
                windows: vec![window(edge, commit, before.is_none())],
                at: Vec::new(),
            };
            line.is_true(&states, seen);
            self.lines.insert(thing, line);
        }
        turns
    }

    /// Takes a commit in which nothing is other than before.
    pub fn goes_by(&mut self, commit: &Arc<Commit>) {
        self.last = Some(Arc::clone(commit));
    }

    /// Ends the history: what is open was seen in its last commit.
    pub fn finish(&mut self) {
        let Some(last) = &self.last else {
            return;
        };
        let windows = self
            .lines
            .values_mut()
            .filter_map(|line| line.windows.last_mut());
        for window in windows.filter(|window| window.standing() == Standing::Open) {
            window.last = Arc::clone(last);
        }
    }

    /// Says that a turn was made by a commit of the branch that a merge brought.
    pub fn attribute(&mut self, turn: &Turn, commit: &Arc<Commit>, merge: &Arc<Commit>) {
        let line = self.lines.get_mut(&turn.of);
        let Some(window) = line.and_then(|line| line.windows.last_mut()) else {
            return;
        };
        let edge = match turn.opened {
            true => Some(&mut window.opened),
            false => window.closed.as_mut(),
        };
        if let Some(edge) = edge {
            edge.why = Why::Commit(Arc::clone(commit), Some(Arc::clone(merge)));
        }
    }
}

/// The states of one list that are not in another.
fn other_than(those: &[Arc<State>], these: &[Arc<State>]) -> Vec<Arc<State>> {
    let known: HashSet<*const State> = those.iter().map(Arc::as_ptr).collect();
    let other = these
        .iter()
        .filter(|state| !known.contains(&Arc::as_ptr(state)));
    other.cloned().collect()
}

fn window(edge: &Edge, commit: &Arc<Commit>, from_start: bool) -> Window {
    Window {
        opened: edge.clone(),
        from_start,
        closed: None,
        unseen: None,
        last: Arc::clone(commit),
    }
}

impl Line {
    /// Takes the next state; whether that is a beginning or an end.
    fn goes_on(
        &mut self,
        edge: &Edge,
        (before, commit): (Option<&Arc<Commit>>, &Arc<Commit>),
        states: &[Arc<State>],
        seen: Option<Vec<Arc<Seen>>>,
    ) -> bool {
        let Some(current) = self.windows.last_mut() else {
            return false;
        };
        let was_open = current.closed.is_none();
        match seen {
            Some(seen) => {
                match was_open {
                    true => current.unseen = None,
                    false => self.windows.push(window(edge, commit, false)),
                }
                self.is_true(states, seen);
                !was_open
            }
            None if !was_open => false,
            None => {
                if current.unseen.is_none() {
                    current.last = Arc::clone(before.unwrap_or(commit));
                }
                match unsure(&self.seen, &self.at, states) {
                    Some(why) => {
                        current.unseen.get_or_insert_with(|| (edge.clone(), why));
                        false
                    }
                    None => {
                        current.closed = Some(edge.clone());
                        current.unseen = None;
                        self.at = Vec::new();
                        true
                    }
                }
            }
        }
    }

    fn is_true(&mut self, states: &[Arc<State>], seen: Vec<Arc<Seen>>) {
        for seen in &seen {
            self.severity = self.severity.max(seen.severity);
            if let Some(access) = &seen.access {
                self.reach.add(access);
            }
        }
        self.seen = seen;
        self.at = states.to_vec();
    }
}

/// Why it cannot be told whether what was seen in one state is still true in another that does not
/// show it.
fn unsure(seen: &[Arc<Seen>], then: &[Arc<State>], now: &[Arc<State>]) -> Option<Unsure> {
    let failure = now.iter().flat_map(|state| &state.failures).next();
    if let Some(failure) = failure {
        return Some(Unsure::Failed(failure.clone()));
    }
    let has =
        |states: &[Arc<State>], name: &String| states.iter().any(|s| s.components.contains(name));
    let is_lost = |name: &&String| {
        let folded = name.to_lowercase();
        let deleted = now.iter().any(|state| state.deletions.contains(&folded));
        has(then, name) && !has(now, name) && !deleted
    };
    if let Some(name) = seen.iter().flat_map(|seen| &seen.components).find(is_lost) {
        return Some(Unsure::Lost(name.clone()));
    }
    let known = |gap: &Gap| then.iter().any(|state| state.gaps.contains(gap));
    let concerns = |gap: &&Gap| {
        let same = |seen: &Arc<Seen>| seen.rule == gap.rule && seen.tenant == gap.tenant;
        seen.iter().any(same) && !known(gap)
    };
    let gap = now.iter().flat_map(|state| &state.gaps).find(concerns);
    gap.map(|gap| Unsure::Gap(gap.message.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::seen::Spot;
    use crate::finding::Access;

    fn commit(date: &str) -> Arc<Commit> {
        Arc::new(Commit {
            id: format!("c-{date}"),
            date: date.to_owned(),
            author: "Ada".to_owned(),
            subject: "A change".to_owned(),
        })
    }

    fn seen(rule: &str, object: &str, records: Option<u64>) -> Arc<Seen> {
        Arc::new(Seen {
            fingerprint: format!("{rule}/{object}"),
            rule: rule.to_owned(),
            severity: Severity::High,
            platform: "p".to_owned(),
            tenant: "shop".to_owned(),
            message: String::new(),
            place: Spot {
                file: "a".to_owned(),
                line: 1,
                column: 1,
            },
            chain: Vec::new(),
            access: Some(Access {
                principal: Some("guest".to_owned()),
                object: Some(object.to_owned()),
                records,
                ..Access::default()
            }),
            components: vec![format!("shop/Profile/{object}")],
        })
    }

    fn state(seen: &[Arc<Seen>]) -> State {
        let names = seen.iter().flat_map(|s| s.components.clone());
        State {
            tenants: ["shop".to_owned()].into(),
            seen: seen.to_vec(),
            components: Arc::new(names.chain(["shop/Profile/Order".to_owned()]).collect()),
            ..State::default()
        }
    }

    /// Steps by commits of these days, and what each of them holds.
    fn past(steps: &[(&str, State)]) -> Past {
        let mut past = Past::default();
        for (date, state) in steps {
            let commit = commit(date);
            let edge = Edge {
                date: (*date).to_owned(),
                why: Why::Commit(Arc::clone(&commit), None),
            };
            past.step(&edge, &commit, &[Arc::new(state.clone())]);
        }
        past.finish();
        past
    }

    fn told(past: &Past, thing: &Thing) -> Vec<String> {
        let line = past.lines.get(thing).expect("a line");
        let windows = line.windows.iter().map(|window| {
            let until = window.until("2026-01-01");
            format!(
                "{} to {until}, {}",
                window.opened.date,
                window.standing().as_str()
            )
        });
        windows.collect()
    }

    fn finding(id: &str) -> Thing {
        Thing::Finding(id.to_owned())
    }

    #[test]
    fn a_finding_opens_closes_and_opens_again() {
        let one = seen("R", "Order", None);
        let past = past(&[
            ("2020-01-01", state(&[])),
            ("2020-02-01", state(std::slice::from_ref(&one))),
            ("2020-03-01", state(std::slice::from_ref(&one))),
            ("2020-04-01", state(&[])),
            ("2020-05-01", state(&[one])),
        ]);
        let thing = finding("R/Order");
        assert_eq!(
            told(&past, &thing),
            [
                "2020-02-01 to 2020-04-01, closed",
                "2020-05-01 to 2026-01-01, open"
            ]
        );
        let window = &past.lines[&thing].windows[0];
        assert_eq!(window.last.date, "2020-03-01");
        assert_eq!(window.days("2026-01-01"), 60);
        assert!(!window.from_start);
        let on = ["2020-01-31", "2020-02-01", "2020-04-01", "2020-04-02"];
        assert_eq!(on.map(|day| window.covers(day)), [false, true, true, false]);
    }

    #[test]
    fn an_exposure_goes_on_while_any_of_its_ways_is_open() {
        let (default, rule) = (
            seen("DEFAULT", "Order", Some(5)),
            seen("RULE", "Order", Some(9)),
        );
        let past = past(&[
            ("2016-01-15", state(std::slice::from_ref(&default))),
            ("2020-08-01", state(&[default, rule.clone()])),
            ("2020-11-01", state(&[rule])),
            ("2020-11-24", state(&[])),
        ]);
        assert_eq!(
            told(&past, &finding("DEFAULT/Order")),
            ["2016-01-15 to 2020-11-01, closed"]
        );
        let key = past
            .lines
            .keys()
            .find(|k| matches!(k, Thing::Exposure(_)))
            .expect("an exposure");
        assert_eq!(told(&past, key), ["2016-01-15 to 2020-11-24, closed"]);
        assert_eq!(past.lines[key].reach.records, Some(9));
        assert!(past.lines[key].windows[0].from_start);
    }

    #[test]
    fn tenants_that_are_as_they_were_are_not_looked_at() {
        let one = Arc::new(state(&[seen("R", "Order", None)]));
        let clean = Arc::new(state(&[]));
        let mut of_other = (*seen("S", "Order", None)).clone();
        of_other.tenant = "other".to_owned();
        let other = |seen: &[Arc<Seen>]| {
            Arc::new(State {
                tenants: ["other".to_owned()].into(),
                ..state(seen)
            })
        };
        let (open, shut) = (other(&[Arc::new(of_other)]), other(&[]));
        let mut past = Past::default();
        let steps = [
            ("2020-01-01", [&one, &open]),
            ("2020-02-01", [&one, &shut]),
            ("2020-03-01", [&clean, &shut]),
            ("2020-04-01", [&one, &shut]),
        ];
        let mut turns = Vec::new();
        for (date, states) in steps {
            let commit = commit(date);
            let why = Why::Commit(Arc::clone(&commit), None);
            let date = date.to_owned();
            let made = past.step(&Edge { date, why }, &commit, &states.map(Arc::clone));
            turns.push(made.len());
        }
        assert_eq!(turns, [4, 2, 2, 2]);
        past.finish();
        assert_eq!(
            told(&past, &finding("R/Order")),
            [
                "2020-01-01 to 2020-03-01, closed",
                "2020-04-01 to 2026-01-01, open"
            ]
        );
        assert_eq!(
            told(&past, &finding("S/Order")),
            ["2020-01-01 to 2020-02-01, closed"]
        );
    }

    #[test]
    fn what_is_out_of_sight_is_not_closed() {
        let one = seen("R", "Lead", None);
        let before = state(std::slice::from_ref(&one));
        let thing = finding("R/Lead");
        // The component is gone from the export.
        let lost = past(&[("2020-01-01", before.clone()), ("2020-02-01", state(&[]))]);
        assert_eq!(
            told(&lost, &thing),
            ["2020-01-01 to 2020-02-01, out of sight"]
        );
        // It comes back with the finding: one window. Without it: closed by what brought it back.
        let back = [
            ("2020-01-01", before.clone()),
            ("2020-02-01", state(&[])),
            ("2020-03-01", before.clone()),
        ];
        assert_eq!(
            told(&past(&back), &thing),
            ["2020-01-01 to 2026-01-01, open"]
        );
        let clean = State {
            seen: Vec::new(),
            ..before.clone()
        };
        let mended = [
            ("2020-01-01", before.clone()),
            ("2020-02-01", state(&[])),
            ("2020-03-01", clean.clone()),
        ];
        assert_eq!(
            told(&past(&mended), &thing),
            ["2020-01-01 to 2020-03-01, closed"]
        );
        // Its deletion is asked for.
        let deleted = State {
            deletions: ["shop/profile/lead".to_owned()].into(),
            ..state(&[])
        };
        let told_gone = past(&[("2020-01-01", before.clone()), ("2020-02-01", deleted)]);
        assert_eq!(
            told(&told_gone, &thing),
            ["2020-01-01 to 2020-02-01, closed"]
        );
        // A file does not parse.
        let failed = State {
            failures: vec!["no YAML".to_owned()],
            ..clean.clone()
        };
        let broken = past(&[("2020-01-01", before.clone()), ("2020-02-01", failed)]);
        assert_eq!(
            told(&broken, &thing),
            ["2020-01-01 to 2020-02-01, out of sight"]
        );
        // The rule can no longer judge; a gap that was there before says nothing.
        let gap = |message: &str| Gap {
            rule: "R".to_owned(),
            tenant: "shop".to_owned(),
            message: message.to_owned(),
        };
        let old = State {
            gaps: [gap("old")].into(),
            ..before
        };
        let same = State {
            gaps: [gap("old")].into(),
            ..clean.clone()
        };
        let new = State {
            gaps: [gap("new")].into(),
            ..clean
        };
        let told_after = |after: State| {
            told(
                &past(&[("2020-01-01", old.clone()), ("2020-02-01", after)]),
                &thing,
            )
        };
        assert_eq!(told_after(same), ["2020-01-01 to 2020-02-01, closed"]);
        assert_eq!(told_after(new), ["2020-01-01 to 2020-02-01, out of sight"]);
    }
}
