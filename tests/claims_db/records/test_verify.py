"""The data held against its documents."""

from dataclasses import replace
from pathlib import Path

import pytest

from claims_db.errors import VerifyError
from claims_db.records.dataset import Dataset, NotFact, load_dataset
from claims_db.records.verify import verify
from tests.made_up import DOCUMENTS, write_documents


@pytest.fixture
def dataset(data_dir: Path) -> Dataset:
    return load_dataset(data_dir)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return write_documents(tmp_path / "documents")


def problems(dataset: Dataset, documents: Path) -> list[str]:
    return [problem for report in verify(dataset, documents) for problem in report.problems]


def without_hashes(problems_found: list[str]) -> list[str]:
    return [p for p in problems_found if "SHA-256" not in p]


def test_data_and_documents_agree(dataset: Dataset, documents: Path) -> None:
    first, _, third = verify(dataset, documents)
    assert problems(dataset, documents) == []
    assert (first.code, first.claims, first.figures, first.statements) == ("A1", 3, 3, 0)
    assert (first.numerals, first.claimed, first.not_facts) == (3, 3, 0)
    assert (third.numerals, third.claimed, third.not_facts) == (3, 2, 1)


def test_a_document_that_changed_is_told_by_its_hash(dataset: Dataset, documents: Path) -> None:
    (documents / "A1.txt").write_text(DOCUMENTS["A1"] + "\n", encoding="utf-8")
    assert problems(dataset, documents) == ["A1: the document's SHA-256 differs from the recorded one"]


def test_an_excerpt_that_moved_is_told(dataset: Dataset, documents: Path) -> None:
    (documents / "A1.txt").write_text("So. " + DOCUMENTS["A1"], encoding="utf-8")
    found = without_hashes(problems(dataset, documents))
    assert found[0] == "A1-1: the excerpt is not at offset 22"
    assert [p.split(":")[0] for p in found[:3]] == ["A1-1", "A1-2", "A1-3"]


def test_offsets_count_characters_and_not_bytes(dataset: Dataset, documents: Path) -> None:
    text = DOCUMENTS["A1"].replace("dam", "däm")
    (documents / "A1.txt").write_text(text, encoding="utf-8")
    assert without_hashes(problems(dataset, documents)) == []


@pytest.mark.parametrize(
    ("more", "numerals"),
    [
        ("Of 17 boats, two sank.", ["'17'", "'two'"]),
        ("Rain fell twice: 1,200.5 litres.", ["'twice'", "'1,200.5'"]),
        ("Dozens fled.", ["'Dozens'"]),
        ("A note¹.", ["'¹'"]),
        ("Someone often stoned the height.", []),
    ],
)
def test_every_numeral_is_accounted_for(
    dataset: Dataset, documents: Path, more: str, numerals: list[str]
) -> None:
    (documents / "B2.txt").write_text(DOCUMENTS["B2"] + more, encoding="utf-8")
    found = without_hashes(problems(dataset, documents))
    assert [p.split(" ")[3] for p in found] == numerals
    assert all("is unaccounted for" in p for p in found)


def test_a_numeral_half_inside_an_excerpt_is_not_accounted_for(dataset: Dataset, documents: Path) -> None:
    claim = replace(dataset.claims[0], wording="At least 4", excerpt="At least 4")
    found = problems(replace(dataset, claims=(claim, *dataset.claims[1:])), documents)
    assert found == ["A1: the numeral '40' at 31 is unaccounted for"]


def test_spans_beyond_the_document_cover_nothing(dataset: Dataset, documents: Path) -> None:
    spans = (NotFact("B2", 5000, 6000, "x"), NotFact("B2", 9, 3, "x"), NotFact("B2", 0, 10**6, "x"))
    changed = replace(dataset, not_facts=(*dataset.not_facts, *spans))
    (documents / "B2.txt").write_text(DOCUMENTS["B2"] + "17", encoding="utf-8")
    assert without_hashes(problems(changed, documents)) == []


def test_a_wording_outside_its_excerpt_is_told(dataset: Dataset, documents: Path) -> None:
    claim = replace(dataset.claims[0], wording="At most 40")
    found = problems(replace(dataset, claims=(claim, *dataset.claims[1:])), documents)
    assert found == ["A1-1: wording 'At most 40' has 'most', which the excerpt lacks at that point"]


def test_a_document_that_is_missing_is_named(dataset: Dataset, documents: Path) -> None:
    (documents / "B2.txt").unlink()
    with pytest.raises(VerifyError, match="no document for source B2"):
        verify(dataset, documents)


def test_a_folder_that_is_missing_is_named(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(VerifyError, match="nowhere is not a folder"):
        verify(dataset, tmp_path / "nowhere")


def test_a_document_may_have_any_name_that_begins_with_the_code(dataset: Dataset, documents: Path) -> None:
    (documents / "A1.txt").rename(documents / "A1_the dam.md")
    (documents / "A10_another.md").write_text("nothing", encoding="utf-8")
    assert problems(dataset, documents) == []


def test_a_document_that_cannot_be_read_is_an_error_of_the_house(dataset: Dataset, documents: Path) -> None:
    (documents / "B2.txt").unlink()
    (documents / "B2.txt").mkdir()
    with pytest.raises(VerifyError, match="B2"):
        verify(dataset, documents)
