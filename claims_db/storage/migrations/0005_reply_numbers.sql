-- The last number that a reply was given, in one row. It only grows, whatever is deleted: a button left over
-- from a reply that is gone must never belong to another one.
CREATE TABLE reply_number (
    last INTEGER NOT NULL
) STRICT;
INSERT INTO reply_number SELECT max(
    coalesce((SELECT max(reply_id) FROM reply), 0),
    coalesce((SELECT max(reply_id) FROM correction), 0)
);
CREATE TRIGGER reply_number_is_used AFTER INSERT ON reply BEGIN
    UPDATE reply_number SET last = new.reply_id WHERE last < new.reply_id;
END;

-- Discord gave no answer when the reply was posted: it may be there or not.
ALTER TABLE reply ADD COLUMN is_unclear INTEGER NOT NULL DEFAULT 0;
CREATE INDEX reply_that_is_unclear ON reply (created_at) WHERE is_unclear;
