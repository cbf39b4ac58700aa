"""The links in a text from which the guard has taken code, spoilers and <...>. Pure.

Only what is written with http:// or https:// counts, as in Discord itself: a bare "example.com" or an
e-mail address is no request to read a page.
"""

import re
from itertools import islice
from typing import Final

from linkify_it import LinkifyIt

MAX_LINKS: Final = 5
MAX_LENGTH: Final = 2000
MAX_STARTS: Final = 50
"""Places of a text where a link may begin; each may cost the finder a look at all that follows."""
_START_RE: Final = re.compile(r"https?://", re.IGNORECASE)
_FINDER: Final = (
    LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    .add("ftp:", None)
    .add("mailto:", None)
    .add("//", None)
)
_EMPHASIS: Final = "*_~|"
_CLOSING: Final = "”’“»›…。，、）」』】》"  # the finder knows ASCII's
_UNDERLINED_RE: Final = re.compile(r"_(?=_{0,9}https?://)", re.IGNORECASE)


def find_links(text: str) -> tuple[str, ...]:
    """Return the first links of a text, each once, in their order."""
    starts = [match.start() for match in islice(_START_RE.finditer(text), MAX_STARTS + 1)]
    text = text[: starts[MAX_STARTS]] if len(starts) > MAX_STARTS else text
    found: dict[str, None] = {}
    for match in _FINDER.match(_UNDERLINED_RE.sub("*", text)) or ():
        link = _without_emphasis(text, match.index, match.raw.rstrip(_CLOSING))
        if len(link) <= MAX_LENGTH:
            found.setdefault(link)
        if len(found) == MAX_LINKS:
            break
    return tuple(found)


def _without_emphasis(text: str, start: int, link: str) -> str:
    """The link without the closing marks of **bold** and its like that were opened before it."""
    opened = text[:start]
    while opened and link and opened[-1] in _EMPHASIS and link[-1] == opened[-1]:
        opened, link = opened[:-1], link[:-1]
    return link
