"""The status of a figure and who says it, read from its sentence and the next one.

>>> read_status("Officially, 238 people were killed.", "").status
'official'
>>> read_status("A figure of 164 was published.", "It was later retracted.").status
'retracted'
"""

import re
from dataclasses import dataclass
from typing import Final

from claims_db.models import SUPERSEDED, ClaimStatus

_MAX_NAME: Final = 60
_STATUS_CUES: Final[tuple[tuple[ClaimStatus, str], ...]] = (
    ("retracted", r"\b(?:retract\w*|(?:figure|number|toll)\s+was\s+withdrawn|pulled back|took back)\b"),
    ("revised", r"\b(?:revis\w+|corrected to|updated to)\b"),
    ("denied", r"\b(?:den(?:y|ies|ied)|rejected the (?:figure|claim|number))\b"),
    ("planned", r"\b(?:will|is to|are to|plans? to|scheduled|due to)\b"),
    ("estimated", r"\b(?:estimat\w+|projected|extrapolat\w+)\b"),
    ("alleged", r"\b(?:alleg\w+|purported\w*|rumou?red|unconfirmed|is said to|are said to|claims? that)\b"),
    ("official", r"\b(?:official\w*|authorities|prosecutors?|ministry|government|police said|president)\b"),
)  # fmt: skip
_SAYS: Final = r"(?:said|says|told|reported|reports|claimed|announced|estimates)"
_ATTRIBUTION_RES: Final = (
    re.compile(r"\baccording to ((?:the )?[\w’'.-]+(?: [\w’'.-]+){0,5})", re.IGNORECASE),
    re.compile(rf"((?:[A-Z][\w’'.-]+|the)(?: [\w’'.-]+){{0,4}}) {_SAYS}\b"),
    re.compile(r",? (?:said|says) ((?:the )?[A-Z][\w’'.-]+(?: [\w’'.-]+){0,4})"),
)


@dataclass(frozen=True, slots=True)
class FigureStatus:
    """The status of a figure and whom the sentence attributes it to, "" if it names nobody."""

    status: ClaimStatus
    attributed_to: str


def read_status(sentence: str, next_sentence: str) -> FigureStatus:
    """Return the status of a sentence's figures; a retraction may come in the next sentence."""
    attributed_to = ""
    for pattern in _ATTRIBUTION_RES:
        match = pattern.search(sentence[:2000])
        if match is not None:
            attributed_to = match[1].strip(" ,.")[:_MAX_NAME]
            break
    for status, cue in _STATUS_CUES:
        text = f"{sentence} {next_sentence}" if status in SUPERSEDED else sentence
        if re.search(cue, text[:4000], re.IGNORECASE):
            return FigureStatus(status, attributed_to)
    return FigureStatus("reported" if attributed_to else "asserted", attributed_to)
