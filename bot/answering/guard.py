"""May the bot look at this message at all, and at what of it? Pure; no Discord objects past here.

What somebody asks about is read whole. The bot looks at other messages only if
- a person wrote it: no bot, no webhook, no system message, not the bot itself;
- that person has not opted out;
- the channel's step is not "off", and, on "links", the message carries a link;
- something is left once code, spoilers, quotations and links in <...> are taken away.
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.articles.links import find_links
from claims_db.storage.channels import Step

MAX_LINKS: Final = 5
_CODE_RE: Final = re.compile(r"```.*?(?:```|\Z)|``.*?``|`[^`\n]*`", re.DOTALL)
_SPOILER_RE: Final = re.compile(r"\|\|.*?\|\|", re.DOTALL)
_HIDDEN_LINK_RE: Final = re.compile(r"<https?://[^\s<>]{1,2000}>", re.IGNORECASE)
_QUOTATION_RE: Final = re.compile(r"^ *>>> [\s\S]*|^ *> .*$", re.MULTILINE)
_QUOTATION_MARK_RE: Final = re.compile(r"^ *>(?:>>)? ", re.MULTILINE)
_LANGUAGE_RE: Final = re.compile(r"^\w*\n")
_TAG_RE: Final = re.compile(r"<(?:@[!&]?|#|a?:\w{1,32}:|t:|/[^:>]{1,64}:)[^>]{0,64}>")
_LINK_RE: Final = re.compile(r"https?://[^\s<>|]{4,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Post:
    """A message as the guard sees it. `previews` are titles and descriptions Discord showed for links."""

    content: str
    author_id: str
    is_person: bool
    previews: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageText:
    """What of a message may be checked: its own words, its links, what Discord showed of them."""

    text: str
    links: tuple[str, ...]
    previews: tuple[str, ...]

    @property
    def checked_text(self) -> str:
        """Everything there is to check, the person's own words first."""
        return "\n".join(part for part in (self.text, *self.previews) if part)

    @property
    def known_by(self) -> str:
        """What the message is recognised by: its words or, if it has none, its links."""
        return self.checked_text or "\n".join(self.links)

    @property
    def is_empty(self) -> bool:
        return not (self.checked_text or self.links)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the bot does not look at a message."""

    reason: str


def read_text(content: str, *, is_asked: bool, previews: tuple[str, ...] = ()) -> MessageText:
    """Return the words and links of a text that are to be read.

    If somebody asks about it, that is all of it: code, spoilers, quotations and <...> only lose their
    marks. Otherwise they are left out. An address is a link to read, never words.
    """
    text = _without_marks(content) if is_asked else _without_asides(content)
    links = find_links(text)[:MAX_LINKS]
    text = _TAG_RE.sub(" ", _LINK_RE.sub(" ", text))
    if not is_asked:
        text = _QUOTATION_RE.sub(" ", text)
    return MessageText(text.strip(), links, previews if links else ())


def _without_asides(content: str) -> str:
    """Return the text without code, spoilers and links in <...>."""
    return _HIDDEN_LINK_RE.sub(" ", _SPOILER_RE.sub(" ", _CODE_RE.sub(" ", content)))


def _without_marks(content: str) -> str:
    """Return the text without the marks of quotations, code, spoilers and links in <...>."""
    text = _CODE_RE.sub(_code_inside, _QUOTATION_MARK_RE.sub("", content))
    text = _SPOILER_RE.sub(lambda spoiler: f" {spoiler[0][2:-2]} ", text)
    return _HIDDEN_LINK_RE.sub(lambda link: f" {link[0][1:-1]} ", text)


def _code_inside(code: re.Match[str]) -> str:
    """Return the code between its marks, without the name of its language."""
    inside = code[0].strip("`")
    return f" {_LANGUAGE_RE.sub('', inside) if code[0].startswith('```') else inside} "


def look_at(post: Post, step: Step, *, is_opted_out: bool) -> MessageText | Refusal:
    """Return what of the message to check for an automatic reply, or why not to look at it."""
    if not post.is_person:
        return Refusal("not written by a person")
    if step == "off":
        return Refusal("the channel is off")
    if is_opted_out:
        return Refusal("its author has opted out")
    reading = read_text(post.content, is_asked=False, previews=post.previews)
    if step == "links" and not reading.links:
        return Refusal("the channel answers links only, and there is none")
    if reading.is_empty:
        return Refusal("nothing in it but code, spoilers or hidden links")
    return reading
