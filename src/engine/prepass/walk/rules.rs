//! Rules: what a head computes is bound in the body, so that nothing is lost where it is undefined.

use super::*;

impl<'a> Walker<'a> {
    pub(super) fn rule(&mut self, rule: &Rule) {
        self.scopes.clear();
        self.scopes.push(Scope::new());
        match rule {
            Rule::Default { value, .. } => self.expr(value),
            Rule::Spec { head, bodies, span } => {
                self.spec(head, bodies, span);
                let ends = bodies.iter().map(|b| self.span(&b.query.span).end);
                let end = ends.fold(self.span(span).end, usize::max);
                self.defined_when_empty(rule, head, end);
            }
        }
        let path = format!("data.{}.{}", self.package, head_name(rule));
        self.name_head(rule, &path);
        let needs = std::mem::take(&mut self.needs);
        self.out.needs.push((path, needs));
    }

    /// Writes the name of a rule by its short one.
    fn name_head(&mut self, rule: &Rule, path: &str) {
        let mut at: &Expr = head_ref(rule);
        while let Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } = at {
            at = refr;
        }
        let steps: Vec<&str> = path.split('.').collect();
        if let Some((_, name)) = self.names.short(&steps) {
            let at = self.at(at);
            self.out.edits.replace(at, name);
        }
    }

    /// The name of a rule of this module as the engine is given it.
    fn short_name(&self, name: String) -> String {
        let path = format!("data.{}.{name}", self.package);
        let steps: Vec<&str> = path.split('.').collect();
        match self.names.short(&steps) {
            Some((count, short)) => {
                let below = steps.get(count..).unwrap_or_default();
                let short = [short.as_str()].into_iter();
                short
                    .chain(below.iter().copied())
                    .collect::<Vec<_>>()
                    .join(".")
            }
            None => name,
        }
    }

    fn spec(&mut self, head: &RuleHead, bodies: &[RuleBody], span: &Span) {
        let mut tests = Vec::new();
        if let RuleHead::Func { args, .. } = head {
            args.iter().for_each(|a| self.declare_pattern(a));
            args.iter().for_each(|a| self.reach_pattern(a));
            let one = bodies.len() < 2;
            for arg in args {
                self.pattern_with(arg, one.then_some(&mut tests));
            }
        }
        if let Some(second) = bodies.get(1).filter(|b| !b.is_else) {
            let at = self.span(&second.span);
            if self.v0 {
                self.several(head, bodies, at);
                return;
            }
            self.invalid(at, "a rule has one body", "write a rule for each body");
        }
        let Some((first, rest)) = bodies.split_first() else {
            self.fact(head, span, tests);
            return;
        };
        self.body(&first.query, &head_values(head), tests);
        for body in rest {
            let value: Vec<&Ref<Expr>> =
                body.assign.iter().map(|a: &RuleAssign| &a.value).collect();
            if body.query.stmts.is_empty() {
                self.bodiless(&value, self.span(&body.span).end, Vec::new());
            } else {
                self.body(&body.query, &value, Vec::new());
            }
        }
    }

    /// B17: a rule of Rego before 1.0 with several bodies. The engine gives `true` for all but the
    /// first, whatever the head says.
    fn several(&mut self, head: &RuleHead, bodies: &[RuleBody], second: Range<usize>) {
        if !head_values(head).is_empty() {
            self.refuse(
                second,
                "a rule with a value has several bodies",
                "write a rule for each body",
            );
        }
        for body in bodies {
            self.body(&body.query, &[], Vec::new());
        }
    }

    /// B12: an object of sets or objects without a member is made an empty object by a rule for
    /// members, which has none.
    fn defined_when_empty(&mut self, rule: &Rule, head: &RuleHead, end: usize) {
        let nested: Option<&Expr> = match head {
            RuleHead::Set { refr, .. } => Some(refr),
            RuleHead::Compr { refr, .. } => match refr.as_ref() {
                Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => Some(refr),
                _ => None,
            },
            RuleHead::Func { .. } => None,
        };
        if nested.is_some_and(|refr| static_path(refr).is_none()) {
            let name = self.short_name(head_name(rule));
            let empty = match self.has_if {
                true => format!("\n{name}[\"\"] := 0 if false"),
                false => format!("\n{name}[\"\"] = 0 {{ false }}"),
            };
            self.out.edits.insert(end, vec![Part::Glue(empty)]);
        }
    }

    /// A rule without a body.
    fn fact(&mut self, head: &RuleHead, span: &Span, tests: Vec<Part>) {
        let values = head_values(head);
        let set = matches!(head, RuleHead::Set { .. });
        if set || !tests.is_empty() || values.iter().any(|v| self.loops(v)) {
            self.bodiless(&values, self.span(span).end, tests);
        } else {
            values.iter().for_each(|v| self.expr(v));
        }
    }

    /// Gives a head without a body one that binds what can be undefined.
    fn bodiless(&mut self, values: &[&Ref<Expr>], end: usize, tests: Vec<Part>) {
        self.scopes.push(Scope::new());
        values.iter().for_each(|v| self.imply_all(v));
        let mut parts = tests;
        for value in values {
            self.expr(value);
            self.bind_head(value, &mut parts);
        }
        self.scopes.pop();
        if parts.is_empty() {
            return;
        }
        let start = if self.has_if { " if { " } else { " { " };
        parts[0] = Part::Glue(start.to_owned());
        parts.push(Part::Glue(" }".to_owned()));
        self.out.edits.insert(end, parts);
    }

    /// A body and the head's values that are computed in it.
    fn body(&mut self, query: &Query, values: &[&Ref<Expr>], tests: Vec<Part>) {
        self.scopes.push(Scope::new());
        self.declare_all(query);
        values.iter().for_each(|v| self.imply_all(v));
        let range = self.span(&query.span);
        // The span of a body starts at its bracket, or at the `else` before it.
        let first = query.stmts.first().map(|s| self.span(&s.span).start);
        let before = first.and_then(|at| self.text.get(range.start..at));
        let braced = before.is_some_and(|b| b.trim_end().ends_with('{'));
        // The bracket has to stand before what the statement puts in front of itself.
        if !braced {
            self.out
                .edits
                .insert(range.start, vec![Part::Glue("{ ".to_owned())]);
        }
        query.stmts.iter().for_each(|s| self.stmt(s));
        let mut parts = tests;
        for value in values {
            self.expr(value);
            self.bind_head(value, &mut parts);
        }
        if braced {
            if !parts.is_empty() {
                parts.push(Part::Glue(" ".to_owned()));
                self.out.edits.insert(range.end - 1, parts);
            }
        } else {
            parts.push(Part::Glue(" }".to_owned()));
            self.out.edits.insert(range.end, parts);
        }
        self.scopes.pop();
    }

    /// B1: a head value that can be undefined is bound in the body, and so is a step of its
    /// reference that is no name or scalar.
    fn bind_head(&mut self, value: &Expr, parts: &mut Vec<Part>) {
        let at = self.at(value);
        let behind = self.text.get(at.end..).unwrap_or("").trim_start();
        let scalar = matches!(
            value,
            Expr::Var { .. } | Expr::String { .. } | Expr::Number { .. } | Expr::Bool { .. }
        );
        if self.total(value) && (scalar || !behind.starts_with(']')) {
            return;
        }
        let name = self.fresh("h");
        parts.push(Part::Glue("; ".to_owned()));
        parts.push(Part::Glue(format!("{name} := ")));
        parts.push(Part::Copy(at.clone()));
        self.out.edits.cut(at, name);
    }
}

/// The values that a head computes: keys of its reference, its member, its value.
fn head_values(head: &RuleHead) -> Vec<&Ref<Expr>> {
    let (refr, value) = match head {
        RuleHead::Compr { refr, assign, .. } => (refr, assign.as_ref().map(|a| &a.value)),
        RuleHead::Set { refr, key, .. } => (refr, key.as_ref()),
        RuleHead::Func { refr, assign, .. } => (refr, assign.as_ref().map(|a| &a.value)),
    };
    let mut values = Vec::new();
    let mut at: &Expr = refr;
    loop {
        match at {
            Expr::RefDot { refr, .. } => at = refr,
            Expr::RefBrack { refr, index, .. } => {
                values.push(index);
                at = refr;
            }
            _ => break,
        }
    }
    values.reverse();
    values.extend(value);
    values
}

/// Whether an import gives the keyword `if`.
pub(super) fn gives_if(path: &Expr) -> bool {
    let path = static_path(path).unwrap_or_default();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        path[..],
        ["future", "keywords"] | ["future", "keywords", "if"]
    )
}
