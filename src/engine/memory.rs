//! What judging may take of memory. The engine counts what the whole process holds, and knows one
//! limit for all of it: what several runs in one process are allowed adds up, and while one of
//! them loads its policies there is no limit, so that no run fails another's loading.

use std::sync::{Mutex, MutexGuard, PoisonError};

use regorus::utils::limits::set_global_memory_limit;

static RUNNING: Mutex<Running> = Mutex::new(Running {
    judging: 0,
    loading: 0,
    limit: 0,
});

/// Who is at work in this process.
struct Running {
    judging: usize,
    loading: usize,
    /// What the process held when the first of those who judge began, and what all of them are
    /// allowed, in bytes.
    limit: u64,
}

impl Running {
    fn lock() -> MutexGuard<'static, Self> {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn apply(&self) {
        let counts = self.judging > 0 && self.loading == 0;
        set_global_memory_limit(counts.then_some(self.limit));
    }
}

/// An allowance for judging. There is a limit until the last one is dropped.
#[derive(Debug)]
pub struct Budget {
    bytes: u64,
}

impl Budget {
    /// Allows `bytes` more than the process holds now, or than it is allowed already.
    pub fn new(bytes: usize) -> Self {
        Self::of(bytes as u64)
    }

    /// Makes something while others judge, and allows for as long as it is held what it takes of
    /// the memory of this thread, so that it does not count as theirs.
    pub fn beside<T>(make: impl FnOnce() -> T) -> (T, Self) {
        let before = own();
        let made = make();
        let taken = own().saturating_sub(before);
        (made, Self::of(u64::try_from(taken).unwrap_or(0)))
    }

    fn of(bytes: u64) -> Self {
        let mut running = Running::lock();
        if running.judging == 0 {
            running.limit = held();
        }
        running.judging += 1;
        running.limit = running.limit.saturating_add(bytes);
        running.apply();
        Self { bytes }
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        let mut running = Running::lock();
        running.judging -= 1;
        running.limit = running.limit.saturating_sub(self.bytes);
        running.apply();
    }
}

/// Policies are being loaded: no limit holds until this is dropped. What it takes to load them is
/// bounded by their size.
pub(super) struct Pause;

impl Pause {
    pub(super) fn new() -> Self {
        let mut running = Running::lock();
        running.loading += 1;
        running.apply();
        Self
    }
}

impl Drop for Pause {
    fn drop(&mut self) {
        let mut running = Running::lock();
        running.loading -= 1;
        running.apply();
    }
}

/// What this thread holds, in bytes; below zero where it let go of what others had made.
fn own() -> i64 {
    let (_, thread) = regorus_mimalloc::allocation_stats_snapshot();
    thread.allocated
}

/// What the process holds, in bytes.
fn held() -> u64 {
    let (process, _) = regorus_mimalloc::allocation_stats_snapshot();
    process.allocated
}
