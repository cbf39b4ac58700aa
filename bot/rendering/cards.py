"""Findings in, what a Discord message shows out: lines, cards, private pages. Pure.

A Card is an embed without Discord: the client turns it into one. Every text in it is escaped and
within Discord's limits (title 256, description 4096, 6000 over all cards of a message, content 2000).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.rendering.lines import DISCORD, STATUS_NOTES, quote, relation_line, said_by, topic_line
from bot.rendering.markdown import bare, escape, in_quotes, join_within, shorten
from bot.rendering.relation import flag_notes, relation_words
from claims_db.models import SUPERSEDED, Claim, Evidence, Finding, Source, Topic

CONTENT_LIMIT: Final = 2000
TITLE_LIMIT: Final = 256
DESCRIPTION_LIMIT: Final = 4096
TOTAL_LIMIT: Final = 6000
MAX_CARDS: Final = 3
_CARD_BUDGET: Final = 1800
_CARD_LINES: Final = 8
_FOOTER_GROWTH: Final = 40


@dataclass(frozen=True, slots=True)
class Card:
    """One topic's card. `image` names the attachment it shows, "" for none."""

    title: str
    description: str
    footer: str = ""
    image: str = ""
    is_disagreement: bool = False

    def __len__(self) -> int:
        return len(self.title) + len(self.description) + len(self.footer)


def quoted(claim: Claim) -> str:
    """Return the claim as Discord shows it: 'wording' per source B2."""
    return quote(claim, DISCORD)


def reply_lines(findings: Sequence[Finding], *, note: str = "", limit: int = CONTENT_LIMIT) -> str:
    """The short reply nobody asked for: at most three topics, a line each and one on the message's figure."""
    lines = []
    for finding in findings[:MAX_CARDS]:
        lines.append(topic_line(finding, DISCORD))
        evidence = _telling(finding)
        if evidence is not None:
            lines.append(f"-# {relation_line(evidence, DISCORD)}")
    rest = len(findings) - MAX_CARDS
    if rest > 0:
        lines.append(f"-# {rest} more topics: press More")
    tail = f"\n-# {note}" if note else ""
    return join_within(lines, limit - len(tail))[0] + tail


def _telling(finding: Finding) -> Evidence | None:
    """Return the evidence that says most on the message's figure.

    First that it repeats a withdrawn one, then a difference, then an agreement.
    """
    set_against = [e for e in finding.evidence if e.comparison is not None and e.stated is not None]
    for evidence in set_against:
        if evidence.is_repeat:
            return evidence
    set_against = [e for e in set_against if not e.claim.is_withdrawn] or set_against
    for wanted in ("differs", "compatible", "agrees"):
        for evidence in set_against:
            if evidence.comparison is not None and evidence.comparison.relation == wanted:
                return evidence
    return None


def _voice(source: Source) -> str:
    voice = source.speaker or source.publisher
    return f"{source.kind} by {voice}" if source.kind == "opinion piece" and voice else source.kind


def _claim_line(evidence: Evidence, *, is_introduced: bool = False) -> str:
    """Return one claim on a card: relation, wording, source and what it is, standing, date.

    A source whose voice was named already is only named by its kind.
    """
    claim = evidence.claim
    details = [evidence.source.kind if is_introduced else _voice(evidence.source)]
    if claim.attributed_to:
        details.append(f"citing {claim.attributed_to}")
    if claim.status in STATUS_NOTES and claim.status not in SUPERSEDED:
        details.append(STATUS_NOTES[claim.status])
    if claim.as_of:
        details.append(f"as of {claim.as_of}")
    return f"{_relation_lead(evidence)}**{quoted(claim)}**\n-# {shorten(escape(', '.join(details)), 220)}"


def _relation_lead(evidence: Evidence) -> str:
    """Return how the message's figure stands to the claim, in few words: "≠ differs, later count"."""
    if evidence.comparison is None:
        return ""
    words = relation_words(evidence.comparison, evidence.claim)
    sign = "" if words.symbol == "·" else f"{words.symbol} "
    flags = flag_notes(evidence.comparison)
    return f"{sign}{words.name}{f', {flags}' if flags else ''} · "


def topic_card(finding: Finding, *, budget: int = _CARD_BUDGET, image: str = "") -> Card:
    """The card of one topic: the message's figure, then each source's, most telling first."""
    seen: set[tuple[str, str, bool]] = set()
    lines: list[str] = [topic_line(finding, DISCORD)]
    stated = list(
        dict.fromkeys(
            e.stated.wording
            for e in finding.evidence
            if e.stated is not None
            and e.comparison is not None
            and e.comparison.relation != "different scope"
        )
    )
    if stated:
        lines.append(f"The message: {', '.join(in_quotes(w, 60) for w in stated[:3])}")
    for evidence in finding.evidence:
        key = said_by(evidence.claim)
        if key not in seen:
            is_introduced = any(code == evidence.claim.source for code, _, _ in seen)
            seen.add(key)
            lines.append(_claim_line(evidence, is_introduced=is_introduced))
    body, left_out = join_within(lines[:_CARD_LINES], budget)
    rest = left_out + max(0, len(lines) - _CARD_LINES)
    return Card(
        title=shorten(escape(finding.topic.question), TITLE_LIMIT),
        description=body,
        footer=f"{rest} more claims: press More" if rest else shorten(bare(finding.topic.scope), 200),
        image=image,
        is_disagreement=finding.is_telling,
    )


def cards(findings: Sequence[Finding], *, image: str = "") -> list[Card]:
    """The cards of an answer, at most three, within Discord's total; the first carries the image."""
    made: list[Card] = []
    size = 0
    for n, finding in enumerate(findings[:MAX_CARDS]):
        card = topic_card(finding, image=image if n == 0 else "")
        if size + len(card) > TOTAL_LIMIT - _FOOTER_GROWTH:
            break
        size += len(card)
        made.append(card)
    rest = len(findings) - len(made)
    if rest > 0 and made:
        made[-1] = replace(made[-1], footer=f"{rest} more topics: press More. {made[-1].footer}")
    return made


def full_pages(findings: Sequence[Finding], titles: dict[str, str]) -> list[Card]:
    """Everything on the topics, for the person who pressed More: every claim with its excerpt."""
    pages: list[Card] = []
    for finding in findings:
        lines = [f"-# {_places(finding.places)}"] if finding.places else []
        for evidence in finding.evidence:
            claim = evidence.claim
            line = _claim_line(evidence) + f"\n-# “{shorten(escape(claim.excerpt), 200)}”, at {claim.offset}"
            lines.append(line + (f"\n-# {shorten(escape(claim.note), 200)}" if claim.note else ""))
        while lines:
            body, left = join_within(lines, 3800)
            pages.append(
                Card(shorten(escape(finding.topic.title), TITLE_LIMIT), body, _related(finding.topic, titles))
            )
            lines = lines[len(lines) - left :] if left else []
    return pages


def _places(places: Sequence[tuple[int, int]]) -> str:
    """Where the article speaks of it: "In the article: paragraph 2, sentence 1; paragraph 5, sentence 3"."""
    named = [f"paragraph {paragraph}, sentence {n}" for paragraph, n in places[:6]]
    more = f"; and {len(places) - 6} more" if len(places) > 6 else ""
    return f"In the article: {'; '.join(named)}{more}"


def _related(topic: Topic, titles: dict[str, str]) -> str:
    names = [titles[s] for s in (*topic.part_of, *topic.related) if s in titles]
    return shorten(bare(f"Related: {', '.join(names)}"), 400) if names else ""
