"""Charts: which figures they show and how, their words, and that no text and no number breaks them."""

import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.charts.chart import MAX_ALT_TEXT, MAX_ROWS, Chart, alt_text, chart_model, draw_chart
from bot.charts.model import ChartModel
from claims_db.figures import Figure
from claims_db.models import Claim, Comparison, Evidence, Finding, Source, Topic

TOPIC = Topic(slug="dam-deaths", title="Dam deaths", question="How many died?", scope="Orlow dam")


def people(value: str, comparator: Any = "=", **more: Any) -> Figure:
    return Figure(value=Decimal(value), comparator=comparator, unit=more.pop("unit", "people"), **more)


def said(source: str, wording: str, figure: Figure | None, **more: Any) -> Evidence:
    stated = more.pop("stated", None)
    relation = more.pop("relation", "differs")
    claim = Claim(
        id=f"{source}-{wording[:40]}", topic=TOPIC.slug, source=source, wording=wording, excerpt=wording,
        figure=figure, **more,
    )  # fmt: skip
    comparison = Comparison(relation, "") if stated is not None else None
    return Evidence(claim, Source(source, f"Document {source}", "interview"), comparison, stated)


def finding(*evidence: Evidence, title: str = TOPIC.title) -> Finding:
    return Finding(replace(TOPIC, title=title), evidence, score=0.9)


def modelled(*evidence: Evidence) -> ChartModel:
    model = chart_model(finding(*evidence))
    assert model is not None
    return model


def drawn(*evidence: Evidence, title: str = TOPIC.title) -> Chart:
    model = chart_model(finding(*evidence, title=title))
    assert model is not None
    return draw_chart(model)


def wordings(model: ChartModel) -> list[str]:
    return [row.wording for row in model.rows]


def png_size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


TWO = (
    said("A1", "40 died", people("40"), status="official", as_of="2019-05-03"),
    said("C3", "70 died", people("70"), status="retracted", as_of="2019-05"),
)


class TestRows:
    def test_figures_of_one_source_stand_together(self) -> None:
        model = modelled(
            said("A1", "40", people("40")), said("B2", "25", people("25")), said("A1", "41", people("41"))
        )
        assert wordings(model) == ["40", "41", "25"]

    def test_first_aspect_with_two_figures_is_shown(self) -> None:
        model = modelled(
            said("A1", "40", people("40"), aspect="toll"),
            said("A1", "9 children", people("9"), aspect="young"),
            said("B2", "8 children", people("8"), aspect="young"),
        )
        assert wordings(model) == ["9 children", "8 children"]
        assert model.aspect == "young"

    def test_aspect_the_message_speaks_of_comes_before_others(self) -> None:
        stated = people("8", wording="8")
        elsewhere: dict[str, Any] = {"aspect": "toll", "stated": stated, "relation": "different scope"}
        young: dict[str, Any] = {"aspect": "young", "stated": stated}
        rows = (
            said("A1", "40", people("40"), **elsewhere),
            said("B2", "25", people("25"), **elsewhere),
            said("A1", "9 children", people("9"), **young),
            said("B2", "8 children", people("8"), **young),
        )
        model = modelled(*rows)
        assert wordings(model) == ["9 children", "8 children"]
        assert [line.wording for line in model.message_lines] == ["8"]
        assert chart_model(finding(*rows[:3])) is None  # not a chart of what it did not speak of

    def test_other_units_are_left_out_and_counted(self) -> None:
        model = modelled(
            said("A1", "$5m", people("5e6", unit="USD")),
            said("B2", "€4m", people("4e6", unit="EUR")),
            said("C3", "40", people("40")),
            said("C3", "$6m", people("6e6", unit="USD")),
        )
        assert wordings(model) == ["$5m", "$6m"]
        assert model.notes == ("2 in other units not drawn",)

    def test_units_of_one_kind_are_converted(self) -> None:
        model = modelled(said("A", "2 km", people("2", unit="km")), said("B", "3 m", people("3", unit="m")))
        assert [row.mark.low for row in model.rows] == [2.0, 0.003]
        assert model.axis.caption.startswith("km ")

    def test_the_same_words_of_one_source_are_shown_once(self) -> None:
        model = modelled(*TWO, said("C3", "70 DIED", people("70"), status="retracted"))
        assert len(model.rows) == 2

    def test_a_figure_that_fell_does_not_hide_the_same_words_that_stand(self) -> None:
        model = modelled(*TWO, said("C3", "70 died", people("70")))
        assert sorted(row.mark.is_hollow for row in model.rows) == [False, False, True]

    def test_every_source_is_heard_before_one_is_heard_again(self) -> None:
        rows = [said("A1", f"{n} died", people(str(n))) for n in range(1, 15)]
        model = modelled(*rows, said("B2", "25 died", people("25")))
        assert len(model.rows) == MAX_ROWS
        assert [row.source for row in model.rows] == ["A1"] * (MAX_ROWS - 1) + ["B2"]
        assert model.notes == ("5 more figures not drawn",)

    @pytest.mark.parametrize(
        "rows",
        [
            (),
            (TWO[0],),
            (TWO[0], said("B2", "rain", None)),
            (TWO[0], replace(TWO[1], claim=replace(TWO[1].claim, aspect="other"))),
            (TWO[0], said("B2", "in May", Figure(date="2019-05"))),
            (said("A1", "5 May", Figure(date="XXXX-05-05")), said("B2", "6 May", Figure(date="XXXX-05-06"))),
            (TWO[0], said("B2", "no number", people("NaN"))),
            (TWO[0], said("B2", "endless", people("Infinity"))),
            (TWO[0], said("B2", "beyond floats", people("1e400"))),
        ],
    )
    def test_fewer_than_two_figures_are_no_chart(self, rows: tuple[Evidence, ...]) -> None:
        assert chart_model(finding(*rows)) is None


class TestMarks:
    @pytest.mark.parametrize(
        ("figure", "shape", "low", "high"),
        [
            (people("40"), "dot", 40, 40),
            (people("40", ">"), "right", 40, 40),
            (people("40", ">="), "right", 40, 40),
            (people("40", "<"), "left", 40, 40),
            (people("40", "<="), "left", 40, 40),
            (people("40", "up_to"), "left", 40, 40),
            (people("40", "nearly"), "nearly", 36, 40),
            (people("40", "~"), "band", 35, 45),
            (people("40", "range", value_high=Decimal(60)), "range", 40, 60),
            (people("24", "range", value_high=Decimal(99), vague=True), "band", 24, 99),
            (people("0", negated=True), "none", 0, 0),
        ],
    )
    def test_each_comparator_has_its_mark(self, figure: Figure, shape: str, low: int, high: int) -> None:
        mark = modelled(said("B2", "so many", figure), said("A1", "50", people("50"))).rows[0].mark
        assert (mark.shape, round(mark.low), round(mark.high)) == (shape, low, high)

    def test_a_day_is_a_dot_and_a_month_a_bar(self) -> None:
        days = said("A1", "3 May", Figure(date="2019-05-03")), said("B2", "May", Figure(date="2019-05"))
        marks = [row.mark for row in modelled(*days).rows]
        assert [mark.shape for mark in marks] == ["dot", "range"]
        assert [mark.high - mark.low for mark in marks] == [1, 31]

    @pytest.mark.parametrize("status", ["retracted", "denied"])
    def test_withdrawn_figures_are_hollow(self, status: Any) -> None:
        row = modelled(TWO[0], said("B2", "70", people("70"), status=status)).rows[1]
        assert row.mark.is_hollow
        assert row.notes == ("later retracted" if status == "retracted" else "denied",)

    def test_message_figure_in_another_unit_is_not_drawn(self) -> None:
        stated = people("40", unit="EUR", wording="€40")
        rows = [said(c, "$40", people("40", unit="USD"), stated=stated) for c in ("A1", "B2")]
        assert modelled(*rows).message_lines == ()


class TestAltText:
    def test_a_sentence_a_figure(self) -> None:
        stated = people("60", wording="60 people")
        rows = [replace(one, stated=stated, comparison=Comparison("differs", "")) for one in TWO]
        assert drawn(*rows).alt_text == (
            "Chart: Dam deaths. The message says '60 people'. "
            "Source A1: '40 died', official, as of 2019-05-03. "
            "Source C3: '70 died', later retracted, as of 2019-05."
        )

    def test_dates_are_given_where_the_wording_may_hide_them(self) -> None:
        days = said("A", "Monday", Figure(date="2019-05-06")), said("B", "May", Figure(date="2019-05"))
        text = alt_text(modelled(*days))
        assert "Source A: 'Monday' (2019-05-06)." in text

    def test_what_does_not_fit_is_counted(self) -> None:
        rows = [said(f"S{n}", f"{n} died " + "and so on " * 20, people(str(n))) for n in range(1, 15)]
        text = drawn(*rows, title="A title of many words " * 60).alt_text
        assert len(text) <= MAX_ALT_TEXT
        assert text.endswith(" more.")


class TestPicture:
    def test_size_follows_the_rows(self) -> None:
        width, height = png_size(drawn(*TWO).png)
        more = png_size(drawn(*TWO, said("C3", "71 died", people("71"))).png)[1]
        assert width == 1080
        assert 400 < height < 700
        assert 80 <= more - height <= 100

    def test_the_same_finding_gives_the_same_bytes(self) -> None:
        assert drawn(*TWO) == drawn(*TWO)

    def test_threads_do_not_disturb_each_other(self) -> None:
        other = [said(code, f"{n} fled", people(n, "~")) for code, n in (("A1", "900"), ("B2", "700"))]
        alone = drawn(*TWO), drawn(*other)
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda n: drawn(*(TWO, other)[n % 2]), range(12)))
        assert together == list(alone) * 6

    @pytest.mark.parametrize(
        "text",
        [
            "$785 million$ \\frac{1}{2} $x_{$",
            "x" * 6000,
            "word " * 1200,
            "قُتل 238 شخصا \u202eevil\u202c שלום",
            "死者238人 😀👨‍👩‍👧",
            "z" + "\u0337" * 500,
            "\x00\r\n\t\u2028\ud800",
            "",
        ],
    )
    def test_any_text_survives(self, text: str) -> None:
        stated = people("50", wording=text)
        rows = [
            said(code, text + str(n), people(n, c), status=status, attributed_to=text, stated=stated)
            for code, n, c, status in (("A", "40", "=", "asserted"), (text[:9], "60", ">", "retracted"))
        ]
        chart = drawn(*rows, title=text)
        assert png_size(chart.png)[0] == 1080
        assert not any(ord(char) < 32 or char in "\u202e\u202c\u2028\ud800" for char in chart.alt_text)

    @pytest.mark.parametrize(
        "dates", [("0001", "9999-12-31"), ("2019-05-03", "2019-05-03"), ("19XX", "2019")]
    )
    def test_any_dates_are_drawn(self, dates: tuple[str, str]) -> None:
        drawn(*(said(code, "then", Figure(date=d)) for code, d in zip("AB", dates, strict=True)))

    def test_dollar_signs_are_drawn_as_they_are(self) -> None:
        plain_one, formula = (drawn(*TWO, title=title).png for title in ("785 and 16", "$785 and 16$"))
        assert plain_one != formula
