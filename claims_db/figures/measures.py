"""The unit of a numeral: the currency before it, the percent sign, unit or currency word after it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from claims_db.figures import units
from claims_db.figures.cursor import Cursor
from claims_db.figures.numeral import Numeral

_CODES: Final = units.CURRENCIES
_SQUARES: Final = frozenset({"sq", "square", "squared", "carrés", "cuadrados", "quadrat"})
_CUBES: Final = frozenset({"cubic", "cu"})
_AREAS: Final = {"km": "km2", "m": "m2"}
_SCALE_LETTERS: Final = frozenset({"c", "f", "celsius", "fahrenheit", "centigrade", "с", "ц", "цельсия"})
_AMBIGUOUS: Final = frozenset({"m", "g", "t", "h", "c", "p", "l", "second", "point"})
"""Words that are units only after digits."""
_SPEEDS: Final = {"mph": "mile", "kph": "km", "kmh": "km"}
_PENCE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit and where its words end; the value counts `share` of it ("50 basis points": 0.01 points)."""

    unit: str
    last: int
    share: Decimal = Decimal(1)
    per: str = ""


def read_measure(cursor: Cursor, first: int, numeral: Numeral) -> Measure:
    """Return the unit of a numeral whose figure begins at `first`; its unit is "" if it has none."""
    if numeral.form == "fraction":
        return Measure("percent", numeral.last)
    currency = currency_before(cursor, first)[0]
    if currency:
        return Measure(currency, _past_currency(cursor, numeral.last))
    j = numeral.last
    sign = cursor.folded(cursor.past_blank(j))
    if sign in units.CURRENCY_BY_SIGN:
        after = cursor.kind(cursor.past_blank(j) + 1)
        if j == cursor.past_blank(j) or after != "digits":
            return Measure(units.CURRENCY_BY_SIGN[sign], cursor.past_blank(j) + 1)
    if sign == "¢":
        return Measure("USD", cursor.past_blank(j) + 1, 1 / _PENCE)
    if sign in ("°", "º"):
        k = cursor.past_blank(cursor.past_blank(j) + 1)
        is_scale = cursor.folded(k) in _SCALE_LETTERS
        return Measure("degree", k + 1 if is_scale else cursor.past_blank(j) + 1)
    return _unit_word(cursor, cursor.past_joint(j), numeral)


def currency_before(cursor: Cursor, first: int) -> tuple[str, int]:
    """Return the currency whose sign, code or abbreviation stands before tokens[first], and its place."""
    j = first - 1
    if cursor.is_blank(j):
        j -= 1
    sign = cursor.at(j)
    if sign is None:
        return "", first
    if sign.folded == "-" and cursor.folded(j - 1) in units.CURRENCY_BY_SIGN:
        return units.CURRENCY_BY_SIGN[cursor.folded(j - 1)], j - 1
    if sign.folded in units.CURRENCY_BY_SIGN:
        owner = cursor.folded(j - 1)
        if sign.folded == "$" and owner in units.DOLLAR_BY_OWNER:
            return units.DOLLAR_BY_OWNER[owner], j - 1
        return units.CURRENCY_BY_SIGN[sign.folded], j
    if sign.text == "." and cursor.folded(j - 1) == "rs":
        return "INR", j - 1
    is_glued = j == first - 1
    if sign.kind == "word" and is_glued:
        return units.CURRENCY_BY_PREFIX.get(sign.folded, ""), j
    if sign.text in _CODES or sign.text in ("Rs", "RS"):
        return units.CURRENCY_BY_PREFIX.get(sign.folded, sign.text), j
    return "", first


def _past_currency(cursor: Cursor, last: int) -> int:
    """Return the index past a currency word that repeats the sign before: "$5 million USD"."""
    j = cursor.past_blank(last)
    token = cursor.at(j)
    return j + 1 if token is not None and token.text in _CODES else last


def _unit_word(cursor: Cursor, j: int, numeral: Numeral) -> Measure:
    words = cursor.vocabulary.words
    word, after_at = cursor.folded(j), cursor.past_joint(j + 1)
    after = cursor.folded(after_at)
    if word == "%":
        points = cursor.folded(cursor.past_joint(j + 1))
        if points in ("points", "point", "pts"):
            return Measure("point", cursor.past_joint(j + 1) + 1)
        return Measure("percent", j + 1)
    if word == "per" and after in ("cent", "cents"):
        return Measure("percent", after_at + 1)
    if (word, after) in (("pour", "cent"), ("por", "ciento"), ("por", "cien")):
        return Measure("percent", after_at + 1)
    if word == "basis" and after in ("point", "points"):
        return Measure("point", after_at + 1, Decimal("0.01"))
    if word == "bps":
        return Measure("point", j + 1, Decimal("0.01"))
    money = _money(cursor, j)
    if money is not None:
        return money
    if word in words.of and after in words.currencies:
        return Measure(words.currencies[after], after_at + 1)
    if word == "yo":
        return Measure("age", j + 1)
    if word in _SPEEDS:
        return Measure(_SPEEDS[word], j + 1, per="hour")
    if word == "x" and cursor.kind(j - 1) == "digits":
        return Measure("times", j + 1)
    if word in _SQUARES | _CUBES:
        return _square(cursor, j, numeral)
    return _plain_unit(cursor, j, numeral)


def _money(cursor: Cursor, j: int) -> Measure | None:
    """Return the currency at j: "dollars", "US dollars", "Swiss francs", "euro cents", "cents", "p"."""
    words = cursor.vocabulary.words
    word, after_at = cursor.folded(j), cursor.past_joint(j + 1)
    after = cursor.folded(after_at)
    is_first_glued = cursor.kind(j - 1) == "digits"
    if word in units.DOLLAR_BY_OWNER and after in ("dollar", "dollars") and after_at > j + 1:
        return Measure(units.DOLLAR_BY_OWNER[word], after_at + 1)
    if word in words.currencies:
        if after in words.cents and after_at > j + 1:
            return Measure(words.currencies[word], after_at + 1, 1 / _PENCE)
        return Measure(words.currencies[word], j + 1)
    if word == "p":
        is_price = is_first_glued and len(cursor.tokens[j - 1].text) <= 2 and cursor.tokens[j].text == "p"
        return Measure("GBP", j + 1, 1 / _PENCE) if is_price else None
    if word in words.cents:
        return Measure(words.cents[word], j + 1, 1 / _PENCE)
    token = cursor.at(j)
    is_adjective = token is not None and token.kind == "word" and token.text[0].isupper()
    if is_adjective and after in words.currencies and after_at > j + 1:
        return Measure(words.currencies[after], after_at + 1)
    return None


def _square(cursor: Cursor, j: int, numeral: Numeral) -> Measure:
    """Return "square kilometres", "sq m", "cubic metres"."""
    words = cursor.vocabulary.words
    k = cursor.past_joint(j + 2 if cursor.folded(j + 1) == "." else j + 1)
    unit = words.units.get(cursor.folded(k), "")
    is_cube = cursor.folded(j) in _CUBES
    area = "m3" if is_cube and unit == "m" else "" if is_cube else _AREAS.get(unit, "")
    return Measure(area, k + 1) if area else Measure("", numeral.last)


def _plain_unit(cursor: Cursor, j: int, numeral: Numeral) -> Measure:
    words = cursor.vocabulary.words
    word, after_at = cursor.folded(j), cursor.past_joint(j + 1)
    after = cursor.folded(after_at)
    unit = words.units.get(word, "")
    token = cursor.at(j)
    if token is not None and token.text in ("C", "F") and cursor.kind(j - 1) == "digits":
        return Measure("degree", j + 1)
    if not unit or (word in _AMBIGUOUS and numeral.form != "digits"):
        return Measure("", numeral.last)
    if unit == "percent" and after in ("point", "points"):
        return Measure("point", after_at + 1)
    if unit == "year" and after in words.ages:
        return Measure("age", after_at + 1)
    if unit in _AREAS and cursor.folded(j + 1) == "2":
        return Measure(_AREAS[unit], j + 2)
    if unit in _AREAS and after in _SQUARES:
        return Measure(_AREAS[unit], after_at + 1)
    if unit == "degree" and after in _SCALE_LETTERS:
        return Measure("degree", after_at + 1)
    return Measure(unit, j + 1)
