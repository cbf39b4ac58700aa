"""A made-up world to test with: a dam that broke in a country that does not exist, and three sources."""

import hashlib
from pathlib import Path
from typing import Final

from claims_db.matching.matches import ArticleWeights, Weights

WEIGHTS: Final = Weights(
    bias=3.0, by_feature={"missing_group": -4.0}, message_threshold=0.8, check_threshold=0.4,
    partial_threshold=0.5,
    article=ArticleWeights(
        bias=3.0, threshold=0.8, unasked_threshold=0.8, best_threshold=0.9,
        by_feature={"missing_group": -4.0, "other_year": -6.0, "other_year_before": -6.0},
    ),
)  # fmt: skip
"""A topic met in full scores 0.95, one met in part 0.27; in articles, one of
another year 0.05."""

DOCUMENTS: Final = {
    "A1": "The dam broke in May. At least 40 people died. About 900 were moved. It was 31 metres tall.\n",
    "B2": "Officials say 25 people died and that rain caused the breach.\n",
    "C3": "The first toll of 70 people died was withdrawn. Neglect caused the breach, twice warned of.\n",
}

_TOPIC = """
[[topic]]
slug = "{slug}"
title = "{title}"
question = "{question}"
scope = "Orlow dam, Verania"
years = "2019"
anchors = [["@verania"]]
needs = {needs}
{more}"""

_TOPICS: Final = "".join(
    _TOPIC.format(slug=slug, title=title, question=question, needs=needs, more=more)
    for slug, title, question, needs, more in (
        ("dam-deaths", "Dam deaths", "How many people died when the dam broke?", '[["#killed"], ["dam"]]',
         'unless = ["#drill"]\ncues = ["unit:people"]'),
        ("dam-moved", "People moved", "How many people were moved to safety?", '[["#moved"]]', ""),
        ("dam-cause", "Cause of the breach", "What caused the breach?", '[["#cause"], ["breach", "dam"]]',
         'related = ["dam-deaths"]'),
        ("dam-height", "Height of the dam", "How tall was the dam?", '[["tall", "high"], ["dam"]]', ""),
    )
)  # fmt: skip


def _claim(key: str, topic: str, aspect: str, wording: str, excerpt: str, more: str) -> str:
    code = key[:2]
    offset = DOCUMENTS[code].index(excerpt)
    return (
        f'\n[[claim]]\nid = "{key}"\ntopic = "{topic}"\nsource = "{code}"\naspect = "{aspect}"\n'
        f'wording = "{wording}"\nexcerpt = "{excerpt}"\noffset = {offset}\n{more}\n'
    )


_CLAIMS: Final = (
    _claim("A1-1", "dam-deaths", "toll", "At least 40", "At least 40 people died",
           'comparator = ">="\nvalue = "40"\nunit = "people"\nas_of = "2019-05-03"')
    + _claim("B2-1", "dam-deaths", "toll", "25 people died", "25 people died",
             'value = "25"\nunit = "people"\nattributed_to = "officials"\nstatus = "official"')
    + _claim("C3-1", "dam-deaths", "toll", "70 people died", "70 people died",
             'value = "70"\nunit = "people"\nstatus = "retracted"')
    + _claim("A1-2", "dam-moved", "count", "About 900", "About 900 were moved",
             'comparator = "~"\nvalue = "900"\nunit = "people"')
    + _claim("A1-3", "dam-height", "height", "31 metres", "It was 31 metres tall",
             'value = "31"\nunit = "m"')
    + _claim("B2-2", "dam-cause", "cause", "rain caused the breach", "rain caused the breach",
             'stance = "rain"')
    + _claim("C3-2", "dam-cause", "cause", "Neglect caused the breach",
             "Neglect caused the breach, twice warned of", 'stance = "neglect"')
)  # fmt: skip

_LEXICON: Final = {
    "names.toml": """
[names.verania]
kind = "place"
spellings = ["Verania", "Veranian", "VN"]

[names.orlow]
kind = "place"
within = "verania"
spellings = ["Orlow", "Örlow Valley"]
""",
    "concepts.toml": """
[concepts]
killed = ["die", "dead", "kill", "death toll", "lose their life"]
moved = ["move", "evacuate", "brought to safety"]
cause = ["cause", "why", "reason"]
drill = ["drill", "exercise"]
""",
    "places.toml": """
[places]
morvia = ["Morvia", "Morvian"]
new-morvia = ["New Morvia"]

[capitalised]
reading = ["Reading"]

[upper]
UM = "united-morvia"
""",
    "events.toml": """
[events]
earthquake = ["earthquake", "aftershock"]
office-life = ["coffee"]
""",
}


def write_documents(folder: Path) -> Path:
    """The three documents as the verifier expects them: a file each, named by its code."""
    folder.mkdir()
    for code, text in DOCUMENTS.items():
        (folder / f"{code}.txt").write_text(text, encoding="utf-8")
    return folder


def write_data(folder: Path) -> Path:
    """A whole valid folder of claims data; the dam's."""
    for name in ("topics", "claims", "not_facts"):
        (folder / name).mkdir(parents=True)
    kinds = {"A1": "news report", "B2": "interview", "C3": "think-tank report"}
    sources = (
        f'[[source]]\ncode = "{code}"\ntitle = "Document {code}"\nkind = "{kinds[code]}"\n'
        f'published = "2019-05"\nsha256 = "{hashlib.sha256(text.encode()).hexdigest()}"\n'
        for code, text in DOCUMENTS.items()
    )
    numeral = '[[not_fact]]\nsource = "{}"\nstart = {}\nend = {}\nreason = "{}"\n'
    first = numeral.format("C3", 4, 9, "names a count")
    files = {
        "sources.toml": "\n".join(sources),
        "topics/dam.toml": _TOPICS,
        "claims/dam.toml": _CLAIMS,
        "not_facts/C3.toml": first,
        **_LEXICON,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
