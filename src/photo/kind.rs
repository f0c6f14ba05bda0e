//! Kinds of files that are known and not taken as photos.

/// A kind of file that is known by its first bytes, or a kind of picture by its header, and not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture format by its usual name, such as `TIFF`.
    Picture(&'static str),
    /// A camera's own format, by its usual name, such as `DNG`.
    Raw(&'static str),
    /// A document or archive, by its usual name, such as `PDF`.
    Document(&'static str),
    /// A film.
    Film,
    /// A web page: what a site says in place of the picture.
    WebPage,
    /// A PNG or WebP of several pictures, by its usual name: which of them is the photo, nobody can say.
    Animated(&'static str),
    /// A PNG as Apple packs it into programs (CgBI), which only they can read.
    ApplePng,
    /// A JPEG with arithmetic coding.
    ArithmeticJpeg,
    /// A JPEG of 12 bits a sample.
    TwelveBitJpeg,
    /// A lossless JPEG.
    LosslessJpeg,
    /// A JPEG whose height stands behind its pixels (DNL).
    LateHeightJpeg,
    /// A HEIF picture of a build that is not read here.
    RareHeif,
}

impl Kind {
    /// Every kind, of those with a name one each.
    pub const ALL: [Self; 12] = [
        Self::Picture("TIFF"),
        Self::Raw("DNG"),
        Self::Document("PDF"),
        Self::Film,
        Self::WebPage,
        Self::Animated("WebP"),
        Self::ApplePng,
        Self::ArithmeticJpeg,
        Self::TwelveBitJpeg,
        Self::LosslessJpeg,
        Self::LateHeightJpeg,
        Self::RareHeif,
    ];

    /// A code for reports and text keys, such as `photo-film`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Picture(_) => "unsupported",
            Self::Raw(_) => "raw",
            Self::Document(_) => "document",
            Self::Film => "film",
            Self::WebPage => "web-page",
            Self::Animated(_) => "animated",
            Self::ApplePng => "apple-png",
            Self::ArithmeticJpeg => "jpeg-arithmetic",
            Self::TwelveBitJpeg => "jpeg-12-bit",
            Self::LosslessJpeg => "jpeg-lossless",
            Self::LateHeightJpeg => "jpeg-late-height",
            Self::RareHeif => "rare-heif",
        }
    }

    /// The format's usual name, where the words need it.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Picture(name) | Self::Raw(name) | Self::Document(name) | Self::Animated(name) => {
                Some(name)
            }
            _ => None,
        }
    }
}
