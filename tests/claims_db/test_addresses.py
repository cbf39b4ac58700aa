"""One key for a page, however its address was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_db.addresses import normalised

STORY = "https://example.com/news/story"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/news/story",
        "HTTP://WWW.Example.COM:80/news/story/",
        "https://example.com:443/news/story#top",
        "https://example.com./news/./old/../story",
        "https://m.example.com/news/story",
        "https://mobile.example.com/news/story",
        "https://amp.example.com/news/story",
        "https://example.com/news/story/amp",
        "https://example.com/news/story/amp/?amp=1",
        "https://example.com/news/story.amp",
        "https://example.com/news/story?outputType=amp",
        "https://example.com/news/story?utm_source=a&UTM_Medium=b&fbclid=c&gclid=d&at_medium=e&CMP=f",
        "https://www.google.com/amp/s/www.example.com/news/story/amp/",
        "http://google.co.uk/amp/example.com/news/story",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/story?usqp=x&amp_js_v=0.1",
        "https://example.com/%6eews/story",
        "https://somebody:secret@example.com/news/story",
        "  https://example.com/news/story\n",
    ],
)
def test_one_page_has_one_key(url: str) -> None:
    assert normalised(url) == STORY


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://bücher.example/ü?q=ä", "https://xn--bcher-kva.example/%C3%BC?q=%C3%A4"),
        ("https://example.com/?b=2&a=1", "https://example.com?a=1&b=2"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("https://en.m.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)"),
        ("https://www.bbc.co.uk/news/amp/world-asia-59907235", "https://bbc.co.uk/news/world-asia-59907235"),
        ("http://[2001:DB8:0::1]:80/x", "https://[2001:db8::1]/x"),
        ("https://m.co.uk/x", "https://m.co.uk/x"),  # co.uk is no host of its own
        ("https://amp.dev/", "https://amp.dev"),
        ("https://guitars.example/amp/marshall", "https://guitars.example/amp/marshall"),
        ("https://example.com/amp", "https://example.com/amp"),
        ("https://example.com/Story?Id=A", "https://example.com/Story?Id=A"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ("https://10.0.0.1/x", "https://10.0.0.1/x"),
    ],
)
def test_what_chooses_the_page_is_kept(url: str, key: str) -> None:
    assert normalised(url) == key
    assert normalised(key) == key


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "//example.com/x", "ftp://example.com", "mailto:a@example.com", "data:,x",
        "http://", "https:///x", "http://?x", "http://a b.example/", "http://exa mple", "http://example.com:x/",
        "http://example.com:99999/", "http://[::1", "http://[nonsense]/", "http://a..example/", "http://%00/",
        "http://example.com\\@other.example/", "http://" + "a" * 5000, "http://\ud800.example/",
        "https://example.com/\ud800",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        normalised(url)


def test_wrapping_has_an_end() -> None:
    with pytest.raises(ValueError, match="too many others"):
        normalised("https://google.com/amp/s/" + "google.com/amp/s/" * 40 + "example.com/x")


LABELS = st.sampled_from(
    ["www", "m", "amp", "example", "bücher", "co", "uk", "com", "google", "127", "1", "xn--a"]
)
PATHS = st.sampled_from(
    ["", "amp", "s", ".", "..", "a", "ü", "%41", "%2F", "x.amp.html", "x-1-y-2", ".amp", "c"]
)
PAIRS = st.sampled_from(["a=1", "utm_x=1", "amp", "amp=1", "b", "=", "ü=%C3", "q=%26", "a=%2B+", "&", "%"])


@given(
    scheme=st.sampled_from(["http", "HTTPS", "https"]),
    labels=st.lists(LABELS, min_size=1, max_size=5),
    port=st.sampled_from(["", ":80", ":443", ":8080", ":"]),
    segments=st.lists(PATHS | st.text(max_size=4), max_size=6),
    pairs=st.lists(PAIRS | st.text(max_size=4), max_size=4),
)
def test_a_key_is_its_own_key(
    scheme: str, labels: list[str], port: str, segments: list[str], pairs: list[str]
) -> None:
    url = f"{scheme}://{'.'.join(labels)}{port}/{'/'.join(segments)}?{'&'.join(pairs)}"
    try:
        key = normalised(url)
    except ValueError:
        return
    assert normalised(key) == key
    assert key.startswith("https://")


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for url in (text, f"http://{text}", f"https://example.com/{text}"):
        try:
            key = normalised(url)
        except ValueError:
            continue
        assert normalised(key) == key
