//! Files of policies to a [`RuleSet`].

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use super::fits;
use super::metadata::{self, Metadata, invalid};
use super::others::{self, Other};
use super::packs::{self, Manifest};
use super::prose::unwrapped;
use super::{
    Convention, Data, Library, Model, Module, Param, Reference, RegoVersion, Rule, RuleSet,
};
use crate::check::{Check, Severity};
use crate::document::{self, NodeId};
use crate::finding::Failure;
use crate::source::{Encoding, FileId, SourceMap, Span};
use crate::tenant::Platform;

/// A file of a pack of policies.
#[derive(Debug, Clone)]
pub struct PolicyFile {
    /// The path that it is shown by.
    pub shown: String,
    /// The path below the pack's folder, with `/` between its parts.
    pub below: String,
    /// Its text.
    pub text: Arc<str>,
}

/// A folder of policies.
#[derive(Debug, Clone, Default)]
pub struct PolicyFolder {
    /// The name of the folder; user data of it stands at `data.<name>.data`.
    pub name: String,
    /// Whether it came with the program, which alone may use packages below `tenantlint`.
    pub builtin: bool,
    /// The version of the language that its modules are written in.
    pub version: RegoVersion,
    /// What tells how it is run, where it is a pack of another tool.
    pub pack: Option<Arc<Manifest>>,
    /// Its files.
    pub files: Vec<PolicyFile>,
}

/// Reads folders of policies, and adds them to those that are there.
///
/// What cannot be used is left out of the set and told as a failure, each with its place.
pub fn load(
    set: RuleSet,
    folders: Vec<PolicyFolder>,
    sources: &mut SourceMap,
) -> (RuleSet, Vec<Failure>) {
    if folders.is_empty() {
        return (set, Vec::new());
    }
    let mut loader = Loader {
        sources,
        set,
        others: Vec::new(),
        failures: Vec::new(),
    };
    for folder in folders {
        loader.folder(folder);
    }
    loader.finish()
}

struct Loader<'a> {
    sources: &'a mut SourceMap,
    set: RuleSet,
    others: Vec<Other>,
    failures: Vec<Failure>,
}

impl Loader<'_> {
    fn folder(&mut self, folder: PolicyFolder) {
        if let Some(manifest) = &folder.pack {
            self.pack(&folder, manifest);
            return;
        }
        let mut rules: BTreeMap<String, Vec<(String, FileId)>> = BTreeMap::new();
        for file in &folder.files {
            let id = self
                .sources
                .add(file.shown.as_str(), Arc::clone(&file.text), Encoding::Utf8);
            let (parent, name) = file.below.rsplit_once('/').unwrap_or(("", &file.below));
            if in_folder(parent, "data") && is_yaml(name) {
                self.data(&folder, &file.below, id);
            } else if in_folder(parent, "lib") && name.ends_with(".rego") {
                self.library(&folder, id);
            } else {
                rules
                    .entry(parent.to_owned())
                    .or_default()
                    .push((name.to_owned(), id));
            }
        }
        for (parent, files) in rules {
            self.rule(&folder, &parent, &files);
        }
    }

    /// The modules of a pack, of which its manifest makes rules.
    fn pack(&mut self, folder: &PolicyFolder, manifest: &Arc<Manifest>) {
        let (policies, titles): (Vec<_>, Vec<_>) = folder
            .files
            .iter()
            .partition(|file| file.below.ends_with(".rego"));
        let mut modules = Vec::new();
        for file in policies {
            let id = self
                .sources
                .add(file.shown.as_str(), Arc::clone(&file.text), Encoding::Utf8);
            modules.extend(self.module(folder, id).map(|(module, _)| module));
        }
        let shared = modules.iter().find_map(|module| {
            let mut others = self.set.library.policies.iter();
            let other = others.find(|other| other.package == module.package)?;
            Some((module, other))
        });
        if let Some((module, other)) = shared {
            let at = package(&module.text).map_or(Span::default(), |(_, at)| at);
            let message = format!(
                "the pack `{}` has the package `{}`, as {} has: the two cannot be judged by in one run",
                manifest.name, module.package, other.path
            );
            self.failures.push(invalid(module.file, at, message));
            return;
        }
        let texts: Vec<&str> = titles.iter().map(|file| &*file.text).collect();
        let (rules, mut failures) = packs::rules(manifest, &modules, &texts);
        self.failures.append(&mut failures);
        for module in &modules {
            let names = others::heads(&module.text).into_keys();
            let paths = names.map(|name| format!("data.{}.{name}", module.package));
            self.set.library.judged.extend(paths);
        }
        self.set.rules.extend(rules);
        self.set.library.policies.extend(modules);
    }

    /// `salesforce/data/categories.yaml` of the bundled pack stands at
    /// `data.tenantlint.salesforce.data.categories`, `data/x.yaml` of a user's at `data.<pack>.data.x`.
    fn data(&mut self, folder: &PolicyFolder, below: &str, id: FileId) {
        let text = Arc::clone(self.sources.file(id).text());
        let limits = document::Limits::default();
        let document = match document::parse(id, text, &limits) {
            Ok(document) => document,
            Err(errors) => {
                let failures = errors.into_iter().map(|e| invalid(id, e.span, e.message));
                self.failures.extend(failures);
                return;
            }
        };
        let Some(&root) = document.roots().first() else {
            return;
        };
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let pack = if folder.builtin {
            "tenantlint"
        } else {
            &folder.name
        };
        let path = std::iter::once(pack)
            .chain(stem.split('/'))
            .map(str::to_owned)
            .collect();
        let json = crate::tenant::plain_json(&document, root).to_string();
        self.set.library.data.push(Data {
            path,
            json: json.into(),
        });
    }

    fn library(&mut self, folder: &PolicyFolder, id: FileId) {
        let Some((module, metadata)) = self.module(folder, id) else {
            return;
        };
        if !folder.builtin && !others::heads(&module.text).is_empty() {
            self.others.push(Other::of(module));
            return;
        }
        let Library {
            functions,
            models,
            tests,
            ..
        } = &mut self.set.library;
        if module.path.ends_with("_test.rego") {
            tests.push(module);
            return;
        }
        let custom = metadata.as_ref().and_then(|m| m.get(m.root, "custom"));
        let once = metadata
            .as_ref()
            .zip(custom)
            .filter(|(m, custom)| m.text(*custom, "evaluate").as_deref() == Some("once"));
        let Some((metadata, custom)) = once else {
            functions.push(module);
            return;
        };
        let id = metadata.text(custom, "id");
        let model_id = id.unwrap_or_else(|| module.package.clone());
        models.push(Model {
            id: model_id,
            params: params(metadata, custom, &mut self.failures),
            types: metadata.texts(custom, "types"),
            module,
        });
    }

    /// A module whose package the pack may have, and its metadata.
    fn module(&mut self, folder: &PolicyFolder, id: FileId) -> Option<(Module, Option<Metadata>)> {
        let file = self.sources.file(id);
        let text = Arc::clone(file.text());
        let Some((package, at)) = package(&text) else {
            let start = Span::new(0, text.len().min(1));
            let message = "this file has no `package`";
            self.failures.push(invalid(id, start, message));
            return None;
        };
        if !folder.builtin && package.split('.').next() == Some("tenantlint") {
            let message = format!(
                "the package `{package}` is reserved: packages below `tenantlint` are the program's own"
            );
            self.failures.push(invalid(id, at, message));
            return None;
        }
        let module = Module {
            file: id,
            path: Arc::clone(file.name()),
            package: package.to_owned(),
            text: text.to_string().into(),
            prepared: None,
            version: folder.version,
        };
        match metadata::parse(id, &text) {
            Ok(metadata) => {
                let misfits = metadata.as_ref().map(|m| fits::check(m, package));
                let misfits = misfits.unwrap_or_default();
                self.set.remarks.extend(misfits.findings);
                let fits = misfits.failures.is_empty();
                self.failures.extend(misfits.failures);
                fits.then_some((module, metadata))
            }
            Err(failures) => {
                self.failures.extend(failures);
                None
            }
        }
    }

    /// A module that is no rule by our own contract.
    fn other(&mut self, folder: &PolicyFolder, id: FileId) {
        if let Some((module, _)) = self.module(folder, id) {
            self.others.push(Other::of(module));
        }
    }

    /// Whether a module is a rule by our own contract: it has an id.
    fn is_rule(&self, id: FileId) -> bool {
        let text = self.sources.file(id).text();
        // What cannot be read is told when the module is.
        let Ok(metadata) = metadata::parse(id, text) else {
            return true;
        };
        let custom = metadata.as_ref().and_then(|m| m.get(m.root, "custom"));
        let id = metadata
            .zip(custom)
            .and_then(|(m, custom)| m.text(custom, "id"));
        id.is_some()
    }

    fn rule(&mut self, folder: &PolicyFolder, parent: &str, files: &[(String, FileId)]) {
        let own = |(name, id): &&(String, FileId)| {
            name == "policy.rego" && (folder.builtin || self.is_rule(*id))
        };
        let own = files.iter().find(own).map(|(_, id)| *id);
        for (name, id) in files {
            let policy = name.ends_with(".rego") && !name.ends_with("_test.rego");
            if policy && own != Some(*id) {
                self.other(folder, *id);
            }
        }
        let Some(id) = &own else {
            let tests = files
                .iter()
                .filter(|(name, _)| name.ends_with("_test.rego"));
            for (_, id) in tests {
                let module = self.module(folder, *id).map(|(module, _)| module);
                self.set.library.tests.extend(module);
            }
            return;
        };
        let Some((module, metadata)) = self.module(folder, *id) else {
            return;
        };
        let name = parent.rsplit('/').next().unwrap_or(parent);
        let Some(metadata) = metadata else {
            let at = package(&module.text).map_or(Span::default(), |(_, at)| at);
            let message = "a rule needs a `# METADATA` block above its package, with `custom.id` and `custom.severity`";
            self.failures.push(invalid(*id, at, message));
            return;
        };
        if folder.builtin && !module.package.ends_with(&format!(".{name}")) {
            let at = package(&module.text).map_or(Span::default(), |(_, at)| at);
            let message = format!(
                "the package `{}` is not named after its folder `{name}`",
                module.package
            );
            self.failures.push(invalid(*id, at, message));
            return;
        }
        let before = self.failures.len();
        let rule = self.read_rule(folder, name, module, &metadata, files);
        if self.failures.len() == before
            && let Some(rule) = rule
        {
            self.set.rules.push(rule);
        }
    }

    fn read_rule(
        &mut self,
        folder: &PolicyFolder,
        name: &str,
        module: Module,
        metadata: &Metadata,
        files: &[(String, FileId)],
    ) -> Option<Rule> {
        let root = metadata.root;
        let Some(custom) = metadata.get(root, "custom") else {
            self.failures.push(metadata.invalid(
                root,
                "the METADATA lacks `custom`, with the rule's `id` and `severity`",
            ));
            return None;
        };
        let mut required = |key: &str| {
            let found = metadata.text(custom, key);
            if found.is_none() {
                let message = format!("`custom` lacks `{key}`");
                let help = match key {
                    "id" => "add `id: ACME-001` below `custom`, with an id of its own",
                    _ => "add `severity:` below `custom`: critical, high, medium, low or info",
                };
                self.failures.push(Failure {
                    help: help.to_owned(),
                    ..metadata.invalid(custom, message)
                });
            }
            found
        };
        let id = required("id")?;
        let severity = required("severity")?;
        let severity = Severity::from_str(&severity)
            .map_err(|message| {
                let at = metadata.get(custom, "severity").unwrap_or(custom);
                self.failures.push(metadata.invalid(at, message));
            })
            .ok()?;
        if !folder.builtin && super::is_reserved(&id) {
            let at = metadata.get(custom, "id").unwrap_or(custom);
            self.failures
                .push(metadata.invalid(at, super::reserved(&id)));
        }
        let platform = self.platform(&module, metadata, custom)?;
        if let Some(platform) = platform {
            let unknown = fits::types(metadata, custom, platform, &module.package);
            self.set.remarks.extend(unknown);
        }
        let modules = |ending: &str, sources: &SourceMap| -> Vec<Module> {
            let named = files.iter().filter(|(n, _)| n.ends_with(ending));
            named
                .filter_map(|(_, id)| {
                    let file = sources.file(*id);
                    let (package, _) = package(file.text())?;
                    Some(Module {
                        file: *id,
                        path: Arc::clone(file.name()),
                        package: package.to_owned(),
                        text: file.text().to_string().into(),
                        prepared: None,
                        version: folder.version,
                    })
                })
                .collect()
        };
        let examples = files
            .iter()
            .filter(|(n, _)| is_yaml(n) && (n.starts_with("bad") || n.starts_with("good")));
        let title = metadata.text(root, "title");
        Some(Rule {
            id: id.as_str().into(),
            platform,
            name: name.to_owned(),
            title: title.unwrap_or_else(|| name.replace('_', " ")),
            description: unwrapped(&metadata.text(root, "description").unwrap_or_default()),
            severity,
            family: metadata.text(custom, "family").unwrap_or_default(),
            types: metadata.texts(custom, "types"),
            remediation: unwrapped(&metadata.text(custom, "remediation").unwrap_or_default()),
            references: references(metadata, root),
            frameworks: frameworks(metadata, custom),
            params: params(metadata, custom, &mut self.failures),
            unit: metadata.text(custom, "unit").unwrap_or_default(),
            builtin: folder.builtin,
            convention: Convention::Own,
            entry: "deny".to_owned(),
            tests: modules("_test.rego", self.sources),
            examples: examples.map(|(n, id)| (n.clone(), *id)).collect(),
            policy: module,
        })
    }

    /// `custom.platform`, or the second part of the package where that is one. The outer `None`
    /// stands for one that is not known, the inner for none.
    fn platform(
        &mut self,
        module: &Module,
        metadata: &Metadata,
        custom: NodeId,
    ) -> Option<Option<Platform>> {
        let written = metadata.get(custom, "platform");
        let second = module.package.split('.').nth(1).map(str::to_owned);
        let own = second.filter(|name| {
            module.package.starts_with("tenantlint.") || Platform::from_str(name).is_ok()
        });
        let Some(name) = metadata.text(custom, "platform").or(own) else {
            return Some(None);
        };
        Platform::from_str(&name)
            .map(Some)
            .map_err(|message| {
                let at = written.unwrap_or(custom);
                let message = format!("`custom.platform` must name the rule's platform: {message}");
                self.failures.push(metadata.invalid(at, message));
            })
            .ok()
    }

    fn finish(mut self) -> (RuleSet, Vec<Failure>) {
        self.take_others();
        self.set.rules.sort_by(|a, b| a.id.cmp(&b.id));
        let mut rules: Vec<Rule> = Vec::with_capacity(self.set.rules.len());
        for rule in std::mem::take(&mut self.set.rules) {
            let clash = rules
                .iter()
                .find(|r| r.id == rule.id || is_own(r) && is_own(&rule) && same_package(r, &rule));
            match clash {
                None => rules.push(rule),
                Some(other) => {
                    let what = if other.id == rule.id { "id" } else { "package" };
                    let message = format!(
                        "{} has the {what} of {}, which is in {}",
                        rule.id, other.id, other.policy.path
                    );
                    let (at, first) = (named_at(&rule, what), named_at(other, what));
                    let mut failure = invalid(rule.policy.file, at, message);
                    let other = (other.policy.file, first, "the other one".to_owned());
                    failure.labels.push(other);
                    failure.help = match what {
                        "id" => "give each rule an id of its own",
                        _ => "give each rule a package of its own",
                    }
                    .to_owned();
                    self.failures.push(failure);
                }
            }
        }
        self.set.rules = rules;
        (self.set, self.failures)
    }

    /// Adds the rules of all modules that follow another convention.
    fn take_others(&mut self) {
        let mut modules = std::mem::take(&mut self.others);
        modules.retain(|other| {
            let mut own = self.set.rules.iter();
            let owner = own.find(|r| is_own(r) && r.policy.package == other.module.package);
            if let Some(owner) = owner {
                let at = package(&other.module.text).map_or(Span::default(), |(_, at)| at);
                self.failures
                    .push(others::adds_to(&other.module, owner, at));
            }
            owner.is_none()
        });
        let rules = others::rules(&modules, &mut self.failures);
        let path = |rule: &Rule| format!("data.{}.{}", rule.policy.package, rule.entry);
        self.set.library.judged.extend(rules.iter().map(path));
        self.set.rules.extend(rules);
        let modules = modules.into_iter().map(|other| other.module);
        self.set.library.policies.extend(modules);
    }
}

fn is_own(rule: &Rule) -> bool {
    rule.convention == Convention::Own
}

fn same_package(one: &Rule, other: &Rule) -> bool {
    one.policy.package == other.policy.package
}

/// Where a rule says its `id` or `package`.
fn named_at(rule: &Rule, what: &str) -> Span {
    let text = &rule.policy.text;
    let block = metadata::parse(rule.policy.file, text).ok().flatten();
    let id = block.filter(|_| what == "id").and_then(|metadata| {
        let custom = metadata.get(metadata.root, "custom")?;
        Some(metadata.place(metadata.get(custom, "id")?).1)
    });
    id.or_else(|| Some(package(text)?.1)).unwrap_or_default()
}

fn in_folder(parent: &str, name: &str) -> bool {
    parent.split('/').any(|part| part == name)
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

/// The package of a module and where it is named.
fn package(text: &str) -> Option<(&str, Span)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if let Some(rest) = trimmed.strip_prefix("package ") {
            let name = rest.split(['#', ';']).next().unwrap_or("").trim();
            let start = at + line.find(name).filter(|_| !name.is_empty())?;
            return Some((name, Span::new(start, start + name.len())));
        }
        if !trimmed.trim_end().is_empty() && !trimmed.starts_with('#') {
            return None;
        }
        at += line.len();
    }
    None
}

pub(super) fn references(metadata: &Metadata, root: NodeId) -> Vec<Reference> {
    let Some(list) = metadata.get(root, "related_resources") else {
        return Vec::new();
    };
    metadata
        .document
        .items(list)
        .map(|item| {
            let text = metadata.document.text(metadata.document.resolve(item));
            let url = metadata
                .text(item, "ref")
                .unwrap_or_else(|| text.to_owned());
            Reference {
                title: metadata
                    .text(item, "description")
                    .unwrap_or_else(|| url.clone()),
                url,
            }
        })
        .collect()
}

fn frameworks(metadata: &Metadata, custom: NodeId) -> BTreeMap<String, Vec<String>> {
    let Some(map) = metadata.get(custom, "frameworks") else {
        return BTreeMap::new();
    };
    metadata
        .document
        .entries(map)
        .into_iter()
        .map(|e| {
            let name = metadata.document.text(e.key).to_owned();
            (name.clone(), metadata.texts(map, &name))
        })
        .collect()
}

fn params(metadata: &Metadata, custom: NodeId, failures: &mut Vec<Failure>) -> Vec<Param> {
    let Some(list) = metadata.get(custom, "params") else {
        return Vec::new();
    };
    let json = |id: Option<NodeId>| {
        id.map_or(serde_json::Value::Null, |id| {
            crate::tenant::plain_json(&metadata.document, id)
        })
    };
    let mut params = Vec::new();
    for item in metadata.document.items(list).collect::<Vec<_>>() {
        let Some(name) = metadata.text(item, "name") else {
            failures.push(metadata.invalid(item, "a parameter needs a `name`"));
            continue;
        };
        let param = Param {
            name,
            description: metadata.text(item, "description").unwrap_or_default(),
            schema: json(metadata.get(item, "schema")),
            default: json(metadata.get(item, "default")),
        };
        params.push(param);
    }
    params
}

impl Param {
    /// Whether a value fits the parameter's schema.
    ///
    /// # Errors
    /// What does not fit, in a sentence.
    pub fn check(&self, value: &serde_json::Value) -> Result<(), String> {
        if self.schema.is_null() {
            return Ok(());
        }
        let validator = jsonschema::validator_for(&self.schema)
            .map_err(|e| format!("the schema of the parameter `{}` is none: {e}", self.name))?;
        validator
            .validate(value)
            .map_err(|e| format!("`{}` does not fit its schema: {e}", self.name))
    }
}

/// The values of all parameters: those given, the defaults for the rest.
///
/// # Errors
/// One failure for each value that does not fit its schema or that no rule or pack declares.
pub fn complete_params(
    set: &RuleSet,
    given: &BTreeMap<String, BTreeMap<String, serde_json::Value>>,
) -> (
    BTreeMap<String, BTreeMap<String, serde_json::Value>>,
    Vec<Failure>,
) {
    let declared = set.rules.iter().map(|r| (&*r.id, &r.params)).chain(
        set.library
            .models
            .iter()
            .map(|m| (m.id.as_str(), &m.params)),
    );
    let mut complete: BTreeMap<String, BTreeMap<String, serde_json::Value>> = BTreeMap::new();
    let mut failures = Vec::new();
    for (owner, params) in declared {
        let values = complete.entry(owner.to_owned()).or_default();
        for param in params {
            let value = given.get(owner).and_then(|g| g.get(&param.name));
            if let Some(Err(message)) = value.map(|v| param.check(v)) {
                failures.push(bad_param(format!("{owner}: {message}")));
            }
            let value = value.unwrap_or(&param.default);
            values.insert(param.name.clone(), value.clone());
        }
    }
    for (owner, values) in given {
        for name in values.keys() {
            if complete
                .get(owner)
                .is_none_or(|known| !known.contains_key(name))
            {
                failures.push(bad_param(format!(
                    "no rule declares the parameter `{owner}.{name}`"
                )));
            }
        }
    }
    (complete, failures)
}

fn bad_param(message: String) -> Failure {
    Failure {
        id: Check::ConfigInvalid.id(),
        rule: None,
        message,
        place: None,
        labels: Vec::new(),
        help: "`tenantlint explain <ID>` lists the parameters of a rule with their schemas."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(builtin: bool, files: &[(&str, &str)]) -> PolicyFolder {
        PolicyFolder {
            name: "mine".into(),
            builtin,
            version: RegoVersion::V1,
            pack: None,
            files: files
                .iter()
                .map(|(below, text)| PolicyFile {
                    shown: format!("mine/{below}"),
                    below: (*below).to_owned(),
                    text: (*text).into(),
                })
                .collect(),
        }
    }

    const RULE: &str = "# METADATA\n# title: T\n# custom:\n#   id: X-1\n#   severity: high\n#   platform: salesforce\npackage acme.x\n";

    fn check(builtin: bool, files: &[(&str, &str)]) -> (RuleSet, Vec<String>) {
        let mut sources = SourceMap::new();
        let (set, failures) = load(
            RuleSet::default(),
            vec![folder(builtin, files)],
            &mut sources,
        );
        let shown = failures.iter().map(|f| {
            let (file, span) = f.place.expect("a place");
            format!("{} @{}", f.message, sources.slice(file, span))
        });
        (set, shown.collect())
    }

    #[test]
    fn a_folder_is_a_rule() {
        let (set, failures) = check(false, &[("x/policy.rego", RULE), ("x/bad.yaml", "a: 1")]);
        assert_eq!(failures, Vec::<String>::new());
        assert_eq!(&*set.rules[0].id, "X-1");
        assert_eq!(set.rules[0].name, "x");
        assert_eq!(set.rules[0].examples.len(), 1);
    }

    #[test]
    fn reserved_packages_and_ids_are_refused() {
        let ours = RULE.replace("package acme.x", "package tenantlint.salesforce.x");
        let (set, failures) = check(false, &[("x/policy.rego", &ours)]);
        assert!(set.rules.is_empty());
        assert!(
            failures[0].contains("reserved") && failures[0].ends_with("@tenantlint.salesforce.x")
        );
        let id = RULE.replace("X-1", "SF-GUEST-001");
        let (set, failures) = check(false, &[("x/policy.rego", &id)]);
        assert!(set.rules.is_empty());
        assert!(failures[0].ends_with("@SF-GUEST-001"), "{failures:?}");
    }

    #[test]
    fn an_id_is_taken_once() {
        let other = RULE.replace("acme.x", "acme.y");
        let (set, failures) = check(false, &[("x/policy.rego", RULE), ("y/policy.rego", &other)]);
        assert_eq!(set.rules.len(), 1);
        assert!(failures[0].contains("has the id of X-1"), "{failures:?}");
    }

    #[test]
    fn metadata_without_a_severity_is_refused_at_its_place() {
        let (set, failures) = check(false, &[("x/policy.rego", &RULE.replace("high", "awful"))]);
        assert!(set.rules.is_empty());
        assert!(failures[0].ends_with("@awful"), "{failures:?}");
    }
}
