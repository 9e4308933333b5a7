//! The bundled policies through the pre-pass, as the code of statics.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Bound;

use regorus::unstable::Module as Tree;

use crate::File;
use crate::compile::{Named, compile};
use crate::metadata::{self, Metadata, Resource, Texts};
use crate::prepass::names::{Defined, World, head_name, head_ref, static_path};
use crate::prepass::natives;
use crate::prepass::strip::{TextLimits, strip};
use crate::prepass::text::Mapped;
use crate::prepass::{self, AsWritten, EACH, FLAT, GIVEN, Names, Walked, spans};
use crate::prose::unwrapped;

/// As the defaults of the program's own limits.
const LIMITS: TextLimits = TextLimits {
    bytes: 1 << 20,
    columns: 10_000,
    depth: 64,
};

struct Module<'a> {
    /// The number of its file.
    file: usize,
    below: &'a str,
    package: String,
    metadata: Metadata,
    stripped: Mapped,
    tree: Tree,
}

/// A rule or function.
#[derive(Default)]
struct Symbol {
    arity: Option<usize>,
    module: usize,
    head: Option<(usize, usize)>,
    needs: Vec<usize>,
    data: Vec<usize>,
}

/// The texts of a module: its header, and its rules in order.
struct Texted {
    parts: Vec<Mapped>,
    for_others: Vec<Mapped>,
    symbols: Vec<usize>,
    /// Rules by which it is asked, each with the symbol without which it is not there.
    answers: Vec<(usize, String)>,
}

/// The rules by which a module is asked: a rule for both of its sets at once, so that what they
/// share is found out once, and a model for each of its values that are not its own.
fn answers(
    module: &Module<'_>,
    numbers: &BTreeMap<&str, usize>,
) -> Result<Vec<(usize, String)>, String> {
    let number = |name: &str| numbers.get(format!("data.{}.{name}", module.package).as_str());
    if module.is_rule() {
        let deny = *number("deny").ok_or_else(|| format!("{}: no deny", module.below))?;
        let sets = [Some(&deny), number("not_evaluated")];
        let sets = sets
            .into_iter()
            .flatten()
            .map(|&set| format!("{{__tl_x | some __tl_x in {EACH}({})}}", prepass::flat(set)));
        let sets = sets.collect::<Vec<_>>().join(", ");
        return Ok(vec![(
            deny,
            format!("{} := [{sets}]", prepass::asked(deny)),
        )]);
    }
    if !module.is_model() {
        return Ok(Vec::new());
    }
    let mut values = BTreeMap::new();
    for rule in &module.tree.policy {
        let name = head_name(rule);
        if let Some(&of) = number(&name)
            && !name.starts_with('_')
        {
            let said = prepass::said(&module.package);
            let value = prepass::flat(of);
            let rule = format!("{said} contains __tl_x if {{ __tl_x := [{name:?}, {value}] }}");
            values.insert(of, rule);
        }
    }
    Ok(values.into_iter().collect())
}

/// The code of the pack.
///
/// # Errors
/// What the pre-pass, or anyone before it, would refuse.
pub(crate) fn code(files: &[File]) -> Result<String, String> {
    let mut modules = Vec::new();
    let mut data = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let said = |e: String| format!("{}: {e}", file.below);
        let (folder, name) = file.below.rsplit_once('/').unwrap_or(("", &file.below));
        let within = |part: &str| folder.split('/').any(|p| p == part);
        if within("data") && !name.ends_with(".rego") {
            let stem = file.below.rsplit_once('.').map_or("", |(stem, _)| stem);
            let path: Vec<&str> = ["tenantlint"].into_iter().chain(stem.split('/')).collect();
            data.push((path, metadata::data(&file.text).map_err(said)?));
        } else if name == "policy.rego"
            || (within("lib") && name.ends_with(".rego") && !name.ends_with("_test.rego"))
        {
            modules.push(module(number, file).map_err(said)?);
        }
    }
    let mut world = World::default();
    for (number, module) in modules.iter().enumerate() {
        let wrong = world.add(number, &module.package, &module.tree);
        if let Some((_, message)) = wrong.into_iter().next() {
            return Err(format!("{}: {message}", module.below));
        }
    }
    let numbers: BTreeMap<&str, usize> = world.all().map(|(p, _)| p.as_str()).zip(0..).collect();
    let mut symbols: Vec<Symbol> = Vec::new();
    for (path, defined) in world.all() {
        let mut of = defined.modules.iter().copied();
        let (Some(module), None) = (of.next(), of.next()) else {
            return Err(format!("{path} is defined in several modules"));
        };
        symbols.push(Symbol {
            arity: defined.arity,
            module,
            ..Symbol::default()
        });
    }
    let natives = natives(&modules, &numbers);
    let mut texts = Vec::new();
    for module in &modules {
        let Module {
            stripped,
            tree,
            package,
            ..
        } = module;
        let walk = |names: &dyn Names| prepass::walk(&stripped.text, tree, package, &world, names);
        let flat = Flat {
            numbers: &numbers,
            natives: &natives,
            world: &world,
            modules: &modules,
            module,
            lost: RefCell::default(),
        };
        let Walked {
            edits,
            refusals,
            needs,
        } = walk(&flat);
        if let Some(path) = flat.lost.take().first() {
            return Err(format!(
                "{}: {path} leads to all that there is",
                module.below
            ));
        }
        if let Some(refusal) = refusals.first() {
            return Err(format!("{}: {}", module.below, refusal.message));
        }
        let mut starts = vec![line_start(
            &module.stripped.text,
            module.tree.package.span.start as usize,
        )];
        let mut of_rules = Vec::new();
        for (rule, (path, needs)) in module.tree.policy.iter().zip(needs) {
            starts.push(line_start(
                &module.stripped.text,
                rule.span().start as usize,
            ));
            let number = *numbers.get(path.as_str()).ok_or("a rule without a name")?;
            of_rules.push(number);
            let symbol = &mut symbols[number];
            symbol.head.get_or_insert_with(|| {
                let at = spans::of(&module.stripped.text, head_ref(rule));
                let at = module.stripped.origin_of(at);
                (at.start, at.end)
            });
            for need in needs {
                let reached = world.reached(&need.path);
                symbol
                    .needs
                    .extend(reached.map(|(p, _)| numbers[p.as_str()]));
                let leads = |(_, (path, _)): &(usize, &(Vec<&str>, _))| {
                    let path = format!("data.{}", path.join("."));
                    let below = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}."));
                    below(&need.path, &path) || below(&path, &need.path)
                };
                let found = data.iter().enumerate().filter(leads);
                symbol.data.extend(found.map(|(n, _)| n));
            }
        }
        let parts = edits.apply_in_parts(&module.stripped, &starts);
        let others = walk(&AsWritten).edits;
        let for_others = others.apply_in_parts(&module.stripped, &starts);
        texts.push(Texted {
            parts,
            for_others,
            symbols: of_rules,
            answers: Vec::new(),
        });
    }
    for (module, texted) in modules.iter().zip(&mut texts) {
        texted.answers = answers(module, &numbers)?;
    }
    for symbol in &mut symbols {
        for list in [&mut symbol.needs, &mut symbol.data] {
            list.sort_unstable();
            list.dedup();
        }
    }
    let pack = Pack {
        files,
        modules: &modules,
    };
    Ok(format!(
        "Some(&Pack {{ compiled: {}, modules: {}, symbols: {}, rules: {}, functions: {}, models: {}, tests: {}, data: {} }})",
        compiled(&texts)?,
        list(modules.iter().zip(&texts).map(|(m, t)| m.code(t))),
        list(numbers.keys().zip(&symbols).map(|(p, s)| s.code(p))),
        pack.rules()?,
        pack.functions(),
        pack.models(),
        pack.tests("/lib/")?,
        list(data.iter().map(|(path, json)| format!(
            "Data {{ path: &{path:?}, json: {:?} }}",
            json.to_string()
        ))),
    ))
}

/// All rules in the one package of all modules, each by its name with its code.
fn compiled(texts: &[Texted]) -> Result<String, String> {
    let mut text = format!("package {FLAT}\n");
    for texted in texts {
        let parts = texted.parts.iter().skip(1).map(|part| part.text.as_str());
        let answers = texted.answers.iter().map(|(_, text)| text.as_str());
        for part in parts.chain(answers) {
            text.push_str(part);
            text.push('\n');
        }
    }
    let module = prepass::parse("compiled".to_owned(), &text, true)?;
    let mut rules = Vec::new();
    for Named { name, code } in compile(&module) {
        let code = code.map_err(|why| format!("{name} is not compiled: {why}"))?;
        let code = postcard::to_allocvec(&code).map_err(|e| e.to_string())?;
        rules.push(format!("({name:?}, b\"{}\")", code.escape_ascii()));
    }
    Ok(list(rules))
}

/// The names in the one package that the engine is given: the engine spells a path out each time
/// that it comes to it, and looks through all modules where data is named that no rule makes. So
/// rules and functions have short names, and other data comes with the input, for rules also what
/// models say.
struct Flat<'a> {
    numbers: &'a BTreeMap<&'a str, usize>,
    natives: &'a BTreeMap<usize, &'static str>,
    world: &'a World,
    modules: &'a [Module<'a>],
    /// Whose references they are.
    module: &'a Module<'a>,
    /// Paths that could mean anything.
    lost: RefCell<Vec<String>>,
}

impl Flat<'_> {
    /// The rule at a path that is a package and a name: its full path and its number. Of an object
    /// of which several rules make a part each (`lost.Flow[id]`), the first.
    fn rule(&self, steps: &[&str]) -> Option<(&str, usize)> {
        let (_, package) = steps.split_last()?.1.split_first()?;
        let package = package.join(".");
        if !self.modules.iter().any(|module| module.package == package) {
            return None;
        }
        let path = steps.join(".");
        let from = (Bound::Included(path.as_str()), Bound::Unbounded);
        let (first, number) = self.numbers.range::<str, _>(from).next()?;
        let below = first.strip_prefix(path.as_str())?;
        (below.is_empty() || below.starts_with('.')).then_some((*first, *number))
    }

    fn is_of_model(&self, path: &str) -> bool {
        let defined = self.world.get(path).into_iter();
        let mut makers = defined.flat_map(|defined| &defined.modules);
        makers.all(|&maker| self.modules[maker].is_model())
    }
}

impl Names for Flat<'_> {
    fn short(&self, steps: &[&str]) -> Option<(usize, String)> {
        let from_models = self.module.is_rule();
        for count in 2..=steps.len() {
            let Some((path, number)) = self.rule(&steps[..count]) else {
                continue;
            };
            return Some(match self.natives.get(&number) {
                Some(native) => (count, (*native).to_owned()),
                None if from_models && self.is_of_model(path) => (
                    count,
                    format!("input.{GIVEN}.{}", steps[2..count].join(".")),
                ),
                None => (count, prepass::flat(number)),
            });
        }
        if steps.first() != Some(&"data") {
            return None;
        }
        let path = steps.join(".");
        let given = |(path, _): (&String, &Defined)| from_models && self.is_of_model(path);
        if steps.get(1) == Some(&"tenantlint") && self.world.reached(&path).all(given) {
            return Some((2, format!("input.{GIVEN}")));
        }
        self.lost.borrow_mut().push(path);
        None
    }

    fn gives_collection(&self, path: &str) -> bool {
        let number = self.numbers.get(path);
        number.is_some_and(|number| self.natives.contains_key(number))
    }
}

/// The functions that the program answers, by their numbers.
fn natives(
    modules: &[Module<'_>],
    numbers: &BTreeMap<&str, usize>,
) -> BTreeMap<usize, &'static str> {
    let mut found = BTreeMap::new();
    for module in modules {
        let rules = &module.tree.policy;
        for rule in rules {
            let name = head_name(rule);
            let alone = rules.iter().filter(|r| head_name(r) == name).count() == 1;
            let at = rule.span().start as usize..rule.span().end as usize;
            let text = module.stripped.text.get(at).unwrap_or_default();
            let body = text.strip_prefix(name.as_str()).filter(|_| alone);
            let path = format!("data.{}.{name}", module.package);
            let number = numbers.get(path.as_str());
            if let (Some(native), Some(number)) = (body.and_then(natives::native), number) {
                found.insert(*number, native);
            }
        }
    }
    found
}

fn module(number: usize, file: &File) -> Result<Module<'_>, String> {
    let metadata = metadata::of_module(&file.text)?;
    let stripped = strip(&file.text, LIMITS).map_err(|refused| refused.message)?;
    let tree = prepass::parse("m0".to_owned(), &stripped.text, true)?;
    let package = static_path(&tree.package.refr)
        .unwrap_or_default()
        .join(".");
    Ok(Module {
        file: number,
        below: &file.below,
        package,
        metadata,
        stripped,
        tree,
    })
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |n| n + 1)
}

/// The code of a list.
fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("&[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

fn texts<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    list(items.into_iter().map(|t| format!("{t:?}")))
}

/// Texts lose the line break at their end.
fn trimmed(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default().trim_end()
}

fn text_code(text: &Mapped) -> String {
    let stretches: Vec<_> = text.stretches().collect();
    format!(
        "Text {{ text: {:?}, stretches: &{stretches:?} }}",
        text.text
    )
}

impl Symbol {
    fn code(&self, path: &str) -> String {
        format!(
            "Symbol {{ path: {path:?}, arity: {:?}, module: {}, head: {:?}, needs: &{:?}, data: &{:?} }}",
            self.arity,
            self.module,
            self.head.unwrap_or_default(),
            self.needs,
            self.data
        )
    }
}

impl Module<'_> {
    fn code(&self, texted: &Texted) -> String {
        let rules = |parts: &[Mapped], answers: &[(usize, String)]| {
            let rules = texted.symbols.iter().zip(parts.iter().skip(1));
            let rules = rules.map(|(symbol, part)| format!("({symbol}, {})", text_code(part)));
            let answers = answers.iter().map(|(symbol, text)| {
                format!("({symbol}, Text {{ text: {text:?}, stretches: &[(0, 0, false)] }})")
            });
            list(rules.chain(answers))
        };
        // What models say is data to them.
        let asked = !self.is_model();
        format!(
            "Module {{ file: {}, package: {:?}, rules: {}, header: {}, for_others: {} }}",
            self.file,
            self.package,
            rules(&texted.parts, &texted.answers),
            texted.for_others.first().map(text_code).unwrap_or_default(),
            rules(
                match asked {
                    true => &texted.for_others,
                    false => &[],
                },
                &[]
            )
        )
    }

    fn is_rule(&self) -> bool {
        self.below.ends_with("policy.rego") && !self.below.contains("/lib/")
    }

    fn is_model(&self) -> bool {
        !self.is_rule() && self.metadata.custom.evaluate.as_deref() == Some("once")
    }

    fn metadata_code(&self, id: &str, name: &str) -> String {
        let Metadata { custom, .. } = &self.metadata;
        let second = self.package.split('.').nth(1).unwrap_or_default();
        let references = self.metadata.related_resources.iter().map(|r| match r {
            Resource::Plain(url) => format!("({url:?}, {url:?})"),
            Resource::Described { r#ref, description } => {
                let url = r#ref.trim_end();
                let title = description.as_deref().map_or(url, str::trim_end);
                format!("({url:?}, {title:?})")
            }
        });
        let frameworks = custom.frameworks.iter().map(|(name, ids)| {
            let ids = match ids {
                Texts::One(id) => std::slice::from_ref(id),
                Texts::Many(ids) => ids,
            };
            format!("({name:?}, {})", texts(ids.iter().map(String::as_str)))
        });
        let params = custom.params.iter().map(|p| {
            format!(
                "Param {{ name: {:?}, description: {:?}, schema: {:?}, default: {:?} }}",
                p.name.trim_end(),
                p.description.trim_end(),
                p.schema.to_string(),
                p.default.to_string()
            )
        });
        let title = match &self.metadata.title {
            Some(title) => title.trim_end().to_owned(),
            None => name.replace('_', " "),
        };
        format!(
            "Metadata {{ id: {id:?}, title: {title:?}, description: {:?}, severity: {:?}, platform: {:?}, family: {:?}, types: {}, remediation: {:?}, references: {}, frameworks: {}, params: {}, unit: {:?} }}",
            unwrapped(trimmed(&self.metadata.description)),
            trimmed(&custom.severity),
            custom.platform.as_deref().unwrap_or(second),
            trimmed(&custom.family),
            texts(custom.types.iter().map(String::as_str)),
            unwrapped(trimmed(&custom.remediation)),
            list(references),
            list(frameworks),
            list(params),
            trimmed(&custom.unit),
        )
    }
}

struct Pack<'a> {
    files: &'a [File],
    modules: &'a [Module<'a>],
}

impl Pack<'_> {
    fn rules(&self) -> Result<String, String> {
        let mut rules = BTreeMap::new();
        for (number, module) in self.modules.iter().enumerate() {
            let Some(folder) = module.below.strip_suffix("policy.rego") else {
                continue;
            };
            if !module.is_rule() {
                continue;
            }
            let name = folder
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or("");
            let id = trimmed(&module.metadata.custom.id);
            if id.is_empty() || !module.package.ends_with(&format!(".{name}")) {
                return Err(format!(
                    "{}: no id, or the package of another folder",
                    module.below
                ));
            }
            let beside = self.files.iter().enumerate().filter_map(|(n, f)| {
                let file = f.below.strip_prefix(folder)?;
                let example = file.starts_with("bad") || file.starts_with("good");
                (example && file.ends_with(".yaml")).then(|| format!("({file:?}, {n})"))
            });
            let code = format!(
                "Rule {{ module: {number}, name: {name:?}, metadata: {}, tests: {}, examples: {} }}",
                module.metadata_code(id, name),
                self.tests(folder)?,
                list(beside)
            );
            if rules.insert(id, code).is_some() {
                return Err(format!("{id} is the id of two rules"));
            }
        }
        Ok(list(rules.into_values()))
    }

    fn functions(&self) -> String {
        let shared = |(_, m): &(usize, &Module<'_>)| !m.is_rule() && !m.is_model();
        let numbers = self.modules.iter().enumerate().filter(shared);
        list(numbers.map(|(n, _)| n.to_string()))
    }

    fn models(&self) -> String {
        let models = self
            .modules
            .iter()
            .enumerate()
            .filter(|(_, m)| m.is_model());
        list(models.map(|(n, m)| {
            let id = m.metadata.custom.id.as_deref().unwrap_or(&m.package);
            let metadata = m.metadata_code(id.trim_end(), "");
            format!("Model {{ module: {n}, metadata: {metadata} }}")
        }))
    }

    /// The test modules whose paths hold a folder.
    fn tests(&self, folder: &str) -> Result<String, String> {
        let files = self.files.iter().enumerate();
        let tests =
            files.filter(|(_, f)| f.below.contains(folder) && f.below.ends_with("_test.rego"));
        let mut codes = Vec::new();
        for (number, file) in tests {
            let mut lines = file.text.lines();
            let package = lines.find_map(|l| l.strip_prefix("package "));
            let package = package.ok_or_else(|| format!("{}: no package", file.below))?;
            codes.push(format!(
                "Test {{ file: {number}, package: {:?} }}",
                package.trim()
            ));
        }
        Ok(list(codes))
    }
}
