//! What becomes of a finding: whether somebody answers for it, and whether it grew.
//!
//! Statuses are set here and nothing is dropped. This module reads no file and prints nothing.

pub mod access;
pub mod change;
pub mod differences;
pub mod lead;
