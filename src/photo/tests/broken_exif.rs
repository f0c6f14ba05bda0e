//! EXIF with every kind of broken entry: the orientation and the other facts are read all the same.

use super::*;

/// Numbers in either order of bytes.
#[derive(Clone, Copy)]
struct Order {
    is_little: bool,
}

impl Order {
    fn two(self, value: u16) -> [u8; 2] {
        if self.is_little { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    fn four(self, value: u32) -> [u8; 4] {
        if self.is_little { value.to_le_bytes() } else { value.to_be_bytes() }
    }
}

/// An entry: tag, type, count, and the four bytes of its value or place.
type Entry = (u16, u16, u32, [u8; 4]);

const ORIENTATION: u16 = 0x0112;
const MODEL: u16 = 0x0110;
const MAKE: u16 = 0x010F;
const EXIF: u16 = 0x8769;
const TAKEN: u16 = 0x9003;

/// A directory at the beginning of a block, with these entries, the place of the next one, and what follows.
fn block(order: Order, entries: &[Entry], next: u32, behind: &[u8]) -> Vec<u8> {
    let mut made = if order.is_little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    made.extend(order.four(8));
    made.extend(directory(order, entries, next));
    made.extend(behind);
    made
}

fn directory(order: Order, entries: &[Entry], next: u32) -> Vec<u8> {
    let mut made = order.two(entries.len() as u16).to_vec();
    for (tag, kind, count, value) in entries {
        made.extend(order.two(*tag));
        made.extend(order.two(*kind));
        made.extend(order.four(*count));
        made.extend(value);
    }
    made.extend(order.four(next));
    made
}

/// Turned by a quarter.
fn turned(order: Order) -> Entry {
    let [a, b] = order.two(6);
    (ORIENTATION, 3, 1, [a, b, 0, 0])
}

/// A camera's name that fits into the entry.
const NAMED: Entry = (MODEL, 2, 4, *b"X15\0");

fn in_jpeg(blocks: &[Vec<u8>]) -> Vec<u8> {
    let add = |jpeg: Vec<u8>, block: &Vec<u8>| with_segment(&jpeg, 0xE1, b"Exif\0\0", block);
    blocks.iter().rev().fold(jpeg(640, 480), add)
}

/// The file is upright at 480 × 640, with the camera's name.
fn is_read(what: &str, bytes: &[u8]) {
    let seen = inspect(bytes, &Limits::USUAL).expect("whole");
    assert_eq!((seen.width, seen.height), (480, 640), "{what}");
    assert_eq!(seen.camera.model.as_deref(), Some("X15"), "{what}");
}

#[test]
fn a_broken_entry_costs_itself_alone() {
    for is_little in [false, true] {
        let order = Order { is_little };
        let beyond = order.four(60_000);
        let turned = turned(order);
        // The directory of the camera, behind that of the picture: 8 + 2 + 3 × 12 + 4.
        let camera = (EXIF, 4, 1, order.four(50));
        let taken = (TAKEN, 2, 20, beyond);
        let broken: [(&str, Vec<u8>); 14] = [
            ("next leads nowhere", block(order, &[NAMED, turned], 60_000, &[])),
            ("next leads to itself", block(order, &[NAMED, turned], 8, &[])),
            ("text beyond the end", block(order, &[(MAKE, 2, 40, beyond), NAMED, turned], 0, &[])),
            (
                "text of endless length",
                block(order, &[(MAKE, 2, u32::MAX, order.four(8)), NAMED, turned], 0, &[]),
            ),
            ("a type that is none", block(order, &[(MAKE, 99, 9, beyond), NAMED, turned], 0, &[])),
            ("a type of 0", block(order, &[(MAKE, 0, 1, beyond), NAMED, turned], 0, &[])),
            (
                "the camera's directory nowhere",
                block(order, &[NAMED, turned, (EXIF, 4, 1, beyond)], 0, &[]),
            ),
            (
                "the camera's directory is the picture's",
                block(order, &[NAMED, turned, (EXIF, 4, 1, order.four(8))], 0, &[]),
            ),
            (
                "a text of the camera beyond the end",
                block(order, &[NAMED, turned, camera], 0, &directory(order, &[taken], 0)),
            ),
            (
                "the camera's directory has a next one",
                block(order, &[NAMED, turned, camera], 0, &directory(order, &[taken], 8)),
            ),
            (
                "the pointer has no value",
                block(order, &[NAMED, turned, (EXIF, 4, 0, [0; 4])], 0, &[]),
            ),
            (
                "an orientation that is none before one",
                block(order, &[NAMED, (ORIENTATION + 1, 3, 1, [9; 4]), turned], 0, &[]),
            ),
            ("more entries than there are", {
                let mut long = block(order, &[NAMED, turned], 0, &[]);
                long[8..10].copy_from_slice(&order.two(300));
                long
            }),
            ("cut behind its last entry", {
                let mut cut = block(order, &[NAMED, turned], 0, &[]);
                cut.truncate(cut.len() - 4);
                cut
            }),
        ];
        for (what, exif) in broken {
            is_read(&format!("{what}, little {is_little}"), &in_jpeg(&[exif]));
        }
    }
}

#[test]
fn an_orientation_of_another_type_counts() {
    let order = Order { is_little: true };
    let values: [(u16, [u8; 4]); 5] = [
        (1, [6, 0, 0, 0]),
        (4, [6, 0, 0, 0]),
        (6, [6, 0, 0, 0]),
        (8, [6, 0, 0, 0]),
        (9, [6, 0, 0, 0]),
    ];
    for (kind, value) in values {
        let exif = block(order, &[NAMED, (ORIENTATION, kind, 1, value)], 0, &[]);
        is_read(&format!("type {kind}"), &in_jpeg(&[exif]));
    }
    // One that is none of the eight turns nothing.
    let exif = block(order, &[(ORIENTATION, 3, 1, [77, 0, 0, 0])], 0, &[]);
    let seen = inspect(&in_jpeg(&[exif]), &Limits::USUAL).expect("whole");
    assert_eq!((seen.width, seen.height), (640, 480));
}

#[test]
fn of_two_blocks_the_first_that_tells_counts() {
    let order = Order { is_little: true };
    let turned = turned(order);
    let named = block(order, &[NAMED], 0, &[]);
    let other = block(order, &[(MODEL, 2, 4, *b"Y16\0"), turned], 0, &[]);
    is_read("each tells one thing", &in_jpeg(&[named, other.clone()]));
    let first = block(order, &[NAMED, turned], 0, &[]);
    is_read("both tell both", &in_jpeg(&[first.clone(), other]));
    is_read("the first is none", &in_jpeg(&[b"no directory".to_vec(), first]));
}

#[test]
fn pngs_and_webps_have_it_too() {
    for is_little in [false, true] {
        let order = Order { is_little };
        let exif = block(order, &[NAMED, turned(order), (MAKE, 2, 99, [9; 4])], 60_000, &[]);
        let whole = png(640, 480);
        let mut chunk = (exif.len() as u32).to_be_bytes().to_vec();
        chunk.extend(b"eXIf");
        chunk.extend(&exif);
        let sum = super::damaged::crc(&chunk[4..]).to_be_bytes();
        chunk.extend(sum);
        is_read("PNG", &[&whole[..33], &chunk, &whole[33..]].concat());

        for opening in [b"".as_slice(), b"Exif\0\0"] {
            let held = [opening, &exif].concat();
            let mut whole = webp(640, 480);
            whole.extend(b"EXIF");
            whole.extend((held.len() as u32).to_le_bytes());
            whole.extend(&held);
            whole.resize(whole.len() + held.len() % 2, 0);
            let length = (whole.len() as u32 - 8).to_le_bytes();
            whole[4..8].copy_from_slice(&length);
            is_read("WebP", &whole);
        }
    }
}
