//! Work on threads with a stack of their own size: deep input and deep policies must not decide
//! whether a program lives. What panics here panics in the caller.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Runs something on a thread with a stack of its own, or here where no thread
/// can be had.
pub(crate) fn on_large_stack<T: Send>(stack_bytes: usize, run: impl FnOnce() -> T + Send) -> T {
    let task = Mutex::new(Some(run));
    let take = || task.lock().unwrap_or_else(PoisonError::into_inner).take();
    let ran = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(stack_bytes)
            .spawn_scoped(scope, || take().map(|run| run()));
        thread
            .ok()
            .and_then(|t| t.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    match (ran, take()) {
        (Some(value), _) => value,
        (None, Some(run)) => run(),
        (None, None) => resume_unwind(Box::new("the work was lost")),
    }
}

/// Results of `count` tasks in their order, whatever the number of threads.
pub(crate) fn in_parallel<T: Send>(
    count: usize,
    threads: usize,
    stack_bytes: usize,
    run: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    in_parallel_with(count, threads, stack_bytes, || (), |(), task| run(task))
}

/// As [`in_parallel`], with something that each thread makes for itself and hands to its tasks.
pub(crate) fn in_parallel_with<T: Send, S>(
    count: usize,
    threads: usize,
    stack_bytes: usize,
    make: impl Fn() -> S + Sync,
    run: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(count));
    let work = || {
        let mut own = None;
        loop {
            let task = next.fetch_add(1, Ordering::Relaxed);
            if task >= count {
                return;
            }
            let value = run(own.get_or_insert_with(&make), task);
            done.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((task, value));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            let thread = std::thread::Builder::new().stack_size(stack_bytes);
            if thread.spawn_scoped(scope, work).is_err() {
                break;
            }
        }
    });
    // Where no thread could be had, the work is still to be done.
    work();
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(task, _)| *task);
    done.into_iter().map(|(_, value)| value).collect()
}
