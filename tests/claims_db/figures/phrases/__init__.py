"""Phrases by kind and language, with the figures that they state, in the notation of `stated`."""

from decimal import Decimal
from pathlib import Path

from claims_db.figures import Figure, read_figures

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def read_phrases(name: str) -> list[tuple[str, str]]:
    """Return the phrases of a file, each with what it states; lines that start with // are comments."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition(" => ")[::2] for line in lines if line and not line.startswith("//")]
    return [(text, expected) for text, expected in pairs]


def stated(text: str) -> str:
    """Return the figures of the text: "> 40 people; 12..15 percent; date 2022-01", "-" for none."""
    return "; ".join(_notation(figure) for figure in read_figures(text)) or "-"


def _notation(figure: Figure) -> str:
    if figure.is_date:
        return f"date {figure.date}"
    parts: list[str] = [figure.comparator] if figure.comparator not in ("=", "range") else []
    ends = [_number(end) for end in (figure.value, figure.value_high) if end is not None]
    parts.append("..".join(ends))
    parts += [figure.unit] if figure.unit else []
    parts += [f"per {figure.per}"] if figure.per else []
    parts += [word for word, holds in (("vague", figure.vague), ("none", figure.negated)) if holds]
    return " ".join(parts)


def _number(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')) if value % Decimal('0.001') else value.normalize():f}"
