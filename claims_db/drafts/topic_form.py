"""A topic as a moderator types it into a form, and the topic it stands for.

    words   one group a line, commas between words that mean the same; a message must meet every line
    names   one group a line, commas between spellings of one name ("Orlow, Örlow Valley") or between
            names that exist already ("@verania, @orlow")

>>> form = TopicForm("Dam deaths", "How many died?", "die, killed\\ndam", "Verania")
>>> from claims_db.matching.lexicon import Gazetteer
>>> lexicon = Lexicon(concepts={}, names=[], gazetteer=Gazetteer(), plain_terms=[])
>>> topic, new_names = read_topic(form, lexicon)
>>> topic.needs
(('die', 'killed'), ('dam',))
>>> [name.spellings for name in new_names]
[('Verania',)]
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError

from claims_db.errors import BadRecords, Problem, problems_of
from claims_db.matching.lexicon import Lexicon, Name
from claims_db.models import Topic
from claims_db.records.records import TopicRow
from claims_db.text import clean, fold, words

MAX_GROUPS: Final = 8
MAX_WORDS: Final = 25
MAX_WORD: Final = 60
_NOT_SLUG_RE: Final = re.compile(r"[^a-z0-9]+")
_RIGHT: Final = {
    "title": "a short title, at most 60 characters",
    "years": "a year or years, such as 2022 or 2019/2022; or nothing",
    "question": "the question that sources answer, such as 'How many people died?'",
}


@dataclass(frozen=True, slots=True)
class TopicForm:
    """The five fields of the form."""

    title: str
    question: str
    words: str
    names: str = ""
    years: str = ""


def form_of(topic: Topic) -> TopicForm:
    """Return the form that reads as this topic."""
    return TopicForm(topic.title, topic.question, _lines(topic.needs), _lines(topic.anchors), topic.years)


def _lines(groups: Iterable[Sequence[str]]) -> str:
    return "\n".join(", ".join(group) for group in groups)


def slug_of(title: str) -> str:
    """Return the title as a slug; for a title without Latin letters, a slug made from its hash.

    >>> slug_of("Dam deaths, 2019")
    'dam-deaths-2019'
    """
    slug = _NOT_SLUG_RE.sub("-", " ".join(fold(word) for word in title.split())).strip("-")[:50].strip("-")
    return slug or f"topic-{hashlib.sha256(title.encode()).hexdigest()[:8]}"


def read_topic(form: TopicForm, lexicon: Lexicon, earlier: Topic | None = None) -> tuple[Topic, list[Name]]:
    """Return the topic and the names to add with it; raises BadRecords with every problem found.

    `earlier` is the topic being edited: what the form does not show stays as it is.
    """
    problems: list[Problem] = []
    needs = _groups(form.words, "words", problems)
    for group in needs:
        for word in group:
            if word.startswith(("#", "unit:")) and not _exists(word, lexicon, earlier):
                problems.append(Problem("words", f"there is no {word!r}", "a plain word"))
            elif word.startswith("@") and not lexicon.spellings(word):
                problems.append(Problem("words", f"there is no name {word!r}", "a plain word"))
            elif not word.startswith(("#", "@", "unit:")) and not any(w.is_content for w in words(word)):
                problems.append(Problem("words", f"{word!r} is in every message", "a more specific word"))
    if not needs and not problems:
        problems.append(Problem("words", "there are none, so every message would match", "a line of words"))
    anchors, names = _names(form.names, lexicon, problems)
    if problems:
        raise BadRecords("The topic can't be accepted as it is.", problems)
    title = clean(form.title).strip()
    record: dict[str, Any] = (
        TopicRow.of(earlier).model_dump() if earlier is not None else {"scope": "", "slug": slug_of(title)}
    )
    record |= {
        "title": title, "question": clean(form.question).strip(), "needs": needs, "anchors": anchors,
        "years": form.years.strip(),
    }  # fmt: skip
    record["scope"] = record["scope"] or ", ".join(name.spellings[0] for name in names) or title
    if earlier is None:
        record["dates_answer"] = form.question.strip().casefold().startswith("when")
    try:
        row = TopicRow.model_validate(record)
    except ValidationError as error:
        problems = problems_of(error, _RIGHT, otherwise="something shorter", of_whole=lambda _wrong: "title")
        raise BadRecords("The topic can't be accepted as it is.", problems) from None
    return row.topic(earlier.family if earlier is not None else "own"), names


def _groups(text: str, column: str, problems: list[Problem]) -> list[list[str]]:
    groups = []
    for line in clean(text).splitlines():
        terms = list(dict.fromkeys(part.strip() for part in line.split(",") if part.strip()))
        if len(terms) > MAX_WORDS or any(len(term) > MAX_WORD for term in terms):
            problems.append(
                Problem(
                    column, f"the line {line[:40]!r} is too long", f"at most {MAX_WORDS} short words a line"
                )
            )
        elif terms:
            groups.append(terms)
    if len(groups) > MAX_GROUPS:
        problems.append(Problem(column, f"there are {len(groups)} lines", f"at most {MAX_GROUPS}"))
    return groups


def _exists(term: str, lexicon: Lexicon, earlier: Topic | None) -> bool:
    is_in_earlier = earlier is not None and any(term in group for group in earlier.needs)
    return is_in_earlier or bool(lexicon.spellings(term))


def _names(text: str, lexicon: Lexicon, problems: list[Problem]) -> tuple[list[list[str]], list[Name]]:
    anchors: list[list[str]] = []
    names: list[Name] = []
    for group in _groups(text, "names", problems):
        existing_keys = [word for word in group if word.startswith("@")]
        problems += [
            Problem("names", f"there is no name {word!r}", "the name as it is written")
            for word in existing_keys
            if not lexicon.spellings(word)
        ]
        spellings = [word for word in group if not word.startswith("@")]
        anchor = list(existing_keys)
        for spelling in spellings:
            keys = [t for t in lexicon.read(spelling).positions_by_term if t.startswith("@")]
            anchor += keys[:1]
        if spellings and len(anchor) == len(existing_keys):
            name = Name(slug_of(spellings[0]), "name", tuple(spellings))
            names.append(name)
            anchor.append(f"@{name.key}")
        elif any(_is_new(s, lexicon) for s in spellings):
            existing_name = lexicon.name(anchor[len(existing_keys)][1:])
            if existing_name is not None:
                new_spellings = tuple(s for s in spellings if _is_new(s, lexicon))
                names.append(replace(existing_name, spellings=(*existing_name.spellings, *new_spellings)))
        anchors.append(list(dict.fromkeys(anchor)))
    return anchors, names


def _is_new(spelling: str, lexicon: Lexicon) -> bool:
    return not any(t.startswith("@") for t in lexicon.read(spelling).positions_by_term)
