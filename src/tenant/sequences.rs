//! Lists of names that come again: an exporter writes the fields of every profile in one order, and
//! what was found out about the list of one holds of that of the next. Names that are repeated nearly
//! always are one text in memory, so that two lists are soon told to be the same.

use std::sync::Arc;

/// How many lists are kept.
const KEPT: usize = 64;

/// A longer list is not kept, so that what is kept is little.
const LONGEST: usize = 1 << 12;

/// A shorter one is soon looked at.
const SHORTEST: usize = 4;

/// What was found out about lists.
pub(super) struct Sequences<T>(Vec<Option<Known<T>>>);

struct Known<T> {
    names: Box<[Arc<str>]>,
    found: T,
}

impl<T> Sequences<T> {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// What was found out about a list of so many names.
    pub(super) fn find<'a>(
        &self,
        length: usize,
        names: impl Iterator<Item = &'a Arc<str>> + Clone,
    ) -> Option<&T> {
        let known = self.0.get(slot(length, names.clone())?)?.as_ref()?;
        let same =
            |(one, other): (&Arc<str>, &Arc<str>)| Arc::ptr_eq(one, other) || **one == **other;
        (known.names.len() == length && known.names.iter().zip(names).all(same))
            .then_some(&known.found)
    }

    /// Keeps what was found out about a list, in the place of another.
    pub(super) fn keep<'a>(
        &mut self,
        length: usize,
        names: impl Iterator<Item = &'a Arc<str>> + Clone,
        found: T,
    ) {
        let Some(slot) = slot(length, names.clone()) else {
            return;
        };
        if self.0.is_empty() {
            self.0.resize_with(KEPT, || None);
        }
        let names = names.cloned().collect();
        self.0[slot] = Some(Known { names, found });
    }
}

/// Where a list is kept; `None` for one that is not.
fn slot<'a>(length: usize, mut names: impl Iterator<Item = &'a Arc<str>>) -> Option<usize> {
    if !(SHORTEST..=LONGEST).contains(&length) {
        return None;
    }
    let mut hash = length;
    for name in [names.next()?, names.next()?] {
        for byte in [name.len(), usize::from(*name.as_bytes().last()?)] {
            hash = (hash ^ byte).wrapping_mul(0x9e37_79b9);
        }
    }
    Some((hash >> 40) % KEPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_again_and_no_other_is_taken_for_it() {
        let names: Vec<Arc<str>> = (0..40).map(|n| format!("name{n}").into()).collect();
        let mut sequences = Sequences::new();
        let find = |sequences: &Sequences<usize>, list: &[Arc<str>]| {
            sequences.find(list.len(), list.iter()).copied()
        };
        let (mut found, mut replaced) = (0, 0);
        for first in 0..30 {
            sequences.keep(10, names[first..first + 10].iter(), first);
            assert_eq!(find(&sequences, &names[first..first + 10]), Some(first));
            for other in 0..=first {
                match find(&sequences, &names[other..other + 10]) {
                    Some(was) => {
                        assert_eq!(was, other);
                        found += 1;
                    }
                    None => replaced += 1,
                }
            }
            let mut turned = names[first..first + 10].to_vec();
            turned.swap(8, 9);
            assert_eq!(find(&sequences, &turned), None);
            assert_eq!(find(&sequences, &names[first..first + 9]), None);
            turned.swap(8, 9);
            turned[9] = String::from(&*turned[9]).into();
            assert_eq!(find(&sequences, &turned), Some(first));
        }
        assert!(found > 30 && replaced > 30, "{found} {replaced}");
        sequences.keep(2, names[..2].iter(), 1);
        assert_eq!(find(&sequences, &names[..2]), None);
    }
}
