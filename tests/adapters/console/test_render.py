"""A reply in the terminal: all of its words, none of its control characters."""

import io
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from adapters.console.render import lines, plain, show, styled, visible
from answers.types import ApprovalBasis, Grade
from bot.types import (
    Alert,
    Answering,
    AppliesTo,
    Authorship,
    Badge,
    Banner,
    Block,
    Choice,
    Choices,
    Disclaimer,
    Evidence,
    Folded,
    FullArticle,
    Heading,
    Lacking,
    Notice,
    Premise,
    Reply,
    Said,
    ShowEvidence,
    Shown,
    Side,
    SideBySide,
    Source,
    Sources,
    Tone,
    WrongArticle,
)

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Z"]), min_size=1)
HOSTILE = "one\x1b[31m two\x9b2J three\x07\x08\x00 four\u202e five\r six\x7f\u2066"


def blocks(words: st.SearchStrategy[str]) -> st.SearchStrategy[Block]:
    """Any block, its strings drawn from `words`."""
    line = st.lists(words, min_size=1, max_size=8).map(" ".join)
    number = st.integers(min_value=1, max_value=30)
    citations = st.lists(number, min_size=1, max_size=3).map(tuple)
    source = st.builds(Source, number, line, line, line)
    choice = st.builds(Choice, number, line, st.none() | line)
    some = st.lists(line, min_size=1, max_size=3).map(tuple)
    passage = st.builds(Shown, some, st.just("") | line, st.none() | line)
    side = st.builds(Side, line, line, number, st.none() | st.just(Grade(text="1A")))
    made: list[st.SearchStrategy[Any]] = [
        st.builds(Badge, line, st.none() | st.sampled_from(ApprovalBasis)),
        st.builds(Banner, line, st.sampled_from(Tone)),
        st.builds(Answering, line, line),
        st.builds(AppliesTo, line, st.lists(line, max_size=2).map(tuple)),
        st.builds(Heading, line, st.sampled_from([1, 2])),
        st.builds(Said, line, citations, st.none(), st.booleans(), st.booleans()),
        st.builds(Folded, number),
        st.builds(Premise, line, line, line),
        st.builds(Lacking, line, some),
        st.builds(SideBySide, line, st.lists(side, min_size=1, max_size=3).map(tuple)),
        st.builds(Sources, st.lists(source, min_size=1, max_size=3).map(tuple), st.none() | line),
        st.builds(Authorship, line),
        st.builds(Evidence, source, st.lists(passage, min_size=1, max_size=2).map(tuple)),
        st.just(ShowEvidence()),
        st.builds(Choices, line, st.lists(choice, min_size=1, max_size=3).map(tuple), st.none() | line),
        st.builds(FullArticle, number),
        st.builds(WrongArticle, number),
        st.builds(Alert, st.lists(line, min_size=1, max_size=3).map(tuple)),
        st.builds(Disclaimer, line, line),
        st.builds(Notice, line),
    ]
    return st.one_of(made)


def replies(words: st.SearchStrategy[str]) -> st.SearchStrategy[Reply]:
    return st.lists(blocks(words), max_size=8).map(lambda made: Reply(tuple(made)))


def strings(value: object) -> list[str]:
    """All words of a block, however deep."""
    if isinstance(value, str) and not isinstance(value, ApprovalBasis | Tone):
        return [value]
    if isinstance(value, tuple):
        return [said for item in value for said in strings(item)]
    if hasattr(value, "__match_args__"):
        return [said for name in value.__match_args__ for said in strings(getattr(value, name))]
    return []


def printed(reply: Reply, width: int = 80) -> str:
    """What reaches a terminal of this width that shows no colours."""
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    for line in lines(reply):
        console.print(styled(line))
    return out.getvalue()


@given(replies(WORDS))
def test_plain_text_holds_every_word_of_every_block(reply: Reply) -> None:
    text = plain(reply)
    for block in reply.blocks:
        for said in strings(block):
            assert said in text


@given(replies(WORDS), st.integers(min_value=30, max_value=120))
def test_nothing_is_lost_by_wrapping(reply: Reply, width: int) -> None:
    shown = re.sub(r"\s", "", printed(reply, width))
    for line in lines(reply):
        assert re.sub(r"\s", "", line.text) in shown


def control(text: str) -> set[str]:
    kinds = {"Cc", "Cs"}
    hidden = set("\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    return {c for c in text if c != "\n" and (unicodedata.category(c) in kinds or c in hidden)}


@given(replies(st.just(HOSTILE) | st.text(min_size=1)))
def test_no_control_character_reaches_the_terminal(reply: Reply) -> None:
    assert not control(printed(reply))
    assert not control(plain(reply))


def test_a_control_character_takes_no_words_with_it() -> None:
    shown = plain(Reply((Notice(HOSTILE),)))
    assert re.findall(r"one|two|three|four|five|six", shown) == ["one", "two", "three", "four", "five", "six"]


def test_markup_of_the_terminal_library_is_only_text() -> None:
    text = "take [bold red]2[/bold red] [link=https://evil.example]here[/link]"
    assert text in " ".join(printed(Reply((Said(text, (1,)),)), 120).split())


def test_a_statement_carries_its_grade_and_citations_and_a_warning_its_sign() -> None:
    grade = Grade(text="1A", system="GRADE")
    (line,) = lines(Reply((Said("Never with warfarin.", (1, 3), grade, must_show=True),)))
    assert (line.text, line.lead) == ("Never with warfarin. (1A (GRADE)) [1][3]", "⚠")


def test_what_can_be_chosen_is_numbered_as_it_is_typed() -> None:
    offered = Choices("Which?", (Choice(7, "One?", None), Choice(8, "Two?", "you: a; this: b")), "None")
    assert plain(Reply((offered,))).splitlines()[-3:] == [
        "  1. One?",
        "  2. Two?  (you: a; this: b)",
        "  0. None",
    ]


@pytest.mark.parametrize(("count", "said"), [(1, "1 more statement stands"), (3, "3 more statements stand")])
def test_what_is_folded_is_counted(count: int, said: str) -> None:
    assert said in plain(Reply((Folded(count),)))


PASSAGE = "Rest is advised. Ice may help, and colchicine 0.5 mg every 12 hours does."
BEHIND = Evidence(
    Source(2, "A trial", "trial · A group · 4 Mar 2023", "https://example.org/2"),
    (Shown(("Rest and ice help.",), "p. 4 · from its conclusions", PASSAGE, ((0, 4), (17, 29))),),
)


def test_evidence_marks_the_words_that_bear_the_statement_out() -> None:
    assert plain(Reply((BEHIND,))).splitlines() == [
        "[2] A trial · trial · A group · 4 Mar 2023 · https://example.org/2",
        "",
        "    Cited for: “Rest and ice help.”",
        "    p. 4 · from its conclusions",
        "    »Rest« is advised. »Ice may help«, and colchicine 0.5 mg every 12 hours does.",
    ]


def shown_by(**console: Any) -> str:
    out = io.StringIO()
    show(Console(file=out, width=100, highlight=False, **console), Reply((BEHIND,)))
    return out.getvalue()


def test_where_there_are_colours_they_mark_and_where_there_are_none_signs_do() -> None:
    coloured = shown_by(force_terminal=True, color_system="standard")
    assert "\x1b[1;7mRest\x1b[0m is advised" in coloured
    assert "»" not in coloured
    assert "»Rest« is advised" in shown_by()
    assert "»Rest« is advised" in shown_by(force_terminal=True, no_color=True)


@given(st.text(alphabet="ab\x1b\u202e \n«", min_size=1), st.data())
def test_marks_stay_around_their_words_whatever_the_terminal_would_obey(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    evidence = Evidence(BEHIND.source, (Shown((), "", text, ((start, end),)),))
    *_, line = lines(Reply((evidence,)))
    assert line.text[start:end] == visible(text[start:end])
    assert not control(plain(Reply((evidence,))))


def test_sources_that_disagree_stand_one_under_the_other_with_who_says_it() -> None:
    sides = (
        Side("NICE, GB (guideline, 2023)", "Offer it.", 1, Grade(text="strong")),
        Side("A society, US (guideline, 2021)", "Do not offer it.", 3),
    )
    assert plain(Reply((SideBySide("Sources disagree: aspirin", sides),))).splitlines() == [
        "Sources disagree: aspirin",
        "  • NICE, GB (guideline, 2023): “Offer it.” (strong) [1]",
        "  • A society, US (guideline, 2021): “Do not offer it.” [3]",
    ]


def test_a_reply_without_blocks_is_an_empty_text() -> None:
    assert plain(Reply(())) == ""


def test_a_bullet_lends_its_colour_to_no_statement_and_a_warning_is_all_red() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False, force_terminal=True, color_system="standard")
    show(console, Reply((Said("Rest helps.", (1,)), Said("Never with warfarin.", (1,), must_show=True))))
    assert "\x1b[1;36m• \x1b[0mRest helps. [1]" in out.getvalue()
    assert "\x1b[1;31m⚠ \x1b[0m\x1b[1;31mNever with warfarin. [1]" in out.getvalue()
