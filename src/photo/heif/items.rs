//! The items of a HEIF file: which is the photo, where their bytes lie, what is said of them (ISO/IEC 23008-12;
//! ISO/IEC 14496-12, 8.11).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::PhotoError;
use super::boxes::{Boxes, Fields, Held};

/// Most items of a file. Phones write a hundred.
const MOST_ITEMS: usize = 20_000;

/// Where an item's bytes lie.
struct ItemLocation {
    /// In the file (0), in the box `idat` (1), or in another item.
    method: u16,
    /// Each part's beginning and length; a length of 0 goes to the end.
    parts: Vec<(u64, u64)>,
}

/// What the box `meta` says.
pub(super) struct Items<'a> {
    file: &'a [u8],
    own_data: &'a [u8],
    /// The item that is the photo.
    pub(super) primary: u32,
    kinds: BTreeMap<u32, &'a [u8]>,
    places: BTreeMap<u32, ItemLocation>,
    /// Kind of reference, from which item, to which.
    references: Vec<(&'a [u8], u32, Vec<u32>)>,
    properties: Vec<Held<'a>>,
    /// The properties of each item, in order.
    linked: BTreeMap<u32, Vec<usize>>,
}

impl<'a> Items<'a> {
    /// Reads the box `meta`. A file without one is cut off, if a box of it is.
    pub(super) fn read(file: &'a [u8]) -> Result<Self, PhotoError> {
        let mut boxes = Boxes::of(file);
        let meta = boxes.find(|(name, _)| *name == b"meta").map(|(_, held)| held);
        let Some(meta) = meta else {
            let has_film = Boxes::find(file, b"moov").is_some();
            let is_cut = !boxes.rest().is_empty() || !has_film;
            return Err(if is_cut { PhotoError::Truncated } else { super::rare() });
        };
        Self::of_meta(file, meta.get(4..).unwrap_or_default()).ok_or_else(super::rare)
    }

    fn of_meta(file: &'a [u8], meta: &'a [u8]) -> Option<Self> {
        let mut primary = Fields(Boxes::find(meta, b"pitm")?);
        let (version, _) = primary.version()?;
        let mut items = Self {
            file,
            own_data: Boxes::find(meta, b"idat").unwrap_or_default(),
            primary: primary.wide(version > 0)?,
            kinds: BTreeMap::new(),
            places: BTreeMap::new(),
            references: Vec::new(),
            properties: Vec::new(),
            linked: BTreeMap::new(),
        };
        items.read_kinds(Boxes::find(meta, b"iinf")?)?;
        items.read_places(Boxes::find(meta, b"iloc")?)?;
        if let Some(references) = Boxes::find(meta, b"iref") {
            items.read_references(references)?;
        }
        items.read_properties(Boxes::find(meta, b"iprp")?)?;
        Some(items)
    }

    fn read_kinds(&mut self, held: &'a [u8]) -> Option<()> {
        let mut fields = Fields(held);
        let (version, _) = fields.version()?;
        fields.wide(version > 0)?;
        for (name, held) in Boxes::of(fields.0).take(MOST_ITEMS) {
            let mut fields = Fields(held);
            let (version, _) = fields.version()?;
            if name == b"infe" && version >= 2 {
                let item = fields.wide(version > 2)?;
                fields.two()?;
                self.kinds.insert(item, fields.bytes(4)?);
            }
        }
        Some(())
    }

    fn read_places(&mut self, held: &[u8]) -> Option<()> {
        let mut fields = Fields(held);
        let (version, _) = fields.version()?;
        let sizes = fields.two()?;
        let size = |shift: u16| usize::from(sizes >> shift & 15);
        let (of_begin, of_length, of_base, of_index) = (size(12), size(8), size(4), size(0));
        let count = fields.wide(version >= 2)?;
        // A part may take no byte here, so that a small file could ask for any number of them.
        let mut parts_left = MOST_ITEMS;
        for _ in 0..count.min(MOST_ITEMS as u32) {
            let item = fields.wide(version >= 2)?;
            let method = if version > 0 { fields.two()? & 15 } else { 0 };
            fields.two()?;
            let base = fields.number(of_base)?;
            let mut parts = Vec::new();
            for _ in 0..fields.two()? {
                parts_left = parts_left.checked_sub(1)?;
                if version > 0 {
                    fields.number(of_index)?;
                }
                let begin = fields.number(of_begin)?.checked_add(base)?;
                parts.push((begin, fields.number(of_length)?));
            }
            self.places.insert(item, ItemLocation { method, parts });
        }
        Some(())
    }

    fn read_references(&mut self, held: &'a [u8]) -> Option<()> {
        let mut fields = Fields(held);
        let (version, _) = fields.version()?;
        for (kind, held) in Boxes::of(fields.0).take(MOST_ITEMS) {
            let mut fields = Fields(held);
            let from = fields.wide(version > 0)?;
            let count = fields.two()?;
            let to: Option<Vec<u32>> = (0..count).map(|_| fields.wide(version > 0)).collect();
            self.references.push((kind, from, to?));
        }
        Some(())
    }

    fn read_properties(&mut self, held: &'a [u8]) -> Option<()> {
        self.properties = Boxes::of(Boxes::find(held, b"ipco")?).collect();
        for (_, held) in Boxes::of(held).filter(|(name, _)| *name == b"ipma") {
            let mut fields = Fields(held);
            let (version, flags) = fields.version()?;
            for _ in 0..fields.four()?.min(MOST_ITEMS as u32) {
                let item = fields.wide(version > 0)?;
                let own = self.linked.entry(item).or_default();
                for _ in 0..fields.one()? {
                    // The highest bit says that a reader must know this property.
                    let place = if flags & 1 == 1 {
                        usize::from(fields.two()? & 0x7FFF)
                    } else {
                        usize::from(fields.one()? & 0x7F)
                    };
                    // Counted from 1; 0 is none.
                    own.extend(place.checked_sub(1));
                }
            }
        }
        Some(())
    }

    /// The kind of an item, such as `hvc1`.
    pub(super) fn kind(&self, item: u32) -> &[u8] {
        self.kinds.get(&item).copied().unwrap_or_default()
    }

    /// The properties of an item, in the order in which they are to be applied.
    pub(super) fn properties(&self, item: u32) -> impl Iterator<Item = Held<'a>> {
        let linked = self.linked.get(&item).map(Vec::as_slice).unwrap_or_default();
        linked.iter().filter_map(|place| self.properties.get(*place).copied())
    }

    /// The contents of an item's first property of this name.
    pub(super) fn property(&self, item: u32, name: &[u8]) -> Option<&'a [u8]> {
        self.properties(item).find(|(own, _)| *own == name).map(|(_, held)| held)
    }

    /// The items to which an item refers in this way.
    pub(super) fn referred(&self, kind: &[u8], from: u32) -> &[u32] {
        let of_kind =
            |(own, own_from, _): &&(&[u8], u32, Vec<u32>)| *own == kind && *own_from == from;
        self.references.iter().find(of_kind).map(|(_, _, to)| to.as_slice()).unwrap_or_default()
    }

    /// The items that refer to an item in this way.
    pub(super) fn referring(&self, kind: &[u8], to: u32) -> impl Iterator<Item = u32> {
        let found = self.references.iter();
        found.filter(move |(own, _, own_to)| *own == kind && own_to.contains(&to)).map(|r| r.1)
    }

    /// An item's bytes. Refused as cut off where they go beyond the end of the file.
    pub(super) fn data(&self, item: u32) -> Result<Cow<'a, [u8]>, PhotoError> {
        let place = self.places.get(&item).ok_or_else(super::rare)?;
        let from = match place.method {
            0 => self.file,
            1 => self.own_data,
            _ => return Err(super::rare()),
        };
        let part = |(begin, length): &(u64, u64)| {
            let begin = usize::try_from(*begin).ok()?;
            let rest = from.get(begin..)?;
            let length = usize::try_from(*length).ok()?;
            if length == 0 { Some(rest) } else { rest.get(..length) }
        };
        let parts: Option<Vec<&'a [u8]>> = place.parts.iter().map(part).collect();
        match parts.ok_or(PhotoError::Truncated)?[..] {
            [] => Err(PhotoError::Truncated),
            [only] => Ok(Cow::Borrowed(only)),
            ref several => {
                let all: usize = several.iter().map(|part| part.len()).sum();
                // Parts that lie over one another could make a small file endless.
                if all > self.file.len() {
                    return Err(super::rare());
                }
                Ok(Cow::Owned(several.concat()))
            }
        }
    }
}
