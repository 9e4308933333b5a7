//! Whether the statements of a body can be evaluated at all: each needs names that others bind.
//!
//! OPA refuses a body in which a name is never bound, or in which statements wait for each other.
//! The engine evaluates such a body as it stands and finds nothing.

use std::collections::{BTreeSet, HashMap};

use regorus::unstable::{AssignOp, Expr, Literal, LiteralStmt, Query};

use super::builtins::has_output;
use super::walk::children;

/// Names that a statement needs and names that it binds.
#[derive(Debug, Default)]
struct Flow {
    needs: BTreeSet<String>,
    binds: BTreeSet<String>,
    /// Names within comprehensions: needed where the body itself has them as well.
    closed: BTreeSet<String>,
    /// For `a = b`: the names of either side, one of which has to be known.
    sides: Option<(BTreeSet<String>, BTreeSet<String>)>,
}

/// The number of the first statement that can never be evaluated, and a name that it misses.
/// `own` tells the names of the body; all others are known.
pub(crate) fn stuck(query: &Query, own: impl Fn(&str) -> bool) -> Option<(usize, String)> {
    let mut flows: Vec<(usize, Flow)> = query
        .stmts
        .iter()
        .map(|s| flow(s, &own))
        .enumerate()
        .collect();
    let mut open = BTreeSet::new();
    for (_, flow) in &flows {
        let sides = flow.sides.iter().flat_map(|(a, b)| a.iter().chain(b));
        open.extend(flow.needs.iter().chain(&flow.binds).chain(sides).cloned());
    }
    for (_, flow) in &mut flows {
        let binds = &flow.binds;
        let closed = flow
            .closed
            .iter()
            .filter(|n| own(n) && open.contains(*n) && !binds.contains(*n));
        flow.needs.extend(closed.cloned());
    }
    // A statement is looked at again when a name becomes known that it waits for.
    let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, flow) in &flows {
        for name in flow.wants() {
            waiting.entry(name.clone()).or_default().push(*number);
        }
    }
    let mut known = BTreeSet::new();
    let mut done = vec![false; flows.len()];
    let mut todo: Vec<usize> = (0..flows.len()).rev().collect();
    while let Some(number) = todo.pop() {
        let (_, flow) = &flows[number];
        if done[number] || !flow.ready(&known) {
            continue;
        }
        done[number] = true;
        for name in &flow.binds {
            if known.insert(name.clone()) {
                todo.extend(waiting.get(name).into_iter().flatten());
            }
        }
    }
    flows.retain(|(number, _)| !done[*number]);
    let (number, flow) = flows.first()?;
    let missing = flow.wants().find(|n| !known.contains(*n))?;
    Some((*number, missing.clone()))
}

impl Flow {
    /// The names that it can wait for.
    fn wants(&self) -> impl Iterator<Item = &String> {
        let of_side = self.sides.iter().flat_map(|(a, b)| a.iter().chain(b));
        self.needs.iter().chain(of_side)
    }

    fn ready(&self, known: &BTreeSet<String>) -> bool {
        let side = match &self.sides {
            Some((a, b)) => a.is_subset(known) || b.is_subset(known),
            None => true,
        };
        side && self.needs.is_subset(known)
    }
}

fn flow(stmt: &LiteralStmt, own: &impl Fn(&str) -> bool) -> Flow {
    let mut flow = Flow::default();
    for with in &stmt.with_mods {
        mentioned(&with.r#as, &mut flow.needs);
    }
    match &stmt.literal {
        Literal::SomeVars { .. } => {}
        Literal::SomeIn {
            key,
            value,
            collection,
            ..
        } => {
            key.iter().for_each(|k| pattern(k, &mut flow));
            pattern(value, &mut flow);
            uses(collection, &mut flow);
        }
        Literal::NotExpr { expr, .. } => mentioned(expr, &mut flow.needs),
        Literal::Every { domain, .. } => {
            uses(domain, &mut flow);
            in_every(&stmt.literal, &mut flow.closed);
        }
        Literal::Expr { expr, .. } => match expr.as_ref() {
            Expr::AssignExpr {
                op: AssignOp::ColEq,
                lhs,
                rhs,
                ..
            } => {
                pattern(lhs, &mut flow);
                uses(rhs, &mut flow);
            }
            Expr::AssignExpr {
                op: AssignOp::Eq,
                lhs,
                rhs,
                ..
            } => {
                let mut sides = [BTreeSet::new(), BTreeSet::new()];
                for (side, names) in [lhs, rhs].into_iter().zip(&mut sides) {
                    let mut part = Flow::default();
                    pattern(side, &mut part);
                    flow.needs.extend(part.needs);
                    flow.binds.extend(part.binds.iter().cloned());
                    // What a reference iterates over is bound by the iteration.
                    if matches!(
                        side.as_ref(),
                        Expr::Var { .. } | Expr::Array { .. } | Expr::Object { .. }
                    ) {
                        names.extend(part.binds);
                    }
                }
                let [a, b] = sides;
                flow.sides = Some((a, b));
            }
            other => uses(other, &mut flow),
        },
    }
    flow.needs.retain(|n| own(n));
    flow.needs = &flow.needs - &flow.binds;
    if let Some((a, b)) = &mut flow.sides {
        a.retain(|n| own(n));
        b.retain(|n| own(n));
    }
    flow
}

/// A pattern binds its names.
fn pattern(expr: &Expr, flow: &mut Flow) {
    match expr {
        Expr::Var { span, .. } => {
            flow.binds.insert(span.text().to_owned());
        }
        Expr::Array { items, .. } => items.iter().for_each(|i| pattern(i, flow)),
        Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, v)| pattern(v, flow)),
        other => uses(other, flow),
    }
}

/// An expression needs its names, those excepted that it iterates over.
fn uses(expr: &Expr, flow: &mut Flow) {
    match expr {
        Expr::Var { span, .. } => {
            flow.needs.insert(span.text().to_owned());
        }
        Expr::RefBrack { refr, index, .. } => {
            uses(refr, flow);
            pattern(index, flow);
        }
        Expr::Call { fcn, params, .. } => {
            let walks = matches!(fcn.as_ref(), Expr::Var { span, .. } if span.text() == "walk");
            match params.split_last() {
                Some((output, inputs))
                    if (walks && !inputs.is_empty()) || has_output(fcn, params) =>
                {
                    inputs.iter().for_each(|p| uses(p, flow));
                    pattern(output, flow);
                }
                _ => params.iter().for_each(|p| uses(p, flow)),
            }
        }
        Expr::ArrayCompr { .. } | Expr::SetCompr { .. } | Expr::ObjectCompr { .. } => {
            mentioned(expr, &mut flow.closed)
        }
        other => {
            let mut parts = Vec::new();
            children(other, &mut parts);
            parts.into_iter().for_each(|p| uses(p, flow));
        }
    }
}

/// All names of an expression that it does not declare within itself.
pub(crate) fn mentioned(expr: &Expr, out: &mut BTreeSet<String>) {
    let (terms, query) = match expr {
        Expr::Var { span, .. } => {
            out.insert(span.text().to_owned());
            return;
        }
        Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
            (vec![term], query)
        }
        Expr::ObjectCompr {
            key, value, query, ..
        } => (vec![key, value], query),
        other => {
            let mut parts = Vec::new();
            children(other, &mut parts);
            parts.into_iter().for_each(|p| mentioned(p, out));
            return;
        }
    };
    let mut inner = BTreeSet::new();
    let declared = in_query(query, &mut inner);
    terms.into_iter().for_each(|t| mentioned(t, &mut inner));
    out.extend(&inner - &declared);
}

/// What the body of an `every` mentions from outside it; nothing for other literals.
fn in_every(literal: &Literal, out: &mut BTreeSet<String>) {
    if let Literal::Every {
        key, value, query, ..
    } = literal
    {
        let mut inner = BTreeSet::new();
        in_query(query, &mut inner);
        for var in key.iter().chain([value]) {
            inner.remove(var.text());
        }
        out.extend(inner);
    }
}

/// The names of a body that it does not declare; gives those that it does.
fn in_query(query: &Query, out: &mut BTreeSet<String>) -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    let mut inner = BTreeSet::new();
    for stmt in &query.stmts {
        let mut own = Flow::default();
        match &stmt.literal {
            Literal::SomeVars { vars, .. } => {
                declared.extend(vars.iter().map(|v| v.text().to_owned()))
            }
            Literal::SomeIn {
                key,
                value,
                collection,
                ..
            } => {
                key.iter().for_each(|k| pattern(k, &mut own));
                pattern(value, &mut own);
                mentioned(collection, &mut inner);
            }
            Literal::Expr { expr, .. } => match expr.as_ref() {
                Expr::AssignExpr {
                    op: AssignOp::ColEq,
                    lhs,
                    rhs,
                    ..
                } => {
                    pattern(lhs, &mut own);
                    mentioned(rhs, &mut inner);
                }
                other => mentioned(other, &mut inner),
            },
            Literal::NotExpr { expr, .. } => mentioned(expr, &mut inner),
            Literal::Every { domain, .. } => {
                mentioned(domain, &mut inner);
                in_every(&stmt.literal, &mut inner);
            }
        }
        for with in &stmt.with_mods {
            mentioned(&with.r#as, &mut inner);
        }
        inner.extend(own.needs);
        declared.extend(own.binds);
    }
    out.extend(&inner - &declared);
    declared
}
