"""What failed is tried again, ever later, and given up in the end."""

from bot.corrections.retries import MAX_TRIES, Retries


def test_pauses_double_and_end() -> None:
    now = [0.0]
    retries = Retries(now=lambda: now[0])
    pauses = []
    while retries.put_off(7):
        assert not retries.is_due(7)
        pauses.append(retries.pause(100_000))
        now[0] += pauses[-1]
        assert retries.is_due(7)
    assert pauses == [15.0 * 2**n for n in range(MAX_TRIES - 1)]
    retries.settle(7)
    assert len(retries) == 0


def test_what_is_there_no_more_does_not_hurry_the_loop() -> None:
    now = [0.0]
    retries = Retries(now=lambda: now[0])
    retries.put_off("gone")
    assert retries.pause(1000) == 15
    now[0] = 500
    assert retries.pause(1000) == 1000
