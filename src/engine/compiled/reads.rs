//! What rules read of their input and which others they use, noted as they run: names one below the
//! other, which stand for all that is below them. What was found of one input holds for another
//! where all of this is the same, since nothing else that a compiled rule reads can change.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use regorus::Value;

use super::code::{Atom, Branch, Head, Operation, Step};
use super::program::{self, Rule};

/// Names one below the other; none for all of the input.
type Path = Vec<Value>;

/// The number of the path that is all of the input.
const WHOLE: usize = 0;

/// How many steps that always read the same are remembered, and how many names.
const KEPT: usize = 256;

/// What a rule read and used itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Noted {
    /// Numbers of paths, a bit for each.
    paths: Vec<u64>,
    /// In the order in which they were used first.
    uses: Vec<usize>,
}

/// Paths by number and by what they are.
#[derive(Debug, Clone)]
struct Paths {
    all: Vec<Path>,
    numbers: BTreeMap<Path, usize>,
}

/// What rules read, and what the rule that runs has read so far.
#[derive(Debug, Clone)]
pub(super) struct Reads {
    paths: Arc<Paths>,
    /// Places of steps in memory whose names are constants, with the numbers of their paths.
    steps: Vec<(usize, usize)>,
    /// Names in memory, with the numbers of the paths of one name.
    names: Vec<(Arc<str>, usize)>,
    /// By rule.
    of_rules: Vec<Option<Arc<Noted>>>,
    /// Of the rules that run, the innermost last.
    running: Vec<Noted>,
}

impl Default for Reads {
    fn default() -> Self {
        let paths = Paths {
            all: vec![Path::new()],
            numbers: BTreeMap::from([(Path::new(), WHOLE)]),
        };
        Self {
            paths: Arc::new(paths),
            steps: vec![(0, WHOLE); KEPT],
            names: vec![("".into(), WHOLE); KEPT],
            of_rules: vec![None; program::count()],
            running: Vec::new(),
        }
    }
}

impl Reads {
    /// A rule begins to run.
    pub(super) fn begin(&mut self) {
        self.running.push(Noted::default());
    }

    /// The rule that began last is done.
    pub(super) fn end(&mut self, rule: usize) {
        let mut noted = self.running.pop().unwrap_or_default();
        if HOLDERS.contains(&rule) {
            noted.read(WHOLE);
        }
        self.keep(rule, Arc::new(noted));
    }

    /// What began last is of no rule.
    pub(super) fn drop_last(&mut self) {
        self.running.pop();
    }

    /// What is known of a rule, which is forgotten here.
    pub(super) fn take(&mut self, rule: usize) -> Option<Arc<Noted>> {
        self.of_rules.get_mut(rule)?.take()
    }

    /// Takes what was noted of a rule.
    pub(super) fn keep(&mut self, rule: usize, noted: Arc<Noted>) {
        if let Some(place) = self.of_rules.get_mut(rule) {
            *place = Some(noted);
        }
    }

    /// The rule that runs uses what another one found.
    pub(super) fn use_of(&mut self, rule: usize) {
        if let Some(running) = self.running.last_mut()
            && !running.uses.contains(&rule)
        {
            running.uses.push(rule);
        }
    }

    /// What ran has failed.
    pub(super) fn stop(&mut self) {
        self.running.clear();
    }

    /// The rule that runs reads what stands below the input at the names that `path` gives; `step`
    /// is the place in memory of a step that always gives the same.
    pub(super) fn note(&mut self, step: Option<usize>, path: impl FnOnce() -> Path) {
        let kept = step.map(|step| (step, (step >> 3) % KEPT));
        let number = match kept {
            Some((step, at)) if self.steps[at].0 == step => self.steps[at].1,
            _ => {
                let number = self.number(path());
                if let Some((step, at)) = kept {
                    self.steps[at] = (step, number);
                }
                number
            }
        };
        if let Some(running) = self.running.last_mut() {
            running.read(number);
        }
    }

    /// As [`Self::note`], at one name.
    pub(super) fn note_name(&mut self, name: &Arc<str>) {
        // While it is kept, nothing else can stand where it does.
        let at = (name.as_ptr().addr() >> 3) % KEPT;
        if !Arc::ptr_eq(&self.names[at].0, name) {
            let number = self.number(vec![Value::String(Arc::clone(name))]);
            self.names[at] = (Arc::clone(name), number);
        }
        let number = self.names[at].1;
        if let Some(running) = self.running.last_mut() {
            running.read(number);
        }
    }

    fn number(&mut self, path: Path) -> usize {
        if let Some(&number) = self.paths.numbers.get(&path) {
            return number;
        }
        let paths = Arc::make_mut(&mut self.paths);
        let number = paths.all.len();
        paths.all.push(path.clone());
        paths.numbers.insert(path, number);
        number
    }

    /// The path of a number.
    pub(super) fn path(&self, number: usize) -> &[Value] {
        self.paths.all.get(number).map_or(&[], Vec::as_slice)
    }

    /// Takes over what another one noted of some rules.
    pub(super) fn learn(&mut self, rules: &[usize], other: &Self) {
        let numbers = other.paths.all.iter();
        let numbers: Vec<usize> = numbers.map(|path| self.number(path.clone())).collect();
        for &rule in rules {
            let noted = other.of_rules.get(rule).and_then(Option::as_deref);
            if let Some(noted) = noted {
                let mut translated = Noted {
                    paths: Vec::new(),
                    uses: noted.uses.clone(),
                };
                for number in noted.paths() {
                    translated.read(numbers.get(number).copied().unwrap_or(WHOLE));
                }
                self.keep(rule, Arc::new(translated));
            }
        }
    }
}

impl Noted {
    fn read(&mut self, number: usize) {
        if self.paths.len() <= number / 64 {
            self.paths.resize(number / 64 + 1, 0);
        }
        self.paths[number / 64] |= 1 << (number % 64);
    }

    /// The numbers of the paths that it read.
    pub(super) fn paths(&self) -> impl Iterator<Item = usize> + '_ {
        let words = self.paths.iter().enumerate();
        words.flat_map(|(at, word)| {
            let bits = (0..64).filter(move |bit| word & 1 << bit != 0);
            bits.map(move |bit| at * 64 + bit)
        })
    }

    /// The rules that it used.
    pub(super) fn uses(&self) -> &[usize] {
        &self.uses
    }
}

/// What stands in a value at names one below the other.
pub(super) fn below<'v>(value: &'v Value, path: &[Value]) -> &'v Value {
    path.iter().fold(value, |at, key| &at[key])
}

/// Whether two values are one to every policy: numbers also as they are written.
pub(in crate::engine) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let pairs = || one.iter_sorted().zip(other.iter_sorted());
            let same_pair = |((a, x), (b, y)): ((&Value, &Value), _)| same(a, b) && same(x, y);
            Arc::ptr_eq(one, other) || one.len() == other.len() && pairs().all(same_pair)
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other.iter());
            Arc::ptr_eq(one, other) || one.len() == other.len() && pairs.all(|(a, b)| same(a, b))
        }
        (Value::Set(one), Value::Set(other)) => {
            let mut pairs = one.iter_sorted().zip(other.iter_sorted());
            Arc::ptr_eq(one, other) || one.len() == other.len() && pairs.all(|(a, b)| same(a, b))
        }
        (Value::String(a), Value::String(b)) => Arc::ptr_eq(a, b) || a == b,
        (Value::Number(_), Value::Number(_)) => {
            let written = |value: &Value| value.to_json_str().ok();
            one == other && written(one) == written(other)
        }
        _ => one == other,
    }
}

/// The rules that take hold of the input itself, beside looking up what stands at names below it,
/// or use a function that does: they may read all of it.
static HOLDERS: LazyLock<HashSet<usize>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    let rules = 0..program::count();
    rules.filter(|&rule| holds((rule, 0), &mut known)).collect()
});

/// A rule, and which of the arguments that it is given are the input itself, a bit for each.
type Use = (usize, u64);

/// Whether a rule or the functions that it gives the input to take hold of it.
fn holds(used: Use, known: &mut HashMap<Use, bool>) -> bool {
    if let Some(&holds) = known.get(&used) {
        return holds;
    }
    known.insert(used, false);
    let own = Own::of(used);
    let found = own.holds || own.given.iter().any(|&given| holds(given, known));
    known.insert(used, found);
    found
}

/// What a rule does with the input.
#[derive(Default)]
struct Own {
    /// Which of its first slots hold it.
    inputs: u64,
    /// Whether it takes hold of it.
    holds: bool,
    /// The functions that are given it.
    given: Vec<Use>,
}

impl Own {
    fn of((rule, inputs): Use) -> Self {
        let mut own = Self {
            inputs,
            ..Self::default()
        };
        match program::rule(rule) {
            Some(rule) => own.add(rule),
            // Of what cannot be run here nothing is ever known.
            None => own.holds = true,
        }
        own
    }

    fn add(&mut self, rule: &Rule) {
        for Branch { steps, head } in rule.parts.iter().flatten() {
            self.steps(rule, steps);
            match head {
                Head::Value(atom) => self.atom(*atom),
                Head::At(keys, atom) | Head::MemberAt(keys, atom) => {
                    self.atoms(keys);
                    self.atom(*atom);
                }
            }
        }
    }

    fn steps(&mut self, rule: &Rule, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Let(_, operation) | Step::Holds(operation) => self.operation(rule, operation),
                Step::Compare(_, a, b) => self.atoms(&[*a, *b]),
                Step::Each { of, .. } | Step::Length(of, _) => self.atom(*of),
                Step::Not(inner) => self.steps(rule, inner),
                Step::Every { of, steps, .. } => {
                    self.atom(*of);
                    self.steps(rule, steps);
                }
            }
        }
    }

    fn operation(&mut self, rule: &Rule, operation: &Operation) {
        match operation {
            Operation::Copy(atom) => self.atom(*atom),
            Operation::Rule(_) => {}
            Operation::Below(_, keys) => self.atoms(keys),
            Operation::Function(number, args) => self.call(usize::from(*number), args),
            Operation::Builtin(number, args) => match (rule.looks_up(*number), args.as_slice()) {
                (true, [_, others @ ..]) => self.atoms(others),
                _ => self.atoms(args),
            },
            Operation::List(atoms) | Operation::Set(atoms) => self.atoms(atoms),
            Operation::Object(pairs) => pairs.iter().for_each(|(k, v)| self.atoms(&[*k, *v])),
            Operation::ListOf(steps, atom) | Operation::SetOf(steps, atom) => {
                self.steps(rule, steps);
                self.atom(*atom);
            }
            Operation::ObjectOf(steps, key, value) => {
                self.steps(rule, steps);
                self.atoms(&[*key, *value]);
            }
            Operation::Compare(_, a, b) | Operation::Calculate(_, a, b) => self.atoms(&[*a, *b]),
        }
    }

    /// What a function does with the input that it is given is its own doing.
    fn call(&mut self, function: usize, args: &[Atom]) {
        let mut inputs = 0;
        for (at, arg) in args.iter().enumerate() {
            match at < 64 && self.is_input(*arg) {
                true => inputs |= 1 << at,
                false => self.atom(*arg),
            }
        }
        self.given.push((function, inputs));
    }

    fn atoms(&mut self, atoms: &[Atom]) {
        atoms.iter().for_each(|atom| self.atom(*atom));
    }

    fn atom(&mut self, atom: Atom) {
        self.holds |= self.is_input(atom);
    }

    /// Whether an atom is the input itself: what takes it into another slot takes hold of it.
    fn is_input(&self, atom: Atom) -> bool {
        match atom {
            Atom::Input => true,
            Atom::Slot(slot) => slot < 64 && self.inputs & 1 << slot != 0,
            Atom::Constant(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Else a rule would be evaluated anew whatever changes.
    #[test]
    fn bundled_rules_look_things_up_in_the_input() {
        let holders = HOLDERS.iter().filter_map(|&rule| program::name(rule));
        let holders: Vec<&str> = holders.collect();
        assert!(holders.is_empty(), "{holders:?}");
    }

    #[test]
    fn values_are_the_same_where_policies_cannot_tell_them_apart() {
        let number = |text: &str| Value::from_numeric_string(text).expect("a number");
        assert!(same(&number("1"), &number("1")));
        assert!(!same(&number("1"), &number("2")));
        let list = |of: &str| Value::from(vec![Value::from("a"), Value::from(of)]);
        assert!(same(&list("b"), &list("b")));
        assert!(!same(&list("b"), &list("c")));
        assert!(!same(&list("b"), &Value::Undefined));
    }

    #[test]
    fn what_one_learns_of_another_is_what_that_one_read() {
        let read = |rule: usize, names: &[&str]| {
            let mut reads = Reads::default();
            reads.begin();
            for name in names {
                reads.note_name(&Arc::from(*name));
            }
            reads.use_of(7);
            reads.end(rule);
            reads
        };
        let mut one = read(0, &["a", "b"]);
        one.learn(&[1], &read(1, &["c", "a"]));
        let mut told = |rule| {
            let noted = one.take(rule).expect("it was noted");
            assert_eq!(noted.uses(), [7]);
            let paths = noted.paths().map(|number| one.path(number).to_vec());
            paths.collect::<Vec<_>>()
        };
        let path = |name: &str| vec![Value::from(name)];
        assert_eq!(told(0), [path("a"), path("b")]);
        assert_eq!(told(1), [path("a"), path("c")]);
        assert!(one.take(2).is_none());
    }
}
