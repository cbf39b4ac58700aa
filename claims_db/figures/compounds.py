"""German writes numbers in one word: "zweihundertdreißig", "achttausend", "fünfundzwanzig".

>>> compound_value("zweihundertdreissig")
Decimal('230')
"""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from claims_db.figures.words_de import GERMAN

_LONGEST: Final = 80
"""Characters of the longest compound that is read; "neunhundertneunundneunzigtausend..." has fewer."""
_SMALL: Final = dict(sorted(
    {**GERMAN.numbers, "ein": Decimal(1)}.items(), key=lambda pair: -len(pair[0])
))  # fmt: skip
_ONES: Final = {word: value for word, value in _SMALL.items() if 1 <= value <= 9 and value == int(value)}
_TENS: Final = {word: value for word, value in _SMALL.items() if value >= 20}
_HALVES: Final = ("einhalb", "einhalbe")


@lru_cache(maxsize=4096)
def compound_value(word: str) -> Decimal | None:
    """Return the value of a German number word, folded (with "ss" for "ß"); None for other words."""
    if len(word) > _LONGEST:
        return None
    head, scale, rest = word.partition("tausend")
    if not scale:
        return _below_thousand(word)
    count = Decimal(1) if not head else _below_thousand(head)
    tail = Decimal(0) if not rest else _below_thousand(rest.removeprefix("und"))
    return None if count is None or tail is None else count * 1000 + tail


def _below_thousand(word: str) -> Decimal | None:
    head, scale, rest = word.partition("hundert")
    if not scale:
        return _below_hundred(word)
    count = Decimal(1) if not head else _below_hundred(head)
    tail = Decimal(0) if not rest else _below_hundred(rest.removeprefix("und"))
    return None if count is None or tail is None else count * 100 + tail


def _below_hundred(word: str) -> Decimal | None:
    if word in _SMALL:
        return _SMALL[word]
    for half in _HALVES:
        if word.endswith(half) and (whole := _ONES.get(word.removesuffix(half))) is not None:
            return whole + Decimal("0.5")
    one, joint, ten = word.partition("und")
    if joint and one in _ONES and ten in _TENS:
        return _ONES[one] + _TENS[ten]
    return None
