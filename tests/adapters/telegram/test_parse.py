"""Telegram's updates as letters and controls."""

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.parse import Identity, parse
from answers.types import Audience
from bot.mail.letters import Control, ControlKind, Deed, Event, Letter

BOT = Identity(id=8765336106, username="CurbsideBot")
NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
GOUT = "What is the first-line treatment of gout?"
PERSON: dict[str, Any] = {"id": 7527593, "is_bot": False, "first_name": "Test"}
PRIVATE: dict[str, Any] = {"id": 7527593, "type": "private"}
GROUP: dict[str, Any] = {"id": -1001234567890, "type": "supergroup", "title": "Ward"}
OURS: dict[str, Any] = {"message_id": 90, "from": {"id": BOT.id, "is_bot": True}, "text": "Approved · …"}
TOPIC: dict[str, Any] = {"message_thread_id": 55, "is_topic_message": True}


_PLAIN = st.text(st.characters(exclude_characters="/@", exclude_categories=["Cs"]))


def private(text: str | None = GOUT, **fields: Any) -> dict[str, Any]:
    said = {"message_id": 133, "date": 1767224888, "chat": PRIVATE, "from": PERSON}
    return said | ({} if text is None else {"text": text}) | fields


def group(text: str | None = GOUT, **fields: Any) -> dict[str, Any]:
    return private(text, **{"chat": GROUP, **fields})


def update(kind: str, what: Any, update_id: Any = 1001) -> dict[str, Any]:
    return {"update_id": update_id, kind: what}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def named(text: str, name: str = "@CurbsideBot", **fields: Any) -> dict[str, Any]:
    """A group's message with an entity on the name, counted as Telegram counts."""
    entity = {"type": "mention", "offset": units(text[: text.index(name)]), "length": units(name)}
    return group(text, entities=[entity], **fields)


def press(data: Any = "o:42", **fields: Any) -> dict[str, Any]:
    shown = {"message_id": 91, "chat": GROUP, "from": OURS["from"], "text": "…"}
    return {"id": "4382", "from": PERSON, "message": shown, "data": data, "chat_instance": "1"} | fields


def parsed(body: Mapping[str, Any]) -> Event | None:
    return parse(body, bot=BOT, received_at=NOW)


def letter(message: Any, kind: str = "message") -> Letter:
    made = parsed(update(kind, message))
    assert isinstance(made, Letter)
    return made


def control(what: Any, kind: str = "edited_message") -> Control:
    made = parsed(update(kind, what))
    assert isinstance(made, Control)
    return made


# -- private chats


def test_a_private_message_is_a_question() -> None:
    assert letter(private()) == Letter(
        id="telegram:8765336106:1001",
        conversation="telegram:8765336106:7527593:0",
        text=GOUT,
        order=1001.0,
        message="133",
        audience=Audience.PATIENT,
        private=True,
        address={"chat_id": 7527593, "message_id": 133, "user": 7527593},
        received_at=NOW,
    )


def test_a_topic_of_a_private_chat_is_a_conversation_of_its_own() -> None:
    asked = letter(private(**TOPIC))
    assert asked.conversation == "telegram:8765336106:7527593:55"
    assert asked.address["message_thread_id"] == 55


def test_a_caption_is_the_question() -> None:
    assert letter(private(None, photo=[{"file_id": "x"}], caption=GOUT)).text == GOUT
    assert letter(private(None, document={"file_id": "x"}, caption=GOUT)).deed is Deed.ASK


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "sticker", "video_note", "location"])
def test_a_picture_or_the_like_without_words_is_a_letter_without_text(kind: str) -> None:
    asked = letter(private(None, **{kind: [{"file_id": "x"}]}))
    assert (asked.deed, asked.text) == (Deed.ASK, "")


def test_the_wordless_parts_of_an_album_are_not_answered_beside_the_one_with_words() -> None:
    album = {"photo": [{"file_id": "x"}], "media_group_id": "13"}
    assert letter(private(None, caption=GOUT, **album)).text == GOUT
    assert parsed(update("message", private(None, **album))) is None


def test_handles_of_others_stay_for_the_masking() -> None:
    entity = {"type": "mention", "offset": 4, "length": 5}
    assert letter(private("ask @anne about gout", entities=[entity])).text == "ask @anne about gout"


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert letter(private("gout \ud83d?")).text == "gout \ufffd?"


# -- commands


@pytest.mark.parametrize(
    ("said", "deed", "text"),
    [
        ("/start", Deed.START, ""),
        ("/start article_42", Deed.START, "article_42"),
        ("/START@curbsidebot article_42", Deed.START, "article_42"),
        ("/help", Deed.HELP, ""),
        ("/new", Deed.NEW, ""),
        ("/sources", Deed.SOURCES, ""),
        ("/policy", Deed.POLICY, ""),
        ("/privacy", Deed.PRIVACY, ""),
        (f"/ask {GOUT}", Deed.ASK, GOUT),
        (f"/ask@CurbsideBot\n{GOUT}", Deed.ASK, GOUT),
        ("/ask", Deed.ASK, ""),
        ("/weather in Rome", Deed.HELP, "in Rome"),
        ("/5", Deed.HELP, ""),
        ("/usr/bin is a folder", Deed.ASK, "/usr/bin is a folder"),
        ("and/or", Deed.ASK, "and/or"),
    ],
)
def test_a_command_in_private(said: str, deed: Deed, text: str) -> None:
    asked = letter(private(said))
    assert (asked.deed, asked.text) == (deed, text)


@pytest.mark.parametrize(
    ("said", "deed", "text"),
    [
        ("/help", Deed.HELP, ""),
        (f"/ask {GOUT}", Deed.ASK, GOUT),
        (f"/ask@CURBSIDEBOT {GOUT}", Deed.ASK, GOUT),
        ("/weather@CurbsideBot", Deed.HELP, ""),
    ],
)
def test_a_command_in_a_group(said: str, deed: Deed, text: str) -> None:
    asked = letter(group(said))
    assert (asked.deed, asked.text, asked.private) == (deed, text, False)


@pytest.mark.parametrize(
    ("said", "deed"),
    [("help", Deed.HELP), ("Forget me!", Deed.NEW), ("what are your sources?", Deed.SOURCES)],
)
def test_a_command_in_plain_words(said: str, deed: Deed) -> None:
    for asked in (letter(private(said)), letter(named(f"@CurbsideBot {said}"))):
        assert (asked.deed, asked.text) == (deed, "")
    assert parsed(update("message", group(said))) is None


def test_a_command_that_we_lack_is_answered_in_a_group_only_where_it_is_said_to_us() -> None:
    assert parsed(update("message", group("/weather"))) is None
    assert letter(group("/weather", reply_to_message=OURS)).deed is Deed.HELP
    assert letter(named("@CurbsideBot /weather")).deed is Deed.HELP


@pytest.mark.parametrize("message", [group, private])
def test_another_bots_command_is_nothing(message: Any) -> None:
    for said in ("/help@otherbot", "/weather@otherbot now"):
        assert parsed(update("message", message(said, reply_to_message=OURS))) is None


# -- groups


@pytest.mark.parametrize(
    ("said", "name", "heard"),
    [
        ("@CurbsideBot what is gout?", "@CurbsideBot", "what is gout?"),
        ("@curbsidebot, what is gout?", "@curbsidebot", "what is gout?"),
        ("@CURBSIDEBOT: what is gout?", "@CURBSIDEBOT", "what is gout?"),
        ("what is gout @CurbsideBot", "@CurbsideBot", "what is gout"),
        ("hey @CurbsideBot what is gout?", "@CurbsideBot", "hey what is gout?"),
        ("👩🏽‍⚕️ 🦶 @CurbsideBot what is gout? 🙏", "@CurbsideBot", "👩🏽‍⚕️ 🦶 what is gout? 🙏"),
        ("@CurbsideBot", "@CurbsideBot", ""),
    ],
)
def test_a_mention_in_a_group_is_a_question_without_the_mention(said: str, name: str, heard: str) -> None:
    asked = letter(named(said, name))
    assert (asked.deed, asked.text, asked.private) == (Deed.ASK, heard, False)
    assert asked.conversation == "telegram:8765336106:-1001234567890:0"


def test_a_mention_by_name_alone_counts_too() -> None:
    entity = {"type": "text_mention", "offset": 2, "length": 8, "user": {"id": BOT.id}}
    assert letter(group("🦶Curbside what is gout?", entities=[entity])).text == "🦶 what is gout?"


def test_a_mention_in_a_caption_counts_too() -> None:
    entity = {"type": "mention", "offset": 0, "length": 12}
    said = {"caption": "@CurbsideBot what is this?", "caption_entities": [entity]}
    assert letter(group(None, photo=[{}], **said)).text == "what is this?"


def test_every_mention_is_taken_out() -> None:
    entities = [{"type": "mention", "offset": at, "length": 12} for at in (21, 0, 0)]
    said = group("@CurbsideBot, gout? \n@CurbsideBot", entities=entities)
    assert letter(said).text == "gout?"


def test_a_reply_to_the_bot_is_a_question() -> None:
    asked = letter(group("and in children?", reply_to_message=OURS))
    assert (asked.text, asked.message) == ("and in children?", "133")


def test_a_topic_of_a_group_is_a_conversation_of_its_own() -> None:
    asked = letter(named("@CurbsideBot gout?", **TOPIC))
    assert asked.conversation == "telegram:8765336106:-1001234567890:55"
    assert asked.address["message_thread_id"] == 55


def test_a_chain_of_replies_is_no_topic() -> None:
    asked = letter(group(reply_to_message=OURS, message_thread_id=90))
    assert asked.conversation == "telegram:8765336106:-1001234567890:0"
    assert "message_thread_id" not in asked.address


def test_an_ordinary_group_is_a_group() -> None:
    assert letter(named("@CurbsideBot gout?", chat={"id": -7, "type": "group"})).address["chat_id"] == -7


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(group(), id="said to nobody"),
        pytest.param(group("@CurbsideBot gout?"), id="a name that Telegram does not mark"),
        pytest.param(named("@anne gout?", "@anne"), id="said to another"),
        pytest.param(named("@CurbsideBot2 gout?", "@CurbsideBot2"), id="said to a bot of a like name"),
        pytest.param(group(reply_to_message={"from": PERSON, "text": "hi"}), id="a reply to a person"),
        pytest.param(
            group(reply_to_message=OURS | {"forum_topic_created": {"name": "Gout"}}, **TOPIC),
            id="words in a topic that the bot made",
        ),
        pytest.param(group(None, sticker={}, reply_to_message=OURS), id="a sticker as a reply"),
        pytest.param(private() | {"from": PERSON | {"is_bot": True}}, id="a bot"),
        pytest.param(private() | {"from": None}, id="nobody"),
        pytest.param(private(via_bot={"id": 5}), id="a result of an inline bot"),
        pytest.param(group("/help", sender_chat=GROUP), id="an anonymous chat"),
        pytest.param(group("/help", is_automatic_forward=True), id="a channel's post in its group"),
        pytest.param(private(chat={"id": -5, "type": "channel"}), id="a channel"),
        pytest.param(private(chat={"id": -5, "type": ["private"]}), id="no kind of chat"),
        pytest.param(private(None, pinned_message={}), id="a pin"),
        pytest.param(group(None, new_chat_members=[{"id": BOT.id}]), id="the bot was added"),
        pytest.param(group(None, migrate_to_chat_id=-100), id="the group becomes a supergroup"),
        pytest.param(group(None, migrate_from_chat_id=-7), id="the group became a supergroup"),
        pytest.param(private(None, forum_topic_created={"name": "x"}), id="a new topic"),
        pytest.param(private(message_id="133"), id="no message id"),
    ],
)
def test_what_is_not_said_to_the_bot_is_nothing(message: Mapping[str, Any]) -> None:
    assert parsed(update("message", message)) is None
    assert parsed(update("edited_message", message)) is None


@pytest.mark.parametrize(
    "kind",
    ["channel_post", "edited_channel_post", "business_message", "guest_message", "my_chat_member", "poll"],
)
def test_other_updates_are_nothing(kind: str) -> None:
    assert parsed(update(kind, private())) is None


@pytest.mark.parametrize("update_id", [None, "1001", 1.5, True, 2**63, [], {}])
def test_an_update_without_an_id_is_nothing(update_id: Any) -> None:
    assert parsed(update("message", private(), update_id)) is None


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "mention", "offset": -1, "length": 12},
        {"type": "mention", "offset": 0, "length": -12},
        {"type": "mention", "offset": 10**30, "length": 10**30},
        {"type": "mention", "offset": "0", "length": 12},
        {"type": "mention", "offset": 1, "length": 12},
        {"type": "text_mention", "offset": 0, "length": 12, "user": None},
        "mention",
        None,
    ],
)
def test_an_entity_outside_the_text_is_no_mention(entity: Any) -> None:
    assert parsed(update("message", group("@CurbsideBot gout?", entities=[entity]))) is None


@given(_PLAIN, _PLAIN)
def test_any_text_around_a_mention_is_kept(before: str, after: str) -> None:
    heard = letter(named(f"{before} @CurbsideBot {after}")).text
    assert heard.split() == f"{before} {after}".split()


# -- what overtakes


def test_an_edit_puts_the_new_question_in_the_place_of_the_old() -> None:
    made = control(private("What is pseudogout?", edit_date=1767224999))
    assert (made.kind, made.message) == (ControlKind.EDIT, "133")
    assert made.letter
    assert made.conversation == made.letter.conversation == "telegram:8765336106:7527593:0"
    assert (made.letter.text, made.letter.message) == ("What is pseudogout?", "133")
    assert made.letter.address["edited"] is True


def test_the_edited_letter_is_not_taken_for_its_own_redelivery() -> None:
    made = control(private())
    assert made.letter
    assert (made.id, made.letter.id) == ("telegram:8765336106:1001", "telegram:8765336106:1001:letter")


def test_an_edited_mention_in_a_group_is_an_edit() -> None:
    made = control(named("@CurbsideBot what is pseudogout?"))
    assert made.letter
    assert made.letter.text == "what is pseudogout?"


@pytest.mark.parametrize(
    "message", [private(None, location={}), private(None, photo=[{}]), private("/new"), private("/ask")]
)
def test_an_edit_that_asks_nothing_is_nothing(message: Mapping[str, Any]) -> None:
    assert parsed(update("edited_message", message)) is None


@pytest.mark.parametrize("message", [private("stop"), private("/stop"), group("/stop@CurbsideBot")])
def test_stop_can_be_written_too(message: dict[str, Any]) -> None:
    made = control(message, "message")
    assert (made.kind, made.message) == (ControlKind.STOP, None)
    assert made.letter is not None
    assert (made.letter.deed, made.letter.text, made.letter.order) == (Deed.STOPPED, "", 0)
    assert made.letter.id != made.id


def test_what_stands_behind_stop_is_read_and_another_bots_stop_is_not() -> None:
    asked = letter(private("/stop I can't breathe"))
    assert (asked.deed, asked.text) == (Deed.HELP, "I can't breathe")
    assert parsed(update("message", group("/stop"))) is None


@pytest.mark.parametrize(("topic", "number"), [({}, 0), ({"message_thread_id": 55}, 55)])
def test_stop_is_about_the_work_in_hand(topic: dict[str, Any], number: int) -> None:
    made = control({"chat": PRIVATE, "draft_id": 7, **topic}, "stopped_message_generation")
    assert (made.kind, made.message) == (ControlKind.STOP, None)
    assert made.conversation == f"telegram:8765336106:7527593:{number}"


# -- buttons


@pytest.mark.parametrize(
    ("data", "deed", "article_id"),
    [
        ("o:42", Deed.OPEN, 42),
        ("f:42", Deed.FULL, 42),
        ("w:42", Deed.WRONG, 42),
        ("d:42", Deed.DECLINE, 42),
        ("d", Deed.DECLINE, None),
    ],
)
def test_a_press_is_a_letter(data: str, deed: Deed, article_id: int | None) -> None:
    made = letter(press(data), "callback_query")
    assert (made.deed, made.article_id, made.text) == (deed, article_id, "")
    assert (made.id, made.private, made.message) == ("telegram:8765336106:1001", False, None)
    assert made.conversation == "telegram:8765336106:-1001234567890:0"
    assert made.address == {
        "chat_id": -1001234567890,
        "message_id": 91,
        "user": 7527593,
        "callback_query_id": "4382",
    }


def test_a_press_on_a_message_too_old_to_be_shown_is_a_letter() -> None:
    old = {"chat": PRIVATE, "message_id": 3, "date": 0}
    made = letter(press(message=old), "callback_query")
    assert (made.private, made.address["message_id"]) == (True, 3)


@pytest.mark.parametrize("data", [None, "", "o", "o:", "o:x", "o:-1", "o:²", "x:1", "o:1\n", "f:" + "9" * 19])
def test_a_press_of_what_is_not_our_button_is_nothing(data: Any) -> None:
    assert parsed(update("callback_query", press(data))) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"message": None, "inline_message_id": "x"},
        {"id": None},
        {"id": "a b"},
        {"from": None},
        {"from": PERSON | {"is_bot": True}},
    ],
)
def test_a_press_without_a_message_or_a_person_is_nothing(fields: dict[str, Any]) -> None:
    assert parsed(update("callback_query", press(**fields))) is None


# -- recorded


def test_the_recorded_messages_are_two_questions_of_one_private_chat(shared: Path) -> None:
    events = json.loads((shared / "payloads" / "telegram.json").read_text("utf-8"))
    bot = Identity(int(events["botUserId"]), events["botName"])
    first, second = (parse(events[e], bot=bot, received_at=NOW) for e in ("mention", "followUp"))
    assert isinstance(first, Letter)
    assert isinstance(second, Letter)
    assert (first.text, second.text) == ("hi", "how are you")
    assert (first.message, second.message) == ("133", "134")
    assert first.conversation == second.conversation == "telegram:8765336106:7527593:0"
    assert first.private
    assert first.order < second.order


# -- malformed

_WORDS = st.sampled_from(("private", "supergroup", "mention", "/help", "@CurbsideBot", "o:42", "d", "4382"))
_KEYS = st.sampled_from(
    (
        *("update_id", "message", "edited_message", "callback_query", "stopped_message_generation", "chat"),
        *("from", "id", "type", "text", "caption", "entities", "offset", "length", "data", "message_id"),
    )
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | _WORDS | st.text()
JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.text(max_size=3), inner),
    max_leaves=20,
)
VALID = [
    update("message", private()),
    update("message", named("@CurbsideBot gout?", reply_to_message=OURS, **TOPIC)),
    update("message", group(None, photo=[{}], caption="/ask gout?", caption_entities=[])),
    update("edited_message", named("@CurbsideBot gout?")),
    update("callback_query", press()),
    update("stopped_message_generation", {"chat": PRIVATE, "draft_id": 7, "message_thread_id": 5}),
]


@given(st.dictionaries(_KEYS | st.text(max_size=3), JSON))
def test_no_json_makes_it_raise(body: dict[str, Any]) -> None:
    assert isinstance(parsed(body), Letter | Control | None)


@given(st.data(), st.sampled_from(VALID), JSON)
def test_no_strange_value_in_a_real_update_makes_it_raise(data: Any, body: Any, strange: Any) -> None:
    place = body = deepcopy(body)
    while True:
        key = data.draw(st.sampled_from(list(place)))
        inner = place[key][0] if isinstance(place[key], list) and place[key] else place[key]
        if not (isinstance(inner, dict) and inner and data.draw(st.booleans())):
            break
        place = inner
    place[key] = strange
    assert isinstance(parsed(body), Letter | Control | None)


@pytest.mark.parametrize("piece", ["/", " ", "@", "🦶", "/a@", ", "])
def test_text_is_read_in_linear_time(piece: str) -> None:
    parsed(update("message", private(piece * 40_000)))
