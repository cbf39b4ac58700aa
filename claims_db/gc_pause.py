"""Pause garbage collection during bulk loads.

One pass over a large heap stops every task for a tenth of a second, and loading ten thousand claims sets off
a dozen of them. The loaded values form no reference cycles.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_open_pauses = 0


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause garbage collection in the whole process; pauses may nest and overlap."""
    global _open_pauses
    _open_pauses += 1
    gc.disable()
    try:
        yield
    finally:
        _open_pauses -= 1
        if not _open_pauses:
            # Move new objects to the oldest generation, or enabling gc would scan them all at once.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
