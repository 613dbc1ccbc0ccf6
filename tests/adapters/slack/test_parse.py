"""Slack's events and button presses as letters and controls."""

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.parse import Identity, parse, plain
from answers.types import Audience
from bot.mail.letters import TEXT_MAX_CHARS, Control, ControlKind, Deed, Event, Letter

BOT = Identity(user_id="U0BOT", bot_id="B0BOT", app_id="A0APP", team_id="T1")
NOW = datetime(2026, 2, 18, 20, 0, tzinfo=UTC)
TS, ROOT, EDITED = "1771442483.260129", "1771442400.000100", "1771442500.000000"
GOUT = "What is the first-line treatment of gout?"


def envelope(event: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
        "event": event,
        **fields,
    }


def message(text: str = GOUT, **fields: Any) -> dict[str, Any]:
    said = {"type": "message", "user": "U1", "ts": TS, "text": text}
    return said | {"channel": "C1", "channel_type": "channel", **fields}


def direct(text: str = GOUT, **fields: Any) -> dict[str, Any]:
    return message(text, **{"channel": "D1", "channel_type": "im", **fields})


def reply(text: str = "What about children?", **fields: Any) -> dict[str, Any]:
    return message(text, thread_ts=ROOT, **fields)


def mention(text: str = f"<@U0BOT> {GOUT}", **fields: Any) -> dict[str, Any]:
    return {"type": "app_mention", "user": "U1", "ts": TS, "text": text, "channel": "C1"} | fields


def changed(now: Mapping[str, Any], then: Mapping[str, Any] | None, **fields: Any) -> dict[str, Any]:
    outer = {"type": "message", "subtype": "message_changed", "channel": now["channel"], "hidden": True}
    outer |= {"channel_type": now["channel_type"], "ts": "1771442501.000200", "message": now}
    return {**outer, **({"previous_message": then} if then is not None else {}), **fields}


def edited(now: Mapping[str, Any]) -> dict[str, Any]:
    return {**now, "edited": {"user": "U1", "ts": EDITED}}


def deleted(then: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": then["channel"],
        "channel_type": then["channel_type"],
        "deleted_ts": then["ts"],
        "previous_message": then,
        **fields,
    }


def press(action_id: str = "curbside_open:1", value: Any = "42", **fields: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T9"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": TS, "channel_id": "C1", "thread_ts": ROOT},
        "message": {"ts": TS, "thread_ts": ROOT, "bot_id": "B0BOT"},
        "trigger_id": "1051.390.936ae4",
        "actions": [{"action_id": action_id, "value": value, "action_ts": "1771442490.5", "type": "button"}],
        **fields,
    }


def parsed(body: Mapping[str, Any]) -> Event | None:
    return parse(body, bot=BOT, received_at=NOW)


def letter(body: Mapping[str, Any]) -> Letter:
    made = parsed(body)
    assert isinstance(made, Letter)
    return made


def control(body: Mapping[str, Any]) -> Control:
    made = parsed(body)
    assert isinstance(made, Control)
    return made


# -- letters


def test_a_direct_message_is_a_private_question() -> None:
    assert letter(envelope(direct())) == Letter(
        id="slack:Ev1",
        conversation=f"slack:T1:D1:{TS}",
        text=GOUT,
        order=1771442483.260129,
        message=TS,
        audience=Audience.CLINICIAN,
        workspace="T1",
        private=True,
        address={"team": "T1", "channel": "D1", "thread_ts": TS, "user": "U1"},
        received_at=NOW,
    )


def test_a_mention_in_a_channel_is_a_question_without_the_mention() -> None:
    asked = letter(envelope(mention()))
    assert (asked.text, asked.private, asked.deed) == (GOUT, False, Deed.ASK)
    assert asked.conversation == f"slack:T1:C1:{TS}"
    assert "needs_presence" not in asked.address


def test_a_mention_in_a_thread_stays_in_the_thread() -> None:
    asked = letter(envelope(mention(thread_ts=ROOT)))
    assert asked.conversation == f"slack:T1:C1:{ROOT}"
    assert (asked.address["thread_ts"], asked.message) == (ROOT, TS)


def test_a_reply_in_a_direct_thread_is_of_that_thread_and_for_the_bot() -> None:
    asked = letter(envelope(direct("cool!!", thread_ts=ROOT)))
    assert asked.conversation == f"slack:T1:D1:{ROOT}"
    assert "needs_presence" not in asked.address


@pytest.mark.parametrize("subtype", [None, "file_share", "thread_broadcast"])
def test_a_reply_in_a_channels_thread_needs_the_bots_presence(subtype: str | None) -> None:
    asked = letter(envelope(reply(subtype=subtype)))
    assert asked.address["needs_presence"] is True
    assert not asked.private


def test_a_mention_and_its_message_give_one_letter() -> None:
    text = f"<@U0BOT> {GOUT}"
    for place in ({}, {"thread_ts": ROOT}):
        twice = [envelope(mention(text, **place)), envelope(message(text, **place), event_id="Ev2")]
        assert [parsed(body) is not None for body in twice] == [True, False]


def test_a_mention_in_a_direct_message_gives_one_letter() -> None:
    text = f"<@U0BOT>: {GOUT}"
    assert letter(envelope(direct(text))).text == GOUT
    assert parsed(envelope(mention(text, channel="D1"))) is None


@pytest.mark.parametrize(
    "event",
    [
        direct(""),
        direct(subtype="file_share", text=""),
        mention("<@U0BOT>"),
        mention("  <@U0BOT|curbside>  "),
        {k: v for k, v in direct().items() if k != "text"},
    ],
)
def test_saying_nothing_to_the_bot_is_a_letter_without_text(event: Mapping[str, Any]) -> None:
    assert letter(envelope(event)).text == ""


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(message(), id="a channel's message outside threads"),
        pytest.param(message(thread_ts=TS), id="the first message of a thread"),
        pytest.param(reply("<@U7> could you look?"), id="a reply that begins by calling somebody"),
        pytest.param(reply(" <!subteam^S1|@cardiology> could you?"), id="a reply to a group"),
        pytest.param(reply("<!here> lunch"), id="a reply to everybody"),
        pytest.param(reply("", subtype="file_share"), id="a picture in a thread"),
        pytest.param(direct(user="U0BOT"), id="own"),
        pytest.param(direct(app_id="A0APP"), id="own, with a person's token"),
        pytest.param(direct(user="USLACKBOT"), id="Slackbot"),
        pytest.param(direct(bot_id="B0BOT"), id="own bot"),
        pytest.param(direct(bot_id="B7"), id="another bot"),
        pytest.param(direct(bot_profile={"id": "B7"}), id="a bot's profile"),
        pytest.param(mention(bot_id="B7"), id="a mention by another bot"),
        pytest.param(mention(user="U0BOT"), id="a mention by the bot"),
        pytest.param(mention(subtype="bot_message"), id="a mention by a workflow"),
        pytest.param(direct(subtype="bot_message"), id="a bot's message"),
        pytest.param(reply(subtype="channel_join"), id="a join"),
        pytest.param(reply(subtype="message_replied"), id="a count of replies"),
        pytest.param(direct(user=None), id="nobody's message"),
        pytest.param(direct(ts="soon"), id="no time"),
        pytest.param(direct(channel="D1:D2"), id="a channel that would break the key"),
        pytest.param({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}, id="home"),
        pytest.param({"type": "reaction_added", "user": "U1", "channel": "C1"}, id="a reaction"),
        pytest.param({"type": "agent_session_stopped", "channel": "D1"}, id="a stop of no thread"),
        pytest.param({}, id="no event"),
    ],
)
def test_what_is_not_said_to_the_bot_is_nothing(event: Mapping[str, Any]) -> None:
    assert parsed(envelope(event)) is None


@pytest.mark.parametrize("kind", [None, "url_verification", "app_rate_limited", "view_submission", [], {}])
def test_other_payloads_are_nothing(kind: Any) -> None:
    assert parsed(envelope(direct(), type=kind)) is None


def test_an_event_without_an_id_is_known_by_its_message() -> None:
    assert letter(envelope(direct(), event_id=None)).id == f"slack:T1:D1:{TS}:message"
    assert letter(envelope(mention(), event_id=None)).id == f"slack:T1:C1:{TS}:app_mention"


@pytest.mark.parametrize(
    ("fields", "team"),
    [
        ({"team_id": "T2", "context_team_id": "T3"}, "T1"),
        ({"team_id": "T2", "context_team_id": "T3", "authorizations": []}, "T3"),
        ({"team_id": "T2", "authorizations": None}, "T2"),
        ({"team_id": None, "authorizations": [{"team_id": None}]}, "T1"),
    ],
)
def test_the_workspace_is_the_installations_in_a_shared_channel(fields: dict[str, Any], team: str) -> None:
    asked = letter(envelope(mention(user_team="T9", team="T9"), **fields))
    assert asked.workspace == asked.address["team"] == team
    assert asked.conversation.startswith(f"slack:{team}:")


# -- text


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("K &lt; 3 &amp; Na &gt; 150", "K < 3 & Na > 150"),
        ("&amp;lt;", "&lt;"),
        ("<@U0BOT>, what is gout?", "what is gout?"),
        ("<@U0BOT|curbside>: what is gout?", "what is gout?"),
        ("hi <@U0BOT> what is gout?", "hi what is gout?"),
        ("what is gout?<@U0BOT>", "what is gout?"),
        ("<@U0BOT> :wave: hello", ":wave: hello"),
        ("ask <@U7> and <@W7|ann> about gout", "ask [person] and [person] about gout"),
        ("&lt;@U7&gt; typed it", "[person] typed it"),
        ("see <#C7|rheumatology> and <#C8> and <#C9|>", "see #rheumatology and [channel] and [channel]"),
        ("<!subteam^S1|@cardiology> <!subteam^S2> ?", "[group] [group] ?"),
        ("<!here> <!channel|channel> what is gout?", "what is gout?"),
        ("since <!date^1392734382^{date}|Feb 18, 2014>", "since Feb 18, 2014"),
        ("see <https://example.org/a?b=1&amp;c=2|the guideline>", "see the guideline"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("a\nb  \t c", "a\nb c"),
        ("half \ud83d a pair", "half ? a pair"),
        ("a < b and c > d <e> <|>", "a < b and c > d <e> <|>"),
    ],
)
def test_markup_becomes_what_a_person_would_say(said: str, heard: str) -> None:
    assert plain(said, BOT) == heard


def test_too_long_a_text_is_cut_where_slack_cuts_it() -> None:
    assert len(letter(envelope(direct("gout " * TEXT_MAX_CHARS))).text) <= TEXT_MAX_CHARS
    assert len(letter(envelope(direct("<#C>" * TEXT_MAX_CHARS))).text) <= TEXT_MAX_CHARS


@given(st.lists(st.sampled_from(["<@U7>", "<@W7|ann>", "&lt;@U7&gt;", "<", ">", "&amp;", "gout", " ", "|"])))
def test_no_users_id_stays_in_a_text(pieces: list[str]) -> None:
    heard = plain("".join(pieces), BOT)
    assert "<@U7>" not in heard
    assert "<@W7" not in heard


@pytest.mark.parametrize("piece", ["<", "<@U0BOT>", " ", "<!", "<@", "&amp;", "<|"])
def test_text_is_read_in_linear_time(piece: str) -> None:
    plain(piece * (TEXT_MAX_CHARS // len(piece)), BOT)


# -- what overtakes


def test_an_edit_puts_the_new_question_in_the_place_of_the_old() -> None:
    made = control(envelope(changed(edited(direct("What is pseudogout?")), direct())))
    assert (made.kind, made.message) == (ControlKind.EDIT, TS)
    assert made.letter
    assert made.conversation == made.letter.conversation == f"slack:T1:D1:{TS}"
    assert (made.letter.text, made.letter.message) == ("What is pseudogout?", TS)
    assert made.letter.order == float(TS)
    assert made.letter.address["edited"] is True


def test_the_edited_letter_is_not_taken_for_its_own_redelivery() -> None:
    made = control(envelope(changed(edited(direct("What is pseudogout?")), direct())))
    assert made.letter
    assert made.letter.id != made.id


def test_an_edited_mention_comes_twice_and_is_one_control() -> None:
    text = "<@U0BOT> What is pseudogout?"
    again = control(envelope(edited(mention(text)), event_id="Ev2"))
    whole = changed(edited(message(text)), message("<@U0BOT> What is gout?"))
    assert again == control(envelope(whole, event_id="Ev3"))
    assert again.id == f"slack:T1:C1:{TS}:edit:{EDITED}"


def test_an_edit_in_a_thread_needs_the_bots_presence_unless_it_was_mentioned() -> None:
    new = edited(reply("And in adults?"))
    for before, needs in ((reply(), True), (reply("<@U0BOT> and in children?"), None)):
        made = control(envelope(changed(new, before)))
        assert made.letter
        assert made.letter.address.get("needs_presence") is needs


@pytest.mark.parametrize("now", ["<@U7> what is gout?", "What is gout?"])
def test_a_mention_edited_away_takes_the_question_back(now: str) -> None:
    made = control(envelope(changed(edited(message(now)), message("<@U0BOT> what is gout?"))))
    assert (made.kind, made.message) == (ControlKind.DELETE, TS)
    assert made.letter
    assert made.letter.deed is Deed.DELETE


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(changed({**direct(), "attachments": [{}]}, direct()), id="an unfurled link"),
        pytest.param(changed(edited(direct()), edited(direct())), id="an unfurl after an edit"),
        pytest.param(changed(direct(), None), id="a note on the language"),
        pytest.param(changed(direct("b", bot_id="B0BOT"), direct("a", bot_id="B0BOT")), id="own answer"),
        pytest.param(changed(direct("b", user="U0BOT"), direct("a", user="U0BOT")), id="own words"),
        pytest.param(changed(edited(message("b")), message("a")), id="words between people"),
        pytest.param(changed(edited(reply("<@U7> b")), reply("<@U7> a")), id="words to another"),
    ],
)
def test_a_change_that_is_no_edit_of_a_question_is_nothing(event: Mapping[str, Any]) -> None:
    assert parsed(envelope(event)) is None


@pytest.mark.parametrize(
    ("then", "root"),
    [(direct(), TS), (direct(thread_ts=ROOT), ROOT), (reply(), ROOT), (message("<@U0BOT> gout?"), TS)],
)
def test_a_deleted_question_is_taken_back(then: Mapping[str, Any], root: str) -> None:
    made = control(envelope(deleted(then)))
    assert (made.kind, made.message, made.id) == (ControlKind.DELETE, TS, "slack:Ev1")
    assert made.conversation == f"slack:T1:{then['channel']}:{root}"


def test_the_answer_to_a_deleted_question_is_taken_back_by_a_letter_about_that_message() -> None:
    made = control(envelope(deleted(direct()))).letter
    assert made
    assert (made.deed, made.about, made.message, made.id) == (Deed.DELETE, TS, None, "slack:Ev1:letter")


def test_a_deleted_first_message_of_a_thread_is_a_tombstone() -> None:
    grave = {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted."}
    event = changed(message(**{**grave, "thread_ts": TS}), message("<@U0BOT> gout?", thread_ts=TS))
    made = control(envelope(event))
    assert (made.kind, made.message) == (ControlKind.DELETE, TS)
    assert made.conversation == f"slack:T1:C1:{TS}"


@pytest.mark.parametrize(
    "then",
    [message(), direct(bot_id="B0BOT"), reply("<@U7> hi"), direct(subtype="tombstone", user="USLACKBOT")],
)
def test_the_deletion_of_what_was_no_question_is_nothing(then: Mapping[str, Any]) -> None:
    assert parsed(envelope(deleted(then))) is None


def test_a_deletion_without_the_former_message_names_it_all_the_same() -> None:
    made = control(envelope(deleted(direct(), previous_message=None)))
    assert (made.message, made.conversation) == (TS, f"slack:T1:D1:{TS}")


def test_stop_is_about_the_work_in_hand() -> None:
    stop = {"type": "agent_session_stopped", "channel": "D1", "thread_ts": ROOT, "event_ts": TS, "user": "U1"}
    made = control(envelope(stop))
    assert (made.kind, made.message) == (ControlKind.STOP, None)
    assert made.conversation == f"slack:T1:D1:{ROOT}"
    assert control(envelope(stop, event_id=None)).id == f"slack:T1:D1:{ROOT}:stop:{TS}"


# -- buttons


@pytest.mark.parametrize(
    ("action_id", "value", "deed", "article_id"),
    [
        ("curbside_open:1", "42", Deed.OPEN, 42),
        ("curbside_open", "42", Deed.OPEN, 42),
        ("curbside_full", "42", Deed.FULL, 42),
        ("curbside_wrong", "42", Deed.WRONG, 42),
        ("curbside_decline", "42", Deed.DECLINE, 42),
        ("curbside_decline", None, Deed.DECLINE, None),
    ],
)
def test_a_press_is_a_letter(action_id: str, value: Any, deed: Deed, article_id: int | None) -> None:
    made = letter(press(action_id, value))
    assert (made.deed, made.article_id, made.text) == (deed, article_id, "")
    assert made.id.startswith(f"slack:T1:C1:{TS}:U1:{deed}-")
    assert made.conversation == f"slack:T1:C1:{ROOT}"
    assert made.order == 1771442490.5
    assert made.address == {"team": "T1", "channel": "C1", "thread_ts": ROOT, "user": "U1", "message_ts": TS}


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("feedback", "42"),
        ("curbside_opened:1", "42"),
        ("curbside_open:1", None),
        ("curbside_open:1", "four"),
        ("curbside_open:1", "-4"),
        ("curbside_open:1", "²"),
        ("curbside_full", "9" * 19),
        ("curbside_full", 42.0),
    ],
)
def test_a_press_of_what_is_not_our_button_is_nothing(action_id: str, value: Any) -> None:
    assert parsed(press(action_id, value)) is None


def test_a_press_in_a_direct_channel_is_private() -> None:
    assert letter(press(channel={"id": "D1"})).private
    assert not letter(press()).private


def test_a_press_of_what_only_one_person_sees_says_so() -> None:
    container = {"message_ts": TS, "channel_id": "C1", "is_ephemeral": True}
    made = letter(press(container=container, message=None, channel=None))
    assert made.address["ephemeral"] is True
    assert made.conversation == f"slack:T1:C1:{TS}"


def test_a_double_click_is_one_press_and_a_later_one_another() -> None:
    def at(action_ts: str) -> str:
        actions = [press()["actions"][0] | {"action_ts": action_ts}]
        return letter(press(actions=actions, trigger_id=f"trigger.{action_ts}")).id

    assert at("1771442490.5") == at("1771442490.9") != at("1771442501.1")


@pytest.mark.parametrize("missing", ["user", "container", "actions"])
def test_a_press_without_a_person_a_message_or_an_action_is_nothing(missing: str) -> None:
    assert parsed({**press(message=None), missing: None}) is None


# -- recorded


def recorded(shared: Path, name: str) -> dict[str, Any]:
    """The events as Slack sent them, and the bot of that workspace."""
    return dict(json.loads((shared / "payloads" / name).read_text("utf-8")))


def identity(events: Mapping[str, Any], team: str) -> Identity:
    return Identity(events["botUserId"], "B00FAKEBOT01", None, team)


def test_the_recorded_direct_messages_are_two_conversations(shared: Path) -> None:
    events = recorded(shared, "dm-slack-direct.json")
    bot = identity(events, "T0ADGE2G4EM")
    first, second = (parse(events[e], bot=bot, received_at=NOW) for e in ("directDM", "followUp"))
    assert isinstance(first, Letter)
    assert isinstance(second, Letter)
    assert (first.text, second.text) == ("hello hello", "cool!!")
    assert (first.id, second.id) == ("slack:Ev0AFKSS1NKD", "slack:Ev0AFVSPHSLU")
    assert first.conversation == "slack:T0ADGE2G4EM:D0ACX51K95H:1771442483.260129"
    assert first.private
    assert first.order < second.order
    assert first.conversation != second.conversation


def test_the_recorded_mention_is_a_question_of_its_thread(shared: Path) -> None:
    events = recorded(shared, "channel-slack.json")
    made = parse(events["mention"], bot=identity(events, "T00FAKE00AA"), received_at=NOW)
    assert isinstance(made, Letter)
    assert (made.text, made.private) == ("Hey", False)
    assert made.id == "slack:T00FAKE00AA:C00FAKECHAN1:1771287144.743569:app_mention"
    assert made.conversation == "slack:T00FAKE00AA:C00FAKECHAN1:1771287144.743569"


def test_the_recorded_press_is_another_bots_button_until_it_is_named_as_ours(shared: Path) -> None:
    events = recorded(shared, "channel-slack.json")
    bot, body = identity(events, "T00FAKE00AA"), events["channel_post_action"]
    assert parse(body, bot=bot, received_at=NOW) is None
    body["actions"][0] |= {"action_id": "curbside_full", "value": "7"}
    made = parse(body, bot=bot, received_at=NOW)
    assert isinstance(made, Letter)
    assert (made.deed, made.article_id) == (Deed.FULL, 7)
    assert made.conversation == "slack:T00FAKE00AA:C00FAKECHAN1:1771287144.743569"
    assert made.address["message_ts"] == "1771287149.605429"


# -- malformed

_WORDS = st.sampled_from(
    (
        *("event_callback", "block_actions", "message", "app_mention", "message_changed", "message_deleted"),
        *("tombstone", "agent_session_stopped", "im", "U1", "U0BOT", "D1", "C1", TS, "curbside_open:1"),
        "1" * 400,
    )
)
_KEYS = st.sampled_from(
    (
        *("type", "event", "subtype", "message", "previous_message", "channel", "user", "ts", "thread_ts"),
        *("team", "id", "team_id", "authorizations", "container", "actions", "action_id", "value", "edited"),
        "text",
    )
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | _WORDS | st.text()
JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.text(max_size=3), inner),
    max_leaves=20,
)
VALID = [
    *(envelope(event) for event in (direct(), mention(), reply(), edited(mention()), deleted(reply()))),
    envelope(changed(edited(direct("b")), direct("a"))),
    envelope({"type": "agent_session_stopped", "channel": "D1", "thread_ts": ROOT, "event_ts": TS}),
    press(),
    press("curbside_decline", trigger_id=None),
]


@given(st.dictionaries(_KEYS | st.text(max_size=3), JSON))
def test_no_json_makes_it_raise(body: dict[str, Any]) -> None:
    assert isinstance(parsed(body), Letter | Control | None)


@given(st.data(), st.sampled_from(VALID), JSON)
def test_no_strange_value_in_a_real_event_makes_it_raise(data: Any, body: Any, strange: Any) -> None:
    body = deepcopy(body)
    place = body
    while True:
        key = data.draw(st.sampled_from(list(place)))
        inner = place[key]
        if not (isinstance(inner, dict) and inner and data.draw(st.booleans())):
            break
        place = inner
    place[key] = strange
    assert isinstance(parsed(body), Letter | Control | None)
