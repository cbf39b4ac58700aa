"""Autocomplete: what was typed against ten thousand labels, without holding up the event loop."""

from typing import Any

import pytest
from rapidfuzz import fuzz, process

from bot.choices import best_hits, nearest


async def test_many_labels_are_compared_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[int] = []
    extract = process.extract

    def counting(text: str, labels: Any, **options: Any) -> Any:
        turns.append(len(labels))
        return extract(text, labels, **options)

    monkeypatch.setattr(process, "extract", counting)
    labels = {f"N1-m{n}": f"N1-m{n} dam deaths: {n} People" for n in range(10_000)}
    assert (await nearest("n1-m7777", labels))[0] == "N1-m7777"
    assert max(turns) <= 500
    assert sum(turns) == len(labels)


async def test_the_best_come_first_and_equals_in_their_order() -> None:
    labels = {f"k{n}": "flood" for n in range(600)} | {"best": "dam flood", "none": "zzz"}
    hits = await best_hits("Dam Flood", labels, scorer=fuzz.ratio, limit=3, cutoff=50)
    assert hits == ["best", "k0", "k1"]
    assert await nearest("  ", {"a": "x", "b": "y"}) == ["a", "b"]
