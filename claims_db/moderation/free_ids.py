"""Ids for new claims: none is given twice."""

from collections.abc import Sequence

from claims_db.errors import NotAllowed
from claims_db.models import Claim


class FreeIds:
    """Gives every new claim an id that no other has: "004-m1", "004-m2" for those of source 004."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken = {key.casefold() for key in taken}
        self._next: dict[str, int] = {}

    def take(self, claim: Claim) -> str:
        """The claim's own id, or the next of its source; raises NotAllowed where it is taken."""
        if claim.id:
            if claim.id.casefold() in self._taken:
                raise NotAllowed(f"There is a claim {claim.id} already. Leave the id out, or edit that one.")
            self._taken.add(claim.id.casefold())
            return claim.id
        number = self._next.get(claim.source, 1)
        while f"{claim.source}-m{number}".casefold() in self._taken:
            number += 1
        self._next[claim.source] = number + 1
        key = f"{claim.source}-m{number}"
        self._taken.add(key.casefold())
        return key
