//! Work on threads with a stack of their own size: deep input and deep policies must not decide
//! whether a program lives. What panics here panics in the caller.
//!
//! A thread costs a small run more than its work does, so that one is started only where this one's
//! stack is too small, or where others may work beside it.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Scope, ScopedJoinHandle};

/// What the frames may take that stand on a stack before work begins that asks for one, in bytes.
const BENEATH_BYTES: usize = 1 << 20;

thread_local! {
    /// How large a stack the work on this thread may ask for, in bytes; unknown where it is none of
    /// ours.
    static HAS: Cell<usize> = const { Cell::new(0) };
}

/// Whether work that asks for a stack may run on this thread.
fn has(stack_bytes: usize) -> bool {
    HAS.get() >= stack_bytes
}

/// A thread on which work may run that asks for a stack, if one can be had.
fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    stack_bytes: usize,
    run: impl FnOnce() -> T + Send + 'scope,
) -> Option<ScopedJoinHandle<'scope, T>> {
    let thread = std::thread::Builder::new().stack_size(stack_bytes.saturating_add(BENEATH_BYTES));
    let run = move || {
        HAS.set(stack_bytes);
        run()
    };
    thread.spawn_scoped(scope, run).ok()
}

/// Runs something with so large a stack, or here where no thread can be had.
pub(crate) fn on_large_stack<T: Send>(stack_bytes: usize, run: impl FnOnce() -> T + Send) -> T {
    if has(stack_bytes) {
        return run();
    }
    let task = Mutex::new(Some(run));
    let take = || task.lock().unwrap_or_else(PoisonError::into_inner).take();
    let ran = std::thread::scope(|scope| {
        spawn(scope, stack_bytes, || take().map(|run| run()))
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
    let here = has(stack_bytes);
    std::thread::scope(|scope| {
        for _ in usize::from(here)..threads.min(count) {
            if spawn(scope, stack_bytes, work).is_none() {
                break;
            }
        }
        if here {
            work();
        }
    });
    // Where no thread could be had, the work is still to be done.
    work();
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(task, _)| *task);
    done.into_iter().map(|(_, value)| value).collect()
}

#[cfg(test)]
mod tests {
    use std::thread::current;

    use super::*;

    const SMALL: usize = 1 << 20;

    #[test]
    fn work_that_has_its_stack_starts_no_thread() {
        let (outer, inner, larger) = on_large_stack(2 * SMALL, || {
            let id = || current().id();
            (
                id(),
                on_large_stack(SMALL, id),
                on_large_stack(4 * SMALL, id),
            )
        });
        assert_ne!(
            outer,
            current().id(),
            "a thread of a test has no such stack"
        );
        assert_eq!(inner, outer);
        assert_ne!(larger, outer);
    }

    #[test]
    fn results_stand_in_order_whoever_works() {
        let squares = |threads| in_parallel(100, threads, SMALL, |n| n * n);
        let alone: Vec<usize> = (0..100).map(|n| n * n).collect();
        assert_eq!(squares(3), alone);
        assert_eq!(on_large_stack(SMALL, || squares(3)), alone);
        assert_eq!(on_large_stack(SMALL, || squares(1)), alone);
    }

    #[test]
    fn one_thread_is_the_one_that_asks() {
        let (own, others) = on_large_stack(SMALL, || {
            let ids = in_parallel(10, 1, SMALL, |_| current().id());
            (current().id(), ids)
        });
        assert!(others.iter().all(|id| *id == own));
    }
}
