"""A person's conversation with the bot, the same to a test on every platform and by every way."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from adapters.serving import SLACK_PATH, TELEGRAM_PATH
from tests.adapters.messengers.product import Product
from tests.fakes.slack.events import Happened
from tests.fakes.slack.transcript import Seen as SlackSeen
from tests.fakes.telegram.transcript import Seen as TelegramSeen

_names = count(1)


@dataclass(frozen=True)
class Heard:
    """A message of the bot as the person sees it; `alone`: nobody else does."""

    text: str
    buttons: tuple[str, ...]
    links: tuple[str, ...]
    previews: bool
    edits: int
    alone: bool
    id: Any


class Talk(Protocol):
    """One conversation: `ask` speaks to the bot, `follow` goes on without naming it."""

    async def ask(self, text: str) -> Any: ...
    async def follow(self, text: str) -> Any: ...
    async def between(self, text: str) -> None: ...
    async def again(self, said: Any) -> None: ...
    async def edit(self, said: Any, text: str) -> None: ...
    async def press(self, heard: Heard, label: str) -> None: ...
    async def own(self) -> None: ...
    async def other_bot(self, text: str) -> None: ...
    def heard(self) -> list[Heard]: ...
    def elsewhere(self) -> list[Heard]: ...


class SlackTalk:
    """In direct messages, or in a channel's thread."""

    def __init__(self, product: Product, *, private: bool, over_http: bool) -> None:
        self._product, self._slack, self._private = product, product.slack, private
        self._over_http = over_http
        number = next(_names)
        world = self._slack.workspace
        self.person = world.add_user(f"p{number}")
        self.other = world.add_user(f"q{number}")
        self.channel = world.dm(self.person) if private else world.add_channel(f"c{number}")
        self.root: str | None = None

    async def ask(self, text: str) -> Sequence[Happened]:
        if self._private:
            said = [self._slack.events.dm(text, user=self.person, thread_ts=self.root)]
        else:
            events = self._slack.events
            said = list(events.mention(text, channel=self.channel, user=self.person, thread_ts=self.root))
        self.root = self.root or said[0].root
        await self.tell(said)
        return said

    async def follow(self, text: str) -> Sequence[Happened]:
        return [await self._write(text, self.person)]

    async def between(self, text: str) -> None:
        await self._write(f"<@{self.other}> {text}", self.person)

    async def _write(self, text: str, user: str) -> Happened:
        said = self._slack.events.message(text, channel=self.channel, user=user, thread_ts=self.root)
        await self.tell([said])
        return said

    async def again(self, said: Sequence[Happened]) -> None:
        await self.tell(said)

    async def edit(self, said: Sequence[Happened], text: str) -> None:
        if self._private:
            await self.tell([self._slack.events.edited(said[0], text)])
        else:
            await self.tell(self._slack.events.edited_mention(said[0], text))

    async def press(self, heard: Heard, label: str) -> None:
        click = self._slack.events.click(channel=self.channel, ts=heard.id, button=label, user=self.person)
        await self.tell([click])

    async def own(self) -> None:
        mine = self._seen()[-1]
        await self.tell([self._slack.events.own(channel=self.channel, ts=mine.ts)])

    async def other_bot(self, text: str) -> None:
        for modern in (False, True):
            said = self._slack.events.other_bot(
                text, channel=self.channel, thread_ts=self.root, modern=modern
            )
            await self.tell([said])

    async def tell(self, events: Sequence[Happened]) -> None:
        """Delivered and acknowledged; then what came of it is done."""
        for event in events:
            if self._over_http:
                delivered = await self._slack.http.deliver(event, self._product.url + SLACK_PATH)
                assert delivered.status == 200, delivered
            else:
                envelope = await self._slack.socket_mode.send(event)
                await envelope.acked()
        await self._product.quiet()

    def heard(self) -> list[Heard]:
        return [_slack_heard(seen) for seen in self._seen()]

    def _seen(self) -> list[SlackSeen]:
        return self._slack.transcript(self.channel, self.root, bots=True)

    def elsewhere(self) -> list[Heard]:
        """In the person's direct messages, where this is a channel; in the channel outside the thread."""
        direct = self._slack.transcript(self._slack.workspace.dm(self.person), bots=True)
        here = {seen.ts for seen in self._seen()}
        outside = [s for s in self._slack.transcript(self.channel, bots=True) if s.ts not in here]
        return [_slack_heard(seen) for seen in ([] if self._private else direct) + outside]


def _slack_heard(seen: SlackSeen) -> Heard:
    return Heard(
        text=seen.text,
        buttons=tuple(button.text for button in seen.buttons),
        links=tuple(url for _, url in seen.links),
        previews=seen.unfurls,
        edits=len(seen.edits),
        alone=seen.ephemeral_to is not None,
        id=seen.ts,
    )


class TelegramTalk:
    """In private, or in a group of its own, of which only the bot's mentions and replies concern it."""

    def __init__(self, product: Product, *, private: bool, by_webhook: bool) -> None:
        self._product, self._telegram, self._private = product, product.telegram, private
        self._by_webhook = by_webhook
        world, number = self._telegram.world, next(_names)
        self.person = world.add_user(f"P{number}")
        self.chat = self.person if private else world.add_group(f"G{number}")

    async def ask(self, text: str) -> dict[str, Any]:
        happenings = self._telegram.happenings
        if self._private:
            said = happenings.private(text, user=self.person)
        else:
            said = happenings.mention(text, chat=self.chat, user=self.person)
        await self.tell(said)
        return said

    async def follow(self, text: str) -> dict[str, Any]:
        if self._private:
            return await self.ask(text)
        mine = self._seen()[-1].message_id
        said = self._telegram.happenings.reply(text, to=mine, chat=self.chat, user=self.person)
        await self.tell(said)
        return said

    async def between(self, text: str) -> None:
        await self.tell(self._telegram.happenings.group(text, chat=self.chat, user=self.person))

    async def again(self, said: dict[str, Any]) -> None:
        """Twice at once by webhook; a poller that is past an update does not get it again."""
        if self._by_webhook:
            url = self._product.url + TELEGRAM_PATH
            delivered = await self._telegram.http.deliver_copies(said, url, 2)
            assert [each.status for each in delivered] == [200, 200]
        await self.tell(said)

    async def edit(self, said: dict[str, Any], text: str) -> None:
        named = text if self._private else f"@{self._telegram.world.bot.username} {text}"
        await self.tell(self._telegram.happenings.edited(said, named))

    async def press(self, heard: Heard, label: str) -> None:
        await self.tell(
            self._telegram.happenings.press(label, chat=self.chat, message=heard.id, user=self.person)
        )

    async def own(self) -> None:
        mine = self._seen()[-1]
        message = self._telegram.world.messages[self.chat, mine.message_id]
        told = self._telegram.world.told(message)
        await self.tell(self._telegram.happenings.unknown("message", **told))

    async def other_bot(self, text: str) -> None:
        named = f"@{self._telegram.world.bot.username} {text}"
        said = self._telegram.happenings.group(named, chat=self.chat, user=self._telegram.other_bot)
        await self.tell(said)

    async def tell(self, update: dict[str, Any]) -> None:
        """The fake delivers it by the way that the bot has chosen."""
        await self._telegram.push(update)
        await self._telegram.updates.confirmed(update["update_id"])
        await self._product.quiet()

    def heard(self) -> list[Heard]:
        return [_telegram_heard(seen) for seen in self._seen()]

    def _seen(self) -> list[TelegramSeen]:
        return self._telegram.transcript(self.chat, bots=True)

    def elsewhere(self) -> list[Heard]:
        private = [] if self._private else self._telegram.transcript(self.person, bots=True)
        return [_telegram_heard(seen) for seen in private]


def _telegram_heard(seen: TelegramSeen) -> Heard:
    return Heard(
        text=seen.text,
        buttons=tuple(button.text for button in seen.buttons),
        links=tuple(url for _, url in seen.links),
        previews=not seen.previews_disabled,
        edits=len(seen.edits),
        alone=False,
        id=seen.message_id,
    )
