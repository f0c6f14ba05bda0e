//! The nets give what onnxruntime gives for the same input; `reference.py` wrote what that is.

use std::collections::BTreeMap;
use std::sync::Arc;

use rten::ThreadPool;
use serde::Deserialize;

use super::portrait;
use crate::vision::crop::Levels;
use crate::vision::net::{Net, NetDescription};
use crate::vision::{
    attributes, expressions, eyes, faces, landmarks, matte, mesh, objects, shoulders,
};

/// What is kept for one net.
#[derive(Deserialize)]
struct Reference {
    /// Which pixels it was shown: from x, y on, every `step`-th, so many across and down.
    window: Vec<usize>,
    outputs: Vec<Output>,
}

/// Every n-th number of an output.
#[derive(Deserialize)]
struct Output {
    every: usize,
    numbers: Vec<f32>,
}

fn window(window: &[usize], levels: Levels) -> Vec<f32> {
    let [x, y, step, side] = window else { return spiral() };
    let pixels = portrait();
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let mut values = Vec::new();
    for row in 0..*side {
        for column in 0..*side {
            let (row, column) =
                ((y + row * step).min(height - 1), (x + column * step).min(width - 1));
            let start = (row * width + column) * 3;
            values.extend(pixels.rgb[start..start + 3].iter().map(|v| levels.of(f32::from(*v))));
        }
    }
    values
}

/// The points that the expressions were told from.
fn spiral() -> Vec<f32> {
    let point =
        |turn: u16| [turn % 7, turn % 5].map(|part| 100.0 + f32::from(turn) * f32::from(part));
    (0..146).flat_map(point).collect()
}

fn check(plan: &'static NetDescription, levels: Levels, tolerances: &[f32]) {
    let kept: BTreeMap<String, Reference> =
        serde_json::from_str(include_str!("reference.json")).expect("the reference");
    let reference = &kept[plan.file];
    let net = Net::load(plan, &Arc::new(ThreadPool::with_num_threads(2))).expect("loads");
    let values = window(&reference.window, levels);
    let outputs = if plan.input.is_empty() {
        let side = reference.window[3];
        let planes = (0..3).flat_map(|channel| values.iter().skip(channel).step_by(3));
        net.run_shaped(&[1, 3, side, side], planes.copied().collect())
    } else {
        net.run(values)
    };
    let outputs = outputs.expect("runs");
    assert_eq!(outputs.len(), reference.outputs.len());
    for ((output, reference), tolerance) in outputs.iter().zip(&reference.outputs).zip(tolerances) {
        let found = output.iter().step_by(reference.every);
        let off = found.zip(&reference.numbers).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        println!("{}: at most {off:e} off", plan.file);
        assert!(off <= *tolerance, "{}: {off} off, {tolerance} allowed", plan.file);
        assert_eq!(output.len().div_ceil(reference.every), reference.numbers.len());
    }
}

#[test]
fn the_faces_agree() {
    check(&faces::PLAN, Levels::SIGNED, &[1e-3, 1e-3]);
    check(&mesh::PLAN, Levels::UNIT, &[1e-3, 1e-3]);
    check(&eyes::PLAN, Levels::UNIT, &[1e-3, 1e-3]);
    check(&landmarks::PLAN, Levels::UNIT, &[1e-3, 1e-3]);
    check(&expressions::PLAN, Levels::UNIT, &[2e-5]);
}

#[test]
fn the_body_agrees() {
    check(&shoulders::PLAN, Levels::UNIT, &[3e-3, 2e-5]);
    check(&attributes::PLAN, Levels::EFFICIENT, &[1e-4]);
    check(&matte::PLAN, Levels::SIGNED, &[1e-4]);
    check(&objects::PLAN, Levels::EFFICIENT, &[2e-5, 2e-4]);
}
