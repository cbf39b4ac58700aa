"""/suggest and gathered questions: nobody is named, who asked is told once, and then forgotten."""

import discord
import pytest
from simcord.backend.errors import SetupError

from claims_db.storage.servers import ServerSettings
from tests.bot.conftest import TROOPS, Newsroom
from tests.bot.exts.test_queue import fill, labels, said, shown

QUESTION = "How many sandbags were used on 4 May? https://x.example/?who=alice"


async def answer(room: Newsroom, number: int, words: str, *, label: str = "Answer") -> None:
    listed = await room.mod.slash(room.mods, "queue")
    assert listed.response is not None
    asked = await room.mod.click(listed.response.message, label=f"{label}: {number}")
    await fill(room, room.mod, asked, words)


def told(room: Newsroom) -> list[str]:
    """What the bot wrote to alice privately."""
    return [m.content for m in room.alice.user.dm_channel.history()]


async def suggested(room: Newsroom, **options: object) -> int:
    result = await room.alice.slash(room.desk, "suggest", text="It was **9** metres @everyone", **options)
    assert result.ephemeral
    assert "without your name" in said(result)
    [item] = await room.bot.queue.open_items(str(room.guild.id), "suggestion")
    return item.proposal_id


async def test_a_suggestion_is_shown_without_its_maker_and_answered(room: Newsroom) -> None:
    number = await suggested(room, source="Gazette", link="https://gazette.example/1")
    listed = await room.mod.slash(room.mods, "queue")
    assert listed.response is not None
    text = shown(listed.response.message)
    assert "Suggestion: It was \\*\\*9\\*\\* metres @\u200beveryone" in text
    assert "Gazette, https:\u200b//gazette.example/1" in text
    assert str(room.alice.id) not in text
    assert "alice" not in text
    assert room.said() == []
    await answer(room, number, "Added, *thanks*")
    [message] = told(room)
    assert message == (
        "The moderators of **News** answered your suggestion 'It was \\*\\*9\\*\\* metres @\u200beveryone'.\n"
        "> Added, \\*thanks\\*"
    )
    assert await room.rows("asker") == 0


async def test_nobody_is_told_who_did_not_want_to_be(room: Newsroom) -> None:
    number = await suggested(room, tell_me=False)
    await answer(room, number, "no", label="Reject")
    assert told(room) == []


async def test_a_closed_inbox_is_no_fault_and_nobody_is_kept(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    number = await suggested(room)
    room.env.inject_error("POST", "/users/@me/channels", status=403)
    await answer(room, number, "secret words", label="Reject")
    assert await room.rows("asker") == 0
    assert "secret words" not in caplog.text
    assert "metres" not in caplog.text


async def test_who_could_not_be_told_is_told_at_the_next_start(room: Newsroom) -> None:
    number = await suggested(room)
    room.env.inject_error("POST", "/users/@me/channels", status=500)
    await answer(room, number, "Yes.")
    assert told(room) == []
    assert await room.rows("asker") == 1
    await room.restart()
    await room.settle()
    assert [m.endswith("> Yes.") for m in told(room)] == [True]
    assert await room.rows("asker") == 0


async def test_a_bad_suggestion_is_refused_in_words(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "suggest", text="look", link="javascript:alert(1)")
    assert "web address" in said(result)
    assert result.ephemeral
    assert await room.rows("proposal") == 0
    assert len(room.env.errors) == 1
    with pytest.raises(SetupError, match="context"):
        await room.alice.user.slash("suggest", text="look")


async def test_a_question_that_found_nothing_is_gathered(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text=QUESTION)
    again = await room.bob.slash(room.desk, "check", text=f"{QUESTION}!!")
    assert result.response is not None
    assert again.response is not None
    [item] = await room.bot.queue.open_items(str(room.guild.id))
    assert (item.kind, item.count, item.text) == ("question", 2, "sandbags used May")
    assert await room.rows("person") == 0
    assert await room.rows("asker") == 0
    message = result.response.message
    assert labels(message) == ["Tell me when it is answered"]
    await room.restart()
    pressed = await room.alice.click(message, label="Tell me when it is answered")
    assert pressed.ephemeral
    await room.alice.click(message, label="Tell me when it is answered")
    assert await room.rows("asker") == 1
    await answer(room, item.proposal_id, "About 900.")
    assert told(room) == [
        "The moderators of **News** answered your question 'sandbags used May'.\n> About 900."
    ]
    late = await room.bob.click(message, label="Tell me when it is answered")
    assert "already decided this one" in said(late)
    assert await room.rows("asker") == 0


async def test_what_was_found_is_not_gathered(room: Newsroom) -> None:
    result = await room.alice.slash(room.desk, "check", text=TROOPS)
    assert result.response is not None
    assert "Tell me when it is answered" not in labels(result.response.message)
    assert await room.rows("proposal") == 0


async def test_private_questions_messages_and_direct_messages_are_not_gathered(room: Newsroom) -> None:
    private = await room.alice.slash(room.desk, "check", text=QUESTION, private=True)
    assert private.response is not None
    assert labels(private.response.message) == []
    await room.alice.user.slash("check", text=QUESTION)
    message = await room.alice.send(room.desk, f"{room.bot_mention} {QUESTION}")
    await room.bob.context_menu(room.desk, "Check figures", message)
    assert await room.rows("proposal") == 0


async def test_a_persons_own_app_gathers_nothing_and_moderates_nothing(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord.Interaction, "is_user_integration", lambda _self: True)
    await room.alice.slash(room.desk, "check", text=QUESTION)
    assert await room.rows("proposal") == 0
    result = await room.mod.slash(room.mods, "queue")
    assert said(result) == "You need the Manage Server permission for this."
    refused = await room.alice.slash(room.desk, "suggest", text="look")
    assert said(refused) == "This only works in servers."
    assert await room.rows("proposal") == 0
    assert len(room.env.errors) == 2


async def test_a_server_can_switch_gathering_off(room: Newsroom) -> None:
    await room.bot.server_settings.save(ServerSettings(str(room.guild.id), collects_questions=False), by="1")
    result = await room.alice.slash(room.desk, "check", text=QUESTION)
    assert result.response is not None
    assert labels(result.response.message) == []
    assert await room.rows("proposal") == 0


async def test_an_answer_is_given_also_where_the_question_can_not_be_counted(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from claims_db.errors import DatabaseBusy

    async def busy(*_args: object) -> None:
        raise DatabaseBusy("held")

    monkeypatch.setattr(room.bot.queue, "note_question", busy)
    result = await room.alice.slash(room.desk, "check", text=QUESTION)
    assert said(result).startswith("Nothing in the claims database on this.")
    assert isinstance(room.desk.history()[-1], discord.Message)
