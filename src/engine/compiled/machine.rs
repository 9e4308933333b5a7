//! Runs compiled rules over one input.

use std::sync::Arc;
use std::time::{Duration, Instant};

use regorus::Value;
use regorus::utils::limits::check_memory_limit_if_needed;
use regorus::value::{Object, Set};

use super::code::{Atom, Branch, Head, Kind, Operation, Order, Sign, Step};
use super::program::{self, Rule};
use super::reads::{Noted, Reads, below, same};

/// After how many steps the clock and the memory are looked at.
const STEPS_BETWEEN_LOOKS: u32 = 1024;

/// Why a rule has no answer here.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::engine) enum Halt {
    /// Whatever it is, the engine says it better.
    Failed,
    /// It ran longer than one rule may, or took more memory; in words.
    Limit(String),
}

/// What an attempt that succeeds adds to.
enum Found<'f> {
    /// Whether there is any.
    Any,
    List(&'f mut Vec<Value>, Atom),
    Set(&'f mut Set, Atom),
    Object(&'f mut Object, Atom, Atom),
    /// The value of a branch.
    Value(&'f mut Option<Value>, Atom),
    /// What lies below keys of an object.
    Below(&'f mut Object, &'static Head),
}

/// Holds an input, and what was found out of it.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Machine {
    input: Value,
    /// By the number of the rule: its value, which is [`Value::Undefined`] where it has none.
    known: Vec<Option<Value>>,
    stack: Vec<Value>,
    /// Where the frame of the rule that runs begins.
    base: usize,
    steps: u32,
    started: Instant,
    most: Duration,
    /// What rules read, where that is noted.
    reads: Option<Box<Reads>>,
    /// What was found of the input that was there before.
    last: Option<Box<Last>>,
}

/// What was found of another input.
#[derive(Debug, Clone)]
struct Last {
    input: Value,
    /// By rule.
    known: Vec<Option<Value>>,
    /// What the input lacks as yet.
    pending: Pending,
    /// By path, whether the inputs differ there, as far as it was asked.
    differ: Vec<Option<bool>>,
    /// By rule that was asked, whether it finds something else.
    changed: Vec<bool>,
}

/// Names, one below the other, of parts of an input that are still to come.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Pending(pub(in crate::engine) Vec<Vec<Value>>);

impl Pending {
    /// Whether a path lies in one of the parts, or one of them below it.
    fn touches(&self, path: &[Value]) -> bool {
        let mut parts = self.0.iter();
        parts.any(|part| path.starts_with(part) || part.starts_with(path))
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self {
            input: Value::Undefined,
            known: Vec::new(),
            stack: Vec::new(),
            base: 0,
            steps: 0,
            started: Instant::now(),
            most: Duration::MAX,
            reads: None,
            last: None,
        }
    }
}

type Run<T> = Result<T, Halt>;

impl Machine {
    /// One that holds an input.
    pub(in crate::engine) fn of(input: Value) -> Self {
        let mut own = Self::default();
        own.set_input(input);
        own
    }

    /// Takes another input; what was known of the one before is forgotten.
    pub(in crate::engine) fn set_input(&mut self, input: Value) {
        self.input = input;
        self.known.clear();
        self.known.resize(program::count(), None);
    }

    /// Takes the same input with more in it, which no rule has asked for yet.
    pub(in crate::engine) fn extend_input(&mut self, input: Value) {
        self.input = input;
        if let Some(last) = &mut self.last {
            last.pending = Pending::default();
        }
    }

    /// The same with another input, for which is kept what was found of this one where it holds for
    /// both. What stands below the names of `pending` is not in it yet, and comes with
    /// [`Self::extend_input`].
    pub(in crate::engine) fn about(self, input: Value, pending: Pending) -> Self {
        let count = program::count();
        Self {
            last: Some(Box::new(Last {
                input: self.input,
                known: self.known,
                pending,
                differ: Vec::new(),
                changed: vec![true; count],
            })),
            input,
            known: vec![None; count],
            ..self
        }
    }

    /// What a rule found of the last input, if it would find the same of this one; else `None`.
    fn still(&mut self, rule: usize) -> Run<Option<Value>> {
        let Some(noted) = self.noted(rule) else {
            return Ok(None);
        };
        if noted.paths().any(|path| self.differs(path)) {
            return Ok(None);
        }
        // They are looked at in the order in which it used them: up to the first that is other than
        // it was, it would use them again.
        for &used in noted.uses() {
            self.rule(used)?;
            if self.last.as_ref().is_none_or(|last| last.changed[used]) {
                return Ok(None);
            }
        }
        let Some(last) = &mut self.last else {
            return Ok(None);
        };
        last.changed[rule] = false;
        if let Some(reads) = &mut self.reads {
            reads.keep(rule, noted);
        }
        Ok(last.known[rule].clone())
    }

    /// What was noted of a rule that found something of the last input.
    fn noted(&mut self, rule: usize) -> Option<Arc<Noted>> {
        let last = self.last.as_ref()?;
        last.known.get(rule)?.as_ref()?;
        self.reads.as_mut()?.take(rule)
    }

    /// Whether the input is other than the last one at a path.
    fn differs(&mut self, number: usize) -> bool {
        let (Some(last), Some(reads)) = (&mut self.last, &self.reads) else {
            return true;
        };
        if let Some(Some(differs)) = last.differ.get(number) {
            return *differs;
        }
        let path = reads.path(number);
        if last.pending.touches(path) {
            return true;
        }
        let differs = !same(below(&last.input, path), below(&self.input, path));
        if last.differ.len() <= number {
            last.differ.resize(number + 1, None);
        }
        last.differ[number] = Some(differs);
        differs
    }

    /// What a rule finds, which is the value of the last input where it is equal.
    fn found(&mut self, rule: usize) -> Run<Value> {
        let code = program::rule(rule).ok_or(Halt::Failed)?;
        if let Some(reads) = &mut self.reads {
            reads.begin();
        }
        let value = self.framed(code, |own| own.evaluate(code))?;
        if let Some(reads) = &mut self.reads {
            reads.end(rule);
        }
        if let Some(last) = &mut self.last
            && let Some(Some(before)) = last.known.get(rule)
            && same(before, &value)
        {
            last.changed[rule] = false;
            return Ok(before.clone());
        }
        Ok(value)
    }

    /// The same without what was found of the input before.
    pub(in crate::engine) fn settled(self) -> Self {
        Self { last: None, ..self }
    }

    /// The same, which notes what rules read, so that [`Self::about`] finds what to keep.
    pub(in crate::engine) fn noting_reads(self) -> Self {
        Self {
            reads: Some(Box::default()),
            ..self
        }
    }

    /// Takes over what another one found of the same input.
    pub(in crate::engine) fn learn(&mut self, other: Self) {
        let mut learnt = Vec::new();
        let pairs = self.known.iter_mut().zip(other.known);
        for (rule, (own, other)) in pairs.enumerate() {
            if own.is_none() && other.is_some() {
                *own = other;
                learnt.push(rule);
            }
        }
        if let (Some(own), Some(other)) = (&mut self.reads, other.reads) {
            own.learn(&learnt, &other);
        }
    }

    /// The input.
    pub(in crate::engine) fn input(&self) -> &Value {
        &self.input
    }

    /// The value of a rule, by its name; [`Value::Undefined`] where it has none.
    pub(in crate::engine) fn value(&mut self, name: &str, most: Duration) -> Run<Value> {
        let number = program::number(name).ok_or(Halt::Failed)?;
        self.started = Instant::now();
        self.most = most;
        let value = self.rule(number).cloned();
        if value.is_err() {
            self.stack.clear();
            self.base = 0;
            if let Some(reads) = &mut self.reads {
                reads.stop();
            }
        }
        value
    }

    fn look(&mut self) -> Run<()> {
        self.steps = self.steps.wrapping_add(1);
        if !self.steps.is_multiple_of(STEPS_BETWEEN_LOOKS) {
            return Ok(());
        }
        check_memory_limit_if_needed().map_err(|e| Halt::Limit(e.to_string()))?;
        match self.started.elapsed() > self.most {
            true => Err(Halt::Limit("execution exceeded time limit".to_owned())),
            false => Ok(()),
        }
    }

    fn rule(&mut self, number: usize) -> Run<&Value> {
        if self.known.get(number).is_none_or(Option::is_none) {
            let value = match self.kept(number)? {
                Some(value) => value,
                None => self.found(number)?,
            };
            *self.known.get_mut(number).ok_or(Halt::Failed)? = Some(value);
        }
        if let Some(reads) = &mut self.reads {
            reads.use_of(number);
        }
        self.known[number].as_ref().ok_or(Halt::Failed)
    }

    /// As [`Self::still`]; what it looks at is not read by the rule that runs.
    fn kept(&mut self, number: usize) -> Run<Option<Value>> {
        if self.last.is_none() {
            return Ok(None);
        }
        if let Some(reads) = &mut self.reads {
            reads.begin();
        }
        let still = self.still(number)?;
        if let Some(reads) = &mut self.reads {
            reads.drop_last();
        }
        Ok(still)
    }

    /// Runs a rule in a frame of its own, whose first slots are what lies on the stack above the
    /// frame that runs, if it is a function.
    fn framed<T>(&mut self, rule: &Rule, run: impl FnOnce(&mut Self) -> Run<T>) -> Run<T> {
        let args = match rule.kind {
            Kind::Function(count) => usize::from(count),
            _ => 0,
        };
        let before = self.base;
        self.base = self.stack.len().checked_sub(args).ok_or(Halt::Failed)?;
        self.stack.resize(self.base + rule.slots, Value::Undefined);
        let value = run(self)?;
        self.stack.truncate(self.base);
        self.base = before;
        Ok(value)
    }

    fn evaluate(&mut self, rule: &'static Rule) -> Run<Value> {
        match rule.kind {
            Kind::Value | Kind::Function(_) => self.one(rule),
            Kind::Set => {
                let mut set = Set::default();
                for part in &rule.parts {
                    // Sets and objects have no `else`.
                    let [Branch { steps, head }] = part.as_slice() else {
                        return Err(Halt::Failed);
                    };
                    let Head::Value(atom) = head else {
                        return Err(Halt::Failed);
                    };
                    self.run(rule, steps, &mut Found::Set(&mut set, *atom))?;
                }
                Ok(set.into_value())
            }
            Kind::Object => {
                let mut object = Object::default();
                for part in &rule.parts {
                    let [Branch { steps, head }] = part.as_slice() else {
                        return Err(Halt::Failed);
                    };
                    self.run(rule, steps, &mut Found::Below(&mut object, head))?;
                }
                Ok(object.into_value())
            }
        }
    }

    /// The one value that all parts agree on.
    fn one(&mut self, rule: &'static Rule) -> Run<Value> {
        let mut value: Option<Value> = None;
        for part in &rule.parts {
            for branch in part {
                let Head::Value(atom) = branch.head else {
                    return Err(Halt::Failed);
                };
                if let (Some(value), Atom::Constant(at), 1) = (&value, atom, part.len())
                    && *value == rule.constants[usize::from(at)]
                {
                    continue;
                }
                let mut found = None;
                self.run(rule, &branch.steps, &mut Found::Value(&mut found, atom))?;
                match (found, &value) {
                    (None, _) => continue,
                    (Some(found), None) => value = Some(found),
                    (Some(found), Some(value)) if found == *value => {}
                    _ => return Err(Halt::Failed),
                }
                break;
            }
        }
        Ok(value.unwrap_or(Value::Undefined))
    }

    /// Runs steps; whether nothing further is to be found.
    fn run(
        &mut self,
        rule: &'static Rule,
        steps: &'static [Step],
        found: &mut Found<'_>,
    ) -> Run<bool> {
        for (at, step) in steps.iter().enumerate() {
            let holds = match step {
                Step::Let(slot, operation) => match self.operation(rule, operation)? {
                    Value::Undefined => false,
                    value => {
                        self.set(*slot, value);
                        true
                    }
                },
                Step::Holds(operation) => !matches!(
                    self.operation(rule, operation)?,
                    Value::Undefined | Value::Bool(false)
                ),
                Step::Compare(order, a, b) => order.holds(self.atom(rule, *a), self.atom(rule, *b)),
                Step::Length(of, length) => match self.atom(rule, *of) {
                    Value::Array(items) => items.len() == usize::from(*length),
                    _ => false,
                },
                Step::Not(inner) => !self.run(rule, inner, &mut Found::Any)?,
                Step::Every {
                    of,
                    key,
                    value,
                    steps: inner,
                } => {
                    let of = self.atom(rule, *of).clone();
                    // The steps fail for a member where they succeed for all others.
                    !self.each(&of, *key, Some(*value), &mut |own| {
                        Ok(!own.run(rule, inner, &mut Found::Any)?)
                    })?
                }
                Step::Each { of, key, value } => {
                    let of = self.atom(rule, *of).clone();
                    let rest = &steps[at + 1..];
                    return self.each(&of, *key, *value, &mut |own| own.run(rule, rest, found));
                }
            };
            if !holds {
                return Ok(false);
            }
        }
        self.add(rule, found)
    }

    /// Runs something for each member of a collection, until it says that it is enough.
    fn each(
        &mut self,
        of: &Value,
        key: Option<u16>,
        value: Option<u16>,
        run: &mut dyn FnMut(&mut Self) -> Run<bool>,
    ) -> Run<bool> {
        let mut one = |own: &mut Self, k: &dyn Fn() -> Value, v: &Value| {
            own.look()?;
            if let Some(slot) = key {
                own.set(slot, k());
            }
            if let Some(slot) = value {
                own.set(slot, v.clone());
            }
            run(own)
        };
        match of {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    if one(self, &|| Value::from(at), item)? {
                        return Ok(true);
                    }
                }
            }
            Value::Set(items) => {
                for item in items.iter_sorted() {
                    if one(self, &|| item.clone(), item)? {
                        return Ok(true);
                    }
                }
            }
            Value::Object(map) => {
                for (name, item) in map.iter_sorted() {
                    if one(self, &|| name.clone(), item)? {
                        return Ok(true);
                    }
                }
            }
            _ => {}
        }
        Ok(false)
    }

    /// Adds what an attempt found; whether nothing further is to be found.
    fn add(&mut self, rule: &'static Rule, found: &mut Found<'_>) -> Run<bool> {
        match found {
            Found::Any => return Ok(true),
            Found::List(items, atom) => items.push(self.atom(rule, *atom).clone()),
            Found::Set(set, atom) => {
                set.insert(self.atom(rule, *atom).clone());
            }
            Found::Object(object, key, value) => {
                let key = self.atom(rule, *key).clone();
                insert(object, key, self.atom(rule, *value))?;
            }
            Found::Value(found, atom) => {
                let value = self.atom(rule, *atom);
                match found {
                    Some(known) if known != value => return Err(Halt::Failed),
                    Some(_) => {}
                    None => **found = Some(value.clone()),
                }
                return Ok(matches!(atom, Atom::Constant(_)));
            }
            Found::Below(object, head) => self.add_below(rule, object, head)?,
        }
        Ok(false)
    }

    fn add_below(&self, rule: &'static Rule, object: &mut Object, head: &'static Head) -> Run<()> {
        let (Head::At(keys, atom) | Head::MemberAt(keys, atom)) = head else {
            return Err(Halt::Failed);
        };
        let (last, before) = keys.split_last().ok_or(Halt::Failed)?;
        let mut at = object;
        for key in before {
            let below = at.get_or_insert_with(self.atom(rule, *key).clone(), Value::new_object);
            at = below.as_object_mut().map_err(|_| Halt::Failed)?;
        }
        let key = self.atom(rule, *last).clone();
        let value = self.atom(rule, *atom);
        match head {
            Head::MemberAt(..) => {
                let set = at.get_or_insert_with(key, Value::new_set);
                let set = set.as_set_mut().map_err(|_| Halt::Failed)?;
                set.insert(value.clone());
                Ok(())
            }
            _ => insert(at, key, value),
        }
    }

    fn atom<'m>(&'m self, rule: &'static Rule, atom: Atom) -> &'m Value {
        match atom {
            Atom::Constant(at) => &rule.constants[usize::from(at)],
            Atom::Slot(slot) => &self.stack[self.base + usize::from(slot)],
            Atom::Input => &self.input,
        }
    }

    fn set(&mut self, slot: u16, value: Value) {
        let base = self.base;
        self.stack[base + usize::from(slot)] = value;
    }

    fn values(&self, rule: &'static Rule, atoms: &[Atom]) -> Vec<Value> {
        atoms.iter().map(|a| self.atom(rule, *a).clone()).collect()
    }

    /// The value of an operation; [`Value::Undefined`] where it has none.
    fn operation(&mut self, rule: &'static Rule, operation: &'static Operation) -> Run<Value> {
        Ok(match operation {
            Operation::Copy(atom) => self.atom(rule, *atom).clone(),
            Operation::Rule(number) => self.rule(usize::from(*number))?.clone(),
            Operation::Below(of, keys) => {
                self.note_below(rule, *of, keys);
                let mut at = self.atom(rule, *of);
                for key in keys {
                    at = &at[self.atom(rule, *key)];
                }
                at.clone()
            }
            Operation::Builtin(number, args) => self.builtin(rule, *number, args)?,
            Operation::Function(number, args) => {
                self.look()?;
                for arg in args {
                    let arg = self.atom(rule, *arg).clone();
                    self.stack.push(arg);
                }
                let called = program::rule(usize::from(*number)).ok_or(Halt::Failed)?;
                self.framed(called, |own| own.one(called))?
            }
            Operation::List(atoms) => Value::from(self.values(rule, atoms)),
            Operation::Set(atoms) => {
                let members = self.values(rule, atoms).into_iter();
                members.collect::<Set>().into_value()
            }
            Operation::Object(pairs) => {
                let mut object = Object::default();
                for (key, value) in pairs {
                    let key = self.atom(rule, *key).clone();
                    insert(&mut object, key, self.atom(rule, *value))?;
                }
                object.into_value()
            }
            Operation::ListOf(steps, head) => {
                let mut items = Vec::new();
                self.run(rule, steps, &mut Found::List(&mut items, *head))?;
                Value::from(items)
            }
            Operation::SetOf(steps, head) => {
                let mut set = Set::default();
                self.run(rule, steps, &mut Found::Set(&mut set, *head))?;
                set.into_value()
            }
            Operation::ObjectOf(steps, key, value) => {
                let mut object = Object::default();
                self.run(rule, steps, &mut Found::Object(&mut object, *key, *value))?;
                object.into_value()
            }
            Operation::Compare(order, a, b) => {
                Value::Bool(order.holds(self.atom(rule, *a), self.atom(rule, *b)))
            }
            Operation::Calculate(sign, a, b) => {
                sign.of(self.atom(rule, *a), self.atom(rule, *b))?
            }
        })
    }

    /// Notes what is read of the input, if it is the input of which something is read.
    fn note_below(&mut self, rule: &'static Rule, of: Atom, keys: &'static [Atom]) {
        if self.reads.is_none() || !self.is_input(self.atom(rule, of)) {
            return;
        }
        let is_constant = |key: &Atom| matches!(key, Atom::Constant(_));
        let step = keys.iter().all(is_constant).then(|| keys.as_ptr().addr());
        // It is put back at once: what it notes is read of this machine.
        let reads = self.reads.take();
        self.reads = reads.map(|mut reads| {
            reads.note(step, || self.values(rule, keys));
            reads
        });
    }

    /// As [`Self::note_below`], of a function that looks up what stands at a key, or at the keys
    /// of a list.
    fn note_lookup(&mut self, of: &Value, key: &Value) {
        if self.is_input(of)
            && let Some(reads) = &mut self.reads
        {
            match key {
                Value::String(name) => reads.note_name(name),
                Value::Array(keys) => reads.note(None, || keys.to_vec()),
                key => reads.note(None, || vec![key.clone()]),
            }
        }
    }

    fn is_input(&self, value: &Value) -> bool {
        match (value, &self.input) {
            (Value::Object(one), Value::Object(input)) => Arc::ptr_eq(one, input),
            _ => false,
        }
    }

    fn builtin(&mut self, rule: &'static Rule, number: u16, args: &[Atom]) -> Run<Value> {
        let function = rule.functions[usize::from(number)];
        let mut few: [Value; 4] = [const { Value::Undefined }; 4];
        if args.len() > few.len() {
            let args = self.values(rule, args);
            return function.call(&args).ok_or(Halt::Failed);
        }
        for (slot, arg) in few.iter_mut().zip(args) {
            *slot = self.atom(rule, *arg).clone();
        }
        if self.reads.is_some() && rule.looks_up(number) {
            self.note_lookup(&few[0], &few[1]);
        }
        function.call(&few[..args.len()]).ok_or(Halt::Failed)
    }
}

/// Two values at one key are a conflict.
fn insert(object: &mut Object, key: Value, value: &Value) -> Run<()> {
    match object.get(&key) {
        Some(known) if known != value => return Err(Halt::Failed),
        Some(_) => {}
        None => drop(object.insert(key, value.clone())),
    }
    Ok(())
}

impl Order {
    fn holds(self, a: &Value, b: &Value) -> bool {
        match self {
            Self::Less => a < b,
            Self::AtMost => a <= b,
            Self::Equal => a == b,
            Self::AtLeast => a >= b,
            Self::More => a > b,
            Self::Unequal => a != b,
        }
    }
}

impl Sign {
    fn of(self, a: &Value, b: &Value) -> Run<Value> {
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => {
                let zero = b.as_f64() == Some(0.0);
                let whole = a.is_integer() && b.is_integer();
                let result = match self {
                    Self::Plus => a.add(b),
                    Self::Minus => a.sub(b),
                    Self::Times => a.mul(b),
                    Self::By if !zero => a.clone().divide(b),
                    Self::Rest if !zero && whole => a.clone().modulo(b),
                    _ => return Err(Halt::Failed),
                };
                result.map(Value::Number).map_err(|_| Halt::Failed)
            }
            (Value::Set(a), Value::Set(b)) => Ok(match self {
                Self::Minus => a.difference(b),
                Self::Both => a.intersection(b),
                Self::Either => a.union(b),
                _ => return Err(Halt::Failed),
            }
            .into_value()),
            _ => Err(Halt::Failed),
        }
    }
}
