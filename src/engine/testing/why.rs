//! Why a unit test is not true: the first statement that does not hold, and what its sides are.
//!
//! The body of the test is evaluated up to each of its statements, by rules that are added to the
//! module and go through the pre-pass as the test itself does. What cannot be told that way is not
//! told.

use std::ops::Range;

use regorus::Value as Rego;
use regorus::unstable::{AssignOp, BoolOp, Expr, Literal, LiteralStmt, Module, Query, Rule};
use serde_json::Value as Json;

use super::super::load::parsed;
use super::super::prepass::names::head_name;
use super::super::prepass::spans;
use super::{Bench, TestModule, to_json};
use crate::source::{FileId, Span};

/// Why a test is not true.
#[derive(Debug, Default)]
pub struct Why {
    /// What the test is; `None` where it is undefined.
    pub value: Option<Json>,
    /// The statement that does not hold, where it is known.
    pub statement: Option<(FileId, Span)>,
    /// What the statement compares, where it compares: what came and what was expected.
    pub sides: Option<Sides>,
}

/// The sides of a comparison; `None` for one that is undefined.
#[derive(Debug)]
pub struct Sides {
    /// What the policy gave.
    pub came: Option<Json>,
    /// What the test says; the side that is written out, else the right one.
    pub expected: Option<Json>,
}

/// The names of the rules that are added; no policy may use them.
const UP_TO: &str = "__tl_up_to_";
const LEFT: &str = "__tl_left";
const RIGHT: &str = "__tl_right";

impl Bench<'_> {
    /// Looks for the reason.
    pub(super) fn why(
        &self,
        number: usize,
        test: &TestModule<'_>,
        rule: &str,
        value: &Rego,
    ) -> Why {
        let mut why = Why {
            value: (*value != Rego::Undefined).then(|| to_json(value)),
            ..Why::default()
        };
        let Some((stripped, tree)) = parsed(number, test.module, self.testing.limits) else {
            return why;
        };
        let probe = Probe {
            bench: self,
            number,
            test,
            text: &stripped.text,
        };
        let name = rule.rsplit('.').next().unwrap_or(rule);
        let Some(query) = body(&tree, name) else {
            return why;
        };
        let Some(at) = probe.first_that_fails(query) else {
            return why;
        };
        let range = probe.range(query, at);
        let text = stripped.text.get(range.clone()).unwrap_or_default();
        let shown = range.start..range.start + text.trim_end().len();
        why.statement = Some((test.module.file, stripped.span_of(shown)));
        why.sides = probe.sides(query, at);
        why
    }
}

/// The body of a test, if it has just one.
fn body<'m>(tree: &'m Module, name: &str) -> Option<&'m Query> {
    let mut rules = tree.policy.iter().filter(|r| head_name(r) == name);
    let rule = rules.next()?;
    let Rule::Spec { bodies, .. } = rule.as_ref() else {
        return None;
    };
    let [body] = &bodies[..] else {
        return None;
    };
    rules.next().is_none().then_some(&body.query)
}

struct Probe<'a> {
    bench: &'a Bench<'a>,
    number: usize,
    test: &'a TestModule<'a>,
    /// The module without comments.
    text: &'a str,
}

impl Probe<'_> {
    /// The bytes of a statement, with what parts it from the next one.
    fn range(&self, query: &Query, at: usize) -> Range<usize> {
        let start = self.start(&query.stmts[at]);
        let next = query.stmts.get(at + 1).map(|s| self.start(s));
        let whole = spans::quoted(self.text, &query.span);
        let end = next.unwrap_or_else(|| {
            let last = spans::quoted(self.text, &query.stmts[at].span).end;
            last.min(whole.end)
        });
        let text = self.text.get(start..end).unwrap_or_default();
        start..start + text.trim_end().trim_end_matches(';').len()
    }

    fn start(&self, statement: &LiteralStmt) -> usize {
        spans::quoted(self.text, &statement.span).start
    }

    /// The statements before one.
    fn before(&self, query: &Query, at: usize) -> &str {
        match (query.stmts.first(), query.stmts.get(at)) {
            (Some(first), Some(this)) => {
                let range = self.start(first)..self.start(this);
                self.text.get(range).unwrap_or_default()
            }
            _ => "",
        }
    }

    fn first_that_fails(&self, query: &Query) -> Option<usize> {
        let mut added = String::new();
        for at in 0..query.stmts.len() {
            let (before, own) = (self.before(query, at), self.range(query, at));
            let own = self.text.get(own)?;
            added.push_str(&format!("\n{UP_TO}{at} if {{\n{before}{own}\n}}\n"));
        }
        let mut engine = self.engine(&added)?;
        for at in 0..query.stmts.len() {
            let rule = self.rule(&format!("{UP_TO}{at}"));
            if self.bench.ask(&mut engine, &rule).ok()? != Rego::Bool(true) {
                return Some(at);
            }
        }
        None
    }

    /// The values of the sides of a comparison.
    fn sides(&self, query: &Query, at: usize) -> Option<Sides> {
        let statement = &query.stmts[at];
        let Literal::Expr { expr, .. } = &statement.literal else {
            return None;
        };
        let (lhs, rhs) = match expr.as_ref() {
            Expr::BoolExpr {
                op: BoolOp::Eq,
                lhs,
                rhs,
                ..
            }
            | Expr::AssignExpr {
                op: AssignOp::Eq,
                lhs,
                rhs,
                ..
            } => (lhs, rhs),
            _ => return None,
        };
        let whole = self.range(query, at);
        let with = self
            .text
            .get(spans::of(self.text, rhs).end..whole.end)
            .filter(|_| !statement.with_mods.is_empty())
            .unwrap_or_default();
        let mut added = String::new();
        for (name, side) in [(LEFT, lhs), (RIGHT, rhs)] {
            let before = self.before(query, at);
            let side = self.text.get(spans::of(self.text, side))?;
            added.push_str(&format!(
                "\n{name} contains __tl_side if {{\n{before}__tl_side := {side} {with}\n}}\n"
            ));
        }
        let mut engine = self.engine(&added)?;
        let mut value = |name| self.value(&self.bench.ask(&mut engine, &self.rule(name)).ok()?);
        let (left, right) = (value(LEFT)?, value(RIGHT)?);
        let (came, expected) = match (written_out(lhs), written_out(rhs)) {
            (true, false) => (right, left),
            _ => (left, right),
        };
        Some(Sides { came, expected })
    }

    /// The one member of a set, `Some(None)` where there is none.
    fn value(&self, answer: &Rego) -> Option<Option<Json>> {
        match answer {
            Rego::Undefined => Some(None),
            Rego::Set(members) if members.len() < 2 => {
                Some(members.iter_sorted().next().map(to_json))
            }
            _ => None,
        }
    }

    fn rule(&self, name: &str) -> String {
        let package = &self.bench.loading.modules[self.number].package;
        format!("data.{package}.{name}")
    }

    /// An engine whose module of tests has further rules.
    fn engine(&self, added: &str) -> Option<regorus::Engine> {
        let text = format!("{}\n{added}", self.text);
        let text = self.bench.loading.rewritten(self.number, &text)?;
        self.bench.ready(self.number, self.test, Some(&text)).ok()
    }
}

/// Whether an expression is a value as it stands.
fn written_out(expr: &Expr) -> bool {
    match expr {
        Expr::Array { items, .. } | Expr::Set { items, .. } => items.iter().all(|i| written_out(i)),
        Expr::Object { fields, .. } => fields
            .iter()
            .all(|(_, k, v)| written_out(k) && written_out(v)),
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. } => true,
        // `set()` and a negative number.
        Expr::Call { fcn, params, .. } => {
            params.is_empty()
                && matches!(fcn.as_ref(), Expr::Var { span, .. } if span.text() == "set")
        }
        Expr::UnaryExpr { expr, .. } => written_out(expr),
        _ => false,
    }
}
