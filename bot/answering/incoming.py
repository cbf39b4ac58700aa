"""Incoming messages: what is to be read of one, and whether it speaks to the bot."""

import discord

from bot.answering.guard import MessageText, Post, read_text


def is_by_person(message: discord.Message) -> bool:
    """Did a person write it: no bot, no webhook, no system message?"""
    return not (message.author.bot or message.webhook_id is not None or message.is_system())


def post_of(message: discord.Message) -> Post:
    """Return the message as the guard sees it."""
    previews = tuple(
        text for e in message.embeds for text in (e.title, e.description) if text and e.type != "rich"
    )
    return Post(message.content, str(message.author.id), is_by_person(message), previews[:6])


def asked_text(message: discord.Message) -> MessageText:
    """Return what is read of a message that somebody asks about."""
    post = post_of(message)
    return read_text(post.content, is_asked=True, previews=post.previews)


async def mention_texts(message: discord.Message) -> list[MessageText]:
    """Return what is read of a mention, then of the message that it replies to; nothing empty."""
    texts = [asked_text(message)]
    above = await _above(message)
    if above is not None:
        texts.append(asked_text(above))
    return [text for text in texts if not text.is_empty]


async def _above(message: discord.Message) -> discord.Message | None:
    """Return the message that this one replies to; None if there is none, or it can't be read."""
    reference = message.reference
    if reference is None or reference.message_id is None:
        return None
    if isinstance(reference.resolved, discord.Message):
        return reference.resolved
    try:
        return await message.channel.fetch_message(reference.message_id)
    except discord.HTTPException:
        return None


def is_mentioned(user: discord.ClientUser | None, message: discord.Message) -> bool:
    """Does the message's text mention the bot's user?"""
    return user is not None and (f"<@{user.id}>" in message.content or f"<@!{user.id}>" in message.content)
