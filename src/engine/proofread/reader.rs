//! Reads policies as far as it is certain without evaluating them what stands where: which keys
//! of the input they ask for.
//!
//! References are followed from `input` through local variables, iteration, helper functions
//! with what each call gives them, and rules. Whatever is not understood is unknown, and nothing
//! is said of the keys of what is unknown.

use std::collections::{BTreeMap, HashMap, HashSet};

use regorus::unstable::{AssignOp, BinOp, Expr, Literal, Module as Tree, Query, Rule, RuleHead};

use super::kind::{Kind, Written};
use crate::engine::prepass::names::{head_name, static_path};
use crate::engine::prepass::{children, spans};
use crate::tenant::{InputPlace, Platform};

/// How many expressions are read, each call for itself; a pack that takes more is not read to its
/// end, which is said. The bundled pack takes 22,000.
const MOST_STEPS: usize = 100_000;

/// How deep calls are followed.
const DEEPEST: usize = 64;

/// A module that is read.
pub(super) struct Text {
    /// Its number among all modules of the run.
    pub(super) number: usize,
    /// Its package, without `data.`.
    pub(super) package: String,
    /// Its text without comments.
    pub(super) text: String,
    /// Its syntax tree.
    pub(super) tree: Tree,
}

/// A key that no tenant of the platform has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    /// The key.
    pub(super) key: String,
    /// The place of the input that does not have it.
    pub(super) of: String,
    /// The key that was most likely meant.
    pub(super) meant: Option<String>,
}

/// Where a key is asked for: the module, by its position, and bytes of its text. That of a key that
/// a function is given is where it is written.
type Place = Written;

type Names = HashMap<String, Kind>;

/// Reads modules for one platform.
pub(super) struct Reader<'a> {
    texts: &'a [Text],
    platform: Platform,
    /// By full path: the position of the module, and that of the rule in it.
    rules: BTreeMap<String, Vec<(usize, usize)>>,
    /// By module: paths by alias.
    imports: Vec<HashMap<String, String>>,
    known: HashMap<(String, Vec<Kind>), Kind>,
    /// The functions that were called.
    called: HashSet<String>,
    /// Keys that are asked for: what is missing, or that it may be there.
    asked: BTreeMap<Place, Option<Missing>>,
    depth: usize,
    steps: usize,
    /// Within how many statements whose input or data is replaced.
    replaced: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(texts: &'a [Text], platform: Platform) -> Self {
        let mut rules: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, text) in texts.iter().enumerate() {
            for (number, rule) in text.tree.policy.iter().enumerate() {
                let path = format!("data.{}.{}", text.package, head_name(rule));
                rules.entry(path).or_default().push((at, number));
            }
        }
        Self {
            imports: texts.iter().map(imports).collect(),
            texts,
            platform,
            rules,
            known: HashMap::new(),
            called: HashSet::new(),
            asked: BTreeMap::new(),
            depth: 0,
            steps: 0,
            replaced: 0,
        }
    }

    /// Reads these modules, by their positions, and all that they call.
    pub(super) fn read(&mut self, wanted: &[usize]) {
        let paths: Vec<(String, usize)> = self
            .rules
            .iter()
            .filter(|(_, defined)| defined.iter().any(|(at, _)| wanted.contains(at)))
            .map(|(path, defined)| (path.clone(), self.arity(defined)))
            .collect();
        let (rules, functions): (Vec<_>, Vec<_>) = paths.into_iter().partition(|p| p.1 == 0);
        for (path, _) in &rules {
            self.rule(path, Vec::new());
        }
        // What a function that nobody calls is given is not known.
        for (path, arity) in &functions {
            if !self.called.contains(path) {
                self.rule(path, vec![Kind::Unknown; *arity]);
            }
        }
    }

    /// The keys that are certainly missing, by module and place; `None` where reading stopped.
    pub(super) fn missing(self) -> Option<Vec<(Place, Missing)>> {
        let asked = self.asked.into_iter();
        let missing = asked.filter_map(|(place, m)| Some((place, m?)));
        (self.steps <= MOST_STEPS).then(|| missing.collect())
    }

    fn arity(&self, defined: &[(usize, usize)]) -> usize {
        let arities =
            defined.iter().map(
                |&(at, number)| match self.texts[at].tree.policy[number].as_ref() {
                    Rule::Spec {
                        head: RuleHead::Func { args, .. },
                        ..
                    }
                    | Rule::Default { args, .. } => args.len(),
                    Rule::Spec { .. } => 0,
                },
            );
        arities.max().unwrap_or(0)
    }

    /// What a rule is, or a function that is given these arguments.
    fn rule(&mut self, path: &str, args: Vec<Kind>) -> Kind {
        if self.depth > DEEPEST || self.replaced > 0 || self.steps > MOST_STEPS {
            return Kind::Unknown;
        }
        let key = (path.to_owned(), args);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let Some(defined) = self.rules.get(path).cloned() else {
            return Kind::Unknown;
        };
        // A rule that needs itself is refused elsewhere.
        self.known.insert(key.clone(), Kind::Unknown);
        self.depth += 1;
        let texts = self.texts;
        let mut kind = Kind::Bare;
        for (at, number) in defined {
            let rule = texts[at].tree.policy[number].as_ref();
            kind = kind.or(Body {
                reader: self,
                at,
                names: Names::new(),
            }
            .rule(rule, &key.1));
        }
        self.depth -= 1;
        self.known.insert(key, kind.clone());
        kind
    }

    /// Notes a key that is asked for: where it may be there in one reading, nothing is wrong.
    fn note(&mut self, place: Place, missing: Option<Missing>) {
        let seen = self.asked.entry(place).or_insert_with(|| missing.clone());
        if missing.is_none() {
            *seen = None;
        }
    }
}

fn imports(text: &Text) -> HashMap<String, String> {
    let imports = text.tree.imports.iter().filter_map(|import| {
        let path = static_path(&import.refr)?;
        let alias = import.r#as.as_ref().map(|a| a.text().to_owned());
        Some((alias.or_else(|| path.last().cloned())?, path.join(".")))
    });
    imports.collect()
}

/// One step of a reference.
enum Step<'e> {
    Key(String, Written),
    Any(&'e Expr),
}

/// A body that is being read, with what its names stand for.
struct Body<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// The position of its module.
    at: usize,
    names: Names,
}

impl<'a> Body<'_, 'a> {
    fn text(&self) -> &'a Text {
        &self.reader.texts[self.at]
    }

    fn rule(&mut self, rule: &Rule, args: &[Kind]) -> Kind {
        let (head, bodies) = match rule {
            Rule::Default { value, .. } => return self.expr(value),
            Rule::Spec { head, bodies, .. } => (head, bodies),
        };
        let (refr, values) = match head {
            RuleHead::Compr { refr, assign, .. } => (refr, assign.as_ref().map(|a| &a.value)),
            RuleHead::Func { refr, assign, .. } => (refr, assign.as_ref().map(|a| &a.value)),
            RuleHead::Set { refr, key, .. } => (refr, key.as_ref()),
        };
        if let RuleHead::Func { args: patterns, .. } = head {
            for (number, pattern) in patterns.iter().enumerate() {
                let given = args.get(number).cloned().unwrap_or(Kind::Unknown);
                self.bind(pattern, given);
            }
        }
        let given = self.names.clone();
        let mut kind = Kind::Bare;
        if bodies.is_empty() {
            kind = values.map_or(Kind::Bare, |v| self.expr(v));
        }
        for (number, body) in bodies.iter().enumerate() {
            self.names = given.clone();
            self.query(&body.query);
            let own = body.assign.as_ref().map(|a| &a.value);
            let value = if number == 0 { values.or(own) } else { own };
            kind = kind.or(value.map_or(Kind::Bare, |v| self.expr(v)));
        }
        if matches!(head, RuleHead::Set { .. }) {
            kind = kind.each();
        }
        // `p[x] := v` and `p[x] contains v` hold such values by names that are not followed.
        let mut at: &Expr = refr;
        while let Expr::RefBrack { refr, index, .. } = at {
            if matches!(index.as_ref(), Expr::String { .. }) {
                break;
            }
            self.expr(index);
            kind = kind.each();
            at = refr;
        }
        kind
    }

    fn query(&mut self, query: &Query) {
        for statement in &query.stmts {
            self.declare(&statement.literal);
        }
        for statement in &query.stmts {
            for with in &statement.with_mods {
                self.expr(&with.r#as);
            }
            let replaced = usize::from(!statement.with_mods.is_empty());
            self.reader.replaced += replaced;
            self.literal(&statement.literal);
            self.reader.replaced -= replaced;
        }
    }

    /// Names of the body hide rules and imports wherever they stand in it.
    fn declare(&mut self, literal: &Literal) {
        match literal {
            Literal::SomeVars { vars, .. } => {
                for var in vars {
                    self.names.insert(var.text().to_owned(), Kind::Unknown);
                }
            }
            Literal::SomeIn { key, value, .. } => {
                for pattern in key.iter().chain([value]) {
                    self.bind(pattern, Kind::Unknown);
                }
            }
            Literal::Expr { expr, .. } => {
                if let Expr::AssignExpr {
                    op: AssignOp::ColEq,
                    lhs,
                    ..
                } = expr.as_ref()
                {
                    self.bind(lhs, Kind::Unknown);
                }
            }
            Literal::NotExpr { .. } | Literal::Every { .. } => {}
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::SomeVars { .. } => {}
            Literal::SomeIn {
                key,
                value,
                collection,
                ..
            } => {
                let kind = self.expr(collection);
                if let Some(key) = key {
                    self.bind(key, Kind::Bare);
                }
                self.bind(value, kind.any());
            }
            Literal::Expr { expr, .. } => {
                self.expr(expr);
            }
            Literal::NotExpr { expr, .. } => {
                self.expr(expr);
            }
            Literal::Every {
                key,
                value,
                domain,
                query,
                ..
            } => {
                let kind = self.expr(domain);
                let outer = self.names.clone();
                if let Some(key) = key {
                    self.names.insert(key.text().to_owned(), Kind::Bare);
                }
                self.names.insert(value.text().to_owned(), kind.any());
                self.query(query);
                self.names = outer;
            }
        }
    }

    /// A pattern takes a value. Only what is a name as a whole is followed.
    fn bind(&mut self, pattern: &Expr, kind: Kind) {
        match pattern {
            Expr::Var { span, .. } => {
                self.names.insert(span.text().to_owned(), kind);
            }
            Expr::Array { items, .. } => items.iter().for_each(|i| self.bind(i, Kind::Unknown)),
            Expr::Object { fields, .. } => fields
                .iter()
                .for_each(|(_, _, v)| self.bind(v, Kind::Unknown)),
            _ => {}
        }
    }

    fn expr(&mut self, expr: &Expr) -> Kind {
        self.reader.steps += 1;
        if self.reader.steps > MOST_STEPS {
            return Kind::Unknown;
        }
        match expr {
            Expr::String { .. } => match self.key_of(expr) {
                Some((name, at)) => Kind::Text(name, at),
                None => Kind::Bare,
            },
            Expr::RawString { .. }
            | Expr::Number { .. }
            | Expr::Bool { .. }
            | Expr::Null { .. } => Kind::Bare,
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => self.reference(expr),
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                let kinds: Vec<Kind> = items.iter().map(|i| self.expr(i)).collect();
                let one = kinds.into_iter().reduce(Kind::or);
                one.map_or(Kind::Bare, Kind::each)
            }
            Expr::Object { fields, .. } => {
                let mut made = BTreeMap::new();
                for (_, key, value) in fields {
                    self.expr(key);
                    let kind = self.expr(value);
                    made.extend(self.key_of(key).map(|(name, _)| (name, kind)));
                }
                match made.len() == fields.len() {
                    true => Kind::made(made),
                    false => Kind::Unknown,
                }
            }
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                self.comprehension(query, &[term])
            }
            Expr::ObjectCompr {
                key, value, query, ..
            } => self.comprehension(query, &[key, value]),
            Expr::Call { fcn, params, .. } => {
                let args: Vec<Kind> = params.iter().map(|p| self.expr(p)).collect();
                self.call(fcn, params.iter().map(AsRef::as_ref).collect(), args)
            }
            Expr::AssignExpr { op, lhs, rhs, .. } => self.assign(op, lhs, rhs),
            Expr::BinExpr {
                op: BinOp::Union,
                lhs,
                rhs,
                ..
            } => {
                let left = self.expr(lhs);
                left.or(self.expr(rhs))
            }
            Expr::BinExpr { lhs, rhs, .. } | Expr::ArithExpr { lhs, rhs, .. } => {
                let left = self.expr(lhs);
                self.expr(rhs);
                left
            }
            other => {
                let mut parts = Vec::new();
                children(other, &mut parts);
                parts.into_iter().for_each(|p| drop(self.expr(p)));
                Kind::Bare
            }
        }
    }

    /// A collection of the last of these terms.
    fn comprehension(&mut self, query: &Query, terms: &[&Expr]) -> Kind {
        let outer = self.names.clone();
        self.query(query);
        let kinds = terms.iter().map(|t| self.expr(t));
        let kind = kinds.last().unwrap_or(Kind::Unknown);
        self.names = outer;
        kind.each()
    }

    fn assign(&mut self, op: &AssignOp, lhs: &Expr, rhs: &Expr) -> Kind {
        if *op == AssignOp::ColEq {
            let kind = self.expr(rhs);
            self.bind(lhs, kind);
            return Kind::Bare;
        }
        for (side, other) in [(lhs, rhs), (rhs, lhs)] {
            let kind = self.expr(other);
            // What has no value yet takes that of the other side.
            if let Expr::Var { span, .. } = side
                && self.names.get(span.text()) == Some(&Kind::Unknown)
            {
                self.bind(side, kind);
            }
        }
        Kind::Bare
    }

    fn call(&mut self, fcn: &Expr, params: Vec<&Expr>, args: Vec<Kind>) -> Kind {
        let Some(path) = static_path(fcn) else {
            return Kind::Unknown;
        };
        let global = path.first().and_then(|root| self.global(root));
        let full = match global {
            Some(root) => [&[root], &path[1..]].concat().join("."),
            None => path.join("."),
        };
        if self.reader.rules.contains_key(&full) {
            self.reader.called.insert(full.clone());
            return self.reader.rule(&full, args);
        }
        match (full.as_str(), &params[..], &args[..]) {
            ("object.get", [_, key, _], [object, _, default]) => {
                let entry = self.get(object.clone(), key);
                entry.or(default.clone())
            }
            ("array.concat" | "union" | "object.union", _, [a, b]) => a.clone().or(b.clone()),
            ("object.filter" | "object.remove" | "sort" | "array.slice", _, [a, ..]) => a.clone(),
            _ => Kind::Unknown,
        }
    }

    /// `object.get` with a key, or with a path of keys.
    fn get(&mut self, object: Kind, key: &Expr) -> Kind {
        match key {
            Expr::Array { items, .. } => items.iter().fold(object, |at, item| {
                let item = self.expr(item);
                self.entry(&at, &item)
            }),
            key => match self.expr(key) {
                Kind::Text(name, at) => self.ask(&object, &name, at),
                // A path of keys leads further than one does.
                Kind::Bare => object.any(),
                _ => Kind::Unknown,
            },
        }
    }

    /// The entry of a key that is known or not.
    fn entry(&mut self, kind: &Kind, key: &Kind) -> Kind {
        match key {
            Kind::Text(name, at) => self.ask(kind, name, *at),
            _ => kind.any(),
        }
    }

    /// The text of an expression that is one, and where it stands.
    fn key_of(&self, expr: &Expr) -> Option<(String, Written)> {
        let Expr::String { value, .. } = expr else {
            return None;
        };
        let name = value.as_string().ok()?.to_string();
        let at = spans::of(&self.text().text, expr);
        Some((name, (self.at, at.start, at.end)))
    }

    /// Asks a value for a key.
    fn ask(&mut self, kind: &Kind, key: &str, place: Written) -> Kind {
        let asked = kind.key(key);
        match asked.missing {
            Some((of, meant)) => {
                let key = key.to_owned();
                self.reader.note(place, Some(Missing { key, of, meant }));
            }
            None if asked.may_be => self.reader.note(place, None),
            None => {}
        }
        asked.kind
    }

    fn reference(&mut self, expr: &Expr) -> Kind {
        let mut steps = Vec::new();
        let mut base = expr;
        loop {
            match base {
                Expr::RefDot { refr, field, .. } => {
                    let span = &field.0;
                    let at = (self.at, span.start as usize, span.end as usize);
                    steps.push(Step::Key(span.text().to_owned(), at));
                    base = refr;
                }
                Expr::RefBrack { refr, index, .. } => {
                    steps.push(match self.key_of(index) {
                        Some((name, at)) => Step::Key(name, at),
                        None => Step::Any(index),
                    });
                    base = refr;
                }
                _ => break,
            }
        }
        steps.reverse();
        let Expr::Var { span, .. } = base else {
            let kind = self.expr(base);
            return self.follow(kind, &steps);
        };
        let name = span.text();
        if let Some(kind) = self.names.get(name).cloned() {
            return self.follow(kind, &steps);
        }
        match self.global(name) {
            Some(path) => self.from(path, &steps),
            None => {
                self.follow(Kind::Unknown, &steps);
                Kind::Unknown
            }
        }
    }

    /// The full path of a name that is none of the body's.
    fn global(&self, name: &str) -> Option<String> {
        if self.names.contains_key(name) {
            return None;
        }
        if matches!(name, "input" | "data") {
            return Some(name.to_owned());
        }
        let own = format!("data.{}.{name}", self.text().package);
        if self.reader.rules.contains_key(&own) {
            return Some(own);
        }
        self.reader.imports[self.at].get(name).cloned()
    }

    /// A reference from a full path on.
    fn from(&mut self, mut path: String, steps: &[Step<'_>]) -> Kind {
        let root = path.split('.').next().unwrap_or_default();
        if root == "input" {
            let mut kind = match self.reader.replaced {
                0 => Kind::at(InputPlace::root(self.reader.platform)),
                _ => Kind::Unknown,
            };
            // The keys of an import are those of its place, which has none in this reference.
            for key in path.split('.').skip(1) {
                kind = kind.key(key).kind;
            }
            return self.follow(kind, steps);
        }
        for (number, step) in steps.iter().enumerate() {
            if self.reader.rules.contains_key(&path) {
                let kind = self.reader.rule(&path, Vec::new());
                return self.follow(kind, &steps[number..]);
            }
            let Step::Key(key, _) = step else {
                break;
            };
            path.push('.');
            path.push_str(key);
        }
        match self.reader.rules.contains_key(&path) {
            true => self.reader.rule(&path, Vec::new()),
            false => self.follow(Kind::Unknown, steps),
        }
    }

    fn follow(&mut self, kind: Kind, steps: &[Step<'_>]) -> Kind {
        let mut kind = kind;
        for step in steps {
            kind = match step {
                Step::Key(key, at) => self.ask(&kind, key, *at),
                Step::Any(index) => {
                    let index = self.expr(index);
                    self.entry(&kind, &index)
                }
            };
        }
        kind
    }
}
