//! The bundled policies as steps over slots: what `engine::compiled` runs.
//!
//! The text is that of the pre-pass, in one package whose names begin with `__tl_`. A query's
//! statements are put into an order in which each finds bound what it reads, as every engine does.

mod frame;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use regorus::Value;
use regorus::unstable::{
    ArithOp, AssignOp, BinOp, BoolOp, Expr, Literal, LiteralStmt, Module, Query, Ref, Rule,
    RuleAssign, RuleBody, RuleHead, Span,
};

use self::frame::Frame;
use crate::code::{
    Atom, Branch, Code, Constant, Head, Kind, Operation, Order, RuleNumber, Sign, Slot, Step,
};
use crate::prepass::{EACH, GIVEN, MEMBER, MEMBER_AT, natives};

/// Why a rule is not compiled.
#[derive(Debug)]
enum Refused {
    /// A name that no statement before has bound.
    Unbound(String),
    /// Nothing that we know.
    Unknown(String),
}

type Compiled<T> = Result<T, Refused>;

/// A rule by its name.
pub(crate) struct Named {
    pub(crate) name: String,
    /// Why there is no code where there is none.
    pub(crate) code: Result<Code, String>,
}

/// Compiles all rules of a module, in order of their names, which gives them their numbers. What the
/// program answers itself is not compiled, so that it is asked.
pub(crate) fn compile(module: &Module) -> Vec<Named> {
    let mut parts: BTreeMap<String, Vec<&Rule>> = BTreeMap::new();
    for rule in &module.policy {
        let head = match rule.as_ref() {
            Rule::Spec { head, .. } => match head {
                RuleHead::Compr { refr, .. }
                | RuleHead::Set { refr, .. }
                | RuleHead::Func { refr, .. } => refr,
            },
            Rule::Default { refr, .. } => refr,
        };
        let name = root(head);
        if !natives::answers(&name) {
            parts.entry(name).or_default().push(rule);
        }
    }
    // What is given beside the input is found once, as a rule's value is. Which of it rules read, the
    // first compilation tells.
    let given = RefCell::new(BTreeMap::new());
    for of in parts.values() {
        OfRule::new(&BTreeMap::new(), &given).code(of).ok();
    }
    let given = given.into_inner();
    let names = parts.keys().chain(given.keys()).cloned();
    let names: BTreeSet<String> = names.collect();
    let numbers: BTreeMap<String, RuleNumber> = names.into_iter().zip(0..).collect();
    let compile = |(name, code): (&String, Compiled<Code>)| Named {
        name: name.clone(),
        code: code.map_err(|refused| match refused {
            Refused::Unbound(name) => format!("`{name}` is not bound"),
            Refused::Unknown(what) => what,
        }),
    };
    let known = RefCell::default();
    let rules = parts.iter();
    let rules = rules.map(|(name, of)| (name, OfRule::new(&numbers, &known).code(of)));
    let given = given.iter().map(|(name, path)| (name, of_given(path)));
    let mut named: Vec<Named> = rules.chain(given).map(compile).collect();
    named.sort_by(|a, b| a.name.cmp(&b.name));
    named
}

/// The code of what stands at a path of the input.
fn of_given(path: &[String]) -> Compiled<Code> {
    let mut frame = Frame::default();
    frame.begin();
    let slot = frame.slot()?;
    let keys = path
        .iter()
        .map(|key| frame.constant(Constant::Text(key.clone())));
    let keys = keys.collect::<Compiled<_>>()?;
    let found = Step::Let(slot, Operation::Below(Atom::Input, keys));
    let branch = Branch {
        steps: vec![found],
        head: Head::Value(Atom::Slot(slot)),
    };
    Ok(Code {
        kind: Kind::Value,
        slots: frame.slots,
        constants: frame.constants,
        builtins: frame.builtins,
        parts: vec![vec![branch]],
    })
}

/// Paths of the input by their names.
type Given = RefCell<BTreeMap<String, Vec<String>>>;

/// The name that a reference starts with.
fn root(expr: &Expr) -> String {
    match expr {
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => root(refr),
        other => other.span().text().to_owned(),
    }
}

struct OfRule<'a> {
    numbers: &'a BTreeMap<String, RuleNumber>,
    /// What it reads of what is given beside the input.
    given: &'a Given,
    frame: Frame,
}

impl<'a> OfRule<'a> {
    fn new(numbers: &'a BTreeMap<String, RuleNumber>, given: &'a Given) -> Self {
        Self {
            numbers,
            given,
            frame: Frame::default(),
        }
    }

    fn code(mut self, rules: &[&Rule]) -> Compiled<Code> {
        let mut kind = None;
        let mut parts = Vec::new();
        for rule in rules {
            let Rule::Spec { head, bodies, .. } = rule else {
                return unknown("a default", rule.span());
            };
            let of = match head {
                RuleHead::Compr { refr, .. } if matches!(refr.as_ref(), Expr::Var { .. }) => {
                    Kind::Value
                }
                RuleHead::Set { refr, .. } if matches!(refr.as_ref(), Expr::Var { .. }) => {
                    Kind::Set
                }
                RuleHead::Func { args, .. } => Kind::Function(number(args.len())?),
                RuleHead::Compr { .. } | RuleHead::Set { .. } => Kind::Object,
            };
            if *kind.get_or_insert(of) != of {
                return unknown("a rule of two kinds", rule.span());
            }
            parts.push(self.part(head, bodies)?);
        }
        Ok(Code {
            kind: kind.ok_or_else(|| Refused::Unknown("no rule".to_owned()))?,
            slots: self.frame.slots,
            constants: self.frame.constants,
            builtins: self.frame.builtins,
            parts,
        })
    }

    /// One definition of a rule, with what stands behind its `else`.
    fn part(&mut self, head: &RuleHead, bodies: &[RuleBody]) -> Compiled<Vec<Branch>> {
        if bodies.iter().skip(1).any(|body| !body.is_else) {
            return unknown("several bodies", head_span(head));
        }
        let assign = match head {
            RuleHead::Compr { assign, .. } | RuleHead::Func { assign, .. } => assign.as_ref(),
            RuleHead::Set { .. } => None,
        };
        if bodies.is_empty() {
            return Ok(vec![self.branch(head, assign, None)?]);
        }
        let mut branches = Vec::new();
        for body in bodies {
            let assign = match body.is_else {
                true => body.assign.as_ref(),
                false => body.assign.as_ref().or(assign),
            };
            branches.push(self.branch(head, assign, Some(&body.query))?);
        }
        Ok(branches)
    }

    fn branch(
        &mut self,
        head: &RuleHead,
        assign: Option<&RuleAssign>,
        query: Option<&Ref<Query>>,
    ) -> Compiled<Branch> {
        self.frame.begin();
        let mut steps = Vec::new();
        if let RuleHead::Func { args, .. } = head {
            // The slots of arguments are there before any other.
            let slots: Vec<Slot> = args
                .iter()
                .map(|_| self.frame.slot())
                .collect::<Compiled<_>>()?;
            for (arg, slot) in args.iter().zip(slots) {
                self.bind(arg, Atom::Slot(slot), true, &mut steps)?;
            }
        }
        if let Some(query) = query {
            self.statements(query, &mut steps)?;
        }
        let value = |own: &mut Self, steps: &mut Vec<Step>| match assign {
            Some(assign) => own.atom(&assign.value, steps),
            None => own.frame.constant(Constant::Bool(true)),
        };
        let head = match head {
            RuleHead::Func { .. } => Head::Value(value(self, &mut steps)?),
            RuleHead::Compr { refr, .. } => match self.keys(refr, &mut steps)? {
                keys if keys.is_empty() => Head::Value(value(self, &mut steps)?),
                keys => Head::At(keys, value(self, &mut steps)?),
            },
            RuleHead::Set { refr, key, .. } => {
                let Some(key) = key else {
                    return unknown("a set without a key", refr.span());
                };
                match self.keys(refr, &mut steps)? {
                    keys if keys.is_empty() => Head::Value(self.atom(key, &mut steps)?),
                    keys => Head::MemberAt(keys, self.atom(key, &mut steps)?),
                }
            }
        };
        Ok(Branch { steps, head })
    }

    /// The keys of a head, outermost first.
    fn keys(&mut self, refr: &Ref<Expr>, steps: &mut Vec<Step>) -> Compiled<Vec<Atom>> {
        Ok(match refr.as_ref() {
            Expr::RefDot { refr, field, .. } => {
                let mut keys = self.keys(refr, steps)?;
                keys.push(self.frame.constant(constant(&field.1)?)?);
                keys
            }
            Expr::RefBrack { refr, index, .. } => {
                let mut keys = self.keys(refr, steps)?;
                keys.push(self.atom(index, steps)?);
                keys
            }
            _ => Vec::new(),
        })
    }

    /// The statements of a query, each where what it reads is bound.
    fn statements(&mut self, query: &Query, steps: &mut Vec<Step>) -> Compiled<()> {
        let mut left: Vec<&LiteralStmt> = query.stmts.iter().collect();
        for stmt in &left {
            declared(stmt)
                .into_iter()
                .for_each(|name| self.frame.declare(name));
        }
        while !left.is_empty() {
            let mut why = None;
            let mut taken = None;
            for (at, stmt) in left.iter().enumerate() {
                let before = (steps.len(), self.frame.mark());
                match self.statement(stmt, steps) {
                    Ok(()) => {
                        taken = Some(at);
                        break;
                    }
                    Err(Refused::Unbound(name)) => {
                        steps.truncate(before.0);
                        self.frame.back_to(before.1);
                        why.get_or_insert(name);
                    }
                    Err(other) => return Err(other),
                }
            }
            match taken {
                Some(at) => drop(left.remove(at)),
                None => return Err(Refused::Unbound(why.unwrap_or_default())),
            }
        }
        Ok(())
    }

    fn statement(&mut self, stmt: &LiteralStmt, steps: &mut Vec<Step>) -> Compiled<()> {
        if !stmt.with_mods.is_empty() {
            return unknown("`with`", &stmt.span);
        }
        match &stmt.literal {
            Literal::SomeVars { .. } => Ok(()),
            Literal::SomeIn {
                key,
                value,
                collection,
                ..
            } => {
                let of = self.atom(collection_of(collection), steps)?;
                let key_slot = key.as_ref().filter(|key| !is_wildcard(key));
                let key_slot = key_slot.map(|_| self.frame.slot()).transpose()?;
                let value_slot = match is_wildcard(value) {
                    true => None,
                    false => Some(self.frame.slot()?),
                };
                steps.push(Step::Each {
                    of,
                    key: key_slot,
                    value: value_slot,
                });
                if let (Some(key), Some(slot)) = (key, key_slot) {
                    self.bind(key, Atom::Slot(slot), false, steps)?;
                }
                match value_slot {
                    Some(slot) => self.bind(value, Atom::Slot(slot), false, steps),
                    None => Ok(()),
                }
            }
            Literal::Expr { expr, .. } => self.expression(expr, steps),
            Literal::NotExpr { expr, .. } => {
                let inner = self.within(|own, inner| own.holds(expr, inner))?;
                steps.push(Step::Not(inner));
                Ok(())
            }
            Literal::Every {
                key,
                value,
                domain,
                query,
                ..
            } => {
                let of = self.atom(domain, steps)?;
                let key_slot = key.as_ref().map(|_| self.frame.slot()).transpose()?;
                let value_slot = self.frame.slot()?;
                let inner = self.within(|own, inner| {
                    if let (Some(key), Some(slot)) = (key, key_slot) {
                        own.frame.name(key.text(), Atom::Slot(slot));
                    }
                    own.frame.name(value.text(), Atom::Slot(value_slot));
                    own.statements(query, inner)
                })?;
                steps.push(Step::Every {
                    of,
                    key: key_slot,
                    value: value_slot,
                    steps: inner,
                });
                Ok(())
            }
        }
    }

    /// Steps with names of their own.
    fn within(
        &mut self,
        make: impl FnOnce(&mut Self, &mut Vec<Step>) -> Compiled<()>,
    ) -> Compiled<Vec<Step>> {
        self.frame.enter();
        let mut inner = Vec::new();
        let made = make(self, &mut inner);
        self.frame.leave();
        made.map(|()| inner)
    }

    /// A statement that is an expression.
    fn expression(&mut self, expr: &Ref<Expr>, steps: &mut Vec<Step>) -> Compiled<()> {
        let Expr::AssignExpr { op, lhs, rhs, .. } = expr.as_ref() else {
            return self.holds(expr, steps);
        };
        match op {
            AssignOp::ColEq => self.assign(lhs, rhs, steps),
            AssignOp::Eq => match (self.is_open(lhs), self.is_open(rhs)) {
                (true, true) => unknown("two patterns", expr.span()),
                (true, false) => self.assign(lhs, rhs, steps),
                (false, true) => self.assign(rhs, lhs, steps),
                (false, false) => {
                    let (a, b) = (self.atom(lhs, steps)?, self.atom(rhs, steps)?);
                    steps.push(Step::Compare(Order::Equal, a, b));
                    Ok(())
                }
            },
        }
    }

    /// Gives a pattern a value.
    fn assign(&mut self, to: &Ref<Expr>, of: &Ref<Expr>, steps: &mut Vec<Step>) -> Compiled<()> {
        let atom = self.atom(of, steps)?;
        self.bind(to, atom, false, steps)
    }

    /// Whether an expression is a name that is not bound, or a list with such a name.
    fn is_open(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Var { .. } => {
                let name = expr.span().text();
                name == "_" || (!self.is_global(name) && self.frame.bound(name).is_none())
            }
            Expr::Array { items, .. } => items.iter().any(|item| self.is_open(item)),
            _ => false,
        }
    }

    /// A statement that has to be true.
    fn holds(&mut self, expr: &Ref<Expr>, steps: &mut Vec<Step>) -> Compiled<()> {
        if let Expr::BoolExpr { op, lhs, rhs, .. } = expr.as_ref() {
            let (a, b) = (self.atom(lhs, steps)?, self.atom(rhs, steps)?);
            steps.push(Step::Compare(order(op), a, b));
            return Ok(());
        }
        let operation = self.operation(expr, steps)?;
        steps.push(Step::Holds(operation));
        Ok(())
    }

    /// Takes a value apart by a pattern: names that are not bound are, everything else is compared.
    fn bind(
        &mut self,
        pattern: &Ref<Expr>,
        atom: Atom,
        argument: bool,
        steps: &mut Vec<Step>,
    ) -> Compiled<()> {
        match pattern.as_ref() {
            Expr::Var { .. } => {
                let name = pattern.span().text();
                if name == "_" {
                    return Ok(());
                }
                if argument || (!self.is_global(name) && self.frame.bound(name).is_none()) {
                    self.frame.name(name, atom);
                    return Ok(());
                }
            }
            Expr::Array { items, .. } => {
                steps.push(Step::Length(atom, number(items.len())?));
                for (at, item) in items.iter().enumerate() {
                    if is_wildcard(item) {
                        continue;
                    }
                    let at = self
                        .frame
                        .constant(Constant::Whole(i64::from(number(at)?)))?;
                    let slot = self.frame.slot()?;
                    steps.push(Step::Let(slot, Operation::Below(atom, vec![at])));
                    self.bind(item, Atom::Slot(slot), argument, steps)?;
                }
                return Ok(());
            }
            Expr::Object { .. } if argument => return unknown("an object", pattern.span()),
            _ => {}
        }
        let other = self.atom(pattern, steps)?;
        steps.push(Step::Compare(Order::Equal, other, atom));
        Ok(())
    }

    /// A value as something that steps read.
    fn atom(&mut self, expr: &Ref<Expr>, steps: &mut Vec<Step>) -> Compiled<Atom> {
        match expr.as_ref() {
            Expr::String { value, .. }
            | Expr::RawString { value, .. }
            | Expr::Number { value, .. }
            | Expr::Bool { value, .. }
            | Expr::Null { value, .. } => {
                let value = constant(value)?;
                return self.frame.constant(value);
            }
            Expr::Var { .. } => {
                let name = expr.span().text();
                if name == "input" {
                    return Ok(Atom::Input);
                }
                if !self.is_global(name) {
                    return self
                        .frame
                        .bound(name)
                        .ok_or_else(|| Refused::Unbound(name.to_owned()));
                }
            }
            _ => {}
        }
        let operation = self.operation(expr, steps)?;
        match self.stated(&operation) {
            Some(value) => self.frame.constant(value),
            None => self.kept(operation, steps),
        }
    }

    fn kept(&mut self, operation: Operation, steps: &mut Vec<Step>) -> Compiled<Atom> {
        if let Operation::Copy(atom) = operation {
            return Ok(atom);
        }
        let slot = self.frame.slot()?;
        steps.push(Step::Let(slot, operation));
        Ok(Atom::Slot(slot))
    }

    /// The value of an operation that holds nothing but constants.
    fn stated(&self, operation: &Operation) -> Option<Constant> {
        let value = |atom: &Atom| match atom {
            Atom::Constant(at) => self.frame.constants.get(usize::from(*at)).cloned(),
            _ => None,
        };
        let values = |atoms: &[Atom]| atoms.iter().map(value).collect::<Option<Vec<_>>>();
        match operation {
            Operation::List(atoms) => Some(Constant::List(values(atoms)?)),
            Operation::Set(atoms) => {
                let members: BTreeSet<Constant> = values(atoms)?.into_iter().collect();
                Some(Constant::Set(members.into_iter().collect()))
            }
            Operation::Object(pairs) => {
                let pairs = pairs.iter().map(|(k, v)| Some((value(k)?, value(v)?)));
                Some(Constant::Object(pairs.collect::<Option<_>>()?))
            }
            _ => None,
        }
    }

    fn atoms(&mut self, exprs: &[Ref<Expr>], steps: &mut Vec<Step>) -> Compiled<Vec<Atom>> {
        exprs.iter().map(|expr| self.atom(expr, steps)).collect()
    }

    fn operation(&mut self, expr: &Ref<Expr>, steps: &mut Vec<Step>) -> Compiled<Operation> {
        Ok(match expr.as_ref() {
            Expr::Var { .. } => match self.numbers.get(expr.span().text()) {
                Some(number) => Operation::Rule(*number),
                None => Operation::Copy(self.atom(expr, steps)?),
            },
            Expr::String { .. }
            | Expr::RawString { .. }
            | Expr::Number { .. }
            | Expr::Bool { .. }
            | Expr::Null { .. } => Operation::Copy(self.atom(expr, steps)?),
            Expr::Array { items, .. } => Operation::List(self.atoms(items, steps)?),
            Expr::Set { items, .. } => Operation::Set(self.atoms(items, steps)?),
            Expr::Object { fields, .. } => {
                let mut pairs = Vec::new();
                for (_, key, value) in fields {
                    pairs.push((self.atom(key, steps)?, self.atom(value, steps)?));
                }
                Operation::Object(pairs)
            }
            Expr::ArrayCompr { term, query, .. } => {
                let (inner, atom) =
                    self.comprehension(query, |own, inner| own.atom(term, inner))?;
                Operation::ListOf(inner, atom)
            }
            Expr::SetCompr { term, query, .. } => {
                let (inner, atom) =
                    self.comprehension(query, |own, inner| own.atom(term, inner))?;
                Operation::SetOf(inner, atom)
            }
            Expr::ObjectCompr {
                key, value, query, ..
            } => {
                let (inner, (key, value)) = self.comprehension(query, |own, inner| {
                    Ok((own.atom(key, inner)?, own.atom(value, inner)?))
                })?;
                Operation::ObjectOf(inner, key, value)
            }
            Expr::Call { fcn, params, .. } => {
                let name = fcn.span().text().to_owned();
                let args = self.atoms(params, steps)?;
                match self.numbers.get(&name) {
                    Some(number) => Operation::Function(*number, args),
                    None => Operation::Builtin(self.frame.builtin(name)?, args),
                }
            }
            Expr::UnaryExpr { expr, .. } => {
                let zero = self.frame.constant(Constant::Whole(0))?;
                let of = self.atom(expr, steps)?;
                Operation::Calculate(Sign::Minus, zero, of)
            }
            Expr::RefDot { .. } | Expr::RefBrack { .. } => self.reference(expr, steps)?,
            Expr::BinExpr { op, lhs, rhs, .. } => {
                let sign = match op {
                    BinOp::Intersection => Sign::Both,
                    BinOp::Union => Sign::Either,
                };
                Operation::Calculate(sign, self.atom(lhs, steps)?, self.atom(rhs, steps)?)
            }
            Expr::BoolExpr { op, lhs, rhs, .. } => {
                Operation::Compare(order(op), self.atom(lhs, steps)?, self.atom(rhs, steps)?)
            }
            Expr::ArithExpr { op, lhs, rhs, .. } => {
                let sign = match op {
                    ArithOp::Add => Sign::Plus,
                    ArithOp::Sub => Sign::Minus,
                    ArithOp::Mul => Sign::Times,
                    ArithOp::Div => Sign::By,
                    ArithOp::Mod => Sign::Rest,
                };
                Operation::Calculate(sign, self.atom(lhs, steps)?, self.atom(rhs, steps)?)
            }
            Expr::Membership {
                key,
                value,
                collection,
                ..
            } => {
                let name = match key {
                    Some(_) => MEMBER_AT,
                    None => MEMBER,
                };
                let args = key.iter().chain([value, collection]);
                let args: Compiled<Vec<Atom>> = args.map(|arg| self.atom(arg, steps)).collect();
                Operation::Builtin(self.frame.builtin(name.to_owned())?, args?)
            }
            Expr::AssignExpr { .. } => return unknown("an expression", expr.span()),
        })
    }

    fn comprehension<T>(
        &mut self,
        query: &Ref<Query>,
        head: impl FnOnce(&mut Self, &mut Vec<Step>) -> Compiled<T>,
    ) -> Compiled<(Vec<Step>, T)> {
        let mut of = None;
        let inner = self.within(|own, inner| {
            own.statements(query, inner)?;
            of = Some(head(own, inner)?);
            Ok(())
        })?;
        let of = of.ok_or_else(|| Refused::Unknown("no head".to_owned()))?;
        Ok((inner, of))
    }

    /// A reference: a step by a name that is not bound iterates.
    fn reference(&mut self, expr: &Ref<Expr>, steps: &mut Vec<Step>) -> Compiled<Operation> {
        let mut path = Vec::new();
        let mut base = expr;
        loop {
            match base.as_ref() {
                Expr::RefDot { refr, field, .. } => {
                    path.push(Err(&field.1));
                    base = refr;
                }
                Expr::RefBrack { refr, index, .. } => {
                    path.push(Ok(index));
                    base = refr;
                }
                _ => break,
            }
        }
        if base.span().text() == "data" {
            return unknown("data", base.span());
        }
        path.reverse();
        let mut path = path.as_slice();
        let mut at = match self.of_given(base, path) {
            None => self.atom(base, steps)?,
            Some((operation, count)) => {
                path = &path[count..];
                if path.is_empty() {
                    return Ok(operation);
                }
                self.kept(operation, steps)?
            }
        };
        let mut below = Vec::new();
        for step in path.iter().copied() {
            let index = match step {
                Err(field) => {
                    let field = constant(field)?;
                    below.push(self.frame.constant(field)?);
                    continue;
                }
                Ok(index) => index,
            };
            if !self.iterates(index) {
                below.push(self.atom(index, steps)?);
                continue;
            }
            if !below.is_empty() {
                let operation = Operation::Below(at, std::mem::take(&mut below));
                at = self.kept(operation, steps)?;
            }
            let name = index.span().text();
            let key = match name {
                "_" => None,
                _ => Some(self.frame.slot()?),
            };
            let value = self.frame.slot()?;
            steps.push(Step::Each {
                of: at,
                key,
                value: Some(value),
            });
            if let Some(key) = key {
                self.frame.name(name, Atom::Slot(key));
            }
            at = Atom::Slot(value);
        }
        Ok(match below.is_empty() {
            true => Operation::Copy(at),
            false => Operation::Below(at, below),
        })
    }

    /// What a reference leads to by names alone, where that is given beside the input, and how many
    /// of its steps lead there.
    fn of_given(
        &self,
        base: &Expr,
        path: &[Result<&Ref<Expr>, &Value>],
    ) -> Option<(Operation, usize)> {
        let names = path.iter().map_while(|step| match step {
            Err(Value::String(name)) => Some(name.to_string()),
            _ => None,
        });
        let names: Vec<String> = names.collect();
        if base.span().text() != "input" || names.len() < 2 || names[0] != GIVEN {
            return None;
        }
        let (name, count) = (names.join("."), names.len());
        self.given.borrow_mut().insert(name.clone(), names);
        let number = self.numbers.get(&name)?;
        Some((Operation::Rule(*number), count))
    }

    /// Whether a step is by a name that this query may bind.
    fn iterates(&self, index: &Expr) -> bool {
        let Expr::Var { .. } = index else {
            return false;
        };
        let name = index.span().text();
        name == "_"
            || (!self.is_global(name)
                && self.frame.bound(name).is_none()
                && !self.frame.is_of_outer(name))
    }

    fn is_global(&self, name: &str) -> bool {
        matches!(name, "input" | "data") || self.numbers.contains_key(name)
    }
}

/// The names that a statement declares.
fn declared(stmt: &LiteralStmt) -> Vec<String> {
    let mut names = Vec::new();
    match &stmt.literal {
        Literal::SomeVars { vars, .. } => {
            names.extend(vars.iter().map(|var| var.text().to_owned()));
        }
        Literal::SomeIn { key, value, .. } => {
            key.iter().for_each(|key| variables(key, &mut names));
            variables(value, &mut names);
        }
        Literal::Expr { expr, .. } => {
            if let Expr::AssignExpr {
                op: AssignOp::ColEq,
                lhs,
                ..
            } = expr.as_ref()
            {
                variables(lhs, &mut names);
            }
        }
        Literal::NotExpr { .. } | Literal::Every { .. } => {}
    }
    names
}

/// The names of a pattern.
fn variables(pattern: &Expr, names: &mut Vec<String>) {
    match pattern {
        Expr::Var { .. } => match pattern.span().text() {
            "_" => {}
            name => names.push(name.to_owned()),
        },
        Expr::Array { items, .. } => items.iter().for_each(|item| variables(item, names)),
        _ => {}
    }
}

/// What a loop runs over: the guard against what is no collection is the loop's own.
fn collection_of(expr: &Ref<Expr>) -> &Ref<Expr> {
    match expr.as_ref() {
        Expr::Call { fcn, params, .. } if fcn.span().text() == EACH => {
            params.first().unwrap_or(expr)
        }
        _ => expr,
    }
}

fn is_wildcard(expr: &Expr) -> bool {
    matches!(expr, Expr::Var { .. }) && expr.span().text() == "_"
}

fn constant(value: &Value) -> Compiled<Constant> {
    Ok(match value {
        Value::Null => Constant::Null,
        Value::Bool(value) => Constant::Bool(*value),
        Value::String(text) => Constant::Text(text.to_string()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Constant::Whole(whole),
            None => Constant::Number(value.to_string()),
        },
        other => return Err(Refused::Unknown(format!("the constant {other}"))),
    })
}

fn order(op: &BoolOp) -> Order {
    match op {
        BoolOp::Lt => Order::Less,
        BoolOp::Le => Order::AtMost,
        BoolOp::Eq => Order::Equal,
        BoolOp::Ge => Order::AtLeast,
        BoolOp::Gt => Order::More,
        BoolOp::Ne => Order::Unequal,
    }
}

fn head_span(head: &RuleHead) -> &Span {
    match head {
        RuleHead::Compr { span, .. } | RuleHead::Set { span, .. } | RuleHead::Func { span, .. } => {
            span
        }
    }
}

fn number(of: usize) -> Compiled<u16> {
    u16::try_from(of).map_err(|_| Refused::Unknown("too many of one kind".to_owned()))
}

fn unknown<T>(what: &str, at: &Span) -> Compiled<T> {
    Err(Refused::Unknown(format!("{what}: {}", at.text())))
}
