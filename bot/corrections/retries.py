"""What failed for the moment, and when it is tried again: after ever longer pauses, not for ever."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MAX_TRIES: Final = 10
_FIRST_PAUSE: Final = 15.0
"""Seconds before the second try; each later pause is twice as long. Ten tries take two hours."""
_FORGOTTEN: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Later:
    tries: int
    due: float


class Retries:
    """Things by a key of their own; what was never put off is due."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._later: dict[int | str, _Later] = {}

    def __len__(self) -> int:
        return len(self._later)

    def is_due(self, key: int | str) -> bool:
        later = self._later.get(key)
        return later is None or later.due <= self._now()

    def put_off(self, key: int | str, *, most: int = MAX_TRIES) -> bool:
        """Try it again later; False where it was tried `most` times."""
        tries = self._later[key].tries + 1 if key in self._later else 1
        if tries >= most:
            return False
        self._later[key] = _Later(tries, self._now() + _FIRST_PAUSE * 2.0 ** (tries - 1))
        return True

    def settle(self, key: int | str) -> None:
        """It is done, or given up."""
        self._later.pop(key, None)

    def pause(self, longest: float) -> float:
        """Seconds until something is due, at most `longest`, never negative.

        What has long been due and was not tried is there no more: it is forgotten.
        """
        now = self._now()
        self._later = {key: later for key, later in self._later.items() if later.due > now - _FORGOTTEN}
        return max(0.0, min([longest, *(later.due - now for later in self._later.values())]))
