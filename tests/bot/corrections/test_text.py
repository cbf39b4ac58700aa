"""What a reply says of a correction, and moderators of many: exact, escaped, short."""

from typing import Any

import pytest

from bot.corrections.text import MAX_LINES, change_of, correction_lines, report
from claims_db.models import Claim
from claims_db.records.records import SHOWN, ClaimRow
from claims_db.storage.audit import AuditEntry
from claims_db.storage.corrections import Correction, Outcome

HOSTILE = (
    "@everyone [x](http://evil.example) **bold**", "line\nbreak `code` ||spoiler||", "' per source 001; '",
    "<@1> <#2> \u202e" + "x" * 4000,
)  # fmt: skip
DAY = 1_795_305_600.0  # 2026-11-22
CLAIM = ClaimRow.of(Claim("B2-1", "dam-deaths", "B2", "25 died", "25 died", stance="x")).model_dump() | {
    "value": "25", "unit": "people", "status": "official", "attributed_to": "officials",
}  # fmt: skip


def entry(action: str = "edit", after: dict[str, Any] | None = None, **fields: Any) -> AuditEntry:
    given: dict[str, Any] = {
        "audit_id": 1, "guild_id": "1", "written_at": DAY, "user_id": "7", "action": action,
        "kind": "claim", "subject": "B2-1", "before": CLAIM, "after": CLAIM if after is None else after,
        "reason": "",
    }  # fmt: skip
    return AuditEntry(**(given | fields))


def lines(*entries: AuditEntry) -> list[str]:
    made = [Correction(n, 1, "pending", "", e) for n, e in enumerate(entries)]
    return correction_lines(made, {"dam-moved": "People moved"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"wording": "43 died", "value": "43"}, "was '25 died', now '43 died'"),
        ({"value": "2500"}, "was '25 died' (read as 25), now '25 died' (read as 2,500)"),
        ({"comparator": ">"}, "was '25 died' (read as 25), now '25 died' (read as more than 25)"),
        ({"status": "estimated"}, "was '25 died' (official), now '25 died' (estimate)"),
        ({"source": "C3"}, "was '25 died' (per source B2), now '25 died' (per source C3)"),
        ({"as_of": "2019-05-03"}, "was '25 died' (undated), now '25 died' (as of 2019-05-03)"),
        ({"attributed_to": ""}, "was '25 died' (citing officials), now '25 died' (citing nobody)"),
        ({"topic": "dam-moved"}, "was '25 died' (on dam deaths), now '25 died' (on dam moved)"),
        ({"stance": "y"}, "was '25 died' (taken as: x), now '25 died' (taken as: y)"),
    ],
)
def test_a_correction_says_what_it_was_and_what_it_is(change: dict[str, str], said: str) -> None:
    assert lines(entry(after=CLAIM | change)) == [f"corrected on 2026-11-22: {said}"]


@pytest.mark.parametrize("field", SHOWN)
def test_every_field_that_brings_a_correction_about_has_its_words(field: str) -> None:
    other: dict[str, Any] = {
        "status": "reported", "value_high": "30", "comparator": "~", "unit": "things", "per": "day",
        "negated": True, "vague": True, "value": "26", "as_of": "2020",
    }  # fmt: skip
    change = {field: other.get(field, "something-else")}
    if field == "value_high":
        change["comparator"] = "range"
    if field == "date":
        change = {"value": None, "date": "2020-01-01"}
    if field == "wording":
        change = {"wording": "died"}
    [line] = lines(entry(after=CLAIM | change))
    assert line.startswith("corrected on 2026-11-22: was '25 died'")


def test_other_fields_are_not_told() -> None:
    assert lines(entry(after=CLAIM | {"note": "an aside", "revision": 2})) == []


def test_what_became_of_the_claim() -> None:
    gone = CLAIM | {"status": "retracted"}
    quoted = "'25 died' per source B2"
    assert lines(entry("retract", gone, reason="no [such] paper")) == [
        f"retracted on 2026-11-22: {quoted} (no \\[such\\] paper)"
    ]
    assert lines(entry("edit", CLAIM | {"status": "denied"})) == [f"denied on 2026-11-22: {quoted}"]
    assert lines(entry("restore", before=gone)) == [f"restored on 2026-11-22: {quoted} stands again"]
    assert lines(entry("hide", {})) == ["no longer shown here since 2026-11-22: '25 died'"]
    assert lines(entry("restore")) == [f"shown again since 2026-11-22: {quoted}"]
    merged = entry("merge", {"merged_into": "dam-moved"}, kind="topic", before={"title": "Dam deaths"})
    assert lines(merged) == ["merged on 2026-11-22: 'Dam deaths' is now part of 'People moved'"]
    parted = entry("unmerge", {"title": "Dam deaths"}, kind="topic", before={})
    assert lines(parted) == ["split on 2026-11-22: 'Dam deaths' is apart again"]
    assert change_of(entry("add", before={})) == ""


def test_three_lines_at_most_the_latest_first_none_twice() -> None:
    edits = [entry(after=CLAIM | {"wording": f"{n} died", "value": str(n)}) for n in range(9, 0, -1)]
    made = lines(edits[0], *edits)
    assert len(made) == MAX_LINES
    assert [line.rsplit(", now ", 1)[1] for line in made] == ["'9 died'", "'8 died'", "'7 died'"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    for made in (
        entry(after=CLAIM | {"wording": text, "source": text, "attributed_to": text, "as_of": text}),
        entry("retract", CLAIM | {"status": "retracted"}, reason=text, before=CLAIM | {"wording": text}),
        entry("merge", {"merged_into": text}, kind="topic", before={"title": text}),
    ):
        [line] = lines(made)
        assert len(line) <= 240
        assert "\n" not in line
        assert "://" not in line
        assert "@everyone" not in line
        assert "](" not in line.replace("\\]\\(", "")


def test_moderators_are_told_in_one_sentence() -> None:
    retracted = entry("retract", CLAIM | {"status": "retracted"})
    gone = (("the message is gone", 1),)
    assert report(retracted, Outcome(0, 12, gone)) == (
        "Claim B2-1 was retracted: 12 replies corrected; 1 could not be: the message is gone (1)"
    )
    assert report(retracted, Outcome(0, 1, ())) == "Claim B2-1 was retracted: 1 reply corrected"
    assert report(retracted, Outcome(3, 0, ())) == "Claim B2-1 was retracted: 0 replies corrected; 3 to go"
    assert report(retracted, Outcome(0, 0, gone)) == (
        "Claim B2-1 was retracted: 1 reply could not be corrected: the message is gone (1)"
    )
    assert report(retracted, Outcome(0, 0, ())) == ""
    assert report(entry("release", {}), Outcome(0, 2, ())) == (
        "Claim B2-1 is shown no more by a release of the shipped claims: 2 replies corrected"
    )


def test_a_figure_that_fell_says_so_wherever_a_correction_names_it() -> None:
    fallen = CLAIM | {"status": "retracted"}
    assert lines(entry("restore", before=fallen, after=fallen)) == [
        "shown again since 2026-11-22: later retracted: '25 died' per source B2"
    ]
    edited = fallen | {"wording": "43 died", "value": "43"}
    assert lines(entry(before=fallen, after=edited)) == [
        "corrected on 2026-11-22: was later retracted: '25 died', now later retracted: '43 died'"
    ]
