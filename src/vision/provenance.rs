//! Which nets these are, so that a result can name what it rests on.

use crate::domain::photo_hash::Digest;

/// The version of what is done around the nets: which crops they are shown, how their numbers are read. To
/// be raised with every change that gives other numbers for a photo.
pub const VERSION: u32 = 1;

/// Every net: its file name in `assets/models`, and the SHA-256 of the file in hexadecimal.
pub const NETS: [(&str, &str); 9] = [
    ("attributes_224_f16.onnx", "36a33132dbeecd6ab3047497f64f64cb44e59dafd2d90736c566cc03baf2b01a"),
    (
        "face_blendshapes_f16.onnx",
        "ee756e2ee84dba86e048fe3b05bece360367cd4221ea20bb0228d1e6328726e9",
    ),
    (
        "face_det_full_192_f16.onnx",
        "000c45a6c507ede3f179ff0ffec223e7303e473f6e5992b037508bd8b0d8cde8",
    ),
    (
        "face_landmarks_478_f16.onnx",
        "df1bb881488cdf4cccc6216899d7980381050d6cd01c714af8fc068d70343a95",
    ),
    ("face_mesh_468_f16.onnx", "9ff842fe928f923fc72748ec4d8e4d813398dd366a367e0dcca2c8ed3f548910"),
    ("iris_64_f16.onnx", "ab0b9cf95b5504d1969ada5e105cd0d69f76d7f42dd5b608bea3a284b5380f21"),
    ("modnet_w8.onnx", "2a284a317618a2e653cff75611bc5f975b29c7c7da59a597746526a5dd409493"),
    ("objects_320_w8.onnx", "f23a058b5bae04b9b591c9e1d4dbb334ce9d3f946d8a73f71c56f9c26bba71fa"),
    ("pose_full_256_f16.onnx", "963ac7804d3188921c1a3ff256d54340d9d67a92e3693c9f50f78eb2185431eb"),
];

/// One digest of all nets and of the version around them, which stands in every result.
pub fn digest() -> Digest {
    let names = NETS.map(|(file, digest)| format!("{file} {digest}\n")).concat();
    Digest::of(format!("{VERSION}\n{names}").as_bytes())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};

    use super::NETS;
    use crate::vision::{
        attributes, expressions, eyes, faces, landmarks, matte, mesh, objects, shoulders,
    };

    #[test]
    fn the_embedded_files_are_those_that_are_named() {
        let mut plans = [
            attributes::PLAN,
            expressions::PLAN,
            eyes::PLAN,
            faces::PLAN,
            landmarks::PLAN,
            matte::PLAN,
            mesh::PLAN,
            objects::PLAN,
            shoulders::PLAN,
        ];
        plans.sort_by_key(|plan| plan.file);
        let readme = include_str!("../../assets/models/README.md");
        for (plan, (file, digest)) in plans.iter().zip(NETS) {
            let mut found = String::new();
            for byte in Sha256::digest(plan.bytes) {
                write!(found, "{byte:02x}").expect("writes");
            }
            assert_eq!((plan.file, found.as_str()), (file, digest));
            assert!(readme.contains(file) && readme.contains(digest), "{file} in the README");
        }
    }
}
