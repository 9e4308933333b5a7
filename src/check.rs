//! What tenantlint says in its own name, apart from policies: severities and the checks with
//! ids `TL-...`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How bad a finding is, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; never fails a run by default.
    Info,
    /// Weakens a defence a little.
    Low,
    /// Weakens a defence.
    Medium,
    /// Exposes data or access under ordinary conditions.
    High,
    /// Exposes data or access now.
    Critical,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Self; 5] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Info,
    ];

    /// The word for it in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|v| v.as_str() == s)
            .ok_or_else(|| format!("`{s}` is no severity: critical, high, medium, low or info"))
    }
}

/// Declares the checks in one place: variant, id, severity, title, why it matters, what to do.
macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $severity:ident, $title:literal, $why:literal, $remedy:literal;)+) => {
        /// One of our own checks. Ids are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Check { $(#[doc = $title] $(#[$doc])* $name,)+ }

        impl Check {
            /// All checks in order of their ids.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The id, such as `TL-YAML-001`.
            pub fn id(self) -> &'static str { match self { $(Self::$name => $id,)+ } }

            /// The severity of its findings. An error of the same id makes exit code 2 whatever it is.
            pub fn severity(self) -> Severity { match self { $(Self::$name => Severity::$severity,)+ } }

            /// A few words.
            pub fn title(self) -> &'static str { match self { $(Self::$name => $title,)+ } }

            /// Why it matters.
            pub fn description(self) -> &'static str { match self { $(Self::$name => $why,)+ } }

            /// What to do.
            pub fn remediation(self) -> &'static str { match self { $(Self::$name => $remedy,)+ } }
        }
    };
}

checks! {
    YamlSyntax = "TL-YAML-001", Critical, "Text that is no YAML",
        "A file that cannot be parsed cannot be judged, so nothing in it counts as safe.",
        "Correct the text at the place shown.";
    YamlDuplicateKey = "TL-YAML-002", Critical, "One key twice in one mapping",
        "Readers of YAML disagree on which of the two counts, so a file could be judged by one value and deployed with the other.",
        "Keep one of the two entries.";
    YamlAmbiguousBoolean = "TL-YAML-003", High, "A word that only some readers take for a boolean",
        "`yes`, `no`, `on`, `off`, `y` and `n` are booleans in YAML 1.1 and text in YAML 1.2. Each rule is judged under each reading.",
        "Write `true` or `false`.";
    YamlAmbiguousScalar = "TL-YAML-004", Info, "A scalar that readers take differently",
        "Numbers with leading zeros, underscores or colons, dates and `=` mean different things in YAML 1.1 and 1.2.",
        "Put quotes around it, or write it in a form that every reader takes alike.";
    YamlHiddenCharacter = "TL-YAML-005", High, "A character that does not show",
        "Bidirectional controls and unusual line breaks make a text look different from what a program reads.",
        "Remove the character, or write it as an escape in double quotes.";
    YamlNumber = "TL-YAML-006", Medium, "A number that does not survive",
        "Infinities, not-a-number, negative zero and integers beyond 2^53 are not the same number in every program.",
        "Write it as text in quotes, or as a number that fits.";
    YamlEncoding = "TL-YAML-007", Info, "A text that is not UTF-8",
        "A file in UTF-16 or UTF-32 was transcoded to be judged; byte offsets count the UTF-8 text.",
        "Save the file as UTF-8.";
    YamlLimit = "TL-YAML-008", Critical, "A text beyond a limit",
        "A file that is deeper, longer or more expansive than the limits allow is not judged, so nothing in it counts as safe.",
        "Split the file, or raise the limit in `tenantlint.yaml` under `limits`.";
    YamlAlias = "TL-YAML-009", Critical, "An alias that cannot be resolved",
        "An alias without an anchor, or one that holds itself, stands for nothing.",
        "Write the value where it is used.";
    YamlQuotedBoolean = "TL-YAML-010", Info, "A boolean in quotes",
        "The text spells a boolean where one is wanted, and is read as that boolean.",
        "Remove the quotes.";
    XmlSyntax = "TL-XML-001", Critical, "Text that is no XML",
        "A file that cannot be parsed cannot be judged, so nothing in it counts as safe.",
        "Correct the text at the place shown.";
    XmlDoctype = "TL-XML-002", Critical, "A document type in XML",
        "A document type can make a few bytes stand for gigabytes, or for the content of other files. No metadata needs one.",
        "Remove the `<!DOCTYPE ...>`.";
    TableSyntax = "TL-CSV-001", Critical, "Text that is no table",
        "A table whose cells cannot be told apart is not read, so what it says does not count.",
        "Put quotes around cells that hold commas, quotes or line breaks, and double the quotes inside.";
    TomlSyntax = "TL-TOML-001", Critical, "Text that is no TOML",
        "A file that cannot be parsed cannot be judged, so nothing in it counts as safe.",
        "Correct the text at the place shown.";
    CodeSyntax = "TL-CODE-001", Critical, "Code that ends too early",
        "A class whose brackets do not close cannot be judged, so what it does is not known.",
        "Restore the file; the platform would not take it either.";
    FileLfsPointer = "TL-FILE-001", Critical, "A pointer in the place of a file",
        "Git LFS keeps the file elsewhere, so what it holds was not judged.",
        "Fetch the file (`git lfs pull`), or keep settings out of Git LFS.";
    FileConflict = "TL-FILE-002", Critical, "An unfinished merge",
        "Which of the two sides will count is not decided yet, so neither was judged.",
        "Finish the merge, and remove the markers.";
    FileUntold = "TL-FILE-003", Critical, "Hidden files that git cannot tell about",
        "What an ignore file hides is deployed all the same where git tracks it, so that it is judged. Here git could not be asked.",
        "Let git answer: install it, or trust the repository (`git config --global --add safe.directory FOLDER`); or leave the files out with `exclude`.";
    ShapeType = "TL-SHAPE-001", High, "A value of the wrong type",
        "A setting of the wrong type cannot be judged, and no platform accepts it.",
        "Write a value of the type that the message names.";
    ShapeUnknownKey = "TL-SHAPE-002", Low, "A key that the type does not have",
        "A misspelt key is silently without effect. Vendors also add fields, so it may be new.",
        "Correct the spelling, or leave it if the platform knows it.";
    TenantConflict = "TL-TENANT-001", High, "Two files disagree about one setting",
        "Which of the two is deployed last decides; the worse reading is judged.",
        "Make the two places agree, or keep one of them.";
    TenantFileName = "TL-TENANT-002", Critical, "Content and file name name different types",
        "A file that claims one type by its name and another by its content could be judged as the harmless one.",
        "Rename the file, or correct the type in it.";
    TenantUnrecognised = "TL-TENANT-003", Info, "A file that no platform recognises",
        "Nothing in it was judged.",
        "Give the type by a `_tag` key or by the file name, or leave the file out of the tenant.";
    TenantCoverage = "TL-TENANT-004", High, "A claim about coverage that the files contradict",
        "A tenant that claims to hold what it does not would make absence look like safety.",
        "Correct `coverage`, or export what is missing.";
    TenantDuplicateName = "TL-TENANT-005", Critical, "One name twice, but for its case",
        "The platform compares names without case, so the two are one thing with two definitions.",
        "Keep one of the two.";
    TenantNothing = "TL-TENANT-006", Critical, "Nothing to judge",
        "A run that was given nothing says nothing about safety.",
        "Name at least one file or folder that holds a tenant's settings.";
    TenantReplaced = "TL-TENANT-007", Medium, "A file that the deploy changes",
        "A project can have text replaced on its way to the tenant, from files or from the environment. What is judged here is not what will be there.",
        "Keep settings that rules read out of `replacements`, or judge the result of the replacement.";
    TenantDeleted = "TL-TENANT-008", Info, "A component that the deploy deletes",
        "Destructive changes name a component that stands in the project, and it was judged as if it stayed.",
        "Remove its file, or take it out of the destructive changes.";
    TenantOutside = "TL-TENANT-009", Info, "A part of the project that lies elsewhere",
        "A package directory outside the project is deployed with it, and was not read.",
        "Name that folder too, or judge from the folder that holds both.";
    TreeUnreadable = "TL-TREE-001", Critical, "A tree that git cannot give",
        "The tree that was asked for, or the one that it is compared with, cannot be read, so that nothing was judged.",
        "Fetch what is missing, or name another revision.";
    ChangeSoftens = "TL-CHANGE-001", High, "A change that softens its own judge",
        "Configuration, waivers, baseline and policies come from the tree that a change starts from. What the change itself loosens in them was not applied, and would let the next change pass.",
        "Take it out of the change, or let the owner of the settings accept it on purpose: `--accept-governance`.";
    ChangeUnseen = "TL-CHANGE-002", High, "A component that is no longer judged",
        "A component that the export no longer holds is still there in the tenant, with all that is wrong with it.",
        "Restore it to the export; or delete it in the tenant too, and name it in the files that say what is deleted.";
    WaiverMalformed = "TL-WAIVER-001", High, "A waiver that is not understood",
        "A comment that was meant to waive a finding and does not say which, why, who answers for it and until when waives nothing.",
        "Write `tenantlint: waive RULE until YYYY-MM-DD by OWNER: REASON` into the comment, or take it away.";
    WaiverExpired = "TL-WAIVER-002", Medium, "A waiver that is over",
        "The day until which somebody answered for the finding has passed, so that the finding counts again.",
        "Mend what it waived and take it away, or agree on it anew and write a later day.";
    WaiverUnused = "TL-WAIVER-003", Low, "A waiver that takes no finding",
        "What it waived is gone, or it was never written right. It could take a finding that comes later and that nobody has looked at.",
        "Take it away, or correct what it names. What it is to match is in the report: rule, subject and fingerprint.";
    WaiverTooBroad = "TL-WAIVER-004", High, "A waiver that takes too much",
        "A waiver of several rules, of no subject, of a pattern or of several components also takes findings that nobody has looked at. It is not applied.",
        "Write a waiver for each finding, or say `broad: true` if it is meant.";
    WaiverTooLong = "TL-WAIVER-005", Medium, "A waiver that lasts too long",
        "A waiver has to be looked at again. One that ends later than `max-waiver-days` allows is not applied.",
        "Write an earlier day.";
    BaselineStale = "TL-BASELINE-001", Info, "An entry of the baseline that is no longer true",
        "The finding is gone. While its entry stays, the same finding would not count if it came back.",
        "Run `tenantlint baseline --prune`, which removes it.";
    ConfigInvalid = "TL-CONFIG-001", Critical, "A mistake in the configuration",
        "A setting that is not understood could be the one that was meant to protect.",
        "Correct the place shown; `tenantlint schema config` prints what is allowed.";
    PolicyInvalid = "TL-POLICY-001", Critical, "A policy that cannot be used",
        "A policy that does not load judges nothing.",
        "Correct the place shown.";
    PolicyUnsafe = "TL-POLICY-002", Critical, "A policy that cannot be trusted to answer",
        "The construct could drop violations without a word, reach outside, or run without an end.",
        "Rewrite it as the message says.";
    PolicyFailed = "TL-POLICY-003", Critical, "A policy that failed while it judged",
        "What the rule would have said is not known.",
        "Correct the policy, or report the failure.";
    PolicyResult = "TL-POLICY-004", Critical, "A policy whose violations break the contract",
        "A violation without a message, with a path that is none, or with the identity of another cannot be told apart or placed.",
        "Give each violation a `message`, an `at` path and an `identity` of its own.";
    PolicyUnknownKey = "TL-POLICY-005", Low, "A policy that asks for a key that no tenant has",
        "What is not there is undefined in Rego, without a word: a rule with a misspelt key never fires. Platforms also add keys, so it may be new.",
        "Correct the spelling; or leave it if the platform knows it, and set the severity of this check to `info`.";
    PolicyUnused = "TL-POLICY-006", Low, "A rule of a policy that nothing uses",
        "A rule that neither `deny`, `not_evaluated` nor a test uses says nothing. If it was meant to, the policy misses what it would find.",
        "Use it, correct its name, or take it away.";
    PolicyMetadata = "TL-POLICY-007", Low, "METADATA with a key that has no meaning",
        "A misspelt key is without effect, and what it was meant to say is missing.",
        "Correct the spelling. Keys of your own are free below `custom`.";
    PolicyPlace = "TL-POLICY-008", Low, "A place that has nothing to do with the violation",
        "A reader is sent to a place where nothing can be mended: the violation stays whatever stands there. `tenantlint test` takes each stated place of the examples away, the entry around it too, and gives it other values, to see that.",
        "State the path of what makes the violation true.";
}

impl FromStr for Check {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|c| c.id() == s).ok_or(())
    }
}
