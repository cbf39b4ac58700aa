-- The last number that a reply was given. It only grows, whatever is deleted: a button left over from a
-- reply that is gone must never belong to another one.
INSERT INTO meta (key, value) SELECT 'last_reply_id', CAST(max(
    coalesce((SELECT max(reply_id) FROM reply), 0),
    coalesce((SELECT max(reply_id) FROM correction), 0)
) AS TEXT);
CREATE TRIGGER reply_number_is_used AFTER INSERT ON reply
WHEN new.reply_id > (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'last_reply_id') BEGIN
    UPDATE meta SET value = CAST(new.reply_id AS TEXT) WHERE key = 'last_reply_id';
END;

-- Discord gave no answer when the reply was posted: it may be there or not.
ALTER TABLE reply ADD COLUMN is_unclear INTEGER NOT NULL DEFAULT 0;
CREATE INDEX reply_that_is_unclear ON reply (created_at) WHERE is_unclear;
