"""Discord messages as lines in a terminal: who says what, and what the bot answers."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from rich.console import Console
from rich.text import Text

_SUBTEXT: Final = "-# "
_ESCAPED_RE: Final = re.compile(r"\\([^0-9A-Za-z\s])")
_BOLD_RE: Final = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*")
_CHANNEL_RE: Final = re.compile(r"<#(\d+)>")
_USER_RE: Final = re.compile(r"<@(\d+)>")
_TIME_RE: Final = re.compile(r"<t:(\d{1,11}):\w>")
_INDENT: Final = "    "


class Transcript:
    """Prints a conversation; nothing is wrapped, so a line of a message is a line of the terminal."""

    def __init__(
        self, console: Console, *, channel_names: Mapping[int, str], user_names: Mapping[int, str]
    ) -> None:
        self._console = console
        self._channel_names = channel_names
        self._user_names = user_names

    def plain(self, text: str) -> str:
        """Return a text as Discord shows it, as far as the bot uses Discord's markup."""
        text = _BOLD_RE.sub(r"\1", text)
        text = _CHANNEL_RE.sub(lambda m: "#" + self._channel_names.get(int(m[1]), "unknown"), text)
        text = _USER_RE.sub(lambda m: "@" + self._user_names.get(int(m[1]), "unknown"), text)
        text = _TIME_RE.sub(lambda m: f"{datetime.fromtimestamp(int(m[1]), UTC):%Y-%m-%d %H:%M} UTC", text)
        return _ESCAPED_RE.sub(r"\1", text).replace("\u200b", "")

    def say(self, who: str, lines: Iterable[str], *, note: str = "", style: str = "bold") -> None:
        """Print who speaks, then what they say, one indented line each."""
        head = Text(who, style)
        if note:
            head.append(f" ({self.plain(note)})", "dim")
        self._console.print(head, soft_wrap=True)
        for line in lines:
            small = line.startswith(_SUBTEXT)
            indent = _INDENT * 2 if small else _INDENT
            text = Text(indent + self.plain(line.removeprefix(_SUBTEXT)), "dim" if small else "")
            self._console.print(text, soft_wrap=True)

    def silent(self, reason: str) -> None:
        """Print that the bot said nothing, and why."""
        self._console.print(Text(f"{_INDENT}(silent: {reason})", "italic yellow"), soft_wrap=True)

    def heading(self, text: str) -> None:
        self._console.print()
        self._console.print(Text(text, "bold underline"), soft_wrap=True)


def message_lines(message: Any) -> list[str]:
    """Return the lines of a message: its text, its cards, its chart in words, its buttons."""
    lines = message.content.splitlines()
    for embed in message.embeds:
        if embed.type == "rich":
            lines += [*(embed.description or "").splitlines()]
            lines += [f"{_SUBTEXT}{embed.footer.text}"] if embed.footer.text else []
        else:
            lines.append(f"[link preview: {embed.title}]")
    lines += [f"[{a.description or a.filename}]" for a in message.attachments]
    labels = [f"[{child.label}]" for row in getattr(message, "components", ()) for child in _buttons(row)]
    return [*lines, " ".join(labels)] if labels else lines


def _buttons(row: Any) -> list[Any]:
    return [child for child in getattr(row, "children", ()) if getattr(child, "label", None)]


def card_note(message: Any) -> str:
    """Return a note with the title of the first card; "" if there is no card."""
    titles = [e.title for e in message.embeds if e.type == "rich" and e.title]
    return f"card: {titles[0]}" if titles else ""
