"""What is read from a linked page: the article, or why there is none."""

from dataclasses import dataclass


class ExtractionError(Exception):
    """No article could be read from the page; the message is a sentence for a person."""


class Busy(ExtractionError):
    """As many pages are being read, or wait for it, as the pool takes."""


@dataclass(frozen=True, slots=True)
class Article:
    """The main text of a page, and what the page says about itself.

    `text` has a paragraph a line. `published` is an EDTF day, `language` an ISO 639-1 code, and both
    are empty where the page leaves them open. `canonical` is the address the page calls its own, if it
    lies on the same site. Where `is_complete` is false, `note` says in a sentence what is missing.
    """

    url: str
    title: str
    text: str
    published: str = ""
    language: str = ""
    canonical: str = ""
    site: str = ""
    is_complete: bool = True
    note: str = ""
