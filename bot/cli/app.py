"""The command line: `crosscheck run`, `check`, `article`, `import`, `export` and the rest.

Answers go to standard output, everything else to standard error. Exit codes: 0 success, 1 or 2 wrong
usage, 4 an unknown topic, source or claim or a change that is not allowed, 5 mistakes found by `verify`,
65 bad claims data or rows, 66 an unreadable file or article, 69 something required is missing, 73 to 76 the
database, 77 refused by Discord, 78 a bad setting.
"""

import asyncio
import logging
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot import __version__
from bot.cli.exchange import export_claims, format_of, import_file, is_server_id
from bot.cli.looking_up import source, sources, topic, topics
from bot.cli.records import answer_record, claim_record
from bot.cli.terminal import ERRORS, console, print_json, run_with_store
from bot.rendering.lines import TERMINAL, topic_line
from bot.rendering.plain import plain_text
from bot.start import StartError, token_of
from claims_db.checker import Checker
from claims_db.errors import ClaimsError, VerifyError
from claims_db.exchange import template
from claims_db.exchange.export_set import open_export_set
from claims_db.models import SHIPPED
from claims_db.records.dataset import load_dataset
from claims_db.records.verify import verify as verify_documents
from claims_db.storage.store import Store
from config import SettingsError, load_settings

app = typer.Typer(
    name="crosscheck", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


class FileFormat(StrEnum):
    """The file formats for claims."""

    CSV = "csv"
    JSONL = "jsonl"
    CLAIMREVIEW = "claimreview"


class CheckMode(StrEnum):
    """How to treat a text: as a message that may get an automatic reply, or as a question to answer."""

    MESSAGE = "message"
    CHECK = "check"


def main() -> None:
    """Run the command line; an expected error is one line on standard error."""
    try:
        app()
    except (ClaimsError, SettingsError, StartError) as error:
        ERRORS.print(f"crosscheck: {escape(str(error))}", soft_wrap=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"crosscheck {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Look up figures in a claims database: who says what, and where sources differ."""


@app.command()
def run() -> None:
    """Connect the bot to Discord (needs DISCORD_TOKEN)."""
    settings = load_settings()
    token_of(settings)  # before the next line, which takes a second or two
    from bot.run import run_bot  # discord.py and the charts load with it; nothing else needs them

    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    asyncio.run(run_bot(settings))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop after the scripted conversation.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port; 0 picks a free one.")] = 0,
) -> None:
    """Talk to the real bot on a simulated Discord: no token, no network."""
    try:
        from bot.demo.run import run_demo
    except ModuleNotFoundError as error:
        raise StartError(f"The demo needs {error.name}, which is not installed. Run: make demo", 69) from None

    run_demo(Console(highlight=False, emoji=False), once=once, port=port)


@app.command()
def check(
    text: Annotated[str, typer.Argument(help="The message, or - to read one message per line.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per message.")] = False,
    mode: Annotated[
        CheckMode,
        typer.Option(help="check: always answer; message: answer only if an automatic reply is due."),
    ] = CheckMode.CHECK,
) -> None:
    """Compare the figures in a message with the sources."""

    async def work(store: Store) -> None:
        checker = Checker(store)
        for message in _lines() if text == "-" else [text]:
            answer = await checker.check(message, mode=mode.value)
            if as_json:
                print_json(answer_record(answer, [topic_line(f, TERMINAL) for f in answer.findings]))
            elif mode is CheckMode.MESSAGE and not answer.should_speak:
                typer.echo(f"(silent: {answer.silence})")
            else:
                typer.echo(plain_text(answer))

    run_with_store(work)


def _lines() -> list[str] | Any:
    """Yield the lines of standard input; invalid UTF-8 is replaced, and only a line feed ends a line."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


@app.command()
def article(
    address: Annotated[
        str,
        typer.Argument(metavar="URL-or-FILE", help="The address of an article, or an HTML or text file."),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object, as `check --json` does.")
    ] = False,
    claims: Annotated[
        bool, typer.Option("--claims", help="Propose claims for the database instead, as JSON lines.")
    ] = False,
) -> None:
    """Compare the figures in an article with the sources."""
    from bot.articles.command import propose_claims, read_place  # slow to load, and only needed here

    async def work(store: Store) -> None:
        settings = load_settings()
        found = await read_place(address, settings)
        checker = Checker(store)
        if claims:
            for record in await propose_claims(checker, found):
                print_json(record)
            return
        answer = await checker.check_article(found.title, found.text, published=found.published)
        lines = [topic_line(f, TERMINAL) for f in answer.findings]
        if as_json:
            about = {"title": found.title, "url": found.url, "published": found.published,
                     "language": found.language, "note": found.note or None}  # fmt: skip
            print_json(answer_record(answer, lines) | {"article": about})
            return
        typer.echo(f"{found.title or address}: {len(answer.findings)} topics")
        if found.note:
            typer.echo(found.note)
        typer.echo(plain_text(answer))

    run_with_store(work)


for command in (topics, topic, sources, source):
    app.command()(command)


@app.command()
def export(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The file to write; the terminal if left out.")
    ] = None,
    form: Annotated[
        FileFormat | None,
        typer.Option("--format", help="The file's format; if left out, its name decides."),
    ] = None,
    guild: Annotated[
        str, typer.Option(help="A server's ID, to export what that server sees, its own claims included.")
    ] = SHIPPED,
    topic: Annotated[str, typer.Option(help="Only this topic, by slug or title.")] = "",
) -> None:
    """Print all claims as JSON lines, or write them to a file that `import` reads."""
    if guild != SHIPPED and not is_server_id(guild):
        raise StartError("A server's ID is a number: --guild ID.", 2)

    async def work(store: Store) -> None:
        if form is not None or path is not None:
            chosen = form.value if form is not None else format_of(path)
            await export_claims(store, path, form=chosen, guild_id=guild, topic=topic)
            return
        library = await open_export_set(store, guild, topic=topic, has_shipped=True)
        for claim in library.claims:
            print_json(claim_record(claim, library.topics[claim.topic], library.sources[claim.source]))

    run_with_store(work)


@app.command("import")
def import_claims(
    path: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The file: CSV, JSON Lines or ClaimReview.")
    ] = None,
    guild: Annotated[str, typer.Option(help="The ID of the server to import the claims into.")] = SHIPPED,
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what the import would do, and write nothing.")
    ] = False,
    form: Annotated[
        FileFormat | None, typer.Option("--format", help="The file's format; if left out, its name decides.")
    ] = None,
    topic: Annotated[str, typer.Option(help="The topic for rows that name none.")] = "",
    is_template: Annotated[bool, typer.Option("--template", help="Print a CSV file to fill in.")] = False,
) -> None:
    """Import claims from a file into a server: all of it or nothing."""
    if is_template:
        sys.stdout.buffer.write(template())
        sys.stdout.flush()
        return
    if path is None:
        raise StartError("Give a file: crosscheck import FILE --guild ID. For an example, use --template.", 2)

    async def work(store: Store) -> None:
        await import_file(
            store, path, guild_id=guild, form=form.value if form is not None else None, topic=topic,
            is_dry_run=is_dry_run, errors=ERRORS, correction_days=load_settings().correction_days,
        )  # fmt: skip

    run_with_store(work)


@app.command()
def build() -> None:
    """Rebuild the database file from the claims data."""

    async def work(store: Store) -> None:
        count = len(await store.claims())
        typer.echo(f"{count} claims on {len(await store.topics())} topics in {store.database.path}")

    run_with_store(work, rebuild=True)


@app.command()
def verify(
    documents: Annotated[
        Path, typer.Option(help="The folder of documents, whose names begin with the source's code.")
    ],
) -> None:
    """Check the claims data against the documents."""
    reports = verify_documents(load_dataset(), documents)
    table = Table("source", "claims", "figures", "dates", "statements", "numerals", "claimed", "no fact",
                  "problems", box=None)  # fmt: skip
    for r in reports:
        table.add_row(r.code, *(str(n) for n in (r.claims, r.figures, r.dates, r.statements, r.numerals,
                                                 r.claimed, r.not_facts, len(r.problems))))  # fmt: skip
    console().print(table)
    problems = [problem for r in reports for problem in r.problems]
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise VerifyError(f"{len(problems)} problems")
