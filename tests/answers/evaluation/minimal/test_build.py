"""Minimal pairs are built by chance, but the same every time, and their two parts stay apart."""

from answers.evaluation.minimal.build import Builder
from answers.evaluation.minimal.library import articles
from answers.evaluation.minimal.measure import Asked, rows
from answers.evaluation.minimal.phrasings import Change, Part, numbered, part_of, questions, sayings, stories
from answers.evaluation.minimal.subjects import DRUGS, plain_name, subjects
from answers.library.medquad import Entry
from answers.types import Article

NAMES = (
    "gout",
    "pseudogout",
    "shingles",
    "sciatica",
    "tennis elbow",
    "frozen shoulder",
    "chilblains",
    "migraine",
)
TYPES = {
    "treatment": "What are the treatments for",
    "causes": "What causes",
    "symptoms": "What are the symptoms of",
}


def entry(name: str, qtype: str, **fields: object) -> Entry:
    made = {
        "external_id": f"{name}#{qtype}",
        "question": f"{TYPES.get(qtype, qtype)} {name}?",
        "focus": name,
        "synonyms": (),
        "concepts": (f"C-{name}",),
        "qtype": qtype,
        "answer": "Nothing in particular.",
        "source": "NIDDK",
        "url": "https://example.org/page",
    }
    return Entry(**{**made, **fields})  # type: ignore[arg-type]


KNOWN = [entry(name, qtype) for name in NAMES for qtype in TYPES]


def builder() -> Builder:
    return Builder(subjects(KNOWN, []))


def test_the_same_pairs_come_every_time() -> None:
    for change in (Change.CHILD, Change.RELATION):
        once, again = (builder().pairs(change, Part.TEST, by_hand=True, count=20) for _ in range(2))
        assert once == again
        assert once
        assert len({(pair.original, pair.twin) for pair in once}) == len(once)


def test_the_parts_share_no_focus_and_no_phrasing() -> None:
    for part in Part:
        for pair in builder().pairs(Change.PREGNANCY, part, by_hand=True, count=20):
            assert part_of(pair.article.split("#")[0]) is part
    for read in (questions, sayings, stories):
        test, development = (
            {str(item) for items in read(part).values() for item in items}  # type: ignore[attr-defined]
            for part in (Part.TEST, Part.DEVELOPMENT)
        )
        assert test
        assert not test & development


def test_a_twin_is_not_its_original() -> None:
    for change in Change:
        for pair in builder().pairs(change, Part.DEVELOPMENT, by_hand=False, count=10):
            assert pair.original != pair.twin
            assert pair.article in pair.right
            assert pair.article not in pair.answers


def test_no_pair_is_built_on_a_page_that_speaks_of_the_change() -> None:
    known = [entry(name, "treatment", answer="In children it is the same.") for name in NAMES]
    for part in Part:
        assert not Builder(subjects(known, [])).pairs(Change.CHILD, part, by_hand=True, count=5)


def test_a_headline_is_no_name() -> None:
    assert plain_name("What I need to know about gout") is None
    assert plain_name("Causes of Diabetes") is None
    assert plain_name("Von Hippel-Lindau Disease (VHL)") == "Von Hippel-Lindau Disease"


def test_an_id_that_is_given_twice_carries_no_pair() -> None:
    twice = [entry("gout", "treatment"), entry("gout", "causes", external_id="gout#treatment")]
    assert subjects(twice, []) == []


def test_drugs_and_authored_articles_are_in_the_library() -> None:
    drug = entry("miglitol", "side effects", answer="", source=DRUGS)
    made = [a for a in articles([drug]) if isinstance(a, Article)]
    assert made[0].external_id == "miglitol#side effects"
    assert len(made) == 1 + len(numbered())


def test_the_table_counts_what_was_served_to_whom() -> None:
    pairs = builder().pairs(Change.CHILD, Part.TEST, by_hand=True, count=2)
    asked = [Asked(pairs[0], pairs[0].article, None), Asked(pairs[1], None, pairs[1].article)]
    both, by_hand = rows(asked)
    assert (both.twins_served.mean, both.originals_served.mean, both.twins_served.n) == (0.5, 0.5, 2)
    assert by_hand.by_hand is True


def test_each_class_has_phrasings_by_hand_in_both_parts() -> None:
    for part in Part:
        assert {"child", "pregnancy", "relapse", "metastatic", "with_condition"} <= set(sayings(part))
        assert len(questions(part)["treatment"]) >= 10
