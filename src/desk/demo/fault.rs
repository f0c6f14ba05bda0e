//! Why there is no demo, by kind: the command line finds the words.

use std::path::PathBuf;

/// Why no demo was made, or nothing is simulated on a store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DemoFault {
    /// The folder has a store of real students.
    #[error("there is a store that is no demo: {}", .0.display())]
    NoDemo(PathBuf),
    /// The folder has a demo already, and nothing is added to one.
    #[error("there is a demo already, and nothing is added to one: {}", .0.display())]
    There(PathBuf),
    /// The folder that the demo is to show holds no photo.
    #[error("no photo below {}", .0.display())]
    NoPhoto(PathBuf),
    /// Real submissions are never decided by a simulation.
    #[error("not a demo store: {}", .0.display())]
    NotSimulated(PathBuf),
}
