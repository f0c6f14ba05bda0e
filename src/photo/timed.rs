//! A reader that fails after a deadline, to stop files that would take for ever to unpack.

use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

/// Most bytes returned at once, so that the deadline is checked often.
const PIECE: usize = 16 * 1024;

/// The bytes of a file, which can be read until the time is over.
pub(super) struct Timed<'a> {
    bytes: Cursor<&'a [u8]>,
    begun: Instant,
    most: Duration,
}

impl<'a> Timed<'a> {
    pub(super) fn new(bytes: &'a [u8], most: Duration) -> Self {
        Self { bytes: Cursor::new(bytes), begun: Instant::now(), most }
    }

    fn in_time(&self) -> io::Result<()> {
        if self.begun.elapsed() < self.most { Ok(()) } else { Err(io::ErrorKind::TimedOut.into()) }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.in_time()?;
        let piece = to.len().min(PIECE);
        self.bytes.read(to.get_mut(..piece).unwrap_or_default())
    }
}

impl BufRead for Timed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.in_time()?;
        let rest = self.bytes.fill_buf()?;
        Ok(rest.get(..rest.len().min(PIECE)).unwrap_or_default())
    }

    fn consume(&mut self, read: usize) {
        self.bytes.consume(read);
    }
}

impl Seek for Timed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}
