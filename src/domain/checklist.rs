//! The checklist: the guide's seven rules, and the items a reviewer looks at under each.
//!
//! Source: 新生入学图像采集操作指南, part 03, rules 1 to 7; groups 8 and 9 hold what the guide takes
//! for granted (a sharp original, the right record).

use serde::{Deserialize, Serialize};

use super::reason::Reason;

/// A group of items: one of the guide's rules, or one of the two groups beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule(u8);

impl Rule {
    /// The guide's rules 1 to 7, then 8 (quality of the photo) and 9 (the record).
    pub const ALL: [Self; 9] =
        [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7), Self(8), Self(9)];

    /// The digit that selects the rule on the keyboard, 1 to 9.
    pub fn digit(self) -> u8 {
        self.0
    }

    /// The rule of a digit.
    pub fn from_digit(digit: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.0 == digit)
    }

    /// The items of the rule, in the order of their second digit.
    pub fn items(self) -> impl Iterator<Item = ChecklistItem> {
        ChecklistItem::ALL.into_iter().filter(move |item| item.rule() == self)
    }
}

/// 审核项: one thing a reviewer looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ChecklistItem {
    /// 白墙干净，无杂物: plain, clean white wall.
    BackgroundPlainWhite,
    /// 衣服与背景有反差: clothes contrast with the wall.
    BackgroundClothingContrast,
    /// 距墙约一米，无投影: about 1 m from the wall: no cast shadow.
    BackgroundWallDistance,
    /// 光线充足: well lit: neither dark nor burnt out.
    LightingExposure,
    /// 拍至胸部的半身: half-body, down to the chest.
    FramingHalfBody,
    /// 画面中只有本人: exactly one person.
    FramingSinglePerson,
    /// 后置摄像头，非自拍: rear camera, not a selfie.
    FramingRearCamera,
    /// 本人照片: the student in person (against the reference photo).
    FramingOwnPerson,
    /// 露出耳朵和额头: ears and forehead visible.
    FaceEarsForehead,
    /// 头部正视镜头: head straight to the lens (yaw, pitch, roll).
    FaceFrontal,
    /// 肩膀齐平: shoulders level.
    FaceShouldersLevel,
    /// 双眼自然睁开: eyes open.
    FaceEyesOpen,
    /// 嘴唇自然闭合: lips closed.
    FaceLipsClosed,
    /// 表情自然: natural expression.
    FaceNeutralExpression,
    /// 不戴有色眼镜，镜片无反光: no tinted lenses, no glare (habitual wearers may wear glasses).
    WearGlasses,
    /// 无头饰、耳饰、项链: no head ornaments, earrings, necklaces.
    WearOrnaments,
    /// 单色有领正装: plain, collared, formal.
    ClothingCollaredPlain,
    /// 不穿蓝色衣服: not blue.
    ClothingNotBlue,
    /// 不臃肿、不无袖、不低胸: not bulky, sleeveless or low-cut.
    ClothingDecent,
    /// 无阴影、无阴阳脸: no shadow on the face, no half-lit face.
    LightingEvenFace,
    /// 素颜，无化妆: no make-up.
    NaturalBareFace,
    /// 无美颜: no beauty filter.
    NaturalNoBeautify,
    /// 无美瞳: no coloured contact lenses.
    NaturalNoColouredLenses,
    /// 清晰: in focus, no motion blur.
    QualitySharpness,
    /// 分辨率足够: enough pixels for the standard photo without enlarging.
    QualityResolution,
    /// 原始照片，非翻拍或截图: an original photo: no screenshot, no photo of a photo.
    QualityOriginal,
    /// 无偏色、无红眼: natural colour, no red-eye.
    QualityColour,
    /// 无畸变，机位平视: no distortion, camera at eye height.
    FramingPerspective,
    /// 标准照合格: the standard photo is right.
    StandardMade,
    /// 学籍信息相符、未重复: record matches, no duplicate.
    RecordMatches,
}

/// Why a text is not the code of a checklist item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no checklist item has the code {0:?}")]
pub struct NotAnItem(pub String);

impl ChecklistItem {
    /// Every item, by rule and then by its own digit.
    pub const ALL: [Self; 30] = [
        Self::BackgroundPlainWhite,
        Self::BackgroundClothingContrast,
        Self::BackgroundWallDistance,
        Self::LightingExposure,
        Self::FramingHalfBody,
        Self::FramingSinglePerson,
        Self::FramingRearCamera,
        Self::FramingOwnPerson,
        Self::FaceEarsForehead,
        Self::FaceFrontal,
        Self::FaceShouldersLevel,
        Self::FaceEyesOpen,
        Self::FaceLipsClosed,
        Self::FaceNeutralExpression,
        Self::WearGlasses,
        Self::WearOrnaments,
        Self::ClothingCollaredPlain,
        Self::ClothingNotBlue,
        Self::ClothingDecent,
        Self::LightingEvenFace,
        Self::NaturalBareFace,
        Self::NaturalNoBeautify,
        Self::NaturalNoColouredLenses,
        Self::QualitySharpness,
        Self::QualityResolution,
        Self::QualityOriginal,
        Self::QualityColour,
        Self::FramingPerspective,
        Self::StandardMade,
        Self::RecordMatches,
    ];

    /// Its code, its two digits on the keyboard, and the reasons that can explain why it failed.
    fn row(self) -> (&'static str, (u8, u8), &'static [Reason]) {
        match self {
            Self::BackgroundPlainWhite => ("background.plain_white", (1, 1), &[Reason::B01]),
            Self::BackgroundClothingContrast => {
                ("background.clothing_contrast", (1, 2), &[Reason::B03])
            }
            Self::BackgroundWallDistance => ("background.wall_distance", (1, 3), &[Reason::B02]),
            Self::LightingExposure => ("lighting.exposure", (1, 4), &[Reason::L03, Reason::L04]),
            Self::FramingHalfBody => ("framing.half_body", (2, 1), &[Reason::C02]),
            Self::FramingSinglePerson => ("framing.single_person", (2, 2), &[Reason::B04]),
            Self::FramingRearCamera => ("framing.rear_camera", (2, 3), &[Reason::C01]),
            Self::FramingOwnPerson => ("framing.own_person", (2, 4), &[Reason::I01]),
            Self::FaceEarsForehead => ("face.ears_forehead", (3, 1), &[Reason::P04, Reason::P05]),
            Self::FaceFrontal => ("face.frontal", (3, 2), &[Reason::P01, Reason::P02]),
            Self::FaceShouldersLevel => ("face.shoulders_level", (3, 3), &[Reason::P03]),
            Self::FaceEyesOpen => ("face.eyes_open", (3, 4), &[Reason::P08]),
            Self::FaceLipsClosed => ("face.lips_closed", (3, 5), &[Reason::P06]),
            Self::FaceNeutralExpression => ("face.neutral_expression", (3, 6), &[Reason::P07]),
            Self::WearGlasses => ("wear.glasses", (4, 1), &[Reason::G01, Reason::G02, Reason::G03]),
            Self::WearOrnaments => ("wear.ornaments", (4, 2), &[Reason::G04, Reason::G05]),
            Self::ClothingCollaredPlain => {
                ("clothing.collared_plain", (5, 1), &[Reason::D02, Reason::D04])
            }
            Self::ClothingNotBlue => ("clothing.not_blue", (5, 2), &[Reason::D01]),
            Self::ClothingDecent => ("clothing.decent", (5, 3), &[Reason::D03, Reason::D05]),
            Self::LightingEvenFace => ("lighting.even_face", (6, 1), &[Reason::L01, Reason::L02]),
            Self::NaturalBareFace => ("natural.bare_face", (7, 1), &[Reason::M02]),
            Self::NaturalNoBeautify => ("natural.no_beautify", (7, 2), &[Reason::M01]),
            Self::NaturalNoColouredLenses => ("natural.no_coloured_lenses", (7, 3), &[Reason::M03]),
            Self::QualitySharpness => ("quality.sharpness", (8, 1), &[Reason::C03]),
            Self::QualityResolution => ("quality.resolution", (8, 2), &[Reason::C04]),
            Self::QualityOriginal => {
                ("quality.original", (8, 3), &[Reason::F01, Reason::F02, Reason::F03, Reason::F04])
            }
            Self::QualityColour => ("quality.colour", (8, 4), &[Reason::L05]),
            Self::FramingPerspective => ("framing.perspective", (8, 5), &[Reason::C05]),
            Self::StandardMade => (
                "standard.made",
                (8, 6),
                &[
                    Reason::S01,
                    Reason::S02,
                    Reason::S03,
                    Reason::S04,
                    Reason::S05,
                    Reason::S06,
                    Reason::S07,
                ],
            ),
            Self::RecordMatches => ("record.matches", (9, 1), &[Reason::I02, Reason::I03]),
        }
    }

    /// The stored code, such as `face.frontal`.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The item of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.code() == code)
    }

    /// The rule the item belongs to.
    pub fn rule(self) -> Rule {
        Rule(self.row().1.0)
    }

    /// The two digits that mark the item on the keyboard: its rule's, then its own (both from 1).
    pub fn digits(self) -> (u8, u8) {
        self.row().1
    }

    /// The item of two digits.
    pub fn from_digits(rule: u8, own: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.digits() == (rule, own))
    }

    /// The reasons that can explain why the item failed, most usual first.
    pub fn reasons(self) -> &'static [Reason] {
        self.row().2
    }

    /// Those of its reasons that may explain a retake, most usual first.
    pub fn reasons_for_retake(self) -> impl Iterator<Item = Reason> {
        self.reasons().iter().copied().filter(|reason| reason.fits_retake())
    }
}

impl TryFrom<String> for ChecklistItem {
    type Error = NotAnItem;

    fn try_from(code: String) -> Result<Self, NotAnItem> {
        Self::from_code(&code).ok_or(NotAnItem(code))
    }
}

impl From<ChecklistItem> for String {
    fn from(item: ChecklistItem) -> Self {
        item.code().to_owned()
    }
}
