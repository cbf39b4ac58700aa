"""What tests share is the same only for equal arguments."""

from dataclasses import dataclass

from tests.building import built_once


@dataclass(frozen=True)
class Weights:
    by_name: dict[str, float]


def test_equal_arguments_get_the_same_and_others_their_own() -> None:
    build = built_once(lambda *arguments, **named: [arguments, named])
    first = build([1, 2], Weights({"a": 1.0}), name="x")
    assert build([1, 2], Weights({"a": 1.0}), name="x") is first
    others = (
        build([1, 3], Weights({"a": 1.0}), name="x"),
        build([1, 2], Weights({"a": 2.0}), name="x"),
        build([1, 2], Weights({"a": 1.0}), name="y"),
    )
    assert all(other is not first for other in others)
