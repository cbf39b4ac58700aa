"""Digits that state no quantity: labels, names, footnote marks, clock times, scores, versions."""

from collections.abc import Callable
from typing import Final

from claims_db.figures import nouns
from claims_db.figures.cursor import Cursor
from claims_db.figures.digits import has_lead_point, read_digits
from claims_db.figures.units import CURRENCY_BY_PREFIX
from claims_db.figures.years import year_at

_GLUED_OK: Final = frozenset({"mid", "pre", "post", "late", "early", "around", "ca", "c", "and", "to"})
_GLUED_WORDS: Final = frozenset(
    "s bps x k m mm b tn ish year killed arrested plus odd strong something".split()
)
"""Words that may stand at the digits without a blank, besides units, scales and what is counted."""
_CLOSERS: Final = frozenset(")]”»’'\"!?")
_SCORE_CUES: Final = frozenset(
    """won win wins beat beats lost lose loses defeat defeated draw drew victory score scored scores final
    match lead leads led trailing odds ratio outvoted thrashed""".split()
)
_CALLS: Final = frozenset("call calls called dial dialled dialing phone phoned ring text".split())
_CALL_FILLERS: Final = frozenset("on at us to number no for".split())
_SCREENS: Final = frozenset(
    "video tv television footage resolution screen display monitor camera ultra uhd hdr movie".split()
)
_SCREEN_LINES: Final = frozenset({"240", "360", "480", "720", "1080", "1440", "2160"})
_RUNS: Final = frozenset("run race walk marathon".split())
_VERBS: Final = frozenset("release issue form file note call track ring text dial box mark".split())
"""Labels that are verbs as well: "release 200 prisoners"."""
_CALIBRES: Final = frozenset("caliber calibre".split())
_SEQUEL: Final = 20
"""Numbers after a title are below this: "Top Gun 2"."""


def is_label(cursor: Cursor, i: int) -> bool:
    """Return whether the digits at tokens[i] name or mark something instead of stating how many."""
    return any(rule(cursor, i) for rule in _RULES)


def _is_glued_to_a_name(cursor: Cursor, i: int) -> bool:
    """ "A-1", "F16", "covid-19", "x_2", "24/7"."""
    before = cursor.folded(i - 1)
    if cursor.kind(i - 1) == "word":
        is_factor = before in ("x", "n") and cursor.kind(i - 2) != "digits"
        return not before.endswith("'") and before not in CURRENCY_BY_PREFIX and not is_factor
    if before in ("-", "–", "_", "/") and i >= 2:
        if cursor.kind(i - 2) == "word" and cursor.folded(i - 2) not in _GLUED_OK:
            return True
        return cursor.kind(i - 2) == "digits" and before == "/"
    return before in ("#", "@")


def _is_footnote(cursor: Cursor, i: int) -> bool:
    """ "a heart attack30", "he said.”12": a mark, closing something, before the digits.

    An opening quotation mark stands after a blank, so '162 wealthy people' is not taken for one.
    """
    before = cursor.folded(i - 1)
    if i < 2 or cursor.kind(i - 1) != "mark":
        return False
    if before in _CLOSERS or cursor.tokens[i - 1].text in _CLOSERS:
        return cursor.kind(i - 2) != "space"
    if before != "." or has_lead_point(cursor, i) or cursor.kind(i - 2) not in ("word", "mark"):
        return False
    is_last = cursor.kind(i + 1) in ("", "space")
    if len(cursor.tokens[i].text) > 2 or not is_last:
        return False
    return cursor.kind(i - 2) == "mark" or len(cursor.folded(i - 2)) > 3


def _is_named(cursor: Cursor, i: int) -> bool:
    """ "Article 4", "No. 5", "Type 2 diabetes", "phase 3"."""
    words = cursor.vocabulary.words
    j = i - 2 if cursor.kind(i - 1) == "space" else i
    if cursor.folded(j) == ".":
        j -= 1
        if cursor.folded(j) in ("no", "nr", "art", "fig", "vol", "ст", "п", "стр"):
            return True
        if len(cursor.folded(j)) > 4:
            return False
    word = cursor.folded(j)
    if j == i or cursor.kind(j) not in ("word", "mark"):
        return False
    if word in ("№", "§") or (word in words.labels and word != "no"):
        return not _is_plain_euro(cursor, j, i)
    numeral = read_digits(cursor, i)
    is_grouped = numeral is not None and numeral.last > i + 1
    if word not in words.soft_labels or is_grouped or year_at(cursor, i) is not None:
        return False
    phrase = nouns.counted_words(cursor.words_from(i + 1, 3), cursor.vocabulary)
    known = nouns.people_noun(phrase, cursor.vocabulary)
    is_counted = known is True or (known is False and word in _VERBS)
    return not is_counted or phrase[0] in words.of


def _is_plain_euro(cursor: Cursor, j: int, i: int) -> bool:
    """Return whether "euro" is the currency and not a championship or a norm: "Euro 2020", "Euro 5"."""
    if cursor.folded(j) != "euro":
        return False
    return not cursor.tokens[j].text[0].isupper() or (
        cursor.kind(i + 1) == "space" and cursor.kind(i + 2) == "word"
    )


def _is_title(cursor: Cursor, i: int) -> bool:
    """ "Top Gun 2": two capitalised words, a small number and nothing that it counts."""
    text = cursor.tokens[i].text
    if cursor.kind(i - 1) != "space" or not text.isdigit() or len(text) > 2 or int(text) > _SEQUEL:
        return False
    names = [cursor.at(i - 4), cursor.at(i - 2)]
    if cursor.kind(i - 3) != "space" or any(t is None or not t.text[0].isupper() for t in names):
        return False
    if any(t is not None and (t.kind != "word" or _is_known(cursor, t.folded)) for t in names):
        return False
    return not cursor.words_from(i + 1, 1) and cursor.folded(i + 1) not in ("%", ",", ":", ".", "-", "–", "+")


def _is_known(cursor: Cursor, word: str) -> bool:
    """Return whether the word is one that figures are made of, or stand beside."""
    vocabulary = cursor.vocabulary
    words = vocabulary.words
    return (
        word in words.people
        or word in words.things
        or word in words.stops
        or word in words.months
        or word in words.events
        or word in vocabulary.starts
        or word in ("toll", "total", "at", "least")
    )


def _is_part_of_time(cursor: Cursor, i: int) -> bool:
    """ "11:30", "7pm", "5 o'clock", "18 Uhr", "à 18h", "11.30pm"."""
    words = cursor.vocabulary.words
    text, after = cursor.tokens[i].text, cursor.folded(i + 1)
    if after == ":" and cursor.kind(i + 2) == "digits" and len(cursor.tokens[i + 2].text) == 2:
        return True
    if cursor.folded(i - 1) == ":" and cursor.kind(i - 2) == "digits":
        return True
    if len(text) > 2:
        return False
    j = i + 1
    if after in (".", ":") and cursor.kind(i + 2) == "digits" and len(cursor.tokens[i + 2].text) == 2:
        j = i + 3
    word = cursor.folded(cursor.past_blank(j))
    if word != "h":
        if word in ("a", "p") and cursor.folded(cursor.past_blank(j) + 1) == ".":
            return cursor.folded(cursor.past_blank(j) + 2) == "m"
        return word in words.clock_words
    before = cursor.before(i)
    return before is not None and before.folded in words.clock_cues


def _is_version(cursor: Cursor, i: int) -> bool:
    """ "12.04.1", "192.168.10.1", and the later parts of dates and ratios."""
    if cursor.folded(i + 1) == "/" and cursor.kind(i + 2) == "digits":
        return True
    if cursor.folded(i - 1) == "." and cursor.kind(i - 2) == "digits":
        return True
    if cursor.folded(i + 1) != "." or cursor.kind(i + 2) != "digits":
        return False
    if cursor.folded(i + 3) != "." or cursor.kind(i + 4) != "digits":
        return False
    are_groups = len(cursor.tokens[i + 2].text) == 3 and len(cursor.tokens[i + 4].text) == 3
    return not are_groups and len(cursor.tokens[i + 4].text) != 4


def _is_glued_before_a_word(cursor: Cursor, i: int) -> bool:
    """ "5G", "3D", "18s", "1080p", "4x4": letters at the digits that are no unit."""
    if cursor.kind(i + 1) != "word":
        return False
    words = cursor.vocabulary.words
    token, text = cursor.tokens[i + 1], cursor.tokens[i].text
    suffix = token.folded
    if suffix == "s":
        return True  # decades are read as dates before
    if suffix == "p" and (text in _SCREEN_LINES or len(text) > 2):
        return True
    if suffix == "x" and cursor.kind(i + 2) == "digits":
        return True
    if suffix == "k" and cursor.folded(cursor.past_joint(i + 2)) in _SCREENS | _RUNS:
        return True
    if token.text in ("G", "D", "V", "A", "E", "P"):
        return True
    if len(suffix) == 1 and not suffix.isascii():
        return not (suffix in words.units or suffix.isnumeric())
    is_ordinal = suffix in ("st", "nd", "rd", "th")
    vocabulary = cursor.vocabulary
    return not (
        is_ordinal
        or suffix in _GLUED_WORDS
        or suffix in words.units
        or suffix in words.scales
        or suffix in words.currencies
        or suffix in words.cents
        or suffix in words.ages
        or suffix in vocabulary.people
        or suffix in vocabulary.things
        or token.text in ("C", "F")
    )


def _is_score(cursor: Cursor, i: int) -> bool:
    """ "won 3-0", "10/10", "2 for 1", "10 to 1": numbers that are set against each other."""
    for first in (i, _start_of_pair(cursor, i)):
        end = _pair_end(cursor, first)
        if end is not None and end >= i and _is_score_pair(cursor, first, end):
            return True
    return False


def _start_of_pair(cursor: Cursor, i: int) -> int:
    """Return where the pair starts whose second number may stand at i."""
    if cursor.folded(i - 1) in ("-", "–", ":"):
        return i - 2
    return i - 4 if cursor.is_blank(i - 1) and cursor.is_blank(i - 3) else -1


def _pair_end(cursor: Cursor, i: int) -> int | None:
    """Return where the second number stands of two joined by a dash, a colon, "for" or "to"; or None."""
    if cursor.kind(i) != "digits" or len(cursor.tokens[i].text) > 3:
        return None
    if cursor.folded(i + 1) in ("-", "–", ":"):
        end = i + 2
    elif (
        cursor.is_blank(i + 1) and cursor.folded(i + 2) in ("for", "to", "-", "–") and cursor.is_blank(i + 3)
    ):
        end = i + 4
    else:
        return None
    is_number = cursor.kind(end) == "digits" and len(cursor.tokens[end].text) <= 3
    runs_on = cursor.folded(end + 1) in (",", ".", "-", ":") and cursor.kind(end + 2) == "digits"
    runs_in = cursor.folded(i - 1) in (",", ".", "-", "–", "/", "$", "€", "£") and i > 0
    return end if is_number and not runs_on and not runs_in else None


def _is_score_pair(cursor: Cursor, first: int, end: int) -> bool:
    low, high = int(cursor.tokens[first].text), int(cursor.tokens[end].text)
    joint = cursor.folded(first + 1 if first + 2 == end else first + 2)
    after = cursor.folded(cursor.past_joint(end + 1))
    words = cursor.vocabulary.words
    has_unit = after == "%" or after in words.units or after in words.scales or after in words.currencies
    if joint == ":":
        return len(cursor.tokens[end].text) == 1
    if joint == "for":
        return not has_unit and max(low, high) <= 12
    cues = set(cursor.words_before(first, 4)) | set(cursor.words_from(end + 1, 2))
    has_cue = bool(cues & _SCORE_CUES)
    if joint == "to":
        return has_cue and not has_unit
    is_spaced = first + 4 == end
    return not has_unit and (has_cue or (low >= high and not is_spaced))


def _is_phone_number(cursor: Cursor, i: int) -> bool:
    """ "call 911", "555-0199"."""
    text = cursor.tokens[i].text
    if text[0] == "0" and len(text) > 1:
        return cursor.folded(i + 1) not in (",", ".", "'", "%") or cursor.kind(i + 2) != "digits"
    following = cursor.at(i + 2)
    is_joined = cursor.folded(i + 1) == "-" and following is not None and following.kind == "digits"
    if is_joined and following is not None and following.text[0] == "0" and len(following.text) > 1:
        return True
    words = cursor.words_before(i, 3)
    while words and words[-1] in _CALL_FILLERS:
        words.pop()
    if not words or words[-1] not in _CALLS or not 3 <= len(text) <= 4:
        return False
    return not nouns.counts(cursor, i + 1)


def _is_height(cursor: Cursor, i: int) -> bool:
    """ "6ft 2in": a person's height, in either of its numbers."""
    pair = (cursor.folded(i + 1), cursor.folded(cursor.past_blank(i + 2) + 1))
    before = (cursor.folded(cursor.before_blank(i)), cursor.folded(i + 1))
    return pair == ("ft", "in") or before == ("ft", "in")


def _is_calibre(cursor: Cursor, i: int) -> bool:
    """ "a .45 calibre pistol"."""
    return cursor.folded(cursor.past_joint(i + 1)) in _CALIBRES


_RULES: Final[tuple[Callable[[Cursor, int], bool], ...]] = (
    _is_glued_to_a_name,
    _is_footnote,
    _is_named,
    _is_part_of_time,
    _is_version,
    _is_glued_before_a_word,
    _is_score,
    _is_phone_number,
    _is_title,
    _is_height,
    _is_calibre,
)
