//! What the modules of a run define, by full path, and which rule needs which.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use regorus::unstable::{Expr, Module, Ref, Rule, RuleHead};

/// A rule or function of a package.
#[derive(Debug, Clone)]
pub(crate) struct Defined {
    /// The number of arguments, for a function.
    pub(crate) arity: Option<usize>,
    /// The modules that define it, by their number in the run.
    pub(crate) modules: BTreeSet<usize>,
}

/// Everything that the modules of a run define.
#[derive(Debug, Default)]
pub(crate) struct World {
    /// By full path, such as `data.a.b.rule`.
    defined: BTreeMap<String, Defined>,
    /// Packages that could not be read, with `data.` before and a dot behind.
    lost: Vec<String>,
}

/// The path of a reference whose steps are all names: `data.a["b"]` is `[data, a, b]`.
pub(crate) fn static_path(expr: &Expr) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    let mut at = expr;
    loop {
        match at {
            Expr::Var { span, .. } => {
                steps.push(span.text().to_owned());
                steps.reverse();
                return Some(steps);
            }
            Expr::RefDot { refr, field, .. } => {
                steps.push(field.0.text().to_owned());
                at = refr;
            }
            Expr::RefBrack { refr, index, .. } => {
                let Expr::String { value, .. } = index.as_ref() else {
                    return None;
                };
                steps.push(value.as_string().ok()?.to_string());
                at = refr;
            }
            _ => return None,
        }
    }
}

/// The reference of a rule's head.
pub(crate) fn head_ref(rule: &Rule) -> &Ref<Expr> {
    match rule {
        Rule::Default { refr, .. } => refr,
        Rule::Spec { head, .. } => match head {
            RuleHead::Compr { refr, .. }
            | RuleHead::Set { refr, .. }
            | RuleHead::Func { refr, .. } => refr,
        },
    }
}

/// The name of a rule below its package: `a.b` of `a.b[x] := 1`.
pub(crate) fn head_name(rule: &Rule) -> String {
    let mut at: &Expr = head_ref(rule);
    loop {
        if let Some(path) = static_path(at) {
            return path.join(".");
        }
        match at {
            Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => at = refr,
            other => return other.span().text().to_owned(),
        }
    }
}

impl World {
    /// Adds what a module defines. Gives the names with two arities or two defaults, with the
    /// number of the rule that is too many.
    pub(crate) fn add(
        &mut self,
        number: usize,
        package: &str,
        module: &Module,
    ) -> Vec<(usize, String)> {
        let mut wrong = Vec::new();
        let mut defaults = BTreeSet::new();
        for (i, rule) in module.policy.iter().enumerate() {
            let name = head_name(rule);
            let arity = match rule.as_ref() {
                Rule::Spec {
                    head: RuleHead::Func { args, .. },
                    ..
                } => Some(args.len()),
                Rule::Default { args, .. } if !args.is_empty() => Some(args.len()),
                _ => None,
            };
            if matches!(rule.as_ref(), Rule::Default { .. }) && !defaults.insert(name.clone()) {
                wrong.push((i, format!("`{name}` has two defaults")));
            }
            let path = format!("data.{package}.{name}");
            let known = self.defined.entry(path).or_insert_with(|| Defined {
                arity,
                modules: BTreeSet::new(),
            });
            if known.arity != arity {
                wrong.push((
                    i,
                    format!("`{name}` is defined with different numbers of arguments"),
                ));
            }
            known.modules.insert(number);
        }
        wrong
    }

    /// Adds what a module defines that is not read again.
    pub(crate) fn know(&mut self, number: usize, path: &str, arity: Option<usize>) {
        let known = self
            .defined
            .entry(path.to_owned())
            .or_insert_with(|| Defined {
                arity,
                modules: BTreeSet::new(),
            });
        known.modules.insert(number);
    }

    /// All rules and functions, by full path.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&String, &Defined)> {
        self.defined.iter()
    }

    /// Records a package whose module could not be read: whatever refers to it needs the module.
    pub(crate) fn lose(&mut self, number: usize, package: &str) {
        let path = format!("data.{package}");
        let lost = self.defined.entry(path).or_insert_with(|| Defined {
            arity: None,
            modules: BTreeSet::new(),
        });
        lost.modules.insert(number);
        self.lost.push(format!("data.{package}."));
    }

    /// Whether a path leads into a package that could not be read.
    pub(crate) fn lost(&self, path: &str) -> bool {
        self.lost.iter().any(|p| path.starts_with(p.as_str()))
    }

    /// A rule or function by its full path.
    pub(crate) fn get(&self, path: &str) -> Option<&Defined> {
        self.defined.get(path)
    }

    /// Whether a package defines this name, itself or with steps below it.
    pub(crate) fn has(&self, package: &str, name: &str) -> bool {
        let path = format!("data.{package}.{name}");
        self.get(&path).is_some() || self.below(&path).next().is_some()
    }

    fn below<'a>(&'a self, path: &str) -> impl Iterator<Item = (&'a String, &'a Defined)> {
        let prefix = format!("{path}.");
        let start = prefix.clone();
        self.defined
            .range(start..)
            .take_while(move |(k, _)| k.starts_with(&prefix))
    }

    /// The rules that a reference to `path` can lead to: those on the way and those below.
    pub(crate) fn reached<'a>(
        &'a self,
        path: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Defined)> {
        let on_the_way = path
            .match_indices('.')
            .map(|(i, _)| &path[..i])
            .chain([path])
            .filter_map(|p| self.defined.get_key_value(p));
        on_the_way.chain(self.below(path))
    }
}

/// A reference from a rule to data or to another rule.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    /// The full path as far as its steps are names, such as `data.a.b`.
    pub(crate) path: String,
    /// Where, in bytes of the stripped text.
    pub(crate) at: Range<usize>,
}

/// Which rule needs what, over all modules, with every reference followed once.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// Numbers of rules by full path.
    numbers: HashMap<String, usize>,
    /// The rules that a rule needs, by number.
    edges: Vec<Vec<usize>>,
    /// The full path of a rule and the modules that define it.
    rules: Vec<(String, BTreeSet<usize>)>,
    /// The references: whose they are, in which module, and the rules that they lead to.
    references: Vec<(usize, usize, Need, Vec<usize>)>,
}

impl Needs {
    /// Follows the references of rules: by rule, its full path, the module in which it says so,
    /// and what it refers to.
    pub(crate) fn new(world: &World, of_rules: Vec<(String, usize, Vec<Need>)>) -> Self {
        let numbers: HashMap<String, usize> = world.defined.keys().cloned().zip(0..).collect();
        let mut needs = Self {
            edges: vec![Vec::new(); numbers.len()],
            rules: world
                .all()
                .map(|(path, d)| (path.clone(), d.modules.clone()))
                .collect(),
            references: Vec::new(),
            numbers,
        };
        let mut followed: HashMap<String, Vec<usize>> = HashMap::new();
        for (rule, module, of_rule) in of_rules {
            let Some(&from) = needs.numbers.get(&rule) else {
                continue;
            };
            for need in of_rule {
                let targets = followed.entry(need.path.clone()).or_insert_with(|| {
                    let reached = world.reached(&need.path);
                    reached
                        .filter_map(|(t, _)| needs.numbers.get(t).copied())
                        .collect()
                });
                needs.edges[from].extend(targets.iter());
                needs.references.push((from, module, need, targets.clone()));
            }
        }
        for targets in &mut needs.edges {
            targets.sort_unstable();
            targets.dedup();
        }
        needs
    }

    /// The references by which rules need themselves, with their modules.
    pub(crate) fn recursions(&self) -> Vec<(usize, &Need)> {
        let component = connected(&self.edges);
        let circle = |(from, _, _, targets): &&(usize, usize, Need, Vec<usize>)| {
            targets.iter().any(|t| component[*t] == component[*from])
        };
        let found = self.references.iter().filter(circle);
        found.map(|(_, module, need, _)| (*module, need)).collect()
    }

    /// The paths that rules refer to, as far as their steps are names.
    #[allow(dead_code, reason = "the build takes no package as a whole")]
    pub(crate) fn named(&self) -> BTreeSet<&str> {
        let references = self.references.iter();
        references
            .map(|(_, _, need, _)| need.path.as_str())
            .collect()
    }

    /// Whether some rule refers to the rule at `path`, or to what it stands in.
    #[allow(dead_code, reason = "the build asks for nothing as a pack does")]
    pub(crate) fn is_referred_to(&self, path: &str) -> bool {
        let number = self.numbers.get(path);
        let mut references = self.references.iter();
        number.is_some_and(|n| references.any(|(_, _, _, targets)| targets.contains(n)))
    }

    /// The rules that rules need, they included, over all steps: full paths, and the modules that
    /// define them.
    pub(crate) fn reached(&self, rules: &[String]) -> Vec<&(String, BTreeSet<usize>)> {
        let mut todo: Vec<usize> = rules
            .iter()
            .filter_map(|r| self.numbers.get(r).copied())
            .collect();
        let mut seen = vec![false; self.edges.len()];
        let mut reached = Vec::new();
        while let Some(rule) = todo.pop() {
            if !std::mem::replace(&mut seen[rule], true) {
                reached.push(&self.rules[rule]);
                todo.extend(&self.edges[rule]);
            }
        }
        reached
    }
}

/// The number of the strongly connected component of each node.
fn connected(edges: &[Vec<usize>]) -> Vec<usize> {
    let order = finishing_order(edges);
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for &to in targets {
            reversed[to].push(from);
        }
    }
    let mut component = vec![usize::MAX; edges.len()];
    for (number, &root) in order.iter().rev().enumerate() {
        let mut todo = vec![root];
        while let Some(node) = todo.pop() {
            if component[node] == usize::MAX {
                component[node] = number;
                todo.extend(&reversed[node]);
            }
        }
    }
    component
}

/// The nodes in the order in which a depth-first search leaves them.
fn finishing_order(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut entered = vec![false; edges.len()];
    let mut order = Vec::with_capacity(edges.len());
    for root in 0..edges.len() {
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.pop() {
            if next == 0 {
                if entered[node] {
                    continue;
                }
                entered[node] = true;
            }
            match edges[node].get(next) {
                Some(&child) => {
                    path.push((node, next + 1));
                    if !entered[child] {
                        path.push((child, 0));
                    }
                }
                None => order.push(node),
            }
        }
    }
    order
}
