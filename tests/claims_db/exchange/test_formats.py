"""Claims to bytes and back: the same claims, whatever they say; and files that are none."""

import contextlib
import csv
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_db.drafts.claim_draft import COLUMNS, ClaimDraft, read_draft
from claims_db.errors import BadRecords
from claims_db.exchange import (
    FORMATS,
    MAX_BYTES,
    ExportSet,
    Format,
    file_name,
    read_batch,
    template,
    write_claims,
)
from claims_db.figures import COMPARATORS, Figure
from claims_db.models import CLAIM_STATUSES, SOURCE_KINDS, Claim, Source, Topic
from claims_db.text import clean

WORDS = (
    "10",
    "=cmd",
    "+7",
    "-5",
    "@SUM(A1)",
    "＝cmd",
    "＠SUM(A1)",
    "</script><!--",
    "'=1",
    "it's",
    'say "no"',
    "a;b",
    "a,b",
    "naïve",
    "правда",
    "1.5",
)
_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40).map(
    lambda text: " ".join(clean(text).split())
)
_NOTE = st.one_of(_TEXT, st.sampled_from(WORDS), st.sampled_from(WORDS).map(lambda w: f"{w}\nnext line"))


@st.composite
def figures(draw: Any) -> Figure | None:
    kind = draw(st.sampled_from(["value", "range", "date", "none"]))
    if kind == "none":
        return None
    if kind == "date":
        return Figure(date=draw(st.sampled_from(["2022", "2022-01", "2022-01-05", "193X"])))
    value = Decimal(draw(st.integers(-(10**9), 10**12))) / (10 ** draw(st.integers(0, 3)))
    comparators = [c for c in COMPARATORS if c != "range"]
    return Figure(
        value=value, value_high=value + 5 if kind == "range" else None,
        comparator="range" if kind == "range" else draw(st.sampled_from(comparators)),
        unit=draw(st.sampled_from(["people", "things", "percent", "USD"])),
        per=draw(st.sampled_from(["", "litre"])),
        negated=draw(st.booleans()), vague=draw(st.booleans()), counted=draw(_TEXT),
    )  # fmt: skip


@st.composite
def libraries(draw: Any) -> ExportSet:
    kind, url = draw(st.sampled_from(SOURCE_KINDS)), draw(st.sampled_from(["", "https://example.com/a"]))
    source = Source("S1", "A title", kind, publisher=draw(_TEXT), published="2022-01-05", url=url)
    topic = Topic("t-one", "Topic one", "What?", "Here", needs=(("dam",), ("broke", "burst")))
    claims = []
    for n in range(draw(st.integers(1, 4))):
        wording = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4)))
        figure = draw(figures())
        claims.append(
            Claim(
                id=f"S1-{n}", topic=topic.slug, source=source.code, wording=wording,
                excerpt=f"{wording} then",
                offset=draw(st.integers(0, 9999)), aspect=draw(st.sampled_from(["main", "toll"])),
                figure=replace(figure, wording=wording) if figure is not None else None,
                stance=draw(st.sampled_from(["yes", "no"])) if figure is None else "",
                as_of=draw(st.sampled_from(["", "2022-01"])), status=draw(st.sampled_from(CLAIM_STATUSES)),
                attributed_to=draw(_TEXT), note=draw(_NOTE), scope=draw(_NOTE),
            )
        )  # fmt: skip
    codes, slugs = frozenset({source.code}), frozenset({topic.slug})
    return ExportSet(claims, {source.code: source}, {topic.slug: topic}, codes, slugs)


@pytest.mark.parametrize("form", FORMATS)
@given(library=libraries())
def test_what_is_written_is_read_again(form: Format, library: ExportSet) -> None:
    batch = read_batch(write_claims(library, form), file_name(form))
    read = [
        read_draft(ClaimDraft(**row.cells), dict(library.topics), dict(library.sources), {})
        for row in batch.claims
    ]
    assert read == list(library.claims)
    if form != "csv":
        assert [s for _, s in batch.sources] == list(library.sources.values())
        assert [t for _, t in batch.topics] == list(library.topics.values())


@given(library=libraries())
def test_no_cell_of_an_export_is_run_by_a_spreadsheet(library: ExportSet) -> None:
    rows = csv.reader(write_claims(library, "csv").decode("utf-8-sig").splitlines(keepends=True))
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r＝＋－＠"))]


@given(library=libraries())
def test_an_export_does_not_end_the_script_element_it_stands_in(library: ExportSet) -> None:
    assert b"<" not in write_claims(library, "claimreview")


def test_a_script_in_a_claim_is_read_again_as_it_was() -> None:
    excerpt = "25 people died</script><script>alert(1)</script>"
    claim = Claim("A1-1", "dam", "A1", "25 people died", excerpt, stance="yes")
    topic, source = Topic("dam", "Dam", "How many?", "the dam"), Source("A1", "<!-- A title", "news report")
    data = write_claims(ExportSet((claim,), {"A1": source}, {"dam": topic}), "claimreview")
    assert b"<" not in data
    batch = read_batch(data, "x.json")
    assert batch.claims[0].cells["excerpt"] == excerpt
    assert batch.sources[0][1].title == "<!-- A title"


def test_the_template_names_every_column() -> None:
    (row,) = read_batch(template(), "template.csv").claims
    assert set(row.cells) == set(COLUMNS)
    assert row.cells["figure"]


HEADER = "source,topic,note\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_told(encoding: str, delimiter: str) -> None:
    note = {"cp1251": "Погибли люди в городе, сообщает министерство"}.get(encoding, "Déjà vu à la préfecture")
    text = HEADER.replace(",", delimiter) + f'A1{delimiter}dam{delimiter}"{note}"\n'
    batch = read_batch(text.encode(encoding), "x.csv")
    assert batch.claims[0].cells == {"source": "A1", "topic": "dam", "note": note}
    assert bool(batch.notes) == encoding.startswith("cp")


def problems_of(data: bytes, name: str = "x.csv") -> list[tuple[int, str, str]]:
    with pytest.raises(BadRecords) as bad:
        read_batch(data, name)
    assert all(p.wrong and p.right for p in bad.value.problems)
    assert "\n" not in str(bad.value)
    return [(p.row, p.column, p.wrong) for p in bad.value.problems]


@pytest.mark.parametrize(
    ("data", "name", "wrong"),
    [
        (b"", "x.csv", "it is empty"),
        (b" \n ", "x.jsonl", "it is empty"),
        (b"x" * (MAX_BYTES + 1), "x.csv", "it is over 8 MiB"),
        (b"{" * 50_000_000, "x.json", "it is over 8 MiB"),
        (b"\x89PNG\r\n", "x.csv", "it is an image"),
        (b"PK\x03\x04abc", "x.csv", "it is a spreadsheet"),
        (b"a\0b,c", "x.csv", "it is not text"),
        (b"\xff\xfe\x00", "x.csv", ""),
        (b"one,two\n1,2\n", "x.csv", "its first row names no columns"),
        (b"topic,source,figur\n", "x.csv", "there is no column 'figur'"),
        (b"topic,source,topic\n", "x.csv", "the column is in the file twice"),
        (b"," * 8_000_000, "x.csv", "its first row has over 200 columns"),
        (b"topic,figure\n", "x.csv", "the column is missing"),
        (b"topic,source\n", "x.csv", "there is no claim in it"),
        (b"topic,source\na,b,c,d\n", "x.csv", "it has 4 cells"),
        (b'topic,source\n"a"b,c\n', "x.csv", "its quotation marks do not match in row 2"),
        (b'topic,source\n"a,b\n', "x.csv", "its quotation marks do not match in row 2"),
        (b"topic,source\n" + b"a" * 200_000 + b",b\n", "x.csv", "a cell is too long"),
        (b"topic,source\n" + b"a,b\n" * 20_001, "x.csv", "it has over 20,000 rows"),
        (b"{]", "x.jsonl", "the line is not valid JSON"),
        (b"[" * 100_000, "x.jsonl", "it is nested too deeply"),
        (b'{"claim": {"note": "' + b"x" * 7_000_000 + b'"}}', "x.jsonl", "the line has 7,000,023 characters"),
        (b'{"claims": {}}', "x.jsonl", "the line is not a source, topic or claim"),
        (b'{"claim": {"topic": ["a"]}}', "x.jsonl", "it holds several values"),
        (b'{"claim": {"figgure": "1"}}', "x.jsonl", "there is no such field"),
        (b'{"source": {"title": "a", "kind": "news report"}}', "x.jsonl", "Field required"),
        (b'{"source": {"code": "a", "title": "a", "kind": "blog"}}', "x.jsonl", "Input should be"),
        (b'{"claim": {}}\n' * 20_002, "x.jsonl", "it has over 20,000 lines"),
        (b"[" * 100_000, "x.json", "it is nested too deeply"),
        (b"[" + b"[]," * 1_000_001 + b"[]]", "x.json", "it holds over 1,000,000 values"),
        (b"{}", "x.json", "there is no ClaimReview in it"),
        (b"<html><script>", "x.html", "there is no ClaimReview in it"),
        (b"{'a'}", "x.json", "it is not valid JSON"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_read_says_what_is_wrong(data: bytes, name: str, wrong: str) -> None:
    assert problems_of(data, name)[0][2].startswith(wrong)


@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.jsonl", "x.json", "x.html", "x"]))
def test_any_bytes_are_claims_or_problems(data: bytes, name: str) -> None:
    with contextlib.suppress(BadRecords):
        read_batch(data, name)


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just("ClaimReview")),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(
                    ["@type", "@id", "url", "claimReviewed", "reviewRating", "author", "ratingValue", "name",
                     "itemReviewed", "alternateName", "claim", "source", "topic", "crosscheck:claim", "id"]
                ), inner, max_size=6,
            ),
        ), max_leaves=20,
    )
)  # fmt: skip
def test_any_json_is_claims_or_problems(document: Any) -> None:
    for name in ("x.json", "x.jsonl"):
        with contextlib.suppress(BadRecords):
            read_batch(json.dumps(document).encode(), name)


def test_a_formula_loses_its_apostrophe_and_is_only_data() -> None:
    data = b"topic,source,note,wording\ndam,A1,'=HYPERLINK(1),'tis\n"
    (row,) = read_batch(data, "x.csv").claims
    assert (row.cells["note"], row.cells["wording"]) == ("=HYPERLINK(1)", "'tis")


def test_a_review_that_fell_gives_no_verdict_and_is_named_as_fallen() -> None:
    def said(key: str, number: int, **more: Any) -> Claim:
        figure = Figure(value=Decimal(number), unit="people", wording=f"{number} dead")
        return Claim(key, "dam", "F1", f"{number} dead", f"{number} dead", figure=figure, **more)

    claims = (said("F1-1", 40, stance="false", status="retracted"), said("F1-2", 90, stance="false"))
    topic, source = (
        Topic("dam", "Dam deaths", "How many died?", "the dam"),
        Source("F1", "Check", "fact-check"),
    )
    document = json.loads(write_claims(ExportSet(claims, {"F1": source}, {"dam": topic}), "claimreview"))
    fallen, standing = document["@graph"]
    assert fallen["reviewRating"] == {"@type": "Rating", "alternateName": "retracted"}
    assert standing["reviewRating"]["ratingValue"] == 1
    assert standing["crosscheck:disagreesWith"][0]["crosscheck:status"] == "retracted"
    assert "crosscheck:status" not in fallen["crosscheck:disagreesWith"][0]
