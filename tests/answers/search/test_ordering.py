"""What is about exactly the asked subject and relation comes first."""

from answers.question import analyse
from answers.search.ordering import Topic, ordered, topic
from answers.types import QuestionType

_T = QuestionType


def about(name: str, relation: QuestionType) -> Topic:
    return topic((f"Tell me about {name}",), (name,), relation)


def order(asked: str, **found: tuple[float, Topic]) -> list[str]:
    return ordered(analyse(asked), [(name, score, 0.5, each) for name, (score, each) in found.items()])


def test_the_relation_that_is_asked_for_comes_before_others_of_the_subject() -> None:
    found = order(
        "How common is gout?",
        definition=(0.03, about("gout", _T.DEFINITION)),
        frequency=(0.02, about("gout", _T.FREQUENCY)),
    )
    assert found[0] == "frequency"


def test_the_relation_of_another_subject_does_not() -> None:
    found = order(
        "How common is gout?",
        definition=(0.03, about("gout", _T.DEFINITION)),
        other=(0.02, about("measles", _T.FREQUENCY)),
    )
    assert found[0] == "definition"


def test_a_name_that_holds_a_word_on_patients_is_the_whole_name() -> None:
    found = order(
        "What are the symptoms of neonatal hemochromatosis in pregnancy?",
        wider=(0.03, about("hemochromatosis", _T.SYMPTOMS)),
        meant=(0.03, about("neonatal hemochromatosis", _T.SYMPTOMS)),
    )
    assert found[0] == "meant"


def test_a_synonym_is_a_name() -> None:
    found = order(
        "Is Leiden thrombophilia inherited?",
        near=(0.03, about("thrombophilia", _T.INHERITANCE)),
        meant=(0.02, topic(("Is it inherited?",), ("FV deficiency", "Leiden thrombophilia"), _T.INHERITANCE)),
    )
    assert found[0] == "meant"


def test_without_anything_that_tells_them_apart_the_order_stays() -> None:
    same = about("gout", _T.CAUSE)
    assert order("lorem", one=(0.03, same), two=(0.02, same)) == ["one", "two"]
    assert ordered(analyse("What is gout?"), []) == []


def test_a_hit_that_is_near_by_words_alone_has_no_cosine_to_count() -> None:
    both = [("words", 0.03, None, about("gout", _T.CAUSE)), ("meaning", 0.03, 0.9, about("gout", _T.CAUSE))]
    assert ordered(analyse("lorem"), both) == ["meaning", "words"]
