"""The progress bar of a build: who gets to see it."""

import io

import pytest
from rich.console import Console

from bot.cli.terminal import BuildProgress
from tests.conftest import Clock


def written(clock: Clock, *, is_terminal: bool, seconds: float) -> str:
    """Return what a build that takes so long writes to the console."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=is_terminal, width=100)
    with BuildProgress(console, clock) as progress:
        clock.now += seconds
        progress.show(1, 10)
        progress.show(10, 10)
    return out.getvalue()


@pytest.mark.parametrize("seconds", [0.0, 2.0, 600.0])
def test_nothing_is_written_to_a_file_however_long_the_build_takes(clock: Clock, seconds: float) -> None:
    assert written(clock, is_terminal=False, seconds=seconds) == ""


def test_a_long_build_is_shown_on_a_terminal(clock: Clock) -> None:
    assert "Building the claims database" in written(clock, is_terminal=True, seconds=2.0)


def test_a_short_build_is_not_shown(clock: Clock) -> None:
    assert written(clock, is_terminal=True, seconds=0.9) == ""
