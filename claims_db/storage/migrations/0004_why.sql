-- Why a topic was shown, as it was computed then: the score it had to reach (NULL if no score decided, or in
-- replies of before) and the rules that were checked and passed, as JSON texts. stated_on is the date of the
-- article that stated the figures, '' for a message: later corrections compare with it.
ALTER TABLE reply_topic ADD COLUMN needed REAL;
ALTER TABLE reply_topic ADD COLUMN passed TEXT NOT NULL DEFAULT '[]';
ALTER TABLE reply_topic ADD COLUMN stated_on TEXT NOT NULL DEFAULT '';
