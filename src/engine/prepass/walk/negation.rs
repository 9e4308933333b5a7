//! What stands in a negation: OPA lets an undefined part of it make the whole undefined, the engine
//! makes it true, so those parts are bound first.

use super::*;

impl<'a> Walker<'a> {
    /// B7: what OPA binds before it negates a call is bound before.
    pub(super) fn negated(&mut self, expr: &Expr, stmt: &LiteralStmt, start: usize) {
        if self.loops(expr) {
            let at = self.at(expr);
            self.refuse(
                at,
                "a negated expression iterates, or holds a name that nothing binds",
                "bind what is iterated with `some` before, or put it into a comprehension and count it",
            );
            return;
        }
        self.expr_in(expr, true);
        let mut lifted = Vec::new();
        self.operands(expr, &mut lifted);
        let with = stmt.with_mods.first().zip(stmt.with_mods.last());
        for operand in lifted {
            let at = self.at(operand);
            let name = self.fresh("n");
            match with {
                None => self.bind_before(start, &name, &at, ""),
                Some((first, last)) => {
                    let range = self.span(&first.span).start..self.span(&last.span).end;
                    let parts = vec![
                        Part::Glue(format!("{name} := ")),
                        Part::Copy(at.clone()),
                        Part::Glue(" ".to_owned()),
                        Part::Copy(range),
                        Part::Glue("; ".to_owned()),
                    ];
                    self.out.edits.insert(start, parts);
                }
            }
            self.out.edits.cut(at, name);
        }
    }

    /// The operands of a negated expression that OPA evaluates before.
    pub(super) fn operands<'e>(&self, expr: &'e Expr, out: &mut Vec<&'e Expr>) {
        match expr {
            Expr::Call { params, .. } => params.iter().for_each(|p| self.operand(p, out)),
            Expr::BoolExpr {
                op: BoolOp::Eq,
                lhs,
                rhs,
                ..
            }
            | Expr::AssignExpr { lhs, rhs, .. } => {
                for side in [lhs, rhs] {
                    match side.as_ref() {
                        Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                            self.operands(side, out)
                        }
                        other => self.operand(other, out),
                    }
                }
            }
            Expr::BoolExpr { lhs, rhs, .. }
            | Expr::ArithExpr { lhs, rhs, .. }
            | Expr::BinExpr { lhs, rhs, .. } => {
                self.operand(lhs, out);
                self.operand(rhs, out);
            }
            Expr::Membership {
                key,
                value,
                collection,
                ..
            } => {
                key.iter().for_each(|k| self.operand(k, out));
                self.operand(value, out);
                self.operand(collection, out);
            }
            Expr::RefDot { refr, .. } => self.operands_of_root(refr, out),
            Expr::RefBrack { refr, index, .. } => {
                self.operand(index, out);
                self.operands_of_root(refr, out);
            }
            Expr::Var { .. } => {}
            other => self.operand(other, out),
        }
    }

    pub(super) fn operands_of_root<'e>(&self, root: &'e Expr, out: &mut Vec<&'e Expr>) {
        match root {
            Expr::RefDot { .. } | Expr::RefBrack { .. } | Expr::Var { .. } => {
                self.operands(root, out)
            }
            other => self.operand(other, out),
        }
    }

    pub(super) fn operand<'e>(&self, expr: &'e Expr, out: &mut Vec<&'e Expr>) {
        if !self.total(expr) {
            out.push(expr);
        }
    }

    // ---- properties ----

    /// Whether an expression always has a value, once the body has bound its names.
    pub(super) fn total(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Var { span, .. } => matches!(self.resolve(span.text()), Name::Local(_)),
            Expr::String { .. }
            | Expr::RawString { .. }
            | Expr::Number { .. }
            | Expr::Bool { .. }
            | Expr::Null { .. }
            | Expr::UnaryExpr { .. }
            | Expr::ArrayCompr { .. }
            | Expr::SetCompr { .. }
            | Expr::ObjectCompr { .. } => true,
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().all(|i| self.total(i))
            }
            Expr::Object { fields, .. } => fields
                .iter()
                .all(|(_, k, v)| self.total(k) && self.total(v)),
            _ => false,
        }
    }

    /// Whether an expression iterates over names that nothing binds.
    pub(super) fn loops(&self, expr: &Expr) -> bool {
        if let Expr::Var { span, .. } = expr {
            return matches!(self.resolve(span.text()), Name::Wildcard | Name::Unknown);
        }
        let mut parts = Vec::new();
        children(expr, &mut parts);
        parts.into_iter().any(|p| self.loops(p))
    }
}
