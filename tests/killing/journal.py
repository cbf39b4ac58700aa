"""What a child was about to do and what it was told is done, on the disk before it goes on."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.killing.channel import read_lines
from tests.killing.fuse import Fuse, Place


@dataclass(frozen=True)
class Operation:
    """An operation by its number, what was intended, and what was acknowledged: None where nothing was."""

    number: int
    kind: str
    intent: dict[str, Any]
    told: dict[str, Any] | None

    @property
    def token(self) -> str:
        return token_of(self.number)


def token_of(number: int) -> str:
    """What an operation writes into its rows, to be known again there."""
    return f"op {number}"


class Journal:
    """Written by the child: a line before each operation, another when it is acknowledged."""

    def __init__(self, path: Path, fuse: Fuse, place: Place) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._fuse = fuse
        self._place = place
        self._number = max((line["n"] for line in read_lines(path)), default=0)

    @property
    def next(self) -> int:
        """The number of the next operation."""
        return self._number + 1

    def intend(self, kind: str, **intent: Any) -> str:
        """Begin an operation; returns its token."""
        self._number += 1
        self._write({"n": self._number, "kind": kind, "intent": intent})
        self._place.operation("intended")
        return token_of(self._number)

    def acknowledge(self, **told: Any) -> None:
        """The stores said that it is done."""
        self._fuse.burn("unacknowledged")
        self._write({"n": self._number, "told": told})
        self._place.operation("-")

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._fd, (json.dumps(line) + "\n").encode())
        os.fsync(self._fd)


def read_journal(path: Path) -> list[Operation]:
    """The operations in the order in which they were begun."""
    lines = read_lines(path)
    told = {line["n"]: line["told"] for line in lines if "told" in line}
    return [
        Operation(line["n"], line["kind"], line["intent"], told.get(line["n"]))
        for line in lines
        if "kind" in line
    ]
