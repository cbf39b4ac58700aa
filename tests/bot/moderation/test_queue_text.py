"""What moderators and those who asked read of the queue: whole, harmless, within Discord's limits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.moderation.queue_text import change_text, decisions_text, desk_card, item_text, queue_card, told_text
from bot.rendering.cards import DESCRIPTION_LIMIT, Card
from claims_db.figures import Figure
from claims_db.models import Claim
from claims_db.storage.queue_items import Decision, QueueItem

NASTY = "@everyone **[x](http://evil.example)** `" + "word " * 190
FEW = "@everyone **[x](http://evil.example)** `" + "w" * 900
CLAIM = Claim(
    "B2-1", "dam-deaths", "B2", "25 people died", "25 people died",
    figure=Figure(value=Decimal(25), unit="people", wording="25 people died"), status="official",
)  # fmt: skip
CHANGE = QueueItem(
    12, "100", "change", "open", 0.0, action="edit", subject="B2-1", base_revision=1,
    claim=replace(CLAIM, wording="25 died", note="phoned"), reason="a slip", proposed_by="7",
)  # fmt: skip


def test_an_edit_shows_what_it_says_and_before_and_after() -> None:
    text = change_text(CHANGE, CLAIM)
    assert text.startswith(
        "<@7> wants to edit **B2-1** (a slip)\n**'25 died' per source B2**\nRead as: 25 people"
    )
    assert "wording: 25 people died → 25 died" in text
    assert "note: (empty) → phoned" in text
    assert "⚠" not in text


@pytest.mark.parametrize(("action", "way_out"), [("edit", "Press Edit"), ("retract", "propose it again")])
def test_a_claim_that_moved_is_said_first_with_the_way_out(action: str, way_out: str) -> None:
    item = replace(CHANGE, action=action)  # type: ignore[arg-type]
    for text in (change_text(item, replace(CLAIM, revision=2)), item_text(item, replace(CLAIM, revision=2))):
        assert "⚠ The claim has changed since" in text
        assert way_out in text


def test_a_retraction_shows_the_claim_as_it_is() -> None:
    item = replace(CHANGE, action="retract", claim=CLAIM)
    text = change_text(item, CLAIM)
    assert "wants to retract **B2-1** (a slip)" in text
    assert "status: official → retracted" in text


def test_a_decided_change_names_who_decided() -> None:
    card = desk_card(replace(CHANGE, state="rejected", decided_by="8", answer="*no*"), CLAIM)
    assert card.title == "Rejected: item 12"
    assert card.description.startswith("Rejected by <@8>: \\*no\\*")


def test_nothing_that_somebody_wrote_pings_formats_or_overflows() -> None:
    claim = replace(CLAIM, wording=FEW, excerpt=FEW, note=NASTY, attributed_to=NASTY, scope=NASTY)
    change = replace(CHANGE, claim=claim, reason=NASTY)
    wish = QueueItem(
        13, "100", "suggestion", "open", 0.0, text=NASTY, source=NASTY, link="https://" + "x" * 490
    )
    asked = QueueItem(14, "100", "question", "open", 0.0, text=NASTY, figures=(NASTY,), count=3)
    page = queue_card(
        [change, change, wish, asked], {"B2-1": CLAIM}, {"change": 2, "suggestion": 1, "question": 1}
    )
    waiting, decided = (
        desk_card(change, CLAIM),
        desk_card(replace(change, state="rejected", answer=NASTY), CLAIM),
    )
    for card in (page, waiting, decided):
        assert isinstance(card, Card)
        assert len(card.description) <= DESCRIPTION_LIMIT
        assert len(card) <= 6000
    told = told_text(replace(wish, state="accepted", answer=NASTY), NASTY)
    problems = decisions_text([Decision(n, problem=NASTY) for n in range(20)], "accepted")
    for text in (page.description, waiting.description, decided.description, told, problems):
        assert "@everyone" not in text
        assert "http://" not in text
        assert "**[x]" not in text
    assert len(told) <= 2000
    assert len(problems) <= 2000
    assert page.description.count("\n\n") == 3  # none of the four is left out


def test_an_empty_queue_and_counts() -> None:
    none = {"change": 0, "suggestion": 0, "question": 0}
    assert queue_card([], {}, none).description == "Nothing is waiting."  # type: ignore[arg-type]
    asked = QueueItem(14, "100", "question", "open", 0.0, text="sandbags used", figures=("about 4,000",))
    card = queue_card([asked], {}, none | {"question": 2, "change": 1})  # type: ignore[arg-type]
    assert card.description == "`14` Question, asked once: sandbags used (about 4,000)"
    assert card.footer == "Open: 1 change, 2 questions"


def test_who_asked_is_told_what_became_of_it() -> None:
    item = QueueItem(14, "100", "question", "rejected", 0.0, text="sandbags used", answer="Not our subject.")
    assert told_text(item, "News") == (
        "The moderators of **News** turned down your question 'sandbags used'.\n> Not our subject."
    )
    assert told_text(replace(item, state="accepted", answer=""), "") == (
        "The moderators of a server answered your question 'sandbags used'."
    )


def test_an_approved_retraction_names_the_figure_as_retracted() -> None:
    item = replace(CHANGE, action="retract", claim=CLAIM)
    approved = desk_card(replace(item, state="accepted", decided_by="8"), CLAIM)
    assert "later retracted: '25 people died' per source B2" in approved.description
    assert (
        "later retracted" not in desk_card(replace(item, state="rejected", decided_by="8"), CLAIM).description
    )
