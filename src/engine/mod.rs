//! One rule, one tenant, one outcome: the only user of regorus.
//!
//! Between parsing and evaluation stands the pre-pass, which rewrites what the engine is known
//! to answer wrongly where the meaning is certain, and refuses the rest with its place. Nothing
//! that could drop a violation is evaluated as it stands.

mod again;
mod answer;
mod as_opa;
mod compiled;
mod controls;
mod extend;
mod format;
mod html;
mod judge;
mod load;
mod memory;
mod mentions;
mod natives;
mod parts;
mod patterns;
mod prepare;
mod prepass;
mod proofread;
mod reading;
mod testing;
mod trial;
mod trouble;
mod value;
mod wholes;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::document::DataPath;
use crate::finding::{Access, EditOp, Failure, Severity};
use crate::source::{FileId, Span};

pub use again::Memory;
pub use judge::{Answers, Asks};
pub use memory::Budget;
pub use mentions::Mentions;
pub use prepare::Prepared;
pub use proofread::proofread;
pub use testing::{
    Covered, FileLines, Sample, TestAnswer, TestFilter, TestModule, TestOutcome, Testing, Why,
    cover, lines, run_tests,
};
pub use trial::{Part, Parts, Said, Trial};

/// What one evaluation may spend. All are settings.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Time for one rule and one tenant.
    pub max_rule_time: Duration,
    /// The length of one policy file, in bytes.
    pub max_policy_bytes: usize,
    /// The columns of one line of a policy.
    pub max_policy_columns: usize,
    /// Nested terms and bodies in a policy.
    pub max_policy_depth: usize,
    /// Memory that judging may take beyond what the process holds when it begins, in bytes: all
    /// rules that judge at the same time together.
    pub max_policy_memory: usize,
    /// Violations that one rule may give for one tenant.
    pub max_violations: usize,
    /// How often a rule may be evaluated again to find the place of one violation.
    pub max_place_evaluations: usize,
    /// The same for all violations of one rule in one tenant.
    pub max_place_evaluations_of_rule: usize,
    /// The stack of an evaluating thread, in bytes.
    pub stack_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_rule_time: Duration::from_secs(30),
            max_policy_bytes: 1 << 20,
            max_policy_columns: 10_000,
            max_policy_depth: 64,
            max_policy_memory: 4 << 30,
            max_violations: 100_000,
            max_place_evaluations: 400,
            max_place_evaluations_of_rule: 10_000,
            stack_bytes: 64 << 20,
        }
    }
}

impl Limits {
    /// What the text of a policy may be.
    fn text(&self) -> prepass::strip::TextLimits {
        prepass::strip::TextLimits {
            bytes: self.max_policy_bytes,
            columns: self.max_policy_columns,
            depth: self.max_policy_depth,
        }
    }
}

/// One violation as a rule stated it.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// One sentence.
    pub message: String,
    /// The primary place; `None` where the rule states none.
    pub at: Option<DataPath>,
    /// Which thing it is about; `None` where the rule states none.
    pub identity: Option<BTreeMap<String, serde_json::Value>>,
    /// What it opens.
    pub access: Option<Access>,
    /// The chain.
    pub related: Vec<(Option<DataPath>, String)>,
    /// The severity, where the rule overrides its own.
    pub severity: Option<Severity>,
    /// Ways to mend it.
    pub fixes: Vec<ViolationFix>,
    /// What tells it from the rule's other violations: its identity, else its message with what
    /// simple values it holds.
    pub key: String,
    /// The same with all that it holds, where others have its key.
    pub whole_key: String,
    /// What else its author says of it, by another convention than ours.
    pub details: BTreeMap<String, serde_json::Value>,
}

/// A fix as a rule stated it.
#[derive(Debug, Clone, PartialEq)]
pub struct ViolationFix {
    /// What it does.
    pub title: String,
    /// Whether it may be applied unasked.
    pub safe: bool,
    /// Its changes.
    pub edits: Vec<(EditOp, DataPath)>,
}

/// What a rule could not judge.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// What is missing.
    pub message: String,
    /// Where it would stand.
    pub at: Option<DataPath>,
}

/// What came of one rule and one tenant.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The rule is for another platform.
    NotApplicable,
    /// The rule failed; nothing it said counts.
    Error(Vec<Failure>),
    /// The rule answered.
    Judged {
        /// Its violations, sorted, each once.
        violations: Vec<Violation>,
        /// What it could not judge, sorted, each once.
        not_evaluated: Vec<Unknown>,
        /// The rule by which the policy's author exempts the input from it, if one does: then the
        /// violations do not count.
        exempt: Option<(FileId, Span)>,
    },
}
