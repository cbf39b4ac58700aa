"""Python's cycle collector, put off while much is read: one pass over a large heap stops every task
for a tenth of a second, and ten thousand claims set off a dozen. What is read makes no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_holders = 0


@contextmanager
def gc_paused() -> Iterator[None]:
    """No cycles are collected inside, in the whole process; may be nested and may overlap."""
    global _holders
    _holders += 1
    gc.disable()
    try:
        yield
    finally:
        _holders -= 1
        if not _holders:
            # What came in the meantime is old at once: enabling alone would have all of it looked at now.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
