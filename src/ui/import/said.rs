//! Sentences that are drawn in every frame: put into words once, and anew in another language.

use crate::text::{Lang, Text};

/// Sentences as they are shown; nothing before they are drawn first.
#[derive(Debug, Default)]
pub(super) struct WordedOnce(Option<(Lang, Vec<String>)>);

impl WordedOnce {
    /// The sentences in the language of `text`; `word` makes them where they are not known in it.
    pub(super) fn in_words(
        &mut self,
        text: &Text,
        word: impl FnOnce(&Text) -> Vec<String>,
    ) -> &[String] {
        let known = self.0.take().filter(|(lang, _)| *lang == text.lang());
        let (_, said) = self.0.insert(known.unwrap_or_else(|| (text.lang(), word(text))));
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_worded_once_in_each_language() {
        let (mut said, mut worded) = (WordedOnce::default(), 0);
        for (lang, expected) in [(Lang::Zh, 1), (Lang::Zh, 1), (Lang::En, 2), (Lang::En, 2)] {
            let words = said.in_words(&Text::new(lang), |text| {
                worded += 1;
                vec![text.get("preview-title").into_owned()]
            });
            assert_eq!(words, [Text::new(lang).get("preview-title").into_owned()]);
            assert_eq!(worded, expected);
        }
    }
}
