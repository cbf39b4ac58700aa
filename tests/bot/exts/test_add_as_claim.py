"""The message command "Add as claim": the figures of a message, or of its link, in a filled form."""

from typing import Any

import pytest
from simcord.backend.errors import SetupError

from bot.articles.article import Article
from bot.articles.reader import ArticleReader
from tests.bot.conftest import DETAINED, Newsroom

LINK = "https://wire.example/unrest?utm_source=x"
TEXT = (
    "Kazakhstan counted its dead on Thursday after the January 2022 unrest.\n"
    "Prosecutors said 233 people were killed in Kazakhstan. A meeting was held."
)


@pytest.fixture
def _article(monkeypatch: pytest.MonkeyPatch) -> None:
    async def article(_self: ArticleReader, url: str) -> Article:
        return Article(url=url, title="Toll rises", text=TEXT, published="2022-01-27", site="The Wire")

    monkeypatch.setattr(ArticleReader, "article", article)


async def chosen(room: Newsroom, message: Any, option: int = 0) -> Any:
    """The moderator uses the command on a message and chooses a figure; returns the form."""
    offered = await room.mod.context_menu(room.desk, "Add as claim", message)
    select = offered.response.components[0]["components"][0]
    value = select["options"][option]["value"]
    return await room.mod.select(offered.response, [value])


def value(form: Any, name: str) -> str:
    fields = {r["components"][0]["custom_id"]: r["components"][0] for r in form.modal["components"]}
    return str(fields[name].get("value", ""))


async def test_a_figure_of_a_message_becomes_a_claim(room: Newsroom) -> None:
    message = await room.alice.send(room.desk, DETAINED)
    form = await chosen(room, message)
    assert value(form, "topic") == "detained-total"
    assert value(form, "figure").startswith("3,000")
    filled = {n: value(form, n) for n in ("topic", "figure", "wording", "excerpt")}
    await room.mod.slash(room.mods, "source add", code="N1", title="Wire", kind="news report")
    shown = await room.mod.submit_modal(form, filled | {"source": "N1"})
    assert "Preview, not saved yet" in shown.response.content
    saved = await room.mod.click(shown.response, label="Save")
    assert "**N1-m1** has been added" in saved.response.content


@pytest.mark.usefixtures("_article")
async def test_a_link_brings_its_figures_its_source_and_its_date(room: Newsroom) -> None:
    message = await room.alice.send(room.desk, f"look: {LINK}")
    form = await chosen(room, message)
    assert value(form, "figure") == "233"
    assert value(form, "source") == LINK
    filled = {n: value(form, n) for n in ("source", "figure", "wording", "excerpt")}
    done = await room.mod.submit_modal(form, filled | {"topic": "deaths-total"})
    said = [r for r in (done.response, *done.followups) if r is not None]
    assert any("Source **wire-1** was added" in r.content for r in said)
    preview = next(r for r in said if "Preview, not saved yet" in r.content)
    await room.mod.click(preview, label="Save")
    store, here = room.bot.store, str(room.guild.id)
    source = await store.source("wire-1", here)
    assert (source.title, source.publisher, source.published) == ("Toll rises", "The Wire", "2022-01-27")
    claim = await store.claim("wire-1-m1", here)
    assert (claim.topic, claim.as_of) == ("deaths-total", "2022-01-27")
    assert claim.attributed_to == "Prosecutors"
    assert await store.source_by_address("https://wire.example/unrest", "1") is None
    again = await chosen(room, message)
    assert value(again, "source") == "wire-1"


async def test_a_link_that_cant_be_read_says_so_and_keeps_its_address(room: Newsroom) -> None:
    message = await room.alice.send(room.desk, "50 people died in Almaty http://127.0.0.1/page")
    offered = await room.mod.context_menu(room.desk, "Add as claim", message)
    assert "a new source" in offered.response.content
    assert "-# " in offered.response.content


async def test_nothing_to_add(room: Newsroom) -> None:
    message = await room.alice.send(room.desk, "<:chair:123>")
    refused = await room.mod.context_menu(room.desk, "Add as claim", message)
    assert refused.response.content == "That message has no text to make a claim from."
    assert [type(e).__name__ for e in room.env.errors] == ["UserError"]


async def test_a_member_cant_add(room: Newsroom) -> None:
    message = await room.alice.send(room.desk, DETAINED)
    with pytest.raises(SetupError):
        await room.alice.context_menu(room.desk, "Add as claim", message)


async def test_a_word_too_long_for_a_claim_is_cut_to_the_form(room: Newsroom) -> None:
    await room.mod.slash(room.mods, "source add", code="N1", title="Wire", kind="news report")
    form = await chosen(room, await room.alice.send(room.desk, "x" * 1900 + " 5 people"))
    filled = {n: value(form, n) for n in ("figure", "wording", "excerpt")}
    shown = await room.mod.submit_modal(form, filled | {"topic": "csto-troops", "source": "N1"})
    assert "too long" not in shown.response.content
