"""Build equal things once: what is dear to build and never changes afterwards can serve many tests."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def built_once(build: Callable[..., T]) -> Callable[..., T]:
    """Return a function that calls `build` once for equal arguments and then returns the same again."""
    built: dict[Any, T] = {}

    def build_or_find(*arguments: Any, **named: Any) -> T:
        key = _key_of((arguments, named))
        if key not in built:
            built[key] = build(*arguments, **named)
        return built[key]

    return build_or_find


def _key_of(value: Any) -> Any:
    """Something hashable that is equal for equal values; what has no value of its own is itself."""
    if isinstance(value, Mapping):
        return "mapping", tuple((key, _key_of(item)) for key, item in value.items())
    if isinstance(value, list | tuple | set):
        return type(value), tuple(map(_key_of, value))
    try:
        hash(value)
    except TypeError:
        assert is_dataclass(value), f"{type(value)} has no value to compare"
        return type(value), tuple(_key_of(getattr(value, field.name)) for field in fields(value))
    return value
