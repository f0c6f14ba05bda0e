//! Photo files and previews.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use super::*;

/// Makes a file look older than the sweep spares.
pub(super) fn age(path: &Path, now: DateTime<Utc>) {
    let old = SystemTime::from(now) - Duration::from_hours(2);
    File::options().write(true).open(path).and_then(|file| file.set_modified(old)).expect("aged");
}

#[test]
fn a_photo_is_kept_once_under_its_hash() {
    let world = World::new();
    let photos = world.store.photos();
    let hash = photos.put(b"one").expect("put");
    assert_eq!(photos.put(b"one").expect("put again"), hash);
    assert_eq!(hash, Digest::of(b"one"));
    assert_eq!(photos.read(hash).expect("read"), b"one");
    assert!(photos.contains(hash) && !photos.contains(Digest::of(b"two")));
    assert!(photos.read(Digest::of(b"two")).is_err());
    let left = fs::read_dir(world.dir.path().join("photos/tmp")).expect("list").count();
    assert_eq!(left, 0);
}

#[test]
fn threads_put_the_same_photos_at_once() {
    let world = World::new();
    let photos = world.store.photos().clone();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for n in 0_u8..40 {
                    photos.put(&[n; 100]).expect("put");
                }
            });
        }
    });
    assert!((0_u8..40).all(|n| photos.contains(Digest::of(&[n; 100]))));
}

#[test]
fn the_sweep_sets_old_leftovers_aside_and_nothing_else() {
    let mut world = World::new();
    world.at = SystemTime::now().into();
    let id = world.queued("S1");
    let photos = world.store.photos().clone();
    let named = photos.path(world.row(id).submitted.photo);
    let young = photos.put(b"about to be named by another process").expect("put");
    let (old, touched) = (photos.put(b"unnamed").expect("put"), photos.put(b"twice").expect("put"));
    let half = world.dir.path().join("photos/tmp/half-written");
    fs::write(&half, "ha").expect("written");
    for path in [&named, &photos.path(old), &photos.path(touched), &half] {
        age(path, world.at);
    }
    photos.put(b"twice").expect("put again, and so about to be named");
    let swept = photos.sweep(&mut world.store, world.at).expect("swept");
    assert_eq!(swept, Swept { aside: 1, back: 0, removed: 1 });
    assert!(named.exists() && !half.exists());
    assert!(photos.path(young).exists() && photos.path(touched).exists());
    assert!(!photos.path(old).exists());
    photos.require(young).expect("may be named");
    // What was set aside is still an original, and may be named; no file is moved meanwhile, since
    // everybody who decides waits for the transaction that names it.
    assert_eq!(photos.read(old).expect("reads"), b"unnamed");
    photos.require(old).expect("may be named");
    assert!(!photos.path(old).exists() && photos.contains(old));
    let refused = photos.require(Digest::of(b"never kept")).expect_err("must not be named");
    assert!(refused.to_string().contains("import again"), "{refused}");
}

#[test]
fn opening_removes_half_written_files() {
    let mut world = World::new();
    world.at = SystemTime::now().into();
    let tmp = world.dir.path().join("photos/tmp");
    let (old, young) = (tmp.join("old"), tmp.join("young"));
    fs::write(&old, "x").expect("written");
    fs::write(&young, "x").expect("written");
    age(&old, world.at);
    world.again();
    assert!(!old.exists() && young.exists());
}

#[test]
fn previews_are_a_cache() {
    let world = World::new();
    let hash = Digest::of(b"photo");
    let open = |dir: &Path| PreviewCache::open(dir).expect("open");
    let previews = open(world.dir.path());
    assert_eq!(previews.proxy(hash).expect("read"), None);
    previews.put(hash, b"large", b"small").expect("put");
    previews.put(hash, b"larger", b"small").expect("put again");
    assert_eq!(previews.proxy(hash).expect("read").as_deref(), Some(&b"larger"[..]));
    assert_eq!(previews.thumb(hash).expect("read").as_deref(), Some(&b"small"[..]));
    drop(previews);
    let dir = world.dir;
    fs::write(dir.path().join("previews.sqlite3"), vec![7_u8; 9000]).expect("damaged");
    let previews = open(dir.path());
    assert_eq!(previews.proxy(hash).expect("made anew"), None);
    previews.put(hash, b"large", b"small").expect("put");
    drop(previews);
    fs::remove_file(dir.path().join("previews.sqlite3")).expect("removed");
    assert_eq!(open(dir.path()).thumb(hash).expect("made anew"), None);
}
