//! The pre-pass: what the engine is known to answer wrongly is rewritten where the meaning is
//! certain, and refused with its place where it is not.
//!
//! | # | Rego | what is done |
//! |---|---|---|
//! | B1 | a head that can be undefined | bound in the body: `contains h if { ...; h := E }` |
//! | B2 | `with input as E` | `E` is bound first |
//! | B3, B4 | a local name that shadows another | renamed |
//! | B5 | `some x in E` where `E` may be no collection | a guard gives an empty one |
//! | B7 | undefined arguments of a negated call | bound first |
//! | B8 | object patterns | refused |
//! | B9 | `sprintf` that would give nothing | refused |
//! | B10 | recursion | refused, see [`names`] |
//! | B11 | unknown names and functions, wrong numbers of arguments | refused |
//! | B12 | `p[k] contains v` without any member | a rule without members makes it an empty object |
//!
//! The build takes the bundled policies through it as well, so it uses nothing of the program but
//! the modules `source` and `check`.

mod builtins;
pub(crate) mod names;
mod order;
pub(crate) mod spans;
pub(crate) mod text;
mod walk;

use std::num::NonZeroU32;

use regorus::unstable::{Module, Parser, Source};

pub(crate) use walk::{EACH, MEMBER, MEMBER_AT, Refusal, Walked, children, walk};

/// Parses a text without comments as Rego v1. `name` is what the engine's errors call it.
///
/// # Errors
/// What the engine says.
pub(crate) fn parse(name: String, text: &str) -> Result<Module, String> {
    let source = Source::from_contents(name, text.to_owned()).map_err(|e| e.to_string())?;
    let mut parser = Parser::new(&source).map_err(|e| e.to_string())?;
    parser.set_max_col(NonZeroU32::MAX);
    parser.enable_rego_v1().map_err(|e| e.to_string())?;
    parser.parse().map_err(|e| e.to_string())
}
