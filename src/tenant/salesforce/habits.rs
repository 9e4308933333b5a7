//! The fields that values of a type have, in the order in which they have them.
//!
//! Exporters write each value of a type as they wrote the last: what was found out about the fields
//! of that one holds of nearly all that follow, and only names are compared. Nothing depends on it:
//! a name that stands elsewhere is looked up.

use std::cell::RefCell;
use std::sync::Arc;

use super::super::names;
use super::types::{Field, TypeFacts};

/// How many types a thread keeps the habits of.
const TYPES: usize = 64;

/// How many fields of a type are kept; what comes behind them is looked up.
const FIELDS: usize = 128;

/// What was found out about the fields of the values of a type so far.
pub(super) struct Habits {
    facts: &'static TypeFacts,
    seen: Vec<Seen>,
    /// Where the next field of the value is looked for.
    at: usize,
}

/// A name in a value, and the field that it is of, if it is known.
struct Seen {
    name: Arc<str>,
    field: Option<&'static Field>,
}

thread_local! {
    static KEPT: RefCell<Vec<Option<Habits>>> = const { RefCell::new(Vec::new()) };
}

impl Habits {
    /// Takes those of a type, for a value or several one after the other.
    pub(super) fn of(facts: &'static TypeFacts) -> Self {
        let kept = KEPT.with_borrow_mut(|kept| kept.get_mut(slot(facts)).and_then(Option::take));
        kept.filter(|kept| std::ptr::eq(kept.facts, facts))
            .unwrap_or_else(|| Self {
                facts,
                seen: Vec::new(),
                at: 0,
            })
    }

    /// Keeps them for the next value on this thread.
    pub(super) fn keep(self) {
        KEPT.with_borrow_mut(|kept| {
            if kept.is_empty() {
                kept.resize_with(TYPES, || None);
            }
            if let Some(slot) = kept.get_mut(slot(self.facts)) {
                *slot = Some(self);
            }
        });
    }

    /// The type.
    pub(super) fn facts(&self) -> &'static TypeFacts {
        self.facts
    }

    /// Goes to the first field of a value.
    pub(super) fn begin(&mut self) {
        self.at = 0;
    }

    /// The name as a shared text, and the field of that name.
    #[inline]
    pub(super) fn next(&mut self, name: &str) -> (Arc<str>, Option<&'static Field>) {
        let seen = self.find(|seen| *seen.name == *name);
        let seen = match seen {
            Some(at) => &self.seen[at],
            None => self.look_up(name, || names::shared(name)),
        };
        (Arc::clone(&seen.name), seen.field)
    }

    /// The field of a name that nodes may share.
    #[inline]
    pub(super) fn field(&mut self, name: &Arc<str>) -> Option<&'static Field> {
        let seen = self.find(|seen| Arc::ptr_eq(&seen.name, name) || *seen.name == **name);
        match seen {
            Some(at) => self.seen[at].field,
            None => self.look_up(name, || Arc::clone(name)).field,
        }
    }

    /// Where a name stands that is the next, or the one behind that.
    #[inline]
    fn find(&mut self, is_wanted: impl Fn(&Seen) -> bool) -> Option<usize> {
        let next = self.seen.iter().skip(self.at).take(2);
        let at = self.at + next.into_iter().position(is_wanted)?;
        self.at = at + 1;
        Some(at)
    }

    /// Looks a name up and remembers it as what comes next.
    #[inline(never)]
    fn look_up(&mut self, name: &str, share: impl FnOnce() -> Arc<str>) -> &Seen {
        let seen = Seen {
            name: share(),
            field: self.facts.field(name),
        };
        let at = self.at.min(FIELDS).min(self.seen.len());
        if at == self.seen.len() {
            self.seen.push(seen);
        } else {
            self.seen[at] = seen;
        }
        self.at = at + 1;
        &self.seen[at]
    }
}

/// Where the habits of a type are kept.
fn slot(facts: &'static TypeFacts) -> usize {
    let address = std::ptr::from_ref(facts).addr();
    // The last bits of an address are alike.
    (address.wrapping_mul(0x9e37_79b9) >> 16) % TYPES
}

#[cfg(test)]
mod tests {
    use super::super::types::{metadata_types, type_facts};
    use super::*;

    /// Whatever came before, a name is of the field that the facts say.
    #[test]
    fn a_name_is_of_its_field_in_any_order() {
        let facts = type_facts("ProfileObjectPermissions").expect("the type is known");
        let mut names: Vec<String> = facts.fields.iter().map(|f| f.name.to_owned()).collect();
        names.extend((0..300).map(|number| format!("unknown{number}")));
        let mut seed = 1_usize;
        for round in 0..200 {
            let mut habits = Habits::of(facts);
            habits.begin();
            for number in 0..names.len() * (round % 2) + 20 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let at = match round % 4 {
                    0 => number,
                    _ => (seed >> 33) % names.len(),
                };
                let name = &names[at % names.len()];
                let (shared, field) = habits.next(name);
                assert_eq!(*shared, **name);
                assert_eq!(field, facts.field(name), "{name}");
                if number % 3 == 0 {
                    assert_eq!(habits.field(&shared), facts.field(name), "{name}");
                }
            }
            assert!(habits.seen.len() <= FIELDS + 1);
            habits.keep();
        }
    }

    #[test]
    fn types_do_not_take_each_others_habits() {
        // More than there is room for.
        for _ in 0..3 {
            for name in metadata_types().take(3 * TYPES) {
                let facts = type_facts(name).expect("the type is known");
                let mut habits = Habits::of(facts);
                habits.begin();
                for field in &facts.fields {
                    assert_eq!(habits.next(field.name).1, Some(field));
                }
                habits.keep();
            }
        }
    }
}
