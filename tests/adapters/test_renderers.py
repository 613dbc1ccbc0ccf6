"""What holds of every messenger's renderer, for whatever reply."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given

from adapters.slack.render import with_bare_commands
from bot.types import Reply
from tests.adapters import replies
from tests.adapters.replies import disordered, examples
from tests.adapters.slack import test_render as slack
from tests.adapters.telegram import test_render as telegram


@dataclass(frozen=True)
class Renderer:
    """`texts` is what a person sees of each message, `check` looks at its limits and links; `worded` is the
    reply in the platform's words."""

    texts: Callable[[Reply], list[str]]
    check: Callable[[Reply], None]
    worded: Callable[[Reply], Reply] = lambda reply: reply


RENDERERS = {
    "slack": Renderer(slack.texts, slack.assert_messages_fit, with_bare_commands),
    "telegram": Renderer(telegram.texts, telegram.assert_messages_fit),
}
every_renderer = pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS)


@every_renderer
@examples
@given(reply=replies.replies())
def test_no_limit_is_exceeded_and_no_link_is_foreign(renderer: Renderer, reply: Reply) -> None:
    renderer.check(reply)


@every_renderer
@examples
@given(reply=disordered)
def test_no_limit_is_exceeded_in_whatever_order(renderer: Renderer, reply: Reply) -> None:
    renderer.check(reply)
    replies.assert_everything_is_said(renderer.worded(reply), renderer.texts(reply))


@every_renderer
@examples
@given(reply=replies.replies())
def test_everything_is_said_once_and_word_for_word(renderer: Renderer, reply: Reply) -> None:
    replies.assert_everything_is_said(renderer.worded(reply), renderer.texts(reply))


@every_renderer
@examples
@given(reply=replies.replies())
def test_every_part_has_the_review_status_and_the_disclaimer(renderer: Renderer, reply: Reply) -> None:
    replies.assert_every_part_says_what_it_is(renderer.worded(reply), renderer.texts(reply))


@every_renderer
@examples
@given(reply=replies.replies())
def test_warnings_and_help_stand_in_the_first_message(renderer: Renderer, reply: Reply) -> None:
    replies.assert_warnings_come_first(reply, renderer.texts(reply))


@every_renderer
@examples
@given(reply=replies.replies())
def test_a_dose_is_never_split(renderer: Renderer, reply: Reply) -> None:
    replies.assert_doses_are_whole(reply, renderer.texts(reply))


@every_renderer
@examples
@given(reply=replies.replies())
def test_a_note_above_stands_on_every_part_and_moves_nothing(renderer: Renderer, reply: Reply) -> None:
    replies.assert_a_note_moves_nothing(reply, renderer.texts)
