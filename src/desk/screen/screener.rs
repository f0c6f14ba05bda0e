//! Who looks at the photos: the nets and threads of their own, below everything else that the machine does.

use rayon::ThreadPool;

use super::evidence::evidence;
use crate::desk::check::{Examined, examine};
use crate::desk::look::CheckError;
use crate::desk::specification;
use crate::domain::photo_hash::Digest;
use crate::domain::screening::{Screened, ScreenedBy, Screening};
use crate::domain::specification::{Specification, SpecificationError};
use crate::screening;
use crate::store::{Store, StoreError};
use crate::vision::{self, Nets, VisionError};

/// How much of the machine the screening takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Only what nothing else wants: a reviewer notices as little of it as can be.
    Lowest,
    /// As any other program: where nobody reviews, and tests that must come to an end on a busy machine.
    Usual,
}

/// How many photos are looked at beside each other at most: each takes some 400 MB.
const MOST_AT_ONCE: usize = 4;

/// The nets, a specification and the threads on which photos are looked at.
pub struct Screener {
    nets: Nets,
    specification: Specification,
    threads: ThreadPool,
    /// How many photos are looked at beside each other.
    pub(super) at_once: usize,
}

/// Why nobody can look at photos.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoScreener {
    /// The nets can't be loaded.
    #[error(transparent)]
    Vision(#[from] VisionError),
    /// The specification can't be read.
    #[error(transparent)]
    Specification(#[from] SpecificationError),
    /// The system gives no threads.
    #[error("{0}")]
    Threads(String),
}

/// What one photo came to.
pub(super) struct Product {
    pub(super) screened: Screened,
    /// The file of the standard photo.
    pub(super) standard_photo: Option<Vec<u8>>,
}

impl Screener {
    /// With so many threads, at least one. By the national specification, until it follows a store's.
    pub fn new(threads: usize, priority: Priority) -> Result<Self, NoScreener> {
        let begin = move || {
            if priority == Priority::Lowest {
                lowest_priority();
            }
        };
        let count = threads.max(1);
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .thread_name(|index| format!("screening-{index}"))
            .start_handler(move |_index| begin())
            .build()
            .map_err(|error| NoScreener::Threads(error.to_string()))?;
        let nets = Nets::load(count)?;
        nets.on_each_thread(begin);
        let at_once = count.min(MOST_AT_ONCE);
        Ok(Self { nets, specification: Specification::national()?, threads, at_once })
    }

    /// From now on screens by the specification of this text.
    ///
    /// # Errors
    ///
    /// Where this version of the program can't read it: another one has set it.
    pub fn follow(&mut self, specification: &str) -> Result<(), NoScreener> {
        if Digest::of(specification.as_bytes()) != self.specification.digest {
            self.specification = Specification::read(specification)?;
        }
        Ok(())
    }

    /// By what its screenings are made.
    pub fn by(&self) -> ScreenedBy {
        made_by(self.specification.digest)
    }

    /// Lets `work` run on its threads.
    pub(super) fn on_threads<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.threads.install(work)
    }

    /// Looks at the bytes of one photo.
    pub(super) fn screen(&self, bytes: &[u8]) -> Result<Product, CheckError> {
        let Examined { checked, made, seen, fingerprint } =
            examine(bytes, &self.nets, &self.specification)?;
        let size = (checked.width, checked.height);
        let said = Screening::of(size, checked.faces, &checked.measured, &checked.findings);
        let screening = Screening { evidence: evidence(&seen), fingerprint, ..said };
        let standard_photo = made.map(|made| made.standard.file.bytes);
        let screened = Screened {
            by: self.by(),
            standard_photo: standard_photo.as_deref().map(Digest::of),
            screening: Some(Box::new(screening)),
        };
        Ok(Product { screened, standard_photo })
    }
}

/// By what the photos of this store are screened today.
pub fn screened_by(store: &Store) -> Result<ScreenedBy, StoreError> {
    Ok(made_by(Digest::of(specification::text(store)?.as_bytes())))
}

/// By what photos are screened today where this is the digest of the specification.
pub fn made_by(specification: Digest) -> ScreenedBy {
    ScreenedBy { specification, nets: vision::digest(), code: screening::VERSION }
}

/// Nothing waits for this thread that could run itself. Where the system refuses, the thread runs as it is.
fn lowest_priority() {
    if let Err(error) = set_lowest() {
        tracing::warn!("a screening thread keeps its priority: {error:?}");
    }
}

/// Linux knows a way below every priority: such a thread runs only where nothing else wants to.
#[cfg(target_os = "linux")]
fn set_lowest() -> Result<(), thread_priority::Error> {
    use thread_priority::unix::{
        NormalThreadSchedulePolicy, ThreadSchedulePolicy, set_thread_priority_and_policy,
        thread_native_id,
    };
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    set_thread_priority_and_policy(thread_native_id(), thread_priority::ThreadPriority::Min, idle)
}

#[cfg(not(target_os = "linux"))]
fn set_lowest() -> Result<(), thread_priority::Error> {
    thread_priority::set_current_thread_priority(thread_priority::ThreadPriority::Min)
}
