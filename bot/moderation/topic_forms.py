"""The form for a topic as a Discord modal, and what moderators read about a topic or a rejected form."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import discord

from bot.errors import answer_error
from bot.rendering.markdown import escape, shorten
from claims_db.drafts.topic_form import TopicForm
from claims_db.errors import BadRecords, Problem
from claims_db.models import Topic

_LIMITS = {"title": 60, "question": 200, "words": 1500, "names": 1000, "years": 40}


class TopicModal(discord.ui.Modal):
    """Asks for a topic's five fields and passes them to `take`."""

    def __init__(
        self,
        title: str,
        filled: TopicForm | None,
        take: Callable[[discord.Interaction, TopicForm], Awaitable[None]],
    ) -> None:
        super().__init__(title=title, timeout=3600)
        self._take = take
        self._filled = filled = filled or TopicForm("", "", "")
        self.name = self._add("Title", "title", filled.title, "Dam deaths")
        self.question = self._add(
            "Question the sources answer", "question", filled.question, "How many people died?"
        )
        self.words = self._add(
            "Words: one group per line, all must match", "words", filled.words,
            "died, killed, dead, deaths\ndam", is_long=True,
        )  # fmt: skip
        self.names = self._add(
            "Names: one per line, commas for spellings", "names", filled.names,
            "Orlow, Örlow Valley", is_long=True, is_needed=False,
        )  # fmt: skip
        self.years = self._add("Year or years it is about", "years", filled.years, "2019", is_needed=False)

    def _add(
        self,
        label: str,
        name: str,
        filled: str,
        example: str,
        *,
        is_long: bool = False,
        is_needed: bool = True,
    ) -> discord.ui.TextInput[Any]:
        style = discord.TextStyle.paragraph if is_long else discord.TextStyle.short
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            label=label, style=style, required=is_needed, placeholder=example, max_length=_LIMITS[name],
            default=filled[: _LIMITS[name]] or None, custom_id=name,
        )  # fmt: skip
        self.add_item(field)
        return field

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        form = TopicForm(
            self.name.value, self.question.value, self.words.value, self.names.value, self.years.value
        )
        await self._take(interaction, with_rest(form, self._filled))

    async def on_error(  # type: ignore[override]  # as discord.py declares it for modals
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        await answer_error(interaction, error)


def with_rest(typed: TopicForm, filled: TopicForm) -> TopicForm:
    """Return the form as typed; a field left alone keeps the part that was too long to show."""
    unchanged = {
        name: whole
        for name, limit in _LIMITS.items()
        if (whole := getattr(filled, name))[:limit].strip() == getattr(typed, name).strip()
    }
    return replace(typed, **unchanged)


def problems_text(error: BadRecords) -> str:
    """Return what is wrong, a line for each problem, and what was expected."""
    lines = [_problem_line(problem) for problem in error.problems[:12]]
    rest = len(error.problems) - len(lines)
    return shorten("\n".join([escape(str(error)), *lines, *([f"and {rest} more"] if rest else [])]), 1900)


def _problem_line(problem: Problem) -> str:
    return f"- **{escape(problem.column)}**: {escape(problem.wrong)}. Expected: {escape(problem.right)}"


def topic_text(topic: Topic) -> str:
    """Return the topic as it was read, in sentences."""
    groups = [" or ".join(group) for group in topic.needs]
    names = [" or ".join(term.lstrip("@") for term in group) for group in topic.anchors]
    lines = [f"**{escape(topic.title)}** (`{topic.slug}`): {escape(topic.question)}"]
    lines.append(f"A message matches if it says {escape('; and '.join(groups))}")
    if names:
        lines.append(f"and names {escape('; and '.join(names))} (a short message may leave the place out).")
    if topic.years:
        lines.append(f"Messages that name years other than {escape(topic.years)} do not match.")
    if topic.is_answer_date:
        lines.append("Its answer is a date.")
    return shorten("\n".join(lines), 1900)
