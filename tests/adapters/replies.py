"""Replies for the tests of what renders them: strategies with hostile and long content, one real article, and
what must hold of the visible text of every messenger's parts."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

from adapters.splitting.texts import marked
from answers.library.formats import FORMATS
from answers.types import (
    Answer,
    Approval,
    ApprovalBasis,
    Article,
    ArticleVersion,
    Audience,
    Grade,
    Origin,
    Status,
    Suggestion,
)
from bot import wording
from bot.compose import compose
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

SEED = Path("answers/library/starter/osteosarcoma-lung-metastases-treatment.md")
NOTE = Banner(wording.MAY_BE_REPEAT, Tone.WARNING)
CONTINUED = "…"
TOGETHER = 600
DOSE = re.compile(r"[0-9]+\.5 mg/kg every 6 hours")

examples = settings(max_examples=50, deadline=None)
"""Of each property, for each renderer."""

# -- words

PLAIN = (
    *(
        "the",
        "tumor",
        "can",
        "often",
        "be",
        "treated",
        "with",
        "surgery",
        "when",
        "it",
        "has",
        "not",
        "spread",
    ),
    *("and", "most", "patients", "recover"),
)
HOSTILE = (
    *(
        "<!channel>",
        "<!here|all>",
        "<@U012ABC>",
        "<#C1|x>",
        "<https://evil.example|safe>",
        "&amp;",
        "&lt;b&gt;",
    ),
    *(
        "<b>",
        "</b>",
        '<a href="tg://user?id=1">you</a>',
        "<script>",
        "]]>",
        "&",
        "<",
        ">",
        '"',
        "'",
        "|",
        "\\",
    ),
    *(
        "*bold*",
        "_it_",
        "~struck~",
        "`code`",
        "```",
        ":100:",
        ">quote",
        "HLA-B*57:01",
        "[1]",
        "](x)",
        "{}",
        "%s",
    ),
    *("@channel", "@here", "@someone", "a@evil.example", "https://evil.example/x?y=1&z=2", "t.me/evil"),
    *("👩‍⚕️", "𝒳𝒴", "日本語", "naïve", "e\u0301", "x" * 90, "1:100:2", "e.g.", "#tag", "/new", "$AAA"),
)
word = st.sampled_from((*PLAIN, *PLAIN, *HOSTILE))


def _texts(words: st.SearchStrategy[str], most: int, times: int) -> st.SearchStrategy[str]:
    """Up to `most` words, up to `times` times over: long texts from short choices."""
    some = st.lists(words, min_size=1, max_size=most).map(" ".join)
    ends = st.sampled_from([". The next is ", "; also ", ", and then ", " ", "\n"])
    return st.builds(lambda text, end, n: end.join([text] * n), some, ends, st.integers(1, times))


lines = _texts(word, 8, 1).map(lambda text: text.replace("\n", " "))
short = _texts(word, 12, 2)
long = _texts(word, 20, 60)
grades = st.none() | st.builds(Grade, text=lines, system=st.none() | lines)
citations = st.lists(st.integers(1, 40), min_size=1, max_size=6, unique=True).map(tuple)
ids = st.integers(1, 2**53 - 1)

# -- blocks

badges = st.builds(Badge, lines, st.sampled_from([None, *ApprovalBasis]))
banners = st.builds(Banner, lines, st.sampled_from(Tone))
statements = st.builds(Said, short | long, citations, grades, st.just(False), st.booleans())
warnings = st.builds(Said, lines, citations, grades, st.just(True), st.booleans())
addresses = st.sampled_from(
    [
        "https://example.org/page?a=1&b=2#c",
        "https://doi.org/10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2",
        'https://example.org/"quoted"|<b>`x`',
        "http://example.org/日本語",
        "https://example.org/" + "long/" * 300,
        "javascript:alert(1)",
    ]
)
sources = st.lists(st.tuples(short, lines, addresses), min_size=1, max_size=6).map(
    lambda items: Sources(
        tuple(Source(n, t.replace("\n", " "), d, a) for n, (t, d, a) in enumerate(items, 1)),
        wording.unchecked(range(1, len(items)), len(items)),
    )
)
premises = st.builds(Premise, st.just(wording.PREMISE[0]), lines, st.just(wording.PREMISE[1]))
lackings = st.builds(Lacking, st.just(wording.LACKING), st.lists(lines, min_size=1, max_size=5).map(tuple))
sides = st.builds(Side, lines, short | long, st.integers(1, 40), grades)
beside = st.builds(SideBySide, lines, st.lists(sides, min_size=1, max_size=4).map(tuple))
authorships = st.builds(Authorship, lines)


@st.composite
def passages_shown(draw: st.DrawFn) -> Shown:
    passage = draw(short | long)
    ends = sorted(draw(st.sets(st.integers(0, len(passage)), max_size=6)))
    marks = tuple(zip(ends[::2], ends[1::2], strict=False))
    said = tuple(draw(st.lists(short, max_size=3)))
    place = draw(st.just("") | lines)
    return draw(st.sampled_from([Shown(said, place, passage, marks), Shown(said, place, None)]))


evidences = st.builds(
    Evidence,
    st.builds(Source, st.integers(1, 40), lines, lines, addresses),
    st.lists(passages_shown(), min_size=1, max_size=2).map(tuple),
)
choices = st.builds(
    Choices,
    lines,
    st.lists(st.builds(Choice, ids, short, st.none() | lines), min_size=1, max_size=5).map(tuple),
    st.none() | st.just(wording.NONE_OF_THESE),
)
headings = st.builds(Heading, lines, st.integers(1, 2))
disclaimers = st.sampled_from(Audience).map(
    lambda audience: Disclaimer(wording.DISCLAIMER[audience], wording.EDITORIAL_POLICY)
)
alerts = st.builds(Alert, st.lists(lines, min_size=1, max_size=3).map(tuple))


@st.composite
def sections(draw: st.DrawFn) -> tuple[Block, ...]:
    said = draw(st.lists(st.one_of(statements, statements, warnings), min_size=1, max_size=6))
    return (draw(headings), *said)


def newer() -> st.SearchStrategy[tuple[Block, ...]]:
    """What stands above an article, and the first words of it."""
    return st.tuples(beside, st.just(Heading(wording.ARTICLE, 1)), statements)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """A clinical reply in the order that `compose` gives it, with at most four warnings."""
    some = lambda of, most: draw(st.lists(of, max_size=most))  # noqa: E731
    body = [block for section in some(sections(), 4) for block in section]
    blocks: list[Block] = [
        *some(st.just(NOTE), 1),
        *some(alerts, 1),
        draw(badges),
        *some(banners, 2),
        Answering(wording.ANSWERING, draw(short | long)),
        *some(premises, 1),
        *some(st.builds(AppliesTo, lines, st.lists(lines, max_size=3).map(tuple)), 1),
        *some(lackings, 1),
        *(block for above in some(newer(), 1) for block in above),
        *some(st.builds(Said, short | long, citations, grades, st.booleans(), st.just(False)), 1),
        *body,
        *some(st.builds(Folded, st.integers(1, 30)), 1),
        *some(st.builds(FullArticle, ids), 1),
        *some(beside, 2),
        draw(sources),
        *some(authorships, 1),
        *some(st.just(ShowEvidence()), 1),
        *some(st.builds(WrongArticle, ids), 1),
        *some(choices, 1),
        draw(disclaimers),
    ]
    return Reply(tuple(_told_apart(_few_warnings(blocks))))


def _few_warnings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Four at most, and short: more fit no first message."""
    left = 4
    for block in blocks:
        if isinstance(block, Said) and block.must_show:
            left -= 1
            yield replace(block, must_show=left >= 0 and len(block.text) < 800)
        else:
            yield block


def _told_apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every statement begins with a word that no other has, and ends with such a dose."""
    for n, block in enumerate(blocks):
        if isinstance(block, Said):
            dosed = f"Statement{n}of {block.text} then the drug at {n}.5 mg/kg every 6 hours until the end"
            yield replace(block, text=dosed)
        else:
            yield block


any_block = st.one_of(
    *(badges, banners, statements, warnings, sources, choices, headings, alerts, disclaimers),
    *(premises, lackings, beside, authorships, evidences),
    st.builds(Answering, lines, long),
    st.just(ShowEvidence()),
    st.builds(Folded, st.integers(1, 9)),
    st.builds(FullArticle, ids),
    st.builds(WrongArticle, ids),
    st.builds(Notice, short | long),
)
disordered = st.lists(any_block, min_size=1, max_size=12).map(
    lambda blocks: Reply((Notice("Hello."), *_told_apart(_one_foot(blocks))))
)
"""What no bot composes."""


def _one_foot(blocks: Sequence[Block]) -> Iterator[Block]:
    feet = [block for block in blocks if isinstance(block, Disclaimer)]
    yield from (block for block in blocks if block not in feet)
    yield from feet[:1]


# -- a real one


def seed_article() -> Article:
    (read,) = FORMATS["markdown"].read(SEED)
    assert isinstance(read, Article)
    return read


def seed_answer() -> Answer:
    article = seed_article()
    approval = Approval(
        basis=ApprovalBasis.INDIVIDUAL,
        by="Dr Ada Example",
        credential="MD",
        at=datetime(2026, 3, 22, tzinfo=UTC),
        content_hash=article.content_hash(),
        review_due=date(2027, 3, 22),
    )
    version = ArticleVersion(
        id=123,
        version=3,
        revision=1,
        status=Status.APPROVED,
        article=article,
        approval=approval,
        changed_at=datetime(2026, 3, 22, tzinfo=UTC),
    )
    nearby = Suggestion(
        article_id=2**53 - 1,
        external_id="osteosarcoma-prognosis",
        question="What is the prognosis of osteosarcoma?",
        basis=ApprovalBasis.SAMPLE,
        differs="you: lung metastases; this: any stage",
    )
    return Answer(
        origin=Origin.APPROVED,
        question=article.question,
        text=article.texts[Audience.CLINICIAN],
        references=article.references,
        version=version,
        written_for=Audience.CLINICIAN,
        not_accounted_for=("eGFR 28",),
        suggestions=(nearby,),
    )


def seed_reply() -> Reply:
    answer = seed_answer()
    return Reply(compose(answer, Audience.CLINICIAN, full=True), answer.question, answer)


def long_reply() -> Reply:
    """The seed with two hundred statements before its warnings."""
    reply = seed_reply()
    first = next(n for n, block in enumerate(reply.blocks) if isinstance(block, Heading))
    more = [
        Said(f"Finding {n} was seen in most of the patients that were followed.", (1,)) for n in range(200)
    ]
    return replace(reply, blocks=(*reply.blocks[:first], Heading("More", 1), *more, *reply.blocks[first:]))


# -- what must hold of the visible text


def squashed(text: str) -> str:
    """Without spaces, and without the sign that something goes on, which also ends lines of our own."""
    return "".join(text.split()).replace(CONTINUED, "")


def frame(reply: Reply) -> tuple[list[str], list[str]]:
    """What is to stand in every part, as far as this reply has it: at the top, and at the bottom."""
    badge = next((n for n, block in enumerate(reply.blocks) if isinstance(block, Badge)), None)
    top = [block.text for block in reply.blocks[: (badge or 0) + 1] if isinstance(block, (Badge, Banner))]
    bottom = [f"{b.text} {b.policy}" for b in reply.blocks if isinstance(b, Disclaimer)]
    return (top if badge is not None else []), bottom


def said(reply: Reply) -> list[Said]:
    return [block for block in reply.blocks if isinstance(block, Said)]


def texts(block: Block) -> list[str]:
    """Each text that has to be visible in one piece or in pieces that follow one another."""
    match block:
        case Badge(text) | Banner(text) | Heading(text) | Notice(text):
            return [text]
        case Answering(label, question):
            return [f"{label}: {question}"]
        case AppliesTo(covers, left):
            return [*([covers] if covers else []), *(f"“{words}”" for words in left)]
        case Said():
            grade = f" ({block.grade})" if block.grade else ""
            return [block.text + grade + "".join(f"[{n}]" for n in block.citations)]
        case Premise(before, claim, after):
            return [f"{before}{claim}{after}"]
        case Lacking(label, items):
            return [f"{label}: {'; '.join(items)}"]
        case SideBySide(title, sides_):
            return [title, *map(side_text, sides_)]
        case Authorship(text):
            return [text]
        case Evidence(source, passages_):
            return [source_text(source), *(text for each in passages_ for text in passage_texts(each))]
        case Sources(items, note):
            return [*map(source_text, items), note or ""]
        case Choices(prompt, items):
            return [
                prompt,
                *(item.question + (f" ({item.differs})" if item.differs else "") for item in items),
            ]
        case Alert(lines_):
            return list(lines_)
        case Disclaimer(text, policy):
            return [f"{text} {policy}"]
        case Folded(count):
            return [f"{count} more"]
        case FullArticle() | WrongArticle() | ShowEvidence():
            return []


def links(reply: Reply) -> set[str]:
    """The addresses that may be opened: the sources' own."""
    listed = [item for block in reply.blocks if isinstance(block, Sources) for item in block.items]
    shown = [block.source for block in reply.blocks if isinstance(block, Evidence)]
    return {source.link for source in (*listed, *shown)}


def source_text(source: Source) -> str:
    return f"[{source.number}] {source.title} · {source.details}"


def passage_texts(shown: Shown) -> list[str]:
    said_ = [f"Cited for: “{each}”" for each in shown.statements]
    return [*said_, shown.place, marked(shown.passage or "", shown.marked)]


def side_text(side: Side) -> str:
    """Who says it, what, its grade and its source: in one piece."""
    grade = f" ({side.grade})" if side.grade else ""
    return f"{side.by}: “{side.text}”{grade} [{side.number}]"


def assert_everything_is_said(reply: Reply, parts: Sequence[str]) -> None:
    """Every text is there, whole, with its citations; no statement twice; in the reply's order."""
    top, bottom = frame(reply)
    bare = "".join(squashed(_without_frame(part, top, bottom)) for part in parts)
    everything = "".join(squashed(part) for part in parts)
    for block in reply.blocks:
        for text in texts(block):
            assert squashed(text) in bare or squashed(text) in everything, text
    names = [each.text.split()[0] for each in said(reply) if not each.must_show]
    assert [bare.find(name) for name in names] == sorted(bare.find(name) for name in names)
    assert all(bare.count(each.text.split()[0]) == 1 for each in said(reply))


def assert_everything_is_said_in_order(reply: Reply, parts: Sequence[str]) -> None:
    """Of a reply that needs no warning moved up: block after block, each text where the last one ended."""
    everything, at = "".join(squashed(part) for part in parts), 0
    for block in reply.blocks:
        for text in texts(block):
            found = everything.find(squashed(text), at)
            assert found >= 0, text
            at = found + len(squashed(text))


def _without_frame(part: str, top: Sequence[str], bottom: Sequence[str]) -> str:
    """A part as it goes on from the former one. A text can begin with the words of the frame: only where no
    line is the frame's is it looked for inside of lines."""
    for text in (*top, *bottom):
        part, found = re.subn(rf"(?m)^{re.escape(text)}$", "", part, count=1)
        part = part if found else part.replace(text, "", 1)
    return re.sub(r"\(\d+/\d+\)\s*\Z", "", part)


def assert_every_part_says_what_it_is(reply: Reply, parts: Sequence[str]) -> None:
    top, bottom = frame(reply)
    for number, part in enumerate(parts, start=1):
        assert all(squashed(text) in squashed(part) for text in (*top, *bottom))
        assert len(parts) == 1 or f"({number}/{len(parts)})" in part


def assert_warnings_come_first(reply: Reply, parts: Sequence[str]) -> None:
    first = squashed(parts[0])
    for block in reply.blocks:
        if isinstance(block, Alert) or (isinstance(block, Said) and block.must_show):
            assert all(squashed(text) in first for text in texts(block))


def assert_doses_are_whole(reply: Reply, parts: Sequence[str]) -> None:
    given = sorted(dose for s in said(reply) for dose in DOSE.findall(s.text))
    assert sorted(dose for part in parts for dose in DOSE.findall(part)) == given


def assert_sides_stand_together(reply: Reply, parts: Sequence[str]) -> None:
    """What is to be read side by side is in one part, if it is no longer than what any part holds."""
    for block in reply.blocks:
        if isinstance(block, SideBySide) and sum(map(len, texts(block))) < TOGETHER:
            assert any(all(squashed(t) in squashed(part) for t in texts(block)) for part in parts)


def assert_a_note_moves_nothing(reply: Reply, render: Callable[[Reply], Sequence[str]]) -> None:
    """The worker sends part k again as part k of the reply under a note: it must say the same."""
    bare = replace(reply, blocks=tuple(block for block in reply.blocks if block != NOTE))
    noted = replace(bare, blocks=(NOTE, *bare.blocks))
    before, after = render(bare), render(noted)
    assert len(before) == len(after)
    for part, again in zip(before, after, strict=True):
        assert NOTE.text in again
        assert squashed(again.replace(NOTE.text, "", 1)) == squashed(part)
