"""/topic, /source, /sources, /about."""

import pytest

from tests.bot.conftest import SIGNATURE, Newsroom


async def test_topic_shows_what_the_sources_say(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "topic show", name="csto-troops")
    assert result.response is not None
    embed = result.response.embeds[0]
    assert (embed.description or "").startswith(SIGNATURE)
    by_title = await room.alice.slash(room.desk, "topic show", name="CSTO troops")
    assert by_title.response is not None
    assert by_title.response.embeds[0].description == embed.description


async def test_a_topic_card_names_only_buttons_that_are_there(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "topic show", name="csto-troops")
    assert result.response is not None
    is_promised = "press More" in (result.response.embeds[0].footer.text or "")
    assert is_promised == bool(result.response.components)


async def test_an_unknown_topic_names_the_nearest(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "topic show", name="csto trops **@everyone**")
    assert result.response is not None
    assert "Nearest: " in result.response.content
    assert "csto-" in result.response.content
    assert "@everyone" not in result.response.content
    assert "**" not in result.response.content.replace("\\*", "")
    assert [type(e).__name__ for e in room.env.errors] == ["CommandInvokeError"]


async def test_topics_are_offered_by_slug_behind_their_title(room: Newsroom) -> None:
    choices = await room.alice.autocomplete(room.desk, "topic show", "name", "death toll")
    assert (choices[0]["name"], choices[0]["value"]) == ("Death toll", "deaths-total")


async def test_source_says_what_kind_of_document_it_is(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "source show", code="002")
    assert result.response is not None
    embed = result.response.embeds[0]
    assert (embed.title or "").startswith("Source 002: ")
    assert (embed.description or "").startswith("opinion piece, ")
    assert "claims in the database." in (embed.description or "")
    choices = await room.alice.autocomplete(room.desk, "source show", "code", "00")
    assert [c["value"] for c in choices] == ["000", "001", "002", "003", "004"]


async def test_what_a_stranger_typed_is_not_said_aloud(room: Newsroom) -> None:
    text = "Editor Jane Doe is a thief"
    for command, option in (("topic show", "name"), ("source show", "code")):
        await room.alice.slash(room.desk, command, **{option: text})
    assert len(room.said()) == 2
    assert not any("Jane" in message.content for message in room.said())
    assert len(room.env.errors) == 2


async def test_an_unknown_source_is_one_sentence(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "source show", code="099")
    assert result.response is not None
    assert "no such source" in result.response.content
    assert "\n" not in result.response.content
    assert len(room.env.errors) == 1


async def test_sources_lists_the_five(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "sources")
    assert result.response is not None
    described = result.response.embeds[0].description or ""
    assert [code for code in ("000", "001", "002", "003", "004") if f"**{code}** " in described] == [
        "000", "001", "002", "003", "004",
    ]  # fmt: skip


async def test_about_says_what_is_stored(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "about")
    assert result.ephemeral
    assert result.response is not None
    assert "neither store nor log the text of messages" in (result.response.embeds[0].description or "")


@pytest.mark.parametrize(
    ("name", "options"),
    [("topic show", {"name": "deaths-total"}), ("source show", {"code": "001"}), ("sources", {})],
)
async def test_look_ups_work_in_direct_messages_and_are_acknowledged_first(
    room: Newsroom, name: str, options: dict[str, str]
) -> None:
    result = await room.alice.user.slash(name, **options)
    assert result.acknowledged
    assert result.response.embeds
    [callback] = room.requests("POST", r"/interactions/\d+/\w+/callback")
    assert callback.json is not None
    assert callback.json["type"] == 5
