"""What holds of every text."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answers.citations.base import Claim, Fault
from answers.citations.check import CitationCheck
from answers.evaluation.citations.documents import made
from answers.evaluation.citations.truths import Case, Manner, truths
from answers.types import Passage
from tests.answers.citations.checking import passage

CASES = [case for document in made() for case in truths(document)]
VERBATIM = [case for case in CASES if case.manner is Manner.VERBATIM]
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.sampled_from(
    [
        *["()", "5", "/", ",", ";", ".", "|", "-5"],
        '"',
        "“",
        "\n",
        "not",
        "increased",
        "mg",
        "kg",
        "aspirin",
        "than",
        "if",
        "except",
        "unless",
        "in",
        "adults",
        "was",
        "reduced",
        "by",
        "or above",
        "to",
    ]
)


@CALM
@given(st.lists(WORDS, max_size=30), st.lists(WORDS, min_size=1, max_size=40))
def test_the_check_never_raises_and_marks_lie_inside(
    check: CitationCheck, claim: list[str], said: list[str]
) -> None:
    text = " ".join(said).strip()
    if not text:
        return
    (found,) = check.check([Claim(" ".join(claim), ("p",))], [passage(text)])
    _sound(found.marked.get("p", ()), text)
    assert 0 <= found.score <= 1


@CALM
@given(st.text(max_size=200), st.text(max_size=60))
def test_no_text_at_all_makes_it_raise(check: CitationCheck, claim: str, more: str) -> None:
    check.check(
        [Claim(claim, ("p",)), Claim(more, ("p", "q"), exception_to=5)], [passage("Pain fell. It rose.")]
    )


@CALM
@given(st.sampled_from(VERBATIM))
def test_a_verbatim_sentence_passes_with_its_exceptions(check: CitationCheck, case: Case) -> None:
    found = check.check(case.claims(), case.document.passages)
    assert [one.faults for one in found] == [()] * len(found)
    assert found[0].score == 1
    _sound(found[0].marked[case.passage.id], case.passage.text)


@CALM
@given(
    st.sampled_from(CASES),
    st.integers(0, 40),
    st.sampled_from(
        ["not", "insulin", "77", "mcg", "weekly", "unless", "decreased", "children", "must", "fatal"]
    ),
)
def test_a_word_put_in_never_raises_the_score(check: CitationCheck, case: Case, at: int, word: str) -> None:
    words = case.text.split()
    changed = " ".join([*words[:at], word, *words[at:]])
    before, after = (_score(check, case, text) for text in (case.text, changed))
    assert after <= before


def _score(check: CitationCheck, case: Case, text: str) -> float:
    first, *limits = case.claims()
    (found, *_) = check.check([Claim(text, first.passages), *limits], case.document.passages)
    assert not found.supported or Fault.FOREIGN not in found.faults
    return found.score


def _sound(marked: tuple[tuple[int, int], ...], text: str) -> None:
    assert all(0 <= low < high <= len(text) for low, high in marked)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(marked))


def test_passages_of_the_set_are_passages() -> None:
    assert all(isinstance(p, Passage) for document in made() for p in document.passages)
    assert len(made()) >= 120
