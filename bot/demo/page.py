"""The demo's page: the simulated channel in a browser, where a newcomer talks to the bot."""

import asyncio
import signal
from contextlib import AsyncExitStack, suppress
from importlib import import_module
from typing import Any, Final

from rich.console import Console
from rich.text import Text
from simcord import Preview, SetupError

from bot.demo.script import BOT, Newsroom, Script
from bot.demo.transcript import Transcript, card_note, message_lines
from bot.start import StartError

_POLL_SECONDS: Final = 0.3


async def serve(room: Newsroom, script: Script, out: Transcript, console: Console, port: int) -> None:
    """Serve the page until it is closed there, or the program is told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(name, stop.set)
    viewers = [room.you, room.moderator]
    preview = room.env.preview(room.channel, viewers=viewers, layout="channel", port=port or None)
    _scroll_to_newest(preview, room)
    _show_small_print()
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(preview)
        except SetupError as error:
            raise StartError(f"The page can't be served: {error}.", 69) from None
        _print_address(console, preview.url, script)
        waits = [asyncio.create_task(stop.wait()), asyncio.create_task(preview.wait_closed())]
        watcher = asyncio.create_task(_Watcher(room, preview, out).run())
        try:
            await asyncio.wait([*waits, watcher], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*waits, watcher):
                task.cancel()
            await asyncio.gather(*waits, watcher, return_exceptions=True)
    console.print("The demo has ended.")


def _print_address(console: Console, url: str, script: Script) -> None:
    lines = [
        "",
        "Now you: open this page in a browser on this computer",
        "",
        f"    {url}",
        "",
        "Type a message, or / for the commands. At the top choose whether you are You or Moderator.",
        f"    {script.try_message}",
        f"    /check {script.try_question}",
        "On a real server a topic is answered unasked only once in six hours; here it is every time.",
        "Ctrl-C ends the demo.",
        "",
    ]
    for line in lines:
        console.print(Text(line, "bold" if "://" in line else ""), soft_wrap=True)


def _scroll_to_newest(preview: Any, room: Newsroom) -> None:
    """Have the page show what came last: it would stay at what was typed, the answer below its edge.

    There is no public way to say so in simcord 3.2.1.
    """
    publish = preview._publish  # noqa: SLF001
    newest: dict[str, int] = {}

    def publish_newest(page: Any, *, reason: str = "action") -> None:
        seen = room.channel.history(viewer=page.viewer)
        last = seen[-1].id if seen else 0
        if last > newest.get(page.id, 0):
            newest[page.id] = last
            page.target_id = last
            page.window_end_id = None
        publish(page, reason=reason)

    preview._publish = publish_newest  # noqa: SLF001


def _show_small_print() -> None:
    """Have the page render "-# " lines in cards, as Discord does; simcord 3.2.1 does so in messages only."""
    rules: Any = import_module("simcord.preview._markdown")
    rules._FIELD_POLICIES["embed_description"]["subtext"] = True  # noqa: SLF001


class _Watcher:
    """Prints what is said on the page, and shows the page what came in behind its back."""

    def __init__(self, room: Newsroom, preview: Preview, transcript: Transcript) -> None:
        self._room = room
        self._preview = preview
        self._out = transcript
        self._printed = {m.id for m in room.channel.history()}
        self._told = set(room.silences)
        self._refreshed_for = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            with suppress(SetupError):  # the page is at work
                await self._room.work_off()
            self._print_new()
            last = self._room.channel.last_message
            if last is None or last.id == self._refreshed_for or last.flags.ephemeral:
                continue
            if not self._is_shown(last.id):
                with suppress(SetupError):  # the page is at work, and shows it when it is done
                    await self._preview.refresh()
                    self._refreshed_for = last.id

    def _print_new(self) -> None:
        for message in self._room.channel.history():
            lines = message_lines(message)
            if message.id in self._printed or not lines or message.flags.loading:
                continue
            self._printed.add(message.id)
            notes = [card_note(message), "private" if message.flags.ephemeral else ""]
            name = self._room.name(message.author.id)
            style = "bold green" if name == BOT else "bold cyan"
            self._out.say(name, lines, note="; ".join(n for n in notes if n), style=style)
        for message_id in self._room.silences.keys() - self._told:
            self._told.add(message_id)
            self._out.silent(self._room.silences[message_id])

    def _is_shown(self, message_id: int) -> bool:
        """Refreshing a page that is up to date would spoil what is being done on it just then."""
        pages = list(self._preview._pages.values())  # noqa: SLF001
        return all(str(message_id) in (page.snapshot or {}).get("messages", ()) for page in pages)
