//! Names and where they are bound: what OPA reads as a new variable and the engine as an old one is
//! renamed.

use std::collections::BTreeSet;

use super::*;

impl<'a> Walker<'a> {
    pub(super) fn imports(&mut self, module: &Module) {
        for import in &module.imports {
            let Some(path) = static_path(&import.refr) else {
                continue;
            };
            let skipped = matches!(path.first().map(String::as_str), Some("rego" | "future"));
            let alias = import.r#as.as_ref().map(|a| a.text().to_owned());
            let Some(alias) = alias.or_else(|| path.last().cloned()) else {
                continue;
            };
            if !skipped {
                let spelled = self.at(&import.refr);
                let imported = Imported {
                    path: path.join("."),
                    spelled: self.text.get(spelled).unwrap_or_default().to_owned(),
                };
                let again = self.imports.insert(alias.clone(), imported).is_some();
                if again || self.world.has(self.package, &alias) {
                    let at = self.span(&import.span);
                    self.invalid(
                        at,
                        format!("`{alias}` is also something else in this module"),
                        "import it `as` another name",
                    );
                }
            }
        }
    }

    // ---- names ----

    pub(super) fn resolve(&self, name: &str) -> Name {
        if name == "_" {
            return Name::Wildcard;
        }
        // Before its declaration a name stands for that of a body outside.
        let mut locals = self.scopes.iter().rev().filter_map(|s| s.get(name));
        let mut early = false;
        let found = locals.find(|local| {
            early |= !local.declared;
            local.declared
        });
        match found {
            Some(local) => return Name::Local(local.renamed.clone()),
            None if early => return Name::Early,
            None => {}
        }
        match name {
            "input" | "data" => Name::Path(name.to_owned()),
            _ => self.global(name).map_or(Name::Unknown, Name::Path),
        }
    }

    /// The full path of a rule of the package or of an import.
    pub(super) fn global(&self, name: &str) -> Option<String> {
        if let Some(imported) = self.imports.get(name) {
            return Some(imported.path.clone());
        }
        self.world
            .has(self.package, name)
            .then(|| format!("data.{}.{name}", self.package))
    }

    /// Declares a local name in the innermost scope.
    pub(super) fn declare(&mut self, span: &Span) {
        let name = span.text();
        if name == "_" {
            return;
        }
        let shadows = self
            .scopes
            .iter()
            .rev()
            .skip(1)
            .any(|s| s.contains_key(name))
            || self.global(name).is_some()
            || name == "input"
            || name == "data";
        let renamed = shadows.then(|| self.fresh("v"));
        let local = Local {
            renamed,
            declared: false,
            implied: false,
        };
        let again = match self.scopes.last_mut() {
            Some(scope) => scope.insert(name.to_owned(), local).is_some(),
            None => false,
        };
        if again {
            let at = self.span(span);
            self.invalid(
                at,
                format!("`{name}` is declared twice in one body"),
                "use another name",
            );
        }
    }

    /// Declares a name that only unification binds, unless it is one already.
    pub(super) fn imply(&mut self, span: &Span) {
        let name = span.text();
        let known = self.scopes.iter().any(|s| s.contains_key(name));
        if !known
            && matches!(self.resolve(name), Name::Unknown)
            && let Some(scope) = self.scopes.last_mut()
        {
            let local = Local {
                renamed: None,
                declared: true,
                implied: true,
            };
            scope.insert(name.to_owned(), local);
        }
    }

    /// OPA reads a name in a collection that is also declared over it now as the one, now as the
    /// other.
    pub(super) fn not_over_itself(&mut self, pattern: &Expr, collection: &Expr) {
        let name = match pattern {
            Expr::Var { span, .. } => span,
            Expr::Array { items, .. } => {
                items
                    .iter()
                    .for_each(|i| self.not_over_itself(i, collection));
                return;
            }
            _ => return,
        };
        let mut found = BTreeSet::new();
        mentioned(collection, &mut found);
        if name.text() != "_" && found.contains(name.text()) {
            let at = self.span(name);
            self.invalid(
                at,
                format!(
                    "`{}` is declared over something that is named so",
                    name.text()
                ),
                "use another name",
            );
        }
    }

    /// The walk has come to the declaration of the names of a pattern.
    pub(super) fn reach_pattern(&mut self, pattern: &Expr) {
        match pattern {
            Expr::Var { span, .. } => self.reach(span),
            Expr::Array { items, .. } => items.iter().for_each(|i| self.reach_pattern(i)),
            Expr::Object { fields, .. } => {
                fields.iter().for_each(|(_, _, v)| self.reach_pattern(v))
            }
            _ => {}
        }
    }

    pub(super) fn reach(&mut self, span: &Span) {
        let name = span.text();
        if let Some(local) = self.scopes.last_mut().and_then(|s| s.get_mut(name)) {
            local.declared = true;
        }
    }

    /// Declares the names of a pattern.
    pub(super) fn declare_pattern(&mut self, pattern: &Expr) {
        match pattern {
            Expr::Var { span, .. } => self.declare(span),
            Expr::Array { items, .. } => {
                for item in items {
                    self.declare_pattern(item);
                }
            }
            Expr::Object { fields, .. } => {
                for (_, _, value) in fields {
                    self.declare_pattern(value);
                }
            }
            _ => {}
        }
    }

    /// Declares what the statements of a body declare, bodies within excepted.
    pub(super) fn declare_all(&mut self, query: &Query) {
        for stmt in &query.stmts {
            match &stmt.literal {
                Literal::SomeVars { vars, .. } => vars.iter().for_each(|v| self.declare(v)),
                Literal::SomeIn { key, value, .. } => {
                    key.iter().for_each(|k| self.declare_pattern(k));
                    self.declare_pattern(value);
                }
                Literal::Expr { expr, .. } => {
                    if let Expr::AssignExpr {
                        op: AssignOp::ColEq,
                        lhs,
                        ..
                    } = expr.as_ref()
                    {
                        self.declare_pattern(lhs);
                    }
                }
                Literal::NotExpr { .. } | Literal::Every { .. } => {}
            }
        }
        for stmt in &query.stmts {
            match &stmt.literal {
                Literal::Expr { expr, .. } => self.imply_all(expr),
                Literal::SomeIn { collection, .. } => self.imply_all(collection),
                Literal::Every { domain, .. } => self.imply_all(domain),
                Literal::SomeVars { .. } | Literal::NotExpr { .. } => {}
            }
        }
        self.order(query);
    }

    /// Declares what an expression can bind by unification: `xs[i]`, `x = y`, `walk(x, [p, v])`.
    pub(super) fn imply_all(&mut self, expr: &Expr) {
        match expr {
            Expr::AssignExpr {
                op: AssignOp::Eq,
                lhs,
                rhs,
                ..
            } => {
                self.imply_pattern(lhs);
                self.imply_pattern(rhs);
            }
            Expr::RefBrack { index, .. } => self.imply_pattern(index),
            Expr::Call { fcn, params, .. } => {
                let walks = matches!(fcn.as_ref(), Expr::Var { span, .. } if span.text() == "walk");
                let outputs =
                    (walks && params.len() == 2) || (self.others && has_output(fcn, params));
                if let (true, Some(output)) = (outputs, params.last()) {
                    self.imply_pattern(output);
                }
            }
            _ => {}
        }
        let mut parts = Vec::new();
        children(expr, &mut parts);
        for part in parts {
            self.imply_all(part);
        }
    }

    pub(super) fn imply_pattern(&mut self, pattern: &Expr) {
        match pattern {
            Expr::Var { span, .. } => self.imply(span),
            Expr::Array { items, .. } => items.iter().for_each(|i| self.imply_pattern(i)),
            Expr::Object { fields, .. } => {
                fields.iter().for_each(|(_, _, v)| self.imply_pattern(v))
            }
            _ => {}
        }
    }

    /// B3, B4: a name that shadows another is written with its new name.
    pub(super) fn rename(&mut self, span: &Span) {
        match self.resolve(span.text()) {
            Name::Local(Some(new)) => {
                let at = span.start as usize..span.end as usize;
                self.out.edits.replace(at, new);
            }
            Name::Path(_) => self.write_out(span),
            _ => {}
        }
    }

    /// B20: a name that stands for an import is written as the path of that.
    pub(super) fn write_out(&mut self, name: &Span) {
        let Some(imported) = self.imports.get(name.text()) else {
            return;
        };
        if matches!(name.text(), "input" | "data") {
            return;
        }
        if self.written_out > MOST_WRITTEN_OUT {
            return;
        }
        let at = name.start as usize..name.end as usize;
        self.written_out += imported.spelled.len();
        let spelled = imported.spelled.clone();
        self.out.edits.replace(at.clone(), spelled);
        if self.written_out > MOST_WRITTEN_OUT {
            self.refuse(
                at,
                "imports of long paths are named too often",
                "divide the module, or import shorter paths",
            );
        }
    }
}
