"""Numerals: digits and number words to a Decimal, starting at one token.

>>> read_numeral(tokenize("3.5 million"), 0).value
Decimal('3500000.0')
>>> read_numeral(tokenize("two hundred and thirty"), 0).value
Decimal('230')

Every numeral ends after a bounded number of tokens, so reading a text stays linear.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from claims_db.figures.tokens import Token, tokenize
from claims_db.figures.units import CURRENCY_BY_PREFIX

__all__ = ["Numeral", "join_scale", "read_numeral", "tokenize"]

NumeralForm = Literal["digits", "words", "ordinal", "fraction"]

_UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
                "seventy": 70, "eighty": 80, "ninety": 90}  # fmt: skip
_SCALES: Final = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "mn": 10**6,
    "mln": 10**6, "mio": 10**6, "bn": 10**9, "bln": 10**9, "lakh": 10**5, "crore": 10**7,
    "milliard": 10**9, "milliards": 10**9, "milliarde": 10**9, "milliarden": 10**9, "millionen": 10**6,
    "tausend": 10**3, "тысяч": 10**3, "тысячи": 10**3, "тыс": 10**3, "миллион": 10**6, "миллиона": 10**6,
    "миллионов": 10**6, "млн": 10**6, "миллиард": 10**9, "миллиарда": 10**9, "миллиардов": 10**9,
    "млрд": 10**9,
}  # fmt: skip
_PLURAL_SCALES: Final = {"millions": 10**6, "billions": 10**9}
"""Vague alone ("millions fled"), a scale after digits, as in French."""
_GLUED_SCALES: Final = {"k": 10**3, "m": 10**6, "mm": 10**6, "b": 10**9, "tn": 10**12, "t": 10**12}
_GLUED_SCALES_SAFE: Final = frozenset({"k", "b", "tn"})
_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fifteenth": 15, "twentieth": 20,
}  # fmt: skip
# (low, high): what a reader takes from the vague word; widths from the project's figure rules.
_VAGUE: Final = {
    "dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999), "thousands": (2000, 9999),
    "millions": (2 * 10**6, 9999999), "billions": (2 * 10**9, 9999999999), "tens": (20, 99),
}  # fmt: skip
_FRACTIONS: Final = {"half": Decimal(50), "third": Decimal(100) / 3, "thirds": Decimal(100) / 3,
                     "quarter": Decimal(25), "quarters": Decimal(25), "fifth": Decimal(20),
                     "fifths": Decimal(20), "tenth": Decimal(10), "tenths": Decimal(10)}  # fmt: skip
_GROUP_MARKS: Final = frozenset(",.'’")
_MAX_DIGITS: Final = 15
_MAX_WORDS: Final = 8
_CEILING: Final = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral in tokens[first:last]; `high` is set for vague words ("dozens": 24 to 99).

    A fraction's value is in percent. `digits` is the plain digit string of the first group, ""
    for words; `scale` is what a scale word ("million", "k") multiplied it by.
    """

    value: Decimal
    first: int
    last: int
    form: NumeralForm
    digits: str = ""
    high: Decimal | None = None
    scale: Decimal = Decimal(1)


def _at(tokens: list[Token], i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None


def _is_blank(token: Token | None) -> bool:
    return token is not None and token.kind == "space" and "\n" not in token.text


def _next_word(tokens: list[Token], i: int) -> int:
    """The index of the next token past one blank or hyphen, or i itself."""
    token = _at(tokens, i)
    if token is not None and (_is_blank(token) or token.text in "-‑"):
        return i + 1
    return i


def _read_digits(tokens: list[Token], i: int, decimal_comma: bool) -> Numeral | None:
    head = tokens[i].text
    if len(head) > _MAX_DIGITS:
        return None
    groups = [head]
    j = i + 1
    mark: str | None = None
    is_repeated = False
    if len(head) <= 3 and head[0] != "0":
        while len(groups) < 6:
            sep, group = _at(tokens, j), _at(tokens, j + 1)
            if sep is None or group is None or group.kind != "digits" or len(group.text) != 3:
                break
            is_space = _is_blank(sep) and len(sep.text) == 1
            if not (is_space or sep.text in _GROUP_MARKS) or mark not in (None, sep.text):
                break
            if is_space and group.text == groups[-1]:
                # "120 120 tenge" is a misprint, not a hundred and twenty thousand.
                is_repeated = True
                j += 2
                break
            mark = sep.text
            groups.append(group.text)
            j += 2
    fraction = ""
    comma, cents = _at(tokens, j), _at(tokens, j + 1)
    has_decimal_comma = decimal_comma or (
        comma is not None and comma.text == "," and cents is not None and cents.kind == "digits"
    )
    if mark == "." and len(groups) == 2 and groups[1] != "000" and not has_decimal_comma:
        fraction, groups = groups[1], groups[:1]
        mark = None
    elif not is_repeated:
        sep, tail = _at(tokens, j), _at(tokens, j + 1)
        if sep is not None and tail is not None and tail.kind == "digits" and sep.text != mark:
            is_point = sep.text == "." and len(tail.text) <= 9
            is_comma = sep.text == "," and len(tail.text) <= 2
            after, digit = _at(tokens, j + 2), _at(tokens, j + 3)
            runs_on = (
                after is not None and after.text in ".," and digit is not None and digit.kind == "digits"
            )
            if (is_point or is_comma) and not runs_on:
                fraction = tail.text
                j += 2
    whole = "".join(groups)
    if len(whole) + len(fraction) > _MAX_DIGITS:
        return None
    value = Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)
    return Numeral(value, i, j, "digits", digits=whole)


def _read_words(tokens: list[Token], i: int) -> Numeral | None:
    """ "two hundred and thirty", "a thousand", "half a million", "a couple of hundred"."""
    total = Decimal(0)
    current: Decimal | None = None
    scale_said = Decimal(1)
    j, last, words = i, i, 0
    word = tokens[i].folded
    if word == "half":
        k = _next_word(tokens, i + 1)
        article, scale = _at(tokens, k), _at(tokens, k + 2)
        if article is not None and article.folded in ("a", "an") and scale is not None:
            if scale.folded in _SCALES:
                factor = Decimal(_SCALES[scale.folded])
                return Numeral(factor / 2, i, k + 3, "words", scale=factor)
            if scale.folded == "dozen":
                return Numeral(Decimal(6), i, k + 3, "words")
        return None
    if word in ("a", "an"):
        k = i + 2
        nxt = _at(tokens, k)
        if nxt is None or not _is_blank(_at(tokens, i + 1)):
            return None
        if nxt.folded in ("couple", "dozen", "few"):
            after = k + 1
            if _at(tokens, after + 1) is not None and tokens[after + 1].folded == "of":
                after += 2
            scale = _at(tokens, after + 1)
            times = _SCALES.get(scale.folded, 100 if scale.folded == "hundred" else 0) if scale else 0
            if nxt.folded == "dozen":
                return Numeral(Decimal(12), i, k + 1, "words")
            if not times:
                return None
            base = 2 if nxt.folded == "couple" else 3
            return Numeral(Decimal(base * times), i, after + 2, "words", scale=Decimal(times),
                           high=None if base == 2 else Decimal(9 * times))  # fmt: skip
        if nxt.folded not in _SCALES and nxt.folded != "hundred":
            return None
        current, j, last, words = Decimal(1), k, k, 1
    while words < _MAX_WORDS:
        token = _at(tokens, j)
        if token is None or token.kind != "word":
            break
        word = token.folded
        if word in _UNITS:
            step = _UNITS[word]
            if current is not None and (current % 10 or (step > 9 and current % 100)):
                break
            current = (current or Decimal(0)) + step
        elif word in _TENS:
            if current is not None and current % 100:
                break
            current = (current or Decimal(0)) + _TENS[word]
        elif word == "hundred" and current is not None and current < 100:
            current = current * 100
        elif word == "dozen" and current is not None and current < 100:
            return Numeral(current * 12, i, j + 1, "words")
        elif word in _SCALES and current is not None:
            total += current * _SCALES[word]
            current, scale_said = None, Decimal(_SCALES[word])
        elif not (word == "and" and (total or (current is not None and current >= 100))):
            break
        if word != "and":
            last = j + 1
        words += 1
        j = _next_word(tokens, j + 1)
    value = total + (current or 0)
    if last == i or value > _CEILING:
        return None
    return Numeral(value, i, last, "words", scale=scale_said)


def _read_vague(tokens: list[Token], i: int) -> Numeral | None:
    """ "dozens", "hundreds of thousands": a low and a high."""
    low, high = (Decimal(n) for n in _VAGUE[tokens[i].folded])
    j = i + 1
    of, scale = _at(tokens, j + 1), _at(tokens, j + 3)
    scaled_by = Decimal(1)
    if of is not None and of.folded == "of" and scale is not None:
        factor = {"hundreds": 100, "thousands": 10**3, "millions": 10**6, "billions": 10**9}.get(scale.folded)
        if factor:
            low, high, j, scaled_by = low * factor, high * factor, j + 4, Decimal(factor)
    if tokens[i].folded == "tens" and scaled_by == 1:
        return None
    return Numeral(low, i, j, "words", high=high, scale=scaled_by)


def _read_fraction(tokens: list[Token], i: int) -> Numeral | None:
    """ "two-thirds", "a quarter of", "half of", "one in three": percent."""
    word = tokens[i].folded
    j = _next_word(tokens, i + 1)
    nxt = _at(tokens, j)
    if word == "half":
        if nxt is not None and nxt.folded in ("of", "its", "their", "the", "his", "her"):
            return Numeral(Decimal(50), i, i + 1, "fraction")
        return None
    if nxt is None:
        return None
    if word == "one" and nxt.folded == "in" and _is_blank(_at(tokens, j + 1)):
        base = _at(tokens, j + 2)
        n = 0
        if base is not None:
            n = _UNITS.get(base.folded, 0) if base.kind == "word" else 0
            if base.kind == "digits" and len(base.text) <= 4:
                n = int(base.text)
        return Numeral(Decimal(100) / n, i, j + 3, "fraction") if n > 1 else None
    count = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}.get(word)
    if count is None or nxt.folded not in _FRACTIONS or nxt.folded == "half":
        return None
    of = _at(tokens, _next_word(tokens, j + 1))
    is_plural = nxt.folded.endswith("s")
    if not is_plural and (of is None or of.folded != "of"):
        return None
    return Numeral(_FRACTIONS[nxt.folded] * count, i, j + 1, "fraction")


def _read_ordinal(tokens: list[Token], i: int) -> Numeral | None:
    token = tokens[i]
    if token.kind == "digits":
        suffix = _at(tokens, i + 1)
        if suffix is None or suffix.folded not in ("st", "nd", "rd", "th") or len(token.text) > 4:
            return None
        return Numeral(Decimal(token.text), i, i + 2, "ordinal", digits=token.text)
    if token.folded in _ORDINALS:
        return Numeral(Decimal(_ORDINALS[token.folded]), i, i + 1, "ordinal")
    return None


def join_scale(numeral: Numeral, tokens: list[Token]) -> Numeral:
    """The numeral times the scale that follows it: "3 million", "10k", "3bn", "1.2m"."""
    j = numeral.last
    token = _at(tokens, j)
    factor: int | None = None
    if token is not None and token.kind == "word" and numeral.form == "digits":
        factor = _SCALES.get(token.folded) or _GLUED_SCALES.get(token.folded)
        if token.folded in ("m", "t", "mm") and token.folded not in _GLUED_SCALES_SAFE:
            before = _at(tokens, numeral.first - 1)
            has_sign = before is not None and (
                before.text in "$€£₸₽¥₹" or before.folded in CURRENCY_BY_PREFIX
            )
            after = _at(tokens, j + 2)
            if not has_sign and (after is None or after.kind != "word"):
                factor = None
        end = j + 1
    elif _is_blank(token) or (token is not None and token.text == "-"):
        word = _at(tokens, j + 1)
        if word is not None and word.folded == "hundred" and numeral.form == "digits":
            factor = 100
        elif word is not None:
            factor = _SCALES.get(word.folded) or _PLURAL_SCALES.get(word.folded)
        end = j + 2
    if not factor or numeral.value * factor > _CEILING:
        return numeral
    return Numeral(numeral.value * factor, numeral.first, end, numeral.form, numeral.digits,
                   numeral.high, Decimal(factor))  # fmt: skip


def read_numeral(tokens: list[Token], i: int, *, decimal_comma: bool = False) -> Numeral | None:
    """The numeral that starts at tokens[i], or None.

    `decimal_comma` reads "1.234" as one thousand two hundred and thirty-four, as German and
    French texts write it. Numerals over 15 digits or 10**15 are None.
    """
    token = tokens[i]
    if token.kind == "digits":
        ordinal = _read_ordinal(tokens, i)
        if ordinal is not None:
            return ordinal
        numeral = _read_digits(tokens, i, decimal_comma)
        return join_scale(numeral, tokens) if numeral is not None else None
    if token.kind != "word":
        return None
    word = token.folded
    if word in _VAGUE:
        return _read_vague(tokens, i)
    if word in ("half", "a", "an", "one", "two", "three", "four"):
        fraction = _read_fraction(tokens, i)
        if fraction is not None:
            return fraction
    if word in _UNITS or word in _TENS or word in ("a", "an", "half"):
        return _read_words(tokens, i)
    return _read_ordinal(tokens, i)
