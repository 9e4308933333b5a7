//! The pre-pass: what the engine is known to answer wrongly is rewritten where the meaning is
//! certain, and refused with its place where it is not.
//!
//! | # | Rego | what is done |
//! |---|---|---|
//! | B1, B18 | a head that can be undefined, or that computes a step | bound in the body: `contains h if { ...; h := E }` |
//! | B2 | `with input as E` | `E` is bound first |
//! | B3, B4 | a local name that shadows another | renamed |
//! | B5 | `some x in E` where `E` may be no collection | a guard gives an empty one |
//! | B6 | `f(null)` without a body | given the value `true` |
//! | B7 | undefined arguments of a negated call | bound first |
//! | B8 | object patterns | a name, and tests of all keys; refused where none can follow |
//! | B9 | `sprintf` that would give nothing | written as Go does; refused in ours |
//! | B10 | recursion | refused, see [`names`] |
//! | B11 | unknown names and functions, wrong numbers of arguments | refused |
//! | B12 | an object of sets or objects without any member | a rule without members makes it an empty object |
//! | B13 | `some i` behind a loop | taken out: no name needs it |
//! | B14 | `x := walk(y)` | `walk(y, x)` |
//! | B15 | a line that starts with a parenthesis | a semicolon before it |
//! | B16 | a term that iterates | bound in the body |
//! | B17 | several bodies of a rule with a value, before Rego 1.0 | refused |
//! | B20 | a name that is imported | written as its full path |
//!
//! B21, a package that is taken as a whole, is mended where modules are given to an engine.
//! `docs/upstream` has a page for each. In modules of others, functions and operators are called by
//! other names, under which they answer as in OPA where they fail.
//!
//! The build takes the bundled policies through it as well, so it uses nothing of the program but
//! the modules `source` and `check`.

pub(crate) mod builtins;
pub(crate) mod facts;
pub(crate) mod names;
pub(crate) mod natives;
mod order;
pub(crate) mod spans;
pub(crate) mod strip;
pub(crate) mod text;
mod walk;

use std::num::NonZeroU32;

use regorus::unstable::{Module, Parser, Source};

#[allow(unused_imports, reason = "the build has names of its own")]
pub(crate) use walk::Names;
pub(crate) use walk::{
    AS_OPA, AsWritten, EACH, GIVEN, MEMBER, MEMBER_AT, NOW, Refusal, Walked, children, walk,
};

/// The package of all modules that the build prepared, in the engine.
pub(crate) const FLAT: &str = "__tl";

/// The name in that package of a rule or function, by its number.
pub(crate) fn flat(number: usize) -> String {
    format!("{}{number}", text::RESERVED)
}

/// The rule of that package that answers what a rule is asked for, by the number of its `deny`: a
/// list of its sets.
pub(crate) fn asked(deny: usize) -> String {
    format!("{}_asked", flat(deny))
}

/// The rule of that package that answers what a model says: a set of names and values.
pub(crate) fn said(package: &str) -> String {
    format!("{}said_{}", text::RESERVED, package.replace('.', "_"))
}

/// Parses a text without comments, as Rego v1 or else v0. `name` is what the engine's errors call
/// it.
///
/// # Errors
/// What the engine says.
pub(crate) fn parse(name: String, text: &str, v1: bool) -> Result<Module, String> {
    let source = Source::from_contents(name, text.to_owned()).map_err(|e| e.to_string())?;
    let mut parser = Parser::new(&source).map_err(|e| e.to_string())?;
    parser.set_max_col(NonZeroU32::MAX);
    if v1 {
        parser.enable_rego_v1().map_err(|e| e.to_string())?;
    }
    parser.parse().map_err(|e| e.to_string())
}
