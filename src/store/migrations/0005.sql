-- What the machine said of a submission last (机检). The measurements themselves are facts beside the log.
CREATE TABLE screening (
    submission INTEGER PRIMARY KEY REFERENCES submission (id),
    -- The log entry that tells of it.
    seq INTEGER NOT NULL,
    -- One digest of the specification, the nets and the code by which it was made.
    made_by BLOB NOT NULL CHECK (length(made_by) = 32),
    -- How much speaks against the photo: `Screening::doubt`.
    doubt INTEGER NOT NULL,
    -- By which near copies are found; null without a face.
    fingerprint BLOB CHECK (length(fingerprint) = 32)
) STRICT;

-- Finds what was screened since an entry; grows at its end.
CREATE INDEX screening_by_seq ON screening (seq);

-- Every standard photo (标准照) that was made of a submission: a decision may rest on an earlier one.
CREATE TABLE standard_photo (
    -- The log entry that tells of it.
    seq INTEGER PRIMARY KEY,
    submission INTEGER NOT NULL REFERENCES submission (id),
    photo BLOB NOT NULL CHECK (length(photo) = 32)
) STRICT;

CREATE INDEX standard_photo_by_submission ON standard_photo (submission);
-- Finds who has a standard photo: at an erasure.
CREATE INDEX standard_photo_by_photo ON standard_photo (photo);
