-- Approvals need the standard photo (标准照) and can be revoked, and standard photos are delivered (交付).

-- Whether an approval needs the standard photo: not in a store from before, until somebody sets it.
ALTER TABLE policy ADD COLUMN standard_photo INTEGER NOT NULL DEFAULT 0 CHECK (standard_photo IN (0, 1));

-- The specification by which photos are screened and standardised; without a row, the national one.
CREATE TABLE specification (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- TOML.
    text TEXT NOT NULL,
    last_seq INTEGER NOT NULL
) STRICT;

-- What was packed for a delivery. It counts as delivered once its delivery is there: one that was cut off leaves
-- rows without it, which the next replaces.
CREATE TABLE packed (
    -- The log entry that tells of it.
    seq INTEGER PRIMARY KEY,
    submission INTEGER NOT NULL REFERENCES submission (id),
    -- The number under which all of the delivery was recorded.
    batch BLOB NOT NULL CHECK (length(batch) = 16),
    -- The standard photo (标准照).
    photo BLOB NOT NULL CHECK (length(photo) = 32),
    -- The entries of its decision and of what was stated of its student: by them it can be written again, whatever
    -- came after a refusal.
    decided_seq INTEGER NOT NULL,
    stated_seq INTEGER NOT NULL,
    -- The entry by which the receiver refused it; null where it stands.
    refused_seq INTEGER
) STRICT;

CREATE UNIQUE INDEX packed_by_submission ON packed (submission, batch);
CREATE INDEX packed_by_batch ON packed (batch);

-- How many photos are packed under a number, so that nobody has to count them while all others wait.
CREATE TABLE packing (
    batch BLOB PRIMARY KEY CHECK (length(batch) = 16),
    photos INTEGER NOT NULL CHECK (photos >= 0)
) STRICT;

CREATE TRIGGER packed_is_counted AFTER INSERT ON packed
BEGIN
    INSERT INTO packing (batch, photos) VALUES (NEW.batch, 1) ON CONFLICT (batch) DO UPDATE SET photos = photos + 1;
END;

CREATE TRIGGER unpacked_is_counted AFTER DELETE ON packed
BEGIN
    UPDATE packing SET photos = photos - 1 WHERE batch = OLD.batch;
END;

-- Every delivery; the rest of it stands in its entry.
CREATE TABLE delivery (
    number INTEGER PRIMARY KEY,
    -- The log entry that tells of it.
    seq INTEGER NOT NULL,
    batch BLOB NOT NULL UNIQUE CHECK (length(batch) = 16),
    photos INTEGER NOT NULL CHECK (photos > 0)
) STRICT;

CREATE TRIGGER delivered_stays BEFORE DELETE ON packed
WHEN EXISTS (SELECT 1 FROM delivery WHERE batch = OLD.batch)
BEGIN
    SELECT RAISE(ABORT, 'what is delivered stays delivered');
END;

-- But that the receiver may refuse it, once, by the entry that reopens its case.
CREATE TRIGGER delivered_keeps_rows BEFORE UPDATE ON packed
WHEN EXISTS (SELECT 1 FROM delivery WHERE batch = OLD.batch) AND (
    OLD.refused_seq IS NOT NULL
    OR NEW.refused_seq IS NOT (SELECT max(seq) FROM log)
    OR (SELECT kind FROM log WHERE seq = NEW.refused_seq) IS NOT 'refused_by_receiver'
    OR (SELECT subject FROM log WHERE seq = NEW.refused_seq) IS NOT 'submission:' || OLD.submission
    OR (SELECT last_seq FROM submission WHERE id = OLD.submission) IS NOT NEW.refused_seq
    OR NEW.seq IS NOT OLD.seq OR NEW.submission IS NOT OLD.submission OR NEW.batch IS NOT OLD.batch
    OR NEW.photo IS NOT OLD.photo OR NEW.decided_seq IS NOT OLD.decided_seq OR NEW.stated_seq IS NOT OLD.stated_seq
)
BEGIN
    SELECT RAISE(ABORT, 'what is delivered stays delivered');
END;

-- What was packed rests on its decision, and on what was stated of its student: it goes when they do.
CREATE TRIGGER packed_rests_on_decision AFTER UPDATE OF status, decided_seq ON submission
WHEN NEW.status IS NOT OLD.status OR NEW.decided_seq IS NOT OLD.decided_seq
BEGIN
    DELETE FROM packed WHERE submission = NEW.id
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.batch = packed.batch);
END;

CREATE TRIGGER packed_rests_on_student AFTER UPDATE OF stated_seq, erased, erasure_seq ON student
WHEN NEW.stated_seq IS NOT OLD.stated_seq OR NEW.erased IS NOT OLD.erased OR NEW.erasure_seq IS NOT OLD.erasure_seq
BEGIN
    DELETE FROM packed WHERE submission IN (SELECT id FROM submission WHERE student = NEW.id)
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.batch = packed.batch);
END;

-- Deliveries are numbered upwards, and nothing of them went since it was packed.
CREATE TRIGGER delivery_is_whole BEFORE INSERT ON delivery
WHEN NEW.number <= (SELECT coalesce(max(number), 0) FROM delivery)
    OR NEW.photos IS NOT (SELECT photos FROM packing WHERE batch = NEW.batch)
BEGIN
    SELECT RAISE(ABORT, 'a delivery is whole');
END;

CREATE TRIGGER delivery_keeps_rows BEFORE UPDATE ON delivery
BEGIN
    SELECT RAISE(ABORT, 'deliveries never change');
END;

CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery
BEGIN
    SELECT RAISE(ABORT, 'deliveries are never deleted');
END;

DROP TRIGGER approved_submission_is_frozen;

-- An approved submission changes only by the entry that takes its own approval back, which nothing does once it is
-- delivered; or, once it is, by the entry of the receiver's refusal.
CREATE TRIGGER approved_submission_is_frozen BEFORE UPDATE ON submission
WHEN OLD.status = 'approved' AND (
    NEW.last_seq IS NOT (SELECT max(seq) FROM log)
    OR (SELECT subject FROM log WHERE seq = NEW.last_seq) IS NOT 'submission:' || OLD.id
    OR (SELECT kind FROM log WHERE seq = NEW.last_seq) IS NOT 'refused_by_receiver'
    AND coalesce((SELECT kind FROM log WHERE seq = NEW.last_seq) NOT IN ('undone', 'revoked'), 1)
    OR ((SELECT kind FROM log WHERE seq = NEW.last_seq) IS 'refused_by_receiver') IS NOT EXISTS (
        SELECT 1 FROM packed p JOIN delivery d ON d.batch = p.batch
        WHERE p.submission = OLD.id AND p.refused_seq IS NULL
    )
)
BEGIN
    SELECT RAISE(ABORT, 'an approved submission is frozen');
END;
