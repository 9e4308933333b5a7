//! Calls: functions that exist, with as many arguments as they take, and formats that every engine
//! writes alike.

use super::*;

impl<'a> Walker<'a> {
    pub(super) fn call(&mut self, span: &Span, fcn: &Expr, params: &[Ref<Expr>]) {
        params.iter().for_each(|p| self.expr(p));
        let at = self.span(span);
        let Some(path) = static_path(fcn) else {
            self.invalid(at, "this is no function", "call a function by its name");
            return;
        };
        let full = self.full_path(&path).unwrap_or_else(|| path.join("."));
        let name = path.join(".");
        if self.world.lost(&full) {
            self.needs.push(Need { path: full, at });
            return;
        }
        if let Some(arity) = self.world.get(&full).and_then(|d| d.arity) {
            let at = self.at(fcn);
            let steps: Vec<&str> = full.split('.').collect();
            if let Some((_, short)) = self.names.short(&steps) {
                self.out.edits.replace(at.clone(), short);
            }
            self.needs.push(Need {
                path: full,
                at: at.clone(),
            });
            self.arity(&name, arity, params.len(), at);
            return;
        }
        if self.others && name == "time.now_ns" && params.is_empty() {
            let now = format!("{NOW}(data.tenantlint.as_of)");
            self.out.edits.replace(at, now);
            return;
        }
        self.builtin(&name, fcn, params);
    }

    /// The full path of a reference by names, unless its root is a local name.
    pub(super) fn full_path(&self, path: &[String]) -> Option<String> {
        let (root, below) = path.split_first()?;
        let Name::Path(root) = self.resolve(root) else {
            return None;
        };
        let steps = std::iter::once(root.as_str()).chain(below.iter().map(String::as_str));
        Some(steps.collect::<Vec<_>>().join("."))
    }

    pub(super) fn arity(&mut self, name: &str, wanted: usize, got: usize, at: Range<usize>) {
        if wanted != got {
            self.invalid(
                at,
                format!("`{name}` takes {wanted} arguments and gets {got}"),
                "give it the arguments that it takes",
            );
        }
    }

    pub(super) fn builtin(&mut self, name: &str, fcn: &Expr, params: &[Ref<Expr>]) {
        let at = self.at(fcn);
        let known = match self.others {
            true => builtin_of_others(name, self.v0),
            false => builtin(name),
        };
        match known {
            Builtin::Refused(why) => self.refuse(at, format!("`{name}` is called"), why),
            Builtin::Unknown => {
                let help = match similar(name) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => "define it, or import the package that does".to_owned(),
                };
                self.invalid(at, format!("there is no function `{name}`"), help);
            }
            Builtin::Allowed(Some(arity)) if !(name == "walk" && params.len() == 2) => {
                self.arity(name, arity, params.len(), at);
            }
            Builtin::Allowed(_) => {}
        }
        if self.others {
            self.as_opa(name, fcn);
        } else if name == "sprintf" {
            self.sprintf(params);
        }
    }

    /// `f(x, y)` for `y = f(x)`, which only OPA reads.
    pub(super) fn output(&mut self, stmt: &LiteralStmt, fcn: &Expr, params: &[Ref<Expr>]) {
        let Some((output, inputs)) = params.split_last() else {
            return;
        };
        let name = static_path(fcn).unwrap_or_default().join(".");
        inputs.iter().for_each(|p| self.expr(p));
        self.expr(output);
        self.builtin(&name, fcn, inputs);
        let before = inputs.last().map_or(self.at(fcn).end, |p| self.at(p).end);
        let at = self.at(output);
        let gap = self.text.get(before..at.start).unwrap_or("");
        let start = before + gap.find(',').unwrap_or(gap.len());
        let parts = vec![Part::Copy(at.clone()), Part::Glue(" = ".to_owned())];
        let first = self.span(&stmt.span).start;
        self.out.edits.insert(first, parts);
        self.out.edits.replace(start..at.end, "");
    }

    /// In modules of others a call answers as in OPA.
    fn as_opa(&mut self, name: &str, fcn: &Expr) {
        if is_as_opa(name) {
            let at = self.at(fcn);
            self.out.edits.replace(at, format!("{AS_OPA}{name}"));
        }
    }

    /// An operator of a module of others answers as in OPA.
    pub(super) fn operator(&mut self, expr: &Expr, lhs: &Expr, rhs: &Expr) {
        let between = self.at(lhs).end..self.at(rhs).start;
        let gap = self.text.get(between.clone()).unwrap_or("");
        let found = gap.find(['+', '-', '*', '/', '%', '&', '|']);
        let Some((at, sign)) =
            found.and_then(|n| Some((between.start + n, gap[n..].chars().next()?)))
        else {
            let at = self.at(expr);
            self.refuse(
                at,
                "this operation cannot be read",
                "write it in a statement of its own",
            );
            return;
        };
        let name = match sign {
            '+' => "plus",
            '-' => "minus",
            '*' => "mul",
            '/' => "div",
            '%' => "rem",
            '&' => "and",
            _ => "or",
        };
        let whole = self.at(expr);
        self.out.edits.wrap(whole, &format!("{AS_OPA}{name}("), ")");
        self.out.edits.replace(at..at + 1, ",");
    }

    /// B9: only formats that are known to give a text.
    pub(super) fn sprintf(&mut self, params: &[Ref<Expr>]) {
        let [format, arguments] = params else { return };
        let literal = match format.as_ref() {
            Expr::String { value, .. } | Expr::RawString { value, .. } => value.as_string().ok(),
            _ => None,
        };
        let Some(literal) = literal else {
            let at = self.at(format);
            self.refuse(
                at,
                "the format is not written here",
                "write the format as a text in quotes",
            );
            return;
        };
        let Expr::Array { items, .. } = arguments.as_ref() else {
            let at = self.at(arguments);
            self.refuse(
                at,
                "the arguments are not listed here",
                "write them as `[a, b]`",
            );
            return;
        };
        if let Some(trouble) = format_trouble(literal, items.len()) {
            let at = self.at(format);
            self.refuse(
                at,
                trouble,
                "use `%s`, `%v`, `%d`, `%q` and `%x`, one for each argument",
            );
        }
    }
}
