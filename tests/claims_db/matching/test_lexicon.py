"""Terms, names, places and events found in a message."""

import pytest

from claims_db.matching.lexicon import Gazetteer, Lexicon, Name

LEXICON = Lexicon(
    concepts={"killed": ["die", "lose their life", "shot dead"], "moved": ["evacuate", "bring to safety"]},
    names=[
        Name("verania", "place", ("Verania", "Veranian", "VN")),
        Name("orlow", "place", ("Orlow", "Örlow Valley"), within="verania"),
        Name("tesk", "place", ("Tesk",), within="orlow"),
        Name("party", "party", ("OK", "ok", "Ok Party")),
        Name("loop", "place", ("Loopland",), within="hoop"),
        Name("hoop", "place", ("Hoopland",), within="loop"),
    ],
    gazetteer=Gazetteer(
        places={"morvia": ("Morvia", "Morvian"), "new-morvia": ("New Morvia",), "york": ("York",)},
        capitalised={"reading": ("Reading",), "nice": ("Nice",), "deal": ("Deal Harbour",)},
        upper={"UM": "united-morvia", "IT": "italia"},
        events={"earthquake": ("earthquake", "ground shook")},
    ),
    plain_terms=["dam", "high water", "#killed", "unit:people"],
)


def at(text: str, term: str) -> list[str]:
    """The words of the text that met the term."""
    reading = LEXICON.read(text)
    return [reading.words[i].raw for i in sorted(reading.positions(term))]


def names(text: str) -> set[str]:
    return {term for term in LEXICON.read(text).positions_by_term if term.startswith("@")}


def places(text: str) -> set[str]:
    return set(LEXICON.read(text).places)


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("Two died, one dies", "#killed", ["died", "dies"]),
        ("They lost hope; many LOSE THEIR LIFE here", "#killed", ["LOSE", "THEIR", "LIFE"]),
        ("lose all their life", "#killed", []),
        ("They were evacuated or bringing-to-safety", "#moved", ["evacuated", "bringing", "to", "safety"]),
        ("The dams, the DAM's wall, a damn", "dam", ["dams", "DAM's"]),
        ("high waters", "high water", ["high", "waters"]),
        ("high", "high water", []),
        ("Five people", "unit:people", []),
    ],
)
def test_concepts_and_plain_terms_are_found_by_stem_word_by_word(
    text: str, term: str, found: list[str]
) -> None:
    assert at(text, term) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("verania", {"@verania"}),
        ("VERANIA'S", {"@verania"}),
        ("Vérania", {"@verania"}),
        ("veranian", {"@verania"}),
        ("Veranai", {"@verania"}),
        ("Verannia", {"@verania"}),
        ("Venezia", set()),
        ("veneration", set()),
        ("Orlow", {"@orlow", "@verania"}),
        ("the Orlow valley", {"@orlow", "@verania"}),
        ("Örlow-Valley", {"@orlow", "@verania"}),
        ("Tesk", {"@tesk", "@orlow", "@verania"}),
        ("Teks", set()),
        ("Loopland", {"@loop", "@hoop"}),
    ],
)
def test_names_are_found_without_accents_with_typos_and_within_others(text: str, found: set[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "found"), [("VN", {"@verania"}), ("vn", set()), ("Vn", set()), ("ok", {"@party"})]
)
def test_short_capitals_count_only_as_capitals_unless_listed_otherwise(text: str, found: set[str]) -> None:
    assert names(text) == found


def test_holders_go_from_the_name_outwards_and_end() -> None:
    assert LEXICON.holders("tesk") == ["tesk", "orlow", "verania"]
    assert LEXICON.holders("loop") == ["loop", "hoop"]
    assert LEXICON.holders("atlantis") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in Morvia", {"morvia"}),
        ("in New Morvia", {"new-morvia"}),
        ("new-morvia and morvian", {"new-morvia", "morvia"}),
        ("Reading", {"reading"}),
        ("reading a book", set()),
        ("a nice day", set()),
        ("from Nice", {"nice"}),
        ("a deal", set()),
        ("Deal Harbour", {"deal"}),
        ("UM and IT", {"united-morvia", "italia"}),
        ("um, it um It", set()),
    ],
)
def test_the_longer_place_wins_and_case_decides_where_it_must(text: str, found: set[str]) -> None:
    assert places(text) == found


def test_a_place_is_no_misspelt_name() -> None:
    lexicon = Lexicon(concepts={}, names=[Name("morwia", "place", ("Morwia",))],
                      gazetteer=Gazetteer(places={"morvia": ("Morvia",)}), plain_terms=())  # fmt: skip
    assert lexicon.read("Morvia").positions("@morwia") == frozenset()
    assert lexicon.read("Morwiia").positions("@morwia") == {0}


def test_events_are_found_by_word() -> None:
    assert LEXICON.read("The ground shook; an earthquake").events == {"earthquake": {1, 2, 4}}


def test_spellings_are_what_a_term_stands_for() -> None:
    assert LEXICON.spellings("#moved") == ("evacuate", "bring to safety")
    assert LEXICON.spellings("@orlow") == ("Orlow", "Örlow Valley")
    assert LEXICON.spellings("dam") == ("dam",)
    assert [LEXICON.spellings(t) for t in ("unit:people", "#none", "@none")] == [(), (), ()]


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800", "'", "1" * 70, "\u202e", "#killed @verania unit:people"]
)
def test_odd_texts_are_read(text: str) -> None:
    assert not LEXICON.read(text).events
