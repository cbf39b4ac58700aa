"""Every mistake in the data is one sentence with its file and line."""

import re
from pathlib import Path

import pytest

from claims_db.errors import DataError
from claims_db.records.dataset import dataset_version, load_dataset

TOPICS, CLAIMS, SOURCES, NAMES = "topics/dam.toml", "claims/dam.toml", "sources.toml", "names.toml"


def change(root: Path, file: str, old: str, new: str) -> int:
    """Replace text in a data file; the line of the table that it stands in."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.count("\n", 0, text.rfind("\n[[", 0, text.index(old) + len(old)) + 1) + 1


def error(root: Path) -> str:
    with pytest.raises(DataError) as caught:
        load_dataset(root)
    assert caught.value.exit_code == 65
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_valid_data_is_read_whole(data_dir: Path) -> None:
    dataset = load_dataset(data_dir)
    counts = len(dataset.sources), len(dataset.topics), len(dataset.claims), len(dataset.not_facts)
    assert counts == (3, 4, 7, 1)
    assert [c.position for c in dataset.claims] == list(range(7))
    assert {t.family for t in dataset.topics} == {"dam"}
    assert dataset.gazetteer.upper == {"UM": "united-morvia"}


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (CLAIMS, 'value = "40"', 'value = "40"\nvalu = "1"', "A1-1 valu: Extra inputs"),
        (CLAIMS, 'value = "40"', "value = 40", "A1-1 value: Input should be a valid string"),
        (CLAIMS, 'value = "40"', 'value = "forty"', "'forty' is not a decimal number"),
        (CLAIMS, 'value = "40"', 'value = "NaN"', "'NaN' is not a decimal number"),
        (CLAIMS, 'value = "40"', 'value = "Infinity"', "'Infinity' is not a decimal number"),
        (CLAIMS, 'excerpt = "At least 40', 'excerpt = "one two three four five six seven eight at least 40',
         "excerpt has 13 words, 12 is the limit"),
        (CLAIMS, 'wording = "At least 40"', 'wording = "Over 40"', "'over', which the excerpt lacks"),
        (CLAIMS, 'wording = "At least 40"', 'wording = "40 at least"', "the excerpt lacks at that point"),
        (CLAIMS, 'topic = "dam-deaths"', 'topic = "dam-death"', "A1-1: there is no topic 'dam-death'"),
        (CLAIMS, 'source = "A1"', 'source = "Z9"', "A1-1: there is no source 'Z9'"),
        (CLAIMS, 'unit = "people"', 'unit = "souls"', "'souls' is not a known unit"),
        (CLAIMS, 'as_of = "2019-05-03"', 'as_of = "2019-02-30"', "not a date: '2019-02-30'"),
        (CLAIMS, 'as_of = "2019-05-03"', 'as_of = "May 2019"', "not a date: 'May 2019'"),
        (CLAIMS, 'id = "A1-1"', 'id = "A 1"', "String should match pattern"),
        (CLAIMS, 'comparator = ">="', 'comparator = "ca."', "A1-1 comparator: Input should be"),
        (CLAIMS, 'comparator = ">="', 'comparator = "range"', "value_high goes with the comparator"),
        (CLAIMS, 'as_of = "2019-05-03"', 'date = "2019"', "a value or a date, not both"),
        (CLAIMS, 'stance = "rain"', "", "needs a value, a date or a stance"),
        (CLAIMS, 'status = "official"', 'status = "wild"', "B2-1 status: Input should be"),
        (CLAIMS, 'id = "B2-1"', 'id = "A1-1"', "claim A1-1 is also at claims/dam.toml:2"),
        (CLAIMS, "offset = 22", "offset = -1", "A1-1 offset: "),
        (TOPICS, 'slug = "dam-moved"', 'slug = "dam-deaths"', "dam-deaths is also at topics/dam.toml:2"),
        (TOPICS, 'slug = "dam-moved"', 'slug = "Dam moved"', "String should match pattern"),
        (TOPICS, '"#moved"', '"#carried"', "dam-moved: there is no concept '#carried'"),
        (TOPICS, '"@verania"', '"@veraniya"', "dam-deaths: there is no name '@veraniya'"),
        (TOPICS, '"unit:people"', '"unit:souls"', "dam-deaths: 'unit:souls' is not a kind of figure"),
        (TOPICS, 'unless = ["#drill"]', 'unless = ["#quiz"]', "dam-deaths: there is no concept '#quiz'"),
        (TOPICS, 'related = ["dam-deaths"]', 'related = ["dam"]', "dam-cause: there is no topic 'dam'"),
        (TOPICS, 'years = "2019"', 'years = "19"', "not a date: '19'"),
        (SOURCES, 'published = "2019-05"', 'published = "2019-13"', "not a date: '2019-13'"),
        (SOURCES, 'kind = "interview"', 'kind = "rumour"', "B2 kind: Input should be"),
        (SOURCES, 'sha256 = "', 'sha256 = "x', "A1 sha256: String should match"),
        (SOURCES, 'code = "B2"', 'code = "A1"', "source A1 is also at sources.toml:1"),
        ("not_facts/C3.toml", 'reason = "names a count"', 'reason = ""', "reason: String should have"),
        ("not_facts/C3.toml", 'source = "C3"', 'source = "Z9"', "no source 'Z9'"),
    ],
)  # fmt: skip
def test_each_mistake_says_what_and_where(data_dir: Path, file: str, old: str, new: str, says: str) -> None:
    line = change(data_dir, file, old, new)
    message = error(data_dir)
    assert message.startswith(f"{file}:{line}: ")
    assert says in message


@pytest.mark.parametrize(
    "file", [SOURCES, TOPICS, CLAIMS, NAMES, "concepts.toml", "places.toml", "events.toml"]
)
def test_a_file_that_is_no_toml_names_the_line(data_dir: Path, file: str) -> None:
    path = data_dir / file
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "this is = = not\n", encoding="utf-8")
    assert error(data_dir).startswith(f"{file}:{before.count(chr(10)) + 1}: not valid TOML")
    path.write_bytes(b"\xff\xfe")
    assert error(data_dir).startswith(f"{file}: not UTF-8 text")
    path.unlink()
    if "/" not in file:
        assert error(data_dir).startswith(f"{file}: can't be read")


@pytest.mark.parametrize("header", ["[[claim]]  # the first toll", "[[ claim ]]", "  [[claim]]"])
def test_a_table_may_be_written_as_toml_allows(data_dir: Path, header: str) -> None:
    change(data_dir, CLAIMS, "[[claim]]", header)
    assert len(load_dataset(data_dir).claims) == 7


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (CLAIMS, "[[klaim]]\nid = 'x'\n"),
        (CLAIMS, "claim = 5\n"),
        (CLAIMS, "claim = ['x']\n"),
        (NAMES, "names = 5\n"),
        (NAMES, "[names]\nverania = 'Verania'\n"),
        ("concepts.toml", "[concepts]\nkilled = 'die'\n"),
        ("concepts.toml", "[concepts]\nkilled = ['die', '']\n"),
        ("concepts.toml", "concepts = 5\n"),
        ("places.toml", "upper = ['UM']\n"),
    ],
)
def test_data_of_another_shape_is_a_mistake_in_that_file(data_dir: Path, file: str, text: str) -> None:
    (data_dir / file).write_text(text, encoding="utf-8")
    assert error(data_dir).startswith(f"{file}:")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('within = "verania"', 'within = "atlantis"', "within 'atlantis' is not a name"),
        ('within = "verania"', 'inside = "verania"', "inside: Extra inputs"),
        ('spellings = ["Orlow", "Örlow Valley"]', "spellings = []", "spellings: "),
    ],
)
def test_a_mistake_in_a_name_names_it(data_dir: Path, old: str, new: str, says: str) -> None:
    change(data_dir, NAMES, old, new)
    message = error(data_dir)
    assert message.startswith("names.toml: [names.orlow]: ")
    assert says in message


@pytest.mark.parametrize(
    ("total", "parts", "says"),
    [
        ("A1-2", ["A1-1", "B2-1"], "40 + 25 is not 900"),
        ("A1-1", ["B2-1", "Z9-1"], "Z9-1 is not a claim with a value"),
        ("A1-1", ["B2-1", "B2-2"], "B2-2 is not a claim with a value"),
        ("A1-1", ["B2-1"], "parts: List should have at least 2"),
    ],
)
def test_sums_must_add_up(data_dir: Path, total: str, parts: list[str], says: str) -> None:
    (data_dir / "sums.toml").write_text(f"# sums\n[[sum]]\ntotal = '{total}'\nparts = {parts}\n", "utf-8")
    message = error(data_dir)
    assert message.startswith("sums.toml:2: ")
    assert says in message


def test_a_sum_that_adds_up_is_fine(data_dir: Path) -> None:
    change(data_dir, CLAIMS, 'value = "900"', 'value = "65"')
    (data_dir / "sums.toml").write_text("[[sum]]\ntotal = 'A1-2'\nparts = ['A1-1', 'B2-1']\n", "utf-8")
    assert len(load_dataset(data_dir).claims) == 7


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert re.search(r"nowhere: no such folder", error(tmp_path / "nowhere"))


def test_the_version_changes_with_any_file(data_dir: Path) -> None:
    seen = {dataset_version(data_dir)}
    for path in sorted(data_dir.rglob("*.toml")):
        path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
        seen.add(dataset_version(data_dir))
    (data_dir / "topics" / "dam.toml").rename(data_dir / "topics" / "flood.toml")
    seen.add(dataset_version(data_dir))
    assert len(seen) == len(list(data_dir.rglob("*.toml"))) + 2
    assert load_dataset(data_dir).version in seen
