//! Tests of withdrawals on a real store in a folder of its own, after real imports.
