//! Names of fields, which every component repeats: one text for many nodes.

use std::cell::RefCell;
use std::sync::Arc;

/// Longer names are not looked for.
const LONGEST: usize = 48;

/// How many names a thread keeps at least; one that takes the place of another is made again. A
/// tenant's profiles repeat the names of its objects and fields, of which it has some thousands.
const KEPT: usize = 1 << 13;

/// How many it keeps at most.
const MOST_KEPT: usize = 1 << 17;

/// A name for so many bytes of text is kept.
const BYTES_A_NAME: usize = 1 << 9;

thread_local! {
    static LAST: RefCell<Vec<Option<Arc<str>>>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for the names that are repeated in so many bytes of text. What was kept before is
/// kept where that takes the same room.
pub(super) fn expect(bytes: usize) {
    let wanted = (bytes / BYTES_A_NAME).clamp(KEPT, MOST_KEPT);
    let wanted = wanted.next_power_of_two();
    LAST.with_borrow_mut(|last| {
        if last.len() != wanted {
            *last = vec![None; wanted];
        }
    });
}

/// A name as a text that is shared with nodes made before on this thread, where it is among the
/// last.
pub(super) fn shared(name: &str) -> Arc<str> {
    if name.len() > LONGEST {
        return name.into();
    }
    let hash = hash(name.as_bytes());
    LAST.with_borrow_mut(|last| {
        if last.is_empty() {
            last.resize(KEPT, None);
        }
        // Their number is a power of two.
        let slot = hash & (last.len() - 1);
        let kept = &mut last[slot];
        match kept {
            Some(known) if **known == *name => Arc::clone(known),
            _ => Arc::clone(kept.insert(name.into())),
        }
    })
}

/// Where a name is looked for. Names that share a place cost no more than new ones.
#[inline]
fn hash(name: &[u8]) -> usize {
    let mut hash = name.len() as u64;
    let mut mix = |part: u64| hash = (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (words, rest) = name.as_chunks::<8>();
    for word in words {
        mix(u64::from_le_bytes(*word));
    }
    let mut last = 0;
    for byte in rest {
        last = last << 8 | u64::from(*byte);
    }
    mix(last);
    usize::try_from(hash >> 40).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_itself_whatever_was_asked_before() {
        for round in 0..3 {
            expect(round << 23);
            for number in 0..20_000 {
                let name = format!("name{number}");
                assert_eq!(*shared(&name), *name, "{round}");
            }
        }
        assert!(Arc::ptr_eq(&shared("allowRead"), &shared("allowRead")));
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(*shared(&long), *long);
    }
}
