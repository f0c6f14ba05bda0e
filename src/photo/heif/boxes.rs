//! Boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2), and the numbers in them.

/// The boxes of a stretch of bytes, in order. Ends where a box goes beyond the end.
pub(super) struct Boxes<'a> {
    rest: &'a [u8],
}

/// A box: its name and its contents.
pub(super) type Held<'a> = (&'a [u8], &'a [u8]);

impl<'a> Boxes<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The contents of the first box of this name.
    pub(super) fn find(bytes: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
        Self::of(bytes).find(|(own, _)| *own == name).map(|(_, held)| held)
    }

    /// What is left when no whole box follows.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Held<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut fields = Fields(self.rest);
        let size = u64::from(fields.four()?);
        let name = fields.bytes(4)?;
        let (begin, size) = match size {
            // Up to the end.
            0 => (8, self.rest.len()),
            1 => (16, usize::try_from(fields.eight()?).ok()?),
            size => (8, usize::try_from(size).ok()?),
        };
        let held = self.rest.get(begin..size)?;
        self.rest = self.rest.get(size..)?;
        Some((name, held))
    }
}

/// Numbers one after the other, the highest byte first.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of so many bytes, at most 8; 0 if there are none.
    pub(super) fn number(&mut self, count: usize) -> Option<u64> {
        let taken = self.bytes(count)?;
        Some(taken.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    pub(super) fn one(&mut self) -> Option<u8> {
        self.number(1).map(|value| value as u8)
    }

    pub(super) fn two(&mut self) -> Option<u16> {
        self.number(2).map(|value| value as u16)
    }

    pub(super) fn four(&mut self) -> Option<u32> {
        self.number(4).map(|value| value as u32)
    }

    pub(super) fn eight(&mut self) -> Option<u64> {
        self.number(8)
    }

    /// A number of four bytes, or of two.
    pub(super) fn wide(&mut self, is_wide: bool) -> Option<u32> {
        if is_wide { self.four() } else { self.two().map(u32::from) }
    }

    /// The version and the flags of a full box.
    pub(super) fn version(&mut self) -> Option<(u8, u32)> {
        let both = self.four()?;
        Some(((both >> 24) as u8, both & 0x00FF_FFFF))
    }
}
