"""Bytes to text, whatever the page says of itself."""

import charset_normalizer
import pytest

from bot.articles.fetch import Page, decode

RUSSIAN = "<p>Президент сообщил о погибших в столице, по данным прокуратуры.</p>"

META = '<meta charset="windows-1251">'


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        (RUSSIAN.encode(), "", RUSSIAN),
        (RUSSIAN.encode(), "windows-1251", RUSSIAN),  # a wrong header
        (RUSSIAN.encode(), "iso-8859-1", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "utf-8", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN),
        (
            b'<meta charset="windows-1251">' + RUSSIAN.encode("cp1251"),
            "",
            '<meta charset="windows-1251">' + RUSSIAN,
        ),
        (RUSSIAN.encode("cp1251"), "", RUSSIAN),
        (b"\xef\xbb\xbf" + RUSSIAN.encode(), "koi8-r", RUSSIAN),
        (b"\xff\xfe" + RUSSIAN.encode("utf-16-le"), "", RUSSIAN),
        (RUSSIAN.encode("utf-16-be"), "utf-16be", RUSSIAN),
        ("“a”".encode("cp1252"), "iso-8859-1", "“a”"),
        ("日本語".encode("shift_jis"), "Shift_JIS", "日本語"),
        ("日本語".encode("iso2022_jp"), "iso-2022-jp", "日本語"),
        (RUSSIAN.encode() + b"\xff", "utf-8", RUSSIAN + "\ufffd"),
        (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
        (b"\\u003c", "unicode_escape", "\\u003c"),
        (b"plain", "no-such-charset\x00", "plain"),
        (b"plain", "zip", "plain"),
        (b"", "", ""),
    ],
)
def test_pages_are_decoded_whatever_they_call_themselves(body: bytes, charset: str, text: str) -> None:
    assert decode(Page("", "", body, "text/html", charset)) == text


@pytest.mark.parametrize("body", [bytes(range(256)) * 40, b"\x81\x8d\x90", b"\xff" * 3_000_000])
def test_any_bytes_decode(body: bytes) -> None:
    assert decode(Page("", "", body, "text/html", "windows-1252"))


def test_a_charset_is_guessed_from_a_sample_however_long_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = []
    guess = charset_normalizer.from_bytes

    def measured(sample: bytes) -> charset_normalizer.CharsetMatches:
        lengths.append(len(sample))
        return guess(sample)

    monkeypatch.setattr(charset_normalizer, "from_bytes", measured)
    long_page = b"<p>" * 1000 + RUSSIAN.encode("cp1251") * 10_000
    assert decode(Page("", "", long_page, "text/html")).endswith(RUSSIAN)
    assert lengths == [32 * 1024]
