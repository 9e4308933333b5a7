//! Which lines of policies were evaluated, told in lines of the author's files.
//!
//! What counts is statements: a line counts where one starts, and is covered where any of it was
//! evaluated. The engine counts lines of what it was given, in which the pre-pass may have moved
//! an expression; each of its lines stands for the line of the file that its first copied
//! character comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regorus::unstable::{Expr, Literal, Module as Tree, Query, Rule, RuleHead};
use regorus::{Engine, Value as Rego};

use super::super::load::{Loading, Runs, parsed};
use super::super::memory::{Budget, Pause};
use super::super::prepare::{data, modules, policies, prepare, timer};
use super::super::prepass::children;
use super::super::prepass::names::head_ref;
use super::super::prepass::spans;
use super::super::prepass::text::Mapped;
use super::super::value::{choices, to_rego};
use super::{Testing, engine, needed};
use crate::rule::Module;
use crate::source::{FileId, SourceMap};
use crate::tenant::Tenant;
use crate::threads::{in_parallel, on_large_stack};

/// The lines that were evaluated, by module, as the engine counts both.
#[derive(Debug, Default)]
pub struct Covered(BTreeMap<usize, BTreeSet<u32>>);

/// The lines of a file that count, one-based.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLines {
    /// The file.
    pub file: FileId,
    /// Those that were evaluated.
    pub covered: BTreeSet<u32>,
    /// Those that were not.
    pub not_covered: BTreeSet<u32>,
}

/// An example that a rule of its folder judges.
#[derive(Debug)]
pub struct Sample<'a> {
    /// The number of the rule.
    pub rule: usize,
    /// The example.
    pub tenant: &'a Tenant,
    /// Its date of judgement, `YYYY-MM-DD`.
    pub as_of: &'a str,
}

impl Covered {
    /// Adds what an engine has evaluated.
    pub(super) fn take(&mut self, engine: &Engine) {
        // The report can only fail on spans that no module has.
        let Ok(report) = engine.get_coverage_report() else {
            return;
        };
        for file in report.files {
            let number = file.path.strip_prefix('m').and_then(|n| n.parse().ok());
            if let Some(number) = number {
                self.0.entry(number).or_default().extend(file.covered);
            }
        }
    }

    /// Adds what others have evaluated.
    pub fn add(&mut self, other: Self) {
        for (number, lines) in other.0 {
            self.0.entry(number).or_default().extend(lines);
        }
    }
}

/// Lets rules judge the examples beside them, and tells which lines that evaluates.
pub fn cover(testing: &Testing<'_>, samples: &[Sample<'_>]) -> Covered {
    let limits = testing.limits;
    let pause = Pause::new();
    let modules = modules(testing.rules);
    let loading = on_large_stack(limits.stack_bytes, || Loading::new(&modules, limits));
    let policies: BTreeMap<usize, usize> = policies(testing.rules)
        .into_iter()
        .map(|(module, rule)| (rule, module))
        .collect();
    drop(pause);
    let _budget = Budget::new(limits.max_policy_memory);
    // Examples of one rule and date share an engine.
    let mut groups: BTreeMap<(usize, &str), Vec<&Tenant>> = BTreeMap::new();
    for sample in samples {
        let group = groups.entry((sample.rule, sample.as_of)).or_default();
        group.push(sample.tenant);
    }
    let groups: Vec<_> = groups.into_iter().collect();
    let covered = in_parallel(groups.len(), testing.threads, limits.stack_bytes, |n| {
        let ((rule, as_of), tenants) = &groups[n];
        let data = data(testing.rules, testing.params, as_of, None);
        let module = policies.get(rule)?;
        of_rule(testing, &loading, (*module, &data), tenants)
    });
    let mut all = Covered::default();
    covered.into_iter().flatten().for_each(|c| all.add(c));
    all
}

/// What one rule evaluates for tenants; `None` where it cannot be evaluated, which is told
/// elsewhere.
fn of_rule(
    testing: &Testing<'_>,
    loading: &Loading,
    (number, data): (usize, &Rego),
    tenants: &[&Tenant],
) -> Option<Covered> {
    let module = &loading.modules[number];
    let asked = ["deny", "not_evaluated"].map(|name| format!("data.{}.{name}", module.package));
    let asked = asked.into_iter().filter(|p| module.heads.contains_key(p));
    let asked: Vec<String> = asked.collect();
    let needed = needed(loading, number);
    if !needed.iter().all(|&n| loading.is_good(n)) {
        return None;
    }
    let numbers: Vec<usize> = needed.into_iter().collect();
    let mut engine = engine(
        (loading, &numbers),
        loading.texts(&numbers, Runs::Others),
        data,
    )
    .ok()?;
    prepare(&mut engine).ok()?;
    engine.set_enable_coverage(true);
    for tenant in tenants {
        for choice in choices(tenant) {
            engine.set_input(to_rego(&tenant.root, &choice));
            for path in &asked {
                engine.set_execution_timer_config(timer(testing.limits));
                // What fails here has failed in the test of the example as well.
                let _ = engine.eval_rule(path.clone());
            }
        }
    }
    let mut covered = Covered::default();
    covered.take(&engine);
    Some(covered)
}

/// The lines of the policies, models and shared modules that are wanted, covered or not.
pub fn lines(
    testing: &Testing<'_>,
    covered: &Covered,
    sources: &SourceMap,
    wanted: &(dyn Fn(&Module) -> bool + Sync),
) -> Vec<FileLines> {
    let limits = testing.limits;
    let modules = modules(testing.rules);
    on_large_stack(limits.stack_bytes, || {
        let loading = Loading::new(&modules, limits);
        let of = |(number, (module, _)): (usize, &(&Module, bool))| {
            if !wanted(module) {
                return None;
            }
            let (stripped, tree) = parsed(number, module, limits)?;
            let index = sources.file(module.file).lines();
            let line = |byte: usize| {
                let line = index.line_of(u32::try_from(byte).unwrap_or(u32::MAX)) + 1;
                u32::try_from(line).unwrap_or(u32::MAX)
            };
            let none = BTreeSet::new();
            let engines = covered.0.get(&number).unwrap_or(&none);
            let evaluated = origins(&loading.modules[number].text, engines);
            let evaluated: BTreeSet<u32> = evaluated.into_iter().map(line).collect();
            let mut lines = FileLines {
                file: module.file,
                covered: BTreeSet::new(),
                not_covered: BTreeSet::new(),
            };
            for part in statements(&stripped.text, &tree) {
                let origin = stripped.origin_of(part);
                let (first, last) = (line(origin.start), line(origin.end.max(1) - 1));
                match evaluated.range(first..=last.max(first)).next() {
                    Some(_) => lines.covered.insert(first),
                    None => lines.not_covered.insert(first),
                };
            }
            // Of several statements on one line, one that was evaluated covers it.
            lines.not_covered = &lines.not_covered - &lines.covered;
            Some(lines)
        };
        modules.iter().enumerate().filter_map(of).collect()
    })
}

/// For each of these lines of the engine's text, the byte of the file that its first copied
/// character comes from.
fn origins(text: &Mapped, lines: &BTreeSet<u32>) -> Vec<usize> {
    let pieces: Vec<(usize, usize, bool)> = text.stretches().collect();
    let mut start = 0;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.text.split_inclusive('\n')) {
        let end = start + line.len();
        if lines.contains(&number) {
            found.extend(first_copied(&text.text, &pieces, start..end));
        }
        start = end;
    }
    found
}

fn first_copied(text: &str, pieces: &[(usize, usize, bool)], range: Range<usize>) -> Option<usize> {
    let from = pieces.partition_point(|p| p.0 <= range.start).max(1) - 1;
    for (n, &(out, source, copied)) in pieces.iter().enumerate().skip(from) {
        if out >= range.end {
            return None;
        }
        let end = pieces.get(n + 1).map_or(text.len(), |p| p.0);
        let (start, end) = (out.max(range.start), end.min(range.end));
        let part = text.get(start..end).unwrap_or_default();
        let blank = part.len() - part.trim_start().len();
        if copied && blank < part.len() {
            return Some(source + (start + blank - out));
        }
    }
    None
}

/// The statements of a module, as bytes of its text: those of bodies, also of those within
/// expressions, and values of rules without a body.
fn statements(text: &str, tree: &Tree) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for rule in &tree.policy {
        match rule.as_ref() {
            Rule::Default { value, .. } => found.push(fact(text, rule, value)),
            Rule::Spec { head, bodies, .. } => {
                let value = match head {
                    RuleHead::Compr { assign, .. } | RuleHead::Func { assign, .. } => {
                        assign.as_ref().map(|a| &a.value)
                    }
                    RuleHead::Set { key, .. } => key.as_ref(),
                };
                if let Some(value) = value {
                    if bodies.is_empty() {
                        found.push(fact(text, rule, value));
                    }
                    within(text, value, &mut found);
                }
                bodies
                    .iter()
                    .for_each(|b| query(text, &b.query, &mut found));
            }
        }
    }
    found
}

/// A rule without a body, from its name to the end of its value.
fn fact(text: &str, rule: &Rule, value: &Expr) -> Range<usize> {
    spans::of(text, head_ref(rule)).start..spans::of(text, value).end
}

fn query(text: &str, query: &Query, found: &mut Vec<Range<usize>>) {
    for statement in &query.stmts {
        match &statement.literal {
            // It is a declaration; nothing is evaluated.
            Literal::SomeVars { .. } => continue,
            Literal::SomeIn { collection, .. } => within(text, collection, found),
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => {
                within(text, expr, found);
            }
            Literal::Every { domain, query, .. } => {
                within(text, domain, found);
                self::query(text, query, found);
            }
        }
        found.push(spans::quoted(text, &statement.span));
    }
}

/// The statements of comprehensions within an expression.
fn within(text: &str, expr: &Expr, found: &mut Vec<Range<usize>>) {
    match expr {
        Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
            within(text, term, found);
            self::query(text, query, found);
        }
        Expr::ObjectCompr {
            key, value, query, ..
        } => {
            within(text, key, found);
            within(text, value, found);
            self::query(text, query, found);
        }
        other => {
            let mut parts = Vec::new();
            children(other, &mut parts);
            parts.into_iter().for_each(|p| within(text, p, found));
        }
    }
}
