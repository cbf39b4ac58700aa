"""Near-copies have one fingerprint; nobody reads a text from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_db.storage.fingerprint import fingerprint

KEY = b"k" * 32
TEXT = "238 people died in Verania"


@pytest.mark.parametrize(
    "copy",
    [
        "238 PEOPLE DIED IN VERANIA!!!",
        "In Verania, 238 people died.",
        "  238   people\ndied in   Verania ",
        "**238** people _died_ in Verania",
        "238 people have died in the Verania",
    ],
)
def test_near_copies_have_one(copy: str) -> None:
    assert fingerprint(copy, KEY) == fingerprint(TEXT, KEY)


@pytest.mark.parametrize(
    "other", ["239 people died in Verania", "238 people moved in Verania", "238 people died", TEXT + " 2019"]
)
def test_other_texts_have_another(other: str) -> None:
    assert fingerprint(other, KEY) != fingerprint(TEXT, KEY)


def test_another_key_gives_another() -> None:
    assert fingerprint(TEXT, KEY) != fingerprint(TEXT, b"other")


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\u200b", "😀"])
def test_a_text_without_words_has_none(text: str) -> None:
    assert fingerprint(text, KEY) == ""


@given(st.text(max_size=300))
def test_it_is_short_hexadecimal_whatever_the_text(text: str) -> None:
    found = fingerprint(text, KEY)
    assert len(found) in (0, 32)
    assert set(found) <= set("0123456789abcdef")
