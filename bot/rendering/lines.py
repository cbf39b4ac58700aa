"""The lines of a claim, a topic and a relation: one rule, for the terminal and for Discord. Pure.

Dam break: 'more than 40 dead' per source B2; 'no casualties' per source A1
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.rendering.fair_cut import fair_cut
from bot.rendering.markdown import escape, in_quotes, shorten
from bot.rendering.relation import flag_notes, relation_words
from claims_db.models import SUPERSEDED, Claim, Evidence, Finding

STATUS_NOTES: Final = {
    "retracted": "later retracted", "revised": "later revised", "denied": "denied",
    "planned": "planned", "alleged": "alleged", "estimated": "estimate", "official": "official",
}  # fmt: skip
_TITLE_LIMIT: Final = 80
_CODE_LIMIT: Final = 200
_WORDING_LIMIT: Final = 160
_STATED_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Output:
    """Where a line is shown.

    `words` and `quotation` make others' text harmless there, at most so many characters of it.
    `line_limit` is the length of a topic's line, 0 for any.
    """

    words: Callable[[str, int], str]
    quotation: Callable[[str, int], str]
    most_claims: int
    line_limit: int = 0


TERMINAL: Final = Output(lambda text, _: text, lambda text, _: f"'{text}'", most_claims=6)
DISCORD: Final = Output(
    lambda text, limit: shorten(escape(text), limit), in_quotes, most_claims=4, line_limit=560
)


def quote(claim: Claim, output: Output) -> str:
    """Return 'wording' per source B2; a figure that its source went back on says so first."""
    note = f"{STATUS_NOTES[claim.status]}: " if claim.status in SUPERSEDED else ""
    wording = output.quotation(claim.wording, _WORDING_LIMIT)
    return f"{note}{wording} per source {output.words(claim.source, _CODE_LIMIT)}"


def said_by(claim: Claim) -> tuple[str, str, bool]:
    """Return what makes two claims of one finding the same to a reader: source, wording, withdrawn or not."""
    return claim.source, claim.wording.casefold(), claim.is_withdrawn


def distinct_claims(finding: Finding) -> list[Claim]:
    """Return the finding's claims, each once to a reader."""
    claims: dict[tuple[str, str, bool], Claim] = {}
    for evidence in finding.evidence:
        claims.setdefault(said_by(evidence.claim), evidence.claim)
    return list(claims.values())


def topic_line(finding: Finding, output: Output) -> str:
    """Return title: who says what, as many claims as fit, every source before any twice."""
    claims = distinct_claims(finding)
    line = f"{output.words(finding.topic.title, _TITLE_LIMIT)}: "
    parts: list[str] = []
    for claim in fair_cut(claims, output.most_claims, lambda claim: claim.source):
        part = quote(claim, output)
        if parts and output.line_limit and len(line + "; ".join([*parts, part])) > output.line_limit:
            break
        parts.append(part)
    rest = len(claims) - len(parts)
    return line + "; ".join(parts) + (f"; and {rest} more" if rest > 0 else "")


def relation_line(evidence: Evidence, output: Output) -> str:
    """Return ≠ '50' differs from 'more than 40 dead' per source B2; "" if nothing is set against it.

    A withdrawn figure that the message repeats comes first, and says what became of it.
    """
    comparison, stated, claim = evidence.comparison, evidence.stated, evidence.claim
    if comparison is None or stated is None:
        return ""
    flags = flag_notes(comparison)
    note = f" ({flags})" if flags else ""
    figure = output.quotation(stated.wording, _STATED_LIMIT)
    if evidence.is_repeat:
        return f"{quote(claim, output)}, which {figure} repeats{note}"
    words = relation_words(comparison, claim)
    return f"{words.symbol} {figure} {words.verb} {quote(claim, output)}{note}"
