//! Bundled policies as the build compiled them.
//!
//! The engine interprets trees: a step of a loop costs it some ten thousand instructions, a call of
//! a function six thousand, and each start parses and analyses the text. The build knows the text
//! of bundled policies, so it leaves steps over numbered slots instead ([`code`]), which are run
//! here over the engine's values and with its functions ([`machine`]). Where a rule fails, the
//! engine is asked the same, and its answer is the one that counts: this part never words an error.

pub(crate) mod code;
mod functions;
mod machine;
mod program;
mod reads;

pub(super) use machine::{Halt, Machine, Pending};
pub(super) use reads::same;
