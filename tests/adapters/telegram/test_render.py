"""What Telegram is given to show: within its limits, word for word, and calling nobody."""

import re
from dataclasses import dataclass, field
from html import unescape

import pytest
from hypothesis import given

from adapters.telegram.render import (
    BUTTONS_MAX,
    CALLBACK_MAX_BYTES,
    ENTITIES_MAX,
    LABEL_MAX,
    UNITS_MAX,
    WORD_JOINER,
    Message,
    render,
)
from answers.types import Audience
from bot import wording
from bot.about import ABOUT, about
from bot.types import (
    Alert,
    Badge,
    Choice,
    Choices,
    Disclaimer,
    FullArticle,
    Notice,
    Reply,
    Said,
    Source,
    Sources,
    WrongArticle,
)
from tests.adapters import replies
from tests.adapters.replies import examples, long_reply, seed_reply

DISCLAIMER = Disclaimer("Not for decisions.", "Policy: /policy")
BADGE = Badge("Approved · reviewed by Dr Ada Example", None)


# -- a reader of its own

_TOKEN = re.compile(
    r"""<(?P<end>/)?(?P<tag>b|i|a)(?:\ href="(?P<href>[^"<>&]|[^"<>]*)")?>"""
    r"""|(?P<text>(?:[^<>&]|&(?:amp|lt|gt|quot|\#x27);)+)""",
    re.VERBOSE,
)
_MENTION = re.compile(r"@[A-Za-z0-9_]")
_ADDRESS = re.compile(r"://\w|\w\.[^\W\d_]")


@dataclass
class Parsed:
    """A message as Telegram reads it: entities are (tag, offset, length, href) in UTF-16 code units."""

    text: str = ""
    entities: list[tuple[str, int, int, str | None]] = field(default_factory=list)


def parsed(html: str) -> Parsed:
    result, opened, at = Parsed(), list[tuple[str, int, str | None]](), 0
    while at < len(html):
        token = _TOKEN.match(html, at)
        assert token, html[at : at + 60]
        at = token.end()
        if token["text"]:
            result.text += unescape(token["text"])
        elif token["end"]:
            tag, offset, href = opened.pop()
            assert tag == token["tag"]
            assert utf16(result.text) > offset
            result.entities.append((tag, offset, utf16(result.text) - offset, href))
        else:
            href = token["href"]
            assert (href is not None) == (token["tag"] == "a")
            opened.append((token["tag"], utf16(result.text), None if href is None else unescape(href)))
    assert not opened
    return result


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def visible(message: Message) -> str:
    return parsed(message.html).text.replace(WORD_JOINER, "")


def texts(reply: Reply) -> list[str]:
    return [visible(message) for message in render(reply)]


def assert_within_limits(message: Message) -> None:
    read = parsed(message.html)
    assert 1 <= utf16(read.text) <= UNITS_MAX
    assert 1 <= utf16(message.plain) <= UNITS_MAX
    assert len(read.entities) <= ENTITIES_MAX
    assert len(message.keyboard) <= BUTTONS_MAX
    for (button,) in message.keyboard:
        assert 1 <= utf16(button.text) <= LABEL_MAX
        assert 1 <= len(button.callback_data.encode()) <= CALLBACK_MAX_BYTES


def assert_links_are_ours(reply: Reply, message: Message) -> None:
    ours = replies.links(reply)
    for tag, _, _, href in parsed(message.html).entities:
        if tag == "a":
            assert href
            assert href.startswith(("https://", "http://"))
            assert not re.search(r"[\s<>|\"'`]", href)
            assert re.sub(r"%[0-9A-F]{2}", "", href) in {re.sub(r"[\s<>|\"'`]", "", o) for o in ours}


def data(reply: Reply) -> Reply:
    """The reply without the bot's own words, in which a command or an address may be live."""
    own = (Alert, Disclaimer, Notice)
    return Reply(tuple(block for block in reply.blocks if not isinstance(block, own)))


def assert_messages_fit(reply: Reply) -> None:
    for message in render(reply):
        assert_within_limits(message)
        assert_links_are_ours(reply, message)


# -- what always holds besides `test_renderers.py`


@examples
@given(replies.replies())
def test_the_plain_text_says_the_same(reply: Reply) -> None:
    messages = render(reply)
    replies.assert_every_part_says_what_it_is(reply, [m.plain.replace(WORD_JOINER, "") for m in messages])
    for message in messages:
        bare = message.plain
        for _, _, _, href in parsed(message.html).entities:
            bare = bare.replace(f" {href}", "", 1) if href else bare
        assert bare == parsed(message.html).text


@examples
@given(replies.replies())
def test_data_mentions_nobody_and_makes_no_address(reply: Reply) -> None:
    for message in render(data(reply)):
        text = parsed(message.html).text.replace(wording.MAY_BE_REPEAT, "")
        banners = [block.text for block in reply.blocks if hasattr(block, "tone")]
        for own in banners:
            text = text.replace(own, "")
        assert not _MENTION.search(text)
        assert not _ADDRESS.search(text)


@examples
@given(replies.replies())
def test_the_keyboard_is_under_the_last_part_and_has_every_choice(reply: Reply) -> None:
    *former, last = render(reply)
    assert not any(message.keyboard for message in former)
    pressed = [button.callback_data for row in last.keyboard for button in row]
    offered = [c.article_id for block in reply.blocks if isinstance(block, Choices) for c in block.items]
    assert [p for p in pressed if p.startswith("o:")] == [f"o:{article_id}" for article_id in offered]


# -- examples


def test_a_real_article_has_its_warnings_in_the_first_of_two_messages() -> None:
    first, second = render(seed_reply())
    assert first.html.startswith("<b>Approved · reviewed by Dr Ada Example, MD · v3")
    assert first.html.count("⚠") == 3
    assert "(1/2) <i>For healthcare professionals" in first.html
    assert "(2/2) <i>For healthcare professionals" in second.html
    assert second.html.startswith("<b>Approved · reviewed by Dr Ada Example, MD · v3")
    assert '<a href="https://www.nlm.nih.gov/medlineplus/bonecancer.html">[2]</a> Bone Cancer' in second.html
    assert "[2] Bone Cancer" in second.plain
    assert "https://www.nlm.nih.gov/medlineplus/bonecancer.html" in second.plain
    assert first.keyboard == ()
    assert [[b.callback_data for b in row] for row in second.keyboard] == [
        ["o:9007199254740991"],
        ["d:9007199254740991"],
    ]


def test_warnings_of_a_long_article_are_moved_up() -> None:
    messages = render(long_reply())
    assert len(messages) > 3
    lines = visible(messages[0]).splitlines()
    assert lines.index("Warnings") < lines.index("More")
    assert sum(visible(m).count("⚠") for m in messages) == 3
    assert sum(visible(m).splitlines().count("Warnings") for m in messages) == 1


def test_a_question_as_long_as_a_message_leaves_the_warnings_in_the_first_one() -> None:
    reply = seed_reply()
    blocks = tuple(
        type(block)(block.label, "Does it help when " * 222) if hasattr(block, "label") else block
        for block in reply.blocks
    )
    replies.assert_warnings_come_first(reply, texts(Reply(blocks)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ask @channel", "ask @⁠channel"),
        ("a@b.org", "a@⁠b.⁠org"),
        ("see https://evil.example/x", "see https://⁠evil.⁠example/x"),
        ("0.5 mg/kg every 6 hours (1.5 g/m2)", "0.5 mg/kg every 6 hours (1.5 g/m2)"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_only_mentions_and_addresses_are_broken_by_what_nobody_sees(text: str, shown: str) -> None:
    (message,) = render(Reply((BADGE, Said(text, (1,)), DISCLAIMER)))
    assert f"• {shown} [1]" in parsed(message.html).text


def test_own_words_stay_live() -> None:
    (message,) = render(Reply((Alert(("Chat: 988lifeline.org",)), Notice("/new starts anew"), DISCLAIMER)))
    assert "988lifeline.org" in message.html
    assert "/policy" in message.html


def test_an_address_cannot_leave_its_attribute() -> None:
    source = Source(1, "A page", "guideline", "https://x.example/\"><b>&y='")
    (message,) = render(Reply((BADGE, Sources((source,)), DISCLAIMER)))
    assert '<a href="https://x.example/%22%3E%3Cb%3E&amp;y=%27">[1]</a>' in message.html


def test_choices_are_a_numbered_list_and_a_button_each() -> None:
    question = "What are the treatment options for gout in people who cannot take what others take?"
    choices = Choices(wording.NEAR, (Choice(7, question, "you: relapsed"),), wording.NONE_OF_THESE)
    (message,) = render(Reply((BADGE, FullArticle(9), WrongArticle(9), choices, DISCLAIMER)))
    assert f"1. {question} (you: relapsed)" in visible(message)
    assert [(b.text, b.callback_data) for row in message.keyboard for b in row] == [
        ("Full article", "f:9"),
        ("Not my question", "w:9"),
        ("1. What are the treatment options for gout in people who…", "o:7"),
        ("None of these", "d:7"),
    ]


def test_a_part_is_never_cut_inside_a_character() -> None:
    parts = texts(Reply((BADGE, Said("👩‍⚕️𝒳" * 3_000, (1,)), DISCLAIMER)))
    assert len(parts) > 3
    assert "".join(parts).count("𝒳") == 3_000


def test_ninety_formatted_lines_are_more_than_one_message() -> None:
    warnings = [Said(f"No {n}.", (1,), must_show=True) for n in range(95)]
    messages = render(Reply((BADGE, *warnings, DISCLAIMER)))
    assert len(messages) == 2
    for message in messages:
        assert_within_limits(message)


@pytest.mark.parametrize("deed", list(ABOUT))
def test_a_word_of_the_bot_about_itself_is_one_message(deed: object) -> None:
    (message,) = render(about(deed, Audience.PATIENT))  # type: ignore[arg-type]
    assert_within_limits(message)


def test_nothing_is_no_message() -> None:
    assert render(Reply(())) == ()
