"""The form of a topic: what does not fit into a field is not lost."""

from bot.moderation.topic_forms import with_rest
from claims_db.drafts.topic_form import TopicForm


def test_a_field_left_as_it_was_keeps_what_did_not_fit() -> None:
    words = "\n".join(", ".join(f"word{n}{m}" for m in range(20)) for n in range(12))
    filled = TopicForm("Dam deaths", "How many died?", words)
    assert len(words) > 1500
    typed = TopicForm("Dam toll", "How many died?", words[:1500])
    assert with_rest(typed, filled) == TopicForm("Dam toll", "How many died?", words)
    assert with_rest(TopicForm("Dam toll", "?", "dam"), filled) == TopicForm("Dam toll", "?", "dam")
