//! What the machine saw of a photo, as the history tells it.

use crate::domain::screening::Screened;
use crate::domain::standardised_again::{ChosenByHand, StandardisedAgain};
use crate::exchange::notice::reason_words;
use crate::text::Text;

/// What the machine saw: whether anything speaks against the photo, and whether there is a standard photo.
pub fn screened_words(text: &Text, screened: &Screened) -> String {
    let standard = match screened.standard_photo {
        Some(_) => "history-screened-standard",
        None => "history-screened-no-standard",
    };
    let Some(screening) = &screened.screening else {
        return text.get("history-event-screened").into_owned();
    };
    let mut found = Vec::new();
    for said in screening.against() {
        let words = reason_words(text, said.reason);
        if !found.contains(&words) {
            found.push(words);
        }
    }
    let found = if found.is_empty() {
        text.get("history-screened-nothing").into_owned()
    } else {
        found.join(&text.get("history-comma"))
    };
    let values = [("found", found.as_str().into()), ("standard", text.get(standard).into())];
    text.with("history-event-screened-found", &values)
}

/// That a standard photo was made again: why, and by what crop and cut-out.
pub fn standardised_words(text: &Text, again: &StandardisedAgain) -> String {
    let reasons: Vec<String> =
        again.reasons.iter().map(|reason| reason_words(text, *reason)).collect();
    let ChosenByHand { crop, refinement, tightness } = again.chosen;
    let values = [
        ("reasons", reasons.join(&text.get("history-comma")).into()),
        ("crop", crop.map(hundredths).join(",").into()),
        ("refinement", hundredths(refinement.into()).into()),
        ("tightness", hundredths(tightness.into()).into()),
    ];
    text.with("history-event-standardised_again", &values)
}

/// A number of hundredths, as the command line takes it.
fn hundredths(number: i64) -> String {
    (number as f64 / 100.0).to_string()
}
