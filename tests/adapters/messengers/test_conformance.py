"""What holds on every platform and by every way of receiving: the same road, to the end."""

import re

import pytest

from adapters.splitting.paragraphs import WRONG_ARTICLE
from answers.answerer import Answerer
from bot import wording
from tests.adapters.messengers.conftest import Talks
from tests.adapters.messengers.talks import Heard, Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEED = "What are the treatment options for osteosarcoma with lung metastases?"
SAMPLE = "Sample content, not reviewed by clinicians"
EVERYWHERE = pytest.mark.parametrize("private", [True, False], ids=["private", "shared"])


def only(heard: list[Heard]) -> Heard:
    assert len(heard) == 1, [each.text[:80] for each in heard]
    return heard[0]


def assert_is_clinical_reply(heard: Heard) -> None:
    assert heard.text.startswith((SAMPLE, "Not reviewed for this question", wording.NO_STATUS)), heard.text
    assert any(text in heard.text for text in wording.DISCLAIMER.values())
    assert not heard.previews


@EVERYWHERE
async def test_three_turns_are_one_conversation(talks: Talks, private: bool) -> None:
    talk = talks(private=private)
    await talk.ask(SEED)
    await talk.follow("what about children?")
    await talk.follow("and radiotherapy?")
    first, second, third = talk.heard()
    for heard in (first, second, third):
        assert_is_clinical_reply(heard)
        assert heard.text.startswith(SAMPLE)
        assert re.search(r"\[1\]", heard.text)
        assert heard.links
    assert f"Answering: {SEED}" in first.text
    assert "in children?" in second.text
    assert "What is the role of radiotherapy in osteosarcoma" in third.text
    assert talk.elsewhere() == []


async def test_two_conversations_do_not_hear_of_each_other(talks: Talks) -> None:
    one, other = talks(), talks()
    await one.ask(SEED)
    await other.ask("what about children?")
    assert "osteosarcoma" not in only(other.heard()).text.lower()


@EVERYWHERE
async def test_what_comes_again_is_answered_once(talks: Talks, private: bool) -> None:
    talk = talks(private=private)
    said = await talk.ask(SEED)
    await talk.again(said)
    only(talk.heard())


@EVERYWHERE
async def test_what_no_person_says_is_not_answered(talks: Talks, private: bool) -> None:
    talk = talks(private=private)
    await talk.ask("hello")
    before = talk.heard()
    await talk.own()
    if not private:
        await talk.other_bot(SEED)
    assert talk.heard() == before


async def test_people_talk_to_each_other(talks: Talks) -> None:
    talk = talks(private=False)
    await talk.ask(SEED)
    await talk.between("what do you think of that?")
    only(talk.heard())
    assert talk.elsewhere() == []


async def test_a_thread_the_bot_has_no_part_in_is_left_alone(talks: Talks) -> None:
    talk = talks(private=False)
    await talk.between(SEED)
    assert talk.heard() == talk.elsewhere() == []


@EVERYWHERE
@pytest.mark.parametrize("text", ["?", "…", "🤔"])
async def test_nothing_asked_is_met_with_how_to_ask(talks: Talks, private: bool, text: str) -> None:
    talk = talks(private=private)
    await talk.ask(text)
    assert only(talk.heard()).text == wording.EMPTY


async def test_a_question_that_is_too_long_is_told_so(talks: Talks) -> None:
    talk = talks()
    await talk.ask("Is this a question? " * 300)
    assert "characters" in only(talk.heard()).text


async def test_suggestions_are_buttons_and_open_the_article(talks: Talks) -> None:
    talk = talks()
    await talk.ask("How is osteosarcoma treated?")
    offered = only(talk.heard())
    assert_is_clinical_reply(offered)
    assert wording.NONE_OF_THESE in offered.buttons
    await talk.press(offered, offered.buttons[0])
    opened = talk.heard()[-1]
    assert_is_clinical_reply(opened)
    assert wording.OPENED in opened.text
    await talk.press(offered, wording.NONE_OF_THESE)
    declined = talk.heard()[-1]
    assert_is_clinical_reply(declined)
    assert len(talk.heard()) == 3


@EVERYWHERE
async def test_an_article_that_is_not_what_was_asked_is_noted_and_the_search_goes_on(
    talks: Talks, private: bool
) -> None:
    talk = talks(private=private)
    await talk.ask(SEED)
    served = only(talk.heard())
    assert served.buttons == (WRONG_ARTICLE,)
    await talk.press(served, WRONG_ARTICLE)
    _, past = talk.heard()
    assert past.text.startswith(wording.WRONG_ARTICLE)
    assert SAMPLE not in past.text
    assert f"Answering: {SEED}" in past.text
    assert past.buttons == ()
    assert talk.elsewhere() == []


async def test_an_article_that_was_opened_can_be_the_wrong_one(talks: Talks) -> None:
    talk = talks()
    await talk.ask("How is osteosarcoma treated?")
    offered = only(talk.heard())
    assert WRONG_ARTICLE not in offered.buttons
    await talk.press(offered, offered.buttons[0])
    opened = talk.heard()[-1]
    await talk.press(opened, WRONG_ARTICLE)
    assert talk.heard()[-1].text.startswith(wording.WRONG_ARTICLE)


async def test_an_edited_question_is_answered_in_the_place_of_the_former_answer(talks: Talks) -> None:
    talk = talks()
    said = await talk.ask(SEED)
    await talk.edit(said, "How is gout treated?")
    answer = only(talk.heard())
    assert answer.edits == 1
    assert "gout" in answer.text.lower()
    assert_is_clinical_reply(answer)


async def test_an_emergency_is_told_where_to_get_help(talks: Talks, way: tuple[str, object]) -> None:
    talk = talks()
    await talk.ask("My father has crushing chest pain and can't breathe, what should I do?")
    answer = only(talk.heard())
    assert "call your local emergency number" in answer.text.lower()
    if way[0].startswith("telegram"):
        assert "Sources" not in answer.text


async def test_who_may_harm_themselves_is_answered_alone(talks: Talks) -> None:
    talk = talks(private=False)
    await talk.ask("I want to kill myself")
    assert "harm yourself" not in " ".join(heard.text for heard in talk.heard())
    assert "harm yourself" in only(talk.elsewhere()).text


@EVERYWHERE
async def test_a_failing_bot_apologizes_once(
    talks: Talks, private: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    talk = talks(private=private)
    with monkeypatch.context() as patched:
        patched.setattr(Answerer, "answer", broken)
        await talk.ask(SEED)
    assert only(talk.heard()).text == wording.TROUBLE
    await talk.follow(SEED)
    assert_is_clinical_reply(talk.heard()[-1])


HOSTILE = [
    "What is <!channel> @everyone @here *gout* _in_ <b>bold</b> <a href='x'>y</a>?",
    "How is gout treated? <@U0CURBBOT> <https://evil.example/|NHS> https://evil.example/x @anna_test",
    "How is gout treated?\u202e\u0000 ```code``` [x](https://evil.example) ![](https://evil.example/p.png)",
]


@EVERYWHERE
@pytest.mark.parametrize("text", HOSTILE)
async def test_text_of_people_calls_nobody_and_links_nowhere(
    talks: Talks, private: bool, text: str, way: tuple[str, object]
) -> None:
    product = way[1]
    pings = len(product.slack.pings) + len(product.telegram.pings)  # type: ignore[attr-defined]
    talk: Talk = talks(private=private)
    await talk.ask(text)
    answer = only(talk.heard())
    assert not any("evil.example" in link for link in answer.links)
    assert len(product.slack.pings) + len(product.telegram.pings) == pings  # type: ignore[attr-defined]
