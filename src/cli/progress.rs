//! A bar on standard error for work that takes longer than a second.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::lint::Progress;

/// How long work may take before a bar appears.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar. It draws nothing where standard error is no terminal.
pub(super) struct Bar {
    bar: ProgressBar,
    begun: Instant,
    shown: AtomicBool,
}

impl Bar {
    /// A bar that does not show yet. `wanted` is false where it never should.
    pub(super) fn new(wanted: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self {
            bar,
            begun: Instant::now(),
            shown: AtomicBool::new(!wanted),
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn show_when_due(&self) {
        let due = !self.shown.load(Ordering::Relaxed) && self.begun.elapsed() >= PATIENCE;
        if due && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Progress for Bar {
    fn phase(&self, name: &str, total: usize) {
        self.show_when_due();
        // From the inside out, so that no drawing in between mixes two phases.
        self.bar.set_position(0);
        self.bar.set_length(total as u64);
        self.bar.set_message(name.to_owned());
    }

    fn step(&self) {
        self.show_when_due();
        self.bar.inc(1);
    }
}
