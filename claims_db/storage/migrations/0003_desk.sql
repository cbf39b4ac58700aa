-- What a server's moderators keep: their claims over the shipped ones, the trail of every write,
-- the queue, the corrections of earlier replies, and counts without names.

-- A server's row stands in place of the shipped one with the same id, slug or code.
ALTER TABLE claim ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE topic ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';

-- stated is the figure of the message that the claim was set against, as parsed values, not its text.
ALTER TABLE reply ADD COLUMN is_private INTEGER NOT NULL DEFAULT 0;
-- posted_in is the channel of the reply where that is not the message's own; note is what the reply says on
-- how a link was read.
ALTER TABLE reply ADD COLUMN posted_in TEXT NOT NULL DEFAULT '';
ALTER TABLE reply ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE reply_claim ADD COLUMN stated TEXT NOT NULL DEFAULT '';
-- places are those of the linked article's sentences: JSON pairs of paragraph and sentence, from 1.
ALTER TABLE reply_topic ADD COLUMN places TEXT NOT NULL DEFAULT '[]';
CREATE INDEX reply_by_guild ON reply (guild_id, created_at);

-- Of an unasked reply or not; near_to is '' for a message that was reported, else the reported one that
-- this is a near print of ('=' its own, '-' with a word left out).
ALTER TABLE wrong_match ADD COLUMN is_unasked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE wrong_match ADD COLUMN near_to TEXT NOT NULL DEFAULT '';

CREATE TABLE guild (
    guild_id TEXT PRIMARY KEY,
    moderator_role_id TEXT NOT NULL DEFAULT '',
    desk_channel_id TEXT NOT NULL DEFAULT '',
    needs_second INTEGER NOT NULL DEFAULT 0,
    collects_questions INTEGER NOT NULL DEFAULT 1,
    left_at REAL
) STRICT;

-- Who a number in the trail is; user_id is NULL once the person asked to be forgotten.
CREATE TABLE person (
    person_id INTEGER PRIMARY KEY,
    user_id TEXT UNIQUE
) STRICT;

-- One row a write. before and after are JSON records, "" where there was or is nothing.
CREATE TABLE audit (
    audit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id TEXT NOT NULL,
    written_at REAL NOT NULL,
    person_id INTEGER REFERENCES person,
    action TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('claim', 'source', 'topic', 'name', 'setting')),
    subject TEXT NOT NULL,
    before TEXT NOT NULL DEFAULT '',
    after TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX audit_by_subject ON audit (guild_id, kind, subject, audit_id);
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- Only what a server left behind goes, with everything else of it.
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM guild WHERE guild_id = old.guild_id AND left_at IS NOT NULL) BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

-- kind: 'change' is a moderator's write that waits (for its preview, or for a second moderator),
-- 'suggestion' somebody's wish, 'question' what was asked and not found. record is JSON.
CREATE TABLE proposal (
    proposal_id INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('change', 'suggestion', 'question')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'accepted', 'rejected')),
    action TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    base_revision INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL DEFAULT '{}',
    reason TEXT NOT NULL DEFAULT '',
    fingerprint TEXT NOT NULL DEFAULT '',
    count INTEGER NOT NULL DEFAULT 1,
    person_id INTEGER REFERENCES person,
    decided_by INTEGER REFERENCES person,
    answer TEXT NOT NULL DEFAULT '',
    made_at REAL NOT NULL,
    decided_at REAL
) STRICT;
CREATE INDEX proposal_by_guild ON proposal (guild_id, state, kind);
CREATE UNIQUE INDEX question_once ON proposal (guild_id, fingerprint)
WHERE kind = 'question' AND state = 'open';

-- Who asked to be told what became of a proposal; gone once told.
CREATE TABLE asker (
    proposal_id INTEGER NOT NULL REFERENCES proposal ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    PRIMARY KEY (proposal_id, user_id)
) STRICT;

-- A reply to be edited because a claim it shows changed. 'sending' is written before Discord is asked,
-- so that after a crash the reply is looked at before it is edited again. is_past: the reply was made anew
-- since, with the claims as they are, and has not to name the change.
CREATE TABLE correction (
    correction_id INTEGER PRIMARY KEY AUTOINCREMENT,
    audit_id INTEGER NOT NULL REFERENCES audit,
    reply_id INTEGER NOT NULL,
    guild_id TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'done', 'failed')),
    problem TEXT NOT NULL DEFAULT '',
    is_past INTEGER NOT NULL DEFAULT 0,
    UNIQUE (audit_id, reply_id)
) STRICT;
CREATE INDEX correction_by_state ON correction (state, correction_id);
CREATE INDEX correction_by_reply ON correction (reply_id);

-- A server's moderators are told once what became of a write's corrections, when none is left to make.
CREATE TABLE notice (
    audit_id INTEGER NOT NULL REFERENCES audit ON DELETE CASCADE,
    guild_id TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'told')),
    PRIMARY KEY (audit_id, guild_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_to_give ON notice (guild_id, audit_id) WHERE state <> 'told';

-- Counts by day; never by person.
CREATE TABLE tally (
    guild_id TEXT NOT NULL,
    day TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('asked', 'answered', 'silent', 'wrong')),
    count INTEGER NOT NULL,
    PRIMARY KEY (guild_id, day, channel_id, topic, event)
) STRICT, WITHOUT ROWID;

-- What messages with figures were about, in the data's own terms, to see what a new claim would answer.
CREATE TABLE trace (
    guild_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    terms TEXT NOT NULL,
    figures TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 1,
    seen_at REAL NOT NULL,
    PRIMARY KEY (guild_id, fingerprint)
) STRICT, WITHOUT ROWID;

-- Topics that were reported as wrong too often: unasked they are told to the moderators only, until
-- one resumes them. Reports of before that count no more.
CREATE TABLE paused_topic (
    guild_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    paused_at REAL NOT NULL,
    resumed_at REAL,
    PRIMARY KEY (guild_id, topic)
) STRICT;
