//! What happens to files on their way: bytes that differ, are gone, came in between or stand twice.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// One damage, at any place of a file.
#[derive(Debug, Clone)]
pub(crate) enum Damage {
    Flip(Index, u8),
    Cut(Index, usize),
    Insert(Index, Vec<u8>),
    Repeat(Index, usize),
    End(Index),
}

/// Some damages to one file; often a single one, which gets furthest.
pub(crate) fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let at = any::<Index>;
    let one = prop_oneof![
        6 => (at(), 1_u8..).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        2 => (at(), 1_usize..60).prop_map(|(at, length)| Damage::Cut(at, length)),
        2 => (at(), vec(0_u8.., 1..9)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => (at(), 1_usize..60).prop_map(|(at, length)| Damage::Repeat(at, length)),
        1 => at().prop_map(Damage::End),
    ];
    prop_oneof![one.clone().prop_map(|one| vec![one]), vec(one, 2..5)]
}

/// The file with all of the damages.
pub(crate) fn damaged(whole: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match damage {
            Damage::Flip(at, bits) => bytes[at.index(length)] ^= bits,
            Damage::Cut(at, cut) => {
                let at = at.index(length);
                bytes.drain(at..length.min(at + cut));
            }
            Damage::Insert(at, more) => {
                let at = at.index(length);
                bytes.splice(at..at, more.iter().copied());
            }
            Damage::Repeat(at, count) => {
                let at = at.index(length);
                let again = bytes[at..length.min(at + count)].to_vec();
                bytes.splice(at..at, again);
            }
            Damage::End(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}
