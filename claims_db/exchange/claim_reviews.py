"""Published fact-checks (schema.org ClaimReview) as claims: JSON-LD, by itself or inside a page.

What a review says becomes a claim of the fact-checker: the reviewed words, cut to what an excerpt may
hold, and a stance. If the words state a single figure, it is read like any other figure. The original
rating and the address go into the note. The same review always gets the same id.
"""

import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import etree

from claims_db.drafts.from_article import excerpt_around
from claims_db.errors import Problem
from claims_db.exchange.batch import (
    MAX_PROBLEMS,
    MAX_ROWS,
    Batch,
    FileClaim,
    bad_file,
    raise_if_any,
    source_of,
    topic_of,
)
from claims_db.exchange.json_lines import claim_of
from claims_db.exchange.ratings import STATUS_BY_STANCE, stance_of
from claims_db.figures import Figure, edtf, read_figures
from claims_db.models import Source, Topic
from claims_db.records.records import MAX_EXCERPT_WORDS
from claims_db.text import clean, fold

OWN: Final = "crosscheck:"
_MAX_VALUES: Final = 1_000_000
_MAX_CLAIM: Final = 500
_MAX_NOTE: Final = 1000
_BREATH: Final = 0.0002
"""Seconds to sleep after each review, for the event loop to get its turn: this is a thread beside it."""
_WORD_RE: Final = re.compile(r"\w+(?:[.,]\d+)*")
_REVIEW: Final = (
    'objects of the type ClaimReview, as schema.org defines it: "claimReviewed", "reviewRating", "author"'
)
_Node = Mapping[str, Any]


def read_claim_reviews(text: str) -> Batch:
    """Return the reviews in JSON-LD or an HTML page; raises BadRecords with every problem found."""
    documents = [_parse(part) for part in _parts(text)]
    nodes = [node for document in documents for node in _nodes(document)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    claims: dict[str, FileClaim] = {}
    sources: dict[str, tuple[int, Source]] = {}
    topics: dict[str, tuple[int, Topic]] = {}
    problems: list[Problem] = []
    reviews = [node for node in nodes if "ClaimReview" in _types(node)]
    if not reviews:
        raise bad_file("there is no ClaimReview in it", _REVIEW)
    if len(reviews) > MAX_ROWS:
        raise bad_file(f"it has over {MAX_ROWS:,} reviews", "several smaller files")
    for number, review in enumerate(reviews, 1):
        if len(problems) >= MAX_PROBLEMS:
            break
        time.sleep(_BREATH)
        own = review.get(f"{OWN}claim")
        if isinstance(own, dict):
            claim = claim_of(own, number, problems)
            source = _exported(review, "source", number, problems)
            if isinstance(topic := _exported(review, "topic", number, problems), Topic):
                topics.setdefault(topic.slug, (number, topic))
        else:
            source = _source(review, by_id, number, problems)
            claim = _claim(review, source, by_id, number, problems) if isinstance(source, Source) else None
        if isinstance(source, Source):
            sources.setdefault(source.code, (number, source))
        if claim is not None:
            claims.setdefault(claim.cells.get("id") or str(number), claim)
    raise_if_any(problems)
    return Batch(tuple(claims.values()), tuple(sources.values()), tuple(topics.values()))


def _exported(review: _Node, kind: str, number: int, problems: list[Problem]) -> Source | Topic | None:
    """Return the source or topic that Crosscheck exported with the review, or None."""
    record = review.get(f"{OWN}{kind}")
    if not isinstance(record, dict):
        return None
    read = source_of if kind == "source" else topic_of
    return read(record, number, problems)


def _parts(text: str) -> list[str]:
    """Return the JSON-LD in a page's scripts, or the text itself if it is not a page."""
    if not text.lstrip().startswith("<"):
        return [text]
    root = etree.fromstring(text.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8"))
    if root is None:
        return []
    return [
        script.text
        for script in root.iter("script")
        if script.text
        and (script.get("type") or "").split(";")[0].strip().casefold() == "application/ld+json"
    ]


def _parse(text: str) -> Any:
    if sum(text.count(mark) for mark in "[{,") > _MAX_VALUES:
        raise bad_file(f"it holds over {_MAX_VALUES:,} values", "several smaller files")
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise bad_file("it is nested too deeply", _REVIEW) from None
    except json.JSONDecodeError as error:
        raise bad_file(f"it is not valid JSON (line {error.lineno}: {error.msg})", _REVIEW) from None


def _nodes(document: Any) -> Iterator[_Node]:
    """Yield every object of the document, in its order."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed([v for key, v in value.items() if not key.startswith(OWN)]))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _types(node: _Node) -> set[str]:
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return {re.split(r"[/:#]", name)[-1] for name in names if isinstance(name, str)}


def _text(value: Any, limit: int = _MAX_CLAIM) -> str:
    """Return a text of the document on one line: the first of several, the value of a typed one, or ""."""
    if isinstance(value, list):
        value = next((v for v in value if v), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id") or ""
    return " ".join(clean(value)[:limit].split()) if isinstance(value, str) else ""


def _node(value: Any, by_id: Mapping[str, _Node]) -> _Node:
    """Return the object that a property holds or refers to, empty if there is none."""
    if isinstance(value, list):
        value = next((v for v in value if v), None)
    if isinstance(value, str):
        return by_id.get(value) or {"name": value}
    if not isinstance(value, dict):
        return {}
    reference = value.get("@id")
    return by_id.get(reference, value) if isinstance(reference, str) else value


def _source(
    review: _Node, by_id: Mapping[str, _Node], number: int, problems: list[Problem]
) -> Source | Topic | None:
    """Return the reviewer as a source, with a code made from the domain; None after adding problems."""
    author = _node(review.get("author") or review.get("publisher"), by_id)
    publisher = _node(review.get("publisher") or review.get("author"), by_id)
    addresses = (_text(n.get("url")) for n in (publisher, author, review))
    host = next((h for a in addresses if (h := _host(a))), "")
    name = _text(publisher.get("name"), 200) or _text(author.get("name"), 200) or host
    code = re.sub(r"[^a-z0-9]+", "-", host or fold(name)).strip("-")
    if not code:
        right = '"author" or "publisher" with a name and a url'
        problems.append(Problem("author", "it does not say who reviewed the claim", right, number))
        return None
    if len(code) > 32:
        code = f"{code[:23].rstrip('-')}-{short_digest(code, 8)}"
    language = _text(review.get("inLanguage"), 20) or "en"
    record = {"code": code, "title": name or code, "kind": "fact-check", "publisher": name,
              "url": f"https://{host}" if host else "", "language": language}  # fmt: skip
    return source_of(record, number, problems)


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if re.fullmatch(r"[a-z0-9.-]{3,200}", host) and "." in host else ""


def _claim(
    review: _Node, source: Source, by_id: Mapping[str, _Node], number: int, problems: list[Problem]
) -> FileClaim | None:
    text = _text(review.get("claimReviewed"))
    if not _WORD_RE.search(text):
        right = '"claimReviewed": the claim in words'
        problems.append(Problem("claimReviewed", "it does not say what was claimed", right, number))
        return None
    item, rating = _node(review.get("itemReviewed"), by_id), _node(review.get("reviewRating"), by_id)
    identifier = _text(review.get("url")) or _text(review.get("@id"))
    verdict = _text(rating.get("alternateName"), 200) or _text(rating.get("name"), 200)
    numbers = [_text(rating.get(key), 20) for key in ("ratingValue", "worstRating", "bestRating")]
    stance = stance_of(verdict, *numbers)
    figure, excerpt = _figure_and_excerpt(text)
    cells = {
        "id": f"fc-{short_digest(f'{source.code} {identifier} {fold(text)}', 20)}",
        "source": source.code, "wording": excerpt, "excerpt": excerpt, "stance": stance,
        "figure": figure,
        "status": STATUS_BY_STANCE[stance], "as_of": _date(_text(item.get("datePublished"), 40)),
        "attributed_to": _text(_node(item.get("author"), by_id).get("name"), 120),
        "note": f"Rated {_rating(verdict, numbers)}. {identifier}".strip()[:_MAX_NOTE],
    }  # fmt: skip
    if not figure:
        # Only reviews of the same words can disagree with one another.
        cells["aspect"] = f"review-{short_digest(fold(text), 10)}"
    return FileClaim(number, cells, text=text)


def _figure_and_excerpt(text: str) -> tuple[str, str]:
    """Return the claim's one figure, "" for none or several, and at most twelve of its words around it."""
    amounts = [figure for figure in read_figures(text) if not figure.is_date]
    figure = amounts[0] if len(amounts) == 1 else None
    if figure is not None and (wording := _wording_alone(figure)):
        return wording, excerpt_around(text, figure, 0, len(text))[0]
    words = list(_WORD_RE.finditer(text))
    return "", text if len(words) <= MAX_EXCERPT_WORDS else text[: words[MAX_EXCERPT_WORDS - 1].end()]


def _wording_alone(figure: Figure) -> str:
    """Return words that read as the same figure without their sentence, "" if there are none."""
    for words in (figure.wording, f"{figure.wording} {figure.counted}"):
        figures = read_figures(words)
        if len(figures) == 1 and all(
            getattr(figures[0], name) == getattr(figure, name)
            for name in ("value", "value_high", "comparator", "unit", "negated")
        ):
            return words
    return ""


def _rating(verdict: str, numbers: list[str]) -> str:
    """Return the original rating in words, for the note."""
    value, worst, best = numbers
    scale = f" of {worst} to {best}" if worst and best else ""
    if verdict:
        return f'"{verdict}"' + (f" ({value}{scale})" if value else "")
    return f"{value}{scale}" if value else "not at all"


def _date(text: str) -> str:
    """Return the EDTF date with which the text begins, "" if there is none."""
    for length in (10, 7, 4):
        try:
            return edtf.check(text[:length])
        except ValueError:
            continue
    return ""


def short_digest(text: str, length: int) -> str:
    """Return a hash of the text in hex, cut to the length."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
