"""What every reply to a clinical question must hold, whatever it is made of."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from answers.types import (
    Answer,
    ApprovalBasis,
    ArticleText,
    ArticleVersion,
    Audience,
    Caveat,
    Disagreement,
    Grade,
    Origin,
    OutOfScope,
    Passage,
    PassagePart,
    Position,
    Reference,
    ReferenceKind,
    Section,
    SectionKind,
    Statement,
    Status,
    Suggestion,
    Support,
    Writer,
)
from bot import wording
from bot.compose import compose, reply_to
from bot.types import (
    Answering,
    AppliesTo,
    Authorship,
    Badge,
    Banner,
    Block,
    Choices,
    Disclaimer,
    Evidence,
    Folded,
    FullArticle,
    Heading,
    Lacking,
    Notice,
    Premise,
    Said,
    ShowEvidence,
    SideBySide,
    Sources,
    Tone,
    WrongArticle,
)
from tests.engine_answers import approved_before_newer, generated
from tests.engine_answers import quoted as engine_quoted
from tests.making import PAGE, approval, article, text

OTHER = Reference(title="Another page", kind=ReferenceKind.GUIDELINE, url="https://example.org/other")


def answer(basis: ApprovalBasis = ApprovalBasis.INDIVIDUAL, **fields: Any) -> Answer:
    """An approved answer; `texts` and what else an article has goes into the article."""
    kept = article(**fields)
    version = ArticleVersion(
        id=7, version=3, revision=1, status=Status.APPROVED, article=kept,
        approval=approval(kept, basis=basis, review_due=date(2027, 3, 1)), changed_at=datetime.now(UTC),
    )  # fmt: skip
    return Answer(
        origin=Origin.APPROVED,
        question="How is gout treated?",
        text=kept.texts[Audience.CLINICIAN],
        references=kept.references,
        version=version,
        written_for=Audience.CLINICIAN,
    )


def quoted() -> Answer:
    return Answer(origin=Origin.QUOTED, question="q", text=text("Rest helps."), references=(PAGE,))


def nothing(**fields: Any) -> Answer:
    return Answer(origin=Origin.NONE, question="q", **fields)


def of(kind: type[Any], blocks: tuple[Block, ...]) -> list[Any]:
    return [block for block in blocks if isinstance(block, kind)]


def words(blocks: tuple[Block, ...]) -> str:
    return " ".join(str(block) for block in blocks).lower()


ALL = {
    "individual": answer(),
    "bulk": answer(ApprovalBasis.BULK),
    "sample": answer(ApprovalBasis.SAMPLE),
    "quoted": quoted(),
    "none": nothing(),
    "suggest": nothing(
        suggestions=(Suggestion(article_id=7, external_id="a", question="Q?", basis=ApprovalBasis.SAMPLE),)
    ),
}


@pytest.mark.parametrize("given", ALL.values(), ids=ALL)
@pytest.mark.parametrize("audience", list(Audience))
def test_every_reply_begins_with_its_status_and_ends_with_the_disclaimer(
    given: Answer, audience: Audience
) -> None:
    blocks = compose(given, audience)
    assert isinstance(blocks[0], Badge)
    assert blocks[-1] == Disclaimer(wording.DISCLAIMER[audience], wording.EDITORIAL_POLICY)
    assert of(Answering, blocks)[0].question == given.question


@pytest.mark.parametrize("name", ["sample", "quoted", "none", "suggest"])
def test_nothing_but_an_approved_article_is_called_approved(name: str) -> None:
    assert "approved" not in words(compose(ALL[name], Audience.CLINICIAN))


def test_only_an_individual_review_is_called_one() -> None:
    badges = {name: compose(ALL[name], Audience.CLINICIAN)[0] for name in ("individual", "bulk", "sample")}
    said = {name: badge.text for name, badge in badges.items() if isinstance(badge, Badge)}
    assert said["individual"].startswith("Approved · reviewed by Dr Ada Example, MD · v3")
    assert "next review Mar 2027" in said["individual"]
    assert said["bulk"].startswith(
        "Released by Dr Ada Example from a collection, not individually reviewed · source date unknown"
    )
    assert said["sample"].startswith("Sample content, not reviewed by clinicians")


def test_sample_content_says_so_where_it_is_only_offered() -> None:
    assert wording.SAMPLE.lower() in words(compose(ALL["suggest"], Audience.CLINICIAN))


@pytest.mark.parametrize("given", [ALL["individual"], ALL["quoted"]])
def test_every_statement_has_citations_and_every_citation_a_source(given: Answer) -> None:
    blocks = compose(given, Audience.CLINICIAN)
    numbers = {source.number for source in of(Sources, blocks)[0].items}
    assert of(Said, blocks)
    for said in of(Said, blocks):
        assert said.citations
        assert set(said.citations) <= numbers


def test_sources_are_numbered_by_first_appearance_and_only_the_cited_are_listed() -> None:
    sections = (
        Section(
            statements=(Statement(text="One.", citations=(3,)), Statement(text="Two.", citations=(1, 3)))
        ),
    )
    given = answer(
        texts={Audience.CLINICIAN: ArticleText(sections=sections)}, references=(PAGE, OTHER, OTHER)
    )
    blocks = compose(given, Audience.CLINICIAN)
    assert [said.citations for said in of(Said, blocks)] == [(1,), (2, 1)]
    assert [(s.number, s.link) for s in of(Sources, blocks)[0].items] == [(1, OTHER.url), (2, PAGE.url)]


def long_article(bottom_line: Statement | None = None) -> Answer:
    said = [Statement(text=f"Sentence {n} " + "word " * 20, citations=(1,)) for n in range(20)]
    said.append(Statement(text="Never with warfarin.", citations=(1,), must_show=True))
    text_ = ArticleText(bottom_line=bottom_line, sections=(Section(statements=tuple(said)),))
    return answer(texts={Audience.CLINICIAN: text_})


def test_what_must_be_shown_is_never_folded_away() -> None:
    blocks = compose(long_article(), Audience.CLINICIAN)
    assert "Never with warfarin." in [said.text for said in of(Said, blocks)]
    (folded,) = of(Folded, blocks)
    assert folded.count + len(of(Said, blocks)) == 21
    assert of(FullArticle, blocks) == [FullArticle(7)]


def test_of_an_article_the_reader_can_say_that_it_is_the_wrong_one() -> None:
    assert of(WrongArticle, compose(answer(), Audience.CLINICIAN)) == [WrongArticle(7)]
    assert of(WrongArticle, compose(answer(), Audience.CLINICIAN, full=True)) == []
    assert of(WrongArticle, compose(Answer(origin=Origin.NONE, question="?"), Audience.CLINICIAN)) == []


def test_the_full_article_holds_every_statement() -> None:
    blocks = compose(long_article(), Audience.CLINICIAN, full=True)
    assert (len(of(Said, blocks)), of(Folded, blocks)) == (21, [])


def test_an_article_with_a_bottom_line_is_shown_whole() -> None:
    line = Statement(text="In short: rest.", citations=(1,))
    blocks = compose(long_article(line), Audience.CLINICIAN)
    assert of(Said, blocks)[0] == Said("In short: rest.", (1,), bullet=False)
    assert of(Folded, blocks) == []


def test_guidelines_and_research_have_their_parts() -> None:
    statement = (Statement(text="One.", citations=(1,)),)
    sections = (
        Section(kind=SectionKind.GUIDELINES, statements=statement),
        Section(kind=SectionKind.RESEARCH, heading="Role of surgery", statements=statement),
        Section(kind=SectionKind.BODY, heading="Warnings", statements=statement),
    )
    blocks = compose(answer(texts={Audience.CLINICIAN: ArticleText(sections=sections)}), Audience.CLINICIAN)
    assert [(h.text, h.level) for h in of(Heading, blocks)] == [
        ("From the Guidelines", 1),
        ("From the Research", 1),
        ("Role of surgery", 2),
        ("Warnings", 1),
    ]


def test_what_is_not_accounted_for_stands_above_the_content() -> None:
    given = answer(applies_to="Adults").model_copy(update={"not_accounted_for": ("eGFR 70",)})
    blocks = compose(given, Audience.CLINICIAN)
    assert blocks.index(AppliesTo("Adults", ("eGFR 70",))) < blocks.index(of(Said, blocks)[0])


def test_a_chosen_article_says_which_question_it_answers() -> None:
    blocks = compose(answer().model_copy(update={"opened": True}), Audience.CLINICIAN)
    assert [a.question for a in of(Answering, blocks)] == [
        "How is gout treated?",
        "What are the treatment options for gout?",
    ]


def test_every_suggestion_says_what_differs() -> None:
    asked = ALL["suggest"]
    found = asked.suggestions[0].model_copy(update={"differs": "you: relapsed; this: newly diagnosed"})
    alike = found.model_copy(update={"differs": None, "question": "What helps in gout?"})
    given = asked.model_copy(update={"suggestions": (found, alike)})
    (choices,) = of(Choices, compose(given, Audience.CLINICIAN))
    assert choices.prompt == wording.NEAR
    assert [item.differs for item in choices.items] == [found.differs, wording.WORDED_OTHERWISE]


def test_namesakes_are_told_apart_by_who_wrote_them_and_when() -> None:
    asked = ALL["suggest"]
    other = asked.suggestions[0].model_copy(update={"differs": "you: treatment; this: cause"})
    one = other.model_copy(update={"differs": None, "namesake": True, "issuer": "A college"})
    two = one.model_copy(update={"issuer": None, "updated": date(2024, 5, 16)})
    given = asked.model_copy(update={"suggestions": (one, two, other)})
    (choices,) = of(Choices, compose(given, Audience.CLINICIAN))
    assert choices.prompt == wording.NAMESAKES
    differs = [item.differs for item in choices.items]
    assert differs == ["A college", f"{wording.NO_ISSUER}, 16 May 2024", other.differs]


def test_a_chosen_article_that_fits_is_not_said_to_answer_another_question() -> None:
    given = answer().model_copy(update={"opened": True, "fits": True})
    said = words(compose(given, Audience.CLINICIAN))
    assert wording.OPENED_NAMESAKE.lower() in said
    assert wording.OPENED.lower() not in said


def test_what_is_near_can_be_declined_until_everything_was_tried() -> None:
    near = compose(ALL["suggest"], Audience.CLINICIAN)
    tried = compose(ALL["suggest"].model_copy(update={"exhausted": True}), Audience.CLINICIAN)
    assert of(Choices, near)[0].decline == wording.NONE_OF_THESE
    assert of(Choices, tried)[0].decline is None


def test_a_text_for_patients_is_labelled_for_clinicians() -> None:
    given = answer().model_copy(update={"written_for": Audience.PATIENT})
    assert wording.PATIENT_TEXT.lower() in words(compose(given, Audience.CLINICIAN))


def test_the_probability_is_nowhere_in_a_reply() -> None:
    given = answer().model_copy(update={"probability": 0.4242})
    assert "4242" not in words(compose(given, Audience.CLINICIAN))


REFERENCES = tuple(
    Reference(title=f"Page {n}", kind=ReferenceKind.STUDY, url=f"https://example.org/{n}")
    for n in range(1, 6)
)
LINES = st.text("abcdefghijklmnoXYZ ,.;é–", max_size=60).map(lambda some: f"A{some}.")
STATEMENTS = st.builds(
    Statement,
    text=st.lists(LINES, min_size=1, max_size=6).map(" ".join),
    citations=st.lists(st.integers(1, len(REFERENCES)), min_size=1, max_size=4).map(tuple),
    must_show=st.booleans(),
)
SECTIONS = st.builds(
    Section,
    kind=st.sampled_from(SectionKind),
    heading=st.none() | LINES,
    statements=st.lists(STATEMENTS, min_size=1, max_size=8).map(tuple),
)
SUGGESTIONS = st.builds(
    Suggestion, article_id=st.integers(1, 99), external_id=st.just("a"), question=LINES,
    basis=st.sampled_from(ApprovalBasis), differs=st.none() | LINES,
)  # fmt: skip


PHRASES = st.lists(st.sampled_from(["treatment", "dose of", "gout", "in adults", "5.5 mg"]), min_size=1).map(
    lambda some: " ".join(some)
)
DATES = st.none() | st.dates(date(1990, 1, 1), date(2026, 1, 1))
GRADES = st.none() | st.builds(Grade, text=PHRASES, system=st.none() | PHRASES)
ELSEWHERE = tuple(
    Reference(title=f"Elsewhere {n}", kind=kind, issuer="Issuer", country="GB", year=2020 + n, pmid=str(n))
    for n, kind in enumerate(ReferenceKind, start=1)
)
POSITIONS = st.builds(
    Position,
    text=PHRASES,
    reference=st.sampled_from((*REFERENCES, *ELSEWHERE)),
    grade=GRADES,
    published=DATES,
)
DISAGREEMENTS = st.builds(
    Disagreement, subject=PHRASES, positions=st.lists(POSITIONS, min_size=2, max_size=3).map(tuple)
)
BESIDE = st.fixed_dictionaries(
    {
        "lacking": st.lists(PHRASES, max_size=3).map(tuple),
        "caveats": st.sets(st.sampled_from(Caveat)).map(tuple),
        "disagreements": st.lists(DISAGREEMENTS, max_size=2).map(tuple),
        "premise": st.none() | PHRASES,
        "premise_denied": st.lists(POSITIONS, max_size=2).map(tuple),
        "personal": st.booleans(),
    }
)


@st.composite
def supports(draw: st.DrawFn, said: ArticleText) -> tuple[Support, ...]:
    """Passages behind some citations, with marks that may lie anywhere."""
    cited = [(n, s.text, citation) for n, s in enumerate(said.statements()) for citation in s.citations]
    return tuple(
        Support(
            statement=n,
            citation=citation,
            passage=draw(passages(text, citation, quotable)),
            marked=draw(MARKS),
        )
        for (n, text, citation), quotable in draw(
            st.lists(st.tuples(st.sampled_from(cited), st.booleans()), max_size=4)
        )
    )


MARKS = st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=3).map(tuple)


def passages(said: str, citation: int, quotable: bool) -> st.SearchStrategy[Passage]:
    return st.builds(
        Passage,
        id=st.just("1"),
        text=st.sampled_from([f"{said} And more.", "All of it."] if quotable else ["Withheld."]),
        reference=st.just(REFERENCES[citation - 1]),
        place=st.none() | st.just("p. 4"),
        part=st.none() | st.sampled_from(PassagePart),
        published=DATES,
        quotable=st.just(quotable),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer that the constructors let through."""
    origin = draw(st.sampled_from([Origin.APPROVED, Origin.GENERATED, Origin.QUOTED, Origin.NONE]))
    further: dict[str, Any] = {
        "question": draw(LINES),
        "not_accounted_for": tuple(draw(st.lists(LINES, max_size=3))),
        "degraded": draw(st.sampled_from([(), ("approved",), ("quoted",), ("approved", "generated")])),
        "exhausted": draw(st.booleans()),
        **draw(BESIDE),
    }
    if origin is Origin.NONE:
        return nothing().model_copy(
            update=further | {"suggestions": tuple(draw(st.lists(SUGGESTIONS, max_size=3)))}
        )
    line = draw(st.none() | STATEMENTS.filter(lambda s: len(s.text.split()) <= 150))
    sections = tuple(draw(st.lists(SECTIONS, min_size=0 if line else 1, max_size=4)))
    said = ArticleText(bottom_line=line, sections=sections)
    further["support"] = draw(supports(said))
    if origin is Origin.APPROVED:
        basis = draw(st.sampled_from(ApprovalBasis))
        whole = answer(basis, texts={Audience.CLINICIAN: said}, references=REFERENCES)
        newer = tuple(draw(st.lists(POSITIONS, max_size=2)))
        return whole.model_copy(update=further | {"opened": draw(st.booleans()), "newer": newer})
    writer = Writer(model="a model", prompt="1") if origin is Origin.GENERATED else None
    return Answer(origin=origin, text=said, references=REFERENCES, writer=writer, **further)


@for_any(answers(), st.sampled_from(Audience), st.booleans())
def test_whatever_the_answer_is_its_reply_keeps_every_promise(
    given: Answer, audience: Audience, full: bool
) -> None:
    blocks = compose(given, audience, full=full)
    assert isinstance(blocks[0], Badge)
    assert blocks[-1] == Disclaimer(wording.DISCLAIMER[audience], wording.EDITORIAL_POLICY)
    said = of(Said, blocks)
    stated = list(given.text.statements()) if given.text else []
    assert len(said) + sum(folded.count for folded in of(Folded, blocks)) == len(stated)
    assert sum(s.must_show for s in said) == sum(s.must_show for s in stated)
    # Verbatim, in order, each under the very sources that it was stored with.
    links = {source.number: source.link for block in of(Sources, blocks) for source in block.items}
    stored = {(s.text, tuple(given.references[n - 1].link for n in s.citations)) for s in stated}
    for one in said:
        assert (one.text, tuple(links[n] for n in one.citations)) in stored


@for_any(answers(), st.booleans())
def test_sources_are_numbered_in_the_order_in_which_a_reader_meets_them(given: Answer, full: bool) -> None:
    blocks = compose(given, Audience.CLINICIAN, full=full)
    shown = [source.number for block in of(Sources, blocks) for source in block.items]
    assert shown == list(range(1, len(shown) + 1))
    met = [n for block in blocks for n in cited(block)]
    assert list(dict.fromkeys(met)) == shown


def cited(block: Block) -> tuple[int, ...]:
    match block:
        case Said():
            return block.citations
        case SideBySide(_, sides):
            return tuple(side.number for side in sides)
        case _:
            return ()


@for_any(answers(), st.sampled_from(Audience))
def test_everything_that_is_to_be_borne_in_mind_is_said(given: Answer, audience: Audience) -> None:
    blocks = compose(given, audience)
    warned = [banner.text for banner in of(Banner, blocks)]
    asserts = given.text is not None
    assert (wording.PERSONAL[audience] in warned) == given.personal
    assert [p.claim for p in of(Premise, blocks)] == ([given.premise] if given.premise else [])
    assert [lack.items for lack in of(Lacking, blocks)] == (
        [given.lacking] if given.lacking and asserts else []
    )
    for caveat in Caveat:
        assert (wording.CAVEATS[caveat] in warned) == (asserts and caveat in given.caveats)
    # Each position verbatim, under the source that says it; nothing where nothing is asserted.
    titles = {source.number: source.title for block in of(Sources, blocks) for source in block.items}
    disagreeing = [p for each in given.disagreements for p in each.positions]
    positions = [*given.premise_denied, *given.newer, *disagreeing] if asserts else []
    sides = [side for block in of(SideBySide, blocks) for side in block.sides]
    assert [(s.text, titles[s.number], s.grade) for s in sides] == [
        (p.text, p.reference.title, p.grade) for p in positions
    ]


@for_any(answers(), st.booleans())
def test_evidence_is_verbatim_under_the_number_that_the_reader_sees(given: Answer, full: bool) -> None:
    reply = reply_to(given, Audience.CLINICIAN, full=full)
    shown = {source.number: source for block in of(Sources, reply.blocks) for source in block.items}
    behind = of(Evidence, reply.evidence)
    kept = {support.passage.text for support in given.support}
    for evidence in behind:
        assert evidence.source == shown[evidence.source.number]
        for passage in evidence.passages:
            assert passage.passage in kept - {"Withheld."} or wording.NOT_QUOTABLE in passage.place
            ends = [end for mark in passage.marked for end in mark]
            assert ends == sorted(set(ends))
            assert all(0 <= end <= len(passage.passage or "") for end in ends)
    assert "withheld" not in words((*reply.blocks, *reply.evidence))
    assert bool(of(ShowEvidence, reply.blocks)) == bool(behind)


@pytest.mark.parametrize("why", list(OutOfScope))
def test_what_is_out_of_scope_gets_one_plain_word(why: OutOfScope) -> None:
    given = nothing(out_of_scope=why, personal=True, degraded=("approved",))
    assert compose(given, Audience.PATIENT) == (Notice(wording.OUT_OF_SCOPE[why]),)


@for_any(answers())
def test_only_what_a_named_person_read_is_called_approved(given: Answer) -> None:
    badge = compose(given, Audience.CLINICIAN)[0]
    assert isinstance(badge, Badge)
    individual = given.version is not None and badge.basis is ApprovalBasis.INDIVIDUAL
    assert ("approved" in badge.text.lower()) == individual
    reviewed = badge.text.lower().replace("not individually reviewed", "").replace("not reviewed", "")
    assert ("reviewed" in reviewed) == individual


# -- answers of the engine


def test_what_a_model_wrote_says_so_in_its_first_line_with_the_day() -> None:
    badge = compose(generated(), Audience.CLINICIAN, on=date(2026, 11, 24))[0]
    assert badge == Badge(
        "Not reviewed yet: written from the sources below, submitted to the board. Exercise caution."
        " Written by a language model on 24 Nov 2026.",
        None,
    )


def test_the_models_name_stands_in_the_details_below() -> None:
    blocks = compose(generated(), Audience.CLINICIAN)
    (authorship,) = of(Authorship, blocks)
    assert "made-up-model-8b (prompt 3)" in authorship.text
    assert blocks.index(authorship) > blocks.index(of(Sources, blocks)[0])
    assert "made-up-model-8b" not in str(blocks[: blocks.index(authorship)])


def test_the_parts_of_what_a_model_wrote_come_in_the_order_of_reading() -> None:
    blocks = compose(generated(), Audience.CLINICIAN)
    assert [type(block).__name__ for block in blocks] == [
        *("Badge", "Banner", "Banner", "Answering", "Premise", "AppliesTo", "Lacking"),
        *("SideBySide", "Said", "Heading", "Said", "Said", "Heading", "Heading", "Said"),
        *("SideBySide", "Sources", "Authorship", "ShowEvidence", "Disclaimer"),
    ]


def test_what_the_sources_lack_stands_above_the_content() -> None:
    blocks = compose(generated(), Audience.CLINICIAN)
    (lacking,) = of(Lacking, blocks)
    assert lacking == Lacking(
        "The sources found do not say", ("how long to treat", "what to do when it does not help")
    )
    assert blocks.index(lacking) < blocks.index(of(Said, blocks)[0])


def test_sources_that_disagree_each_have_their_line_below() -> None:
    blocks = compose(generated(), Audience.CLINICIAN)
    beside = of(SideBySide, blocks)[-1]
    assert beside.title == "Sources disagree: colchicine as the first drug"
    assert [(side.by, side.number) for side in beside.sides] == [
        ("A college of rheumatology, GB (guideline, 16 May 2024)", 1),
        ("A society of physicians, US (guideline, 2021)", 4),
    ]
    assert of(Sources, blocks)[0].items[3].title == "Management of gout: another made-up guideline"


def test_newer_sources_stand_above_the_article_which_is_unchanged() -> None:
    given = approved_before_newer()
    blocks = compose(given, Audience.CLINICIAN)
    alone = compose(given.model_copy(update={"newer": ()}), Audience.CLINICIAN)
    assert [said.text for said in of(Said, blocks)] == [said.text for said in of(Said, alone)]
    (newer,) = of(SideBySide, blocks)
    at = blocks.index(newer)
    assert blocks[at + 1] == Heading(wording.ARTICLE, 1)
    assert at < blocks.index(of(Said, blocks)[0])
    assert [side.number for side in newer.sides] == [1]
    assert Banner(wording.NEWER_FIRST, Tone.WARNING) in blocks[:at]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (engine_quoted(), wording.MODEL_AWAY[Origin.QUOTED]),
        (nothing(degraded=("generated",), exhausted=True), wording.MODEL_AWAY[Origin.NONE]),
        (nothing(degraded=("quoted",), exhausted=True), wording.DEGRADED),
    ],
)
def test_a_model_that_is_away_is_told_apart_from_a_broken_search(given: Answer, said: str) -> None:
    warned = {banner.text for banner in of(Banner, compose(given, Audience.CLINICIAN))}
    assert warned & {*wording.MODEL_AWAY.values(), wording.DEGRADED} == {said}


def test_two_troubles_are_both_said() -> None:
    given = engine_quoted().model_copy(update={"degraded": ("approved", "generated")})
    warned = [banner.text for banner in of(Banner, compose(given, Audience.CLINICIAN))]
    assert warned == [wording.MODEL_AWAY[Origin.QUOTED], wording.DEGRADED]


def test_a_verdict_that_is_the_askers_own_is_refused_with_whom_to_ask() -> None:
    said = words(compose(nothing(personal=True), Audience.PATIENT))
    assert "i can't decide that for you: ask the doctor, nurse or pharmacist" in said


def test_nothing_is_asserted_beside_an_answer_that_is_none() -> None:
    given = nothing(
        lacking=("the dose",), disagreements=generated().disagreements, caveats=tuple(Caveat), premise="x"
    )
    kinds = {type(block) for block in compose(given, Audience.CLINICIAN)}
    assert kinds == {Badge, Banner, Answering, Premise, Disclaimer}
