//! Findings, plain data: what was found, where, about what, and how to change it.
//!
//! A [`Finding`] is built by [`Finding::new`] only, which takes its primary [`Place`]: one
//! without a place cannot be made. This module judges nothing and prints nothing.

mod fingerprint;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::Check;
pub use crate::check::Severity;
use crate::document::DataPath;
use crate::fix::Splice;
use crate::source::{FileId, Span};

pub use fingerprint::{Fingerprint, short_hash};
pub use words::{count, thousands};

/// How a place answers to what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// The entry that the path names.
    Exact,
    /// The path leads to nothing; this is its nearest existing parent, where it belongs.
    BelongsHere,
    /// The policy states no path; this object is what it is about.
    Object,
    /// The policy states no path; what it is about is in this collection.
    Collection,
    /// The policy states no path; what it is about is somewhere in this text.
    File,
}

impl Precision {
    /// The word for it in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::BelongsHere => "belongs-here",
            Self::Object => "object",
            Self::Collection => "collection",
            Self::File => "file",
        }
    }

    /// What a reader has to know of a place that the policy did not state; `None` of one that it
    /// did.
    pub fn remark(self) -> Option<&'static str> {
        match self {
            Self::Exact | Self::BelongsHere => None,
            Self::Object => Some("about this"),
            Self::Collection => Some("about something in here"),
            Self::File => Some("somewhere in this file: the policy states no place"),
        }
    }
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The text.
    pub file: FileId,
    /// The bytes to point at: the value of an exact place, the first byte of a whole file, the
    /// key of what contains the place otherwise.
    pub span: Span,
    /// The key's bytes, where the place is an entry of a map.
    pub key: Option<Span>,
    /// The value's bytes; at an alias, those of the alias.
    pub value: Option<Span>,
    /// Where the value is defined, if it came through an alias or a merge key.
    pub definition: Option<(FileId, Span)>,
    /// The alias or merge key through which something around the value is used, if it is: the
    /// place itself is then in the definition.
    pub used: Option<(FileId, Span)>,
    /// The data path that was asked for; empty where none was.
    pub path: DataPath,
    /// Whether that is there.
    pub precision: Precision,
}

impl Place {
    /// A text as a whole.
    pub fn of_file(file: FileId) -> Self {
        Self {
            precision: Precision::File,
            ..Self::of_span(file, Span::new(0, 0))
        }
    }

    /// A place that is just a stretch of text.
    pub fn of_span(file: FileId, span: Span) -> Self {
        Self {
            file,
            span,
            key: None,
            value: None,
            definition: None,
            used: None,
            path: DataPath::default(),
            precision: Precision::Exact,
        }
    }
}

/// One step of the chain that makes a finding true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where; `None` when nothing in the sources stands for it.
    pub place: Option<Place>,
    /// What it says there.
    pub message: String,
}

/// What a finding is about; its names make its identity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// The platform, such as `salesforce`; empty for a file of none.
    pub platform: String,
    /// The tenant's name.
    pub tenant: String,
    /// Names of entities and settings, as the rule gave them.
    pub identity: BTreeMap<String, serde_json::Value>,
}

/// Who can do what to which data. It may grow or shrink without the finding being another.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Access {
    /// anonymous, self-registered, guest, any-member or admin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// read, create, edit, delete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// The object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The fields that are open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The fields by data category.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<String, Vec<String>>,
    /// The ways by which it is open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
    /// How many records there are at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
}

/// One change of data that a fix consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// What is done.
    pub op: EditOp,
    /// To what.
    pub at: DataPath,
    /// Where that is today, or where it belongs.
    pub place: Option<Place>,
}

/// What an [`Edit`] does.
#[derive(Debug, Clone, PartialEq)]
pub enum EditOp {
    /// Gives a new value.
    Set(serde_json::Value),
    /// Takes the entry away.
    Remove,
    /// Adds an entry.
    Add(serde_json::Value),
}

/// A way to mend a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// Whether it may be applied without being asked for by name.
    pub safe: bool,
    /// Its changes.
    pub edits: Vec<Edit>,
    /// The same as changes of the texts, in their order and apart from each other; none where it
    /// cannot be written so, or nobody asked.
    pub splices: Option<Vec<(FileId, Splice)>>,
}

/// What became of a finding in the assessment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// It counts.
    #[default]
    Open,
    /// Somebody answers for it until a day.
    Waived(Arc<Waiver>),
    /// It is older than the baseline, and no wider than it was then.
    Baselined,
    /// A rule of the policy itself, which stands there, exempts the input.
    Exempted((FileId, Span)),
}

impl Status {
    /// The word for it in every format.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waived(_) => "waived",
            Self::Baselined => "baselined",
            Self::Exempted(_) => "exempted",
        }
    }
}

/// Why a finding does not count, and who answers for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds, `YYYY-MM-DD`.
    pub until: String,
    /// Where it is written.
    pub place: (FileId, Span),
}

/// What a finding is beside the tree that a change starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was not there.
    New,
    /// It was there, with less access: one more object, field, action or principal, or it is worse.
    Widened,
    /// It was there, with more access.
    Narrowed,
    /// It was there as it is.
    Unchanged,
}

impl Change {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::New, Self::Widened, Self::Narrowed, Self::Unchanged];

    /// The word for it in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Widened => "widened",
            Self::Narrowed => "narrowed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The id of the rule or check.
    pub rule: Arc<str>,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence that names the entity.
    pub message: String,
    /// The place to look at first.
    pub primary: Place,
    /// The chain, in reading order.
    pub related: Vec<Related>,
    /// What it is about.
    pub subject: Subject,
    /// What it opens, where access is meant.
    pub access: Option<Access>,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
    /// What else the policy's author says of it, by the convention of another tool.
    pub details: BTreeMap<String, serde_json::Value>,
    /// What to do, in words, where the rule's remediation does not say it better.
    pub help: Option<String>,
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// What became of it.
    pub status: Status,
    /// What it is beside the tree that the change starts from, where two are compared.
    pub change: Option<Change>,
    /// Which of the change's lines made it, where they are not at the primary place.
    pub causes: Vec<Related>,
}

impl Finding {
    /// A finding about a policy and no tenant: one of our own checks at a place of a Rego file,
    /// with what to do, and the names that make its identity.
    pub fn of_policy(
        check: Check,
        message: String,
        help: String,
        (file, span): (FileId, Span),
        identity: &[(&str, &str)],
    ) -> Self {
        let names = identity.iter();
        let subject = Subject {
            identity: names
                .map(|(name, value)| ((*name).to_owned(), (*value).into()))
                .collect(),
            ..Subject::default()
        };
        let place = Place::of_span(file, span);
        let finding = Self::new(check.id(), check.severity(), message, place, subject);
        Self {
            help: Some(help),
            ..finding
        }
    }

    /// A finding at a place. Its fingerprint is made of the rule and the subject alone.
    pub fn new(
        rule: impl Into<Arc<str>>,
        severity: Severity,
        message: impl Into<String>,
        primary: Place,
        subject: Subject,
    ) -> Self {
        let rule = rule.into();
        let fingerprint = Fingerprint::of(&rule, &subject);
        Self {
            rule,
            severity,
            message: message.into(),
            primary,
            related: Vec::new(),
            subject,
            access: None,
            fixes: Vec::new(),
            details: BTreeMap::new(),
            help: None,
            fingerprint,
            status: Status::Open,
            change: None,
            causes: Vec::new(),
        }
    }
}

/// Something that a rule could not judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotEvaluated {
    /// The rule's id.
    pub rule: Arc<str>,
    /// The rule's severity: what could be missed.
    pub severity: Severity,
    /// The tenant.
    pub tenant: String,
    /// What is missing, and what to do.
    pub message: String,
    /// Where it would stand.
    pub place: Option<Place>,
    /// Whether the tree that the change starts from leaves it open as well, where two are compared.
    pub unchanged: bool,
}

/// Why something could not be judged at all: exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The id of the check, such as `TL-YAML-001`.
    pub id: &'static str,
    /// The rule that failed, if one did.
    pub rule: Option<Arc<str>>,
    /// One sentence.
    pub message: String,
    /// Where.
    pub place: Option<(FileId, Span)>,
    /// Further places, each with a short text.
    pub labels: Vec<(FileId, Span, String)>,
    /// What to do.
    pub help: String,
}

/// Something worth saying that is neither a finding nor a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// One sentence.
    pub message: String,
    /// Where.
    pub place: Option<(FileId, Span)>,
}
