"""What `curbside ask --json` gives of an answer that the engine made (design §7)."""

import json
import time
from typing import Any

import pytest

from adapters.commands.ask import as_record
from answers.types import Answer, Audience, Origin
from bot import wording
from bot.compose import reply_to
from bot.types import Notice, Reply
from tests.adapters.test_command_line import FIELDS
from tests.engine_answers import DOSE, KEPT_BACK, approved_before_newer, generated, quoted


def record(given: Answer) -> dict[str, Any]:
    made = as_record(reply_to(given, Audience.CLINICIAN), "7", time.perf_counter())
    return dict(json.loads(json.dumps(made)))


@pytest.mark.parametrize("given", [generated(), quoted(), approved_before_newer()])
def test_every_answer_has_the_same_fields(given: Answer) -> None:
    assert set(record(given)) == FIELDS


def test_so_has_a_reply_that_answers_nothing() -> None:
    made = as_record(Reply((Notice(wording.HELLO),)), None, time.perf_counter())
    assert set(made) == FIELDS
    assert (made["evidence"], made["writer"]) == ([], None)


def test_evidence_names_the_statement_the_citation_and_the_marked_words() -> None:
    made = record(generated())
    first, *_ = made["evidence"]
    assert made["statements"][first["statement"]]["citations"] == [first["citation"]]
    assert made["references"][first["citation"] - 1]["title"] == DOSE.reference.title
    ((start, end),) = first["marked"]
    assert first["text"][start:end] == "Offer colchicine 0.5 mg"
    assert (first["place"], first["part"], first["published"]) == ("p. 12", "recommendation", "2024-05-16")


def test_words_that_may_not_be_quoted_are_not_in_the_record() -> None:
    made = record(generated())
    (closed,) = [each for each in made["evidence"] if each["place"] == "chapter 7"]
    assert (closed["text"], closed["marked"]) == (None, [])
    assert KEPT_BACK.text not in json.dumps(made)


def test_what_stands_beside_the_statements_is_in_fields_of_its_own_and_in_the_text() -> None:
    made = record(generated())
    assert made["lacking"] == ["how long to treat", "what to do when it does not help"]
    assert made["caveats"] == ["indirect"]
    assert made["premise"] == "colchicine cures gout"
    assert made["writer"] == {"model": "made-up-model-8b", "prompt": "3"}
    (disagreement,) = made["disagreements"]
    assert [each["text"] for each in disagreement["positions"]] == [
        "Offer colchicine first.",
        "Prefer an NSAID; colchicine is the second choice.",
    ]
    for said in (*made["lacking"], made["premise"], disagreement["subject"]):
        assert said in made["text"]
    assert made["banner"].startswith("Not reviewed yet: written from the sources below")
    assert made["disclaimer"] in made["text"]


def test_newer_sources_are_named_with_what_they_say() -> None:
    (newer,) = record(approved_before_newer())["newer"]
    assert newer["text"] == "Do not use colchicine with clarithromycin."
    assert newer["published"] == "2024-05-16"
    assert newer["reference"]["country"] == "GB"


def test_the_text_offers_no_command_to_who_is_not_in_a_conversation() -> None:
    assert "/evidence" not in record(generated())["text"]


def test_a_question_out_of_scope_has_neither_status_nor_disclaimer() -> None:
    made = record(Answer(origin=Origin.NONE, question="Write a poem", out_of_scope="task"))
    assert (made["out_of_scope"], made["banner"], made["disclaimer"]) == ("task", None, None)
