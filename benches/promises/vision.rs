//! The machine's look at a photo of 12 megapixels, end to end and by its parts, beside the bare nets of the same run.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use photo_review::desk::check::check;
use photo_review::desk::look::{FOR_SCREENING, FOR_STANDARD_PHOTO, look};
use photo_review::desk::standardize::make;
use photo_review::domain::specification::Specification;
use photo_review::photo::{self, Limits};
use photo_review::screening;
use photo_review::standard::{StandardOptions, standardized};
use photo_review::vision::Nets;
use rten::{Model, RunOptions, Value};
use rten_tensor::Tensor;

use crate::window::PROGRAM;
use crate::{Spread, import};

/// Rounds of each part; the parts take turns, so that a slow minute of the machine hits all of them.
const ROUNDS: usize = 15;

/// The nets that a check of one person's photo runs: file, shape of the input, how often. Faces and mesh are run on the
/// finished standard photo too; the mesh once to meet the face and once to look closely;
/// the landmarks in two rounds, the shoulders in three, each with its mirror image.
const RUNS: [(&str, &[usize], u32); 8] = [
    ("face_det_full_192_f16.onnx", &[1, 192, 192, 3], 2),
    ("face_mesh_468_f16.onnx", &[1, 192, 192, 3], 4),
    ("face_landmarks_478_f16.onnx", &[1, 256, 256, 3], 2),
    ("face_blendshapes_f16.onnx", &[1, 146, 2], 1),
    ("pose_full_256_f16.onnx", &[1, 256, 256, 3], 6),
    ("objects_320_w8.onnx", &[1, 320, 320, 3], 1),
    ("attributes_224_f16.onnx", &[1, 224, 224, 3], 4),
    // A photo of three by four.
    ("modnet_w8.onnx", &[1, 3, 672, 512], 1),
];

/// Of these, what a standard photo alone runs.
const STANDARD: [&str; 3] =
    ["face_det_full_192_f16.onnx", "face_mesh_468_f16.onnx", "modnet_w8.onnx"];

/// A net as the runtime has it, with nothing around it.
struct Bare {
    file: &'static str,
    shape: &'static [usize],
    times: u32,
    model: Model,
}

impl Bare {
    fn load(&(file, shape, times): &(&'static str, &'static [usize], u32)) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/models").join(file);
        let model = Model::load_file(path).expect("a net");
        Self { file, shape, times, model }
    }

    /// All its runs for one photo, on the threads of the caller's pool.
    fn run(&self) -> Duration {
        let values = vec![0.5; self.shape.iter().product()];
        let input = Tensor::try_from_data(self.shape, values).expect("fits");
        let begin = Instant::now();
        for _ in 0..self.times {
            let inputs = vec![(self.model.input_ids()[0], Value::from(input.clone()).into())];
            let outputs = self.model.output_ids();
            let ran = self.model.run(inputs, outputs, Some(RunOptions::default()));
            std::hint::black_box(ran.expect("runs"));
        }
        begin.elapsed()
    }
}

/// How long each part took, round by round.
#[derive(Default)]
struct Parts {
    decoded: Vec<Duration>,
    looked: Vec<Duration>,
    measured: Vec<Duration>,
    composed: Vec<Duration>,
    made: Vec<Duration>,
    checked: Vec<Duration>,
    standardized: Vec<Duration>,
    bare: Vec<Vec<Duration>>,
}

/// A sample photo that allows a standard photo.
fn portrait() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions/good-charcoal.jpg");
    std::fs::read(path).expect("a sample photo")
}

/// Measures and prints all of it.
pub fn run() {
    let bytes = import::grainy(&portrait());
    let spec = Specification::national().expect("a specification");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let nets = Nets::load(cores).expect("the nets");
    let bare: Vec<Bare> = RUNS.iter().map(Bare::load).collect();
    let mut parts = Parts::default();
    for _ in 0..ROUNDS {
        round(&bytes, &nets, &spec, &bare, &mut parts);
    }
    tell(&parts, &bare, cores);
    memory(&bytes);
}

fn timed<T>(times: &mut Vec<Duration>, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = work();
    times.push(begin.elapsed());
    done
}

fn round(bytes: &[u8], nets: &Nets, spec: &Specification, bare: &[Bare], parts: &mut Parts) {
    let settings = StandardOptions::default();
    let decoded =
        timed(&mut parts.decoded, || photo::decoded(bytes, &Limits::ANY_SIZE).expect("decodes"));
    timed(&mut parts.looked, || nets.look(&decoded.pixels, FOR_SCREENING).expect("looks"));
    let looked = look(bytes, nets, FOR_SCREENING).expect("looks");
    timed(&mut parts.measured, || screening::measure(&looked.original(), spec));
    timed(&mut parts.composed, || {
        standardized(&looked.pixels, &looked.seen, spec, &settings).expect("a standard photo")
    });
    timed(&mut parts.made, || make(&looked, nets, spec, &settings).expect("a standard photo"));
    timed(&mut parts.checked, || check(bytes, nets, spec).expect("checks"));
    timed(&mut parts.standardized, || {
        let looked = look(bytes, nets, FOR_STANDARD_PHOTO).expect("looks");
        make(&looked, nets, spec, &settings).expect("a standard photo")
    });
    parts.bare.push(bare.iter().map(Bare::run).collect());
}

fn tell(parts: &Parts, bare: &[Bare], cores: usize) {
    let middle = |times: &[Duration]| Spread::of(times.to_vec()).median().as_secs_f64() * 1e3;
    println!("the machine's look at a photo of 12 MP, on {cores} threads (n = {ROUNDS}, medians)");
    for (name, times) in [
        ("decode", &parts.decoded),
        ("nets, with what is around them", &parts.looked),
        ("measurements", &parts.measured),
        ("standard photo composed", &parts.composed),
        ("  and measured again, with proof", &parts.made),
    ] {
        println!("  {name:34} {:7.0} ms", middle(times));
    }
    let sum = |wanted: &dyn Fn(&Bare) -> bool| -> Vec<Duration> {
        let round = |round: &Vec<Duration>| {
            round.iter().zip(bare).filter(|(_, net)| wanted(net)).map(|(time, _)| *time).sum()
        };
        parts.bare.iter().map(round).collect()
    };
    let (all, some) = (sum(&|_| true), sum(&|net| STANDARD.contains(&net.file)));
    for (at, net) in bare.iter().enumerate() {
        let times: Vec<Duration> = parts.bare.iter().map(|round| round[at]).collect();
        println!("  bare {:29} {:7.0} ms ({} ×)", net.file, middle(&times), net.times);
    }
    let (checked, standard) = (middle(&parts.checked), middle(&parts.standardized));
    let (all, some) = (middle(&all), middle(&some));
    println!(
        "  check, file to findings {checked:.0} ms [1,000]; bare nets {all:.0} ms; ratio {:.2} [1.4]",
        checked / all
    );
    println!(
        "  standard photo alone    {standard:.0} ms [700]; bare nets {some:.0} ms; ratio {:.2}",
        standard / some
    );
    println!("  {:.0} photos a minute on all cores", 60_000.0 / checked);
}

/// The most memory that `check` and `standardize` take for the photo.
fn memory(bytes: &[u8]) {
    let work = tempfile::tempdir().expect("a folder");
    let photo = work.path().join("photo.jpg");
    std::fs::write(&photo, bytes).expect("written");
    let out = work.path().join("out.jpg");
    let [photo, out] = [photo, out].map(|path| path.to_string_lossy().into_owned());
    for args in [&["check", &photo][..], &["standardize", &photo, "-o", &out]] {
        let mut running =
            Command::new(PROGRAM).args(args).stdout(Stdio::null()).spawn().expect("starts");
        let mut peak = 0;
        while running.try_wait().expect("asked").is_none() {
            // The system's own high-water mark, read until the process is gone.
            peak = crate::screen::memory_kb(running.id(), "VmHWM").unwrap_or(peak);
            std::thread::sleep(Duration::from_millis(2));
        }
        println!("  peak memory of `{}` {} MB [400]", args[0], peak / 1024);
    }
    println!();
}
