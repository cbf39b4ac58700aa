"""Fact-checking on figures, usable without Discord: open a store, check a text, read the findings.

    store = await open_store(path)
    answer = await Checker(store).check("500 people died in the flood")

The names are loaded on first use: a process that reads articles imports a module or two of the package, and
loading all of it would take it half a second and 30 MB.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claims_db.checker import Checker
    from claims_db.errors import ClaimsError
    from claims_db.figures import Figure, read_figures
    from claims_db.models import Answer, Claim, Evidence, Finding, Source, Topic
    from claims_db.storage.build import open_store
    from claims_db.storage.store import Store

__all__ = [
    "Answer",
    "Checker",
    "Claim",
    "ClaimsError",
    "Evidence",
    "Figure",
    "Finding",
    "Source",
    "Store",
    "Topic",
    "open_store",
    "read_figures",
]

_HOMES = {
    "Checker": "checker",
    "ClaimsError": "errors",
    "Figure": "figures",
    "Store": "storage.store",
    "open_store": "storage.build",
    "read_figures": "figures",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'models')}"), name)
