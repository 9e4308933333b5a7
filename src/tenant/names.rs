//! Names of fields, which every component repeats: one text for many nodes.

use std::cell::RefCell;
use std::sync::Arc;

/// Longer names are not looked for.
const LONGEST: usize = 48;

/// How many names a thread keeps; one that takes the place of another is made again.
const KEPT: usize = 512;

/// A name as a text that is shared with nodes made before on this thread, where it is among the
/// last.
pub(super) fn shared(name: &str) -> Arc<str> {
    thread_local! {
        static LAST: RefCell<Vec<Option<Arc<str>>>> = const { RefCell::new(Vec::new()) };
    }
    if name.len() > LONGEST {
        return name.into();
    }
    let mix = |hash: usize, byte: &u8| (hash ^ usize::from(*byte)).wrapping_mul(0x0100_0193);
    let slot = name.as_bytes().iter().fold(name.len(), mix) % KEPT;
    LAST.with_borrow_mut(|last| {
        if last.is_empty() {
            last.resize(KEPT, None);
        }
        let kept = &mut last[slot];
        match kept {
            Some(known) if **known == *name => Arc::clone(known),
            _ => Arc::clone(kept.insert(name.into())),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_itself_whatever_was_asked_before() {
        for round in 0..3 {
            for number in 0..5_000 {
                let name = format!("name{number}");
                assert_eq!(*shared(&name), *name, "{round}");
            }
        }
        assert!(Arc::ptr_eq(&shared("allowRead"), &shared("allowRead")));
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(*shared(&long), *long);
    }
}
