"""/optout keeps the bot from looking, and back."""

from tests.bot.conftest import Newsroom


async def test_a_person_opts_out_and_in_again(room: Newsroom) -> None:
    out = await room.alice.slash(room.desk, "optout")
    assert out.response is not None
    assert out.response.ephemeral
    assert await room.bot.channels.is_opted_out(str(room.alice.id))
    await room.alice.slash(room.desk, "optout", out=False)
    assert not await room.bot.channels.is_opted_out(str(room.alice.id))
