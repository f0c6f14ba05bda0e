//! Reasons (canonical): why a submission is not approved, and what each leads to.

use serde::{Deserialize, Serialize};

/// A canonical reason, named by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// 原图背景杂乱或非白墙: cluttered or not a white wall.
    B01,
    /// 背景有阴影: shadow on the background.
    B02,
    /// 衣服与背景反差不足: clothes too close to the background.
    B03,
    /// 画面有他人或物体: another person or object.
    B04,
    /// 疑似自拍或前置摄像头: selfie or front camera.
    C01,
    /// 未拍到胸口，非半身: not half-body.
    C02,
    /// 照片模糊: blurred.
    C03,
    /// 分辨率过低: resolution too low.
    C04,
    /// 畸变或机位过高过低: distortion, camera too high or low.
    C05,
    /// 头部倾斜，双眼不水平: head tilted.
    P01,
    /// 未正视镜头: not facing the lens.
    P02,
    /// 双肩不平或侧身: shoulders not level.
    P03,
    /// 耳朵未露出: ears not visible.
    P04,
    /// 额头或眉毛被遮挡: forehead or brows covered.
    P05,
    /// 嘴唇未闭合: lips not closed.
    P06,
    /// 表情不自然: expression not natural.
    P07,
    /// 闭眼或眼睛被遮挡: eyes closed or covered.
    P08,
    /// 有色眼镜: tinted lenses.
    G01,
    /// 镜片反光: glare on lenses.
    G02,
    /// 镜框遮挡眼睛: frame covers an eye.
    G03,
    /// 佩戴头饰或帽子: headwear (religious, medical, cultural cover that hides no face: supervisor's logged waiver).
    G04,
    /// 佩戴耳环或项链: earrings or necklace.
    G05,
    /// 衣服为蓝色: blue clothes.
    D01,
    /// 图案复杂或条纹: complex pattern or stripes.
    D02,
    /// 无袖、吊带或低领: sleeveless, straps, low cut.
    D03,
    /// 无领或不够正式: no collar or informal.
    D04,
    /// 衣服臃肿、连帽或奇装异服: bulky, hooded, odd.
    D05,
    /// 面部有阴影: shadow on the face.
    L01,
    /// 阴阳脸: half-lit face.
    L02,
    /// 过曝或高光: overexposed.
    L03,
    /// 过暗: too dark.
    L04,
    /// 偏色或红眼: colour cast or red-eye.
    L05,
    /// 美颜或滤镜: beauty filter.
    M01,
    /// 化妆明显: visible make-up.
    M02,
    /// 佩戴美瞳: coloured contact lenses.
    M03,
    /// 抠图残留、缺损或白边: matting defect.
    S01,
    /// 头顶距离不合格: crown position.
    S02,
    /// 眼睛位置不合格: eye position.
    S03,
    /// 头部过大或过小: face size.
    S04,
    /// 背景色不合格: wrong background.
    S05,
    /// 尺寸、大小或格式不合格: file specification.
    S06,
    /// 标准化改变容貌、镜像或旋转: standardisation altered, flipped or rotated.
    S07,
    /// 翻拍照片或屏幕: re-photographed.
    F01,
    /// 修图、换脸或AI生成: edited or AI-made.
    F02,
    /// 非近期照片: not recent.
    F03,
    /// 重复提交已驳回照片: the same rejected photo again.
    F04,
    /// 疑似非本人: not the same person.
    I01,
    /// 学籍信息不符: enrolment mismatch.
    I02,
    /// 重复申请或已通过: duplicate or already approved.
    I03,
    /// 其他（须填写说明）: other, note required.
    Z01,
}

/// Which decisions a reason may stand under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadsTo {
    /// The student shoots again, free of charge.
    Retake,
    /// The submission itself is not acceptable.
    Reject,
    /// The reviewer chooses between the two.
    Either,
    /// Neither: the standard photo is ours to make again, and the student does nothing.
    Standardise,
    /// The standard photo is made again, or, where the original has no room for it, the student shoots again.
    StandardiseOrRetake,
}

impl Reason {
    /// Every reason, by group and number.
    pub const ALL: [Self; 50] = [
        Self::B01,
        Self::B02,
        Self::B03,
        Self::B04,
        Self::C01,
        Self::C02,
        Self::C03,
        Self::C04,
        Self::C05,
        Self::P01,
        Self::P02,
        Self::P03,
        Self::P04,
        Self::P05,
        Self::P06,
        Self::P07,
        Self::P08,
        Self::G01,
        Self::G02,
        Self::G03,
        Self::G04,
        Self::G05,
        Self::D01,
        Self::D02,
        Self::D03,
        Self::D04,
        Self::D05,
        Self::L01,
        Self::L02,
        Self::L03,
        Self::L04,
        Self::L05,
        Self::M01,
        Self::M02,
        Self::M03,
        Self::S01,
        Self::S02,
        Self::S03,
        Self::S04,
        Self::S05,
        Self::S06,
        Self::S07,
        Self::F01,
        Self::F02,
        Self::F03,
        Self::F04,
        Self::I01,
        Self::I02,
        Self::I03,
        Self::Z01,
    ];

    /// Its code, and the decisions under which it may stand.
    fn row(self) -> (&'static str, LeadsTo) {
        match self {
            Self::B01 => ("B01", LeadsTo::Retake),
            Self::B02 => ("B02", LeadsTo::Retake),
            Self::B03 => ("B03", LeadsTo::Retake),
            Self::B04 => ("B04", LeadsTo::Retake),
            Self::C01 => ("C01", LeadsTo::Retake),
            Self::C02 => ("C02", LeadsTo::Retake),
            Self::C03 => ("C03", LeadsTo::Retake),
            Self::C04 => ("C04", LeadsTo::Retake),
            Self::C05 => ("C05", LeadsTo::Retake),
            Self::P01 => ("P01", LeadsTo::Retake),
            Self::P02 => ("P02", LeadsTo::Retake),
            Self::P03 => ("P03", LeadsTo::Retake),
            Self::P04 => ("P04", LeadsTo::Retake),
            Self::P05 => ("P05", LeadsTo::Retake),
            Self::P06 => ("P06", LeadsTo::Retake),
            Self::P07 => ("P07", LeadsTo::Retake),
            Self::P08 => ("P08", LeadsTo::Retake),
            Self::G01 => ("G01", LeadsTo::Retake),
            Self::G02 => ("G02", LeadsTo::Retake),
            Self::G03 => ("G03", LeadsTo::Retake),
            Self::G04 => ("G04", LeadsTo::Retake),
            Self::G05 => ("G05", LeadsTo::Retake),
            Self::D01 => ("D01", LeadsTo::Retake),
            Self::D02 => ("D02", LeadsTo::Retake),
            Self::D03 => ("D03", LeadsTo::Retake),
            Self::D04 => ("D04", LeadsTo::Retake),
            Self::D05 => ("D05", LeadsTo::Retake),
            Self::L01 => ("L01", LeadsTo::Retake),
            Self::L02 => ("L02", LeadsTo::Retake),
            Self::L03 => ("L03", LeadsTo::Retake),
            Self::L04 => ("L04", LeadsTo::Retake),
            Self::L05 => ("L05", LeadsTo::Retake),
            Self::M01 => ("M01", LeadsTo::Retake),
            Self::M02 => ("M02", LeadsTo::Retake),
            Self::M03 => ("M03", LeadsTo::Retake),
            Self::S01 => ("S01", LeadsTo::Standardise),
            Self::S02 => ("S02", LeadsTo::StandardiseOrRetake),
            Self::S03 => ("S03", LeadsTo::StandardiseOrRetake),
            Self::S04 => ("S04", LeadsTo::StandardiseOrRetake),
            Self::S05 => ("S05", LeadsTo::Standardise),
            Self::S06 => ("S06", LeadsTo::Standardise),
            Self::S07 => ("S07", LeadsTo::Standardise),
            Self::F01 => ("F01", LeadsTo::Either),
            Self::F02 => ("F02", LeadsTo::Reject),
            Self::F03 => ("F03", LeadsTo::Retake),
            Self::F04 => ("F04", LeadsTo::Retake),
            Self::I01 => ("I01", LeadsTo::Reject),
            Self::I02 => ("I02", LeadsTo::Reject),
            Self::I03 => ("I03", LeadsTo::Reject),
            Self::Z01 => ("Z01", LeadsTo::Either),
        }
    }

    /// The code, such as `P02`.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The reason of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Which decisions it may stand under.
    pub fn leads_to(self) -> LeadsTo {
        self.row().1
    }

    /// May explain a retake.
    pub fn fits_retake(self) -> bool {
        matches!(self.leads_to(), LeadsTo::Retake | LeadsTo::Either | LeadsTo::StandardiseOrRetake)
    }

    /// May explain a rejection.
    pub fn fits_reject(self) -> bool {
        matches!(self.leads_to(), LeadsTo::Reject | LeadsTo::Either)
    }

    /// Takes effect only when a second person agrees: an accusation of forgery or impersonation.
    pub fn needs_second_person(self) -> bool {
        matches!(self, Self::F02 | Self::I01)
    }

    /// Says nothing by itself, so a note is required.
    pub fn needs_note(self) -> bool {
        matches!(self, Self::Z01)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::checklist::{ChecklistItem, Rule};

    #[test]
    fn codes_and_digits_lead_back() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
        }
        for item in ChecklistItem::ALL {
            assert_eq!(ChecklistItem::from_code(item.code()), Some(item));
            let (rule, own) = item.digits();
            assert_eq!(ChecklistItem::from_digits(rule, own), Some(item));
        }
    }

    #[test]
    fn no_two_items_share_digits() {
        let items: BTreeSet<_> = ChecklistItem::ALL.iter().map(|item| item.digits()).collect();
        assert_eq!(items.len(), ChecklistItem::ALL.len());
        let by_rule: usize = Rule::ALL.iter().map(|rule| rule.items().count()).sum();
        assert_eq!(by_rule, ChecklistItem::ALL.len());
    }

    /// One digit must do, and a reason that two items share could be taken away at either.
    #[test]
    fn reasons_are_few_enough_for_a_digit_and_belong_to_one_item() {
        let mut seen = BTreeSet::new();
        for item in ChecklistItem::ALL {
            assert!(item.reasons_for_retake().count() <= 9, "{}", item.code());
            assert!(item.reasons().iter().all(|reason| seen.insert(*reason)), "{}", item.code());
        }
        assert!(Reason::ALL.iter().filter(|reason| reason.fits_reject()).count() <= 9);
    }

    #[test]
    fn every_reason_but_other_explains_an_item() {
        for reason in Reason::ALL.into_iter().filter(|reason| *reason != Reason::Z01) {
            let explains = ChecklistItem::ALL.iter().any(|item| item.reasons().contains(&reason));
            assert!(explains, "{}", reason.code());
        }
    }

    #[test]
    fn stored_forms_are_the_codes() {
        let stored = serde_json::to_string(&Reason::P02).expect("text");
        assert_eq!(stored, "\"P02\"");
        let stored = serde_json::to_string(&ChecklistItem::FaceFrontal).expect("text");
        assert_eq!(stored, "\"face.frontal\"");
    }
}
