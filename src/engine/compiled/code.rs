//! What the build makes of a rule of a bundled policy: steps over numbered slots, so that nothing
//! is looked up by name and no text is parsed when the program runs.
//!
//! A slot is written by one step and read by later ones. A step that fails ends the attempt; one
//! that iterates goes on with the steps behind it for each member.

use serde::{Deserialize, Serialize};

/// A number of a slot in the frame of the rule that runs.
pub(crate) type Slot = u16;

/// A rule or function by its place in the list of all.
pub(crate) type RuleNumber = u16;

/// A value that the policy states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Constant {
    Null,
    Bool(bool),
    Whole(i64),
    /// Any other number, as it is written.
    Number(String),
    Text(String),
    List(Vec<Constant>),
    Set(Vec<Constant>),
    Object(Vec<(Constant, Constant)>),
}

/// What a step reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Atom {
    /// By its number among those of the rule.
    Constant(u16),
    Slot(Slot),
    Input,
}

/// One step.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Step {
    /// Fails where there is no such value.
    Let(Slot, Operation),
    /// Fails where the value is false or there is none.
    Holds(Operation),
    Compare(Order, Atom, Atom),
    /// Goes on with each member; with none where it is no collection.
    Each {
        of: Atom,
        key: Option<Slot>,
        value: Option<Slot>,
    },
    /// Whether it is a list of this length.
    Length(Atom, u16),
    Not(Vec<Step>),
    /// Whether the steps succeed for each member.
    Every {
        of: Atom,
        key: Option<Slot>,
        value: Slot,
        steps: Vec<Step>,
    },
}

/// What gives a value, or none.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Operation {
    Copy(Atom),
    Rule(RuleNumber),
    /// What stands below a value, step by step.
    Below(Atom, Vec<Atom>),
    /// A function of the program, by its number among those of the rule.
    Builtin(u16, Vec<Atom>),
    Function(RuleNumber, Vec<Atom>),
    List(Vec<Atom>),
    Set(Vec<Atom>),
    Object(Vec<(Atom, Atom)>),
    ListOf(Vec<Step>, Atom),
    SetOf(Vec<Step>, Atom),
    ObjectOf(Vec<Step>, Atom, Atom),
    Compare(Order, Atom, Atom),
    Calculate(Sign, Atom, Atom),
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Order {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
    Unequal,
}

/// An operator that gives a number or a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sign {
    Plus,
    Minus,
    Times,
    By,
    Rest,
    Both,
    Either,
}

/// What a rule or function is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// One value.
    Value,
    /// The value of a function; the first slots are its arguments.
    Function(u16),
    /// A set.
    Set,
    /// An object, or one of objects or sets.
    Object,
}

/// What an attempt gives.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Head {
    /// The value, or a member of the set.
    Value(Atom),
    /// A value below these keys.
    At(Vec<Atom>, Atom),
    /// A member of the set below these keys.
    MemberAt(Vec<Atom>, Atom),
}

/// Steps, and what stands behind them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Branch {
    pub(crate) steps: Vec<Step>,
    pub(crate) head: Head,
}

/// A rule with all its parts. Of a part, the first branch that succeeds counts.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) kind: Kind,
    pub(crate) slots: u16,
    pub(crate) constants: Vec<Constant>,
    /// The names of the functions of the program that it calls.
    pub(crate) builtins: Vec<String>,
    pub(crate) parts: Vec<Vec<Branch>>,
}
