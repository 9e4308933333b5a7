//! Places of violations that are found without those that the policies state.

mod cli_support;
#[allow(dead_code, reason = "another test uses the rest")]
mod policy_support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tenantlint::document::{self, DataPath, Segment};
use tenantlint::engine::{Outcome, Prepared, Violation};
use tenantlint::lint::{self, Settings};
use tenantlint::locate::{self, Located};
use tenantlint::rule::{Rule, RuleSet};
use tenantlint::source::{Encoding, SourceMap};
use tenantlint::tenant::{self, Group, Node, Part, Tenant};

/// How often the search was right.
#[derive(Default)]
struct Score {
    all: usize,
    /// The place is the one that is shown first, or something in it is.
    first: usize,
    /// It is among the causes that are shown.
    among: usize,
    evaluations: Vec<usize>,
    misses: String,
}

impl Score {
    fn add(&mut self, what: &str, tenant: &Tenant, wanted: &DataPath, located: &Located) {
        let right = |at: &DataPath| {
            at.0.starts_with(&wanted.0)
                || existing(&tenant.root, wanted) == existing(&tenant.root, at)
        };
        let first = right(&located.at);
        let among = first || located.also.iter().any(|(at, _)| right(at));
        self.all += 1;
        self.first += usize::from(first);
        self.among += usize::from(among);
        self.evaluations.push(located.evaluations);
        if !among {
            let at = &located.at;
            writeln!(self.misses, "{what}: {wanted}, found {at}").expect("a string");
        }
    }

    fn merge(&mut self, other: Self) {
        self.all += other.all;
        self.first += other.first;
        self.among += other.among;
        self.evaluations.extend(other.evaluations);
        self.misses += &other.misses;
    }

    /// Says the score, and fails where less than these shares were right, in per cent.
    #[expect(clippy::print_stdout, reason = "the score is worth a look")]
    fn check(mut self, first: usize, among: usize) {
        self.evaluations.sort_unstable();
        let told = format!(
            "{} of {} places found first, {} among the causes; evaluations: median {}, worst {}\n{}",
            self.first,
            self.all,
            self.among,
            self.evaluations[self.all / 2],
            self.evaluations[self.all - 1],
            self.misses
        );
        println!("{told}");
        assert!(self.first * 100 >= self.all * first, "{told}");
        assert!(self.among * 100 >= self.all * among, "{told}");
    }
}

/// How much of a path is there.
fn existing(root: &Node, path: &DataPath) -> DataPath {
    let mut node = root;
    let mut steps = Vec::new();
    for step in &path.0 {
        let Some(child) = node.child(step) else { break };
        node = child;
        steps.push(step.clone());
    }
    DataPath(steps)
}

/// The bundled rules.
struct Bench {
    rules: RuleSet,
    sources: SourceMap,
    settings: Settings,
    params: BTreeMap<String, BTreeMap<String, Value>>,
}

impl Bench {
    fn new() -> Self {
        let settings = Settings::default();
        let mut sources = SourceMap::new();
        let host = cli_support::Memory::new(&[]);
        let (rules, failures) = lint::load_rules(&host, &settings, &mut sources);
        assert!(failures.is_empty(), "{failures:?}");
        let (params, failures) = tenantlint::rule::complete_params(&rules, &settings.params);
        assert!(failures.is_empty(), "{failures:?}");
        Self {
            rules,
            sources,
            settings,
            params,
        }
    }

    fn prepared(&self, rule: &Rule, date: &str) -> Prepared {
        let alone = RuleSet {
            rules: vec![rule.clone()],
            library: self.rules.library.clone(),
            ..RuleSet::default()
        };
        Prepared::new(&alone, &self.params, date, &self.settings.evaluate).0
    }

    /// The sum of what is scored for each rule, on two threads.
    fn each_rule(&self, score: impl Fn(&Rule) -> Score + Sync) -> Score {
        let next = AtomicUsize::new(0);
        let sum = Mutex::new(Score::default());
        let work = || {
            while let Some(rule) = self.rules.rules.get(next.fetch_add(1, Ordering::Relaxed)) {
                let of_rule = score(rule);
                sum.lock().expect("nothing panics").merge(of_rule);
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(work);
            scope.spawn(work);
        });
        sum.into_inner().expect("nothing panics")
    }
}

fn violations(prepared: &Prepared, tenant: &Tenant) -> Vec<Violation> {
    match prepared.judge(tenant).swap_remove(0) {
        Outcome::Judged { violations, .. } => violations,
        _ => Vec::new(),
    }
}

#[test]
fn what_our_own_rules_state_is_found_without_it() {
    let bench = Bench::new();
    let score = bench.each_rule(|rule| {
        let mut score = Score::default();
        let mut by_date: BTreeMap<String, Prepared> = BTreeMap::new();
        for (name, file) in &rule.examples {
            let Some((tenant, date)) = policy_support::tenant_of(&bench.sources, name, *file)
            else {
                continue;
            };
            let prepared = by_date
                .entry(date)
                .or_insert_with_key(|date| bench.prepared(rule, date));
            let violations = violations(prepared, &tenant);
            let asked: Vec<&Violation> = violations.iter().collect();
            let located = locate::locate(prepared, 0, &tenant, &asked, 1);
            assert_eq!(located.len(), violations.len());
            for (violation, located) in violations.iter().zip(located) {
                let stated = violation.at.as_ref().expect("our rules state their places");
                score.add(&rule.id, &tenant, stated, &located);
            }
        }
        score
    });
    assert!(score.all > 250);
    score.check(85, 95);
}

#[test]
fn what_our_own_rules_state_is_a_cause() {
    let bench = Bench::new();
    let wrong = Mutex::new(Vec::new());
    bench.each_rule(|rule| {
        for (name, file) in &rule.examples {
            let Some((tenant, date)) = policy_support::tenant_of(&bench.sources, name, *file)
            else {
                continue;
            };
            let prepared = bench.prepared(rule, &date);
            let violations = violations(&prepared, &tenant);
            let asked: Vec<&Violation> = violations.iter().collect();
            for number in locate::unfounded(&prepared, 0, &tenant, &asked) {
                let at = violations[number].at.as_ref().expect("it states one");
                let mut wrong = wrong.lock().expect("nothing panics");
                wrong.push(format!("{} {name}: {at}", rule.id));
            }
        }
        Score::default()
    });
    let wrong = wrong.into_inner().expect("nothing panics");
    assert_eq!(wrong, Vec::<String>::new());
}

/// Numbers that only look random.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).expect("it is below n")
    }
}

fn tenant_of(json: &Value) -> Option<Tenant> {
    let mut sources = SourceMap::new();
    let text: Arc<str> = json.to_string().into();
    let file = sources.add("tenant.json", Arc::clone(&text), Encoding::Utf8);
    let document = document::parse(file, text, &document::Limits::default()).ok()?;
    let group = Group {
        parts: vec![Part {
            path: "tenant.json",
            below: "tenant.json",
            document: &document,
            made: None,
        }],
        ..Group::default()
    };
    tenant::build(&group).tenants.pop()
}

fn paths(value: &Value, path: &DataPath, out: &mut Vec<DataPath>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                paths(value, &path.key(key.as_str()), out);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                paths(item, &path.index(number), out);
            }
        }
        _ => out.push(path.clone()),
    }
}

fn at<'v>(value: &'v mut Value, path: &[Segment]) -> &'v mut Value {
    path.iter().fold(value, |value, step| match step {
        Segment::Key(key) => &mut value[&**key],
        Segment::Index(number) => &mut value[*number],
    })
}

/// Takes one value away, or makes another of it.
fn plant(tenant: &mut Value, path: &DataPath, texts: &[Value], random: &mut Random) {
    let (last, parent) = path.0.split_last().expect("it is below the root");
    if random.below(4) == 0 {
        if let (Value::Object(map), Segment::Key(key)) = (at(tenant, parent), last) {
            map.remove(&**key);
        }
        return;
    }
    let value = at(tenant, &path.0);
    *value = match &*value {
        Value::Bool(b) => (!b).into(),
        Value::Number(_) => [0, 1, 12, 480, 100_000][random.below(5)].into(),
        Value::String(_) if !texts.is_empty() => texts[random.below(texts.len())].clone(),
        other => other.clone(),
    };
}

/// Everything in maps of both.
fn merged(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mut all = one.clone();
            for (key, value) in other {
                let entry = all.entry(key.clone()).or_insert(Value::Null);
                *entry = match &*entry {
                    Value::Null => value.clone(),
                    known => merged(known, value),
                };
            }
            Value::Object(all)
        }
        _ => one.clone(),
    }
}

/// A good tenant beside that of another rule, in which one value is made another at random, until
/// the rule finds something new: that value is the cause, whatever the rule says.
#[test]
fn planted_causes_are_found() {
    const DATE: &str = "2026-11-01";
    let bench = Bench::new();
    let examples = |kind: &str| -> Vec<(String, Value)> {
        let rules = bench.rules.rules.iter();
        let examples = rules.flat_map(|r| r.examples.iter().map(move |e| (r, e)));
        let of_kind = examples.filter(|(_, (name, _))| name.starts_with(kind));
        of_kind
            .filter_map(|(rule, (name, file))| {
                let (tenant, _) = policy_support::tenant_of(&bench.sources, name, *file)?;
                let mut json = tenant.root.to_json();
                json.as_object_mut()?.remove("coverage");
                Some((rule.id.to_string(), json))
            })
            .collect()
    };
    let (good, bad) = (examples("good"), examples("bad"));
    let score = bench.each_rule(|rule| {
        let mut score = Score::default();
        let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ rule.id.len() as u64);
        for byte in rule.id.bytes() {
            random.0 = random.0.wrapping_mul(31).wrapping_add(u64::from(byte));
        }
        let own: Vec<&Value> = good
            .iter()
            .filter(|(id, _)| **id == *rule.id)
            .map(|g| &g.1)
            .collect();
        let mut texts = Vec::new();
        for (_, json) in bad.iter().filter(|(id, _)| **id == *rule.id) {
            let mut all = Vec::new();
            paths(json, &DataPath::default(), &mut all);
            let mut json = json.clone();
            let values = all.iter().map(|path| at(&mut json, &path.0).clone());
            texts.extend(values.filter(Value::is_string));
        }
        if own.is_empty() {
            return score;
        }
        let prepared = bench.prepared(rule, DATE);
        for _ in 0..60 {
            if score.all >= 2 {
                break;
            }
            let other = &good[random.below(good.len())].1;
            let base = merged(own[random.below(own.len())], other);
            let mut all = Vec::new();
            paths(&base, &DataPath::default(), &mut all);
            let path = &all[random.below(all.len())];
            if ["platform", "tenant"]
                .map(|k| DataPath::default().key(k))
                .iter()
                .any(|own| path.0.starts_with(&own.0))
            {
                continue;
            }
            let mut planted = base.clone();
            plant(&mut planted, path, &texts, &mut random);
            let (Some(before), Some(tenant)) = (tenant_of(&base), tenant_of(&planted)) else {
                continue;
            };
            let known: BTreeSet<String> = violations(&prepared, &before)
                .into_iter()
                .map(|v| v.key)
                .collect();
            let found = violations(&prepared, &tenant);
            let Some(new) = found.iter().find(|v| !known.contains(&v.key)) else {
                continue;
            };
            let located = locate::locate(&prepared, 0, &tenant, &[new], 1);
            score.add(&rule.id, &tenant, path, &located[0]);
        }
        score
    });
    assert!(score.all >= 200, "only {} causes were planted", score.all);
    score.check(60, 90);
}
