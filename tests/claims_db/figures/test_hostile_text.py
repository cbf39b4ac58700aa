"""Reading never raises and stays linear, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_db.figures import MAX_CHARS, read_figures
from claims_db.figures.cursor import Cursor
from claims_db.figures.numerals import read_numeral
from claims_db.figures.tokens import tokenize
from claims_db.figures.vocabulary import vocabulary_of
from tests.work import count_calls

_PIECES = st.sampled_from(
    ["1", "10", "000", ",", ".", " ", "-", "and ", "hundred ", "million ", "$", "%", "nearly ", "January ",
     "2022", "A-", "no ", "people ", "between ", "\x00", "\ud800", "\u202e", "²", "NEAR(", '"', "*",
     "half a ",
     "from ", "to ", "one in ", "dozens of ", "'", "\n", "é", "th ", "per cent ", "k", "bn", "old "]
)  # fmt: skip


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    for figure in read_figures(text):
        assert text[figure.start : figure.end] == figure.wording


@given(st.lists(_PIECES, max_size=80).map("".join))
def test_any_mix_of_number_parts_is_read(text: str) -> None:
    for figure in read_figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.value is None or figure.value <= 10**15


@pytest.mark.parametrize(
    "piece",
    ["9", "and ", "A-", "a.", "1,000,", "1-", "hundred ", "one hundred and ", "$", "between 1 and ", "no ",
     "1 January ", "http://", "x@", "'", "1'", "…", "the 1930s ", "half a ", "\u202e", "5 of whom "],
)  # fmt: skip
def test_work_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    def work(size: int) -> int:
        return count_calls(lambda: read_figures((piece * (size // len(piece) + 1))[:size]))

    # Four times the text; a square would be sixteen times the work.
    assert work(12_000) / max(work(3_000), 100) < 6


def test_a_megabyte_is_cut_at_the_limit() -> None:
    assert len(read_figures("7 people. " * 100_000)) <= MAX_CHARS // 10


@pytest.mark.parametrize("text", ["9" * 20_000, "1," + "000," * 5000, "one hundred and " * 1000])
def test_monstrous_numerals_are_no_figures(text: str) -> None:
    assert all(f.value is not None and f.value <= 10**15 for f in read_figures(text))


def test_a_numeral_never_reaches_past_the_tokens() -> None:
    tokens = tokenize("one hundred and")
    numeral = read_numeral(Cursor(tokens, vocabulary_of("en")), 0)
    assert numeral is not None
    assert numeral.last <= len(tokens)
