//! The platforms, and what each answers to the same questions: the one list that a new platform
//! joins. What an answer is, the platform's own folder knows.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::builder::{Builder, Sink};
use super::value::{Map, Node};
use super::{Exported, Group, Holds, Part, Piece, Recognition, Tenant, salesforce, shape};
use crate::document::{DataPath, Document, NodeId};
use crate::finding::Failure;

/// A platform whose settings tenantlint understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Salesforce, in the terms of its Metadata API.
    Salesforce,
}

/// A section and a setting of a platform that the skeleton of a new rule is about. All are names
/// that need no quotes, in Rego as in YAML.
#[derive(Debug, Clone, Copy)]
pub struct RuleExample {
    /// The section.
    pub section: &'static str,
    /// What a component of it is called in a sentence.
    pub thing: &'static str,
    /// The setting.
    pub key: &'static str,
    /// A value that is bad.
    pub bad: &'static str,
    /// A value that is good.
    pub good: &'static str,
    /// Names of invented components.
    pub names: [&'static str; 2],
}

impl Platform {
    /// All platforms.
    pub const ALL: &[Self] = &[Self::Salesforce];

    /// The name in configuration, input and policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Salesforce => "salesforce",
        }
    }

    /// What the skeleton of a new rule is about.
    pub fn rule_example(self) -> RuleExample {
        match self {
            Self::Salesforce => salesforce::RULE_EXAMPLE,
        }
    }

    /// What the platform's own tools retrieve these sections by; of a tenant, with what it names
    /// itself. It ends with a line break.
    pub fn manifest(self, sections: &BTreeSet<String>, tenant: Option<&Tenant>) -> String {
        match self {
            Self::Salesforce => salesforce::manifest(sections, tenant),
        }
    }

    /// The files by which the platform's own tools deploy what changed of a tenant: `changed` are
    /// the paths of the components and of what is below them in the canonical input, also of what
    /// is gone. None where nothing changed.
    ///
    /// # Errors
    /// Why one of the changes cannot be deployed; nothing is written in part.
    pub fn package(self, tenant: &Tenant, changed: &[DataPath]) -> Result<Vec<Exported>, String> {
        match self {
            Self::Salesforce => salesforce::package(tenant, changed),
        }
    }

    pub(super) fn holds(self, path: &str) -> Holds {
        match self {
            Self::Salesforce => salesforce::holds(path),
        }
    }

    /// Whether what [`Self::holds`] says of a file is [`Holds::Project`].
    pub(super) fn is_project(self, path: &str) -> bool {
        match self {
            Self::Salesforce => salesforce::is_project(path),
        }
    }

    /// Whether a file is code of the platform's own.
    pub(super) fn is_code(self, path: &str) -> bool {
        match self {
            Self::Salesforce => salesforce::is_code(path),
        }
    }

    pub(super) fn ignore_files(self) -> &'static [&'static str] {
        match self {
            Self::Salesforce => salesforce::IGNORE_FILES,
        }
    }

    pub(super) fn recognise(self, document: &Document, root: NodeId, name: &str) -> Recognition {
        match self {
            Self::Salesforce => salesforce::recognise(document, root, name),
        }
    }

    /// What is wrong where nothing was recognised in a file whose name promises a component.
    pub(super) fn broken_promise(self, document: &Document, path: &str) -> Option<Failure> {
        match self {
            Self::Salesforce => salesforce::broken_promise(document, path),
        }
    }

    pub(super) fn add(self, builder: &mut Builder, part: &Part<'_>, piece: &Piece<'_>) {
        match self {
            Self::Salesforce => salesforce::add(builder, part, piece),
        }
    }

    /// Whether a component is right without a look at its schema.
    pub(super) fn conforms(self, section: &str, component: &str, node: &Node) -> bool {
        match self {
            Self::Salesforce => salesforce::conforms(section, component, node),
        }
    }

    /// Says what a project's own files say of the rest.
    pub(super) fn check_project(self, builder: &mut Builder, group: &Group<'_>) {
        match self {
            Self::Salesforce => salesforce::check_project(builder, &group.parts, &group.project),
        }
    }

    /// Record counts and guest users out of a file that holds nothing else.
    pub(super) fn runtime(self, part: &Part<'_>, sink: &mut Sink) -> Node {
        match self {
            Self::Salesforce => salesforce::runtime(part, sink),
        }
    }

    pub(super) fn finish(self, builder: &mut Builder) {
        match self {
            Self::Salesforce => salesforce::finish(builder),
        }
    }

    /// Whether a top-level key of the canonical input is a section of the platform's.
    pub fn is_section(self, key: &str) -> bool {
        match self {
            Self::Salesforce => salesforce::is_section(key),
        }
    }

    /// Empties the entries of a section that deny everything, which is what their absence means.
    pub(super) fn drop_denials(self, section: &str, node: &mut Node) {
        match self {
            Self::Salesforce => salesforce::drop_denials(section, node),
        }
    }

    /// The keys of all sections.
    pub(super) fn sections(self) -> impl Iterator<Item = &'static str> {
        match self {
            Self::Salesforce => salesforce::sections(),
        }
    }

    /// The keys that a section can have, where these are the platform's and not the tenant's.
    pub(super) fn components(self, section: &str) -> impl Iterator<Item = &'static str> {
        match self {
            Self::Salesforce => salesforce::components(section),
        }
    }

    /// What the export covers beside its sections, by group.
    pub(super) fn coverage(self, root: &Map) -> Vec<(&'static str, BTreeSet<Arc<str>>)> {
        match self {
            Self::Salesforce => salesforce::coverage(root),
        }
    }

    /// What is known of a component of a section.
    pub(super) fn known(self, section: &str, component: &str) -> shape::Known {
        match self {
            Self::Salesforce => salesforce::known(section, component),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let names: Vec<&str> = Self::ALL.iter().map(|p| p.as_str()).collect();
        Self::ALL
            .iter()
            .copied()
            .find(|p| p.as_str() == s)
            .ok_or_else(|| format!("`{s}` is no known platform; known: {}", names.join(", ")))
    }
}
