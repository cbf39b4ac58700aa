"""What an import would write, to be shown before it is written."""

from collections.abc import Callable
from dataclasses import dataclass

from claims_db.errors import Problem
from claims_db.models import Claim, Source, Topic

Progress = Callable[[str, int, int], None]
"""Called with the step, how many rows are done, and how many there are: ("Reading", 500, 10_000)."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would write: each row as it is, None if it is new, and as it would be.

    New claims without an id get one when they are written.
    """

    guild_id: str
    claims: tuple[tuple[Claim | None, Claim], ...] = ()
    sources: tuple[tuple[Source | None, Source], ...] = ()
    topics: tuple[tuple[Topic | None, Topic], ...] = ()
    unchanged: int = 0
    warnings: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def added(self) -> tuple[Claim, ...]:
        return tuple(after for before, after in self.claims if before is None)

    @property
    def changed(self) -> tuple[tuple[Claim, Claim], ...]:
        return tuple((before, after) for before, after in self.claims if before is not None)

    @property
    def is_empty(self) -> bool:
        return not (self.claims or self.sources or self.topics)
