"""Words as the matcher sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_db.text import clean, fold, sentences, stem, words
from tests.work import count_calls


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Örlow", "orlow"), ("VERANIA", "verania"), ("Verania's", "verania"), ("Verania’s", "verania"),
        ("O'Brien", "obrien"), ("Straße", "strasse"), ("ﬁre", "fire"), ("Ｄａｍ", "dam"), ("naïve", "naive"),
        ("Верания", "верания"), ("", ""), ("'s", ""),
    ],
)  # fmt: skip
def test_folding_takes_case_accents_and_possessives_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("arrested", "arrests"), ("died", "dies"), ("held", "held"), ("women", "woman"), ("fled", "flee"),
     ("broke", "breaking"), ("children", "child"), ("policemen", "policeman"), ("sent", "sending")],
)  # fmt: skip
def test_forms_of_one_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_stand_where_they_stood() -> None:
    text = "The Örlow-Tesk dam’s “breach”, 31_m."
    found = words(text)
    assert [w.raw for w in found] == ["The", "Örlow", "Tesk", "dam’s", "breach", "31", "m"]
    assert all(text[w.start :].startswith(w.raw) for w in found)
    assert [w.folded for w in found if w.is_content] == ["orlow", "tesk", "dam", "breach"]
    assert [w.is_capitalised for w in found[:4]] == [True, True, True, False]


def test_a_word_of_more_than_64_letters_is_none() -> None:
    assert [w.raw for w in words("x" * 65 + " " + "y" * 64)] == ["y" * 64]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One broke. Two held! Did three? Yes… Good", ["One broke", "Two held", "Did three", "Yes", "Good"]),
        ("He said “It broke.” Then left.", ["He said “It broke", "Then left"]),
        ("The U.S. dam of 3.5 km broke. ok", ["The U.S. dam of 3.5 km broke. ok"]),
        ("first line\n\nsecond line\n", ["first line", "second line"]),
        ("Élan stayed. Énergie left.", ["Élan stayed", "Énergie left"]),
        ("   \n ", []),
    ],
)
def test_sentences_end_at_full_stops_before_capitals_and_at_line_breaks(
    text: str, expected: list[str]
) -> None:
    found = sentences(text)
    assert [s.strip(" .!?…”") for _, s in found] == expected
    assert all(text[offset:].startswith(sentence) for offset, sentence in found)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("da\u200bm", "dam"), ("\u202edam\u202c", "dam"), ("\u2066dam\u2069", "dam"), ("\ufeffdam", "dam"),
        ("so\u00adft", "soft"), ("a\0b", "a b"), ("a\ud800b", "a b"), ("é😀ж", "é😀ж"), ("a\u200fb", "ab"),
    ],
)  # fmt: skip
def test_cleaning_takes_out_what_nobody_sees(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_words_and_sentences(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    for word in words(cleaned):
        assert cleaned[word.start :].startswith(word.raw)
        assert word.folded
    for offset, sentence in sentences(text):
        assert text[offset:].startswith(sentence)


@pytest.mark.parametrize("piece", ["A. ", ".", '."', ". ", "\n", "'", "a'", ".\n\n ", "É ", '“"', "\u0301"])
def test_work_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    def work(size: int) -> int:
        return count_calls(lambda: (words(piece * size), sentences(piece * size)))

    work(4000)  # what is remembered of words is remembered before anything is counted
    assert work(4000) / max(work(1000), 100) < 6
