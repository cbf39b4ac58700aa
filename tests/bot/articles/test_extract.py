"""Articles out of pages: every saved page, walls, hostile pages, metadata, languages."""

import dataclasses

import pytest

from bench.extraction import SavedPage, read_pages, score
from bench.hostile import PAGES as HOSTILE_PAGES
from bench.hostile import PARAGRAPHS, URL, page
from bot.articles.article import Article, ExtractionError
from bot.articles.extract import MAX_CHARS, MAX_TEXT, extract_article, extract_text
from bot.articles.language import tell_language

PAGES = read_pages()


@pytest.mark.parametrize("saved", PAGES, ids=lambda saved: saved.name)
def test_saved_pages_give_their_article(saved: SavedPage) -> None:
    article = extract_article(saved.html, saved.url)
    precision, recall, _ = score(article.text, saved.text)
    assert precision >= 0.95, article.text
    assert recall >= (0.84 if saved.name == "live_blog" else 0.95), article.text  # its subheads are lost
    assert (article.title, article.published, article.language) == (
        saved.title,
        saved.published,
        saved.language,
    )
    assert article.is_complete is saved.is_complete
    assert article.is_complete == (article.note == "")


@pytest.mark.parametrize("saved", [p for p in PAGES if p.is_complete], ids=lambda saved: saved.name)
def test_saved_pages_keep_their_paragraphs_apart(saved: SavedPage) -> None:
    found = extract_article(saved.html, saved.url).text.splitlines()
    assert len(found) >= min(4, len(saved.text.splitlines()))


@pytest.mark.parametrize(
    ("name", "word"), [("cookie_wall", "cookie"), ("login_wall", "subscribers"), ("frames", "frames")]
)
def test_what_stands_before_the_article_is_named(name: str, word: str) -> None:
    saved = next(p for p in PAGES if p.name == name)
    note = extract_article(saved.html, saved.url).note
    assert word in note
    assert note.endswith(".")


def test_an_article_about_cookies_is_no_cookie_wall() -> None:
    body = (
        "<article><p>The court fined the shop 40,000 crowns because it set cookies without consent.</p>"
        "<p>Some 300,000 customers had their personal data passed on, the data office counted.</p>"
        "<p>The shop says that it asked for consent in 2021. It will appeal, its lawyer said.</p></article>"
    )
    assert extract_article(page(body), URL).is_complete


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_a_hostile_page_gives_a_short_article_or_a_sentence(name: str) -> None:
    try:
        article = extract_article(HOSTILE_PAGES[name](), URL)
    except ExtractionError as error:
        assert str(error).endswith(".")  # noqa: PT017  (either way is right)
    else:
        assert len(article.text) <= MAX_TEXT
        assert len(article.title) <= 300
        assert not any("\ud800" <= c <= "\udfff" for c in article.text)


def test_foreign_errors_become_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (RuntimeError("x"), RecursionError(), MemoryError()):

        def fail(*_: object, error: BaseException = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("trafilatura.bare_extraction", fail)
        with pytest.raises(ExtractionError, match=r"read.*\.$"):
            extract_article(page(), URL)


def test_a_page_beyond_the_size_is_read_in_part() -> None:
    article = extract_article(page(PARAGRAPHS + "<!-- " + "x" * MAX_CHARS + " -->"), URL)
    assert "1,200 houses" in article.text
    assert not article.is_complete
    assert "beginning" in article.note


@pytest.mark.parametrize(
    ("claimed", "canonical"),
    [
        ("/2024/story", "https://news.example/2024/story"),
        ("https://www.news.example/x", "https://www.news.example/x"),
        ("https://other.example/x", ""),
        ("https://news.example@other.example/x", ""),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_canonical_stays_on_its_own_site(claimed: str, canonical: str) -> None:
    html = page(head=f'<link rel="canonical" href="{claimed}">')
    assert extract_article(html, URL).canonical == canonical


def test_title_falls_back_to_the_head_of_the_page() -> None:
    assert extract_article(page("", head="<title>Fire  in\n Hale</title>"), URL).title == "Fire in Hale"
    only_og = page("", head='<meta property="og:title" content="Fire in Hale">')
    assert extract_article(only_og, URL).title == "Fire in Hale"


@pytest.mark.parametrize("date", ["2999-01-01", "2024-13-45", "yesterday", ""])
def test_dates_that_are_none_are_left_out(date: str) -> None:
    html = page(head=f'<meta property="article:published_time" content="{date}">')
    assert extract_article(html, URL).published == ""


def test_a_year_in_the_footer_is_no_date() -> None:
    assert extract_article(page(PARAGRAPHS + "<footer>Copyright 2019</footer>"), URL).published == ""


def test_plain_text() -> None:
    article = extract_text(
        "Fire in Hale\n\nThe mayor said that 37 of the houses were lost.\r\n\r\nNo more.\n", URL
    )
    assert article == Article(
        url=URL,
        title="Fire in Hale",
        text="The mayor said that 37 of the houses were lost.\nNo more.",
        language="en",
    )
    assert not extract_text(" \n\x00\ud800").is_complete
    assert len(extract_text("x " * MAX_CHARS).text) == MAX_TEXT
    assert extract_text("One sentence only.").text == "One sentence only."


def test_articles_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        extract_text("x").text = "y"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("The mayor said that 37 of the houses were lost and not one was insured", "de", "en"),
        ("Die Stadt ist von der Flut und dem Wind nicht getroffen worden", "en-US", "de"),
        ("El alcalde dijo que los daños son más graves de lo que se esperaba en la ciudad", "", "es"),
        ("Il sindaco non ha detto che la città è più sicura delle altre", "", "it"),
        ("Мэр сообщил, что сгорели 37 домов", "en", "ru"),
        ("Кметът съобщи, че са изгорели 37 къщи", "bg-BG", "bg"),
        ("Мер повідомив, що згоріли 37 будинків, її дім і їхній сад теж є", "", "uk"),
        ("Қала әкімі 37 үйдің өртенгенін және ғимараттың қирағанын айтты", "ru", "kk"),
        ("گفت که ۳۷ خانه در آتش سوخته است پس از آن چند نفر گریختند", "", "fa"),
        ("市長は37軒の家が焼けたと述べた", "", "ja"),
        ("市长说有三十七座房屋被烧毁", "", "zh"),
        ("37", "fr_FR", "fr"),
        ("37", "not a language", ""),
        ("", "", ""),
    ],
)
def test_language_is_told_by_the_text_before_the_attribute(text: str, declared: str, language: str) -> None:
    assert tell_language(text, declared) == language
