//! The bundled policies as the build prepared them: what [`load`](super::load) would say of them,
//! without reading any.

use std::str::FromStr;
use std::sync::Arc;

use super::{
    Convention, Data, Library, Model, Module, Param, Reference, RegoVersion, Rule, RuleSet,
};
use crate::check::Severity;
use crate::embedded::{self, Metadata, Pack, Test};
use crate::source::{FileId, SourceMap};
use crate::tenant::Platform;

/// The bundled policies. `None` where the build could not prepare them: then
/// [`load`](super::load) tells why.
pub fn bundled(sources: &mut SourceMap) -> Option<RuleSet> {
    let pack = embedded::pack()?;
    let files = embedded::policies().iter();
    sources.expect(files.len());
    let files = files
        .map(|(below, text)| sources.add_embedded(format!("policies/{below}"), text))
        .collect();
    Bundled {
        pack,
        files,
        sources,
    }
    .set()
}

struct Bundled<'a> {
    pack: &'static Pack,
    /// The ids of the embedded files.
    files: Vec<FileId>,
    sources: &'a SourceMap,
}

impl Bundled<'_> {
    fn set(&self) -> Option<RuleSet> {
        let functions = self.pack.functions.iter();
        let models = self.pack.models.iter().map(|model| Model {
            id: model.metadata.id.to_owned(),
            params: params(&model.metadata),
            types: owned(model.metadata.types),
            module: self.module(model.module),
        });
        let data = self.pack.data.iter().map(|data| Data {
            path: owned(data.path),
            json: data.json.into(),
        });
        let library = Library {
            functions: functions.map(|&n| self.module(n)).collect(),
            models: models.collect(),
            tests: self.tests(self.pack.tests),
            data: data.collect(),
            ..Library::default()
        };
        let mut rules = Vec::with_capacity(self.pack.rules.len());
        for rule in self.pack.rules {
            rules.push(self.rule(rule)?);
        }
        Some(RuleSet {
            rules,
            library,
            remarks: Vec::new(),
        })
    }

    fn rule(&self, rule: &embedded::Rule) -> Option<Rule> {
        let metadata = &rule.metadata;
        let references = metadata.references.iter().map(|(url, title)| Reference {
            url: (*url).to_owned(),
            title: (*title).to_owned(),
        });
        let frameworks = metadata.frameworks.iter();
        let examples = rule.examples.iter();
        Some(Rule {
            id: metadata.id.into(),
            platform: Some(Platform::from_str(metadata.platform).ok()?),
            name: rule.name.to_owned(),
            title: metadata.title.to_owned(),
            description: metadata.description.to_owned(),
            severity: Severity::from_str(metadata.severity).ok()?,
            family: metadata.family.to_owned(),
            types: owned(metadata.types),
            remediation: metadata.remediation.to_owned(),
            references: references.collect(),
            frameworks: frameworks
                .map(|(name, ids)| ((*name).to_owned(), owned(ids)))
                .collect(),
            params: params(metadata),
            unit: metadata.unit.to_owned(),
            builtin: true,
            convention: Convention::Own,
            entry: "deny".to_owned(),
            policy: self.module(rule.module),
            tests: self.tests(rule.tests),
            examples: examples
                .map(|&(name, file)| (name.to_owned(), self.files[usize::from(file)]))
                .collect(),
        })
    }

    fn module(&self, number: u16) -> Module {
        let module = &self.pack.modules[usize::from(number)];
        self.file(module.file, module.package, Some(number))
    }

    fn tests(&self, tests: &[Test]) -> Vec<Module> {
        let modules = tests.iter().map(|t| self.file(t.file, t.package, None));
        modules.collect()
    }

    fn file(&self, file: u16, package: &str, prepared: Option<u16>) -> Module {
        let id = self.files[usize::from(file)];
        let (_, text) = embedded::policies()[usize::from(file)];
        Module {
            file: id,
            path: Arc::clone(self.sources.file(id).name()),
            package: package.to_owned(),
            text: text.into(),
            prepared,
            version: RegoVersion::V1,
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&t| t.to_owned()).collect()
}

fn params(metadata: &Metadata) -> Vec<Param> {
    // The build wrote them.
    let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
    let params = metadata.params.iter().map(|param| Param {
        name: param.name.to_owned(),
        description: param.description.to_owned(),
        schema: json(param.schema),
        default: json(param.default),
    });
    params.collect()
}
