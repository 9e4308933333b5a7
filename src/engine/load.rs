//! Modules of a run through the pre-pass: read, walked, rewritten, with what each needs.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use regorus::Engine;
use regorus::unstable::Module as Tree;

use super::Limits;
use super::parts::{Part, Questions, Sets, Stated};
use super::prepass::facts::facts;
use super::prepass::names::{Need, Needs, World, head_ref, static_path};
use super::prepass::strip::strip;
use super::prepass::text::{self, Edits, Mapped};
use super::prepass::{self, AsWritten, Refusal, Walked, asked, spans};
use super::trouble::{self, module_name, take_apart, token_at};
use super::wholes::{Whole, wholes};
use crate::check::Check;
use crate::embedded::{self, Pack, Symbol};
use crate::finding::Failure;
use crate::rule::{self, Module, RegoVersion};
use crate::source::{FileId, Span};

/// One module that is ready for the engine, or is not.
#[derive(Debug)]
pub(super) struct Loaded {
    /// Its file.
    pub(super) file: FileId,
    /// The path that it is shown by.
    pub(super) path: Arc<str>,
    /// Its package.
    pub(super) package: String,
    /// How it is read.
    version: RegoVersion,
    /// What the engine is given, with the way back.
    pub(super) text: Mapped,
    /// The same for the engine that runs models, where it needs another part of the module.
    model_text: Option<Mapped>,
    /// The same for the engine that runs rules which the build did not prepare.
    for_others: Option<Mapped>,
    /// Why it is not used.
    pub(super) failures: Vec<Failure>,
    /// Where its rules stand, by full path.
    pub(super) heads: BTreeMap<String, Span>,
}

/// All modules of a run.
#[derive(Debug, Default)]
pub(super) struct Loading {
    /// In the order in which they were given.
    pub(super) modules: Vec<Loaded>,
    /// What those define that are read here, and all that they may refer to.
    world: World,
    /// What the rules of those need.
    needs: Needs,
    /// What the build prepared.
    prepared: Prepared,
    /// The sets that packs are asked for.
    sets: Sets,
    /// The packages that are taken as a whole.
    wholes: Vec<Whole>,
}

/// A module that was walked and not rewritten yet.
pub(super) struct Draft {
    pub(super) number: usize,
    pub(super) parsed: Parsed,
    pub(super) edits: Edits,
    /// By rule, in order: its full path and its references.
    pub(super) needs: Vec<(String, Vec<Need>)>,
}

/// Modules that the build took through the pre-pass.
#[derive(Debug, Default)]
struct Prepared {
    pack: Option<&'static Pack>,
    /// By the number in the pack: that in the run.
    numbers: Vec<Option<usize>>,
}

/// What an engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// Rules that the build prepared.
    Own,
    /// Rules that were read.
    Others,
    /// Models.
    Models,
}

/// A module as an engine is given it.
pub(super) struct Text<'a> {
    name: String,
    version: RegoVersion,
    pub(super) text: &'a str,
}

impl<'a> Text<'a> {
    /// Whether it is that of the module of this number.
    pub(super) fn is_of(&self, number: usize) -> bool {
        self.name == module_name(number)
    }

    /// The same module with another text.
    pub(super) fn with(self, text: &'a str) -> Self {
        Self { text, ..self }
    }

    /// Adds it to an engine.
    pub(super) fn add_to(self, engine: &mut Engine) -> Result<(), String> {
        engine.set_rego_v0(self.version == RegoVersion::V0);
        let added = engine.add_policy(self.name, self.text.to_owned());
        engine.set_rego_v0(false);
        added.map(|_| ()).map_err(|e| e.to_string())
    }
}

/// What rules need.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Modules, by their numbers.
    pub(super) modules: BTreeSet<usize>,
    /// Rules of prepared modules that are evaluated with them, by their numbers in the pack.
    symbols: BTreeSet<u16>,
    /// Rules of prepared modules that are evaluated with models.
    of_models: BTreeSet<u16>,
}

/// A module that was parsed and not walked yet.
pub(super) struct Parsed {
    pub(super) stripped: Mapped,
    pub(super) tree: Tree,
}

impl Loading {
    /// Takes modules through the pre-pass. `reserved` tells those that may not name a package
    /// below `tenantlint`.
    pub(super) fn new(modules: &[(&Module, bool)], limits: &Limits) -> Self {
        Self::divided(modules, limits, &Questions::new())
    }

    /// The same, with the sets that packs are asked for taken apart.
    pub(super) fn divided(
        modules: &[(&Module, bool)],
        limits: &Limits,
        questions: &Questions,
    ) -> Self {
        let mut loading = Self::default();
        let mut parsed = Vec::new();
        for (number, (module, reserved)) in modules.iter().enumerate() {
            parsed.push(match module.prepared.zip(embedded::pack()) {
                Some((prepared, pack)) => {
                    loading.take(number, module, prepared, pack);
                    None
                }
                None => loading.read(number, module, *reserved, limits),
            });
        }
        if parsed.iter().all(Option::is_none)
            && loading.modules.iter().all(|m| m.failures.is_empty())
        {
            return loading;
        }
        for (symbol, number) in loading.prepared.symbols() {
            let arity = symbol.arity.map(usize::from);
            loading.world.know(number, symbol.path, arity);
        }
        let mut needs = Vec::new();
        let mut drafts = Vec::new();
        for (number, parsed) in parsed.into_iter().enumerate() {
            if let Some(parsed) = parsed {
                drafts.push(loading.walk(number, parsed, &mut needs));
            }
        }
        loading.needs = Needs::new(&loading.world, needs);
        loading.refuse_recursion();
        loading.wholes = loading.taken();
        for (path, manifest) in questions {
            if !loading.needs.is_referred_to(path) {
                loading.sets.divide(path, manifest, &mut drafts);
            }
        }
        for draft in drafts {
            if !questions.is_empty() {
                loading.sets.state(&draft);
            }
            loading.modules[draft.number].text = draft.edits.apply(draft.parsed.stripped);
        }
        loading
    }

    /// The rules that add to a set which a pack is asked for; nothing where it is asked for as a
    /// whole.
    pub(super) fn parts(&self, path: &str) -> &[Part] {
        self.sets.parts.get(path).map_or(&[], Vec::as_slice)
    }

    /// The texts of these parts and of all that they need, those of their module first.
    pub(super) fn stated(&self, parts: &[&Part]) -> Vec<&str> {
        let needs = parts.iter().flat_map(|part| &part.needs);
        let needed: BTreeSet<&str> = needs.map(|need| need.path.as_str()).collect();
        let rules = needed.iter().flat_map(|path| self.world.reached(path));
        let rules: Vec<String> = rules.map(|(path, _)| path.clone()).collect();
        let reached = self.reached(&rules);
        let is = |part: &&&Part, s: &Stated| part.module == s.module && part.rule == s.rule;
        let read = |s: &&Stated| {
            reached.contains(s.path.as_str()) || parts.iter().any(|part| is(&part, s))
        };
        let own = |s: &&Stated| parts.iter().any(|part| part.module == s.module);
        let (own, others): (Vec<&Stated>, _) = self.sets.stated.iter().filter(read).partition(own);
        own.into_iter().chain(others).map(|s| &*s.text).collect()
    }

    /// Takes a module as the build prepared it; its text follows when it is known what is needed
    /// of it.
    fn take(&mut self, number: usize, module: &Module, prepared: u16, pack: &'static Pack) {
        let Prepared { pack: own, numbers } = &mut self.prepared;
        *own = Some(pack);
        numbers.resize(pack.modules.len(), None);
        numbers[usize::from(prepared)] = Some(number);
        let rules = pack.modules[usize::from(prepared)].rules.iter();
        let head = |(symbol, _): &(u16, _)| {
            let symbol = &pack.symbols[usize::from(*symbol)];
            let (start, end) = symbol.head;
            (symbol.path.to_owned(), Span { start, end })
        };
        self.modules.push(Loaded {
            heads: rules.map(head).collect(),
            ..Loaded::new(module)
        });
    }

    /// What rules need, themselves included, by their full paths.
    pub(super) fn reach(&self, rules: &[String]) -> Reach {
        let mut reach = Reach::default();
        // With each rule goes whether it is evaluated with models.
        let mut todo: Vec<(u16, bool)> = Vec::new();
        let own = rules.iter().filter_map(|path| self.prepared.symbol(path));
        todo.extend(own.map(|symbol| (symbol, false)));
        for (path, modules) in self.needs.reached(rules) {
            match self.prepared.symbol(path) {
                Some(symbol) => todo.extend([(symbol, false), (symbol, true)]),
                None => reach.modules.extend(modules),
            }
        }
        while let Some((number, below_model)) = todo.pop() {
            let Some((symbol, module)) = self.prepared.get(number) else {
                continue;
            };
            let with_models = below_model || self.prepared.is_model(symbol.module);
            let seen = match with_models {
                true => &mut reach.of_models,
                false => &mut reach.symbols,
            };
            if seen.insert(number) {
                reach.modules.insert(module);
                todo.extend(symbol.needs.iter().map(|&need| (need, with_models)));
            }
        }
        reach
    }

    /// The full paths of all that rules need, themselves included; of prepared modules only what
    /// the rules name themselves.
    pub(super) fn reached(&self, rules: &[String]) -> BTreeSet<&str> {
        let reached = self.needs.reached(rules).into_iter();
        reached.map(|(path, _)| path.as_str()).collect()
    }

    /// Gives prepared modules the text of the rules that are needed of them.
    pub(super) fn write(&mut self, needed: &Reach) {
        let Some(pack) = self.prepared.pack else {
            return;
        };
        for (module, number) in pack.modules.iter().zip(&self.prepared.numbers) {
            if let Some(loaded) = number.and_then(|n| self.modules.get_mut(n)) {
                loaded.text = part_of(&FLAT_HEADER, module.rules, &needed.symbols);
                loaded.model_text = Some(part_of(&FLAT_HEADER, module.rules, &needed.of_models));
                let others = part_of(&module.header, module.for_others, &needed.symbols);
                loaded.for_others = Some(others);
            }
        }
    }

    /// The modules that an engine is given: of these, the good ones, and of prepared ones those of
    /// which anything is needed.
    pub(super) fn texts<'a>(
        &'a self,
        numbers: &'a [usize],
        runs: Runs,
    ) -> impl Iterator<Item = Text<'a>> + 'a {
        let good = numbers.iter().filter(|&&n| self.is_good(n));
        good.filter_map(move |&number| {
            let module = self.modules.get(number)?;
            let count = self.modules.len();
            let (name, text) = match (runs, &module.model_text, &module.for_others) {
                (Runs::Models, Some(text), _) => (number + count, text),
                (Runs::Others, _, Some(text)) => (number + 2 * count, text),
                _ => (number, &module.text),
            };
            (!text.text.is_empty()).then(|| Text {
                name: module_name(name),
                version: module.version,
                text: &text.text,
            })
        })
    }

    /// The name of the rule that answers what a prepared rule is asked for, by the path of its
    /// `deny`.
    pub(super) fn asked(&self, deny: &str) -> Option<String> {
        let number = self.prepared.symbol(deny)?;
        Some(asked(usize::from(number)))
    }

    /// The packages that some rule takes as a whole.
    fn taken(&self) -> Vec<Whole> {
        let is_rule = |path: &&str| self.world.get(path).is_some_and(|d| d.arity.is_none());
        let modules = self.modules.iter().map(|module| {
            let rules = module.heads.keys().map(String::as_str).filter(is_rule);
            (module.package.as_str(), rules.collect())
        });
        wholes(&self.needs.named(), &modules.collect::<Vec<_>>())
    }

    /// Adds what goes before these modules to an engine, for packages that are taken as a whole.
    pub(super) fn add_wholes(&self, numbers: &[usize], engine: &mut Engine) -> Result<(), String> {
        let good: Vec<usize> = numbers
            .iter()
            .copied()
            .filter(|&n| self.is_good(n))
            .collect();
        self.wholes
            .iter()
            .try_for_each(|whole| whole.add_to(&good, engine))
    }

    /// Whether the build prepared a module.
    pub(super) fn is_prepared(&self, number: usize) -> bool {
        self.prepared.numbers.contains(&Some(number))
    }

    /// Whether any module was read here: those of others are.
    pub(super) fn has_others(&self) -> bool {
        let prepared = self.prepared.numbers.iter().flatten().count();
        prepared < self.modules.len()
    }

    /// The paths of data that rules need. `None` for all: what others than prepared rules need is
    /// not known.
    pub(super) fn data(&self, needed: &Reach) -> Option<BTreeSet<&'static [&'static str]>> {
        let pack = self.prepared.pack.filter(|_| !self.has_others())?;
        let symbols = needed.symbols.union(&needed.of_models);
        let symbols = symbols.filter_map(|&s| self.prepared.get(s));
        let data = symbols.flat_map(|(s, _)| s.data.iter());
        Some(data.map(|&d| pack.data[usize::from(d)].path).collect())
    }

    fn read(
        &mut self,
        number: usize,
        module: &Module,
        reserved: bool,
        limits: &Limits,
    ) -> Option<Parsed> {
        let mut loaded = Loaded::new(module);
        let parsed = match parse(number, module, limits) {
            Ok(parsed) => Some(parsed),
            Err(failure) => {
                loaded.failures.push(failure);
                self.world.lose(number, &module.package);
                None
            }
        };
        if let Some(parsed) = &parsed {
            let own = spans::quoted(&parsed.stripped.text, &parsed.tree.package.span);
            loaded.package(parsed, own, reserved);
            let wrong = self.world.add(number, &loaded.package, &parsed.tree);
            for (rule, message) in wrong {
                let at = spans::quoted(&parsed.stripped.text, parsed.tree.policy[rule].span());
                loaded.failures.push(failure(
                    Check::PolicyInvalid,
                    (loaded.file, parsed.stripped.span_of(at)),
                    message,
                    "keep one of them",
                ));
            }
        }
        self.modules.push(loaded);
        parsed
    }

    fn walk(
        &mut self,
        number: usize,
        parsed: Parsed,
        all: &mut Vec<(String, usize, Vec<Need>)>,
    ) -> Draft {
        let Parsed { stripped, tree } = &parsed;
        let package = self.modules[number].package.clone();
        let Walked {
            edits,
            refusals,
            needs,
        } = prepass::walk(&stripped.text, tree, &package, &self.world, &AsWritten);
        let loaded = &mut self.modules[number];
        for (rule, (path, _)) in tree.policy.iter().zip(&needs) {
            let head = head_ref(rule);
            let at = stripped.span_of(spans::of(&stripped.text, head));
            loaded.heads.entry(path.clone()).or_insert(at);
        }
        for refusal in refusals {
            let at = (loaded.file, stripped.span_of(refusal.at.clone()));
            loaded.failures.push(refusal.failure(at));
        }
        // Needs are told in bytes of the file, since the stripped text does not stay.
        for (rule, mut of_rule) in needs.iter().cloned() {
            for need in &mut of_rule {
                need.at = stripped.origin_of(need.at.clone());
            }
            all.push((rule, number, of_rule));
        }
        Draft {
            number,
            parsed,
            edits,
            needs,
        }
    }

    /// What the engine would be given for another text of a module; `None` where it would be
    /// refused.
    pub(super) fn rewritten(&self, number: usize, text: &str) -> Option<String> {
        let Loaded {
            package, version, ..
        } = self.modules.get(number)?;
        let v1 = *version == RegoVersion::V1;
        let tree = prepass::parse(module_name(number), text, v1).ok()?;
        let walked = prepass::walk(text, &tree, package, &self.world, &AsWritten);
        let whole = Mapped::whole(text);
        walked
            .refusals
            .is_empty()
            .then(|| walked.edits.apply(whole).text)
    }

    fn refuse_recursion(&mut self) {
        let mut seen = BTreeSet::new();
        for (module, need) in self.needs.recursions() {
            let Some(loaded) = self.modules.get_mut(module) else {
                continue;
            };
            let at = (loaded.file, Span::new(need.at.start, need.at.end));
            if seen.insert(at) {
                loaded.failures.push(failure(
                    Check::PolicyUnsafe,
                    at,
                    format!(
                        "`{}` leads back to the rule that needs it",
                        need.path.trim_start_matches("data.")
                    ),
                    "a rule may not need itself, also by way of others: iterate instead",
                ));
            }
        }
    }

    /// Where the first part of a rule stands, by its full path.
    pub(super) fn head(&self, path: &str) -> Option<(FileId, Span)> {
        let mut modules = self.modules.iter();
        modules.find_map(|m| Some((m.file, *m.heads.get(path)?)))
    }

    /// Fails those of these modules that hold a rule which judges by its name and is not among the
    /// known ones: it would be left out without a word.
    pub(super) fn fail_unjudged(&mut self, modules: Range<usize>, known: &BTreeSet<String>) {
        for module in self.modules.get_mut(modules).unwrap_or_default() {
            let prefix = format!("data.{}.", module.package);
            let unjudged = module.heads.iter().find(|(path, _)| {
                let name = path.strip_prefix(&prefix).unwrap_or_default();
                let function = self.world.get(path).is_some_and(|d| d.arity.is_some());
                rule::judges(name) && !function && !known.contains(*path)
            });
            if let Some((path, &at)) = unjudged {
                let message = format!("`{}` would not be judged", path.trim_start_matches("data."));
                let help = "begin a line with the name of the rule";
                let at = (module.file, at);
                module
                    .failures
                    .push(failure(Check::PolicyInvalid, at, message, help));
            }
        }
    }

    /// Whether a module can be used.
    pub(super) fn is_good(&self, number: usize) -> bool {
        self.modules
            .get(number)
            .is_some_and(|m| m.failures.is_empty())
    }

    /// An error of the engine as a failure, at its place or else at `fallback`.
    pub(super) fn failed(
        &self,
        check: Check,
        error: &str,
        fallback: Option<(FileId, Span)>,
        help: &str,
    ) -> Failure {
        let trouble = take_apart(error);
        let place = trouble.place.and_then(|p| self.place(p));
        let other = trouble::other_place(&trouble.message);
        let label = other.and_then(|(_, p)| self.place(p));
        Failure {
            id: check.id(),
            rule: None,
            message: readable(other.map_or(trouble.message.as_str(), |(words, _)| words)),
            place: place.or(fallback),
            labels: label
                .map(|(file, span)| (file, span, "the other one".to_owned()))
                .into_iter()
                .collect(),
            help: help.to_owned(),
        }
    }

    /// A place as the engine tells it.
    fn place(&self, (number, line, column): (usize, u32, u32)) -> Option<(FileId, Span)> {
        let count = self.modules.len();
        let module = self.modules.get(number % count.max(1))?;
        let mapped = match (
            number / count.max(1),
            &module.model_text,
            &module.for_others,
        ) {
            (1, Some(text), _) | (2, _, Some(text)) => text,
            _ => &module.text,
        };
        let token = trouble::widened(&mapped.text, token_at(&mapped.text, line, column)?);
        Some((module.file, mapped.span_of(token)))
    }
}

/// The engine's words without its inner names.
fn readable(message: &str) -> String {
    if message.contains("exceeded") && message.contains("time") {
        return "the policy ran longer than one rule may".to_owned();
    }
    if message.contains("exceeded") && message.contains("memory") {
        return "the policies took more memory than they may".to_owned();
    }
    message
        .split(" (path [")
        .next()
        .unwrap_or(message)
        .to_owned()
}

impl Reach {
    /// Adds what others need.
    pub(super) fn add(&mut self, other: &Self) {
        self.modules.extend(&other.modules);
        self.symbols.extend(&other.symbols);
        self.of_models.extend(&other.of_models);
    }
}

impl Prepared {
    /// The number of a rule of the modules in the run.
    fn symbol(&self, path: &str) -> Option<u16> {
        let number = self.pack?.symbol(path)?;
        self.get(number).map(|_| number)
    }

    /// A rule of the modules in the run, and the number of its module there.
    fn get(&self, number: u16) -> Option<(&'static Symbol, usize)> {
        let symbol = self.pack?.symbols.get(usize::from(number))?;
        let module = *self.numbers.get(usize::from(symbol.module))?;
        Some((symbol, module?))
    }

    fn is_model(&self, module: u16) -> bool {
        self.pack
            .is_some_and(|pack| pack.models.iter().any(|m| m.module == module))
    }

    /// All rules of the modules in the run, with the numbers of those.
    fn symbols(&self) -> Vec<(&'static Symbol, usize)> {
        let count = self.pack.map_or(0, |pack| pack.symbols.len());
        let numbers = (0..count).filter_map(|n| u16::try_from(n).ok());
        numbers.filter_map(|n| self.get(n)).collect()
    }
}

/// The header of all prepared modules for rules that are prepared too.
const FLAT_HEADER: embedded::Text = embedded::Text {
    text: concat!("package __tl", "\n"),
    stretches: &[(0, 0, false)],
};

/// The text of a prepared module that holds these of its rules; empty where it has none.
fn part_of(
    header: &embedded::Text,
    rules: &[(u16, embedded::Text)],
    symbols: &BTreeSet<u16>,
) -> Mapped {
    let mut text = Mapped::default();
    let mut rules = rules
        .iter()
        .filter(|(symbol, _)| symbols.contains(symbol))
        .peekable();
    if rules.peek().is_some() {
        let header = [header].into_iter();
        for part in header.chain(rules.map(|(_, part)| part)) {
            text.append(part.text, part.stretches);
        }
    }
    text
}

impl Loaded {
    fn new(module: &Module) -> Self {
        Self {
            file: module.file,
            path: Arc::clone(&module.path),
            package: module.package.clone(),
            version: module.version,
            text: Mapped::default(),
            model_text: None,
            for_others: None,
            failures: Vec::new(),
            heads: BTreeMap::new(),
        }
    }

    /// The package as the text says it, which has to be made of names.
    fn package(&mut self, parsed: &Parsed, at: Range<usize>, reserved: bool) {
        let path = static_path(&parsed.tree.package.refr).unwrap_or_default();
        let name =
            |s: &String| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        self.package = path.join(".");
        let place = (self.file, parsed.stripped.span_of(at));
        if !path.iter().all(name) {
            self.failures.push(failure(
                Check::PolicyInvalid,
                place,
                "a step of the package is no name".to_owned(),
                "use letters, digits and `_`",
            ));
        }
        if reserved && path.first().is_some_and(|p| p == "tenantlint") {
            self.failures.push(failure(
                Check::PolicyUnsafe,
                place,
                "packages below `tenantlint` are those that come with the program".to_owned(),
                "name the package after your own organisation",
            ));
        }
    }
}

/// A module without its comments, and its syntax tree; `None` where it is refused.
pub(super) fn parsed(number: usize, module: &Module, limits: &Limits) -> Option<(Mapped, Tree)> {
    let Parsed { stripped, tree } = parse(number, module, limits).ok()?;
    Some((stripped, tree))
}

fn parse(number: usize, module: &Module, limits: &Limits) -> Result<Parsed, Failure> {
    let mut stripped = strip(&module.text, limits.text()).map_err(|refused| {
        let at = (module.file, Span::new(refused.at.start, refused.at.end));
        failure(Check::PolicyUnsafe, at, refused.message, refused.help)
    })?;
    let v1 = module.version == RegoVersion::V1;
    let mut parsed = prepass::parse(module_name(number), &stripped.text, v1);
    let bare = |e: &String| e.contains("rule must have a body or assignment");
    if parsed.as_ref().is_err_and(bare) {
        let mut edits = Edits::default();
        for at in facts(&stripped.text) {
            edits.insert(at, vec![text::Part::Glue(" := true".to_owned())]);
        }
        stripped = edits.apply(stripped);
        parsed = prepass::parse(module_name(number), &stripped.text, v1);
    }
    match parsed {
        Ok(tree) => Ok(Parsed { stripped, tree }),
        Err(error) => {
            let trouble = trouble::take_apart(&error);
            let token = trouble
                .place
                .and_then(|(_, line, column)| {
                    let token = token_at(&stripped.text, line, column);
                    token.or_else(|| trouble::byte_at(&stripped.text, line, column))
                })
                .unwrap_or(0..stripped.text.len().min(1));
            let at = (module.file, stripped.span_of(token));
            Err(failure(
                Check::PolicyInvalid,
                at,
                trouble.message,
                match v1 {
                    true => "write it as Rego v1, as any OPA 1.x reads it",
                    false => "write it as Rego v0, as OPA reads it before 1.0",
                },
            ))
        }
    }
}

impl Refusal {
    fn failure(self, at: (FileId, Span)) -> Failure {
        failure(self.check, at, self.message, &self.help)
    }
}

/// A failure at a place.
pub(super) fn failure(check: Check, at: (FileId, Span), message: String, help: &str) -> Failure {
    Failure {
        id: check.id(),
        rule: None,
        message,
        place: Some(at),
        labels: Vec::new(),
        help: help.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{RuleSet, bundled};
    use crate::source::SourceMap;

    fn loaded(set: &RuleSet) -> Loading {
        Loading::new(&super::super::prepare::modules(set), &Limits::default())
    }

    /// The bundled policies as the build prepared them, and as they are read.
    fn both() -> (SourceMap, Loading, Loading) {
        let mut sources = SourceMap::new();
        let mut set = bundled(&mut sources).expect("the build prepared them");
        let prepared = loaded(&set);
        let library = &mut set.library;
        let shared = library.functions.iter_mut();
        let models = library.models.iter_mut().map(|m| &mut m.module);
        let rules = set.rules.iter_mut().map(|r| &mut r.policy);
        for module in shared.chain(models).chain(rules) {
            module.prepared = None;
        }
        let read = loaded(&set);
        (sources, prepared, read)
    }

    #[test]
    fn the_build_prepares_what_the_pre_pass_makes() {
        let (sources, mut prepared, read) = both();
        let all = (0..u16::MAX).filter(|&n| prepared.prepared.get(n).is_some());
        let needed = Reach {
            symbols: all.collect(),
            ..Reach::default()
        };
        prepared.write(&needed);
        let lines = |text: &Mapped| -> Vec<String> {
            let lines = text.text.lines().filter(|l| !l.trim().is_empty());
            lines.map(str::to_owned).collect()
        };
        let mut shared = 0;
        for (ours, theirs) in prepared.modules.iter().zip(&read.modules) {
            assert!(theirs.failures.is_empty(), "{:?}", theirs.failures);
            let for_others = ours.for_others.as_ref().expect("it is prepared");
            if !for_others.text.is_empty() {
                assert_eq!(lines(for_others), lines(&theirs.text), "{}", theirs.path);
                shared += 1;
            }
            assert_eq!(ours.heads, theirs.heads, "{}", theirs.path);
            assert_eq!(ours.package, theirs.package);
            // What was copied is found in the file.
            let file = sources.file(ours.file).text();
            for made in [&ours.text, for_others] {
                let ends = made.stretches().skip(1).map(|(out, _, _)| out);
                let ends = ends.chain([made.text.len()]);
                for ((out, src, copied), end) in made.stretches().zip(ends) {
                    let text = made.text[out..end].trim_end();
                    let there = file.get(src..).is_some_and(|f| f.starts_with(text));
                    assert!(there || !copied, "{}: {text}", ours.path);
                }
            }
        }
        assert!(shared > 10, "{shared}");
    }

    #[test]
    fn the_build_knows_what_each_rule_needs() {
        let (_, prepared, read) = both();
        for (path, _) in read.world.all() {
            let ours = prepared.reach(std::slice::from_ref(path));
            let ours = ours.symbols.union(&ours.of_models);
            let ours = ours.filter_map(|&n| prepared.prepared.get(n));
            let ours: BTreeSet<&str> = ours.map(|(symbol, _)| symbol.path).collect();
            let theirs = read.needs.reached(std::slice::from_ref(path));
            let theirs: BTreeSet<&str> = theirs.into_iter().map(|(p, _)| p.as_str()).collect();
            assert_eq!(ours, theirs, "{path}");
        }
    }
}
