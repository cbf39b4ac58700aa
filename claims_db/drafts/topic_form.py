"""A topic as a moderator writes it in a form, and the topic it stands for.

    words   a line a group, commas between words that mean the same; a message must meet every line
    names   a line a group, commas between spellings of one name ("Orlow, Örlow Valley") or between
            names that are known already ("@verania, @orlow")

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

from claims_db.drafts.claim_draft import Problem
from claims_db.errors import BadRecords
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
    """The form that reads as this topic."""
    return TopicForm(topic.title, topic.question, _lines(topic.needs), _lines(topic.anchors), topic.years)


def _lines(groups: Iterable[Sequence[str]]) -> str:
    return "\n".join(", ".join(group) for group in groups)


def slug_of(title: str) -> str:
    """The title as a slug; a title without Latin letters gets a number instead.

    >>> slug_of("Dam deaths, 2019")
    'dam-deaths-2019'
    """
    slug = _NOT_SLUG_RE.sub("-", " ".join(fold(word) for word in title.split())).strip("-")[:50].strip("-")
    return slug or f"topic-{hashlib.sha256(title.encode()).hexdigest()[:8]}"


def read_topic(form: TopicForm, lexicon: Lexicon, earlier: Topic | None = None) -> tuple[Topic, list[Name]]:
    """The topic, and the names that are new with it; raises BadRecords with every problem found.

    `earlier` is the topic being edited: what the form does not show of it stays as it is.
    """
    problems: list[Problem] = []
    needs = _groups(form.words, "words", problems)
    for group in needs:
        for word in group:
            if word.startswith(("#", "unit:")) and not _is_known(word, lexicon, earlier):
                problems.append(Problem("words", f"there is no {word!r}", "a plain word"))
            elif word.startswith("@") and not lexicon.spellings(word):
                problems.append(Problem("words", f"there is no name {word!r}", "a plain word"))
            elif not word.startswith(("#", "@", "unit:")) and not any(w.is_content for w in words(word)):
                problems.append(Problem("words", f"{word!r} is in every message", "a telling word"))
    if not needs and not problems:
        problems.append(
            Problem("words", "there are none, so every message would be about it", "a line of words")
        )
    anchors, names = _names(form.names, lexicon, problems)
    if problems:
        raise BadRecords("The topic can't be taken as it is.", problems)
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
        found = []
        for wrong in error.errors():
            column = str(wrong["loc"][0]) if wrong["loc"] else "title"
            message = wrong["msg"].removeprefix("Value error, ")
            found.append(Problem(column, message, _RIGHT.get(column, "something shorter")))
        raise BadRecords("The topic can't be taken as it is.", found) from None
    return row.topic(earlier.family if earlier is not None else "own"), names


def _groups(text: str, column: str, problems: list[Problem]) -> list[list[str]]:
    groups = []
    for line in clean(text).splitlines():
        found = list(dict.fromkeys(part.strip() for part in line.split(",") if part.strip()))
        if len(found) > MAX_WORDS or any(len(word) > MAX_WORD for word in found):
            problems.append(
                Problem(
                    column, f"the line {line[:40]!r} is too long", f"at most {MAX_WORDS} short words a line"
                )
            )
        elif found:
            groups.append(found)
    if len(groups) > MAX_GROUPS:
        problems.append(Problem(column, f"there are {len(groups)} lines", f"at most {MAX_GROUPS}"))
    return groups


def _is_known(term: str, lexicon: Lexicon, earlier: Topic | None) -> bool:
    kept = earlier is not None and any(term in group for group in earlier.needs)
    return kept or bool(lexicon.spellings(term))


def _names(text: str, lexicon: Lexicon, problems: list[Problem]) -> tuple[list[list[str]], list[Name]]:
    anchors: list[list[str]] = []
    new: list[Name] = []
    for group in _groups(text, "names", problems):
        known = [word for word in group if word.startswith("@")]
        problems += [
            Problem("names", f"there is no name {word!r}", "the name as it is written")
            for word in known
            if not lexicon.spellings(word)
        ]
        spellings = [word for word in group if not word.startswith("@")]
        anchor = list(known)
        for spelling in spellings:
            keys = [t for t in lexicon.read(spelling).positions_by_term if t.startswith("@")]
            anchor += keys[:1]
        if spellings and len(anchor) == len(known):
            name = Name(slug_of(spellings[0]), "name", tuple(spellings))
            new.append(name)
            anchor.append(f"@{name.key}")
        elif any(_is_new(s, lexicon) for s in spellings):
            known_name = lexicon.name(anchor[len(known)][1:])
            if known_name is not None:
                added = tuple(s for s in spellings if _is_new(s, lexicon))
                new.append(replace(known_name, spellings=(*known_name.spellings, *added)))
        anchors.append(list(dict.fromkeys(anchor)))
    return anchors, new


def _is_new(spelling: str, lexicon: Lexicon) -> bool:
    return not any(t.startswith("@") for t in lexicon.read(spelling).positions_by_term)
