//! How far a long run is, on stderr where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of `steps` for what is being done, with the time that is left at this pace.
#[must_use]
pub fn bar(what: &'static str, steps: usize) -> ProgressBar {
    // The template is ours; should it ever be wrong, the library's own does.
    let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let steps = u64::try_from(steps).unwrap_or(u64::MAX);
    ProgressBar::new(steps).with_style(style).with_message(what)
}
