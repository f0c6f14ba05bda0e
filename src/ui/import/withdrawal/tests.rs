//! Tests of the withdrawal of an import, by label.
