//! What the rule that is being compiled has: slots, constants, functions, and the names in reach.

use std::collections::BTreeMap;

use super::{Compiled, Refused, number};
use crate::code::{Atom, Constant, Slot};

/// The names of a query or body, innermost last: each with what it is bound to, if it is already.
type Names = Vec<BTreeMap<String, Option<Atom>>>;

/// A rule's own numbers and names.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) constants: Vec<Constant>,
    /// The functions of the program that it calls.
    pub(super) builtins: Vec<String>,
    /// How many slots its longest attempt takes.
    pub(super) slots: Slot,
    names: Names,
    next: Slot,
}

/// Where a statement is tried, to come back to if it cannot stand there.
pub(super) struct Mark {
    names: Names,
    next: Slot,
}

impl Frame {
    /// Begins an attempt: no name is in reach, no slot is taken.
    pub(super) fn begin(&mut self) {
        self.names = vec![BTreeMap::new()];
        self.next = 0;
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            names: self.names.clone(),
            next: self.next,
        }
    }

    pub(super) fn back_to(&mut self, mark: Mark) {
        self.names = mark.names;
        self.next = mark.next;
    }

    /// Names from here on are those of a query within.
    pub(super) fn enter(&mut self) {
        self.names.push(BTreeMap::new());
    }

    pub(super) fn leave(&mut self) {
        self.names.pop();
    }

    /// Says that this query will bind a name.
    pub(super) fn declare(&mut self, name: String) {
        self.innermost().entry(name).or_insert(None);
    }

    /// Whether a query around this one declares a name.
    pub(super) fn is_of_outer(&self, name: &str) -> bool {
        let mut outer = self.names.iter().rev().skip(1);
        outer.any(|names| names.contains_key(name))
    }

    /// What a name is bound to.
    pub(super) fn bound(&self, name: &str) -> Option<Atom> {
        let mut names = self.names.iter().rev();
        names.find_map(|names| names.get(name)).copied().flatten()
    }

    /// Binds a name.
    pub(super) fn name(&mut self, name: &str, atom: Atom) {
        self.innermost().insert(name.to_owned(), Some(atom));
    }

    fn innermost(&mut self) -> &mut BTreeMap<String, Option<Atom>> {
        if self.names.is_empty() {
            self.names.push(BTreeMap::new());
        }
        let last = self.names.len() - 1;
        &mut self.names[last]
    }

    /// A new slot.
    pub(super) fn slot(&mut self) -> Compiled<Slot> {
        let slot = self.next;
        self.next = slot
            .checked_add(1)
            .ok_or_else(|| Refused::Unknown("too many slots".to_owned()))?;
        self.slots = self.slots.max(self.next);
        Ok(slot)
    }

    /// A constant, each of them once.
    pub(super) fn constant(&mut self, value: Constant) -> Compiled<Atom> {
        number(place_of(&mut self.constants, value)).map(Atom::Constant)
    }

    /// The number of a function of the program.
    pub(super) fn builtin(&mut self, name: String) -> Compiled<u16> {
        number(place_of(&mut self.builtins, name))
    }
}

/// Where a value stands in a list, to which it is added where it does not yet.
fn place_of<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    let known = list.iter().position(|known| *known == value);
    known.unwrap_or_else(|| {
        list.push(value);
        list.len() - 1
    })
}
