//! Rule folders and their METADATA as data.
//!
//! A [`RuleSet`] is made of files alone: a folder with a `policy.rego` is a rule, a file below a
//! `lib` folder is shared, a YAML file below `data` is data. There is no list to keep. This
//! module refuses metadata that does not fit its schema, ids that are taken, and packages that
//! are not the folder's; it runs nothing.

mod bundled;
mod fits;
mod load;
mod metadata;
mod prose;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::Severity;
use crate::finding::Finding;
use crate::source::FileId;
use crate::tenant::Platform;

pub use bundled::bundled;
pub use load::{PolicyFile, PolicyFolder, complete_params, load};

/// A module of Rego.
#[derive(Debug, Clone)]
pub struct Module {
    /// Its text in the source map.
    pub file: FileId,
    /// The path that it is shown by.
    pub path: Arc<str>,
    /// Its package, such as `tenantlint.salesforce.guest_bypasses_sharing`.
    pub package: String,
    /// Its text.
    pub text: Cow<'static, str>,
    /// Its number among the modules that the build prepared, if it is one of those.
    pub prepared: Option<u16>,
}

/// A page to read on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reference {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// A parameter that a rule or a model declares.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// The JSON Schema of its values.
    pub schema: serde_json::Value,
    /// Its value where nobody gives one.
    pub default: serde_json::Value,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The id, such as `SF-GUEST-002`.
    pub id: Arc<str>,
    /// The platform whose tenants it judges.
    pub platform: Platform,
    /// The name of its folder, which tells the bad state.
    pub name: String,
    /// A few words.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// How bad a violation is unless it says otherwise.
    pub severity: Severity,
    /// The family, such as `guest-access`.
    pub family: String,
    /// The sections of the input that it reads.
    pub types: Vec<String>,
    /// What to do.
    pub remediation: String,
    /// Pages to read on.
    pub references: Vec<Reference>,
    /// Ids of controls, by framework.
    pub frameworks: BTreeMap<String, Vec<String>>,
    /// Its parameters.
    pub params: Vec<Param>,
    /// What one finding stands for.
    pub unit: String,
    /// Whether it came with the program.
    pub builtin: bool,
    /// `policy.rego`.
    pub policy: Module,
    /// `*_test.rego` beside it.
    pub tests: Vec<Module>,
    /// `bad*.yaml` and `good*.yaml` beside it: name and text's file.
    pub examples: Vec<(String, FileId)>,
}

/// A module whose rules are evaluated once a tenant and handed to all policies as data.
#[derive(Debug, Clone)]
pub struct Model {
    /// The key of its parameters below `data.tenantlint.params`.
    pub id: String,
    /// Its parameters.
    pub params: Vec<Param>,
    /// The sections of the input that it reads; empty when it does not say.
    pub types: Vec<String>,
    /// Its text.
    pub module: Module,
}

/// What the rules of one platform and origin share.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Modules of functions.
    pub functions: Vec<Module>,
    /// Models.
    pub models: Vec<Model>,
    /// Test modules of the library.
    pub tests: Vec<Module>,
    /// `data/*.yaml`.
    pub data: Vec<Data>,
}

/// Data that policies see.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The path below `data`, such as `["tenantlint", "salesforce", "data", "categories"]`.
    pub path: Vec<String>,
    /// The value, as JSON.
    pub json: Cow<'static, str>,
}

/// All rules of a run, in order of their ids, and what they share.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// The rules.
    pub rules: Vec<Rule>,
    /// What they share.
    pub library: Library,
    /// What is wrong with their METADATA although they can be used.
    pub remarks: Vec<Finding>,
}

/// Whether a word means a rule: its id, a prefix of it (`SF-GUEST`), its family or a severity. Case
/// does not count.
pub fn means(word: &str, id: &str, family: &str, severity: Severity) -> bool {
    let prefix = id.len() > word.len()
        && id.as_bytes()[word.len()] == b'-'
        && id[..word.len()].eq_ignore_ascii_case(word);
    prefix
        || word.eq_ignore_ascii_case(id)
        || word.eq_ignore_ascii_case(family)
        || word.eq_ignore_ascii_case(severity.as_str())
}
