-- The log is the truth; every other table but claim, lease_counter and credential follows from it.
-- Times are milliseconds since 1970-01-01 UTC; digests are 32 bytes.

CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE INDEX log_by_subject ON log (subject, seq);

CREATE TRIGGER log_keeps_rows BEFORE UPDATE ON log
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;

CREATE TRIGGER log_loses_nothing BEFORE DELETE ON log
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;

CREATE TRIGGER log_has_no_gap BEFORE INSERT ON log
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
BEGIN
    SELECT RAISE(ABORT, 'log entries are numbered without gaps');
END;

CREATE TABLE account (
    name TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reviewer', 'supervisor', 'administrator')),
    -- Digest of the Argon2id text in table credential.
    credential BLOB NOT NULL CHECK (length(credential) = 32),
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    -- Wrong passwords in a row, and when the last of them came.
    failures INTEGER NOT NULL,
    last_failure INTEGER,
    last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
    account TEXT NOT NULL PRIMARY KEY REFERENCES account (name),
    phc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE student (
    no TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- The name in pinyin, to sort by.
    reading TEXT NOT NULL,
    -- Pinyin initials of every way to read the name, each after a space.
    initials TEXT NOT NULL,
    id_number TEXT,
    exam_no TEXT,
    department TEXT NOT NULL,
    programme TEXT NOT NULL,
    campus TEXT NOT NULL,
    reference_photo BLOB,
    paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
    -- The log entry that stated the information last.
    stated_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX student_by_reading ON student (reading, name, initials);
CREATE INDEX student_by_exam_no ON student (exam_no) WHERE exam_no IS NOT NULL;
CREATE INDEX student_by_department ON student (department);

CREATE TABLE payment (
    transaction_no TEXT NOT NULL PRIMARY KEY,
    student TEXT NOT NULL REFERENCES student (no),
    amount_fen INTEGER NOT NULL,
    paid_at INTEGER NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    student TEXT NOT NULL REFERENCES student (no),
    attempt INTEGER NOT NULL CHECK (attempt >= 1),
    photo BLOB NOT NULL CHECK (length(photo) = 32),
    status TEXT NOT NULL CHECK (status IN (
        'awaiting_payment', 'awaiting_earlier', 'pending', 'seconding', 'held',
        'approved', 'rejected', 'retake', 'withdrawn', 'superseded'
    )),
    due INTEGER,
    submitted_at INTEGER NOT NULL,
    -- Who proposed a rejection, and who before them, where the two accuse of different things.
    proposer TEXT,
    proposer_below TEXT,
    decided_by TEXT,
    decided_at INTEGER,
    status_before TEXT,
    has_later INTEGER NOT NULL CHECK (has_later IN (0, 1)),
    -- The log entries that hold the submission, the decision that stands, and the proposals.
    submitted_seq INTEGER NOT NULL,
    decided_seq INTEGER,
    proposed_seq INTEGER,
    proposed_below INTEGER,
    last_seq INTEGER NOT NULL,
    -- In the queue of the reviewers: `Status::is_queued`.
    queued INTEGER AS (status IN ('pending', 'seconding')) VIRTUAL,
    UNIQUE (student, attempt)
) STRICT;

CREATE INDEX queue ON submission (due, submitted_at, id) WHERE queued;
CREATE INDEX submission_by_due ON submission (due, id);
CREATE INDEX submission_by_submitted_at ON submission (submitted_at, id);
-- None by status or by decided_at: every decision would write them, and a scan serves the lists.

CREATE TABLE claim (
    submission INTEGER PRIMARY KEY REFERENCES submission (id),
    token INTEGER NOT NULL,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;

CREATE TABLE lease_counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_token INTEGER NOT NULL
) STRICT;

INSERT INTO lease_counter (id, last_token) VALUES (1, 0);

-- An approved submission changes only by the entry that takes its own approval back.
CREATE TRIGGER approved_submission_is_frozen BEFORE UPDATE ON submission
WHEN OLD.status = 'approved' AND (
    NEW.last_seq IS NOT (SELECT max(seq) FROM log)
    OR (SELECT kind FROM log WHERE seq = NEW.last_seq) IS NOT 'undone'
    OR (SELECT subject FROM log WHERE seq = NEW.last_seq) IS NOT 'submission:' || OLD.id
)
BEGIN
    SELECT RAISE(ABORT, 'an approved submission is frozen');
END;

-- What was submitted never changes.
CREATE TRIGGER submission_keeps_its_photo BEFORE UPDATE ON submission
WHEN NEW.id IS NOT OLD.id OR NEW.student IS NOT OLD.student OR NEW.attempt IS NOT OLD.attempt
    OR NEW.photo IS NOT OLD.photo OR NEW.submitted_at IS NOT OLD.submitted_at
    OR NEW.submitted_seq IS NOT OLD.submitted_seq
BEGIN
    SELECT RAISE(ABORT, 'what was submitted never changes');
END;

-- A student with an approved submission is frozen: every word stays, a payment is noted.
CREATE TRIGGER approved_student_is_frozen BEFORE UPDATE ON student
WHEN EXISTS (SELECT 1 FROM submission WHERE student = OLD.no AND status = 'approved') AND (
    NEW.no IS NOT OLD.no OR NEW.name IS NOT OLD.name OR NEW.reading IS NOT OLD.reading
    OR NEW.initials IS NOT OLD.initials OR NEW.id_number IS NOT OLD.id_number
    OR NEW.exam_no IS NOT OLD.exam_no OR NEW.department IS NOT OLD.department
    OR NEW.programme IS NOT OLD.programme OR NEW.campus IS NOT OLD.campus
    OR NEW.reference_photo IS NOT OLD.reference_photo OR NEW.stated_seq IS NOT OLD.stated_seq
    OR NOT EXISTS (
        SELECT 1 FROM log WHERE seq = (SELECT max(seq) FROM log)
        AND kind = 'paid' AND subject = 'student:' || OLD.no
    )
)
BEGIN
    SELECT RAISE(ABORT, 'an approved student is frozen');
END;

CREATE TRIGGER account_stays BEFORE DELETE ON account
BEGIN
    SELECT RAISE(ABORT, 'accounts are never deleted');
END;

CREATE TRIGGER student_stays BEFORE DELETE ON student
BEGIN
    SELECT RAISE(ABORT, 'students are never deleted');
END;

CREATE TRIGGER payment_keeps_rows BEFORE UPDATE ON payment
BEGIN
    SELECT RAISE(ABORT, 'payments never change');
END;

CREATE TRIGGER payment_stays BEFORE DELETE ON payment
BEGIN
    SELECT RAISE(ABORT, 'payments are never deleted');
END;

CREATE TRIGGER submission_stays BEFORE DELETE ON submission
BEGIN
    SELECT RAISE(ABORT, 'submissions are never deleted');
END;
