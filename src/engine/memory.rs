//! What judging may take of memory. The engine counts what the whole process holds, so there is
//! one limit for all that is judged at the same time.

use std::sync::{Mutex, PoisonError};

use regorus::utils::limits::{
    LimitError, check_global_memory_limit, flush_thread_memory_counters, set_global_memory_limit,
};

/// How many are judging, so that the limit falls with the last of them.
static JUDGING: Mutex<usize> = Mutex::new(0);

/// A limit that holds until this is dropped.
pub(super) struct Budget;

impl Budget {
    /// Allows `bytes` more than the process holds now. While another budget holds, that one
    /// counts.
    pub(super) fn new(bytes: usize) -> Self {
        let mut judging = JUDGING.lock().unwrap_or_else(PoisonError::into_inner);
        if *judging == 0 {
            let held = held();
            set_global_memory_limit(Some(held.saturating_add(bytes as u64)));
        }
        *judging += 1;
        Self
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        let mut judging = JUDGING.lock().unwrap_or_else(PoisonError::into_inner);
        *judging -= 1;
        if *judging == 0 {
            set_global_memory_limit(None);
        }
    }
}

/// What the process holds, in bytes: the engine tells it only of a limit that is too low.
fn held() -> u64 {
    flush_thread_memory_counters();
    set_global_memory_limit(Some(0));
    match check_global_memory_limit() {
        Err(LimitError::MemoryLimitExceeded { usage, .. }) => usage,
        _ => 0,
    }
}
