"""The values everything passes around: frozen, free of Discord and SQL.

A Source says something on a Topic (a Claim); a message says something (a Statement); the checker
compares the two (a Finding).
"""

from dataclasses import dataclass, field
from typing import Final, Literal

from claims_db.figures import Figure

SHIPPED: Final = ""
"""The guild_id of everything that ships with Crosscheck."""

ClaimStatus = Literal[
    "asserted", "reported", "official", "estimated", "alleged", "denied", "planned", "retracted",
    "revised",
]  # fmt: skip
CLAIM_STATUSES: tuple[ClaimStatus, ...] = (
    "asserted", "reported", "official", "estimated", "alleged", "denied", "planned", "retracted",
    "revised",
)  # fmt: skip
WITHDRAWN: frozenset[str] = frozenset({"retracted", "denied"})
"""Statuses of a figure that was withdrawn: it is still shown, but never counts as support."""
SUPERSEDED: frozenset[str] = WITHDRAWN | {"revised"}
"""Statuses of a figure that somebody went back on later: a reply says so first."""

Relation = Literal["agrees", "compatible", "differs", "different scope", "not comparable"]
SourceKind = Literal["news report", "opinion piece", "interview", "think-tank report", "fact-check"]
SOURCE_KINDS: tuple[SourceKind, ...] = (
    "news report", "opinion piece", "interview", "think-tank report", "fact-check",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A document. `published` is EDTF; `is_date_inferred`: that date is not printed in the document."""

    code: str
    title: str
    kind: SourceKind
    publisher: str = ""
    speaker: str = ""
    published: str = ""
    is_date_inferred: bool = False
    language: str = "en"
    sha256: str = ""
    url: str = ""
    note: str = ""
    guild_id: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What claims are grouped under, such as "Death toll".

    `anchors` and `needs` are groups of terms: a message is about the topic only if it meets one
    term of every group. A term is a word or phrase, "#concept", "@name" or "unit:kind".
    `years` is EDTF: messages that name only other years are about something else, unless the
    answer is itself a date (`is_answer_date`).
    """

    slug: str
    title: str
    question: str
    scope: str
    counted: str = ""
    years: str = ""
    is_answer_date: bool = False
    anchors: tuple[tuple[str, ...], ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    cues: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    family: str = ""
    guild_id: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source says on a topic: a figure or, if `figure` is None, a statement.

    `wording` is what a reply prints between quotation marks; every word of it occurs in
    `excerpt`, in the same order. `excerpt` is verbatim, at `offset` in the document. Claims of
    one topic with the same `aspect` answer the same question; two statements on one aspect
    disagree if their `stance` differs.
    """

    id: str
    topic: str
    source: str
    wording: str
    excerpt: str
    offset: int = 0
    figure: Figure | None = None
    aspect: str = "main"
    stance: str = ""
    scope: str = ""
    as_of: str = ""
    attributed_to: str = ""
    status: ClaimStatus = "asserted"
    note: str = ""
    position: int = 0
    revision: int = 1
    guild_id: str = ""

    @property
    def char_end(self) -> int:
        return self.offset + len(self.excerpt)

    @property
    def is_withdrawn(self) -> bool:
        return self.status in WITHDRAWN


@dataclass(frozen=True, slots=True)
class Statement:
    """What a message says: its text and the figures read from it."""

    text: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a message's figure relates to a claim, and the rule that decided it, in words."""

    relation: Relation
    reason: str
    flags: tuple[str, ...] = ()

    @property
    def is_support(self) -> bool:
        """Whether the two figures say the same, or nearly."""
        return self.relation in ("agrees", "compatible") and "stretch" not in self.flags

    @property
    def is_far_apart(self) -> bool:
        return self.relation == "differs" or "stretch" in self.flags


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim as a finding shows it. `comparison` is None if the message states no figure."""

    claim: Claim
    source: Source
    comparison: Comparison | None = None
    stated: Figure | None = None

    @property
    def is_repeat(self) -> bool:
        """Does the message repeat a figure that was withdrawn? That is not an agreement."""
        is_same = self.comparison is not None and self.comparison.relation == "agrees"
        return is_same and self.claim.is_withdrawn


@dataclass(frozen=True, slots=True)
class Finding:
    """What the checker returns for one topic, most telling evidence first.

    `score` is the calibrated probability that the message is about the topic, `needed` the score that it
    had to reach, None if the topic was found in another way. `passed` are the rules that were checked and
    spoke for the topic, in words. `why` are the words of the message that matched, `terms` the terms of the
    data that these words stand for, and `sentences` the sentences they are in, as (start, end); `places` are
    the same sentences of an article as (paragraph, sentence), from 1. `stated_on` is the article's EDTF date
    or "". `do_sources_differ`: the sources disagree among themselves; `does_message_differ`: a figure of the
    message differs from one of theirs, or repeats one that was taken back; `is_disputed`: they disagree on
    the very question that the message speaks to. `is_on_event` is False if the message states a figure and
    nothing in it shows that the topic's own event is meant.
    """

    topic: Topic
    evidence: tuple[Evidence, ...]
    score: float
    why: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    needed: float | None = None
    passed: tuple[str, ...] = ()
    stated_on: str = ""
    do_sources_differ: bool = False
    does_message_differ: bool = False
    is_disputed: bool = False
    is_on_event: bool = True

    @property
    def is_telling(self) -> bool:
        """Whether a reader learns anything that the message alone does not say."""
        return self.is_on_event and (self.is_disputed or self.does_message_differ)


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the checker says of one message.

    `should_speak`: an automatic reply is due; `silence` says why not, in words. `nearest` are
    topics that came close, for a person who asked. `terms` are the terms of the data in a message
    that has figures, none for any other message.
    """

    statement: Statement
    findings: tuple[Finding, ...] = ()
    should_speak: bool = False
    silence: str = ""
    nearest: tuple[Topic, ...] = field(default=())
    terms: frozenset[str] = frozenset()
