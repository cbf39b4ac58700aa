"""What a figure allows, and what a reader takes from it."""

from decimal import Decimal

from claims_db.figures import Figure
from claims_db.figures.intervals import Interval, Widths, hard, soft

BILLION = Decimal(10**9)
AT_LEAST_TENS_OF_BILLIONS = Figure(value=20 * BILLION, comparator=">=", unit="USD", vague=True)


def test_at_least_tens_of_billions_has_no_upper_end() -> None:
    allowed = hard(AT_LEAST_TENS_OF_BILLIONS)
    assert allowed.meets(Interval(900 * BILLION, 900 * BILLION))
    assert not allowed.meets(Interval(BILLION, 5 * BILLION))


def test_at_least_tens_of_billions_is_taken_for_as_much_as_tens_of_billions() -> None:
    assert soft(AT_LEAST_TENS_OF_BILLIONS, Widths()) == Interval(20 * BILLION, 100 * BILLION)


def test_at_least_an_exact_number_is_taken_for_little_more() -> None:
    exact = Figure(value=Decimal(456), comparator=">=", unit="things")
    assert soft(exact, Widths()).high < 510
