//! Why a photo can't be shown, in words.

use crate::exchange::photo_values;
use crate::photo::PhotoError;
use crate::text::Text;
use crate::ui::words::store::store_words;
use crate::worker::PictureFault;

/// Where the words stand: the same fault asks for something else where nothing is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// On the review screen, with what the reviewer can do.
    Review,
    /// In the history of a submission.
    History,
}

impl Where {
    fn key(self, fault: &PictureFault) -> &'static str {
        match (self, fault) {
            (Self::Review, PictureFault::Missing(_)) => "review-photo-missing",
            (Self::Review, PictureFault::Altered) => "review-photo-altered",
            (Self::Review, PictureFault::Undecodable(_)) => "review-photo-undecodable",
            (Self::History, PictureFault::Missing(_)) => "history-photo-missing",
            (Self::History, PictureFault::Altered) => "history-photo-altered",
            (Self::History, PictureFault::Undecodable(_)) => "history-photo-undecodable",
        }
    }
}

/// What is wrong with a photo, and what to do.
pub fn picture_fault(text: &Text, place: Where, fault: &PictureFault) -> String {
    let why = match fault {
        PictureFault::Missing(error) => store_words(text, error),
        PictureFault::Altered => return text.get(place.key(fault)).into_owned(),
        PictureFault::Undecodable(error) => photo_fault(text, error),
    };
    text.with(place.key(fault), &[("why", why.into())])
}

/// Why a photo can't be read, in words.
pub fn photo_fault(text: &Text, error: &PhotoError) -> String {
    text.with(&format!("photo-{}", error.code()), &photo_values(error))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::photo::Kind;
    use crate::store::{Cause, FileTask, StoreError};
    use crate::text::Lang;
    use crate::ui::words::tests::is_chinese;

    /// What a decoder or the system says, in its own language.
    const SAID: &str = "unheard-of marker";

    fn every_fault() -> Vec<PictureFault> {
        let gone = StoreError::File {
            task: FileTask::Read,
            cause: Cause::Missing,
            why: SAID.to_owned(),
            path: "photos/ab/cd.jpg".into(),
        };
        let small = PhotoError::TooSmall { width: 9, height: 9, min_short: 480, min_long: 640 };
        let mut all = vec![PictureFault::Missing(gone), PictureFault::Altered];
        let photos = [
            PhotoError::NotAnImage,
            PhotoError::Empty,
            PhotoError::Damaged,
            PhotoError::Profile,
            PhotoError::RareJpeg,
            PhotoError::Truncated,
            PhotoError::TooSlow,
            PhotoError::Unreadable(SAID.to_owned()),
            PhotoError::DecoderFailed,
            PhotoError::TooManyBytes { bytes: 70 << 20, limit: 60 << 20 },
            PhotoError::TooManyPixels { width: 9, height: 9 },
            small,
        ];
        let kinds = Kind::ALL.map(PhotoError::Unsupported);
        all.extend(photos.into_iter().chain(kinds).map(PictureFault::Undecodable));
        all
    }

    #[test]
    fn every_fault_of_a_picture_has_its_own_words_in_both_languages() {
        for text in Lang::ALL.map(Text::new) {
            for place in [Where::Review, Where::History] {
                let mut told = BTreeSet::new();
                for fault in every_fault() {
                    let words = picture_fault(&text, place, &fault);
                    let whole = !words.contains("photo-") && !words.contains(['{', '}']);
                    assert!(whole, "{words}");
                    let chinese = text.lang() == Lang::En || is_chinese(&words, &[SAID]);
                    assert!(chinese, "{words}");
                    assert!(told.insert(words), "two faults, one sentence: {fault:?}");
                }
            }
        }
    }

    #[test]
    fn what_a_decoder_said_is_for_the_log_and_not_for_people() {
        for text in Lang::ALL.map(Text::new) {
            let fault = PictureFault::Undecodable(PhotoError::Unreadable(SAID.to_owned()));
            let words = picture_fault(&text, Where::Review, &fault);
            assert!(!words.contains(SAID), "{words}");
        }
    }
}
