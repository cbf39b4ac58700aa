"""Published fact-checks (schema.org ClaimReview) as claims: JSON-LD, by itself or inside a page.

What a review says of a claim becomes a claim of the fact-checker: the words reviewed, cut to what an
excerpt may hold, and a stance. A single figure in them is read as an ordinary figure. The rating as
it was given, and the address, stand in the note. The same review always gets the same id.
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
    GivenClaim,
    bad_file,
    raise_if_any,
    source_given,
    topic_given,
)
from claims_db.exchange.json_lines import claim_given
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
"""Seconds after each review in which the event loop has its turn: this runs in a thread beside it."""
_WORD_RE: Final = re.compile(r"\w+(?:[.,]\d+)*")
_REVIEW: Final = (
    'objects of the type ClaimReview, as schema.org defines it: "claimReviewed", "reviewRating", "author"'
)
_Node = Mapping[str, Any]


def read_claim_reviews(text: str) -> Batch:
    """The reviews in a JSON-LD document or an HTML page; raises BadRecords with every problem found."""
    documents = [_parsed(part) for part in _parts(text)]
    nodes = [node for document in documents for node in _nodes(document)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    claims: dict[str, GivenClaim] = {}
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
            claim = claim_given(own, number, problems)
            source = _own(review, "source", number, problems)
            if isinstance(topic := _own(review, "topic", number, problems), Topic):
                topics.setdefault(topic.slug, (number, topic))
        else:
            source = _source(review, by_id, number, problems)
            claim = _claim(review, source, by_id, number, problems) if isinstance(source, Source) else None
        if isinstance(source, Source):
            sources.setdefault(source.code, (number, source))
        if claim is not None:
            claims.setdefault(claim.given.get("id") or str(number), claim)
    raise_if_any(problems)
    return Batch(tuple(claims.values()), tuple(sources.values()), tuple(topics.values()))


def _own(review: _Node, kind: str, number: int, problems: list[Problem]) -> Source | Topic | None:
    """The source or topic as Crosscheck wrote it out."""
    record = review.get(f"{OWN}{kind}")
    if not isinstance(record, dict):
        return None
    read = source_given if kind == "source" else topic_given
    return read(record, number, problems)


def _parts(text: str) -> list[str]:
    """The JSON-LD of a page's scripts, or the text itself."""
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


def _parsed(text: str) -> Any:
    if sum(text.count(mark) for mark in "[{,") > _MAX_VALUES:
        raise bad_file(f"it holds over {_MAX_VALUES:,} values", "several smaller files")
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise bad_file("it is nested too deep", _REVIEW) from None
    except json.JSONDecodeError as error:
        raise bad_file(f"it is no JSON (line {error.lineno}: {error.msg})", _REVIEW) from None


def _nodes(document: Any) -> Iterator[_Node]:
    """Every object of the document, in its order."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed([v for key, v in value.items() if not key.startswith(OWN)]))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _types(node: _Node) -> set[str]:
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return {re.split(r"[/:#]", name)[-1] for name in names if isinstance(name, str)}


def _text(value: Any, limit: int = _MAX_CLAIM) -> str:
    """A text of the document on one line; the first of several, the value of a typed one."""
    if isinstance(value, list):
        value = next((v for v in value if v), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id") or ""
    return " ".join(clean(value)[:limit].split()) if isinstance(value, str) else ""


def _node(value: Any, by_id: Mapping[str, _Node]) -> _Node:
    """The object that a property holds or refers to, empty for none."""
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
    """Who reviewed, as a source: its code is made of the domain."""
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
    return source_given(record, number, problems)


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if re.fullmatch(r"[a-z0-9.-]{3,200}", host) and "." in host else ""


def _claim(
    review: _Node, source: Source, by_id: Mapping[str, _Node], number: int, problems: list[Problem]
) -> GivenClaim | None:
    text = _text(review.get("claimReviewed"))
    if not _WORD_RE.search(text):
        right = '"claimReviewed": the claim in words'
        problems.append(Problem("claimReviewed", "it does not say what was claimed", right, number))
        return None
    item, rating = _node(review.get("itemReviewed"), by_id), _node(review.get("reviewRating"), by_id)
    identifier = _text(review.get("url")) or _text(review.get("@id"))
    said = _text(rating.get("alternateName"), 200) or _text(rating.get("name"), 200)
    numbers = [_text(rating.get(key), 20) for key in ("ratingValue", "worstRating", "bestRating")]
    stance = stance_of(said, *numbers)
    figure, excerpt = _figure_and_excerpt(text)
    given = {
        "id": f"fc-{short_digest(f'{source.code} {identifier} {fold(text)}', 20)}",
        "source": source.code, "wording": excerpt, "excerpt": excerpt, "stance": stance,
        "figure": figure,
        "status": STATUS_BY_STANCE[stance], "as_of": _date(_text(item.get("datePublished"), 40)),
        "attributed_to": _text(_node(item.get("author"), by_id).get("name"), 120),
        "note": f"Rated {_rating(said, numbers)}. {identifier}".strip()[:_MAX_NOTE],
    }  # fmt: skip
    if not figure:
        # Only reviews of the same words can disagree with one another.
        given["aspect"] = f"review-{short_digest(fold(text), 10)}"
    return GivenClaim(number, given, text=text)


def _figure_and_excerpt(text: str) -> tuple[str, str]:
    """The one figure of the claim, "" for none or several, and at most twelve of its words around it."""
    amounts = [figure for figure in read_figures(text) if not figure.is_date]
    figure = amounts[0] if len(amounts) == 1 else None
    if figure is not None and (alone := _alone(figure)):
        return alone, excerpt_around(text, figure, 0, len(text))[0]
    words = list(_WORD_RE.finditer(text))
    return "", text if len(words) <= MAX_EXCERPT_WORDS else text[: words[MAX_EXCERPT_WORDS - 1].end()]


def _alone(figure: Figure) -> str:
    """Words in which the figure is read again as it is, without the sentence it stood in."""
    for words in (figure.wording, f"{figure.wording} {figure.counted}"):
        found = read_figures(words)
        if len(found) == 1 and all(
            getattr(found[0], name) == getattr(figure, name)
            for name in ("value", "value_high", "comparator", "unit", "negated")
        ):
            return words
    return ""


def _rating(said: str, numbers: list[str]) -> str:
    """The rating as it was given, for the note."""
    value, worst, best = numbers
    scale = f" of {worst} to {best}" if worst and best else ""
    if said:
        return f'"{said}"' + (f" ({value}{scale})" if value else "")
    return f"{value}{scale}" if value else "not at all"


def _date(text: str) -> str:
    for length in (10, 7, 4):
        try:
            return edtf.check(text[:length])
        except ValueError:
            continue
    return ""


def short_digest(text: str, length: int) -> str:
    """A name for a text that is always the same."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
