"""Which of many are shown: a cut that hears every source before it hears one again. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def fair_cut(items: Sequence[T], limit: int, source_of: Callable[[T], str]) -> list[T]:
    """Return at most `limit` items in their order, the first of each source before any source's second.

    >>> fair_cut(["A1", "A2", "A3", "B1"], 2, lambda item: item[0])
    ['A1', 'B1']
    """
    first: dict[str, int] = {}
    for position, item in enumerate(items):
        first.setdefault(source_of(item), position)
    chosen = list(dict.fromkeys([*first.values(), *range(len(items))]))[:limit]
    return [items[position] for position in sorted(chosen)]
