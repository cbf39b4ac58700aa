"""Fit the articles' weights to the labelled training articles, cross-validated by article."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.articles import LabelledArticle, read_articles
from bench.regression import fit, probability
from claims_db.figures import read_figures
from claims_db.matching.article_features import ARTICLE_FEATURES
from claims_db.matching.article_matcher import ArticleMatcher
from claims_db.matching.matches import ArticleWeights
from claims_db.matching.message_matcher import MessageMatcher
from claims_db.matching.passages import article_segments
from claims_db.text import clean

_RIDGE: Final = 0.002
_ROUNDS: Final = 4
_FOLDS: Final = 8
_MOST_OFF: Final = 0.08
"""The share of shown topics that may be neither expected nor acceptable, cross-validated."""
_MOST_OFF_UNASKED: Final = 0.03

Key = tuple[str, str]
"""An article's name and a topic's slug."""
Model = tuple[float, list[float]]


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """The features of every match by article and topic, and the labelled articles by name."""

    values_by_key: Mapping[Key, list[list[float]]]
    articles: Mapping[str, LabelledArticle]

    @property
    def quiet(self) -> list[str]:
        """The articles on other events."""
        return [name for name, article in self.articles.items() if not article.expected]

    def label(self, key: Key) -> float | None:
        """1 where the article must answer the topic, 0 where it must not, None where it may."""
        name, slug = key
        article = self.articles[name]
        return 1.0 if slug in article.expected else None if slug in article.acceptable else 0.0


def read_article_rows(matcher: MessageMatcher, blank: ArticleWeights) -> ArticleRows:
    """Every match that passes the gates in the training articles."""
    article_matcher = ArticleMatcher(matcher.profiles, blank)
    values: dict[Key, list[list[float]]] = {}
    articles = {labelled.name: labelled for labelled in read_articles()}
    for name, labelled in articles.items():
        title, text = clean(labelled.article.title), clean(labelled.article.text)
        figures = read_figures(text)
        segments = article_segments(title, text, figures, labelled.article.published, matcher.lexicon)
        for match in article_matcher.match(text, segments):
            row = [match.features[feature] for feature in ARTICLE_FEATURES]
            values.setdefault((name, match.topic.slug), []).append(row)
    return ArticleRows(values, articles)


def article_weights(rows: ArticleRows) -> dict[str, Any]:
    """The record of the articles' weights and threshold."""
    names = sorted(rows.articles)
    random.Random(7).shuffle(names)
    held: dict[Key, float] = {}
    for k in range(_FOLDS):
        out = set(names[k::_FOLDS])
        model = _fit(rows, [key for key in rows.values_by_key if key[0] not in out])
        for key in rows.values_by_key:
            if key[0] in out:
                held[key] = _best(rows, model, key)[0]
    best_threshold = _pick_best_threshold(rows, held)
    held = _of_speaking(held, best_threshold)
    threshold = _pick_threshold(rows, held, _MOST_OFF)
    unasked_threshold = _pick_threshold(rows, held, _MOST_OFF_UNASKED)
    bias, weights = model = _fit(rows, rows.values_by_key)
    print(f"articles: {len(rows.values_by_key)} rows of {len(rows.articles)} articles")
    print(f"  cross-validated: {_summary(rows, held, threshold)}")
    print(f"  the same, unasked: {_summary(rows, held, unasked_threshold)}")
    inside = {key: _best(rows, model, key)[0] for key in rows.values_by_key}
    print(f"  on themselves: {_summary(rows, _of_speaking(inside, best_threshold), threshold)}")
    return {
        "bias": round(bias, 4),
        "by_feature": {name: round(w, 4) for name, w in zip(ARTICLE_FEATURES, weights, strict=True)},
        "threshold": threshold,
        "unasked_threshold": unasked_threshold,
        "best_threshold": best_threshold,
    }


def _fit(rows: ArticleRows, keys: Iterable[Key]) -> Model:
    """A model of the best sentence of each topic; which that is follows from the model before."""
    labelled = [(key, label) for key in keys if (label := rows.label(key)) is not None]
    model = fit([(v, label) for key, label in labelled for v in rows.values_by_key[key]], _RIDGE)
    for _ in range(_ROUNDS):
        model = fit([(_best(rows, model, key)[1], label) for key, label in labelled], _RIDGE)
    return model


def _best(rows: ArticleRows, model: Model, key: Key) -> tuple[float, list[float]]:
    """The best score of the topic's sentences, and the features of that sentence."""
    bias, weights = model

    def z(values: Sequence[float]) -> float:
        return bias + sum(w * v for w, v in zip(weights, values, strict=True))

    values = max(rows.values_by_key[key], key=z)
    return probability(z(values)), values


def _best_by_article(scored: Mapping[Key, float]) -> dict[str, float]:
    best: dict[str, float] = {}
    for (name, _), score in scored.items():
        best[name] = max(best.get(name, 0.0), score)
    return best


def _of_speaking(scored: Mapping[Key, float], best_threshold: float) -> dict[Key, float]:
    """The scores in the articles whose best topic reaches the threshold."""
    best = _best_by_article(scored)
    return {key: score for key, score in scored.items() if best[key[0]] >= best_threshold}


def _pick_best_threshold(rows: ArticleRows, scored: Mapping[Key, float]) -> float:
    """Halfway between the best score in any article on another event and the next higher article."""
    best = _best_by_article(scored)
    quiet = max((best.get(name, 0.0) for name in rows.quiet), default=0.0)
    above = min((score for score in best.values() if score > quiet), default=quiet)
    return round((quiet + above) / 2, 3)


def _pick_threshold(rows: ArticleRows, scored: Mapping[Key, float], most_off: float) -> float:
    """The lowest threshold at which no more than that share of what is shown is off."""
    best, off = 0.95, 0
    for shown, (key, score) in enumerate(sorted(scored.items(), key=lambda item: -item[1]), 1):
        off += rows.label(key) == 0.0
        if off / shown <= most_off:
            best = score
    return round(best, 3)


def _summary(rows: ArticleRows, scored: Mapping[Key, float], threshold: float) -> str:
    shown = [key for key, score in scored.items() if score >= threshold]
    expected = sum(len(article.expected) for article in rows.articles.values())
    answered = sum(rows.label(key) == 1.0 for key in shown)
    off = [key for key in shown if rows.label(key) == 0.0]
    quiet = rows.quiet
    spoke = {name for name, _ in shown}.intersection(quiet)
    return (
        f"answered {answered}/{expected} = {answered / expected:.3f}, off {len(off)}/{len(shown)} = "
        f"{len(off) / (len(shown) or 1):.3f}, silent on {len(quiet) - len(spoke)}/{len(quiet)} others"
    )
