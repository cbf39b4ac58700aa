"""How long input that is made to be slow takes to read: `python -m bench.hostile`.

Messages and robots.txt files are read at half their length and whole: a ratio of about 2 says that time grows
in proportion, 4 that it grows with the square. Pages are read once, as a worker reads them; the pool ends
what takes five seconds. Absolute times are this machine's; quote the ratios.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Final

from bot.answering.guard import Post, read_text
from bot.articles.article import ExtractionError
from bot.articles.extract import extract_article
from bot.articles.links import find_links
from bot.articles.robots import MAX_BYTES, parsed_rules

URL: Final = "https://news.example/story"
LONG_PATH: Final = "https://site.example/" + "a" * 1900
PARAGRAPHS: Final = (
    "<p>The town has 1,200 houses and 37 of them burnt down on Monday night, the mayor said.</p>"
    "<p>Some 90 people sleep in the school until the army has put up its 40 tents.</p>"
)
MESSAGE_LENGTH: Final = 4000
MARKS: Final = ("`", "|", "<", ">", "[", "\n", "> ", "||", "```")
"""What messages of nothing else are read for code, spoilers and quotations."""
LINK_PARTS: Final = (
    "https://", "http://a.", "(", "https://a.example/(", "https://a.example/?[", "@.:/", "_",
)  # fmt: skip


def repeated(unit: str, length: int) -> str:
    """A text of the length that is the unit over and over."""
    return (unit * length)[:length]


def marked_post(mark: str, length: int) -> Post:
    """A message of a mark around the beginning of a link."""
    around = repeated(mark, length // 2)
    return Post(f"{around}https://a.example/{around}", "1", is_person=True)


def page(body: str = PARAGRAPHS, head: str = "", attributes: str = ' lang="en"') -> str:
    return f"<!DOCTYPE html><html{attributes}><head>{head}</head><body>{body}</body></html>"


def _rules(start: str, line: str, size: int) -> str:
    """A robots.txt of so many bytes: the start, then the line with a number in it."""
    lines, length = [start], 0
    while length < size:
        lines.append(line.format(len(lines)))
        length += len(lines[-1]) + 1
    return "\n".join(lines)


def _names(size: int) -> str:
    """Half of it names of other bots, half of it rules for all of them."""
    names = _rules("", "User-agent: bot{}", size // 2)
    return _rules(names, "Allow: /{}$", size // 2)


ROBOTS: Final[dict[str, Callable[[int], str]]] = {
    "stars": partial(_rules, "User-agent: *", "Allow: /*{}*a*b$"),
    "ends": partial(_rules, "User-agent: crosscheck\nUser-agent: *\nUser-agent: x", "Allow: /${}$"),
    "near misses": partial(_rules, "User-agent: *", f"Allow: *{'a' * 10}b{{}}"),
    "names": _names,
    "odd names": lambda size: _names(size).replace("User-", "User\u2003"),
    "one line": lambda size: "User-agent: *\nAllow: /" + "*a" * (size // 2),
}

PAGES: Final[dict[str, Callable[[], str]]] = {
    "nested divs": lambda: page("<div>" * 100_000 + PARAGRAPHS + "</div>" * 100_000),
    "fewer nested divs": lambda: page("<div>" * 20_000 + PARAGRAPHS + "</div>" * 20_000),
    "nested quotes": lambda: page("<blockquote>" * 20_000 + PARAGRAPHS),
    "nested tables": lambda: page("<table><tr><td>" * 9_000 + PARAGRAPHS),
    "nested lists": lambda: page("<ul><li>" * 14_000 + PARAGRAPHS),
    "nested spans": lambda: page("<p>" + "<span>" * 20_000 + "word"),
    "angle brackets": lambda: "<" * 3_000_000,
    "spaced brackets": lambda: page("< " * 1_500_000),
    "unclosed": lambda: page("<p><b><i><a href=x>word " * 7_000),
    "paragraphs only": lambda: "<p>" * 1_000_000,
    "attributes": lambda: page("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x</p>"),
    "entities": lambda: (
        '<!DOCTYPE html [<!ENTITY a0 "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(20))
        + f"]><html><body>{PARAGRAPHS}&a20;</body></html>"
    ),
    "ampersands": lambda: page("<p>" + "&amp;" * 500_000),
    "script only": lambda: page("<script>" + "var a='<p>x</p>';" * 100_000 + "</script>"),
    "links": lambda: page("".join(f'<a href="/{n}">link {n}</a>' for n in range(100_000))),
    "one line": lambda: page("<p>" + "word " * 600_000),
    "one word": lambda: page("<p>" + "a" * 3_000_000),
    "comments": lambda: page("<!--" * 700_000),
    "controls": lambda: page("<p>" + "\x00\x01\ud800\ufffe" * 100_000 + "</p>" + PARAGRAPHS),
    "title": lambda: page(head="<title>" + "a - " * 500_000 + "</title>"),
    "JSON lists": lambda: page(head='<script type="application/ld+json">' + "[" * 900_000 + "</script>"),
    "JSON graphs": lambda: page(
        head='<script type="application/ld+json">' + '{"@graph":' * 200_000 + "</script>"
    ),
    "nothing": str,
    "blanks": lambda: " \n" * 1000,
    "not HTML": lambda: "%PDF-1.7 \x00\x01\x02 binary",
    "declared encoding": lambda: '<?xml version="1.0" encoding="utf-16"?>' + page(),
}


def read_rules(text: str) -> bool:
    """Parse a robots.txt and ask it about a long address, as the fetcher does."""
    return bool(parsed_rules(text, "crosscheck").can_fetch(LONG_PATH, "crosscheck"))


def read_page(html: str) -> str:
    """What becomes of the page, in words."""
    try:
        return f"{len(extract_article(html, URL).text)} characters"
    except ExtractionError as error:
        return str(error)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _report(name: str, half: Callable[[], object], whole: Callable[[], object]) -> None:
    halved, all_of_it = (min(_seconds(work) for _ in range(3)) for work in (half, whole))
    print(f"{name:<40} {all_of_it * 1000:8.1f} ms, {all_of_it / halved:4.1f} times the half")


def main() -> None:
    lengths = (MESSAGE_LENGTH // 2, MESSAGE_LENGTH)
    for mark in MARKS:
        _report(
            f"message of {mark!r}",
            *(partial(read_text, marked_post(mark, n).content, is_asked=False) for n in lengths),
        )
    for unit in LINK_PARTS:
        _report(f"links of {unit!r}", *(partial(find_links, repeated(unit, n)) for n in lengths))
    for name, made in ROBOTS.items():
        _report(f"robots.txt: {name}", *(partial(read_rules, made(n)) for n in (MAX_BYTES // 2, MAX_BYTES)))
    for name, build in PAGES.items():
        html = build()
        print(f"{f'page: {name}':<40} {_seconds(partial(read_page, html)) * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
