"""Reading figures and dates from text, and what they logically allow."""

from claims_db.figures.model import COMPARATORS, Comparator, Figure
from claims_db.figures.reader import MAX_CHARS, read_figures

__all__ = ["COMPARATORS", "MAX_CHARS", "Comparator", "Figure", "read_figures"]
