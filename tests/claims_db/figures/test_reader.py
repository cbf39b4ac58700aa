"""What the grammar must read, and what it must leave alone."""

from decimal import Decimal

import pytest

from claims_db.figures import Figure, read_figures


def amounts(text: str) -> list[tuple[str, str, str]]:
    return [
        (f.comparator, f"{f.value.normalize():f}", f.unit) for f in read_figures(text) if f.value is not None
    ]


def dates(text: str) -> list[str]:
    return [f.date for f in read_figures(text) if f.is_date]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nearly 10,000 people", [("nearly", "10000", "people")]),
        ("more than 2,000 mostly foreign troops", [(">", "2000", "people")]),
        ("over 4,000 injured", [(">", "4000", "people")]),
        ("at least one police officer", [(">=", "1", "people")]),
        ("up to three billion dollars", [("up_to", "3000000000", "USD")]),
        ("close to 200 million euros", [("nearly", "200000000", "EUR")]),
        ("around 250 dead", [("~", "250", "people")]),
        ("500+ arrests", [(">=", "500", "people")]),
        ("ten days max", [("<=", "10", "day")]),
        ("no more than 10 days", [("<=", "10", "day")]),
        ("less than twenty million inhabitants", [("<", "20000000", "people")]),
        ("ninety eight percent or so", [("~", "98", "percent")]),
        ("over the past 30 years", [("=", "30", "year")]),
        ("some 5,000 shops", [("~", "5000", "things")]),
        ("three percentage points", [("=", "3", "point")]),
    ],
)
def test_reads_value_comparator_and_unit(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert amounts(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10k people", 10_000),
        ("10 000 people", 10_000),
        ("10.000 people", 10_000),
        ("10'000 people", 10_000),
        ("10\u202f000 people", 10_000),
        ("3bn", 3_000_000_000),
        ("$3.1 billion", 3_100_000_000),
        (r"\$785 million", 785_000_000),
        ("200mn euros", 200_000_000),
        ("US5m", 5_000_000),
        ("Rs500", 500),
        ("half a million farms", 500_000),
        ("two hundred thirty eight dead", 238),
        ("twelve hundred injured", 1200),
        ("a couple of hundred people", 200),
        ("two dozen shops", 24),
        ("twenty-eight years", 28),
        ("a thousand dead", 1000),
        ("1.2k hurt", 1200),
        ("1.234,5 tons", Decimal("1234.5")),
    ],
)
def test_reads_chat_forms(text: str, value: float | Decimal) -> None:
    assert [f.value for f in read_figures(text)] == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("38-42% of them", 38, 42),
        ("between 200 and 1,000 protesters", 200, 1000),
        ("between 3.5 and 5 million people", 3_500_000, 5_000_000),
        ("100 to 200 of whom froze", 100, 200),
        ("dozens of people died", 24, 99),
        ("hundreds of people", 200, 999),
        ("tens of billions of dollars", 20_000_000_000, 99_000_000_000),
    ],
)
def test_reads_ranges(text: str, low: int, high: int) -> None:
    [figure] = read_figures(text)
    assert (figure.comparator, figure.value, figure.value_high) == ("range", low, high)


def test_a_change_is_two_figures_not_a_range() -> None:
    assert [f.value for f in read_figures("from 65 to 120 tenge")] == [65, 120]


def test_a_group_printed_twice_is_one_number() -> None:
    figure = read_figures("120 120 tenge per litre")[0]
    assert (figure.value, figure.unit, figure.per) == (120, "KZT", "litre")


@pytest.mark.parametrize(
    "text",
    [
        "Q-1. and A-5",
        "died of a heart attack30.",
        "Article 4 of the treaty",
        "Flight 370",
        "F-16s over the city",
        "Belarus-1",
        "open 24/7",
        "moved to 11:30",
        "at 11pm",
        "one of them, no one, another one",
        "the First World War, the First Secretary",
        "ubuntu 12.04.1",
        "covid-19",
        "see https://example.org/a/2022/10-dead and mail x12@example.org",
        "superscript ⁷ and ²²",
        "no doubt, no more, no longer",
        "#12",
        "192.168.10.1",
    ],
)
def test_leaves_labels_names_and_marks_alone(text: str) -> None:
    assert read_figures(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 1 September 2022 he", ["2022-09-01"]),
        ("January 5, 2022", ["2022-01-05"]),
        ("the 5th of January", ["XXXX-01-05"]),
        ("in 5-6 January", ["XXXX-01-05/XXXX-01-06"]),
        ("between 7 and 10 January 2022", ["2022-01-07/2022-01-10"]),
        ("May 15, 1992", ["1992-05-15"]),
        ("since December 1991", ["1991-12"]),
        ("the 1930s", ["193X"]),
        ("1836-1838", ["1836/1838"]),
        ("between 1931 and 1933", ["1931/1933"]),
        ("In 1999; 2022 public action", ["1999", "2022"]),
        ("2022-01-05", ["2022-01-05"]),
        ("20.11.2022", ["2022-11-20"]),
        ("13/01/2022", ["2022-01-13"]),
        ("05/01/2022", ["2022"]),
        ("became PM on the 11th, right", ["XXXX-XX-11"]),
        ("(10 January)29:", ["XXXX-01-10"]),
        ("you may march on 31 February", ["XXXX-02"]),
    ],
)
def test_reads_dates_with_the_precision_stated(text: str, expected: list[str]) -> None:
    assert dates(text) == expected


@pytest.mark.parametrize(
    "text", ["putin sent 2000 soldiers", "1600 local security forces injured", "more than 2000"]
)
def test_four_digits_that_count_something_are_no_year(text: str) -> None:
    assert dates(text) == []
    assert len(amounts(text)) == 1


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("who is 75", 75),
        ("the president, 68, said", 68),
        ("81 years old", 81),
        ("an 81-year-old", 81),
        ("aged 40", 40),
    ],
)
def test_reads_ages(text: str, age: int) -> None:
    [figure] = read_figures(text)
    assert (figure.value, figure.unit) == (age, "age")


@pytest.mark.parametrize(
    ("text", "rank"),
    [("the 9th largest country", 9), ("the tenth largest producer", 10), ("in 65th position", 65)],
)
def test_reads_ranks(text: str, rank: int) -> None:
    [figure] = read_figures(text)
    assert (figure.value, figure.unit) == (rank, "rank")


def test_a_negation_is_an_amount_of_nothing() -> None:
    [figure] = read_figures("No foreign troops will be engaged")
    assert (figure.value, figure.negated, figure.unit) == (0, True, "people")


@pytest.mark.parametrize(
    ("text", "percent"), [("half of them", 50), ("two-thirds of them", 66), ("one in three", 33)]
)
def test_reads_fractions_as_percent(text: str, percent: int) -> None:
    [figure] = read_figures(text)
    assert figure.unit == "percent"
    assert int(figure.value or 0) == percent


def test_wording_and_offsets_are_those_of_the_text() -> None:
    text = "They say nearly $3.1 billion went missing."
    [figure] = read_figures(text)
    assert text[figure.start : figure.end] == figure.wording == "nearly $3.1 billion"


def test_part_of_a_whole_takes_the_noun_of_the_whole() -> None:
    units = [f.unit for f in read_figures("19 policemen, at least two of whom were hurt")]
    assert units == ["people", "people"]


def test_a_figure_has_a_value_or_a_date() -> None:
    with pytest.raises(ValueError, match="not both"):
        Figure()
