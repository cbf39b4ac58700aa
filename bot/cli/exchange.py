"""`crosscheck import` and `crosscheck export`: claims in and out by file.

The plan and the problems go to standard error as tables, an exported file to standard output or a file.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.moderation.import_report import changes_in, counts, new_rows
from bot.start import StartError
from claims_db.checker import Checker
from claims_db.drafts.claim_draft import Problem
from claims_db.errors import BadRecords, ClaimsError
from claims_db.exchange import MAX_BYTES, ExportSet, Format, format_by_name, read_batch, write_claims
from claims_db.exchange.export_set import open_export_set
from claims_db.exchange.plan import plan_import
from claims_db.models import Answer
from claims_db.moderation.desk import Desk
from claims_db.storage.store import Store

_WRONG_USE: Final = 2
_LONGEST_ID: Final = 20
_MOST_SHOWN: Final = 50
_WIDTH: Final = 160


class FileError(ClaimsError):
    """The file can't be read or written; the message says why."""

    exit_code = 66


def read_file(path: Path) -> bytes:
    """The file's bytes, or one byte more than a file may have; raises FileError."""
    try:
        if not path.is_file():
            raise FileError(f"{path} is no file.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path} can't be read ({error.strerror}).") from None


async def import_file(
    store: Store, path: Path, *, guild_id: str, form: Format | None, topic: str, is_dry_run: bool,
    errors: Console, correction_days: float,
) -> None:  # fmt: skip
    """Import a file into a server, or say what that would do; raises BadRecords once they were shown."""
    if not is_server_id(guild_id):
        raise StartError(
            "Say into which server: --guild ID. What ships with Crosscheck is replaced by its next release.",
            _WRONG_USE,
        )
    checker = Checker(store)

    async def check(text: str) -> Answer:
        return await checker.check(text, mode="message", guild_id=guild_id)

    try:
        batch = read_batch(read_file(path), path.name, form=form, has_topic=bool(topic))
        plan = await plan_import(store, check, guild_id, batch, topic=topic)
    except BadRecords as bad:
        _print_problems(errors, bad.problems)
        raise
    for line in plan.notes:
        errors.print(escape(line), soft_wrap=True)
    if plan.warnings:
        _print_problems(errors, plan.warnings)
    if is_dry_run:
        for line in [*new_rows(plan), *changes_in(plan)][:_MOST_SHOWN]:
            errors.print(escape(line), soft_wrap=True)
        errors.print(f"A dry run: nothing was written. {counts(plan)}", soft_wrap=True)
        return
    desk = Desk(store, correction_days=correction_days)
    replies = await desk.import_plan(plan, by="")
    errors.print(counts(plan), soft_wrap=True)
    if not plan.is_empty:
        errors.print("A bot that is running shows them from its next start on.", soft_wrap=True)
    if replies:
        errors.print(f"{replies} earlier replies will be corrected.", soft_wrap=True)


def is_server_id(text: str) -> bool:
    """Is the text a number that may be a server's?"""
    return text.isdecimal() and len(text) <= _LONGEST_ID


def format_of(path: Path | None) -> Format:
    """The format that a file's name asks for; CSV where it asks for none."""
    return format_by_name(path.name if path is not None else "") or "csv"


def _print_problems(errors: Console, problems: Sequence[Problem]) -> None:
    """Row, column, what is wrong, what would be right."""
    table = Table("row", "column", "what is wrong", "what would be right", box=None)
    for problem in problems:
        row = str(problem.row) if problem.row else ""
        table.add_row(row, escape(problem.column), escape(problem.wrong), escape(problem.right))
    wide = errors if errors.is_terminal else Console(stderr=True, width=_WIDTH, highlight=False, emoji=False)
    wide.print(table)


async def export_claims(
    store: Store, path: Path | None, *, form: Format, guild_id: str, topic: str
) -> ExportSet:
    """Write the claims to the file or, without one, to standard output."""
    library = await open_export_set(store, guild_id, topic=topic, has_shipped=True)
    data = write_claims(library, form)
    if path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return library
    try:
        await asyncio.to_thread(path.write_bytes, data)
    except OSError as error:
        raise FileError(f"{path} can't be written ({error.strerror}).") from None
    return library
