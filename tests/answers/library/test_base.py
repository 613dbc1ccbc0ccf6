from answers.errors import InvalidRecord
from answers.library.base import DETAIL_MAX_CHARS, Skipped, first_of_each
from tests.making import article


def test_what_is_said_of_a_skipped_record_can_be_printed() -> None:
    skipped = Skipped("unknown field", "a\x1b[2J\nb", "key \ud800\u202e")
    assert skipped.where == "a�[2J�b"
    assert skipped.detail == "key ��"


def test_what_is_said_of_a_skipped_record_is_short() -> None:
    assert len(Skipped("malformed JSON", "file:1", "x" * 10_000).detail) == DETAIL_MAX_CHARS


def test_an_error_and_the_record_that_was_skipped_for_it_give_the_same_reason() -> None:
    skipped = Skipped.because(InvalidRecord("too large", "over 5 bytes"), "file:7")
    assert skipped == Skipped("too large", "file:7", "over 5 bytes")


def test_only_the_first_article_of_an_id_is_kept() -> None:
    first, other, repeat = article("a"), article("b"), article("a", said="Something else.")
    skipped = Skipped("no answer text", "c")
    reads = list(first_of_each(iter([first, skipped, other, repeat])))
    assert reads == [first, skipped, other, Skipped("repeated id", "a")]
