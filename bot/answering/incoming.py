"""Incoming messages: what the guard is to see of one, and whether it speaks to the bot."""

import discord

from bot.answering.guard import Post


def is_by_person(message: discord.Message) -> bool:
    """Was it written by a person: no bot, no webhook, no system message?"""
    return not (message.author.bot or message.webhook_id is not None or message.is_system())


def post_of(message: discord.Message) -> Post:
    """The message as the guard sees it."""
    previews = tuple(
        text for e in message.embeds for text in (e.title, e.description) if text and e.type != "rich"
    )
    return Post(message.content, str(message.author.id), is_by_person(message), previews[:6])


def is_mentioned(user: discord.ClientUser | None, message: discord.Message) -> bool:
    """Does the message's text mention the bot's user?"""
    return user is not None and (f"<@{user.id}>" in message.content or f"<@!{user.id}>" in message.content)
