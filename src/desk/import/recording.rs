//! Records the rows of an import slice by slice, and tells what of them stands when it ends early.

use std::time::Duration;

use super::report::{RecordedRows, RowOutcome};
use super::{ImportError, Now};
use crate::desk::progress::{OnProgress, Progress, Stage, tell};
use crate::store::{Batch, Store};

/// Records every row, of which there are `total`, by `each`. Whoever is told how far it is may stop it between
/// two slices; what was recorded before stands.
pub(super) fn record<I>(
    store: &mut Store,
    now: Now<'_>,
    rows: impl IntoIterator<Item = I>,
    total: u64,
    progress: &mut OnProgress<'_>,
    mut each: impl FnMut(&mut Batch<'_>, I) -> Result<RowOutcome, ImportError>,
) -> Result<RecordedRows, ImportError> {
    let mut far =
        |done| tell(progress, Progress { stage: Stage::Recording, done, total, bytes: 0 });
    far(0)?;
    let mut recorded: Vec<RowOutcome> = Vec::new();
    let mut import = None;
    let each = |batch: &mut Batch<'_>, row| {
        import = batch.import();
        each(batch, row)
    };
    let went = store.in_slices(now, rows, each, |slice| {
        recorded.extend(slice);
        let done = recorded.len() as u64;
        // After the last row there is nothing left to stop.
        far(done).or_else(|stop| if done < total { Err(stop.into()) } else { Ok(()) })
    });
    let (stopped, longest) = match went {
        Ok(went) => (false, went.longest),
        Err(ImportError::Cancelled(_)) => (true, Duration::ZERO),
        Err(ImportError::Record(why)) if !recorded.is_empty() && !why.is_replaced() => {
            return Err(ImportError::Interrupted { why, recorded: recorded.len() as u64 });
        }
        Err(error) => return Err(error),
    };
    Ok(RecordedRows { rows: recorded, import, stopped, longest })
}
