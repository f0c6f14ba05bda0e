//! What a backup gives back where the store is gone: all that is good in it, and what nobody names too.

use super::*;
use crate::domain::photo_hash::PhotoHash;
use crate::store::Photos;
use crate::store::backup::LostPhoto;
use crate::store::verify::Fault;

impl AtWork {
    /// Where the pool of the last backup has a photo.
    fn pooled(&self, photo: PhotoHash) -> PathBuf {
        let root = place_of(&self.store, &self.folder(), self.at).expect("a place");
        root.with_file_name("photos").join(&photo.hex()[..2]).join(photo.hex())
    }

    /// Keeps a photo that nobody names until it is set aside.
    fn set_aside(&mut self, bytes: &[u8]) -> PhotoHash {
        let files = self.store.photos().clone();
        let photo = files.put(bytes).expect("kept");
        self.pass(TimeDelta::hours(2));
        assert_eq!(files.sweep(&mut self.store, self.at).expect("swept").aside, 1);
        photo
    }

    /// Makes a backup, and gives where it is.
    fn generation(&mut self) -> PathBuf {
        match self.run().done {
            Some(Making::Done(made)) if made.is_kept() => made.place,
            other => panic!("{other:?}"),
        }
    }
}

fn set_aside_in(dir: &std::path::Path) -> Vec<PhotoHash> {
    let unnamed = Photos::in_store(dir).unnamed().expect("listed");
    unnamed.iter().map(|one| one.photo).collect()
}

#[test]
fn one_bad_photo_keeps_no_other_from_coming_back() {
    let mut desk = AtWork::new();
    let place = desk.generation();
    let [one, two] = [b"photo 1", b"photo 2"].map(|bytes| PhotoHash::of(bytes));
    fs::write(desk.pooled(one), b"photo X").expect("damaged");
    let back = desk.work.path().join("back");
    let restored = restore(&place, &back, &operator(), desk.at).expect("restored");
    let [LostPhoto { fault, owners }] = &restored.lost[..] else { panic!("{restored:?}") };
    assert_eq!(*fault, Fault::PhotoAltered(one));
    let whose: Vec<_> = owners.iter().map(|own| (own.no.as_str(), own.file.as_deref())).collect();
    assert_eq!(whose, [("S1", Some("a.jpg"))]);
    assert!(Photos::in_store(&back).contains(two));
    let told = verify(&back, desk.at).expect("verified");
    assert_eq!(told.faults, [Fault::PhotoMissing(one)]);
}

#[test]
fn what_nobody_names_is_in_a_backup_and_comes_back() {
    let mut desk = AtWork::new();
    let photo = desk.set_aside(b"somebody's only original");
    let kept = desk.store.photos().unnamed().expect("listed");
    let place = desk.generation();
    assert!(desk.pooled(photo).is_file());
    assert_eq!(verify(&place, desk.at).expect("verified").unnamed, [photo]);
    let back = desk.work.path().join("back");
    let restored = restore(&place, &back, &operator(), desk.at).expect("restored");
    assert!(restored.is_all() && restored.report.photos == 2, "{restored:?}");
    assert_eq!(Photos::in_store(&back).unnamed().expect("listed"), kept, "as old as it was");
    // Where its bytes are no longer those, that is told, and the store comes back.
    fs::write(desk.pooled(photo), "X").expect("damaged");
    let back = desk.work.path().join("without");
    let restored = restore(&place, &back, &operator(), desk.at).expect("restored");
    assert_eq!(restored.lost_unnamed, Some(vec![Fault::PhotoAltered(photo)]));
    assert!(restored.lost.is_empty() && set_aside_in(&back).is_empty());
    // Where nobody knows any more which there were, too.
    fs::write(place.join("backup.toml"), "?").expect("damaged");
    let back = desk.work.path().join("unlisted");
    let restored = restore(&place, &back, &operator(), desk.at).expect("restored");
    assert!(restored.lost.is_empty() && restored.lost_unnamed.is_none() && !restored.is_all());
}

#[test]
fn what_a_person_has_deleted_goes_with_the_last_backup_that_has_it() {
    let mut desk = AtWork::new();
    let photo = desk.set_aside(b"somebody's only original");
    desk.generation();
    let listed = desk.store.photos().unnamed().expect("listed");
    let files = desk.store.photos().clone();
    files.delete_unnamed(&mut desk.store, &listed, &operator(), desk.at).expect("deleted");
    desk.pass(TimeDelta::hours(2));
    let later = desk.generation();
    assert!(desk.pooled(photo).is_file(), "the first one has it still");
    desk.pass(TimeDelta::days(30));
    desk.generation();
    desk.pass(TimeDelta::hours(2));
    desk.generation();
    assert!(!desk.pooled(photo).exists() && !later.exists());
}
