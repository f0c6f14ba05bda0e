-- Finds who else has sent a photo: at an import, at an erasure.
CREATE INDEX submission_by_photo ON submission (photo);
