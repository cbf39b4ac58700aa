"""Claims as schema.org ClaimReview (JSON-LD), with what Crosscheck knows beside it.

Every review has what schema.org and its readers ask for (claimReviewed, reviewRating, author, url,
itemReviewed), `crosscheck:disagreesWith` with the claims on the same question that differ, and
`crosscheck:claim`, from which the same claim can be read again. A rating has a number only if a
fact-check gave a verdict and did not retract it; for every other claim it is the status in words
("official").
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from claims_db.compare import compare
from claims_db.exchange.batch import ExportSet
from claims_db.exchange.claim_reviews import OWN
from claims_db.models import Claim, Source
from claims_db.records.records import ClaimRow, SourceRow, TopicRow

_CONTEXT: Final = ["https://schema.org", {"crosscheck": "urn:crosscheck:"}]
_VALUE_BY_STANCE: Final = {"false": 1, "mixed": 3, "true": 5}
_MOST_COMPARED: Final = 200
"""How many claims on a question, from the first on, each claim is compared with."""


def write_claim_reviews(export_set: ExportSet) -> bytes:
    """Return the claims as a JSON-LD document that can stand in a script element as it is."""
    by_question: dict[tuple[str, str], list[Claim]] = {}
    for claim in export_set.claims:
        by_question.setdefault((claim.topic, claim.aspect), []).append(claim)
    graph = [
        _review(claim, by_question[claim.topic, claim.aspect][:_MOST_COMPARED], export_set)
        for claim in export_set.claims
    ]
    document = {"@context": _CONTEXT, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1).replace("<", r"\u003c").encode()


def identifier_of(claim: Claim) -> str:
    """Return the claim's identifier in the document."""
    return f"urn:crosscheck:claim:{claim.id}"


def _review(claim: Claim, siblings: Sequence[Claim], export_set: ExportSet) -> dict[str, Any]:
    source, topic = export_set.sources[claim.source], export_set.topics[claim.topic]
    review: dict[str, Any] = {
        "@type": "ClaimReview",
        "@id": identifier_of(claim),
        "url": source.url or identifier_of(claim),
        "claimReviewed": f"{topic.title}: {claim.wording}",
        "author": {"@type": "Organization", "name": source.publisher or source.title, **_url(source)},
        "reviewRating": _rating(claim, source),
        "itemReviewed": _item(claim, source),
    }
    if source.published and "/" not in source.published and "X" not in source.published:
        review["datePublished"] = source.published
    record = ClaimRow.of(claim).model_dump()
    review[f"{OWN}claim"] = {key: value for key, value in record.items() if key != "revision"}
    review[f"{OWN}source"] = SourceRow.of(source).model_dump()
    if topic.slug in export_set.own_topics:
        review[f"{OWN}topic"] = TopicRow.of(topic).model_dump()
    review[f"{OWN}disagreesWith"] = [
        {
            "@id": identifier_of(other),
            f"{OWN}sourceCode": other.source,
            "name": other.wording,
            **_withdrawn_status(other),
        }
        for other in siblings
        if do_disagree(claim, other)
    ]
    return review


def do_disagree(claim: Claim, other: Claim) -> bool:
    """Return whether two claims on the same question differ, in their figures or in what they say."""
    if claim.id == other.id:
        return False
    if claim.figure is not None and other.figure is not None:
        return compare(claim.figure, other.figure).is_far_apart
    return bool(claim.stance and other.stance) and claim.stance != other.stance


def _rating(claim: Claim, source: Source) -> dict[str, Any]:
    is_verdict = source.kind == "fact-check" and claim.status != "retracted"
    value = _VALUE_BY_STANCE.get(claim.stance) if is_verdict else None
    if value is None:
        return {"@type": "Rating", "alternateName": claim.status}
    return {"@type": "Rating", "ratingValue": value, "worstRating": 1, "bestRating": 5,
            "alternateName": claim.stance}  # fmt: skip


def _withdrawn_status(claim: Claim) -> Mapping[str, str]:
    """Return the status of a withdrawn figure, for a claim that is only named; nothing for any other."""
    return {f"{OWN}status": claim.status} if claim.is_withdrawn else {}


def _item(claim: Claim, source: Source) -> dict[str, Any]:
    """Return the claim as it was made: by whom, when, where."""
    item: dict[str, Any] = {"@type": "Claim", "text": claim.excerpt}
    speaker = claim.attributed_to or source.speaker or source.publisher
    if speaker:
        item["author"] = {"@type": "Thing", "name": speaker}
    if claim.as_of and "/" not in claim.as_of and "X" not in claim.as_of:
        item["datePublished"] = claim.as_of
    if source.url:
        item["appearance"] = {"@type": "CreativeWork", "url": source.url}
    return item


def _url(source: Source) -> Mapping[str, str]:
    return {"url": source.url} if source.url else {}
