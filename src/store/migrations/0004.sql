-- Imports can be withdrawn: a student leaves the roster again, a payment goes, a submission counts as taken back.

-- The import that enrolled the student was withdrawn, and nobody has enrolled them since. What was stated of them
-- stays until they are erased, so that they can be found for that, and enrolled again under the same number.
ALTER TABLE student ADD COLUMN off_roster INTEGER NOT NULL DEFAULT 0 CHECK (off_roster IN (0, 1));

-- The import that brought the submission was withdrawn: it is no attempt of the student's any more.
ALTER TABLE submission ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1));

-- The entries of an import by kind. Numbers of imports are ordered by time: this index grows at its end, and no
-- decision writes it.
CREATE INDEX log_by_import ON log (import, kind) WHERE import IS NOT NULL;

DROP TRIGGER payment_stays;

-- Payments are deleted only by the entry that takes them back.
CREATE TRIGGER payment_stays BEFORE DELETE ON payment
WHEN NOT EXISTS (
    SELECT 1 FROM log WHERE seq = (SELECT max(seq) FROM log) AND kind = 'payment_taken_back'
    AND subject = 'student:' || OLD.student
)
BEGIN
    SELECT RAISE(ABORT, 'payments are deleted by a withdrawal only');
END;

-- Finds who else has sent a photo: at an import, at an erasure.
CREATE INDEX submission_by_photo ON submission (photo);
