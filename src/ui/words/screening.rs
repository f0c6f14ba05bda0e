//! Why photos were not screened, in words.

use chrono::TimeDelta;

use crate::desk::screen::{NoScreener, ScreenError, ScreenFault};
use crate::domain::checklist::ChecklistItem;
use crate::domain::finding::Verdict;
use crate::domain::reason::Reason;
use crate::domain::screening::{Doubt, ReasonFinding, Screening};
use crate::exchange::measured::{broken_words, measure_words, measured_words};
use crate::exchange::notice::reason_words;
use crate::text::Text;
use crate::ui::words::events::{refusal, specification_fault};
use crate::ui::words::numbers::grouped;
use crate::ui::words::standard::{check_fault, missing_rules, missing_words};
use crate::ui::words::store::store_words;
use crate::ui::words::when;
use crate::worker::ScreeningStatus;

/// Why one submission was not screened.
pub fn not_screened(text: &Text, why: &ScreenFault) -> String {
    match why {
        ScreenFault::Photo(error) => store_words(text, error),
        ScreenFault::Check(error) => check_fault(text, error),
    }
}

/// Why the screening ended before its end.
pub fn screen_fault(text: &Text, why: &ScreenError) -> String {
    match why {
        ScreenError::Store(error) => store_words(text, error),
        ScreenError::Record(error) => refusal(text, error),
        ScreenError::NoScreener(NoScreener::Threads(why)) => {
            text.with("screening-no-threads", &[("why", why.as_str().into())])
        }
        ScreenError::NoScreener(NoScreener::Specification(why)) => {
            specification_fault(text, "screening-specification", why)
        }
        ScreenError::NoScreener(error) => broken(text, &error.to_string()),
        ScreenError::Cancelled(_) => text.get("screening-stopped").into_owned(),
    }
}

/// The nets that come with the program can't be used: no fault of a photo's.
fn broken(text: &Text, why: &str) -> String {
    text.with("screening-broken", &[("why", why.into())])
}

/// The word for a verdict.
pub fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fails => "screening-verdict-fails",
        Verdict::Doubtful => "screening-verdict-doubtful",
        Verdict::Unknown => "screening-verdict-unknown",
        Verdict::Reviewer => "screening-verdict-reviewer",
        Verdict::Clear => "screening-verdict-clear",
    }
}

/// What the machine says of one reason: verdict, reason, and the number beside its limit.
pub fn said_words(text: &Text, screening: &Screening, said: &ReasonFinding) -> String {
    let mut parts =
        vec![text.get(verdict_key(said.verdict)).into_owned(), reason_words(text, said.reason)];
    let missing = said.missing.as_ref().map(|missing| missing_rules(text, missing));
    if let Some(missing) = missing.filter(|missing| !missing.is_empty()) {
        parts.push(missing.trim().to_owned());
    } else if let Some((one, limit)) = screening.decisive(said) {
        let value = measured_words(text, one.measure, one.value, one.uncertainty);
        let values =
            [("measure", measure_words(text, one.measure).into()), ("value", value.into())];
        parts.push(text.with("check-measured", &values));
        if let Some(limit) = limit {
            let broken = broken_words(text, one.measure, limit, said.verdict);
            parts.push(text.with("screening-limit", &[("limit", broken.into())]));
        }
    }
    if said.reason == Reason::I03 && !screening.copies.is_empty() {
        let copies: Vec<String> = screening.copies.iter().map(ToString::to_string).collect();
        let copies = copies.join(&text.get("history-comma"));
        parts.push(text.with("screening-copies", &[("submissions", copies.into())]));
    }
    parts.join(" · ")
}

/// How many findings speak against a photo.
pub fn counted_words(text: &Text, screening: &Screening) -> String {
    let doubt = screening.doubt();
    if doubt == Doubt::default() {
        return text.get("screening-nothing").into_owned();
    }
    told(text, "screening-counted", doubt)
}

/// The same for the cell of a table.
pub fn doubt_words(text: &Text, doubt: Doubt) -> String {
    told(text, "screening-doubt", doubt)
}

fn told(text: &Text, key: &str, doubt: Doubt) -> String {
    text.with(key, &[("fails", doubt.fails().into()), ("doubtful", doubt.doubtful().into())])
}

/// Why no standard photo was made, as the machine said it.
pub fn no_standard_words(text: &Text, screening: &Screening) -> String {
    let missing = screening.said.iter().find_map(|said| said.missing.as_ref());
    if let Some(missing) = missing {
        return missing_words(text, missing);
    }
    let own = |said: &&ReasonFinding| said.item == ChecklistItem::StandardMade && said.is_against();
    let said = screening.said.iter().find(own);
    said.map_or_else(
        || text.get("screening-no-standard").into_owned(),
        |said| reason_words(text, said.reason),
    )
}

/// That a photo is not screened yet, and in how long it will be; `failed`: that it could not be.
pub fn waiting_words(
    text: &Text,
    status: Option<&ScreeningStatus>,
    failed: bool,
    left: Option<String>,
) -> String {
    if failed {
        return text.get("screening-waits-failed").into_owned();
    }
    if let Some(left) = left {
        return text.with("screening-waits-for", &[("span", left.into())]);
    }
    let key = match status {
        None | Some(ScreeningStatus::Paused) => "screening-waits-paused",
        Some(ScreeningStatus::Failed(_)) => "screening-waits-stopped",
        Some(ScreeningStatus::Elsewhere) => "screening-waits-elsewhere",
        // Once all was looked at, it came in since.
        Some(ScreeningStatus::Working { .. } | ScreeningStatus::Done { .. }) => "screening-waits",
    };
    text.get(key).into_owned()
}

/// How the screening stands, for the bar and the settings.
pub fn status_words(text: &Text, status: &ScreeningStatus) -> String {
    match status {
        ScreeningStatus::Done { failed: 0 } => text.get("screening-status-done").into_owned(),
        ScreeningStatus::Done { failed } => {
            text.with("screening-status-failed", &[("n", failed.to_string().into())])
        }
        ScreeningStatus::Working { done, total, .. } => {
            let mut values =
                vec![("done", grouped(*done).into()), ("total", grouped(*total).into())];
            let left = status.left().and_then(|left| TimeDelta::from_std(left).ok());
            let Some(left) = left else { return text.with("screening-status-begun", &values) };
            values.push(("span", when::span(text, left).into()));
            text.with("screening-status-working", &values)
        }
        ScreeningStatus::Paused => text.get("screening-status-paused").into_owned(),
        ScreeningStatus::Elsewhere => text.get("screening-status-elsewhere").into_owned(),
        ScreeningStatus::Failed(why) => {
            text.with("screening-status-stopped", &[("why", screen_fault(text, why).into())])
        }
    }
}
