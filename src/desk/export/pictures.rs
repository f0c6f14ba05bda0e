//! Pictures that go with notices: the part of the photo that was found fault with, framed. They lie in a folder
//! beside the list, which gets its name only when all of them are there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::ExportError;
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::domain::finding::Region;
use crate::domain::screening::Screening;
use crate::exchange::sheet::SheetError;
use crate::photo::{self, Limits};
use crate::store::{DecidedRow, Store};

/// The folder of a list's pictures while it is made.
#[derive(Debug)]
pub(super) struct Pictures {
    made: TempDir,
    place: PathBuf,
    /// How many are made.
    count: u64,
}

impl Pictures {
    /// For the list of this name: `notices.xlsx` has its pictures in `notices-pictures`.
    pub(super) fn beside(list: &Path) -> Result<Self, ExportError> {
        let stem = list.file_stem().unwrap_or_default().to_string_lossy();
        let place = list.with_file_name(format!("{stem}-pictures"));
        if place.symlink_metadata().is_ok() {
            return Err(ExportError::PicturesThere(place));
        }
        let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty());
        let made = tempfile::Builder::new()
            .prefix(".pictures-")
            .tempdir_in(parent.unwrap_or(Path::new(".")))
            .map_err(|error| SheetError::file(&place, &error))?;
        Ok(Self { made, place, count: 0 })
    }

    /// Makes the picture of a retake, and gives its name below the list's folder; none where what was found has no
    /// place on the photo, or the photo can't be read any more, which `verify` tells.
    pub(super) fn take(
        &mut self,
        store: &Store,
        row: &DecidedRow,
        screening: &Screening,
        progress: &mut OnProgress<'_>,
    ) -> Result<Option<String>, ExportError> {
        let regions = regions(row, screening);
        if regions.is_empty() {
            return Ok(None);
        }
        let Ok(bytes) = store.photos().read(row.submitted.photo) else { return Ok(None) };
        let Ok(pixels) = photo::decode(&bytes, &Limits::default()) else { return Ok(None) };
        let Ok(picture) = photo::framed(&pixels, &regions) else { return Ok(None) };
        let name = format!("{}.jpg", row.student.no);
        let file = self.made.path().join(&name);
        let written = fs::write(&file, picture).and_then(|()| fs::File::open(&file)?.sync_all());
        written.map_err(|error| SheetError::file(&self.place.join(&name), &error))?;
        self.count += 1;
        tell(
            progress,
            Progress { stage: Stage::Writing, done: self.count, total: self.count, bytes: 0 },
        )?;
        let folder = self.place.file_name().unwrap_or_default().to_string_lossy();
        Ok(Some(format!("{folder}/{name}")))
    }

    /// Gives the folder its name.
    pub(super) fn place(self) -> Result<(), ExportError> {
        let place = self.place;
        if place.symlink_metadata().is_ok() {
            return Err(ExportError::PicturesThere(place));
        }
        let placed = |error: io::Error| ExportError::from(SheetError::file(&place, &error));
        fs::rename(self.made.path(), &place).map_err(placed)?;
        // What is left to be removed under its old name is nothing.
        drop(self.made.keep());
        Ok(())
    }
}

/// Where on the photo the machine saw what a person then gave as a reason.
fn regions(row: &DecidedRow, screening: &Screening) -> Vec<Region> {
    let reasons = row.decision.reasons();
    let said = screening.against().into_iter().filter(|said| reasons.contains(&said.reason));
    let mut regions: Vec<Region> =
        said.filter_map(|said| screening.decisive(said)?.0.region).collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}
