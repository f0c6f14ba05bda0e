//! The version of the rules.

/// The rules by which entries are judged today: the checklist with its reasons, what a decision needs, who
/// may do what. Every entry names the version by which it was judged when it was recorded. A replay carries
/// it out and doesn't judge it again by the rules of today.
///
/// It grows by one with every released change of what may be recorded.
pub const RULES: u32 = 2;

/// The rules of version 0.1, by which the entries of a converted log were judged: whoever ran the command line
/// could do whatever an administrator could.
pub const BEFORE: u32 = 0;
