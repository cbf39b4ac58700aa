"""Who says a figure and how it stands, from its sentence and the next."""

import pytest

from claims_db.drafts.status_words import FigureStatus, read_status


@pytest.mark.parametrize(
    ("sentence", "following", "status", "who"),
    [
        ("Officially, 25 people died.", "", "official", ""),
        ("According to the mayor, 25 people died.", "", "reported", "the mayor"),
        ("Anna Bell said 25 people died.", "", "reported", "Anna Bell"),
        ("The toll is estimated at 25.", "", "estimated", ""),
        ("Some 25 people died.", "That figure was later retracted.", "retracted", ""),
        ("The toll of 25 was revised to 30.", "", "revised", ""),
        ("It will take ten days.", "", "planned", ""),
        ("25 people died.", "It rained.", "asserted", ""),
        ("", "", "asserted", ""),
    ],
)
def test_reads_status_and_attribution(sentence: str, following: str, status: str, who: str) -> None:
    assert read_status(sentence, following) == FigureStatus(status, who)  # type: ignore[arg-type]


def test_a_long_sentence_costs_little() -> None:
    assert read_status("A " * 100_000, "b " * 100_000).status == "asserted"
