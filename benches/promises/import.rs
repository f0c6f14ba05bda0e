//! Import rate against the bare cost of reading, hashing and decoding the same files, and of writing them durably, with
//! as many threads.

use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use photo_review::desk::clock::now;
use photo_review::desk::import::{self, ImportKind};
use photo_review::domain::account::Actor;
use photo_review::photo::{self, Limits};
use photo_review::store::Store;

/// Photos in the package; each is a sample photo of 12 megapixels with bytes of its own.
const PHOTOS: usize = 60;
const ROUNDS: usize = 3;

/// Measures both and prints the comparison: for photos with the grain of a phone's sensor, and for the
/// smallest of files, which cost little to decode and so leave the import the least time.
pub fn run() {
    let clean = sample();
    let grainy = grainy(&clean);
    compare("with a sensor's grain", &grainy);
    compare("without any grain", &clean);
}

fn compare(kind: &str, original: &[u8]) {
    let work = tempfile::tempdir().expect("a folder");
    let package = package(work.path(), original, PHOTOS);
    let files: Vec<PathBuf> = fs::read_dir(&package)
        .expect("package")
        .map(|entry| entry.expect("entry").path())
        .collect();
    let bytes: u64 = files.iter().map(|file| fs::metadata(file).expect("size").len()).sum();
    let (mut imports, mut bares, mut writes) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        bares.push(bare(&files));
        writes.push(durable(work.path(), &files));
        imports.push(import(work.path(), &package, round));
    }
    let (import, bare, written) = (least(&imports), least(&bares), least(&writes));
    println!(
        "import of {PHOTOS} photos of 12 MP, {kind} ({:.1} MB each): {:.1} photos/s; bare read, hash, decode: {:.1} photos/s",
        bytes as f64 / 1e6 / PHOTOS as f64,
        PHOTOS as f64 / import.as_secs_f64(),
        PHOTOS as f64 / bare.as_secs_f64(),
    );
    let to = |cost: Duration| import.as_secs_f64() / cost.as_secs_f64();
    println!("  ratio to reading, hashing and decoding  {:.2}", to(bare));
    println!("  and to that with durable writing        {:.2} [at most 1.3]\n", to(bare + written));
}

/// The best of the rounds: the least disturbed one.
fn least(times: &[Duration]) -> Duration {
    times.iter().copied().min().expect("rounds")
}

/// The largest of the sample photos.
pub fn sample() -> Vec<u8> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/submissions");
    let mut originals: Vec<(u64, PathBuf)> = fs::read_dir(&samples)
        .expect("sample photos")
        .map(|entry| entry.expect("entry"))
        .filter(|entry| entry.path().extension().is_some_and(|ext| ext == "jpg"))
        .map(|entry| (entry.metadata().expect("size").len(), entry.path()))
        .collect();
    originals.sort();
    fs::read(&originals.last().expect("a photo").1).expect("reads")
}

/// The photo with a grain that makes its file as large as phones' are, some 4 MB for 12 megapixels: the
/// samples are drawn, and flat.
pub fn grainy(clean: &[u8]) -> Vec<u8> {
    let mut pixels = photo::decode(clean, &Limits::default()).expect("decodes");
    let mut state = 0x2545_f491_u32;
    for value in &mut pixels.rgb {
        // Xorshift: the same grain every time.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let grain = (state % 19) as i16 - 9;
        *value = (i16::from(*value) + grain).clamp(0, 255) as u8;
    }
    let (width, height) = (pixels.width as u16, pixels.height as u16);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.encode(&pixels.rgb, width, height, ColorType::Rgb).expect("encodes");
    bytes
}

/// A roster, its payments and a folder of so many photos named by student number.
pub fn package(work: &Path, original: &[u8], photos: usize) -> PathBuf {
    let package = work.join("package");
    fs::create_dir(&package).expect("folder");
    let mut roster = String::from("student_no,name,department,programme,campus\n");
    let mut payments = String::from("student_no,amount,paid_time,transaction\n");
    for n in 0..photos {
        let no = format!("2026E80{n:05}");
        writeln!(roster, "{no},李雷,计算机学院,硕士,雁栖湖").expect("text");
        writeln!(payments, "{no},30.00,2026-09-01 10:00,T{n:06}").expect("text");
        // A comment segment right after the start of the image makes each file another one.
        let mut bytes = original[..2].to_vec();
        bytes.extend([0xFF, 0xFE, 0x00, 0x0A]);
        bytes.extend(format!("{n:08}").bytes());
        bytes.extend(&original[2..]);
        fs::write(package.join(format!("{no}.jpg")), bytes).expect("written");
    }
    fs::write(work.join("roster.csv"), roster).expect("written");
    fs::write(work.join("payments.csv"), payments).expect("written");
    package
}

fn import(work: &Path, package: &Path, round: usize) -> Duration {
    let dir = work.join(format!("store-{round}"));
    let mut store = Store::open(&dir, now()).expect("opens");
    let actor = Actor::operator("bench");
    let mut go_on = |_| ControlFlow::Continue(());
    for (kind, file) in [(ImportKind::Roster, "roster.csv"), (ImportKind::Payments, "payments.csv")]
    {
        import::run(kind, &mut store, &work.join(file), &actor, now(), &mut go_on)
            .expect("imports");
    }
    let begin = Instant::now();
    let kind = ImportKind::Submissions;
    let report =
        import::run(kind, &mut store, package, &actor, now(), &mut go_on).expect("imports");
    let took = begin.elapsed();
    assert_eq!(report.counts.added, PHOTOS as u64, "every photo is new");
    took
}

/// Reads, hashes and decodes the files with one thread for each core, as the import does.
pub fn bare(files: &[PathBuf]) -> Duration {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let bytes = fs::read(file).expect("reads");
                    std::hint::black_box(blake3::hash(&bytes));
                    let mut decoder =
                        zune_jpeg::JpegDecoder::new(zune_core::bytestream::ZCursor::new(&bytes));
                    std::hint::black_box(decoder.decode().expect("decodes"));
                }
            });
        }
    });
    begin.elapsed()
}

/// What it takes to write the files durably, one after the other on as many threads as there are cores.
pub fn durable(work: &Path, files: &[PathBuf]) -> Duration {
    let folder = tempfile::tempdir_in(work).expect("folder");
    let folder = folder.path();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for part in files.chunks(files.len().div_ceil(threads)) {
            scope.spawn(move || {
                for file in part {
                    let to = folder.join(file.file_name().expect("a name"));
                    fs::copy(file, &to).expect("copied");
                    fs::File::open(&to).and_then(|file| file.sync_all()).expect("synced");
                }
            });
        }
    });
    begin.elapsed()
}
