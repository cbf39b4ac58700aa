-- guild_id is '' for what ships with Crosscheck and the server's id for what its moderators add.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE source (
    guild_id TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    publisher TEXT NOT NULL DEFAULT '',
    speaker TEXT NOT NULL DEFAULT '',
    published TEXT NOT NULL DEFAULT '',
    is_date_inferred INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT 'en',
    sha256 TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (guild_id, code)
) STRICT;

-- Term groups and relations are JSON arrays: they are read whole, never searched by SQL.
CREATE TABLE topic (
    topic_id INTEGER PRIMARY KEY,
    guild_id TEXT NOT NULL DEFAULT '',
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    question TEXT NOT NULL,
    scope TEXT NOT NULL,
    counted TEXT NOT NULL DEFAULT '',
    years TEXT NOT NULL DEFAULT '',
    is_answer_date INTEGER NOT NULL DEFAULT 0,
    anchors TEXT NOT NULL DEFAULT '[]',
    needs TEXT NOT NULL DEFAULT '[]',
    cues TEXT NOT NULL DEFAULT '[]',
    unless TEXT NOT NULL DEFAULT '[]',
    part_of TEXT NOT NULL DEFAULT '[]',
    related TEXT NOT NULL DEFAULT '[]',
    family TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    search_terms TEXT NOT NULL DEFAULT '',
    UNIQUE (guild_id, slug)
) STRICT;

-- Amounts are decimal text, never floats. "offset" is the excerpt's place in the document.
CREATE TABLE claim (
    claim_id INTEGER PRIMARY KEY,
    guild_id TEXT NOT NULL DEFAULT '',
    id TEXT NOT NULL,
    topic TEXT NOT NULL,
    source TEXT NOT NULL,
    aspect TEXT NOT NULL,
    wording TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    char_start INTEGER NOT NULL DEFAULT 0,
    value TEXT,
    value_high TEXT,
    comparator TEXT NOT NULL DEFAULT '=',
    unit TEXT NOT NULL DEFAULT '',
    per TEXT NOT NULL DEFAULT '',
    date_value TEXT NOT NULL DEFAULT '',
    counted TEXT NOT NULL DEFAULT '',
    is_negated INTEGER NOT NULL DEFAULT 0,
    is_vague INTEGER NOT NULL DEFAULT 0,
    stance TEXT NOT NULL DEFAULT '',
    scope TEXT NOT NULL DEFAULT '',
    as_of TEXT NOT NULL DEFAULT '',
    attributed_to TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'asserted',
    note TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    UNIQUE (guild_id, id)
) STRICT;
CREATE INDEX claim_by_topic ON claim (topic, guild_id, position);

-- Concepts, names, places and kinds of events: kind says which, value is JSON.
CREATE TABLE lexicon_entry (
    guild_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild_id, kind, key)
) STRICT;

-- The search index. Triggers keep it, so it changes in the transaction that writes the row.
-- "owner" is one token for the server (or "shipped"), so a search never leaves its server.
CREATE VIRTUAL TABLE topic_fts USING fts5 (
    title, question, terms, owner,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE claim_fts USING fts5 (
    excerpt, counted, owner,
    tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER topic_added AFTER INSERT ON topic BEGIN
    INSERT INTO topic_fts (rowid, title, question, terms, owner)
    VALUES (new.topic_id, new.title, new.question, new.search_terms, 'owner' || new.guild_id);
END;
CREATE TRIGGER topic_removed AFTER DELETE ON topic BEGIN
    DELETE FROM topic_fts WHERE rowid = old.topic_id;
END;
CREATE TRIGGER topic_changed AFTER UPDATE ON topic BEGIN
    DELETE FROM topic_fts WHERE rowid = old.topic_id;
    INSERT INTO topic_fts (rowid, title, question, terms, owner)
    VALUES (new.topic_id, new.title, new.question, new.search_terms, 'owner' || new.guild_id);
END;
CREATE TRIGGER claim_added AFTER INSERT ON claim BEGIN
    INSERT INTO claim_fts (rowid, excerpt, counted, owner)
    VALUES (new.claim_id, new.excerpt, new.counted || ' ' || new.note, 'owner' || new.guild_id);
END;
CREATE TRIGGER claim_removed AFTER DELETE ON claim BEGIN
    DELETE FROM claim_fts WHERE rowid = old.claim_id;
END;
CREATE TRIGGER claim_changed AFTER UPDATE ON claim BEGIN
    DELETE FROM claim_fts WHERE rowid = old.claim_id;
    INSERT INTO claim_fts (rowid, excerpt, counted, owner)
    VALUES (new.claim_id, new.excerpt, new.counted || ' ' || new.note, 'owner' || new.guild_id);
END;
