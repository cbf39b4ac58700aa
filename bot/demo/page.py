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
    """Serve the page until it is closed in the browser or the program gets a signal to stop."""
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
        "Your turn: open this page in a browser on this computer",
        "",
        f"    {url}",
        "",
        "At the top, choose whether you are You or Moderator. Type a message, or / for the commands; try:",
        f"    {script.try_message}",
        f"    /check {script.try_question}",
        "In a real server I reply automatically to a topic at most once in six hours; here I do every time.",
        "Press Ctrl-C to end the demo.",
        "",
    ]
    for line in lines:
        console.print(Text(line, "bold" if "://" in line else ""), soft_wrap=True)


def _scroll_to_newest(preview: Any, room: Newsroom) -> None:
    """Make the page scroll to the newest message; on its own it stays at what was typed, above the answer.

    simcord 3.2.1 has no public way to do so.
    """
    publish = preview._publish  # noqa: SLF001
    newest: dict[str, int] = {}

    def publish_newest(page: Any, *, reason: str = "action") -> None:
        messages = room.channel.history(viewer=page.viewer)
        last = messages[-1].id if messages else 0
        if last > newest.get(page.id, 0):
            newest[page.id] = last
            page.target_id = last
            page.window_end_id = None
        publish(page, reason=reason)

    preview._publish = publish_newest  # noqa: SLF001


def _show_small_print() -> None:
    """Make the page render "-# " lines in cards, as Discord does; simcord 3.2.1 does so in messages only."""
    rules: Any = import_module("simcord.preview._markdown")
    rules._FIELD_POLICIES["embed_description"]["subtext"] = True  # noqa: SLF001


class _Watcher:
    """Prints what is said on the page, and refreshes the page if something else changed the channel."""

    def __init__(self, room: Newsroom, preview: Preview, transcript: Transcript) -> None:
        self._room = room
        self._preview = preview
        self._out = transcript
        self._printed = {m.id for m in room.channel.history()}
        self._printed_silences = set(room.silences)
        self._refreshed_for = 0

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            with suppress(SetupError):  # the page is busy
                await self._room.work_off()
            self._print_new()
            last = self._room.channel.last_message
            if last is None or last.id == self._refreshed_for or last.flags.ephemeral:
                continue
            if not self._is_shown(last.id):
                with suppress(SetupError):  # the page is busy, and shows it when it is done
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
        for message_id in self._room.silences.keys() - self._printed_silences:
            self._printed_silences.add(message_id)
            self._out.silent(self._room.silences[message_id])

    def _is_shown(self, message_id: int) -> bool:
        """Do all open pages show the message? Refreshing one that does would disturb what is typed there."""
        pages = list(self._preview._pages.values())  # noqa: SLF001
        return all(str(message_id) in (page.snapshot or {}).get("messages", ()) for page in pages)
