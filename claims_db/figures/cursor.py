"""Looking around in a list of tokens without falling off its ends."""

from dataclasses import dataclass

from claims_db.figures.tokens import Token

_PHRASE_ENDS = frozenset(".,;:!?()%…—–/")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The tokens of a text, with look-ups that are safe at any index."""

    tokens: list[Token]

    def at(self, i: int) -> Token | None:
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def folded(self, i: int) -> str:
        """The token's text in lower case, without a possessive; "" past the ends."""
        token = self.at(i)
        return token.folded.removesuffix("'s").removesuffix("’s") if token is not None else ""

    def is_blank(self, i: int) -> bool:
        token = self.at(i)
        return token is not None and token.kind == "space"

    def before(self, i: int) -> Token | None:
        """The nearest token before i that is not a blank."""
        j = i - 1
        while self.is_blank(j):
            j -= 1
        return self.at(j)

    def words_from(self, i: int, count: int) -> list[str]:
        """Up to `count` words from i, folded, stopping at a number or a mark that ends a phrase."""
        words: list[str] = []
        j = i
        while j < min(len(self.tokens), i + 4 * count) and len(words) < count:
            token = self.tokens[j]
            if token.kind == "word":
                words.append(self.folded(j))
            elif token.kind == "digits" or token.text in _PHRASE_ENDS or "\n" in token.text:
                break
            j += 1
        return words
