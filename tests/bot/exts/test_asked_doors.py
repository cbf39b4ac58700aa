"""One rule for what is read of a text that somebody asks about, whichever door it comes through."""

import pytest

from bot.articles.fetch import Fetcher
from bot.articles.page import FetchError, Reason
from tests.bot.conftest import DEATHS, TROOPS, Newsroom

LINK = "https://site.example/world/kazakhstan-unrest-death-toll-500-killed-january-2022"
NOTHING = "Nothing in the claims database on this.\n-# The site asks bots not to read this page."
EMPTY = "There is no text in that message to check."
DOORS = ("/check", "message command", "mention", "edited mention")
READ_WHOLE = {
    "plain": DEATHS,
    "spoiler": f"||{DEATHS}||",
    "code": f"```py\n{DEATHS}\n```",
    "quotation": f"> {DEATHS}",
}


@pytest.fixture(autouse=True)
def _closed_site(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetch(_self: Fetcher, _url: str) -> None:
        raise FetchError(Reason.ROBOTS, "The site asks bots not to read this page.")

    monkeypatch.setattr(Fetcher, "fetch", fetch)


async def answer_at(room: Newsroom, door: str, text: str) -> tuple[str, list[str | None]]:
    """What the bot says to the text: its content, and its cards' descriptions."""
    if door == "/check":
        said = (await room.alice.slash(room.desk, "check", text=text)).response
    elif door == "message command":
        message = await room.bob.send(room.desk, text)
        said = (await room.alice.context_menu(room.desk, "Check figures", message)).response
    else:
        first = text if door == "mention" else TROOPS
        message = await room.alice.send(room.desk, f"{room.bot_mention}\n{first}")
        if door == "edited mention":
            await room.alice.edit(message, f"{room.bot_mention}\n{text}")
        said = room.said()[-1]
    return said.content, [embed.description for embed in said.embeds]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", READ_WHOLE)
async def test_code_spoilers_and_quotations_are_read_where_somebody_asks(
    room: Newsroom, door: str, kind: str
) -> None:
    plain = await answer_at(room, "/check", DEATHS)
    assert plain[1]
    assert (plain[1][0] or "").startswith("Death toll: ")
    assert await answer_at(room, door, READ_WHOLE[kind]) == plain


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", [LINK, f"||<{LINK}>||"])
async def test_an_address_is_a_link_and_no_words(room: Newsroom, door: str, text: str) -> None:
    assert await answer_at(room, door, text) == (NOTHING, [])


@pytest.mark.parametrize("door", DOORS[:3])
async def test_a_text_of_signs_alone_is_no_text(room: Newsroom, door: str) -> None:
    assert await answer_at(room, door, "<@123> <:smile:456>") == (EMPTY, [])
    assert {type(e).__name__ for e in room.env.errors} <= {"UserError"}


async def test_an_addresss_words_are_not_gathered_as_a_question(room: Newsroom) -> None:
    await room.alice.slash(room.desk, "check", text=LINK)
    assert await room.rows("proposal") == 0
    await room.alice.slash(room.desk, "check", text=f"How deep is the reservoir? {LINK}")
    row = await room.bot.store.database.row("SELECT record FROM proposal")
    assert row is not None
    assert "reservoir" in row["record"]
    assert "toll" not in row["record"]
