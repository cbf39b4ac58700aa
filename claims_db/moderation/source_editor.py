"""Moderators' writes to sources, in their server only."""

from dataclasses import replace

from claims_db.errors import Conflict, NotAllowed, UnknownSource
from claims_db.models import Source
from claims_db.moderation.writer import Writer
from claims_db.records.records import SourceRow
from claims_db.storage.own_rows import put_source, source_within


class SourceEditor:
    """Adds and edits the documents that claims come from."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def add(self, guild_id: str, source: Source, *, by: str) -> Source:
        """Add a source; raises NotAllowed if the code is taken."""
        own = replace(source, guild_id=guild_id)
        async with self._writer.transaction(guild_id) as db:
            if await source_within(db, own.code, guild_id) is not None:
                raise NotAllowed(
                    f"There is already a source {source.code}. Choose another code, or edit that source."
                )
            await put_source(db, own)
            record = SourceRow.of(own).model_dump()
            await self._writer.enter(db, guild_id, by, "add", "source", own.code, {}, record)
        return own

    async def edit(self, guild_id: str, source: Source, *, by: str, before: Source) -> Source:
        """Write the source over the one of that code.

        `before` is the source as it was read; raises Conflict if it has changed since, and UnknownSource if
        there is none.
        """
        own = replace(source, guild_id=guild_id)
        async with self._writer.transaction(guild_id) as db:
            current = await source_within(db, own.code, guild_id)
            if current is None:
                raise UnknownSource(f"There is no source {source.code!r}.")
            if replace(current, guild_id="") != replace(before, guild_id=""):
                raise Conflict(
                    f"{own.code} was changed by somebody else in the meantime. Look at it, then try again."
                )
            present = await put_source(db, own)
            old, new = SourceRow.of(current).model_dump(), SourceRow.of(own).model_dump()
            await self._writer.enter(db, guild_id, by, "edit", "source", own.code, old, new)
        return present
