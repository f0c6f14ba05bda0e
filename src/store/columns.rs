//! Columns and joins that several queries have, as SQL.

/// Whether student `t` is frozen: one of their submissions is approved.
pub(super) const FROZEN: &str = "EXISTS (
        SELECT 1 FROM submission o WHERE o.student = t.id AND o.status = 'approved'
    ) AS frozen";

/// Whether submission `s` is delivered, and whether the receiver has refused it once. What was packed for a delivery
/// that was cut off is not delivered.
pub(super) const DELIVERED: &str = "EXISTS (
        SELECT 1 FROM packed p JOIN delivery v ON v.batch = p.batch
        WHERE p.submission = s.id AND p.refused_seq IS NULL
    ) AS delivered, EXISTS (
        SELECT 1 FROM packed p WHERE p.submission = s.id AND p.refused_seq IS NOT NULL
    ) AS refused";

/// Joins the lease on submission `s` as `c`: outside the queue it is void.
pub(super) const LEASE: &str = "LEFT JOIN claim c ON c.submission = s.id AND s.queued";
