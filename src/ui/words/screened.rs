//! What the machine saw of a photo, as the history tells it.

use crate::domain::screening::Screened;
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
