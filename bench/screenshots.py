"""`python -m bench.screenshots`: the pictures in docs/screenshots, taken from the demo's real page.

Needs the demo (`make demo ONCE=1` installs it), Chromium (`apt-get install chromium`) and playwright
(`.venv/bin/python -m pip install playwright`); playwright's own browsers are not needed. Starts the demo,
acts on its page as a newcomer would, writes card.png, automatic-reply.png and moderators.png, and ends it.
"""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[1] / "docs" / "screenshots"
BROWSER_ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_ADDRESS_RE: Final = re.compile(r"http://127\.0\.0\.1:\d+/#\S+")
_QUESTION: Final = "Did 500 people die in the January unrest in Kazakhstan?"
_MESSAGE: Final = "Wire copy: Kazakhstan detained 3,000 people after the January unrest"
_MARGIN: Final = 12


def chromium() -> str | None:
    """The installed Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def demo_page() -> Iterator[str]:
    """The address of a running demo's page; the demo is ended afterwards."""
    command = [sys.executable, "-m", "bot", "demo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as demo:
        assert demo.stdout is not None
        try:
            address = next((m[0] for m in map(_ADDRESS_RE.search, demo.stdout) if m), None)
            if address is None:
                raise SystemExit(f"The demo ended early, with exit code {demo.wait()}.")
            yield address
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.communicate(timeout=30)


class DemoPage:
    """The demo's page in a browser: what a person does there."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._box = page.locator("#channel-composer-input")
        self.messages = page.locator("article.channel-message")

    def open(self, address: str) -> None:
        self._page.goto(address)
        self._box.wait_for(state="visible")
        self.messages.last.wait_for(state="visible")
        self._page.wait_for_timeout(2000)  # the page tells the server its size, and is drawn anew

    def _wait_for_new(self, newest: str | None) -> None:
        last = "[...document.querySelectorAll('article.channel-message')].at(-1)?.dataset.messageId"
        self._page.wait_for_function(f"newest => {last} !== newest", arg=newest)
        self._page.wait_for_timeout(1500)  # pictures and fonts

    def _newest(self) -> str | None:
        newest: str | None = self.messages.last.get_attribute("data-message-id")
        return newest

    def post(self, text: str) -> None:
        """Post a message and wait for what follows."""
        newest = self._newest()
        self._box.fill(text)
        self._box.press("Enter")
        self._wait_for_new(newest)

    def command(self, name: str, text: str = "") -> None:
        """Give a slash command, with its first option where it has one, and wait for the answer."""
        newest = self._newest()
        keyboard = self._page.keyboard
        self._box.click()
        keyboard.type(f"/{name}", delay=30)
        self._page.wait_for_timeout(700)
        keyboard.press("Enter")
        self._page.wait_for_timeout(700)
        if text:
            keyboard.type(text, delay=5)
            self._page.wait_for_timeout(1000)
            keyboard.press("Escape")  # closes the suggestions
            self._page.wait_for_timeout(300)
        keyboard.press("Enter")
        self._wait_for_new(newest)

    def become(self, viewer: str) -> None:
        """Go on as another member of the server."""
        self._page.select_option("#viewer-picker", label=viewer)
        self._page.wait_for_timeout(1500)

    def picture(self, path: Path, *, last: int = 0) -> None:
        """Write a picture of the last messages, of the whole page where none are counted."""
        if not last:
            self._page.screenshot(path=path)
            return
        count = self.messages.count()
        boxes = [self.messages.nth(n).bounding_box() for n in range(count - last, count)]
        left, top = min(b["x"] for b in boxes), min(b["y"] for b in boxes)
        right, bottom = max(b["x"] + b["width"] for b in boxes), max(b["y"] + b["height"] for b in boxes)
        clip = {"x": left, "y": top - _MARGIN, "width": right - left, "height": bottom - top + _MARGIN}
        self._page.screenshot(path=path, clip=clip)


def main() -> None:
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise SystemExit("playwright is not installed: .venv/bin/python -m pip install playwright") from None
    browser_path = chromium()
    if browser_path is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo_page() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(BROWSER_ARGUMENTS))
        page = browser.new_page(viewport={"width": 1000, "height": 1300})
        demo = DemoPage(page)
        demo.open(address)
        demo.become("Moderator")  # what the script's moderator did last stands there
        page.set_viewport_size({"width": 1000, "height": 900})
        page.wait_for_timeout(1500)
        demo.picture(FOLDER / "moderators.png")
        page.set_viewport_size({"width": 1000, "height": 1300})
        demo.become("You")
        demo.post(_MESSAGE)
        demo.picture(FOLDER / "automatic-reply.png", last=2)
        demo.command("check", _QUESTION)
        demo.picture(FOLDER / "card.png", last=1)
        browser.close()
    for path in sorted(FOLDER.glob("*.png")):
        print(f"{path.relative_to(FOLDER.parents[1])}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
