"""The axis of a chart: log or not, any values and dates; and the text that is drawn along it."""

import datetime

import pytest

from bot.charts.axes import date_axis, number_axis
from bot.charts.text import drawable, plain, shorten, width


@pytest.mark.parametrize(
    ("values", "is_log"),
    [((10, 200), False), ((10, 201), True), ((0, 201), False), ((-1, 201), False), ((5, 5), False)],
)
def test_log_where_figures_span_more_than_a_factor_of_20(values: tuple[float, ...], is_log: bool) -> None:
    axis = number_axis(values)
    assert axis.is_log is is_log
    assert all(0 <= axis.share(value) <= 1 for value in values)


@pytest.mark.parametrize(
    "values",
    [
        (1e15,) * 2,
        (1e15, 1e15 + 1),
        (0, 0),
        (0, 1e-12),
        (-1e299, 1e299),
        (1e-299, 1e299),
        (7, 7.0000001),
    ],
)
@pytest.mark.parametrize("is_whole", [True, False])
def test_any_values_have_an_axis(values: tuple[float, ...], is_whole: bool) -> None:
    axis = number_axis(values, is_whole=is_whole)
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 8


def test_ticks_are_round_and_say_what_they_count() -> None:
    axis = number_axis([3e9, 1e9], "USD")
    assert [label for _, label in axis.ticks] == ["0", "1", "2", "3"]
    assert axis.caption == "billion USD"
    assert [label for _, label in number_axis([30, 2e6]).ticks][-1] == "10 million"


def test_an_axis_that_leaves_out_zero_says_so() -> None:
    assert number_axis([91, 97], "%").caption == "% (axis does not start at 0)"


@pytest.mark.parametrize(
    ("days", "label"),
    [((1, 2), "5 May"), ((1, 40), "9 May"), ((1, 365), "Jul 2019"), ((1, 9000), "2025")],
)
def test_date_axis_counts_days_months_or_years(days: tuple[int, int], label: str) -> None:
    start = datetime.date(2019, 5, 3).toordinal()
    axis = date_axis([(start + days[0], start + days[0] + 1), (start + days[1], start + days[1] + 1)])
    assert label in [text for _, text in axis.ticks]


def test_control_and_bidi_characters_go() -> None:
    assert plain("a\u202eb\u200b\x07 c\n\nd\ud800") == "ab c d"


def test_glyphs_the_font_lacks_go() -> None:
    assert drawable("死者 238 人\U0001faea") == "… 238 …"


@pytest.mark.parametrize(
    ("text", "short"),
    [("forty of these", "forty of…"), ("fortyofthesehere", "fortyofthe…"), ("forty", "forty")],
)
def test_words_stay_whole_where_they_can(text: str, short: str) -> None:
    assert shorten(text, 11) == short


def test_bold_text_is_wider() -> None:
    assert 0 < width("238 people", 30) < width("238 people", 30, is_bold=True)
