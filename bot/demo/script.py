"""The scripted part of the demo: a short conversation with the bot, acted and printed step by step."""

import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import discord
from simcord import ChannelHandle, Env, InteractionResult, MemberActor

from bot.demo.transcript import Transcript, card_note, message_lines

BOT = "Crosscheck"


@dataclass(frozen=True, slots=True)
class Script:
    """What is said; from script.toml."""

    question: str
    figure: str
    chatter: tuple[str, ...]
    try_message: str
    try_question: str
    link_url: str
    link_title: str
    link_site: str
    moderator: dict[str, str]


def load_script() -> Script:
    """Return the script that ships with the bot."""
    raw: dict[str, Any] = tomllib.loads(files("bot.demo").joinpath("script.toml").read_text(encoding="utf-8"))
    link = raw.pop("link")
    chatter = tuple(raw.pop("chatter"))
    return Script(
        **raw, chatter=chatter, link_url=link["url"], link_title=link["title"], link_site=link["site"]
    )


@dataclass(slots=True)
class Newsroom:
    """A simulated server with the bot in it, and the people who talk there."""

    env: Env
    channel: ChannelHandle
    you: MemberActor
    moderator: MemberActor
    stranger: MemberActor
    silences: dict[int, str]
    """Why the bot said nothing, by the message's id."""
    work_off: Callable[[], Awaitable[None]]
    """Lets the bot's background work continue, which would otherwise wait for the simulation's clock."""

    def name(self, user_id: int) -> str:
        """Return the name that a user's messages are printed under."""
        people = (self.you, self.moderator, self.stranger)
        return next((p.name for p in people if p.id == user_id), BOT)


class Play:
    """The conversation: each step acts as a Discord user does and prints what the bot does."""

    def __init__(self, room: Newsroom, script: Script, transcript: Transcript) -> None:
        self._room = room
        self._script = script
        self._out = transcript

    async def run(self) -> None:
        """Act all steps, in order."""
        self._out.heading("Ask")
        await self._ask()
        self._out.heading("Switch automatic replies on")
        await self._command(self._room.moderator, "watch set", channel=self._room.channel, step="all")
        self._out.heading("A figure nobody asked about")
        reply = await self._post(self._room.you, self._script.figure)
        self._out.heading("A link")
        await self._post_link()
        self._out.heading("Chatter")
        for text in self._script.chatter:
            await self._post(self._room.you, text)
        if reply is not None:
            self._out.heading("The buttons")
            await self._press(self._room.you, reply, "Why")
            await self._press(self._room.stranger, reply, "Remove")
        self._out.heading("What moderators see")
        await self._command(self._room.moderator, "watch show")

    async def _ask(self) -> None:
        you, channel = self._room.you, self._room.channel
        self._out.say(you.name, [f"/check {self._script.question}"], style="bold cyan")
        result = await you.slash(channel, "check", text=self._script.question)
        self.print_result(result, you)

    async def _command(self, who: MemberActor, name: str, **options: Any) -> None:
        typed = " ".join(f"#{v.name}" if isinstance(v, ChannelHandle) else str(v) for v in options.values())
        self._out.say(who.name, [f"/{name} {typed}".rstrip()], style="bold magenta")
        self.print_result(await who.slash(self._room.channel, name, **options), who)

    def print_result(self, result: InteractionResult, asker: MemberActor) -> None:
        """Print the answers to an interaction."""
        posted = [result.response, *result.followups]
        responses = {m.id: m for m in posted if m is not None and (m.content or m.embeds)}
        for response in responses.values():
            private = f"private, for {asker.name} only" if response.ephemeral else ""
            self.print_answer(response.message, private)
        if not responses:
            self._out.silent("no answer")

    def print_answer(self, message: discord.Message, note: str = "") -> None:
        """Print a message of the bot."""
        notes = [n for n in (card_note(message), note) if n]
        self._out.say(BOT, message_lines(message), note="; ".join(notes), style="bold green")

    async def _post(self, who: MemberActor, text: str) -> discord.Message | None:
        """Post a message; return the bot's reply, or None if it is silent."""
        self._out.say(who.name, [text], style="bold cyan")
        posted = await who.send(self._room.channel, text)
        return self._reply_to(posted.id)

    async def _post_link(self) -> None:
        """Post a link as Discord shows it, with the article's title under it."""
        script, room = self._script, self._room
        preview = {
            "type": "article",
            "url": script.link_url,
            "title": script.link_title,
            "provider": {"name": script.link_site},
        }
        self._out.say(
            room.you.name, [script.link_url, f"[link preview: {script.link_title}]"], style="bold cyan"
        )
        posted = room.env.backend.create_message(
            room.channel.id, room.you.id, script.link_url, embeds=[preview]
        )
        await room.env.settle()
        self._reply_to(posted.id)

    def _reply_to(self, message_id: int) -> discord.Message | None:
        for message in reversed(self._room.channel.history()):
            if message.reference is not None and message.reference.message_id == message_id:
                self.print_answer(message)
                return message
        self._out.silent(self._room.silences.get(message_id, "not a message that the bot may look at"))
        return None

    async def _press(self, who: MemberActor, message: discord.Message, label: str) -> None:
        self._out.say(who.name, [f"presses [{label}] under the reply to the figure"], style="bold cyan")
        self.print_result(await who.click(message, label=label), who)
