//! Why a net could not be run.

/// Why a net could not be loaded or run. A fault of the program, its build or its memory, never of a
/// photo: a photo on which nothing is found is a [`Seen`](super::Seen) that says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VisionError {
    /// The embedded file of this net can't be read as a net.
    #[error("the net {net} can't be loaded: {detail}")]
    Load {
        /// The net's file name.
        net: &'static str,
        /// The runtime's own words.
        detail: String,
    },
    /// The runtime gave up on this net.
    #[error("the net {net} can't be run: {detail}")]
    Run {
        /// The net's file name.
        net: &'static str,
        /// The runtime's own words.
        detail: String,
    },
    /// A net's output has another size than the code above it reads.
    #[error("the net {net} gave {found} numbers where {expected} were expected")]
    Output {
        /// The net's file name.
        net: &'static str,
        /// How many numbers there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
}
