//! Rule folders and their METADATA as data.
//!
//! A [`RuleSet`] is made of files alone: a folder with a `policy.rego` that has an id is a rule, a
//! file below a `lib` folder is shared, a YAML file below `data` is data, and all other modules
//! follow the convention that other tools have for their names (see `others`), or are those of a
//! pack that a manifest tells about (see `packs`). There is no list to keep. This module refuses
//! metadata that does not fit its schema, ids that are taken, and packages that are not the
//! folder's; it runs nothing.

mod bundled;
mod fits;
mod load;
mod metadata;
mod others;
mod packs;
mod prose;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use crate::check::Severity;
use crate::finding::Finding;
use crate::source::FileId;
use crate::tenant::Platform;

pub use bundled::bundled;
pub use load::{PolicyFile, PolicyFolder, complete_params, load};
pub use others::{judges, suffix};
pub use packs::{Asked, Manifest, named as pack_named};

/// The version of the language that a module is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RegoVersion {
    /// As OPA read it before 1.0, and reads it since with `--v0-compatible`: bodies without `if`,
    /// `p[x] { ... }` for sets. `import rego.v1` makes the module one of version 1.
    V0,
    /// As OPA reads it since.
    #[default]
    V1,
}

impl RegoVersion {
    /// The names, in their order.
    pub const WORDS: [&'static str; 2] = ["v0", "v1"];

    /// The name in configuration and flags.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V0 => "v0",
            Self::V1 => "v1",
        }
    }
}

impl FromStr for RegoVersion {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "v0" => Ok(Self::V0),
            "v1" => Ok(Self::V1),
            _ => Err(format!("`{s}` is no version of Rego: v0 or v1")),
        }
    }
}

/// How the answers of a rule are read.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Convention {
    /// By our own contract: a set of violations, strictly read.
    #[default]
    Own,
    /// As conftest's: a set or list of texts or of objects with a `msg`, from which rules named
    /// `exception` can exempt an input. What else stands in an object is the author's own.
    Conftest {
        /// Whether they are warnings.
        warns: bool,
    },
    /// As the manifest of a pack says: a set or list of objects, one for each control, of which
    /// the rule is one.
    Pack(Arc<Asked>),
}

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
    /// How the text is read.
    pub version: RegoVersion,
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
    /// The platform whose tenants it judges; every input, of a platform or of none, where it names
    /// none.
    pub platform: Option<Platform>,
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
    /// How its answers are read.
    pub convention: Convention,
    /// The name in its package of what is evaluated: `deny` by our own contract.
    pub entry: String,
    /// `policy.rego`; of a rule by another convention, the first module of [`Library::policies`]
    /// that holds a part of it.
    pub policy: Module,
    /// `*_test.rego` beside it.
    pub tests: Vec<Module>,
    /// `bad*.yaml` and `good*.yaml` beside it: name and text's file.
    pub examples: Vec<(String, FileId)>,
}

impl Rule {
    /// The platform's name; empty where it judges every input.
    pub fn platform_name(&self) -> &'static str {
        self.platform.map_or("", Platform::as_str)
    }
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
    /// Modules that follow another convention than ours: any of them may hold parts of any rule.
    pub policies: Vec<Module>,
    /// The paths of all rules that were found in those, selected or not, such as `data.main.deny`.
    pub judged: BTreeSet<String>,
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

/// Whether an id is one that only the program's own rules and checks may have.
fn is_reserved(id: &str) -> bool {
    ["SF-", "TL-"].iter().any(|prefix| id.starts_with(prefix))
}

fn reserved(id: &str) -> String {
    format!("the id `{id}` is reserved: ids that start with SF- or TL- are the program's own")
}

/// Whether a word means a rule: its id, a prefix of it (`SF-GUEST`, `main`), its family or a
/// severity. Case does not count.
pub fn means(word: &str, id: &str, family: &str, severity: Severity) -> bool {
    let prefix = id.len() > word.len()
        && matches!(id.as_bytes()[word.len()], b'-' | b'.')
        && id[..word.len()].eq_ignore_ascii_case(word);
    prefix
        || word.eq_ignore_ascii_case(id)
        || word.eq_ignore_ascii_case(family)
        || word.eq_ignore_ascii_case(severity.as_str())
}
