-- The log is the truth; every other table but fact, secret, claim, lease_counter, credential and erasing
-- follows from it. Times are milliseconds since 1970-01-01 UTC; digests have 32 bytes.

CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    operation BLOB NOT NULL CHECK (length(operation) = 16),
    -- Whose story the entry belongs to, if a student's.
    student INTEGER,
    -- The import that it is part of, if one.
    import BLOB CHECK (length(import) = 16),
    -- The version of the rules by which it was judged.
    rules INTEGER NOT NULL,
    -- The salted digest of its row in table fact; null where it has none.
    facts BLOB CHECK (length(facts) = 32),
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- An entry is in one of these two.
CREATE INDEX log_by_student ON log (student, seq) WHERE student IS NOT NULL;
CREATE INDEX log_by_subject ON log (subject, seq) WHERE student IS NULL;
-- Numbers of operations are ordered by time: this index grows at its end.
CREATE UNIQUE INDEX log_by_operation ON log (operation);

-- What an entry says of a person, as a JSON document under random bytes; erased by an entry.
CREATE TABLE fact (
    seq INTEGER PRIMARY KEY REFERENCES log (seq),
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    document TEXT NOT NULL
) STRICT;

CREATE TRIGGER fact_keeps_rows BEFORE UPDATE ON fact
BEGIN
    SELECT RAISE(ABORT, 'facts never change');
END;

CREATE TRIGGER fact_stays_unless_erased BEFORE DELETE ON fact
WHEN NOT EXISTS (
    SELECT 1 FROM log erased JOIN log of ON of.seq = OLD.seq
    WHERE erased.seq = (SELECT max(seq) FROM log) AND erased.kind = 'erased'
    AND erased.student = of.student
)
BEGIN
    SELECT RAISE(ABORT, 'facts are deleted by an erasure only');
END;

-- Keys the digests of names that nobody has.
CREATE TABLE secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name_key BLOB NOT NULL CHECK (length(name_key) = 32)
) STRICT;

INSERT INTO secret (id, name_key) VALUES (1, randomblob(32));

-- What an erasure has still to do outside the tables; empty when it is done.
CREATE TABLE erasing (
    id INTEGER PRIMARY KEY,
    student INTEGER NOT NULL REFERENCES student (id),
    -- A photo to delete; null in the one row that every erasure has.
    photo BLOB CHECK (length(photo) = 32)
) STRICT;

-- The last agreement that the clock is right, though the log tells of another time.
CREATE TABLE clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    agreed INTEGER NOT NULL,
    at INTEGER NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT;

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
    id INTEGER PRIMARY KEY,
    -- What the roster states, and what follows from the name; null once it is erased.
    no TEXT UNIQUE,
    name TEXT,
    -- The name in pinyin, to sort by.
    reading TEXT,
    -- Pinyin initials of every way to read the name, each after a space.
    initials TEXT,
    id_number TEXT,
    exam_no TEXT,
    department TEXT,
    programme TEXT,
    campus TEXT,
    reference_photo BLOB,
    paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
    erased INTEGER NOT NULL CHECK (erased IN (0, 1)),
    -- The log entry that proposes to erase the facts; null where none does.
    erasure_seq INTEGER,
    -- The log entry that stated the information last.
    stated_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    CHECK (erased = 0 OR coalesce(no, name, reading, initials, id_number, exam_no, department, programme,
        campus, reference_photo) IS NULL)
) STRICT;

CREATE INDEX student_by_reading ON student (reading, name, initials);
CREATE INDEX student_by_exam_no ON student (exam_no) WHERE exam_no IS NOT NULL;
CREATE INDEX student_by_department ON student (department);

CREATE TABLE payment (
    -- The log entry that tells of it.
    seq INTEGER PRIMARY KEY,
    -- Null once it is erased.
    transaction_no TEXT UNIQUE,
    student INTEGER NOT NULL REFERENCES student (id),
    amount_fen INTEGER NOT NULL,
    paid_at INTEGER NOT NULL
) STRICT;

CREATE INDEX payment_by_student ON payment (student);

CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    student INTEGER NOT NULL REFERENCES student (id),
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
    earlier_proposer TEXT,
    decided_by TEXT,
    decided_at INTEGER,
    status_before TEXT,
    has_later INTEGER NOT NULL CHECK (has_later IN (0, 1)),
    -- The log entries that hold the submission, the decision that stands, and the proposals.
    submitted_seq INTEGER NOT NULL,
    decided_seq INTEGER,
    proposed_seq INTEGER,
    earlier_proposed_seq INTEGER,
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
    since INTEGER NOT NULL,
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

-- A student with an approved submission is frozen: every word stays, a payment is noted, an erasure takes
-- all of them.
CREATE TRIGGER approved_student_is_frozen BEFORE UPDATE ON student
WHEN EXISTS (SELECT 1 FROM submission WHERE student = OLD.id AND status = 'approved') AND NOT EXISTS (
    SELECT 1 FROM log WHERE seq = (SELECT max(seq) FROM log) AND subject = 'student:' || OLD.id AND (
        kind = 'erased' OR (
            kind IN ('paid', 'erasure_proposed')
            AND NEW.no IS OLD.no AND NEW.name IS OLD.name AND NEW.reading IS OLD.reading
            AND NEW.initials IS OLD.initials AND NEW.id_number IS OLD.id_number
            AND NEW.exam_no IS OLD.exam_no AND NEW.department IS OLD.department
            AND NEW.programme IS OLD.programme AND NEW.campus IS OLD.campus
            AND NEW.reference_photo IS OLD.reference_photo AND NEW.stated_seq IS OLD.stated_seq
        )
    )
)
BEGIN
    SELECT RAISE(ABORT, 'an approved student is frozen');
END;

CREATE TRIGGER student_keeps_its_number BEFORE UPDATE ON student
WHEN NEW.id IS NOT OLD.id OR (OLD.erased AND NEW.erased IS NOT OLD.erased)
BEGIN
    SELECT RAISE(ABORT, 'a student keeps their number, and stays erased');
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
WHEN NEW.transaction_no IS NOT NULL OR NEW.seq IS NOT OLD.seq OR NEW.student IS NOT OLD.student
    OR NEW.amount_fen IS NOT OLD.amount_fen OR NEW.paid_at IS NOT OLD.paid_at
    OR NOT EXISTS (
        SELECT 1 FROM log WHERE seq = (SELECT max(seq) FROM log) AND kind = 'erased'
        AND subject = 'student:' || OLD.student
    )
BEGIN
    SELECT RAISE(ABORT, 'payments never change but by an erasure');
END;

CREATE TRIGGER payment_stays BEFORE DELETE ON payment
BEGIN
    SELECT RAISE(ABORT, 'payments are never deleted');
END;

CREATE TRIGGER submission_stays BEFORE DELETE ON submission
BEGIN
    SELECT RAISE(ABORT, 'submissions are never deleted');
END;
-- What the store asks of everybody who works on it; without a row, the defaults of `domain::policy`.
CREATE TABLE policy (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    on_screen_ms INTEGER NOT NULL CHECK (on_screen_ms >= 0),
    last_seq INTEGER NOT NULL
) STRICT;
