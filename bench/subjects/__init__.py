"""Made-up subjects as an editor types them: a CSV of claims, and statements with known relations.

Row numbers count the rows of claims.csv from 1, the header apart. The topics are given, so that what is
measured is how figures are bound and compared, not how topics are found.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from claims_db.drafts.claim_draft import ClaimDraft, read_draft
from claims_db.drafts.topic_form import slug_of
from claims_db.errors import BadRecords
from claims_db.figures import read_figures
from claims_db.findings.assignment import Assigner
from claims_db.findings.findings import finding_for
from claims_db.matching.lexicon import Gazetteer, Lexicon, Name
from claims_db.matching.matches import Match
from claims_db.models import Claim, Finding, Source, Topic
from claims_db.records.dataset import load_dataset
from claims_db.text import clean

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject's topics by title, its claims by row, and its statements."""

    name: str
    topics: Mapping[str, Topic]
    claims: Mapping[int, Claim]
    sources: Mapping[str, Source]
    lexicon: Lexicon
    statements: tuple[dict[str, object], ...]

    def findings(self, text: str, titles: list[str]) -> list[Finding]:
        """Return the findings on a text that is about these topics, sentence by sentence as one."""
        text = clean(text)
        figures = read_figures(text)
        by_topic: dict[str, list[Claim]] = {topic.slug: [] for topic in self.topics.values()}
        for claim in self.claims.values():
            by_topic[claim.topic].append(claim)
        assigner = Assigner(tuple(self.topics.values()), by_topic, self.lexicon)
        matches = [
            Match(
                self.topics[title], 1.0, {"missing_group": 0.0, "coverage": 1.0}, frozenset(), figures, text,
                (), 0, (0, len(text)), (), (),
            )
            for title in titles
        ]  # fmt: skip
        assigned = assigner.assign(matches)
        return [
            finding_for(
                m, assigner, assigned.get(m.topic.slug, ()), by_topic[m.topic.slug], self.sources, 0.0
            )
            for m in matches
        ]


def subjects() -> list[Subject]:
    """Read every subject of the folder."""
    return [_read(path) for path in sorted(_FOLDER.iterdir()) if (path / "claims.csv").exists()]


def _read(folder: Path) -> Subject:
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    topics: dict[str, Topic] = {}
    names: dict[str, Name] = {}
    sources: dict[str, Source] = {}
    for row in rows:
        title = row["topic"]
        if title not in topics:
            spellings = [name.strip() for name in row["topic_names"].split(";") if name.strip()]
            names |= {slug_of(s): Name(slug_of(s), "name", (s,)) for s in spellings}
            years = "/".join(part.strip() for part in row["topic_years"].split(";")[:2])
            is_date = row["topic_question"].lower().startswith("when")
            topics[title] = Topic(
                slug_of(title), title, row["topic_question"], title, years=years, is_answer_date=is_date
            )
        code = row["source"]
        if code not in sources:
            sources[code] = Source(code, row["source_title"], "news report")
    shipped = load_dataset()
    lexicon = Lexicon(
        concepts=shipped.concepts, names=tuple(names.values()), gazetteer=Gazetteer(), plain_terms=()
    )
    claims = _claims(rows, topics, sources)
    with (folder / "questions.jsonl").open(encoding="utf-8") as file:
        statements = tuple(json.loads(line) for line in file)
    return Subject(folder.name, topics, claims, sources, lexicon, statements)


def _claims(
    rows: list[dict[str, str]], topics: Mapping[str, Topic], sources: Mapping[str, Source]
) -> dict[int, Claim]:
    by_slug = {topic.slug: topic for topic in topics.values()}
    siblings: dict[str, list[Claim]] = {}
    claims: dict[int, Claim] = {}
    for number, row in enumerate(rows, 1):
        slug = topics[row["topic"]].slug
        draft = ClaimDraft(
            topic=slug, source=row["source"], figure=row["figure"], wording=row["wording"],
            excerpt=row["excerpt"], as_of=row["as_of"], attributed_to=row["attributed_to"],
            status=row["status"], scope=row["scope"],
        )  # fmt: skip
        try:
            claim = read_draft(draft, by_slug, dict(sources), siblings)
        except BadRecords:
            stance = slug_of(row["wording"])
            claim = read_draft(
                ClaimDraft(
                    topic=slug, source=row["source"], wording=row["wording"], excerpt=row["excerpt"],
                    stance=stance, status=row["status"],
                ), by_slug, dict(sources), siblings,
            )  # fmt: skip
        claims[number] = claim
        siblings.setdefault(slug, []).append(claim)
    return claims
