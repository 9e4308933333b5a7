//! tenantlint: a policy-as-code linter for the settings of SaaS tenants.
//!
//! The modules in order; each uses only those above it:
//!
//! 1. [`embedded`]: the files that are part of the program
//! 2. `threads`: work on threads with a stack of their own
//! 3. [`source`]: texts, spans, lines and columns
//! 4. [`check`]: severities and what the program says in its own name
//! 5. [`document`]: text to spanned tree
//! 6. [`fix`]: edits to texts that keep all else
//! 7. [`finding`]: findings, places, fingerprints: plain data
//! 8. [`tenant`]: documents to tenants in one canonical shape, the only place that knows platforms
//! 9. [`rule`]: rule folders to a set of rules
//! 10. [`engine`]: one rule, one tenant, one outcome
//! 11. [`locate`]: causes of a violation that names no place
//! 12. [`assess`]: who answers for a finding, and whether it grew
//! 13. [`report`]: a report as bytes, a format a file
//! 14. [`host`]: the only input and output
//! 15. [`lint`]: the pipeline on one screen
//! 16. [`jobs`]: what runs the pipeline in other ways
//! 17. [`cli`]: arguments and configuration to settings

#![deny(clippy::disallowed_methods, unreachable_pub)]

pub mod assess;
pub mod check;
pub mod cli;
pub mod document;
pub mod embedded;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod host;
pub mod jobs;
pub mod lint;
pub mod locate;
pub mod report;
pub mod rule;
pub mod source;
pub mod tenant;
mod threads;
