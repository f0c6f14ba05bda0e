//! How far an import or an export is, on one line of a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use crate::desk::progress::{Progress, Stage};
use crate::text::Text;
use crate::ui::words::when;

/// One line on a terminal that says how far it is, how fast, and how long it will take.
pub(super) struct Meter<'a> {
    text: &'a Text,
    terminal: bool,
    begun: Option<(Stage, Instant)>,
}

impl<'a> Meter<'a> {
    /// Nothing is shown yet.
    pub(super) fn new(text: &'a Text) -> Self {
        Self { text, terminal: std::io::stderr().is_terminal(), begun: None }
    }

    /// Shows how far it is. Nobody stops anything here but by ending the program.
    pub(super) fn show(&mut self, progress: Progress) -> ControlFlow<()> {
        if self.terminal {
            self.draw(progress);
        }
        ControlFlow::Continue(())
    }

    fn draw(&mut self, progress: Progress) {
        let begun = match self.begun {
            Some((stage, begun)) if stage == progress.stage => begun,
            _ => Instant::now(),
        };
        self.begun = Some((progress.stage, begun));
        // Back to the line's begin, and the rest of what stood there wiped out.
        let mut terminal = std::io::stderr();
        let line = pace(self.text, progress, begun.elapsed());
        drop(write!(terminal, "\r{line}\x1b[K").and_then(|()| terminal.flush()));
    }

    /// Leaves the line as it is.
    pub(super) fn end(self) {
        if self.terminal {
            drop(writeln!(std::io::stderr()));
        }
    }
}

/// How far, how fast, and how long still.
fn pace(text: &Text, progress: Progress, since: Duration) -> String {
    let mut words = text.get(progress.stage.key()).into_owned();
    if progress.total == 0 {
        return words;
    }
    let values =
        [("done", progress.done.to_string().into()), ("total", progress.total.to_string().into())];
    words.push(' ');
    words.push_str(&text.with("transfer-done-of", &values));
    let seconds = since.as_secs_f64();
    if seconds >= 1.0 && progress.done > 0 {
        let rate = progress.done as f64 / seconds;
        words.push_str(&text.with("transfer-rate", &[("rate", format!("{rate:.1}").into())]));
        let left = progress.total.saturating_sub(progress.done) as f64 / rate;
        let left = when::span(text, TimeDelta::seconds(left as i64));
        words.push_str(&text.with("transfer-left", &[("span", left.into())]));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_pace_says_how_far_how_fast_and_how_long() {
        let text = Text::new(Lang::Zh);
        let progress = Progress { stage: Stage::Photos, done: 60, total: 180, bytes: 0 };
        let said = pace(&text, progress, Duration::from_secs(30));
        for part in ["检查照片", "60", "180", "2.0", "1 分"] {
            assert!(said.contains(part), "{said}");
        }
        let begun = Progress { done: 0, total: 0, ..progress };
        assert_eq!(pace(&text, begun, Duration::ZERO), "检查照片");
    }
}
