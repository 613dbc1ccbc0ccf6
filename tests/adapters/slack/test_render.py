"""What Slack is given to show: within its limits, word for word, and calling nobody."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from adapters.slack.render import (
    BLOCKS_MAX,
    FALLBACK_MAX,
    LABEL_MAX,
    TEXT_OBJECT_MAX,
    VISIBLE_MAX,
    Message,
    render,
)
from bot import wording
from bot.types import (
    Alert,
    Badge,
    Choice,
    Choices,
    Disclaimer,
    FullArticle,
    Heading,
    Notice,
    Reply,
    Said,
    Source,
    Sources,
    WrongArticle,
)
from tests.adapters import replies
from tests.adapters.replies import examples, long_reply, seed_reply

_ESCAPED = re.compile(r"(?:[^&<>]|&(?:amp|lt|gt);)*", re.DOTALL)
DISCLAIMER = Disclaimer("Not for decisions.", "Policy: /policy")
BADGE = Badge("Approved · reviewed by Dr Ada Example", None)


# -- a reader of its own


def unescaped(text: str) -> str:
    assert _ESCAPED.fullmatch(text), text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def visible(message: Message) -> str:
    return "\n".join(line for block in message.blocks for line in shown(block))


def shown(block: dict[str, Any]) -> Iterator[str]:
    """The lines of one block as a reader sees them, buttons left out."""
    match block:
        case {"type": "rich_text", "elements": elements}:
            for element in elements:
                yield from rich(element)
        case {"type": "section", "text": text, "accessory": {"type": "button"}, "expand": True}:
            yield mrkdwn(text)
        case {"type": "context", "elements": [text]}:
            yield mrkdwn(text)
        case {"type": "actions", "elements": [{"type": "button"}]}:
            return
        case _:
            raise AssertionError(block)


def rich(element: dict[str, Any]) -> Iterator[str]:
    match element:
        case {"type": "rich_text_list", "style": "bullet", "elements": sections}:
            for section in sections:
                yield from rich(section)
        case {"type": "rich_text_section", "elements": [*stretches]} if stretches:
            yield "".join(stretch_text(stretch) for stretch in stretches)
        case _:
            raise AssertionError(element)


def stretch_text(stretch: dict[str, Any]) -> str:
    """Only text and links: what mentions somebody or shows an emoji is an element of its own."""
    assert stretch["type"] in ("text", "link")
    assert 1 <= utf16(stretch["text"]) <= TEXT_OBJECT_MAX
    assert set(stretch.get("style", {})) <= {"bold", "italic"}
    return str(stretch["text"])


def mrkdwn(text: dict[str, Any]) -> str:
    assert text["type"] == "mrkdwn"
    assert text["verbatim"] is True
    assert 1 <= utf16(text["text"]) <= TEXT_OBJECT_MAX
    return unescaped(text["text"])


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def every(value: object, key: str) -> Iterator[Any]:
    """All values under a key, however deep."""
    if isinstance(value, dict):
        yield from (value[k] for k in value if k == key)
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from every(each, key)


def buttons(message: Message) -> list[dict[str, Any]]:
    found = [b.get("accessory") for b in message.blocks] + [
        e for b in message.blocks for e in b.get("elements", [])
    ]
    return [each for each in found if each and each["type"] == "button"]


def texts(reply: Reply) -> list[str]:
    return [visible(message) for message in render(reply)]


def assert_within_limits(message: Message) -> None:
    assert 1 <= len(message.blocks) <= BLOCKS_MAX
    strings = [t for key in ("text", "url") for t in every(message.blocks, key) if isinstance(t, str)]
    assert sum(map(utf16, strings)) <= VISIBLE_MAX
    assert 1 <= utf16(message.text) <= FALLBACK_MAX
    assert all(1 <= utf16(button["text"]["text"]) <= LABEL_MAX for button in buttons(message))
    unescaped(message.text)
    json.dumps(message.blocks)


def assert_links_are_ours(reply: Reply, message: Message) -> None:
    ours = replies.links(reply)
    for url in every(message.blocks, "url"):
        assert url.startswith(("https://", "http://"))
        assert not re.search(r"[\s<>|\"'`]", url)
        assert url in ours or re.sub(r"%[0-9A-F]{2}", "", url) in {
            re.sub(r"[\s<>|\"'`]", "", o) for o in ours
        }


def assert_messages_fit(reply: Reply) -> None:
    for message in render(reply):
        assert_within_limits(message)
        assert_links_are_ours(reply, message)


# -- what always holds besides `test_renderers.py`


@examples
@given(replies.replies())
def test_buttons_are_told_apart_and_name_their_articles(reply: Reply) -> None:
    found = [button for message in render(reply) for button in buttons(message)]
    opening = [b for b in found if b["action_id"].startswith("curbside_open:")]
    offered = [c.article_id for block in reply.blocks if isinstance(block, Choices) for c in block.items]
    assert [b["value"] for b in opening] == [str(article_id) for article_id in offered]
    assert len({b["action_id"] for b in found}) == len(found)


# -- examples


def test_a_real_article_is_one_message() -> None:
    (message,) = render(seed_reply())
    lines = visible(message).splitlines()
    assert lines[0].startswith("Approved · reviewed by Dr Ada Example, MD · v3")
    assert "Not accounted for: “eGFR 28”" in lines
    assert lines.index("From the Guidelines") < lines.index("From the Research") < lines.index("Sources")
    assert lines[-1].endswith("Editorial policy: “policy”")
    assert message.text.startswith("Approved · reviewed by Dr Ada Example, MD")
    assert "(1/" not in message.text


def test_statements_under_one_heading_are_one_list() -> None:
    (message,) = render(seed_reply())
    after = next(
        n for n, b in enumerate(message.blocks) if "Surgery of the primary tumor" in "".join(shown(b))
    )
    (bullets,) = message.blocks[after + 1]["elements"]
    assert bullets["type"] == "rich_text_list"
    assert len(bullets["elements"]) == 4


def test_a_source_is_opened_by_its_number() -> None:
    (message,) = render(seed_reply())
    links = [e for b in message.blocks if b["type"] == "rich_text" for e in rich_links(b)]
    assert links[0] == ("[1]", "https://www.cancer.gov/types/bone/patient/osteosarcoma-treatment-pdq")


def rich_links(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for element in block["elements"]:
        for stretch in element["elements"]:
            if stretch["type"] == "link":
                yield stretch["text"], stretch["url"]


def test_warnings_of_a_long_article_are_moved_up_with_their_heading() -> None:
    messages = render(long_reply())
    assert len(messages) > 1
    lines = visible(messages[0]).splitlines()
    at = lines.index("Warnings")
    assert lines.index("More") > at
    assert lines[at + 1].startswith("⚠ External radiation")
    assert sum(visible(m).count("⚠") for m in messages) == 3
    assert sum(visible(m).splitlines().count("Warnings") for m in messages) == 1


def test_a_warning_that_is_moved_up_keeps_the_heading_that_says_for_whom_it_holds() -> None:
    many = [Said(f"Finding {n}. " + "It goes on like that. " * 40, (1,)) for n in range(30)]
    last = Said("Do not give it.", (1,), must_show=True)
    blocks = (BADGE, Heading("In adults", 1), *many, Heading("In pregnancy", 1), last, *many[:1], DISCLAIMER)
    first, *_, end = texts(Reply(blocks))
    assert "Warnings\nIn pregnancy\n⚠ Do not give it. [1]\nIn adults" in first
    assert "In pregnancy\nFinding 0." in end


def test_the_order_stays_where_the_warnings_are_in_the_first_message_anyway() -> None:
    many = [Said(f"Finding {n}. " + "It goes on like that. " * 40, (1,)) for n in range(30)]
    warning = Said("Do not give it.", (1,), must_show=True)
    first, *_ = texts(Reply((BADGE, Heading("Use", 1), many[0], warning, *many[1:], DISCLAIMER)))
    assert "Warnings" not in first
    assert first.index("Finding 0") < first.index("⚠") < first.index("Finding 1")


def test_more_warnings_than_a_message_holds_come_before_everything_else() -> None:
    warnings = [Said(f"Warning {n}. " + "Do not. " * 100, (1,), must_show=True) for n in range(30)]
    parts = texts(Reply((BADGE, Heading("Use", 1), Said("Use it.", (1,)), *warnings, DISCLAIMER)))
    everything = "\n".join(parts)
    assert everything.index("Warning 29.") < everything.index("Use it.")


@pytest.mark.parametrize(
    "text",
    [
        "<!channel> <@U012ABC> <!subteam^S1> <https://evil.example|our guideline>",
        "*Stop* _all_ ~drugs~ `now` :100: > HLA-B*57:01 and HLA-B*15:02, 1:100:2",
        "See https://evil.example and @channel &lt;!here&gt;",
    ],
)
def test_markup_in_a_statement_is_only_text(text: str) -> None:
    (message,) = render(Reply((BADGE, Said(text, (1,), bullet=False), DISCLAIMER)))
    assert {"type": "text", "text": text} in message.blocks[1]["elements"][0]["elements"]
    assert not re.search(r"<[!@#h]", message.text)


def test_a_choice_is_a_section_with_its_button() -> None:
    question = (
        "What are the treatment options for gout & <pseudogout> in people who cannot take what others take?"
    )
    choice = Choice(2**53 - 1, question, "you: relapsed")
    _, prompt, section, actions, _ = render(
        Reply((BADGE, Choices(wording.NEAR, (choice,), wording.NONE_OF_THESE), DISCLAIMER))
    )[0].blocks
    assert "".join(shown(prompt)) == wording.NEAR
    assert "gout &amp; &lt;pseudogout&gt; in" in section["text"]["text"]
    button = section["accessory"]
    assert (button["action_id"], button["value"]) == ("curbside_open:1", "9007199254740991")
    assert button["text"]["text"].endswith("…")
    assert actions["elements"][0]["action_id"] == "curbside_decline"
    assert actions["elements"][0]["text"]["text"] == "None of these"
    assert actions["elements"][0]["value"] == "9007199254740991"


def test_the_full_article_is_a_button() -> None:
    (message,) = render(Reply((BADGE, FullArticle(7), DISCLAIMER)))
    (button,) = buttons(message)
    assert (button["action_id"], button["value"]) == ("curbside_full", "7")


def test_that_an_article_is_the_wrong_one_is_a_button() -> None:
    (message,) = render(Reply((BADGE, WrongArticle(7), DISCLAIMER)))
    (button,) = buttons(message)
    assert (button["action_id"], button["value"]) == ("curbside_wrong", "7")


def test_a_very_long_choice_keeps_its_button() -> None:
    (message,) = render(
        Reply((BADGE, Choices("?", (Choice(7, "Why & how? " * 400, None),), None), DISCLAIMER))
    )
    assert_within_limits(message)
    assert [button["action_id"] for button in buttons(message)] == ["curbside_open:1"]


def test_an_address_cannot_leave_its_link() -> None:
    source = Source(1, "A page|x> <!here>", "guideline", "https://doi.org/10.1/a<b>c|d")
    (message,) = render(Reply((BADGE, Sources((source,)), DISCLAIMER)))
    assert list(every(message.blocks, "url")) == ["https://doi.org/10.1/a%3Cb%3Ec%7Cd"]


def test_what_is_no_web_address_is_no_link() -> None:
    (message,) = render(Reply((BADGE, Sources((Source(1, "A page", "study", "javascript:x"),)), DISCLAIMER)))
    assert not list(every(message.blocks, "url"))
    assert "[1] A page · study" in visible(message)


def test_help_comes_before_the_status() -> None:
    lines = texts(Reply((Alert(("Call 911 now.",)), BADGE, DISCLAIMER)))[0].splitlines()
    assert lines[:2] == ["Call 911 now.", BADGE.text]


def test_a_word_of_the_bot_stands_alone() -> None:
    (message,) = render(Reply((Notice(wording.HELLO),)))
    assert (message.text, len(message.blocks)) == (wording.HELLO, 1)


def test_nothing_is_no_message() -> None:
    assert render(Reply(())) == ()
