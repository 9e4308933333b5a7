//! What the skeleton of a new rule is about until its author says otherwise.

use super::super::RuleExample;

/// A setting that is one word, and bad by that word alone.
pub(in crate::tenant) const RULE: RuleExample = RuleExample {
    section: "CustomSite",
    thing: "site",
    key: "clickjackProtectionLevel",
    bad: "AllowAllFraming",
    good: "SameOriginOnly",
    names: ["Harbour", "Quay"],
};
