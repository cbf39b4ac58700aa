"""Pages asked for on condition that they changed, at the address where they came from only."""

import pytest

from bot.articles.fetch import FetchError, Reason
from bot.articles.page import Page, Validators
from tests.bot.articles.sites import Site, Writer, always, reader, response, site

DATE = "Thu, 06 Jan 2022 10:00:00 GMT"
BOTH = ('ETag: "a1"', f"Last-Modified: {DATE}")
NOT_CHANGED = response(b"", status="304 Not Modified", kind="")


@pytest.mark.parametrize(
    ("etag", "date", "sent"),
    [
        ('"a1"', "", {"If-None-Match": '"a1"'}),
        ('W/"a1"', DATE, {"If-None-Match": 'W/"a1"', "If-Modified-Since": DATE}),
        ("a1", DATE, {"If-Modified-Since": DATE}),
        ('"é"', "yesterday", None),
        ('"' + "x" * 499, "", None),  # cut on arrival
        ("", "0", None),
        ("", "", None),
    ],
)
def test_only_well_formed_validators_are_used(etag: str, date: str, sent: dict[str, str] | None) -> None:
    found = Page("", "http://site.example/", b"", etag=etag, last_modified=date).validators
    assert (found.headers if found is not None else None) == sent


def conditions(here: Site) -> list[bool]:
    """Which requests said a condition."""
    return ["If-None-Match" in head or "If-Modified-Since" in head for head in here.heads]


async def test_a_page_that_did_not_change_does_not_come_again() -> None:
    async def answer(_: str, writer: Writer) -> None:
        writer.write(NOT_CHANGED if any(conditions(here)) else response(b"<p>1", *BOTH))

    async with site(answer) as here, reader(here) as fetcher:
        page = await fetcher.fetch(here.url())
        assert page.validators is not None
        assert await fetcher.fetch_if_changed(here.url("/#top"), page.validators) is None
        assert 'If-None-Match: "a1"\r\n' in here.heads[1]
        assert f"If-Modified-Since: {DATE}\r\n" in here.heads[1]
        assert here.connections == 1


async def test_a_page_that_changed_comes_whole() -> None:
    async with site(always(response(b"<p>2", 'ETag: "a2"'))) as here, reader(here) as fetcher:
        page = await fetcher.fetch_if_changed(here.url(), Validators(here.url(), '"a1"'))
    assert page is not None
    assert (page.body, page.etag) == (b"<p>2", '"a2"')


async def test_not_modified_is_an_error_where_nothing_was_asked() -> None:
    async with site(always(NOT_CHANGED)) as here, reader(here) as fetcher:
        for fetch in (
            fetcher.fetch(here.url()),
            fetcher.fetch_if_changed(here.url(), Validators(here.url("/other"), '"a1"')),
        ):
            with pytest.raises(FetchError, match="304") as caught:
                await fetch
            assert (caught.value.reason, caught.value.status) == (Reason.HTTP_STATUS, 304)
    assert conditions(here) == [False, False]


async def test_the_condition_goes_to_the_address_the_page_came_from_only() -> None:
    to = "/new"

    async def answer(path: str, writer: Writer) -> None:
        moved = response(b"", f"Location: {to}", 'ETag: "of-the-redirect"', status="302 Found")
        is_asked = conditions(here)[-1]
        writer.write(moved if path == "/old" else NOT_CHANGED if is_asked else response(b"<p>1", *BOTH))

    async with site(answer) as here, reader(here) as fetcher:
        page = await fetcher.fetch(here.url("/old"))
        assert page.validators == Validators(here.url("/new"), '"a1"', DATE)
        assert await fetcher.fetch_if_changed(here.url("/old"), page.validators) is None
        to = "/newer"
        newer = await fetcher.fetch_if_changed(here.url("/old"), page.validators)
        assert newer is not None
        assert newer.final_url == here.url("/newer")
        to = here.url("/new", host="other.example")
        assert await fetcher.fetch_if_changed(here.url("/old"), page.validators) is not None
    assert conditions(here) == [False, False, False, True, False, False, False, False]
