"""Which language a text is in: told by its script and its small words, else by what the page declares.

A table instead of a trained model: py3langid takes 120 MB and half a second to load, and a page's own
`lang` attribute is mostly right. It is only overruled where the text speaks plainly against it.
"""

import re
from collections import Counter
from typing import Final

_SAMPLE: Final = 5000
_MIN_HITS: Final = 4

# Script, its letters, the language it stands for, and others written in it that a page may declare.
_SCRIPTS: Final = tuple(
    (re.compile(f"[{letters}]"), default, frozenset(others.split()))
    for letters, default, others in (
        (r"\u0400-\u04ff", "ru", "uk be bg sr mk kk ky tg mn tt"),
        (r"\u0600-\u06ff\u0750-\u077f", "ar", "fa ur ps ug ku"),
        (r"\u0590-\u05ff", "he", "yi"),
        (r"\u0370-\u03ff\u1f00-\u1fff", "el", ""),
        (r"\u10a0-\u10ff", "ka", ""),
        (r"\u0530-\u058f", "hy", ""),
        (r"\u0900-\u097f", "hi", "mr ne"),
        (r"\u0980-\u09ff", "bn", ""),
        (r"\u0e00-\u0e7f", "th", ""),
        (r"\u3040-\u30ff", "ja", ""),
        (r"\uac00-\ud7af", "ko", ""),
        (r"\u4e00-\u9fff", "zh", "ja"),
    )
)
# Letters that settle it within a script.
_LETTERS: Final = (
    ("ru", "kk", re.compile("[әғқңұһ]")),
    ("ru", "uk", re.compile("[їєґ]")),
    ("ar", "ur", re.compile("[ٹڈڑے]")),
    ("ar", "fa", re.compile("[پچژگ]")),
    ("zh", "ja", re.compile(r"[\u3040-\u30ff]")),
)
_LATIN_RE: Final = re.compile(r"[a-zà-öø-ÿāăąćčďđęěğıłńňőřśşšťůűźżž]")
_WORD_RE: Final = re.compile(r"[^\W\d_]{1,20}")
_SMALL_WORDS: Final = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and of to that was for with were said by from had which this are not been who their",
        "de": "der die das und den von mit für auf ist nicht sich dem wurde auch eine einen wird sind im",
        "fr": "le les des et une dans est que pour du qui sur par pas au avec sont ont cette aux",
        "es": "el los las que del por con una para se su al como más pero fue este han sus según",
        "it": "il di che della per con una del sono dei nel alla gli più anche dal è delle ha non",
        "pt": "o os que do da em um uma não para com por mais dos foi ao das são à pelo",
        "nl": "de het een van en dat zijn niet op te voor met aan door werd ook bij naar heeft uit",
        "pl": "w na się z że do nie jest od po przez są jak oraz tym który został dla było ma",
        "tr": "ve bir bu için ile olarak da de çok gibi daha olan sonra kadar ancak olduğu göre her ne en",
    }.items()
}


def tell_language(text: str, declared: str = "") -> str:
    """The ISO 639-1 code of the text's language; '' if neither the text nor the page tells.

    >>> tell_language("Die Stadt ist von der Flut und dem Wind nicht getroffen", "en-US")
    'de'
    """
    declared = declared.strip().lower().replace("_", "-").split("-")[0]
    if not (declared.isascii() and declared.isalpha() and len(declared) == 2):
        declared = ""
    sample = text[:_SAMPLE].casefold()
    shares = {default: len(script.findall(sample)) for script, default, _ in _SCRIPTS}
    script = max(shares, key=lambda default: shares[default])
    if shares[script] > len(_LATIN_RE.findall(sample)):
        return _of_script(script, sample, declared)
    words = Counter(_WORD_RE.findall(sample))
    hits = {language: sum(words[w] for w in small) for language, small in _SMALL_WORDS.items()}
    best = max(hits, key=lambda language: hits[language])
    if hits[best] >= _MIN_HITS and hits[best] > 1.5 * hits.get(declared, 0):
        rest = max(count for language, count in hits.items() if language != best)
        if hits[best] > 1.2 * rest or not declared:
            return best
    return declared


def _of_script(script: str, sample: str, declared: str) -> str:
    for default, language, letters in _LETTERS:
        if script == default and len(letters.findall(sample)) > 2:
            return language
    others = next(others for _, default, others in _SCRIPTS if default == script)
    return declared if declared in others else script
