"""A message's fingerprint: enough to know it again, not enough to read it.

A keyed hash of the sorted stems and figures, so that case, order, punctuation and filler words do
not matter. The key is made once for a database and never leaves it.
"""

import hashlib
import hmac

from claims_db.text import words


def fingerprint(text: str, key: bytes) -> str:
    """32 hex digits; the same for near-copies of a message, empty for a text without words.

    >>> fingerprint("238 dead!", b"k") == fingerprint("Dead: 238", b"k")
    True
    """
    stems = sorted({w.stem for w in words(text) if w.is_content or w.folded.isdigit()})
    if not stems:
        return ""
    return hmac.new(key, " ".join(stems).encode(), hashlib.sha256).hexdigest()[:32]
