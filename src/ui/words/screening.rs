//! Why photos were not screened, in words.

use crate::desk::look::CheckError;
use crate::desk::screen::{NoScreener, ScreenError, ScreenFault};
use crate::text::Text;
use crate::ui::words::events::refusal;
use crate::ui::words::pictures::photo_fault;
use crate::ui::words::store::store_words;

/// Why one submission was not screened.
pub fn not_screened(text: &Text, why: &ScreenFault) -> String {
    match why {
        ScreenFault::Photo(error) => store_words(text, error),
        ScreenFault::Check(CheckError::Photo(error)) => photo_fault(text, error),
        ScreenFault::Check(CheckError::Read(why)) => why.clone(),
        ScreenFault::Check(CheckError::Vision(error)) => broken(text, &error.to_string()),
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
        ScreenError::NoScreener(error) => broken(text, &error.to_string()),
        ScreenError::Cancelled(_) => text.get("screening-stopped").into_owned(),
    }
}

/// The nets or the specification that come with the program can't be used: no fault of a photo's.
fn broken(text: &Text, why: &str) -> String {
    text.with("screening-broken", &[("why", why.into())])
}
