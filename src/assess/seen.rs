//! What was found in one state of a history, as it may be shown and kept: by names and positions, and
//! without secrets.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::Severity;
use crate::finding::Access;

/// What is told of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commit {
    /// Its whole id.
    pub id: String,
    /// The day on which it was committed, `YYYY-MM-DD` in the committer's time zone.
    pub date: String,
    /// Who wrote it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
}

/// A place in a file of a state, one-based, in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The name that the file is shown by.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// One step of the chain that made a finding true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where; none where nothing in the files stood for it.
    pub place: Option<Spot>,
    /// What it says there.
    pub message: String,
}

/// A finding of a state, as it may be shown and kept: without secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Its identity.
    pub fingerprint: String,
    /// The id of the rule.
    pub rule: String,
    /// How bad it was.
    pub severity: Severity,
    /// The platform; empty for a file of none.
    pub platform: String,
    /// The tenant's name.
    pub tenant: String,
    /// One sentence.
    pub message: String,
    /// The place to look at first.
    pub place: Spot,
    /// The chain, in reading order.
    pub chain: Vec<Step>,
    /// What it opened, where access is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// The components that its places lie in, as [`State::components`] names them.
    pub components: Vec<String>,
}

/// A rule that could not judge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// The rule.
    pub rule: String,
    /// The tenant's name.
    pub tenant: String,
    /// Why.
    pub message: String,
}

/// What was found in a part of a tree as of a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The names of the tenants that were there.
    pub tenants: BTreeSet<String>,
    /// The findings.
    pub seen: Vec<Arc<Seen>>,
    /// What could not be judged.
    pub gaps: BTreeSet<Gap>,
    /// What failed, in words; what is missing in such a state may be there.
    pub failures: Vec<String>,
    /// The components that were there, each as tenant, section and name.
    pub components: Arc<BTreeSet<String>>,
    /// The components that the files ask the platform to delete, in lower case.
    pub deletions: BTreeSet<String>,
}
