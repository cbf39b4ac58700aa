"""Edits come evenly, and never many in one channel."""

from bot.corrections.pace import Pace


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


async def taken(pace: Pace, time: Time, channels: str) -> list[float]:
    found = []
    for channel in channels:
        await pace.wait(channel)
        found.append(round(time.now - 100, 3))
    return found


async def test_one_step_a_second() -> None:
    time = Time()
    assert await taken(Pace(now=time, sleep=time.sleep), time, "abab") == [0, 1, 2, 3]


async def test_a_channel_takes_five_in_five_seconds() -> None:
    time = Time()
    pace = Pace(between=0.1, now=time, sleep=time.sleep)
    assert await taken(pace, time, "aaaaaaab") == [0, 0.1, 0.2, 0.3, 0.4, 5.0, 5.1, 5.2]


async def test_thousands_of_channels_are_not_kept() -> None:
    time = Time()
    pace = Pace(now=time, sleep=time.sleep)
    for n in range(3000):
        await pace.wait(str(n))
    assert len(pace._taken) <= 1000
