//! B8: patterns. To the engine an object matches every object that has its members, to OPA only one
//! that has no others: in modules of others the object gets a name, and its members are tested.

use super::*;

/// Statements that test what was taken out of a pattern.
type Tests = Vec<Part>;

impl<'a> Walker<'a> {
    /// What is bound by `some`, `:=` or an argument, in a place where no test can follow.
    pub(super) fn pattern(&mut self, pattern: &Expr) {
        self.pattern_with(pattern, None);
    }

    /// The same where `tests` can follow.
    pub(super) fn pattern_with(&mut self, pattern: &Expr, mut tests: Option<&mut Tests>) {
        match (pattern, tests.as_deref_mut()) {
            (Expr::Object { fields, .. }, Some(tests)) if self.can_test(fields) => {
                self.unfold(pattern, fields, tests);
            }
            (Expr::Object { .. } | Expr::Set { .. }, _) => self.object_pattern(pattern),
            (Expr::Array { items, .. }, _) => {
                for item in items {
                    self.pattern_with(item, tests.as_deref_mut());
                }
            }
            (Expr::Var { span, .. }, _) => self.rename(span),
            (other, _) => self.expr(other),
        }
    }

    /// Whether every key of an object is written out.
    fn can_test(&self, fields: &[(Span, Ref<Expr>, Ref<Expr>)]) -> bool {
        let scalar = |key: &Expr| {
            matches!(
                key,
                Expr::String { .. }
                    | Expr::RawString { .. }
                    | Expr::Number { .. }
                    | Expr::Bool { .. }
                    | Expr::Null { .. }
            )
        };
        self.others && fields.iter().all(|(_, key, _)| scalar(key))
    }

    /// Puts a name in the place of an object, and tests that it has these members and no others.
    fn unfold(
        &mut self,
        pattern: &Expr,
        fields: &[(Span, Ref<Expr>, Ref<Expr>)],
        tests: &mut Tests,
    ) -> String {
        let name = self.fresh("o");
        tests.push(Part::Glue("; ".to_owned()));
        if fields.is_empty() {
            tests.push(Part::Glue(format!("{name} == {{}}")));
        } else {
            tests.push(Part::Glue(format!("{AS_OPA}object.keys({name}) == {{")));
            for (number, (_, key, _)) in fields.iter().enumerate() {
                if number > 0 {
                    tests.push(Part::Glue(", ".to_owned()));
                }
                tests.push(Part::Copy(self.at(key)));
            }
            tests.push(Part::Glue("}".to_owned()));
        }
        for (_, key, value) in fields {
            let mut inner = Tests::new();
            let object = match value.as_ref() {
                Expr::Object { fields, .. } if self.can_test(fields) => {
                    Some(self.unfold(value, fields, &mut inner))
                }
                other => {
                    self.pattern_with(other, Some(&mut inner));
                    None
                }
            };
            let wildcard = matches!(value.as_ref(), Expr::Var { span, .. } if span.text() == "_");
            let member = |tests: &mut Tests, walker: &Self| {
                tests.push(Part::Glue(format!("{name}[")));
                tests.push(Part::Copy(walker.at(key)));
                tests.push(Part::Glue("]".to_owned()));
            };
            if let Some(object) = object {
                tests.push(Part::Glue(format!("; {object} := ")));
                member(tests, self);
            } else if !wildcard {
                tests.push(Part::Glue("; ".to_owned()));
                member(tests, self);
                tests.push(Part::Glue(" = ".to_owned()));
                tests.push(Part::Copy(self.at(value)));
            }
            tests.append(&mut inner);
        }
        let at = self.at(pattern);
        self.out.edits.cut(at, name.clone());
        name
    }

    fn object_pattern(&mut self, pattern: &Expr) {
        let at = self.at(pattern);
        self.refuse(
            at,
            "an object pattern matches objects with further keys too",
            "bind the object to a name and test its keys: `x.ok == true`",
        );
    }

    /// `lhs = rhs`, where objects may stand on either side.
    pub(super) fn unify(&mut self, sides: [&Expr; 2], tests: Option<&mut Tests>) {
        let [left, right] = sides;
        let mut tests = tests;
        for (side, other) in [(left, right), (right, left)] {
            let binds = self.binds(side);
            if !holds_object(side) || (!binds && matches!(side, Expr::Object { .. })) {
                self.expr(side);
            } else if !self.others || (binds && self.unbound(other)) {
                self.no_object_pattern(side);
                self.expr(side);
            } else {
                self.pattern_with(side, tests.as_deref_mut());
            }
        }
    }

    /// Whether an expression is a name that only unification binds.
    fn unbound(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Var { span, .. } => match span.text() {
                "_" => true,
                name => self
                    .scopes
                    .iter()
                    .rev()
                    .find_map(|s| s.get(name))
                    .is_some_and(|l| l.implied),
            },
            _ => false,
        }
    }

    /// Whether a pattern holds a name that it could bind.
    fn binds(&self, pattern: &Expr) -> bool {
        match pattern {
            Expr::Array { items, .. } => items.iter().any(|i| self.binds(i)),
            Expr::Object { fields, .. } => fields.iter().any(|(_, _, v)| self.binds(v)),
            other => self.unbound(other),
        }
    }

    /// An object that binds something matches too much.
    fn no_object_pattern(&mut self, side: &Expr) {
        match side {
            Expr::Object { fields, .. } if fields.iter().any(|(_, _, v)| !self.ground(v)) => {
                self.object_pattern(side)
            }
            Expr::Array { items, .. } => items.iter().for_each(|i| self.no_object_pattern(i)),
            _ => {}
        }
    }

    /// Whether an expression holds no local name that it could bind.
    fn ground(&self, expr: &Expr) -> bool {
        let mut parts = Vec::new();
        children(expr, &mut parts);
        let own = !matches!(expr, Expr::Var { span, .. } if matches!(self.resolve(span.text()), Name::Local(_) | Name::Wildcard));
        own && parts.iter().all(|p| self.ground(p))
    }
}

/// Whether an object stands in a pattern.
fn holds_object(pattern: &Expr) -> bool {
    match pattern {
        Expr::Object { .. } => true,
        Expr::Array { items, .. } => items.iter().any(|i| holds_object(i)),
        _ => false,
    }
}
