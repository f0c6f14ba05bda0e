//! Words: the Fluent files of `assets/locales`, by language.
//!
//! On floor 1, below the screens, since notices and reports leave in both languages too.

use std::borrow::Cow;

pub use fluent_bundle::FluentValue;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};

/// A language of the program.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Lang {
    /// Simplified Chinese, the default.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The BCP 47 tag, which also names the folder in `assets/locales`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The other language.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

/// The word files: one name, the Chinese text, the English text.
macro_rules! word_files {
    ($($name:literal),* $(,)?) => {
        &[$((
            $name,
            include_str!(concat!("../../assets/locales/zh-CN/", $name, ".ftl")),
            include_str!(concat!("../../assets/locales/en/", $name, ".ftl")),
        )),*]
    };
}

/// Every word file: name, Chinese, English.
pub const FILES: &[(&str, &str, &str)] = word_files![
    "domain",
    "notice",
    "import",
    "console",
    "queue",
    "history",
    "transfer",
    "ui",
    "review",
    "cli",
    "store",
    "photo",
    "check",
    "verify",
    "withdrawal",
    "screening",
    "agreement",
    "backups",
    "delivery",
    "deliver",
    "preview",
    "measures"
];

/// The words of one language.
pub struct Text {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Text {
    /// Reads the word files of a language. If a file has a fault, the rest of it is used, and a test
    /// fails.
    pub fn new(lang: Lang) -> Self {
        let tag: unic_langid::LanguageIdentifier = lang.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Fluent would put invisible direction marks around values, which only disturb searches here.
        bundle.set_use_isolating(false);
        for (_, zh, en) in FILES {
            let source = match lang {
                Lang::Zh => *zh,
                Lang::En => *en,
            };
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { lang, bundle }
    }

    /// Which language these words are.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether there is a word for `key`.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// The word for `key`; if there is none, the key itself (a test makes sure that there always is one).
    pub fn get<'a>(&'a self, key: &'a str) -> Cow<'a, str> {
        self.format(key, None)
    }

    /// The sentence for `key` with values for its placeholders, such as `("n", 3.into())` or `("name",
    /// "李雷".into())`.
    pub fn with<'a>(&'a self, key: &'a str, values: &[(&'a str, FluentValue<'a>)]) -> String {
        let args: FluentArgs<'a> =
            values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(key, Some(&args)).into_owned()
    }

    fn format<'a>(&'a self, key: &'a str, args: Option<&'a FluentArgs<'_>>) -> Cow<'a, str> {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return Cow::Borrowed(key);
        };
        let mut faults = Vec::new();
        Cow::Owned(self.bundle.format_pattern(pattern, args, &mut faults).into_owned())
    }
}
