-- What the bot said where, so that a reply follows its message and is never given twice.
-- Message text is never stored: ids and fingerprints are.

CREATE TABLE channel (
    channel_id TEXT PRIMARY KEY,
    guild_id TEXT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('off', 'shadow', 'links', 'all')),
    moderators_channel_id TEXT NOT NULL DEFAULT '',
    threshold REAL
) STRICT;
CREATE INDEX channel_by_guild ON channel (guild_id);

-- One row a message that was answered; message_id is '' until Discord has taken the reply.
CREATE TABLE reply (
    reply_id INTEGER PRIMARY KEY,
    guild_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    trigger_id TEXT NOT NULL UNIQUE,
    author_id TEXT NOT NULL,
    message_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('asked', 'unasked', 'shadow')),
    fingerprint TEXT NOT NULL,
    created_at REAL NOT NULL
) STRICT;
CREATE INDEX reply_by_message ON reply (message_id) WHERE message_id <> '';

CREATE TABLE reply_topic (
    reply_id INTEGER NOT NULL REFERENCES reply ON DELETE CASCADE,
    position INTEGER NOT NULL,
    topic TEXT NOT NULL,
    score REAL NOT NULL,
    terms TEXT NOT NULL,
    PRIMARY KEY (reply_id, position)
) STRICT;

-- The claim revisions a reply shows, so that a correction finds it.
CREATE TABLE reply_claim (
    reply_id INTEGER NOT NULL REFERENCES reply ON DELETE CASCADE,
    claim_guild_id TEXT NOT NULL,
    claim_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (reply_id, claim_guild_id, claim_id)
) STRICT;
CREATE INDEX reply_by_claim ON reply_claim (claim_guild_id, claim_id);

-- When a topic or a link was last answered unasked in a channel; subject is "topic:..." or "url:...".
CREATE TABLE spoken (
    channel_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    spoken_at REAL NOT NULL,
    PRIMARY KEY (channel_id, subject)
) STRICT;

CREATE TABLE wrong_match (
    guild_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    reported_at REAL NOT NULL,
    PRIMARY KEY (guild_id, topic, fingerprint)
) STRICT;

CREATE TABLE opted_out (
    user_id TEXT PRIMARY KEY
) STRICT;
