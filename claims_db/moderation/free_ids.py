"""Ids for new claims: none is used twice."""

from collections.abc import Sequence

from claims_db.errors import NotAllowed
from claims_db.models import Claim


class FreeIds:
    """Gives every new claim an id that no other has: "004-m1", "004-m2" for those of source 004."""

    def __init__(self, taken_ids: Sequence[str]) -> None:
        self._taken_ids = {key.casefold() for key in taken_ids}
        self._next: dict[str, int] = {}

    def take(self, claim: Claim) -> str:
        """Return the claim's own id, or the next of its source; raises NotAllowed if its own is taken."""
        if claim.id:
            if claim.id.casefold() in self._taken_ids:
                raise NotAllowed(
                    f"There is already a claim {claim.id}. Leave the id out, or edit that claim."
                )
            self._taken_ids.add(claim.id.casefold())
            return claim.id
        number = self._next.get(claim.source, 1)
        while f"{claim.source}-m{number}".casefold() in self._taken_ids:
            number += 1
        self._next[claim.source] = number + 1
        key = f"{claim.source}-m{number}"
        self._taken_ids.add(key.casefold())
        return key
