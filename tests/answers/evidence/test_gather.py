"""Several members' evidence as one: each document once, the broken left out, the order by a stated rule."""

from datetime import UTC, date, datetime

import pytest

from answers.errors import EvidenceUnavailable
from answers.evidence.base import Found
from answers.evidence.gather import Evidences, identities
from answers.evidence.order import ordered
from answers.types import Passage, Query, Reference, ReferenceKind

_K = ReferenceKind
ASKED = Query(question="How is gout treated?")


def reference(name: str, kind: ReferenceKind = _K.STUDY, **fields: object) -> Reference:
    given = {"url": f"https://example.org/{name}"} | fields
    return Reference.model_validate({"title": name, "kind": kind, **given})


class Member:
    """Evidence that is always the same."""

    def __init__(self, *found: tuple[Reference, float | None]) -> None:
        self._found = [
            Found(Passage(id=f"{n}", text=f"Said by {ref.title}.", reference=ref), ref.title, relevance)
            for n, (ref, relevance) in enumerate(found)
        ]

    async def find(self, query: Query, limit: int) -> list[Found]:
        return self._found[:limit]


class Away:
    """Evidence that cannot be asked."""

    async def find(self, query: Query, limit: int) -> list[Found]:
        raise EvidenceUnavailable("away")


def titles(found: tuple[Found, ...]) -> list[str]:
    return [each.passage.reference.title for each in found]


async def test_a_document_that_two_members_have_comes_once() -> None:
    here = Member((reference("a", pmid="7", url=None), 0.9))
    there = Member((reference("a again", url="https://pubmed.ncbi.nlm.nih.gov/7/"), 0.8))
    gathered = await Evidences({"here": here, "there": there}).gather(ASKED, 5)
    assert titles(gathered.found) == ["a"]


def test_what_a_document_is_known_by() -> None:
    by_doi = reference("a", doi="10.1000/AB.c", url=None)
    by_link = reference("b", url="https://doi.org/10.1000/ab.C")
    assert identities(by_doi) & identities(by_link)
    assert not identities(reference("a")) & identities(reference("b"))
    assert identities(reference("a", url="http://www.example.org/x/")) == identities(
        reference("b", url="https://example.org/x")
    )


async def test_a_member_that_breaks_is_left_out_and_named() -> None:
    gathered = await Evidences({"live": Away(), "here": Member((reference("a"), 0.9))}).gather(ASKED, 5)
    assert (titles(gathered.found), gathered.missing) == (["a"], ("live",))
    with pytest.raises(EvidenceUnavailable):
        await Evidences({"live": Away()}).gather(ASKED, 5)


async def test_the_best_of_all_members_are_taken() -> None:
    one = Member((reference("a"), 0.9), (reference("d"), 0.5))
    other = Member((reference("b"), 0.8), (reference("c"), 0.7))
    gathered = await Evidences({"one": one, "other": other}).gather(ASKED, 3)
    assert titles(gathered.found) == ["a", "b", "c"]


TODAY = datetime(2026, 6, 1, tzinfo=UTC).date()


def order(*given: tuple[str, float, Reference, date | None], jurisdiction: str | None = None) -> list[str]:
    return ordered(given, jurisdiction, TODAY)


def test_among_near_equals_the_stronger_the_newer_and_the_readers_own_come_first() -> None:
    study, guideline = reference("s"), reference("g", _K.GUIDELINE)
    assert order(("s", 0.81, study, None), ("g", 0.80, guideline, None)) == ["g", "s"]
    assert order(("old", 0.8, study, date(2009, 1, 1)), ("new", 0.8, study, date(2024, 1, 1))) == [
        "new",
        "old",
    ]
    there, here = reference("t", country="US"), reference("h", country="GB")
    assert order(("t", 0.8, there, None), ("h", 0.8, here, None), jurisdiction="gb") == ["h", "t"]
    assert order(("t", 0.8, there, None), ("h", 0.8, here, None)) == ["t", "h"]


def test_no_strength_brings_something_beside_the_point_first() -> None:
    opinion = reference("o", _K.OPINION)
    guideline = reference("g", _K.GUIDELINE, country="GB")
    far = ("g", 0.7, guideline, date(2026, 1, 1))
    assert order(("o", 0.8, opinion, None), far, jurisdiction="GB") == ["o", "g"]
