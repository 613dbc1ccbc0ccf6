"""Dialogues are made the same in every run, and their parts have nothing in common."""

from answers.library.medquad import Entry
from bot.evaluation.dialogues import TOPIC_CHANGES, Kind, dialogues
from bot.evaluation.phrasings import Part, phrasings

RELATIONS = {
    "information": "What is (are) {}?",
    "symptoms": "What are the symptoms of {}?",
    "treatment": "What are the treatments for {}?",
    "inheritance": "Is {} inherited?",
}
NAMES = ("Anna", "Berta", "Clara", "Dora", "Emma", "Frida", "Greta", "Hanna", "Ida", "Jana")
FOCUSES = [*(f"{name} syndrome" for name in NAMES), "Lotta disease type 1", "Lotta disease type 2"]


def entries() -> list[Entry]:
    return [
        Entry(f"folder/{n}#{m}", title.format(focus), focus, (), (), kind, "An answer.", "s", "https://e.org")
        for n, focus in enumerate(FOCUSES)
        for m, (kind, title) in enumerate(RELATIONS.items())
    ]


def test_every_run_makes_the_same() -> None:
    assert dialogues(entries(), Part.TEST) == dialogues(reversed(entries()), Part.TEST)


def test_what_is_right_is_on_the_relation_and_the_subject() -> None:
    by_id = {entry.external_id: entry for entry in entries()}
    for dialogue in dialogues(entries(), Part.DEVELOPMENT):
        assert dialogue.right
        assert len({(by_id[i].focus, by_id[i].qtype) for i in dialogue.right}) == 1


def test_the_parts_share_no_subject() -> None:
    by_id = {entry.external_id: entry.focus for entry in entries()}
    one, two = (
        {by_id[i] for dialogue in dialogues(entries(), part) for i in dialogue.right} for part in Part
    )
    assert one
    assert two
    assert not one & two


def test_types_of_one_disease_are_in_one_part_and_corrected_into_each_other() -> None:
    made = [d for part in Part for d in dialogues(entries(), part) if d.kind is Kind.OTHER_TYPE]
    assert made
    assert all("type" in dialogue.said for dialogue in made)


def test_an_entry_with_the_name_among_its_synonyms_is_right_too() -> None:
    other = [
        Entry(f"other/{n}#1", "What?", "Elsewhere", (focus,), (), "symptoms", "Text.", "s", "https://e.org")
        for n, focus in enumerate(FOCUSES)
    ]
    right = {i for d in dialogues([*entries(), *other], Part.TEST) for i in d.right}
    assert any(i.startswith("other/") for i in right)


def test_the_parts_share_no_list_of_wordings_that_can_be_divided() -> None:
    one, two = phrasings(Part.DEVELOPMENT), phrasings(Part.TEST)
    for kind, said in one.relations.items():
        assert not set(said.pointing) & set(two.relations[kind].pointing)
        assert not set(said.left_out) & set(two.relations[kind].left_out)


def test_there_are_dozens_of_wordings_of_the_relations_that_are_asked_for_most() -> None:
    for kind in ("symptoms", "treatment", "causes", "exams and tests", "outlook"):
        both = [phrasings(part).relations[kind] for part in Part]
        assert sum(len([*r.left_out, *r.pointing, *r.whole]) for r in both) >= 24


def test_some_kinds_are_changes_of_topic() -> None:
    assert set(Kind) > TOPIC_CHANGES
