"""The demo: its transcript once in this process, its command's errors, and its page in a real browser."""

import asyncio
import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from bench.screenshots import BROWSER_ARGUMENTS, DemoPage, chromium, demo_page
from bot.cli.app import main
from bot.demo.transcript import Transcript

pytest.importorskip("simcord", reason="the demo needs simcord: make demo installs it")

SIGNATURE = (
    "CSTO troops: 'more than 2,000' per source 004; "
    "'no foreign troops engaged against rioters' per source 001"
)


@pytest.fixture(scope="module")
def transcript() -> str:
    from bot.demo.run import run_demo

    out = io.StringIO()
    run_demo(Console(file=out, width=60, highlight=False, emoji=False), once=True)
    return out.getvalue()


def section(transcript: str, heading: str) -> list[str]:
    """The lines under a heading of the transcript, without their indentation."""
    lines = transcript.splitlines()
    rest = lines[lines.index(heading) + 1 :]
    return [line.strip() for line in (rest[: rest.index("")] if "" in rest else rest)]


def test_the_question_is_answered_on_one_line(transcript: str) -> None:
    said = section(transcript, "Ask")
    assert said[:2] == ["You", "/check How many CSTO troops were sent to Kazakhstan?"]
    assert said[2].startswith("Crosscheck (card: ")
    assert said[3].startswith(SIGNATURE)


def test_a_figure_nobody_asked_about_gets_a_reply(transcript: str) -> None:
    said = section(transcript, "A figure nobody asked about")
    assert said[0] == "You"
    assert said[2] == "Crosscheck"
    assert said[3].startswith("Death toll: ")
    assert any(line.startswith("≠ '500' differs from ") for line in said)


def test_a_moderators_claim_is_in_the_next_answer(transcript: str) -> None:
    desk = section(transcript, "A moderator adds a source and a claim with another figure")
    assert "Preview, not saved yet" in desk
    assert any("N1-m1 has been added" in line for line in desk)
    said = section(transcript, "Somebody asks, and the answer shows it")
    assert said[3].startswith("CSTO troops: '3,500 troops' per source N1; 'more than 2,000' per source 004")


def test_an_answer_given_before_follows_the_claim(transcript: str) -> None:
    edited = section(transcript, "The moderator edits it, and the earlier answer is corrected")
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert f"corrected on {day}: was '3,500 troops', now '3,800 troops'" in edited
    assert any(line.startswith("CSTO troops: '3,800 troops' per source N1") for line in edited)
    retracted = section(transcript, "The source takes the figure back, and the answer says so")
    said = f"retracted on {day}: '3,800 troops' per source N1 (the wire took its figure back)"
    assert said in retracted
    assert any(line.startswith("CSTO troops: later retracted: '3,800 troops'") for line in retracted)
    assert any(line.startswith("`4` ") and "@Moderator retracted claim N1-m1" in line for line in retracted)


def test_a_link_is_read_by_its_title(transcript: str) -> None:
    said = section(transcript, "A link")
    assert said[1].startswith("https://")
    assert any(line.startswith("≠ '5,800' differs from ") for line in said)


def test_chatter_gets_silence_and_its_reason(transcript: str) -> None:
    said = section(transcript, "Chatter")
    assert "Crosscheck" not in said
    assert sum(line.startswith("(silent: ") for line in said) == said.count("You") == 2


def test_buttons_answer_privately_and_refuse_strangers(transcript: str) -> None:
    said = section(transcript, "The buttons")
    assert "Crosscheck (private, for You only)" in said
    assert said[-1] == "Only the person I replied to and moderators can remove this."


def test_moderators_see_where_the_bot_may_speak(transcript: str) -> None:
    assert section(transcript, "What moderators see")[-1].startswith("#newsroom: all")


def test_nothing_but_text_where_there_is_no_terminal(transcript: str) -> None:
    assert "\x1b" not in transcript


def test_the_transcript_shows_markup_as_discord_does() -> None:
    out = io.StringIO()
    console = Console(file=out, width=20, highlight=False, emoji=False)
    Transcript(console, channel_names={7: "desk"}, user_names={8: "mod"}).say(
        "Bot",
        [r"**bold** \*plain\* \(x\)", "-# small <#7> <#8>", "[red]no markup[/red]"],
        note=r"card: \(y\)",
    )
    assert out.getvalue().splitlines() == [
        "Bot (card: (y))", "    bold *plain* (x)", "        small #desk #unknown", "    [red]no markup[/red]",
    ]  # fmt: skip


def test_without_simcord_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [n for n in sys.modules if n.startswith("bot.demo")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "simcord", None)
    monkeypatch.setattr(sys, "argv", ["crosscheck", "demo", "--once"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 69
    complaint = capsys.readouterr().err
    assert complaint.splitlines() == [
        "crosscheck: The demo needs simcord, which is not installed. Run: make demo"
    ]


@contextmanager
def opened_page(address: str, width: int) -> Iterator[tuple[Any, set[str]]]:
    """The page in headless Chromium, and the hosts that it asked."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    hosts: set[str] = set()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(BROWSER_ARGUMENTS))
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("request", lambda request: hosts.add(request.url.split("/")[2].split(":")[0]))
        demo = DemoPage(page)
        demo.open(address)
        yield demo, hosts
        browser.close()


def talk(width: int) -> None:
    with demo_page() as address, opened_page(address, width) as (demo, hosts):
        demo.post("Kazakhstan detained 3,000 people after the January unrest")
        reply = demo.messages.last
        assert "Detained: " in reply.inner_text()
        assert "'3,000' differs from" in reply.inner_text()
        assert reply.get_by_role("button").all_inner_texts()[:4] == ["More", "Why", "Wrong match", "Remove"]
        demo.command("check", "Did 500 people die in the January unrest in Kazakhstan?")
        card = demo.messages.last
        assert "Death toll: " in card.inner_text()
        assert "-#" not in card.inner_text()
        assert card.locator("img.embed-image").count() == 1
        assert hosts == {"127.0.0.1"}


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1280, 390])
async def test_a_newcomer_talks_to_the_bot_on_the_page(width: int) -> None:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    await asyncio.to_thread(talk, width)
