//! What a caller wants to know of a photo; what is not asked for is not run.

/// Something that the nets can tell of a photo, beside its faces, which are always looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Contours of the eyes and the irises.
    Eyes,
    /// The 478 landmarks, with finer lips and lids.
    Landmarks,
    /// Eyes closed, jaw open, smile. Takes the 478 landmarks along.
    Expressions,
    /// Where the shoulders are, and how much they slant.
    Shoulders,
    /// Persons and things in the picture; also where there is no face.
    Objects,
    /// Headwear, ears, bare shoulders, collar, pattern.
    Attributes,
    /// Which pixels are the person's.
    Matte,
}

impl Need {
    /// Every need.
    pub const ALL: [Self; 7] = [
        Self::Eyes,
        Self::Landmarks,
        Self::Expressions,
        Self::Shoulders,
        Self::Objects,
        Self::Attributes,
        Self::Matte,
    ];
}

/// A set of needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs(u8);

impl Needs {
    /// Only the faces, with the mesh of the largest one.
    pub const FACES: Self = Self(0);

    /// All that the nets can tell.
    pub const ALL: Self = Self::of(&Need::ALL);

    /// These needs, and what they rest on.
    pub const fn of(needs: &[Need]) -> Self {
        let mut set = 0;
        let mut left = needs;
        while let [first, rest @ ..] = left {
            set |= 1 << *first as u8;
            if matches!(first, Need::Expressions) {
                set |= 1 << Need::Landmarks as u8;
            }
            left = rest;
        }
        Self(set)
    }

    /// Whether this is asked for.
    pub const fn has(self, need: Need) -> bool {
        self.0 & (1 << need as u8) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Need, Needs};

    #[test]
    fn a_set_has_what_it_was_made_of_and_what_that_rests_on() {
        assert!(Need::ALL.iter().all(|need| Needs::ALL.has(*need)));
        assert!(!Need::ALL.iter().any(|need| Needs::FACES.has(*need)));
        let some = Needs::of(&[Need::Expressions, Need::Matte]);
        let has: Vec<Need> = Need::ALL.into_iter().filter(|need| some.has(*need)).collect();
        assert_eq!(has, [Need::Landmarks, Need::Expressions, Need::Matte]);
    }
}
