"""/queue and the moderators' channel: who decides what, twice, in another server, after a restart."""

from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.errors import SetupError
from simcord.results import InteractionResult

from bot.moderation.queue_desk import announce
from claims_db.storage.queue_items import QueueItem
from claims_db.storage.servers import ServerSettings
from tests.bot.conftest import Newsroom

REFUSED = "You need the Manage Server permission for this."


async def settle_on(room: Newsroom, **settings: Any) -> None:
    """The server wants two pairs of eyes, and has a desk channel."""
    chosen: dict[str, Any] = {"desk_channel_id": str(room.mods.id), "needs_second": True} | settings
    await room.bot.server_settings.save(ServerSettings(str(room.guild.id), **chosen), by=str(room.mod.id))


@pytest.fixture
async def second(room: Newsroom) -> MemberActor:
    """A moderator by the role of /setup, without Discord's own permission."""
    role = room.guild.create_role("fact desk", permissions=discord.Permissions(manage_messages=True))
    await settle_on(room, moderator_role_id=str(role.id))
    return room.guild.add_member(room.env.create_user("second"), roles=[role])


async def propose(room: Newsroom, action: Any = "edit", *, note: str = "phoned @everyone") -> QueueItem:
    """The moderator's change to a shipped claim, submitted and announced."""
    guild_id = str(room.guild.id)
    claim = next(c for c in await room.bot.store.claims(guild_id) if c.figure is not None)
    number = await room.bot.queue.keep_draft(
        guild_id, action=action, claim=replace(claim, note=note), by=str(room.mod.id), reason="a slip"
    )
    assert await room.bot.queue.submit(guild_id, number, by=str(room.mod.id)) is None
    item = await room.bot.queue.item(guild_id, number)
    assert item is not None
    assert await announce(room.bot, item)
    await room.settle()
    return item


async def state(room: Newsroom, number: int) -> str:
    item = await room.bot.queue.item(str(room.guild.id), number)
    assert item is not None
    return item.state


async def note_of(room: Newsroom, item: QueueItem) -> str:
    return (await room.bot.store.claim(item.subject, str(room.guild.id))).note


def labels(message: Any) -> list[str | None]:
    return [b.label for row in message.components for b in getattr(row, "children", ())]


def said(result: InteractionResult) -> str:
    """All that the bot wrote in answer."""
    pages = [result.response, *result.followups]
    return "\n".join(p.content for p in pages if p is not None and p.content)


def shown(message: Any) -> str:
    embed = message.embeds[0]
    return f"{embed.title}\n{embed.description}\n{embed.footer.text or ''}"


async def fill(
    room: Newsroom, actor: MemberActor, result: InteractionResult, words: str
) -> InteractionResult:
    """Write into the only field of the form that was shown."""
    [field] = filled(result)
    return await actor.submit_modal(result, {field: words})


def filled(result: InteractionResult) -> dict[str, str]:
    """The fields of the form that was shown, with what stands in them."""
    assert result.modal is not None
    fields = [part["components"][0] for part in result.modal["components"]]
    return {field["custom_id"]: field.get("value") or "" for field in fields}


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_a_second_moderator_approves_in_the_desk_channel(
    room: Newsroom, second: MemberActor, is_restarted: bool
) -> None:
    item = await propose(room)
    if is_restarted:
        await room.restart()
    [message] = room.said(room.mods)
    text = shown(message)
    assert f"<@{room.mod.id}> wants to edit **{item.subject}** (a slip)" in text
    assert "Read as: " in text
    assert "Topic: " in text
    assert "per source" in text
    assert "note: (empty) → phoned @\u200beveryone" in text
    assert labels(message) == ["Approve", "Edit", "Reject"]
    own = await room.mod.click(message, label="Approve")
    assert "another moderator has to approve it" in said(own)
    assert await state(room, item.proposal_id) == "open"
    result = await second.click(message, label="Approve")
    assert "Approved and saved as write" in said(result)
    assert await note_of(room, item) == "phoned @everyone"
    [message] = room.said(room.mods)
    assert shown(message).startswith(f"Approved: item {item.proposal_id}\nApproved by <@{second.id}>")
    assert labels(message) == []


@pytest.mark.parametrize("label", ["Approve", "Edit", "Reject"])
async def test_a_member_decides_nothing(room: Newsroom, second: MemberActor, label: str) -> None:
    item = await propose(room)
    result = await room.alice.click(room.said(room.mods)[0], label=label)
    assert said(result) == REFUSED
    assert result.ephemeral or result.followups[0].ephemeral
    assert result.modal is None
    assert await state(room, item.proposal_id) == "open"


async def test_a_member_does_not_see_the_command_and_is_refused_where_granted(room: Newsroom) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await room.alice.slash(room.desk, "queue")
    command = next(c for c in await room.bot.tree.fetch_commands() if c.name == "queue")
    room.guild.set_command_permissions(command.id, {room.alice: True})
    result = await room.alice.slash(room.desk, "queue")
    assert said(result) == REFUSED
    assert result.ephemeral
    assert [type(e).__name__ for e in room.env.errors] == ["MissingPermissions"]
    with pytest.raises(SetupError, match="context"):
        await room.mod.user.slash("queue")


async def test_another_servers_moderator_reaches_nothing(room: Newsroom, second: MemberActor) -> None:
    item = await propose(room)
    other = room.env.create_guild("Rival")
    channel = other.create_text_channel("desk")
    role = other.create_role("boss", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
    rival = other.add_member(room.env.create_user("rival"), roles=[role])
    for action in ("approve", "answer", "claim", "edit", "reject"):
        message = await room.forge(channel, f"crosscheck:queue:{action}:{item.proposal_id}:desk")
        result = await rival.click(message, label="Forged")
        if result.modal is not None:
            result = await fill(room, rival, result, "mine now")
        assert "no item" in said(result) or "not in this server's queue" in said(result)
    for action in ("accept", "reject"):
        message = await room.forge(channel, f"crosscheck:queue-all:{action}:a0:{item.proposal_id}")
        result = await rival.click(message, label="Forged")
        assert "no item" in said(await fill(room, rival, result, "mine now"))
    message = await room.forge(channel, f"crosscheck:queue-tell:{item.proposal_id}")
    await rival.click(message, label="Forged")
    assert await room.rows("asker") == 0
    assert await state(room, item.proposal_id) == "open"
    page = await rival.slash(channel, "queue")
    assert page.response is not None
    assert "Nothing is waiting." in shown(page.response.message)
    assert {type(e).__name__ for e in room.env.errors} == {"NotAllowed"}


async def test_a_rejection_needs_its_reason(room: Newsroom, second: MemberActor) -> None:
    item = await propose(room, "retract")
    [message] = room.said(room.mods)
    assert labels(message) == ["Approve", "Reject"]
    assert "→ retracted" in shown(message)
    asked = await second.click(message, label="Reject")
    result = await fill(room, second, asked, "It *stands*")
    assert said(result) == f"Item {item.proposal_id} is rejected."
    assert await state(room, item.proposal_id) == "rejected"
    text = shown(room.said(room.mods)[0])
    assert text.startswith(f"Rejected: item {item.proposal_id}\nRejected by <@{second.id}>: It \\*stands\\*")
    late = await room.forge(room.mods, f"crosscheck:queue:approve:{item.proposal_id}:desk")
    assert "already rejected" in said(await second.click(late, label="Forged"))


async def test_a_permission_that_was_taken_away_meanwhile_counts(room: Newsroom, second: MemberActor) -> None:
    item = await propose(room)
    asked = await second.click(room.said(room.mods)[0], label="Reject")
    await settle_on(room, moderator_role_id="")
    assert said(await fill(room, second, asked, "no")) == REFUSED
    assert await state(room, item.proposal_id) == "open"
    assert [type(e).__name__ for e in room.env.errors] == ["MissingPermissions"]


async def test_what_was_changed_meanwhile_is_not_overwritten(room: Newsroom, second: MemberActor) -> None:
    item = await propose(room)
    guild_id = str(room.guild.id)
    current = await room.bot.store.claim(item.subject, guild_id)
    await room.bot.editors.claims.edit(guild_id, replace(current, note="first"), by="5")
    result = await second.click(room.said(room.mods)[0], label="Approve")
    assert "changed by somebody else" in said(result)
    assert await state(room, item.proposal_id) == "open"
    [message] = room.said(room.mods)
    assert "⚠ The claim has changed since this was proposed" in shown(message)
    assert "note: first → phoned" in shown(message)
    assert await note_of(room, item) == "first"


async def test_an_edit_goes_on_under_a_new_number_and_needs_the_other(
    room: Newsroom, second: MemberActor
) -> None:
    item = await propose(room)
    old = room.said(room.mods)[0]
    asked = await second.click(old, label="Edit")
    bad = await second.submit_modal(asked, filled(asked) | {"figure": "many"})
    assert "no figure can be read" in said(bad)
    again = await second.click(bad.followups[0].message, label="Open the form again")
    assert filled(again)["figure"] == "many"
    asked = await second.click(old, label="Edit")
    result = await second.submit_modal(asked, filled(asked) | {"attributed_to": "the harbour office"})
    assert "Another moderator has to approve it." in said(result)
    [message] = room.said(room.mods)
    assert f"<@{second.id}> wants to edit" in shown(message)
    assert "the harbour office" in shown(message)
    assert "another moderator" in said(await second.click(message, label="Approve"))
    assert await state(room, item.proposal_id) == "rejected"
    assert "Approved and saved" in said(await room.mod.click(message, label="Approve"))
    written = await room.bot.store.claim(item.subject, str(room.guild.id))
    assert (written.attributed_to, written.note) == ("the harbour office", "phoned @everyone")
    assert item.claim is not None
    assert written.figure == item.claim.figure


async def test_a_double_click_writes_once(room: Newsroom, second: MemberActor) -> None:
    item = await propose(room)
    message = room.said(room.mods)[0]
    again = await room.forge(room.mods, f"crosscheck:queue:approve:{item.proposal_id}:desk")
    await second.click(message, label="Approve")
    before = await room.rows("audit")
    assert "already accepted" in said(await second.click(again, label="Forged"))
    assert await room.rows("audit") == before


async def test_a_message_that_is_gone_takes_no_decision_back(room: Newsroom, second: MemberActor) -> None:
    item = await propose(room)
    room.env.inject_error("PATCH", "/webhooks/*/*/messages/@original", status=404)
    assert "Approved and saved as write" in said(await second.click(room.said(room.mods)[0], label="Approve"))
    assert await note_of(room, item) == "phoned @everyone"


async def test_it_is_not_announced_where_there_is_no_desk(room: Newsroom) -> None:
    await settle_on(room)
    item = await propose(room)
    count = len(room.said(room.mods))
    other = room.env.create_guild("Rival")
    channel = other.create_text_channel("desk")
    await room.settle()
    for settings in ({"desk_channel_id": ""}, {"desk_channel_id": str(channel.id)}):
        await settle_on(room, **settings)
        assert not await announce(room.bot, item)
    await settle_on(room)
    room.env.inject_error("POST", "/channels/*/messages", status=403)
    assert not await announce(room.bot, item)
    assert len(room.said(room.mods)) == count
    assert room.said(channel) == []


async def test_the_list_is_turned_page_by_page_and_decided(room: Newsroom, second: MemberActor) -> None:
    guild_id = str(room.guild.id)
    for n in range(6):
        await room.bot.queue.suggest(guild_id, f"[x] number {n}", by="5", wants_answer=False)
    await room.bot.queue.note_question(guild_id, "how many sandbags in 2,000 lorries", "print")
    listed = await room.mod.slash(room.mods, "queue")
    assert listed.ephemeral
    assert listed.response is not None
    message = listed.response.message
    assert "\\[x\\] number 0" in shown(message)
    assert "Open: 6 suggestions, 1 question" in shown(message)
    assert labels(message)[-3:] == ["Next", "Accept all shown", "Reject all shown"]
    await room.restart()
    await room.mod.click(message, label="Next")
    message = next(m for m in room.mods.history(viewer=room.mod) if m.id == message.id)
    assert "Question, asked once: sandbags lorries (2,000" in shown(message)
    assert "Back" in labels(message)
    number = next(i.proposal_id for i in await room.bot.queue.open_items(guild_id, "question"))
    asked = await room.mod.click(message, label=f"Answer: {number}")
    assert f"Item {number} is answered." in said(await fill(room, room.mod, asked, "None."))
    message = next(m for m in room.mods.history(viewer=room.mod) if m.id == message.id)
    assert "sandbags" not in shown(message)
    asked = await room.mod.click(message, label="Reject all shown")
    done = await fill(room, room.mod, asked, "Not ours")
    assert "2 items rejected." in said(done)
    message = next(m for m in room.mods.history(viewer=room.mod) if m.id == message.id)
    assert "number 0" in shown(message)  # the page is gone, the one before it is shown
    asked = await room.mod.click(message, label="Accept all shown")
    assert "4 items accepted." in said(await fill(room, room.mod, asked, ""))
    message = next(m for m in room.mods.history(viewer=room.mod) if m.id == message.id)
    assert "Nothing is waiting." in shown(message)
    assert labels(message) == []


async def test_all_shown_decides_only_what_was_shown_and_not_ones_own(
    room: Newsroom, second: MemberActor
) -> None:
    guild_id = str(room.guild.id)
    item = await propose(room)
    for n in range(2):
        await room.bot.queue.suggest(guild_id, f"number {n}", by="5", wants_answer=False)
    listed = await room.mod.slash(room.mods, "queue")
    assert listed.response is not None
    late = await room.bot.queue.suggest(guild_id, "came later", by="5", wants_answer=False)
    asked = await room.mod.click(listed.response.message, label="Accept all shown")
    text = said(await fill(room, room.mod, asked, "Done"))
    assert "2 items accepted." in text
    assert f"Item {item.proposal_id}: You proposed this yourself" in text
    assert await state(room, item.proposal_id) == "open"
    assert await state(room, late) == "open"


async def test_only_one_kind_is_listed_where_asked(room: Newsroom, second: MemberActor) -> None:
    await propose(room)
    await room.bot.queue.suggest(str(room.guild.id), "a wish", by="5", wants_answer=False)
    listed = await second.slash(room.mods, "queue", kind="suggestion")
    assert listed.response is not None
    assert "a wish" in shown(listed.response.message)
    assert "wants to edit" not in shown(listed.response.message)


async def test_a_suggestion_fills_the_form_for_a_claim(room: Newsroom) -> None:
    number = await room.bot.queue.suggest(
        str(room.guild.id), "3,500 troops were sent", by="5", wants_answer=False, source="004"
    )
    listed = await room.mod.slash(room.mods, "queue")
    assert listed.response is not None
    form = await room.mod.click(listed.response.message, label=f"Add claim: {number}")
    assert filled(form) == {
        "topic": "", "source": "004", "figure": "", "wording": "3,500 troops were sent",
        "excerpt": "3,500 troops were sent",
    }  # fmt: skip
    preview = await room.mod.submit_modal(form, filled(form) | {"topic": "csto-troops"})
    assert "Preview, not saved yet" in said(preview)
    assert "Read as: 3,500 people, counted: troops" in said(preview)


async def test_a_claim_that_waits_is_announced_by_the_command(room: Newsroom, second: MemberActor) -> None:
    claim = next(c for c in await room.bot.store.claims() if not c.is_withdrawn)
    retracted = await room.mod.slash(room.mods, "claim retract", claim=claim.id, reason="withdrawn")
    assert "I have asked in the moderators' channel" in said(retracted)
    [message] = room.said(room.mods)
    assert "Approved and saved as write" in said(await second.click(message, label="Approve"))
