//! The memory that the threads of an import share for pixels, however many they are: what is decoded at the
//! moment and what is kept for the next photo count against one budget.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::photo::{Limits, PixelMemory};

/// Most bytes at a time: as many as two JPEGs of the largest size allowed take, or some twenty ordinary ones.
pub(super) const MOST: u64 = 2 * Limits::USUAL.max_pixels * 3;

#[derive(Default)]
struct State {
    /// Bytes of photos that are being decoded.
    used: u64,
    /// Buffers that are kept for later photos.
    idle: Vec<PixelMemory>,
}

impl State {
    fn kept(&self) -> u64 {
        self.idle.iter().map(PixelMemory::kept).sum()
    }
}

/// The budget.
#[derive(Default)]
pub(super) struct Memory {
    state: Mutex<State>,
    freed: Condvar,
}

/// A part of the budget; dropping it gives it back, even after a panic.
pub(super) struct Share<'a> {
    memory: &'a Memory,
    /// Where to decode to.
    pub(super) pixels: PixelMemory,
    bytes: u64,
}

impl Memory {
    /// Waits until so many bytes are free, and gives a buffer that fits where one is kept; others give way.
    /// A photo larger than the whole budget waits until nothing else is decoded.
    pub(super) fn take(&self, bytes: u64) -> Share<'_> {
        let full = |state: &mut State| state.used > 0 && state.used + bytes > MOST;
        let state = self.lock();
        let mut state = self.freed.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        state.idle.sort_by_key(PixelMemory::kept);
        // The largest that needs no more than was asked for: it is enlarged where it is too small.
        let fits = state.idle.iter().rposition(|kept| kept.kept() <= bytes);
        let pixels = fits.map(|at| state.idle.remove(at)).unwrap_or_default();
        state.used += bytes;
        while state.used + state.kept() > MOST && state.idle.pop().is_some() {}
        Share { memory: self, pixels, bytes }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let pixels = std::mem::take(&mut self.pixels);
        let mut state = self.memory.lock();
        state.used -= self.bytes;
        if state.used + state.kept() + pixels.kept() <= MOST {
            state.idle.push(pixels);
        }
        drop(state);
        self.memory.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::photo::inspect_in;

    #[test]
    fn no_more_is_in_flight_than_the_budget_has() {
        let memory = Memory::default();
        let most = Mutex::new(0_u64);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _share = memory.take(MOST / 3);
                    let used = memory.lock().used;
                    let mut most = most.lock().expect("whole");
                    *most = used.max(*most);
                });
            }
        });
        assert!(*most.lock().expect("whole") <= MOST);
        assert_eq!(memory.lock().used, 0);
        drop(memory.take(MOST * 2));
    }

    #[test]
    fn what_is_kept_counts_and_gives_way() {
        let memory = Memory::default();
        let bytes = include_bytes!("../../../data/submissions/low-resolution.jpg");
        {
            let mut share = memory.take(30_000_000);
            inspect_in(&mut share.pixels, bytes, &Limits::ANY_SIZE).expect("decodes");
        }
        let kept = memory.lock().kept();
        assert!(kept > 0, "for the next photo");
        let share = memory.take(MOST - 1);
        // It was taken for that photo, and counts as a part of it.
        assert_eq!((share.pixels.kept(), memory.lock().kept()), (kept, 0));
        let beside = memory.take(1);
        assert_eq!(beside.pixels.kept(), 0);
    }
}
