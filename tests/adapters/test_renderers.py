"""What holds of every messenger's renderer, for whatever reply."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given

from adapters.slack.render import with_bare_commands
from answers.types import Answer, Audience
from bot.compose import reply_to
from bot.evidence import evidence_reply
from bot.types import Answering, Badge, Choice, Choices, Heading, Reply, Said
from tests.adapters import replies
from tests.adapters.replies import disordered, examples
from tests.adapters.slack import test_render as slack
from tests.adapters.telegram import test_render as telegram
from tests.engine_answers import approved_before_newer, generated, quoted


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
def test_choices_keep_their_prompt_where_a_warning_moves_away_behind_them(renderer: Renderer) -> None:
    long = " ".join(["The next is the same as the one before."] * 40)
    choices = Choices("One of these?", (Choice(1, "How is gout treated?", None),), None)
    warning = Said("Not in pregnancy.", (1,), None, must_show=True, bullet=False)
    blocks = (Badge("Status", None), choices, Answering("Answering", long), Heading("Warned", 2), warning)
    replies.assert_everything_is_said(renderer.worded(Reply(blocks)), renderer.texts(Reply(blocks)))


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
def test_what_disagrees_stands_side_by_side(renderer: Renderer, reply: Reply) -> None:
    replies.assert_sides_stand_together(reply, renderer.texts(reply))


@every_renderer
@pytest.mark.parametrize("made", [generated, quoted, approved_before_newer])
def test_answers_of_the_engine_are_shown_whole(renderer: Renderer, made: Callable[[], Answer]) -> None:
    reply = reply_to(made(), Audience.CLINICIAN, on=date(2026, 11, 24))
    for shown in (reply, evidence_reply(reply)):
        renderer.check(shown)
        worded, texts = renderer.worded(shown), renderer.texts(shown)
        replies.assert_everything_is_said_in_order(worded, texts)
        replies.assert_every_part_says_what_it_is(worded, texts)
        replies.assert_warnings_come_first(worded, texts)
        assert not any("/evidence" in text for text in texts)


@every_renderer
def test_the_marked_words_of_a_passage_stand_between_signs(renderer: Renderer) -> None:
    (text,) = renderer.texts(evidence_reply(reply_to(quoted(), Audience.CLINICIAN)))
    assert "Flares should be treated early. »Offer colchicine 0.5 mg by mouth" in text


@every_renderer
@examples
@given(reply=replies.replies())
def test_a_note_above_stands_on_every_part_and_moves_nothing(renderer: Renderer, reply: Reply) -> None:
    replies.assert_a_note_moves_nothing(reply, renderer.texts)
