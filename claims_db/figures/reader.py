"""Read the figures in a text: an own grammar over tokens, linear in the length of the text.

>>> [(f.comparator, str(f.value), f.unit) for f in read_figures("nearly 10,000 people were held")]
[('nearly', '10000', 'people')]
>>> [f.date for f in read_figures("It began on 2 January 2022.")]
['2022-01-02']
"""

from decimal import Decimal
from typing import Final

from claims_db.figures import dates, hedges, nouns, units
from claims_db.figures.labels import is_label
from claims_db.figures.model import Comparator, Figure
from claims_db.figures.numerals import Numeral, join_scale, read_numeral
from claims_db.figures.tokens import Token, mask_addresses, tokenize

MAX_CHARS: Final = 200_000
"""Text past this many characters is not read; an article of 30,000 words is within it."""

_DASHES: Final = frozenset({"-", "–", "—"})
_NEGATIONS: Final = frozenset({"no", "zero", "without"})
_AFTER_NO: Final = frozenset(
    """one more less fewer longer doubt way need other matter such reliable idea reason problem
    official independent""".split()
)
_AGE_WORDS: Final = frozenset({"old", "aged", "age", "yo"})


def read_figures(text: str, *, decimal_comma: bool = False) -> tuple[Figure, ...]:
    """Every figure and date the text states, in order of place.

    Labels, clock times, versions, footnote marks, addresses and pronouns ("one of") are left
    out. `decimal_comma` is for texts in languages that write 1.234,5. Never raises on any text.
    """
    return _Reader(text[:MAX_CHARS], decimal_comma).read()


class _Reader:
    def __init__(self, text: str, decimal_comma: bool) -> None:
        self.text = text
        self.tokens = tokenize(mask_addresses(text))
        self.decimal_comma = decimal_comma
        self.figures: list[Figure] = []

    def read(self) -> tuple[Figure, ...]:
        i = 0
        while i < len(self.tokens):
            i = self._read_at(i)
        return tuple(self.figures)

    def _at(self, i: int) -> Token | None:
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def _folded(self, i: int) -> str:
        token = self._at(i)
        return token.folded if token is not None else ""

    def _read_at(self, i: int) -> int:
        """Read what starts at tokens[i]; returns the index to go on from."""
        token = self.tokens[i]
        if token.kind == "word" and token.folded in _NEGATIONS:
            return self._read_negation(i)
        if token.kind not in ("digits", "word"):
            return i + 1
        if token.kind == "digits" and is_label(self.tokens, i):
            return i + 1
        date = dates.read_date(self.tokens, i)
        if date is not None and not self._is_count(date, i):
            first, last = self.tokens[date.first], self.tokens[date.last - 1]
            self.figures.append(
                Figure(date=date.date, unit="", wording=self.text[first.start : last.end],
                       start=first.start, end=last.end)
            )  # fmt: skip
            return date.last
        numeral = read_numeral(self.tokens, i, decimal_comma=self.decimal_comma)
        if numeral is None:
            return i + 1
        return self._read_amount(numeral)

    def _is_count(self, date: dates.DateSpan, i: int) -> bool:
        """Is the four-digit number at i a count ("1600 people") and not a year?"""
        if date.last != i + 1 or self.tokens[i].kind != "digits":
            return False
        before = self._before(i)
        if before is not None and before.text in "$€£₸₽¥₹~≈><≥≤":
            return True
        after = self._at(i + 1)
        if after is not None and (after.text in "%+" or after.folded in ("k", "bn", "mn", "ish")):
            return True
        words = self._words_from(i + 1, 5)
        if dates.is_year_cue(before) and before is not None and before.folded not in ("the", "of", "to"):
            return False
        hedge = hedges.comparator_before(self.tokens, i)
        if hedge is not None and hedge[0] in (">", ">=", "<=", "up_to", "nearly"):
            return True
        phrase = nouns.counted_words(words)
        unit = units.UNIT_BY_WORD.get(words[0], "") if words else ""
        if unit or (words and words[0] in units.CURRENCY_BY_WORD):
            return True
        known = nouns.people_noun(phrase)
        if known is None and words and words[0] in ("were", "was", "are", "have", "had"):
            known = nouns.people_noun(words[1:3])
        if known is not None and hedge is not None and hedge[0] == "~":
            return True
        return known is True or (known is False and phrase[0] in nouns.NOT_PEOPLE)

    def _before(self, i: int) -> Token | None:
        j = i - 1
        while j >= 0 and self.tokens[j].kind == "space":
            j -= 1
        return self._at(j)

    def _words_from(self, i: int, count: int) -> list[str]:
        """Up to `count` words from tokens[i], folded, stopping at a mark that ends a phrase."""
        words: list[str] = []
        j = i
        while j < len(self.tokens) and len(words) < count and j < i + 4 * count:
            token = self.tokens[j]
            if token.kind == "word":
                words.append(token.folded.removesuffix("'s").removesuffix("’s"))
            elif token.kind == "digits" or (token.kind == "mark" and token.text in ".,;:!?()%…—–/"):
                break
            elif token.kind == "space" and "\n" in token.text:
                break
            j += 1
        return words

    def _read_negation(self, i: int) -> int:
        """ "no foreign troops", "zero deaths": an amount of nothing."""
        words = self._words_from(i + 1, 4)
        phrase = nouns.counted_words(words)
        if not phrase or phrase[0] in _AFTER_NO or nouns.people_noun(phrase) is None:
            return i + 1
        if self.tokens[i].folded == "without" and nouns.people_noun(phrase[:2]) is None:
            return i + 1
        upto = next(n for n, w in enumerate(phrase) if nouns.people_noun([w]) is not None) + 1
        is_people = bool(nouns.people_noun(phrase))
        end = i
        while upto and end + 1 < len(self.tokens):
            end += 1
            upto -= self.tokens[end].kind == "word"
        self.figures.append(
            Figure(value=Decimal(0), unit="people" if is_people else "things", negated=True,
                   counted=" ".join(phrase),
                   wording=self.text[self.tokens[i].start : self.tokens[end].end],
                   start=self.tokens[i].start, end=self.tokens[end].end)
        )  # fmt: skip
        return end + 1

    def _read_amount(self, numeral: Numeral) -> int:
        low, numeral, comparator_of_range = self._join_range(numeral)
        first = numeral.first if low is None else low.first
        unit, per, last = self._unit(first, numeral)
        words = self._words_from(last, 6)
        if numeral.form == "ordinal":
            return self._read_rank(numeral, words)
        if not unit and self._is_age(numeral, words):
            unit = "age"
        phrase = nouns.counted_words(words)
        if not unit:
            unit = self._counted_unit(first, words, phrase)
        if self._is_idle(numeral, unit, phrase):
            return numeral.last
        hedge_after = hedges.comparator_after(self.tokens, last)
        hedge = hedges.comparator_before(self.tokens, first)
        comparator: Comparator = "="
        if low is not None or (numeral.high is not None):
            comparator = comparator_of_range or "range"
        elif hedge is not None:
            comparator = hedge[0]
        elif hedge_after is not None:
            comparator = hedge_after[0]
        begin = hedge[1] if hedge is not None else first
        if begin == first and first and self.tokens[first - 1].text in units.CURRENCY_BY_SIGN:
            begin -= 1
        if hedge_after is not None:
            last = hedge_after[1]
        start, end = self.tokens[begin].start, self.tokens[last - 1].end
        value = numeral.value if low is None else low.value
        high = numeral.high if low is None else numeral.value
        if low is not None and high is not None and high < value:
            value, high = high, value
        self.figures.append(
            Figure(value=value, value_high=high, comparator=comparator, unit=unit, per=per,
                   counted=" ".join(phrase), vague=numeral.high is not None,
                   wording=self.text[start:end], start=start, end=end)
        )  # fmt: skip
        return max(last, numeral.last)

    def _join_range(
        self, numeral: Numeral
    ) -> tuple[Numeral | None, Numeral, Comparator | None]:
        """The low end, the high end: "38-42%", "between 200 and 1,000", "3.5 and 5 million"."""
        if numeral.high is not None or numeral.form == "ordinal":
            return None, numeral, None
        j = numeral.last
        token = self._at(j)
        is_open = token is not None and token.kind == "space"
        if is_open:
            j += 1
        mark = self._folded(j)
        is_dash = mark in _DASHES and not is_open
        opener = self._opener(numeral.first)
        if not (is_dash or mark in ("and", "to", "or")):
            return None, numeral, None
        k = j + 1
        if self._at(k) is not None and self.tokens[k].kind == "space":
            k += 1
        if self._folded(k) in ("$", "€", "£"):
            k += 1
        if self._at(k) is None or (self.tokens[k].kind == "digits" and not is_dash and is_label(self.tokens, k)):
            return None, numeral, None
        second = read_numeral(self.tokens, k, decimal_comma=self.decimal_comma)
        if second is None or second.form != numeral.form and second.form == "ordinal":
            return None, numeral, None
        spreads = second.is_scaled and not numeral.is_scaled and numeral.value < 1000
        low = numeral
        if spreads and (is_dash or opener or mark in ("and", "to", "or")):
            scale = second.value / (Decimal(second.digits) if second.digits else second.value)
            bare = Numeral(numeral.value, numeral.first, numeral.last, numeral.form, numeral.digits)
            if second.form == "digits" and second.digits:
                plain = read_numeral(
                    [t for t in self.tokens[k : second.last] if t.kind in ("digits", "mark")], 0
                )
                scale = second.value / plain.value if plain is not None and plain.value else scale
            low = Numeral(bare.value * scale, bare.first, bare.last, bare.form, bare.digits, is_scaled=True)
        elif not (is_dash or opener == "between"):
            if not (mark == "to" and self._same_noun(second)) or opener == "from":
                return None, numeral, None
        if is_dash and second.value <= low.value:
            return None, numeral, None
        return low, second, "range"

    def _same_noun(self, second: Numeral) -> bool:
        """Is "100 to 200 of whom" one range, and not two figures?"""
        return bool(self._words_from(second.last, 1)) or self._folded(second.last) == "%"

    def _opener(self, i: int) -> str:
        before, _ = hedges.words_before(self.tokens, i, 1)
        return before[0] if before and before[0] in ("between", "from") else ""

    def _unit(self, first: int, numeral: Numeral) -> tuple[str, str, int]:
        """(unit, per, index past the unit words)."""
        last = numeral.last
        if numeral.form == "fraction":
            return "percent", "", last
        j = last
        before = self._at(first - 1)
        if before is not None and before.text in units.CURRENCY_BY_SIGN:
            return units.CURRENCY_BY_SIGN[before.text], *self._per(last)
        if before is not None and before.kind == "word" and before.folded in units.CURRENCY_BY_PREFIX:
            return units.CURRENCY_BY_PREFIX[before.folded], *self._per(last)
        code = self._at(first - 2)
        if (
            before is not None
            and before.kind == "space"
            and code is not None
            and code.text in ("USD", "EUR", "GBP", "KZT", "RUB", "CHF", "INR")
        ):
            return code.text, *self._per(last)
        token = self._at(j)
        if token is not None and token.text in units.CURRENCY_BY_SIGN:
            return units.CURRENCY_BY_SIGN[token.text], *self._per(j + 1)
        if token is not None and token.text == "%":
            return "percent", "", j + 1
        if token is not None and (token.kind == "space" or token.text in "-‑"):
            j += 1
        word = self._folded(j).removesuffix("'s").removesuffix("’s")
        if word == "%":
            return "percent", "", j + 1
        if word == "per" and self._folded(j + 2) == "cent":
            return "percent", "", j + 3
        if word in ("us", "american", "canadian", "australian", "u") and self._folded(j + 2) in (
            "dollars",
            "dollar",
        ):
            return "USD", *self._per(j + 3)
        if word in units.CURRENCY_BY_WORD:
            return units.CURRENCY_BY_WORD[word], *self._per(j + 1)
        unit = units.UNIT_BY_WORD.get(word, "")
        if word == "of" and self._folded(j + 2) in units.CURRENCY_BY_WORD:
            return units.CURRENCY_BY_WORD[self._folded(j + 2)], *self._per(j + 3)
        if unit == "percent" and self._folded(j + 2) in ("points", "point"):
            return "point", "", j + 3
        if unit == "year" and (
            self._folded(j + 2) in _AGE_WORDS or (self._folded(j + 1) == "-" and self._folded(j + 2) == "old")
        ):
            return "age", "", j + 3
        if unit == "second" and numeral.form != "digits" and word == "second":
            return "", "", last
        if unit:
            return unit, *self._per(j + 1)
        if word in ("yo", "y/o"):
            return "age", "", j + 1
        return "", "", last

    def _per(self, last: int) -> tuple[str, int]:
        j = last
        if self._folded(j) in ("/",):
            word = self._folded(j + 1)
        elif self._folded(j + 1) in ("per", "a", "an", "the", "each") and self._folded(j + 2) == " ":
            word = self._folded(j + 3)
            j += 2
        else:
            return "", last
        unit = units.UNIT_BY_WORD.get(word, "")
        return (unit, j + 2) if unit and units.dimension(unit) in ("volume", "mass", "duration") else ("", last)

    def _is_age(self, numeral: Numeral, words: list[str]) -> bool:
        """ "Tokayev, 68," or "who is 75" or "aged 40": a person's age."""
        if not (1 <= numeral.value <= 120) or numeral.value != int(numeral.value) or numeral.is_scaled:
            return False
        before = self._before(numeral.first)
        if before is None:
            return False
        if before.folded in ("aged", "age"):
            return True
        j = numeral.last
        nxt = self._at(j)
        ends = nxt is None or (nxt.kind == "mark" and nxt.text in ",.;!?)") or not words
        if before.folded in ("is", "turns", "turned", "s", "he's", "she's") and ends and not words:
            return True
        if before.text == "," and nxt is not None and nxt.text in ",." and not numeral.digits.startswith("0"):
            name = self._before(self.tokens.index(before, max(0, numeral.first - 3)))
            return name is not None and name.kind == "word"
        return False

    def _counted_unit(self, first: int, words: list[str], phrase: list[str]) -> str:
        if phrase[:1] == ["of"] and words[1:2] in (["whom"], ["them"], ["these"], ["which"]):
            earlier = [f.unit for f in self.figures if f.unit in ("people", "things")]
            return earlier[-1] if earlier else "people"
        known = nouns.people_noun(phrase)
        if known is None:
            rest = words[len(phrase) :]
            if rest and rest[0] in ("were", "was", "have", "had", "are", "of", "who", "been", "has"):
                known = nouns.people_noun(rest[1:4]) or None
        if known is None and not phrase:
            before, _ = hedges.words_before(self.tokens, first, 4)
            if before and nouns.people_noun([w for w in before if w in nouns.PEOPLE]):
                known = True
        if known:
            return "people"
        return "things" if phrase else ""

    def _read_rank(self, numeral: Numeral, words: list[str]) -> int:
        """ "the 9th largest", "in 65th position": a rank; other ordinals state no figure."""
        cues = {"largest", "biggest", "richest", "position", "place", "place in", "rank", "most",
                "highest", "smallest", "oldest", "leading", "best", "producer", "reserves", "power",
                "spot", "ranked", "ranking"}  # fmt: skip
        before, _ = hedges.words_before(self.tokens, numeral.first, 2)
        if not (cues & set(words[:3]) or {"ranked", "ranks", "rank"} & set(before)):
            return numeral.last
        first, last = self.tokens[numeral.first], self.tokens[numeral.last - 1]
        self.figures.append(
            Figure(value=numeral.value, unit="rank", counted=" ".join(words[:4]),
                   wording=self.text[first.start : last.end], start=first.start, end=last.end)
        )  # fmt: skip
        return numeral.last

    def _is_idle(self, numeral: Numeral, unit: str, phrase: list[str]) -> bool:
        """ "one of", "no one", "one more thing", "a hundred" of nothing known."""
        if numeral.form != "words" or numeral.high is not None:
            return False
        word = self.tokens[numeral.first].folded
        if numeral.value == 1 and word == "one":
            before = self._before(numeral.first)
            has_noun = unit not in ("", "things") or bool(
                phrase and phrase[0] in nouns.NOT_PEOPLE | {"country", "case", "term", "death"}
            )
            pronoun = before is not None and before.folded in ("no", "any", "each", "this", "that", "the",
                                                               "another", "every", "which")  # fmt: skip
            return pronoun or not has_noun or (bool(phrase) and phrase[0] == "of")
        return False


__all__ = ["MAX_CHARS", "join_scale", "read_figures"]
