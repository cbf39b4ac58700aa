"""`crosscheck import` and `crosscheck export`: claims in and out by file.

Plans, problems and results go to standard error, exported claims to a file or standard output.
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
from claims_db.errors import BadRecords, ClaimsError, Problem
from claims_db.exchange import MAX_BYTES, ExportSet, Format, format_by_name, read_batch, write_claims
from claims_db.exchange.export_set import open_export_set
from claims_db.exchange.plan import plan_import
from claims_db.models import Answer
from claims_db.moderation.editors import Editors
from claims_db.storage.store import Store

_WRONG_USE: Final = 2
_LONGEST_ID: Final = 20
_MOST_SHOWN: Final = 50
_WIDTH: Final = 160


class FileError(ClaimsError):
    """The file can't be read or written; the message says why."""

    exit_code = 66


def read_file(path: Path) -> bytes:
    """Return the file's bytes, at most one more than a file may have; raise FileError if it can't be read."""
    try:
        if not path.is_file():
            raise FileError(f"{path} is not a file.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileError(f"{path} can't be read ({error.strerror}).") from None


async def import_file(
    store: Store, path: Path, *, guild_id: str, form: Format | None, topic: str, is_dry_run: bool,
    errors: Console, correction_days: float,
) -> None:  # fmt: skip
    """Import a file into a server, or show what that would do; print its problems, then raise BadRecords."""
    if not is_server_id(guild_id):
        raise StartError(
            "Give the server to import into: --guild ID. Only a release changes the claims that ship with "
            "Crosscheck.",
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
        errors.print(f"Dry run: nothing was written. {counts(plan)}", soft_wrap=True)
        return
    editors = Editors.over(store, correction_days=correction_days)
    replies = await editors.claims.import_plan(plan, by="")
    errors.print(counts(plan), soft_wrap=True)
    if not plan.is_empty:
        errors.print("If the bot is running, restart it to use them.", soft_wrap=True)
    if replies:
        errors.print(f"Earlier replies to correct: {replies}.", soft_wrap=True)


def is_server_id(text: str) -> bool:
    """Is the text a number that may be a server's?"""
    return text.isdecimal() and len(text) <= _LONGEST_ID


def format_of(path: Path | None) -> Format:
    """Return the format that a file's name stands for; CSV if it stands for none."""
    return format_by_name(path.name if path is not None else "") or "csv"


def _print_problems(errors: Console, problems: Sequence[Problem]) -> None:
    """Print the problems as a table."""
    table = Table("row", "column", "problem", "expected", box=None)
    for problem in problems:
        row = str(problem.row) if problem.row else ""
        table.add_row(row, escape(problem.column), escape(problem.wrong), escape(problem.right))
    wide = errors if errors.is_terminal else Console(stderr=True, width=_WIDTH, highlight=False, emoji=False)
    wide.print(table)


async def export_claims(
    store: Store, path: Path | None, *, form: Format, guild_id: str, topic: str
) -> ExportSet:
    """Write the claims to the file or, if there is none, to standard output; return what was written."""
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
