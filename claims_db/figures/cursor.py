"""Looking around in a list of tokens without falling off its ends."""

from dataclasses import dataclass
from typing import Final

from claims_db.figures.tokens import Token
from claims_db.figures.vocabulary import Phrases, Vocabulary

_PHRASE_ENDS: Final = frozenset(".,;:!?()%…—–/|\n")
_HYPHEN: Final = "-"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The tokens of a text, with look-ups that are safe at any index, and the words to read it with."""

    tokens: list[Token]
    vocabulary: Vocabulary

    def at(self, i: int) -> Token | None:
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def kind(self, i: int) -> str:
        """Return the kind of the token, "" past the ends."""
        return self.tokens[i].kind if 0 <= i < len(self.tokens) else ""

    def folded(self, i: int) -> str:
        """Return the token's text in lower case, without a possessive; "" past the ends."""
        return self.tokens[i].folded if 0 <= i < len(self.tokens) else ""

    def is_blank(self, i: int) -> bool:
        """Return whether the token is blank and ends no line."""
        if not 0 <= i < len(self.tokens):
            return False
        token = self.tokens[i]
        return token.kind == "space" and "\n" not in token.text

    def past_blank(self, i: int) -> int:
        """Return the index of the next token that is not a blank."""
        return i + 1 if self.is_blank(i) else i

    def past_joint(self, i: int) -> int:
        """Return the index past one blank or hyphen, or i itself."""
        return i + 1 if self.is_blank(i) or self.folded(i) == _HYPHEN else i

    def before_blank(self, i: int) -> int:
        """Return the index of the nearest token before i that is not a blank; -1 if there is none."""
        j = i - 1
        while j >= 0 and self.tokens[j].kind == "space":
            j -= 1
        return j

    def before(self, i: int) -> Token | None:
        """Return the nearest token before i that is not a blank."""
        return self.at(self.before_blank(i))

    def words_from(self, i: int, count: int) -> list[str]:
        """Return up to `count` words from i, folded, up to a number or a mark that ends a phrase."""
        return [self.tokens[j].folded for j in self.places_from(i, count)]

    def places_from(self, i: int, count: int) -> list[int]:
        """Return where the words of `words_from` stand."""
        places: list[int] = []
        for j in range(max(i, 0), min(len(self.tokens), i + 4 * count)):
            kind, text, folded, _, _ = self.tokens[j]
            if kind == "word":
                places.append(j)
                if len(places) == count:
                    break
            elif kind == "digits" or folded in _PHRASE_ENDS or "\n" in text:
                break
        return places

    def phrase_at(self, i: int, phrases: Phrases) -> tuple[int, str] | None:
        """Return the index past the longest of the phrases that starts at tokens[i] and its name, or None."""
        candidates = phrases.by_first.get(self.folded(i))
        if candidates is None:
            return None
        places = self.places_from(i, phrases.longest)
        words = tuple(self.tokens[j].folded for j in places)
        for phrase, name in candidates:
            if words[: len(phrase)] == phrase:
                return places[len(phrase) - 1] + 1, name
        return None

    def words_before(self, i: int, count: int) -> list[str]:
        """Return up to `count` words directly before i, folded, in the order of the text."""
        return [self.tokens[j].folded for j in self.places_before(i, count)]

    def places_before(self, i: int, count: int) -> list[int]:
        """Return where the words of `words_before` stand: blanks, signs and quotation marks may part them.

        A dot is passed over after an abbreviation ("approx. 90"), a colon right before i.
        """
        places: list[int] = []
        j = i - 1
        while j >= 0 and len(places) < count:
            token = self.tokens[j]
            if token.kind == "word":
                places.append(j)
            elif token.text != "." or self.folded(j - 1) not in _ABBREVIATIONS:
                is_mark = token.kind == "mark" and token.text not in _PASSED
                is_mark = is_mark and (token.text != ":" or bool(places))
                if is_mark or token.kind == "digits" or "\n" in token.text:
                    break
            j -= 1
        return places[::-1]


_ABBREVIATIONS: Final = frozenset("approx ca c est min max env прибл ок abt rs".split())
_PASSED: Final = frozenset("$€£₸₽¥₹₺₴₩₪\\“\"'‘«„*`_")
