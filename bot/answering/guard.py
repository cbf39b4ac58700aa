"""May the bot look at this message at all, and at what of it? Pure; no Discord objects past here.

The bot looks unasked at a message only if
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
        """What the message is known again by: its words or, where it has none, its links."""
        return self.checked_text or "\n".join(self.links)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the bot does not look at a message."""

    reason: str


def read_post(post: Post) -> MessageText:
    """The words and links of a message that are meant to be read, code, spoilers and <...> apart."""
    text = _CODE_RE.sub(" ", post.content)
    text = _SPOILER_RE.sub(" ", text)
    text = _HIDDEN_LINK_RE.sub(" ", text)
    links = find_links(text)[:MAX_LINKS]
    text = _QUOTATION_RE.sub(" ", _TAG_RE.sub(" ", _LINK_RE.sub(" ", text)))
    return MessageText(text.strip(), links, post.previews if links else ())


def look_at(post: Post, step: Step, *, is_opted_out: bool) -> MessageText | Refusal:
    """What of the message to check unasked, or why not to look at it."""
    if not post.is_person:
        return Refusal("not written by a person")
    if step == "off":
        return Refusal("the channel is off")
    if is_opted_out:
        return Refusal("its author has opted out")
    reading = read_post(post)
    if step == "links" and not reading.links:
        return Refusal("the channel answers links only, and there is none")
    if not reading.checked_text and not reading.links:
        return Refusal("nothing in it but code, spoilers or hidden links")
    return reading
