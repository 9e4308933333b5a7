//! The walk over one module: every rewrite and every refusal, and what its rules refer to.

mod calls;
mod negation;
mod patterns;
mod rules;
mod scopes;

use std::collections::HashMap;
use std::ops::Range;

use regorus::unstable::{
    AssignOp, BoolOp, Expr, Literal, LiteralStmt, Module, Query, Ref, Rule, RuleAssign, RuleBody,
    RuleHead, Span, WithModifier,
};

use super::builtins::{
    Builtin, builtin, builtin_of_others, format_trouble, has_output, is_as_opa, similar,
};
use super::names::{Need, World, head_name, head_ref, static_path};
use super::order::{mentioned, stuck};
use super::spans;
use super::text::{Edits, Part};
use crate::check::Check;

/// Something that is refused.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    /// Where, in bytes of the stripped text.
    pub(crate) at: Range<usize>,
    /// As what.
    pub(crate) check: Check,
    /// One sentence.
    pub(crate) message: String,
    /// What to write instead.
    pub(crate) help: String,
}

/// What the walk over one module found.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// Rewrites.
    pub(crate) edits: Edits,
    /// Refusals.
    pub(crate) refusals: Vec<Refusal>,
    /// By rule, in order: its full path and its references.
    pub(crate) needs: Vec<(String, Vec<Need>)>,
}

/// The function that gives an empty array for what is no collection.
pub(crate) const EACH: &str = "__tl_each";
/// The function for `x in xs` where its value is used.
pub(crate) const MEMBER: &str = "__tl_member";
/// The function for `k, x in xs`.
pub(crate) const MEMBER_AT: &str = "__tl_member_at";

/// The function that gives the nanoseconds of a date: modules of others have no other clock.
pub(crate) const NOW: &str = "__tl_now";
/// The package above all of ours.
const OURS: &str = "tenantlint";
/// The key of the input below which stands what else stands below `data.tenantlint`.
pub(crate) const GIVEN: &str = "__tl_given";
/// What the names of functions start with that are called as OPA does: a failure is undefined.
pub(crate) const AS_OPA: &str = "__tl_opa.";

/// How the text that an engine is given names what it refers to.
pub(crate) trait Names {
    /// For the steps of a full path, how many of them another text stands for, and that text.
    /// `None` where the path stays as it is.
    fn short(&self, steps: &[&str]) -> Option<(usize, String)>;

    /// Whether the function of a full path gives a collection, whatever its arguments are.
    fn gives_collection(&self, path: &str) -> bool;
}

/// Names as they are written.
pub(crate) struct AsWritten;

impl Names for AsWritten {
    fn short(&self, _steps: &[&str]) -> Option<(usize, String)> {
        None
    }

    fn gives_collection(&self, _path: &str) -> bool {
        false
    }
}

/// Walks a module of the package.
pub(crate) fn walk(
    text: &str,
    module: &Module,
    package: &str,
    world: &World,
    names: &dyn Names,
) -> Walked {
    let mut walker = Walker {
        text,
        package,
        others: package != OURS && !package.starts_with("tenantlint."),
        v0: !module.rego_v1,
        has_if: module.rego_v1 || module.imports.iter().any(|i| rules::gives_if(&i.refr)),
        world,
        names,
        imports: HashMap::new(),
        written_out: 0,
        scopes: Vec::new(),
        fresh: 0,
        needs: Vec::new(),
        out: Walked::default(),
    };
    walker.imports(module);
    for rule in &module.policy {
        walker.rule(rule);
    }
    walker.out
}

/// The names of one body.
type Scope = HashMap<String, Local>;

/// A name that a body binds.
struct Local {
    /// Its new name, where it shadows another.
    renamed: Option<String>,
    /// Whether the walk has come to its declaration: before, it stands for what it shadows.
    declared: bool,
    /// Whether only unification binds it.
    implied: bool,
}

struct Walker<'a> {
    text: &'a str,
    package: &'a str,
    /// Whether it is none of ours: then it is answered as OPA answers it.
    others: bool,
    /// Whether it is written in Rego before 1.0.
    v0: bool,
    /// Whether it has the keyword `if`.
    has_if: bool,
    world: &'a World,
    names: &'a dyn Names,
    /// By alias.
    imports: HashMap<String, Imported>,
    /// The bytes that imports which were written out have added.
    written_out: usize,
    scopes: Vec<Scope>,
    fresh: usize,
    needs: Vec<Need>,
    out: Walked,
}

/// What an import gives a name to.
struct Imported {
    /// Its full path.
    path: String,
    /// The same as a reference.
    spelled: String,
}

/// The bytes that imports which are written out may add to a module.
const MOST_WRITTEN_OUT: usize = 1 << 22;

/// What a name stands for.
enum Name {
    Local(Option<String>),
    /// One that is declared further down in the same body.
    Early,
    Path(String),
    Wildcard,
    Unknown,
}

impl<'a> Walker<'a> {
    fn span(&self, span: &Span) -> Range<usize> {
        spans::quoted(self.text, span)
    }

    fn at(&self, expr: &Expr) -> Range<usize> {
        spans::of(self.text, expr)
    }

    fn refuse(&mut self, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.out.refusals.push(Refusal {
            at,
            check: Check::PolicyUnsafe,
            message: message.into(),
            help: help.into(),
        });
    }

    fn invalid(&mut self, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.refuse(at, message, help);
        if let Some(last) = self.out.refusals.last_mut() {
            last.check = Check::PolicyInvalid;
        }
    }

    fn fresh(&mut self, what: &str) -> String {
        self.fresh += 1;
        format!("{}{what}{}", super::text::RESERVED, self.fresh)
    }

    /// B11: a body in which something is never bound finds nothing, without a word.
    fn order(&mut self, query: &Query) {
        let own =
            |name: &str| name != "_" && self.scopes.last().is_some_and(|s| s.contains_key(name));
        let Some((number, name)) = stuck(query, own) else {
            return;
        };
        if let Some(stmt) = query.stmts.get(number) {
            let at = self.span(&stmt.span);
            self.invalid(
                at,
                format!("nothing binds `{name}` before it is needed here"),
                "bind it with `some ... in`, `:=` or an index, without a circle",
            );
        }
    }

    // ---- statements ----

    fn query(&mut self, query: &Query) {
        self.scopes.push(Scope::new());
        self.declare_all(query);
        query.stmts.iter().for_each(|s| self.stmt(s));
    }

    fn stmt(&mut self, stmt: &LiteralStmt) {
        let start = self.span(&stmt.span).start;
        for with in &stmt.with_mods {
            self.with(with, start);
        }
        match &stmt.literal {
            Literal::SomeVars { vars, .. } => self.declaration(stmt, vars),
            Literal::SomeIn {
                key,
                value,
                collection,
                ..
            } => {
                let patterns = key.iter().chain([value]);
                patterns
                    .clone()
                    .for_each(|p| self.not_over_itself(p, collection));
                self.each(collection);
                patterns.clone().for_each(|p| self.reach_pattern(p));
                let mut tests = Vec::new();
                let can = stmt.with_mods.is_empty();
                patterns.for_each(|p| self.pattern_with(p, can.then_some(&mut tests)));
                self.behind(stmt, tests);
            }
            Literal::Expr { expr, .. } => {
                let mut tests = Vec::new();
                self.statement(expr, stmt, &mut tests);
                self.behind(stmt, tests);
            }
            Literal::NotExpr { expr, .. } => self.negated(expr, stmt, start),
            Literal::Every {
                key,
                value,
                domain,
                query,
                ..
            } => {
                self.expr(domain);
                self.scopes.push(Scope::new());
                for var in key.iter().chain([value]) {
                    self.declare(var);
                    self.reach(var);
                    self.rename(var);
                }
                self.query(query);
                self.scopes.truncate(self.scopes.len().saturating_sub(2));
            }
        }
    }

    /// B13: the engine fails at a declaration that it comes to twice in one body, behind something
    /// that iterates. Names that shadow others are renamed, so that none needs a declaration.
    fn declaration(&mut self, stmt: &LiteralStmt, vars: &[Span]) {
        vars.iter().for_each(|v| self.reach(v));
        let at = self.span(&stmt.span);
        self.out.edits.replace(at, "true");
    }

    /// B5: what may be no collection is guarded.
    fn each(&mut self, collection: &Expr) {
        let known = self.always_collection(collection)
            || matches!(
                collection,
                Expr::Array { .. }
                    | Expr::Set { .. }
                    | Expr::Object { .. }
                    | Expr::ArrayCompr { .. }
                    | Expr::SetCompr { .. }
                    | Expr::ObjectCompr { .. }
            );
        if !known {
            let at = self.at(collection);
            self.out.edits.wrap(at, &format!("{EACH}("), ")");
        }
        self.expr(collection);
    }

    fn always_collection(&self, expr: &Expr) -> bool {
        let Expr::Call { fcn, .. } = expr else {
            return false;
        };
        let path = static_path(fcn).and_then(|steps| self.full_path(&steps));
        path.is_some_and(|path| self.names.gives_collection(&path))
    }

    /// B2: the value is bound before the statement.
    fn with(&mut self, with: &WithModifier, start: usize) {
        let target = static_path(&with.refr).unwrap_or_default();
        let root = target.first().map_or("", String::as_str);
        let import = self
            .imports
            .get(root)
            .map_or(root, |i| i.path.split('.').next().unwrap_or(""));
        if !matches!(import, "input" | "data") {
            let at = self.at(&with.refr);
            self.refuse(
                at,
                "a function is replaced, and the engine does not do that everywhere",
                "replace `input` or `data`, and let the function take what it needs as an argument",
            );
        }
        let value = &with.r#as;
        self.expr(value);
        if !self.total(value) {
            let at = self.at(value);
            let name = self.fresh("w");
            self.bind_before(start, &name, &at, "");
            self.out.edits.cut(at, name);
        }
    }

    /// Binds a name to an expression in front of the statement that starts at `start`.
    fn bind_before(&mut self, start: usize, name: &str, at: &Range<usize>, with: &str) {
        let parts = vec![
            Part::Glue(format!("{name} := ")),
            Part::Copy(at.clone()),
            Part::Glue(format!("{with}; ")),
        ];
        self.out.edits.insert(start, parts);
    }

    /// Puts tests behind a statement.
    fn behind(&mut self, stmt: &LiteralStmt, tests: Vec<Part>) {
        if !tests.is_empty() {
            let end = self.span(&stmt.span).end;
            self.out.edits.insert(end, tests);
        }
    }

    fn statement(&mut self, expr: &Expr, stmt: &LiteralStmt, tests: &mut Vec<Part>) {
        let can = stmt.with_mods.is_empty();
        match expr {
            Expr::AssignExpr { op, lhs, rhs, .. } if can && walked(rhs).is_some() => {
                walked(rhs).into_iter().for_each(|e| self.expr(e));
                if matches!(op, AssignOp::ColEq) {
                    self.reach_pattern(lhs);
                }
                self.pattern_with(lhs, Some(tests));
                let (left, right) = (self.at(lhs), self.at(rhs));
                let output = vec![Part::Glue(", ".to_owned()), Part::Copy(left.clone())];
                self.out.edits.insert(right.end - 1, output);
                self.out.edits.replace(left.start..right.start, "");
            }
            Expr::Call { fcn, params, .. } if can && self.others && has_output(fcn, params) => {
                self.output(stmt, fcn, params);
            }
            Expr::AssignExpr {
                op: AssignOp::ColEq,
                lhs,
                rhs,
                ..
            } => {
                self.expr(rhs);
                self.reach_pattern(lhs);
                self.pattern(lhs);
            }
            Expr::AssignExpr {
                op: AssignOp::Eq,
                lhs,
                rhs,
                ..
            } => self.unify([lhs, rhs], can.then_some(tests)),
            Expr::Membership {
                key: None,
                value,
                collection,
                ..
            } => {
                self.expr(value);
                self.expr(collection);
            }
            other => self.expr(other),
        }
    }

    // ---- expressions ----

    fn expr(&mut self, expr: &Expr) {
        self.expr_in(expr, false);
    }

    /// `plain` where a membership stands for itself: its operands are bound before.
    fn expr_in(&mut self, expr: &Expr, plain: bool) {
        match expr {
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => self.reference(expr),
            Expr::Call { span, .. } if walked(expr).is_some() => {
                let at = self.span(span);
                self.refuse(
                    at,
                    "`walk` stands within an expression, and would give nothing there",
                    "write `walk(x, [path, value])` in a statement of its own",
                );
            }
            Expr::Call {
                span, fcn, params, ..
            } => self.call(span, fcn, params),
            Expr::Membership {
                key,
                value,
                collection,
                ..
            } => {
                if !plain {
                    self.membership(expr, key.as_ref(), value, collection);
                }
                key.iter().for_each(|k| self.expr(k));
                self.expr(value);
                self.expr(collection);
            }
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                self.comprehension(&[term], query);
            }
            Expr::ObjectCompr {
                key, value, query, ..
            } => self.comprehension(&[key, value], query),
            Expr::BinExpr { lhs, rhs, .. } | Expr::ArithExpr { lhs, rhs, .. } if self.others => {
                if !(is_whole(lhs) && is_whole(rhs)) {
                    self.operator(expr, lhs, rhs);
                }
                self.expr(lhs);
                self.expr(rhs);
            }
            Expr::UnaryExpr { expr: inner, .. } if self.others && simple(inner) => {
                let at = self.at(expr);
                let sign = at.start..at.start + 1;
                self.out.edits.wrap(at, &format!("{AS_OPA}minus(0, "), ")");
                self.out.edits.replace(sign, "");
                self.expr(inner);
            }
            Expr::UnaryExpr { expr: inner, .. }
                if !matches!(inner.as_ref(), Expr::Number { .. }) =>
            {
                let at = self.at(expr);
                self.refuse(
                    at,
                    "a minus sign stands before something that is no number",
                    "write `0 - x`",
                );
            }
            other => {
                let mut parts = Vec::new();
                children(other, &mut parts);
                parts.into_iter().for_each(|p| self.expr(p));
            }
        }
    }

    fn comprehension(&mut self, terms: &[&Ref<Expr>], query: &Query) {
        self.query(query);
        terms.iter().for_each(|t| self.imply_all(t));
        let mut parts = Vec::new();
        for term in terms {
            self.expr(term);
            // What a term iterates over is sometimes lost where its body has no loop itself.
            if self.others && iterates(term) {
                let (at, name) = (self.at(term), self.fresh("t"));
                parts.push(Part::Glue(format!("; {name} := ")));
                parts.push(Part::Copy(at.clone()));
                self.out.edits.cut(at, name);
            }
        }
        self.scopes.pop();
        if !parts.is_empty() {
            let end = self.span(&query.span).end;
            self.out.edits.insert(end - 1, parts);
        }
    }

    /// The value of a membership is false, not undefined, where its collection is: a function
    /// answers instead.
    fn membership(
        &mut self,
        expr: &Expr,
        key: Option<&Ref<Expr>>,
        value: &Expr,
        collection: &Expr,
    ) {
        let between = self.at(value).end..self.at(collection).start;
        let gap = self.text.get(between.clone()).unwrap_or("");
        let Some(word) = gap.rfind("in").map(|n| between.start + n) else {
            let at = self.at(expr);
            self.refuse(
                at,
                "this membership cannot be read",
                "write it in a statement of its own",
            );
            return;
        };
        let function = if key.is_some() { MEMBER_AT } else { MEMBER };
        let at = self.at(expr);
        self.out.edits.wrap(at, &format!("{function}("), ")");
        self.out.edits.replace(word..word + 2, ",");
    }

    /// A name, a reference, or steps below some other expression.
    fn reference(&mut self, expr: &Expr) {
        let mut at = expr;
        loop {
            match at {
                Expr::RefDot { refr, .. } => at = refr,
                Expr::RefBrack { refr, index, .. } => {
                    self.expr(index);
                    at = refr;
                }
                Expr::Var { span, .. } => break self.root(expr, span),
                other => break self.expr(other),
            }
        }
    }

    fn root(&mut self, expr: &Expr, root: &Span) {
        let at = root.start as usize..root.end as usize;
        match self.resolve(root.text()) {
            Name::Wildcard => {}
            Name::Local(_) => self.rename(root),
            Name::Early => {
                let name = root.text().to_owned();
                self.invalid(
                    at,
                    format!("`{name}` is used here and declared below"),
                    "declare it first, or use another name",
                );
            }
            Name::Path(path) => self.need(&path, expr, root),
            Name::Unknown => {
                let name = root.text().to_owned();
                self.invalid(
                    at,
                    format!("`{name}` is not defined"),
                    "define it, import it, or bind it outside a negation",
                );
            }
        }
    }

    /// A reference whose name stands for the path `root`.
    fn need(&mut self, root: &str, expr: &Expr, name: &Span) {
        let path = std::iter::once(root.to_owned())
            .chain(steps(expr))
            .collect::<Vec<_>>()
            .join(".");
        if path == "input" || path.starts_with("input.") {
            self.write_out(name);
            return;
        }
        let at = self.at(expr);
        if !self.shorten(&path, root.split('.').count(), expr) {
            self.write_out(name);
        }
        self.needs.push(Need { path, at });
    }

    /// Writes a reference to a full path by its short name, if it has one; its root stands for the
    /// first steps.
    fn shorten(&mut self, path: &str, of_root: usize, expr: &Expr) -> bool {
        let steps: Vec<&str> = path.split('.').collect();
        let Some((count, mut name)) = self.names.short(&steps) else {
            return false;
        };
        for step in steps.get(count..of_root).unwrap_or_default() {
            name.push('.');
            name.push_str(step);
        }
        let part = part(expr, count.saturating_sub(of_root));
        let at = self.at(part);
        self.out.edits.replace(at, name);
        true
    }
}

/// The part of a reference that is its root and so many steps below.
fn part(expr: &Expr, steps: usize) -> &Expr {
    let mut parts = vec![expr];
    let mut at = expr;
    while let Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } = at {
        parts.push(refr);
        at = refr;
    }
    let number = parts.len().saturating_sub(steps + 1);
    parts.get(number).copied().unwrap_or(expr)
}

/// Whether an expression has steps that are not written out.
fn iterates(expr: &Expr) -> bool {
    let mut parts = Vec::new();
    children(expr, &mut parts);
    let step = matches!(expr, Expr::RefBrack { index, .. } if matches!(index.as_ref(), Expr::Var { .. } | Expr::Array { .. }));
    step || parts.into_iter().any(iterates)
}

/// B14: what `walk(x)` walks over, for which the engine gives nothing: it knows `walk(x, y)` only.
fn walked(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Call { fcn, params, .. } if params.len() == 1 => {
            let walks = matches!(fcn.as_ref(), Expr::Var { span, .. } if span.text() == "walk");
            params.first().filter(|_| walks).map(AsRef::as_ref)
        }
        _ => None,
    }
}

/// Whether an expression is a whole number as it is written.
fn is_whole(expr: &Expr) -> bool {
    matches!(expr, Expr::Number { value, .. } if value.as_i64().is_ok())
}

/// Whether an expression is one for every reader: a minus sign before others reaches less far in
/// OPA than in the engine.
fn simple(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } | Expr::Call { .. }
    )
}

/// The steps of a reference below its root, as far as they are names.
fn steps(expr: &Expr) -> Vec<String> {
    let mut steps: Vec<Option<String>> = Vec::new();
    let mut at = expr;
    loop {
        match at {
            Expr::RefDot { refr, field, .. } => {
                steps.push(Some(field.0.text().to_owned()));
                at = refr;
            }
            Expr::RefBrack { refr, index, .. } => {
                steps.push(match index.as_ref() {
                    Expr::String { value, .. } => value.as_string().ok().map(|s| s.to_string()),
                    _ => None,
                });
                at = refr;
            }
            _ => break,
        }
    }
    steps.into_iter().rev().map_while(|s| s).collect()
}

/// The direct parts of an expression that belong to the same body: comprehensions hold none.
pub(crate) fn children<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    match expr {
        Expr::Array { items, .. } | Expr::Set { items, .. } => {
            out.extend(items.iter().map(AsRef::as_ref))
        }
        Expr::Object { fields, .. } => {
            for (_, key, value) in fields {
                out.push(key);
                out.push(value);
            }
        }
        Expr::Call { params, .. } => out.extend(params.iter().map(AsRef::as_ref)),
        Expr::UnaryExpr { expr, .. } => out.push(expr),
        Expr::RefDot { refr, .. } => out.push(refr),
        Expr::RefBrack { refr, index, .. } => {
            out.push(refr);
            out.push(index);
        }
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => {
            out.push(lhs);
            out.push(rhs);
        }
        Expr::Membership {
            key,
            value,
            collection,
            ..
        } => {
            out.extend(key.iter().map(AsRef::as_ref));
            out.push(value);
            out.push(collection);
        }
        Expr::String { .. }
        | Expr::RawString { .. }
        | Expr::Number { .. }
        | Expr::Bool { .. }
        | Expr::Null { .. }
        | Expr::Var { .. }
        | Expr::ArrayCompr { .. }
        | Expr::SetCompr { .. }
        | Expr::ObjectCompr { .. } => {}
    }
}
