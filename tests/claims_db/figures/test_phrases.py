"""Every phrase of the tables states what is written beside it, and nothing else."""

import pytest

from tests.claims_db.figures.phrases import NAMES, read_phrases, stated

CASES = [(name, text, expected) for name in NAMES for text, expected in read_phrases(name)]


@pytest.mark.parametrize(("name", "text", "expected"), CASES)
def test_a_phrase_states_its_figures(name: str, text: str, expected: str) -> None:
    assert stated(text) == expected, name
