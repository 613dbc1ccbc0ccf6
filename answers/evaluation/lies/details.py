"""Lies that do less harm: the wrong passage, another number of people, a hedge left out, a word put in."""

import re

from answers.citations.pieces import pieces
from answers.evaluation.citations.truths import Case, Manner
from answers.evaluation.liar import Lie, Severity, Template, World
from answers.evaluation.lies.rewriting import by_pairs, by_pattern


def _wrong_document(case: Case, world: World) -> Lie | None:
    others = [d for d in world.documents if d.family != case.document.family]
    other = world.chance.choice(others)
    return Lie(case.text, passages=(world.chance.choice(other.passages).id,), alone=True)


def _wrong_passage(case: Case, world: World) -> Lie | None:
    """Another section of the same abstract."""
    others = [p for p in case.document.passages if p.id != case.passage.id and case.source not in p.text]
    return Lie(case.text, passages=(world.chance.choice(others).id,), alone=True) if others else None


def _count_changed(case: Case, world: World) -> str | None:
    found = list(
        re.finditer(
            r"\b\d{1,4}(?= (?:patients|women|men|children|subjects|participants|adults|cases|infants"
            r"|eyes)\b)",
            case.text,
        )
    ) or list(re.finditer(r"(?<=[nN] = )\d+|(?<=[nN]=)\d+", case.text))
    return _other_number(case.text, world.chance.choice(found), world) if found else None


def _year_changed(case: Case, world: World) -> str | None:
    found = list(re.finditer(r"\b(?:19|20)\d\d\b", case.text))
    return _other_number(case.text, world.chance.choice(found), world) if found else None


def _share_changed(case: Case, world: World) -> str | None:
    found = list(re.finditer(r"\b\d{1,3}(?:\.\d+)?(?=%)", case.text))
    return _other_number(case.text, world.chance.choice(found), world) if found else None


def _other_number(text: str, match: re.Match[str], world: World) -> str:
    value = float(match.group()) + world.chance.choice((1, 2, 3, 7, -1))
    return f"{text[: match.start()]}{value:g}{text[match.end() :]}"


def _word_changed(case: Case, world: World) -> str | None:
    """An adjective or noun of the sentence replaced by a word of another document."""
    places = list(re.finditer(r"\b[a-z]{6,}(?:al|ic|ive|ous|ent|ary|ble|ed|ing|ion|ity)\b", case.text))
    other = world.chance.choice(world.documents)
    words: list[str] = re.findall(
        r"\b[a-z]{6,}(?:al|ic|ive|ous|ent|ary|ble|ion"
        r"|ity)\b",
        other.passages[-1].text,
    )
    words = [word for word in words if word not in case.passage.text]
    if not places or not words:
        return None
    place = world.chance.choice(places)
    return case.text[: place.start()] + world.chance.choice(words) + case.text[place.end() :]


def _adjective_added(case: Case, world: World) -> str | None:
    found = re.search(
        r"\b(?:patients|disease|treatment|risk|pain|surgery|mortality|infection|dose|outcome)\b", case.text
    )
    if not found:
        return None
    word = world.chance.choice(
        ("severe", "mild", "chronic", "elderly", "long-term", "fatal", "acute", "advanced")
    )
    if word in case.text:
        return None
    return f"{case.text[: found.start()]}{word} {case.text[found.start() :]}"


def _two_merged(case: Case, world: World) -> str | None:
    """The beginning of this sentence with the end of another of the same passage."""
    others = [
        p.text for p in pieces("", case.passage.text) if p.text != case.source and len(p.text.split()) > 8
    ]
    words = case.text.split()
    if not others or len(words) < 10 or case.manner is not Manner.VERBATIM:
        return None
    other = world.chance.choice(others).split()
    return " ".join([*words[: len(words) // 2], *other[len(other) // 2 :]])


_C = Severity.COSMETIC
TEMPLATES = (
    Template("passage: of another document", "passage", _C, _wrong_document),
    Template("passage: of another section", "passage", _C, _wrong_passage),
    Template("number: of people", "number", _C, _count_changed),
    Template("number: year", "number", _C, _year_changed),
    Template("number: per cent", "number", _C, _share_changed),
    Template("number: p value", "number", _C, by_pattern(r"\b([pP] ?[=<] ?)0?\.\d+", r"\g<1>0.9")),
    Template(
        "hedge: strengthened",
        "hedge",
        _C,
        by_pairs(
            ("may", "will"),
            ("might", "must"),
            ("could", "will"),
            ("suggest", "prove"),
            ("suggests", "proves"),
            ("appears to be", "is"),
            ("seems to be", "is"),
            ("is likely to", "will"),
            ("possible", "certain"),
            ("consider", "always give"),
            ("associated with", "caused by"),
            ("suggested", "proved"),
            ("probably", "certainly"),
            ("tended to be", "was"),
            ("may be", "is"),
            ("can", "must"),
            both_ways=False,
        ),
    ),
    Template(
        "hedge: removed",
        "hedge",
        _C,
        by_pattern(
            r"\b(?:may|might|could|possibly|probably|usually|often|likely|potentially|appears? to"
            r"|seems? to) ",
            "",
        ),
    ),
    Template(
        "quantity word: changed",
        "quantity word",
        _C,
        by_pairs(
            ("some", "all"),
            ("most", "all"),
            ("few", "most"),
            ("rarely", "often"),
            ("sometimes", "always"),
            ("often", "always"),
            ("several", "all"),
            ("majority", "minority"),
            ("half", "all"),
            ("usually", "always"),
            ("none", "most"),
            ("many", "all"),
            ("commonly", "rarely"),
        ),
    ),
    Template("word: changed", "word", _C, _word_changed),
    Template(
        "word: adjective dropped",
        "word",
        _C,
        by_pattern(
            r"\b(?:early|late|short-term|long-term|severe|mild|major|minor|suddenly"
            r"|[a-z]{3,}(?:al|ic|ive|ous)) "
            r"(?=[a-z]{4,})",
            "",
        ),
    ),
    Template("word: adjective added", "word", _C, _adjective_added),
    Template("sentence: two merged", "merged", _C, _two_merged),
    Template(
        "claim: all or every added",
        "quantity word",
        _C,
        by_pattern(r"\b(?<!all )(?<!of )patients\b", "all patients"),
    ),
)
