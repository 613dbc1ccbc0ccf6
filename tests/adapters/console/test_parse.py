"""What a line typed in the terminal means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.console.parse import Ask, Command, Decline, EvidenceOf, Open, Unknown, parse

OFFERED = (11, 22, 33)


@pytest.mark.parametrize("line", ["", " ", "\t", "\n"])
def test_an_empty_line_means_nothing(line: str) -> None:
    assert parse(line, OFFERED) is None


@pytest.mark.parametrize(
    "line", ["/quit", "/exit", "/q", "quit", "exit", "bye", " QUIT ", "/Quit", "/quit now"]
)
def test_there_are_many_ways_to_leave(line: str) -> None:
    assert parse(line, ()) is Command.QUIT


@pytest.mark.parametrize("command", list(Command))
def test_every_command_is_known_in_any_case(command: Command) -> None:
    assert parse(f"  {command.value.upper()} please ", OFFERED) is command


@pytest.mark.parametrize("line", ["/", "/nonsense", "/fullest", "/ full"])
def test_what_looks_like_a_command_and_is_none_is_no_question(line: str) -> None:
    assert parse(line, ()) == Unknown(line)


@pytest.mark.parametrize("line", ["/evidence 2", " /EVIDENCE  2 please", "/evidence [2]", "/evidence 2."])
def test_the_evidence_of_one_source_is_asked_for_by_its_number(line: str) -> None:
    assert parse(line, OFFERED) == EvidenceOf(2)


@pytest.mark.parametrize("line", ["/evidence", "/evidence two", "/evidence -2", "/evidence 123456789"])
def test_without_a_number_all_evidence_is_asked_for(line: str) -> None:
    assert parse(line, OFFERED) is Command.EVIDENCE


def test_a_number_chooses_what_was_offered_under_it() -> None:
    assert [parse(f"{n}", OFFERED) for n in (1, 2, 3)] == [Open(11), Open(22), Open(33)]
    assert parse(" 2 ", OFFERED) == Open(22)
    assert parse("0", OFFERED) == Decline()


def test_a_number_that_was_not_offered_is_said_to_be_unknown() -> None:
    assert parse("4", OFFERED) == Unknown("4")
    assert parse("99", OFFERED) == Unknown("99")


def test_a_number_is_no_question_where_there_is_nothing_to_choose() -> None:
    assert parse("2", ()) == Unknown("2")
    assert parse("0", ()) == Unknown("0")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("help", Command.HELP),
        ("What can you do?", Command.HELP),
        ("forget me", Command.NEW),
        ("sources", Command.SOURCES),
        ("Full article", Command.FULL),
        ("show me the evidence.", Command.EVIDENCE),
    ],
)
def test_commands_can_be_said_in_plain_words(line: str, command: Command) -> None:
    assert parse(line, OFFERED) is command


def test_there_is_nothing_to_stop() -> None:
    assert parse("stop", ()) == Unknown("stop")


@pytest.mark.parametrize("line", ["help with gout", "full blood count", "evidence for statins"])
def test_a_question_that_begins_like_a_command_is_a_question(line: str) -> None:
    assert parse(line, ()) == Ask(line)


@pytest.mark.parametrize("line", ["2 tablets?", "1.5", "-1", "+1", "2026", "²"])
def test_more_than_a_short_number_is_a_question(line: str) -> None:
    assert parse(line, OFFERED) == Ask(line)


@given(st.text(), st.lists(st.integers(min_value=1), max_size=4))
def test_any_line_means_something_and_only_what_was_offered_can_be_opened(
    line: str, offered: list[int]
) -> None:
    meant = parse(line, offered)
    assert (meant is None) == (not line.strip())
    if isinstance(meant, Open):
        assert meant.article_id in offered
    if isinstance(meant, Ask):
        assert meant.text == line.strip()
