"""`crosscheck topics`, `topic`, `sources`, `source`: what the claims database holds."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.terminal import console, run_with_store
from bot.rendering.lines import TERMINAL, quote
from bot.rendering.plain import provenance
from claims_db.checker import evidence_for
from claims_db.models import Source
from claims_db.storage.store import Store


def topics() -> None:
    """List the topics, with the number of claims on each and their sources."""

    async def work(store: Store) -> None:
        table = Table("topic", "title", "claims", "sources", box=None)
        by_topic = await store.claims_by_topic([t.slug for t in await store.topics()])
        for topic in await store.topics():
            claims = by_topic[topic.slug]
            codes = ", ".join(sorted({c.source for c in claims}))
            table.add_row(topic.slug, escape(topic.title), str(len(claims)), codes)
        console().print(table)

    run_with_store(work)


def topic(slug: Annotated[str, typer.Argument(help="The topic's slug or title.")]) -> None:
    """Show everything the sources say on a topic."""

    async def work(store: Store) -> None:
        found = await store.topic(slug)
        claims = (await store.claims_by_topic([found.slug]))[found.slug]
        by_code = {s.code: s for s in await store.sources()}
        out = console()
        out.print(f"[bold]{escape(found.title)}[/bold] ({found.slug})")
        out.print(f"{escape(found.question)} Scope: {escape(found.scope)}.")
        for evidence in evidence_for(claims, by_code):
            claim = evidence.claim
            out.print(
                f"  {escape(quote(claim, TERMINAL))} [dim]({escape(provenance(evidence))})[/dim]",
                soft_wrap=True,
            )
            out.print(f"    [dim]“{escape(claim.excerpt)}” at {claim.offset}[/dim]", soft_wrap=True)
            if claim.note:
                out.print(f"    [dim]{escape(claim.note)}[/dim]", soft_wrap=True)
        if found.part_of or found.related:
            out.print(f"See also: {', '.join((*found.part_of, *found.related))}")

    run_with_store(work)


def sources() -> None:
    """List the sources: what kind of document each is, its date, title and speaker or publisher."""

    async def work(store: Store) -> None:
        table = Table("source", "kind", "published", "title, and who speaks or publishes", box=None)
        for source in await store.sources():
            title = f"{source.title}\n{source.speaker or source.publisher}"
            table.add_row(source.code, source.kind, _published(source), escape(title))
        console().print(table)

    run_with_store(work)


def _published(source: Source) -> str:
    return f"{source.published} (inferred)" if source.is_date_inferred else source.published


def source(code: Annotated[str, typer.Argument(help="The source's code, such as 004.")]) -> None:
    """Show a source and what it says, topic by topic."""

    async def work(store: Store) -> None:
        found = await store.source(code)
        out = console()
        out.print(f"[bold]source {found.code}[/bold]: {escape(found.title)}", soft_wrap=True)
        out.print(f"{found.kind}, {_published(found)}, {escape(found.publisher)}", soft_wrap=True)
        for line in (found.speaker, found.note):
            if line:
                out.print(escape(line), soft_wrap=True)
        titles = {t.slug: t.title for t in await store.topics()}
        for claim in await store.claims():
            if claim.source == found.code:
                out.print(f"  {escape(titles[claim.topic])}: '{escape(claim.wording)}'", soft_wrap=True)

    run_with_store(work)
