"""Own questions with known topics: read them, ask the checker, tell how it did."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

QUESTIONS_DIR: Final = Path(__file__).parent / "questions"


@dataclass(frozen=True, slots=True)
class Question:
    """A message, the topics a good answer covers, and those that would be fine too."""

    text: str
    mode: str
    topics: frozenset[str]
    also: frozenset[str]
    kind: str


def read_questions(name: str) -> list[Question]:
    """The questions of one file of `bench/questions`, such as "train"."""
    path = QUESTIONS_DIR / f"{name}.jsonl"
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        Question(r["text"], r["mode"], frozenset(r["topics"]), frozenset(r.get("also", ())), r["kind"])
        for r in rows
    ]
