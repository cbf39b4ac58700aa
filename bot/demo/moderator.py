"""The moderators' part of the scripted demo: a claim is added, asked about, corrected and retracted."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import discord
from simcord import InteractionResult

from bot.demo.script import Newsroom, Play
from bot.demo.transcript import Transcript

_PATIENCE: Final = 20.0
_STEP: Final = 0.1
_MANNER: Final = "bold magenta"


@dataclass(frozen=True, slots=True)
class ModeratorScript:
    """What the moderator types; from script.toml."""

    source: str
    source_title: str
    topic: str
    figure: str
    corrected: str
    reason: str
    question: str


class ModeratorPlay:
    """Acts as a moderator, and as somebody who asks."""

    def __init__(self, room: Newsroom, script: ModeratorScript, play: Play, out: Transcript) -> None:
        self._room = room
        self._script = script
        self._play = play
        self._out = out

    async def run(self) -> None:
        """Act all steps, in order."""
        script = self._script
        self._out.heading("A moderator adds a source and a claim with another figure")
        await self._command("source add", code=script.source, title=script.source_title, kind="news report")
        form = await self._slash("claim add", topic=script.topic, source=script.source, figure=script.figure)
        await self._save(await self._fill(form, script.figure))
        self._out.heading("Somebody asks, and the answer shows it")
        asked = await self._ask()
        self._out.heading("The moderator edits it, and the earlier answer is corrected")
        claim = f"{script.source}-m1"
        form = await self._slash("claim edit", claim=claim)
        await self._save(await self._fill(form, script.corrected))
        await self._print_corrected(asked)
        self._out.heading("The source takes the figure back, and the answer says so")
        await self._command("claim retract", claim=claim, reason=script.reason)
        await self._print_corrected(asked)
        await self._command("claim history", claim=claim)

    async def _slash(self, name: str, **options: str) -> InteractionResult:
        self._out.say(self._room.moderator.name, [f"/{name} {' '.join(options.values())}"], style=_MANNER)
        return await self._room.moderator.slash(self._room.channel, name, **options)

    async def _command(self, name: str, **options: str) -> None:
        self._play.print_result(await self._slash(name, **options), self._room.moderator)

    async def _fill(self, form: InteractionResult, figure: str) -> InteractionResult:
        moderator = self._room.moderator
        self._out.say(moderator.name, [f"fills in the form: {figure}"], style=_MANNER)
        typed = {"figure": figure, "wording": figure, "excerpt": figure}
        preview = await moderator.submit_modal(form, typed)
        self._play.print_result(preview, moderator)
        return preview

    async def _save(self, result: InteractionResult) -> None:
        moderator = self._room.moderator
        self._out.say(moderator.name, ["presses [Save]"], style=_MANNER)
        preview: Any = result.response
        self._play.print_result(await moderator.click(preview, label="Save"), moderator)

    async def _ask(self) -> discord.Message:
        you = self._room.you
        self._out.say(you.name, [f"/check {self._script.question}"], style="bold cyan")
        result: Any = await you.slash(self._room.channel, "check", text=self._script.question)
        self._play.print_result(result, you)
        message: discord.Message = result.response.message
        return message

    async def _print_corrected(self, answer: discord.Message) -> None:
        """Wait until the answer has changed, and print it as it is now."""
        before = self._now(answer)
        for _ in range(int(_PATIENCE / _STEP)):
            await asyncio.sleep(_STEP)
            await self._room.work_off()
            now = self._now(answer)
            if now is not None and before is not None and _text_of(now) != _text_of(before):
                self._play.print_answer(now, "the same answer, edited")
                return
        self._out.silent("the answer has not changed")

    def _now(self, answer: discord.Message) -> discord.Message | None:
        return next((m for m in self._room.channel.history() if m.id == answer.id), None)


def _text_of(message: discord.Message) -> tuple[str, ...]:
    return (message.content, *(e.description or "" for e in message.embeds))
