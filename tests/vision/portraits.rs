//! Counts on the 100 portraits, from what is kept of them, against labels made by eye.
