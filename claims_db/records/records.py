"""What a record of each data file may hold, checked strictly. See `dataset` for the files."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from claims_db.figures import Comparator, Figure, edtf, units
from claims_db.models import Claim, ClaimStatus, Source, SourceKind, Topic

MAX_EXCERPT_WORDS: Final = 12
_MAX_OFFSET: Final = 10**9
"""More than the length of any document, and well within what SQLite can store."""
SHOWN: Final = (
    "topic",
    "source",
    "wording",
    "value",
    "value_high",
    "comparator",
    "unit",
    "per",
    "date",
    "negated",
    "vague",
    "stance",
    "status",
    "as_of",
    "attributed_to",
)
"""The fields of a claim that a reply shows or compares: changing any other field corrects no reply."""
_WORD_RE: Final = re.compile(r"\w+(?:[.,]\d+)*")
_SLUG: Final = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


def wording_problem(wording: str, excerpt: str) -> str:
    """Return what is wrong with a wording and its excerpt, "" if nothing is.

    >>> wording_problem("no troops engaged", "No foreign troops will be engaged")
    ''
    """
    tokens = _WORD_RE.findall(excerpt.casefold())
    if len(tokens) > MAX_EXCERPT_WORDS:
        return f"excerpt has {len(tokens)} words, {MAX_EXCERPT_WORDS} is the limit"
    rest = iter(tokens)
    for word in _WORD_RE.findall(wording.casefold()):
        if word not in rest:
            return f"wording {wording!r} has {word!r}, which the excerpt lacks at that point"
    return ""


def wording_words(text: str) -> str:
    """Return the first words of a text verbatim, as many as an excerpt may have."""
    matches = list(_WORD_RE.finditer(text))[:MAX_EXCERPT_WORDS]
    return text[matches[0].start() : matches[-1].end()] if matches else ""


class Row(BaseModel):
    """A record of a data file. Unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SourceRow(Row):
    """A [[source]] of sources.toml."""

    code: str = Field(pattern=r"^[A-Za-z0-9-]{1,32}$")
    title: str = Field(min_length=1)
    kind: SourceKind
    publisher: str = ""
    speaker: str = ""
    published: str = ""
    is_date_inferred: bool = False
    language: str = "en"
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    url: str = ""
    note: str = ""

    @field_validator("published")
    @classmethod
    def _is_date(cls, value: str) -> str:
        return edtf.check(value) if value else value

    @classmethod
    def of(cls, source: Source) -> "SourceRow":
        """Return the record of a source; `source()` turns it back into the same source."""
        return cls(**{name: getattr(source, name) for name in cls.model_fields})

    def source(self, guild_id: str = "") -> Source:
        return Source(**self.model_dump(), guild_id=guild_id)


class TopicRow(Row):
    """A [[topic]] of topics/*.toml."""

    slug: str = Field(pattern=_SLUG)
    title: str = Field(min_length=1, max_length=60)
    question: str = Field(min_length=1)
    scope: str = Field(min_length=1)
    counted: str = ""
    years: str = ""
    dates_answer: bool = False
    anchors: list[list[str]] = []
    needs: list[list[str]] = []
    cues: list[str] = []
    unless: list[str] = []
    part_of: list[str] = []
    related: list[str] = []

    @field_validator("years")
    @classmethod
    def _is_date(cls, value: str) -> str:
        return edtf.check(value) if value else value

    @classmethod
    def of(cls, topic: Topic) -> "TopicRow":
        """Return the record of a topic; `topic()` turns it back into the same topic."""
        return cls(
            slug=topic.slug, title=topic.title, question=topic.question, scope=topic.scope,
            counted=topic.counted, years=topic.years, dates_answer=topic.is_answer_date,
            anchors=[list(group) for group in topic.anchors], needs=[list(group) for group in topic.needs],
            cues=list(topic.cues), unless=list(topic.unless), part_of=list(topic.part_of),
            related=list(topic.related),
        )  # fmt: skip

    def topic(self, family: str) -> Topic:
        return Topic(
            slug=self.slug, title=self.title, question=self.question, scope=self.scope,
            counted=self.counted, years=self.years, is_answer_date=self.dates_answer,
            anchors=tuple(map(tuple, self.anchors)), needs=tuple(map(tuple, self.needs)),
            cues=tuple(self.cues), unless=tuple(self.unless), part_of=tuple(self.part_of),
            related=tuple(self.related), family=family,
        )  # fmt: skip


class ClaimRow(Row):
    """A [[claim]] of claims/*.toml."""

    id: str = Field(pattern=r"^[A-Za-z0-9-]{1,64}$")
    topic: str
    source: str
    aspect: str = Field(pattern=_SLUG)
    wording: str = Field(min_length=1)
    excerpt: str = Field(min_length=1)
    offset: int = Field(ge=0, le=_MAX_OFFSET)
    comparator: Comparator = "="
    value: str | None = None
    value_high: str | None = None
    unit: str = ""
    per: str = ""
    date: str = ""
    negated: bool = False
    vague: bool = False
    counted: str = ""
    scope: str = ""
    as_of: str = ""
    attributed_to: str = ""
    status: ClaimStatus = "asserted"
    stance: str = ""
    note: str = ""
    revision: int = Field(default=1, ge=1)

    @field_validator("date", "as_of")
    @classmethod
    def _is_date(cls, value: str) -> str:
        return edtf.check(value) if value else value

    @field_validator("value", "value_high")
    @classmethod
    def _is_decimal(cls, value: str | None) -> str | None:
        try:
            amount = Decimal(value or "0")
            # Room for any figure a source states; printing a much larger one would fill the memory.
            is_number = amount.is_finite() and len(value or "") <= 40 and abs(amount.adjusted()) <= 30
        except InvalidOperation:
            is_number = False
        if not is_number:
            raise ValueError(f"{value!r} is not a decimal number")
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> "ClaimRow":
        problem = wording_problem(self.wording, self.excerpt)
        if problem:
            raise ValueError(problem)
        if self.value is not None and self.date:
            raise ValueError("a claim has a value or a date, not both")
        if self.value is None and not self.date and not self.stance:
            raise ValueError("a claim needs a value, a date or a stance")
        if self.value is not None and self.unit not in units.UNITS:
            raise ValueError(f"{self.unit!r} is not a known unit ({', '.join(sorted(units.UNITS))})")
        if (self.comparator == "range") != (self.value_high is not None):
            raise ValueError('value_high goes with the comparator "range"')
        return self

    @classmethod
    def of(cls, claim: Claim) -> "ClaimRow":
        """Return the record of a claim; `claim()` turns it back into the same claim."""
        figure = claim.figure
        values = figure.record() if figure is not None else {}
        return cls(
            id=claim.id, topic=claim.topic, source=claim.source, aspect=claim.aspect,
            wording=claim.wording, excerpt=claim.excerpt, offset=claim.offset, scope=claim.scope,
            as_of=claim.as_of, attributed_to=claim.attributed_to, status=claim.status,
            stance=claim.stance, note=claim.note, revision=claim.revision, **values,
        )  # fmt: skip

    def claim(self, position: int) -> Claim:
        return Claim(
            id=self.id, topic=self.topic, source=self.source, wording=self.wording,
            excerpt=self.excerpt, offset=self.offset, aspect=self.aspect,
            figure=Figure.of_record(dict(self), wording=self.wording),
            stance=self.stance, scope=self.scope, as_of=self.as_of,
            attributed_to=self.attributed_to, status=self.status, note=self.note,
            position=position, revision=self.revision,
        )  # fmt: skip


class NotFactRow(Row):
    """A [[not_fact]] of not_facts/*.toml."""

    source: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    reason: str = Field(min_length=1)


class SumRow(Row):
    """A [[sum]] of sums.toml."""

    total: str
    parts: list[str] = Field(min_length=2)


class NameRow(Row):
    """A [names.key] of names.toml."""

    kind: str
    spellings: list[str] = Field(min_length=1)
    within: str = ""
