"""Replies follow the claims: who asked and how, what was done to the claim, in which server."""

import time
from dataclasses import replace

import discord
import pytest

from claims_db.models import Claim
from claims_db.records.dataset import DATA_DIR, Dataset, load_dataset
from claims_db.storage.release import load_release
from tests.bot.conftest import DEATHS, Newsroom
from tests.bot.correcting import (
    CLAIM,
    DAY,
    RETRACTED,
    WORDING,
    change_to,
    cog,
    edits,
    outcome,
    retract,
    work_off,
)


@pytest.fixture
async def reply(room: Newsroom) -> discord.Message:
    """An automatic reply that shows the claim."""
    await room.watch("all")
    await room.alice.send(room.desk, DEATHS)
    [said] = room.said()
    assert WORDING in said.content
    return said


async def test_an_automatic_reply_says_what_was_corrected(room: Newsroom, reply: discord.Message) -> None:
    await change_to(room, 500)
    await work_off(room)
    [now] = room.said()
    assert now.id == reply.id
    first, second, third = now.content.split("\n")
    assert first.startswith("Death toll: '500 people were killed' per source 001; ")
    assert "differs from" in second  # another source's figure still does
    assert third == f"-# corrected on {DAY}: was '{WORDING}', now '500 people were killed'"
    assert now.flags.suppress_embeds
    [edit] = edits(room)
    assert edit.json["allowed_mentions"] == {"parse": []}


async def test_a_retracted_figure_says_so_first_and_is_no_support(room: Newsroom) -> None:
    await room.watch("all")
    text = DEATHS.replace("500", "238")
    await room.alice.send(room.desk, text)
    await room.alice.slash(room.desk, "check", text=text)
    short, asked = room.said()
    assert "= agrees · **'238" in (asked.embeds[0].description or "")
    await retract(room)
    await work_off(room)
    short, asked = room.said()
    first, second, third = short.content.split("\n")
    assert first.startswith(f"Death toll: later retracted: '{WORDING}' per source 001; ")
    assert second == f"-# later retracted: '{WORDING}' per source 001, which '238' repeats"
    assert third == RETRACTED
    assert asked.content == RETRACTED
    description = asked.embeds[0].description or ""
    assert f"repeated · **later retracted: '{WORDING}' per source 001**" in description
    assert "agrees · **later" not in description


@pytest.mark.parametrize("how", ["slash", "mention"])
async def test_an_answer_to_somebody_who_asked_is_corrected(room: Newsroom, how: str) -> None:
    if how == "slash":
        await room.alice.slash(room.desk, "check", text=DEATHS)
    else:
        await room.alice.send(room.desk, f"{room.bot_mention} {DEATHS}")
    [before] = room.said()
    assert before.content == ""
    await change_to(room, 240)
    await work_off(room)
    [now] = room.said()
    assert now.content == f"-# corrected on {DAY}: was '{WORDING}', now '240 people were killed'"
    assert len(now.embeds) == len(before.embeds)
    description = now.embeds[0].description or ""
    assert "240 people were killed" in description
    assert WORDING not in description
    # What the message said is set against the claims as before, in the same order.
    assert description == (before.embeds[0].description or "").replace(WORDING, "240 people were killed")
    assert [a.filename for a in now.attachments] == [a.filename for a in before.attachments]
    more = await room.bob.click(now, label="More")
    assert more.response is not None
    assert "240 people were killed" in "".join(e.description or "" for e in more.response.embeds)
    why = await room.bob.click(now, label="Why")
    assert why.response is not None
    assert "**Death toll**: score" in why.response.content


async def test_retracted_restored_hidden_and_shown_again(room: Newsroom, reply: discord.Message) -> None:
    editors, here = room.bot.editors, str(room.guild.id)
    await retract(room, reason="the [ministry](http://x.example) took it back @everyone")
    await work_off(room)
    [now] = room.said()
    assert now.content.startswith("Death toll: ")
    assert "later retracted: '238" in now.content
    assert "(the \\[ministry\\]\\(http:\u200b//x.example\\) took it back @\u200beveryone)" in now.content
    cog(room).work_off.cancel()  # or it might look between the two
    await editors.claims.restore(here, CLAIM, by="7")
    await editors.claims.hide(here, CLAIM, by="7")
    await cog(room).correct_all()
    [now] = room.said()
    head, tail = now.content.split("\n-# no longer", 1)
    assert WORDING not in head
    assert f"-# no longer{tail}".split("\n")[:2] == [
        f"-# no longer shown here since {DAY}: '{WORDING}'",
        f"-# restored on {DAY}: '{WORDING}' per source 001 stands again",
    ]
    assert len(edits(room)) == 2  # the two of one reply in one edit
    await editors.claims.restore(here, CLAIM, by="7")
    await cog(room).correct_all()
    [now] = room.said()
    assert f"'{WORDING}' per source 001; " in now.content.split("\n")[0]
    assert f"-# shown again since {DAY}: '{WORDING}' per source 001" in now.content
    assert now.content.count(DAY) == 3
    assert "'500' differs from" in now.content  # what the message said was not lost


async def test_a_hide_that_is_undone_brings_the_claim_back(room: Newsroom, reply: discord.Message) -> None:
    hidden = await room.bot.editors.claims.hide(str(room.guild.id), CLAIM, by="7")
    await work_off(room)
    await room.bot.editors.claims.undo(str(room.guild.id), hidden.audit_id, by="7")
    await work_off(room)
    assert room.said()[0].content.startswith(reply.content.split(";")[0])


async def test_another_servers_replies_are_left_alone(room: Newsroom, reply: discord.Message) -> None:
    other = room.env.create_guild("Elsewhere")
    channel = other.create_text_channel("desk")
    carol = other.add_member(room.env.create_user("carol"))
    await carol.slash(channel, "check", text=DEATHS)
    await carol.user.slash("check", text=DEATHS)
    [theirs] = room.said(channel)
    await retract(room)
    await work_off(room)
    assert [e.json["content"] for e in edits(room)] == [room.said()[0].content]
    assert room.said(channel)[0].embeds[0].description == theirs.embeds[0].description
    assert room.said(channel)[0].content == ""


async def test_a_shadow_keeps_its_link(room: Newsroom) -> None:
    await room.watch("shadow", moderators=room.mods)
    message = await room.alice.send(room.desk, DEATHS)
    before = room.said(room.mods)[-1]
    await retract(room)
    await work_off(room)
    now = room.said(room.mods)[-1]
    assert now.id == before.id
    assert now.content.startswith(f"-# Shadow: would have replied to {message.jump_url}\nDeath toll: ")
    assert now.content.endswith(RETRACTED)


async def test_an_edited_message_gets_fresh_findings_without_the_line(
    room: Newsroom, reply: discord.Message
) -> None:
    await change_to(room, 240)
    await work_off(room)
    assert reply.reference is not None
    asked = next(m for m in room.desk.history() if m.id == reply.reference.message_id)
    await room.alice.edit(asked, DEATHS.replace("500", "900"))
    assert "corrected on" not in room.said()[0].content
    await change_to(room, 250)
    await work_off(room)
    [now] = room.said()
    assert now.content.count("corrected on") == 1
    assert "was '240 people were killed', now '250 people were killed'" in now.content
    assert "'900' differs from '250 people were killed'" in now.content


async def test_a_message_edited_before_its_reply_was_corrected_needs_no_second_edit(
    room: Newsroom, reply: discord.Message
) -> None:
    audit_id = await change_to(room, 240)
    assert reply.reference is not None
    asked = next(m for m in room.desk.history() if m.id == reply.reference.message_id)
    await room.alice.edit(asked, DEATHS.replace("500", "900"))
    before = len(edits(room))
    await work_off(room)
    assert len(edits(room)) == before
    assert (await outcome(room, audit_id)).pending == 0


async def test_a_merged_topic(room: Newsroom, reply: discord.Message) -> None:
    await room.bot.editors.topics.merge(str(room.guild.id), "deaths-total", "detained-total", by="7")
    await work_off(room)
    [now] = room.said()
    assert now.content.startswith("Detained: ")
    assert now.content.endswith(f"-# merged on {DAY}: 'Death toll' is now part of 'Detained'")
    assert "'500' differs from '238 people were killed'" in now.content
    await room.bot.editors.topics.unmerge(str(room.guild.id), "deaths-total", by="7")
    await work_off(room, 30)
    [now] = room.said()
    assert now.content.startswith(f"{reply.content}\n-# split on {DAY}: 'Death toll' is apart again")


async def release(room: Newsroom, claims: dict[str, Claim | None]) -> None:
    """A new release of the shipped claims, some changed, some gone."""
    data: Dataset = load_dataset(DATA_DIR)
    kept = [claims.get(c.id, c) for c in data.claims]
    await load_release(room.bot.store, replace(data, claims=tuple(c for c in kept if c is not None)))
    room.bot.checker.forget()


async def test_a_release_corrects_replies_where_the_claim_is_nobodys_own(room: Newsroom) -> None:
    room.clock.now = time.time()
    other = room.env.create_guild("Elsewhere")
    channel = other.create_text_channel("desk")
    carol = other.add_member(room.env.create_user("carol"))
    await carol.slash(channel, "check", text=DEATHS)
    await room.alice.slash(room.desk, "check", text=DEATHS)
    await change_to(room, 240)
    await work_off(room)
    ours = room.said()[0].content
    shipped = await room.bot.editors.store.claim(CLAIM)
    await release(room, {CLAIM: replace(shipped, status="retracted", revision=2)})
    await room.restart()
    await work_off(room)
    assert room.said()[0].content == ours
    [theirs] = room.said(channel)
    assert f"'{WORDING}' per source 001" in theirs.content
    assert theirs.content.startswith("-# retracted on ")
    await release(room, {CLAIM: None})
    await room.restart()
    await work_off(room)
    assert room.said(channel)[0].content.startswith("-# no longer shown here since ")


async def test_direct_messages_follow_a_release(room: Newsroom) -> None:
    room.clock.now = time.time()
    await room.alice.user.slash("check", text=DEATHS)
    shipped = await room.bot.editors.store.claim(CLAIM)
    await release(room, {CLAIM: replace(shipped, status="retracted", revision=2)})
    await room.restart()
    await work_off(room)
    [edit] = edits(room)
    assert edit.json["content"].startswith("-# retracted on ")
    assert edit.json["allowed_mentions"] == {"parse": []}
