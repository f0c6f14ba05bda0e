//! Tests of the review screen, by label and by key.
