//! Persons and things in the picture (EfficientDet-Lite0): anchors, and what the net's numbers mean.

use serde::{Deserialize, Serialize};

use super::crop::Levels;
use super::error::VisionError;
use super::geometry::{Area, Point};
use super::net::{Net, NetDescription};
use super::shrink::resized;
use super::view::View;

/// The net.
pub const PLAN: NetDescription = NetDescription {
    file: "objects_320_w8.onnx",
    bytes: include_bytes!("../../assets/models/objects_320_w8.onnx"),
    input: &[1, SIDE, SIDE, 3],
    outputs: &[("scores", ANCHORS * CLASSES), ("boxes", ANCHORS * 4)],
};

/// Side of what the net is shown, in pixels.
const SIDE: usize = 320;
/// How many anchors there are on all levels.
const ANCHORS: usize = 19_206;
/// Numbers of classes; ten of them are not used.
const CLASSES: usize = 90;
/// The steps from one anchor's cell to the next, level by level, in pixels of the net's input.
const STRIDES: [usize; 5] = [8, 16, 32, 64, 128];
/// An anchor's side is so many times the step.
const ANCHOR_SCALE: f32 = 3.0;
/// The width of an anchor over its height.
const RATIOS: [f32; 3] = [1.0, 2.0, 0.5];
/// Least score that is told; what counts is for others to say.
const LEAST_SCORE: f32 = 0.2;
/// Boxes of one class that overlap by more are the same thing.
const SAME_THING: f32 = 0.5;

/// Something in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// What it is: its number in the COCO data set, less one. [`Object::name`] tells it in words.
    pub class: u8,
    /// How sure the net is, 0.2 to 1.
    pub score: f32,
    /// Where it is, in pixels of the photo.
    pub area: Area,
}

impl Object {
    /// The class of a person.
    pub const PERSON: u8 = 0;

    /// What it is, in COCO's English words; `None` for a number that COCO does not use.
    pub fn name(&self) -> Option<&'static str> {
        let name = NAMES.get(usize::from(self.class)).copied();
        name.filter(|name| !name.is_empty())
    }
}

/// Looks at the whole photo, stretched to a square. Best first.
pub fn find(net: &Net, view: &View<'_>) -> Result<Vec<Object>, VisionError> {
    let small = resized(&view.pixels, SIDE, SIDE);
    if small.rgb.is_empty() {
        return Ok(Vec::new());
    }
    let values = small.rgb.iter().map(|value| Levels::EFFICIENT.of(*value)).collect();
    let outputs = net.run(values)?;
    let [scores, boxes] = &outputs[..] else { return Ok(Vec::new()) };
    Ok(decode(scores, boxes, view.width, view.height))
}

/// The anchors in the order of the net's numbers: level by level, row by row, cell by cell, three sizes,
/// each in three ratios (EfficientDet). In pixels of the net's input.
fn anchors() -> impl Iterator<Item = Area> {
    STRIDES.into_iter().flat_map(|stride| {
        let cells = SIDE.div_ceil(stride);
        (0..cells * cells).flat_map(move |cell| {
            let at = |index: usize| (index as f32 + 0.5) * stride as f32;
            let middle = Point::new(at(cell % cells), at(cell / cells));
            (0..3u8).flat_map(move |third| {
                let octave = (f32::from(third) / 3.0).exp2();
                let size = ANCHOR_SCALE * stride as f32 * octave;
                RATIOS.map(|ratio| Area::around(middle, size * ratio.sqrt(), size / ratio.sqrt()))
            })
        })
    })
}

/// The things in the net's output, on a photo of this size: a score for each anchor and class, and for
/// each anchor how its box lies: down, across, taller, wider.
fn decode(scores: &[f32], boxes: &[f32], width: u32, height: u32) -> Vec<Object> {
    let (across, down) = (width as f32 / SIDE as f32, height as f32 / SIDE as f32);
    let mut found = Vec::new();
    let anchors = anchors().zip(boxes.as_chunks::<4>().0).zip(scores.chunks_exact(CLASSES));
    for ((anchor, [ty, tx, th, tw]), scores) in anchors {
        for (class, score) in (0u8..).zip(scores).filter(|(_, score)| **score >= LEAST_SCORE) {
            let middle = anchor.middle();
            let middle = Point::new(
                (tx * anchor.width + middle.x) * across,
                (ty * anchor.height + middle.y) * down,
            );
            let (wide, tall) = (tw.exp() * anchor.width * across, th.exp() * anchor.height * down);
            found.push(Object { class, score: *score, area: Area::around(middle, wide, tall) });
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut objects: Vec<Object> = Vec::new();
    for object in found {
        let is_same = |other: &Object| {
            other.class == object.class && other.area.overlap(object.area) > SAME_THING
        };
        if !objects.iter().any(is_same) {
            objects.push(object);
        }
    }
    objects
}

/// COCO's names by class; empty where COCO has none.
const NAMES: [&str; CLASSES] = [
    "person",
    "bicycle",
    "car",
    "motorcycle",
    "airplane",
    "bus",
    "train",
    "truck",
    "boat",
    "traffic light",
    "fire hydrant",
    "",
    "stop sign",
    "parking meter",
    "bench",
    "bird",
    "cat",
    "dog",
    "horse",
    "sheep",
    "cow",
    "elephant",
    "bear",
    "zebra",
    "giraffe",
    "",
    "backpack",
    "umbrella",
    "",
    "",
    "handbag",
    "tie",
    "suitcase",
    "frisbee",
    "skis",
    "snowboard",
    "sports ball",
    "kite",
    "baseball bat",
    "baseball glove",
    "skateboard",
    "surfboard",
    "tennis racket",
    "bottle",
    "",
    "wine glass",
    "cup",
    "fork",
    "knife",
    "spoon",
    "bowl",
    "banana",
    "apple",
    "sandwich",
    "orange",
    "broccoli",
    "carrot",
    "hot dog",
    "pizza",
    "donut",
    "cake",
    "chair",
    "couch",
    "potted plant",
    "bed",
    "",
    "dining table",
    "",
    "",
    "toilet",
    "",
    "tv",
    "laptop",
    "mouse",
    "remote",
    "keyboard",
    "cell phone",
    "microwave",
    "oven",
    "toaster",
    "sink",
    "refrigerator",
    "",
    "book",
    "clock",
    "vase",
    "scissors",
    "teddy bear",
    "hair drier",
    "toothbrush",
];

#[cfg(test)]
mod tests {
    use super::{ANCHORS, CLASSES, NAMES, Object, SIDE, anchors, decode};
    use crate::vision::geometry::{Area, Point};

    #[test]
    fn there_are_as_many_anchors_as_the_net_has_boxes() {
        let all: Vec<Area> = anchors().collect();
        assert_eq!(all.len(), ANCHORS);
        let near = |area: Area, x: f32, y: f32, width: f32, height: f32| {
            let middle = area.middle();
            let off = [middle.x - x, middle.y - y, area.width - width, area.height - height];
            assert!(off.iter().all(|off| off.abs() < 1e-2), "{area:?}");
        };
        near(all[0], 4.0, 4.0, 24.0, 24.0);
        near(all[1], 4.0, 4.0, 33.94, 16.97);
        near(all[2], 4.0, 4.0, 16.97, 33.94);
        near(all[3], 4.0, 4.0, 30.24, 30.24);
        near(all[9], 12.0, 4.0, 24.0, 24.0);
        near(all[40 * 9], 4.0, 12.0, 24.0, 24.0);
        near(all[1600 * 9], 8.0, 8.0, 48.0, 48.0);
        near(all[ANCHORS - 9], 320.0, 320.0, 384.0, 384.0);
    }

    fn outputs(found: &[(usize, usize, f32, [f32; 4])]) -> (Vec<f32>, Vec<f32>) {
        let (mut scores, mut boxes) = (vec![0.0; ANCHORS * CLASSES], vec![0.0; ANCHORS * 4]);
        for (anchor, class, score, placed) in found {
            scores[anchor * CLASSES + class] = *score;
            boxes[anchor * 4..anchor * 4 + 4].copy_from_slice(placed);
        }
        (scores, boxes)
    }

    #[test]
    fn a_box_is_stretched_back_to_the_photo() {
        let (scores, boxes) = outputs(&[(0, 31, 0.5, [0.5, 1.0, 2.0f32.ln(), 0.0])]);
        let found = decode(&scores, &boxes, SIDE as u32 * 2, SIDE as u32 * 3);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].class, found[0].name()), (31, Some("tie")));
        let area = found[0].area;
        assert!(area.middle().distance(Point::new(56.0, 48.0)) < 1e-2, "{area:?}");
        assert!((area.width - 48.0).abs() < 1e-2 && (area.height - 144.0).abs() < 1e-2);
    }

    #[test]
    fn what_overlaps_is_the_same_thing_only_within_its_class() {
        let (scores, boxes) = outputs(&[
            (0, 0, 0.5, [0.0; 4]),
            (3, 0, 0.9, [0.0; 4]),
            (1, 62, 0.6, [0.0; 4]),
            (ANCHORS - 9, 0, 0.3, [0.0; 4]),
            (900, 0, 0.19, [0.0; 4]),
        ]);
        let found = decode(&scores, &boxes, 320, 320);
        let told: Vec<(u8, f32)> =
            found.iter().map(|object| (object.class, object.score)).collect();
        assert_eq!(told, [(Object::PERSON, 0.9), (62, 0.6), (0, 0.3)]);
    }

    #[test]
    fn names_stand_at_their_numbers() {
        assert_eq!(NAMES.iter().filter(|name| !name.is_empty()).count(), 80);
        for (class, name) in [
            (0, "person"),
            (31, "tie"),
            (61, "chair"),
            (62, "couch"),
            (63, "potted plant"),
            (71, "tv"),
            (72, "laptop"),
            (76, "cell phone"),
            (83, "book"),
        ] {
            let object = Object { class, score: 1.0, area: Area::default() };
            assert_eq!(object.name(), Some(name));
        }
        let none = Object { class: 11, score: 1.0, area: Area::default() };
        assert_eq!(none.name(), None);
        assert_eq!(Object { class: 200, ..none }.name(), None);
    }
}
